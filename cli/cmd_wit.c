/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon wit INPUT: WIT of anything that holds WIT. */
#include "cli/cli.h"
#include "cli/system.h"

#include <string.h>

struct args {
	bool json, wasm, wat, no_docs, importize, exportize, canonical_names, skip_validation;
	const char *out_dir, *merge_imports_world, *nominal_world;
	const char *importize_world, *importize_name, *exportize_world, *exportize_name;
	struct cli_list merge, exportize_imports;
};

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 'j', "json", CLI_FLAG, AT(json), NULL, "print all packages as JSON", NULL },
	{ 'w', "wasm", CLI_FLAG, AT(wasm), NULL, "encode the package as a component", NULL },
	{ 't', "wat", CLI_FLAG, AT(wat), NULL, "the same, as text", NULL },
	{ 0, "no-docs", CLI_FLAG, AT(no_docs), NULL, "leave documentation out", NULL },
	{ 0, "out-dir", CLI_TEXT, AT(out_dir), "DIR", "write one file a package there: a tree to read again", NULL },
	{ 0, "merge", CLI_LIST, AT(merge), "PATH",
		"merge another input into the first (any number of times)", NULL },
	{ 0, "importize", CLI_FLAG, AT(importize), NULL,
		"turn the exports of a component into imports", NULL },
	{ 0, "importize-world", CLI_TEXT, AT(importize_world), "WORLD",
		"turn the exports of a world into imports", NULL },
	{ 0, "importize-out-world-name", CLI_TEXT, AT(importize_name), "NAME",
		"what the importized world is called", NULL },
	{ 0, "exportize", CLI_FLAG, AT(exportize), NULL,
		"turn the imports of a component into exports", NULL },
	{ 0, "exportize-world", CLI_TEXT, AT(exportize_world), "WORLD",
		"turn the imports of a world into exports", NULL },
	{ 0, "exportize-out-world-name", CLI_TEXT, AT(exportize_name), "NAME",
		"what the exportized world is called", NULL },
	{ 0, "exportize-import", CLI_LIST, AT(exportize_imports), "IMPORT",
		"exportize only this import (any number of times)", NULL },
	{ 0, "merge-world-imports-based-on-semver", CLI_TEXT, AT(merge_imports_world), "WORLD",
		"let the newest compatible version of each import stand for the others", NULL },
	{ 0, "generate-nominal-type-ids", CLI_TEXT, AT(nominal_world), "WORLD",
		"give types that stand twice in the world definitions of their own", NULL },
	{ 0, "emit-canonical-names", CLI_FLAG, AT(canonical_names), NULL,
		"with --wasm: write versions as track and suffix", NULL },
	{ 0, "skip-validation", CLI_FLAG, AT(skip_validation), NULL,
		"with --wasm: do not validate what was made", NULL },
};

static struct tenon_wit_options given(const struct args *args)
{
	return (struct tenon_wit_options){
		.size = sizeof(struct tenon_wit_options),
		.no_docs = args->no_docs,
		.merge = (const char *const *)cli_texts(&args->merge),
		.importize = args->importize,
		.importize_world = args->importize_world,
		.importize_name = args->importize_name,
		.exportize = args->exportize,
		.exportize_world = args->exportize_world,
		.exportize_name = args->exportize_name,
		.exportize_imports = args->exportize_imports.count
			? (const char *const *)cli_texts(&args->exportize_imports)
			: NULL,
		.merge_imports_world = args->merge_imports_world,
		.nominal_world = args->nominal_world,
		.canonical_names = args->canonical_names,
		.skip_validation = args->skip_validation,
	};
}

/* How many of the inputs are the file or folder. */
static size_t count_inputs(const struct cli *cli, const struct args *args,
	bool (*is)(const char *a, const char *b), const char *path)
{
	size_t count = is(path, cli_input(cli));
	for (size_t i = 0; i < args->merge.count; i++)
		count += is(path, args->merge.items[i].text);
	return count;
}

static bool is_same_text(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* Of one world importized nothing is left to exportize, unless it keeps its name. */
static bool is_turned_twice(const struct args *args)
{
	const char *in = args->importize_world, *out = args->exportize_world;
	if (!in || !out)
		return args->importize && args->exportize;
	return is_same_text(in, out) && !(args->importize_name && is_same_text(args->importize_name, out));
}

/* There is one output, and one standard input. */
static enum tenon_status check(struct cli *cli, const struct args *args)
{
	const char *format = args->json	  ? "--json"
			     : args->wasm ? "--wasm"
			     : args->wat  ? "--wat"
					  : NULL;
	if (args->json && (args->wasm || args->wat))
		return cli_clash(cli, NULL, NULL, "`--json` and `--%s` are two outputs",
			args->wasm ? "wasm" : "wat");
	if (args->out_dir && format)
		return cli_clash(
			cli, NULL, NULL, "`--out-dir` writes WIT text, `%s` something else", format);
	if (args->out_dir && count_inputs(cli, args, cli_system_is_same_file, args->out_dir))
		return cli_clash(cli, args->out_dir, NULL,
			"the folder `%s` is an input: its files would be doubled, or lose their comments",
			args->out_dir);
	if (args->out_dir && cli->common.output)
		return cli_clash(cli, NULL, NULL, "`--out-dir` and `-o` are two outputs");
	if ((args->exportize_name || args->exportize_imports.count) && !args->exportize &&
		!args->exportize_world)
		return cli_clash(cli, NULL, "say which world: `--exportize` or `--exportize-world WORLD`",
			"nothing is exportized");
	if (args->importize_name && !args->importize && !args->importize_world)
		return cli_clash(cli, NULL, "say which world: `--importize` or `--importize-world WORLD`",
			"nothing is importized");
	if (is_turned_twice(args))
		return cli_clash(cli, NULL, "run `tenon wit` twice, or name two worlds",
			"`--importize` and `--exportize` turn the same world two ways");
	if (args->canonical_names && !args->wasm && !args->wat)
		cli_warn_unused(cli, "`--emit-canonical-names` does nothing without `--wasm`");
	if (args->skip_validation && !args->wasm && !args->wat)
		cli_warn_unused(cli, "`--skip-validation` does nothing without `--wasm`");
	if (count_inputs(cli, args, is_same_text, "-") > 1)
		return cli_clash(cli, "-", NULL, "standard input can be read only once");
	return TENON_OK;
}

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	const char *input = cli_input(cli);
	enum tenon_status status = check(cli, args);
	struct tenon_wit_options o = given(args);
	struct tenon_bytes out = { 0 };

	if (status != TENON_OK)
		return status;
	if (args->out_dir) {
		struct tenon_files files = { 0 };
		return cli_write_files(cli, tenon_wit_files(cli->session, input, &o, &files),
			args->out_dir, &files);
	}
	if (args->wasm || args->wat)
		return cli_write_wasm(
			cli, tenon_wit_encode(cli->session, input, &o, &out), &out, args->wat);
	if (!args->json)
		return cli_write(cli, tenon_wit_print(cli->session, input, &o, &out), &out,
			CLI_TEXT_OUTPUT);
	status = cli_stream(cli, CLI_TEXT_OUTPUT, &o.sink);
	return status == TENON_OK
		       ? cli_streamed(cli, tenon_wit_json(cli->session, input, &o, &out))
		       : status;
}

const struct cli_verb cli_verb_wit = {
	.name = "wit",
	.inputs = "[INPUT]",
	.summary = "prints WIT of any input",
	.details = "INPUT is a .wit file, a folder of .wit files with its deps/ folder, an encoded package, a "
		   "component, or a core module with a component-type section. The packages that the main one "
		   "needs follow it as nested packages.",
	.examples = "tenon wit wit/\n"
		    "tenon wit --json wit/ -o app.json\n"
		    "tenon wit --wasm wit/ -o app.wit.wasm\n"
		    "tenon wit app.wasm",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.max_inputs = 1,
	.spare = "the files of one package are read together: name their folder; another tree is added "
		 "by `--merge`",
	.rewrites = CLI_REWRITES_WIT,
	.run = run,
};

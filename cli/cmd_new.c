/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon new MODULE: a core module to a component. */
#include "cli/cli.h"

#include <string.h>

struct args {
	const char *wit, *world, *encoding, *wasi_adapter;
	struct cli_list adapters, import_names;
	enum cli_bool merge_imports, debug_names, return_call_ref;
	bool realloc_via_memory_grow, reject_legacy_names, canonical_names, skip_validation;
};

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 0, "adapt", CLI_LIST, AT(adapters), "[NAME=]FILE",
		"a module that answers imports from NAME (else from the file's name)", NULL },
	{ 0, "wasi-adapter", CLI_CHOICE, AT(wasi_adapter), "KIND",
		"which built-in adapter answers wasi_snapshot_preview1 (default: a command when the "
		"module exports `_start`, else a reactor)",
		"command|reactor|proxy|none" },
	{ 0, "wit", CLI_TEXT, AT(wit), "WIT",
		"a world for the module, beside what it brings itself", NULL },
	{ 'w', "world", CLI_TEXT, AT(world), "WORLD", "which world of WIT", NULL },
	{ 0, "encoding", CLI_CHOICE, AT(encoding), "ENCODING", "of strings in that world",
		"utf8|utf16|compact-utf16" },
	{ 0, "import-name", CLI_LIST, AT(import_names), "OLD=NEW",
		"what an imported interface is called in the component", NULL },
	{ 0, "merge-imports-based-on-semver", CLI_BOOL, AT(merge_imports), NULL,
		"merge imports that differ in a compatible version only (default: true)", NULL },
	{ 0, "realloc-via-memory-grow", CLI_FLAG, AT(realloc_via_memory_grow), NULL,
		"let adapters grow the memory instead of calling the module's realloc", NULL },
	{ 0, "reject-legacy-names", CLI_FLAG, AT(reject_legacy_names), NULL,
		"let only standard names mean something", NULL },
	{ 0, "debug-names", CLI_BOOL, AT(debug_names), NULL,
		"name what is added, for debuggers (default: true)", NULL },
	{ 0, "return-call-ref", CLI_BOOL, AT(return_call_ref), NULL,
		"call through typed references instead of a table (default: false)", NULL },
	{ 0, "emit-canonical-names", CLI_FLAG, AT(canonical_names), NULL,
		"write versions as track and suffix", NULL },
	{ 0, "skip-validation", CLI_FLAG, AT(skip_validation), NULL,
		"validate neither the module nor the component", NULL },
};

/* "wasi_snapshot_preview1.command.wasm" adapts `wasi_snapshot_preview1`. */
static char *name_of_file(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t length = strcspn(base, ".");
	char *name = cli_alloc(length + 1);
	memcpy(name, base, length);
	return name;
}

static struct tenon_named_file *adapters_of(const struct args *args)
{
	struct tenon_named_file *files = cli_alloc(args->adapters.count * sizeof *files + 1);
	for (size_t i = 0; i < args->adapters.count; i++) {
		const char *name;
		files[i].path = cli_split(args->adapters.items[i].text, &name);
		files[i].name = name ? name : name_of_file(files[i].path);
	}
	return files;
}

static bool renamings_of(const struct args *args, struct tenon_renaming *out)
{
	for (size_t i = 0; i < args->import_names.count; i++) {
		out[i].to = cli_split(args->import_names.items[i].text, &out[i].from);
		if (!out[i].from)
			return false;
	}
	return true;
}

static enum tenon_string_encoding encoding_of(const char *text)
{
	if (text && strcmp(text, "utf16") == 0)
		return TENON_UTF16;
	return text && strcmp(text, "compact-utf16") == 0 ? TENON_COMPACT_UTF16 : TENON_UTF8;
}

static enum tenon_wasi_adapter wasi_adapter_of(const char *text)
{
	static const char *const names[] = { "command", "reactor", "proxy", "none" };
	for (int i = 0; text && i < 4; i++) {
		if (strcmp(text, names[i]) == 0)
			return (enum tenon_wasi_adapter)(TENON_WASI_COMMAND + i);
	}
	return TENON_WASI_AUTO;
}

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	struct tenon_bytes out = { 0 };
	struct tenon_renaming *renamings =
		cli_alloc(args->import_names.count * sizeof *renamings + 1);
	if (!renamings_of(args, renamings))
		return cli_usage(cli, "write --import-name OLD=NEW", "an import name without `=`");
	if (args->world && !args->wit)
		return cli_usage(cli, "write --wit PATH as well", "`--world` without `--wit`");
	struct tenon_new_options o = {
		.size = sizeof o,
		.wit = args->wit,
		.world = args->world,
		.encoding = encoding_of(args->encoding),
		.adapters = adapters_of(args),
		.adapter_count = args->adapters.count,
		.wasi_adapter = wasi_adapter_of(args->wasi_adapter),
		.import_names = renamings,
		.import_name_count = args->import_names.count,
		.realloc_via_memory_grow = args->realloc_via_memory_grow,
		.keep_versions = args->merge_imports == CLI_NO,
		.reject_legacy_names = args->reject_legacy_names,
		.no_debug_names = args->debug_names == CLI_NO,
		.return_call_ref = args->return_call_ref == CLI_YES,
		.canonical_names = args->canonical_names,
		.skip_validation = args->skip_validation,
	};
	return cli_write(
		cli, tenon_new(cli->session, cli_input(cli), &o, &out), &out, CLI_BINARY_OUTPUT);
}

const struct cli_verb cli_verb_new = {
	.name = "new",
	.inputs = "[MODULE]",
	.summary = "makes a component of a core module",
	.details =
		"The module brings its world in a section `component-type` (bindings generators "
		"and "
		"`tenon embed` write it), or --wit names one. Errors show every function that does "
		"not fit: its WIT, the core type it should have, and the one found.",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.max_inputs = 1,
	.run = run,
};

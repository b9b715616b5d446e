/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon embed WIT MODULE: a world into a core module. */
#include "cli/cli.h"

#include <string.h>

struct args {
	const char *world, *encoding, *dummy_names;
	bool dummy, async_callback, async_stackful, only_custom, canonical_names;
	bool wat;
};

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 'w', "world", CLI_TEXT, AT(world), "WORLD", "which world (else the only one)", NULL },
	{ 0, "encoding", CLI_CHOICE, AT(encoding), "ENCODING", "of strings in the module's memory",
		"utf8|utf16|compact-utf16" },
	{ 0, "dummy", CLI_FLAG, AT(dummy), NULL,
		"make up a module that fits the world and does nothing", NULL },
	{ 0, "dummy-names", CLI_CHOICE, AT(dummy_names), "SCHEME", "the same, with these names",
		"legacy|standard32" },
	{ 0, "async-callback", CLI_FLAG, AT(async_callback), NULL,
		"the same, with async functions asynchronous, by callbacks", NULL },
	{ 0, "async-stackful", CLI_FLAG, AT(async_stackful), NULL,
		"the same, with async functions asynchronous, without callbacks", NULL },
	{ 0, "only-custom", CLI_FLAG, AT(only_custom), NULL,
		"give the content of the section alone", NULL },
	{ 0, "emit-canonical-names", CLI_FLAG, AT(canonical_names), NULL,
		"write versions as track and suffix", NULL },
	CLI_WAT(AT(wat)),
};

static enum tenon_dummy dummy_of(const struct args *args)
{
	if (args->async_callback)
		return TENON_DUMMY_ASYNC_CALLBACK;
	if (args->async_stackful)
		return TENON_DUMMY_ASYNC_STACKFUL;
	if (args->dummy_names)
		return strcmp(args->dummy_names, "legacy") == 0 ? TENON_DUMMY_LEGACY
								: TENON_DUMMY_STANDARD;
	return args->dummy ? TENON_DUMMY_STANDARD : TENON_DUMMY_NONE;
}

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	struct tenon_bytes out = { 0 };
	struct tenon_embed_options o = {
		.size = sizeof o,
		.world = args->world,
		.encoding = cli_string_encoding(args->encoding),
		.dummy = dummy_of(args),
		.only_custom = args->only_custom,
		.canonical_names = args->canonical_names,
	};
	bool is_legacy = args->dummy_names && strcmp(args->dummy_names, "legacy") == 0;
	if ((args->async_callback || args->async_stackful) && (args->dummy || args->dummy_names) &&
		!is_legacy)
		return cli_fail(cli, "unsupported-dummy", NULL, "ask for `--dummy-names legacy`",
			"the names of standard32 say nothing of asynchronous functions");
	bool takes_module = o.dummy == TENON_DUMMY_NONE && !o.only_custom;
	if (!takes_module && cli->inputs.count > 1)
		return cli_clash(cli, cli->inputs.items[1].text, NULL, "no module is read, but `%s` is given",
			cli->inputs.items[1].text);
	const char *module = cli->inputs.count > 1 ? cli->inputs.items[1].text : "-";
	return cli_write_wasm(cli,
		tenon_embed(cli->session, cli->inputs.items[0].text, takes_module ? module : NULL,
			&o, &out),
		&out, args->wat);
}

const struct cli_verb cli_verb_embed = {
	.name = "embed",
	.inputs = "WIT [MODULE]",
	.summary = "puts a world into a core module, for `tenon new`",
	.details = "The world goes into a section `component-type`, which tells `tenon new` what "
		   "the module was built for. Bindings generators write one "
		   "themselves. --dummy makes a module that has every import and export of the world "
		   "and does nothing: for tests, and to look at.",
	.examples = "tenon embed wit/ -w app app.core.wasm -o app.module.wasm\n"
		    "tenon embed wit/ -w app --dummy | tenon new - -o dummy.wasm",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.min_inputs = 1,
	.max_inputs = 2,
	.rewrites = CLI_REWRITES_WASM,
	.run = run,
};

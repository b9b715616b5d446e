/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon dylink [NAME=]MODULE...: shared libraries to a component. */
#include "cli/optimizing.h"
#include "cli/wrapping.h"

#include <string.h>

struct args {
	struct cli_list openable;
	uint64_t stack_size;
	bool stub_missing_functions, use_built_in_libdl;
	struct cli_wrapping wrapping;
	struct cli_optimizing optimizing;
};

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 0, "dl-openable", CLI_LIST, AT(openable), "[NAME=]MODULE",
		"a library that dlopen finds under its name", NULL },
	{ 0, "stack-size", CLI_NUMBER, AT(stack_size), "BYTES", "of the stack (default: 1 MiB)",
		NULL },
	{ 0, "stub-missing-functions", CLI_FLAG, AT(stub_missing_functions), NULL,
		"functions that nobody exports trap when they are called", NULL },
	{ 0, "use-built-in-libdl", CLI_FLAG, AT(use_built_in_libdl), NULL,
		"add a library with dlopen, dlsym, dlclose and dlerror", NULL },
	CLI_WRAPPING(struct args, wrapping),
	CLI_OPTIMIZING(struct args, optimizing),
};

/* Without a name a library is called like its file: that is how others ask for it. */
static struct tenon_library library_of(const struct cli_item *item, bool is_openable)
{
	struct tenon_library library = { .is_openable = is_openable };
	library.path = cli_split(item->text, &library.name);
	if (!library.name) {
		const char *slash = strrchr(library.path, '/');
		library.name = slash ? slash + 1 : library.path;
	}
	return library;
}

/* In the order of the command line: the first to export a symbol provides it. */
static struct tenon_library *libraries_of(
	const struct cli_list *plain, const struct cli_list *openable)
{
	size_t p = 0, o = 0;
	struct tenon_library *list = cli_alloc((plain->count + openable->count) * sizeof *list + 1);
	while (p < plain->count || o < openable->count) {
		bool is_openable =
			p == plain->count ||
			(o < openable->count && openable->items[o].at < plain->items[p].at);
		const struct cli_item *item = is_openable ? &openable->items[o] : &plain->items[p];
		list[p + o] = library_of(item, is_openable);
		*(is_openable ? &o : &p) += 1;
	}
	return list;
}

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	struct tenon_new_options component;
	struct tenon_bytes out = { 0 };
	size_t count = cli->inputs.count + args->openable.count;
	if (args->stack_size > UINT32_MAX)
		return cli_usage(cli, NULL, "--stack-size is at most 4 GiB");
	if (!cli_wrap_options(cli, &args->wrapping, &component))
		return TENON_BAD_CALL;
	struct tenon_dylink_options o = {
		.size = sizeof o,
		.component = &component,
		.stack_size = (uint32_t)args->stack_size,
		.stub_missing_functions = args->stub_missing_functions,
		.use_built_in_libdl = args->use_built_in_libdl,
	};
	enum tenon_status status = tenon_dylink(
		cli->session, libraries_of(&cli->inputs, &args->openable), count, &o, &out);
	status = cli_optimize(cli, status, &args->optimizing, "the component", &out);
	return cli_write(cli, status, &out, CLI_BINARY_OUTPUT);
}

const struct cli_verb cli_verb_dylink = {
	.name = "dylink",
	.inputs = "[NAME=]MODULE...",
	.summary = "links shared libraries into a component",
	.details =
		"Libraries are core modules compiled with -fPIC and linked with -shared. In the "
		"component "
		"they share a memory and a table of functions; the first one that exports a symbol "
		"provides it, in the order given, --dl-openable included. All that others need by "
		"name "
		"must be given: NAME, or else the name of the file, is what they ask for.\n"
		"\n"
		"  tenon dylink libapp.so libc.so --dl-openable libplugin.so -o app.wasm",
	.examples = "tenon dylink main.so b.so=plugin.so -o linked.wasm",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.max_inputs = CLI_MANY,
	.lacks = CLI_NO_GATES,
	.run = run,
};

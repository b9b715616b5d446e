/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon bindgen c WIT…: bindings of a world; C is the language there is. */
#include "cli/cli.h"

#include <stddef.h>
#include <string.h>

struct args {
	const char *world, *out_dir, *encoding, *rename_world, *suffix, *autodrop;
	struct cli_list renames, async, sync;
	bool no_helpers, no_sig_flattening, no_object_file, async_helpers, threading_helpers, check;
};

#define AT(member) offsetof(struct args, member)
static const struct cli_option options[] = {
	{ 'w', "world", CLI_TEXT, AT(world), "WORLD", "the world, where there are several", NULL },
	{ 0, "out-dir", CLI_TEXT, AT(out_dir), "DIR", "where the files go (default: here)", NULL },
	{ 0, "check", CLI_FLAG, AT(check), NULL,
		"compare with the files that are there, write nothing", NULL },
	{ 0, "string-encoding", CLI_CHOICE, AT(encoding), "ENCODING",
		"how strings lie in memory (default: utf8)", "utf8|utf16|compact-utf16" },
	{ 0, "no-helpers", CLI_FLAG, AT(no_helpers), NULL, "no functions that allocate or free",
		NULL },
	{ 0, "no-sig-flattening", CLI_FLAG, AT(no_sig_flattening), NULL,
		"options and results stay structs in signatures", NULL },
	{ 0, "no-object-file", CLI_FLAG, AT(no_object_file), NULL,
		"no object with the world's type", NULL },
	{ 0, "autodrop-borrows", CLI_CHOICE, AT(autodrop), "ENABLED",
		"exports drop what they were lent (default: no)", "yes|no" },
	{ 0, "rename", CLI_LIST, AT(renames), "K=V", "prefix V for the C names of interface K",
		NULL },
	{ 0, "rename-world", CLI_TEXT, AT(rename_world), "NAME",
		"another name for files and C names", NULL },
	{ 0, "type-section-suffix", CLI_TEXT, AT(suffix), "STRING",
		"behind the name of the section with the type", NULL },
	{ 0, "sync", CLI_LIST, AT(sync), "FILTER",
		"functions to be synchronous: all, [import:|export:]IFACE#FUNC, …", NULL },
	{ 0, "async", CLI_LIST, AT(async), "FILTER",
		"functions to be asynchronous, or with a minus in front not", NULL },
	{ 0, "generate-async-helpers", CLI_FLAG, AT(async_helpers), NULL,
		"the built-ins of tasks in any case", NULL },
	{ 0, "generate-threading-helpers", CLI_FLAG, AT(threading_helpers), NULL,
		"those of threads as well", NULL },
};

static char *copy(const char *text, size_t len)
{
	char *out = cli_alloc(len + 1);
	memcpy(out, text, len);
	return out;
}

/* ---- filters: --async and --sync in the order of the command line, each a list with commas ---- */

struct filters {
	struct tenon_bindgen_filter *list;
	size_t count;
};

static void add_filters(struct filters *to, const char *list, bool make_async)
{
	while (*list) {
		size_t len = strcspn(list, ",");
		const char *name = list;
		bool invert = make_async && *name == '-';
		if (len > 0)
			to->list[to->count++] =
				(struct tenon_bindgen_filter){ copy(name + invert, len - invert),
					make_async && !invert };
		list += len + (list[len] == ',');
	}
}

static size_t parts_of(const struct cli_list *list)
{
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++)
		for (const char *c = list->items[i].text; c; c = strchr(c + 1, ','))
			count++;
	return count;
}

static struct filters read_filters(const struct args *args)
{
	struct filters filters = { 0 };
	size_t a = 0, s = 0;
	filters.list =
		cli_alloc((parts_of(&args->async) + parts_of(&args->sync)) * sizeof *filters.list);
	while (a < args->async.count || s < args->sync.count) {
		bool is_async =
			s == args->sync.count ||
			(a < args->async.count && args->async.items[a].at < args->sync.items[s].at);
		const struct cli_item *item =
			is_async ? &args->async.items[a++] : &args->sync.items[s++];
		add_filters(&filters, item->text, is_async);
	}
	return filters;
}

/* ---- renames ---- */

static struct tenon_bindgen_rename *read_renames(struct cli *cli, const struct args *args)
{
	struct tenon_bindgen_rename *renames = cli_alloc(args->renames.count * sizeof *renames);
	for (size_t i = 0; i < args->renames.count; i++) {
		const char *name, *prefix = cli_split(args->renames.items[i].text, &name);
		if (!name) {
			cli_usage(cli, "write --rename INTERFACE=PREFIX", "--rename %s has no `=`",
				prefix);
			return NULL;
		}
		renames[i] = (struct tenon_bindgen_rename){ name, prefix };
	}
	return renames;
}

static enum tenon_string_encoding encoding_of(const char *name)
{
	if (!name || strcmp(name, "utf8") == 0)
		return TENON_UTF8;
	return strcmp(name, "utf16") == 0 ? TENON_UTF16 : TENON_COMPACT_UTF16;
}

static enum tenon_status run(struct cli *cli, const void *job)
{
	const struct args *args = job;
	if (strcmp(cli->inputs.items[0].text, "c") != 0)
		return cli_usage(cli, "write `tenon bindgen c WIT`",
			"there are no bindings for `%s`", cli->inputs.items[0].text);
	const struct tenon_bindgen_rename *renames = read_renames(cli, args);
	struct filters filters = read_filters(args);
	if (!renames)
		return TENON_BAD_CALL;
	struct tenon_bindgen_c_options given = {
		.size = sizeof given,
		.world = args->world,
		.encoding = encoding_of(args->encoding),
		.no_helpers = args->no_helpers,
		.no_sig_flattening = args->no_sig_flattening,
		.no_object_file = args->no_object_file,
		.autodrop_borrows = args->autodrop && strcmp(args->autodrop, "yes") == 0,
		.async_helpers = args->async_helpers,
		.threading_helpers = args->threading_helpers,
		.rename_world = args->rename_world,
		.type_section_suffix = args->suffix,
		.renames = renames,
		.rename_count = args->renames.count,
		.filters = filters.list,
		.filter_count = filters.count,
	};
	struct tenon_files files = { 0 };
	enum tenon_status status =
		tenon_bindgen_c(cli->session, cli_texts(&cli->inputs) + 1, &given, &files);
	if (args->check && status == TENON_OK) {
		status = tenon_bindgen_check(
			cli->session, args->out_dir ? args->out_dir : ".", &files);
		tenon_files_free(cli->session, &files);
		return status;
	}
	return cli_write_files(cli, status, args->out_dir, &files);
}

const struct cli_verb cli_verb_bindgen = {
	.name = "bindgen",
	.inputs = "c WIT…",
	.summary = "writes C bindings of a world",
	.details = "Writes <world>.h, <world>.c and <world>_component_type.o, which a C program is "
		   "compiled and "
		   "linked with. Names and signatures are those of wit-bindgen. docs/c-bindings.md "
		   "says how WIT maps "
		   "to C and who owns what.",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.min_inputs = 2,
	.max_inputs = CLI_MANY,
	.run = run,
};

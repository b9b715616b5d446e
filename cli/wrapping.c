/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Options in, what the library wants to be told out; see wrapping.h. */
#include "cli/wrapping.h"

#include <string.h>

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

static struct tenon_named_file *adapters_of(const struct cli_wrapping *args)
{
	struct tenon_named_file *files = cli_alloc(args->adapters.count * sizeof *files + 1);
	for (size_t i = 0; i < args->adapters.count; i++) {
		const char *name;
		files[i].path = cli_split(args->adapters.items[i].text, &name);
		files[i].name = name ? name : name_of_file(files[i].path);
	}
	return files;
}

static bool renamings_of(const struct cli_wrapping *args, struct tenon_renaming *out)
{
	for (size_t i = 0; i < args->import_names.count; i++) {
		out[i].to = cli_split(args->import_names.items[i].text, &out[i].from);
		if (!out[i].from)
			return false;
	}
	return true;
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

bool cli_wrap_options(
	struct cli *cli, const struct cli_wrapping *args, struct tenon_new_options *out)
{
	struct tenon_renaming *renamings =
		cli_alloc(args->import_names.count * sizeof *renamings + 1);
	if (!renamings_of(args, renamings)) {
		cli_usage(cli, "write --import-name OLD=NEW", "an import name without `=`");
		return false;
	}
	*out = (struct tenon_new_options){
		.size = sizeof *out,
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
	return true;
}

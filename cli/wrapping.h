/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The options of making components of core modules, which `new` and `dylink` share. */
#ifndef CLI_WRAPPING_H
#define CLI_WRAPPING_H

#include "cli/cli.h"

struct cli_wrapping {
	const char *wasi_adapter;
	struct cli_list adapters, import_names;
	enum cli_bool merge_imports, debug_names, return_call_ref;
	bool realloc_via_memory_grow, reject_legacy_names, canonical_names, skip_validation;
};

/* Rows for a verb's option table; `field` is its member of type struct cli_wrapping. */
#define CLI_WRAPPING(type, field)                                                                  \
	{ 0, "adapt", CLI_LIST, offsetof(type, field.adapters), "[NAME=]FILE",                     \
		"a module that answers imports from NAME (else from the file's name)", NULL },     \
		{ 0, "wasi-adapter", CLI_CHOICE, offsetof(type, field.wasi_adapter), "KIND",       \
			"which built-in adapter answers wasi_snapshot_preview1 (default: a "       \
			"command when there is `_start`, else a reactor)",                         \
			"command|reactor|proxy|none" },                                            \
		{ 0, "import-name", CLI_LIST, offsetof(type, field.import_names), "OLD=NEW",       \
			"what an imported interface is called in the component", NULL },           \
		{ 0, "merge-imports-based-on-semver", CLI_BOOL,                                    \
			offsetof(type, field.merge_imports), NULL,                                 \
			"merge imports that differ in a compatible version only (default: true)",  \
			NULL },                                                                    \
		{ 0, "realloc-via-memory-grow", CLI_FLAG,                                          \
			offsetof(type, field.realloc_via_memory_grow), NULL,                       \
			"let adapters grow the memory instead of calling the module's realloc",    \
			NULL },                                                                    \
		{ 0, "reject-legacy-names", CLI_FLAG, offsetof(type, field.reject_legacy_names),   \
			NULL, "let only standard names mean something", NULL },                    \
		{ 0, "debug-names", CLI_BOOL, offsetof(type, field.debug_names), NULL,             \
			"name what is added, for debuggers (default: true)", NULL },               \
		{ 0, "return-call-ref", CLI_BOOL, offsetof(type, field.return_call_ref), NULL,     \
			"call through typed references instead of a table (default: false)",       \
			NULL },                                                                    \
		{ 0, "emit-canonical-names", CLI_FLAG, offsetof(type, field.canonical_names),      \
			NULL, "write versions as track and suffix", NULL },                        \
	{                                                                                          \
		0, "skip-validation", CLI_FLAG, offsetof(type, field.skip_validation), NULL,       \
			"validate neither the module nor the component", NULL                      \
	}

/* False after a diagnostic of the command line. What `out` points to lives as long as the program. */
bool cli_wrap_options(
	struct cli *cli, const struct cli_wrapping *args, struct tenon_new_options *out);

#endif

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The options of optimising, which several verbs share. Reference: design of `-O` in docs/linking.md. */
#ifndef CLI_OPTIMIZING_H
#define CLI_OPTIMIZING_H

#include "cli/cli.h"

struct cli_optimizing {
	const char *level; /* of -O; NULL: not asked for, "": the usual one */
	bool names, keep_going;
	uint64_t jobs;
	const char *optimizer;
};

/* Rows for a verb's option table; `field` is its member of type struct cli_optimizing. */
#define CLI_OPTIMIZING(type, field)                                                                \
	{ 'O', "optimize", CLI_GLUED, offsetof(type, field.level), "LEVEL",                              \
		"optimise: -O0 -O1 -O2 -O3 -O4 -Os -Oz; -O is -O2", NULL },                        \
		{ 0, "names", CLI_FLAG, offsetof(type, field.names), NULL,                         \
			"keep name sections when optimising", NULL },                              \
		{ 0, "keep-going", CLI_FLAG, offsetof(type, field.keep_going), NULL,               \
			"leave a module as it is when the optimiser fails on it", NULL },          \
		{ 'j', "jobs", CLI_NUMBER, offsetof(type, field.jobs), "N",                        \
			"modules to optimise at a time; as many as there are processors", NULL },  \
		{ 0, "optimizer", CLI_TEXT, offsetof(type, field.optimizer), "PROGRAM",            \
			"the program tenon-binaryen, when it is not beside this one", NULL }

/*
 * Optimises *bytes in place when -O was given, showing progress on a terminal. Passes on a bad
 * status. `name` is what the bytes are called in diagnostics.
 */
enum tenon_status cli_optimize(struct cli *cli, enum tenon_status status,
	const struct cli_optimizing *args, const char *name, struct tenon_bytes *bytes);
/* The same for a file. */
enum tenon_status cli_optimize_file(struct cli *cli, const struct cli_optimizing *args,
	const char *path, struct tenon_bytes *out);

#endif

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the program asks of the system beside files; a file system_<kind>.c for each kind of system. */
#ifndef CLI_SYSTEM_H
#define CLI_SYSTEM_H

#include "tenon/diag.h"

#include <stdbool.h>

/* A closed pipe or a file too large becomes an error of writing, a mapped input that gets shorter a clean end, told in `format`. */
void cli_system_begin(enum tenon_diag_format format);
enum cli_stream_id { CLI_STDOUT, CLI_STDERR };
bool cli_system_is_terminal(enum cli_stream_id stream);
/* The folder of this program with a "/" behind it, or "" when the system does not say. Allocated. */
char *cli_system_own_folder(void);
/* What a plain file or folder is, by whatever path one comes to it. */
struct cli_file_id {
	unsigned long long device, number;
};
/* False: there is none, or it is something else. */
bool cli_system_file_id(const char *path, struct cli_file_id *id);
/* True when both paths lead to the same plain file, or to the same folder. */
bool cli_system_is_same_file(const char *a, const char *b);
/* True when standard output goes to that plain file. */
bool cli_system_is_stdout(const char *path);
bool cli_system_can_run(const char *path);

#endif

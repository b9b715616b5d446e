/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What is said when there is no session any more that could say it. */
#ifndef CLI_LAST_WORD_H
#define CLI_LAST_WORD_H

#include "tenon/diag.h"

enum cli_last_word { CLI_LAST_NO_MEMORY, CLI_LAST_LOST_INPUT };

/* The one diagnostic of the run, in full. For signal handlers too: nothing is made here. */
const char *cli_last_word(enum tenon_diag_format format, enum cli_last_word word);

#endif

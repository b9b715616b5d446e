/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* WIT text and everything that carries WIT: printed, and what is printed is read and printed the same. */
#include "fuzz.h"

#include <string.h>

/* Canonical text is a fixed point. */
static void print_again(const struct tenon_bytes *once)
{
	struct tenon_session *session = fuzz_session(once->data, once->size);
	struct tenon_bytes twice;
	enum tenon_status status = tenon_wit_print(session, "in", NULL, &twice);
	if (status != TENON_OK || twice.size != once->size ||
		memcmp(twice.data, once->data, once->size) != 0)
		__builtin_trap();
	tenon_bytes_free(session, &twice);
	tenon_session_free(session);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tenon_session *session = fuzz_session(data, size);
	struct tenon_bytes text;
	enum tenon_status status = tenon_wit_print(session, "in", NULL, &text);
	fuzz_check(session, status);
	if (status == TENON_OK)
		print_again(&text);
	tenon_bytes_free(session, &text);
	fuzz_end(session);
	return 0;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Core modules in every role: wrapped by themselves, as the adapter of another, linked as a library.
 * Whatever comes in, what goes out is valid, or it is said what is wrong with what came in.
 */
#include "fuzz.h"

#include <string.h>

/* Imports `log` of type [i32] -> [] from `old`; exports a memory and a realloc. */
static const uint8_t guest[] = { 0, 'a', 's', 'm', 1, 0, 0, 0, 1, 13, 2, 0x60, 1, 0x7f, 0, 0x60, 4,
	0x7f, 0x7f, 0x7f, 0x7f, 1, 0x7f, 2, 11, 1, 3, 'o', 'l', 'd', 3, 'l', 'o', 'g', 0, 0, 3, 2,
	1, 1, 5, 3, 1, 0, 1, 7, 25, 2, 6, 'm', 'e', 'm', 'o', 'r', 'y', 2, 0, 12, 'c', 'a', 'b',
	'i', '_', 'r', 'e', 'a', 'l', 'l', 'o', 'c', 0, 1, 10, 6, 1, 4, 0, 0x41, 0, 0x0b };

static void check(struct tenon_session *session, enum tenon_status status, struct tenon_bytes *out)
{
	fuzz_check(session, status);
	for (size_t i = 0; i < tenon_diag_count(session); i++) {
		if (strcmp(tenon_diag_get(session, i)->code, "internal") == 0)
			__builtin_trap();
	}
	tenon_bytes_free(session, out);
	fuzz_end(session);
}

static void wrap(const uint8_t *data, size_t size)
{
	struct tenon_session *session = fuzz_session(data, size);
	struct tenon_bytes out = { 0 };
	check(session, tenon_new(session, "in", NULL, &out), &out);
}

static void adapt(const uint8_t *data, size_t size)
{
	struct tenon_session *session = fuzz_session(data, size);
	struct tenon_named_file adapter = { "old", "in" };
	struct tenon_new_options o = { .size = sizeof o, .adapters = &adapter, .adapter_count = 1 };
	struct tenon_bytes out = { 0 };
	if (tenon_session_add_file(session, "guest", guest, sizeof guest) != TENON_OK)
		__builtin_trap();
	check(session, tenon_new(session, "guest", &o, &out), &out);
}

static void link_alone(const uint8_t *data, size_t size)
{
	struct tenon_session *session = fuzz_session(data, size);
	struct tenon_library library = { "in.so", "in", true };
	struct tenon_dylink_options o = {
		.size = sizeof o, .stub_missing_functions = true, .use_built_in_libdl = true
	};
	struct tenon_bytes out = { 0 };
	check(session, tenon_dylink(session, &library, 1, &o, &out), &out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	wrap(data, size);
	adapt(data, size);
	link_alone(data, size);
	return 0;
}

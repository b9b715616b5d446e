/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Worlds in WIT text: a dummy that is made to fit the world fits it, whatever the names and the
 * functions are, and wraps into a valid component.
 */
#include "fuzz.h"

#include <string.h>

/* Too large; or versions of one track that cannot stand for one another: no fault of the dummy's. */
static bool is_excused(struct tenon_session *session)
{
	const char *code = tenon_diag_get(session, 0)->code;
	return strcmp(code, "limit") == 0 || strcmp(code, "merge-conflict") == 0;
}

static void wrap(const struct tenon_bytes *module)
{
	struct tenon_session *session = fuzz_session(module->data, module->size);
	struct tenon_bytes out = { 0 };
	enum tenon_status status = tenon_new(session, "in", NULL, &out);
	fuzz_check(session, status);
	if (status != TENON_OK && !is_excused(session))
		__builtin_trap();
	tenon_bytes_free(session, &out);
	fuzz_end(session);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum tenon_dummy kinds[] = { TENON_DUMMY_LEGACY, TENON_DUMMY_STANDARD,
		TENON_DUMMY_ASYNC_CALLBACK, TENON_DUMMY_ASYNC_STACKFUL };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct tenon_session *session = fuzz_session(data, size);
		struct tenon_embed_options o = { .size = sizeof o, .dummy = kinds[i] };
		struct tenon_bytes module = { 0 };
		enum tenon_status status = tenon_embed(session, "in", NULL, &o, &module);
		fuzz_check(session, status);
		if (status == TENON_OK)
			wrap(&module);
		tenon_bytes_free(session, &module);
		fuzz_end(session);
		if (status != TENON_OK)
			break;
	}
	return 0;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What targets share that go through the public interface, and what must be true of every call. */
#ifndef TN_FUZZ_H
#define TN_FUZZ_H

#include "tenon/tenon.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A session with the input as the file "in", all features, and memory for a small input only. */
static inline struct tenon_session *fuzz_session(const uint8_t *data, size_t size)
{
	struct tenon_session_options options = { .size = sizeof options };
	options.memory_limit = (64u << 20) + (size >> 20 ? 64 * size : 0);
	/* A frame of zstd says how far it may look back: 128 MB are put aside, and hardly touched. */
	if (size && data[0] == 0x28)
		options.memory_limit += 160u << 20;
	struct tenon_session *session = tenon_session_new(&options);
	if (!session || tenon_session_add_file(session, "in", data, size) != TENON_OK ||
		tenon_session_wasm_features(session, "all") != TENON_OK ||
		tenon_session_wit_features_all(session) != TENON_OK)
		__builtin_trap();
	return session;
}

/* A bad end has its error, a good one has none, and no input is the system's or the caller's fault. */
static inline void fuzz_check(struct tenon_session *session, enum tenon_status status)
{
	size_t errors = tenon_diag_errors(session);
	if (status == TENON_OK ? errors != 0 : status != TENON_BAD_INPUT || errors == 0)
		__builtin_trap();
}

/* The diagnostics can be shown, whatever is in them. */
static inline void fuzz_end(struct tenon_session *session)
{
	struct tenon_bytes text;
	for (int format = TENON_DIAG_TEXT; format <= TENON_DIAG_SARIF; format++) {
		if (tenon_diag_render(session, (enum tenon_diag_format)format, false, &text) != TENON_OK)
			__builtin_trap();
		tenon_bytes_free(session, &text);
	}
	tenon_session_free(session);
}

#endif

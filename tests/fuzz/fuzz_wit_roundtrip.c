/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * WIT text by two ways back to itself: printed and read again it is the same item by item, and
 * encodes to the same types; encoded, decoded and printed it is the same text.
 */
#include "fuzz.h"

#include <string.h>

typedef enum tenon_status call(struct tenon_session *session, const char *path,
	const struct tenon_wit_options *options, struct tenon_bytes *out);

static bool same(const struct tenon_bytes *a, const struct tenon_bytes *b)
{
	return a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

/* What `how` makes of bytes that are good. */
static struct tenon_session *again(const struct tenon_bytes *in, call *how,
	const struct tenon_wit_options *options, struct tenon_bytes *out)
{
	struct tenon_session *session = fuzz_session(in->data, in->size);
	if (how(session, "in", options, out) != TENON_OK)
		__builtin_trap();
	return session;
}

static void finish(struct tenon_session *session, struct tenon_bytes *bytes)
{
	tenon_bytes_free(session, bytes);
	tenon_session_free(session);
}

/* How much of an encoded package lies before its custom sections, which hold the docs. */
static size_t types_size(const struct tenon_bytes *binary)
{
	size_t at = 8;
	while (at < binary->size && binary->data[at] != 0) {
		size_t size = 0;
		int shift = 0;
		do {
			size |= (size_t)(binary->data[++at] & 0x7f) << shift;
			shift += 7;
		} while (binary->data[at] & 0x80);
		at += 1 + size;
	}
	return at;
}

static const struct tenon_wit_options no_docs = { .size = sizeof no_docs, .no_docs = true };

/* What is printed says the same, item by item. (Docs may differ: an interface's go with its imports.) */
static void same_model(struct tenon_session *session, const struct tenon_bytes *text)
{
	struct tenon_bytes changes;
	if (tenon_session_add_file(session, "printed", text->data, text->size) != TENON_OK ||
		tenon_wit_diff(session, "in", "printed", NULL, &changes) != TENON_OK)
		__builtin_trap();
	if (!strstr((const char *)changes.data, "No change.") &&
		!strstr((const char *)changes.data, "\n0 breaking, 0 compatible, "))
		__builtin_trap();
	tenon_bytes_free(session, &changes);
}

static void through_text(struct tenon_session *session)
{
	struct tenon_bytes text, once, twice;
	if (tenon_wit_encode(session, "in", NULL, &once) != TENON_OK)
		return; /* a rule of the binary format that WIT does not have */
	if (tenon_wit_print(session, "in", &no_docs, &text) != TENON_OK)
		__builtin_trap();
	struct tenon_session *other = again(&text, tenon_wit_encode, NULL, &twice);
	size_t size = types_size(&once);
	if (size != types_size(&twice) || memcmp(once.data, twice.data, size) != 0)
		__builtin_trap();
	finish(other, &twice);
	tenon_bytes_free(session, &text);
	tenon_bytes_free(session, &once);
}

static void through_binary(struct tenon_session *session)
{
	/* The packages it needs come back only as far as it needs them, without their docs. */
	const struct tenon_wit_options main_only = {
		.size = sizeof main_only, .main_only = true, .no_docs = true
	};
	struct tenon_bytes binary, once, twice;
	if (tenon_wit_encode(session, "in", NULL, &binary) != TENON_OK)
		return; /* a rule of the binary format that WIT does not have */
	if (types_size(&binary) == 8) { /* an empty package is an empty component, and looks like one */
		tenon_bytes_free(session, &binary);
		return;
	}
	if (tenon_wit_print(session, "in", &main_only, &once) != TENON_OK)
		__builtin_trap();
	struct tenon_session *other = again(&binary, tenon_wit_print, &main_only, &twice);
	if (!same(&once, &twice))
		__builtin_trap();
	finish(other, &twice);
	tenon_bytes_free(session, &once);
	tenon_bytes_free(session, &binary);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tenon_session *session;
	struct tenon_bytes text;
	if (size >= 4 && memcmp(data, "\0asm", 4) == 0)
		return 0;
	session = fuzz_session(data, size);
	tenon_session_wit_features_all(session);
	if (tenon_wit_print(session, "in", NULL, &text) == TENON_OK) {
		same_model(session, &text);
		through_text(session);
		through_binary(session);
	}
	tenon_bytes_free(session, &text);
	fuzz_end(session);
	return 0;
}

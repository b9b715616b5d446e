/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* See wit_write.h. */
#include "api/wit_write.h"

#include "wit/binary/encode.h"
#include "wit/model/dump.h"
#include "wit/model/print.h"
#include "wit/model/unsaid.h"

static void print(struct tn_call *call, const struct tn_loaded *loaded,
	const struct tenon_wit_options *options, struct tenon_bytes *out)
{
	struct tn_print_options print = { .no_docs = options->no_docs };
	tn_pkg *nested = TN_NEWN(call->arena, tn_pkg, loaded->wit->packages.len);
	for (tn_pkg i = 0; i < loaded->wit->packages.len && !options->main_only; i++) {
		if (i != loaded->main)
			nested[print.nested_count++] = i;
	}
	print.nested = nested;
	if (loaded->kind != TN_LOADED_TEXT)
		tn_unsaid_warn(loaded->wit);
	struct tn_buf text = tn_buf_new(call->arena);
	tn_print_package(loaded->wit, loaded->main, &print, &text);
	tn_enter_give_text(call, &text, out);
}

static bool json(struct tn_call *call, const struct tn_loaded *loaded,
	const struct tenon_wit_options *options, struct tenon_bytes *out)
{
	struct tn_enter_sink sink;
	struct tn_buf text = options->sink ? tn_enter_sink_buf(call, options->sink, &sink)
					   : tn_buf_new(call->arena);
	tn_dump_json(loaded->wit, &text);
	if (options->sink)
		return tn_enter_sink_end(&sink, &text);
	tn_enter_give_text(call, &text, out);
	return true;
}

static bool encode(struct tn_call *call, const struct tn_loaded *loaded,
	const struct tenon_wit_options *options, struct tenon_bytes *out)
{
	struct tn_encode_options encode = { .canonical_names = options->canonical_names,
		.skip_validation = options->skip_validation };
	struct tn_bytes bytes =
		tn_encode_package(loaded->wit, loaded->main, &encode, call->arena);
	if (!bytes.len)
		return false;
	tn_enter_give(call, bytes, out);
	return true;
}

bool tn_wit_write(struct tn_call *call, const struct tn_loaded *loaded,
	enum tenon_wit_format format, const struct tenon_wit_options *options,
	struct tenon_bytes *out)
{
	switch (format) {
	case TENON_WIT_TEXT:
		print(call, loaded, options, out);
		return true;
	case TENON_WIT_JSON:
		return json(call, loaded, options, out);
	case TENON_WIT_BINARY:
		return encode(call, loaded, options, out);
	}
	return tn_enter_out_of_range(call);
}

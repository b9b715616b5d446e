/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Bytes in, bytes without some custom sections out. Binary.md "Component Definitions". */
#include "wasm/core/strip.h"

#include "base/reader.h"
#include "wasm/core/module.h"

struct strip {
	struct tn_ctx *cx;
	uint32_t source;
	bool (*drops)(void *user, struct tn_str name);
	void *user;
	struct tn_buf *out;
};

/* Sections of a component that hold modules and components. */
enum { NESTED_MODULE = 1, NESTED_COMPONENT = 4 };

static bool layer(struct strip *s, struct tn_reader *r, uint32_t depth);

static void section(struct strip *s, struct tn_reader *r, bool in_component, uint32_t depth)
{
	uint8_t id = tn_reader_byte(r);
	struct tn_reader part = tn_reader_part(r, tn_reader_u32(r));
	if (r->error)
		return;
	struct tn_reader name = part;
	if (id == 0) {
		struct tn_str text = tn_reader_name(&name);
		if (name.error) {
			r->at = name.at;
			tn_reader_fail(r, name.error);
			return;
		}
		if (s->drops(s->user, text))
			return;
	}
	tn_buf_byte(s->out, id);
	struct tn_nest nest = tn_buf_open(s->out);
	if (in_component && (id == NESTED_MODULE || id == NESTED_COMPONENT)) {
		if (!layer(s, &part, depth + 1)) {
			r->error = part.error;
			r->error_offset = part.error_offset;
		}
	} else {
		tn_buf_bytes(s->out, part.at, (size_t)(part.end - part.at));
	}
	tn_buf_close(s->out, nest);
}

static bool layer(struct strip *s, struct tn_reader *r, uint32_t depth)
{
	struct tn_bytes bytes = { r->at, (size_t)(r->end - r->at) };
	bool is_component = tn_module_is_component(bytes);
	if (!is_component && !tn_module_is_module(bytes))
		tn_reader_fail(r, "neither a core module nor a component");
	if (depth > s->cx->limits.module_nesting)
		tn_reader_fail(r, "components are nested too deep");
	struct tn_bytes preamble = tn_reader_take(r, 8);
	tn_buf_bytes(s->out, preamble.ptr, preamble.len);
	while (tn_reader_more(r))
		section(s, r, is_component, depth);
	return !r->error;
}

bool tn_strip_bytes(struct tn_ctx *cx, uint32_t source, struct tn_bytes bytes,
	bool (*drops)(void *user, struct tn_str name), void *user, struct tn_buf *out)
{
	struct strip s = { cx, source, drops, user, out };
	struct tn_reader r = tn_reader_new(bytes, bytes.ptr);
	if (layer(&s, &r, 0))
		return true;
	uint32_t at = (uint32_t)r.error_offset;
	tn_diag_error(cx, TN_E_MALFORMED, (struct tn_span){ source, at, at + 1 }, "%s", r.error);
	return false;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* base/buf, reader, json, zst. */
#include "tn_test.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/reader.h"
#include "base/zst.h"

#include <zstd.h>

static void numbers_come_back(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_buf buf = tn_buf_new(&cx.arena);
	static const int64_t values[] = { 0, 1, -1, 63, 64, -64, -65, 127, 128, INT32_MAX,
		INT32_MIN, INT64_MAX, INT64_MIN };
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		tn_buf_s64(&buf, values[i]);
		tn_buf_u64(&buf, (uint64_t)values[i]);
		tn_buf_s32(&buf, (int32_t)values[i]);
		tn_buf_u32(&buf, (uint32_t)values[i]);
		tn_buf_fixed32(&buf, (uint32_t)values[i]);
		tn_buf_fixed64(&buf, (uint64_t)values[i]);
	}
	struct tn_reader r = tn_reader_new(tn_buf_done(&buf), buf.ptr);
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		assert_true(tn_reader_s64(&r) == values[i]);
		assert_true(tn_reader_u64(&r) == (uint64_t)values[i]);
		assert_int_equal(tn_reader_s32(&r), (int32_t)values[i]);
		assert_int_equal(tn_reader_u32(&r), (uint32_t)values[i]);
		assert_int_equal(tn_reader_fixed32(&r), (uint32_t)values[i]);
		assert_true(tn_reader_fixed64(&r) == (uint64_t)values[i]);
	}
	assert_null(r.error);
	assert_false(r.long_leb);
	assert_false(tn_reader_more(&r));
	tn_ctx_free(&cx);
}

static void nested_lengths(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_buf buf = tn_buf_new(&cx.arena);
	tn_buf_byte(&buf, 9);
	struct tn_nest outer = tn_buf_open(&buf), inner = tn_buf_open(&buf);
	tn_buf_name(&buf, TN_STR("ab"));
	tn_buf_close(&buf, inner);
	tn_buf_close(&buf, outer);
	tn_buf_printf(&buf, "%s%d", "x", 7);
	assert_bytes(tn_buf_done(&buf), 9, 4, 3, 2, 'a', 'b', 'x', '7');
	struct tn_buf big = tn_buf_new(&cx.arena);
	struct tn_nest nest = tn_buf_open(&big);
	for (int i = 0; i < 300; i++)
		tn_buf_byte(&big, (uint8_t)i);
	tn_buf_close(&big, nest);
	assert_int_equal(big.len, 302);
	assert_int_equal(big.ptr[0], 0xac);
	assert_int_equal(big.ptr[1], 0x02);
	assert_int_equal(big.ptr[301], 299 & 0xff);
	tn_ctx_free(&cx);
}

static void refuse_u32(struct tn_bytes bytes, const char *error, size_t offset)
{
	struct tn_reader r = tn_reader_new(bytes, bytes.ptr);
	assert_int_equal(tn_reader_u32(&r), 0);
	assert_string_equal(r.error, error);
	assert_int_equal(r.error_offset, offset);
	assert_int_equal(tn_reader_byte(&r), 0); /* frozen */
	assert_int_equal(r.error_offset, offset);
}

static void bad_numbers(void **state)
{
	(void)state;
	refuse_u32(TN_HEX(0x80), "unexpected end", 1);
	refuse_u32(
		TN_HEX(0x80, 0x80, 0x80, 0x80, 0x80, 0x00), "integer representation too long", 4);
	refuse_u32(TN_HEX(0x80, 0x80, 0x80, 0x80, 0x10), "integer too large", 4);
	struct tn_bytes padded = TN_HEX(0x81, 0x80, 0x80, 0x80, 0x00, 0xff, 0xff, 0x7f);
	struct tn_reader r = tn_reader_new(padded, padded.ptr);
	assert_int_equal(tn_reader_u32(&r), 1);
	assert_true(r.long_leb);
	r.long_leb = false;
	assert_int_equal(tn_reader_s32(&r), -1);
	assert_true(r.long_leb);
	struct tn_bytes odd =
		TN_HEX(0xff, 0xff, 0xff, 0xff, 0x0f); /* bit 31 set, sign bits clear */
	r = tn_reader_new(odd, odd.ptr);
	assert_int_equal(tn_reader_s32(&r), 0);
	assert_string_equal(r.error, "integer too large");
	struct tn_bytes s33 = TN_HEX(0xff, 0xff, 0xff, 0xff, 0x0f);
	r = tn_reader_new(s33, s33.ptr);
	assert_true(tn_reader_s33(&r) == 0xffffffff);
	struct tn_bytes neg = TN_HEX(0x40);
	r = tn_reader_new(neg, neg.ptr);
	assert_true(tn_reader_s33(&r) == -64);
}

static void names_and_counts(void **state)
{
	(void)state;
	struct tn_bytes good = TN_HEX(3, 0xe2, 0x82, 0xac, 2, 1, 1);
	struct tn_reader r = tn_reader_new(good, good.ptr);
	assert_str(tn_reader_name(&r), "\xe2\x82\xac");
	assert_int_equal(tn_reader_count(&r, 1), 2);
	struct tn_bytes bad = TN_HEX(3, 'a', 0xc0, 0x80);
	r = tn_reader_new(bad, bad.ptr);
	assert_str(tn_reader_name(&r), "");
	assert_string_equal(r.error, "malformed UTF-8 encoding");
	assert_int_equal(r.error_offset, 2);
	struct tn_bytes greedy = TN_HEX(0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0);
	r = tn_reader_new(greedy, greedy.ptr);
	assert_int_equal(tn_reader_count(&r, 1), 0);
	assert_int_equal(r.error_offset, 0);
	struct tn_bytes parts = TN_HEX(1, 2, 3, 4);
	r = tn_reader_new(parts, parts.ptr);
	tn_reader_byte(&r);
	struct tn_reader part = tn_reader_part(&r, 2);
	assert_int_equal(tn_reader_offset(&part), 1);
	assert_int_equal(tn_reader_byte(&part), 2);
	assert_int_equal(tn_reader_byte(&r), 4);
	part = tn_reader_part(&r, 1);
	assert_string_equal(part.error, "length out of bounds");
}

static void json_as_serde_prints_it(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	for (int pretty = 0; pretty < 2; pretty++) {
		struct tn_buf buf = tn_buf_new(&cx.arena);
		struct tn_json json;
		tn_json_begin(&json, &buf, pretty);
		tn_json_object(&json);
		tn_json_key(&json, TN_STR("a\"\n\x01"));
		tn_json_array(&json);
		tn_json_number(&json, UINT64_MAX);
		tn_json_bool(&json, true);
		tn_json_null(&json);
		tn_json_object(&json);
		tn_json_object_end(&json);
		tn_json_array_end(&json);
		tn_json_key(&json, TN_STR("e"));
		tn_json_array(&json);
		tn_json_array_end(&json);
		tn_json_object_end(&json);
		struct tn_str text = { (const char *)buf.ptr, buf.len };
		if (pretty)
			assert_str(text, "{\n  \"a\\\"\\n\\u0001\": [\n    18446744073709551615,\n "
					 "   true,\n"
					 "    null,\n    {}\n  ],\n  \"e\": []\n}");
		else
			assert_str(text, "{\"a\\\"\\n\\u0001\":[18446744073709551615,true,null,{}],"
					 "\"e\":[]}");
	}
	tn_ctx_free(&cx);
}

static void json_in(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_str error = TN_NOSTR;
	struct tn_json_value *v =
		tn_json_read(&cx.arena, TN_STR("{\"z\": [1, \"x\\u00e9\"], \"a\": null}"), &error);
	assert_non_null(v);
	assert_int_equal(v->len, 2);
	assert_str(v->keys[0], "z");
	const struct tn_json_value *z = tn_json_member(v, TN_STR("z"));
	assert_int_equal(z->kind, TN_JSON_ARRAY);
	assert_true(z->values[0].number == 1.0);
	assert_str(z->values[1].string, "x\xc3\xa9");
	assert_null(tn_json_member(v, TN_STR("q")));
	assert_null(tn_json_read(&cx.arena, TN_STR("{\"a\":}"), &error));
	assert_true(error.len > 0);
	assert_null(tn_json_read(&cx.arena, TN_STR(""), &error));
	tn_ctx_free(&cx);
}

static void zstd_frames(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	char text[100000];
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (char)('a' + i * i % 7);
	uint8_t packed[101000];
	size_t len = ZSTD_compress(packed, sizeof packed, text, sizeof text, 3);
	assert_false(ZSTD_isError(len));
	struct tn_bytes in = { packed, len }, out = { 0 };
	assert_true(tn_zst_is_frame(in));
	assert_null(tn_zst_unpack(&cx.arena, in, 1u << 20, &out));
	assert_int_equal(out.len, sizeof text);
	assert_memory_equal(out.ptr, text, sizeof text);
	assert_int_equal(out.ptr[out.len], 0);
	assert_non_null(tn_zst_unpack(&cx.arena, in, 1000, &out));
	assert_non_null(
		tn_zst_unpack(&cx.arena, (struct tn_bytes){ packed, len - 3 }, 1u << 20, &out));
	/* a stream that does not say its size, followed by a second frame */
	ZSTD_CCtx *cctx = ZSTD_createCCtx();
	ZSTD_inBuffer from = { text, 5000, 0 };
	ZSTD_outBuffer to = { packed, sizeof packed, 0 };
	ZSTD_compressStream2(cctx, &to, &from, ZSTD_e_flush);
	ZSTD_compressStream2(cctx, &to, &from, ZSTD_e_end);
	ZSTD_freeCCtx(cctx);
	to.pos += ZSTD_compress(packed + to.pos, sizeof packed - to.pos, "tail", 4, 1);
	assert_null(tn_zst_unpack(&cx.arena, (struct tn_bytes){ packed, to.pos }, 1u << 20, &out));
	assert_int_equal(out.len, 5004);
	assert_memory_equal(out.ptr + 5000, "tail", 4);
	assert_non_null(tn_zst_unpack(&cx.arena, (struct tn_bytes){ packed, to.pos }, 5003, &out));
	assert_null(tn_zst_unpack(&cx.arena, (struct tn_bytes){ packed, to.pos }, 5004, &out));
	tn_ctx_free(&cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_come_back),
		cmocka_unit_test(nested_lengths),
		cmocka_unit_test(bad_numbers),
		cmocka_unit_test(names_and_counts),
		cmocka_unit_test(json_as_serde_prints_it),
		cmocka_unit_test(json_in),
		cmocka_unit_test(zstd_frames),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

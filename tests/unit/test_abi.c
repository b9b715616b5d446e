/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Value types and their canonical ABI, against values worked out by hand from CanonicalABI.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four headers it wants */
#include <cmocka.h>

#include "base/str.h"
#include "wasm/component/abi.h"

struct fixture {
	struct tn_heap heap;
	struct tn_arena arena;
	struct tn_types types;
};

static int setup(void **state)
{
	struct fixture *f = test_calloc(1, sizeof *f);
	tn_mem_heap_init(&f->heap);
	tn_mem_arena_init(&f->arena, &f->heap);
	tn_type_init(&f->types, &f->arena);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	tn_mem_arena_free(&f->arena);
	test_free(f);
	return 0;
}

/* ---- making types ---- */

static tn_vt make_members(struct fixture *f, enum tn_vt_kind kind, const tn_vt *parts, uint32_t count)
{
	struct tn_vt_member members[64];
	assert_true(count <= 64);
	for (uint32_t i = 0; i < count; i++)
		members[i] = (struct tn_vt_member){ kind == TN_VT_TUPLE ? 0 : i + 1, parts[i] };
	return tn_type_make(&f->types,
		&(struct tn_vt_def){ .kind = kind, .members = members, .member_count = count });
}

#define MEMBERS(f, kind, ...)                                                                      \
	make_members(f, kind, (tn_vt[]){ __VA_ARGS__ }, sizeof((tn_vt[]){ __VA_ARGS__ }) / sizeof(tn_vt))
#define RECORD(f, ...) MEMBERS(f, TN_VT_RECORD, __VA_ARGS__)
#define TUPLE(f, ...) MEMBERS(f, TN_VT_TUPLE, __VA_ARGS__)
#define VARIANT(f, ...) MEMBERS(f, TN_VT_VARIANT, __VA_ARGS__)

static tn_vt make(struct fixture *f, enum tn_vt_kind kind, tn_vt a, tn_vt b)
{
	return tn_type_make(&f->types, &(struct tn_vt_def){ .kind = kind, .a = a, .b = b });
}

/* `count` labels without types: flags, or an enum. */
static tn_vt make_labels(struct fixture *f, enum tn_vt_kind kind, uint32_t count)
{
	struct tn_vt_member *members = TN_NEWN(&f->arena, struct tn_vt_member, count);
	for (uint32_t i = 0; i < count; i++)
		members[i].name = i + 1;
	return tn_type_make(&f->types,
		&(struct tn_vt_def){ .kind = kind, .members = members, .member_count = count });
}

static tn_vt make_fixed(struct fixture *f, tn_vt part, uint32_t length)
{
	return tn_type_make(&f->types,
		&(struct tn_vt_def){ .kind = TN_VT_FIXED_LIST, .a = part, .length = length });
}

/* ---- comparing ---- */

static const char *letters(struct fixture *f, const tn_core_ty *flat, uint32_t len)
{
	char *text = tn_mem_alloc(&f->arena, len + 1);
	for (uint32_t i = 0; i < len; i++) {
		switch (flat[i]) {
		case TN_CORE_I32: text[i] = 'i'; break;
		case TN_CORE_I64: text[i] = 'I'; break;
		case TN_CORE_F32: text[i] = 'f'; break;
		case TN_CORE_F64: text[i] = 'F'; break;
		default: text[i] = '?';
		}
	}
	return text;
}

/* Flat types as letters: i i32, I i64, f f32, F f64; "-" where there are too many. */
static const char *flat(struct fixture *f, tn_vt type, bool is_64)
{
	tn_core_ty out[TN_ABI_MAX_FLAT_PARAMS];
	uint32_t len = 0;
	if (!tn_abi_flatten(&f->types, type, is_64, out, TN_ABI_MAX_FLAT_PARAMS, &len))
		return "-";
	return letters(f, out, len);
}

static void expect(struct fixture *f, tn_vt type, uint64_t size, uint32_t align, const char *flat32)
{
	assert_int_equal(tn_abi_size(&f->types, type, false), size);
	assert_int_equal(tn_abi_align(&f->types, type, false), align);
	assert_string_equal(flat(f, type, false), flat32);
}

static void expect64(struct fixture *f, tn_vt type, uint64_t size, uint32_t align, const char *flat64)
{
	assert_int_equal(tn_abi_size(&f->types, type, true), size);
	assert_int_equal(tn_abi_align(&f->types, type, true), align);
	assert_string_equal(flat(f, type, true), flat64);
}

/* ---- types ---- */

static void equal_shapes_are_one_type(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(RECORD(f, TN_VT_U8, TN_VT_U32), RECORD(f, TN_VT_U8, TN_VT_U32));
	assert_int_not_equal(RECORD(f, TN_VT_U8, TN_VT_U32), RECORD(f, TN_VT_U32, TN_VT_U8));
	assert_int_not_equal(RECORD(f, TN_VT_U8), TUPLE(f, TN_VT_U8));
	assert_int_not_equal(RECORD(f, TN_VT_U8), VARIANT(f, TN_VT_U8));
	assert_int_not_equal(make(f, TN_VT_LIST, TN_VT_U8, 0), make(f, TN_VT_OPTION, TN_VT_U8, 0));
	assert_int_equal(make(f, TN_VT_MAP, TN_VT_STRING, TN_VT_U8),
		make(f, TN_VT_MAP, TN_VT_STRING, TN_VT_U8));
	assert_int_not_equal(make(f, TN_VT_RESULT, TN_VT_U8, 0), make(f, TN_VT_RESULT, 0, TN_VT_U8));
	assert_int_not_equal(make_fixed(f, TN_VT_U8, 3), make_fixed(f, TN_VT_U8, 4));
	assert_int_not_equal(make_labels(f, TN_VT_FLAGS, 3), make_labels(f, TN_VT_ENUM, 3));

	uint32_t one = tn_type_new_resource(&f->types), two = tn_type_new_resource(&f->types);
	assert_int_equal(one, 1);
	assert_int_equal(two, 2);
	struct tn_vt_def own = { .kind = TN_VT_OWN, .resource = one };
	struct tn_vt_def other = { .kind = TN_VT_OWN, .resource = two };
	struct tn_vt_def borrow = { .kind = TN_VT_BORROW, .resource = one };
	assert_int_equal(tn_type_make(&f->types, &own), tn_type_make(&f->types, &own));
	assert_int_not_equal(tn_type_make(&f->types, &own), tn_type_make(&f->types, &other));
	assert_int_not_equal(tn_type_make(&f->types, &own), tn_type_make(&f->types, &borrow));
}

static void primitives_are_their_kind(void **state)
{
	struct fixture *f = *state;
	for (uint32_t kind = TN_VT_BOOL; kind < TN_VT_PRIMITIVES; kind++) {
		assert_int_equal(make(f, (enum tn_vt_kind)kind, 0, 0), kind);
		assert_int_equal(tn_type_get(&f->types, kind)->kind, kind);
		assert_non_null(tn_type_primitive_name((enum tn_vt_kind)kind));
	}
	assert_string_equal(tn_type_primitive_name(TN_VT_ERROR_CONTEXT), "error-context");
	assert_null(tn_type_primitive_name(TN_VT_RECORD));
}

static void members_are_copied_and_many_types_keep_apart(void **state)
{
	struct fixture *f = *state;
	tn_vt seen[500];
	for (uint32_t i = 0; i < 500; i++) {
		struct tn_vt_member member = { i + 1, TN_VT_U32 };
		struct tn_vt_def shape = { .kind = TN_VT_RECORD, .members = &member, .member_count = 1 };
		seen[i] = tn_type_make(&f->types, &shape);
	}
	for (uint32_t i = 0; i < 500; i++) {
		assert_int_equal(tn_type_get(&f->types, seen[i])->members[0].name, i + 1);
		for (uint32_t k = 0; k < i; k++)
			assert_int_not_equal(seen[i], seen[k]);
	}
}

static void contents(void **state)
{
	struct fixture *f = *state;
	struct tn_vt_def shape = { .kind = TN_VT_BORROW, .resource = tn_type_new_resource(&f->types) };
	tn_vt borrow = tn_type_make(&f->types, &shape);
	tn_vt deep = make(f, TN_VT_OPTION, TUPLE(f, TN_VT_U8, make(f, TN_VT_LIST, borrow, 0)), 0);
	const struct tn_vt_def *def = tn_type_get(&f->types, deep);
	assert_true(def->has_borrow && def->has_handle && def->has_pointer);
	assert_false(def->has_string || def->has_stream);
	assert_int_equal(def->depth, 4);

	def = tn_type_get(&f->types, make(f, TN_VT_MAP, TN_VT_STRING, TN_VT_U8));
	assert_true(def->has_pointer && def->has_string);
	assert_false(def->has_handle);

	/* What a stream carries is not behind the handle's own pointer. */
	def = tn_type_get(&f->types, make(f, TN_VT_STREAM, TN_VT_STRING, 0));
	assert_true(def->has_stream);
	assert_false(def->has_pointer || def->has_string || def->has_handle);
	def = tn_type_get(&f->types, RECORD(f, make(f, TN_VT_FUTURE, 0, 0)));
	assert_true(def->has_stream);
}

/* ---- sizes, alignment, flat types ---- */

static void scalars(void **state)
{
	struct fixture *f = *state;
	expect(f, TN_VT_BOOL, 1, 1, "i");
	expect(f, TN_VT_S8, 1, 1, "i");
	expect(f, TN_VT_U16, 2, 2, "i");
	expect(f, TN_VT_S32, 4, 4, "i");
	expect(f, TN_VT_U64, 8, 8, "I");
	expect(f, TN_VT_F32, 4, 4, "f");
	expect(f, TN_VT_F64, 8, 8, "F");
	expect(f, TN_VT_CHAR, 4, 4, "i");
	expect(f, TN_VT_ERROR_CONTEXT, 4, 4, "i");
	expect(f, TN_VT_STRING, 8, 4, "ii");
	expect64(f, TN_VT_STRING, 16, 8, "II");
	expect(f, make(f, TN_VT_LIST, TN_VT_U64, 0), 8, 4, "ii");
	expect64(f, make(f, TN_VT_MAP, TN_VT_CHAR, TN_VT_U8), 16, 8, "II");
	expect(f, make(f, TN_VT_STREAM, TN_VT_U64, 0), 4, 4, "i");
	expect64(f, make(f, TN_VT_FUTURE, 0, 0), 4, 4, "i");
	struct tn_vt_def own = { .kind = TN_VT_OWN, .resource = 1 };
	expect64(f, tn_type_make(&f->types, &own), 4, 4, "i");
	uint32_t len = 0;
	assert_true(tn_abi_flatten(&f->types, TN_VT_NONE, false, NULL, 0, &len));
	assert_int_equal(len, 0);
}

static void records(void **state)
{
	struct fixture *f = *state;
	tn_vt r = RECORD(f, TN_VT_U8, TN_VT_U64, TN_VT_U16, TN_VT_F32);
	expect(f, r, 24, 8, "iIif");
	assert_int_equal(tn_abi_field_offset(&f->types, r, 0, false), 0);
	assert_int_equal(tn_abi_field_offset(&f->types, r, 1, false), 8);
	assert_int_equal(tn_abi_field_offset(&f->types, r, 2, false), 16);
	assert_int_equal(tn_abi_field_offset(&f->types, r, 3, false), 20);

	tn_vt t = TUPLE(f, TN_VT_U8, TN_VT_STRING, TN_VT_U8);
	expect(f, t, 16, 4, "iiii");
	expect64(f, t, 32, 8, "iIIi");
	assert_int_equal(tn_abi_field_offset(&f->types, t, 2, false), 12);
	assert_int_equal(tn_abi_field_offset(&f->types, t, 2, true), 24);

	expect(f, TUPLE(f, r, TN_VT_U8), 32, 8, "iIifi");
	expect(f, make_fixed(f, TN_VT_U16, 5), 10, 2, "iiiii");
	expect(f, make_fixed(f, TUPLE(f, TN_VT_U8, TN_VT_U32), 2), 16, 4, "iiii");
	expect(f, make_fixed(f, TN_VT_U8, 17), 17, 1, "-");
}

static void flags(void **state)
{
	struct fixture *f = *state;
	static const struct { uint32_t count, size, align; } rows[] = {
		{ 1, 1, 1 }, { 8, 1, 1 }, { 9, 2, 2 }, { 16, 2, 2 }, { 17, 4, 4 }, { 32, 4, 4 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect(f, make_labels(f, TN_VT_FLAGS, rows[i].count), rows[i].size, rows[i].align, "i");
}

static void variants(void **state)
{
	struct fixture *f = *state;
	tn_vt v = VARIANT(f, TN_VT_U8, TN_VT_NONE, TN_VT_U64);
	expect(f, v, 16, 8, "iI");
	assert_int_equal(tn_abi_payload_offset(&f->types, v, false), 8);

	tn_vt option = make(f, TN_VT_OPTION, TN_VT_U16, 0);
	expect(f, option, 4, 2, "ii");
	assert_int_equal(tn_abi_payload_offset(&f->types, option, false), 2);

	tn_vt result = make(f, TN_VT_RESULT, TN_VT_NONE, TN_VT_STRING);
	expect(f, result, 12, 4, "iii");
	expect64(f, result, 24, 8, "iII");
	assert_int_equal(tn_abi_payload_offset(&f->types, result, true), 8);
	expect(f, make(f, TN_VT_RESULT, 0, 0), 1, 1, "i");
	assert_int_equal(tn_abi_payload_offset(&f->types, make(f, TN_VT_RESULT, 0, 0), false), 1);

	/* The tail after the payload is padded to the alignment of the whole. */
	expect(f, VARIANT(f, make_fixed(f, TN_VT_U8, 5), TN_VT_U32), 12, 4, "iiiiii");

	expect(f, make_labels(f, TN_VT_ENUM, 256), 1, 1, "i");
	expect(f, make_labels(f, TN_VT_ENUM, 257), 2, 2, "i");
	expect(f, make_labels(f, TN_VT_ENUM, 65536), 2, 2, "i");
	expect(f, make_labels(f, TN_VT_ENUM, 65537), 4, 4, "i");
}

static void cases_join(void **state)
{
	struct fixture *f = *state;
	assert_string_equal(flat(f, VARIANT(f, TN_VT_F32, TN_VT_F32), false), "if");
	assert_string_equal(flat(f, VARIANT(f, TN_VT_F32, TN_VT_U32), false), "ii");
	assert_string_equal(flat(f, VARIANT(f, TN_VT_U32, TN_VT_F32), false), "ii");
	assert_string_equal(flat(f, VARIANT(f, TN_VT_F32, TN_VT_F64), false), "iI");
	assert_string_equal(flat(f, VARIANT(f, TN_VT_F64, TN_VT_U64), false), "iI");
	assert_string_equal(flat(f, VARIANT(f, TN_VT_U32, TN_VT_F64), false), "iI");
	assert_string_equal(flat(f, VARIANT(f, TN_VT_STRING, TN_VT_F64), false), "iIi");
	assert_string_equal(flat(f, VARIANT(f, TN_VT_F32, TN_VT_STRING), false), "iii");
	assert_string_equal(flat(f, VARIANT(f, TN_VT_STRING, TN_VT_F32), true), "iII");
	tn_vt deep = make(f, TN_VT_RESULT, VARIANT(f, TN_VT_F32, TN_VT_U8), TUPLE(f, TN_VT_F32, TN_VT_F32));
	assert_string_equal(flat(f, deep, false), "iii");
}

static void sizes_do_not_overflow(void **state)
{
	struct fixture *f = *state;
	tn_vt type = TN_VT_U64;
	for (int i = 0; i < 5; i++)
		type = make_fixed(f, TUPLE(f, TN_VT_U8, type), UINT32_MAX);
	assert_true(tn_abi_size(&f->types, type, false) >= (uint64_t)1 << 40);
	assert_string_equal(flat(f, type, false), "-");
	assert_int_equal(tn_type_get(&f->types, type)->flat_count[0], TN_ABI_MANY);

	/* Variants of variants of the same: linear work, or this does not come to an end. */
	tn_vt nest = TN_VT_U8;
	for (int i = 0; i < 90; i++)
		nest = VARIANT(f, nest, nest, nest, nest, nest, nest, nest, nest);
	assert_int_equal(tn_type_get(&f->types, nest)->flat_count[0], 91);
}

/* ---- functions ---- */

static struct tn_abi_func func_of(const struct tn_vt_member *params, uint32_t count, tn_vt result)
{
	return (struct tn_abi_func){ .params = params, .param_count = count, .result = result };
}

/* "iI>i" with "@" behind the parameters when they are spilled and "*" behind all for retptr. */
static const char *sig(struct fixture *f, const tn_vt *params, uint32_t count, tn_vt result,
	enum tn_abi_side side, bool is_64)
{
	struct tn_vt_member members[32] = { 0 };
	for (uint32_t i = 0; i < count; i++)
		members[i].type = params[i];
	struct tn_abi_func func = func_of(members, count, result);
	struct tn_abi_sig s;
	tn_abi_signature(&f->types, &func, side, is_64, &s);
	return tn_str_format(&f->arena, "%s%s>%s%s", letters(f, s.params, s.param_count),
		s.indirect_params ? "@" : "", letters(f, s.results, s.result_count),
		s.retptr ? "*" : "")
		.ptr;
}

#define SIG(f, result, side, ...)                                                                  \
	sig(f, (tn_vt[]){ __VA_ARGS__ }, sizeof((tn_vt[]){ __VA_ARGS__ }) / sizeof(tn_vt), result, \
		side, false)

static void sync_signatures(void **state)
{
	struct fixture *f = *state;
	assert_string_equal(SIG(f, TN_VT_U64, TN_ABI_IMPORT, TN_VT_U8, TN_VT_STRING), "iii>I");
	assert_string_equal(SIG(f, TN_VT_STRING, TN_ABI_IMPORT, TN_VT_U8), "ii>*");
	assert_string_equal(SIG(f, TN_VT_STRING, TN_ABI_EXPORT, TN_VT_U8), "i>i*");
	assert_string_equal(sig(f, NULL, 0, TN_VT_NONE, TN_ABI_EXPORT, false), ">");
	assert_string_equal(sig(f, (tn_vt[]){ TN_VT_STRING }, 1, TN_VT_STRING, TN_ABI_IMPORT, true), "III>*");
	assert_string_equal(sig(f, NULL, 0, TN_VT_STRING, TN_ABI_EXPORT, true), ">I*");

	tn_vt sixteen[17];
	for (int i = 0; i < 17; i++)
		sixteen[i] = TN_VT_F32;
	assert_string_equal(sig(f, sixteen, 16, TN_VT_STRING, TN_ABI_IMPORT, false), "ffffffffffffffffi>*");
	assert_string_equal(sig(f, sixteen, 17, TN_VT_STRING, TN_ABI_IMPORT, false), "ii@>*");
	assert_string_equal(sig(f, sixteen, 17, TN_VT_NONE, TN_ABI_EXPORT, true), "I@>");
	/* A type that does not fit behind 15 others. */
	sixteen[15] = TN_VT_STRING;
	assert_string_equal(sig(f, sixteen, 16, TN_VT_NONE, TN_ABI_EXPORT, false), "i@>");
}

static void async_signatures(void **state)
{
	struct fixture *f = *state;
	assert_string_equal(SIG(f, TN_VT_U8, TN_ABI_IMPORT_ASYNC, TN_VT_U8, TN_VT_U8, TN_VT_STRING), "iiiii>i*");
	assert_string_equal(SIG(f, TN_VT_NONE, TN_ABI_IMPORT_ASYNC, TN_VT_U64, TN_VT_STRING, TN_VT_STRING), "i@>i");
	assert_string_equal(SIG(f, TN_VT_STRING, TN_ABI_EXPORT_ASYNC, TN_VT_U64, TN_VT_STRING, TN_VT_STRING), "Iiiii>i");
	assert_string_equal(SIG(f, TN_VT_STRING, TN_ABI_EXPORT_STACKFUL, TN_VT_F64), "F>");
	assert_string_equal(sig(f, NULL, 0, TN_VT_U8, TN_ABI_IMPORT_ASYNC, false), "i>i*");
}

static uint32_t needs(struct fixture *f, tn_vt param, tn_vt result, enum tn_abi_side side)
{
	struct tn_vt_member member = { 0, param };
	struct tn_abi_func func = func_of(&member, param != TN_VT_NONE, result);
	return tn_abi_needs(&f->types, &func, side);
}

static void options(void **state)
{
	struct fixture *f = *state;
	enum { M = TN_ABI_NEEDS_MEMORY, R = TN_ABI_NEEDS_REALLOC, E = TN_ABI_NEEDS_ENCODING };
	tn_vt bytes = make(f, TN_VT_LIST, TN_VT_U8, 0), pair = TUPLE(f, TN_VT_U8, TN_VT_U8);
	tn_vt many = make_fixed(f, TN_VT_U8, 17);

	assert_int_equal(needs(f, TN_VT_U8, TN_VT_U8, TN_ABI_IMPORT), 0);
	assert_int_equal(needs(f, TN_VT_STRING, TN_VT_NONE, TN_ABI_IMPORT), M | E);
	assert_int_equal(needs(f, TN_VT_STRING, TN_VT_NONE, TN_ABI_EXPORT), M | R | E);
	assert_int_equal(needs(f, TN_VT_NONE, TN_VT_STRING, TN_ABI_IMPORT), M | R | E);
	assert_int_equal(needs(f, TN_VT_NONE, TN_VT_STRING, TN_ABI_EXPORT), M | E);
	assert_int_equal(needs(f, bytes, TN_VT_NONE, TN_ABI_EXPORT), M | R);
	assert_int_equal(needs(f, TN_VT_NONE, pair, TN_ABI_IMPORT), M);
	assert_int_equal(needs(f, TN_VT_NONE, pair, TN_ABI_EXPORT), M);
	assert_int_equal(needs(f, many, TN_VT_NONE, TN_ABI_IMPORT), M);
	assert_int_equal(needs(f, many, TN_VT_NONE, TN_ABI_EXPORT), M | R);
	assert_int_equal(needs(f, make(f, TN_VT_STREAM, TN_VT_STRING, 0), TN_VT_NONE, TN_ABI_EXPORT), 0);

	assert_int_equal(needs(f, TN_VT_U8, TN_VT_U8, TN_ABI_IMPORT_ASYNC), M);
	assert_int_equal(needs(f, TN_VT_U8, TN_VT_U8, TN_ABI_EXPORT_ASYNC), 0);
	assert_int_equal(needs(f, TN_VT_NONE, TN_VT_STRING, TN_ABI_EXPORT_ASYNC), M | E);
	assert_int_equal(needs(f, TN_VT_NONE, pair, TN_ABI_EXPORT_STACKFUL), M);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(equal_shapes_are_one_type, setup, teardown),
		cmocka_unit_test_setup_teardown(primitives_are_their_kind, setup, teardown),
		cmocka_unit_test_setup_teardown(members_are_copied_and_many_types_keep_apart, setup, teardown),
		cmocka_unit_test_setup_teardown(contents, setup, teardown),
		cmocka_unit_test_setup_teardown(scalars, setup, teardown),
		cmocka_unit_test_setup_teardown(records, setup, teardown),
		cmocka_unit_test_setup_teardown(flags, setup, teardown),
		cmocka_unit_test_setup_teardown(variants, setup, teardown),
		cmocka_unit_test_setup_teardown(cases_join, setup, teardown),
		cmocka_unit_test_setup_teardown(sizes_do_not_overflow, setup, teardown),
		cmocka_unit_test_setup_teardown(sync_signatures, setup, teardown),
		cmocka_unit_test_setup_teardown(async_signatures, setup, teardown),
		cmocka_unit_test_setup_teardown(options, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

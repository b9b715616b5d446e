// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// See values.wit. Written for the bindings of any generator that names things as wit-bindgen does.
#include "count.h"
#include "values.h"

#include <stdio.h>
#include <string.h>

#define HOST(f) test_bindings_host_##f
#define GUEST(f) exports_test_bindings_guest_##f
#define INSPECT(f) exports_test_bindings_inspect_##f

void GUEST(ints)(int8_t a, uint8_t b, int16_t c, uint16_t d, int32_t e, uint32_t f, int64_t g,
	uint64_t h, values_tuple8_s8_u8_s16_u16_s32_u32_s64_u64_t *ret)
{
	HOST(ints)(a, b, c, d, e, f, g, h, ret);
}

uint64_t GUEST(one)(uint64_t x)
{
	return HOST(one)(x);
}
int8_t GUEST(small)(int8_t x)
{
	return HOST(small)(x);
}
bool GUEST(truth)(bool x)
{
	return HOST(truth)(x);
}
uint32_t GUEST(letter)(uint32_t x)
{
	return HOST(letter)(x);
}
void GUEST(floats)(float a, double b, values_tuple2_f32_f64_t *ret)
{
	HOST(floats)(a, b, ret);
}

void GUEST(text)(values_string_t *x, values_string_t *ret)
{
	HOST(text)(x, ret);
	values_string_free(x);
}

void GUEST(bytes)(values_list_u8_t *x, values_list_u8_t *ret)
{
	HOST(bytes)(x, ret);
	values_list_u8_free(x);
}

void GUEST(words)(values_list_string_t *x, values_list_string_t *ret)
{
	HOST(words)(x, ret);
	values_list_string_free(x);
}

// Lists of named types belong to each interface, so the two sides differ in name only.
#define BETWEEN(f, type)                                                                           \
	void GUEST(f)(exports_test_bindings_guest_##type##_t * x,                                  \
		exports_test_bindings_guest_##type##_t * ret)                                      \
	{                                                                                          \
		HOST(f)((test_bindings_host_##type##_t *)x, (test_bindings_host_##type##_t *)ret); \
		exports_test_bindings_guest_##type##_free(x);                                      \
	}
BETWEEN(points, list_point)
BETWEEN(point_of, point)
BETWEEN(shape_of, shape)
BETWEEN(shapes, list_shape)

void GUEST(tiny_of)(exports_test_bindings_guest_tiny_t *x, exports_test_bindings_guest_tiny_t *ret)
{
	HOST(tiny_of)(x, ret);
}
void GUEST(wide_of)(exports_test_bindings_guest_wide_t *x, exports_test_bindings_guest_wide_t *ret)
{
	HOST(wide_of)(x, ret);
}
exports_test_bindings_guest_few_t GUEST(few_of)(exports_test_bindings_guest_few_t x)
{
	return HOST(few_of)(x);
}
exports_test_bindings_guest_many_t GUEST(many_of)(exports_test_bindings_guest_many_t x)
{
	return HOST(many_of)(x);
}
exports_test_bindings_guest_color_t GUEST(color_of)(exports_test_bindings_guest_color_t x)
{
	return HOST(color_of)(x);
}

bool GUEST(maybe)(uint32_t *maybe_x, uint32_t *ret)
{
	return HOST(maybe)(maybe_x, ret);
}

bool GUEST(maybe_text)(values_string_t *maybe_x, values_string_t *ret)
{
	bool some = HOST(maybe_text)(maybe_x, ret);
	if (maybe_x)
		values_string_free(maybe_x);
	return some;
}

bool GUEST(maybe_maybe)(values_option_u16_t *maybe_x, values_option_u16_t *ret)
{
	return HOST(maybe_maybe)(maybe_x, ret);
}

bool GUEST(either)(
	exports_test_bindings_guest_result_u32_string_t *x, uint32_t *ret, values_string_t *err)
{
	bool ok = HOST(either)((test_bindings_host_result_u32_string_t *)x, ret, err);
	exports_test_bindings_guest_result_u32_string_free(x);
	return ok;
}

bool GUEST(only_ok)(exports_test_bindings_guest_result_string_void_t *x, values_string_t *ret)
{
	bool ok = HOST(only_ok)((test_bindings_host_result_string_void_t *)x, ret);
	exports_test_bindings_guest_result_string_void_free(x);
	return ok;
}

bool GUEST(only_err)(exports_test_bindings_guest_result_void_point_t *x,
	exports_test_bindings_guest_point_t *err)
{
	bool ok = HOST(only_err)((test_bindings_host_result_void_point_t *)x, err);
	exports_test_bindings_guest_result_void_point_free(x);
	return ok;
}

bool GUEST(neither)(exports_test_bindings_guest_result_void_void_t *x)
{
	return HOST(neither)((test_bindings_host_result_void_void_t *)x);
}

void GUEST(spilled)(exports_test_bindings_guest_point_t *a, exports_test_bindings_guest_shape_t *b,
	values_string_t *c, exports_test_bindings_guest_point_t *maybe_d, uint8_t e,
	values_list_u8_t *f, exports_test_bindings_guest_tuple4_point_shape_string_u8_t *ret)
{
	HOST(spilled)(
		a, b, c, maybe_d, e, f, (test_bindings_host_tuple4_point_shape_string_u8_t *)ret);
	exports_test_bindings_guest_point_free(a);
	exports_test_bindings_guest_shape_free(b);
	values_string_free(c);
	if (maybe_d)
		exports_test_bindings_guest_point_free(maybe_d);
	values_list_u8_free(f);
}

void GUEST(spilled_one)(exports_test_bindings_guest_tuple3_wide_wide_wide_t *x,
	exports_test_bindings_guest_tuple3_wide_wide_wide_t *ret)
{
	HOST(spilled_one)((test_bindings_host_tuple3_wide_wide_wide_t *)x,
		(test_bindings_host_tuple3_wide_wide_wide_t *)ret);
}

void GUEST(nothing)(void)
{
	HOST(nothing)();
}

/* ---- what the program sees ---- */

static void set_text(values_string_t *ret, const char *text)
{
#ifdef WIDE
	char16_t wide[100];
	size_t len = strlen(text);
	for (size_t i = 0; i <= len; i++)
		wide[i] = (char16_t)(unsigned char)text[i];
	values_string_dup(ret, wide);
#else
	values_string_dup(ret, text);
#endif
}

// Enough for the numbers of the test, without the weight of printf.
static char *put_int(char *at, int32_t value)
{
	char digits[12];
	int n = 0;
	uint32_t rest = value < 0 ? -(uint32_t)value : (uint32_t)value;
	if (value < 0)
		*at++ = '-';
	do
		digits[n++] = (char)('0' + rest % 10);
	while (rest /= 10);
	while (n)
		*at++ = digits[--n];
	return at;
}

static char *put_string(char *at, const values_string_t *s)
{
	for (size_t i = 0; i < s->len; i++)
		*at++ = (char)s->ptr[i];
	return at;
}

static char *put_point(char *at, const exports_test_bindings_inspect_point_t *p)
{
	at = put_int(at, p->x);
	*at++ = ' ';
	at = put_int(at, (int32_t)p->y);
	*at++ = ' ';
	return put_string(at, &p->label);
}

void INSPECT(show_point)(exports_test_bindings_inspect_point_t *p, values_string_t *ret)
{
	char text[100];
	*put_point(text, p) = 0;
	set_text(ret, text);
	exports_test_bindings_inspect_point_free(p);
}

void INSPECT(show_shape)(exports_test_bindings_inspect_shape_t *s, values_string_t *ret)
{
	char text[100], *at = text;
	switch (s->tag) {
	case TEST_BINDINGS_TYPES_SHAPE_NONE:
		*at++ = '-';
		break;
	case TEST_BINDINGS_TYPES_SHAPE_CIRCLE:
		at = put_int(at, (int32_t)(s->val.circle * 10));
		break;
	case TEST_BINDINGS_TYPES_SHAPE_SQUARE:
		at = put_int(at, (int32_t)(s->val.square * 100));
		break;
	case TEST_BINDINGS_TYPES_SHAPE_SIZE:
		at = put_int(at, (int32_t)(s->val.size >> 32));
		break;
	case TEST_BINDINGS_TYPES_SHAPE_POLY:
		for (size_t i = 0; i < s->val.poly.len; i++)
			at = put_point(at, &s->val.poly.ptr[i]);
		break;
	case TEST_BINDINGS_TYPES_SHAPE_NAMED:
		at = put_string(at, &s->val.named);
		break;
	case TEST_BINDINGS_TYPES_SHAPE_PAIR:
		at = put_int(put_int(at, s->val.pair.f0), (int32_t)s->val.pair.f1);
		break;
	}
	*at = 0;
	set_text(ret, text);
	exports_test_bindings_inspect_shape_free(s);
}

double INSPECT(sum)(exports_test_bindings_inspect_wide_t *w)
{
	return w->a + (double)w->b + w->c + w->d + w->e + w->f;
}

bool INSPECT(has_b)(exports_test_bindings_inspect_few_t f)
{
	return f & TEST_BINDINGS_TYPES_FEW_B;
}

exports_test_bindings_inspect_color_t INSPECT(next)(exports_test_bindings_inspect_color_t c)
{
	return c == TEST_BINDINGS_TYPES_COLOR_RED ? TEST_BINDINGS_TYPES_COLOR_DARK_GREEN
						  : TEST_BINDINGS_TYPES_COLOR_BLUE;
}

void INSPECT(make)(uint32_t n, exports_test_bindings_inspect_list_point_t *ret)
{
	ret->ptr = n ? malloc(n * sizeof *ret->ptr) : NULL;
	ret->len = n;
	for (uint32_t i = 0; i < n; i++) {
		char text[12];
		*put_int(text, (int32_t)i) = 0;
		ret->ptr[i].x = -(int32_t)i;
		ret->ptr[i].y = i / 2.0;
		set_text(&ret->ptr[i].label, text);
	}
}

uint32_t INSPECT(live)(void)
{
	return count_live();
}

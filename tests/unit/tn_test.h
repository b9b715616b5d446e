/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What every unit test includes: cmocka in its order, and a few shorthands. */
#ifndef TN_TEST_H
#define TN_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/ctx.h"

#define assert_str(s, expected)                                                                    \
	do {                                                                                       \
		struct tn_str got_ = (s), want_ = tn_str_of(expected);                             \
		if (!tn_str_eq(got_, want_))                                                       \
			fail_msg("got \"%.*s\", expected \"%s\"", TN_S(got_), (expected));         \
	} while (0)
#define assert_bytes(b, ...)                                                                       \
	do {                                                                                       \
		const uint8_t want_[] = { __VA_ARGS__ };                                           \
		struct tn_bytes got_ = (b);                                                        \
		assert_int_equal(got_.len, sizeof want_);                                          \
		assert_memory_equal(got_.ptr, want_, sizeof want_);                                \
	} while (0)
#define TN_HEX(...)                                                                                \
	((struct tn_bytes){                                                                        \
		(const uint8_t[]){ __VA_ARGS__ }, sizeof(const uint8_t[]){ __VA_ARGS__ } })

#endif

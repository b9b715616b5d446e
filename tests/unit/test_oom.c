/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Every public call, with every allocation failing in turn. */
#include "tn_oom.h"

static const char wit[] = "package demo:all@1.2.3;\n"
			  "interface types {\n"
			  "  record point { x: f32, y: f32 }\n"
			  "  variant shape { none, poly(list<point>) }\n"
			  "  resource file { constructor(path: string); read: func() -> list<u8>; }\n"
			  "}\n"
			  "world w { import types; use types.{shape}; export run: func(s: shape) -> bool; }\n";

static const uint8_t module[] = { 0, 'a', 's', 'm', 1, 0, 0, 0, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f, 3, 2, 1, 0,
	5, 3, 1, 0, 1, 7, 5, 1, 1, 'f', 0, 0, 10, 6, 1, 4, 0, 0x20, 0, 0x0b };

static enum tenon_status print_wit(struct tenon_session *session, void *user)
{
	struct tenon_bytes text = { 0 }, json = { 0 };
	(void)user;
	enum tenon_status status = tenon_session_add_file(session, "a.wit", wit, sizeof wit - 1);
	if (status == TENON_OK)
		status = tenon_wit_print(session, "a.wit", NULL, &text);
	if (status == TENON_OK)
		status = tenon_wit_json(session, "a.wit", NULL, &json);
	tenon_bytes_free(session, &text);
	tenon_bytes_free(session, &json);
	return status;
}

static void wit_printing(void **state)
{
	(void)state;
	tn_oom_everywhere(print_wit, NULL);
}

static enum tenon_status validate(struct tenon_session *session, void *user)
{
	(void)user;
	enum tenon_status status = tenon_session_add_file(session, "m.wasm", module, sizeof module);
	return status == TENON_OK ? tenon_validate(session, "m.wasm", NULL) : status;
}

static void validation(void **state)
{
	(void)state;
	tn_oom_everywhere(validate, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wit_printing),
		cmocka_unit_test(validation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon_new, tenon_embed, tenon_dylink: memory that runs out, limits, calls that are wrong. */
#include "tn_oom.h"

static const char wit[] =
	"package demo:app@1.2.3;\n"
	"interface files {\n"
	"  resource file { constructor(path: string); read: func() -> result<list<u8>, string>; }\n"
	"  watch: async func(f: borrow<file>) -> stream<u8>;\n"
	"}\n"
	"world app {\n"
	"  import files;\n"
	"  export files;\n"
	"  export run: func(args: list<string>) -> u32;\n"
	"}\n";

/* (module (@dylink.0 (needed "b")) (import "env" "f" (func)) (func (export "g") (call 0))) */
static const uint8_t library_a[] = { 0, 'a', 's', 'm', 1, 0, 0, 0, 0, 14, 8, 'd', 'y', 'l', 'i',
	'n', 'k', '.', '0', 2, 3, 1, 1, 'b', 1, 4, 1, 0x60, 0, 0, 2, 9, 1, 3, 'e', 'n', 'v', 1, 'f',
	0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 'g', 0, 1, 10, 6, 1, 4, 0, 0x10, 0, 0x0b };
/* (module (import "env" "g" (func)) (func (export "f"))) */
static const uint8_t library_b[] = { 0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 2, 9, 1, 3,
	'e', 'n', 'v', 1, 'g', 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 'f', 0, 1, 10, 4, 1, 2, 0, 0x0b };

static struct tenon_session *begin(void)
{
	struct tenon_session *session = tenon_session_new(NULL);
	assert_non_null(session);
	assert_int_equal(tenon_session_add_file(session, "w.wit", wit, sizeof wit - 1), TENON_OK);
	assert_int_equal(
		tenon_session_add_file(session, "a", library_a, sizeof library_a), TENON_OK);
	assert_int_equal(
		tenon_session_add_file(session, "b", library_b, sizeof library_b), TENON_OK);
	return session;
}

static enum tenon_status add(struct tenon_session *session, enum tenon_status status,
	const char *name, const void *data, size_t size)
{
	return status == TENON_OK ? tenon_session_add_file(session, name, data, size) : status;
}

/* ---- memory that runs out ---- */

static enum tenon_status embed_and_wrap(struct tenon_session *session, void *user)
{
	struct tenon_embed_options o = { .size = sizeof o, .dummy = TENON_DUMMY_ASYNC_CALLBACK };
	struct tenon_bytes module = { 0 }, component = { 0 };
	(void)user;
	enum tenon_status status = add(session, TENON_OK, "w.wit", wit, sizeof wit - 1);
	if (status == TENON_OK)
		status = tenon_embed(session, "w.wit", NULL, &o, &module);
	status = add(session, status, "m", module.data, module.size);
	if (status == TENON_OK)
		status = tenon_new(session, "m", NULL, &component);
	tenon_bytes_free(session, &module);
	tenon_bytes_free(session, &component);
	return status;
}

static void wrapping_without_memory(void **state)
{
	(void)state;
	tn_oom_everywhere(embed_and_wrap, NULL);
}

static const struct tenon_library libraries[] = { { "a", "a", true }, { "b", "b", true } };

static enum tenon_status link_libraries(struct tenon_session *session, void *user)
{
	struct tenon_dylink_options o = { .size = sizeof o, .use_built_in_libdl = true };
	struct tenon_bytes component = { 0 };
	(void)user;
	enum tenon_status status = add(session, TENON_OK, "a", library_a, sizeof library_a);
	status = add(session, status, "b", library_b, sizeof library_b);
	if (status == TENON_OK)
		status = tenon_dylink(session, libraries, 2, &o, &component);
	tenon_bytes_free(session, &component);
	return status;
}

static void linking_without_memory(void **state)
{
	(void)state;
	tn_oom_everywhere(link_libraries, NULL);
}

/* ---- limits ---- */

static void expect_limit(struct tenon_session *session, enum tenon_status status, const char *name)
{
	assert_int_equal(status, TENON_BAD_INPUT);
	assert_string_equal(tenon_diag_get(session, 0)->code, "limit");
	assert_non_null(strstr(tenon_diag_get(session, 0)->message, name));
	tenon_session_free(session);
}

static void dummies_have_a_limit(void **state)
{
	(void)state;
	struct tenon_embed_options o = { .size = sizeof o, .dummy = TENON_DUMMY_LEGACY };
	struct tenon_bytes out;
	struct tenon_session *session = begin();
	assert_int_equal(tenon_session_limit(session, "dummy-imports", 3), TENON_OK);
	expect_limit(session, tenon_embed(session, "w.wit", NULL, &o, &out), "dummy-imports");
	session = begin();
	assert_int_equal(tenon_session_limit(session, "dummy-imports", 100), TENON_OK);
	assert_int_equal(tenon_embed(session, "w.wit", NULL, &o, &out), TENON_OK);
	tenon_bytes_free(session, &out);
	tenon_session_free(session);
}

static void libraries_have_a_limit(void **state)
{
	(void)state;
	struct tenon_bytes out;
	struct tenon_session *session = begin();
	assert_int_equal(tenon_session_limit(session, "dylink-libraries", 2), TENON_OK);
	expect_limit(session, tenon_dylink(session, libraries, 2, NULL, &out), "dylink-libraries");
	session = begin();
	assert_int_equal(tenon_session_limit(session, "dylink-libraries", 3), TENON_OK);
	assert_int_equal(tenon_dylink(session, libraries, 2, NULL, &out), TENON_OK);
	tenon_bytes_free(session, &out);
	tenon_session_free(session);
}

static void tables_have_a_limit(void **state)
{
	(void)state;
	struct tenon_bytes out;
	struct tenon_session *session = begin();
	assert_int_equal(tenon_session_limit(session, "core-elements", 2), TENON_OK);
	expect_limit(session, tenon_dylink(session, libraries, 2, NULL, &out), "core-elements");
}

static void a_stack_must_fit(void **state)
{
	(void)state;
	struct tenon_bytes out;
	struct tenon_dylink_options o = { .size = sizeof o, .stack_size = UINT32_MAX - 8 };
	struct tenon_session *session = begin();
	assert_int_equal(tenon_dylink(session, libraries, 2, &o, &out), TENON_BAD_INPUT);
	assert_string_equal(tenon_diag_get(session, 0)->code, "bad-library");
	tenon_session_free(session);
}

/* ---- calls ---- */

static void wrong_calls(void **state)
{
	(void)state;
	struct tenon_bytes out;
	struct tenon_session *session = begin();
	assert_int_equal(tenon_new(session, NULL, NULL, &out), TENON_BAD_CALL);
	assert_int_equal(tenon_new(session, "a", NULL, NULL), TENON_BAD_CALL);
	assert_int_equal(tenon_embed(session, NULL, "a", NULL, &out), TENON_BAD_CALL);
	assert_int_equal(tenon_embed(session, "w.wit", NULL, NULL, &out), TENON_BAD_CALL);
	assert_int_equal(tenon_dylink(session, NULL, 1, NULL, &out), TENON_BAD_CALL);
	assert_int_equal(tenon_dylink(session, libraries, 2, NULL, NULL), TENON_BAD_CALL);
	size_t before = tenon_diag_count(session);
	struct tenon_new_options encoding = { .size = sizeof encoding,
		.encoding = (enum tenon_string_encoding)3 };
	struct tenon_new_options adapter = { .size = sizeof adapter,
		.wasi_adapter = (enum tenon_wasi_adapter)-1 };
	struct tenon_dylink_options dylink = { .size = sizeof dylink, .component = &adapter };
	struct tenon_embed_options words = { .size = sizeof words,
		.encoding = (enum tenon_string_encoding)3 };
	struct tenon_embed_options dummy = { .size = sizeof dummy, .dummy = (enum tenon_dummy)5 };
	assert_int_equal(tenon_new(session, "a", &encoding, &out), TENON_BAD_CALL);
	assert_int_equal(tenon_new(session, "a", &adapter, &out), TENON_BAD_CALL);
	assert_int_equal(tenon_dylink(session, libraries, 2, &dylink, &out), TENON_BAD_CALL);
	assert_int_equal(tenon_embed(session, "w.wit", "a", &words, &out), TENON_BAD_CALL);
	assert_int_equal(tenon_embed(session, "w.wit", "a", &dummy, &out), TENON_BAD_CALL);
	assert_int_equal(tenon_diag_count(session), before + 5);
	tenon_session_free(session);
}

/* A world given beside the module is what its section would have said. */
static void two_ways_to_one_component(void **state)
{
	(void)state;
	struct tenon_session *session = begin();
	struct tenon_embed_options dummy = { .size = sizeof dummy, .dummy = TENON_DUMMY_STANDARD };
	struct tenon_new_options by_hand = { .size = sizeof by_hand, .wit = "w.wit" };
	struct tenon_bytes module, embedded, one, two;
	assert_int_equal(tenon_embed(session, "w.wit", NULL, &dummy, &embedded), TENON_OK);
	/* The section is the last of the module: cut it off. */
	struct tenon_embed_options section = { .size = sizeof section, .only_custom = true };
	assert_int_equal(tenon_embed(session, "w.wit", NULL, &section, &module), TENON_OK);
	size_t plain = embedded.size - module.size - (1 + 2 + 15);
	assert_int_equal(
		tenon_session_add_file(session, "e", embedded.data, embedded.size), TENON_OK);
	assert_int_equal(tenon_session_add_file(session, "p", embedded.data, plain), TENON_OK);
	assert_int_equal(tenon_new(session, "e", NULL, &one), TENON_OK);
	assert_int_equal(tenon_new(session, "p", &by_hand, &two), TENON_OK);
	assert_int_equal(one.size, two.size);
	assert_memory_equal(one.data, two.data, one.size);
	tenon_bytes_free(session, &module);
	tenon_bytes_free(session, &embedded);
	tenon_bytes_free(session, &one);
	tenon_bytes_free(session, &two);
	tenon_session_free(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrapping_without_memory),
		cmocka_unit_test(linking_without_memory),
		cmocka_unit_test(dummies_have_a_limit),
		cmocka_unit_test(libraries_have_a_limit),
		cmocka_unit_test(tables_have_a_limit),
		cmocka_unit_test(a_stack_must_fit),
		cmocka_unit_test(wrong_calls),
		cmocka_unit_test(two_ways_to_one_component),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

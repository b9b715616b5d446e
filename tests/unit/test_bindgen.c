/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The public call: options, results, limits, bad calls. What is generated: tests/cases/bindgen. */
#include "tn_oom.h"

static const char wit[] = "package a:b;\n"
			  "interface i {\n"
			  "  record r0 { a: u8 }\n"
			  "  record r1 { a: r0, b: string }\n"
			  "  variant v { x(r1), y(f32), z(tuple<r1, r1>) }\n"
			  "  f: func(x: v, s: stream<stream<u8>>) -> list<r1>;\n"
			  "}\n"
			  "world w { import i; export i; }\n";

static int setup(void **state)
{
	struct tenon_session *session = tenon_session_new(NULL);
	assert_int_equal(tenon_session_add_file(session, "a.wit", wit, sizeof wit - 1), TENON_OK);
	*state = session;
	return 0;
}

static int teardown(void **state)
{
	tenon_session_free(*state);
	return 0;
}

static const char *const paths[] = { "a.wit", NULL };

static void files_are_given_and_the_same_twice(void **state)
{
	struct tenon_session *session = *state;
	struct tenon_files one, two;
	assert_int_equal(tenon_bindgen_c(session, paths, NULL, &one), TENON_OK);
	assert_int_equal(tenon_bindgen_c(session, paths, NULL, &two), TENON_OK);
	static const char *const names[] = { "w.h", "w.c", "w_component_type.o" };
	assert_int_equal(one.count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(one.list[i].path, names[i]);
		assert_int_equal(one.list[i].size, two.list[i].size);
		assert_memory_equal(one.list[i].data, two.list[i].data, one.list[i].size);
	}
	assert_memory_equal(one.list[2].data, "\0asm\1\0\0\0", 8);
	tenon_files_free(session, &one);
	tenon_files_free(session, &two);
}

static void options_count(void **state)
{
	struct tenon_session *session = *state;
	struct tenon_bindgen_rename rename = { "a:b/i", "short" };
	struct tenon_bindgen_filter filter = { "import:a:b/i#f", true };
	struct tenon_bindgen_c_options options = { .size = sizeof options,
		.world = "w",
		.rename_world = "Other",
		.no_object_file = true,
		.renames = &rename,
		.rename_count = 1,
		.filters = &filter,
		.filter_count = 1 };
	struct tenon_files files;
	assert_int_equal(tenon_bindgen_c(session, paths, &options, &files), TENON_OK);
	assert_int_equal(files.count, 2);
	assert_string_equal(files.list[0].path, "other.h");
	assert_non_null(
		strstr((const char *)files.list[0].data, "other_subtask_status_t short_f("));
	assert_non_null(strstr((const char *)files.list[0].data, "void exports_short_f("));
	tenon_files_free(session, &files);
}

static void bad_calls(void **state)
{
	struct tenon_session *session = *state;
	struct tenon_files files;
	const char *const none[] = { NULL };
	struct tenon_bindgen_rename rename = { "a", NULL };
	struct tenon_bindgen_filter filter = { NULL, true };
	struct tenon_bindgen_c_options options = { .size = sizeof options };
	assert_int_equal(tenon_bindgen_c(session, NULL, NULL, &files), TENON_BAD_CALL);
	assert_int_equal(tenon_bindgen_c(session, none, NULL, &files), TENON_BAD_CALL);
	assert_int_equal(tenon_bindgen_c(session, paths, NULL, NULL), TENON_BAD_CALL);
	options.encoding = (enum tenon_string_encoding)7;
	assert_int_equal(tenon_bindgen_c(session, paths, &options, &files), TENON_BAD_CALL);
	options = (struct tenon_bindgen_c_options){
		.size = sizeof options, .renames = &rename, .rename_count = 1
	};
	assert_int_equal(tenon_bindgen_c(session, paths, &options, &files), TENON_BAD_CALL);
	options = (struct tenon_bindgen_c_options){
		.size = sizeof options, .filters = &filter, .filter_count = 1
	};
	assert_int_equal(tenon_bindgen_c(session, paths, &options, &files), TENON_BAD_CALL);
	assert_int_equal(tenon_bindgen_check(session, NULL, &files), TENON_BAD_CALL);
	assert_int_equal(tenon_bindgen_check(session, ".", NULL), TENON_BAD_CALL);
}

static void check_compares(void **state)
{
	struct tenon_session *session = *state;
	struct tenon_bindgen_c_options options = { .size = sizeof options, .no_object_file = true };
	struct tenon_files files;
	assert_int_equal(tenon_bindgen_c(session, paths, &options, &files), TENON_OK);
	for (size_t i = 0; i < files.count; i++)
		tenon_session_add_file(
			session, i ? "gen/w.c" : "gen/w.h", files.list[i].data, files.list[i].size);
	assert_int_equal(tenon_bindgen_check(session, "gen", &files), TENON_OK);
	tenon_session_add_file(session, "gen/w.c", "old", 3);
	assert_int_equal(tenon_bindgen_check(session, "gen", &files), TENON_BAD_INPUT);
	assert_int_equal(tenon_bindgen_check(session, "elsewhere", &files), TENON_BAD_INPUT);
	tenon_files_free(session, &files);
}

static void limits_hold(void **state)
{
	static const char *const names[] = { "bindgen-depth", "bindgen-bytes", "bindgen-mentions" };
	static const uint32_t low[] = { 1, 10, 1 };
	for (size_t i = 0; i < 3; i++) {
		struct tenon_session *session = tenon_session_new(NULL);
		struct tenon_files files;
		tenon_session_add_file(session, "a.wit", wit, sizeof wit - 1);
		assert_int_equal(tenon_session_limit(session, names[i], low[i]), TENON_OK);
		assert_int_equal(tenon_bindgen_c(session, paths, NULL, &files), TENON_BAD_INPUT);
		assert_int_equal(tenon_diag_count(session), 1);
		assert_string_equal(tenon_diag_get(session, 0)->code, "limit");
		tenon_session_free(session);
	}
	(void)state;
}

static enum tenon_status generate(struct tenon_session *session, void *user)
{
	(void)user;
	struct tenon_files files;
	enum tenon_status status = tenon_session_add_file(session, "a.wit", wit, sizeof wit - 1);
	if (status == TENON_OK)
		status = tenon_bindgen_c(session, paths, NULL, &files);
	if (status == TENON_OK)
		tenon_files_free(session, &files);
	return status;
}

static void memory_may_run_out(void **state)
{
	(void)state;
	tn_oom_everywhere(generate, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			files_are_given_and_the_same_twice, setup, teardown),
		cmocka_unit_test_setup_teardown(options_count, setup, teardown),
		cmocka_unit_test_setup_teardown(bad_calls, setup, teardown),
		cmocka_unit_test_setup_teardown(check_compares, setup, teardown),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(memory_may_run_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

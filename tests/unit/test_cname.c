/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* WIT names to C names, and the text that C is written with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the four headers it wants */
#include <cmocka.h>

#include "bindgen-c/cname.h"
#include "bindgen-c/ctext.h"

struct fixture {
	struct tn_heap heap;
	struct tn_arena arena;
};

static int setup(void **state)
{
	struct fixture *f = test_calloc(1, sizeof *f);
	tn_mem_heap_init(&f->heap);
	tn_mem_arena_init(&f->arena, &f->heap);
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

static void expect(struct fixture *f, struct tn_str got, const char *want)
{
	assert_string_equal(tn_str_copy(&f->arena, got).ptr, want);
}

static void snake_case(void **state)
{
	struct fixture *f = *state;
	static const char *const rows[][3] = {
		{ "a", "a", "A" },
		{ "get-name", "get_name", "GET_NAME" },
		{ "get-HTTP", "get_http", "GET_HTTP" },
		{ "[method]r.do-it", "method_r_do_it", "METHOD_R_DO_IT" },
		{ "[static]my-r.x2", "static_my_r_x2", "STATIC_MY_R_X2" },
		{ "MyWorld", "my_world", "MY_WORLD" },
		{ "HTTPServer", "http_server", "HTTP_SERVER" },
		{ "v2Name", "v2_name", "V2_NAME" },
		{ "a--b__c", "a_b_c", "A_B_C" },
		{ "", "", "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		expect(f, tn_cname_snake(&f->arena, tn_str_of(rows[i][0])), rows[i][1]);
		expect(f, tn_cname_shouty(&f->arena, tn_str_of(rows[i][0])), rows[i][2]);
	}
}

static void every_reserved_word_is_found(void **state)
{
	struct fixture *f = *state;
	static const char *const words[] = {
#define TN_RESERVED(text) text,
#include "bindgen-c/reserved.def"
#undef TN_RESERVED
	};
	const size_t count = sizeof words / sizeof *words;
	for (size_t i = 1; i < count; i++) /* searched by halves, so it must be sorted */
		assert_true(strcmp(words[i - 1], words[i]) < 0);
	/* The first is not in snake case, so no WIT name can become it. */
	for (size_t i = 1; i < count; i++)
		expect(f, tn_cname_ident(&f->arena, tn_str_of(words[i])),
			tn_str_format(&f->arena, "%s_", words[i]).ptr);
	expect(f, tn_cname_ident(&f->arena, TN_STR("static-cast")), "static_cast_");
	expect(f, tn_cname_ident(&f->arena, TN_STR("inty")), "inty");
	expect(f, tn_cname_ident(&f->arena, TN_STR("INT")), "int_");
}

static void versions_and_ends(void **state)
{
	struct fixture *f = *state;
	expect(f, tn_cname_version(&f->arena, TN_STR("0.2.0-rc-1+b")), "0_2_0_rc_1_b");
	expect(f, tn_cname_without(TN_STR("a_t"), TN_STR("_t")), "a");
	expect(f, tn_cname_without(TN_STR("a_tt"), TN_STR("_t")), "a_tt");
}

static void lines_indent(void **state)
{
	struct fixture *f = *state;
	struct tn_ctext out;
	tn_ctext_init(&out, &f->arena);
	tn_ctext_blank(&out); /* none at the begin */
	tn_ctext_line(&out, "if (%s) {", "x");
	tn_ctext_line(&out, "#define X");
	tn_ctext_line(&out, "y;");
	tn_ctext_line(&out, "}");
	tn_ctext_blank(&out);
	tn_ctext_blank(&out);
	tn_ctext_line(&out, "z;");
	expect(f, tn_ctext_done(&out), "if (x) {\n#define X\n  y;\n}\n\nz;\n");
}

static void docs_cannot_leave_their_comment(void **state)
{
	struct fixture *f = *state;
	struct tn_ctext out;
	tn_ctext_init(&out, &f->arena);
	tn_ctext_docs(&out, TN_STR("\n one \n\ntwo \\\nthree\r\nfo\033ur ?"
				   "?/ \n"));
	expect(f, tn_ctext_done(&out),
		"// one\n//\n// two \\ |\n// three\n// fo ur ?"
		"?/ |\n");
}

static void placeholders_are_whole_words(void **state)
{
	struct fixture *f = *state;
	struct tn_ctext out;
	const struct tn_csubst subst[] = { { "tnw", TN_STR("w") }, { "tnw_long", TN_STR("other") },
		{ "TNW", TN_STR("W") } };
	tn_ctext_init(&out, &f->arena);
	tn_ctext_support(&out,
		TN_STR("not this\n// begin\ntnw_x tnwx TNW_Y \"[tnw-1]tnw\" tnw_long "
		       "tnw_longer;\n// end\nnor tnw\n"),
		subst, 3);
	expect(f, tn_ctext_done(&out), "w_x tnwx W_Y \"[w-1]w\" other w_longer;\n");
}

static void every_support_file_has_a_part_to_emit(void **state)
{
	struct fixture *f = *state;
#define TN_CSUPPORT_FILE(name)                                                                     \
	{                                                                                          \
		struct tn_ctext out;                                                               \
		tn_ctext_init(&out, &f->arena);                                                    \
		tn_ctext_support(&out, TN_CSUPPORT(name), NULL, 0);                                \
		assert_true(tn_str_ends(tn_ctext_done(&out), TN_STR("\n")));                       \
	}
#include "bindgen-c/support.def"
#undef TN_CSUPPORT_FILE
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(snake_case, setup, teardown),
		cmocka_unit_test_setup_teardown(every_reserved_word_is_found, setup, teardown),
		cmocka_unit_test_setup_teardown(versions_and_ends, setup, teardown),
		cmocka_unit_test_setup_teardown(lines_indent, setup, teardown),
		cmocka_unit_test_setup_teardown(docs_cannot_leave_their_comment, setup, teardown),
		cmocka_unit_test_setup_teardown(placeholders_are_whole_words, setup, teardown),
		cmocka_unit_test_setup_teardown(
			every_support_file_has_a_part_to_emit, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Names between WIT and core modules: apart, together, and what is none. */
#include "tn_wit.h"

#include "componentize/mangle.h"

static struct tn_mangle_field field(const char *name)
{
	struct tn_mangle_field out;
	tn_mangle_parse_field(tn_str_of(name), TN_SCHEME_LEGACY, &out);
	return out;
}

static void fields_that_are_builtins(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum tn_builtin_id id;
		const char *subject;
		uint32_t number; /* payload or slot */
		bool is_async;
	} rows[] = {
		{ "[resource-drop]file", TN_BUILTIN_RESOURCE_DROP, "file", 0, false },
		{ "[task-return]run", TN_BUILTIN_TASK_RETURN, "run", 0, false },
		{ "[async-lower][future-read-12]get", TN_BUILTIN_FUTURE_READ, "get", 12, true },
		{ "[stream-write-unit]", TN_BUILTIN_STREAM_WRITE, "", 0, false },
		{ "[context-get-1]", TN_BUILTIN_CONTEXT_GET, "", 1, false },
		{ "[waitable-set-wait]", TN_BUILTIN_WAITABLE_SET_WAIT, "", 0, false },
		{ "[error-context-new-utf16]", TN_BUILTIN_ERROR_CONTEXT_NEW, "", 0, false },
		{ "[async-lower][subtask-cancel]", TN_BUILTIN_SUBTASK_CANCEL, "", 0, true },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct tn_mangle_field f = field(rows[i].name);
		assert_int_equal(f.builtin, rows[i].id);
		assert_str(f.subject, rows[i].subject);
		assert_int_equal(f.is_async, rows[i].is_async);
		assert_int_equal(f.payload + f.slot, rows[i].number);
	}
	assert_true(field("[future-drop-readable-unit]").is_unit);
	assert_int_equal(field("[context-set-i64-0]").width, TN_CORE_I64);
	assert_int_equal(field("[error-context-debug-message-latin1+utf16]").encoding, 2);
}

static void fields_that_are_none(void **state)
{
	(void)state;
	static const char *const names[] = { "run", "", "[", "[resource-drop", "[resource-drop]",
		"[method]file.read", "[future-read]get", "[future-read-]get", "[future-read--1]get",
		"[stream-new-4294967296]x", "[context-get-x]", "[thread-yield]x",
		"[async-lower][waitable-set-new]", "[error-context-new-utf7]",
		"resource-drop]file" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_int_equal(field(names[i]).builtin, TN_BUILTIN_NONE);
	assert_true(field("[cancellable][thread-yield]").is_cancellable);
	assert_str(field("[async-lower]get").name, "get");
}

static void standard_fields(void **state)
{
	(void)state;
	struct tn_mangle_field f;
	tn_mangle_parse_field(TN_STR("my-file_drop"), TN_SCHEME_STANDARD, &f);
	assert_int_equal(f.builtin, TN_BUILTIN_RESOURCE_DROP);
	assert_str(f.subject, "my-file");
	tn_mangle_parse_field(TN_STR("[resource-drop]x"), TN_SCHEME_STANDARD, &f);
	assert_int_equal(f.builtin, TN_BUILTIN_NONE);
}

static void signatures(void **state)
{
	(void)state;
	tn_core_ty params[4], results[1];
	struct tn_core_sig sig;
	struct tn_mangle_field f = field("[waitable-set-poll-i64]");
	tn_mangle_builtin_sig(&f, params, results, &sig);
	assert_int_equal(sig.param_count, 2);
	assert_int_equal(params[1], TN_CORE_I64);
	assert_int_equal(sig.result_count, 1);
	f = field("[stream-new-0]f");
	tn_mangle_builtin_sig(&f, params, results, &sig);
	assert_int_equal(sig.param_count, 0);
	assert_int_equal(results[0], TN_CORE_I64);
}

static void modules(void **state)
{
	(void)state;
	struct tn_mangle_module m;
	assert_true(tn_mangle_parse_module(TN_STR("$root"), false, &m));
	assert_true(m.is_root && !m.is_exported && m.scheme == TN_SCHEME_LEGACY);
	assert_true(tn_mangle_parse_module(TN_STR("[export]a:b/c@1.0.0"), false, &m));
	assert_true(m.is_exported && !m.is_root);
	assert_str(m.iface, "a:b/c@1.0.0");
	assert_true(tn_mangle_parse_module(TN_STR("cm32p2|_ex_a:b/c@1"), true, &m));
	assert_true(m.is_exported && m.scheme == TN_SCHEME_STANDARD);
	assert_str(m.iface, "a:b/c@1");
	assert_true(tn_mangle_parse_module(TN_STR("cm32p2"), true, &m));
	assert_true(m.is_root);
	assert_false(tn_mangle_parse_module(TN_STR("cm32p2a:b/c"), false, &m));
	assert_false(tn_mangle_parse_module(TN_STR("a:b/c"), true, &m));
}

static void exports(void **state)
{
	(void)state;
	static const struct {
		const char *name, *iface, *func;
		int kind;
		enum tn_abi_side side;
	} rows[] = {
		{ "run", "", "run", TN_MANGLE_FUNC, TN_ABI_EXPORT },
		{ "a:b/c@1.0.0#run", "a:b/c@1.0.0", "run", TN_MANGLE_FUNC, TN_ABI_EXPORT },
		{ "cabi_post_a:b/c#run", "a:b/c", "run", TN_MANGLE_POST_RETURN, TN_ABI_EXPORT },
		{ "[async-lift]a:b/c#run", "a:b/c", "run", TN_MANGLE_FUNC, TN_ABI_EXPORT_ASYNC },
		{ "[async-lift-stackful]run", "", "run", TN_MANGLE_FUNC, TN_ABI_EXPORT_STACKFUL },
		{ "[callback][async-lift]run", "", "run", TN_MANGLE_CALLBACK, TN_ABI_EXPORT_ASYNC },
		{ "a:b/c#[dtor]file", "a:b/c", "file", TN_MANGLE_DTOR, TN_ABI_EXPORT },
		{ "cm32p2||run", "", "run", TN_MANGLE_FUNC, TN_ABI_EXPORT },
		{ "cm32p2|a:b/c@1|file_dtor", "a:b/c@1", "file", TN_MANGLE_DTOR, TN_ABI_EXPORT },
		{ "cm32p2|a:b/c|run_post", "a:b/c", "run", TN_MANGLE_POST_RETURN, TN_ABI_EXPORT },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct tn_mangle_export e;
		assert_true(tn_mangle_parse_export(tn_str_of(rows[i].name), false, &e));
		assert_int_equal(e.kind, rows[i].kind);
		assert_int_equal(e.side, rows[i].side);
		assert_str(e.name, rows[i].func);
		assert_int_equal(e.is_world, rows[i].iface[0] == 0);
		if (!e.is_world)
			assert_str(e.iface, rows[i].iface);
	}
	struct tn_mangle_export e;
	assert_false(tn_mangle_parse_export(TN_STR("cm32p2_memory"), false, &e));
	assert_false(tn_mangle_parse_export(TN_STR("cm32p2|run"), false, &e));
	assert_false(tn_mangle_parse_export(TN_STR("run"), true, &e));
}

/* What is put together comes apart again, in both schemes, wherever it stands. */
static void there_and_back(void **state)
{
	(void)state;
	struct tn_wit_test t;
	tn_wit_accept(&t, "package a:b@1.2.3; interface c { f: func(); }"
			  "world w { export c; }");
	const struct tn_world_def *w = tn_wit_world(&t, "w");
	const struct tn_item *c = &w->exports.ptr[0];
	for (int scheme = 0; scheme < 2; scheme++) {
		for (int kind = TN_MANGLE_FUNC; kind <= TN_MANGLE_DTOR; kind++) {
			struct tn_mangle_export what = { .kind = kind,
				.side = kind == TN_MANGLE_CALLBACK ? TN_ABI_EXPORT_ASYNC
								   : TN_ABI_EXPORT,
				.scheme = (enum tn_scheme)scheme,
				.name = TN_STR("f") };
			struct tn_mangle_export back;
			if (scheme == TN_SCHEME_STANDARD && kind == TN_MANGLE_CALLBACK)
				continue;
			struct tn_str name = tn_mangle_export(t.wit, &t.cx.arena, &what, c);
			assert_true(tn_mangle_parse_export(name, scheme == 1, &back));
			assert_int_equal(back.kind, kind);
			assert_int_equal(back.scheme, scheme);
			assert_str(back.name, "f");
			assert_str(back.iface, scheme ? "a:b/c@1" : "a:b/c@1.2.3");
		}
		for (int side = 0; side < 2; side++) {
			struct tn_mangle_module m;
			struct tn_str name = tn_mangle_module(
				t.wit, &t.cx.arena, (enum tn_scheme)scheme, c, side != 0);
			assert_true(tn_mangle_parse_module(name, scheme == 1, &m));
			assert_int_equal(m.is_exported, side);
			assert_str(m.iface, scheme ? "a:b/c@1" : "a:b/c@1.2.3");
		}
	}
	tn_ctx_free(&t.cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_that_are_builtins),
		cmocka_unit_test(fields_that_are_none),
		cmocka_unit_test(standard_fields),
		cmocka_unit_test(signatures),
		cmocka_unit_test(modules),
		cmocka_unit_test(exports),
		cmocka_unit_test(there_and_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Every public call, with every allocation failing in turn. */
#include "tn_oom.h"

static const uint8_t module[] = { 0, 'a', 's', 'm', 1, 0, 0, 0, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f, 3, 2, 1, 0,
	5, 3, 1, 0, 1, 7, 5, 1, 1, 'f', 0, 0, 10, 6, 1, 4, 0, 0x20, 0, 0x0b };

/* A mid-size world: packages in `deps`, text and binary; gates, docs, `include`, `use`, resources, async. */
static const struct {
	const char *path, *text;
} tree[] = {
	{ "w/main.wit",
		"/// The shop.\n"
		"package demo:shop@1.2.0;\n"
		"use demo:base/types@0.2.1 as base;\n"
		"interface goods {\n"
		"  use base.{error, when};\n"
		"  use demo:log/sink.{level};\n"
		"  /// One thing.\n"
		"  record item { price: u32, tags: list<string>, since: when }\n"
		"  variant move { in(item), out(tuple<u32, option<item>>), gone }\n"
		"  flags marks { new, sold, broken }\n"
		"  resource shelf {\n"
		"    constructor(size: u32) -> result<shelf, error>;\n"
		"    put: func(what: borrow<shelf>, items: list<item>) -> result<list<move>, error>;\n"
		"    @since(version = 1.1.0)\n"
		"    watch: async func(kind: level) -> stream<move>;\n"
		"    all: static func() -> list<shelf>;\n"
		"    count: get() -> u32; count: set(to: u32) -> result<_, error>;\n"
		"  }\n"
		"  @unstable(feature = later) more: func(a: map<string, list<u8, 4>>) -> future<marks>;\n"
		"}\n"
		"world parts { import goods; import log: func(line: string); export extra: goods; }\n"
		"world till {\n"
		"  include parts with { log as say }\n"
		"  include demo:base/host@0.2.1;\n"
		"  use goods.{item as thing};\n"
		"  import mine: interface { use base.{when}; now: func() -> when; }\n"
		"  export run: async func(what: thing) -> result<u64, string>;\n"
		"  export goods;\n"
		"}\n" },
	{ "w/more.wit", "interface more { /* empty */ }\n" },
	{ "w/deps/base/types.wit",
		"package demo:base@0.2.1;\n"
		"interface types { enum error { small, big } type when = u64; f: func() -> error; }\n"
		"world host { import types; import print: func(s: string); }\n" },
	{ "w/deps/log.wit",
		"package demo:log;\n"
		"interface sink { enum level { low, high } }\n"
		"world uses { import sink; import demo:base/types@0.2.0; import demo:base/types@0.2.1; }\n"
		"package demo:base@0.2.0 { interface types { enum error { small, big } } }\n" },
	{ "next/types.wit",
		"package demo:base@0.2.2;\n"
		"interface types { enum error { small } type when = u64; g: func(a: list<when>); }\n" },
};

static enum tenon_status add_tree(struct tenon_session *session)
{
	enum tenon_status status = tenon_session_wit_features(session, "later");
	for (size_t i = 0; i < sizeof tree / sizeof *tree && status == TENON_OK; i++)
		status = tenon_session_add_file(
			session, tree[i].path, tree[i].text, strlen(tree[i].text));
	return status;
}

/* Written in every form, then forgotten. */
static enum tenon_status write_all(struct tenon_session *session, const char *path)
{
	struct tenon_bytes text = { 0 }, json = { 0 }, binary = { 0 };
	const struct tenon_wit *wit = NULL;
	const struct tenon_wit_world *world;
	enum tenon_status status = tenon_wit_load(session, &path, 1, NULL, &wit);
	if (status == TENON_OK)
		status = tenon_wit_find_world(session, wit, "till", &world);
	if (status == TENON_OK)
		status = tenon_wit_write(session, wit, TENON_WIT_TEXT, NULL, &text);
	if (status == TENON_OK)
		status = tenon_wit_write(session, wit, TENON_WIT_JSON, NULL, &json);
	if (status == TENON_OK)
		status = tenon_wit_write(session, wit, TENON_WIT_BINARY, NULL, &binary);
	tenon_bytes_free(session, &text);
	tenon_bytes_free(session, &json);
	tenon_bytes_free(session, &binary);
	tenon_wit_free(session, wit);
	return status;
}

static enum tenon_status from_text(struct tenon_session *session, void *user)
{
	(void)user;
	enum tenon_status status = add_tree(session);
	return status == TENON_OK ? write_all(session, "w") : status;
}

static void wit_text(void **state)
{
	(void)state;
	tn_oom_everywhere(from_text, NULL);
	tn_oom_exactly(from_text, NULL);
}

static enum tenon_status from_binary(struct tenon_session *session, void *user)
{
	const struct tenon_bytes *bytes = user;
	enum tenon_status status =
		tenon_session_add_file(session, "w.wasm", bytes->data, bytes->size);
	return status == TENON_OK ? write_all(session, "w.wasm") : status;
}

static void wit_binary(void **state)
{
	(void)state;
	struct tenon_session *session = tenon_session_new(NULL);
	struct tenon_bytes bytes;
	assert_int_equal(add_tree(session), TENON_OK);
	assert_int_equal(tenon_wit_encode(session, "w", NULL, &bytes), TENON_OK);
	tn_oom_everywhere(from_binary, &bytes);
	tn_oom_exactly(from_binary, &bytes);
	tenon_session_free(session);
}

/* What changes models: merging, turning around, nominal types; then versions. */
static enum tenon_status change(struct tenon_session *session, void *user)
{
	struct tenon_bytes out = { 0 };
	enum tenon_status status = add_tree(session);
	if (status == TENON_OK)
		status = tenon_wit_json(session, "w", user, &out);
	tenon_bytes_free(session, &out);
	return status;
}

static void wit_changed(void **state)
{
	(void)state;
	static const char *const from[] = { "w/deps/base", NULL };
	struct tenon_wit_options turn = { .size = sizeof turn, .merge = from };
	struct tenon_wit_options merge = { .size = sizeof merge };
	turn.importize_world = "till";
	turn.nominal_world = "parts";
	merge.merge_imports_world = "demo:log/uses";
	tn_oom_everywhere(change, &turn);
	tn_oom_exactly(change, &turn);
	tn_oom_exactly(change, &merge);
}

static enum tenon_status format_and_compare(struct tenon_session *session, void *user)
{
	(void)user;
	struct tenon_bytes text = { 0 }, changes = { 0 };
	enum tenon_status status = add_tree(session);
	if (status == TENON_OK)
		status = tenon_wit_format(session, "w/main.wit", NULL, &text);
	if (status == TENON_OK)
		status = tenon_wit_diff(session, "w/deps/base", "next", NULL, &changes);
	tenon_bytes_free(session, &text);
	tenon_bytes_free(session, &changes);
	return status;
}

static void wit_formatted_and_compared(void **state)
{
	(void)state;
	tn_oom_everywhere(format_and_compare, NULL);
	tn_oom_exactly(format_and_compare, NULL);
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
		cmocka_unit_test(wit_text),
		cmocka_unit_test(wit_binary),
		cmocka_unit_test(wit_changed),
		cmocka_unit_test(wit_formatted_and_compared),
		cmocka_unit_test(validation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

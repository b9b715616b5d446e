/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/wit_model.h: loading from memory and through a file seam, walking, writing, threads. */
#include "tn_oom.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>

static const char wit[] =
	"/// What shops need.\n"
	"package demo:shop@1.2.0;\n"
	"/// Goods.\n"
	"interface goods {\n"
	"  /// One thing.\n"
	"  record item { /// in cents\n price: u32, tags: list<string> }\n"
	"  type items = list<item>;\n"
	"  resource shelf {\n"
	"    constructor(size: u32);\n"
	"    put: func(what: item) -> result<_, string>;\n"
	"    count: get() -> u32;\n"
	"  }\n"
	"  @since(version = 1.1.0) @deprecated(version = 1.2.0)\n"
	"  old: async func() -> option<items>;\n"
	"}\n"
	"world till {\n"
	"  use goods.{item as thing};\n"
	"  import spare: goods;\n"
	"  import log: interface { write: func(line: string); }\n"
	"  @external-id(\"main\") export sell: func(what: thing, to: tuple<u8, string>) -> bool;\n"
	"}\n"
	"world empty { }\n";

static const struct tenon_wit *load_text(struct tenon_session *s, const char *text)
{
	const char *const paths[] = { "shop.wit" };
	const struct tenon_wit *model = NULL;
	assert_int_equal(tenon_session_add_file(s, "shop.wit", text, strlen(text)), TENON_OK);
	assert_int_equal(tenon_wit_load(s, paths, 1, NULL, &model), TENON_OK);
	assert_non_null(model);
	return model;
}

static void assert_text(struct tenon_session *s, enum tenon_status status, struct tenon_bytes *got,
	const char *want)
{
	assert_int_equal(status, TENON_OK);
	assert_string_equal((const char *)got->data, want);
	assert_int_equal(got->size, strlen(want));
	tenon_bytes_free(s, got);
}

static void interfaces_are_walked(void **state)
{
	(void)state;
	struct tenon_session *s = tenon_session_new(NULL);
	const struct tenon_wit *model = load_text(s, wit);
	struct tenon_bytes text;
	assert_int_equal(model->package_count, 1);
	const struct tenon_wit_package *package = model->packages[0];
	assert_ptr_equal(model->main, package);
	assert_string_equal(package->id, "demo:shop@1.2.0");
	assert_string_equal(package->version, "1.2.0");
	assert_string_equal(package->about->docs, "What shops need.");
	assert_true(package->is_root);
	assert_int_equal(package->interface_count, 1);
	const struct tenon_wit_interface *goods = package->interfaces[0];
	assert_string_equal(goods->id, "demo:shop/goods@1.2.0");
	assert_string_equal(goods->about->docs, "Goods.");
	assert_string_equal(goods->about->place.file, "shop.wit");
	assert_int_equal(goods->about->place.line, 4);
	assert_int_equal(goods->about->place.column, 11);
	assert_int_equal(goods->about->place.length, 5);
	assert_int_equal(goods->type_count, 3);
	const struct tenon_wit_type *item = goods->types[0], *items = goods->types[1];
	const struct tenon_wit_type *shelf = goods->types[2];
	assert_int_equal(item->kind, TENON_WIT_RECORD);
	assert_ptr_equal(item->interface, goods);
	assert_int_equal(item->member_count, 2);
	assert_string_equal(item->members[0]->about->docs, "in cents");
	assert_int_equal(item->members[0]->type->kind, TENON_WIT_U32);
	assert_int_equal(item->members[1]->type->kind, TENON_WIT_LIST);
	assert_null(item->members[1]->type->name);
	assert_int_equal(items->kind, TENON_WIT_LIST);
	assert_ptr_equal(items->a, item);
	assert_text(s, tenon_wit_type_text(s, model, items, &text), &text, "items");
	assert_text(s, tenon_wit_definition_text(s, model, items, &text), &text, "list<item>");
	assert_text(s, tenon_wit_definition_text(s, model, item, &text), &text, "item");
	assert_int_equal(shelf->kind, TENON_WIT_RESOURCE);
	assert_int_equal(goods->func_count, 4);
	const struct tenon_wit_func *put = goods->funcs[1], *old = goods->funcs[3];
	assert_int_equal(goods->funcs[0]->kind, TENON_WIT_CONSTRUCTOR);
	assert_string_equal(put->name, "[method]shelf.put");
	assert_ptr_equal(put->resource, shelf);
	assert_int_equal(put->param_count, 2);
	assert_int_equal(put->params[0]->type->kind, TENON_WIT_BORROW);
	assert_ptr_equal(put->params[0]->type->a, shelf);
	assert_null(put->result->a);
	assert_int_equal(put->result->b->kind, TENON_WIT_STRING);
	assert_int_equal(goods->funcs[2]->kind, TENON_WIT_METHOD_GETTER);
	assert_true(old->is_async);
	assert_string_equal(old->about->since, "1.1.0");
	assert_string_equal(old->about->deprecated, "1.2.0");
	assert_null(old->about->unstable);
	assert_text(s, tenon_wit_func_text(s, model, old, &text), &text,
		"async func() -> option<items>");
	assert_text(s, tenon_wit_func_text(s, model, put, &text), &text,
		"func(what: item) -> result<_, string>");
	tenon_wit_free(s, model);
	tenon_session_free(s);
}

static void worlds_are_walked(void **state)
{
	(void)state;
	struct tenon_session *s = tenon_session_new(NULL);
	const struct tenon_wit *model = load_text(s, wit);
	const struct tenon_wit_world *till = NULL, *none;
	assert_int_equal(tenon_wit_find_world(s, model, NULL, &none), TENON_BAD_INPUT);
	assert_null(none);
	assert_string_equal(tenon_diag_get(s, 0)->hint, "give the name of one of them");
	assert_int_equal(tenon_wit_find_world(s, model, "tilt", &none), TENON_BAD_INPUT);
	assert_int_equal(tenon_diag_errors(s), 2);
	assert_int_equal(tenon_wit_find_world(s, model, "demo:shop/till", &till), TENON_OK);
	assert_ptr_equal(till, model->main->worlds[0]);
	assert_string_equal(till->id, "demo:shop/till@1.2.0");
	assert_int_equal(till->import_count, 4);
	const char *const names[] = { "spare", "log", "demo:shop/goods@1.2.0", "thing" };
	for (size_t i = 0; i < 4; i++) {
		bool found = false;
		for (size_t n = 0; n < 4; n++)
			found = found || strcmp(till->imports[i]->name, names[n]) == 0;
		assert_true(found);
		if (strcmp(till->imports[i]->name, "spare") == 0)
			assert_ptr_equal(till->imports[i]->interface, model->main->interfaces[0]);
		if (strcmp(till->imports[i]->name, "log") == 0)
			assert_null(till->imports[i]->interface->id);
		if (strcmp(till->imports[i]->name, "thing") == 0) {
			assert_int_equal(till->imports[i]->type->kind, TENON_WIT_ALIAS);
			assert_ptr_equal(till->imports[i]->type->world, till);
			assert_ptr_equal(till->imports[i]->type->a, model->main->interfaces[0]->types[0]);
		}
	}
	assert_int_equal(till->export_count, 1);
	const struct tenon_wit_item *sell = till->exports[0];
	assert_int_equal(sell->kind, TENON_WIT_ITEM_FUNC);
	assert_string_equal(sell->about->external_id, "main");
	assert_int_equal(sell->func->params[1]->type->kind, TENON_WIT_TUPLE);
	assert_null(sell->func->params[1]->type->members[0]->name);
	tenon_session_free(s); /* takes the model along */
}

static void no_name_asks_for_the_only_world(void **state)
{
	(void)state;
	struct tenon_session *s = tenon_session_new(NULL);
	const struct tenon_wit *model = load_text(s, "package a:b;\nworld w { import f: func(); }\n");
	const struct tenon_wit_world *by_null = NULL, *by_empty = NULL;
	assert_int_equal(tenon_wit_find_world(s, model, NULL, &by_null), TENON_OK);
	assert_int_equal(tenon_wit_find_world(s, model, "", &by_empty), TENON_OK);
	assert_ptr_equal(by_null, model->main->worlds[0]);
	assert_ptr_equal(by_empty, by_null);
	tenon_session_free(s);
}

/* Encoded and read again: the same text, and the world of the encoded package. */
static void models_are_written(void **state)
{
	(void)state;
	struct tenon_session *s = tenon_session_new(NULL);
	const struct tenon_wit *model = load_text(s, wit), *again;
	const char *const paths[] = { "shop.wasm" };
	struct tenon_bytes binary, text, other, json;
	assert_int_equal(tenon_wit_write(s, model, TENON_WIT_BINARY, NULL, &binary), TENON_OK);
	assert_int_equal(tenon_wit_write(s, model, TENON_WIT_TEXT, NULL, &text), TENON_OK);
	assert_int_equal(tenon_wit_write(s, model, TENON_WIT_JSON, NULL, &json), TENON_OK);
	assert_int_equal(tenon_wit_json(s, "shop.wit", NULL, &other), TENON_OK);
	assert_string_equal((const char *)json.data, (const char *)other.data);
	tenon_bytes_free(s, &other);
	assert_int_equal(tenon_session_add_file(s, "shop.wasm", binary.data, binary.size), TENON_OK);
	assert_int_equal(tenon_wit_load(s, paths, 1, NULL, &again), TENON_OK);
	tenon_wit_free(s, model); /* each is memory of its own */
	assert_int_equal(tenon_wit_write(s, again, TENON_WIT_TEXT, NULL, &other), TENON_OK);
	assert_string_equal((const char *)text.data, (const char *)other.data);
	assert_int_equal(again->main->interfaces[0]->about->place.line, 0); /* a binary has no lines */
	assert_string_equal(again->main->interfaces[0]->types[0]->about->docs, "One thing.");
	struct tenon_wit_options plain = { .size = sizeof plain, .no_docs = true };
	tenon_bytes_free(s, &other);
	assert_int_equal(tenon_wit_write(s, again, TENON_WIT_TEXT, &plain, &other), TENON_OK);
	assert_null(strstr((const char *)other.data, "///"));
	size_t before = tenon_diag_count(s);
	assert_int_equal(tenon_wit_write(s, again, (enum tenon_wit_format)9, NULL, &json), TENON_BAD_CALL);
	assert_int_equal(tenon_diag_count(s), before + 1);
	assert_string_equal(tenon_diag_get(s, before)->code, "usage");
	const char *const no_path[] = { NULL };
	assert_int_equal(tenon_wit_load(s, no_path, 1, NULL, &again), TENON_BAD_CALL);
	assert_int_equal(tenon_diag_count(s), before + 2);
	assert_int_equal(tenon_wit_load(s, paths, 0, NULL, &again), TENON_BAD_CALL);
	assert_int_equal(tenon_wit_write(s, NULL, TENON_WIT_TEXT, NULL, &json), TENON_BAD_CALL);
	tenon_wit_free(s, NULL);
	tenon_session_free(s);
}

/* ---- a file seam of the caller ---- */

static const struct {
	const char *path, *text;
} seam_files[] = {
	{ "db/main.wit", "package a:main; interface i { use b:dep/t.{x}; f: func() -> x; }" },
	{ "db/deps/dep.wit", "package b:dep; interface t { type x = u8; }" },
};

static int seam_stat(void *user, const char *path, enum tenon_kind *kind, uint64_t *size)
{
	++*(int *)user;
	*kind = TENON_KIND_FOLDER;
	*size = 0;
	if (strcmp(path, "db") == 0 || strcmp(path, "db/deps") == 0)
		return 0;
	for (size_t i = 0; i < 2; i++) {
		if (strcmp(path, seam_files[i].path) == 0) {
			*kind = TENON_KIND_FILE;
			*size = strlen(seam_files[i].text);
			return 0;
		}
	}
	return ENOENT;
}

static int seam_read(void *user, const char *path, uint64_t limit,
	void (*give)(void *to, const void *data, size_t size), void *to)
{
	(void)user;
	(void)limit;
	for (size_t i = 0; i < 2; i++) {
		if (strcmp(path, seam_files[i].path) == 0) {
			give(to, seam_files[i].text, strlen(seam_files[i].text));
			return 0;
		}
	}
	return ENOENT;
}

static int seam_list(void *user, const char *path,
	void (*give)(void *to, const char *name, enum tenon_kind kind), void *to)
{
	(void)user;
	if (strcmp(path, "db") == 0) {
		give(to, "main.wit", TENON_KIND_FILE);
		give(to, "deps", TENON_KIND_FOLDER);
	} else {
		give(to, "dep.wit", TENON_KIND_FILE);
	}
	return 0;
}

static void a_seam_brings_the_files(void **state)
{
	(void)state;
	int calls = 0;
	struct tenon_fs fs = { .size = sizeof fs,
		.user = &calls,
		.stat = seam_stat,
		.read = seam_read,
		.list = seam_list };
	struct tenon_session_options options = { .size = sizeof options, .fs = &fs };
	struct tenon_session *s = tenon_session_new(&options);
	const char *const paths[] = { "db" };
	const struct tenon_wit *model;
	assert_int_equal(tenon_wit_load(s, paths, 1, NULL, &model), TENON_OK);
	assert_true(calls > 0);
	assert_int_equal(model->package_count, 2);
	assert_string_equal(model->packages[0]->id, "b:dep"); /* what is needed stands before */
	assert_string_equal(model->main->id, "a:main");
	assert_true(model->main->is_root && !model->packages[0]->is_root);
	assert_ptr_equal(model->main->interfaces[0]->types[0]->a, model->packages[0]->interfaces[0]->types[0]);
	assert_int_equal(tenon_session_read_count(s), 2);
	assert_string_equal(tenon_session_read_path(s, 1), "db/deps/dep.wit");
	tenon_wit_free(s, model);
	tenon_session_free(s);
}

/* ---- threads ---- */

struct thread {
	pthread_t id;
	int number;
	char json[20000];
};

static void *in_a_thread(void *user)
{
	struct thread *t = user;
	for (int round = 0; round < 20; round++) {
		struct tenon_session *s = tenon_session_new(NULL);
		const char *const paths[] = { "shop.wit" };
		const struct tenon_wit *model = NULL;
		struct tenon_bytes out = { 0 }, binary = { 0 };
		bool good = tenon_session_add_file(s, "shop.wit", wit, sizeof wit - 1) == TENON_OK
			&& tenon_wit_load(s, paths, 1, NULL, &model) == TENON_OK
			&& tenon_wit_write(s, model, TENON_WIT_BINARY, NULL, &binary) == TENON_OK
			&& tenon_wit_write(s, model, TENON_WIT_JSON, NULL, &out) == TENON_OK
			&& tenon_session_add_file(s, "bad.wit", "interface", 9) == TENON_OK
			&& tenon_wit_print(s, "bad.wit", NULL, &binary) == TENON_BAD_INPUT;
		if (good)
			snprintf(t->json, sizeof t->json, "%s", (const char *)out.data);
		else
			t->json[0] = 0;
		tenon_session_free(s);
	}
	return NULL;
}

static void threads_have_sessions_of_their_own(void **state)
{
	(void)state;
	static struct thread threads[2];
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i].id, NULL, in_a_thread, &threads[i]), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_join(threads[i].id, NULL), 0);
	assert_true(strlen(threads[0].json) > 100);
	assert_string_equal(threads[0].json, threads[1].json);
}

struct walk {
	pthread_t id;
	const struct tenon_wit *model;
	size_t sum;
};

/* Every text and number of the interface, many times. */
static void *walk_in_a_thread(void *user)
{
	struct walk *w = user;
	const struct tenon_wit_interface *goods = w->model->main->interfaces[0];
	for (int round = 0; round < 1000; round++) {
		w->sum += strlen(goods->id) + strlen(goods->about->docs) + goods->about->place.line;
		for (size_t i = 0; i < goods->type_count; i++)
			for (size_t k = 0; k < goods->types[i]->member_count; k++)
				w->sum += strlen(goods->types[i]->members[k]->name);
		for (size_t i = 0; i < goods->func_count; i++)
			w->sum += strlen(goods->funcs[i]->name) + goods->funcs[i]->param_count;
	}
	return NULL;
}

/* The model is not written to, neither by those who walk it nor by calls that are given it. */
static void many_walk_one_model(void **state)
{
	(void)state;
	struct tenon_session *s = tenon_session_new(NULL);
	struct walk walks[2] = { { .model = load_text(s, wit) } };
	walks[1].model = walks[0].model;
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&walks[i].id, NULL, walk_in_a_thread, &walks[i]), 0);
	for (int i = 0; i < 10; i++) {
		enum tenon_wit_format format = i % 2 ? TENON_WIT_BINARY : TENON_WIT_JSON;
		struct tenon_bytes out;
		assert_int_equal(tenon_wit_write(s, walks[0].model, format, NULL, &out), TENON_OK);
		tenon_bytes_free(s, &out);
	}
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_join(walks[i].id, NULL), 0);
	assert_true(walks[0].sum > 0);
	assert_int_equal(walks[0].sum, walks[1].sum);
	tenon_wit_free(s, walks[0].model);
	tenon_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interfaces_are_walked),
		cmocka_unit_test(worlds_are_walked),
		cmocka_unit_test(no_name_asks_for_the_only_world),
		cmocka_unit_test(models_are_written),
		cmocka_unit_test(a_seam_brings_the_files),
		cmocka_unit_test(threads_have_sessions_of_their_own),
		cmocka_unit_test(many_walk_one_model),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

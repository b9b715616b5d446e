/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/component_model.h: read from memory, walk, change, write. */
#include "tn_oom.h"

#include <tenon/tenon.h>

/*
 * Two components with the same module in them, the first with a custom section; two equal list
 * types; a function import whose type uses the second; an instance of each component.
 */
static const uint8_t two[] = { 0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00, 0x04, 0x24, 0x00, 0x61,
	0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00, 0x01, 0x0d, 0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
	0x05, 0x03, 0x01, 0x00, 0x01, 0x02, 0x04, 0x01, 0x00, 0x00, 0x00, 0x00, 0x05, 0x03, 0x6f, 0x6e,
	0x65, 0x78, 0x04, 0x1d, 0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00, 0x01, 0x0d, 0x00, 0x61,
	0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x05, 0x03, 0x01, 0x00, 0x01, 0x02, 0x04, 0x01, 0x00, 0x00,
	0x00, 0x07, 0x0c, 0x03, 0x70, 0x7d, 0x70, 0x7d, 0x40, 0x01, 0x01, 0x61, 0x01, 0x01, 0x00, 0x0a,
	0x06, 0x01, 0x00, 0x01, 0x66, 0x01, 0x02, 0x05, 0x07, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00 };
enum { FIRST, SECOND, LIST, LIST_AGAIN, FUNC_TYPE, IMPORT, ONE, OTHER, COUNT };

struct fixture {
	struct tenon_session *session;
	struct tenon_component *c;
	const struct tenon_node *nodes[COUNT];
};

static int setup(void **state)
{
	struct fixture *f = test_calloc(1, sizeof *f);
	f->session = tenon_session_new(NULL);
	assert_int_equal(tenon_component_read(f->session, "two", two, sizeof two, &f->c), TENON_OK);
	const struct tenon_scope *root = tenon_component_root(f->c);
	assert_int_equal(tenon_scope_count(root), COUNT);
	for (size_t i = 0; i < COUNT; i++)
		f->nodes[i] = tenon_scope_node(root, i);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	tenon_component_free(f->session, f->c);
	tenon_session_free(f->session);
	test_free(f);
	return 0;
}

static struct tenon_node_info look(const struct fixture *f, const struct tenon_node *node)
{
	struct tenon_node_info info = { .size = sizeof info };
	tenon_node_look(f->c, node, &info);
	return info;
}

static const char *said(const struct fixture *f)
{
	size_t count = tenon_diag_count(f->session);
	return count ? tenon_diag_get(f->session, count - 1)->message : "";
}

static void expect_said(const struct fixture *f, const char *code, const char *message)
{
	assert_string_equal(said(f), message);
	assert_string_equal(tenon_diag_get(f->session, tenon_diag_count(f->session) - 1)->code, code);
}

/* Written, it is valid, and as long as said. */
static void expect_size(const struct fixture *f, size_t size)
{
	struct tenon_bytes out;
	assert_int_equal(tenon_component_validate(f->session, f->c), TENON_OK);
	assert_int_equal(tenon_component_write(f->session, f->c, NULL, &out), TENON_OK);
	assert_int_equal(out.size, size);
	struct tenon_component *again;
	assert_int_equal(tenon_component_read(f->session, "again", out.data, out.size, &again), TENON_OK);
	assert_int_equal(tenon_component_validate(f->session, again), TENON_OK);
	tenon_component_free(f->session, again);
	tenon_bytes_free(f->session, &out);
}

static void what_was_read_is_shown(void **state)
{
	const struct fixture *f = *state;
	struct tenon_node_info info = look(f, f->nodes[IMPORT]);
	assert_int_equal(info.op, TENON_OP_IMPORT);
	assert_int_equal(info.sort, TENON_SORT_FUNC);
	assert_string_equal(info.name, "f");
	assert_string_equal(info.place.file, "two");
	assert_ptr_equal(info.scope, tenon_component_root(f->c));
	assert_null(tenon_scope_parent(info.scope));
	const struct tenon_node *uses[2] = { 0 };
	assert_int_equal(tenon_node_uses(f->nodes[IMPORT], uses, 2), 1);
	assert_ptr_equal(uses[0], f->nodes[FUNC_TYPE]);
	const char *names[2] = { "none", "none" };
	assert_int_equal(tenon_node_use_names(f->c, f->nodes[IMPORT], names, 2), 1);
	assert_null(names[0]);
	assert_int_equal(tenon_node_use_names(f->c, f->nodes[FUNC_TYPE], names, 2), 1);
	assert_string_equal(names[0], "a");
	assert_string_equal(names[1], "none");
	info = look(f, f->nodes[FIRST]);
	assert_int_equal(tenon_scope_count(info.inside), 3);
	assert_ptr_equal(tenon_scope_parent(info.inside), info.scope);
	struct tenon_node_info module = look(f, tenon_scope_node(info.inside, 0));
	assert_int_equal(module.op, TENON_OP_CORE_MODULE);
	assert_ptr_equal(module.data, two + 20); /* a slice, no copy */
	assert_int_equal(module.data_size, 13);
	struct tenon_node_info custom = look(f, tenon_scope_node(info.inside, 2));
	assert_string_equal(custom.text, "one");
	assert_memory_equal(custom.data, "x", 1);
	assert_null(tenon_scope_node(info.inside, 3));
	assert_string_equal(tenon_sort_name(TENON_SORT_CORE_MODULE), "module");
	assert_string_equal(tenon_sort_name(TENON_SORT_NONE), "none");
	assert_string_equal(tenon_op_name(info.op), "component");
	for (int op = TENON_OP_IMPORT; op <= TENON_OP_OTHER; op++)
		assert_non_null(tenon_op_name((enum tenon_op)op));
}

static void types_are_said_in_wit_terms(void **state)
{
	const struct fixture *f = *state;
	struct tenon_bytes text;
	assert_int_equal(tenon_node_type(f->session, f->c, f->nodes[IMPORT], &text), TENON_OK);
	assert_string_equal((const char *)text.data, "func(a: list<u8>)");
	tenon_bytes_free(f->session, &text);
	const struct tenon_node *module = tenon_scope_node(look(f, f->nodes[FIRST]).inside, 1);
	assert_int_equal(tenon_node_type(f->session, f->c, module, &text), TENON_BAD_CALL);
}

static void what_nobody_changed_is_written_as_it_was(void **state)
{
	const struct fixture *f = *state;
	struct tenon_bytes out;
	struct tenon_component_write_options anew = { .size = sizeof anew, .anew = true };
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
			tenon_component_write(f->session, f->c, i ? &anew : NULL, &out), TENON_OK);
		assert_int_equal(out.size, sizeof two);
		assert_memory_equal(out.data, two, sizeof two);
		tenon_bytes_free(f->session, &out);
	}
	assert_int_equal(tenon_diag_count(f->session), 0);
}

static void what_is_used_is_not_dropped(void **state)
{
	const struct fixture *f = *state;
	assert_int_equal(tenon_component_drop(f->session, f->c, f->nodes[LIST_AGAIN]), TENON_BAD_CALL);
	assert_string_equal(said(f), "the type cannot be dropped: something uses it");
	assert_string_equal(tenon_diag_get(f->session, 0)->code, "bad-edit");
	assert_int_equal(tenon_component_drop(f->session, f->c, f->nodes[LIST]), TENON_OK);
	expect_size(f, sizeof two - 2);
	assert_null(look(f, f->nodes[LIST]).scope);
	tenon_diag_clear(f->session);
	assert_int_equal(tenon_component_drop(f->session, f->c, f->nodes[LIST]), TENON_BAD_CALL);
	assert_string_equal(said(f), "the type cannot be dropped: it was taken out");
}

/* What is inside of it went with it, and does not come back. */
static void what_was_taken_out_is_out_as_a_whole(void **state)
{
	const struct fixture *f = *state;
	const struct tenon_node *module = tenon_scope_node(look(f, f->nodes[FIRST]).inside, 0);
	assert_int_equal(tenon_component_drop(f->session, f->c, f->nodes[ONE]), TENON_OK);
	assert_int_equal(tenon_component_drop(f->session, f->c, f->nodes[FIRST]), TENON_OK);
	assert_int_equal(tenon_component_move_out(f->session, f->c, module), TENON_BAD_CALL);
	assert_string_equal(said(f), "the module cannot be moved: it was taken out");
	assert_int_equal(tenon_scope_count(tenon_component_root(f->c)), COUNT - 2);
}

static void uses_are_redirected(void **state)
{
	const struct fixture *f = *state;
	assert_int_equal(tenon_component_replace(f->session, f->c, f->nodes[LIST_AGAIN], f->nodes[IMPORT]),
		TENON_BAD_CALL);
	assert_string_equal(
		said(f), "the type cannot be replaced: what is to take its place is of another sort");
	assert_int_equal(tenon_component_replace(f->session, f->c, f->nodes[LIST_AGAIN], f->nodes[LIST]),
		TENON_OK);
	assert_int_equal(tenon_component_drop(f->session, f->c, f->nodes[LIST_AGAIN]), TENON_OK);
	expect_size(f, sizeof two - 2);
}

static void a_use_out_of_reach_is_refused(void **state)
{
	const struct fixture *f = *state;
	const struct tenon_node *a = tenon_scope_node(look(f, f->nodes[FIRST]).inside, 0);
	const struct tenon_node *b = tenon_scope_node(look(f, f->nodes[SECOND]).inside, 0);
	assert_int_equal(tenon_component_replace(f->session, f->c, a, b), TENON_BAD_CALL);
	assert_non_null(strstr(said(f), "cannot be reached from all its uses"));
	tenon_diag_clear(f->session);
	/* Moved to the scope around, it can be used from both. */
	assert_int_equal(tenon_component_move_out(f->session, f->c, b), TENON_OK);
	assert_ptr_equal(look(f, b).scope, tenon_component_root(f->c));
	assert_int_equal(tenon_component_replace(f->session, f->c, a, b), TENON_OK);
	assert_int_equal(tenon_component_drop(f->session, f->c, a), TENON_OK);
	/* One module and its section less (15), an alias and its section more in each (8). */
	expect_size(f, sizeof two - 15 + 2 * 8);
	assert_int_equal(tenon_component_move_out(f->session, f->c, b), TENON_BAD_CALL);
	assert_int_equal(tenon_component_move_out(f->session, f->c, f->nodes[ONE]), TENON_BAD_CALL);
}

static void what_is_the_same_becomes_one(void **state)
{
	const struct fixture *f = *state;
	size_t gone;
	assert_int_equal(tenon_component_share(f->session, f->c, &gone), TENON_OK);
	assert_int_equal(gone, 2); /* a module and a list type */
	expect_size(f, sizeof two - 15 + 2 * 8 - 2);
	assert_int_equal(tenon_component_share(f->session, f->c, &gone), TENON_OK);
	assert_int_equal(gone, 0);
}

static void what_nothing_needs_goes(void **state)
{
	const struct fixture *f = *state;
	size_t gone;
	assert_int_equal(tenon_component_prune(f->session, f->c, &gone), TENON_OK);
	assert_int_equal(gone, 1); /* the first list type; instances stay */
	expect_size(f, sizeof two - 2);
}

static void long_numbers_are_told_and_shortened(void **state)
{
	const struct fixture *f = *state;
	/* One type section of one u8, its size in five bytes. */
	static const uint8_t padded[] = { 0, 'a', 's', 'm', 0x0d, 0, 1, 0, 7, 0x82, 0x80, 0x80, 0x80, 0, 1,
		0x7d };
	struct tenon_component *c;
	struct tenon_bytes out;
	assert_int_equal(
		tenon_component_read(f->session, "padded", padded, sizeof padded, &c), TENON_OK);
	assert_int_equal(tenon_component_write(f->session, c, NULL, &out), TENON_OK);
	assert_int_equal(out.size, sizeof padded - 4);
	assert_string_equal(tenon_diag_get(f->session, 0)->code, "long-numbers");
	assert_int_equal(tenon_diag_get(f->session, 0)->severity, TENON_WARNING);
	tenon_bytes_free(f->session, &out);
	tenon_component_free(f->session, c);
}

/* What an edit took the length of is not compared with. */
static void long_numbers_after_an_edit(void **state)
{
	const struct fixture *f = *state;
	/* Two type sections of one u8, the size of the first in five bytes. */
	static const uint8_t padded[] = { 0, 'a', 's', 'm', 0x0d, 0, 1, 0, 7, 0x82, 0x80, 0x80, 0x80, 0, 1,
		0x7d, 7, 2, 1, 0x7d };
	struct tenon_component *c;
	struct tenon_bytes out;
	assert_int_equal(
		tenon_component_read(f->session, "padded", padded, sizeof padded, &c), TENON_OK);
	const struct tenon_node *second = tenon_scope_node(tenon_component_root(c), 1);
	assert_int_equal(tenon_component_drop(f->session, c, second), TENON_OK);
	assert_int_equal(tenon_component_write(f->session, c, NULL, &out), TENON_OK);
	assert_int_equal(out.size, sizeof padded - 8);
	assert_string_equal(
		said(f), "numbers are longer than they need to be: they are written short");
	tenon_bytes_free(f->session, &out);
	tenon_component_free(f->session, c);
}

/* A definition behind its use is written before it, and has a type; nodes stay where they are. */
static void types_after_an_edit(void **state)
{
	const struct fixture *f = *state;
	struct tenon_bytes text;
	/* list, func of that list, list again, import of the func; and instance types inside */
	static const uint8_t late[] = { 0, 'a', 's', 'm', 0x0d, 0, 1, 0, 7, 12, 3, 0x70, 0x7d, 0x40, 1, 1,
		'a', 0, 1, 0, 0x70, 0x7d, 10, 6, 1, 0, 1, 'f', 1, 1 };
	struct tenon_component *c;
	assert_int_equal(tenon_component_read(f->session, "late", late, sizeof late, &c), TENON_OK);
	const struct tenon_scope *root = tenon_component_root(c);
	const struct tenon_node *nodes[4];
	for (size_t i = 0; i < 4; i++)
		nodes[i] = tenon_scope_node(root, i);
	assert_int_equal(tenon_component_replace(f->session, c, nodes[0], nodes[2]), TENON_OK);
	assert_int_equal(tenon_component_validate(f->session, c), TENON_OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(tenon_node_type(f->session, c, nodes[3], &text), TENON_OK);
		assert_string_equal((const char *)text.data, "func(a: list<u8>)");
		tenon_bytes_free(f->session, &text);
	}
	for (size_t i = 0; i < 4; i++)
		assert_ptr_equal(tenon_scope_node(root, i), nodes[i]);
	tenon_component_free(f->session, c);

	/* Uses that will be outer aliases once they are written. */
	assert_int_equal(tenon_component_share(f->session, f->c, NULL), TENON_OK);
	assert_int_equal(tenon_node_type(f->session, f->c, f->nodes[IMPORT], &text), TENON_OK);
	assert_string_equal((const char *)text.data, "func(a: list<u8>)");
	tenon_bytes_free(f->session, &text);
}

/* Two imports of one name: no type is known, and it is said why. */
static void what_is_not_valid_has_no_types(void **state)
{
	const struct fixture *f = *state;
	static const uint8_t twice[] = { 0, 'a', 's', 'm', 0x0d, 0, 1, 0, 7, 7, 2, 0x40, 0, 1, 0, 0x70, 0x7d,
		10, 11, 2, 0, 1, 'f', 1, 0, 0, 1, 'f', 1, 0 };
	struct tenon_component *c;
	struct tenon_bytes text;
	assert_int_equal(tenon_component_read(f->session, "twice", twice, sizeof twice, &c), TENON_OK);
	const struct tenon_scope *root = tenon_component_root(c);
	for (int i = 0; i < 2; i++) {
		const struct tenon_node *import = tenon_scope_node(root, tenon_scope_count(root) - 1);
		assert_int_equal(look(f, import).op, TENON_OP_IMPORT);
		assert_int_equal(tenon_node_type(f->session, c, import, &text), TENON_BAD_INPUT);
		assert_true(tenon_diag_count(f->session) > 0);
		tenon_diag_clear(f->session);
		if (i == 0)
			assert_int_equal(tenon_component_drop(f->session, c, tenon_scope_node(root, 1)), TENON_OK);
	}
	tenon_component_free(f->session, c);
}

/* One use leads elsewhere, the others stay; what is used now is written first. No component comes to be in itself. */
static void one_use_is_redirected(void **state)
{
	const struct fixture *f = *state;
	/* (component $x) (component $c (instance (instantiate $x))) (component $d (instance (instantiate $c))) (component $e) */
	static const uint8_t four[] = { 0, 'a', 's', 'm', 0x0d, 0, 1, 0, 4, 8, 0, 'a', 's', 'm', 0x0d, 0, 1, 0, 4,
		0x15, 0, 'a', 's', 'm', 0x0d, 0, 1, 0, 6, 5, 1, 4, 2, 1, 0, 5, 4, 1, 0, 0, 0, 4, 0x15, 0,
		'a', 's', 'm', 0x0d, 0, 1, 0, 6, 5, 1, 4, 2, 1, 1, 5, 4, 1, 0, 0, 0, 4, 8, 0, 'a', 's', 'm',
		0x0d, 0, 1, 0 };
	enum { X, C, D, E };
	struct tenon_component *c;
	struct tenon_bytes out;
	assert_int_equal(tenon_component_read(f->session, "four", four, sizeof four, &c), TENON_OK);
	const struct tenon_scope *root = tenon_component_root(c);
	const struct tenon_node *n[4];
	for (size_t i = 0; i < 4; i++)
		n[i] = tenon_scope_node(root, i);
	const struct tenon_node *instance = tenon_scope_node(look(f, n[C]).inside, 1);
	assert_int_equal(tenon_component_replace_use(f->session, c, instance, 0, n[C]), TENON_BAD_CALL);
	assert_string_equal(said(f), "the instance cannot be changed: what it is to use depends on it");
	assert_int_equal(tenon_component_replace_use(f->session, c, instance, 0, n[D]), TENON_BAD_CALL);
	assert_int_equal(tenon_component_replace_use(f->session, c, instance, 1, n[E]), TENON_BAD_CALL);
	assert_string_equal(said(f), "the instance cannot be changed: it has no use of that number");
	assert_int_equal(tenon_component_replace_use(f->session, c, instance, 0, instance), TENON_BAD_CALL);
	assert_string_equal(said(f), "the instance cannot be changed: what it is to use is of another sort");
	assert_int_equal(tenon_component_replace_use(f->session, c, instance, 0, f->nodes[FIRST]), TENON_BAD_CALL);
	assert_int_equal(tenon_component_replace_use(f->session, c, instance, 0, n[E]), TENON_OK);
	assert_int_equal(tenon_component_validate(f->session, c), TENON_OK);
	assert_int_equal(tenon_component_write(f->session, c, NULL, &out), TENON_OK);
	/* The alias of what was used is there as it was, and one of what is used. */
	assert_int_equal(out.size, sizeof four + 4);
	tenon_bytes_free(f->session, &out);
	tenon_component_free(f->session, c);
	/* Of a type. */
	const struct tenon_node *uses[2];
	assert_int_equal(tenon_component_replace_use(f->session, f->c, f->nodes[FUNC_TYPE], 0, f->nodes[LIST]), TENON_OK);
	assert_int_equal(tenon_node_uses(f->nodes[FUNC_TYPE], uses, 2), 1);
	assert_ptr_equal(uses[0], f->nodes[LIST]);
	assert_int_equal(tenon_component_drop(f->session, f->c, f->nodes[LIST_AGAIN]), TENON_OK);
	expect_size(f, sizeof two - 2);
}

/* An export cannot stand for what it exports, nor a list for what it is a list of. */
static void nothing_comes_to_depend_on_itself(void **state)
{
	const struct fixture *f = *state;
	static const uint8_t exports[] = { 0, 'a', 's', 'm', 0x0d, 0, 1, 0, 7, 9, 3, 0x70, 0x7d, 0x70, 0, 0x40,
		0, 1, 0, 10, 6, 1, 0, 1, 'f', 1, 2, 11, 7, 1, 0, 1, 'g', 1, 0, 0 };
	enum { INNER, OUTER, FUNC, F, G };
	struct tenon_component *c;
	struct tenon_bytes out;
	assert_int_equal(tenon_component_read(f->session, "exports", exports, sizeof exports, &c), TENON_OK);
	const struct tenon_scope *root = tenon_component_root(c);
	assert_int_equal(tenon_scope_count(root), 5);
	const struct tenon_node *n[5];
	for (size_t i = 0; i < 5; i++)
		n[i] = tenon_scope_node(root, i);
	assert_int_equal(tenon_component_replace(f->session, c, n[F], n[G]), TENON_BAD_CALL);
	assert_string_equal(said(f),
		"the function cannot be replaced: what is to take its place depends on it");
	assert_ptr_equal(tenon_node_meant(n[G]), n[F]);
	assert_int_equal(tenon_component_replace(f->session, c, n[INNER], n[OUTER]), TENON_BAD_CALL);
	assert_int_equal(tenon_component_replace(f->session, c, n[F], n[F]), TENON_OK);
	/* The other way round is fine: what used the export uses what it exports. */
	assert_int_equal(tenon_component_replace(f->session, c, n[G], n[F]), TENON_OK);
	assert_int_equal(tenon_component_write(f->session, c, NULL, &out), TENON_OK);
	assert_int_equal(out.size, sizeof exports);
	tenon_bytes_free(f->session, &out);
	tenon_component_free(f->session, c);
}

/* Validating what was changed again and again takes no more memory than once. */
static void validating_keeps_nothing(void **state)
{
	(void)state;
	struct tn_oom heap = { .left = -1 };
	struct tenon_session *session = tn_oom_session(&heap);
	struct tenon_component *c;
	assert_int_equal(tenon_component_read(session, "two", two, sizeof two, &c), TENON_OK);
	const struct tenon_node *list = tenon_scope_node(tenon_component_root(c), LIST);
	assert_int_equal(tenon_component_drop(session, c, list), TENON_OK);
	size_t held = 0;
	for (int i = 0; i < 100; i++) {
		assert_int_equal(tenon_component_validate(session, c), TENON_OK);
		held = i < 2 ? heap.held : held;
		assert_int_equal(heap.held, held);
	}
	tenon_session_free(session);
	assert_int_equal(heap.held, 0);
}

static enum tenon_status change(struct tenon_session *session, struct tenon_component *c)
{
	const struct tenon_scope *root = tenon_component_root(c);
	const struct tenon_node *n[COUNT];
	for (size_t i = 0; i < COUNT; i++)
		n[i] = tenon_scope_node(root, i);
	struct tenon_node_info second = { .size = sizeof second };
	tenon_node_look(c, n[SECOND], &second);
	struct tenon_bytes text = { 0 }, out = { 0 };
	enum tenon_status status = tenon_node_type(session, c, n[IMPORT], &text);
	if (status == TENON_OK)
		status = tenon_component_replace(session, c, n[LIST_AGAIN], n[LIST]);
	if (status == TENON_OK)
		status = tenon_component_drop(session, c, n[LIST_AGAIN]);
	if (status == TENON_OK)
		status = tenon_component_move_out(session, c, tenon_scope_node(second.inside, 0));
	if (status == TENON_OK)
		status = tenon_component_share(session, c, NULL);
	if (status == TENON_OK)
		status = tenon_component_prune(session, c, NULL);
	tenon_bytes_free(session, &text);
	if (status == TENON_OK)
		status = tenon_node_type(session, c, n[IMPORT], &text);
	if (status == TENON_OK)
		status = tenon_component_validate(session, c);
	if (status == TENON_OK)
		status = tenon_component_write(session, c, NULL, &out);
	tenon_bytes_free(session, &text);
	tenon_bytes_free(session, &out);
	return status;
}

static enum tenon_status read_and_change(struct tenon_session *session, void *user)
{
	(void)user;
	struct tenon_component *c = NULL;
	enum tenon_status status = tenon_component_read(session, "two", two, sizeof two, &c);
	if (status == TENON_OK)
		status = change(session, c);
	tenon_component_free(session, c);
	return status;
}

static void memory_may_run_out_at_any_time(void **state)
{
	(void)state;
	tn_oom_everywhere(read_and_change, NULL);
	tn_oom_exactly(read_and_change, NULL);
}

/* Nothing is read behind the bytes that a program gives: sanitizers would see it. */
static void bytes_end_where_they_end(void **state)
{
	const struct fixture *f = *state;
	uint8_t *bytes = malloc(sizeof two);
	struct tenon_component *c;
	assert_non_null(bytes);
	memcpy(bytes, two, sizeof two);
	assert_int_equal(tenon_component_read(f->session, "own", bytes, sizeof two, &c), TENON_OK);
	assert_int_equal(tenon_component_validate(f->session, c), TENON_OK);
	tenon_component_free(f->session, c);
	/* Validating leaves nothing behind that leads to them. */
	assert_int_equal(tenon_validate_bytes(f->session, "own", bytes, sizeof two, NULL), TENON_OK);
	assert_int_equal(tenon_validate_bytes(f->session, "cut", bytes, sizeof two - 1, NULL), TENON_BAD_INPUT);
	assert_int_equal(tenon_validate_bytes(f->session, "own", NULL, 0, NULL), TENON_BAD_CALL);
	memset(bytes, 0xff, sizeof two);
	free(bytes);
	struct tenon_bytes text;
	assert_int_equal(tenon_diag_render(f->session, TENON_DIAG_TEXT, false, &text), TENON_OK);
	assert_non_null(strstr((const char *)text.data, "cut:0x"));
	tenon_bytes_free(f->session, &text);
}

static void nonsense_is_refused(void **state)
{
	const struct fixture *f = *state;
	struct tenon_component *c;
	assert_int_equal(tenon_component_read(f->session, "cut", two, 50, &c), TENON_BAD_INPUT);
	assert_null(c);
	assert_int_equal(tenon_component_read(f->session, "module", two + 20, 13, &c), TENON_BAD_INPUT);
	expect_said(f, "wrong-kind", "expected a component, found a core module");
	assert_int_equal(tenon_component_read(f->session, "text", "world w {}", 10, &c), TENON_BAD_INPUT);
	expect_said(f, "wrong-kind", "expected a component, found WIT text");
	assert_int_equal(tenon_component_load(f->session, "none.wasm", &c), TENON_SYSTEM);
	assert_int_equal(tenon_scope_count(NULL), 0);
	tenon_component_free(f->session, NULL);
}

static void nodes_of_another_component_are_refused(void **state)
{
	const struct fixture *f = *state;
	struct tenon_component *c;
	struct tenon_bytes text;
	assert_int_equal(tenon_component_read(f->session, "three", two, sizeof two, &c), TENON_OK);
	const struct tenon_node *import = tenon_scope_node(tenon_component_root(c), IMPORT);
	assert_int_equal(tenon_component_drop(f->session, f->c, import), TENON_BAD_CALL);
	expect_said(f, "bad-edit", "the function cannot be dropped: it belongs to another component");
	assert_int_equal(tenon_component_replace(f->session, f->c, f->nodes[IMPORT], import), TENON_BAD_CALL);
	expect_said(f, "bad-edit", "the function cannot be used: it belongs to another component");
	assert_int_equal(tenon_component_move_out(f->session, f->c, import), TENON_BAD_CALL);
	expect_said(f, "bad-edit", "the function cannot be moved: it belongs to another component");
	assert_int_equal(tenon_node_type(f->session, f->c, import, &text), TENON_BAD_CALL);
	expect_said(f, "usage", "the call is wrong: the node belongs to another component");
	expect_size(f, sizeof two);
	tenon_component_free(f->session, c);
}

static void wrong_calls_are_told(void **state)
{
	const struct fixture *f = *state;
	struct tenon_component_write_options unsized = { .anew = true };
	const char *const null = "the call is wrong: an argument that it needs is NULL, or out of its range";
	struct tenon_component *c;
	struct tenon_bytes out;
	size_t before = tenon_diag_count(f->session);
	assert_int_equal(tenon_component_read(f->session, NULL, two, 1, &c), TENON_BAD_CALL);
	expect_said(f, "usage", null);
	assert_int_equal(tenon_component_read(f->session, "m", NULL, 0, &c), TENON_BAD_CALL);
	expect_said(f, "usage", null);
	assert_int_equal(tenon_component_drop(f->session, f->c, NULL), TENON_BAD_CALL);
	assert_int_equal(tenon_component_prune(f->session, NULL, NULL), TENON_BAD_CALL);
	assert_int_equal(tenon_wit_print(f->session, NULL, NULL, &out), TENON_BAD_CALL);
	assert_int_equal(tenon_diag_count(f->session), before + 5);
	assert_int_equal(tenon_component_write(f->session, f->c, &unsized, &out), TENON_BAD_CALL);
	expect_said(f, "usage", "the call is wrong: `size` of its options is not set");
	assert_int_equal(tenon_component_read(NULL, "m", two, sizeof two, &c), TENON_BAD_CALL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_read_is_shown),
		TEST(types_are_said_in_wit_terms),
		TEST(nodes_of_another_component_are_refused),
		TEST(what_nobody_changed_is_written_as_it_was),
		TEST(what_is_used_is_not_dropped),
		TEST(what_was_taken_out_is_out_as_a_whole),
		TEST(uses_are_redirected),
		TEST(one_use_is_redirected),
		TEST(a_use_out_of_reach_is_refused),
		TEST(what_is_the_same_becomes_one),
		TEST(what_nothing_needs_goes),
		TEST(long_numbers_are_told_and_shortened),
		TEST(long_numbers_after_an_edit),
		TEST(types_after_an_edit),
		TEST(what_is_not_valid_has_no_types),
		TEST(nothing_comes_to_depend_on_itself),
		TEST(validating_keeps_nothing),
		TEST(memory_may_run_out_at_any_time),
		TEST(bytes_end_where_they_end),
		TEST(nonsense_is_refused),
		TEST(wrong_calls_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

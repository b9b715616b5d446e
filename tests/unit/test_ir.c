/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The component IR: what is made, edited and written; what the writer does by itself. */
#include "tn_test.h"

#include "wasm/component/check.h"
#include "wasm/core/features.h"

struct fixture {
	struct tn_ctx cx;
	struct tn_ir *ir;
	struct tn_scope *root;
	jmp_buf oom;
};

static int setup(void **state)
{
	struct fixture *f = test_calloc(1, sizeof *f);
	tn_ctx_init(&f->cx);
	f->cx.wasm_features = TN_WASM_ALL;
	f->ir = tn_ir_new(&f->cx, &f->cx.arena);
	f->root = tn_ir_scope(f->ir, TN_SCOPE_COMPONENT, NULL);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	tn_ctx_free(&f->cx);
	test_free(f);
	return 0;
}

static struct tn_extern_name named(struct fixture *f, const char *text)
{
	return tn_ir_name(tn_ctx_name(&f->cx, tn_str_of(text)));
}

static struct tn_node *tuple_of(struct fixture *f, struct tn_scope *scope, struct tn_node *part)
{
	struct tn_type_member member = { 0, { .node = part } };
	struct tn_type_def def = { .kind = TN_TYPE_TUPLE };
	(void)f;
	def.members.ptr = &member;
	def.members.len = 1;
	return tn_ir_type(scope, &def);
}

static struct tn_node *u8_type(struct tn_scope *scope)
{
	struct tn_type_def def = { .kind = TN_TYPE_PRIMITIVE, .a = { .prim = 0x7d } };
	return tn_ir_type(scope, &def);
}

static bool is_valid(struct fixture *f, struct tn_bytes bytes)
{
	uint32_t source = tn_source_add(&f->cx.sources, TN_STR("x.wasm"), bytes, false);
	return tn_check_bytes(&f->cx, source, bytes);
}

static void adjacent_nodes_share_a_section(void **state)
{
	struct fixture *f = *state;
	struct tn_node *a = u8_type(f->root);
	tuple_of(f, f->root, a);
	assert_bytes(tn_irwrite_component(&f->cx.arena, f->root), 0, 'a', 's', 'm', 0x0d, 0, 1, 0,
		7, 5, 2, 0x7d, 0x6f, 1, 0);
	a->flags = TN_NODE_NEW_SECTION;
	f->root->nodes.ptr[1]->flags = TN_NODE_NEW_SECTION;
	assert_bytes(tn_irwrite_component(&f->cx.arena, f->root), 0, 'a', 's', 'm', 0x0d, 0, 1, 0,
		7, 2, 1, 0x7d, 7, 4, 1, 0x6f, 1, 0);
}

static void outer_aliases_are_made_once(void **state)
{
	struct fixture *f = *state;
	struct tn_node *a = u8_type(f->root);
	struct tn_scope *inner = tn_ir_scope(f->ir, TN_SCOPE_COMPONENT, f->root);
	tuple_of(f, inner, a);
	tuple_of(f, inner, a);
	tn_ir_component(f->root, inner);
	struct tn_bytes bytes = tn_irwrite_component(&f->cx.arena, f->root);
	assert_bytes(bytes, 0, 'a', 's', 'm', 0x0d, 0, 1, 0, 7, 2, 1, 0x7d, 4, 24, 0, 'a', 's', 'm',
		0x0d, 0, 1, 0, 6, 5, 1, 3, 2, 1, 0, 7, 7, 2, 0x6f, 1, 0, 0x6f, 1, 0);
	assert_true(is_valid(f, bytes));
}

static void what_is_used_early_is_written_early(void **state)
{
	struct fixture *f = *state;
	struct tn_node *a = u8_type(f->root);
	struct tn_node *t = tuple_of(f, f->root, a);
	tn_iredit_move(a, f->root); /* now behind its use */
	assert_ptr_equal(f->root->nodes.ptr[0], t);
	assert_bytes(tn_irwrite_component(&f->cx.arena, f->root), 0, 'a', 's', 'm', 0x0d, 0, 1, 0,
		7, 5, 2, 0x7d, 0x6f, 1, 0);
}

static void circles_and_strangers_are_refused(void **state)
{
	struct fixture *f = *state;
	struct tn_node *a = u8_type(f->root);
	struct tn_node *t = tuple_of(f, f->root, a);
	t->u.type.members.ptr[0].type.node = t;
	struct tn_node *other = tuple_of(f, f->root, t);
	t->u.type.members.ptr[0].type.node = other;
	assert_int_equal(tn_irwrite_component(&f->cx.arena, f->root).len, 0);
	assert_int_equal(f->cx.diags.list.ptr[0]->code, TN_E_BAD_EDIT);
	assert_true(tn_iredit_depends(t, t));
	t->u.type.members.ptr[0].type.node = t; /* a circle of one */
	assert_int_equal(tn_irwrite_component(&f->cx.arena, f->root).len, 0);
	assert_int_equal(f->cx.diags.list.ptr[1]->code, TN_E_BAD_EDIT);
	assert_true(tn_str_eq(f->cx.diags.list.ptr[1]->message,
		TN_STR("the type cannot be written: it depends on itself")));

	struct tn_scope *elsewhere = tn_ir_scope(f->ir, TN_SCOPE_COMPONENT, NULL);
	t->u.type.members.ptr[0].type.node = u8_type(elsewhere);
	assert_int_equal(tn_irwrite_component(&f->cx.arena, f->root).len, 0);
	assert_int_equal(f->cx.diags.list.ptr[2]->code, TN_E_INTERNAL);
}

/* Exports that stand for each other come from a mistake; following them ends all the same. */
static void following_a_circle_ends(void **state)
{
	struct fixture *f = *state;
	struct tn_node *a = u8_type(f->root), *list[4];
	struct tn_desc none = { 0 };
	for (uint32_t i = 0; i < 4; i++)
		list[i] = tn_ir_export(f->root, named(f, "a"), i ? list[i - 1] : a, none);
	assert_ptr_equal(tn_ir_resolve(list[3]), a);
	assert_true(tn_iredit_depends(list[3], a));
	assert_false(tn_iredit_depends(a, list[3]));
	assert_false(tn_iredit_depends(list[3], list[3]));
	for (uint32_t i = 0; i < 4; i++) {
		list[0]->u.ext.item = list[i];
		assert_int_equal(tn_ir_resolve(list[3])->op, TN_OP_EXPORT);
	}
}

/* A recursion group goes out as a whole and in its order. */
static void a_recursion_group_moves_as_one(void **state)
{
	struct fixture *f = *state;
	/* (component (core type) (core rec (type (ref 1)) (type (ref 0))) (core type)) in a component */
	struct tn_bytes bytes = TN_HEX(0, 'a', 's', 'm', 0x0d, 0, 1, 0, 4, 30, 0, 'a', 's', 'm', 0x0d, 0, 1,
		0, 3, 20, 3, 0x60, 0, 0, 0x4e, 2, 0x60, 1, 0x63, 2, 0, 0x60, 1, 0x63, 1, 0, 0x60, 1, 0x7f, 0);
	struct tn_scope *root = tn_irread_component(f->ir, 0, 0, bytes);
	assert_non_null(root);
	struct tn_scope *inner = root->nodes.ptr[0]->u.scope;
	assert_int_equal(inner->nodes.len, 4);
	struct tn_node *last = inner->nodes.ptr[3], *first = inner->nodes.ptr[1], *rest = inner->nodes.ptr[2];
	assert_true(rest->origin.start == first->origin.start && rest->origin.end == first->origin.end);
	assert_null(tn_iredit_lift(rest));
	assert_int_equal(inner->nodes.len, 2);
	assert_ptr_equal(inner->nodes.ptr[1], last);
	assert_int_equal(root->nodes.len, 3);
	assert_ptr_equal(root->nodes.ptr[1], first);
	assert_ptr_equal(root->nodes.ptr[2], rest);
	assert_true(is_valid(f, tn_irwrite_component(&f->cx.arena, root)));
}

/*
 * A component whose module became one with that of the scope around cannot go out of that scope: the
 * same component elsewhere stays, and the module goes out alone.
 */
static void what_was_shared_inside_holds_back(void **state)
{
	struct fixture *f = *state;
#define MODULE 1, 8, 0, 'a', 's', 'm', 1, 0, 0, 0
#define HEAD 0, 'a', 's', 'm', 0x0d, 0, 1, 0
#define COMPONENT 4, 24, HEAD, MODULE, 2, 4, 1, 0, 0, 0
	struct tn_bytes bytes = TN_HEX(HEAD, 4, 44, HEAD, MODULE, COMPONENT, 4, 34, HEAD, COMPONENT);
#undef MODULE
#undef HEAD
#undef COMPONENT
	struct tn_scope *root = tn_irread_component(f->ir, 0, 0, bytes);
	assert_non_null(root);
	assert_int_equal(tn_irshare(root), 2);
	assert_int_equal(root->nodes.len, 3);
	assert_int_equal(root->nodes.ptr[2]->op, TN_OP_CORE_MODULE);
	assert_true(is_valid(f, tn_irwrite_component(&f->cx.arena, root)));
}

/* A size of a section is a u32: more is refused before a byte of it is copied. */
static void sections_of_four_gib_are_refused(void **state)
{
	struct fixture *f = *state;
	static const uint8_t nothing = 0;
	if (sizeof(size_t) < 8)
		skip();
	tn_ir_core_module(f->root, (struct tn_bytes){ &nothing, (size_t)5 << 30 });
	assert_int_equal(tn_irwrite_component(&f->cx.arena, f->root).len, 0);
	assert_int_equal(f->cx.diags.list.len, 1);
	assert_int_equal(f->cx.diags.list.ptr[0]->code, TN_E_LIMIT);
}

static bool is_not(void *user, const struct tn_node *node)
{
	return node != user;
}

static void edges_are_redirected_and_nodes_dropped(void **state)
{
	struct fixture *f = *state;
	struct tn_node *a = u8_type(f->root), *b = u8_type(f->root);
	struct tn_node *t = tuple_of(f, f->root, a);
	tn_iredit_replace(f->root, a, b);
	assert_ptr_equal(t->u.type.members.ptr[0].type.node, b);
	tn_iredit_keep(f->root, is_not, a);
	assert_bytes(tn_irwrite_component(&f->cx.arena, f->root), 0, 'a', 's', 'm', 0x0d, 0, 1, 0,
		7, 5, 2, 0x7d, 0x6f, 1, 0);
}

static void what_is_read_is_written_and_copied(void **state)
{
	struct fixture *f = *state;
	struct tn_bytes bytes = TN_HEX(0, 'a', 's', 'm', 0x0d, 0, 1, 0, 7, 2, 1, 0x7d, 7, 2, 1, 0x7e, 0,
		3, 1, 'x', 9);
	struct tn_scope *scope = tn_irread_component(f->ir, 0, 0, bytes);
	assert_non_null(scope);
	assert_false(f->ir->is_long);
	struct tn_bytes out = tn_irwrite_anew(&f->cx.arena, scope);
	assert_int_equal(out.len, bytes.len);
	assert_memory_equal(out.ptr, bytes.ptr, bytes.len);
	assert_int_equal(scope->bytes.len, bytes.len);
	u8_type(scope); /* a change: no copy any more */
	assert_int_equal(scope->bytes.len, 0);
	assert_int_equal(tn_irwrite_component(&f->cx.arena, scope).len, bytes.len + 4);
}

static void long_numbers_are_told_and_shortened(void **state)
{
	struct fixture *f = *state;
	struct tn_bytes bytes = TN_HEX(0, 'a', 's', 'm', 0x0d, 0, 1, 0, 7, 0x83, 0, 0x81, 0, 0x7d);
	struct tn_scope *scope = tn_irread_component(f->ir, 0, 0, bytes);
	assert_non_null(scope);
	assert_true(f->ir->is_long);
	assert_bytes(tn_irwrite_anew(&f->cx.arena, scope), 0, 'a', 's', 'm', 0x0d, 0, 1, 0, 7, 2, 1,
		0x7d);
}

static void labels_become_debug_names(void **state)
{
	struct fixture *f = *state;
	u8_type(f->root);
	u8_type(f->root)->label = tn_ctx_name(&f->cx, TN_STR("b"));
	tn_ir_names(f->root);
	struct tn_bytes bytes = tn_irwrite_component(&f->cx.arena, f->root);
	assert_bytes(bytes, 0, 'a', 's', 'm', 0x0d, 0, 1, 0, 7, 3, 2, 0x7d, 0x7d, 0, 22, 14, 'c', 'o',
		'm', 'p', 'o', 'n', 'e', 'n', 't', '-', 'n', 'a', 'm', 'e', 1, 5, 3, 1, 1, 1, 'b');
	struct tn_scope *again = tn_irread_component(f->ir, 0, 0, bytes);
	assert_str(tn_ctx_text(&f->cx, again->nodes.ptr[1]->label), "b");
}

static void reasons_are_in_wit_terms(void **state)
{
	struct fixture *f = *state;
	struct tn_type_member string = { .type = { .prim = 0x73 } }, number = { .type = { .prim = 0x79 } };
	string.name = number.name = named(f, "zip").name;
	struct tn_type_def def = { .kind = TN_TYPE_FUNC };
	def.members.len = 1;
	def.members.ptr = &string;
	struct tn_desc a = { .kind = TN_DESC_FUNC, .type = tn_ir_type(f->root, &def) };
	def.members.ptr = &number;
	struct tn_desc b = { .kind = TN_DESC_FUNC, .type = tn_ir_type(f->root, &def) };
	struct tn_node *given = tn_ir_import(f->root, named(f, "a"), a);
	struct tn_node *wanted = tn_ir_import(f->root, named(f, "b"), b);
	struct tn_check *check = tn_check_scope(&f->cx, &f->cx.arena, f->root);
	assert_non_null(check);
	struct tn_str reason = TN_NOSTR;
	assert_true(tn_check_fits(check, given, check, given, &f->cx.arena, &reason));
	assert_false(tn_check_fits(check, given, check, wanted, &f->cx.arena, &reason));
	assert_str(reason, "parameter `zip`: expected `u32`, found `string`");
	struct tn_extern_type type = tn_check_import(check, named(f, "b").name);
	assert_str(tn_check_type_text(check, &f->cx.arena, type.type), "func(zip: u32)");
	assert_int_equal(tn_check_import(check, named(f, "c").name).sort, TN_SORT_NONE);
}

/* A tuple of two of the one before: 2^40 values, but forty types. */
static void doubling_types_are_bounded(void **state)
{
	struct fixture *f = *state;
	struct tn_node *last = u8_type(f->root);
	for (int i = 0; i < 40; i++) {
		struct tn_type_member two[2] = { { 0, { .node = last } }, { 0, { .node = last } } };
		struct tn_type_def def = { .kind = TN_TYPE_TUPLE };
		def.members.ptr = two;
		def.members.len = 2;
		last = tn_ir_type(f->root, &def);
	}
	assert_false(is_valid(f, tn_irwrite_component(&f->cx.arena, f->root)));
	assert_true(f->cx.heap.used < 4u << 20);
}

static void nesting_is_bounded(void **state)
{
	struct fixture *f = *state;
	for (int deep = 0; deep < 2; deep++) {
		struct tn_scope *root = tn_ir_scope(f->ir, TN_SCOPE_COMPONENT, NULL), *at = root;
		for (int i = 0; i < (deep ? 200 : 20); i++) {
			struct tn_scope *inner = tn_ir_scope(f->ir, TN_SCOPE_COMPONENT, at);
			tn_ir_component(at, inner);
			at = inner;
		}
		assert_int_equal(is_valid(f, tn_irwrite_component(&f->cx.arena, root)), !deep);
	}
	assert_int_equal(f->cx.diags.list.ptr[0]->code, TN_E_LIMIT);
}

static void huge_counts_cost_nothing(void **state)
{
	struct fixture *f = *state;
	static const uint8_t codes[] = { 2, 3, 5, 6, 7, 8, 10, 11, 12 };
	for (size_t i = 0; i < sizeof codes; i++) {
		struct tn_bytes bytes = TN_HEX(0, 'a', 's', 'm', 0x0d, 0, 1, 0, codes[i], 5, 0xff, 0xff,
			0xff, 0xff, 0x0f);
		assert_false(is_valid(f, bytes));
	}
	assert_true(f->cx.heap.used < 1u << 20);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(adjacent_nodes_share_a_section),
		TEST(outer_aliases_are_made_once),
		TEST(what_is_used_early_is_written_early),
		TEST(circles_and_strangers_are_refused),
		TEST(following_a_circle_ends),
		TEST(a_recursion_group_moves_as_one),
		TEST(what_was_shared_inside_holds_back),
		TEST(sections_of_four_gib_are_refused),
		TEST(edges_are_redirected_and_nodes_dropped),
		TEST(what_is_read_is_written_and_copied),
		TEST(long_numbers_are_told_and_shortened),
		TEST(labels_become_debug_names),
		TEST(reasons_are_in_wit_terms),
		TEST(doubling_types_are_bounded),
		TEST(nesting_is_bounded),
		TEST(huge_counts_cost_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

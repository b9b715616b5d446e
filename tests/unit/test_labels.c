/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* wit/syntax/labels.c: names clash by their folded spelling, in short lists and long ones, and never by their hash alone. */
#include "tn_test.h"

#include "wit/syntax/labels.h"

#include <stdio.h>
#include <stdlib.h>

static jmp_buf oom;

struct thing {
	tn_name name;
	uint32_t other;
};

struct fixture {
	struct tn_ctx cx;
	struct tn_labels labels;
	TN_VEC(struct thing) things;
};

static void begin(struct fixture *t)
{
	*t = (struct fixture){ 0 };
	tn_ctx_init(&t->cx);
	t->cx.heap.oom = &oom;
	t->labels = (struct tn_labels){ .cx = &t->cx, .arena = &t->cx.scratch, .index = { .arena = &t->cx.scratch } };
}

static tn_name name_of(struct fixture *t, const char *text)
{
	return tn_ctx_name(&t->cx, tn_str_of(text));
}

static struct tn_label_list list_of(struct fixture *t, uint32_t first, uint32_t id)
{
	return (struct tn_label_list){ t->things.ptr, sizeof(struct thing), first, t->things.len - first, id };
}

static bool add(struct fixture *t, uint32_t first, uint32_t id, const char *text)
{
	struct tn_label_list list = list_of(t, first, id);
	tn_name name = name_of(t, text);
	if (tn_labels_clash(&t->labels, &list, name) != TN_MAP_NONE)
		return false;
	*TN_PUSH(&t->cx.scratch, &t->things) = (struct thing){ name, 0 };
	list.things = t->things.ptr;
	tn_labels_add(&t->labels, &list);
	return true;
}

static uint32_t found(struct fixture *t, uint32_t first, uint32_t id, const char *text)
{
	struct tn_label_list list = list_of(t, first, id);
	return tn_labels_find(&t->labels, &list, name_of(t, text));
}

/* Two lists that are runs of one array, as the scopes of a package are. */
static void lists_do_not_see_each_other(void **state)
{
	(void)state;
	struct fixture t;
	begin(&t);
	for (uint32_t first = 0, id = 1; id <= 2; id++, first = t.things.len) {
		char text[32];
		for (uint32_t i = 0; i < 100; i++) {
			snprintf(text, sizeof text, "name-%u", i);
			assert_true(add(&t, first, id, text));
			assert_false(add(&t, first, id, text));
			assert_int_equal(found(&t, first, id, text), i);
			snprintf(text, sizeof text, "NAME%u", i);
			assert_false(add(&t, first, id, text));
			assert_int_equal(found(&t, first, id, text), TN_MAP_NONE);
		}
	}
	assert_int_equal(t.things.len, 200);
	tn_ctx_free(&t.cx);
}

struct hashed {
	uint32_t hash, number;
};

static int by_hash(const void *a, const void *b)
{
	const struct hashed *x = a, *y = b;
	return (x->hash > y->hash) - (x->hash < y->hash);
}

static void numbered(char *text, size_t size, uint32_t number)
{
	snprintf(text, size, "n%u", number);
}

enum { MANY = 400000 };

static void the_same_hash_is_not_the_same_name(void **state)
{
	(void)state;
	struct hashed *all = malloc(MANY * sizeof *all);
	char one[16], other[16], text[16];
	uint32_t pairs = 0;
	assert_non_null(all);
	for (uint32_t i = 0; i < MANY; i++) {
		numbered(one, sizeof one, i);
		all[i] = (struct hashed){ (uint32_t)tn_map_hash(one, strlen(one)) | 1, i };
	}
	qsort(all, MANY, sizeof *all, by_hash);
	for (uint32_t i = 1; i < MANY; i++) {
		if (all[i].hash != all[i - 1].hash)
			continue;
		pairs++;
		numbered(one, sizeof one, all[i - 1].number);
		numbered(other, sizeof other, all[i].number);
		for (uint32_t before = 0; before < 60; before += 59) { /* a short list and a long one */
			struct fixture t;
			begin(&t);
			for (uint32_t k = 0; k < before; k++) {
				snprintf(text, sizeof text, "m%u", k);
				assert_true(add(&t, 0, 1, text));
			}
			assert_true(add(&t, 0, 1, one));
			assert_true(add(&t, 0, 1, other));
			assert_false(add(&t, 0, 1, one));
			assert_false(add(&t, 0, 1, other));
			assert_int_equal(found(&t, 0, 1, one), before);
			assert_int_equal(found(&t, 0, 1, other), before + 1);
			tn_ctx_free(&t.cx);
		}
	}
	free(all);
	assert_true(pairs > 0); /* else nothing was seen */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_do_not_see_each_other),
		cmocka_unit_test(the_same_hash_is_not_the_same_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// See resources.wit.
#include "count.h"
#include "resources.h"

#include <string.h>

#define STORE(f) test_res_store_##f
#define TOYS(f) exports_test_res_toys_##f

struct exports_test_res_toys_toy_box_t {
	resources_string_t label;
	float weight;
};
struct exports_test_res_toys_die_t {
	uint8_t next;
};

static uint32_t boxes_alive, dice_alive;

static TOYS(own_toy_box_t) make_box(const uint8_t *label, size_t len)
{
	TOYS(toy_box_t) *box = malloc(sizeof *box);
	resources_string_dup_n(&box->label, (const char *)label, len);
	box->weight = 0;
	boxes_alive++;
	return TOYS(toy_box_new)(box);
}

TOYS(own_toy_box_t) TOYS(constructor_toy_box)(resources_string_t *label)
{
	TOYS(own_toy_box_t) own = make_box(label->ptr, label->len);
	resources_string_free(label);
	return own;
}

void TOYS(toy_box_destructor)(TOYS(toy_box_t) * box)
{
	resources_string_free(&box->label);
	free(box);
	boxes_alive--;
}

void TOYS(method_toy_box_label)(TOYS(borrow_toy_box_t) self, resources_string_t *ret)
{
	resources_string_dup_n(ret, (const char *)self->label.ptr, self->label.len);
}

void TOYS(method_toy_box_add)(TOYS(borrow_toy_box_t) self, float weight)
{
	self->weight += weight;
}
float TOYS(method_toy_box_weight)(TOYS(borrow_toy_box_t) self)
{
	return self->weight;
}

TOYS(own_toy_box_t) TOYS(static_toy_box_merge)(TOYS(own_toy_box_t) a, TOYS(own_toy_box_t) b)
{
	TOYS(toy_box_rep)(a)->weight += TOYS(toy_box_rep)(b)->weight;
	TOYS(toy_box_drop_own)(b);
	return a;
}

bool TOYS(method_toy_box_heavier)(TOYS(borrow_toy_box_t) self, TOYS(borrow_toy_box_t) other)
{
	return self->weight > other->weight;
}

TOYS(own_die_t) TOYS(constructor_die)(void)
{
	TOYS(die_t) *die = malloc(sizeof *die);
	die->next = 1;
	dice_alive++;
	return TOYS(die_new)(die);
}

void TOYS(die_destructor)(TOYS(die_t) * die)
{
	free(die);
	dice_alive--;
}

uint8_t TOYS(method_die_roll)(TOYS(borrow_die_t) self)
{
	uint8_t side = self->next;
	self->next = side % 6 + 1;
	return side;
}

/* ---- what is lent ---- */

// With --autodrop-borrows=yes the adapter gives borrows back.
#ifdef AUTODROP
#define DONE(shelf) ((void)(shelf))
#else
#define DONE(shelf) STORE(shelf_drop_borrow)(shelf)
#endif

void TOYS(look)(TOYS(borrow_shelf_t) s, resources_string_t *ret)
{
	STORE(method_shelf_name)(s, ret);
	DONE(s);
}

uint32_t TOYS(look_maybe)(TOYS(borrow_shelf_t) * maybe_s)
{
	if (!maybe_s)
		return 0;
	uint32_t n = STORE(method_shelf_put)(*maybe_s, 7);
	DONE(*maybe_s);
	return n;
}

void TOYS(look_pair)(TOYS(tuple2_u8_result_borrow_shelf_string_t) * s, resources_string_t *ret)
{
	if (s->f1.is_err) {
		*ret = s->f1.val.err;
		return;
	}
	STORE(method_shelf_name)(s->f1.val.ok, ret);
	DONE(s->f1.val.ok);
}

void TOYS(take)(TOYS(own_shelf_t) s, resources_string_t *ret)
{
	STORE(own_shelf_t) other;
	resources_string_t name;
	resources_string_set(&name, "other");
	other = STORE(constructor_shelf)(&name);
	s = STORE(static_shelf_join)(s, STORE(borrow_shelf)(other));
	STORE(borrow_shelf_t) lent = STORE(borrow_shelf)(s);
	STORE(list_borrow_shelf_t) list = { &lent, 1 };
	if (!STORE(first)(&list, ret))
		abort();
	STORE(shelf_drop_own)(other);
	STORE(shelf_drop_own)(s);
}

TOYS(own_shelf_t) TOYS(make_shelf)(resources_string_t *name)
{
	TOYS(own_shelf_t) shelf = STORE(constructor_shelf)(name);
	resources_string_free(name);
	return shelf;
}

void TOYS(boxes)(resources_list_string_t *labels, TOYS(list_own_toy_box_t) * ret)
{
	ret->len = labels->len;
	ret->ptr = labels->len ? malloc(labels->len * sizeof *ret->ptr) : NULL;
	for (size_t i = 0; i < labels->len; i++)
		ret->ptr[i] = make_box(labels->ptr[i].ptr, labels->ptr[i].len);
	resources_list_string_free(labels);
}

void TOYS(counts)(resources_tuple3_u32_u32_u32_t *ret)
{
	ret->f0 = boxes_alive;
	ret->f1 = dice_alive;
	ret->f2 = count_live();
}

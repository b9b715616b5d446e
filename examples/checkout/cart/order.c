/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* In: the text of an order. Out: its zip code, coupons and items; or a message and the end. */
#include "order.h"

#include <stdlib.h>
#include <string.h>

#define QUANTITY_MAX 10000
#define PRICE_MAX 100000000 /* a million, in cents */

struct row {
	cart_string_t
		fields[7]; /* the longest row has six; one more shows that there are too many */
	size_t count;
};

struct text {
	char *at, *end;
	unsigned line;
};

/* `word` in C's type for text, which bindings make of bytes. */
static bool is(cart_string_t s, const char *word)
{
	return s.len == strlen(word) && memcmp(s.ptr, word, s.len) == 0;
}

static void *grown(void *list, size_t count, size_t size)
{
	if ((count & (count - 1)) == 0) /* a power of two is full */
		list = realloc(list, (count ? 2 * count : 1) * size);
	if (!list)
		fail(0, "out of memory");
	return list;
}

/* A field behind an opening quote: taken out of its quotes where it stands, a doubled quote for one. */
static cart_string_t quoted(struct text *t)
{
	cart_string_t field = { (uint8_t *)t->at, 0 };

	for (;;) {
		if (t->at == t->end || *t->at == '\n')
			fail(t->line, "a quoted field has no closing quote");
		if (*t->at == '"' && ++t->at < t->end && *t->at != '"')
			return field;
		if (t->at == t->end)
			return field;
		field.ptr[field.len++] = (uint8_t)*t->at++;
	}
}

static cart_string_t plain(struct text *t)
{
	char *begin = t->at;

	while (t->at < t->end && *t->at != ',' && *t->at != '\n' && *t->at != '\r')
		t->at++;
	return (cart_string_t){ (uint8_t *)begin, (size_t)(t->at - begin) };
}

/* One row, up to the end of its line. */
static void row_read(struct text *t, struct row *row)
{
	const size_t most = sizeof row->fields / sizeof *row->fields;

	row->count = 0;
	for (;;) {
		bool has_quote = t->at < t->end && *t->at == '"';
		if (has_quote)
			t->at++;
		cart_string_t field = has_quote ? quoted(t) : plain(t);
		if (row->count < most)
			row->fields[row->count++] = field;
		if (t->at == t->end || *t->at != ',')
			break;
		t->at++;
	}
	if (t->at < t->end && *t->at == '\r')
		t->at++;
	if (t->at < t->end && *t->at++ != '\n')
		fail(t->line, "there is text behind a quoted field");
}

static uint32_t quantity(cart_string_t s, unsigned line)
{
	uint32_t value = 0;

	for (size_t i = 0; i < s.len && value <= QUANTITY_MAX; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			fail(line, "the quantity \"%.*s\" is not a number", STR(s));
		value = 10 * value + (s.ptr[i] - '0');
	}
	if (value == 0 || value > QUANTITY_MAX)
		fail(line, "the quantity \"%.*s\" is not between 1 and %d", STR(s), QUANTITY_MAX);
	return value;
}

/* "12", "12.5" or "12.34", in cents. */
static int64_t price(cart_string_t s, unsigned line)
{
	int64_t value = 0;
	size_t decimals = 0, digits = 0, i = 0;
	bool has_point = false;

	for (; i < s.len && value <= PRICE_MAX; i++) {
		if (s.ptr[i] == '.' && !has_point && digits > 0) {
			has_point = true;
			continue;
		}
		if (s.ptr[i] < '0' || s.ptr[i] > '9' || decimals == 2)
			break;
		value = 10 * value + (s.ptr[i] - '0');
		digits++;
		decimals += has_point;
	}
	if (value <= PRICE_MAX && (i < s.len || digits == 0 || (has_point && decimals == 0)))
		fail(line, "the price \"%.*s\" is not an amount like 12.34", STR(s));
	for (; decimals < 2; decimals++)
		value *= 10;
	if (value > PRICE_MAX)
		fail(line, "the price \"%.*s\" is more than %d.00", STR(s), PRICE_MAX / 100);
	return value;
}

static shop_checkout_types_category_t category(cart_string_t s, unsigned line)
{
	static const char *const names[] = {
		[SHOP_CHECKOUT_TYPES_CATEGORY_GENERAL] = "general",
		[SHOP_CHECKOUT_TYPES_CATEGORY_GROCERY] = "grocery",
		[SHOP_CHECKOUT_TYPES_CATEGORY_CLOTHING] = "clothing",
		[SHOP_CHECKOUT_TYPES_CATEGORY_BOOK] = "book",
		[SHOP_CHECKOUT_TYPES_CATEGORY_MEDICINE] = "medicine",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (is(s, names[i]))
			return (shop_checkout_types_category_t)i;
	fail(line, "the category \"%.*s\" is none of general, grocery, clothing, book, medicine",
		STR(s));
}

static void add_item(struct order *order, const struct row *row, unsigned line)
{
	shop_checkout_tax_list_line_item_t *items = &order->items;

	if (row->count != 6)
		fail(line, "an item has a number, a name, a category, a quantity and a price");
	if (row->fields[2].len == 0)
		fail(line, "the item has no name");
	items->ptr = grown(items->ptr, items->len, sizeof *items->ptr);
	order->item_lines = grown(order->item_lines, items->len, sizeof *order->item_lines);
	order->item_lines[items->len] = line;
	items->ptr[items->len++] = (shop_checkout_tax_line_item_t){
		.sku = row->fields[1],
		.name = row->fields[2],
		.category = category(row->fields[3], line),
		.quantity = quantity(row->fields[4], line),
		.unit_price = price(row->fields[5], line),
	};
}

void order_read(char *text, size_t size, struct order *out)
{
	struct text t = { text, text + size, 1 };
	struct row row;

	for (*out = (struct order){ 0 }; t.at < t.end; t.line++) {
		row_read(&t, &row);
		cart_string_t kind = row.fields[0];
		if ((kind.len == 0 && row.count == 1) || (kind.len > 0 && *kind.ptr == '#'))
			continue;
		if (is(kind, "item")) {
			add_item(out, &row, t.line);
		} else if (is(kind, "zip") && row.count == 2) {
			if (out->zip.len)
				fail(t.line, "there is a second zip code");
			out->zip = row.fields[1];
		} else if (is(kind, "coupon") && row.count == 2) {
			out->coupons.ptr =
				grown(out->coupons.ptr, out->coupons.len, sizeof *out->coupons.ptr);
			out->coupons.ptr[out->coupons.len++] = row.fields[1];
		} else if (is(kind, "zip") || is(kind, "coupon")) {
			fail(t.line, "a %.*s has one value", STR(kind));
		} else {
			fail(t.line, "a row begins with zip, coupon or item, not with \"%.*s\"",
				STR(kind));
		}
	}
	if (out->zip.len == 0)
		fail(0, "the order has no zip code: a row like zip,10001");
	if (out->items.len == 0)
		fail(0, "the order has no items: rows like item,BK-7,A book,book,1,12.34");
}

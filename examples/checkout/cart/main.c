/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The cart: an order in, a receipt out. What is off the price and what the taxes are it asks two
 * components, through the bindings in cart.h; it does not know what they are written in.
 */
#include "order.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 64

_Noreturn void fail(unsigned line, const char *format, ...)
{
	va_list args;

	fputs("cart: ", stderr);
	if (line)
		fprintf(stderr, "line %u: ", line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static char *read_all(FILE *file, size_t *size)
{
	char *text = NULL;
	size_t room = 0;

	for (*size = 0;;) {
		if (*size == room) {
			room = room ? 2 * room : 4096;
			text = realloc(text, room);
			if (!text)
				fail(0, "out of memory");
		}
		size_t got = fread(text + *size, 1, room - *size, file);
		*size += got;
		if (got == 0)
			break;
	}
	if (ferror(file))
		fail(0, "the order cannot be read");
	return text;
}

/* 123456 is "1234.56". The text is good until the next but three. */
static const char *money(int64_t cents)
{
	static char texts[4][32];
	static unsigned next;
	char *text = texts[next++ % 4];
	uint64_t size = cents < 0 ? -(uint64_t)cents : (uint64_t)cents;

	snprintf(text, sizeof *texts, "%s%" PRIu64 ".%02u", cents < 0 ? "-" : "", size / 100,
		(unsigned)(size % 100));
	return text;
}

/* Columns are counted in characters, not in bytes. */
static int columns(cart_string_t s)
{
	int count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += (s.ptr[i] & 0xc0) != 0x80;
	return count;
}

/* A text, and an amount at the end of the line; of the next one when there is no room beside the text. */
static void print_amount(int indent, const char *text, int text_columns, int64_t cents)
{
	const char *amount = money(cents);
	int gap = WIDTH - indent - text_columns - (int)strlen(amount);

	if (gap < 2)
		printf("%*s%s\n%*s\n", indent, "", text, WIDTH, amount);
	else
		printf("%*s%s%*s%s\n", indent, "", text, gap, "", amount);
}

static void print_text(int indent, int64_t cents, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	print_amount(
		indent, text, columns((cart_string_t){ (uint8_t *)text, strlen(text) }), cents);
}

static void print_rule(void)
{
	for (int i = 0; i < WIDTH; i++)
		putchar('-');
	putchar('\n');
}

static _Noreturn void fail_discounts(
	const struct order *order, const shop_checkout_discounts_discount_error_t *error)
{
	switch (error->tag) {
	case SHOP_CHECKOUT_DISCOUNTS_DISCOUNT_ERROR_UNKNOWN_COUPON: {
		const cart_tuple2_string_option_string_t *coupon = &error->val.unknown_coupon;
		if (coupon->f1.is_some)
			fail(0, "there is no coupon \"%.*s\"; did you mean \"%.*s\"?",
				STR(coupon->f0), STR(coupon->f1.val));
		fail(0, "there is no coupon \"%.*s\"", STR(coupon->f0));
	}
	case SHOP_CHECKOUT_DISCOUNTS_DISCOUNT_ERROR_REPEATED_COUPON:
		fail(0, "coupon %.*s can be used once", STR(error->val.repeated_coupon));
	case SHOP_CHECKOUT_DISCOUNTS_DISCOUNT_ERROR_EXCLUSIVE:
		fail(0, "coupons %.*s and %.*s cannot be used together",
			STR(error->val.exclusive.f0), STR(error->val.exclusive.f1));
	case SHOP_CHECKOUT_DISCOUNTS_DISCOUNT_ERROR_BELOW_MINIMUM: {
		const shop_checkout_discounts_shortfall_t *shortfall = &error->val.below_minimum;
		fail(0, "coupon %.*s is for orders of %s or more; this one comes to %s",
			STR(shortfall->coupon), money(shortfall->minimum),
			money(shortfall->subtotal));
	}
	case SHOP_CHECKOUT_DISCOUNTS_DISCOUNT_ERROR_NOTHING_TO_REDUCE:
		fail(0, "coupon %.*s is for nothing in this order",
			STR(error->val.nothing_to_reduce));
	case SHOP_CHECKOUT_DISCOUNTS_DISCOUNT_ERROR_TOO_MUCH:
		fail(order->item_lines[error->val.too_much],
			"the order costs too much from here on");
	}
	fail(0, "the discounts cannot be worked out");
}

static _Noreturn void fail_tax(
	const struct order *order, const shop_checkout_tax_tax_error_t *error)
{
	switch (error->tag) {
	case SHOP_CHECKOUT_TAX_TAX_ERROR_MALFORMED_ZIP:
		fail(0, "the zip code \"%.*s\" is neither five digits nor ZIP+4",
			STR(error->val.malformed_zip));
	case SHOP_CHECKOUT_TAX_TAX_ERROR_UNASSIGNED_ZIP:
		fail(0, "there is no place with zip code %.*s", STR(error->val.unassigned_zip));
	case SHOP_CHECKOUT_TAX_TAX_ERROR_NOT_SERVED:
		fail(0, "zip code %.*s: we do not deliver to %.*s", STR(order->zip),
			STR(error->val.not_served));
	case SHOP_CHECKOUT_TAX_TAX_ERROR_TOO_MUCH:
		fail(order->item_lines[error->val.too_much],
			"the order costs too much from here on");
	}
	fail(0, "the tax cannot be worked out");
}

int main(void)
{
	struct order order;
	size_t size;
	char *text = read_all(stdin, &size);

	order_read(text, size, &order);

	shop_checkout_discounts_outcome_t outcome;
	shop_checkout_discounts_discount_error_t discount_error;
	shop_checkout_discounts_list_line_item_t asked = { order.items.ptr, order.items.len };
	if (!shop_checkout_discounts_apply(&asked, &order.coupons, &outcome, &discount_error))
		fail_discounts(&order, &discount_error);

	shop_checkout_tax_assessment_t tax;
	shop_checkout_tax_tax_error_t tax_error;
	shop_checkout_tax_list_line_item_t reduced = { outcome.items.ptr, outcome.items.len };
	if (!shop_checkout_tax_assess(&order.zip, &reduced, &tax, &tax_error))
		fail_tax(&order, &tax_error);

	printf("Delivery to %.*s, %.*s\n", STR(order.zip), STR(tax.state.f1));
	print_rule();
	int64_t subtotal = 0;
	for (size_t i = 0; i < reduced.len; i++) {
		const shop_checkout_tax_line_item_t *item = &reduced.ptr[i];
		subtotal += item->unit_price * item->quantity;
		print_text(0, item->unit_price * item->quantity, "%5" PRIu32 " x %-9s %.*s",
			item->quantity, money(item->unit_price), STR(item->name));
	}
	print_rule();
	print_text(0, subtotal, "Subtotal");
	int64_t reductions = 0;
	for (size_t i = 0; i < outcome.reductions.len; i++) {
		const shop_checkout_discounts_reduction_t *reduction = &outcome.reductions.ptr[i];
		reductions += reduction->amount;
		if (reduction->coupon.is_some)
			print_text(2, -reduction->amount, "%.*s: %.*s", STR(reduction->coupon.val),
				STR(reduction->label));
		else
			print_text(2, -reduction->amount, "%.*s", STR(reduction->label));
	}
	for (size_t i = 0; i < tax.levies.len; i++) {
		const shop_checkout_tax_levy_t *levy = &tax.levies.ptr[i];
		print_text(2, levy->amount, "%.*s, %u.%04u %% of %s", STR(levy->name),
			(unsigned)(levy->rate / 10000), (unsigned)(levy->rate % 10000),
			money(levy->base));
	}
	if (tax.exempt > 0)
		printf("  (%s is free of tax)\n", money(tax.exempt));
	print_rule();
	print_text(0, subtotal - reductions + tax.total, "Total");

	if (fflush(stdout) != 0 || ferror(stdout))
		fail(0, "the receipt cannot be written");
	shop_checkout_tax_assessment_free(&tax);
	shop_checkout_discounts_outcome_free(&outcome);
	free(order.item_lines);
	free(order.items.ptr);
	free(order.coupons.ptr);
	free(text);
	return 0;
}

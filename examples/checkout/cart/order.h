/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * An order as it comes on standard input, in CSV (RFC 4180, but for fields that go over lines): one row
 * for each thing, `#` begins a comment.
 *
 *     zip,10001
 *     coupon,SAVE20
 *     item,SKU,NAME,CATEGORY,QUANTITY,UNIT PRICE
 */
#ifndef CART_ORDER_H
#define CART_ORDER_H

#include "cart.h"

struct order {
	cart_string_t zip;
	cart_list_string_t coupons;
	shop_checkout_tax_list_line_item_t items;
	unsigned *item_lines; /* where in the file each item stands */
};

/* Ends the program with a message and exit status 1 when the order is not right. Strings point into `text`. */
void order_read(char *text, size_t size, struct order *out);

/* "cart: MESSAGE", with the line when there is one (0: none), and exit status 1. */
_Noreturn void fail(unsigned line, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* For printf's "%.*s". */
#define STR(s) (int)(s).len, (const char *)(s).ptr

#endif

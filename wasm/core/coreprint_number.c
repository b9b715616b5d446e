/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Constants as text. Core spec, text format, "Integers" and "Floating-Point". */
#include "wasm/core/coreprint.h"

#include <stdio.h>

static bool reads_back(const char *text, double value, bool is_single)
{
	double back = 0;
	return sscanf(text, "%lf", &back) == 1 &&
	       (is_single ? (float)back == (float)value : back == value);
}

/*
 * The next number of as many digits. Above a power of two there is more room than below, so that the nearest of few digits
 * may be too low where this one is not. False: there are nines only.
 */
static bool next_up(char *text)
{
	for (size_t i = strcspn(text, "e"); i-- > 0;) {
		if (text[i] < '0' || text[i] > '9')
			continue;
		text[i] = text[i] == '9' ? '0' : (char)(text[i] + 1);
		if (text[i] != '0')
			return true;
	}
	return false;
}

enum { BEHIND = 25 }; /* digits that show whether there is more than a 5 */

/* Does the number lie in the middle between `text` and the next one, which it was rounded down from? Peers round up. */
static bool is_rounded_half(const char *text, int precision, double value)
{
	char more[80];
	snprintf(more, sizeof more, "%.*e", precision + BEHIND, value);
	const char *end = strchr(more, 'e'), *at = end - BEHIND;
	if (strncmp(text, more, precision ? (size_t)precision + 2 : 1) != 0 || *at++ != '5')
		return false;
	while (at < end && *at == '0')
		at++;
	return at == end;
}

enum { TEXT = 40 };

/* In `text`, as "%e" writes it. */
static bool shortest(char text[TEXT], int precision, double value, bool is_single)
{
	char up[TEXT];
	snprintf(text, TEXT, "%.*e", precision, value);
	bool fits = reads_back(text, value, is_single);
	if (fits && !is_rounded_half(text, precision, value))
		return true;
	memcpy(up, text, TEXT);
	if (!next_up(up) || !reads_back(up, value, is_single))
		return fits;
	memcpy(text, up, TEXT);
	return true;
}

/* The shortest digits that read back to the same number, written without an exponent. */
static void decimal(struct tn_textout *out, double value, bool is_single)
{
	char text[TEXT], digits[20];
	int precision = 0, count = 0, exponent = 0;
	while (!shortest(text, precision, value < 0 ? -value : value, is_single) &&
		precision < 16)
		precision++;
	for (const char *at = text; *at && *at != 'e'; at++)
		if (*at >= '0' && *at <= '9') /* the point may be a comma: locales */
			digits[count++] = *at;
	sscanf(strchr(text, 'e') + 1, "%d", &exponent);
	tn_textout_put(out, value < 0 ? " (;=-" : " (;=");
	if (exponent < 0)
		tn_textout_put(out, "0.");
	for (int i = exponent + 1; i < 0; i++)
		tn_textout_put(out, "0");
	for (int i = 0; i < count || i <= exponent; i++) {
		const char one[] = { i < count ? digits[i] : '0', 0 };
		tn_textout_put(out, one);
		if (i == exponent && i + 1 < count)
			tn_textout_put(out, ".");
	}
	tn_textout_put(out, ";)");
}

/* Core spec, text format, "Floating-Point": hexadecimal, which is exact. */
static void number(
	struct tn_textout *out, uint64_t bits, unsigned exponent_bits, unsigned fraction_bits)
{
	uint64_t fraction = bits & ((UINT64_C(1) << fraction_bits) - 1);
	int most = (1 << exponent_bits) - 1, bias = most / 2;
	int exponent = (int)(bits >> fraction_bits) & most;
	const char *sign = bits >> (exponent_bits + fraction_bits) ? "-" : "";
	if (exponent == most && fraction == 0) {
		tn_textout_printf(out, "%sinf (;=%sinf;)", sign, sign);
		return;
	}
	if (exponent == most) {
		if (fraction == UINT64_C(1) << (fraction_bits - 1))
			tn_textout_printf(out, "%snan (;=NaN;)", sign);
		else
			tn_textout_printf(
				out, "%snan:0x%llx (;=NaN;)", sign, (unsigned long long)fraction);
		return;
	}
	if (exponent == 0 && fraction == 0) {
		tn_textout_printf(out, "%s0x0p+0 (;=%s0;)", sign, sign);
		return;
	}
	exponent -= bias;
	bool is_subnormal = exponent == -bias;
	if (is_subnormal) { /* shift the first one bit before the point */
		exponent++;
		while (!(fraction >> fraction_bits)) {
			fraction <<= 1;
			exponent--;
		}
		fraction &= (UINT64_C(1) << fraction_bits) - 1;
	}
	tn_textout_printf(out, "%s0x1", sign);
	if (fraction || is_subnormal) /* as wasm-tools does */
		tn_textout_put(out, ".");
	for (fraction <<= 64 - fraction_bits; fraction; fraction <<= 4)
		tn_textout_printf(out, "%x", (unsigned)(fraction >> 60));
	tn_textout_printf(out, "p%+d", exponent);
	double value;
	float single;
	if (exponent_bits == 8) {
		uint32_t low = (uint32_t)bits;
		memcpy(&single, &low, sizeof single);
		value = (double)single;
	} else {
		memcpy(&value, &bits, sizeof value);
	}
	decimal(out, value, exponent_bits == 8);
}

void tn_coreprint_float(struct tn_textout *out, uint64_t bits, bool is_single)
{
	tn_textout_put(out, " ");
	if (is_single)
		number(out, bits, 8, 23);
	else
		number(out, bits, 11, 52);
}

void tn_coreprint_int(struct tn_textout *out, int64_t value)
{
	tn_textout_put(out, value < 0 ? " -" : " ");
	tn_textout_number(out, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void tn_coreprint_vector(struct tn_textout *out, struct tn_bytes bytes)
{
	tn_textout_put(out, " i32x4");
	for (int i = 0; i < 4; i++) {
		const uint8_t *at = bytes.ptr + 4 * i;
		uint32_t lane = at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
				(uint32_t)at[3] << 24;
		tn_textout_printf(out, " 0x%08x", lane);
	}
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* UTF-8, as core WebAssembly defines it: no surrogates, no over-long forms, at most U+10FFFF. */
#ifndef TN_BASE_UTF8_H
#define TN_BASE_UTF8_H

#include "base/str.h"

#define TN_UTF8_BAD UINT32_MAX

bool tn_utf8_valid(struct tn_str s);
/* Decodes at *at and moves it; TN_UTF8_BAD moves one byte. */
uint32_t tn_utf8_next(struct tn_str s, size_t *at);
/* Would it steer a terminal, or make text look other than it is? Control codes and marks of direction. */
bool tn_utf8_steers(uint32_t code_point);
size_t tn_utf8_put(char out[4], uint32_t code_point); /* bytes written */
size_t tn_utf8_count(struct tn_str s);                /* scalar values; a bad byte counts as one */

#endif

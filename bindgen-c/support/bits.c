/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Floats in the slots of integers, where the cases of a variant share a core parameter. */
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <string.h>
// begin
__attribute__((__unused__))
static int32_t __bits_of_f32(float value) {
  int32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

__attribute__((__unused__))
static float __f32_of_bits(int32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

__attribute__((__unused__))
static int64_t __bits_of_f64(double value) {
  int64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

__attribute__((__unused__))
static double __f64_of_bits(int64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}
// end

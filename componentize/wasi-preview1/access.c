/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Loads and stores in the guest's memory, for an adapter whose one memory is its own. The memory is
 * imported; nothing else is here, so that any memory fits the import. The engine checks the bounds:
 * a bad address traps, as it would in the guest.
 */
#include <stdint.h>

#define ACCESSORS(bits, wide)                                                                      \
	struct unaligned##bits {                                                                   \
		uint##bits##_t value;                                                              \
	} __attribute__((packed));                                                                 \
	__attribute__((export_name("load" #bits))) wide load##bits(uint32_t at)                    \
	{                                                                                          \
		return ((const volatile struct unaligned##bits *)at)->value;                       \
	}                                                                                          \
	__attribute__((export_name("store" #bits))) void store##bits(uint32_t at, wide value)      \
	{                                                                                          \
		((volatile struct unaligned##bits *)at)->value = (uint##bits##_t)value;            \
	}

ACCESSORS(8, uint32_t)
ACCESSORS(16, uint32_t)
ACCESSORS(32, uint32_t)
ACCESSORS(64, uint64_t)

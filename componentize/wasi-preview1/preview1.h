/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the adapter's files share: the numbers of preview 1, the way into the guest's memory, and the
 * adapter's own memory. Freestanding wasm32; nothing here is ever compiled for the host.
 *
 * Two memories: a `guest` is an address in the guest's, reached through load* and store* only; a
 * pointer is an address in our own.
 */
#ifndef TN_PREVIEW1_H
#define TN_PREVIEW1_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t guest;

#define EXPORT(name) __attribute__((export_name(name)))
#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
/* Lowered with our memory; lowered with the guest's. */
#define WASI(iface, name) IMPORT("wasi:" iface "@0.2.0", name)
#define GUEST_WASI(iface, name) IMPORT("guest|wasi:" iface "@0.2.0", name)

enum { /* preview 1, `errno` */
	OK = 0,
	E_AGAIN = 6,
	E_BADF = 8,
	E_FAULT = 21,
	E_INVAL = 28,
	E_IO = 29,
	E_NOSYS = 52,
	E_NOTDIR = 54,
	E_NOTSOCK = 57,
	E_NOTSUP = 58,
	E_OVERFLOW = 61,
	E_PIPE = 64,
	E_SPIPE = 70,
};
typedef int32_t wasi_errno;

/* access.c, in an instance of its own */
IMPORT("guest", "load8") uint32_t load8(guest at);
IMPORT("guest", "load16") uint32_t load16(guest at);
IMPORT("guest", "load32") uint32_t load32(guest at);
IMPORT("guest", "load64") uint64_t load64(guest at);
IMPORT("guest", "store8") void store8(guest at, uint32_t value);
IMPORT("guest", "store16") void store16(guest at, uint32_t value);
IMPORT("guest", "store32") void store32(guest at, uint32_t value);
IMPORT("guest", "store64") void store64(guest at, uint64_t value);

/*
 * The words that the adapter's modules agree on, at a fixed place of our memory. All zero at the start.
 */
struct header {
	uint32_t inside;     /* the guest may not leave, no import may be called */
	uint32_t next;       /* first free byte of the arena, 0 before its first use */
	uint32_t floor;      /* where a reset goes back to: below it lies what is kept */
	guest guest_at;      /* what guest_realloc gives: where the guest wants its bytes */
	uint32_t guest_size; /* and how many fit there */
};
#define HEADER ((volatile struct header *)16)
#define ARENA_BASE 0x10000u

static inline bool inside(void)
{
	return HEADER->inside != 0;
}

/* Throws away what the last call's lifted results took. */
static inline void arena_reset(void)
{
	HEADER->next = HEADER->floor;
}

/* Keeps for good what lies in the arena now. */
static inline void arena_keep(void)
{
	HEADER->floor = HEADER->next;
}

/* arena.c is another module: this is for our own tables, with the same pointer. */
void *arena_take(uint32_t size);

/*
 * A result area for functions lowered with the guest's memory: 12 bytes of it, borrowed for one call
 * and given back as they were. The guest does not run meanwhile and no one else sees its memory.
 */
struct loan {
	guest at;
	uint64_t first;
	uint32_t last;
};
struct loan loan_take(guest avoid);
void loan_return(const struct loan *loan);

/* fd.c: what stands behind a file descriptor; STREAM_NONE when it is closed or never was. */
enum stream { STREAM_IN, STREAM_OUT, STREAM_ERR, STREAM_COUNT, STREAM_NONE = STREAM_COUNT };
enum stream fd_stream(uint32_t fd);
int32_t fd_input(void); /* the handle of standard input */
int32_t fd_output(enum stream which);

#endif

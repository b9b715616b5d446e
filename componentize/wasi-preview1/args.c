/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Arguments and environment: asked for once, kept in our memory, copied out as preview 1 wants them. */
#include "preview1.h"

struct string {
	const uint8_t *ptr;
	uint32_t len;
};
struct strings { /* of arguments; of name, value, name, value … */
	const struct string *list;
	uint32_t count;
};

struct unaligned {
	uint64_t value;
} __attribute__((packed, may_alias));

static void put(guest *at, const uint8_t *bytes, uint32_t size)
{
	uint32_t i = 0;

	for (; size - i >= 8; i += 8)
		store64(*at + i, ((const struct unaligned *)(bytes + i))->value);
	for (; i < size; i++)
		store8(*at + i, bytes[i]);
	*at += size;
}

#ifdef PROXY
/* A proxy's world has neither. */
static bool fetch_arguments(struct strings *out)
{
	*out = (struct strings){ 0 };
	return true;
}
static bool fetch_environment(struct strings *out)
{
	*out = (struct strings){ 0 };
	return true;
}
#else
WASI("cli/environment", "get-arguments") void get_arguments(struct strings *out);
WASI("cli/environment", "get-environment") void get_environment(struct strings *out);

struct kept {
	struct strings strings;
	bool is_fetched;
};

/* Gives false when they are not here and may not be fetched now. No function pointers: see the README on pruning. */
#define FETCH(name)                                                                                \
	static bool fetch_##name(struct strings *out)                                              \
	{                                                                                          \
		static struct kept kept;                                                           \
		if (!kept.is_fetched) {                                                            \
			if (inside())                                                              \
				return false;                                                      \
			arena_reset();                                                             \
			get_##name(&kept.strings);                                                 \
			arena_keep();                                                              \
			kept.is_fetched = true;                                                    \
		}                                                                                  \
		*out = kept.strings;                                                               \
		return true;                                                                       \
	}
FETCH(arguments)
FETCH(environment)
#endif

EXPORT("args_sizes_get") wasi_errno args_sizes_get(guest out_count, guest out_size)
{
	struct strings args;
	uint32_t size = 0;

	if (!fetch_arguments(&args))
		return E_AGAIN;
	for (uint32_t i = 0; i < args.count; i++)
		size += args.list[i].len + 1;
	store32(out_count, args.count);
	store32(out_size, size);
	return OK;
}

EXPORT("args_get") wasi_errno args_get(guest argv, guest at)
{
	struct strings args;

	if (!fetch_arguments(&args))
		return E_AGAIN;
	for (uint32_t i = 0; i < args.count; i++) {
		store32(argv + 4 * i, at);
		put(&at, args.list[i].ptr, args.list[i].len);
		store8(at++, 0);
	}
	return OK;
}

EXPORT("environ_sizes_get") wasi_errno environ_sizes_get(guest out_count, guest out_size)
{
	struct strings vars;
	uint32_t size = 0;

	if (!fetch_environment(&vars))
		return E_AGAIN;
	for (uint32_t i = 0; i < vars.count; i++)
		size += vars.list[2 * i].len + 1 + vars.list[2 * i + 1].len + 1;
	store32(out_count, vars.count);
	store32(out_size, size);
	return OK;
}

EXPORT("environ_get") wasi_errno environ_get(guest environ, guest at)
{
	struct strings vars;

	if (!fetch_environment(&vars))
		return E_AGAIN;
	for (uint32_t i = 0; i < vars.count; i++) {
		const struct string *name = &vars.list[2 * i], *value = name + 1;

		store32(environ + 4 * i, at);
		put(&at, name->ptr, name->len);
		store8(at++, '=');
		put(&at, value->ptr, value->len);
		store8(at++, 0);
	}
	return OK;
}

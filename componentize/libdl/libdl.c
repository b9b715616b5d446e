/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * dlopen and its like for libraries that are linked into one component: nothing is loaded, names are
 * looked up in a table that the link has laid out (componentize/dylink_layout.c). A shared library
 * itself, it is linked like any other.
 */
typedef __SIZE_TYPE__ size_t;

struct name {
	size_t size;
	const char *text;
};

struct symbol {
	struct name name;
	void *address;
};

struct library {
	struct name name;
	size_t count;
	const struct symbol *symbols; /* sorted by name */
};

/* A datum of the link's; its address comes by way of GOT.mem. */
extern const struct {
	size_t count;
	const struct library *libraries; /* sorted by name */
} __wasm_libdl_libraries;

/* dlfcn.h of wasi-libc */
enum { RTLD_LAZY = 1, RTLD_NOW = 2 };
#define RTLD_DEFAULT ((void *)0)
#define RTLD_NEXT ((void *)-1)

#define EXPORT __attribute__((visibility("default")))

static const char *error; /* since dlerror was last called; or NULL */

static void *fail(const char *why)
{
	error = why;
	return (void *)0;
}

static struct name name_of(const char *text)
{
	struct name name = { 0, text };
	while (text[name.size])
		name.size++;
	return name;
}

/* As strcmp does. */
static int compare(const struct name *a, const struct name *b)
{
	for (size_t i = 0; i < a->size && i < b->size; i++) {
		if (a->text[i] != b->text[i])
			return (unsigned char)a->text[i] < (unsigned char)b->text[i] ? -1 : 1;
	}
	return (a->size > b->size) - (a->size < b->size);
}

/* The entry of that name in a sorted table whose entries begin with their name; or NULL. */
static const void *find(const void *table, size_t count, size_t each, const struct name *name)
{
	size_t from = 0, to = count;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		const void *entry = (const char *)table + middle * each;
		int order = compare(name, entry);
		if (order == 0)
			return entry;
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return (const void *)0;
}

static const struct library *find_library(const struct name *name)
{
	return find(__wasm_libdl_libraries.libraries, __wasm_libdl_libraries.count,
		sizeof(struct library), name);
}

static const struct symbol *find_symbol(const struct library *library, const struct name *name)
{
	return find(library->symbols, library->count, sizeof(struct symbol), name);
}

/* A library by its name; a path also finds the one that is called like its last part. */
EXPORT void *dlopen(const char *path, int flags)
{
	if (!(flags & (RTLD_LAZY | RTLD_NOW)))
		return fail("dlopen: neither RTLD_LAZY nor RTLD_NOW is given");
	if (!path)
		return (void *)&__wasm_libdl_libraries; /* all of them */
	struct name name = name_of(path);
	const struct library *library = find_library(&name);
	if (!library) {
		size_t at = name.size;
		while (at && name.text[at - 1] != '/')
			at--;
		struct name last = { name.size - at, name.text + at };
		library = find_library(&last);
	}
	return library ? (void *)library : fail("dlopen: no such library was linked");
}

EXPORT int dlclose(void *library)
{
	(void)library;
	return 0;
}

static void *find_anywhere(const struct name *name)
{
	for (size_t i = 0; i < __wasm_libdl_libraries.count; i++) {
		const struct symbol *symbol =
			find_symbol(&__wasm_libdl_libraries.libraries[i], name);
		if (symbol)
			return symbol->address;
	}
	return fail("dlsym: no library has such a symbol");
}

EXPORT void *dlsym(void *library, const char *text)
{
	struct name name = name_of(text);
	if (library == RTLD_NEXT)
		return fail("dlsym: RTLD_NEXT is not supported");
	if (library == RTLD_DEFAULT || library == (void *)&__wasm_libdl_libraries)
		return find_anywhere(&name);
	const struct symbol *symbol = find_symbol(library, &name);
	return symbol ? symbol->address : fail("dlsym: the library has no such symbol");
}

EXPORT char *dlerror(void)
{
	const char *last = error;
	error = (const char *)0;
	return (char *)last;
}

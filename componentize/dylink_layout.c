/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Where everything lies. In memory, from below: the stack, the table for dlopen, the bookkeeping of
 * thread-local storage, the data of each library, the heap. In the table of functions: nothing at
 * 0, what dlsym finds, the functions of each library, the trampolines' targets.
 */
#include "componentize/dylink_job.h"

#include <stdlib.h>

enum { PAGE = 65536, HEAP_ALIGN = 16 };

/* Places under way; past 32 bits they are refused at the end. */
struct cursor {
	uint64_t memory, table;
};

static uint64_t align(uint64_t at, uint64_t to)
{
	return (at + to - 1) & ~(to - 1);
}

/* ---- the table that dlopen looks into ---- */

/*
 * Read by dlopen and dlsym (componentize/libdl): a root { count, libraries }, of libraries
 * { name length, name, symbol count, symbols }, of symbols { name length, name, address }, the
 * latter two sorted by name.
 */
struct dl_library {
	struct tn_str name;
	uint32_t name_at, count, symbols_at;
};

struct dl_symbol {
	const struct tn_dylink_symbol *symbol;
	uint32_t name_at, address;
};

static uint32_t here(const struct tn_dylink_layout *out)
{
	return out->dl_base + (uint32_t)out->dl_bytes.len;
}

static uint32_t put_name(struct tn_dylink_layout *out, struct tn_str name)
{
	static const char zeros[4] = { 0 };
	uint32_t at = here(out);
	tn_buf_str(&out->dl_bytes, name);
	tn_buf_bytes(&out->dl_bytes, zeros, (4 - name.len % 4) % 4);
	return at;
}

/* An address can be given of functions and of data; of other globals there is none. */
static bool has_address(const struct tn_dylink_symbol *symbol)
{
	return symbol->kind == TN_DYLINK_FUNC ||
	       (symbol->kind == TN_DYLINK_GLOBAL && !symbol->global.is_mutable &&
		       symbol->global.value == TN_CORE_I32);
}

static struct dl_library put_library(struct tn_dylink_job *j, uint32_t library)
{
	struct tn_dylink_layout *out = &j->layout;
	const struct tn_dylink_library *l = j->libraries.ptr[library];
	struct dl_symbol *symbols = TN_NEWN(j->arena, struct dl_symbol, l->exports.len);
	struct dl_library dl = { .name = l->name, .name_at = put_name(out, l->name) };
	for (uint32_t i = 0; i < l->exports.len; i++) {
		const struct tn_dylink_symbol *symbol = &l->exports.ptr[i];
		struct dl_symbol entry = { symbol, 0, 0 };
		if (!has_address(symbol))
			continue;
		entry.name_at = put_name(out, symbol->name);
		if (symbol->kind == TN_DYLINK_FUNC) {
			entry.address = out->dl_table + out->dl_functions.len;
			*TN_PUSH(j->arena, &out->dl_functions) =
				(struct tn_dylink_export){ symbol, library };
		}
		symbols[dl.count++] = entry;
	}
	dl.symbols_at = here(out);
	for (uint32_t i = 0; i < dl.count; i++) {
		tn_buf_fixed32(&out->dl_bytes, (uint32_t)symbols[i].symbol->name.len);
		tn_buf_fixed32(&out->dl_bytes, symbols[i].name_at);
		if (symbols[i].symbol->kind == TN_DYLINK_GLOBAL)
			*TN_PUSH(j->arena, &out->dl_data) = (struct tn_dylink_datum){ library,
				symbols[i].symbol->name, here(out) };
		tn_buf_fixed32(&out->dl_bytes, symbols[i].address);
	}
	return dl;
}

static int compare_names(const void *left, const void *right)
{
	const struct dl_library *a = left, *b = right;
	return tn_str_cmp(a->name, b->name);
}

static void lay_out_dl(struct tn_dylink_job *j, struct cursor *at)
{
	struct tn_dylink_layout *out = &j->layout;
	struct dl_library *libraries = TN_NEWN(j->arena, struct dl_library, j->libraries.len);
	uint32_t count = 0;
	out->dl_base = (uint32_t)at->memory;
	out->dl_table = (uint32_t)at->table;
	out->dl_bytes = tn_buf_new(j->arena);
	for (uint32_t i = 0; i < j->libraries.len; i++) {
		if (j->libraries.ptr[i]->is_openable)
			libraries[count++] = put_library(j, i);
	}
	if (count)
		qsort(libraries, count, sizeof *libraries, compare_names);
	uint32_t start = here(out);
	for (uint32_t i = 0; i < count; i++) {
		tn_buf_fixed32(&out->dl_bytes, (uint32_t)libraries[i].name.len);
		tn_buf_fixed32(&out->dl_bytes, libraries[i].name_at);
		tn_buf_fixed32(&out->dl_bytes, libraries[i].count);
		tn_buf_fixed32(&out->dl_bytes, libraries[i].symbols_at);
	}
	out->dl_root = here(out);
	tn_buf_fixed32(&out->dl_bytes, count);
	tn_buf_fixed32(&out->dl_bytes, start);
	at->memory += out->dl_bytes.len;
	at->table += out->dl_functions.len;
}

/* ---- thread-local storage ---- */

/*
 * wasi-libc's `__wasm_program_tls_info`: { number of libraries, their descriptions, the bases of the
 * main thread }. Libraries without thread-local storage have no place in either.
 */
static void lay_out_tls(struct tn_dylink_job *j, struct cursor *at)
{
	struct tn_dylink_layout *out = &j->layout;
	out->tls_slot = TN_NEWN(j->arena, uint32_t, j->libraries.len);
	for (uint32_t i = 0; i < j->libraries.len; i++)
		out->tls_slot[i] = TN_NO_ID;
	if (!(j->traits & (TN_DYLINK_GET_TLS | TN_DYLINK_SET_TLS | TN_DYLINK_PROGRAM_TLS)))
		return;
	for (uint32_t i = 0; i < j->libraries.len; i++) {
		if (j->libraries.ptr[i]->traits & TN_DYLINK_LIBRARY_TLS)
			out->tls_slot[i] = out->tls_count++;
	}
	at->memory = align(at->memory, 4);
	out->tls_bases = (uint32_t)at->memory;
	at->memory += out->tls_count * 4;
	if (!(j->traits & TN_DYLINK_PROGRAM_TLS))
		return;
	out->tls_libraries = (uint32_t)at->memory;
	at->memory += out->tls_count * 4;
	out->tls_program = (uint32_t)at->memory;
	at->memory += 12;
}

/* ---- the libraries ---- */

static void lay_out_libraries(struct tn_dylink_job *j, struct cursor *at)
{
	struct tn_dylink_layout *out = &j->layout;
	out->memory_base = TN_NEWN(j->arena, uint32_t, j->libraries.len);
	out->table_base = TN_NEWN(j->arena, uint32_t, j->libraries.len);
	for (uint32_t i = 0; i < j->libraries.len; i++) {
		const struct tn_dylink_library *l = j->libraries.ptr[i];
		at->memory = align(at->memory, 1ull << l->memory_align);
		at->table = align(at->table, 1ull << l->table_align);
		out->memory_base[i] = (uint32_t)at->memory;
		out->table_base[i] = (uint32_t)at->table;
		at->memory += l->memory_size;
		at->table += l->table_size;
	}
}

static bool fits(struct tn_dylink_job *j, const struct cursor *at)
{
	if (at->memory > UINT32_MAX) {
		tn_diag_error(j->cx, TN_E_BAD_LIBRARY, (struct tn_span){ 0 },
			"the libraries do not fit into a memory of 4 GiB");
		return false;
	}
	if (at->table > j->cx->limits.core_elements) {
		tn_diag_error(j->cx, TN_E_LIMIT, (struct tn_span){ 0 },
			"the libraries want a table of %llu functions: at most %u are allowed "
			"(core-elements)",
			(unsigned long long)at->table, j->cx->limits.core_elements);
		return false;
	}
	return true;
}

bool tn_dylink_lay_out(struct tn_dylink_job *j)
{
	struct tn_dylink_layout *out = &j->layout;
	struct cursor at = { j->options->stack_size, 1 };
	out->stack_size = j->options->stack_size;
	lay_out_dl(j, &at);
	lay_out_tls(j, &at);
	lay_out_libraries(j, &at);
	out->trampolines = (uint32_t)at.table;
	at.table += j->trampolines.len;
	at.memory = align(at.memory, HEAP_ALIGN);
	out->heap_base = (uint32_t)at.memory;
	at.memory = align(at.memory, PAGE);
	out->heap_end = (uint32_t)at.memory;
	out->table_size = (uint32_t)at.table;
	return fits(j, &at);
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the fixup module does once all libraries are instantiated: addresses are summed up and put
 * where they are wanted, relocations applied, constructors run; the table is filled.
 */
#include "componentize/dylink_job.h"

struct init {
	struct tn_dylink_job *j;
	struct tn_dylink_layout *layout;
	struct tn_fixup *fix;
	uint32_t *parts; /* of the component, by library */
};

static uint32_t import_global(struct init *in, uint32_t part, struct tn_str name, bool is_mutable)
{
	struct tn_core_extern type = {
		.kind = TN_CORE_KIND_GLOBAL, .value = TN_CORE_I32, .is_mutable = is_mutable
	};
	return tn_fixup_import(in->fix, part, name, &type);
}

/* A global the main module holds for a library. */
static uint32_t own_global(struct init *in, uint32_t library, struct tn_str name, bool is_mutable)
{
	struct tn_str own = tn_str_format(
		in->j->arena, "%.*s:%.*s", TN_S(in->j->libraries.ptr[library]->name), TN_S(name));
	return import_global(in, TN_PART_MAIN_INDEX, own, is_mutable);
}

/* Where a library lies, plus where the datum lies in it. */
static struct tn_fixup_action sum(struct init *in, uint32_t library, struct tn_str datum)
{
	struct tn_fixup_action action = { TN_FIXUP_SET, 0, 0, 0 };
	action.b = own_global(in, library, TN_STR("memory_base"), false);
	action.c = import_global(in, in->parts[library], datum, false);
	return action;
}

static void store_sum(struct init *in, uint32_t library, struct tn_str datum, uint32_t address)
{
	struct tn_fixup_action action = sum(in, library, datum);
	action.kind = TN_FIXUP_STORE;
	action.a = address;
	tn_fixup_prepare(in->fix, action);
}

static uint32_t import_func(
	struct init *in, uint32_t library, struct tn_str name, const struct tn_core_sig *sig)
{
	return tn_fixup_import_func(in->fix, in->parts[library], name, sig);
}

/* ---- the steps, in the order the custom has them ---- */

static void share(struct init *in)
{
	tn_corewrite_type(&in->fix->w, NULL, 0, NULL, 0); /* called for or not */
	struct tn_core_extern memory = { .kind = TN_CORE_KIND_MEMORY };
	struct tn_core_extern table = { .kind = TN_CORE_KIND_TABLE, .value = TN_CORE_FUNCREF };
	tn_fixup_import(in->fix, TN_PART_MAIN_INDEX, TN_STR("memory"), &memory);
	tn_fixup_import(in->fix, TN_PART_MAIN_INDEX, TN_STR("__indirect_function_table"), &table);
}

static void set_addresses(struct init *in)
{
	struct tn_dylink_job *j = in->j;
	for (uint32_t i = 0; i < in->layout->dl_data.len; i++) {
		const struct tn_dylink_datum *datum = &in->layout->dl_data.ptr[i];
		store_sum(in, datum->library, datum->name, datum->address);
	}
	for (uint32_t i = 0; i < j->libraries.len; i++) {
		const struct tn_dylink_symbols *data = &j->libraries.ptr[i]->data;
		for (uint32_t k = 0; k < data->len; k++) {
			struct tn_str name = data->ptr[k].name;
			uint32_t exporter = tn_dylink_exporter(j, &data->ptr[k])->library;
			struct tn_fixup_action action = sum(in, exporter, name);
			action.a = own_global(in, i, name, true);
			tn_fixup_prepare(in->fix, action);
		}
	}
}

/* Relocations of all libraries come before the first constructor. */
static void run(struct init *in)
{
	static const struct tn_core_sig nothing = { 0 };
	static const struct {
		uint32_t trait;
		const char *name;
	} started[] = {
		{ TN_DYLINK_CTORS, "__wasm_call_ctors" },
		{ TN_DYLINK_INITIALIZE, "_initialize" },
	};
	struct tn_dylink_job *j = in->j;
	struct tn_fixup_action call = { TN_FIXUP_CALL, 0, 0, 0 };
	for (uint32_t i = 0; i < j->libraries.len; i++) {
		if (!(j->libraries.ptr[i]->traits & TN_DYLINK_RELOCS))
			continue;
		call.a = import_func(in, i, TN_STR("__wasm_apply_data_relocs"), &nothing);
		tn_fixup_prepare(in->fix, call);
	}
	for (uint32_t i = 0; i < j->libraries.len; i++) {
		for (size_t k = 0; k < sizeof started / sizeof *started; k++) {
			if (!(j->libraries.ptr[i]->traits & started[k].trait))
				continue;
			call.a = import_func(in, i, tn_str_of(started[k].name), &nothing);
			tn_fixup_act(in->fix, call);
		}
	}
}

static void fill_table(struct init *in)
{
	const struct tn_dylink_layout *layout = in->layout;
	struct tn_arena *arena = in->j->arena;
	uint32_t count = layout->dl_functions.len;
	uint32_t *funcs = TN_NEWN(arena, uint32_t, count + in->j->trampolines.len);
	for (uint32_t i = 0; i < count; i++) {
		const struct tn_dylink_export *e = &layout->dl_functions.ptr[i];
		funcs[i] = import_func(in, e->library, e->symbol->name, e->symbol->sig);
	}
	for (uint32_t i = 0; i < in->j->trampolines.len; i++) {
		const struct tn_dylink_trampoline *t = &in->j->trampolines.ptr[i];
		funcs[count + i] = import_func(in, t->library, t->symbol->name, t->symbol->sig);
	}
	struct tn_corewrite *w = &in->fix->w;
	tn_corewrite_elem(
		w, 0, tn_corewrite_const_i32(arena, (int32_t)layout->dl_table), funcs, count);
	tn_corewrite_elem(w, 0, tn_corewrite_const_i32(arena, (int32_t)layout->trampolines),
		funcs + count, in->j->trampolines.len);
}

/* The descriptions of thread-local storage, as the program will read them. */
static void describe_tls(struct init *in)
{
	const struct tn_dylink_layout *layout = in->layout;
	if (!(in->j->traits & TN_DYLINK_PROGRAM_TLS))
		return;
	for (uint32_t i = 0; i < in->j->libraries.len; i++) {
		if (layout->tls_slot[i] != TN_NO_ID)
			store_sum(in, i, TN_STR("__wasm_library_tls_info"),
				layout->tls_libraries + layout->tls_slot[i] * 4);
	}
}

static void write_data(struct init *in)
{
	const struct tn_dylink_layout *layout = in->layout;
	struct tn_arena *arena = in->j->arena;
	tn_corewrite_data(&in->fix->w, 0, tn_corewrite_const_i32(arena, (int32_t)layout->dl_base),
		tn_buf_done(&layout->dl_bytes));
	if (!(in->j->traits & TN_DYLINK_PROGRAM_TLS))
		return;
	struct tn_buf program = tn_buf_new(arena);
	tn_buf_fixed32(&program, layout->tls_count);
	tn_buf_fixed32(&program, layout->tls_libraries);
	tn_buf_fixed32(&program, layout->tls_bases);
	tn_corewrite_data(&in->fix->w, 0,
		tn_corewrite_const_i32(arena, (int32_t)layout->tls_program), tn_buf_done(&program));
}

void tn_dylink_init(void *job, struct tn_fixup *fix)
{
	struct tn_dylink_job *j = job;
	struct init in = { .j = j, .layout = &j->layout, .fix = fix };
	in.parts = TN_NEWN(j->arena, uint32_t, j->libraries.len);
	for (uint32_t i = 0; i < j->libraries.len; i++)
		in.parts[i] = tn_map_get(
			&j->make->matcher.adapters, tn_ctx_name(j->cx, j->libraries.ptr[i]->name));
	share(&in);
	set_addresses(&in);
	run(&in);
	fill_table(&in);
	describe_tls(&in);
	write_data(&in);
	fix->is_needed = true;
}

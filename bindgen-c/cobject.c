/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The relocatable object that carries the world's type: a function that does nothing, so that the
 * linker has a reason to take the object in, and the custom section `component-type:<world>`. The
 * section's name has the world in it because linkers join sections of one name.
 */
#include "bindgen-c/cgen.h"

#include "wasm/core/corewrite.h"
#include "wit/binary/metadata.h"

struct tn_str tn_cobject_symbol(const struct tn_cgen *gen)
{
	return tn_str_format(
		gen->arena, "__component_type_object_force_link_%.*s", TN_S(gen->snake));
}

/* tool-conventions Linking.md: version 2, a symbol table (8) with one function (0) that is defined. */
static struct tn_bytes linking(const struct tn_cgen *gen)
{
	struct tn_buf buf = tn_buf_new(gen->arena);
	tn_buf_u32(&buf, 2);
	tn_buf_byte(&buf, 8);
	struct tn_nest table = tn_buf_open(&buf);
	tn_buf_u32(&buf, 1); /* symbols */
	tn_buf_byte(&buf, 0);
	tn_buf_u32(&buf, 0); /* flags */
	tn_buf_u32(&buf, 0); /* function index */
	tn_buf_name(&buf, tn_cobject_symbol(gen));
	tn_buf_close(&buf, table);
	return tn_buf_done(&buf);
}

struct tn_bytes tn_cobject_make(struct tn_cgen *gen, struct tn_wit *wit)
{
	static const enum tn_metadata_encoding encodings[] = {
		[TN_CENCODING_UTF8] = TN_METADATA_UTF8,
		[TN_CENCODING_UTF16] = TN_METADATA_UTF16,
		[TN_CENCODING_COMPACT_UTF16] = TN_METADATA_COMPACT_UTF16,
	};
	struct tn_bytes type = tn_metadata_write(
		wit, gen->world, encodings[gen->options->encoding], NULL, NULL, gen->arena);
	if (type.len == 0)
		return type;
	struct tn_corewrite w;
	tn_corewrite_begin(&w, gen->arena);
	tn_corewrite_func(&w, tn_corewrite_type(&w, NULL, 0, NULL, 0), NULL, 0);
	tn_corewrite_custom(&w,
		tn_str_format(gen->arena, "component-type:%.*s%.*s", TN_S(gen->world_name),
			TN_S(gen->options->type_section_suffix)),
		type);
	tn_corewrite_custom(&w, TN_STR("linking"), linking(gen));
	return tn_corewrite_end(&w);
}

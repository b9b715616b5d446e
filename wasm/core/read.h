/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Inside the reader of modules. The way in is tn_read_module (module.h). */
#ifndef TN_WASM_CORE_READ_H
#define TN_WASM_CORE_READ_H

#include "wasm/core/coreinstr.h"

struct tn_read {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	struct tn_module *m;
	const char *item; /* of what the section is a list, for messages */
	uint32_t index;   /* which of them is being read */
};

/* Notes that the module needs features, and where that is seen first. */
void tn_read_use(struct tn_read *s, uint64_t features, uint32_t offset);

/* Which item lies at a place of a module that has been read: "memory 1", "start section"; or nothing. */
struct tn_str tn_read_item_words(struct tn_ctx *cx, struct tn_arena *scratch,
	const struct tn_module *module, uint32_t offset);

/*
 * Where the item of a section begins that is number `index` in it. `*place`, all zero at first, is where the last one was
 * found: who asks in order pays for one walk.
 */
struct tn_read_place {
	uint8_t section;
	uint32_t index;
	const uint8_t *at;
};
uint32_t tn_read_item_offset(struct tn_ctx *cx, struct tn_arena *scratch, const struct tn_module *module,
	uint8_t section, uint32_t index, struct tn_read_place *place);

/* read_items.c: each reads one item at r and puts it at the end of its list. */
void tn_read_rec_type(struct tn_read *s, struct tn_reader *r);
void tn_read_import(struct tn_read *s, struct tn_reader *r);
void tn_read_function(struct tn_read *s, struct tn_reader *r);
void tn_read_table(struct tn_read *s, struct tn_reader *r);
void tn_read_memory(struct tn_read *s, struct tn_reader *r);
void tn_read_tag(struct tn_read *s, struct tn_reader *r);
void tn_read_global(struct tn_read *s, struct tn_reader *r);
void tn_read_export(struct tn_read *s, struct tn_reader *r);
void tn_read_element(struct tn_read *s, struct tn_reader *r);
void tn_read_data(struct tn_read *s, struct tn_reader *r);
void tn_read_body(struct tn_read *s, struct tn_reader *r);

#endif

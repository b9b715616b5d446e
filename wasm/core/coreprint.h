/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Core modules as text, in the format that parses back to the same binary. Names of the name section
 * become identifiers; other custom sections become annotations.
 *
 *     tn_textout_open(out, "module");
 *     tn_coreprint_items(cx, arena, module, &(struct tn_coreprint_options){ 0 }, true, out);
 *     tn_textout_close(out);
 */
#ifndef TN_WASM_CORE_COREPRINT_H
#define TN_WASM_CORE_COREPRINT_H

#include "base/map.h"
#include "base/textout.h"
#include "wasm/core/branchhints.h"
#include "wasm/core/coreinstr.h"
#include "wasm/core/corenames.h"

struct tn_coreprint_options {
	bool skeleton;      /* leave out bodies and contents of segments */
	bool name_unnamed;  /* identifiers for everything: $#func3 */
	bool operand_stack; /* behind each instruction what lies on the stack, as a comment */
	bool fold;          /* instructions around their operands; not with operand_stack */
};

/*
 * What stands inside (module …). `own_name` begins with the name that the module gives itself. False
 * after a diagnostic: a body or an initialiser is malformed; with operand_stack, too, when the module
 * outside of its bodies is not valid, with every feature on.
 */
bool tn_coreprint_items(struct tn_ctx *cx, struct tn_arena *arena, struct tn_module *module,
	const struct tn_coreprint_options *options, bool own_name, struct tn_textout *out);

/* The `producers` section as (@producers …), from byte `start` on; false, and nothing printed, when it is not one. */
bool tn_coreprint_producers(struct tn_textout *out, struct tn_bytes bytes, uint64_t start);

/* ---- inside the printer ---- */

struct tn_validate;
struct tn_coreprint_fold;

struct tn_coreprint {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	const struct tn_module *m;
	struct tn_textout *out;
	struct tn_coreprint_options options;
	const struct tn_core_section *section; /* at hand */
	struct tn_validate *watch;             /* with operand_stack, else NULL */
	struct tn_coreprint_fold *fold;        /* made with the first body that is folded */
	bool is_good;
	struct tn_corenames names;
	struct tn_map nameless; /* (kind of name, index): what the text has no place for an identifier of */
	uint8_t *taken[TN_NAME_COUNT];       /* by position in names.list: the name is not unique */
	TN_VEC(struct tn_branch_hint) hints; /* in the order of the code */
	uint32_t hint;                       /* the next one */
	const char *place;                   /* for custom sections: "after code" */
	TN_VEC(uint32_t)
	frames; /* of the open blocks: where in names.list their labels are, UINT32_MAX: nowhere */
};

/* coreprint_custom.c */
void tn_coreprint_custom(struct tn_coreprint *p, const struct tn_core_section *section);
/* A branch hint on a line of its own. */
void tn_coreprint_put_hint(struct tn_coreprint *p, bool is_likely);
/* Takes the hint for the instruction there: 1 likely, 0 unlikely, -1 there is none. */
int tn_coreprint_hint(struct tn_coreprint *p, uint32_t func, uint32_t offset);
/* Takes it and puts it. */
void tn_coreprint_hint_at(struct tn_coreprint *p, uint32_t func, uint32_t offset);
/* coreprint.c: bytes in quotes, piece by piece; *behind is what has been let go of. */
void tn_coreprint_contents(struct tn_coreprint *p, struct tn_bytes bytes, const uint8_t **behind);

/* coreprint_watch.c: the validator goes along with the printer. */
bool tn_coreprint_watch(struct tn_coreprint *p, struct tn_module *module);
void tn_coreprint_watch_body(struct tn_coreprint *p, uint32_t func, struct tn_bytes body);
void tn_coreprint_watch_step(struct tn_coreprint *p); /* the next instruction; a comment line */

/*
 * coreprint_fold.c: the body of a function, or an initialiser on one line, in folded form. An instruction's text is put into
 * the head, and added from where it begins there.
 */
void tn_coreprint_fold_begin(struct tn_coreprint *p, uint32_t func, bool is_on_line);
struct tn_textout *tn_coreprint_fold_head(struct tn_coreprint *p, const struct tn_coreinstr *i);
void tn_coreprint_fold_add(
	struct tn_coreprint *p, const struct tn_coreinstr *i, size_t text, int hint);
void tn_coreprint_fold_end(struct tn_coreprint *p);

/* coreprint_number.c: the number of a constant, a blank before it. */
void tn_coreprint_float(struct tn_textout *out, uint64_t bits, bool is_single);
void tn_coreprint_int(struct tn_textout *out, int64_t value);
void tn_coreprint_vector(struct tn_textout *out, struct tn_bytes bytes);

/* Fills p->names and p->taken. */
void tn_coreprint_names(struct tn_coreprint *p);
/* "$name (;3;)" or "(;3;)" at a definition; "$name" or "3" at a use. */
void tn_coreprint_define(struct tn_coreprint *p, enum tn_name_kind kind, uint32_t index);
void tn_coreprint_use(struct tn_coreprint *p, enum tn_name_kind kind, uint32_t index);
/* Of locals and fields: "$name " or nothing at a definition, and true when there was one. */
bool tn_coreprint_define_in(
	struct tn_coreprint *p, enum tn_name_kind kind, uint32_t outer, uint32_t index);
void tn_coreprint_define_label(struct tn_coreprint *p, uint32_t at); /* that of names.list */
void tn_coreprint_use_in(
	struct tn_coreprint *p, enum tn_name_kind kind, uint32_t outer, uint32_t index);

void tn_coreprint_value(struct tn_coreprint *p, tn_core_ty type);
void tn_coreprint_heap(struct tn_coreprint *p, tn_core_ty heap);
void tn_coreprint_type(struct tn_coreprint *p, uint32_t index); /* (type …) as it is defined */

/* Whose names the parameters or locals of a list have: those of `kind` in `outer`. */
struct tn_coreprint_scope {
	enum tn_name_kind kind; /* TN_NAME_MODULE: none */
	uint32_t outer;
};
#define TN_COREPRINT_NAMELESS ((struct tn_coreprint_scope){ TN_NAME_MODULE, 0 })

/* "(type 3)", and the signature behind it. */
void tn_coreprint_type_use(struct tn_coreprint *p, uint32_t index, struct tn_coreprint_scope scope);
void tn_coreprint_sig(
	struct tn_coreprint *p, const struct tn_core_sig *sig, struct tn_coreprint_scope scope);
/* The type of the import or definition `index` of its kind, behind its name. */
void tn_coreprint_extern(struct tn_coreprint *p, const struct tn_core_extern *type, uint32_t index);

/* Lists of types that are grouped unless they have names: "(param i32 i64) (param $x f32)". */
struct tn_coreprint_group {
	const char *word; /* "param", "local" */
	bool is_open, is_started;
};
void tn_coreprint_group_add(struct tn_coreprint *p, struct tn_coreprint_group *g,
	struct tn_coreprint_scope scope, uint32_t index, tn_core_ty type);
void tn_coreprint_group_end(struct tn_coreprint *p, struct tn_coreprint_group *g);

/* validated or not: what does not decode is a diagnostic */
void tn_coreprint_body(struct tn_coreprint *p, uint32_t func, struct tn_bytes body);
/* The instructions of an expression on one line, without its end; folded or not. */
void tn_coreprint_expr(struct tn_coreprint *p, struct tn_bytes expr);
/* In parentheses: (i32.const 0), or (offset …) with that word for more than one instruction. Folded they have their own. */
void tn_coreprint_expr_group(struct tn_coreprint *p, struct tn_bytes expr, const char *word);

#define TN_COREPRINT_NOBODY UINT32_MAX /* no function: locals and labels have no names */

#endif

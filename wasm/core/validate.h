/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Inside the validator: what its files share. The way in is tn_validate_module (module.h).
 *
 *   validate.c          the module: imports, definitions, exports, segments, what they refer to
 *   validate_types.c    recursion groups made canonical, subtyping
 *   validate_extern.c   limits, and what else a table, memory, global or tag may be
 *   validate_body.c     function bodies: the machine of operands and frames, locals
 *   validate_report.c   what is wrong in a body, told once
 *   validate_run.c      the loop over a body, with the frequent instructions
 *   validate_jobs.c     bodies spread over threads
 *   validate_control.c  blocks, branches, calls, exceptions
 *   validate_ops.c      select, globals, tables, memories
 *   validate_refs.c     references, structs and arrays
 *   validate_rare.c     atomics on all of these, stack switching
 */
#ifndef TN_WASM_CORE_VALIDATE_H
#define TN_WASM_CORE_VALIDATE_H

#include "base/map.h"
#include "wasm/core/coreinstr.h"
#include "wasm/core/corenames.h"
#include "wasm/core/read.h"

/* The bottom of all types: what code behind a branch pops. The bottom of all references. */
enum { TN_VALIDATE_BOT = TN_CORE_NONE };
#define TN_VALIDATE_MARK UINT32_MAX
#define TN_VALIDATE_BOT_REF ((tn_core_ty)TN_CORE_REF)

struct tn_validate {
	struct tn_ctx *cx;
	struct tn_arena *scratch;
	struct tn_module *m;
	uint64_t features;    /* enabled */
	uint64_t used;        /* by bodies and initialisers; noted in the module at the end */
	uint32_t used_at[64]; /* where each is met first, by bit */
	uint8_t *referenced;  /* one bit a function: ref.func may name it in bodies */
	bool is_good;
	bool has_refused;                /* some type, or type of an item, was: tn_validate_is_poison */
	bool is_quiet;                   /* say nothing: only whether a body is good is asked for */
	struct tn_corenames *names;      /* for messages, read with the first of them */
	struct tn_read_place place;      /* of the last definition that was refused */
	const struct tn_core_sig **sigs; /* of every function; made by validate_run.c */
	uint8_t paths[256];              /* by opcode, how validate_run.c treats it */
	struct tn_validate_body *body;   /* one machine, used for every body and initialiser */
};

/* ---- validate.c ---- */

/* All up to the bodies; v->is_good is the verdict so far. */
void tn_validate_prepare(struct tn_validate *v, struct tn_ctx *cx, struct tn_arena *scratch,
	struct tn_module *module, uint64_t features);

/* Data segments, which come behind the bodies. */
void tn_validate_datas(struct tn_validate *v);

static inline bool tn_validate_is_poisoned(const struct tn_module *m, uint32_t index)
{
	return index >= m->types.len || m->types.ptr[index].is_poisoned;
}

/* A reference to a type that there is not, or that was refused. */
static inline bool tn_validate_is_poison(const struct tn_module *m, tn_core_ty type)
{
	return type & TN_CORE_INDEX && tn_validate_is_poisoned(m, type & TN_CORE_HEAP_MASK);
}

/* An import or definition whose type was refused: whoever comes to it stops without a word. */
static inline bool tn_validate_is_refused(const struct tn_module *m, const struct tn_core_extern *item)
{
	if (item->kind != TN_CORE_KIND_FUNC && item->kind != TN_CORE_KIND_TAG)
		return tn_validate_is_poison(m, item->value);
	return tn_validate_is_poisoned(m, item->type) || m->types.ptr[item->type].kind != TN_CORE_FUNC;
}

/* ---- validate_types.c ---- */

/* Gives every type its `canon` and `depth`, and checks them all; those that are wrong become poisoned. */
void tn_validate_types(struct tn_validate *v);
/*
 * Gives a recursion group `canon` and `depth`, and gives the first index of the first group equal to
 * it. Its indices are good, and all groups before it went the same way.
 */
uint32_t tn_validate_canon(struct tn_module *m, struct tn_map *known, uint32_t start);
/* What is wrong with a type that has its `canon`; NULL: nothing. */
const char *tn_validate_type_fault(const struct tn_module *m, uint32_t index, uint32_t most_depth);
bool tn_validate_matches(const struct tn_module *m, tn_core_ty a, tn_core_ty b); /* a <: b */
/* The top of the hierarchy a heap type is in: TN_HEAP_ANY, _FUNC, _EXTERN, _EXN or _CONT. */
tn_core_ty tn_validate_top(const struct tn_module *m, tn_core_ty heap);
bool tn_validate_is_shared(const struct tn_module *m, tn_core_ty type);

/* ---- validate_extern.c ---- */

/*
 * What is wrong with the type of an import or definition whose type indices are good; empty:
 * nothing. Features it needs by its form are tn_coretype_extern_needs; *used gets what else.
 */
struct tn_str tn_validate_extern_fault(const struct tn_module *m, const struct tn_core_extern *type,
	uint64_t features, uint64_t *used, struct tn_arena *scratch);

static inline bool tn_validate_is_defaultable(tn_core_ty type)
{
	return !(type & TN_CORE_REF) || type & TN_CORE_NULLABLE;
}

/* ---- validate_body.c ---- */

enum tn_frame_kind { /* the first three as the opcodes */
	TN_FRAME_BLOCK,
	TN_FRAME_LOOP,
	TN_FRAME_IF,
	TN_FRAME_ELSE,
	TN_FRAME_TRY_TABLE,
	TN_FRAME_TRY, /* legacy exceptions */
	TN_FRAME_CATCH,
	TN_FRAME_CATCH_ALL,
	TN_FRAME_FUNC,
};

struct tn_validate_frame {
	uint8_t kind; /* enum tn_frame_kind */
	bool is_unreachable;
	tn_core_ty one;                /* the result, when sig is NULL; TN_CORE_NONE: none */
	const struct tn_core_sig *sig; /* NULL: no parameters, at most one result */
	uint32_t height;               /* of the operands below it, the mark included */
	uint32_t inits;                /* of the locals initialised before it */
};

struct tn_validate_types {
	const tn_core_ty *ptr;
	uint32_t len;
};

struct tn_validate_run {
	uint32_t end; /* index of the first local behind the run */
	tn_core_ty type;
};

enum { TN_VALIDATE_FLAT_LOCALS = 256 };

struct tn_validate_body {
	struct tn_validate *v;
	struct tn_module *m;
	struct tn_reader r;
	struct tn_coreinstr i; /* the instruction at hand, in the slower paths */
	const uint8_t *instr;  /* where it begins */
	uint32_t opcode;       /* for messages */
	bool has_failed;
	/* Which body this is, for messages: "function", 12. */
	const char *what;
	uint32_t index;
	/*
	 * The operands. Below those of each frame lies TN_VALIDATE_MARK, which equals no type: so
	 * one comparison says whether the operand wanted is there.
	 */
	tn_core_ty *stack;
	uint32_t sp, cap;
	TN_VEC(struct tn_validate_frame) frames;
	/* Locals: the first ones one by one, all of them as runs. */
	tn_core_ty flat[TN_VALIDATE_FLAT_LOCALS];
	uint32_t local_count, flat_count;
	TN_VEC(struct tn_validate_run) runs;
	uint8_t *unset;      /* one bit a local that has no value yet; NULL: all have one */
	uint8_t *unset_bits; /* where they are, if so */
	uint32_t unset_cap;
	TN_VEC(uint32_t)
	inits;          /* locals that got a value, in order, to be forgotten at a block's end */
	bool is_shared; /* a shared function, which may touch shared things only */
	/* Constant expressions. */
	bool is_const;
	uint32_t global_limit; /* globals below are visible */
};

/* ---- validate_jobs.c ---- */

/* All bodies; cx->jobs of them at a time when that is worth it. */
void tn_validate_bodies(struct tn_validate *v);

struct tn_validate_body *tn_validate_body_new(struct tn_validate *v);
bool tn_validate_body(struct tn_validate_body *b, uint32_t func, struct tn_bytes bytes);
/* Up to the first instruction, for one who does the steps himself. */
bool tn_validate_open(struct tn_validate_body *b, uint32_t func, struct tn_bytes bytes);
bool tn_validate_const(struct tn_validate_body *b, struct tn_bytes expr, tn_core_ty type,
	uint32_t global_limit, const char *what, uint32_t index);

/* ---- validate_report.c: each reports once and stops the body ---- */

void tn_validate_fail(struct tn_validate_body *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void tn_validate_fail_malformed(struct tn_validate_body *b); /* as the reader b->r says */
void tn_validate_fail_opcode(struct tn_validate_body *b);    /* there is none like that */
void tn_validate_fail_feature(struct tn_validate_body *b, uint64_t missing);
void tn_validate_expected(struct tn_validate_body *b, tn_core_ty expected, tn_core_ty found);

void tn_validate_stop(struct tn_validate_body *b); /* without a word */

/* Stops the body when it counts on what was refused before. */
static inline bool tn_validate_stops_at(struct tn_validate_body *b, const struct tn_core_extern *item)
{
	bool stops = b->v->has_refused && tn_validate_is_refused(b->m, item);
	if (stops)
		tn_validate_stop(b);
	return stops;
}

/* validate_ops.c: the segment is there; false, or NULL, after a diagnostic or at a type that was refused. */
bool tn_validate_data_segment(struct tn_validate_body *b, uint32_t index);
const struct tn_core_elem *tn_validate_elem_segment(struct tn_validate_body *b, uint32_t index);

static inline bool tn_validate_stops_at_type(struct tn_validate_body *b, tn_core_ty type)
{
	bool stops = b->v->has_refused && tn_validate_is_poison(b->m, type);
	if (stops)
		tn_validate_stop(b);
	return stops;
}

void tn_validate_use(struct tn_validate_body *b, uint64_t features); /* notes where */

static inline bool tn_validate_need(struct tn_validate_body *b, uint64_t features)
{
	if (features & ~b->v->used)
		tn_validate_use(b, features);
	uint64_t missing = features & ~b->v->features;
	if (missing)
		tn_validate_fail_feature(b, missing);
	return !missing;
}

static inline struct tn_validate_frame *tn_validate_top_frame(struct tn_validate_body *b)
{
	return &b->frames.ptr[b->frames.len - 1];
}

/* Room for that many more operands. */
void tn_validate_reserve(struct tn_validate_body *b, uint32_t more);

static inline void tn_validate_push(struct tn_validate_body *b, tn_core_ty type)
{
	if (b->sp == b->cap)
		tn_validate_reserve(b, 1);
	b->stack[b->sp++] = type;
}

tn_core_ty tn_validate_pop_any(struct tn_validate_body *b);
tn_core_ty tn_validate_pop_slow(struct tn_validate_body *b, tn_core_ty expected);

/* Pops a value of that type or a subtype and gives the type that was there. */
static inline tn_core_ty tn_validate_pop(struct tn_validate_body *b, tn_core_ty expected)
{
	if (b->sp && b->stack[b->sp - 1] == expected) {
		b->sp--;
		return expected;
	}
	return tn_validate_pop_slow(b, expected);
}

void tn_validate_pop_list(struct tn_validate_body *b, struct tn_validate_types types);
void tn_validate_push_list(struct tn_validate_body *b, struct tn_validate_types types);
tn_core_ty tn_validate_pop_ref(struct tn_validate_body *b); /* any reference, or bottom */
void tn_validate_unreachable(struct tn_validate_body *b);   /* the rest of the frame */

/* Reads the instruction at b->r.at and does it. */
void tn_validate_step(struct tn_validate_body *b);

/* ---- validate_run.c ---- */

void tn_validate_run_init(struct tn_validate *v); /* types and functions must have been looked at */
void tn_validate_run_allow(struct tn_validate *v, uint32_t opcode); /* its features are there */
void tn_validate_run(struct tn_validate_body *b); /* up to the end of the body, or an error */

/* ---- validate_body.c ---- */

/* Lookups that report and give NULL (or TN_CORE_NONE) when the index is out of bounds. */
const struct tn_core_type *tn_validate_type(struct tn_validate_body *b, uint32_t index);
const struct tn_core_type *tn_validate_type_of( /* and shared, if the function is */
	struct tn_validate_body *b, uint32_t index, enum tn_core_type_kind kind);
const struct tn_core_sig *tn_validate_func_type(struct tn_validate_body *b, uint32_t index);
const struct tn_core_extern *tn_validate_table(struct tn_validate_body *b, uint32_t index);
const struct tn_core_extern *tn_validate_memory(struct tn_validate_body *b, uint32_t index);
const struct tn_core_extern *tn_validate_global(struct tn_validate_body *b, uint32_t index);
const struct tn_core_sig *tn_validate_tag(struct tn_validate_body *b, uint32_t index);
const struct tn_core_sig *tn_validate_exception(struct tn_validate_body *b, uint32_t index);
tn_core_ty tn_validate_local(struct tn_validate_body *b, uint32_t index);
bool tn_validate_value_type(struct tn_validate_body *b, tn_core_ty type); /* features, index */

static inline tn_core_ty tn_validate_address(const struct tn_core_extern *item)
{
	return item->limits.is_64 ? TN_CORE_I64 : TN_CORE_I32;
}

/* ---- the other files: one instruction, read into b->i ---- */

bool tn_validate_control(struct tn_validate_body *b); /* false: not one of theirs */
bool tn_validate_ops(struct tn_validate_body *b);
bool tn_validate_refs(struct tn_validate_body *b);
bool tn_validate_rare(struct tn_validate_body *b);

void tn_validate_push_frame(struct tn_validate_body *b, enum tn_frame_kind kind,
	const struct tn_core_sig *sig, tn_core_ty one);
void tn_validate_end(struct tn_validate_body *b);
void tn_validate_branch(struct tn_validate_body *b, uint32_t label);    /* pops its types */
void tn_validate_branch_if(struct tn_validate_body *b, uint32_t label); /* pops and pushes them */
void tn_validate_call(struct tn_validate_body *b, const struct tn_core_sig *sig);
struct tn_validate_types tn_validate_label(struct tn_validate_body *b, uint32_t label);
struct tn_validate_types tn_validate_frame_params(const struct tn_validate_frame *frame);
struct tn_validate_types tn_validate_frame_results(const struct tn_validate_frame *frame);
void tn_validate_shape(struct tn_validate_body *b); /* an instruction of fixed type, with its immediates */

#endif

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * One function body or constant expression: locals, then instructions in a single pass over the
 * bytes. Core spec, appendix "Validation Algorithm". The frequent instructions are done in
 * validate_run.c; all others are read into b->i here and handed on.
 */
#include "wasm/core/validate.h"

/* ---- operands ---- */

void tn_validate_reserve(struct tn_validate_body *b, uint32_t more)
{
	if (b->sp > b->v->cx->limits.core_operands) {
		tn_validate_fail(b, "too many operands at once");
		b->sp = 0; /* the body is done for; what is still pushed must have a place */
		return;
	}
	uint32_t cap = b->cap * 2;
	while (cap - b->sp < more)
		cap *= 2;
	b->stack = tn_mem_grow(
		b->v->scratch, b->stack, b->cap * sizeof *b->stack, cap * sizeof *b->stack);
	b->cap = cap;
}

tn_core_ty tn_validate_pop_any(struct tn_validate_body *b)
{
	const struct tn_validate_frame *frame = tn_validate_top_frame(b);
	if (b->sp > frame->height)
		return b->stack[--b->sp];
	if (!frame->is_unreachable)
		tn_validate_fail(b, "type mismatch: expected a type but nothing on stack");
	return TN_VALIDATE_BOT;
}

tn_core_ty tn_validate_pop_slow(struct tn_validate_body *b, tn_core_ty expected)
{
	const struct tn_validate_frame *frame = tn_validate_top_frame(b);
	if (b->sp <= frame->height) { /* below, when the body has failed */
		if (!frame->is_unreachable)
			tn_validate_fail(b, "type mismatch: expected %.*s but nothing on stack",
				TN_S(tn_coretype_text(b->v->scratch, expected)));
		return TN_VALIDATE_BOT;
	}
	tn_core_ty found = b->stack[--b->sp];
	if (!tn_validate_matches(b->m, found, expected))
		tn_validate_expected(b, expected, found);
	return found;
}

tn_core_ty tn_validate_pop_ref(struct tn_validate_body *b)
{
	tn_core_ty found = tn_validate_pop_any(b);
	if (found != TN_VALIDATE_BOT && !(found & TN_CORE_REF))
		tn_validate_fail(b, "type mismatch: expected a reference type, found %.*s",
			TN_S(tn_coretype_text(b->v->scratch, found)));
	return found;
}

void tn_validate_pop_list(struct tn_validate_body *b, struct tn_validate_types types)
{
	for (uint32_t i = types.len; i > 0 && !b->has_failed; i--)
		tn_validate_pop(b, types.ptr[i - 1]);
}

void tn_validate_push_list(struct tn_validate_body *b, struct tn_validate_types types)
{
	for (uint32_t i = 0; i < types.len; i++)
		tn_validate_push(b, types.ptr[i]);
}

void tn_validate_unreachable(struct tn_validate_body *b)
{
	struct tn_validate_frame *frame = tn_validate_top_frame(b);
	b->sp = frame->height;
	frame->is_unreachable = true;
}

/* ---- index spaces ---- */

const struct tn_core_type *tn_validate_type(struct tn_validate_body *b, uint32_t index)
{
	if (index < b->m->types.len) {
		const struct tn_core_type *type = &b->m->types.ptr[index];
		if (!type->is_poisoned)
			return type;
		tn_validate_stop(b);
		return NULL;
	}
	tn_validate_fail(b, "unknown type %u: type index out of bounds", index);
	return NULL;
}

const struct tn_core_type *tn_validate_type_of(
	struct tn_validate_body *b, uint32_t index, enum tn_core_type_kind kind)
{
	static const char *const words[] = { [TN_CORE_FUNC] = "a function",
		[TN_CORE_STRUCT] = "a struct",
		[TN_CORE_ARRAY] = "an array",
		[TN_CORE_CONT] = "a continuation" };
	const struct tn_core_type *type = tn_validate_type(b, index);
	if (!type)
		return NULL;
	if (type->kind != kind) {
		tn_validate_fail(
			b, "type mismatch: type %u is not %s type", index, words[kind]);
		return NULL;
	}
	if (b->is_shared && !type->is_shared)
		tn_validate_fail(
			b, "a shared function cannot use type %u, which is unshared", index);
	return type;
}

const struct tn_core_sig *tn_validate_func_type(struct tn_validate_body *b, uint32_t index)
{
	const struct tn_core_type *type = tn_validate_type_of(b, index, TN_CORE_FUNC);
	return type ? &type->sig : NULL;
}

/*
 * What a shared function may reach: proposal shared-everything-threads. Of memories it does not say
 * yet whether they must be shared; so they need not be. Nor have they a type that could be refused.
 */
#define LOOKUP(function, space, word, is_bound)                                                    \
	const struct tn_core_extern *function(struct tn_validate_body *b, uint32_t index)          \
	{                                                                                          \
		if (index >= b->m->space.len) {                                                    \
			tn_validate_fail(                                                          \
				b, "unknown " word " %u: " word " index out of bounds", index);    \
			return NULL;                                                               \
		}                                                                                  \
		const struct tn_core_extern *item = &b->m->space.ptr[index];                       \
		if (is_bound && tn_validate_stops_at(b, item))                                     \
			return NULL;                                                               \
		if (is_bound && b->is_shared && !item->is_shared && !item->limits.is_shared)       \
			tn_validate_fail(b, "shared functions cannot access unshared " word);      \
		return item;                                                                       \
	}
LOOKUP(tn_validate_table, tables, "table", true)
LOOKUP(tn_validate_memory, memories, "memory", false)
LOOKUP(tn_validate_global, globals, "global", true)
#undef LOOKUP

const struct tn_core_sig *tn_validate_tag(struct tn_validate_body *b, uint32_t index)
{
	if (index >= b->m->tags.len) {
		tn_validate_fail(b, "unknown tag %u: tag index out of bounds", index);
		return NULL;
	}
	const struct tn_core_extern *tag = &b->m->tags.ptr[index];
	return tn_validate_stops_at(b, tag) ? NULL : &b->m->types.ptr[tag->type].sig;
}

/* Only stack switching has tags with results, and they are no exceptions. Its "Explainer". */
const struct tn_core_sig *tn_validate_exception(struct tn_validate_body *b, uint32_t index)
{
	const struct tn_core_sig *tag = tn_validate_tag(b, index);
	if (!tag || !tag->result_count)
		return tag;
	tn_validate_fail(b, "invalid exception type: non-empty tag result type");
	return NULL;
}

static tn_core_ty local_in_runs(const struct tn_validate_body *b, uint32_t index)
{
	uint32_t low = 0, high = b->runs.len - 1;
	while (low < high) {
		uint32_t middle = (low + high) / 2;
		if (index < b->runs.ptr[middle].end)
			high = middle;
		else
			low = middle + 1;
	}
	return b->runs.ptr[low].type;
}

tn_core_ty tn_validate_local(struct tn_validate_body *b, uint32_t index)
{
	if (index < b->flat_count)
		return b->flat[index];
	if (index < b->local_count)
		return local_in_runs(b, index);
	tn_validate_fail(b, "unknown local %u: local index out of bounds", index);
	return TN_VALIDATE_BOT;
}

bool tn_validate_value_type(struct tn_validate_body *b, tn_core_ty type)
{
	if (!tn_validate_need(b, tn_coretype_needs(type)))
		return false;
	return !(type & TN_CORE_INDEX) || tn_validate_type(b, type & TN_CORE_HEAP_MASK);
}

/* ---- locals ---- */

static void add_locals(struct tn_validate_body *b, tn_core_ty type, uint32_t count)
{
	uint32_t end = b->local_count + count;
	for (uint32_t i = b->local_count; i < end && i < TN_VALIDATE_FLAT_LOCALS; i++)
		b->flat[i] = type;
	b->local_count = end;
	b->flat_count = end < TN_VALIDATE_FLAT_LOCALS ? end : TN_VALIDATE_FLAT_LOCALS;
	*TN_PUSH(b->v->scratch, &b->runs) = (struct tn_validate_run){ end, type };
}

/* From `first` on, locals of types without a default have no value yet. */
static void find_unset(struct tn_validate_body *b, uint32_t first)
{
	uint32_t size = b->local_count / 8 + 1;
	if (b->unset_cap < size) {
		b->unset_bits = tn_mem_alloc(b->v->scratch, size);
		b->unset_cap = size;
	}
	b->unset = b->unset_bits;
	memset(b->unset, 0, size);
	for (uint32_t i = first; i < b->local_count; i++)
		if (!tn_validate_is_defaultable(tn_validate_local(b, i)))
			b->unset[i / 8] |= (uint8_t)(1u << i % 8);
}

/* Core spec, binary format, "Code Section": runs of locals. */
static void read_locals(struct tn_validate_body *b, const struct tn_core_sig *sig, bool *any_unset)
{
	b->runs.len = b->local_count = b->flat_count = 0;
	for (uint32_t i = 0; i < sig->param_count; i++)
		add_locals(b, sig->params[i], 1);
	uint32_t limit = b->v->cx->limits.core_locals;
	uint32_t runs = tn_reader_count(&b->r, 2);
	for (uint32_t i = 0; i < runs && !b->has_failed; i++) {
		b->instr = b->r.at;
		uint32_t count = tn_reader_u32(&b->r);
		tn_core_ty type = tn_coretype_value(&b->r);
		if (b->r.error)
			break;
		if (count > limit || b->local_count > limit - count) {
			tn_validate_fail(b, "too many locals: locals exceed maximum");
			return;
		}
		if (!tn_validate_value_type(b, type))
			return;
		*any_unset |= count && !tn_validate_is_defaultable(type);
		add_locals(b, type, count);
	}
	if (b->r.error)
		tn_validate_fail_malformed(b);
}

static bool is_unset(const struct tn_validate_body *b, uint32_t local)
{
	return b->unset[local / 8] >> local % 8 & 1;
}

static void give_value(struct tn_validate_body *b, uint32_t local)
{
	if (!b->unset || !is_unset(b, local))
		return;
	b->unset[local / 8] &= (uint8_t)~(1u << local % 8);
	*TN_PUSH(b->v->scratch, &b->inits) = local;
}

/* local.get, local.set and local.tee where locals may lack a value or are many. */
static void local_access(struct tn_validate_body *b)
{
	uint32_t local = b->i.a;
	tn_core_ty type = tn_validate_local(b, local);
	if (b->has_failed)
		return;
	if (b->opcode == TN_OP_LOCAL_GET) {
		if (b->unset && is_unset(b, local))
			tn_validate_fail(b, "uninitialized local: %u", local);
		tn_validate_push(b, type);
		return;
	}
	tn_validate_pop(b, type);
	give_value(b, local);
	if (b->opcode == TN_OP_LOCAL_TEE)
		tn_validate_push(b, type);
}

/* The instruction in b->i, whatever it is. */
static void dispatch(struct tn_validate_body *b)
{
	const struct tn_opcode *info = b->i.info;
	if (info->imm == TN_IMM_LOCAL) {
		local_access(b);
		return;
	}
	if (info->shape == TN_SHAPE_special) {
		if (!tn_validate_control(b) && !tn_validate_ops(b) && !tn_validate_refs(b) &&
			!tn_validate_rare(b))
			tn_validate_fail(b, "illegal opcode");
		return;
	}
	tn_validate_shape(b);
}

/* ---- constant expressions ---- */

/* Core spec, validation, "Constant Expressions". */
static bool const_allows(struct tn_validate_body *b, uint32_t opcode)
{
	uint64_t needs = 0;
	switch (opcode) {
	case TN_OP_END:
	case TN_OP_I32_CONST:
	case TN_OP_I64_CONST:
	case TN_OP_F32_CONST:
	case TN_OP_F64_CONST:
	case TN_OP_V128_CONST:
	case TN_OP_REF_NULL:
	case TN_OP_REF_FUNC:
	case TN_OP_GLOBAL_GET:
		return true;
	case TN_OP_I32_ADD:
	case TN_OP_I32_SUB:
	case TN_OP_I32_MUL:
	case TN_OP_I64_ADD:
	case TN_OP_I64_SUB:
	case TN_OP_I64_MUL:
		needs = TN_WASM_EXTENDED_CONST;
		break;
	case TN_OP_STRUCT_NEW:
	case TN_OP_STRUCT_NEW_DEFAULT:
	case TN_OP_STRUCT_NEW_DESC:
	case TN_OP_STRUCT_NEW_DEFAULT_DESC:
	case TN_OP_ARRAY_NEW:
	case TN_OP_ARRAY_NEW_DEFAULT:
	case TN_OP_ARRAY_NEW_FIXED:
	case TN_OP_REF_I31:
	case TN_OP_EXTERN_CONVERT_ANY:
	case TN_OP_ANY_CONVERT_EXTERN:
		needs = TN_WASM_GC;
		break;
	case TN_OP_REF_I31_SHARED:
		needs = TN_WASM_SHARED_EVERYTHING_THREADS;
		break;
	default:
		tn_validate_fail(b, "constant expression required: non-constant instruction");
		return false;
	}
	return tn_validate_need(b, needs);
}

static void const_operator(struct tn_validate_body *b)
{
	if (!const_allows(b, b->opcode))
		return;
	if (b->opcode == TN_OP_GLOBAL_GET) {
		uint32_t index = b->i.a;
		if (index >= b->global_limit) {
			tn_validate_fail(b, "unknown global %u: global index out of bounds", index);
			return;
		}
		const struct tn_core_extern *global = &b->m->globals.ptr[index];
		if (tn_validate_stops_at(b, global))
			return;
		if (global->is_mutable) {
			tn_validate_fail(
				b, "constant expression required: global.get of a mutable global");
			return;
		}
		if (index >= b->m->imported[TN_CORE_KIND_GLOBAL] &&
			!tn_validate_need(b, TN_WASM_GC))
			return;
		tn_validate_push(b, global->value);
		return;
	}
	if (b->opcode == TN_OP_REF_FUNC && b->i.a < b->m->funcs.len)
		b->v->referenced[b->i.a / 8] |= (uint8_t)(1u << b->i.a % 8);
	dispatch(b);
}

/* Reads the instruction at b->r.at into b->i and does it. */
void tn_validate_step(struct tn_validate_body *b)
{
	b->instr = b->r.at;
	b->opcode = UINT32_MAX;
	b->i.info = NULL;
	if (!tn_coreinstr_next(&b->r, &b->i)) {
		if (b->i.info && !b->i.info->text)
			tn_validate_fail_opcode(b);
		else
			tn_validate_fail_malformed(b);
		return;
	}
	b->opcode = b->i.opcode;
	if (!tn_validate_need(b, b->i.info->features))
		return;
	if (b->opcode < 0x100)
		tn_validate_run_allow(b->v, b->opcode);
	if (b->is_const)
		const_operator(b);
	else
		dispatch(b);
}

static void run_const(struct tn_validate_body *b)
{
	while (b->r.at < b->r.end && b->frames.len && !b->has_failed)
		tn_validate_step(b);
}

/* The last frame must have been closed by the last byte. */
static bool finish(struct tn_validate_body *b)
{
	b->opcode = UINT32_MAX;
	b->instr = b->r.at;
	if (b->has_failed)
		return false;
	if (b->frames.len)
		tn_validate_fail(b, "unexpected end of section or function: END opcode expected");
	else if (b->r.at < b->r.end)
		tn_validate_fail(b, "END opcode expected: more instructions behind the end");
	return !b->has_failed;
}

static void begin(
	struct tn_validate_body *b, struct tn_bytes bytes, const char *what, uint32_t index)
{
	b->r = tn_reader_new(bytes, b->m->bytes.ptr - b->m->base);
	b->instr = b->r.at;
	b->opcode = UINT32_MAX;
	b->has_failed = false;
	b->what = what;
	b->index = index;
	b->sp = 0;
	b->frames.len = b->inits.len = 0;
	b->unset = NULL;
}

bool tn_validate_open(struct tn_validate_body *b, uint32_t func, struct tn_bytes bytes)
{
	begin(b, bytes, "function", func);
	if (tn_validate_stops_at(b, &b->m->funcs.ptr[func]))
		return false;
	const struct tn_core_type *type = &b->m->types.ptr[b->m->funcs.ptr[func].type];
	bool any_unset = false;
	b->is_const = false;
	b->is_shared = type->is_shared;
	read_locals(b, &type->sig, &any_unset);
	if (any_unset && !b->has_failed)
		find_unset(b, type->sig.param_count);
	tn_validate_push_frame(b, TN_FRAME_FUNC, &type->sig, TN_CORE_NONE);
	return !b->has_failed;
}

bool tn_validate_body(struct tn_validate_body *b, uint32_t func, struct tn_bytes bytes)
{
	if (tn_validate_open(b, func, bytes))
		tn_validate_run(b);
	return finish(b);
}

bool tn_validate_const(struct tn_validate_body *b, struct tn_bytes expr, tn_core_ty type,
	uint32_t global_limit, const char *what, uint32_t index)
{
	const uint8_t *end = expr.ptr + expr.len;
	if (type == TN_CORE_I32 && tn_coreinstr_plain_i32(expr.ptr, end) == end)
		return true;
	begin(b, expr, what, index);
	b->is_const = true;
	b->is_shared = false;
	b->global_limit = global_limit;
	b->runs.len = b->local_count = b->flat_count = 0;
	tn_validate_push_frame(b, TN_FRAME_FUNC, NULL, type);
	run_const(b);
	return finish(b);
}

struct tn_validate_body *tn_validate_body_new(struct tn_validate *v)
{
	struct tn_validate_body *b = TN_NEW(v->scratch, struct tn_validate_body);
	b->v = v;
	b->m = v->m;
	b->cap = 256;
	b->stack = TN_NEWN(v->scratch, tn_core_ty, b->cap);
	return b;
}

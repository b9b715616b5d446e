/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The loop over a function body. Instructions that make up most of real code are done here, in
 * their plain form, with the machine's registers in locals. Whatever is not plain (an operand that
 * is not just there, a long LEB128, a feature met for the first time) goes through tn_validate_step,
 * which knows everything and reports errors. So nothing is refused here.
 */
#include "wasm/core/validate.h"

/* How an opcode is treated: by its shape, or by a case of its own. */
enum path {
	PATH_STEP = TN_SHAPE_special,
	PATH_LOCAL_GET = TN_SHAPE_COUNT,
	PATH_LOCAL_SET,
	PATH_LOCAL_TEE,
	PATH_GLOBAL_GET,
	PATH_GLOBAL_SET,
	PATH_CALL,
	PATH_CALL_INDIRECT,
	PATH_RETURN,
	PATH_UNREACHABLE,
	PATH_BR,
	PATH_BR_IF,
	PATH_BLOCK,
	PATH_LOOP,
	PATH_IF,
	PATH_ELSE,
	PATH_END,
	PATH_DROP,
	PATH_SELECT,
};

static const uint8_t own_paths[256] = {
	[TN_OP_LOCAL_GET] = PATH_LOCAL_GET,
	[TN_OP_LOCAL_SET] = PATH_LOCAL_SET,
	[TN_OP_LOCAL_TEE] = PATH_LOCAL_TEE,
	[TN_OP_GLOBAL_GET] = PATH_GLOBAL_GET,
	[TN_OP_GLOBAL_SET] = PATH_GLOBAL_SET,
	[TN_OP_CALL] = PATH_CALL,
	[TN_OP_CALL_INDIRECT] = PATH_CALL_INDIRECT,
	[TN_OP_RETURN] = PATH_RETURN,
	[TN_OP_UNREACHABLE] = PATH_UNREACHABLE,
	[TN_OP_BR] = PATH_BR,
	[TN_OP_BR_IF] = PATH_BR_IF,
	[TN_OP_BLOCK] = PATH_BLOCK,
	[TN_OP_LOOP] = PATH_LOOP,
	[TN_OP_IF] = PATH_IF,
	[TN_OP_ELSE] = PATH_ELSE,
	[TN_OP_END] = PATH_END,
	[TN_OP_DROP] = PATH_DROP,
	[TN_OP_SELECT] = PATH_SELECT,
};
enum { OWN_PATHS_END = TN_OP_GLOBAL_SET + 1 };

/* An opcode that needs features takes the long way once, where they are checked and noted. */
static const uint8_t first_paths[TN_OPCODE_SLOTS + 1] = {
#define TN_OPCODE(code, name, text, imm, arg, feature, shape)                                      \
	[TN_OPCODE_SLOT(code)] = TN_WASM_##feature ? PATH_STEP : TN_SHAPE_##shape,
#include "wasm/core/opcode.def"
#undef TN_OPCODE
};

static uint8_t path_of(uint32_t opcode)
{
	return own_paths[opcode] ? own_paths[opcode] : tn_opcode_table[opcode].shape;
}

void tn_validate_run_allow(struct tn_validate *v, uint32_t opcode)
{
	v->paths[opcode] = path_of(opcode);
}

void tn_validate_run_init(struct tn_validate *v)
{
	const struct tn_module *m = v->m;
	memcpy(v->paths, first_paths, sizeof v->paths);
	for (uint32_t i = 0; i < OWN_PATHS_END; i++)
		if (own_paths[i])
			v->paths[i] = own_paths[i];
	v->sigs = TN_NEWN(v->scratch, const struct tn_core_sig *, m->funcs.len);
	for (uint32_t i = 0; i < m->funcs.len; i++)
		v->sigs[i] = v->has_refused ? NULL /* nobody asks: no item is plain then */
					    : &m->types.ptr[m->funcs.ptr[i].type].sig;
}

/* Types that a frame hands to its label, when it is at most one: false when there are more. */
static inline bool plain_label(const struct tn_validate_frame *frame, tn_core_ty *type)
{
	*type = frame->kind == TN_FRAME_LOOP ? TN_CORE_NONE : frame->one;
	return !frame->sig;
}

/*
 * The longer LEB128s, and those of relocatable code, which are padded to five bytes. NULL: not in
 * five bytes, or with bits that do not count.
 */
static const uint8_t *long_index(const uint8_t *at, const uint8_t *end, uint32_t *index)
{
	uint32_t value = 0;
	for (unsigned shift = 0; shift < 35 && at < end; shift += 7) {
		uint8_t byte = *at++;
		value |= (uint32_t)(byte & 0x7f) << shift;
		if (byte >= 0x80)
			continue;
		*index = value;
		return shift < 28 || byte < 0x10 ? at : NULL;
	}
	return NULL;
}

static const uint8_t *skip_i32(const uint8_t *at, const uint8_t *end)
{
	for (unsigned shift = 0; shift < 35 && at < end; shift += 7) {
		uint8_t byte = *at++;
		if (byte >= 0x80)
			continue;
		uint8_t sign = byte & 0x08 ? 0x78 : 0;
		return shift < 28 || (byte & 0x78) == sign ? at : NULL;
	}
	return NULL;
}

/* SAVE and LOAD go around every call of other code. Each byte left may push one operand unchecked. */
#define SAVE() (b->r.at = at, b->sp = (uint32_t)(sp - b->stack))
#define LOAD()                                                                                     \
	do {                                                                                       \
		at = b->r.at;                                                                      \
		if (b->cap - b->sp < (size_t)(end - at) + 8) {                                     \
			tn_validate_reserve(b, (uint32_t)(end - at) + 8);                          \
			if (b->has_failed)                                                         \
				return;                                                            \
		}                                                                                  \
		sp = b->stack + b->sp;                                                             \
		frame = tn_validate_top_frame(b);                                                  \
	} while (0)
/* The whole instruction the long way, from its first byte. */
#define STEP()                                                                                     \
	{                                                                                          \
		at = instr;                                                                        \
		sp = top;                                                                          \
		SAVE();                                                                            \
		tn_validate_step(b);                                                               \
		if (b->frames.len == 0 || b->has_failed)                                           \
			return;                                                                    \
		LOAD();                                                                            \
		break;                                                                             \
	}
#define NEED(condition)                                                                            \
	if (!(condition))                                                                          \
	STEP()
#define INDEX(var)                                                                                 \
	uint32_t var;                                                                              \
	if (at < end && at[0] < 0x80)                                                              \
		var = *at++;                                                                       \
	else if (end - at >= 2 && at[1] < 0x80)                                                    \
		var = (at[0] & 0x7fu) | (uint32_t)at[1] << 7, at += 2;                             \
	else if (!(at = long_index(at, end, &var)))                                                \
	STEP()
#define POP(type)                                                                                  \
	NEED(sp[-1] == (type))                                                                     \
	sp--
#define UNARY(from, to)                                                                            \
	NEED(sp[-1] == (from))                                                                     \
	sp[-1] = (to);                                                                             \
	break
#define BINARY(from, to)                                                                           \
	NEED(sp[-1] == (from) && sp[-2] == (from))                                                 \
	sp--;                                                                                      \
	sp[-1] = (to);                                                                             \
	break
/* Skips a LEB128 of at most `most` bytes, all of whose bits count. */
#define SKIP_LEB(most)                                                                             \
	{                                                                                          \
		const uint8_t *last = end - at > (most) ? at + (most) - 1 : end - 1;               \
		while (at < last && *at >= 0x80)                                                   \
			at++;                                                                      \
	}                                                                                          \
	NEED(at < end && *at < 0x80)                                                               \
	at++
/* A call of that type: what it takes is there, what it gives is at most one. */
#define CALL(sig)                                                                                  \
	uint32_t left = (sig)->param_count;                                                        \
	while (left > 0 && sp[-1] == (sig)->params[left - 1])                                      \
		sp--, left--;                                                                      \
	NEED(left == 0 && (sig)->result_count <= 1)                                                \
	if ((sig)->result_count)                                                                   \
		*sp++ = (sig)->results[0];                                                         \
	break
/* An access of memory 0 with 32-bit addresses. */
#define MEMARG()                                                                                   \
	NEED(at < end && *at <= tn_opcode_table[*instr].arg && is_plain_memory)                    \
	at++;                                                                                      \
	if (at < end && *at < 0x80)                                                                \
		at++;                                                                              \
	else if (!(at = long_index(at, end, &offset)))                                             \
	STEP()
#define LOAD_OP(type)                                                                              \
	MEMARG();                                                                                  \
	UNARY(TN_CORE_I32, type)
#define STORE_OP(type)                                                                             \
	MEMARG();                                                                                  \
	NEED(sp[-1] == (type) && sp[-2] == TN_CORE_I32)                                            \
	sp -= 2;                                                                                   \
	break

void tn_validate_run(struct tn_validate_body *b)
{
	const uint8_t *const paths = b->v->paths, *const end = b->r.end, *at;
	const bool is_plain_memory =
		b->m->memories.len && !b->m->memories.ptr[0].limits.is_64 && !b->is_shared;
	const bool has_plain_locals = !b->unset,
		   has_plain_items = !b->is_shared && !b->v->has_refused;
	const bool has_plain_table = b->m->tables.len && has_plain_items &&
				     b->m->tables.ptr[0].value == TN_CORE_FUNCREF &&
				     !b->m->tables.ptr[0].limits.is_64;
	tn_core_ty *sp;
	struct tn_validate_frame *frame;
	uint32_t offset; /* which any memory access may have */
	LOAD();
	while (at < end) {
		const uint8_t *const instr = at++;
		tn_core_ty *const top = sp;
		switch (paths[*instr]) {
		case TN_SHAPE__i:
			if (at < end && *at < 0x80)
				at++;
			else if (!(at = skip_i32(at, end)))
				STEP()
			*sp++ = TN_CORE_I32;
			break;
		case TN_SHAPE__I:
			SKIP_LEB(9);
			*sp++ = TN_CORE_I64;
			break;
		case TN_SHAPE_i_i:
			UNARY(TN_CORE_I32, TN_CORE_I32);
		case TN_SHAPE_ii_i:
			BINARY(TN_CORE_I32, TN_CORE_I32);
		case TN_SHAPE_I_i:
			UNARY(TN_CORE_I64, TN_CORE_I32);
		case TN_SHAPE_II_i:
			BINARY(TN_CORE_I64, TN_CORE_I32);
		case TN_SHAPE_I_I:
			UNARY(TN_CORE_I64, TN_CORE_I64);
		case TN_SHAPE_II_I:
			BINARY(TN_CORE_I64, TN_CORE_I64);
		case TN_SHAPE_i_I:
			UNARY(TN_CORE_I32, TN_CORE_I64);
		case TN_SHAPE_ff_i:
			BINARY(TN_CORE_F32, TN_CORE_I32);
		case TN_SHAPE_FF_i:
			BINARY(TN_CORE_F64, TN_CORE_I32);
		case TN_SHAPE_ff_f:
			BINARY(TN_CORE_F32, TN_CORE_F32);
		case TN_SHAPE_FF_F:
			BINARY(TN_CORE_F64, TN_CORE_F64);
		case TN_SHAPE_f_f:
			UNARY(TN_CORE_F32, TN_CORE_F32);
		case TN_SHAPE_F_F:
			UNARY(TN_CORE_F64, TN_CORE_F64);
		case TN_SHAPE_m_i:
			LOAD_OP(TN_CORE_I32);
		case TN_SHAPE_m_I:
			LOAD_OP(TN_CORE_I64);
		case TN_SHAPE_m_f:
			LOAD_OP(TN_CORE_F32);
		case TN_SHAPE_m_F:
			LOAD_OP(TN_CORE_F64);
		case TN_SHAPE_mi_:
			STORE_OP(TN_CORE_I32);
		case TN_SHAPE_mI_:
			STORE_OP(TN_CORE_I64);
		case TN_SHAPE_mf_:
			STORE_OP(TN_CORE_F32);
		case TN_SHAPE_mF_:
			STORE_OP(TN_CORE_F64);
		case PATH_LOCAL_GET: {
			INDEX(local)
			NEED(local < b->flat_count && has_plain_locals)
			*sp++ = b->flat[local];
			break;
		}
		case PATH_LOCAL_SET: {
			INDEX(local)
			NEED(local < b->flat_count && has_plain_locals)
			POP(b->flat[local]);
			break;
		}
		case PATH_LOCAL_TEE: {
			INDEX(local)
			NEED(local < b->flat_count && has_plain_locals && sp[-1] == b->flat[local])
			break;
		}
		case PATH_GLOBAL_GET: {
			INDEX(global)
			NEED(global < b->m->globals.len && has_plain_items)
			*sp++ = b->m->globals.ptr[global].value;
			break;
		}
		case PATH_GLOBAL_SET: {
			INDEX(global)
			NEED(global < b->m->globals.len && has_plain_items)
			const struct tn_core_extern *item = &b->m->globals.ptr[global];
			NEED(item->is_mutable)
			POP(item->value);
			break;
		}
		case PATH_CALL: {
			INDEX(func)
			NEED(func < b->m->funcs.len && has_plain_items)
			const struct tn_core_sig *sig = b->v->sigs[func];
			CALL(sig);
		}
		case PATH_CALL_INDIRECT: {
			INDEX(type)
			NEED(type < b->m->types.len && has_plain_table && at < end && *at == 0)
			const struct tn_core_type *callee = &b->m->types.ptr[type];
			at++;
			NEED(callee->kind == TN_CORE_FUNC)
			POP(TN_CORE_I32);
			CALL(&callee->sig);
		}
		case PATH_RETURN: {
			const struct tn_core_sig *own = b->frames.ptr[0].sig;
			NEED(own->result_count == 0 ||
				(own->result_count == 1 && sp[-1] == own->results[0]))
			sp = b->stack + frame->height;
			frame->is_unreachable = true;
			break;
		}
		case PATH_UNREACHABLE:
			sp = b->stack + frame->height;
			frame->is_unreachable = true;
			break;
		case PATH_BR_IF: {
			INDEX(label)
			tn_core_ty type;
			NEED(label < b->frames.len && plain_label(frame - label, &type))
			POP(TN_CORE_I32);
			NEED(!type || sp[-1] == type)
			break;
		}
		case PATH_BR: {
			INDEX(label)
			tn_core_ty type;
			NEED(label < b->frames.len && plain_label(frame - label, &type))
			NEED(!type || sp[-1] == type)
			sp = b->stack + frame->height;
			frame->is_unreachable = true;
			break;
		}
		case PATH_IF:
			POP(TN_CORE_I32);
			__attribute__((fallthrough));
		case PATH_BLOCK:
		case PATH_LOOP: {
			NEED(at < end &&
				(*at == 0x40 || *at == TN_CORE_I32 || *at == TN_CORE_I64) &&
				b->frames.len < b->frames.cap)
			*sp++ = TN_VALIDATE_MARK;
			*++frame = (struct tn_validate_frame){
				.kind = (uint8_t)(TN_FRAME_BLOCK + (*instr - TN_OP_BLOCK)),
				.one = *at == 0x40 ? TN_CORE_NONE : *at,
				.height = (uint32_t)(sp - b->stack),
				.inits = b->inits.len,
			};
			b->frames.len++;
			at++;
			break;
		}
		case PATH_ELSE:
			NEED(frame->kind == TN_FRAME_IF && !frame->sig && has_plain_locals)
			if (frame->one) {
				POP(frame->one);
			}
			NEED(sp == b->stack + frame->height)
			frame->kind = TN_FRAME_ELSE;
			frame->is_unreachable = false;
			break;
		case PATH_END: {
			NEED(!frame->sig && frame->kind != TN_FRAME_FUNC && has_plain_locals &&
				(frame->kind != TN_FRAME_IF || !frame->one))
			tn_core_ty one = frame->one;
			if (one) {
				POP(one);
			}
			NEED(sp == b->stack + frame->height)
			sp--;
			b->frames.len--;
			frame--;
			if (one)
				*sp++ = one;
			break;
		}
		case PATH_DROP:
			NEED(sp[-1] != TN_VALIDATE_MARK)
			sp--;
			break;
		case PATH_SELECT:
			NEED(sp[-1] == TN_CORE_I32 &&
				sp[-2] - TN_CORE_V128 <= TN_CORE_I32 - TN_CORE_V128 &&
				sp[-2] == sp[-3])
			sp -= 2;
			break;
		default:
			STEP()
		}
	}
	SAVE();
}

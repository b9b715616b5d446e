/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Instructions in their folded form: (i32.add (local.get 0) (i32.const 1)). In: instructions with their text, in the order of
 * the bytes; out: the same, each behind a parenthesis that its operands stand in.
 *
 * Folding never changes the order: the text says operands first, too. So an instruction opens its parenthesis where the
 * first of its operands begins, and closes it at its own place. Parentheses are chained by where they open, the outermost
 * first, and what is finished is printed at once.
 *
 * `try` of legacy exceptions stays as it is, with folded instructions in it: its own folded form is read by few. So it is
 * nobody's operand.
 */
#include "wasm/core/coreprint.h"

#define NOWHERE UINT32_MAX
#define NEVER UINT32_MAX      /* results of what cannot be an operand */
#define FLAT (UINT32_MAX - 1) /* nor the condition of an `if` */

struct paren {
	uint32_t next; /* that opens at the same place, inside of this one */
	size_t text, len;
	uint64_t offset;
	int hint;     /* 1 likely, 0 unlikely, -1 none */
	bool is_word; /* then, else: no bytes of their own */
	bool is_flat; /* no parenthesis at all, but a line, and how it indents */
	int8_t indent_before, indent_behind;
};

/* One instruction. */
struct place {
	uint32_t opens; /* the outermost parenthesis, or NOWHERE */
	uint8_t closes_before, closes_behind;
};

struct operand {
	uint32_t start, results;
	uint64_t before; /* values that all below it give, of every frame */
};

struct frame {
	uint32_t start; /* where its parenthesis opens */
	uint32_t base;  /* of its operands */
	uint32_t takes, gives;
	bool is_loop, is_if, is_try, has_else;
};

struct tn_coreprint_fold {
	struct tn_textout heads; /* texts of instructions that wait */
	TN_VEC(struct paren) parens;
	TN_VEC(struct place) places;
	TN_VEC(struct operand) operands;
	TN_VEC(struct frame) frames; /* the function first */
	bool ends_in_comment;        /* which a parenthesis would be part of */
	bool is_on_line, is_first;   /* an initialiser, which is not broken into lines; nothing of it is printed yet */
};

struct arity {
	uint32_t takes, gives;
};

/* ---- how many operands ---- */

static struct arity of_sig(const struct tn_core_sig *sig, uint32_t more)
{
	return sig ? (struct arity){ sig->param_count + more, sig->result_count }
		   : (struct arity){ 0, NEVER };
}

static const struct tn_core_type *type_at(
	const struct tn_coreprint *p, uint32_t index, enum tn_core_type_kind kind)
{
	bool fits = index < p->m->types.len && p->m->types.ptr[index].kind == kind;
	return fits ? &p->m->types.ptr[index] : NULL;
}

static struct arity of_type(const struct tn_coreprint *p, uint32_t index, uint32_t more)
{
	const struct tn_core_type *type = type_at(p, index, TN_CORE_FUNC);
	return of_sig(type ? &type->sig : NULL, more);
}

static struct arity of_tag(const struct tn_coreprint *p, uint32_t index)
{
	return index < p->m->tags.len ? of_type(p, p->m->tags.ptr[index].type, 0)
				      : (struct arity){ 0, NEVER };
}

static struct arity of_block(const struct tn_coreprint *p, const struct tn_coreinstr *i)
{
	if (i->block == TN_BLOCK_TYPE)
		return of_type(p, i->a, 0);
	return (struct arity){ 0, i->block == TN_BLOCK_VALUE };
}

static uint32_t of_label(const struct tn_coreprint_fold *f, uint32_t depth)
{
	if (depth >= f->frames.len)
		return 0;
	const struct frame *frame = &f->frames.ptr[f->frames.len - 1 - depth];
	return frame->is_loop ? frame->takes : frame->gives;
}

static uint32_t default_label(const struct tn_coreinstr *i)
{
	struct tn_reader r = tn_reader_new(i->rest, i->rest.ptr);
	uint32_t label = tn_reader_u32(&r);
	for (uint32_t k = 0; k < i->count; k++)
		label = tn_reader_u32(&r);
	return label;
}

/* The function in a continuation type. */
static const struct tn_core_sig *sig_of_cont(const struct tn_coreprint *p, uint32_t index)
{
	const struct tn_core_type *type = type_at(p, index, TN_CORE_CONT);
	if (!type || !(type->cont & TN_CORE_INDEX))
		return NULL;
	type = type_at(p, type->cont & TN_CORE_HEAP_MASK, TN_CORE_FUNC);
	return type ? &type->sig : NULL;
}

/* Proposal stack-switching, "Execution": the continuation is the last operand, behind what it is given. */
static struct arity of_switching(const struct tn_coreprint *p, const struct tn_coreinstr *i)
{
	const struct tn_core_sig *sig = sig_of_cont(p, i->a), *other;
	const struct arity tag = of_tag(p, i->opcode == TN_OP_RESUME_THROW ? i->b : i->a);
	const struct arity unknown = { 0, NEVER };
	if (i->opcode == TN_OP_SUSPEND)
		return tag;
	if (!sig)
		return unknown;
	switch (i->opcode) {
	case TN_OP_CONT_BIND:
		other = sig_of_cont(p, i->b);
		return other && other->param_count <= sig->param_count
			       ? (struct arity){ sig->param_count - other->param_count + 1, 1 }
			       : unknown;
	case TN_OP_RESUME:
		return of_sig(sig, 1);
	case TN_OP_RESUME_THROW:
		return tag.gives == NEVER ? unknown
					  : (struct arity){ tag.takes + 1, sig->result_count };
	case TN_OP_RESUME_THROW_REF:
		return (struct arity){ 2, sig->result_count };
	default: { /* switch: the last parameter is the continuation to come back to */
		tn_core_ty last = sig->param_count ? sig->params[sig->param_count - 1] : 0;
		other = last & TN_CORE_INDEX ? sig_of_cont(p, last & TN_CORE_HEAP_MASK) : NULL;
		return other ? (struct arity){ sig->param_count, other->param_count } : unknown;
	}
	}
}

/* Of what depends on types and labels. */
static struct arity of_control(const struct tn_coreprint *p, const struct tn_coreinstr *i)
{
	const struct tn_coreprint_fold *f = p->fold;
	const struct tn_core_type *type;
	uint32_t label =
		i->info->imm == TN_IMM_LABEL || i->info->imm == TN_IMM_CAST ? of_label(f, i->a) : 0;
	switch (i->opcode) {
	case TN_OP_CALL:
		return of_sig(tn_module_sig(p->m, i->a), 0);
	case TN_OP_RETURN_CALL:
		return (struct arity){ of_sig(tn_module_sig(p->m, i->a), 0).takes, 0 };
	case TN_OP_CALL_INDIRECT:
	case TN_OP_CALL_REF:
		return of_type(p, i->a, 1);
	case TN_OP_RETURN_CALL_INDIRECT:
	case TN_OP_RETURN_CALL_REF:
		return (struct arity){ of_type(p, i->a, 1).takes, 0 };
	case TN_OP_THROW:
		return (struct arity){ of_tag(p, i->a).takes, 0 };
	case TN_OP_RETURN:
		return (struct arity){ f->frames.ptr[0].gives, 0 };
	case TN_OP_BR:
		return (struct arity){ label, 0 };
	case TN_OP_BR_IF:
		return (struct arity){ label + 1, label };
	case TN_OP_BR_TABLE:
		return (struct arity){ of_label(f, default_label(i)) + 1, 0 };
	case TN_OP_BR_ON_NULL:
		return (struct arity){ label + 1, label + 1 };
	case TN_OP_BR_ON_NON_NULL:
		return (struct arity){ label, label ? label - 1 : 0 };
	case TN_OP_BR_ON_CAST:
	case TN_OP_BR_ON_CAST_FAIL:
		return (struct arity){ label, label };
	case TN_OP_STRUCT_NEW:
	case TN_OP_STRUCT_NEW_DESC:
		type = type_at(p, i->a, TN_CORE_STRUCT);
		return (struct arity){
			(type ? type->field_count : 0) + (i->opcode == TN_OP_STRUCT_NEW_DESC), 1
		};
	case TN_OP_ARRAY_NEW_FIXED:
		return (struct arity){ i->b, 1 };
	case TN_OP_TYPED_SELECT:
		return (struct arity){ 1 + 2 * i->count, i->count };
	case TN_OP_CONT_BIND:
	case TN_OP_SUSPEND:
	case TN_OP_RESUME:
	case TN_OP_RESUME_THROW:
	case TN_OP_RESUME_THROW_REF:
	case TN_OP_SWITCH:
		return of_switching(p, i);
	case TN_OP_UNREACHABLE:
	case TN_OP_RETHROW:
	case TN_OP_DATA_DROP:
	case TN_OP_ELEM_DROP:
		return (struct arity){ 0, 0 };
	default:
		return (struct arity){ 0, NEVER };
	}
}

/* Operands and results of the rest that shape.def has no shape for: operands << 4 | results. */
static uint8_t fixed(uint32_t opcode)
{
	switch (opcode) {
	case TN_OP_LOCAL_GET:
	case TN_OP_GLOBAL_GET:
	case TN_OP_REF_NULL:
	case TN_OP_REF_FUNC:
	case TN_OP_MEMORY_SIZE:
	case TN_OP_TABLE_SIZE:
	case TN_OP_STRUCT_NEW_DEFAULT:
		return 0x01;
	case TN_OP_DROP:
	case TN_OP_LOCAL_SET:
	case TN_OP_GLOBAL_SET:
	case TN_OP_THROW_REF:
		return 0x10;
	case TN_OP_LOCAL_TEE:
	case TN_OP_TABLE_GET:
	case TN_OP_MEMORY_GROW:
	case TN_OP_REF_IS_NULL:
	case TN_OP_REF_AS_NON_NULL:
	case TN_OP_STRUCT_GET:
	case TN_OP_STRUCT_GET_S:
	case TN_OP_STRUCT_GET_U:
	case TN_OP_ARRAY_NEW_DEFAULT:
	case TN_OP_ARRAY_LEN:
	case TN_OP_REF_TEST_NON_NULL:
	case TN_OP_REF_TEST_NULLABLE:
	case TN_OP_REF_CAST_NON_NULL:
	case TN_OP_REF_CAST_NULLABLE:
	case TN_OP_ANY_CONVERT_EXTERN:
	case TN_OP_EXTERN_CONVERT_ANY:
	case TN_OP_REF_I31:
	case TN_OP_I31_GET_S:
	case TN_OP_I31_GET_U:
	case TN_OP_CONT_NEW:
		return 0x11;
	case TN_OP_TABLE_SET:
	case TN_OP_STRUCT_SET:
		return 0x20;
	case TN_OP_REF_EQ:
	case TN_OP_TABLE_GROW:
	case TN_OP_ARRAY_NEW:
	case TN_OP_ARRAY_NEW_DATA:
	case TN_OP_ARRAY_NEW_ELEM:
	case TN_OP_ARRAY_GET:
	case TN_OP_ARRAY_GET_S:
	case TN_OP_ARRAY_GET_U:
		return 0x21;
	case TN_OP_ARRAY_SET:
	case TN_OP_MEMORY_INIT:
	case TN_OP_MEMORY_COPY:
	case TN_OP_MEMORY_FILL:
	case TN_OP_TABLE_INIT:
	case TN_OP_TABLE_COPY:
	case TN_OP_TABLE_FILL:
		return 0x30;
	case TN_OP_SELECT:
		return 0x31;
	case TN_OP_ARRAY_FILL:
	case TN_OP_ARRAY_INIT_DATA:
	case TN_OP_ARRAY_INIT_ELEM:
		return 0x40;
	case TN_OP_ARRAY_COPY:
		return 0x50;
	default:
		return 0xff;
	}
}

static struct arity arity_of(const struct tn_coreprint *p, const struct tn_coreinstr *i)
{
	const struct tn_shape_row *shape = &tn_opcode_shapes[i->info->shape];
	bool has_address = shape->takes && shape->types[0] == TN_SHAPE_TYPE_ADDR;
	if (i->info->shape != TN_SHAPE_special)
		return (struct arity){ shape->takes + (has_address && i->has_array), shape->gives };
	uint8_t both = fixed(i->opcode);
	return both == 0xff ? of_control(p, i) : (struct arity){ both >> 4, both & 15 };
}

/* ---- parentheses ---- */

static void open_at(
	struct tn_coreprint_fold *f, struct tn_arena *arena, uint32_t at, struct paren paren)
{
	paren.next = f->places.ptr[at].opens;
	f->places.ptr[at].opens = f->parens.len;
	*TN_PUSH(arena, &f->parens) = paren;
}

static struct paren word(struct tn_coreprint_fold *f, const char *text)
{
	size_t start = f->heads.buf.len;
	tn_textout_put(&f->heads, text);
	return (struct paren){
		.text = start, .len = f->heads.buf.len - start, .hint = -1, .is_word = true
	};
}

/* The number of a label, ";; label = @1". */
static bool has_comment(struct tn_str text)
{
	for (size_t i = 1; i < text.len; i++)
		if (text.ptr[i] == ';' && text.ptr[i - 1] == ';')
			return true;
	return false;
}

static void print_open(struct tn_coreprint *p, const struct paren *paren)
{
	struct tn_coreprint_fold *f = p->fold;
	struct tn_str text = { (const char *)f->heads.buf.ptr + paren->text, paren->len };
	if (paren->hint >= 0)
		tn_coreprint_put_hint(p, paren->hint);
	p->out->extra += paren->indent_before;
	if (f->is_on_line)
		tn_textout_put(p->out, f->is_first ? "" : " ");
	else if (paren->is_word)
		tn_textout_line(p->out);
	else
		tn_textout_line_at(p->out, paren->offset);
	if (!paren->is_flat)
		tn_textout_put(p->out, "(");
	tn_textout_str(p->out, text);
	p->out->extra += paren->is_flat ? paren->indent_behind : 1;
	f->is_first = false;
	f->ends_in_comment = has_comment(text);
}

static void print_close(struct tn_coreprint *p, uint32_t count)
{
	for (; count; count--) {
		p->out->extra--;
		if (p->fold->ends_in_comment)
			tn_textout_line(p->out);
		p->fold->ends_in_comment = false;
		tn_textout_put(p->out, ")");
	}
}

/* All that has come; nothing of it is an operand of what is to come. */
static void flush(struct tn_coreprint *p)
{
	struct tn_coreprint_fold *f = p->fold;
	for (uint32_t i = 0; i < f->places.len; i++) {
		const struct place *place = &f->places.ptr[i];
		print_close(p, place->closes_before);
		for (uint32_t k = place->opens; k != NOWHERE; k = f->parens.ptr[k].next)
			print_open(p, &f->parens.ptr[k]);
		print_close(p, place->closes_behind);
	}
	f->places.len = f->parens.len = f->operands.len = 0;
	f->heads.buf.len = 0;
}

/* ---- instructions ---- */

static void push_frame(struct tn_coreprint *p, const struct tn_coreinstr *i, uint32_t start)
{
	struct tn_coreprint_fold *f = p->fold;
	struct arity block = of_block(p, i);
	*TN_PUSH(p->arena, &f->frames) = (struct frame){ start, f->operands.len, block.takes,
		block.gives == NEVER ? 0 : block.gives, i->opcode == TN_OP_LOOP,
		i->opcode == TN_OP_IF, i->opcode == TN_OP_TRY, false };
}

/* What all operands give; it grows with them. */
static uint64_t values_of_all(const struct tn_coreprint_fold *f)
{
	const struct operand *last = f->operands.len ? &f->operands.ptr[f->operands.len - 1] : NULL;
	return last ? last->before + last->results : 0;
}

/*
 * Where the last operands of the frame begin that give that many values; `at` when none do so exactly. It is
 * searched for, not walked to: those between may be many, and give no value.
 */
static uint32_t begin_of(struct tn_coreprint_fold *f, uint32_t at, struct arity *arity)
{
	uint32_t base = f->frames.ptr[f->frames.len - 1].base, low = base, high = f->operands.len;
	uint64_t all = values_of_all(f);
	if (!arity->takes || base == high || all - f->operands.ptr[base].before < arity->takes)
		return at;
	uint64_t before = all - arity->takes;
	while (high - low > 1) { /* the last that has no more than these before it: it gives the first value */
		uint32_t middle = low + (high - low) / 2;
		if (f->operands.ptr[middle].before <= before)
			low = middle;
		else
			high = middle;
	}
	if (f->operands.ptr[low].before != before) { /* some of them are of one that gives more */
		arity->gives = NEVER;
		return at;
	}
	f->operands.len = low;
	return f->operands.ptr[low].start;
}

/* The condition of an `if` is what stands before it, as wasm-tools has it: perhaps `unreachable`, which gives no value. */
static uint32_t begin_of_condition(struct tn_coreprint_fold *f, uint32_t at)
{
	uint32_t base = f->frames.ptr[f->frames.len - 1].base, k = f->operands.len;
	if (k == base || f->operands.ptr[k - 1].results == FLAT)
		return at;
	return f->operands.ptr[--f->operands.len].start;
}

static void push_operand(struct tn_coreprint *p, uint32_t start, uint32_t results)
{
	uint64_t before = values_of_all(p->fold);
	*TN_PUSH(p->arena, &p->fold->operands) = (struct operand){ start, results, before };
}

/* What gives no value is not waited with, but for an `if`. */
struct tn_textout *tn_coreprint_fold_head(struct tn_coreprint *p, const struct tn_coreinstr *i)
{
	struct tn_coreprint_fold *f = p->fold;
	if (f->frames.len == 1 && f->operands.len == 1 && !f->operands.ptr[0].results &&
		i->opcode != TN_OP_IF)
		flush(p);
	return &f->heads;
}

static bool is_part_of_try(uint32_t opcode)
{
	return opcode == TN_OP_CATCH || opcode == TN_OP_CATCH_ALL || opcode == TN_OP_DELEGATE ||
	       opcode == TN_OP_END;
}

/* A line of a `try`. */
static void add_flat(struct tn_coreprint *p, uint32_t at, struct paren paren, int before, int behind)
{
	paren.is_flat = true;
	paren.indent_before = (int8_t)before;
	paren.indent_behind = (int8_t)behind;
	open_at(p->fold, p->arena, at, paren);
}

static void add_part_of_try(struct tn_coreprint *p, uint32_t at, uint32_t opcode, struct paren paren)
{
	struct tn_coreprint_fold *f = p->fold;
	struct frame *frame = &f->frames.ptr[f->frames.len - 1];
	bool goes_on = opcode == TN_OP_CATCH || opcode == TN_OP_CATCH_ALL;
	add_flat(p, at, paren, -1, goes_on);
	f->operands.len = frame->base;
	if (goes_on)
		return;
	push_operand(p, frame->start, FLAT);
	f->frames.len--;
}

void tn_coreprint_fold_add(
	struct tn_coreprint *p, const struct tn_coreinstr *i, size_t text, int hint)
{
	struct tn_coreprint_fold *f = p->fold;
	uint32_t at = f->places.len, start = at;
	struct place place = { .opens = NOWHERE };
	struct paren paren = { NOWHERE, text, f->heads.buf.len - text,
		tn_module_offset(p->m, i->at), hint, false, false, 0, 0 };
	struct frame *frame = &f->frames.ptr[f->frames.len - 1];
	*TN_PUSH(p->arena, &f->places) = place;
	if (frame->is_try && is_part_of_try(i->opcode)) {
		add_part_of_try(p, at, i->opcode, paren);
	} else if (i->opcode == TN_OP_TRY) {
		add_flat(p, at, paren, 0, 1);
		push_frame(p, i, start);
	} else if (i->opcode == TN_OP_ELSE && frame->is_if && !frame->has_else) {
		f->places.ptr[at].closes_before = 1;
		f->operands.len = frame->base;
		frame->has_else = true;
		open_at(f, p->arena, at, word(f, "else"));
	} else if (i->opcode == TN_OP_END) {
		f->places.ptr[at].closes_before = frame->is_if ? 2 : 1;
		f->operands.len = frame->base;
		push_operand(p, frame->start, frame->gives);
		f->frames.len--;
	} else if (i->info->imm == TN_IMM_BLOCK || i->info->imm == TN_IMM_TRY_TABLE) {
		if (i->opcode == TN_OP_IF) {
			start = begin_of_condition(f, at);
			open_at(f, p->arena, at, word(f, "then"));
		}
		open_at(f, p->arena, start, paren);
		push_frame(p, i, start);
	} else {
		struct arity arity = arity_of(p, i);
		start = begin_of(f, at, &arity);
		f->places.ptr[at].closes_behind = 1;
		open_at(f, p->arena, start, paren);
		push_operand(p, start, arity.gives);
	}
}

void tn_coreprint_fold_begin(struct tn_coreprint *p, uint32_t func, bool is_on_line)
{
	if (!p->fold) {
		p->fold = TN_NEW(p->arena, struct tn_coreprint_fold);
		tn_textout_begin(&p->fold->heads, p->arena, NULL, NULL);
	}
	struct arity own = of_sig(tn_module_sig(p->m, func), 0);
	p->fold->is_on_line = p->fold->is_first = is_on_line;
	p->fold->frames.len = 0;
	*TN_PUSH(p->arena, &p->fold->frames) =
		(struct frame){ .takes = own.takes, .gives = own.gives == NEVER ? 0 : own.gives };
}

void tn_coreprint_fold_end(struct tn_coreprint *p)
{
	struct tn_coreprint_fold *f = p->fold;
	flush(p);
	for (; f->frames.len > 1; f->frames.len--) { /* a body that is malformed */
		const struct frame *frame = &f->frames.ptr[f->frames.len - 1];
		p->out->extra -= frame->is_try;
		print_close(p, frame->is_try ? 0 : 1 + frame->is_if);
	}
}

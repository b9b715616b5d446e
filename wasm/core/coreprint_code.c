/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Bodies and initialisers as text. Core spec, text format, "Instructions". */
#include "wasm/core/coreprint.h"

struct code {
	struct tn_coreprint *p;
	struct tn_textout *out;
	uint32_t func; /* TN_COREPRINT_NOBODY: an initialiser */
	uint32_t
		labels; /* blocks met so far, which is how labels are counted in the name section */
	uint32_t depth; /* open blocks: the last of p->frames */
	struct tn_bytes body;
	struct tn_coreinstr i;
};

static void put(struct code *c, const char *text)
{
	tn_textout_put(c->out, text);
}

static void use(struct code *c, enum tn_name_kind kind, uint32_t index)
{
	put(c, " ");
	tn_coreprint_use(c->p, kind, index);
}

/* Index 0 is what is meant where none is written. */
static void use_unless_0(struct code *c, enum tn_name_kind kind, uint32_t index)
{
	if (index)
		use(c, kind, index);
}

/* ---- labels ---- */

static struct tn_str label_name(const struct code *c, uint32_t depth)
{
	uint32_t at = c->p->frames.ptr[c->depth - 1 - depth];
	return at == UINT32_MAX ? TN_NOSTR : c->p->names.list[TN_NAME_LABEL].ptr[at].name;
}

/* A name that a nearer block has too would find that one. */
static bool is_hidden(const struct code *c, uint32_t depth, struct tn_str name)
{
	for (uint32_t i = 0; i < depth && i < 100; i++) {
		struct tn_str nearer = label_name(c, i);
		if (nearer.ptr && tn_str_eq(nearer, name))
			return true;
	}
	return depth > 100; /* and nobody counts that far */
}

static void label(struct code *c, uint32_t depth)
{
	put(c, " ");
	if (depth >= c->depth) {
		tn_textout_number(c->out, depth);
		return;
	}
	uint32_t at = c->p->frames.ptr[c->depth - 1 - depth];
	struct tn_str name = label_name(c, depth);
	if (name.ptr && !is_hidden(c, depth, name))
		tn_coreprint_use_in(c->p, TN_NAME_LABEL, c->func,
			c->p->names.list[TN_NAME_LABEL].ptr[at].index);
	else if (!name.ptr && c->p->options.name_unnamed && c->func != TN_COREPRINT_NOBODY)
		tn_textout_printf(c->out, "$#label%u", c->depth - 1 - depth);
	else if (name.ptr)
		tn_textout_number(c->out, depth);
	else
		tn_textout_printf(c->out, "%u (;@%u;)", depth, c->depth - depth);
}

static void block_type(struct code *c)
{
	if (c->i.block == TN_BLOCK_VALUE) {
		put(c, " (result ");
		tn_coreprint_value(c->p, c->i.type);
		put(c, ")");
	} else if (c->i.block == TN_BLOCK_TYPE) {
		put(c, " ");
		tn_coreprint_type_use(c->p, c->i.a, TN_COREPRINT_NAMELESS);
	}
}

static void catches(struct code *c)
{
	static const char *const words[] = { "catch", "catch_ref", "catch_all", "catch_all_ref" };
	struct tn_reader r = tn_reader_new(c->i.rest, c->i.rest.ptr);
	for (uint32_t i = 0; i < c->i.count; i++) {
		struct tn_corecatch clause = tn_coreinstr_catch(&r);
		tn_textout_printf(c->out, " (%s", words[clause.kind & 3]);
		if (clause.kind < 2)
			use(c, TN_NAME_TAG, clause.tag);
		label(c, clause.label);
		put(c, ")");
	}
}

/* `block $name (type) …`, and the comment that numbers blocks without a name. */
static void open_block(struct code *c)
{
	bool is_body = c->func != TN_COREPRINT_NOBODY, has_name = false;
	uint32_t index = c->labels++, at = UINT32_MAX;
	if (is_body)
		at = tn_corenames_find(&c->p->names, TN_NAME_LABEL, c->func, index);
	if (at != UINT32_MAX) {
		tn_coreprint_define_label(c->p, at);
		has_name = true;
	} else if (is_body && c->p->options.name_unnamed) {
		tn_textout_printf(c->out, " $#label%u", c->depth);
		has_name = true;
	}
	block_type(c);
	if (c->i.info->imm == TN_IMM_TRY_TABLE)
		catches(c);
	*TN_PUSH(c->p->arena, &c->p->frames) = at;
	c->depth = c->p->frames.len;
	c->out->extra++;
	if (is_body && !has_name)
		tn_textout_printf(c->out, " ;; label = @%u", c->depth);
}

/* ---- immediates ---- */

static void type_use(struct code *c)
{
	put(c, " (type ");
	tn_coreprint_use(c->p, TN_NAME_TYPE, c->i.a);
	put(c, ")");
}

static void order(struct code *c)
{
	put(c, c->i.order ? " acqrel" : " seqcst");
}

static void memarg(struct code *c)
{
	if (c->i.has_array)
		type_use(c);
	else
		use_unless_0(c, TN_NAME_MEMORY, c->i.a);
	if (c->i.value)
		tn_textout_printf(c->out, " offset=%llu", (unsigned long long)c->i.value);
	if (c->i.b != c->i.info->arg)
		tn_textout_printf(c->out, " align=%u", 1u << c->i.b);
	if (c->i.has_order)
		order(c);
}

static void labels(struct code *c)
{
	struct tn_reader r = tn_reader_new(c->i.rest, c->i.rest.ptr);
	for (uint32_t i = 0; i <= c->i.count; i++)
		label(c, tn_reader_u32(&r));
}

static void handlers(struct code *c)
{
	struct tn_reader r = tn_reader_new(c->i.rest, c->i.rest.ptr);
	for (uint32_t i = 0; i < c->i.count; i++) {
		struct tn_corehandler h = tn_coreinstr_handler(&r);
		put(c, " (on");
		use(c, TN_NAME_TAG, h.tag);
		if (h.is_switch)
			put(c, " switch");
		else
			label(c, h.label);
		put(c, ")");
	}
}

static void types(struct code *c)
{
	struct tn_reader r = tn_reader_new(c->i.rest, c->i.rest.ptr);
	put(c, " (result");
	for (uint32_t i = 0; i < c->i.count; i++) {
		put(c, " ");
		tn_coreprint_value(c->p, tn_coretype_value(&r));
	}
	put(c, ")");
}

/* ref.null names a heap type, tests and casts a reference type. */
static void heap(struct code *c)
{
	put(c, " ");
	bool is_nullable = c->i.opcode == TN_OP_REF_TEST_NULLABLE ||
			   c->i.opcode == TN_OP_REF_CAST_NULLABLE ||
			   c->i.opcode == TN_OP_REF_CAST_DESC_EQ_NULLABLE;
	if (c->i.opcode == TN_OP_REF_NULL)
		tn_coreprint_heap(c->p, c->i.type);
	else
		tn_coreprint_value(
			c->p, TN_CORE_REF | c->i.type | (is_nullable ? TN_CORE_NULLABLE : 0));
}

static void pair_unless_0(struct code *c, enum tn_name_kind kind)
{
	if (c->i.a == 0 && c->i.b == 0)
		return;
	use(c, kind, c->i.a);
	use(c, kind, c->i.b);
}

static void field(struct code *c)
{
	use(c, TN_NAME_TYPE, c->i.a);
	put(c, " ");
	tn_coreprint_use_in(c->p, TN_NAME_FIELD, c->i.a, c->i.b);
}

static void immediates(struct code *c)
{
	const struct tn_coreinstr *i = &c->i;
	if (i->info->imm >= TN_IMM_ORDER_GLOBAL)
		order(c);
	switch ((enum tn_imm)i->info->imm) {
	case TN_IMM_NONE:
		break;
	case TN_IMM_ORDER:
		if (i->order)
			order(c);
		break;
	case TN_IMM_BLOCK:
	case TN_IMM_TRY_TABLE:
		open_block(c);
		break;
	case TN_IMM_LABEL:
		label(c, i->a);
		break;
	case TN_IMM_LABELS:
		labels(c);
		break;
	case TN_IMM_CAST:
		label(c, i->a);
		put(c, " ");
		tn_coreprint_value(c->p, i->type);
		put(c, " ");
		tn_coreprint_value(c->p, i->type2);
		break;
	case TN_IMM_RESUME:
		use(c, TN_NAME_TYPE, i->a);
		handlers(c);
		break;
	case TN_IMM_RESUME_THROW:
		use(c, TN_NAME_TYPE, i->a);
		use(c, TN_NAME_TAG, i->b);
		handlers(c);
		break;
	case TN_IMM_FUNC:
		use(c, TN_NAME_FUNC, i->a);
		break;
	case TN_IMM_LOCAL:
		put(c, " ");
		tn_coreprint_use_in(c->p, TN_NAME_LOCAL, c->func, i->a);
		break;
	case TN_IMM_GLOBAL:
	case TN_IMM_ORDER_GLOBAL:
		use(c, TN_NAME_GLOBAL, i->a);
		break;
	case TN_IMM_TABLE:
	case TN_IMM_ORDER_TABLE:
		use(c, TN_NAME_TABLE, i->a);
		break;
	case TN_IMM_MEMORY:
		use_unless_0(c, TN_NAME_MEMORY, i->a);
		break;
	case TN_IMM_TAG:
		use(c, TN_NAME_TAG, i->a);
		break;
	case TN_IMM_TYPE:
	case TN_IMM_ORDER_TYPE:
		use(c, TN_NAME_TYPE, i->a);
		break;
	case TN_IMM_ELEM:
		use(c, TN_NAME_ELEM, i->a);
		break;
	case TN_IMM_DATA:
		use(c, TN_NAME_DATA, i->a);
		break;
	case TN_IMM_HEAP:
		heap(c);
		break;
	case TN_IMM_TYPES:
		types(c);
		break;
	case TN_IMM_TYPE_TABLE:
		use_unless_0(c, TN_NAME_TABLE, i->b);
		type_use(c);
		break;
	case TN_IMM_TYPE_TYPE:
		use(c, TN_NAME_TYPE, i->a);
		use(c, TN_NAME_TYPE, i->b);
		break;
	case TN_IMM_TYPE_TAG:
		use(c, TN_NAME_TYPE, i->a);
		use(c, TN_NAME_TAG, i->b);
		break;
	case TN_IMM_TYPE_FIELD:
	case TN_IMM_ORDER_TYPE_FIELD:
		field(c);
		break;
	case TN_IMM_TYPE_COUNT:
		use(c, TN_NAME_TYPE, i->a);
		put(c, " ");
		tn_textout_number(c->out, i->b);
		break;
	case TN_IMM_TYPE_DATA:
		use(c, TN_NAME_TYPE, i->a);
		use(c, TN_NAME_DATA, i->b);
		break;
	case TN_IMM_TYPE_ELEM:
		use(c, TN_NAME_TYPE, i->a);
		use(c, TN_NAME_ELEM, i->b);
		break;
	case TN_IMM_DATA_MEMORY:
		use_unless_0(c, TN_NAME_MEMORY, i->b);
		use(c, TN_NAME_DATA, i->a);
		break;
	case TN_IMM_ELEM_TABLE:
		use_unless_0(c, TN_NAME_TABLE, i->b);
		use(c, TN_NAME_ELEM, i->a);
		break;
	case TN_IMM_MEMORY_MEMORY:
		pair_unless_0(c, TN_NAME_MEMORY);
		break;
	case TN_IMM_TABLE_TABLE:
		pair_unless_0(c, TN_NAME_TABLE);
		break;
	case TN_IMM_MEMARG:
	case TN_IMM_MEMARG_ORDER:
	case TN_IMM_MEMARG_RMW:
		memarg(c);
		break;
	case TN_IMM_MEMARG_LANE:
		memarg(c);
		put(c, " ");
		tn_textout_number(c->out, i->c);
		break;
	case TN_IMM_LANE:
		put(c, " ");
		tn_textout_number(c->out, i->c);
		break;
	case TN_IMM_LANES:
		for (int k = 0; k < 16; k++) {
			put(c, " ");
			tn_textout_number(c->out, i->rest.ptr[k]);
		}
		break;
	case TN_IMM_I32:
		tn_coreprint_int(c->out, (int32_t)i->value);
		break;
	case TN_IMM_I64:
		tn_coreprint_int(c->out, (int64_t)i->value);
		break;
	case TN_IMM_F32:
		tn_coreprint_float(c->out, i->value, true);
		break;
	case TN_IMM_F64:
		tn_coreprint_float(c->out, i->value, false);
		break;
	case TN_IMM_V128:
		tn_coreprint_vector(c->out, i->rest);
		break;
	}
}

/* ---- bodies ---- */

static bool is_middle(uint32_t opcode)
{
	return opcode == TN_OP_ELSE || opcode == TN_OP_CATCH || opcode == TN_OP_CATCH_ALL;
}

static void malformed(
	struct tn_coreprint *p, const struct tn_reader *r, const char *what, uint32_t index)
{
	uint32_t at = (uint32_t)(r->error ? r->error_offset : (size_t)(r->at - r->base));
	tn_diag_error(p->cx, TN_E_MALFORMED, (struct tn_span){ p->m->source, at, at + 1 },
		"%s %u: %s", what, index, r->error ? r->error : "unexpected end");
	p->is_good = false;
}

/* One instruction on its line, and what it does to the indentation. */
static void body_line(struct code *c)
{
	bool closes = c->depth && (c->i.opcode == TN_OP_END || c->i.opcode == TN_OP_DELEGATE);
	bool is_between = c->depth && is_middle(c->i.opcode);
	c->out->extra -= closes || is_between;
	tn_coreprint_hint_at(c->p, c->func, (uint32_t)(c->i.at - c->body.ptr));
	tn_textout_line_at(c->out, tn_module_offset(c->p->m, c->i.at));
	put(c, c->i.info->text);
	if (closes)
		c->depth = --c->p->frames.len;
	immediates(c);
	c->out->extra += is_between;
	if (c->p->watch)
		tn_coreprint_watch_step(c->p);
}

/* One instruction to the fold. */
static void body_fold(struct code *c)
{
	struct tn_textout *text = c->out;
	c->p->out = c->out = tn_coreprint_fold_head(c->p, &c->i);
	size_t start = c->out->buf.len;
	int hint = -1;
	put(c, c->i.info->text);
	if (c->depth && (c->i.opcode == TN_OP_END || c->i.opcode == TN_OP_DELEGATE))
		c->depth = --c->p->frames.len;
	immediates(c);
	c->p->out = c->out = text;
	if (c->func != TN_COREPRINT_NOBODY)
		hint = tn_coreprint_hint(c->p, c->func, (uint32_t)(c->i.at - c->body.ptr));
	tn_coreprint_fold_add(c->p, &c->i, start, hint);
}

static bool is_folding(const struct tn_coreprint *p)
{
	return p->options.fold && !p->watch;
}

static void locals(struct tn_coreprint *p, struct tn_reader *r, uint32_t func)
{
	const struct tn_core_sig *sig = tn_module_sig(p->m, func);
	uint32_t index = sig ? sig->param_count : 0;
	struct tn_coreprint_group group = { .word = "local" };
	struct tn_coreprint_scope scope = { TN_NAME_LOCAL, func };
	uint32_t runs = tn_reader_count(r, 2);
	for (uint32_t i = 0; i < runs && !r->error; i++) {
		uint32_t offset = tn_module_offset(p->m, r->at), count = tn_reader_u32(r);
		tn_core_ty type = tn_coretype_value(r);
		if (count > p->cx->limits.core_locals || index > p->cx->limits.core_locals - count)
			tn_reader_fail(r, "too many locals");
		for (uint32_t k = 0; k < count && !r->error; k++) {
			if (!group.is_started)
				tn_textout_line_at(p->out, offset);
			tn_coreprint_group_add(p, &group, scope, index++, type);
		}
	}
	tn_coreprint_group_end(p, &group);
}

void tn_coreprint_body(struct tn_coreprint *p, uint32_t func, struct tn_bytes body)
{
	struct tn_reader r = tn_reader_new(body, p->m->bytes.ptr - p->m->base);
	struct code c = { .p = p, .out = p->out, .func = func, .body = body };
	bool has_ended = false;
	locals(p, &r, func);
	if (p->watch)
		tn_coreprint_watch_body(p, func, body);
	bool is_folded = is_folding(p);
	if (is_folded)
		tn_coreprint_fold_begin(p, func, false);
	while (!has_ended && tn_coreinstr_next(&r, &c.i)) {
		if (c.i.opcode == TN_OP_END && c.depth == 0)
			has_ended = true; /* the body's own */
		else if (is_folded)
			body_fold(&c);
		else
			body_line(&c);
	}
	if (has_ended && p->watch)
		tn_coreprint_watch_step(p);
	if (is_folded)
		tn_coreprint_fold_end(p);
	else
		p->out->extra -= c.depth;
	p->frames.len = 0;
	if (!has_ended || r.at != r.end)
		malformed(p, &r, "function", func);
}

/* ---- initialisers ---- */

void tn_coreprint_expr(struct tn_coreprint *p, struct tn_bytes expr)
{
	struct tn_reader r = tn_reader_new(expr, p->m->bytes.ptr - p->m->base);
	struct code c = { .p = p, .out = p->out, .func = TN_COREPRINT_NOBODY };
	bool is_folded = is_folding(p);
	if (is_folded)
		tn_coreprint_fold_begin(p, TN_COREPRINT_NOBODY, true);
	for (bool is_first = true; tn_coreinstr_next(&r, &c.i); is_first = false) {
		if (c.i.opcode == TN_OP_END && r.at == r.end)
			break;
		if (is_folded) {
			body_fold(&c);
			continue;
		}
		if (!is_first)
			put(&c, " ");
		put(&c, c.i.info->text);
		immediates(&c);
	}
	if (is_folded)
		tn_coreprint_fold_end(p);
	else
		p->out->extra -= c.depth;
	p->frames.len = 0;
}

void tn_coreprint_expr_group(struct tn_coreprint *p, struct tn_bytes expr, const char *word)
{
	struct tn_reader r = tn_reader_new(expr, expr.ptr);
	struct tn_coreinstr i = { 0 };
	tn_coreinstr_next(&r, &i);
	bool is_one = r.end - r.at == 1;
	if (is_one && is_folding(p)) {
		tn_coreprint_expr(p, expr);
		return;
	}
	tn_textout_put(p->out, "(");
	if (!is_one) {
		tn_textout_put(p->out, word);
		tn_textout_put(p->out, " ");
	}
	tn_coreprint_expr(p, expr);
	tn_textout_put(p->out, ")");
}

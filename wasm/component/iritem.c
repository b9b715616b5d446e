/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* One item of a section, or one declarator of a type, to a node. In: bytes. Out: a node. */
#include "wasm/component/irread.h"

static void set_sort(struct tn_node *node, enum tn_sort sort)
{
	node->sort = (uint8_t)sort;
}

/* ---- names and sorts ---- */

static tn_name read_name(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_str text = tn_reader_name(r);
	if (!r->error && text.len > in->cx->limits.core_name)
		tn_reader_fail(r, "string size out of bounds: more bytes than the limit `core-name`");
	return r->error ? 0 : tn_ctx_name(in->cx, text);
}

/* Binary.md "nameattributes". */
static struct tn_extern_name extern_name(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_extern_name name = { 0 };
	name.form = tn_reader_byte(r);
	if (name.form > 2)
		tn_irread_leading(r, "invalid leading byte of an import or export name");
	name.name = read_name(in, r);
	in->item_name = name.name;
	if (name.form != 2)
		return name;
	uint32_t count = tn_reader_count(r, 2);
	int last = -1;
	for (uint32_t i = 0; i < count && !r->error; i++) {
		uint8_t kind = tn_reader_byte(r);
		tn_name *slots[3] = { &name.attrs.implements, &name.attrs.version_suffix,
			&name.attrs.external_id };
		if (kind > 2) {
			tn_irread_leading(r, "invalid leading byte of a name attribute");
			break;
		}
		if (*slots[kind])
			tn_irread_leading(r, "a name attribute of this kind was there before");
		in->ir->is_long |= kind < last; /* another order than ours */
		last = kind;
		*slots[kind] = read_name(in, r);
	}
	return name;
}

static enum tn_sort core_sort(struct tn_reader *r)
{
	enum tn_sort sort = tn_irsort_core(tn_reader_byte(r));
	if (sort != TN_SORT_NONE)
		return sort;
	tn_irread_leading(r, "invalid leading byte of a core sort");
	return TN_SORT_CORE_FUNC;
}

static enum tn_sort any_sort(struct tn_reader *r)
{
	uint8_t code = tn_reader_byte(r);
	enum tn_sort sort = code ? tn_irsort_plain(code) : core_sort(r);
	if (sort != TN_SORT_NONE)
		return sort;
	tn_irread_leading(r, "invalid leading byte of a sort");
	return TN_SORT_FUNC;
}

/* What instances hold and components export: of the core sorts, modules alone. */
static enum tn_sort extern_sort(struct tn_reader *r)
{
	enum tn_sort sort = any_sort(r);
	if (!r->error && sort < TN_SORT_CORE_INSTANCE + 1 && sort != TN_SORT_CORE_MODULE)
		tn_irread_leading(r, "of the core sorts only modules may stand here");
	return sort;
}

/* ---- import and export definitions ---- */

/* Binary.md "externtype". */
static struct tn_desc extern_desc(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_desc desc = { 0 };
	switch (tn_reader_byte(r)) {
	case 0x00:
		desc.kind = TN_DESC_CORE_MODULE;
		if (tn_reader_byte(r) != 0x11)
			tn_irread_leading(r, "of the core sorts only modules may stand here");
		desc.type = tn_irread_index(in, r, TN_SORT_CORE_TYPE);
		return desc;
	case 0x01:
		desc.kind = TN_DESC_FUNC;
		break;
	case 0x02:
		desc.kind = TN_DESC_VALUE;
		/* Binary.md has a bound before the type; no tool writes or reads it. */
		desc.value = tn_irdecode_vref(in, r);
		return desc;
	case 0x03:
		switch (tn_reader_byte(r)) {
		case 0x00:
			desc.kind = TN_DESC_TYPE_EQ;
			desc.type = tn_irread_index(in, r, TN_SORT_TYPE);
			return desc;
		case 0x01:
			desc.kind = TN_DESC_TYPE_SUB;
			return desc;
		}
		tn_irread_leading(r, "invalid leading byte of a type bound");
		return desc;
	case 0x04:
		desc.kind = TN_DESC_COMPONENT;
		break;
	case 0x05:
		desc.kind = TN_DESC_INSTANCE;
		break;
	default:
		tn_irread_leading(r, "invalid leading byte of an external type");
		return desc;
	}
	desc.type = tn_irread_index(in, r, TN_SORT_TYPE);
	return desc;
}

static void read_import(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_node *node = tn_irread_begin(in, r, TN_SORT_NONE, TN_OP_IMPORT);
	node->u.ext.name = extern_name(in, r);
	node->u.ext.desc = extern_desc(in, r);
	set_sort(node, tn_ir_desc_sort(&node->u.ext.desc));
	tn_irread_define(in, node, r);
}

static void read_export(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_node *node = tn_irread_begin(in, r, TN_SORT_NONE, TN_OP_EXPORT);
	node->u.ext.name = extern_name(in, r);
	enum tn_sort sort = extern_sort(r);
	node->u.ext.item = tn_irread_index(in, r, sort);
	switch (tn_reader_byte(r)) {
	case 0x00:
		break;
	case 0x01:
		node->u.ext.desc = extern_desc(in, r);
		break;
	default:
		tn_irread_leading(r, "invalid leading byte of an optional type");
	}
	set_sort(node, sort);
	tn_irread_define(in, node, r);
}

static void read_export_decl(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_node *node = tn_irread_begin(in, r, TN_SORT_NONE, TN_OP_EXPORT);
	node->u.ext.name = extern_name(in, r);
	node->u.ext.desc = extern_desc(in, r);
	set_sort(node, tn_ir_desc_sort(&node->u.ext.desc));
	tn_irread_define(in, node, r);
}

/* ---- aliases ---- */

static void mark_open(const struct tn_irread_frame *from, const struct tn_irread_frame *to)
{
	for (; from != to; from = from->outer)
		from->scope->is_open = true;
}

static struct tn_node *outer_target(struct tn_irread *in, struct tn_reader *r, enum tn_sort sort)
{
	size_t offset = tn_reader_offset(r);
	uint32_t steps = tn_reader_u32(r);
	const struct tn_irread_frame *frame = in->frame;
	for (uint32_t i = 0; i < steps && frame; i++)
		frame = frame->outer;
	size_t index_offset = tn_reader_offset(r);
	uint32_t index = tn_reader_u32(r);
	if (r->error)
		return NULL;
	if (!frame) {
		struct tn_diag *diag = tn_diag_error(in->cx, TN_E_INVALID,
			(struct tn_span){ in->source, (uint32_t)offset, (uint32_t)offset },
			"invalid outer alias count of %u", steps);
		tn_irread_place(in, diag);
		in->failed = true;
		return NULL;
	}
	mark_open(in->frame, frame);
	return tn_irread_lookup(in, frame, sort, index, index_offset);
}

/* Binary.md "alias". */
static void read_alias(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_node *node = tn_irread_begin(in, r, TN_SORT_NONE, TN_OP_ALIAS_EXPORT);
	enum tn_sort sort = any_sort(r);
	switch (tn_reader_byte(r)) {
	case 0x00:
		node->u.alias.from = tn_irread_index(in, r, TN_SORT_INSTANCE);
		node->u.alias.name = in->item_name = read_name(in, r);
		if (!r->error && sort <= TN_SORT_CORE_INSTANCE && sort != TN_SORT_CORE_MODULE)
			tn_reader_fail(r, "an instance has no exports of this core sort");
		break;
	case 0x01:
		node->op = TN_OP_ALIAS_CORE_EXPORT;
		node->u.alias.from = tn_irread_index(in, r, TN_SORT_CORE_INSTANCE);
		node->u.alias.name = in->item_name = read_name(in, r);
		if (!r->error && sort > TN_SORT_CORE_TAG)
			tn_reader_fail(r, "a core instance has no exports of this sort");
		break;
	case 0x02:
		node->op = TN_OP_ALIAS_OUTER;
		if (!r->error && sort != TN_SORT_CORE_MODULE && sort != TN_SORT_CORE_TYPE &&
			sort != TN_SORT_TYPE && sort != TN_SORT_COMPONENT)
			tn_irread_leading(r, "invalid sort of an outer alias");
		node->u.alias.from = outer_target(in, r, sort);
		break;
	default:
		tn_irread_leading(r, "invalid leading byte of an alias");
	}
	set_sort(node, sort);
	tn_irread_define(in, node, r);
}

/* Binary.md "core:alias". */
static void read_core_alias(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_node *node = tn_irread_begin(in, r, TN_SORT_CORE_TYPE, TN_OP_ALIAS_OUTER);
	if (tn_reader_byte(r) != 0x10)
		tn_irread_leading(r, "invalid sort of an outer alias");
	if (tn_reader_byte(r) != 0x01)
		tn_irread_leading(r, "invalid target of an outer alias");
	node->u.alias.from = outer_target(in, r, TN_SORT_CORE_TYPE);
	tn_irread_define(in, node, r);
}

/* ---- instances ---- */

static void read_args(struct tn_irread *in, struct tn_reader *r, struct tn_node *node, bool is_core)
{
	bool is_inline = node->op == TN_OP_INLINE || node->op == TN_OP_CORE_INLINE;
	uint32_t count = tn_reader_count(r, 3);
	if (count > in->cx->limits.component_arguments) {
		tn_reader_fail(r, "more arguments or exports of an instance than the limit `component-arguments`");
		count = 0;
	}
	node->u.inst.args = TN_NEWN(in->ir->arena, struct tn_arg, count);
	node->u.inst.count = count;
	for (uint32_t i = 0; i < count && !r->error; i++) {
		struct tn_arg *arg = &node->u.inst.args[i];
		if (is_inline && !is_core)
			arg->name = extern_name(in, r);
		else
			arg->name.name = read_name(in, r);
		in->item_name = 0;
		enum tn_sort sort = is_core ? core_sort(r) : extern_sort(r);
		if (!r->error && is_core && !is_inline && sort != TN_SORT_CORE_INSTANCE)
			tn_irread_leading(r, "only core instances are arguments of core modules");
		if (!r->error && is_core && is_inline && sort > TN_SORT_CORE_TAG)
			tn_irread_leading(r, "a core instance has no exports of this sort");
		arg->node = tn_irread_index(in, r, sort);
	}
}

/* Binary.md "core:instance" and "instance". */
static void read_instance(struct tn_irread *in, struct tn_reader *r, bool is_core)
{
	struct tn_node *node = tn_irread_begin(in, r, is_core ? TN_SORT_CORE_INSTANCE : TN_SORT_INSTANCE,
		is_core ? TN_OP_CORE_INLINE : TN_OP_INLINE);
	switch (tn_reader_byte(r)) {
	case 0x00:
		node->op = is_core ? TN_OP_CORE_INSTANTIATE : TN_OP_INSTANTIATE;
		node->u.inst.of = tn_irread_index(in, r,
			is_core ? TN_SORT_CORE_MODULE : TN_SORT_COMPONENT);
		break;
	case 0x01:
		break;
	default:
		tn_irread_leading(r, "invalid leading byte of an instance");
	}
	read_args(in, r, node, is_core);
	tn_irread_define(in, node, r);
}

/* ---- types ---- */

static void note_patches(struct tn_irread *in, const struct tn_ircore *scan, struct tn_coded *coded,
	size_t offset)
{
	coded->patch_count = scan->patches.len;
	coded->patches = TN_NEWN(in->ir->arena, struct tn_patch, scan->patches.len);
	for (uint32_t i = 0; i < scan->patches.len; i++) {
		coded->patches[i] = scan->patches.ptr[i];
		coded->patches[i].node = tn_irread_lookup(in, in->frame, TN_SORT_CORE_TYPE, scan->raw.ptr[i],
			offset + scan->patches.ptr[i].at);
	}
	coded->bytes = tn_ircore_shortest(scan, in->ir->arena, coded->bytes, coded->patches);
}

/* Further entries that an item makes are where it is. */
static void define_follower(struct tn_irread *in, const struct tn_reader *r, const struct tn_node *leader,
	enum tn_sort sort, enum tn_op op)
{
	struct tn_node *node = tn_irread_begin(in, r, sort, op);
	tn_irread_define(in, node, r);
	in->item_span = node->origin = leader->origin;
}

static void read_rec(struct tn_irread *in, struct tn_reader *r, struct tn_node *node)
{
	struct tn_ircore scan = { .arena = in->scratch, .start = r->at };
	size_t offset = tn_reader_offset(r);
	uint32_t size = tn_ircore_group_size(r);
	tn_ircore_rec(r, &scan);
	node->u.core_type.group_size = size;
	node->u.core_type.rec.bytes = (struct tn_bytes){ scan.start, (size_t)(r->at - scan.start) };
	if (r->error)
		return;
	if (size == 0) {
		/* An empty group defines nothing; it is written again, but has no index. */
		note_patches(in, &scan, &node->u.core_type.rec, offset);
		set_sort(node, TN_SORT_NONE);
		tn_irread_define(in, node, r);
		return;
	}
	tn_irread_define(in, node, r); /* the group refers to itself */
	for (uint32_t i = 1; i < size && !in->broken; i++)
		define_follower(in, r, node, TN_SORT_CORE_TYPE, TN_OP_CORE_TYPE_REST);
	note_patches(in, &scan, &node->u.core_type.rec, offset);
}

static struct tn_coded core_extern(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_ircore scan = { .arena = in->scratch, .start = r->at };
	struct tn_coded coded = { 0 };
	size_t offset = tn_reader_offset(r);
	(void)tn_ircore_extern(r, &scan);
	coded.bytes = (struct tn_bytes){ scan.start, (size_t)(r->at - scan.start) };
	if (!r->error)
		note_patches(in, &scan, &coded, offset);
	return coded;
}

/* Binary.md "core:moduledecl". */
static void read_module_decl(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_node *node;
	uint8_t tag = tn_reader_byte(r);
	switch (tag) {
	case 0x00:
	case 0x03:
		node = tn_irread_begin(in, r, TN_SORT_NONE, tag ? TN_OP_EXPORT : TN_OP_IMPORT);
		if (tag == 0x00)
			node->u.ext.module = read_name(in, r);
		node->u.ext.name.name = read_name(in, r);
		node->u.ext.desc.kind = TN_DESC_CORE;
		node->u.ext.desc.core = core_extern(in, r);
		tn_irread_define(in, node, r);
		break;
	case 0x01:
		read_rec(in, r, tn_irread_begin(in, r, TN_SORT_CORE_TYPE, TN_OP_CORE_TYPE));
		break;
	case 0x02:
		read_core_alias(in, r);
		break;
	default:
		tn_irread_leading(r, "invalid leading byte of a module type declaration");
	}
}

static void read_core_type(struct tn_irread *in, struct tn_reader *r);
static void read_type(struct tn_irread *in, struct tn_reader *r);

/* Binary.md "componentdecl" and "instancedecl". */
static void read_decl(struct tn_irread *in, struct tn_reader *r)
{
	uint8_t tag = tn_reader_byte(r);
	switch (tag) {
	case 0x00:
		read_core_type(in, r);
		return;
	case 0x01:
		read_type(in, r);
		return;
	case 0x02:
		read_alias(in, r);
		return;
	case 0x03:
		if (in->frame->scope->kind != TN_SCOPE_COMPONENT_TYPE)
			break;
		read_import(in, r);
		return;
	case 0x04:
		read_export_decl(in, r);
		return;
	}
	tn_irread_leading(r, "invalid leading byte of a type declaration");
}

struct tn_scope *tn_iritem_decls(struct tn_irread *in, struct tn_reader *r, enum tn_scope_kind kind)
{
	struct tn_irread_frame frame = { 0 };
	if (!tn_irread_enter(in, r, &frame, kind))
		return NULL;
	static const char *const core_words[] = { "import", "core type", "alias", "export" };
	static const char *const words[] = { "core type", "type", "alias", "import", "export" };
	uint32_t counts[6] = { 0 };
	uint32_t count = tn_reader_count(r, 2);
	if (kind == TN_SCOPE_MODULE_TYPE && count > in->cx->limits.module_declarations)
		tn_reader_fail(r, "more declarations of a module type than the limit `module-declarations`");
	for (uint32_t i = 0; i < count && !r->error && !in->broken; i++) {
		bool is_core = kind == TN_SCOPE_MODULE_TYPE;
		uint8_t tag = tn_reader_peek(r);
		bool is_known = tag < (is_core ? sizeof core_words : sizeof words) / sizeof *words;
		in->section = !is_known ? "declaration" : is_core ? core_words[tag] : words[tag];
		in->item = is_known ? counts[tag]++ : i;
		in->item_name = 0;
		size_t start = tn_reader_offset(r);
		in->item_span = (struct tn_span){ in->source, (uint32_t)start, (uint32_t)start };
		if (is_core)
			read_module_decl(in, r);
		else
			read_decl(in, r);
		tn_irread_fine(in, r); /* while it is known where */
	}
	in->frame = frame.outer;
	in->section = frame.section;
	in->item = frame.item;
	in->item_name = 0;
	in->item_span = frame.item_span;
	in->part.word = NULL;
	return frame.scope;
}

/* Binary.md "core:type": a non-final `sub` stands behind 0x00, for 0x50 is a module type. */
static void read_core_type(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_node *node = tn_irread_begin(in, r, TN_SORT_CORE_TYPE, TN_OP_CORE_TYPE);
	uint8_t byte = tn_reader_peek(r);
	if (byte == 0x50) {
		tn_reader_byte(r);
		node->u.core_type.group_size = 1;
		node->u.core_type.scope = tn_iritem_decls(in, r, TN_SCOPE_MODULE_TYPE);
		tn_irread_define(in, node, r);
		return;
	}
	if (byte == 0x00) {
		tn_reader_byte(r);
		if (tn_reader_peek(r) != 0x50)
			tn_reader_fail(r, "invalid leading byte of a non-final sub type");
	}
	read_rec(in, r, node);
}

static void read_type(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_node *node = tn_irread_begin(in, r, TN_SORT_TYPE, TN_OP_TYPE);
	tn_irdecode_type(in, r, &node->u.type);
	tn_irread_define(in, node, r);
}

/* ---- canonical definitions, start, values ---- */

static void read_canon(struct tn_irread *in, struct tn_reader *r)
{
	bool is_lift = tn_reader_peek(r) == TN_CANON_LIFT;
	struct tn_node *node = tn_irread_begin(in, r, is_lift ? TN_SORT_FUNC : TN_SORT_CORE_FUNC,
		is_lift ? TN_OP_LIFT : TN_OP_CANON);
	tn_irdecode_canon(in, r, &node->u.canon);
	tn_irread_define(in, node, r);
}

/* Binary.md "start". */
static void read_start(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_node *node = tn_irread_begin(in, r, TN_SORT_NONE, TN_OP_START);
	node->u.start.func = tn_irread_index(in, r, TN_SORT_FUNC);
	node->u.start.arg_count = tn_reader_count(r, 1);
	node->u.start.args = TN_NEWN(in->ir->arena, struct tn_node *, node->u.start.arg_count);
	for (uint32_t i = 0; i < node->u.start.arg_count && !r->error; i++)
		node->u.start.args[i] = tn_irread_index(in, r, TN_SORT_VALUE);
	uint32_t results = tn_reader_u32(r);
	if (results > 1) /* functions have at most one */
		tn_reader_fail(r, "a start function has at most one result");
	node->u.start.result_count = r->error ? 0 : results;
	tn_irread_define(in, node, r);
	for (uint32_t i = 0; i < node->u.start.result_count; i++)
		define_follower(in, r, node, TN_SORT_VALUE, TN_OP_START_VALUE);
}

/* Binary.md "value". */
static void read_value(struct tn_irread *in, struct tn_reader *r)
{
	struct tn_node *node = tn_irread_begin(in, r, TN_SORT_VALUE, TN_OP_VALUE);
	node->u.value.type = tn_irdecode_vref(in, r);
	node->u.value.bytes = tn_reader_take(r, tn_reader_u32(r));
	tn_irread_define(in, node, r);
}

/* ---- by section ---- */

void tn_iritem_read(struct tn_irread *in, struct tn_reader *r, uint8_t id)
{
	switch (id) {
	case 2:
		read_instance(in, r, true);
		break;
	case 3:
		read_core_type(in, r);
		break;
	case 5:
		read_instance(in, r, false);
		break;
	case 6:
		read_alias(in, r);
		break;
	case 7:
		read_type(in, r);
		break;
	case 8:
		read_canon(in, r);
		break;
	case 9:
		read_start(in, r);
		break;
	case 10:
		read_import(in, r);
		break;
	case 11:
		read_export(in, r);
		break;
	case 12:
		read_value(in, r);
		break;
	}
}

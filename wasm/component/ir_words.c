/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What nodes, their parts and their sections are called, and which section a node stands in. */
#include "wasm/component/ir.h"

static const char *const sort_words[TN_SORT_COUNT] = {
	[TN_SORT_CORE_FUNC] = "core function",
	[TN_SORT_CORE_TABLE] = "table",
	[TN_SORT_CORE_MEMORY] = "memory",
	[TN_SORT_CORE_GLOBAL] = "global",
	[TN_SORT_CORE_TAG] = "tag",
	[TN_SORT_CORE_TYPE] = "core type",
	[TN_SORT_CORE_MODULE] = "module",
	[TN_SORT_CORE_INSTANCE] = "core instance",
	[TN_SORT_FUNC] = "function",
	[TN_SORT_VALUE] = "value",
	[TN_SORT_TYPE] = "type",
	[TN_SORT_COMPONENT] = "component",
	[TN_SORT_INSTANCE] = "instance",
};

const char *tn_ir_sort_word(enum tn_sort sort)
{
	return sort < TN_SORT_COUNT ? sort_words[sort] : "nothing";
}

static const char *const section_words[13] = { "custom section", "core module", "core instance",
	"core type", "component", "instance", "alias", "type", "canonical definition", "start",
	"import", "export", "value" };

const char *tn_ir_section_word(uint8_t id)
{
	return id < 13 ? section_words[id] : "section";
}

const char *tn_ir_form_word(enum tn_type_kind kind)
{
	static const char *const words[] = { "primitive type", "record", "variant", "list", "fixed-length list",
		"tuple", "flags", "enum", "option", "result", "own", "borrow", "stream", "future", "map",
		"function type", "component type", "instance type", "resource" };
	return words[kind];
}

const char *tn_ir_member_word(enum tn_type_kind kind)
{
	switch (kind) {
	case TN_TYPE_FUNC:
		return "parameter";
	case TN_TYPE_RECORD:
		return "field";
	case TN_TYPE_TUPLE:
		return "element";
	default:
		return "case";
	}
}

struct tn_str tn_ir_part_text(const struct tn_ctx *cx, struct tn_arena *arena, const char *form,
	const struct tn_ir_part *part)
{
	struct tn_buf buf = tn_buf_new(arena);
	if (form)
		tn_buf_printf(&buf, ", %s", form);
	if (part->word && part->name)
		tn_buf_printf(&buf, ", %s %u `%.*s`", part->word, part->index,
			TN_S(tn_ctx_text(cx, part->name)));
	else if (part->word)
		tn_buf_printf(&buf, ", %s %u", part->word, part->index);
	return (struct tn_str){ (const char *)buf.ptr, buf.len };
}

/* The section of the binary format that a node stands in. */
uint8_t tn_ir_section(const struct tn_node *node)
{
	switch ((enum tn_op)node->op) {
	case TN_OP_CUSTOM:
		return 0;
	case TN_OP_CORE_MODULE:
		return 1;
	case TN_OP_CORE_INSTANTIATE:
	case TN_OP_CORE_INLINE:
		return 2;
	case TN_OP_CORE_TYPE:
	case TN_OP_CORE_TYPE_REST:
		return 3;
	case TN_OP_COMPONENT:
		return 4;
	case TN_OP_INSTANTIATE:
	case TN_OP_INLINE:
		return 5;
	case TN_OP_ALIAS_EXPORT:
	case TN_OP_ALIAS_CORE_EXPORT:
	case TN_OP_ALIAS_OUTER:
		return 6;
	case TN_OP_TYPE:
	case TN_OP_TYPE_WRITTEN:
		return 7;
	case TN_OP_LIFT:
	case TN_OP_CANON:
		return 8;
	case TN_OP_START:
	case TN_OP_START_VALUE:
		return 9;
	case TN_OP_IMPORT:
		return 10;
	case TN_OP_EXPORT:
		return 11;
	case TN_OP_VALUE:
		return 12;
	}
	return 0;
}

const struct tn_canon_row *tn_ir_canon_row(uint8_t opcode)
{
	static const struct tn_canon_row rows[256] = {
#define TN_CANON(id, code, text, operands) [code] = { text, operands },
#include "wasm/component/canon.def"
#undef TN_CANON
	};
	return &rows[opcode];
}

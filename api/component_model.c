/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon/component_model.h: the component IR for programs, but for edits. A node or scope of theirs is one of ours. */
#include "api/component_job.h"

#include "wasm/core/features.h"
#include "wasm/core/filekind.h"

_Static_assert((int)TENON_SORT_NONE == (int)TN_SORT_NONE, "the same sorts");
_Static_assert((int)TENON_SORT_TYPE == (int)TN_SORT_TYPE, "in the same order");

static const struct tn_scope *our_scope(const struct tenon_scope *scope)
{
	return (const struct tn_scope *)(const void *)scope;
}

static const struct tenon_scope *their_scope(const struct tn_scope *scope)
{
	return (const struct tenon_scope *)(const void *)scope;
}

static const struct tenon_node *their_node(const struct tn_node *node)
{
	return (const struct tenon_node *)(const void *)node;
}

/* ---- reading ---- */

struct read_job {
	const char *path;
	const void *data; /* NULL: from the path */
	size_t size;
	struct tenon_component *component;
};

static bool read_component(struct tn_call *call, void *job)
{
	struct read_job *j = job;
	struct tn_ctx *cx = call->cx;
	struct tenon_component *c = TN_NEW(call->arena, struct tenon_component);
	struct tn_str path = tn_str_of(j->path);
	c->source = j->data ? tn_source_add(&cx->sources, path, (struct tn_bytes){ j->data, j->size }, false)
			    : tn_ctx_read(cx, path, false);
	if (!c->source)
		return false;
	if (!tn_filekind_check(cx, c->source, TN_WANT_COMPONENT, TN_NOSTR))
		return false;
	struct tn_bytes bytes = tn_source_get(&cx->sources, c->source)->bytes;
	c->root = tn_irread_component(tn_ir_new(cx, call->arena), c->source, 0, bytes);
	if (!c->root)
		return false;
	c->memory = call->memory;
	c->memory->uses++;
	j->component = c;
	return true;
}

static enum tenon_status run_read(
	struct tenon_session *session, struct read_job *job, struct tenon_component **out)
{
	*out = NULL;
	enum tenon_status status = tn_enter_run(session, read_component, job);
	if (status == TENON_OK)
		*out = job->component;
	return status;
}

enum tenon_status tenon_component_load(
	struct tenon_session *session, const char *path, struct tenon_component **out)
{
	struct read_job job = { .path = path };
	return path && out ? run_read(session, &job, out) : tn_enter_null(session);
}

enum tenon_status tenon_component_read(struct tenon_session *session, const char *name,
	const void *data, size_t size, struct tenon_component **out)
{
	struct read_job job = { .path = name, .data = data, .size = size };
	return name && data && out ? run_read(session, &job, out) : tn_enter_null(session);
}

void tenon_component_free(struct tenon_session *session, struct tenon_component *component)
{
	if (session && component)
		tn_enter_drop(session, component->memory);
}

/* ---- walking ---- */

const struct tenon_scope *tenon_component_root(const struct tenon_component *component)
{
	return component ? their_scope(component->root) : NULL;
}

size_t tenon_scope_count(const struct tenon_scope *scope)
{
	return scope ? our_scope(scope)->nodes.len : 0;
}

const struct tenon_node *tenon_scope_node(const struct tenon_scope *scope, size_t index)
{
	return index < tenon_scope_count(scope) ? their_node(our_scope(scope)->nodes.ptr[index]) : NULL;
}

const struct tenon_scope *tenon_scope_parent(const struct tenon_scope *scope)
{
	return scope ? their_scope(our_scope(scope)->parent) : NULL;
}

static const enum tenon_op ops[] = {
	[TN_OP_IMPORT] = TENON_OP_IMPORT,
	[TN_OP_EXPORT] = TENON_OP_EXPORT,
	[TN_OP_ALIAS_EXPORT] = TENON_OP_ALIAS_EXPORT,
	[TN_OP_ALIAS_CORE_EXPORT] = TENON_OP_ALIAS_CORE_EXPORT,
	[TN_OP_ALIAS_OUTER] = TENON_OP_ALIAS_OUTER,
	[TN_OP_CORE_MODULE] = TENON_OP_CORE_MODULE,
	[TN_OP_CORE_INSTANTIATE] = TENON_OP_CORE_INSTANTIATE,
	[TN_OP_CORE_INLINE] = TENON_OP_CORE_INLINE,
	[TN_OP_CORE_TYPE] = TENON_OP_CORE_TYPE,
	[TN_OP_CORE_TYPE_REST] = TENON_OP_CORE_TYPE_REST,
	[TN_OP_COMPONENT] = TENON_OP_COMPONENT,
	[TN_OP_INSTANTIATE] = TENON_OP_INSTANTIATE,
	[TN_OP_INLINE] = TENON_OP_INLINE,
	[TN_OP_TYPE] = TENON_OP_TYPE,
	[TN_OP_TYPE_WRITTEN] = TENON_OP_OTHER,
	[TN_OP_LIFT] = TENON_OP_LIFT,
	[TN_OP_CANON] = TENON_OP_CANON,
	[TN_OP_START] = TENON_OP_START,
	[TN_OP_START_VALUE] = TENON_OP_START_VALUE,
	[TN_OP_VALUE] = TENON_OP_VALUE,
	[TN_OP_CUSTOM] = TENON_OP_CUSTOM,
};

static const char *text_of(const struct tn_ctx *cx, tn_name name)
{
	return name ? tn_ctx_text(cx, name).ptr : NULL;
}

static void look(struct tn_ctx *cx, const struct tn_node *node, struct tenon_node_info *out)
{
	switch ((enum tn_op)node->op) {
	case TN_OP_IMPORT:
	case TN_OP_EXPORT:
		out->name = tn_ctx_text(cx, node->u.ext.name.name).ptr;
		out->module = text_of(cx, node->u.ext.module);
		break;
	case TN_OP_ALIAS_EXPORT:
	case TN_OP_ALIAS_CORE_EXPORT:
		out->name = tn_ctx_text(cx, node->u.alias.name).ptr;
		break;
	case TN_OP_CORE_MODULE:
		out->data = node->u.module.bytes.ptr;
		out->data_size = node->u.module.bytes.len;
		break;
	case TN_OP_LIFT:
	case TN_OP_CANON:
		out->text = tn_ir_canon_row(node->u.canon.opcode)->text;
		break;
	case TN_OP_CUSTOM:
		out->text = node->u.custom.name.ptr;
		out->data = node->u.custom.bytes.ptr;
		out->data_size = node->u.custom.bytes.len;
		break;
	default:
		break;
	}
}

void tenon_node_look(const struct tenon_component *component, const struct tenon_node *theirs,
	struct tenon_node_info *info)
{
	if (!component || !theirs || !info || info->size < sizeof(size_t))
		return;
	const struct tn_node *node = tn_component_node(theirs);
	struct tn_ctx *cx = component->root->ir->cx;
	size_t size = info->size < sizeof *info ? info->size : sizeof *info;
	struct tenon_node_info all = {
		.size = info->size,
		.sort = (enum tenon_sort)node->sort,
		.op = ops[node->op],
		.label = text_of(cx, node->label),
		.place = tn_enter_place(cx, node->origin),
		.scope = their_scope(node->scope),
		.inside = their_scope(tn_ir_inner(node)),
	};
	look(cx, node, &all);
	memcpy(info, &all, size);
}

/* Edges are told by where they lie. */
static tn_name name_of_use(const struct tn_node *node, struct tn_node **edge)
{
	uintptr_t at = (uintptr_t)edge;
	switch ((enum tn_op)node->op) {
	case TN_OP_CORE_INSTANTIATE:
	case TN_OP_CORE_INLINE:
	case TN_OP_INSTANTIATE:
	case TN_OP_INLINE:
		at = (at - (uintptr_t)node->u.inst.args) / sizeof *node->u.inst.args;
		return at < node->u.inst.count ? node->u.inst.args[at].name.name : 0;
	case TN_OP_TYPE:
		at = (at - (uintptr_t)node->u.type.members.ptr) / sizeof *node->u.type.members.ptr;
		return at < node->u.type.members.len ? node->u.type.members.ptr[at].name : 0;
	default:
		return 0;
	}
}

struct uses {
	const struct tn_ctx *cx;
	const struct tn_node *node;
	const struct tenon_node **list;
	const char **names;
	size_t room, count;
};

static void add_use(void *user, struct tn_node **edge)
{
	struct uses *u = user;
	size_t at = u->count++;
	if (at < u->room && u->list)
		u->list[at] = their_node(*edge);
	if (at < u->room && u->names)
		u->names[at] = text_of(u->cx, name_of_use(u->node, edge));
}

size_t tenon_node_uses(const struct tenon_node *node, const struct tenon_node **list, size_t room)
{
	struct uses u = { .list = list, .room = room };
	if (node)
		tn_ir_edges(tn_component_node(node), add_use, &u);
	return u.count;
}

size_t tenon_node_use_names(const struct tenon_component *component, const struct tenon_node *node,
	const char **list, size_t room)
{
	if (!component || !node)
		return 0;
	struct uses u = { component->root->ir->cx, tn_component_node(node), NULL, list, room, 0 };
	tn_ir_edges(tn_component_node(node), add_use, &u);
	return u.count;
}

const struct tenon_node *tenon_node_meant(const struct tenon_node *node)
{
	return node ? their_node(tn_ir_resolve(tn_component_node(node))) : NULL;
}

const char *tenon_sort_name(enum tenon_sort sort)
{
	return (unsigned)sort < TENON_SORT_NONE ? tn_ir_sort_word((enum tn_sort)sort) : "none";
}

const char *tenon_op_name(enum tenon_op op)
{
	static const char *const names[] = {
		[TENON_OP_IMPORT] = "import",
		[TENON_OP_EXPORT] = "export",
		[TENON_OP_ALIAS_EXPORT] = "alias export",
		[TENON_OP_ALIAS_CORE_EXPORT] = "alias core export",
		[TENON_OP_ALIAS_OUTER] = "alias outer",
		[TENON_OP_CORE_MODULE] = "core module",
		[TENON_OP_CORE_INSTANTIATE] = "core instantiate",
		[TENON_OP_CORE_INLINE] = "core instance of items",
		[TENON_OP_CORE_TYPE] = "core type",
		[TENON_OP_CORE_TYPE_REST] = "core type of a group",
		[TENON_OP_COMPONENT] = "component",
		[TENON_OP_INSTANTIATE] = "instantiate",
		[TENON_OP_INLINE] = "instance of items",
		[TENON_OP_TYPE] = "type",
		[TENON_OP_LIFT] = "canon lift",
		[TENON_OP_CANON] = "canon",
		[TENON_OP_START] = "start",
		[TENON_OP_START_VALUE] = "value of a start",
		[TENON_OP_VALUE] = "value",
		[TENON_OP_CUSTOM] = "custom section",
		[TENON_OP_OTHER] = "other",
	};
	return (unsigned)op < sizeof names / sizeof *names ? names[op] : names[TENON_OP_OTHER];
}

/* ---- validating ---- */

static bool is_changed(const struct tenon_component *c)
{
	return !c->root->bytes.len;
}

/* Edits may have left definitions behind their uses; the validator sees them as they will be written. */
static struct tn_check *check_in_order(struct tn_ctx *cx, struct tn_scope *root)
{
	struct tn_irordered before;
	struct tn_mark mark = tn_mem_mark(&cx->scratch);
	struct tn_check *check = NULL;
	if (tn_irorder_arrange(root, &before))
		check = tn_check_scope_with(cx, root->ir->arena, root, TN_WASM_ALL);
	tn_irorder_restore(&before);
	tn_mem_reset(&cx->scratch, mark);
	return check;
}

/* What validation learnt of nodes is by number: after an edit it begins again. */
static struct tn_check *check_of(struct tn_call *call, struct tenon_component *c)
{
	struct tn_ctx *cx = call->cx;
	uint32_t errors = cx->diags.errors;
	if (!c->check) {
		c->root->ir->world = NULL;
		c->check = is_changed(c)
				   ? check_in_order(cx, c->root)
				   : tn_check_scope_with(cx, c->root->ir->arena, c->root, TN_WASM_ALL);
	}
	if (!c->check && cx->diags.errors == errors)
		tn_diag_error(cx, TN_E_INTERNAL, (struct tn_span){ .source = c->source },
			"the component is found invalid without a reason");
	return c->check;
}

static bool node_type(struct tn_call *call, void *job)
{
	const struct tn_component_job *j = job;
	if (tn_component_is_of_another(j, j->node)) {
		call->bad_call = true;
		tn_diag_error(call->cx, TN_E_USAGE, j->node->origin,
			"the call is wrong: the node belongs to another component");
		return false;
	}
	const struct tn_check *check = check_of(call, j->component);
	if (!check)
		return false;
	struct tn_extern_type type = tn_check_node(check, j->node);
	call->bad_call = !type.type;
	if (!type.type) {
		tn_diag_error(call->cx, TN_E_USAGE, j->node->origin,
			"the call is wrong: a node of this sort has no type that WIT could say");
		return false;
	}
	struct tn_buf text = tn_buf_new(call->arena);
	tn_buf_str(&text, tn_check_type_text(check, call->arena, type.type));
	tn_enter_give_text(call, &text, j->out);
	return true;
}

enum tenon_status tenon_node_type(struct tenon_session *session, struct tenon_component *component,
	const struct tenon_node *node, struct tenon_bytes *out)
{
	struct tn_component_job job = { .component = component, .node = tn_component_node(node), .out = out };
	if (!component || !node || !out)
		return tn_enter_null(session);
	*out = (struct tenon_bytes){ 0 };
	return tn_enter_run(session, node_type, &job);
}

static bool validate(struct tn_call *call, void *job)
{
	const struct tn_component_job *j = job;
	struct tn_ctx *cx = call->cx;
	struct tenon_component *c = j->component;
	if (!is_changed(c))
		return tn_check_bytes(cx, c->source, c->root->bytes);
	struct tn_bytes bytes = tn_irwrite_component(call->arena, c->root);
	if (!bytes.len)
		return false;
	/* It lends its name to diagnostics. The bytes go with this call, so it does not lead to them. */
	if (!c->changed)
		c->changed = tn_source_add(&cx->sources, TN_STR("the component as it is now"),
			(struct tn_bytes){ NULL, 0 }, false);
	return tn_check_bytes(cx, c->changed, bytes);
}

enum tenon_status tenon_component_validate(
	struct tenon_session *session, struct tenon_component *component)
{
	struct tn_component_job job = { .component = component };
	return component ? tn_enter_run(session, validate, &job) : tn_enter_null(session);
}

/* ---- writing ---- */

static bool write(struct tn_call *call, void *job)
{
	const struct tn_component_job *j = job;
	struct tn_scope *root = j->component->root;
	size_t before = root->bytes.len; /* 0: something was changed, so there is nothing to compare with */
	bool is_long = root->ir->is_long;
	struct tn_bytes bytes = j->anew || is_long ? tn_irwrite_anew(call->arena, root)
						   : tn_irwrite_component(call->arena, root);
	if (!bytes.len)
		return false;
	struct tn_span input = { .source = j->component->source };
	if (is_long && before > bytes.len)
		tn_diag_warning(call->cx, TN_E_LONG_NUMBERS, input,
			"numbers are longer than they need to be: the output is %zu bytes shorter",
			before - bytes.len);
	else if (is_long)
		tn_diag_warning(call->cx, TN_E_LONG_NUMBERS, input,
			"numbers are longer than they need to be: they are written short");
	tn_enter_give(call, bytes, j->out);
	return true;
}

enum tenon_status tenon_component_write(struct tenon_session *session,
	struct tenon_component *component, const struct tenon_component_write_options *options,
	struct tenon_bytes *out)
{
	struct tenon_component_write_options o;
	if (!component || !out)
		return tn_enter_null(session);
	if (!TN_OPTIONS(o, options))
		return tn_enter_unsized(session);
	*out = (struct tenon_bytes){ 0 };
	struct tn_component_job job = { .component = component, .anew = o.anew, .out = out };
	return tn_enter_run(session, write, &job);
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Options of canonical definitions: which exclude one another, and what each must be. */
#include "wasm/component/check_canon.h"

static const struct tn_core_sig *sig_of(const struct tn_checking *c, const struct tn_node *func)
{
	const struct tn_core_extern *type = tn_check_slot(c->w, func);
	return type ? tn_check_core_id_sig(c->w, type->type) : NULL;
}

/* A signature in letters: "iip>i"; p is the pointer of the memory. */
bool tn_check_sig_is(const struct tn_core_sig *sig, const char *letters, bool is_64)
{
	uint32_t param = 0, result = 0;
	bool behind = false;
	for (; *letters; letters++) {
		if (*letters == '>') {
			behind = true;
			continue;
		}
		tn_core_ty want = *letters == 'l' || (*letters == 'p' && is_64) ? TN_CORE_I64
									      : TN_CORE_I32;
		if (behind ? result >= sig->result_count || sig->results[result++] != want
			   : param >= sig->param_count || sig->params[param++] != want)
			return false;
	}
	return param == sig->param_count && result == sig->result_count;
}

/* What the letters ask for, as text. */
static struct tn_str letters_text(struct tn_arena *arena, const char *letters, bool is_64)
{
	tn_core_ty types[8];
	uint32_t count = 0, params = 0;
	for (; *letters; letters++) {
		if (*letters == '>')
			params = count;
		else
			types[count++] = *letters == 'p' && is_64 ? TN_CORE_I64 : TN_CORE_I32;
	}
	const struct tn_core_sig sig = { types, types + params, params, count - params };
	return tn_module_sig_text(arena, &sig);
}

bool tn_check_option_sig(struct tn_checking *c, const struct tn_node *node, const char *option,
	const struct tn_core_sig *have, const char *letters, bool is_64)
{
	if (tn_check_sig_is(have, letters, is_64))
		return true;
	tn_check_bad_sig(c, node, option, letters_text(c->scratch, letters, is_64), have);
	return false;
}

void tn_check_bad_sig(struct tn_checking *c, const struct tn_node *node, const char *option,
	struct tn_str want, const struct tn_core_sig *have)
{
	tn_check_error(c, node,
		"canonical option `%s` uses a core function with an incorrect signature: expected `%.*s`, "
		"found `%.*s`",
		option, TN_S(want), TN_S(tn_module_sig_text(c->scratch, have)));
}

bool tn_check_bad(struct tn_checking *c, const struct tn_node *node, const char *why)
{
	tn_check_error(c, node, "%s", why);
	return false;
}

static const char *const option_words[] = { "utf8", "utf16", "latin1-utf16", "memory", "realloc",
	"post-return", "async", "callback", "core-type", "gc" };

/* Binary.md: "Validation prevents duplicate or conflicting `canonopt`." */
static bool no_duplicates(struct tn_checking *c, const struct tn_node *node)
{
	uint32_t seen = 0;
	for (uint32_t i = 0; i < node->u.canon.opts.len; i++) {
		uint8_t code = node->u.canon.opts.ptr[i].code;
		const char *word = option_words[code];
		bool is_encoding = code <= TN_OPT_LATIN1_UTF16;
		if (is_encoding && (seen & 7)) {
			tn_check_error(c, node,
				"canonical encoding option `%s` conflicts with another encoding option",
				word);
			return false;
		}
		if (seen & 1u << code) {
			tn_check_error(c, node, "canonical option `%s` is specified more than once", word);
			return false;
		}
		seen |= 1u << code;
	}
	return true;
}

/* The memory of an option or built-in: not shared, and 64 bits wide only with the feature. */
bool tn_check_canon_memory(struct tn_checking *c, const struct tn_node *node,
	const struct tn_core_extern *memory)
{
	if (memory && memory->limits.is_shared)
		return tn_check_bad(c, node, "mismatch in the shared flag for memories");
	return !memory || !memory->limits.is_64 ||
	       tn_check_feature(c, node, TN_WASM_CM64, "a 64-bit memory");
}

static bool core_type_option(struct tn_checking *c, const struct tn_node *node,
	const struct tn_node *type_node, struct tn_check_options *out)
{
	const struct tn_check_core_type *type = tn_check_slot(c->w, type_node);
	if (!tn_check_feature(c, node, TN_WASM_CM_GC, "canonical option `core-type`") || !type)
		return false;
	if (type->module || !tn_check_core_id_sig(c->w, type->id))
		return tn_check_bad(c, node,
			"canonical option `core-type` must reference a core function type");
	out->core_type = type->id;
	out->has_core_type = true;
	return true;
}

static bool one_option(struct tn_checking *c, const struct tn_node *node,
	const struct tn_canon_opt *opt, struct tn_check_options *out)
{
	switch ((enum tn_opt_code)opt->code) {
	case TN_OPT_UTF8:
	case TN_OPT_LATIN1_UTF16:
		return true;
	case TN_OPT_UTF16:
		out->is_utf16 = true;
		return true;
	case TN_OPT_MEMORY:
		out->has_memory = true;
		out->memory = tn_check_slot(c->w, opt->node);
		out->is_64 = out->memory && out->memory->limits.is_64;
		return out->memory && tn_check_canon_memory(c, node, out->memory);
	case TN_OPT_REALLOC:
		out->has_realloc = true;
		out->realloc = sig_of(c, opt->node);
		return out->realloc;
	case TN_OPT_POST_RETURN:
		out->has_post_return = true;
		out->post_return = sig_of(c, opt->node);
		return out->post_return;
	case TN_OPT_ASYNC:
		out->is_async = true;
		return tn_check_feature(c, node, TN_WASM_CM_ASYNC, "canonical option `async`");
	case TN_OPT_CALLBACK:
		out->has_callback = true;
		out->callback = sig_of(c, opt->node);
		return out->callback;
	case TN_OPT_CORE_TYPE:
		return core_type_option(c, node, opt->node, out);
	case TN_OPT_GC:
		out->is_gc = true;
		return tn_check_feature(c, node, TN_WASM_CM_GC, "canonical option `gc`");
	}
	return true;
}

/* What holds for options wherever they stand. False: reported, or something is unknown. */
bool tn_check_options(struct tn_checking *c, const struct tn_node *node, struct tn_check_options *out)
{
	const struct tn_canon *canon = &node->u.canon;
	*out = (struct tn_check_options){ 0 };
	bool fine = no_duplicates(c, node);
	for (uint32_t i = 0; i < canon->opts.len; i++)
		fine &= one_option(c, node, &canon->opts.ptr[i], out);
	if (!fine)
		return false;
	if (out->has_callback && !out->is_async)
		return tn_check_bad(c, node, "cannot specify callback without async");
	if (out->has_post_return && out->is_async)
		return tn_check_bad(c, node, "cannot specify post-return function in async");
	if (out->has_core_type && !out->is_gc)
		return tn_check_bad(c, node, "cannot specify `core-type` without `gc`");
	if (out->has_realloc && !out->has_memory)
		return tn_check_bad(c, node,
			"canonical option `realloc` requires `memory` to also be specified");
	return !out->has_realloc ||
	       tn_check_option_sig(c, node, "realloc", out->realloc, "pppp>p", out->is_64);
}

static bool need(struct tn_checking *c, const struct tn_node *node, bool has, const char *option,
	const struct tn_ctype *type)
{
	if (has)
		return true;
	struct tn_diag *diag = tn_check_error(c, node, "canonical option `%s` is required", option);
	if (type)
		tn_diag_hint(c->cx, diag, "values of `%.*s` are passed in memory",
			TN_S(tn_check_type_words(c->w, c->scratch, type)));
	return false;
}

bool tn_check_need_memory(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_options *o, const struct tn_ctype *type)
{
	return need(c, node, o->has_memory, "memory", type);
}

bool tn_check_need_realloc(struct tn_checking *c, const struct tn_node *node,
	const struct tn_check_options *o, const struct tn_ctype *type)
{
	return tn_check_need_memory(c, node, o, type) &&
	       need(c, node, o->has_realloc, "realloc", type);
}

/* Options of lowerings, and of the built-ins that work like them. */
bool tn_check_lower_options(struct tn_checking *c, const struct tn_node *node, const struct tn_check_options *o)
{
	if (o->has_post_return)
		return tn_check_bad(c, node, "canonical option `post-return` cannot be specified for lowerings");
	if (o->has_callback)
		return tn_check_bad(c, node, "canonical option `callback` cannot be specified for lowerings");
	if (o->is_gc && !o->has_core_type)
		return tn_check_bad(c, node,
			"cannot specify `gc` without also specifying a `core-type` for lowerings");
	return true;
}

bool tn_check_sync_only(struct tn_checking *c, const struct tn_node *node, const struct tn_check_options *o,
	const char *what)
{
	if (!o->is_async)
		return true;
	tn_check_error(c, node, "cannot specify `async` option on `%s`", what);
	return false;
}

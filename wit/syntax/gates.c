/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What stands before an item: comments -> documentation, attributes -> stability and external id. */
#include "wit/syntax/resolve.h"

#include "base/semver.h"

/* -1, 0, 1: which of two versions is the older one. */
static int compare(struct tn_resolver *r, tn_name left, tn_name right)
{
	struct tn_semver a, b;

	if (left == right)
		return 0;
	if (!tn_semver_parse(tn_ctx_text(r->cx, left), &a) ||
		!tn_semver_parse(tn_ctx_text(r->cx, right), &b))
		return 0; /* malformed ones are reported where they stand */
	return tn_semver_cmp(&a, &b);
}

/* ---- attributes: WIT.md, "Feature Gates" ---- */

static const struct tn_ast_attr *find(struct tn_resolver *r, const struct tn_ast_attr *attrs,
	enum tn_ast_attr_kind kind, const char *name)
{
	const struct tn_ast_attr *found = NULL;

	for (; attrs; attrs = attrs->next) {
		if (attrs->kind != kind || !attrs->value)
			continue;
		if (found) {
			struct tn_diag *diag = tn_symbols_error(r, TN_E_BAD_ATTRIBUTE,
				tn_resolve_at(r, attrs->span), "cannot specify @%s twice", name);

			tn_diag_note(r->cx, diag, tn_resolve_at(r, found->span), "first here");
			continue;
		}
		found = attrs;
	}
	return found;
}

struct tn_stability tn_gates_stability(struct tn_resolver *r, const struct tn_ast_attr *attrs)
{
	const struct tn_ast_attr *since, *unstable, *deprecated;
	struct tn_stability out = { 0 };

	if (!attrs)
		return out;
	since = find(r, attrs, TN_ATTR_SINCE, "since");
	unstable = find(r, attrs, TN_ATTR_UNSTABLE, "unstable");
	deprecated = find(r, attrs, TN_ATTR_DEPRECATED, "deprecated");
	if (since && unstable) {
		struct tn_diag *diag = tn_symbols_error(r, TN_E_BAD_GATE,
			tn_resolve_at(r, since->span), "cannot specify both @since and @unstable");

		tn_diag_note(
			r->cx, diag, tn_resolve_at(r, unstable->span), "the other gate is here");
		tn_diag_hint(r->cx, diag,
			"`@unstable` is for what may change still, `@since` takes its place when it is settled");
	} else if (deprecated && !since && !unstable) {
		struct tn_diag *diag = tn_symbols_error(r, TN_E_BAD_GATE,
			tn_resolve_at(r, deprecated->span),
			"cannot specify @deprecated without @since or @unstable");

		tn_diag_hint(r->cx, diag, "say which version it came in: `@since(version = …)`");
	}
	if (since) {
		out.kind = TN_STABILITY_SINCE;
		out.since = since->value;
	} else if (unstable) {
		out.kind = TN_STABILITY_UNSTABLE;
		out.feature = unstable->value;
		if (r->cx->gates.on.len && tn_map_put(&r->features_met, out.feature, 0))
			*TN_PUSH(r->scratch, &r->features) = out.feature;
	}
	/* In a target version before it nothing was deprecated yet. */
	if (deprecated && out.kind != TN_STABILITY_UNKNOWN &&
		!(r->unit->target && compare(r, deprecated->value, r->unit->target) > 0))
		out.deprecated = deprecated->value;
	return out;
}

tn_name tn_gates_external_id(struct tn_resolver *r, const struct tn_ast_attr *attrs)
{
	const struct tn_ast_attr *id = find(r, attrs, TN_ATTR_EXTERNAL_ID, "external-id");

	return id ? id->value : 0;
}

void tn_gates_forbid_external_id(
	struct tn_resolver *r, const struct tn_ast_attr *attrs, const char *what)
{
	for (; attrs; attrs = attrs->next)
		if (attrs->kind == TN_ATTR_EXTERNAL_ID && attrs->value)
			tn_symbols_error(r, TN_E_BAD_ATTRIBUTE, tn_resolve_at(r, attrs->span),
				"`@external-id` cannot stand before %s", what);
}

void tn_gates_explain(
	struct tn_resolver *r, struct tn_diag *diag, const struct tn_entry *entry)
{
	for (const struct tn_ast_attr *attr = entry->item->attrs; attr; attr = attr->next) {
		if (attr->kind != TN_ATTR_UNSTABLE || !attr->value)
			continue;
		tn_diag_note(r->cx, diag, entry->span, "it is gated by `@unstable(feature = %.*s)`",
			TN_S(tn_ctx_text(r->cx, attr->value)));
		tn_diag_hint(r->cx, diag,
			"gate this item the same way, or open the gate: `--features %.*s`",
			TN_S(tn_ctx_text(r->cx, attr->value)));
		return;
	}
	tn_diag_note(r->cx, diag, entry->span, "it is gated here");
}

/* WIT.md, "Rules for feature gate usage" */
static void check_since(struct tn_resolver *r, const struct tn_stability *s, struct tn_span span)
{
	const struct tn_unit_name *name = &r->unit->name;
	struct tn_str package;
	struct tn_diag *diag;

	if (name->version && compare(r, s->since, name->version) <= 0)
		return;
	package = tn_deps_text(r, name->ns, name->name, name->version);
	if (name->version)
		diag = tn_symbols_error(r, TN_E_BAD_GATE, span,
			"feature gate cannot reference unreleased version %.*s of package [%.*s] "
			"(current version %.*s)",
			TN_S(tn_ctx_text(r->cx, s->since)), TN_S(package),
			TN_S(tn_ctx_text(r->cx, name->version)));
	else
		diag = tn_symbols_error(r, TN_E_BAD_GATE, span,
			"package [%.*s] contains a feature gate with a version specifier, so it must "
			"have a version",
			TN_S(package));
	tn_diag_note(r->cx, diag, name->span, "the package is named here");
	if (!name->version)
		tn_diag_hint(r->cx, diag, "write `package %.*s@%.*s;`", TN_S(package),
			TN_S(tn_ctx_text(r->cx, s->since)));
	else
		tn_diag_hint(r->cx, diag,
			"raise the version of the package, or gate by `@unstable(feature = …)` till then");
}

bool tn_gates_hide(const struct tn_resolver *r, const struct tn_stability *s)
{
	switch (s->kind) {
	case TN_STABILITY_UNKNOWN:
		break;
	case TN_STABILITY_SINCE:
		return r->unit->target &&
		       compare((struct tn_resolver *)r, s->since, r->unit->target) > 0;
	case TN_STABILITY_UNSTABLE:
		return !r->cx->gates.all &&
		       tn_map_get(&r->cx->gates.is_on, s->feature) == TN_MAP_NONE;
	}
	return false;
}

bool tn_gates_enabled(struct tn_resolver *r, const struct tn_stability *s, struct tn_span span)
{
	if (s->kind == TN_STABILITY_SINCE)
		check_since(r, s, span);
	return !tn_gates_hide(r, s);
}

enum { GUESSED_MOST = 100 }; /* each is compared with every feature of the input */

/* A feature may belong to another input: only what was perhaps misspelt is worth a word. */
void tn_gates_check_features(struct tn_resolver *r)
{
	uint32_t guessed = 0;

	for (uint32_t i = 0; i < r->cx->gates.on.len && guessed < GUESSED_MOST; i++) {
		tn_name name = r->cx->gates.on.ptr[i];
		struct tn_str text = tn_ctx_text(r->cx, name);
		struct tn_guess guess = tn_symbols_guess(text);
		struct tn_diag *diag;

		if (tn_map_get(&r->features_met, name) != TN_MAP_NONE)
			continue;
		guessed++;
		for (uint32_t f = 0; f < r->features.len; f++)
			tn_symbols_candidate(&guess, tn_ctx_text(r->cx, r->features.ptr[f]));
		if (!guess.best.len)
			continue;
		diag = tn_diag_warning(r->cx, TN_E_UNKNOWN_GATE, (struct tn_span){ 0 },
			"no feature gate names `%.*s`", TN_S(text));
		tn_diag_hint(r->cx, diag, "did you mean `%.*s`?", TN_S(guess.best));
	}
}

/* ---- target versions ---- */

/* Is there a way from the target to the version on which nothing breaks? A pre-release leads to its release. */
static bool grew_out(struct tn_resolver *r, tn_name target, tn_name version)
{
	struct tn_str from = tn_ctx_text(r->cx, target), to = tn_ctx_text(r->cx, version);
	size_t pre = tn_str_find(from, '-', 0);

	if (tn_semver_compatible(to, from))
		return true;
	return pre != (size_t)-1 && tn_semver_compatible(to, tn_str_sub(from, 0, pre));
}

static void refuse_second(struct tn_resolver *r, const struct tn_unit_name *name, tn_name target,
	struct tn_span other)
{
	struct tn_diag *diag = tn_symbols_error(r, TN_E_BAD_TARGET, name->span,
		"`%.*s` becomes `%.*s`, and so there are two of them",
		TN_S(tn_deps_text(r, name->ns, name->name, name->version)),
		TN_S(tn_deps_text(r, name->ns, name->name, target)));

	tn_diag_note(r->cx, diag, other, "the other one is here");
	tn_diag_hint(r->cx, diag, "leave one of them out");
}

/* Two packages of one name must not come of it: with text that was looked at before, with what is encoded. */
static void check_taken(struct tn_resolver *r, const struct tn_unit *unit)
{
	const struct tn_unit_name *name = &unit->name;
	tn_pkg encoded = tn_model_find_package(r->wit, name->ns, name->name, unit->target);
	uint32_t at = tn_map_get(&r->unit_index, TN_KEY(name->ns, name->name));

	if (encoded != TN_NO_ID && name->version != unit->target) /* of one version: reported */
		refuse_second(r, name, unit->target, r->wit->packages.ptr[encoded].span);
	for (; at != TN_NO_ID && at != TN_MAP_NONE; at = r->next_unit.ptr[at]) {
		const struct tn_unit *other = &r->units.ptr[at];

		if (other == unit || other->target != unit->target ||
			other->name.version == name->version)
			continue;
		if (name->version == unit->target)
			refuse_second(r, &other->name, unit->target, name->span);
		else
			refuse_second(r, name, unit->target, other->name.span);
		return;
	}
}

void tn_gates_take_target(struct tn_resolver *r, struct tn_unit *unit)
{
	const struct tn_unit_name *name = &unit->name;
	struct tn_diag *diag;

	for (uint32_t i = 0; i < r->cx->gates.targets.len; i++) {
		struct tn_wit_target *target = &r->cx->gates.targets.ptr[i];

		if (target->ns != name->ns || target->name != name->name)
			continue;
		target->used = true;
		/* Of several versions, those are meant that grew out of the target. */
		if (!name->version || !grew_out(r, target->version, name->version)) {
			target->other = name->version;
			target->other_span = name->span;
			continue;
		}
		target->fits = true;
		if (unit->target) {
			tn_symbols_error(r, TN_E_BAD_TARGET, name->span,
				"two target versions are given for `%.*s`: %.*s and %.*s",
				TN_S(tn_deps_text(r, name->ns, name->name, name->version)),
				TN_S(tn_ctx_text(r->cx, unit->target)),
				TN_S(tn_ctx_text(r->cx, target->version)));
			continue;
		}
		if (compare(r, target->version, name->version) <= 0) {
			unit->target = target->version;
			check_taken(r, unit);
			continue;
		}
		diag = tn_symbols_error(r, TN_E_BAD_TARGET, name->span,
			"`%.*s` is older than the target version %.*s",
			TN_S(tn_deps_text(r, name->ns, name->name, name->version)),
			TN_S(tn_ctx_text(r->cx, target->version)));
		tn_diag_hint(r->cx, diag,
			"`--target-version` leaves out what came later; it adds nothing");
	}
}

static void refuse_absent(struct tn_resolver *r, const struct tn_wit_target *target)
{
	struct tn_str text = tn_deps_text(r, target->ns, target->name, 0);
	struct tn_guess guess = tn_symbols_guess(text);
	struct tn_diag *diag = tn_symbols_error(r, TN_E_BAD_TARGET, (struct tn_span){ 0 },
		"a target version is given for `%.*s`, but there is no WIT text of that package",
		TN_S(text));

	for (uint32_t i = 0; i < r->units.len; i++) {
		const struct tn_unit_name *name = &r->units.ptr[i].name;

		if (name->ns)
			tn_symbols_candidate(&guess, tn_deps_text(r, name->ns, name->name, 0));
	}
	if (guess.best.len)
		tn_diag_hint(r->cx, diag, "did you mean `%.*s`?", TN_S(guess.best));
	else
		tn_deps_note_known(r, diag);
}

/* Without a way from the target to the version nobody knows what was there. */
static void refuse_other(struct tn_resolver *r, const struct tn_wit_target *target)
{
	struct tn_str text = tn_deps_text(r, target->ns, target->name, target->other);
	struct tn_diag *diag;

	if (!target->other) {
		tn_symbols_error(r, TN_E_BAD_TARGET, target->other_span,
			"`%.*s` has no version, so it cannot be taken as it was in %.*s",
			TN_S(text), TN_S(tn_ctx_text(r->cx, target->version)));
		return;
	}
	diag = tn_symbols_error(r, TN_E_BAD_TARGET, target->other_span,
		"`%.*s` did not grow out of the target version %.*s", TN_S(text),
		TN_S(tn_ctx_text(r->cx, target->version)));
	tn_diag_hint(r->cx, diag,
		"`@since` tells of compatible versions only: write one that `%.*s` is compatible with",
		TN_S(text));
}

void tn_gates_check_targets(struct tn_resolver *r)
{
	for (uint32_t i = 0; i < r->cx->gates.targets.len; i++) {
		struct tn_wit_target *target = &r->cx->gates.targets.ptr[i];

		if (!target->used)
			refuse_absent(r, target);
		else if (!target->fits)
			refuse_other(r, target);
		target->used = target->fits = true; /* once is enough */
	}
}

/* ---- documentation ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static struct tn_str trim_end(struct tn_str s)
{
	while (s.len && (is_blank(s.ptr[s.len - 1]) || s.ptr[s.len - 1] == '\v'))
		s.len--;
	return s;
}

struct comment {
	struct tn_str text; /* without marks */
	bool is_line;
};

/* Behind the block comment that opens at `at`; they nest. */
static size_t block_end(struct tn_str run, size_t at)
{
	for (size_t depth = 1, i = at + 2; i + 1 < run.len; i++) {
		if (run.ptr[i] == '/' && run.ptr[i + 1] == '*') {
			depth++;
			i++;
		} else if (run.ptr[i] == '*' && run.ptr[i + 1] == '/') {
			i++;
			if (--depth == 0)
				return i + 1;
		}
	}
	return run.len;
}

/* The next comment of a run of comments and blanks; false when there is none. */
static bool next_comment(struct tn_str run, size_t *at, struct comment *out)
{
	const char *from = run.ptr + *at, *end = run.ptr + run.len, *to;

	while (from < end && *from != '/')
		from++;
	if (end - from < 2)
		return false;
	out->is_line = from[1] == '/';
	if (out->is_line) {
		to = memchr(from, '\n', (size_t)(end - from));
		if (!to)
			to = end;
		*at = (size_t)(to - run.ptr);
		while (from < to && *from == '/')
			from++;
	} else {
		*at = block_end(run, (size_t)(from - run.ptr));
		to = run.ptr + *at;
		if (to - from == 4) {
			from = to; /* with nothing in it */
		} else if (to - from >= 5 && from[2] == '*') {
			from += 3;
			to -= 2;
		} else {
			from++; /* no doc comment; counts as one, marks included, as in other tools */
		}
	}
	out->text = trim_end((struct tn_str){ from, (size_t)(to - from) });
	return true;
}

static size_t indent_of(struct tn_str s)
{
	size_t n = 0;

	while (n < s.len && is_blank(s.ptr[n]))
		n++;
	return n;
}

/* Takes off the indent when it is one of spaces. */
static struct tn_str without_indent(struct tn_str s, size_t indent)
{
	size_t spaces = 0;

	while (spaces < s.len && spaces < indent && s.ptr[spaces] == ' ')
		spaces++;
	return spaces == indent ? tn_str_sub(s, indent, s.len) : s;
}

static char *put_line(char *out, const char *line, size_t len)
{
	if (len)
		memcpy(out, line, len);
	out[len] = '\n';
	return out + len + 1;
}

/* The lines of a block comment, each with one line end. */
static char *put_lines(char *out, struct tn_str s)
{
	for (size_t from = 0; from < s.len;) {
		size_t to = tn_str_find(s, '\n', from), end;

		if (to == (size_t)-1)
			to = s.len;
		end = to > from && to < s.len && s.ptr[to - 1] == '\r' ? to - 1 : to;
		out = put_line(out, s.ptr + from, end - from);
		from = to + 1;
	}
	return out;
}

/*
 * All comments before an item are its documentation: marks and the indent that all of them share
 * are taken off. 0 when there is none.
 */
tn_name tn_gates_docs(struct tn_resolver *r, struct tn_ast_span docs)
{
	TN_VEC(struct comment) list = { 0 };
	size_t indent = SIZE_MAX;
	struct comment comment;
	struct tn_mark mark;
	struct tn_str run;
	char *text, *end;
	tn_name name = 0;

	if (docs.start >= docs.end)
		return 0;
	run = tn_source_text(&r->cx->sources, tn_resolve_at(r, docs));
	mark = tn_mem_mark(r->scratch);
	for (size_t at = 0; next_comment(run, &at, &comment);) {
		size_t own = indent_of(comment.text);

		*TN_PUSH(r->scratch, &list) = comment;
		if (comment.text.len && own < indent)
			indent = own;
	}
	text = end = tn_mem_raw(r->scratch, run.len); /* a line end is shorter than the marks */
	for (uint32_t i = 0; i < list.len; i++) {
		struct tn_str line = without_indent(list.ptr[i].text, indent);

		end = list.ptr[i].is_line || !line.len ? put_line(end, line.ptr, line.len)
						       : put_lines(end, line);
	}
	while (end > text && end[-1] == '\n')
		end--;
	if (list.len)
		name = tn_ctx_name(r->cx, (struct tn_str){ text, (size_t)(end - text) });
	tn_mem_reset(r->scratch, mark);
	return name;
}

struct tn_meta tn_gates_meta(struct tn_resolver *r, const struct tn_ast_item *item)
{
	struct tn_meta meta = { .span = tn_resolve_at(r, item->name.span) };

	meta.docs = tn_gates_docs(r, item->docs);
	meta.stability = tn_gates_stability(r, item->attrs);
	meta.external_id = tn_gates_external_id(r, item->attrs);
	return meta;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What came, went and changed beside the types: gates, external ids, docs; see diff_job.h. */
#include "wit/model/diff_job.h"

struct tn_change *tn_diff_note(const struct tn_diff_scope *s, enum tn_change_kind kind,
	struct tn_str item, uint8_t breaks)
{
	struct tn_change *c = TN_PUSH(s->d->arena, &s->d->out->changes);
	c->kind = kind;
	c->scope = s->name;
	c->item = item;
	c->breaks = breaks;
	c->gate = tn_diff_name(s->d, s->gate);
	return c;
}

struct tn_str tn_diff_item(const struct tn_diff_job *d, const char *what, tn_name name)
{
	return tn_str_format(d->arena, "%s `%.*s`", what, TN_S(tn_diff_name(d, name)));
}

bool tn_diff_is_unstable(const struct tn_meta *meta)
{
	return meta->stability.kind == TN_STABILITY_UNSTABLE;
}

/* WIT.md "Feature Gates": what is unstable is shown to those only who open its gate. */
struct tn_diff_scope tn_diff_behind(const struct tn_diff_scope *s, const struct tn_meta *meta)
{
	struct tn_diff_scope inner = *s;
	if (tn_diff_is_unstable(meta))
		inner.gate = meta->stability.feature;
	return inner;
}

static struct tn_str gate_text(const struct tn_diff_job *d, const struct tn_stability *s)
{
	struct tn_str out = TN_NOSTR;
	if (s->kind == TN_STABILITY_SINCE)
		out = tn_str_format(
			d->arena, "@since(version = %.*s)", TN_S(tn_diff_name(d, s->since)));
	if (s->kind == TN_STABILITY_UNSTABLE)
		out = tn_str_format(
			d->arena, "@unstable(feature = %.*s)", TN_S(tn_diff_name(d, s->feature)));
	if (s->deprecated)
		out = tn_str_format(d->arena, "%.*s%s@deprecated(version = %.*s)", TN_S(out),
			out.len ? " " : "", TN_S(tn_diff_name(d, s->deprecated)));
	return out;
}

/* What goes behind a gate goes for all who do not open it; what comes out from behind one comes. */
static void diff_gates(const struct tn_diff_scope *s, struct tn_str item, const struct tn_meta *old,
	const struct tn_meta *new)
{
	const struct tn_stability *a = &old->stability, *b = &new->stability;
	if (a->kind == b->kind && a->feature == b->feature && a->since == b->since
		&& a->deprecated == b->deprecated)
		return;
	bool comes = tn_diff_is_unstable(old) && !tn_diff_is_unstable(new);
	bool goes = tn_diff_is_unstable(new) && !tn_diff_is_unstable(old);
	struct tn_change *c = tn_diff_note(
		s, TN_CHANGE_GATE, item, comes ? s->more : goes ? s->less : 0);
	c->old = gate_text(s->d, a);
	c->new = gate_text(s->d, b);
	/* semver.org 7: a deprecation is a minor change. */
	c->is_minor = comes || (b->deprecated && !a->deprecated);
}

void tn_diff_docs(const struct tn_diff_scope *s, struct tn_str item, tn_name old, tn_name new)
{
	if (old == new || s->is_foreign)
		return;
	struct tn_change *c = tn_diff_note(s, TN_CHANGE_DOCS, item, 0);
	c->old = tn_diff_name(s->d, old);
	c->new = tn_diff_name(s->d, new);
}

void tn_diff_meta(const struct tn_diff_scope *s, struct tn_str item, const struct tn_meta *old,
	const struct tn_meta *new)
{
	if (s->is_foreign)
		return;
	diff_gates(s, item, old, new);
	if (old->external_id != new->external_id) {
		struct tn_change *c = tn_diff_note(s, TN_CHANGE_GATE, item, 0);
		c->detail = TN_STR("external id");
		c->old = tn_diff_name(s->d, old->external_id);
		c->new = tn_diff_name(s->d, new->external_id);
	}
	tn_diff_docs(s, item, old->docs, new->docs);
}

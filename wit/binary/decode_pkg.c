/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Packages that were gathered in, packages of the model out, each behind those that it needs. */
#include "wit/binary/decode_parts.h"
#include "wit/binary/docs.h"

static tn_pkg add_package(struct tn_decode *d, const struct tn_decode_pkg *pkg)
{
	struct tn_wit *wit = d->wit;
	tn_pkg id = tn_model_find_package(wit, pkg->ns, pkg->name, pkg->version);
	if (id == TN_NO_ID)
		id = tn_model_add_package(wit, pkg->ns, pkg->name, pkg->version);
	for (uint32_t i = 0; i < pkg->interfaces.len; i++) {
		const struct tn_interface *iface = &wit->interfaces.ptr[pkg->interfaces.ptr[i]];
		if (tn_model_find_interface(wit, id, iface->name) != TN_NO_ID)
			tn_decode_fail(d, iface->meta.span, "interface `%.*s` is defined twice",
				TN_S(tn_ctx_text(d->cx, iface->name)));
		else
			tn_model_attach_interface(wit, id, pkg->interfaces.ptr[i]);
	}
	for (uint32_t i = 0; i < pkg->worlds.len; i++) {
		const struct tn_world_def *world = &wit->worlds.ptr[pkg->worlds.ptr[i]];
		if (tn_model_find_world(wit, id, world->name) != TN_NO_ID)
			tn_decode_fail(d, world->meta.span, "world `%.*s` is defined twice",
				TN_S(tn_ctx_text(d->cx, world->name)));
		else
			tn_model_attach_world(wit, id, pkg->worlds.ptr[i]);
	}
	struct tn_package *made = &wit->packages.ptr[id];
	if (!made->span.source && made->interfaces.len) /* no byte says its name alone */
		made->span = wit->interfaces.ptr[made->interfaces.ptr[0]].meta.span;
	else if (!made->span.source && made->worlds.len)
		made->span = wit->worlds.ptr[made->worlds.ptr[0]].meta.span;
	return id;
}

/* Packages in the order of need; each is entered once all that its types come from are. */
struct walk {
	uint32_t pkg;
	uint32_t iface, type; /* where the walk through the package is */
};

struct order {
	TN_VEC(struct walk) stack;
	uint8_t *state; /* by package: NEW, OPEN, DONE */
};

enum { NEW, OPEN, DONE };

/* The next package that the one on top needs, or TN_NO_ID when there is none left. */
static uint32_t next_need(struct tn_decode *d, struct order *o)
{
	uint32_t *iface = &TN_LAST(&o->stack).iface, *type = &TN_LAST(&o->stack).type;
	const struct tn_decode_pkg *pkg = &d->foreign.ptr[TN_LAST(&o->stack).pkg];
	for (; *iface < pkg->interfaces.len; ++*iface, *type = 0) {
		const struct tn_interface *in = &d->wit->interfaces.ptr[pkg->interfaces.ptr[*iface]];
		while (*type < in->types.len) {
			tn_iface from = tn_model_use_source(d->wit, in->types.ptr[(*type)++].def);
			if (from == TN_NO_ID)
				continue;
			uint32_t home = d->home.ptr[from];
			if (home == TN_NO_ID)
				tn_decode_fail(d, in->meta.span, "packages that need one another");
			else if (home != TN_LAST(&o->stack).pkg)
				return home;
		}
	}
	return TN_NO_ID;
}

static bool add_packages(struct tn_decode *d)
{
	struct order o = { .state = TN_NEWN(d->arena, uint8_t, d->foreign.len) };
	for (uint32_t i = 0; i < d->foreign.len; i++) {
		if (o.state[i] == NEW) {
			TN_PUSH(d->arena, &o.stack)->pkg = i;
			o.state[i] = OPEN;
		}
		while (o.stack.len) {
			uint32_t need = next_need(d, &o);
			if (need == TN_NO_ID) {
				o.state[TN_LAST(&o.stack).pkg] = DONE;
				add_package(d, &d->foreign.ptr[TN_POP(&o.stack).pkg]);
			} else if (o.state[need] == OPEN) {
				return tn_decode_fail(d, (struct tn_span){ 0 },
					"packages that need one another");
			} else if (o.state[need] == NEW) {
				TN_PUSH(d->arena, &o.stack)->pkg = need;
				o.state[need] = OPEN;
			}
		}
	}
	return !d->failed;
}

/* Interfaces inside of worlds belong to the world's package. */
static void adopt_inline(struct tn_decode *d, tn_pkg pkg, const struct tn_item *items,
	uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (items[i].kind == TN_ITEM_INTERFACE
			&& d->wit->interfaces.ptr[items[i].interface].package == TN_NO_ID)
			d->wit->interfaces.ptr[items[i].interface].package = pkg;
	}
}

/* The section `package-docs` at the end of an encoded package. */
static bool read_docs(struct tn_decode *d, const struct tn_scope *root, tn_pkg pkg)
{
	const struct tn_node *docs = NULL;
	for (uint32_t i = 0; i < root->nodes.len; i++) {
		const struct tn_node *node = root->nodes.ptr[i];
		if (node->op != TN_OP_CUSTOM
			|| !tn_str_eq(node->u.custom.name, TN_STR("package-docs")))
			continue;
		if (docs)
			return tn_decode_fail(d, node->origin, "two sections `package-docs`");
		docs = node;
	}
	return !docs || tn_docs_read(d->wit, pkg, docs->u.custom.bytes, docs->origin);
}

bool tn_decode_finish(struct tn_decode *d, const struct tn_scope *root, struct tn_decoded *out)
{
	if (d->failed || d->views.failed || !add_packages(d))
		return false;
	out->package = add_package(d, &d->main);
	for (uint32_t i = 0; i < d->main.worlds.len; i++) {
		const struct tn_world_def *w = &d->wit->worlds.ptr[d->main.worlds.ptr[i]];
		adopt_inline(d, out->package, w->imports.ptr, w->imports.len);
		adopt_inline(d, out->package, w->exports.ptr, w->exports.len);
	}
	d->wit->packages.ptr[out->package].is_root = true;
	return !d->failed && read_docs(d, root, out->package);
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Which world is meant by a name on the command line. WIT.md, "Specifying a World". */
#include "wit/load.h"

#include "base/buf.h"

/* "ns:pkg/world@version" in its parts; a plain name has only `world`. */
struct world_path {
	struct tn_str ns, package, world, version;
};

/* A keyword may be written as in WIT: `%from` is the world `from`. */
static struct tn_str unescaped(struct tn_str name)
{
	return tn_str_starts(name, TN_STR("%")) ? tn_str_sub(name, 1, name.len) : name;
}

/* A nested namespace or package keeps its marks: only the last ":" and "/" divide. */
static bool split(struct tn_str text, struct world_path *out)
{
	size_t at = tn_str_find(text, '@', 0), end = at == (size_t)-1 ? text.len : at;
	size_t colon = end, slash = end;

	*out = (struct world_path){ 0 };
	while (slash && text.ptr[slash - 1] != '/')
		slash--;
	for (colon = slash; colon && text.ptr[colon - 1] != ':';)
		colon--;
	if (!colon && tn_str_find(text, ':', 0) == (size_t)-1) {
		out->world = unescaped(text);
		return text.len > 0;
	}
	if (!colon || !slash)
		return false;
	out->ns = unescaped(tn_str_sub(text, 0, colon - 1));
	out->package = unescaped(tn_str_sub(text, colon, slash - 1));
	out->world = unescaped(tn_str_sub(text, slash, end));
	if (at != (size_t)-1)
		out->version = tn_str_sub(text, at + 1, text.len);
	return out->ns.len && out->package.len && out->world.len;
}

/* "there are `a:b/c`, …" */
static void list_worlds(struct tn_wit *wit, struct tn_diag *diag, tn_pkg id)
{
	const struct tn_package *package = &wit->packages.ptr[id];
	struct tn_buf text = tn_buf_new(wit->arena);
	uint32_t shown = 0;

	for (uint32_t w = 0; w < package->worlds.len; w++) {
		if (shown++ >= 20)
			continue;
		tn_buf_printf(&text, "%s`%.*s`", shown > 1 ? ", " : "",
			TN_S(tn_ctx_text(wit->cx, tn_model_world_id(wit, package->worlds.ptr[w]))));
	}
	if (shown)
		tn_diag_note(wit->cx, diag, (struct tn_span){ 0 }, "there %s %.*s%s",
			shown == 1 ? "is" : "are", (int)text.len, (const char *)text.ptr,
			shown > 20 ? ", …" : "");
}

static tn_world no_world(struct tn_wit *wit, tn_pkg package, struct tn_str wanted)
{
	const struct tn_package *def = &wit->packages.ptr[package];
	struct tn_str best = TN_NOSTR;
	unsigned distance = (unsigned)(wanted.len < 60 ? wanted.len : 60) / 3 + 1;
	struct tn_diag *diag = tn_diag_error(wit->cx, TN_E_UNKNOWN_WORLD, def->span,
		"world `%.*s` not found in package `%.*s`", TN_S(wanted),
		TN_S(tn_ctx_text(wit->cx, tn_model_package_id(wit, package))));

	for (uint32_t i = 0; i < def->worlds.len; i++) {
		struct tn_str name = tn_ctx_text(wit->cx, wit->worlds.ptr[def->worlds.ptr[i]].name);
		unsigned d = tn_str_distance(wanted, name, distance);

		if (d < distance) {
			distance = d;
			best = name;
		}
	}
	if (best.len)
		tn_diag_hint(wit->cx, diag, "did you mean `%.*s`?", TN_S(best));
	list_worlds(wit, diag, package);
	return TN_NO_ID;
}

static tn_world in_package(struct tn_wit *wit, tn_pkg package, struct tn_str name)
{
	tn_name known = tn_names_find(&wit->cx->names, name);
	tn_world world = known ? tn_model_find_world(wit, package, known) : TN_NO_ID;

	return world == TN_NO_ID ? no_world(wit, package, name) : world;
}

/* The package of a path; a version may be left out when there is one package of the name. */
static tn_pkg find_package(struct tn_wit *wit, const struct world_path *path, struct tn_str text)
{
	struct tn_ctx *cx = wit->cx;
	tn_name ns = tn_names_find(&cx->names, path->ns);
	tn_name name = tn_names_find(&cx->names, path->package);
	tn_name version = path->version.len ? tn_names_find(&cx->names, path->version) : 0;
	tn_pkg found = TN_NO_ID;
	struct tn_diag *diag;
	uint32_t count = 0;

	if (ns && name && (version || !path->version.len))
		found = tn_model_find_package(wit, ns, name, version);
	if (found != TN_NO_ID)
		return found;
	for (uint32_t i = 0; i < wit->packages.len && !path->version.len; i++) {
		const struct tn_package *package = &wit->packages.ptr[i];

		if (!ns || package->ns != ns || package->name != name)
			continue;
		count++;
		found = i;
	}
	if (count == 1)
		return found;
	diag = tn_diag_error(cx, count ? TN_E_AMBIGUOUS_WORLD : TN_E_UNKNOWN_PACKAGE,
		(struct tn_span){ 0 }, "`%.*s`: %s", TN_S(text),
		count ? "there are several versions of this package" : "there is no such package");
	for (uint32_t i = 0; i < wit->packages.len; i++)
		if (ns && wit->packages.ptr[i].ns == ns && wit->packages.ptr[i].name == name)
			tn_diag_note(cx, diag, wit->packages.ptr[i].span, "there is `%.*s`",
				TN_S(tn_ctx_text(cx, tn_model_package_id(wit, i))));
	return TN_NO_ID;
}

static tn_world ambiguous(struct tn_wit *wit, tn_pkg package, struct tn_str how)
{
	struct tn_diag *diag = tn_diag_error(wit->cx, TN_E_AMBIGUOUS_WORLD,
		wit->packages.ptr[package].span, "there are several worlds in this package");

	list_worlds(wit, diag, package);
	tn_diag_hint(wit->cx, diag, "%.*s", TN_S(how));
	return TN_NO_ID;
}

/*
 * WIT.md "Root Package: A File": of several roots the last is used for the selection, the others are there
 * for what it needs; "Specifying a World".
 */
tn_world tn_load_select_by(struct tn_wit *wit, const tn_pkg *mains, uint32_t count,
	struct tn_str name, struct tn_str how)
{
	struct world_path path;
	tn_pkg root = mains[count - 1], package;

	if (!name.len) {
		const struct tn_package *only = &wit->packages.ptr[root];

		if (only->worlds.len == 1)
			return only->worlds.ptr[0];
		if (only->worlds.len)
			return ambiguous(wit, root, how);
		tn_diag_error(wit->cx, TN_E_UNKNOWN_WORLD, only->span,
			"package `%.*s` has no worlds",
			TN_S(tn_ctx_text(wit->cx, tn_model_package_id(wit, root))));
		return TN_NO_ID;
	}
	if (!split(name, &path)) {
		struct tn_diag *diag = tn_diag_error(wit->cx, TN_E_UNKNOWN_WORLD,
			(struct tn_span){ 0 }, "`%.*s` is not the name of a world", TN_S(name));

		tn_diag_hint(wit->cx, diag, "write `world` or `namespace:package/world@version`");
		return TN_NO_ID;
	}
	if (!path.ns.len)
		return in_package(wit, root, path.world);
	package = find_package(wit, &path, name);
	return package == TN_NO_ID ? TN_NO_ID : in_package(wit, package, path.world);
}

tn_world tn_load_select(struct tn_wit *wit, const tn_pkg *mains, uint32_t count, struct tn_str name)
{
	return tn_load_select_by(wit, mains, count, name, TN_STR("choose one with `-w WORLD`"));
}

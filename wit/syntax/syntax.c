/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The door to this room: sources are parsed and sorted into packages, then resolved. */
#include "wit/syntax/resolve.h"

struct tn_syntax {
	struct tn_resolver r;
	TN_VEC(uint32_t) mains; /* by call of tn_syntax_add: the unit */
};

struct tn_syntax *tn_syntax_new(struct tn_wit *wit, struct tn_arena *scratch)
{
	struct tn_syntax *syntax = TN_NEW(scratch, struct tn_syntax);
	struct tn_resolver *r = &syntax->r;

	r->cx = wit->cx;
	r->wit = wit;
	r->scratch = scratch;
	r->unit_index.arena = r->entry_index.arena = r->meant.arena = scratch;
	r->labels = (struct tn_labels){ .cx = wit->cx, .arena = scratch, .index = { .arena = scratch } };
	r->features_met.arena = scratch;
	return syntax;
}

static uint32_t new_unit(struct tn_resolver *r)
{
	struct tn_unit *unit = TN_PUSH(r->scratch, &r->units);

	*TN_PUSH(r->scratch, &r->next_unit) = TN_NO_ID;
	unit->package = TN_NO_ID;
	return r->units.len - 1;
}

/* WIT.md, "Root Package: A Directory": of one content they would do; peers refuse that, too. */
static void duplicate_package(
	struct tn_resolver *r, const struct tn_unit_name *name, struct tn_span other, bool are_roots)
{
	struct tn_diag *diag = tn_symbols_error(r, TN_E_DUPLICATE_PACKAGE, name->span,
		"package `%.*s` is defined in two different locations",
		TN_S(tn_deps_text(r, name->ns, name->name, name->version)));

	tn_diag_note(r->cx, diag, other, "the other one is here");
	if (are_roots)
		tn_diag_hint(r->cx, diag, "files of one package stand in one folder: name that");
	else
		tn_diag_hint(r->cx, diag, "leave one of them out, also when both say the same");
}

/* The unit can be found by its name from now on; that it is the second of that name is reported. */
static void register_unit(struct tn_resolver *r, uint32_t id)
{
	const struct tn_unit_name *name = &r->units.ptr[id].name;
	struct tn_unit *old = tn_deps_find(r, name->ns, name->name, name->version);
	uint32_t newest;

	if (old) {
		const struct tn_unit *unit = &r->units.ptr[id];

		duplicate_package(r, name, old->name.span,
			unit->is_root && old->is_root && !unit->nested && !old->nested);
		return;
	}
	newest = tn_map_get(&r->unit_index, TN_KEY(name->ns, name->name));
	r->next_unit.ptr[id] = newest == TN_MAP_NONE ? TN_NO_ID : newest;
	tn_map_put(&r->unit_index, TN_KEY(name->ns, name->name), id);
}

/* A package that came encoded must not come as text as well. */
static void check_encoded(struct tn_resolver *r)
{
	for (uint32_t i = 0; i < r->units.len; i++) {
		const struct tn_unit_name *name = &r->units.ptr[i].name;
		tn_pkg encoded = tn_model_find_package(r->wit, name->ns, name->name, name->version);

		if (encoded != TN_NO_ID)
			duplicate_package(r, name, r->wit->packages.ptr[encoded].span, false);
	}
}

static struct tn_unit_name unit_name(struct tn_resolver *r, const struct tn_ast_package_name *ast)
{
	return (struct tn_unit_name){ ast->ns.name, ast->name.name, ast->version,
		tn_resolve_at(r, ast->span) };
}

static void forbid_nested(struct tn_resolver *r, const struct tn_ast_item *items)
{
	for (; items; items = items->next)
		if (items->kind == TN_AST_PACKAGE)
			tn_symbols_error(r, TN_E_MISPLACED_PACKAGE,
				tn_resolve_at(r, items->path->package.span),
				"nested packages must be placed at the top-level");
}

static bool is_incomplete(const struct tn_ast_item *items, uint32_t kinds)
{
	for (; items && tn_ast_has(kinds, TN_AST_BROKEN_ITEM); items = items->next)
		if (items->kind == TN_AST_BROKEN_ITEM && !items->name.name)
			return true;
	return false;
}

static void add_nested(
	struct tn_resolver *r, const struct tn_ast_file *file, const struct tn_ast_item *item)
{
	uint32_t id = new_unit(r);
	struct tn_unit *unit = &r->units.ptr[id];

	if (item->attrs)
		tn_symbols_error(r, TN_E_BAD_ATTRIBUTE, tn_resolve_at(r, item->span),
			"cannot place attributes on nested packages");
	forbid_nested(r, item->items);
	unit->name = unit_name(r, &item->path->package);
	unit->nested = true;
	unit->incomplete = is_incomplete(item->items, item->kinds);
	unit->docs = tn_gates_docs(r, item->docs);
	*TN_PUSH(r->scratch, &unit->files) = (struct tn_unit_file){ file->source, item->items, item->kinds };
	register_unit(r, id);
}

/* One of the files of a folder says which package they all are; several must agree. */
static void take_header(struct tn_resolver *r, uint32_t id, const struct tn_ast_item *header)
{
	struct tn_unit *unit = &r->units.ptr[id];
	struct tn_unit_name name = unit_name(r, &header->path->package);
	tn_name docs = tn_gates_docs(r, header->docs);
	struct tn_diag *diag;

	if (header->attrs)
		tn_symbols_error(r, TN_E_BAD_ATTRIBUTE, tn_resolve_at(r, header->span),
			"cannot place attributes on a package");
	if (unit->name.ns && (unit->name.ns != name.ns || unit->name.name != name.name ||
				     unit->name.version != name.version)) {
		diag = tn_symbols_error(r, TN_E_PACKAGE_MISMATCH, name.span,
			"package identifier `%.*s` does not match previous package name of `%.*s`",
			TN_S(tn_deps_text(r, name.ns, name.name, name.version)),
			TN_S(tn_deps_text(r, unit->name.ns, unit->name.name, unit->name.version)));
		tn_diag_note(r->cx, diag, unit->name.span, "the other one is here");
		return;
	}
	if (!unit->name.ns)
		unit->name = name;
	if (docs && unit->docs)
		tn_symbols_error(r, TN_E_PACKAGE_DOCS, tn_resolve_at(r, header->docs),
			"found doc comments on multiple 'package' items");
	if (docs)
		unit->docs = docs;
}

/* Projects keep their WIT in a folder of that name: what was named may be the one around it. */
static void empty_folder(struct tn_resolver *r, struct tn_diag *diag, struct tn_str where)
{
	struct tn_str inner = tn_fs_join(r->scratch, where, TN_STR("wit"));
	enum tn_fs_kind kind = TN_FS_NONE;
	uint64_t size;

	if (r->cx->fs.stat(r->cx->fs.user, inner.ptr, &kind, &size) == 0 && kind == TN_FS_DIR)
		tn_diag_hint(r->cx, diag, "the folder `%.*s` holds no `.wit` file; did you mean `%.*s`?",
			TN_S(where), TN_S(inner));
	else if (tn_deps_is_deps(where))
		tn_diag_hint(r->cx, diag,
			"`%.*s` holds packages that the one above it needs: name the folder above, or one in it",
			TN_S(where));
	else
		tn_diag_hint(r->cx, diag, "the folder `%.*s` holds no `.wit` file", TN_S(where));
}

void tn_syntax_add(struct tn_syntax *syntax, struct tn_str where, const uint32_t *sources,
	uint32_t count, bool is_root)
{
	struct tn_resolver *r = &syntax->r;
	uint32_t id = new_unit(r);
	bool good = true;

	r->units.ptr[id].is_root = is_root;
	if (is_root && !(count == 1 && tn_str_eq(where, tn_source_get(&r->cx->sources, *sources)->path)))
		r->folder = where;
	*TN_PUSH(r->scratch, &syntax->mains) = id;
	for (uint32_t i = 0; i < count; i++) {
		struct tn_ast_file file;

		r->source = sources[i];
		good = tn_parse_file(r->cx, r->scratch, sources[i], &file) && good;
		for (const struct tn_ast_item *item = file.items; item; item = item->next) {
			if (item->kind == TN_AST_PACKAGE)
				add_nested(r, &file, item);
			else if (item->kind == TN_AST_HEADER)
				take_header(r, id, item);
		}
		*TN_PUSH(r->scratch, &r->units.ptr[id].files) =
			(struct tn_unit_file){ file.source, file.items, file.kinds };
		if (is_incomplete(file.items, file.kinds))
			r->units.ptr[id].incomplete = true;
	}
	if (!good)
		r->failed = true;
	if (r->units.ptr[id].name.ns) {
		register_unit(r, id);
		return;
	}
	if (!is_root)
		*TN_PUSH(r->scratch, &r->unnamed) = where;
	if (good) {
		struct tn_str folder = tn_deps_folder(r, &r->units.ptr[id]);
		struct tn_diag *diag = tn_symbols_error(r, TN_E_NO_PACKAGE,
			count ? (struct tn_span){ sources[0], 0, 0 }
			      : tn_source_name(&r->cx->sources, where),
			"no `package` header was found in any WIT file for this package");

		if (count > 1)
			tn_diag_hint(r->cx, diag, "begin one file of `%.*s` with `package namespace:name;`",
				TN_S(where));
		else if (!count)
			empty_folder(r, diag, where);
		else if (!tn_source_get(&r->cx->sources, sources[0])->bytes.len)
			tn_diag_hint(r->cx, diag, "%s",
				tn_str_eq(where, TN_STR("-"))
					? "standard input is empty: name a file or a folder"
					: "the file is empty");
		else if (r->units.len > 1 && TN_LAST(&r->units).nested)
			tn_diag_hint(r->cx, diag,
				"`package %.*s { … }` is nested in the package of its file: begin the "
				"file with `package namespace:name;`",
				TN_S(tn_deps_text(r, TN_LAST(&r->units).name.ns, TN_LAST(&r->units).name.name,
					TN_LAST(&r->units).name.version)));
		else if (folder.len)
			tn_diag_hint(r->cx, diag,
				"begin it with `package namespace:name;`, or name its folder `%.*s`, whose "
				"files are one package",
				TN_S(folder));
		else
			tn_diag_hint(r->cx, diag, "begin it with `package namespace:name;`");
	}
}

bool tn_syntax_resolve(struct tn_syntax *syntax)
{
	check_encoded(&syntax->r);
	return tn_resolve_all(&syntax->r);
}

tn_pkg tn_syntax_main(const struct tn_syntax *syntax, uint32_t n)
{
	return syntax->r.units.ptr[syntax->mains.ptr[n]].package;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Paths -> model: what each path is, which files belong to it, which door they go through. */
#include "wit/load.h"

#include "wasm/core/filekind.h"

#include "wit/binary/decode.h"
#include "wit/binary/metadata.h"
#include "wit/model/merge.h"
#include "wit/syntax/syntax.h"

#include <errno.h>

struct loader {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	struct tn_wit *wit;
	struct tn_syntax *syntax; /* made with the first text */
	bool failed;
};

/* `what` is wrong with the file as a whole. */
static void refuse(struct loader *l, uint32_t source, struct tn_str path, const char *what)
{
	l->failed = true;
	tn_diag_error(l->cx, TN_E_WRONG_KIND, (struct tn_span){ source, 0, 0 }, "`%.*s` %s",
		TN_S(path), what);
}

static struct tn_syntax *syntax(struct loader *l)
{
	if (!l->syntax)
		l->syntax = tn_syntax_new(l->wit, &l->cx->scratch);
	return l->syntax;
}

/* ---- one file ---- */

static bool is_wasm(struct tn_bytes bytes)
{
	return bytes.len >= 4 && memcmp(bytes.ptr, "\0asm", 4) == 0;
}

/* Reads a file; what is not WebAssembly counts as text. 0 after a diagnostic. */
static uint32_t read_file(struct loader *l, struct tn_str path, bool *wasm)
{
	uint32_t source = tn_ctx_read(l->cx, path, true);

	if (!source) {
		l->failed = true;
		return 0;
	}
	*wasm = is_wasm(tn_source_get(&l->cx->sources, source)->bytes);
	if (*wasm)
		l->cx->sources.list.ptr[source].is_text = false;
	return source;
}

/* ---- binaries ---- */

/* Is nothing in the model yet, so that a decoder may fill it? */
static bool is_new(const struct tn_wit *wit)
{
	return !wit->packages.len && !wit->types.len;
}

/* A decoded model becomes part of the one at hand; *package follows it there. */
static bool take_in(struct loader *l, const struct tn_wit *wit, tn_pkg *package, tn_world *world)
{
	struct tn_merge_map map;

	if (wit == l->wit)
		return true;
	if (!tn_merge(l->wit, wit, &map))
		return false;
	if (*package != TN_NO_ID)
		*package = map.packages[*package];
	if (*world != TN_NO_ID)
		*world = map.worlds[*world];
	return true;
}

/* The world of a core module is what its component-type sections say together. */
static bool load_module(struct loader *l, uint32_t source, struct tn_loaded *out)
{
	struct tn_bytes bytes = tn_source_get(&l->cx->sources, source)->bytes;
	struct tn_module *module = tn_read_module(l->cx, l->arena, source, 0, bytes);
	struct tn_metadata metadata;

	if (!module)
		return false;
	tn_metadata_init(&metadata, l->cx, l->arena);
	if (!tn_metadata_read(&metadata, module))
		return false;
	if (!metadata.sections) {
		struct tn_diag *diag =
			tn_diag_error(l->cx, TN_E_WRONG_KIND, (struct tn_span){ source, 0, 0 },
				"this core module has no `component-type` section, so it says "
				"nothing about WIT");

		tn_diag_hint(l->cx, diag, "`tenon embed WIT MODULE` puts one in");
		return false;
	}
	out->kind = TN_LOADED_MODULE;
	out->world = metadata.world;
	out->main = metadata.wit->worlds.ptr[metadata.world].package;
	if (is_new(l->wit) && !l->syntax) {
		l->wit = metadata.wit;
		return true;
	}
	return take_in(l, metadata.wit, &out->main, &out->world);
}

static bool load_component(struct loader *l, uint32_t source, struct tn_loaded *out)
{
	struct tn_bytes bytes = tn_source_get(&l->cx->sources, source)->bytes;
	struct tn_wit *wit = is_new(l->wit) ? l->wit : tn_model_new(l->cx, l->arena);
	struct tn_decoded decoded;

	if (!tn_decode_component(wit, source, 0, bytes, &decoded))
		return false;
	out->kind = decoded.is_package ? TN_LOADED_PACKAGE : TN_LOADED_COMPONENT;
	out->main = decoded.package;
	out->world = decoded.world;
	return take_in(l, wit, &out->main, &out->world);
}

static bool load_binary(struct loader *l, uint32_t source, struct tn_loaded *out)
{
	bool is_component = tn_module_is_component(tn_source_get(&l->cx->sources, source)->bytes);

	if (is_component ? load_component(l, source, out) : load_module(l, source, out))
		return true;
	l->failed = true;
	return false;
}

/* ---- folders: WIT.md, "Filesystem structure" ---- */

static void refuse_folder(struct loader *l, struct tn_str path, int error)
{
	l->failed = true;
	l->cx->io_failed = true;
	tn_diag_error(l->cx, TN_E_IO, tn_source_name(&l->cx->sources, path),
		"cannot read the folder `%.*s`: %s", TN_S(path), strerror(error));
}

static bool list(struct loader *l, struct tn_str path, struct tn_dir *out)
{
	const struct tn_fs *fs = &l->cx->fs;
	int error = fs->list(fs->user, l->arena, path.ptr, out);

	if (error)
		refuse_folder(l, path, error);
	return !error;
}

static enum tn_fs_kind kind_of(struct loader *l, struct tn_str path)
{
	enum tn_fs_kind kind = TN_FS_NONE;
	uint64_t size;

	return l->cx->fs.stat(l->cx->fs.user, path.ptr, &kind, &size) ? TN_FS_NONE : kind;
}

static bool is_folder(struct loader *l, struct tn_str path)
{
	return !tn_str_eq(path, TN_STR("-")) && kind_of(l, path) == TN_FS_DIR;
}

/* A link that leads nowhere. Editors make such with a dot in front, to lock a file. */
static bool is_broken(const struct tn_dirent *entry)
{
	return entry->is_link && entry->kind == TN_FS_NONE && entry->name.ptr[0] != '.';
}

static bool is_wit(const struct tn_dirent *entry)
{
	return (entry->kind == TN_FS_FILE || is_broken(entry)) &&
	       tn_str_ends(entry->name, TN_STR(".wit"));
}

/* The paths of all .wit files right in the folder, in the order of their names. A broken link among them
 * fails when it is read. */
static bool list_wit(struct loader *l, struct tn_str path, bool with_deps, struct tn_str **out,
	uint32_t *count)
{
	TN_VEC(struct tn_str) files = { 0 };
	struct tn_dir dir = { 0 };

	if (!list(l, path, &dir))
		return false;
	for (uint32_t i = 0; i < dir.list.len; i++) {
		const struct tn_dirent *entry = &dir.list.ptr[i];
		struct tn_str full = tn_fs_join(l->arena, path, entry->name);

		if (is_wit(entry))
			*TN_PUSH(l->arena, &files) = full;
		else if (with_deps && is_broken(entry) && tn_str_eq(entry->name, TN_STR("deps")))
			refuse_folder(l, full, ENOENT);
	}
	*out = files.ptr;
	*count = files.len;
	return true;
}

/* They are one package. */
static void add_folder(struct loader *l, struct tn_str path, bool is_root)
{
	TN_VEC(uint32_t) sources = { 0 };
	struct tn_str *files;
	uint32_t count, before = l->cx->diags.errors;

	if (!list_wit(l, path, is_root, &files, &count))
		return;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t source = tn_ctx_read(l->cx, files[i], true);

		if (source)
			*TN_PUSH(l->arena, &sources) = source;
	}
	if (l->cx->diags.errors != before) {
		l->failed = true;
		return;
	}
	tn_syntax_add(syntax(l), path, sources.ptr, sources.len, is_root);
}

/* A dependency that is a binary must be an encoded package. */
static void add_encoded(struct loader *l, uint32_t source, struct tn_str path)
{
	struct tn_loaded loaded = { .world = TN_NO_ID };

	if (load_binary(l, source, &loaded) && loaded.kind != TN_LOADED_PACKAGE)
		refuse(l, source, path, "is a program, where a dependency is an encoded WIT package");
}

/* Links come as files out of some archives and checkouts: then all dependencies would seem to be missing. */
static void no_folder(struct loader *l, struct tn_str path)
{
	struct tn_diag *diag = tn_diag_error(l->cx, TN_E_WRONG_KIND,
		tn_source_name(&l->cx->sources, path), "`%.*s` is no folder", TN_S(path));

	tn_diag_hint(l->cx, diag, "`deps` is the folder of the packages that this one needs");
	l->failed = true;
}

/* deps/: a folder in it is a package, a .wit file too, a .wasm file is an encoded package. */
static void add_deps(struct loader *l, struct tn_str path)
{
	struct tn_dir dir = { 0 };
	enum tn_fs_kind kind = kind_of(l, path);

	if (kind != TN_FS_NONE && kind != TN_FS_DIR)
		no_folder(l, path);
	if (kind != TN_FS_DIR || !list(l, path, &dir))
		return;
	for (uint32_t i = 0; i < dir.list.len; i++) {
		const struct tn_dirent *entry = &dir.list.ptr[i];
		struct tn_str name = entry->name, full;
		uint32_t source;
		bool wasm;

		full = tn_fs_join(l->arena, path, name);
		if (entry->kind == TN_FS_DIR)
			add_folder(l, full, false);
		if (is_broken(entry) && tn_str_find(name, '.', 0) == (size_t)-1)
			refuse_folder(l, full, ENOENT);
		if (!(entry->kind == TN_FS_FILE || is_broken(entry)) ||
			!(tn_str_ends(name, TN_STR(".wit")) || tn_str_ends(name, TN_STR(".wasm")) ||
				tn_str_ends(name, TN_STR(".wat"))))
			continue;
		source = read_file(l, full, &wasm);
		if (!source)
			continue;
		if (wasm)
			add_encoded(l, source, full);
		else if (tn_str_ends(name, TN_STR(".wit")))
			tn_syntax_add(syntax(l), full, &source, 1, false);
		else
			refuse(l, source, full, "is not a binary: WebAssembly text is not read");
	}
}

/* ---- the whole ---- */

/* One path of the command line; `text` when its package is yet to be resolved. */
static void load_path(struct loader *l, struct tn_str path, struct tn_loaded *out, bool *text)
{
	uint32_t source;
	bool wasm;

	*text = true;
	if (is_folder(l, path)) {
		add_folder(l, path, true);
		add_deps(l, tn_fs_join(l->arena, path, TN_STR("deps")));
		return;
	}
	source = read_file(l, path, &wasm);
	if (!source)
		return;
	*text = !wasm;
	if (wasm)
		load_binary(l, source, out);
	else if (!tn_filekind_check(l->cx, source, TN_WANT_WIT, TN_NOSTR))
		l->failed = true;
	else
		tn_syntax_add(syntax(l), path, &source, 1, true);
}

static bool load_all(struct loader *l, const struct tn_str *paths, uint32_t count, tn_pkg *mains,
	struct tn_loaded *out)
{
	bool *texts = TN_NEWN(l->arena, bool, count);
	uint32_t nth = 0;

	for (uint32_t i = 0; i < count; i++) {
		struct tn_loaded one = { .main = TN_NO_ID, .world = TN_NO_ID };

		load_path(l, tn_str_copy(l->arena, paths[i]), &one, &texts[i]);
		mains[i] = one.main;
		if (i == count - 1)
			*out = one;
	}
	if (l->failed || (l->syntax && !tn_syntax_resolve(l->syntax)))
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (texts[i])
			mains[i] = tn_syntax_main(l->syntax, nth++);
	return true;
}

bool tn_load_paths(struct tn_ctx *cx, struct tn_arena *arena, const struct tn_str *paths,
	uint32_t count, struct tn_loaded *out)
{
	struct loader l = { .cx = cx, .arena = arena, .wit = tn_model_new(cx, arena) };
	struct tn_mark mark = tn_mem_mark(&cx->scratch);
	tn_pkg *mains = TN_NEWN(arena, tn_pkg, count);
	bool good;

	*out = (struct tn_loaded){ .main = TN_NO_ID, .world = TN_NO_ID };
	good = load_all(&l, paths, count, mains, out);
	tn_mem_reset(&cx->scratch, mark);
	tn_diag_sort(cx);
	out->wit = l.wit;
	out->main = mains[count - 1];
	out->mains = mains;
	out->main_count = count;
	return good;
}

bool tn_load_sources(struct tn_ctx *cx, struct tn_arena *arena, struct tn_str path,
	struct tn_str **out, uint32_t *count)
{
	struct loader l = { .cx = cx, .arena = arena };

	path = tn_str_copy(arena, path);
	if (is_folder(&l, path))
		return list_wit(&l, path, false, out, count);
	*out = TN_NEW(arena, struct tn_str);
	**out = path;
	*count = 1;
	return true;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Paths -> model: what each path is, which files belong to it, which door they go through. */
#include "wit/load.h"

#include "wit/binary/decode.h"
#include "wit/syntax/syntax.h"

struct loader {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	struct tn_wit *wit;
	struct tn_syntax *syntax;
	struct tn_loaded *out;
	bool failed;
};

/* `what` is wrong with the file as a whole. */
static void refuse(struct loader *l, uint32_t source, struct tn_str path, const char *what)
{
	l->failed = true;
	tn_diag_error(l->cx, TN_E_WRONG_KIND, (struct tn_span){ source, 0, 0 }, "`%.*s` %s", TN_S(path),
		what);
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

/* ---- folders: WIT.md, "Filesystem structure" ---- */

static bool list(struct loader *l, struct tn_str path, struct tn_dir *out)
{
	const struct tn_fs *fs = &l->cx->fs;
	int error = fs->list(fs->user, l->arena, path.ptr, out);

	if (!error)
		return true;
	l->failed = true;
	l->cx->io_failed = true;
	tn_diag_error(l->cx, TN_E_IO, (struct tn_span){ 0 }, "cannot read the folder `%.*s`: %s",
		TN_S(path), strerror(error));
	return false;
}

static enum tn_fs_kind kind_of(struct loader *l, struct tn_str path)
{
	enum tn_fs_kind kind = TN_FS_NONE;
	uint64_t size;

	return l->cx->fs.stat(l->cx->fs.user, path.ptr, &kind, &size) ? TN_FS_NONE : kind;
}

/* All .wit files right in the folder are one package. */
static void add_folder(struct loader *l, struct tn_str path, bool is_root)
{
	TN_VEC(uint32_t) sources = { 0 };
	struct tn_dir dir = { 0 };
	uint32_t before = l->cx->diags.errors;

	if (!list(l, path, &dir))
		return;
	for (uint32_t i = 0; i < dir.list.len; i++) {
		const struct tn_dirent *entry = &dir.list.ptr[i];
		uint32_t source;

		if (entry->kind != TN_FS_FILE || !tn_str_ends(entry->name, TN_STR(".wit")))
			continue;
		source = tn_ctx_read(l->cx, tn_fs_join(l->arena, path, entry->name), true);
		if (source)
			*TN_PUSH(l->arena, &sources) = source;
	}
	if (l->cx->diags.errors != before) {
		l->failed = true;
		return;
	}
	tn_syntax_add(l->syntax, path, sources.ptr, sources.len, is_root);
}

static void add_encoded(struct loader *l, uint32_t source, struct tn_str path)
{
	refuse(l, source, path, "is binary: encoded dependencies are not read yet");
}

/* deps/: a folder in it is a package, a .wit file too, a .wasm file is an encoded package. */
static void add_deps(struct loader *l, struct tn_str path)
{
	struct tn_dir dir = { 0 };

	if (kind_of(l, path) != TN_FS_DIR || !list(l, path, &dir))
		return;
	for (uint32_t i = 0; i < dir.list.len; i++) {
		const struct tn_dirent *entry = &dir.list.ptr[i];
		struct tn_str name = entry->name, full;
		uint32_t source;
		bool wasm;

		full = tn_fs_join(l->arena, path, name);
		if (entry->kind == TN_FS_DIR)
			add_folder(l, full, false);
		if (entry->kind != TN_FS_FILE ||
			!(tn_str_ends(name, TN_STR(".wit")) || tn_str_ends(name, TN_STR(".wasm")) ||
				tn_str_ends(name, TN_STR(".wat"))))
			continue;
		source = read_file(l, full, &wasm);
		if (!source)
			continue;
		if (wasm)
			add_encoded(l, source, full);
		else if (tn_str_ends(name, TN_STR(".wit")))
			tn_syntax_add(l->syntax, full, &source, 1, false);
		else
			refuse(l, source, full, "is not a binary: WebAssembly text is not read");
	}
}

/* ---- binaries ---- */

static void load_binary(struct loader *l, uint32_t source)
{
	struct tn_bytes bytes = tn_source_get(&l->cx->sources, source)->bytes;
	struct tn_decoded decoded;

	if (!tn_decode_component(l->wit, source, 0, bytes, &decoded)) {
		l->failed = true;
		return;
	}
	l->out->kind = decoded.is_package ? TN_LOADED_PACKAGE : TN_LOADED_COMPONENT;
	l->out->main = decoded.package;
	l->out->world = decoded.world;
}

/* ---- the whole ---- */

bool tn_load_paths(struct tn_ctx *cx, struct tn_arena *arena, const struct tn_str *paths,
	uint32_t count, struct tn_loaded *out)
{
	struct loader l = { .cx = cx, .arena = arena, .out = out };
	TN_VEC(uint32_t) texts = { 0 }; /* places in mains that the syntax room fills */
	struct tn_mark mark = tn_mem_mark(&cx->scratch);
	tn_pkg *mains = TN_NEWN(arena, tn_pkg, count);

	*out = (struct tn_loaded){ .main = TN_NO_ID, .world = TN_NO_ID };
	l.wit = out->wit = tn_model_new(cx, arena);
	l.syntax = tn_syntax_new(l.wit, &cx->scratch);
	for (uint32_t i = 0; i < count; i++) {
		struct tn_str path = tn_str_copy(arena, paths[i]);
		uint32_t source;
		bool wasm;

		mains[i] = TN_NO_ID;
		if (!tn_str_eq(path, TN_STR("-")) && kind_of(&l, path) == TN_FS_DIR) {
			*TN_PUSH(arena, &texts) = i;
			add_folder(&l, path, true);
			add_deps(&l, tn_fs_join(arena, path, TN_STR("deps")));
			continue;
		}
		source = read_file(&l, path, &wasm);
		if (!source)
			continue;
		if (wasm) {
			load_binary(&l, source);
			mains[i] = out->main;
		} else {
			*TN_PUSH(arena, &texts) = i;
			tn_syntax_add(l.syntax, path, &source, 1, true);
		}
	}
	if (!tn_syntax_resolve(l.syntax))
		l.failed = true;
	for (uint32_t i = 0; i < texts.len; i++)
		mains[texts.ptr[i]] = tn_syntax_main(l.syntax, i);
	tn_mem_reset(&cx->scratch, mark);
	if (l.failed) {
		tn_diag_sort(cx);
		return false;
	}
	out->main = count ? mains[0] : TN_NO_ID;
	out->mains = mains;
	out->main_count = count;
	return true;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* base/ctx, diag, source, fs, fs_posix. */
#define _XOPEN_SOURCE 700
#include "tn_test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void places(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_str text = TN_STR("one\nt\xc3\xa9st\r\n\nend");
	struct tn_bytes bytes = { (const uint8_t *)text.ptr, text.len };
	uint32_t id = tn_source_add(&cx.sources, TN_STR("a.wit"), bytes, true);
	struct tn_place p = tn_source_place(&cx.sources, id, 0);
	assert_int_equal(p.line, 1);
	assert_int_equal(p.column, 1);
	p = tn_source_place(&cx.sources, id, 7); /* behind the accented letter */
	assert_int_equal(p.line, 2);
	assert_int_equal(p.column, 3);
	p = tn_source_place(&cx.sources, id, 9999);
	assert_int_equal(p.line, 4);
	assert_int_equal(p.column, 4);
	assert_str(tn_source_line(&cx.sources, id, 2), "t\xc3\xa9st");
	assert_str(tn_source_line(&cx.sources, id, 3), "");
	assert_str(tn_source_line(&cx.sources, id, 5), "");
	struct tn_span span = { id, 4, 8 };
	assert_str(tn_source_text(&cx.sources, span), "t\xc3\xa9s");
	assert_str(tn_ctx_where(&cx, &cx.arena, span), "a.wit:2:1");
	uint32_t bin = tn_source_add(&cx.sources, TN_STR("m.wasm"), bytes, false);
	assert_str(tn_ctx_where(&cx, &cx.arena, (struct tn_span){ bin, 18, 19 }), "m.wasm:0x12");
	tn_ctx_free(&cx);
}

static void cap_and_order(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	cx.limits.max_errors = 3;
	for (uint32_t i = 0; i < 5; i++) {
		struct tn_span span = { 1 + i % 2, 10 - i, 11 };
		struct tn_diag *d = tn_diag_error(&cx, TN_E_INTERNAL, span, "number %u", i);
		tn_diag_note(&cx, d, span, "note");
		tn_diag_hint(&cx, d, "hint");
	}
	tn_diag_warning(&cx, TN_E_INTERNAL, (struct tn_span){ 1, 9, 9 }, "careful");
	assert_int_equal(cx.diags.errors, 5);
	assert_int_equal(cx.diags.warnings, 1);
	assert_int_equal(cx.diags.list.len, 4);
	tn_diag_sort(&cx);
	assert_str(cx.diags.list.ptr[0]->message, "number 2");
	assert_str(cx.diags.list.ptr[1]->message, "careful");
	assert_str(cx.diags.list.ptr[2]->message, "number 0");
	assert_str(cx.diags.list.ptr[3]->message, "number 1");
	assert_int_equal(cx.diags.list.ptr[0]->notes.len, 1);
	assert_string_equal(tn_diag_name(TN_E_NO_MEMORY), "no-memory");
	tn_ctx_free(&cx);
}

/* A text of ten bytes. */
static uint32_t begin(struct tn_ctx *cx, uint32_t max_errors)
{
	tn_ctx_init(cx);
	cx->limits.max_errors = max_errors;
	return tn_source_add(&cx->sources, TN_STR("a.wit"),
		(struct tn_bytes){ (const uint8_t *)"0123456789", 10 }, true);
}

/* Of a text the first are kept, in whatever order they are found; but for those that were seen from outside. */
static void first_of_a_text(void **state)
{
	(void)state;
	struct tn_ctx cx;
	uint32_t text = begin(&cx, 2);
	for (uint32_t i = 9; i > 3; i--)
		tn_diag_error(&cx, TN_E_INTERNAL, (struct tn_span){ text, i, i + 1 }, "at %u", i);
	assert_int_equal(cx.diags.errors, 6);
	assert_int_equal(cx.diags.list.len, 2);
	cx.diags.seen = 1;
	for (uint32_t i = 0; i < 3; i++)
		tn_diag_error(&cx, TN_E_INTERNAL, (struct tn_span){ text, i, i + 1 }, "at %u", i);
	tn_diag_sort(&cx);
	assert_int_equal(cx.diags.list.len, 2);
	assert_str(cx.diags.list.ptr[0]->message, "at 0");
	assert_str(cx.diags.list.ptr[1]->message, "at 5");
	tn_ctx_free(&cx);
}

/* Errors do not keep warnings from being weighed, nor do many of either cost more than they are worth. */
static void severities_apart(void **state)
{
	(void)state;
	struct tn_ctx cx;
	uint32_t text = begin(&cx, 1);
	for (uint32_t i = 0; i < 2000; i++)
		tn_diag_error(&cx, TN_E_INTERNAL, (struct tn_span){ text, 5, 6 }, "error");
	tn_diag_warning(&cx, TN_E_INTERNAL, (struct tn_span){ text, 9, 10 }, "late");
	tn_diag_warning(&cx, TN_E_INTERNAL, (struct tn_span){ text, 8, 9 }, "early");
	assert_int_equal(cx.diags.list.len, 2);
	assert_str(cx.diags.list.ptr[1]->message, "early");
	for (uint32_t i = 0; i < 2000; i++)
		tn_diag_warning(&cx, TN_E_INTERNAL, (struct tn_span){ text, 8, 9 }, "more");
	tn_diag_warning(&cx, TN_E_INTERNAL, (struct tn_span){ text, 0, 1 }, "not weighed");
	assert_str(cx.diags.list.ptr[1]->message, "early");
	tn_ctx_free(&cx);
}

static void guesses(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	cx.limits.max_errors = 2;
	struct tn_diag *d = NULL;
	for (uint32_t i = 0; i < 2; i++) {
		d = tn_diag_error(&cx, TN_E_INTERNAL, (struct tn_span){ 0 }, "shown");
		assert_true(tn_diag_may_guess(&cx, d));
	}
	assert_true(tn_diag_is_full(&cx));
	assert_false(tn_diag_may_guess(
		&cx, tn_diag_error(&cx, TN_E_INTERNAL, (struct tn_span){ 0 }, "counted")));
	cx.limits.max_errors = 0;
	assert_false(tn_diag_is_full(&cx));
	for (uint32_t i = 3; i < 100; i++)
		d = tn_diag_error(&cx, TN_E_INTERNAL, (struct tn_span){ 0 }, "shown");
	assert_true(tn_diag_may_guess(&cx, d));
	d = tn_diag_error(&cx, TN_E_INTERNAL, (struct tn_span){ 0 }, "too many");
	assert_int_equal(cx.diags.list.len, 100);
	assert_false(tn_diag_may_guess(&cx, d));
	tn_ctx_free(&cx);
}

static void paths(void **state)
{
	(void)state;
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	assert_str(tn_fs_join(&cx.arena, TN_STR("a/"), TN_STR("b")), "a/b");
	assert_str(tn_fs_join(&cx.arena, TN_STR("a"), TN_STR("b")), "a/b");
	assert_str(tn_fs_join(&cx.arena, TN_STR(""), TN_STR("b")), "b");
	assert_str(tn_fs_join(&cx.arena, TN_STR("a"), TN_STR("/b")), "/b");
	assert_str(tn_fs_base(TN_STR("x/y.tar.gz")), "y.tar.gz");
	assert_str(tn_fs_stem(TN_STR("x/y.tar.gz")), "y.tar");
	assert_str(tn_fs_stem(TN_STR(".hidden")), ".hidden");
	tn_ctx_free(&cx);
}

static struct tn_bytes bytes_of(const char *text)
{
	return (struct tn_bytes){ (const uint8_t *)text, strlen(text) };
}

static void files(void **state)
{
	(void)state;
	char dir[] = "/tmp/tenon-test-XXXXXX";
	assert_non_null(mkdtemp(dir));
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_fs *fs = &cx.fs;
	struct tn_str deep = tn_fs_join(&cx.arena, tn_str_of(dir), TN_STR("p/q"));
	assert_int_equal(fs->make_dir(fs->user, deep.ptr), 0);
	assert_int_equal(fs->make_dir(fs->user, deep.ptr), 0);
	struct tn_str b = tn_fs_join(&cx.arena, deep, TN_STR("b")),
		      a = tn_fs_join(&cx.arena, deep, TN_STR("a"));
	assert_int_equal(fs->write(fs->user, b.ptr, bytes_of("hello"), false), 0);
	assert_int_equal(symlink("b", a.ptr), 0);
	struct tn_bytes got;
	assert_int_equal(fs->read(fs->user, &cx.arena, b.ptr, 100, &got), 0);
	assert_int_equal(got.len, 5);
	assert_string_equal((const char *)got.ptr, "hello");
	assert_int_equal(fs->read(fs->user, &cx.arena, b.ptr, 4, &got), EFBIG);
	assert_int_equal(fs->read(fs->user, &cx.arena, deep.ptr, 4, &got), EISDIR);
	assert_int_equal(fs->write(fs->user, deep.ptr, bytes_of("x"), false), EISDIR);
	struct tn_dir list;
	assert_int_equal(fs->list(fs->user, &cx.arena, deep.ptr, &list), 0);
	assert_int_equal(list.list.len, 2);
	assert_str(list.list.ptr[0].name, "a");
	assert_true(list.list.ptr[0].is_link);
	assert_int_equal(list.list.ptr[0].kind, TN_FS_FILE);
	/* unchanged: the very same file stays; changed: replaced through the link, mode kept */
	struct stat before, after;
	assert_int_equal(chmod(b.ptr, 0640), 0);
	assert_int_equal(stat(b.ptr, &before), 0);
	assert_int_equal(fs->write(fs->user, b.ptr, bytes_of("hello"), false), 0);
	assert_int_equal(stat(b.ptr, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(fs->write(fs->user, a.ptr, bytes_of("other"), false), 0);
	assert_int_equal(lstat(a.ptr, &after), 0);
	assert_true(S_ISLNK(after.st_mode));
	assert_int_equal(stat(b.ptr, &after), 0);
	assert_int_not_equal(before.st_ino, after.st_ino);
	assert_int_equal(after.st_mode & 0777, 0640);
	enum tn_fs_kind kind;
	uint64_t size;
	assert_int_equal(fs->stat(fs->user, b.ptr, &kind, &size), 0);
	assert_int_equal(size, 5);
	/* through the session */
	uint32_t id = tn_ctx_read(&cx, b, true);
	assert_int_not_equal(id, 0);
	assert_int_equal(cx.files_read.len, 1);
	assert_str(tn_source_line(&cx.sources, id, 1), "other");
	assert_int_equal(tn_ctx_read(&cx, TN_STR("/nowhere/x"), true), 0);
	assert_true(cx.io_failed);
	cx.limits.input_bytes = 2;
	assert_int_equal(tn_ctx_read(&cx, b, true), 0);
	assert_int_equal(cx.diags.errors, 2);
	assert_int_equal(cx.diags.list.ptr[1]->code, TN_E_LIMIT);
	unlink(a.ptr);
	unlink(b.ptr);
	rmdir(deep.ptr);
	rmdir(tn_fs_join(&cx.arena, tn_str_of(dir), TN_STR("p")).ptr);
	assert_int_equal(rmdir(dir), 0); /* nothing half-written is left */
	tn_ctx_free(&cx);
}

static void write_in_pieces(const struct tn_fs *fs, const char *path, const char *text)
{
	struct tn_fs_file *file;
	assert_int_equal(fs->begin(fs->user, path, &file), 0);
	assert_int_equal(fs->put(file, bytes_of(text)), 0);
	assert_int_equal(fs->end(file, true, false), 0);
}

/* A link stays a link also where it leads to nothing yet: that is what the file will be. */
static void links_to_what_is_not_there(void **state)
{
	(void)state;
	static const char *const names[] = { "one", "two", "three", "p/far", "p" };
	char dir[] = "/tmp/tenon-test-XXXXXX";
	assert_non_null(mkdtemp(dir));
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	struct tn_fs *fs = &cx.fs;
	struct tn_str in = tn_str_of(dir);
	const char *one = tn_fs_join(&cx.arena, in, TN_STR("one")).ptr, *two = tn_fs_join(&cx.arena, in, TN_STR("two")).ptr;
	const char *three = tn_fs_join(&cx.arena, in, TN_STR("three")).ptr;
	const char *far = tn_fs_join(&cx.arena, in, TN_STR("p/far")).ptr;
	assert_int_equal(fs->make_dir(fs->user, tn_fs_join(&cx.arena, in, TN_STR("p")).ptr), 0);
	assert_int_equal(symlink("two", one), 0);
	assert_int_equal(symlink("p/../p/far", two), 0);
	for (int pieces = 0; pieces < 2; pieces++) {
		struct stat st;
		if (pieces)
			write_in_pieces(fs, one, "new");
		else
			assert_int_equal(fs->write(fs->user, one, bytes_of("new"), false), 0);
		assert_int_equal(lstat(one, &st), 0);
		assert_true(S_ISLNK(st.st_mode));
		assert_int_equal(lstat(two, &st), 0);
		assert_true(S_ISLNK(st.st_mode));
		assert_int_equal(lstat(far, &st), 0);
		assert_true(S_ISREG(st.st_mode));
		assert_int_equal(st.st_size, 3);
		assert_int_equal(unlink(far), 0);
	}
	/* to a folder that is not there, and to itself */
	struct tn_fs_file *file;
	assert_int_equal(symlink("no/such", three), 0);
	assert_int_equal(fs->write(fs->user, three, bytes_of("x"), false), ENOENT);
	assert_int_equal(fs->begin(fs->user, three, &file), ENOENT);
	assert_int_equal(unlink(three), 0);
	assert_int_equal(symlink("three", three), 0);
	assert_int_equal(fs->write(fs->user, three, bytes_of("x"), false), ELOOP);
	assert_int_equal(fs->begin(fs->user, three, &file), ELOOP);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		remove(tn_fs_join(&cx.arena, in, tn_str_of(names[i])).ptr);
	assert_int_equal(rmdir(dir), 0); /* nothing else is in it */
	tn_ctx_free(&cx);
}

/* A large binary file is mapped: whole pages have a NUL behind them, and what is released comes back. */
static void mapping(void **state)
{
	(void)state;
	enum { SIZE = 1 << 20 }; /* of whole pages */
	char path[] = "/tmp/tenon-test-XXXXXX";
	int file = mkstemp(path);
	assert_int_not_equal(file, -1);
	static uint8_t data[SIZE];
	memset(data, 7, SIZE);
	assert_int_equal(write(file, data, SIZE), SIZE);
	close(file);
	struct tn_ctx cx;
	tn_ctx_init(&cx);
	cx.may_map = true;
	uint32_t id = tn_ctx_read(&cx, tn_str_of(path), false);
	const struct tn_source *source = tn_source_get(&cx.sources, id);
	assert_true(source->is_mapped);
	const uint8_t *bytes = source->bytes.ptr;
	assert_int_equal(source->bytes.len, SIZE);
	assert_int_equal(bytes[SIZE], 0);
	size_t held = cx.heap.used;
	assert_true(held < SIZE);
	tn_ctx_release(&cx, id, bytes + 5, bytes + SIZE);
	assert_memory_equal(bytes, data, SIZE);
	/* text, and what the limit forbids, is not */
	uint32_t text = tn_ctx_read(&cx, tn_str_of(path), true);
	assert_false(tn_source_get(&cx.sources, text)->is_mapped);
	assert_true(cx.heap.used >= held + SIZE);
	tn_ctx_release(&cx, text, tn_source_get(&cx.sources, text)->bytes.ptr, bytes); /* nothing */
	cx.limits.input_bytes = SIZE - 1;
	assert_int_equal(tn_ctx_read(&cx, tn_str_of(path), false), 0);
	assert_int_equal(cx.diags.list.ptr[0]->code, TN_E_LIMIT);
	cx.limits.input_bytes = SIZE;
	/* a small one is copied */
	assert_int_equal(truncate(path, 100), 0);
	id = tn_ctx_read(&cx, tn_str_of(path), false);
	assert_false(tn_source_get(&cx.sources, id)->is_mapped);
	assert_int_equal(tn_source_get(&cx.sources, id)->bytes.len, 100);
	assert_int_equal(cx.mapped.len, 1);
	unlink(path);
	tn_ctx_free(&cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places),
		cmocka_unit_test(cap_and_order),
		cmocka_unit_test(first_of_a_text),
		cmocka_unit_test(severities_apart),
		cmocka_unit_test(guesses),
		cmocka_unit_test(paths),
		cmocka_unit_test(files),
		cmocka_unit_test(links_to_what_is_not_there),
		cmocka_unit_test(mapping),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

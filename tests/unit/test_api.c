/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* api/session, enter, files, diag, render. */
#define _XOPEN_SOURCE 700
#include "tn_oom.h"

#include "api/enter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct read_job {
	const char *path;
	struct tenon_bytes *out;
};

static bool read_and_complain(struct tn_call *call, void *job)
{
	const struct read_job *j = job;
	uint32_t id = tn_ctx_read(call->cx, tn_str_of(j->path), true);
	if (!id)
		return false;
	struct tn_span span = { id, 8, 11 };
	struct tn_diag *d = tn_diag_warning(call->cx, TN_E_INTERNAL, span, "odd `%s`", "\x1b[31mx");
	tn_diag_note(call->cx, d, (struct tn_span){ id, 0, 3 }, "it begins here");
	tn_diag_hint(call->cx, d, "do it again");
	struct tn_buf text = tn_buf_new(call->arena);
	tn_buf_str(&text, tn_source_line(&call->cx->sources, id, 1));
	tn_enter_give_text(call, &text, j->out);
	return true;
}

static void added_files_are_found(void **state)
{
	(void)state;
	struct tn_oom counter = { .left = -1 };
	struct tenon_session *s = tn_oom_session(&counter);
	assert_int_equal(
		tenon_session_add_file(s, "a/b/x.wit", "one\ntwo \tthree\n", 15), TENON_OK);
	assert_int_equal(tenon_session_add_file(s, "a/b/y.wit", "y", 1), TENON_OK);
	assert_int_equal(tenon_session_add_file(s, "a/deps/z.wit", "z", 1), TENON_OK);
	struct tenon_bytes out;
	struct read_job job = { "./a//b/x.wit", &out };
	assert_int_equal(tn_enter_run(s, read_and_complain, &job), TENON_OK);
	assert_string_equal((const char *)out.data, "one");
	tenon_bytes_free(s, &out);
	assert_null(out.data);
	struct tn_fs *fs = &s->cx.fs;
	struct tn_dir dir;
	jmp_buf none;
	s->cx.heap.oom = &none;
	assert_int_equal(setjmp(none), 0);
	assert_int_equal(fs->list(fs->user, &s->cx.arena, "a", &dir), 0);
	assert_int_equal(dir.list.len, 2);
	assert_str(dir.list.ptr[0].name, "b");
	assert_int_equal(dir.list.ptr[0].kind, TN_FS_DIR);
	assert_int_equal(fs->list(fs->user, &s->cx.arena, "a/b/", &dir), 0);
	assert_int_equal(dir.list.len, 2);
	assert_str(dir.list.ptr[1].name, "y.wit");
	assert_int_equal(dir.list.ptr[1].kind, TN_FS_FILE);
	assert_int_equal(fs->list(fs->user, &s->cx.arena, "a/c", &dir), ENOENT);
	enum tn_fs_kind kind;
	uint64_t size;
	assert_int_equal(fs->stat(fs->user, "a/b/../b", &kind, &size), ENOENT);
	assert_int_equal(fs->stat(fs->user, "a", &kind, &size), 0);
	assert_int_equal(kind, TN_FS_DIR);
	s->cx.heap.oom = NULL;
	assert_int_equal(tenon_session_read_count(s), 0); /* added by hand: not for a depfile */
	tenon_session_free(s);
	assert_int_equal(counter.held, 0);
}

/* Reads every file twice: what that costs must not grow with their number. */
static bool read_all(struct tn_call *call, void *job)
{
	for (uint32_t i = 0; i < 2 * *(const uint32_t *)job; i++) {
		struct tn_str path = tn_str_format(call->arena, "deps/%u/x.wit", i / 2);
		if (!tn_ctx_read(call->cx, path, true))
			return false;
	}
	return true;
}

static void many_files_are_added(void **state)
{
	(void)state;
	struct tenon_session *s = tenon_session_new(NULL);
	uint32_t count = 20000;
	for (uint32_t i = 0; i < count; i++) {
		char path[40];
		snprintf(path, sizeof path, "deps/%u/x.wit", i);
		assert_int_equal(tenon_session_add_file(s, path, "x", 1), TENON_OK);
	}
	assert_int_equal(tn_enter_run(s, read_all, &count), TENON_OK);
	struct tn_fs *fs = &s->cx.fs;
	struct tn_dir dir;
	jmp_buf none;
	s->cx.heap.oom = &none;
	assert_int_equal(setjmp(none), 0);
	assert_int_equal(fs->list(fs->user, &s->cx.arena, "./deps", &dir), 0);
	s->cx.heap.oom = NULL;
	assert_int_equal(dir.list.len, count);
	assert_str(dir.list.ptr[2].name, "10");
	/* The later one counts; a root has no bytes. */
	assert_int_equal(tenon_session_add_file(s, "deps//7/./x.wit", "new", 3), TENON_OK);
	assert_int_equal(tenon_session_add_file(s, "/", "new", 3), TENON_OK);
	enum tn_fs_kind kind;
	uint64_t size;
	assert_int_equal(fs->stat(fs->user, "deps/7/x.wit", &kind, &size), 0);
	assert_int_equal(size, 3);
	assert_int_equal(fs->stat(fs->user, "/deps/7/x.wit", &kind, &size), ENOENT);
	tenon_session_free(s);
}

static void diagnostics_are_shown(void **state)
{
	(void)state;
	struct tenon_session *s = tenon_session_new(NULL);
	tenon_session_add_file(s, "x.wit", "one\ntwo \tthree\n", 15);
	struct tenon_bytes out;
	struct read_job job = { "x.wit", &out };
	assert_int_equal(tn_enter_run(s, read_and_complain, &job), TENON_OK);
	assert_int_equal(tenon_diag_report(s, "usage", "no such thing", "try another"), TENON_OK);
	assert_int_equal(tenon_diag_report(s, "no-such-code", "x", NULL), TENON_BAD_CALL);
	assert_int_equal(tenon_diag_add(s, NULL), TENON_BAD_CALL);
	assert_int_equal(tenon_diag_count(s), 2);
	assert_int_equal(tenon_diag_errors(s), 1);
	assert_int_equal(tenon_diag_warnings(s), 1);
	assert_string_equal(tenon_diag_get(s, 0)->code, "usage");
	assert_null(tenon_diag_get(s, 0)->place.file);
	const struct tenon_diag *d = tenon_diag_get(s, 1);
	assert_int_equal(d->place.line, 2);
	assert_int_equal(d->place.column, 5);
	assert_int_equal(d->place.length, 3);
	assert_string_equal(d->notes[0].message, "it begins here");
	assert_string_equal(d->hint, "do it again");
	assert_null(tenon_diag_get(s, 2));
	struct tenon_bytes text;
	assert_int_equal(tenon_diag_render(s, TENON_DIAG_TEXT, false, &text), TENON_OK);
	assert_string_equal((const char *)text.data,
		"tenon: error[usage]: no such thing\n"
		"  hint: try another\n"
		"x.wit:2:5: warning[internal]: odd `\\u{1b}[31mx`\n"
		"    2 | two \tthree\n"
		"      |     ^^^\n"
		"x.wit:1:1: note: it begins here\n"
		"    1 | one\n"
		"      | ^^^\n"
		"  hint: do it again\n");
	tenon_bytes_free(s, &text);
	assert_int_equal(tenon_diag_render(s, TENON_DIAG_JSON, false, &text), TENON_OK);
	assert_string_equal((const char *)text.data,
		"{\"severity\":\"error\",\"code\":\"usage\",\"message\":\"no such "
		"thing\",\"notes\":[],"
		"\"hint\":\"try another\"}\n"
		"{\"severity\":\"warning\",\"code\":\"internal\",\"message\":\"odd "
		"`\\u001b[31mx`\",\"file\":\"x.wit\","
		"\"line\":2,\"column\":5,\"offset\":8,\"length\":3,\"notes\":[{\"message\":\"it "
		"begins here\","
		"\"file\":\"x.wit\",\"line\":1,\"column\":1,\"offset\":0,\"length\":3}],\"hint\":"
		"\"do it again\"}\n");
	tenon_bytes_free(s, &text);
	tenon_diag_clear(s);
	assert_int_equal(tenon_diag_count(s), 0);
	tenon_session_free(s); /* frees the forgotten `out` as well */
}

/* The hint goes to the error it is about, which the cap keeps back here, and not to the one before. */
static void hints_stay_with_their_errors(void **state)
{
	(void)state;
	static const char text[] = "package a:b; world v {} world w {}";
	struct tenon_session *s = tenon_session_new(NULL);
	const char *two = "two.wit";
	struct tenon_wit_options options = { .size = sizeof options, .importize = true };
	const struct tenon_wit *wit;
	const struct tenon_wit_world *world;
	tenon_session_add_file(s, two, text, sizeof text - 1);
	tenon_session_limit(s, "max-errors", 1);
	assert_int_equal(tenon_wit_load(s, &two, 1, &options, &wit), TENON_BAD_INPUT);
	assert_string_equal(tenon_diag_get(s, 0)->hint, "choose one with `--importize-world WORLD`");
	tenon_diag_clear(s);
	assert_int_equal(tenon_wit_load(s, &two, 1, NULL, &wit), TENON_OK);
	assert_int_equal(tenon_wit_find_world(s, wit, NULL, &world), TENON_BAD_INPUT);
	assert_string_equal(tenon_diag_get(s, 0)->hint, "give the name of one of them");
	tenon_diag_clear(s);
	tenon_diag_report(s, "usage", "before", "of before");
	assert_int_equal(tenon_wit_load(s, &two, 1, &options, &wit), TENON_BAD_INPUT);
	assert_int_equal(tenon_diag_errors(s), 2);
	assert_int_equal(tenon_diag_count(s), 1);
	assert_string_equal(tenon_diag_get(s, 0)->hint, "of before");
	tenon_session_free(s);
}

static void settings_are_checked(void **state)
{
	(void)state;
	struct tenon_session *s = tenon_session_new(NULL);
	assert_int_equal(tenon_session_limit(s, "input-bytes", 2), TENON_OK);
	assert_int_equal(tenon_session_limit(s, "input-bites", 2), TENON_BAD_CALL);
	const struct tenon_diag *unknown = tenon_diag_get(s, tenon_diag_count(s) - 1);
	assert_string_equal(unknown->code, "unknown-limit");
	assert_string_equal(unknown->hint, "did you mean `input-bytes`?");
	assert_int_equal(tenon_session_wasm_features(s, "-gc,cm-async"), TENON_OK);
	assert_int_equal(tenon_session_wasm_features(s, "gx"), TENON_BAD_CALL);
	assert_int_equal(tenon_session_wit_features(s, "a, b ,,"), TENON_OK);
	assert_int_equal(tenon_session_wit_features(s, "a,!!"), TENON_BAD_CALL);
	assert_int_equal(tenon_diag_errors(s), 3);
	struct tenon_bytes out;
	struct read_job job = { "x.wit", &out };
	tenon_session_add_file(s, "x.wit", "one", 3);
	assert_int_equal(
		tn_enter_run(s, read_and_complain, &job), TENON_BAD_INPUT); /* over the limit */
	job.path = "/nowhere/at/all";
	assert_int_equal(tn_enter_run(s, read_and_complain, &job), TENON_SYSTEM);
	assert_string_equal(
		tenon_diag_nearest("jsno", (const char *const[]){ "json", "jump" }, 2), "json");
	assert_string_equal(
		tenon_diag_nearest("out", (const char *const[]){ "out-dir", "output", "o" }, 3), "output");
	assert_null(tenon_diag_nearest("q", (const char *const[]){ "json", "jump" }, 2));
	tenon_session_free(s);
}

static void diagnostics_have_places(void **state)
{
	(void)state;
	struct tenon_session *s = tenon_session_new(NULL);
	struct tenon_bytes out;
	struct read_job job = { "x.wit", &out };
	struct tenon_diag warning = { .severity = TENON_WARNING, .code = "unformatted", .message = "odd",
		.place = { .file = "x.wit", .line = 2 } };
	tenon_session_add_file(s, "x.wit", "one\n  two \n", 11);
	assert_int_equal(tenon_diag_add(s, &warning), TENON_OK);
	assert_string_equal(tenon_diag_get(s, 0)->place.file, "x.wit"); /* though it was not read yet */
	assert_int_equal(tenon_diag_get(s, 0)->place.line, 0);
	assert_int_equal(tn_enter_run(s, read_and_complain, &job), TENON_OK);
	tenon_diag_clear(s);
	assert_int_equal(tenon_diag_add(s, &warning), TENON_OK);
	warning.place.line = 9;
	assert_int_equal(tenon_diag_add(s, &warning), TENON_OK);
	assert_int_equal(tenon_diag_warnings(s), 2);
	assert_int_equal(tenon_diag_errors(s), 0);
	assert_string_equal(tenon_diag_get(s, 0)->place.file, "x.wit");
	assert_int_equal(tenon_diag_get(s, 0)->place.offset, 0); /* it has no such line */
	assert_int_equal(tenon_diag_get(s, 1)->place.line, 2);
	assert_int_equal(tenon_diag_get(s, 1)->place.column, 3);
	tenon_session_free(s);
}

static enum tenon_status add_read_render(struct tenon_session *s, void *user)
{
	struct tenon_bytes out = { 0 }, text = { 0 };
	struct read_job job = { "x.wit", &out };
	(void)user;
	enum tenon_status status = tenon_session_add_file(s, "x.wit", "one\ntwo \tthree\n", 15);
	for (int i = 0; i < 50 && status == TENON_OK; i++)
		status = tn_enter_run(s, read_and_complain, &job);
	for (enum tenon_diag_format format = TENON_DIAG_TEXT; format <= TENON_DIAG_SARIF; format++) {
		if (status == TENON_OK)
			status = tenon_diag_render(s, format, true, &text);
		tenon_bytes_free(s, &text);
	}
	return status;
}

static void memory_may_run_out_anywhere(void **state)
{
	(void)state;
	tn_oom_everywhere(add_read_render, NULL);
}

static int memory_stat(void *user, const char *path, enum tenon_kind *kind, uint64_t *size)
{
	(void)user;
	*kind = strcmp(path, "m.wit") == 0 ? TENON_KIND_FILE : TENON_KIND_NONE;
	*size = 0;
	return *kind ? 0 : ENOENT;
}

static int memory_read(void *user, const char *path, uint64_t limit,
	void (*give)(void *to, const void *data, size_t size), void *to)
{
	(void)limit;
	if (strcmp(path, "m.wit") != 0)
		return ENOENT;
	give(to, user, 4);
	give(to, (const char *)user + 4, strlen(user) - 4);
	return 0;
}

static int memory_list(void *user, const char *path,
	void (*give)(void *to, const char *name, enum tenon_kind kind), void *to)
{
	(void)user;
	(void)path;
	give(to, "z", TENON_KIND_FILE);
	give(to, "a", TENON_KIND_FOLDER);
	return 0;
}

static int memory_write(void *user, const char *path, const void *data, size_t size, bool always)
{
	(void)user, (void)path, (void)data, (void)size, (void)always;
	return EROFS;
}

static int memory_make_folder(void *user, const char *path)
{
	(void)user, (void)path;
	return 0;
}

static void a_seam_of_ones_own(void **state)
{
	(void)state;
	char text[] = "four\nand more and more";
	struct tenon_fs fs = { sizeof fs, text, memory_stat, memory_read, memory_list, memory_write,
		memory_make_folder };
	struct tenon_session_options options = { .size = sizeof options, .fs = &fs };
	struct tenon_session *s = tenon_session_new(&options);
	struct tenon_bytes out;
	struct read_job job = { "m.wit", &out };
	assert_int_equal(tn_enter_run(s, read_and_complain, &job), TENON_OK);
	assert_string_equal((const char *)out.data, "four");
	assert_int_equal(tenon_session_read_count(s), 1);
	assert_string_equal(tenon_session_read_path(s, 0), "m.wit");
	assert_null(tenon_session_read_path(s, 1));
	assert_int_equal(tenon_session_write(s, "w", "x", 1, false), TENON_SYSTEM);
	struct tenon_sink sink;
	assert_int_equal(tenon_session_open(s, "w", &sink), TENON_OK);
	assert_int_equal(sink.write(sink.user, "x", 1), 0); /* kept for memory_write */
	assert_int_equal(tenon_session_close(s, &sink, true, false), TENON_SYSTEM);
	assert_string_equal(tenon_diag_get(s, tenon_diag_count(s) - 1)->code, "io");
	struct tn_dir dir;
	jmp_buf none;
	assert_int_equal(setjmp(none), 0);
	s->cx.heap.oom = &none;
	assert_int_equal(s->cx.fs.list(s->cx.fs.user, &s->cx.arena, ".", &dir), 0);
	assert_str(dir.list.ptr[0].name, "a");
	s->cx.heap.oom = NULL;
	tenon_session_free(s);
}

static void check_file(const char *path, const char *wanted)
{
	char text[64] = "";
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fread(text, 1, sizeof text - 1, file), strlen(wanted));
	assert_string_equal(text, wanted);
	fclose(file);
}

static void put(struct tenon_sink *sink, const char *text)
{
	assert_int_equal(sink->write(sink->user, text, strlen(text)), 0);
}

/* Nothing is seen of a file in pieces before it is closed, and nothing at all when it is not to be kept. */
static void files_are_sinks(void **state)
{
	char folder[] = "/tmp/tenon-test-XXXXXX", path[64], link[64], missing[64];
	struct stat before, after;
	struct tenon_sink one, two;
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/a", folder);
	snprintf(link, sizeof link, "%s/b", folder);
	snprintf(missing, sizeof missing, "%s/no/c", folder);
	assert_int_equal(symlink("a", link), 0);
	struct tenon_session *s = tenon_session_new(NULL);
	assert_int_equal(tenon_session_open(s, missing, &one), TENON_SYSTEM);
	assert_string_equal(tenon_diag_get(s, 0)->code, "io");
	assert_int_equal(tenon_session_open(s, folder, &one), TENON_SYSTEM);
	assert_int_equal(tenon_session_open(s, path, &one), TENON_OK);
	put(&one, "one ");
	assert_int_equal(access(path, F_OK), -1);
	put(&one, "two");
	assert_int_equal(tenon_session_close(s, &one, true, false), TENON_OK);
	check_file(path, "one two");
	assert_int_equal(tenon_session_close(s, &one, true, false), TENON_BAD_CALL);
	/* Two at once; one goes. */
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(tenon_session_open(s, path, &one), TENON_OK);
	assert_int_equal(tenon_session_open(s, link, &two), TENON_OK);
	put(&one, "gone");
	put(&two, "three");
	assert_int_equal(tenon_session_close(s, &one, false, false), TENON_OK);
	check_file(path, "one two");
	assert_int_equal(tenon_session_close(s, &two, true, false), TENON_OK);
	check_file(path, "three");
	assert_int_equal(lstat(link, &after), 0);
	assert_true(S_ISLNK(after.st_mode));
	assert_int_equal(stat(path, &before), 0);
	assert_int_equal(before.st_mode & 0777, 0640);
	/* The same bytes again are no change, unless that is asked for. */
	for (int always = 0; always < 2; always++) {
		assert_int_equal(tenon_session_open(s, path, &one), TENON_OK);
		put(&one, "three");
		assert_int_equal(tenon_session_close(s, &one, true, always), TENON_OK);
		assert_int_equal(stat(path, &after), 0);
		assert_int_equal(before.st_ino == after.st_ino, !always);
	}
	/* What is forgotten goes with the session. */
	assert_int_equal(tenon_session_open(s, path, &one), TENON_OK);
	put(&one, "late");
	tenon_session_free(s);
	check_file(path, "three");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(unlink(link), 0);
	assert_int_equal(rmdir(folder), 0); /* there is nothing else in it */
}

/* No descriptor stays open when there is no memory to close a file with, and nothing is written. */
static void files_are_closed_without_memory(void **state)
{
	char folder[] = "/tmp/tenon-test-XXXXXX", path[64];
	struct tenon_sink sink;
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/a", folder);
	struct tn_oom oom = { .left = -1 };
	struct tenon_session *s = tn_oom_session(&oom);
	int before = dup(0), after; /* the lowest that is free */
	close(before);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(tenon_session_open(s, path, &sink), TENON_OK);
		put(&sink, "lost");
		oom.left = 0;
		oom.for_good = true;
		assert_int_equal(tenon_session_close(s, &sink, true, false), TENON_SYSTEM);
		assert_null(sink.write);
		oom.left = -1;
		oom.for_good = false;
	}
	after = dup(0);
	close(after);
	assert_int_equal(after, before);
	tenon_session_free(s);
	assert_int_equal(oom.held, 0);
	assert_int_equal(rmdir(folder), 0); /* there is nothing in it */
}

static int freeing_write(void *user, const char *path, const void *data, size_t size, bool always)
{
	(void)path, (void)data, (void)size, (void)always;
	tenon_session_free(*(struct tenon_session **)user);
	return 0;
}

/* The session is needed up to the end of the call; a file that is open does not make it wait for ever. */
static void a_session_is_not_freed_within_a_call(void **state)
{
	struct tenon_session *s;
	struct tenon_sink one, two;
	struct tenon_fs fs = { sizeof fs, &s, memory_stat, memory_read, memory_list, freeing_write,
		memory_make_folder };
	struct tenon_session_options options = { .size = sizeof options, .fs = &fs };
	(void)state;
	s = tenon_session_new(&options);
	assert_int_equal(tenon_session_open(s, "w", &one), TENON_OK);
	assert_int_equal(tenon_session_open(s, "v", &two), TENON_OK);
	assert_int_equal(tenon_session_write(s, "u", "x", 1, false), TENON_OK);
	put(&one, "x");
	assert_int_equal(tenon_session_close(s, &one, true, false), TENON_OK);
	put(&two, "x");
	tenon_session_free(s);
}

/* Root may write to everything, so the try is made by a process that is not root. */
static void a_read_only_file_stays(void **state)
{
	char folder[] = "/tmp/tenon-test-XXXXXX", path[64];
	int status;
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/a", folder);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fputs("old", file) < 0, 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(folder, 0777), 0);
	assert_int_equal(chmod(path, 0444), 0);
	pid_t child = fork();
	if (!child) {
		if (getuid() == 0 && setreuid(65534, 65534) != 0)
			_exit(99);
		struct tenon_session *s = tenon_session_new(NULL);
		_exit((int)tenon_session_write(s, path, "new", 3, false));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), TENON_SYSTEM);
	char text[8] = "";
	file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(text, sizeof text, file));
	assert_string_equal(text, "old");
	fclose(file);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(added_files_are_found),
		cmocka_unit_test(many_files_are_added),
		cmocka_unit_test(diagnostics_are_shown),
		cmocka_unit_test(diagnostics_have_places),
		cmocka_unit_test(hints_stay_with_their_errors),
		cmocka_unit_test(settings_are_checked),
		cmocka_unit_test(memory_may_run_out_anywhere),
		cmocka_unit_test(a_seam_of_ones_own),
		cmocka_unit_test(files_are_sinks),
		cmocka_unit_test(files_are_closed_without_memory),
		cmocka_unit_test(a_session_is_not_freed_within_a_call),
		cmocka_unit_test(a_read_only_file_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What is near to good binaries: every prefix of them, or one byte changed. Each must be given a
 * verdict, and a view of it (tests/fuzz/look.c) must end well or with an error: without a crash, in
 * 64 MB when it has less than 1 MB, and within a minute.
 *
 *     sweep prefixes SIZE FILE-or-FOLDER...
 *     sweep flips COUNT FILE-or-FOLDER...
 *     sweep again 0 FILE-or-FOLDER...
 *     sweep edits ROUNDS FILE-or-FOLDER...
 *
 * And of the good ones themselves: each valid one read and written (again.h),
 * and each component changed at random and written (tests/fuzz/edit.h).
 *
 * Prefixes: all of them of files up to that size; of larger ones, as their cost is quadratic, some
 * 2,000 each, evenly spread. Flips: the same ones each time; every file has the same chance. Files
 * count whose name ends in .wasm, or whose bytes begin as WebAssembly. Works in two processes.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "../fuzz/edit.h"
#include "../fuzz/look.h"
#include "again.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORKERS = 2, SOME_PREFIXES = 2000, SECONDS = 60 };

struct file {
	char *path;
	uint8_t *data;
	size_t size;
};

static struct file *files;
static size_t file_count, file_room;

/* What a worker is at, seen by the parent: whoever crashes names its input. */
struct worker {
	size_t file, at, inputs, valid, shorter, bad;
	uint8_t byte;
	size_t peak, peak_file, peak_at;
	uint64_t slowest, slow_file, slow_at; /* nanoseconds */
	struct fuzz_edits edits;
};

static struct worker *workers;

/* ---- files ---- */

static void load_file(const char *path)
{
	struct stat st;
	FILE *in = fopen(path, "rb");
	if (!in || fstat(fileno(in), &st) != 0) {
		perror(path);
		exit(1);
	}
	struct file file = { strdup(path), malloc((size_t)st.st_size + 1), (size_t)st.st_size };
	bool is_read = fread(file.data, 1, file.size, in) == file.size;
	fclose(in);
	const char *dot = strrchr(path, '.');
	bool is_wasm = (dot && strcmp(dot, ".wasm") == 0) ||
		(file.size >= 4 && memcmp(file.data, "\0asm", 4) == 0);
	if (!is_read || !is_wasm || !file.size) {
		free(file.data);
		free(file.path);
		return;
	}
	if (file_count == file_room) {
		file_room = file_room ? 2 * file_room : 1024;
		files = realloc(files, file_room * sizeof *files);
	}
	files[file_count++] = file;
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void load(const char *path)
{
	struct dirent **list;
	struct stat st;
	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
		load_file(path);
		return;
	}
	int count = scandir(path, &list, visible, alphasort);
	for (int i = 0; i < count; i++) {
		size_t len = strlen(path) + strlen(list[i]->d_name) + 2;
		char *inner = malloc(len);
		snprintf(inner, len, "%s/%s", path, list[i]->d_name);
		load(inner);
		free(inner);
		free(list[i]);
	}
	free(list);
}

/* ---- one input ---- */

struct meter {
	size_t used, peak;
};

static void *resize(void *user, void *ptr, size_t old_size, size_t new_size)
{
	struct meter *meter = user;
	void *now = NULL;
	if (new_size == 0)
		free(ptr);
	else if (!(now = realloc(ptr, new_size)))
		return NULL;
	meter->used += new_size - old_size;
	if (meter->used > meter->peak)
		meter->peak = meter->used;
	return now;
}

static struct tenon_session *begin(struct meter *meter, const uint8_t *data, size_t size)
{
	struct tenon_session_options options = { .size = sizeof options };
	options.resize = resize;
	options.resize_user = meter;
	options.memory_limit = (64u << 20) + (size >> 20 ? 64 * size : 0);
	struct tenon_session *session = tenon_session_new(&options);
	if (!session || tenon_session_add_file(session, "in", data, size) != TENON_OK ||
		tenon_session_wasm_features(session, "all") != TENON_OK)
		__builtin_trap();
	return session;
}

static uint64_t now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* `data` has room for no byte more than `size`: what is read past it is seen by sanitizers. */
static void look(struct worker *w, const uint8_t *data, size_t size)
{
	struct meter meter = { 0 };
	uint64_t start = now();
	alarm(SECONDS);
	struct tenon_session *session = begin(&meter, data, size);
	enum tenon_status valid = tenon_validate(session, "in", NULL);
	fuzz_check(session, valid);
	tenon_session_free(session);
	session = begin(&meter, data, size);
	fuzz_view(session, w->inputs % fuzz_views(), valid == TENON_OK);
	tenon_session_free(session);
	if (meter.used)
		__builtin_trap(); /* a leak */
	alarm(0);
	uint64_t took = now() - start;
	w->inputs++;
	w->valid += valid == TENON_OK;
	if (meter.peak > w->peak) {
		w->peak = meter.peak;
		w->peak_file = w->file;
		w->peak_at = w->at;
	}
	if (took > w->slowest) {
		w->slowest = took;
		w->slow_file = w->file;
		w->slow_at = w->at;
	}
}

/* ---- the sweeps ---- */

static void prefixes(struct worker *w, size_t which, size_t all_up_to)
{
	for (size_t i = which; i < file_count; i += WORKERS) {
		size_t step = files[i].size <= all_up_to ? 1 : files[i].size / SOME_PREFIXES + 1;
		for (size_t len = 0; len < files[i].size; len += step) {
			uint8_t *copy = malloc(len ? len : 1);
			if (len)
				memcpy(copy, files[i].data, len);
			w->file = i;
			w->at = len;
			look(w, copy, len);
			free(copy);
		}
	}
}

/* splitmix64: a number for each number. */
static uint64_t scatter(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static void flips(struct worker *w, size_t which, size_t count)
{
	for (size_t i = which; i < count; i += WORKERS) {
		const struct file *file = &files[scatter(3 * i) % file_count];
		size_t at = (size_t)(scatter(3 * i + 1) % file->size);
		uint8_t byte = (uint8_t)(1 + scatter(3 * i + 2) % 255);
		w->file = (size_t)(file - files);
		w->at = at;
		w->byte = byte;
		file->data[at] ^= byte;
		look(w, file->data, file->size);
		file->data[at] ^= byte;
	}
}

static void writes(struct worker *w, size_t which, size_t number)
{
	(void)number;
	for (size_t i = which; i < file_count; i += WORKERS) {
		struct meter meter = { 0 };
		struct tenon_session *session = begin(&meter, files[i].data, files[i].size);
		bool is_valid = tenon_validate(session, "in", NULL) == TENON_OK, shorter;
		tenon_session_free(session);
		w->file = i;
		w->inputs++;
		if (!is_valid)
			continue;
		session = begin(&meter, files[i].data, files[i].size);
		const char *wrong = again(session, files[i].data, files[i].size, &shorter);
		tenon_session_free(session);
		if (wrong) {
			printf("failed again: %s: %s\n", files[i].path, wrong);
			fflush(stdout);
		}
		w->valid++;
		w->shorter += shorter;
		w->bad += wrong != NULL;
	}
}

static bool is_component(const struct file *file)
{
	return file->size >= 8 && memcmp(file->data, "\0asm\x0d\0\1", 8) == 0;
}

static void edits(struct worker *w, size_t which, size_t rounds)
{
	for (size_t i = which; i < file_count; i += WORKERS) {
		for (size_t round = 0; round < rounds && is_component(&files[i]); round++) {
			w->file = i;
			w->at = round;
			alarm(SECONDS);
			fuzz_edit(files[i].data, files[i].size, scatter(round), &w->edits);
			alarm(0);
		}
	}
}

/* ---- the parent ---- */

static const struct {
	const char *name;
	void (*run)(struct worker *w, size_t which, size_t number);
} sweeps[] = { { "prefixes", prefixes }, { "flips", flips }, { "again", writes }, { "edits", edits } };

static int find(const char *name)
{
	for (size_t i = 0; i < sizeof sweeps / sizeof *sweeps; i++)
		if (strcmp(sweeps[i].name, name) == 0)
			return (int)i;
	return -1;
}


static bool finished(const char *what, size_t which, int status)
{
	const struct worker *w = &workers[which];
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	printf("failed %s: %s, at %zu, xor 0x%02x: ", what, files[w->file].path, w->at, w->byte);
	if (WIFSIGNALED(status))
		printf("signal %d%s\n", WTERMSIG(status), WTERMSIG(status) == 14 ? ": no end" : "");
	else
		printf("exit %d\n", WEXITSTATUS(status));
	return false;
}

static void report(const char *what)
{
	struct worker sum = { 0 };
	for (size_t i = 0; i < WORKERS; i++) {
		const struct worker *w = &workers[i];
		sum.inputs += w->inputs;
		sum.valid += w->valid;
		sum.shorter += w->shorter;
		if (w->peak > sum.peak) {
			sum.peak = w->peak;
			sum.peak_file = w->peak_file;
			sum.peak_at = w->peak_at;
		}
		if (w->slowest > sum.slowest) {
			sum.slowest = w->slowest;
			sum.slow_file = w->slow_file;
			sum.slow_at = w->slow_at;
		}
	}
	printf("ok %s: %zu inputs of %zu files, %zu valid\n", what, sum.inputs, file_count, sum.valid);
	if (strcmp(what, "again") == 0) {
		printf("   %zu the same bytes, %zu with shorter numbers\n", sum.valid - sum.shorter,
			sum.shorter);
		return;
	}
	printf("   most memory %zu KiB: %s at %zu\n", sum.peak >> 10, files[sum.peak_file].path,
		sum.peak_at);
	printf("   slowest %.1f ms: %s at %zu\n", (double)sum.slowest / 1e6,
		files[sum.slow_file].path, (size_t)sum.slow_at);
}

static void report_edits(void)
{
	struct fuzz_edits sum = { 0 };
	for (size_t i = 0; i < WORKERS; i++) {
		const struct fuzz_edits *e = &workers[i].edits;
		sum.components += e->components;
		sum.drops += e->drops;
		sum.moves += e->moves;
		sum.replaces += e->replaces;
		sum.shares += e->shares;
		sum.prunes += e->prunes;
		sum.valid += e->valid;
	}
	printf("ok edits: %zu components written, %zu valid before and after\n"
	       "   %zu nodes dropped, %zu moved out, %zu replaced, %zu times shared, %zu times pruned\n",
		sum.components, sum.valid, sum.drops, sum.moves, sum.replaces, sum.shares, sum.prunes);
}

static pid_t begin_worker(size_t which, int sweep, size_t number)
{
	pid_t id = fork();
	if (id != 0)
		return id;
	sweeps[sweep].run(&workers[which], which, number);
	_exit(0);
}

int main(int argc, char **argv)
{
	int sweep = argc > 3 ? find(argv[1]) : -1;
	if (sweep < 0) {
		fprintf(stderr, "usage: sweep prefixes SIZE FILE... | sweep flips COUNT FILE... | sweep again 0 FILE... | "
				"sweep edits ROUNDS FILE...\n");
		return 2;
	}
	for (int i = 3; i < argc; i++)
		load(argv[i]);
	workers = mmap(NULL, WORKERS * sizeof *workers, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!file_count || workers == MAP_FAILED) {
		printf("failed %s: no binaries\n", argv[1]);
		return 1;
	}
	pid_t ids[WORKERS];
	for (size_t i = 0; i < WORKERS; i++)
		ids[i] = begin_worker(i, sweep, (size_t)strtoull(argv[2], NULL, 10));
	bool good = true;
	for (size_t i = 0; i < WORKERS; i++) {
		int status = 1;
		waitpid(ids[i], &status, 0);
		good &= finished(argv[1], i, status) && !workers[i].bad;
	}
	if (good && sweeps[sweep].run == edits)
		report_edits();
	else if (good)
		report(argv[1]);
	return !good;
}

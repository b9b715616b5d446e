/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The main function of a fuzz target where there is no libFuzzer: replays seeds, then inputs made
 * of them by cutting, flipping, copying and deleting, always the same ones.
 *
 *     fuzz_x [--rounds N] FILE-or-FOLDER...
 */
#define _XOPEN_SOURCE 700
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* What libFuzzer offers to mutators. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
/* A target that knows its input may bring mutations of its own; half of the rounds are theirs. */
__attribute__((weak)) size_t LLVMFuzzerCustomMutator(
	uint8_t *data, size_t size, size_t max_size, unsigned seed);
__attribute__((weak)) size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size,
	const uint8_t *b, size_t b_size, uint8_t *out, size_t max_size, unsigned seed);

static uint64_t chance;
static unsigned long inputs, runs;
static uint8_t *before; /* the seed before this one: the other parent of crossovers */
static size_t before_size;

static uint64_t next(uint64_t below)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return below ? chance % below : 0;
}

/* Each input is a block of its own, so that a read past its end is seen. */
static void run(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);
	if (size)
		memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
	runs++;
}

static size_t mutate_once(uint8_t *data, size_t size, size_t max)
{
	size_t at = (size_t)next(size), part = (size_t)next(size - at + 1);
	switch (next(6)) {
	case 0:
		return at;
	case 1:
		if (size)
			data[at] ^= (uint8_t)(1u << next(8));
		return size;
	case 2:
		if (size)
			data[at] = (uint8_t)next(256);
		return size;
	case 3:
		if (size)
			data[at] = (uint8_t)(0xff80017f00 >> 8 * next(5));
		return size;
	case 4: /* delete */
		part = part > 16 ? 16 : part;
		memmove(data + at, data + at + part, size - at - part);
		return size - part;
	default: /* double a part */
		part = part > 64 ? 64 : part;
		if (size + part > max)
			return size;
		memmove(data + at + part, data + at, size - at);
		return size + part;
	}
}

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size)
{
	for (uint64_t times = 1 + next(4); times > 0; times--)
		size = mutate_once(data, size, max_size);
	return size;
}

static void mutate(const uint8_t *data, size_t size)
{
	size_t max = 2 * size + 16;
	uint8_t *now = malloc(max);
	memcpy(now, data, size);
	run(now, LLVMFuzzerMutate(now, size, max));
	free(now);
}

static void mutate_knowing(const uint8_t *data, size_t size)
{
	size_t max = 2 * size + before_size + 256;
	uint8_t *now = malloc(max);
	memcpy(now, data, size);
	if (before && next(4) == 0) {
		size_t both = LLVMFuzzerCustomCrossOver(
			data, size, before, before_size, now, max, (unsigned)next(1u << 31));
		size = both ? both : size;
	}
	for (uint64_t times = 1 + next(3); times > 0; times--)
		size = LLVMFuzzerCustomMutator(now, size, max, (unsigned)next(1u << 31));
	run(now, size);
	free(now);
}

static void run_file(const char *path, unsigned long rounds)
{
	FILE *file = fopen(path, "rb");
	struct stat st;
	if (!file || stat(path, &st) != 0) {
		perror(path);
		exit(1);
	}
	size_t size = (size_t)st.st_size;
	uint8_t *data = malloc(size + 1);
	if (fread(data, 1, size, file) != size) {
		perror(path);
		exit(1);
	}
	fclose(file);
	fprintf(stderr, "%s\n", path); /* the last line names the culprit */
	chance = 0x9e3779b97f4a7c15u + size;
	inputs++;
	run(data, size);
	for (unsigned long i = 0; i < rounds; i++)
		if (LLVMFuzzerCustomMutator && i % 2)
			mutate_knowing(data, size);
		else
			mutate(data, size);
	free(before);
	before = data;
	before_size = size;
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void run_path(const char *path, unsigned long rounds)
{
	struct dirent **list;
	int count = scandir(path, &list, visible, alphasort);
	if (count < 0) {
		run_file(path, rounds);
		return;
	}
	for (int i = 0; i < count; i++) {
		size_t len = strlen(path) + strlen(list[i]->d_name) + 2;
		char *inner = malloc(len);
		snprintf(inner, len, "%s/%s", path, list[i]->d_name);
		run_path(inner, rounds);
		free(inner);
		free(list[i]);
	}
	free(list);
}

int main(int argc, char **argv)
{
	unsigned long rounds = 0;
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--rounds") == 0 && i + 1 < argc)
			rounds = strtoul(argv[++i], NULL, 10);
		else
			run_path(argv[i], rounds);
	free(before);
	printf("%lu seeds, %lu runs\n", inputs, runs);
	return inputs ? 0 : 1;
}

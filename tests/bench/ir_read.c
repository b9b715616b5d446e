/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * ir_read FILE RUNS: reads a component into the IR, from opening the file to freeing all of it, and prints the
 * median of the processor milliseconds that took. Nothing is validated: core modules stay slices of the mapped file.
 */
#define _POSIX_C_SOURCE 200809L
#include "wasm/component/ir.h"
#include "wasm/component/irread.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static bool read_once(const char *path)
{
	struct tn_ctx cx;
	jmp_buf oom;
	bool is_read = false;
	tn_ctx_init(&cx);
	cx.may_map = true;
	if (setjmp(oom) == 0) {
		cx.heap.oom = &oom;
		uint32_t source = tn_ctx_read(&cx, tn_str_of(path), false);
		struct tn_bytes bytes = tn_source_get(&cx.sources, source)->bytes;
		is_read = source && tn_irread_component(tn_ir_new(&cx, &cx.arena), source, 0, bytes);
	}
	tn_ctx_free(&cx);
	return is_read;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	int runs = argc == 3 ? atoi(argv[2]) : 0;
	double *took = calloc((size_t)(runs > 0 ? runs : 1), sizeof *took);
	if (runs < 1 || !took)
		return 2;
	for (int i = 0; i < runs; i++) {
		double start = now();
		if (!read_once(argv[1]))
			return 1;
		took[i] = now() - start;
	}
	qsort(took, (size_t)runs, sizeof *took, by_size);
	printf("%.3f\n", took[runs / 2]);
	free(took);
	return 0;
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "count.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *ptr, size_t size);
void __real_free(void *ptr);

static uint32_t live;

static void *counted(void *ptr)
{
	live += ptr != NULL;
	return ptr;
}

void *__wrap_malloc(size_t size)
{
	return counted(__real_malloc(size));
}
void *__wrap_calloc(size_t count, size_t size)
{
	return counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *ptr, size_t size)
{
	return ptr ? __real_realloc(ptr, size) : counted(__real_realloc(ptr, size));
}

void __wrap_free(void *ptr)
{
	live -= ptr != NULL;
	__real_free(ptr);
}

uint32_t count_live(void)
{
	return live;
}

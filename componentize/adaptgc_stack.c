/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The stack of an adapter that lives in the main module's memory. The custom: a global named
 * `__stack_pointer` asks for one. With a global `allocation_state` and a realloc of the main module
 * it is fetched when an export is first entered, and not a second time while that very realloc
 * calls back into the adapter; else it is fetched at start, by growing the memory.
 */
#include "componentize/adaptgc_job.h"

enum { STACK_SIZE = 64 * 1024, STACK_ALIGN = 8 };

/* Values of `allocation_state`. */
enum { UNALLOCATED, ALLOCATING, ALLOCATED };

static void trap_unless_equal(struct tn_buf *code, int32_t value, uint32_t local)
{
	tn_corewrite_i32(code, value);
	tn_corewrite_op(code, TN_OP_LOCAL_GET, local);
	tn_corewrite_opcode(code, TN_OP_I32_NE);
	tn_corewrite_opcode(code, TN_OP_IF);
	tn_buf_byte(code, 0x40);
	tn_corewrite_opcode(code, TN_OP_UNREACHABLE);
	tn_corewrite_opcode(code, TN_OP_END);
}

/* A realloc that only knows how to give one fresh page. */
void tn_adaptgc_add_realloc(struct tn_adaptgc *g)
{
	struct tn_buf code = tn_buf_new(g->arena);
	tn_buf_u32(&code, 1); /* one run of locals: */
	tn_buf_u32(&code, 1);
	tn_buf_byte(&code, TN_CORE_I32);
	trap_unless_equal(&code, 0, 0); /* no old allocation */
	trap_unless_equal(&code, 0, 1);
	trap_unless_equal(&code, STACK_SIZE, 3);
	tn_corewrite_i32(&code, 1);
	tn_corewrite_op(&code, TN_OP_MEMORY_GROW, 0);
	tn_corewrite_op(&code, TN_OP_LOCAL_TEE, 4);
	tn_corewrite_i32(&code, -1);
	tn_corewrite_opcode(&code, TN_OP_I32_EQ);
	tn_corewrite_opcode(&code, TN_OP_IF);
	tn_buf_byte(&code, 0x40);
	tn_corewrite_opcode(&code, TN_OP_UNREACHABLE);
	tn_corewrite_opcode(&code, TN_OP_END);
	tn_corewrite_op(&code, TN_OP_LOCAL_GET, 4);
	tn_corewrite_i32(&code, 16);
	tn_corewrite_opcode(&code, TN_OP_I32_SHL);
	tn_corewrite_opcode(&code, TN_OP_END);
	tn_adaptgc_add_body(g, &code);
}

static void set_state(struct tn_adaptgc *g, struct tn_buf *code, int32_t state)
{
	tn_corewrite_i32(code, state);
	tn_corewrite_op(
		code, TN_OP_GLOBAL_SET, g->numbers[TN_CORESPACE_GLOBAL][g->allocation_state]);
}

/* Sets the stack pointer to the end of a fresh stack. */
void tn_adaptgc_add_fetcher(struct tn_adaptgc *g)
{
	struct tn_buf code = tn_buf_new(g->arena);
	bool has_state = g->allocation_state != UINT32_MAX;
	tn_buf_u32(&code, 0);
	if (has_state) {
		tn_corewrite_op(&code, TN_OP_GLOBAL_GET,
			g->numbers[TN_CORESPACE_GLOBAL][g->allocation_state]);
		tn_corewrite_i32(&code, UNALLOCATED);
		tn_corewrite_opcode(&code, TN_OP_I32_EQ);
		tn_corewrite_opcode(&code, TN_OP_IF);
		tn_buf_byte(&code, 0x40);
		set_state(g, &code, ALLOCATING);
	}
	tn_corewrite_i32(&code, 0);
	tn_corewrite_i32(&code, 0);
	tn_corewrite_i32(&code, STACK_ALIGN);
	tn_corewrite_i32(&code, STACK_SIZE);
	tn_corewrite_op(&code, TN_OP_CALL, g->realloc);
	tn_corewrite_i32(&code, STACK_SIZE);
	tn_corewrite_opcode(&code, TN_OP_I32_ADD);
	tn_corewrite_op(&code, TN_OP_GLOBAL_SET, g->numbers[TN_CORESPACE_GLOBAL][g->stack_pointer]);
	if (has_state) {
		set_state(g, &code, ALLOCATED);
		tn_corewrite_opcode(&code, TN_OP_END);
	}
	tn_corewrite_opcode(&code, TN_OP_END);
	tn_adaptgc_add_body(g, &code);
}

static bool uses_memory(const struct tn_adaptgc *g)
{
	for (uint32_t i = 0; i < g->m->memories.len; i++) {
		if (tn_adaptgc_is_live(g, TN_CORESPACE_MEMORY, i))
			return true;
	}
	return false;
}

/* The stack of those that cannot wait: from main's realloc where that is safe, else by growing. */
void tn_adaptgc_fetch_at_start(struct tn_adaptgc *g)
{
	if (g->stack_pointer == UINT32_MAX)
		return;
	if (g->realloc == UINT32_MAX || g->allocation_state == UINT32_MAX) {
		g->realloc = tn_adaptgc_declare(g, tn_adaptgc_add_type(g, 4, 1));
		tn_adaptgc_add_realloc(g);
		*TN_PUSH(g->arena, &g->own_names) =
			(struct tn_corewrite_name){ g->realloc, TN_STR("realloc_via_memory_grow") };
	}
	if (g->lazy != UINT32_MAX || !uses_memory(g))
		return;
	if (g->empty_type == UINT32_MAX)
		g->empty_type = tn_adaptgc_add_type(g, 0, 0);
	g->start = tn_adaptgc_declare(g, g->empty_type);
	tn_adaptgc_add_fetcher(g);
	*TN_PUSH(g->arena, &g->own_names) =
		(struct tn_corewrite_name){ g->start, TN_STR("allocate_stack") };
}

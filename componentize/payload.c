/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Functions in, their futures and streams by number out; see payload.h. */
#include "componentize/payload.h"

#define MANY (UINT32_MAX - 1)

void tn_payload_begin(struct tn_payload *p, const struct tn_wit *wit, struct tn_arena *arena)
{
	*p = (struct tn_payload){ .wit = wit, .arena = arena };
}

/* A handle is no way to what its resource is made of. */
static bool part(const struct tn_typedef *type, uint32_t i, tn_ty *out)
{
	bool is_handle = type->kind == TN_DEF_OWN || type->kind == TN_DEF_BORROW ||
			 type->kind == TN_DEF_RESOURCE;

	return !is_handle && tn_model_part(type, i, out);
}

static bool is_one(const struct tn_typedef *type)
{
	return type->kind == TN_DEF_FUTURE || type->kind == TN_DEF_STREAM;
}

static uint32_t counted(const struct tn_payload *p, tn_ty ty)
{
	return tn_ty_is_def(ty) ? p->counts.ptr[tn_ty_def(ty)] - 1 : 0;
}

static uint32_t add(uint32_t a, uint32_t b)
{
	return b > MANY - a ? MANY : a + b;
}

/* Counts a definition whose parts are counted; else puts those on the stack first. */
static bool try_count(struct tn_payload *p, tn_def def)
{
	const struct tn_typedef *type = &p->wit->types.ptr[def];
	uint32_t depth = p->stack.len, total = is_one(type);
	tn_ty ty;
	for (uint32_t i = 0; part(type, i, &ty); i++) {
		if (tn_ty_is_def(ty) && !p->counts.ptr[tn_ty_def(ty)])
			*TN_PUSH(p->arena, &p->stack) = tn_ty_def(ty);
		else if (p->stack.len == depth)
			total = add(total, counted(p, ty));
	}
	if (p->stack.len > depth)
		return false;
	p->counts.ptr[def] = total + 1;
	return true;
}

static uint32_t count(struct tn_payload *p, tn_ty ty)
{
	while (p->counts.len < p->wit->types.len)
		*TN_PUSH(p->arena, &p->counts) = 0;
	if (!tn_ty_is_def(ty))
		return 0;
	*TN_PUSH(p->arena, &p->stack) = tn_ty_def(ty);
	while (p->stack.len) {
		tn_def top = TN_LAST(&p->stack);
		if (p->counts.ptr[top] || try_count(p, top))
			p->stack.len--;
	}
	return counted(p, ty);
}

uint32_t tn_payload_count(struct tn_payload *p, const struct tn_func *func)
{
	uint32_t total = 0;
	for (uint32_t i = 0; i < func->params.len; i++)
		total = add(total, count(p, func->params.ptr[i].ty));
	return add(total, count(p, func->result));
}

/* Down to the n-th inside `ty`, which holds more than n. */
static tn_ty descend(struct tn_payload *p, tn_ty ty, uint32_t n)
{
	for (;;) {
		const struct tn_typedef *type = &p->wit->types.ptr[tn_ty_def(ty)];
		tn_ty inner = TN_TY_NONE, found = TN_TY_NONE;
		for (uint32_t i = 0; !found && part(type, i, &inner); i++) {
			if (n < counted(p, inner))
				found = inner;
			else
				n -= counted(p, inner);
		}
		if (!found)
			return ty; /* the last one counted is the definition itself */
		ty = found;
	}
}

tn_ty tn_payload_at(struct tn_payload *p, const struct tn_func *func, uint32_t n)
{
	for (uint32_t i = 0; i <= func->params.len; i++) {
		tn_ty ty = i < func->params.len ? func->params.ptr[i].ty : func->result;
		uint32_t inside = count(p, ty);
		if (n < inside)
			return descend(p, ty, n);
		n -= inside;
	}
	return TN_TY_NONE;
}

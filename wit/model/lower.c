/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* WIT types in, hash-consed component types out; see lower.h. */
#include "wit/model/lower.h"

void tn_lower_init(struct tn_lower *lower, const struct tn_wit *wit, struct tn_types *types,
	struct tn_arena *arena)
{
	*lower = (struct tn_lower){ .wit = wit, .types = types, .arena = arena };
}

/*
 * memo holds NEW, OPEN while the definition waits for its parts, or MADE + its type. All that is
 * OPEN encloses what is looked at, so meeting it again is a cycle, which becomes "no type".
 */
enum { NEW, OPEN, MADE };

/* The model may have grown since the last call. */
static void cover(struct tn_lower *lower)
{
	while (lower->memo.len < lower->wit->types.len) {
		*TN_PUSH(lower->arena, &lower->memo) = NEW;
		*TN_PUSH(lower->arena, &lower->resources) = 0;
	}
}

static tn_vt primitive(tn_ty ty)
{
	static const uint8_t kinds[] = {
		[TN_TY_NONE] = TN_VT_NONE,
		[TN_TY_BOOL] = TN_VT_BOOL,
		[TN_TY_U8] = TN_VT_U8,
		[TN_TY_U16] = TN_VT_U16,
		[TN_TY_U32] = TN_VT_U32,
		[TN_TY_U64] = TN_VT_U64,
		[TN_TY_S8] = TN_VT_S8,
		[TN_TY_S16] = TN_VT_S16,
		[TN_TY_S32] = TN_VT_S32,
		[TN_TY_S64] = TN_VT_S64,
		[TN_TY_F32] = TN_VT_F32,
		[TN_TY_F64] = TN_VT_F64,
		[TN_TY_CHAR] = TN_VT_CHAR,
		[TN_TY_STRING] = TN_VT_STRING,
		[TN_TY_ERROR_CONTEXT] = TN_VT_ERROR_CONTEXT,
		[TN_TY_POISON] = TN_VT_NONE,
	};
	return ty < sizeof kinds ? kinds[ty] : TN_VT_NONE;
}

uint32_t tn_lower_resource(struct tn_lower *lower, tn_def def)
{
	cover(lower);
	def = tn_model_resource(lower->wit, def);
	if (def == TN_NO_ID)
		return 0;
	if (!lower->resources.ptr[def])
		lower->resources.ptr[def] = tn_type_new_resource(lower->types);
	return lower->resources.ptr[def];
}

void tn_lower_set_resource(struct tn_lower *lower, tn_def def, uint32_t identity)
{
	cover(lower);
	def = tn_model_resource(lower->wit, def);
	if (def != TN_NO_ID)
		lower->resources.ptr[def] = identity;
}

/* Has the use been lowered? If not, its definition goes on the stack. */
static bool is_ready(struct tn_lower *lower, tn_ty ty)
{
	if (!tn_ty_is_def(ty) || lower->memo.ptr[tn_ty_def(ty)] != NEW)
		return true;
	*TN_PUSH(lower->arena, &lower->stack) = tn_ty_def(ty);
	return false;
}

static tn_vt made(const struct tn_lower *lower, tn_ty ty)
{
	if (!tn_ty_is_def(ty))
		return primitive(ty);
	uint32_t memo = lower->memo.ptr[tn_ty_def(ty)];
	return memo >= MADE ? memo - MADE : TN_VT_NONE;
}

static tn_vt handle(struct tn_lower *lower, enum tn_vt_kind kind, tn_def def)
{
	struct tn_vt_def shape = { .kind = kind, .resource = tn_lower_resource(lower, def) };
	return tn_type_make(lower->types, &shape);
}

static enum tn_vt_kind kind_of(enum tn_def_kind kind)
{
	switch (kind) {
	case TN_DEF_RECORD:
		return TN_VT_RECORD;
	case TN_DEF_VARIANT:
		return TN_VT_VARIANT;
	case TN_DEF_ENUM:
		return TN_VT_ENUM;
	case TN_DEF_FLAGS:
		return TN_VT_FLAGS;
	case TN_DEF_TUPLE:
		return TN_VT_TUPLE;
	case TN_DEF_OPTION:
		return TN_VT_OPTION;
	case TN_DEF_RESULT:
		return TN_VT_RESULT;
	case TN_DEF_LIST:
		return TN_VT_LIST;
	case TN_DEF_FIXED_LIST:
		return TN_VT_FIXED_LIST;
	case TN_DEF_MAP:
		return TN_VT_MAP;
	case TN_DEF_FUTURE:
		return TN_VT_FUTURE;
	case TN_DEF_STREAM:
		return TN_VT_STREAM;
	default:
		return TN_VT_NONE;
	}
}

static tn_vt structure(struct tn_lower *lower, const struct tn_typedef *type)
{
	struct tn_vt_def shape = { .kind = kind_of(type->kind) };
	shape.a = made(lower, type->a);
	shape.b = made(lower, type->b);
	shape.length = type->length;
	struct tn_vt_member *members = TN_NEWN(lower->arena, struct tn_vt_member, type->members.len);
	for (uint32_t i = 0; i < type->members.len; i++)
		members[i] = (struct tn_vt_member){ type->members.ptr[i].name,
			made(lower, type->members.ptr[i].ty) };
	shape.members = members;
	shape.member_count = type->members.len;
	return tn_type_make(lower->types, &shape);
}

/* Makes the definition's type when all its parts are there; false and more work if not. */
static bool try_make(struct tn_lower *lower, tn_def def, tn_vt *out)
{
	const struct tn_typedef *type = &lower->wit->types.ptr[def];
	switch (type->kind) {
	case TN_DEF_OWN:
	case TN_DEF_BORROW:
		*out = tn_ty_is_def(type->a)
			? handle(lower, type->kind == TN_DEF_OWN ? TN_VT_OWN : TN_VT_BORROW,
				  tn_ty_def(type->a))
			: TN_VT_NONE;
		return true;
	case TN_DEF_RESOURCE:
		*out = handle(lower, TN_VT_OWN, def);
		return true;
	case TN_DEF_ALIAS:
		if (!is_ready(lower, type->a))
			return false;
		*out = made(lower, type->a);
		return true;
	case TN_DEF_UNKNOWN:
		*out = TN_VT_NONE;
		return true;
	default:
		break;
	}
	bool ready = is_ready(lower, type->a);
	ready = is_ready(lower, type->b) && ready;
	for (uint32_t i = 0; i < type->members.len; i++)
		ready = is_ready(lower, type->members.ptr[i].ty) && ready;
	if (ready)
		*out = structure(lower, type);
	return ready;
}

tn_vt tn_lower_type(struct tn_lower *lower, tn_ty ty)
{
	if (!tn_ty_is_def(ty))
		return primitive(ty);
	cover(lower);
	uint32_t bottom = lower->stack.len;
	is_ready(lower, ty);
	while (lower->stack.len > bottom) {
		tn_def def = TN_LAST(&lower->stack);
		tn_vt vt;
		if (lower->memo.ptr[def] >= MADE) {
			lower->stack.len--;
			continue;
		}
		lower->memo.ptr[def] = OPEN;
		if (!try_make(lower, def, &vt))
			continue;
		lower->memo.ptr[def] = MADE + vt;
		lower->stack.len--;
	}
	return made(lower, ty);
}

void tn_lower_func(struct tn_lower *lower, const struct tn_func *func, struct tn_abi_func *out)
{
	struct tn_vt_member *params = TN_NEWN(lower->arena, struct tn_vt_member, func->params.len);
	for (uint32_t i = 0; i < func->params.len; i++)
		params[i] = (struct tn_vt_member){ func->params.ptr[i].name,
			tn_lower_type(lower, func->params.ptr[i].ty) };
	*out = (struct tn_abi_func){
		.params = params,
		.param_count = func->params.len,
		.result = tn_lower_type(lower, func->result),
		.is_async = func->is_async,
	};
}

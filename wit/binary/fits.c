/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A component and a world in, a verdict of the validator out; see fits.h. */
#include "wit/binary/fits.h"

#include "wasm/component/check.h"
#include "wasm/core/features.h"
#include "wit/binary/encode.h"

/*
 * The component type without the imports that are there anyway. Their resources stay bound to nothing,
 * and are the same as themselves only.
 */
static struct tn_ctype *without_allowed(struct tn_ctx *cx, const struct tn_check *check,
	const struct tn_ctype *given, const struct tn_ctype *wanted,
	const struct tn_targets_options *o, struct tn_arena *arena)
{
	struct tn_ctype *type = TN_NEW(arena, struct tn_ctype);
	struct tn_cexterns *imports = &type->u.component.imports;
	*type = *given;
	struct tn_cextern *kept = TN_NEWN(arena, struct tn_cextern, imports->len);
	uint32_t len = 0;
	for (uint32_t i = 0; i < imports->len; i++) {
		tn_name name = imports->ptr[i].name;
		if (tn_check_find(check, &wanted->u.component.imports, name) ||
			!tn_targets_allows(o, tn_ctx_text(cx, name)))
			kept[len++] = imports->ptr[i];
	}
	imports->ptr = kept;
	imports->len = len;
	return type;
}

bool tn_fits_world(struct tn_wit *wit, tn_world world, struct tn_scope *component,
	const struct tn_targets_options *o, struct tn_str *reason)
{
	struct tn_ir *ir = component->ir;
	struct tn_scope *both = tn_ir_scope(ir, TN_SCOPE_COMPONENT, NULL);
	*reason = TN_NOSTR;
	struct tn_scope *body = tn_encode_world(wit, world, NULL, both);
	if (!body)
		return false;
	struct tn_node *given = tn_ir_component(both, component);
	struct tn_node *wanted = tn_encode_component_type(both, body);
	struct tn_check *check = tn_check_scope_with(wit->cx, ir->arena, both, TN_WASM_ALL);
	if (!check)
		return false;
	/* The type of the type's node is the component type itself. */
	struct tn_extern_type type = { TN_SORT_COMPONENT, tn_check_node(check, wanted).type };
	struct tn_extern_type have = tn_check_node(check, given);
	if (o && o->allowed_count)
		have.type = without_allowed(wit->cx, check, have.type, type.type, o, ir->arena);
	return tn_check_subtype(check, have, type, ir->arena, reason);
}

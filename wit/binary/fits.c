/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A component and a world in, a verdict of the validator out; see fits.h. */
#include "wit/binary/fits.h"

#include "wasm/component/check.h"
#include "wasm/core/features.h"
#include "wit/binary/encode.h"

bool tn_fits_world(struct tn_wit *wit, tn_world world, struct tn_scope *component,
	struct tn_str *reason)
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
	return tn_check_subtype(check, tn_check_node(check, given), type, ir->arena, reason);
}

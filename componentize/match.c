/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A core module and a world in, the meaning of every import and export out; see match.h. */
#include "componentize/match_job.h"

/* ---- beginning ---- */

static void add_keys(struct tn_matcher *m, bool is_exported, enum tn_scheme scheme)
{
	const struct tn_world_def *w = tn_match_world(m);
	struct tn_map *keys = &m->keys[is_exported][scheme];
	uint32_t count = is_exported ? w->exports.len : w->imports.len;
	keys->arena = m->arena;
	for (uint32_t i = 0; i < count; i++) {
		struct tn_str key =
			tn_mangle_item(m->wit, m->arena, scheme, tn_match_item(m, is_exported, i));
		tn_name name = tn_ctx_name(m->wit->cx, key);
		if (tn_map_get(keys, name) == TN_MAP_NONE) /* the first of a track wins */
			tn_map_put(keys, name, i);
	}
}

void tn_match_begin(struct tn_matcher *m, struct tn_wit *wit, tn_world world,
	struct tn_lower *lower, struct tn_arena *arena)
{
	*m = (struct tn_matcher){ .wit = wit, .world = world, .lower = lower, .arena = arena };
	m->adapters.arena = arena;
	for (int exported = 0; exported < 2; exported++) {
		add_keys(m, exported, TN_SCHEME_LEGACY);
		add_keys(m, exported, TN_SCHEME_STANDARD);
	}
}

void tn_match_signature(struct tn_lower *lower, const struct tn_func *func, enum tn_abi_side side,
	struct tn_abi_sig *out)
{
	struct tn_abi_func lowered;
	tn_lower_func(lower, func, &lowered);
	tn_abi_signature(lower->types, &lowered, side, false, out);
}

/* CanonicalABI.md "canon task.return": the results flat, as parameters of an import would be. */
void tn_match_task_return(
	struct tn_lower *lower, const struct tn_func *func, struct tn_abi_sig *out)
{
	struct tn_abi_func lowered;
	tn_lower_func(lower, func, &lowered);
	struct tn_vt_member result = { 0, lowered.result };
	struct tn_abi_func give = { .params = &result,
		.param_count = lowered.result != TN_VT_NONE };
	tn_abi_signature(lower->types, &give, TN_ABI_IMPORT, false, out);
}

bool tn_match_module(struct tn_matcher *m, const struct tn_match_input *input, struct tn_match *out)
{
	struct tn_match_job j = { .m = m, .input = input, .out = out };
	*out = (struct tn_match){ 0 };
	for (int role = 0; role < TN_ROLE_COUNT; role++)
		out->first[role] = TN_NO_ID;
	tn_payload_begin(&j.payload, m->wit, m->arena);
	tn_match_imports(&j);
	tn_match_exports(&j);
	tn_match_require(&j);
	tn_mismatch_almost(m, input, out);
	return !j.failed;
}

/* ---- asking ---- */

static const struct tn_match_export *at(const struct tn_match *match, uint32_t place)
{
	return place == TN_MAP_NONE ? NULL : &match->exports.ptr[place];
}

const struct tn_match_export *tn_match_role(const struct tn_match *match, enum tn_match_role role)
{
	return at(match, match->first[role]);
}

const struct tn_match_export *tn_match_func(const struct tn_match *match, enum tn_match_role role,
	uint32_t item, const struct tn_func *func)
{
	return at(match, tn_map_get(&match->func_index, tn_match_key(role, item, func)));
}

const struct tn_match_export *tn_match_dtor(const struct tn_match *match, tn_def resource)
{
	return at(match, tn_map_get(&match->dtor_index, resource));
}

static const struct tn_match_export *role_or_general(
	const struct tn_match *match, enum tn_match_role role)
{
	const struct tn_match_export *e = tn_match_role(match, role);
	return e ? e : tn_match_role(match, TN_ROLE_REALLOC);
}

const struct tn_match_export *tn_match_import_realloc(const struct tn_match *match)
{
	return role_or_general(match, TN_ROLE_IMPORT_REALLOC);
}

const struct tn_match_export *tn_match_export_realloc(const struct tn_match *match)
{
	return role_or_general(match, TN_ROLE_EXPORT_REALLOC);
}

const struct tn_match_export *tn_match_adapter_realloc(const struct tn_match *match)
{
	return role_or_general(match, TN_ROLE_ADAPTER_REALLOC);
}

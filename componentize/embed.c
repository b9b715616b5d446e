/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A world and a core module in, the module with the world in it out; see embed.h. */
#include "componentize/embed.h"

#include "componentize/input.h"
#include "wasm/core/corewrite.h"
#include "wit/model/merge.h"

struct tn_bytes tn_embed_module(struct tn_wit *wit, tn_world world, uint32_t source,
	const struct tn_embed_options *options, struct tn_arena *arena)
{
	struct tn_encode_options encode = { .canonical_names = options->canonical_names };
	struct tn_bytes module = { NULL, 0 };
	/* Canonical names cannot tell two versions of one track apart. */
	if (options->canonical_names && !tn_merge_world_imports_based_on_semver(wit, world))
		return module;
	if (options->dummy != TN_DUMMY_NONE && !options->only_custom) {
		module = tn_dummy_module(wit, world, options->dummy, arena);
		if (!module.len)
			return module;
	} else if (!options->only_custom) {
		struct tn_input input;
		if (!tn_input_bytes(wit->cx, arena, source, TN_STR("the module"), &input))
			return module;
		module = input.module->bytes;
	}
	struct tn_bytes section =
		tn_metadata_write(wit, world, options->encoding, NULL, &encode, arena);
	if (!section.len || options->only_custom)
		return section;
	struct tn_buf out = tn_buf_new(arena);
	tn_buf_bytes(&out, module.ptr, module.len);
	tn_corewrite_custom_section(&out, TN_STR("component-type"), section);
	return tn_buf_done(&out);
}

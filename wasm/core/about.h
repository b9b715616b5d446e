/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What a module or component says about itself in custom sections: its name, who produced it
 * (producers.h), and texts such as authors and licenses, in sections of these names that hold UTF-8
 * (the annotations of OCI images, as other tools write them).
 */
#ifndef TN_WASM_CORE_ABOUT_H
#define TN_WASM_CORE_ABOUT_H

#include "wasm/core/layers.h"
#include "wasm/core/producers.h"

enum tn_about_text {
	TN_ABOUT_AUTHORS,
	TN_ABOUT_DESCRIPTION,
	TN_ABOUT_LICENSES,
	TN_ABOUT_SOURCE,
	TN_ABOUT_HOMEPAGE,
	TN_ABOUT_REVISION,
	TN_ABOUT_VERSION,
	TN_ABOUT_TEXTS
};

struct tn_about {
	struct tn_str name; /* of the module or component; ptr NULL: none, here and below */
	bool has_producers;
	struct tn_producers producers;
	struct tn_str texts[TN_ABOUT_TEXTS];
};

struct tn_str tn_about_section(enum tn_about_text text); /* "authors" */

/* Of the module or component; ptr NULL when it has none. */
struct tn_str tn_about_name(const struct tn_layer *layer);
/* False after a diagnostic: a section is damaged. */
bool tn_about_read(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	const struct tn_layer *layer, struct tn_about *out);

struct tn_about_changes {
	struct tn_about set; /* what is there replaces what was; producers are added */
	bool clears_name, clears[TN_ABOUT_TEXTS];
};

/* The file with its outermost layer's sections changed. False after a diagnostic. */
bool tn_about_change(struct tn_ctx *cx, uint32_t source, const struct tn_layer *root,
	const struct tn_about_changes *changes, struct tn_buf *out);

/* ---- about_value.c: is a text fit for its section? NULL, or why it is not. ---- */
/* The URL in its normal form (url.spec.whatwg.org "URL writing", as far as it matters here). */
const char *tn_about_url(struct tn_arena *arena, struct tn_str given, struct tn_str *url);
/* An SPDX license expression by its grammar; identifiers are not looked up in the list. */
const char *tn_about_licenses(struct tn_str expression);

/* ---- about_show.c ---- */
/* All layers: as JSON on one line, or as tables. False after a diagnostic. */
bool tn_about_show(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	const struct tn_layer *root, bool json, struct tn_buf *out);

#endif

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * C text going out: lines that indent themselves, and the support files, which are real C.
 *
 *     tn_ctext_line(out, "switch (%.*s) {", TN_S(tag));   // what ends in "{" indents what follows,
 *     tn_ctext_line(out, "}");                            // what begins with "}" takes it back
 *
 *     struct tn_csubst subst[] = { { "tnw", snake }, { "TNW", shouty } };
 *     tn_ctext_support(out, TN_CSUPPORT(string_h), subst, 2);
 */
#ifndef TN_BINDGEN_C_CTEXT_H
#define TN_BINDGEN_C_CTEXT_H

#include "base/buf.h"

struct tn_ctext {
	struct tn_buf buf;
	uint32_t depth;
};

/* An identifier of a support file, whole or up to an underscore, and what stands for it. */
struct tn_csubst {
	const char *placeholder;
	struct tn_str text;
};

void tn_ctext_init(struct tn_ctext *out, struct tn_arena *arena);
void tn_ctext_line(struct tn_ctext *out, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void tn_ctext_blank(struct tn_ctext *out); /* an empty line, never two, none at the begin */
/* Documentation as "//" lines that no backslash can join with the next. */
void tn_ctext_docs(struct tn_ctext *out, struct tn_str docs);
/* The part of a support file between its lines "// begin" and "// end". */
void tn_ctext_support(
	struct tn_ctext *out, struct tn_str file, const struct tn_csubst *subst, uint32_t count);
struct tn_str tn_ctext_done(const struct tn_ctext *out);

/* The embedded file bindgen-c/support/<name>, dots as underscores. */
#define TN_CSUPPORT(name)                                                                          \
	((struct tn_str){ (const char *)tn_support_##name, tn_support_##name##_len })
#define TN_CSUPPORT_FILE(name)                                                                     \
	extern const unsigned char tn_support_##name[];                                            \
	extern const size_t tn_support_##name##_len;
#include "bindgen-c/support.def"
#undef TN_CSUPPORT_FILE

#endif

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * WIT names to C names. The results are those that wit-bindgen makes, since programs are written
 * against them: "get-HTTP.x" -> "get_http_x", "GET_HTTP_X"; a member called "union" -> "union_".
 */
#ifndef TN_BINDGEN_C_CNAME_H
#define TN_BINDGEN_C_CNAME_H

#include "base/str.h"

struct tn_str tn_cname_snake(struct tn_arena *arena, struct tn_str name);
struct tn_str tn_cname_shouty(struct tn_arena *arena, struct tn_str name);
/* A field, case or parameter: snake case, with a "_" behind what C and C++ keep for themselves. */
struct tn_str tn_cname_ident(struct tn_arena *arena, struct tn_str name);
/* "0.2.0-rc-1" -> "0_2_0_rc_1" */
struct tn_str tn_cname_version(struct tn_arena *arena, struct tn_str version);
/* `text` without `suffix` where it ends in it. */
struct tn_str tn_cname_without(struct tn_str text, struct tn_str suffix);

#endif

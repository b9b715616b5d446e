/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The C signature of a function, and its core signature beside it. */
#ifndef TN_BINDGEN_C_CSIG_H
#define TN_BINDGEN_C_CSIG_H

#include "bindgen-c/clift.h"

enum tn_csig_result {
	TN_CSIG_VOID,
	TN_CSIG_VALUE,   /* returned as it is */
	TN_CSIG_POINTER, /* through `T *ret` */
	TN_CSIG_OPTION,  /* bool, and `T *ret` */
	TN_CSIG_RESULT,  /* bool, and `T *ret`, `E *err` where they exist */
};

struct tn_csig_param {
	struct tn_cuse use;
	struct tn_str ident; /* the WIT name in C; of the value in an adapter of an export */
	struct tn_str name;  /* in the signature: also "maybe_x" */
	bool is_pointer, is_maybe;
};

struct tn_csig {
	struct tn_str prototype; /* "bool ns_f(uint32_t a, T *ret)" */
	struct tn_csig_param *params;
	uint32_t param_count;
	enum tn_csig_result kind;
	struct tn_str result_name; /* of asynchronous imports: the pointer for the result */
	struct tn_cuse result;
	struct tn_abi_func abi;
	struct tn_abi_sig core;
};

/* Parameter names are taken in `body`. */
void tn_csig_make(struct tn_cgen *gen, const struct tn_cfunc *func, struct tn_cbody *body,
	struct tn_csig *out);
/* ok and err of a result, the payload of an option */
struct tn_cuse tn_csig_part(const struct tn_cgen *gen, const struct tn_csig *sig, bool second);
/* "int32_t, float" or "int32_t arg0, float arg1"; "void" when there are none. */
struct tn_str tn_csig_core_params(
	struct tn_arena *arena, const struct tn_abi_sig *core, const struct tn_str *names);
const char *tn_csig_core_result(const struct tn_abi_sig *core);
/* The members of the struct that spilled parameters lie in. */
void tn_csig_args_members(struct tn_cgen *gen, const struct tn_csig *sig, struct tn_ctext *out);
/* Lists with commas, of any length. */
void tn_csig_add(struct tn_buf *list, struct tn_str item);
struct tn_str tn_csig_list(const struct tn_buf *list);
struct tn_str tn_csig_join(struct tn_arena *arena, const struct tn_cflats *flats);

#endif

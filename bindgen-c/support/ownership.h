/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Who owns what: a reminder at the head of every generated header. */
// begin
// Who owns what
//   Calling an import: arguments stay yours; what comes back is yours to free with its `_free`.
//   Being called as an export: arguments are yours to free; what you give back must come from
//   malloc (or a `_dup`) and is freed for you once the caller has copied it.
//   A `_free` function frees memory: strings, lists and what is in them. It never drops a handle
//   (resource, stream, future, error context): those are dropped by the functions of their own.
//   A `T *maybe_x` parameter is an option: NULL is none. A function that returns bool instead of an
//   option or result says whether it is `some` or `ok`; only then `*ret` has a value, else `*err`.
// end

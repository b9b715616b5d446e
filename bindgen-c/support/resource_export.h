/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Exported resources: the struct behind a handle and back. */
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
typedef struct tnr_own {
  int32_t __handle;
} tnr_own;
typedef struct tnr_t tnr_t;
// begin
// Makes a handle for `rep`, which is yours until the destructor gets it back.
extern tnr_own tnr_new(tnr_t *rep);
extern tnr_t *tnr_rep(tnr_own handle);
// Yours to define: called when the last handle is dropped.
void tnr_destructor(tnr_t *rep);
// end

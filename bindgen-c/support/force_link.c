/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Keeps the linker from leaving out the object that carries the world's type. */
// begin
// The world's type lies in an object file of its own, which nothing but this would pull in.
extern void tnl(void);
__attribute__((__used__))
void tnl_public_use_in_this_compilation_unit(void) {
  tnl();
}
// end

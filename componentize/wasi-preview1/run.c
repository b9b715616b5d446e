/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The begin and the end of a program. */
#include "preview1.h"

#ifdef PROXY
/* A proxy's world has no exit: the instance ends in a trap. */
EXPORT("proc_exit") _Noreturn void proc_exit(uint32_t status)
{
	(void)status;
	__builtin_trap();
}
#else
IMPORT("__main_module__", "_start") void start(void);
WASI("cli/exit", "exit") void exit_with(int32_t is_error);

/* wasi:cli/exit knows success and failure. Where the guest may not leave there is only the trap. */
EXPORT("proc_exit") _Noreturn void proc_exit(uint32_t status)
{
	if (!inside())
		exit_with(status != 0);
	__builtin_trap();
}

EXPORT("wasi:cli/run@0.2.0#run") int32_t run(void)
{
	start();
	return 0; /* ok: a status other than 0 goes through proc_exit */
}
#endif

EXPORT("proc_raise") wasi_errno proc_raise(uint32_t signal)
{
	(void)signal;
	return E_NOSYS;
}

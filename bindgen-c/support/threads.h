/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The built-ins of cooperative threads (gate: threads). */
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
// begin
// Built-ins of cooperative threads. A suspended thread goes on when another one resumes it.
__attribute__((__import_module__("$root"), __import_name__("[context-get-1]")))
extern void *tnw_context_get_1(void);
__attribute__((__import_module__("$root"), __import_name__("[context-set-1]")))
extern void tnw_context_set_1(void *value);
__attribute__((__import_module__("$root"), __import_name__("[thread-index]")))
extern uint32_t tnw_thread_index(void);
__attribute__((__import_module__("$root"), __import_name__("[thread-new-indirect-v0]")))
extern uint32_t tnw_thread_new_indirect(void (*start_function)(void *), void *arg);
__attribute__((__import_module__("$root"), __import_name__("[thread-resume-later]")))
extern void tnw_thread_resume_later(uint32_t thread);

// The names with `_cancellable` are kept for programs that use them: the variant itself is gone
// from the component model.
__attribute__((__import_module__("$root"), __import_name__("[thread-suspend]")))
extern uint32_t tnw_thread_suspend(void);
__attribute__((__import_module__("$root"), __import_name__("[thread-suspend]")))
extern uint32_t tnw_thread_suspend_cancellable(void);
__attribute__((__import_module__("$root"), __import_name__("[thread-yield]")))
extern uint32_t tnw_thread_yield_cancellable(void);
__attribute__((__import_module__("$root"), __import_name__("[thread-suspend-then-resume]")))
extern uint32_t tnw_thread_suspend_then_resume(uint32_t thread);
__attribute__((__import_module__("$root"), __import_name__("[thread-suspend-then-resume]")))
extern uint32_t tnw_thread_suspend_then_resume_cancellable(uint32_t thread);
__attribute__((__import_module__("$root"), __import_name__("[thread-yield-then-resume]")))
extern uint32_t tnw_thread_yield_then_resume(uint32_t thread);
__attribute__((__import_module__("$root"), __import_name__("[thread-yield-then-resume]")))
extern uint32_t tnw_thread_yield_then_resume_cancellable(uint32_t thread);
__attribute__((__import_module__("$root"), __import_name__("[thread-suspend-then-promote]")))
extern uint32_t tnw_thread_suspend_then_promote(uint32_t thread);
__attribute__((__import_module__("$root"), __import_name__("[thread-suspend-then-promote]")))
extern uint32_t tnw_thread_suspend_then_promote_cancellable(uint32_t thread);
__attribute__((__import_module__("$root"), __import_name__("[thread-yield-then-promote]")))
extern uint32_t tnw_thread_yield_then_promote(uint32_t thread);
__attribute__((__import_module__("$root"), __import_name__("[thread-yield-then-promote]")))
extern uint32_t tnw_thread_yield_then_promote_cancellable(uint32_t thread);
// end

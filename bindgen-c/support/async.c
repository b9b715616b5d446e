/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The built-ins of asynchronous tasks, the code. */
#include "async.h"
// begin
__attribute__((__import_module__("$root"), __import_name__("[subtask-cancel]")))
extern uint32_t __subtask_cancel(uint32_t);

tnw_subtask_status_t tnw_subtask_cancel(tnw_subtask_t subtask) {
  return __subtask_cancel(subtask);
}

__attribute__((__import_module__("$root"), __import_name__("[subtask-drop]")))
extern void __subtask_drop(uint32_t);

void tnw_subtask_drop(tnw_subtask_t subtask) {
  __subtask_drop(subtask);
}

__attribute__((__import_module__("$root"), __import_name__("[waitable-set-new]")))
extern uint32_t __waitable_set_new(void);

tnw_waitable_set_t tnw_waitable_set_new(void) {
  return __waitable_set_new();
}

__attribute__((__import_module__("$root"), __import_name__("[waitable-join]")))
extern void __waitable_join(uint32_t, uint32_t);

void tnw_waitable_join(uint32_t waitable, tnw_waitable_set_t set) {
  __waitable_join(waitable, set);
}

__attribute__((__import_module__("$root"), __import_name__("[waitable-set-drop]")))
extern void __waitable_set_drop(uint32_t);

void tnw_waitable_set_drop(tnw_waitable_set_t set) {
  __waitable_set_drop(set);
}

__attribute__((__import_module__("$root"), __import_name__("[waitable-set-wait]")))
extern uint32_t __waitable_set_wait(uint32_t, uint32_t *);

void tnw_waitable_set_wait(tnw_waitable_set_t set, tnw_event_t *event) {
  uint32_t payload[2];
  event->event = (tnw_event_code_t) __waitable_set_wait(set, payload);
  event->waitable = payload[0];
  event->code = payload[1];
}

__attribute__((__import_module__("$root"), __import_name__("[waitable-set-poll]")))
extern uint32_t __waitable_set_poll(uint32_t, uint32_t *);

void tnw_waitable_set_poll(tnw_waitable_set_t set, tnw_event_t *event) {
  uint32_t payload[2];
  event->event = (tnw_event_code_t) __waitable_set_poll(set, payload);
  event->waitable = payload[0];
  event->code = payload[1];
}

__attribute__((__import_module__("[export]$root"), __import_name__("[task-cancel]")))
extern void __task_cancel(void);

void tnw_task_cancel(void) {
  __task_cancel();
}

__attribute__((__import_module__("$root"), __import_name__("[backpressure-inc]")))
extern void __backpressure_inc(void);

void tnw_backpressure_inc(void) {
  __backpressure_inc();
}

__attribute__((__import_module__("$root"), __import_name__("[backpressure-dec]")))
extern void __backpressure_dec(void);

void tnw_backpressure_dec(void) {
  __backpressure_dec();
}

__attribute__((__import_module__("$root"), __import_name__("[context-get-0]")))
extern void *__context_get_0(void);

void *tnw_context_get_0(void) {
  return __context_get_0();
}

__attribute__((__import_module__("$root"), __import_name__("[context-set-0]")))
extern void __context_set_0(void *);

void tnw_context_set_0(void *value) {
  __context_set_0(value);
}

__attribute__((__import_module__("$root"), __import_name__("[thread-yield]")))
extern uint32_t __thread_yield(void);

void tnw_thread_yield(void) {
  __thread_yield();
}
// end

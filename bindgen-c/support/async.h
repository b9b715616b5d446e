/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The built-ins of asynchronous tasks. Concurrency.md and CanonicalABI.md, "Canonical Definitions". */
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
// begin
// An asynchronous call that was started: its state and, while it has not returned, its handle.
typedef uint32_t tnw_subtask_status_t;
typedef uint32_t tnw_subtask_t;
#define TNW_SUBTASK_STATE(status) ((tnw_subtask_state_t) ((status) & 0xf))
#define TNW_SUBTASK_HANDLE(status) ((tnw_subtask_t) ((status) >> 4))

typedef enum tnw_subtask_state {
  TNW_SUBTASK_STARTING,
  TNW_SUBTASK_STARTED,
  TNW_SUBTASK_RETURNED,
  TNW_SUBTASK_STARTED_CANCELLED,
  TNW_SUBTASK_RETURNED_CANCELLED,
} tnw_subtask_state_t;

tnw_subtask_status_t tnw_subtask_cancel(tnw_subtask_t subtask);
void tnw_subtask_drop(tnw_subtask_t subtask);

// What an asynchronous export and its callback give back: done, call again soon, wait for `set`.
typedef uint32_t tnw_callback_code_t;
#define TNW_CALLBACK_CODE_EXIT 0
#define TNW_CALLBACK_CODE_YIELD 1
#define TNW_CALLBACK_CODE_WAIT(set) (2 | ((set) << 4))

typedef enum tnw_event_code {
  TNW_EVENT_NONE,
  TNW_EVENT_SUBTASK,
  TNW_EVENT_STREAM_READ,
  TNW_EVENT_STREAM_WRITE,
  TNW_EVENT_FUTURE_READ,
  TNW_EVENT_FUTURE_WRITE,
  TNW_EVENT_CANCEL,
} tnw_event_code_t;

typedef struct tnw_event {
  tnw_event_code_t event;
  uint32_t waitable;
  uint32_t code;
} tnw_event_t;

typedef uint32_t tnw_waitable_set_t;
tnw_waitable_set_t tnw_waitable_set_new(void);
void tnw_waitable_join(uint32_t waitable, tnw_waitable_set_t set);
void tnw_waitable_set_drop(tnw_waitable_set_t set);
void tnw_waitable_set_wait(tnw_waitable_set_t set, tnw_event_t *event);
void tnw_waitable_set_poll(tnw_waitable_set_t set, tnw_event_t *event);

void tnw_task_cancel(void);

// How far a read or write of a stream or future came.
typedef uint32_t tnw_waitable_status_t;
#define TNW_WAITABLE_STATE(status) ((tnw_waitable_state_t) ((status) & 0xf))
#define TNW_WAITABLE_COUNT(status) ((uint32_t) ((status) >> 4))
#define TNW_WAITABLE_STATUS_BLOCKED ((tnw_waitable_status_t) -1)

typedef enum tnw_waitable_state {
  TNW_WAITABLE_COMPLETED,
  TNW_WAITABLE_DROPPED,
  TNW_WAITABLE_CANCELLED,
} tnw_waitable_state_t;

void tnw_backpressure_inc(void);
void tnw_backpressure_dec(void);
void *tnw_context_get_0(void);
void tnw_context_set_0(void *value);
void tnw_thread_yield(void);
// end

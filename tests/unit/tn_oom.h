/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Memory that runs out: tn_oom_everywhere runs work in sessions whose n-th allocation fails, for
 * every n, until it goes well; once so that memory comes back and once so that it stays away.
 * tn_oom_exactly does the same where each allocation in an arena is one of the heap: thousands. A
 * failed run must say so (TENON_SYSTEM, the diagnostic `no-memory`), and no run may leak.
 *
 *     static enum tenon_status print(struct tenon_session *session, void *user) { … }
 *     tn_oom_everywhere(print, NULL);
 */
#ifndef TN_OOM_H
#define TN_OOM_H

#include "tn_test.h"

#include "api/enter.h"
#include "tenon/tenon.h"

#include <stdlib.h>

struct tn_oom {
	size_t held;
	long left;     /* allocations until one fails; negative: none does */
	bool for_good; /* all behind it fail too */
	bool exact;    /* arenas share nothing */
};

static inline void *tn_oom_resize(void *user, void *ptr, size_t old_size, size_t new_size)
{
	struct tn_oom *oom = user;
	if (new_size > old_size && oom->left >= 0 && oom->left-- == 0) {
		if (oom->for_good)
			oom->left = 0;
		return NULL;
	}
	void *now = NULL;
	if (new_size)
		now = realloc(ptr, new_size);
	else
		free(ptr);
	oom->held = oom->held - old_size + new_size;
	return now;
}

static inline struct tenon_session *tn_oom_session(struct tn_oom *oom)
{
	struct tenon_session_options options = { .size = sizeof options };
	options.resize = tn_oom_resize;
	options.resize_user = oom;
	struct tenon_session *session = tenon_session_new(&options);
	if (session)
		session->cx.heap.exact = oom->exact;
	return session;
}

/* True when it went well although the n-th allocation would have failed. */
static inline bool tn_oom_once(enum tenon_status (*work)(struct tenon_session *session, void *user),
	void *user, long n, bool for_good, bool exact)
{
	struct tn_oom oom = { 0, n, for_good, exact };
	struct tenon_session *session = tn_oom_session(&oom);
	enum tenon_status status = TENON_SYSTEM;
	if (session) {
		status = work(session, user);
		assert_true(status == TENON_OK || status == TENON_SYSTEM);
		if (status != TENON_OK) {
			const struct tenon_diag *last =
				tenon_diag_get(session, tenon_diag_count(session) - 1);
			assert_non_null(last);
			assert_string_equal(last->code, "no-memory");
		}
		tenon_session_free(session);
	}
	assert_int_equal(oom.held, 0);
	return status == TENON_OK;
}

static inline void tn_oom_try(enum tenon_status (*work)(struct tenon_session *session, void *user),
	void *user, bool for_good, bool exact)
{
	long n = 0;
	while (!tn_oom_once(work, user, n, for_good, exact))
		if (++n == 100000)
			fail_msg("it never goes well");
	assert_true(n > 1); /* else nothing was tried */
}

static inline void tn_oom_everywhere(
	enum tenon_status (*work)(struct tenon_session *session, void *user), void *user)
{
	tn_oom_try(work, user, false, false);
	tn_oom_try(work, user, true, false);
}

/* Once: what stays away is as bad for the heap as for the arenas on it. */
static inline void tn_oom_exactly(
	enum tenon_status (*work)(struct tenon_session *session, void *user), void *user)
{
	tn_oom_try(work, user, false, true);
}

#endif

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Bindings of the only world of a WIT text or of anything else that carries one, in three flavours.
 * What is accepted is the same twice.
 */
#include "fuzz.h"

#include <string.h>

static const char *const paths[] = { "in", NULL };

static void same(const struct tenon_files *one, const struct tenon_files *two)
{
	if (one->count != two->count)
		__builtin_trap();
	for (size_t i = 0; i < one->count; i++)
		if (one->list[i].size != two->list[i].size ||
			memcmp(one->list[i].data, two->list[i].data, one->list[i].size) != 0)
			__builtin_trap();
}

static void generate(struct tenon_session *session, const struct tenon_bindgen_c_options *options)
{
	struct tenon_files one, two;
	enum tenon_status status = tenon_bindgen_c(session, paths, options, &one);
	fuzz_check(session, status);
	if (status != TENON_OK)
		return;
	if (tenon_bindgen_c(session, paths, options, &two) != TENON_OK)
		__builtin_trap();
	same(&one, &two);
	tenon_files_free(session, &one);
	tenon_files_free(session, &two);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tenon_bindgen_filter all = { "all", true };
	struct tenon_bindgen_c_options plain = { .size = sizeof plain };
	struct tenon_bindgen_c_options tasks = {
		.size = sizeof tasks, .filters = &all, .filter_count = 1
	};
	struct tenon_bindgen_c_options other = { .size = sizeof other,
		.encoding = TENON_UTF16,
		.no_helpers = true,
		.no_sig_flattening = true,
		.autodrop_borrows = true,
		.threading_helpers = true };
	struct tenon_session *session = fuzz_session(data, size);
	generate(session, &plain);
	generate(session, &tasks);
	generate(session, &other);
	fuzz_end(session);
	return 0;
}

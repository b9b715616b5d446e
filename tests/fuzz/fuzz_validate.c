/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Core modules and components: reading and validation. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tenon_session *session = fuzz_session(data, size);
	fuzz_check(session, tenon_validate(session, "in", NULL));
	fuzz_end(session);
	return 0;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Components in: read, changed by edits that their bytes choose, written and read again (edit.h). */
#include "edit.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_edits sum = { 0 };
	uint64_t seed = size;
	for (size_t i = 0; i < size; i++)
		seed = (seed ^ data[i]) * UINT64_C(0x100000001b3);
	for (uint64_t i = 0; i < 4; i++)
		fuzz_edit(data, size, seed + i, &sum);
	return 0;
}

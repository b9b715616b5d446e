/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A C program outside of the tree: a session, a refused setting, its diagnostic. */
#include <tenon/tenon.h>

#include <stdio.h>
#include <string.h>

int main(void)
{
	struct tenon_session_options options = { .size = sizeof options, .memory_limit = 1 << 26 };
	struct tenon_session *session = tenon_session_new(&options);
	if (!session)
		return 1;
	if (tenon_session_wasm_features(session, "cm-asinc") != TENON_BAD_CALL)
		return 2;
	struct tenon_bytes text;
	if (tenon_diag_render(session, TENON_DIAG_TEXT, false, &text) != TENON_OK)
		return 3;
	fwrite(text.data, 1, text.size, stdout);
	if (!strstr((const char *)text.data, "did you mean `cm-async`"))
		return 4;
	tenon_bytes_free(session, &text);
	tenon_session_free(session);
	return 0;
}

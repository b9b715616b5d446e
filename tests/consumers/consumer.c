/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A C program outside of the tree: a session, a refused setting, its diagnostic; a component changed. */
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
	/* A component with two equal types, from memory, changed and written. */
	static const unsigned char bytes[] = { 0, 'a', 's', 'm', 0x0d, 0, 1, 0, 7, 5, 2, 0x70, 0x7d, 0x70, 0x7d };
	struct tenon_component *component;
	size_t gone;
	if (tenon_component_read(session, "types.wasm", bytes, sizeof bytes, &component) != TENON_OK
		|| tenon_scope_count(tenon_component_root(component)) != 2
		|| tenon_component_share(session, component, &gone) != TENON_OK || gone != 1
		|| tenon_component_validate(session, component) != TENON_OK
		|| tenon_component_write(session, component, NULL, &text) != TENON_OK)
		return 5;
	if (text.size != sizeof bytes - 2)
		return 6;
	tenon_bytes_free(session, &text);
	tenon_component_free(session, component);
	tenon_session_free(session);
	return 0;
}

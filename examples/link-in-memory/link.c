/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Links two components that are in memory, with libtenon, and never touches a file but to read its
 * arguments and to print the result.
 *
 *     link A.wasm B.wasm > app.wasm
 */
#include <stdio.h>
#include <stdlib.h>
#include <tenon/tenon.h>

/* Any way to get bytes will do; a program would have them from a database or a request. */
static unsigned char *load(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	unsigned char *bytes = NULL;
	long end;
	if (file && fseek(file, 0, SEEK_END) == 0 && (end = ftell(file)) >= 0) {
		rewind(file);
		*size = (size_t)end;
		bytes = malloc(*size + 1);
		if (bytes && fread(bytes, 1, *size, file) != *size) {
			free(bytes);
			bytes = NULL;
		}
	}
	if (file)
		fclose(file);
	return bytes;
}

static void show_diagnostics(struct tenon_session *session)
{
	struct tenon_bytes text;
	if (tenon_diag_render(session, TENON_DIAG_TEXT, false, &text) != TENON_OK)
		return;
	fwrite(text.data, 1, text.size, stderr);
	tenon_bytes_free(session, &text);
}

int main(int argc, char **argv)
{
	/* The names are ours: they show up in diagnostics, and nothing is looked up on a disk. */
	const char *const names[] = { "first.wasm", "second.wasm" };
	struct tenon_session *session;
	struct tenon_bytes app;
	enum tenon_status status;

	if (argc != 3) {
		fprintf(stderr, "usage: link A.wasm B.wasm > app.wasm\n");
		return 2;
	}
	session = tenon_session_new(NULL);
	if (!session)
		return 3;
	for (int i = 0; i < 2; i++) {
		size_t size;
		unsigned char *bytes = load(argv[i + 1], &size);
		if (!bytes || tenon_session_add_file(session, names[i], bytes, size) != TENON_OK) {
			fprintf(stderr, "cannot read %s\n", argv[i + 1]);
			free(bytes);
			tenon_session_free(session);
			return 3;
		}
		free(bytes); /* the session has a copy */
	}
	status = tenon_link(session, names, 2, NULL, &app, NULL);
	if (status == TENON_OK) {
		fwrite(app.data, 1, app.size, stdout);
		tenon_bytes_free(session, &app);
	}
	show_diagnostics(session);
	tenon_session_free(session);
	return status;
}

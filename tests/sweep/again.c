/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Components through their nodes, everything anew; core modules section by section. */
#include "again.h"

#include <string.h>

static bool is_component(const uint8_t *bytes, size_t size)
{
	return size >= 8 && bytes[6] == 1;
}

/* Numbers longer than needed are those of sections: nothing in them is looked at. */
static enum tenon_status write_module(
	struct tenon_session *session, const char *path, struct tenon_bytes *out)
{
	static const char *const none[] = { "never^", NULL };
	struct tenon_strip_options options = { .size = sizeof options, .matching = none };
	return tenon_strip(session, path, &options, out);
}

static enum tenon_status write_component(
	struct tenon_session *session, const char *path, struct tenon_bytes *out)
{
	struct tenon_component_write_options options = { .size = sizeof options, .anew = true };
	struct tenon_component *component;
	enum tenon_status status = tenon_component_load(session, path, &component);
	if (status != TENON_OK)
		return status;
	status = tenon_component_write(session, component, &options, out);
	tenon_component_free(session, component);
	return status;
}

static enum tenon_status write_file(
	struct tenon_session *session, const char *path, bool of_component, struct tenon_bytes *out)
{
	return of_component ? write_component(session, path, out)
			    : write_module(session, path, out);
}

const char *again(struct tenon_session *session, const void *data, size_t size, bool *shorter)
{
	struct tenon_bytes first = { 0 }, second = { 0 };
	bool of_component = is_component(data, size);
	*shorter = false;
	if (write_file(session, "in", of_component, &first) != TENON_OK)
		return "it cannot be written";
	bool is_warned = tenon_diag_warnings(session) > 0 || !of_component;
	if (first.size != size || memcmp(first.data, data, size) != 0) {
		if (first.size >= size || !is_warned)
			return "it is written otherwise";
		*shorter = true;
	}
	if (tenon_session_add_file(session, "again", first.data, first.size) != TENON_OK ||
		tenon_validate(session, "again", NULL) != TENON_OK)
		return "what was written is not valid";
	if (write_file(session, "again", of_component, &second) != TENON_OK)
		return "what was written cannot be written";
	bool is_same =
		second.size == first.size && memcmp(second.data, first.data, first.size) == 0;
	tenon_bytes_free(session, &second);
	tenon_bytes_free(session, &first);
	return is_same ? NULL : "written twice it differs";
}

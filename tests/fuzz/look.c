/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Validated, printed, taken apart, decoded: what is valid can be looked at by every means. An input
 * is looked at by three of them, which the input chooses: a hunt has many inputs.
 */
#include "look.h"

static void drop(void *user, const char *text, size_t size)
{
	(void)user;
	(void)text;
	(void)size;
}

static enum tenon_status print_all(struct tenon_session *session, struct tenon_bytes *out)
{
	*out = (struct tenon_bytes){ 0 };
	return tenon_print(session, "in", NULL, drop, NULL);
}

static enum tenon_status print_skeleton(struct tenon_session *session, struct tenon_bytes *out)
{
	struct tenon_print_options options = { .size = sizeof options, .skeleton = true };
	*out = (struct tenon_bytes){ 0 };
	return tenon_print(session, "in", &options, drop, NULL);
}

static enum tenon_status print_folded(struct tenon_session *session, struct tenon_bytes *out)
{
	struct tenon_print_options options = { .size = sizeof options, .fold = true };
	*out = (struct tenon_bytes){ 0 };
	return tenon_print(session, "in", &options, drop, NULL);
}

static enum tenon_status inspect(struct tenon_session *session, struct tenon_bytes *out)
{
	return tenon_inspect(session, "in", NULL, out);
}

static enum tenon_status inspect_json(struct tenon_session *session, struct tenon_bytes *out)
{
	struct tenon_inspect_options options = { .size = sizeof options, .json = true };
	return tenon_inspect(session, "in", &options, out);
}

static enum tenon_status metadata(struct tenon_session *session, struct tenon_bytes *out)
{
	return tenon_metadata_show(session, "in", NULL, out);
}

static enum tenon_status strip(struct tenon_session *session, struct tenon_bytes *out)
{
	struct tenon_strip_options options = { .size = sizeof options, .all = true };
	return tenon_strip(session, "in", &options, out);
}

static enum tenon_status unbundle(struct tenon_session *session, struct tenon_bytes *out)
{
	struct tenon_unbundle_options options = { .size = sizeof options };
	struct tenon_files modules;
	enum tenon_status status = tenon_unbundle(session, "in", &options, out, &modules);
	tenon_files_free(session, &modules);
	return status;
}

static enum tenon_status wit_text(struct tenon_session *session, struct tenon_bytes *out)
{
	return tenon_wit_print(session, "in", NULL, out);
}

static enum tenon_status wit_json(struct tenon_session *session, struct tenon_bytes *out)
{
	return tenon_wit_json(session, "in", NULL, out);
}

/* May fail on what is valid: not every component says something in WIT. */
enum { NEEDS_WIT = 1, ALWAYS = 0 };

static const struct {
	enum tenon_status (*call)(struct tenon_session *session, struct tenon_bytes *out);
	int needs;
} views[] = {
	{ print_all, ALWAYS },
	{ print_folded, ALWAYS },
	{ print_skeleton, ALWAYS },
	{ inspect, ALWAYS },
	{ inspect_json, ALWAYS },
	{ metadata, NEEDS_WIT }, /* or sections that are what they should be */
	{ strip, ALWAYS },
	{ unbundle, NEEDS_WIT },
	{ wit_text, NEEDS_WIT },
	{ wit_json, NEEDS_WIT },
};

/* Some number that is the same for the same bytes. */
static size_t hash(const uint8_t *data, size_t size)
{
	size_t sum = size;
	for (size_t i = 0; i < size; i++)
		sum = (sum ^ data[i]) * 16777619;
	return sum ^ sum >> 16;
}

size_t fuzz_views(void)
{
	return sizeof views / sizeof *views;
}

enum tenon_status fuzz_view(struct tenon_session *session, size_t which, bool is_valid)
{
	struct tenon_bytes out;
	enum tenon_status status = views[which].call(session, &out);
	fuzz_check(session, status);
	if (is_valid && status != TENON_OK && !views[which].needs)
		__builtin_trap();
	tenon_bytes_free(session, &out);
	return status;
}

void fuzz_look(const uint8_t *data, size_t size)
{
	size_t count = fuzz_views(), first = hash(data, size) % count;
	struct tenon_session *session = fuzz_session(data, size);
	enum tenon_status valid = tenon_validate(session, "in", NULL);
	fuzz_check(session, valid);
	fuzz_end(session);
	for (size_t i = first; i < first + 3; i++) {
		session = fuzz_session(data, size);
		fuzz_view(session, i % count, valid == TENON_OK);
		fuzz_end(session);
	}
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Prints what a world imports and exports: functions with their types, types, and the first line of
 * what is written about them.
 *
 *     walk wit                        the only world of a folder of WIT
 *     walk app.wasm                   the world of a component
 *     walk wit wasi:cli/command       one of several
 */
#include <stdio.h>
#include <string.h>
#include <tenon/tenon.h>

struct walk {
	struct tenon_session *session;
	const struct tenon_wit *wit;
};

static void show_diagnostics(struct tenon_session *session)
{
	struct tenon_bytes text;
	if (tenon_diag_render(session, TENON_DIAG_TEXT, false, &text) != TENON_OK)
		return;
	fwrite(text.data, 1, text.size, stderr);
	tenon_bytes_free(session, &text);
}

/* The first line of the docs, and what gates say. */
static void show_about(const struct tenon_wit_about *about)
{
	if (about->docs)
		printf("  // %.*s", (int)strcspn(about->docs, "\n"), about->docs);
	if (about->unstable)
		printf("  (unstable: %s)", about->unstable);
	if (about->deprecated)
		printf("  (deprecated since %s)", about->deprecated);
	putchar('\n');
}

/* Text that a call made: print it, give it back. */
static void show_text(const struct walk *w, enum tenon_status status, struct tenon_bytes *text)
{
	if (status == TENON_OK)
		fwrite(text->data, 1, text->size, stdout);
	tenon_bytes_free(w->session, text);
}

static void show_type_text(const struct walk *w, const struct tenon_wit_type *type)
{
	struct tenon_bytes text;
	show_text(w, tenon_wit_type_text(w->session, w->wit, type, &text), &text);
}

static void show_func(const struct walk *w, const struct tenon_wit_func *func)
{
	struct tenon_bytes text;
	printf("    %s: ", func->name);
	show_text(w, tenon_wit_func_text(w->session, w->wit, func, &text), &text);
	show_about(func->about);
}

/* A definition: its kind, and what it is made of. */
static void show_type(const struct walk *w, const struct tenon_wit_type *type)
{
	struct tenon_bytes text;
	switch (type->kind) {
	case TENON_WIT_RECORD:
	case TENON_WIT_VARIANT:
	case TENON_WIT_ENUM:
	case TENON_WIT_FLAGS: {
		const char *word = type->kind == TENON_WIT_RECORD ? "record"
			: type->kind == TENON_WIT_VARIANT	  ? "variant"
			: type->kind == TENON_WIT_ENUM		  ? "enum"
								  : "flags";
		printf("    %s %s", word, type->name);
		show_about(type->about);
		for (size_t i = 0; i < type->member_count; i++) {
			const struct tenon_wit_member *member = type->members[i];
			printf("      %s", member->name);
			if (member->type) {
				printf(": ");
				show_type_text(w, member->type);
			}
			show_about(member->about);
		}
		return;
	}
	case TENON_WIT_RESOURCE:
		printf("    resource %s", type->name);
		break;
	case TENON_WIT_ALIAS:
		/* A `use` is an alias of a type that another interface defines. */
		printf("    type %s = ", type->name);
		if (type->a->interface && type->a->interface != type->interface
			&& type->a->interface->id)
			printf("%s of %s", type->a->name, type->a->interface->id);
		else
			show_type_text(w, type->a);
		break;
	default:
		printf("    type %s = ", type->name);
		show_text(w, tenon_wit_definition_text(w->session, w->wit, type, &text), &text);
		break;
	}
	show_about(type->about);
}

static void show_item(const struct walk *w, const char *word, const struct tenon_wit_item *item)
{
	printf("%s %s", word, item->name);
	show_about(item->about);
	switch (item->kind) {
	case TENON_WIT_ITEM_INTERFACE:
		for (size_t i = 0; i < item->interface->type_count; i++)
			show_type(w, item->interface->types[i]);
		for (size_t i = 0; i < item->interface->func_count; i++)
			show_func(w, item->interface->funcs[i]);
		break;
	case TENON_WIT_ITEM_FUNC:
		show_func(w, item->func);
		break;
	case TENON_WIT_ITEM_TYPE:
		show_type(w, item->type);
		break;
	}
}

int main(int argc, char **argv)
{
	struct walk w = { 0 };
	const struct tenon_wit_world *world;
	enum tenon_status status;

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: walk WIT [WORLD]\n");
		return TENON_BAD_CALL;
	}
	const char *paths[] = { argv[1] };
	w.session = tenon_session_new(NULL);
	if (!w.session)
		return TENON_SYSTEM;
	status = tenon_wit_load(w.session, paths, 1, NULL, &w.wit);
	if (status == TENON_OK)
		status = tenon_wit_find_world(w.session, w.wit, argv[2], &world);
	if (status == TENON_OK) {
		printf("world %s", world->id);
		show_about(world->about);
		for (size_t i = 0; i < world->import_count; i++)
			show_item(&w, "import", world->imports[i]);
		for (size_t i = 0; i < world->export_count; i++)
			show_item(&w, "export", world->exports[i]);
	}
	show_diagnostics(w.session);
	tenon_wit_free(w.session, w.wit);
	tenon_session_free(w.session);
	return status;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The façade of Binaryen. Modules that our validator accepts go in, with DWARF taken off and the
 * features set to what they use; what comes back is validated before it is used. A worker that dies
 * is a diagnostic that names the module.
 */
#include "compose/optimize.h"

#include "base/map.h"
#include "base/proc.h"
#include "wasm/component/check.h"
#include "wasm/core/corewrite.h"
#include "wasm/core/features.h"
#include "wasm/core/module.h"

#include <errno.h>
#include <stdlib.h>

enum { WORKER_UNKNOWN_FEATURE = 3 }; /* exit status of worker/tenon-binaryen.c */

/* A core module that occurs at least once, by content. */
struct piece {
	struct tn_bytes bytes;  /* as it was */
	struct tn_bytes bare;   /* without debug information */
	struct tn_bytes better; /* as it will be */
	uint32_t source, base;
	struct tn_str name;
	uint64_t features;
	uint32_t next;          /* of the same hash, or TN_MAP_NONE */
};

/* For sorting. */
struct place {
	size_t size;
	uint32_t piece;
};

struct optimizer {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	const struct tn_optimize_options *options;
	TN_VEC(struct piece) pieces; /* in the order in which they are met */
	struct tn_map by_hash;
	TN_VEC(uint32_t) by_size; /* job -> piece: the largest first, so that the last to end is small */
	struct tn_job *jobs;
	uint32_t done;
};

/* ---- gathering ---- */

static uint32_t find_piece(struct optimizer *o, struct tn_bytes bytes)
{
	uint32_t at = tn_map_get(&o->by_hash, tn_map_hash(bytes.ptr, bytes.len));
	while (at != TN_MAP_NONE) {
		const struct piece *piece = &o->pieces.ptr[at];
		if (piece->bytes.len == bytes.len && memcmp(piece->bytes.ptr, bytes.ptr, bytes.len) == 0)
			break;
		at = piece->next;
	}
	return at;
}

static void add_piece(struct optimizer *o, struct tn_bytes bytes, uint32_t source, uint32_t base)
{
	if (find_piece(o, bytes) != TN_MAP_NONE)
		return;
	uint64_t hash = tn_map_hash(bytes.ptr, bytes.len);
	uint32_t next = tn_map_get(&o->by_hash, hash);
	tn_map_put(&o->by_hash, hash, o->pieces.len);
	*TN_PUSH(o->arena, &o->pieces) = (struct piece){
		.bytes = bytes, .better = bytes, .source = source, .base = base, .next = next
	};
}

static void gather(struct optimizer *o, const struct tn_scope *scope)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		const struct tn_node *node = scope->nodes.ptr[i];
		if (node->op == TN_OP_CORE_MODULE)
			add_piece(o, node->u.module.bytes, node->origin.source, node->origin.start);
		else if (node->op == TN_OP_COMPONENT)
			gather(o, node->u.scope);
	}
}

/* ---- before and after Binaryen ---- */

/* Sections that describe offsets in code and are stale after any rewriting. */
static bool is_debug(struct tn_str name)
{
	return tn_str_starts(name, TN_STR(".debug_")) || tn_str_starts(name, TN_STR("reloc.")) ||
		tn_str_eq(name, TN_STR("linking")) || tn_str_eq(name, TN_STR("sourceMappingURL")) ||
		tn_str_eq(name, TN_STR("external_debug_info"));
}

static struct tn_bytes strip(struct optimizer *o, const struct tn_module *module)
{
	struct tn_buf buf = tn_buf_new(o->arena);
	tn_corewrite_preamble(&buf);
	for (uint32_t i = 0; i < module->sections.len; i++) {
		const struct tn_core_section *section = &module->sections.ptr[i];
		if (section->id != 0) {
			tn_corewrite_section(&buf, section->id, section->bytes);
			continue;
		}
		bool is_name = tn_str_eq(section->name, TN_STR("name"));
		/* target_features says what the features are set to anyway */
		if (is_debug(section->name) || (is_name && !o->options->keep_names) ||
			tn_str_eq(section->name, TN_STR("target_features")))
			continue;
		tn_corewrite_custom_section(&buf, section->name, section->bytes);
	}
	return tn_buf_done(&buf);
}

static struct tn_str module_name(struct optimizer *o, uint32_t number)
{
	return tn_str_format(o->arena, "core module %u", number);
}

static bool prepare(struct optimizer *o, uint32_t number)
{
	struct piece *piece = &o->pieces.ptr[number];
	struct tn_module *module =
		tn_read_module(o->cx, o->arena, piece->source, piece->base, piece->bytes);
	if (!module || !tn_validate_module(o->cx, o->arena, module))
		return false;
	piece->name = module_name(o, number);
	piece->features = module->used;
	piece->bare = strip(o, module);
	return true;
}

static void level_args(char level, const char **optimize, const char **shrink)
{
	switch (level) {
	case 's':
		*optimize = "2", *shrink = "1";
		return;
	case 'z':
		*optimize = "2", *shrink = "2";
		return;
	default:
		*shrink = "0";
		*optimize = level == '1' ? "1" : level == '2' ? "2" : level == '3' ? "3" : "4";
	}
}

static const char *const *worker_argv(struct optimizer *o, const struct piece *piece)
{
	const char **argv = TN_NEWN(o->arena, const char *, TN_WASM_BIT_COUNT + 5);
	uint32_t n = 4;
	argv[0] = tn_str_copy(o->arena, o->options->worker).ptr;
	level_args(o->options->level, &argv[1], &argv[2]);
	argv[3] = o->options->keep_names ? "1" : "0";
	for (uint32_t bit = 0; bit < TN_WASM_BIT_COUNT; bit++)
		if (piece->features >> bit & 1)
			argv[n++] = tn_features_name(UINT64_C(1) << bit).ptr;
	return argv;
}

static void tell(void *user, uint32_t number)
{
	struct optimizer *o = user;
	const struct piece *piece = &o->pieces.ptr[o->by_size.ptr[number]];
	struct tn_optimize_progress progress = { ++o->done, o->pieces.len, piece->name,
		piece->bytes.len, o->jobs[number].output.len };
	if (o->options->progress)
		o->options->progress(o->options->user, &progress);
}

/* A module that grows is not taken; one that grows so much need not even be read. */
static size_t most_output(size_t input)
{
	return 4 * input + (1u << 20);
}

/* ---- what became of a job ---- */

/* Reports as an error, or as a warning when the link shall go on without this module. */
static bool failed(struct optimizer *o, const struct piece *piece, struct tn_str why, const char *hint)
{
	struct tn_span span = { piece->source, piece->base, piece->base };
	struct tn_diag *d;
	if (o->options->keep_going)
		d = tn_diag_warning(o->cx, TN_E_OPTIMIZER, span, "%.*s stays as it was: %.*s",
			TN_S(piece->name), TN_S(why));
	else
		d = tn_diag_error(o->cx, TN_E_OPTIMIZER, span, "%.*s cannot be optimised: %.*s",
			TN_S(piece->name), TN_S(why));
	if (!o->options->keep_going)
		tn_diag_hint(o->cx, d, "%s", hint);
	return o->options->keep_going;
}

static struct tn_str first_line(struct tn_bytes text)
{
	struct tn_str s = { (const char *)text.ptr, text.len };
	size_t end = tn_str_find(s, '\n', 0);
	return tn_str_sub(s, 0, end == (size_t)-1 ? s.len : end);
}

static bool accept(struct optimizer *o, struct piece *piece, const struct tn_job *job)
{
	const char *go_on = "--keep-going leaves such a module as it is";
	struct tn_str said = first_line(tn_buf_done(&job->errors));
	if (job->end == TN_JOB_NOT_RUN)
		return failed(o, piece,
			tn_str_format(o->arena, "%.*s cannot be started (%s)", TN_S(o->options->worker),
				strerror(job->number)),
			"the optimiser is installed beside the library; --optimizer PATH names another");
	if (job->end == TN_JOB_KILLED)
		return failed(o, piece,
			tn_str_format(o->arena, "Binaryen died of signal %d %.*s", job->number, TN_S(said)),
			go_on);
	if (job->number == WORKER_UNKNOWN_FEATURE)
		return failed(o, piece,
			tn_str_format(o->arena, "it uses `%.*s`, which this Binaryen does not know",
				TN_S(said)),
			"build Tenon with a newer Binaryen, or use --keep-going");
	if (job->number != 0)
		return failed(o, piece,
			tn_str_format(o->arena, "Binaryen ended with status %d: %.*s", job->number,
				TN_S(said)),
			go_on);

	struct tn_bytes out = tn_buf_done(&job->output);
	if (out.len >= job->most)
		return failed(o, piece,
			tn_str_format(o->arena, "Binaryen wrote more than %zu bytes", job->most - 1), go_on);
	uint32_t errors = o->cx->diags.errors, kept = o->cx->diags.list.len;
	uint32_t source = tn_source_add(&o->cx->sources, TN_STR("the optimised module"), out, false);
	struct tn_module *module = tn_read_module(o->cx, o->arena, source, 0, out);
	if (!module || !tn_validate_module(o->cx, o->arena, module)) {
		/* What the validator said of bytes nobody has seen is of no use to the user. */
		o->cx->diags.errors = errors;
		o->cx->diags.list.len = kept;
		return failed(o, piece, TN_STR("Binaryen wrote a module that is not valid"), go_on);
	}
	piece->better = out.len < piece->bare.len ? out : piece->bare;
	return true;
}

/* ---- putting back ---- */

static void put_back(struct optimizer *o, struct tn_scope *scope)
{
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		struct tn_node *node = scope->nodes.ptr[i];
		if (node->op == TN_OP_COMPONENT) {
			put_back(o, node->u.scope);
		} else if (node->op == TN_OP_CORE_MODULE) {
			const struct piece *piece = &o->pieces.ptr[find_piece(o, node->u.module.bytes)];
			node->u.module.bytes = piece->better;
			node->u.module.decoded = NULL;
		}
	}
	tn_ir_touch(scope);
}

static bool is_component_name(void *user, const struct tn_node *node)
{
	(void)user;
	return node->op != TN_OP_CUSTOM || !tn_str_eq(node->u.custom.name, TN_STR("component-name"));
}

static void drop_names(struct tn_scope *scope)
{
	tn_iredit_keep(scope, is_component_name, NULL);
	for (uint32_t i = 0; i < scope->nodes.len; i++)
		if (scope->nodes.ptr[i]->op == TN_OP_COMPONENT)
			drop_names(scope->nodes.ptr[i]->u.scope);
}

/* ---- the pass ---- */

/* The largest first; equal sizes in the order in which they were met. */
static int by_falling_size(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	return x->piece < y->piece ? -1 : x->piece > y->piece;
}

static void order_by_size(struct optimizer *o)
{
	struct place *places = TN_NEWN(o->arena, struct place, o->pieces.len);
	for (uint32_t i = 0; i < o->pieces.len; i++)
		places[i] = (struct place){ o->pieces.ptr[i].bare.len, i };
	if (o->pieces.len > 1)
		qsort(places, o->pieces.len, sizeof *places, by_falling_size);
	for (uint32_t i = 0; i < o->pieces.len; i++)
		*TN_PUSH(o->arena, &o->by_size) = places[i].piece;
}

static bool run_binaryen(struct optimizer *o)
{
	const struct tn_optimize_options *options = o->options;
	if (options->level == '0') {
		for (uint32_t i = 0; i < o->pieces.len; i++)
			o->pieces.ptr[i].better = o->pieces.ptr[i].bare;
		return true;
	}
	order_by_size(o);
	o->jobs = TN_NEWN(o->arena, struct tn_job, o->pieces.len);
	for (uint32_t i = 0; i < o->pieces.len; i++) {
		const struct piece *piece = &o->pieces.ptr[o->by_size.ptr[i]];
		o->jobs[i].argv = worker_argv(o, piece);
		o->jobs[i].input = piece->bare;
		o->jobs[i].most = most_output(piece->bare.len);
	}
	int error = tn_proc_run(o->arena, o->jobs, o->pieces.len,
		options->jobs ? options->jobs : tn_proc_cores(), tell, o);
	if (error) {
		tn_diag_error(o->cx, TN_E_IO, (struct tn_span){ 0 }, "cannot talk to the optimiser: %s",
			strerror(error));
		return false;
	}
	bool fine = true;
	for (uint32_t i = 0; i < o->pieces.len; i++) {
		fine = accept(o, &o->pieces.ptr[o->by_size.ptr[i]], &o->jobs[i]) && fine;
		if (!fine && o->jobs[i].end == TN_JOB_NOT_RUN)
			break; /* nor can the others be started: once is enough */
	}
	return fine;
}

bool tn_optimize_bytes(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	struct tn_bytes bytes, const struct tn_optimize_options *options, struct tn_bytes *out)
{
	struct optimizer o = { .cx = cx, .arena = arena, .options = options };
	struct tn_scope *root = NULL;
	o.by_hash.arena = arena;
	if (tn_module_is_component(bytes)) {
		root = tn_irread_component(tn_ir_new(cx, arena), source, 0, bytes);
		if (!root)
			return false;
		gather(&o, root);
	} else {
		add_piece(&o, bytes, source, 0);
	}
	bool fine = true;
	for (uint32_t i = 0; i < o.pieces.len; i++)
		fine = prepare(&o, i) && fine;
	if (!fine || !run_binaryen(&o))
		return false;

	if (!root) {
		*out = o.pieces.ptr[0].better;
		return true;
	}
	put_back(&o, root);
	if (!options->keep_names)
		drop_names(root);
	*out = tn_irwrite_component(arena, root);
	if (!out->len)
		return false;
	source = tn_source_add(&cx->sources, TN_STR("the optimised component"), *out, false);
	return tn_check_bytes(cx, source, *out);
}

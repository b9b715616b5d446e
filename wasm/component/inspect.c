/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Inspecting: framing in, a report out. One pass that gathers, two that write: text and JSON. */
#include "wasm/component/inspect.h"

#include "base/json.h"
#include "base/map.h"
#include "wasm/component/check.h"
#include "wasm/component/inspect_imports.h"
#include "wasm/component/inspect_object.h"
#include "wasm/core/corenames.h"
#include "wasm/core/features.h"
#include "wasm/core/producers.h"

/* How many imports a core module has from one module name. */
struct source_of_imports {
	struct tn_str module;
	uint32_t count;
};

struct outside {
	bool is_read;       /* the module decoded */
	bool is_valid;      /* and validated: features are known */
	uint32_t functions; /* with bodies */
	uint32_t exports;
	uint32_t start; /* its first byte in the file */
	uint64_t features; /* beyond the first WebAssembly */
	struct tn_str name; /* debug name: the component's for it, else its own */
	struct tn_str around; /* name of the component that it is in */
	TN_VEC(struct source_of_imports) imports; /* in the order of their first */
	struct tn_object object;                  /* for a linker, if it is one */
	struct tn_inspect_library library;
};

struct inspection {
	struct tn_ctx *cx;
	struct tn_arena *arena;
	uint32_t source;
	size_t total;
	TN_VEC(struct outside) modules; /* in the order of the file */
	TN_VEC(struct tn_str) components; /* their debug names, in the order of the file */
	uint32_t next, next_component;  /* of them, while the report is written */
	tn_inspect_import_list imports; /* of the outermost component; empty unless it is valid */
	struct tn_inspect_trace *trace; /* of them */
	bool is_valid;                  /* everything: `features` is the least set that validates */
	uint64_t features;
};

static void count_imports(struct inspection *in, const struct tn_module *module, struct outside *o)
{
	struct tn_map seen = { .arena = &in->cx->scratch };
	for (uint32_t i = 0; i < module->imports.len; i++) {
		tn_name name = tn_ctx_name(in->cx, module->imports.ptr[i].module);
		uint32_t at = tn_map_get(&seen, name);
		if (at == TN_MAP_NONE) {
			at = o->imports.len;
			tn_map_put(&seen, name, at);
			*TN_PUSH(in->arena, &o->imports) =
				(struct source_of_imports){ module->imports.ptr[i].module, 0 };
		}
		o->imports.ptr[at].count++;
	}
}

static void look_at_library(
	struct inspection *in, const struct tn_module *module, struct tn_inspect_library *out)
{
	struct tn_dylink dylink;
	struct tn_target_features features;
	if (tn_customs_dylink(in->cx, in->arena, module, &dylink)) {
		out->dylink = TN_NEW(in->arena, struct tn_dylink);
		*out->dylink = dylink;
	}
	if (tn_customs_target_features(in->cx, in->arena, module, &features)) {
		out->features = TN_NEW(in->arena, struct tn_target_features);
		*out->features = features;
	}
}

/* What the report says of an object file refers to sections of its module. */
static bool tells_linkers(const struct tn_layer *layer)
{
	for (uint32_t i = 0; i < layer->sections.len; i++) {
		struct tn_str name = layer->sections.ptr[i].name;
		if (tn_str_eq(name, TN_STR("linking")) || tn_str_starts(name, TN_STR("reloc.")))
			return true;
	}
	return false;
}

/*
 * What is wrong with a module is not this report's to say: `tenon validate` does. Nor are modules kept, of
 * which there may be many.
 */
static struct outside look_at(struct inspection *in, const struct tn_layer *layer)
{
	struct outside o = { .start = layer->start };
	uint32_t errors = in->cx->diags.errors, kept = in->cx->diags.list.len;
	uint64_t enabled = in->cx->wasm_features;
	in->cx->wasm_features = TN_WASM_ALL;
	struct tn_mark mark = tn_mem_mark(&in->cx->scratch);
	struct tn_arena *arena = tells_linkers(layer) ? in->arena : &in->cx->scratch;
	struct tn_module *module =
		tn_read_module(in->cx, arena, in->source, layer->start, layer->bytes);
	if (module) {
		o.is_read = true;
		o.functions = module->bodies.len;
		o.exports = module->exports.len;
		count_imports(in, module, &o);
		struct tn_corenames names;
		tn_corenames_read(&names, &in->cx->scratch, module);
		o.name = names.module;
		o.is_valid = tn_validate_module(in->cx, &in->cx->scratch, module);
		o.features = module->used & ~tn_features_first();
		(void)tn_object_read(in->arena, module, &o.object); /* shows what can be read */
		look_at_library(in, module, &o.library);
	}
	tn_mem_reset(&in->cx->scratch, mark);
	in->cx->wasm_features = enabled;
	in->cx->diags.errors = errors;
	in->cx->diags.list.len = kept;
	return o;
}

/* All core modules, and what the component around them needs. */
static void look_inside(struct inspection *in, const struct tn_layer *layer)
{
	if (!layer->is_component) {
		struct outside o = look_at(in, layer);
		in->is_valid &= o.is_valid;
		in->features |= o.features;
		*TN_PUSH(in->arena, &in->modules) = o;
	}
	for (uint32_t i = 0; i < layer->sections.len; i++)
		if (layer->sections.ptr[i].inner)
			look_inside(in, layer->sections.ptr[i].inner);
}

static struct tn_str label_text(const struct inspection *in, tn_name label)
{
	return label ? tn_ctx_text(in->cx, label) : TN_NOSTR;
}

/*
 * Modules and components stand in the IR in the order of the file, too. Gives how many modules there were
 * before and in the scope.
 */
static uint32_t take_names(struct inspection *in, const struct tn_scope *scope, tn_name label, uint32_t before)
{
	struct tn_str name = label_text(in, label ? label : scope->label);
	*TN_PUSH(in->arena, &in->components) = name;
	for (uint32_t i = 0; i < scope->nodes.len; i++) {
		const struct tn_node *node = scope->nodes.ptr[i];
		if (node->op == TN_OP_COMPONENT)
			before = take_names(in, node->u.scope, node->label, before);
		if (node->op != TN_OP_CORE_MODULE)
			continue;
		if (node->label)
			in->modules.ptr[before].name = tn_ctx_text(in->cx, node->label);
		in->modules.ptr[before].around = name;
		before++;
	}
	return before;
}

static void look_around(struct inspection *in, const struct tn_layer *root)
{
	uint32_t errors = in->cx->diags.errors, kept = in->cx->diags.list.len;
	in->is_valid = true;
	look_inside(in, root);
	if (root->is_component) {
		struct tn_ir *ir = tn_ir_new(in->cx, in->arena);
		struct tn_scope *scope =
			tn_irread_component(ir, in->source, root->start, root->bytes);
		struct tn_check *check =
			scope ? tn_check_scope_with(in->cx, in->arena, scope, TN_WASM_ALL) : NULL;
		in->is_valid &= check != NULL;
		in->features |= TN_WASM_COMPONENT_MODEL |
				(check ? tn_check_needs(check) & ~tn_features_first() : 0);
		if (scope)
			take_names(in, scope, 0, 0);
		if (in->is_valid)
			in->trace =
				tn_inspect_imports(in->arena, scope, in->modules.len, &in->imports);
	}
	in->cx->diags.errors = errors;
	in->cx->diags.list.len = kept;
}

/* What its own `producers` sections say; a damaged one says what can be read. */
static struct tn_producers makers_of(struct inspection *in, const struct tn_layer *layer)
{
	struct tn_producers producers = { .index = { .arena = in->arena } };
	for (uint32_t i = 0; i < layer->sections.len; i++) {
		const struct tn_layer_section *section = &layer->sections.ptr[i];
		if (section->id == 0 && tn_str_eq(section->name, TN_STR("producers")))
			(void)tn_producers_read(&producers, in->arena, section->bytes);
	}
	return producers;
}

static const char *kind_of(const struct tn_layer *layer)
{
	return layer->is_component ? "component" : "core module";
}

/* Of the component that the report has come to; there are none of one that cannot be read. */
static struct tn_str next_component(struct inspection *in)
{
	uint32_t at = in->next_component++;
	return at < in->components.len ? in->components.ptr[at] : TN_NOSTR;
}

/* ---- text ---- */

#define NOT_VALID "not valid: `tenon validate` says why"

static void indent(struct tn_buf *out, uint32_t depth)
{
	for (uint32_t i = 0; i < depth; i++)
		tn_buf_str(out, TN_STR("  "));
}

static void put_row(struct inspection *in, struct tn_buf *out, uint32_t depth, size_t size,
	const char *word, struct tn_str name)
{
	tn_buf_printf(out, "%10zu  %5.1f%%  ", size,
		in->total ? 100.0 * (double)size / (double)in->total : 0.0);
	indent(out, depth);
	tn_buf_printf(out, "%s%s", word, name.len ? " " : "");
	tn_buf_harmless(out, name);
	tn_buf_byte(out, '\n');
}

static void put_note(struct tn_buf *out, uint32_t depth, struct tn_str text)
{
	tn_buf_printf(out, "%10s  %6s  ", "", "");
	indent(out, depth);
	tn_buf_harmless(out, text);
	tn_buf_byte(out, '\n');
}

static void text_outside(
	struct inspection *in, const struct outside *o, uint32_t depth, struct tn_buf *out)
{
	if (!o->is_read) {
		put_note(out, depth, TN_STR(NOT_VALID));
		return;
	}
	put_note(out, depth,
		tn_str_format(in->arena, "%u function%s, %u export%s", o->functions,
			o->functions == 1 ? "" : "s", o->exports, o->exports == 1 ? "" : "s"));
	for (uint32_t i = 0; i < o->imports.len; i++)
		put_note(out, depth,
			tn_str_format(in->arena, "imports %u from \"%.*s\"",
				o->imports.ptr[i].count, TN_S(o->imports.ptr[i].module)));
	if (o->is_valid && o->features)
		put_note(out, depth,
			tn_str_format(in->arena, "uses %.*s",
				TN_S(tn_features_text(in->arena, o->features))));
	else if (o->is_valid)
		put_note(out, depth, TN_STR("uses no features"));
	else
		put_note(out, depth, TN_STR(NOT_VALID));
	if (o->object.is_object)
		tn_inspect_object_text(in->arena, &o->object, depth, put_note, out);
	tn_inspect_library_text(in->arena, &o->library, depth, put_note, out);
}

/* A line for each field: "processed-by clang 19.1.7, wasm-ld 19". */
static void text_makers(
	struct inspection *in, const struct tn_layer *layer, uint32_t depth, struct tn_buf *out)
{
	struct tn_producers makers = makers_of(in, layer);
	for (uint32_t i = 0; i < makers.fields.len; i++) {
		struct tn_buf line = { .arena = in->arena };
		const struct tn_producer *maker = NULL;
		tn_buf_str(&line, makers.fields.ptr[i].name);
		for (uint32_t at = makers.fields.ptr[i].first; at != UINT32_MAX; at = maker->next) {
			tn_buf_str(&line, maker ? TN_STR(", ") : TN_STR(" "));
			maker = &makers.list.ptr[at];
			tn_buf_str(&line, maker->name);
			tn_buf_str(&line, maker->version.len ? TN_STR(" ") : TN_NOSTR);
			tn_buf_str(&line, maker->version);
		}
		put_note(out, depth, (struct tn_str){ (const char *)line.ptr, line.len });
	}
}

/* Sections of one kind, added up: in a component they repeat. */
struct sum {
	const struct tn_layer_section *first;
	size_t size;
	uint32_t count;
};

static void text_sums(
	struct inspection *in, const struct tn_layer *layer, uint32_t depth, struct tn_buf *out)
{
	TN_VEC(struct sum) sums = { 0 };
	struct tn_map places = { .arena = in->arena };
	for (uint32_t i = 0; i < layer->sections.len; i++) {
		const struct tn_layer_section *section = &layer->sections.ptr[i];
		if (section->inner)
			continue;
		uint64_t key = TN_KEY(section->id, tn_ctx_name(in->cx, section->name));
		uint32_t at = tn_map_get(&places, key);
		if (at == TN_MAP_NONE) {
			at = sums.len;
			tn_map_put(&places, key, at);
			*TN_PUSH(in->arena, &sums) = (struct sum){ section, 0, 0 };
		}
		sums.ptr[at].size += section->whole.len;
		sums.ptr[at].count++;
	}
	for (uint32_t i = 0; i < sums.len; i++) {
		const struct sum *sum = &sums.ptr[i];
		struct tn_str name = sum->first->name;
		if (sum->count > 1)
			name = tn_str_format(
				in->arena, "%.*s(%u sections)", TN_S(name), sum->count);
		put_row(in, out, depth, sum->size, tn_layers_section_word(layer, sum->first->id),
			name);
	}
}

/* Of the whole. What is on anyway is no news to someone who wants to run it. */
static void text_more_features(struct inspection *in, struct tn_buf *out)
{
	uint64_t more = in->features & ~tn_features_default();
	if (in->is_valid && more)
		put_note(out, 1,
			tn_str_format(in->arena, "valid with --wasm-features=%.*s",
				TN_S(tn_features_text(in->arena, more))));
}

static void text_features(struct inspection *in, struct tn_buf *out)
{
	if (in->is_valid && in->features)
		put_note(out, 1,
			tn_str_format(in->arena, "uses %.*s",
				TN_S(tn_features_text(in->arena, in->features))));
	if (!in->is_valid)
		put_note(out, 1, TN_STR(NOT_VALID));
}

/* How many modules have a name; and a name and one around it. */
struct namesakes {
	struct tn_map called, around;
};

static uint64_t name_key(const struct inspection *in, const struct outside *o)
{
	return TN_KEY(tn_ctx_name(in->cx, o->name), tn_ctx_name(in->cx, o->around));
}

static void count_one(struct tn_map *map, uint64_t key)
{
	uint32_t before = tn_map_get(map, key);
	tn_map_put(map, key, before == TN_MAP_NONE ? 1 : before + 1);
}

/* "main"; "main in cart" when others are called so, too; and at last "main at 0x93". */
static struct tn_str module_text(
	const struct inspection *in, const struct namesakes *all, uint32_t at)
{
	const struct outside *o = &in->modules.ptr[at];
	uint64_t key = name_key(in, o);
	if (o->name.len && tn_map_get(&all->called, key >> 32) == 1)
		return o->name;
	if (o->name.len && o->around.len && tn_map_get(&all->around, key) == 1)
		return tn_str_format(in->arena, "%.*s in %.*s", TN_S(o->name), TN_S(o->around));
	return tn_str_format(in->arena, "%.*s at 0x%x",
		TN_S(o->name.len ? o->name : TN_STR("core module")), o->start);
}

static struct tn_str *module_texts(const struct inspection *in)
{
	struct tn_str *texts = TN_NEWN(in->arena, struct tn_str, in->modules.len);
	struct namesakes all = { { .arena = in->arena }, { .arena = in->arena } };
	for (uint32_t i = 0; i < in->modules.len; i++) {
		uint64_t key = name_key(in, &in->modules.ptr[i]);
		count_one(&all.called, key >> 32);
		count_one(&all.around, key);
	}
	for (uint32_t i = 0; i < in->modules.len; i++)
		texts[i] = module_text(in, &all, i);
	return texts;
}

static void text_imports(struct inspection *in, struct tn_buf *out)
{
	if (!in->imports.len)
		return;
	const struct tn_str *texts = module_texts(in);
	tn_buf_str(out, TN_STR("\nimports, and the core modules that bring them\n"));
	for (uint32_t i = 0; i < in->imports.len; i++) {
		const struct tn_inspect_import *import = &in->imports.ptr[i];
		const tn_inspect_modules *by = tn_inspect_by(in->trace, import);
		tn_buf_str(out, TN_STR("  "));
		tn_buf_harmless(out, tn_ctx_text(in->cx, import->node->u.ext.name.name));
		for (uint32_t m = 0; m < by->len; m++) {
			tn_buf_str(out, m ? TN_STR(", ") : TN_STR(": "));
			tn_buf_harmless(out, texts[by->ptr[m]]);
		}
		tn_buf_str(out, by->len ? TN_STR("\n") : TN_STR(": no core module in here\n"));
	}
}

static void text_layer(
	struct inspection *in, const struct tn_layer *layer, uint32_t depth, struct tn_buf *out)
{
	const struct outside *o = layer->is_component ? NULL : &in->modules.ptr[in->next++];
	put_row(in, out, depth, layer->bytes.len, kind_of(layer), o ? o->name : next_component(in));
	if (o)
		text_outside(in, o, depth + 1, out);
	else if (depth == 0)
		text_features(in, out);
	text_makers(in, layer, depth + 1, out);
	if (depth == 0)
		text_more_features(in, out);
	text_sums(in, layer, depth + 1, out);
	for (uint32_t i = 0; i < layer->sections.len; i++)
		if (layer->sections.ptr[i].inner)
			text_layer(in, layer->sections.ptr[i].inner, depth + 1, out);
}

/* ---- JSON ---- */

static void json_name(struct tn_str name, struct tn_json *json)
{
	if (!name.len)
		return;
	tn_json_key_string(json, TN_STR("name"), name);
}

/* For each import of the outermost component the core modules that bring it. */
static void json_imports(struct inspection *in, struct tn_json *json)
{
	tn_json_key_array(json, TN_STR("imports"));
	for (uint32_t i = 0; i < in->imports.len; i++) {
		const struct tn_inspect_import *import = &in->imports.ptr[i];
		tn_json_object(json);
		json_name(tn_ctx_text(in->cx, import->node->u.ext.name.name), json);
		tn_json_key_array(json, TN_STR("by"));
		const tn_inspect_modules *by = tn_inspect_by(in->trace, import);
		for (uint32_t m = 0; m < by->len; m++) {
			const struct outside *module = &in->modules.ptr[by->ptr[m]];
			tn_json_object(json);
			json_name(module->name, json);
			tn_json_key_number(json, TN_STR("offset"), module->start);
			tn_json_object_end(json);
		}
		tn_json_array_end(json);
		tn_json_object_end(json);
	}
	tn_json_array_end(json);
}

static void json_outside(struct inspection *in, const struct outside *o, struct tn_json *json)
{
	json_name(o->name, json);
	tn_json_key(json, TN_STR("valid"));
	tn_json_bool(json, o->is_valid);
	if (!o->is_read)
		return;
	tn_json_key_number(json, TN_STR("functions"), o->functions);
	tn_json_key_number(json, TN_STR("exports"), o->exports);
	tn_json_key_array(json, TN_STR("imports"));
	for (uint32_t i = 0; i < o->imports.len; i++) {
		tn_json_object(json);
		tn_json_key_string(json, TN_STR("module"), o->imports.ptr[i].module);
		tn_json_key_number(json, TN_STR("count"), o->imports.ptr[i].count);
		tn_json_object_end(json);
	}
	tn_json_array_end(json);
	if (o->is_valid) {
		tn_json_key_string(json, TN_STR("features"), tn_features_text(in->arena, o->features));
	}
	if (o->object.is_object)
		tn_inspect_object_json(&o->object, json);
	tn_inspect_library_json(&o->library, json);
}

static void json_makers(struct inspection *in, const struct tn_layer *layer, struct tn_json *json)
{
	struct tn_producers makers = makers_of(in, layer);
	if (!makers.list.len)
		return;
	tn_json_key_array(json, TN_STR("producers"));
	for (uint32_t i = 0; i < makers.list.len; i++) {
		const struct tn_producer *maker = &makers.list.ptr[i];
		tn_json_object(json);
		tn_json_key_string(json, TN_STR("field"), maker->field);
		tn_json_key_string(json, TN_STR("name"), maker->name);
		tn_json_key_string(json, TN_STR("version"), maker->version);
		tn_json_object_end(json);
	}
	tn_json_array_end(json);
}

/* How many items the section says it has; false: it is no list. */
static bool item_count(const struct tn_layer *layer, const struct tn_layer_section *section, uint32_t *count)
{
	static const uint32_t module_lists = 0x2efe; /* a bit an id */
	enum { LAST_OF_COMPONENTS = 12 };
	struct tn_reader r = tn_reader_new(section->bytes, section->bytes.ptr);
	*count = tn_reader_u32(&r);
	bool is_list = layer->is_component ? section->id <= LAST_OF_COMPONENTS && tn_layers_is_vector(section->id)
					   : section->id < 32 && module_lists >> section->id & 1;
	return is_list && !r.error;
}

static void json_section(const struct tn_layer *layer, const struct tn_layer_section *section, struct tn_json *json)
{
	uint32_t count;
	tn_json_object(json);
	tn_json_key_string(json, TN_STR("kind"), tn_str_of(tn_layers_section_word(layer, section->id)));
	if (section->id == 0) {
		tn_json_key_string(json, TN_STR("name"), section->name);
	}
	tn_json_key_number(json, TN_STR("offset"), layer->start + (uint64_t)(section->whole.ptr - layer->bytes.ptr));
	tn_json_key_number(json, TN_STR("size"), section->whole.len);
	if (item_count(layer, section, &count))
		tn_json_key_number(json, TN_STR("count"), count);
	tn_json_object_end(json);
}

/* `wit` of the outermost module or component; NULL: this is another one. */
static void json_layer(struct inspection *in, const struct tn_layer *layer,
	const struct tn_str *wit, struct tn_json *json)
{
	tn_json_object(json);
	tn_json_key_string(json, TN_STR("kind"), tn_str_of(kind_of(layer)));
	tn_json_key_number(json, TN_STR("offset"), layer->start);
	tn_json_key_number(json, TN_STR("size"), layer->bytes.len);
	if (layer->is_component)
		json_name(next_component(in), json);
	else
		json_outside(in, &in->modules.ptr[in->next++], json);
	if (wit && layer->is_component) {
		tn_json_key(json, TN_STR("valid"));
		tn_json_bool(json, in->is_valid);
		if (in->is_valid) {
			tn_json_key_string(json, TN_STR("features"), tn_features_text(in->arena, in->features));
			json_imports(in, json);
		}
	}
	if (wit && (layer->is_component || wit->len)) {
		tn_json_key_string(json, TN_STR("wit"), *wit);
	}
	json_makers(in, layer, json);
	tn_json_key_array(json, TN_STR("sections"));
	for (uint32_t i = 0; i < layer->sections.len; i++) {
		const struct tn_layer_section *section = &layer->sections.ptr[i];
		if (section->inner) {
			json_layer(in, section->inner, NULL, json);
			continue;
		}
		json_section(layer, section, json);
	}
	tn_json_array_end(json);
	tn_json_object_end(json);
}

/* The depth of the tree is that of the framing, which has been bounded. */
void tn_inspect_layers(struct tn_ctx *cx, struct tn_arena *arena, uint32_t source,
	const struct tn_layer *root, struct tn_str wit, bool json, struct tn_buf *out)
{
	struct inspection in = {
		.cx = cx, .arena = arena, .source = source, .total = root->bytes.len
	};
	look_around(&in, root);
	if (json) {
		struct tn_json writer;
		tn_json_begin(&writer, out, false);
		json_layer(&in, root, &wit, &writer);
		tn_buf_byte(out, '\n');
	} else {
		tn_buf_printf(out, "%10s  %6s  what\n", "bytes", "share");
		text_layer(&in, root, 0, out);
		text_imports(&in, out);
		if (wit.len) {
			tn_buf_byte(out, '\n');
			tn_buf_str(out, wit); /* as `tenon wit` prints it */
		}
	}
}

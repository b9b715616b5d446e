/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* tenon metadata add FILE: what a module or component says about itself, changed. */
#include "cli/cli.h"

struct args {
	const char *name, *authors, *description, *licenses, *source, *homepage, *revision, *version;
	struct cli_list languages, processed_by, sdks;
	bool clear_name, clear_authors, clear_description, clear_licenses, clear_source, clear_homepage,
		clear_revision, clear_version, wat;
};

static bool says_something(const struct args *a)
{
	return a->name || a->authors || a->description || a->licenses || a->source || a->homepage ||
	       a->revision || a->version || a->languages.count || a->processed_by.count || a->sdks.count;
}

static enum tenon_status run(struct cli *cli, const void *verb_args)
{
	const struct args *a = verb_args;
	struct tenon_bytes out;
	const struct tenon_metadata_changes changes = {
		.size = sizeof changes,
		.name = a->name,
		.languages = cli_texts(&a->languages),
		.processed_by = cli_texts(&a->processed_by),
		.sdks = cli_texts(&a->sdks),
		.authors = a->authors,
		.description = a->description,
		.licenses = a->licenses,
		.source = a->source,
		.homepage = a->homepage,
		.revision = a->revision,
		.version = a->version,
		.clear = (a->clear_name ? TENON_METADATA_NAME : 0u) |
			 (a->clear_authors ? TENON_METADATA_AUTHORS : 0u) |
			 (a->clear_description ? TENON_METADATA_DESCRIPTION : 0u) |
			 (a->clear_licenses ? TENON_METADATA_LICENSES : 0u) |
			 (a->clear_source ? TENON_METADATA_SOURCE : 0u) |
			 (a->clear_homepage ? TENON_METADATA_HOMEPAGE : 0u) |
			 (a->clear_revision ? TENON_METADATA_REVISION : 0u) |
			 (a->clear_version ? TENON_METADATA_VERSION : 0u),
	};
	if (!changes.clear && !says_something(a))
		return cli_usage(cli, "`tenon help metadata add` lists what can be added and cleared",
			"nothing is to be added or cleared");
	return cli_write_wasm(cli,
		tenon_metadata_add(cli->session, cli_input(cli), &changes, &out), &out, a->wat);
}

#define AT(member) offsetof(struct args, member)
#define CLEAR(what)                                                                                \
	{                                                                                          \
		0, "clear-" #what, CLI_FLAG, AT(clear_##what), NULL, "take out the " #what, NULL   \
	}
static const struct cli_option options[] = {
	{ 0, "name", CLI_TEXT, AT(name), "NAME", "the name of the module or component", NULL },
	{ 0, "language", CLI_LIST, AT(languages), "NAME=VERSION", "add a programming language", NULL },
	{ 0, "processed-by", CLI_LIST, AT(processed_by), "NAME=VERSION", "add a tool", NULL },
	{ 0, "sdk", CLI_LIST, AT(sdks), "NAME=VERSION", "add a development kit", NULL },
	{ 0, "authors", CLI_TEXT, AT(authors), "TEXT", "people or organisations responsible", NULL },
	{ 0, "description", CLI_TEXT, AT(description), "TEXT", "what it is, for people", NULL },
	{ 0, "licenses", CLI_TEXT, AT(licenses), "SPDX", "an SPDX license expression: its form is checked, not whether there is such a license", NULL },
	{ 0, "source", CLI_TEXT, AT(source), "URL", "where the source code is", NULL },
	{ 0, "homepage", CLI_TEXT, AT(homepage), "URL", "where to find out more", NULL },
	{ 0, "revision", CLI_TEXT, AT(revision), "TEXT", "the revision of the source code", NULL },
	{ 0, "version", CLI_TEXT, AT(version), "TEXT", "the version of the packaged software", NULL },
	CLEAR(name),
	CLEAR(authors),
	CLEAR(description),
	CLEAR(licenses),
	CLEAR(source),
	CLEAR(homepage),
	CLEAR(revision),
	CLEAR(version),
	CLI_WAT(AT(wat)),
};

const struct cli_verb cli_verb_metadata_add = {
	.name = "metadata add",
	.inputs = "[FILE]",
	.summary = "adds name, producers, authors and the like to a module or component",
	.details = "Only the outermost module or component changes. A text that is there is replaced.",
	.examples = "tenon metadata add app.wasm --version 1.2.0 --authors \"Ada\" -o app.wasm",
	.options = options,
	.option_count = CLI_COUNT(options),
	.args_size = sizeof(struct args),
	.max_inputs = 1,
	.lacks = CLI_NO_GATES | CLI_NO_VALIDATION,
	.rewrites = CLI_REWRITES_WASM,
	.run = run,
};

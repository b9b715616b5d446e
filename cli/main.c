/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The program's way in: finds the verb, sets the session up, runs, renders, gives the exit status. */
#include "cli/cli.h"
#include "cli/last_word.h"
#include "cli/system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef TENON_SANITIZE
/* What the frame allocates lives as long as the program; the library's heap is checked by its count. */
__attribute__((visibility("default"))) int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
	return 1;
}
#endif

/* The format must be known before the command line is understood: its errors are shown in it too. */
static const char *early_diag_format(int argc, char **argv)
{
	const char *format = NULL;
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--diag-format=", 14) == 0)
			format = argv[i] + 14;
		else if (strcmp(argv[i], "--diag-format") == 0 && i + 1 < argc)
			format = argv[++i];
	}
	return format;
}

static enum tenon_status set_up_session(struct cli *cli)
{
	const struct cli_common *common = &cli->common;
	struct tenon_session *session = cli->session;
	enum tenon_status status = TENON_OK;
	if (common->has_max_errors) {
		if (common->max_errors > UINT32_MAX)
			return cli_usage(cli, NULL, "`--max-errors` is too large");
		tenon_session_limit(session, "max-errors", (uint32_t)common->max_errors);
	}
	if (common->all_features)
		tenon_session_wit_features_all(session);
	for (size_t i = 0; i < common->features.count && status == TENON_OK; i++)
		status = tenon_session_wit_features(session, common->features.items[i].text);
	for (size_t i = 0; i < common->targets.count && status == TENON_OK; i++)
		status = tenon_session_wit_target(session, common->targets.items[i].text);
	for (size_t i = 0; i < common->wasm_features.count && status == TENON_OK; i++)
		status = tenon_session_wasm_features(session, common->wasm_features.items[i].text);
	return status;
}

static enum tenon_status run_verb(
	struct cli *cli, const struct cli_verb *verb, int argc, char **argv, int first)
{
	void *args = cli_alloc(verb->args_size);
	if (verb->args_begin)
		memcpy(args, verb->args_begin, verb->args_size);
	cli->verb = verb;
	enum tenon_status status = cli_parse(cli, verb, argc, argv, first, args);
	if (status == TENON_OK && cli->common.help)
		return cli_put(cli, cli_help(verb));
	if (status == TENON_OK)
		status = set_up_session(cli);
	if (status == TENON_OK)
		status = cli_depfile_begin(cli);
	if (status == TENON_OK)
		status = verb->run(cli, args);
	free(args);
	return status;
}

/* The verb that is the program of this name, when there is one. */
static const struct cli_verb *program_verb(const char *path)
{
	const char *base = strrchr(path, '/');
	base = base ? base + 1 : path;
	for (size_t i = 0; i < cli_verb_count; i++)
		if (cli_verbs[i]->program && strcmp(cli_verbs[i]->program, base) == 0)
			return cli_verbs[i];
	return NULL;
}

static bool asks_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

static enum tenon_status run(struct cli *cli, int argc, char **argv)
{
	int words;
	const struct cli_verb *verb = argc > 0 ? program_verb(argv[0]) : NULL;
	if (verb)
		return verb->run_program(cli, argc, argv);
	int at = cli_verb_first(argc, argv);
	if (!at && asks_help(argc, argv))
		return cli_put(cli, cli_overview());
	if (!at)
		return cli_usage(cli, "`tenon help` lists what there is",
			"say what to do: `tenon VERB ...`");
	if (strcmp(argv[at], "-V") == 0 || strcmp(argv[at], "--version") == 0) {
		struct cli_text text = { 0 };
		cli_printf(&text, "tenon %s\n", tenon_version());
		return cli_put(cli, text.ptr);
	}
	cli_join_words(argc, argv);
	verb = cli_find_verb(argc, argv, &words);
	if (verb)
		return run_verb(cli, verb, argc, argv, 1 + words);
	if (argv[at][0] == '-')
		return argv[at][1] ? cli_usage(cli, "options stand behind the verb",
						   "no option `%s` of the program itself", argv[at])
				   : cli_usage(cli, "standard input is read where an input stands: `tenon VERB -`",
						   "`-` is no verb");
	char *group = asks_help(argc, argv) ? cli_group(argv[1]) : NULL;
	return group ? cli_put(cli, group) : cli_unknown_verb(cli, argv[1], argc > 2 ? argv[2] : NULL);
}

int main(int argc, char **argv)
{
	const char *format = early_diag_format(argc, argv);
	cli_system_begin(cli_diag_format(format));
	struct tenon_session_options options = { .size = sizeof options, .map_files = true };
	struct cli cli = { .session = tenon_session_new(&options) };
	if (!cli.session) {
		fputs(cli_last_word(cli_diag_format(format), CLI_LAST_NO_MEMORY), stderr);
		return TENON_SYSTEM;
	}
	cli.common.diag_format = format;
	enum tenon_status status = cli_finish(&cli, run(&cli, argc, argv));
#ifdef TENON_SANITIZE /* to see that nothing is lost; else the system takes memory back faster than we do */
	tenon_session_free(cli.session);
#endif
	return (int)status;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The frame of the program. A verb is a struct cli_verb in a file of its own, cmd_<verb>.c, and a
 * line in commands.def; the frame parses, helps, completes, writes and renders. See README.md.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <tenon/tenon.h>

/* A value and where it stood, so that options and inputs can be put in command-line order. */
struct cli_item {
	const char *text;
	int at;
};

struct cli_list {
	struct cli_item *items;
	size_t count;
};

enum cli_bool { CLI_UNSET, CLI_NO, CLI_YES };

/* What an option's field is. */
enum cli_kind {
	CLI_FLAG,   /* bool: --json */
	CLI_BOOL,   /* enum cli_bool: --merge[=BOOL] */
	CLI_TEXT,   /* const char *: --out-dir DIR */
	CLI_GLUED,  /* const char *: -O, -Oz, --optimize[=z]; "" when nothing is glued on */
	CLI_LIST,   /* struct cli_list: --adapt FILE, any number of times; all others with a value: once */
	CLI_NUMBER, /* uint64_t; see also `has_max_errors` */
	CLI_CHOICE  /* const char *, one of `choices` */
};

struct cli_option {
	char letter; /* 0: none */
	const char *name;
	enum cli_kind kind;
	size_t field;        /* offsetof in the verb's struct */
	const char *value;   /* what the value is called in help */
	const char *help;    /* one line, lower case; NULL: accepted, not shown */
	const char *choices; /* "text|json", of CLI_CHOICE */
};

/* What a verb may lack: it does not have the common options that are for it. */
enum cli_lack {
	CLI_NO_OUTPUT = 1,     /* it only says yes or no, or writes folders: nothing that -o could name */
	CLI_NO_GATES = 2,      /* it resolves no WIT, which alone has feature gates */
	CLI_NO_VALIDATION = 4, /* it neither validates nor reads what a WebAssembly feature decides on */
	CLI_NO_FILES = 8,      /* it reads no file */
};

struct cli;

/* What a verb gives out changed, so that the output may take the input's place. */
enum cli_rewrites {
	CLI_REWRITES_NOTHING, /* its output is another thing, and would be the input's end */
	CLI_REWRITES_WIT,     /* text, when it is all that was read */
	CLI_REWRITES_WASM,    /* core modules and components */
};

struct cli_verb {
	const char *name;    /* "wit"; "bindgen c" is two words */
	const char *inputs;  /* "[INPUT]" in the usage line */
	const char *summary; /* one line */
	const char *details; /* paragraphs of plain text, or NULL */
	const char *examples; /* command lines; tests/help runs every one of them */
	const struct cli_option *options;
	size_t option_count;
	size_t args_size;       /* of the struct that the options fill */
	const void *args_begin; /* what it begins with; NULL: zeroed */
	size_t min_inputs, max_inputs;
	const char *spare; /* what to do with inputs that are too many; NULL: the usage line says it */
	enum cli_rewrites rewrites;
	unsigned lacks; /* enum cli_lack */
	enum tenon_status (*run)(struct cli *cli, const void *args);
	/* A verb that is also a program of another name takes its arguments as they come. */
	const char *program;
	enum tenon_status (*run_program)(struct cli *cli, int argc, char **argv);
};

#define CLI_MANY ((size_t)-1)
#define CLI_COUNT(array) (sizeof(array) / sizeof *(array))

struct cli_common {
	const char *output;
	const char *diag_format;
	const char *color;
	const char *depfile;
	struct cli_list features, wasm_features, targets;
	uint64_t max_errors;
	bool all_features, always_write, help, has_max_errors;
};

/* Output on its way: stream.c. */
struct cli_stream {
	struct tenon_sink sink; /* what the verb writes to */
	struct tenon_sink file; /* what that writes to; or standard output */
	bool has_begun;
	char *refusal;     /* why nothing may be written, and which file that is about */
	const char *about;
	int error; /* of standard output */
};

struct cli {
	struct tenon_session *session;
	const struct cli_verb *verb;
	struct cli_common common;
	struct cli_list inputs;
	struct cli_list written; /* for the depfile */
	struct cli_stream stream;
	bool has_depfile; /* one was asked for, and there is nothing against it */
	struct tenon_sink depfile; /* open from the begin on; `write` NULL: it goes to standard output */
};

/* ---- for verbs ---- */

/* The one input, or "-" when none was given. */
const char *cli_input(const struct cli *cli);
enum cli_what { CLI_TEXT_OUTPUT, CLI_BINARY_OUTPUT };
/* To -o or standard output. Does nothing and passes on `status` unless that is TENON_OK. Frees the bytes. */
enum tenon_status cli_write(
	struct cli *cli, enum tenon_status status, struct tenon_bytes *bytes, enum cli_what what);
/* The same of WebAssembly, as text when that is asked for (`-t`, as with peers). */
enum tenon_status cli_write_wasm(
	struct cli *cli, enum tenon_status status, struct tenon_bytes *bytes, bool as_text);
#define CLI_WAT(field)                                                                             \
	{                                                                                          \
		't', "wat", CLI_FLAG, field, NULL, "write text instead of a binary", NULL          \
	}
/*
 * Where the output goes as a sink. NULL where it must not go piece by piece, since it is binary and goes to a file or a
 * terminal: cli_write is then to be used. What the call gave is passed through cli_streamed.
 */
enum tenon_status cli_stream(struct cli *cli, enum cli_what what, const struct tenon_sink **sink);
enum tenon_status cli_streamed(struct cli *cli, enum tenon_status status);
/* WebAssembly text of an input as output. */
enum tenon_status cli_print(
	struct cli *cli, const char *input, const struct tenon_print_options *options);
/* Whether -o would take the place of an input: asked before other files are written. Passes on a bad status. */
enum tenon_status cli_may_write(
	struct cli *cli, enum tenon_status status, const struct tenon_bytes *bytes);
/* Below a folder (NULL: here). The same way. */
enum tenon_status cli_write_files(
	struct cli *cli, enum tenon_status status, const char *folder, struct tenon_files *files);
/* One file at a path of the verb's own options. The same way. */
enum tenon_status cli_write_to(struct cli *cli, enum tenon_status status, const char *path,
	struct tenon_bytes *bytes, enum cli_what what);
/* Reports an error of the command line with the code "usage" and gives TENON_BAD_CALL; nothing else has that code. */
enum tenon_status cli_usage(struct cli *cli, const char *hint, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/*
 * Reports options that do not go together with the code "clash" and gives TENON_BAD_INPUT. `file`: what it is about, for
 * those who read JSON or SARIF; NULL: no file.
 */
enum tenon_status cli_clash(struct cli *cli, const char *file, const char *hint, const char *format,
	...) __attribute__((format(printf, 4, 5)));
/* Reports an error with a code of docs/diagnostics.md and gives TENON_BAD_INPUT. */
enum tenon_status cli_fail(struct cli *cli, const char *code, const char *file, const char *hint,
	const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Warns of an option that does nothing here. */
void cli_warn_unused(struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* To standard output, some of it perhaps only with the next cli_put. */
enum tenon_status cli_put_piece(struct cli *cli, const void *data, size_t size);
/* What a choice of "utf8|utf16|compact-utf16" says; NULL: the first. */
enum tenon_string_encoding cli_string_encoding(const char *word);
/* The items' texts as an array with a NULL behind them. */
const char **cli_texts(const struct cli_list *list);
/* "NAME=FILE": the part behind the first "=", and the one before it in *name (NULL when there is none). */
const char *cli_split(const char *text, const char **name);

/* ---- the frame's own files ---- */

extern const struct cli_verb *const cli_verbs[];
extern const size_t cli_verb_count;
extern const struct cli_option cli_common_options[];
extern const size_t cli_common_option_count;

/* The verb whose words argv[1…] begins with; *words says how many. NULL: none. */
const struct cli_verb *cli_find_verb(int argc, char **argv, int *words);
/*
 * Brings the verb before common options that stand in front of it: `--color never wit`. Gives where
 * it stands now, or what stands in its place and is another option; 0: only such options are there.
 */
int cli_verb_first(int argc, char **argv);
/* Brings the words of a verb together when options stand between them: `metadata --json show`. */
void cli_join_words(int argc, char **argv);
const struct cli_verb *cli_find_verb_named(const char *name);
/* `next`: the word behind it, or NULL. */
enum tenon_status cli_unknown_verb(struct cli *cli, const char *word, const char *next);
/* Fills args and cli->common; TENON_BAD_CALL after a diagnostic. */
enum tenon_status cli_parse(
	struct cli *cli, const struct cli_verb *verb, int argc, char **argv, int first, void *args);
char *cli_help(const struct cli_verb *verb); /* allocated text */
/* False when the verb has an option of that name itself, or lacks what this one is for. */
bool cli_takes_common(const struct cli_verb *verb, const struct cli_option *common);
char *cli_overview(void);
char *cli_group(const char *word); /* the same of the verbs that begin with it; NULL: there are none */
char *cli_man(const struct cli_verb *verb); /* a page in man(7); NULL: of the program */
char *cli_man_name(const struct cli_verb *verb);
enum tenon_status cli_put(struct cli *cli, const char *text); /* to -o or standard output */
enum tenon_status cli_finish(struct cli *cli, enum tenon_status status);
enum tenon_status cli_stdout_failed(struct cli *cli, int error);
/* Why output that begins like this may not be written to the path: an input is there. Allocated; NULL: it may. */
char *cli_over_input(const struct cli *cli, const char *path, const void *data, size_t size);
/* The same of the depfile, which then is not written: asked before anything else is. */
char *cli_depfile_over_input(struct cli *cli);
enum tenon_status cli_depfile_check(struct cli *cli); /* with an error, when there is something against it */
enum tenon_status cli_depfile_begin(struct cli *cli); /* before the verb runs */
enum tenon_status cli_depfile_end(struct cli *cli, enum tenon_status status);
/* What --diag-format says; text for what it does not know. */
enum tenon_diag_format cli_diag_format(const char *word);
void *cli_alloc(size_t size); /* zeroed; ends the program when there is none */
void cli_add(struct cli_list *list, const char *text, int at);

/* Text that grows, for help and completion. */
struct cli_text {
	char *ptr;
	size_t len, cap;
};
void cli_printf(struct cli_text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif

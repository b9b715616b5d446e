/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Diagnostics that are ready before the run begins, as tenon_diag_render would give them. */
#include "cli/last_word.h"

#define TEXT(code, message) "tenon: error[" code "]: " message "\n"
#define JSON(code, message)                                                                        \
	"{\"severity\":\"error\",\"code\":\"" code "\",\"message\":\"" message "\",\"notes\":[]}\n"
#define SARIF(code, rule, message)                                                                 \
	"{\n"                                                                                      \
	"  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n"                      \
	"  \"version\": \"2.1.0\",\n"                                                              \
	"  \"runs\": [\n"                                                                          \
	"    {\n"                                                                                  \
	"      \"tool\": {\n"                                                                      \
	"        \"driver\": {\n"                                                                  \
	"          \"name\": \"tenon\",\n"                                                         \
	"          \"version\": \"" TENON_PROGRAM_VERSION "\",\n"                                  \
	"          \"rules\": [\n"                                                                 \
	"            {\n"                                                                          \
	"              \"id\": \"" code "\",\n"                                                    \
	"              \"shortDescription\": {\n"                                                  \
	"                \"text\": \"" rule "\"\n"                                                 \
	"              }\n"                                                                        \
	"            }\n"                                                                          \
	"          ]\n"                                                                            \
	"        }\n"                                                                              \
	"      },\n"                                                                               \
	"      \"columnKind\": \"unicodeCodePoints\",\n"                                           \
	"      \"results\": [\n"                                                                   \
	"        {\n"                                                                              \
	"          \"ruleId\": \"" code "\",\n"                                                    \
	"          \"level\": \"error\",\n"                                                        \
	"          \"message\": {\n"                                                               \
	"            \"text\": \"" message "\"\n"                                                  \
	"          }\n"                                                                            \
	"        }\n"                                                                              \
	"      ]\n"                                                                                \
	"    }\n"                                                                                  \
	"  ]\n"                                                                                    \
	"}\n"
#define IN_EVERY_FORMAT(code, rule, message)                                                       \
	{ [TENON_DIAG_TEXT] = TEXT(code, message), [TENON_DIAG_JSON] = JSON(code, message),        \
		[TENON_DIAG_SARIF] = SARIF(code, rule, message) }

const char *cli_last_word(enum tenon_diag_format format, enum cli_last_word word)
{
	static const char *const words[][3] = {
		[CLI_LAST_NO_MEMORY] =
			IN_EVERY_FORMAT("no-memory", "memory ran out", "memory ran out"),
		[CLI_LAST_LOST_INPUT] = IN_EVERY_FORMAT("io", "a file cannot be read or written",
			"an input file became shorter while it was read"),
	};
	return words[word][format];
}

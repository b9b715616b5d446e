/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The program's way in. */
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		printf("tenon %s\n", TENON_PROGRAM_VERSION);
		return 0;
	}
	fprintf(stderr, "usage: tenon VERB [OPTION]… [INPUT]…\n");
	return 2;
}

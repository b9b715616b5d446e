/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A program of wasi-libc. Prints its arguments and NAME, copies standard input, and ends with a status. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char line[1 << 17];

static long microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int main(int argc, char **argv)
{
	const char *name = getenv("NAME");
	unsigned char random[20] = { 0 };
	size_t lines = 0, bytes = 0;

	for (int i = 1; i < argc; i++)
		printf("argument %s\n", argv[i]);
	printf("NAME %s\n", name ? name : "is not set");
	while (fgets(line, sizeof line, stdin)) {
		lines++;
		bytes += strlen(line);
		if (argc > 2)
			fputs(line, stdout);
	}
	printf("%zu lines, %zu bytes, end of file %d\n", lines, bytes, feof(stdin));

	long begin = microseconds();
	usleep(20000);
	long slept = microseconds() - begin;
	printf("slept %s\n", slept >= 20000 && slept < 2000000 ? "well" : "badly");
	printf("it is %s\n", time(NULL) > 1700000000 ? "now" : "long ago");
	getentropy(random, sizeof random);
	unsigned sum = 0;
	for (size_t i = 0; i < sizeof random; i++)
		sum += random[i];
	printf("random %s\n", sum ? "bytes" : "zeros");

	struct stat status;
	printf("fstat %d, isatty %d\n", fstat(1, &status), isatty(1));
	if (!fopen("/no/such/file", "r"))
		perror("fopen");
	if (fseek(stdin, 0, SEEK_SET))
		perror("fseek");
	return argc > 1 ? 7 : 0;
}

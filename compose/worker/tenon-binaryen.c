/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * tenon-binaryen: one core module from standard input through Binaryen to standard output.
 *
 * A program of its own because Binaryen ends the whole process on input it does not like, and so
 * that `tenon` need not load a C++ runtime. It is given only modules that the validator accepts,
 * with DWARF already dropped; what it writes is validated again by the caller.
 *
 *     tenon-binaryen OPTIMIZE SHRINK NAMES FEATURE…
 *
 * OPTIMIZE 0-4 and SHRINK 0-2 are Binaryen's levels, NAMES is 1 to keep the name section, FEATURE…
 * are those that the module uses, in wasm-tools' names. Exit status: 0 done, 3 a feature is unknown
 * to this Binaryen (its name on standard error), 4 input or output failed.
 */
#define _XOPEN_SOURCE 700

#include <binaryen-c.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { UNKNOWN_FEATURE = 3, BAD_IO = 4 };

struct feature {
	const char *name;
	BinaryenFeatures (*bit)(void); /* NULL: nothing to switch on */
};

/* wasm-tools' names on the left. Features that only name an encoding need no switch. */
static const struct feature features[] = {
	{ "mutable-global", BinaryenFeatureMutableGlobals },
	{ "saturating-float-to-int", BinaryenFeatureNontrappingFPToInt },
	{ "sign-extension", BinaryenFeatureSignExt },
	{ "reference-types", BinaryenFeatureReferenceTypes },
	{ "multi-value", BinaryenFeatureMultivalue },
	{ "bulk-memory", BinaryenFeatureBulkMemory },
	{ "bulk-memory-opt", BinaryenFeatureBulkMemory },
	{ "call-indirect-overlong", NULL },
	{ "floats", NULL },
	{ "simd", BinaryenFeatureSIMD128 },
	{ "relaxed-simd", BinaryenFeatureRelaxedSIMD },
	{ "threads", BinaryenFeatureAtomics },
	{ "tail-call", BinaryenFeatureTailCall },
	{ "memory64", BinaryenFeatureMemory64 },
	{ "extended-const", BinaryenFeatureExtendedConst },
#ifdef TENON_BINARYEN_MULTI_MEMORY
	{ "multi-memory", BinaryenFeatureMultiMemory },
#endif
#ifdef TENON_BINARYEN_WASM3 /* older ones know earlier drafts of these */
	{ "exceptions", BinaryenFeatureExceptionHandling },
	{ "function-references", BinaryenFeatureReferenceTypes },
	{ "gc", BinaryenFeatureGC },
#endif
};

static int find_feature(const char *name, BinaryenFeatures *bits)
{
	for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
		if (strcmp(features[i].name, name) != 0)
			continue;
		if (features[i].bit)
			*bits |= features[i].bit();
		return 1;
	}
	return 0;
}

static char *read_all(size_t *len)
{
	size_t cap = 1 << 20;
	char *bytes = malloc(cap);
	*len = 0;
	while (bytes) {
		size_t n = fread(bytes + *len, 1, cap - *len, stdin);
		*len += n;
		if (n == 0)
			break;
		if (*len == cap) {
			char *more = realloc(bytes, cap *= 2);
			if (!more)
				free(bytes);
			bytes = more;
		}
	}
	if (bytes && ferror(stdin)) {
		free(bytes);
		bytes = NULL;
	}
	return bytes;
}

int main(int argc, char **argv)
{
	BinaryenFeatures bits = BinaryenFeatureMVP();
	size_t len;

	if (argc < 4) {
		fputs("usage: tenon-binaryen OPTIMIZE SHRINK NAMES FEATURE... <in.wasm >out.wasm\n", stderr);
		return 2;
	}
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	for (int i = 4; i < argc; i++)
		if (!find_feature(argv[i], &bits)) {
			fprintf(stderr, "%s\n", argv[i]);
			return UNKNOWN_FEATURE;
		}
	char *bytes = read_all(&len);
	if (!bytes) {
		fprintf(stderr, "standard input: %s\n", strerror(errno));
		return BAD_IO;
	}

	BinaryenSetOptimizeLevel(atoi(argv[1]));
	BinaryenSetShrinkLevel(atoi(argv[2]));
	BinaryenSetDebugInfo(atoi(argv[3]) != 0);
	BinaryenModuleRef module = BinaryenModuleRead(bytes, len);
	BinaryenModuleSetFeatures(module, bits);
	free(bytes);
	BinaryenModuleOptimize(module);
	BinaryenModuleAllocateAndWriteResult out = BinaryenModuleAllocateAndWrite(module, NULL);
	if (fwrite(out.binary, 1, out.binaryBytes, stdout) != out.binaryBytes || fflush(stdout) != 0) {
		fprintf(stderr, "standard output: %s\n", strerror(errno));
		return BAD_IO;
	}
	/* The process ends here; taking the module apart first would only cost time. */
	_Exit(0);
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Random bytes from the host, eight at a time. While the guest may not leave they come from ChaCha20
 * (RFC 8439, the block function) under a key that the host gave the first time it was asked.
 */
#include "preview1.h"

WASI("random/random", "get-random-u64") uint64_t get_random_u64(void);

static struct {
	uint64_t key[4];
	uint64_t block; /* of the stream: the next to be made */
	bool is_set;
} seed;

static inline uint32_t rotate(uint32_t x, int by)
{
	return x << by | x >> (32 - by);
}

static void quarter(uint32_t *s, int a, int b, int c, int d)
{
	s[a] += s[b], s[d] = rotate(s[d] ^ s[a], 16);
	s[c] += s[d], s[b] = rotate(s[b] ^ s[c], 12);
	s[a] += s[b], s[d] = rotate(s[d] ^ s[a], 8);
	s[c] += s[d], s[b] = rotate(s[b] ^ s[c], 7);
}

static void chacha_block(uint32_t out[16])
{
	uint32_t in[16] = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 };

	for (int i = 0; i < 8; i++)
		in[4 + i] = (uint32_t)(seed.key[i / 2] >> 32 * (i & 1));
	in[12] = (uint32_t)seed.block;
	in[13] = (uint32_t)(seed.block >> 32);
	seed.block++;
	for (int i = 0; i < 16; i++)
		out[i] = in[i];
	for (int round = 0; round < 20; round++) /* columns, then diagonals */
		for (int i = 0; i < 4; i++) {
			int shift = round & 1;
			quarter(out, i, 4 + ((i + shift) & 3), 8 + ((i + 2 * shift) & 3),
				12 + ((i + 3 * shift) & 3));
		}
	for (int i = 0; i < 16; i++)
		out[i] += in[i];
}

EXPORT("random_get") wasi_errno random_get(guest at, uint32_t size)
{
	bool is_inside = inside();
	uint32_t block[16], used = 16;

	if (is_inside && !seed.is_set)
		return E_AGAIN;
	if (!seed.is_set) {
		for (int i = 0; i < 4; i++)
			seed.key[i] = get_random_u64();
		seed.is_set = true;
	}
	for (uint32_t done = 0; done < size; done += 8) {
		uint64_t bytes;
		if (is_inside) {
			if (used == 16) {
				chacha_block(block);
				used = 0;
			}
			bytes = block[used] | (uint64_t)block[used + 1] << 32;
			used += 2;
		} else {
			bytes = get_random_u64();
		}
		if (size - done >= 8) {
			store64(at + done, bytes);
			continue;
		}
		for (uint32_t i = done; i < size; i++, bytes >>= 8)
			store8(at + i, (uint8_t)bytes);
	}
	return OK;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Reading and writing the standard streams. Both functions are lowered with the guest's memory: the
 * bytes go between host and guest without passing through ours. Only their 12-byte result has to lie
 * somewhere in that memory too, which is what a loan is for.
 */
#include "preview1.h"

/* result<_, stream-error> and result<list<u8>, stream-error>: a tag, then at 4 and 8 what belongs to it. */
GUEST_WASI("io/streams", "[method]output-stream.blocking-write-and-flush")
void write_and_flush(int32_t self, guest bytes, uint32_t size, guest result);
GUEST_WASI("io/streams", "[method]input-stream.blocking-read")
void blocking_read(int32_t self, uint64_t size, guest result);
WASI("io/error", "[resource-drop]error") void drop_error(int32_t);

/* wasi:io/streams: at most so many bytes in one blocking-write-and-flush. */
#define WRITE_MAX 4096u
/* A short read is a read; this keeps a loan clear of a buffer at the bottom of the memory. */
#define READ_MAX 0x8000u

enum { CLOSED = -1 };

/* The error of a result that lies in the loan: closed or an errno. */
static wasi_errno stream_error(guest result)
{
	enum { LAST_OPERATION_FAILED = 0 };

	if (load8(result + 4) != LAST_OPERATION_FAILED)
		return CLOSED;
	drop_error((int32_t)load32(result + 8));
	return E_IO;
}

static wasi_errno write_all(int32_t handle, guest at, uint32_t size, uint32_t *done)
{
	wasi_errno error = OK;

	while (size > 0 && error == OK) {
		uint32_t part = size < WRITE_MAX ? size : WRITE_MAX;
		struct loan loan = loan_take(at);

		/* The bytes are lifted before the result is stored, so the loan may lie among them. */
		write_and_flush(handle, at, part, loan.at);
		if (load8(loan.at) != 0)
			error = stream_error(loan.at);
		loan_return(&loan);
		if (error == OK) {
			at += part;
			size -= part;
			*done += part;
		}
	}
	return error == CLOSED ? E_PIPE : error;
}

EXPORT("fd_write") wasi_errno fd_write(uint32_t fd, guest iovs, uint32_t count, guest out)
{
	enum stream which = fd_stream(fd);
	uint32_t done = 0;
	wasi_errno error = OK;

	if (which == STREAM_NONE || which == STREAM_IN)
		return E_BADF;
	if (inside())
		return E_AGAIN;
	for (uint32_t i = 0; i < count && error == OK; i++)
		error = write_all(
			fd_output(which), load32(iovs + 8 * i), load32(iovs + 8 * i + 4), &done);
	if (done == 0 && error != OK)
		return error;
	store32(out, done);
	return OK;
}

EXPORT("fd_read") wasi_errno fd_read(uint32_t fd, guest iovs, uint32_t count, guest out)
{
	enum stream which = fd_stream(fd);
	wasi_errno error = OK;
	guest at = 0;
	uint32_t size = 0;

	if (which != STREAM_IN)
		return E_BADF;
	if (inside())
		return E_AGAIN;
	/* The first buffer with room: filling one is a read. */
	for (uint32_t i = 0; i < count && size == 0; i++) {
		at = load32(iovs + 8 * i);
		size = load32(iovs + 8 * i + 4);
	}
	if (size > READ_MAX)
		size = READ_MAX;
	uint32_t done = 0;
	while (size > 0 && done == 0 && error == OK) {
		struct loan loan = loan_take(at);

		HEADER->guest_at = at;
		HEADER->guest_size = size;
		blocking_read(fd_input(), size, loan.at);
		if (load8(loan.at) == 0)
			done = load32(loan.at + 8);
		else
			error = stream_error(loan.at);
		loan_return(&loan);
	}
	if (error != OK && error != CLOSED)
		return error;
	store32(out, done);
	return OK;
}

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Package wire holds what the canonical ABI asks of a Go program: an allocator for what a caller
// passes in, and strings and lists as they lie in memory. Go lays a struct of fixed-size fields out
// just as the ABI lays out the record, so records are overlaid on memory, not decoded.
package wire

import "unsafe"

// What callers were given and what they have yet to read. Go's collector does not see addresses that
// are held outside, and moves nothing; so being in here is all it takes.
var kept []any

// Release ends a call: a post-return function does nothing else.
func Release() {
	clear(kept)
	kept = kept[:0]
}

// Keep holds on to v until the call has ended.
func Keep(v any) { kept = append(kept, v) }

// Memory for arguments. It is the heap of Go, and grows and is collected like the rest of it.
//
//go:wasmexport cabi_realloc
func realloc(old unsafe.Pointer, oldSize, align, size uint32) unsafe.Pointer {
	words := make([]uint64, (size+7)/8) // nothing in the ABI asks for more than eight
	if len(words) == 0 {
		return unsafe.Pointer(uintptr(align))
	}
	Keep(words)
	to := unsafe.Pointer(unsafe.SliceData(words))
	if oldSize > 0 {
		copy(unsafe.Slice((*byte)(to), size), unsafe.Slice((*byte)(old), oldSize))
	}
	return to
}

// List is a list<T> in memory, where T is the overlay of its elements.
type List[T any] struct {
	at, size uint32
}

// String is a string in memory.
type String struct {
	List[byte]
}

// ListAt is a list as it comes flattened into parameters.
func ListAt[T any](at unsafe.Pointer, size uint32) List[T] {
	return List[T]{uint32(uintptr(at)), size}
}

// NewList lays out a list to be read by the caller.
func NewList[T any](items []T) List[T] {
	Keep(items)
	return ListAt[T](unsafe.Pointer(unsafe.SliceData(items)), uint32(len(items)))
}

// NewString lays out a string to be read by the caller.
func NewString(s string) String { return String{NewList([]byte(s))} }

// Items is the list itself, not a copy.
func (l List[T]) Items() []T { return unsafe.Slice((*T)(unsafe.Pointer(uintptr(l.at))), l.size) }

// String is a copy, good for as long as anyone wants.
func (s String) String() string { return string(s.Items()) }

// Option is an option<T>.
type Option[T any] struct {
	isSome bool
	value  T
}

// Some is the option that has a value.
func Some[T any](value T) Option[T] { return Option[T]{true, value} }

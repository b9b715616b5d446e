// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Stock Go, the heap in its own hands: even what callers pass in is allocated on it.
package main

import (
	"runtime"
	"slices"
	"unsafe"
)

func main() {}

// What callers were given and what they have yet to read, until the call has ended.
var kept [][]byte

//go:wasmexport cabi_realloc
func realloc(old unsafe.Pointer, oldSize, align, size uint32) unsafe.Pointer {
	bytes := make([]byte, max(size, 1))
	kept = append(kept, bytes)
	copy(bytes, unsafe.Slice((*byte)(old), oldSize))
	return unsafe.Pointer(unsafe.SliceData(bytes))
}

type list struct{ at, size uint32 }

//go:wasmexport echo
func echo(at unsafe.Pointer, size uint32) unsafe.Pointer {
	bytes := slices.Clone(unsafe.Slice((*byte)(at), size))
	slices.Reverse(bytes)
	kept = append(kept, bytes)
	return unsafe.Pointer(&list{uint32(uintptr(unsafe.Pointer(unsafe.SliceData(bytes)))), size})
}

//go:wasmexport cabi_post_echo
func postEcho(unsafe.Pointer) {
	clear(kept)
	kept = kept[:0]
}

// fill makes a table of so many strings, sorts and sums it in four goroutines, and drops it.
//
//go:wasmexport fill
func fill(count uint32) uint64 {
	table := map[uint32][]byte{}
	for i := range count {
		table[i] = make([]byte, 64)
	}
	keys := make([]uint32, 0)
	for key := range table {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	sums := make(chan uint64)
	for worker := range 4 {
		go func() {
			var sum uint64
			for i := worker; i < len(keys); i += 4 {
				sum += uint64(keys[i]) + uint64(len(table[keys[i]]))
			}
			sums <- sum
		}()
	}
	return <-sums + <-sums + <-sums + <-sums
}

// collections is how often the collector has run.
//
//go:wasmexport collections
func collections() uint32 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.NumGC
}

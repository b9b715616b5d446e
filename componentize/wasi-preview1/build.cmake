# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The adapter for WASI preview 1: C to wasm modules in the build folder, and those to bytes in libtenon.
# Compiled and linked in two steps, since clang's driver would run whatever wasm-opt it finds while linking.

find_program(TENON_WASM_CLANG NAMES clang-19 clang-20 clang-21 clang
  DOC "a clang that compiles for wasm32 (Debian: clang-19)")
find_program(TENON_WASM_LD NAMES wasm-ld-19 wasm-ld-20 wasm-ld-21 wasm-ld DOC "its linker (Debian: lld-19)")
if(NOT TENON_WASM_CLANG OR NOT TENON_WASM_LD)
  message(FATAL_ERROR "The adapter for WASI preview 1 is compiled for wasm32, and clang or wasm-ld is not here: apt-get install clang-19 lld-19")
endif()

set(PREVIEW1_DIR ${ROOM_DIR}/wasi-preview1)
set(PREVIEW1_OUT ${ROOM_BINARY_DIR}/wasi-preview1)

# No extension of the first WebAssembly: what engine runs any module runs these.
set(PREVIEW1_FLAGS --target=wasm32 -mcpu=mvp -std=c17 -Os -ffreestanding -fno-builtin -nostdlib
  -fno-delete-null-pointer-checks -Wall -Wextra -Werror -Wno-int-to-pointer-cast -Wno-pointer-to-int-cast
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)

# preview1_object(VARIANT FILE FLAG...): adds to PREVIEW1_<VARIANT>_OBJECTS
macro(preview1_object variant file)
  file(MAKE_DIRECTORY ${PREVIEW1_OUT}/${variant})
  set(object ${PREVIEW1_OUT}/${variant}/${file}.o)
  add_custom_command(OUTPUT ${object}
    COMMAND ${TENON_WASM_CLANG} ${PREVIEW1_FLAGS} ${ARGN} -c ${PREVIEW1_DIR}/${file}.c -o ${object}
    DEPENDS ${PREVIEW1_DIR}/${file}.c ${PREVIEW1_DIR}/preview1.h
    VERBATIM)
  list(APPEND PREVIEW1_${variant}_OBJECTS ${object})
endmacro()

# preview1_module(NAME OBJECTS FLAG...): adds NAME.wasm to PREVIEW1_MODULES
macro(preview1_module name objects)
  set(module ${PREVIEW1_OUT}/${name}.wasm)
  add_custom_command(OUTPUT ${module}
    COMMAND ${TENON_WASM_LD} --no-entry --strip-all --fatal-warnings ${ARGN} ${${objects}} -o ${module}
    DEPENDS ${${objects}}
    VERBATIM)
  list(APPEND PREVIEW1_MODULES ${module})
endmacro()

foreach(file own args fd stream clock random run path)
  preview1_object(full ${file})
  preview1_object(proxy ${file} -DPROXY)
endforeach()
preview1_object(arena arena)
preview1_object(access access)

# Page 0: the header at 16, data from 64, the stack; the arena begins at page 1.
set(preview1_layout --import-memory --global-base=64 -z stack-size=8192 --initial-memory=131072)
preview1_module(arena PREVIEW1_arena_OBJECTS --global-base=64 -z stack-size=0 --initial-memory=131072)
# Its import must fit a memory of any size: nothing of its own may lie there, not even the linker's first kilobyte.
preview1_module(access PREVIEW1_access_OBJECTS --import-memory --stack-first -z stack-size=0)
preview1_module(adapter PREVIEW1_full_OBJECTS ${preview1_layout})
preview1_module(adapter-proxy PREVIEW1_proxy_OBJECTS ${preview1_layout})

tenon_embed(componentize/preview1_bytes.c tn_preview1 ${PREVIEW1_MODULES} ${PREVIEW1_DIR}/preview1.wit)
list(APPEND ROOM_SOURCES ${PROJECT_BINARY_DIR}/generated/componentize/preview1_bytes.c)

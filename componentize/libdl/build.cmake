# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# dlopen and its like as a shared library for wasm32, and that as bytes in libtenon. The tools are those of
# wasi-preview1/build.cmake.
set(LIBDL_OUT ${ROOM_BINARY_DIR}/libdl)
file(MAKE_DIRECTORY ${LIBDL_OUT})
add_custom_command(OUTPUT ${LIBDL_OUT}/libdl.o
  COMMAND ${TENON_WASM_CLANG} ${PREVIEW1_FLAGS} -fPIC -fvisibility=hidden -mmutable-globals
    -c ${ROOM_DIR}/libdl/libdl.c -o ${LIBDL_OUT}/libdl.o
  DEPENDS ${ROOM_DIR}/libdl/libdl.c
  VERBATIM)
add_custom_command(OUTPUT ${LIBDL_OUT}/libdl.so
  COMMAND ${TENON_WASM_LD} -shared --experimental-pic --unresolved-symbols=import-dynamic --strip-all
    ${LIBDL_OUT}/libdl.o -o ${LIBDL_OUT}/libdl.so
  DEPENDS ${LIBDL_OUT}/libdl.o
  VERBATIM)
tenon_embed(componentize/libdl_bytes.c tn_libdl ${LIBDL_OUT}/libdl.so)
list(APPEND ROOM_SOURCES ${PROJECT_BINARY_DIR}/generated/componentize/libdl_bytes.c)

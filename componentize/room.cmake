# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include(${ROOM_DIR}/wasi-preview1/build.cmake)
include(${ROOM_DIR}/libdl/build.cmake)

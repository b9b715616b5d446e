# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# build/tenon-binaryen: the only thing that is linked with Binaryen, found by `tenon` beside itself or under libexec.
include(CheckSymbolExists)

find_path(BINARYEN_INCLUDE binaryen-c.h)
find_library(BINARYEN_LIBRARY binaryen PATH_SUFFIXES binaryen)
if(BINARYEN_INCLUDE AND BINARYEN_LIBRARY)
  set(CMAKE_REQUIRED_INCLUDES ${BINARYEN_INCLUDE})
  set(CMAKE_REQUIRED_LIBRARIES ${BINARYEN_LIBRARY})
  # What a Binaryen knows is asked of its header, since it has no version there.
  check_symbol_exists(BinaryenFeatureMultiMemory binaryen-c.h TENON_BINARYEN_MULTI_MEMORY)
  check_symbol_exists(BinaryenThrowRef binaryen-c.h TENON_BINARYEN_WASM3)
  unset(CMAKE_REQUIRED_INCLUDES)
  unset(CMAKE_REQUIRED_LIBRARIES)

  add_executable(tenon-binaryen ${PROJECT_SOURCE_DIR}/compose/worker/tenon-binaryen.c)
  set_target_properties(tenon-binaryen PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  target_include_directories(tenon-binaryen PRIVATE ${BINARYEN_INCLUDE})
  target_link_libraries(tenon-binaryen PRIVATE ${BINARYEN_LIBRARY})
  target_compile_options(tenon-binaryen PRIVATE -Wall -Wextra -Werror -O2)
  target_compile_definitions(tenon-binaryen PRIVATE
    $<$<BOOL:${TENON_BINARYEN_MULTI_MEMORY}>:TENON_BINARYEN_MULTI_MEMORY>
    $<$<BOOL:${TENON_BINARYEN_WASM3}>:TENON_BINARYEN_WASM3>)
  install(TARGETS tenon-binaryen RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/tenon)
else()
  message(WARNING "Binaryen is not here (binaryen-c.h, libbinaryen): optimising will not work")
endif()

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The program: build/tenon. It is the public interface's first user and sees nothing else.
file(GLOB TENON_CLI_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/cli/*.c)
add_executable(tenon_program ${TENON_CLI_SOURCES})
set_target_properties(tenon_program PROPERTIES OUTPUT_NAME tenon RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
target_link_libraries(tenon_program PRIVATE tenon_flags tenon)
target_compile_definitions(tenon_program PRIVATE TENON_PROGRAM_VERSION="${PROJECT_VERSION}")

# Statically linked where the C library and the others come as archives: a run that takes a millisecond should not
# spend a fifth of it on loading libraries. Still at a random address.
if(NOT TENON_SANITIZE AND NOT TENON_SANITIZE_THREADS AND NOT TENON_FUZZ)
  include(CheckCSourceCompiles)
  set(CMAKE_REQUIRED_LINK_OPTIONS -static-pie)
  set(CMAKE_REQUIRED_FLAGS -fPIE)
  set(CMAKE_REQUIRED_INCLUDES ${JANSSON_INCLUDE} ${ZSTD_INCLUDE})
  set(CMAKE_REQUIRED_LIBRARIES ${JANSSON_LIBRARY} ${ZSTD_LIBRARY})
  check_c_source_compiles("#include <jansson.h>
    #include <zstd.h>
    int main(void) { return json_null() && ZSTD_versionNumber() ? 0 : 1; }" TENON_STATIC_PROGRAM)
  unset(CMAKE_REQUIRED_LINK_OPTIONS)
  unset(CMAKE_REQUIRED_FLAGS)
  unset(CMAKE_REQUIRED_INCLUDES)
  unset(CMAKE_REQUIRED_LIBRARIES)
  if(TENON_STATIC_PROGRAM)
    target_link_options(tenon_program PRIVATE -static-pie)
  endif()
endif()

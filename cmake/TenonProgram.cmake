# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The program: build/tenon. It is the public interface's first user and sees nothing else.
file(GLOB TENON_CLI_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/cli/*.c)
add_executable(tenon_program ${TENON_CLI_SOURCES})
set_target_properties(tenon_program PROPERTIES OUTPUT_NAME tenon RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
target_link_libraries(tenon_program PRIVATE tenon_flags tenon)
target_compile_definitions(tenon_program PRIVATE TENON_PROGRAM_VERSION="${PROJECT_VERSION}")

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What every C file is compiled with. Linked by each target through `tenon_flags`.

find_program(TENON_CCACHE ccache)
if(TENON_CCACHE AND NOT CMAKE_C_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${TENON_CCACHE})
endif()

add_library(tenon_flags INTERFACE)
target_include_directories(tenon_flags INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include)
target_compile_options(tenon_flags INTERFACE
  -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
  -Wpointer-arith -Wwrite-strings -Wundef -Wvla -Wformat=2 -Wimplicit-fallthrough
  "$<$<C_COMPILER_ID:Clang>:-Wno-missing-field-initializers;-Wno-format-nonliteral;-Wno-bitwise-instead-of-logical>" # what is left out is zero; formats are passed on
  $<$<C_COMPILER_ID:GNU>:-Wno-clobbered> # sees temporaries as variables, differently at every level
  -ffunction-sections -fdata-sections -fno-common
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
target_link_options(tenon_flags INTERFACE -Wl,--gc-sections)
if(TENON_SANITIZE)
  target_compile_definitions(tenon_flags INTERFACE TENON_SANITIZE)
  target_compile_options(tenon_flags INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(tenon_flags INTERFACE -fsanitize=address,undefined)
elseif(TENON_SANITIZE_THREADS)
  target_compile_options(tenon_flags INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
  target_link_options(tenon_flags INTERFACE -fsanitize=thread)
else()
  target_link_options(tenon_flags INTERFACE -Wl,-O1 -Wl,--as-needed)
endif()
if(TENON_FUZZ)
  target_compile_options(tenon_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# Generated code is not held to our warnings.
set(TENON_GENERATED_FLAGS -Wno-unused-parameter -Wno-shadow -Wno-missing-prototypes
  -Wno-implicit-fallthrough -Wno-sign-compare -Wno-unused-variable -Wno-unused-function)

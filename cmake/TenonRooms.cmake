# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# tenon_room(DIR): the .c files of a folder become one object library, tn_<dir>, that libtenon is made of.
# X.re and X.y in it are generated into the build folder. A room that needs more brings DIR/room.cmake, which may add to
# ROOM_SOURCES, ROOM_INCLUDES and ROOM_FLAGS. An empty room is no room.

set(TENON_ROOM_OBJECTS)

macro(tenon_room dir)
  string(MAKE_C_IDENTIFIER "tn_${dir}" ROOM)
  set(ROOM_DIR ${PROJECT_SOURCE_DIR}/${dir})
  set(ROOM_BINARY_DIR ${PROJECT_BINARY_DIR}/generated/${dir})
  set(ROOM_INCLUDES)
  set(ROOM_FLAGS)
  file(GLOB ROOM_SOURCES CONFIGURE_DEPENDS ${ROOM_DIR}/*.c)
  tenon_generate_re2c()
  tenon_generate_lemon()
  include(${ROOM_DIR}/room.cmake OPTIONAL)
  if(ROOM_SOURCES)
    add_library(${ROOM} OBJECT ${ROOM_SOURCES})
    target_link_libraries(${ROOM} PRIVATE tenon_flags)
    target_include_directories(${ROOM} PRIVATE ${PROJECT_BINARY_DIR}/generated ${ROOM_INCLUDES})
    target_compile_options(${ROOM} PRIVATE ${ROOM_FLAGS})
    list(APPEND TENON_ROOM_OBJECTS $<TARGET_OBJECTS:${ROOM}>)
  endif()
endmacro()

# X.re -> generated/DIR/X.c
macro(tenon_generate_re2c)
  file(GLOB ROOM_RE CONFIGURE_DEPENDS ${ROOM_DIR}/*.re)
  foreach(re ${ROOM_RE})
    find_program(TENON_RE2C re2c REQUIRED)
    get_filename_component(stem ${re} NAME_WE)
    file(RELATIVE_PATH re_name ${PROJECT_SOURCE_DIR} ${re})
    file(MAKE_DIRECTORY ${ROOM_BINARY_DIR})
    add_custom_command(
      OUTPUT ${ROOM_BINARY_DIR}/${stem}.c
      COMMAND ${TENON_RE2C} -W -Werror --no-generation-date --no-version -o ${ROOM_BINARY_DIR}/${stem}.c ${re_name}
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
      DEPENDS ${re}
      VERBATIM)
    list(APPEND ROOM_SOURCES ${ROOM_BINARY_DIR}/${stem}.c)
    set_source_files_properties(${ROOM_BINARY_DIR}/${stem}.c PROPERTIES COMPILE_OPTIONS "${TENON_GENERATED_FLAGS}")
  endforeach()
endmacro()

# X.y -> generated/DIR/X.c and X.h (the tokens; include "DIR/X.h")
macro(tenon_generate_lemon)
  file(GLOB ROOM_Y CONFIGURE_DEPENDS ${ROOM_DIR}/*.y)
  foreach(y ${ROOM_Y})
    find_program(TENON_LEMON lemon REQUIRED)
    find_file(TENON_LEMPAR lempar.c PATHS /usr/share/lemon /usr/local/share/lemon
      REQUIRED NO_DEFAULT_PATH)
    get_filename_component(stem ${y} NAME_WE)
    file(MAKE_DIRECTORY ${ROOM_BINARY_DIR})
    add_custom_command(
      OUTPUT ${ROOM_BINARY_DIR}/${stem}.c ${ROOM_BINARY_DIR}/${stem}.h
      COMMAND ${TENON_LEMON} -q -l -T${TENON_LEMPAR} -d${ROOM_BINARY_DIR} ${y}
      DEPENDS ${y}
      VERBATIM)
    list(APPEND ROOM_SOURCES ${ROOM_BINARY_DIR}/${stem}.c ${ROOM_BINARY_DIR}/${stem}.h)
    set_source_files_properties(${ROOM_BINARY_DIR}/${stem}.c PROPERTIES COMPILE_OPTIONS "${TENON_GENERATED_FLAGS}")
  endforeach()
endmacro()

# tenon_embed(OUT NAME FILE...): generated/OUT, a C source in which `const unsigned char NAME_<file>[]` (dots and hyphens
# become underscores) holds the file's bytes with a NUL behind them and `const size_t NAME_<file>_len` their number.
# Append ${PROJECT_BINARY_DIR}/generated/OUT to ROOM_SOURCES.
function(tenon_embed out name)
  set(target ${PROJECT_BINARY_DIR}/generated/${out})
  get_filename_component(target_dir ${target} DIRECTORY)
  file(MAKE_DIRECTORY ${target_dir})
  string(REPLACE ";" "|" files "${ARGN}")
  add_custom_command(
    OUTPUT ${target}
    COMMAND ${CMAKE_COMMAND} -DOUT=${target} -DNAME=${name} "-DFILES=${files}" -P ${PROJECT_SOURCE_DIR}/cmake/Embed.cmake
    DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/cmake/Embed.cmake
    VERBATIM)
endfunction()

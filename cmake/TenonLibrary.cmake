# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# libtenon. Its third-party libraries are linked statically where there are archives, so that the program starts at once.

find_path(JANSSON_INCLUDE jansson.h REQUIRED)
find_path(ZSTD_INCLUDE zstd.h REQUIRED)
find_library(JANSSON_LIBRARY NAMES libjansson.a jansson REQUIRED)
find_library(ZSTD_LIBRARY NAMES libzstd.a zstd REQUIRED)

add_library(tenon STATIC ${TENON_ROOM_OBJECTS})
set_target_properties(tenon PROPERTIES LINKER_LANGUAGE C)
target_include_directories(tenon PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(tenon PUBLIC $<BUILD_INTERFACE:${JANSSON_LIBRARY}> $<BUILD_INTERFACE:${ZSTD_LIBRARY}>)

if(TENON_SHARED)
  find_library(JANSSON_SHARED NAMES jansson REQUIRED)
  find_library(ZSTD_SHARED NAMES zstd REQUIRED)
  add_library(tenon_shared SHARED ${TENON_ROOM_OBJECTS})
  set_target_properties(tenon_shared PROPERTIES OUTPUT_NAME tenon LINKER_LANGUAGE C
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
  target_include_directories(tenon_shared INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(tenon_shared PRIVATE $<BUILD_INTERFACE:tenon_flags> ${JANSSON_SHARED} ${ZSTD_SHARED})
endif()

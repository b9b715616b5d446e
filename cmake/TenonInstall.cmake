# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What an install holds: the program, the library, its headers, and how CMake and pkg-config find them.
include(CMakePackageConfigHelpers)

install(TARGETS tenon_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS tenon EXPORT tenon-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TENON_SHARED)
  install(TARGETS tenon_shared EXPORT tenon-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()
install(DIRECTORY include/tenon DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The program writes its own manual pages and completions; who crosses to another machine installs none.
if(NOT CMAKE_CROSSCOMPILING)
  install(CODE "execute_process(COMMAND $<TARGET_FILE:tenon_program> help
    --man-dir \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_MANDIR}/man1\" COMMAND_ERROR_IS_FATAL ANY)")
  foreach(SHELL bash/bash-completion/completions/tenon zsh/zsh/site-functions/_tenon
      fish/fish/vendor_completions.d/tenon.fish)
    string(REGEX MATCH "^([a-z]+)/(.+)/([^/]+)$" _ ${SHELL})
    install(CODE "set(FOLDER \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/${CMAKE_MATCH_2}\")
      file(MAKE_DIRECTORY \"\${FOLDER}\")
      execute_process(COMMAND $<TARGET_FILE:tenon_program> completion ${CMAKE_MATCH_1} -o \"\${FOLDER}/${CMAKE_MATCH_3}\"
        COMMAND_ERROR_IS_FATAL ANY)")
  endforeach()
endif()

set(TENON_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/tenon)
install(EXPORT tenon-targets NAMESPACE tenon:: DESTINATION ${TENON_PACKAGE_DIR})
configure_package_config_file(cmake/tenon-config.cmake.in ${PROJECT_BINARY_DIR}/tenon-config.cmake
  INSTALL_DESTINATION ${TENON_PACKAGE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tenon-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/tenon-config.cmake ${PROJECT_BINARY_DIR}/tenon-config-version.cmake
  DESTINATION ${TENON_PACKAGE_DIR})

# Where only the archive is installed, whoever links it needs what it needs.
if(TENON_SHARED)
  set(TENON_PC_REQUIRES Requires.private)
else()
  set(TENON_PC_REQUIRES Requires)
endif()
# The package may be moved: its prefix is found from the place of this file.
file(RELATIVE_PATH TENON_PC_UP "/p/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/p")
configure_file(cmake/tenon.pc.in ${PROJECT_BINARY_DIR}/tenon.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/tenon.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

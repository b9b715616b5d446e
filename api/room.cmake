# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What only the public entry points know: the version, and where the optimiser is installed for programs that do not say.
set(ROOM_FLAGS -DTENON_LIBRARY_VERSION="${PROJECT_VERSION}"
  -DTENON_OPTIMIZER_PATH="${CMAKE_INSTALL_FULL_LIBEXECDIR}/tenon/tenon-binaryen")

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The producers section names the program and its version.
set(ROOM_FLAGS "-DTN_VERSION=\"${PROJECT_VERSION}\"")

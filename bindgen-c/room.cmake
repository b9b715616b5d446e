# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The generated text's fixed parts are real C in support/, embedded here.
file(GLOB support CONFIGURE_DEPENDS ${ROOM_DIR}/support/*.h ${ROOM_DIR}/support/*.c)
tenon_embed(bindgen-c/support.c tn_support ${support})
list(APPEND ROOM_SOURCES ${PROJECT_BINARY_DIR}/generated/bindgen-c/support.c)

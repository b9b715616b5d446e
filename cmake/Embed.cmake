# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# cmake -DOUT=out.c -DNAME=prefix -DFILES=a|b -P Embed.cmake: files as C arrays. See tenon_embed.
string(REPLACE "|" ";" FILES "${FILES}")
set(text "#include <stddef.h>\n")
foreach(file ${FILES})
  get_filename_component(base ${file} NAME)
  string(MAKE_C_IDENTIFIER ${base} id)
  file(READ ${file} hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR len "${digits} / 2")
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
  string(APPEND text
    "extern const unsigned char ${NAME}_${id}[];\nextern const size_t ${NAME}_${id}_len;\n"
    "const unsigned char ${NAME}_${id}[] = {\n${hex}0x00\n};\nconst size_t ${NAME}_${id}_len = ${len};\n")
endforeach()
file(WRITE ${OUT} "${text}")

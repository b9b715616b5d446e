# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Just enough of the binary formats to say unreasonable things in them."""

MODULE = b'\0asm\1\0\0\0'
COMPONENT = b'\0asm\r\0\1\0'
MOST = (1 << 32) - 1


def leb(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7f | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def name(text):
    return leb(len(text)) + text.encode()


def section(number, payload):
    return bytes([number]) + leb(len(payload)) + payload


def vector(items):
    return leb(len(items)) + b''.join(items)


def module(*sections):
    return MODULE + b''.join(sections)


def component(*sections):
    return COMPONENT + b''.join(sections)


def custom(label, payload):
    return section(0, name(label) + payload)

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Components read, changed and written through libtenon.so.

usage: component_edit.py LIBTENON.SO SEED FILE...

Read and written anew, a canonical component is the same bytes; numbers that are too long make it shorter, with a warning. After
random edits (drop, prune, share, move out) a valid component is valid still: the writer orders, aliases and numbers by itself.
"""
import random
import sys

sys.dont_write_bytecode = True
import libtenon  # noqa: E402

PREAMBLE = bytes.fromhex('0061736d0d000100')


def round_trip(library, data):
    """None, or what went wrong."""
    component = library.read(data)
    if component is None:
        return None  # whether it should be readable is for other tests to say
    out = component.write(True)
    long_numbers = component.warnings() > 0
    component.free()
    if out is None:
        return 'it cannot be written'
    if out != data and not (long_numbers and len(out) < len(data)):
        return 'it is written otherwise'
    again = library.read(out)
    if again is None:
        return 'what was written cannot be read'
    same = again.write(True) == out
    again.free()
    return None if same else 'written twice it differs'


def random_edits(library, data, dice):
    """None, or what went wrong."""
    component = library.read(data)
    if component is None or not component.is_valid():
        if component:
            component.free()
        return None, 0
    done = []
    for _ in range(dice.randrange(1, 12)):
        kind = dice.choice(('drop', 'drop', 'drop', 'move_out', 'move_out', 'share', 'prune'))
        if kind in ('share', 'prune'):
            component.count(kind)
            done.append(kind)
            continue
        nodes = [node for scope in component.scopes() for node in scope]
        if not nodes:
            break
        node = dice.choice(nodes)
        info = component.look(node)
        # An instance type that lacks an export, or a value that nobody uses, is the editor's doing.
        if kind == 'drop' and (info.op in (0, 1) or info.sort in (9, 12) or info.op in (16, 17, 18)):
            continue
        if component.edit(kind, node):
            done.append(kind)
    out = component.write()
    good = out is not None and component.is_valid()
    component.free()
    if good:
        again = library.read(out)
        good = again is not None and again.is_valid()
        if again:
            again.free()
    return (None if good else f'no longer valid after {", ".join(done)}'), len(done)


def main():
    library, dice = libtenon.Library(sys.argv[1]), random.Random(int(sys.argv[2]))
    bad = count = 0
    for path in sys.argv[3:]:
        with open(path, 'rb') as file:
            data = file.read()
        if data[:8] != PREAMBLE:
            continue
        for problem in (round_trip(library, data), random_edits(library, data, dice)[0]):
            if problem:
                print(f'{path}: {problem}')
            bad += problem is not None
        count += 1
    print(f'{count} components, {bad} problems')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())

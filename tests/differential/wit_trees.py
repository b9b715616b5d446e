# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whole trees of WIT with a mistake in them beside wasm-tools: refused alike, and in the same line? Else printed alike?

    python3 tests/differential/wit_trees.py TENON PEER FIRST COUNT TREE...

A tree is a file or a folder with its deps/. Seeds FIRST to FIRST + COUNT - 1; each changes one or two places: a word or a line goes, comes
twice or changes places with another, a name becomes one of another file, an item moves to another file, a gate is put on it.
"""
import json
import os
import random
import re
import sys
import tempfile

from wit_peer import KNOWN, OTHERS, WORD, call, change_word, main, places_of

PLACE = re.compile(rb'--> (\S+):(\d+):\d+')
NAME = re.compile(r'%?[A-Za-z][A-Za-z0-9-]*$')
ITEM = re.compile(r'^(?:@.*\n)*(?:interface|world) .*\{\n(?:[^}\n].*\n|\n)*\}\n?', re.M)
LINES = ('@since(version = 0.2.0)', '@unstable(feature = off)', '@unstable(feature = active)', '@deprecated(version = 1.0.0)', '/// docs', '}',
         'type zz = u8;', 'use a.{b};', '@external-id("x")', 'import zz: func();', 'zz: func();', 'include zz;', 'interface zz {}',
         'resource zz { constructor(); }', 'export zz: interface { f: func(); }')
# Where a sign is missing we point, the peer at what stands behind it, be it a page further on.
ELSEWHERE = re.compile(rb'expected `.` behind `')
NEWER = b'`@external-id` cannot stand before'  # refused since 1.263


def read(tree):
    paths = [tree] if os.path.isfile(tree) else [os.path.join(top, name) for top, _, names in os.walk(tree) for name in names]
    files = {}
    for path in sorted(path for path in paths if path.endswith('.wit')):
        with open(path, encoding='utf-8', newline='') as file:
            files['x.wit' if path == tree else 'x/' + os.path.relpath(path, tree)] = file.read()
    return files


def change_words(rng, files, name):
    words = WORD.findall(files[name]) or ['']
    places = places_of(words) or [0]

    def replace(at, _):
        words[at] = rng.choice(OTHERS)

    def rename(*_):
        names = [word for word in WORD.findall(files[rng.choice(sorted(files))]) if NAME.match(word)]
        at = rng.choice([i for i in places if NAME.match(words[i])] or places)
        words[at] = rng.choice(names or ['zz'])

    change_word(rng, words, places, (replace, rename, rename))
    files[name] = ''.join(words)


def change_lines(rng, files, name):
    lines = files[name].split('\n')
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    what = rng.randrange(4)
    if what == 0:
        del lines[at]
    elif what == 1:
        lines.insert(at, lines[at])
    elif what == 2:
        lines[at], lines[other] = lines[other], lines[at]
    else:
        lines.insert(at, rng.choice(LINES))
    files[name] = '\n'.join(lines)


def move_item(rng, files, name):
    items = list(ITEM.finditer(files[name]))
    if items:
        item = rng.choice(items)
        files[name] = files[name][:item.start()] + files[name][item.end():]
        files[rng.choice(sorted(files))] += '\n' + item.group(0)


def compare(tenon, peer, tree, folder):
    """What is different, or None."""
    flags = ('--features', 'active', tree)
    theirs, ours = call(peer, 'component', 'wit', *flags, cwd=folder), call(tenon, 'wit', '--diag-format=json', '--max-errors=0', *flags, cwd=folder)
    if theirs[0] not in (0, 1) or KNOWN in theirs[2] or NEWER in ours[2]:
        return None  # a crash, or another opinion
    if theirs[0] != ours[0]:
        return f'exit {ours[0]}, {ours[2].decode()[:400]}; the peer {theirs[0]}, {theirs[2].decode()[:400]}'
    if not theirs[0]:
        return None if theirs[1] == ours[1] else 'the text is different'
    place = PLACE.search(theirs[2])
    if not place or ELSEWHERE.search(ours[2]):
        return None
    wanted = os.path.normpath(place[1].decode()), int(place[2])
    errors = [json.loads(line) for line in ours[2].splitlines()]
    if wanted in [(os.path.normpath(e.get('file') or ''), e.get('line')) for e in errors]:
        return None
    return f'no error at {wanted}: {ours[2].decode()[:400]}; the peer {theirs[2].decode()[:400]}'


def problems(tenon, peer, first, count, trees):
    for seed in range(first, first + count):
        rng = random.Random(seed)
        tree = trees[seed % len(trees)]
        files = read(tree)
        for _ in range(rng.choice((1, 1, 2))):
            rng.choice((change_words, change_words, change_lines, move_item))(rng, files, rng.choice(sorted(files)))
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
                with open(os.path.join(folder, name), 'w', encoding='utf-8', newline='') as file:
                    file.write(text)
            why = compare(os.path.abspath(tenon), peer, 'x' if os.path.isdir(tree) else 'x.wit', folder)
        if why:
            yield f'seed {seed} {tree}: {why}'


if __name__ == '__main__':
    sys.exit(main(problems))

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""WIT beside wasm-tools: packages that its generator makes up, and WIT with a few words changed.

    python3 tests/differential/wit_peer.py TENON PEER FIRST COUNT [FILE.wit]...

Seeds FIRST to FIRST + COUNT - 1. Without files, packages are made up: decoded, printed and encoded alike? With files, words of
them are dropped, doubled, exchanged, moved apart by comments: taken or refused alike, and printed alike?
"""
import os
import random
import re
import subprocess
import sys
import tempfile

WORD = re.compile(r'//[^\n]*|/\*.*?\*/|\s+|"[^"\n]*"|%?[A-Za-z][A-Za-z0-9-]*|[0-9][0-9A-Za-z.+-]*|->|.', re.S)
OTHERS = ('as async borrow constructor enum export flags func future import include interface list map option own package record '
          'resource result static stream string tuple type u8 use variant with world get set _ foo Foo foo-bar %foo 1 0.1.0 ; : , . { } '
          '( ) < > = -> / @ @since(version=1.0.0) @unstable(feature=active) @external-id("x")').split()
# Refused by the peer only: docs/testing.md, "Where the peer is another opinion".
KNOWN = b'excluded due to its feature not being activated'


def call(*words, **kinds):
    done = subprocess.run(words, capture_output=True, check=False, **kinds)
    return done.returncode, done.stdout, done.stderr


def number(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def without_producers(data):
    out, at = data[:8], 8
    while at < len(data):
        begin, kind = at, data[at]
        size, at = number(data, at + 1)
        name_size, name_at = number(data, at)
        if kind or data[name_at:name_at + name_size] != b'producers':
            out += data[begin:at + size]
        at += size
    return out


def same_verb(tenon, peer, what, *flags):
    """The output of both, or what is different about it."""
    theirs, ours = call(peer, 'component', 'wit', *flags), call(tenon, 'wit', *flags)
    if KNOWN in theirs[2]:
        return None, None
    if bool(theirs[0]) != bool(ours[0]):
        return None, f'{what}: exit {ours[0]}, {ours[2].decode()[:400]}; the peer {theirs[0]}, {theirs[2].decode()[:400]}'
    if theirs[0]:
        return None, None
    if without_producers(ours[1]) != without_producers(theirs[1]) if '--wasm' in flags else ours[1] != theirs[1]:
        return None, f'{what} is different'
    return theirs[1], None


def made_up(tenon, peer, seed, folder):
    binary, text = os.path.join(folder, 'x.wasm'), os.path.join(folder, 'x.wit')
    rng = random.Random(seed)
    if call(peer, 'wit-smith', '-o', binary, input=rng.randbytes(rng.choice((200, 1000, 4000, 12000))))[0]:
        return None
    out, why = same_verb(tenon, peer, 'the text of the binary', binary)
    if out is None:
        return why
    with open(text, 'wb') as file:
        file.write(out)
    return same_verb(tenon, peer, 'the text of the text', text)[1] or same_verb(tenon, peer, 'the binary', '--wasm', text)[1]


def places_of(words):
    return [i for i, word in enumerate(words) if not word.isspace() and not word.startswith(('//', '/*'))]


def change_word(rng, words, places, others):
    """One goes, comes twice or changes places with another; or one of the three `others` does what it does."""
    at, other = rng.choice(places), rng.choice(places)
    what = rng.randrange(6)
    if what == 0:
        words[at] = ''
    elif what == 1:
        words[at] += ' ' + words[at]
    elif what == 2:
        words[at], words[other] = words[other], words[at]
    else:
        others[what - 3](at, other)


def changed(tenon, peer, seed, source, folder):
    rng = random.Random(seed)
    path = os.path.join(folder, 'x.wit')
    with open(source, encoding='utf-8') as file:
        words = WORD.findall(file.read())
    places = places_of(words)

    def copy(at, other):
        words[at] = words[other]

    def move_apart(at, _):
        words[at] = rng.choice((' /* c */ ', '\n', ' // c\n')) + words[at]

    def replace(at, _):
        words[at] = rng.choice(OTHERS)

    for _ in range(rng.choice((1, 1, 2))):
        change_word(rng, words, places, (copy, move_apart, replace))
    with open(path, 'w', encoding='utf-8') as file:
        file.write(''.join(words))
    return same_verb(tenon, peer, 'the text', '--features', 'active', path)[1]


def problems(tenon, peer, first, count, files):
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + count):
            source = files[seed % len(files)] if files else None
            why = changed(tenon, peer, seed, source, folder) if files else made_up(tenon, peer, seed, folder)
            if why:
                yield f'seed {seed} {source or ""}: {why}'


def main(problems):
    """By hand: the programs, the first seed and how many, then what they are about."""
    tenon, peer, first, count, *inputs = sys.argv[1:]
    found = list(problems(tenon, peer, int(first), int(count), inputs))
    print(*found, sep='\n')
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main(problems))

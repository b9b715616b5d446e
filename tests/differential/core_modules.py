#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Core modules beside wasm-tools: verdicts with the same features, and text that makes the same binary.

usage: core_modules.py [--tenon TENON] [--peer WASM_TOOLS] [--seed N] [--keep DIR] MODE [COUNT]

corpus   every core module of ../shared/corpora (with COUNT: every COUNTth): the verdict; `print`ed and parsed the same
         binary as the peer's text; read and written the same bytes
smith    modules of `wasm-tools smith`, features at random, bodies also at random
flip     such modules with bytes of their sections changed
opcodes  every instruction of opcode.def with random immediates and operands, in the module core.wat

Each difference is a line, with the module kept in DIR. The last line counts.
"""
import argparse
import glob
import hashlib
import os
import random
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FEATURES = """mutable-global saturating-float-to-int sign-extension reference-types multi-value bulk-memory simd relaxed-simd threads
    shared-everything-threads tail-call floats multi-memory exceptions memory64 extended-const function-references memory-control gc
    custom-page-sizes legacy-exceptions gc-types stack-switching wide-arithmetic call-indirect-overlong bulk-memory-opt
    custom-descriptors compact-imports""".split()
NEW = ['acquire-release-atomics', 'multibyte-array-access']  # which not every peer knows
SMITH = """bulk-memory exceptions gc compact-imports custom-descriptors custom-page-sizes memory64 multi-value reference-types
    relaxed-simd saturating-float-to-int sign-extension-ops shared-everything-threads simd tail-call threads wide-arithmetic
    extended-const""".split()
# Atomic access to references: the peer takes unshared ones in globals only, shared ones elsewhere only; the proposal both.
KNOWN = re.compile(r'atomic.*only allows')


class Comparison:
    def __init__(self, tenon, peer, seed, keep):
        self.tenon, self.peer, self.keep = tenon, peer, keep
        self.random = random.Random(seed)
        self.folder = tempfile.TemporaryDirectory()
        self.count = self.valid = self.texts = self.copies = 0
        known = [name for name in NEW if not self.run(peer, 'validate', f'--features={name}', self.file(b'\0asm\1\0\0\0')).returncode]
        self.switches = FEATURES + known
        self.without = ''.join(f',-{name}' for name in NEW if name not in known)

    def run(self, *command, data=None):
        return subprocess.run(command, input=data, capture_output=True, timeout=60)

    def file(self, data):
        path = os.path.join(self.folder.name, 'm.wasm')
        with open(path, 'wb') as out:
            out.write(data)
        return path

    def problem(self, what, data, *results):
        name = hashlib.sha1(data).hexdigest()[:12] + '.wasm'
        if self.keep:
            os.makedirs(self.keep, exist_ok=True)
            with open(os.path.join(self.keep, name), 'wb') as out:
                out.write(data)
        said = ' | '.join(r.stderr.decode(errors='replace').strip().replace('\n', ' ')[:300] for r in results)
        return f'{name}: {what}: {said}'

    def verdict(self, data, features):
        """The difference, if any; and whether the peer takes it."""
        path = self.file(data)
        peer = self.run(self.peer, 'validate', f'--features={features}', path)
        ours = self.run(self.tenon, 'validate', f'--wasm-features={features}{self.without}', path)
        self.count += 1
        self.valid += peer.returncode == 0
        if ours.returncode in (0, 1) and (ours.returncode == 0) == (peer.returncode == 0):
            return None, peer.returncode == 0
        if KNOWN.search(peer.stderr.decode(errors='replace')):
            return None, False
        return self.problem(f'verdict with {features}', data, peer, ours), False

    def text(self, data):
        path = self.file(data)
        folded = ['--fold-instructions'] if self.random.random() < .3 else []
        peer, ours = self.run(self.peer, 'print', path), self.run(self.tenon, 'print', *folded, path)
        parsed = self.run(self.peer, 'parse', '-', data=peer.stdout)
        if peer.returncode or parsed.returncode:
            return None  # it cannot do it itself
        again = self.run(self.peer, 'parse', '-', data=ours.stdout)
        self.texts += 1
        if ours.returncode or again.returncode or again.stdout not in (parsed.stdout, data):
            return self.problem('text', data, ours, again)
        return None

    def copy(self, data):
        """Taking no section out is reading and writing; over-long sizes of sections become short."""
        result = self.run(self.tenon, 'strip', '-d', 'never^', self.file(data))
        short = b''.join(bytes([s[0]]) + leb(s[2] - s[1]) + data[s[1]:s[2]] for s in sections(data))
        self.copies += 1
        return None if result.stdout == data[:8] + short else self.problem('copy', data, result)

    def features(self):
        kind = self.random.random()
        if kind < .4:
            return 'all'
        if kind < .55:
            return self.random.choice(('mvp', 'wasm1', 'wasm2', 'wasm3', 'lime1'))
        if kind < .85:
            return 'all,-' + ',-'.join(self.random.sample(self.switches, self.random.choice((1, 2, 4))))
        return 'mvp,' + ','.join(self.random.sample(self.switches, self.random.choice((1, 3, 8))))

    def both(self, data, features):
        difference, is_valid = self.verdict(data, features)
        if difference:
            yield difference
        if is_valid and (difference := self.text(data)):
            yield difference

    # ---- where modules come from ----

    def corpus(self, every):
        for path in sorted(glob.glob(f'{ROOT}/../shared/corpora/**/*.wasm', recursive=True))[::every]:
            with open(path, 'rb') as file:
                data = file.read()
            if data[:8] != b'\0asm\1\0\0\0':
                continue
            yield from self.both(data, 'all')
            if self.valid_now(data) and (difference := self.copy(data)):
                yield difference

    def valid_now(self, data):
        return self.run(self.tenon, 'validate', '--wasm-features=all', self.file(data)).returncode == 0

    def made(self, invalid):
        on = lambda: self.random.random() < .8
        flags = [f'--{name}-enabled={"true" if on() else "false"}' for name in SMITH]
        flags.append(f'--max-memories={self.random.choice((1, 3, 20))}')
        flags.append(f'--max-tables={self.random.choice((1, 3, 20))}')
        if self.random.random() < .3:
            flags.append(f'--min-uleb-size={self.random.choice((1, 2, 5))}')
        if self.random.random() < .5:
            flags.append('--generate-custom-sections=true')
        if invalid and self.random.random() < .4:
            flags.append('--allow-invalid-funcs=true')
        seed = self.random.randbytes(self.random.choice((100, 600, 3000, 10000)))
        result = self.run(self.peer, 'smith', *flags, data=seed)
        return None if result.returncode else result.stdout

    def smith(self, count):
        while self.count < count:
            if (data := self.made(True)) is not None:
                yield from self.both(data, self.features())

    def flip(self, count):
        pool = []
        while self.count < count:
            if len(pool) < 20 or self.random.random() < .05:
                data = self.made(False)
                pool += [data] if data and len(data) < 6000 else []
            if pool:
                yield from self.both(self.flipped(self.random.choice(pool)), self.features())

    def flipped(self, data):
        data, places = bytearray(data), [s for s in sections(data) if s[1] < s[2]]
        if not places:
            return bytes(data)
        weights = [{1: 6, 10: 6, 2: 3, 6: 3, 9: 3}.get(s[0], 1) for s in places]
        for _ in range(self.random.choice((1, 1, 2, 3))):
            _, start, end = self.random.choices(places, weights)[0]
            at, how = self.random.randrange(start, end), self.random.random()
            if how < .4:
                data[at] = self.random.randrange(256)
            elif how < .6:
                data[at] ^= 1 << self.random.randrange(8)
            elif how < .8:
                data[at] = (data[at] + self.random.choice((1, 255))) & 255
            else:
                data[at] = data[self.random.randrange(start, end)]
        return bytes(data)

    def opcodes(self, count):
        bodies = Bodies(self)
        while self.count < count:
            yield from self.both(bodies.module(), 'all' if self.random.random() < .8 else self.features())


def sections(data):
    at = 8
    while at < len(data):
        start, size, shift = at + 1, 0, 0
        while True:
            size |= (data[start] & 127) << shift
            shift += 7
            start += 1
            if data[start - 1] < 128:
                break
        yield data[at], start, min(start + size, len(data))
        at = start + size


def leb(value):
    out = b''
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


class Bodies:
    """Functions of one to three instructions, each behind operands that may or may not fit."""

    HEAPS = bytes(range(0x68, 0x76))

    def __init__(self, comparison):
        self.random = comparison.random
        text = open(f'{HERE}/core.wat').read()
        made = comparison.run(comparison.peer, 'parse', f'{HERE}/core.wat')
        self.sections = [(s[0], made.stdout[s[1]:s[2]]) for s in sections(made.stdout)]
        self.size = {what: len(re.findall(rf'\({what} \$\w+ ', text)) for what in ('type', 'table', 'memory', 'global', 'tag', 'elem', 'data')}
        self.defined = len(re.findall(r'^ \(func \$', text, re.M))
        self.size['func'] = self.defined + 1
        plain = [bytes([c]) for c in (0x7f, 0x7f, 0x7e, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f, 0x6e, 0x6d, 0x6c, 0x69)]
        shared = [b'\x63\x65\x6e', b'\x63\x65\x6c']
        types = [b'\x63' + leb(i) for i in range(self.size['type'])]
        self.locals = plain + shared + types
        self.size['local'] = len(self.locals) + 2
        rows = re.findall(r'^TN_OPCODE\((0x\w+), *\w+, *"[^"]*", *(\w+), *(\d+), *\w+, *(\w+)\)',
                          open(f'{ROOT}/wasm/core/opcode.def').read(), re.M)
        self.codes = [(int(code, 16), kind, int(arg)) for code, kind, arg, _ in rows]
        self.weights = [4 if shape == 'special' else .3 for *_, shape in rows]

    def index(self, what):
        return leb(self.size[what] if self.random.random() < .02 else self.random.randrange(self.size[what]))

    def heap(self):
        kind = self.random.random()
        if kind < .6:
            return (b'\x62' if kind < .1 else b'') + leb(self.random.randrange(self.size['type']))
        return (b'\x65' if kind < .7 else b'') + bytes([self.random.choice(self.HEAPS)])

    def value(self):
        kind = self.random.random()
        return self.random.choice((b'\x63', b'\x64')) + self.heap() if kind < .3 else self.random.choice(self.locals)

    def label(self):
        return leb(self.random.choice((0, 0, 1, 1, 2, 3)))

    def block(self):
        return self.random.choice((lambda: b'\x40', self.value, lambda: self.index('type')))()

    def memarg(self, arg):
        align = arg if self.random.random() < .7 else self.random.randrange(6)
        offset = leb(self.random.choice((0, 1, 5000, 2**32 - 1, 2**32)))
        flags, kind = self.random.choice((0, 0, 32, 64, 64)), self.random.random()
        index = self.index('type') if flags == 32 else self.index('memory') if flags == 64 else b''
        order = b'' if kind < .8 else bytes([self.random.choice((0, 0, 1, 0x11, 2))])
        return leb(align | flags | (16 if order else 0)) + index + order + offset

    def ordered(self, arg):
        return self.memarg(arg) if self.random.random() < .2 else \
            leb(arg | 16) + self.random.choice((b'\0', b'\1', b'\x11')) + leb(self.random.randrange(200))

    def list(self, element, more=0):
        count = self.random.randrange(3)
        return leb(count) + b''.join(element() for _ in range(count + more))

    def catch(self):
        kind = self.random.randrange(4)
        return bytes([kind]) + (self.index('tag') if kind < 2 else b'') + self.label()

    def handler(self):
        return b'\1' + self.index('tag') if self.random.random() < .4 else b'\0' + self.index('tag') + self.label()

    def immediates(self, kind, arg):
        pick = self.random
        if kind in ('FUNC', 'LOCAL', 'GLOBAL', 'TABLE', 'MEMORY', 'TAG', 'TYPE', 'ELEM', 'DATA'):
            return self.index(kind.lower())
        if kind.startswith('ORDER_'):
            return bytes([pick.choice((0, 0, 1, 1, 2))]) + self.immediates(kind[6:], arg)
        special = {
            'NONE': lambda: b'', 'BLOCK': self.block, 'LABEL': self.label, 'LABELS': lambda: self.list(self.label, 1),
            'CAST': lambda: bytes([pick.randrange(4)]) + self.label() + self.heap() + self.heap(),
            'TRY_TABLE': lambda: self.block() + self.list(self.catch),
            'RESUME': lambda: self.index('type') + self.list(self.handler),
            'RESUME_THROW': lambda: self.index('type') + self.index('tag') + self.list(self.handler),
            'HEAP': self.heap, 'TYPES': lambda: b'\1' + self.value(),
            'TYPE_FIELD': lambda: self.index('type') + leb(pick.randrange(5)),
            'TYPE_COUNT': lambda: self.index('type') + leb(pick.randrange(4)),
            'MEMARG': lambda: self.memarg(arg), 'MEMARG_ORDER': lambda: self.ordered(arg), 'MEMARG_RMW': lambda: self.ordered(arg), 'LANE': lambda: bytes([pick.randrange(17)]),
            'MEMARG_LANE': lambda: self.memarg({16: 0, 8: 1, 4: 2, 2: 3}.get(arg, arg)) + bytes([pick.randrange(17)]),
            'LANES': lambda: bytes(pick.randrange(33) for _ in range(16)), 'I32': lambda: b'\7', 'I64': lambda: b'\7',
            'F32': lambda: bytes(4), 'F64': lambda: bytes(8), 'V128': lambda: bytes(16), 'ORDER': lambda: bytes([pick.choice((0, 0, 1, 2))])}
        if kind in special:
            return special[kind]()
        return b''.join(self.index(part.lower()) for part in kind.split('_'))

    def operand(self):
        kind = self.random.random()
        if kind < .75:
            return b'\x20' + leb(self.random.randrange(self.size['local']))
        return b'\xd0' + self.heap() if kind < .9 else b'\xd2' + self.index('func')

    def body(self):
        out, depth = b'', 0
        for _ in range(self.random.choice((1, 1, 2, 3))):
            out += b'\0' if self.random.random() < .45 else b''.join(self.operand() for _ in range(self.random.randrange(5)))
            code, kind, arg = self.random.choices(self.codes, self.weights)[0]
            out += bytes([code]) if code < 256 else bytes([code >> 12]) + leb(code & 0xfff)
            out += self.immediates(kind, arg)
            depth += kind in ('BLOCK', 'TRY_TABLE')
            then = self.random.random()
            out += b'\x21' + self.index('local') if then < .35 else b'\x1a' if then < .6 else b''
        return out + (b'\0' if self.random.random() < .7 else b'') + b'\x0b' * (depth + 1)

    def module(self):
        chosen = self.random.randrange(self.defined)
        locals_ = leb(len(self.locals)) + b''.join(b'\1' + t for t in self.locals)
        bodies = [locals_ + self.body() if i == chosen else b'\0\0\x0b' for i in range(self.defined)]
        code = leb(self.defined) + b''.join(leb(len(b)) + b for b in bodies)
        out = b'\0asm\1\0\0\0'
        for number, bytes_ in self.sections:
            bytes_ = code if number == 10 else bytes_
            out += bytes([number]) + leb(len(bytes_)) + bytes_
        return out


def compare(tenon, peer, mode, count, seed=1, keep=None):
    """Gives the differences as they come; the last is a line that counts, told apart by being a tuple."""
    c = Comparison(tenon, peer, seed, keep)
    yield from getattr(c, mode)(count)
    yield (f'{c.count} verdicts ({c.valid} valid), {c.texts} texts, {c.copies} copies',)


def options(doc):
    """Those that every comparison by hand has."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--tenon', default=os.path.join(ROOT, 'build/tenon'))
    parser.add_argument('--peer', default='wasm-tools')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--keep')
    return parser


def report(lines, before=''):
    """What `compare` gives; the exit status."""
    status = 0
    for line in lines:
        print(before + line[0] if isinstance(line, tuple) else line, flush=True)
        status |= not isinstance(line, tuple)
    return status


def main():
    parser = options(__doc__)
    parser.add_argument('mode', choices=('corpus', 'smith', 'flip', 'opcodes'))
    parser.add_argument('count', type=int, nargs='?')
    args = parser.parse_args()
    count = args.count or (1 if args.mode == 'corpus' else 1000)
    return report(compare(args.tenon, args.peer, args.mode, count, args.seed, args.keep), f'{args.mode}: ')


if __name__ == '__main__':
    sys.exit(main())

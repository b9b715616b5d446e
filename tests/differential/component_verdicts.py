#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Components with bytes changed beside wasm-tools: the same verdict with the same features, and text that makes the same binary.

usage: component_verdicts.py [--tenon TENON] [--peer WASM_TOOLS] [--seed N] [--keep DIR] COUNT FILE...

Changed is what lies outside of core modules: a byte set anew, put up or down by one, or copied from nearby; a section doubled, dropped
or moved; a whole section of another component put in. Each difference is a line, with the component kept in DIR.
"""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from core_modules import Comparison, leb, options, report, sections  # noqa: E402

PREAMBLE = bytes.fromhex('0061736d0d000100')
MODULE, COMPONENT = 1, 4
FEATURES = """cm-values cm-nested-names cm-async cm-async-stackful cm-more-async-builtins cm-threading cm-error-context
    cm-fixed-length-lists cm-gc cm-map cm64 cm-implements cm-canon-names cm-forward cm-accessors shared-everything-threads gc""".split()


class Components(Comparison):
    def __init__(self, tenon, peer, seed, keep, files):
        super().__init__(tenon, peer, seed, keep)
        self.pool = []
        for path in files:
            with open(path, 'rb') as file:
                data = file.read()
            if data[:8] == PREAMBLE and len(data) < 20000 and self.verdict(data, 'all')[1]:
                self.pool.append([(s[0], data[s[1]:s[2]]) for s in sections(data)])
        self.pool = [parts for parts in self.pool if any(part[0] for part in parts)]
        self.count = self.valid = 0

    def bytes_changed(self, data):
        data, pick = bytearray(data), self.random
        for _ in range(pick.choice((1, 1, 1, 2, 3))):
            at, how = pick.randrange(len(data)), pick.random()
            if how < .3:
                data[at] = pick.randrange(256)
            elif how < .75:
                data[at] = (data[at] + pick.choice((1, 255, 1, 255, 2))) & 255
            else:
                data[at] = data[max(0, at - pick.randrange(20))]
        return bytes(data)

    def inner_changed(self, data):
        """A nested component."""
        parts = [(s[0], data[s[1]:s[2]]) for s in sections(data)]
        return data[:8] + self.written(self.changed(parts)) if parts else data

    def changed(self, parts):
        parts, pick, how = list(parts), self.random, self.random.random()
        places = [i for i, part in enumerate(parts) if part[0]]  # names are the other comparison's
        if not places:
            return parts
        at = pick.choice(places)
        number, data = parts[at]
        if how < .07:
            parts.insert(pick.randrange(len(parts) + 1), parts[at])
        elif how < .13:
            del parts[at]
        elif how < .2:
            parts.insert(pick.randrange(len(parts)), parts.pop(at))
        elif how < .27:
            parts.insert(pick.randrange(len(parts) + 1), pick.choice([part for part in pick.choice(self.pool) if part[0]]))
        elif number == COMPONENT and data[:8] == PREAMBLE:
            parts[at] = (number, self.inner_changed(data))
        else:
            places = [i for i, part in enumerate(parts) if part[1] and part[0] not in (0, MODULE, COMPONENT)]
            if places:
                at = pick.choice(places)
                parts[at] = (parts[at][0], self.bytes_changed(parts[at][1]))
        return parts

    @staticmethod
    def written(parts):
        return b''.join(bytes([number]) + leb(len(data)) + data for number, data in parts)

    def switched(self):
        kind = self.random.random()
        if kind < .5:
            return 'all'
        chosen = self.random.sample(FEATURES, self.random.choice((1, 2, 5)))
        return 'all,-' + ',-'.join(chosen) if kind < .8 else ','.join(chosen)

    def flip(self, count):
        while self.pool and self.count < count:
            yield from self.both(PREAMBLE + self.written(self.changed(self.random.choice(self.pool))), self.switched())


def compare(tenon, peer, files, count, seed=1, keep=None):
    """As in core_modules.py: the differences, then a tuple with a line that counts."""
    c = Components(tenon, peer, seed, keep, files)
    yield from c.flip(count)
    yield (f'{c.count} verdicts ({c.valid} valid) of {len(c.pool)} components changed, {c.texts} texts',)


def main():
    parser = options(__doc__)
    parser.add_argument('count', type=int)
    parser.add_argument('files', nargs='+')
    args = parser.parse_args()
    return report(compare(args.tenon, args.peer, args.files, args.count, args.seed, args.keep))


if __name__ == '__main__':
    sys.exit(main())

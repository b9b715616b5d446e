#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every rule of the validator for components beside wasm-tools: the same verdict with the same features, and text that makes the same binary.

usage: component_rules.py [--tenon TENON] [--peer WASM_TOOLS] [--seed N] [--keep DIR] [--every N]

Asked about are the components of component_rules.wat, and every canonical definition with operands and options that fit it or do not.
Each one gets the default features, all, and all but one at random. What the peer's own text parser refuses is left out. Each difference
is a line, with the component kept in DIR.
"""
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from component_verdicts import FEATURES  # noqa: E402
from core_modules import Comparison, options, report  # noqa: E402

# wasm-tools 1.262 still takes handles in the values of maps.
OLDER = 'a map value cannot contain'
FUNCS = {
    're': '(param i32 i32 i32 i32) (result i32)', 're64': '(param i64 i64 i64 i64) (result i64)',
    'cb': '(param i32 i32 i32) (result i32)', 'v': '', 'i': '(param i32)', 'l': '(param i64)', 'ri': '(result i32)',
    'rl': '(result i64)', 'i2': '(param i32 i32)', 'ii': '(param i32) (result i32)', 'rf': '(result f32)', 'pd': '(param f64)'}
ITEMS = {'m': ('memory', '1'), 'm64': ('memory', 'i64 1'), 't': ('table', '1 funcref'), 't64': ('table', 'i64 1 funcref'), 'tx': ('table', '1 externref')}
# What canonical definitions refer to.
AROUND = '(component (core module $m ' + \
    ' '.join(f'(func (export "{name}") {type_} unreachable)' for name, type_ in FUNCS.items()) + ' ' + \
    ' '.join(f'({kind} (export "{name}") {type_})' for name, (kind, type_) in ITEMS.items()) + ') (core instance $i (instantiate $m)) ' + \
    ' '.join(f'(alias core export $i "{name}" (core func ${name}))' for name in FUNCS) + ' ' + \
    ' '.join(f'(alias core export $i "{name}" (core {kind} ${name}))' for name, (kind, _) in ITEMS.items()) + \
    ' (core type $ft (func (param i32))) (core type $ft64 (func (param i64))) (core type $f0 (func)) (core type $st (struct))' + \
    ' (core type $shared (shared (func (param i32)))) (core type $mt (module)) (type $r (resource (rep i32))) '
TYPES = """u8;string;(list u8);f32;f64;u64;(option string);(result);(tuple u32 u32);error-context;(own $r);(borrow $r);(stream u8);(future)
    (map string u8);(list u8 3);(list string 2);(variant (case "a" f32) (case "b" u64));(flags "a");(tuple u8 u8 u8 u8 u8)""".replace('\n', ';').split(';') + \
    [f'(tuple {"u32 " * count})' for count in (16, 17)]
OPTIONS = """;(memory $m);(memory $m) (realloc $re);async;async (memory $m);async (memory $m) (realloc $re);async (callback $cb)
    async (callback $cb) (memory $m);async (callback $cb) (memory $m) (realloc $re);(memory $m64);(memory $m64) (realloc $re64)
    async (memory $m64) (realloc $re64);(memory $m) (realloc $re64);(realloc $re);(memory $m) (realloc $cb);(memory $m) (memory $m)
    string-encoding=utf16;string-encoding=utf8 string-encoding=utf16;(post-return $v);async (post-return $v);(callback $cb);async async
    gc;gc gc;(core-type $ft);gc (core-type $ft);gc (core-type $f0);gc (core-type $st);gc (core-type $mt);gc (core-type $ft) (memory $m)
    async (callback $i);gc (core-type $ft) async""".replace('\n', ';').split(';')
PLAIN = """backpressure.inc;backpressure.dec;task.cancel;subtask.drop;subtask.cancel;subtask.cancel async;waitable-set.new;waitable-set.drop
    waitable.join;thread.index;thread.yield;thread.suspend;thread.resume-later;thread.suspend-then-resume;thread.yield-then-resume
    thread.suspend-then-promote;thread.yield-then-promote;thread.available_parallelism;error-context.drop;context.get i32 0;context.get i32 1
    context.get i32 2;context.set i64 0;context.set i64 1;waitable-set.wait (memory $m);waitable-set.poll (memory $m64)""".replace('\n', ';').split(';')
RESOURCES = """(resource (rep i32));(resource (rep i64));(resource (rep f32));(resource (rep i32) (dtor (core func $i)))
    (resource (rep i64) (dtor (core func $l)));(resource (rep i32) (dtor (core func $v)));u8""".replace('\n', ';').split(';')


def lowered_and_lifted():
    for type_ in TYPES:
        for func in ('(param "a" $q)', '(result $q)', 'async (param "a" $q)', 'async (result $q)'):
            for option in OPTIONS:
                for core in ('v', 'i', 'l', 'ri', 'rl', 'i2', 'rf', 'pd'):
                    yield f'(type $q {type_}) (type $f (func {func})) (func (type $f) (canon lift (core func ${core}) {option}))'
                if '$r' not in type_:
                    yield f'(type $q0 {type_}) (import "q" (type $q (eq $q0))) (import "f" (func $f {func})) (core func (canon lower (func $f) {option}))'


def builtins():
    for name in PLAIN:
        yield f'(core func (canon {name}))'
        yield f'(core func (canon {name})) (core func (canon context.get i64 0))'
    for definition in RESOURCES:
        for what in ('new', 'drop', 'rep'):
            yield f'(type $s {definition}) (core func (canon resource.{what} $s))'
    for option in OPTIONS:
        for what in ('new', 'debug-message'):
            yield f'(core func (canon error-context.{what} {option}))'
        for type_ in TYPES:
            yield f'(type $q {type_}) (core func (canon task.return (result $q) {option}))'
            for kind in ('stream', 'future'):
                for what in ('read', 'write'):
                    yield f'(type $q {type_}) (type $s ({kind} $q)) (core func (canon {kind}.{what} $s {option}))'
    for kind in ('stream', 'future'):
        for what in ('new', 'cancel-read', 'cancel-write async', 'drop-readable', 'drop-writable', 'forward'):
            for given in (f'({kind})', f'({kind} string)', '(future)', '(stream)', 'u8'):
                name, _, how = what.partition(' ')
                yield f'(type $s {given}) (core func (canon {kind}.{name} $s {how}))'
    for start in ('$ft', '$ft64', '$f0', '$st', '$mt', '$shared'):
        yield f'(core func (canon thread.spawn-ref {start}))'
        for table in ('$t', '$t64', '$tx'):
            for what in ('thread.new-indirect', 'thread.spawn-indirect'):
                yield f'(core func (canon {what} {start} (core table {table})))'


def rules(pick, every):
    with open(f'{HERE}/component_rules.wat') as file:
        yield from [line for line in file if line.startswith('(')][::every]
    for line in list(builtins())[::4 * every]:
        yield f'{AROUND}{line})'
    # Most of those that are lifted and lowered are wrong in the same way.
    for line in pick.sample(list(lowered_and_lifted()), 400 // every):
        yield f'{AROUND}{line})'


def compare(tenon, peer, seed=1, keep=None, every=1):
    """As in core_modules.py: the differences, then a tuple with a line that counts."""
    c = Comparison(tenon, peer, seed, keep)
    for text in rules(c.random, every):
        made = c.run(peer, 'parse', '-', data=text.encode())
        if made.returncode:
            continue
        is_valid = False
        for features in ('all', 'all,-' + c.random.choice(FEATURES), 'component-model'):
            difference, fine = c.verdict(made.stdout, features)
            is_valid |= fine
            if difference and OLDER not in difference:
                yield f'{difference}: {text[-200:].strip()}'
        if is_valid and (difference := c.text(made.stdout)):
            yield difference
    if not c.valid:
        yield 'no component was valid: nothing was compared'
    yield (f'{c.count} verdicts ({c.valid} valid), {c.texts} texts',)


def main():
    parser = options(__doc__)
    parser.add_argument('--every', type=int, default=1)
    args = parser.parse_args()
    return report(compare(args.tenon, args.peer, args.seed, args.keep, args.every))


if __name__ == '__main__':
    sys.exit(main())

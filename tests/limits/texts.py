# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""WIT text, and what is made of it: encoded, bound, wrapped, linked, compared."""
import os

TESTS = []


def test(function):
    TESTS.append((function.__name__.replace('_', '-'), function))
    return function


WIT = ('wit', 'wit --json', 'wit --wasm -o a.wasm', 'fmt --check')
WORLD = (*WIT, 'bindgen -w w --out-dir gen c', 'embed -w w --dummy -o m.wasm')


def read(t, file, exits=(0, 1), megabytes=64, verbs=WIT):
    for verb in verbs:
        t.run(f'{verb} {file}', exits=exits if verb != 'fmt --check' else {*exits, 1}, megabytes=megabytes)


def whole_road(t, text, megabytes=64):
    """Everything that a world goes through; each step may refuse it, and later ones take what is there."""
    t.file('a.wit', text)
    if os.path.exists(os.path.join(t.folder, 'm.wasm')):
        os.remove(os.path.join(t.folder, 'm.wasm'))
    read(t, 'a.wit', megabytes=megabytes, verbs=WORLD)
    if os.path.exists(os.path.join(t.folder, 'm.wasm')) and t.run('new m.wasm -o c.wasm', exits=(0, 1), megabytes=megabytes) == 0:
        for verb in ('validate', 'print', 'inspect', 'wit', 'wit --json', 'graph', 'targets a.wit'):
            t.run(f'{verb} c.wasm', exits=(0, 1), megabytes=megabytes)
        t.run('link c.wasm c.wasm -o l.wasm', exits=(0, 1), megabytes=megabytes)
    t.file('b.wit', text.replace('u8', 'u16'))
    t.run('diff a.wit b.wit', exits=(0, 1), megabytes=megabytes)
    t.run('semver-check --prev w --new v a.wit', exits=(0, 1), megabytes=megabytes)


# ---- doubling ----

def doubling(kind, steps):
    lines = ['package a:b;', 'interface i {']
    lines += [kind.format(i + 1, i) for i in range(steps)]
    lines.insert(2, 'type t0 = u8;')
    lines += [f'f: func(x: t{steps}) -> t{steps};', '}', 'world w { import i; export i; }', 'world v { import i; export i; }']
    return '\n'.join(lines)


@test
def doubling_records(t):
    for steps in (12, 30, 64):
        whole_road(t, doubling('record t{0} {{ a: t{1}, b: t{1} }}', steps), megabytes=256 if steps == 12 else 64)


@test
def doubling_aliases_of_tuples(t):
    for steps in (12, 64):
        whole_road(t, doubling('type t{0} = tuple<t{1}, t{1}>;', steps), megabytes=256 if steps == 12 else 64)


@test
def doubling_variants(t):
    for steps in (10, 64):
        whole_road(t, doubling('variant t{0} {{ a(t{1}), b(t{1}) }}', steps), megabytes=256 if steps == 10 else 64)


@test
def doubling_results_of_lists(t):
    whole_road(t, doubling('type t{0} = result<list<t{1}>, option<t{1}>>;', 64))


@test
def lists_of_fixed_length_that_multiply(t):
    whole_road(t, doubling('type t{0} = list<t{1}, 1000>;', 12))
    whole_road(t, doubling('type t{0} = list<t{1}, 4294967295>;', 1))


@test
def doubling_includes(t):
    """Diamonds: 2^30 ways from the last world to the first."""
    lines = ['package a:b;', 'interface i { }', 'world w0a { import i; import f: func(); } world w0b { import i; import g: func(); }']
    for i in range(30):
        for side in 'ab':
            lines.append(f'world w{i + 1}{side} {{ include w{i}a; include w{i}b; }}')
    lines.append('world w { include w30a; include w30b; } world v { include w30a; }')
    whole_road(t, '\n'.join(lines))


# ---- depth ----

@test
def nesting_100000_types_in_one(t):
    for opens, closes in (('list<', '>'), ('option<', '>'), ('tuple<', '>'), ('result<_, ', '>'), ('map<u8, ', '>'), ('list<', '')):
        t.file('a.wit', 'package a:b; interface i { type t = ' + opens * 100000 + 'u8' + closes * 100000 + '; }')
        read(t, 'a.wit', exits=(1,))


@test
def nesting_100000_packages(t):
    for opens in ('package a:b {', 'world w { import i: interface {', '{', '@since(', '/*', '('):
        t.file('a.wit', opens * 100000)
        read(t, 'a.wit', exits=(1,))


@test
def chain_of_100000_aliases(t):
    lines = ['type t0 = u8;'] + [f'type t{i + 1} = t{i};' for i in range(99999)]
    t.file('a.wit', 'package a:b; interface i {\n' + '\n'.join(lines) + '\nf: func(x: t99999); }\nworld w { import i; }')
    read(t, 'a.wit', megabytes=256, verbs=WORLD)
    t.file('b.wit', 'package a:b; interface i {\n' + '\n'.join(reversed(lines)) + '\nf: func(x: t99999); }\nworld w { import i; }')
    read(t, 'b.wit', megabytes=256, verbs=WORLD)


@test
def features_100000_of_them_gated_and_as_many_asked_for(t):
    t.file('a.wit', 'package a:b;\ninterface i {\n'
           + ''.join(f'  @unstable(feature = feature{i})\n  fun{i}: func();\n' for i in range(100000)) + '}\n')
    lists = (','.join(f'feature{i}{tail}' for i in range(n, n + 5000)) for tail in ('', 'x') for n in range(0, 50000, 5000))
    t.run('wit a.wit ' + ' '.join(f'--features {names}' for names in lists), megabytes=256)


@test
def chain_of_10000_lists(t):
    lines = ['type t0 = u8;'] + [f'type t{i + 1} = list<t{i}>;' for i in range(9999)]
    t.file('a.wit', 'package a:b; interface i {\n' + '\n'.join(lines) + '\nf: func(x: t9999); }\nworld w { import i; }')
    read(t, 'a.wit', verbs=WORLD)
    t.run('diff a.wit a.wit', exits=(0, 1))


@test
def chain_of_10000_interfaces(t):
    lines = ['interface i0 { type t = u8; }'] + [f'interface i{i + 1} {{ use i{i}.{{t}}; }}' for i in range(9999)]
    t.file('a.wit', 'package a:b;\n' + '\n'.join(reversed(lines)) + '\nworld w { import i9999; }')
    read(t, 'a.wit', megabytes=256, verbs=WORLD)


@test
def chain_of_10000_packages(t):
    def chain(count):
        lines = ['package a:p0 { interface i { type t = u8; } }']
        lines += [f'package a:p{i + 1} {{ interface i {{ use a:p{i}/i.{{t}}; }} }}' for i in range(count - 1)]
        return f'package a:b;\nworld w {{ import a:p{count - 1}/i; }}\n' + '\n'.join(reversed(lines))
    t.file('a.wit', chain(10000))
    read(t, 'a.wit', megabytes=256, verbs=('wit', 'wit --json', 'fmt --check'))
    # Each interface is encoded with all it needs: so much is written for a package of interfaces.
    t.file('b.wit', chain(1500))
    read(t, 'b.wit', megabytes=256, verbs=WORLD)


@test
def chain_of_1000_folders(t):
    t.file('w/a.wit', 'package a:b; world w { import a:p999/i; }')
    for i in range(1000):
        use = f'use a:p{i - 1}/i.{{t}};' if i else 'type t = u8;'
        t.file(f'w/deps/p{i}/p.wit', f'package a:p{i}; interface i {{ {use} }}')
    read(t, 'w', verbs=WORLD)


@test
def chain_of_10000_includes(t):
    lines = ['world w0 { import f: func(); }'] + [f'world w{i + 1} {{ include w{i}; }}' for i in range(9998)] + ['world w { include w9998; }']
    t.file('a.wit', 'package a:b;\n' + '\n'.join(reversed(lines)))
    read(t, 'a.wit', megabytes=256, verbs=WORLD)


@test
def cycles(t):
    t.file('a.wit', 'package a:b; interface i { type t = t; record r { x: list<r> } type u = v; type v = u; }')
    read(t, 'a.wit', exits=(1,))
    ring = ''.join(f'interface i{i} {{ use i{(i + 1) % 10000}.{{t}}; }}\n' for i in range(10000))
    t.file('a.wit', 'package a:b;\n' + ring)
    read(t, 'a.wit', exits=(1,))
    ring = ''.join(f'world w{i} {{ include w{(i + 1) % 10000}; }}\n' for i in range(10000))
    t.file('a.wit', 'package a:b;\n' + ring)
    read(t, 'a.wit', exits=(1,))
    ring = ''.join(f'package a:p{i} {{ interface i {{ use a:p{(i + 1) % 1000}/i.{{t}}; }} }}\n' for i in range(1000))
    t.file('a.wit', 'package a:b;\n' + ring)
    read(t, 'a.wit', exits=(1,))
    t.file('d/a.wit', 'package a:b; interface i { use c:d/i.{t}; }')
    t.file('d/deps/c/c.wit', 'package c:d; interface i { use a:b/i.{t}; }')
    read(t, 'd', exits=(1,))


# ---- size ----

@test
def line_of_10_mb(t):
    funcs = ' '.join(f'f{i}: func(a: string, b: list<u8>) -> result<u32, string>;' for i in range(150000))
    t.file('a.wit', 'package a:b; interface i { ' + funcs + ' }')
    read(t, 'a.wit', megabytes=400, verbs=('wit', 'wit --json', 'wit --wasm -o a.wasm', 'fmt --check'))
    t.file('b.wit', 'package a:b; interface i { ' + funcs + ' oops oops }')
    read(t, 'b.wit', exits=(1,), megabytes=400, verbs=('wit', 'fmt --check'))
    t.run('wit --diag-format json b.wit', exits=(1,), megabytes=400)
    t.run('wit --diag-format sarif b.wit', exits=(1,), megabytes=400)


@test
def word_of_10_mb(t):
    for text in ('a' * 10000000, '/// ' + 'x' * 10000000 + '\ninterface i { }', '1' * 10000000, '//' + ' ' * 10000000, ' ' * 10000000,
                 'interface ' + 'a' * 10000000 + ' { }', 'interface i { type t = ' + 'a' * 1000000 + '; }'):
        t.file('a.wit', 'package a:b;\n' + text)
        read(t, 'a.wit', megabytes=256, verbs=('wit', 'wit --json', 'fmt --check'))


@test
def a_million_errors(t):
    for line in ('x\n', 'interface i { type t = u; }\n', '}\n', '@\n', 'type t = nope;\n', 'world w { import nope; }\n'):
        t.file('a.wit', 'package a:b;\n' + line * 1000000)
        read(t, 'a.wit', exits=(1,), megabytes=1024 if len(line) > 10 else 256, verbs=('wit',))
    t.file('a.wit', 'package a:b;\ninterface i {\n' + 'f: func(x: nope);\n' * 1000000 + '}')
    read(t, 'a.wit', exits=(1,), megabytes=768, verbs=('wit',))


@test
def names_that_fit_none_of_20000(t):
    """Each could be compared with all that are there."""
    def lines(text):
        return ''.join(text.format(i) for i in range(20000))
    types = lines('type type-number-{0} = u8;\n')
    for text in ('interface i {\n' + types + lines('f{0}: func(x: tipe-nummer-{0});\n') + '}',
                 'interface j {\n' + types + '}\ninterface i {\n' + lines('use j.{{tipe-nummer-{0}}};\n') + '}',
                 lines('interface face-number-{0} {{}}\n') + 'world w {\n' + lines('import fase-nummer-{0};\n') + '}',
                 'world w {\n' + lines('import c:pack-number-{0}/x;\n') + '}\n' + lines('package c:pakk-nummer-{0} {{ interface x {{}} }}\n'),
                 'package c:d { ' + lines('interface face-number-{0} {{}}\n') + '}\nworld w {\n' + lines('import c:d/fase-nummer-{0};\n') + '}',
                 'world v {\n' + lines('import funk-number-{0}: func();\n') + '}\nworld w { include v with {\n'
                 + lines('func-nummer-{0} as g{0},\n') + 'x as y } }'):
        t.file('a.wit', 'package a:b;\n' + text)
        read(t, 'a.wit', exits=(1,), verbs=('wit',))


@test
def include_that_renames_20000(t):
    t.file('a.wit', 'package a:b;\nworld v {\n' + ''.join(f'import f{i}: func();\n' for i in range(20000)) + '}\nworld w { include v with {\n'
           + ',\n'.join(f'f{i} as g{i}' for i in range(20000)) + ' } }')
    read(t, 'a.wit')


@test
def results_far_from_their_arrow(t):
    t.file('a.wit', 'package a:b; interface i { f: func() ->' + ' ' * 800000 + '(' + 'u8, ' * 100000 + '); }')
    read(t, 'a.wit', exits=(1,), verbs=('wit',))


@test
def world_of_3000_imports(t):
    """More instances than other tools take: that is told."""
    t.file('a.wit', 'package a:b;\n' + ''.join(f'interface i-{i} {{ f: func(); }}\n' for i in range(3000))
           + 'world w {\n' + ''.join(f'import i-{i};\n' for i in range(3000)) + '}\n')
    t.run('embed --dummy a.wit -o m.wasm')
    t.run('new m.wasm -o c.wasm', says='take no more')


@test
def world_of_10000_imports_that_another_has_not(t):
    def world(name):
        return 'package a:b;\n' + ''.join(f'interface {name}-{i} {{ f: func(); }}\n' for i in range(10000)) \
            + 'world w {\n' + ''.join(f'import {name}-{i};\n' for i in range(10000)) + '}\n'
    t.file('a.wit', world('one'))
    t.file('b.wit', world('two'))
    t.run('embed --dummy a.wit -o m.wasm')
    t.run('new m.wasm -o c.wasm', megabytes=256)
    t.run('targets a.wit c.wasm', megabytes=128)
    t.run('targets b.wit c.wasm', exits=(1,), megabytes=128)


@test
def versions_out_of_range(t):
    for version in ('9' * 1000000 + '.0.0', '1.2.3-' + 'a.' * 100000 + 'b', '1.2.3+' + '1' * 1000000, '18446744073709551616.0.0', '1.2'):
        t.file('a.wit', f'package a:b@{version}; interface i {{ @since(version = {version}) f: func(); }}')
        read(t, 'a.wit')
    t.file('a.wit', 'package a:b@1.0.0; interface i { @since(version = 99999999999999999999999.0.0) f: func(); }')
    read(t, 'a.wit', exits=(1,))
    t.file('a.wit', 'package a:b@1.0.0; interface i { @since(version = 2.0.0) f: func(); }')
    read(t, 'a.wit')
    gates = '@unstable(feature = x)\n' * 100000
    t.file('a.wit', 'package a:b; interface i { ' + gates + ' f: func(); }')
    read(t, 'a.wit')


# ---- bytes ----

@test
def bytes_of_other_kinds(t):
    good = 'package a:b;\n\ninterface i {\n  f: func();\n}\n'
    t.file('a.wit', good)
    t.run('wit a.wit')
    t.file('a.wit', good.replace('\n', '\r\n'))
    t.run('wit a.wit')
    for bad in (good.encode().replace(b'f:', b'f\0:'), b'\0' * 100000, good.encode() + b'\xff', b'\xff\xfe' + good.encode('utf-16-le'),
                b'\xed\xa0\x80', b'\xf4\x90\x80\x80', b'// \xc3', '// \u202e'.encode(), 'interface \u0131 { }'.encode(),
                b'\x28\xb5\x2f\xfd', b'\0asm', b'\0asm\r\0\1\0\0', b'(component', b'\x7fELF'):
        t.file('a.wit', bad)
        read(t, 'a.wit', exits=(1,))
    for any_way in (b'\xef\xbb\xbf' + good.encode(), good.replace('\n', '\r').encode(), b'', b'\n', '/// \U0001f980\n'.encode() + good.encode()):
        t.file('a.wit', any_way)
        read(t, 'a.wit')

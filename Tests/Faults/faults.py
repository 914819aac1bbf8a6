#!/usr/bin/env python3
"""Shows by trying that a module's own tests notice a mistake: thirty faults, one at a time, of which 27 must fail a test.

usage: faults.py [MODULE…] [--only 3,7] [--check | --tests] [--scratch DIR]

`Tests/Faults/MODULE.faults` lists the faults, a block each, blocks apart by an empty line; other lines with `#` are comments:

    # 3 Sources/Stages/Batch/BatchComposer.swift: the batch keeps one image too many
    -    guard picked.count < size else { break }
    +    guard fault(3) ? picked.count <= size : picked.count < size else { break }

The lines after `-` are the source as it stands, whole lines apart from their indentation; they must be found exactly once in that
file, else the list is out of date and the script says which block. The lines after `+` take their place: they do what
the source does unless `fault(3)`. So all faults of a module are built once, in a copy of the tree, and a run of the
tests switches one on by `WINNOW_FAULT`. A run ends at the first test that fails, or when its time is up.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
NEEDED = 27  # of thirty
SLOWER = 5  # times as long as a run without a fault, and then a fault hangs
HEADING = re.compile(r"# *(\d+) +(\S+\.swift): *(\S.*)")
FAILED = re.compile(r"^\S+ +Test (.+?) (?:recorded an issue|failed after)")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
SWITCH = """\
import Foundation

private let chosen = ProcessInfo.processInfo.environment["WINNOW_FAULT"].flatMap(Int.init)

/// Whether this run tries the fault of this number.
func fault(_ number: Int) -> Bool { chosen == number }
"""
# Of the package, only the tests of one module and what they need.
PRUNED = """
extension Target.Dependency {
  var target: String? {
    switch self {
    case .targetItem(let name, _), .byNameItem(let name, _): name
    default: nil
    }
  }
}

do {
  var needed: Set<String> = ["TESTS"]
  while case let more = Set(
    package.targets.filter { needed.contains($0.name) }.flatMap { $0.dependencies.compactMap(\\.target) }),
    !more.isSubset(of: needed)
  {
    needed.formUnion(more)
  }
  package.targets.removeAll { !needed.contains($0.name) }
  package.products = []
}
"""


class Outdated(Exception):
    """The list of faults does not fit the source."""


class Fault:
    """One mistake: what it is, where, the lines of the source and those that take their place."""

    def __init__(self, number, path, meaning):
        self.number, self.path, self.meaning = number, path, meaning
        self.old, self.new = [], []

    def __str__(self):
        return f"fault {self.number} ({self.path}: {self.meaning})"

    def place(self, lines):
        """Where in `lines` the source of the block begins."""
        stripped = [line.strip() for line in lines]
        size = len(self.old)
        found = [at for at in range(len(lines) - size + 1) if stripped[at:at + size] == self.old]
        if len(found) != 1:
            times = "is not in that file" if not found else f"occurs {len(found)} times in that file"
            raise Outdated(f"{self}: the source {times}: {' / '.join(self.old)}")
        return found[0]


def read(module):
    """The faults of a module's list, checked."""
    path = os.path.join(HERE, module + ".faults")
    if not os.path.exists(path):
        raise Outdated(f"there is no list of faults for {module}: {path}")
    faults, open_block = [], False
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            heading = HEADING.match(line)
            if heading:
                faults.append(Fault(int(heading[1]), heading[2], heading[3]))
                open_block = True
            elif not line.strip():
                open_block = False
            elif line.startswith("#"):
                continue
            elif line[0] in "-+" and open_block:
                if line[0] == "-" and faults[-1].new:
                    raise Outdated(f"{path}:{number}: a line of the source after a line that takes its place")
                if line[0] == "-":
                    faults[-1].old.append(line[1:].strip())
                else:
                    faults[-1].new.append(line[1:])
            else:
                raise Outdated(f"{path}:{number}: neither a heading, a line with - or +, a comment nor empty: {line}")
    for at, fault in enumerate(faults, 1):
        if fault.number != at:
            raise Outdated(f"{fault}: the faults are numbered from 1 without a gap; number {at} was expected")
        if not fault.path.startswith(f"Sources/{module}/"):
            raise Outdated(f"{fault}: the file is not in Sources/{module}")
        if not fault.old or not fault.new:
            raise Outdated(f"{fault}: a block needs lines with - and lines with +")
        if set(re.findall(r"\bfault\((\d+)\)", "\n".join(fault.new))) != {str(at)}:
            raise Outdated(f"{fault}: the lines with + ask for fault({at}) and for no other")
    return faults


def applied(faults, source, path):
    """The source of one file with all faults in it, each asleep."""
    lines = source.splitlines()
    places = sorted(((fault.place(lines), fault) for fault in faults), key=lambda pair: pair[0])
    for (first, one), (second, other) in zip(places, places[1:]):
        if first + len(one.old) > second:
            raise Outdated(f"{one} and {other} change the same line of {path}")
    for at, fault in reversed(places):
        lines[at:at + len(fault.old)] = fault.new
    return "\n".join(lines) + "\n"


def tree(module, faults):
    """Every file of the copy: its path, and what stands in it."""
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], check=True, capture_output=True)
    files = {}
    for path in listed.stdout.decode().split("\0"):
        whole = os.path.join(ROOT, path)
        if path and os.path.isfile(whole) and path.startswith(("Sources/", "Tests/", "Package.", ".swift-version")):
            with open(whole, "rb") as file:
                files[path] = file.read()
    switch = f"Sources/{module}/FaultSwitch.swift"
    if switch in files:
        raise Outdated(f"{switch} is there already")
    for path in {fault.path: None for fault in faults}:
        if path not in files:
            here = [fault for fault in faults if fault.path == path]
            raise Outdated(f"{here[0]}: there is no such file")
        files[path] = applied([fault for fault in faults if fault.path == path], files[path].decode(), path).encode()
    files[switch] = SWITCH.encode()
    files["Package.swift"] += PRUNED.replace("TESTS", module + "Tests").encode()
    return files


def copy(files, folder):
    """Writes what differs and removes what is no longer there, so that a second build is a short one."""
    for path, content in files.items():
        whole = os.path.join(folder, path)
        if os.path.exists(whole):
            with open(whole, "rb") as file:
                if file.read() == content:
                    continue
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "wb") as file:
            file.write(content)
        if os.path.exists(os.path.join(ROOT, path)):
            shutil.copymode(os.path.join(ROOT, path), whole)
    for top in ["Sources", "Tests"]:
        for base, _, names in os.walk(os.path.join(folder, top)):
            for name in names:
                path = os.path.relpath(os.path.join(base, name), folder)
                if path not in files:
                    os.remove(os.path.join(folder, path))


def build(folder):
    """Builds the tests; returns the program that runs them."""
    scratch = os.path.join(folder, ".build")
    command = ["swift", "build", "--package-path", folder, "--scratch-path", scratch, "--build-tests", "--ignore-lock"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        errors = [line for line in done.stdout.splitlines() if " error: " in line or line.startswith("error: ")]
        said = "\n".join(dict.fromkeys(errors)) or done.stdout
        raise Outdated(f"the tests do not build with the faults in:\n{said}")
    place = subprocess.run(command[:-2] + ["--show-bin-path"], check=True, capture_output=True, text=True).stdout.strip()
    bundles = [name for name in os.listdir(place) if name.endswith(".xctest")]
    if len(bundles) != 1:
        raise Outdated(f"{place} holds {len(bundles)} test bundles and not one")
    return os.path.join(place, bundles[0])


def run(bundle, module, folder, number=None, limit=None):
    """Runs the module's tests; the first that fails, what ended the run, or None; and the output."""
    environment = {name: value for name, value in os.environ.items() if name != "WINNOW_FAULT"}
    environment["SWIFT_BACKTRACE"] = "enable=no"
    if number is not None:
        environment["WINNOW_FAULT"] = str(number)
    command = [bundle, "--testing-library", "swift-testing", "--filter", rf"^{module}Tests\."]
    # A group of its own, so that what hangs is ended with all that it started.
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        text=True, errors="replace", start_new_session=True)
    late = threading.Event()

    def end():
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    timer = threading.Timer(limit, lambda: (late.set(), end())) if limit else None
    if timer:
        timer.start()
    first, output = None, []
    for line in process.stdout:
        line = COLOUR.sub("", line)
        output.append(line)
        failed = FAILED.match(line)
        if failed and number is not None:
            first = failed[1]
            end()
            break
    process.stdout.close()
    code = process.wait()
    if timer:
        timer.cancel()
    text = "".join(output)
    if first:
        return first, text
    if late.is_set():
        return f"it hung for {limit:.0f} s", text
    if code < 0:
        return f"the tests ended with {signal.Signals(-code).name}", text
    return (f"the tests ended with code {code}" if code else None), text


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="default: every module that has a list")
    parser.add_argument("--only", metavar="N,N…", help="these faults alone; the exit code is then 0 when all were found")
    parser.add_argument("--scratch", metavar="DIR", default=os.path.join(ROOT, ".build", "faults"), help="where the copy is built")
    parser.add_argument("--check", action="store_true", help="only check that the lists fit the source; builds nothing")
    parser.add_argument("--tests", action="store_true", help="only build and run the tests without a fault")
    return parser.parse_args(arguments)


def main():
    options = parse(sys.argv[1:])
    modules = options.modules or sorted(name[:-len(".faults")] for name in os.listdir(HERE) if name.endswith(".faults"))
    held = True
    for module in modules:
        try:
            held &= tried(module, options)
        except Outdated as outdated:
            print(f"{module}: {outdated}", flush=True)
            held = False
    return 0 if held else 1


def tried(module, options):
    """Tries the faults of a module; whether enough were found."""
    faults = read(module)
    files = tree(module, faults)
    print(f"{module}: {len(faults)} faults fit the source", flush=True)
    if options.check:
        return True
    chosen = {int(number) for number in options.only.split(",")} if options.only else {fault.number for fault in faults}
    folder = os.path.join(os.path.abspath(options.scratch), module)
    copy(files, folder)
    begun = time.monotonic()
    bundle = build(folder)
    print(f"{module}: built in {time.monotonic() - begun:.0f} s", flush=True)
    begun = time.monotonic()
    wrong, text = run(bundle, module, folder)
    took = time.monotonic() - begun
    if wrong:
        failed = [line for line in text.splitlines() if line.startswith("✘")]
        raise Outdated(f"the tests fail without a fault: {wrong}\n" + "\n".join(failed or text.splitlines()[-20:]))
    last = text.splitlines()[-1:]
    print(f"{module}: without a fault in {took:.0f} s: {last[0] if last else 'nothing was printed'}", flush=True)
    if options.tests:
        return True
    found = 0
    for fault in faults:
        if fault.number not in chosen:
            continue
        first, _ = run(bundle, module, folder, fault.number, SLOWER * took + 20)
        found += first is not None
        print(f"{fault.number:>2} {'found    ' if first else 'SURVIVED '} {fault.meaning}{f': {first}' if first else ''}", flush=True)
    print(f"{module}: {found} of {len(chosen)} faults found", flush=True)
    return found >= (NEEDED if len(chosen) == len(faults) else len(chosen))


if __name__ == "__main__":
    sys.exit(main())

"""Power cuts by replay: what a run wrote, synced and renamed is recorded once, and every disk that a power cut could have
left is built and run again.

The disk is as forgetful as POSIX allows: a file's bytes are there from its fsync on, a name from the fsync of its
folder on, and a renaming when the folder it went to is synced. What was not synced may be there or not, each for
itself. That is stricter than ext4 and xfs are, whose journal brings earlier names to the disk with any later fsync, and
it is exhaustive where a real cut hits an instant; `cuts` tries the real ones.
"""

import os
import random
import re
import shutil
import subprocess

from workshop import Failure, Tally, Workshop, announced, differences, finished_stages, spread, staging_is_empty, state

CALLS = (
    "openat,mkdirat,unlinkat,renameat,renameat2,write,pwrite64,ftruncate,fsync,fdatasync,linkat,symlinkat,mkdir,rmdir,"
    "unlink,rename,link,symlink,exit_group")


class Recording:
    """The calls of one run, in order: (name, arguments as paths and bytes)."""

    def __init__(self, shop, phase):
        shop.copy(f"phase-{phase}", "recorded")
        self.root = shop.at("recorded")
        trace = shop.at("trace.txt")
        shop.succeeds(
            "run", "1", "--data", "recorded",
            before=("strace", "-f", "--seccomp-bpf", "-qq", "-y", "-xx", "-s", "16777216", "-o", trace, "-e", "trace=" + CALLS,
                    "-e", "signal=none"))
        self.operations = []
        waiting = {}
        with open(trace) as file:
            for line in file:
                pid, text = line.rstrip("\n").split(None, 1)
                if text.endswith("<unfinished ...>"):
                    waiting[pid] = text[: -len("<unfinished ...>")]
                    continue
                resumed = re.match(r"<\.\.\. \w+ resumed>(.*)", text)
                if resumed:
                    text = waiting.pop(pid, "") + resumed.group(1)
                self.take(text)

    @staticmethod
    def decode(text):
        return bytes.fromhex(text.replace("\\x", ""))

    def inside(self, path):
        """A path below the data directory, None if it is elsewhere."""
        path = os.path.normpath(path.decode())
        if path == self.root:
            return "."
        return os.path.relpath(path, self.root) if path.startswith(self.root + "/") else None

    def places(self, arguments):
        """Names, each in a folder that is open, as paths below the data directory."""
        found = re.findall(r'(AT_FDCWD|\d+)(?:<([^>]*)>)?, "((?:\\x[0-9a-f]{2})*)"', arguments)
        folders = [self.decode(folder) if folder.startswith("\\x") else folder.encode() for _, folder, _ in found]
        names = [self.decode(name) for _, _, name in found]
        return [self.inside(os.path.join(folder, name)) for folder, name in zip(folders, names)]

    def take(self, text):
        match = re.match(r"(\w+)\((.*)\)\s+= (-?\d+)", text)
        if not match or match.group(3).startswith("-"):
            return
        name, arguments = match.group(1), match.group(2)
        strings = [self.decode(part) for part in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', arguments)]
        opened = re.match(r"\d+<((?:\\x[0-9a-f]{2})*|[^>]*)>", arguments)
        path = None
        if opened:
            raw = opened.group(1)
            path = self.inside(self.decode(raw) if raw.startswith("\\x") else raw.encode())
        if name == "write" and path and "(deleted)" not in path:
            if "openat" == name:
                return
            self.operations.append(("write", path, strings[0] if strings else b""))
        elif name == "write" and opened and opened.group(1).startswith("\\x"):
            # Standard error of the program: what it said.
            if strings and strings[0].startswith(b"iteration"):
                self.operations.append(("said", strings[0]))
        elif name == "write" and strings and strings[0].startswith(b"iteration"):
            self.operations.append(("said", strings[0]))
        elif name in ("fsync", "fdatasync") and path:
            self.operations.append(("fsync", path))
        elif name == "ftruncate" and path:
            self.operations.append(("truncate", path, int(arguments.rsplit(",", 1)[1])))
        elif name == "openat" and "O_CREAT" in arguments:
            inside = self.places(arguments)[0]
            if inside:
                self.operations.append(("create", inside))
        elif name == "mkdirat" and self.places(arguments)[0]:
            self.operations.append(("mkdir", self.places(arguments)[0]))
        elif name == "unlinkat" and self.places(arguments)[0]:
            self.operations.append(("remove", self.places(arguments)[0]))
        elif name in ("renameat", "renameat2") and self.places(arguments)[1]:
            kind = "exchange" if "RENAME_EXCHANGE" in arguments else "rename"
            self.operations.append((kind, *self.places(arguments)))
        elif name == "pwrite64" and path or name in ("linkat", "symlinkat") and any(self.places(arguments)):
            raise Failure(f"a call that the replay does not know: {text[:200]}")
        elif name in ("mkdir", "rmdir", "unlink", "rename", "link", "symlink") and any(map(self.inside, strings)):
            raise Failure(f"a call that the replay does not know: {text[:200]}")


class Node:
    """A file or folder: as the program sees it, and as the disk has it."""

    def __init__(self, folder):
        self.folder = folder
        self.data = bytearray()
        self.position = 0
        self.durable = b""
        self.entries = {}
        self.synced = {}


class Disk:
    """A tree of nodes with what is synced of it."""

    def __init__(self, source):
        self.root = self.load(source)
        # Changes of names that no folder's fsync has brought to the disk: (kind, folder, name, node, other folder, other name).
        self.pending = []

    def load(self, path):
        node = Node(True)
        for name in os.listdir(path):
            below = os.path.join(path, name)
            if os.path.isdir(below):
                node.entries[name] = self.load(below)
            else:
                child = Node(False)
                with open(below, "rb") as file:
                    child.data = bytearray(file.read())
                child.durable = bytes(child.data)
                node.entries[name] = child
        node.synced = dict(node.entries)
        return node

    def find(self, path):
        node = self.root
        for part in [] if path == "." else path.split("/"):
            node = node.entries.get(part)
            if node is None:
                return None
        return node

    def place(self, path):
        folder, name = os.path.split(path)
        return self.find(folder or "."), name

    def apply(self, operation):
        kind = operation[0]
        if kind == "create":
            folder, name = self.place(operation[1])
            if name not in folder.entries:
                folder.entries[name] = Node(False)
                self.pending.append([(folder, name, folder.entries[name])])
            folder.entries[name].position = 0
        elif kind == "mkdir":
            folder, name = self.place(operation[1])
            folder.entries[name] = Node(True)
            self.pending.append([(folder, name, folder.entries[name])])
        elif kind == "remove":
            folder, name = self.place(operation[1])
            folder.entries.pop(name, None)
            self.pending.append([(folder, name, None)])
        elif kind in ("rename", "exchange"):
            source, old = self.place(operation[1])
            target, new = self.place(operation[2])
            moved, other = source.entries.pop(old), target.entries.get(new)
            target.entries[new] = moved
            back = other if kind == "exchange" else None
            if back is not None:
                source.entries[old] = back
            # The last place is the one whose fsync brings it to the disk.
            self.pending.append([(source, old, back), (target, new, moved)])
        elif kind == "write":
            node = self.find(operation[1])
            if node:
                end = node.position + len(operation[2])
                node.data[node.position:end] = operation[2]
                node.position = end
        elif kind == "truncate":
            node = self.find(operation[1])
            if node:
                del node.data[operation[2]:]
                node.data.extend(bytes(operation[2] - len(node.data)))
        elif kind == "fsync":
            node = self.find(operation[1])
            if node and node.folder:
                still = []
                for change in self.pending:
                    if change[-1][0] is node:
                        for folder, name, child in change:
                            self.keep(folder.synced, name, child)
                    else:
                        still.append(change)
                self.pending = still
            elif node:
                node.durable = bytes(node.data)

    @staticmethod
    def keep(entries, name, child):
        if child is None:
            entries.pop(name, None)
        else:
            entries[name] = child

    def write(self, path, mode, draw):
        """Builds what a cut leaves: `mode` strict (nothing that was not synced), names (all names, no bytes), some (by chance)."""
        views = {}

        def view(folder):
            return views.setdefault(id(folder), dict(folder.synced))

        for change in self.pending:
            if mode == "names" or (mode == "some" and draw.random() < 0.5):
                for folder, name, child in change:
                    self.keep(view(folder), name, child)

        def build(node, path):
            os.makedirs(path, exist_ok=True)
            for name, child in view(node).items():
                below = os.path.join(path, name)
                if child.folder:
                    build(child, below)
                    continue
                data = child.durable
                if bytes(child.data) != data:
                    if mode == "names":
                        data = data if data else bytes(len(child.data) // 2)
                    elif mode == "some":
                        data = draw.choice([data, bytes(child.data), bytes(child.data[: len(child.data) // 2])])
                with open(below, "wb") as file:
                    file.write(data)

        shutil.rmtree(path, ignore_errors=True)
        build(self.root, path)


MUTANTS = {
    "no fsync of files": lambda recording: [
        operation for operation in recording if not (operation[0] == "fsync" and operation[2] == "file")],
    "no fsync of folders": lambda recording: [
        operation for operation in recording if not (operation[0] == "fsync" and operation[2] == "folder")],
    "no fsync of the parent after renaming": None,
    "renamed before the fsync": None,
}


def kinds(operations, disk):
    """The operations with, for an fsync, whether it is of a file or a folder."""
    result = []
    for operation in operations:
        if operation[0] == "fsync":
            node = disk.find(operation[1])
            operation = ("fsync", operation[1], "folder" if node is None or node.folder else "file")
        disk.apply(operation)
        result.append(operation)
    return result


def without_parents(operations):
    """Leaves out the next fsync of the folder that something was renamed into."""
    result, skip = [], []
    for operation in operations:
        if operation[0] == "fsync" and operation[1] in skip:
            skip.remove(operation[1])
            continue
        if operation[0] in ("rename", "exchange"):
            skip.append(os.path.dirname(operation[2]) or ".")
        result.append(operation)
    return result


def renamed_first(operations):
    """Moves the fsync of a file behind its renaming, and behind the next fsync of the folder."""
    result, late = [], {}
    for operation in operations:
        if operation[0] == "fsync" and operation[2] == "file" and operation[1].endswith(".tmp"):
            late[operation[1]] = None
            continue
        result.append(operation)
        if operation[0] == "rename" and operation[1] in late:
            del late[operation[1]]
            late[(os.path.dirname(operation[2]) or ".", operation[2])] = None
        elif operation[0] == "fsync" and operation[2] == "folder":
            for key in [key for key in late if isinstance(key, tuple) and key[0] == operation[1]]:
                result.append(("fsync", key[1], "file"))
                del late[key]
    return result


MUTANTS["no fsync of the parent after renaming"] = without_parents
MUTANTS["renamed before the fsync"] = renamed_first


def check(shop, data, said, expected, run_again=True):
    """What is wrong with a disk after a cut, None if nothing is: verified and, unless that is left out, run again and compared."""
    promised = {match for text in said for match in re.findall(r"^iteration \d+  (\S+) done", text, re.M)}
    finished = finished_stages(shop.at(data)) if os.path.isdir(shop.at(data)) else set()
    if promised - finished:
        return f"said to be done and gone: {sorted(promised - finished)}"
    verified = shop.run("verify", "--data", data)
    if verified.code != 0:
        return f"verify: exit {verified.code}: {(verified.out + verified.err).strip()[:200]}"
    if not run_again:
        return None
    again = shop.run("run", "1", "--data", data)
    if again.code != 0:
        return f"the re-run: exit {again.code}: {again.err.strip()[-200:]}"
    if finished.intersection(announced(again.err, "runs")):
        return f"repeated {sorted(finished.intersection(announced(again.err, 'runs')))}"
    if not staging_is_empty(shop.at(data)):
        return "staging is not empty"
    wrong = differences(shop.at(data), expected)
    return f"differs after the re-run: {wrong}" if wrong else None


def cuts_of(operations):
    """The places where a cut makes a difference: before each fsync, each renaming and each word."""
    return [i for i, operation in enumerate(operations) if operation[0] in ("fsync", "rename", "exchange", "said")] + [
        len(operations)]


def replay(shop, phase, operations, points, tally, expected, expect_caught=False, run_again=True, seed=0):
    """Cuts at each of `points` in each mode; with `expect_caught` until one is found, whose number is given."""
    disk, draw, done, said, number = Disk(shop.at(f"phase-{phase}")), random.Random(seed), 0, [], 0
    for i in points:
        for operation in operations[done:i]:
            if operation[0] == "said":
                said.append(operation[1].decode(errors="replace"))
            else:
                disk.apply(operation)
        done = i
        for mode in ("strict", "names", "some"):
            number += 1
            disk.write(shop.at("scratch"), mode, draw)
            wrong = check(shop, "scratch", said, expected, run_again)
            if expect_caught:
                if wrong:
                    return number, f"{mode}, after {i} calls: {wrong}"
            else:
                tally.tried += 1
                if wrong:
                    tally.failed(f"phase {phase}, after {i} of {len(operations)} calls, {mode}: {wrong}")
    return number, None


def run(limit):
    """About `limit` cuts over all phases (0: at every call that counts), then each mutant until it is caught."""
    shop = Workshop()
    try:
        last = shop.phases()
        recordings = {}
        tally = Tally("power cuts by replay")
        for phase in range(1, last + 1):
            recording = Recording(shop, phase)
            expected = state(shop.at(f"done-{phase}"))
            if differences(recording.root, expected):
                raise Failure(f"the recorded run differs: {differences(recording.root, expected)}")
            disk = Disk(shop.at(f"phase-{phase}"))
            operations = kinds(recording.operations, disk)
            disk.pending and disk.write(shop.at("scratch"), "names", random.Random(0))
            for node_path in expected:
                node = disk.find(node_path)
                if node is None:
                    raise Failure(f"the recording lacks {node_path}")
            recordings[phase] = operations
            points = cuts_of(operations)
            share = 0 if limit == 0 else max(2, limit // (3 * last))
            replay(shop, phase, operations, [points[k] for k in spread(len(points), share)], tally, expected)
        held = tally.finish()
        for name, mutate in MUTANTS.items():
            caught = None
            number = 0
            # Most show when the disk is verified; only where none does is it run again.
            for run_again, phase in [(run_again, phase) for run_again in (False, True) for phase in range(1, last + 1)]:
                operations = mutate(recordings[phase])
                points = cuts_of(operations)
                count, caught = replay(
                    shop, phase, operations, [points[k] for k in spread(len(points), 60)], Tally(name),
                    state(shop.at(f"done-{phase}")), expect_caught=True, run_again=run_again)
                number += count
                if caught:
                    break
            if caught:
                print(f"  mutant '{name}': caught after {number} cuts ({caught})", flush=True)
            else:
                print(f"  LOST: mutant '{name}' was not caught in {number} cuts", flush=True)
                held = False
        return held
    finally:
        shop.close()

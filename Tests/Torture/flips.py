"""Damages a small data directory in every way that fits into one file, one at a time, and expects `verify` to find each."""

import json
import os
import subprocess

from workshop import ROOT, Failure, SPEC, Tally, Workshop

TOOL = os.environ.get("WINNOW_FLIP_BITS") or os.path.join(ROOT, ".build/release/flip-bits")


def covered(data):
    """The files that digests cover."""
    found = []
    for folder, folders, files in os.walk(data):
        relative = os.path.relpath(folder, data)
        if relative == ".":
            folders[:] = [name for name in folders if name not in ("cache", "staging", "inbox")]
        folders[:] = [name for name in folders if name != "logs"]
        found += [os.path.normpath(os.path.join(relative, name)) for name in files if name != "lock"]
    return sorted(found)


def flip(shop, flips, tally):
    """`flips` single bits of all files together, one process a processor; 0: every bit of small files, 2,000 of each large one."""
    files = covered(shop.at("data"))
    each = max(1, flips // len(files)) if flips else 2000
    small = 0 if flips else 8192
    processors = len(os.sched_getaffinity(0))
    running = []
    for part in range(processors):
        shop.copy("data", f"flipped-{part}")
        running.append(subprocess.Popen(
            [TOOL, shop.at(f"flipped-{part}"), str(small), str(each), str(part), str(processors)],
            stdout=subprocess.PIPE, text=True))
    for process in running:
        out, _ = process.communicate()
        last = (out.splitlines() or [""])[-1].split()
        if process.returncode != 0 or not last or last[0] != "flipped":
            raise Failure(f"flip-bits: exit {process.returncode}: {out[-300:]}")
        tally.tried += int(last[1])
        for line in out.splitlines()[:-1]:
            tally.failed(line)


def flip_slowly(shop, flips, tally):
    """The same with a process for each flip, where the tool is not built."""
    files = covered(shop.at("data"))
    for number in range(flips or 2000):
        path = shop.at(os.path.join("data", files[number % len(files)]))
        with open(path, "r+b") as file:
            data = file.read()
            if not data:
                continue
            place = (number * 2654435761) % (len(data) * 8)
            file.seek(place // 8)
            file.write(bytes([data[place // 8] ^ (1 << place % 8)]))
        tally.tried += 1
        if shop.run("verify", "--data", "data").code != 6:
            tally.failed(f"bit {place} of {files[number % len(files)]}")
        with open(path, "wb") as file:
            file.write(data)


def found(shop, tally, what, paths):
    tally.tried += 1
    outcome = shop.run("verify", "--data", "data", "--json")
    if outcome.code != 6:
        return tally.failed(f"{what}: verify: exit {outcome.code}")
    named = {damage["path"] for damage in json.loads(outcome.out)["damage"]}
    if not named.intersection(paths):
        tally.failed(f"{what}: verify names {sorted(named)}")


def run(flips):
    shop = Workshop(images=50)
    try:
        shop.complete(0)
        tally = Tally("flipped bits")
        (flip if os.access(TOOL, os.X_OK) else flip_slowly)(shop, flips, tally)
        held = tally.finish()

        tally = Tally("truncated, emptied, longer, missing, extra and swapped files")
        files = covered(shop.at("data"))
        # A sample with few flips, every file with many.
        step = 1 if flips == 0 or flips >= 20000 else 5
        for index, name in enumerate(files[::step]):
            path = shop.at(os.path.join("data", name))
            with open(path, "rb") as file:
                data = file.read()
            for what, changed in [
                ("truncated", data[:-1]), ("half", data[: len(data) // 2]), ("empty", b""), ("longer", data + b"\n")]:
                if changed == data:
                    continue
                with open(path, "wb") as file:
                    file.write(changed)
                found(shop, tally, f"{what}: {name}", {name})
            os.remove(path)
            found(shop, tally, f"missing: {name}", {name})
            other = files[(index * step + 7) % len(files)]
            with open(shop.at(os.path.join("data", other)), "rb") as file:
                theirs = file.read()
            if theirs != data:
                with open(path, "wb") as file:
                    file.write(theirs)
                found(shop, tally, f"{name} holds {other}", {name})
            with open(path, "wb") as file:
                file.write(data)
            extra = os.path.join(os.path.dirname(name), "extra.bin")
            with open(shop.at(os.path.join("data", extra)), "wb") as file:
                file.write(b"x")
            found(shop, tally, f"extra: {extra}", {extra})
            os.remove(shop.at(os.path.join("data", extra)))
        if shop.run("verify", "--data", "data").code != 0:
            tally.failed("not put back as it was")
        return tally.finish() and held
    finally:
        shop.close()

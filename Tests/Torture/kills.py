"""Kills a run at every system call that changes something, and expects the plain re-run to come to the same files."""

import json
import os
import re
import subprocess

from workshop import (
    Tally, Workshop, announced, differences, done_counts, finished_stages, nothing_is_left, spread, staging_is_empty,
    state)

# One name at a time: `when` counts per call. Those that read are here too: a kill between two writes is a kill at a read.
CALLS = [
    "openat", "openat2", "write", "pwrite64", "ftruncate", "fallocate", "fsync", "fdatasync", "rename", "renameat", "renameat2",
    "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "link", "linkat", "symlink", "close", "flock", "clone", "clone3", "execve", "pread64", "read",
    "newfstatat", "getdents64", "mmap"]


def count_calls(shop, phase, calls=CALLS, data="scratch"):
    """How often one process at the most makes each of `calls` in a phase: `when` counts in each process by itself."""
    shop.copy(f"phase-{phase}", data)
    trace = shop.at("calls.txt")
    shop.succeeds(
        "run", "1", "--data", data,
        before=("strace", "-f", "--seccomp-bpf", "-qq", "-o", trace, "-e", "trace=" + ",".join("?" + call for call in calls)))
    counts = {}
    pattern = re.compile(r"^(\d+) +(\w+)\(")
    with open(trace) as file:
        for line in file:
            match = pattern.match(line)
            if match:
                key = (match.group(2), match.group(1))
                counts[key] = counts.get(key, 0) + 1
    most = {}
    for (call, _), count in counts.items():
        most[call] = max(most.get(call, 0), count)
    return most


def one(shop, phase, call, when, expected, tally):
    """Kills one run and repeats it."""
    tally.tried += 1
    data, name = "scratch", f"phase {phase}, {call} {when}"
    shop.copy(f"phase-{phase}", data)
    killed = shop.run(
        "run", "1", "--data", data, env={"WINNOW_TORTURE": shop.path},
        before=("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                f"inject={call}:signal=KILL:when={when}"))
    left = nothing_is_left(f"WINNOW_TORTURE={shop.path}")
    if left:
        return tally.failed(f"{name}: still running: {left}")
    if killed.code == 0:
        tally.note("not hit")
    finished = finished_stages(shop.at(data))
    for stage in announced(killed.err, "done"):
        if stage not in finished:
            return tally.failed(f"{name}: {stage} was said to be done and is not there")
    again = shop.run("run", "1", "--data", data)
    if again.code != 0:
        return tally.failed(f"{name}: the re-run: exit {again.code}: {again.err.strip()}")
    repeated = finished.intersection(announced(again.err, "runs"))
    twice = {stage for stage, count in done_counts(shop.at(data)).items() if count > 1}
    if repeated or twice:
        return tally.failed(f"{name}: repeated {sorted(repeated | twice)}")
    if not staging_is_empty(shop.at(data)):
        return tally.failed(f"{name}: staging holds {os.listdir(shop.at(data) + '/staging')}")
    wrong = differences(shop.at(data), expected[phase])
    if wrong:
        return tally.failed(f"{name}: differs after the re-run: {wrong}")


def run(kills, only=None):
    """`kills` in all, evenly over all calls of all phases; 0: every one."""
    shop = Workshop()
    try:
        last = shop.phases()
        expected = {phase: state(shop.at(f"done-{phase}")) for phase in range(1, last + 1)}
        points = []
        for phase in range(1, last + 1):
            for call, count in sorted(count_calls(shop, phase).items()):
                if only is None or call in only:
                    points += [(phase, call, when) for when in range(1, count + 1)]
        tally = Tally(f"kills (of {len(points)} points)")
        # Calls that read are many and alike; with a limit, those that write come first.
        reading = {"read", "pread64", "newfstatat", "getdents64", "mmap", "close", "openat", "openat2"}
        if kills:
            heavy = [point for point in points if point[1] not in reading]
            light = [point for point in points if point[1] in reading]
            first = min(len(heavy), kills * 2 // 3)
            points = [heavy[i] for i in spread(len(heavy), max(1, first))] + [
                light[i] for i in spread(len(light), max(1, kills - first))]
        for phase, call, when in points:
            one(shop, phase, call, when, expected, tally)
        # What a killed and repeated iteration comes to is sealed like any other.
        return tally.finish()
    finally:
        shop.close()

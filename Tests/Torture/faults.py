"""Makes every system call of a run fail once, and expects an error message by design, no damage, and a re-run that is equal."""

import os
import re

from kills import count_calls
from workshop import Failure, Tally, Workshop, announced, differences, finished_stages, spread, staging_is_empty, state

# What may fail how; `close` is not here, since strace would leave the file open, as no real failure does. EINTR is no error at all: whoever is interrupted asks again.
FAULTS = {
    "write": ["EIO", "ENOSPC", "EINTR", "EDQUOT"],
    "fsync": ["EIO", "ENOSPC"],
    "openat": ["EIO", "ENOSPC", "EMFILE", "EINTR", "EACCES"],
    "openat2": ["EIO", "ENOSYS", "EINTR"],
    "renameat": ["EIO", "ENOSPC"],
    "renameat2": ["EIO", "ENOSPC"],
    "mkdirat": ["EIO", "ENOSPC"],
    "unlinkat": ["EIO"],
    "ftruncate": ["EIO", "ENOSPC"],
    "flock": ["EIO", "ENOLCK", "EINTR"],
    "pread64": ["EIO", "EINTR"],
    "read": ["EIO", "EINTR"],
    "newfstatat": ["EIO"],
    "getdents64": ["EIO"],
    "clone3": ["EAGAIN"],
    "pipe2": ["EMFILE"],
    "mmap": ["ENOMEM"],
    "brk": ["ENOMEM"],
}
# What asks the kernel for memory or starts a program and not for a file of ours: the process may end in any way, harmlessly.
ANY_END = {"mmap", "brk", "clone3", "pipe2"}
# 0: it was not noticed, or did not matter; 3: input or output; 4: it hit the hook; 5: it hit the lock; 6: something
# recorded could not be read.
BY_DESIGN = {0, 2, 3, 4, 5, 6}


def one(shop, phase, call, error, when, expected, tally):
    tally.tried += 1
    data, name = "scratch", f"phase {phase}, {call} {when} {error}"
    shop.copy(f"phase-{phase}", data)
    trace = shop.at("trace.txt")
    failed = shop.run(
        "run", "1", "--data", data, timeout=20,
        before=("strace", "-f", "-qq", "-y", "-o", trace, "-e", f"trace={call},fsync,renameat,write,unlinkat", "-e",
                f"inject={call}:error={error}:when={when}"))
    tally.note("noticed" if failed.code else "survived")
    by_hook = re.search(r"the hook|supervisor|loading shared|allocate memory", failed.err)
    # libdispatch traps where it cannot read a thread's state in /proc: that is no file of ours.
    if call not in ANY_END and not elsewhere(trace):
        loader = "error while loading shared libraries" in failed.err
        if failed.code not in BY_DESIGN and not loader:
            return tally.failed(f"{name}: exit {failed.code}: {failed.err.strip()[-300:]} {injected(trace)}")
        if failed.code and len(failed.error_lines) != 1 and not loader and not by_hook and not console(trace):
            return tally.failed(f"{name}: {len(failed.error_lines)} error lines: {failed.err.strip()[-300:]}")
        if error == "EINTR" and failed.code and not by_hook:
            return tally.failed(f"{name}: an interrupted call is no failure: {failed.err.strip()[-300:]}")
    if call == "fsync" and error != "EINTR":
        retried = synced_again(trace)
        if retried:
            return tally.failed(f"{name}: after the failed fsync: {retried}")
    finished = finished_stages(shop.at(data))
    for stage in announced(failed.err, "done"):
        if stage not in finished:
            return tally.failed(f"{name}: {stage} was said to be done and is not there")
    checked = shop.run("verify", "--data", data)
    if checked.code != 0:
        return tally.failed(f"{name}: verify: exit {checked.code}: {(checked.out + checked.err).strip()[:300]}")
    again = shop.run("run", "1", "--data", data)
    if again.code != 0:
        return tally.failed(f"{name}: the re-run: exit {again.code}: {again.err.strip()[-300:]}")
    if finished.intersection(announced(again.err, "runs")):
        return tally.failed(f"{name}: repeated {sorted(finished.intersection(announced(again.err, 'runs')))}")
    if not staging_is_empty(shop.at(data)):
        return tally.failed(f"{name}: staging is not empty")
    wrong = differences(shop.at(data), expected[phase])
    if wrong:
        return tally.failed(f"{name}: differs after the re-run: {wrong}")


def elsewhere(trace):
    """Whether what was made to fail is the system's: the loader's files, /proc, /sys."""
    lines = injected(trace)
    return bool(lines) and any(re.search(r'"/(proc|sys|dev|etc|opt|lib|usr)[/"]', line) for line in lines)


def injected(trace):
    """The calls that were made to fail."""
    with open(trace) as file:
        return [line.strip() for line in file if "(INJECTED)" in line or "SIG" in line]


def console(trace):
    """Whether the call that failed was the message itself."""
    with open(trace) as file:
        return any("(INJECTED)" in line and re.search(r" write\([12]<", line) for line in file)


def synced_again(trace):
    """After a failed fsync of a file: no second one of it, no renaming of it; it is thrown away."""
    bad = None
    with open(trace) as file:
        for line in file:
            match = re.search(r"fsync\(\d+<([^>]*)>\)\s+= -1 .*INJECTED", line)
            if match:
                bad = match.group(1)
                continue
            if bad is None or not bad.endswith(".tmp"):
                continue
            if re.search(r"fsync\(\d+<" + re.escape(bad) + ">", line):
                return line.strip()
            # The folder is open, the name is in it.
            name = re.escape(os.path.basename(bad))
            if re.search(r'renameat\(\S+, "(.*/)?' + name + '"', line):
                return line.strip()
            if re.search(r'unlinkat\(\S+, "(.*/)?' + name + '"', line):
                return None
    return None


def run(faults, only=None):
    """`faults` in all, evenly over all calls, errors and phases; 0: every one."""
    shop = Workshop()
    try:
        last = shop.phases()
        expected = {phase: state(shop.at(f"done-{phase}")) for phase in range(1, last + 1)}
        points = []
        counts = {phase: count_calls(shop, phase, FAULTS) for phase in expected}
        for call, errors in FAULTS.items():
            if only and call not in only:
                continue
            for phase in range(1, last + 1):
                count = counts[phase].get(call, 0)
                points += [(phase, call, error, when) for error in errors for when in range(1, count + 1)]
        tally = Tally(f"faults (of {len(points)} points)")
        if faults:
            # Alike for each call, however often it is made.
            calls = sorted({point[1] for point in points}, key=list(FAULTS).index)
            share = max(1, faults // max(1, len(calls)))
            points = [
                mine[i] for call in calls for mine in [[point for point in points if point[1] == call]]
                for i in spread(len(mine), share)]
        for phase, call, error, when in points:
            try:
                one(shop, phase, call, error, when, expected, tally)
            except Failure as failure:
                tally.failed(f"phase {phase}, {call} {when} {error}: {failure}")
        return tally.finish()
    finally:
        shop.close()

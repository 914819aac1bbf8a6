#!/usr/bin/env python3
"""Shows by trying that Winnow keeps its promises: killed, without power, on a full or failing disk, damaged, interrupted.

usage: torture.py [PART…] [--kills N] [--cuts N] [--faults N] [--flips N] [--runs N] …

Every part prints one line with what was tried and what was lost, and the exit code is 1 if anything was. 0 means all of
a kind. Needs Linux; parts that need strace, root, loop mounts or a tool that is not there say so and are left out.
"""

import argparse
import importlib
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from workshop import Failure, PROGRAM  # noqa: E402

# part: module, what it needs, the options that it takes
PARTS = {
    "kills": ("kills", ["strace"], ["kills"]),
    "faults": ("faults", ["strace"], ["faults"]),
    "replay": ("replay", ["strace"], ["replays"]),
    "cuts": ("cuts", ["root", "loop", "mkfs.ext4"], ["cuts", "fs", "mutant_cuts"]),
    "full": ("full", ["root"], ["sizes"]),
    "flips": ("flips", [], ["flips"]),
    "together": ("together", [], ["runs", "at_once"]),
    "signals": ("signals", [], ["signals"]),
    "hooks": ("hooks", [], ["gigabytes", "fewer"]),
    "determinism": ("determinism", [], ["all_kernels", "fewer"]),
}


def missing(need):
    if need == "root":
        return None if os.geteuid() == 0 else "root"
    if need == "loop":
        return None if os.path.exists("/dev/loop-control") else "loop devices"
    return None if shutil.which(need) or os.path.exists(f"/usr/sbin/{need}") else need


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; default: all")
    number = dict(type=int)
    parser.add_argument("--kills", **number, default=60, help="kills at a system call")
    parser.add_argument("--faults", **number, default=60, help="system calls made to fail")
    parser.add_argument("--replays", **number, default=40, help="power cuts replayed from a log of what was synced")
    parser.add_argument("--cuts", **number, default=6, help="power cuts of a mounted file system, each")
    parser.add_argument("--mutant-cuts", **number, default=30, help="power cuts within which a mutant must be caught")
    parser.add_argument("--fs", default="ext4,xfs", help="file systems that are cut off")
    parser.add_argument("--sizes", **number, default=6, help="sizes of a disk that is too small")
    parser.add_argument("--flips", **number, default=2000, help="single bits flipped")
    parser.add_argument("--runs", **number, default=6, help="rounds of runs at once")
    parser.add_argument("--at-once", **number, default=0, help="runs in one round; 0: from 2 to 8")
    parser.add_argument("--signals", **number, default=10, help="runs interrupted")
    parser.add_argument("--gigabytes", **number, default=1, help="how much the talkative hook prints")
    parser.add_argument("--all-kernels", action="store_true", help="every kernel instead of two")
    parser.add_argument("--fewer", action="store_true", help="only the hooks and surroundings that differ most")
    options = parser.parse_args()
    for part in options.parts:
        if part not in PARTS:
            parser.error(f"no part {part}; there are {', '.join(PARTS)}")
    if not os.access(PROGRAM, os.X_OK):
        parser.error(f"{PROGRAM} is not there: make build")
    # Mounts in a namespace of our own: no other process sees them, holds them or is left with them.
    if os.geteuid() == 0 and shutil.which("unshare") and not os.environ.get("WINNOW_OWN_MOUNTS"):
        os.environ["WINNOW_OWN_MOUNTS"] = "1"
        sys.stdout.flush()
        os.execvp("unshare", ["unshare", "-m", sys.executable, "-u", *sys.argv])
    held = True
    for part in options.parts or PARTS:
        module, needs, takes = PARTS[part]
        lacking = [name for name in map(missing, needs) if name]
        if lacking:
            print(f"{part}: left out: needs {', '.join(lacking)}", flush=True)
            continue
        try:
            held &= importlib.import_module(module).run(*[getattr(options, name) for name in takes])
        except Failure as failure:
            print(f"{part}: failed: {failure}", flush=True)
            held = False
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())

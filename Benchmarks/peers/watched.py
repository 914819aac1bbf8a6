"""Runs a program and says what it took."""

import pathlib
import resource
import subprocess
import sys
import time


def run(command):
    """What the program printed, wall seconds, CPU seconds, and its peak memory in MB, 0 where that is unknown.

    The peak is read while the program runs: what the system says of a child that has ended has this program's own peak in
    it.
    """
    before, start, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter(), 0.0
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)
    while process.poll() is None:
        peak = max(peak, high_water(process.pid))
        time.sleep(0.005)
    wall = time.perf_counter() - start
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: status {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process.stdout.read(), wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak


def high_water(pid):
    """The most memory that a process has had so far, in MB."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return max((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM")), default=0.0)

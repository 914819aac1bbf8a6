"""Hooks that misbehave: bounded memory and log, the deadline kept, no process left, one clear error with exit code 4, nothing of them kept."""

import os
import re
import resource
import subprocess
import threading
import time

from workshop import SPEC, Tally, Workshop, copy, differences, finished_stages, nothing_is_left, staging_is_empty, state

PREAMBLE = r'''
path() { sed -n "s/.*\"$1\" : \"\(.*\)\".*/\1/p" "$WINNOW_REQUEST" | tail -1; }
out=$(path predictions)
'''

# name: script, what the error says, seconds it may take
HOOKS = {
    "hangs": ("sleep 3600", "was ended after timeout_s = 2.0 s", 4),
    "ignores SIGTERM": ("trap '' TERM INT HUP; while :; do sleep 1; done", "was ended after timeout_s = 2.0 s", 9),
    "escapes by setsid": ("setsid sleep 3601 & setsid sh -c 'trap \"\" TERM; sleep 3602' & exit 3", "ended with exit code 3", 2),
    "forks twice and holds the pipe": ("( ( setsid sleep 3603 & ) & ) ; exit 4", "ended with exit code 4", 2),
    "forks without end": (
        "f() { i=0; while [ $i -lt 40 ]; do setsid sleep 3604 & i=$((i+1)); done; sleep 3600; }; f", "timeout_s = 2.0 s", 6),
    "kills its supervisor": ("kill -9 $PPID; sleep 3605", "was lost together with its supervisor", 3),
    "kills its supervisor and leaves others": (
        "sleep 3607 & setsid sleep 3608 & kill -9 $PPID; wait", "was lost together with its supervisor", 3),
    "closes its output and goes on": ("exec >&- 2>&-; sleep 3606", "was ended after timeout_s = 2.0 s", 4),
    "is ended by a signal": ("kill -SEGV $$", "was ended by signal 11", 2),
    "writes nothing": ("exit 0", "did not write predictions.parquet", 2),
    "writes a pipe": ("mkfifo \"$out\"", "left something other than a file in place of predictions.parquet", 2),
    "writes a link": ("ln -s /etc/passwd \"$out\"", "left something other than a file in place of predictions.parquet", 2),
    "writes a folder": ("mkdir \"$out\"", "left something other than a file in place of predictions.parquet", 2),
    "writes a device": ("mknod \"$out\" c 1 5", "left something other than a file in place of predictions.parquet", 2),
    "writes a socket": (
        "python3 -c \"import socket,os,sys; os.chdir(os.path.dirname(sys.argv[1])); socket.socket(socket.AF_UNIX).bind(os.path.basename(sys.argv[1]))\" \"$out\"",
        "left something other than a file in place of predictions.parquet", 3),
    "writes a terabyte of holes": ("truncate -s 1T \"$out\"", "the rest are holes", 2),
    "writes figures into a pipe": ("mkfifo \"$(path metrics)\"; : > \"$out\"", "left something other than a file in place of metrics.json", 2),
    "keeps a pipe as its state": (": > \"$out\"; mkfifo \"$(path state)/x\"", "left something other than a file in place of x", 2),
    "keeps a link as its state": (": > \"$out\"; ln -s / \"$(path state)/x\"", "left something other than a file in place of x", 2),
    "keeps a terabyte of holes as its state": (": > \"$out\"; truncate -s 1T \"$(path state)/x\"", "the rest are holes", 2),
    "replaces the folder of its output by a link": (
        "d=$(dirname \"$out\"); mv \"$d\" \"$d.away\"; ln -s /tmp \"$d\"; : > \"$out\"", "replaced the folder", 2),
    "replaces its state by a link": (
        ": > \"$out\"; s=$(path state); rmdir \"$s\"; ln -s /tmp \"$s\"", "left something other than a file in place of state", 2),
    "replaces the stage's folder by a link": (
        ": > \"$out\"; s=$(dirname \"$(path state)\"); mv \"$s\" \"$s.away\"; ln -s \"$s.away\" \"$s\"", "replaced the folder", 2),
    "changes an input": (": > \"$out\"; echo more >> \"$(path training)\"", "changed its input", 2),
    "removes an input": (": > \"$out\"; rm \"$(path images)\"", "changed its input", 2),
}


FEWER = {
    "escapes by setsid", "kills its supervisor", "kills its supervisor and leaves others", "closes its output and goes on", "writes a pipe", "writes a terabyte of holes",
    "keeps a link as its state", "replaces the folder of its output by a link", "changes an input"}


def peak(pid, ended, into):
    """The most memory that a process has had, in MiB, and it alone."""
    while not ended.is_set():
        try:
            with open(f"/proc/{pid}/status") as file:
                match = re.search(r"VmHWM:\s+(\d+)", file.read())
            into.append(int(match.group(1)) // 1024 if match else 0)
        except OSError:
            return
        time.sleep(0.05)


def one(shop, tally, name, script, says, seconds, data="scratch", timeout="2", code=4):
    tally.tried += 1
    shop.write("hook.sh", PREAMBLE + script + "\n")
    shop.write("hook.yaml", SPEC.replace(
        "train:   {run: [winnow, hook, linear-probe]}", f"train:   {{run: [sh, hook.sh], timeout_s: {timeout}}}"))
    start = time.monotonic()
    process = shop.start("run", "1", "--data", data, "--spec", "hook.yaml", env={"WINNOW_TORTURE": shop.path})
    ended, memory = threading.Event(), [0]
    watcher = threading.Thread(target=peak, args=(process.pid, ended, memory))
    watcher.start()
    try:
        _, err = process.communicate(timeout=600)
    finally:
        ended.set()
        watcher.join()
    took, err = time.monotonic() - start, err.decode(errors="replace")
    folder = data if data.startswith("/") else shop.at(data)
    errors = [line for line in err.splitlines() if line.startswith("winnow: error:")]
    left = nothing_is_left(f"{shop.path}/{data if not data.startswith('/') else ''}", 1) or nothing_is_left("sleep\x00360", 1)
    if process.returncode != code or len(errors) != 1 or says not in err or "train" not in errors[0]:
        tally.failed(f"{name}: exit {process.returncode}: {err.strip()[-400:]}")
    elif seconds and took > seconds + 3:
        tally.failed(f"{name}: took {took:.1f} s")
    elif left:
        tally.failed(f"{name}: still running: {left}")
    elif max(memory) > 400:
        tally.failed(f"{name}: {max(memory)} MiB")
    elif not staging_is_empty(folder):
        tally.failed(f"{name}: staging holds {os.listdir(folder + '/staging')}")
    elif "train" in finished_stages(folder):
        tally.failed(f"{name}: its output was kept")
    log = os.path.join(folder, "iterations/001/logs/train.log")
    if os.path.exists(log) and os.path.getsize(log) > 1 << 20:
        tally.failed(f"{name}: a log of {os.path.getsize(log)} bytes")
    tally.notes["MiB at most"] = max(tally.notes.get("MiB at most", 0), max(memory))


def run(gigabytes, fewer=False):
    """Every hook once, one that prints `gigabytes`, and one that fills its disk."""
    shop = Workshop()
    mounts = []
    try:
        shop.phases()
        expected = state(shop.at("done-1"))
        shop.copy("phase-1", "scratch")
        shop.succeeds("run", "1", "--until", "embed", "--data", "scratch")
        tally = Tally("hooks that misbehave")
        for name, (script, says, seconds) in HOOKS.items():
            if fewer and name not in FEWER:
                continue
            one(shop, tally, name, script, says, seconds)
        if gigabytes:
            one(
                shop, tally, f"prints {gigabytes} GB", f"yes 'a line that says nothing' | head -c {gigabytes}000000000; echo; exit 5",
                "ended with exit code 5", 0, timeout="600")
            one(
                shop, tally, f"prints {gigabytes} GB on one line", f"head -c {gigabytes}000000000 /dev/zero; exit 6",
                "ended with exit code 6", 0, timeout="600")
        if os.geteuid() == 0:
            folder = shop.at("small")
            os.makedirs(folder)
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], check=True)
            mounts.append(folder)
            copy(shop.at("scratch"), os.path.join(folder, "data"))
            for name, script, says, code in [
                ("fills the disk and fails", "cat /dev/zero > fill; echo it is full; exit 7", "ended with exit code 7", 4),
                ("fills the disk and says it is done", "cat /dev/zero > \"$out\"; exit 0", "No space left on device", 3),
                ("fills the disk and hangs", "cat /dev/zero > fill; sleep 3600", "was ended after timeout_s", 4)]:
                one(shop, tally, name, script, says, 8, data=os.path.join(folder, "data"), code=code)
            verified = shop.run("verify", "--data", os.path.join(folder, "data"))
            if verified.code != 0:
                tally.failed(f"a full disk: {verified.out}")
        # After all of them the right hook has the same result.
        again = shop.run("run", "1", "--data", "scratch")
        if again.code != 0 or differences(shop.at("scratch"), expected):
            tally.failed(f"afterwards: exit {again.code}, {differences(shop.at('scratch'), expected)}: {again.err[-300:]}")
        return tally.finish()
    finally:
        for folder in mounts:
            subprocess.run(["umount", "-l", folder], capture_output=True)
        shop.close()

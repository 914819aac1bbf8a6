"""Interrupts commands at many instants and expects a word of our own, an exit code of 128 + signal within 2 s, nothing left."""

import os
import re
import signal
import time

from workshop import SPEC, Tally, Workshop, announced, differences, finished_stages, nothing_is_left, state

NAMES = {signal.SIGINT: "interrupted", signal.SIGTERM: "SIGTERM", signal.SIGHUP: "SIGHUP"}
# It ignores SIGTERM, as does a child of it that has left its session.
STUBBORN = "trap '' TERM INT\nsetsid sh -c 'trap \"\" TERM; sleep 61' &\necho begun\ntouch \"$(dirname \"$0\")/alive\"\nsleep 62\n"


def catches(pid, number):
    """Whether a process has begun to handle a signal; before, it ends of it as any program does."""
    try:
        with open(f"/proc/{pid}/status") as file:
            caught = next(line for line in file if line.startswith("SigCgt"))
    except (OSError, StopIteration):
        return False
    return int(caught.split()[1], 16) >> (number - 1) & 1 == 1


def interrupted(shop, arguments, number, wait, tally, whole_group, says):
    """Interrupts one command after `wait` seconds or when `wait` says so."""
    tally.tried += 1
    name = f"{' '.join(arguments)} by {signal.Signals(number).name}"
    process = shop.start(
        *arguments, env={"WINNOW_TORTURE": shop.path, "TMPDIR": shop.at("tmp")}, start_new_session=True)
    while process.poll() is None and not catches(process.pid, number):
        time.sleep(0.001)
    if callable(wait):
        end = time.monotonic() + 30
        while not wait() and process.poll() is None and time.monotonic() < end:
            time.sleep(0.005)
    else:
        time.sleep(wait)
    begun = time.monotonic()
    (os.killpg if whole_group else os.kill)(process.pid, number)
    _, err = process.communicate(timeout=30)
    seconds, err = time.monotonic() - begun, err.decode()
    if process.returncode in (0, 1):
        tally.note("done before")
        return None
    if process.returncode != 128 + number:
        tally.failed(f"{name}: exit {process.returncode}: {err.strip()}")
    elif seconds > 2:
        tally.failed(f"{name}: {seconds:.1f} s")
    elif NAMES[number] not in err or not re.search(says, err) or "error:" in err:
        tally.failed(f"{name}: says {err.strip()!r}")
    elif nothing_is_left(f"WINNOW_TORTURE={shop.path}", 1.5):
        tally.failed(f"{name}: still running: {nothing_is_left(f'WINNOW_TORTURE={shop.path}', 0)}")
    tally.notes["slowest_ms"] = max(tally.notes.get("slowest_ms", 0), int(seconds * 1000))
    return err


def run(count):
    """`count` interruptions of a run spread over its length, then each other command and a hook that does not listen."""
    shop = Workshop(images=200)
    tally = Tally("interruptions")
    os.makedirs(shop.at("tmp"))
    try:
        shop.phases()
        expected = state(shop.at("done-1"))
        shop.copy("phase-1", "timed")
        length = shop.succeeds("run", "1", "--data", "timed").seconds
        for i in range(count):
            shop.copy("phase-1", "scratch")
            number = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP][i % 3]
            err = interrupted(
                shop, ["run", "1", "--data", "scratch"], number, 0.02 + length * (i + 0.5) / count, tally, i % 2 == 0,
                r"everything that was finished is kept\nto go on: |no file is half-written\nto begin again: ")
            finished = finished_stages(shop.at("scratch"))
            again = shop.succeeds("run", "1", "--data", "scratch")
            if finished.intersection(announced(again.err, "runs")):
                tally.failed(f"interruption {i}: repeated {finished.intersection(announced(again.err, 'runs'))}")
            if err is not None and set(announced(err, "done")) - finished:
                tally.failed(f"interruption {i}: said to be done and not there")
            if differences(shop.at("scratch"), expected):
                tally.failed(f"interruption {i}: differs: {differences(shop.at('scratch'), expected)}")

        # A hook that ignores all of it, with a child that has left its session.
        shop.write("slow.sh", STUBBORN)
        shop.write("slow.yaml", SPEC.replace("train:   {run: [winnow, hook, linear-probe]}", "train:   {run: [sh, slow.sh]}"))
        for number, group in [(signal.SIGINT, True), (signal.SIGTERM, False), (signal.SIGHUP, True)]:
            shop.copy("phase-1", "scratch")
            alive = shop.at("alive")
            if os.path.exists(alive):
                os.remove(alive)
            interrupted(
                shop, ["run", "1", "--data", "scratch", "--spec", "slow.yaml"], number,
                lambda: os.path.exists(alive), tally, group, r"in iteration 1, stage 'train'; .*\nto go on: \S+ run 1 ")
            if not re.search('"interrupted"', shop.read("scratch/iterations/001/runs.jsonl")):
                tally.failed("the log does not tell of the interruption")
            if finished_stages(shop.at("scratch")) != {"pool", "embed"}:
                tally.failed(f"finished: {finished_stages(shop.at('scratch'))}")

        # The other commands, those that only read among them.
        shop.copy("whole", "data")
        # The demonstration draws pictures of its own.
        shop.write("other/spec.yaml", SPEC)
        before = state(shop.at("data"))
        for arguments in [
            ["verify", "--data", "data"], ["status", "--data", "data"], ["diff", "0", "1", "--data", "data"],
            ["log", "--data", "data"], ["graph", "--data", "data"], ["plan", "1"], ["reproduce", "1"],
            ["factory", "--out", "more", "--count", "30000"], ["demo", "--spec", "other/spec.yaml"],
            ["simulate", "--seeds", "2", "--through", "2"],
            ["show", "data/iterations/001/pool/pool.parquet", "--json"]]:
            for number in (signal.SIGINT, signal.SIGTERM):
                interrupted(shop, arguments, number, 0.03, tally, True, r"to go on: |to begin again: ")
        if differences(shop.at("data"), before):
            tally.failed(f"commands that read changed {differences(shop.at('data'), before)}")
        left = os.listdir(shop.at("tmp"))
        if left:
            tally.failed(f"left behind: {left}")
        return tally.finish()
    finally:
        shop.close()

"""Several runs at once on one directory: one wins, the others end at once with 5 and name it; who reads meanwhile sees whole stages."""

import json
import threading
import time

from workshop import SPEC, Tally, Workshop, announced, differences, state


def read_on(shop, data, ended, tally, seen):
    """Reads in a circle: every answer is one of a directory that is whole."""
    commands = [["status", "--json"], ["verify", "--json"], ["diff", "0", "1"], ["log"], ["graph"]]
    number = 0
    while not ended.is_set():
        command = commands[number % len(commands)]
        number += 1
        outcome = shop.run(*command, "--data", data)
        seen.append(command[0])
        # `diff` before iteration 1 has a folder has nothing to compare.
        fine = (0, 1, 2, 3) if command[0] == "diff" else (0,)
        if outcome.code not in fine or "should not have happened" in outcome.err or (
                command[0] == "diff" and "damaged" in outcome.err):
            tally.failed(f"{' '.join(command)}: exit {outcome.code}: {(outcome.out + outcome.err).strip()[:600]}")


def run(rounds, at_once):
    # A hook that waits a little, so that all are there while the winner is at work.
    shop = Workshop(spec=SPEC)
    try:
        last = shop.phases()
        expected = state(shop.at("done-1"))
        shop.write("slow.sh", "sleep 0.7\nexec \"$WINNOW\" hook linear-probe\n")
        shop.write("slow.yaml", SPEC.replace(
            "train:   {run: [winnow, hook, linear-probe]}",
            "train:   {run: [sh, slow.sh], environment: [WINNOW]}"))
        tally = Tally("runs at once")
        seen = []
        for number in range(rounds):
            shop.copy("phase-1", "scratch")
            count = at_once or 2 + number % 7
            ended = threading.Event()
            readers = [threading.Thread(target=read_on, args=(shop, "scratch", ended, tally, seen)) for _ in range(2)]
            for reader in readers:
                reader.start()
            start = time.monotonic()
            running = [shop.start("run", "1", "--data", "scratch") for _ in range(count)]
            results = []
            for process in running:
                _, err = process.communicate(timeout=120)
                results.append((process.returncode, err.decode(), process.pid))
            ended.set()
            for reader in readers:
                reader.join()
            tally.tried += count
            winners = [pid for code, err, pid in results if code == 0]
            worked = [pid for code, err, pid in results if announced(err, "runs")]
            for code, err, pid in results:
                if code not in (0, 5):
                    tally.failed(f"exit {code}: {err.strip()[-300:]}")
                if code == 5 and not any(f"pid {other}:" in err for other in (pid for _, _, pid in results)):
                    tally.failed(f"the holder is not named: {err.strip()}")
            if not winners:
                tally.failed("nobody won")
            # Who comes when the winner is done finds nothing to do.
            if len(worked) != 1:
                tally.failed(f"{len(worked)} did the work")
            tally.note("refused", sum(code == 5 for code, _, _ in results))
            if differences(shop.at("scratch"), expected):
                tally.failed(f"differs: {differences(shop.at('scratch'), expected)}")
        tally.note("readings meanwhile", len(seen))
        return tally.finish()
    finally:
        shop.close()

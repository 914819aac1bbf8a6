"""A scratch folder with a small pipeline, and what every proof needs of it: run the program, copy a state, compare two."""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROGRAM = os.environ.get("WINNOW") or os.environ.get("WINNOW_BINARY") or os.path.join(ROOT, ".build/release/winnow")

SPEC = """\
winnow: 1
name: small
data: data
random_seed: 7
classes: [normal, scratch, discoloration, foreign_particle, edge_chip, dent, contamination, micro_crack]
negative_class: normal
production_rates: {normal: 0.94}
pool: {root: images, images: "images/**/*.png", metadata: metadata.csv}
holdout: {monitoring: labels/monitoring.csv, acceptance: labels/acceptance.csv}
calibration: {labels: labels/calibration.csv}
annotators:
  - {id: ana, senior: true, price_per_vote: 0.25}
  - {id: ben}
  - {id: chi}
budget: {total: 1000}
stages:
  seed:    {size: 16, by: group}
  embed:   {run: [winnow, hook, patch-embed], dimensions: 8, input_size: 32, filters: 16}
  train:   {run: [winnow, hook, linear-probe]}
  score:   {measure: margin, below: 0.2, tiebreak: entropy}
  cluster: {method: kmeans, batch: 6, candidates: 4x, shares: {random: 0.1}}
  export:  {to: label-studio, annotators_per_image: 2, calibration_per_session: 1}
"""


class Failure(Exception):
    """A promise that did not hold."""


class Outcome:
    def __init__(self, code, out, err, seconds):
        self.code, self.out, self.err, self.seconds = code, out, err, seconds

    @property
    def error_lines(self):
        return [line for line in self.err.splitlines() if line.startswith("winnow: error:") or ": error: " in line[:200] and not line.startswith("  |")]


class Workshop:
    """A scratch folder; removed by `close`."""

    def __init__(self, images=60, spec=SPEC, folder=None, size=32):
        base = folder or os.environ.get("WINNOW_SCRATCH") or ("/dev/shm" if os.path.isdir("/dev/shm") else None)
        self.path = tempfile.mkdtemp(prefix="winnow-torture-", dir=base)
        self.write("spec.yaml", spec)
        self.succeeds("factory", "--out", "images", "--count", str(images), "--size", str(size))
        rows = self.read("images/truth.csv").splitlines()
        groups = {}
        for row in rows[1:]:
            groups.setdefault(row.split("/")[1].split("-")[0], []).append(row)
        names = sorted(groups)
        self.write("labels/monitoring.csv", "\n".join([rows[0]] + groups[names[-1]]) + "\n")
        self.write("labels/calibration.csv", "\n".join([rows[0]] + groups[names[-2]][:3]) + "\n")
        self.write("labels/acceptance.csv", rows[0] + "\n")

    def close(self):
        shutil.rmtree(self.path, ignore_errors=True)

    def at(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.at(name)), exist_ok=True)
        with open(self.at(name), "w") as file:
            file.write(text)

    def read(self, name):
        with open(self.at(name)) as file:
            return file.read()

    def environment(self, more=None):
        result = dict(os.environ, WINNOW_SPEC=self.at("spec.yaml"), SWIFT_BACKTRACE="enable=no")
        result.update(more or {})
        return result

    def start(self, *arguments, before=(), env=None, **more):
        return subprocess.Popen(
            [*before, PROGRAM, *arguments], cwd=self.path, env=self.environment(env), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)

    def run(self, *arguments, before=(), env=None, timeout=120, **more):
        start = time.monotonic()
        process = self.start(*arguments, before=before, env=env, **more)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.terminate()
            try:
                process.communicate(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
            raise Failure(f"{' '.join(arguments)}: no end after {timeout} s")
        code = process.returncode
        return Outcome(
            code if code >= 0 else 128 - code, out.decode(errors="replace"), err.decode(errors="replace"),
            time.monotonic() - start)

    def succeeds(self, *arguments, **more):
        outcome = self.run(*arguments, **more)
        if outcome.code != 0:
            raise Failure(f"{' '.join(arguments)}: exit {outcome.code}: {outcome.err.strip()}")
        return outcome

    def annotate(self, number, data="data"):
        self.succeeds("annotate", str(number), "--data", data, "--truth", "images/truth.csv")

    def complete(self, number, data="data", **more):
        """Runs an iteration to its seal, simulated people answering."""
        for _ in range(4):
            if "is sealed" in self.succeeds("run", str(number), "--data", data, **more).err:
                return
            self.annotate(number, data)
        raise Failure(f"iteration {number} did not come to its seal")

    def chains(self, data="data"):
        rows = json.loads(self.succeeds("status", "--json", "--data", data).out)
        return [row["chain"] for row in rows if row.get("chain")]

    def copy(self, source, target):
        copy(self.at(source), self.at(target))

    def phases(self):
        """Makes `phase-1` … `phase-3`, iteration 1 before each of its runs, and `phase-2` … `phase-4` answered; `whole`."""
        self.complete(0)
        for number in range(1, 4):
            self.copy("data", f"phase-{number}")
            done = self.succeeds("run", "1")
            self.copy("data", f"done-{number}")
            if "is sealed" in done.err:
                self.copy("data", "whole")
                return number
            self.annotate(1)
        raise Failure("iteration 1 did not come to its seal")


def copy(source, target):
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, symlinks=True)


def state(data):
    """Every file that two honest runs have alike, with its digest: all but logs, the cache and what is being made."""
    found = {}
    for folder, folders, files in os.walk(data):
        relative = os.path.relpath(folder, data)
        if relative == ".":
            folders[:] = [name for name in folders if name not in ("cache", "staging")]
        if os.path.basename(folder) == "logs":
            folders[:] = []
            continue
        for name in files:
            path = os.path.normpath(os.path.join(relative, name))
            # `.NAME.tmp`: what a killed run left of a file, which the next one to write it takes over.
            if name in ("runs.jsonl", "lock") or (name.startswith(".") and name.endswith(".tmp")):
                continue
            with open(os.path.join(folder, name), "rb") as file:
                found[path] = hashlib.sha256(file.read()).hexdigest()
    return found


def differences(data, expected):
    now = state(data)
    return sorted(path for path in set(now) | set(expected) if now.get(path) != expected.get(path))


def finished_stages(data, iteration=1):
    """The stages whose folder and record are there."""
    folder = os.path.join(data, f"iterations/{iteration:03d}")
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return {name for name in names if os.path.exists(os.path.join(folder, name, "stage.json"))}


def announced(err, verb):
    """The stages that a run said it `runs` or has `done`."""
    return re.findall(rf"^iteration \d+  (\S+) {verb}", err, re.M)


def done_counts(data, iteration=1):
    """How often the log of runs has each stage as done."""
    counts = {}
    path = os.path.join(data, f"iterations/{iteration:03d}/runs.jsonl")
    if os.path.exists(path):
        with open(path) as file:
            for text in file:
                line = json.loads(text)["line"]
                if line["outcome"] == "done":
                    counts[line["event"]] = counts.get(line["event"], 0) + 1
    return counts


def staging_is_empty(data):
    folder = os.path.join(data, "staging")
    return not os.path.isdir(folder) or not os.listdir(folder)


def processes(mark):
    """The command lines of living processes, but ours, that have a text in their command line or environment."""
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            with open(f"/proc/{name}/stat") as file:
                if file.read().rsplit(")", 1)[1].split()[0] == "Z":
                    continue
            text = b""
            for part in ("cmdline", "environ"):
                with open(f"/proc/{name}/{part}", "rb") as file:
                    text += file.read()
            if mark.encode() in text:
                with open(f"/proc/{name}/cmdline", "rb") as file:
                    found.append(file.read().replace(b"\0", b" ").decode(errors="replace").strip())
        except OSError:
            continue
    return found


def nothing_is_left(mark, seconds=3.0):
    """Waits until no process has `mark`; the command lines of those that stay."""
    end = time.monotonic() + seconds
    while True:
        left = processes(mark)
        if not left or time.monotonic() > end:
            return left
        time.sleep(0.02)


class Tally:
    """Counts what was tried and what did not hold, and says so in one line."""

    def __init__(self, what):
        self.what, self.lost, self.notes, self.start = what, [], {}, time.monotonic()
        self.count, self.told = 0, time.monotonic()

    @property
    def tried(self):
        return self.count

    @tried.setter
    def tried(self, count):
        self.count = count
        if time.monotonic() - self.told > 20:
            self.told = time.monotonic()
            print(f"  {self.what}: {count} tried so far, {len(self.lost)} lost", file=sys.stderr, flush=True)

    def failed(self, text):
        self.lost.append(text)
        print(f"  LOST: {text}", flush=True)

    def note(self, name, count=1):
        self.notes[name] = self.notes.get(name, 0) + count

    def finish(self):
        details = "".join(f", {count} {name}" for name, count in self.notes.items())
        print(
            f"{self.what}: {self.tried} tried, {len(self.lost)} lost{details} "
            f"({time.monotonic() - self.start:.1f} s)", flush=True)
        return not self.lost


def spread(count, limit):
    """At most `limit` of 0 … count − 1, evenly, both ends among them; all of them if `limit` is 0."""
    if limit <= 0 or limit >= count:
        return list(range(count))
    if limit == 1:
        return [count // 2]
    return sorted({round(i * (count - 1) / (limit - 1)) for i in range(limit)})

"""A folder with pictures and a spec, the program run in it, and what it has written."""

import csv
import json
import os
import signal
import subprocess
import time

from pictures import plate
from servers import ROOT

PROGRAM = os.path.abspath(os.environ.get("WINNOW") or os.path.join(ROOT, ".build/release/winnow"))
CLASSES = ["bare", "scratch", "dent"]
PEOPLE = ["ana", "ben", "chi"]  # ana is the senior
GUIDELINES = "A **scratch** is a line, a **dent** is round.\nWhere nothing is to be seen: **bare**.\n"

SPEC = """\
winnow: 1
name: {name}
data: data
random_seed: 7
classes: [{classes}]
negative_class: bare
pool: {{root: pictures, images: "*.png"}}
annotators:
{annotators}
stages:
  seed:    {{size: {size}, method: random}}
  embed:   {{dimensions: 8, input_size: 32, filters: 16}}
  cluster: {{method: kmeans, batch: 4}}
  export:
    to: {platform}
    annotators_per_image: 2
    guidelines: guidelines.md
    server: {{url: "{url}", token_variable: {variable}}}
  ingest:  {{escalate: [disagreement]}}
"""


class Outcome:
    def __init__(self, code, text, seconds):
        self.code, self.text, self.seconds = code, text, seconds

    @property
    def errors(self):
        """The lines that say that something is wrong."""
        return [line for line in self.text.splitlines() if "error:" in line]


class Pipeline:
    def __init__(self, folder, server, name, images, size, accounts):
        self.path, self.server, self.name = os.path.join(folder, name), server, name
        self.runs = 0
        for part in ("pictures", "said"):
            os.makedirs(self.at(part))
        for number in range(images):
            with open(self.at(f"pictures/plate-{number:05d}.png"), "wb") as file:
                file.write(plate(number, number % 3, 24 if images > 1000 else 48))
        with open(self.at("guidelines.md"), "w") as file:
            file.write(GUIDELINES)
        self.size = size
        self.write_spec(accounts)

    def write_spec(self, accounts, url=None):
        key = self.server.name.replace("-", "_")
        rows = []
        for person in PEOPLE:
            account = json.dumps(accounts[person])
            rows.append(f"  - {{id: {person}, {'senior: true, ' if person == 'ana' else ''}{key}: {account}}}")
        with open(self.at("spec.yaml"), "w") as file:
            file.write(SPEC.format(
                name=self.name, classes=", ".join(CLASSES), annotators="\n".join(rows), size=self.size,
                platform=self.server.name, url=url or self.server.url, variable=self.server.variable))

    def at(self, name):
        return os.path.join(self.path, name)

    # The program

    def start(self, *arguments, token=None, session=False):
        environment = {key: value for key, value in os.environ.items() if key not in ("LABEL_STUDIO_TOKEN", "ARGILLA_API_KEY")}
        environment["WINNOW_SPEC"] = self.at("spec.yaml")
        environment["SWIFT_BACKTRACE"] = "enable=no"
        if token != "":
            environment[self.server.variable] = token or self.server.token
        # Everything that is ever said is kept beside the data: the token must not be in it.
        self.runs += 1
        path = self.at(f"said/{self.runs:04d}.txt")
        with open(path, "wb") as file:
            file.write(f"$ winnow {' '.join(arguments)}\n".encode())
            file.flush()
            process = subprocess.Popen(
                [PROGRAM, *arguments], cwd=self.path, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                start_new_session=session)
        process.path, process.begun = path, time.monotonic()
        return process

    def end(self, process, timeout):
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return Outcome(None, self.said(process) + f"\nno end after {timeout} s", timeout)
        return Outcome(process.returncode, self.said(process), time.monotonic() - process.begun)

    def said(self, process):
        with open(process.path, "rb") as file:
            return file.read().decode(errors="replace").split("\n", 1)[1]

    def run(self, *arguments, token=None, timeout=300):
        return self.end(self.start(*arguments, token=token), timeout)

    def killed(self, *arguments, after):
        """Kills the program `after` seconds; true if it was still running."""
        process = self.start(*arguments)
        try:
            process.wait(after)
            return False
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True

    # What it has written

    def table(self, path):
        shown = subprocess.run(
            [PROGRAM, "show", self.at(path), "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
        return [json.loads(line) for line in shown.stdout.decode().splitlines() if line.strip()]

    def assigned(self, iteration, round):
        """The task ids of each person, in the order of their file."""
        found = {}
        rows = self.table(f"data/iterations/{iteration:03d}/export-{round}/assignments.parquet")
        for row in sorted(rows, key=lambda row: row["position"]):
            found.setdefault(row["annotator"], []).append(row["task_id"])
        return found

    def inbox(self, iteration, person):
        """The files that a pull has laid down for a person, and the rows of `exports.csv` beside them."""
        folder = self.at(f"data/inbox/{iteration:03d}/{self.server.name}/{person}")
        files, rows = [], []
        for place, _, names in os.walk(folder):
            for name in names:
                if name == "exports.csv":
                    with open(os.path.join(place, name), newline="") as file:
                        rows += list(csv.DictReader(file))
                elif not name.startswith("."):
                    files.append(os.path.join(place, name))
        if not rows and os.path.exists(os.path.join(os.path.dirname(folder), "exports.csv")):
            with open(os.path.join(os.path.dirname(folder), "exports.csv"), newline="") as file:
                rows = list(csv.DictReader(file))
        return files, rows

    def holding(self, *secrets):
        """The files of this folder, data and everything that was said, in which one of `secrets` stands."""
        wanted = [secret.encode() for secret in secrets if secret]
        found = []
        for place, _, names in os.walk(self.path):
            for name in names:
                path = os.path.join(place, name)
                if os.path.islink(path) or not os.path.isfile(path):
                    continue
                with open(path, "rb") as file:
                    text = file.read()
                if any(secret in text for secret in wanted):
                    found.append(os.path.relpath(path, self.path))
        return found

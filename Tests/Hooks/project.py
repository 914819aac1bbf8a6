"""A small project for the tests of hooks: drawn pictures, a spec, the real program."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOOKS = os.path.join(ROOT, "pipelines/hooks")
WINNOW = os.environ.get("WINNOW", os.path.join(ROOT, ".build/release/winnow"))
CLASSES = [
    "normal", "scratch", "discoloration", "foreign_particle", "edge_chip", "dent", "contamination", "micro_crack"]
EMBED = "{run: [winnow, hook, patch-embed], dimensions: 32, input_size: 48, filters: 16}"


class Project:
    """A folder as a user has it: pipelines/ with a spec and hooks/, the pictures and the data beside it."""

    def __init__(self, folder, images=90, size=48):
        self.folder, self.spec = folder, os.path.join(folder, "pipelines/own.yaml")
        self.data, self.pictures = os.path.join(folder, "data/own"), os.path.join(folder, "data/pictures")
        os.makedirs(os.path.join(folder, "pipelines"))
        shutil.copytree(HOOKS, os.path.join(folder, "pipelines/hooks"), ignore=shutil.ignore_patterns("__pycache__"))
        self.winnow("factory", "--out", self.pictures, "--count", str(images), "--size", str(size), spec=False)

    def write(self, train, embed=EMBED, more=()):
        """The spec; `train` and `embed` are the stages' mappings, `more` further lines of stages."""
        with open(self.spec, "w", encoding="utf-8") as file:
            file.write("\n".join([
                "winnow: 1", "name: own", f"classes: [{', '.join(CLASSES)}]", "negative_class: normal",
                "random_seed: 5", "annotators: [ana]",
                'pool: {root: ../data/pictures, images: "images/**/*.png", metadata: metadata.csv}',
                "stages:", "  seed: {size: 40, by: group}", f"  embed: {embed}", f"  train: {train}",
                "  cluster: {method: kmeans, batch: 10}", *(f"  {line}" for line in more), ""]))

    def start(self, *arguments, spec=True):
        return subprocess.Popen(
            ["nice", WINNOW, *arguments, *(["--spec", self.spec] if spec else [])], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)

    def winnow(self, *arguments, code=0, spec=True):
        """Runs the program; what it says."""
        process = self.start(*arguments, spec=spec)
        said, _ = process.communicate()
        if process.returncode != code:
            raise AssertionError(f"winnow {' '.join(arguments)} ended with {process.returncode}, not {code}:\n{said}")
        return said

    def seal(self, iteration):
        """Runs an iteration to its seal; a simulated person answers."""
        for command in ("run", "annotate", "run"):
            self.winnow(command, str(iteration))

    def path(self, name, iteration=1):
        return os.path.join(self.data, f"iterations/{iteration:03}", name)

    def predictions(self):
        return pq.read_table(self.path("train/predictions.parquet"))

    def digests(self):
        """The content digest of each file that the model's stage has kept."""
        with open(self.path("train/stage.json"), encoding="utf-8") as file:
            found = json.load(file)
        return {output["path"]: output["content_sha256"] for output in found["content"]["outputs"]}

    def log(self):
        with open(self.path("logs/train.log"), encoding="utf-8") as file:
            return file.read()

    def again(self):
        """Forgets iteration 1, so that it is run once more from nothing."""
        shutil.rmtree(self.path(""), ignore_errors=True)
        shutil.rmtree(os.path.join(self.data, "cache"), ignore_errors=True)


class Direct(unittest.TestCase):
    """Calls a model's hook by its contract, without the program."""

    hook = None

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = holder.name
        self.rows, self.classes, self.parameters = [], ["a", "b", "c"], {}
        self.random = np.random.default_rng(3)

    def path(self, name):
        return os.path.join(self.folder, name)

    def add(self, image, label=None, group=None, weight=1.0, vector=(0.0,), content=None):
        """An image; `content` are the bytes of its file, where the hook reads it."""
        content = content or image.encode()
        with open(self.path(image), "wb") as file:
            file.write(content)
        self.rows.append({
            "image_id": image, "sha256": hashlib.sha256(content).digest(), "label": label, "group": group or image,
            "weight": weight, "embedding": list(vector)})

    def call(self, arguments=(), threads=2):
        """Ends with the exit code, what was said, and the errors; the answer is in `self.answer`, `self.metrics`."""
        rows = sorted(self.rows, key=lambda row: row["image_id"])

        def table(name, columns, rows):
            found = {column: pa.array([row[column] for row in rows], kind) for column, kind in columns.items()}
            pq.write_table(pa.table(found), self.path(name))
            return self.path(name)

        digest, text, vector = pa.binary(32), pa.string(), pa.list_(pa.float32())
        for name in ("checkpoint", "state"):
            os.makedirs(self.path(name), exist_ok=True)
        request = {
            "winnow": 2, "stage": "train", "action": "train", "iteration": 1, "random_seed": 2**64 - 3,
            "threads": threads, "classes": self.classes, "checkpoint": self.path("checkpoint"),
            "parameters": {"regularization": 1, "balanced": True, "committee": 0, **self.parameters},
            "inputs": {
                "images": table("images.parquet", {"image_id": text, "sha256": digest}, rows),
                "training": table(
                    "training.parquet",
                    {"image_id": text, "sha256": digest, "label": text, "weight": pa.float64(), "group": text},
                    [row for row in rows if row["label"]]),
                "embeddings": [table("vectors.parquet", {"sha256": digest, "embedding": vector}, rows)]},
            "outputs": {name: self.path(file) for name, file in (
                ("predictions", "out.parquet"), ("metrics", "metrics.json"), ("state", "state"))},
        }
        with open(self.path("request.json"), "w", encoding="utf-8") as file:
            json.dump(request, file)
        if os.path.exists(self.path("out.parquet")):
            os.remove(self.path("out.parquet"))
        done = subprocess.run(
            [sys.executable, "-B", os.path.join(HOOKS, self.hook), *arguments], capture_output=True, text=True,
            env={**os.environ, "WINNOW_REQUEST": self.path("request.json")}, check=False)
        return done.returncode, done.stdout, done.stderr

    def answered(self, **options):
        """Probabilities by image, in the column that is asked for."""
        code, self.said, errors = self.call(**options)
        self.assertEqual(code, 0, errors)
        with open(self.path("metrics.json"), encoding="utf-8") as file:
            self.metrics = json.load(file)
        table = pq.read_table(self.path("out.parquet"))
        self.assertEqual(table["image_id"].to_pylist(), sorted(row["image_id"] for row in self.rows))
        return {
            name: np.array(table[name].to_pylist(), np.float32) for name in table.column_names if name != "image_id"}

    def refused(self, words, **options):
        code, _, errors = self.call(**options)
        self.assertEqual(code, 1, errors)
        self.assertIn(words, errors)
        self.assertNotIn("Traceback", errors)
        self.assertFalse(os.path.exists(self.path("out.parquet")))

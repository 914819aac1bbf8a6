"""Makes a pipeline of ROWS images whose iteration 1 is scored, and may be scored and clustered again.

usage: score_setup.py WINNOW FOLDER ROWS [DIMENSIONS]    2 dimensions by default, which is enough to score

Iteration 0 labels a few hundred real pictures; then the pool is given as a table of ROWS images, in parts, since a hook's answer is
held in memory. The hooks are stand-ins: one gives unit vectors drawn by the image's hash, in runs of near-duplicates, the other
copies predictions made beforehand. Prints the spec's path.
"""
import csv
import os
import struct
import subprocess
import sys
import zlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import workloads

CLASSES = ["normal", "scratch", "dent", "stain", "crack", "chip", "pit", "burr"]
SEEDS = 320

PART = 250_000

EMBED = """import json, os, sys
import numpy as np, pyarrow as pa, pyarrow.parquet as pq
request = json.load(open(os.environ["WINNOW_REQUEST"]))
images = pq.read_table(request["inputs"]["images"])
digests = np.frombuffer(b"".join(images["sha256"].to_pylist()), dtype=np.uint8).reshape(-1, 32)
dimensions = {dimensions}
runs = np.random.default_rng(1).standard_normal((4096, dimensions), dtype=np.float32)
run = digests[:, 0].astype(np.int64) * 16 + digests[:, 1] % 16
noise = np.random.default_rng(int.from_bytes(digests[0].tobytes()[:8], "little"))
values = runs[run] + np.float32(0.3) * noise.standard_normal((len(run), dimensions), dtype=np.float32)
values /= np.linalg.norm(values, axis=1, keepdims=True)
offsets = np.arange(0, values.size + 1, dimensions, dtype=np.int32)
lists = pa.ListArray.from_arrays(offsets, pa.array(values.reshape(-1)))
table = pa.table({{"image_id": images["image_id"], "embedding": lists}})
pq.write_table(table, request["outputs"]["embeddings"], compression="none", use_dictionary=False)
"""
TRAIN = """import json, os, shutil
request = json.load(open(os.environ["WINNOW_REQUEST"]))
shutil.copyfile({predictions!r}, request["outputs"]["predictions"])
"""
SPEC = """winnow: 1
name: bench
data: data
random_seed: 1
classes: [{classes}]
negative_class: normal
pool: {{root: root, table: pool.parquet}}
annotators: [{{id: ana, senior: true}}, {{id: ben}}]
stages:
  seed:    {{size: 300, method: random}}
  embed:   {{run: [{python}, embed.py], dimensions: {dimensions}, files: [embed.py], fit: false}}
  train:   {{run: [{python}, train.py], files: [train.py]}}
  score:   {{measure: margin, below: 0.2, tiebreak: entropy, probabilities: raw}}
  cluster: {{method: {method}, batch: 50000, candidates: 4x, shares: {{random: 0}}}}
  export:  {{to: csv, annotators_per_image: 1}}
  ingest:  {{consensus: majority, escalate: []}}
"""


def png(path, seed):
    """An 8 × 8 picture of noise."""
    rows = np.random.default_rng(seed).integers(0, 256, (8, 8), dtype=np.uint8)
    data = b"".join(b"\0" + row.tobytes() for row in rows)

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b""))


def main():
    winnow, folder, rows = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), int(sys.argv[3])
    dimensions = int(sys.argv[4]) if len(sys.argv) > 4 else 2
    project = os.path.join(folder, f"score-{rows}" if dimensions == 2 else f"cluster-{rows}")
    spec = os.path.join(project, "bench.yaml")
    ready = os.path.join(project, "ready")
    if os.path.exists(ready):
        print(spec)
        return
    os.makedirs(os.path.join(project, "root", "images"), exist_ok=True)
    pool = pq.read_table(workloads.pool(folder, rows))
    pq.write_table(pool.slice(0, SEEDS), os.path.join(project, "pool.parquet"))
    names = pool["image_id"].slice(0, SEEDS).to_pylist()
    for index, name in enumerate(names):
        png(os.path.join(project, "root", name), index)
    with open(os.path.join(project, "truth.csv"), "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["image", "label"])
        writer.writerows([name, CLASSES[index % len(CLASSES)]] for index, name in enumerate(names))
    for name, text in [
        ("embed.py", EMBED.format(dimensions=dimensions)),
        ("train.py", TRAIN.format(predictions=workloads.predictions(folder, rows))),
        ("bench.yaml", SPEC.format(
            classes=", ".join(CLASSES), python=sys.executable, dimensions=dimensions,
            method="rank" if dimensions == 2 else "kmeans")),
    ]:
        with open(os.path.join(project, name), "w") as file:
            file.write(text)

    def run(*arguments):
        subprocess.run([winnow, *arguments, "--spec", spec], check=True, stdout=subprocess.DEVNULL)

    run("run", "0")
    run("annotate", "0", "--truth", os.path.join(project, "truth.csv"), "--perfect")
    run("run", "0")
    for count in range(PART, rows + PART, PART) if dimensions > 2 else [rows]:
        pq.write_table(pool.slice(0, count), os.path.join(project, "pool.parquet"))
        run("run", "1", "--until", "embed")
    run("run", "1", "--until", "cluster")
    open(ready, "w").close()
    print(spec)


if __name__ == "__main__":
    main()

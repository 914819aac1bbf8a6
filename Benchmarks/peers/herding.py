"""Compares `seed: {by: coverage}` with its definition, written out in NumPy, and with scikit-activeml's, pick for pick.

First batches of drawn images are chosen, once by vectors of which many are equal, so that there are ties everywhere: they go by
the draw key of the image, as everywhere. scikit-activeml breaks ties at random: picks are compared with its own up to the first
that it could have picked as well.
"""

import argparse
import os
import subprocess
import sys
import tempfile

import numpy as np
import pyarrow.parquet as parquet
from skactiveml.pool import MaxHerding

from direct import keys, table

HOOK = """
import hashlib, json, os
import pyarrow as pa, pyarrow.parquet as parquet
request = json.load(open(os.environ["WINNOW_REQUEST"]))
ids = parquet.read_table(request["inputs"]["images"], columns=["image_id"])["image_id"].to_pylist()
rows = []
for name in ids:
    kind = hashlib.sha256(name.encode()).digest()[0] % 90
    rows.append([float(byte) - 127 for byte in hashlib.sha256(bytes([kind])).digest()[:16]])
columns = {"image_id": pa.array(ids), "embedding": pa.array(rows, pa.list_(pa.float32()))}
parquet.write_table(pa.table(columns), request["outputs"]["embeddings"])
"""

SPEC = """
winnow: 1
name: small
data: {name}
random_seed: 7
classes: [normal, scratch, discoloration, foreign_particle, edge_chip, dent, contamination, micro_crack]
pool: {{root: images, images: "images/**/*.png"}}
annotators: [{{id: ana, senior: true}}, {{id: ben}}, {{id: chi}}]
stages:
  seed: {{size: 150, by: coverage}}
  embed: {{{embed}}}
  train: {{run: [winnow, hook, linear-probe]}}
"""


def vectors(folder):
    """The images that may be picked and their vectors."""
    first = f"{folder}/iterations/000"
    pool = table(first, "pool", "pool.parquet")
    open_images = {name for name, role, copy in zip(pool["image_id"], pool["role"], pool["duplicate_of"]) if role == "pool" and copy is None}
    index = table(first, "embed", "index.parquet")
    parts = {part: parquet.read_table(f"{folder}/{part}")["embedding"].to_pylist() for part in set(index["part"])}
    rows = [(name, parts[part][row]) for name, part, row in zip(index["image_id"], index["part"], index["row"]) if name in open_images]
    return [name for name, _ in rows], np.array([values for _, values in rows], np.float64)


def expected(ids, x, count, draw):
    norms = np.linalg.norm(x, axis=1, keepdims=True)
    unit = x / np.where(norms > 0, norms, 1)
    squared = (unit**2).sum(1)
    k = np.exp(-np.maximum(squared[:, None] + squared[None, :] - 2 * unit @ unit.T, 0))
    covered, picks = np.zeros(len(ids)), []
    for _ in range(count):
        gains = np.maximum(k - covered[:, None], 0).sum(0)
        gains[picks] = -1
        # What differs by rounding alone is a tie.
        tied = np.flatnonzero(gains > gains.max() - 1e-6 * max(1, gains.max()))
        picks.append(min(tied, key=lambda row: draw[row]))
        covered = np.maximum(covered, k[:, picks[-1]])
    return picks


def as_the_peer(ids, x, found):
    """How many picks are the peer's own, and whether the one after them is a tie."""
    peer = MaxHerding(metric_dict={"gamma": 1.0}, random_state=0)
    picks, utilities = peer.query(x, np.full(len(ids), np.nan), batch_size=len(found), return_utilities=True)
    for place, (image, row) in enumerate(zip(found, picks)):
        if ids[row] != image:
            mine, best = utilities[place][ids.index(image)], utilities[place][row]
            return place, abs(mine - best) <= 1e-9 * best
    return len(found), True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--winnow", required=True)
    winnow = os.path.abspath(parser.parse_args().winnow)
    cases = [("vectors", "dimensions: 32, input_size: 32, filters: 16", True), ("ties", f"run: [{sys.executable}, kinds.py], fit: false, dimensions: 16", False)]
    failed = compared = 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([winnow, "factory", "--out", "images", "--count", "1500"], cwd=folder, check=True, capture_output=True)
        with open(f"{folder}/kinds.py", "w") as file:
            file.write(HOOK)
        for name, embed, asks_peer in cases:
            with open(f"{folder}/{name}.yaml", "w") as file:
                file.write(SPEC.format(name=name, embed=embed))
            subprocess.run([winnow, "run", "0", "--until", "seed", "--spec", f"{name}.yaml"], cwd=folder, check=True, capture_output=True)
            selection = table(f"{folder}/{name}/iterations/000", "seed", "selection.parquet")
            found = [image for _, image in sorted(zip(selection["rank"], selection["image_id"]))]
            ids, x = vectors(f"{folder}/{name}")
            same = [ids[row] for row in expected(ids, x, len(found), keys(ids, 7, 0, "seed"))] == found
            compared, failed = compared + 1, failed + (not same)
            print(f"{name}: {len(found)} picks out of {len(ids)}, NumPy: {'the same' if same else 'OTHERS'}", flush=True)
            if asks_peer:
                alike, same = as_the_peer(ids, x, found)
                compared, failed = compared + 1, failed + (not same)
                told = "the same" if alike == len(found) else f"the same for {alike}, then {'a tie' if same else 'OTHERS'}"
                print(f"{name}: {len(found)} picks out of {len(ids)}, scikit-activeml: {told}", flush=True)
    print(f"coverage: {compared} first batches, {failed} differ")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

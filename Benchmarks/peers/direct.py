"""Compares `method: direct` and `balance: {by: quota}` with their definitions, written out in NumPy, pick for pick.

Small pipelines on drawn images are run to the third iteration, two of them with a model whose probabilities have few values, so
that there are ties everywhere. The whole order of every class is sorted; ties go by the draw key of the image, as everywhere.
"""

import argparse
import os
import subprocess
import sys
import tempfile

import numpy as np
import pyarrow.parquet as parquet
import yaml

MASK = (1 << 64) - 1


def mixed(state):
    """SplitMix64: the next state, and its number."""
    state = (state + 0x9E3779B97F4A7C15) & MASK
    value = state
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
    return state, value ^ (value >> 31)


def siphash(data, key0, key1):
    """SipHash-2-4."""
    v = [key0 ^ 0x736F6D6570736575, key1 ^ 0x646F72616E646F6D, key0 ^ 0x6C7967656E657261, key1 ^ 0x7465646279746573]

    def rotated(value, bits):
        return ((value << bits) | (value >> (64 - bits))) & MASK

    def round_():
        v[0] = (v[0] + v[1]) & MASK
        v[1] = rotated(v[1], 13) ^ v[0]
        v[0] = rotated(v[0], 32)
        v[2] = (v[2] + v[3]) & MASK
        v[3] = rotated(v[3], 16) ^ v[2]
        v[0] = (v[0] + v[3]) & MASK
        v[3] = rotated(v[3], 21) ^ v[0]
        v[2] = (v[2] + v[1]) & MASK
        v[1] = rotated(v[1], 17) ^ v[2]
        v[2] = rotated(v[2], 32)

    whole = len(data) // 8 * 8
    words = [int.from_bytes(data[at : at + 8], "little") for at in range(0, whole, 8)]
    words.append(int.from_bytes(data[whole:], "little") | (len(data) & 0xFF) << 56)
    for word in words:
        v[3] ^= word
        round_(), round_()
        v[0] ^= word
    v[2] ^= 0xFF
    for _ in range(4):
        round_()
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def keys(ids, seed, iteration, stage):
    """The draw key of each image."""
    state, base0 = mixed(seed)
    _, base1 = mixed(state)
    state, key0 = mixed(siphash(stage.encode(), base0 ^ iteration, base1))
    _, key1 = mixed(state)
    return [siphash(name.encode(), key0, key1) for name in ids]


def table(folder, stage, name):
    path = os.path.join(folder, stage, name)
    path = path if os.path.exists(path) else path + "-empty"
    return parquet.read_table(path).to_pydict()


def expected(folder, iteration):
    spec = yaml.safe_load(open(os.path.join(folder, "spec.yaml")))
    classes, cluster = spec["classes"], spec["stages"]["cluster"]
    predictions = table(folder, "train", "predictions.parquet")
    column = "tempered" if spec["stages"]["score"]["probabilities"] == "tempered" else "probabilities"
    column = column if column in predictions and predictions[column][0] is not None else "probabilities"
    trained = dict(zip(*(table(folder, "train", "training.parquet")[name] for name in ("image_id", "label"))))
    open_images = set(table(folder, "score", "scores.parquet")["image_id"])
    rows = [row for row, name in enumerate(predictions["image_id"]) if name in open_images or name in trained]
    ids = [predictions["image_id"][row] for row in rows]
    p = np.array([predictions[column][row] for row in rows], np.float32)
    label = np.array([classes.index(trained[name]) if name in trained else -1 for name in ids])
    counts = [int((label == k).sum()) for k in range(len(classes))]
    order = sorted(range(len(classes)), key=lambda k: (counts[k], k))

    size = cluster["batch"]
    random = int(np.floor(size * cluster["shares"]["random"] + 0.5))
    wanted, picks = size - random, []
    balance = cluster.get("balance") or {}
    if balance.get("by") == "quota":
        draw = keys(ids, spec["random_seed"], iteration, "cluster/coverage")
        share = min(wanted, int(np.floor(size * balance["share"] + 0.5)))
        defects = [k for k in order if classes[k] != spec["negative_class"]]
        left = 0
        for place, k in enumerate(defects):
            left += share // len(defects) + (place < share % len(defects))
            best = sorted(np.flatnonzero(label < 0), key=lambda row: (-p[row, k], draw[row]))
            own = [row for row in best if row not in set(picks)][:left]
            picks += own
            left -= len(own)
    if cluster["method"] == "direct":
        draw = keys(ids, spec["random_seed"], iteration, "cluster/direct")
        lists = []
        for k in order:
            s = p[:, k] - np.delete(p, k, axis=1).max(axis=1)
            ranked = sorted(range(len(ids)), key=lambda row: (-s[row], draw[row]))
            w = np.array([0 if label[row] < 0 else 1 if label[row] == k else -1 for row in ranked])
            sums = np.concatenate([[0], np.cumsum(w)])
            value = sums - (sums[-1] - sums)
            best = np.flatnonzero(value == value.max())
            cut = best[len(best) // 2]
            free = [(abs(rank - cut), rank, row) for rank, row in enumerate(ranked) if label[row] < 0]
            lists.append([row for _, _, row in sorted(free)])
        taken = set(picks)
        while len(picks) < wanted:
            for k in range(len(lists)):
                lists[k] = [row for row in lists[k] if row not in taken]
                if lists[k] and len(picks) < wanted:
                    taken.add(lists[k][0])
                    picks.append(lists[k].pop(0))
            if not any(lists):
                break
    return [ids[row] for row in picks], cluster["method"] == "direct"


def compared(folder, iteration):
    """Whether the batch of an iteration is what it should be."""
    images, whole = expected(folder, iteration)
    selection = table(folder, "cluster", "selection.parquet")
    found = [
        name
        for _, name, share in sorted(zip(selection["rank"], selection["image_id"], selection["share"]))
        if share == "uncertain"
    ]
    return len(images), (found if whole else found[: len(images)]) == images


HOOK = """
import hashlib, json, os
import pyarrow as pa, pyarrow.parquet as parquet
request = json.load(open(os.environ["WINNOW_REQUEST"]))
ids = parquet.read_table(request["inputs"]["images"], columns=["image_id"])["image_id"].to_pylist()
rows = []
for name in ids:
    values = [1 + byte % 3 for byte in hashlib.sha256(name.encode()).digest()[: len(request["classes"])]]
    rows.append([value / sum(values) for value in values])
columns = {"image_id": pa.array(ids), "probabilities": pa.array(rows, pa.list_(pa.float32()))}
parquet.write_table(pa.table(columns), request["outputs"]["predictions"])
"""

SPEC = """
winnow: 1
name: small
data: {name}
random_seed: 7
classes: [normal, scratch, discoloration, foreign_particle, edge_chip, dent, contamination, micro_crack]
negative_class: normal
pool: {{root: images, images: "images/**/*.png", metadata: metadata.csv}}
annotators: [{{id: ana, senior: true}}, {{id: ben}}, {{id: chi}}]
stages:
  seed: {{size: 60, by: group}}
  embed: {{dimensions: 32, input_size: 32, filters: 16}}
  train: {{run: {model}}}
  score: {{probabilities: {probabilities}}}
  cluster: {{batch: 40, shares: {{random: 0.1}}, {cluster}}}
"""


def sealed(winnow, folder, name, iteration):
    """Runs an iteration to its seal, simulated people answering."""
    options = ["--spec", f"{name}.yaml"]
    for _ in range(3):
        run = [winnow, "run", str(iteration), *options]
        outcome = subprocess.run(run, cwd=folder, check=True, capture_output=True, text=True)
        if "is sealed" in outcome.stderr:
            return
        answer = [winnow, "annotate", str(iteration), "--truth", "images/truth.csv", *options]
        subprocess.run(answer, cwd=folder, check=True, capture_output=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--winnow", required=True)
    winnow = os.path.abspath(parser.parse_args().winnow)
    own = "[winnow, hook, linear-probe]"
    tied = f"[{sys.executable}, round.py]"
    cases = [
        ("direct", own, "method: direct"),
        ("direct-ties", tied, "method: direct"),
        ("direct-quota", own, "method: direct, balance: {by: quota, share: 0.3}"),
        ("quota-ties", tied, "method: kmeans, balance: {by: quota}"),
    ]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([winnow, "factory", "--out", "images", "--count", "1500"], cwd=folder, check=True, capture_output=True)
        with open(f"{folder}/round.py", "w") as file:
            file.write(HOOK)
        for name, model, cluster in cases:
            with open(f"{folder}/{name}.yaml", "w") as file:
                probabilities = "tempered" if model == own else "raw"
                file.write(SPEC.format(name=name, model=model, cluster=cluster, probabilities=probabilities))
            for iteration in range(3):
                sealed(winnow, folder, name, iteration)
            for iteration in (1, 2):
                picks, same = compared(f"{folder}/{name}/iterations/{iteration:03d}", iteration)
                failed += not same
                print(f"{name}, iteration {iteration}: {picks} picks, {'the same' if same else 'OTHERS'}", flush=True)
    print(f"direct and quota: {2 * len(cases)} batches, {failed} differ")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

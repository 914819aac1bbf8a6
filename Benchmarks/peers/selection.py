#!/usr/bin/env python3
"""Compares `winnow pick` with modAL, scikit-activeml and scikit-learn and prints the largest differences.

Every case is written as Parquet, given to `winnow pick`, and what it wrote is compared with what the peers' own
functions give on the same numbers. Exit code 1 where a difference is larger than its tolerance.

What pick is asked to write:
  --scores    image_id, margin, entropy, least_confidence, rank (from 1) of every row
  --out       image_id, rank, share, score, cluster, distance, inclusion_probability of the picked
  --clusters  cluster, size, centroid
"""

import argparse
import importlib.metadata
import pathlib
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from modAL.uncertainty import _proba_entropy, _proba_margin, _proba_uncertainty
from skactiveml.pool import uncertainty_scores
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning

# Sums of a few dozen doubles in another order, and another logarithm.
MEASURE_TOLERANCE = 1e-12
# The mean inertia over the cases may be this much above scikit-learn's, a single case this much.
MEAN_INERTIA_TOLERANCE = 0.01
INERTIA_TOLERANCE = 0.05


def exact_rows(weights):
    """Rows of whole numbers over 2^20 that sum to exactly one, so that no rounding hides in the input.

    modAL's entropy divides by the sum first; with such rows that changes nothing.
    """
    weights = np.asarray(weights, dtype=np.float64)
    counts = np.floor(weights / weights.sum(axis=1, keepdims=True) * 2**20).astype(np.int64)
    counts[np.arange(len(counts)), counts.argmax(axis=1)] += 2**20 - counts.sum(axis=1)
    return (counts / 2**20).astype(np.float32)


def probability_cases(random):
    yield "2 classes", exact_rows(random.dirichlet([1, 1], 2000))
    yield "8 classes", exact_rows(random.dirichlet([0.5] * 8, 5000))
    yield "8 classes, one sure", exact_rows(random.dirichlet([0.01] * 8, 2000) + 1e-300)
    yield "100 classes", exact_rows(random.dirichlet([1] * 100, 500))
    yield "ties", exact_rows(random.integers(1, 4, (3000, 4)))
    yield "zeros", exact_rows(random.integers(0, 2, (2000, 6)) + np.eye(6)[random.integers(0, 6, 2000)])
    yield "certain", exact_rows(np.eye(5)[random.integers(0, 5, 300)])
    yield "all alike", exact_rows(np.ones((400, 8)))
    yield "one row", exact_rows([[0.2, 0.3, 0.5]])
    yield "duplicates", exact_rows(np.repeat(random.dirichlet([1] * 3, 20), 50, axis=0))
    yield "one class", np.ones((50, 1), dtype=np.float32)


def embedding_cases(random):
    def blobs(rows, dimensions, places, spread):
        centres = random.normal(size=(places, dimensions))
        points = centres[random.integers(0, places, rows)] + spread * random.normal(size=(rows, dimensions))
        return points.astype(np.float32)

    yield "blobs 600 x 512", blobs(600, 512, 40, 0.5), 150
    yield "blobs 3,000 x 64", blobs(3000, 64, 100, 0.3), 100
    yield "blobs 3,000 x 64, k large", blobs(3000, 64, 400, 0.3), 600
    yield "no structure", random.normal(size=(2000, 32)).astype(np.float32), 50
    yield "heavy tails", random.standard_t(2, size=(2000, 8)).astype(np.float32), 60
    yield "few dimensions", random.uniform(size=(3000, 2)).astype(np.float32), 100
    runs = np.repeat(blobs(200, 64, 200, 0.1), 15, axis=0)
    yield "near-duplicate runs", (runs + 1e-3 * random.normal(size=runs.shape)).astype(np.float32), 150
    yield "far from the origin", (blobs(1500, 16, 30, 0.2) + 500).astype(np.float32), 30
    yield "exact duplicates", np.repeat(blobs(100, 16, 20, 0.5), 8, axis=0), 60
    yield "k above the distinct", np.repeat(blobs(40, 16, 20, 0.5), 10, axis=0), 60
    yield "all equal", np.ones((100, 4), dtype=np.float32), 10
    yield "one row", np.ones((1, 4), dtype=np.float32), 1
    yield "k = n", blobs(80, 8, 10, 0.5), 80
    yield "k = 1", blobs(500, 8, 10, 0.5), 1


def identities(random, count):
    """Image ids in an order that is not the rows'."""
    return [f"images/{number:06d}.png" for number in random.permutation(count)]


def list_column(rows):
    rows = np.asarray(rows, dtype=np.float32)
    offsets = np.arange(0, rows.size + 1, rows.shape[1], dtype=np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(rows.reshape(-1)))


class Pick:
    def __init__(self, winnow, folder):
        self.winnow = winnow
        self.folder = pathlib.Path(folder)

    def __call__(self, ids, probabilities=None, embeddings=None, **options):
        """Runs `winnow pick`; returns the tables that it wrote by option name, and its seconds."""
        command = [self.winnow, "pick"]
        for name, column, rows in (
            ("predictions", "probabilities", probabilities),
            ("embeddings", "embedding", embeddings),
        ):
            if rows is not None:
                path = self.folder / f"{name}.parquet"
                pq.write_table(pa.table({"image_id": pa.array(ids), column: list_column(rows)}), path)
                command += [f"--{name}", str(path)]
        outputs = {name: self.folder / f"{name}.parquet" for name in ("out", "scores", "clusters")}
        if probabilities is None:
            del outputs["scores"]
        if embeddings is None or options.get("method") != "kmeans":
            del outputs["clusters"]
        for name, path in outputs.items():
            path.unlink(missing_ok=True)
            command += [f"--{name}", str(path)]
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True)
        seconds = time.perf_counter() - start
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}\nexit {done.returncode}: {done.stderr.strip()}")
        return {name: pq.read_table(path) for name, path in outputs.items()}, seconds


def column(table, name, ids):
    """A column's values in the order of ids."""
    value = dict(zip(table["image_id"].to_pylist(), table[name].to_pylist()))
    return np.array([value[identity] for identity in ids])


# Name, larger first, modAL's function, scikit-activeml's method and how its score becomes ours.
MEASURES = (
    ("margin", False, _proba_margin, "margin_sampling", lambda score: 1 - score),
    ("least_confidence", True, _proba_uncertainty, "least_confident", lambda score: score),
    ("entropy", True, _proba_entropy, "entropy", lambda score: score),
)


def inversions(score, rank, larger_first):
    """By how much a peer's score goes the wrong way along our ranking, at the most."""
    along = score[np.argsort(rank)]
    steps = np.diff(along if larger_first else -along)
    return float(max(0, steps.max(initial=0)))


def compare_measures(pick, random, report):
    worst = 0.0
    for case, rows in probability_cases(random):
        ids = identities(random, len(rows))
        exact = rows.astype(np.float64)
        for measure, larger_first, modal, method, ours_from in MEASURES:
            batch = max(1, len(rows) // 10)
            tables, _ = pick(ids, probabilities=rows, measure=measure, method="rank", batch=batch)
            scores = tables["scores"]
            ours = column(scores, measure, ids)
            rank = column(scores, "rank", ids)
            if sorted(rank) != list(range(1, len(ids) + 1)):
                report.fail(f"{case}, {measure}: the ranks are not 1 … {len(ids)}")
            picked = set(tables["out"]["image_id"].to_pylist())
            if picked != {ids[row] for row in np.argsort(rank)[: len(picked)]}:
                report.fail(f"{case}, {measure}: the batch is not the head of the ranking")
            peers = []
            if rows.shape[1] == 1 and measure == "margin":
                # modAL calls a margin over one class 0, the most uncertain; ours is 1. scikit-activeml refuses it.
                report.line(case, measure, "-", "peers differ or refuse: one class", None, None)
                continue
            peers.append(("modAL", modal(exact)))
            peers.append(("scikit-activeml", ours_from(uncertainty_scores(exact, method=method))))
            for peer, theirs in peers:
                difference = float(np.abs(ours - theirs).max())
                turned = inversions(theirs, rank, larger_first)
                worst = max(worst, difference, turned)
                report.line(case, measure, peer, f"{difference:.1e}", f"{turned:.1e}", None)
                if max(difference, turned) > MEASURE_TOLERANCE:
                    report.fail(f"{case}, {measure}: {difference:.3e} from {peer}, its order by {turned:.3e}")
    return worst


def compare_clusters(pick, random, report):
    ratios = []
    for case, points, clusters in embedding_cases(random):
        ids = identities(random, len(points))
        tables, seconds = pick(ids, embeddings=points, method="kmeans", batch=clusters)
        out, found = tables["out"], tables["clusters"]
        centroids = np.array(found["centroid"].to_pylist(), dtype=np.float64)
        exact = points.astype(np.float64)
        squared = np.stack([((exact - centroid) ** 2).sum(axis=1) for centroid in centroids], axis=1)
        inertia = float(squared.min(axis=1).sum())
        start = time.perf_counter()
        peer = KMeans(clusters, n_init=1, max_iter=25, random_state=0).fit(exact)
        peer_seconds = time.perf_counter() - start
        theirs = float(((exact - peer.cluster_centers_[peer.labels_]) ** 2).sum())

        scale = max(1.0, float((exact - exact.mean(axis=0)).std()) ** 2) * exact.size
        if theirs <= 1e-9 * scale:
            ratio = 0.0 if inertia <= 1e-9 * scale else float("inf")
        else:
            ratio = inertia / theirs - 1
        ratios.append(ratio)
        times = f"{peer_seconds:.2f} / {seconds:.2f} s"
        report.line(case, f"k-means, k = {clusters}", "scikit-learn", f"{ratio:+.2%}", None, times)
        if ratio > INERTIA_TOLERANCE:
            report.fail(f"{case}: inertia {inertia:.6g} against {theirs:.6g}")

        # One distinct image a cluster, no member of it nearer to the centroid, the distance as given.
        expected = min(clusters, len(points))
        picked = out["image_id"].to_pylist()
        cluster = column(out, "cluster", picked)
        row = {identity: index for index, identity in enumerate(ids)}
        at = np.array([row[identity] for identity in picked])
        if len(set(picked)) != expected or len(set(cluster)) != expected:
            report.fail(f"{case}: {len(set(picked))} images of {len(set(cluster))} clusters instead of {expected}")
        if sum(found["size"].to_pylist()) != len(points) or min(found["size"].to_pylist()) < 1:
            report.fail(f"{case}: the sizes of the clusters do not add up")
        position = {number: index for index, number in enumerate(found["cluster"].to_pylist())}
        own = np.array([position[number] for number in cluster])
        distance = np.sqrt(squared[at, own])
        off = float(np.abs(distance - column(out, "distance", picked)).max())
        nearest = squared.argmin(axis=1)
        for index in range(expected):
            of_members = squared[nearest == own[index], own[index]]
            slack = 1e-6 * scale / len(points)
            if of_members.min(initial=np.inf) < squared[at[index], own[index]] - slack:
                report.fail(f"{case}: cluster {cluster[index]} has a nearer member than {picked[index]}")
        if off > 1e-3 * np.sqrt(scale / len(points)):
            report.fail(f"{case}: a distance is off by {off:.3g}")
        if any(value != 1 for value in out["inclusion_probability"].to_pylist()):
            report.fail(f"{case}: a deterministic pick has not inclusion probability 1")
    # Where the peer stops at a poor clustering (more clusters than distinct points) its loss is not to hide others.
    mean = float(np.mean(np.clip(ratios, -INERTIA_TOLERANCE, None)))
    if mean > MEAN_INERTIA_TOLERANCE:
        report.fail(f"mean inertia is {mean:+.2%} of scikit-learn's")
    return mean, max(ratios)


class Report:
    def __init__(self):
        self.failures = []
        print(f"{'case':<26}{'what':<22}{'peer':<18}{'difference':>14}{'order':>10}  peer / ours")

    def line(self, case, what, peer, difference, order, seconds):
        line = f"{case:<26}{what:<22}{peer:<18}{difference:>14}{order or '':>10}  {seconds or ''}"
        print(line.rstrip(), flush=True)

    def fail(self, text):
        self.failures.append(text)
        print(f"  FAILED {text}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--winnow", required=True, help="the winnow binary")
    parser.add_argument("--seed", type=int, default=20260101, help="of the random inputs")
    arguments = parser.parse_args()
    random = np.random.default_rng(arguments.seed)
    warnings.simplefilter("ignore", ConvergenceWarning)
    for package in ("modAL-python", "scikit-activeml", "scikit-learn", "numpy"):
        print(f"{package} {importlib.metadata.version(package)}")
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        pick = Pick(str(pathlib.Path(arguments.winnow).resolve()), folder)
        worst = compare_measures(pick, random, report)
        mean, most = compare_clusters(pick, random, report)
    print(f"\nlargest difference of a measure or its order: {worst:.1e} (tolerance {MEASURE_TOLERANCE:.0e})")
    print(f"inertia against scikit-learn: mean {mean:+.2%}, most {most:+.2%}")
    print(f"{len(report.failures)} failed" if report.failures else "all agree")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())

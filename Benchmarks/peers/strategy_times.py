#!/usr/bin/env python3
"""Times strategies beside their peers: 20,000 x 512 into 1,000, 2,000 labelled, 8 classes.

The points are those of `selection-bench make runs`; each side gets two threads, ours and the peer one after the other, and
only the choice is timed, not the reading. A peer has a minute. What is worth saying is the ratio in one run: seconds are those
of the machine under the load that is printed.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
import strategy_peers as peers
from strategies import Case

ROWS, LABELLED, DIMENSIONS, CLASSES, COUNT = 20_000, 2_000, 512, 8, 1_000
LIMIT = 60
RADIUS = 0.5


def dbscan(case):
    from sklearn.cluster import DBSCAN

    return DBSCAN(eps=RADIUS, min_samples=5, n_jobs=2).fit(case.vectors).labels_


def typiclust(case):
    from skactiveml.pool import TypiClust
    from sklearn.cluster import KMeans

    rows, labels = peers.with_labelled(case)
    # With as many clusters as ours has; it would take 3,000.
    limited = type("Limited", (KMeans,), {"__init__": lambda self, n_clusters=8: KMeans.__init__(self, min(n_clusters, 500))})
    return TypiClust(cluster_algo=limited, k=20, random_state=0).query(rows, labels, batch_size=COUNT)


# Strategy: its parameters, and the peers with their functions.
STRATEGIES = {
    "kmeans": ({}, {
        "scikit-learn": lambda case: peers.kmeans_sklearn(case, COUNT), "faiss": lambda case: peers.kmeans_faiss(case, COUNT)}),
    "uncertain_per_cluster": ({}, {"scikit-learn": lambda case: peers.kmeans_sklearn(case, COUNT)}),
    "kcenter": ({}, {
        "scikit-activeml": lambda case: peers.kcenter_skactiveml(case, COUNT),
        "small-text": lambda case: peers.kcenter_smalltext(case, COUNT)}),
    "badge": ({}, {
        "authors' loop": lambda case: peers.badge_fast(case, COUNT, 0),
        "scikit-activeml": lambda case: peers.badge_skactiveml(case, COUNT, 0)}),
    "typiclust": ({}, {"scikit-activeml": typiclust}),
    "probcover": ({"radius": RADIUS}, {"scikit-activeml": lambda case: peers.probcover_skactiveml(case, COUNT, RADIUS, 0)}),
    "dbscan": ({"radius": RADIUS}, {"scikit-learn": dbscan}),
    "ranked_batch": ({}, {"modAL": lambda case: peers.ranked_modal(case, COUNT)}),
}


def read(folder):
    def array(name, width):
        return np.fromfile(folder / name, "<f4").reshape(-1, width)

    return Case("times", array("vectors", DIMENSIONS), array("probabilities", CLASSES), array("labelled", DIMENSIONS), False)


def peer_seconds(strategy, peer, folder):
    """A peer's seconds in a process of its own; None after a minute, 0 where the system killed it, as for its memory."""
    command = [sys.executable, __file__, "--peer", peer, "--strategy", strategy, "--folder", str(folder)]
    environment = os.environ | {name: "2" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT + 20, env=environment)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode < 0:
        return 0
    if done.returncode != 0:
        sys.exit(f"{strategy}, {peer}: {done.stderr.strip()[-2000:]}")
    seconds = json.loads(done.stdout.splitlines()[-1])
    return seconds if seconds <= LIMIT else None


def compare(bench, only=None):
    print(f"\n{ROWS:,} x {DIMENSIONS} into {COUNT:,}, {LABELLED:,} labelled, two threads each; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'strategy':<24}{'ours':>9}{'peer':>10}{'ratio':>9}  peer")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        rows = ROWS + LABELLED
        subprocess.run([bench.binary, "make", "runs", str(rows), str(DIMENSIONS), "20260101", str(folder / "all")], check=True)
        points = np.fromfile(folder / "all", "<f4").reshape(rows, DIMENSIONS)
        random = np.random.default_rng(20260101)
        case = Case(
            "times", points[:ROWS], random.dirichlet([0.4] * CLASSES, ROWS).astype(np.float32), points[ROWS:], False)
        bench.write(case, folder)
        for strategy, (parameters, others) in STRATEGIES.items():
            if only and strategy != only:
                continue
            for peer in others:
                ours = bench.run(strategy, COUNT, case, folder, **parameters)["seconds"]
                theirs = peer_seconds(strategy, peer, folder)
                ratio = f"{theirs / ours:.1f} x" if theirs else f"> {LIMIT / ours:.0f} x"
                if theirs == 0:
                    ratio = ""
                said = f"{theirs:.2f} s" if theirs else "> a minute" if theirs is None else "killed"
                print(f"{strategy:<24}{ours:>7.2f} s{said:>12}{ratio:>9}  {peer}", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Times one peer; strategies.py --time times all.")
    parser.add_argument("--strategy", required=True)
    parser.add_argument("--peer", required=True)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    case = read(arguments.folder)
    function = STRATEGIES[arguments.strategy][1][arguments.peer]
    start = time.perf_counter()
    function(case)
    print(json.dumps(time.perf_counter() - start))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Times Winnow's k-means and core-set selection against faiss, scikit-learn and scikit-activeml on the same points.

The points are written by `selection-bench make` from a fixed seed and mapped by both sides. Inertia is computed by one
function for both: each point's nearest centroid by faiss's exact search, then the squared differences in double. Medians of
--repeat runs, wall and CPU seconds; ours and the peer's run turn by turn, so that both meet the same noise. At the end a table has
what is asked of each job beside what was reached.

Runs of a peer that take a quarter of an hour are recorded in --records under the digest of the points and taken from
there the next time; without a record they are left out unless --slow is given.
"""

import argparse
import hashlib
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

import faiss
import numpy as np

import watched

DIMENSIONS = 512
SEED = 20260101
# Name: kind of points, rows, clusters, iterations of faiss, levels of it; the full job on one takes a quarter of an hour.
CLUSTERINGS = {
    "tenth": ("runs", 20_000, 5_000, 25, 1),
    "tenth-plain": ("plain", 20_000, 5_000, 25, 1),
    "few": ("runs", 200_000, 256, 25, 1),
    "full": ("runs", 200_000, 50_000, 10, 1),
    "full-two-level": ("runs", 200_000, 50_000, 10, 2),
    "million": ("runs", 1_000_000, 250_000, 10, 2),
}
SLOW = {"full"}
# How many times as fast as the peer it is to be.
FASTER = {"tenth": 8, "few": 1, "kcenter": 4}
# Comparing all points with all centroids takes half an hour, and can only lessen the inertia: taken as assigned.
AS_ASSIGNED = {"million", "full-two-level"}


def measured(call):
    """The result of a call, its wall seconds and its CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = call()
    return result, time.perf_counter() - wall, time.process_time() - cpu


class Bench:
    def __init__(self, binary, folder, threads):
        self.binary = binary
        self.folder = pathlib.Path(folder)
        self.threads = threads

    def points(self, kind, rows):
        """Unit vectors in a file, which is made where it is not there."""
        path = self.folder / f"{kind}-{rows}.f32"
        if not path.exists() or path.stat().st_size != rows * DIMENSIONS * 4:
            subprocess.run(
                [self.binary, "make", kind, str(rows), str(DIMENSIONS), str(SEED), str(path)], check=True)
        return path, np.memmap(path, dtype=np.float32, mode="r", shape=(rows, DIMENSIONS))

    def run(self, *arguments):
        """A line of JSON that the binary printed, with its peak memory in MB."""
        answer, _, _, peak = watched.run([self.binary, *arguments])
        return json.loads(answer) | {"peak_mb": round(peak)}

    def cluster(self, path, rows, clusters, iterations=25):
        out = self.folder / "ours"
        figures = self.run("cluster", path, rows, DIMENSIONS, clusters, self.threads, iterations, out)
        centroids = np.fromfile(f"{out}.centroids", dtype=np.float32).reshape(clusters, DIMENSIONS)
        assignment = np.fromfile(f"{out}.assignment", dtype=np.int32)
        return figures, centroids, assignment


def own_inertia(points, centroids, assignment):
    """The sum of squared distances from the centroids assigned, in double."""
    total = 0.0
    for start in range(0, len(points), 4096):
        part = points[start : start + 4096].astype(np.float64)
        total += float(((part - centroids[assignment[start : start + 4096]].astype(np.float64)) ** 2).sum())
    return total


def nearest_inertia(points, centroids):
    """The sum of squared distances from the nearest centroids, in double."""
    index = faiss.IndexFlatL2(DIMENSIONS)
    index.add(np.ascontiguousarray(centroids))
    nearest = np.concatenate(
        [index.search(np.ascontiguousarray(points[a : a + 16384]), 1)[1][:, 0] for a in range(0, len(points), 16384)])
    return own_inertia(points, centroids, nearest)


def faiss_kmeans(points, clusters, iterations):
    kmeans = faiss.Kmeans(
        DIMENSIONS, clusters, niter=iterations, seed=1, max_points_per_centroid=10**9, min_points_per_centroid=1)
    kmeans.train(np.ascontiguousarray(points))
    return kmeans.centroids, None


def two_level(points, clusters, iterations=10):
    """About √k coarse cells by faiss, then faiss in each cell with clusters in proportion to its points."""
    coarse = faiss.Kmeans(DIMENSIONS, int(clusters**0.5), niter=iterations, seed=1, max_points_per_centroid=256)
    points = np.ascontiguousarray(points)
    coarse.train(points)
    cell = np.concatenate(
        [coarse.index.search(points[a : a + 65536], 1)[1][:, 0] for a in range(0, len(points), 65536)])
    order = np.argsort(cell, kind="stable")
    ends = np.cumsum(np.bincount(cell, minlength=coarse.k))
    shares = np.diff(np.round(ends * clusters / len(points)).astype(int), prepend=0)
    found, assignment, count = [], np.empty(len(points), dtype=np.int64), 0
    for start, end, share in zip(np.concatenate([[0], ends[:-1]]), ends, shares):
        if end == start:
            continue
        part = points[order[start:end]]
        centroids, _ = faiss_kmeans(part, int(min(max(share, 1), end - start)), iterations)
        index = faiss.IndexFlatL2(DIMENSIONS)
        index.add(centroids)
        assignment[order[start:end]] = count + index.search(part, 1)[1][:, 0]
        found.append(centroids)
        count += len(centroids)
    return np.concatenate(found), assignment


class Records:
    """Figures of slow runs, by name and digest of the points."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.figures = json.loads(self.path.read_text()) if self.path.exists() else {}

    def take(self, name, points_path, run):
        with open(points_path, "rb") as file:
            key = f"{name} {hashlib.file_digest(file, 'sha256').hexdigest()}"
        if key not in self.figures and run is not None:
            self.figures[key] = run()
            self.path.write_text(json.dumps(self.figures, indent=2, sort_keys=True) + "\n")
        return self.figures.get(key)


class Goals:
    """What is asked of each job, and what was reached."""

    def __init__(self):
        self.rows = []
        self.per_point = {}

    def at_least(self, case, what, asked, reached, unit=""):
        self.rows.append((case, what, f">= {asked:g}{unit}", f"{reached:.2f}{unit}", reached >= asked))

    def at_most(self, case, what, asked, reached, unit=""):
        self.rows.append((case, what, f"<= {asked:g}{unit}", f"{reached:.4g}{unit}", reached <= asked))

    def clustering(self, case, rows, seconds, peak, inertia, peer_seconds, peer_inertia):
        """Of a clustering; the peer's figures are None where there is no record of it."""
        self.per_point[case] = seconds / rows
        if case in FASTER:
            self.at_least(case, "peer's time", FASTER[case], peer_seconds / seconds, "x")
        if case == "full":
            self.at_most(case, "time", 2.5, seconds, " s")
            self.at_most(case, "peak, points included", 1100, peak, " MB")
        if case == "million" and "full" in self.per_point:
            self.at_most(case, "time a point, of full's", 1.8, self.per_point[case] / self.per_point["full"], "x")
        if peer_inertia is None:
            self.rows.append((case, "inertia, of the peer's", "<= 1", "no record", False))
        else:
            # At few clusters the two end in other minima, none of them the better on purpose.
            self.at_most(case, "inertia, of the peer's", 1.001 if case == "few" else 1, inertia / peer_inertia)

    def print(self):
        if self.rows:
            print(f"\n{'case':<15}{'what':<26}{'asked':>12}{'reached':>12}")
        for case, what, asked, reached, holds in self.rows:
            print(f"{case:<15}{what:<26}{asked:>12}{reached:>12}{'' if holds else '  MISSED'}")


def line(case, who, wall, cpu, inertia, note=""):
    inertia = "" if inertia is None else f"{inertia:.2f}"
    print(f"{case:<13}{who:<26}{wall:>9.2f}{cpu:>9.2f}  {inertia:>12}  {note}".rstrip(), flush=True)


def compare_clustering(name, bench, records, repeat, slow, goals):
    kind, rows, clusters, iterations, levels = CLUSTERINGS[name]
    path, points = bench.points(kind, rows)
    peer_name = f"faiss {clusters} x {iterations}" + (", 2 levels" if levels == 2 else "")

    def peer():
        run = two_level if levels == 2 else faiss_kmeans
        (centroids, assignment), wall, cpu = measured(lambda: run(points, clusters, iterations))
        as_assigned = name in AS_ASSIGNED and assignment is not None
        inertia = own_inertia(points, centroids, assignment) if as_assigned else nearest_inertia(points, centroids)
        return {"seconds": wall, "cpu": cpu, "inertia": inertia, "clusters": len(centroids)}

    ours, theirs = [], []
    for _ in range(repeat):
        figures, centroids, assignment = bench.cluster(path, rows, clusters)
        ours.append(figures)
        if name not in SLOW:
            theirs.append(peer())
    if name in SLOW:
        recorded = records.take(peer_name, path, peer if slow else None)
        theirs = [recorded] if recorded else []

    def median(runs, key):
        return statistics.median(run[key] for run in runs)

    assigned = own_inertia(points, centroids, assignment)
    nearest = assigned if name in AS_ASSIGNED else nearest_inertia(points, centroids)
    line(name, "winnow", median(ours, "seconds"), median(ours, "cpu"), nearest,
         f"as assigned {assigned:.2f}, peak {ours[0]['peak_mb']} MB")
    if theirs:
        line(name, peer_name, median(theirs, "seconds"), median(theirs, "cpu"), median(theirs, "inertia"),
             f"{theirs[0]['clusters']} clusters")
        print(f"{name:<13}{'faiss / winnow':<26}{median(theirs, 'seconds') / median(ours, 'seconds'):>8.1f}x"
              f"{median(theirs, 'cpu') / median(ours, 'cpu'):>8.1f}x"
              f"  {nearest / median(theirs, 'inertia') - 1:>+12.2%}", flush=True)
    else:
        print(f"{name:<13}{peer_name}: no record; --slow makes one", flush=True)
    goals.clustering(
        name, rows, median(ours, "seconds"), max(run["peak_mb"] for run in ours), nearest,
        median(theirs, "seconds") if theirs else None, median(theirs, "inertia") if theirs else None)


def compare_sklearn(bench):
    from sklearn.cluster import KMeans

    path, points = bench.points("runs", 20_000)
    done, wall, cpu = measured(lambda: KMeans(5_000, n_init=1, max_iter=25, random_state=0).fit(np.array(points)))
    line("tenth", "scikit-learn 5000 x 25", wall, cpu, nearest_inertia(points, done.cluster_centers_))


def compare_kcenter(bench, repeat, kind, picks, goals):
    """The peer makes `picks` picks: its time is that for the labelled points and so much a pick."""
    from skactiveml.pool._core_set import k_greedy_center

    labelled, candidates, batch = 20_000, 100_000, 2_000
    rows = labelled + candidates
    path, points = bench.points(kind, rows)
    out = bench.folder / "ours"
    ours = [bench.run("kcenter", path, labelled, candidates, DIMENSIONS, batch, bench.threads, out) for _ in range(repeat)]
    wall, cpu = (statistics.median(run[key] for run in ours) for key in ("seconds", "cpu"))
    line(f"kcenter {kind}", "winnow", wall, cpu, None, f"peak {ours[0]['peak_mb']} MB")
    found = np.fromfile(f"{out}.picks", dtype=np.int32)
    memory = np.array(points)
    labels = np.where(np.arange(rows) < labelled, 0.0, np.nan)

    def peer(count):
        chosen, wall, cpu = measured(lambda: k_greedy_center(
            memory, labels, batch_size=count, random_state=0))
        return np.asarray(chosen[0]) - labelled, wall, cpu

    _, one_wall, one_cpu = peer(1)
    chosen, some_wall, some_cpu = peer(picks)
    same = int((found[:picks] == chosen).sum())
    each_wall, each_cpu = ((b - a) / (picks - 1) for a, b in ((one_wall, some_wall), (one_cpu, some_cpu)))
    full_wall, full_cpu = one_wall + each_wall * (batch - 1), one_cpu + each_cpu * (batch - 1)
    line(f"kcenter {kind}", "scikit-activeml", full_wall, full_cpu, None,
         f"from {picks} picks: {one_wall:.1f} s and {each_wall:.3f} s a pick; {same} of {picks} the same")
    print(f"{'kcenter ' + kind:<13}{'scikit-activeml / winnow':<26}{full_wall / wall:>8.1f}x{full_cpu / cpu:>8.1f}x")
    goals.at_least(f"kcenter {kind}", "peer's time", FASTER["kcenter"], full_wall / wall, "x")
    goals.at_least(f"kcenter {kind}", "the peer's picks", 1, same / picks)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", default=".build/release/selection-bench", help="the selection-bench binary")
    parser.add_argument("--folder", help="where points are kept; a temporary one if it is not given")
    parser.add_argument("--records", default="Benchmarks/peers/kmeans-records.json", help="figures of slow runs")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--picks", type=int, default=40, help="picks that scikit-activeml makes")
    parser.add_argument("--slow", action="store_true", help="make records that take a quarter of an hour each")
    parser.add_argument(
        "cases", nargs="*", default=["tenth", "tenth-plain", "few", "full", "million", "kcenter"],
        help=f"of {', '.join(CLUSTERINGS)}, sklearn, kcenter, kcenter-plain")
    arguments = parser.parse_args()
    if arguments.folder:
        os.makedirs(arguments.folder, exist_ok=True)
    faiss.omp_set_num_threads(arguments.threads)
    print(f"faiss {faiss.__version__}, {arguments.threads} threads, medians of {arguments.repeat}")
    print(f"{'case':<13}{'who':<26}{'wall s':>9}{'CPU s':>9}  {'inertia':>12}")
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(str(pathlib.Path(arguments.bench).resolve()), arguments.folder or temporary, arguments.threads)
        goals = Goals()
        for case in arguments.cases:
            if case == "sklearn":
                compare_sklearn(bench)
            elif case.startswith("kcenter"):
                kind = "plain" if case.endswith("plain") else "runs"
                compare_kcenter(bench, arguments.repeat, kind, arguments.picks, goals)
            else:
                compare_clustering(case, bench, Records(arguments.records), arguments.repeat, arguments.slow, goals)
        goals.print()


if __name__ == "__main__":
    main()

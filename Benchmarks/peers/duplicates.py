#!/usr/bin/env python3
"""Compares `winnow duplicates` with faiss range search and scikit-learn's radius neighbours on the same vectors.

The peers give all near pairs, from which the groups follow as Winnow defines them: in the order of ids a vector joins the
first leader within the distance, or leads. Pairs that lie within 1e-6 of the distance are decided anew, in double.

recall: of the peer's near pairs, those of which Winnow leaves at most one in. precision: of the images that Winnow joins to a
leader, those that are near it. agree: of all images, those with the very same leader. Winnow's time is that of the command, Parquet file
read and groups written; the peer's is that of its search alone, of vectors in memory.

Vectors come from a fixed seed: `runs` are production runs of slightly varied frames among single pictures, `copies` the same with
every seventh an exact copy of an earlier one and some of zeros, `plain` has no near pairs, `even` is the hardest that there is: 4,096
runs that lie scattered all over the file, whose images differ alike in every direction, by 0.083 on average.
"""

import argparse
import json
import pathlib
import sys
import tempfile
import time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import watched

DIMENSIONS = 512
BLOCK = 16_384
TOLERANCE = 1e-6


class Vectors:
    """Unit vectors, block after block."""

    def __init__(self, kind, rows, seed):
        self.kind, self.rows, self.seed = kind, rows, seed
        self.spectrum = (1 / np.sqrt(1 + np.arange(DIMENSIONS))).astype(np.float32)
        if kind == "even":
            self.spectrum[:] = 1
        self.centres = self.noise(np.random.default_rng([seed, 0]), 4096 if kind == "even" else 200)

    def noise(self, random, count):
        return random.standard_normal((count, DIMENSIONS), dtype=np.float32) * self.spectrum

    def block(self, start):
        count = min(BLOCK, self.rows - start)
        random = np.random.default_rng([self.seed, 1, start])
        if self.kind == "plain":
            return unit(self.noise(random, count))
        if self.kind == "even":
            return unit(self.centres[random.integers(4096, size=count)] + np.float32(0.3) * self.noise(random, count))
        sizes = []
        while sum(sizes) < count:
            sizes.append(1 if random.integers(5) == 0 else int(random.integers(2, 24)))
        scenes = self.centres[random.integers(200, size=len(sizes))] + 0.8 * self.noise(random, len(sizes))
        steps = 0.1 * self.noise(random, sum(sizes))
        values, at = np.empty((sum(sizes), DIMENSIONS), dtype=np.float32), 0
        for scene, size in zip(scenes, sizes):
            values[at : at + size] = scene + np.cumsum(steps[at : at + size], axis=0)
            at += size
        values = unit(values + 0.25 * self.noise(random, len(values)))[:count]
        if self.kind == "copies":
            again = np.arange(7, count, 7)
            values[again] = values[random.integers(0, 7, size=len(again)) + again - 7]
            values[random.integers(0, count, size=3)] = 0
        return values

    def write(self, path):
        """A Parquet file with its rows in order, row groups of 16,384, and where its pages begin."""
        fields = [
            pa.field("image_id", pa.string(), nullable=False),
            pa.field("embedding", pa.list_(pa.field("element", pa.float32(), nullable=False)), nullable=False)]
        with pq.ParquetWriter(
                path, pa.schema(fields), compression="zstd", compression_level=1, use_dictionary=False,
                write_page_index=True) as writer:
            for start in range(0, self.rows, BLOCK):
                values = self.block(start)
                offsets = np.arange(len(values) + 1, dtype=np.int32) * DIMENSIONS
                names = pa.array([f"image-{start + row:08d}.png" for row in range(len(values))])
                lists = pa.ListArray.from_arrays(pa.array(offsets), pa.array(values.reshape(-1)))
                writer.write_table(pa.table([names, lists], schema=pa.schema(fields)))

    def all(self):
        return np.concatenate([self.block(start) for start in range(0, self.rows, BLOCK)])


def unit(values):
    return values / np.linalg.norm(values, axis=1, keepdims=True)


def winnow(binary, path, out, distance, threads):
    """Leaders by row, the report, wall seconds, CPU seconds and peak megabytes."""
    answer, wall, cpu, peak = watched.run(
        [binary, "duplicates", "--embeddings", path, "--distance", distance, "--out", out, "--threads", threads, "--json"])
    report = json.loads(answer)
    table = pq.read_table(out, columns=["image_id", "leader"])
    number = [np.array([int(name[6:14]) for name in table[column].to_pylist()], dtype=np.int64)
              for column in ("image_id", "leader")]
    leaders = np.arange(report["images"])
    leaders[number[0]] = number[1]
    return leaders, report, wall, cpu, peak


def faiss_pairs(values, distance, threads):
    import faiss

    faiss.omp_set_num_threads(threads)
    index = faiss.IndexFlatIP(DIMENSIONS)
    index.add(values)
    limits, _, labels = index.range_search(values, 1 - distance - TOLERANCE)
    return np.repeat(np.arange(len(values)), np.diff(limits).astype(np.int64)), labels


def sklearn_pairs(values, distance, threads):
    from sklearn.neighbors import NearestNeighbors

    index = NearestNeighbors(radius=distance + TOLERANCE, metric="cosine", algorithm="brute", n_jobs=threads)
    found = index.fit(values).radius_neighbors(values, return_distance=False)
    return np.repeat(np.arange(len(values)), [len(row) for row in found]), np.concatenate(found)


PEERS = {"faiss": faiss_pairs, "scikit-learn": sklearn_pairs}


def near_pairs(values, first, second, distance):
    """Pairs of an earlier and a later row, in order, that are near in double; zeros are near zeros alone."""
    keep = second < first
    first, second = first[keep].astype(np.int64), second[keep].astype(np.int64)
    is_zero = ~values.any(axis=1)
    keep = np.empty(len(first), dtype=bool)
    for start in range(0, len(first), 65_536):
        a, b = first[start : start + 65_536], second[start : start + 65_536]
        difference = values[a].astype(np.float64) - values[b].astype(np.float64)
        # A unit vector in floats is not quite one.
        keep[start : start + len(a)] = ((difference**2).sum(axis=1) / 2 <= distance) & ~is_zero[a] & ~is_zero[b]
    first, second = first[keep], second[keep]
    zeros = np.flatnonzero(is_zero)
    first = np.concatenate([first, zeros[1:]])
    second = np.concatenate([second, np.full(max(0, len(zeros) - 1), zeros[0] if len(zeros) else 0)])
    order = np.lexsort((second, first))
    return first[order], second[order]


def leaders_of(pairs, count):
    leaders = np.arange(count)
    for first, second in zip(*map(np.ndarray.tolist, pairs)):
        if leaders[first] == first and leaders[second] == second:
            leaders[first] = second
    return leaders


def compare(kind, rows, distance, arguments, folder):
    """Prints a line a peer; whether all agree."""
    vectors = Vectors(kind, rows, arguments.seed)
    path, out = str(folder / "vectors.parquet"), str(folder / "groups.parquet")
    vectors.write(path)
    ours, report, wall, cpu, peak = winnow(arguments.winnow, path, out, distance, arguments.threads)
    case = f"{kind} {rows} {distance}"
    exact = "exact" if report["cut_short"] == 0 else f"{report['cut_short']} cut short"
    print(f"{case:<22}{'winnow':<14}{wall:>9.2f}{cpu:>9.2f}  {report['groups']} groups, {report['duplicates']} duplicates, "
          f"{exact}, peak {peak:.0f} MB", flush=True)
    if arguments.alone:
        return True
    values, agree = vectors.all(), True
    for name in arguments.peers:
        search = PEERS[name]
        start, cpu_start = time.perf_counter(), time.process_time()
        first, second = search(values, distance, arguments.threads)
        peer_wall, peer_cpu = time.perf_counter() - start, time.process_time() - cpu_start
        pairs = near_pairs(values, first, second, distance)
        leads = ours == np.arange(rows)
        missed = int((leads[pairs[0]] & leads[pairs[1]]).sum())
        recall = 1 - missed / max(1, len(pairs[0]))
        joined = np.flatnonzero(~leads)
        known = np.isin(joined * rows + ours[joined], pairs[0] * rows + pairs[1])
        # Of a group of zeros only the pairs with the first are listed.
        precision = float(known.mean()) if len(joined) else 1.0
        same = float((leaders_of(pairs, rows) == ours).mean())
        print(f"{case:<22}{name:<14}{peer_wall:>9.2f}{peer_cpu:>9.2f}  {len(pairs[0])} pairs, recall {recall:.5f}, precision "
              f"{precision:.5f}, agree {same:.5f}, time {peer_wall / wall:.1f}x, CPU {peer_cpu / cpu:.1f}x", flush=True)
        agree = agree and recall >= arguments.recall and precision >= arguments.recall
    return agree


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--winnow", default=".build/release/winnow", help="the winnow binary")
    parser.add_argument("--rows", type=int, nargs="*", default=[4000], help="50000 is what is promised of recall")
    parser.add_argument("--kinds", nargs="*", default=["runs", "copies", "plain"])
    parser.add_argument("--distances", type=float, nargs="*", default=[0.02, 0.05])
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--recall", type=float, default=0.99, help="least recall and precision")
    parser.add_argument("--peers", nargs="*", default=list(PEERS), choices=list(PEERS))
    parser.add_argument("--alone", action="store_true", help="without the peers, for millions of rows")
    parser.add_argument("--folder", help="where files are made and removed; a temporary folder if it is not given")
    arguments = parser.parse_args()
    arguments.winnow = str(pathlib.Path(arguments.winnow).resolve())
    print(f"{'case':<22}{'who':<14}{'wall s':>9}{'CPU s':>9}")
    agree = True
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        for rows in arguments.rows:
            for kind in arguments.kinds:
                for distance in arguments.distances:
                    agree = compare(kind, rows, distance, arguments, pathlib.Path(folder)) and agree
    print("near-duplicates agree" if agree else "near-duplicates: recall or precision is too low")
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Recomputes the estimates of every report of a data directory from its tables, with numpy and scipy.

    Benchmarks/peers/estimates.py data/factory

For each iteration with a model: Horvitz and Thompson's mean with the probabilities of selection.parquet, the variance of
a stratified simple random sample, and the exact interval by scipy's hypergeometric distribution. Prints the largest
difference from report/estimates.parquet; exit code 1 where one is larger than 1e-9.
"""

import argparse
import pathlib
import sys

import numpy as np
import pyarrow.parquet as pq
from scipy.stats import hypergeom


def table(path):
    empty = path.with_name(path.name + "-empty")
    return pq.read_table(path if path.exists() else empty).to_pylist()


def interval(population, draws, found):
    """The numbers of successes that neither one-sided test rejects at 2.5 %."""
    numbers = np.arange(found, population - (draws - found) + 1)
    fits = (hypergeom.sf(found - 1, population, numbers, draws) > 0.025) & (
        hypergeom.cdf(found, population, numbers, draws) > 0.025
    )
    return numbers[fits][0], numbers[fits][-1]


def recompute(iteration, classes):
    scores = {row["image_id"]: row["predicted"] for row in table(iteration / "score/scores.parquet")}
    labels = {row["image_id"]: row["label"] for row in table(iteration / "ingest-2/labels.parquet")}
    picked = [row for row in table(iteration / "cluster/selection.parquet") if row["image_id"] in scores]
    sure = [row["image_id"] for row in picked if row["inclusion_probability"] == 1]
    drawn = [row["image_id"] for row in picked if row["inclusion_probability"] != 1]
    known = [image for image in sure if labels.get(image) is not None]
    answered = [image for image in drawn if labels.get(image) is not None]
    size, draws = len(scores) - len(sure), len(answered)
    if draws < 2:
        return {}
    population = size + len(known)
    result = {}
    for name in [None] + classes:
        hit = (lambda i: labels[i] == scores[i]) if name is None else (lambda i: labels[i] == name)
        certain = sum(hit(image) for image in known)
        values = np.array([hit(image) for image in answered], dtype=float)
        low, high = interval(size, draws, int(values.sum()))
        variance = size**2 * (1 - draws / size) * values.var(ddof=1) / draws
        result[("prevalence", name) if name else ("accuracy", "")] = (
            (certain + size * values.mean()) / population,
            np.sqrt(variance) / population if variance > 0 else None,
            (certain + low) / population,
            (certain + high) / population,
        )
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    largest, compared = 0.0, 0
    for iteration in sorted((parser.parse_args().data / "iterations").iterdir()):
        if not (iteration / "report/estimates.parquet").exists() or not (iteration / "score").exists():
            continue
        found = table(iteration / "report/estimates.parquet")
        expected = recompute(iteration, [row["class"] for row in found if row["class"]])
        worst = 0.0
        for row in found:
            for name, value in zip(
                ("value", "standard_error", "low", "high"), expected.get((row["quantity"], row["class"]), (None,) * 4)
            ):
                if value is None and row[name] is None:
                    continue
                if (value is None) != (row[name] is None):
                    print(f"{iteration.name} {row['quantity']} {row['class']} {name}: {value} and {row[name]}")
                    worst = float("inf")
                    continue
                worst, compared = max(worst, abs(value - row[name])), compared + 1
        print(f"iteration {iteration.name}: {len(found)} estimates, largest difference {worst:.1e}")
        largest = max(largest, worst)
    print(f"{compared} numbers compared, largest difference {largest:.1e}")
    return 1 if largest > 1e-9 or compared == 0 else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Compares Dawid–Skene, Krippendorff's alpha, Fleiss' and Cohen's kappa with the peers' own functions on random votes.

Every case is written as CSV, given to `quality-bench agreement`, and what it prints is compared with crowd-kit, krippendorff,
statsmodels and scikit-learn. What no peer has, known labels kept out of the share of the classes and counts from before in every
maximisation, is compared with a plain loop in numpy. Exit code 1 where a difference is larger than its tolerance.
"""

import argparse
import csv
import importlib.metadata
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import warnings

import krippendorff
import numpy as np
import pandas as pd
from crowdkit.aggregation import DawidSkene
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa

TOLERANCE = 1e-6
# crowd-kit raises every probability to this.
LEAST = 1e-10


class Case:
    """Votes with their truth behind them."""

    def __init__(self, name, votes, images, annotators, classes, truth=None):
        self.name, self.votes, self.images = name, np.asarray(votes, dtype=int).reshape(-1, 3), images
        self.annotators, self.classes, self.truth = annotators, classes, truth


def draw(random, name, images, annotators, classes, each, skill, rare=1.0):
    """Each image gets `each` votes (a number or a range) of annotators whose confusion is drawn around their skill."""
    shares = random.dirichlet([rare] * classes)
    truth = random.choice(classes, images, p=shares)
    confusion = []
    for _ in range(annotators):
        right = random.uniform(*skill)
        off = random.dirichlet([0.5] * classes, classes)
        confusion.append(right * np.eye(classes) + (1 - right) * off)
    votes = []
    for image in range(images):
        number = each if isinstance(each, int) else int(random.integers(each[0], each[1] + 1))
        for annotator in random.choice(annotators, min(number, annotators), replace=False):
            votes.append((image, annotator, random.choice(classes, p=confusion[annotator][truth[image]])))
    random.shuffle(votes)
    return Case(name, votes, images, annotators, classes, truth)


def cases(random):
    yield draw(random, "8 classes, 2 votes", 4000, 30, 8, 2, (0.7, 0.99))
    yield draw(random, "8 classes, 3 votes", 2000, 12, 8, 3, (0.6, 0.95))
    yield draw(random, "2 classes, 5 votes", 1000, 20, 2, 5, (0.5, 0.9))
    yield draw(random, "rare classes", 3000, 10, 6, (1, 4), (0.7, 0.95), rare=0.2)
    yield draw(random, "one vote alone", 500, 8, 4, 1, (0.7, 0.95))
    yield draw(random, "everybody sees all", 200, 6, 3, 6, (0.4, 0.9))
    yield draw(random, "many votes an image", 60, 80, 4, (20, 60), (0.3, 0.8))
    yield draw(random, "no better than chance", 400, 10, 3, 4, (0.0, 0.1))
    yield draw(random, "of one mind", 300, 5, 4, 3, (1.0, 1.0))
    yield draw(random, "20 classes", 2000, 15, 20, (2, 3), (0.6, 0.95))
    for number in range(12):
        classes = int(random.integers(2, 7))
        annotators = int(random.integers(2, 12))
        yield draw(
            random, f"random {number}", int(random.integers(5, 400)), annotators, classes, (1, int(random.integers(1, 6))),
            (random.uniform(0, 0.8), 1.0), rare=float(random.uniform(0.2, 2)))


def plain_loop(case, known, earlier):
    """Dawid and Skene with known labels and counts from before, vote by vote in numpy; all classes must occur."""
    image, annotator, label = case.votes.T
    size = case.classes
    table = np.zeros((case.images, size))
    np.add.at(table, (image, label), 1)
    asked = table.sum(axis=1) > 0
    posterior = table[asked] / table[asked].sum(axis=1, keepdims=True)
    place = np.cumsum(asked) - 1
    sure = np.full(case.images, -1)
    for where, what in known.items():
        sure[where] = what
    sure = sure[asked]
    image = place[image]
    certain = np.eye(size)[sure.clip(0)]
    given = np.zeros((case.annotators, size), dtype=bool)
    given[annotator, label] = True
    given |= earlier.sum(axis=1) > 0
    votes_of = np.bincount(image, minlength=len(posterior))
    bound, rounds = -np.inf, 0

    def maximise(posterior):
        share = posterior[sure < 0].mean(axis=0).clip(LEAST)
        counts = np.zeros((case.annotators, size, size))
        np.add.at(counts.transpose(0, 2, 1), (annotator, label), posterior[image])
        total = counts + earlier
        errors = np.where(given[:, None, :], total.clip(LEAST), 0)
        return share, total, errors / np.maximum(errors.sum(axis=2, keepdims=True), LEAST)

    posterior[sure >= 0] = certain[sure >= 0]
    share, total, errors = maximise(posterior)
    for rounds in range(1, 101):
        logarithms = np.log(np.where(errors > 0, errors, 1))
        scores = np.tile(np.log(share), (len(posterior), 1))
        np.add.at(scores, image, logarithms[annotator, :, label])
        posterior = np.exp(scores - scores.max(axis=1, keepdims=True))
        posterior /= posterior.sum(axis=1, keepdims=True)
        posterior[sure >= 0] = certain[sure >= 0]
        share, total, errors = maximise(posterior)
        raised = posterior[sure < 0].clip(LEAST)
        after = (total * np.log(np.where(errors > 0, errors, 1))).sum()
        after += (posterior * votes_of[:, None])[sure < 0].sum(axis=0) @ np.log(share)
        after -= (raised * np.log(raised)).sum()
        after /= len(case.votes)
        if after - bound < 1e-5:
            break
        bound = after
    return np.flatnonzero(asked), posterior, rounds


class Bench:
    """Runs `quality-bench agreement`."""

    def __init__(self, bench, folder):
        self.bench, self.folder = bench, pathlib.Path(folder)

    def write(self, name, rows):
        with open(self.folder / name, "w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        return str(self.folder / name)

    def __call__(self, case, known=None, earlier=None):
        command = [self.bench, "agreement", self.write("votes.csv", case.votes.tolist())]
        command += [str(case.images), str(case.annotators), str(case.classes)]
        if known is not None:
            counts = [(*place, earlier[place]) for place in zip(*map(lambda axis: axis.tolist(), np.nonzero(earlier)))]
            command += [self.write("known.csv", known.items()), self.write("earlier.csv", counts)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}\nexit {done.returncode}: {done.stderr.strip()}")
        return json.loads(done.stdout)


class Result:
    """The largest difference of each quantity from each peer."""

    def __init__(self):
        self.worst, self.failures, self.checks = {}, [], 0

    def take(self, quantity, peer, case, ours, theirs):
        """Both may be None, where the quantity is not defined."""
        self.checks += 1
        if ours is None or theirs is None:
            difference = 0.0 if ours is None and theirs is None else float("inf")
        else:
            ours, theirs = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
            difference = float(np.abs(ours - theirs).max(initial=0)) if ours.shape == theirs.shape else float("inf")
        key = (quantity, peer)
        if not difference <= self.worst.get(key, (-1, ""))[0]:
            self.worst[key] = (difference, case.name)
        if not difference <= TOLERANCE:
            self.failures.append(f"{quantity}, {case.name}: {difference:.3e} from {peer}")

    def same(self, quantity, peer, case, ours, theirs):
        self.take(quantity, peer, case, np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float))


def compare_estimation(ours, case, result):
    data = pd.DataFrame(case.votes, columns=["task", "worker", "label"])
    peer = DawidSkene().fit(data)
    named, asked = peer.probas_.columns.to_numpy(), peer.probas_.index.to_numpy()
    posterior = np.zeros((len(asked), case.classes))
    posterior[:, named] = peer.probas_.to_numpy()
    own = np.asarray(ours["posterior"]).reshape(case.images, case.classes)
    result.take("Dawid–Skene, posterior", "crowd-kit", case, own[asked], posterior)
    result.same("Dawid–Skene, rounds", "crowd-kit", case, ours["iterations"], len(peer.loss_history_))
    result.take("Dawid–Skene, bound", "crowd-kit", case, ours["bound"], peer.loss_history_[-1])
    # Where two classes are as probable but for rounding, either label is right.
    ordered = np.sort(posterior, axis=1)
    clear = ordered[:, -1] - ordered[:, -2] > 1e-9
    labels = peer.labels_.loc[asked].to_numpy()
    result.same("Dawid–Skene, labels", "crowd-kit", case, np.asarray(ours["labels"])[asked][clear], labels[clear])
    prior = np.zeros(case.classes)
    prior[named] = peer.priors_.loc[named]
    result.take("Dawid–Skene, share of the classes", "crowd-kit", case, ours["classPrior"], prior)
    confusion, wanted = np.asarray(ours["confusion"]), []
    rows = peer.errors_.reset_index()
    for row in rows.itertuples(index=False):
        wanted.append([confusion[row.worker, truth, row.label] for truth in named])
    result.take("Dawid–Skene, confusion", "crowd-kit", case, wanted, rows[list(named)].to_numpy())


def compare_known(bench, case, random, result):
    if len(np.unique(case.votes[:, 2])) < case.classes:
        return
    images = random.choice(case.images, max(1, case.images // 4), replace=False)
    known = {int(image): int(case.truth[image]) for image in images}
    if np.isin(case.votes[:, 0], images).all():
        return
    earlier = np.round(random.uniform(0, 6, (case.annotators, case.classes, case.classes)), 2)
    earlier[random.random(case.annotators) < 0.3] = 0
    for name, sure, counts in (("known labels", known, earlier * 0), ("both", known, earlier), ("counts", {}, earlier)):
        ours = bench(case, sure, counts)
        asked, posterior, rounds = plain_loop(case, sure, counts)
        own = np.asarray(ours["posterior"]).reshape(case.images, case.classes)
        result.take(f"Dawid–Skene with {name}, posterior", "numpy", case, own[asked], posterior)
        result.same(f"Dawid–Skene with {name}, rounds", "numpy", case, ours["iterations"], rounds)


def defined(function, *values):
    """What a peer's measure comes to; None where it says that it is not defined."""
    try:
        value = float(function(*values))
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def compare_agreement(ours, case, result):
    table = np.full((case.annotators, case.images), np.nan)
    table[case.votes[:, 1], case.votes[:, 0]] = case.votes[:, 2]
    nominal = lambda values: krippendorff.alpha(values, level_of_measurement="nominal")
    against = lambda label: np.where(np.isnan(table), np.nan, (table == label) * 1.0)
    result.take("alpha", "krippendorff", case, ours["alpha"].get("overall"), defined(nominal, table))
    counts = np.stack([(table == label).sum(axis=0) for label in range(case.classes)], axis=1)
    votes = counts.sum(axis=1)
    for label in range(case.classes):
        result.take("alpha of a class", "krippendorff", case, ours["alpha"]["perClass"][label], defined(nominal, against(label)))
    numbers, frequency = np.unique(votes[votes >= 2], return_counts=True)
    if len(numbers):
        raters = numbers[frequency == frequency.max()].max()
        equal = counts[votes == raters]
        result.same("Fleiss' kappa, images", "numpy", case, ours["fleiss"]["images"], len(equal))
        result.take("Fleiss' kappa", "statsmodels", case, ours["fleiss"].get("overall"), defined(fleiss_kappa, equal))
        for label in range(case.classes):
            halves = np.stack([equal[:, label], raters - equal[:, label]], axis=1)
            result.take(
                "Fleiss' kappa of a class", "statsmodels", case, ours["fleiss"]["perClass"][label], defined(fleiss_kappa, halves))
    else:
        result.take("Fleiss' kappa", "statsmodels", case, ours["fleiss"].get("overall"), None)
    pairs = 0
    for first in range(case.annotators):
        for second in range(first + 1, case.annotators):
            pairs += bool((~np.isnan(table[first]) & ~np.isnan(table[second])).any())
    result.same("Cohen's kappa, pairs", "numpy", case, len(ours["pairs"]), pairs)
    for pair in ours["pairs"]:
        one, other = table[pair["first"]], table[pair["second"]]
        shared = ~np.isnan(one) & ~np.isnan(other)
        one, other = one[shared].astype(int), other[shared].astype(int)
        kappa = lambda a, b: cohen_kappa_score(a, b, labels=range(max(a.max(), b.max()) + 1))
        result.take("Cohen's kappa", "scikit-learn", case, pair.get("kappa"), defined(kappa, one, other))
        for label in range(case.classes):
            theirs = defined(lambda a, b: cohen_kappa_score(a == label, b == label), one, other)
            result.take("Cohen's kappa of a class", "scikit-learn", case, pair["perClass"][label], theirs)


def compare_time(bench, random):
    """A hundred thousand votes: crowd-kit takes minutes for a million."""
    case = draw(random, "time", 50_000, 30, 8, 2, (0.7, 0.99))
    begun = time.monotonic()
    peer = DawidSkene().fit(pd.DataFrame(case.votes, columns=["task", "worker", "label"]))
    print(f"crowd-kit: 100000 votes, {time.monotonic() - begun:.1f} s, {len(peer.loss_history_)} rounds")
    for votes in ("2", "3", "5"):
        print("ours: " + subprocess.run([bench, "time", votes], capture_output=True, text=True, check=True).stdout.strip())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", required=True, help="the quality-bench binary")
    parser.add_argument("--seed", type=int, default=20261201, help="of the random votes")
    parser.add_argument("--time", action="store_true", help="time both on many votes, too")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    random = np.random.default_rng(arguments.seed)
    for package in ("crowd-kit", "krippendorff", "statsmodels", "scikit-learn", "numpy"):
        print(f"{package} {importlib.metadata.version(package)}")
    binary = str(pathlib.Path(arguments.bench).resolve())
    result = Result()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(binary, folder)
        for case in cases(random):
            ours = bench(case)
            compare_estimation(ours, case, result)
            compare_agreement(ours, case, result)
            compare_known(bench, case, random, result)
    print(f"\n{'quantity':<42}{'peer':<14}{'largest':>10}  in case")
    for (quantity, peer), (difference, case) in result.worst.items():
        print(f"{quantity:<42}{peer:<14}{difference:>10.1e}  {case}")
    if arguments.time:
        compare_time(binary, random)
    for failure in result.failures:
        print(f"FAILED {failure}")
    print(f"agreement: {result.checks} checks, {len(result.failures)} failed")
    sys.exit(1 if result.failures else 0)


if __name__ == "__main__":
    main()

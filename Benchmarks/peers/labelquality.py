#!/usr/bin/env python3
"""Compares what is known of labels and people with cleanlab, and routing with SciPy's solvers.

Every case is written as numbers, given to `labelquality-bench`, and what it prints is compared: CROWDLAB's labels, qualities and
weights, ActiveLab's scores, the suspected labels of confident learning and their order, and the sum that routing reaches with the
optimum of `milp` and, where every image is asked about once, of `linear_sum_assignment`. Two things are set right in cleanlab
first. Sorting is made stable: NumPy's own order of equals is that of the processor. And votes are counted by class: cleanlab 2.9.0
hands its `value_counts` floating-point labels, which then fills the counts of the classes that occur into the first columns, so
that the temperature is fitted to shares of the wrong classes; how often that changes the temperature is printed. And where classes
of one row are to be judged, cleanlab leaves them out all the same, without a word; their suspects are left out of the comparison.
The last line is `labelquality: N checks, M failed`; exit code 1 on failure.
"""

import argparse
import contextlib
import importlib.metadata
import io
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import coo_matrix

argsort = np.argsort
np.argsort = lambda values, *rest, **named: argsort(values, *rest, **({"kind": "stable"} | named))

import cleanlab.internal.multiannotator_utils as multiannotator_utils  # noqa: E402
from cleanlab.count import compute_confident_joint, get_confident_thresholds  # noqa: E402
from cleanlab.filter import find_label_issues  # noqa: E402
from cleanlab.multiannotator import get_active_learning_scores, get_label_quality_multiannotator  # noqa: E402
from cleanlab.rank import get_label_quality_scores  # noqa: E402

published = multiannotator_utils.value_counts
by_class = lambda labels, num_classes: np.bincount(labels.astype(np.int64), minlength=num_classes)  # noqa: E731
multiannotator_utils.value_counts = by_class

TOLERANCE = 1e-6


class Bench:
    """`labelquality-bench` on a file of numbers; its lines by name."""

    def __init__(self, binary, folder):
        self.binary, self.path = binary, pathlib.Path(folder) / "case.txt"

    def __call__(self, command, *parts):
        lines = []
        for part in parts:
            rows = part if isinstance(part, np.ndarray) and part.ndim == 2 else [part]
            lines += [" ".join(word if isinstance(word, str) else repr(word) for word in (
                row.tolist() if isinstance(row, np.ndarray) else row)) for row in rows]
        self.path.write_text("\n".join(lines) + "\n")
        done = subprocess.run([self.binary, command, str(self.path)], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{command}: exit {done.returncode}: {done.stderr.strip()}")
        result = {}
        for line in done.stdout.splitlines():
            name, *values = line.split(" ")
            result[name] = np.array([float(value) for value in values])
        return result


class Result:
    """Checks by name: how many, how many failed, the largest difference."""

    def __init__(self):
        self.checks, self.failures, self.worst = {}, [], {}

    def close(self, name, case, ours, theirs, tolerance=TOLERANCE):
        ours, theirs = np.asarray(ours, dtype=np.float64), np.asarray(theirs, dtype=np.float64)
        difference = np.inf
        if ours.shape == theirs.shape and np.isfinite(theirs).all():
            difference = float(np.abs(ours - theirs).max(initial=0))
        self.worst[name] = max(difference, self.worst.get(name, 0))
        self.true(name, case, difference <= tolerance, f"differs by {difference:.3g}")

    def equal(self, name, case, ours, theirs):
        ours, theirs = np.asarray(ours), np.asarray(theirs)
        same = ours.shape == theirs.shape and bool((ours == theirs).all())
        self.true(name, case, same, f"{ours.tolist()[:12]} is not {theirs.tolist()[:12]}")

    def true(self, name, case, holds, otherwise):
        self.checks[name] = self.checks.get(name, 0) + 1
        if not holds:
            self.failures.append(f"{name}, {case}: {otherwise}")


def probabilities_of(random, truth, classes, skill, sharpness):
    """Rows that are right about `truth` with the given weight."""
    logits = random.normal(size=(len(truth), classes))
    logits[np.arange(len(truth)), truth] += skill
    weights = np.exp(sharpness * logits)
    return weights / weights.sum(axis=1, keepdims=True)


def crowd_cases(random):
    """Name, votes as images × annotators with NaN, probabilities."""
    for number in range(40):
        images, annotators = int(random.integers(5, 200)), int(random.integers(2, 12))
        classes = int(random.integers(2, 8))
        truth = random.integers(0, classes, images)
        ability = random.uniform(0.3, 0.98, annotators)
        votes = np.where(
            random.uniform(size=(images, annotators)) < ability, truth[:, None],
            random.integers(0, classes, (images, annotators))).astype(np.float64)
        kept = random.uniform(size=votes.shape) < random.uniform(0.15, 0.8)
        kept[np.arange(images), random.integers(0, annotators, images)] = True
        kept[random.integers(0, images, annotators), np.arange(annotators)] = True
        kept[0, :2] = True
        votes[~kept] = np.nan
        yield f"random {number}", votes, probabilities_of(
            random, truth, classes, random.uniform(0, 3), random.uniform(0.3, 6))
    votes = np.full((60, 3), np.nan)
    votes[np.arange(60), random.integers(0, 3, 60)] = random.integers(0, 4, 60)
    votes[:3] = np.diag([0.0, 1, 2]) + np.where(np.eye(3) == 1, 0, np.nan)
    yield "one vote an image", votes, random.dirichlet([1] * 4, 60)
    votes = random.integers(0, 3, (80, 4)).astype(np.float64)
    votes[40:, 2:] = np.nan
    yield "no better than chance", votes, random.dirichlet([1] * 3, 80)
    votes = np.repeat(random.integers(0, 3, (50, 1)), 3, axis=1).astype(np.float64)
    yield "of one mind", votes, random.dirichlet([1] * 3, 50)
    yield "all of one class", np.ones((30, 3)), random.dirichlet([1] * 3, 30)
    votes = random.integers(0, 3, (50, 3)).astype(np.float64)
    certain = np.eye(3)[random.integers(0, 3, 50)]
    yield "certain model", votes, certain
    votes = random.integers(0, 2, (40, 3)).astype(np.float64)
    votes[:20, 2] = np.nan
    votes[20:, :2] = np.nan
    yield "somebody who shares no image", votes, random.dirichlet([2] * 2, 40)


def compare_crowds(bench, random, result):
    other_temperatures = 0
    for case, wide, probabilities in crowd_cases(random):
        images, annotators = wide.shape
        classes = probabilities.shape[1]
        new = random.dirichlet([0.7] * classes, 25)
        image, annotator = np.nonzero(~np.isnan(wide))
        votes = np.stack([image, annotator, wide[image, annotator].astype(np.int64)], axis=1)
        votes = votes[random.permutation(len(votes))]
        head = [images + len(new), annotators, classes, len(votes)]
        ours = bench("crowd", head, votes, np.concatenate([probabilities, new]))
        with contextlib.redirect_stdout(io.StringIO()):
            scores, unlabelled = get_active_learning_scores(wide.copy(), probabilities.copy(), new.copy())
            result.close("ActiveLab, with votes", case, ours["scores"][:images], scores)
            result.close("ActiveLab, without", case, ours["scores"][images:], unlabelled)
            if (~np.isnan(wide)).sum(axis=1).max() == 1:
                result.equal("CROWDLAB, labels", case, ours["labels"][:images], np.nansum(wide, axis=1))
                continue
            info = get_label_quality_multiannotator(
                wide.copy(), probabilities.copy(), return_weights=True, return_annotator_stats=False,
                return_detailed_quality=False)
            temperature = multiannotator_utils.find_best_temp_scaler(wide, probabilities)
            multiannotator_utils.value_counts = published
            other_temperatures += multiannotator_utils.find_best_temp_scaler(wide, probabilities) != temperature
            multiannotator_utils.value_counts = by_class
        table = info["label_quality"]
        result.equal("CROWDLAB, labels", case, ours["labels"][:images], table["consensus_label"].to_numpy())
        result.close("CROWDLAB, qualities", case, ours["qualities"][:images], table["consensus_quality_score"])
        result.close("CROWDLAB, agreements", case, ours["agreements"][:images], table["annotator_agreement"])
        result.close("CROWDLAB, annotators' weights", case, ours["weights"], info["annotator_weight"])
        result.close("CROWDLAB, model's weight", case, ours["model"][0], info["model_weight"])
        result.close("temperature", case, ours["temperature"][0], temperature)
        result.true("no label without a vote", case, (ours["labels"][images:] == -1).all(), "there is one")
    new = random.dirichlet([1] * 5, 30)
    print(f"cleanlab as published, votes counted into the wrong classes: another temperature in {other_temperatures} cases")
    ours = bench("crowd", [30, 0, 5, 0], new)
    result.close("ActiveLab, without", "no votes", ours["scores"], get_active_learning_scores(None, None, new)[1])


def issue_cases(random):
    """Name, given labels, probabilities, the least examples."""
    for number in range(60):
        rows, classes = int(random.integers(4, 400)), int(random.integers(2, 24))
        truth = random.integers(0, classes, rows) if number % 2 else np.minimum(
            random.geometric(0.4, rows) - 1, classes - 1)
        labels = np.where(random.uniform(size=rows) < random.uniform(0, 0.4), random.integers(0, classes, rows), truth)
        labels[:2] = [0, 1]
        probabilities = probabilities_of(random, truth, classes, random.uniform(0, 4), random.uniform(0.5, 3))
        if number % 5 == 0:
            # Ties: few different probabilities.
            probabilities = random.integers(1, 4, (rows, classes)).astype(np.float64)
            probabilities /= probabilities.sum(axis=1, keepdims=True)
        yield f"random {number}", labels, probabilities, int(random.integers(0, 6)) if number % 3 == 0 else 1
    yield "certain model", np.arange(50) % 3, np.eye(3)[random.integers(0, 3, 50)], 1
    yield "a class of one row", np.array([0] * 20 + [1] * 20 + [2]), random.dirichlet([1] * 3, 41), 1
    yield "a class of no row", np.array([0] * 20 + [2] * 20), random.dirichlet([1] * 3, 40), 1
    truth = random.integers(0, 100, 3000)
    labels = np.where(random.uniform(size=3000) < 0.1, random.integers(0, 100, 3000), truth)
    yield "100 classes", labels, probabilities_of(random, truth, 100, 4, 1.5), 1


def compare_issues(bench, random, result):
    for case, labels, probabilities, least in issue_cases(random):
        rows, classes = probabilities.shape
        counts = np.bincount(labels, minlength=classes)
        joint = compute_confident_joint(labels, probabilities)
        thresholds = get_confident_thresholds(labels, probabilities)
        for ranking in ("self_confidence", "normalized_margin"):
            ours = bench("issues", [rows, classes, ranking, least], labels, probabilities)
            theirs = find_label_issues(
                labels, probabilities, return_indices_ranked_by=ranking, min_examples_per_class=least, n_jobs=1)
            suspects = ours["rows"].astype(int)
            suspects = suspects[counts[labels[suspects]] > 1]
            result.equal("confident learning, suspects in order", f"{case}, {ranking}", suspects, theirs)
            scores = get_label_quality_scores(labels, probabilities, method=ranking)
            result.close("confident learning, scores", f"{case}, {ranking}", ours["scores"], scores)
        known = counts > 0
        result.close("confident learning, thresholds", case, ours["thresholds"][known], thresholds[known])
        result.equal("confident learning, joint", case, ours["joint"], joint.reshape(-1))
        result.equal(
            "confident learning, classes not judged", case, ours["not_judged"], np.nonzero(known & (counts <= least))[0])


def best_sum(worth, capacities, votes, banned):
    """The greatest sum of worths by `milp`; None where there is no assignment."""
    images, people = worth.shape
    number = images * people
    columns = np.arange(number)
    by_image = coo_matrix((np.ones(number), (columns // people, columns)))
    by_person = coo_matrix((np.ones(number), (columns % people, columns)))
    upper = np.ones((images, people))
    for image, person in banned:
        upper[image, person] = 0
    done = milp(
        -worth.reshape(-1), integrality=np.ones(number), bounds=Bounds(0, upper.reshape(-1)),
        constraints=[LinearConstraint(by_image, votes, votes), LinearConstraint(by_person, 0, capacities)],
        options={"mip_rel_gap": 0})
    return -done.fun if done.success else None


def most_votes(images, capacities, votes, banned):
    """How many votes can be given at most, by `milp`."""
    people = len(capacities)
    columns = np.arange(images * people)
    upper = np.ones((images, people))
    for image, person in banned:
        upper[image, person] = 0
    constraints = [
        LinearConstraint(coo_matrix((np.ones(len(columns)), (columns // people, columns))), 0, votes),
        LinearConstraint(coo_matrix((np.ones(len(columns)), (columns % people, columns))), 0, capacities)]
    return -milp(
        -np.ones(len(columns)), integrality=np.ones(len(columns)), bounds=Bounds(0, upper.reshape(-1)),
        constraints=constraints).fun


def compare_routing(bench, random, result):
    for number in range(160):
        images, people = int(random.integers(1, 120)), int(random.integers(2, 9))
        classes, votes = int(random.integers(1, 6)), int(random.choice([1, 1, 2, 3])) if people > 2 else 1
        kind = ("probabilities", "predicted", "nothing")[number % 3]
        share = (0, 0, 0.1, 0.5)[number % 4]
        case = f"routing {number}: {images} × {people}, {votes} votes, {kind}, {share} at random"
        right = random.integers(0, 40, (people, classes))
        wrong = random.integers(0, 20, (people, classes))
        capacities = random.multinomial(int(images * votes * random.uniform(0.95, 1.5)), random.dirichlet([2] * people))
        banned = [
            (image, int(random.integers(0, people)))
            for image in range(images) if number % 3 and people > votes and random.uniform() < 0.3]
        probabilities = random.dirichlet([0.5] * classes, images)
        predicted = random.integers(0, classes, images)
        known = {"probabilities": [probabilities], "predicted": [predicted], "nothing": []}[kind]
        pairs = [np.array(banned)] if banned else []
        ours = bench(
            "route", [images, people, classes, votes, len(banned), kind, "none", float(share)], right.astype(float),
            wrong.astype(float), capacities, *pairs, *known)
        means = ours["means"].reshape(people, classes)
        rows = {"probabilities": probabilities, "predicted": np.eye(classes)[predicted],
                "nothing": np.tile(ours["shares"], (images, 1))}[kind]
        worth = rows @ means.T
        if "missing" in ours:
            lacking = images * votes - most_votes(images, capacities, votes, banned)
            result.close("routing, votes missing", case, ours["missing"][0], lacking)
            continue
        chosen = ours["annotators"].astype(int).reshape(images, votes)
        at_random = ours["random"].astype(bool).reshape(images, votes)
        load = np.bincount(chosen.reshape(-1), minlength=people)
        distinct = all((np.diff(row) > 0).all() for row in chosen)
        result.true("routing, distinct and ascending", case, distinct, "not so")
        result.true("routing, within capacity", case, (load <= capacities).all(), f"{load} above {capacities}")
        kept_out = all(person not in chosen[image] for image, person in banned)
        result.true("routing, exclusions", case, kept_out, "somebody excluded is asked")
        total = np.take_along_axis(worth, chosen, axis=1).sum()
        result.close("routing, stated sum", case, ours["objective"][0], total, tolerance=1e-9)
        # The random votes stay: the rest is compared.
        fixed = worth.copy()
        for image, place in zip(*np.nonzero(at_random)):
            fixed[image, chosen[image, place]] = 1000
        best = best_sum(fixed, capacities, votes, banned)
        best -= sum(1000 - worth[image, chosen[image, place]] for image, place in zip(*np.nonzero(at_random)))
        result.close("routing, greatest sum (milp)", case, total, best, tolerance=1e-6)
        if share == 0:
            # Weak duality: no assignment is above this, whoever found it.
            priced = worth - ours["prices"]
            for image, person in banned:
                priced[image, person] = -np.inf
            upper = np.sort(priced, axis=1)[:, people - votes:].sum() + ours["prices"] @ capacities
            result.close("routing, bound by its own prices", case, total, upper, tolerance=ours["bound"][0] + 1e-9)
            if votes == 1 and not banned:
                places = np.repeat(np.arange(people), np.minimum(capacities, images))
                taken = linear_sum_assignment(worth[:, places], maximize=True)
                result.close(
                    "routing, greatest sum (linear_sum_assignment)", case, total, worth[:, places][taken].sum(),
                    tolerance=ours["bound"][0] + 1e-9)
        else:
            wanted = votes * round(share * images)
            result.true(
                "routing, no more at random than asked", case, at_random.sum() <= wanted, f"{at_random.sum()} of {wanted}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", default=".build/release/labelquality-bench", help="the labelquality-bench binary")
    parser.add_argument("--seed", type=int, default=20261201, help="of the random inputs")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    for package in ("cleanlab", "scipy", "numpy"):
        print(f"{package} {importlib.metadata.version(package)}")
    result = Result()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(str(pathlib.Path(arguments.bench).resolve()), folder)
        compare_crowds(bench, np.random.default_rng(arguments.seed), result)
        compare_issues(bench, np.random.default_rng(arguments.seed + 1), result)
        compare_routing(bench, np.random.default_rng(arguments.seed + 2), result)
    for name, number in result.checks.items():
        worst = f"  largest difference {result.worst[name]:.1e}" if name in result.worst else ""
        print(f"{name:<48}{number:>5} checks{worst}")
    for failure in result.failures:
        print(f"FAILED {failure}")
    print(f"labelquality: {sum(result.checks.values())} checks, {len(result.failures)} failed")
    return 1 if result.failures else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Compares every acquisition measure of `winnow pick` with the peers' own functions and prints the largest differences.

Every case is written as Parquet, given to `winnow pick --scores`, and the column `score` is compared with what modAL,
scikit-activeml, small-text and Baal give on the same numbers; where no peer has the measure, with its formula in numpy. Exit
code 1 where a difference is larger than its tolerance. Where a peer is known to compute something else, what it computes is
turned into the same quantity first, or its difference is printed beside and named, and does not count.
"""

import argparse
import importlib
import importlib.metadata
import importlib.util
import pathlib
import subprocess
import sys
import tempfile
import types
import warnings

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.special import xlogy
from scipy.stats import spearmanr
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import pairwise_distances
from sklearn.preprocessing import minmax_scale

# Sums of a few dozen doubles in another order, and another logarithm.
TOLERANCE = 1e-12
# Distances of float vectors, in floats.
DISTANCE_TOLERANCE = 2e-6


def load(module):
    """A peer's module, None where it cannot be imported, which is reported; the others go on."""
    try:
        return importlib.import_module(module)
    except Exception as error:
        print(f"  not compared with {module}: {type(error).__name__}: {str(error).splitlines()[0]}")
        return None


def file_of(module, path, stand_ins):
    """One file of a package whose __init__ needs more than its formulas do."""
    spec = importlib.util.find_spec(module.split(".")[0])
    if spec is None:
        print(f"  not compared with {module}: not installed")
        return None
    own = importlib.util.spec_from_file_location("peer_" + module, pathlib.Path(spec.origin).parent / path)
    loaded = importlib.util.module_from_spec(own)
    before = {name: sys.modules.get(name) for name in stand_ins}
    sys.modules.update(stand_ins)
    try:
        own.loader.exec_module(loaded)
        return loaded
    except Exception as error:
        print(f"  not compared with {module}: {type(error).__name__}: {error}")
        return None
    finally:
        for name, known in before.items():
            sys.modules.pop(name)
            if known is not None:
                sys.modules[name] = known


class Peers:
    """The peers' own functions."""

    def __init__(self):
        self.uncertainty = load("modAL.uncertainty")
        self.disagreement = load("modAL.disagreement")
        self.density = load("modAL.density")
        self.committee = load("skactiveml.pool._query_by_committee")
        self.skactiveml = load("skactiveml.pool")
        # Baal's package needs torch; its formulas do not.
        torch = types.ModuleType("torch")
        torch.Tensor = type("Tensor", (), {})
        arrays = types.ModuleType("baal.utils.array_utils")
        arrays.to_prob = lambda values: values
        with_stand_ins = {"torch": torch, "baal.utils": types.ModuleType("baal.utils"), "baal.utils.array_utils": arrays}
        package = types.ModuleType("baal")
        self.baal = file_of("baal.active.heuristics", "active/heuristics/heuristics.py", {"baal": package} | with_stand_ins)
        self.small_text = load("small_text.query_strategies.bayesian")


class Committee:
    """What modAL's functions ask of a committee."""

    def __init__(self, members):
        self.members = members
        self.classes_ = np.arange(members.shape[2])

    def __len__(self):
        return self.members.shape[1]

    def __iter__(self):
        return iter(range(len(self)))

    def vote(self, _):
        return self.members.argmax(axis=2)

    def vote_proba(self, _):
        return self.members


def exact_rows(weights):
    """Rows of whole numbers over 2^20 that sum to exactly one, so that no rounding hides in the input."""
    weights = np.asarray(weights, dtype=np.float64)
    counts = np.floor(weights / weights.sum(axis=1, keepdims=True) * 2**20).astype(np.int64)
    counts[np.arange(len(counts)), counts.argmax(axis=1)] += 2**20 - counts.sum(axis=1)
    return (counts / 2**20).astype(np.float32)


def member_cases(random):
    """Name and array of images × members × classes."""

    def case(weights):
        weights = np.asarray(weights, dtype=np.float64)
        return exact_rows(weights.reshape(-1, weights.shape[2])).reshape(weights.shape)

    yield "5 members, 8 classes", case(random.dirichlet([0.5] * 8, (2000, 5)))
    yield "20 members, 2 classes", case(random.dirichlet([1, 1], (1000, 20)))
    yield "4 members, 100 classes", case(random.dirichlet([1] * 100, (200, 4)))
    yield "ties", case(random.integers(1, 4, (2000, 3, 4)))
    yield "zeros", case(random.integers(0, 2, (1000, 5, 6)) + np.eye(6)[random.integers(0, 6, (1000, 5))])
    yield "certain", case(np.eye(5)[random.integers(0, 5, (300, 7))])
    yield "of one mind", case(np.repeat(random.dirichlet([1] * 4, (300, 1)), 5, axis=1))
    yield "one member", case(random.dirichlet([1] * 4, (300, 1)))
    yield "one class", np.ones((50, 5, 1), dtype=np.float32)
    yield "one row", case(random.dirichlet([1] * 3, (1, 5)))
    yield "duplicates", case(np.repeat(random.dirichlet([1] * 3, (20, 4)), 30, axis=0))


def vector_cases(random):
    """Name, probabilities and vectors."""
    yield "random", exact_rows(random.dirichlet([1] * 4, 600)), random.normal(size=(600, 32)).astype(np.float32)
    yield "copies", exact_rows(random.dirichlet([1] * 3, 400)), np.repeat(
        random.normal(size=(40, 16)), 10, axis=0).astype(np.float32)
    yield "all alike", exact_rows(np.ones((60, 4))), np.ones((60, 8), dtype=np.float32)
    yield "zeros", exact_rows(np.eye(4)[random.integers(0, 4, 200)]), np.zeros((200, 8), dtype=np.float32)
    yield "far from the origin", exact_rows(random.dirichlet([1] * 2, 300)), (
        random.normal(size=(300, 8)) + 500).astype(np.float32)
    yield "one row", exact_rows([[0.5, 0.5]]), np.ones((1, 4), dtype=np.float32)


def lists(rows):
    rows = np.asarray(rows, dtype=np.float32)
    offsets = np.arange(0, rows.size + 1, rows.shape[-1], dtype=np.int32)
    inner = pa.ListArray.from_arrays(pa.array(offsets), pa.array(rows.reshape(-1)))
    if rows.ndim == 2:
        return inner
    outer = np.arange(0, len(offsets), rows.shape[1], dtype=np.int32)
    return pa.ListArray.from_arrays(pa.array(outer), inner)


class Pick:
    """Runs `winnow pick` over all rows as candidates and reads the scores back."""

    def __init__(self, winnow, folder):
        self.winnow, self.folder = winnow, pathlib.Path(folder)

    def run(self, options, probabilities, members=None, vectors=None, labelled=None):
        ids = [f"images/{number:06d}.png" for number in range(len(probabilities))]
        columns = {"image_id": pa.array(ids), "probabilities": lists(probabilities)}
        if members is not None:
            columns["members"] = lists(members)
        pq.write_table(pa.table(columns), self.folder / "p.parquet")
        command = [self.winnow, "pick", "--predictions", str(self.folder / "p.parquet")]
        if vectors is not None:
            pq.write_table(pa.table({"image_id": pa.array(ids), "embedding": lists(vectors)}), self.folder / "e.parquet")
            command += ["--embeddings", str(self.folder / "e.parquet")]
        open_rows = np.arange(len(ids))
        if labelled is not None:
            pq.write_table(pa.table({"image_id": pa.array([ids[row] for row in labelled])}), self.folder / "l.parquet")
            command += ["--labelled", str(self.folder / "l.parquet")]
            open_rows = np.setdiff1d(open_rows, labelled)
        scores = self.folder / "scores.parquet"
        scores.unlink(missing_ok=True)
        command += ["--method", "rank", "--batch", str(len(open_rows)), "--out", str(self.folder / "out.parquet")]
        command += ["--scores", str(scores)] + options
        done = subprocess.run(command, capture_output=True, text=True)
        return done, scores, ids, open_rows

    def __call__(self, options, *inputs, **named):
        done, path, ids, open_rows = self.run(options, *inputs, **named)
        if done.returncode != 0:
            sys.exit(f"pick {' '.join(options)}\nexit {done.returncode}: {done.stderr.strip()}")
        table = pq.read_table(path)
        value = dict(zip(table["image_id"].to_pylist(), table["score"].to_pylist()))
        return np.array([value[ids[row]] for row in open_rows], dtype=np.float64)


class Result:
    """The largest difference of each measure from each peer."""

    def __init__(self):
        self.worst, self.failures, self.notes = {}, [], []

    def take(self, measure, peer, case, ours, theirs, tolerance=TOLERANCE, note=None):
        theirs = np.asarray(theirs, dtype=np.float64)
        difference = float(np.abs(ours - theirs).max(initial=0)) if np.isfinite(theirs).all() else float("inf")
        key = (measure, peer, note, tolerance)
        if difference >= self.worst.get(key, (-1, ""))[0]:
            self.worst[key] = (difference, case)
        if note is None and difference > tolerance:
            self.failures.append(f"{measure}, {case}: {difference:.3e} from {peer}")

    def table(self):
        print(f"\n{'measure':<34}{'peer':<38}{'largest':>10}  {'tolerance':>9}  in case / how the peer differs")
        for (measure, peer, note, tolerance), (difference, case) in self.worst.items():
            limit = "-" if note else f"{tolerance:.0e}"
            print(f"{measure:<34}{peer:<38}{difference:>10.1e}  {limit:>9}  {note or case}")


def compare_probabilities(pick, peers, random, result):
    for case, members in member_cases(random):
        rows = members[:, 0, :]
        exact = rows.astype(np.float64)
        classes = rows.shape[1]
        score = {name: pick(["--measure", name], rows) for name in ("margin", "least_confidence", "entropy")}
        if peers.uncertainty and classes > 1:
            result.take("margin", "modAL", case, score["margin"], peers.uncertainty._proba_margin(exact))
        if peers.uncertainty:
            result.take(
                "least_confidence", "modAL", case, score["least_confidence"], peers.uncertainty._proba_uncertainty(exact))
            result.take("entropy", "modAL", case, score["entropy"], peers.uncertainty._proba_entropy(exact))
        if peers.skactiveml and classes > 1:
            theirs = peers.skactiveml.uncertainty_scores
            result.take("margin", "scikit-activeml, 1 − theirs", case, score["margin"], 1 - theirs(exact, method="margin_sampling"))
            result.take("least_confidence", "scikit-activeml", case, score["least_confidence"], theirs(exact))
            result.take("entropy", "scikit-activeml", case, score["entropy"], theirs(exact, method="entropy"))
            costs = random.integers(0, 9, (classes, classes)).astype(np.float64)
            np.fill_diagonal(costs, 0)
            ours = pick(["--measure", "cost_sensitive", "--costs", str(costs.tolist())], rows)
            result.take("cost_sensitive", "scikit-activeml", case, ours, theirs(exact, cost_matrix=costs))
        if peers.baal and classes > 1:
            single = np.stack([exact, exact], axis=-1)
            result.take("margin", "Baal", case, score["margin"], peers.baal.Margin().compute_score(single))
            result.take("entropy", "Baal", case, score["entropy"], peers.baal.Entropy().compute_score(single))
        ones = pick(["--measure", "cost_sensitive"], rows)
        result.take("cost_sensitive, costs of 1", "numpy 1 − max p", case, ones, 1 - exact.max(axis=1))


def compare_members(pick, peers, random, result):
    for case, members in member_cases(random):
        rows = members[:, 0, :]
        exact = members.astype(np.float64)
        mean, count, classes = exact.mean(axis=1), exact.shape[1], exact.shape[2]

        def ours(*options):
            return pick(["--measure", *options], rows, members=members)

        kl = np.where(exact > 0, xlogy(exact, exact) - exact * np.log(np.where(exact > 0, mean[:, None, :], 1)), 0).sum(axis=2)
        vote, ratio, bald = ours("vote_entropy"), ours("variation_ratio"), ours("bald")
        mean_kl, max_kl = ours("consensus_kl"), ours("consensus_kl", "--reduce", "max")
        result.take("consensus_kl", "numpy, without clipping", case, mean_kl, kl.mean(axis=1))
        votes = exact.argmax(axis=2)
        if peers.disagreement:
            committee = Committee(exact)
            result.take("vote_entropy", "modAL", case, vote, peers.disagreement.vote_entropy(committee, rows))
            result.take(
                "consensus_kl, reduce: max", "modAL", case, max_kl, peers.disagreement.KL_max_disagreement(committee, rows))
        if peers.committee:
            if classes > 1:
                result.take("vote_entropy", "scikit-activeml", case, vote, peers.committee.vote_entropy(votes, np.arange(classes)))
            result.take("variation_ratio", "scikit-activeml", case, ratio, peers.committee.variation_ratios(votes))
            theirs = peers.committee.average_kl_divergence(exact.transpose(1, 0, 2).copy(), eps=1e-7)
            note = None if exact.min() >= 1e-7 else "clips at 1e-7, renormalises and writes into its argument"
            result.take("consensus_kl", "scikit-activeml", case, mean_kl, theirs, note=note)
        if peers.baal:
            result.take("bald", "Baal", case, bald, peers.baal.BALD().compute_score(exact.transpose(0, 2, 1)))
        if peers.small_text:
            result.take(
                "bald", "small-text × ln 2", case, bald, peers.small_text._bald(exact) * np.log(2), tolerance=1e-6,
                note="log₂ and p + 1e-8 inside the logarithm")


def compare_gradients(pick, random, result):
    for case, rows, vectors in vector_cases(random):
        exact, wide = rows.astype(np.float64), vectors.astype(np.float64)
        classes = rows.shape[1]
        residual = exact[:, None, :] - np.eye(classes)[None]
        norms = np.array([[np.linalg.norm(np.outer(r, h)) for r in image] for image, h in zip(residual, wide)])
        scale = max(1.0, float(norms.max()))
        chosen = norms[np.arange(len(rows)), exact.argmax(axis=1)]
        ours = pick(["--measure", "gradient_norm"], rows, vectors=vectors)
        result.take("gradient_norm", "numpy ‖(p − e_ŷ) ⊗ h‖", case, ours / scale, chosen / scale)
        ours = pick(["--measure", "gradient_norm", "--expected"], rows, vectors=vectors)
        result.take(
            "gradient_norm, expected", "numpy Σ p ‖(p − e_y) ⊗ h‖", case, ours / scale, (exact * norms).sum(axis=1) / scale)


def compare_vectors(pick, peers, random, result):
    for case, rows, vectors in vector_cases(random):
        exact, wide = rows.astype(np.float64), vectors.astype(np.float64)
        entropy = -xlogy(exact, exact).sum(axis=1)
        distances = pairwise_distances(wide) if len(wide) < 2 else np.sqrt(
            ((wide[:, None, :] - wide[None]) ** 2).sum(axis=2))
        count = len(rows)
        similarity = 1 / (1 + distances)
        others = (similarity.sum(axis=1) - 1) / (count - 1) if count > 1 else np.ones(1)
        for beta in (1, 2.5):
            ours = pick(["--measure", "entropy", "--density", str(beta)], rows, vectors=vectors)
            result.take(f"entropy, density: {{beta: {beta}}}", "numpy", case, ours, entropy * others**beta, DISTANCE_TOLERANCE)
        ours = pick(["--measure", "entropy", "--density", "1"], rows, vectors=vectors)
        if peers.density and count > 1:
            theirs = (count * peers.density.information_density(wide) - 1) / (count - 1)
            far = case == "far from the origin" or case == "copies"
            result.take(
                "entropy, density", "modAL, self taken out", case, ours, entropy * theirs, DISTANCE_TOLERANCE,
                note="‖x‖² − 2xy + ‖y‖² loses near distances" if far else None)
        if count < 10:
            continue
        labelled = random.choice(count, count // 5, replace=False)
        rest = np.setdiff1d(np.arange(count), labelled)
        nearest = distances[np.ix_(rest, labelled)].min(axis=1)
        part = np.sort(exact, axis=1)
        uncertain = (1 - (part[:, -1] - part[:, -2]))[rest]
        scaled = lambda values: minmax_scale(values) if np.ptp(values) > 0 else np.zeros(len(values))
        ours = pick(["--measure", "combined", "--weight", "0.3"], rows, vectors=vectors, labelled=labelled)
        result.take(
            "combined", "numpy, scikit-learn minmax_scale", case, ours, 0.3 * scaled(uncertain) + 0.7 * scaled(nearest),
            DISTANCE_TOLERANCE)


def compare_error_reduction(pick, peers, random, result):
    """Our Newton step beside training anew, and scikit-activeml, which trains anew and counts the candidate in."""
    found = []
    for classes in (2, 3):
        for _ in range(3):
            found.append((classes, *error_reduction_case(pick, peers, random, classes)))
    print("\nexpected_error_reduction, rank correlations: ours with training anew; scikit-activeml's with it; the largest score")
    for classes, ours, theirs, most in found:
        print(f"  {classes} classes: {ours:.3f}; {theirs:.3f}; {most:.1e}")
    mean = float(np.mean([ours for _, ours, _, _ in found]))
    print(f"  mean {mean:.3f} and {float(np.mean([theirs for _, _, theirs, _ in found])):.3f}")
    if mean < 0.6:
        result.failures.append(f"expected_error_reduction: mean rank correlation {mean:.3f} with training anew")


def error_reduction_case(pick, peers, random, classes):
    known, pool, dimensions = 40, 30, 6
    centres = 1.2 * random.normal(size=(classes, dimensions))
    label = np.concatenate([np.arange(classes), random.integers(0, classes, known + pool - classes)])
    vectors = (centres[label] + random.normal(size=(known + pool, dimensions))).astype(np.float32)
    wide = vectors.astype(np.float64)

    def fit(rows, labels):
        return LogisticRegression(C=1, tol=1e-10, max_iter=5000).fit(rows, labels)

    model = fit(wide[:known], label[:known])
    probabilities = model.predict_proba(wide)
    ours = pick(
        ["--measure", "expected_error_reduction"], probabilities.astype(np.float32), vectors=vectors,
        labelled=np.arange(known))
    now = 1 - probabilities[known:].max(axis=1)
    anew = np.zeros(pool)
    for image in range(pool):
        others = np.delete(np.arange(pool), image)
        for y in range(classes):
            again = fit(np.vstack([wide[:known], wide[known + image]]), np.append(label[:known], y))
            after = 1 - again.predict_proba(wide[known:][others]).max(axis=1)
            anew[image] += probabilities[known + image, y] * (now[others] - after).mean()
    theirs = np.nan
    if peers.skactiveml:
        from skactiveml.classifier import SklearnClassifier

        y = np.append(label[:known].astype(float), np.full(pool, np.nan))
        eer = peers.skactiveml.MonteCarloEER(method="misclassification_loss", subtract_current=True, random_state=0)
        _, utilities = eer.query(
            wide, y, SklearnClassifier(LogisticRegression(C=1, max_iter=5000), classes=np.arange(classes)),
            ignore_partial_fit=True, return_utilities=True)
        theirs = spearmanr(anew, utilities[0][known:])[0]
    return spearmanr(ours, anew)[0], theirs, np.abs(ours).max()


def refusals(pick, result):
    """What is no number is refused with exit code 3."""
    rows = np.array([[0.5, 0.5], [1, 0]], dtype=np.float32)
    bad = rows.copy()
    bad[1, 0] = np.nan
    members = np.stack([rows, rows], axis=1)
    broken = members.copy()
    broken[0, 1, 0] = np.nan
    vectors = np.array([[1, 2], [np.nan, 0]], dtype=np.float32)
    cases = [(["--measure", name], bad, {}) for name in ("margin", "entropy", "cost_sensitive")]
    cases += [(["--measure", name], rows, {"members": broken}) for name in ("bald", "vote_entropy", "consensus_kl")]
    cases += [(["--measure", "gradient_norm"], rows, {"vectors": vectors})]
    cases += [(["--measure", "entropy", "--density", "1"], rows, {"vectors": vectors})]
    for options, probabilities, more in cases:
        done, *_ = pick.run(options, probabilities, **more)
        if done.returncode != 3:
            result.failures.append(f"{' '.join(options)} with NaN: exit {done.returncode}")
    print(f"{len(cases)} inputs with NaN refused" if not result.failures else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--winnow", required=True, help="the winnow binary")
    parser.add_argument("--seed", type=int, default=20260102, help="of the random inputs")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    random = np.random.default_rng(arguments.seed)
    for package in ("modAL-python", "scikit-activeml", "small-text", "baal", "libact", "scikit-learn", "numpy"):
        try:
            print(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            print(f"{package}: not installed")
    peers, result = Peers(), Result()
    if load("modAL.expected_error") is None:
        result.notes.append("modAL's expected_error_reduction asks for np.float, which numpy has no more")
    with tempfile.TemporaryDirectory() as folder:
        pick = Pick(str(pathlib.Path(arguments.winnow).resolve()), folder)
        compare_probabilities(pick, peers, random, result)
        compare_members(pick, peers, random, result)
        compare_gradients(pick, random, result)
        compare_vectors(pick, peers, random, result)
        compare_error_reduction(pick, peers, random, result)
        refusals(pick, result)
    result.table()
    for note in result.notes:
        print(f"note: {note}")
    for failure in result.failures:
        print(f"FAILED {failure}")
    print(f"{len(result.failures)} failed" if result.failures else "all agree")
    return 1 if result.failures else 0


if __name__ == "__main__":
    sys.exit(main())

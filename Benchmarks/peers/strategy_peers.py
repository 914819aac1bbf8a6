"""What other packages and authors choose: their own functions where they can be called, otherwise their published loop.

Where a peer takes one of several equal candidates at random or is wrong, the function notes it, and our comparison keeps
away from it; none of it is copied.
"""

import types

import numpy as np
from sklearn.metrics import pairwise_distances
from skactiveml.base import SkactivemlClassifier


def squared(a, b):
    """Squared distances from the differences, so that equal rows are at exactly zero."""
    result = np.empty((len(a), len(b)))
    for start in range(0, len(a), 64):
        part = a[start : start + 64, None, :] - b[None, :, :]
        result[start : start + 64] = np.einsum("ijk,ijk->ij", part, part)
    return result


def with_labelled(case):
    """Candidates first, labelled rows behind, and labels that say which is which."""
    rows = np.concatenate([case.vectors, case.labelled]).astype(np.float64)
    labels = np.full(len(rows), np.nan)
    labels[len(case.vectors) :] = np.arange(len(case.labelled)) % max(2, case.classes)
    return rows, labels


# k-center greedy


def kcenter_loop(case, count):
    """Sener, Savarese, algorithm 1: of equals the first."""
    points = case.vectors.astype(np.float64)
    least = np.full(len(points), np.inf)
    if len(case.labelled):
        least = squared(points, case.labelled.astype(np.float64)).min(axis=1)
    picks = []
    for _ in range(min(count, len(points))):
        open_ = least.copy()
        open_[picks] = -1
        picks.append(int(open_.argmax()))
        least = np.minimum(least, squared(points, points[picks[-1:]])[:, 0])
    return picks


def kcenter_skactiveml(case, count):
    """Its cold start is random, and so is the choice among equals."""
    from skactiveml.pool import CoreSet

    rows, labels = with_labelled(case)
    return [int(pick) for pick in CoreSet(random_state=0).query(rows, labels, batch_size=count)]


def kcenter_smalltext(case, count):
    """Its new picks are numbers among the unlabelled but looked up among all rows: right only with those first."""
    from small_text.query_strategies.coresets import greedy_coreset

    rows, _ = with_labelled(case)
    first = np.arange(len(case.vectors))
    known = np.arange(len(case.vectors), len(rows))
    return [int(pick) for pick in greedy_coreset(rows, first, known, count, distance_metric="euclidean")]


# BADGE


def gradients(case):
    p = case.probabilities.astype(np.float64)
    factor = p - np.eye(p.shape[1])[p.argmax(axis=1)]
    return (factor[:, :, None] * case.vectors.astype(np.float64)[:, None, :]).reshape(len(p), -1)


def badge_authors(case, count, seed):
    """`init_centers` of badge_sampling.py, without its loop over rows; where all distances are 0 it stops in the debugger."""
    random = np.random.default_rng(seed)
    embeddings = gradients(case)
    picks = [int(np.argmax(np.linalg.norm(embeddings, axis=1)))]
    least = squared(embeddings, embeddings[picks])[:, 0]
    while len(picks) < count and least.sum() > 0:
        picks.append(int(random.choice(len(least), p=least / least.sum())))
        least = np.minimum(least, squared(embeddings, embeddings[picks[-1:]])[:, 0])
    return picks


def badge_fast(case, count, seed):
    """The same with all embeddings multiplied at once, for large inputs."""
    random = np.random.default_rng(seed)
    embeddings = gradients(case).astype(np.float32)
    norms = np.einsum("ij,ij->i", embeddings, embeddings).astype(np.float64)
    picks = [int(norms.argmax())]
    least = np.full(len(norms), np.inf)
    while len(picks) < count:
        far = norms + norms[picks[-1]] - 2.0 * (embeddings @ embeddings[picks[-1]])
        least = np.minimum(least, np.maximum(far, 0))
        least[picks] = 0
        picks.append(int(random.choice(len(least), p=least / least.sum())))
    return picks


class Given(SkactivemlClassifier):
    """A classifier that is given its probabilities."""

    def __init__(self, probabilities=None, classes=None, missing_label=np.nan, cost_matrix=None, random_state=None):
        super().__init__(classes=classes, missing_label=missing_label, cost_matrix=cost_matrix, random_state=random_state)
        self.probabilities = probabilities

    def fit(self, X, y, sample_weight=None):
        return self

    def predict_proba(self, X):
        return self.probabilities


def badge_skactiveml(case, count, seed):
    """Forms all embeddings, and keeps their squared norms as the first distances, as if the origin were a pick: what lies near
    it is drawn too rarely. Where all distances are 0 it draws any row, also one that it has picked.

    Returns its picks and the probability of every row at every draw."""
    from skactiveml.pool import Badge

    rows, labels = with_labelled(case)
    given = Given(case.probabilities.astype(np.float64), classes=list(range(case.classes)))
    picks, chances = Badge(random_state=seed).query(
        rows, labels, given, fit_clf=False, batch_size=count, return_utilities=True
    )
    return [int(pick) for pick in picks], chances[:, : len(case.vectors)]


def badge_chances(case, picks, with_origin):
    """The probability of every row at every draw after the given picks; NaN for these."""
    embeddings = gradients(case)
    least = (embeddings**2).sum(axis=1) if with_origin else np.full(len(embeddings), np.inf)
    result = []
    for number, pick in enumerate(picks[:-1]):
        least = np.minimum(least, squared(embeddings, embeddings[[pick]])[:, 0])
        chances = least / least.sum()
        chances[picks[: number + 1]] = np.nan
        result.append(chances)
    return np.array(result)


def potential(case, picks):
    """The sum of squared distances of all embeddings from the nearest pick."""
    embeddings = gradients(case)
    return float(squared(embeddings, embeddings[picks]).min(axis=1).sum())


# TypiClust


def typiclust_authors(case, count, clusters, labelled_clusters, neighbours):
    """`select_samples` of typiclust.py over a given clustering, with the paper's distances (its code averages their squares);
    small clusters come last instead of never, and clusters without candidates are passed over instead of an error."""
    everything = np.concatenate([clusters, labelled_clusters]).astype(int)
    points = case.vectors.astype(np.float64)
    numbers = np.unique(clusters)
    size = {c: (everything == c).sum() for c in numbers}
    known = {c: (labelled_clusters == c).sum() for c in numbers}
    turns = sorted(numbers, key=lambda c: (known[c], -size[c], np.argmax(clusters == c)))
    left = np.ones(len(points), dtype=bool)
    picks = []
    for small in (False, True):
        group = [c for c in turns if (size[c] <= 5) == small]
        while len(picks) < count and any((left & (clusters == c)).any() for c in group):
            for c in group:
                members = np.flatnonzero(left & (clusters == c))
                if len(members) == 0 or len(picks) == count:
                    continue
                width = max(1, min(neighbours, len(members) // 2))
                distances = np.sqrt(squared(points[members], points[members]))
                np.fill_diagonal(distances, np.inf)
                means = np.sort(distances, axis=1)[:, :width].mean(axis=1)
                picks.append(int(members[means.argmin()]))
                left[picks[-1]] = False
    return picks


def typiclust_skactiveml(case, count, clusters, labelled_clusters, neighbours):
    """Clusters as large as each other come in random order; once all have a label it draws any row, also one that it
    has picked (ours begins again at the first cluster). It looks at all members of a cluster but one, ours at half."""
    from skactiveml.pool import TypiClust

    everything = np.concatenate([clusters, labelled_clusters]).astype(int)

    class GivenClusters:
        def __init__(self, n_clusters=8):
            self.n_clusters = n_clusters

        def fit_predict(self, X):
            return everything

    rows, labels = with_labelled(case)
    query = TypiClust(cluster_algo=GivenClusters, k=neighbours, random_state=0)
    return [int(pick) for pick in query.query(rows, labels, batch_size=count)]


# ProbCover


def probcover_authors(case, count, radius):
    """`select_samples` of prob_cover.py; its graph leaves out the last rows where 500 does not divide their number and the
    distances equal to the radius (the paper's balls are closed), and once all is covered it returns row 0 over and over."""
    points = case.vectors.astype(np.float64)
    near = squared(points, points) <= radius**2
    covered = np.zeros(len(points), dtype=bool)
    if len(case.labelled):
        covered = (squared(points, case.labelled.astype(np.float64)) <= radius**2).any(axis=1)
    picks = []
    while len(picks) < count:
        gains = (near & ~covered).sum(axis=1)
        if gains.max() == 0:
            break
        picks.append(int(gains.argmax()))
        covered |= near[picks[-1]]
    return picks


def probcover_skactiveml(case, count, radius, seed):
    """Of candidates that cover as many it takes one at random, and any once all is covered."""
    from skactiveml.pool import ProbCover

    rows, labels = with_labelled(case)
    query = ProbCover(n_classes=2, deltas=[radius], random_state=seed)
    return [int(pick) for pick in query.query(rows, labels, batch_size=count)]


def covered_by(case, picks, radius):
    points = case.vectors.astype(np.float64)
    known = np.concatenate([points[picks], case.labelled.astype(np.float64)])
    return int((squared(points, known).min(axis=1) <= radius**2).sum())


def probcover_radius_skactiveml(case, radii):
    """The largest of some radii at which 0.95 of the balls are pure, by its own k-means."""
    from skactiveml.pool import ProbCover
    from sklearn.cluster import KMeans

    rows, labels = with_labelled(case)
    query = ProbCover(
        n_classes=case.classes, deltas=radii, cluster_algo=KMeans, cluster_algo_dict={"n_init": 10}, random_state=0
    )
    query.query(rows, labels, batch_size=1)
    return float(query.delta_max_)


# Ranked batch


def ranked_loop(case, count):
    """The loop of modAL's batch.py with distances from the differences."""
    points = case.vectors.astype(np.float64)
    unsure = 1 - case.probabilities.max(axis=1).astype(np.float64)
    least = np.sqrt(squared(points, case.labelled.astype(np.float64)).min(axis=1))
    picks = []
    total = len(points) + len(case.labelled)
    for _ in range(min(count, len(points))):
        alpha = (len(points) - len(picks)) / total
        scores = alpha * (1 - 1 / (1 + least)) + (1 - alpha) * unsure
        scores[picks] = -1
        picks.append(int(scores.argmax()))
        least = np.minimum(least, np.sqrt(squared(points, points[picks[-1:]])[:, 0]))
    return picks


def ranked_modal(case, count):
    """modAL itself, which computes all distances again for every pick. Without labelled rows it leaves its first pick among
    the unlabelled, and may pick it again."""
    from modAL.batch import ranked_batch

    known = case.labelled.astype(np.float64)
    learner = types.SimpleNamespace(on_transformed=False, X_training=known if len(known) else None)
    unsure = 1 - case.probabilities.max(axis=1).astype(np.float64)
    picks, _ = ranked_batch(learner, case.vectors.astype(np.float64), unsure, count, "euclidean", None)
    return [int(pick) for pick in picks]


# k-means


def inertia(case, centroids):
    return float(squared(case.vectors.astype(np.float64), centroids).min(axis=1).sum())


def kmeans_sklearn(case, count, seed=0):
    from sklearn.cluster import KMeans

    return KMeans(count, n_init=1, max_iter=25, random_state=seed).fit(case.vectors.astype(np.float64)).cluster_centers_


def kmeans_faiss(case, count, seed=0):
    import faiss

    points = np.ascontiguousarray(case.vectors)
    peer = faiss.Kmeans(points.shape[1], count, niter=25, seed=seed + 1, min_points_per_centroid=1, max_points_per_centroid=10**9)
    peer.train(points)
    return peer.centroids.astype(np.float64)

"""Makes learning.json: what scikit-learn, SciPy and NumPy say of data that the tests draw again.

The data come from SplitMix64, as Sources/Draws/DrawStream.swift: uniform() is the upper 53 bits of the next number times
2**-53, normal() the sum of twelve of these less six. Run it with scikit-learn 1.9, SciPy 1.17 and NumPy 2.4:

    python make_fixtures.py
"""

import json
import os
import warnings

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix, f1_score, precision_recall_fscore_support
from sklearn.utils.class_weight import compute_class_weight

MASK = (1 << 64) - 1


class Stream:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def uniform(self):
        return float(self.next() >> 11) * 2.0**-53

    def normal(self):
        total = -6.0
        for _ in range(12):
            total += self.uniform()
        return total


def data(case):
    """Labels: the class with the largest offset + planted·(x before scaling) + noise. Mirrored in Fixture.swift."""
    s = Stream(case["seed"])
    n, d, k = case["rows"], case["dimensions"], case["classes"]
    planted = np.array([[s.normal() for _ in range(d)] for _ in range(k)])
    x = np.empty((n, d), np.float32)
    y = np.empty(n, int)
    w = np.empty(n)
    for i in range(n):
        raw = [s.normal() for _ in range(d)]
        scores = []
        for c in range(k):
            score = case["offsets"][c] + s.normal() * case["noise"]
            for j in range(d):
                score += planted[c][j] * raw[j]
            scores.append(score)
        y[i] = int(np.argmax(scores))
        scale = 1.0
        for j in range(d):
            x[i, j] = np.float32(case["shift"] + raw[j] * scale)
            scale *= case["decay"]
        w[i] = 0.1 + 1.9 * s.uniform() if case["weighted"] else 1.0
    return x, y, w


def logistic(case):
    x, y, w = data(case)
    model = LogisticRegression(
        C=case["C"], tol=1e-13, max_iter=100000, solver="newton-cholesky",
        class_weight="balanced" if case["balanced"] else None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(x.astype(np.float64), y, sample_weight=w)
    p = np.zeros((len(y), case["classes"]))
    p[:, model.classes_] = model.predict_proba(x.astype(np.float64))
    weights = np.zeros(case["classes"])
    weights[model.classes_] = compute_class_weight("balanced", classes=model.classes_, y=y, sample_weight=w)
    print(case["name"], np.bincount(y, minlength=case["classes"]), model.n_iter_, "accuracy", (p.argmax(1) == y).mean())
    return {**case, "labels": y.tolist(), "balance": weights.tolist(), "probabilities": p[::3].round(10).ravel().tolist()}


def case(name, seed, rows, dimensions, offsets, noise=1.0, C=1.0, shift=0.0, decay=1.0, weighted=False, balanced=False):
    return dict(name=name, seed=seed, rows=rows, dimensions=dimensions, classes=len(offsets), offsets=offsets, noise=noise,
                C=C, shift=shift, decay=decay, weighted=weighted, balanced=balanced)


CASES = [
    case("plain", 1, 150, 6, [0, 0, 0, 0]),
    case("weighted", 2, 150, 5, [0, 1, -1], C=0.5, weighted=True),
    case("balanced", 3, 240, 9, [4, 0, 0, -1, -2], C=10, weighted=True, balanced=True),
    case("ill-conditioned", 4, 200, 12, [2, 0, 0], C=1000, shift=100, decay=0.4, weighted=True, balanced=True),
    case("separable", 5, 120, 40, [0, 0, 0], noise=0, C=1e4),
    case("two classes", 6, 150, 7, [1, 0], C=2, weighted=True, balanced=True),
    case("absent classes", 7, 120, 4, [0, -100, 0, -100, 0.5]),
    case("two of four", 8, 120, 4, [-100, 0, 0, -100], C=0.3),
    case("tiny penalty of wide rows", 9, 60, 100, [1, 0, 0, 0], C=1, balanced=True),
]


def metrics():
    s = Stream(11)
    k, n = 5, 400
    expected, predicted, weights = [], [], []
    for _ in range(n):
        e = int(s.uniform() ** 2 * 4)  # class 4 is never true
        p = e if s.uniform() < 0.7 else int(s.uniform() * k)
        expected.append(e)
        predicted.append(p)
        weights.append(s.uniform())
    logits = np.array([[s.normal() * 2 for _ in range(k)] for _ in range(n)]).astype(np.float32)
    probabilities = np.exp(log_softmax(logits.astype(np.float64), 1)).astype(np.float32)
    top, confidence = probabilities.argmax(1), probabilities.max(1).astype(np.float64)
    ece = 0.0
    for b in range(15):
        inside = (confidence > b / 15) & (confidence <= (b + 1) / 15)
        if inside.any():
            ece += abs((top[inside] == np.array(expected)[inside]).mean() - confidence[inside].mean()) * inside.mean()
    plain = precision_recall_fscore_support(expected, predicted, labels=range(k), zero_division=0)
    weighted = precision_recall_fscore_support(expected, predicted, labels=range(k), zero_division=0, sample_weight=weights)
    return {
        "classes": k, "expected": expected, "predicted": predicted, "weights": weights,
        "probabilities": [float(v) for v in probabilities.ravel()], "ece": ece,
        "confusion": confusion_matrix(expected, predicted, labels=range(k)).tolist(),
        "precision": plain[0].tolist(), "recall": plain[1].tolist(), "f1": plain[2].tolist(),
        "macro_f1": f1_score(expected, predicted, average="macro", zero_division=0),
        "weighted_f1": weighted[2].tolist(),
        "weighted_macro_f1": f1_score(expected, predicted, average="macro", zero_division=0, sample_weight=weights),
    }


def signed(vectors):
    """Rows with the largest absolute coordinate positive."""
    at = np.abs(vectors).argmax(1)
    return vectors * np.sign(vectors[np.arange(len(vectors)), at])[:, None]


def eigen():
    s = Stream(12)
    n = 24
    a = np.zeros((n, n))
    for i in range(n):
        for j in range(i, n):
            a[i, j] = a[j, i] = s.normal()
    values, vectors = np.linalg.eigh(a)
    return {"n": n, "values": values[::-1].tolist(), "vectors": signed(vectors.T[::-1]).ravel().tolist()}


def components():
    s = Stream(13)
    n, d, k = 80, 11, 4
    x = np.array([[s.normal() * (j + 1) + j for j in range(d)] for _ in range(n)]).astype(np.float32)
    pca = PCA(k, svd_solver="full").fit(x.astype(np.float64))
    axes = signed(pca.components_)
    return {
        "rows": n, "dimensions": d, "count": k, "mean": pca.mean_.tolist(), "components": axes.ravel().tolist(),
        "variances": pca.explained_variance_.tolist(),
        "total": float(x.astype(np.float64).var(axis=0, ddof=1).sum()),
        "projected": ((x.astype(np.float64) - pca.mean_) @ axes.T).ravel().tolist(),
    }


def temperature():
    s = Stream(14)
    n, k = 300, 4
    result = []
    for stretch in (0.5, 1.0, 4.0):
        logits, labels, weights = [], [], []
        for _ in range(n):
            own = [s.normal() for _ in range(k)]
            noisy = [v + s.normal() for v in own]
            labels.append(int(np.argmax(noisy)))
            logits += [v * stretch * 2 for v in own]
            weights.append(s.uniform())
        z = np.array(logits).reshape(n, k)

        def loss(t):
            return -(np.array(weights) * log_softmax(z / t, 1)[np.arange(n), labels]).sum()

        best = minimize_scalar(loss, bounds=(0.05, 20), method="bounded", options={"xatol": 1e-11, "maxiter": 1000})
        result.append({"stretch": stretch, "labels": labels, "temperature": best.x})
    return result


if __name__ == "__main__":
    out = {
        "logistic": [logistic(c) for c in CASES], "metrics": metrics(), "eigen": eigen(), "components": components(),
        "temperature": temperature(),
    }
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "learning.json")
    with open(path, "w") as f:
        json.dump(out, f, indent=None, separators=(",", ":"))
        f.write("\n")
    print(os.path.getsize(path), "bytes")

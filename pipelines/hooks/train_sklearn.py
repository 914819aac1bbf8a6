"""Learns classes from the vectors by scikit-learn's logistic regression: a small model that gives all that is asked
for.

In the spec: train: {run: [../.build/hooks/bin/python, hooks/train_sklearn.py]}

`regularization` and `balanced` of the spec hold. Probabilities are tempered on groups that a second model has not seen:
images of one group are near-duplicates, and a model looks surer of them than it may be. Where the labels do not allow a
split by groups, the temperature is 1 and the metrics say so.
"""

import json
import os

# Sums of several threads would depend on how many there are.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupShuffleSplit

with open(os.environ["WINNOW_REQUEST"], encoding="utf-8") as file:
    request = json.load(file)
inputs, outputs, classes, parameters = (request[name] for name in ("inputs", "outputs", "classes", "parameters"))
if (request["winnow"], request["action"]) != (2, "train"):
    raise SystemExit(f"train_sklearn: asked for {request['action']!r} of version {request['winnow']}, not 'train' of 2")

parts = pa.concat_tables(pq.read_table(path, columns=["sha256", "embedding"]) for path in inputs["embeddings"])
vectors = np.stack(parts["embedding"].to_numpy(zero_copy_only=False))
place = {digest: row for row, digest in enumerate(parts["sha256"].to_pylist())}
training, images = (pq.read_table(inputs[name]).to_pydict() for name in ("training", "images"))
x = vectors[[place[digest] for digest in training["sha256"]]]
y = np.array([classes.index(label) for label in training["label"]])
weights = np.array(training["weight"])


def fit(rows):
    """Weights of a model of some rows, a row of all minus infinity for a class that they lack."""
    logits = np.full((len(classes), x.shape[1] + 1), -np.inf)
    present = np.unique(y[rows])
    logits[present] = 0
    if len(present) > 1:
        balance = "balanced" if parameters["balanced"] else None
        model = LogisticRegression(C=parameters["regularization"], class_weight=balance, max_iter=2_000)
        model.fit(x[rows], y[rows], weights[rows])
        # Of two classes scikit-learn keeps one row: the other's is its opposite.
        found = np.column_stack([model.coef_, model.intercept_])
        logits[present] = found if len(present) > 2 else np.concatenate([-found / 2, found / 2])
    return logits


def logarithms(model, features, temperature=1.0):
    """The logarithms of the probabilities of all classes."""
    scores = np.full((len(features), len(classes)), -np.inf)
    known = np.isfinite(model[:, 0])
    scores[:, known] = (features @ model[known, :-1].T + model[known, -1]) / temperature
    return scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)


# What a killed attempt has learnt is found again; scikit-learn itself has no half-way.
kept = os.path.join(request["checkpoint"], "sklearn.npz")
if os.path.exists(kept):
    with np.load(kept, allow_pickle=False) as file:
        model, temperature, held_back = file["model"], float(file["temperature"]), int(file["held_back"])
else:
    temperature, held_back = 1.0, 0
    if len(set(training["group"])) > 1:
        split = GroupShuffleSplit(1, test_size=0.25, random_state=request["random_seed"] % 2**32)
        seen, unseen = next(split.split(x, y, training["group"]))
        # No temperature changes what is said of a class that was never seen.
        unseen = unseen[np.isin(y[unseen], y[seen])]
        if len(unseen) and len(np.unique(y[seen])) > 1:
            partial, held_back = fit(seen), len(unseen)
            print("winnow: progress 0.4 fitted without the groups that are held back", flush=True)

            def loss(exponent):
                found = logarithms(partial, x[unseen], np.exp(exponent))
                return -np.average(found[np.arange(held_back), y[unseen]], weights=weights[unseen])

            temperature = float(np.exp(minimize_scalar(loss, bounds=np.log([0.05, 20]), method="bounded").x))
    model = fit(np.arange(len(y)))
    with open(kept + ".new", "wb") as file:
        np.savez(file, model=model, temperature=temperature, held_back=held_back)
    os.replace(kept + ".new", kept)
print("winnow: progress 0.8 fitted", flush=True)

asked = vectors[[place[digest] for digest in images["sha256"]]]
raw, tempered = (np.exp(logarithms(model, asked, t)).astype(np.float32) for t in (1.0, temperature))
lists = pa.list_(pa.float32())
pq.write_table(
    pa.table({
        "image_id": pa.array(images["image_id"], pa.string()), "probabilities": pa.array(list(raw), lists),
        "tempered": pa.array(list(tempered), lists),
    }), outputs["predictions"])
np.save(os.path.join(outputs["state"], "model.npy"), model, allow_pickle=False)
with open(outputs["metrics"], "w", encoding="utf-8") as file:
    json.dump({"labels": len(y), "held_back": held_back, "temperature": temperature, "gpu_hours": 0}, file)
print("winnow: progress 1.0 done", flush=True)

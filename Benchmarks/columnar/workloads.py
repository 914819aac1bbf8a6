"""Makes the files that the columnar benchmarks read, from a fixed seed; what is there already is left alone.

usage: workloads.py FOLDER
"""
import os
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SEED = 20261121
ROWS, DIMENSIONS = 200_000, 512


def ids(count, first=0):
    return pa.array([f"images/{row:07d}.png" for row in range(first, first + count)])


def vectors(folder):
    """200,000 unit vectors, raw and as the peers write them."""
    raw = os.path.join(folder, "vectors.f32")
    if not os.path.exists(raw):
        values = np.random.default_rng(SEED).standard_normal((ROWS, DIMENSIONS), dtype=np.float32)
        values /= np.linalg.norm(values, axis=1, keepdims=True)
        values.tofile(raw + ".tmp")
        os.rename(raw + ".tmp", raw)
    return raw


def vector_table(raw):
    values = np.fromfile(raw, dtype=np.float32)
    offsets = np.arange(0, len(values) + 1, DIMENSIONS, dtype=np.int32)
    return pa.table({"image_id": ids(ROWS), "embedding": pa.ListArray.from_arrays(offsets, pa.array(values))})


def predictions(folder, rows, classes=8):
    """What a hook returns for many images: softmax of normal numbers, one class likely for most."""
    path = os.path.join(folder, f"predictions-{rows}.parquet")
    if os.path.exists(path):
        return path
    random = np.random.default_rng(SEED + rows)
    schema = pa.schema([("image_id", pa.string()), ("probabilities", pa.list_(pa.float32()))])
    with pq.ParquetWriter(path + ".tmp", schema, compression="zstd") as writer:
        for first in range(0, rows, 250_000):
            count = min(250_000, rows - first)
            logits = 2.5 * random.standard_normal((count, classes), dtype=np.float32)
            logits -= logits.max(axis=1, keepdims=True)
            p = np.exp(logits)
            p /= p.sum(axis=1, keepdims=True)
            offsets = np.arange(0, count * classes + 1, classes, dtype=np.int32)
            lists = pa.ListArray.from_arrays(offsets, pa.array(p.reshape(-1)))
            writer.write_table(pa.table({"image_id": ids(count, first), "probabilities": lists}, schema=schema))
    os.rename(path + ".tmp", path)
    return path


def pool(folder, rows):
    """A pool given as a table."""
    path = os.path.join(folder, f"pool-{rows}.parquet")
    if os.path.exists(path):
        return path
    random = np.random.default_rng(SEED - rows)
    digests = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(32), rows, [None, pa.py_buffer(random.bytes(32 * rows))])
    groups = pa.array([f"run-{row // 200:05d}" for row in range(rows)])
    table = pa.table({"image_id": ids(rows), "sha256": digests, "group": groups})
    pq.write_table(table, path + ".tmp", compression="zstd")
    os.rename(path + ".tmp", path)
    return path


if __name__ == "__main__":
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    vectors(folder)
    for rows in (2_000_000, 8_000_000):
        predictions(folder, rows)
        pool(folder, rows)

"""What the stage `score` does, with other engines: PEER IN OUT CANDIDATES [ROWS OF BATCH].

Reads ids and eight probabilities, writes margin, entropy, least confidence, the predicted class and its probability of every
image in zstd, and the best-ranked candidates below a margin of 0.2. Prints seconds and peak memory in MB.
"""
import os
import resource
import sys
import time

CLASSES = ["normal", "scratch", "dent", "stain", "crack", "chip", "pit", "burr"]
CANDIDATES = 200_000


def duckdb_job(source, scores, candidates):
    import duckdb

    connection = duckdb.connect()
    connection.execute("set threads = 2")
    classes = ", ".join(f"'{name}'" for name in CLASSES)
    start = time.perf_counter()
    p = ", ".join(f"probabilities[{index}] p{index}" for index in range(1, 9))
    every = ", ".join(f"p{index}" for index in range(1, 9))
    entropy = " + ".join(f"case when p{index} > 0 then p{index}::double * ln(p{index}::double) else 0 end" for index in range(1, 9))
    connection.execute(f"""
      create temp table scores as
      with rows as (select image_id, {p}, probabilities from read_parquet('{source}')),
      sorted as (select image_id, {every}, list_reverse_sort([{every}]) s, list_position([{every}], greatest({every})) best from rows)
      select image_id, ([{classes}])[best] predicted, s[1] probability, s[1]::double - s[2]::double margin,
        -({entropy}) entropy, 1 - s[1]::double least_confidence, s[1]::double - s[2]::double < 0.2 passed
      from sorted""")
    connection.execute(f"copy scores to '{scores}' (format parquet, compression zstd)")
    connection.execute(f"""
      copy (select row_number() over () rank, * from (select image_id, margin, predicted from scores where margin < 0.2
        order by margin, entropy desc, image_id limit {CANDIDATES})) to '{candidates}' (format parquet, compression zstd)""")
    return start


def polars_job(source, scores, candidates):
    import polars as pl

    start = time.perf_counter()
    p = pl.col("probabilities").list
    columns = [p.get(index).alias(f"p{index}") for index in range(8)]
    every = [pl.col(f"p{index}") for index in range(8)]
    frame = (
        pl.scan_parquet(source)
        .with_columns(columns)
        .with_columns(top=pl.max_horizontal(every), best=pl.col("probabilities").list.arg_max())
        .with_columns(
            second=pl.max_horizontal(
                [pl.when(pl.col("best") == index).then(0.0).otherwise(pl.col(f"p{index}")) for index in range(8)])
        )
        .select(
            "image_id",
            pl.col("best").replace_strict(dict(enumerate(CLASSES)), return_dtype=pl.String).alias("predicted"),
            pl.col("top").alias("probability"),
            (pl.col("top").cast(pl.Float64) - pl.col("second").cast(pl.Float64)).alias("margin"),
            (-pl.sum_horizontal(
                [pl.when(c > 0).then(c.cast(pl.Float64) * c.cast(pl.Float64).log()).otherwise(0.0) for c in every])).alias("entropy"),
            (1 - pl.col("top").cast(pl.Float64)).alias("least_confidence"),
        )
        .with_columns(passed=pl.col("margin") < 0.2)
        .collect()
    )
    frame.write_parquet(scores, compression="zstd")
    (
        frame.lazy().filter("passed").sort(["margin", "entropy", "image_id"], descending=[False, True, False])
        .head(CANDIDATES).select("image_id", "margin", "predicted").with_row_index("rank", offset=1)
        .collect().write_parquet(candidates, compression="zstd")
    )
    return start


def pyarrow_job(source, scores, candidates):
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    pa.set_cpu_count(2)
    start = time.perf_counter()
    table = pq.read_table(source, columns=["image_id", "probabilities"])
    lists = table["probabilities"].combine_chunks()
    p = lists.values.to_numpy().reshape(-1, 8)
    best = p.argmax(axis=1)
    two = np.partition(p, 6, axis=1)[:, 6:].astype(np.float64)
    margin = two[:, 1] - two[:, 0]
    wide = p.astype(np.float64)
    entropy = -np.sum(wide * np.log(np.where(wide > 0, wide, 1)), axis=1)
    names = pa.DictionaryArray.from_arrays(pa.array(best.astype(np.int32)), pa.array(CLASSES))
    result = pa.table({
        "image_id": table["image_id"], "predicted": names, "probability": p[np.arange(len(p)), best],
        "margin": margin, "entropy": entropy, "least_confidence": 1 - two[:, 1], "passed": margin < 0.2})
    pq.write_table(result, scores, compression="zstd")
    rows = np.flatnonzero(margin < 0.2)
    rows = rows[np.lexsort((rows, -entropy[rows], margin[rows]))][:CANDIDATES]
    ranked = pa.table({
        "rank": np.arange(1, len(rows) + 1), "image_id": table["image_id"].combine_chunks().take(pa.array(rows)),
        "score": margin[rows], "predicted": names.take(pa.array(rows))})
    pq.write_table(ranked, candidates, compression="zstd")
    return start


def main():
    peer, source, folder = sys.argv[1:4]
    scores, candidates = os.path.join(folder, "scores.parquet"), os.path.join(folder, "candidates.parquet")
    start = {"duckdb": duckdb_job, "polars": polars_job, "pyarrow": pyarrow_job}[peer](source, scores, candidates)
    for path in (scores, candidates):
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
    print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


if __name__ == "__main__":
    main()

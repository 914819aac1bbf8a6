"""Writes the Parquet files that the reader is tested with, as other people's libraries write them.

usage: make_fixtures.py   (into the folder it lies in; needs pyarrow polars duckdb pandas)

Every file named all_* holds the same 300 rows; row i is a function of i that `ForeignFileTests.swift` repeats.
"""
import datetime
import os

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

HERE = os.path.dirname(os.path.abspath(__file__))
ROWS = 300
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def path(name):
    return os.path.join(HERE, name)


def f32(x):
    return pa.scalar(x, pa.float32()).as_py()


def column(f):
    return [f(i) for i in range(ROWS)]


def maybe(f):
    return [None if i % 4 == 1 else f(i) for i in range(ROWS)]


def stamp(i):
    return EPOCH + datetime.timedelta(microseconds=1_700_000_000_000_000 + i * 1_000_003)


def nested(i):
    return [[float(i), float(j)][: j % 3] for j in range(i % 4)]


def table(text=pa.string(), make_list=pa.list_):
    data = {
        "image_id": (column(lambda i: f"img/{i:05d}.png"), text),
        "kind": (column(lambda i: ["scratch", "dent", "büchse"][i % 3]), text),
        "maybe_text": (maybe(lambda i: "" if i % 8 == 0 else f"t{i}"), text),
        "flag": (column(lambda i: i % 3 == 0), pa.bool_()),
        "maybe_flag": (maybe(lambda i: i % 3 == 0), pa.bool_()),
        "i8": (column(lambda i: i % 256 - 128), pa.int8()),
        "u8": (column(lambda i: i % 256), pa.uint8()),
        "i16": (column(lambda i: i * 109 - 16000), pa.int16()),
        "u16": (column(lambda i: i * 219), pa.uint16()),
        "i32": (column(lambda i: i * 7_000_001 - 1_000_000_000), pa.int32()),
        "maybe_i32": (maybe(lambda i: i * 3), pa.int32()),
        "u32": (column(lambda i: i * 14_000_003), pa.uint32()),
        "i64": (column(lambda i: (i - 150) * 2**55), pa.int64()),
        "u64": (column(lambda i: i * 2**54), pa.uint64()),
        "f32": (column(lambda i: f32(i / 3)), pa.float32()),
        "f64": (column(lambda i: i / 3), pa.float64()),
        "maybe_f64": (maybe(lambda i: i / 7), pa.float64()),
        "us": (column(stamp), pa.timestamp("us", "UTC")),
        "maybe_us": (maybe(stamp), pa.timestamp("us", "UTC")),
        "probabilities": (column(lambda i: [f32(k / (i + 1)) for k in range(i % 5)]), make_list(pa.float32())),
        "maybe_list": (maybe(lambda i: [i] * (i % 3)), make_list(pa.int64())),
        "nested": (column(nested), make_list(make_list(pa.float64()))),
        "texts": (column(lambda i: [f"x{k}" for k in range(i % 3)]), make_list(text)),
    }
    return pa.table({name: pa.array(values, kind) for name, (values, kind) in data.items()})


def main():
    all_rows = table()
    pq.write_table(all_rows, path("all_pyarrow.parquet"))
    pq.write_table(all_rows, path("all_pyarrow_v2_zstd.parquet"), data_page_version="2.0", compression="zstd")
    pq.write_table(all_rows, path("all_pyarrow_plain.parquet"), use_dictionary=False, compression="none",
                   write_page_checksum=True)
    pq.write_table(all_rows, path("all_pyarrow_gzip.parquet"), compression="gzip", row_group_size=64,
                   data_page_size=256, write_batch_size=16)
    pq.write_table(all_rows, path("all_pyarrow_v1_names.parquet"), version="1.0", use_compliant_nested_type=False)
    pq.write_table(table(pa.large_string(), pa.large_list), path("all_pyarrow_large.parquet"))
    pl.from_arrow(all_rows).write_parquet(path("all_polars.parquet"))
    pl.from_arrow(all_rows).write_parquet(path("all_polars_snappy.parquet"), compression="snappy", row_group_size=77)
    frame = all_rows.to_pandas(types_mapper={pa.int32(): pd.Int32Dtype(), pa.bool_(): pd.BooleanDtype()}.get)
    frame.to_parquet(path("all_pandas.parquet"))
    duckdb.sql(f"copy (select * from all_rows) to '{path('all_duckdb.parquet')}' (format parquet)")

    pq.write_table(all_rows.slice(0, 0), path("empty_pyarrow.parquet"))
    pq.write_table(all_rows.slice(0, 5).append_column(
        "where", pa.array([{"x": i, "y": [i]} for i in range(5)])).append_column(
        "map", pa.array([[("k", i)] for i in range(5)], pa.map_(pa.string(), pa.int32()))).append_column(
        "after", pa.array([10, 11, 12, 13, 14], pa.int64())), path("struct_and_map.parquet"))
    pq.write_table(pa.table({"x": pa.array([[1.0], [2.0, None], None], pa.list_(pa.float32()))}),
                   path("null_element.parquet"))
    pq.write_table(pa.table({"x": pa.array([None, None, None], pa.null())}), path("null_type.parquet"))
    pq.write_table(pa.table({
        "naive_ns": pa.array([0, 1_500, -1, 1_700_000_000_123_456_789], pa.timestamp("ns")),
        "ms": pa.array([0, 1, -1, 1_700_000_000_123], pa.timestamp("ms", "UTC")),
        "s": pa.array([0, 1, -1, 1_700_000_000], pa.timestamp("s"))}), path("times.parquet"))
    pq.write_table(pa.table({"x": [1, 2, 3]}), path("brotli.parquet"), compression="brotli")
    pq.write_table(pa.table({"x": [1, 2, 3]}), path("lz4.parquet"), compression="lz4")
    pq.write_table(pa.table({"x": [1, 2, 3]}), path("delta.parquet"), use_dictionary=False,
                   column_encoding={"x": "DELTA_BINARY_PACKED"})
    pq.write_table(pa.table({
        "decimal": pa.array([1, 2], pa.decimal128(9, 2)), "date": pa.array([1, 2], pa.date32()),
        "binary": pa.array([b"a", b"\xff"]), "half": pa.array([1, 2], pa.float16()),
        "sha": pa.array([bytes(range(32)), bytes(32)], pa.binary(32))}), path("other_types.parquet"))
    pq.write_table(pa.table({"x": pa.array([f"{i}" for i in range(4)]), "n": pa.array([[1], [], None, [2, 3]],
                   pa.list_(pa.int32())), "f": pa.array([1.5, None, 2.5, -0.0], pa.float32())}),
                   path("small.parquet"), data_page_version="2.0")
    # A table of ours read and written by pyarrow keeps our metadata, the digest of our footer with it.
    carried = pa.table({"x": pa.array([1, 2], pa.int32())}).replace_schema_metadata(
        {"winnow.table": "other", "winnow.version": "7", "winnow.footer_sha256": "0" * 64})
    pq.write_table(carried, path("carried_metadata.parquet"))


if __name__ == "__main__":
    main()

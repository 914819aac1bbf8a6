"""Writes the Parquet files that reading by pages is tested with: the same rows in many small pages of every kind.

usage: make_page_fixtures.py   (into the folder it lies in; needs pyarrow)

Row i is a function of i that `PageRowsSupport.swift` repeats.
"""
import os

import pyarrow as pa
import pyarrow.parquet as pq

HERE = os.path.dirname(os.path.abspath(__file__))
ROWS = 700


def nested(i):
    if i % 7 == 3:
        return None
    return [None if (i + j) % 5 == 4 else [None if (i + j + k) % 6 == 5 else i * 10 + k for k in range((i + j) % 4)]
            for j in range(i % 3)]


def table():
    rows = range(ROWS)
    required = [
        ("id", pa.string(), [f"key{i * 3:06d}" for i in rows]),
        ("number", pa.int64(), [i * 1_000_003 for i in rows]),
        ("vector", pa.list_(pa.field("element", pa.float32(), nullable=False)), [[i + k / 4 for k in range(4)] for i in rows]),
    ]
    optional = [
        ("maybe", pa.float64(), [None if i % 3 == 1 else i / 3 for i in rows]),
        ("word", pa.string(), [None if i % 11 == 5 else f"w{i % 13}" for i in rows]),
        ("flag", pa.bool_(), [None if i % 4 == 2 else i % 3 == 0 for i in rows]),
        ("late", pa.int32(), [None if i < 300 else i for i in rows]),
        ("ragged", pa.list_(pa.int32()), [None if i % 9 == 4 else [i + k for k in range(i % 5)] for i in rows]),
        ("texts", pa.list_(pa.string()), [[f"t{i % 17}_{k}" for k in range(i % 3)] for i in rows]),
        ("nested", pa.list_(pa.list_(pa.int32())), [nested(i) for i in rows]),
    ]
    fields = [pa.field(n, t, nullable=False) for n, t, _ in required] + [pa.field(n, t) for n, t, _ in optional]
    arrays = [pa.array(v, t) for _, t, v in required + optional]
    return pa.table(arrays, schema=pa.schema(fields))


def main():
    rows = table()
    small = dict(data_page_size=400, write_batch_size=16, row_group_size=300)
    kinds = {
        "v1": dict(compression="zstd", use_dictionary=False),
        "v2": dict(compression="zstd", use_dictionary=False, data_page_version="2.0", write_page_checksum=True),
        "v1_dictionary": dict(compression="snappy"),
        "v2_dictionary": dict(compression="gzip", data_page_version="2.0"),
    }
    for name, options in kinds.items():
        for index in (True, False):
            suffix = "" if index else "_no_index"
            if not index and "dictionary" in name:
                continue
            pq.write_table(rows, os.path.join(HERE, f"pages_{name}{suffix}.parquet"), write_page_index=index, **options,
                           **small)


if __name__ == "__main__":
    main()

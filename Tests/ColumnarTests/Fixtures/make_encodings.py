"""Writes a file with every encoding that pyarrow has, for `EncodingFixtureTests.swift`.

usage: make_encodings.py   (into the folder it lies in; needs pyarrow)

Each column's value in row i is a function of i that the tests repeat; every seventh row has none.
"""
import os

import pyarrow as pa
import pyarrow.parquet as pq

HERE = os.path.dirname(os.path.abspath(__file__))
ROWS = 1000
NUMBERS = ["PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"]
TEXTS = ["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"]


def column(f, kind):
    return pa.array([None if i % 7 == 3 else f(i) for i in range(ROWS)], kind)


def wrap(number, bits):
    return (number + (1 << bits - 1)) % (1 << bits) - (1 << bits - 1)


def main():
    columns, encodings = {}, {}

    def add(name, encoding, values):
        columns[f"{name}_{encoding.lower()}"] = values
        encodings[f"{name}_{encoding.lower()}"] = encoding

    for encoding in NUMBERS:
        add("i32", encoding, column(lambda i: wrap(i * 0x9E3779B9, 32), pa.int32()))
        add("i64", encoding, column(lambda i: wrap(i * 0x9E3779B97F4A7C15, 64), pa.int64()))
    for encoding in ["PLAIN", "BYTE_STREAM_SPLIT"]:
        add("f32", encoding, column(lambda i: i / 8, pa.float32()))
        add("f64", encoding, column(lambda i: i / 3, pa.float64()))
    for encoding in TEXTS:
        add("text", encoding, column(lambda i: f"img/büchse/{i // 10:04d}/{i % 10}.png", pa.string()))
    for encoding in ["PLAIN", "DELTA_BYTE_ARRAY", "BYTE_STREAM_SPLIT"]:
        add("fixed", encoding, column(lambda i: bytes([0, 0, i // 256, i % 256, i % 3]), pa.binary(5)))
    for encoding in ["PLAIN", "RLE"]:
        add("bool", encoding, column(lambda i: i % 5 < 2, pa.bool_()))
    for version, page in [("1.0", "v1"), ("2.0", "v2")]:
        pq.write_table(pa.table(columns), os.path.join(HERE, f"encodings_{page}.parquet"), use_dictionary=False,
                       column_encoding=encodings, data_page_version=version, compression="zstd", data_page_size=2000,
                       write_batch_size=100)


if __name__ == "__main__":
    main()

"""Writing random tables with pyarrow, polars, DuckDB, fastparquet and PySpark, each in all the ways that it has.

Each writer takes a random generator, a path and the number of rows and returns the arrow table of what it was given.
"""
import glob
import os
import shutil

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

import draw
import peers

WHOLE = [pa.int8(), pa.int16(), pa.int32(), pa.int64()]
UNSIGNED = [pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()]
FLOATS = [pa.float32(), pa.float64()]
COMMON = [pa.bool_(), *WHOLE, *FLOATS, pa.string(), pa.binary(), pa.date32(), pa.timestamp("us"), pa.timestamp("us", "UTC"), pa.decimal128(9, 2), pa.decimal128(18, 0), pa.decimal128(38, 10)]
TIMES = [pa.timestamp(unit, zone) for unit in ("s", "ms", "us", "ns") for zone in (None, "UTC", "Europe/Berlin")]
ARROW = [
    *COMMON, *UNSIGNED, *TIMES, pa.float16(), pa.large_string(), pa.large_binary(), pa.binary(1), pa.binary(16), pa.binary(32),
    pa.binary(5), pa.decimal128(1, 0), pa.decimal128(19, 19), pa.decimal128(27, 5), pa.decimal256(76, 20), pa.decimal32(7, 3), pa.decimal64(15, 4),
    pa.time32("s"), pa.time32("ms"), pa.time64("us"), pa.time64("ns"), pa.dictionary(pa.int32(), pa.string()), pa.dictionary(pa.int8(), pa.string()),
    pa.uuid(), pa.json_(), pa.null(), pa.duration("us"), pa.duration("ns"), pa.string_view(), pa.binary_view(),
]
STRUCTS = [
    pa.struct([("a", pa.int32()), ("b", pa.string())]), pa.map_(pa.string(), pa.int64()), pa.list_(pa.struct([("x", pa.float32())])),
    pa.struct([("deep", pa.struct([("deeper", pa.list_(pa.int8()))]))]), pa.list_(pa.map_(pa.string(), pa.list_(pa.int16()))),
]
ODD_NAMES = ["", "a.b", "ä 😀", "quote\"d", "back\\slash", "line\nbreak", "list", "element", "=x", "a" * 300]


def pick_rows(rng):
    return rng.choice([0, 1, 2, 7, 8, 9, 63, 64, 65, 200, 1000, rng.randrange(1, 3000)])


def nest(rng, kind, deepest=3):
    """The type, or a list of it, or a list of lists."""
    depth = rng.choices([0, 1, 2, 3], [6, 3, 1, 0.4])[0]
    for _ in range(min(depth, deepest)):
        kind = rng.choice([pa.list_, pa.list_, pa.large_list, lambda k: pa.list_(k, 2)])(kind) if deepest == 3 else pa.list_(kind)
    return kind


def source(rng, kinds, rows, deepest=3, structs=True, tame=False, huge=False, required=False, odd=False):
    """A random table of the given types."""
    drawer = draw.Draw(rng, tame, huge)
    fields, arrays = [], []
    for index in range(rng.randrange(1, 7)):
        kind = nest(rng, rng.choice(kinds), deepest)
        raw = drawer.raw(kind, rows)
        name = rng.choice(ODD_NAMES) + str(index) if odd and rng.random() < 0.2 else f"c{index}"
        if structs and index and rng.random() < 0.1:
            kind, raw = pa.struct([("i", pa.int32()), ("l", pa.list_(pa.string()))]), [None if i % 5 == 1 else [i, ["x"] * (i % 3)] for i in range(rows)]
            kind = rng.choice([kind, pa.struct([("only", kind)])])
            if kind.num_fields == 1:
                raw = [None if v is None else [v] for v in raw]
        nullable = not (required and None not in raw) or pa.types.is_null(kind)
        fields.append(pa.field(name, kind, nullable))
        arrays.append(draw.to_arrow(kind, raw))
    if structs and rng.random() < 0.15:
        kind = rng.choice(STRUCTS)
        fields.append(pa.field("nested", kind))
        arrays.append(pa.array([None] * rows, kind) if not pa.types.is_map(kind) else pa.array([None if i % 3 == 0 else [("k", i)] for i in range(rows)], kind))
    return pa.table(arrays, schema=pa.schema(fields))


def leaf_paths(kind, path):
    if draw.is_list(kind):
        return leaf_paths(kind.value_type, path + ".list.element")
    return [(path, kind)] if not draw.is_unread(kind) else []


def encodings(kind, decimals_as_integers):
    """The encodings that pyarrow can write a type in."""
    kind, t = draw.storage(kind), pa.types
    integers = ["PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"]
    if t.is_boolean(kind):
        return ["PLAIN", "RLE"]
    if t.is_float16(kind) or t.is_fixed_size_binary(kind):
        return ["PLAIN", "BYTE_STREAM_SPLIT", "DELTA_BYTE_ARRAY"]
    if t.is_floating(kind):
        return ["PLAIN", "BYTE_STREAM_SPLIT"]
    if t.is_decimal(kind):
        return integers if decimals_as_integers and kind.precision <= 18 else ["PLAIN", "BYTE_STREAM_SPLIT", "DELTA_BYTE_ARRAY"]
    if t.is_integer(kind) or t.is_temporal(kind):
        return integers
    if t.is_dictionary(kind) or t.is_null(kind):
        return []
    return ["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"]


def pyarrow(rng, path, rows):
    int96 = rng.random() < 0.12
    table = source(rng, ARROW, rows, tame=int96, huge=rng.random() < 0.05, required=rng.random() < 0.5, odd=rng.random() < 0.2)
    as_integers, compliant = rng.random() < 0.5, rng.random() < 0.7
    options = {
        "compression": rng.choice(["none", "snappy", "gzip", "zstd"]), "use_dictionary": rng.random() < 0.4,
        "data_page_version": rng.choice(["1.0", "2.0"]), "write_page_index": rng.random() < 0.4, "write_page_checksum": rng.random() < 0.4,
        "store_decimal_as_integer": as_integers, "use_compliant_nested_type": compliant, "use_deprecated_int96_timestamps": int96,
        "write_statistics": rng.random() < 0.7, "version": rng.choice(["1.0", "2.4", "2.6"]) if not int96 else "2.6", "store_schema": rng.random() < 0.5,
        "data_page_size": rng.choice([1, 64, 1000, 1 << 20]), "write_batch_size": rng.choice([1, 7, 64, 1024]),
        "row_group_size": rng.choice([1, 3, 100, 1 << 20]) if rows < 300 else rng.choice([100, 1000, 1 << 20]),
        "dictionary_pagesize_limit": rng.choice([1, 100, 1 << 20]),
    }
    if not options["use_dictionary"] and compliant and all("." not in name for name in table.column_names):
        chosen = {}
        for field in table.schema:
            for leaf, kind in leaf_paths(field.type, field.name):
                allowed = encodings(kind, as_integers)
                if allowed and rng.random() < 0.9 and not (int96 and pa.types.is_timestamp(kind)):
                    chosen[leaf] = rng.choice(allowed)
        options["column_encoding"] = chosen or None
    nanoseconds = lambda kind: pa.types.is_timestamp(kind) and kind.unit == "ns"
    if any(nanoseconds(kind) for field in table.schema for _, kind in leaf_paths(field.type, "")):
        # Older versions of the format have no nanoseconds; they would be cut off.
        options["version"] = "2.6"
    pq.write_table(table, path, **options)
    return table


def polars(rng, path, rows):
    kinds = [*COMMON, *UNSIGNED, pa.timestamp("ms"), pa.timestamp("ns", "UTC"), pa.time64("ns"), pa.null(), pa.duration("us"), pa.dictionary(pa.int32(), pa.string()), pa.float16()]
    frame = pl.from_arrow(source(rng, kinds, rows, structs=rng.random() < 0.2, huge=rng.random() < 0.03))
    frame.write_parquet(
        path, compression=rng.choice(["uncompressed", "snappy", "gzip", "zstd"]), statistics=rng.choice([True, False, "full"]),
        row_group_size=rng.choice([None, 7, 100]), data_page_size=rng.choice([None, 64, 5000]))
    return frame.to_arrow()


def duckdb_(rng, path, rows):
    kinds = [*COMMON, *UNSIGNED, pa.timestamp("s"), pa.timestamp("ms"), pa.timestamp("ns"), pa.time64("us"), pa.uuid(), pa.dictionary(pa.int32(), pa.string())]
    # DuckDB's largest times mean infinity.
    table = source(rng, kinds, rows, tame=True, structs=rng.random() < 0.3, deepest=2)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.register("given", table)
        options = [f"compression {rng.choice(['uncompressed', 'snappy', 'gzip', 'zstd'])}", f"parquet_version {rng.choice(['v1', 'v2'])}"]
        if rng.random() < 0.5:
            options.append(f"row_group_size {rng.choice([2048, 4096])}")
        if rng.random() < 0.5:
            options.append(f"string_dictionary_page_size_limit {rng.choice([1, 1000])}")
        connection.execute(f"copy (select * from given) to '{path}' (format parquet, {', '.join(options)})")
        given = connection.sql("select * from given").to_arrow_table()
    for index, field in enumerate(table.schema):
        # DuckDB gives its UUIDs to arrow as texts.
        if pa.types.is_string(given.schema.field(index).type) and field.type == pa.uuid():
            given = given.set_column(index, field, table.column(index))
    return given


def fastparquet(rng, path, rows):
    import fastparquet as library

    kinds = [pa.bool_(), *WHOLE, *UNSIGNED, *FLOATS, pa.string(), pa.timestamp("us"), pa.timestamp("ns", "UTC"), pa.dictionary(pa.int8(), pa.string())]
    rows = max(rows, 1)
    table = source(rng, kinds, rows, structs=False, deepest=0, tame=True)
    frame = table.to_pandas(types_mapper={kind: dtype for kind, dtype in zip([*WHOLE, *UNSIGNED, pa.bool_()], nullable_types())}.get)
    objects = {name: frame[name].astype(object).where(frame[name].notna(), None) for name in frame.columns if pa.types.is_string(table.schema.field(name).type)}
    frame = frame.assign(**objects)
    library.write(
        path, frame, compression=rng.choice([None, "SNAPPY", "GZIP", "ZSTD"]), row_group_offsets=rng.choice([None, [0], list(range(0, rows, 50))]),
        times=rng.choice(["int64", "int96"]), stats=rng.choice([True, False, "auto"]), write_index=False,
        object_encoding={name: "utf8" for name in objects} or "infer")
    return table


def nullable_types():
    import pandas as pd

    return [pd.Int8Dtype(), pd.Int16Dtype(), pd.Int32Dtype(), pd.Int64Dtype(), pd.UInt8Dtype(), pd.UInt16Dtype(), pd.UInt32Dtype(), pd.UInt64Dtype(), pd.BooleanDtype()]


def spark(rng, path, rows):
    session = peers.Spark.start()
    table = source(rng, COMMON, max(rows, 1), tame=True, deepest=2, structs=rng.random() < 0.3)
    legacy = rng.random() < 0.5
    settings = {
        "spark.sql.parquet.writeLegacyFormat": str(legacy).lower(),
        "spark.sql.parquet.outputTimestampType": rng.choice(["INT96", "TIMESTAMP_MICROS"]),
    }
    for key, value in settings.items():
        session.conf.set(key, value)
    folder = path + ".spark"
    writer = session.createDataFrame(table).coalesce(1).write.option("compression", rng.choice(["none", "snappy", "gzip", "zstd"]))
    for key, value in {
        "parquet.writer.version": rng.choice(["v1", "v2"]), "parquet.page.size": rng.choice(["100", "1048576"]),
        "parquet.enable.dictionary": rng.choice(["true", "false"]), "parquet.page.row.count.limit": rng.choice(["10", "20000"]),
        "parquet.page.write-checksum.enabled": rng.choice(["true", "false"]), "parquet.block.size": rng.choice(["10000", "134217728"]),
        "parquet.enable.bytestreamsplit": rng.choice(["true", "false"]),
    }.items():
        writer = writer.option(key, value)
    writer.mode("overwrite").parquet("file://" + folder)
    os.replace(glob.glob(folder + "/part-*.parquet")[0], path)
    shutil.rmtree(folder)
    return table


WRITERS = {"pyarrow": (pyarrow, 50), "polars": (polars, 16), "DuckDB": (duckdb_, 16), "fastparquet": (fastparquet, 8), "PySpark": (spark, 10)}

"""Reading a Parquet file with the peers, each into the same plain form of values.

A table becomes a list of columns, a column a list of values: None, bool, int, str, bytes, lists of these; floats as their shortest text with one
`nan` and the sign of zero; timestamps as whole numbers of their unit.
"""
import math

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq


def plain_float(value):
    return "nan" if math.isnan(value) else repr(value)


def integers(kind):
    """The arrow type with every time replaced by the whole number that it is stored as."""
    if pa.types.is_timestamp(kind) or pa.types.is_time64(kind) or pa.types.is_duration(kind):
        return pa.int64()
    if pa.types.is_date32(kind) or pa.types.is_time32(kind):
        return pa.int32()
    if pa.types.is_large_list(kind) or pa.types.is_list(kind):
        return pa.large_list(integers(kind.value_type))
    return kind


def plain(value):
    if isinstance(value, float):
        return plain_float(value)
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value


def from_arrow(table):
    columns = []
    for column in table.columns:
        wanted = integers(column.type)
        if wanted != column.type:
            column = column.cast(wanted)
        columns.append([plain(v) for v in column.to_pylist()])
    return columns


def pyarrow(path):
    return from_arrow(pq.ParquetFile(path, page_checksum_verification=True).read())


def polars(path):
    frame = pl.read_parquet(path).select(pl.all().to_physical())
    return [[plain(v) for v in frame[name].to_list()] for name in frame.columns]


def duckdb_(path):
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        return from_arrow(connection.sql("select * from read_parquet(?)", params=[path]).to_arrow_table())


def fastparquet(path):
    import fastparquet as library
    import numpy as np
    import pandas as pd

    def value(cell):
        if cell is None or cell is pd.NaT or cell is pd.NA:
            return None
        if isinstance(cell, (list, np.ndarray)):
            return [value(v) for v in cell]
        if isinstance(cell, pd.Timestamp):
            return cell.value // 1000 if cell.unit == "ns" else cell.as_unit("us")._value
        if isinstance(cell, np.datetime64):
            return None if np.isnat(cell) else int(cell.astype("datetime64[us]").astype("int64"))
        if isinstance(cell, np.generic):
            cell = cell.item()
        return plain_float(cell) if isinstance(cell, float) else cell

    frame = library.ParquetFile(path, pandas_nulls=True).to_pandas()
    return [[value(cell) for cell in frame[name].tolist()] for name in frame.columns]


class Spark:
    """A session of PySpark, started when it is first needed."""

    session = None

    @classmethod
    def start(cls):
        if cls.session is None:
            from pyspark.sql import SparkSession

            builder = SparkSession.builder.master("local[1]")
            for key, value in {
                "spark.ui.enabled": "false", "spark.sql.session.timeZone": "UTC", "spark.driver.memory": "2g",
                "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
                "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
                "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
                "spark.sql.parquet.int96RebaseModeInWrite": "CORRECTED",
                "spark.sql.parquet.enableVectorizedReader": "true",
                "spark.sql.execution.arrow.pyspark.enabled": "true", "spark.sql.shuffle.partitions": "1",
                "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
                "spark.sql.execution.arrow.maxRecordsPerBatch": "10000",
                "spark.log.level": "ERROR",
            }.items():
                builder = builder.config(key, value)
            cls.session = builder.getOrCreate()
            cls.session.sparkContext.setLogLevel("OFF")
        return cls.session

    @classmethod
    def read(cls, path):
        return from_arrow(cls.start().read.parquet("file://" + path).toArrow())


READERS = {"pyarrow": pyarrow, "polars": polars, "DuckDB": duckdb_, "fastparquet": fastparquet, "PySpark": Spark.read}

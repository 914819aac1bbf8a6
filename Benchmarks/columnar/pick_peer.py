"""What `winnow pick --method rank` does, with DuckDB: IN OUT IMAGES.

The margin of the two greatest of eight probabilities of every image, and the images of the lowest margins, written as Parquet.
Nothing of the other images is written.
"""
import os
import sys

import duckdb

source, out, images = sys.argv[1:4]
connection = duckdb.connect()
connection.execute("set threads = 2")
p = ", ".join(f"probabilities[{index}] p{index}" for index in range(1, 9))
every = ", ".join(f"p{index}" for index in range(1, 9))
connection.execute(f"""
  copy (
    with rows as (select image_id, {p} from read_parquet('{source}')),
    sorted as (select image_id, list_reverse_sort([{every}]) s from rows)
    select image_id, s[1]::double - s[2]::double margin from sorted order by margin, image_id limit {int(images)}
  ) to '{out}' (format parquet, compression zstd)""")
descriptor = os.open(out, os.O_RDONLY)
os.fsync(descriptor)
os.close(descriptor)

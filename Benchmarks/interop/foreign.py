"""Writes random tables with pyarrow, polars, DuckDB, fastparquet and PySpark and compares what `winnow show --json` makes of every value.

usage: foreign.py FOLDER --winnow BINARY [--tables N] [--seed S] [--peers NAME,...]
Each value is compared with pyarrow's reading of the file, and that with what the writer was given. One line a peer; exit status 1 if anything differs,
unless known.py says whose fault it is. A table that differs stays in FOLDER, whose other files are removed.
"""
import argparse
import os
import random
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import draw
import form
import known
import writers


class Tally:
    def __init__(self, peer):
        self.peer = peer
        self.files = self.rows = self.values = self.differences = 0
        self.excluded = {}

    def differ(self, path, why):
        self.differences += 1
        if self.differences <= 8 or "given" in why:
            print(f"{self.peer}: {path}: {why}"[:700], flush=True)

    def exclude(self, bug, times=1):
        self.excluded[bug] = self.excluded.get(bug, 0) + times

    def line(self):
        text = f"{self.peer}'s files read by Winnow: {self.files} files, {self.rows} rows, {self.values} values, {self.differences} differences"
        for bug, times in sorted(self.excluded.items()):
            text += f"\n  left out {times} times: {bug}"
        return text


def show(winnow, path):
    return subprocess.run([winnow, "show", path, "--json"], capture_output=True, timeout=120)


def count(value):
    return sum(map(count, value)) if isinstance(value, list) else 1


def read(tally, path, source):
    """pyarrow's reading of a file, and of every column that is neither struct nor map its name, leaf and raw values.

    Of a column that pyarrow reads too few rows of, and known.py says why, the values are those that the writer was given.
    """
    file = pq.ParquetFile(path)
    start, columns, bugs, parts = 0, [], [], {}
    for field in file.schema_arrow:
        here = range(start, start + draw.leaves(field.type))
        start = here.stop
        if draw.is_unread(field.type):
            continue
        try:
            values, bug = file.reader.read_all(column_indices=list(here)).column(0), None
        except (pa.ArrowNotImplementedError, OSError) as error:
            values, bug = source[field.name], known.cannot_read(str(error))
            if not bug:
                raise
        if len(values) != file.metadata.num_rows:
            bug = known.reads_short(file.schema.column(here.start))
            if not bug:
                tally.differ(path, f"pyarrow reads {len(values)} rows of {field.name} ({field.type}), wrote {file.metadata.num_rows}")
        if bug:
            bugs.append(bug)
            values = source[field.name]
        else:
            parts[field.name] = values
        columns.append((field.name, form.Leaf(file.schema.column(here.start), values.type), draw.from_arrow(values)))
    return parts, columns, bugs


def meaning(kind, value):
    """A raw value without the unit or the width that it is held in; `kind` is the type of the innermost elements."""
    if isinstance(value, list):
        return [meaning(kind, v) for v in value]
    if value is None or isinstance(value, (str, bytes, bool)):
        return value
    if pa.types.is_floating(kind):
        bits = draw.float_bits(kind)
        return str(float(np.array([value], dtype=f"u{bits // 8}").view(f"f{bits // 8}")[0]))
    if pa.types.is_date(kind) and not pa.types.is_timestamp(kind):
        return value
    if hasattr(kind, "unit"):
        return value * (10**9 // draw.PER_SECOND[kind.unit])
    return value


def given(tally, path, source, parts):
    """Checks that pyarrow reads what the writer was given."""
    for field in source.schema:
        if draw.is_unread(field.type) or field.name not in parts:
            continue
        want, have = draw.from_arrow(source[field.name]), draw.from_arrow(parts[field.name])
        kinds = draw.innermost(field.type), draw.innermost(parts[field.name].type)
        if pa.types.is_duration(kinds[0]) and pa.types.is_int64(kinds[1]):
            # The format has no durations; without arrow's own schema they are whole numbers.
            kinds = kinds[0], kinds[0]
        for row, (a, b) in enumerate(zip(want, have)):
            if meaning(kinds[0], a) != meaning(kinds[1], b):
                bug = known.writing(tally.peer, field.type, kinds[1], meaning(kinds[0], a), meaning(kinds[1], b))
                if not bug:
                    tally.differ(path, f"{field.name} ({field.type}), row {row}: given {a!r:.100}, pyarrow reads {b!r:.100} ({kinds[1]})")
                    return False
                tally.exclude(bug)
                break
    return True


def compare(tally, path, winnow, source):
    """Compares Winnow's reading of a file with pyarrow's."""
    parts, columns, bugs = read(tally, path, source)
    for bug in bugs:
        tally.exclude(bug)
    result = show(winnow, path)
    if result.returncode != 0:
        tally.differ(path, f"exit {result.returncode}: {result.stderr.decode(errors='replace').strip()[-300:]}")
        return parts, False
    lines = result.stdout.decode("utf-8").split("\n")[:-1]
    if len(lines) != source.num_rows:
        tally.differ(path, f"{len(lines)} lines, expected {source.num_rows}")
        return parts, False
    names, values = [name for name, _, _ in columns], 0
    for row, line in enumerate(lines):
        members = form.parse(line)
        if [name for name, _ in members] != names:
            tally.differ(path, f"columns {[n for n, _ in members]!r:.200}, expected {names!r:.200}")
            return parts, False
        for (name, leaf, raw), (_, have) in zip(columns, members):
            want = form.wanted(leaf, raw[row])
            values += count(want)
            if not form.same(want, have):
                bug = known.difference(leaf, want, have)
                if bug:
                    tally.exclude(bug)
                    continue
                tally.differ(path, f"column {name} ({leaf.physical} {leaf.logical} {leaf.kind}), row {row}: expected {want!r:.120}, printed {have!r:.120}")
                return parts, False
    tally.files += 1
    tally.rows += len(lines)
    tally.values += values
    return parts, True


def refusals(tally, folder, winnow):
    """Checks that codecs that are not read are refused by name."""
    for codec, name in (("lz4", "LZ4"), ("brotli", "BROTLI")):
        path = os.path.join(folder, f"refused-{codec}.parquet")
        pq.write_table(pa.table({"some column": list(range(1000))}), path, compression=codec)
        result = show(winnow, path)
        text = result.stderr.decode()
        if result.returncode != 3 or "some column" not in text or name not in text:
            tally.differ(path, f"exit {result.returncode}, {text!r}: not refused with column and codec")
        else:
            tally.files += 1
            os.remove(path)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--winnow", required=True)
    parser.add_argument("--tables", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peers", default=",".join(writers.WRITERS))
    options = parser.parse_args()
    folder = os.path.abspath(options.folder)
    os.makedirs(folder, exist_ok=True)
    differences = 0
    peers = options.peers.split(",")
    share = sum(writers.WRITERS[peer][1] for peer in peers)
    for peer in peers:
        write, weight = writers.WRITERS[peer]
        tally = Tally(peer)
        for number in range(max(1, round(options.tables * weight / share))):
            rng = random.Random(f"{options.seed} {peer} {number}")
            path = os.path.join(folder, f"{peer}-{options.seed}-{number}.parquet")
            source = write(rng, path, writers.pick_rows(rng))
            parts, fine = compare(tally, path, options.winnow, source)
            if given(tally, path, source, parts) and fine:
                os.remove(path)
        if peer == "pyarrow":
            refusals(tally, folder, options.winnow)
        print(tally.line(), flush=True)
        differences += tally.differences
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()

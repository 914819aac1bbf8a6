"""Reads the tables that `interop-tables` wrote with pyarrow, polars, DuckDB, fastparquet and PySpark and compares every value.

usage: ours.py FOLDER [--peers NAME,...]
One line a peer; exit status 1 if a value differs or a file cannot be read, unless known.py says whose fault it is.
"""
import argparse
import glob
import json
import os
import struct
import sys

import known
import peers


def expected(path):
    """The columns of a table and their values in plain form."""
    with open(path, encoding="utf-8") as lines:
        columns = json.loads(next(lines))
        rows = [json.loads(line) for line in lines]
    values = [[plain(row[i], kind) for row in rows] for i, (_, kind, _) in enumerate(columns)]
    return columns, values, len(rows)


def plain(value, kind):
    if value is None:
        return None
    if kind.startswith("list<"):
        return [plain(v, kind[5:-1]) for v in value]
    if kind == "float":
        return peers.plain_float(struct.unpack("<f", struct.pack("<I", value))[0])
    if kind == "double":
        return peers.plain_float(struct.unpack("<d", struct.pack("<Q", value))[0])
    if kind == "digest":
        return bytes.fromhex(value)
    return value


def count(values):
    return sum(count(v) if isinstance(v, list) else 1 for v in values)


class Tally:
    def __init__(self, peer):
        self.peer = peer
        self.files = self.rows = self.values = self.differences = 0
        self.excluded = {}

    def differ(self, path, where, why):
        self.differences += 1
        if self.differences <= 5:
            print(f"{self.peer}: {os.path.basename(path)}{where}: {why}"[:600])

    def exclude(self, bug):
        self.excluded[bug] = self.excluded.get(bug, 0) + 1

    def line(self):
        text = f"Winnow's files read by {self.peer}: {self.files} files, {self.rows} rows, {self.values} values, {self.differences} differences"
        for bug, times in sorted(self.excluded.items()):
            text += f"\n  left out {times} times: {bug}"
        return text


def check(tally, path, read):
    columns, wanted, rows = expected(path.removesuffix(".parquet") + ".jsonl")
    try:
        got = read(path)
    except Exception as error:
        bug = known.refuses(tally.peer, error)
        if bug:
            return tally.exclude(bug)
        return tally.differ(path, "", f"cannot be read: {type(error).__name__}: {str(error)[:400]}")
    tally.files += 1
    tally.rows += rows
    if len(got) != len(columns):
        return tally.differ(path, "", f"{len(got)} columns, expected {len(columns)}")
    for (name, kind, _), want, have in zip(columns, wanted, got):
        tally.values += count(want)
        if want == have:
            continue
        bug = known.reading(tally.peer, kind, want, have)
        if bug:
            tally.exclude(bug)
            continue
        row = next((i for i, (a, b) in enumerate(zip(want, have)) if a != b), min(len(want), len(have)))
        tally.differ(path, f", column {name}, row {row}", f"wrote {want[row:row + 1]!r:.200}, read {have[row:row + 1]!r:.200}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--peers", default=",".join(peers.READERS))
    options = parser.parse_args()
    files = sorted(glob.glob(os.path.join(os.path.abspath(options.folder), "*.parquet")))
    bad = not files
    for peer in options.peers.split(","):
        tally = Tally(peer)
        for path in files:
            check(tally, path, peers.READERS[peer])
        print(tally.line(), flush=True)
        bad |= tally.differences > 0
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()

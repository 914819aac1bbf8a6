"""Computes the content digests that `ContentDigestTests.swift` expects, independently of Swift and of Parquet.

usage: golden_digests.py
"""
import hashlib
import math
import struct

BLOCK = 65_536


def sha(data):
    return hashlib.sha256(data).digest()


def text(s):
    return struct.pack("<Q", len(s.encode())) + s.encode()


def encode(kind, value):
    if kind == "string":
        return struct.pack("<I", len(value.encode())) + value.encode()
    if kind == "bool":
        return bytes([value])
    if kind == "digest":
        return value
    if kind.startswith("list<"):
        return struct.pack("<I", len(value)) + b"".join(encode(kind[5:-1], v) for v in value)
    if kind in ("float", "double") and math.isnan(value):
        return bytes.fromhex("0000c07f" if kind == "float" else "000000000000f87f")
    return struct.pack({"int32": "<i", "int64": "<q", "timestamp": "<q", "float": "<f", "double": "<d"}[kind], value)


def column(kind, nullable, values):
    digests = b""
    for start in range(0, len(values), BLOCK):
        block = values[start:start + BLOCK]
        data = b""
        if nullable:
            bitmap = bytearray((len(block) + 7) // 8)
            for i, value in enumerate(block):
                if value is not None:
                    bitmap[i // 8] |= 1 << (i % 8)
            data = bytes(bitmap)
        digests += sha(data + b"".join(encode(kind, v) for v in block if v is not None))
    return sha(digests)


def table(columns):
    rows = len(columns[0][3])
    data = text("winnow.content.1") + struct.pack("<Q", len(columns))
    for name, kind, nullable, _ in columns:
        data += text(name) + text(kind) + struct.pack("<Q", nullable)
    data += struct.pack("<Q", rows)
    for _, kind, nullable, values in columns:
        data += column(kind, nullable, values)
    return sha(data).hex()


def main():
    nan = float("nan")
    print("small", table([
        ("id", "string", 0, ["a", "b", "ü"]),
        ("x", "float", 1, [1.5, None, nan]),
        ("y", "double", 0, [-0.0, nan, 0.1]),
        ("n", "int32", 0, [1, -1, 2**31 - 1]),
        ("ok", "bool", 1, [True, None, False]),
        ("sha", "digest", 0, [bytes(range(32)), bytes(32), bytes([255] * 32)]),
        ("at", "timestamp", 0, [0, -1, 1_700_000_000_000_000]),
        ("l", "list<list<int64>>", 1, [[[1, 2], []], None, []]),
    ]))
    rows = 150_000
    print("large", table([
        ("id", "string", 0, [f"{i:06d}" for i in range(rows)]),
        ("v", "int64", 1, [None if i % 3 == 1 else i * i for i in range(rows)]),
        ("p", "list<float>", 0, [[float(k) for k in range(i % 3)] for i in range(rows)]),
    ]))
    print("empty", table([("id", "string", 0, []), ("v", "int64", 1, [])]))


if __name__ == "__main__":
    main()

"""Pictures drawn by the standard library alone: grey plates with a mark that is the class, as PNG."""

import random
import struct
import zlib


def png(width, height, rows):
    """The bytes of a PNG: `rows` are `height` byte strings of `width` grey values."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 6)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def plate(seed, kind, size=48):
    """A plate of class `kind` (0: bare, 1: a scratch, 2: a dent, more: a grid of that pitch); the same seed draws the same."""
    draws = random.Random(f"{seed}/{kind}")
    rows = [bytearray(140 + draws.randrange(24) for _ in range(size)) for _ in range(size)]
    x, y = draws.randrange(size // 4, 3 * size // 4), draws.randrange(size // 4, 3 * size // 4)
    for j in range(size):
        for i in range(size):
            if kind == 1 and abs((i - x) - (j - y)) < 2 and abs(i - x) < size // 3:
                rows[j][i] = 30
            if kind == 2 and (i - x) ** 2 + (j - y) ** 2 < (size // 8) ** 2:
                rows[j][i] = 70
            if kind > 2 and (i + j) % kind == 0:
                rows[j][i] = 210
    return png(size, size, rows)

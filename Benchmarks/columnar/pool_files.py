"""Makes 100,000 pictures of about 20 KB in a hundred folders: FOLDER."""
import os
import struct
import sys
import zlib

import numpy as np

COUNT, SIDE = 100_000, 140


def png(rows):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    data = zlib.compress(rows, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def main():
    folder = sys.argv[1]
    if os.path.exists(os.path.join(folder, "ready")):
        return
    random = np.random.default_rng(20261121)
    for number in range(COUNT):
        path = os.path.join(folder, f"{number // 1000:03d}", f"{number:06d}.png")
        if number % 1000 == 0:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        pixels = np.frombuffer(random.bytes(SIDE * SIDE), dtype=np.uint8).reshape(SIDE, SIDE)
        rows = np.zeros((SIDE, SIDE + 1), dtype=np.uint8)
        rows[:, 1:] = pixels
        with open(path, "wb") as file:
            file.write(png(rows.tobytes()))
    open(os.path.join(folder, "ready"), "w").close()


if __name__ == "__main__":
    main()

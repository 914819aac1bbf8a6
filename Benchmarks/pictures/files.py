"""Writers of PNG, TIFF and BMP files that know what Pillow's do not: every depth, order, layout and header."""

import struct
import zlib

import numpy as np

ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def packed(values, bits, order=">"):
    """Rows of values (height, count) as rows of bytes, the first value in the highest bits."""
    if bits == 8:
        return [row.astype("u1").tobytes() for row in values]
    if bits == 16:
        return [row.astype(order + "u2").tobytes() for row in values]
    rows = []
    for row in values:
        spread = (row[:, None] >> np.arange(bits - 1, -1, -1)) & 1
        rows.append(np.packbits(spread.reshape(-1).astype("u1")).tobytes())
    return rows


# PNG


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_rows(samples, bits, rng):
    """Rows, each under a filter of chance: none, sub or up."""
    step = max(1, samples.shape[2] * bits // 8)
    out, above = b"", None
    for data in packed(samples.reshape(samples.shape[0], -1), bits):
        raw = np.frombuffer(data, "u1").astype(int)
        kind = int(rng.integers(0, 3))
        if kind == 1:
            raw = raw - np.concatenate([np.zeros(step, int), raw])[: len(raw)]
        elif kind == 2 and above is not None:
            raw = raw - above
        out += bytes([kind]) + (raw % 256).astype("u1").tobytes()
        above = np.frombuffer(data, "u1").astype(int)
    return out


def png(samples, bits, colour_type, rng, before=(), after=(), interlaced=False):
    height, width = samples.shape[:2]
    if interlaced:
        parts = [samples[y::dy, x::dx] for x, y, dx, dy in ADAM7]
        data = b"".join(png_rows(part, bits, rng) for part in parts if part.size)
    else:
        data = png_rows(samples, bits, rng)
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, int(interlaced))
    body = zlib.compress(data, int(rng.integers(0, 10)))
    cut = int(rng.integers(0, len(body)))
    chunks = [chunk(b"IHDR", header), *before, chunk(b"IDAT", body[:cut]), chunk(b"IDAT", body[cut:]), *after]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IEND", b"")


def exif(orientation, order="<"):
    """A block of one entry."""
    start = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    entry = struct.pack(order + "HHIHH", 274, 3, 1, orientation, 0)
    return start + struct.pack(order + "H", 1) + entry + struct.pack(order + "I", 0)


# TIFF


def packbits(data):
    out = b""
    for start in range(0, len(data), 100):
        part = data[start : start + 100]
        if len(set(part)) == 1 and len(part) > 1:
            out += bytes([257 - len(part), part[0]])
        else:
            out += bytes([len(part) - 1]) + part
    return out


def tiff(samples, bits, photometric, *, order="<", big=False, tiled=False, separate=False, compression=1,
         predictor=False, rows_per_strip=None, extra=None, palette=None, orientation=None, directory_first=False):
    """One page; `samples` is (height, width, samples a pixel)."""
    height, width, count = samples.shape
    planes = [samples[:, :, i : i + 1] for i in range(count)] if separate else [samples]
    pieces = []

    def piece(block):
        block = block.astype(int)
        if predictor:
            left = np.concatenate([np.zeros_like(block[:, :1]), block[:, :-1]], 1)
            block = (block - left) % (1 << bits)
        # Rows of their own, and each PackBits run ends with its row.
        rows = packed(block.reshape(block.shape[0], -1), bits, order)
        if compression == 32773:
            return b"".join(packbits(row) for row in rows)
        return zlib.compress(b"".join(rows)) if compression == 8 else b"".join(rows)

    if tiled:
        side = 16
        for plane in planes:
            for top in range(0, height, side):
                for left in range(0, width, side):
                    block = np.zeros((side, side, plane.shape[2]), int)
                    part = plane[top : top + side, left : left + side]
                    block[: part.shape[0], : part.shape[1]] = part
                    pieces.append(piece(block))
    else:
        step = rows_per_strip or height
        for plane in planes:
            pieces += [piece(plane[top : top + step]) for top in range(0, height, step)]

    offset_type, offset_size = (16, 8) if big else (4, 4)
    tags = {256: (4, [width]), 257: (4, [height]), 258: (3, [bits] * count), 259: (3, [compression]),
            262: (3, [photometric]), 277: (3, [count]), 284: (3, [2 if separate else 1])}
    if predictor:
        tags[317] = (3, [2])
    if extra is not None:
        tags[338] = (3, [extra])
    if orientation is not None:
        tags[274] = (3, [orientation])
    if palette is not None:
        tags[320] = (3, palette.T.reshape(-1).tolist())
    if tiled:
        tags |= {322: (3, [16]), 323: (3, [16]), 324: (offset_type, None), 325: (4, [len(p) for p in pieces])}
    else:
        tags |= {278: (4, [rows_per_strip or height]), 273: (offset_type, None), 279: (4, [len(p) for p in pieces])}

    sizes = {3: 2, 4: 4, 16: 8}
    codes = {3: "H", 4: "I", 16: "Q"}
    start = 16 if big else 8
    entry_size, inline = (20, 8) if big else (12, 4)
    directory = (8 if big else 2) + entry_size * len(tags) + (8 if big else 4)
    outside = sum(
        length for kind, values in tags.values()
        if (length := sizes[kind] * (len(pieces) if values is None else len(values))) > inline)
    data_at = start + directory + outside if directory_first else start
    body = b"".join(pieces)
    directory_at = start if directory_first else start + len(body) + len(body) % 2
    offsets = [data_at + sum(len(p) for p in pieces[:i]) for i in range(len(pieces))]
    entries, further = b"", b""
    for tag in sorted(tags):
        kind, values = tags[tag]
        values = offsets if values is None else values
        data = struct.pack(f"{order}{len(values)}{codes[kind]}", *values)
        if len(data) > inline:
            place = directory_at + directory + len(further)
            further += data
            data = struct.pack(order + ("Q" if big else "I"), place)
        entries += struct.pack(order + ("HHQ" if big else "HHI"), tag, kind, len(values)) + data.ljust(inline, b"\0")
    whole = struct.pack(order + ("Q" if big else "H"), len(tags)) + entries + b"\0" * (8 if big else 4) + further
    mark = b"II" if order == "<" else b"MM"
    if big:
        head = mark + struct.pack(order + "HHHQ", 43, 8, 0, directory_at)
    else:
        head = mark + struct.pack(order + "HI", 42, directory_at)
    if directory_first:
        return head + whole + body
    return head + body + b"\0" * (len(body) % 2) + whole


# BMP


def bmp_rows(values, bits, top_down):
    """Rows of indices or of bytes, filled up to four bytes."""
    rows = [row + b"\0" * (-len(row) % 4) for row in packed(values, bits)]
    return b"".join(rows if top_down else rows[::-1])


def bmp(width, height, bits, body, *, palette=None, compression=0, masks=(), header=40, top_down=False):
    colours = b"" if palette is None else b"".join(
        bytes([b, g, r]) + (b"" if header == 12 else b"\0") for r, g, b in palette.tolist())
    if header == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        used = 0 if palette is None else len(palette)
        info = struct.pack("<IiiHHIIiiII", header, width, -height if top_down else height, 1, bits, compression,
                           len(body), 2835, 2835, used, 0)
        info += struct.pack(f"<{len(masks)}I", *masks)
        info = info.ljust(header, b"\0")
    offset = 14 + len(info) + len(colours)
    return b"BM" + struct.pack("<IHHI", offset + len(body), 0, 0, offset) + info + colours + body


def bmp_runs(indices, bits, rng):
    """RLE8 or RLE4: runs and literals of chance, a row at a time from below."""
    out = b""
    for row in indices[::-1]:
        values = [int(v) for v in row]
        at = 0
        while at < len(values):
            count = int(min(len(values) - at, rng.integers(1, 20)))
            part = values[at : at + count]
            if len(set(part)) == 1:
                out += bytes([count, part[0] if bits == 8 else part[0] << 4 | part[0]])
            elif count >= 3:
                data = bytes(part) if bits == 8 else bytes(
                    part[i] << 4 | (part[i + 1] if i + 1 < count else 0) for i in range(0, count, 2))
                out += bytes([0, count]) + data + b"\0" * (len(data) % 2)
            else:
                out += b"".join(bytes([1, v if bits == 8 else v << 4]) for v in part)
            at += count
        out += b"\0\0"
    return out + b"\0\1"

"""Makes the image fixtures of ImagingTests: `python3 make_fixtures.py` in this folder (needs Pillow and NumPy).

Each image NAME.png or NAME.jpg comes with NAME.raw, what Pillow decodes it to: width and height (uint16,
little-endian), the grey pixels, the colour pixels. PNGs are put together here byte by byte, as Pillow writes neither
all bit depths nor interlacing; what Pillow reads otherwise than we document (sixteen bits, transparency) is
computed here. TIFFs and BMPs are put together by Benchmarks/pictures/files.py.
"""

import io
import pathlib
import struct
import sys
import zlib

import numpy as np
from PIL import Image, ImageOps

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "Benchmarks/pictures"))
import files  # noqa: E402

WIDTH, HEIGHT = 21, 13
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def scanlines(samples, depth):
    """Rows of samples (height, width, channels) as filtered PNG rows; the filter is Sub on odd rows."""
    out = b""
    step = max(1, samples.shape[2] * depth // 8)
    for y, row in enumerate(samples):
        values = row.reshape(-1)
        if depth == 16:
            data = values.astype(">u2").tobytes()
        elif depth == 8:
            data = values.astype("u1").tobytes()
        else:
            bits = "".join(format(int(v), f"0{depth}b") for v in values)
            bits += "0" * (-len(bits) % 8)
            data = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
        if y % 2:
            raw = np.frombuffer(data, "u1").astype(int)
            left = np.concatenate([np.zeros(step, int), raw[:-step]])[: len(raw)]
            out += b"\1" + ((raw - left) % 256).astype("u1").tobytes()
        else:
            out += b"\0" + data
    return out


def png(samples, depth, colour_type, chunks=(), interlaced=False):
    height, width = samples.shape[:2]
    if interlaced:
        data = b""
        for x0, y0, dx, dy in ADAM7:
            part = samples[y0::dy, x0::dx]
            if part.size:
                data += scanlines(part, depth)
    else:
        data = scanlines(samples, depth)
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, int(interlaced))
    packed = zlib.compress(data, 9)
    parts = [chunk(b"IHDR", header), *chunks]
    parts += [chunk(b"IDAT", packed[:40]), chunk(b"IDAT", packed[40:]), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def luma(rgb):
    r, g, b = (rgb[..., i].astype(np.uint32) for i in range(3))
    return ((19595 * r + 38470 * g + 7471 * b + 32768) >> 16).astype("u1")


def on_white(rgba):
    alpha = rgba[..., 3:].astype(np.uint32)
    return ((rgba[..., :3].astype(np.uint32) * alpha + 255 * (255 - alpha) + 127) // 255).astype("u1")


def save(name, data, rgb, grey=None):
    if grey is None:
        grey = luma(rgb)
    with open(name, "wb") as file:
        file.write(data)
    with open(name.rsplit(".", 1)[0] + ".raw", "wb") as file:
        file.write(struct.pack("<HH", rgb.shape[1], rgb.shape[0]) + grey.tobytes() + rgb.tobytes())


def pillow(data):
    return Image.open(io.BytesIO(data))


def main():
    rng = np.random.default_rng(7)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    smooth = np.stack([x * 12, y * 19, 255 - x * 6 - y * 9], 2).clip(0, 255)
    noisy = (smooth + rng.integers(-20, 20, smooth.shape)).clip(0, 255)
    alpha = ((x + y) * 8).clip(0, 255)

    for depth in (1, 2, 4, 8):
        for interlaced in (False, True):
            samples = (noisy[..., :1].astype(int) * ((1 << depth) - 1) + 127) // 255
            data = png(samples, depth, 0, interlaced=interlaced)
            grey = np.asarray(pillow(data).convert("L"))
            name = f"grey{depth}{'-interlaced' if interlaced else ''}.png"
            save(name, data, np.repeat(grey[..., None], 3, 2), grey)
    sixteen = noisy.astype(int) * 257 - rng.integers(0, 257, noisy.shape) * (noisy > 1)
    save("grey16.png", png(sixteen[..., :1], 16, 0), np.repeat((sixteen[..., :1] >> 8), 3, 2).astype("u1"))
    save("rgb16.png", png(sixteen, 16, 2), (sixteen >> 8).astype("u1"))
    for interlaced in (False, True):
        data = png(noisy, 8, 2, interlaced=interlaced)
        save(f"rgb8{'-interlaced' if interlaced else ''}.png", data, np.asarray(pillow(data).convert("RGB")))
    for depth in (1, 2, 4, 8):
        count = min(1 << depth, 200)
        palette = rng.integers(0, 256, (count, 3)).astype("u1")
        samples = rng.integers(0, count, (HEIGHT, WIDTH, 1))
        data = png(samples, depth, 3, [chunk(b"PLTE", palette.tobytes())])
        save(f"palette{depth}.png", data, np.asarray(pillow(data).convert("RGB")))
        if depth == 4:
            transparency = rng.integers(0, 256, 10).astype("u1")
            chunks = [chunk(b"PLTE", palette.tobytes()), chunk(b"tRNS", transparency.tobytes())]
            data = png(samples, depth, 3, chunks)
            save("palette4-transparent.png", data, on_white(np.asarray(pillow(data).convert("RGBA"))))
    data = png(noisy[..., :1], 8, 0, [chunk(b"tRNS", struct.pack(">H", int(noisy[3, 4, 0])))])
    save("grey8-transparent.png", data, on_white(np.asarray(pillow(data).convert("RGBA"))))
    data = png(np.dstack([noisy[..., :1], alpha]), 8, 4)
    save("grey-alpha8.png", data, on_white(np.asarray(pillow(data).convert("RGBA"))))
    data = png(np.dstack([noisy, alpha]), 8, 6)
    save("rgba8.png", data, on_white(np.asarray(pillow(data))))
    deep = np.dstack([sixteen, alpha * 257])
    save("rgba16.png", png(deep, 16, 6), on_white((deep >> 8).astype("u1")))
    save("one-pixel.png", png(np.full((1, 1, 1), 77), 8, 0), np.full((1, 1, 3), 77, "u1"))

    colour = Image.fromarray(noisy.astype("u1"))
    for name, image, options in [
        ("grey.jpg", colour.convert("L"), {"quality": 80}),
        ("grey-progressive.jpg", colour.convert("L"), {"quality": 80, "progressive": True}),
        ("colour-444.jpg", colour, {"quality": 85, "subsampling": 0}),
        ("colour-422.jpg", colour, {"quality": 85, "subsampling": 1}),
        ("colour-420.jpg", colour, {"quality": 85, "subsampling": 2}),
        ("colour-420-progressive.jpg", colour, {"quality": 85, "subsampling": 2, "progressive": True}),
        ("colour-restarts.jpg", colour, {"quality": 85, "restart_marker_blocks": 1}),
    ]:
        file = io.BytesIO()
        image.save(file, "JPEG", **options)
        data = file.getvalue()
        rgb = np.asarray(pillow(data).convert("RGB"))
        luminance = pillow(data)
        luminance.draft("L", luminance.size)
        save(name, data, rgb, np.asarray(luminance.convert("L")))
    inks = Image.fromarray(np.dstack([noisy, alpha]).astype("u1"), "CMYK")
    file = io.BytesIO()
    inks.save(file, "JPEG", quality=80)
    data = file.getvalue()
    save("cmyk.jpg", data, np.asarray(pillow(data).convert("RGB")))
    # The same bytes, said to be luma and chroma of the inks.
    adobe = data.index(b"Adobe")
    data = data[: adobe + 11] + b"\2" + data[adobe + 12 :]
    save("ycck.jpg", data, np.asarray(pillow(data).convert("RGB")))
    others(np.random.default_rng(8), noisy.astype(int), alpha.astype(int), colour)
    with open("other.gif", "wb") as out:
        colour.convert("L").save(out, "GIF")


def grey3(grey):
    return np.repeat(grey.reshape(HEIGHT, WIDTH, 1), 3, 2).astype("u1")


def others(rng, noisy, alpha, colour):
    """PNGs of ten and twelve bits, what is turned, TIFF, BMP and WebP."""
    deep = (noisy << 4) + rng.integers(0, 16, noisy.shape)
    save("grey12-of-16.png", png(deep[..., :1], 16, 0), grey3(deep[..., :1] >> 4))
    save("rgb10-of-16.png", png(deep >> 2, 16, 2), (deep >> 4).astype("u1"))
    bits = chunk(b"sBIT", bytes([12]))
    save("grey10-sbit12.png", png(deep[..., :1] >> 2, 16, 0, [bits]), grey3(deep[..., :1] >> 6))
    save("grey16-sbit12.png", png(deep[..., :1] << 4, 16, 0, [bits]), grey3(deep[..., :1] >> 4))

    turned = files.exif(6, ">")
    data = png(noisy, 8, 2, [chunk(b"eXIf", turned)])
    save("turned-right.png", data, np.rot90(noisy, -1).astype("u1"))
    file = io.BytesIO()
    colour.save(file, "JPEG", quality=85, exif=b"Exif\0\0" + files.exif(5))
    upright = ImageOps.exif_transpose(pillow(file.getvalue()))
    luminance = pillow(file.getvalue())
    luminance.draft("L", luminance.size)
    grey = np.asarray(luminance.convert("L")).T
    save("transposed.jpg", file.getvalue(), np.asarray(upright.convert("RGB")), grey)
    for name, orientation, options in [("lossless-turned", 8, {"lossless": True}), ("lossy", 1, {"quality": 70})]:
        file = io.BytesIO()
        exif = {"exif": files.exif(orientation)} if orientation > 1 else {}
        colour.save(file, "WEBP", **options, **exif)
        save(f"webp-{name}.webp", file.getvalue(), np.asarray(ImageOps.exif_transpose(pillow(file.getvalue()))))
    file = io.BytesIO()
    rgba = np.dstack([noisy, alpha]).astype("u1")
    Image.fromarray(rgba).save(file, "WEBP", lossless=True, exact=True)
    save("webp-alpha.webp", file.getvalue(), on_white(rgba))

    grey4 = noisy[..., :1] >> 4
    save("tiff-white4.tif", files.tiff(grey4, 4, 0, order=">", compression=32773), grey3(255 - grey4 * 17))
    save("tiff-grey12-of-16.tif", files.tiff(deep[..., :1], 16, 1, tiled=True, compression=8), grey3(deep[..., :1] >> 4))
    save("tiff-packed12.tif", files.tiff(deep, 12, 2, rows_per_strip=4), (deep >> 4).astype("u1"))
    save("tiff-planes-big.tif", files.tiff(noisy, 8, 2, order=">", big=True, separate=True, compression=8, predictor=True,
                                      rows_per_strip=5), noisy.astype("u1"))
    save("tiff-turned-round.tif", files.tiff(noisy, 8, 2, orientation=3, directory_first=True), noisy[::-1, ::-1].astype("u1"))
    palette = rng.integers(256, 65536, (16, 3))
    save("tiff-palette4.tif", files.tiff(grey4, 4, 3, palette=palette), (palette >> 8).astype("u1")[grey4[..., 0]])
    inks = np.dstack([noisy, alpha])
    pixels = np.asarray(Image.fromarray(inks.astype("u1"), "CMYK").convert("RGB"))
    save("tiff-cmyk.tif", files.tiff(inks, 8, 5), pixels)
    save("tiff-alpha.tif", files.tiff(inks, 8, 2, extra=2), on_white(rgba))
    file = io.BytesIO()
    colour.save(file, "TIFF", compression="tiff_lzw")
    save("tiff-lzw.tif", file.getvalue(), noisy.astype("u1"))

    for bits in (1, 4, 8):
        palette = rng.integers(0, 256, (1 << bits, 3))
        indices = noisy[..., 0] >> (8 - bits)
        body = files.bmp_rows(indices, bits, False)
        pixels = palette.astype("u1")[indices]
        save(f"bmp-palette{bits}.bmp", files.bmp(WIDTH, HEIGHT, bits, body, palette=palette, header=12 if bits == 1 else 40), pixels)
        if bits > 1:
            runs = files.bmp_runs(indices >> 1, bits, rng)
            data = files.bmp(WIDTH, HEIGHT, bits, runs, palette=palette, compression=1 if bits == 8 else 2)
            save(f"bmp-runs{bits}.bmp", data, palette.astype("u1")[indices >> 1])
    body = files.bmp_rows(noisy[..., ::-1].reshape(HEIGHT, -1), 8, True)
    save("bmp-rgb24-top-down.bmp", files.bmp(WIDTH, HEIGHT, 24, body, top_down=True), noisy.astype("u1"))
    sixteen = noisy[..., 0] >> 3 << 11 | noisy[..., 1] >> 2 << 5 | noisy[..., 2] >> 3
    rows = [row.astype("<u2").tobytes() + b"\0\0" for row in sixteen]
    most = np.array([31, 63, 31])
    pixels = ((noisy >> [3, 2, 3]) * 255 // most).astype("u1")
    masks = [0xF800, 0x7E0, 0x1F]
    save("bmp-rgb565.bmp", files.bmp(WIDTH, HEIGHT, 16, b"".join(rows[::-1]), compression=3, masks=masks, header=52), pixels)
    body = files.bmp_rows(rgba[..., [2, 1, 0, 3]].reshape(HEIGHT, -1), 8, False)
    masks = [0xFF0000, 0xFF00, 0xFF, 0xFF000000]
    save("bmp-alpha.bmp", files.bmp(WIDTH, HEIGHT, 32, body, compression=3, masks=masks, header=124), on_white(rgba))


main()

"""Odd pictures, each with what is to come of it."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps

import files

SIZES = [(1, 1), (1, 7), (9, 1), (2, 3), (8, 8), (15, 17), (16, 16), (33, 20), (64, 48), (97, 61)]


@dataclass
class Picture:
    """A file, and what Winnow is to make of it."""

    name: str
    data: bytes
    # Red, green, blue as people see them; None where it is to be refused.
    pixels: np.ndarray | None = None
    # Lossy formats may differ a little.
    lossy: bool = False
    # The codes of which one is to be the reason of a refusal.
    codes: tuple = ()


def on_white(rgba):
    alpha = rgba[..., 3:].astype(np.uint32)
    return ((rgba[..., :3].astype(np.uint32) * alpha + 255 * (255 - alpha) + 127) // 255).astype("u1")


def luma(rgb):
    r, g, b = (rgb[..., i].astype(np.uint32) for i in range(3))
    return ((19595 * r + 38470 * g + 7471 * b + 32768) >> 16).astype("u1")


def pillow(data):
    """What Pillow decodes, upright, on white."""
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
        return on_white(np.asarray(image.convert("RGBA")))
    return np.asarray(image.convert("RGB"))


def upright(pixels, orientation):
    turned = [None, None, Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180,
              Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_270,
              Image.Transpose.TRANSVERSE, Image.Transpose.ROTATE_90][orientation]
    return pixels if turned is None else np.asarray(Image.fromarray(pixels).transpose(turned))


def grey3(grey):
    return np.repeat(grey.reshape(*grey.shape[:2], 1), 3, 2).astype("u1")


def eight(samples, stored=16, significant=None):
    """The rule of Sources/Imaging/SampleDepth.swift."""
    largest = int(samples.max())
    if stored < 16:
        bits = stored
    elif significant is not None:
        bits = significant if largest < 1 << significant else 16
    else:
        bits = next((b for b in (8, 10, 12) if largest < 1 << b), 16)
    return (samples >> (bits - 8)).astype("u1")


class Artist:
    """Draws with one generator, so that a seed is a set of pictures."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def chance(self, *values):
        return values[int(self.rng.integers(0, len(values)))]

    def scene(self, size=None, channels=3):
        """A smooth picture with noise and an edge."""
        width, height = size or self.chance(*SIZES)
        y, x = np.mgrid[0:height, 0:width]
        slopes = self.rng.uniform(-4, 4, (channels, 2))
        base = self.rng.uniform(40, 210, channels)
        values = np.stack([base[c] + slopes[c, 0] * x + slopes[c, 1] * y for c in range(channels)], 2)
        values[height // 3 :, width // 2 :] += 60
        return (values + self.rng.normal(0, 6, values.shape)).clip(0, 255).astype("u1")

    def saved(self, image, kind, **options):
        file = io.BytesIO()
        image.save(file, kind, **options)
        return file.getvalue()

    # JPEG

    def jpeg(self):
        kind = self.chance("grey", "colour", "colour", "colour", "cmyk", "ycck", "rgb", "webcam", "odd")
        options = {"quality": self.chance(20, 60, 85, 95, 100), "progressive": self.chance(False, True),
                   "subsampling": self.chance(0, 1, 2)}
        if self.chance(True, False):
            options["restart_marker_blocks"] = self.chance(1, 3, 10)
        image = Image.fromarray(self.scene(channels=3))
        orientation = self.chance(*range(1, 9))
        if self.chance(True, False):
            options["exif"] = b"Exif\0\0" + files.exif(orientation, self.chance("<", ">"))
        else:
            orientation = 1
        if kind == "grey":
            image = image.convert("L")
        elif kind in ("cmyk", "ycck"):
            image = Image.fromarray(self.scene((image.width, image.height), 4), "CMYK")
        elif kind == "rgb":
            options["keep_rgb"] = True
            options["subsampling"] = 0
        data = self.saved(image, "JPEG", **options)
        if kind == "ycck":
            at = data.find(b"Adobe")
            data = data[: at + 11] + b"\2" + data[at + 12 :] if at > 0 else data
        elif kind == "webcam":
            data = data[:-2] + bytes(self.rng.integers(1, 250, 40).tolist()) + data[-2:]
        elif kind == "odd":
            # Bytes between two segments, and an EXIF block of nonsense.
            nonsense = bytes(self.rng.integers(0, 256, 30).tolist())
            block = b"Exif\0\0" + self.chance(nonsense, b"II*\0\xff\xff\xff\xff", b"MM\0*", files.exif(9), b"")
            segment = b"\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block
            data, orientation = data[:2] + segment + data[2:], 1
            if "exif" in options:
                return None
            return Picture(f"jpeg-{kind}", data, np.asarray(Image.open(io.BytesIO(
                data[:2] + data[2 + len(segment) :])).convert("RGB")), lossy=True)
        return Picture(f"jpeg-{kind}-o{orientation}", data, pillow(data), lossy=True)

    # PNG

    def png(self):
        kind = self.chance("grey", "palette", "rgb", "rgba", "la", "deep", "deep", "deep-colour", "key")
        size = self.chance(*SIZES)
        interlaced = self.chance(False, True)
        orientation = self.chance(1, 1, *range(1, 9))
        block = [files.chunk(b"eXIf", files.exif(orientation, self.chance("<", ">")))] if orientation > 1 else []
        before, after = (block, []) if self.chance(True, False) else ([], block)
        name = f"png-{kind}{'-interlaced' if interlaced else ''}-o{orientation}"

        def done(samples, bits, colour_type, pixels, further=()):
            data = files.png(samples, bits, colour_type, self.rng, [*further, *before], after, interlaced)
            return Picture(name, data, upright(pixels, orientation))

        if kind == "grey":
            bits = self.chance(1, 2, 4, 8)
            samples = self.scene(size, 1).astype(int) >> (8 - bits)
            return done(samples, bits, 0, grey3(samples * 255 // ((1 << bits) - 1)))
        if kind == "palette":
            bits = self.chance(1, 2, 4, 8)
            palette = self.rng.integers(0, 256, (1 << bits, 3)).astype("u1")
            samples = self.rng.integers(0, 1 << bits, (size[1], size[0], 1))
            chunks, pixels = [files.chunk(b"PLTE", palette.tobytes())], palette[samples[..., 0]]
            if self.chance(True, False):
                alpha = self.rng.integers(0, 256, 1 << bits).astype("u1")
                chunks.append(files.chunk(b"tRNS", alpha.tobytes()))
                pixels = on_white(np.dstack([pixels, alpha[samples[..., 0]]]))
            return done(samples, bits, 3, pixels, chunks)
        if kind == "rgb":
            samples = self.scene(size)
            return done(samples, 8, 2, samples)
        if kind == "rgba":
            samples = self.scene(size, 4)
            return done(samples, 8, 6, on_white(samples))
        if kind == "la":
            samples = self.scene(size, 2)
            return done(samples, 8, 4, on_white(np.dstack([grey3(samples[..., 0]), samples[..., 1]])))
        if kind == "key":
            samples = self.scene(size) >> 4 << 4
            key = samples[0, 0]
            alpha = np.where((samples == key).all(2), 0, 255)
            chunks = [files.chunk(b"tRNS", b"".join(int(v).to_bytes(2, "big") for v in key))]
            return done(samples, 8, 2, on_white(np.dstack([samples, alpha])), chunks)
        used = self.chance(8, 10, 12, 12, 16, 16)
        channels = 3 if kind == "deep-colour" else 1
        samples = self.deep(size, channels, used)
        chunks, significant = [], None
        if self.chance(True, False):
            significant = self.chance(10, 12, 14)
            chunks = [files.chunk(b"sBIT", bytes([significant]) * channels)]
        values = eight(samples, significant=significant)
        name += f"-{used}-of-16{f'-sbit{significant}' if significant else ''}"
        return done(samples, 16, 2 if channels == 3 else 0, values if channels == 3 else grey3(values), chunks)

    def deep(self, size, channels, used):
        """Samples of so many bits."""
        samples = self.scene(size, channels).astype(int) << max(0, used - 8)
        samples += self.rng.integers(0, 1 << max(0, used - 8), samples.shape)
        return samples.clip(0, (1 << used) - 1)

    # TIFF

    def tiff(self):
        kind = self.chance("own", "own", "own", "own", "pillow", "deep", "deep", "packed")
        orientation = self.chance(None, None, *range(1, 9))
        if kind == "pillow":
            return self.tiff_of_pillow(orientation)
        layout = {
            "order": self.chance("<", ">"), "big": self.chance(False, False, True), "tiled": self.chance(False, True),
            "separate": self.chance(False, True), "compression": self.chance(1, 8, 32773), "orientation": orientation,
            "rows_per_strip": self.chance(None, 1, 5), "directory_first": self.chance(False, True),
        }
        size = self.chance(*SIZES)
        name = f"tiff-{kind}-" + "-".join(
            f"{key[:4]}{value}" for key, value in layout.items() if value not in (None, False)).replace(
                "<", "II").replace(">", "MM")

        def done(samples, bits, photometric, pixels, **further):
            if layout["compression"] == 8 and bits in (8, 16) and self.chance(True, False):
                further["predictor"] = True
            data = files.tiff(samples, bits, photometric, **layout, **further)
            return Picture(f"{name}-p{photometric}-b{bits}-s{samples.shape[2]}", data,
                           upright(pixels, orientation or 1))

        if kind == "deep":
            channels = self.chance(1, 3)
            samples = self.deep(size, channels, self.chance(8, 10, 12, 16))
            values = eight(samples)
            if channels == 3:
                return done(samples, 16, 2, values)
            inverted = self.chance(False, True)
            return done(samples, 16, 0 if inverted else 1, grey3(255 - values if inverted else values))
        if kind == "packed":
            bits = self.chance(10, 12, 14)
            samples = self.deep(size, self.chance(1, 3), bits)
            values = eight(samples, stored=bits)
            grey = samples.shape[2] == 1
            return done(samples, bits, 1 if grey else 2, grey3(values) if grey else values)
        what = self.chance("grey", "white", "palette", "rgb", "rgba", "premultiplied", "rgbx", "cmyk")
        if what in ("grey", "white"):
            bits = self.chance(1, 2, 4, 8)
            samples = self.scene(size, 1).astype(int) >> (8 - bits)
            grey = samples * 255 // ((1 << bits) - 1)
            return done(samples, bits, 1 if what == "grey" else 0, grey3(grey if what == "grey" else 255 - grey))
        if what == "palette":
            bits = self.chance(1, 2, 4, 8)
            palette = self.rng.integers(0, 65536, (1 << bits, 3))
            palette[0] = 60000
            samples = self.rng.integers(0, 1 << bits, (size[1], size[0], 1))
            return done(samples, bits, 3, (palette >> 8).astype("u1")[samples[..., 0]], palette=palette)
        if what == "cmyk":
            samples = self.scene(size, 4)
            pixels = np.asarray(Image.fromarray(samples, "CMYK").convert("RGB"))
            return done(samples, 8, 5, pixels)
        if what == "rgb":
            samples = self.scene(size)
            return done(samples, 8, 2, samples)
        samples = self.scene(size, 4)
        if what == "rgbx":
            return done(samples, 8, 2, samples[..., :3], extra=0)
        if what == "rgba":
            return done(samples, 8, 2, on_white(samples), extra=self.chance(2, None))
        samples[..., :3] = samples[..., :3].astype(int) * samples[..., 3:] // 255
        alpha = samples[..., 3:].astype(int)
        straight = np.where(alpha > 0, (255 * samples[..., :3].astype(int) // np.maximum(alpha, 1)).clip(0, 255),
                            samples[..., :3])
        return done(samples, 8, 2, on_white(np.dstack([straight, alpha])), extra=1)

    def tiff_of_pillow(self, orientation):
        mode = self.chance("1", "L", "RGB", "RGBA", "P", "CMYK")
        compression = self.chance("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg", "group3", "group4")
        if compression in ("group3", "group4"):
            mode = "1"
        if compression == "jpeg":
            mode = self.chance("L", "RGB")
        image = Image.fromarray(self.scene())
        if mode == "RGBA":
            image = Image.fromarray(self.scene((image.width, image.height), 4))
        elif mode == "P":
            image = image.quantize(16)
        else:
            image = image.convert(mode)
        tags = {} if orientation is None else {"tiffinfo": {274: orientation}}
        data = self.saved(image, "TIFF", compression=compression, **tags)
        return Picture(f"tiff-pillow-{mode}-{compression}-o{orientation}", data, pillow(data),
                       lossy=compression == "jpeg")

    # BMP

    def bmp(self):
        size = width, height = self.chance(*SIZES)
        kind = self.chance("palette", "palette", "runs", "rgb", "rgbx", "555", "565", "masks", "alpha", "core")
        top_down = self.chance(False, True)
        name = f"bmp-{kind}{'-top-down' if top_down else ''}"
        if kind in ("palette", "core"):
            bits = self.chance(1, 4, 8)
            palette = self.rng.integers(0, 256, (1 << bits, 3))
            indices = self.rng.integers(0, 1 << bits, (height, width))
            header = 12 if kind == "core" else self.chance(40, 108, 124)
            top_down = top_down and kind != "core"
            data = files.bmp(width, height, bits, files.bmp_rows(indices, bits, top_down), palette=palette,
                             header=header, top_down=top_down)
            return Picture(f"{name}-{bits}-header{header}", data, palette.astype("u1")[indices])
        if kind == "runs":
            bits = self.chance(4, 8)
            palette = self.rng.integers(0, 256, (1 << bits, 3))
            indices = self.scene(size, 1)[..., 0].astype(int) >> 5
            data = files.bmp(width, height, bits, files.bmp_runs(indices, bits, self.rng), palette=palette,
                             compression=1 if bits == 8 else 2)
            return Picture(f"bmp-rle{bits}", data, palette.astype("u1")[indices])
        scene = self.scene(size, 4)
        if kind == "rgb":
            body = files.bmp_rows(scene[..., 2::-1].reshape(height, -1), 8, top_down)
            return Picture(name, files.bmp(width, height, 24, body, top_down=top_down), scene[..., :3])
        if kind == "rgbx":
            body = files.bmp_rows(scene[..., [2, 1, 0, 3]].reshape(height, -1), 8, top_down)
            return Picture(name, files.bmp(width, height, 32, body, top_down=top_down), scene[..., :3])
        masks = {"555": [(10, 5), (5, 5), (0, 5)], "565": [(11, 5), (5, 6), (0, 5)],
                 "masks": [(20, 10), (10, 10), (0, 10)], "alpha": [(16, 8), (8, 8), (0, 8), (24, 8)]}[kind]
        bits = 16 if kind in ("555", "565") else 32
        pixel = np.zeros((height, width), np.uint64)
        parts = []
        for channel, (shift, depth) in enumerate(masks):
            most = (1 << depth) - 1
            value = scene[..., channel].astype(int) * most // 255
            parts.append((value * 255 // most).astype("u1"))
            pixel |= value.astype(np.uint64) << np.uint64(shift)
        rows = [row.astype("<u2" if bits == 16 else "<u4").tobytes() for row in pixel]
        rows = [row + b"\0" * (-len(row) % 4) for row in rows]
        body = b"".join(rows if top_down else rows[::-1])
        declared = [((1 << depth) - 1) << shift for shift, depth in masks]
        pixels = np.dstack(parts)
        if kind == "555" and self.chance(True, False):
            data = files.bmp(width, height, 16, body, top_down=top_down)
        elif kind == "alpha":
            data = files.bmp(width, height, 32, body, compression=3, masks=declared, header=124, top_down=top_down)
            pixels = on_white(pixels)
        else:
            data = files.bmp(width, height, bits, body, compression=3, masks=declared, header=self.chance(52, 56),
                             top_down=top_down)
        return Picture(name, data, pixels)

    # WebP

    def webp(self):
        kind = self.chance("lossless", "lossy", "lossless-alpha", "lossy-alpha")
        orientation = self.chance(1, *range(1, 9))
        image = Image.fromarray(self.scene(channels=4 if "alpha" in kind else 3))
        options = {"exif": self.chance(b"", b"Exif\0\0") + files.exif(orientation)} if orientation > 1 else {}
        data = self.saved(image, "WEBP", lossless="lossless" in kind, quality=self.chance(20, 75, 95), exact=True,
                          **options)
        return Picture(f"webp-{kind}-o{orientation}", data, pillow(data), lossy="lossy" in kind)

    # What is refused.

    def refused(self):
        image = Image.fromarray(self.scene((40, 30)))
        film = [Image.fromarray(self.scene((40, 30))) for _ in range(3)]
        pictures = [
            ("gif", self.saved(image, "GIF")), ("avif", self.saved(image, "AVIF")),
            ("jpeg_2000", self.saved(image, "JPEG2000")), ("ico", self.saved(image, "ICO", sizes=[(16, 16)])),
            ("netpbm", self.saved(image, "PPM")), ("pdf", self.saved(image, "PDF")), ("dds", self.saved(image, "DDS")),
            ("animated_webp", self.saved(film[0], "WEBP", save_all=True, append_images=film[1:])),
            ("tiff", self.saved(image.convert("F"), "TIFF")),
            ("heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500)),
            ("heic", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + bytes(500)),
            ("jpeg_xl", b"\xff\x0a" + bytes(300)), ("jpeg_xl", b"\0\0\0\x0cJXL \x0d\x0a\x87\x0a" + bytes(300)),
            ("psd", b"8BPS\0\1" + bytes(300)), ("svg", b'<?xml version="1.0"?>\n<svg xmlns="x"></svg>'),
            ("html", b"<!DOCTYPE html><html>404</html>"), ("camera_raw", b"II*\0\x10\0\0\0CR\2\0" + bytes(300)),
            ("camera_raw", files.tiff(self.scene((16, 16), 1), 8, 32803)),
            ("git_lfs_pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
        ]
        for code, data in pictures:
            yield Picture(f"refused-{code}", data, codes=(f"unsupported_{code}",))

    def all(self, count):
        makers = [self.jpeg, self.png, self.png, self.tiff, self.tiff, self.bmp, self.webp]
        yield from self.refused()
        made = 0
        while made < count:
            picture = makers[made % len(makers)]()
            if picture is None:
                continue
            made += 1
            yield picture

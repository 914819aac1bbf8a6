"""Draws pictures, lets Winnow decode them, and compares."""

import argparse
import collections
import io
import struct
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
from PIL import Image

import draw

# Levels that a lossy picture may be away, in any value and in the mean.
MOST, MEAN = 3, 0.5
# A file that is cut off is refused with one of these, or, of a format that is refused anyway, with its name.
CUT_CODES = {"truncated", "damaged", "empty_file", "not_an_image"}


def read_raw(path):
    data = path.read_bytes()
    width, height = struct.unpack("<II", data[:8])
    plane = width * height
    colour = np.frombuffer(data, "u1", plane * 3, 8).reshape(height, width, 3)
    grey = np.frombuffer(data, "u1", plane, 8 + plane * 3).reshape(height, width)
    return colour, grey


def faults(picture, code, header, cuts, raw, worst):
    """What is wrong with the answer to one picture; `worst` keeps how far the lossy ones are apart."""
    if cuts.get("another"):
        yield f"{cuts['another']} of its cut copies give another picture"
    for cut in cuts:
        if picture.pixels is not None and cut not in CUT_CODES | {"same", "another"}:
            yield f"a cut copy is refused as {cut}"
    if picture.pixels is None:
        if code not in picture.codes:
            yield f"{code}, expected {' or '.join(picture.codes)}"
        return
    if code != "ok":
        yield f"refused as {code}"
        return
    colour, grey = read_raw(raw)
    if colour.shape != picture.pixels.shape:
        yield f"{colour.shape[1]} x {colour.shape[0]}, expected {picture.pixels.shape[1]} x {picture.pixels.shape[0]}"
        return
    if header != (colour.shape[1], colour.shape[0]):
        yield f"its header says {header}"
    apart = np.abs(colour.astype(int) - picture.pixels.astype(int))
    if picture.lossy:
        worst[0], worst[1] = max(worst[0], int(apart.max())), max(worst[1], float(apart.mean()))
        if apart.max() > MOST or apart.mean() > MEAN:
            yield f"up to {apart.max()} levels apart, {apart.mean():.3f} in the mean"
    else:
        if apart.max() > 0:
            yield f"{(apart > 0).any(2).sum()} of {apart[..., 0].size} pixels differ, by up to {apart.max()}"
        if not np.array_equal(grey, draw.luma(colour)):
            yield "its grey is not the luma of its colours"


def disagreement(picture):
    """Whether Pillow, where it reads a picture that we expect something of by a rule, sees something else."""
    try:
        image = Image.open(io.BytesIO(picture.data))
        if image.mode.startswith("I"):
            return None
        pixels = draw.pillow(picture.data)
    except Exception:
        return None
    return not (pixels.shape == picture.pixels.shape and np.array_equal(pixels, picture.pixels))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("--decode", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pictures", type=int, default=600)
    options = parser.parse_args()
    pictures = list(draw.Artist(options.seed).all(options.pictures))
    paths = []
    for number, picture in enumerate(pictures):
        path = options.work / f"{number:04}-{picture.name}"
        path.write_bytes(picture.data)
        paths.append(path)
    listing = options.work / "list.txt"
    listing.write_text("\n".join(str(path) for path in paths) + "\n")
    run = subprocess.run([options.decode, listing, options.work], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"pictures: {options.decode} ended with {run.returncode}: {run.stderr[-500:]}")
    lines = run.stdout.splitlines()
    if len(lines) != len(pictures):
        sys.exit(f"pictures: {len(lines)} answers to {len(pictures)} pictures")

    wrong, refusals, others, kinds = 0, collections.Counter(), [], collections.Counter()
    worst = [0, 0.0]
    warnings.simplefilter("ignore")
    for picture, line, path in zip(pictures, lines, paths):
        number, code, width, height, cut = line.split("\t")
        cuts = {name: int(count) for name, _, count in (part.partition("=") for part in cut.split())}
        refusals.update(cuts)
        kinds[picture.name.split("-")[0]] += 1
        found = list(faults(picture, code, (int(width), int(height)), cuts, options.work / f"{number}.raw", worst))
        wrong += bool(found)
        for fault in found:
            print(f"{path}: {fault}")
        if not found and picture.pixels is not None and not picture.lossy and disagreement(picture):
            others.append("-".join(picture.name.split("-")[:2]))
    print("pictures: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    told = ", ".join(f"{count} {name}" for name, count in sorted(refusals.items()))
    print(f"cut off at every hundredth byte: {told}")
    print(f"lossy: at most {worst[0]} levels apart in a value, {worst[1]:.3f} in a picture's mean")
    if others:
        told = ", ".join(f"{count} {name}" for name, count in sorted(collections.Counter(others).items()))
        print(f"by the stated rule, where Pillow {Image.__version__} reads something else: {told}")
    print(f"pictures: {len(pictures) - wrong} of {len(pictures)} as expected (seed {options.seed})")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

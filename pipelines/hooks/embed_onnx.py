"""Embeds images with any ONNX model: DINOv2, CLIP's image tower, one of your own.

In the spec, with the model and this script beside it:

    embed: {run: [../.build/hooks/bin/python, hooks/embed_onnx.py, models/dino.onnx], dimensions: 384,
            parameters: {input: 224, output: last_hidden_state, pooling: first}}

`make hooks` makes that Python. What the model wants stands under `parameters:`, or in a file of the model's name that ends
in .json instead of .onnx, which then belongs under `files:` so that a change is noticed. The spec wins:

    input       side of the square that images are scaled to, in pixels (224)
    mean        what is taken off each channel, of values from 0 to 1 ([0.485, 0.456, 0.406])
    deviation   what it is then divided by ([0.229, 0.224, 0.225])
    channels    rgb or bgr (rgb)
    layout      nchw or nhwc (nchw)
    output      the name of the output (the first)
    pooling     none, mean, max or first: what is made of tokens [n][tokens][width] or maps [n][width][y][x] (none)
    batch       images that go together (16); a model with a fixed batch has its own
    device      cpu, cuda or auto: the GPU if onnxruntime has one (auto)
    crop        none: the whole picture is scaled to the square; centre: the shorter side is scaled to it and the middle is cut
                out, as CLIP wants it (none)

Each image is computed on one thread, as many at once as the engine allows: vectors are the same for any number of threads on
one machine. Pictures of more than eight bits are listed as broken: Pillow does not know how to show them. `input_size` of the spec
is for the built-in embedders; what is scaled to here is `input`. Other batches and other machines give vectors that agree to about 1e-4. What is done is kept, so that a run that
was killed goes on.
"""

import concurrent.futures
import hashlib
import io
import json
import os
import sys

import numpy as np
import onnxruntime
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image, ImageFile, ImageOps

STANDARD = {
    "input": 224, "mean": [0.485, 0.456, 0.406], "deviation": [0.229, 0.224, 0.225], "channels": "rgb", "layout": "nchw",
    "output": None, "pooling": "none", "batch": 16, "device": "auto", "crop": "none",
}
CHOICES = {
    "channels": ("rgb", "bgr"), "layout": ("nchw", "nhwc"), "pooling": ("none", "mean", "max", "first"),
    "device": ("cpu", "cuda", "auto"), "crop": ("none", "centre"),
}
# What the engine hands to every embedder besides.
ENGINES = {"dimensions", "input_size", "colour", "filters"}
# Vectors are kept this many at a time.
KEPT = 2_048


class Depth(Exception):
    """A picture of more than eight bits a sample."""


class Refusal(Exception):
    """Something that the user has to mend."""


def settings(path, parameters):
    """What the model wants: from the file beside it, then from the spec."""
    chosen, beside = dict(STANDARD), os.path.splitext(path)[0] + ".json"
    sources = [("the spec", {k: v for k, v in parameters.items() if k not in ENGINES})]
    if os.path.exists(beside):
        with open(beside, encoding="utf-8") as file:
            sources.insert(0, (beside, json.load(file)))
    for source, values in sources:
        unknown = sorted(set(values) - set(STANDARD))
        if unknown:
            raise Refusal(f"{source}: '{unknown[0]}' is not known; there are {', '.join(STANDARD)}")
        chosen.update(values)
    for name, words in CHOICES.items():
        if chosen[name] not in words:
            raise Refusal(f"'{name}' is {chosen[name]!r}, expected {' or '.join(words)}")
    for name in ("input", "batch"):
        if not isinstance(chosen[name], int) or not 1 <= chosen[name] <= 4096:
            raise Refusal(f"'{name}' is {chosen[name]!r}, expected a whole number from 1 to 4096")
    for name in ("mean", "deviation"):
        values = np.asarray(chosen[name], np.float32)
        if values.shape != (3,) or not np.isfinite(values).all() or (name == "deviation" and (values <= 0).any()):
            raise Refusal(f"'{name}' is {chosen[name]!r}, expected three numbers" + (" above 0" if name == "deviation" else ""))
    return chosen


REASONS = {FileNotFoundError: "missing", Image.DecompressionBombError: "too_many_pixels", Depth: "unsupported_depth"}


class Model:
    """An ONNX model and how pictures are brought to it."""

    def __init__(self, path, chosen, dimensions):
        if not os.path.isfile(path):
            raise Refusal(f"there is no model '{path}'")
        self.chosen, self.dimensions, self.path = chosen, dimensions, path
        options = onnxruntime.SessionOptions()
        # Sums that several threads share would depend on how many there are.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        there = onnxruntime.get_available_providers()
        if chosen["device"] == "cuda" and "CUDAExecutionProvider" not in there:
            raise Refusal("'device' is cuda, and this onnxruntime has no CUDA")
        wanted = ["CPUExecutionProvider"] if chosen["device"] == "cpu" else ["CUDAExecutionProvider", "CPUExecutionProvider"]
        try:
            self.session = onnxruntime.InferenceSession(path, options, providers=[p for p in wanted if p in there])
        except Exception as error:  # onnxruntime has no common class of errors
            raise Refusal(f"'{path}' is no model that onnxruntime reads: {error}") from error
        inputs = self.session.get_inputs()
        if len(inputs) != 1 or len(inputs[0].shape) != 4 or inputs[0].type not in ("tensor(float)", "tensor(float16)"):
            shown = ", ".join(f"{i.name} {i.type} {i.shape}" for i in inputs)
            raise Refusal(f"'{path}' takes {shown}; expected one input of four axes of floating-point numbers")
        self.input, self.type = inputs[0].name, np.float16 if "16" in inputs[0].type else np.float32
        outputs = [o.name for o in self.session.get_outputs()]
        self.output = chosen["output"] or outputs[0]
        if self.output not in outputs:
            raise Refusal(f"'{path}' has no output '{self.output}'; there are {', '.join(outputs)}")
        fixed = inputs[0].shape[0]
        self.fixed = fixed if isinstance(fixed, int) else None
        self.batch = self.fixed or chosen["batch"]
        channels, side = (1, 2) if chosen["layout"] == "nchw" else (3, 1)
        if isinstance(inputs[0].shape[channels], int) and inputs[0].shape[channels] != 3:
            raise Refusal(f"'{path}' takes {inputs[0].shape}, which has no three channels where layout {chosen['layout']} has them")
        if isinstance(inputs[0].shape[side], int) and inputs[0].shape[side] != chosen["input"]:
            raise Refusal(f"'{path}' takes pictures of {inputs[0].shape[side]} pixels, 'input' says {chosen['input']}")
        # What does not fit is known before the first image is read.
        self.run(np.zeros((1, chosen["input"], chosen["input"], 3), np.uint8))

    def run(self, pixels):
        """The vectors of pictures [n][y][x][3]."""
        count = len(pixels)
        if self.fixed and count < self.fixed:
            pixels = np.concatenate([pixels, np.repeat(pixels[-1:], self.fixed - count, axis=0)])
        values = pixels[..., ::-1] if self.chosen["channels"] == "bgr" else pixels
        values = (values.astype(np.float32) / np.float32(255) - np.float32(self.chosen["mean"])) / np.float32(
            self.chosen["deviation"])
        if self.chosen["layout"] == "nchw":
            values = values.transpose(0, 3, 1, 2)
        (found,) = self.session.run([self.output], {self.input: np.ascontiguousarray(values.astype(self.type))})
        found = self.pooled(np.asarray(found, np.float32))[:count]
        if found.shape[1:] != (self.dimensions,):
            raise Refusal(
                f"output '{self.output}' has {'×'.join(map(str, found.shape[1:]))} numbers an image, 'dimensions' says "
                f"{self.dimensions}" + ("; 'pooling' makes one vector of many" if found.ndim > 2 else ""))
        return found

    def pooled(self, found):
        """One vector an image."""
        how = self.chosen["pooling"]
        if how == "none" or found.ndim < 3:
            return found
        # Tokens stand before their numbers, pixels of a map behind.
        axes = (1,) if found.ndim == 3 else tuple(range(2, found.ndim))
        if how == "first":
            if found.ndim != 3:
                raise Refusal(f"pooling 'first' needs tokens; output '{self.output}' has the shape {list(found.shape)}")
            return found[:, 0]
        return found.mean(axis=axes) if how == "mean" else found.max(axis=axes)


def pixels(path, digest, side, crop="none"):
    """The picture in RGB, scaled; an error for what cannot be read, None for a file of another digest."""
    if path is None:
        raise FileNotFoundError
    with open(path, "rb") as file:
        content = file.read()
    # A vector is kept under the digest for ever: it must come from the very bytes.
    if hashlib.sha256(content).digest() != digest:
        return None
    with Image.open(io.BytesIO(content)) as picture:
        # Pillow would cut 16 bits off at 255, and such a picture would be white without a word.
        if picture.mode.startswith(("I", "F")):
            raise Depth
        picture = ImageOps.exif_transpose(picture).convert("RGB")
        if crop == "none":
            return np.asarray(picture.resize((side, side), Image.Resampling.BICUBIC))
        # As torchvision rounds: another pixel more or less, and the vectors are not CLIP's.
        shorter = min(picture.size)
        width, height = (side * length // shorter for length in picture.size)
        # A line of pixels would become a picture of gigabytes.
        if width * height > Image.MAX_IMAGE_PIXELS:
            raise Image.DecompressionBombError
        left, top = round((width - side) / 2), round((height - side) / 2)
        scaled = picture.resize((width, height), Image.Resampling.BICUBIC)
        return np.asarray(scaled.crop((left, top, left + side, top + side)))


class Kept:
    """Vectors of an attempt that was ended, in the folder for checkpoints."""

    def __init__(self, folder, identity):
        self.folder, self.prefix, self.rows, self.parts = folder, f"onnx-{identity[:32]}-", {}, 0
        if not folder:
            return
        for name in sorted(os.listdir(folder)):
            if not name.startswith(self.prefix) or not name.endswith(".npz"):
                continue
            with np.load(os.path.join(folder, name), allow_pickle=False) as part:
                self.rows.update(zip((bytes(d) for d in part["digests"]), part["vectors"]))
            self.parts += 1

    def add(self, rows):
        """Keeps some vectors: all of them, or none where this is ended meanwhile."""
        if not self.folder or not rows:
            return
        path = os.path.join(self.folder, f"{self.prefix}{self.parts:06}.npz")
        with open(path + ".part", "wb") as file:
            np.savez(
                file, digests=np.array([list(d) for d in rows], np.uint8), vectors=np.stack(list(rows.values())))
            file.flush()
            os.fsync(file.fileno())
        os.replace(path + ".part", path)
        self.parts += 1


def embed(request, path):
    """Answers a request; returns how many images failed."""
    parameters = request["parameters"]
    chosen = settings(path, parameters)
    model = Model(path, chosen, parameters["dimensions"])
    images = pq.read_table(request["inputs"]["images"]).to_pylist()
    with open(path, "rb") as file:
        identity = hashlib.file_digest(file, "sha256").hexdigest()
    identity = hashlib.sha256((identity + json.dumps(chosen, sort_keys=True)).encode()).hexdigest()
    kept = Kept(request.get("checkpoint"), identity)
    vectors, problems = dict(kept.rows), {}
    distinct = list({row["sha256"]: row for row in images}.values())
    # The same images go together whatever was kept: what an ended attempt left changes no bit.
    batches = [distinct[i : i + model.batch] for i in range(0, len(distinct), model.batch)]
    batches = [batch for batch in batches if any(row["sha256"] not in vectors for row in batch)]
    done = len(distinct) - sum(map(len, batches))

    def answer(rows):
        found, bad, good, read = {}, {}, [], []
        for row in rows:
            try:
                picture = pixels(row["path"], row["sha256"], chosen["input"], chosen["crop"])
                if picture is None:
                    bad[row["sha256"]] = "changed"
                    continue
                good.append(row)
                read.append(picture)
            except Exception as error:  # whatever a decoder makes of a file is that image's failure
                bad[row["sha256"]] = REASONS.get(type(error), "not_decodable")
        if read:
            for row, vector in zip(good, model.run(np.stack(read))):
                if np.isfinite(vector).all():
                    found[row["sha256"]] = vector
                else:
                    raise Refusal(f"the model gives NaN or infinity for {row['image_id']!r}: no vector can be made of that")
        return found, bad

    fresh = {}
    workers = max(1, request["threads"])
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        # A few batches ahead of the one that is waited for: two million images do not all wait in memory.
        waiting, ahead = [], iter(batches)
        for batch in ahead:
            waiting.append(pool.submit(answer, batch))
            if len(waiting) >= 2 * workers:
                break
        while waiting:
            found, bad = waiting.pop(0).result()
            following = next(ahead, None)
            if following is not None:
                waiting.append(pool.submit(answer, following))
            fresh.update(found)
            problems.update(bad)
            done += len(found) + len(bad)
            if len(fresh) >= KEPT or not waiting:
                kept.add(fresh)
                vectors.update(fresh)
                fresh = {}
                print(f"winnow: progress {done / max(1, len(distinct)):.4f} images", flush=True)

    good = [row for row in images if row["sha256"] in vectors]
    flat = np.concatenate([vectors[row["sha256"]] for row in good]) if good else np.zeros(0, np.float32)
    offsets = np.arange(len(good) + 1, dtype=np.int32) * model.dimensions
    pq.write_table(
        pa.table({
            "image_id": pa.array([row["image_id"] for row in good], pa.string()),
            "embedding": pa.ListArray.from_arrays(pa.array(offsets), pa.array(flat.astype(np.float32))),
        }), request["outputs"]["embeddings"])
    failed = [row for row in images if row["sha256"] in problems]
    pq.write_table(
        pa.table({
            "image_id": pa.array([row["image_id"] for row in failed], pa.string()),
            "reason": pa.array([problems[row["sha256"]] for row in failed], pa.string()),
        }), request["outputs"]["broken"])
    for row in failed[:20]:
        print(f"{row['image_id']}: {problems[row['sha256']]}", file=sys.stderr)
    return len(failed)


def main():
    if len(sys.argv) != 2:
        raise Refusal("expected one argument: the model, models/NAME.onnx")
    with open(os.environ["WINNOW_REQUEST"], encoding="utf-8") as file:
        request = json.load(file)
    if request["action"] != "embed":
        raise Refusal(f"this embedder is not fitted: leave 'fit' out (asked for {request['action']!r})")
    # Half a picture is no picture.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    embed(request, sys.argv[1])


if __name__ == "__main__":
    try:
        main()
    except Refusal as refusal:
        sys.exit(f"embed_onnx: {refusal}")

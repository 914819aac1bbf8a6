"""Writes the image tower of an open_clip ViT-B/32 as ONNX, for embed_onnx.py: 512 numbers a picture.

    .build/hooks/bin/python pipelines/hooks/export_clip.py pipelines/models/clip.onnx --pretrained laion2b_s34b_b79k

makes pipelines/models/clip.onnx and clip.json beside it, which says how pictures are brought to the model. Then, in the
spec:

    embed: {run: [../.build/hooks/bin/python, hooks/embed_onnx.py, models/clip.onnx], files: [models/clip.json],
            dimensions: 512}

`make hooks` and `pipelines/hooks/setup.sh pipelines/hooks/requirements-clip.txt` make that Python. --pretrained is a
name that open_clip knows for the model, which it fetches, or a file of such weights; --random SEED draws them, for a
rehearsal. OpenAI's weights belong to --model ViT-B-32-quickgelu. Before anything is written, the exported model's
vectors of some pictures are compared with open_clip's own; a difference above 1e-4 of their length is an error.
"""

import argparse
import json
import logging
import os
import sys
import tempfile
import warnings

import numpy as np
import onnxruntime
import open_clip
import torch

from embed_onnx import Refusal

WIDTH, ALLOWED = 512, 1e-4


class Tower(torch.nn.Module):
    """`encode_image` of a model, as a network of its own."""

    def __init__(self, model):
        super().__init__()
        self.visual = model.visual

    def forward(self, images):
        return self.visual(images)


def load(options):
    """The model as open_clip makes it."""
    torch.manual_seed(options.random or 0)
    if options.random is not None:
        # open_clip warns of random weights, which are what was asked for.
        logging.disable(logging.WARNING)
    try:
        model = open_clip.create_model(options.model, pretrained=options.pretrained, weights_only=True)
    except Exception as error:  # open_clip, torch and the network have no common class of errors
        raise Refusal(f"{options.model} with the weights {options.pretrained!r} cannot be had: {error}") from error
    return model.eval()


def settings(model):
    """What embed_onnx.py is to do with pictures so that they are what the model was trained with."""
    wanted = model.visual.preprocess_cfg
    if (wanted["interpolation"], wanted["resize_mode"], wanted["mode"]) != ("bicubic", "shortest", "RGB"):
        raise Refusal(f"the model wants its pictures otherwise than embed_onnx.py can: {wanted}")
    size = wanted["size"]
    return {
        "input": size if isinstance(size, int) else size[0], "crop": "centre", "mean": list(wanted["mean"]),
        "deviation": list(wanted["std"])}


def export(model, side, path):
    """Writes the ONNX file; returns how far its vectors are from the model's at most, as a share of their length."""
    tower, example = Tower(model).eval(), torch.zeros(2, 3, side, side)
    with warnings.catch_warnings():
        # The exporter warns of its own parts that will go.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            tower, (example,), path, dynamo=True, dynamic_shapes={"images": {0: torch.export.Dim("n")}}, verbose=False,
            input_names=["images"], output_names=["embedding"], opset_version=18, external_data=False)
    pictures = np.random.default_rng(1).normal(size=(3, 3, side, side)).astype(np.float32)
    (found,) = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]).run(None, {"images": pictures})
    with torch.no_grad():
        expected = model.encode_image(torch.from_numpy(pictures)).numpy()
    if found.shape != (3, WIDTH):
        raise Refusal(f"the model gives {found.shape[1:]} numbers a picture, expected {WIDTH}")
    return float((np.linalg.norm(found - expected, axis=1) / np.linalg.norm(expected, axis=1)).max())


def main():
    parser = argparse.ArgumentParser(prog="export_clip", description="Writes open_clip's ViT-B/32 image tower as ONNX.")
    parser.add_argument("out", metavar="OUT.onnx")
    parser.add_argument("--model", default="ViT-B-32", choices=("ViT-B-32", "ViT-B-32-quickgelu"))
    weights = parser.add_mutually_exclusive_group(required=True)
    weights.add_argument("--pretrained", metavar="NAME-OR-FILE")
    weights.add_argument("--random", type=int, metavar="SEED")
    options = parser.parse_args()
    base, ending = os.path.splitext(options.out)
    if ending != ".onnx":
        raise Refusal(f"{options.out!r} does not end in .onnx")
    folder = os.path.dirname(os.path.abspath(options.out))
    if not os.path.isdir(folder):
        raise Refusal(f"there is no folder {folder!r}")
    model = load(options)
    wanted = settings(model)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as made:
        off = export(model, wanted["input"], os.path.join(made, "clip.onnx"))
        if not off <= ALLOWED:
            raise Refusal(f"the exported vectors are {off:.1e} of their length from open_clip's: nothing is written")
        with open(os.path.join(made, "clip.json"), "w", encoding="utf-8") as file:
            json.dump(wanted, file, indent=1)
        # First what explains, then what is explained: one without the other is read in another way.
        os.replace(os.path.join(made, "clip.json"), base + ".json")
        os.replace(os.path.join(made, "clip.onnx"), options.out)
    print(
        f"{options.out}: {options.model}, {WIDTH} numbers a picture; "
        f"at most {off:.1e} of their length from open_clip's")


if __name__ == "__main__":
    try:
        main()
    except Refusal as refusal:
        sys.exit(f"export_clip: {refusal}")

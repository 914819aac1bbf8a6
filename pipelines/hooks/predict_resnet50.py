"""Predicts the pool with a ResNet-50 that train_resnet50.py has kept, and learns nothing.

In the spec, with the model beside it:

    train: {run: [../.build/hooks/bin/python, hooks/predict_resnet50.py, models/model.safetensors],
            files: [hooks/resnet50.py, hooks/embed_onnx.py], committee: 10, parameters: {root: ../data/images}}

The model is `train/state/model.safetensors` of any iteration. Of the parameters of train_resnet50.py only `root`,
`batch` and `device` mean anything here; `input`, `dropout`, `members` and the temperature are the model's own. What is
done is kept, so that a run that was killed goes on.
"""

import json
import sys
import time

from resnet50 import Model, Refusal, device, predict, progress, read_request


def main():
    if len(sys.argv) != 2:
        raise Refusal("expected one argument: the model, models/NAME.safetensors")
    request, chosen = read_request()
    model, path = Model.load(sys.argv[1], request["classes"]), sys.argv[1]
    began = time.monotonic()
    predict(request, {**chosen, "input": model.about["input"]}, model, path)
    spent = (time.monotonic() - began) / 3_600 if device(chosen).type == "cuda" else 0
    with open(request["outputs"]["metrics"], "w", encoding="utf-8") as file:
        json.dump({"temperature": model.about["temperature"], "gpu_hours": spent}, file)
    progress(1, "done")


if __name__ == "__main__":
    try:
        main()
    except Refusal as refusal:
        sys.exit(f"predict_resnet50: {refusal}")

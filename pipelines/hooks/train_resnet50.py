"""Trains torchvision's ResNet-50 on the labels so far, and predicts the pool with it.

In the spec, with the weights beside it:

    train: {run: [../.build/hooks/bin/python, hooks/train_resnet50.py, models/resnet50.pth], timeout_s: 86400,
            files: [hooks/resnet50.py, hooks/embed_onnx.py], committee: 10,
            parameters: {root: ../data/images, epochs: 30}}

`make hooks` and `pipelines/hooks/setup.sh pipelines/hooks/requirements-resnet50.txt` make that Python. The argument is
a file of weights, .pth or .safetensors, of torchvision's names; without it `weights` says which. `committee` of the
spec is how many members are asked, `balanced` whether every class has the same say. The parameters:

    root           the folder of the pictures, as pool.root has it: absolute, or relative to the folder above this
                   script's
    weights        where no file is given: a name of torchvision's, such as IMAGENET1K_V2, which is fetched and kept in
                   the folder TORCH_HOME (name it under `environment:`), or random
    input          side of the square that pictures are scaled to, in pixels (224)
    batch          images that go together (32)
    epochs         times that all labels are seen, at the most (30)
    patience       epochs without a gain on what is held back, after which it ends (5)
    learning_rate  of stochastic gradient descent with momentum 0.9, falling along a cosine (0.01)
    decay          weight decay (0.0001)
    dropout        the share of the last layer's inputs that is left out (0.2)
    held_back      the share of the labels that is not learnt from, whole groups of them (0.2); 0: no early end,
                   temperature 1
    members        dropout: passes with different inputs left out; ensemble: networks of their own on bootstrap samples
                   of the groups, each of which takes as long as the first (dropout)
    augment        whether pictures are turned over and moved while learning (true)
    cpu_threads    threads of the processor that learning uses (1); another number may give other last bits
    device         cpu, cuda or auto: the GPU if torch has one (auto)

The network with the least loss on what is held back is the one that is kept, and the temperature is fitted there. A
class whose every label lies in one group is learnt from. Each iteration begins with the pretrained weights again: what
came first would otherwise count the most. Each epoch is kept, so that a run that was killed goes on and comes to the
same.

On one machine two runs give the same bits, for any number of Winnow's threads; on a GPU all but `gpu_hours` in the
metrics. The processor and the GPU, and other versions of torch, agree to a few digits only. The labelled pictures are
held in memory, 150 KB each.
"""

import hashlib
import json
import math
import os
import sys
import time

import numpy as np
import pyarrow.parquet as pq
import safetensors.torch
import torch
import torchvision

from resnet50 import Model, Network, Refusal, device, picture, predict, progress, read_request, tensor, write

# The share of the progress that learning has; predicting has the rest.
LEARNING = 0.7


def pretrained(chosen, arguments):
    """The tensors that every network begins with, None for random ones."""
    if len(arguments) > 1:
        raise Refusal("expected one argument at the most: the weights, models/NAME.pth or models/NAME.safetensors")
    if not arguments:
        if chosen["weights"] == "random":
            return None
        try:
            weights = torchvision.models.get_weight(f"ResNet50_Weights.{chosen['weights']}")
        except (ValueError, KeyError, AttributeError):
            names = ", ".join(weight.name for weight in torchvision.models.ResNet50_Weights)
            found = chosen["weights"]
            raise Refusal(
                f"parameters: 'weights' is {found!r}, expected {names} or random; or name a file in `run:`") from None
        try:
            return weights.get_state_dict(progress=False, check_hash=True)
        except (OSError, RuntimeError) as error:
            raise Refusal(f"{weights} cannot be fetched: {error}; name a file of them in `run:`") from error
    if chosen["weights"] is not None:
        raise Refusal(f"parameters: 'weights' is {chosen['weights']!r}, and `run:` names a file: which of them?")
    path = arguments[0]
    try:
        if path.endswith(".safetensors"):
            return safetensors.torch.load_file(path)
        # Tensors only: a file of weights may not bring code.
        return torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise Refusal(f"there is no file of weights {path!r}") from None
    except Exception as error:  # pickle, zip and safetensors have no common class of errors
        raise Refusal(f"{path!r} cannot be read as weights: {error}") from error


def begun(classes, chosen, tensors, seed):
    """A network before its first step."""
    torch.manual_seed(seed)
    network = Network(classes, chosen["dropout"])
    if tensors is not None:
        try:
            body = {name: value for name, value in tensors.items() if not name.startswith("fc.")}
            wrong = network.body.load_state_dict(body, strict=False)
        except (RuntimeError, AttributeError) as error:
            raise Refusal(f"the weights are none of torchvision's resnet50: {error}") from error
        if wrong.missing_keys or wrong.unexpected_keys:
            name = (wrong.missing_keys + wrong.unexpected_keys)[0]
            raise Refusal(f"the weights are none of torchvision's resnet50: '{name}' is missing or is not known here")
    return network


def hold_back(rows, share, seed):
    """Rows to learn from and rows that are held back: whole groups, and never a class's last one."""
    groups, labels, held = {}, {}, []
    for number, row in enumerate(rows):
        groups.setdefault(row["group"], []).append(number)
        labels[row["label"]] = labels.get(row["label"], 0) + 1
    for group in sorted(groups, key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).digest()):
        wanted = math.floor(share * len(rows)) - len(held)
        counts = {}
        for number in groups[group]:
            counts[rows[number]["label"]] = counts.get(rows[number]["label"], 0) + 1
        if len(groups[group]) <= wanted and all(labels[label] > count for label, count in counts.items()):
            held += groups[group]
            for label, count in counts.items():
                labels[label] -= count
    return sorted(set(range(len(rows))) - set(held)), sorted(held)


def balance(labels, weights):
    """What each row counts so that each class has the same say, as scikit-learn's `balanced` with sample weights."""
    mass = np.bincount(labels, weights=weights)
    return weights * (weights.sum() / (np.count_nonzero(mass) * mass[labels]))


def augmented(pictures, generator):
    """Turned over and moved a little: a defect stays one."""
    result = []
    for pixels in pictures:
        margin = pixels.shape[0] // 16
        across, down, x, y = generator.integers(0, [2, 2, 2 * margin + 1, 2 * margin + 1])
        pixels = pixels[:: -1 if down else 1, :: -1 if across else 1]
        padded = np.pad(pixels, ((margin, margin), (margin, margin), (0, 0)), "reflect")
        result.append(padded[y : y + pixels.shape[0], x : x + pixels.shape[1]])
    return result


def temperature(logits, labels, weights):
    """What logits are divided by so that the labels are likeliest, from 0.05 to 20; in its inverse the loss is convex."""

    def slope(inverse):
        odds = np.exp(inverse * (logits - logits.max(axis=1, keepdims=True)))
        expected = (odds * logits).sum(axis=1) / odds.sum(axis=1)
        return (weights * (expected - logits[np.arange(len(labels)), labels])).sum()

    low, high = 1 / 20, 1 / 0.05
    for _ in range(60):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return 1 / math.sqrt(low * high)


def logits_of(network, pictures, batch, where):
    """What a network says of pictures, dropout off."""
    network.eval()
    with torch.inference_mode():
        return np.concatenate([
            network(tensor(pictures[i : i + batch]).to(where)).double().cpu().numpy()
            for i in range(0, len(pictures), batch)])


class Training:
    """One network's way from the pretrained weights to the epoch that was best."""

    def __init__(self, request, chosen, member, where):
        self.request, self.chosen, self.member, self.where = request, chosen, member, where
        self.path = os.path.join(request["checkpoint"], f"training-{member}.pt")

    def run(self, tensors, learnt, held, moved):
        """Learns; returns the best network, on the CPU, and the figures.

        `learnt` and `held` are pictures, labels and what each counts; `moved` is told the share that is done.
        """
        chosen, (pictures, labels, weights) = self.chosen, learnt
        classes = len(self.request["classes"])
        network = begun(classes, chosen, tensors, self.seed(0)).to(self.where)
        optimizer = torch.optim.SGD(
            network.parameters(), lr=chosen["learning_rate"], momentum=0.9, weight_decay=chosen["decay"])
        state = {"epoch": 0, "since": 0, "loss": math.inf, "best": {}, "best_epoch": 0, "seconds": 0.0}
        if os.path.exists(self.path):
            kept = torch.load(self.path, map_location="cpu", weights_only=True)
            network.load_state_dict(kept.pop("network"))
            optimizer.load_state_dict(kept.pop("optimizer"))
            state = kept
            print(f"network {self.member} goes on after epoch {state['epoch']} of an attempt before", flush=True)
        importance = torch.from_numpy((balance(labels, weights) if chosen["balanced"] else weights) / weights.mean())
        while state["epoch"] < chosen["epochs"] and state["since"] < chosen["patience"]:
            began, epoch = time.monotonic(), state["epoch"] + 1
            for group in optimizer.param_groups:
                group["lr"] = chosen["learning_rate"] * (1 + math.cos(math.pi * (epoch - 1) / chosen["epochs"])) / 2
            # Whatever is drawn follows from the epoch's number: a run that goes on draws the same.
            generator = np.random.default_rng([self.request["random_seed"], self.member, epoch])
            torch.manual_seed(self.seed(epoch))
            network.train()
            order = generator.permutation(len(labels))
            for rows in np.array_split(order, math.ceil(len(order) / chosen["batch"])):
                images = [pictures[row] for row in rows]
                logits = network(tensor(augmented(images, generator) if chosen["augment"] else images).to(self.where))
                losses = torch.nn.functional.cross_entropy(
                    logits, torch.from_numpy(labels[rows]).to(self.where), reduction="none")
                optimizer.zero_grad()
                (losses * importance[rows].to(self.where, torch.float32)).mean().backward()
                optimizer.step()
            state["epoch"], state["since"], loss = epoch, state["since"] + 1, -math.inf
            if held[0]:
                loss = self.loss(network, held)
                if not math.isfinite(loss):
                    raise Refusal(f"the loss is {loss} after epoch {epoch}: a lower 'learning_rate' may help")
            if loss < state["loss"] or not held[0]:
                state.update(loss=loss, best_epoch=epoch, since=0)
                state["best"] = {name: value.detach().cpu().clone() for name, value in network.state_dict().items()}
            state["seconds"] += time.monotonic() - began
            kept = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), **state}
            write(self.path, lambda file: torch.save(kept, file))
            moved(epoch / chosen["epochs"], f"epoch {epoch}" + (f", held-back loss {loss:.4f}" if held[0] else ""))
        network = Network(classes, chosen["dropout"])
        network.load_state_dict(state["best"])
        return network, state

    def loss(self, network, held):
        """The mean loss on what is held back."""
        pictures, labels, weights = held
        logits = logits_of(network, pictures, self.chosen["batch"], self.where)
        best = logits.max(axis=1)
        losses = best + np.log(np.exp(logits - best[:, None]).sum(axis=1)) - logits[np.arange(len(labels)), labels]
        return float(np.average(losses, weights=weights))

    def seed(self, epoch):
        """A seed for torch, which takes one number."""
        return int(np.random.default_rng([self.request["random_seed"], self.member, epoch, 1]).integers(2**63))


def train(request, chosen, arguments, path):
    """Trains as many networks as there are to be; writes the model and returns it."""
    where = device(chosen)
    torch.set_num_threads(chosen["cpu_threads"])
    rows = pq.read_table(request["inputs"]["training"]).to_pylist()
    classes = request["classes"]
    labels = np.array([classes.index(row["label"]) for row in rows], np.int64)
    weights = np.array([row["weight"] for row in rows], np.float64)
    tensors = pretrained(chosen, arguments)
    pictures = [picture(row, chosen) for row in rows]
    learnt, held = hold_back(rows, chosen["held_back"], request["random_seed"])

    def part(numbers):
        return [pictures[number] for number in numbers], labels[numbers], weights[numbers]

    count = 1 + (chosen["committee"] if chosen["members"] == "ensemble" else 0)
    networks, figures = [], []
    for member in range(count):
        numbers = learnt
        if member:
            groups = {}
            for number in learnt:
                groups.setdefault(rows[number]["group"], []).append(number)
            names = sorted(groups)
            drawn = np.random.default_rng([request["random_seed"], member]).integers(0, len(names), len(names))
            numbers = [number for place in drawn for number in groups[names[place]]]

        def moved(share, note, member=member):
            called = f"member {member} of {count - 1}, " if member else ""
            progress(LEARNING * (member + share) / count, called + note)

        network, state = Training(request, chosen, member, where).run(tensors, part(numbers), part(held), moved)
        networks.append(network)
        figures.append(state)
    found = 1.0
    if held:
        logits = logits_of(networks[0].to(where), part(held)[0], chosen["batch"], where)
        found = temperature(logits, labels[held], weights[held])
    model = Model(networks, {
        "classes": classes, "dropout": chosen["dropout"], "input": chosen["input"], "members": chosen["members"],
        "networks": count, "temperature": found,
        "figures": {
            "labels": len(rows), "held_back": len(held), "temperature": found, "epochs": figures[0]["epoch"],
            "best_epoch": figures[0]["best_epoch"], "held_back_loss": figures[0]["loss"] if held else None},
    })
    model.save(path)
    return model, sum(state["seconds"] for state in figures)


def main():
    request, chosen = read_request()
    path, spent = (os.path.join(request["checkpoint"], name) for name in ("model.safetensors", "seconds.json"))
    if os.path.exists(spent):
        model = Model.load(path, request["classes"])
        with open(spent, encoding="utf-8") as file:
            seconds = json.load(file)
    else:
        model, seconds = train(request, chosen, sys.argv[1:], path)
        write(spent, lambda file: file.write(json.dumps(seconds).encode()))
    began = time.monotonic()
    predict(request, chosen, model, path, begin=LEARNING)
    model.save(os.path.join(request["outputs"]["state"], "model.safetensors"))
    seconds += time.monotonic() - began
    with open(request["outputs"]["metrics"], "w", encoding="utf-8") as file:
        json.dump({
            **model.about["figures"],
            "gpu_hours": seconds / 3_600 if device(chosen).type == "cuda" else 0}, file)
    progress(1, "done")


if __name__ == "__main__":
    try:
        main()
    except Refusal as refusal:
        sys.exit(f"train_resnet50: {refusal}")

"""What training and predicting with a ResNet-50 share: settings, pictures, the network, and how a pool is predicted.

train_resnet50.py and predict_resnet50.py import this: name it, and embed_onnx.py, under `files:`.
"""

import concurrent.futures
import contextlib
import hashlib
import json
import os
import threading

# Without it cuBLAS may add in another order each time; it is read when CUDA starts.
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import safetensors
import safetensors.torch
import torch
import torchvision
from PIL import ImageFile

from embed_onnx import Refusal, pixels

STANDARD = {
    "root": None, "weights": None, "input": 224, "batch": 32, "epochs": 30, "patience": 5, "learning_rate": 0.01,
    "decay": 1e-4, "dropout": 0.2, "held_back": 0.2, "members": "dropout", "augment": True, "cpu_threads": 1,
    "device": "auto",
}
# What the engine hands to every model besides.
ENGINES = {"regularization", "balanced", "committee", "doubted_weight"}
WHOLE = {
    "input": (64, 4096), "batch": (4, 4096), "epochs": (1, 10_000), "patience": (1, 10_000), "cpu_threads": (1, 1024)}
NUMBERS = {"learning_rate": (1e-9, 100), "decay": (0, 10), "dropout": (0, 0.95), "held_back": (0, 0.9)}
CHOICES = {"members": ("dropout", "ensemble"), "augment": (True, False), "device": ("auto", "cpu", "cuda")}
# How many numbers the last layer sees.
WIDTH = 2_048
MEAN, DEVIATION = np.float32([0.485, 0.456, 0.406]), np.float32([0.229, 0.224, 0.225])
# Batches that are kept together: what a killed run has to predict again at most.
BLOCK = 64


def read_request():
    """The request, and the settings under `parameters:` with what is left out."""
    with open(os.environ["WINNOW_REQUEST"], encoding="utf-8") as file:
        request = json.load(file)
    if (request["winnow"], request["action"]) != (2, "train"):
        raise Refusal(f"asked for {request['action']!r} of version {request['winnow']}, expected 'train' of 2")
    chosen = {**STANDARD, **{k: v for k, v in request["parameters"].items() if k not in ENGINES}}
    unknown = sorted(set(chosen) - set(STANDARD))
    if unknown:
        raise Refusal(f"parameters: '{unknown[0]}' is not known; there are {', '.join(STANDARD)}")
    for name, (least, most) in {**WHOLE, **NUMBERS}.items():
        kinds = (int,) if name in WHOLE else (int, float)
        if isinstance(chosen[name], bool) or not isinstance(chosen[name], kinds) or not least <= chosen[name] <= most:
            whole = "a whole number" if name in WHOLE else "a number"
            raise Refusal(f"parameters: '{name}' is {chosen[name]!r}, expected {whole} from {least} to {most}")
    for name, words in CHOICES.items():
        if chosen[name] not in words:
            raise Refusal(f"parameters: '{name}' is {chosen[name]!r}, expected {' or '.join(map(str, words))}")
    if not isinstance(chosen["root"], str):
        raise Refusal("parameters: 'root' is missing: the folder of the pictures, as pool.root of the spec has it")
    # The spec lies in the folder that holds this script's: what is relative to one is relative to the other.
    chosen["root"] = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), chosen["root"])
    if not os.path.isdir(chosen["root"]):
        raise Refusal(f"parameters: 'root' leads to {chosen['root']!r}, which is no folder")
    chosen["committee"] = request["parameters"]["committee"]
    chosen["balanced"] = request["parameters"]["balanced"]
    # Half a picture is no picture.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return request, chosen


def device(chosen):
    """Where it is computed, with all that makes two runs give the same bits."""
    if chosen["device"] == "cuda" and not torch.cuda.is_available():
        raise Refusal("parameters: 'device' is cuda, and there is no GPU that torch can use")
    torch.use_deterministic_algorithms(True)
    torch.backends.cudnn.benchmark = False
    return torch.device("cpu" if chosen["device"] == "cpu" or not torch.cuda.is_available() else "cuda")


def picture(row, chosen):
    """The pixels of an image in RGB, scaled to a square: no edge is cut off, since a defect may lie there."""
    path = os.path.join(chosen["root"], row["image_id"])
    try:
        found = pixels(path, row["sha256"], chosen["input"])
    except FileNotFoundError:
        raise Refusal(f"{row['image_id']!r} is not in 'root', {chosen['root']!r}") from None
    except Exception as error:  # Pillow's decoders have no common class of errors
        raise Refusal(f"{path!r} cannot be read as a picture: {error!r}") from error
    if found is None:
        raise Refusal(f"{path!r} is not the file that was embedded; has it changed since, or is 'root' another folder?")
    return found


def tensor(pictures):
    """Pictures [n][y][x][3] as the network takes them."""
    values = (np.stack(pictures).astype(np.float32) / np.float32(255) - MEAN) / DEVIATION
    return torch.from_numpy(np.ascontiguousarray(values.transpose(0, 3, 1, 2)))


class Network(torch.nn.Module):
    """torchvision's ResNet-50 with a last layer for our classes, and dropout before it."""

    def __init__(self, classes, dropout):
        super().__init__()
        # Where weights are random, blocks that add nothing at first learn from few steps.
        self.body = torchvision.models.resnet50(weights=None, zero_init_residual=True)
        self.body.fc = torch.nn.Identity()
        self.dropout = torch.nn.Dropout(dropout)
        self.head = torch.nn.Linear(WIDTH, classes)

    def forward(self, images):
        return self.head(self.dropout(self.body(images)))


class Model:
    """What is kept of a training: the network, those of an ensemble, and what they were made for."""

    def __init__(self, networks, about):
        self.networks, self.about = networks, about

    def save(self, path):
        """Writes one file, the same bytes for the same model."""
        tensors = {
            f"{number}.{name}": value.detach().cpu().contiguous()
            for number, network in enumerate(self.networks) for name, value in network.state_dict().items()}
        content = safetensors.torch.save(tensors, metadata={"winnow": json.dumps(self.about, sort_keys=True)})
        write(path, lambda file: file.write(content))

    @staticmethod
    def load(path, classes):
        """Reads what `save` wrote. The format holds numbers and no code."""
        try:
            with safetensors.safe_open(path, "pt") as file:
                about = json.loads((file.metadata() or {})["winnow"])
                tensors = {name: file.get_tensor(name) for name in file.keys()}
            if about["classes"] != classes:
                raise Refusal(f"{path!r} knows the classes {about['classes']}, and the spec has {classes}")
            networks = []
            for number in range(about["networks"]):
                network = Network(len(classes), about["dropout"])
                start = f"{number}."
                network.load_state_dict({k[len(start):]: v for k, v in tensors.items() if k.startswith(start)})
                networks.append(network)
        except FileNotFoundError:
            raise Refusal(f"there is no model {path!r}") from None
        except (safetensors.SafetensorError, OSError, KeyError, TypeError, ValueError, RuntimeError) as error:
            raise Refusal(f"{path!r} is no model that train_resnet50.py has written: {error}") from error
        return Model(networks, about)


def write(path, content):
    """Writes a file under another name, then renames it: a kill leaves all or nothing."""
    with open(path + ".new", "wb") as file:
        content(file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


def softmax(logits):
    """Probabilities of logits along the last axis, as the tables have them."""
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return (odds / odds.sum(axis=-1, keepdims=True)).astype(np.float32)


def predict(request, chosen, model, path, begin=0.0):
    """Predicts all images that are asked about, in blocks of which each is kept when it is done.

    `path` is the model's file, `begin` the share of the stage that lies behind.
    """
    where, total = device(chosen), chosen["committee"]
    images = pq.read_table(request["inputs"]["images"], columns=["image_id", "sha256"]).to_pylist()
    networks = [network.to(where).eval() for network in model.networks]
    if model.about["members"] == "ensemble" and total > 0 and len(networks) != total + 1:
        raise Refusal(f"{path!r} is an ensemble of {len(networks) - 1}, and 'committee' says {total}")
    # A pass with dropout is one member for all images: so it does not depend on the batch that an image is in.
    keep = 1 - model.about["dropout"]
    draws = [np.random.default_rng([request["random_seed"], member]).random(WIDTH) for member in range(total)]
    masks = [torch.from_numpy((draw < keep) / keep).to(where, torch.float32) for draw in draws]
    # With several threads inside one sum the last bits would depend on how many there are; batches run side by side.
    torch.set_num_threads(1)
    turn = threading.Lock() if where.type == "cuda" else contextlib.nullcontext()

    def answer(rows):
        pictures = tensor([picture(row, chosen) for row in rows])
        with turn, torch.inference_mode():
            pictures = pictures.to(where)
            features = networks[0].body(pictures)
            logits = networks[0].head(features)
            if model.about["members"] == "ensemble":
                members = [network(pictures) for network in networks[1 : total + 1]]
            else:
                members = [networks[0].head(features * mask) for mask in masks]
            return logits.double().cpu().numpy(), [m.double().cpu().numpy() for m in members]

    def table(rows, found):
        logits = np.concatenate([logits for logits, _ in found])
        if not np.isfinite(logits).all():
            raise Refusal("the network gives NaN or infinity: a lower 'learning_rate' may help")
        lists = pa.list_(pa.float32())
        columns = {
            "image_id": pa.array([row["image_id"] for row in rows], pa.string()),
            "probabilities": pa.array(list(softmax(logits)), lists),
            "tempered": pa.array(list(softmax(logits / model.about["temperature"])), lists),
        }
        if total:
            members = softmax(np.stack([np.concatenate(part) for part in zip(*(members for _, members in found))], 1))
            columns["members"] = pa.array([list(row) for row in members], pa.list_(lists))
        return pa.table(columns)

    with open(path, "rb") as file:
        identity = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    size, workers, parts, kept = chosen["batch"] * BLOCK, max(1, request["threads"]), [], 0
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for start in range(0, len(images), size):
            # Of two million images not all are read before the first is predicted.
            rows = images[start : start + size]
            part = os.path.join(request["checkpoint"], f"predicted-{identity}-{start:09}.parquet")
            parts.append(part)
            if os.path.exists(part):
                kept += len(rows)
            else:
                found = []
                batches = [rows[i : i + chosen["batch"]] for i in range(0, len(rows), chosen["batch"])]
                for batch in pool.map(answer, batches):
                    found.append(batch)
                    done = min(len(images), start + len(found) * chosen["batch"])
                    progress(begin + (1 - begin) * done / len(images), f"{done} of {len(images)} images predicted")
                write(part, lambda file: pq.write_table(table(rows, found), file))
    if kept:
        print(f"{kept} of {len(images)} images had been predicted by an attempt before")
    if not parts:
        pq.write_table(pa.table({
            "image_id": pa.array([], pa.string()), "probabilities": pa.array([], pa.list_(pa.float32()))}),
            request["outputs"]["predictions"])
        return
    with pq.ParquetWriter(request["outputs"]["predictions"], pq.read_schema(parts[0])) as writer:
        for part in parts:
            writer.write_table(pq.read_table(part))


def progress(share, note):
    """Moves the progress of the stage."""
    print(f"winnow: progress {share:.4f} {note}", flush=True)

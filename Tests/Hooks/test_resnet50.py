"""torchvision's ResNet-50 by the contract, and as the model of the real program: killed, run twice, predicted from what
is kept.
"""

import glob
import io
import os
import pickle
import shutil
import signal
import sys
import tempfile
import time
import unittest

import numpy as np
import torch
import torchvision
from PIL import Image
from project import CLASSES, HOOKS, Direct, Project

sys.path.insert(0, HOOKS)
import train_resnet50 as hook
from resnet50 import Refusal, tensor

FILES = "files: [hooks/resnet50.py, hooks/embed_onnx.py]"


def random_weights(path, pictures):
    """A file as torchvision's are, with random weights; the means that its layers expect are those of the pictures."""
    torch.manual_seed(7)
    network = torchvision.models.resnet50(weights=None, zero_init_residual=True)
    for layer in network.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.momentum = None
    with torch.no_grad():
        network(tensor(pictures))
    torch.save(network.state_dict(), path)


def drawn(color, random, side=64):
    """A picture of one colour, with noise."""
    noise = random.integers(-40, 40, (side, side, 3))
    return np.clip(np.array(color) + noise, 0, 255).astype(np.uint8)


def png(pixels):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "png")
    return buffer.getvalue()


class Program(unittest.TestCase):
    """One project whose iteration 0 is sealed; each test runs iteration 1 anew."""

    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.project = Project(os.path.join(cls.holder.name, "user"))
        os.makedirs(cls.project.folder + "/pipelines/models")
        pictures = glob.glob(cls.project.pictures + "/images/**/*.png", recursive=True)
        random_weights(
            cls.project.folder + "/pipelines/models/resnet50.pth",
            [np.asarray(Image.open(path).convert("RGB").resize((64, 64))) for path in sorted(pictures)[:24]])
        cls.project.write(cls.train(epochs=3))
        cls.project.seal(0)
        cls.project.winnow("run", "1", "--until", "train", "--threads", "2")
        cls.digests = cls.project.digests()
        cls.predictions = cls.project.predictions()
        with open(cls.project.path("train/state/model.safetensors"), "rb") as file:
            cls.model = file.read()

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    @staticmethod
    def train(script="train_resnet50.py, models/resnet50.pth", committee=3, **parameters):
        chosen = {"root": "../data/pictures", "input": 64, "batch": 8, **parameters}
        shown = ", ".join(f"{name}: {value}" for name, value in chosen.items())
        return f"{{run: [{sys.executable}, hooks/{script}], {FILES}, committee: {committee}, parameters: {{{shown}}}}}"

    def column(self, name, table=None):
        return np.array((table or self.predictions)[name].to_pylist(), np.float32)

    def test_every_image_has_probabilities_members_and_tempered_ones(self):
        for name, shape in (("probabilities", (90, 8)), ("tempered", (90, 8)), ("members", (90, 3, 8))):
            found = self.column(name)
            self.assertEqual(found.shape, shape)
            np.testing.assert_allclose(found.sum(axis=-1), 1, atol=1e-5)
        self.assertGreater(np.abs(self.column("members")[:, 0] - self.column("members")[:, 1]).max(), 0)
        self.assertEqual(
            sorted(name for name in self.digests if name.startswith("state/")), ["state/model.safetensors"])

    def test_two_runs_give_the_same_bits_whatever_the_threads(self):
        self.project.write(self.train(epochs=3))
        self.project.again()
        self.project.winnow("run", "1", "--until", "train", "--threads", "1")
        self.assertEqual(self.project.digests(), self.digests)

    def test_a_training_that_is_killed_goes_on_and_comes_to_the_same(self):
        self.project.write(self.train(epochs=3))
        self.project.again()
        process = self.project.start("run", "1", "--until", "train")
        kept = self.kill_when(process, lambda names: "training-0.pt" in names)
        self.assertEqual(process.returncode, 4, "a hook that is killed is a failure of the stage")
        self.assertNotIn("model.safetensors", kept)
        self.project.winnow("run", "1", "--until", "train")
        self.assertRegex(self.project.log(), "network 0 goes on after epoch [12] of an attempt before")
        self.assertEqual(self.project.digests(), self.digests)

    def kill_when(self, process, ready):
        """Kills the hook, and nothing else, as soon as its checkpoint is as far as that."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and process.poll() is None:
            names = [name for _, _, names in os.walk(os.path.join(self.project.data, "cache")) for name in names]
            hooks = self.hooks()
            if ready(names) and hooks:
                os.kill(hooks[0], signal.SIGKILL)
                process.communicate()
                return names
            time.sleep(0.02)
        process.kill()
        self.fail("the hook's checkpoint never came:\n" + process.communicate()[0])

    def hooks(self):
        """The processes that run a script of this test's own folder; its supervisor names it behind other arguments."""
        found = []
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{name}/cmdline", "rb") as file:
                    arguments = file.read().decode(errors="replace").split("\0")
            except OSError:
                continue
            if arguments[0] == sys.executable and arguments[1:] and arguments[1].startswith(self.project.folder):
                found.append(int(name))
        return found

    def test_the_pool_is_predicted_from_what_was_kept(self):
        with open(self.project.folder + "/pipelines/models/model.safetensors", "wb") as file:
            file.write(self.model)
        self.project.write(self.train("predict_resnet50.py, models/model.safetensors"))
        self.project.again()
        self.project.winnow("run", "1", "--until", "train")
        self.assertEqual(self.project.digests()["predictions.parquet"], self.digests["predictions.parquet"])

    def test_an_ensemble_has_networks_of_its_own(self):
        self.project.write(self.train(committee=1, members="ensemble", epochs=1), more=["score: {measure: bald}"])
        self.project.again()
        self.project.winnow("run", "1", "--until", "score")
        found = self.project.predictions()
        self.assertEqual(self.column("members", found).shape, (90, 1, 8))
        self.assertGreater(
            np.abs(self.column("members", found)[:, 0] - self.column("probabilities", found)).max(), 0.001)

    def test_the_program_names_what_is_wrong(self):
        for parameters, words in (
            ({"root": "../nothing"}, "which is no folder"), ({"epoch": 3}, "'epoch' is not known")):
            self.project.write(self.train(**parameters))
            self.project.again()
            self.assertIn(words, self.project.winnow("run", "1", "--until", "train", code=4))


class Contract(Direct):
    hook = "train_resnet50.py"

    def fill(self, count=24):
        self.classes = ["red", "blue", "green"]
        self.parameters = {
            "root": self.folder, "weights": "random", "input": 64, "batch": 8, "epochs": 2}
        colors = [(170, 80, 80), (80, 80, 170)]
        for number in range(count):
            self.add(
                f"{number:02}.png", self.classes[number % 2], f"g{number // 4}",
                content=png(drawn(colors[number % 2], self.random)))
        for number in range(6):
            self.add(f"x{number}.png", content=png(drawn(colors[number % 2], self.random)))

    def test_it_learns_what_can_be_learnt_and_ends_early(self):
        self.fill()
        pictures = [drawn((60 + 20 * number, 80, 200 - 20 * number), self.random) for number in range(6)]
        random_weights(self.path("weights.pth"), pictures)
        self.parameters.update(weights=None, epochs=12, patience=2)
        found = self.answered(arguments=[self.path("weights.pth")])
        self.assertEqual(list(found["probabilities"][-6:].argmax(axis=1)), [0, 1] * 3)
        self.assertEqual(self.metrics["held_back"], 4)
        self.assertLess(self.metrics["held_back_loss"], 0.2)
        self.assertLess(self.metrics["epochs"], 12, "it did not end early")
        self.assertEqual(self.metrics["epochs"], self.metrics["best_epoch"] + 2)
        self.assertNotIn("members", found)
        self.assertEqual(self.metrics["gpu_hours"], 0)

    def test_weights_of_labels_count(self):
        self.fill(8)
        self.parameters.update(epochs=1, held_back=0)
        before = self.answered()
        self.assertEqual((self.metrics["held_back"], self.metrics["temperature"]), (0, 1))
        for row in self.rows[:3]:
            row["weight"] = 0.01
        for changed in (True, False):
            self.parameters["balanced"] = changed
            shutil.rmtree(self.path("checkpoint"))
            after = self.answered()
            self.assertGreater(np.abs(after["probabilities"] - before["probabilities"]).max(), 0)
            before = after

    def test_refusals(self):
        self.fill(8)
        parameters = dict(self.parameters)
        for changed, words in (
            ({"root": None}, "'root' is missing"), ({"input": 32}, "'input' is 32, expected a whole number from 64"),
            ({"members": "many"}, "expected dropout or ensemble"), ({"epochs": 1.5}, "'epochs' is 1.5"),
            ({"dropout": True}, "'dropout' is True"),
            ({"weights": "V3"}, "expected IMAGENET1K_V1, IMAGENET1K_V2 or random"),
            ({"device": "gpu"}, "expected auto or cpu or cuda")):
            self.parameters = {**parameters, **changed}
            self.refused(words)
        self.parameters = dict(parameters)
        self.refused("which of them?", arguments=[self.path("weights.pth")])
        self.parameters["weights"] = None
        self.refused("there is no file of weights", arguments=[self.path("weights.pth")])
        self.refused("cannot be read as weights", arguments=[self.path("00.png")])
        torch.save({"conv1.weight": torch.zeros(64, 3, 7, 7)}, self.path("part.pth"))
        self.refused("none of torchvision's resnet50: 'bn1.weight' is missing", arguments=[self.path("part.pth")])
        with open(self.path("evil.pth"), "wb") as file:
            pickle.dump({"conv1.weight": Evil(self.path("evil"))}, file)
        self.refused("cannot be read as weights", arguments=[self.path("evil.pth")])
        self.assertFalse(os.path.exists(self.path("evil")), "a file of weights ran code")
        self.parameters = {**parameters, "epochs": 1}
        with open(self.path("03.png"), "wb") as file:
            file.write(png(drawn((1, 2, 3), self.random)))
        self.refused("is not the file that was embedded")
        os.remove(self.path("03.png"))
        self.refused("'03.png' is not in 'root'")


class Evil:
    """What a pickle can be made to do."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


class Predicting(Direct):
    hook = "predict_resnet50.py"

    def test_refusals(self):
        self.classes, self.parameters = ["red", "blue"], {"root": self.folder, "committee": 2}
        self.add("0.png", content=png(drawn((9, 9, 9), self.random)))
        model = hook.Model([hook.Network(2, 0.2)], {
            "classes": ["red", "blue"], "dropout": 0.2, "input": 64, "members": "ensemble", "networks": 1,
            "temperature": 1.0})
        model.save(self.path("model.safetensors"))
        self.refused("is an ensemble of 0, and 'committee' says 2", arguments=[self.path("model.safetensors")])
        self.classes = ["blue", "red"]
        self.refused(
            "knows the classes ['red', 'blue'], and the spec has ['blue', 'red']",
            arguments=[self.path("model.safetensors")])
        self.refused("no model that train_resnet50.py has written", arguments=[self.path("0.png")])
        self.refused("there is no model", arguments=[self.path("1.safetensors")])
        self.refused("expected one argument")

    def test_what_was_predicted_before_is_found_again(self):
        self.classes, self.parameters = ["red", "blue"], {"root": self.folder, "batch": 4, "committee": 2}
        for number in range(4 * 64 + 9):
            self.add(f"{number:04}.png", content=png(drawn((number % 256, 9, 9), self.random, 8)))
        hook.Model([hook.Network(2, 0.2)], {
            "classes": ["red", "blue"], "dropout": 0.2, "input": 64, "members": "dropout", "networks": 1,
            "temperature": 2.0}).save(self.path("model.safetensors"))
        whole = self.answered(arguments=[self.path("model.safetensors")], threads=2)
        parts = sorted(os.listdir(self.path("checkpoint")))
        self.assertEqual(len(parts), 2)
        os.remove(os.path.join(self.path("checkpoint"), parts[1]))
        again = self.answered(arguments=[self.path("model.safetensors")], threads=1)
        self.assertIn("256 of 265 images had been predicted by an attempt before", self.said)
        for name, column in whole.items():
            self.assertEqual(column.tobytes(), again[name].tobytes(), name)


class Pieces(unittest.TestCase):
    def rows(self, labels, groups):
        return [{"label": label, "group": group} for label, group in zip(labels, groups)]

    def test_whole_groups_are_held_back_and_no_class_is_lost(self):
        random = np.random.default_rng(1)
        for seed in range(40):
            labels = ["often" if random.random() < 0.9 else "rare" for _ in range(60)] + ["once"]
            rows = self.rows(labels, [f"g{random.integers(15)}" for _ in labels])
            learnt, held = hook.hold_back(rows, 0.2, seed)
            self.assertEqual(sorted(learnt + held), list(range(61)))
            self.assertLessEqual(len(held), 12)
            self.assertFalse({rows[i]["group"] for i in learnt} & {rows[i]["group"] for i in held})
            self.assertEqual({rows[i]["label"] for i in learnt}, set(labels))
        self.assertEqual(hook.hold_back(self.rows("aab", "xxx"), 0.5, 1), ([0, 1, 2], []))

    def test_balance_is_that_of_scikit_learn(self):
        from sklearn.utils.class_weight import compute_class_weight

        labels, weights = np.array([0, 0, 0, 2]), np.array([1, 0.5, 1, 1])
        found = compute_class_weight("balanced", classes=np.array([0, 2]), y=labels, sample_weight=weights)
        np.testing.assert_allclose(hook.balance(labels, weights), weights * found[[0, 0, 0, 1]])

    def test_the_temperature_is_the_likeliest(self):
        from scipy.optimize import minimize_scalar
        from scipy.special import log_softmax

        random = np.random.default_rng(2)
        logits, labels, weights = random.normal(size=(50, 4)) * 5, random.integers(0, 4, 50), random.random(50)
        labels[:30] = logits[:30].argmax(1)
        best = minimize_scalar(
            lambda t: -np.average(log_softmax(logits / t, 1)[np.arange(50), labels], weights=weights), (0.5, 2))
        self.assertAlmostEqual(hook.temperature(logits, labels, weights), best.x, 5)

    def test_a_network_has_the_architecture_of_torchvision(self):
        network = hook.Network(len(CLASSES), 0.2)
        theirs = torchvision.models.resnet50(weights=None).state_dict()
        ours = network.body.state_dict()
        self.assertEqual({k for k in theirs if not k.startswith("fc.")}, set(ours))
        with self.assertRaisesRegex(Refusal, "size mismatch"):
            hook.begun(2, {"dropout": 0.1}, {**theirs, "conv1.weight": torch.zeros(1)}, 1)


if __name__ == "__main__":
    unittest.main()

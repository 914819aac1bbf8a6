"""The ONNX embedder by its contract: a request in, tables out, refusals before the first image."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest

import numpy as np
import onnx
import pyarrow as pa
import pyarrow.parquet as pq
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOOK = os.path.join(ROOT, "pipelines/hooks/embed_onnx.py")
NETWORK = os.path.join(ROOT, ".build/convnet/network")
SCHEMA = pa.schema([
    ("image_id", pa.string()), ("sha256", pa.binary(32)), ("path", pa.string()), ("url", pa.string())])


def small_model(path, width=8, shape=("n", 3, "y", "x"), outputs="pooled", poison=False, slow=0):
    """Convolution, a clip, a mean: a model of one's own that is quick to write."""
    random = np.random.default_rng(5)
    initial = [
        numpy_helper.from_array(random.normal(size=(width, 3, 4, 4)).astype(np.float32), "w"),
        numpy_helper.from_array(np.array([2, 3], np.int64), "axes"),
        numpy_helper.from_array(np.array([0, width, -1], np.int64), "tokens"),
        numpy_helper.from_array(np.float32(-1 if poison else 0), "zero"),
    ]
    nodes = [helper.make_node("Conv", ["images", "w"], ["c0"], strides=[4, 4])]
    for number in range(slow):
        initial.append(numpy_helper.from_array(random.normal(size=(width, width, 3, 3)).astype(np.float32) / width, f"w{number}"))
        nodes.append(helper.make_node("Conv", [f"c{number}", f"w{number}"], [f"c{number + 1}"], pads=[1, 1, 1, 1]))
    last = f"c{slow}"
    if poison:
        # The logarithm of what is below zero.
        nodes.append(helper.make_node("Log", [last], ["map"]))
    else:
        nodes.append(helper.make_node("Max", [last, "zero"], ["map"]))
    nodes.append(helper.make_node("ReduceMean", ["map", "axes"], ["pooled"], keepdims=0))
    nodes.append(helper.make_node("Reshape", ["map", "tokens"], ["flat"]))
    nodes.append(helper.make_node("Transpose", ["flat"], ["tokens_out"], perm=[0, 2, 1]))
    order = ["pooled", "map", "tokens_out"]
    order.insert(0, order.pop(order.index(outputs)))
    graph = helper.make_graph(
        nodes, "small", [helper.make_tensor_value_info("images", TensorProto.FLOAT, list(shape))],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in order], initial)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9), path)


class Case(unittest.TestCase):
    """A folder with pictures and a model."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.model = self.path("model.onnx")
        small_model(self.model)
        random = np.random.default_rng(1)
        self.rows = []
        for number in range(23):
            path = self.path(f"{number}.png")
            Image.fromarray(random.integers(0, 256, (20 + number, 30, 3), dtype=np.uint8)).save(path)
            self.add(f"{number}.png", path)

    def tearDown(self):
        self.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def add(self, name, path, digest=None):
        if digest is None:
            with open(path, "rb") as file:
                digest = hashlib.sha256(file.read()).digest()
        self.rows.append({"image_id": name, "sha256": digest, "path": path, "url": None})

    def request(self, threads=2, checkpoint=None, dimensions=8, action="embed", **parameters):
        pq.write_table(pa.Table.from_pylist(self.rows, SCHEMA), self.path("images.parquet"))
        return {
            "winnow": 2, "stage": "embed", "action": action, "threads": threads, "checkpoint": checkpoint,
            "parameters": {
                "dimensions": dimensions, "input_size": 96, "colour": False, "filters": 128, "input": 32, "batch": 4,
                **parameters},
            "inputs": {"images": self.path("images.parquet")},
            "outputs": {"embeddings": self.path("out.parquet"), "broken": self.path("broken.parquet")},
        }

    def start(self, request, arguments=None):
        with open(self.path("request.json"), "w", encoding="utf-8") as file:
            json.dump(request, file)
        return subprocess.Popen(
            [sys.executable, HOOK, *([self.model] if arguments is None else arguments)],
            env={**os.environ, "WINNOW_REQUEST": self.path("request.json")}, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)

    def embed(self, **options):
        """Vectors by image, reasons by image."""
        process = self.start(self.request(**options))
        self.output, errors = process.communicate()
        self.assertEqual(process.returncode, 0, errors)
        table = pq.read_table(self.path("out.parquet"))
        vectors = dict(zip(table["image_id"].to_pylist(), np.array(table["embedding"].to_pylist(), np.float32)))
        broken = pq.read_table(self.path("broken.parquet"))
        return vectors, dict(zip(broken["image_id"].to_pylist(), broken["reason"].to_pylist()))

    def refused(self, words, arguments=None, **options):
        process = self.start(self.request(**options), arguments)
        _, errors = process.communicate()
        self.assertEqual(process.returncode, 1, errors)
        self.assertIn(words, errors)
        self.assertNotIn("Traceback", errors)
        self.assertFalse(os.path.exists(self.path("out.parquet")))


class Vectors(Case):
    def test_every_image_has_a_vector_whatever_the_threads(self):
        one, broken = self.embed(threads=1)
        self.assertEqual(list(one), [row["image_id"] for row in self.rows])
        self.assertEqual(broken, {})
        self.assertIn("winnow: progress 1.0000", self.output)
        for threads in (2, 5):
            other, _ = self.embed(threads=threads)
            for name, vector in one.items():
                self.assertEqual(vector.tobytes(), other[name].tobytes(), f"{name}, {threads} threads")

    def test_another_batch_gives_nearly_the_same(self):
        one, _ = self.embed(batch=1)
        for batch in (3, 64):
            other, _ = self.embed(batch=batch)
            for name, vector in one.items():
                np.testing.assert_allclose(other[name], vector, rtol=1e-4, atol=1e-5)

    def test_a_fixed_batch_is_kept_and_the_last_is_filled_up(self):
        one, _ = self.embed()
        small_model(self.model, shape=(5, 3, 32, 32))
        fixed, _ = self.embed()
        for name, vector in one.items():
            np.testing.assert_allclose(fixed[name], vector, rtol=1e-4, atol=1e-5)

    def test_the_pixels_are_those_that_the_spec_says(self):
        base, _ = self.embed()
        for change in ({"channels": "bgr"}, {"mean": [0, 0, 0]}, {"deviation": [1, 1, 1]}, {"input": 36}):
            other, _ = self.embed(**change)
            self.assertFalse(np.allclose(other["0.png"], base["0.png"]), change)
        # By hand: one picture, mean and deviation, and onnxruntime as it is.
        import onnxruntime

        picture = Image.open(self.path("3.png")).convert("RGB").resize((32, 32), Image.Resampling.BICUBIC)
        values = (np.asarray(picture, np.float32) / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
        session = onnxruntime.InferenceSession(self.model)
        expected = session.run(["pooled"], {"images": values.transpose(2, 0, 1)[None].astype(np.float32)})[0][0]
        np.testing.assert_allclose(base["3.png"], expected, rtol=1e-4, atol=1e-5)

    def test_the_middle_is_cut_out_where_it_is_asked_for(self):
        self.rows = []
        picture = Image.fromarray(np.random.default_rng(4).integers(0, 256, (40, 91, 3), dtype=np.uint8))
        scaled = picture.resize((32 * 91 // 40, 32), Image.Resampling.BICUBIC)
        for name, drawn in (("wide.png", picture), ("middle.png", scaled.crop((20, 0, 52, 32)))):
            drawn.save(self.path(name))
            self.add(name, self.path(name))
        Image.new("RGB", (100_000, 1)).save(self.path("line.png"))
        self.add("line.png", self.path("line.png"))
        vectors, broken = self.embed(crop="centre")
        np.testing.assert_allclose(vectors["wide.png"], vectors["middle.png"], rtol=1e-4)
        self.assertEqual(broken, {"line.png": "too_many_pixels"})

    def test_tokens_and_maps_are_pooled(self):
        base, _ = self.embed()
        for output in ("map", "tokens_out"):
            found, _ = self.embed(output=output, pooling="mean")
            np.testing.assert_allclose(found["0.png"], base["0.png"], rtol=1e-4, atol=1e-5)
        most, _ = self.embed(output="map", pooling="max")
        same, _ = self.embed(output="tokens_out", pooling="max")
        np.testing.assert_allclose(most["0.png"], same["0.png"], rtol=1e-4)
        first, _ = self.embed(output="tokens_out", pooling="first")
        self.assertFalse(np.allclose(first["0.png"], most["0.png"]))

    def test_what_stands_beside_the_model_holds_and_the_spec_wins(self):
        base, _ = self.embed(channels="bgr")
        with open(self.path("model.json"), "w", encoding="utf-8") as file:
            json.dump({"channels": "bgr", "batch": 9}, file)
        beside, _ = self.embed()
        np.testing.assert_array_equal(beside["0.png"], base["0.png"])
        won, _ = self.embed(channels="rgb")
        self.assertFalse(np.allclose(won["0.png"], base["0.png"]))


class Pictures(Case):
    def test_what_cannot_be_read_is_named_and_the_rest_goes_on(self):
        with open(self.path("3.png"), "rb") as file:
            content = file.read()
        for name, written in (("cut.png", content[:60]), ("text.png", b"no picture")):
            with open(self.path(name), "wb") as file:
                file.write(written)
            self.add(name, self.path(name))
        Image.fromarray(np.full((9, 9), 3_000, np.uint16)).save(self.path("deep.png"))
        self.add("deep.png", self.path("deep.png"))
        self.add("other.png", self.path("3.png"), digest=bytes(32))
        self.add("gone.png", self.path("gone.png"), digest=bytes([1]) * 32)
        self.add("elsewhere.png", None, digest=bytes([2]) * 32)
        vectors, broken = self.embed()
        self.assertEqual(len(vectors), 23)
        self.assertEqual(broken, {
            "cut.png": "not_decodable", "text.png": "not_decodable", "other.png": "changed", "gone.png": "missing",
            "elsewhere.png": "missing", "deep.png": "unsupported_depth"})

    def test_a_photograph_is_turned_as_its_camera_says(self):
        picture = Image.open(self.path("3.png")).convert("RGB")
        picture.save(self.path("straight.png"))
        turned = picture.transpose(Image.Transpose.ROTATE_90)
        exif = Image.Exif()
        exif[0x0112] = 6
        turned.save(self.path("turned.png"), exif=exif)
        self.add("straight.png", self.path("straight.png"))
        self.add("turned.png", self.path("turned.png"))
        vectors, _ = self.embed()
        np.testing.assert_allclose(vectors["turned.png"], vectors["straight.png"], rtol=1e-4, atol=1e-5)

    def test_equal_pictures_are_computed_once_and_all_have_the_vector(self):
        self.add("copy.png", self.path("3.png"))
        vectors, _ = self.embed()
        self.assertEqual(vectors["copy.png"].tobytes(), vectors["3.png"].tobytes())

    def test_no_images_give_empty_tables(self):
        self.rows = []
        pq.write_table(pa.Table.from_pylist([], SCHEMA), self.path("images.parquet"))
        process = self.start(self.request())
        _, errors = process.communicate()
        self.assertEqual(process.returncode, 0, errors)
        self.assertEqual(pq.read_table(self.path("out.parquet")).num_rows, 0)


class Refusals(Case):
    def test_the_model(self):
        self.refused("there is no model", arguments=[self.path("none.onnx")])
        self.refused("expected one argument", arguments=[])
        self.refused("no model that onnxruntime reads", arguments=[self.path("3.png")])
        small_model(self.model, shape=("n", 3, 64, 64))
        self.refused("takes pictures of 64 pixels, 'input' says 32")
        self.refused("which has no three channels where layout nhwc has them", layout="nhwc")

    def test_a_model_of_other_axes(self):
        value = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 4])
        graph = helper.make_graph(
            [helper.make_node("Identity", ["x"], ["y"])], "flat", [value],
            [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 4])])
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9), self.model)
        self.refused("expected one input of four axes")

    def test_the_output(self):
        self.refused("has 8 numbers an image, 'dimensions' says 9", dimensions=9)
        self.refused("has no output 'none'; there are pooled, map, tokens_out", output="none")
        self.refused("'pooling' makes one vector of many", output="map")
        self.refused("pooling 'first' needs tokens", output="map", pooling="first")

    def test_numbers_that_are_none(self):
        small_model(self.model, poison=True)
        self.refused("the model gives NaN or infinity for '")

    def test_the_settings(self):
        self.refused("'means' is not known; there are input, mean", means=[0, 0, 0])
        self.refused("'layout' is 'chw', expected nchw or nhwc", layout="chw")
        self.refused("'batch' is 0, expected a whole number from 1 to 4096", batch=0)
        self.refused("'deviation' is [0, 1, 1], expected three numbers above 0", deviation=[0, 1, 1])
        self.refused("this embedder is not fitted", action="fit")


class Interruption(Case):
    def test_a_killed_run_goes_on(self):
        small_model(self.model, width=64, slow=6)
        random = np.random.default_rng(2)
        for number in range(6_000):
            path = self.path(f"more-{number}.png")
            Image.fromarray(random.integers(0, 256, (8, 8, 3), dtype=np.uint8)).save(path)
            self.add(f"more-{number}.png", path)
        whole, _ = self.embed(dimensions=64)
        os.remove(self.path("out.parquet"))
        os.mkdir(self.path("checkpoint"))
        process = self.start(self.request(dimensions=64, checkpoint=self.path("checkpoint")))
        for line in process.stdout:
            if "progress" in line:
                break
        process.send_signal(signal.SIGKILL)
        process.communicate()
        self.assertFalse(os.path.exists(self.path("out.parquet")))
        kept = [name for name in os.listdir(self.path("checkpoint")) if name.endswith(".npz")]
        self.assertTrue(kept)
        again, _ = self.embed(dimensions=64, checkpoint=self.path("checkpoint"))
        # The first line comes when as much as was kept has been done besides.
        self.assertGreater(float(self.output.split("progress ")[1].split()[0]), 0.5, "it began anew")
        self.assertEqual(list(whole), list(again))
        for name, vector in whole.items():
            self.assertEqual(vector.tobytes(), again[name].tobytes(), name)


@unittest.skipUnless(os.path.exists(NETWORK) and os.environ.get("WEIGHTS"), "make check-convnet was not run")
class Lite0(Case):
    def test_the_built_in_network_exported_gives_the_same_features(self):
        sys.path.insert(0, os.path.join(ROOT, "Benchmarks/convnet"))
        from network import model, picture

        onnx.save(model(os.environ["WEIGHTS"]), self.model)
        side = 128
        pixels = np.rint(picture(side) * 128 + 127).astype(np.uint8)
        Image.fromarray(pixels).save(self.path("defined.png"))
        self.rows = []
        self.add("defined.png", self.path("defined.png"))
        # (v - 127) / 128 in the hook's terms.
        vectors, _ = self.embed(dimensions=2048, input=side, mean=[127 / 255] * 3, deviation=[128 / 255] * 3)
        done = subprocess.run(
            [NETWORK, os.environ["WEIGHTS"], str(side), "1", "1", "plain"], capture_output=True, check=True)
        expected = np.frombuffer(done.stdout, "<f4")
        off = np.linalg.norm(vectors["defined.png"] - expected) / np.linalg.norm(expected)
        self.assertLess(off, 1e-4)


if __name__ == "__main__":
    unittest.main()

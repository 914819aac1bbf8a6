"""open_clip's ViT-B/32 as ONNX: its vectors of real files, by the embedder, are open_clip's own."""

import json
import logging
import os
import subprocess
import sys
import tempfile
import unittest

import numpy as np
import open_clip
import pyarrow.parquet as pq
import torch
from PIL import Image
from project import HOOKS, Project
from test_embed_onnx import Case

SCRIPT = os.path.join(HOOKS, "export_clip.py")


def export(*arguments):
    return subprocess.run([sys.executable, "-B", SCRIPT, *arguments], capture_output=True, text=True, check=False)


class Clip(Case):
    """Weights are random, but of the real architecture: ViT-B/32, 512 numbers."""

    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.exported = os.path.join(cls.holder.name, "clip.onnx")
        logging.disable(logging.WARNING)
        torch.manual_seed(11)
        cls.theirs, _, cls.prepare = open_clip.create_model_and_transforms("ViT-B-32", pretrained=None)
        cls.theirs.eval()
        cls.weights = os.path.join(cls.holder.name, "weights.pt")
        torch.save(cls.theirs.state_dict(), cls.weights)
        done = export(cls.exported, "--pretrained", cls.weights)
        assert done.returncode == 0, done.stderr
        cls.said = done.stdout

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def vector(self, path):
        """open_clip's own, with its own preprocessing."""
        with torch.no_grad():
            return self.theirs.encode_image(self.prepare(Image.open(path))[None]).numpy()[0]

    def photographs(self):
        """Pictures of many shapes, wide, high, small, large, odd; grey ones too."""
        random, self.rows = np.random.default_rng(3), []
        for width, height in ((224, 224), (225, 224), (640, 480), (301, 517), (97, 33), (33, 97), (1000, 225), (7, 5)):
            small = random.integers(0, 256, (max(2, height // 9), max(2, width // 9), 3), dtype=np.uint8)
            picture = Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)
            for mode, ending in (("RGB", "png"), ("L", "png"), ("RGB", "jpg")):
                name = f"{width}x{height}-{mode}.{ending}"
                picture.convert(mode).save(self.path(name))
                self.add(name, self.path(name))

    def test_vectors_are_those_of_open_clip(self):
        self.photographs()
        self.model = self.exported
        vectors, broken = self.embed(dimensions=512, input=224, batch=5)
        self.assertEqual((len(vectors), broken), (24, {}))
        far = 0
        for row in self.rows:
            expected = self.vector(row["path"])
            far = max(far, np.abs(vectors[row["image_id"]] - expected).max())
            self.assertLess(np.abs(vectors[row["image_id"]] - expected).max(), 1e-4, row["image_id"])
        print(f"export_clip: 24 pictures, at most {far:.1e} from open_clip's vectors, whose length is "
              f"{np.linalg.norm(expected):.1f}")
        # What the whole picture scaled would give is something else: the test sees the difference.
        whole, _ = self.embed(dimensions=512, input=224, crop="none")
        self.assertGreater(np.abs(whole["640x480-RGB.png"] - vectors["640x480-RGB.png"]).max(), 1e-2)

    def test_what_lies_beside_the_model_says_how_pictures_are_brought_to_it(self):
        with open(os.path.join(self.holder.name, "clip.json"), encoding="utf-8") as file:
            found = json.load(file)
        self.assertEqual((found["input"], found["crop"]), (224, "centre"))
        np.testing.assert_allclose(found["mean"], open_clip.OPENAI_DATASET_MEAN)
        np.testing.assert_allclose(found["deviation"], open_clip.OPENAI_DATASET_STD)
        self.assertRegex(self.said, r"ViT-B-32, 512 numbers a picture; at most .*e-0[5-9] of their length")
        self.assertEqual(sorted(os.listdir(self.holder.name)), ["clip.json", "clip.onnx", "weights.pt"])

    def test_the_program_embeds_with_it(self):
        with tempfile.TemporaryDirectory() as folder:
            project = Project(os.path.join(folder, "user"), images=60)
            os.makedirs(project.folder + "/pipelines/models")
            for name in ("clip.onnx", "clip.json"):
                os.link(os.path.join(self.holder.name, name), f"{project.folder}/pipelines/models/{name}")
            project.write(
                "{}", embed=f"{{run: [{sys.executable}, hooks/embed_onnx.py, models/clip.onnx], "
                "files: [models/clip.json], dimensions: 512}")
            project.seal(0)
            project.winnow("run", "1", "--until", "embed")
            row = pq.read_table(project.path("embed/index.parquet")).to_pylist()[17]
            part = pq.read_table(os.path.join(project.data, row["part"]))
            found = np.array(part["embedding"][row["row"]].as_py(), np.float32)
            expected = self.vector(os.path.join(project.pictures, row["image_id"]))
            self.assertLess(np.abs(found - expected).max(), 1e-4)


class Refusals(unittest.TestCase):
    def test_the_command_line(self):
        with tempfile.TemporaryDirectory() as folder:
            for arguments, code, words in (
                (["x.onnx"], 2, "one of the arguments --pretrained --random is required"),
                (["x.bin", "--random", "1"], 1, "'x.bin' does not end in .onnx"),
                ([folder + "/none/x.onnx", "--random", "1"], 1, "there is no folder"),
                ([folder + "/x.onnx", "--pretrained", SCRIPT], 1, "cannot be had"),
                ([folder + "/x.onnx", "--pretrained", "nobody_knows_it"], 1, "cannot be had")):
                done = export(*arguments)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertIn(words, done.stderr)
                self.assertNotIn("Traceback", done.stderr)
            self.assertEqual(os.listdir(folder), [])


if __name__ == "__main__":
    unittest.main()

"""scikit-learn's logistic regression by the contract, and as the model of the real program."""

import json
import os
import shutil
import sys
import tempfile
import unittest

import numpy as np
from project import Direct, Project


class Contract(Direct):
    hook = "train_sklearn.py"

    def fill(self, classes="abc", groups=12, spread=1.0, unlabelled=8):
        """Clouds of vectors, a class each; groups of three."""
        for number in range(groups * 3):
            label = classes[number % len(classes)]
            vector = self.random.normal(size=4) * spread + 2 * np.eye(4)["abc".index(label)]
            self.add(f"{number:03}", label, f"g{number // 3}", 0.5 + number % 2, vector)
        for number in range(unlabelled):
            self.add(f"x{number}", vector=self.random.normal(size=4))

    def test_probabilities_are_those_of_scikit_learn_with_the_weights_of_the_labels(self):
        from sklearn.linear_model import LogisticRegression

        self.fill()
        found = self.answered()
        x = np.array([row["embedding"] for row in self.rows], np.float32)
        labelled = [row for row in self.rows if row["label"]]
        weights = np.array([row["weight"] for row in labelled])
        model = LogisticRegression(C=1, class_weight="balanced", max_iter=2_000)
        model.fit(x[:36], [row["label"] for row in labelled], weights)
        np.testing.assert_allclose(found["probabilities"], model.predict_proba(x), atol=1e-5)
        before = found["probabilities"]
        for row in labelled[:18]:
            row["weight"] = 0.01
        shutil.rmtree(self.path("checkpoint"))
        self.assertGreater(np.abs(self.answered()["probabilities"] - before).max(), 0.01)

    def test_two_classes_and_one_that_nobody_has_seen(self):
        from sklearn.linear_model import LogisticRegression

        self.fill("ab")
        found = self.answered()
        x = np.array([row["embedding"] for row in self.rows], np.float32)
        labelled = [row for row in self.rows if row["label"]]
        model = LogisticRegression(C=1, class_weight="balanced", max_iter=2_000)
        model.fit(x[:36], [row["label"] for row in labelled], [row["weight"] for row in labelled])
        np.testing.assert_allclose(found["probabilities"][:, :2], model.predict_proba(x), atol=1e-5)
        self.assertEqual(found["probabilities"][:, 2].max(), 0)

    def test_one_class_alone(self):
        self.fill("b")
        np.testing.assert_array_equal(self.answered()["tempered"], np.tile(np.float32([0, 1, 0]), (44, 1)))

    def test_the_temperature_is_that_of_groups_that_were_not_seen(self):
        # Labels that say nothing: whoever is sure is wrong, and the temperature says so.
        self.parameters["regularization"] = 1_000
        self.fill()
        for row in self.rows:
            row["embedding"] = list(self.random.normal(size=20))
        found = self.answered()
        self.assertGreater(self.metrics["temperature"], 2)
        self.assertGreater(self.metrics["held_back"], 0)
        self.assertEqual(self.metrics["held_back"] % 3, 0, "a group was torn apart")
        self.assertGreater(found["probabilities"].max(axis=1).mean(), found["tempered"].max(axis=1).mean())
        np.testing.assert_array_equal(found["probabilities"].argmax(1), found["tempered"].argmax(1))

    def test_one_group_has_no_temperature(self):
        self.fill()
        for row in self.rows:
            row["group"] = "one"
        found = self.answered()
        self.assertEqual((self.metrics["temperature"], self.metrics["held_back"]), (1, 0))
        np.testing.assert_array_equal(found["probabilities"], found["tempered"])

    def test_what_was_learnt_is_found_again(self):
        self.fill()
        first = self.answered()
        self.assertIn("without the groups", self.said)
        again = self.answered()
        self.assertNotIn("without the groups", self.said)
        np.testing.assert_array_equal(first["tempered"], again["tempered"])


class Program(unittest.TestCase):
    def test_the_program_trains_with_it_and_two_runs_give_the_same_bits(self):
        with tempfile.TemporaryDirectory() as folder:
            project = Project(folder)
            project.write(f"{{run: [{sys.executable}, hooks/train_sklearn.py]}}")
            project.seal(0)
            project.winnow("run", "1", "--until", "score", "--threads", "2")
            digests = project.digests()
            self.assertIn("state/model.npy", digests)
            probabilities = np.array(project.predictions()["tempered"].to_pylist())
            np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
            with open(project.path("train/metrics.json"), encoding="utf-8") as file:
                self.assertEqual(json.load(file)["hook"]["labels"], 40)
            project.again()
            project.winnow("run", "1", "--until", "score", "--threads", "1")
            self.assertEqual(project.digests(), digests)
            self.assertFalse(os.listdir(os.path.join(project.data, "staging")))


if __name__ == "__main__":
    unittest.main()

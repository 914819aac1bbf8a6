"""Tests pipelines/datasets.py as a program, on small folders in the layout of the public data sets."""

import collections
import csv
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import unittest

from PIL import Image

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "pipelines", "datasets.py")
KINDS = ["open", "short", "mousebite", "spur", "copper", "pinhole"]


def run(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-B", os.path.abspath(SCRIPT), *map(str, arguments)], capture_output=True, text=True, timeout=300, cwd=cwd,
        check=False)


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder):
    """Every file below a folder with its digest."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = hashlib.sha256(file.read()).hexdigest()
    return found


class Folder(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="winnow-datasets-")
        self.addCleanup(self.scratch.cleanup)
        self.root = self.scratch.name

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def refused(self, outcome, code, *words):
        self.assertEqual(outcome.returncode, code, outcome.stderr)
        for word in words:
            self.assertIn(word, outcome.stderr)
        self.assertNotIn("Traceback", outcome.stderr)
        self.assertEqual([name for name in os.listdir(self.root) if "out" in name], [])


class Boards(Folder):
    SIDE = 320

    def board(self, number, lines, group="12000", picture=True, name=None):
        """A grey board; the middle of each box has a spot of the brightness 40 × kind."""
        folder, notes = self.path("d", "PCBData", f"group{group}", group), self.path("d", "PCBData", f"group{group}", f"{group}_not")
        os.makedirs(folder, exist_ok=True)
        os.makedirs(notes, exist_ok=True)
        name = name or f"{group}{number:03d}"
        if picture:
            image = Image.new("L", (self.SIDE, self.SIDE), 0)
            for line in lines:
                fields = line.replace(",", " ").split()
                if len(fields) == 5 and all(field.isdigit() and len(field) < 4 for field in fields):
                    x1, y1, x2, y2, kind = map(int, fields)
                    if x1 < x2 and y1 < y2:
                        image.paste(40 * kind, ((x1 + x2) // 2 - 4, (y1 + y2) // 2 - 4, (x1 + x2) // 2 + 4, (y1 + y2) // 2 + 4))
            for kind in ("test", "temp"):
                image.save(os.path.join(folder, f"{name}_{kind}.jpg"), quality=95)
        with open(os.path.join(notes, f"{name}.txt"), "w", encoding="latin-1") as file:
            file.write("".join(line + "\n" for line in lines))
        return name

    def download(self):
        """Twelve boards with two defects of each kind in all."""
        draw = random.Random(1)
        for number in range(12):
            x, y = draw.randrange(20, 260), draw.randrange(20, 260)
            separator = "," if number % 3 == 0 else " "
            self.board(number, [separator.join(map(str, (x, y, x + 30, y + 24, number % 6 + 1)))])

    def test_crops_groups_and_truth(self):
        self.download()
        outcome = run("pcb", self.path("d"), self.path("out"), "--crops", 200)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertIn("boards: 12, groups of the download: 1\nimages: 197, of them 188 normal, 2 mousebite, 2 open, 2 short, 1 copper", outcome.stdout)
        self.assertIn("made ", outcome.stdout)
        truth = {row["image"]: row["label"] for row in table(self.path("out", "truth.csv"))}
        group = {row["image"]: row["group"] for row in table(self.path("out", "metadata.csv"))}
        self.assertEqual(list(truth), sorted(truth))
        self.assertEqual(list(truth), list(group))
        self.assertEqual(sorted(os.listdir(self.path("out", "images"))), sorted(name[len("images/"):] for name in truth))
        self.assertGreaterEqual(set(truth.values()), {"normal", "short", "open", "mousebite"})
        for name, label in truth.items():
            self.assertRegex(name, r"^images/[0-9]{8}-[0-9]{5}\.png$")
            self.assertEqual(name[7:15], group[name])
            with Image.open(self.path("out", name)) as image:
                self.assertEqual((image.size, image.mode), ((64, 64), "L"))
                brightest = image.getextrema()[1]
            # What the truth says is what the crop shows: a spot of that kind, or none.
            kind = 0 if label == "normal" else KINDS.index(label) + 1
            self.assertLess(abs(brightest - 40 * kind), 20, name)
        # Boards give about as many crops each.
        per_board = collections.Counter(group.values())
        self.assertLessEqual(max(per_board.values()) - min(per_board.values()), 3)

    def test_names_say_nothing_of_the_class(self):
        self.download()
        run("pcb", self.path("d"), self.path("out"), "--crops", 200)
        rows = sorted(table(self.path("out", "truth.csv")), key=lambda row: row["image"][-9:])
        places = [place for place, row in enumerate(rows) if row["label"] != "normal"]
        self.assertEqual([row["image"][-9:-4] for row in rows], [f"{n:05d}" for n in range(len(rows))])
        self.assertTrue(50 < sum(places) / len(places) < 150, places)

    def test_the_same_again(self):
        self.download()
        for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
            self.assertEqual(run("pcb", self.path("d"), self.path(name), "--crops", 200, "--seed", seed).returncode, 0)
        self.assertEqual(contents(self.path("a")), contents(self.path("b")))
        self.assertNotEqual(contents(self.path("a")), contents(self.path("c")))
        # The folder below is taken too, and gives the same.
        self.assertEqual(run("pcb", self.path("d", "PCBData"), self.path("e"), "--crops", 200).returncode, 0)
        self.assertEqual(contents(self.path("a")), contents(self.path("e")))

    def test_what_falls_short_is_said(self):
        self.download()
        outcome = run("pcb", self.path("d"), self.path("out"), "--crops", 1000)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertIn("fewer than were wanted of short: 2 of 18", outcome.stdout)

    def test_annotations_are_not_trusted(self):
        self.download()
        bad = {
            20: ["10 10 40 40 7"], 21: ["-5 10 40 40 1"], 22: ["40 40 10 10 1"], 23: ["10 10 400 40 2"], 24: ["10 10 40 40"],
            25: ["1e3 10 40 40 1"], 26: ["9" * 5000 + " 1 2 3 4"], 27: ["\x1b[2J 1 2 3 4"], 28: ["10 10 40 40 1"] * 9000,
            29: ["nan nan nan nan 1"],
        }
        names = {self.board(number, lines) for number, lines in bad.items()}
        outcome = run("pcb", self.path("d"), self.path("out"), "--crops", 200)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertIn("boards left out whole for an annotation that is not understood: 10 (the first: "
                      "group12000/12000_not/12000020.txt: line 1 has the kind 7, expected 1 to 6)", outcome.stdout)
        self.assertNotIn("\x1b", outcome.stdout)
        self.assertFalse(names & {row["group"] for row in table(self.path("out", "metadata.csv"))})

    def test_links_and_other_things_are_counted(self):
        self.download()
        folder = self.path("d", "PCBData", "group12000", "12000")
        with open(self.path("secret"), "w", encoding="utf-8") as file:
            file.write("10 10 40 40 1\n")
        self.board(30, ["10 10 40 40 1"])
        os.remove(self.path("d", "PCBData", "group12000", "12000_not", "12000030.txt"))
        os.symlink(self.path("secret"), self.path("d", "PCBData", "group12000", "12000_not", "12000030.txt"))
        os.symlink(os.path.join(folder, "12000001_test.jpg"), os.path.join(folder, "12000031_test.jpg"))
        os.mkfifo(os.path.join(folder, "12000032_test.jpg"))
        with open(os.path.join(folder, "12000033_test.jpg"), "wb") as file:
            file.write(b"no picture")
        with open(self.path("d", "PCBData", "group12000", "12000_not", "12000033.txt"), "w", encoding="utf-8") as file:
            file.write("10 10 40 40 1\n")
        with open(os.path.join(folder, "notes.doc"), "wb"):
            pass
        self.board(34, ["10 10 40 40 1"])
        os.remove(self.path("d", "PCBData", "group12000", "12000_not", "12000034.txt"))
        os.makedirs(self.path("d", "PCBData", "group13000"))
        os.symlink(self.path("d", "PCBData", "group12000"), self.path("d", "PCBData", "group44000"))
        outcome = run("pcb", self.path("d"), self.path("out"), "--crops", 200)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        for words in (
            "links, which are not followed: 3 (the first: group12000/12000_not/12000030.txt)", "entries that are no files: 1 (the first: "
            "group12000/12000/12000032_test.jpg)", "pictures that cannot be read: 1 (the first: group12000/12000/12000033_test.jpg",
            "files of other names: 1 (the first: group12000/12000/notes.doc)", "boards without an annotation file",
            "groups without the folders"):
            self.assertIn(words, outcome.stdout)

    def test_a_crop_that_shows_two_kinds_is_left_out(self):
        self.download()
        self.board(40, ["100 100 130 124 1", "104 104 134 128 2"])
        outcome = run("pcb", self.path("d"), self.path("out"), "--crops", 200)
        self.assertIn("defects beside one of another kind, which the crop would show too: 2 (the first: 12000040)", outcome.stdout)

    def test_a_folder_of_another_layout(self):
        os.makedirs(self.path("d", "photos"))
        self.refused(run("pcb", self.path("d"), self.path("out")), 2, "is not DeepPCB as it is downloaded: there is photos; expected",
                     "PCBData/group00041/00041/00041000_test.jpg")

    def test_no_board_that_can_be_used(self):
        self.board(1, ["1 2 3"])
        self.refused(run("pcb", self.path("d"), self.path("out")), 3, "no board can be used", "boards left out whole")

    def test_what_is_there_stays(self):
        self.download()
        os.mkdir(self.path("result"))
        self.refused(run("pcb", self.path("d"), self.path("result")), 2, "is there already")
        self.refused(run("pcb", self.path("nowhere"), self.path("result2")), 2, "there is no folder")
        self.refused(run("pcb", self.path("d"), self.path("no", "result")), 2, "there is no folder")
        self.refused(run("pcb", self.path("d"), self.path("out"), "--crops", "9"), 2, "expected a whole number from 100")

    def test_nothing_half_made_stays(self):
        self.download()
        before = contents(self.path("d"))
        # No room for the folder's files: a limit on the size of a file stands in for a full disk.
        program = "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)); import signal; " \
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
        outcome = subprocess.run(
            [sys.executable, "-B", "-c", program, os.path.abspath(SCRIPT), "pcb", self.path("d"), self.path("out")], capture_output=True,
            text=True, timeout=300, check=False)
        self.refused(outcome, 3, "datasets: ")
        self.assertEqual(os.listdir(self.root), ["d"])
        self.assertEqual(contents(self.path("d")), before)


class Tiles(Folder):
    FOLDERS = {"MT_Free": 3, "MT_Blowhole": 2, "MT_Break": 1, "MT_Crack": 1, "MT_Fray": 1, "MT_Uneven": 1}

    def download(self):
        """Tiles of six exposures each, each with a pattern of its own."""
        number, truth = 100, {}
        for folder, tiles in self.FOLDERS.items():
            os.makedirs(self.path("d", folder, "Imgs"))
            for _ in range(tiles):
                draw = random.Random(number)
                small = Image.new("L", (6, 8))
                small.putdata([draw.randrange(60, 200) for _ in range(48)])
                picture = small.resize((90, 120), Image.Resampling.BICUBIC)
                tile = number
                for exposure in range(1, 7):
                    number += 17
                    image = picture.point(lambda value, e=exposure: value * (10 + e) // 16)
                    name = f"exp{exposure}_num_{number}"
                    image.save(self.path("d", folder, "Imgs", f"{name}.jpg"), quality=90)
                    image.save(self.path("d", folder, "Imgs", f"{name}.png"))
                    truth[f"images/{name}.jpg"] = (folder[3:].lower(), tile)
                number += 40
        return truth

    def test_photographs_groups_and_truth(self):
        known = self.download()
        outcome = run("magnetic-tile", self.path("d"), self.path("out"))
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        self.assertIn("photographs: 54, tiles, as far as numbers, sizes and likeness tell: 9", outcome.stdout)
        self.assertIn("everything was taken", outcome.stdout)
        truth = {row["image"]: row["label"] for row in table(self.path("out", "truth.csv"))}
        self.assertEqual(truth, {name: label for name, (label, _) in known.items()})
        rows = table(self.path("out", "metadata.csv"))
        tile = {row["image"]: row["group"] for row in rows}
        self.assertEqual(len({(tile[name], tile_number) for name, (_, tile_number) in known.items()}), 9)
        self.assertEqual({row["exposure"] for row in rows}, {f"exp{n}" for n in range(1, 7)})
        before, after = contents(self.path("d")), contents(self.path("out"))
        for name in truth:
            folder = next(f for f in self.FOLDERS if f[3:].lower() == truth[name])
            self.assertEqual(after[name], before[f"{folder}/Imgs/{name[7:]}"])
        self.assertEqual(run("magnetic-tile", self.path("d"), self.path("again")).returncode, 0)
        self.assertEqual(contents(self.path("again")), after)

    def test_what_is_left_out_is_named(self):
        self.download()
        folder = self.path("d", "MT_Free", "Imgs")
        with open(os.path.join(folder, "exp1_num_9000.jpg"), "wb") as file:
            file.write(b"\xff\xd8 cut short")
        os.symlink(os.path.join(folder, "exp1_num_117.jpg"), os.path.join(folder, "exp1_num_9001.jpg"))
        with open(os.path.join(folder, "Thumbs.db"), "wb"):
            pass
        twin = sorted(name for name in os.listdir(folder) if name.endswith(".jpg"))[0]
        with open(os.path.join(folder, twin), "rb") as file, open(self.path("d", "MT_Crack", "Imgs", twin), "wb") as copy:
            copy.write(file.read())
        outcome = run("magnetic-tile", self.path("d"), self.path("out"))
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        for words in (
            "images: 53, of them", "pictures that cannot be read: 1 (the first: MT_Free/Imgs/exp1_num_9000.jpg", "links, which are not followed",
            "files of other names: 1 (the first: MT_Free/Imgs/Thumbs.db)", f"names that stand in several classes: 1 (the first: {twin})"):
            self.assertIn(words, outcome.stdout)

    def test_a_class_is_missing(self):
        self.download()
        os.rename(self.path("d", "MT_Fray"), self.path("d", "Fray"))
        self.refused(
            run("magnetic-tile", self.path("d"), self.path("out")), 2, "it lacks MT_Fray; expected", "MT_Fray/Imgs/exp1_num_108719.jpg")


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    outcome = unittest.TextTestRunner(stream=open(os.devnull, "w") if len(sys.argv) == 1 else None).run(suite)
    for case, text in outcome.failures + outcome.errors:
        print(f"{case}\n{text}", file=sys.stderr)
    wrong = len(outcome.failures) + len(outcome.errors)
    print(f"datasets: {outcome.testsRun} tests, {wrong} failed" if wrong else f"datasets: {outcome.testsRun} tests passed")
    sys.exit(1 if wrong else 0)

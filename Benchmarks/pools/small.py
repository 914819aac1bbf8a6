"""Runs pools of 2 to 700 real photographs through iteration 0 and 1, and says of each how it went.

The pools are drawn from folders that hold `images/` and `truth.csv` (`image,label`), in turn. Iteration 0 is answered by
simulated annotators who know the truth; iteration 1 embeds, trains, scores and clusters, and is run until its batch is
exported. A pool has come through if that took no error and every picture has a vector of finite numbers.
"""

import argparse
import csv
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

SIZES = [2, 3, 4, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 160, 200, 240, 300, 400, 550, 700]

SPEC = """winnow: 1
name: small
data: data
random_seed: {seed}
classes: [{classes}]
negative_class: '{negative}'
pool: {{root: pool}}
annotators: [{{id: ana, senior: true}}]
stages:
  seed:    {{size: {first}}}
  embed:   {{run: [winnow, hook, patch-embed]{embed}}}
  train:   {{run: [winnow, hook, linear-probe]}}
  score:   {{measure: margin}}
  cluster: {{method: kmeans, batch: {batch}}}
  export:  {{to: label-studio, annotators_per_image: 1}}
"""


def truth_of(folder):
    with open(f"{folder}/truth.csv", newline="") as file:
        return {row["image"]: row["label"] for row in csv.DictReader(file)}


def draw(folder, truth, size, seed, into):
    """Links `size` pictures, drawn by the seed alone, into a pool; returns the spec's text."""
    os.makedirs(f"{into}/pool")
    names = sorted(truth)
    chosen = sorted(random.Random(f"{os.path.basename(folder)}/{size}/{seed}").sample(names, size))
    for name in chosen:
        shutil.copy(f"{folder}/{name}" if os.path.exists(f"{folder}/{name}") else f"{folder}/images/{name}",
                    f"{into}/pool/{os.path.basename(name)}")
    with open(f"{into}/truth.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["image", "label"])
        writer.writerows((os.path.basename(name), truth[name]) for name in chosen)
    kinds = sorted(set(truth.values()))
    negative = max(kinds, key=lambda kind: sum(label == kind for label in truth.values()))
    suffixes = sorted({os.path.splitext(name)[1] for name in chosen})
    assert len(suffixes) == 1, suffixes
    text = SPEC.format(
        seed=seed, classes=", ".join(f"'{kind}'" for kind in kinds), negative=negative, first=max(1, size // 3),
        batch=max(1, size // 5), embed=", dimensions: 64, filters: 16" if seed % 3 == 2 else "")
    return text.replace("{root: pool}", f"{{root: pool, images: '*{suffixes[0]}'}}")


def run(winnow, folder, *arguments):
    outcome = subprocess.run([winnow, *arguments, "--spec", "spec.yaml"], cwd=folder, capture_output=True, text=True)
    return outcome.returncode, outcome.stderr


def through(winnow, folder, threads):
    """Runs both iterations; returns what went wrong, or nothing, and the seconds that `embed` took."""
    seconds = 0.0
    for _ in range(4):
        code, errors = run(winnow, folder, "run", "0", "--threads", threads)
        if code != 0:
            return f"iteration 0: {errors.strip().splitlines()[-1]}", seconds
        if "is sealed" in errors:
            break
        code, errors = run(winnow, folder, "annotate", "0", "--perfect", "--truth", "truth.csv")
        if code != 0:
            return f"annotate: {errors.strip().splitlines()[-1]}", seconds
    else:
        return "iteration 0 did not end", seconds
    code, errors = run(winnow, folder, "run", "1", "--threads", threads)
    found = re.search(r"embed done in ([0-9.]+) s", errors)
    seconds = float(found.group(1)) if found else 0.0
    if code != 0:
        return f"iteration 1, exit code {code}: " + " ".join(errors.strip().splitlines()[-3:]), seconds
    exports = [name for name in os.listdir(f"{folder}/data/iterations/001") if name.startswith("export")]
    if not exports:
        return "iteration 1 exported nothing", seconds
    broken = [name for name in os.listdir(f"{folder}/data/iterations/001/embed") if name == "broken.parquet"]
    if broken:
        return "iteration 1: pictures without a vector", seconds
    return "", seconds


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folders", nargs="+", help="folders with images/ and truth.csv")
    options.add_argument("--winnow", default=".build/release/winnow")
    options.add_argument("--seeds", type=int, default=1, help="pools of each size")
    options.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    options.add_argument("--threads", default="0", help="threads of the program; 0: all")
    options = options.parse_args()
    winnow = os.path.abspath(options.winnow)
    threads = str(os.cpu_count() or 1) if options.threads == "0" else options.threads
    truths = [truth_of(folder) for folder in options.folders]
    failed, count, start = 0, 0, time.monotonic()
    print(f"{'pictures':>8}  {'from':<16}  {'seed':>4}  {'embed s':>8}  outcome")
    for seed in range(1, options.seeds + 1):
        for size in options.sizes:
            turn = count % len(truths)
            with tempfile.TemporaryDirectory(prefix="winnow-pool-") as folder:
                spec = draw(options.folders[turn], truths[turn], size, count + seed, folder)
                with open(f"{folder}/spec.yaml", "w") as file:
                    file.write(spec)
                problem, seconds = through(winnow, folder, threads)
            count += 1
            failed += problem != ""
            name = os.path.basename(os.path.normpath(options.folders[turn]))
            print(f"{size:>8}  {name:<16}  {count - 1 + seed:>4}  {seconds:>8.2f}  {problem or 'exported'}", flush=True)
    print(f"{count - failed} of {count} pools of {min(options.sizes)} to {max(options.sizes)} real photographs came "
          f"through iteration 1, in {time.monotonic() - start:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

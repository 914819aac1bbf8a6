"""Features and speed of the built-in network beside onnxruntime on one thread, in the same run.

usage: peer.py NETWORK WEIGHTS
"""

import statistics
import subprocess
import sys
import time

import numpy as np
import onnxruntime

from network import model, picture

ROUNDS = 5


def ours(program, weights, side, pictures, repeats):
    """Features and milliseconds of CPU time a picture."""
    path = subprocess.run([program, "paths"], capture_output=True, text=True, check=True).stdout.split()[-1]
    done = subprocess.run(
        [program, weights, str(side), str(pictures), str(repeats), path], capture_output=True, check=True)
    return path, np.frombuffer(done.stdout, "<f4"), float(done.stderr)


def main():
    program, weights = sys.argv[1:]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model(weights).SerializeToString(), options, providers=["CPUExecutionProvider"])
    good = True
    for side in (64, 128, 224):
        batches = {n: np.repeat(picture(side).transpose(2, 0, 1)[None], n, axis=0) for n in (1, 8)}
        mine, theirs = [], []
        for _ in range(ROUNDS):
            path, found, taken = ours(program, weights, side, 8, 12)
            mine.append(taken)
            best = 1e9
            for n, batch in batches.items():
                for _ in range(12 if n == 8 else 40):
                    start = time.process_time()
                    (expected,) = session.run(None, {"pictures": batch})
                    best = min(best, 1e3 * (time.process_time() - start) / n)
            theirs.append(best)
        off = float(np.linalg.norm(found - expected[0]) / np.linalg.norm(expected[0]))
        good &= off < 1e-5
        a, b = statistics.median(mine), statistics.median(theirs)
        print(
            f"{side:4} px, one thread: {a:.2f} ms a picture ({path}), onnxruntime {onnxruntime.__version__} {b:.2f} ms "
            f"(ratio {a / b:.2f}, medians of {ROUNDS}); features {off:.1e} apart")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

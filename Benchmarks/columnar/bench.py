"""Times the columnar engine and the stages that stream through it beside their peers, turn by turn in one run.

usage: bench.py WINNOW COLUMNAR_BENCH FOLDER [JOB ...]    jobs: read write digest score score8 pick cluster pool idle; all by default

Prints a table of medians of five turns, with the ratio to the fastest peer. Everything is warm; whoever writes also syncs.
"""
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq

import workloads

TURNS = 5
HERE = os.path.dirname(os.path.abspath(__file__))


class Bench:
    def __init__(self, winnow, engine, folder):
        self.winnow, self.engine, self.folder = os.path.abspath(winnow), os.path.abspath(engine), os.path.abspath(folder)
        os.makedirs(self.folder, exist_ok=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    # How a turn of each is run: seconds, and a figure of its own.

    def ours(self, job, *arguments):
        text = subprocess.run([self.engine, job, *arguments], check=True, capture_output=True, text=True).stdout
        seconds, figure = text.split()
        return float(seconds), int(figure)

    def python(self, code):
        text = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=HERE).stdout
        seconds, figure = text.split()
        return float(seconds), int(figure)

    def command(self, *arguments, shell=False, cwd=None):
        start = time.perf_counter()
        process = subprocess.Popen(
            arguments[0] if shell else arguments, shell=shell, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        if status:
            sys.exit(f"{arguments}: {errors.decode()}")
        return seconds, usage.ru_maxrss // 1024

    def compare(self, title, contestants, figure="", best=None):
        """Runs each in turn; the first is ours."""
        turns = {name: [] for name in contestants}
        for turn in range(TURNS + 1):
            for name, run in contestants.items():
                result = run()
                if turn:  # the first turn warms up
                    turns[name].append(result)
        medians = {name: statistics.median(seconds for seconds, _ in results) for name, results in turns.items()}
        names = list(contestants)
        peers = [name for name in names[1:] if best is None or name in best]
        fastest = min((medians[name] for name in peers), default=None)
        for name in names:
            extra = statistics.median(value for _, value in turns[name])
            ratio = "" if fastest is None else f"{fastest / medians[name]:.2f} ×"
            print(f"| {title} | {name} | {medians[name]:.3f} | {ratio} | {f'{extra:,.0f} {figure}' if figure else ''} |", flush=True)

    # The jobs.

    def files(self):
        raw = workloads.vectors(self.folder)
        plain, split = self.path("pyarrow-plain.parquet"), self.path("pyarrow-bss.parquet")
        if not os.path.exists(split):
            table = workloads.vector_table(raw)
            pq.write_table(table, plain, compression="zstd")
            pq.write_table(table, split, compression="zstd", use_dictionary=False,
                           column_encoding={"image_id": "PLAIN", "embedding.list.element": "BYTE_STREAM_SPLIT"})
        own = self.path("ours.parquet")
        self.ours("write", own, "1", raw)
        return raw, own, plain, split

    def read(self):
        raw, own, plain, split = self.files()
        arrow = "import time, pyarrow as pa, pyarrow.parquet as pq; pa.set_cpu_count(2); s = time.perf_counter(); " \
                "t = pq.read_table({!r}); print(time.perf_counter() - s, t.num_rows)"
        polars = "import os; os.environ['POLARS_MAX_THREADS'] = '2'; import time, polars as pl; s = time.perf_counter(); " \
                 "t = pl.read_parquet({!r}); print(time.perf_counter() - s, t.height)"
        self.compare("read 200,000 × 512", {
            "winnow, its own file": lambda: self.ours("read", own, "1"),
            "winnow, pyarrow's split file": lambda: self.ours("read", split, "1"),
            "winnow, pyarrow's plain file": lambda: self.ours("read", plain, "1"),
            "winnow, row group by row group": lambda: self.ours("stream", own, "1"),
            "pyarrow, plain": lambda: self.python(arrow.format(plain)),
            "pyarrow, byte stream split": lambda: self.python(arrow.format(split)),
            "pyarrow, winnow's file": lambda: self.python(arrow.format(own)),
            "polars, plain": lambda: self.python(polars.format(plain)),
            "polars, byte stream split": lambda: self.python(polars.format(split)),
        }, best=["pyarrow, plain", "pyarrow, byte stream split", "polars, plain", "polars, byte stream split"])
        seconds, read = self.ours("scatter", own, "1")
        print(f"| 1,000 scattered rows of 200,000 | winnow | {seconds:.3f} | | {read:,} bytes read of {os.path.getsize(own):,} |")

    def write(self):
        raw, own, plain, split = self.files()
        target = self.path("written.parquet")
        common = "import os, time, pyarrow as pa, pyarrow.parquet as pq, workloads; t = workloads.vector_table({raw!r}); " \
                 "s = time.perf_counter(); {write}; f = os.open({target!r}, os.O_RDONLY); os.fsync(f); " \
                 "print(time.perf_counter() - s, os.path.getsize({target!r}))"

        def peer(write):
            return lambda: self.python(common.format(raw=raw, target=target, write=write.format(target)))

        self.compare("write 200,000 × 512", {
            "winnow": lambda: self.ours("write", target, "1", raw),
            "pyarrow, plain": peer("pq.write_table(t, {!r}, compression='zstd')"),
            "pyarrow, byte stream split": peer(
                "pq.write_table(t, {!r}, compression='zstd', use_dictionary=False, column_encoding={{'image_id': 'PLAIN', "
                "'embedding.list.element': 'BYTE_STREAM_SPLIT'}})"),
            "polars": lambda: self.python(
                "import os; os.environ['POLARS_MAX_THREADS'] = '2'\n"
                "import time, polars as pl, workloads\n"
                f"p = pl.from_arrow(workloads.vector_table({raw!r}))\n"
                "s = time.perf_counter()\n"
                f"p.write_parquet({target!r}, compression='zstd')\n"
                f"f = os.open({target!r}, os.O_RDONLY); os.fsync(f)\n"
                f"print(time.perf_counter() - s, os.path.getsize({target!r}))"),
        }, figure="bytes")

    def score(self, rows=2_000_000, peers=True):
        spec = subprocess.run(
            [sys.executable, os.path.join(HERE, "score_setup.py"), self.winnow, self.folder, str(rows)],
            check=True, capture_output=True, text=True).stdout.strip()
        project = os.path.dirname(spec)

        def stage():
            shutil.rmtree(os.path.join(project, "data/iterations/001/score"))
            seconds, memory = self.command(self.winnow, "run", "1", "--only", "score", "--spec", spec)
            runs = [json.loads(line) for line in open(os.path.join(project, "data/iterations/001/runs.jsonl"))]
            return [run["line"]["seconds"] for run in runs
                    if run["line"]["event"] == "score" and run["line"]["outcome"] == "done"][-1], memory

        def process():
            shutil.rmtree(os.path.join(project, "data/iterations/001/score"))
            return self.command(self.winnow, "run", "1", "--only", "score", "--spec", spec)

        source = os.path.join(project, "data/iterations/001/train/predictions.parquet")
        contestants = {"winnow, the stage": stage, "winnow, the whole command": process}
        for name in ("duckdb", "polars", "pyarrow") if peers else ():
            out = self.path(f"peer-{name}")
            os.makedirs(out, exist_ok=True)

            def peer(name=name, out=out):
                text = subprocess.run(
                    [sys.executable, os.path.join(HERE, "score_peers.py"), name, source, out],
                    check=True, capture_output=True, text=True, env={**os.environ, "POLARS_MAX_THREADS": "2"}).stdout
                seconds, memory = text.split()
                return float(seconds), int(memory)

            contestants[name] = peer
        self.compare(f"score {rows:,} × 8", contestants, figure="MB",
                     best=[name for name in contestants if not name.startswith("winnow")])

    def pick(self, rows=2_000_000, images=1_000):
        """`winnow pick --method rank` of anybody's predictions beside DuckDB, as whole commands; `score` times the stage.

        The times are wall; processor seconds, which other work on the machine changes less, follow.
        """
        source, out = workloads.predictions(self.folder, rows), self.path("pick.parquet")
        processor = {}

        def timed(name, *arguments):
            def run():
                before = os.times()
                result = self.command(*arguments)
                after = os.times()
                spent = after.children_user + after.children_system - before.children_user - before.children_system
                processor.setdefault(name, []).append(spent)
                return result

            return run

        pick = [self.winnow, "pick", "--method", "rank", "--batch", str(images), "--predictions", source,
                "--threads", "2", "--out", out]
        peer = [sys.executable, os.path.join(HERE, "pick_peer.py"), source, self.path("peer-pick.parquet"), str(images)]
        self.compare(f"pick {images:,} of {rows:,} × 8", {
            "winnow pick": timed("winnow pick", *pick), "duckdb": timed("duckdb", *peer),
        }, figure="MB")
        for name, seconds in processor.items():
            print(f"| the same, processor seconds | {name} | {statistics.median(seconds[1:]):.3f} | | |", flush=True)

    def cluster(self, rows=2_000_000):
        spec = subprocess.run(
            [sys.executable, os.path.join(HERE, "score_setup.py"), self.winnow, self.folder, str(rows), "512"],
            check=True, capture_output=True, text=True).stdout.strip()
        project = os.path.dirname(spec)

        def stage(cold=False):
            shutil.rmtree(os.path.join(project, "data/iterations/001/cluster"))
            if cold:
                os.sync()
                with open("/proc/sys/vm/drop_caches", "w") as file:
                    file.write("3")
            _, memory = self.command(self.winnow, "run", "1", "--only", "cluster", "--spec", spec)
            runs = [json.loads(line) for line in open(os.path.join(project, "data/iterations/001/runs.jsonl"))]
            return [run["line"]["seconds"] for run in runs
                    if run["line"]["event"] == "cluster" and run["line"]["outcome"] == "done"][-1], memory

        contestants = {"winnow, files in memory": stage}
        if os.access("/proc/sys/vm/drop_caches", os.W_OK):
            contestants["winnow, files on the disk"] = lambda: stage(cold=True)
        self.compare(f"cluster 200,000 of {rows:,} × 512 into 50,000", contestants, figure="MB")

    def digest(self):
        _, own, _, _ = self.files()
        self.compare("content digest of 410 MB, two cores", {
            "winnow": lambda: self.ours("digest", own, "1"),
            "SHA-256 of the same bytes": lambda: self.ours("hash", own, "1"),
        })

    def pool(self):
        files = self.path("files")
        os.makedirs(files, exist_ok=True)
        subprocess.run([sys.executable, os.path.join(HERE, "pool_files.py"), files], check=True)
        project = self.path("pool")
        os.makedirs(project, exist_ok=True)
        spec = os.path.join(project, "pool.yaml")
        with open(spec, "w") as file:
            file.write(
                'winnow: 1\nname: pool\ndata: data\nclasses: [good, bad]\n'
                f'pool: {{root: {files}, images: "**/*.png"}}\nannotators: [{{id: ana, senior: true}}]\n'
                "stages: {export: {annotators_per_image: 1}}\n")

        def ours():
            shutil.rmtree(os.path.join(project, "data"), ignore_errors=True)
            return self.command(self.winnow, "run", "0", "--until", "pool", "--spec", spec)

        self.compare("pool of 100,000 files of 20 KB", {
            "winnow": ours,
            "sha256sum under xargs -P2": lambda: self.command(
                "find . -name '*.png' -print0 | xargs -0 -P2 -n 256 sha256sum > /dev/null", shell=True, cwd=files),
        })

    def idle(self):
        self.score_spec = self.path("score-2000000/bench.yaml")
        if not os.path.exists(self.score_spec):
            self.score()
        self.command(self.winnow, "run", "1", "--until", "score", "--spec", self.score_spec)
        self.compare("an iteration with nothing to do, pool of 2,000,000", {
            "winnow": lambda: self.command(self.winnow, "run", "1", "--until", "score", "--spec", self.score_spec),
        }, figure="MB")


def main():
    bench = Bench(*sys.argv[1:4])
    jobs = sys.argv[4:] or ["read", "write", "digest", "score", "score8", "pick", "cluster", "pool", "idle"]
    print("| job | who | seconds | speed | |\n|---|---|---|---|---|")
    for job in jobs:
        if job == "score8":
            bench.score(8_000_000, peers=False)
        else:
            getattr(bench, job)()


if __name__ == "__main__":
    main()

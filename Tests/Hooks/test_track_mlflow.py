"""Sealed iterations on a real MLflow server, from its own package, on this machine alone."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

from mlflow import MlflowClient
from project import HOOKS, ROOT, WINNOW, Project

SERVER = os.path.join(ROOT, ".build/mlflow-server/bin/mlflow")
SCRIPT = os.path.join(HOOKS, "track_mlflow.py")
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


class Tracking(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.holder.cleanup)
        cls.project = Project(os.path.join(cls.holder.name, "user"))
        cls.project.write("{parameters: {note: 'ünï \"code\"'}}")
        cls.project.seal(0)
        cls.project.seal(1)
        cls.project.winnow("run", "2")
        cls.server = f"http://127.0.0.1:{free_port()}"
        with open(os.path.join(cls.holder.name, "server.log"), "wb") as log:
            process = subprocess.Popen(
                ["nice", SERVER, "server", "--host", "127.0.0.1", "--port", cls.server.rsplit(":", 1)[1],
                 "--workers", "1", "--backend-store-uri", f"sqlite:///{cls.holder.name}/server.db",
                 "--artifacts-destination", f"{cls.holder.name}/artifacts"],
                stdout=log, stderr=log, start_new_session=True)
        cls.addClassCleanup(lambda: (os.killpg(process.pid, signal.SIGTERM), process.wait()))
        deadline = time.monotonic() + 180
        while True:
            try:
                urllib.request.urlopen(cls.server + "/health", timeout=5).close()
                break
            except OSError:
                if time.monotonic() > deadline or process.poll() is not None:
                    with open(os.path.join(cls.holder.name, "server.log"), encoding="utf-8", errors="replace") as log:
                        raise AssertionError("the server did not start:\n" + log.read()[-3_000:]) from None
                time.sleep(0.3)
        cls.client = MlflowClient(cls.server)

    def status(self):
        return subprocess.run(
            [WINNOW, "status", "--json", "--spec", self.project.spec], capture_output=True, check=True).stdout

    def track(self, *arguments, code=0, status=None, server=None, **environment):
        """What the command says, on either output."""
        if status is None:
            status = self.status()
        done = subprocess.run(
            [sys.executable, "-B", SCRIPT, "--server", server or self.server, *arguments], input=status, check=False,
            capture_output=True, env={**os.environ, **environment})
        said = done.stdout.decode() + done.stderr.decode()
        self.assertEqual(done.returncode, code, said)
        self.assertNotIn("Traceback", said)
        return said

    def runs(self, name):
        experiment = self.client.get_experiment_by_name(name)
        return [] if experiment is None else self.client.search_runs(
            [experiment.experiment_id], order_by=["tags.`winnow.iteration` ASC"])

    def everything(self, name):
        """All that the server has of an experiment, and how often each metric was sent."""
        return [
            (run.info.run_id, run.info.status, run.info.end_time, run.data.params, run.data.tags, run.data.metrics,
             sorted((i.dataset.name, i.dataset.digest) for i in run.inputs.dataset_inputs),
             sorted((info.path, info.file_size) for info in self.client.list_artifacts(run.info.run_id)),
             {name: len(self.client.get_metric_history(run.info.run_id, name)) for name in ("labels", "cost")})
            for run in self.runs(name)]

    def test_sealed_iterations_are_sent_once(self):
        said = self.track("--experiment", "once")
        self.assertIn("iteration 2: not sealed, not sent", said)
        runs = self.runs("once")
        self.assertEqual([run.data.tags["winnow.iteration"] for run in runs], ["0", "1"])
        with open(self.project.path("manifest.json"), encoding="utf-8") as file:
            manifest = json.load(file)["content"]
        run = runs[1]
        self.assertEqual(run.data.tags["winnow.chain"], manifest["sealed"]["chain"])
        self.assertEqual(run.info.status, "FINISHED")
        self.assertEqual(run.data.params["stages.cluster.batch"], "10")
        self.assertEqual(run.data.params["stages.train.parameters.note"], 'ünï "code"')
        self.assertEqual(json.loads(run.data.params["stages.train.run"]), ["winnow", "hook", "linear-probe"])
        for private in ("annotators", "data", "pool.root"):
            self.assertFalse([name for name in run.data.params if name.startswith(private)], private)
        with open(self.project.path("report/quality.json"), encoding="utf-8") as file:
            quality = json.load(file)
        self.assertEqual(run.data.metrics["labels"], quality["labels"]["total"])
        self.assertEqual(self.client.get_metric_history(run.info.run_id, "labels")[0].step, 1)
        self.assertIn("hook/temperature", run.data.metrics)
        digests = {
            f"{stage['name']}/{output['path']}": output["content_sha256"]
            for stage in manifest["stages"] for output in stage["outputs"]}
        found = {i.dataset.name: json.loads(i.dataset.source)["content_sha256"] for i in run.inputs.dataset_inputs}
        self.assertLessEqual(
            {"pool/pool.parquet", "train/training.parquet", "cluster/selection.parquet", "ingest-1/labels.parquet"},
            set(found))
        self.assertEqual(found, {name: digests[name] for name in found})
        with tempfile.TemporaryDirectory() as folder:
            for name in ("report.html", "quality.json"):
                got = self.client.download_artifacts(run.info.run_id, name, folder)
                with open(got, "rb") as one, open(self.project.path(f"report/{name}"), "rb") as two:
                    self.assertEqual(one.read(), two.read(), name)
        before = self.everything("once")
        self.assertEqual(self.track("--experiment", "once").count("all is there, nothing sent"), 2)
        self.assertEqual(self.everything("once"), before)

    def test_through_is_the_last_that_is_sent(self):
        self.track("--experiment", "through", "--through", "0")
        self.assertEqual(len(self.runs("through")), 1)
        self.track("--experiment", "through", "--through", "1")
        self.assertEqual(len(self.runs("through")), 2)

    def test_what_was_sent_in_part_is_completed(self):
        with open(self.project.path("manifest.json", 0), encoding="utf-8") as file:
            chain = json.load(file)["content"]["sealed"]["chain"]
        experiment = self.client.create_experiment("part")
        run = self.client.create_run(experiment, tags={"winnow.chain": chain}).info.run_id
        self.client.log_param(run, "stages.cluster.batch", "10")
        self.client.log_metric(run, "labels", 40, step=0)
        self.client.log_text(run, "half", "report.html")
        self.assertRegex(
            self.track("--experiment", "part", "--through", "0"),
            r"sent \d+ parameters, \d+ metrics, 2 files, \d+ datasets")
        found = self.everything("part")
        self.assertEqual([entry[0] for entry in found], [run])
        self.assertEqual(found[0][1], "FINISHED")
        self.assertEqual(dict(found[0][7])["report.html"], os.path.getsize(self.project.path("report/report.html", 0)))
        self.assertEqual(found[0][8]["labels"], 1, "a metric was sent twice")
        self.track("--experiment", "whole", "--through", "0")
        for place in (3, 5, 6, 7):
            self.assertEqual(found[0][place], self.everything("whole")[0][place])

    def test_a_killed_command_is_made_good_by_the_next(self):
        status, kills = self.status(), 0
        for delay in (1.2, 1.5, 1.8, 2.1):
            process = subprocess.Popen(
                [sys.executable, "-B", SCRIPT, "--server", self.server, "--experiment", "killed"],
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            process.stdin.write(status)
            process.stdin.close()
            time.sleep(delay)
            kills += process.poll() is None
            process.kill()
            process.wait()
        self.assertGreater(kills, 0)
        self.track("--experiment", "killed")
        found = self.everything("killed")
        self.assertEqual([entry[1] for entry in found], ["FINISHED"] * 2)
        self.track("--experiment", "unkilled")
        for one, two in zip(found, self.everything("unkilled")):
            for place in (3, 5, 6, 7, 8):
                self.assertEqual(one[place], two[place])

    def test_a_server_that_is_down_fails_this_command_alone(self):
        began = time.monotonic()
        down = f"http://127.0.0.1:{free_port()}"
        self.assertEqual(
            self.track(code=1, server=down),
            f"track_mlflow: {down} does not answer; what is missing there is sent the next time\n")
        self.assertLess(time.monotonic() - began, 60)
        self.project.winnow("verify")

    def test_damage_is_never_sent(self):
        status = self.status()
        for name in ("report/quality.json", "report/report.html", "spec.yaml", "manifest.json"):
            with self.subTest(name):
                kept = self.project.path(name, 0)
                shutil.copy(kept, kept + ".kept")
                try:
                    with open(kept, "r+b") as file:
                        content = file.read().replace(b"1", b"2", 1)
                        file.seek(0)
                        file.write(content)
                    said = self.track("--experiment", "damaged", code=6, status=status)
                    self.assertIn("'winnow verify' says more", said)
                finally:
                    os.replace(kept + ".kept", kept)
        self.assertEqual(self.runs("damaged"), [])

    def test_refusals(self):
        secret = "5ecret"
        for server, environment, words in (
            ("ftp://x", {}, "no server"), (f"https://me:{secret}@example.invalid", {}, "holds a name or a password"),
            ("http://192.0.2.1", {"MLFLOW_TRACKING_TOKEN": secret}, "plain HTTP to another machine")):
            said = self.track(code=2, server=server, **environment)
            self.assertIn(words, said)
            self.assertNotIn(secret, said)
        for status in (b"", b"{}", b'[{"state": "sealed", "chain": "\' OR 1", "report": "x", "iteration": 0}]'):
            self.assertIn("is not what 'winnow status --json' prints", self.track(code=3, status=status))


if __name__ == "__main__":
    unittest.main()

"""Sends sealed iterations to an MLflow server: a run each, with parameters, metrics, the report and the digests of the
tables.

    make track N=3       # SPEC= and DATA= as always, SERVER=https://… or the variable MLFLOW_TRACKING_URI

which is

    winnow status --json | .build/hooks/bin/python pipelines/hooks/track_mlflow.py --through 3 --server https://…

Each run carries the chain digest of its iteration in the tag `winnow.chain`. It is looked up by that, and is sent only
what it lacks: once more sends nothing, and what was killed half-way is completed. An iteration that is not sealed is
never sent, nor one whose files are not those of its manifest. Of the spec are left out the people, places and
addresses; the report names people.

Who one is says MLflow's own variables, such as MLFLOW_TRACKING_TOKEN. Exit codes: 0 all is there; 1 the server does not
answer or refuses; 2 the command line is wrong; 3 what `winnow status` gives cannot be used; 6 a file is not that of its
manifest.
"""

import argparse
import hashlib
import json
import math
import os
import re
import sys
import time
import urllib.parse

# MLflow would report to its makers that it is used, print addresses, and ask a server that is down for minutes.
os.environ["MLFLOW_DISABLE_TELEMETRY"] = os.environ["MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT"] = "true"
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "30")
import requests
import yaml
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param
from mlflow.exceptions import MlflowException

# The spec's keys that say where things are and who people are, or lead to them.
LEFT_OUT = {"annotators", "data", "pool.root", "stages.export.server", "stages.export.image_prefix"}
FILES = ("report/report.html", "report/quality.json")
TABLES = {
    "pool/pool.parquet": "pool", "pool/known_labels.parquet": "known labels", "train/training.parquet": "training",
    "seed/selection.parquet": "batch", "cluster/selection.parquet": "batch", "ingest-1/labels.parquet": "labels",
    "ingest-2/labels.parquet": "labels",
}
# MLflow's own limits.
LONGEST_VALUE, LONGEST_DIGEST, MOST_PARAMETERS = 6_000, 36, 100


class Refusal(Exception):
    """Something that the user has to mend, with the exit code."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def iterations(text):
    """What `winnow status --json` says: number, whether it is sealed, chain digest, folder."""
    try:
        found, entries = [], json.loads(text)
        if not isinstance(entries, list):
            raise ValueError("no list")
        for entry in entries:
            sealed = entry["state"] == "sealed"
            if sealed and not re.fullmatch("[0-9a-f]{64}", entry["chain"]):
                raise ValueError(f"{entry['chain']!r} is no chain digest")
            folder = os.path.dirname(os.path.dirname(entry["report"])) if sealed else None
            found.append((int(entry["iteration"]), sealed, entry.get("chain"), folder))
        return sorted(found)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refusal(3, f"standard input is not what 'winnow status --json' prints: {error!r}") from error


def digest(content):
    return hashlib.sha256(content).hexdigest()


class Sealed:
    """What is sent of a sealed iteration, each file compared with the manifest."""

    def __init__(self, number, chain, folder):
        self.number, self.chain, self.folder = number, chain, folder
        manifest = self.parsed("manifest.json", json.loads)
        self.content = manifest["content"]
        # The digest is over the content without white space, keys in order.
        plain = json.dumps(self.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if digest(plain.encode()) != manifest["sha256"] or self.content.get("sealed", {}).get("chain") != chain:
            raise self.damaged("manifest.json")
        self.outputs = {
            f"{stage['name']}/{output['path']}": output
            for stage in self.content["stages"] for output in stage["outputs"] if not output["shared"]}
        self.files = {os.path.basename(name): self.read(name, self.outputs[name]["file_sha256"]) for name in FILES}
        self.spec = self.parsed("spec.yaml", yaml.safe_load, self.content["spec_sha256"])
        self.quality = json.loads(self.files["quality.json"])
        name = "train/metrics.json"
        self.hook = {}
        if name in self.outputs:
            self.hook = json.loads(self.read(name, self.outputs[name]["file_sha256"])).get("hook") or {}

    def damaged(self, name):
        path = os.path.join(self.folder, name)
        return Refusal(6, f"iteration {self.number}: {path!r} is not what was sealed; 'winnow verify' says more")

    def read(self, name, expected=None):
        try:
            with open(os.path.join(self.folder, name), "rb") as file:
                content = file.read()
        except OSError as error:
            raise Refusal(6, f"iteration {self.number}: {error}; 'winnow verify' says more") from error
        if expected is not None and digest(content) != expected:
            raise self.damaged(name)
        return content

    def parsed(self, name, parse, expected=None):
        content = self.read(name, expected)
        try:
            return parse(content)
        except (ValueError, yaml.YAMLError) as error:
            raise self.damaged(name) from error

    def parameters(self):
        """The spec as it held, a line each, without what is left out."""
        found = {}

        def walk(value, path):
            if path in LEFT_OUT or value is None:
                return
            if isinstance(value, dict) and value:
                for key, inner in value.items():
                    walk(inner, f"{path}.{key}" if path else str(key))
                return
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            if text:
                found[named(path)] = text if len(text) <= LONGEST_VALUE else f"sha256 {digest(text.encode())}"

        walk(self.spec, "")
        return found

    def metrics(self):
        """The figures of the report, and those that the model's program gives."""
        quality = self.quality

        def figure(*path, of=quality):
            # What an iteration cannot say yet is not there, and earlier versions say less.
            for key in path:
                of = of.get(key) if isinstance(of, dict) else None
            return of

        found = {
            "labels": figure("labels", "total"), "pool_images": figure("pool", "images"),
            "cost": figure("cost", "total"), "cost_of_iteration": figure("cost", "iteration_total"),
            "gpu_hours": figure("cost", "gpu_hours"), "batch_defect_share": figure("batch", "defect_share"),
            "calibration_error": figure("model", "calibration_error"),
        }
        for name in ("macro_f1", "rare_f1"):
            for key, ending in (("value", ""), ("low", "_low"), ("high", "_high")):
                found[name + ending] = figure("model", name, key)
        for entry in figure("model", "per_class") or []:
            found[f"f1/{entry['name']}"] = figure("f1", "value", of=entry)
        for entry in (figure("disagreement") or [])[-1:]:
            found["disagreement"] = figure("rate", "value", of=entry)
        found.update({f"hook/{name}": value for name, value in self.hook.items()})
        return {
            named(name): float(value) for name, value in found.items()
            if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)}

    def datasets(self):
        """The tables that were read and made, by digest; MLflow takes the first 36 digits, the source has all."""
        return {
            (name, output["content_sha256"][:LONGEST_DIGEST]): DatasetInput(
                Dataset(
                    name, output["content_sha256"][:LONGEST_DIGEST], "winnow",
                    json.dumps({"content_sha256": output["content_sha256"], "iteration": self.number, "path": name}),
                    profile=json.dumps({"rows": output["rows"]})),
                [InputTag("mlflow.data.context", TABLES[name])])
            for name, output in self.outputs.items() if name in TABLES}


def named(text):
    """A name as MLflow takes them: any other character by its number."""
    return re.sub(r"[^A-Za-z0-9_\-. :/]", lambda found: f"_{ord(found[0]):x}_", text)[:250]


def run_of(client, experiment, sealed):
    """The run that has this chain digest; made if there is none."""
    found = client.search_runs(
        [experiment], f"tags.`winnow.chain` = '{sealed.chain}'", order_by=["attributes.start_time ASC"])
    if found:
        return found[0]
    tags = {
        "winnow.chain": sealed.chain, "winnow.seal": sealed.content["sealed"]["seal"],
        "winnow.pipeline": sealed.content["pipeline"], "winnow.iteration": str(sealed.number),
        "winnow.tool": sealed.content["tool"]}
    return client.create_run(experiment, tags=tags, run_name=f"iteration {sealed.number:03}")


def send(client, experiment, sealed):
    """Sends what the server lacks; says how much that was."""
    run = run_of(client, experiment, sealed)
    identity, there = run.info.run_id, {(i.dataset.name, i.dataset.digest) for i in run.inputs.dataset_inputs}
    parameters = [Param(k, v) for k, v in sealed.parameters().items() if k not in run.data.params]
    now = int(time.time() * 1_000)
    metrics = [Metric(k, v, now, sealed.number) for k, v in sealed.metrics().items() if k not in run.data.metrics]
    datasets = [dataset for key, dataset in sealed.datasets().items() if key not in there]
    kept = {info.path: info.file_size for info in client.list_artifacts(identity)}
    files = [name for name, content in sealed.files.items() if kept.get(name) != len(content)]
    for start in range(0, len(parameters), MOST_PARAMETERS):
        client.log_batch(identity, params=parameters[start : start + MOST_PARAMETERS])
    if metrics:
        client.log_batch(identity, metrics=metrics)
    if datasets:
        client.log_inputs(identity, datasets)
    for name in files:
        client.log_artifact(identity, os.path.join(sealed.folder, "report", name))
    if run.info.status != "FINISHED":
        client.set_terminated(identity)
    counts = ((parameters, "parameter"), (metrics, "metric"), (files, "file"), (datasets, "dataset"))
    return ", ".join(f"{len(part)} {name}{'s' * (len(part) != 1)}" for part, name in counts if part)


def experiment_of(client, name):
    """The experiment of a name, made if there is none."""
    found = client.get_experiment_by_name(name)
    if found is None:
        return client.create_experiment(name)
    if found.lifecycle_stage != "active":
        raise Refusal(1, f"the server has deleted the experiment {name!r}: restore it, or give another --experiment")
    return found.experiment_id


def address(given):
    """The server's address, checked: no secret stands in it, and none leaves this machine unencrypted."""
    parts = urllib.parse.urlsplit(given or os.environ.get("MLFLOW_TRACKING_URI", ""))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refusal(2, "no server: give --server https://… (make: SERVER=), or set MLFLOW_TRACKING_URI")
    if parts.username or parts.password:
        raise Refusal(
            2, "the address holds a name or a password: set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD")
    secrets = [name for name in ("MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_PASSWORD") if os.environ.get(name)]
    if secrets and parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise Refusal(2, f"{secrets[0]} is set, and plain HTTP to another machine would show it on the way: use https")
    return parts.geturl().rstrip("/")


def complaint(error):
    """What became of a request, in short."""
    cause = error
    while cause is not None:
        if isinstance(cause, (requests.ConnectionError, requests.Timeout)):
            return "does not answer"
        cause = cause.__cause__ or cause.__context__
    return "refuses: " + (str(error).splitlines() or [type(error).__name__])[0][:300]


def main():
    parser = argparse.ArgumentParser(prog="track_mlflow", description="Sends sealed iterations to an MLflow server.")
    parser.add_argument("--through", type=int, help="the last iteration; left out: all")
    parser.add_argument("--server", help="its address; left out: MLFLOW_TRACKING_URI")
    parser.add_argument("--experiment", help="left out: the pipeline's name")
    options = parser.parse_args()
    server = address(options.server)
    entries = iterations(sys.stdin.read())
    wanted = [entry for entry in entries if options.through is None or entry[0] <= options.through]
    client = MlflowClient(server)
    try:
        for number, is_sealed, chain, folder in wanted:
            if not is_sealed:
                print(f"iteration {number}: not sealed, not sent")
                continue
            sealed = Sealed(number, chain, folder)
            sent = send(client, experiment_of(client, options.experiment or sealed.content["pipeline"]), sealed)
            print(f"iteration {number}: " + (f"sent {sent}" if sent else "all is there, nothing sent"), flush=True)
    except (MlflowException, requests.RequestException) as error:
        raise Refusal(1, f"{server} {complaint(error)}; what is missing there is sent the next time") from error
    if not wanted:
        print("no iteration to send")


if __name__ == "__main__":
    try:
        main()
    except Refusal as refusal:
        print(f"track_mlflow: {refusal}", file=sys.stderr)
        sys.exit(refusal.code)

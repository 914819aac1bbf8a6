"""Real servers on this machine: their environments, their ports, their start and their end, and calls of their REST interface."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


class Skipped(Exception):
    """Something is not there that is not the program's: said, and not counted as a failure."""


class Refused(Exception):
    """A call that the server did not take."""

    def __init__(self, method, path, status, body):
        super().__init__(f"{method} {path}: {status} {str(body)[:300]}")
        self.status, self.body = status, body


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def environment(name, short, packages):
    """A virtual environment with `packages`; WINNOW_PLATFORMS names a folder of ready ones, by their name or the short one."""
    ready = os.environ.get("WINNOW_PLATFORMS")
    if ready:
        for path in (os.path.join(ready, name), os.path.join(ready, short)):
            if os.path.exists(os.path.join(path, "bin/python")):
                return os.path.abspath(path)
        raise Skipped(f"there is no environment {name} or {short} in {ready} (WINNOW_PLATFORMS)")
    path = os.path.join(ROOT, ".build/platforms", name)
    made, wanted = os.path.join(path, "made"), "\n".join(packages) + "\n"
    if os.path.exists(made):
        with open(made) as file:
            if file.read() == wanted:
                return path
    shutil.rmtree(path, ignore_errors=True)
    print(f"{name}: installing {' '.join(packages)}", flush=True)
    for command in (
            [sys.executable, "-m", "venv", path],
            [os.path.join(path, "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            last = (done.stdout.strip().splitlines() or ["no reason given"])[-1]
            shutil.rmtree(path, ignore_errors=True)
            raise Skipped(f"cannot be installed: {last[:200]}")
    with open(made, "w") as file:
        file.write(wanted)
    return path


class Straight(urllib.request.HTTPRedirectHandler):
    """Redirects are answers like others."""

    def redirect_request(self, *_):
        return None


class Server:
    """One server in a folder of its own. A platform says how it starts, and puts its calls on top."""

    name = short = script = pid_file = packages = None

    def __init__(self, folder):
        self.folder = os.path.join(folder, self.name)
        self.port = free_port()
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Straight())

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        path = environment(self.name, self.short, self.packages)
        os.makedirs(self.folder, exist_ok=True)
        command = ["bash", os.path.join(HERE, self.script), path, self.folder, str(self.port), *self.arguments()]
        # The script ends when the server answers; what it leaves running is named by its pid file.
        with open(os.path.join(self.folder, "start.log"), "ab") as log:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=900)
        if done.returncode != 0:
            self.stop()
            raise Skipped(f"does not start: {self.last_words()}")

    def arguments(self):
        return []

    def last_words(self):
        for name in sorted(os.listdir(self.folder)):
            if name.endswith(".log"):
                with open(os.path.join(self.folder, name), errors="replace") as file:
                    lines = file.read().strip().splitlines()
                if lines and "rror" in lines[-1]:
                    return lines[-1][:200]
        return "see its logs"

    def stop(self):
        """Ends the server that this object started, and waits for it."""
        path = os.path.join(self.folder, self.pid_file)
        if not os.path.exists(path):
            return
        with open(path) as file:
            pid = int(file.read())
        os.remove(path)
        for number, patience in ((signal.SIGTERM, 15), (signal.SIGKILL, 5)):
            try:
                os.killpg(pid, number)
            except ProcessLookupError:
                return
            end = time.monotonic() + patience
            while time.monotonic() < end:
                if not running(pid):
                    return
                time.sleep(0.1)

    def request(self, method, path, body=None, headers=None, timeout=600):
        """Status, headers and body as it came."""
        data = None
        headers = dict(headers or {})
        if isinstance(body, bytes):
            data = body
        elif body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self.url + path, data=data, headers=headers, method=method)
        for attempt in range(3):
            try:
                with self.opener.open(request, timeout=timeout) as reply:
                    return reply.status, reply.headers, reply.read()
            except urllib.error.HTTPError as error:
                return error.code, error.headers, error.read()
            except (ConnectionError, http.client.RemoteDisconnected) as error:
                # A development server drops a connection now and then; what only reads is asked again.
                if method != "GET" or attempt == 2:
                    raise Refused(method, path, 0, error)
                time.sleep(0.5)

    def headers(self, token):
        raise NotImplementedError

    def call(self, method, path, body=None, token=None, expect=None):
        """The reply's JSON, as the owner or by another's `token`; `expect` is a status that is no error."""
        status, _, text = self.request(method, path, body, self.headers(token or self.token))
        try:
            value = json.loads(text) if text else None
        except ValueError:
            value = text.decode(errors="replace")
        if status == expect or (expect is None and 200 <= status < 300):
            return value
        raise Refused(method, path, status, value)


def running(pid):
    """Whether a process runs; one that has ended and waits to be collected does not."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        pass
    if os.path.isdir("/proc/self"):
        return False
    try:
        os.kill(pid, 0)
        return True
    except OSError:
        return False


def query(**values):
    return urllib.parse.urlencode(values)

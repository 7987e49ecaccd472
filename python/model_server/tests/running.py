"""Starts the real server as a process of its own, on a unix socket or a port."""

import http.client
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

SERVER = pathlib.Path(__file__).resolve().parent.parent
TOKEN = "t" * 43


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("model")
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(10)
        self.sock.connect(self._path)


class Running:
    """A server with a model file; use as a context."""

    def __init__(self, model_file, port=None, variables=None):
        self.folder = tempfile.TemporaryDirectory()
        self.socket = os.path.join(self.folder.name, "s")
        self.port = port
        place = {"CAIRN_PORT_HTTP": str(port)} if port else {"CAIRN_SOCKET_HTTP": self.socket}
        environment = {"PATH": os.environ["PATH"], "CAIRN_UPSTREAM_TOKEN": TOKEN, "CAIRN_MODEL_NAME": "digits", "CAIRN_MODEL_VERSION": "3"}
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(SERVER), str(model_file)],
            env={**environment, **place, **(variables or {})},
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self):
        for _ in range(600):
            if self.process.poll() is not None:
                raise AssertionError(self.process.stderr.read())
            try:
                if self.ask("GET", "/v2/health/ready", token=None)[0] == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError("not ready")

    def __exit__(self, *_):
        self.process.terminate()
        self.log = self.process.communicate(timeout=15)[1]
        self.folder.cleanup()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10) if self.port else UnixConnection(self.socket)

    def ask(self, method, path, body=None, headers=None, token=TOKEN):
        connection = self.connect()
        try:
            sent = {**({"x-cairn-upstream-token": token} if token else {}), **(headers or {})}
            connection.request(method, path, json.dumps(body) if isinstance(body, dict) else body, sent)
            answer = connection.getresponse()
            content = answer.read()
            return answer.status, content, answer.headers
        finally:
            connection.close()

    def json(self, method, path, body=None, **options):
        status, content, _ = self.ask(method, path, body, **options)
        return status, json.loads(content)


def fails(model_file):
    """Runs a server that is expected to give up; returns its exit code and its log."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-I", str(SERVER), str(model_file)],
            env={"PATH": os.environ["PATH"], "CAIRN_UPSTREAM_TOKEN": TOKEN, "CAIRN_SOCKET_HTTP": os.path.join(folder, "s")},
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
        return done.returncode, done.stderr

"""Serves one model until SIGTERM. Settings come from the environment; the log is standard error."""

import os
import signal
import sys
import threading
import time
import traceback

from model import CannotLoad, load
from server import ModelServer


def main():
    settings = os.environ
    address = settings.get("CAIRN_SOCKET_HTTP") or (settings.get("CAIRN_HOST", "127.0.0.1"), int(settings.get("CAIRN_PORT_HTTP", "0")))
    # Out of the environment: what the model's code prints or hands on does not hold it.
    token = settings.pop("CAIRN_UPSTREAM_TOKEN", "")
    if not token:
        print("CAIRN_UPSTREAM_TOKEN is missing: without it anyone could ask.", file=sys.stderr)
        return 2
    name, version = settings.get("CAIRN_MODEL_NAME", "model"), settings.get("CAIRN_MODEL_VERSION", "1")
    server = ModelServer(address, name, version, token)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    path = sys.argv[1]
    began = time.monotonic()
    say(f"Loading {os.path.basename(path)}")
    try:
        model = load(path)
        model.warm()
    except CannotLoad as error:
        if error.__cause__ is not None:
            traceback.print_exception(error.__cause__)
        say(str(error))
        return 1
    server.model = model
    say(f"Ready after {time.monotonic() - began:.1f} s: {name} version {version} takes {shapes(model.inputs)} and gives {shapes(model.outputs)}")
    ended.wait()
    say("Stopping: requests under way are answered first")
    server.stop(grace=8)
    return 0


def shapes(specs):
    return ", ".join(f"{spec['name']} {spec['datatype']} {spec['shape']}" for spec in specs)


def say(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    # Threads that still hold connections must not delay the end.
    os._exit(code)

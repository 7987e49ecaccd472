"""Says, as a line of JSON, how well programs can be kept apart here: {"level": …, "view": …, "reason": …}. Tries it, in a child."""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import kernel
import sandbox


def main():
    problem = _try() if kernel.LINUX else "only Linux can do it"
    root = os.geteuid() == 0
    level = "uid" if root else "none" if problem else "private-view"
    print(json.dumps({"level": level, "view": "plain" if problem else "private", "reason": problem}))


def _try():
    """None when a private view could be built and left nothing of the outside to be seen, else why not."""
    reader, writer = os.pipe()
    with tempfile.TemporaryDirectory(prefix="cairn-probe-") as scratch:
        outer = os.fork()
        if outer == 0:
            os._exit(_attempt(scratch, writer))
        os.close(writer)
        with os.fdopen(reader) as answer:
            text = answer.read()
        os.waitpid(outer, 0)
    return None if text == "private" else text or "the attempt ended without a word"


def _attempt(scratch, writer):
    try:
        sandbox.separate(True)
        inner = os.fork()
        if inner == 0:
            os._exit(_look(scratch, writer))
        os.waitpid(inner, 0)
    except OSError as error:
        os.write(writer, str(error).encode())
    return 0


def _look(scratch, writer):
    try:
        root = os.path.join(scratch, "root")
        os.mkdir(root)
        uid = 65534 if os.geteuid() == 0 else os.geteuid()
        sandbox.enter({"binds": [], "hidden": [], "devices": []}, root, uid)
        sandbox.drop_rights(uid, [])
        seen = os.path.exists(scratch) or len([name for name in os.listdir("/proc") if name.isdigit()]) != 1
        os.write(writer, b"the outside stays visible" if seen else b"private")
    except OSError as error:
        os.write(writer, str(error).encode())
    return 0


if __name__ == "__main__":
    main()

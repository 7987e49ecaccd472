"""Runs one tool of a build under an account that owns nothing but what it was lent, and leaves nothing of it behind.

    build.py [--uid N --gid N] --build-uid N < specification, one line of JSON

Answers in lines of JSON: {"stream": …, "text": …} for each line of the tool, at last {"code": …} or {"failed": …}. Before that last
word all its processes are gone and the folders belong to --uid again. The end of its input cancels. Started as root it watches as --uid,
with no rights but those to signal and to take the folders back.
"""
import argparse
import fcntl
import json
import os
import select
import selectors
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import handover
import kernel
import program
import sandbox
import tree

CHUNK_BYTES = 256 * 1024
LONGEST_LINE = 64 * 1024
# Whoever listens keeps it in memory for a while. The longest installations say some 100 KiB.
MOST_OUTPUT_BYTES = 32 * 2**20
TURN_SECONDS = 0.2
# A folder that surely exists and that the tool is never shown: its view is put together on top of it.
SCRATCH = os.path.dirname(os.path.abspath(__file__))


def main():
    options = _options()
    spec = json.loads(_first_line())
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.umask(0o077)
    build = Build(spec, (options.uid, options.gid), options.build_uid)
    try:
        build.start()
        build.watch()
    except OSError as problem:
        build.ended = {"failed": str(problem)}
    build.finish()


def _options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--uid", type=int, default=os.geteuid())
    parser.add_argument("--gid", type=int, default=os.getegid())
    parser.add_argument("--build-uid", type=int, required=True)
    return parser.parse_args()


def _first_line():
    line = b""
    while not line.endswith(b"\n"):
        chunk = os.read(0, CHUNK_BYTES)
        if not chunk:
            sys.exit(1)
        line += chunk
    return line


class Build:
    def __init__(self, spec, owner, builder):
        self.spec, self.owner, self.root = spec, owner, os.geteuid() == 0
        self.builder = builder if self.root else os.geteuid()
        self.init = None
        self.ended = None
        self.reported = b""
        self.rests = {}
        self.said = 0

    def start(self):
        if self.root and self.spec["view"] == "plain":
            self.turn = _take_turn(self.spec["cache"])
            _sweep(self.builder)
        if self.root:
            handover.lend([self.spec["cache"]] + self.spec["lent"], self.owner[0], self.builder)
        kernel.become_subreaper()
        sandbox.separate(self.spec["view"] == "private")
        self.report, tell = os.pipe()
        out, out_end = os.pipe()
        err, err_end = os.pipe()
        self.init = os.fork()
        if self.init == 0:
            program.run(self.spec, SCRATCH, self.builder, tell, out_end, err_end, [])
        for each in (tell, out_end, err_end):
            os.close(each)
        self.streams = {out: "stdout", err: "stderr"}
        self.rests = {out: b"", err: b""}
        if self.root:
            # The right of owners is for files that run with their owner's rights: these lose that with their owner.
            kept = (kernel.CAP_CHOWN, kernel.CAP_DAC_READ_SEARCH, kernel.CAP_FOWNER, kernel.CAP_KILL)
            kernel.become(self.owner[0], self.owner[1], kept=kept)
            kernel.no_new_privileges()

    def watch(self):
        """Until the first process of the tool's tree is gone: it holds the other end of the report."""
        self.selector = selectors.DefaultSelector()
        for each in (0, self.report, *self.streams):
            self.selector.register(each, selectors.EVENT_READ)
        while self.report in self.selector.get_map():
            for key, _ in self.selector.select():
                self._read(key.fd)

    def finish(self):
        if self.init is not None:
            tree.kill_all(self.init)
            _reap()
            for descriptor in self.streams:
                os.set_blocking(descriptor, False)
                for chunk in iter(lambda: _read_now(descriptor), b""):
                    self._tell_lines(descriptor, chunk)
                self._tell_lines(descriptor, b"\n" if self.rests[descriptor] else b"")
        try:
            if self.root:
                handover.take_back(self.spec["lent"], self.builder, self.owner)
        except OSError as problem:
            self.ended = {"failed": str(problem)}
        self._tell(self.ended or {"code": None})

    def _read(self, descriptor):
        chunk = os.read(descriptor, CHUNK_BYTES)
        if not chunk:
            self.selector.unregister(descriptor)
        if descriptor == 0:
            if not chunk:
                tree.kill_all(self.init)
        elif descriptor == self.report:
            self._hear(chunk)
        else:
            self._tell_lines(descriptor, chunk)

    def _hear(self, chunk):
        *lines, self.reported = (self.reported + chunk).split(b"\n")
        for facts in map(json.loads, lines):
            if "started" not in facts and self.ended is None:
                self.ended = {"code": facts["code"]} if "code" in facts else {"failed": facts["cannotStart"]}
                tree.kill_all(self.init)

    def _tell_lines(self, descriptor, chunk):
        self.said += len(chunk)
        if self.said > MOST_OUTPUT_BYTES:
            self.ended = self.ended or {"failed": "it said more than anybody can read"}
            return tree.kill_all(self.init)
        *lines, rest = (self.rests[descriptor] + chunk).split(b"\n")
        self.rests[descriptor] = rest if len(rest) <= LONGEST_LINE else b""
        for line in lines + ([rest] if len(rest) > LONGEST_LINE else []):
            self._tell({"stream": self.streams[descriptor], "text": line.decode("utf-8", "replace").replace("\0", "\ufffd")})

    def _tell(self, facts):
        """Nobody listens any more once whoever asked is gone: then the tool ends too."""
        left = json.dumps(facts).encode() + b"\n"
        try:
            while left:
                left = left[os.write(1, left):]
        except BrokenPipeError:
            tree.kill_all(self.init)


def _take_turn(cache):
    """Where tools share a view, one of them runs at a time: under the same account they could lay hands on each other's folders."""
    descriptor = os.open(cache, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
        except BlockingIOError:
            if select.select([0], [], [], TURN_SECONDS)[0]:
                sys.exit(1)


def _sweep(uid):
    """Ends what a tool left whose watcher was killed itself."""
    child = os.fork()
    if child == 0:
        kernel.become(uid, uid)
        try:
            os.kill(-1, signal.SIGKILL)
        except OSError:
            pass
        os._exit(0)
    os.waitpid(child, 0)


def _reap():
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return
        tree.kill_tree(os.getpid())


def _read_now(descriptor):
    try:
        return os.read(descriptor, CHUNK_BYTES)
    except BlockingIOError:
        return b""


if __name__ == "__main__":
    main()

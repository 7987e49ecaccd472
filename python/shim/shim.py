"""Watches over one program: starts it, keeps its log, limits it, ends its whole tree, and leaves word of how it ended.

    python3 -I -S shim.py RUN_FOLDER [--uid N --gid N] < spec.json

Survives the death of everything else of Cairn. What it knows lies in the run folder: state.json, log/, exit.json.
SIGTERM ends the program as stop.json says. Started as root it watches on as --uid, with no right but that to signal.
"""
import argparse
import errno
import fcntl
import json
import os
import resource
import selectors
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import cgroup
import handover
import journal
import kernel
import program
import sandbox
import tree

LEFTOVER_GRACE_SECONDS = 2.0
PARTIAL_LINE_SECONDS = 0.5
MEMORY_POLL_SECONDS = 0.5
CHUNK_BYTES = 256 * 1024


def main():
    options = _options()
    spec = json.load(sys.stdin)
    os.umask(0o077)
    lock = os.open(os.path.join(options.folder, "lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return
    if os.path.exists(os.path.join(options.folder, "exit.json")):
        return
    Shim(options, spec).watch()


def _options():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--uid", type=int, default=os.geteuid())
    parser.add_argument("--gid", type=int, default=os.getegid())
    return parser.parse_args()


class Shim:
    def __init__(self, options, spec):
        self.folder, self.spec, self.owner = options.folder, spec, (options.uid, options.gid)
        self.limits = spec["limits"]
        self.tenant = spec["tenantUid"] if os.geteuid() == 0 else os.geteuid()
        self.started_at = self.ended = self.deadline = self.kill_at = self.ending_since = None
        self.why = self.params = None
        self.out_of_memory = False
        self.peak = 0
        self.next_memory_poll = time.monotonic()

    def watch(self):
        self.group = cgroup.Group(self.spec["group"], self.limits["cpuMilli"], self.limits["memoryBytes"], self.limits["pids"], self.owner)
        try:
            handover.prepare(self.spec, self.owner, self.tenant)
            sandbox.separate(self.spec["view"] == "private")
            self._start()
        except OSError as problem:
            self._give_up_root()
            tree.kill_tree(os.getpid())
            return self._finish({"cannotStart": str(problem)})
        self._loop()
        self._finish(self.ended or {"code": None, "signal": "SIGKILL"})

    def _give_up_root(self):
        if os.geteuid() == 0 and self.owner[0] != 0:
            kernel.become(self.owner[0], self.owner[1], [self.owner[1]], kept=(kernel.CAP_KILL,))
            kernel.no_new_privileges()

    def _start(self):
        report, tell = os.pipe()
        out, out_end = os.pipe()
        err, err_end = os.pipe()
        descriptors = self.group.open()
        wake, wake_end = os.pipe()
        os.set_blocking(wake_end, False)
        self.init = os.fork()
        if self.init == 0:
            program.run(self.spec, os.path.join(self.folder, "root"), self.tenant, tell, out_end, err_end, descriptors)
        for each in [tell, out_end, err_end] + descriptors:
            os.close(each)
        self._give_up_root()
        kernel.become_subreaper()
        self.journal = journal.Journal(os.path.join(self.folder, "log"), self.spec["log"]["segmentBytes"], self.spec["log"]["segments"])
        self.streams = {out: journal.Stream(self.journal, b"o"), err: journal.Stream(self.journal, b"e")}
        self.report, self.wake, self.reported = report, wake, b""
        self.selector = selectors.DefaultSelector()
        for each in (out, err, report, wake):
            os.set_blocking(each, False)
            self.selector.register(each, selectors.EVENT_READ)
        signal.set_wakeup_fd(wake_end, warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, lambda *_: self._obey())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for ignored in (signal.SIGINT, signal.SIGHUP):
            signal.signal(ignored, signal.SIG_IGN)
        self._save("state.json", {
            "shim": os.getpid(), "shimStart": tree.start_time(os.getpid()), "pid": self.init, "pidStart": tree.start_time(self.init),
            "boot": tree.boot_id(), "groups": self.group.folders, "startedAt": None,
        })
        if os.path.exists(os.path.join(self.folder, "stop.json")):
            self._obey()

    def _loop(self):
        while not self._reaped():
            for key, _ in self.selector.select(self._patience()):
                self._read(key.fd)
            self._keep_time()
        self._drain()

    def _patience(self):
        moments = [each for each in (self.deadline, self.kill_at) if each is not None]
        if any(stream.waits for stream in self.streams.values()):
            moments.append(time.monotonic() + PARTIAL_LINE_SECONDS)
        if "memory" not in self.group.limits:
            moments.append(self.next_memory_poll)
        return max(0.0, min(moments) - time.monotonic()) if moments else None

    def _read(self, descriptor):
        try:
            chunk = os.read(descriptor, CHUNK_BYTES)
        except BlockingIOError:
            return
        if descriptor == self.wake:
            return
        if not chunk:
            self.selector.unregister(descriptor)
            return
        if descriptor == self.report:
            self._hear(chunk)
            return
        self.last_output = time.monotonic()
        self._log(self.streams[descriptor].feed, chunk)

    def _log(self, write, *chunk):
        """A full disk costs lines, never the program."""
        try:
            write(*chunk)
        except OSError:
            pass

    def _hear(self, chunk):
        *lines, self.reported = (self.reported + chunk).split(b"\n")
        for line in lines:
            facts = json.loads(line)
            if facts.get("started"):
                self._begin()
            elif self.ended is None:
                self.ended = facts
                self._end_leftovers()

    def _begin(self):
        self.started_at = time.time()
        if self.limits["maxRunSeconds"]:
            self.deadline = time.monotonic() + self.limits["maxRunSeconds"]
        with open(os.path.join(self.folder, "state.json")) as file:
            state = json.load(file)
        self._save("state.json", dict(state, startedAt=_milliseconds(self.started_at)))
        if self.kill_at is not None:
            tree.signal_all(tree.descendants(self.init), signal.SIGTERM)

    def _end(self, why):
        """Asks the whole tree to end; what is still there after the grace is killed. The first reason is the one kept."""
        if self.ended is None and self.why is None:
            self.why = why
        moment = time.monotonic() + self.limits["graceSeconds"]
        self.kill_at = moment if self.kill_at is None else min(self.kill_at, moment)
        tree.signal_all(tree.descendants(self.init), signal.SIGTERM)

    def _end_leftovers(self):
        self.deadline = None
        left = tree.descendants(self.init)
        self.leftover = len(left)
        tree.signal_all(left, signal.SIGTERM)
        self.kill_at = time.monotonic() + (LEFTOVER_GRACE_SECONDS if left else 0.2)

    def _keep_time(self):
        now = time.monotonic()
        if self.deadline is not None and now >= self.deadline:
            self.deadline = None
            self._end("maxRunTime")
        if self.kill_at is not None and now >= self.kill_at:
            self.kill_at = now + 1.0
            tree.kill_all(self.init)
        if now - getattr(self, "last_output", now) >= PARTIAL_LINE_SECONDS:
            for stream in self.streams.values():
                self._log(stream.flush)
        if "memory" not in self.group.limits and now >= self.next_memory_poll:
            self._poll_memory(now)

    def _poll_memory(self, now):
        """Without a control group the tree's memory is measured, and the tree ended when it holds more than allowed."""
        self.next_memory_poll = now + MEMORY_POLL_SECONDS
        pids = tree.descendants(self.init)
        held = tree.resident_bytes(pids)
        if held > self.limits["memoryBytes"]:
            held = tree.proportional_bytes(pids)
        self.peak = max(self.peak, held)
        if held > self.limits["memoryBytes"] and not self.out_of_memory:
            self.out_of_memory = True
            tree.kill_all(self.init)

    def _reaped(self):
        """True once the first process of the tree is gone, and with it everything below."""
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return True
            if pid == 0:
                return False
            if pid == self.init:
                self.usage = usage
                self._hear_rest()
                tree.kill_tree(os.getpid())

    def _hear_rest(self):
        try:
            self._hear(os.read(self.report, CHUNK_BYTES))
        except (BlockingIOError, OSError):
            pass

    def _drain(self):
        """What stood in the pipes when the last writer ended."""
        for descriptor, stream in self.streams.items():
            for chunk in iter(lambda: _read_now(descriptor), b""):
                self._log(stream.feed, chunk)
            self._log(stream.flush)
        self.journal.close()

    def _obey(self):
        try:
            with open(os.path.join(self.folder, "stop.json")) as file:
                order = json.load(file)
        except (OSError, ValueError):
            order = {}
        self.params = order.get("params")
        self._end(order.get("why", "stopped"))

    def _finish(self, ended):
        usage = getattr(self, "usage", None) or resource.getrusage(resource.RUSAGE_CHILDREN)
        succeeded = ended.get("code") == 0
        if not succeeded and self.why is None and _is_full(self.folder):
            # What it said about that found no room either.
            self.why = "diskFull"
        self._save("exit.json", {
            "code": ended.get("code"), "signal": ended.get("signal"), "cannotStart": ended.get("cannotStart"),
            "why": self.why, "params": self.params if self.why else None, "outOfMemory": not succeeded and (self.out_of_memory or self.group.out_of_memory()),
            "leftover": getattr(self, "leftover", 0),
            "cpuSeconds": round(max(self.group.cpu_seconds(), usage.ru_utime + usage.ru_stime), 3),
            "peakMemoryBytes": max(self.group.peak_memory_bytes(), self.peak, usage.ru_maxrss * 1024),
            "startedAt": _milliseconds(self.started_at), "at": _milliseconds(time.time()),
        })
        self.group.remove()

    def _save(self, name, facts):
        """Whole or not at all, whatever happens meanwhile. On a full disk it waits for room: this word must not be lost."""
        path = os.path.join(self.folder, name)
        while True:
            try:
                with open(path + ".new", "w") as file:
                    json.dump(facts, file)
                    file.flush()
                    os.fsync(file.fileno())
                os.rename(path + ".new", path)
                return
            except OSError as problem:
                if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
                    raise
                time.sleep(1)


def _is_full(folder):
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize < CHUNK_BYTES


def _read_now(descriptor):
    try:
        return os.read(descriptor, CHUNK_BYTES)
    except BlockingIOError:
        return b""


def _milliseconds(seconds):
    return None if seconds is None else int(seconds * 1000)


if __name__ == "__main__":
    main()

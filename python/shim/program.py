"""Starts the program and stays as the first process of its process space: reaps what it leaves behind."""
import json
import os
import resource
import signal

import kernel
import sandbox

CANNOT_START = 127


def run(spec, scratch, uid, report, output, error, group_descriptors):
    """Never returns. Says on `report`, a line each, that the program started, how it ended, or why it could not start."""
    tell = lambda **facts: os.write(report, json.dumps(facts).encode() + b"\n")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    try:
        os.setsid()
        os.umask(0o022)
        if spec["view"] == "private":
            sandbox.enter(spec, scratch, uid)
        groups = _device_groups(spec["devices"])
        if spec["view"] == "private" or os.geteuid() == 0:
            sandbox.drop_rights(uid, groups)
        else:
            kernel.no_new_privileges()
        kernel.become_subreaper()
        kernel.hide_memory()
        kernel.die_with_parent(signal.SIGKILL)
    except (OSError, ValueError) as problem:
        tell(cannotStart=str(problem))
        os._exit(CANNOT_START)
    # An order to end that comes before the program runs has to wait for it, not to get lost.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    child = os.fork()
    if child == 0:
        _become_program(spec, tell, output, error, group_descriptors)
    for descriptor in [output, error] + group_descriptors:
        os.close(descriptor)
    tell(started=True)
    _reap(child, tell)
    os._exit(0)


def _reap(child, tell):
    while True:
        try:
            pid, status = os.wait()
        except ChildProcessError:
            return
        if pid == child:
            tell(code=os.WEXITSTATUS(status) if os.WIFEXITED(status) else None, signal=_signal_name(status))


def _signal_name(status):
    if not os.WIFSIGNALED(status):
        return None
    try:
        return signal.Signals(os.WTERMSIG(status)).name
    except ValueError:
        return "SIG%d" % os.WTERMSIG(status)


def _become_program(spec, tell, output, error, group_descriptors):
    try:
        os.setsid()
        for descriptor in group_descriptors:
            os.write(descriptor, b"0")
        for name, value in spec["limits"]["rlimits"].items():
            _limit(getattr(resource, "RLIMIT_" + name), value)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output, 1)
        os.dup2(error, 2)
        os.umask(0o007)
        for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        os.chdir(spec["cwd"])
        os.set_inheritable(0, True)
        _close_on_exec()
        os.execvpe(spec["argv"][0], spec["argv"], spec["env"])
    except (OSError, ValueError) as problem:
        tell(cannotStart="%s: %s" % (spec["argv"][0], getattr(problem, "strerror", None) or problem))
    os._exit(CANNOT_START)


def _close_on_exec():
    """Descriptors that were inherited from whoever started Cairn must not reach the program."""
    for name in os.listdir("/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"):
        if int(name) > 2:
            try:
                os.set_inheritable(int(name), False)
            except OSError:
                pass


def _limit(which, value):
    hard = resource.getrlimit(which)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (value, value))


def _device_groups(devices):
    return sorted({os.stat(path).st_gid for path in devices if os.path.exists(path)} - {0}) if os.geteuid() == 0 else []

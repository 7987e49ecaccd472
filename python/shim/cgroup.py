"""Limits for a whole tree of processes by control groups, below the group that this process is already in."""
import errno
import os
import time

ROOT = "/sys/fs/cgroup"
PARENT = "cairn"
LEAF = "cairn-main"


class Group:
    """One group per controller (version 1) or one for all (version 2). What could not be made is simply not in `limits`."""

    def __init__(self, name, cpu_milli, memory_bytes, pids, owner):
        self._folders = {}
        for controller, folder in _parents(owner).items():
            try:
                path = os.path.join(folder, name)
                os.makedirs(path, exist_ok=True)
                _limit(path, controller, cpu_milli, memory_bytes, pids)
                os.chown(path, *owner)
                self._folders[controller] = path
            except OSError:
                continue
        self.limits = sorted(self._folders)

    @property
    def folders(self):
        return dict(self._folders)

    def open(self):
        """Descriptors to which a process writes `0` to join. Opened before rights are dropped: the opener's rights count."""
        return [os.open(os.path.join(path, "cgroup.procs"), os.O_WRONLY | os.O_CLOEXEC) for path in sorted(set(self._folders.values()))]

    def out_of_memory(self):
        path = self._folders.get("memory")
        if not path:
            return False
        for name in ("memory.events", "memory.oom_control"):
            count = _keyed(os.path.join(path, name)).get("oom_kill", 0)
            if count:
                return True
        return False

    def peak_memory_bytes(self):
        path = self._folders.get("memory")
        return max((_number(os.path.join(path, name)) for name in ("memory.peak", "memory.max_usage_in_bytes")), default=0) if path else 0

    def cpu_seconds(self):
        account = self._folders.get("cpuacct")
        if account:
            return _number(os.path.join(account, "cpuacct.usage")) / 1e9
        cpu = self._folders.get("cpu")
        return _keyed(os.path.join(cpu, "cpu.stat")).get("usage_usec", 0) / 1e6 if cpu else 0.0

    def remove(self):
        """A group can only go once its last process is reaped, which may take the kernel a moment."""
        for path in set(self._folders.values()):
            for _ in range(50):
                try:
                    os.rmdir(path)
                    break
                except FileNotFoundError:
                    break
                except OSError as error:
                    if error.errno != errno.EBUSY:
                        break
                    time.sleep(0.02)


def _parents(owner):
    """The folder of ours per controller, made when missing and given to the user who may remove groups later."""
    found = {}
    for controller, own in _own_groups().items():
        folder = os.path.join(own, PARENT)
        try:
            os.makedirs(folder, exist_ok=True)
            os.chown(folder, *owner)
            if controller == "unified":
                for each in _enable(own, folder):
                    found[each] = folder
                continue
            found[controller] = folder
        except OSError:
            continue
    return found


def _own_groups():
    own = {}
    try:
        with open("/proc/self/cgroup") as file:
            lines = [line.rstrip("\n").split(":", 2) for line in file]
    except OSError:
        return own
    for _, controllers, path in lines:
        path = path.lstrip("/")
        if not controllers:
            root = ROOT if os.path.exists(os.path.join(ROOT, "cgroup.controllers")) else None
            if root:
                own["unified"] = os.path.dirname(os.path.join(root, path)) if os.path.basename(path) == LEAF else os.path.join(root, path)
            continue
        for controller in controllers.split(","):
            if controller in ("cpu", "cpuacct", "memory", "pids"):
                own[controller] = os.path.join(ROOT, controller, path)
    return own


def _enable(own, folder):
    """Version 2 gives controllers only to groups without processes of their own, so those move into a leaf first."""
    wanted = [each for each in ("cpu", "memory", "pids") if each in _words(os.path.join(own, "cgroup.controllers"))]
    line = " ".join("+" + each for each in wanted)
    try:
        _write(os.path.join(own, "cgroup.subtree_control"), line)
    except OSError as error:
        if error.errno != errno.EBUSY:
            raise
        leaf = os.path.join(own, LEAF)
        os.makedirs(leaf, exist_ok=True)
        for pid in _words(os.path.join(own, "cgroup.procs")):
            _write(os.path.join(leaf, "cgroup.procs"), pid)
        _write(os.path.join(own, "cgroup.subtree_control"), line)
    _write(os.path.join(folder, "cgroup.subtree_control"), line)
    return wanted


def _limit(path, controller, cpu_milli, memory_bytes, pids):
    settings = {
        "cpu": {"cpu.cfs_period_us": "100000", "cpu.cfs_quota_us": str(max(1000, cpu_milli * 100)), "cpu.max": "%d 100000" % max(1000, cpu_milli * 100)},
        "memory": {
            "memory.limit_in_bytes": str(memory_bytes),
            "memory.memsw.limit_in_bytes": str(memory_bytes),
            "memory.max": str(memory_bytes),
            "memory.swap.max": "0",
        },
        "pids": {"pids.max": str(pids)},
    }
    for name, value in settings.get(controller, {}).items():
        file = os.path.join(path, name)
        if os.path.exists(file):
            _write(file, value)


def _write(path, text):
    with open(path, "w") as file:
        file.write(text)


def _words(path):
    with open(path) as file:
        return file.read().split()


def _number(path):
    try:
        with open(path) as file:
            return int(file.read())
    except (OSError, ValueError):
        return 0


def _keyed(path):
    try:
        with open(path) as file:
            return {line.split()[0]: int(line.split()[1]) for line in file if len(line.split()) == 2 and line.split()[1].isdigit()}
    except OSError:
        return {}

"""Processes as /proc shows them: who descends from whom, since when, how much memory they hold."""
import os
import signal

PAGE = os.sysconf("SC_PAGE_SIZE")


def boot_id():
    try:
        with open("/proc/sys/kernel/random/boot_id") as file:
            return file.read().strip()
    except OSError:
        return ""


def start_time(pid):
    """Ticks since boot: together with pid and boot id it is a process's identity."""
    try:
        with open("/proc/%d/stat" % pid, "rb") as file:
            return int(file.read().rsplit(b")", 1)[1].split()[19])
    except (OSError, IndexError, ValueError):
        return 0


def descendants(pid):
    """Every living process below `pid`, children before grandchildren."""
    found, waiting = [], [pid]
    while waiting:
        for child in _children(waiting.pop(0)):
            found.append(child)
            waiting.append(child)
    return found


def signal_all(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except (ProcessLookupError, PermissionError):
            pass


def kill_tree(pid):
    """Kills until nothing is left below `pid`: a process may fork while the list is read."""
    for _ in range(50):
        left = [each for each in descendants(pid) if not _is_zombie(each)]
        if not left:
            return
        signal_all(left, signal.SIGKILL)


def kill_all(first):
    """Kills a tree with its first process, and what fell to this one meanwhile."""
    kill_tree(first)
    signal_all([first], signal.SIGKILL)
    kill_tree(os.getpid())


def resident_bytes(pids):
    """Memory held by processes; pages that they share count for each of them."""
    return sum(_statm(pid) for pid in pids)


def proportional_bytes(pids):
    """The same with shared pages divided among their holders: exact, and slower. Falls back where it may not be read."""
    return sum(_proportional(pid) for pid in pids)


def _children(pid):
    found = []
    try:
        for thread in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/children" % (pid, thread)) as file:
                found += [int(child) for child in file.read().split()]
    except OSError:
        pass
    return found


def _is_zombie(pid):
    try:
        with open("/proc/%d/stat" % pid, "rb") as file:
            return file.read().rsplit(b")", 1)[1].split()[0] == b"Z"
    except (OSError, IndexError):
        return True


def _statm(pid):
    try:
        with open("/proc/%d/statm" % pid) as file:
            return int(file.read().split()[1]) * PAGE
    except (OSError, IndexError, ValueError):
        return 0


def _proportional(pid):
    try:
        with open("/proc/%d/smaps_rollup" % pid) as file:
            return sum(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))
    except (OSError, ValueError):
        return _statm(pid)

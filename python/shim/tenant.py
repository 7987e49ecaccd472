"""Acts on what a program left behind, under the program's own rights: whatever it put there, it could have done this itself.

    tenant.py [--uid N] list FOLDER         a JSON line per file
    tenant.py [--uid N] read FOLDER PATH    a JSON line with the size, then the bytes
    tenant.py [--uid N] erase FOLDER...     empties the folders
    tenant.py [--uid N] sweep MARK          kills what carries CAIRN_RUN=MARK and outlived its shim
"""
import argparse
import json
import os
import signal
import stat
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import kernel

MOST_FILES, DEEPEST, LONGEST_PATH = 100_000, 64, 1024
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
REFUSED = 3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--uid", type=int)
    parser.add_argument("verb", choices=("list", "read", "erase", "sweep"))
    parser.add_argument("words", nargs="+")
    options = parser.parse_args()
    if options.verb == "sweep":
        _become(options.uid)
        return sweep(options.words[0])
    folders = options.words[:1] if options.verb == "read" else options.words
    opened = [os.open(each, FOLDER) for each in folders if os.path.lexists(each)]
    _become(options.uid)
    if options.verb == "erase":
        for descriptor in opened:
            erase(descriptor)
    elif options.verb == "list":
        for found in files(opened[0], "", os.fstat(opened[0]).st_dev) if opened else ():
            sys.stdout.write(json.dumps(found) + "\n")
    elif not opened or not read(opened[0], options.words[1]):
        sys.exit(REFUSED)


def _become(uid):
    if uid is not None and os.geteuid() == 0:
        kernel.become(uid, uid)
    kernel.no_new_privileges()


def files(folder, prefix, device, depth=0, count=None):
    """Regular files with one name, on the folder's own device. Links, sockets, devices and odd names are left out."""
    count = count or [0]
    for name in sorted(_names(folder)):
        path = prefix + name
        if not _is_plain(path) or count[0] >= MOST_FILES:
            continue
        facts = _facts(name, folder)
        if facts is None or facts.st_dev != device:
            continue
        if stat.S_ISREG(facts.st_mode) and facts.st_nlink == 1:
            count[0] += 1
            yield {"path": path, "size": facts.st_size, "modifiedAt": facts.st_mtime_ns // 1_000_000}
        elif stat.S_ISDIR(facts.st_mode) and depth < DEEPEST:
            try:
                inner = os.open(name, FOLDER, dir_fd=folder)
            except OSError:
                continue
            try:
                yield from files(inner, path + "/", device, depth + 1, count)
            finally:
                os.close(inner)


def read(folder, path):
    """Writes the file to stdout, every step of the way opened without following a link. False when it is not a plain file."""
    device = os.fstat(folder).st_dev
    *parents, name = path.split("/")
    if not _is_plain(path) or any(part in ("", ".", "..") for part in parents + [name]):
        return False
    try:
        for part in parents:
            folder = os.open(part, FOLDER, dir_fd=folder)
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        return False
    facts = os.fstat(descriptor)
    if not stat.S_ISREG(facts.st_mode) or facts.st_nlink != 1 or facts.st_dev != device:
        return False
    left = facts.st_size
    out = sys.stdout.buffer
    out.write(json.dumps({"size": left}).encode() + b"\n")
    while left:
        chunk = os.read(descriptor, min(left, 1 << 20))
        if not chunk:
            break
        out.write(chunk)
        left -= len(chunk)
    out.flush()
    return True


def erase(folder):
    """Removes everything below, links themselves and not what they point to."""
    try:
        names = os.listdir(folder)
    except PermissionError:
        os.fchmod(folder, 0o700)
        names = os.listdir(folder)
    for name in names:
        facts = _facts(name, folder)
        if facts is None:
            continue
        if not stat.S_ISDIR(facts.st_mode):
            _attempt(os.unlink, name, folder)
            continue
        inner = _open_folder(name, folder)
        if inner is not None:
            erase(inner)
            os.close(inner)
        _attempt(os.rmdir, name, folder)


def sweep(mark):
    wanted = b"CAIRN_RUN=" + mark.encode()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/environ" % pid, "rb") as file:
                if wanted in file.read().split(b"\0"):
                    os.kill(int(pid), signal.SIGKILL)
        except OSError:
            continue


def _names(folder):
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _is_plain(path):
    try:
        return len(path.encode()) <= LONGEST_PATH and "\\" not in path and all(ord(each) >= 32 and ord(each) != 127 for each in path)
    except UnicodeEncodeError:
        return False


def _facts(name, folder):
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError:
        return None


def _open_folder(name, folder):
    try:
        os.chmod(name, 0o700, dir_fd=folder)
        return os.open(name, FOLDER, dir_fd=folder)
    except OSError:
        return None


def _attempt(remove, name, folder):
    try:
        remove(name, dir_fd=folder)
    except OSError:
        pass


if __name__ == "__main__":
    main()

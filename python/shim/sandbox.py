"""A private view of the machine for one program: a root of its own with only what it is given, own processes, no privileges."""
import os
import stat

import kernel

SYSTEM_FOLDERS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/nix")
BASIC_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
USER_NAME, HOME = "job", "/job/home"


def separate(private):
    """In the shim, before it forks: children get a process space of their own, under an ordinary user in a user namespace."""
    if not private:
        return
    if os.geteuid() == 0:
        kernel.unshare(kernel.CLONE_NEWPID)
        return
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWPID)
    _map_self(uid, gid)


def enter(spec, scratch, uid):
    """In the first process of the new process space: builds the root from the specification and moves there for good."""
    kernel.unshare(kernel.CLONE_NEWNS | kernel.CLONE_NEWIPC)
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", scratch, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0755,size=16m")
    _bind_system(scratch)
    _hide(scratch, spec["hidden"])
    _mount_devices(scratch, spec["devices"])
    _mount_proc(scratch)
    for each in sorted(spec["binds"], key=lambda bind: bind["target"].count("/")):
        _bind(scratch, each["source"], each["target"], each["readOnly"])
    _write_accounts(scratch, uid)
    for hidden in spec["hidden"]:
        _seal(scratch + hidden)
    kernel.pivot_root(scratch)
    _seal("/")


def drop_rights(uid, groups):
    """In the same process, last: root becomes the tenant; an ordinary user enters a second user namespace that cannot undo the first."""
    if os.geteuid() == 0:
        kernel.become(uid, uid, groups)
    else:
        own = os.geteuid(), os.getegid()
        kernel.unshare(kernel.CLONE_NEWUSER)
        _map_self(*own)
        kernel.drop_capabilities()
    kernel.no_new_privileges()


def _map_self(uid, gid):
    for name, text in (("setgroups", "deny"), ("uid_map", "%d %d 1" % (uid, uid)), ("gid_map", "%d %d 1" % (gid, gid))):
        with open("/proc/self/" + name, "w") as file:
            file.write(text)


def _bind_system(root):
    for path in SYSTEM_FOLDERS:
        if os.path.islink(path):
            os.symlink(os.readlink(path), root + path)
        elif os.path.isdir(path):
            _bind(root, path, path, True)
    resolver = os.path.realpath("/etc/resolv.conf")
    if not resolver.startswith("/etc/") and os.path.exists(resolver):
        _bind(root, resolver, resolver, True)
    _bind(root, "/sys", "/sys", True)


def _hide(root, folders):
    """What must not be seen may lie below a system folder, such as /opt: an empty folder covers it there."""
    for path in folders:
        if os.path.isdir(root + path):
            kernel.mount("tmpfs", root + path, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0755,size=1m")


def _mount_devices(root, devices):
    os.mkdir(root + "/dev")
    kernel.mount("tmpfs", root + "/dev", "tmpfs", kernel.MS_NOSUID, "mode=0755,size=64k")
    for path in ["/dev/" + name for name in BASIC_DEVICES] + devices:
        if os.path.exists(path):
            _touch(root + path)
            kernel.mount(path, root + path, None, kernel.MS_BIND)
    for name, target in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
        os.symlink("/proc/self/fd" + target, root + "/dev/" + name)
    os.mkdir(root + "/dev/shm")
    kernel.mount("tmpfs", root + "/dev/shm", "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=1777,size=50%")
    os.mkdir(root + "/dev/pts")
    kernel.mount("devpts", root + "/dev/pts", "devpts", kernel.MS_NOSUID | kernel.MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620")
    os.symlink("pts/ptmx", root + "/dev/ptmx")


def _mount_proc(root):
    os.mkdir(root + "/proc")
    kernel.mount("proc", root + "/proc", "proc", kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC)


def _bind(root, source, target, read_only):
    place = root + target
    _keep_clean(root, place)
    if stat.S_ISDIR(os.stat(source).st_mode):
        os.makedirs(place, exist_ok=True)
    else:
        _touch(place)
    kernel.mount(source, place, None, kernel.MS_BIND | kernel.MS_REC)
    kernel.restrict_mount(place, read_only)


def _keep_clean(root, place):
    """A place below a folder of the program's, such as /tmp: the folders that lead to it must not be made in that one."""
    missing = os.path.dirname(place)
    if os.path.exists(missing):
        return
    while not os.path.exists(os.path.dirname(missing)):
        missing = os.path.dirname(missing)
    if os.stat(os.path.dirname(missing)).st_dev != os.stat(root).st_dev:
        os.mkdir(missing)
        kernel.mount("tmpfs", missing, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0755,size=1m")


def _touch(path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if not os.path.lexists(path):
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644))


def _write_accounts(root, uid):
    """Programs ask who they are; the host's own list of users stays hidden."""
    gid = uid if os.geteuid() == 0 else os.getegid()
    accounts = {
        "passwd": "root:x:0:0::/:/bin/sh\n%s:x:%d:%d::%s:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n" % (USER_NAME, uid, gid, HOME),
        "group": "root:x:0:\n%s:x:%d:\nnogroup:x:65534:\n" % (USER_NAME, gid),
    }
    os.mkdir(root + "/.accounts")
    for name, text in accounts.items():
        if not os.path.exists(root + "/etc/" + name):
            continue
        source = "%s/.accounts/%s" % (root, name)
        with open(source, "w") as file:
            file.write(text)
        os.chmod(source, 0o444)
        kernel.mount(source, "%s/etc/%s" % (root, name), None, kernel.MS_BIND)
        kernel.restrict_mount("%s/etc/%s" % (root, name), True)


def _seal(path):
    if os.path.ismount(path) or path == "/":
        kernel.mount(None, path, None, kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV)

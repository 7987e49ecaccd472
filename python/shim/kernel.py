"""The Linux calls that Python's standard library does not offer. Elsewhere they do nothing or raise OSError."""
import ctypes
import os
import platform
import sys

LINUX = sys.platform.startswith("linux")
_libc = ctypes.CDLL(None, use_errno=True)

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID = 0x00020000, 0x08000000, 0x10000000, 0x20000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
CAP_CHOWN, CAP_DAC_READ_SEARCH, CAP_FOWNER, CAP_KILL = 0, 2, 3, 5

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_KEEPCAPS, _PR_CAPBSET_DROP = 1, 4, 8, 24
_PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 36, 38
_MNT_DETACH = 2
_AT_FDCWD, _AT_RECURSIVE, _SYS_MOUNT_SETATTR = -100, 0x8000, 442
_SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}


def _check(result, what):
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, "%s: %s" % (what, os.strerror(number)))
    return result


def _prctl(option, value):
    if LINUX:
        _check(_libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0), "prctl %d" % option)


def become_subreaper():
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent(signal_number):
    _prctl(_PR_SET_PDEATHSIG, signal_number)


def hide_memory():
    """Other processes of the same user can neither trace this one nor read what /proc shows of it."""
    _prctl(_PR_SET_DUMPABLE, 0)


def no_new_privileges():
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def unshare(flags):
    _check(_libc.unshare(flags), "unshare")


def mount(source, target, kind=None, flags=0, data=None):
    encode = lambda text: None if text is None else os.fsencode(text)
    _check(_libc.mount(encode(source), encode(target), encode(kind), ctypes.c_ulong(flags), encode(data)), "mount %s" % target)


def restrict_mount(target, read_only):
    """Makes a mount and all below it nosuid and nodev, and read-only when asked."""
    flags = MS_NOSUID | MS_NODEV | (MS_RDONLY if read_only else 0)
    attributes = (ctypes.c_uint64 * 4)(flags, 0, 0, 0)
    call = (_SYS_MOUNT_SETATTR, _AT_FDCWD, os.fsencode(target), _AT_RECURSIVE, ctypes.byref(attributes), ctypes.sizeof(attributes))
    if _libc.syscall(*call) == -1:
        _remount_each(target, flags)


def _remount_each(target, flags):
    """For kernels before 5.12. A flag that a mount already has may be locked, so it is kept."""
    for path in [target] + _mounts_below(target):
        kept = os.statvfs(path).f_flag & (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | os.ST_NOATIME | os.ST_NODIRATIME)
        relatime = (1 << 21) if os.statvfs(path).f_flag & os.ST_RELATIME else 0
        mount(None, path, None, MS_REMOUNT | MS_BIND | kept | relatime | flags)


def _mounts_below(target):
    with open("/proc/self/mountinfo", "rb") as table:
        places = [line.split(b" ")[4].decode("unicode_escape") for line in table]
    return [place for place in places if place.startswith(target.rstrip("/") + "/")]


def pivot_root(new_root):
    """Makes `new_root` the root and lets go of the old one for good."""
    os.chdir(new_root)
    number = _SYS_PIVOT_ROOT.get(platform.machine())
    if number is None:
        raise OSError("pivot_root is not known on %s" % platform.machine())
    _check(_libc.syscall(number, b".", b"."), "pivot_root")
    _check(_libc.umount2(b".", _MNT_DETACH), "umount the old root")
    os.chdir("/")


def drop_capabilities(kept=()):
    """Empties the bounding set where that is allowed; only `kept` stay permitted and effective."""
    if not LINUX:
        return
    _drop_bounding_set()
    bits = sum(1 << capability for capability in kept)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)(bits & 0xFFFFFFFF, bits & 0xFFFFFFFF, 0, bits >> 32, bits >> 32, 0)
    _check(_libc.capset(ctypes.byref(header), ctypes.byref(sets)), "capset")


def become(uid, gid, groups=(), kept=()):
    """Turns root into another user for good, with nothing but the `kept` capabilities."""
    if LINUX:
        _prctl(_PR_SET_KEEPCAPS, 1 if kept else 0)
        _drop_bounding_set()
    os.setgroups(list(groups))
    os.setgid(gid)
    os.setuid(uid)
    drop_capabilities(kept)


def _drop_bounding_set():
    number = 0
    while _libc.prctl(_PR_CAPBSET_DROP, ctypes.c_ulong(number), 0, 0, 0) == 0:
        number += 1

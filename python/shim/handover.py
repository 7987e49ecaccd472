"""Makes a run's folders the tenant's, while the shim still is root."""
import os
import stat


def prepare(spec, owner, tenant):
    """The tenant gets his folders, may append to the metrics file, and shares the socket folder with the group of the gateway."""
    if spec["socketFolder"]:
        _remove_sockets(spec["socketFolder"])
    if os.geteuid() != 0:
        return
    for path in spec["owned"]:
        _give(path, owner, tenant, (tenant, tenant))
    if spec["metricsFile"]:
        _give(spec["metricsFile"], owner, tenant, (owner[0], tenant))
    if spec["socketFolder"]:
        _give(spec["socketFolder"], owner, tenant, (tenant, owner[1]), 0o2770)


def _give(path, owner, tenant, receiver, mode=None):
    """Nothing but what belongs to Cairn's own account, or to the tenant already, is ever given away."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        facts = os.fstat(descriptor)
        if facts.st_uid not in (owner[0], tenant) or (not stat.S_ISDIR(facts.st_mode) and facts.st_nlink != 1):
            raise OSError("%s belongs to somebody else" % path)
        os.fchown(descriptor, *receiver)
        if mode is not None:
            os.fchmod(descriptor, mode)
    finally:
        os.close(descriptor)


def _remove_sockets(folder):
    """A socket that an ended program left would refuse the next one its address."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        for name in os.listdir(descriptor):
            if stat.S_ISSOCK(os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode):
                os.unlink(name, dir_fd=descriptor)
    finally:
        os.close(descriptor)

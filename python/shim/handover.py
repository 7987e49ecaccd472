"""Makes a run's folders the tenant's, while the shim still is root."""
import os
import stat

FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
FOLDER = FILE | os.O_DIRECTORY


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


def lend(folders, owner, builder):
    """Whole folders of Cairn's own account become the build account's, but for files that also have another name elsewhere."""
    for path in folders:
        if os.stat(path).st_uid != builder:
            _give(path, (owner,), builder, (builder, builder))
            _hand_over(path, owner, (builder, builder), lambda facts: facts.st_nlink == 1)


def take_back(folders, builder, owner):
    """What a build has there becomes Cairn's again: no later build can change it."""
    for path in folders:
        _hand_over(path, builder, owner, lambda facts: True)


def _hand_over(path, giver, receiver, may_go):
    folder = os.open(path, FOLDER)
    try:
        facts = os.fstat(folder)
        if facts.st_uid not in (giver, receiver[0]):
            raise OSError("%s belongs to somebody else" % path)
        _hand_over_all(folder, facts.st_dev, giver, receiver, may_go)
    finally:
        os.close(folder)


def _hand_over_all(folder, device, giver, receiver, may_go):
    """Folders and files on one device, each held open while it is looked at; links stay whose they are.

    The folder itself goes first on the way there and last on the way back: whatever cut it short, its owner tells that it is lent."""
    for name in os.listdir(folder):
        try:
            facts = os.stat(name, dir_fd=folder, follow_symlinks=False)
            is_folder = stat.S_ISDIR(facts.st_mode)
            if not is_folder and not stat.S_ISREG(facts.st_mode):
                continue
            descriptor = os.open(name, FOLDER if is_folder else FILE, dir_fd=folder)
        except FileNotFoundError:
            continue
        try:
            facts = os.fstat(descriptor)
            if facts.st_dev != device:
                continue
            if is_folder:
                _hand_over_all(descriptor, device, giver, receiver, may_go)
            elif facts.st_uid == giver and stat.S_ISREG(facts.st_mode) and may_go(facts):
                os.fchown(descriptor, *receiver)
        finally:
            os.close(descriptor)
    if os.fstat(folder).st_uid == giver:
        os.fchown(folder, *receiver)


def _give(path, owner, tenant, receiver, mode=None):
    """Nothing but what belongs to Cairn's own account, or to the tenant already, is ever given away."""
    descriptor = os.open(path, FILE)
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

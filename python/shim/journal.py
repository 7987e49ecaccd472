"""The log of one replica: a ring of segments, each named by the offset of its first byte, so that readers follow across rotation."""
import os
import time

LONGEST_LINE = 64 * 1024


class Journal:
    """Writes records `<unix ms> <o|e> text`. An offset counts the bytes of all records ever written, restarts included."""

    def __init__(self, folder, segment_bytes, segments):
        self._folder, self._segment_bytes, self._segments = folder, segment_bytes, segments
        os.makedirs(folder, mode=0o750, exist_ok=True)
        self._file = None
        names = self._names()
        self._base = int(names[-1]) if names else 0
        self._size = os.path.getsize(os.path.join(folder, names[-1])) if names else 0
        self._open()

    def write(self, records):
        """Appends whole records; a full segment is followed by a new one and the oldest goes."""
        if self._size and self._size + len(records) > self._segment_bytes:
            self._base += self._size
            self._size = 0
            self._open()
            for name in self._names()[: -self._segments]:
                os.unlink(os.path.join(self._folder, name))
        self._file.write(records)
        self._size += len(records)

    def close(self):
        self._file.close()

    def _open(self):
        if self._file:
            self._file.close()
        self._file = open(os.path.join(self._folder, "%016d" % self._base), "ab", buffering=0)

    def _names(self):
        return sorted(name for name in os.listdir(self._folder) if name.isdigit())


class Stream:
    """One of a program's two outputs, cut into lines. Half a line is kept back until it is whole or `flush` is called."""

    def __init__(self, journal, mark):
        self._journal, self._mark, self._rest = journal, mark, b""

    @property
    def waits(self):
        return bool(self._rest)

    def feed(self, chunk):
        whole, newline, rest = (self._rest + chunk).rpartition(b"\n")
        if newline:
            self._write(whole)
        self._rest = rest
        if len(rest) >= LONGEST_LINE:
            self.flush()

    def flush(self):
        """Ends the line here: what a program leaves without a newline is seen too."""
        if self._rest:
            self._write(self._rest)
            self._rest = b""

    def _write(self, lines):
        head = b"%d %s " % (time.time_ns() // 1_000_000, self._mark)
        if b"\r" in lines:
            lines = b"\n".join(_as_on_screen(line) for line in lines.split(b"\n"))
        self._journal.write(head + lines.replace(b"\n", b"\n" + head) + b"\n")


def _as_on_screen(line):
    """A carriage return goes back to the start of the line, as progress bars do: what was written last is what is seen."""
    return line.rstrip(b"\r").rpartition(b"\r")[2]

"""Where an answer goes while it is made: standard output as it comes, or a file that is there whole or not at all."""

from __future__ import annotations

import time

from cds_kg.cli.streams import flush

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from cds_kg.store.files import NewFile

#: Bytes that are held back before anything is written: an answer of this size comes whole or, on an error, not at all.
_HELD = 2**20


class Sink:
    """A file to write an answer to, in memory up to a size, then in pieces.

    Args:
        output: the file's path, or ``None`` for standard output.
        begin: called before the first byte is written.
    """

    def __init__(self, output: str | None, begin: Callable[[], None] | None = None) -> None:
        self._output = output
        self._begin = begin
        self._held = bytearray()
        self._file: NewFile | None = None
        self._started = False
        self._waited = 0.0
        self._since: float | None = None
        self._last = b""
        #: What went wrong while writing: not a fault of the query.
        self.error: Exception | None = None

    @property
    def untouched(self) -> bool:
        """Whether nothing was written yet, so that the answer can be begun again."""
        return not self._started

    def waited(self) -> float:
        """Seconds that were spent on writing so far, the time of a reader that is slow."""
        since = self._since
        return self._waited + (0.0 if since is None else time.monotonic() - since)

    def write(self, data: bytes) -> int:
        """Take ``data``. Raises OutputError, BrokenPipeError: it cannot be written."""
        self._held += data
        if len(self._held) >= _HELD:
            self._pass_on()
        return len(data)

    def flush(self) -> None:
        """Nothing: what is held back is written by `finish`."""

    def restart(self) -> None:
        """Forget what was held back."""
        self._held.clear()

    def end_line(self) -> None:
        """End the last line, where it is not ended."""
        if (bytes(self._held[-1:]) or self._last) != b"\n":
            self._held += b"\n"

    def finish(self) -> None:
        """Write what is left, and put the file in its place."""
        self._pass_on()
        if self._file is not None:
            self._file.commit()

    def abandon(self) -> None:
        """Leave out a file that was begun."""
        if self._file is not None:
            self._file.abandon()

    def _pass_on(self) -> None:
        data = bytes(self._held)
        self._held.clear()
        self._last = data[-1:] or self._last
        self._since = time.monotonic()
        try:
            if not self._started:
                self._started = True
                if self._begin is not None:
                    self._begin()
            if self._output is None:
                flush(data)
                return
            if self._file is None:
                from cds_kg.store.files import NewFile

                self._file = NewFile(self._output)
            self._file.write(data)
        except Exception as error:
            self.error = error
            raise
        finally:
            self._waited += time.monotonic() - self._since
            self._since = None

"""Work of the engines beside Python's own: they let go of the interpreter while they parse and judge."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Aside(Generic[T]):
    """One piece of work, done once, in a thread of its own if it is started before its result is asked for."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._thread: threading.Thread | None = None
        self._done: list[T] = []
        self._error: BaseException | None = None

    def start(self) -> None:
        """Begin, and come back at once."""
        self._thread = threading.Thread(target=self._do, daemon=True)
        self._thread.start()

    def result(self) -> T:
        """What came of it, waited for. Raises what the work raised."""
        if self._thread is not None:
            self._thread.join()
        elif not self._done and self._error is None:
            self._do()
        if self._error is not None:
            raise self._error
        return self._done[0]

    def _do(self) -> None:
        try:
            self._done.append(self._work())
        except BaseException as error:
            self._error = error

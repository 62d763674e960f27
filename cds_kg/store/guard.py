"""What keeps a foreign query harmless: refusals before it runs, limits of time and memory while it runs."""

from __future__ import annotations

import _thread  # not threading, whose import takes as long as a small query
import time

from cds_kg.errors import CdsKgError, LimitError
from cds_kg.store.memory import resident

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    T = TypeVar("T")

#: The keywords that are refused, but for SERVICE, which has more than one spelling.
FORBIDDEN = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH", "FROM")

#: A query may have this many characters, and this many brackets open at once: the engine reads deeply nested ones
#: slowly, and every level takes some of the stack.
LENGTH_LIMIT = 100_000
DEPTH_LIMIT = 500
_SHORT = 4_000

_POLL_SECONDS = 0.02
_STACK_BYTES = 512 * 2**20
#: Held while the size of stacks, a setting of the whole process, is ours.
_STACK_SIZE = _thread.allocate_lock()


class QueryForm:  # no enum, whose import takes as long as a small query
    """What a query asks for: ``value`` is its keyword, ``gives_triples`` whether the answer is a graph."""

    def __init__(self, value: str, gives_triples: bool) -> None:
        self.value = value
        self.gives_triples = gives_triples


#: Keyword -> the form of the queries that it begins.
FORMS = {
    "SELECT": QueryForm("SELECT", False),
    "ASK": QueryForm("ASK", False),
    "CONSTRUCT": QueryForm("CONSTRUCT", True),
    "DESCRIBE": QueryForm("DESCRIBE", True),
}


def check(sparql: str, name: str = "SPARQL") -> QueryForm:
    """The form of a query that may run. Whether it is well-formed the engine finds out, see `grammar.syntax_error`.

    SPARQL replaces ``\\uXXXX`` before it parses and the engine does not, so the text is judged both ways.

    Args:
        sparql: the query.
        name: what the place in a message begins with: a file, or the default.

    Raises:
        RefusedError: SERVICE in any spelling, an update, FROM or FROM NAMED.
        QueryError: there is no query.
        LimitError: it is too long, or nested too deeply.
    """
    if len(sparql) > _SHORT:
        _check_size(sparql, name)
    text = sparql.upper()
    if "\\U" not in text and not any(word in text for word in ("SERVICE", *FORBIDDEN)):
        # Nothing that could be refused: the plain case is told without the tokens.
        for keyword, form in FORMS.items():
            if text.startswith(keyword) and text[len(keyword) :][:1] in (" ", "\n", "{"):
                return form
    from cds_kg.store.refusals import form_of

    return form_of(sparql, name)


def _check_size(sparql: str, name: str) -> None:
    depth = deepest = 0
    for sign in sparql:
        if sign in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in ")]}" and depth:
            depth -= 1
    if len(sparql) > LENGTH_LIMIT or deepest > DEPTH_LIMIT:
        raise size_error(name)


def size_error(name: str) -> LimitError:
    """The error for a query that is too long or too deeply nested; ``name`` as in `check`."""
    return LimitError(
        f"{name}: truy vấn dài quá {LENGTH_LIMIT} ký tự hoặc lồng quá {DEPTH_LIMIT} dấu ngoặc; hãy viết gọn lại.",
        f"{name}: the query is over {LENGTH_LIMIT} characters or {DEPTH_LIMIT} nested brackets; make it shorter.",
    )


class Watchdog:
    """Limits for work that cannot be interrupted.

    The work runs in a thread of its own while the calling thread looks at the clock and at the memory of the process,
    so Ctrl-C is answered too. Work that is given up goes on in its thread: end the process, as the command does.

    Args:
        timeout: seconds, or ``None`` for no limit.
        memory: bytes that the whole process may hold, or ``None`` for no limit.
    """

    #: Whether some work was given up in this process and still runs.
    given_up = False

    def __init__(self, timeout: float | None, memory: int | None) -> None:
        self.timeout = timeout
        self.memory = memory

    def run(self, work: Callable[[], T], waited: Callable[[], float] | None = None) -> T:
        """What ``work`` returns or raises.

        Args:
            work: what is to be done.
            waited: how many seconds of the time so far do not count: a reader of what the work writes may be slow.

        Raises:
            LimitError: a limit was hit.
        """
        results: list[T] = []
        errors: list[BaseException] = []
        done = _thread.allocate_lock()
        done.acquire()

        def body() -> None:
            try:
                results.append(work())
            except BaseException as error:
                if isinstance(error, CdsKgError):
                    _forget_frames(error)
                errors.append(error)
            finally:
                done.release()

        end = None if self.timeout is None else time.monotonic() + self.timeout
        _start(body)
        try:
            while not done.acquire(timeout=_POLL_SECONDS):
                if end is not None and time.monotonic() >= end + (waited() if waited else 0):
                    raise time_error(self.timeout or 0)
                if self.memory is not None and resident() > self.memory:
                    raise memory_error(self.memory)
        except BaseException:
            Watchdog.given_up = True
            raise
        if errors:
            raise errors[0]
        return results[0]


def _forget_frames(error: BaseException | None) -> None:
    """Let go of the frames that an error came through: results of the engine must end in the thread that asked."""
    while error is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__


def _start(body: Callable[[], None]) -> None:
    """Run ``body`` in a thread whose stack is large enough for the longest query; only what is used takes memory."""
    with _STACK_SIZE:
        try:
            before = _thread.stack_size(_STACK_BYTES)
        except (ValueError, RuntimeError):  # the system has no such setting
            _thread.start_new_thread(body, ())
            return
        try:
            _thread.start_new_thread(body, ())
        except RuntimeError:  # no room for it
            _thread.stack_size(before)
            _thread.start_new_thread(body, ())
        finally:
            _thread.stack_size(before)


def time_error(timeout: float) -> LimitError:
    """The error for work that takes longer than ``timeout`` seconds."""
    return LimitError(
        f"quá giới hạn thời gian {timeout:g} giây; hãy thu hẹp truy vấn (thêm điều kiện, LIMIT), dùng tệp nhỏ hơn "
        "hoặc tăng --timeout.",
        f"over the time limit of {timeout:g} seconds; narrow the query (conditions, LIMIT), use smaller files "
        "or raise --timeout.",
    )


def memory_error(memory: int) -> LimitError:
    """The error for work that needs more than ``memory`` bytes."""
    size = f"{memory / 2**20:g} MiB"
    return LimitError(
        f"quá giới hạn bộ nhớ {size}; hãy thu hẹp truy vấn (thêm điều kiện, LIMIT, bỏ ORDER BY), dùng tệp nhỏ hơn "
        "hoặc tăng --memory.",
        f"over the memory limit of {size}; narrow the query (conditions, LIMIT, no ORDER BY), use smaller files "
        "or raise --memory.",
    )

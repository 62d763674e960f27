"""Standard output and error as the command uses them: UTF-8 everywhere, and no late complaint of the interpreter."""

from __future__ import annotations

import os
import sys

from cds_kg.errors import OutputError
from cds_kg.text import pick

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def use_utf8() -> None:
    """Write UTF-8 whatever the console says, and what cannot be encoded as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def flush(data: bytes = b"") -> None:
    """Write ``data`` to standard output and everything that is buffered.

    Raises:
        OutputError: the disk is full, or standard output is closed and there is something to write.
        BrokenPipeError: nobody reads any more.
    """
    try:
        if sys.stdout is None:
            if data:
                raise OSError
            return
        sys.stdout.flush()
        if data:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        drop_stdout()
        raise OutputError(
            "đầu ra chuẩn: không ghi được; hãy kiểm tra ổ đĩa còn chỗ trống và nơi nhận còn mở.",
            "standard output: it cannot be written; check that the disk has room and that its reader is open.",
        ) from error


def drop_stdout() -> None:
    """Send what is still buffered nowhere, so that the interpreter does not complain at its end."""
    if sys.stdout is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


def has_escapes(stream: TextIO) -> bool:
    """Whether the stream is a terminal that colours text and moves its cursor."""
    return stream.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


def complain(text: str, lang: str) -> None:
    """Print an error message; its label is red on a terminal unless NO_COLOR is set.

    What comes from files and names of files cannot steer the terminal: control characters are shown, not sent.
    """
    if sys.stderr is None:
        return
    from cds_kg.store.tables import visible

    label = pick(lang, "lỗi:", "error:")
    if has_escapes(sys.stderr) and not os.environ.get("NO_COLOR"):
        label = f"\x1b[1;31m{label}\x1b[0m"
    sys.stderr.write(f"cds-kg: {label} {visible(text)}\n")
    sys.stderr.flush()

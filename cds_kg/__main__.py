"""``python -m cds_kg`` and the ``cds-kg`` command."""

from __future__ import annotations

import atexit
import os
import sys

from cds_kg.errors import Ignored

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    from cds_kg.cli.main import run

    _end(run(sys.argv[1:]))


def _end(code: int) -> NoReturn:
    """End as the interpreter does, but for taking apart what it holds: that takes longer than some commands."""
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with Ignored(OSError, ValueError):
                stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()

"""A process that answers one query and can be ended: ``python -m cds_kg.store.worker``, started by `answer_within`.

It reads a line of JSON (query and limits) and the graph as N-Triples from its input, and writes one letter and the
answer: ``R`` and the result, ``E`` and the error as JSON, or ``X`` and what failed in here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox

import cds_kg
from cds_kg import errors
from cds_kg.errors import CdsKgError, LimitError
from cds_kg.store.answer import answer
from cds_kg.store.guard import Watchdog, memory_error, time_error

_MODULE = "cds_kg.store.worker"
#: Seconds for the process to start, to read the graph and to stop by itself, before it is killed.
_GRACE = 10.0


def answer_within(store: ox.Store, sparql: str, timeout: float | None, memory: int | None) -> bytes:
    """What `answer` gives, from another process that is ended at a limit.

    Args:
        store: the graph; its default graph is sent to the process.
        sparql: a query that `guard.check` let pass.
        timeout: seconds of evaluation, or ``None``.
        memory: bytes that the process may hold, or ``None``.

    Raises:
        LimitError: a limit was hit.
        QueryError: the query is ill-formed or cannot be evaluated.
        RuntimeError: something failed that is no fault of the query.
    """
    graph = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    task = json.dumps({"sparql": sparql, "timeout": timeout, "memory": memory}).encode()
    path = os.pathsep.join(filter(None, (str(Path(cds_kg.__file__).parents[1]), os.environ.get("PYTHONPATH"))))
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", _MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )
    try:
        output, _ = process.communicate(task + b"\n" + (graph or b""), None if timeout is None else timeout + _GRACE)
    except subprocess.TimeoutExpired as error:
        raise time_error(timeout or 0) from error
    finally:
        process.kill()
        process.wait()
    if output[:1] == b"R":
        return output[1:]
    if output[:1] == b"E":
        told = json.loads(output[1:])
        kind: type[CdsKgError] = getattr(errors, told["kind"])
        raise kind(told["vi"], told["en"])
    if output[:1] == b"X":
        raise RuntimeError(f"the process of the query failed: {output[1:].decode()}")
    raise (
        memory_error(memory)
        if memory
        else LimitError(
            "tiến trình tính truy vấn bị hệ thống dừng, có lẽ vì hết bộ nhớ; hãy thu hẹp truy vấn.",
            "the system ended the process of the query, perhaps for want of memory; narrow the query.",
        )
    )


def main() -> None:
    """Answer the query that stands in standard input, and end the process whatever still runs in it."""
    try:
        task = json.loads(sys.stdin.buffer.readline())
        store = ox.Store()
        store.bulk_extend(ox.parse(sys.stdin.buffer, ox.RdfFormat.N_TRIPLES, lenient=True))
        output = b"R" + Watchdog(task["timeout"], task["memory"]).run(lambda: answer(store, task["sparql"]))
    except CdsKgError as error:
        output = b"E" + json.dumps({"kind": type(error).__name__, "vi": error.vi, "en": error.en}).encode()
    except MemoryError:
        output = b""  # told as a limit
    except BaseException as error:  # the engine's panics are no Exception
        output = f"X{type(error).__name__}: {error}".encode("utf-8", "backslashreplace")
    sys.stdout.buffer.write(output)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()

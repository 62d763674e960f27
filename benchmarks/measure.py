"""One command measured: wall time and peak memory as the operating system tells them, in a process of its own."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Bytes of a command's output that are kept.
_SHOWN = 2**18


@dataclass(frozen=True)
class Run:
    """A command that has ended: seconds, megabytes at most, exit code, and the beginning of what it printed."""

    seconds: float
    megabytes: float
    code: int
    output: str


def run(
    command: Sequence[str | Path], environment: Mapping[str, str] | None = None, limit: float | None = None
) -> Run | None:
    """Run a command to its end; ``None`` where it was ended after ``limit`` seconds. Needs a POSIX system (wait4)."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )
    assert process.stdout is not None
    late = threading.Event()

    def end() -> None:
        late.set()
        os.killpg(process.pid, signal.SIGKILL)  # a peer may have started others

    timer = threading.Timer(limit, end) if limit else None
    if timer:
        timer.start()
    output = b""
    while piece := process.stdout.read(2**16):
        # What is held here would count as the next command's: a process begins with the peak of the one that starts it.
        output += piece[: max(0, _SHOWN - len(output))]
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    if timer:
        timer.cancel()
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if late.is_set():
        return None
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Run(seconds, usage.ru_maxrss / unit, process.returncode, output.decode(errors="replace"))


def interleaved(
    commands: Mapping[str, Sequence[str | Path]], rounds: int, environment: Mapping[str, str] | None = None
) -> dict[str, list[Run]]:
    """Each command once a round, in turn, so that a drift of the machine falls on all; the first round is not counted.

    Raises:
        SystemExit: a command fails.
    """
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            done = run(command, environment)
            if done is None or done.code:
                raise SystemExit(f"{name}: exit code {done.code if done else None}: {command}")
            if number:
                runs[name].append(done)
    return runs


def summary(runs: Sequence[Run]) -> dict[str, float]:
    """Median, least and most milliseconds, and the median of the peaks in megabytes."""
    times = [1000 * one.seconds for one in runs]
    return {
        "ms": statistics.median(times),
        "least": min(times),
        "most": max(times),
        "mb": statistics.median(one.megabytes for one in runs),
    }


def ratio(one: Sequence[Run], other: Sequence[Run]) -> dict[str, float]:
    """The medians of the rounds' own ratios of time and of peak memory."""
    pairs = list(zip(one, other, strict=True))
    return {
        "time": statistics.median(a.seconds / b.seconds for a, b in pairs),
        "memory": statistics.median(a.megabytes / b.megabytes for a, b in pairs),
    }

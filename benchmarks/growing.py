"""Data of growing size, and one job on it by each engine; a peer stops at the size where it takes too long."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jobs_start import packaged
from measure import Run, run

HERE = Path(__file__).resolve().parent
SIZES = {"5k": 5_000, "150k": 150_000, "1M": 1_000_000, "3M": 3_000_000}
#: Runs of one measurement: as many as fit in these seconds, three at most.
ENOUGH = 30.0

COUNT = "import pyoxigraph as ox, sys; print(sum(1 for _ in ox.parse(path=sys.argv[1], format=ox.RdfFormat.TURTLE)))"

Command = Callable[[str, Path], Sequence[str | Path] | None]


def data(work: Path, size: str) -> Path:
    """The data of a size, made where they are missing. At 150k it is the packaged graph with the units."""
    file = work / f"{size}.ttl"
    if not file.is_file():
        if size == "150k":
            texts = (Path(path).read_text(encoding="utf-8") for path in packaged("with_defaults(['units'])"))
            file.write_text("\n".join(texts), encoding="utf-8")
        else:
            maker = [sys.executable, str(HERE / "agency_data.py"), str(SIZES[size]), str(file)]
            subprocess.run(maker, check=True, capture_output=True)
    return file


def _triples(file: Path) -> int:
    """How many triples a file has, counted by another process: what this one holds would count as the next one's."""
    return int(subprocess.run([sys.executable, "-c", COUNT, file], capture_output=True, check=True).stdout)


def measured(
    job: str, commands: Mapping[str, Command], work: Path, limit: float, sizes: Sequence[str]
) -> dict[str, Any]:
    """The table of one job and the points of the plot.

    Args:
        job: its name in the table and in the plot.
        commands: engine -> the command on a file; ``None`` where the engine is not on this machine.
        work: the folder for the data.
        limit: seconds after which a peer is stopped.
        sizes: names of sizes, see `SIZES`.
    """
    points: list[dict[str, Any]] = []
    stopped: dict[str, str] = {}
    for size in sizes:
        file = data(work, size)
        triples = _triples(file)
        for engine, command in commands.items():
            point: dict[str, Any] = {"job": job, "engine": engine, "size": size, "triples": triples}
            if engine in stopped:
                point["note"] = stopped[engine]
            else:
                point |= _point(command(size, file), limit, stopped, engine, size)
            points.append(point)
    return {
        "title": f"Growing data: {job}",
        "note": f"One process each; a peer is stopped after {limit:g} seconds, and larger sizes are left out.",
        "tables": [_table(points, list(commands))],
        "points": points,
    }


def _point(
    command: Sequence[str | Path] | None, limit: float, stopped: dict[str, str], engine: str, size: str
) -> dict[str, Any]:
    if command is None:
        stopped[engine] = "not on this machine"
        return {"note": stopped[engine]}
    runs: list[Run] = []
    while len(runs) < 3 and (not runs or sum(one.seconds for one in runs) + runs[0].seconds < ENOUGH):
        done = run(command, limit=limit)
        if done is None:
            stopped[engine] = f"stopped at {size}: over {limit:g} s"
            return {"note": stopped[engine]}
        if done.code not in (0, 1):
            stopped[engine] = f"failed at {size}: exit code {done.code}"
            return {"note": stopped[engine]}
        runs.append(done)
    return {
        "seconds": statistics.median(one.seconds for one in runs),
        "mb": statistics.median(one.megabytes for one in runs),
        "runs": len(runs),
    }


def _table(points: Sequence[dict[str, Any]], engines: Sequence[str]) -> dict[str, Any]:
    by_place = {(point["size"], point["engine"]): point for point in points}

    def cell(point: dict[str, Any]) -> str:
        if "seconds" not in point:
            return str(point["note"])
        return f"{point['seconds']:.2f} s, {point['mb']:.0f} MB"

    sizes = list(dict.fromkeys(point["size"] for point in points))
    counts = {point["size"]: f"{point['triples']:,}" for point in points}
    rows = [[counts[size], *(cell(by_place[size, engine]) for engine in engines)] for size in sizes]
    return {"head": ["triples", *engines], "rows": rows}

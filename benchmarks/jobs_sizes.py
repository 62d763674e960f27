"""Growing data: loading and asking, and checking, at each size; a peer stops at the size where it takes too long."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jobs_start import CDS_KG, packaged
from measure import Run, run
from peers import Peers

TITLE = "Growing data"
HERE = Path(__file__).resolve().parent
SIZES = {"5k": 5_000, "150k": 150_000, "1M": 1_000_000, "3M": 3_000_000}
QUESTION = "PREFIX cds: <https://w3id.org/cds-kg/ontology#> SELECT (COUNT(*) AS ?n) { ?risk cds:borneBy ?who }"
SHAPES = ("style", "mandatory", "recommended", "namespace")
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


def loading(peers: Peers, work: Path) -> dict[str, Command]:
    """Engine -> the command that loads a file and answers a question of it."""
    store = work / "oxigraph-store"

    def oxigraph(size: str, file: Path) -> list[str]:
        load = f"'{peers.oxigraph}' load --location '{store}' --file '{file}'"
        ask = f"'{peers.oxigraph}' query --location '{store}' --results-format csv --query '{QUESTION}'"
        return ["sh", "-c", f"rm -rf '{store}'; {load} && {ask}; code=$?; rm -rf '{store}'; exit $code"]

    limits = ("--timeout", "100000", "--memory", "64G")
    return {
        "cds-kg": lambda size, file: [CDS_KG, "query", "--only", "--data", file, "-q", QUESTION, "-f", "csv", *limits],
        "pyoxigraph": lambda size, file: [peers.python, HERE / "plain_pyoxigraph.py", "load", file],
        "oxigraph CLI": oxigraph,
        "rdflib": lambda size, file: [peers.python, HERE / "plain_rdflib.py", QUESTION, file],
    }


def checking(peers: Peers, work: Path) -> dict[str, Command]:
    """Engine -> the command that checks a file against all our shapes, the packaged graph beside it."""
    folder = Path(packaged("")[0]).parents[1] / "shapes"
    shapes, joined = work / "shapes.ttl", work / "joined.ttl"
    shapes.write_text("\n".join((folder / f"{n}.ttl").read_text(encoding="utf-8") for n in SHAPES), encoding="utf-8")
    background = packaged("")

    def topquadrant(size: str, file: Path) -> Sequence[str] | None:
        texts = (Path(path).read_text(encoding="utf-8") for path in [*background, file])
        joined.write_text("\n".join(texts), encoding="utf-8")
        return peers.topquadrant(joined, shapes)

    return {
        "cds-kg": lambda size, file: [CDS_KG, "check", file, "-f", "csv"],
        "pyshacl": lambda size, file: [peers.python, HERE / "plain_pyshacl.py", shapes, *background, file],
        "TopQuadrant": topquadrant,
    }


def measured(
    peers: Peers, work: Path, limit: float, sizes: Sequence[str] = tuple(SIZES), **_: object
) -> dict[str, Any]:
    """The tables of both jobs and the points of the plot."""
    points: list[dict[str, Any]] = []
    tables = []
    triples = {size: _triples(data(work, size)) for size in sizes}
    for job, commands in (("load and ask", loading(peers, work)), ("check", checking(peers, work))):
        stopped: dict[str, str] = {}
        for size in sizes:
            if job == "check" and size == "150k":
                continue  # the packaged graph is the background of a check
            file = data(work, size)
            for engine, command in commands.items():
                point: dict[str, Any] = {"job": job, "engine": engine, "size": size, "triples": triples[size]}
                if engine in stopped:
                    point["note"] = stopped[engine]
                else:
                    point |= _point(command(size, file), limit, stopped, engine, size)
                points.append(point)
        tables.append(_table(job, [p for p in points if p["job"] == job], list(commands)))
    return {
        "title": TITLE,
        "note": f"One process each; a peer is stopped after {limit:g} seconds, and larger sizes are left out.",
        "tables": tables,
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


def _table(job: str, points: Sequence[dict[str, Any]], engines: Sequence[str]) -> dict[str, Any]:
    by_place = {(point["size"], point["engine"]): point for point in points}

    def cell(point: dict[str, Any]) -> str:
        if "seconds" not in point:
            return str(point["note"])
        return f"{point['seconds']:.2f} s, {point['mb']:.0f} MB"

    sizes = list(dict.fromkeys(point["size"] for point in points))
    counts = {point["size"]: f"{point['triples']:,}" for point in points}
    rows = [[counts[size], *(cell(by_place[size, engine]) for engine in engines)] for size in sizes]
    return {"head": [f"{job}: triples", *engines], "rows": rows}

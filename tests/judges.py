"""Readers of RDF that were written elsewhere, each in its own language, as judges of files.

What a judge says of a file is a `Reading`. A judge takes all its files at once, since a virtual machine takes longer to
start than to read. None of them is allowed on the network.
"""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import subprocess
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import pyoxigraph as ox
import pytest

HERE = Path(__file__).parent

#: Extension -> the format's name in pyoxigraph, rdflib, rapper, serdi; None where a judge does not read it.
FORMATS: dict[str, tuple[ox.RdfFormat, str, str | None, str | None]] = {
    ".ttl": (ox.RdfFormat.TURTLE, "turtle", "turtle", "turtle"),
    ".nt": (ox.RdfFormat.N_TRIPLES, "nt", "ntriples", "ntriples"),
    ".trig": (ox.RdfFormat.TRIG, "trig", "trig", "trig"),
    ".rdf": (ox.RdfFormat.RDF_XML, "xml", "rdfxml", None),
    ".jsonld": (ox.RdfFormat.JSON_LD, "json-ld", None, None),
}

#: Judge -> the extensions that it reads.
READS: dict[str, frozenset[str]] = {
    "rapper": frozenset(e for e, names in FORMATS.items() if names[2]),
    "serdi": frozenset(e for e, names in FORMATS.items() if names[3]),
    "riot": frozenset(FORMATS),
    "oxigraph": frozenset(FORMATS),
    "javascript": frozenset(FORMATS) - {".rdf"},
    "rdflib": frozenset(FORMATS),
}

#: The key in `Reading.graphs` of the triples of all graphs of a file together.
UNION = "*"

_LONGEST = 600  # seconds that one file may take, on a machine that has much else to do


@dataclass(frozen=True)
class Reading:
    """What a judge read.

    Attributes:
        count: statements, a repeated one again but for rdflib.
        distinct: statements, each once; -1 where the judge does not tell.
        complaint: the first warning or error, empty where there is none.
        graphs: graph IRI (empty for the default graph), and `UNION` -> SHA-256 of its canonical N-Quads (RDFC-1.0).
            Empty where the judge names no blank nodes.
    """

    count: int
    complaint: str = ""
    graphs: Mapping[str, str] = field(default_factory=dict)
    distinct: int = -1


Readings: TypeAlias = dict[Path, Reading]


def digest(triples: Iterable[ox.Triple]) -> str:
    """The SHA-256 of the canonical N-Quads of triples, in pyoxigraph."""
    graph = ox.Dataset(ox.Quad(*triple) for triple in triples)
    if any(isinstance(term, ox.BlankNode) for quad in graph for term in (quad.subject, quad.object)):
        graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = ox.serialize(graph, format=ox.RdfFormat.N_QUADS).splitlines(keepends=True)
    return sha256(b"".join(sorted(lines))).hexdigest()


def _digests(quads: Iterable[ox.Quad]) -> dict[str, str]:
    graphs: dict[str, list[ox.Triple]] = {}
    for quad in quads:
        name = "" if quad.graph_name == ox.DefaultGraph() else str(getattr(quad.graph_name, "value", ""))
        graphs.setdefault(name, []).append(quad.triple)
    if set(graphs) <= {""}:
        only = digest(graphs.get("", []))
        return {"": only, UNION: only}
    union = {triple for graph in graphs.values() for triple in graph}
    return {**{name: digest(graph) for name, graph in graphs.items()}, UNION: digest(union)}


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    """What a command said besides its output; its exit code where it only failed."""
    said = done.stderr.decode("utf-8", "replace").strip()
    return said or (f"exit code {done.returncode}" if done.returncode else "")


def _by_command(command: list[str], file: Path) -> Reading:
    done = subprocess.run([*command, str(file)], capture_output=True, timeout=_LONGEST, check=False)
    complaint = _said(done)
    if complaint:
        return Reading(0, complaint)
    quads = ox.parse(done.stdout, ox.RdfFormat.N_QUADS, lenient=True)  # the judge is the command
    return Reading(done.stdout.count(b"\n"), "", _digests(quads))


def rapper(program: str, files: Iterable[Path]) -> Readings:
    """raptor (C), which gives N-Quads that pyoxigraph digests."""
    return {f: _by_command([program, "-q", "-i", str(FORMATS[f.suffix][2]), "-o", "nquads"], f) for f in files}


def serdi(program: str, files: Iterable[Path]) -> Readings:
    """serd (C), likewise."""
    return {f: _by_command([program, "-i", str(FORMATS[f.suffix][3]), "-o", "nquads"], f) for f in files}


def riot(program: str, jars: Path, files: Iterable[Path], scratch: Path, copies: Path | None = None) -> Readings:
    """Jena RIOT (Java) with all its checks, of terms too. ``jars`` is a folder that holds them at any depth.

    Graphs are digested, by pyoxigraph, where there is a folder for what RIOT writes of them.
    """
    folders = sorted({str(jar.parent) for jar in jars.rglob("*.jar")})
    listing = _listing(files, scratch / "riot.txt")
    path = os.pathsep.join(f"{folder}/*" for folder in folders)
    quick = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]  # it lives for seconds, and two cores are shared
    command = [program, *quick, "-cp", path, str(HERE / "java" / "RiotJudge.java"), str(listing)]
    command += [str(copies)] if copies else []
    done = subprocess.run(command, capture_output=True, timeout=2 * _LONGEST, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    rows = [line.split("\t") for line in done.stdout.decode("utf-8").split("\n")[:-1]]
    return {
        Path(path): Reading(int(count), complaint, _copied(copies, number))
        for number, (path, count, complaint) in enumerate(rows)
    }


def _copied(copies: Path | None, number: int) -> dict[str, str]:
    path = copies / f"{number}.nq" if copies else None
    if path is None or not path.exists():
        return {}
    return _digests(ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True))


def javascript(
    program: str, modules: Path, files: Iterable[Path], scratch: Path, copies: Path | None = None
) -> Readings:
    """N3.js, for JSON-LD jsonld.js, and rdf-canonize. ``modules`` is the folder ``node_modules``.

    Where there is a folder for copies, pyoxigraph digests these, and not rdf-canonize.
    """
    listing = _listing(files, scratch / "javascript.txt")
    done = subprocess.run(
        [program, str(HERE / "js" / "judge.mjs"), str(listing), *([str(copies)] if copies else [])],
        capture_output=True,
        timeout=2 * _LONGEST,
        check=False,
        env={**os.environ, "CDS_KG_NODE_MODULES": str(modules)},
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    rows = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    return {
        Path(row["path"]): Reading(row["count"], row["complaint"], row["graphs"] or _copied(copies, number))
        for number, row in enumerate(rows)
    }


def _listing(files: Iterable[Path], path: Path) -> Path:
    path.write_text("".join(f"{file}\n" for file in files), encoding="utf-8")
    return path


def oxigraph(files: Iterable[Path]) -> Readings:
    """Oxigraph (Rust)."""
    return {file: _oxigraph(file) for file in files}


def _oxigraph(file: Path) -> Reading:
    try:
        quads = list(ox.parse(path=str(file), format=FORMATS[file.suffix][0]))
    except (SyntaxError, ValueError, OSError) as error:
        return Reading(0, str(error))
    return Reading(len(quads), "", _digests(quads), len(set(quads)))


def rdflib(files: Iterable[Path]) -> Readings:
    """rdflib (Python), with all that it logs and warns of; in a process of its own, for its time and its settings."""
    ordered = list(files)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _without_network) as pool:
        return dict(zip(ordered, pool.map(_rdflib, ordered), strict=True))


def _without_network() -> None:
    import socket

    def refuse(*_: Any) -> None:
        raise OSError("the network is asked")

    socket.socket.connect = refuse  # type: ignore[method-assign,assignment]


class _Hearing(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


def _rdflib(file: Path) -> Reading:
    from rdflib import Dataset, Graph
    from rdflib.store import Store

    class Heap(Store):
        """Triples without indexes, which would take half of the time."""

        context_aware = True

        def __init__(self) -> None:
            super().__init__()
            self.triples_seen: set[object] = set()

        def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
            self.triples_seen.add(triple)

        def bind(self, prefix: str, namespace: Any, override: bool = True) -> None:
            return None

        def namespace(self, prefix: str) -> None:
            return None

        def prefix(self, namespace: Any) -> None:
            return None

        def __len__(self, context: Any = None) -> int:
            return len(self.triples_seen)

    hearing = _Hearing()
    logging.getLogger("rdflib").addHandler(hearing)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            graph = Dataset() if file.suffix == ".trig" else Graph(Heap())
            warned.clear()
            graph.parse(file, format=FORMATS[file.suffix][1])
            count = sum(1 for _ in graph.quads()) if isinstance(graph, Dataset) else len(graph)
    except Exception as error:  # rdflib's parsers raise what they like
        return Reading(0, f"{type(error).__name__}: {error}")
    finally:
        logging.getLogger("rdflib").removeHandler(hearing)
    # What is deprecated is rdflib's own use of rdflib.
    told = [str(w.message) for w in warned if not issubclass(w.category, DeprecationWarning)]
    return Reading(count, next(iter([*hearing.heard, *told]), ""))


def convene(
    files: Sequence[Path],
    scratch: Path,
    pool: Executor,
    require_tool: Callable[[str], str],
    require_folder: Callable[[str], Path],
) -> dict[str, Future[Readings]]:
    """Start every judge on those of the files that it reads, the slow ones first.

    Where a judge is not on this machine, its future raises what the fixtures `require_tool` and `require_folder` raise.
    """

    def job(judge: str) -> Callable[[Sequence[Path]], Readings]:
        if judge == "oxigraph":
            return oxigraph
        if judge == "rdflib":
            return rdflib
        if judge in ("rapper", "serdi"):
            program, run = require_tool(judge), {"rapper": rapper, "serdi": serdi}[judge]
            return lambda mine: run(program, mine)
        if judge == "riot":
            program, folder = require_tool("java"), require_folder("CDS_KG_JENA")
            return lambda mine: riot(program, folder, mine, scratch)
        program, folder = require_tool("node"), require_folder("CDS_KG_NODE_MODULES")
        return lambda mine: javascript(program, folder, mine, scratch)

    started: dict[str, Future[Readings]] = {}
    for judge in ("rdflib", "riot", "oxigraph", "javascript", "rapper", "serdi"):
        try:
            started[judge] = pool.submit(job(judge), [file for file in files if file.suffix in READS[judge]])
        except (pytest.skip.Exception, pytest.fail.Exception) as absent:
            started[judge] = Future()
            started[judge].set_exception(absent)
    return started

"""How fast `check` judges agencies' data, beside pyshacl and the fast engine alone, as a Markdown table.

    python benchmarks/check_speed.py [TRIPLES ...] [--peers-up-to TRIPLES] [--rounds N]

Each run is a process of its own, interleaved in rounds; a ratio is that of the medians. A peer that takes more than
five minutes is stopped, said to be so, and not tried with more. The rows:

- ``check``: the command, with all rules, on data in which one record in a hundred has a fault. The data are about
  places of the agency's own, or about administrative units.
- ``check without the extra``: the same where the package ``shacl`` is not to be had.
- ``pyshacl, all rules``: the file read by rdflib together with the packaged graph, the shapes as they are.
- ``pyshacl, core``: the same, the shapes without their SPARQL constraints.
- ``shacl, core``: the fast engine alone, on the same.
- ``load``: what no validator on this store can do without, the file into an empty store.

The results of the core runs are compared as sets of focus, shape, value and component; the run stops where they differ.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from measure import Run, run, summary

HERE = Path(__file__).resolve().parent
LIMIT = 300.0

PEER = """
import hashlib, logging, sys
logging.disable(logging.CRITICAL)
kind, path = sys.argv[1:]
from cds_kg.store.dataset import GraphStore
from cds_kg.validation import engine, rules
import pyoxigraph as ox
NT = ox.RdfFormat.N_TRIPLES
ours = GraphStore.open().store.dump(format=NT, from_graph=ox.DefaultGraph()).decode()
text = open(path, encoding="utf-8").read()
if kind == "load":
    ox.Store().load(text.encode(), ox.RdfFormat.TURTLE)
    print(0)
elif kind == "shacl":
    shapes = engine._compiled(engine.fast_engine(), "")
    found = {(r.focus_node.strip("<>"), r.source_shape.strip("<>"), r.component) for r in
             shapes.validate_text(text + "\\n" + ours, "turtle").results}
else:
    import pyshacl, rdflib
    data = rdflib.Graph().parse(data=text, format="turtle").parse(data=ours, format="nt")
    if kind == "pyshacl-core":
        shapes = engine.for_pyshacl(rules.load_shapes().core)
    else:
        shapes = rdflib.Graph()
        for file in rules.shape_files():
            shapes.parse(file)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    found = {(str(report.value(r, sh.focusNode)), str(report.value(r, sh.sourceShape)),
              str(report.value(r, sh.sourceConstraintComponent)).partition("#")[2])
             for r in report.subjects(rdflib.RDF.type, sh.ValidationResult)}
if kind != "load":
    print(len(found), hashlib.sha256(repr(sorted(found)).encode()).hexdigest()[:12])
"""
WITHOUT = "import sys; sys.modules['shacl'] = None; from cds_kg.cli.main import run; sys.exit(run(sys.argv[1:]))"


def commands(places: Path, units: Path) -> dict[str, list[str]]:
    """Name -> command line."""
    python = sys.executable
    check = [python, "-m", "cds_kg", "check", "--timeout", "3600", "--memory", "20G", "-f", "tsv"]
    without = [python, "-c", WITHOUT, *check[3:]]
    return {
        "check": [*check, str(places)],
        "check, units": [*check, str(units)],
        "load": [python, "-c", PEER, "load", str(places)],
        "shacl, core": [python, "-c", PEER, "shacl", str(places)],
        "check without the extra": [*without, str(places)],
        "pyshacl, core": [python, "-c", PEER, "pyshacl-core", str(places)],
        "pyshacl, all rules": [python, "-c", PEER, "pyshacl-all", str(places)],
    }


PEERS = ("check without the extra", "pyshacl, core", "pyshacl, all rules")


#: A job that takes longer than this, in seconds, is run once.
LONG = 30.0

#: Name -> seconds and megabytes, ``None`` where it was stopped.
Figures = dict[str, tuple[float, float] | None]


def measure(size: int, folder: Path, rounds: int, given_up: set[str]) -> Figures:
    """The medians of one size, but of those in ``given_up``, which gets those that are stopped."""
    files = folder / f"places-{size}.ttl", folder / f"units-{size}.ttl"
    for file, more in zip(files, ([], ["--units"]), strict=True):
        make = [sys.executable, str(HERE / "agency_data.py"), str(size), str(file), *more]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
    wanted = {name: command for name, command in commands(*files).items() if name not in given_up}
    seen: dict[str, list[Run]] = {name: [] for name in wanted}
    for _ in range(rounds):
        for name, command in wanted.items():
            if name in given_up or any(one.seconds > LONG for one in seen[name]):
                continue
            done = run(command, limit=LIMIT)
            if done is None:
                given_up.add(name)
                continue
            if done.code not in (0, 1):
                raise SystemExit(f"{name} ended with {done.code}")
            seen[name].append(done)
            print(f"  {size} {name}: {done.seconds:.2f} s", file=sys.stderr)
    core = {told[0].output for name in ("shacl, core", "pyshacl, core") if (told := seen.get(name))}
    if len(core) > 1:
        raise SystemExit(f"the engines differ at {size}: {core}")
    told = {name: summary(runs) for name, runs in seen.items() if runs}
    return {name: (told[name]["ms"] / 1000, told[name]["mb"]) if name in told else None for name in wanted}


def rows_of(size: int, figures: Figures) -> list[list[str]]:
    """The table's rows of one size."""
    beside = figures["check"]
    assert beside is not None
    return [
        [f"{size:,}", name, f"over {LIMIT:.0f}", "", f"over {LIMIT / beside[0]:.0f}"]
        if one is None
        else [f"{size:,}", name, f"{one[0]:.2f}", f"{one[1]:.0f}", f"{one[0] / beside[0]:.1f}"]
        for name, one in figures.items()
    ]


#: What is divided, by what, and what it should be: job and size each.
RATIOS = (
    (("pyshacl, core", 300_000), ("shacl, core", 300_000), "at least 50"),
    (("pyshacl, core", 300_000), ("check", 300_000), ""),
    (("pyshacl, all rules", 5_000), ("check", 5_000), "at least 50"),
    (("pyshacl, all rules", 300_000), ("check", 300_000), "at least 50"),
    (("check", 300_000), ("load", 300_000), ""),
    (("shacl, core", 3_000_000), ("shacl, core", 300_000), "at most 10"),
    (("check", 3_000_000), ("check", 300_000), ""),
    (("load", 3_000_000), ("load", 300_000), ""),
)


def ratios(told: dict[int, Figures]) -> list[list[str]]:
    """The rows of the table of ratios, as far as their sizes were measured."""
    rows = []
    for (one, one_size), (other, other_size), target in RATIOS:
        if one_size not in told or not (below := told.get(other_size, {}).get(other)):
            continue
        above = told[one_size].get(one)
        shown = f"{above[0] / below[0]:.1f}" if above else f"over {LIMIT / below[0]:.0f}"
        rows.append([f"{one}, {one_size:,} : {other}, {other_size:,}", shown, target])
    return rows


def measured(sizes: Iterable[str], limit: float, **_: object) -> dict[str, Any]:
    """The tables for ``run.py``; the slow peers up to 300,000 triples."""
    global LIMIT
    LIMIT = limit
    units = {"k": 1_000, "M": 1_000_000}
    told: dict[int, Figures] = {}
    with tempfile.TemporaryDirectory() as folder:
        given_up: set[str] = set()
        for size in sorted({int(text[:-1]) * units[text[-1]] for text in sizes} | {300_000}):
            if size > 300_000:
                given_up.update(PEERS)
            told[size] = measure(size, Path(folder), 3, given_up)
    return {
        "title": "Checking agencies' data",
        "note": f"Medians of 3 runs, of one above {LONG:.0f} s; a peer that is stopped is not tried with more. The "
        "core results of pyshacl and of the fast engine are the same sets, or the run stops.",
        "tables": [
            {"head": ["ratio", "time", "target"], "rows": ratios(told)},
            {
                "head": ["triples", "job", "s", "peak MB", ": `check`"],
                "rows": [row for size, figures in told.items() for row in rows_of(size, figures)],
            },
        ],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("triples", nargs="*", type=int, default=[5_000, 30_000, 300_000, 3_000_000])
    parser.add_argument("--peers-up-to", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    told = ", ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "shacl", "pyshacl", "rdflib"))
    load = os.getloadavg()[0]
    print(
        f"{os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}, {told}, {args.rounds} rounds\n"
    )
    print("| triples | job | median s | peak MB | : `check` |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        given_up: set[str] = set()
        for size in args.triples:
            if size > args.peers_up_to:
                given_up.update(PEERS)
            for row in rows_of(size, measure(size, Path(folder), args.rounds, given_up)):
                print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()

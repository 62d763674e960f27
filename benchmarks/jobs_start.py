"""The first second: whole commands against named peers, interleaved."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from measure import interleaved, ratio, summary
from peers import Peers

TITLE = "Start, look-up, diagrams"
HERE = Path(__file__).resolve().parent
PYTHON = sys.executable
CDS_KG = str(Path(PYTHON).with_name("cds-kg"))
LOOK_UP = (
    "PREFIX cds: <https://w3id.org/cds-kg/ontology#> SELECT ?risk ?who { ?risk cds:borneBy ?who } ORDER BY ?risk ?who"
)
IN_PYTHON = f"from cds_kg.cli.main import run; run(['query', '-q', {LOOK_UP!r}, '-f', 'tsv'])"
OPEN = "from cds_kg.store.dataset import GraphStore, with_defaults; graph = GraphStore.open({}); print({})"
UNLIMITED = "from cds_kg.store import guard; guard.Watchdog.run = lambda self, work, waited=None: work(); "

RATIOS = [
    ("cds-kg --version", "python -c pass", "at most 1.3"),
    ("cds-kg query", "python -c pass", "at most 4.5"),
    ("cds-kg query, with units", "python -c pass", "at most 4.5"),
    ("cds-kg query, no cache", "python -c pass", ""),
    ("rdflib script, with units", "cds-kg query, with units", "at least 100"),
    ("rdflib script", "cds-kg query", ""),
    ("query in Python, limited", "query in Python, unlimited", ""),
    ("open with units", "pyoxigraph load", "at most 1.3"),
    ("open with units", "pyoxigraph bulk_load", "at most 1.3"),
    ("cds-kg unit, no cache", "cds-kg unit", ""),
    ("cds-kg draw (SVG)", "python -c pass", "at most 25"),
    ("import networkx", "python -c pass", ""),
    ("cds-kg draw (PNG)", "empty figure (PNG)", "at most 2.5"),
]
OPENED = ("open with units", "pyoxigraph load", "pyoxigraph bulk_load")
LOOK_UPS = (
    "cds-kg query",
    "cds-kg query, with units",
    "cds-kg query, no cache",
    "rdflib script",
    "rdflib script, with units",
)


def packaged(modules: str) -> list[str]:
    """The files that opening the graph loads, told by another process: what this one holds would count as theirs."""
    code = OPEN.format(modules, r"*graph.files, sep='\n'")
    return subprocess.run([PYTHON, "-c", code], capture_output=True, check=True, text=True).stdout.splitlines()


def commands(peers: Peers) -> dict[str, list[str]]:
    """Name -> command."""
    with_units = packaged("with_defaults(['units'])")
    query = [CDS_KG, "query", "-q", LOOK_UP, "-f", "tsv"]
    rdflib = [str(peers.python), str(HERE / "plain_rdflib.py"), LOOK_UP]
    oxigraph = [str(peers.python), str(HERE / "plain_pyoxigraph.py")]
    unit = [CDS_KG, "unit", "tan thanh, lam dong", "-f", "tsv"]
    off = ["env", "CDS_KG_CACHE=off"]
    return {
        "python -c pass": [PYTHON, "-c", "pass"],
        "cds-kg --version": [CDS_KG, "--version"],
        "cds-kg query": query,
        "cds-kg query, with units": [*query, "--module", "units"],
        "cds-kg query, no cache": [*off, *query],
        "query in Python, limited": [PYTHON, "-c", IN_PYTHON],
        "query in Python, unlimited": [PYTHON, "-c", UNLIMITED + IN_PYTHON],
        "all rows, with units": [CDS_KG, "query", "-q", "SELECT * { ?s ?p ?o }", "-f", "tsv", "--module", "units"],
        "rdflib script": [*rdflib, *packaged("")],
        "open with units": [PYTHON, "-c", OPEN.format("with_defaults(['units'])", "len(graph)")],
        "pyoxigraph load": [*oxigraph, "load", *with_units],
        "pyoxigraph bulk_load": [*oxigraph, "bulk_load", *with_units],
        "cds-kg unit": unit,
        "cds-kg unit, no cache": [*off, *unit],
        "import networkx": [PYTHON, "-c", "import networkx"],
        "cds-kg draw (SVG)": [CDS_KG, "draw"],
        "cds-kg draw (PNG)": [CDS_KG, "draw", "-f", "png"],
        "empty figure (PNG)": [PYTHON, str(HERE / "plain_figure.py")],
    }


def measured(peers: Peers, work: Path, rounds: int, **_: object) -> dict[str, Any]:
    """The tables: every command in each round but the one that parses all units with rdflib, which has 3 of its own."""
    with tempfile.TemporaryDirectory(dir=work) as cache:
        environment = {"CDS_KG_CACHE": cache}
        built = {**os.environ, **environment}
        subprocess.run([CDS_KG, "cache", "build"], env=built, check=True, capture_output=True)
        all_commands = commands(peers)
        runs = interleaved(all_commands, rounds, environment)
        slow = {
            "cds-kg query, with units": all_commands["cds-kg query, with units"],
            "rdflib script, with units": [
                *all_commands["rdflib script"][:3],
                *packaged("with_defaults(['units'])"),
            ],
        }
        beside = interleaved(slow, min(3, rounds), environment)
    rows = {
        name: {line for line in all_runs[0].output.splitlines() if "concept/" in line}
        for name, all_runs in {**beside, **runs}.items()
        if name in LOOK_UPS
    }
    if len({len(found) for found in rows.values()}) != 1 or not all(rows.values()):
        raise SystemExit(f"the look-ups do not answer the same: { {name: len(found) for name, found in rows.items()} }")
    if len({one.output for name in OPENED for one in runs[name]}) != 1:
        raise SystemExit("the graphs that were opened differ in size")
    runs["rdflib script, with units"] = beside["rdflib script, with units"]
    times = [
        [f"`{name}`", f"{s['ms']:.0f}", f"{s['least']:.0f} to {s['most']:.0f}", f"{s['mb']:.0f}"]
        for name, s in ((name, summary(all_runs)) for name, all_runs in runs.items())
    ]
    ratios = []
    for one, other, target in RATIOS:
        pair = beside if one.startswith("rdflib script, with") else runs
        r = ratio(pair[one], pair[other])
        ratios.append([f"`{one}` : `{other}`", f"{r['time']:.2f}", target, f"{r['memory']:.2f}"])
    return {
        "title": TITLE,
        "note": f"{rounds} rounds; 3 of the script that parses all units.",
        "tables": [
            {"head": ["command", "median ms", "min to max", "peak MB"], "rows": times},
            {"head": ["ratio", "time", "target", "peak memory"], "rows": ratios},
        ],
    }

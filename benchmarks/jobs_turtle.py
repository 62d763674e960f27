"""Sorted Turtle of 300,000 triples: our writer beside that of rdflib, the writing alone, from a graph in memory."""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from measure import run
from peers import Peers

TITLE = "Writing sorted Turtle, 300,000 triples"
HERE = Path(__file__).resolve().parent
TRIPLES = 300_000


def measured(peers: Peers, work: Path, limit: float, **_: object) -> dict[str, Any]:
    """The seconds of each writer in three rounds, and the median of the rounds' ratios."""
    file = work / f"turtle-{TRIPLES}.ttl"
    subprocess.run([sys.executable, HERE / "agency_data.py", str(TRIPLES), file], check=True, stdout=subprocess.DEVNULL)
    seconds: dict[str, list[float]] = {"cds-kg": [], "rdflib": []}
    triples = set()
    for _round in range(3):
        for engine, python, runs in (("cds-kg", sys.executable, 3), ("rdflib", str(peers.python), 1)):
            done = run([python, HERE / "turtle_in_process.py", engine, str(runs), file], limit=limit)
            if done is None or done.code:
                raise SystemExit(f"{engine}: the Turtle was not written")
            count, told = done.output.split()
            triples.add(count)
            seconds[engine].append(float(told))
    if len(triples) != 1:
        raise SystemExit(f"the writers do not hold the same number of triples: {triples}")
    ratio = statistics.median(b / a for a, b in zip(seconds["cds-kg"], seconds["rdflib"], strict=True))
    rows = [[engine, f"{statistics.median(values):.2f}"] for engine, values in seconds.items()]
    return {
        "title": TITLE,
        "note": f"{triples.pop()} triples in memory; reading them is not counted.",
        "tables": [
            {"head": ["ratio", "time", "target"], "rows": [["rdflib : cds-kg", f"{ratio:.1f}", "at least 3"]]},
            {"head": ["writer", "median s"], "rows": rows},
        ],
    }

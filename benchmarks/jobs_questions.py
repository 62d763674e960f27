"""The question pack over concepts and units, within one process each: cds-kg, plain pyoxigraph, rdflib."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from jobs_start import packaged
from measure import run
from peers import Peers

TITLE = "The question pack, concepts and units"
HERE = Path(__file__).resolve().parent


def queries(file: Path) -> list[str]:
    """Write the questions as JSON; their names. Another process reads them: what this one holds counts as theirs."""
    code = (
        "import json; from cds_kg.knowledge.questions import questions; from cds_kg.namespaces import PREFIXES\n"
        "head = ''.join(f'PREFIX {prefix}: <{iri}>\\n' for prefix, iri in PREFIXES.items())\n"
        "print(json.dumps({question.id: head + question.sparql for question in questions()}))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    file.write_bytes(told.stdout)
    return list(json.loads(told.stdout))


def measured(peers: Peers, work: Path, limit: float, **_: object) -> dict[str, Any]:
    """The table of milliseconds, and the geometric means of the ratios."""
    file = work / "questions.json"
    names = queries(file)
    files = packaged("with_defaults(['units'])")
    told: dict[str, dict[str, tuple[float, int]]] = {}
    for engines, python, runs in (("cds-kg,pyoxigraph", sys.executable, 31), ("rdflib", str(peers.python), 3)):
        command = [python, HERE / "questions_in_process.py", engines, str(runs), file, *files]
        done = run(command, {"CDS_KG_CACHE": "off"}, limit=4 * limit)
        if done is None or done.code:
            raise SystemExit(f"{engines}: the question pack was not answered")
        told |= json.loads(done.output)
    for name in names:
        if len({told[engine][name][1] for engine in told} - {-1}) != 1:
            raise SystemExit(f"{name}: the engines do not give the same number of rows")

    def mean(one: str, other: str) -> str:
        return f"{statistics.geometric_mean(told[one][n][0] / told[other][n][0] for n in names):.2f}"

    rows = [[name, *(f"{told[engine][name][0]:.2f}" for engine in told), told["cds-kg"][name][1]] for name in names]
    return {
        "title": TITLE,
        "note": "Loading is not counted, every row is taken out. What took rdflib over 30 s counts as 30 s.",
        "tables": [
            {
                "head": ["ratio, geometric mean", "time", "target"],
                "rows": [
                    ["rdflib : cds-kg", mean("rdflib", "cds-kg"), "at least 40"],
                    ["cds-kg : pyoxigraph", mean("cds-kg", "pyoxigraph"), "at most 1.2"],
                ],
            },
            {"head": ["question", *(f"{engine} ms" for engine in told), "rows"], "rows": rows},
        ],
    }

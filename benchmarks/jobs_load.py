"""Loading a file and answering one question of it, at growing size."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from growing import SIZES, Command
from growing import measured as of_job
from jobs_start import CDS_KG
from peers import Peers

HERE = Path(__file__).resolve().parent
QUESTION = "PREFIX cds: <https://w3id.org/cds-kg/ontology#> SELECT (COUNT(*) AS ?n) { ?risk cds:borneBy ?who }"


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


def measured(
    peers: Peers, work: Path, limit: float, sizes: Sequence[str] = tuple(SIZES), **_: object
) -> dict[str, Any]:
    """The table and the points of the plot."""
    return of_job("load and ask", loading(peers, work), work, limit, sizes)

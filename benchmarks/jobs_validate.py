"""Checking a file against all our shapes, at growing size."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from growing import SIZES, Command
from growing import measured as of_job
from jobs_start import CDS_KG, packaged
from peers import Peers

HERE = Path(__file__).resolve().parent
SHAPES = ("style", "mandatory", "recommended", "namespace")


def checking(peers: Peers, work: Path) -> dict[str, Command]:
    """Engine -> the command that checks a file against all our shapes, the packaged graph beside it."""
    folder = Path(packaged("")[0]).parents[1] / "shapes"
    shapes, joined = work / "shapes.ttl", work / "joined.ttl"
    shapes.write_text("\n".join((folder / f"{n}.ttl").read_text(encoding="utf-8") for n in SHAPES), encoding="utf-8")
    background = packaged("")

    def topquadrant(size: str, file: Path) -> Sequence[str] | None:
        with joined.open("wb") as whole:  # what is read here would count as the next command's memory
            subprocess.run(["cat", *background, file], stdout=whole, check=True)
        return peers.topquadrant(joined, shapes)

    return {
        "cds-kg": lambda size, file: [CDS_KG, "check", file, "-f", "csv"],
        "pyshacl": lambda size, file: [peers.python, HERE / "plain_pyshacl.py", shapes, *background, file],
        "TopQuadrant": topquadrant,
    }


def measured(
    peers: Peers, work: Path, limit: float, sizes: Sequence[str] = tuple(SIZES), **_: object
) -> dict[str, Any]:
    """The table and the points of the plot. At 150k there is the packaged graph, which is the background of a check."""
    return of_job("check", checking(peers, work), work, limit, [size for size in sizes if size != "150k"])

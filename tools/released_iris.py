"""Writes the IRIs of the graph, with the kind of each, to tests/data/released/VERSION.txt: once, at a release.

python tools/released_iris.py                   write the list of this version
python tools/released_iris.py --check [FOLDER]  only see that no IRI of any list is gone from FOLDER, or this checkout

A line is a kind, the common beginning of some IRIs, and how each goes on. Lists of released versions are never edited.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import cds_kg
from cds_kg.export.diff.graphs import Graphs
from cds_kg.export.diff.sides import QUESTIONS, side_of
from cds_kg.namespaces import BASE, curie, expand

ROOT = Path(__file__).resolve().parents[1]
LISTS = ROOT / "tests" / "data" / "released"
_WIDTH = 118

#: Units are many and alike: the vintage belongs to their common beginning.
_BEGINNING = re.compile(r"cdsu:[^-]+-|[a-z]+:(?!//)|")


def present(folder: Path = ROOT) -> dict[str, str]:
    """The IRIs of ours that the data of a checkout describe, all modules, shapes and questions -> their kinds."""
    side = side_of(str(folder))
    triples = frozenset[object]().union(*(side.triples(name) for name in side.components if name != QUESTIONS))
    graphs = Graphs(triples, triples)  # type: ignore[arg-type]
    found = {s.value: graphs.kind(s) for s in graphs.new if getattr(s, "value", "").startswith(BASE)}  # type: ignore[union-attr]
    return found | dict.fromkeys(side.questions(), "question")


def text_of(iris: Mapping[str, str]) -> str:
    """A list as the text of its file."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for iri, kind in iris.items():
        name = curie(iri)
        found = _BEGINNING.match(name)
        begin = found[0] if found else ""
        groups[kind, begin].append(name[len(begin) :])
    lines = []
    for (kind, begin), rests in sorted(groups.items()):
        for part in textwrap.wrap(" ".join(sorted(rests)), _WIDTH, break_long_words=False, break_on_hyphens=False):
            lines.append(f"{kind}\t{begin}\t{part}\n")
    return "".join(lines)


def listed(text: str) -> dict[str, str]:
    """The IRIs of the text of a file -> their kinds."""
    found = {}
    for line in text.splitlines():
        kind, begin, rests = line.split("\t")
        for rest in rests.split(" "):
            found[expand(begin + rest) or begin + rest] = kind
    return found


def faults(released: Mapping[str, str], now: Mapping[str, str], version: str) -> list[str]:
    """What is wrong, a line each: an IRI that is gone, or has become something else."""
    lines = []
    for iri, kind in sorted(released.items()):
        if iri not in now:
            remedy = "sh:deactivated true" if kind == "shape" else "owl:deprecated true and dcterms:isReplacedBy"
            lines.append(f"{curie(iri)}: this {kind} of {version} is gone; put it back and deprecate it with {remedy}")
        elif now[iri] != kind:
            lines.append(
                f"{curie(iri)}: {kind} in {version}, {now[iri]} now; let it be what it was, and give what is new "
                "an IRI of its own"
            )
    return lines


def main() -> int:
    if "--check" in sys.argv:
        folder = Path(next(iter(sys.argv[sys.argv.index("--check") + 1 :]), ROOT))
        now = present(folder)
        found = [
            line for file in sorted(LISTS.glob("*.txt")) for line in faults(listed(file.read_text()), now, file.stem)
        ]
        print("".join(f"{line}\n" for line in found), end="", file=sys.stderr)
        return 1 if found else 0
    LISTS.mkdir(parents=True, exist_ok=True)
    (LISTS / f"{cds_kg.__version__}.txt").write_text(text_of(present()), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

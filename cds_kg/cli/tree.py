"""``cds-kg tree``: the concepts from the nation to the localities."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cds_kg.cli.common import add_format, choose_format, emit, write
from cds_kg.cli.things import add_as_of, chosen_day, note_day
from cds_kg.text import pick

if TYPE_CHECKING:
    import argparse

    from cds_kg.api import KnowledgeGraph
    from cds_kg.knowledge.tree import TreeNode


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg tree``."""
    parser.add_argument(
        "root",
        nargs="?",
        metavar="ROOT",
        help=pick(lang, "khái niệm làm gốc (mã, nhãn hoặc IRI)", "the concept at the root (id, label or IRI)"),
    )
    add_as_of(parser, lang)
    add_format(parser, lang)


def run(args: argparse.Namespace) -> int:
    """Draw the tree with lines, or list its places, each with its depth and parent."""
    from cds_kg.api import KnowledgeGraph

    asked = chosen_day(args.as_of)
    day = asked or datetime.date.today()
    form = choose_format(args.format)
    graph = KnowledgeGraph.open()
    if asked is not None:
        graph = graph.as_of(asked)
    roots = graph.tree(args.root)
    if form == "table":
        write("".join(f"{line}\n" for root in roots for line in _drawn(graph, root, day, args.lang)))
    else:
        records = [record for root in roots for record in _records(graph, root, None, 0, day, args.lang)]
        emit(records, form, lang=args.lang)
    if asked is not None or any(node.ending for root in roots for _, node in root.walk()):
        note_day(args.lang, day)
    return 0


def _drawn(graph: KnowledgeGraph, node: TreeNode, day: datetime.date, lang: str, indent: str = "") -> Iterator[str]:
    """The lines of a node and all below it; ``indent`` stands before those below."""
    yield _text(graph, node, day, lang)
    for number, child in enumerate(node.children, 1):
        last = number == len(node.children)
        lines = _drawn(graph, child, day, lang, indent + ("   " if last else "│  "))
        yield indent + ("└─ " if last else "├─ ") + next(lines)
        yield from lines


def _text(graph: KnowledgeGraph, node: TreeNode, day: datetime.date, lang: str) -> str:
    name = graph.label(node.iri, lang)
    if node.relation:
        relation = graph.label(node.relation, lang)
        name = f"{name} [{relation} ↑]" if node.upward else f"[{relation}] {name}"
    marks = []
    if node.ending and node.ending.by(day):
        from cds_kg.knowledge.endings import ending_text

        marks.append(pick(lang, "đã kết thúc: ", "ended: ") + ending_text(graph.store, node.ending, lang))
    if node.repeated:
        marks.append(pick(lang, "↑ đã nêu", "↑ see above"))
    return f"{name} ({'; '.join(marks)})" if marks else name


def _records(
    graph: KnowledgeGraph, node: TreeNode, parent: str | None, depth: int, day: datetime.date, lang: str
) -> Iterator[dict[str, object]]:
    from cds_kg.knowledge.names import short_id

    yield {
        "depth": depth,
        "iri": node.iri,
        "id": short_id(node.iri),
        "label": graph.label(node.iri, lang),
        "parent": parent,
        "relation": node.relation,
        "relation_label": graph.label(node.relation, lang) if node.relation else None,
        "direction": None if node.relation is None else "up" if node.upward else "down",
        "repeated": node.repeated,
        "ended": node.ending is not None and node.ending.by(day),
        "last_day": node.ending.last_day if node.ending else None,
        "ended_by": list(node.ending.acts) if node.ending else [],
    }
    for child in node.children:
        yield from _records(graph, child, node.iri, depth + 1, day, lang)

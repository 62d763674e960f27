"""A diagram as a Mermaid flowchart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cds_kg.diagram import style
from cds_kg.diagram.texts.view import COLOURS, ENDED, Cluster, Edge, Node, indented, legal, paint_of, view

if TYPE_CHECKING:
    import networkx as nx

_GROUP = "c_group"

#: What ends a quoted text, or is read as HTML, Markdown, an entity, an icon or the start of a list.
#: Not every release of Mermaid reads Markdown outside backticks, but those that do drop such a label.
_MARKUP = re.compile(r"""[!"#$&'*+:;<=>?@\[\\\]^_`{|}~]|(?<!\w)-|(?<=\d)[.)]""")


def write_mermaid(graph: nx.MultiDiGraph, lang: str) -> str:
    """The graph as a flowchart; comments carry the IRIs.

    Mermaid's own limits hold in its default settings: 500 relations, 50 000 characters.
    """
    whole = view(graph, lang)
    lines = [f"flowchart {'LR' if whole.sideways else 'TB'}"]
    lines += indented(f"%% {_plain(note)}" for note in whole.notes)
    for cluster in whole.clusters:
        lines += indented(_subgraph(cluster))
    for node in whole.loose:
        lines += indented(_node(node))
    for edge in whole.edges:
        lines += indented(_edge(edge))
    lines += indented(map(_class, whole.paints))
    if whole.clusters:
        lines.append(
            f"  classDef {_GROUP} fill:{COLOURS.bands[1]},stroke:{COLOURS.band_stroke},color:{COLOURS.band_ink}"
        )
        lines.append(f"  class {','.join(cluster.id for cluster in whole.clusters)} {_GROUP}")
    return "\n".join(lines) + "\n"


def _subgraph(cluster: Cluster) -> Iterator[str]:
    yield f"subgraph {cluster.id}[{_quoted(cluster.lines)}]"
    for node in cluster.nodes:
        yield from indented(_node(node))
    yield "end"


def _node(node: Node) -> Iterator[str]:
    yield f"%% {legal(node.iri)}"
    yield f"{node.id}[{_quoted(node.lines)}]:::{_class_name(node.paint)}"


def _edge(edge: Edge) -> Iterator[str]:
    arrow = "<-->" if edge.symmetric else "-->"
    yield f"%% {legal(edge.predicate)}"
    yield f"{edge.subject.id} {arrow}|{_quoted(edge.lines)}| {edge.object.id}"


def _class(key: str) -> str:
    paint = paint_of(key)
    dash = f",stroke-dasharray:{' '.join(f'{length:g}' for length in style.ENDED_DASH)}" if key == ENDED else ""
    return f"classDef {_class_name(key)} fill:{paint.fill},stroke:{paint.stroke},color:{paint.name}{dash}"


def _class_name(key: str) -> str:
    """The name of a class; some plain words are reserved."""
    return f"c_{key.replace('-', '_')}"


def _quoted(lines: Iterable[str]) -> str:
    """Lines of text between quotes; whatever Mermaid, HTML or Markdown would obey stands as a number."""
    return '"' + "<br>".join(_MARKUP.sub(lambda found: f"#{ord(found.group())};", line) for line in lines) + '"'


def _plain(note: str) -> str:
    """A text for a comment: Mermaid obeys directives, which stand in braces, even there."""
    return note.replace("{", "(").replace("}", ")")

"""A diagram in DOT, the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cds_kg.diagram import typeset
from cds_kg.diagram.texts.view import COLOURS, ENDED, Cluster, Edge, Node, indented, legal, paint_of, view

if TYPE_CHECKING:
    import networkx as nx


def write_dot(graph: nx.MultiDiGraph, lang: str) -> str:
    """The graph in DOT; the attributes ``iri`` of nodes and ``predicate`` of edges carry the IRIs."""
    whole = view(graph, lang)
    font = f'fontname="{",".join(typeset.FAMILIES)}"'
    lines = [f"// {note}" for note in whole.notes]
    lines += [
        "digraph {",
        f"  rankdir={'LR' if whole.sideways else 'TB'};",
        f'  graph [{font}, fontsize=14, color="{COLOURS.band_stroke}", bgcolor="{COLOURS.paper}", '
        "nodesep=0.5, ranksep=0.7];",
        f'  node [{font}, fontsize=13, shape=box, style="rounded,filled", margin="0.2,0.1"];',
        f'  edge [{font}, fontsize=11, color="{COLOURS.muted}", fontcolor="{COLOURS.muted}", arrowsize=0.8];',
    ]
    for cluster in whole.clusters:
        lines += indented(_subgraph(cluster))
    lines += indented(map(_node, whole.loose))
    lines += indented(map(_edge, whole.edges))
    return "\n".join([*lines, "}"]) + "\n"


def _subgraph(cluster: Cluster) -> Iterator[str]:
    yield f"subgraph cluster_{cluster.id} {{"
    yield f'  label="{_text(cluster.lines)}"; style="rounded,filled"; fillcolor="{COLOURS.bands[1]}";'
    yield from indented(map(_node, cluster.nodes))
    yield "}"


def _node(node: Node) -> str:
    paint = paint_of(node.paint)
    look = f'fillcolor="{paint.fill}", color="{paint.stroke}", fontcolor="{paint.name}"'
    if node.paint == ENDED:
        look += ', style="rounded,filled,dashed"'
    return f'{node.id} [label="{_text(node.lines)}", iri="{legal(node.iri)}", {look}];'


def _edge(edge: Edge) -> str:
    both = ", dir=both" if edge.symmetric else ""
    attributes = f'label="{_text(edge.lines)}", predicate="{legal(edge.predicate)}"{both}'
    return f"{edge.subject.id} -> {edge.object.id} [{attributes}];"


def _text(lines: Iterable[str]) -> str:
    """Lines of a label; a backslash begins an escape, an ampersand an entity, a quotation mark ends the text."""
    escapes = str.maketrans({"\\": r"\\", '"': r"\"", "&": "&amp;"})
    return r"\n".join(line.translate(escapes) for line in lines)

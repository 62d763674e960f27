"""A diagram in D2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cds_kg.diagram.texts.view import COLOURS, ENDED, Cluster, Edge, Node, indented, legal, paint_of, view

if TYPE_CHECKING:
    import networkx as nx

_GROUP = "group"
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "$": r"\$"})


def write_d2(graph: nx.MultiDiGraph, lang: str) -> str:
    """The graph in D2; comments carry the IRIs."""
    whole = view(graph, lang)
    paths = {node.iri: f"{cluster.id}.{node.id}" for cluster in whole.clusters for node in cluster.nodes}
    paths |= {node.iri: node.id for node in whole.loose}
    lines = [f"# {note}" for note in whole.notes]
    lines += [f"direction: {'right' if whole.sideways else 'down'}", *_classes(whole.paints, bool(whole.clusters))]
    for cluster in whole.clusters:
        lines += _container(cluster)
    for node in whole.loose:
        lines += _shape(node)
    for edge in whole.edges:
        lines += _connection(edge, paths)
    return "\n".join(lines) + "\n"


def _classes(paints: Iterable[str], grouped: bool) -> Iterator[str]:
    """The styles of shapes and containers."""
    yield "classes: {"
    for key in paints:
        paint = paint_of(key)
        dash = "; stroke-dash: 4" if key == ENDED else ""
        style = f'fill: "{paint.fill}"; stroke: "{paint.stroke}"; font-color: "{paint.name}"; border-radius: 6{dash}'
        yield f"  {key}: {{style: {{{style}}}}}"
    if grouped:
        style = f'fill: "{COLOURS.bands[1]}"; stroke: "{COLOURS.band_stroke}"; font-size: 20; border-radius: 6'
        yield f"  {_GROUP}: {{style: {{{style}}}}}"
    yield "}"


def _container(cluster: Cluster) -> Iterator[str]:
    yield f"{cluster.id}: {_quoted(cluster.lines)} {{"
    yield f"  class: {_GROUP}"
    for node in cluster.nodes:
        yield from indented(_shape(node))
    yield "}"


def _shape(node: Node) -> Iterator[str]:
    yield f"# {legal(node.iri)}"
    yield f"{node.id}: {_quoted(node.lines)} {{class: {node.paint}}}"


def _connection(edge: Edge, paths: dict[str, str]) -> Iterator[str]:
    arrow = "<->" if edge.symmetric else "->"
    yield f"# {legal(edge.predicate)}"
    yield f"{paths[edge.subject.iri]} {arrow} {paths[edge.object.iri]}: {_quoted(edge.lines)}"


def _quoted(lines: Iterable[str]) -> str:
    return '"' + r"\n".join(line.translate(_ESCAPES) for line in lines) + '"'

"""The neighbourhood of a concept as a tree: every relation once, where it is first reached."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cds_kg.diagram.columns import Fan, Node, Way
from cds_kg.diagram.graph import relations

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.scene import Triple

#: What hangs at the right of the concept, and at its left.
Sides = tuple[tuple[Fan, ...], tuple[Fan, ...]]


def sides(graph: nx.MultiDiGraph) -> Sides:
    """What hangs at the right of the root and at its left; every relation once, where it is first reached."""
    root: str = graph.graph["root"]
    touching: dict[str, list[Triple]] = {iri: [] for iri in graph}
    for triple in relations(graph):
        for end in dict.fromkeys((triple[0], triple[2])):
            touching[end].append(triple)
    found: dict[str, list[Node]] = {root: []}
    used: set[Triple] = set()
    line = [root]
    for _ in range(graph.graph["depth"]):
        reached: list[str] = []
        for iri in line:
            for triple in touching[iri]:
                if triple in used:
                    continue
                used.add(triple)
                other = triple[2] if triple[0] == iri else triple[0]
                found[iri].append(Node(other, triple, again=other in found))
                if other not in found:
                    found[other] = []
                    reached.append(other)
        line = reached
    fans = _fans(graph, found, root)
    return tuple(fan for fan in fans if fan.way != "in"), tuple(fan for fan in fans if fan.way == "in")


def _fans(graph: nx.MultiDiGraph, found: dict[str, list[Node]], iri: str) -> tuple[Fan, ...]:
    """What hangs on a node, as fans: outgoing first, each line with two heads alone, incoming last."""
    grown = [
        node if node.again else replace(node, fans=_fans(graph, found, node.iri)) for node in found[iri] if node.triple
    ]
    ways: dict[Way, dict[object, list[Node]]] = {"out": {}, "both": {}, "in": {}}
    for node in grown:
        assert node.triple is not None
        s, p, o = node.triple
        if graph.edges[s, o, p]["symmetric"]:
            ways["both"].setdefault(node.triple, []).append(node)
        else:
            ways["out" if s == iri else "in"].setdefault(p, []).append(node)
    return tuple(
        Fan((nodes[0].triple or ("", "", ""))[1], way, tuple(nodes))
        for way, groups in ways.items()
        for nodes in groups.values()
    )

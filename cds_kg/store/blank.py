"""Names for blank nodes that depend on the graph alone.

RDFC-1.0 in the engine would do it too, but on long chains of like nodes it takes for ever and cannot be interrupted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from hashlib import blake2b
from typing import TypeAlias

import pyoxigraph as ox

#: Per node: (direction and predicate and, where the other end is no blank node, that end; the other end if it is one).
_Edges: TypeAlias = dict[ox.BlankNode, list[tuple[str, ox.BlankNode | None]]]
_Colours: TypeAlias = dict[ox.BlankNode, str]


def canonical(statements: Iterable[ox.Quad | ox.Triple]) -> set[ox.Triple]:
    """The triples of the statements, blank nodes named ``b1``, ``b2`` ... by their place in the graph.

    Equal sets are the same graph. The same graph gives equal sets, but for graphs in which blank nodes look alike in
    every neighbourhood without being interchangeable.
    """
    triples = {ox.Triple(s.subject, s.predicate, s.object) for s in statements}
    edges = _edges(triples)
    if not edges:
        return triples
    parts = sorted(sorted((colour, node.value) for node, colour in _told_apart(p).items()) for p in _parts(edges))
    nodes = [label for part in parts for _, label in part]
    names = {ox.BlankNode(label): ox.BlankNode(f"b{number}") for number, label in enumerate(nodes, 1)}
    return {
        ox.Triple(
            names[t.subject] if isinstance(t.subject, ox.BlankNode) else t.subject,
            t.predicate,
            names[t.object] if isinstance(t.object, ox.BlankNode) else t.object,
        )
        for t in triples
    }


def _edges(triples: Iterable[ox.Triple]) -> _Edges:
    edges: _Edges = defaultdict(list)
    for triple in triples:
        subject, item = triple.subject, triple.object
        predicate = triple.predicate.value
        if isinstance(subject, ox.BlankNode):
            to_node = item if isinstance(item, ox.BlankNode) else None
            edges[subject].append((f">{predicate} {'' if to_node else item}", to_node))
        if isinstance(item, ox.BlankNode):
            from_node = subject if isinstance(subject, ox.BlankNode) else None
            edges[item].append((f"<{predicate} {'' if from_node else subject}", from_node))
    return edges


def _parts(edges: _Edges) -> list[_Edges]:
    """The connected parts, which can be named one by one."""
    parts: list[_Edges] = []
    seen: set[ox.BlankNode] = set()
    for first in sorted(edges, key=lambda node: node.value):
        if first in seen:
            continue
        part: _Edges = {}
        waiting = [first]
        seen.add(first)
        while waiting:
            node = waiting.pop()
            part[node] = edges[node]
            for _, other in edges[node]:
                if other is not None and other not in seen:
                    seen.add(other)
                    waiting.append(other)
        parts.append(part)
    return parts


def _told_apart(part: _Edges) -> _Colours:
    """A colour of its own for each node. Of nodes that look alike one is marked, which tells others apart in turn."""
    colours = _refined(part, dict.fromkeys(part, ""))
    while True:
        alike: dict[str, list[ox.BlankNode]] = defaultdict(list)
        for node, colour in colours.items():
            alike[colour].append(node)
        tied = min((colour for colour, nodes in alike.items() if len(nodes) > 1), default=None)
        if tied is None:
            return colours
        marked = min(alike[tied], key=lambda node: node.value)
        colours = _refined(part, {**colours, marked: f"{tied}!"})


def _refined(part: _Edges, colours: _Colours) -> _Colours:
    """Colours made of each node's edges and its neighbours' colours, until that tells no more nodes apart."""
    count = 0
    while count < len(set(colours.values())):
        count = len(set(colours.values()))
        colours = {
            node: _digest(colours[node], sorted(edge + (colours[other] if other else "") for edge, other in part[node]))
            for node in part
        }
    return colours


def _digest(colour: str, edges: list[str]) -> str:
    return blake2b("\n".join((colour, *edges)).encode(), digest_size=16).hexdigest()

"""Blank nodes named by what they say, so that adding one does not rename the others, and shown as text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import TypeAlias

import pyoxigraph as ox

from cds_kg.namespaces import RDF
from cds_kg.store.results import shown

Graph: TypeAlias = frozenset[ox.Triple]
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
#: Subject -> its triples.
Index: TypeAlias = Mapping[Term, list[ox.Triple]]
_Edge: TypeAlias = tuple[str, Term]

#: Rounds in which nodes that reach each other in a circle are told apart.
_ROUNDS = 16

_FIRST, _REST, _NIL = (ox.NamedNode(RDF + name) for name in ("first", "rest", "nil"))

#: A blank node is shown so many levels deep, and in about so many characters.
_DEPTH = 6
_LENGTH = 600


def by_content(triples: Iterable[ox.Triple]) -> Graph:
    """The triples with each blank node named after all that it says; two that say the same are one.

    Takes time in proportion to the number of triples, whatever they are.
    """
    graph = frozenset(triples)  # the same object where it is one
    says: dict[ox.BlankNode, list[_Edge]] = defaultdict(list)
    for t in graph:
        subject, item = t.subject, t.object
        if isinstance(subject, ox.BlankNode):
            says[subject].append((t.predicate.value, item))
        if isinstance(item, ox.BlankNode):
            says[item] += []
    if not says:
        return graph
    names = _named(says)

    def named(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        assert not isinstance(term, ox.Triple)
        return ox.BlankNode(names[term]) if isinstance(term, ox.BlankNode) else term

    return frozenset(
        ox.Triple(named(t.subject), t.predicate, named(t.object))  # type: ignore[arg-type]
        if isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)
        else t
        for t in graph
    )


def _named(says: Mapping[ox.BlankNode, list[_Edge]]) -> dict[ox.BlankNode, str]:
    users: dict[ox.BlankNode, list[ox.BlankNode]] = defaultdict(list)
    lacking: dict[ox.BlankNode, int] = {}
    for node, edges in says.items():
        inner = [other for _, other in edges if isinstance(other, ox.BlankNode)]
        lacking[node] = len(inner)
        for other in inner:
            users[other].append(node)
    names: dict[ox.BlankNode, str] = {}
    ready = [node for node, count in lacking.items() if count == 0]
    while ready:
        node = ready.pop()
        names[node] = _digest(_lines(says[node], names))
        for user in users[node]:
            lacking[user] -= 1
            if lacking[user] == 0:
                ready.append(user)
    circular = {node: edges for node, edges in says.items() if node not in names}
    return {**names, **_circular(circular, names)}


def _circular(says: Mapping[ox.BlankNode, list[_Edge]], names: Mapping[ox.BlankNode, str]) -> dict[ox.BlankNode, str]:
    """Names for nodes that are part of a circle or lead to one: of their own content and of all they hang together."""
    colours = dict.fromkeys(says, "")
    for _ in range(_ROUNDS if says else 0):
        known = {**names, **colours}
        colours = {node: _digest(_lines(edges, known)) for node, edges in says.items()}
    near: dict[ox.BlankNode, list[ox.BlankNode]] = defaultdict(list)
    for node, edges in says.items():
        for _, other in edges:
            if isinstance(other, ox.BlankNode) and other in says:
                near[node].append(other)
                near[other].append(node)
    found: dict[ox.BlankNode, str] = {}
    for first in says:
        if first in found:
            continue
        group, waiting = {first}, [first]
        while waiting:
            fresh = [other for other in near[waiting.pop()] if other not in group]
            group.update(fresh)
            waiting += fresh
        whole = _digest(sorted(colours[node] for node in group))
        found |= {node: _digest([whole, colours[node]]) for node in group}
    return found


def _lines(edges: Iterable[_Edge], names: Mapping[ox.BlankNode, str]) -> list[str]:
    return sorted(f"{p} {names[o]}" if isinstance(o, ox.BlankNode) else f"{p} {o}" for p, o in edges)


def _digest(lines: Iterable[str]) -> str:
    return "b" + blake2b("\n".join(lines).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def members(head: Term, index: Index) -> list[Term]:
    """The members of an RDF list, as far as it is one."""
    found: list[Term] = []
    seen = set()
    while head != _NIL and head not in seen:
        seen.add(head)
        cell = {t.predicate: t.object for t in sorted(index.get(head, ()), key=str)}
        if _FIRST not in cell:
            break
        found.append(cell[_FIRST])
        head = cell.get(_REST, _NIL)
    return found


def text_of(node: ox.BlankNode, index: Index) -> str:
    """What a blank node says, in the manner of Turtle on one line, cut where it is long or deep."""
    room = [_LENGTH]

    def spent(text: str) -> str:
        cut = text if len(text) <= room[0] else text[: max(room[0], 0)] + "…"
        room[0] -= len(text)
        return cut

    def term(item: Term, depth: int) -> str:
        if isinstance(item, ox.Literal):
            return spent(f'"{item.value}"' + (f"@{item.language}" if item.language else ""))
        if not isinstance(item, ox.BlankNode):
            return spent(shown(item))
        if depth >= _DEPTH or room[0] <= 0:
            return "[ … ]"
        listed = members(item, index)
        parts = [term(member, depth + 1) for member in listed if room[0] > 0]
        if listed:
            return f"( {' '.join(parts)}{' …' if len(parts) < len(listed) else ''} )"
        inner = sorted(index.get(item, ()), key=lambda t: (t.predicate.value, str(t.object)))
        parts = [f"{spent(shown(t.predicate))} {term(t.object, depth + 1)}" for t in inner if room[0] > 0]
        return f"[ {' ; '.join(parts)}{' …' if len(parts) < len(inner) else ''} ]"

    return term(node, 0)

"""The matrix of stakeholders: a row for each party, a column for each kind of what concerns it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds_kg.diagram.gallery.stakeholders import content as kg
from cds_kg.diagram.graph import relations

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class PartyRow:
    """A party, or what brings things that concern no party of their own, with them: relation of the model -> things."""

    head: str
    items: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Plan:
    """The model, the kinds of what it brings (its relations to them), and the rows, in the order of the source."""

    root: str
    kinds: tuple[str, ...]
    rows: tuple[PartyRow, ...]


def plan(graph: nx.MultiDiGraph) -> Plan:
    """The matrix of a graph as `content.stakeholders_graph` makes it.

    Things stand in their order in time where they have one, else in that of the source.
    """
    root: str = graph.graph["root"]
    found: dict[str, dict[str, list[str]]] = {}
    kind_of = {to_party: kind for kind, to_party in kg.KINDS.items()}
    for s, p, o in relations(graph, *kg.KINDS, *kind_of):
        if p in kind_of:
            found.setdefault(o, {}).setdefault(kind_of[p], []).append(s)
        elif s != root:
            found.setdefault(s, {}).setdefault(p, []).append(o)
    placed = {item for kinds in found.values() for items in kinds.values() for item in items}
    for _, p, o in relations(graph, *kg.KINDS):
        if o not in placed:
            found.setdefault(root, {}).setdefault(p, []).append(o)

    def in_time(items: list[str]) -> tuple[str, ...]:
        return tuple(sorted(dict.fromkeys(items), key=lambda item: graph.nodes[item].get("order", len(graph))))

    rows = [PartyRow(head, {kind: in_time(items) for kind, items in kinds.items()}) for head, kinds in found.items()]
    return Plan(root, tuple(kind for kind in kg.KINDS if any(kind in row.items for row in rows)), tuple(rows))

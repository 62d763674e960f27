"""The national-to-local hierarchy: bands for levels, columns for pillars, what corresponds stands in line.

Nothing here names a concept: what a thing is follows from its class and its relations, where it stands in a row from
the order in which the source says it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from cds_kg.diagram.gallery.hierarchy import content as kg
from cds_kg.diagram.graph import is_a, relations
from cds_kg.errors import NotFoundError
from cds_kg.namespaces import CDS

if TYPE_CHECKING:
    import networkx as nx

Triple = tuple[str, str, str]


@dataclass(frozen=True)
class Territory:
    """A smart territory with its level, its pillars by column (0 is the first), and who develops it or them."""

    iri: str
    level: str
    pillars: dict[str, int]
    actors: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """Which concept plays which part."""

    root: str
    focus: tuple[str, ...]
    territories: tuple[Territory, ...]
    neighbours: dict[str, str]
    tiers: dict[str, tuple[str, ...]]

    @property
    def boxes(self) -> tuple[str, ...]:
        """What has a box, from above and from the left."""
        found = [self.root, *self.focus]
        for territory in self.territories:
            beside = [s for o, s in self.neighbours.items() if o in territory.pillars]
            found += [territory.iri, *territory.actors, *territory.pillars, *beside]
        return tuple(_ordered([*found, *(iri for tiers in self.tiers.values() for iri in tiers)]))

    @property
    def columns(self) -> int:
        """How many pillars stand side by side."""
        return max(column for t in self.territories for column in t.pillars.values()) + 1


def plan(graph: nx.MultiDiGraph) -> Plan:
    """Find the parts by classes and relations.

    Raises:
        NotFoundError: the graph has no territory with a level and components.
    """
    root: str = graph.graph["root"]
    pairs = {p: [(s, o) for s, _, o in relations(graph, p)] for p in kg.HIERARCHY_RELATIONS}
    partner = dict(pairs[kg.CORRESPONDS_TO]) | {o: s for s, o in pairs[kg.CORRESPONDS_TO]}
    levels = dict(reversed(pairs[kg.SITUATED_AT]))
    territories: list[Territory] = []
    columns: dict[str, int] = {}
    for iri in _ordered(s for s, _ in pairs[kg.SITUATED_AT]):
        parts = [o for s, o in pairs[kg.HAS_COMPONENT] if s == iri]
        if not parts:
            continue
        under = {part: columns[partner[part]] for part in parts if partner.get(part) in columns}
        free = (n for n in count() if n not in under.values())
        own = {part: under[part] if part in under else next(free) for part in parts}
        columns |= own
        actors = _ordered(o for s, o in pairs[kg.DEVELOPED_BY] if s == iri or s in own)
        territories.append(Territory(iri, levels[iri], own, tuple(actors)))
    if not territories:
        raise NotFoundError(
            "Dữ liệu không có lãnh thổ nào vừa có cấp (cds:situatedAtLevel) vừa có thành phần (cds:hasComponent), "
            "nên không vẽ được sơ đồ phân cấp; hãy nạp mô-đun concepts.",
            "The data has no territory with a level (cds:situatedAtLevel) and components (cds:hasComponent), so the "
            "hierarchy cannot be drawn; load the module concepts.",
        )
    parts_of_all = {part for t in territories for part in t.pillars}
    return Plan(
        root,
        tuple(o for s, o in pairs[kg.FOCUSES_ON] if s == root),
        tuple(territories),
        {o: s for s, o in pairs[kg.NOT_PREREQUISITE_OF] if o in parts_of_all and s not in parts_of_all},
        {s: tuple(o for x, o in pairs[kg.IMPLEMENTED_AT] if x == s) for s, _ in pairs[kg.IMPLEMENTED_AT]},
    )


def paint_name(graph: nx.MultiDiGraph, parts: Plan, iri: str) -> str:
    """The key of a concept's colours: by class, and for pillars that are no government model by their column."""
    node: dict[str, Any] = graph.nodes[iri]
    for name, class_name in _PAINTED:
        if is_a(node, CDS + class_name):
            return name
    column = next((t.pillars[iri] for t in parts.territories if iri in t.pillars), 1)
    return f"pillar-{1 + (column - 1) % 2}"


_PAINTED = (
    ("process", "TransformationProcess"),
    ("focus", "FocusArea"),
    ("territory", "SmartTerritory"),
    ("model", "GovernmentModel"),
    ("level", "AdministrativeLevel"),
    ("stakeholder", "Stakeholder"),
)


def painted_class(name: str) -> str:
    """The class that a key of colours stands for."""
    return CDS + dict(_PAINTED)[name]


def _ordered(items: Iterable[str]) -> list[str]:
    """Each item once, in order of first appearance."""
    return list(dict.fromkeys(items))

"""The outline beside the drawing: from the nation to the communes, and what belongs to each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from cds_kg.knowledge.evidence import evidence_of
from cds_kg.namespaces import CDS, SKOS

if TYPE_CHECKING:
    from cds_kg.store.dataset import GraphStore

#: Property -> whether what stands below is its subject. What hangs from one place is in this order.
_BELOW = {
    CDS + "focusesOn": False,
    CDS + "situatedAtLevel": True,
    CDS + "hasComponent": False,
    CDS + "notPrerequisiteOf": True,
    SKOS + "broader": True,
}

_ROOTS = "SELECT DISTINCT ?x WHERE { ?x a cds:TransformationProcess ; cds:focusesOn ?area } ORDER BY ?x"
_TERRITORIES = "SELECT DISTINCT ?x ?level WHERE { ?x cds:situatedAtLevel ?level ; cds:hasComponent ?part }"
_LEVELS = "SELECT DISTINCT ?x WHERE { ?x a cds:AdministrativeLevel }"


@dataclass(frozen=True, slots=True)
class Item:
    """One place in the outline: an IRI and what stands below it."""

    iri: str
    below: tuple[Item, ...]


def outline(view: GraphStore) -> tuple[Item, ...]:
    """The outline of a graph: below the process its focus areas, then each level that has a smart territory.

    Below a level stand its territory with the pillars, the bodies of the level, and the levels that are part of it.
    Everything stands in the order in which the source speaks of it. Without a process or territories it is empty.
    """
    order = evidence_of(view).order
    levels = {str(row["x"]) for row in view.select(_LEVELS)}
    below: dict[str, list[str]] = defaultdict(list)
    for predicate, upward in _BELOW.items():
        quads = view.store.quads_for_pattern(None, ox.NamedNode(predicate), None)
        for triple in sorted((quad.triple for quad in quads), key=order):
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
                child, parent = triple.subject.value, triple.object.value
                if predicate != SKOS + "broader" or {child, parent} <= levels:
                    below[parent if upward else child].append(child if upward else parent)
    situated = ox.NamedNode(CDS + "situatedAtLevel")
    rows = [(ox.NamedNode(str(row["x"])), ox.NamedNode(str(row["level"]))) for row in view.select(_TERRITORIES)]
    ranked = sorted((ox.Triple(x, situated, level) for x, level in rows), key=order)
    territories = {str(t.subject.value): None for t in ranked if isinstance(t.subject, ox.NamedNode)}
    for children in below.values():
        children.sort(key=lambda iri: iri not in territories)
    tops = dict.fromkeys(t.object.value for t in ranked if isinstance(t.object, ox.NamedNode))
    roots = [str(row["x"]) for row in view.select(_ROOTS)][:1]
    for root in roots:
        below[root].extend(tops)
    seen: set[str] = set()
    return tuple(_grow(iri, below, seen) for iri in roots or tops)


def _grow(iri: str, below: dict[str, list[str]], seen: set[str]) -> Item:
    """A place with all below it that has not stood anywhere yet."""
    seen.add(iri)
    return Item(iri, tuple(_grow(child, below, seen) for child in below.get(iri, ()) if child not in seen))

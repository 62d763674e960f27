"""The administrative units of a day: a card for each province, or the directory of one province."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_kg.diagram.gallery.units import cards, directory
from cds_kg.diagram.unit_graph import PARENT, REPLACED_BY, UnitsOn
from cds_kg.namespaces import curie

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.draw import Request
    from cds_kg.diagram.layout import Setter
    from cds_kg.diagram.scene import Scene
    from cds_kg.diagram.sheet import Options
    from cds_kg.knowledge.units import Unit
    from cds_kg.store.dataset import GraphStore


def graph(store: GraphStore, request: Request) -> nx.MultiDiGraph:
    """The provinces of a day with the former ones that became them; or one province, these, and all its parts.

    The graph has the attributes ``province`` (an IRI; empty where all are shown), ``levels`` (prefixed names, from
    above; of one province those of its parts) and ``types`` (those of the lowest level); nodes have ``count_<type>``
    and ``count_<level>``: how many parts they have.

    Raises:
        NotCoveredError: the units of the day are not known.
        NotFoundError, AmbiguousError: the province.
        UsageError: something that is not for this diagram; the user's own files alone are loaded, and have no units.
    """
    request.refuse("depth", "level", "by")
    on = UnitsOn.of(store)
    if request.about is None:
        provinces, parts = on.at(on.levels()[0]), []
    else:
        province = on.province(request.about)
        provinces = [province]
        parts = [part for level in on.levels(province.iri) for part in on.at(level, province.iri)]
    former: list[Unit] = []
    triples = [(part.iri, PARENT, part.parent) for part in parts if part.parent]
    for unit in provinces:
        forebears = on.forebears(unit.iri)
        former += forebears
        triples += [(forebear.iri, REPLACED_BY, unit.iri) for forebear in forebears]
    within = provinces[0].iri if request.about else None
    levels = on.levels(within)
    made = on.graph(
        triples,
        [*former, *provinces, *parts],
        province=within or "",
        levels=" ".join(map(curie, levels)),
        types=" ".join(on.types(levels[-1], within)),
    )
    for unit in [*provinces, *(part for part in parts if part.iri in on.index.children)]:
        made.nodes[unit.iri].update(on.counts(unit.iri))
    return made


def scenes(graph: nx.MultiDiGraph, options: Options, setter: Setter) -> tuple[Scene, ...]:
    """The units on as few pages as the smallest permitted type allows.

    Raises:
        TooSmall: not even many pages have room.
    """
    lay_out = directory.pages if graph.graph["province"] else cards.pages
    return lay_out(graph, options, setter)

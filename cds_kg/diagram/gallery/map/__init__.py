"""The administrative units as points: the whole country with its islands, or one province with its communes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_kg.diagram.gallery.map import country, province
from cds_kg.diagram.gallery.map.content import map_graph

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.draw import Request
    from cds_kg.diagram.layout import Setter
    from cds_kg.diagram.scene import Scene
    from cds_kg.diagram.sheet import Options
    from cds_kg.store.dataset import GraphStore


def graph(store: GraphStore, request: Request) -> nx.MultiDiGraph:
    """The units with their coordinates: see `content.map_graph`."""
    return map_graph(store, request)


def scenes(graph: nx.MultiDiGraph, options: Options, setter: Setter) -> tuple[Scene, ...]:
    """The map on one page.

    Raises:
        TooSmall: the page has no room for the names.
    """
    draw = province.scene if graph.graph["province"] else country.scene
    return (draw(graph, options, setter),)

"""What a graph says in Dublin Core, RDFS and SKOS, said in schema.org terms as well, for tools that read only those."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox


def side_by_side(graph: Iterable[ox.Triple]) -> frozenset[ox.Triple]:
    """The triples to add to ``graph``."""
    return frozenset()

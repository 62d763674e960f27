"""The catalogue of a release: DCAT for harvesters, VoID for linked-data clients, with numbers that were counted."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox


def catalog_graphs(
    graphs: Mapping[str, frozenset[ox.Triple]], files: Mapping[str, bytes]
) -> dict[str, frozenset[ox.Triple]]:
    """The graphs of ``catalog`` and ``void``.

    Args:
        graphs: part -> its triples, to be counted.
        files: path in the release -> content, for sizes and checksums.
    """
    return {}

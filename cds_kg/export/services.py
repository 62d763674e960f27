"""The services and organisations of the graph in the European core vocabularies (CPSV-AP, CPOV)."""

from __future__ import annotations

import pyoxigraph as ox


def services_graph() -> frozenset[ox.Triple]:
    """Services, channels, life events and organisations, as CPSV-AP 3.2.0 and CPOV 2.1.2 want them."""
    return frozenset()

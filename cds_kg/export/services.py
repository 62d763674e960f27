"""The services and organisations of the graph in the European core vocabularies (CPSV-AP, CPOV).

The mapping is data: CONSTRUCT queries over the graph, and a Turtle file with the little that the profiles require and
the graph does not have, both in ``assets/services/``.
"""

from __future__ import annotations

import pyoxigraph as ox

from cds_kg import resources
from cds_kg.store.dataset import GraphStore

#: The folder of the mapping, in the package's assets.
MAPPING = "services"


def services_graph() -> frozenset[ox.Triple]:
    """Services, channels, life events and organisations, as CPSV-AP 3.2.0 and CPOV 2.1.2 want them."""
    mapping = resources.asset(MAPPING)
    store = GraphStore.open(extra=sorted(mapping.glob("*.ttl"))).store
    found: set[ox.Triple] = set()
    for query in sorted(mapping.glob("*.rq")):
        triples = store.query(query.read_text(encoding="utf-8"))
        assert isinstance(triples, ox.QueryTriples)
        found.update(triples)
    return frozenset(found)

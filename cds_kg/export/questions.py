"""The competency questions as data: each a SHACL-described SPARQL query that a catalogue or an endpoint can list."""

from __future__ import annotations

import pyoxigraph as ox


def questions_graph() -> frozenset[ox.Triple]:
    """One ``sh:SPARQLSelectExecutable`` for each question."""
    return frozenset()

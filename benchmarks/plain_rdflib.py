"""The look-up of the benchmark written plainly with rdflib: parse the ontology, run one query, print the rows."""

from __future__ import annotations

import sys
from pathlib import Path

import rdflib

graph = rdflib.Graph()
for file in sorted((Path(__file__).resolve().parents[1] / "ontology").rglob("*.ttl")):
    graph.parse(file, format="turtle")
for row in graph.query(sys.argv[1]):
    print("\t".join(term.n3() for term in row))

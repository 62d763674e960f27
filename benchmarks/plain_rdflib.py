"""The look-up of the benchmark written plainly with rdflib: parse the files, run one query, print the rows.

python benchmarks/plain_rdflib.py QUERY FILE...
"""

from __future__ import annotations

import sys

import rdflib

graph = rdflib.Graph()
for file in sys.argv[2:]:
    graph.parse(file, format="turtle")
for row in graph.query(sys.argv[1]):
    print("\t".join(term.n3() for term in row))

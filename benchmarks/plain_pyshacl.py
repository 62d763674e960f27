"""Validation written plainly with pyshacl: the data joined with the background, prints how many results there are.

python benchmarks/plain_pyshacl.py SHAPES FILE...
"""

from __future__ import annotations

import sys

import pyshacl
import rdflib

shapes = rdflib.Graph().parse(sys.argv[1], format="turtle")
data = rdflib.Graph()
for file in sys.argv[2:]:
    data.parse(file, format="turtle")
_, results, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=True)
print(len(set(results.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult))))

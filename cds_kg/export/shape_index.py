"""Which SHACL shape checks which class, told in the ontology itself."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from cds_kg import resources
from cds_kg.namespaces import BASE, OWL, RDF, RDFS, SHACL
from cds_kg.store.reading import read_rdf

_TYPE = ox.NamedNode(RDF + "type")
_CLASS = ox.NamedNode(OWL + "Class")
_NODE_SHAPE = ox.NamedNode(SHACL + "NodeShape")
_TARGET_CLASS = ox.NamedNode(SHACL + "targetClass")
_DEFINED_BY = ox.NamedNode(RDFS + "isDefinedBy")
_SHAPES = ox.NamedNode(BASE + "shapes")


def shape_index(graph: Iterable[ox.Triple]) -> frozenset[ox.Triple]:
    """Each node shape of ``shapes/`` that aims at a class of ``graph``, with that class and where the shape is defined.

    OntPub wants shapes beside the terms. The rules themselves stay in ``shapes/``, where they have lists and blank
    nodes; here is their index, of the same IRIs: a reader of the ontology sees what holds its data to the definitions.
    """
    classes = {t.subject for t in graph if t.predicate == _TYPE and t.object == _CLASS}
    found = set()
    for file in sorted(resources.shapes_dir().glob("*.ttl")):
        quads = list(read_rdf(str(file)))
        shapes = {q.subject for q in quads if q.predicate == _TYPE and q.object == _NODE_SHAPE}
        for quad in quads:
            if quad.predicate == _TARGET_CLASS and quad.subject in shapes and quad.object in classes:
                found.add(ox.Triple(quad.subject, _TYPE, _NODE_SHAPE))
                found.add(ox.Triple(quad.subject, _TARGET_CLASS, quad.object))
                found.add(ox.Triple(quad.subject, _DEFINED_BY, _SHAPES))
    return frozenset(found)

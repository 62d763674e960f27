"""How the ontology stands among other vocabularies, in VOAF's terms, counted and not written by hand."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from cds_kg.namespaces import ONTOLOGY, OWL, PREFIXES, RDF, RDFS, XSD

VOAF = PREFIXES["voaf"]

_TYPE = ox.NamedNode(RDF + "type")
_DEFINED_BY = ox.NamedNode(RDFS + "isDefinedBy")
_SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
_INTEGER = ox.NamedNode(XSD + "integer")
_HEADER = ox.NamedNode(ONTOLOGY)
_METADATA_VOC = ox.NamedNode(VOAF + "metadataVoc")

_CLASSES = {ox.NamedNode(OWL + "Class")}
_PROPERTIES = {ox.NamedNode(f"{OWL}{kind}Property") for kind in ("Object", "Datatype", "Annotation")}


def reuse(graph: Iterable[ox.Triple]) -> frozenset[ox.Triple]:
    """How many classes and properties are our own, which vocabularies lend us terms, superclasses and metadata.

    A term belongs to the vocabulary that its ``rdfs:isDefinedBy`` names. The class ``voaf:Vocabulary`` is not stated:
    OntPub lets an ontology be an ``owl:Ontology`` and nothing else.
    """
    triples = frozenset(graph)
    owner = {t.subject: t.object for t in triples if t.predicate == _DEFINED_BY}
    kinds = [(t.subject, t.object) for t in triples if t.predicate == _TYPE]
    own = {term for term, vocabulary in owner.items() if vocabulary == _HEADER}
    declared = {term for term, kind in kinds if kind in _CLASSES | _PROPERTIES}

    def others(terms: Iterable[object]) -> set[ox.NamedNode]:
        """The vocabularies, other than this one, that define the terms."""
        wanted = set(terms)
        found = {vocabulary for term, vocabulary in owner.items() if term in wanted} - {_HEADER}
        return {vocabulary for vocabulary in found if isinstance(vocabulary, ox.NamedNode)}

    links = {
        "reliesOn": others(declared),
        "specializes": others(t.object for t in triples if t.predicate == _SUBCLASS and t.subject in own),
        # VOAF is used in the header as soon as these triples are in it.
        "metadataVoc": others([_METADATA_VOC, *(t.predicate for t in triples if t.subject == _HEADER)]),
    }
    counts = {
        "classNumber": len({term for term, kind in kinds if kind in _CLASSES and term in own}),
        "propertyNumber": len({term for term, kind in kinds if kind in _PROPERTIES and term in own}),
    }
    linked = {
        ox.Triple(_HEADER, ox.NamedNode(VOAF + name), vocabulary)
        for name, vocabularies in links.items()
        for vocabulary in vocabularies
    }
    counted = {
        ox.Triple(_HEADER, ox.NamedNode(VOAF + name), ox.Literal(str(number), datatype=_INTEGER))
        for name, number in counts.items()
    }
    return frozenset(linked | counted)

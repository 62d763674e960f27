"""What a graph says in Dublin Core, RDFS and SKOS, said in schema.org's terms as well, for tools that read only those.

Nothing here adds content: a title stays the title, under one name more. What is written follows from the graph alone,
so that adding it twice changes nothing; only a creator or publisher whom the graph names and does not describe is
looked up in ``ontology/cds.ttl``, since a catalogue wants to know who that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from cds_kg import resources
from cds_kg.export.reuse import reuse
from cds_kg.export.shape_index import shape_index
from cds_kg.namespaces import BASE, DCTERMS, OWL, PREFIXES, RDF, RDFS, SCHEMA, SKOS, XSD
from cds_kg.store.reading import read_rdf

FOAF = PREFIXES["foaf"]

_TYPE = ox.NamedNode(RDF + "type")
_DEFINED_BY = ox.NamedNode(RDFS + "isDefinedBy")
_DEFINITION = ox.NamedNode(SKOS + "definition")
_HOMEPAGE = ox.NamedNode(FOAF + "homepage")
_STRING = ox.NamedNode(XSD + "string")
_URI = ox.NamedNode(XSD + "anyURI")

_ONTOLOGY = ox.NamedNode(OWL + "Ontology")
_HEADERS = {_ONTOLOGY, ox.NamedNode(SKOS + "ConceptScheme")}
_AGENT = ox.NamedNode(SCHEMA + "Organization")

#: In the header of an ontology or a concept scheme: predicate -> what says the same in schema.org.
_OF_HEADERS = {
    DCTERMS + "title": "name",
    DCTERMS + "description": "description",
    SKOS + "definition": "description",
    DCTERMS + "created": "dateCreated",
    DCTERMS + "modified": "dateModified",
    DCTERMS + "issued": "datePublished",
    DCTERMS + "identifier": "identifier",
    DCTERMS + "license": "license",
    DCTERMS + "creator": "creator",
    DCTERMS + "contributor": "contributor",
    DCTERMS + "publisher": "publisher",
    DCTERMS + "rightsHolder": "copyrightHolder",
    FOAF + "logo": "logo",
    OWL + "versionInfo": "version",
}
_ROLES = {ox.NamedNode(DCTERMS + role) for role in ("creator", "contributor", "publisher", "rightsHolder")}


def side_by_side(graph: Iterable[ox.Triple]) -> frozenset[ox.Triple]:
    """The triples to add to ``graph``: about our own things and about the outside terms that it declares, no other.

    Args:
        graph: the ontology, the vocabulary, or both with all that is known.
    """
    stated = frozenset(graph)
    whole = stated | _described_agents(stated)
    kinds = _by(whole, _TYPE)
    added = set(whole - stated)
    for triple in whole:
        subject = triple.subject
        types = kinds.get(subject, set())
        if types & _HEADERS and _is_ours(subject):
            added.update(_header(triple, _ONTOLOGY in types))
        elif _AGENT in types:
            added.update(_agent(triple))
    added.update(_terms(whole))
    if any(_ONTOLOGY in types for types in kinds.values()):
        added |= shape_index(whole)
        added |= reuse(whole | added)
    return frozenset(added)


def _header(triple: ox.Triple, is_ontology: bool) -> Iterator[ox.Triple]:
    name = _OF_HEADERS.get(triple.predicate.value)
    if name:
        yield ox.Triple(triple.subject, ox.NamedNode(SCHEMA + name), triple.object)
    # OntPub lets an ontology have one definition in all, in one language.
    describes = triple.predicate.value == DCTERMS + "description"
    if is_ontology and describes and isinstance(triple.object, ox.Literal) and triple.object.language == "vi":
        yield ox.Triple(triple.subject, _DEFINITION, triple.object)


def _agent(triple: ox.Triple) -> Iterator[ox.Triple]:
    """The name and address of an agent as VocPub and OntPub want them: one plain text, one ``xsd:anyURI``."""
    if triple.predicate.value == FOAF + "name" and isinstance(triple.object, ox.Literal):
        name = ox.Literal(triple.object.value, datatype=_STRING)
        yield ox.Triple(triple.subject, ox.NamedNode(SCHEMA + "name"), name)
    if triple.predicate == _HOMEPAGE and isinstance(triple.object, ox.NamedNode):
        address = ox.Literal(triple.object.value, datatype=_URI)
        yield ox.Triple(triple.subject, ox.NamedNode(SCHEMA + "url"), address)


def _terms(graph: frozenset[ox.Triple]) -> Iterator[ox.Triple]:
    """The names and descriptions of terms: own ones are described by definition, outside ones by how they are used."""
    owners = _by(graph, _DEFINED_BY)
    for triple in graph:
        if triple.subject not in owners:
            continue
        description = "definition" if any(map(_is_ours, owners[triple.subject])) else "scopeNote"
        if triple.predicate.value == RDFS + "label":
            yield ox.Triple(triple.subject, ox.NamedNode(SCHEMA + "name"), triple.object)
        if triple.predicate.value == SKOS + description:
            for predicate in (SCHEMA + "description", RDFS + "comment"):
                yield ox.Triple(triple.subject, ox.NamedNode(predicate), triple.object)


def _described_agents(graph: frozenset[ox.Triple]) -> frozenset[ox.Triple]:
    """What ``ontology/cds.ttl`` says of those who made the graph, where the graph does not say it."""
    described = {triple.subject for triple in graph}
    lacking = {t.object for t in graph if t.predicate in _ROLES and _is_ours(t.object)} - described
    if not lacking:
        return frozenset()
    quads = read_rdf(str(resources.ontology_dir() / "cds.ttl"))
    return frozenset(ox.Triple(q.subject, q.predicate, q.object) for q in quads if q.subject in lacking)


def _by(graph: Iterable[ox.Triple], predicate: ox.NamedNode) -> dict[object, set[object]]:
    """Subject -> its values."""
    values: dict[object, set[object]] = {}
    for triple in graph:
        if triple.predicate == predicate:
            values.setdefault(triple.subject, set()).add(triple.object)
    return values


def _is_ours(term: object) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(BASE)

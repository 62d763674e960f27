"""What is said in other vocabularies' terms follows from what is stated, about our things and declared terms alone."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from cds_kg.export.parts import ontology_graph, part
from cds_kg.export.side_by_side import side_by_side
from cds_kg.namespaces import BASE, CDS, CDSI, ONTOLOGY, PREFIXES, SCHEMA, SCHEME, SHACL
from cds_kg.resources import shapes_dir
from cds_kg.store.dataset import to_rdflib

NAMES = ["ontology", "vocabulary", "all"]
FOAF = rdflib.Namespace(PREFIXES["foaf"])
SDO = rdflib.Namespace(SCHEMA)
VOAF = rdflib.Namespace(PREFIXES["voaf"])
HEADER = rdflib.URIRef(ONTOLOGY)


@pytest.fixture(scope="module")
def graphs() -> dict[str, rdflib.Graph]:
    return {name: to_rdflib(part(name)) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_adding_it_twice_changes_nothing(name):
    once = part(name)
    assert len(once) > 2000
    assert side_by_side(once) <= once


@pytest.mark.parametrize("name", NAMES)
def test_it_speaks_of_our_things_and_of_declared_terms_alone(name):
    graph = part(name)
    declared = {t.subject for t in graph if t.predicate.value == str(RDFS.isDefinedBy)}
    for triple in side_by_side(graph):
        assert isinstance(triple.subject, ox.NamedNode)
        assert triple.subject.value.startswith(BASE) or triple.subject in declared, triple


def test_it_adds_nothing_to_what_others_state():
    data = b'<urn:a> a <http://www.w3.org/2002/07/owl#Ontology> ; <http://purl.org/dc/terms/title> "Their own"@en .'
    theirs = frozenset(ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(data, ox.RdfFormat.TURTLE))
    assert not [triple for triple in side_by_side(theirs) if triple.subject == ox.NamedNode("urn:a")]


@pytest.mark.parametrize(
    ("stated", "repeated"),
    [
        (DCTERMS.title, SDO.name),
        (DCTERMS.created, SDO.dateCreated),
        (DCTERMS.modified, SDO.dateModified),
        (DCTERMS.issued, SDO.datePublished),
        (DCTERMS.license, SDO.license),
        (DCTERMS.creator, SDO.creator),
        (DCTERMS.contributor, SDO.contributor),
        (DCTERMS.publisher, SDO.publisher),
        (DCTERMS.rightsHolder, SDO.copyrightHolder),
        (DCTERMS.identifier, SDO.identifier),
        (FOAF.logo, SDO.logo),
        (OWL.versionInfo, SDO.version),
    ],
)
def test_headers_say_the_same_in_dublin_core_and_in_schema_org(graphs, stated, repeated):
    for name, header in (("ontology", HEADER), ("vocabulary", rdflib.URIRef(SCHEME))):
        for graph in (graphs[name], graphs["all"]):
            values = set(graph.objects(header, stated))
            assert values
            assert set(graph.objects(header, repeated)) == values


def test_terms_are_described_by_definition_and_borrowed_ones_by_how_they_are_used(graphs):
    graph = graphs["ontology"]
    for term, stated in (
        (rdflib.URIRef(CDS + "Pillar"), SKOS.definition),
        (rdflib.URIRef(CDS + "Percent"), SKOS.definition),
        (SKOS.broader, SKOS.scopeNote),
    ):
        described = set(graph.objects(term, stated))
        assert {text.language for text in described} == {"vi", "en"}
        assert set(graph.objects(term, SDO.description)) == set(graph.objects(term, RDFS.comment)) == described
        assert set(graph.objects(term, SDO.name)) == set(graph.objects(term, RDFS.label))
    # Nobody's term is given a definition by us.
    borrowed = {term for term in graph.subjects(RDFS.isDefinedBy) if not str(term).startswith(BASE)}
    assert len(borrowed) > 90
    assert not borrowed & set(graph.subjects(SKOS.definition))


@pytest.mark.parametrize("name", NAMES)
def test_those_who_made_the_graph_are_described_in_each_file(graphs, name):
    agent = rdflib.URIRef(CDSI + "agent-contributors")
    assert (agent, RDF.type, SDO.Organization) in graphs[name]
    assert list(graphs[name].objects(agent, SDO.name)) == [rdflib.Literal("cds-kg contributors")]
    assert list(graphs[name].objects(agent, SDO.url)) == [rdflib.Literal(BASE, datatype=rdflib.XSD.anyURI)]


def test_the_numbers_and_links_to_other_vocabularies_are_those_of_the_ontology(graphs):
    graph = graphs["ontology"]
    stated = to_rdflib(ontology_graph())
    properties = {
        term
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
        for term in stated.subjects(RDF.type, kind)
        if term.startswith(CDS)
    }
    classes = {term for term in stated.subjects(RDF.type, OWL.Class) if term.startswith(CDS)}
    assert graph.value(HEADER, VOAF.classNumber).toPython() == len(classes) > 50
    assert graph.value(HEADER, VOAF.propertyNumber).toPython() == len(properties) > 100
    eli, skos = rdflib.URIRef(PREFIXES["eli"]), rdflib.URIRef(PREFIXES["skos"].rstrip("#"))
    assert set(graph.objects(HEADER, VOAF.specializes)) == {eli, skos}
    assert HEADER not in set(graph.objects(HEADER, VOAF.reliesOn))
    assert set(graph.objects(HEADER, VOAF.metadataVoc)) < set(graph.objects(HEADER, VOAF.reliesOn))
    assert eli not in set(graph.objects(HEADER, VOAF.metadataVoc))


def test_the_index_of_shapes_is_that_of_the_files_of_shapes(graphs):
    sh = rdflib.Namespace(SHACL)
    shapes = rdflib.Graph()
    for file in shapes_dir().glob("*.ttl"):
        shapes.parse(file)
    classes = set(graphs["ontology"].subjects(RDF.type, OWL.Class))
    expected = {
        (shape, target)
        for shape in shapes.subjects(RDF.type, sh.NodeShape)
        for target in shapes.objects(shape, sh.targetClass)
        if target in classes
    }
    assert set(graphs["ontology"].subject_objects(sh.targetClass)) == expected
    assert len(expected) > 20

"""The pitfalls of OOPS! that a query can find are absent from the ontology; each query is shown a case of its own.

Not here, and why:
P02, P03, P05, P07, P20, P21, P27, P30, P31: a matter of judgement; the review of the definitions is where they are met.
P12: no property of ours is the same as another's; where one is near, cds:comparableTerm says so.
P13: no inverses, by decision (CONTRIBUTING): one direction is stated, and SPARQL reads it in both.
P37: the IRIs do not resolve until they are registered, as the README says.
P39: no file of ours leans on a base IRI; test_alignments.py looks after P40.
"""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox
import pytest

from cds_kg.export.parts import part
from cds_kg.namespaces import CDS, PREFIXES

PREFIXED = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())


class Pitfall(NamedTuple):
    """A query with a row for each case, and Turtle with one."""

    query: str
    case: str


OURS = "FILTER(STRSTARTS(STR(?term), STR(cds:)))"
PITFALLS = {
    "P04 a term that nothing connects": Pitfall(
        f"SELECT ?term {{ ?term a owl:Class . {OURS} FILTER NOT EXISTS {{ ?term rdfs:subClassOf ?x }}"
        " FILTER NOT EXISTS { ?x rdfs:subClassOf|rdfs:domain|rdfs:range|rdf:type|owl:disjointWith ?term } }",
        "cds:Alone a owl:Class .",
    ),
    "P06 a class above itself": Pitfall(
        "SELECT ?term { ?term rdfs:subClassOf+ ?term }",
        "cds:Pillar rdfs:subClassOf cds:Inner . cds:Inner rdfs:subClassOf cds:Pillar .",
    ),
    "P08 a term without label or comment": Pitfall(
        f"SELECT ?term {{ ?term a ?kind . {OURS} VALUES ?need {{ rdfs:label rdfs:comment }}"
        ' VALUES ?language { "vi" "en" }'
        " OPTIONAL { ?term ?need ?text . FILTER(LANG(?text) = ?language) } FILTER(!BOUND(?text)) }",
        'cds:Bare a owl:Class ; rdfs:label "Trần"@vi , "bare"@en ; rdfs:comment "Chỉ một thứ tiếng."@vi .',
    ),
    "P11 a relation or value without domain or range": Pitfall(
        f"SELECT ?term {{ ?term a ?kind . {OURS} FILTER(?kind IN (owl:ObjectProperty, owl:DatatypeProperty))"
        " VALUES ?need { rdfs:domain rdfs:range } FILTER NOT EXISTS { ?term ?need ?class } }",
        "cds:open a owl:ObjectProperty ; rdfs:domain cds:Pillar .",
    ),
    "P19 several domains or ranges": Pitfall(
        "SELECT ?term { VALUES ?need { rdfs:domain rdfs:range } ?term ?need ?a , ?b . FILTER(?a != ?b) }",
        "cds:torn a owl:ObjectProperty ; rdfs:domain cds:Pillar , cds:Claim .",
    ),
    "P22 names in different styles": Pitfall(
        f"SELECT ?term {{ ?term a ?kind . {OURS} FILTER(STRSTARTS(STR(?kind), STR(owl:)))"
        " BIND(STRAFTER(STR(?term), STR(cds:)) AS ?name)"
        ' BIND(IF(REGEX(STR(?kind), "Property$"), "^[a-z][A-Za-z0-9]*$", "^[A-Z][A-Za-z0-9]*$") AS ?style)'
        " FILTER(!REGEX(?name, ?style)) }",
        "cds:has_part a owl:ObjectProperty .",
    ),
    "P24 a class defined by itself": Pitfall(
        "SELECT ?term { ?term owl:equivalentClass|owl:unionOf|owl:intersectionOf|owl:complementOf ?x }",
        "cds:Pillar owl:equivalentClass cds:Pillar .",
    ),
    "P25 a relation that is its own inverse": Pitfall(
        "SELECT ?term { ?term owl:inverseOf ?term }", "cds:serves owl:inverseOf cds:serves ."
    ),
    "P26 an inverse of a symmetric relation": Pitfall(
        "SELECT ?term { ?term a owl:SymmetricProperty . ?term owl:inverseOf|^owl:inverseOf ?other }",
        "cds:correspondsTo a owl:SymmetricProperty ; owl:inverseOf cds:serves .",
    ),
    "P28 a symmetric relation between different classes": Pitfall(
        "SELECT ?term { ?term a owl:SymmetricProperty ; rdfs:domain ?a ; rdfs:range ?b . FILTER(?a != ?b) }",
        "cds:with a owl:SymmetricProperty ; rdfs:domain cds:Pillar ; rdfs:range cds:Claim .",
    ),
    "P29 a transitive relation between different classes": Pitfall(
        "SELECT ?term { ?term a owl:TransitiveProperty ; rdfs:domain ?a ; rdfs:range ?b . FILTER(?a != ?b) }",
        "cds:upTo a owl:TransitiveProperty ; rdfs:domain cds:Pillar ; rdfs:range cds:Claim .",
    ),
    "P32 several classes of one label": Pitfall(
        "SELECT ?label { ?term a owl:Class ; rdfs:label ?text ; rdfs:isDefinedBy ?vocabulary ."
        ' BIND(CONCAT(LCASE(STR(?text)), "@", LANG(?text), STR(?vocabulary)) AS ?label) }'
        " GROUP BY ?label HAVING(COUNT(DISTINCT ?term) > 1)",
        'cds:One a owl:Class ; rdfs:label "Một"@vi ; rdfs:isDefinedBy cds: .'
        ' cds:Two a owl:Class ; rdfs:label "một"@vi ; rdfs:isDefinedBy cds: .',
    ),
    "P33 a chain of one property": Pitfall(
        "SELECT ?term { ?term owl:propertyChainAxiom ?chain }", "cds:serves owl:propertyChainAxiom (cds:serves) ."
    ),
    "P34 a class that is declared nowhere": Pitfall(
        "SELECT ?term { { ?x a ?term } UNION { ?x rdfs:subClassOf|owl:disjointWith|sh:targetClass ?term } UNION"
        " { ?p a owl:ObjectProperty ; rdfs:domain|rdfs:range ?term }"
        " FILTER(!STRSTARTS(STR(?term), STR(owl:))) FILTER NOT EXISTS { ?term a owl:Class } }",
        "cds:Pillar rdfs:subClassOf cds:Missing .",
    ),
    "P35 a property that is declared nowhere": Pitfall(
        "SELECT DISTINCT ?term { ?x ?term ?y . FILTER(!REGEX(STR(?term), "
        '"^http://www[.]w3[.]org/(1999/02/22-rdf-syntax-ns|2000/01/rdf-schema|2002/07/owl)#"))'
        ' FILTER NOT EXISTS { ?term a ?kind . FILTER(REGEX(STR(?kind), "Property$")) } }',
        "cds:Pillar cds:missing cds:Claim .",
    ),
    "P36 a file extension in the IRI": Pitfall(
        'SELECT ?term { ?term a owl:Ontology . FILTER(REGEX(STR(?term), "[.](owl|rdf|ttl|n3|xml)")) }',
        "<https://example.org/own.owl> a owl:Ontology .",
    ),
}

#: What there must be: pitfall -> a query that is true where the ontology is free of it.
NEEDED = {
    "P10 no disjointness": "ASK { ?a owl:disjointWith ?b . ?a a owl:Class . ?b a owl:Class }",
    "P38 no ontology declared": "ASK { ?ontology a owl:Ontology }",
    "P41 no licence": "ASK { ?ontology a owl:Ontology ; dcterms:license ?licence . FILTER(isIRI(?licence)) }",
}


def rows(store: ox.Store, query: str) -> list[str]:
    found = store.query(query, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(str(row[0]) for row in found)


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """The ontology as it is exported."""
    loaded = ox.Store()
    loaded.extend(ox.Quad(t.subject, t.predicate, t.object) for t in part("ontology"))
    return loaded


@pytest.mark.parametrize("name", PITFALLS)
def test_the_ontology_avoids_the_pitfall(store, name):
    assert rows(store, PITFALLS[name].query) == []


@pytest.mark.parametrize("name", PITFALLS)
def test_a_case_of_the_pitfall_is_found(name):
    seeded = ox.Store()
    seeded.load((PREFIXED + PITFALLS[name].case).encode(), ox.RdfFormat.TURTLE)
    assert rows(seeded, PITFALLS[name].query)


@pytest.mark.parametrize("name", NEEDED)
def test_what_is_needed_is_there(store, name):
    assert store.query(NEEDED[name], prefixes=PREFIXES)
    assert not ox.Store().query(NEEDED[name], prefixes=PREFIXES)


def test_one_relation_alone_is_symmetric_and_none_has_an_inverse(store):
    """P13, by decision: the count tells when that changes."""
    symmetric = "SELECT ?term { ?term a owl:SymmetricProperty }"
    assert rows(store, symmetric) == [f"<{CDS}correspondsTo>"]
    assert rows(store, "SELECT ?term { ?term owl:inverseOf ?other }") == []

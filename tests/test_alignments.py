"""Each alignment stands on its own, in files of its own, and uses terms that exist where they are said to."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from cds_kg.export.parts import alignments, part
from cds_kg.namespaces import BASE, CDS, PREFIXES, curie
from cds_kg.store.dataset import to_rdflib

COMPARABLE = rdflib.URIRef(CDS + "comparableTerm")
LINKS = {RDFS.subClassOf, RDFS.subPropertyOf, COMPARABLE}
VOCABULARIES = {
    "cpsv-ap": ("cpsv", "cv"),
    "cpov": ("cv", "org"),
    "eli": ("eli",),
    "prov": ("prov",),
    "schema-org": ("schema",),
}

#: Prefix -> the lists of its terms, as their owners publish them.
LISTS = {
    "cpsv": ["cpsv-ap-3.2.0/cpsv-ap.ttl", "cpsv-ap-3.2.0/cpsv-ap-SHACL.ttl"],
    "cv": [
        "cpsv-ap-3.2.0/cpsv-ap.ttl",
        "cpov-2.1.2/core-public-organisation-ap.ttl",
        "core-location/core-location.ttl",
    ],
    "dcterms": ["w3c/dublin_core_terms.ttl"],
    "foaf": ["w3c/foaf.rdf"],
    "oa": ["w3c/oa.ttl"],
    "org": ["npm-vocab/org.nq"],
    "prov": ["w3c/prov-o.owl"],
    "skos": ["w3c/skos.rdf"],
    "vann": ["npm-vocab/vann.nq"],
}

#: Prefix -> terms for which there is no list to check by, each looked up by hand in the vocabulary's own page.
BY_HAND = {
    "bibo": {"status"},
    "eli": {
        "InForce",
        "InForce-inForce",
        "InForce-notInForce",
        "InForce-partiallyInForce",
        "LegalResource",
        "LegalResourceSubdivision",
        "ResourceType",
        "amends",
        "changed_by",
        "changes",
        "date_document",
        "date_no_longer_in_force",
        "first_date_entry_in_force",
        "id_local",
        "in_force",
        "is_about",
        "passed_by",
        "repeals",
        "title",
        "type_document",
    },
    "geo": {"lat", "long"},
    "schema": {"observationAbout"},  # newer than rdflib's list
    "skosxl": {"Label", "altLabel", "literalForm", "prefLabel"},
    "voaf": {"classNumber", "metadataVoc", "propertyNumber", "reliesOn", "specializes"},
}
#: rdflib carries closed lists of these vocabularies.
BY_RDFLIB = {"schema": rdflib.SDO, "sh": rdflib.SH, "rdf": RDF, "rdfs": RDFS, "owl": OWL}


@pytest.fixture(scope="module")
def graphs() -> dict[str, rdflib.Graph]:
    return {name: to_rdflib(graph) for name, graph in alignments().items()}


@pytest.fixture(scope="module")
def merged() -> rdflib.Graph:
    return to_rdflib(part("all"))


def terms_in_use(graph: rdflib.Graph) -> set[rdflib.URIRef]:
    """Predicates, classes and declared terms that are not ours."""
    used = {*graph.predicates(), *graph.objects(None, RDF.type), *graph.subjects(RDFS.isDefinedBy)}
    return {term for term in used if isinstance(term, rdflib.URIRef) and not term.startswith(BASE)}


def listed(vendor: Path, prefix: str) -> set[str]:
    """The IRIs of a vocabulary's namespace that its published lists describe."""
    formats = {".rdf": ox.RdfFormat.RDF_XML, ".owl": ox.RdfFormat.RDF_XML, ".nq": ox.RdfFormat.N_QUADS}
    found: set[str] = set()
    for name in LISTS[prefix]:
        form = formats.get(Path(name).suffix, ox.RdfFormat.TURTLE)
        for quad in ox.parse((vendor / name).read_bytes(), form, base_iri="https://example.org/"):
            terms = (quad.subject, quad.object) if "SHACL" in name else (quad.subject,)
            found.update(term.value for term in terms if isinstance(term, ox.NamedNode))
    return {iri for iri in found if iri.startswith(PREFIXES[prefix])}


def unknown(vendor: Path, terms: set[rdflib.URIRef]) -> set[str]:
    """The terms that their vocabulary does not have."""
    lists = {prefix: listed(vendor, prefix) for prefix in LISTS}
    wrong = set()
    for term in terms:
        prefix, _, local = curie(term).partition(":")
        if prefix in lists:
            known = str(term) in lists[prefix]
        elif prefix in BY_RDFLIB:
            known = local in BY_RDFLIB[prefix] or local in BY_HAND.get(prefix, ())  # type: ignore[operator]
        else:
            known = local in BY_HAND.get(prefix, ())
        if not known:
            wrong.add(curie(term))
    return wrong


def test_every_borrowed_term_exists_in_its_vocabulary(vendor_dir, merged):
    """OOPS! P40: nothing is made up in a namespace of others."""
    terms = terms_in_use(merged)
    assert len(terms) > 130
    assert unknown(vendor_dir, terms) == set()
    assert {f"{p}:{name}" for p, names in BY_HAND.items() for name in names} <= {curie(term) for term in terms}


def test_a_term_that_is_made_up_is_found(vendor_dir):
    made_up = {"skos:subject", "schema:nmae", "eli:in_farce", "cv:Chanel", "dcterms:autor", "org:post"}
    terms = {rdflib.URIRef(PREFIXES[name.partition(":")[0]] + name.partition(":")[2]) for name in made_up}
    assert unknown(vendor_dir, terms) == made_up


def test_every_borrowed_term_is_declared_with_label_and_use_in_both_languages(merged):
    terms = {term for term in terms_in_use(merged) if curie(term).partition(":")[0] not in ("rdf", "rdfs", "owl")}
    assert len(terms) > 130
    for term in terms:
        for predicate in (RDFS.label, SKOS.scopeNote):
            languages = sorted(text.language for text in merged.objects(term, predicate))
            assert languages == ["en", "vi"], (curie(term), predicate)


def test_there_is_a_file_for_each_vocabulary(graphs):
    assert set(graphs) == {*VOCABULARIES, "eurovoc"}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_an_alignment_joins_terms_of_ours_to_terms_of_one_standard(graphs, merged, name):
    graph = graphs[name]
    links = [(s, p, o) for s, p, o in graph if p in LINKS]
    assert len(links) >= 5
    for ours, _, theirs in links:
        assert (ours, RDFS.isDefinedBy, None) in merged
        assert ours.startswith(CDS)
        assert curie(theirs).partition(":")[0] in VOCABULARIES[name]
    own = [(s, p, o) for s, p, o in graph if s.startswith(BASE)]
    assert sorted(own) == sorted(links), "an alignment says nothing else of our terms"


@pytest.mark.parametrize("name", VOCABULARIES)
def test_what_is_true_by_both_definitions_is_a_subclass_and_what_is_only_near_is_not(graphs, merged, name):
    for ours, link, theirs in graphs[name]:
        if link in LINKS:
            (note,) = (n for n in merged.objects(theirs, SKOS.scopeNote) if n.language == "en")
            beside = {o for p in LINKS - {COMPARABLE} for o in merged.transitive_objects(ours, p)} - {ours}
            if link == COMPARABLE:
                assert theirs not in beside
                # Where ELI is in use already, its note tells the use.
                assert curie(ours) in note or "Used here for" in note, (curie(theirs), "tells no difference")
            elif curie(theirs) != "prov:Entity":
                assert curie(ours) in note


def test_kinds_are_nowhere_taken_for_the_things_themselves(merged):
    """Members of these classes are concepts: a kind of service is no service, a country's concept no country."""
    for name in (
        "ServiceKind",
        "Channel",
        "LifeEvent",
        "IssuedItem",
        "Stakeholder",
        "Country",
        "TransformationProcess",
    ):
        above = set(merged.transitive_objects(rdflib.URIRef(CDS + name), RDFS.subClassOf))
        assert {term for term in above if not term.startswith(BASE)} == {SKOS.Concept}, name


def test_only_what_was_weighed_is_stated_as_a_subclass_or_subproperty(merged):
    stated = {
        (curie(s), curie(o))
        for p in (RDFS.subClassOf, RDFS.subPropertyOf)
        for s, o in merged.subject_objects(p)
        if not o.startswith(BASE)
    }
    assert stated == {
        ("cds:DomainConcept", "skos:Concept"),
        ("cds:LegalAct", "eli:LegalResource"),
        ("cds:LegalAct", "prov:Entity"),
        ("cds:LegalAct", "schema:CreativeWork"),
        ("cds:Assertion", "prov:Entity"),
        ("cds:Passage", "prov:Entity"),
        ("cds:ReportedFact", "prov:Entity"),
        ("cds:fromPassage", "prov:wasInfluencedBy"),
        ("cds:AdministrativeUnit", "schema:AdministrativeArea"),
        ("cds:Observation", "schema:Observation"),
        ("cds:observedPlace", "schema:observationAbout"),
    }

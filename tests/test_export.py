"""Exports: the parts, three formats that say the same, both directions stated, and the format told by the name."""

from __future__ import annotations

import json
import subprocess

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import to_isomorphic

from cds_kg.errors import UsageError
from cds_kg.export.parts import PARTS, part
from cds_kg.export.release import release
from cds_kg.export.side_by_side import side_by_side
from cds_kg.namespaces import CDS, CDSC, OWL, RDF, SCHEME, SKOS
from cds_kg.resources import ontology_dir

RELEASED = [name for name in PARTS.values() if name != "units"]
FORMATS = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return release()


def triples(data: bytes, form: str) -> set[tuple[str, str, str]]:
    """The triples of a file as texts, read by pyoxigraph."""
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in ox.parse(data, FORMATS[form])}


def stated(*patterns: str) -> set[tuple[str, str, str]]:
    """The triples of source files under ontology/."""
    found = [file for pattern in patterns for file in ontology_dir().glob(pattern)]
    assert found
    return {triple for file in found for triple in triples(file.read_bytes(), "ttl")}


def test_the_files_of_a_release(files):
    parts = ("ontology", "vocabulary", "evidence", "acts", "observations", "cds-kg")
    assert set(files) == {f"{part}.{form}" for part in parts for form in FORMATS}


@pytest.mark.parametrize("name", RELEASED)
def test_three_formats_say_the_same_to_three_readers(files, name, tmp_path, require_tool):
    expected = triples(files[f"{name}.nt"], "nt")
    for form in FORMATS:
        assert triples(files[f"{name}.{form}"], form) == expected
    graphs = {
        to_isomorphic(rdflib.Graph().parse(data=files[f"{name}.{form}"], format=reader)).internal_hash()
        for form, reader in (("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"))
    }
    assert len(graphs) == 1
    path = tmp_path / "a.ttl"
    path.write_bytes(files[f"{name}.ttl"])
    rapper = [require_tool("rapper"), "-q", "-i", "turtle", "-o", "ntriples", str(path)]
    seen = subprocess.run(rapper, capture_output=True, check=True, timeout=60).stdout
    assert triples(seen, "nt") == expected


def beside(data: bytes) -> set[tuple[str, str, str]]:
    """The triples of a file that say what others say, in another vocabulary's terms."""
    graph = (ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(data, ox.RdfFormat.N_TRIPLES))
    return {(str(t.subject), str(t.predicate), str(t.object)) for t in side_by_side(graph)}


def test_parts_say_what_their_sources_say(files):
    added = triples(files["ontology.nt"], "nt") - stated("cds.ttl")
    assert len(added) > 1000
    assert added <= beside(files["ontology.nt"])
    for name in ("evidence", "acts", "observations"):
        assert triples(files[f"{name}.nt"], "nt") == stated(f"{name}/**/*.ttl")


def test_units_are_exported_when_they_are_asked_for(run):
    done = run("export", "--part", "units", "-f", "nt")
    assert (done.code, done.stderr) == (0, "")
    assert triples(done.stdout.encode(), "nt") == stated("units/**/*.ttl")


def test_the_merged_file_holds_all_parts_and_no_units(files):
    merged = triples(files["cds-kg.nt"], "nt")
    for name in ("ontology", "vocabulary", "evidence", "acts", "observations"):
        assert triples(files[f"{name}.nt"], "nt") <= merged
    assert not any("/unit/" in subject for subject, _, _ in merged)


def test_nothing_is_added_but_the_other_direction(files):
    merged = triples(files["cds-kg.nt"], "nt")
    modules = ("concepts", "evidence", "acts", "observations", "alignments")
    added = merged - stated("cds.ttl", *(f"{module}/**/*.ttl" for module in modules)) - beside(files["cds-kg.nt"])
    inverse = {"narrower": "broader", "hasTopConcept": "topConceptOf", "broader": "narrower", "related": "related"}
    for subject, predicate, item in added:
        name = predicate.strip("<>").removeprefix(SKOS)
        back = f"<{SKOS}{inverse[name]}>" if name in inverse else predicate
        assert (item, back, subject) in merged
    assert len(added) > 50


@pytest.mark.parametrize("name", ["vocabulary", "cds-kg"])
def test_symmetric_relations_stand_both_ways(files, name):
    graph = rdflib.Graph().parse(data=files[f"{name}.ttl"])
    ontology = rdflib.Graph().parse(ontology_dir() / "cds.ttl")
    symmetric = set(ontology.subjects(rdflib.RDF.type, rdflib.URIRef(OWL + "SymmetricProperty")))
    assert rdflib.URIRef(CDS + "correspondsTo") in symmetric
    for relation in symmetric:
        pairs = set(graph.subject_objects(relation))
        assert {(o, s) for s, o in pairs} == pairs
    national, local = rdflib.URIRef(CDSC + "kinh-te-so"), rdflib.URIRef(CDSC + "kinh-te-so-do-thi")
    assert (national, rdflib.URIRef(CDS + "correspondsTo"), local) in graph
    assert (local, rdflib.URIRef(CDS + "correspondsTo"), national) in graph


@pytest.mark.parametrize("name", ["vocabulary", "cds-kg"])
def test_skos_tools_find_both_directions(files, name):
    graph = rdflib.Graph().parse(data=files[f"{name}.ttl"])
    for one, other in (("broader", "narrower"), ("topConceptOf", "hasTopConcept")):
        forth = set(graph.subject_objects(rdflib.URIRef(SKOS + one)))
        back = set(graph.subject_objects(rdflib.URIRef(SKOS + other)))
        assert forth
        assert {(o, s) for s, o in forth} == back
    assert (rdflib.URIRef(SCHEME), rdflib.URIRef(SKOS + "hasTopConcept"), None) in graph


@pytest.mark.parametrize("name", RELEASED)
def test_no_blank_node_and_no_named_graph(files, name):
    quads = list(ox.parse(files[f"{name}.jsonld"], ox.RdfFormat.JSON_LD))
    assert {quad.graph_name for quad in quads} == {ox.DefaultGraph()}
    assert not any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object))


def test_json_ld_is_sorted_and_explains_its_prefixes(files):
    document = json.loads(files["vocabulary.jsonld"])
    ids = [node["@id"] for node in document["@graph"]]
    assert ids == sorted(set(ids))
    node = next(node for node in document["@graph"] if node["@id"] == "cdsc:chinh-phu-so")
    assert node["skos:prefLabel"] == [
        {"@language": "vi", "@value": "Chính phủ số"},
        {"@language": "en", "@value": "Digital government"},
    ]
    assert document["@context"]["cdsc"] == CDSC


def test_n_triples_are_sorted_lines(files):
    lines = files["cds-kg.nt"].splitlines()
    assert lines == sorted(set(lines))


def test_the_command_writes_what_the_library_gives(run, files, tmp_path):
    assert run("export").stdout.encode() == files["cds-kg.ttl"]
    assert run("export", "--part", "evidence", "-f", "nt").stdout.encode() == files["evidence.nt"]
    done = run("export", "--part", "vocabulary", "-o", tmp_path / "v.jsonld")
    assert (done.code, done.stdout) == (0, "")
    assert (tmp_path / "v.jsonld").read_bytes() == files["vocabulary.jsonld"]


@pytest.mark.parametrize("args", [("-o", "a.jsonld", "-f", "ttl"), ("-o", "a.csv"), ("-o", "a.rdf"), ("-f", "xml")])
def test_contradictions_and_unknown_formats_are_refused(run, tmp_path, args):
    done = run("export", *args, cwd=tmp_path)
    assert (done.code, done.stdout) == (2, "")
    assert list(tmp_path.iterdir()) == []


def test_unknown_parts_and_formats_are_told():
    with pytest.raises(UsageError, match="evidence"):
        part("half")
    with pytest.raises(UsageError, match="jsonld"):
        release(formats=["rdf"], parts=["ontology"])


def test_every_concept_is_typed_in_the_vocabulary(files):
    graph = rdflib.Graph().parse(data=files["vocabulary.ttl"])
    concepts = set(graph.subjects(rdflib.URIRef(RDF + "type"), rdflib.URIRef(SKOS + "Concept")))
    assert rdflib.URIRef(CDSC + "chinh-phu-so") in concepts
    assert all(graph.value(c, rdflib.URIRef(SKOS + "inScheme")) == rdflib.URIRef(SCHEME) for c in concepts)

"""Exports: the parts, the formats, what is stated for tools that infer nothing, and the folder of a release."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from cds_kg.errors import UsageError
from cds_kg.export.parts import PARTS, part
from cds_kg.export.release import part_as
from cds_kg.namespaces import CDS, CDSC, CDSD, OWL, PREFIXES, RDF, SCHEME, SKOS
from cds_kg.resources import ontology_dir, queries_dir, shapes_dir
from cds_kg.store.serialise import serialise

ROOT = Path(__file__).resolve().parents[1]
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
    "nt": ox.RdfFormat.N_TRIPLES,
}
HOSTILE = 'a "b" \\ <c> & \'d\' \u00a0 \U0001f600\n\r\t end"'


def triples(data: bytes, form: str) -> set[tuple[str, str, str]]:
    """The triples of a file as texts, read by pyoxigraph."""
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in ox.parse(data, FORMATS[form])}


def stated(*patterns: str) -> set[tuple[str, str, str]]:
    """The triples of source files under ontology/."""
    found = [file for pattern in patterns for file in ontology_dir().glob(pattern)]
    assert found
    return {triple for file in found for triple in triples(file.read_bytes(), "ttl")}


# --- a release -----------------------------------------------------------------------------------------------------


def test_a_release_has_every_part_in_every_format_and_what_goes_with_it(released):
    graphs = {*PARTS.values(), *(f"alignments/{f.stem}" for f in (ontology_dir() / "alignments").glob("*.ttl"))}
    expected = {f"{name}.{form}" for name in (*graphs, "catalog", "void") for form in FORMATS} | {"cds-kg.trig"}
    expected |= {f"shapes/{file.name}" for file in shapes_dir().glob("*.ttl")}
    expected |= {f"queries/{file.name}" for file in queries_dir().glob("*.rq")}
    expected |= {"context.jsonld", "logo.svg", "shapes.ttl", "explorer.html", "SHA256SUMS"}
    assert {name for name in released if not name.startswith("tables/")} == expected
    assert {"tables/csv-metadata.json", "tables/concepts.csv"} <= released.keys()
    assert all(released.values())


def test_the_list_of_digests_is_of_every_other_file(released):
    lines = released["SHA256SUMS"].decode().splitlines()
    assert lines == [
        f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in sorted(released.items()) if name != "SHA256SUMS"
    ]


@pytest.mark.parametrize("name", PARTS.values())
def test_all_formats_of_a_part_say_the_same(released, name):
    expected = triples(released[f"{name}.nt"], "nt")
    assert expected
    for form in FORMATS:
        assert triples(released[f"{name}.{form}"], form) == expected


def test_parts_say_what_their_sources_say(released):
    assert triples(released["ontology.nt"], "nt") >= stated("cds.ttl")
    for name in ("evidence", "acts", "observations", "units", "alignments"):
        assert triples(released[f"{name}.nt"], "nt") == stated(f"{name}/**/*.ttl")


def test_the_merged_file_holds_its_parts_and_no_units(released):
    merged = triples(released["cds-kg.nt"], "nt")
    for name in ("ontology", "vocabulary", "alignments", "evidence", "acts", "observations"):
        assert triples(released[f"{name}.nt"], "nt") <= merged
    assert not any("/unit/" in subject for subject, _, _ in merged)


def test_of_our_own_terms_nothing_is_added_but_the_other_direction(released):
    merged = triples(released["cds-kg.nt"], "nt")
    modules = ("concepts", "evidence", "acts", "observations", "alignments")
    added = merged - stated("cds.ttl", *(f"{module}/**/*.ttl" for module in modules))
    inverse = {"narrower": "broader", "hasTopConcept": "topConceptOf", "broader": "narrower", "related": "related"}
    checked = 0
    for subject, predicate, item in added:
        iri = predicate.strip("<>")
        if not iri.startswith((SKOS, CDS)):
            assert iri.startswith((PREFIXES["schema"], PREFIXES["dcterms"], RDF)), predicate
            continue
        name = iri.removeprefix(SKOS)
        back = f"<{SKOS}{inverse[name]}>" if name in inverse else predicate
        assert (item, back, subject) in merged
        checked += 1
    assert checked > 50


@pytest.mark.parametrize("name", ["vocabulary", "cds-kg"])
def test_symmetric_relations_stand_both_ways(released, name):
    graph = rdflib.Graph().parse(data=released[f"{name}.ttl"])
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
def test_skos_tools_find_both_directions(released, name):
    graph = rdflib.Graph().parse(data=released[f"{name}.ttl"])
    for one, other in (("broader", "narrower"), ("topConceptOf", "hasTopConcept")):
        forth = set(graph.subject_objects(rdflib.URIRef(SKOS + one)))
        back = set(graph.subject_objects(rdflib.URIRef(SKOS + other)))
        assert forth
        assert {(o, s) for s, o in forth} == back
    assert (rdflib.URIRef(SCHEME), rdflib.URIRef(SKOS + "hasTopConcept"), None) in graph


# --- JSON-LD -------------------------------------------------------------------------------------------------------


def test_json_ld_reads_like_json(released):
    document = json.loads(released["cds-kg.jsonld"])
    ids = [node["id"] for node in document["@graph"]]
    assert ids == sorted(set(ids))
    nodes = {node["id"]: node for node in document["@graph"]}
    concept = nodes["cdsc:chinh-phu-so"]
    assert concept["type"] == ["Concept", "GovernmentModel", "Pillar"]
    assert concept["prefLabel"] == {"vi": "Chính phủ số", "en": "Digital government"}
    assert concept["correspondsTo"] == "cdsc:chinh-quyen-so"
    assert concept["hasEndPoint"] is False
    claim = nodes["cdse:c031"]
    assert isinstance(claim["start"], int)
    assert claim["start"] < claim["end"]
    assert nodes["cdsi:target-2025"]["deadline"] == "2025-12-31"
    assert document["@context"]["deadline"] == {"@id": "cds:deadline", "@type": "xsd:date"}


def test_each_document_carries_of_the_context_what_it_uses_and_no_more(released):
    whole = json.loads(released["context.jsonld"])["@context"]
    for name in PARTS.values():
        text = released[f"{name}.jsonld"].decode()
        document = json.loads(text)
        used = document["@context"]
        assert used.items() <= whole.items()
        keys = {key for node in document["@graph"] for key in node}
        types = {kind for node in document["@graph"] for kind in _listed(node.get("type", []))}
        assert used.keys() - PREFIXES.keys() <= keys | types
        assert not [key for key in keys if ":" not in key and key not in used]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def test_the_context_knows_every_term_of_ours(released):
    context = json.loads(released["context.jsonld"])["@context"]
    known = {entry if isinstance(entry, str) else entry["@id"] for entry in context.values()}
    ontology = rdflib.Graph().parse(ontology_dir() / "cds.ttl")
    kinds = (rdflib.OWL.Class, rdflib.OWL.ObjectProperty, rdflib.OWL.DatatypeProperty, rdflib.OWL.AnnotationProperty)
    own = {str(s) for kind in kinds for s in ontology.subjects(rdflib.RDF.type, kind) if str(s).startswith(CDS)}
    typed = {str(o) for o in rdflib.Graph().parse(data=released["cds-kg.ttl"]).objects(None, rdflib.RDF.type)}
    used = {str(p) for p in rdflib.Graph().parse(data=released["cds-kg.ttl"]).predicates()} | typed
    assert len(own & used) > 80
    assert {f"cds:{iri.removeprefix(CDS)}" for iri in own & used} <= known


def test_the_context_is_the_one_of_today():
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "context.py"), "--check"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_iris_that_read_like_prefixed_names_stay_what_they_are():
    data = b"<org:a> <skos:b> <https://w3id.org/cds-kg/concept/c> ; <http://www.w3.org/2004/02/skos/core#note> 'x' ."
    quads = list(ox.parse(data, ox.RdfFormat.TURTLE))
    written = serialise(quads, "jsonld")
    assert {(str(q.subject), str(q.predicate), str(q.object)) for q in quads} == triples(written, "jsonld")


# --- TriG and RDF/XML ----------------------------------------------------------------------------------------------


def test_trig_has_a_named_graph_for_each_part(released):
    quads = list(ox.parse(released["cds-kg.trig"], ox.RdfFormat.TRIG))
    graphs: dict[str, set[tuple[str, str, str]]] = {}
    for q in quads:
        graphs.setdefault(q.graph_name.value, set()).add((str(q.subject), str(q.predicate), str(q.object)))
    for name in ("ontology", "vocabulary", "alignments", "evidence", "acts", "observations"):
        assert graphs[CDSD + name] == triples(released[f"{name}.nt"], "nt")
    assert set().union(*graphs.values()) == triples(released["cds-kg.nt"], "nt")


def test_one_part_as_trig_is_one_named_graph(run, released):
    done = run("export", "--part", "acts", "-f", "trig")
    quads = list(ox.parse(done.stdout, ox.RdfFormat.TRIG))
    assert {q.graph_name.value for q in quads} == {CDSD + "acts"}
    assert len(quads) == len(triples(released["acts.nt"], "nt"))


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_texts_survive(form):
    subject, other = ox.NamedNode("http://a.example/?b=1&c='2'"), ox.NamedNode("http://a.example/p")
    texts = [ox.Literal(HOSTILE), ox.Literal(HOSTILE, language="vi"), ox.Literal(HOSTILE, datatype=other)]
    graph = {ox.Triple(subject, other, text) for text in texts} | {ox.Triple(subject, other, subject)}
    read = ox.parse(serialise(graph, form), FORMATS[form])
    assert {ox.Triple(q.subject, q.predicate, q.object) for q in read} == graph
    if form == "rdf":
        assert len(rdflib.Graph().parse(data=serialise(graph, form), format="xml")) == 4


@pytest.mark.parametrize(
    ("statement", "told"),
    [("<http://a/b> <http://a/c> '\\u0001' .", "U\\+0001"), ("<http://a/b> <http://a/1> 'x' .", "http://a/1")],
)
def test_what_xml_cannot_hold_is_told(statement, told):
    with pytest.raises(UsageError, match=told):
        serialise(ox.parse(statement, ox.RdfFormat.TURTLE), "rdf")


# --- the command ---------------------------------------------------------------------------------------------------


def test_the_command_writes_what_the_library_gives(run, released, tmp_path):
    assert run("export").stdout.encode() == released["cds-kg.ttl"]
    assert run("export", "--part", "evidence", "-f", "nt").stdout.encode() == released["evidence.nt"]
    for form in ("jsonld", "rdf"):
        done = run("export", "--part", "vocabulary", "-o", tmp_path / f"v.{form}")
        assert (done.code, done.stdout) == (0, "")
        assert (tmp_path / f"v.{form}").read_bytes() == released[f"vocabulary.{form}"]


def test_a_release_is_written_as_a_folder_over_an_earlier_one(run, released, tmp_path):
    folder = tmp_path / "new" / "release"
    done = run("export", "--all", folder, "--lang", "en")
    assert (done.code, done.stdout) == (0, "")
    assert f"{len(released)} files" in done.stderr
    assert {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*") if f.is_file()} == released
    # A second one over it is silent about the files of the first, and names what it leaves.
    (folder / "vocabulary.ttl").write_text("an earlier release", encoding="utf-8")
    (folder / "old.ttl").write_text("of the first release alone", encoding="utf-8")
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    with (folder / "SHA256SUMS").open("a", encoding="utf-8") as digests:
        digests.write(f"{'0' * 64}  old.ttl\n")
    done = run("export", "--all", folder, "--lang", "en")
    assert done.code == 0
    assert "Warning" not in done.stderr
    assert "old.ttl" in done.stderr
    assert "mine.txt" not in done.stderr
    assert (folder / "vocabulary.ttl").read_bytes() == released["vocabulary.ttl"]


def test_what_stood_in_another_folder_is_told_when_it_is_overwritten(run, tmp_path):
    (tmp_path / "ontology.ttl").write_text("somebody's", encoding="utf-8")
    done = run("export", "--all", tmp_path, "--lang", "en")
    (warning,) = [line for line in done.stderr.splitlines() if line.startswith("Warning: ")]
    assert warning.endswith(": ontology.ttl")


@pytest.mark.parametrize("option", [("-f", "ttl"), ("-o", "a.ttl"), ("--part", "acts")])
def test_a_whole_release_takes_nothing_that_is_about_one_file(run, tmp_path, option):
    done = run("export", "--all", "there", *option, cwd=tmp_path)
    assert done.code == 2
    assert option[0] in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_exit_code_3(run, tmp_path):
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    done = run("export", "--all", tmp_path / "file" / "below")
    assert (done.code, done.stdout) == (3, "")
    assert str(tmp_path / "file" / "below") in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("args", [("-o", "a.jsonld", "-f", "ttl"), ("-o", "a.csv"), ("-o", "a.owl"), ("-f", "xml")])
def test_contradictions_and_unknown_formats_are_refused(run, tmp_path, args):
    done = run("export", *args, cwd=tmp_path)
    assert (done.code, done.stdout) == (2, "")
    assert list(tmp_path.iterdir()) == []


def test_unknown_parts_and_formats_are_told():
    with pytest.raises(UsageError, match="evidence"):
        part("half")
    with pytest.raises(UsageError, match="jsonld"):
        part_as("acts", "xml")

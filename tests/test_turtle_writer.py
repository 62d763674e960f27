"""One graph, one text: the Turtle writer and ``cds-kg format``."""

from __future__ import annotations

import random
import stat
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from cds_kg.resources import ontology_dir, shapes_dir
from cds_kg.store.reading import read_document
from cds_kg.store.turtle import format_turtle, header_comment

DATA = Path(__file__).parent / "data" / "input"

LAID_OUT = '''\
#   What this file is for.
# SPDX-License-Identifier: CC-BY-4.0

@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <http://example.org/> .

<http://example.org/>
  a owl:Ontology ;
  .

ex:C
  a owl:Class ;
  rdfs:label
    "một lớp có tên rất dài để hai nhãn không đứng chung trên một dòng được nữa"@vi ,
    "class with a name so long that it needs a line"@en ;
  .

ex:p
  a owl:ObjectProperty ;
  rdfs:label "p"@en ;
  .

ex:Shape
  a sh:NodeShape ;
  sh:in ( "b" "a" ex:z ) ;
  sh:property [
    sh:minCount 1 ;
    sh:path [ sh:inversePath ex:p ] ;
  ] ;
  .

ex:a
  ex:p _:c14n1 ;
  .

ex:b
  a ex:C , ex:T ;
  skos:prefLabel "Bê ta"@vi , "Beta"@en ;
  ex:p _:c14n1 ;
  ex:q
    """x\\\\y"
""" ,
    007 ,
    1.50 ;
  .

_:c14n1
  ex:q <http://example.org/a/b> , true ;
  .
'''


@pytest.fixture
def untidy(tmp_path) -> Path:
    path = tmp_path / "untidy.ttl"
    path.write_bytes((DATA / "layout.ttl").read_bytes())
    return path


def test_the_layout_is_the_documented_one(run, untidy):
    assert run("format", untidy).code == 0
    text = untidy.read_text(encoding="utf-8")
    label = next(line for line in text.splitlines() if line.startswith("_:")).removeprefix("_:")
    assert text.replace(f"_:{label}", "_:c14n1") == LAID_OUT


def test_formatting_keeps_every_triple_as_another_parser_sees_it(run, untidy):
    before = rdflib.Graph().parse(untidy)
    run("format", untidy)
    assert isomorphic(before, rdflib.Graph().parse(untidy))


def test_numbers_keep_their_spelling():
    quads, prefixes, text = read_document(DATA / "layout.ttl")
    written = format_turtle(quads, header=header_comment(text), prefixes=prefixes)
    values = {q.object.value for q in ox.parse(written, ox.RdfFormat.TURTLE) if isinstance(q.object, ox.Literal)}
    assert {"007", "1.50"} <= values


def test_the_order_of_the_triples_does_not_matter():
    quads, prefixes, _ = read_document(DATA / "layout.ttl")
    texts = set()
    for seed in range(10):
        shuffled = list(quads)
        random.Random(seed).shuffle(shuffled)
        texts.add(format_turtle(shuffled, prefixes=prefixes))
    assert len(texts) == 1


def test_the_names_of_blank_nodes_do_not_matter():
    texts = {
        format_turtle(ox.parse(f"_:{a} <http://p> _:{b} . _:{b} <http://p> _:{a} , 1 .", ox.RdfFormat.TURTLE))
        for a, b in (("x", "y"), ("y", "x"))
    }
    assert len(texts) == 1


def test_any_small_graph_survives_and_has_one_text():
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    predicates = [ox.NamedNode(iri) for iri in ("http://p", "http://q", f"{rdf}first", f"{rdf}rest", f"{rdf}type")]
    for seed in range(150):
        pick = random.Random(seed)
        blank = [ox.BlankNode(f"x{i}") for i in range(pick.randint(0, 6))]
        nodes = [*blank, ox.NamedNode("http://a"), ox.NamedNode("http://b")]
        objects = [*nodes, ox.Literal("x"), ox.Literal("x", language="vi"), ox.NamedNode(f"{rdf}nil")]
        graph = {
            ox.Triple(pick.choice(nodes), pick.choice(predicates), pick.choice(objects))
            for _ in range(pick.randint(1, 14))
        }
        text = format_turtle(graph)
        plain = rdflib.Graph().parse(data=ox.serialize(graph, format=ox.RdfFormat.N_TRIPLES), format="nt")
        assert isomorphic(plain, rdflib.Graph().parse(data=text)), seed
        assert format_turtle(ox.parse(text, ox.RdfFormat.TURTLE)) == text
        other = [ox.BlankNode(f"y{i}") for i in range(len(blank))]
        pick.shuffle(other)
        names = dict(zip(blank, other, strict=True))
        renamed = [
            ox.Triple(names.get(t.subject, t.subject), t.predicate, names.get(t.object, t.object)) for t in graph
        ]
        assert format_turtle(renamed) == text, seed


@pytest.mark.parametrize("length", [50, 51, 52, 120])
def test_a_long_chain_of_blank_nodes_survives(length):
    chain = "".join(f"_:b{i} <http://p> _:b{i + 1} . " for i in range(length))
    text = format_turtle(ox.parse(chain, ox.RdfFormat.TURTLE))
    assert isomorphic(rdflib.Graph().parse(data=chain), rdflib.Graph().parse(data=text))


@pytest.mark.parametrize(
    "value", ['"', '""', '"""', "\\", '\\"', 'a\n"', 'a\n""', '\n"""\n', "\r\n", "\t", "\u0001", "\x7f", "đ\n\\u0041"]
)
def test_every_text_survives(value):
    triple = ox.Triple(ox.NamedNode("http://s"), ox.NamedNode("http://p"), ox.Literal(value))
    (read,) = ox.parse(format_turtle([triple]), ox.RdfFormat.TURTLE)
    assert read.object == triple.object


def test_a_formatted_file_is_left_alone(run, untidy):
    run("format", untidy)
    first = untidy.read_bytes()
    assert run("format", "--check", untidy).code == 0
    run("format", untidy)
    assert untidy.read_bytes() == first


def test_check_writes_nothing_and_lists_what_is_not_laid_out(run, untidy):
    before = untidy.read_bytes()
    done = run("format", "--check", untidy)
    assert (done.code, done.stdout) == (1, f"{untidy}\n")
    assert untidy.read_bytes() == before


def test_one_broken_file_leaves_all_files_as_they_are(run, untidy, tmp_path):
    before = untidy.read_bytes()
    broken = tmp_path / "broken.ttl"
    broken.write_text("<http://a> <http://b> .\n", encoding="utf-8")
    done = run("format", untidy, broken)
    assert done.code == 3
    assert f"{broken}:1:23:" in done.stderr
    assert untidy.read_bytes() == before


def test_permissions_survive_and_nothing_is_left_beside(run, untidy):
    untidy.chmod(0o640)
    run("format", untidy)
    assert stat.S_IMODE(untidy.stat().st_mode) == 0o640
    assert list(untidy.parent.iterdir()) == [untidy]


def test_the_packaged_files_are_laid_out(run):
    files = sorted([*ontology_dir().rglob("*.ttl"), *shapes_dir().rglob("*.ttl")])
    assert len(files) > 10
    done = run("format", "--check", *files)
    assert (done.code, done.stdout) == (0, "")


def test_comments_that_are_dropped_are_told_with_their_lines(run, tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text(
        "# header\n\n# still the header\n"
        "@prefix ex: <http://example.org/> .\n"
        "# one\n"
        'ex:a ex:p """\n# no comment\n""" , "# none" , <http://example.org/#x> ; # two\n'
        "  ex:q ex:a\\#b .\n"
        "# three\n",
        "utf-8",
    )
    done = run("format", path, "--lang", "en")
    assert done.code == 0
    assert "3 in all; old lines: 5, 8, 10." in done.stderr
    assert path.read_text("utf-8").startswith("# header\n\n# still the header\n")
    assert "dropped" not in run("format", path, "--lang", "en").stderr
    assert "dropped" in run("format", "--help", "--lang", "en").stdout


def test_a_read_only_file_is_refused_and_left_as_it_is(run, untidy):
    before = untidy.read_bytes()
    untidy.chmod(0o444)
    done = run("format", untidy, "--lang", "en")
    assert (done.code, done.stdout) == (3, "")
    assert f"{untidy}: the file is read-only" in done.stderr
    assert untidy.read_bytes() == before
    assert run("format", "--check", untidy).code == 1

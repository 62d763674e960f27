"""Whatever a graph holds, the Turtle writer's text says it to six readers, and formatting it again changes nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import judges
import pyoxigraph as ox
import pytest
import rdflib
from judges import UNION, Reading

from cds_kg.export.context import context
from cds_kg.namespaces import CDS, CDSC, PREFIXES, RDF, SKOS, XSD
from cds_kg.store.serialise import serialise
from cds_kg.store.turtle import format_turtle

SEEDS = range(60)
EX = "http://example.org/ns#"
EXTRA = {"ex": EX, "x": "http://example.org/", "d-e.f": "http://example.org/d/", "": "tag:b,2025:"}

#: What texts are made of: the ends of strings and lines, escapes, marks, characters outside the first plane.
WORDS = "' ''' # @prefix ^^ @vi ]]> <b>&amp; x . \\u0041 \\n"
SCRAPS = [
    *WORDS.split(),
    *('"', '""', '"""', "\\", "\\\\", '\\"', "\n", "\r", "\r\n", "\t", "\b", "\f", "\x01", "\x1f", "\x7f", " "),
    *("\x85", "\u2028", "\u00a0", "\ufeff", "\ufffd", "\ue000", "\U0001f1fb\U0001f1f3", "\U00020000", "\U0010ffff"),
    *("a\u0323\u0302", "Chuyển đổi số"),
]
#: What local names are made of; no whole "." or "..", which readers take out of a path, as RFC 3986 tells them to.
NAMES = "a 1a 007 a.b a. .a a..b a- -a _ _a a_ -- - a/b a#b a:b true a.1 1. %C4%91 a%20b"
MARKED = "a'b a(b) a,b a;b a~b a!b a$b a&b a*b a+b a=b a?b=c a@b"
LOCALS = [
    *("", *NAMES.split(), *MARKED.split()),
    *("đô-thị", "\U00020000", "e\u0301", "\u00b7a", "a\u00b7", "\u0301a", "a\u200d"),
]
TAGS = ["vi", "en", "en-gb", "zh-hant-tw", "de-1996", "x-own", "sl-rozaj-biske-1994", "vi-vn-x-a"]
TYPED = [
    *((XSD + "integer", v) for v in ("1", "007", "-0", "+5", "", "1.0", "x", "1 ", "٣")),
    *((XSD + "decimal", v) for v in ("1.50", ".5", "5.", "-0.0", "+1.", "1", "1e3")),
    *((XSD + "double", v) for v in ("1e3", "1.E3", ".5e-1", "+1.0E+05", "INF", "NaN", "1", "1.0", "e3")),
    *((XSD + "boolean", v) for v in ("true", "false", "1", "TRUE")),
    *((XSD + "date", v) for v in ("2025-06-30", "2025-06-30Z", "2026-13-40")),
    *((RDF + "HTML", '<b>"x"</b>'), (EX + "type/a", "v"), ("urn:x:y", "\n"), (XSD + "string", "1")),
]


def _text(pick: random.Random) -> str:
    return "".join(pick.choice(SCRAPS) for _ in range(pick.randint(0, 5)))


def _iri(pick: random.Random) -> ox.NamedNode:
    while True:
        namespace = pick.choice([EX, EX, *EXTRA.values(), CDSC, CDS, SKOS, "https://a.example:8080/?q=", "tag:a,2025:"])
        try:
            return ox.NamedNode(namespace + pick.choice(LOCALS))
        except ValueError:  # a second #
            continue


def _literal(pick: random.Random) -> ox.Literal:
    kind = pick.randint(0, 2)
    if kind == 0:
        return ox.Literal(_text(pick))
    if kind == 1:
        return ox.Literal(_text(pick), language=pick.choice(TAGS))
    datatype, value = pick.choice(TYPED)
    return ox.Literal(value, datatype=ox.NamedNode(datatype))


def _lists(pick: random.Random, seed: int) -> Iterator[ox.Triple]:
    """Lists that are well-formed, nested, shared, have a tail in common, go in a circle, or are broken."""
    first, rest, nil = (ox.NamedNode(RDF + name) for name in ("first", "rest", "nil"))
    heads: list[ox.BlankNode | ox.NamedNode] = [nil]
    for number in range(pick.randint(0, 3)):
        cells = [ox.BlankNode(f"l{seed}n{number}c{n}") for n in range(pick.randint(1, 4))]
        ends = [nil, nil, nil, pick.choice(cells), pick.choice(heads), ox.Literal("end"), ox.NamedNode(EX + "rest")]
        for cell, following in zip(cells, [*cells[1:], pick.choice(ends)], strict=True):
            yield ox.Triple(cell, first, pick.choice([_literal(pick), _iri(pick), pick.choice(heads)]))
            yield ox.Triple(cell, rest, following)
        if pick.random() < 0.2:
            yield ox.Triple(pick.choice(cells), pick.choice([first, rest, ox.NamedNode(EX + "p")]), _literal(pick))
        heads.append(cells[0])
        for _ in range(pick.choice([0, 1, 1, 1, 2])):
            yield ox.Triple(_iri(pick), _iri(pick), cells[0])


def hostile(seed: int) -> set[ox.Triple]:
    """A graph of the kind that breaks writers, the same for a seed."""
    pick = random.Random(seed)
    blank = [ox.BlankNode(f"n{n}") for n in range(pick.randint(0, 5))]
    graph = set(_lists(pick, seed))
    datatype, value = TYPED[seed % len(TYPED)]
    local = ox.NamedNode(EXTRA["x"] + LOCALS[seed % len(LOCALS)])
    graph.add(ox.Triple(local, local, ox.Literal(value, datatype=ox.NamedNode(datatype))))
    for _ in range(pick.randint(3, 25)):
        subject = pick.choice([*blank, _iri(pick), _iri(pick)])
        predicate = pick.choice([_iri(pick), _iri(pick), ox.NamedNode(RDF + "type"), ox.NamedNode(SKOS + "prefLabel")])
        graph.add(ox.Triple(subject, predicate, pick.choice([*blank, _iri(pick), _literal(pick), _literal(pick)])))
    return graph


def pairs() -> set[ox.Triple]:
    """Each scrap of text after each, on one line and on two."""
    texts = {one + other + end for one in SCRAPS for other in SCRAPS for end in ("", "\n")}
    return {ox.Triple(ox.NamedNode(EX + "a"), ox.NamedNode(EX + "p"), ox.Literal(text)) for text in texts}


@pytest.fixture(scope="module")
def graphs() -> dict[int, set[ox.Triple]]:
    return {**{seed: hostile(seed) for seed in SEEDS}, len(SEEDS): pairs()}


@pytest.fixture(scope="module")
def texts(graphs) -> dict[int, str]:
    return {seed: format_turtle(graph, prefixes=EXTRA) for seed, graph in graphs.items()}


@pytest.fixture(scope="module")
def files(texts, tmp_path_factory) -> dict[int, Path]:
    folder = tmp_path_factory.mktemp("fuzz")
    for seed, text in texts.items():
        (folder / f"{seed}.ttl").write_bytes(text.encode())
    return {seed: folder / f"{seed}.ttl" for seed in texts}


def _strange(readings: Mapping[Path, Reading], graphs: Mapping[int, set[ox.Triple]]) -> dict[int, str]:
    """The seeds whose graph was not understood, each with what was said."""
    read = {int(file.stem): reading for file, reading in readings.items()}
    assert set(read) == set(graphs)
    return {
        seed: reading.complaint or "another graph"
        for seed, reading in read.items()
        if reading.graphs.get(UNION) != judges.digest(graphs[seed])
    }


def test_the_graphs_are_hostile(graphs):
    everything = [t for graph in graphs.values() for t in graph]
    values = {t.object.value for t in everything if isinstance(t.object, ox.Literal)}
    assert all(any(scrap in value for value in values) for scrap in SCRAPS)
    assert {value for _, value in TYPED} <= values
    iris = {t.subject.value for t in everything} | {
        t.object.value for t in everything if isinstance(t.object, ox.NamedNode)
    }
    assert all(any(iri.endswith(local) for iri in iris) for local in LOCALS)
    assert sum(isinstance(t.object, ox.BlankNode) for t in everything) > 100


def test_pyoxigraph_understands_it(files, graphs):
    assert _strange(judges.oxigraph(files.values()), graphs) == {}


def test_serd_understands_it(files, graphs, require_tool):
    assert _strange(judges.serdi(require_tool("serdi"), files.values()), graphs) == {}


def test_raptor_understands_it(files, graphs, require_tool):
    assert _strange(judges.rapper(require_tool("rapper"), files.values()), graphs) == {}


def test_jena_understands_it(files, graphs, require_tool, require_folder, tmp_path):
    read = judges.riot(require_tool("java"), require_folder("CDS_KG_JENA"), files.values(), tmp_path, tmp_path)
    assert _strange(read, graphs) == {}


def test_n3_js_understands_it(files, graphs, require_tool, require_folder, tmp_path):
    folder = require_folder("CDS_KG_NODE_MODULES")
    assert _strange(judges.javascript(require_tool("node"), folder, files.values(), tmp_path, tmp_path), graphs) == {}


def test_rdflib_understands_it(texts, graphs):
    """rdflib spells numbers anew as it reads, so what it makes of N-Triples is what it must make of Turtle."""
    for seed, text in texts.items():
        plain = ox.serialize(graphs[seed], format=ox.RdfFormat.N_TRIPLES)
        one, other = _spelled_anew(text.encode(), "turtle"), _spelled_anew(plain, "nt")
        assert judges.digest(one) == judges.digest(other), seed
        assert len(one) > 2


def _spelled_anew(data: bytes, form: str) -> list[ox.Triple]:
    written = rdflib.Graph().parse(data=data, format=form).serialize(format="nt").encode()
    return [quad.triple for quad in ox.parse(written, ox.RdfFormat.N_TRIPLES, lenient=True)]


def test_formatting_again_changes_nothing(texts):
    for seed, text in texts.items():
        again = format_turtle(ox.parse(text, ox.RdfFormat.TURTLE), prefixes=EXTRA)
        assert again == text, seed


FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}


@pytest.mark.parametrize(("form", "own"), [("nt", None), ("jsonld", None), ("jsonld", context())])
def test_the_other_formats_say_the_same(graphs, form, own):
    for seed, graph in graphs.items():
        data = serialise(graph, form, own)
        assert judges.digest(quad.triple for quad in ox.parse(data, FORMATS[form])) == judges.digest(graph), seed
        assert data == serialise(ox.parse(data, FORMATS[form]), form, own), seed


def test_rdf_xml_says_the_same_or_refuses(graphs):
    """XML has no words for some characters and properties; what it cannot say must be told."""
    said, refused = 0, 0
    for triple in sorted({triple for graph in graphs.values() for triple in graph}, key=str):
        try:
            data = serialise([triple], "rdf")
        except ValueError:
            refused += 1
            continue
        assert judges.digest(q.triple for q in ox.parse(data, FORMATS["rdf"])) == judges.digest([triple]), triple
        said += 1
    assert said > 500
    assert refused > 50


@pytest.mark.parametrize("form", FORMATS)
def test_an_iri_whose_scheme_is_spelled_like_a_prefix_stays_itself(form):
    """``geo:`` is a scheme of its own (RFC 5870), and so may any other be."""
    text = "<geo:10.8,106.6> <http://www.w3.org/2003/01/geo/wgs84_pos#lat> 10.8 ; <org:p> <geo:a> ; a <org:C> ."
    text += " <http://example.org/> <http://www.w3.org/ns/org#p> '1'^^<org:t> ."
    graph = {quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE)}
    assert {quad.triple for quad in ox.parse(serialise(graph, form), FORMATS[form])} == graph


@pytest.mark.parametrize("form", FORMATS)
def test_what_rdf_1_1_cannot_say_is_refused_and_not_left_out(form):
    for text in ('<a:> <a:p> "x"@en--ltr .', "<a:> <a:p> <<( <a:> <a:p> <a:> )>> ."):
        with pytest.raises(ValueError, match=r"RDF 1\.1"):
            serialise(ox.parse(text, ox.RdfFormat.TURTLE), form)


def test_a_text_that_lies_is_found(files, graphs, require_tool):
    readings = judges.oxigraph(files.values())
    other = {**graphs, 0: graphs[1]}
    assert set(_strange(readings, other)) == {0}
    assert set(PREFIXES) & set(EXTRA) == set()

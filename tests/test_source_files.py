"""Users' files give the same graph whether the engine loads them by itself or they are read quad by quad."""

from __future__ import annotations

import unicodedata

import pyoxigraph as ox
import pytest

from cds_kg.errors import InputError
from cds_kg.store import source_file
from cds_kg.store.dataset import GraphStore
from cds_kg.store.reading import read_rdf

PREFIX = "@prefix ex: <http://example.org/> .\n"
#: Way to write a file -> its name, its text, and whether the engine may load it by itself.
WAYS: dict[str, tuple[str, str, bool]] = {
    "plain": ("a.ttl", f'{PREFIX}ex:a a ex:C ; ex:p 01.50 , "Chính phủ số"@vi .\n', True),
    "a BOM": ("a.ttl", f"\ufeff{PREFIX}ex:a ex:p 007 .\n", True),
    "N-Triples": ("a.nt", '<urn:a> <urn:p> "02"^^<http://www.w3.org/2001/XMLSchema#integer> .\n', True),
    "twice the same": ("a.ttl", f"{PREFIX}ex:a ex:p 1 , 1 , 01 .\n", True),
    "blank nodes": ("a.ttl", f"{PREFIX}ex:a ex:p [ ex:q 1 ] , _:x . _:x ex:q _:y .\n", False),
    "a collection": ("a.ttl", f"{PREFIX}ex:a ex:p (1 ex:b) .\n", False),
    "not composed": ("a.ttl", unicodedata.normalize("NFD", f'{PREFIX}ex:a ex:p "Đô thị"@vi .\n'), False),
    "an escape": ("a.ttl", f'{PREFIX}ex:a ex:p "o\\u0302" .\n', False),
    "named graphs": ("a.trig", f"{PREFIX}ex:g {{ ex:a ex:p 1 . }} ex:h {{ ex:a ex:p 2 . }}\n", False),
    "JSON-LD": ("a.jsonld", '{"@id": "urn:a", "urn:p": [{"@id": "urn:b"}, {"@value": "x"}]}', False),
    "RDF/XML": (
        "a.rdf",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">'
        '<rdf:Description rdf:about="urn:a"><e:p>1</e:p></rdf:Description></rdf:RDF>',
        False,
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_graph_is_what_the_file_says(tmp_path, way):
    name, text, direct = WAYS[way]
    path = tmp_path / name
    path.write_text(text, "utf-8")
    quads = {(q.subject, q.predicate, q.object) for q in read_rdf(path, "f1b")}
    as_stored = ox.Store()
    as_stored.extend(ox.Quad(*terms) for terms in quads)
    graph = GraphStore.open(extra=[path], only=True)
    assert set(graph.store) == set(as_stored)
    file = source_file.SourceFile(path, "f1b")
    source_file.load_all([file])
    assert file.by_hand is not direct
    path.unlink()  # the graph stays what it was when it was opened
    assert {(q.subject, q.predicate, q.object) for q in graph.quads()} == quads


def test_files_beside_each_other_and_beside_the_packaged_graph(tmp_path):
    for name, text in (("a.ttl", "<urn:a> <urn:p> [] ."), ("b.ttl", "<urn:b> <urn:p> [] , 1 .")):
        (tmp_path / name).write_text(text, "utf-8")
    graph = GraphStore.open(extra=[tmp_path / "a.ttl", tmp_path / "b.ttl"])
    nodes = {q.object for q in graph.store.quads_for_pattern(None, ox.NamedNode("urn:p"), None)}
    assert len([node for node in nodes if isinstance(node, ox.BlankNode)]) == 2
    assert len(graph.store) == len(GraphStore.open().store) + 3


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('<urn:a> <urn:p> "x"@vi--ltr .', "a.ttl: "),
        ("<urn:a> <urn:p> <<( <urn:b> <urn:c> 1 )>> .", "a.ttl: "),
        ("<urn:a> <urn:p> 1 {| <urn:b> 1 |} .", "a.ttl: "),
        ("<urn:a> <urn:p> 1 ,\n  x .", "a.ttl:2:"),
        ("# nothing\n", "a.ttl: "),
        ("\n \n", "a.ttl: "),
        ("<urn:a> <urn:p> " + "(" * 200 + ")" * 200 + " .", "a.ttl:1: "),
    ],
)
def test_what_is_refused_is_told_alike(tmp_path, monkeypatch, text, place):
    """RDF 1.2, faults, emptiness, deep nesting: also where the engine would have taken it."""
    path = tmp_path / "a.ttl"
    path.write_text(text, "utf-8")

    def refusal() -> str:
        with pytest.raises(InputError) as error:
            GraphStore.open(extra=[path], only=True)
        return error.value.en

    told = refusal()
    assert told.startswith(str(path.parent / place))
    monkeypatch.setattr(source_file, "_DIRECT", ())
    assert refusal() == told


def test_text_that_is_not_utf_8_is_told_with_its_place(tmp_path):
    path = tmp_path / "a.ttl"
    path.write_bytes('<urn:a> <urn:p> "Chính" .\n'.encode("latin-1", "replace"))
    with pytest.raises(InputError, match=r"a\.ttl:1:\d+: .*not UTF-8"):
        GraphStore.open(extra=[path], only=True)

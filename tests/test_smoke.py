"""The main job in one go; this file alone runs on every interpreter that the metadata names."""

from __future__ import annotations

import json


def test_build_makes_a_valid_answered_exported_drawn_graph(run, tmp_path):
    done = run("build", "-o", tmp_path / "out", "--lang", "en")
    assert done.code == 0, done.stdout + done.stderr
    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert {"ontology.ttl", "vocabulary.ttl", "evidence.ttl", "cds-kg.ttl", "cds-kg.jsonld", "cds-kg.nt"} <= names
    assert {"hierarchy.svg", "hierarchy.png"} <= names
    assert (tmp_path / "out" / "hierarchy.png").read_bytes().startswith(b"\x89PNG")


def test_a_query_answers(run):
    done = run("query", "-q", "SELECT ?w { cdsc:mat-chu-quyen-so-quoc-gia cds:borneBy ?w }", "-f", "json")
    assert done.code == 0, done.stderr
    (row,) = json.loads(done.stdout)["results"]["bindings"]
    assert row["w"]["value"] == "https://w3id.org/cds-kg/concept/quoc-gia"


def test_a_label_without_marks_finds_its_concept():
    from cds_kg import KnowledgeGraph

    assert KnowledgeGraph.open().concept("chinh phu dien tu").label("en") == "E-government"

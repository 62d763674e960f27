"""``cds-kg diff``: what changed between two versions, by meaning, and whether it breaks what others built."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from cds_kg.export.diff import diff
from cds_kg.namespaces import CDS, CDSC, PREFIXES

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + (
    "@prefix ex: <https://example.org/> .\n"
    '<https://w3id.org/cds-kg/ontology> a owl:Ontology ; owl:versionInfo "0.1.0" .\n'
    "cds:A a owl:Class . cds:B a owl:Class ; rdfs:subClassOf cds:A . cds:C a owl:Class .\n"
)

CLASS = "cds:K a owl:Class ; "
PROPERTY = "cds:p a owl:ObjectProperty ; "
CONCEPT = "cdsc:x a skos:Concept ; "
DATA = "cdsi:t a cds:B ; "
SHAPE = "cdssh:S a sh:PropertyShape ; sh:path cds:p ; "
NODE = "cdssh:N a sh:NodeShape ; sh:targetClass cds:A ; "


@pytest.fixture
def compared(tmp_path):
    """Two Turtle texts under the common head -> the records that the command gives, as JSON."""
    from cds_kg.cli.main import run

    def compared(old: str, new: str, *options: str) -> list[dict[str, object]]:
        for name, text in (("old.ttl", old), ("new.ttl", new)):
            (tmp_path / name).write_text(HEAD + text, encoding="utf-8")
        files = [str(tmp_path / name) for name in ("old.ttl", "new.ttl", "out.json")]
        assert run(["diff", *files[:2], "-o", files[2], *options]) == 0
        return json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))

    return compared


def told(records) -> set[tuple[str, str, str, str, str]]:
    """The gist of records: id, status, aspect, effect, reason, once for each change."""
    return {
        (thing["id"], thing["status"], change["aspect"], change["effect"], change["reason"])
        for thing in records
        for change in thing["changes"]
    }


#: Old, new, and all that is told of it.
PAIRS = {
    # things that come and go
    "class added": ("", CLASS.rstrip("; ") + " .", ("cds:K", "added", "thing", "safe", "added")),
    "class removed": (CLASS.rstrip("; ") + " .", "", ("cds:K", "removed", "thing", "breaking", "removed")),
    "deprecated class removed": (
        CLASS + "owl:deprecated true ; dcterms:isReplacedBy cds:A .",
        "",
        ("cds:K", "removed", "thing", "breaking", "removed-deprecated"),
    ),
    "outside term no longer declared": (
        "prov:Entity a owl:Class .",
        "",
        ("prov:Entity", "removed", "thing", "safe", "removed-outside"),
    ),
    "unit removed": (
        "cdsu:2025-80 a cds:AdministrativeUnit .",
        "",
        ("cdsu:2025-80", "removed", "thing", "breaking", "removed"),
    ),
    # deprecation and ends
    "deprecated": (
        CLASS + 'rdfs:label "k"@en .',
        CLASS + 'rdfs:label "k"@en ; owl:deprecated true .',
        ("cds:K", "deprecated", "deprecation", "safe", "deprecated"),
    ),
    "replaced concept": (
        CONCEPT + "skos:inScheme ex:s .",
        CONCEPT + "skos:inScheme ex:s ; dcterms:isReplacedBy cdsc:y .",
        ("cdsc:x", "deprecated", "deprecation", "safe", "deprecated"),
    ),
    "ended concept": (
        CONCEPT + "skos:inScheme ex:s .",
        CONCEPT + 'skos:inScheme ex:s ; dcterms:isReplacedBy cdsc:y ; cds:validUntil "2025-06-30"^^xsd:date .',
        ("cdsc:x", "ended", "deprecation", "safe", "ended"),
        ("cdsc:x", "ended", "validity", "safe", "ended"),
    ),
    "organisation replaced": (
        "cdsi:o a org:Organization .",
        "cdsi:o a org:Organization ; dcterms:isReplacedBy cdsi:n .",
        ("cdsi:o", "changed", "deprecation", "safe", "replacement"),
    ),
    "in use again": (
        CLASS + "owl:deprecated true .",
        CLASS + "owl:deprecated false .",
        ("cds:K", "changed", "deprecation", "safe", "restored"),
    ),
    # words
    "renamed": (
        CONCEPT + 'skos:prefLabel "Một"@vi .',
        CONCEPT + 'skos:prefLabel "Hai"@vi .',
        ("cdsc:x", "changed", "label", "safe", "words"),
    ),
    "another abbreviation": (
        CONCEPT + 'skos:altLabel "M"@vi .',
        CONCEPT + 'skos:altLabel "H"@vi .',
        ("cdsc:x", "changed", "alternative label", "safe", "words"),
    ),
    "redefined class": (
        CLASS + 'skos:definition "Việc gì đó."@vi .',
        CLASS + 'skos:definition "Người nào đó."@vi .',
        ("cds:K", "changed", "definition", "review", "definition"),
    ),
    "definition with another comma": (
        CLASS + 'skos:definition "Việc gì đó của ai"@vi .',
        CLASS + 'skos:definition "Việc gì đó, của ai."@vi .',
        ("cds:K", "changed", "definition", "safe", "words"),
    ),
    "definition with another mark": (
        CONCEPT + 'skos:definition "Bán cho ai."@vi .',
        CONCEPT + 'skos:definition "Bàn cho ai."@vi .',
        ("cdsc:x", "changed", "definition", "review", "definition"),
    ),
    "definition added": (
        CLASS + 'rdfs:label "k"@en .',
        CLASS + 'rdfs:label "k"@en ; skos:definition "Thing."@en .',
        ("cds:K", "changed", "definition", "safe", "defined"),
    ),
    "language tag added": (
        CONCEPT + 'skos:prefLabel "Một" .',
        CONCEPT + 'skos:prefLabel "Một"@vi .',
        ("cdsc:x", "changed", "label", "breaking", "datatype"),
    ),
    # classes and properties
    "range narrowed": (
        PROPERTY + "rdfs:range cds:A .",
        PROPERTY + "rdfs:range cds:B .",
        ("cds:p", "changed", "domain and range", "breaking", "narrowed"),
    ),
    "range widened": (
        PROPERTY + "rdfs:range cds:B .",
        PROPERTY + "rdfs:range cds:A .",
        ("cds:p", "changed", "domain and range", "safe", "widened"),
    ),
    "range dropped": (
        PROPERTY + "rdfs:range cds:B .",
        PROPERTY + 'rdfs:range cds:B, cds:A . cds:p rdfs:label "p"@en .',
        ("cds:p", "changed", "domain and range", "breaking", "narrowed"),
        ("cds:p", "changed", "label", "safe", "words"),
    ),
    "domain added": (
        PROPERTY + "rdfs:range cds:B .",
        PROPERTY + "rdfs:range cds:B ; rdfs:domain cds:C .",
        ("cds:p", "changed", "domain and range", "breaking", "narrowed"),
    ),
    "superclass removed": (
        CLASS + "rdfs:subClassOf cds:A , cds:C .",
        CLASS + "rdfs:subClassOf cds:C .",
        ("cds:K", "changed", "hierarchy", "breaking", "superclass-removed"),
    ),
    "superclass by a step in between": (
        CLASS + "rdfs:subClassOf cds:A .",
        CLASS + "rdfs:subClassOf cds:B .",
        ("cds:K", "changed", "hierarchy", "safe", "superclass-implied"),
    ),
    "restriction added": (
        CLASS + "rdfs:subClassOf cds:A .",
        CLASS + "rdfs:subClassOf cds:A , [ a owl:Restriction ; owl:onProperty cds:p ; owl:someValuesFrom cds:A ] .",
        ("cds:K", "changed", "hierarchy", "breaking", "restriction"),
    ),
    "functional": (
        PROPERTY + "rdfs:range cds:B .",
        PROPERTY + "rdfs:range cds:B ; a owl:FunctionalProperty .",
        ("cds:p", "changed", "type", "breaking", "restriction"),
    ),
    "no longer functional": (
        PROPERTY + "a owl:FunctionalProperty .",
        "cds:p a owl:ObjectProperty .",
        ("cds:p", "changed", "type", "safe", "unrestricted"),
    ),
    "no longer symmetric": (
        PROPERTY + "a owl:SymmetricProperty .",
        "cds:p a owl:ObjectProperty .",
        ("cds:p", "changed", "type", "breaking", "inference-removed"),
    ),
    "disjoint": (
        CLASS + "rdfs:subClassOf cds:A .",
        CLASS + "rdfs:subClassOf cds:A ; owl:disjointWith cds:C .",
        ("cds:K", "changed", "statement", "breaking", "restriction"),
    ),
    "values instead of things": (
        "cds:p a owl:ObjectProperty .",
        "cds:p a owl:DatatypeProperty .",
        ("cds:p", "changed", "type", "breaking", "kind"),
    ),
    # data
    "datatype changed": (
        DATA + "cds:n 5 .",
        DATA + "cds:n 5.0 .",
        ("cdsi:t", "changed", "statement", "breaking", "datatype"),
    ),
    "text instead of a thing": (
        DATA + "dcterms:creator ex:me .",
        DATA + 'dcterms:creator "me" .',
        ("cdsi:t", "changed", "statement", "breaking", "datatype"),
    ),
    "value mended": (DATA + "cds:n 5 .", DATA + "cds:n 6 .", ("cdsi:t", "changed", "statement", "safe", "statement")),
    "statement added": (
        DATA + "cds:n 5 .",
        DATA + "cds:n 5 ; cds:p cdsi:u .",
        ("cdsi:t", "changed", "statement", "safe", "statement"),
    ),
    "class lost": (
        "cdsi:t a cds:B , cds:C .",
        "cdsi:t a cds:B .",
        ("cdsi:t", "changed", "type", "breaking", "type-removed"),
    ),
    "class made finer": ("cdsi:t a cds:A .", "cdsi:t a cds:B .", ("cdsi:t", "changed", "type", "safe", "type-refined")),
    "moved": (
        CONCEPT + "skos:broader cdsc:y .",
        CONCEPT + "skos:broader cdsc:z .",
        ("cdsc:x", "changed", "hierarchy", "safe", "moved"),
    ),
    "moved along a relation of the tree": (
        "cds:q a cds:TreeRelation . " + CONCEPT + "cds:q cdsc:y .",
        "cds:q a cds:TreeRelation . " + CONCEPT + "cds:q cdsc:z .",
        ("cdsc:x", "changed", "hierarchy", "safe", "moved"),
    ),
    "date of the version": (
        "<https://w3id.org/cds-kg/ontology> dcterms:modified '2026-11-23'^^xsd:date .",
        "<https://w3id.org/cds-kg/ontology> dcterms:modified '2026-11-28'^^xsd:date .",
        ("https://w3id.org/cds-kg/ontology", "changed", "metadata", "safe", "metadata"),
    ),
    # shapes
    "new violation": ("", SHAPE + "sh:minCount 1 .", ("cdssh:S", "added", "thing", "breaking", "rule-added")),
    "new warning": (
        "",
        SHAPE + "sh:minCount 1 ; sh:severity sh:Warning .",
        ("cdssh:S", "added", "thing", "safe", "warning"),
    ),
    "new violation on a new class": (
        "",
        "cds:K a owl:Class . cdssh:N a sh:NodeShape ; sh:targetClass cds:K ; sh:property cdssh:S . "
        + SHAPE
        + "sh:minCount 1 .",
        ("cds:K", "added", "thing", "safe", "added"),
        ("cdssh:N", "added", "thing", "safe", "added"),
        ("cdssh:S", "added", "thing", "safe", "rule-new-class"),
    ),
    "new violation on a new class above an old one": (
        "",
        "cds:K a owl:Class . cds:C rdfs:subClassOf cds:K . "
        "cdssh:N a sh:NodeShape ; sh:targetClass cds:K ; sh:property cdssh:S . " + SHAPE + "sh:minCount 1 .",
        ("cds:K", "added", "thing", "safe", "added"),
        ("cds:C", "changed", "hierarchy", "safe", "superclass-added"),
        ("cdssh:N", "added", "thing", "safe", "added"),
        ("cdssh:S", "added", "thing", "breaking", "rule-added"),
    ),
    "shape removed": (SHAPE + "sh:minCount 1 .", "", ("cdssh:S", "removed", "thing", "breaking", "removed-shape")),
    "severity raised": (
        SHAPE + "sh:minCount 1 ; sh:severity sh:Warning .",
        SHAPE + "sh:minCount 1 ; sh:severity sh:Violation .",
        ("cdssh:S", "changed", "rule", "breaking", "severity-raised"),
    ),
    "severity lowered": (
        SHAPE + "sh:minCount 1 .",
        SHAPE + "sh:minCount 1 ; sh:severity sh:Info .",
        ("cdssh:S", "changed", "rule", "safe", "warning"),
    ),
    "higher minimum": (
        SHAPE + "sh:minCount 9 .",
        SHAPE + "sh:minCount 10 .",
        ("cdssh:S", "changed", "rule", "breaking", "tightened"),
    ),
    "lower minimum": (
        SHAPE + "sh:minCount 10 .",
        SHAPE + "sh:minCount 9 .",
        ("cdssh:S", "changed", "rule", "safe", "loosened"),
    ),
    "maximum added": (
        SHAPE + "sh:minCount 1 .",
        SHAPE + "sh:minCount 1 ; sh:maxCount 1 .",
        ("cdssh:S", "changed", "rule", "breaking", "tightened"),
    ),
    "maximum dropped": (
        SHAPE + "sh:minCount 1 ; sh:maxCount 1 .",
        SHAPE + "sh:minCount 1 .",
        ("cdssh:S", "changed", "rule", "safe", "loosened"),
    ),
    "fewer values allowed": (
        SHAPE + "sh:in ( cds:A cds:B ) .",
        SHAPE + "sh:in ( cds:A ) .",
        ("cdssh:S", "changed", "rule", "breaking", "tightened"),
    ),
    "more values allowed": (
        SHAPE + "sh:in ( cds:A ) .",
        SHAPE + "sh:in ( cds:B cds:A ) .",
        ("cdssh:S", "changed", "rule", "safe", "loosened"),
    ),
    "another pattern": (
        SHAPE + 'sh:pattern "a" .',
        SHAPE + 'sh:pattern "b" .',
        ("cdssh:S", "changed", "rule", "review", "rule-changed"),
    ),
    "rewritten as a query": (
        SHAPE + "sh:maxCount 1 .",
        SHAPE + 'sh:sparql [ sh:select "SELECT $this {}" ] .',
        ("cdssh:S", "changed", "rule", "safe", "loosened"),
        ("cdssh:S", "changed", "rule", "review", "rule-changed"),
    ),
    "query added": (
        SHAPE + "sh:maxCount 1 .",
        SHAPE + 'sh:maxCount 1 ; sh:sparql [ sh:select "SELECT $this {}" ] .',
        ("cdssh:S", "changed", "rule", "breaking", "tightened"),
    ),
    "another query inside": (
        SHAPE + 'sh:sparql [ sh:select "SELECT $this {}" ] .',
        SHAPE + 'sh:sparql [ sh:select "SELECT $this { $this ?p ?o }" ] .',
        ("cdssh:S", "changed", "rule", "review", "rule-changed"),
    ),
    "tighter, but it only warns": (
        SHAPE + "sh:minCount 1 ; sh:severity sh:Warning .",
        SHAPE + "sh:minCount 2 ; sh:severity sh:Warning .",
        ("cdssh:S", "changed", "rule", "safe", "warning"),
    ),
    "switched off": (
        SHAPE + "sh:minCount 1 .",
        SHAPE + "sh:minCount 1 ; sh:deactivated true .",
        ("cdssh:S", "changed", "rule", "safe", "loosened"),
    ),
    "switched on": (
        SHAPE + "sh:minCount 1 ; sh:deactivated true .",
        SHAPE + "sh:minCount 1 .",
        ("cdssh:S", "changed", "rule", "breaking", "tightened"),
    ),
    "another message": (
        SHAPE + 'sh:message "Một"@vi .',
        SHAPE + 'sh:message "Hai"@vi .',
        ("cdssh:S", "changed", "message", "safe", "words"),
    ),
    "one more target": (
        NODE + 'rdfs:label "n" .',
        NODE + 'sh:targetClass cds:C ; rdfs:label "n" .',
        ("cdssh:N", "changed", "rule", "breaking", "rule-added"),
    ),
    "rule without a name added": (
        NODE + 'rdfs:label "n" .',
        NODE + 'sh:property [ sh:path cds:p ; sh:minCount 1 ] ; rdfs:label "n" .',
        ("cdssh:N", "changed", "rule", "breaking", "rule-added"),
    ),
    "rule without a name dropped": (
        NODE + 'sh:property [ sh:path cds:p ; sh:minCount 1 ] ; rdfs:label "n" .',
        NODE + 'rdfs:label "n" .',
        ("cdssh:N", "changed", "rule", "safe", "loosened"),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_each_change_is_told_with_what_it_breaks(compared, name):
    old, new, *expected = PAIRS[name]
    assert told(compared(old, new)) == set(expected)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cdsi:t cds:n 1.0 , 2 ; cds:b true .", 'cdsi:t cds:b "1"^^xsd:boolean ; cds:n 02 , 1.00 .'),
        ('cdsi:t cds:n "2026-01-01T07:00:00+07:00"^^xsd:dateTime .',
         'cdsi:t cds:n "2026-01-01T00:00:00Z"^^xsd:dateTime .'),
        ('cdsi:t rdfs:label "Ti\u1ebfng"@vi .', 'cdsi:t rdfs:label "Tie\u0302\u0301ng"@vi .'),
        ("cdsc:x skos:broader cdsc:y .", "cdsc:x skos:broader cdsc:y . cdsc:y skos:narrower cdsc:x ."),
        ("cdsc:x skos:related cdsc:y .", "cdsc:y skos:related cdsc:x ."),
        (
            "cds:c a owl:SymmetricProperty . cdsc:x cds:c cdsc:y .",
            "cds:c a owl:SymmetricProperty . cdsc:x cds:c cdsc:y . cdsc:y cds:c cdsc:x .",
        ),
        ('cdsi:t rdfs:label "t"@en .', 'cdsi:t rdfs:label "t"@en ; schema:name "t"@en .'),
        ("cdsi:t ex:p [ ex:q 1 ; ex:r [ ex:s ( 1 2 ) ] ] .",
         "_:z ex:r _:y ; ex:q 1 . cdsi:t ex:p _:z . _:y ex:s (1 2) ."),
        ("cdsi:t ex:p _:a . _:a ex:q _:b . _:b ex:q _:a .", "cdsi:t ex:p _:b . _:a ex:q _:b . _:b ex:q _:a ."),
    ],
    ids=["values", "moments", "unicode", "inverse", "turned", "symmetric", "schema.org", "blank nodes", "circle"],
)  # fmt: skip
def test_what_means_the_same_is_no_difference(compared, old, new):
    assert compared(old, new) == []
    assert compared(new, old) == []


def test_formats_prefixes_and_order_are_no_difference(run, tmp_path):
    files = []
    for form in ("ttl", "nt", "jsonld"):
        files.append(tmp_path / f"graph.{form}")
        assert run("export", "--part", "acts", "-f", form, "-o", files[-1]).code == 0
    for other in files[1:]:
        done = run("diff", files[0], other, "-f", "json", "--fail-on", "any", "--lang", "en")
        assert (done.code, json.loads(done.stdout)) == (0, [])
        assert "No difference." in done.stderr


def test_a_blank_node_more_does_not_touch_the_others(compared):
    many = " ".join(f"cdsi:t{n} ex:p [ ex:q {n} ] ." for n in range(30))
    (thing,) = compared(many, many + " cdsi:t3 ex:p [ ex:q 99 ; ex:r [ ex:s 1 ] ] .")
    assert thing["id"] == "cdsi:t3"
    ((after,),) = [change["after"] for change in thing["changes"]]
    assert "99" in after["value"]
    (change,) = thing["changes"]
    assert change["before"] == []


def test_what_a_blank_node_says_is_told_under_the_thing_that_has_it(compared):
    deep = "cdsi:t ex:p [ ex:q [ ex:r [ ex:s ( 1 %d ) ] ] ] ."
    (thing,) = compared(deep % 2, deep % 3)
    (change,) = thing["changes"]
    assert '( "1" "2" )' in change["before"][0]["value"]
    assert '( "1" "3" )' in change["after"][0]["value"]
    circle = (
        "cdsi:t ex:p _:a . "
        + " ".join(f"_:n{n} ex:q _:n{n + 1} ." for n in range(40))
        + " _:a ex:q _:n0 . _:n40 ex:q _:a ; "
    )
    (thing,) = compared(circle + "ex:v 1 .", circle + "ex:v 2 .")
    assert thing["id"] == "cdsi:t"


def test_a_set_of_disjoint_classes_is_a_constraint_though_it_has_no_name(compared):
    disjoint = "[] a owl:AllDisjointClasses ; owl:members ( cds:A cds:C ) ."
    (thing,) = compared("", disjoint)
    assert (thing["status"], thing["effect"]) == ("added", "breaking")
    assert thing["iri"].startswith("_:")
    (thing,) = compared(disjoint, "")
    assert (thing["status"], thing["effect"]) == ("removed", "safe")


def test_records_tell_label_values_and_replacement(compared):
    old = CONCEPT + 'skos:prefLabel "Cũ"@vi , "Old"@en . cdsc:y a skos:Concept ; skos:prefLabel "Thay"@vi , "Heir"@en .'
    new = (
        CONCEPT + 'skos:prefLabel "Mới"@vi , "Old"@en ; owl:deprecated true ; dcterms:isReplacedBy cdsc:y . '
        'cdsc:y a skos:Concept ; skos:prefLabel "Thay"@vi , "Heir"@en .'
    )
    (thing,) = compared(old, new, "--lang", "en")
    assert {key: thing[key] for key in ("iri", "id", "label", "kind", "status", "effect")} == {
        "iri": CDSC + "x",
        "id": "cdsc:x",
        "label": "Old",
        "kind": "concept",
        "status": "deprecated",
        "effect": "safe",
    }
    assert thing["replaced_by"] == [{"iri": CDSC + "y", "id": "cdsc:y", "label": "Heir"}]
    labels = [change for change in thing["changes"] if change["aspect"] == "label"]
    assert [(c["before"][0]["value"], c["after"][0]["value"], c["after"][0]["language"]) for c in labels] == [
        ("Cũ", "Mới", "vi")
    ]
    assert compared(old, new)[0]["label"] == "Mới"


def test_kinds(compared):
    new = (
        "cds:K a owl:Class . cds:p a owl:AnnotationProperty . cdsc:x a skos:Concept , cds:A . cdse:c900 a cds:Claim . "
        "cdsi:act-9 a cds:LegalAct . cdsu:2025-99 a cds:AdministrativeUnit . cdssh:S a sh:NodeShape . "
        "cdsq:cq-99 a sh:SPARQLSelectExecutable . cdsi:z a cds:A ."
    )
    assert [(thing["id"], thing["kind"]) for thing in compared("", new)] == [
        *(("cds:K", "class"), ("cds:p", "property"), ("cdsc:x", "concept"), ("cdse:c900", "claim")),
        *(("cdsi:act-9", "act"), ("cdsu:2025-99", "unit"), ("cdssh:S", "shape"), ("cdsq:cq-99", "question")),
        ("cdsi:z", "other"),
    ]


def test_in_files_of_others_their_own_terms_must_stay(run, tmp_path):
    old, new = tmp_path / "old.ttl", tmp_path / "new.ttl"
    old.write_text("<https://example.org/a> a <http://www.w3.org/2004/02/skos/core#Concept> .\n" * 2)
    new.write_text("<https://example.org/b> a <http://www.w3.org/2004/02/skos/core#Concept> .\n")
    found = json.loads(run("diff", old, new, "-f", "json").stdout)
    assert [(thing["iri"][-1], thing["effect"]) for thing in found] == [("a", "breaking"), ("b", "safe")]


# --- what is compared ------------------------------------------------------------------------------------------------


def questions(folder: Path, **texts: str) -> Path:
    """A release of one concept and these questions."""
    (folder / "queries").mkdir(parents=True)
    (folder / "cds-kg.ttl").write_text(HEAD, encoding="utf-8")
    for name, text in texts.items():
        file = folder / "queries" / f"{name.replace('_', '-')}.rq"
        file.write_text(f"#+ id: {file.stem}\n#+ question_vi: Gì?\n#+ question_en: What?\n{text}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("SELECT ?a ?b {}", "SELECT ?b ?a {}", ("columns", "breaking", "columns")),
        ("SELECT ?a (COUNT(?x) AS ?n) {} ", "SELECT ?a {}", ("columns", "breaking", "columns")),
        ("SELECT ?a {}", "SELECT DISTINCT ?a ?b WHERE {}", ("columns", "safe", "columns-appended")),
        ("SELECT ?a {}", "SELECT ?a { ?a ?p ?o }", ("query", "safe", "query")),
        ("#+ parameter: x | concept | cdsc:y\nSELECT ?a {}", "SELECT ?a {}", ("parameters", "breaking", "parameters")),
        ("SELECT ?a {}", "#+ parameter: x | concept | c\nSELECT ?a {}", ("parameters", "safe", "parameters-added")),
    ],
)
def test_questions_break_by_columns_and_parameters(run, tmp_path, old, new, expected):
    sides = [questions(tmp_path / side, cq_01=text) for side, text in (("old", old), ("new", new))]
    (thing,) = json.loads(run("diff", *sides, "-f", "json").stdout)
    (change,) = thing["changes"]
    assert (thing["id"], thing["kind"], change["aspect"], change["effect"], change["reason"]) == (
        *("cdsq:cq-01", "question"),
        *expected,
    )


def test_questions_come_and_go_and_layout_is_nothing(run, tmp_path):
    old = questions(tmp_path / "old", cq_01="SELECT ?a { ?a ?b ?c }", cq_02="SELECT ?a {}")
    new = questions(tmp_path / "new", cq_01="# so\nSELECT ?a\n  { ?a ?b ?c }", cq_03="SELECT ?a {}")
    found = json.loads(run("diff", old, new, "-f", "json").stdout)
    assert [(thing["id"], thing["status"], thing["effect"]) for thing in found] == [
        ("cdsq:cq-02", "removed", "breaking"),
        ("cdsq:cq-03", "added", "safe"),
    ]


@pytest.fixture(scope="module")
def release_folder(release_dir, tmp_path_factory):
    """A release as ``build`` writes it, without what its Turtle says as well."""
    folder = tmp_path_factory.mktemp("released") / "release"
    return shutil.copytree(release_dir, folder, ignore=shutil.ignore_patterns("*.nt", "*.jsonld", "*.rdf", "*.trig"))


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """The package's data as a checkout has them."""
    from cds_kg import resources

    folder = tmp_path_factory.mktemp("checkout")
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(resources.data_root() / name, folder / name)
    return folder


def test_a_release_of_this_version_is_the_packaged_graph(run, release_folder):
    done = run("diff", release_folder, "--fail-on", "any", "-f", "json", "--lang", "en")
    assert (done.code, json.loads(done.stdout), done.stderr) == (0, [], "No difference.\n")


def test_a_release_and_a_checkout_of_one_version_say_the_same(run, release_folder, checkout):
    for pair in ((release_folder, checkout), (checkout, "packaged")):
        done = run("diff", *pair, "--fail-on", "any", "-f", "json", "--lang", "en")
        assert (done.code, json.loads(done.stdout)) == (0, []), done.stderr


def test_the_parts_of_a_release_are_held_against_the_same_parts(run, release_folder, tmp_path):
    for name in ("ontology", "acts", "vocabulary", "evidence"):
        done = run("diff", release_folder / f"{name}.ttl", "--fail-on", "any", "--lang", "en")
        assert done.code == 0, done.stdout
        assert f'Held against the part "{name}" of the other.' in done.stderr
    shutil.copy(release_folder / "acts.ttl", tmp_path / "acts.ttl")
    assert run("diff", tmp_path / "acts.ttl", release_folder, "--fail-on", "any").code == 0


def test_a_changed_copy_of_the_real_graph(run, release_folder, tmp_path):
    copy = tmp_path / "next"
    shutil.copytree(release_folder, copy)
    file = copy / "cds-kg.ttl"
    text = file.read_text(encoding="utf-8")
    for old, new in (
        ('rdfs:label "Văn bản"@vi', 'rdfs:label "Văn bản pháp lý"@vi'),
        ("cdsc:cap-huyen\n", "cdsc:cap-quan-huyen\n"),
        ("rdfs:range cds:AdministrativeUnit ;", "rdfs:range cds:LegalAct ;"),
    ):
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")
    units = copy / "units.ttl"
    text = units.read_text(encoding="utf-8")
    units.write_text(text.replace("cds:iso3166Code", "cds:isoCode", 1), encoding="utf-8")
    (copy / "queries" / "cq-05.rq").unlink()
    found = told(json.loads(run("diff", release_folder, copy, "-f", "json").stdout))
    assert {
        ("cds:LegalAct", "changed", "label", "safe", "words"),
        ("cdsc:cap-huyen", "removed", "thing", "breaking", "removed"),
        ("cdsc:cap-quan-huyen", "added", "thing", "safe", "added"),
        ("cdsq:cq-05", "removed", "thing", "breaking", "removed"),
    } <= found
    assert {(aspect, effect) for iri, _, aspect, effect, _ in found if iri.startswith("cds:")} == {
        ("label", "safe"),
        ("domain and range", "breaking"),
    }
    assert [status for iri, status, *_ in found if iri.startswith("cdsu:")] == ["changed"]


def test_what_one_side_alone_has_is_left_out_and_named(run, release_folder, tmp_path):
    for name in ("cds-kg.ttl", "ontology.ttl", "SHA256SUMS"):
        shutil.copy(release_folder / name, tmp_path / name)
    done = run("diff", tmp_path, release_folder, "--fail-on", "any", "--lang", "en")
    assert done.code == 0, done.stdout
    assert [line for line in done.stderr.splitlines() if line.startswith("Not compared")] == [
        f"Not compared: {what}, which the new side alone has."
        for what in ("questions", "shapes", "administrative units")
    ]
    assert "Không so sánh đơn vị hành chính: chỉ bản cũ có." in run("diff", release_folder, tmp_path).stderr


def test_an_ontology_folder_is_read_at_every_depth_with_its_units(run, checkout, tmp_path):
    ontology = tmp_path / "ontology"
    shutil.copytree(checkout / "ontology", ontology)
    file = ontology / "evidence" / "external" / "acts.ttl"
    file.unlink()
    assert run("diff", checkout / "ontology", ontology, "--fail-on", "breaking").code == 1
    shutil.rmtree(ontology / "units")
    done = run("diff", checkout / "ontology", ontology, "--kind", "unit", "--lang", "en", "-f", "json")
    assert json.loads(done.stdout) == []
    assert "administrative units, which the old side alone has" in done.stderr


def test_of_several_formats_of_one_file_one_is_read(run, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.ttl").write_text("<https://example.org/a> <https://example.org/p> 1 .")
    (folder / "a.nt").write_text("this is not read")
    (folder / "package.json").write_text("{}")
    (folder / ".hidden.ttl").write_text("nor is this")
    assert run("diff", folder, folder / "a.ttl", "--fail-on", "any").code == 0


# --- how it is told --------------------------------------------------------------------------------------------------


@pytest.fixture
def sides(tmp_path):
    """Two files between which something breaks, is to review, is deprecated, is new and is only worded anew."""
    old, new = tmp_path / "old.ttl", tmp_path / "new.ttl"
    old.write_text(
        HEAD + CLASS + 'rdfs:label "lớp *K* | <b>"@vi , "class K"@en ; skos:definition "Một."@vi .\n'
        'cdsc:gone a skos:Concept ; skos:prefLabel "Đi"@vi .\n' + CONCEPT + 'skos:prefLabel "Cũ"@vi .\n'
        'cdsc:d a skos:Concept ; skos:prefLabel "Dùng"@vi .\n',
        encoding="utf-8",
    )
    new.write_text(
        HEAD.replace("0.1.0", "0.2.0")
        + CLASS
        + 'rdfs:label "lớp *K* | <b>"@vi , "class K"@en ; skos:definition "Hai."@vi .\n'
        'cdsc:come a skos:Concept ; skos:prefLabel "Đến"@vi .\n' + CONCEPT + 'skos:prefLabel "Mới"@vi .\n'
        'cdsc:d a skos:Concept ; skos:prefLabel "Dùng"@vi ; owl:deprecated true ; dcterms:isReplacedBy cdsc:x .\n',
        encoding="utf-8",
    )
    return old, new


MARKDOWN = """\
## 0.2.0

### Phá vỡ tương thích

- khái niệm **Đi** (`cdsc:gone`) – bị bỏ: IRI đã phát hành biến mất mà chưa từng được đánh dấu ngừng dùng; hãy \
giữ lại với owl:deprecated và dcterms:isReplacedBy

### Cần xem lại

- lớp **lớp \\*K\\* \\| \\<b\\>** (`cds:K`) – thay đổi
  - định nghĩa (vi): “Một.” → “Hai.” (cần xem lại: định nghĩa khác đi: nếu nghĩa cũng khác thì phá vỡ tương thích)

### Thêm mới

- khái niệm **Đến** (`cdsc:come`)

### Thay đổi

- khái niệm **Mới** (`cdsc:x`)
  - nhãn (vi): “Cũ” → “Mới”
- đối tượng khác `https://w3id.org/cds-kg/ontology`
  - thông tin về bản này: “0.1.0” → “0.2.0”

### Ngừng dùng

- khái niệm **Dùng** (`cdsc:d`); thay bằng Mới (cdsc:x)
"""


def test_markdown_is_fit_for_a_changelog(run, sides, tmp_path):
    assert run("diff", *sides, "-f", "md").stdout == MARKDOWN
    assert run("diff", *sides, "-o", tmp_path / "changes.md").code == 0
    assert (tmp_path / "changes.md").read_text(encoding="utf-8") == MARKDOWN
    english = run("diff", *sides, "-f", "md", "--lang", "en").stdout
    assert "### Breaking" in english
    assert "- concept **Dùng** (`cdsc:d`); replaced by Mới (cdsc:x)" in english


def test_markdown_counts_what_would_fill_pages(run, tmp_path):
    old, new = tmp_path / "old.ttl", tmp_path / "new.ttl"
    old.write_text(HEAD)
    new.write_text(HEAD + "".join(f"cdsu:2025-{n} a cds:AdministrativeUnit .\n" for n in range(60)))
    lines = run("diff", old, new, "-f", "md", "--lang", "en").stdout.splitlines()
    assert sum(line.startswith("- administrative unit `cdsu:") for line in lines) == 50
    assert any(line.startswith("- … and 10 more") for line in lines)


def test_a_person_gets_a_table_and_what_it_means_for_the_version(run, sides):
    done = run("diff", *sides, "-f", "table")
    for text in ("phá vỡ tương thích", "cần xem lại", "ngừng dùng", "Mới (cdsc:x)", "định nghĩa (vi)"):
        assert text in done.stdout
    assert "6 đối tượng khác nhau; thay đổi: 1 phá vỡ tương thích, 1 cần xem lại, 5 an toàn." in done.stderr
    assert "từ 0.1.0 lên 0.2.0" in done.stderr


def test_long_texts_are_cut_to_where_they_differ(run, tmp_path):
    old, new = tmp_path / "old.ttl", tmp_path / "new.ttl"
    text = " ".join(f"từ{n}" for n in range(60))
    for file, words in ((old, text), (new, text.replace("từ30", "chữ"))):
        file.write_text(HEAD + CONCEPT + f'skos:scopeNote "{words}"@vi .', encoding="utf-8")
    page = run("diff", old, new, "-f", "table").stdout
    assert "từ29 chữ từ31" in page
    assert "từ2 " not in page
    assert "từ2 " in run("diff", old, new, "-f", "csv").stdout


def test_tables_of_text_have_one_row_for_each_change(run, sides):
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        text = run("diff", *sides, "-f", form).stdout
        rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
        assert [(row["iri"].rpartition("/")[2], row["aspect"], row["effect"]) for row in rows] == [
            *(("ontology#K", "definition", "review"), ("come", "thing", "safe")),
            *(("d", "deprecation", "safe"), ("d", "deprecation", "safe")),
            *(("gone", "thing", "breaking"), ("x", "label", "safe"), ("ontology", "metadata", "safe")),
        ]
        assert (rows[0]["before"], rows[0]["after"], rows[0]["language"]) == ("Một.", "Hai.", "vi")
        assert rows[2]["replaced_by"] == CDSC + "x"


def test_only_what_is_asked_for(run, sides):
    def ids(*options: str) -> list[str]:
        return [thing["id"] for thing in json.loads(run("diff", *sides, "-f", "json", *options).stdout)]

    assert ids("--only", "breaking") == ["cdsc:gone"]
    assert ids("--only", "breaking", "--only", "review") == ["cds:K", "cdsc:gone"]
    assert ids("--only", "added", "--only", "deprecated") == ["cdsc:come", "cdsc:d"]
    assert ids("--kind", "class") == ["cds:K"]
    assert ids("--kind", "unit") == []


def test_summary(run, sides):
    (summary,) = json.loads(run("diff", *sides, "--summary", "-f", "json").stdout)
    assert {key: summary[key] for key in ("breaking", "review", "safe", "part_to_raise", "next_version")} == {
        "breaking": 1,
        "review": 1,
        "safe": 5,
        "part_to_raise": "major",
        "next_version": "0.2.0",
    }
    assert summary["kinds"][1] == {
        "kind": "concept",
        "removed": 1,
        "deprecated": 1,
        "ended": 0,
        "changed": 1,
        "added": 1,
        "breaking": 1,
        "review": 0,
        "safe": 4,
    }
    assert run("diff", *sides, "--summary", "-f", "tsv").stdout.splitlines()[0].startswith("kind\tremoved\tdeprecated")
    page = run("diff", *sides, "--summary", "-f", "md", "--lang", "en").stdout.splitlines()
    assert page[0] == "| kind | removed | deprecated | ended | changed | added | breaking | to review | safe |"
    assert len(page) == 5


@pytest.mark.parametrize(
    ("version", "new", "part", "following"),
    [
        ("1.4.2", "", "major", "2.0.0"),
        ("1.4.2", CONCEPT + 'skos:prefLabel "Khác"@vi .', "patch", "1.4.3"),
        ("1.4.2", CONCEPT + 'skos:prefLabel "X"@vi ; skos:broader cdsc:y .', "minor", "1.5.0"),
        ("0.4.2", CONCEPT + 'skos:prefLabel "X"@vi ; skos:broader cdsc:y .', "minor", "0.4.3"),
        ("0.4.2", "", "major", "0.5.0"),
        ("2026", "", "major", ""),
    ],
)
def test_the_next_version(tmp_path, version, new, part, following):
    old_file, new_file = tmp_path / "old.ttl", tmp_path / "new.ttl"
    head = HEAD.replace("0.1.0", version)
    old_file.write_text(head + CONCEPT + 'skos:prefLabel "X"@vi .', encoding="utf-8")
    new_file.write_text(head + new, encoding="utf-8")
    found = diff(old_file, new_file)
    assert (found.old_version, found.part_to_raise, found.next_version) == (version, part, following)


@pytest.mark.parametrize(
    ("fail_on", "new", "code"),
    [
        ("none", "", 0),
        ("breaking", "", 1),
        ("review", "", 1),
        ("any", "", 1),
        ("breaking", CONCEPT + 'skos:definition "Hai."@vi .', 0),
        ("review", CONCEPT + 'skos:definition "Hai."@vi .', 1),
        ("review", CONCEPT + 'skos:definition "Một."@vi ; skos:altLabel "M"@vi .', 0),
        ("any", CONCEPT + 'skos:definition "Một."@vi ; skos:altLabel "M"@vi .', 1),
        ("any", CONCEPT + 'skos:definition "Một."@vi .', 0),
    ],
)
def test_exit_code(run, tmp_path, fail_on, new, code):
    old_file, new_file = tmp_path / "old.ttl", tmp_path / "new.ttl"
    old_file.write_text(HEAD + CONCEPT + 'skos:definition "Một."@vi .', encoding="utf-8")
    new_file.write_text(HEAD + new, encoding="utf-8")
    assert run("diff", old_file, new_file, "--fail-on", fail_on, "--only", "added").code == code
    assert run("diff", old_file, new_file).code == 0


def test_an_empty_answer_is_a_valid_empty_document(run, sides):
    same = (sides[0], sides[0])
    assert json.loads(run("diff", *same, "-f", "json").stdout) == []
    for form in ("csv", "tsv"):
        assert run("diff", *same, "-f", form).stdout.startswith("effect")
    assert "(không có gì)" in run("diff", *same, "-f", "table").stdout
    assert run("diff", *same, "-f", "md", "--lang", "en").stdout == "No difference.\n"


def test_the_same_bytes_on_every_run(run, sides, release_folder, tmp_path):
    blank = tmp_path / "blank.ttl"
    blank.write_text(
        HEAD + "".join(f"cdsi:t{n} ex:p [ ex:q {n} , [ ex:r ( {n} 1 2 ) ] ] . [] ex:q {n} .\n" for n in range(9))
    )
    for form in ("json", "md", "table", "csv"):
        for pair in (sides, (sides[0], blank)):
            assert len({run("diff", *pair, "-f", form, env={"PYTHONHASHSEED": s}).stdout for s in ("0", "4711")}) == 1


# --- what goes wrong -------------------------------------------------------------------------------------------------


def test_errors_tell_where_and_what_to_do(run, tmp_path, sides):
    empty, bare, broken = tmp_path / "empty", tmp_path / "bare", tmp_path / "broken.ttl"
    empty.mkdir()
    bare.mkdir()
    (bare / "notes.txt").write_text("x")
    broken.write_text("<https://example.org/a> <https://example.org/p>\n  .\n")
    for path, code, text in (
        (tmp_path / "nowhere", 3, "nowhere: there is no such file"),
        (empty, 3, "empty: this folder has no RDF file"),
        (bare, 3, "bare: this folder has no RDF file"),
        (broken, 3, "broken.ttl:2:3:"),
        (bare / "notes.txt", 3, "notes.txt: the extension does not tell the format"),
    ):
        for pair in ((path, sides[0]), (sides[0], path), (path, path)):
            done = run("diff", *pair, "--lang", "en")
            assert (done.code, done.stdout) == (code, "")
            assert text in done.stderr
    assert run("diff").code == 2
    assert run("diff", *sides, "--only", "nothing").code == 2
    assert run("diff", *sides, "-f", "ttl").code == 2


def test_a_broken_file_of_a_release_is_named(run, tmp_path):
    folder = questions(tmp_path / "old", cq_01="SELECT ?a {}")
    (folder / "shapes").mkdir()
    (folder / "shapes" / "style.ttl").write_text("oops")
    done = run("diff", folder, "--lang", "en")
    assert done.code == 3
    assert "shapes/style.ttl:1:1" in done.stderr.replace("\\", "/")


@pytest.mark.parametrize(
    "hostile",
    [
        " ".join(f"_:n{n} ex:next _:n{n + 1} ." for n in range(8_000)) + " cdsi:t ex:p _:n0 .",
        "cdsi:t ex:p ( " + "1 " * 8_000 + ") .",
        " ".join(f"_:n{n} ex:next _:n{(n + 1) % 8_000} ." for n in range(8_000)),
        " ".join(f"_:n{n} ex:a _:n{n + 1} ; ex:b _:n{n + 1} ." for n in range(200)) + " cdsi:t ex:p _:n0 .",
    ],
    ids=["chain", "list", "ring", "doubling"],
)
def test_blank_nodes_that_others_choke_on_take_seconds(run, tmp_path, hostile):
    old, new = tmp_path / "old.ttl", tmp_path / "new.ttl"
    old.write_text(HEAD + hostile)
    new.write_text(HEAD + hostile + " cdsi:t ex:q 1 ; ex:p [ ex:r 1 ] .")
    found = json.loads(run("diff", old, new, "-f", "json", timeout=60).stdout)
    assert any(thing["id"] == "cdsi:t" for thing in found)


def test_what_a_file_says_cannot_steer_the_terminal_or_the_page(run, tmp_path):
    old, new = tmp_path / "old.ttl", tmp_path / "new.ttl"
    old.write_text(HEAD)
    new.write_text(HEAD + 'cdsc:x a skos:Concept ; skos:prefLabel "a\\u001B[2J<script>\\n# b"@vi .')
    for form in ("table", "md"):
        text = run("diff", old, new, "-f", form).stdout
        assert "\x1b" not in text
    assert "\\<script\\>" in text
    assert not any(line.startswith("# ") for line in text.splitlines())


def test_the_library_says_what_the_command_says(sides):
    found = diff(*sides)
    assert (found.count("breaking"), found.count("review"), found.count("safe")) == (1, 1, 5)
    assert found.effect == "breaking"
    gone = next(thing for thing in found.things if thing.status == "removed")
    assert (gone.iri, found.label(gone.iri), found.label(CDS + "K", "en")) == (CDSC + "gone", "Đi", "class K")

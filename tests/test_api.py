"""The Python API as its documentation shows it: examples run, objects hold values, threads may share a graph."""

from __future__ import annotations

import doctest
import gc
import importlib
import logging
import pkgutil
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import rdflib

import cds_kg
from cds_kg import CdsKgError, KnowledgeGraph
from cds_kg.errors import AmbiguousError, NotFoundError, RefusedError, UsageError
from cds_kg.validation.check import check_files

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(cds_kg.__path__, "cds_kg.")
    if not module.ispkg and not module.name.endswith("__main__")
)


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return KnowledgeGraph.open()


@pytest.mark.parametrize("name", ["cds_kg", *MODULES])
def test_the_examples_in_docstrings_run(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples_in_docstrings():
    finder = doctest.DocTestFinder()
    found = {name for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples}
    assert {"cds_kg.api", "cds_kg.text", "cds_kg.namespaces", "cds_kg.knowledge.names"} <= found


def test_ten_lines_get_from_a_name_to_its_words_in_the_article(kg):
    concept = kg.concept("chinh quyen so")
    assert (concept.iri, concept.id) == ("https://w3id.org/cds-kg/concept/chinh-quyen-so", "chinh-quyen-so")
    assert (concept.label(), concept.label("en")) == ("Chính quyền số", "Digital local government")
    assert concept.definition("en").startswith("Government model")
    claim = next(claim for claim in concept.claims() if claim.id == "c050")
    assert claim.key_phrase == "chính phủ số được triển khai tại các cấp chính quyền địa phương"
    assert (claim.passage, claim.line, claim.start, claim.end) == ("s20", 13, 2789, 2852)


def test_a_concept_holds_names_classes_relations_and_its_end(kg):
    card = kg.concept("cccd")
    assert {(str(text), text.language) for text in card.alt_labels} == {
        ("CCCD", "vi"),
        ("Thẻ căn cước", "vi"),
        ("Identity card", "en"),
    }
    assert [iri.rpartition("#")[2] for iri in card.classes] == ["IssuedItem"]
    assert card.ended is None
    district = kg.concept("cấp huyện")
    assert district.ended.last_day.isoformat() == "2025-06-30"
    assert [claim.confidence for claim in district.external_claims()] == ["A", "A"]
    incoming = [r for r in district.relations("en") if r.inverse and "/concept/" in str(r.value)]
    named_by = [(r.predicate.rpartition("#")[2], r.value_label) for r in incoming]
    assert named_by == [("implementedAtLevel", "Digital local government")]
    assert district == kg.concept("district level")
    assert len({district, kg.concept("district level"), card}) == 2


def test_individuals_and_terms_are_given_when_asked_for(kg):
    ministry = kg.concept("Bộ TT&TT", kinds=("individual",))
    assert ministry.ended.last_day.isoformat() == "2025-02-28"
    assert kg.concept("cds:Pillar", kinds=("term",)).label("en") == "pillar"
    with pytest.raises(NotFoundError):
        kg.concept("Bộ TT&TT")


def test_all_concepts_are_listed_once_in_order(kg):
    iris = [concept.iri for concept in kg.concepts()]
    assert len(iris) == 133
    assert iris == sorted(set(iris))


def test_rows_hold_python_values(kg):
    (row,) = kg.query("SELECT ?months ?share ?level { ?p cds:share ?share ; cds:durationMonths ?months ;"
                      " cds:toServiceLevel ?level FILTER(?months < 100) }")  # fmt: skip
    assert (row.months, row.share, row.level.curie) == (3, 100, "cdsc:muc-do-4")
    assert kg.query("ASK { cdsc:chinh-quyen-so cds:localFormOf cdsc:chinh-phu-so }") is True
    assert len(kg.query("CONSTRUCT WHERE { ?a cds:localFormOf ?b }")) == 1


def test_answers_and_questions_are_at_hand(kg):
    assert [q.id for q in kg.questions()][:2] == ["cq-01", "cq-02"]
    rows = kg.answer("cq-18", concept="cấp huyện")
    assert [row.claim.curie for row in rows] == ["cdse:c051"]
    with pytest.raises(UsageError):
        kg.answer("cq-18", planet="Sao Hỏa")
    with pytest.raises(NotFoundError):
        kg.answer("cq-99")


def test_evidence_is_given_for_a_claim_or_a_thing(kg):
    (claim,) = kg.evidence("cdse:c067")
    assert claim.currency.endswith("#Lapsed")
    assert [found.id for found in kg.evidence("cap huyen")][:2] == ["c051", "x001"]
    assert "c111" in {found.id for found in kg.evidence("Cục Tin học hóa")}
    for name in ("c999", "không có gì"):
        with pytest.raises(NotFoundError):
            kg.evidence(name)


def test_paths_and_trees_take_names(kg):
    assert [step.relation.rpartition("#")[2] for step in kg.path("mã định danh duy nhất", "chính phủ số")] == [
        "yields",
        "providesService",
    ]
    (root,) = kg.tree("smart nation")
    assert len(root.children) == 3
    with pytest.raises(AmbiguousError):
        kg.path("chính phủ", "xã hội")


def test_an_rdflib_graph_has_every_triple_and_is_the_callers_own(kg):
    graph, other = kg.rdflib_graph(), kg.rdflib_graph()
    assert isinstance(graph, rdflib.Graph)
    assert len(graph) == len(kg.store)
    graph.add((rdflib.URIRef("urn:x"), rdflib.RDF.type, rdflib.OWL.Thing))
    assert len(other) == len(kg.store)


def test_a_graph_of_chosen_modules_and_own_files(tmp_path):
    own = tmp_path / "own.ttl"
    own.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<https://example.org/x> a skos:Concept ; skos:prefLabel "Khái niệm riêng"@vi, "Own idea"@en .\n',
        encoding="utf-8",
    )
    kg = KnowledgeGraph.open(modules=["concepts"], extra=[own])
    assert kg.store.modules == ("concepts",)
    assert kg.concept("khai niem rieng").iri == "https://example.org/x"
    assert kg.concept("chính phủ số").claims() == ()
    with pytest.raises(UsageError):
        KnowledgeGraph.open(modules=["khong-co"])


def test_the_graph_conforms_and_can_be_exported_and_drawn(kg):
    assert kg.validate().conforms
    turtle = kg.export("ttl", part="vocabulary")
    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    concepts = set(graph.subjects(rdflib.RDF.type, rdflib.SKOS.Concept))
    assert len(concepts) == 133
    assert "Chính phủ số" in kg.diagram("hierarchy").svg()
    with pytest.raises(NotFoundError):
        kg.diagram("khong-co")
    with pytest.raises(UsageError):
        kg.export("docx")


def test_info_counts_what_is_loaded(kg):
    info = kg.info()
    assert info["version"] == cds_kg.__version__
    assert Path(str(info["data"])).is_dir()
    assert (info["concepts"], info["claims"], info["passages"]) == (133, 111, 48)
    assert info["questions"] == len(kg.questions())
    assert (info["acts"], info["observations"]) == (35, 12)


def test_a_card_in_a_notebook_is_escaped(tmp_path):
    own = tmp_path / "own.ttl"
    own.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<https://example.org/x> a skos:Concept ; skos:prefLabel "<script>1</script>"@vi ;\n'
        '  skos:definition "a < b & \\"c\\""@en .\n',
        encoding="utf-8",
    )
    html = KnowledgeGraph.open(extra=[own]).concept("https://example.org/x")._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;1&lt;/script&gt;" in html
    assert "a &lt; b &amp;" in html
    card = KnowledgeGraph.open().concept("cap huyen")._repr_html_()
    assert "District level" in card
    assert "30/06/2025" in card
    assert "c051" in card


def test_threads_may_share_one_graph():
    kg = KnowledgeGraph.open()
    names = ["chinh quyen so", "cap huyen", "smart city", "CCCD"] * 8

    def work(name: str) -> tuple[str, int, int]:
        concept = kg.concept(name)
        return concept.label("en"), len(concept.claims()), len(kg.answer("cq-18", concept=name))

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(work, names))
    assert together == [work(name) for name in names[:4]] * 8


def test_every_error_of_the_api_is_one_kind_with_a_text_in_both_languages(kg):
    for wrong in (
        lambda: kg.concept("không có gì"),
        lambda: kg.answer("cq-99"),
        lambda: kg.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"),
        lambda: kg.query("SELECT"),
    ):
        with pytest.raises(CdsKgError) as told:
            wrong()
        assert told.value.message("vi") != told.value.message("en")
    with pytest.raises(RefusedError):
        kg.query("DELETE WHERE { ?s ?p ?o }")


def test_a_query_and_a_validation_say_the_same_in_several_threads_at_once_and_rdflib_logs_as_before(tmp_path):
    own = tmp_path / "own.ttl"
    own.write_text('<https://example.org/x> <https://example.org/p> "x"^^<http://www.w3.org/2001/XMLSchema#date> .\n')
    kg = KnowledgeGraph.open(extra=[own])
    logger = logging.getLogger("rdflib.term")
    before = (logger.level, list(logger.filters))
    query = "SELECT ?c WHERE { ?c a cds:Pillar } ORDER BY ?c"
    alone = (kg.query(query).to_csv(), kg.validate().findings)
    together = threading.Barrier(3)

    def work(_: int) -> tuple[object, object]:
        together.wait()
        return kg.query(query).to_csv(), kg.validate().findings

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(work, range(3))) == [alone] * 3
    assert (logger.level, logger.filters) == before


def test_one_file_and_one_module_need_no_list(tmp_path):
    own = tmp_path / "own.ttl"
    own.write_text("<https://example.org/x> a <https://example.org/C> .\n", encoding="utf-8")
    for extra in (own, str(own)):
        kg = KnowledgeGraph.open(modules="concepts", extra=extra)
        assert kg.store.modules == ("concepts",)
        assert kg.query("ASK { <https://example.org/x> a ?class }") is True


def test_wrong_arguments_are_told_as_such(kg):
    for wrong in (
        lambda: kg.concept("cap huyen", kinds=("foo",)),
        lambda: kg.label("zz zz"),
        *(lambda t=t: kg.query("ASK {}", timeout=t) for t in (-1, 0, "5", float("nan"), float("inf"), True)),
        *(lambda m=m: kg.query("ASK {}", memory=m) for m in (0, -1, "5", 1.5)),
    ):
        with pytest.raises(UsageError):
            wrong()


def test_a_card_links_to_web_addresses_alone(kg, tmp_path):
    own = tmp_path / "own.ttl"
    own.write_text(
        "<javascript:alert(1)> a <http://www.w3.org/2004/02/skos/core#Concept> ;\n"
        '  <http://www.w3.org/2004/02/skos/core#prefLabel> "Bẫy"@vi .\n',
        encoding="utf-8",
    )
    card = KnowledgeGraph.open(extra=own).concept("Bẫy")._repr_html_()
    assert "Bẫy" in card
    assert "href" not in card
    assert '<a href="https://w3id.org/cds-kg/concept/cap-huyen">' in kg.concept("cap huyen")._repr_html_()


def test_findings_on_blank_nodes_have_their_line_and_the_label_of_the_file(tmp_path):
    own = tmp_path / "own.ttl"
    own.write_text(
        "@prefix cds: <https://w3id.org/cds-kg/ontology#> .\n"
        "@prefix ex: <https://example.org/> .\n"
        "_:mine a cds:Pillar .\n"
        "\n"
        "ex:x a ex:C ;\n"
        "    ex:has [ a cds:Target ;\n"
        "        ex:has [ a cds:Pillar ] ] .\n"
        "[] a cds:Pillar .\n"
        "[ a cds:Target ] .\n",
        encoding="utf-8",
    )
    report = check_files([own])
    found = [finding for finding in report.findings if (finding.focus or "").startswith("_:")]
    assert {(finding.focus, finding.line) for finding in found if finding.focus == "_:mine"} == {("_:mine", 3)}
    assert len({finding.focus for finding in found}) == 5
    # Both of the nodes of ex:x are placed where it leads to the outer one.
    assert {finding.line for finding in found} == {3, 6, 8, 9}
    assert (report.label("_:mine"), report.label("_:mine", "en")) == ("nút trống _:mine", "blank node _:mine")
    told = report.to_table("vi") + report.to_table("en")
    assert "_:mine" in told
    assert "nút trống []" in told
    assert "blank node []" in told
    assert "_:f1b" not in "".join(finding.message_vi + finding.message_en for finding in found)


def test_a_graph_that_nobody_holds_any_longer_is_freed():
    graph = KnowledgeGraph.open()
    graph.concept("chinh phu so").describe()
    graph.unit("80")
    held = weakref.ref(graph.store)
    del graph
    gc.collect()
    assert held() is None


def test_a_wrong_unit_in_a_file_of_ones_own_is_found_without_naming_the_module(tmp_path):
    file = tmp_path / "office.ttl"
    unit = "<https://w3id.org/cds-kg/unit/{}>"
    file.write_text(f"<https://a.example/office> <https://a.example/seat> {unit.format('2025-01')} .\n", "utf-8")
    assert KnowledgeGraph.open(extra=file).validate().conforms
    file.write_text(f"<https://a.example/office> <https://a.example/seat> {unit.format('2025-1')} .\n", "utf-8")
    (finding,) = KnowledgeGraph.open(extra=file).validate().findings
    assert (finding.value, finding.line) == ("https://w3id.org/cds-kg/unit/2025-1", 1)

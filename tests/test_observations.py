"""Published figures: value, place, period, source and the remark on mergers, as the press has them.

Expected values were copied by hand from the newspapers' articles of 21 October 2025 on the index of 2024, and from the
newspaper of the police on online public services.
"""

from __future__ import annotations

import pytest

from cds_kg import KnowledgeGraph

PROVINCIAL, NATIONAL = "cdsc:chi-so-chuyen-doi-so-cap-tinh", "cdsc:chi-so-chuyen-doi-so-quoc-gia"
LEVEL_4 = "cdsc:ty-le-dich-vu-cong-truc-tuyen-muc-do-4"
NATION = "cdsi:place-viet-nam"
YEAR = ("2024-01-01", "2024-12-31")


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return KnowledgeGraph.open()


def rows(kg: KnowledgeGraph, query: str) -> set[tuple[str | None, ...]]:
    """The rows of a query, things by their prefixed names, what is unbound as ``None``."""
    return {
        tuple(None if value is None else getattr(value, "curie", str(value)) for value in row)
        for row in kg.query(query)
    }


def test_figures_are_those_that_were_published(kg):
    found = rows(
        kg,
        "SELECT ?indicator ?content ?place ?value ?unit ?from ?until { ?o a cds:Observation ; cds:indicator"
        " ?indicator ; cds:observedPlace ?place ; cds:value ?value ; cds:unitOfMeasure ?unit ; cds:observedFrom ?from ;"
        " cds:observedUntil ?until OPTIONAL { ?o cds:content ?content } }",
    )
    score = "cds:IndexScore"
    assert found == {
        (NATIONAL, None, NATION, "0.7955", score, *YEAR),
        (NATIONAL, None, NATION, "0.7326", score, "2023-01-01", "2023-12-31"),
        (PROVINCIAL, None, NATION, "0.6961", score, *YEAR),
        # The article on the provincial level gives the three pillars next to 0.6961; none of them is Hanoi's.
        (PROVINCIAL, "cdsc:chinh-quyen-so", NATION, "0.7582", score, *YEAR),
        (PROVINCIAL, "cdsc:kinh-te-so", NATION, "0.7723", score, *YEAR),
        (PROVINCIAL, "cdsc:xa-hoi-so", NATION, "0.7692", score, *YEAR),
        (PROVINCIAL, None, "cdsu:2025-01", "0.8241", score, *YEAR),
        (PROVINCIAL, None, "cdsu:2025-46", "0.7951", score, *YEAR),
        (PROVINCIAL, None, "cdsu:2025-31", "0.7857", score, *YEAR),
        (PROVINCIAL, None, "cdsu:2025-79", "0.777", score, *YEAR),
        (LEVEL_4, None, NATION, "10.76", "cds:Percent", "2019-01-01", "2019-12-31"),
        (LEVEL_4, None, NATION, "30.1", "cds:Percent", "2020-12-01", "2020-12-31"),
    }


def test_every_value_names_the_newspaper_and_is_of_grade_b(kg):
    found = rows(
        kg,
        "SELECT ?o ?source ?grade { ?o a cds:Observation ; cds:value ?value . ?claim a cds:ExternalClaim ;"
        " cds:assertsSubject ?o ; cds:assertsPredicate cds:value ; cds:assertsObject ?value ; dcterms:source ?source ;"
        " cds:confidence ?grade }",
    )
    assert len(found) == 12
    assert {grade for _, _, grade in found} == {"B"}
    assert {source.split("/")[2] for _, source, _ in found} == {"dantri.com.vn", "cand.com.vn"}


def test_figures_of_units_tell_what_the_mergers_mean_for_them(kg):
    query = (
        "SELECT ?place ?note { ?o a cds:Observation ; cds:observedPlace ?place ; skos:scopeNote ?note"
        " FILTER(STRSTARTS(STR(?place), 'https://w3id.org/cds-kg/unit/') && LANG(?note) = 'vi') }"
    )
    notes = dict(rows(kg, query))
    assert set(notes) == {"cdsu:2025-01", "cdsu:2025-31", "cdsu:2025-46", "cdsu:2025-79"}
    assert all("trung bình cộng" in note and "trước sáp nhập" in note for note in notes.values())
    # Hanoi and Hue were formed from one unit each, Haiphong from two, Ho Chi Minh City from three.
    assert {place for place, note in notes.items() if "đơn vị này không sáp nhập" in note} == {
        "cdsu:2025-01",
        "cdsu:2025-46",
    }


def test_the_units_that_figures_speak_of_are_the_present_ones_of_that_name():
    with_units = KnowledgeGraph.open(modules=["observations", "units"])
    found = rows(
        with_units,
        "SELECT ?place ?name ?vintage { ?o a cds:Observation ; cds:observedPlace ?place ."
        " ?place skos:prefLabel ?name ; cds:vintage ?vintage FILTER(LANG(?name) = 'vi') }",
    )
    assert found == {
        ("cdsu:2025-01", "Thành phố Hà Nội", "cdsu:vintage-2025"),
        ("cdsu:2025-31", "Thành phố Hải Phòng", "cdsu:vintage-2025"),
        ("cdsu:2025-46", "Thành phố Huế", "cdsu:vintage-2025"),
        ("cdsu:2025-79", "Thành phố Hồ Chí Minh", "cdsu:vintage-2025"),
    }


def test_the_nation_is_a_place_named_in_both_languages_and_no_country_case(kg):
    assert rows(kg, "SELECT ?kind ?name { cdsi:place-viet-nam a ?kind ; skos:prefLabel ?name }") == {
        ("dcterms:Location", "Việt Nam"),
        ("dcterms:Location", "Viet Nam"),
    }


def test_indicators_of_observations_are_concepts_that_say_they_are_not_from_the_article(kg):
    found = rows(kg, "SELECT DISTINCT ?i { ?o a cds:Observation ; cds:indicator ?i }")
    assert found == {(NATIONAL,), (PROVINCIAL,), (LEVEL_4,)}
    marked = rows(
        kg,
        "SELECT ?i { ?i a cds:Indicator , skos:Concept ; skos:inScheme <https://w3id.org/cds-kg/scheme> ;"
        " skos:scopeNote ?note FILTER(LANG(?note) = 'vi' && CONTAINS(?note, 'không có trong bài nguồn')) }",
    )
    assert marked == found
    for (indicator,) in found:
        derived = rows(kg, f"SELECT ?kind {{ {indicator} prov:wasDerivedFrom ?claim . ?claim a ?kind }}")
        assert derived == {("cds:ExternalClaim",)}
        assert rows(kg, f"SELECT ?claim {{ ?claim a cds:Claim ; cds:about {indicator} }}") == set()


def test_no_result_is_known_for_the_targets_of_the_article(kg):
    query = "SELECT ?o { ?t a cds:Target ; cds:targetIndicator ?i . ?o a cds:Observation ; cds:indicator ?i }"
    assert rows(kg, query) == set()


def test_values_fit_their_units_and_periods_begin_before_they_end(kg):
    seen = 0
    for row in kg.query(
        "SELECT ?value ?unit ?from ?until { ?o a cds:Observation ; cds:value ?value ; cds:unitOfMeasure ?unit ;"
        " cds:observedFrom ?from ; cds:observedUntil ?until }"
    ):
        seen += 1
        assert 0 <= row.value <= (1 if row.unit.curie == "cds:IndexScore" else 100)
        assert row["from"] <= row.until
    assert seen == 12

"""Everything the graph says rests on evidence, and the evidence is what the article has.

Expectations come from the article's own tables of sentences and claims, and from reading the article.
"""

from __future__ import annotations

import csv
import json
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

from cds_kg import KnowledgeGraph
from cds_kg.errors import InputError, NotFoundError, UsageError
from cds_kg.knowledge.evidence import evidence_of
from cds_kg.knowledge.source_text import check_source, find_phrase, read_source, sentences

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return KnowledgeGraph.open()


@pytest.fixture(scope="module")
def article(source_dir) -> str:
    return (source_dir / "source.txt").read_text(encoding="utf-8")


def _table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


@pytest.fixture(scope="module")
def listed_claims(source_dir) -> list[dict[str, str]]:
    return _table(source_dir / "claims.tsv")


@pytest.fixture(scope="module")
def listed_sentences(source_dir) -> list[dict[str, str]]:
    return _table(source_dir / "sentences.tsv")


def column(kg: KnowledgeGraph, query: str) -> list[str]:
    """The first column of a query, things by their prefixed names."""
    return [getattr(row[0], "curie", str(row[0])) for row in kg.query(query)]


def pairs(kg: KnowledgeGraph, query: str) -> set[tuple[str, ...]]:
    """The rows of a query, things by their prefixed names."""
    return {tuple(getattr(value, "curie", str(value)) for value in row) for row in kg.query(query)}


# The article's claims and sentences


def test_all_111_claims_are_there_with_sentence_phrase_and_position(kg, listed_claims):
    assert len(listed_claims) == 111
    found = {
        (row.claim.curie, row.passage.curie, str(row.phrase), row.start, row.end)
        for row in kg.query(
            "SELECT ?claim ?passage ?phrase ?start ?end { ?claim a cds:Claim ; cds:fromPassage ?passage ;"
            " cds:keyPhrase ?phrase ; cds:start ?start ; cds:end ?end }"
        )
    }
    assert found == {
        (f"cdse:{c['claim']}", f"cdsp:{c['sentence']}", c["phrase"], int(c["start"]), int(c["end"]))
        for c in listed_claims
    }


def test_every_phrase_stands_in_the_article_where_the_graph_says(kg, article):
    rows = list(
        kg.query("SELECT ?phrase ?start ?end { ?claim cds:keyPhrase ?phrase ; cds:start ?start ; cds:end ?end }")
    )
    assert rows
    assert all(article[row.start : row.end] == row.phrase for row in rows)


def test_each_of_the_47_statements_and_the_attribution_has_a_claim_and_no_heading_has(kg, listed_sentences):
    stating = {f"cdsp:{s['sentence']}" for s in listed_sentences if s["kind"] in ("statement", "attribution")}
    assert len(stating) == 48
    assert set(column(kg, "SELECT DISTINCT ?passage { ?claim cds:fromPassage ?passage }")) == stating


def test_the_48_passages_have_line_position_and_digest_of_the_article(kg, listed_sentences):
    found = {
        (row.passage.curie, row.line, row.start, row.end, str(row.sha256))
        for row in kg.query(
            "SELECT ?passage ?line ?start ?end ?sha256 { ?passage a cds:Passage ; cds:line ?line ; cds:sha256 ?sha256 ;"
            " oa:hasSelector [ oa:start ?start ; oa:end ?end ] }"
        )
    }
    assert found == {
        (f"cdsp:{s['sentence']}", int(s["line"]), int(s["start"]), int(s["end"]), s["sha256"])
        for s in listed_sentences
        if s["kind"] != "heading"
    }


def test_no_sentence_of_the_article_is_in_the_packaged_data(article, listed_sentences):
    data = "".join(
        file.read_text(encoding="utf-8")
        for folder in ("ontology", "shapes", "queries")
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and not file.name.startswith(".")
    )
    for sentence in listed_sentences:
        if sentence["kind"] == "statement":
            assert article[int(sentence["start"]) : int(sentence["end"])] not in data, sentence["sentence"]


# Claims and facts, both ways

ASSERTED = """
SELECT ?claim ?s ?p ?o {
  ?claim cds:assertsSubject ?s ; cds:assertsPredicate ?p ; cds:assertsObject ?o .
}"""
ASSERTED_BUT_ABSENT = """
SELECT ?claim {
  ?claim cds:assertsSubject ?s ; cds:assertsPredicate ?p ; cds:assertsObject ?o .
  FILTER NOT EXISTS { ?s ?p ?o }
} ORDER BY ?claim"""
UNSUPPORTED = """
SELECT ?s ?p {
  ?s ?p ?o .
  FILTER(STRSTARTS(STR(?s), STR(cdsc:)) || STRSTARTS(STR(?s), STR(cdsi:)))
  FILTER(STRSTARTS(STR(?p), STR(cds:)) || ?p IN (
    skos:altLabel, skos:broader, dcterms:isReplacedBy, org:subOrganizationOf,
    skos:exactMatch, skos:closeMatch, skos:broadMatch, skos:narrowMatch, skos:relatedMatch))
  FILTER NOT EXISTS { ?claim cds:assertsSubject ?s ; cds:assertsPredicate ?p ; cds:assertsObject ?o }
} ORDER BY ?s ?p"""


@pytest.fixture
def seeded(tmp_path):
    """The graph with one statement more that no claim supports, and one claim whose statement nobody makes."""
    file = tmp_path / "seeded.ttl"
    file.write_text(
        "@prefix cds: <https://w3id.org/cds-kg/ontology#> .\n"
        "@prefix cdsc: <https://w3id.org/cds-kg/concept/> .\n"
        "@prefix cdse: <https://w3id.org/cds-kg/claim/> .\n"
        "cdsc:chinh-phu-so cds:serves cdsc:ca-nhan .\n"
        "cdse:c999 a cds:Claim ; cds:assertsSubject cdsc:chinh-phu-dien-tu ; cds:assertsPredicate cds:serves ;\n"
        "  cds:assertsObject cdsc:ca-nhan .\n",
        encoding="utf-8",
    )
    return KnowledgeGraph.open(extra=[file])


def test_the_triple_of_every_claim_part_and_external_claim_is_in_the_graph(kg, seeded):
    assert len(list(kg.query(ASSERTED))) > 111
    assert column(kg, ASSERTED_BUT_ABSENT) == []
    assert column(seeded, ASSERTED_BUT_ABSENT) == ["cdse:c999"]


def test_no_domain_triple_stands_without_a_claim_or_an_external_claim(kg, seeded):
    assert pairs(kg, UNSUPPORTED) == set()
    assert pairs(seeded, UNSUPPORTED) == {("cdsc:chinh-phu-so", "cds:serves")}


def test_every_claim_part_and_external_claim_asserts_exactly_one_triple(kg):
    counted = kg.query(
        "SELECT ?claim (COUNT(*) AS ?n)"
        " { ?claim cds:assertsSubject ?s ; cds:assertsPredicate ?p ; cds:assertsObject ?o } GROUP BY ?claim"
    )
    numbers = {row.claim.curie: row.n for row in counted}
    assert set(numbers.values()) == {1}
    records = set(column(kg, "SELECT ?c { VALUES ?kind { cds:Claim cds:ClaimPart cds:ExternalClaim } ?c a ?kind }"))
    assert records == set(numbers)


def test_every_part_belongs_to_a_claim_of_its_own_name(kg):
    parts = pairs(kg, "SELECT ?part ?claim { ?part a cds:ClaimPart ; dcterms:isPartOf ?claim }")
    assert parts
    assert all(part.rpartition("-")[0] == claim for part, claim in parts)
    assert {claim for _, claim in parts} <= set(column(kg, "SELECT ?claim { ?claim a cds:Claim }"))


def test_every_definition_names_the_claims_it_was_written_from(kg):
    assert column(kg, "SELECT ?c { ?c a skos:Concept FILTER NOT EXISTS { ?c prov:wasDerivedFrom ?claim } }") == []
    assert (
        column(
            kg,
            "SELECT ?claim { ?c a skos:Concept ; prov:wasDerivedFrom ?claim"
            " FILTER NOT EXISTS { ?claim cds:assertsObject ?o } }",
        )
        == []
    )


def test_external_claims_have_a_source_and_a_grade_unless_the_editors_are_the_source(kg):
    graded = pairs(
        kg, "SELECT ?source ?grade { ?c a cds:ExternalClaim ; dcterms:source ?source ; cds:confidence ?grade }"
    )
    assert {grade for _, grade in graded} <= {"A", "B", "C"}
    assert "cdsi:source-editors" not in {source for source, _ in graded}
    ungraded = (
        "SELECT ?source { ?c a cds:ExternalClaim OPTIONAL { ?c dcterms:source ?source }"
        " FILTER NOT EXISTS { ?c cds:confidence ?grade } }"
    )
    assert set(column(kg, ungraded)) == {"cdsi:source-editors"}


# One idea, one resource

OBJECTS = """
SELECT ?o {{
  VALUES ?claim {{ cdse:{} }}
  {{ ?claim cds:assertsObject ?o }} UNION {{ ?part dcterms:isPartOf ?claim ; cds:assertsObject ?o }}
}}"""


@pytest.mark.parametrize(
    ("concept", "claims"),
    [
        ("hieu-luc-hieu-qua-hoat-dong", ["c019", "c023", "c059"]),
        ("doi-moi-mo-hinh-hoat-dong", ["c024", "c031"]),
        ("thay-doi-cach-thuc-cung-cap-dich-vu", ["c025", "c032"]),
        ("cong-nghe-so-va-du-lieu", ["c026", "c037"]),
        ("minh-bach", ["c010", "c060", "c091"]),
        ("phong-chong-tham-nhung", ["c011", "c061", "c092"]),
        ("the-can-cuoc-cong-dan", ["c041", "c049"]),
    ],
)
def test_a_shared_idea_is_one_resource_reached_from_every_claim_that_mentions_it(kg, concept, claims):
    for claim in claims:
        assert f"cdsc:{concept}" in column(kg, OBJECTS.format(claim)), claim


def test_lower_cost_of_services_and_lower_cost_to_reach_level_4_are_two_ideas(kg):
    services, level = (set(column(kg, OBJECTS.format(claim))) for claim in ("c017", "c084"))
    assert "cdsc:giam-chi-phi" in services
    assert "cdsc:giam-chi-phi-dua-dich-vu-cong-len-muc-do-4" in level
    assert not services & level


# Where an easy model goes wrong


def test_national_and_local_stand_side_by_side_as_resources_of_their_own(kg):
    found = pairs(kg, "SELECT ?a ?b { ?a cds:correspondsTo ?b }")
    assert found == {
        ("cdsc:quoc-gia-thong-minh", "cdsc:do-thi-thong-minh"),
        ("cdsc:chinh-phu-so", "cdsc:chinh-quyen-so"),
        ("cdsc:kinh-te-so", "cdsc:kinh-te-so-do-thi"),
        ("cdsc:xa-hoi-so", "cdsc:xa-hoi-so-do-thi"),
        ("cdsc:phat-trien-chinh-phu-so", "cdsc:phat-trien-chinh-quyen-so-do-thi-thong-minh"),
    }


def test_nation_and_city_have_three_components_and_the_city_bounds_its_own(kg):
    assert pairs(kg, "SELECT ?whole ?part { ?whole cds:hasComponent ?part }") == {
        ("cdsc:quoc-gia-thong-minh", "cdsc:chinh-phu-so"),
        ("cdsc:quoc-gia-thong-minh", "cdsc:kinh-te-so"),
        ("cdsc:quoc-gia-thong-minh", "cdsc:xa-hoi-so"),
        ("cdsc:do-thi-thong-minh", "cdsc:chinh-quyen-so"),
        ("cdsc:do-thi-thong-minh", "cdsc:kinh-te-so-do-thi"),
        ("cdsc:do-thi-thong-minh", "cdsc:xa-hoi-so-do-thi"),
    }
    assert pairs(kg, "SELECT ?part ?whole { ?part cds:boundedBy ?whole }") == {
        ("cdsc:chinh-quyen-so", "cdsc:do-thi-thong-minh"),
        ("cdsc:kinh-te-so-do-thi", "cdsc:do-thi-thong-minh"),
        ("cdsc:xa-hoi-so-do-thi", "cdsc:do-thi-thong-minh"),
    }
    assert pairs(kg, "SELECT ?whole ?n { ?whole cds:componentCount ?n }") == {
        ("cdsc:quoc-gia-thong-minh", "3"),
        ("cdsc:do-thi-thong-minh", "3"),
    }


def test_only_digital_local_government_is_called_a_local_form_and_it_is_not_a_kind(kg):
    assert pairs(kg, "SELECT ?a ?b { ?a cds:localFormOf ?b }") == {("cdsc:chinh-quyen-so", "cdsc:chinh-phu-so")}
    assert column(kg, "SELECT ?b { cdsc:chinh-quyen-so skos:broader ?b }") == []


def test_the_district_is_still_what_the_source_says_and_ended_without_a_successor(kg):
    assert set(column(kg, "SELECT ?l { cdsc:chinh-quyen-so cds:implementedAtLevel ?l }")) == {
        "cdsc:cap-tinh",
        "cdsc:cap-huyen",
        "cdsc:cap-xa",
    }
    assert pairs(kg, "SELECT ?l ?day { ?l a cds:AdministrativeLevel ; cds:validUntil ?day }") == {
        ("cdsc:cap-huyen", "2025-06-30")
    }
    assert column(kg, "SELECT ?x { cdsc:cap-huyen dcterms:isReplacedBy ?x }") == []


def test_the_five_things_that_ended_have_their_last_days_and_successors(kg):
    ended = pairs(
        kg,
        "SELECT ?x ?day ?heir { ?x cds:validUntil|dcterms:isReplacedBy ?any OPTIONAL { ?x cds:validUntil ?day }"
        " OPTIONAL { ?x dcterms:isReplacedBy ?heir } }",
    )
    ministry, agency = "cdsi:organisation-bo-thong-tin-va-truyen-thong", "cdsi:organisation-cuc-tin-hoc-hoa"
    assert ended == {
        ("cdsc:cap-huyen", "2025-06-30", "None"),
        (ministry, "2025-02-28", "cdsi:organisation-bo-khoa-hoc-va-cong-nghe"),
        (agency, "2022-07-25", "cdsi:organisation-cuc-chuyen-doi-so-quoc-gia"),
        ("cdsi:name-the-can-cuoc-cong-dan", "2024-06-30", "cdsi:name-the-can-cuoc"),
        ("cdsi:scale-four-levels", "None", "cdsi:scale-two-levels"),
    }


def test_the_name_of_the_card_ended_and_not_the_card(kg):
    assert column(kg, "SELECT ?o { cdsc:the-can-cuoc-cong-dan cds:validUntil|dcterms:isReplacedBy ?o }") == []
    assert column(kg, "SELECT ?n { cdsc:the-can-cuoc-cong-dan skosxl:prefLabel ?n }") == [
        "cdsi:name-the-can-cuoc-cong-dan"
    ]


def test_level_4_is_not_made_equal_to_anything_of_the_new_scale(kg):
    assert column(kg, "SELECT ?o { cdsc:muc-do-4 dcterms:isReplacedBy|skos:exactMatch|skos:closeMatch ?o }") == []


def test_claims_stand_as_they_stood_on_the_day_of_checking(kg):
    standing = defaultdict(set)
    for claim, currency in pairs(kg, "SELECT ?c ?currency { ?c cds:currency ?currency }"):
        standing[currency].add(claim)
    # Two deadlines: 2025 has passed, 2030 has not. The district is one of three levels. The United Nations survey of
    # 2024 speaks of the four countries.
    assert standing["cds:Lapsed"] == {"cdse:c067"}
    assert standing["cds:PartlySuperseded"] == {"cdse:c051"}
    assert standing["cds:Superseded"] == set()
    assert standing["cds:Current"] == {"cdse:c085", "cdse:c088"}
    assert len(standing["cds:NotReassessed"]) == 111 - 4


def test_claims_that_mention_what_has_ended_say_so(kg):
    assert pairs(kg, "SELECT ?c ?x { ?c cds:mentionsEnded ?x }") == {
        ("cdse:c041", "cdsi:name-the-can-cuoc-cong-dan"),
        ("cdse:c049", "cdsi:name-the-can-cuoc-cong-dan"),
        ("cdse:c081", "cdsi:scale-four-levels"),
        ("cdse:c083", "cdsi:scale-four-levels"),
        ("cdse:c111", "cdsi:organisation-bo-thong-tin-va-truyen-thong"),
        ("cdse:c111", "cdsi:organisation-cuc-tin-hoc-hoa"),
    }


def test_one_measure_of_digital_government_falls_one_rises_and_e_governments_has_no_direction(kg):
    found = pairs(
        kg,
        "SELECT ?model ?measure ?way"
        " { ?model cds:measuredBy ?measure OPTIONAL { ?measure cds:desiredDirection ?way } }",
    )
    assert found == {
        ("cdsc:chinh-phu-dien-tu", "cdsc:so-luong-dich-vu-hanh-chinh-cong-truc-tuyen", "None"),
        ("cdsc:chinh-phu-so", "cdsc:so-luong-dich-vu-hanh-chinh-cong", "cds:Decrease"),
        ("cdsc:chinh-phu-so", "cdsc:so-luong-dich-vu-cong-moi-mang-tinh-sang-tao", "cds:Increase"),
    }


def test_the_targets_are_of_checking_and_not_of_inspection_and_name_no_act(kg):
    assert pairs(
        kg,
        "SELECT ?t ?activity ?actor ?value ?unit ?day { ?t a cds:Target ; cds:targetActivity ?activity ;"
        " cds:targetActor ?actor ; cds:targetValue ?value ; cds:unitOfMeasure ?unit ; cds:deadline ?day }",
    ) == {
        ("cdsi:target-2025", "cdsc:hoat-dong-kiem-tra", "cdsc:co-quan-nha-nuoc", "50", "cds:Percent", "2025-12-31"),
        ("cdsi:target-2030", "cdsc:hoat-dong-kiem-tra", "cdsc:co-quan-nha-nuoc", "70", "cds:Percent", "2030-12-31"),
    }
    assert len(column(kg, "SELECT DISTINCT ?i { ?t cds:targetIndicator ?i }")) == 1
    assert column(kg, "SELECT ?o { ?t a cds:Target ; dcterms:source|cds:changedByAct|prov:wasDerivedFrom ?o }") == []


def test_checking_on_site_gives_way_to_inspection_online_by_the_competent_authority(kg):
    assert pairs(
        kg,
        "SELECT ?new ?now ?old ?before { ?p cds:insteadOf ?q . ?p cds:positionOf ?new ; cds:content ?now ."
        " ?q cds:positionOf ?old ; cds:content ?before }",
    ) == {
        (
            "cdsc:hoat-dong-thanh-tra",
            "cdsc:thanh-tra-truc-tuyen",
            "cdsc:hoat-dong-kiem-tra",
            "cdsc:kiem-tra-truc-tiep-tai-doanh-nghiep",
        )
    }
    assert column(kg, "SELECT ?w { cdsc:thanh-tra-truc-tuyen cds:performedBy ?w }") == ["cdsc:co-quan-chuc-nang"]


def test_figures_tied_to_no_named_country_have_candidates_and_no_country(kg):
    found = defaultdict(set)
    for case, country in pairs(kg, "SELECT ?case ?c { ?case cds:attributionExplicit false ; cds:candidateCountry ?c }"):
        found[case].add(country)
    nordic, asian = {"cdsc:dan-mach", "cdsc:estonia"}, {"cdsc:han-quoc", "cdsc:singapore"}
    assert found == {
        "cdsi:case-dich-vu-so": nordic,
        "cdsi:case-nguoi-dan-su-dung": nordic,
        "cdsi:case-dang-ky-doanh-nghiep": asian,
        "cdsi:case-thong-quan": asian,
    }
    assert column(kg, "SELECT ?case { ?case cds:attributionExplicit false ; cds:caseCountry ?c }") == []
    assert column(kg, "SELECT ?case { ?case cds:attributionExplicit true ; cds:candidateCountry ?c }") == []


def test_figures_of_the_cases_are_numbers_with_units(kg):
    assert pairs(
        kg, "SELECT ?case ?value ?unit { ?case a cds:CountryCase ; cds:value ?value ; cds:unitOfMeasure ?unit }"
    ) == {
        ("cdsi:case-dich-vu-so", "100", "cds:Percent"),
        ("cdsi:case-nguoi-dan-su-dung", "90", "cds:Percent"),
        ("cdsi:case-dang-ky-doanh-nghiep", "15", "cds:Minute"),
    }


def test_pace_is_in_numbers_and_cost_has_one_side_only(kg):
    assert pairs(
        kg,
        "SELECT ?of ?period ?months ?share ?level { ?p cds:durationMonths ?months ; cds:share ?share ;"
        " cds:positionOf ?of ; cds:period ?period ; cds:toServiceLevel ?level }",
    ) == {
        ("cdsc:chinh-phu-dien-tu", "cdsc:truoc-day", "120", "10", "cdsc:muc-do-4"),
        ("cdsc:chinh-phu-so", "cdsc:hien-nay", "3", "100", "cdsc:muc-do-4"),
    }
    assert column(kg, "SELECT ?of { ?p cds:aspect cdsc:chi-phi ; cds:positionOf ?of }") == ["cdsc:chinh-phu-so"]


def test_the_two_developments_are_no_sequence_and_have_no_end_point(kg):
    assert pairs(kg, "SELECT ?a ?b { ?a cds:notPrerequisiteOf ?b }") == {
        ("cdsc:phat-trien-chinh-phu-dien-tu", "cdsc:phat-trien-chinh-phu-so"),
        ("cdsc:chinh-phu-dien-tu", "cdsc:chinh-phu-so"),
    }
    assert pairs(kg, "SELECT ?x ?end { ?x cds:hasEndPoint ?end }") == {
        (f"cdsc:{name}", "False")
        for name in ("phat-trien-chinh-phu-dien-tu", "phat-trien-chinh-phu-so", "chinh-phu-dien-tu", "chinh-phu-so")
    }
    assert set(column(kg, "SELECT ?x { ?x cds:ongoing true }")) == {
        "cdsc:phat-trien-chinh-phu-dien-tu",
        "cdsc:phat-trien-chinh-phu-so",
    }


def test_citizens_change_skills_and_habits_and_society_faces_skills_first_then_habits(kg):
    assert column(kg, "SELECT ?who { cdsc:thay-doi-ky-nang-va-thoi-quen cds:requiresChangeOf ?who }") == [
        "cdsc:nguoi-dan"
    ]
    assert column(kg, "SELECT ?n { cdsc:thay-doi-ky-nang-va-thoi-quen cds:order ?n }") == []
    assert pairs(kg, "SELECT ?who ?n ?what { ?what cds:facedBy ?who OPTIONAL { ?what cds:order ?n } }") == {
        ("cdsc:xa-hoi", "1", "cdsc:ky-nang-so-cua-nguoi-dan"),
        ("cdsc:xa-hoi", "2", "cdsc:thoi-quen-va-van-hoa-song-trong-moi-truong-so"),
        ("cdsc:doanh-nghiep", "None", "cdsc:moi-truong-phap-ly"),
        ("cdsc:co-quan-nha-nuoc", "None", "cdsc:nhan-thuc-va-su-vao-cuoc-cua-nguoi-dung-dau"),
    }


def test_three_risks_are_borne_and_network_security_is_a_condition_and_no_risk(kg):
    assert pairs(kg, "SELECT ?risk ?who { ?risk a cds:Risk ; cds:borneBy ?who }") == {
        ("cdsc:mat-chu-quyen-so-quoc-gia", "cdsc:quoc-gia"),
        ("cdsc:lo-lot-du-lieu-ca-nhan", "cdsc:ca-nhan"),
        ("cdsc:xam-pham-quyen-rieng-tu", "cdsc:ca-nhan"),
    }
    assert column(kg, "SELECT ?x { ?x cds:requires cdsc:an-toan-an-ninh-mang }") == [
        "cdsc:dua-toan-bo-hoat-dong-len-moi-truong-so"
    ]


def test_nothing_is_exactly_matched_to_another_vocabulary(kg):
    assert column(kg, "SELECT ?c { ?c skos:exactMatch ?x }") == []
    assert column(kg, "SELECT ?x { cdsc:quoc-gia-thong-minh skos:exactMatch|skos:closeMatch ?x }") == []


def test_dates_are_full_dates_and_never_years(kg):
    assert (
        column(
            kg,
            "SELECT ?s { VALUES ?p { cds:validFrom cds:validUntil cds:deadline cds:checkedOn cds:writtenNotBefore"
            " cds:writtenNotAfter dcterms:modified } ?s ?p ?day FILTER(DATATYPE(?day) != xsd:date) }",
        )
        == []
    )


# The article checked and searched


def test_the_article_agrees_with_every_passage_and_phrase(kg, article):
    check = check_source(evidence_of(kg.store), article)
    assert (check.passages, check.phrases, check.mismatches) == (48, 111, ())


def test_one_changed_letter_is_found_in_its_sentence_and_phrase(kg, article):
    # c061 "hạn chế tham nhũng" is the only claim on these words of s25.
    spoilt = article[:3299] + "H" + article[3300:]
    check = check_source(evidence_of(kg.store), spoilt)
    assert [wrong.id for wrong in check.mismatches] == ["s25", "c061"]


def test_a_shifted_article_names_where_each_phrase_begins(kg, article):
    check = check_source(evidence_of(kg.store), "\n" + article)
    assert len(check.mismatches) == 48 + 111
    c061 = next(wrong for wrong in check.mismatches if wrong.id == "c061")
    assert "3300" in c061.vi
    assert "3300" in c061.en


@pytest.mark.parametrize("form", ["bom", "crlf", "nfd"])
def test_a_bom_windows_line_ends_and_nfd_do_not_move_positions(kg, article, tmp_path, form):
    spelt = {
        "bom": "\ufeff" + article,
        "crlf": article.replace("\n", "\r\n"),
        "nfd": unicodedata.normalize("NFD", article),
    }[form]
    file = tmp_path / "article.txt"
    file.write_bytes(spelt.encode())
    assert check_source(evidence_of(kg.store), read_source(file)).holds


def test_sentences_are_told_apart_as_in_the_articles_own_table(article, listed_sentences):
    assert [(s.id, s.line, s.start, s.end, s.sha256) for s in sentences(article)] == [
        (s["sentence"], int(s["line"]), int(s["start"]), int(s["end"]), s["sha256"]) for s in listed_sentences
    ]


def test_every_key_phrase_can_be_found_at_its_place(article, listed_claims):
    for claim in listed_claims:
        places = {(p.sentence.id, p.start, p.end) for p in find_phrase(article, claim["phrase"])}
        assert (claim["sentence"], int(claim["start"]), int(claim["end"])) in places, claim["claim"]


SMALL = "Đầu đề\nCâu một nói về chính phủ số. Câu hai: 50% việc làm từ xa. 100% thì chưa!\nchính phủ  số ở dòng ba\n"


def test_a_phrase_is_found_with_sentence_line_and_position():
    first, second = find_phrase(SMALL, "chính phủ số")
    # "Đầu đề" and its line feed are 7 code points, "Câu một nói về " 15; the second line is 72, so the third begins
    # at 7 + 72 + 1.
    assert (first.sentence.id, first.sentence.line, first.start, first.end) == ("s02", 2, 22, 34)
    assert (second.sentence.id, second.sentence.line, second.start) == ("s05", 3, 80)
    assert second.phrase == "chính phủ  số"


@pytest.mark.parametrize("typed", [unicodedata.normalize("NFD", "chính phủ số"), "  chính\tphủ \n số "])
def test_a_phrase_in_nfd_or_with_other_blanks_is_found(typed):
    assert [place.start for place in find_phrase(SMALL, typed)] == [22, 80]


def test_a_phrase_without_its_marks_is_told_the_exact_words():
    with pytest.raises(NotFoundError) as told:
        find_phrase(SMALL, "CHINH PHU SO")
    assert "«chính phủ số»" in told.value.vi
    with pytest.raises(NotFoundError):
        find_phrase(SMALL, "không có đâu")
    with pytest.raises(UsageError):
        find_phrase(SMALL, "  ")


# At the command line


def test_a_claim_is_shown_with_its_words_triples_and_standing(run):
    done = run("evidence", "c051", "-f", "json")
    assert done.code == 0
    (claim,) = json.loads(done.stdout)
    assert claim["iri"] == "https://w3id.org/cds-kg/claim/c051"
    assert (claim["sentence"], claim["start"], claim["end"]) == ("s20", 2854, 2883)
    assert claim["phrase"] == "cấp tỉnh, cấp huyện và cấp xã"
    assert claim["currency"].endswith("#PartlySuperseded")
    assert {triple["object"].rpartition("/")[2] for triple in claim["asserts"]} == {"cap-tinh", "cap-huyen", "cap-xa"}


def test_the_evidence_of_a_concept_includes_what_others_say_of_it(run):
    done = run("evidence", "cấp huyện", "-f", "json")
    assert done.code == 0
    found = {claim["id"]: claim for claim in json.loads(done.stdout)}
    assert found["x001"]["confidence"] == "A"
    assert "72/2025/QH15" in found["x001"]["citation"]
    assert "c051" in found


def test_without_a_name_every_claim_is_listed(run):
    done = run("evidence", "-f", "tsv")
    assert done.code == 0
    assert len(done.stdout.splitlines()) == 1 + 111


def test_a_part_of_a_claim_leads_to_the_claim_and_an_unknown_one_to_exit_code_1(run):
    assert json.loads(run("evidence", "cdse:c051-2", "-f", "json").stdout)[0]["id"] == "c051"
    done = run("evidence", "c999")
    assert (done.code, done.stdout) == (1, "")
    assert "c999" in done.stderr


def test_the_source_is_checked_and_whole_sentences_are_shown(run, source_dir, article):
    source = source_dir / "source.txt"
    done = run("evidence", "--source", source, "-f", "json")
    assert (done.code, json.loads(done.stdout)) == (0, [])
    assert "48" in done.stderr
    assert "111" in done.stderr
    done = run("evidence", "c061", "--source", source, "-f", "json")
    assert done.code == 0
    # Sentence s25 is 3222 to 3353.
    assert json.loads(done.stdout)[0]["text"] == article[3222:3353]


def test_a_text_that_is_not_the_source_is_exit_code_1_and_nothing_of_it_is_quoted(run, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("Một bài viết khác hẳn.\n", encoding="utf-8")
    done = run("evidence", "--source", other, "-f", "json")
    assert done.code == 1
    assert {"s02", "c001", "c111"} <= {row["id"] for row in json.loads(done.stdout)}
    done = run("evidence", "c001", "--source", other, "-f", "json")
    assert done.code == 1
    assert json.loads(done.stdout)[0]["text"] is None
    assert "s02" in done.stderr


def test_a_phrase_is_found_from_the_command_line_with_the_digest_of_its_sentence(run, source_dir):
    done = run("evidence", "--find", "hạn chế tham nhũng", "--source", source_dir / "source.txt", "-f", "json")
    assert done.code == 0
    (place,) = json.loads(done.stdout)
    assert (place["sentence"], place["line"], place["start"], place["end"]) == ("s25", 15, 3299, 3317)
    assert place["sha256"] == "b557ce9ed6968bc0f3bf04431827967995360c0a3387af52bb4b44e93707d759"


def test_a_phrase_that_is_not_there_is_exit_code_1_and_wrong_use_is_2(run, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text(SMALL, encoding="utf-8")
    assert run("evidence", "--find", "chính quyền số", "--source", text).code == 1
    assert run("evidence", "--find", "chính phủ số").code == 2
    assert run("evidence", "c001", "--find", "chính phủ số", "--source", text).code == 2


@pytest.mark.parametrize("content", [None, b"", b"ch\xednh ph\xfb", "chính phủ".encode("utf-16")])
def test_an_unreadable_source_is_exit_code_3_with_its_name(run, tmp_path, content):
    file = tmp_path / "source.txt"
    if content is not None:
        file.write_bytes(content)
    done = run("evidence", "--source", file)
    assert (done.code, done.stdout) == (3, "")
    assert str(file) in done.stderr
    assert "Traceback" not in done.stderr
    with pytest.raises(InputError):
        read_source(file)

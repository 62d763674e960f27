"""Where an easy model goes wrong, this one does not: what the article says, and what has ended since."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from cds_kg import KnowledgeGraph

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return KnowledgeGraph.open()


def column(kg: KnowledgeGraph, query: str) -> list[str]:
    """The first column of a query, things by their prefixed names."""
    return [getattr(row[0], "curie", str(row[0])) for row in kg.query(query)]


def pairs(kg: KnowledgeGraph, query: str) -> set[tuple[str, ...]]:
    """The rows of a query, things by their prefixed names."""
    return {tuple(getattr(value, "curie", str(value)) for value in row) for row in kg.query(query)}


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


@pytest.mark.parametrize(
    "unverified",
    [
        *("48/2022", "48-2022", "176/2025", "176-2025", "26/2023", "26-2023"),  # numbers
        *("15/08/2022", "15 August 2022", "2022-08-15", "2022-08-14"),  # day of effect of Decree 42/2022/NĐ-CP
    ],
)
def test_numbers_and_days_that_are_not_verified_are_written_nowhere(unverified):
    folders = ("acts", "alignments", "concepts", "evidence", "observations")
    files = [file for folder in folders for file in (ROOT / "ontology" / folder).rglob("*.ttl")]
    assert len(files) > 20
    assert [file.name for file in files if unverified in file.read_text(encoding="utf-8")] == []


def test_acts_whose_days_are_not_verified_have_none(kg):
    acts = "VALUES ?act { cdsi:act-203-2025-qh15 cdsi:act-72-2025-qh15 cdsi:act-65-2025-qh15 }"
    days = "eli:date_document|eli:first_date_entry_in_force|eli:date_no_longer_in_force"
    assert column(kg, f"SELECT ?day {{ {acts} ?act {days} ?day }}") == []
    # The decree on service levels: issued and repealed on known days, in force from an unknown one.
    assert column(kg, "SELECT ?day { cdsi:act-42-2022-nd-cp eli:first_date_entry_in_force ?day }") == []
    assert column(kg, "SELECT ?day { cdsi:scale-four-levels cds:validUntil ?day }") == []


def test_no_act_defines_digital_local_government_or_the_smart_city(kg):
    assert (
        column(
            kg,
            "SELECT ?d { VALUES ?c { cdsc:chinh-quyen-so cdsc:do-thi-thong-minh } ?d ?p ?c ; a cds:LegalDefinition }",
        )
        == []
    )


def test_the_agency_was_established_and_nothing_calls_it_renamed(kg):
    renamed = (
        "SELECT ?x { ?x ?p ?text FILTER(isLiteral(?text)) FILTER(CONTAINS(STR(?text), 'Cục Chuyển đổi số') ||"
        " CONTAINS(STR(?text), 'National Digital Transformation Agency')) FILTER(CONTAINS(STR(?text), 'đổi tên') &&"
        " !CONTAINS(STR(?text), 'không phải là đổi tên') || CONTAINS(LCASE(STR(?text)), 'renamed')) }"
    )
    assert column(kg, renamed) == []


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
    # Nothing leads from an act to a target, to what the target measures or to the claims that state it.
    assert (
        column(
            kg,
            "SELECT ?x { VALUES ?x { cdsi:target-2025 cdsi:target-2030 cdsc:ty-le-hoat-dong-kiem-tra-tu-xa"
            " cdsc:hoat-dong-kiem-tra cdse:c067 cdse:c068 } { ?x ?p ?act } UNION { ?act ?p ?x } ?act a cds:LegalAct }",
        )
        == []
    )
    assert column(kg, "SELECT ?x { VALUES ?c { cdse:c067 cdse:c068 } ?c cds:currencyBasis ?x }") == []


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
            " cds:writtenNotAfter cds:observedFrom cds:observedUntil dcterms:date dcterms:modified eli:date_document"
            " eli:first_date_entry_in_force eli:date_no_longer_in_force }"
            " ?s ?p ?day FILTER(DATATYPE(?day) != xsd:date) }",
        )
        == []
    )

"""Acts, what they changed and what they define: as an outside register of facts has them, each with its grade.

The table below was copied by hand from that register (numbers, days, grades), not from the graph. Days marked "not
verified" there are absent here and must be absent from the graph.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cds_kg import KnowledgeGraph

ROOT = Path(__file__).resolve().parents[1]

#: IRI -> number, issuer, day of adoption, first day in force, last day in force, weakest grade behind number and days.
REGISTER = {
    "67-2006-qh11": ("67/2006/QH11", "quoc-hoi", "2006-06-29", None, "2026-06-30", "B"),
    "43-2011-nd-cp": ("43/2011/NĐ-CP", "chinh-phu", "2011-06-13", None, None, "B"),
    "36a-nq-cp": ("36a/NQ-CP", "chinh-phu", "2015-10-14", None, None, "A"),
    "950-qd-ttg": ("950/QĐ-TTg", "thu-tuong-chinh-phu", "2018-08-01", None, None, "A"),
    "17-nq-cp": ("17/NQ-CP", "chinh-phu", "2019-03-07", None, None, "B"),
    "52-nq-tw": ("52-NQ/TW", "bo-chinh-tri", "2019-09-27", None, None, "A"),
    "47-2020-nd-cp": ("47/2020/NĐ-CP", "chinh-phu", "2020-04-09", "2020-05-25", None, "B"),
    "749-qd-ttg": ("749/QĐ-TTg", "thu-tuong-chinh-phu", "2020-06-03", "2020-06-03", None, "B"),
    "942-qd-ttg": ("942/QĐ-TTg", "thu-tuong-chinh-phu", "2021-06-15", "2021-06-15", None, "A"),
    "06-qd-ttg": ("06/QĐ-TTg", "thu-tuong-chinh-phu", "2022-01-06", None, None, "A"),
    "411-qd-ttg": ("411/QĐ-TTg", "thu-tuong-chinh-phu", "2022-03-31", None, None, "A"),
    "505-qd-ttg": ("505/QĐ-TTg", "thu-tuong-chinh-phu", "2022-04-22", "2022-04-22", None, "B"),
    "42-2022-nd-cp": ("42/2022/NĐ-CP", "chinh-phu", "2022-06-24", None, "2026-06-30", "C"),
    "nghi-dinh-co-cau-bo-tttt-2022": (None, "chinh-phu", None, "2022-07-26", None, "B"),
    "20-2023-qh15": ("20/2023/QH15", "quoc-hoi", "2023-06-22", "2024-07-01", None, "B"),
    "luat-can-cuoc-2023": (None, "quoc-hoi", "2023-11-27", "2024-07-01", None, "B"),
    "60-2024-qh15": ("60/2024/QH15", "quoc-hoi", "2024-11-30", "2025-07-01", None, "B"),
    "57-nq-tw": ("57-NQ/TW", "bo-chinh-tri", "2024-12-22", None, None, "B"),
    "55-2025-nd-cp": ("55/2025/NĐ-CP", "chinh-phu", "2025-03-02", "2025-03-01", None, "B"),
    "65-2025-qh15": ("65/2025/QH15", "quoc-hoi", None, None, None, "A"),
    "72-2025-qh15": ("72/2025/QH15", "quoc-hoi", None, None, None, "A"),
    "202-2025-qh15": ("202/2025/QH15", "quoc-hoi", "2025-06-12", "2025-06-12", None, "B"),
    "203-2025-qh15": ("203/2025/QH15", "quoc-hoi", None, None, None, "A"),
    "91-2025-qh15": ("91/2025/QH15", "quoc-hoi", "2025-06-26", "2026-01-01", None, "B"),
    "194-2025-nd-cp": ("194/2025/NĐ-CP", "chinh-phu", "2025-07-03", "2025-08-19", None, "A"),
    "269-2025-nd-cp": ("269/2025/NĐ-CP", "chinh-phu", "2025-10-14", "2025-10-14", None, "A"),
    "278-2025-nd-cp": ("278/2025/NĐ-CP", "chinh-phu", "2025-10-22", None, None, "A"),
    "2629-qd-ttg": ("2629/QĐ-TTg", "thu-tuong-chinh-phu", "2025-12-01", None, None, "B"),
    "148-2025-qh15": ("148/2025/QH15", "quoc-hoi", "2025-12-11", "2026-07-01", None, "B"),
    "224-2026-nd-cp": ("224/2026/NĐ-CP", "chinh-phu", "2026-06-24", "2026-07-01", None, "C"),
    "30-2026-qh16": ("30/2026/QH16", "quoc-hoi", "2026-04-24", "2026-04-30", None, "C"),
    "36-2026-qh16": ("36/2026/QH16", "quoc-hoi", "2026-08-24", "2026-09-01", None, "C"),
    "39-2026-qh16": ("39/2026/QH16", "quoc-hoi", "2026-08-24", "2026-09-20", None, "C"),
    "237-nq-ubtvqh16": ("237/NQ-UBTVQH16", "uy-ban-thuong-vu-quoc-hoi", "2026-04-14", "2026-04-30", None, "C"),
    "388-nq-ubtvqh16": ("388/NQ-UBTVQH16", "uy-ban-thuong-vu-quoc-hoi", "2026-08-04", "2026-09-20", None, "C"),
}

#: How the last part of a number tells the form of the act.
FORMS = {
    "NĐ-CP": "Decree",
    "QĐ-TTg": "Decision",
    "NQ-CP": "Resolution",
    "NQ/TW": "Resolution",
    "UBTVQH16": "Resolution",
}

PREFIXES = "PREFIX eli: <http://data.europa.eu/eli/ontology#>\nPREFIX org: <http://www.w3.org/ns/org#>\n"


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return KnowledgeGraph.open()


def rows(kg: KnowledgeGraph, query: str) -> set[tuple[str | None, ...]]:
    """The rows of a query, things by their prefixed names, what is unbound as ``None``."""
    return {
        tuple(None if value is None else getattr(value, "curie", str(value)) for value in row)
        for row in kg.query(PREFIXES + query)
    }


# The register


def test_the_acts_are_those_of_the_register_with_issuer_and_days_and_no_day_that_is_not_verified(kg):
    found = rows(
        kg,
        "SELECT ?act ?number ?issuer ?issued ?from ?until { ?act a cds:LegalAct ; eli:passed_by ?issuer"
        " OPTIONAL { ?act eli:id_local ?number } OPTIONAL { ?act eli:date_document ?issued }"
        " OPTIONAL { ?act eli:first_date_entry_in_force ?from }"
        " OPTIONAL { ?act eli:date_no_longer_in_force ?until } }",
    )
    assert {(act, number, (issuer or "").partition("-")[2], *days) for act, number, issuer, *days in found} == {
        (f"cdsi:act-{name}", *facts[:5]) for name, facts in REGISTER.items()
    }


def test_the_weakest_grade_behind_the_number_and_days_of_each_act_is_that_of_the_register(kg):
    found = rows(
        kg,
        "SELECT ?act (MAX(?grade) AS ?weakest) { ?act a cds:LegalAct . ?claim cds:assertsSubject ?act ;"
        " cds:assertsPredicate ?p ; cds:confidence ?grade FILTER(?p IN (eli:id_local, eli:title, eli:date_document,"
        " eli:first_date_entry_in_force, eli:date_no_longer_in_force)) } GROUP BY ?act",
    )
    assert found == {(f"cdsi:act-{name}", facts[5]) for name, facts in REGISTER.items()}


def test_the_short_name_of_an_act_is_its_number(kg):
    for act, number in rows(kg, "SELECT ?act ?number { ?act a cds:LegalAct ; eli:id_local ?number }"):
        plain = number.lower().replace("đ", "d").replace("/", "-")
        assert act == f"cdsi:act-{plain}"


def test_the_form_of_an_act_is_that_of_its_number(kg):
    for number, form in rows(kg, "SELECT ?number ?form { ?act eli:id_local ?number ; eli:type_document ?form }"):
        kinds = {kind for ending, kind in FORMS.items() if number.endswith(ending)}
        if kinds:
            assert form == f"cds:{kinds.pop()}", number
    laws = rows(kg, "SELECT ?act { ?act eli:type_document cds:Law ; skos:prefLabel ?l FILTER(STRSTARTS(?l, 'Luật')) }")
    assert laws == rows(kg, "SELECT ?act { ?act eli:type_document cds:Law }")
    assert len(laws) == 8


def test_an_act_without_a_number_says_that_its_number_is_not_verified(kg):
    found = rows(
        kg,
        "SELECT ?act { ?act a cds:LegalAct ; skos:scopeNote ?note FILTER NOT EXISTS { ?act eli:id_local ?number }"
        " FILTER(LANG(?note) = 'vi' && CONTAINS(?note, 'Số hiệu') && CONTAINS(?note, 'chưa kiểm chứng')) }",
    )
    assert found == {("cdsi:act-luat-can-cuoc-2023",), ("cdsi:act-nghi-dinh-co-cau-bo-tttt-2022",)}


def test_an_act_whose_first_day_is_not_known_says_so(kg):
    silent = rows(
        kg,
        "SELECT ?act { ?act a cds:LegalAct FILTER NOT EXISTS { ?act eli:first_date_entry_in_force ?day }"
        " FILTER NOT EXISTS { ?act skos:scopeNote ?note FILTER(CONTAINS(?note, 'chưa kiểm chứng')) } }",
    )
    assert silent == set()


def test_a_fact_noted_by_third_parties_only_says_so_to_the_reader(kg):
    found = rows(
        kg,
        "SELECT ?act { ?act skos:scopeNote ?note FILTER(CONTAINS(?note, 'mức tin cậy C')) ?act a cds:LegalAct }",
    )
    assert found == {(f"cdsi:act-{name}",) for name, facts in REGISTER.items() if facts[5] == "C"}


def test_every_act_has_names_in_both_languages_a_source_and_a_mark_where_the_english_is_ours(kg):
    lacking = rows(
        kg,
        "SELECT ?act { ?act a cds:LegalAct FILTER NOT EXISTS { ?act dcterms:source ?source ;"
        " skos:prefLabel ?vi , ?en FILTER(LANG(?vi) = 'vi' && LANG(?en) = 'en') } }",
    )
    assert lacking == set()
    # English titles that an English text has, by the register and by the English edition of a law portal.
    published = {
        *("20-2023-qh15", "60-2024-qh15", "67-2006-qh11", "91-2025-qh15", "148-2025-qh15"),
        *("749-qd-ttg", "942-qd-ttg", "2629-qd-ttg", "269-2025-nd-cp", "52-nq-tw"),
    }
    titled = rows(kg, "SELECT ?act { ?act a cds:LegalAct ; eli:title ?t FILTER(LANG(?t) = 'en') }")
    marked = rows(kg, "SELECT ?act { ?act a cds:LegalAct ; skos:editorialNote ?note }")
    assert titled - marked == {(f"cdsi:act-{name}",) for name in published}


def test_standing_and_relations_between_acts_are_those_that_a_source_states(kg):
    assert rows(kg, "SELECT ?act ?standing { ?act eli:in_force ?standing }") == {
        ("cdsi:act-148-2025-qh15", "eli:InForce-inForce"),
        ("cdsi:act-224-2026-nd-cp", "eli:InForce-inForce"),
        ("cdsi:act-47-2020-nd-cp", "eli:InForce-partiallyInForce"),
        ("cdsi:act-42-2022-nd-cp", "eli:InForce-notInForce"),
        ("cdsi:act-65-2025-qh15", "eli:InForce-notInForce"),
        ("cdsi:act-67-2006-qh11", "eli:InForce-notInForce"),
    }
    related = "SELECT ?act ?p ?other { VALUES ?p { eli:repeals eli:amends eli:changes } ?act ?p ?other }"
    assert rows(kg, related) == {
        ("cdsi:act-148-2025-qh15", "eli:repeals", "cdsi:act-67-2006-qh11"),
        ("cdsi:act-194-2025-nd-cp", "eli:amends", "cdsi:act-47-2020-nd-cp"),
        ("cdsi:act-224-2026-nd-cp", "eli:repeals", "cdsi:act-42-2022-nd-cp"),
        ("cdsi:act-72-2025-qh15", "eli:repeals", "cdsi:act-65-2025-qh15"),
    }


def test_what_is_stated_of_standing_and_relations_has_a_claim_of_its_own(kg):
    unsupported = rows(
        kg,
        "SELECT ?act ?p { VALUES ?p { eli:in_force eli:repeals eli:amends eli:date_no_longer_in_force } ?act ?p ?o"
        " FILTER NOT EXISTS { ?claim a cds:ExternalClaim ; cds:assertsSubject ?act ; cds:assertsPredicate ?p ;"
        " cds:assertsObject ?o ; cds:confidence ?grade } }",
    )
    assert unsupported == set()


def test_an_act_that_is_repealed_ends_on_the_day_before_the_repealing_act_begins(kg):
    found = rows(
        kg,
        "SELECT ?old ?last ?first { ?new eli:repeals ?old ; eli:first_date_entry_in_force ?first ."
        " ?old eli:date_no_longer_in_force ?last }",
    )
    assert found == {
        ("cdsi:act-67-2006-qh11", "2026-06-30", "2026-07-01"),
        ("cdsi:act-42-2022-nd-cp", "2026-06-30", "2026-07-01"),
    }


@pytest.mark.parametrize(
    ("concept", "acts"),
    [
        ("chinh-phu-so", {"52-nq-tw", "749-qd-ttg", "942-qd-ttg", "2629-qd-ttg", "148-2025-qh15"}),
        ("do-thi-thong-minh", {"52-nq-tw", "950-qd-ttg", "269-2025-nd-cp"}),
        ("xa-hoi-so", {"749-qd-ttg", "411-qd-ttg", "148-2025-qh15"}),
        ("du-lieu-mo", {"47-2020-nd-cp", "194-2025-nd-cp"}),
        ("cap-huyen", {"72-2025-qh15"}),
        ("the-can-cuoc-cong-dan", {"luat-can-cuoc-2023"}),
        # The register: no act names these.
        ("chinh-quyen-so", set()),
        ("quoc-gia-thong-minh", set()),
        ("hoat-dong-kiem-tra", set()),
        ("ty-le-hoat-dong-kiem-tra-tu-xa", set()),
    ],
)
def test_acts_about_a_concept(kg, concept, acts):
    found = rows(kg, f"SELECT ?act {{ ?act a cds:LegalAct ; eli:is_about cdsc:{concept} }}")
    assert found == {(f"cdsi:act-{name}",) for name in acts}


def test_issuers_are_bodies_and_one_post_named_in_both_languages(kg):
    found = rows(
        kg,
        "SELECT DISTINCT ?issuer ?kind ?vi ?en { ?act eli:passed_by ?issuer . ?issuer a ?kind ;"
        " skos:prefLabel ?vi , ?en FILTER(LANG(?vi) = 'vi' && LANG(?en) = 'en') }",
    )
    assert {row[:3] for row in found} == {
        ("cdsi:organisation-quoc-hoi", "org:Organization", "Quốc hội"),
        ("cdsi:organisation-uy-ban-thuong-vu-quoc-hoi", "org:Organization", "Ủy ban Thường vụ Quốc hội"),
        ("cdsi:organisation-chinh-phu", "org:Organization", "Chính phủ"),
        ("cdsi:organisation-bo-chinh-tri", "org:Organization", "Bộ Chính trị"),
        ("cdsi:post-thu-tuong-chinh-phu", "org:Post", "Thủ tướng Chính phủ"),
    }


# Changes


def test_what_ended_changed_or_was_formed_names_its_act(kg):
    ministry, merged = "cdsi:organisation-bo-thong-tin-va-truyen-thong", "cdsi:organisation-bo-khoa-hoc-va-cong-nghe"
    agency, heir = "cdsi:organisation-cuc-tin-hoc-hoa", "cdsi:organisation-cuc-chuyen-doi-so-quoc-gia"
    found = rows(kg, "SELECT ?x ?act { ?x cds:changedByAct ?act FILTER NOT EXISTS { ?x a org:ChangeEvent } }")
    assert found == {
        ("cdsc:cap-huyen", "cdsi:act-72-2025-qh15"),
        (ministry, "cdsi:act-55-2025-nd-cp"),
        (merged, "cdsi:act-55-2025-nd-cp"),
        (agency, "cdsi:act-nghi-dinh-co-cau-bo-tttt-2022"),
        (heir, "cdsi:act-nghi-dinh-co-cau-bo-tttt-2022"),
        ("cdsi:name-the-can-cuoc-cong-dan", "cdsi:act-luat-can-cuoc-2023"),
        ("cdsi:name-the-can-cuoc", "cdsi:act-luat-can-cuoc-2023"),
        ("cdsi:scale-four-levels", "cdsi:act-42-2022-nd-cp"),
        ("cdsi:scale-two-levels", "cdsi:act-42-2022-nd-cp"),
    }


def test_two_changes_of_organisations_a_merger_and_an_end_with_an_establishment(kg):
    ministry, merged = "cdsi:organisation-bo-thong-tin-va-truyen-thong", "cdsi:organisation-bo-khoa-hoc-va-cong-nghe"
    agency, heir = "cdsi:organisation-cuc-tin-hoc-hoa", "cdsi:organisation-cuc-chuyen-doi-so-quoc-gia"
    found = rows(
        kg,
        "SELECT ?from ?to ?day ?act { ?change a org:ChangeEvent ; org:originalOrganization ?from ;"
        " org:resultingOrganization ?to ; dcterms:date ?day ; cds:changedByAct ?act }",
    )
    assert found == {
        (ministry, merged, "2025-03-01", "cdsi:act-55-2025-nd-cp"),
        (merged, merged, "2025-03-01", "cdsi:act-55-2025-nd-cp"),
        (agency, heir, "2022-07-26", "cdsi:act-nghi-dinh-co-cau-bo-tttt-2022"),
    }
    notes = rows(kg, "SELECT ?note { ?change org:resultingOrganization " + heir + " ; skos:scopeNote ?note }")
    assert any("không phải là đổi tên" in note for (note,) in notes)


def test_a_change_takes_effect_on_the_day_after_the_last_day_of_what_ended(kg):
    found = rows(
        kg,
        "SELECT ?last ?day { ?change a org:ChangeEvent ; org:originalOrganization ?old ; dcterms:date ?day ."
        " ?old cds:validUntil ?last }",
    )
    assert found == {("2025-02-28", "2025-03-01"), ("2022-07-25", "2022-07-26")}


# Definitions


def test_definitions_are_noted_with_act_article_and_whether_the_text_was_seen(kg):
    found = rows(
        kg,
        "SELECT ?concept ?act ?provision ?seen { ?d a cds:LegalDefinition ; cds:definedConcept ?concept ;"
        " cds:definingAct ?act ; cds:provision ?provision ; cds:textSeen ?seen FILTER(LANG(?provision) = 'vi') }",
    )
    law = "cdsi:act-148-2025-qh15"
    assert found == {
        ("cdsc:chinh-phu-so", law, "Điều 3", "False"),
        ("cdsc:ha-tang-so", law, "Điều 3 khoản 2", "True"),
        ("cdsc:kinh-te-so", law, "Điều 3", "False"),
        ("cdsc:xa-hoi-so", law, "Điều 3", "False"),
        ("cdsc:xa-hoi-so", "cdsi:act-411-qd-ttg", "Mục tiêu 2", "False"),
    }


def test_a_definition_whose_text_was_not_read_whole_says_so(kg):
    found = rows(
        kg,
        "SELECT ?d { ?d cds:textSeen false FILTER NOT EXISTS { ?d skos:scopeNote ?n FILTER(LANG(?n) = 'vi' &&"
        " (CONTAINS(?n, 'chưa đọc') || CONTAINS(?n, 'phần đầu'))) } }",
    )
    assert found == set()


@pytest.mark.parametrize(
    "wording",
    [
        "quá trình chuyển đổi phương thức hoạt động",  # Law 148, Article 3(1)
        "tập hợp các hệ thống kỹ thuật",  # Article 3(2)
        "tích hợp công nghệ số một cách tự nhiên",  # Decision 411
        "kết thúc hoạt động từ ngày 01 tháng 7 năm 2025",  # Law 72
        "bảo đảm cung cấp toàn bộ thông tin về thủ tục hành chính",  # Decree 42
    ],
)
def test_legal_texts_are_not_copied(wording):
    for file in (ROOT / "ontology").rglob("*.ttl"):
        assert wording not in file.read_text(encoding="utf-8"), file.name

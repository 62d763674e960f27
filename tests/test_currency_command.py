"""``cds-kg currency``: what in the article no longer holds, on which day, by which act, on whose word."""

from __future__ import annotations

import csv
import datetime
import io
import json

import pytest

from cds_kg import KnowledgeGraph
from cds_kg.knowledge.currency import LAPSED, NOT_REASSESSED, PARTLY_SUPERSEDED, SUPERSEDED
from cds_kg.namespaces import CDS, CDSC, CDSI

#: Claim -> thing that ended, its last day, the act behind it, the external claim behind it with its grade.
ENDED = {
    ("c041", "name-the-can-cuoc-cong-dan"): ("2024-06-30", "act-luat-can-cuoc-2023", "x008", "B"),
    ("c049", "name-the-can-cuoc-cong-dan"): ("2024-06-30", "act-luat-can-cuoc-2023", "x008", "B"),
    ("c051", "cap-huyen"): ("2025-06-30", "act-72-2025-qh15", "x001", "A"),
    ("c081", "scale-four-levels"): (None, "act-42-2022-nd-cp", "x011", "B"),
    ("c083", "scale-four-levels"): (None, "act-42-2022-nd-cp", "x011", "B"),
    ("c111", "organisation-bo-thong-tin-va-truyen-thong"): ("2025-02-28", "act-55-2025-nd-cp", "x002", "B"),
    ("c111", "organisation-cuc-tin-hoc-hoa"): ("2022-07-25", "act-nghi-dinh-co-cau-bo-tttt-2022", "x004", "B"),
}  # fmt: skip


@pytest.fixture(scope="module")
def kg(kg_store):
    return KnowledgeGraph(kg_store)


def listed(run, *options):
    done = run("currency", "-f", "json", *options)
    assert done.code == 0, done.stderr
    return json.loads(done.stdout)


def standing(kg, claim, day):
    return next(found for found in kg.currency(day) if found.claim.id == claim)


def test_on_the_day_of_checking_every_claim_stands_as_the_data_say(kg):
    (row,) = kg.query("SELECT DISTINCT ?day { ?c a cds:Claim ; cds:checkedOn ?day }")
    found = kg.currency(row["day"])
    assert len(found) == 111
    assert {s.claim.id: s.status for s in found} == {s.claim.id: s.claim.currency for s in found}
    for s in found:
        assert {end.iri for end in s.ended if end.mentioned} == set(s.claim.mentions_ended)


def test_what_no_longer_holds_with_day_act_and_word(run):
    found = listed(run, "--as-of", "2026-11-23")
    assert [claim["id"] for claim in found] == ["c041", "c049", "c051", "c067", "c081", "c083", "c111"]
    told = {
        (claim["id"], end["id"]): (end["last_day"], end["acts"][0]["id"], basis["id"], basis["confidence"])
        for claim in found
        for end, basis in zip(claim["ended"], claim["basis"], strict=False)
    }
    assert told == ENDED
    lapsed = next(claim for claim in found if claim["id"] == "c067")
    assert (lapsed["deadline"], lapsed["ended"]) == ("2025-12-31", [])
    assert lapsed["standing"]["iri"] == LAPSED
    district = next(claim for claim in found if claim["id"] == "c051")
    assert district["ended"][0]["acts"][0]["number"] == "72/2025/QH15"
    assert district["ended"][0]["replaced_by"] == []
    scale = next(claim for claim in found if claim["id"] == "c081")
    assert (scale["ended"][0]["last_day"], scale["ended"][0]["last_day_verified"]) == (None, False)


@pytest.mark.parametrize(
    ("claim", "day", "status"),
    [
        ("c051", "2025-06-30", NOT_REASSESSED),
        ("c051", "2025-07-01", PARTLY_SUPERSEDED),
        ("c067", "2025-12-31", NOT_REASSESSED),
        ("c067", "2026-01-01", LAPSED),
        ("c068", "2030-12-31", NOT_REASSESSED),
        ("c068", "2031-01-01", LAPSED),
    ],
)
def test_a_status_is_of_the_day(kg, claim, day, status):
    assert standing(kg, claim, day).status == status


@pytest.mark.parametrize(
    ("claim", "last"), [("c041", "2024-06-30"), ("c049", "2024-06-30"), ("c111", "2022-07-25"), ("c081", "2022-06-23")]
)
def test_a_mention_counts_from_the_day_after_the_last_and_leaves_the_claim_standing(kg, claim, last):
    day = datetime.date.fromisoformat(last)
    before, after = standing(kg, claim, day), standing(kg, claim, day + datetime.timedelta(days=1))
    assert (before.affected, before.ended, before.basis) == (False, (), ())
    assert after.affected
    assert after.status == NOT_REASSESSED
    assert all(end.mentioned for end in after.ended)


def test_before_the_article_nothing_had_ended(run):
    done = run("currency", "-f", "table", "--lang", "en", "--as-of", "2020-06-03")
    assert done.code == 0
    assert "(nothing)" in done.stdout
    assert listed(run, "--as-of", "2020-06-03") == []
    assert run("currency", "-f", "tsv", "--as-of", "2020-06-03").stdout.startswith("claim\tsentence\tphrase\tstanding")


def test_all_lists_every_claim_with_what_it_rests_on(run):
    found = listed(run, "--all", "--as-of", "2026-11-23")
    assert [claim["id"] for claim in found] == [f"c{number:03}" for number in range(1, 112)]
    assert {claim["id"] for claim in found if claim["affected"]} == {"c067", *(claim for claim, _ in ENDED)}
    current = [claim for claim in found if claim["standing"]["iri"] == CDS + "Current"]
    assert current
    assert all(claim["basis"] for claim in current)


def test_tables_of_text_have_one_row_for_each_thing_that_ended(run):
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        text = run("currency", "-f", form, "--as-of", "2026-11-23").stdout
        rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
        assert [row["claim"].rpartition("/")[2] for row in rows] == [
            *("c041", "c049", "c051", "c067", "c081", "c083", "c111", "c111"),
        ]
        district = rows[2]
        assert (district["ended"], district["last_day"]) == (CDSC + "cap-huyen", "2025-06-30")
        assert (district["acts"], district["act_numbers"]) == (CDSI + "act-72-2025-qh15", "72/2025/QH15")
        assert (district["basis"], district["confidence"]) == ("x001", "A")


def test_a_person_gets_a_table_in_the_language_asked_for_and_the_day(run):
    done = run("currency", "-f", "table", "--as-of", "2026-11-23")
    assert "Xét vào ngày 23/11/2026." in done.stderr
    for text in ("Đã thay đổi một phần", "30/06/2025", "72/2025/QH15", "x001 (A)", "chưa kiểm chứng", "hạn định"):
        assert text in done.stdout
    english = run("currency", "-f", "table", "--lang", "en", "--as-of", "2026-11-23").stdout
    for text in ("partly superseded", "mentions what has ended", "not verified", "deadline", "District level"):
        assert text in english


def test_a_claim_of_which_all_has_ended_is_superseded(tmp_path):
    own = tmp_path / "own.ttl"
    own.write_text(
        "@prefix cds: <https://w3id.org/cds-kg/ontology#> .\n@prefix ex: <https://example.org/> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        'ex:c1 a cds:Claim ; cds:keyPhrase "x" ; cds:assertsSubject ex:a ; cds:assertsPredicate cds:serves ;\n'
        "  cds:assertsObject ex:b ; cds:currency cds:NotReassessed .\n"
        'ex:b cds:validUntil "2021-12-31"^^xsd:date .\n',
        encoding="utf-8",
    )
    kg = KnowledgeGraph.open(modules=(), extra=own)
    assert [s.status for s in kg.currency("2021-12-31")] == [NOT_REASSESSED]
    assert [s.status for s in kg.currency("2022-01-01")] == [SUPERSEDED]
    assert kg.as_of("2021-12-31").currency()[0].status == NOT_REASSESSED


def test_show_and_evidence_tell_the_same(run):
    told = "Cấp huyện: đến hết ngày 30/06/2025, theo 72/2025/QH15"
    for command in (["show", "chinh-quyen-so"], ["evidence", "c051"]):
        page = run(*command, "-f", "table").stdout
        assert told in page
        assert "căn cứ: x001 (A)" in page
    (thing,) = json.loads(run("show", "cap-huyen", "-f", "json").stdout)
    (claim,) = json.loads(run("evidence", "c051", "-f", "json").stdout)
    assert thing["currency"] == [claim["standing"]]
    assert claim["standing"]["standing"]["id"] == "cds:PartlySuperseded"
    (before,) = json.loads(run("show", "cap-huyen", "-f", "json", "--as-of", "2025-06-30").stdout)
    assert [found["affected"] for found in before["currency"]] == [False]

"""``show`` and ``tree`` as a person or a program meets them."""

from __future__ import annotations

import csv
import io
import json

import pytest

from cds_kg.knowledge.names import label
from cds_kg.namespaces import CDS


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_show_gives_a_person_names_definition_relations_and_evidence(run):
    done = run("show", "cap huyen", "-f", "table", "--lang", "en", "--as-of", "2026-11-23")
    assert done.code == 0
    for text in ("District level · Cấp huyện", "until 2025-06-30", "Digital local government", "c051", "72/2025/QH15"):
        assert text in done.stdout
    assert "As of 2026-11-23" in done.stderr


def test_show_gives_a_program_one_array_with_iri_id_and_label(run):
    done = run("show", "Bộ TT&TT", "-f", "json", "--lang", "en")
    assert done.code == 0
    (thing,) = json.loads(done.stdout)
    assert thing["iri"] == "https://w3id.org/cds-kg/id/organisation-bo-thong-tin-va-truyen-thong"
    assert thing["id"] == "organisation-bo-thong-tin-va-truyen-thong"
    assert thing["label"] == "Ministry of Information and Communications"
    assert (thing["ended"], thing["last_day"]) == (True, "2025-02-28")
    assert [heir["label"] for heir in thing["replaced_by"]] == ["Ministry of Science and Technology"]
    assert thing["ending_claims"][:2] == ["x002", "x003"]
    assert [act["id"] for act in thing["ended_by"]] == ["act-55-2025-nd-cp"]


def test_show_through_a_pipe_is_one_statement_a_row_with_full_iris(run):
    done = run("show", "chinh-quyen-so")
    assert done.code == 0
    found = {(row["property"], row["direction"], row["value"]) for row in rows(done.stdout)}
    ours = "https://w3id.org/cds-kg/"
    assert (ours + "ontology#localFormOf", "out", ours + "concept/chinh-phu-so") in found
    assert (ours + "ontology#hasComponent", "in", ours + "concept/do-thi-thong-minh") in found
    assert ("http://www.w3.org/2004/02/skos/core#prefLabel", "out", "Chính quyền số") in found


@pytest.mark.parametrize(
    ("day", "ended", "levels"), [("2025-06-30", False, ["tỉnh", "huyện", "xã"]), ("2025-07-01", True, ["tỉnh", "xã"])]
)
def test_what_there_is_depends_on_the_day(run, day, ended, levels):
    done = run("show", "cap-huyen", "-f", "json", "--as-of", day)
    (thing,) = json.loads(done.stdout)
    assert thing["ended"] is ended
    assert thing["last_day"] == ("2025-06-30" if ended else None)
    assert day[:4] in done.stderr
    drawn = run("tree", "chinh quyen so", "-f", "table", "--as-of", day)
    assert [line.split(" Cấp ")[1] for line in drawn.stdout.splitlines()[1:]] == levels
    assert "/".join(reversed(day.split("-"))) in drawn.stderr


def test_a_root_that_had_ended_says_so(run):
    done = run("tree", "cap huyen", "-f", "table", "--as-of", "2026-01-01")
    assert done.stdout == "Cấp huyện (đã kết thúc: đến hết ngày 30/06/2025, theo 72/2025/QH15)\n"


def test_show_of_a_thing_that_had_ended_tells_all_of_it_and_that_it_had(run):
    done = run("show", "cap huyen", "-f", "table", "--lang", "en", "--as-of", "2026-01-01")
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("ended ")]
    assert line.endswith("until 2025-06-30")
    assert "Law on Organisation of Local Government" in done.stdout
    assert "Digital local government" in done.stdout
    before = run("show", "cap huyen", "-f", "table", "--lang", "en", "--as-of", "2025-06-30").stdout
    assert "Digital local government" in before
    assert "until" not in before
    assert "2025-06-30" not in before


@pytest.mark.parametrize(
    ("day", "name"),
    [("2024-06-30", "Thẻ căn cước công dân"), ("2024-07-01", "Thẻ căn cước"), ("2025-01-01", "Thẻ căn cước")],
)
def test_show_tells_by_what_name_a_thing_went_on_a_day(run, day, name):
    (thing,) = json.loads(run("show", "the-can-cuoc-cong-dan", "-f", "json", "--as-of", day).stdout)
    assert [found["text"] for found in thing["names"]] == [name]
    assert thing["label"] == "Thẻ căn cước công dân"
    page = run("show", "the-can-cuoc-cong-dan", "-f", "table", "--as-of", day).stdout
    (line,) = [line for line in page.splitlines() if line.startswith("tên khi đó ")]
    assert line.removeprefix("tên khi đó").strip().split(" (")[0] == name


def test_without_a_day_all_names_stand_with_their_days(run):
    (thing,) = json.loads(run("show", "the-can-cuoc-cong-dan", "-f", "json").stdout)
    assert [(name["text"], name["first_day"], name["last_day"]) for name in thing["names"]] == [
        ("Thẻ căn cước công dân", None, "2024-06-30"),
        ("Thẻ căn cước", "2024-07-01", None),
    ]


def test_a_name_that_looks_like_a_place_leads_to_the_command_for_units(run):
    for name in ("xã Không Có", "Phuong Khong Co", "00004", "cdsu:2025-80000"):
        done = run("show", name)
        assert (done.code, done.stdout) == (1, "")
        assert f'cds-kg unit "{name}"' in done.stderr
    assert "cds-kg unit" not in run("show", "khong co gi het").stderr


def test_show_of_a_class_or_property_works_too(run):
    (thing,) = json.loads(run("show", "cds:localFormOf", "-f", "json", "--lang", "en").stdout)
    assert thing["iri"] == CDS + "localFormOf"
    assert thing["classes"][0]["iri"] == CDS + "UpwardTreeRelation"


def test_an_unknown_name_is_exit_code_1_with_suggestions_and_empty_output(run):
    done = run("show", "chinh qyen so")
    assert (done.code, done.stdout) == (1, "")
    assert "Chính quyền số (chinh-quyen-so)" in done.stderr
    done = run("show", "chinh qyen so", "--lang", "en")
    assert "Did you mean" in done.stderr


def test_the_id_of_a_claim_leads_to_the_command_for_claims(run):
    done = run("show", "c051")
    assert (done.code, done.stdout) == (1, "")
    assert "cds-kg evidence c051" in done.stderr


def test_an_ambiguous_name_is_exit_code_2_with_the_candidates(run):
    done = run("show", "phát triển chính phủ")
    assert (done.code, done.stdout) == (2, "")
    assert "phat-trien-chinh-phu-dien-tu  Phát triển chính phủ điện tử" in done.stderr
    assert "phat-trien-chinh-phu-so       Phát triển chính phủ số" in done.stderr


@pytest.mark.parametrize("day", ["2025", "30/06/2025", "2025-02-30", "hôm nay"])
def test_a_date_that_is_no_full_date_is_wrong_use(run, day):
    for command in (["show", "cap-huyen"], ["tree"], ["draw"], ["ask", "cq-05"], ["currency"]):
        done = run(*command, "--as-of", day)
        assert (done.code, done.stdout) == (2, "")
        assert day in done.stderr


def test_tree_draws_lines_relations_and_marks_for_a_person(run, kg_store):
    at_level, local, part = (
        label(kg_store, CDS + name) for name in ("implementedAtLevel", "localFormOf", "hasComponent")
    )
    done = run("tree", "-f", "table")
    assert done.code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "Chuyển đổi số cơ quan nhà nước"
    assert f"│     ├─ [{at_level}] Cấp huyện (đã kết thúc: đến hết ngày 30/06/2025, theo 72/2025/QH15)" in lines
    assert f"│  └─ Chính quyền số [{local} ↑]" in lines
    assert f"└─ [{part}] Xã hội số" in lines
    assert sum(f"[{part}] Chính phủ số (↑ đã nêu)" in line for line in lines) == 1


def test_tree_gives_a_program_depth_parent_and_relation(run):
    places = json.loads(run("tree", "do thi thong minh", "-f", "json").stdout)
    assert [(place["depth"], place["id"]) for place in places[:3]] == [
        (0, "do-thi-thong-minh"),
        (1, "chinh-quyen-so"),
        (2, "cap-tinh"),
    ]
    assert places[1]["parent"] == places[0]["iri"] == "https://w3id.org/cds-kg/concept/do-thi-thong-minh"
    assert places[1]["relation"] == "https://w3id.org/cds-kg/ontology#hasComponent"
    through_a_pipe = rows(run("tree", "do thi thong minh").stdout)
    assert [row["id"] for row in through_a_pipe] == [place["id"] for place in places]


def test_an_unknown_root_is_exit_code_1_and_an_individual_is_no_root(run):
    for root in ("khong co gi", "cdsi:target-2025"):
        done = run("tree", root)
        assert (done.code, done.stdout) == (1, "")


@pytest.mark.parametrize(
    "command",
    [
        ("show", "chinh-phu-so", "-f", "table"),
        ("show", "chinh-phu-so", "-f", "json"),
        ("show", "chinh-phu-so"),
        ("tree",),
        ("ask",),
        ("ask", "cq-05", "-f", "json"),
        ("ask", "cq-21"),
        ("evidence", "chinh-phu-so", "-f", "table"),
        ("evidence", "-f", "json"),
    ],
)
def test_output_is_the_same_under_every_hash_seed(run, command):
    outputs = {run(*command, env={"PYTHONHASHSEED": seed}).stdout for seed in ("0", "1", "4711")}
    assert len(outputs) == 1
    assert outputs.pop()

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
    done = run("show", "cap huyen", "-f", "table", "--lang", "en", "--date", "2026-11-23")
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
    assert thing["ending_claims"] == ["x002", "x003"]


def test_show_through_a_pipe_is_one_statement_a_row_with_full_iris(run):
    done = run("show", "chinh-quyen-so")
    assert done.code == 0
    found = {(row["property"], row["direction"], row["value"]) for row in rows(done.stdout)}
    ours = "https://w3id.org/cds-kg/"
    assert (ours + "ontology#localFormOf", "out", ours + "concept/chinh-phu-so") in found
    assert (ours + "ontology#hasComponent", "in", ours + "concept/do-thi-thong-minh") in found
    assert ("http://www.w3.org/2004/02/skos/core#prefLabel", "out", "Chính quyền số") in found


@pytest.mark.parametrize(("day", "ended"), [("2025-06-30", False), ("2025-07-01", True)])
def test_what_has_ended_depends_on_the_date(run, day, ended):
    (thing,) = json.loads(run("show", "cap-huyen", "-f", "json", "--date", day).stdout)
    assert thing["ended"] is ended
    drawn = run("tree", "-f", "table", "--date", day).stdout
    (line,) = [line for line in drawn.splitlines() if "Cấp huyện" in line]
    assert ("30/06/2025" in line) is ended


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
    done = run("show", "chính phủ")
    assert (done.code, done.stdout) == (2, "")
    assert "chinh-phu-dien-tu  Chính phủ điện tử" in done.stderr
    assert "chinh-phu-so       Chính phủ số" in done.stderr


@pytest.mark.parametrize("day", ["2025", "30/06/2025", "2025-02-30", "hôm nay"])
def test_a_date_that_is_no_full_date_is_wrong_use(run, day):
    for command in (["show", "cap-huyen"], ["tree"]):
        done = run(*command, "--date", day)
        assert (done.code, done.stdout) == (2, "")
        assert day in done.stderr


def test_tree_draws_lines_relations_and_marks_for_a_person(run, kg_store):
    at_level, local, part = (
        label(kg_store, CDS + name) for name in ("implementedAtLevel", "localFormOf", "hasComponent")
    )
    done = run("tree", "-f", "table", "--date", "2026-11-23")
    assert done.code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "Chuyển đổi số cơ quan nhà nước"
    assert f"│     ├─ [{at_level}] Cấp huyện (đã kết thúc: đến hết ngày 30/06/2025)" in lines
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

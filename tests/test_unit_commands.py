"""``unit`` and ``units`` as a person or a program meets them."""

from __future__ import annotations

import csv
import datetime
import io
import json
import time

import pytest

from cds_kg.namespaces import CDS, CDSC, CDSU

PRESENT = "2026-10-11"  # a day after the snapshot of the present units


def one(run, *args):
    """The one record that ``unit ... -f json`` prints."""
    done = run("unit", *args, "-f", "json")
    assert done.code == 0, done.stderr
    (record,) = json.loads(done.stdout)
    return record


def counted(run, day: str) -> dict[tuple[str, str], int]:
    """(level, type) -> number on a day."""
    done = run("units", "--count", "--as-of", day, "-f", "json")
    assert done.code == 0, done.stderr
    return {
        (row["level"].removeprefix(CDSC), row["type"].removeprefix(CDS)): row["count"]
        for row in json.loads(done.stdout)
    }


def sums(counts: dict[tuple[str, str], int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (level, _), number in counts.items():
        found[level] = found.get(level, 0) + number
    return found


# The sums: resolution 202/2025/QH15 and the official catalogue since 1 July 2025; the three-level catalogue of
# 30 June 2025 in the older of the two packages. The types: the catalogue of 10 October 2026, less the changes of 2026.
LEVELS_NOW = {"cap-tinh": 34, "cap-xa": 3321}
LEVELS_BEFORE = {"cap-tinh": 63, "cap-huyen": 696, "cap-xa": 10035}


@pytest.mark.parametrize(
    ("day", "provinces", "cities", "communes", "wards"),
    [
        ("2025-07-01", 28, 6, 2621, 687),
        ("2026-04-29", 28, 6, 2621, 687),
        ("2026-05-01", 27, 7, 2611, 697),  # Đồng Nai and ten of its communes, 30 April
        ("2026-09-10", 26, 8, 2611, 697),  # Quảng Ninh, 1 September
        ("2026-09-20", 25, 9, 2599, 709),  # Bắc Ninh and twelve of its communes
        (PRESENT, 25, 9, 2599, 709),
    ],
)
def test_units_are_counted_by_level_and_type_as_of_a_day(run, day, provinces, cities, communes, wards):
    assert counted(run, day) == {
        ("cap-tinh", "Province"): provinces,
        ("cap-tinh", "CentrallyGovernedCity"): cities,
        ("cap-xa", "Commune"): communes,
        ("cap-xa", "Ward"): wards,
        ("cap-xa", "SpecialZone"): 13,
    }


def test_before_july_2025_there_were_three_levels(run):
    counts = counted(run, "2025-06-30")
    assert sums(counts) == LEVELS_BEFORE
    assert counts["cap-tinh", "CentrallyGovernedCity"] == 6
    assert counts["cap-huyen", "UrbanDistrict"] == 49
    assert counts["cap-huyen", "DistrictTown"] == 52


def test_without_a_day_the_count_is_of_today_and_says_so(run):
    done = run("units", "--count", "-f", "table", "--lang", "en")
    assert done.code == 0
    assert f"As of {datetime.date.today()}" in done.stderr
    assert [line.split()[-1] for line in done.stdout.splitlines() if "(total)" in line] == ["34", "3321"]


def test_a_day_after_the_snapshot_says_that_changes_may_be_missing(run):
    assert "thay đổi sau ngày này có thể chưa có" in run("units", "--count", "--as-of", PRESENT).stderr
    assert "later changes may be missing" in run("unit", "80", "--as-of", PRESENT, "--lang", "en").stderr
    assert "có thể chưa có" not in run("unit", "80", "--as-of", "2026-10-10").stderr


@pytest.mark.parametrize("day", ["2024-01-01", "2025-06-29"])
@pytest.mark.parametrize("command", [("units", "--count"), ("unit", "Hà Nội")])
def test_a_day_outside_the_data_is_not_covered_and_never_a_number(run, command, day):
    done = run(*command, "--as-of", day)
    assert (done.code, done.stdout) == (1, "")
    assert "không bao quát" in done.stderr


def test_not_covered_in_english_says_what_is(run):
    done = run("units", "--level", "tinh", "--as-of", "0001-01-01", "--lang", "en")
    assert (done.code, done.stdout) == (1, "")
    assert "not covered for 0001-01-01; covered are: 2025-06-30; from 2025-07-01" in done.stderr


@pytest.mark.parametrize("day", ["2025-06", "2025-02-30", ""])
def test_a_day_is_a_full_date(run, day):
    done = run("unit", "80", "--as-of", day)
    assert (done.code, done.stdout) == (2, "")
    assert "--as-of" in done.stderr


def test_a_code_that_was_used_again_gives_the_present_unit_and_names_the_former_one(run):
    done = run("unit", "80", "-f", "json", "--as-of", PRESENT)
    (record,) = json.loads(done.stdout)
    assert (record["id"], record["label"]) == ("2025-80", "Tỉnh Tây Ninh")
    assert [(same["id"], same["label"]) for same in record["same_code"]] == [("pre2025-80", "Tỉnh Long An")]
    assert "Long An" in run("unit", "80").stderr
    assert one(run, "80", "--as-of", "2025-06-30")["label"] == "Tỉnh Long An"
    assert one(run, "00004")["label"] == "Phường Ba Đình"
    assert one(run, "pre2025-00004")["label"] == "Phường Trúc Bạch"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("2025-80", "2025-80"),
        ("PRE2025-80", "pre2025-80"),
        ("cdsu:pre2025-80", "pre2025-80"),
        (f"<{CDSU}pre2025-80>", "pre2025-80"),
        (f"{CDSU}2025-80", "2025-80"),
        ("VN-37", "pre2025-72"),
        ("vn-37", "pre2025-72"),
    ],
)
def test_a_unit_is_found_by_id_prefixed_name_iri_and_iso_code(run, name, wanted):
    assert one(run, name)["iri"] == CDSU + wanted


def test_an_id_of_another_day_is_not_found_on_this_one(run):
    done = run("unit", "2025-80", "--as-of", "2025-06-30")
    assert (done.code, done.stdout) == (1, "")
    assert "2025-80" in done.stderr
    assert "Tây Ninh" in done.stderr


@pytest.mark.parametrize(
    "name", ["Phường Trúc Bạch, Quận Ba Đình, Hà Nội", "P. Trúc Bạch, Q. Ba Đình, TP Hà Nội, Việt Nam"]
)
def test_a_former_address_leads_to_the_present_unit(run, name):
    record = one(run, name)
    assert (record["id"], record["ended"], record["valid_until"]) == ("pre2025-00004", True, "2025-06-30")
    (heir,) = record["became"]
    assert (heir["id"], heir["label"], heir["date"]) == ("2025-00004", "Phường Ba Đình", "2025-07-01")
    assert [act["number"] for act in heir["acts"]] == ["1656/NQ-UBTVQH15"]
    page = run("unit", name, "-f", "table")
    assert "Phường Ba Đình, Thành phố Hà Nội" in page.stdout
    assert "trở thành" in page.stdout


def test_a_former_unit_is_not_there_on_a_later_day(run):
    done = run("unit", "trúc bạch", "--as-of", "2026-01-01")
    assert (done.code, done.stdout) == (1, "")
    assert "pre2025-00004" in done.stderr
    assert one(run, "trúc bạch", "--as-of", "2025-06-30")["ended"] is False


def test_a_former_district_tells_where_its_area_is_now(run):
    record = one(run, "Quận Ba Đình")
    assert [act["number"] for act in record["acts"]] == ["72/2025/QH15"]
    assert all(step["through_parts"] for step in record["became"])
    assert "2025-00004" in {step["id"] for step in record["became"]}


def test_a_merged_province_has_predecessors_date_and_act(run):
    record = one(run, "tay ninh")
    assert [(step["id"], step["date"]) for step in record["came_from"]] == [
        ("pre2025-72", "2025-07-01"),
        ("pre2025-80", "2025-07-01"),
    ]
    assert {act["number"] for step in record["came_from"] for act in step["acts"]} == {"202/2025/QH15"}
    assert not any(step["id"] == "pre2025-82" for step in record["came_from"])  # Tiền Giang


@pytest.mark.parametrize(
    ("day", "name", "kind"),
    [
        ("2026-09-19", "Tỉnh Bắc Ninh", "Province"),
        ("2026-09-20", "Thành phố Bắc Ninh", "CentrallyGovernedCity"),
    ],
)
def test_a_change_of_type_is_a_spell_of_the_same_unit(run, day, name, kind):
    record = one(run, "24", "--as-of", day)
    assert (record["iri"], record["label"], record["type"]) == (CDSU + "2025-24", name, CDS + kind)
    assert [spell["type"].removeprefix(CDS) for spell in record["types"]] == ["Province", "CentrallyGovernedCity"]
    assert [act["number"] for act in record["types"][1]["acts"]] == ["39/2026/QH16"]


def test_the_record_has_what_it_says_of_level_parents_and_concepts(run):
    record = one(run, "2025-00004", "--lang", "en", "--as-of", PRESENT)
    assert (record["level"], record["parent"]) == (CDSC + "cap-xa", CDSU + "2025-01")
    assert record["as_of"] == PRESENT
    assert [above["id"] for above in record["ancestors"]] == ["2025-01"]
    assert (record["latitude"], record["longitude"]) == pytest.approx((21.03, 105.83), abs=0.05)
    tied = {(c["id"], c["relation"].removeprefix(CDS), c["level"].removeprefix(CDSC)) for c in record["concepts"]}
    assert tied == {
        ("chinh-quyen-so", "implementedAtLevel", "cap-xa"),
        ("do-thi-thong-minh", "situatedAtLevel", "cap-dia-phuong"),
        ("co-quan-chinh-quyen-dia-phuong", "situatedAtLevel", "cap-dia-phuong"),
    }
    assert {"iri", "id", "label"} <= set(record["concepts"][0])


def test_parts_are_counted_and_on_demand_listed(run):
    record = one(run, "2025-80", "--as-of", PRESENT)
    assert {row["type"].removeprefix(CDS): row["count"] for row in record["part_counts"]} == {"Commune": 82, "Ward": 14}
    assert "parts" not in record
    parts = one(run, "2025-80", "--parts", "--as-of", PRESENT)["parts"]
    assert len(parts) == 96
    assert {part["parent"] for part in parts} == {CDSU + "2025-80"}
    rows = list(csv.DictReader(io.StringIO(run("unit", "2025-80", "--parts", "-f", "csv").stdout)))
    assert [row["iri"] for row in rows] == [part["iri"] for part in parts]


def test_a_unit_in_csv_is_one_row(run):
    (row,) = csv.DictReader(io.StringIO(run("unit", "trúc bạch", "-f", "csv").stdout))
    assert (row["iri"], row["code"], row["became"]) == (CDSU + "pre2025-00004", "00004", CDSU + "2025-00004")


def test_an_ambiguous_name_lists_the_candidates_with_their_provinces(run):
    done = run("unit", "Xã Tân Thành", "--as-of", PRESENT)
    assert (done.code, done.stdout) == (2, "")
    assert "2025-23143" in done.stderr
    assert "Xã Tân Thành, Tỉnh Lâm Đồng" in done.stderr
    before = run("unit", "Phường 4", "--lang", "en")
    assert before.code == 2
    assert "Phường 4, Thành phố Tân An, Tỉnh Long An (until 2025-06-30)" in before.stderr or "more" in before.stderr


def test_a_long_list_of_candidates_ends_with_how_many_more(run):
    done = run("unit", "phuong 1", "--as-of", "2025-06-30", "--lang", "en")
    assert done.code == 2
    assert sum(line.startswith("  pre2025-") for line in done.stderr.splitlines()) == 20
    assert "more" in done.stderr


@pytest.mark.parametrize(
    "name", ["Xã Tân Thành, Tỉnh Lâm Đồng", "tan thanh, lam dong", "TÂN THÀNH , LÂM ĐỒNG, việt nam"]
)
def test_parts_after_commas_narrow(run, name):
    assert one(run, name)["id"] == "2025-23143"


def test_a_name_that_is_elsewhere_is_told_where(run):
    done = run("unit", "Xã Tân Thành, Hà Nội")
    assert (done.code, done.stdout) == (1, "")
    assert "Tỉnh Lâm Đồng" in done.stderr


@pytest.mark.parametrize(("lang", "words"), [("vi", "Có phải bạn muốn tìm"), ("en", "Did you mean")])
def test_an_unknown_name_is_exit_code_1_with_suggestions(run, lang, words):
    done = run("unit", "Truc Back", "--lang", lang)
    assert (done.code, done.stdout) == (1, "")
    assert words in done.stderr
    assert "pre2025-00004" in done.stderr


@pytest.mark.parametrize(
    "name", ["x" * 100_000, "\x1b[31mHà Nội", "xq\u202ezw", "%s%d{}", "'; DROP", "|||", "<>", "cdsu:"]
)
def test_hostile_names_are_answered_in_a_line(run, name):
    begin = time.perf_counter()
    done = run("unit", name)
    assert time.perf_counter() - begin < 20
    assert (done.code, done.stdout) == (1, "")
    assert "\x1b" not in done.stderr
    assert "\u202e" not in done.stderr
    assert len(done.stderr) < 2000


@pytest.mark.parametrize("name", ["", "   ", ",,,"])
def test_an_empty_name_is_wrong_use(run, name):
    done = run("unit", name)
    assert (done.code, done.stdout) == (2, "")


@pytest.mark.parametrize(
    ("options", "number"),
    [
        (("--level", "tinh"), 34),
        (("--level", "province"), 34),
        (("--level", "cap-tinh", "--type", "thanh-pho"), 9),
        (("--level", "Cấp tỉnh", "--type", "city"), 9),
        (("--type", "đặc khu"), 13),
        (("--type", "special zone"), 13),
        (("--type", "SpecialZone", "--in", "an giang"), 3),
        (("--type", "phuong", "--in", "2025-75"), 33),
        (("--in", "lam dong"), 124),
    ],
)
def test_units_are_listed_by_level_type_and_place(run, options, number):
    done = run("units", *options, "--as-of", PRESENT, "-f", "json")
    assert done.code == 0
    records = json.loads(done.stdout)
    assert len(records) == number
    assert all(record["iri"] == CDSU + record["id"] and record["label"] for record in records)
    assert [record["code"] for record in records] == sorted(record["code"] for record in records)


def test_units_of_a_former_province_are_of_both_lower_levels(run):
    rows = json.loads(run("units", "--count", "--in", "Tỉnh Long An", "--as-of", "2025-06-30", "-f", "json").stdout)
    assert {row["level"].removeprefix(CDSC) for row in rows} == {"cap-huyen", "cap-xa"}


def test_units_in_the_other_formats(run, tmp_path):
    rows = list(csv.DictReader(io.StringIO(run("units", "--level", "tinh", "-f", "csv", "--as-of", PRESENT).stdout)))
    assert rows[0]["iri"] == CDSU + "2025-01"
    assert rows[0]["type_label"] == "Thành phố trực thuộc trung ương"
    table = run("units", "--level", "province", "-f", "table", "--lang", "en", "--as-of", PRESENT).stdout
    assert "centrally governed city" in table
    assert run("units", "--level", "xa", "-o", tmp_path / "xa.json", "--as-of", PRESENT).code == 0
    assert len(json.loads((tmp_path / "xa.json").read_text(encoding="utf-8"))) == 3321


def test_no_unit_is_exit_code_1_with_a_valid_empty_document(run):
    done = run("units", "--level", "huyen", "--as-of", PRESENT, "-f", "json")
    assert (done.code, json.loads(done.stdout)) == (1, [])
    assert "30/06/2025" in done.stderr


@pytest.mark.parametrize("option", ["--level", "--type"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_wrong_word_is_wrong_use_with_the_right_ones(run, option, lang):
    done = run("units", option, "vùng", "--lang", lang)
    assert (done.code, done.stdout) == (2, "")
    assert ("tinh" if lang == "vi" else "province") in done.stderr


def test_a_place_without_such_units_is_named_since_the_name_may_have_meant_another(run):
    done = run("units", "--in", "phuong sai gon", "-f", "json", "--lang", "en")
    assert (done.code, json.loads(done.stdout)) == (1, [])
    assert "No such unit is part of Phường Sài Gòn, Ho Chi Minh (2025-26740)." in done.stderr


def test_queries_reach_the_units_where_the_module_is_named(run):
    ask = "ASK { cdsu:2025-80 cds:unitLevel cdsc:cap-tinh }"
    assert run("query", "-q", ask).stdout == "false\n"
    assert run("query", "-q", ask, "--module", "units").stdout == "true\n"
    assert run("query", "-q", ask, "--module", "nothing").code == 2
    both = run("query", "-q", ask, "--module", "units", "--only", "--data", "x.ttl")
    assert both.code == 2

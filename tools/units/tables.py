"""Our own tables beside this file: what the two packages do not say, or what they are held to."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from cds_kg.errors import InputError

FOLDER = Path(__file__).resolve().parent

#: The vintages, by the first part of their units' names.
FORMER, PRESENT = "pre2025", "2025"

_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Source:
    """A package from which units are read, pinned by the digest of its wheel."""

    name: str
    version: str
    file: str
    sha256: str
    licence: str
    page: str


@dataclass(frozen=True)
class UnitType:
    """A type of unit: the word that begins its labels, and its level."""

    type: str
    word: str
    level: str


@dataclass(frozen=True)
class Province:
    """A present provincial unit: what its former ones were, and what it must hold today.

    ``in_sentence`` is the name within a sentence, where it is not the label with its type written small.
    """

    code: str
    name: str
    in_sentence: str
    english: str
    formed_from: tuple[str, ...]
    iso: str
    geonames: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Press:
    """A page that names the resolution on the communes of a province."""

    number: str
    province: str
    page: str


@dataclass(frozen=True)
class TypeChange:
    """A unit that kept its code and became of another type."""

    code: str
    name: str
    old_type: str
    new_type: str
    act: str
    issued: date
    last_day: date
    first_day: date


@dataclass(frozen=True)
class Vintage:
    """A set of units and the days for which it is known to hold."""

    vintage: str
    covered_from: date
    covered_until: date | None
    snapshot: date | None
    sources: tuple[str, ...]
    labels: Mapping[str, str]


class Tables:
    """The tables of one folder, read when asked for."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The packages by name."""
        return {row.name: row for row in self._read("sources.tsv", lambda row: Source(**row))}

    @cached_property
    def types(self) -> dict[str, UnitType]:
        """The types of units by name."""
        return {row.type: row for row in self._read("types.tsv", lambda row: UnitType(**row))}

    @cached_property
    def provinces(self) -> dict[str, Province]:
        """The present provincial units by code."""
        return {row.code: row for row in self._read("provinces.tsv", self._province)}

    @cached_property
    def press(self) -> dict[str, Press]:
        """What the press says of the resolutions on communes, by the code of the province."""
        return {row.province: row for row in self._read("press.tsv", lambda row: Press(**row))}

    @cached_property
    def changes(self) -> dict[str, TypeChange]:
        """The changes of type by the unit's code."""
        return {row.code: row for row in self._read("type-changes.tsv", _change)}

    @cached_property
    def vintages(self) -> dict[str, Vintage]:
        """The vintages by name."""
        return {row.vintage: row for row in self._read("vintages.tsv", _vintage)}

    @cached_property
    def counts(self) -> dict[tuple[date, str], int]:
        """How many units there are of a type on a day."""
        rows = self._read("counts.tsv", lambda row: (date.fromisoformat(row["day"]), row["type"], int(row["count"])))
        return {(day, kind): count for day, kind, count in rows}

    @cached_property
    def corrections(self) -> dict[tuple[str, str], tuple[str, str]]:
        """(vintage, code) -> a label as the package spells it, and as it is to be."""
        rows = self._read("corrections.tsv", lambda row: row)
        return {(row["vintage"], row["code"]): (row["upstream"], row["label"]) for row in rows}

    @cached_property
    def other_names(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        """(vintage, code) -> abbreviations and names in wide use, each after its language."""
        found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for row in self._read("other-names.tsv", lambda row: row):
            found.setdefault((row["vintage"], row["code"]), []).append((row["language"], row["name"]))
        return found

    @cached_property
    def succession(self) -> dict[tuple[str, str], bool]:
        """(code of a former commune, code of a present one) -> whether to add this succession, or to drop it."""
        rows = self._read("succession.tsv", lambda row: row)
        return {(row["former"], row["present"]): row["correction"] == "add" for row in rows}

    @cached_property
    def points_left_out(self) -> dict[tuple[str, str], str]:
        """(vintage, code) of units whose point in the package is wrong -> their label."""
        rows = self._read("points-left-out.tsv", lambda row: row)
        return {(row["vintage"], row["code"]): row["label"] for row in rows}

    @cached_property
    def texts(self) -> dict[tuple[str, str], str]:
        """(key, language) -> a pattern of a label or citation."""
        rows = self._read("texts.tsv", lambda row: row)
        return {(row["key"], language): row[language] for row in rows for language in ("vi", "en")}

    def _province(self, row: Mapping[str, str]) -> Province:
        kinds = [kind for kind in self.types if kind in row]
        return Province(
            row["code"],
            row["name"],
            row["in_sentence"],
            row["english"],
            tuple(row["formed_from"].split()),
            row["iso"],
            row["geonames"],
            {kind: int(row[kind]) for kind in kinds},
        )

    def _read(self, name: str, make: Callable[[dict[str, str]], _Made]) -> list[_Made]:
        path = self.folder / name
        try:
            with path.open(encoding="utf-8", newline="") as file:
                return [make(row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"{path}: không đọc được bảng này ({error}); hãy khôi phục tệp từ kho mã nguồn.",
                f"{path}: this table cannot be read ({error}); restore the file from the repository.",
            ) from error


def _change(row: Mapping[str, str]) -> TypeChange:
    days = [date.fromisoformat(row[key]) for key in ("issued", "last_day", "first_day")]
    return TypeChange(row["code"], row["name"], row["old_type"], row["new_type"], row["act"], *days)


def _vintage(row: Mapping[str, str]) -> Vintage:
    def day(key: str) -> date | None:
        return date.fromisoformat(row[key]) if row[key] else None

    return Vintage(
        row["vintage"],
        date.fromisoformat(row["covered_from"]),
        day("covered_until"),
        day("snapshot"),
        tuple(row["sources"].split()),
        {language: row[f"label_{language}"] for language in ("vi", "en")},
    )

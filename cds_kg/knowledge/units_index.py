"""The administrative units of one graph as columns, each read once and only where it is asked for."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from cds_kg.errors import NotCoveredError, UsageError
from cds_kg.knowledge.endings import day_text
from cds_kg.namespaces import CDS, CDSU, DCTERMS, RDF, SKOS
from cds_kg.store import labels as chain
from cds_kg.store.dataset import GraphStore
from cds_kg.store.results import value_of
from cds_kg.text import pick

#: The module that holds the units.
MODULE = "units"

#: The file that is kept with a store of the cache; the number is raised when what it holds changes, see `units_kept`.
KEPT = "units-1.json"

_TYPE = ox.NamedNode(RDF + "type")
_VINTAGE = ox.NamedNode(CDS + "UnitVintage")
_UNIT_TYPE = ox.NamedNode(CDS + "UnitType")


@dataclass(frozen=True, slots=True)
class Vintage:
    """A set of units that hold together.

    Attributes:
        iri, labels: the vintage, and language -> what it is called.
        covered_from: the first day for which it is known to hold.
        covered_until: the last one; ``None`` while it holds.
        snapshot: the day of the data from which it was made, where that is said: later changes may be missing.
    """

    iri: str
    labels: dict[str, str] = field(hash=False)
    covered_from: datetime.date
    covered_until: datetime.date | None
    snapshot: datetime.date | None

    def covers(self, day: datetime.date) -> bool:
        """Whether the vintage is known to hold on ``day``."""
        return self.covered_from <= day and (self.covered_until is None or day <= self.covered_until)


@dataclass(frozen=True, slots=True)
class TypeSpell:
    """The time during which a unit was of one type.

    Attributes:
        type: IRI of the type.
        labels: language -> the unit's full name in that time.
        valid_from, valid_until: first and last day; ``None`` where nothing says it.
        acts: IRIs of the acts by which it came to be of this type.
    """

    type: str
    labels: dict[str, str] = field(hash=False)
    valid_from: datetime.date | None
    valid_until: datetime.date | None
    acts: tuple[str, ...]

    def covers(self, day: datetime.date) -> bool:
        """Whether the unit was of this type on ``day``."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)


class Places(Mapping[str, tuple[str, ...]]):
    """A column that was kept: text -> units, which are made of their places only where they are asked for."""

    def __init__(self, units: Sequence[str], places: Mapping[str, Sequence[int]]) -> None:
        self._units = units
        self._places = places

    def __getitem__(self, text: str) -> tuple[str, ...]:
        return tuple(self._units[at] for at in self._places[text])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class UnitIndex:
    """The columns of one graph. Use `index_of`, which builds one for each graph.

    Args:
        store: the graph.
        kept: the columns, where they were kept with it.
    """

    def __init__(self, store: ox.Store, kept: Mapping[str, Any] | None = None) -> None:
        self._store = store
        self._kept = kept or {}

    @cached_property
    def vintages(self) -> tuple[Vintage, ...]:
        """The vintages, the latest first."""
        found = []
        for quad in self._store.quads_for_pattern(None, _TYPE, _VINTAGE):
            if isinstance(quad.subject, ox.NamedNode):
                iri = quad.subject.value
                begin = self.day(iri, "coveredFrom")
                if begin is not None:
                    names = chain.labels(self._store, iri)
                    found.append(
                        Vintage(iri, names, begin, self.day(iri, "coveredUntil"), self.day(iri, "snapshotDate"))
                    )
        return tuple(sorted(found, key=lambda vintage: vintage.covered_from, reverse=True))

    @cached_property
    def present(self) -> str:
        """IRI of the latest vintage."""
        return self.vintages[0].iri

    @cached_property
    def unit_types(self) -> dict[str, dict[str, str]]:
        """Type of unit -> language -> its label."""
        quads = self._store.quads_for_pattern(None, _TYPE, _UNIT_TYPE)
        return {i: chain.labels(self._store, i) for i in sorted(_iri(quad.subject) for quad in quads)}

    @cached_property
    def vintage_of(self) -> dict[str, str]:
        """Unit -> its vintage. Its keys are the units, by IRI."""
        return self._coded("vintage_of") or dict(sorted(self._single(CDS + "vintage").items()))

    @cached_property
    def codes(self) -> dict[str, str]:
        """Unit -> its official code."""
        return self._plain("codes") or self._single(CDS + "officialCode")

    @cached_property
    def proper_names(self) -> dict[str, str]:
        """Unit -> its name without type."""
        return self._plain("proper_names") or self._single(CDS + "properName")

    @cached_property
    def levels(self) -> dict[str, str]:
        """Unit -> its level."""
        return self._coded("levels") or self._single(CDS + "unitLevel")

    @cached_property
    def types(self) -> dict[str, str]:
        """Unit -> its latest type."""
        return self._coded("types") or self._single(CDS + "unitType")

    @cached_property
    def parents(self) -> dict[str, str]:
        """Unit -> the unit that it is part of."""
        if self._kept:
            units = self._kept["units"]
            return {unit: units[at] for unit, at in zip(units, self._kept["parents"], strict=True) if at >= 0}
        return self._single(CDS + "parentUnit")

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """Unit -> its direct parts, by code."""
        found: dict[str, list[str]] = defaultdict(list)
        for child, parent in self.parents.items():
            found[parent].append(child)
        return {parent: sorted(below, key=self.order) for parent, below in found.items()}

    @cached_property
    def spells(self) -> dict[str, tuple[TypeSpell, ...]]:
        """Unit whose type has changed -> its types in order of time."""
        spells: dict[str, list[TypeSpell]] = defaultdict(list)
        for quad in self._store.quads_for_pattern(None, ox.NamedNode(CDS + "typeSpell"), None):
            spells[_iri(quad.subject)].append(self._spell(_iri(quad.object)))
        first = datetime.date.min
        return {unit: tuple(sorted(of, key=lambda spell: spell.valid_from or first)) for unit, of in spells.items()}

    @cached_property
    def heirs(self) -> Mapping[str, tuple[str, ...]]:
        """Former unit -> the units that took its place, by code."""
        return self.kept("heirs") or self._several(DCTERMS + "isReplacedBy", inverse=False)

    @cached_property
    def forebears(self) -> Mapping[str, tuple[str, ...]]:
        """Unit -> the former units whose place it took, by code."""
        return self.kept("forebears") or self._several(DCTERMS + "isReplacedBy", inverse=True)

    @cached_property
    def names(self) -> dict[str, tuple[str, ...]]:
        """Unit -> all that it is called: proper name, preferred and alternative labels."""
        if self._kept:
            return dict(zip(self._kept["units"], map(tuple, self._kept["names"]), strict=True))
        found = {unit: [name] for unit, name in self.proper_names.items()}
        for predicate in ("prefLabel", "altLabel"):
            for quad in self._store.quads_for_pattern(None, ox.NamedNode(SKOS + predicate), None):
                of = found.get(_iri(quad.subject))
                if of is not None and isinstance(quad.object, ox.Literal):
                    of.append(quad.object.value)
        return {unit: tuple(dict.fromkeys(texts)) for unit, texts in found.items()}

    @cached_property
    def by_code(self) -> Mapping[str, Sequence[str]]:
        """Official code, or ISO code in capitals -> the units that have it."""
        if self._kept:
            return self.kept("by_code")
        found: dict[str, list[str]] = defaultdict(list)
        for column in (self.codes, self._single(CDS + "iso3166Code")):
            for unit, code in column.items():
                found[code].append(unit)
        return found

    def kept(self, name: str) -> Places:
        """A column of several units for each text, as it was kept; empty where none was."""
        return Places(self._kept.get("units", ()), self._kept.get(name, {}))

    def order(self, unit: str) -> tuple[int, str, str]:
        """The key that sorts units: those of short codes, which are the upper levels, first; then by code."""
        code = self.codes.get(unit, "")
        return len(code), code, unit

    def type_on(self, unit: str, day: datetime.date | None) -> str:
        """The type of a unit on ``day``: that of the spell that covers it, else the latest."""
        spell = self.spell_on(unit, day)
        return spell.type if spell else self.types.get(unit, "")

    def spell_on(self, unit: str, day: datetime.date | None) -> TypeSpell | None:
        """The spell of a unit's type on ``day``, where the type has changed at all."""
        if day is None:
            return None
        return next((spell for spell in self.spells.get(unit, ()) if spell.covers(day)), None)

    def ancestors(self, unit: str) -> tuple[str, ...]:
        """What the unit is part of, from its parent upward."""
        found: list[str] = []
        above = self.parents.get(unit)
        while above is not None and above not in found:
            found.append(above)
            above = self.parents.get(above)
        return tuple(found)

    def below(self, unit: str) -> list[str]:
        """All parts of the unit, direct and indirect, level by level."""
        found, layer, seen = list[str](), [unit], {unit}
        while layer:
            layer = [child for above in layer for child in self.children.get(above, ()) if child not in seen]
            seen.update(layer)
            found.extend(layer)
        return found

    def value(self, subject: str, predicate: str) -> object:
        """The first value, by its text, of one of our properties, or ``None``."""
        values = self.objects(subject, CDS + predicate)
        return value_of(values[0]) if values else None

    def day(self, subject: str, predicate: str) -> datetime.date | None:
        """The date that one of our properties gives, or ``None``."""
        value = self.value(subject, predicate)
        return value if isinstance(value, datetime.date) else None

    def objects(self, subject: str, predicate: str) -> list[ox.NamedNode | ox.Literal]:
        """The IRIs and literals of one property, sorted."""
        quads = self._store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None)
        found = [quad.object for quad in quads]
        return sorted((o for o in found if isinstance(o, ox.NamedNode | ox.Literal)), key=lambda o: o.value)

    def acts(self, subject: str) -> tuple[str, ...]:
        """The acts by which something changed or was formed."""
        return tuple(act.value for act in self.objects(subject, CDS + "changedByAct"))

    def _spell(self, iri: str) -> TypeSpell:
        return TypeSpell(
            type=str(self.value(iri, "spellType") or ""),
            labels=chain.labels(self._store, iri),
            valid_from=self.day(iri, "validFrom"),
            valid_until=self.day(iri, "validUntil"),
            acts=self.acts(iri),
        )

    def _plain(self, name: str) -> dict[str, str]:
        column = zip(self._kept.get("units", ()), self._kept.get(name, ()), strict=True)
        return {unit: value for unit, value in column if value is not None}

    def _coded(self, name: str) -> dict[str, str]:
        if not self._kept:
            return {}
        values, places = self._kept[name]["values"], self._kept[name]["at"]
        return {unit: values[at] for unit, at in zip(self._kept["units"], places, strict=True) if at >= 0}

    def _single(self, predicate: str) -> dict[str, str]:
        quads = self._store.quads_for_pattern(None, ox.NamedNode(predicate), None)
        pairs = ((_iri(quad.subject), quad.object) for quad in quads)
        return {subject: o.value for subject, o in pairs if isinstance(o, ox.NamedNode | ox.Literal)}

    def _several(self, predicate: str, *, inverse: bool) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for quad in self._store.quads_for_pattern(None, ox.NamedNode(predicate), None):
            ends = (_iri(quad.subject), _iri(quad.object))
            if all(end in self.vintage_of for end in ends):
                one, other = reversed(ends) if inverse else ends
                found[one].append(other)
        return {one: tuple(sorted(others, key=self.order)) for one, others in found.items()}


_INDEXES: WeakKeyDictionary[GraphStore, UnitIndex] = WeakKeyDictionary()


def index_of(store: GraphStore) -> UnitIndex:
    """The index of one graph, made when it is first asked for.

    Raises:
        UsageError: the graph holds no vintage of units.
    """
    index = _INDEXES.get(store)
    if index is None:
        data = store.kept(KEPT)
        index = UnitIndex(store.store, json.loads(data) if data else None)
        if not index.vintages:
            raise UsageError(
                f"Đồ thị đang mở không có đơn vị hành chính nào; hãy nạp thêm mô-đun {MODULE}.",
                f"The open graph has no administrative units; load the module {MODULE} as well.",
            )
        _INDEXES[store] = index
    return index


def covered(store: GraphStore, day: datetime.date) -> Vintage:
    """The vintage that holds on ``day``.

    Raises:
        NotCoveredError: none is known to.
        UsageError: the graph holds no units.
    """
    vintages = index_of(store).vintages
    for vintage in vintages:
        if vintage.covers(day):
            return vintage
    vi, en = ("; ".join(_interval(vintage, lang) for vintage in reversed(vintages)) for lang in ("vi", "en"))
    raise NotCoveredError(
        f"Dữ liệu đơn vị hành chính không bao quát ngày {day_text(day, 'vi')}; chỉ bao quát: {vi}.",
        f"The administrative units are not covered for {day_text(day, 'en')}; covered are: {en}.",
    )


def unit_id(iri: str) -> str:
    """The short name of a unit: ``2025-80``, ``pre2025-80``."""
    return iri.removeprefix(CDSU)


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _interval(vintage: Vintage, lang: str) -> str:
    begin = day_text(vintage.covered_from, lang)
    if vintage.covered_until is None:
        return pick(lang, f"từ ngày {begin}", f"from {begin}")
    end = day_text(vintage.covered_until, lang)
    if begin == end:
        return pick(lang, f"ngày {begin}", begin)
    return pick(lang, f"từ ngày {begin} đến hết ngày {end}", f"{begin} to {end}")

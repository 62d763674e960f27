"""Administrative units on a day: what they are, their parts, what they came from and what they became."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pyoxigraph as ox

from cds_kg.errors import NotFoundError
from cds_kg.knowledge.units_index import (
    MODULE,
    TypeSpell,
    UnitIndex,
    Vintage,
    covered,
    index_of,
    unit_id,
)
from cds_kg.knowledge.units_names import Found, address, candidate, find_units, mention, one_of, resolve_unit
from cds_kg.knowledge.units_words import level_named, types_named
from cds_kg.namespaces import CDS, PREFIXES, RDFS, SKOS
from cds_kg.store import labels as chain
from cds_kg.store.dataset import GraphStore
from cds_kg.store.results import value_of

__all__ = [
    "MODULE",
    "Applied",
    "Count",
    "Found",
    "Step",
    "TypeSpell",
    "Unit",
    "Vintage",
    "address",
    "became",
    "came_from",
    "candidate",
    "chosen",
    "concepts_at",
    "counts",
    "covered",
    "find_units",
    "index_of",
    "level_named",
    "mention",
    "one_of",
    "part_counts",
    "parts",
    "resolve_unit",
    "same_code",
    "types_named",
    "unit",
    "unit_id",
    "units",
]

_AT_LEVEL = ("implementedAtLevel", "situatedAtLevel")


@dataclass(frozen=True, slots=True)
class Step:
    """From a unit to one that it came from or became.

    Attributes:
        unit: IRI of the other unit.
        day: the first day of the later one.
        acts: IRIs of the acts that formed the later one; none where it went on as it was.
        through_parts: that not the unit itself but parts of it went that way.
    """

    unit: str
    day: datetime.date | None
    acts: tuple[str, ...]
    through_parts: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """How many units there are of one level and type."""

    level: str
    type: str
    count: int


@dataclass(frozen=True, slots=True)
class Applied:
    """A concept that the graph ties to a level.

    Attributes:
        concept, relation: IRIs of the concept and of the property that ties it.
        level: IRI of the level it is tied to: the one asked for or a broader one.
    """

    concept: str
    relation: str
    level: str


@dataclass(frozen=True, slots=True, repr=False)
class Unit:
    """One administrative unit, as it is called on ``day``.

    Attributes:
        iri, id, code: IRI, short name (``2025-80``) and official code (``80``, which another vintage may have for
            another place).
        name, proper_name: its full Vietnamese name on the day, and the name without type.
        labels: language -> full name on the day.
        level, type, vintage, parent: IRIs; ``type`` is that of the day, ``parent`` is ``None`` for provinces.
        spells: its types in order of time, where they changed.
        valid_from, valid_until: first and last day; ``None`` where it is not known, or not over.
        acts: IRIs of the acts that formed it, or ended it where it is a former one.
        latitude, longitude: degrees, where known.
        iso_code: ISO 3166-2 code, which some former provinces have.
        see_also: addresses of the same place elsewhere (GeoNames).
        day: the day of which it tells; ``None``: the latest known.
    """

    iri: str
    id: str
    code: str
    name: str
    proper_name: str
    labels: dict[str, str] = field(hash=False)
    level: str
    type: str
    vintage: str
    parent: str | None
    spells: tuple[TypeSpell, ...]
    valid_from: datetime.date | None
    valid_until: datetime.date | None
    acts: tuple[str, ...]
    latitude: Decimal | None
    longitude: Decimal | None
    iso_code: str | None
    see_also: tuple[str, ...]
    day: datetime.date | None
    store: GraphStore = field(compare=False)

    def __repr__(self) -> str:
        return f"<Unit {self.id}: {self.name}>"

    def label(self, lang: str = "vi") -> str:
        """The full name in ``lang``, else in Vietnamese."""
        return self.labels.get(lang) or self.name

    def ancestors(self) -> tuple[Unit, ...]:
        """What it is part of, from its parent upward."""
        return tuple(unit(self.store, iri, self.day) for iri in index_of(self.store).ancestors(self.iri))

    def parts(self) -> list[Unit]:
        """Its direct parts, by code."""
        return parts(self.store, self.iri, self.day)

    def came_from(self) -> tuple[Step, ...]:
        """The former units whose place it took."""
        return came_from(self.store, self.iri)

    def became(self) -> tuple[Step, ...]:
        """The units that took its place."""
        return became(self.store, self.iri)

    def concepts(self) -> tuple[Applied, ...]:
        """The concepts that apply at its level."""
        return concepts_at(self.store, self.level)


def unit(store: GraphStore, iri: str, day: datetime.date | None = None) -> Unit:
    """The unit of an IRI, its type and name as of ``day``.

    Raises:
        NotFoundError: there is no such unit.
        UsageError: the graph holds no units.
    """
    index = index_of(store)
    if iri not in index.vintage_of:
        raise NotFoundError(
            f"Không có đơn vị hành chính <{iri}>; hãy tra theo tên hoặc mã.",
            f"There is no administrative unit <{iri}>; look it up by name or code.",
        )
    spell = index.spell_on(iri, day)
    labels = chain.labels(store.store, iri)
    if spell is not None and spell is not index.spells[iri][-1]:
        labels = {**labels, **spell.labels}
    latitude, longitude = (_decimal(index, iri, name) for name in ("lat", "long"))
    iso = index.value(iri, "iso3166Code")
    return Unit(
        iri=iri,
        id=unit_id(iri),
        code=index.codes.get(iri, ""),
        name=labels.get("vi") or chain.label(store.store, iri),
        proper_name=index.proper_names.get(iri, ""),
        labels=labels,
        level=index.levels.get(iri, ""),
        type=index.type_on(iri, day),
        vintage=index.vintage_of[iri],
        parent=index.parents.get(iri),
        spells=index.spells.get(iri, ()),
        valid_from=index.day(iri, "validFrom"),
        valid_until=index.day(iri, "validUntil"),
        acts=index.acts(iri),
        latitude=latitude,
        longitude=longitude,
        iso_code=None if iso is None else str(iso),
        see_also=tuple(o.value for o in index.objects(iri, RDFS + "seeAlso")),
        day=day,
        store=store,
    )


def chosen(
    store: GraphStore, day: datetime.date | None, level: str | None, type: str | None, within: str | None
) -> tuple[GraphStore, datetime.date, str | None, tuple[str, ...], str | None]:
    """What people say of the units they want, as the arguments of `units` and `counts`; no day is this day.

    Raises:
        UsageError: no such level or type.
        NotCoveredError: the day is not covered.
        NotFoundError, AmbiguousError: the unit ``within``.
    """
    level = None if level is None else level_named(store, level)
    types = () if type is None else types_named(store, type)
    day = day or datetime.date.today()
    covered(store, day)
    return store, day, level, types, None if within is None else resolve_unit(store, within, day, with_parts=True)


def units(
    store: GraphStore,
    day: datetime.date,
    level: str | None = None,
    types: Iterable[str] = (),
    within: str | None = None,
) -> list[Unit]:
    """The units of ``day``, the upper levels first, then by code.

    Args:
        level: IRI of their level.
        types: IRIs of types of which they are one on the day; none: any.
        within: IRI of a unit that they are part of, directly or not.

    Raises:
        NotCoveredError: the day is not covered.
        UsageError: the graph holds no units.
    """
    return [unit(store, iri, day) for iri in _chosen(store, day, level, types, within)]


def counts(
    store: GraphStore,
    day: datetime.date,
    level: str | None = None,
    types: Iterable[str] = (),
    within: str | None = None,
) -> tuple[Count, ...]:
    """How many units there are on ``day``, by level and type: upper levels first, then the most frequent type.

    Args, Raises: as `units`.
    """
    return _counted(index_of(store), _chosen(store, day, level, types, within), day)


def part_counts(store: GraphStore, iri: str, day: datetime.date | None = None) -> tuple[Count, ...]:
    """How many parts a unit has, direct and indirect, by level and type as of ``day``."""
    index = index_of(store)
    return _counted(index, index.below(iri), day)


def parts(store: GraphStore, iri: str, day: datetime.date | None = None) -> list[Unit]:
    """The direct parts of a unit, by code."""
    return [unit(store, child, day) for child in index_of(store).children.get(iri, ())]


def came_from(store: GraphStore, iri: str) -> tuple[Step, ...]:
    """The former units whose place the unit took, by code."""
    index = index_of(store)
    day, acts = index.day(iri, "validFrom"), index.acts(iri)
    return tuple(Step(former, day, acts) for former in index.forebears.get(iri, ()))


def became(store: GraphStore, iri: str) -> tuple[Step, ...]:
    """The units that took the place of the unit, by code; where none did, those that took the place of its parts."""
    index = index_of(store)
    heirs, through_parts = index.heirs.get(iri, ()), False
    if not heirs:
        through = {heir for part in index.below(iri) for heir in index.heirs.get(part, ())}
        heirs, through_parts = tuple(sorted(through, key=index.order)), True
    return tuple(Step(heir, index.day(heir, "validFrom"), index.acts(heir), through_parts) for heir in heirs)


def same_code(store: GraphStore, iri: str) -> tuple[str, ...]:
    """The units of other vintages that have the code of this one but another name, the latest first."""
    index = index_of(store)
    others = [
        other
        for other in index.by_code.get(index.codes.get(iri, ""), ())
        if index.vintage_of[other] != index.vintage_of[iri]
        and index.proper_names.get(other) != index.proper_names.get(iri)
    ]
    order = [vintage.iri for vintage in index.vintages]
    return tuple(sorted(others, key=lambda other: (order.index(index.vintage_of[other]), other)))


def concepts_at(store: GraphStore, level: str) -> tuple[Applied, ...]:
    """The concepts that the graph ties to a level or to one of its broader levels: the nearest first, then by IRI."""
    found: list[Applied] = []
    for at in _broader(store, level):
        for relation in _AT_LEVEL:
            quads = store.store.quads_for_pattern(None, ox.NamedNode(CDS + relation), ox.NamedNode(at))
            concepts = sorted(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))
            found.extend(Applied(concept, CDS + relation, at) for concept in concepts)
    return tuple(found)


def _broader(store: GraphStore, level: str) -> Sequence[str]:
    """The level and those above it by ``skos:broader``, the nearest first."""
    found = [level]
    for at in found:
        quads = store.store.quads_for_pattern(ox.NamedNode(at), ox.NamedNode(SKOS + "broader"), None)
        above = sorted(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode))
        found.extend(iri for iri in above if iri not in found)
    return found


def _chosen(
    store: GraphStore, day: datetime.date, level: str | None, types: Iterable[str], within: str | None
) -> list[str]:
    index = index_of(store)
    vintage, wanted = covered(store, day).iri, frozenset(types)
    pool = index.vintage_of if within is None else index.below(within)
    found = [
        iri
        for iri in pool
        if index.vintage_of[iri] == vintage
        and (level is None or index.levels.get(iri) == level)
        and (not wanted or index.type_on(iri, day) in wanted)
    ]
    return sorted(found, key=index.order)


def _counted(index: UnitIndex, iris: Iterable[str], day: datetime.date | None) -> tuple[Count, ...]:
    tally: Counter[tuple[str, str]] = Counter()
    length: dict[str, int] = {}
    for iri in iris:
        level = index.levels.get(iri, "")
        tally[level, index.type_on(iri, day)] += 1
        length.setdefault(level, len(index.codes.get(iri, "")))
    ordered = sorted(tally.items(), key=lambda item: (length[item[0][0]], item[0][0], -item[1], item[0][1]))
    return tuple(Count(level, of_type, number) for (level, of_type), number in ordered)


def _decimal(index: UnitIndex, iri: str, name: str) -> Decimal | None:
    for term in index.objects(iri, PREFIXES["geo"] + name):
        value = value_of(term)
        if isinstance(value, Decimal):
            return value
    return None

"""Administrative units of a day as a networkx graph, and how diagrams sign and name them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cds_kg.diagram.axes import number_text
from cds_kg.diagram.geometry import Sign
from cds_kg.diagram.graph import build, labels_in, named, names, tell_source
from cds_kg.diagram.layout import Names, Sample, capitalised, inside
from cds_kg.diagram.scene import Swatch
from cds_kg.diagram.sheet import Sheet
from cds_kg.namespaces import CDS, DCTERMS, PROV, curie, expand
from cds_kg.text import pick

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.knowledge.units import Unit
    from cds_kg.knowledge.units_index import UnitIndex, Vintage
    from cds_kg.store.dataset import GraphStore

PARENT = CDS + "parentUnit"
REPLACED_BY = DCTERMS + "isReplacedBy"

#: Type of unit -> hue and sign; the units of one level are told apart by both. Legends keep this order.
_SIGNS: dict[str, tuple[str, Sign]] = {
    "cds:CentrallyGovernedCity": ("blue", "square"),
    "cds:Province": ("slate", "circle"),
    "cds:UrbanDistrict": ("blue", "square"),
    "cds:MunicipalCity": ("purple", "diamond"),
    "cds:ProvincialCity": ("purple", "diamond"),
    "cds:DistrictTown": ("rust", "triangle"),
    "cds:RuralDistrict": ("green", "circle"),
    "cds:Ward": ("rust", "square"),
    "cds:Township": ("amber", "triangle"),
    "cds:Commune": ("green", "circle"),
    "cds:SpecialZone": ("purple", "diamond"),
}
_OTHER: tuple[str, Sign] = ("stone", "bar")


# --- from the knowledge graph --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class UnitsOn:
    """The administrative units of a day.

    Attributes:
        store: the graph with the units, without regard to time: they have dates of their own.
        asked: the day that was asked for, if any.
        day: that day, else this day.
        vintage: the set of units of the day.
    """

    store: GraphStore
    asked: datetime.date | None
    day: datetime.date
    vintage: Vintage

    @classmethod
    def of(cls, store: GraphStore) -> UnitsOn:
        """Those of the day of a view, or of this day; where only a user's own files are loaded, theirs.

        Raises:
            NotCoveredError: the units of the day are not known.
        """
        from cds_kg.knowledge.units import MODULE, covered

        whole = store.whole
        if whole.files:
            whole = whole.with_modules([MODULE])
        day = store.day or datetime.date.today()
        return cls(whole, store.day, day, covered(whole, day))

    @property
    def index(self) -> UnitIndex:
        """The columns of the units."""
        from cds_kg.knowledge.units import index_of

        return index_of(self.store)

    def levels(self, within: str | None = None) -> tuple[str, ...]:
        """The levels that have units on the day, or parts of the unit ``within``; from above."""
        from cds_kg.knowledge.units import counts

        return tuple(dict.fromkeys(count.level for count in counts(self.store, self.day, within=within)))

    def types(self, level: str, within: str | None = None) -> tuple[str, ...]:
        """The types (prefixed names) that units of a level have on the day."""
        from cds_kg.knowledge.units import counts

        return tuple(curie(count.type) for count in counts(self.store, self.day, level, within=within))

    def at(self, level: str, within: str | None = None) -> list[Unit]:
        """The units of a level, by code."""
        from cds_kg.knowledge.units import units

        return units(self.store, self.day, level, within=within)

    def province(self, name: str) -> Unit:
        """The province that a name, code or IRI stands for.

        Raises:
            NotFoundError, AmbiguousError: as `cds_kg.knowledge.units.resolve_unit`.
            NotFoundError: the unit has no parts.
        """
        from cds_kg.errors import NotFoundError
        from cds_kg.knowledge.units import address, resolve_unit, unit

        iri = resolve_unit(self.store, name, self.day, with_parts=True)
        if iri not in self.index.children:
            vi, en = (address(self.store, iri, lang) for lang in ("vi", "en"))
            raise NotFoundError(
                f"{vi} không có đơn vị hành chính nào trực thuộc; hãy nêu một tỉnh hoặc thành phố.",
                f"No administrative unit is part of {en}; name a province or a city.",
            )
        return unit(self.store, iri, self.day)

    def forebears(self, iri: str) -> list[Unit]:
        """The former units whose place a unit took, by code, as they were last called."""
        from cds_kg.knowledge.units import unit

        return [unit(self.store, former) for former in self.index.forebears.get(iri, ())]

    def counts(self, within: str | None = None) -> dict[str, int]:
        """How many parts a unit or the country has, as attributes: ``count_<type>`` and ``count_<level>``."""
        from cds_kg.knowledge.units import counts

        found: dict[str, int] = {}
        for count in counts(self.store, self.day, within=within):
            for thing in (count.level, count.type):
                name = count_name(curie(thing))
                found[name] = found.get(name, 0) + count.count
        return found

    def graph(self, triples: Sequence[tuple[str, str, str]], units: Iterable[Unit], **about: Any) -> nx.MultiDiGraph:
        """A graph as `cds_kg.diagram.graph.build` makes it, of these units; triples are between them.

        Beside labels, which are those of the day, nodes have ``code``, ``proper_name`` (Vietnamese, without type),
        ``type`` and ``level`` (prefixed names) and, where known, ``latitude`` and ``longitude`` in degrees. The
        graph's ``labels`` has those of types and levels as well; its ``source`` is the vintage.
        """
        units = list(units)
        graph = build(self.store, triples, [unit.iri for unit in units], **about)
        for unit in units:
            node = graph.nodes[unit.iri]
            node.update(_facts(unit))
            if unit.valid_until is not None and self.day <= unit.valid_until:
                del node["valid_until"]  # on the day it had not ended
        terms = [*self.index.unit_types, *sorted(set(self.index.levels.values()))]
        labels = labels_in(self.store, terms)
        graph.graph["labels"] |= {iri: named(labels, iri) for iri in terms}
        tell_source(graph, self.vintage.iri, self._source())
        if self.asked:
            graph.graph["as_of"] = self.asked.isoformat()
        return graph

    def _source(self) -> dict[str, str]:
        """Language -> the vintage as the source: its label, the day of its data, and what it was made from."""
        vintage = self.vintage
        made_from = [origin.value for origin in self.index.objects(vintage.iri, PROV + "wasDerivedFrom")]
        origins = ", ".join(iri.removeprefix("https://").rstrip("/") for iri in made_from)
        vi, en = vintage.labels.get("vi", ""), vintage.labels.get("en", "")
        if vintage.snapshot:
            vi += f" (số liệu ngày {vintage.snapshot:%d/%m/%Y})"
            en += f" (data of {vintage.snapshot.isoformat()})"
        return {"vi": f"{vi}: {origins}", "en": f"{en}: {origins}"}


def count_name(name: str) -> str:
    """The attribute with the number of parts of a type or level: ``cds:Ward`` -> ``count_Ward``."""
    return "count_" + name.rpartition(":")[2]


def part_types(graph: nx.MultiDiGraph, iri: str) -> dict[str, int]:
    """Type of the lowest level (prefixed name) -> how many parts of it a unit has, in the order of legends."""
    node, types = graph.nodes[iri], in_order_of_types(graph.graph["types"].split())
    return {name: node[count_name(name)] for name in types if count_name(name) in node}


def _facts(unit: Unit) -> dict[str, str | float]:
    facts: dict[str, str | float] = {**named({unit.iri: unit.labels}, unit.iri)}
    facts |= {"code": unit.code, "proper_name": unit.proper_name, "type": curie(unit.type), "level": curie(unit.level)}
    if unit.latitude is not None and unit.longitude is not None:
        facts |= {"latitude": float(unit.latitude), "longitude": float(unit.longitude)}
    return facts


# --- on a sheet ----------------------------------------------------------------------------------------------------


def sign_of(type_name: str) -> Sign:
    """The sign of a type of unit (a prefixed name)."""
    return _SIGNS.get(type_name, _OTHER)[1]


def hue_of(type_name: str) -> str:
    """The hue of a type of unit (a prefixed name)."""
    return _SIGNS.get(type_name, _OTHER)[0]


def in_order_of_types(types: Iterable[str]) -> list[str]:
    """Types of units (prefixed names) in the order in which legends have them, each once."""
    order = list(_SIGNS)
    return sorted(set(types), key=lambda name: (order.index(name) if name in order else len(order), name))


def term_names(graph: nx.MultiDiGraph, sheet: Sheet, name: str) -> Names:
    """The labels of a type or a level (a prefixed name) in the languages of a sheet."""
    iri = expand(name) or name
    return sheet.names(graph.graph["labels"].get(iri, {}), iri)


def counted(count: int, lang: str) -> str:
    """A number of units as a language writes it."""
    return number_text(count, 0, lang)


def counted_names(graph: nx.MultiDiGraph, sheet: Sheet, name: str, count: int) -> Names:
    """The labels of a type or a level (a prefixed name), each with how many units there are."""
    labels = capitalised(term_names(graph, sheet, name))
    return tuple((f"{text} ({counted(count, lang)})", lang) for text, lang in labels)


def type_samples(graph: nx.MultiDiGraph, sheet: Sheet, tally: Mapping[str, int]) -> list[Sample]:
    """An entry of the legend for each type of unit (prefixed name -> how many there are): its sign."""
    return [
        Sample(
            Swatch(sign_of(name), sheet.colours.paints[hue_of(name)].stroke),
            counted_names(graph, sheet, name, tally[name]),
        )
        for name in in_order_of_types(tally)
    ]


def levels_text(graph: nx.MultiDiGraph, tally: Mapping[str, int], lang: str, noun: str = "") -> str:
    """How many units there are by level (prefixed name -> how many), with a noun after the first number.

    Without one: 34 cấp tỉnh, 3.321 cấp xã.
    """
    parts: list[str] = []
    for name, count in tally.items():
        label = inside(names(graph.graph["labels"].get(expand(name) or name, {}), lang, name)[0][0])
        kind = f" {noun}" if noun and not parts else ""
        parts.append(f"{counted(count, lang)}{kind}{pick(lang, ' ', ' at ')}{label}")
    return ", ".join(parts)


def units_noun(lang: str) -> str:
    """What is counted, in words."""
    return pick(lang, "đơn vị hành chính", "administrative units")

"""What a map shows: the units of one level with their coordinates, on the whole country or in one province."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cds_kg.diagram.graph import labels_in, named
from cds_kg.diagram.observed import PUBLISHED, figure, known
from cds_kg.diagram.unit_graph import PARENT, UnitsOn
from cds_kg.errors import NotFoundError, UsageError
from cds_kg.knowledge.endings import day_text
from cds_kg.knowledge.names import label, resolve
from cds_kg.namespaces import CDS, curie

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.draw import Request
    from cds_kg.knowledge.units import Unit
    from cds_kg.store.dataset import GraphStore

#: The units that are islands and archipelagos by themselves.
ZONE = CDS + "SpecialZone"

_VALUES = f"""
SELECT ?observation ?place ?value ?from ?until ?published ?note_vi ?note_en WHERE {{
  ?observation cds:indicator <%s> ; cds:observedPlace ?place ; cds:value ?value .
  FILTER NOT EXISTS {{ ?observation cds:content ?part }}
  OPTIONAL {{ ?observation cds:observedFrom ?from }} OPTIONAL {{ ?observation cds:observedUntil ?until }}
  OPTIONAL {{ ?observation skos:scopeNote ?note_vi . FILTER(LANG(?note_vi) = "vi") }}
  OPTIONAL {{ ?observation skos:scopeNote ?note_en . FILTER(LANG(?note_en) = "en") }} {PUBLISHED}
}} ORDER BY ?from ?place ?value ?observation
"""

_CITED = """
SELECT DISTINCT ?vi ?en WHERE {
  VALUES ?observation { %s }
  ?claim a cds:ExternalClaim ; cds:assertsSubject ?observation ; cds:assertsPredicate cds:value .
  ?claim dcterms:bibliographicCitation ?vi, ?en . FILTER(LANG(?vi) = "vi" && LANG(?en) = "en")
} ORDER BY ?vi ?en
"""


def map_graph(store: GraphStore, request: Request) -> nx.MultiDiGraph:
    """The units of a level with ``latitude`` and ``longitude``, and what they are part of where that is shown too.

    The graph's attributes: ``level``, ``levels`` (prefixed names, from above), ``by`` (``type``, ``level`` or an
    indicator's IRI), ``province`` (an IRI, or empty), ``count_<type>`` and ``count_<level>``, ``unplaced`` (how many
    units have no coordinates) and ``unplaced_names``. Of the whole country, provinces have ``cloud``: the points of
    all their units of the lowest level, ``latitude,longitude`` by blanks, where these are no nodes. Islands are nodes
    always and have ``island``; those that became a special zone stand at its point (``placed_by`` names it). With an
    indicator, nodes have ``value``.

    Raises:
        NotCoveredError: the units of the day are not known.
        InputError: a value of the indicator that cannot be shown.
        NotFoundError: no units of the level on the day; no value of the indicator for any of them is known on it.
        UsageError: something that is not for this diagram.
    """
    request.refuse("depth")
    on = UnitsOn.of(store)
    by = _by(on, request.by or "type")
    return _of_province(on, request, by) if request.about else _of_country(on, request, by)


def _by(on: UnitsOn, word: str) -> str:
    """``type``, ``level``, or the IRI of the indicator that a word names."""
    if word in ("type", "level"):
        return word
    iri = resolve(on.store, word)
    if not on.store.ask(f"ASK {{ <{iri}> a cds:Indicator }}"):
        raise UsageError(
            f"--by {word}: không phải là chỉ số; hãy dùng type, level hoặc một chỉ số.",
            f"--by {word}: this is no indicator; use type, level or an indicator.",
        )
    return iri


def _level(on: UnitsOn, word: str | None, default: str, within: str | None) -> str:
    """The IRI of the level that is asked for."""
    from cds_kg.knowledge.units import level_named

    level = level_named(on.store, word) if word else default
    if level not in on.levels(within):
        vi, en = (label(on.store, level, lang) for lang in ("vi", "en"))
        day_vi, day_en = (day_text(on.day, lang) for lang in ("vi", "en"))
        raise NotFoundError(
            f"{vi}: không có đơn vị nào để vẽ vào ngày {day_vi}.",
            f"{en}: there is no unit to draw on {day_en}.",
        )
    return level


def _of_country(on: UnitsOn, request: Request, by: str) -> nx.MultiDiGraph:
    levels = on.levels()
    level = _level(on, request.level, levels[0], None)
    provinces, islands = on.at(levels[0]), _islands(on)
    units = [] if level == levels[0] else on.at(level)
    found = _Placed(on)
    placed = {unit.iri: found.place(unit) for unit in (*provinces, *islands, *units)}
    shown = list({unit.iri: unit for unit in (*provinces, *islands, *units) if placed[unit.iri]}.values())
    here = {unit.iri for unit in shown}
    tops = {unit.iri: (on.index.ancestors(unit.iri) or [unit.iri])[-1] for unit in islands}
    triples = [(iri, PARENT, top) for iri, top in tops.items() if on.index.parents.get(iri) == top and iri in here]
    clouds: dict[str, list[str]] = {unit.iri: [] for unit in provinces}
    if level == levels[0]:
        for part in on.at(levels[-1]):
            if point := found.place(part):
                clouds[on.index.ancestors(part.iri)[-1]].append(f"{point[0]:g},{point[1]:g}")
    made = on.graph(triples, shown, level=curie(level), levels=" ".join(map(curie, levels)), by=by, province="")
    for iri, cloud in clouds.items():
        if cloud:
            made.nodes[iri]["cloud"] = " ".join(cloud)
    _mark_islands(made, islands)
    _finish(on, made, found, by)
    return made


def _of_province(on: UnitsOn, request: Request, by: str) -> nx.MultiDiGraph:
    assert request.about is not None
    province = on.province(request.about)
    levels = on.levels(province.iri)
    level = _level(on, request.level, levels[-1], province.iri)
    islands = [unit for unit in _islands(on) if province.iri in on.index.ancestors(unit.iri)]
    units, found = {unit.iri: unit for unit in (*on.at(level, province.iri), *islands)}, _Placed(on)
    shown = [unit for unit in units.values() if found.place(unit)]
    if not shown:
        raise NotFoundError(
            f"Không đơn vị nào của {province.name} có tọa độ trong dữ liệu.",
            f"No unit of {province.label('en')} has coordinates in the data.",
        )
    triples = [(unit.iri, PARENT, province.iri) for unit in shown if unit.parent == province.iri]
    made = on.graph(
        triples,
        [province, *shown],
        level=curie(level),
        levels=" ".join(map(curie, levels)),
        by=by,
        province=province.iri,
    )
    _mark_islands(made, islands)
    _finish(on, made, found, by)
    return made


def _mark_islands(graph: nx.MultiDiGraph, islands: Sequence[Unit]) -> None:
    for unit in islands:
        if unit.iri in graph:
            graph.nodes[unit.iri]["island"] = True


def _islands(on: UnitsOn) -> list[Unit]:
    """The special zones, and the districts that became nothing but these."""
    from cds_kg.knowledge.units import became

    levels = on.levels()
    districts = [unit for level in levels[1:-1] for unit in on.at(level)]
    zones = [unit for unit in on.at(levels[-1]) if unit.type == ZONE]
    return [unit for unit in districts if _became_zones(on, [step.unit for step in became(on.store, unit.iri)])] + zones


def _became_zones(on: UnitsOn, heirs: Sequence[str]) -> bool:
    return bool(heirs) and all(on.index.types.get(heir) == ZONE for heir in heirs)


class _Placed:
    """Finds the points of units, and keeps which have none and which have that of a special zone."""

    def __init__(self, on: UnitsOn) -> None:
        self._on = on
        self.without: dict[str, Unit] = {}
        self.by_zone: dict[str, Unit] = {}

    def place(self, unit: Unit) -> tuple[float, float] | None:
        """Latitude and longitude: of what became a special zone, the zone's; else the unit's own, if it has one."""
        from cds_kg.knowledge.units import became
        from cds_kg.knowledge.units import unit as unit_of

        heirs = [step.unit for step in became(self._on.store, unit.iri)] if unit.valid_until else []
        if _became_zones(self._on, heirs):
            zones = [unit_of(self._on.store, heir) for heir in heirs]
            zone = next((zone for zone in zones if zone.proper_name == unit.proper_name), zones[0])
            # The points of former island districts are doubtful: that of one lies on the mainland.
            if _point(zone) and not (_point(unit) and unit.level == zone.level):
                self.by_zone[unit.iri] = zone
                return _point(zone)
        if _point(unit) is None:
            self.without[unit.iri] = unit
        return _point(unit)


def _point(unit: Unit) -> tuple[float, float] | None:
    if unit.latitude is None or unit.longitude is None:
        return None
    return float(unit.latitude), float(unit.longitude)


def _finish(on: UnitsOn, graph: nx.MultiDiGraph, found: _Placed, by: str) -> None:
    """Add what was found of points, and the values of an indicator."""
    for iri, zone in found.by_zone.items():
        if iri in graph and (point := _point(zone)):
            graph.nodes[iri].update(latitude=point[0], longitude=point[1], placed_by=curie(zone.iri))
    graph.graph.update(on.counts(graph.graph["province"] or None))
    graph.graph["unplaced"] = len(found.without)
    graph.graph["unplaced_names"] = "; ".join(unit.name for unit in found.without.values())
    if by not in ("type", "level"):
        _add_values(on, graph, by)


def _add_values(on: UnitsOn, graph: nx.MultiDiGraph, indicator: str) -> None:
    """The latest value of each unit that is known on the day asked for, and what the observations say of themselves."""
    units = {iri for iri, node in graph.nodes(data=True) if node["level"] == graph.graph["level"]}
    found = [row for row in on.store.select(_VALUES % indicator) if str(row["place"]) in units]
    latest = {str(row["place"]): row for row in known(on.store, found, on.asked)}
    if not latest:
        raise _no_values(on, indicator)
    notes: dict[str, dict[str, list[str]]] = {"vi": {}, "en": {}}
    for place, row in latest.items():
        graph.nodes[place]["value"] = figure(str(row["observation"]), "value", row["value"], signed=True)
        for lang, texts in notes.items():
            if row[f"note_{lang}"] is not None:
                texts.setdefault(str(row[f"note_{lang}"]), []).append(label(on.store, place, lang))
    valued = " ".join(f"<{row['observation']}>" for row in latest.values())
    cited = list(on.store.select(_CITED % valued))
    labels = labels_in(on.store, [indicator])
    graph.graph["labels"][indicator] = named(labels, indicator)
    years = sorted({str(row["from"])[:4] for row in latest.values() if row["from"] is not None})
    graph.graph["value_years"] = ", ".join(years)
    for lang in ("vi", "en"):
        told = (f"{', '.join(places)}: {text}" for text, places in notes[lang].items())
        graph.graph[f"value_notes_{lang}"] = " ".join(told)
        graph.graph[f"value_source_{lang}"] = "; ".join(str(row[lang]) for row in cited)


def _no_values(on: UnitsOn, indicator: str) -> NotFoundError:
    vi, en = (label(on.store, indicator, lang) for lang in ("vi", "en"))
    by_vi, by_en = (
        (f" và đã biết đến ngày {day_text(on.asked, 'vi')}", f" that was known on {day_text(on.asked, 'en')}")
        if on.asked
        else ("", "")
    )
    return NotFoundError(
        f"«{vi}»: dữ liệu không có giá trị nào của các đơn vị này{by_vi}.",
        f'"{en}": the data has no value for these units{by_en}.',
    )

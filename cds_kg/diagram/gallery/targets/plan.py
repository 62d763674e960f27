"""The chart of targets before it has a place: which measure stands in which panel, with which rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cds_kg.diagram.axes import decimals, round_top
from cds_kg.diagram.gallery.targets import content as kg
from cds_kg.diagram.graph import is_a, relations
from cds_kg.knowledge.currency import LAPSED, PARTLY_SUPERSEDED, SUPERSEDED
from cds_kg.namespaces import CDS

if TYPE_CHECKING:
    import networkx as nx

#: Units whose scale has an end of its own; other axes end at a round number over the largest value.
_ENDS = {CDS + "Percent": 100.0, CDS + "IndexScore": 1.0}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the chart.

    Attributes:
        who: whose value it is, or where: a place, what of a measure it is, who is to reach the targets, which model is
            measured; nothing where the data do not say.
        targets: by deadline.
        observation: the latest, where there is one.
    """

    who: str | None
    targets: tuple[str, ...] = ()
    observation: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A measure with its rows, all in one unit (an IRI; none where there is no value at all)."""

    measure: str
    unit: str | None
    rows: tuple[Row, ...]
    continued: bool = False


def blocks(graph: nx.MultiDiGraph) -> tuple[Block, ...]:
    """Measures by unit: what is aimed at first, by deadline, then what has no value, then figures without a target.

    Where one unit has figures of the nation and of its localities, the nation comes first.
    """
    found = []
    for measure in _measures(graph):
        rows = _rows(graph, measure)
        units = dict.fromkeys(graph.nodes[value]["unit"] for row in rows for value in _values(row))
        for unit in units or (None,):
            own = tuple(_in_unit(graph, row, unit) for row in rows)
            found.append(Block(measure, unit, tuple(row for row in own if _values(row) or unit is None)))
    found.sort(key=_rank(graph))
    panels = list(dict.fromkeys(block.unit for block in found))
    return tuple(sorted(found, key=lambda block: panels.index(block.unit)))


def top_of(graph: nx.MultiDiGraph, unit: str) -> float:
    """Where the axis of a unit ends: the same on every page. An axis that has only zeros ends at 1."""
    largest = max(data["value"] for _, data in graph.nodes(data=True) if data.get("unit") == unit)
    end = _ENDS.get(unit, 0.0 if largest else 1.0)
    return end if largest <= end else round_top(largest)


def places_of(graph: nx.MultiDiGraph, block: Block, iri: str) -> int:
    """With how many decimals a value is written: all observations of a measure alike, a target as it is set."""
    observed = (s for s, _, o in relations(graph, kg.INDICATOR) if o == block.measure)
    seen = [one for one in observed if graph.nodes[one]["unit"] == block.unit]
    return max(decimals(graph.nodes[one]["value"]) for one in (seen if iri in seen else [iri]))


def no_longer(attributes: dict[str, Any]) -> bool:
    """Whether a target no longer stands as one."""
    return attributes.get("standing") in (LAPSED, SUPERSEDED, PARTLY_SUPERSEDED)


def _measures(graph: nx.MultiDiGraph) -> tuple[str, ...]:
    """What is measured, in the order of the relations."""
    kinds = (kg.TARGET_INDICATOR, kg.MEASURED_BY, kg.INDICATOR)
    return tuple(dict.fromkeys(o for _, _, o in relations(graph, *kinds)))


def _rows(graph: nx.MultiDiGraph, measure: str) -> tuple[Row, ...]:
    """The rows of a measure: the whole before its parts, these by value; targets stand with the whole."""
    aims = tuple(s for s, _, o in relations(graph, kg.TARGET_INDICATOR) if o == measure)
    models = tuple(s for s, _, o in relations(graph, kg.MEASURED_BY) if o == measure)
    observed = sorted((s for s, _, o in relations(graph, kg.INDICATOR) if o == measure), key=_place(graph))
    rows = [Row(_of(graph, one, kg.CONTENT) or _of(graph, one, kg.OBSERVED_PLACE), (), one) for one in observed]
    if rows and _place(graph)(observed[0])[0] == 0:
        return (Row(rows[0].who, aims, observed[0]), *rows[1:])
    if aims or not rows:
        actor = next((found for aim in aims if (found := _of(graph, aim, kg.TARGET_ACTOR))), None)
        rows.insert(0, Row(actor or next(iter(models), None), aims))
    return tuple(rows)


def _place(graph: nx.MultiDiGraph) -> Callable[[str], tuple[int, float, str]]:
    """A key that sorts observations: the whole, parts of what is measured, single units; the larger value first."""

    def key(observation: str) -> tuple[int, float, str]:
        place = _of(graph, observation, kg.OBSERVED_PLACE)
        local = place is not None and is_a(graph.nodes[place], CDS + "AdministrativeUnit")
        kind = 2 if local else 1 if _of(graph, observation, kg.CONTENT) else 0
        return kind, -graph.nodes[observation]["value"], observation

    return key


def _rank(graph: nx.MultiDiGraph) -> Callable[[Block], tuple[Any, ...]]:
    """A key that sorts measures."""

    def key(block: Block) -> tuple[Any, ...]:
        deadlines = sorted(graph.nodes[aim]["deadline"] for row in block.rows for aim in row.targets)
        seen = [row.observation for row in block.rows if row.observation]
        local = any(_place(graph)(one)[0] == 2 for one in seen)
        order = _measures(graph).index(block.measure)
        return not deadlines, deadlines, bool(seen), block.unit or "", local, order

    return key


def _in_unit(graph: nx.MultiDiGraph, row: Row, unit: str | None) -> Row:
    """The row without what is in another unit."""
    aims = tuple(aim for aim in row.targets if graph.nodes[aim]["unit"] == unit)
    kept = row.observation if row.observation and graph.nodes[row.observation]["unit"] == unit else None
    return Row(row.who, aims, kept)


def _values(row: Row) -> tuple[str, ...]:
    return (*row.targets, *((row.observation,) if row.observation else ()))


def _of(graph: nx.MultiDiGraph, subject: str, predicate: str) -> str | None:
    """What a relation says of a thing."""
    return next((o for _, o, p in sorted(graph.out_edges(subject, keys=True)) if p == predicate), None)

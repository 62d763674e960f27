"""The comparison as rows: one for each aspect, with the position of each model, in the order of the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds_kg.diagram.gallery.comparison import content as kg
from cds_kg.diagram.graph import relations

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Side:
    """A model's position in an aspect: what it consists of, when that was or is so, up to which service level."""

    position: str
    model: str
    contents: tuple[str, ...]
    periods: tuple[str, ...]
    levels: tuple[str, ...]


@dataclass(frozen=True)
class AspectRow:
    """An aspect with the side of each model; none where the source is silent."""

    aspect: str
    sides: tuple[Side | None, ...]


@dataclass(frozen=True)
class PeriodRow:
    """What the source says of the time of all rows that follow, model by model."""

    periods: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Plan:
    """The models, what all of them have in common, and the rows."""

    models: tuple[str, ...]
    shared: tuple[str, ...]
    rows: tuple[AspectRow, ...]


def plan(graph: nx.MultiDiGraph) -> Plan:
    """The rows of a graph as `content.comparison_graph` makes it.

    Aspects stand in the order in which the source speaks of them: for each model in that of what it says of this
    model, else the one that it mentions first. An aspect in which a model has several positions takes as many rows.
    """
    models = _objects(graph, kg.POSITION_OF)
    rows = []
    for aspect in _aspects(graph, models):
        found: dict[str, list[Side]] = {model: [] for model in models}
        for position, _, about in relations(graph, kg.ASPECT):
            if about == aspect:
                side = _side(graph, position)
                found[side.model].append(side)
        for n in range(max(map(len, found.values()))):
            rows.append(AspectRow(aspect, tuple(sides[n] if n < len(sides) else None for sides in found.values())))
    return Plan(models, _objects(graph, kg.CHARACTERISTIC), tuple(rows))


def with_periods(rows: Iterable[AspectRow]) -> Iterator[AspectRow | PeriodRow]:
    """The rows, and before those of other periods than the ones over them a row of the periods."""
    known: tuple[tuple[str, ...], ...] = ()
    for row in rows:
        periods = tuple(side.periods if side else () for side in row.sides)
        if not any(periods):
            known = ()
        elif not known or any(own and own != said for own, said in zip(periods, known, strict=True)):
            known = periods
            yield PeriodRow(periods)
        yield row


def _side(graph: nx.MultiDiGraph, position: str) -> Side:
    def of(predicate: str) -> tuple[str, ...]:
        return tuple(o for s, _, o in relations(graph, predicate) if s == position)

    return Side(position, of(kg.POSITION_OF)[0], of(kg.CONTENT), of(kg.PERIOD), of(kg.TO_LEVEL))


def _aspects(graph: nx.MultiDiGraph, models: Iterable[str]) -> Iterator[str]:
    """The aspects, in an order that is that of each model's own; where these contradict, the one mentioned first."""
    waiting = list(_objects(graph, kg.ASPECT))
    model_of = {position: model for position, _, model in relations(graph, kg.POSITION_OF)}
    told = [(model_of[position], aspect) for position, _, aspect in relations(graph, kg.ASPECT)]
    own = [list(dict.fromkeys(aspect for of, aspect in told if of == model)) for model in models]
    while waiting:
        left = [[aspect for aspect in aspects if aspect in waiting] for aspects in own]
        first = next((one for one in waiting if all(one not in aspects[1:] for aspects in left)), waiting[0])
        waiting.remove(first)
        yield first


def _objects(graph: nx.MultiDiGraph, predicate: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(o for _, _, o in relations(graph, predicate)))

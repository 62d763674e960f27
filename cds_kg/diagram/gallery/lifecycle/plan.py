"""Life events and services as a grid: a lane for each model, a slot for each service, what they issue in between."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cds_kg.diagram.gallery.lifecycle import content as kg
from cds_kg.diagram.graph import relations

if TYPE_CHECKING:
    import networkx as nx


@dataclass
class Slot:
    """A column of the grid.

    Attributes:
        event: the life event to which it belongs.
        services: model -> the service that stands in its lane.
        item: what the services of the slot issue.
    """

    event: str
    services: dict[str, str] = field(default_factory=dict)
    item: str | None = None

    def takes(self, model: str, event: str, item: str | None) -> bool:
        """Whether a service that issues this has its place here, beside no other of its model."""
        return self.event == event and model not in self.services and (None in (item, self.item) or item == self.item)


@dataclass(frozen=True)
class Lane:
    """A model: its position, what people experience beside services, and what makes its services possible."""

    model: str
    positions: tuple[str, ...]
    experience: tuple[str, ...]
    enablers: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """Who is served, the slots from birth on, the lanes, and the aspect in which experiences are told."""

    served: tuple[str, ...]
    slots: tuple[Slot, ...]
    lanes: tuple[Lane, ...]
    aspects: tuple[str, ...]

    @property
    def events(self) -> dict[str, list[int]]:
        """The life events in the order of the source, each with the places of its slots."""
        found: dict[str, list[int]] = {}
        for n, slot in enumerate(self.slots):
            found.setdefault(slot.event, []).append(n)
        return found


def plan(graph: nx.MultiDiGraph) -> Plan:
    """The grid of a graph as `content.lifecycle_graph` makes it."""
    pairs = {p: [(s, o) for s, q, o in relations(graph) if q == p] for p in {p for _, p, _ in relations(graph)}}
    models = _ordered(pairs, kg.PROVIDES, 0)
    lanes = []
    for model in models:
        services = [o for s, o in pairs[kg.PROVIDES] if s == model]
        positions = tuple(s for s, o in pairs.get(kg.POSITION_OF, ()) if o == model)
        said = [o for s, o in pairs.get(kg.CONTENT, ()) if s in positions]
        experience = tuple(dict.fromkeys(iri for iri in said if iri not in services))
        rest_on = [o for s, o in pairs.get(kg.ENABLED_BY, ()) if s in (*services, *experience)]
        lanes.append(Lane(model, positions, experience, tuple(dict.fromkeys(rest_on))))
    return Plan(_ordered(pairs, kg.SERVES, 1), _slots(pairs), tuple(lanes), _ordered(pairs, kg.ASPECT, 1))


def _slots(pairs: dict[str, list[tuple[str, str]]]) -> tuple[Slot, ...]:
    """Services of different models that issue the same on the same event share a slot."""
    event_of = dict(reversed(pairs[kg.OCCASIONED_BY]))
    item_of = dict(reversed(pairs.get(kg.YIELDS, [])))
    slots: list[Slot] = []
    for model, service in pairs[kg.PROVIDES]:
        event, item = event_of[service], item_of.get(service)
        fitting = [slot for slot in slots if slot.takes(model, event, item)]
        fitting.sort(key=lambda slot: slot.item != item)
        if not fitting:
            fitting = [Slot(event)]
            slots += fitting
        fitting[0].services[model] = service
        fitting[0].item = fitting[0].item or item
    order = _ordered(pairs, kg.OCCASIONED_BY, 1)
    return tuple(sorted(slots, key=lambda slot: order.index(slot.event)))


def _ordered(pairs: dict[str, list[tuple[str, str]]], predicate: str, end: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pair[end] for pair in pairs.get(predicate, ())))

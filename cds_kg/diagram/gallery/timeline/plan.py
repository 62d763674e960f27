"""The timeline before it has a place: what changed together, and the acts beside it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds_kg.diagram.gallery.timeline import content as kg
from cds_kg.diagram.graph import is_a, relations
from cds_kg.knowledge.currency import LAPSED, PARTLY_SUPERSEDED, SUPERSEDED
from cds_kg.namespaces import CDS

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Change:
    """What changed on one day by the same acts.

    Attributes:
        day: the first day after the end, else that of the act; none where neither is known.
        acts: by which acts; none where a deadline passed.
        things: what ended.
        claims: what the article says of it, in its order.
        events: in which events of organisations.
    """

    day: datetime.date | None
    acts: tuple[str, ...]
    things: tuple[str, ...]
    claims: tuple[str, ...]
    events: tuple[str, ...]

    @property
    def key(self) -> str:
        """What its card stands for: the act, or what ended without one."""
        return (self.acts or self.things)[0]


def changes(graph: nx.MultiDiGraph) -> tuple[Change, ...]:
    """What changed, by day; what has no day comes last."""
    links = relations(graph, kg.MENTIONS_ENDED, kg.ABOUT, kg.ASSERTS_SUBJECT, kg.ASSERTS_OBJECT)
    ended = dict.fromkeys(o for _, _, o in links if "verified" in graph.nodes[o])
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for thing in ended:
        acts = tuple(o for s, _, o in relations(graph, kg.CHANGED_BY) if s == thing)
        groups.setdefault((graph.nodes[thing].get("changed_on", ""), acts), []).append(thing)
    found = []
    for (day, acts), things in sorted(groups.items(), key=lambda group: (not group[0][0], group[0])):
        claims = dict.fromkeys(s for s, _, o in links if o in things)
        events = dict.fromkeys(s for s, _, o in relations(graph, kg.ORIGINAL) if o in things)
        on = datetime.date.fromisoformat(day) if day else None
        found.append(Change(on, acts, tuple(things), tuple(claims), tuple(events)))
    return tuple(found)


def other_acts(graph: nx.MultiDiGraph, cards: tuple[Change, ...]) -> tuple[str, ...]:
    """The acts that changed nothing in the article, by day; those without a day come last."""
    own = {act for change in cards for act in change.acts}
    acts = [iri for iri, data in graph.nodes(data=True) if is_a(data, CDS + "LegalAct") and iri not in own]
    return tuple(sorted(acts, key=lambda iri: (act_day(graph, iri) or datetime.date.max, iri)))


def act_day(graph: nx.MultiDiGraph, act: str) -> datetime.date | None:
    """The day of adoption, else that of entry into force."""
    data = graph.nodes[act]
    day = data.get("adopted") or data.get("in_force")
    return datetime.date.fromisoformat(day) if day else None


def no_longer_true(graph: nx.MultiDiGraph, change: Change) -> bool:
    """Whether something that the article states no longer holds, and not only a name that it mentions."""
    return any(graph.nodes[claim]["standing"] in (LAPSED, SUPERSEDED, PARTLY_SUPERSEDED) for claim in change.claims)


def sources(graph: nx.MultiDiGraph) -> tuple[str, ...]:
    """The articles of which the span is known in which they were written; the first has a place on the axis."""
    return tuple(sorted(iri for iri, data in graph.nodes(data=True) if "written_not_before" in data))


def source(graph: nx.MultiDiGraph) -> str | None:
    """The article that has a place on the axis."""
    return next(iter(sources(graph)), None)

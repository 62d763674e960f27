"""What has ended: last days, what took the place of what, by which acts."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pyoxigraph as ox

from cds_kg.namespaces import CDS, DCTERMS, PREFIXES
from cds_kg.store import labels
from cds_kg.store.dataset import GraphStore
from cds_kg.store.results import value_of
from cds_kg.text import pick

_VALID_FROM = ox.NamedNode(CDS + "validFrom")
_VALID_UNTIL = ox.NamedNode(CDS + "validUntil")
_REPLACED_BY = ox.NamedNode(DCTERMS + "isReplacedBy")
_CHANGED_BY = ox.NamedNode(CDS + "changedByAct")
_ACT_DAYS = tuple(ox.NamedNode(PREFIXES["eli"] + name) for name in ("date_document", "first_date_entry_in_force"))
_NUMBER = ox.NamedNode(PREFIXES["eli"] + "id_local")


@dataclass(frozen=True, slots=True)
class Ending:
    """That a thing ends or has ended.

    Attributes:
        last_day: the last day on which it holds; ``None`` where the day is not verified.
        replaced_by: the IRIs of what took its place, sorted; empty where nothing did.
        acts: the IRIs of the acts that made it so, sorted.
        adopted: the first day of these acts, of adoption or in force, where that is known.
    """

    last_day: datetime.date | None
    replaced_by: tuple[str, ...]
    acts: tuple[str, ...] = ()
    adopted: datetime.date | None = None

    def by(self, day: datetime.date) -> bool:
        """Whether it is over on ``day``; what was replaced on an unknown day is, but not before the act."""
        if self.last_day is not None:
            return self.last_day < day
        return self.adopted is None or self.adopted <= day

    def text(self, lang: str) -> str:
        """The last day in words."""
        if self.last_day is None:
            return pick(lang, "đã được thay thế, chưa kiểm chứng ngày", "replaced, day not verified")
        return pick(lang, f"đến hết ngày {day_text(self.last_day, 'vi')}", f"until {day_text(self.last_day, 'en')}")


def ending(store: GraphStore, iri: str) -> Ending | None:
    """How ``iri`` ends, or ``None`` where nothing says that it does."""
    node = ox.NamedNode(iri)
    last_day = _first_day(store, node, _VALID_UNTIL)
    replaced_by = _things(store, node, _REPLACED_BY)
    if last_day is None and not replaced_by:
        return None
    acts = _things(store, node, _CHANGED_BY)
    days = (act_day(store, act) for act in acts)
    return Ending(last_day, replaced_by, acts, min((day for day in days if day is not None), default=None))


def begins(store: GraphStore, iri: str) -> datetime.date | None:
    """The first day of ``iri``, where one is stated."""
    return _first_day(store, ox.NamedNode(iri), _VALID_FROM)


def act_day(store: GraphStore, iri: str) -> datetime.date | None:
    """The day on which an act was adopted or came into force, whichever is earlier, where one is known."""
    days = (_first_day(store, ox.NamedNode(iri), predicate) for predicate in _ACT_DAYS)
    return min((day for day in days if day is not None), default=None)


def act_name(store: GraphStore, iri: str, lang: str) -> str:
    """The number of an act, else its label."""
    numbers = [quad.object for quad in store.store.quads_for_pattern(ox.NamedNode(iri), _NUMBER, None)]
    found = sorted(number.value for number in numbers if isinstance(number, ox.Literal))
    return found[0] if found else labels.label(store.store, iri, lang)


def ending_text(store: GraphStore, ends: Ending, lang: str) -> str:
    """The last day in words, and the acts by their numbers."""
    acts = ", ".join(act_name(store, act, lang) for act in ends.acts)
    return ends.text(lang) + (pick(lang, f", theo {acts}", f", by {acts}") if acts else "")


def day_text(day: datetime.date, lang: str) -> str:
    """A day as people write it: 30/06/2025 in Vietnamese, 2025-06-30 in English."""
    return day.strftime("%d/%m/%Y") if lang != "en" else day.isoformat()


def _first_day(store: GraphStore, node: ox.NamedNode, predicate: ox.NamedNode) -> datetime.date | None:
    values = (value_of(quad.object) for quad in store.store.quads_for_pattern(node, predicate, None))
    return min((value for value in values if isinstance(value, datetime.date)), default=None)


def _things(store: GraphStore, node: ox.NamedNode, predicate: ox.NamedNode) -> tuple[str, ...]:
    found = (quad.object for quad in store.store.quads_for_pattern(node, predicate, None))
    return tuple(sorted(thing.value for thing in found if isinstance(thing, ox.NamedNode)))

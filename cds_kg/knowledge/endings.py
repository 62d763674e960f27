"""What has ended: last days and what took the place of what."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pyoxigraph as ox

from cds_kg.namespaces import CDS, DCTERMS
from cds_kg.store.dataset import GraphStore
from cds_kg.store.results import value_of
from cds_kg.text import pick

_VALID_UNTIL = ox.NamedNode(CDS + "validUntil")
_REPLACED_BY = ox.NamedNode(DCTERMS + "isReplacedBy")


@dataclass(frozen=True, slots=True)
class Ending:
    """That a thing ends or has ended.

    Attributes:
        last_day: the last day on which it holds; ``None`` where the day is not verified.
        replaced_by: the IRIs of what took its place, sorted; empty where nothing did.
    """

    last_day: datetime.date | None
    replaced_by: tuple[str, ...]

    def by(self, day: datetime.date) -> bool:
        """Whether it is over on ``day``; what was replaced on an unknown day is."""
        return self.last_day is None or self.last_day < day

    def text(self, lang: str) -> str:
        """The last day in words."""
        if self.last_day is None:
            return pick(lang, "đã được thay thế, chưa kiểm chứng ngày", "replaced, day not verified")
        return pick(lang, f"đến hết ngày {day_text(self.last_day, 'vi')}", f"until {day_text(self.last_day, 'en')}")


def ending(store: GraphStore, iri: str) -> Ending | None:
    """How ``iri`` ends, or ``None`` where nothing says that it does."""
    node = ox.NamedNode(iri)
    values = [value_of(quad.object) for quad in store.store.quads_for_pattern(node, _VALID_UNTIL, None)]
    days = sorted(day for day in values if isinstance(day, datetime.date))
    heirs = [quad.object for quad in store.store.quads_for_pattern(node, _REPLACED_BY, None)]
    if not days and not heirs:
        return None
    replaced_by = tuple(sorted(heir.value for heir in heirs if isinstance(heir, ox.NamedNode)))
    return Ending(days[0] if days else None, replaced_by)


def day_text(day: datetime.date, lang: str) -> str:
    """A day as people write it: 30/06/2025 in Vietnamese, 2025-06-30 in English."""
    return day.strftime("%d/%m/%Y") if lang != "en" else day.isoformat()

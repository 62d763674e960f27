"""The graph as it was on a day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from cds_kg.errors import UsageError
from cds_kg.knowledge.endings import act_day, begins, ending
from cds_kg.namespaces import CDS, DCTERMS, ORG, RDF, RDFS, SKOS, SKOSXL
from cds_kg.store.dataset import GraphStore

_TYPE = ox.NamedNode(RDF + "type")
_CHANGED_BY = ox.NamedNode(CDS + "changedByAct")

#: What tells that, when and how a thing comes or goes.
_DATED = tuple(ox.NamedNode(iri) for iri in (CDS + "validFrom", CDS + "validUntil", DCTERMS + "isReplacedBy"))

#: What a thing keeps where it is not there: what it is called.
_NAMES = frozenset(
    ox.NamedNode(iri)
    for iri in (SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel", RDFS + "label", SKOSXL + "literalForm")
)

#: What a thing lacks as long as it has not ended.
_END = frozenset(
    (*(ox.NamedNode(iri) for iri in (CDS + "validUntil", DCTERMS + "isReplacedBy", SKOS + "changeNote")), _CHANGED_BY)
)

#: Classes of records, which say what they say on every day: evidence, sources, and what has dates of its own.
_RECORDS = (
    *(CDS + name for name in ("Claim", "ClaimPart", "ExternalClaim", "Passage", "Source")),
    *(CDS + name for name in ("LegalAct", "LegalDefinition", "Observation")),
    *(CDS + name for name in ("AdministrativeUnit", "TypeSpell", "UnitVintage")),
    ORG + "ChangeEvent",
)


def as_of(store: GraphStore, day: datetime.date) -> DatedStore:
    """The graph as it was on ``day``, as a graph of its own.

    What had ended before the day or had not begun is out: all statements of it and with it, but for its names. What
    had not ended yet has no sign of its end, and nothing is changed by an act of a later day; what was replaced on a
    day that is not verified stays, and shows as replaced from the day of the act behind it. Records stay as they are:
    evidence and sources, acts and legal definitions, observations, change events, administrative units.
    """
    return DatedStore(store.whole, day)


def full_date(day: object) -> datetime.date:
    """A day as a date: of a text in ISO form, of a ``datetime.datetime`` its date.

    Raises:
        UsageError: it is no full date.
    """
    if isinstance(day, datetime.datetime):
        return day.date()
    if isinstance(day, datetime.date):
        return day
    try:
        if isinstance(day, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
            return datetime.date.fromisoformat(day)
    except ValueError:
        pass
    raise UsageError(
        f"«{day}» không phải là một ngày có thật, viết đầy đủ như 2025-06-30.",
        f'"{day}" is no day of the calendar, written in full like 2025-06-30.',
    )


class DatedStore(GraphStore):
    """A graph as it was on a day. Use `as_of`.

    Attributes:
        day: the day.
        absent: the IRIs of what had ended by then or had not begun.
    """

    def __init__(self, whole: GraphStore, day: datetime.date) -> None:
        super().__init__(ox.Store(), whole.modules, whole._files, whole._extra, whole._added)
        self.day: datetime.date = day
        self._whole = whole
        self._records = _members(whole, _RECORDS)
        absent, lasting = self._sorted()
        self._absent, self._lasting = frozenset(absent), frozenset(lasting)
        self._formed = frozenset(node for node in lasting if begins(whole, node.value))
        acts = {quad.object for quad in whole.store.quads_for_pattern(None, _CHANGED_BY, None)}
        self._to_come = frozenset(act for act in acts if isinstance(act, ox.NamedNode) and self._later(act))
        self.absent = frozenset(node.value for node in absent)
        self.store.extend(self._kept(whole.store))

    @property
    def whole(self) -> GraphStore:
        """The graph of which this is a view."""
        return self._whole

    def home(self, iri: str) -> GraphStore:
        """This view, or the whole graph for a thing that is not in the view."""
        return self._whole if iri in self.absent else self

    def with_modules(self, names: Sequence[str]) -> GraphStore:
        """The view of the graph with these modules. Raises as `GraphStore.with_modules` does."""
        whole = self._whole.with_modules(names)
        return self if whole is self._whole else as_of(whole, self.day)

    def quads(self) -> Iterator[ox.Quad]:
        """Every quad of the view as the files state it."""
        return self._kept(self._whole.quads())

    def _sorted(self) -> tuple[list[ox.NamedNode], list[ox.NamedNode]]:
        """What is out on the day, and what has yet to end."""
        absent, lasting = [], []
        for node in _dated(self._whole) - self._records:
            first, end = begins(self._whole, node.value), ending(self._whole, node.value)
            if first is not None and first > self.day:
                absent.append(node)
            elif end is not None and not end.by(self.day):
                lasting.append(node)
            elif end is not None and end.last_day is not None:
                absent.append(node)
        return absent, lasting

    def _kept(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        return (quad for quad in quads if self._keeps(quad.subject, quad.predicate, quad.object))

    def _keeps(self, subject: object, predicate: ox.NamedNode, value: object) -> bool:
        if subject in self._records:
            return True
        if subject in self._absent:
            return predicate in _NAMES
        if predicate == _CHANGED_BY and value in self._to_come:
            return False
        if subject in self._lasting and predicate in _END:
            return predicate == _CHANGED_BY and subject in self._formed  # it may be the act that formed it
        return value not in self._absent

    def _later(self, act: ox.NamedNode) -> bool:
        first = act_day(self._whole, act.value)
        return first is not None and first > self.day


def _dated(store: GraphStore) -> set[ox.NamedNode]:
    """Everything of which a statement tells that, when or how it comes or goes."""
    found = (quad.subject for predicate in _DATED for quad in store.store.quads_for_pattern(None, predicate, None))
    return {subject for subject in found if isinstance(subject, ox.NamedNode)}


def _members(store: GraphStore, classes: Iterable[str]) -> frozenset[ox.NamedNode]:
    found = (quad.subject for iri in classes for quad in store.store.quads_for_pattern(None, _TYPE, ox.NamedNode(iri)))
    return frozenset(subject for subject in found if isinstance(subject, ox.NamedNode))

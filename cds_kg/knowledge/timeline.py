"""The graph as it was on a day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import pyoxigraph as ox

from cds_kg.errors import UsageError
from cds_kg.knowledge.endings import act_day, begins, ending
from cds_kg.namespaces import CDS, DCTERMS, ORG, PREFIXES, RDF, RDFS, SKOS, SKOSXL
from cds_kg.store.dataset import GraphStore
from cds_kg.store.results import value_of

_TYPE = ox.NamedNode(RDF + "type")
_CHANGED_BY = ox.NamedNode(CDS + "changedByAct")
_DEFINING_ACT = ox.NamedNode(CDS + "definingAct")
_DATE = ox.NamedNode(DCTERMS + "date")
_NUMBER, _ENTRY, _LAST_IN_FORCE, _IN_FORCE, _REPEALS, _AMENDS = (
    ox.NamedNode(PREFIXES["eli"] + name)
    for name in ("id_local", "first_date_entry_in_force", "date_no_longer_in_force", "in_force", "repeals", "amends")
)

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

_Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Triple

#: Classes of records, which say what they say on every day: evidence, sources, and what has dates of its own.
_RECORDS = (
    *(CDS + name for name in ("Claim", "ClaimPart", "ExternalClaim", "Passage", "Source", "Observation")),
    *(CDS + name for name in ("AdministrativeUnit", "TypeSpell", "UnitVintage")),
)

#: Classes of what is made on a day and from then on says what it says, also of what has ended.
_ACTS = (CDS + "LegalAct",)
_MADE = (*_ACTS, CDS + "LegalDefinition", ORG + "ChangeEvent")

#: The year in the number of an act: 203/2025/QH15.
_YEAR = re.compile(r"/((?:19|20)[0-9]{2})/")


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
        self._made = _members(whole, _MADE)
        self._to_come = self._still_to_come()
        ended, lasting = self._sorted()
        self._absent, self._lasting = self._to_come | frozenset(ended), frozenset(lasting)
        self._formed = frozenset(node for node in lasting if begins(whole, node.value))
        self._changing = frozenset(act for act in _members(whole, _ACTS) if self._changes_later(act))
        self.absent = frozenset(node.value for node in self._absent)
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
        for node in _dated(self._whole) - self._records - self._made:
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
        if value in self._to_come:
            return False
        if subject in self._made:
            return subject not in self._changing or predicate not in (_IN_FORCE, _LAST_IN_FORCE)
        if subject in self._lasting and predicate in _END:
            return predicate == _CHANGED_BY and subject in self._formed  # it may be the act that formed it
        return value not in self._absent

    def _still_to_come(self) -> frozenset[ox.NamedNode]:
        """The acts of later days, the definitions in them, and the changes of later days."""
        store = self._whole.store
        told = (quad.object for quad in store.quads_for_pattern(None, _CHANGED_BY, None))
        acts = _members(self._whole, _ACTS).union(act for act in told if isinstance(act, ox.NamedNode))
        to_come = {act for act in acts if self._adopted_later(act)}
        to_come |= {
            quad.subject
            for quad in store.quads_for_pattern(None, _DEFINING_ACT, None)
            if quad.object in to_come and isinstance(quad.subject, ox.NamedNode)
        }
        changes = _members(self._whole, (ORG + "ChangeEvent",))
        return frozenset(to_come.union(change for change in changes if self._after(change, _DATE)))

    def _adopted_later(self, act: ox.NamedNode) -> bool:
        """Whether an act is of a later day; where none is known, whether its number is of a later year."""
        first = act_day(self._whole, act.value)
        if first is not None:
            return first > self.day
        numbers = (quad.object for quad in self._whole.store.quads_for_pattern(act, _NUMBER, None))
        years = (_YEAR.search(number.value) for number in numbers if isinstance(number, ox.Literal))
        return any(year is not None and int(year[1]) > self.day.year for year in years)

    def _changes_later(self, act: ox.NamedNode) -> bool:
        """Whether an act enters into force, ends, is repealed or amended on a later day, as far as days are known."""
        yesterday = self.day - datetime.timedelta(days=1)
        if self._after(act, _ENTRY) or self._after(act, _LAST_IN_FORCE, yesterday):
            return True
        store = self._whole.store
        others = (quad.subject for kind in (_REPEALS, _AMENDS) for quad in store.quads_for_pattern(None, kind, act))
        return any(other in self._to_come or self._after(other, _ENTRY) for other in others)

    def _after(self, node: _Node, predicate: ox.NamedNode, since: datetime.date | None = None) -> bool:
        """Whether a day of a thing is later than ``since``, by default the day of the view."""
        days = (value_of(quad.object) for quad in self._whole.store.quads_for_pattern(node, predicate, None))
        return any(isinstance(day, datetime.date) and day > (since or self.day) for day in days)


def _dated(store: GraphStore) -> set[ox.NamedNode]:
    """Everything of which a statement tells that, when or how it comes or goes."""
    found = (quad.subject for predicate in _DATED for quad in store.store.quads_for_pattern(None, predicate, None))
    return {subject for subject in found if isinstance(subject, ox.NamedNode)}


def _members(store: GraphStore, classes: Iterable[str]) -> frozenset[ox.NamedNode]:
    found = (quad.subject for iri in classes for quad in store.store.quads_for_pattern(None, _TYPE, ox.NamedNode(iri)))
    return frozenset(subject for subject in found if isinstance(subject, ox.NamedNode))

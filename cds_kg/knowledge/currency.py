"""How the claims of the source stand on a day: what has ended in them, since when, by which act, on whose word."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pyoxigraph as ox

from cds_kg.knowledge.endings import Ending, ending
from cds_kg.knowledge.evidence import Claim, Evidence, ExternalClaim, evidence_of
from cds_kg.namespaces import CDS
from cds_kg.store.dataset import GraphStore
from cds_kg.store.results import value_of

CURRENT = CDS + "Current"
PARTLY_SUPERSEDED = CDS + "PartlySuperseded"
SUPERSEDED = CDS + "Superseded"
LAPSED = CDS + "Lapsed"
NOT_REASSESSED = CDS + "NotReassessed"

_DEADLINE = CDS + "deadline"


@dataclass(frozen=True, slots=True)
class Ended:
    """Something in a claim that is over.

    Attributes:
        iri: the thing.
        ending: its last day, what took its place, the acts behind it.
        mentioned: whether the claim only mentions it, so that the claim does not become false by its end.
    """

    iri: str
    ending: Ending
    mentioned: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How a claim stands on a day.

    Attributes:
        claim: the claim.
        status: IRI of the status: of ``cds:Current``, ``cds:PartlySuperseded``, ``cds:Superseded``, ``cds:Lapsed``,
            ``cds:NotReassessed``.
        ended: what in it is over, by IRI.
        deadline: the deadline that has passed, where one has.
        basis: the external claims that tell why, by id.
    """

    claim: Claim
    status: str
    ended: tuple[Ended, ...]
    deadline: datetime.date | None
    basis: tuple[ExternalClaim, ...]

    @property
    def affected(self) -> bool:
        """Whether anything in the claim no longer holds."""
        return bool(self.ended) or self.status in (PARTLY_SUPERSEDED, SUPERSEDED, LAPSED)


def currency(store: GraphStore, day: datetime.date | None = None) -> tuple[Standing, ...]:
    """How every claim stands on ``day``: by default the day of a view of the graph, else today. By source and id."""
    chosen = day or store.day or datetime.date.today()
    return tuple(standing(store, claim, chosen) for claim in evidence_of(store).claims)


def standing(store: GraphStore, claim: Claim, day: datetime.date) -> Standing:
    """How one claim stands on ``day``.

    A claim has lapsed where a deadline that it states has passed; it is superseded, as a whole or in part, where all
    or some of what it asserts is of a thing that is over, unless it only mentions this thing; otherwise it is current
    where the editors say so, and not reassessed where they do not.
    """
    store = store.whole
    over = _ended(store, claim, day)
    touched = {end.iri for end in over if not end.mentioned}
    gone = [bool(touched & {_iri(triple.subject), _iri(triple.object)}) for triple in claim.triples]
    deadlines = [value_of(t.object) for t in claim.triples if t.predicate.value == _DEADLINE]
    passed = [date for date in deadlines if isinstance(date, datetime.date) and date < day]
    if passed:
        status = LAPSED
    elif any(gone):
        status = SUPERSEDED if all(gone) else PARTLY_SUPERSEDED
    else:
        status = CURRENT if claim.currency == CURRENT else NOT_REASSESSED
    return Standing(claim, status, over, max(passed, default=None), _basis(store, claim, over))


def _ended(store: GraphStore, claim: Claim, day: datetime.date) -> tuple[Ended, ...]:
    """What the claim mentions as ended or asserts something of, as far as it is over on the day."""
    terms = {_iri(term) for triple in claim.triples for term in (triple.subject, triple.object)}
    found = []
    for iri in sorted({*claim.mentions_ended, *filter(None, terms)}):
        end = ending(store, iri)
        if end is not None and end.by(day):
            found.append(Ended(iri, end, iri in claim.mentions_ended))
    return tuple(found)


def _basis(store: GraphStore, claim: Claim, over: tuple[Ended, ...]) -> tuple[ExternalClaim, ...]:
    """The external claims behind the claim's standing, without those on the end of a thing that is not over yet."""
    evidence: Evidence = evidence_of(store)
    known = {external.iri: external for external in evidence.external}
    there = {end.iri for end in over}
    found = (known[iri] for iri in claim.basis if iri in known)
    subjects = ((external, _iri(external.triple.subject)) for external in found)
    return tuple(external for external, iri in subjects if iri in there or ending(store, iri) is None)


def _iri(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""

"""The evidence in the graph: claims of sources with their parts, claims from elsewhere, passages."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from cds_kg.errors import NotFoundError
from cds_kg.knowledge.names import short_id
from cds_kg.namespaces import CDS, CDSE, DCTERMS, OA
from cds_kg.store.dataset import GraphStore
from cds_kg.store.results import Term, value_of

_Values: TypeAlias = dict[str, list[Term]]
_Wanted = TypeVar("_Wanted")


@dataclass(frozen=True, slots=True)
class Part:
    """One more triple that the key phrase of a claim supports."""

    iri: str
    id: str
    triple: ox.Triple


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source says, by the words it rests on.

    Attributes:
        iri, id: its IRI, and its short name: ``c051``.
        triple: what it asserts.
        parts: further triples that the same words support.
        key_phrase: the words, exact.
        passage: the short name of the sentence, ``s20``; ``line`` its line in the source, from 1.
        start, end: position of the words in code points from the beginning of the source, end exclusive.
        currency: IRI of how it stands, as of ``checked_on``; how on another day: `cds_kg.knowledge.currency`.
        about: IRIs of all it speaks of, sorted.
        mentions_ended: IRIs of what it mentions that has ended, sorted.
        basis: IRIs of the external claims that tell why it stands so, in the order of their numbers.
    """

    iri: str
    id: str
    triple: ox.Triple
    parts: tuple[Part, ...]
    key_phrase: str
    passage: str
    line: int
    start: int
    end: int
    currency: str
    checked_on: datetime.date | None
    about: tuple[str, ...]
    mentions_ended: tuple[str, ...]
    basis: tuple[str, ...]

    @property
    def triples(self) -> tuple[ox.Triple, ...]:
        """All that it asserts, the main triple first."""
        return (self.triple, *(part.triple for part in self.parts))


@dataclass(frozen=True, slots=True)
class ExternalClaim:
    """What another document, or the editors, say.

    Attributes:
        iri, id: its IRI, and its short name: ``x001``.
        triple: what it asserts.
        source: IRI of the document or of the editors.
        citation: language -> what exactly is cited.
        confidence: A (the act's text was read, or computed), B (state portal or press), C (noted by a third party), or
            ``None`` where the editors are the source.
    """

    iri: str
    id: str
    triple: ox.Triple
    source: str
    citation: dict[str, str]
    confidence: str | None
    checked_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a source by position and digest.

    Attributes:
        iri, id: its IRI, and its short name: ``s02``.
        source: IRI of the source.
        line: its line, from 1.
        start, end: its position in code points from the beginning of the source, end exclusive.
        sha256: digest of its text in UTF-8.
    """

    iri: str
    id: str
    source: str
    line: int
    start: int
    end: int
    sha256: str


class Evidence:
    """All the evidence of one graph. Use `evidence_of`, which reads it once for each graph.

    Attributes:
        claims: by source and id.
        external: by id.
        passages: by source and position.
    """

    def __init__(self, store: GraphStore) -> None:
        subjects = _values_of(store)
        passages = [p for iri, values in subjects.items() if (p := _passage(iri, values, subjects)) is not None]
        self.passages = tuple(sorted(passages, key=lambda p: (p.source, p.start, p.iri)))
        self._passages = {passage.iri: passage for passage in passages}
        parts: dict[str, list[Part]] = defaultdict(list)
        claims, external = [], []
        for iri, values in subjects.items():
            triple = _triple(values)
            if triple is None:
                continue
            whole = _iri(values, DCTERMS + "isPartOf")
            if whole is not None:
                parts[whole].append(Part(iri, short_id(iri), triple))
            elif CDS + "keyPhrase" in values:
                claims.append((iri, triple, values))
            elif DCTERMS + "source" in values:
                external.append(_external(iri, triple, values))
        made = [self._claim(iri, triple, values, parts[iri]) for iri, triple, values in claims]
        self.claims = tuple(sorted(made, key=lambda c: natural(c.iri)))
        self.external = tuple(sorted(external, key=lambda c: natural(c.iri)))
        self._order = self._positions()
        self._about: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            for thing in dict.fromkeys((*claim.about, *(end for triple in claim.triples for end in _ends(triple)))):
                self._about[thing].append(claim)
        self._external_about: dict[str, list[ExternalClaim]] = defaultdict(list)
        for other in self.external:
            for thing in dict.fromkeys(_ends(other.triple)):
                self._external_about[thing].append(other)

    def _claim(self, iri: str, triple: ox.Triple, values: _Values, parts: Iterable[Part]) -> Claim:
        passage = _iri(values, CDS + "fromPassage") or ""
        known = self._passages.get(passage)
        return Claim(
            iri=iri,
            id=short_id(iri),
            triple=triple,
            parts=tuple(sorted(parts, key=lambda p: natural(p.iri))),
            key_phrase=_value(values, CDS + "keyPhrase", str) or "",
            passage=short_id(passage),
            line=known.line if known else 0,
            start=_value(values, CDS + "start", int) or 0,
            end=_value(values, CDS + "end", int) or 0,
            currency=_iri(values, CDS + "currency") or "",
            checked_on=_value(values, CDS + "checkedOn", datetime.date),
            about=_iris(values, CDS + "about"),
            mentions_ended=_iris(values, CDS + "mentionsEnded"),
            basis=tuple(sorted(_iris(values, CDS + "currencyBasis"), key=natural)),
        )

    def _positions(self) -> dict[ox.Triple, tuple[int, tuple[str | int, ...]]]:
        """Triple -> where it is first said, and by which claim; what only other claims say comes after."""
        order: dict[ox.Triple, tuple[int, tuple[str | int, ...]]] = {}
        last = max((passage.end for passage in self.passages), default=0)
        said = [(c.start, c.iri, c.triple) for c in self.claims]
        said += [(c.start, part.iri, part.triple) for c in self.claims for part in c.parts]
        said += [(last, c.iri, c.triple) for c in self.external]
        for start, iri, triple in said:
            order[triple] = min((start, natural(iri)), order.get(triple, (start, natural(iri))))
        return order

    def order(self, triple: ox.Triple) -> tuple[bool, int, tuple[str | int, ...], str]:
        """A key that sorts triples as the source comes to speak of them; those without evidence come last."""
        start, claim = self._order.get(triple, (0, ()))
        return triple not in self._order, start, claim, str(triple)

    def claim(self, name: str) -> Claim | ExternalClaim:
        """The claim of an id, prefixed name or IRI; the name of a part finds its claim.

        Raises:
            NotFoundError: there is no such claim.
        """
        wanted = name.strip().removeprefix(CDSE).removeprefix("cdse:").lower()
        for claim in self.claims:
            if claim.id == wanted or any(part.id == wanted for part in claim.parts):
                return claim
        for other in self.external:
            if other.id == wanted:
                return other
        raise NotFoundError(
            f"Không có luận cứ «{name}»; hãy viết mã như c051 hay x001, hoặc tên một khái niệm.",
            f'There is no claim "{name}"; write an id like c051 or x001, or the name of a concept.',
        )

    def claims_about(self, iri: str) -> tuple[Claim, ...]:
        """The claims that speak of a thing or assert a triple with it."""
        return tuple(self._about.get(iri, ()))

    def external_about(self, iri: str) -> tuple[ExternalClaim, ...]:
        """The external claims that assert a triple with a thing."""
        return tuple(self._external_about.get(iri, ()))


_EVIDENCE: WeakKeyDictionary[GraphStore, Evidence] = WeakKeyDictionary()


def evidence_of(store: GraphStore) -> Evidence:
    """The evidence of one graph, read when it is first asked for; the same on every day."""
    store = store.whole
    evidence = _EVIDENCE.get(store)
    if evidence is None:
        evidence = _EVIDENCE[store] = Evidence(store)
    return evidence


def looks_like_claim(name: str) -> bool:
    """Whether a name is spelt like a claim's: ``c051``, ``x001``, ``cdse:c031-2``."""
    return re.fullmatch(rf"({re.escape(CDSE)}|cdse:)?([a-z0-9-]+-)?[cx]\d+(-\d+)?", name.strip(), re.I) is not None


def natural(text: str) -> tuple[str | int, ...]:
    """A key that sorts numbers within names by value: c9 before c10."""
    return tuple(int(part) if part.isdigit() else part for part in re.split(r"(\d+)", text))


def _ends(triple: ox.Triple) -> list[str]:
    """The IRIs among subject and object."""
    return [term.value for term in (triple.subject, triple.object) if isinstance(term, ox.NamedNode)]


def _values_of(store: GraphStore) -> dict[str, _Values]:
    """The values of every subject that asserts a triple, is a passage, or is the position of one."""
    marks = (CDS + "assertsPredicate", CDS + "sha256", OA + "start")
    subjects: dict[str, _Values] = {}
    for mark in marks:
        for found in store.store.quads_for_pattern(None, ox.NamedNode(mark), None):
            if isinstance(found.subject, ox.NamedNode) and found.subject.value not in subjects:
                values: _Values = defaultdict(list)
                for quad in store.store.quads_for_pattern(found.subject, None, None):
                    values[quad.predicate.value].append(quad.object)
                subjects[found.subject.value] = dict(values)
    return subjects


def _passage(iri: str, values: _Values, subjects: dict[str, _Values]) -> Passage | None:
    position = subjects.get(_iri(values, OA + "hasSelector") or "")
    if position is None:
        return None
    return Passage(
        iri=iri,
        id=short_id(iri),
        source=_iri(values, OA + "hasSource") or "",
        line=_value(values, CDS + "line", int) or 0,
        start=_value(position, OA + "start", int) or 0,
        end=_value(position, OA + "end", int) or 0,
        sha256=_value(values, CDS + "sha256", str) or "",
    )


def _external(iri: str, triple: ox.Triple, values: _Values) -> ExternalClaim:
    texts = [t for t in values.get(DCTERMS + "bibliographicCitation", []) if isinstance(t, ox.Literal)]
    return ExternalClaim(
        iri=iri,
        id=short_id(iri),
        triple=triple,
        source=_iri(values, DCTERMS + "source") or "",
        citation={t.language or "": t.value for t in sorted(texts, key=str)},
        confidence=_value(values, CDS + "confidence", str),
        checked_on=_value(values, CDS + "checkedOn", datetime.date),
    )


def _triple(values: _Values) -> ox.Triple | None:
    """The one triple that a record asserts, or ``None`` where it does not assert exactly one."""
    subject, predicate, item = (values.get(CDS + f"asserts{role}", []) for role in ("Subject", "Predicate", "Object"))
    if len(subject) != 1 or len(predicate) != 1 or len(item) != 1:
        return None
    if not isinstance(subject[0], ox.NamedNode) or not isinstance(predicate[0], ox.NamedNode):
        return None
    return ox.Triple(subject[0], predicate[0], item[0])


def _iris(values: _Values, predicate: str) -> tuple[str, ...]:
    return tuple(sorted(term.value for term in values.get(predicate, []) if isinstance(term, ox.NamedNode)))


def _iri(values: _Values, predicate: str) -> str | None:
    return next(iter(_iris(values, predicate)), None)


def _value(values: _Values, predicate: str, kind: type[_Wanted]) -> _Wanted | None:
    found = (value_of(term) for term in values.get(predicate, []))
    return next((value for value in found if isinstance(value, kind)), None)

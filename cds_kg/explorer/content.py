"""What the explorer tells of each thing, as one structure that becomes JSON: labels, relations, evidence, standing.

In it a thing of the list ``things`` is a number, its place there. A text is a pair of wordings ``[vi, en]`` (``None``
where there is none), a mapping ``{"text", "lang"}`` where it has one language, or a string where it has none.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from cds_kg.knowledge.concepts import Description, Relation, describe
from cds_kg.knowledge.currency import standing
from cds_kg.knowledge.endings import Ending, day_text, ending_text
from cds_kg.knowledge.evidence import Claim, ExternalClaim, evidence_of
from cds_kg.knowledge.names import labels, names_of
from cds_kg.namespaces import CDS, curie
from cds_kg.store.results import Iri, Text, value_of
from cds_kg.text import nfc

if TYPE_CHECKING:
    import pyoxigraph as ox

    from cds_kg.store.dataset import GraphStore

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"

_LANGUAGES = ("vi", "en")

#: Tables of what many records have; a record has the number.
_SHARED = ("spaces", "notes", "documents", "external", "standings")

#: A thing, its level, and the statement by which it is there: of the thing, or of the territory of which it is part.
_LEVELS = """
SELECT DISTINCT ?x ?level ?s ?p ?o WHERE {
  { ?x ?p ?level . VALUES ?p { cds:situatedAtLevel cds:implementedAtLevel } BIND(?x AS ?s) BIND(?level AS ?o) }
  UNION
  { ?s cds:hasComponent ?x ; ?p ?level . VALUES ?p { cds:situatedAtLevel } BIND(?level AS ?o) }
}
"""


def content(
    views: Sequence[GraphStore], days: Sequence[datetime.date], iris: Sequence[str], checked_on: datetime.date
) -> dict[str, Json]:
    """Everything that the page can tell.

    Args:
        views: the graph as of each day that the page can show, the latest last; what a thing is on it stands in its
            record, and what is otherwise in an earlier view under ``"then"`` by the view's number.
        days: the day that each view stands for.
        iris: the things to tell of, as `things` lists them.
        checked_on: the day of the data, for which the standing of claims is told beside that on each of the days.
    """
    return _Teller(views, days, iris, checked_on).tell()


class _Teller:
    """Gathers the records; tables of properties, classes and documents grow as they are used."""

    def __init__(
        self,
        views: Sequence[GraphStore],
        days: Sequence[datetime.date],
        iris: Sequence[str],
        checked_on: datetime.date,
    ) -> None:
        self._views = views
        self._whole = views[-1].whole
        self._days = [*days, checked_on]
        self._iris = iris
        self._places = {iri: place for place, iri in enumerate(self._iris)}
        self._evidence = evidence_of(self._whole)
        self._claims = {claim.iri: place for place, claim in enumerate(self._evidence.claims)}
        self._terms: dict[str, int] = {}
        self._sources: dict[str, int] = {}
        # Values that many records have: name of the table -> value as JSON -> its number.
        self._shared: dict[str, dict[str, int]] = {name: {} for name in _SHARED}

    def tell(self) -> dict[str, Json]:
        told: dict[str, Json] = {
            "concepts": len(names_of(self._whole).of_kind("concept")),
            "things": self._records(),
            "claims": [self._claim(claim) for claim in self._evidence.claims],
        }
        told["sources"] = [self._label(iri) for iri in self._sources]
        told["terms"] = [self._label(iri) for iri in self._terms]
        return told | {name: [json.loads(text) for text in table] for name, table in self._shared.items()}

    # --- things ------------------------------------------------------------------------------------------------------

    def _records(self) -> list[Json]:
        """The record of each thing in the latest view, with what is otherwise in earlier ones."""
        *earlier, latest = [self._view_records(view) for view in self._views]
        for place, record in enumerate(latest):
            others = {str(number): _differences(record, records[place]) for number, records in enumerate(earlier)}
            if any(others.values()):
                record["then"] = {number: other for number, other in others.items() if other}
        return list(latest)

    def _view_records(self, view: GraphStore) -> list[dict[str, Json]]:
        levels = _levels(view)
        return [self._record(view, iri, levels.get(iri, [])) for iri in self._iris]

    def _record(self, view: GraphStore, iri: str, levels: list[str]) -> dict[str, Json]:
        """What is told of one thing in one view; what is empty is left out."""
        about, english = (describe(view, iri, lang) for lang in _LANGUAGES)
        relations = list(zip(about.relations, english.relations, strict=True))
        record: dict[str, Json] = {
            "id": about.id,
            "space": self._share("spaces", iri.removesuffix(about.id)) if iri.endswith(about.id) else None,
            "iri": None if iri.endswith(about.id) else iri,
            "label": self._label(iri),
            "alt": [_text(text) for text in about.alt_labels],
            "definition": _pair(about.definitions),
            "classes": [self._term(name) for name in about.classes],
            "levels": [self._reference(level) for level in levels],
            "notes": [self._share("notes", _text(text)) for text in about.notes],
            "names": self._names(about),
            "begins": _day(about.first_day),
            "ending": self._ending(view, about),
            "out": self._grouped(pair for pair in relations if not pair[0].inverse),
            "in": self._grouped(pair for pair in relations if pair[0].inverse),
            "matches": self._grouped(zip(about.matches, english.matches, strict=True)),
            "claims": [self._claims[claim.iri] for claim in about.claims],
            "external": [self._external_claim(claim) for claim in about.external_claims],
        }
        return {key: value for key, value in record.items() if value is not None and value != []}

    def _names(self, about: Description) -> list[Json]:
        """Names that hold for a time: the text, its first day, how it ends."""
        return [
            [nfc(name.text), _day(name.first_day), [nfc(name.ending.text(lang)) for lang in _LANGUAGES]]
            if name.ending
            else [nfc(name.text), _day(name.first_day), None]
            for name in about.names
        ]

    def _ending(self, view: GraphStore, about: Description) -> Json:
        if about.ending is None:
            return None
        return {
            "over": about.ending.by(view.day or self._days[-1]),
            "text": [about.ending.text(lang) for lang in _LANGUAGES],
            "acts": [self._reference(act) for act in about.ending.acts],
            "heirs": [self._reference(heir) for heir in about.ending.replaced_by],
        }

    def _grouped(self, relations: Iterable[tuple[Relation, Relation]]) -> list[Json]:
        """The relations by property, in the order in which they come: ``[term, [value, ...]]``."""
        return [
            [self._term(predicate), [self._value(*pair) for pair in group]]
            for predicate, group in groupby(relations, key=lambda pair: pair[0].predicate)
        ]

    def _value(self, relation: Relation, english: Relation) -> Json:
        if isinstance(relation.value, Iri):
            return self._reference(str(relation.value))
        if isinstance(relation.value, Text) and relation.value.language:
            return _text(relation.value)
        if relation.value_label == english.value_label:
            return nfc(relation.value_label)
        return [relation.value_label, english.value_label]

    # --- evidence ----------------------------------------------------------------------------------------------------

    def _claim(self, claim: Claim) -> Json:
        passage = next((p for p in self._evidence.passages if p.id == claim.passage), None)
        return {
            "id": claim.id,
            "source": _numbered(self._sources, passage.source) if passage else None,
            "sentence": claim.passage,
            "at": [claim.line, claim.start, claim.end],
            "phrase": nfc(claim.key_phrase),
            "states": [self._statement(triple) for triple in claim.triples],
            "standing": [self._share("standings", self._standing(claim, day)) for day in self._days],
        }

    def _standing(self, claim: Claim, day: datetime.date) -> Json:
        """How a claim stands on a day: its status, the deadline that has passed, what is over, on whose word."""
        found = standing(self._whole, claim, day)
        return {
            "status": found.status.removeprefix(CDS),
            "label": self._label(found.status),
            "due": _day(found.deadline),
            "over": [[self._reference(end.iri), self._ending_text(end.ending), end.mentioned] for end in found.ended],
            "basis": [self._external_claim(external) for external in found.basis],
        }

    def _ending_text(self, ends: Ending) -> list[Json]:
        return [nfc(ending_text(self._whole, ends, lang)) for lang in _LANGUAGES]

    def _external_claim(self, claim: ExternalClaim) -> int:
        """What others say: id, statement, document, grade of confidence."""
        told: list[Json] = [
            claim.id,
            self._statement(claim.triple),
            self._share("documents", [self._reference(claim.source), _pair(claim.citation)]),
            claim.confidence,
        ]
        return self._share("external", told)

    def _statement(self, triple: ox.Triple) -> list[Json]:
        subject, item = value_of(triple.subject), value_of(triple.object)
        return [self._reference(str(subject)), self._term(triple.predicate.value), self._term_value(item)]

    def _term_value(self, value: object) -> Json:
        if isinstance(value, Iri):
            return self._reference(value)
        if isinstance(value, Text):
            return _text(value)
        return _day(value) if isinstance(value, datetime.date) else str(value)

    # --- references --------------------------------------------------------------------------------------------------

    def _reference(self, iri: str) -> Json:
        """A thing of the list by its number; any other by its label, or by its IRI where it has none."""
        if iri in self._places:
            return self._places[iri]
        return self._label(iri) if not iri.startswith("_:") and labels(self._whole, iri) else iri

    def _term(self, iri: str) -> int:
        return _numbered(self._terms, iri)

    def _share(self, table: str, value: Json) -> int:
        """The number of a value that many records have, in the table where it stands once."""
        return _numbered(self._shared[table], json.dumps(value, ensure_ascii=False))

    def _label(self, iri: str) -> Json:
        return _pair(labels(self._whole, iri)) or curie(iri)


def _numbered(numbers: dict[str, int], key: str) -> int:
    return numbers.setdefault(key, len(numbers))


def things(store: GraphStore) -> list[str]:
    """What the page has a place for: every concept, then the individuals that a concept or its evidence leads to."""
    names = names_of(store)
    concepts, individuals = names.of_kind("concept"), frozenset(names.of_kind("individual"))
    reached: set[str] = set()
    for iri in concepts:
        about = describe(store, iri)
        values = [str(relation.value) for relation in about.relations if isinstance(relation.value, Iri)]
        ends = (about.ending.acts + about.ending.replaced_by) if about.ending else ()
        reached.update(iri for iri in (*values, *ends) if iri in individuals)
    for claim in evidence_of(store).claims:
        reached.update(iri for iri in claim.mentions_ended if iri in individuals)
    return [*concepts, *sorted(reached)]


def _differences(record: dict[str, Json], other: dict[str, Json]) -> dict[str, Json]:
    """What has to be changed in a record to have the other."""
    return {key: other.get(key) for key in {**record, **other} if other.get(key) != record.get(key)}


def _levels(view: GraphStore) -> dict[str, list[str]]:
    """Thing -> the administrative levels at which it is, in the order in which the source speaks of them."""
    import pyoxigraph as ox

    order = evidence_of(view).order
    rows = [
        (str(row["x"]), str(row["level"]), ox.Triple(*(ox.NamedNode(str(row[role])) for role in "spo")))
        for row in view.select(_LEVELS)
    ]
    found: dict[str, dict[str, None]] = {}
    for thing, level, _ in sorted(rows, key=lambda row: (row[0], order(row[2]), row[1])):
        found.setdefault(thing, {})[level] = None
    return {thing: list(levels) for thing, levels in found.items()}


def _pair(texts: dict[str, str]) -> list[Json] | str | None:
    """Both wordings; where there is neither, a wording in any other language or in none."""
    found = [nfc(texts[lang]) if lang in texts else None for lang in _LANGUAGES]
    if any(found):
        return list(found)
    return nfc(next(iter(texts.values()))) if texts else None


def _text(text: Text) -> Json:
    return {"text": nfc(text), "lang": text.language} if text.language else nfc(text)


def _day(day: datetime.date | None) -> Json:
    return [day_text(day, lang) for lang in _LANGUAGES] if day else None

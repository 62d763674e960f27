"""What the graph knows of one thing, gathered for people: labels, definition, relations, evidence, what has ended."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from cds_kg.knowledge.endings import Ending, act_day, begins, day_text, ending
from cds_kg.knowledge.evidence import Claim, Evidence, ExternalClaim, evidence_of
from cds_kg.knowledge.names import KINDS, Kind, label, labels, resolve, short_id
from cds_kg.namespaces import CDS, DCTERMS, OWL, PROV, RDF, RDFS, SKOS, SKOSXL
from cds_kg.store.dataset import GraphStore
from cds_kg.store.results import Iri, Text, Value, value_of
from cds_kg.text import pick

__all__ = ["KINDS", "Description", "Kind", "Relation", "describe", "label", "resolve"]

_TYPE = RDF + "type"
_ENDS = (CDS + "validUntil", DCTERMS + "isReplacedBy", CDS + "changedByAct")
_LABEL_LINKS = frozenset(f"{SKOSXL}{kind}Label" for kind in ("pref", "alt", "hidden"))
_LITERAL_FORM = ox.NamedNode(SKOSXL + "literalForm")
_MATCHES = tuple(f"{SKOS}{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related"))
_NOTES = tuple(f"{SKOS}{kind}" for kind in ("scopeNote", "editorialNote", "changeNote", "note"))
#: What a description holds in places of their own, and what only keeps the books.
_APART = frozenset(
    {
        *(_TYPE, SKOS + "prefLabel", RDFS + "label", SKOS + "altLabel", SKOS + "definition"),
        *(CDS + "validFrom", CDS + "validUntil", DCTERMS + "isReplacedBy", *_MATCHES, *_NOTES),
        *(SKOS + "inScheme", SKOS + "topConceptOf", SKOS + "hasTopConcept"),
        *(PROV + "wasDerivedFrom", RDFS + "isDefinedBy"),
    }
)


@dataclass(frozen=True, slots=True)
class Relation:
    """One statement, seen from the thing described.

    Attributes:
        predicate: IRI of the property; ``predicate_label`` its label.
        inverse: whether the thing is the object, and ``value`` the subject.
        value: the other end: an IRI, a text, a number or a date; ``value_label`` how to show it.
        ending: how the other end ends, if it is a thing that does.
    """

    predicate: str
    predicate_label: str
    inverse: bool
    value: Value
    value_label: str
    ending: Ending | None


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name of a thing that holds for a time.

    Attributes:
        iri: the name, a thing of its own.
        text: how it is written.
        first_day: the first day on which it holds, where one is stated.
        ending: how it ends, if it does.
    """

    iri: str
    text: str
    first_day: datetime.date | None
    ending: Ending | None


@dataclass(frozen=True, slots=True)
class Description:
    """What the graph knows of one thing.

    Attributes:
        iri, id: its IRI and its short name.
        labels, definitions: language -> text.
        alt_labels, notes: texts with their languages, Vietnamese first.
        classes: IRIs of its classes of our own ontology (others where it has none).
        names: names that hold for a time, the earliest first; in a view as of a day those of the day.
        first_day: its first day, where one is stated; of an act that a view as of a day leaves out, the day on which
            it was adopted or entered into force.
        ending: how it ends, if it does; ``ending_claims`` say on whose word.
        relations: outgoing ones first, then incoming; by property, in the order in which the source speaks of them.
        matches: relations to other vocabularies.
        claims, external_claims: what the source, and others, say of it.
    """

    iri: str
    id: str
    labels: dict[str, str]
    definitions: dict[str, str]
    alt_labels: tuple[Text, ...]
    classes: tuple[str, ...]
    notes: tuple[Text, ...]
    names: tuple[DatedName, ...]
    first_day: datetime.date | None
    ending: Ending | None
    ending_claims: tuple[ExternalClaim, ...]
    relations: tuple[Relation, ...]
    matches: tuple[Relation, ...]
    claims: tuple[Claim, ...]
    external_claims: tuple[ExternalClaim, ...]


def describe(store: GraphStore, iri: str, lang: str = "vi") -> Description:
    """Gather what the graph knows of the thing ``iri``, the labels of other things in ``lang``.

    Of a thing that is not there in a view as of a day, it tells what the whole graph knows.
    """
    asked, store = store, store.home(iri)
    evidence = evidence_of(store)
    node = ox.NamedNode(iri)
    own = [quad.triple for quad in store.store.quads_for_pattern(node, None, None)]
    external = tuple(c for c in evidence.external_about(iri) if _told(store, c))
    return Description(
        iri=iri,
        id=short_id(iri),
        labels=labels(store, iri),
        definitions={text.language or "": str(text) for text in _texts(own, (SKOS + "definition",))},
        alt_labels=_texts(own, (SKOS + "altLabel",)),
        classes=_classes(own),
        notes=_texts(own, _NOTES),
        names=_names(store, own),
        first_day=begins(store, iri) or (act_day(store, iri) if store is not asked else None),
        ending=ending(store, iri),
        ending_claims=tuple(c for c in external if c.triple.subject == node and c.triple.predicate.value in _ENDS),
        relations=_relations(store, evidence, node, own, lang),
        matches=tuple(
            _relation(store, node, triple, False, lang)
            for triple in sorted(own, key=evidence.order)
            if triple.predicate.value in _MATCHES
        ),
        claims=evidence.claims_about(iri),
        external_claims=external,
    )


def _told(store: GraphStore, claim: ExternalClaim) -> bool:
    """Whether an external claim is one to tell: in a view as of a day, none of what was not so on the day."""
    return store.day is None or ox.Quad(*claim.triple) in store.store


def _names(store: GraphStore, triples: Iterable[ox.Triple]) -> tuple[DatedName, ...]:
    nodes = {t.object for t in triples if t.predicate.value in _LABEL_LINKS and isinstance(t.object, ox.NamedNode)}
    found = []
    for node in nodes:
        texts = [quad.object for quad in store.store.quads_for_pattern(node, _LITERAL_FORM, None)]
        forms = sorted(text.value for text in texts if isinstance(text, ox.Literal))
        if forms:
            found.append(DatedName(node.value, forms[0], begins(store, node.value), ending(store, node.value)))
    return tuple(sorted(found, key=lambda name: (name.first_day or datetime.date.min, name.iri)))


def _texts(triples: Iterable[ox.Triple], predicates: tuple[str, ...]) -> tuple[Text, ...]:
    found = [(t.predicate.value, t.object) for t in triples if isinstance(t.object, ox.Literal)]
    wanted = [(predicates.index(p), t.language or "", t.value) for p, t in found if p in predicates]
    wanted.sort(key=lambda text: (text[0], text[1] != "vi", text[1:]))
    return tuple(Text(value, language or None) for _, language, value in wanted)


def _classes(triples: Iterable[ox.Triple]) -> tuple[str, ...]:
    types = sorted(t.object.value for t in triples if t.predicate.value == _TYPE and isinstance(t.object, ox.NamedNode))
    return tuple(iri for iri in types if iri.startswith(CDS)) or tuple(types)


def _relations(
    store: GraphStore, evidence: Evidence, node: ox.NamedNode, own: list[ox.Triple], lang: str
) -> tuple[Relation, ...]:
    apart = _APART | ({CDS + "changedByAct"} if ending(store, node.value) else set())  # with the ending
    facts = [(triple, False) for triple in own if triple.predicate.value not in apart]
    # A symmetric relation reads the same from both ends.
    facts += [(triple, not _symmetric(store, triple.predicate)) for triple in _incoming(store, node)]
    first: dict[tuple[bool, str], tuple[bool, int, tuple[str | int, ...], str]] = {}
    for triple, inverse in facts:
        group = (inverse, triple.predicate.value)
        first[group] = min(evidence.order(triple), first.get(group, evidence.order(triple)))
    facts.sort(key=lambda f: (f[1], first[f[1], f[0].predicate.value], evidence.order(f[0])))
    return tuple(_relation(store, node, triple, inverse, lang) for triple, inverse in facts)


def _incoming(store: GraphStore, node: ox.NamedNode) -> Iterator[ox.Triple]:
    """The statements about ``node`` by other things; not those of claims, which are evidence."""
    for quad in store.store.quads_for_pattern(None, None, node):
        if quad.predicate.value in _APART - {DCTERMS + "isReplacedBy"} or not isinstance(quad.subject, ox.NamedNode):
            continue
        asserts = store.store.quads_for_pattern(quad.subject, ox.NamedNode(CDS + "assertsPredicate"), None)
        if next(asserts, None) is None:
            yield quad.triple


def _symmetric(store: GraphStore, predicate: ox.NamedNode) -> bool:
    kind = ox.NamedNode(OWL + "SymmetricProperty")
    return next(store.store.quads_for_pattern(predicate, ox.NamedNode(_TYPE), kind), None) is not None


def _relation(store: GraphStore, node: ox.NamedNode, triple: ox.Triple, inverse: bool, lang: str) -> Relation:
    value = value_of(triple.object if triple.subject == node else triple.subject)
    thing = isinstance(value, Iri) and not value.startswith("_:")
    return Relation(
        predicate=triple.predicate.value,
        predicate_label=label(store, triple.predicate.value, lang),
        inverse=inverse,
        value=value,
        value_label=label(store, value, lang) if isinstance(value, Iri) else _shown(value, lang),
        ending=ending(store, str(value)) if thing else None,
    )


def _shown(value: Value, lang: str) -> str:
    if isinstance(value, bool):
        return pick(lang, "có", "yes") if value else pick(lang, "không", "no")
    if isinstance(value, datetime.date):
        return day_text(value, lang)
    return str(value)

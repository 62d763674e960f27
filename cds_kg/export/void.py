"""VoID: how many triples, things, classes, properties and outward links a part of the graph has, by counting them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

import pyoxigraph as ox

from cds_kg.export.listing import DESCRIPTION, Listing, iri
from cds_kg.namespaces import BASE, CDS, CDSC, ONTOLOGY, PREFIXES, RDF, VOID, XSD, curie

_TYPE = iri(RDF + "type")
#: The parts in whose nature it is to lead out of the graph.
LINKED = ("alignments", "units")
_OWNERS = {CDSC: "vocabulary", CDS: "ontology"}


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of one graph.

    Attributes:
        triples, subjects, objects: how many, each thing once.
        entities: the subjects that are IRIs of the project.
        classes: class -> members; properties: property -> (triples, distinct subjects, distinct objects).
    """

    triples: int
    subjects: int
    objects: int
    entities: int
    classes: Mapping[str, int]
    properties: Mapping[str, tuple[int, int, int]]


def count(graph: Iterable[ox.Triple]) -> Counts:
    """Count a graph in one pass. Terms are numbered as they come: to keep each anew takes twice the time."""
    subjects: dict[object, int] = {}
    objects: dict[object, int] = {}
    of: dict[object, tuple[list[int], list[int]]] = {}
    for subject, predicate, value in graph:
        pair = of.get(predicate)
        if pair is None:
            pair = of[predicate] = ([], [])
        pair[0].append(subjects.setdefault(subject, len(subjects)))
        pair[1].append(objects.setdefault(value, len(objects)))
    properties = {_iri(p): (len(starts), len(set(starts)), len(set(ends))) for p, (starts, ends) in of.items()}
    members = Counter(of.get(_TYPE, ([], []))[1])
    classes = {_iri(term): members[number] for term, number in objects.items() if number in members}
    entities = sum(isinstance(term, ox.NamedNode) and term.value.startswith(BASE) for term in subjects)
    triples = sum(len(starts) for starts, _ in of.values())
    return Counts(triples, len(subjects), len(objects), entities, classes, properties)


def numbers(dataset: ox.NamedNode, counts: Counts) -> Iterator[ox.Triple]:
    """The totals of a dataset."""
    yield ox.Triple(dataset, _TYPE, iri(VOID + "Dataset"))
    yield ox.Triple(dataset, iri(VOID + "uriSpace"), ox.Literal(BASE))
    totals = {
        "triples": counts.triples,
        "entities": counts.entities,
        "distinctSubjects": counts.subjects,
        "distinctObjects": counts.objects,
        "classes": len(counts.classes),
        "properties": len(counts.properties),
    }
    for name, total in totals.items():
        yield _number(dataset, name, total)


def partitions(dataset: ox.NamedNode, counts: Counts) -> Iterator[ox.Triple]:
    """The vocabularies in use, and the totals of each class and each property."""
    for namespace in sorted({_namespace(term) for term in (*counts.classes, *counts.properties)}):
        yield ox.Triple(dataset, iri(VOID + "vocabulary"), iri(namespace))
    for term, members in sorted(counts.classes.items()):
        node = _part_of(dataset, "class", _slug(term))
        yield ox.Triple(dataset, iri(VOID + "classPartition"), node)
        yield ox.Triple(node, _TYPE, iri(VOID + "Dataset"))
        yield ox.Triple(node, iri(VOID + "class"), iri(term))
        yield _number(node, "entities", members)
    for term, totals in sorted(counts.properties.items()):
        node = _part_of(dataset, "property", _slug(term))
        yield ox.Triple(dataset, iri(VOID + "propertyPartition"), node)
        yield ox.Triple(node, _TYPE, iri(VOID + "Dataset"))
        yield ox.Triple(node, iri(VOID + "property"), iri(term))
        for name, total in zip(("triples", "distinctSubjects", "distinctObjects"), totals, strict=True):
            yield _number(node, name, total)


def linksets(listing: Listing, name: str, graph: Collection[ox.Triple]) -> Iterator[ox.Triple]:
    """The links of a part to the datasets of others that the listing knows, by predicate and by where they lead."""
    spaces = {listing.text(target, VOID + "uriSpace"): target for target in listing.targets}
    found: dict[tuple[str, str, str], int] = defaultdict(int)
    for subject, predicate, value in graph:
        if isinstance(value, ox.NamedNode) and not value.value.startswith(BASE) and predicate != _TYPE:
            for space in spaces:
                if value.value.startswith(space):
                    found[_owner(_iri(subject), name), _iri(predicate), space] += 1
    dataset = listing.datasets[name]
    for (owner, predicate, space), total in sorted(found.items()):
        target = spaces[space]
        prefix = listing.text(target, PREFIXES["vann"] + "preferredNamespacePrefix")
        node = _part_of(dataset, owner, f"{prefix}-{_slug(predicate)}")
        yield ox.Triple(dataset, iri(VOID + "subset"), node)
        yield ox.Triple(node, _TYPE, iri(VOID + "Linkset"))
        yield ox.Triple(node, iri(VOID + "linkPredicate"), iri(predicate))
        yield ox.Triple(node, iri(VOID + "subjectsTarget"), listing.datasets[owner])
        yield ox.Triple(node, iri(VOID + "objectsTarget"), target)
        yield _number(node, "triples", total)


def _iri(term: object) -> str:
    """The name of a term that can only be an IRI: no part has blank nodes."""
    assert isinstance(term, ox.NamedNode)
    return term.value


def _number(node: ox.NamedNode, name: str, total: int) -> ox.Triple:
    return ox.Triple(node, iri(VOID + name), ox.Literal(str(total), datatype=iri(XSD + "integer")))


def _owner(subject: str, name: str) -> str:
    return next((part for space, part in _OWNERS.items() if subject.startswith(space)), name)


def _part_of(dataset: ox.NamedNode, kind: str, name: str) -> ox.NamedNode:
    """The IRI of a partition or linkset, which leads to the description that tells of it."""
    return iri(f"{DESCRIPTION}#{dataset.value.rpartition('/')[2]}-{kind}-{name}")


def _slug(term: str) -> str:
    """A short name of a term: its CURIE, or some digits where no prefix is known."""
    short = curie(term)
    return short.replace(":", "-") if short != term else sha256(term.encode()).hexdigest()[:12]


def _namespace(term: str) -> str:
    """The vocabulary of a term; ours by its own name, the others by their namespace."""
    end = max(term.rfind("#"), term.rfind("/")) + 1
    space = max((n for n in PREFIXES.values() if term.startswith(n)), key=len, default=term[:end])
    return ONTOLOGY if space == CDS else space

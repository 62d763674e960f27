"""The two graphs by subject, with the few questions that the rules ask of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from functools import cached_property

import pyoxigraph as ox

from cds_kg.export.diff.blanks import Index, Term
from cds_kg.namespaces import BASE, CDS, CDSE, CDSI, CDSP, CDSQ, CDSSH, CDSU, OWL, PREFIXES, RDF, RDFS, SHACL, SKOS

TYPE = ox.NamedNode(RDF + "type")
SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
SUBPROPERTY = ox.NamedNode(RDFS + "subPropertyOf")

_TREE_RELATION = ox.NamedNode(CDS + "TreeRelation")
#: The many things that are no terms.
_DATA = (CDSE, CDSI, CDSP, CDSU)

#: The vocabularies of others, whose terms are not ours to keep.
_OUTSIDE = tuple(namespace for namespace in PREFIXES.values() if not namespace.startswith(BASE))

#: Class -> kind, the first that fits; then the start of the IRI.
_KINDS = (
    *((OWL + name, "class") for name in ("Class", "DeprecatedClass")),
    *((RDFS + name, "class") for name in ("Class", "Datatype")),
    *((OWL + name + "Property", "property") for name in ("Object", "Datatype", "Annotation", "Deprecated")),
    (RDF + "Property", "property"),
    *((SHACL + name, "shape") for name in ("NodeShape", "PropertyShape")),
    *((SHACL + name, "question") for name in ("SPARQLExecutable", "SPARQLSelectExecutable")),
    *((CDS + name, "claim") for name in ("Claim", "ClaimPart", "ExternalClaim")),
    (CDS + "LegalAct", "act"),
    (CDS + "AdministrativeUnit", "unit"),
    (SKOS + "Concept", "concept"),
)
_STARTS = ((CDSSH, "shape"), (CDSQ, "question"), (CDSE, "claim"), (CDSU, "unit"))

#: Kinds whose members are terms: others build on their IRIs and on what they mean.
TERMS = frozenset({"class", "property", "concept"})


class Graphs:
    """The older and the newer graph.

    Attributes:
        old: subject -> its triples.
        new: likewise.
    """

    def __init__(self, old: Iterable[ox.Triple], new: Iterable[ox.Triple]) -> None:
        self.old = _by_subject(old)
        self.new = self.old if new is old else _by_subject(new)

    def is_new(self, node: Term) -> bool:
        """Whether the older graph says nothing of it and the newer does."""
        return node in self.new and node not in self.old

    def kind(self, node: Term) -> str:
        """What a thing is: by its classes now, or before where it is gone."""
        types = {getattr(t, "value", "") for t in values(self.new if node in self.new else self.old, node, TYPE)}
        for name, kind in _KINDS:
            if name in types:
                return kind
        iri = node.value if isinstance(node, ox.NamedNode) else ""
        return next((kind for start, kind in _STARTS if iri.startswith(start)), "other")

    @cached_property
    def _has_ours(self) -> bool:
        return any(isinstance(s, ox.NamedNode) and s.value.startswith(BASE) for s in self.old)

    def is_kept(self, node: Term) -> bool:
        """Whether the IRI is one that must stay: ours; in files that have none of ours, any but outside terms."""
        if not isinstance(node, ox.NamedNode):
            return False
        return node.value.startswith(BASE) if self._has_ours else not node.value.startswith(_OUTSIDE)

    def implied(self, lower: Term, predicate: ox.NamedNode, upper: Term) -> bool:
        """Whether ``lower`` is still under ``upper`` in the newer graph, over any number of steps."""
        seen, waiting = {lower}, [lower]
        while waiting:
            node = waiting.pop()
            if node == upper:
                return True
            fresh = [t.object for t in self.new.get(node, ()) if t.predicate == predicate and t.object not in seen]
            seen.update(fresh)
            waiting += fresh
        return False

    @cached_property
    def tree_relations(self) -> frozenset[str]:
        """The properties that make up the tree, as either graph's data say."""
        marks = {_TREE_RELATION, *self._subjects(SUBCLASS, {_TREE_RELATION})}
        return frozenset(s.value for s in self._subjects(TYPE, marks) if isinstance(s, ox.NamedNode))

    def _subjects(self, predicate: ox.NamedNode, objects: Set[Term]) -> set[Term]:
        """What stands before a predicate and one of the objects in either graph, at ontology terms alone."""
        return {
            s
            for index in (self.old, self.new)
            for s in index
            if isinstance(s, ox.NamedNode) and not s.value.startswith(_DATA)
            if any(value in objects for value in values(index, s, predicate))
        }

    @cached_property
    def users(self) -> Mapping[Term, list[Term]]:
        """Property shape -> the node shapes of the newer graph that use it."""
        found: dict[Term, list[Term]] = defaultdict(list)
        prop = ox.NamedNode(SHACL + "property")
        for subject, triples in self.new.items():
            for t in triples:
                if t.predicate == prop:
                    found[t.object].append(subject)
        return found

    @cached_property
    def subclasses(self) -> Mapping[Term, list[Term]]:
        """Class -> its direct subclasses in the newer graph."""
        found: dict[Term, list[Term]] = defaultdict(list)
        for subject, triples in self.new.items():
            for t in triples:
                if t.predicate == SUBCLASS:
                    found[t.object].append(subject)
        return found


def values(index: Index, node: Term, predicate: ox.NamedNode) -> list[Term]:
    """The objects of a subject and a predicate."""
    return [t.object for t in index.get(node, ()) if t.predicate == predicate]


def _by_subject(triples: Iterable[ox.Triple]) -> Index:
    index: dict[Term, list[ox.Triple]] = {}
    for t in triples:
        index.setdefault(t.subject, []).append(t)
    return index

"""The rules for classes, properties, concepts and data: what a changed statement means for those who built on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeAlias

import pyoxigraph as ox

from cds_kg.export.diff.blanks import Term
from cds_kg.export.diff.graphs import SUBCLASS, SUBPROPERTY, TERMS, TYPE, Graphs, values
from cds_kg.export.diff.model import gravest
from cds_kg.namespaces import CDS, DCTERMS, OWL, RDFS, SKOS, SKOSXL

#: What a change is about, its effect, and why.
Verdict: TypeAlias = tuple[str, str, str]
_Effect: TypeAlias = tuple[str, str]

DEPRECATED, REPLACED_BY, VALID_UNTIL = OWL + "deprecated", DCTERMS + "isReplacedBy", CDS + "validUntil"

#: Property -> what a change of it is about.
ASPECTS = {
    **dict.fromkeys((SKOS + "prefLabel", RDFS + "label", SKOSXL + "literalForm", DCTERMS + "title"), "label"),
    **dict.fromkeys((SKOS + "altLabel", SKOS + "hiddenLabel"), "alternative label"),
    SKOS + "definition": "definition",
    **{SKOS + name: "note" for name in ("note", "scopeNote", "example", "editorialNote", "historyNote", "changeNote")},
    **dict.fromkeys((RDFS + "comment", RDFS + "seeAlso", DCTERMS + "description"), "note"),
    **{OWL + name: "metadata" for name in ("versionInfo", "versionIRI", "priorVersion", "backwardCompatibleWith")},
    **{DCTERMS + name: "metadata" for name in ("modified", "issued", "created", "bibliographicCitation")},
    str(TYPE.value): "type",
    **dict.fromkeys((SUBCLASS.value, SUBPROPERTY.value), "hierarchy"),
    **{SKOS + name: "hierarchy" for name in ("broader", "broaderTransitive", "narrower", "topConceptOf")},
    **dict.fromkeys((RDFS + "domain", RDFS + "range"), "domain and range"),
    **dict.fromkeys((DEPRECATED, REPLACED_BY), "deprecation"),
    **dict.fromkeys((VALID_UNTIL, CDS + "validFrom"), "validity"),
}

_DISJOINT = frozenset(
    OWL + name for name in ("disjointWith", "propertyDisjointWith", "complementOf", "disjointUnionOf", "hasKey")
)
_EQUAL = frozenset(
    OWL + name for name in ("equivalentClass", "equivalentProperty", "inverseOf", "propertyChainAxiom", "sameAs")
)
_MADE_OF = frozenset(OWL + name for name in ("oneOf", "unionOf", "intersectionOf", "withRestrictions", "onDatatype"))

_CONSTRAINING = frozenset(
    OWL + name + "Property" for name in ("Functional", "InverseFunctional", "Asymmetric", "Irreflexive")
)
_INFERRING = frozenset(OWL + name + "Property" for name in ("Symmetric", "Transitive", "Reflexive"))
_KIND_TYPES = frozenset(
    (*(OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")), RDFS + "Datatype")
)
_MARKS = {
    **dict.fromkeys((OWL + "DeprecatedClass", OWL + "DeprecatedProperty"), "deprecated"),
    OWL + "NamedIndividual": "statement",
}

#: Roots of blank nodes that constrain others.
ALL_DISJOINT = frozenset(OWL + name for name in ("AllDisjointClasses", "AllDisjointProperties", "AllDifferent"))


def judge(graphs: Graphs, node: Term, kind: str, predicate: str, gone: list[Term], come: list[Term]) -> Verdict:
    """What it means that the values ``gone`` of a property made room for the values ``come``; not both are empty."""
    aspect = ASPECTS.get(predicate, "hierarchy" if predicate in graphs.tree_relations else "statement")
    if aspect != "metadata" and gone and come and not {_form(t) for t in gone} & {_form(t) for t in come}:
        return aspect, "breaking", "datatype"
    effects = list(_effects(graphs, node, kind, predicate, aspect, gone, come))
    worst = gravest(effect for effect, _ in effects)
    return aspect, *next(found for found in effects if found[0] == worst)


def is_true(term: Term) -> bool:
    """Whether a literal is the truth value true."""
    return isinstance(term, ox.Literal) and term.value in ("true", "1")


def _form(term: Term) -> str:
    """What comparisons in queries tell apart: resources, texts with and without a language, and each datatype."""
    if not isinstance(term, ox.Literal):
        return "resource"
    return "tagged" if term.language else term.datatype.value


def _effects(
    graphs: Graphs, node: Term, kind: str, predicate: str, aspect: str, gone: list[Term], come: list[Term]
) -> Iterator[_Effect]:
    if predicate == TYPE.value:
        yield from _type_effects(graphs, node, gone, come)
    elif predicate in (SUBCLASS.value, SUBPROPERTY.value):
        yield from _super_effects(graphs, node, ox.NamedNode(predicate), gone, come)
    elif aspect == "domain and range":
        wider = all(any(graphs.implied(a, SUBCLASS, b) for a in gone) for b in come)
        yield ("safe", "widened") if wider else ("breaking", "narrowed")
    elif predicate in _DISJOINT:
        yield ("breaking", "restriction") if come else ("safe", "unrestricted")
    elif predicate in _EQUAL:
        constrains = any(isinstance(t, ox.BlankNode) for t in come)
        yield ("breaking", "inference-removed") if gone else ("safe", "inference-added")
        if constrains:
            yield "breaking", "restriction"
    elif predicate in _MADE_OF:
        yield "review", "definition"
    else:
        yield _plain_effect(graphs, node, kind, predicate, aspect, gone, come)


def _plain_effect(
    graphs: Graphs, node: Term, kind: str, predicate: str, aspect: str, gone: list[Term], come: list[Term]
) -> _Effect:
    if predicate == DEPRECATED:
        return "safe", "deprecated" if any(map(is_true, come)) else "restored"
    if predicate == REPLACED_BY:
        if values(graphs.new, node, ox.NamedNode(VALID_UNTIL)):
            return "safe", "ended"
        return "safe", "replacement" if gone or kind not in (*TERMS, "shape") else "deprecated"
    if predicate == VALID_UNTIL and not gone:
        return "safe", "ended"
    if aspect == "definition" and kind in TERMS:
        if not gone:
            return "safe", "defined"
        return ("safe", "words") if _bare(gone) == _bare(come) else ("review", "definition")
    if aspect == "hierarchy":
        return "safe", "moved" if gone else "statement"
    if aspect in ("label", "alternative label", "note", "definition"):
        return "safe", "words"
    return "safe", "metadata" if aspect == "metadata" else "statement"


def _bare(terms: Collection[Term]) -> list[list[str]]:
    """The words of texts, without punctuation and case; marks count, since in Vietnamese they are the word."""
    texts = (t.value for t in terms if isinstance(t, ox.Literal))
    return sorted("".join(c if c.isalnum() else " " for c in text.casefold()).split() for text in texts)


def _type_effects(graphs: Graphs, node: Term, gone: list[Term], come: list[Term]) -> Iterator[_Effect]:
    now = values(graphs.new, node, TYPE)
    for term in gone:
        name = getattr(term, "value", "")
        if name in _KIND_TYPES:
            yield "breaking", "kind"
        elif name in _CONSTRAINING:
            yield "safe", "unrestricted"
        elif name in _INFERRING:
            yield "breaking", "inference-removed"
        elif name in _MARKS:
            yield "safe", "restored" if _MARKS[name] == "deprecated" else "statement"
        else:
            refined = any(graphs.implied(t, SUBCLASS, term) for t in now)
            yield ("safe", "type-refined") if refined else ("breaking", "type-removed")
    for term in come:
        name = getattr(term, "value", "")
        yield ("breaking", "restriction") if name in _CONSTRAINING else ("safe", _MARKS.get(name, _added(name)))


def _added(name: str) -> str:
    return "inference-added" if name in _INFERRING else "type-added"


def _super_effects(
    graphs: Graphs, node: Term, predicate: ox.NamedNode, gone: list[Term], come: list[Term]
) -> Iterator[_Effect]:
    for term in gone:
        if isinstance(term, ox.BlankNode):
            yield "safe", "unrestricted"
        else:
            implied = graphs.implied(node, predicate, term)
            yield ("safe", "superclass-implied") if implied else ("breaking", "superclass-removed")
    for term in come:
        yield ("breaking", "restriction") if isinstance(term, ox.BlankNode) else ("safe", "superclass-added")

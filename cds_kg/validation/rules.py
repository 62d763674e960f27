"""The rules of ``shapes/``, read once: their messages by language, and the SPARQL constraints that we run ourselves.

A SHACL engine runs a SPARQL constraint once for each focus node. Every constraint of ``shapes/`` binds ``$this`` in its
own pattern, so that one run over the whole graph finds the same and is many times faster. A rule on the graph as a
whole targets the ontology's header and names what it is about as ``?subject``. What is left, SHACL Core, looks at the
triples of the focus node alone, classes of values being tested by SPARQL; it is given no others. The rules on
administrative units, of which there are many, are all SPARQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import cast

import pyoxigraph as ox

from cds_kg import resources
from cds_kg.namespaces import CDSSH, RDF, RDFS, SHACL
from cds_kg.store.reading import read_rdf
from cds_kg.validation.report import Severity

#: The rules that Python applies, since SHACL cannot say them in full.
NFC_SHAPE = CDSSH + "NfcShape"
BLANK_NODE_SHAPE = CDSSH + "BlankNodeShape"

#: The rule on undeclared names, to whose messages the name that was probably meant is added.
NAMESPACE_SHAPE = CDSSH + "NamespaceShape"

Target = tuple[str, str]

#: What SHACL Core has no need of: the constraints that we run ourselves, and the messages that we look up ourselves.
_NOT_CORE = frozenset(SHACL + name for name in ("sparql", "select", "prefixes", "message", "declare"))

#: What a shape of SHACL Core may have without asking for anything.
_NO_CONSTRAINT = frozenset({RDF + "type", *(SHACL + name for name in ("path", "severity", "property"))})

_TARGETS = tuple(SHACL + name for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"))


@dataclass(frozen=True)
class Rule:
    """A node shape or a property shape.

    Attributes:
        shape: its IRI.
        severity: of what it finds.
        path: the property it is about (also where it looks at it from the other end), if any.
        messages: language -> text, with ``{?name}`` where a constraint's variable goes.
        targets: pairs of a SHACL target property and its value, those of the node shape for a property shape.
        selects: its SPARQL constraints.
    """

    shape: str
    severity: Severity
    path: str | None
    messages: dict[str, str]
    targets: tuple[Target, ...]
    selects: tuple[str, ...]


@dataclass(frozen=True)
class Shapes:
    """All rules, by IRI; the prefixes that their constraints use; the SHACL Core part as quads.

    Attributes:
        core_targets: the targets of the rules of SHACL Core.
        core_inverse: the properties that SHACL Core follows to the focus node.
    """

    rules: dict[str, Rule]
    prefixes: dict[str, str]
    core: tuple[ox.Quad, ...] = field(repr=False)
    core_targets: frozenset[Target]
    core_inverse: frozenset[str]


def shape_files() -> list[Path]:
    """The files of ``shapes/``, sorted."""
    return sorted(resources.shapes_dir().glob("*.ttl"))


@cache
def load_shapes() -> Shapes:
    """The packaged shapes."""
    store = ox.Store()
    for number, file in enumerate(shape_files(), 1):
        store.extend(read_rdf(file, f"s{number}b"))
    rules = {rule.shape: rule for rule in _rules(store)}
    core = tuple(q for q in store if q.predicate.value not in _NOT_CORE)
    asking = {name_of(q.subject) for q in core if q.predicate.value not in (*_NO_CONSTRAINT, *_TARGETS)}
    inverse = store.quads_for_pattern(None, ox.NamedNode(SHACL + "inversePath"), None)
    return Shapes(
        rules=rules,
        prefixes=dict(_prefixes(store)),
        core=core,
        core_targets=frozenset(t for shape in asking & rules.keys() for t in rules[shape].targets),
        core_inverse=frozenset(_iri(quad.object) for quad in inverse),
    )


def core_part(store: ox.Store, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Those of the quads that SHACL Core looks at: of the nodes of ``store`` that it targets, of blank nodes (whose
    names in ``store`` may be others), and the class tree."""
    shapes = load_shapes()
    focus = set().union(*(focus_nodes(store, target) for target in shapes.core_targets))
    for quad in quads:
        if (
            name_of(quad.subject) in focus
            or isinstance(quad.subject, ox.BlankNode)
            or quad.predicate.value == RDFS + "subClassOf"
            or (quad.predicate.value in shapes.core_inverse and name_of(quad.object) in focus)
        ):
            yield quad


def _rules(store: ox.Store) -> Iterator[Rule]:
    targets: dict[str, list[Target]] = {}
    for kind in _TARGETS:
        for quad in store.quads_for_pattern(None, ox.NamedNode(kind), None):
            for held in (quad.subject, *_objects(store, quad.subject, SHACL + "property")):
                targets.setdefault(_iri(held), []).append((kind, _iri(quad.object)))
    for kind in ("NodeShape", "PropertyShape"):
        for quad in store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(SHACL + kind)):
            shape = _iri(quad.subject)
            yield Rule(
                shape=shape,
                severity=_severity(store, quad.subject),
                path=_path(store, quad.subject),
                messages=_messages(store, quad.subject),
                targets=tuple(sorted(set(targets.get(shape, ())))),
                selects=tuple(sorted(_selects(store, quad.subject))),
            )


def _severity(store: ox.Store, shape: object) -> Severity:
    stated = [_iri(term).removeprefix(SHACL).lower() for term in _objects(store, shape, SHACL + "severity")]
    return cast(Severity, stated[0]) if stated else "violation"


def _path(store: ox.Store, shape: object) -> str | None:
    for path in _objects(store, shape, SHACL + "path"):
        inner = _objects(store, path, SHACL + "inversePath") if isinstance(path, ox.BlankNode) else [path]
        return _iri(inner[0])
    return None


def _messages(store: ox.Store, shape: object) -> dict[str, str]:
    texts = _objects(store, shape, SHACL + "message")
    return {text.language or "": text.value for text in texts if isinstance(text, ox.Literal)}


def _selects(store: ox.Store, shape: object) -> Iterator[str]:
    for constraint in _objects(store, shape, SHACL + "sparql"):
        for text in _objects(store, constraint, SHACL + "select"):
            assert isinstance(text, ox.Literal)
            yield text.value


def _prefixes(store: ox.Store) -> Iterator[tuple[str, str]]:
    for quad in store.quads_for_pattern(None, ox.NamedNode(SHACL + "prefix"), None):
        for namespace in _objects(store, quad.subject, SHACL + "namespace"):
            assert isinstance(quad.object, ox.Literal)
            assert isinstance(namespace, ox.Literal)
            yield quad.object.value, namespace.value


def _objects(store: ox.Store, subject: object, predicate: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
    assert isinstance(subject, ox.NamedNode | ox.BlankNode)
    found = [q.object for q in store.quads_for_pattern(subject, ox.NamedNode(predicate), None)]
    return [term for term in found if not isinstance(term, ox.Triple)]


def _iri(term: object) -> str:
    assert isinstance(term, ox.NamedNode), "every shape, target and path of shapes/ is an IRI"
    return term.value


def focus_nodes(store: ox.Store, target: Target) -> set[str]:
    """The nodes of ``store`` that a target picks, blank nodes as ``_:label``; members of subclasses are included."""
    kind, iri = target[0].removeprefix(SHACL), f"<{target[1]}>"
    if kind == "targetNode":
        return {target[1]}
    pattern = {
        "targetClass": f"?node <{RDF}type>/<{RDFS}subClassOf>* {iri}",
        "targetSubjectsOf": f"?node {iri} ?any",
        "targetObjectsOf": f"?any {iri} ?node",
    }[kind]
    solutions = store.query(f"SELECT DISTINCT ?node WHERE {{ {pattern} }}")
    assert isinstance(solutions, ox.QuerySolutions)
    return {name_of(solution["node"]) for solution in solutions}


def name_of(term: object) -> str:
    """An IRI, ``_:label`` for a blank node, or the text of a literal."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)

"""The rules for SHACL shapes: whether data that passed the older ones may fail the newer."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from cds_kg.export.diff.blanks import Index, Term, members
from cds_kg.export.diff.graphs import SUBCLASS, Graphs, values
from cds_kg.export.diff.terms import Verdict, is_true
from cds_kg.namespaces import SHACL

_SEVERITY, _DEACTIVATED, _PROPERTY = (ox.NamedNode(SHACL + name) for name in ("severity", "deactivated", "property"))
_TARGET_CLASS = ox.NamedNode(SHACL + "targetClass")
_VIOLATION = SHACL + "Violation"

#: Parameters of which more is tighter, less is tighter, and lists of which shorter is tighter.
_LOWER_BOUNDS = frozenset({"minCount", "minLength", "minInclusive", "minExclusive", "qualifiedMinCount"})
_UPPER_BOUNDS = frozenset({"maxCount", "maxLength", "maxInclusive", "maxExclusive", "qualifiedMaxCount"})
_LISTS = frozenset({"in", "languageIn"})
#: Parameters whose change tells nothing about which is tighter.
_OPAQUE = frozenset(
    (
        *("pattern", "flags", "sparql", "select", "ask", "and", "or", "xone", "not", "node", "property"),
        *("qualifiedValueShape", "qualifiedValueShapesDisjoint", "ignoredProperties", "rule"),
    )
)
_FIXED = frozenset(
    (
        *("path", "class", "datatype", "nodeKind", "hasValue", "equals", "disjoint", "lessThan"),
        *("lessThanOrEquals", "uniqueLang", "closed"),
    )
)
_TARGETS = frozenset({"targetClass", "targetNode", "targetTermsOf", "targetObjectsOf", "target"})
_CONSTRAINTS = _LOWER_BOUNDS | _UPPER_BOUNDS | _LISTS | _OPAQUE | _FIXED - {"path"}


def judge_shape(graphs: Graphs, node: Term, predicate: str, gone: list[Term], come: list[Term]) -> Verdict | None:
    """What a changed statement of a shape means; ``None`` where it is none of SHACL's."""
    if not predicate.startswith(SHACL):
        return None
    name = predicate.removeprefix(SHACL)
    if name == "message":
        return "message", "safe", "words"
    if name == "severity":
        raised = not _violates(graphs.old, node) and _violates(graphs.new, node)
        return ("rule", "breaking", "severity-raised") if raised else ("rule", "safe", "warning")
    if name not in _CONSTRAINTS | _TARGETS | {"path", "deactivated"}:
        return "statement", "safe", "statement"
    if not _violates(graphs.new, node) and name != "property":
        return "rule", "safe", "warning"
    if name == "deactivated":
        off = any(map(is_true, come)) or not any(map(is_true, gone))
        return ("rule", "safe", "loosened") if off else ("rule", "breaking", "tightened")
    return _rule(graphs, node, name, gone, come)


def _rule(graphs: Graphs, node: Term, name: str, gone: list[Term], come: list[Term]) -> Verdict:
    if name in _TARGETS:
        fresh = all(graphs.is_new(term) for term in come)
        return _told("loosened") if not come else _told("rule-new-class") if fresh else _told("rule-added")
    if name in _LOWER_BOUNDS | _UPPER_BOUNDS:
        return _told("tightened" if _tighter(gone, come, up=name in _LOWER_BOUNDS) else "loosened")
    if name in _LISTS and gone and come:
        before = {m for term in gone for m in members(term, graphs.old)}
        after = {m for term in come for m in members(term, graphs.new)}
        return _told("loosened" if before <= after else "tightened")
    if name == "property":
        return _linked(graphs, node, gone, come)
    if not come or (name in ("closed", "uniqueLang") and not any(map(is_true, come))):
        return _told("loosened")
    if name == "class" and gone and all(any(graphs.implied(a, SUBCLASS, b) for a in gone) for b in come):
        return _told("loosened")
    return _told("rule-changed" if name in _OPAQUE and (gone or _lost(graphs, node)) else "tightened")


def _lost(graphs: Graphs, node: Term) -> bool:
    """Whether the shape gave up a constraint, for which another may stand now."""
    kept = frozenset(graphs.new.get(node, ()))
    lost = (t.predicate.value for t in graphs.old.get(node, ()) if t not in kept)
    return any(name.removeprefix(SHACL) in _CONSTRAINTS for name in lost)


def _linked(graphs: Graphs, node: Term, gone: list[Term], come: list[Term]) -> Verdict:
    """Property shapes of a node shape: new ones are told on their own."""
    told = [term for term in come if isinstance(term, ox.NamedNode) and graphs.is_new(term)]
    held = [term for term in come if term not in told and _violates(graphs.new, term)]
    if any(isinstance(term, ox.BlankNode) for term in gone) and any(isinstance(t, ox.BlankNode) for t in come):
        return _told("rule-changed")
    if held:
        return _told("rule-new-class" if _only_new(graphs, node) else "rule-added")
    return _told("rule-told" if told else "warning" if come else "loosened")


def new_shape(graphs: Graphs, node: Term) -> tuple[str, str]:
    """What a shape means that was not there before: effect and reason."""
    index = graphs.new
    named = [t for t in index.get(node, ()) if t.predicate.value.startswith(SHACL)]
    constraints = [
        t
        for t in named
        if t.predicate.value.removeprefix(SHACL) in _CONSTRAINTS
        and not (t.predicate == _PROPERTY and isinstance(t.object, ox.NamedNode) and graphs.is_new(t.object))
    ]
    if not constraints or any(map(is_true, values(index, node, _DEACTIVATED))):
        return "safe", "added"
    if all(not _violates(index, t.object if t.predicate == _PROPERTY else node) for t in constraints):
        return "safe", "warning"
    users = [node, *graphs.users.get(node, ())]
    if _only_new(graphs, *users):
        return "safe", "rule-new-class"
    return "breaking", "rule-added"


def _only_new(graphs: Graphs, *shapes: Term) -> bool:
    """Whether the shapes are about nothing but classes that are new and have no older class below them."""
    targets = [
        t.object
        for shape in shapes
        for t in graphs.new.get(shape, ())
        if t.predicate.value.removeprefix(SHACL) in _TARGETS
    ]
    classes = {c for shape in shapes for c in values(graphs.new, shape, _TARGET_CLASS)}
    return bool(targets) and all(
        term in classes and graphs.is_new(term) and all(map(graphs.is_new, graphs.subclasses.get(term, ())))
        for term in targets
    )


def _violates(index: Index, node: Term) -> bool:
    """Whether data that a shape finds fault with do not conform: SHACL's default."""
    stated = values(index, node, _SEVERITY)
    return not stated or any(getattr(term, "value", "") == _VIOLATION for term in stated)


def _tighter(gone: list[Term], come: list[Term], *, up: bool) -> bool:
    if not gone or not come:
        return bool(come)
    try:
        before, after = (max(Decimal(getattr(t, "value", "")) for t in terms) for terms in (gone, come))
    except InvalidOperation:  # dates, compared as text
        one, other = (max(getattr(t, "value", "") for t in terms) for terms in (gone, come))
        return other > one if up else other < one
    return after > before if up else after < before


def _told(reason: str) -> Verdict:
    effect = {"tightened": "breaking", "rule-added": "breaking", "rule-changed": "review"}.get(reason, "safe")
    return "rule", effect, reason

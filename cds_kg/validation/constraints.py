"""The SPARQL constraints of ``shapes/`` as queries over a whole graph, or over the nodes in it that can break them.

A constraint is one query. Where findings are asked for on few nodes (those that users' files speak of), the query is
told them by ``VALUES``, and where none can break a rule it is not run. What a query finds is the same either way.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import pyoxigraph as ox

from cds_kg.namespaces import BASE, CDS, CDSQ, CDSSH, CDSU, OWL, RDF
from cds_kg.store.results import shown
from cds_kg.validation.engine import CoreResults
from cds_kg.validation.mentions import Mentions, Scope
from cds_kg.validation.report import Finding
from cds_kg.validation.rules import BLANK_NODE_SHAPE, NAMESPACE_SHAPE, Rule, focus_nodes, load_shapes, name_of

_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")

_TYPE = ox.NamedNode(RDF + "type")

#: Rules on every triple of the graph, for which what can break them is looked up in a way of their own.
_TERM_USE_SHAPE = CDSSH + "TermUseShape"
_DOMAIN_SHAPE, _RANGE_SHAPE = CDSSH + "DomainShape", CDSSH + "RangeShape"

#: So many nodes are given to a query at once, and for more than so many it takes less time to look at all.
_BATCH, _MOST_LISTED = 100, 300

#: So many queries over the whole graph run at once; they share the graph, and each holds little of its own.
_AT_ONCE = 4

_PROPERTIES = tuple(ox.NamedNode(OWL + kind) for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty"))
_CLASS = ox.NamedNode(OWL + "Class")

#: What no data of ours declare, and the rule on undeclared names lets pass: shapes, questions, files of a release.
_BESIDE = (CDSSH, CDSQ, BASE + "release/")

#: A filter that lets only IRIs of some namespaces pass.
_STARTS = r"STRSTARTS\(STR\([?$](\w+)\), STR\((\w*):\)\)"
_NAMESPACES = re.compile(rf"FILTER\(({_STARTS}(?: \|\| {_STARTS})*)\)")


def constraint_findings(store: ox.Store) -> Iterator[Finding]:
    """What the constraints find in the whole graph."""
    targeted: dict[tuple[tuple[str, str], ...], set[str]] = {}
    for rule, rows in _answered(lambda _, select: _rows(store, select), at_once=True):
        if rows and rule.targets not in targeted:
            targeted[rule.targets] = set().union(*(focus_nodes(store, target) for target in rule.targets))
        for row in rows:
            if "this" not in row or _focus(row) in targeted[rule.targets]:
                yield _found(rule, row)


def findings_on(store: ox.Store, mentions: Mentions, core: CoreResults) -> Iterator[Finding]:
    """What the constraints find on the nodes of which the files speak.

    Args:
        store: the files and the background.
        mentions: what the files speak of.
        core: the results of SHACL Core on the same.
    """
    scope = Scope(store, mentions)

    def ask(rule: Rule, select: str) -> Iterator[_Row]:
        if rule.shape == NAMESPACE_SHAPE:
            rows = _undeclared(store, mentions)
        else:
            rows = _rows_on(store, rule, select, mentions, scope, core)
        return (row for row in rows if _focus(row) in mentions)

    for rule, rows in _answered(ask, at_once=len(mentions.said) > _MOST_LISTED):
        yield from (_found(rule, row) for row in rows)


def _answered(ask: Callable[[Rule, str], Iterator[_Row]], at_once: bool) -> Iterator[tuple[Rule, list[_Row]]]:
    """What each constraint finds, in their order; ``at_once`` where the engine is to work for several, a core each."""
    constraints = [(rule, select) for rule in load_shapes().rules.values() for select in rule.selects]
    if not at_once:
        yield from ((rule, list(ask(rule, select))) for rule, select in constraints)
        return
    from concurrent.futures import ThreadPoolExecutor  # a user's small file needs none of it

    with ThreadPoolExecutor(min(_AT_ONCE, os.cpu_count() or 1)) as pool:
        # A thread takes all rows of its own query: the engine's results end where they began.
        answers = pool.map(lambda constraint: list(ask(*constraint)), constraints)
        for (rule, _), rows in zip(constraints, answers, strict=True):
            yield rule, rows


#: Variable -> term.
_Row = Mapping[str, "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"]


def _rows(store: ox.Store, select: str, variable: str = "", nodes: Iterable[str] | None = None) -> Iterator[_Row]:
    """The solutions of a constraint, those for the nodes alone where ``variable`` is one of them."""
    if nodes is not None:
        values = " ".join(f"<{node}>" for node in nodes)
        select = re.sub(r"WHERE\s*\{", f"WHERE {{ VALUES ?{variable} {{ {values} }} ", select, count=1)
    solutions = store.query(select, prefixes=load_shapes().prefixes)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield {name: term for name, term in zip(names, solution, strict=True) if term is not None}


def _rows_on(
    store: ox.Store, rule: Rule, select: str, mentions: Mentions, scope: Scope, core: CoreResults
) -> Iterator[_Row]:
    pattern = select.partition("WHERE")[2]
    variable = "this" if re.search(r"\$this\b", pattern.partition("GROUP BY")[0]) else "subject"
    nodes = _candidates(store, rule, variable, mentions, scope, core)
    for_namespace = _of_namespaces(pattern, variable)
    if for_namespace:
        named = frozenset(name for name in mentions.said if name.startswith(for_namespace))
        nodes = named if nodes is None else nodes & named
    if nodes is None or len(nodes) > _MOST_LISTED or any(node.startswith("_:") for node in nodes):
        for row in _rows(store, select):
            if _focus(row) in nodes if nodes is not None else variable != "this" or scope.targets(rule, _focus(row)):
                yield row
        return
    listed = sorted(nodes)
    for start in range(0, len(listed), _BATCH):
        yield from _rows(store, select, variable, listed[start : start + _BATCH])


def _candidates(
    store: ox.Store, rule: Rule, variable: str, mentions: Mentions, scope: Scope, core: CoreResults
) -> frozenset[str] | None:
    """The nodes that alone can break the rule; ``None`` for any."""
    if variable == "this":
        return scope.focus(rule)
    if rule.shape == _TERM_USE_SHAPE:
        return None if _misused(store, mentions) else frozenset()
    if rule.shape == BLANK_NODE_SHAPE:
        return None if mentions.blank else frozenset()
    if rule.shape in (_DOMAIN_SHAPE, _RANGE_SHAPE) and not mentions.redefines:
        return core.off_domain if rule.shape == _DOMAIN_SHAPE else core.off_range
    return None


def _of_namespaces(pattern: str, variable: str) -> tuple[str, ...]:
    """The namespaces of which the pattern lets the variable be, as far as a filter of its own says so."""
    for found in _NAMESPACES.finditer(pattern):
        before = pattern[: found.start()]
        parts = re.findall(_STARTS, found[1])
        if before.count("{") - before.count("}") == 1 and {name for name, _ in parts} == {variable}:
            return tuple(load_shapes().prefixes[prefix] for _, prefix in parts)
    return ()


def _undeclared(store: ox.Store, mentions: Mentions) -> Iterator[_Row]:
    """What the rule on undeclared names finds: each statement that has one."""
    units = any(store.quads_for_pattern(None, _TYPE, ox.NamedNode(CDS + "UnitVintage")))
    versions = (ox.NamedNode(OWL + "versionIRI"), ox.NamedNode(OWL + "priorVersion"))
    for name in sorted(mentions.ours):
        if name.startswith(_BESIDE) or name == CDSSH.rstrip("#") or (name.startswith(CDSU) and not units):
            continue
        try:
            node = ox.NamedNode(name)
        except ValueError:  # a string that looks like an IRI
            continue
        if next(store.quads_for_pattern(node, _TYPE, None), None) is None:
            quads = [q for q in store.quads_for_pattern(None, None, node) if q.predicate not in versions]
            quads += [*store.quads_for_pattern(None, node, None), *store.quads_for_pattern(node, None, None)]
            yield from ({"subject": q.subject, "path": q.predicate, "value": node} for q in quads)


def _misused(store: ox.Store, mentions: Mentions) -> bool:
    """Whether any name of the vocabulary stands where only a property or a class may stand."""
    for name in mentions.ours:
        if name.startswith(CDS):
            try:
                node = ox.NamedNode(name)
            except ValueError:
                continue
            kinds = {q.object for q in store.quads_for_pattern(node, _TYPE, None)}
            if not kinds:
                continue
            if not kinds.intersection(_PROPERTIES) and next(store.quads_for_pattern(None, node, None), None):
                return True
            if _CLASS not in kinds and next(store.quads_for_pattern(None, _TYPE, node), None):
                return True
    return False


def _focus(row: _Row) -> str:
    """What a solution is about. A rule on the graph as a whole names it as ``?subject``."""
    return name_of(row["this"] if "this" in row else row["subject"])


def _found(rule: Rule, row: _Row) -> Finding:
    path = name_of(row["path"]) if "path" in row else rule.path
    value = name_of(row["value"]) if "value" in row else None
    return finding(rule, _focus(row), path, value, row)


def finding(rule: Rule, focus: str | None, path: str | None, value: str | None, row: _Row) -> Finding:
    """A finding of the rule, its messages filled in from the row."""
    bound = {name: shown(term) for name, term in row.items()}
    vi, en = (_PLACEHOLDER.sub(lambda m: bound.get(m[1], m[0]), rule.messages[lang]) for lang in ("vi", "en"))
    return Finding(rule.severity, rule.shape, vi, en, focus, path, value)

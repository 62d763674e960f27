"""What users' files speak of: which nodes a finding may be about, and which rules can find anything at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import pyoxigraph as ox

from cds_kg.namespaces import BASE, CDS, RDF, RDFS, SHACL
from cds_kg.validation.documents import OURS
from cds_kg.validation.rules import Rule, Target, load_shapes, name_of

#: Of a kind of which there are more nodes than this, none is listed.
MOST = 2_000

_TYPE = ox.NamedNode(RDF + "type")
_SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
_SUBJECTS = SHACL + "targetSubjectsOf"


class Mentions:
    """The nodes of the files' own triples that may be in the background as well, and kinds of the others.

    Args:
        store: the triples of the files, and no others.
        ours: the IRIs of cds-kg in them, and perhaps some more.
        background: the graph that is to be read with them.
        blank: whether the files may have blank nodes.

    Attributes:
        blank: whether there may be blank nodes.
        ours: the IRIs of cds-kg that stand anywhere in the files, and perhaps some more.
        said: node of ours or of the background -> the predicates that the files state of it.
        types: class -> its members in the files; ``None`` for more than `MOST`.
        redefines: whether the files say anything of a term of our vocabulary itself.
    """

    def __init__(self, store: ox.Store, ours: set[str], background: ox.Store, blank: bool) -> None:
        self.ours = ours
        self._others = _subjects_of_others(background)
        self.blank = blank or any(name.startswith("_:") for name in self._others)
        self.said: dict[str, frozenset[str]] = {}
        for name in sorted(self.ours | self._others):
            node = node_of(name)
            if node is not None:
                stated = frozenset(q.predicate.value for q in store.quads_for_pattern(node, None, None))
                if stated or _referred_to(store, node):
                    self.said[name] = stated
        self.types = {cls: _few(store, _TYPE, ox.NamedNode(cls)) for cls in sorted(_types(store))}
        predicates = {
            value for rule in load_shapes().rules.values() for kind, value in rule.targets if kind == _SUBJECTS
        }
        self._with = {predicate: _few(store, ox.NamedNode(predicate), None) for predicate in sorted(predicates)}
        self.redefines = any(stated for name, stated in self.said.items() if name.startswith(CDS))

    def __contains__(self, name: str) -> bool:
        """Whether the files have the node as a subject or refer to it, as long as it stands in the graph at all."""
        return name in self.said or not (name.startswith(OURS) or name in self._others)

    def with_predicate(self, predicate: str) -> frozenset[str] | None:
        """The subjects in the files that have one of the predicates that rules target; ``None`` if many."""
        return self._with[predicate]


class Scope:
    """Which nodes a rule looks at, as far as the files speak of them.

    Args:
        store: the files and the background.
        mentions: what the files speak of.
    """

    def __init__(self, store: ox.Store, mentions: Mentions) -> None:
        self._store = store
        self._mentions = mentions
        self._above: dict[str, set[str]] = {}
        for quad in store.quads_for_pattern(None, _SUBCLASS, None):
            self._above.setdefault(name_of(quad.subject), set()).add(name_of(quad.object))
        self._classes: dict[str, frozenset[str]] = {}
        self._kinds = {name: self._kinds_of(name) for name in mentions.said}
        self._chosen: dict[Target, frozenset[str] | None] = {}

    def focus(self, rule: Rule) -> frozenset[str] | None:
        """The nodes of the files that the rule targets; ``None`` where they are too many to list."""
        chosen: set[str] = set()
        for target in rule.targets:
            if target not in self._chosen:
                self._chosen[target] = self._choose(target)
            nodes = self._chosen[target]
            if nodes is None:
                return None
            chosen |= nodes
        return frozenset(chosen)

    def targets(self, rule: Rule, name: str) -> bool:
        """Whether the rule targets a node."""
        node = node_of(name)
        for kind, value in rule.targets:
            if kind == SHACL + "targetClass":
                if any(value in self._all_above(cls) for cls in self._kinds_of(name)):
                    return True
            elif kind == SHACL + "targetNode":
                if name == value:
                    return True
            elif node is not None:
                about = (node, None) if kind == _SUBJECTS else (None, node)
                if next(self._store.quads_for_pattern(about[0], ox.NamedNode(value), about[1]), None):
                    return True
        return False

    def _choose(self, target: Target) -> frozenset[str] | None:
        kind, value = target
        if kind == SHACL + "targetNode":
            return frozenset({value} & self._mentions.said.keys())
        if kind == SHACL + "targetClass":
            chosen = {name for name, kinds in self._kinds.items() if any(value in self._all_above(c) for c in kinds)}
            for cls, members in self._mentions.types.items():
                if value in self._all_above(cls):
                    if members is None:
                        return None
                    chosen |= members
            return frozenset(chosen)
        subjects = self._mentions.with_predicate(value) if kind == _SUBJECTS else None
        if subjects is None:
            return None
        predicate = ox.NamedNode(value)
        known = (name for name in self._kinds if self._has(name, predicate))
        return subjects | frozenset(known)

    def _has(self, name: str, predicate: ox.NamedNode) -> bool:
        return next(self._store.quads_for_pattern(node_of(name), predicate, None), None) is not None

    def _kinds_of(self, name: str) -> frozenset[str]:
        return frozenset(name_of(quad.object) for quad in self._store.quads_for_pattern(node_of(name), _TYPE, None))

    def _all_above(self, cls: str) -> frozenset[str]:
        """The class and all those above it."""
        if cls not in self._classes:
            found, waiting = {cls}, [cls]
            while waiting:
                new = self._above.get(waiting.pop(), set()) - found
                found |= new
                waiting.extend(new)
            self._classes[cls] = frozenset(found)
        return self._classes[cls]


def node_of(name: str) -> ox.NamedNode | ox.BlankNode | None:
    """The node that a name in a finding stands for; ``None`` for what is no IRI after all."""
    try:
        return ox.BlankNode(name[2:]) if name.startswith("_:") else ox.NamedNode(name)
    except ValueError:
        return None


def _referred_to(store: ox.Store, node: ox.NamedNode | ox.BlankNode) -> bool:
    """Whether the node is an object, but as a class of its members."""
    first = list(islice(store.quads_for_pattern(None, None, node), 20))
    if len(first) < 20 or any(quad.predicate != _TYPE for quad in first):
        return any(quad.predicate != _TYPE for quad in first)
    return bool(store.query(f"ASK {{ ?s ?p {node} FILTER(?p != <{RDF}type>) }}"))


def _few(store: ox.Store, predicate: ox.NamedNode, item: ox.NamedNode | None) -> frozenset[str] | None:
    quads = list(islice(store.quads_for_pattern(None, predicate, item), MOST + 1))
    return frozenset(name_of(quad.subject) for quad in quads) if len(quads) <= MOST else None


def _select(store: ox.Store, sparql: str) -> Iterator[str]:
    solutions = store.query(sparql)
    assert isinstance(solutions, ox.QuerySolutions)
    return (name_of(solution[0]) for solution in solutions)


def _types(store: ox.Store) -> Iterable[str]:
    return set(_select(store, f"SELECT DISTINCT ?c {{ ?s <{RDF}type> ?c FILTER(isIRI(?c)) }}"))


def ours_in(store: ox.Store) -> set[str]:
    """Every IRI of cds-kg that stands anywhere in the graph."""
    ours = " || ".join(f'STRSTARTS(STR(?n), "{start}")' for start in OURS)
    places = ("?n ?p ?o", "?s ?n ?o", "?s ?p ?n")
    return {
        name
        for place in places
        for name in _select(store, f"SELECT DISTINCT ?n {{ {place} FILTER(isIRI(?n)) FILTER({ours}) }}")
    }


def _subjects_of_others(store: ox.Store) -> set[str]:
    """The subjects that are not named by us."""
    return set(
        _select(store, f'SELECT DISTINCT ?n {{ ?n ?p ?o FILTER(isBlank(?n) || !STRSTARTS(STR(?n), "{BASE}")) }}')
    )

"""Two sides compared: the triples that one alone has, put together by thing and judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from cds_kg.export.diff.blanks import Graph, Index, Term, by_content, text_of
from cds_kg.export.diff.graphs import TERMS, TYPE, Graphs, values
from cds_kg.export.diff.model import KINDS, Change, Difference, Thing
from cds_kg.export.diff.questions import compare_questions
from cds_kg.export.diff.same import is_schema, without_spellings, without_what_follows
from cds_kg.export.diff.shapes import judge_shape, new_shape
from cds_kg.export.diff.sides import QUESTIONS, Side
from cds_kg.export.diff.terms import ALL_DISJOINT, ASPECTS, DEPRECATED, REPLACED_BY, VALID_UNTIL, is_true, judge
from cds_kg.namespaces import ONTOLOGY, OWL

_VERSION = ox.NamedNode(OWL + "versionInfo")
_ONTOLOGY = ox.NamedNode(OWL + "Ontology")
_DEPRECATED, _REPLACED_BY, _VALID_UNTIL = map(ox.NamedNode, (DEPRECATED, REPLACED_BY, VALID_UNTIL))
_DEPRECATED_TYPES = frozenset(ox.NamedNode(OWL + name) for name in ("DeprecatedClass", "DeprecatedProperty"))
#: The order in which changes of one thing are told.
_ASPECT_ORDER = {aspect: place for place, aspect in enumerate(dict.fromkeys(("deprecation", *ASPECTS.values())))}


def compare(old: Side, new: Side) -> Difference:
    """What changed from one side to the other in what both have. Raises as `cds_kg.export.diff.diff` does."""
    common = [name for name in old.components if new.has(name)]
    left_out = [(name, "old") for name in old.components if name not in common]
    left_out += [(name, "new") for name in new.components if name not in common]
    before, after = _graphs(old, new, [name for name in common if name != QUESTIONS])
    graphs = Graphs(before, after)
    gone, come = without_spellings(before - after, after - before)
    if any(map(is_schema, gone | come)):
        had, has = any(map(is_schema, before)), any(map(is_schema, after))
        if had != has:
            left_out.append(("schema.org", "old" if had else "new"))
            gone, come = (frozenset(t for t in group if not is_schema(t)) for group in (gone, come))
    gone, come = without_what_follows(gone, come, graphs)
    things = list(_things(graphs, gone, come))
    if QUESTIONS in common:
        things += compare_questions(old.questions(), new.questions())
    things.sort(key=lambda thing: (KINDS.index(thing.kind), thing.iri))
    return Difference(
        tuple(things),
        tuple(left_out),
        _version(graphs.old),
        _version(graphs.new),
        old.part if old.part == new.part else "",
        (_names(things, graphs.new), _names(things, graphs.old)),
    )


def _graphs(old: Side, new: Side, components: Iterable[str]) -> tuple[Graph, Graph]:
    """The triples of both; what is the same bytes in both is read once."""
    before, after = set[ox.Triple](), set[ox.Triple]()
    same = True
    for name in components:
        found = old.triples(name)
        before |= found
        if old.same_files(new, name):
            after |= found
        else:
            after |= new.triples(name)
            same = False
    first = by_content(before)
    return first, first if same else by_content(after)


def _things(graphs: Graphs, gone: Graph, come: Graph) -> Iterator[Thing]:
    grouped: dict[Term, tuple[list[ox.Triple], list[ox.Triple]]] = defaultdict(lambda: ([], []))
    for place, triples in enumerate((gone, come)):
        for t in triples:
            grouped[t.subject][place].append(t)
    inner = _mentioned(graphs) if any(isinstance(s, ox.BlankNode) for s in grouped) else frozenset()
    for node, (lost, got) in grouped.items():
        if node in inner or isinstance(node, ox.Triple):
            continue
        iri = node.value if isinstance(node, ox.NamedNode) else str(node)
        kind = graphs.kind(node)
        if node not in graphs.new:
            yield _removed(graphs, node, iri, kind)
        elif node not in graphs.old:
            yield _added(graphs, node, iri, kind)
        else:
            changes = tuple(sorted(_changes(graphs, node, kind, lost, got), key=_change_order))
            replaced = _iris(values(graphs.new, node, _REPLACED_BY))
            yield Thing(iri, kind, _status(graphs, node, kind, got), changes, replaced)


def _mentioned(graphs: Graphs) -> frozenset[Term]:
    """The blank nodes that something with a name leads to: their changes are told as its own."""
    found: set[Term] = set()
    for index in (graphs.old, graphs.new):
        called = {t.object for triples in index.values() for t in triples if isinstance(t.object, ox.BlankNode)}
        waiting: list[Term] = [
            s for s in index if isinstance(s, ox.NamedNode) or (isinstance(s, ox.BlankNode) and s not in called)
        ]
        seen = set(waiting)
        while waiting:
            for t in index.get(waiting.pop(), ()):
                if isinstance(t.object, ox.BlankNode) and t.object not in seen:
                    seen.add(t.object)
                    found.add(t.object)
                    waiting.append(t.object)
    return frozenset(found)


def _removed(graphs: Graphs, node: Term, iri: str, kind: str) -> Thing:
    replaced = _iris(values(graphs.old, node, _REPLACED_BY))
    ended = bool(values(graphs.old, node, _VALID_UNTIL))
    deprecated = any(map(is_true, values(graphs.old, node, _DEPRECATED))) or bool(replaced and not ended)
    effect, reason = "breaking", "removed-deprecated" if deprecated else "removed"
    if kind == "shape" and not deprecated:
        reason = "removed-shape"
    if not graphs.is_kept(node):
        effect = "safe"
        reason = "removed-outside" if isinstance(node, ox.NamedNode) else "statement"
    return Thing(iri, kind, "removed", (Change("thing", None, (), (), effect, reason),), replaced)


def _added(graphs: Graphs, node: Term, iri: str, kind: str) -> Thing:
    effect, reason = "safe", "added"
    if kind == "shape":
        effect, reason = new_shape(graphs, node)
    elif {getattr(t, "value", "") for t in values(graphs.new, node, TYPE)} & ALL_DISJOINT:
        effect, reason = "breaking", "restriction"
    replaced = _iris(values(graphs.new, node, _REPLACED_BY))
    return Thing(iri, kind, "added", (Change("thing", None, (), (), effect, reason),), replaced)


def _status(graphs: Graphs, node: Term, kind: str, got: list[ox.Triple]) -> str:
    """Deprecated, ended or changed: what the newer graph says that the older did not."""
    ended = bool(values(graphs.new, node, _VALID_UNTIL))
    marked = any(
        (t.predicate == _DEPRECATED and is_true(t.object)) or (t.predicate == TYPE and t.object in _DEPRECATED_TYPES)
        for t in got
    )
    replaced = any(t.predicate == _REPLACED_BY for t in got) and not values(graphs.old, node, _REPLACED_BY)
    if marked or (replaced and not ended and kind in (*TERMS, "shape")):
        return "deprecated"
    return "ended" if ended and not values(graphs.old, node, _VALID_UNTIL) else "changed"


def _changes(graphs: Graphs, node: Term, kind: str, lost: list[ox.Triple], got: list[ox.Triple]) -> Iterator[Change]:
    groups: dict[tuple[str, str], tuple[list[Term], list[Term]]] = defaultdict(lambda: ([], []))
    for place, triples in enumerate((lost, got)):
        for t in triples:
            groups[t.predicate.value, getattr(t.object, "language", None) or ""][place].append(t.object)
    for predicate in {predicate for predicate, _ in groups}:
        _join_tagged(groups, predicate)
    for (predicate, _), (before, after) in groups.items():
        if not before and not after:
            continue
        verdict = judge_shape(graphs, node, predicate, before, after) if kind == "shape" else None
        aspect, effect, reason = verdict or judge(graphs, node, kind, predicate, before, after)
        yield Change(aspect, predicate, _shown(before, graphs.old), _shown(after, graphs.new), effect, reason)


def _join_tagged(groups: dict[tuple[str, str], tuple[list[Term], list[Term]]], predicate: str) -> None:
    """Put texts that lost or got their language tags beside what they were before."""
    plain = groups.get((predicate, ""), ([], []))
    tagged = [key for key in groups if key[0] == predicate and key[1]]
    for side in (0, 1):
        others = [groups[key] for key in tagged if groups[key][1 - side] and not groups[key][side]]
        texts = plain[side] and not plain[1 - side] and all(isinstance(term, ox.Literal) for term in plain[side])
        if texts and len(others) == len(tagged):
            for group in others:
                plain[1 - side].extend(group[1 - side])
                group[1 - side].clear()


def _shown(terms: Iterable[Term], index: Index) -> tuple[ox.NamedNode | ox.Literal, ...]:
    """The terms in a fixed order, blank nodes as texts that tell what they say."""
    found = [ox.Literal(text_of(t, index)) if isinstance(t, ox.BlankNode) else t for t in terms]
    return tuple(sorted((t for t in found if isinstance(t, ox.NamedNode | ox.Literal)), key=str))


def _change_order(change: Change) -> tuple[int, str, bool, str]:
    place = _ASPECT_ORDER.get(change.aspect, len(_ASPECT_ORDER))
    return place, change.predicate or "", change.language != "vi", change.language


def _iris(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(sorted(t.value for t in terms if isinstance(t, ox.NamedNode)))


def _version(index: Index) -> str:
    """What the header of the ontology says its version is; ours where there are several."""
    chosen: Term | None = ox.NamedNode(ONTOLOGY)
    if chosen not in index:
        chosen = min((s for s in index if _ONTOLOGY in values(index, s, TYPE)), key=str, default=None)
    found = sorted(getattr(t, "value", "") for t in values(index, chosen, _VERSION)) if chosen else []
    return found[0] if found else ""


def _names(things: Iterable[Thing], index: Index) -> ox.Store:
    """The texts of everything that the things mention, for the chain of labels."""
    wanted: set[str] = set()
    for thing in things:
        wanted.update((thing.iri, *thing.replacements))
        for change in thing.changes:
            wanted.update(t.value for t in (*change.before, *change.after) if isinstance(t, ox.NamedNode))
            wanted.update((change.predicate,) if change.predicate else ())
    store = ox.Store()
    nodes = (ox.NamedNode(iri) for iri in sorted(wanted) if not iri.startswith("_:"))
    store.extend(
        ox.Quad(t.subject, t.predicate, t.object)
        for node in nodes
        for t in index.get(node, ())
        if isinstance(t.object, ox.Literal)
    )
    return store

"""How two concepts hang together: a shortest path over the relations of the domain."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from cds_kg.errors import NotFoundError
from cds_kg.namespaces import CDS, RDF, SKOS, curie
from cds_kg.store.dataset import GraphStore

_TYPE = ox.NamedNode(RDF + "type")
_CONCEPT = ox.NamedNode(SKOS + "Concept")
_BROADER = SKOS + "broader"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path.

    Attributes:
        start, relation, end: IRIs.
        forward: whether the graph states ``start relation end``, and not ``end relation start``.
    """

    start: str
    relation: str
    end: str
    forward: bool


def path(store: GraphStore, a: str, b: str) -> tuple[Step, ...]:
    """A shortest path between two concepts over relations between concepts, in either direction of each.

    Relations are those of our own namespace and ``skos:broader``. Among paths of the same length the one comes whose
    IRIs are first in order, so the answer is always the same.

    Args:
        a, b: IRIs of concepts; where they are the same the path is empty.

    Raises:
        NotFoundError: nothing connects them.
    """
    concepts = {quad.subject for quad in store.store.quads_for_pattern(None, _TYPE, _CONCEPT)}
    edges = []
    for concept in concepts:
        for quad in store.store.quads_for_pattern(concept, None, None):
            predicate = quad.predicate.value
            if quad.object in concepts and (predicate.startswith(CDS) or predicate == _BROADER):
                edges.append((_value(quad.subject), predicate, _value(quad.object)))
    return shortest(edges, a, b)


def shortest(edges: Iterable[tuple[str, str, str]], a: str, b: str) -> tuple[Step, ...]:
    """A shortest path over edges (from, relation, to) that may be walked both ways; see `path`."""
    steps: dict[str, list[Step]] = defaultdict(list)
    for start, relation, end in edges:
        steps[start].append(Step(start, relation, end, True))
        steps[end].append(Step(end, relation, start, False))
    left = _distances(steps, b)
    if a != b and a not in left:
        raise NotFoundError(
            f"Không có đường nối nào giữa {curie(a)} và {curie(b)}; hãy chọn khái niệm khác.",
            f"Nothing connects {curie(a)} and {curie(b)}; choose other concepts.",
        )
    walked: list[Step] = []
    at = a
    while at != b:
        nearer = [step for step in steps[at] if left.get(step.end) == left[at] - 1]
        best = min(nearer, key=lambda step: (step.end, step.relation, not step.forward))
        walked.append(best)
        at = best.end
    return tuple(walked)


def _distances(steps: dict[str, list[Step]], origin: str) -> dict[str, int]:
    """Node -> the number of steps to ``origin``."""
    distances = {origin: 0}
    waiting = deque([origin])
    while waiting:
        at = waiting.popleft()
        for step in steps.get(at, ()):
            if step.end not in distances:
                distances[step.end] = distances[at] + 1
                waiting.append(step.end)
    return distances


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)

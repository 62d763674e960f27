"""The tree of concepts from the nation to the localities, along the relations that the ontology marks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from cds_kg.errors import NotFoundError
from cds_kg.knowledge.endings import Ending, ending
from cds_kg.knowledge.evidence import evidence_of
from cds_kg.namespaces import CDS, RDF
from cds_kg.store.dataset import GraphStore

_TYPE = ox.NamedNode(RDF + "type")


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One place in the tree.

    Attributes:
        iri: the concept.
        relation: IRI of the relation to the node above; ``None`` at a root.
        upward: whether the relation goes from this node to the one above, and not from above to here.
        repeated: whether the concept has stood above already; its children are shown there alone.
        ending: how the concept ends, if it does.
        children: in the order in which the source speaks of them.
    """

    iri: str
    relation: str | None
    upward: bool
    repeated: bool
    ending: Ending | None
    children: tuple[TreeNode, ...]

    def walk(self, depth: int = 0) -> Iterator[tuple[int, TreeNode]]:
        """This node and all below it, from the top, each with its depth (0 here)."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)


@dataclass(frozen=True, slots=True)
class _Edge:
    child: str
    relation: str
    upward: bool
    triple: ox.Triple


def tree(store: GraphStore, root: str | None = None) -> tuple[TreeNode, ...]:
    """The tree below ``root``, or below each natural root.

    The natural roots are the transformation process that focuses on something, and the smart territories that are not
    reached from it. Relations are followed whose properties are ``cds:DownwardTreeRelation`` (from above to below) or
    ``cds:UpwardTreeRelation`` (from below to above).

    Args:
        root: IRI of a concept.

    Raises:
        NotFoundError: no root is given and the graph has no natural one.
    """
    edges = _edges(store)
    seen: set[str] = set()
    if root is not None:
        return (_grow(store, edges, root, None, seen),)
    grown = [_grow(store, edges, iri, None, seen) for iri in _subjects(store, "focusesOn")]
    for iri in _members(store, "SmartTerritory"):
        if iri not in seen:
            grown.append(_grow(store, edges, iri, None, seen))
    if not grown:
        raise NotFoundError(
            "Đồ thị đang mở không có gốc cây nào; hãy nêu một khái niệm làm gốc, hoặc nạp mô-đun concepts.",
            "The open graph has no root for a tree; name a concept as root, or load the module concepts.",
        )
    return tuple(grown)


def _grow(store: GraphStore, edges: dict[str, list[_Edge]], iri: str, by: _Edge | None, seen: set[str]) -> TreeNode:
    repeated = iri in seen
    seen.add(iri)
    below = () if repeated else tuple(_grow(store, edges, edge.child, edge, seen) for edge in edges.get(iri, ()))
    relation, upward = (by.relation, by.upward) if by else (None, False)
    return TreeNode(iri, relation, upward, repeated, ending(store.home(iri), iri), below)


def _edges(store: GraphStore) -> dict[str, list[_Edge]]:
    """Parent -> its edges downward, in the order in which the source speaks of them."""
    edges: dict[str, list[_Edge]] = defaultdict(list)
    for upward, kind in ((False, "DownwardTreeRelation"), (True, "UpwardTreeRelation")):
        for relation in _members(store, kind):
            for quad in store.store.quads_for_pattern(None, ox.NamedNode(relation), None):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                    ends = (quad.subject.value, quad.object.value)
                    parent, child = reversed(ends) if upward else ends
                    edges[parent].append(_Edge(child, relation, upward, quad.triple))
    order = evidence_of(store).order
    return {parent: sorted(below, key=lambda edge: order(edge.triple)) for parent, below in edges.items()}


def _members(store: GraphStore, kind: str) -> list[str]:
    quads = store.store.quads_for_pattern(None, _TYPE, ox.NamedNode(CDS + kind))
    return sorted(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))


def _subjects(store: GraphStore, predicate: str) -> list[str]:
    quads = store.store.quads_for_pattern(None, ox.NamedNode(CDS + predicate), None)
    return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)})

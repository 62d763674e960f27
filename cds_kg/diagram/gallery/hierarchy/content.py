"""What the national-to-local hierarchy shows, taken from the knowledge graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cds_kg.diagram.graph import build, in_source_order
from cds_kg.errors import NotFoundError
from cds_kg.namespaces import CDS

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.store.dataset import GraphStore

FOCUSES_ON = CDS + "focusesOn"
DEVELOPS = CDS + "develops"
DEVELOPED_BY = CDS + "developedBy"
HAS_COMPONENT = CDS + "hasComponent"
SITUATED_AT = CDS + "situatedAtLevel"
IMPLEMENTED_AT = CDS + "implementedAtLevel"
CORRESPONDS_TO = CDS + "correspondsTo"
LOCAL_FORM_OF = CDS + "localFormOf"
NOT_PREREQUISITE_OF = CDS + "notPrerequisiteOf"

HIERARCHY_RELATIONS = (
    FOCUSES_ON,
    DEVELOPS,
    DEVELOPED_BY,
    HAS_COMPONENT,
    SITUATED_AT,
    IMPLEMENTED_AT,
    CORRESPONDS_TO,
    LOCAL_FORM_OF,
    NOT_PREREQUISITE_OF,
)

_ROOTS = f"SELECT DISTINCT ?x WHERE {{ ?x a cds:TransformationProcess ; <{FOCUSES_ON}> ?area }}"


def hierarchy_graph(store: GraphStore) -> nx.MultiDiGraph:
    """The national-to-local hierarchy, a graph as `cds_kg.diagram.graph.build` makes it, with the attribute ``root``.

    In a view as of a day, ``gone`` names what the source has there and what had ended by then: IRIs by blanks, with
    their last days after a comma; their labels are in ``labels``.

    Raises:
        NotFoundError: the data has no transformation process with focus areas to start from.
    """
    roots = {str(row["x"]) for row in store.select(_ROOTS)}
    triples = in_source_order(store, HIERARCHY_RELATIONS)
    root = process_with_focus((s, p, o) for s, p, o in triples if s in roots)
    graph = build(store, _hierarchy_part(root, triples), root=root)
    if store.day is not None:
        _add_gone(graph, store)
    return graph


def process_with_focus(triples: Iterable[tuple[str, str, str]]) -> str:
    """The first of these triples' subjects that has focus areas.

    Raises:
        NotFoundError: there is none.
    """
    root = next((s for s, p, _ in triples if p == FOCUSES_ON), None)
    if root is None:
        raise NotFoundError(
            "Dữ liệu không có quá trình chuyển đổi nào có trọng tâm (cds:focusesOn), nên không có gì để vẽ; "
            "hãy nạp mô-đun concepts.",
            "The data has no transformation process with focus areas (cds:focusesOn), so there is nothing to draw; "
            "load the module concepts.",
        )
    return root


def _add_gone(graph: nx.MultiDiGraph, store: GraphStore) -> None:
    """Note what the hierarchy of the whole graph has and that of the day has no more."""
    whole = hierarchy_graph(store.whole)
    day = graph.graph["as_of"]
    gone = [
        iri
        for iri, facts in whole.nodes(data=True)
        if iri not in graph and "valid_until" in facts and facts["valid_until"] < day
    ]
    graph.graph["gone"] = " ".join(f"{iri},{whole.nodes[iri]['valid_until']}" for iri in gone)
    graph.graph["labels"] |= {
        iri: {key: text for key, text in whole.nodes[iri].items() if key.startswith("label_")} for iri in gone
    }


def _hierarchy_part(root: str, triples: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The triples that the hierarchy shows."""
    by: dict[str, list[tuple[str, str]]] = {p: [] for p in HIERARCHY_RELATIONS}
    for s, p, o in triples:
        by[p].append((s, o))
    nodes = {root} | {o for p in (FOCUSES_ON, DEVELOPS) for s, o in by[p] if s == root}
    nodes |= {end for pair in by[HAS_COMPONENT] for end in pair}
    nodes |= {s for s, o in by[NOT_PREREQUISITE_OF] if o in nodes}
    nodes |= {o for p in (IMPLEMENTED_AT, DEVELOPED_BY, LOCAL_FORM_OF) for s, o in by[p] if s in nodes}
    nodes |= {o for s, o in by[SITUATED_AT] if s in nodes}
    return [
        (s, p, o)
        for s, p, o in triples
        if s != o and s in nodes and o in nodes and (s == root or p not in (FOCUSES_ON, DEVELOPS))
    ]

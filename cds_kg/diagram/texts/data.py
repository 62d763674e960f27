"""A diagram's graph as data for other programs: GraphML, JSON for Cytoscape.js, and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cds_kg.diagram.texts.view import facts, group_labels, label, things
from cds_kg.namespaces import curie
from cds_kg.text import for_xml

if TYPE_CHECKING:
    import networkx as nx

_SCALARS = (str, bool, int, float)


def write_graphml(graph: nx.MultiDiGraph, lang: str) -> str:
    """The graph in GraphML, in UTF-8 when written.

    Edges are told apart by ids of their own and have the property in ``predicate``; nodes and edges are named in
    ``label``. The labels of classes are attributes of the graph, like ``labels cds:Pillar label_vi``. Characters that
    XML does not know are replaced.
    """
    import networkx as nx

    copy = nx.MultiDiGraph()
    copy.graph.update(_flat(graph.graph))
    for iri, data in things(graph):
        copy.add_nodes_from([(for_xml(iri), {"label": for_xml(label(data, iri, lang)), **_flat(data)})])
    for s, p, o, data in facts(graph):
        named = {"predicate": for_xml(p), "label": for_xml(label(data, p, lang))}
        copy.add_edges_from([(for_xml(s), for_xml(o), for_xml(_edge_id(s, p, o)), {**named, **_flat(data)})])
    target = io.BytesIO()
    nx.write_graphml_xml(copy, target)
    return target.getvalue().decode() + "\n"


def write_cytoscape(graph: nx.MultiDiGraph, lang: str) -> str:
    """The graph as JSON for Cytoscape.js: ``elements``, and the graph's own attributes in ``data``.

    The ``id`` of a node is its IRI, an edge has the property in ``predicate``; both are named in ``label``. A group is
    a node ``group:...``, the ``parent`` of its members. Classes for style sheets: those of the node, like
    ``cds-Pillar``, and ``ended``, ``group``, ``symmetric``.
    """
    groups = dict.fromkeys(data["group"] for _, data in things(graph) if data.get("group"))
    nodes = [_group_element(graph, group, lang) for group in groups]
    nodes += [_node_element(iri, data, lang) for iri, data in things(graph)]
    edges = [_edge_element(s, p, o, data, lang) for s, p, o, data in facts(graph)]
    content = {"data": graph.graph, "elements": {"nodes": nodes, "edges": edges}}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def write_csv(graph: nx.MultiDiGraph, lang: str) -> str:
    """The relations as CSV (RFC 4180), one a row: IRIs and names in both languages, whichever is asked for.

    Things in no relation have no row.
    """
    parts = ("subject", "predicate", "object")
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow([f"{part}{suffix}" for part in parts for suffix in ("", "_vi", "_en")])
    for s, p, o, data in facts(graph):
        told = ((s, graph.nodes[s]), (p, data), (o, graph.nodes[o]))
        rows.writerow([cell for iri, named in told for cell in (iri, named.get("label_vi"), named.get("label_en"))])
    return text.getvalue()


def _group_element(graph: nx.MultiDiGraph, group: str, lang: str) -> dict[str, Any]:
    named = {key: text for key, text in group_labels(graph, group).items() if key in ("label_vi", "label_en")}
    return {"data": {"id": _group_id(group), "label": label(named, group, lang), **named}, "classes": "group"}


def _node_element(iri: str, attributes: Mapping[str, Any], lang: str) -> dict[str, Any]:
    parent = {"parent": _group_id(attributes["group"])} if attributes.get("group") else {}
    classes = attributes.get("classes", "").replace(":", "-").split()
    if attributes.get("valid_until"):
        classes.append("ended")
    data = {"id": iri, "label": label(attributes, iri, lang), **parent, **attributes}
    return {"data": data, "classes": " ".join(classes)}


def _edge_element(s: str, p: str, o: str, attributes: Mapping[str, Any], lang: str) -> dict[str, Any]:
    ends = {"id": _edge_id(s, p, o), "source": s, "target": o, "predicate": p}
    data = {**ends, "label": label(attributes, p, lang), **attributes}
    return {"data": data, "classes": "symmetric" if attributes["symmetric"] else ""}


def _edge_id(s: str, p: str, o: str) -> str:
    return f"{s} {p} {o}"


def _group_id(group: str) -> str:
    """The id of a group, which may be a node as well."""
    return f"group:{group}"


def _flat(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes that GraphML knows: single values; labels of classes one by one; nothing else."""
    return dict(_single(attributes))


def _single(attributes: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in attributes.items():
        key = for_xml(prefix + name)
        if isinstance(value, str):
            yield key, for_xml(value)
        elif isinstance(value, _SCALARS):
            yield key, value
        elif isinstance(value, Mapping):
            yield from _single(value, f"{prefix}{curie(name)} ")

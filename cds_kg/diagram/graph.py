"""What a diagram shows, as a networkx graph taken from the knowledge graph by SPARQL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cds_kg.errors import NotFoundError
from cds_kg.namespaces import CDS, ONTOLOGY, curie
from cds_kg.store.labels import labels as labels_of
from cds_kg.text import nfc

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

_RELATIONS = """
SELECT ?s ?p ?o ?claim ?start ?phrase WHERE {
  VALUES ?p { %s }
  ?s ?p ?o . FILTER isIRI(?o)
  OPTIONAL {
    ?claim cds:assertsSubject ?s ; cds:assertsPredicate ?p ; cds:assertsObject ?o .
    OPTIONAL { ?claim dcterms:isPartOf?/cds:start ?start }
    OPTIONAL { ?claim dcterms:isPartOf?/cds:keyPhrase ?phrase }
  }
}
"""

_FACTS = """
SELECT ?x ?class ?until WHERE {
  VALUES ?x { %s }
  ?x a ?class . FILTER STRSTARTS(STR(?class), STR(cds:))
  OPTIONAL { ?x cds:validUntil ?until }
} ORDER BY ?x ?class
"""

_TEXTS = """
SELECT ?text WHERE {
  VALUES ?p { skos:prefLabel skos:altLabel skos:definition rdfs:label } ?x ?p ?text . FILTER(LANG(?text) = "vi")
}
"""

_SYMMETRIC = "SELECT ?p WHERE { ?p a owl:SymmetricProperty }"

_SOURCE = f"""
SELECT ?source ?version WHERE {{ <{ONTOLOGY}> dcterms:source ?source ; owl:versionInfo ?version }} ORDER BY ?source
"""


def hierarchy_graph(store: GraphStore) -> nx.MultiDiGraph:
    """The national-to-local hierarchy.

    Nodes are IRIs with ``label_vi``, ``label_en``, ``classes`` (prefixed names, by blanks) and, where it has ended,
    ``valid_until`` (ISO date). Edges are keyed by the property's IRI and have ``label_vi``, ``label_en``,
    ``symmetric`` and ``rank``: their place in the order in which the source asserts them. The graph's own
    attributes: ``root``, ``source`` (its label in ``source_vi``, ``source_en``), ``version``, ``labels`` of the
    classes in use, and ``as_of`` (ISO date) where the knowledge graph is a view as of a day.

    Raises:
        NotFoundError: the data has no transformation process with focus areas to start from.
    """
    import networkx as nx

    roots = {str(row["x"]) for row in store.select(_ROOTS)}
    triples = _in_source_order(store, HIERARCHY_RELATIONS)
    root = next((s for s, p, _ in triples if p == FOCUSES_ON and s in roots), None)
    if root is None:
        raise NotFoundError(
            "Dữ liệu không có quá trình chuyển đổi nào có trọng tâm (cds:focusesOn), nên không có gì để vẽ; "
            "hãy nạp mô-đun concepts.",
            "The data has no transformation process with focus areas (cds:focusesOn), so there is nothing to draw; "
            "load the module concepts.",
        )
    symmetric = {str(row["p"]) for row in store.select(_SYMMETRIC)}
    kept = _hierarchy_part(root, triples, symmetric)
    nodes = sorted({end for s, _, o in kept for end in (s, o)})
    classes, ended = _facts(store, nodes)
    labels = _labels(store, {*nodes, *(p for _, p, _ in kept), *(c for found in classes.values() for c in found)})

    as_of = {"as_of": store.day.isoformat()} if store.day else {}
    graph = nx.MultiDiGraph(root=root, labels={}, **as_of, **_origin(store))
    for node in nodes:
        facts = {"valid_until": ended[node]} if node in ended else {}
        graph.add_node(node, **_named(labels, node), classes=" ".join(map(curie, classes[node])), **facts)
        graph.graph["labels"] |= {iri: _named(labels, iri) for iri in classes[node]}
    for rank, (s, p, o) in enumerate(kept):
        graph.add_edge(s, o, key=p, **_named(labels, p), symmetric=p in symmetric, rank=rank)
    return graph


def vietnamese_texts(store: GraphStore) -> set[str]:
    """The labels and definitions in Vietnamese, to learn from which syllables make a word."""
    return {str(row["text"]) for row in store.whole.select(_TEXTS)}


def is_a(attributes: dict[str, Any], class_iri: str) -> bool:
    """Whether a node belongs to a class."""
    return curie(class_iri) in attributes["classes"].split()


def names(attributes: dict[str, Any], lang: str, iri: str) -> tuple[tuple[str, str], ...]:
    """The labels to set, with their languages: the one asked for first, then the other; the short name if none."""
    order = ("en", "vi") if lang == "en" else ("vi", "en")
    found = tuple((attributes[f"label_{tag}"], tag) for tag in order if f"label_{tag}" in attributes)
    return found or ((curie(iri), lang),)


def _in_source_order(store: GraphStore, relations: Iterable[str]) -> list[tuple[str, str, str]]:
    """The triples of these relations, in the order in which the source says them; what it does not say comes last."""
    rows = list(store.select(_RELATIONS % " ".join(f"<{iri}>" for iri in relations)))
    labels = _labels(store, {str(row["o"]) for row in rows})
    places: dict[tuple[str, str, str], tuple[Any, ...]] = {}
    for row in rows:
        triple = (str(row["s"]), str(row["p"]), str(row["o"]))
        place: tuple[Any, ...] = (1, 0, _natural(str(row["claim"] or "")))
        start, phrase = row["start"], row["phrase"]
        if isinstance(start, int):
            found = nfc(str(phrase or "")).casefold().find(labels.get(triple[2], {}).get("vi", "\0").casefold())
            place = (0, start + max(found, 0), _natural(str(row["claim"])))
        places[triple] = min(place, places.get(triple, place))
    return sorted(places, key=lambda triple: (places[triple], triple))


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts part 10 after part 2."""
    return tuple((int(number or 0), text) for number, text in re.findall(r"(\d*)(\D*)", name))


def _hierarchy_part(root: str, triples: list[tuple[str, str, str]], symmetric: set[str]) -> list[tuple[str, str, str]]:
    """The triples that the hierarchy shows; of a symmetric relation stated both ways, the one that comes first."""
    by: dict[str, list[tuple[str, str]]] = {p: [] for p in HIERARCHY_RELATIONS}
    for s, p, o in triples:
        by[p].append((s, o))
    nodes = {root} | {o for p in (FOCUSES_ON, DEVELOPS) for s, o in by[p] if s == root}
    nodes |= {end for pair in by[HAS_COMPONENT] for end in pair}
    nodes |= {s for s, o in by[NOT_PREREQUISITE_OF] if o in nodes}
    nodes |= {o for p in (IMPLEMENTED_AT, DEVELOPED_BY, LOCAL_FORM_OF) for s, o in by[p] if s in nodes}
    nodes |= {o for s, o in by[SITUATED_AT] if s in nodes}
    kept: list[tuple[str, str, str]] = []
    for s, p, o in triples:
        foreign = s != root and p in (FOCUSES_ON, DEVELOPS)
        again = p in symmetric and (o, p, s) in kept
        if s in nodes and o in nodes and not foreign and not again:
            kept.append((s, p, o))
    return kept


def _facts(store: GraphStore, nodes: list[str]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Per node its classes of ours, and the last day of those that have ended."""
    classes: dict[str, list[str]] = {node: [] for node in nodes}
    ended: dict[str, str] = {}
    for row in store.select(_FACTS % " ".join(f"<{node}>" for node in nodes)):
        node, name = str(row["x"]), str(row["class"])
        if name not in classes[node]:
            classes[node].append(name)
        if row["until"] is not None:
            ended[node] = str(row["until"])
    return classes, ended


def _labels(store: GraphStore, iris: Iterable[str]) -> dict[str, dict[str, str]]:
    """IRI -> language -> label."""
    found = {iri: labels_of(store.store, iri) for iri in iris}
    return {iri: {lang: nfc(text) for lang, text in texts.items()} for iri, texts in found.items() if texts}


def _named(labels: dict[str, dict[str, str]], iri: str) -> dict[str, str]:
    return {f"label_{lang}": text for lang, text in labels.get(iri, {}).items() if lang in ("vi", "en")}


def _origin(store: GraphStore) -> dict[str, Any]:
    """The source that the ontology names, with its labels, and the ontology's version."""
    for row in store.select(_SOURCE):
        source = str(row["source"])
        named = _named(_labels(store, [source]), source)
        labels = {key.replace("label", "source"): text for key, text in named.items()}
        return {"source": source, "version": str(row["version"]), **labels}
    return {"source": "", "version": ""}

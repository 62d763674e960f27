"""What a diagram shows, as a networkx graph taken from the knowledge graph by SPARQL."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cds_kg.errors import InputError
from cds_kg.namespaces import ONTOLOGY, curie
from cds_kg.store.labels import labels as labels_of
from cds_kg.text import nfc

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.store.dataset import GraphStore

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
  OPTIONAL { ?x a ?class . FILTER STRSTARTS(STR(?class), STR(cds:)) }
  OPTIONAL { ?x cds:validUntil ?until }
} ORDER BY ?x ?class
"""

_TEXTS = """
SELECT ?text WHERE {
  VALUES ?p { skos:prefLabel skos:altLabel rdfs:label } ?x ?p ?text . FILTER(LANG(?text) = "vi")
}
"""

_SYMMETRIC = "SELECT ?p WHERE { ?p a owl:SymmetricProperty }"

_SOURCE = f"""
SELECT ?source ?version ?author ?from ?to WHERE {{
  <{ONTOLOGY}> prov:wasDerivedFrom ?source ; owl:versionInfo ?version .
  OPTIONAL {{ ?source prov:wasAttributedTo ?author }}
  OPTIONAL {{ ?source cds:writtenNotBefore ?from ; cds:writtenNotAfter ?to }}
}} ORDER BY ?source
"""

#: What the editors say of their own, and no claim of the source says.
_INFERRED = """
SELECT ?s ?p ?o WHERE {
  ?claim a cds:ExternalClaim ; dcterms:source cdsi:source-editors ;
    cds:assertsSubject ?s ; cds:assertsPredicate ?p ; cds:assertsObject ?o .
  FILTER isIRI(?o)
  FILTER NOT EXISTS { ?said a cds:Claim ; cds:assertsSubject ?s ; cds:assertsPredicate ?p ; cds:assertsObject ?o }
}
"""


def build(
    store: GraphStore, triples: Sequence[tuple[str, str, str]], nodes: Iterable[str] = (), **about: Any
) -> nx.MultiDiGraph:
    """The networkx graph of these triples, in their order, with labels and facts from the knowledge graph.

    Nodes are IRIs with ``label_vi``, ``label_en``, ``classes`` (prefixed names, by blanks) and, where it has ended,
    ``valid_until`` (ISO date). Edges are keyed by the property's IRI and have ``label_vi``, ``label_en``,
    ``symmetric``, ``rank``: their place in the order of ``triples``, and ``inferred`` where only the editors say it.
    The graph's own attributes: ``source`` (its label in ``source_vi``, ``source_en``, its author's in ``author_vi``,
    ``author_en``, the years in which it was ``written``), ``version``, ``labels`` of the classes in use, ``as_of`` (ISO
    date) where the knowledge graph is a view as of a day, and ``about``.

    Args:
        store: where labels and facts come from.
        triples: what is to be shown; of a symmetric relation given both ways, the one that comes first is kept.
        nodes: what is to be shown beside the ends of triples.
        about: attributes of the graph.
    """
    import networkx as nx

    symmetric = {str(row["p"]) for row in store.select(_SYMMETRIC)}
    first = {triple: place for place, triple in reversed(list(enumerate(triples)))}
    kept = [
        (s, p, o)
        for place, (s, p, o) in enumerate(triples)
        if first[s, p, o] == place and not (p in symmetric and first.get((o, p, s), place) < place)
    ]
    ends = sorted({*nodes, *(end for s, _, o in kept for end in (s, o))})
    classes, ended = _facts(store, ends)
    labels = labels_in(store, {*ends, *(p for _, p, _ in kept), *(c for found in classes.values() for c in found)})
    as_of = {"as_of": store.day.isoformat()} if store.day else {}
    graph = nx.MultiDiGraph(labels={}, **as_of, **_origin(store), **about)
    for node in ends:
        facts = {"valid_until": ended[node]} if node in ended else {}
        graph.add_node(node, **named(labels, node), classes=" ".join(map(curie, classes[node])), **facts)
        graph.graph["labels"] |= {iri: named(labels, iri) for iri in classes[node]}
    inferred = {(str(row["s"]), str(row["p"]), str(row["o"])) for row in store.select(_INFERRED)}
    for rank, (s, p, o) in enumerate(kept):
        ours = {"inferred": True} if {(s, p, o), (o, p, s)} & inferred else {}
        graph.add_edge(s, o, key=p, **named(labels, p), symmetric=p in symmetric, rank=rank, **ours)
    return graph


def tell_source(graph: nx.MultiDiGraph, source: str, labels: Mapping[str, str]) -> None:
    """Give a graph another source than the article, and none of the article's author and time.

    Args:
        graph: a graph that `build` made.
        source: the IRI of the source.
        labels: its labels, by language.
    """
    about = graph.graph
    for name in [name for name in about if name == "written" or name.startswith(("source_", "author_"))]:
        del about[name]
    about.update({"source": source} | {f"source_{lang}": text for lang, text in labels.items()})


def relations(graph: nx.MultiDiGraph, *predicates: str) -> list[tuple[str, str, str]]:
    """The relations of these kinds (all without any), in their order."""
    ranked = sorted((data["rank"], s, p, o) for s, o, p, data in graph.edges(keys=True, data=True))
    return [(s, p, o) for _, s, p, o in ranked if not predicates or p in predicates]


def vietnamese_texts(store: GraphStore) -> set[str]:
    """The labels in Vietnamese, to learn from which syllables make a word."""
    return {str(row["text"]) for row in store.whole.select(_TEXTS)}


def is_a(attributes: Mapping[str, Any], class_iri: str) -> bool:
    """Whether a node belongs to a class."""
    return curie(class_iri) in attributes["classes"].split()


def names(attributes: Mapping[str, Any], lang: str, iri: str) -> tuple[tuple[str, str], ...]:
    """The labels to set, with their languages: of ``both`` the Vietnamese first, of one language that one alone.

    Where a label is missing, the one in the other language stands for it; where both are, the short name.
    """
    order = ("en", "vi") if lang == "en" else ("vi", "en")
    found = tuple((attributes[f"label_{tag}"], tag) for tag in order if f"label_{tag}" in attributes)
    return (found if lang == "both" else found[:1]) or ((curie(iri), order[0]),)


def in_source_order(store: GraphStore, relations: Iterable[str]) -> list[tuple[str, str, str]]:
    """The triples of these relations, in the order in which the source says them; what it does not say comes last."""
    rows = list(store.select(_RELATIONS % " ".join(f"<{iri}>" for iri in relations)))
    labels = labels_in(store, {str(row["o"]) for row in rows})
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
    """A key that sorts part 10 after part 2; of a very long number, 18 digits at a time."""
    return tuple((int(number or 0), text) for number, text in re.findall(r"(\d{0,18})(\D*)", name))


def _facts(store: GraphStore, nodes: list[str]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Per node its classes of ours, and the last day of those that have ended."""
    classes: dict[str, list[str]] = {node: [] for node in nodes}
    ended: dict[str, str] = {}
    for row in store.select(_FACTS % " ".join(f"<{node}>" for node in nodes)):
        node, name = str(row["x"]), row["class"]
        if name is not None and str(name) not in classes[node]:
            classes[node].append(str(name))
        if row["until"] is not None:
            ended[node] = _last_day(node, str(row["until"]))
    return classes, ended


def _last_day(node: str, text: str) -> str:
    """A last day as it stands in the data. Raises InputError where it is no full date."""
    with suppress(ValueError):
        return datetime.date.fromisoformat(text).isoformat()
    raise InputError(
        f"{curie(node)}: cds:validUntil «{text}» không phải là ngày đầy đủ như 2025-06-30.",
        f'{curie(node)}: cds:validUntil "{text}" is not a full date like 2025-06-30.',
    )


def labels_in(store: GraphStore, iris: Iterable[str]) -> dict[str, dict[str, str]]:
    """IRI -> language -> label."""
    found = {iri: labels_of(store.store, iri) for iri in iris}
    return {iri: {lang: nfc(text) for lang, text in texts.items()} for iri, texts in found.items() if texts}


def named(labels: dict[str, dict[str, str]], iri: str) -> dict[str, str]:
    """The labels of a thing as attributes ``label_vi`` and ``label_en``; with neither, any other is the first."""
    texts = labels.get(iri, {})
    found = {f"label_{lang}": text for lang, text in texts.items() if lang in ("vi", "en")}
    return found or ({"label_vi": next(iter(texts.values()))} if texts else {})


def _origin(store: GraphStore) -> dict[str, Any]:
    """The source that the ontology names, with its labels, its author and time, and the ontology's version."""
    for row in store.select(_SOURCE):
        source, author = str(row["source"]), str(row["author"] or "")
        labels = labels_in(store, [source, author] if author else [source])
        told = {key.replace("label", "source"): text for key, text in named(labels, source).items()}
        told |= {key.replace("label", "author"): text for key, text in named(labels, author).items()}
        if row["from"] is not None:
            told["written"] = f"{str(row['from'])[:4]}-{str(row['to'])[:4]}"
        return {"source": source, "version": str(row["version"]), **told}
    return {"source": "", "version": ""}

"""What is around a concept, taken from the knowledge graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING

import pyoxigraph as ox

from cds_kg.diagram.graph import build, in_source_order, labels_in
from cds_kg.errors import NotFoundError, UsageError
from cds_kg.knowledge.endings import ending
from cds_kg.knowledge.names import label, labels, resolve
from cds_kg.namespaces import BASE, CDS, DCTERMS, OA, OWL, PREFIXES, PROV, RDF, RDFS, SHACL, SKOS, SKOSXL
from cds_kg.store.results import Iri, Text, Value
from cds_kg.text import nfc

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.draw import Request
    from cds_kg.diagram.scene import Triple
    from cds_kg.store.dataset import GraphStore

_POSITION_OF = CDS + "positionOf"

#: How many steps around a concept may be drawn.
DEEPEST = 3

#: Properties that only keep the books: of what kind a thing is, where a statement comes from, who made a file, which
#: scheme lists a concept, what stands for it elsewhere.
_BOOKS = (
    RDF,
    RDFS,
    OWL,
    OA,
    PROV,
    SHACL,
    SKOSXL,
    PREFIXES["vann"],
    PREFIXES["void"],
    "http://purl.org/dc/elements/1.1/",
)
_BOOKKEEPING = frozenset(
    {
        *(f"{SKOS}{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related", "mapping")),
        *(f"{SKOS}{name}" for name in ("inScheme", "topConceptOf", "hasTopConcept", "mappingRelation")),
        *(f"{DCTERMS}{name}" for name in ("creator", "contributor", "publisher", "source", "provenance")),
        *(f"{DCTERMS}{name}" for name in ("license", "rights", "rightsHolder", "accessRights")),
        *(f"{DCTERMS}{name}" for name in ("type", "format", "language", "conformsTo")),
        *(f"{PREFIXES['foaf']}{name}" for name in ("page", "homepage", "isPrimaryTopicOf", "depiction")),
        PREFIXES["bibo"] + "status",
    }
)

#: What only tells of statements themselves.
_OF_STATEMENTS = "SELECT DISTINCT ?p WHERE { ?p rdfs:domain/rdfs:subClassOf* cds:Assertion }"

#: The relations of things, whichever end they are.
_MET = "SELECT DISTINCT ?p WHERE { VALUES ?x { %s } { ?x ?p ?o } UNION { ?s ?p ?x } } ORDER BY ?p"

#: The positions of models in their comparison: a diagram of its own draws them.
_COMPARED = """
SELECT ?position ?model WHERE {
  ?position cds:positionOf ?model . ?model a cds:GovernmentModel
} ORDER BY ?position ?model
"""

#: The days of acts, and of definitions those of their acts.
_DAYS = """
PREFIX eli: <http://data.europa.eu/eli/ontology#>
SELECT ?x ?own ?adopted ?force WHERE {
  VALUES ?x { %s }
  { ?x a cds:LegalAct . BIND(?x AS ?act) BIND(true AS ?own) }
  UNION { ?x cds:definingAct ?act BIND(false AS ?own) }
  OPTIONAL { ?act eli:date_document ?adopted }
  OPTIONAL { ?act eli:first_date_entry_in_force ?force }
} ORDER BY ?x ?own ?adopted ?force
"""

#: Where a definition stands in its act, and whether it was read.
_PROVISIONS = """
SELECT ?x (LANG(?text) AS ?lang) ?kind ?text WHERE {
  VALUES ?x { %s }
  VALUES (?p ?kind) { (cds:provision "provision") (skos:scopeNote "note") }
  ?x a cds:LegalDefinition ; ?p ?text .
} ORDER BY ?x ?lang ?kind ?text
"""

#: What positions hold; of values the name of the property belongs to it.
_CONTENTS = """
SELECT ?x ?p ?o WHERE {
  VALUES ?x { %s }
  VALUES (?rank ?p) { (1 cds:content) (2 cds:statement) (3 cds:share) (4 cds:toServiceLevel) (5 cds:durationMonths) }
  ?x a cds:Position ; ?p ?o .
} ORDER BY ?x ?rank ?o
"""

_DEFINITION = "SELECT ?text WHERE { <%s> skos:definition ?text } ORDER BY ?text"


def neighbourhood_graph(store: GraphStore, request: Request) -> nx.MultiDiGraph:
    """What is at most so many steps around a concept or individual.

    A graph as `cds_kg.diagram.graph.build` makes it, with the attributes ``root``, ``depth`` and, where positions in
    the comparison of models are left out, ``compared``. The root has its definitions as ``definition_vi`` and
    ``definition_en``; acts ``adopted`` and ``in_force`` (ISO dates), as far as known; definitions in acts
    ``provision_*`` and ``note_*``, positions what they say in ``says_*``, in ``vi`` and ``en``.

    Raises:
        UsageError: no concept is named, or an impossible depth.
        NotFoundError: there is no such concept, it is not there on the day, or nothing is related to it.
        AmbiguousError: several things fit the name.
    """
    if request.about is None:
        raise UsageError(
            "Hãy nêu một khái niệm cho sơ đồ neighbourhood, ví dụ: cds-kg draw neighbourhood chinh-phu-so.",
            "Name a concept for the diagram neighbourhood, for example: cds-kg draw neighbourhood chinh-phu-so.",
        )
    steps = 1 if request.depth is None else request.depth
    if not 1 <= steps <= DEEPEST:
        raise UsageError(
            f"--depth {steps}: số bước quanh một khái niệm là từ 1 đến {DEEPEST}.",
            f"--depth {steps}: the number of steps around a concept is 1 to {DEEPEST}.",
        )
    root = _root(store, request.about)
    if store.home(root) is not store:
        raise _absent(store, root)
    compared = {(str(row["position"]), _POSITION_OF, str(row["model"])) for row in store.select(_COMPARED)}
    triples, left_out = _around(store, root, steps, compared)
    if not triples:
        raise _alone(store, root)
    graph = build(store, triples, root=root, depth=steps)
    if left_out:
        graph.graph["compared"] = True
    for row in store.select(_DEFINITION % root):
        if isinstance(text := row["text"], Text) and text.language in ("vi", "en"):
            graph.nodes[root][f"definition_{text.language}"] = nfc(str(text))
    _add_remarks(store, graph)
    return graph


def _root(store: GraphStore, name: str) -> str:
    """What a name stands for, or an IRI that the graph tells of without naming it.

    Raises:
        UsageError, NotFoundError, AmbiguousError: as `cds_kg.knowledge.names.resolve`.
    """
    plain = " ".join(name.split())
    iri = plain[1:-1] if plain.startswith("<") and plain.endswith(">") else plain
    return iri if _is_nameless(store.whole, iri) else resolve(store, name, ("concept", "individual"))


def _is_nameless(store: GraphStore, iri: str) -> bool:
    """Whether it is an IRI that the graph relates to something, but does not name; of ours only evidence is so."""
    if "://" not in iri or iri.startswith(BASE):
        return False
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return False
    if labels(store, iri):
        return False
    ends = (store.store.quads_for_pattern(*pattern) for pattern in ((node, None, None), (None, None, node)))
    return any(next(quads, None) for quads in ends)


def _around(store: GraphStore, root: str, steps: int, but: Set[Triple]) -> tuple[list[Triple], bool]:
    """The relations of the root, then those of each further step, each in the order of the source, acts by their days.

    The relations ``but`` are followed from their subjects alone; with the triples comes whether that left any out.
    """
    bookkeeping = {str(row["p"]) for row in store.select(_OF_STATEMENTS)} | _BOOKKEEPING
    reached = {root}
    found: dict[Triple, None] = {}
    not_followed: set[Triple] = set()
    for _ in range(steps):
        met = [str(row["p"]) for row in store.select(_MET % _listed(sorted(reached)))]
        triples = in_source_order(store, [p for p in met if p not in bookkeeping and not p.startswith(_BOOKS)])
        touching = [(s, p, o) for s, p, o in triples if s != o and (s in reached or o in reached)]
        step = [triple for triple in touching if triple[0] in reached or triple not in but]
        not_followed |= {*touching} - {*step}
        known = _to_be_shown(store, {end for s, _, o in step for end in (s, o)})
        found |= dict.fromkeys(_by_day(store, [(s, p, o) for s, p, o in step if s in known and o in known]))
        reached |= {end for s, _, o in found for end in (s, o)}
    return list(found), not not_followed <= found.keys()


def _to_be_shown(store: GraphStore, ends: Set[str]) -> set[str]:
    """Those that have a name, or can go by their IRI; not blank nodes, nor what is ours in a module not loaded."""
    named = labels_in(store, ends)
    return {end for end in ends if end in named or not end.startswith(("_:", BASE))}


def _by_day(store: GraphStore, triples: Sequence[Triple]) -> list[Triple]:
    """The triples, those with acts and definitions in them last, in the order of the days of acts."""
    days: dict[str, str] = {}
    for row in store.select(_DAYS % _listed(sorted({end for s, _, o in triples for end in (s, o)}))):
        days.setdefault(str(row["x"]), str(row["adopted"] or row["force"] or "unknown"))
    return sorted(triples, key=lambda triple: max(days.get(triple[0], ""), days.get(triple[2], "")))


def _add_remarks(store: GraphStore, graph: nx.MultiDiGraph) -> None:
    """Add to acts their days, to definitions where they stand, and to positions what they say."""
    nodes = _listed(graph)
    for row in store.select(_DAYS % nodes):
        if row["own"]:
            days = {"adopted": row["adopted"], "in_force": row["force"]}
            graph.nodes[str(row["x"])].update((name, str(day)) for name, day in days.items() if day is not None)
    for row in store.select(_PROVISIONS % nodes):
        if row["lang"] in ("vi", "en"):
            graph.nodes[str(row["x"])][f"{row['kind']}_{row['lang']}"] = nfc(str(row["text"]))
    rows = [row for row in store.select(_CONTENTS % nodes) if not graph.has_edge(str(row["x"]), str(row["o"]))]
    names = labels_in(store, {iri for row in rows for iri in (row["p"], row["o"]) if isinstance(iri, Iri)})
    for row in rows:
        attributes = graph.nodes[str(row["x"])]
        for lang in ("vi", "en"):
            if said := _said(str(row["p"]), row["o"], lang, names):
                before = attributes.get(f"says_{lang}")
                attributes[f"says_{lang}"] = f"{before}; {said}" if before else said


def _said(predicate: str, value: Value, lang: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """What a value of a position says in a language; of a text in the other language nothing."""
    if isinstance(value, Text):
        return nfc(str(value)) if value.language == lang else ""
    text = names.get(str(value), {}).get(lang) or (f"{value:g}" if isinstance(value, float) else str(value))
    return text if predicate == CDS + "content" else f"{names[predicate][lang]}: {text}"


def _listed(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris)


def _absent(store: GraphStore, root: str) -> NotFoundError:
    ends = ending(store.home(root), root)
    assert store.day is not None
    vi, en = (f" ({ends.text(lang)})" if ends else "" for lang in ("vi", "en"))
    return NotFoundError(
        f"Vào ngày {store.day:%d/%m/%Y} không có «{label(store, root, 'vi')}»{vi}, nên không có gì để vẽ.",
        f'On {store.day.isoformat()} there is no "{label(store, root, "en")}"{en}, so there is nothing to draw.',
    )


def _alone(store: GraphStore, root: str) -> NotFoundError:
    return NotFoundError(
        f"Đồ thị không có quan hệ nào của «{label(store, root, 'vi')}» để vẽ; hãy nạp thêm mô-đun hoặc tệp.",
        f'The graph has no relation of "{label(store, root, "en")}" to draw; load more modules or files.',
    )

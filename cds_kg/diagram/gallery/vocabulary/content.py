"""The classes and properties of the ontology, taken from the knowledge graph."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cds_kg.diagram.alphabet import alphabetical
from cds_kg.diagram.families import FAMILIES, OTHERS, Family, family_of
from cds_kg.diagram.graph import build, labels_in, relations, tell_source
from cds_kg.diagram.naming import Naming
from cds_kg.errors import NotFoundError
from cds_kg.namespaces import ONTOLOGY, OWL, RDFS, XSD, curie

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.store.dataset import GraphStore

SUBCLASS_OF = RDFS + "subClassOf"
DOMAIN = RDFS + "domain"
RANGE = RDFS + "range"
THING = OWL + "Thing"

_TERMS = """
SELECT DISTINCT ?term ?kind WHERE {
  VALUES (?type ?kind) {
    (owl:Class "class") (owl:ObjectProperty "object") (owl:DatatypeProperty "data") (owl:AnnotationProperty "note")
  }
  ?term a ?type . FILTER STRSTARTS(STR(?term), STR(cds:))
} ORDER BY ?term ?kind
"""

_TRIPLES = """
SELECT DISTINCT ?s ?p ?o WHERE {
  VALUES ?p { rdfs:subClassOf rdfs:domain rdfs:range }
  ?s ?p ?o . FILTER(STRSTARTS(STR(?s), STR(cds:)) && isIRI(?o))
} ORDER BY ?s ?p ?o
"""

#: The words of RDF and OWL have no labels in the graph.
_WORDS = {
    SUBCLASS_OF: ("là lớp con của", "is a subclass of"),
    DOMAIN: ("dùng cho", "is used of"),
    RANGE: ("nhận giá trị là", "has values that are"),
}
_OUTSIDE = {
    THING: ("Đối tượng bất kỳ", "anything"),
    XSD + "boolean": ("đúng hoặc sai", "true or false"),
    XSD + "decimal": ("số thập phân", "decimal number"),
    XSD + "nonNegativeInteger": ("số nguyên không âm", "whole number from 0"),
}


def vocabulary_graph(store: GraphStore) -> nx.MultiDiGraph:
    """The classes and properties of our namespace and what they are declared to be.

    A graph as `cds_kg.diagram.graph.build` makes it; classes and properties are nodes, with ``kind``: ``class``,
    ``object``, ``data`` or ``note`` (an annotation property), or ``outside`` for terms of other vocabularies.

    Raises:
        NotFoundError: the graph declares no class of ours.
    """
    kinds = {str(row["term"]): str(row["kind"]) for row in store.select(_TERMS)}
    if "class" not in kinds.values():
        raise NotFoundError(
            "Dữ liệu không khai báo lớp nào của bản thể học (cds:), nên không có gì để vẽ; hãy nạp cả dữ liệu kèm theo "
            "gói (bỏ --only).",
            "The data declares no class of the ontology (cds:), so there is nothing to draw; load the packaged data "
            "too (without --only).",
        )
    triples = [(str(row["s"]), str(row["p"]), str(row["o"])) for row in store.select(_TRIPLES)]
    graph = build(store, [triple for triple in triples if triple[0] in kinds], kinds)
    for iri, attributes in graph.nodes(data=True):
        attributes["kind"] = kinds.get(iri, "outside")
        if iri in _OUTSIDE:
            attributes["label_vi"], attributes["label_en"] = _OUTSIDE[iri]
    for _, _, predicate, attributes in graph.edges(keys=True, data=True):
        attributes["label_vi"], attributes["label_en"] = _WORDS[predicate]
    tell_source(graph, ONTOLOGY, labels_in(store, [ONTOLOGY]).get(ONTOLOGY, {}))
    return graph


@dataclass(frozen=True)
class Vocabulary:
    """The terms of a graph, by what they are for and by the alphabet of the large language."""

    naming: Naming

    @property
    def graph(self) -> nx.MultiDiGraph:
        """The graph."""
        return self.naming.graph

    def family(self, iri: str) -> Family:
        """The family of a class."""
        return family_of([curie(iri)])

    @cached_property
    def _declared(self) -> dict[tuple[str, str], list[str]]:
        """Term and relation -> what it is declared to be."""
        found: dict[tuple[str, str], list[str]] = {}
        for s, p, o in relations(self.graph):
            found.setdefault((s, p), []).append(o)
        return found

    def objects(self, subject: str, predicate: str) -> list[str]:
        """What a term is declared to be by a relation."""
        return self._declared.get((subject, predicate), [])

    @cached_property
    def classes(self) -> list[str]:
        """Our classes: family by family, in each by the alphabet."""
        return self._ordered([iri for iri, kind in self.graph.nodes(data="kind") if kind == "class"])

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """Each of our classes that have subclasses -> these; those with most first."""
        below: dict[str, list[str]] = {}
        for s, _, o in relations(self.graph, SUBCLASS_OF):
            below.setdefault(o, []).append(s)
        found = {iri: self._ordered(below[iri]) for iri in self.classes if iri in below}
        return dict(sorted(found.items(), key=lambda group: -len(group[1])))

    def alone(self) -> list[str]:
        """Our classes that neither have subclasses nor are subclasses of ours."""
        families = {*self.groups, *(child for children in self.groups.values() for child in children)}
        return [iri for iri in self.classes if iri not in families]

    def owners(self) -> list[str]:
        """The classes of which properties are used, as in `classes`; last what stands for any class."""
        owners = {o for _, _, o in relations(self.graph, DOMAIN)}
        return [*(iri for iri in self.classes if iri in owners), THING]

    @cached_property
    def properties(self) -> dict[str, list[str]]:
        """Class -> the properties that are used of it; `THING` also has those that are not said to be used of any."""
        found: dict[str, list[str]] = {owner: [] for owner in self.owners()}
        terms = [iri for iri, kind in self.graph.nodes(data="kind") if kind in ("object", "data", "note")]
        for iri in sorted(terms, key=lambda iri: (alphabetical(self.naming.names(iri)[0][0]), iri)):
            for owner in self.objects(iri, DOMAIN) or [THING]:
                found[owner].append(iri)
        return found

    def _ordered(self, iris: list[str]) -> list[str]:
        families = (*FAMILIES, OTHERS)
        return sorted(
            iris,
            key=lambda iri: (families.index(self.family(iri)), alphabetical(self.naming.names(iri)[0][0]), iri),
        )

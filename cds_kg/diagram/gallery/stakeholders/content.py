"""What the matrix of stakeholders shows, taken from the knowledge graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cds_kg.diagram.graph import build, in_source_order
from cds_kg.errors import NotFoundError
from cds_kg.namespaces import CDS
from cds_kg.text import nfc

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.store.dataset import GraphStore

REQUIRES_CHANGE = CDS + "requiresChange"
HAS_CHALLENGE = CDS + "hasChallenge"
HAS_RISK = CDS + "hasRisk"
CHANGE_OF = CDS + "requiresChangeOf"
FACED_BY = CDS + "facedBy"
BORNE_BY = CDS + "borneBy"
STARTS_FROM = CDS + "startsFrom"
INCLUDES = CDS + "includes"
CHARACTERISTIC = CDS + "hasCharacteristic"

#: From a model to what it brings, and from that to whom it concerns: change, challenge, risk.
KINDS = {REQUIRES_CHANGE: CHANGE_OF, HAS_CHALLENGE: FACED_BY, HAS_RISK: BORNE_BY}
#: What each of these brings.
CLASSES = {REQUIRES_CHANGE: CDS + "RequiredChange", HAS_CHALLENGE: CDS + "Challenge", HAS_RISK: CDS + "Risk"}
#: Those of which the ontology says, in the definitions of their classes, that the source calls each the greatest.
GREATEST = (HAS_CHALLENGE, HAS_RISK)
#: What those are whom these concern.
PARTY = CDS + "Stakeholder"
#: What is said of a change beside that.
DETAILS = (STARTS_FROM, INCLUDES, CHARACTERISTIC)

_MODELS = "SELECT ?model WHERE { ?model a cds:GovernmentModel }"
_ORDERS = "SELECT ?item ?order WHERE { ?item cds:order ?order } ORDER BY ?item ?order"
#: Other names that a challenge goes by.
_OTHER_NAMES = """
SELECT ?item ?name (LANG(?name) AS ?lang) WHERE { ?item a cds:Challenge ; skos:altLabel ?name } ORDER BY ?item ?name
"""


def stakeholders_graph(store: GraphStore) -> nx.MultiDiGraph:
    """What a government model demands of whom: changes, challenges and risks, with whom each concerns.

    A graph as `cds_kg.diagram.graph.build` makes it, with the attribute ``root``: the model. Changes and challenges
    have ``order``, their place in time, where the source gives one; challenges ``other_vi`` and ``other_en`` where
    they have another name.

    Raises:
        NotFoundError: the data has no model with changes, challenges or risks.
    """
    models = {str(row["model"]) for row in store.select(_MODELS)}
    triples = in_source_order(store, (*KINDS, *KINDS.values(), *DETAILS))
    root = next((s for s, p, _ in triples if p in KINDS and s in models), None)
    if root is None:
        raise NotFoundError(
            "Dữ liệu không có mô hình chính phủ nào đòi hỏi thay đổi, gặp thách thức hay có rủi ro "
            "(cds:requiresChange, cds:hasChallenge, cds:hasRisk), nên không có gì để vẽ; hãy nạp mô-đun concepts.",
            "The data has no government model that requires a change, has a challenge or a risk (cds:requiresChange, "
            "cds:hasChallenge, cds:hasRisk), so there is nothing to draw; load the module concepts.",
        )
    graph = build(store, list(_shown(triples, root, models)), root=root)
    for row in store.select(_ORDERS):
        if (item := str(row["item"])) in graph:
            graph.nodes[item]["order"] = int(str(row["order"]))
    for row in store.select(_OTHER_NAMES):
        if (item := str(row["item"])) in graph:
            graph.nodes[item][f"other_{row['lang']}"] = nfc(str(row["name"]))
    return graph


def _shown(triples: list[tuple[str, str, str]], root: str, models: set[str]) -> Iterator[tuple[str, str, str]]:
    """What the model brings, whom it concerns, and of what concerns nobody the process that brings it too."""
    items = {o for s, p, o in triples if s == root and p in KINDS}
    unsettled = items - {s for s, p, _ in triples if p in KINDS.values()}
    for s, p, o in triples:
        brought = s == root or (s not in models and o in unsettled)
        if brought if p in KINDS else s in items:
            yield s, p, o

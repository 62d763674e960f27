"""What the comparison of the government models shows, taken from the knowledge graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cds_kg.diagram.graph import build, in_source_order
from cds_kg.diagram.layout import inside
from cds_kg.errors import NotFoundError
from cds_kg.namespaces import CDS
from cds_kg.text import nfc

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.store.dataset import GraphStore

POSITION_OF = CDS + "positionOf"
ASPECT = CDS + "aspect"
PERIOD = CDS + "period"
CONTENT = CDS + "content"
TO_LEVEL = CDS + "toServiceLevel"
DIRECTION = CDS + "desiredDirection"
MODE = CDS + "provisionMode"
CHARACTERISTIC = CDS + "hasCharacteristic"
NOT_PREREQUISITE_OF = CDS + "notPrerequisiteOf"

#: What is said of the contents of positions.
DETAILS = (DIRECTION, MODE)

_RELATIONS = (POSITION_OF, ASPECT, PERIOD, CONTENT, TO_LEVEL, *DETAILS, CHARACTERISTIC, NOT_PREREQUISITE_OF)

_MODELS = "SELECT ?model WHERE { ?model a cds:GovernmentModel }"

#: Numbers and words of positions.
_VALUES = """
SELECT ?position ?months ?share ?statement (LANG(?statement) AS ?lang) WHERE {
  ?position a cds:Position
  OPTIONAL { ?position cds:durationMonths ?months }
  OPTIONAL { ?position cds:share ?share }
  OPTIONAL { ?position cds:statement ?statement }
} ORDER BY ?position ?months ?share ?statement
"""

_ENDLESS = "SELECT ?model WHERE { ?model cds:hasEndPoint false }"

_PERIODS = """
SELECT ?period ?text (LANG(?text) AS ?lang) WHERE {
  ?period a cds:Period ; skos:definition ?text
} ORDER BY ?period ?text
"""

#: What is said of the replacement of a service level's whole scale.
_CHANGES = """
SELECT ?level ?scale ?note (LANG(?note) AS ?lang) WHERE {
  ?level dcterms:isPartOf ?whole . ?whole skos:changeNote ?note ; skos:prefLabel ?scale .
  FILTER(LANG(?scale) = LANG(?note))
} ORDER BY ?level ?note
"""


def comparison_graph(store: GraphStore) -> nx.MultiDiGraph:
    """The positions of the government models, aspect by aspect, and how the models stand to each other.

    A graph as `cds_kg.diagram.graph.build` makes it. Positions have, where the data state them, ``months``, ``share``
    (percent) and ``statement_vi``, ``statement_en``; models that have no end point ``endless``; periods
    ``definition_vi``, ``definition_en``; service levels whose scale was replaced ``change_vi``, ``change_en``.

    Raises:
        NotFoundError: the data has no two models with positions.
    """
    triples = in_source_order(store, _RELATIONS)
    known = {str(row["model"]) for row in store.select(_MODELS)}
    positions = {s for s, p, o in triples if p == POSITION_OF and o in known}
    positions &= {s for s, p, _ in triples if p == ASPECT}
    models = {o for s, p, o in triples if p == POSITION_OF and s in positions}
    if len(models) < 2:
        raise NotFoundError(
            "Dữ liệu không có hai mô hình chính phủ nào có vế so sánh (cds:Position), nên không có gì để so sánh; "
            "hãy nạp mô-đun concepts.",
            "The data has no two government models with positions (cds:Position), so there is nothing to compare; "
            "load the module concepts.",
        )
    graph = build(store, list(_shown(triples, positions, models)))
    _add_values(store, graph)
    return graph


def _shown(
    triples: list[tuple[str, str, str]], positions: set[str], models: set[str]
) -> Iterable[tuple[str, str, str]]:
    """What is said of the positions, of their contents, and of what all models have in common."""
    contents = {o for s, p, o in triples if p == CONTENT and s in positions}
    bearers: dict[str, set[str]] = {}
    for s, p, o in triples:
        if p == CHARACTERISTIC:
            bearers.setdefault(o, set()).add(s)
    for s, p, o in triples:
        if p in DETAILS:
            wanted = s in contents
        elif p == CHARACTERISTIC:
            wanted = s in models and models <= bearers[o]
        elif p == NOT_PREREQUISITE_OF:
            wanted = s in models and o in models
        else:
            wanted = s in positions
        if wanted:
            yield s, p, o


def _add_values(store: GraphStore, graph: nx.MultiDiGraph) -> None:
    nodes = graph.nodes
    for row in store.select(_VALUES):
        if (position := str(row["position"])) not in graph:
            continue
        if row["months"] is not None:
            nodes[position]["months"] = int(str(row["months"]))
        if row["share"] is not None:
            nodes[position]["share"] = float(str(row["share"]))
        if row["statement"] is not None:
            nodes[position][f"statement_{row['lang']}"] = nfc(str(row["statement"]))
    for row in store.select(_ENDLESS):
        if (model := str(row["model"])) in graph:
            nodes[model]["endless"] = True
    for row in store.select(_PERIODS):
        if (period := str(row["period"])) in graph:
            nodes[period][f"definition_{row['lang']}"] = nfc(str(row["text"]))
    for row in store.select(_CHANGES):
        if (level := str(row["level"])) in graph:
            nodes[level][f"change_{row['lang']}"] = nfc(f"{row['scale']}: {inside(str(row['note']))}")

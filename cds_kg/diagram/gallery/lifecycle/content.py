"""What the diagram of life events and services shows, taken from the knowledge graph."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cds_kg.diagram.graph import build, in_source_order
from cds_kg.errors import NotFoundError
from cds_kg.namespaces import CDS
from cds_kg.text import nfc

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.store.dataset import GraphStore

PROVIDES = CDS + "providesService"
OCCASIONED_BY = CDS + "occasionedBy"
MODE = CDS + "provisionMode"
CHANNEL = CDS + "offeredThrough"
SERVES = CDS + "serves"
YIELDS = CDS + "yields"
ENABLED_BY = CDS + "enabledBy"
CHARACTERISTIC = CDS + "hasCharacteristic"
POSITION_OF = CDS + "positionOf"
ASPECT = CDS + "aspect"
CONTENT = CDS + "content"

_OF_SERVICES = (OCCASIONED_BY, MODE, CHANNEL, SERVES, YIELDS)
_RELATIONS = (PROVIDES, *_OF_SERVICES, ENABLED_BY, CHARACTERISTIC, POSITION_OF, ASPECT, CONTENT)

_MODELS = "SELECT ?model WHERE { ?model a cds:GovernmentModel }"

#: Names of which one followed the other.
_NAMES = """
SELECT ?thing ?until ?name ?from WHERE {
  ?thing skosxl:prefLabel ?former .
  ?former cds:validUntil ?until ; dcterms:isReplacedBy ?present .
  ?present skosxl:literalForm ?name ; cds:validFrom ?from
} ORDER BY ?thing ?from ?name
"""


def lifecycle_graph(store: GraphStore) -> nx.MultiDiGraph:
    """Services with the life events that occasion them, under each government model, and what people experience.

    A graph as `cds_kg.diagram.graph.build` makes it. Things that are called otherwise by now have ``name_since`` (ISO
    date) and ``new_name``.

    Raises:
        NotFoundError: the data has no model that provides a service on a life event.
    """
    triples = in_source_order(store, _RELATIONS)
    models = {str(row["model"]) for row in store.select(_MODELS)}
    graph = build(store, list(_shown(triples, models)))
    if not graph:
        raise NotFoundError(
            "Dữ liệu không có mô hình chính phủ nào cung cấp dịch vụ (cds:providesService) phát sinh từ một sự kiện "
            "trong đời (cds:occasionedBy), nên không có gì để vẽ; hãy nạp mô-đun concepts.",
            "The data has no government model that provides a service (cds:providesService) occasioned by a life "
            "event (cds:occasionedBy), so there is nothing to draw; load the module concepts.",
        )
    _add_names(store, graph)
    return graph


def _shown(triples: list[tuple[str, str, str]], models: set[str]) -> Iterator[tuple[str, str, str]]:
    """What is said of the services, of the models' positions that speak of them, and of what makes these possible."""
    occasioned = {s for s, p, _ in triples if p == OCCASIONED_BY}
    provided = {(s, o) for s, p, o in triples if p == PROVIDES and s in models and o in occasioned}
    services = {service for _, service in provided}
    model_of = {s: o for s, p, o in triples if p == POSITION_OF}
    positions = {s for s, p, o in triples if p == CONTENT and (model_of.get(s), o) in provided}
    contents = {o for s, p, o in triples if p == CONTENT and s in positions}
    enablers = {o for s, p, o in triples if p == ENABLED_BY and s in services}
    for s, p, o in triples:
        wanted = {
            PROVIDES: (s, o) in provided,
            ENABLED_BY: s in services | contents and o in enablers,
            CHARACTERISTIC: s in enablers,
            POSITION_OF: s in positions,
            ASPECT: s in positions,
            CONTENT: s in positions,
        }
        if wanted.get(p, s in services):
            yield s, p, o


def _add_names(store: GraphStore, graph: nx.MultiDiGraph) -> None:
    """The names that have followed others; a view as of a day tells of those only that were in use by then."""
    for row in store.whole.select(_NAMES):
        thing, since = str(row["thing"]), datetime.date.fromisoformat(str(row["from"]))
        if thing in graph and (store.day is None or since <= store.day):
            graph.nodes[thing].update(name_since=since.isoformat(), new_name=nfc(str(row["name"])))

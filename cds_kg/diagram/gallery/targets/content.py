"""What the chart of targets shows: measures, their targets and the latest observations, with numbers as attributes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from cds_kg.diagram.gallery.timeline.standing import day_of_standing, grade_names, labelled, standings
from cds_kg.diagram.graph import build, in_source_order, labels_in
from cds_kg.diagram.observed import PUBLISHED, figure, full_day, known
from cds_kg.errors import NotFoundError
from cds_kg.knowledge.endings import act_name
from cds_kg.namespaces import CDS
from cds_kg.store.results import Row, Text

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.store.dataset import GraphStore

TARGET_INDICATOR = CDS + "targetIndicator"
TARGET_ACTIVITY = CDS + "targetActivity"
TARGET_ACTOR = CDS + "targetActor"
MEASURED_BY = CDS + "measuredBy"
INDICATOR = CDS + "indicator"
CONTENT = CDS + "content"
DESIRED_DIRECTION = CDS + "desiredDirection"
OBSERVED_PLACE = CDS + "observedPlace"

_TARGETS = """
SELECT ?target ?indicator ?value ?unit ?deadline ?year ?activity ?actor WHERE {
  ?target a cds:Target ; cds:targetIndicator ?indicator ; cds:targetValue ?value ; cds:unitOfMeasure ?unit ;
    cds:deadline ?deadline .
  OPTIONAL { ?target cds:yearLabel ?year }
  OPTIONAL { ?target cds:targetActivity ?activity }
  OPTIONAL { ?target cds:targetActor ?actor }
} ORDER BY ?deadline ?target ?activity ?actor ?year
"""

_OBSERVATIONS = f"""
SELECT ?observation ?indicator ?place ?content ?from ?until ?value ?unit ?confidence ?source ?published WHERE {{
  ?observation a cds:Observation ; cds:indicator ?indicator ; cds:observedPlace ?place ; cds:observedFrom ?from ;
    cds:observedUntil ?until ; cds:value ?value ; cds:unitOfMeasure ?unit .
  OPTIONAL {{ ?observation cds:content ?content }}
  OPTIONAL {{
    ?external a cds:ExternalClaim ; cds:assertsSubject ?observation ; cds:assertsPredicate cds:value ;
      dcterms:source ?source .
    OPTIONAL {{ ?external cds:confidence ?confidence }}
  }} {PUBLISHED}
}} ORDER BY ?observation ?content ?confidence ?source
"""

#: What is said of a measure or an observation: its remark, where the article wants a measure to go, and the scale by
#: which it is defined, where that was replaced.
_WORDS = """
SELECT DISTINCT ?x ?remark ?direction ?replaced WHERE {
  VALUES ?x { %s }
  { ?x skos:scopeNote ?remark } UNION { ?x cds:desiredDirection/rdfs:label ?direction } UNION {
    ?x prov:wasDerivedFrom/(cds:assertsSubject|cds:assertsObject) ?scale .
    ?scale a cds:ServiceLevelScale ; dcterms:isReplacedBy ?next ; skos:prefLabel ?replaced .
  }
} ORDER BY ?x ?remark ?direction ?replaced
"""


def targets_graph(store: GraphStore) -> nx.MultiDiGraph:
    """Measures with their targets and latest observations, as `cds_kg.diagram.graph.build` makes a graph.

    In a view as of a day it has the observations that can be said to have been known: see `observed.known`.

    Targets have ``value`` (float), ``unit`` (IRI) with ``unit_vi`` and ``unit_en``, ``deadline`` (ISO date), ``claim``
    and ``standing`` (IRI) with ``standing_vi`` and ``standing_en``, and ``changed_by`` (numbers of acts) where acts
    ended what they rest on, and ``year`` where the source gives no more than that. Observations have ``value`` and
    ``unit`` likewise, ``observed_from``, ``observed_until`` and ``published`` (ISO dates), ``confidence`` and
    ``source`` (IRI); they and measures have ``remark_vi`` and ``remark_en``, measures ``direction_vi`` and
    ``direction_en``, and ``replaced_vi`` and ``replaced_en``: a scale that was replaced. The graph's attributes:
    ``checked_on``, the day of the standings, and in both languages what is said of directions (``direction_vi``) and
    of grades of confidence (``grades_vi``).

    Raises:
        InputError: a value that no axis can show; a day that is no full date.
        NotFoundError: there is neither a target nor a measure nor an observation.
    """
    targets = list(store.select(_TARGETS))
    rows = list(store.select(_OBSERVATIONS))
    store = _with_places(store, rows)
    observed = _latest(known(store, rows, store.day))
    triples = [*_target_triples(targets), *in_source_order(store, [MEASURED_BY]), *_observed_triples(observed)]
    if not triples:
        raise NotFoundError(
            "Dữ liệu không có mục tiêu (cds:Target), thước đo (cds:measuredBy) hay số liệu quan sát (cds:Observation) "
            "nào, nên không có gì để vẽ; hãy nạp các mô-đun concepts và observations.",
            "The data has no target (cds:Target), no measure (cds:measuredBy) and no observation (cds:Observation), so "
            "there is nothing to draw; load the modules concepts and observations.",
        )
    words = labelled("direction", store, DESIRED_DIRECTION) | grade_names(store)
    graph = build(store, triples, checked_on=day_of_standing(store).isoformat(), **words)
    for row in targets:
        year = {"year": str(row["year"])} if row["year"] is not None else {}
        target = str(row["target"])
        deadline = full_day(target, "deadline", row["deadline"]).isoformat()
        graph.nodes[target].update(_measured(store, target, "targetValue", row), deadline=deadline, **year)
    for row in observed:
        observation = str(row["observation"])
        told = {name: str(row[name]) for name in ("confidence", "source", "published") if row[name] is not None}
        for end, name in (("from", "observedFrom"), ("until", "observedUntil")):
            told[f"observed_{end}"] = full_day(observation, name, row[end]).isoformat()
        graph.nodes[observation].update(_measured(store, observation, "value", row), **told)
    _add_words(store, graph)
    _add_standings(store, graph)
    return graph


def _with_places(store: GraphStore, observed: Iterable[Row]) -> GraphStore:
    """The graph with the names and days of the places that were observed."""
    places = {str(row["place"]) for row in observed}
    return store.with_modules(["units"]) if places - labels_in(store, places).keys() else store


def _latest(rows: Iterable[Row]) -> list[Row]:
    """Of each measure, place and content the observation that ends last."""
    latest: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = (row["indicator"], row["place"], row["content"])
        if key not in latest or str(latest[key]["until"]) < str(row["until"]):
            latest[key] = row
    return list(latest.values())


def _target_triples(rows: Iterable[Row]) -> Iterable[tuple[str, str, str]]:
    for row in rows:
        for predicate, name in (
            (TARGET_INDICATOR, "indicator"),
            (TARGET_ACTIVITY, "activity"),
            (TARGET_ACTOR, "actor"),
        ):
            if row[name] is not None:
                yield str(row["target"]), predicate, str(row[name])


def _observed_triples(rows: Iterable[Row]) -> Iterable[tuple[str, str, str]]:
    for row in rows:
        for predicate, name in ((INDICATOR, "indicator"), (CONTENT, "content"), (OBSERVED_PLACE, "place")):
            if row[name] is not None:
                yield str(row["observation"]), predicate, str(row[name])


def _measured(store: GraphStore, thing: str, name: str, row: Row) -> dict[str, Any]:
    """A value, which a property (its local name) of the thing has, with its unit."""
    unit = str(row["unit"])
    return {"value": figure(thing, name, row["value"]), "unit": unit, **labelled("unit", store, unit)}


def _add_words(store: GraphStore, graph: nx.MultiDiGraph) -> None:
    """Remarks, directions and scales that were replaced, in both languages."""
    for row in store.select(_WORDS % " ".join(f"<{iri}>" for iri in graph)):
        for name in ("remark", "direction", "replaced"):
            text = row[name]
            if isinstance(text, Text) and text.language in ("vi", "en"):
                graph.nodes[str(row["x"])][f"{name}_{text.language}"] = str(text)


def _add_standings(store: GraphStore, graph: nx.MultiDiGraph) -> None:
    """How the claims stand that set the targets."""
    for standing in standings(store):
        subject = standing.claim.triple.subject
        target = graph.nodes.get(subject.value, {}) if isinstance(subject, ox.NamedNode) else {}
        if "deadline" not in target:
            continue
        acts = dict.fromkeys(act for end in standing.ended if not end.mentioned for act in end.ending.acts)
        target.update(claim=standing.claim.id, standing=standing.status, **labelled("standing", store, standing.status))
        if acts:
            target["changed_by"] = ", ".join(act_name(store.whole, act, "vi") for act in acts)

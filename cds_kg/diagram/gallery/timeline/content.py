"""What the timeline shows: what the article speaks of that has changed since, on which day, by which act."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from cds_kg.diagram.gallery.timeline.standing import day_of_standing, grade_names, labelled, standings
from cds_kg.diagram.graph import build
from cds_kg.errors import NotFoundError
from cds_kg.knowledge.currency import Ended, Standing
from cds_kg.knowledge.endings import day_text
from cds_kg.namespaces import CDS, DCTERMS, ORG, PREFIXES
from cds_kg.store.results import Row, Text

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.store.dataset import GraphStore

ABOUT = CDS + "about"
ASSERTS_SUBJECT = CDS + "assertsSubject"
ASSERTS_OBJECT = CDS + "assertsObject"
MENTIONS_ENDED = CDS + "mentionsEnded"
CHANGED_BY = CDS + "changedByAct"
REPLACED_BY = DCTERMS + "isReplacedBy"
ORIGINAL = ORG + "originalOrganization"

#: Attributes of which a card tells that only a third party says so.
_GRADED = {
    PREFIXES["eli"] + "id_local": "number",
    PREFIXES["eli"] + "date_document": "adopted",
    PREFIXES["eli"] + "first_date_entry_in_force": "in_force",
    PREFIXES["eli"] + "date_no_longer_in_force": "in_force_until",
    CDS + "validUntil": "valid_until",
}

#: What the things that ended became, by which acts, in which events.
_CHANGES = """
SELECT ?s ?p ?o WHERE {
  VALUES ?thing { %s }
  {
    VALUES ?p { cds:changedByAct dcterms:isReplacedBy } ?thing ?p ?o . BIND(?thing AS ?s)
  } UNION {
    ?thing dcterms:isReplacedBy ?s . ?s cds:changedByAct ?o . BIND(cds:changedByAct AS ?p)
  } UNION {
    VALUES ?p { cds:changedByAct org:originalOrganization org:resultingOrganization }
    ?s a org:ChangeEvent ; org:originalOrganization ?thing ; ?p ?o .
  }
} ORDER BY ?s ?p ?o
"""

_EVENTS = """
SELECT ?x ?day ?remark WHERE {
  VALUES ?x { %s }
  ?x a org:ChangeEvent ; dcterms:date ?day .
  OPTIONAL { ?x skos:scopeNote ?remark }
} ORDER BY ?x ?day ?remark
"""

#: Of which target the source gives a year only.
_YEARS = "SELECT ?x ?year WHERE { VALUES ?x { %s } ?x cds:yearLabel ?year } ORDER BY ?x ?year"

#: What nobody but a third party says.
_DOUBTFUL = """
SELECT DISTINCT ?x ?p WHERE {
  VALUES ?x { %s }
  ?claim a cds:ExternalClaim ; cds:assertsSubject ?x ; cds:assertsPredicate ?p ; cds:assertsObject ?o ;
    cds:confidence "C" .
  FILTER NOT EXISTS {
    ?surer cds:assertsSubject ?x ; cds:assertsPredicate ?p ; cds:assertsObject ?o ; cds:confidence ?grade .
    FILTER(?grade != "C")
  }
} ORDER BY ?x ?p
"""

#: Of what a claim is: the concept that it speaks of, that one side of a comparison is about, or that a target measures.
_TOPICS = """
SELECT ?claim ?topic WHERE {
  VALUES ?claim { %s }
  ?claim cds:assertsSubject/(cds:positionOf|cds:targetIndicator)? ?topic ; cds:about ?topic .
  ?topic a skos:Concept .
} ORDER BY ?claim ?topic
"""

_ACTS = """
PREFIX eli: <http://data.europa.eu/eli/ontology#>
SELECT ?act ?number ?vi ?en ?adopted ?force ?last WHERE {
  ?act a cds:LegalAct .
  OPTIONAL { ?act eli:title ?vi FILTER(LANG(?vi) = "vi") }
  OPTIONAL { ?act eli:title ?en FILTER(LANG(?en) = "en") }
  OPTIONAL { ?act eli:id_local ?number }
  OPTIONAL { ?act eli:date_document ?adopted }
  OPTIONAL { ?act eli:first_date_entry_in_force ?force }
  OPTIONAL { ?act eli:date_no_longer_in_force ?last }
} ORDER BY ?act ?number ?vi ?en ?adopted ?force ?last
"""

_BETWEEN_ACTS = """
PREFIX eli: <http://data.europa.eu/eli/ontology#>
SELECT ?s ?p ?o WHERE { VALUES ?p { eli:repeals eli:amends } ?s ?p ?o } ORDER BY ?s ?p ?o
"""

_WRITTEN = """
SELECT ?source ?first ?last WHERE {
  ?source a cds:Source ; cds:writtenNotBefore ?first ; cds:writtenNotAfter ?last
} ORDER BY ?source ?first ?last
"""


def timeline_graph(store: GraphStore) -> nx.MultiDiGraph:
    """What changed by the day of the view, or of the last check, as `cds_kg.diagram.graph.build` makes a graph.

    What changed has ``changed_on`` (ISO date: the first day after its end, else the day of the act) and ``verified``
    (whether that day is), and from the external claim behind it ``basis`` (its id) and ``confidence``; claims have
    ``phrase``, ``standing`` (IRI) with ``standing_vi`` and ``standing_en``, and ``topic`` (IRI, a node as well) where
    they have one; acts ``number``, ``title_vi``, ``title_en``, ``adopted``, ``in_force`` and ``in_force_until`` (ISO
    dates), as far as known; acts and what changed ``doubtful``: the attributes (by blanks) that only a third party
    says; targets ``deadline`` and, where the source gives no more, ``year``; events ``date``, ``remark_vi`` and
    ``remark_en``; articles ``written_not_before`` and ``written_not_after``. The graph's attributes: ``checked_on``,
    the day for which it is told, and what grades of confidence mean, ``grades_vi`` and ``grades_en``.

    Raises:
        NotFoundError: nothing of the article had changed by then, or there is no claim.
    """
    whole, day = store.whole, day_of_standing(store)
    touched = [standing for standing in standings(store) if standing.affected]
    if not touched:
        raise NotFoundError(
            f"Tính đến ngày {day_text(day, 'vi')}, không có điều nào trong bài nguồn đã thay đổi, nên không có gì để "
            "vẽ; hãy chọn ngày muộn hơn (--as-of), hoặc nạp các mô-đun evidence và acts.",
            f"By {day_text(day, 'en')} nothing of the source article had changed, so there is nothing to draw; "
            "choose a later day (--as-of), or load the modules evidence and acts.",
        )
    acts = {str(row["act"]): _act(row, day) for row in whole.select(_ACTS) if store.home(str(row["act"])) is store}
    sources = {str(row["source"]): row for row in whole.select(_WRITTEN)}
    topics = _topics(whole, touched)
    triples = [
        *_claimed(touched, topics),
        *_triples(whole.select(_CHANGES % _listed(dict.fromkeys(end.iri for one in touched for end in one.ended)))),
        *_between(_triples(whole.select(_BETWEEN_ACTS)), acts, store.day),
    ]
    as_of = {"as_of": day.isoformat()} if store.day else {}
    graph = build(whole, triples, [*acts, *sources], checked_on=day.isoformat(), **as_of, **grade_names(whole))
    for iri, facts in acts.items():
        graph.nodes[iri].update(facts)
    for iri, row in sources.items():
        graph.nodes[iri].update(written_not_before=str(row["first"]), written_not_after=str(row["last"]))
    for row in whole.select(_EVENTS % _listed(graph)):
        remark = row["remark"]
        told = {f"remark_{remark.language}": str(remark)} if isinstance(remark, Text) else {}
        graph.nodes[str(row["x"])].update(date=str(row["day"]), **told)
    for data in graph.nodes.values():
        if data.get("valid_until", "") >= day.isoformat():
            del data["valid_until"]  # that something ends later was not so yet
    for standing in touched:
        _add_claim(whole, graph, standing, topics)
    for row in whole.select(_YEARS % _listed(graph)):
        graph.nodes[str(row["x"])]["year"] = str(row["year"])
    _add_doubts(whole, graph)
    return graph


def _claimed(touched: Iterable[Standing], topics: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """What claims say of the things that changed, and what they are about."""
    for standing in touched:
        claim = standing.claim
        for end in standing.ended:
            yield claim.iri, _link(standing, end), end.iri
        if standing.deadline:
            yield claim.iri, ASSERTS_SUBJECT, _subject(standing)
        if claim.iri in topics:
            yield claim.iri, ABOUT, topics[claim.iri]


def _between(
    triples: Iterable[tuple[str, str, str]], acts: dict[str, dict[str, Any]], day: datetime.date | None
) -> Iterator[tuple[str, str, str]]:
    """Which act repealed or amended which: in a view only what is known to have been in force by its day."""
    for s, p, o in triples:
        since = acts.get(s, {}).get("in_force") or acts.get(s, {}).get("adopted")
        if s in acts and o in acts and (day is None or (since and since <= day.isoformat())):
            yield s, p, o


def _link(standing: Standing, end: Ended) -> str:
    """The relation of the graph from a claim to what ended in it."""
    if end.mentioned:
        return MENTIONS_ENDED
    if end.iri in standing.claim.about:
        return ABOUT
    return ASSERTS_SUBJECT if end.iri == _subject(standing) else ASSERTS_OBJECT


def _subject(standing: Standing) -> str:
    subject = standing.claim.triple.subject
    return subject.value if isinstance(subject, ox.NamedNode) else ""


def _add_claim(store: GraphStore, graph: nx.MultiDiGraph, standing: Standing, topics: dict[str, str]) -> None:
    """The words of a claim, how it stands, and when what it names changed."""
    claim = standing.claim
    graph.nodes[claim.iri].update(
        label_vi=f"“{claim.key_phrase}”",
        phrase=claim.key_phrase,
        standing=standing.status,
        **labelled("standing", store, standing.status),
        **({"topic": topics[claim.iri]} if claim.iri in topics else {}),
    )
    for end in standing.ended:
        last = end.ending.last_day
        first = last + datetime.timedelta(days=1) if last else end.ending.adopted
        days = {"valid_until": last, "changed_on": first}
        graph.nodes[end.iri].update({name: one.isoformat() for name, one in days.items() if one}, verified=bool(last))
    for external in standing.basis:
        subject = external.triple.subject
        if isinstance(subject, ox.NamedNode) and subject.value in graph:
            grade = {"confidence": external.confidence} if external.confidence else {}
            graph.nodes[subject.value].update(basis=external.id, **grade)
    if standing.deadline:
        after = standing.deadline + datetime.timedelta(days=1)
        graph.nodes[_subject(standing)].update(
            verified=True, changed_on=after.isoformat(), deadline=standing.deadline.isoformat()
        )


def _add_doubts(store: GraphStore, graph: nx.MultiDiGraph) -> None:
    """Which of the attributes rest on the word of a third party alone."""
    for row in store.select(_DOUBTFUL % _listed(graph)):
        data, name = graph.nodes[str(row["x"])], _GRADED.get(str(row["p"]))
        if name in data:
            data["doubtful"] = f"{data.get('doubtful', '')} {name}".strip()


def _topics(store: GraphStore, touched: Iterable[Standing]) -> dict[str, str]:
    """Claim -> the concept that it is about."""
    rows = store.select(_TOPICS % _listed([standing.claim.iri for standing in touched]))
    return {str(row["claim"]): str(row["topic"]) for row in reversed(list(rows))}


def _act(row: Row, day: datetime.date) -> dict[str, Any]:
    """What is known of an act on a day, as attributes."""
    last = row["last"]
    over = isinstance(last, datetime.date) and last < day
    found = {"number": row["number"], "title_vi": row["vi"], "title_en": row["en"]}
    found |= {"adopted": row["adopted"], "in_force": row["force"], "in_force_until": last if over else None}
    return {name: str(value) for name, value in found.items() if value is not None}


def _triples(rows: Iterable[Row]) -> Iterator[tuple[str, str, str]]:
    for row in rows:
        yield str(row["s"]), str(row["p"]), str(row["o"])


def _listed(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris)

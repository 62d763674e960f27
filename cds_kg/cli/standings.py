"""How the sub-commands show the standing of a claim on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_kg.cli.things import basis_text, named
from cds_kg.text import pick

if TYPE_CHECKING:
    from cds_kg.api import KnowledgeGraph
    from cds_kg.knowledge.currency import Ended, Standing


def standing_lines(graph: KnowledgeGraph, standing: Standing, lang: str) -> list[str]:
    """The status, then a line for each thing that is over, with last day and act, and one for what it rests on."""
    from cds_kg.knowledge.endings import day_text, ending_text

    lines = [graph.label(standing.status, lang)]
    if standing.deadline is not None:
        lines[0] += pick(lang, ": hạn ", ": due ") + day_text(standing.deadline, lang)
    lines += [f"{named(graph.store, e.iri, lang)}: {ending_text(graph.store, e.ending, lang)}" for e in standing.ended]
    if standing.basis:
        lines.append(pick(lang, "căn cứ: ", "basis: ") + "; ".join(basis_text(x, lang) for x in standing.basis))
    return lines


def standing_record(graph: KnowledgeGraph, standing: Standing, lang: str) -> dict[str, object]:
    """A standing for programs that read JSON."""
    claim = standing.claim
    return {
        "iri": claim.iri,
        "id": claim.id,
        "label": graph.label(claim.iri, lang),
        "sentence": claim.passage,
        "phrase": claim.key_phrase,
        "standing": _thing(graph, standing.status, lang),
        "affected": standing.affected,
        "deadline": standing.deadline,
        "ended": [_ended(graph, end, lang) for end in standing.ended],
        "basis": [
            {
                "iri": external.iri,
                "id": external.id,
                "confidence": external.confidence,
                "citation": external.citation.get(lang) or external.citation.get("vi"),
                "source": external.source,
            }
            for external in standing.basis
        ],
    }


def _ended(graph: KnowledgeGraph, end: Ended, lang: str) -> dict[str, object]:
    from cds_kg.knowledge.endings import act_name

    return {
        **_thing(graph, end.iri, lang),
        "mentioned": end.mentioned,
        "last_day": end.ending.last_day,
        "last_day_verified": end.ending.last_day is not None,
        "replaced_by": [_thing(graph, heir, lang) for heir in end.ending.replaced_by],
        "acts": [{**_thing(graph, act, lang), "number": act_name(graph.store, act, lang)} for act in end.ending.acts],
    }


def _thing(graph: KnowledgeGraph, iri: str, lang: str) -> dict[str, object]:
    from cds_kg.knowledge.names import short_id

    return {"iri": iri, "id": short_id(iri), "label": graph.label(iri, lang)}

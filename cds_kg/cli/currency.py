"""``cds-kg currency``: what in the source no longer holds."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from cds_kg.cli.common import add_format, choose_format, emit, terminal_width, write
from cds_kg.cli.standings import standing_record
from cds_kg.cli.things import add_as_of, basis_text, chosen_day, named, note_day
from cds_kg.text import pick

if TYPE_CHECKING:
    import argparse

    from cds_kg.api import KnowledgeGraph
    from cds_kg.knowledge.currency import Standing


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg currency``."""
    add_as_of(parser, lang)
    parser.add_argument(
        "--all",
        action="store_true",
        help=pick(lang, "cả những luận cứ không có gì kết thúc", "the claims in which nothing has ended too"),
    )
    add_format(parser, lang)


def run(args: argparse.Namespace) -> int:
    """List the claims in which something no longer holds, or all; each with what ended, when, and by which act."""
    from cds_kg.api import KnowledgeGraph

    day = chosen_day(args.as_of) or datetime.date.today()
    form = choose_format(args.format)
    graph = KnowledgeGraph.open()
    found = [standing for standing in graph.currency(day) if args.all or standing.affected]
    if form == "table":
        write(_table(graph, found, args.lang))
    elif form == "json":
        emit([standing_record(graph, standing, args.lang) for standing in found], form)
    else:
        emit([row for s in found for row in _rows(graph, s, args.lang)], form, columns=_COLUMNS)
    note_day(args.lang, day)
    return 0


def status_text(graph: KnowledgeGraph, standing: Standing, lang: str) -> str:
    """The status in words, and whether the claim mentions what has ended."""
    status = graph.label(standing.status, lang)
    if any(end.mentioned for end in standing.ended):
        status += pick(lang, "; nhắc đến điều đã kết thúc", "; mentions what has ended")
    return status


def _table(graph: KnowledgeGraph, found: list[Standing], lang: str) -> str:
    """A table for people: a claim a row, the things that are over one below the other."""
    from cds_kg.store.tables import table

    heads = pick(
        lang,
        "luận cứ|cụm từ|tình trạng|đã kết thúc|ngày cuối|thay bằng|văn bản|căn cứ",
        "claim|phrase|standing|ended|last day|replaced by|act|basis",
    )
    rows = [
        (
            *(standing.claim.id, standing.claim.key_phrase, status_text(graph, standing, lang)),
            *("\n".join(cells) for cells in zip(*_ending_cells(graph, standing, lang), strict=True)),
            "\n".join(basis_text(external, lang) for external in standing.basis),
        )
        for standing in found
    ]
    return table(heads.split("|"), rows, terminal_width()) + (
        "" if rows else pick(lang, "(không có gì)\n", "(nothing)\n")
    )


def _ending_cells(graph: KnowledgeGraph, standing: Standing, lang: str) -> list[tuple[str, str, str, str]]:
    """For each thing that is over, or the deadline that has passed: what, last day, successors, acts."""
    from cds_kg.knowledge.endings import act_name, day_text

    cells = []
    for end in standing.ended:
        last = end.ending.last_day
        cells.append(
            (
                named(graph.store, end.iri, lang),
                day_text(last, lang) if last else pick(lang, "chưa kiểm chứng", "not verified"),
                "; ".join(named(graph.store, heir, lang) for heir in end.ending.replaced_by)
                or pick(lang, "không", "none"),
                "; ".join(act_name(graph.store, act, lang) for act in end.ending.acts),
            )
        )
    if standing.deadline is not None:
        cells.append((pick(lang, "hạn định", "deadline"), day_text(standing.deadline, lang), "", ""))
    return cells or [("", "", "", "")]


_COLUMNS = (
    *("claim", "sentence", "phrase", "standing", "standing_label"),
    *("ended", "ended_label", "mentioned", "last_day", "replaced_by", "acts", "act_numbers", "deadline"),
    *("basis", "confidence"),
)


def _rows(graph: KnowledgeGraph, standing: Standing, lang: str) -> list[dict[str, object]]:
    """One row for each thing that is over, one at least: for programs that read tables, things by their IRIs."""
    from cds_kg.knowledge.endings import act_name

    claim = standing.claim
    common: dict[str, object] = {
        "claim": claim.iri,
        "sentence": claim.passage,
        "phrase": claim.key_phrase,
        "standing": standing.status,
        "standing_label": graph.label(standing.status, lang),
        "deadline": standing.deadline,
    }
    return [
        {
            **common,
            **_basis_cells(standing, end.iri),
            "ended": end.iri,
            "ended_label": graph.label(end.iri, lang),
            "mentioned": end.mentioned,
            "last_day": end.ending.last_day,
            "replaced_by": list(end.ending.replaced_by),
            "acts": list(end.ending.acts),
            "act_numbers": [act_name(graph.store, act, lang) for act in end.ending.acts],
        }
        for end in standing.ended
    ] or [{**common, **_basis_cells(standing, None)}]


def _basis_cells(standing: Standing, thing: str | None) -> dict[str, object]:
    """The external claims on the end of one thing, or all where no thing is named."""
    basis = [
        external for external in standing.basis if thing in (None, getattr(external.triple.subject, "value", None))
    ]
    return {
        "basis": [external.id for external in basis],
        "confidence": [external.confidence for external in basis],
    }

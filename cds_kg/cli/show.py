"""``cds-kg show``: all that the graph knows of one thing."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from cds_kg.cli.common import add_format, choose_format, emit, terminal_width, write
from cds_kg.cli.standings import standing_lines, standing_record
from cds_kg.cli.things import add_as_of, chosen_day, named, note_day, term_text, triple_text
from cds_kg.errors import NotFoundError
from cds_kg.text import pick

if TYPE_CHECKING:
    import argparse

    from cds_kg.api import Concept, KnowledgeGraph
    from cds_kg.knowledge.concepts import DatedName, Description, Relation
    from cds_kg.knowledge.currency import Standing


#: What the name of an administrative unit, without marks, begins with; or its code, its id or its IRI.
_UNIT = re.compile(
    r"(tinh|thanh pho|tp|huyen|quan|thi xa|thi tran|xa|phuong|dac khu"
    r"|province|city|district|township|commune|ward|special zone)\b|[0-9]{2,5}$|.*\b(2025|pre2025)-[0-9]{2,5}\b"
)


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg show``."""
    parser.add_argument(
        "name",
        metavar="CONCEPT",
        help=pick(
            lang,
            "mã, tên có tiền tố, IRI hoặc nhãn, có dấu hay không dấu",
            "id, prefixed name, IRI or label, with or without marks",
        ),
    )
    add_as_of(parser, lang)
    add_format(parser, lang)


def run(args: argparse.Namespace) -> int:
    """Show one thing for people, its statements one a row, or everything as JSON."""
    from cds_kg.api import KnowledgeGraph
    from cds_kg.knowledge.evidence import looks_like_claim
    from cds_kg.knowledge.names import KINDS

    asked = chosen_day(args.as_of)
    day = asked or datetime.date.today()
    form = choose_format(args.format)
    graph = KnowledgeGraph.open()
    if asked is not None:
        graph = graph.as_of(asked)
    if looks_like_claim(args.name):
        claim = graph.evidence(args.name)[0]
        raise NotFoundError(
            f"{claim.id} là một luận cứ; hãy dùng: cds-kg evidence {claim.id}",
            f"{claim.id} is a claim; use: cds-kg evidence {claim.id}",
        )
    try:
        concept = graph.concept(args.name, KINDS)
    except NotFoundError as error:
        raise _perhaps_unit(error, args.name) from error
    about = concept.describe(args.lang)
    if form == "table":
        write("\n".join(_page(graph, concept, about, day, args.lang)))
    elif form == "json":
        emit([_record(graph, concept, about, day, args.lang)], form)
    else:
        emit(list(_statements(graph, about, args.lang)), form, lang=args.lang)
    dated = about.ending or about.first_day or about.names or any(relation.ending for relation in about.relations)
    if asked is not None or dated or any(standing.affected for standing in _standings(graph, about, day)):
        note_day(args.lang, day)
    return 0


def _perhaps_unit(error: NotFoundError, name: str) -> NotFoundError:
    """The error, with the command for administrative units where the name looks like one of them."""
    from cds_kg.text import fold

    if not _UNIT.match(fold(name)):
        return error
    return NotFoundError(
        f'{error.message("vi")} Nếu là đơn vị hành chính, hãy dùng: cds-kg unit "{name}"',
        f'{error.message("en")} For an administrative unit use: cds-kg unit "{name}"',
    )


def _standings(graph: KnowledgeGraph, about: Description, day: datetime.date) -> list[Standing]:
    """How the claims that speak of the thing stand on the day."""
    from cds_kg.knowledge.currency import standing

    return [standing(graph.store, claim, day) for claim in about.claims]


def _page(graph: KnowledgeGraph, concept: Concept, about: Description, day: datetime.date, lang: str) -> Iterator[str]:
    """The parts for people: names and definitions, then one table each for relations and evidence."""
    other = "vi" if lang == "en" else "en"
    yield " · ".join(dict.fromkeys((concept.label(lang), concept.label(other)))) + "\n"
    yield _table((pick(lang, "mã", "id"), about.id), _head(graph, about, day, lang))
    for inverse, headers in (
        (False, (pick(lang, "quan hệ", "relation"), pick(lang, "với", "to"))),
        (True, (pick(lang, "được nêu qua", "named through"), pick(lang, "ở", "by"))),
    ):
        relations = [relation for relation in about.relations if relation.inverse == inverse]
        if relations:
            yield _table(headers, _relation_rows(graph, relations, day, lang))
    if about.claims:
        texts = ("luận cứ|câu|vị trí|cụm từ|tình trạng", "claim|sentence|position|phrase|standing")
        rows = [
            (
                *(s.claim.id, s.claim.passage, f"{s.claim.start}-{s.claim.end}", s.claim.key_phrase),
                "\n".join(standing_lines(graph, s, lang)),
            )
            for s in _standings(graph, about, day)
        ]
        yield _table(pick(lang, *texts).split("|"), rows)
    if about.external_claims:
        texts = ("luận cứ ngoài nguồn|nêu|theo|độ tin cậy", "external claim|states|by|confidence")
        yield _table(
            pick(lang, *texts).split("|"),
            [
                (
                    c.id,
                    triple_text(graph.store, c.triple, lang),
                    _cited(graph, c.source, c.citation, lang),
                    c.confidence or "",
                )
                for c in about.external_claims
            ],
        )


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    from cds_kg.store.tables import table

    return table(headers, list(rows), terminal_width())


def _head(graph: KnowledgeGraph, about: Description, day: datetime.date, lang: str) -> Iterator[tuple[str, str]]:
    yield "IRI", about.iri
    if about.classes:
        yield pick(lang, "loại", "kind"), ", ".join(graph.label(iri, lang) for iri in about.classes)
    if about.alt_labels:
        yield pick(lang, "tên khác", "other names"), "; ".join(f"{t} ({t.language})" for t in about.alt_labels)
    for language in dict.fromkeys((lang, "vi", "en")):
        if language in about.definitions:
            yield f"{pick(lang, 'định nghĩa', 'definition')} ({language})", about.definitions[language]
    yield from _times(graph, about, day, lang)
    for text in about.notes:
        if text.language in (lang, None):
            yield pick(lang, "ghi chú", "note"), text
    for match in about.matches:
        yield match.predicate_label, match.value_label


def _times(graph: KnowledgeGraph, about: Description, day: datetime.date, lang: str) -> Iterator[tuple[str, str]]:
    """What it is called when, since when it is there, and how it ends."""
    if about.names:
        then = graph.store.day is not None
        head = pick(lang, "tên khi đó", "name then") if then else pick(lang, "tên theo thời gian", "names over time")
        yield head, "; ".join(_dated_name(name, lang) for name in about.names)
    if about.first_day:
        begun = about.first_day <= day
        head = pick(lang, "bắt đầu", "begins") if begun else pick(lang, "chưa bắt đầu", "not yet begun")
        yield head, _from(about.first_day, lang)
    if about.ending:
        over = about.ending.by(day)
        head = pick(lang, "đã kết thúc" if over else "kết thúc", "ended" if over else "ends")
        yield head, about.ending.text(lang)
        if about.ending.acts:
            yield pick(lang, "theo", "by act"), "; ".join(named(graph.store, act, lang) for act in about.ending.acts)
        if about.ending.replaced_by:
            heirs = "; ".join(named(graph.store, iri, lang) for iri in about.ending.replaced_by)
            yield pick(lang, "thay bằng", "replaced by"), heirs


def _from(day: datetime.date, lang: str) -> str:
    from cds_kg.knowledge.endings import day_text

    return pick(lang, f"từ ngày {day_text(day, lang)}", f"from {day_text(day, lang)}")


def _dated_name(name: DatedName, lang: str) -> str:
    """A name with the days from and until which it holds."""
    days = [_from(name.first_day, lang)] if name.first_day else []
    days += [name.ending.text(lang)] if name.ending else []
    return f"{name.text} ({', '.join(days)})" if days else name.text


def _relation_rows(
    graph: KnowledgeGraph, relations: Sequence[Relation], day: datetime.date, lang: str
) -> Iterator[tuple[str, str]]:
    """One row per property, the things one below the other."""
    from cds_kg.knowledge.endings import ending_text
    from cds_kg.store.results import Iri

    for name, group in groupby(relations, key=lambda relation: relation.predicate_label):
        lines = []
        for relation in group:
            is_thing = isinstance(relation.value, Iri)
            line = named(graph.store, str(relation.value), lang) if is_thing else relation.value_label
            if relation.ending and relation.ending.by(day):
                line += f" – {ending_text(graph.store, relation.ending, lang)}"
            lines.append(line)
        yield name, "\n".join(lines)


def _cited(graph: KnowledgeGraph, source: str, citation: dict[str, str], lang: str) -> str:
    """What is cited, or the name of the source where nothing more exact is said."""
    return citation.get(lang) or citation.get("vi") or graph.label(source, lang)


def _statements(graph: KnowledgeGraph, about: Description, lang: str) -> Iterator[dict[str, object]]:
    """One row per statement, for programs that read tables: all of the thing's own, then those of others."""
    import pyoxigraph as ox

    from cds_kg.store.results import shown

    def row(predicate: str, direction: str, value: str, label: str, language: str | None) -> dict[str, object]:
        return {
            "property": predicate,
            "property_label": graph.label(predicate, lang),
            "direction": direction,
            "value": value,
            "value_label": label,
            "language": language,
        }

    quads = graph.store.home(about.iri).store.quads_for_pattern(ox.NamedNode(about.iri), None, None)
    for quad in sorted(quads, key=lambda quad: (quad.predicate.value, str(quad.object))):
        term = quad.object
        value = term.value if isinstance(term, ox.NamedNode) else shown(term)
        language = term.language if isinstance(term, ox.Literal) else None
        yield row(quad.predicate.value, "out", value, term_text(graph.store, term, lang), language)
    for relation in about.relations:
        if relation.inverse:
            yield row(relation.predicate, "in", str(relation.value), relation.value_label, None)


def _record(
    graph: KnowledgeGraph, concept: Concept, about: Description, day: datetime.date, lang: str
) -> dict[str, object]:
    """Everything, for programs that read JSON."""
    from cds_kg.knowledge.names import short_id
    from cds_kg.store.results import Iri

    def thing(iri: str) -> dict[str, object]:
        return {"iri": iri, "id": short_id(iri), "label": graph.label(iri, lang)}

    def related(relation: Relation) -> dict[str, object]:
        is_thing = isinstance(relation.value, Iri)
        return {
            "property": thing(relation.predicate),
            "direction": "in" if relation.inverse else "out",
            "value": thing(str(relation.value)) if is_thing else relation.value,
            "ended": relation.ending is not None and relation.ending.by(day),
        }

    ending = about.ending
    return {
        "iri": about.iri,
        "id": about.id,
        "label": concept.label(lang),
        "labels": about.labels,
        "definitions": about.definitions,
        "alt_labels": [{"text": text, "language": text.language} for text in about.alt_labels],
        "classes": [thing(iri) for iri in about.classes],
        "notes": [{"text": text, "language": text.language} for text in about.notes],
        "names": [
            {
                "iri": name.iri,
                "text": name.text,
                "first_day": name.first_day,
                "last_day": name.ending.last_day if name.ending else None,
            }
            for name in about.names
        ],
        "first_day": about.first_day,
        "ended": ending is not None and ending.by(day),
        "last_day": ending.last_day if ending else None,
        "ended_by": [thing(act) for act in ending.acts] if ending else [],
        "replaced_by": [thing(iri) for iri in ending.replaced_by] if ending else [],
        "ending_claims": [claim.id for claim in about.ending_claims],
        "relations": [related(relation) for relation in about.relations],
        "matches": [related(relation) for relation in about.matches],
        "claims": [claim.id for claim in about.claims],
        "currency": [standing_record(graph, standing, lang) for standing in _standings(graph, about, day)],
        "external_claims": [claim.id for claim in about.external_claims],
    }

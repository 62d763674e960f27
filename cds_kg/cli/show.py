"""``cds-kg show``: all that the graph knows of one thing."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from cds_kg.cli.common import add_format, choose_format, emit, note, terminal_width, write
from cds_kg.cli.things import add_date, chosen_date, named, term_text, triple_text
from cds_kg.errors import NotFoundError
from cds_kg.text import pick

if TYPE_CHECKING:
    from cds_kg.api import Concept, KnowledgeGraph
    from cds_kg.knowledge.concepts import Description, Relation


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
    add_date(parser, lang)
    add_format(parser, lang)


def run(args: argparse.Namespace) -> int:
    """Show one thing for people, its statements one a row, or everything as JSON."""
    from cds_kg.api import KnowledgeGraph
    from cds_kg.knowledge.evidence import looks_like_claim
    from cds_kg.knowledge.names import KINDS

    day = chosen_date(args.date)
    form = choose_format(args.format)
    graph = KnowledgeGraph.open()
    if looks_like_claim(args.name):
        claim = graph.evidence(args.name)[0]
        raise NotFoundError(
            f"{claim.id} là một luận cứ; hãy dùng: cds-kg evidence {claim.id}",
            f"{claim.id} is a claim; use: cds-kg evidence {claim.id}",
        )
    concept = graph.concept(args.name, KINDS)
    about = concept.describe(args.lang)
    if form == "table":
        write("\n".join(_page(graph, concept, about, day, args.lang)))
    elif form == "json":
        emit([_record(graph, concept, about, day, args.lang)], form)
    else:
        emit(list(_statements(graph, about, args.lang)), form, lang=args.lang)
    if about.ending or any(relation.ending for relation in about.relations):
        from cds_kg.knowledge.endings import day_text

        note(args.lang, f"Xét vào ngày {day_text(day, 'vi')}.", f"As of {day_text(day, 'en')}.")
    return 0


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
            (c.id, c.passage, f"{c.start}-{c.end}", c.key_phrase, graph.label(c.currency, lang)) for c in about.claims
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
    if about.ending:
        over = about.ending.by(day)
        yield pick(lang, "đã kết thúc" if over else "kết thúc", "ended" if over else "ends"), about.ending.text(lang)
        if about.ending.replaced_by:
            heirs = "; ".join(named(graph.store, iri, lang) for iri in about.ending.replaced_by)
            yield pick(lang, "thay bằng", "replaced by"), heirs
    for text in about.notes:
        if text.language in (lang, None):
            yield pick(lang, "ghi chú", "note"), text
    for match in about.matches:
        yield match.predicate_label, match.value_label


def _relation_rows(
    graph: KnowledgeGraph, relations: Sequence[Relation], day: datetime.date, lang: str
) -> Iterator[tuple[str, str]]:
    """One row per property, the things one below the other."""
    from cds_kg.store.results import Iri

    for name, group in groupby(relations, key=lambda relation: relation.predicate_label):
        lines = []
        for relation in group:
            is_thing = isinstance(relation.value, Iri)
            line = named(graph.store, str(relation.value), lang) if is_thing else relation.value_label
            if relation.ending and relation.ending.by(day):
                line += f" – {relation.ending.text(lang)}"
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

    quads = graph.store.store.quads_for_pattern(ox.NamedNode(about.iri), None, None)
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
        "ended": ending is not None and ending.by(day),
        "last_day": ending.last_day if ending else None,
        "replaced_by": [thing(iri) for iri in ending.replaced_by] if ending else [],
        "ending_claims": [claim.id for claim in about.ending_claims],
        "relations": [related(relation) for relation in about.relations],
        "matches": [related(relation) for relation in about.matches],
        "claims": [claim.id for claim in about.claims],
        "external_claims": [claim.id for claim in about.external_claims],
    }

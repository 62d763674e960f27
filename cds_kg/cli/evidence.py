"""``cds-kg evidence``: claims and the words they rest on; a source's text checked and searched."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cds_kg.cli.common import add_format, choose_format, emit, note, terminal_width, write
from cds_kg.cli.standings import standing_lines, standing_record
from cds_kg.cli.things import triple_record, triple_text
from cds_kg.errors import UsageError
from cds_kg.text import pick

if TYPE_CHECKING:
    import argparse

    from cds_kg.api import KnowledgeGraph
    from cds_kg.knowledge.currency import Standing
    from cds_kg.knowledge.evidence import Claim, ExternalClaim
    from cds_kg.knowledge.source_text import SourceCheck


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg evidence``."""
    parser.add_argument(
        "name",
        nargs="?",
        metavar="CLAIM|CONCEPT",
        help=pick(lang, "mã luận cứ như c051, hoặc một khái niệm", "id of a claim like c051, or a concept"),
    )
    parser.add_argument(
        "--source",
        metavar="FILE",
        help=pick(
            lang,
            "văn bản nguồn: đối chiếu câu, cụm từ, mã băm, và cho xem cả câu",
            "the source's text: check sentences, phrases and digests, and show whole sentences",
        ),
    )
    parser.add_argument(
        "--find",
        metavar="PHRASE",
        help=pick(lang, "tìm cụm từ này trong --source", "find this phrase in --source"),
    )
    add_format(parser, lang)


def run(args: argparse.Namespace) -> int:
    """Find a phrase, check a text, or list claims; 1 where the text does not bear them out."""
    form = choose_format(args.format)
    if args.find is not None:
        if args.source is None or args.name is not None:
            raise UsageError(
                "--find cần --source FILE và không đi cùng tên luận cứ hay khái niệm.",
                "--find needs --source FILE and no name of a claim or concept beside it.",
            )
        return _find(args.source, args.find, form, args.lang)

    from cds_kg.api import KnowledgeGraph
    from cds_kg.knowledge.evidence import Claim, evidence_of

    graph = KnowledgeGraph.open()
    text = None
    if args.source is not None:
        from cds_kg.knowledge.source_text import read_source

        text = read_source(args.source)
        if args.name is None:
            return _check(graph, text, form, args.lang)
    found = evidence_of(graph.store).claims if args.name is None else graph.evidence(args.name)
    claims = [claim for claim in found if isinstance(claim, Claim)]
    others = [claim for claim in found if not isinstance(claim, Claim)]
    sentences = {} if text is None else _sentences(graph, claims, text)
    if form == "table":
        write(_tables(graph, claims, others, sentences, args.lang))
    else:
        records = [_record(graph, claim, sentences, args.lang) for claim in claims]
        records += [_external_record(graph, claim, args.lang) for claim in others]
        emit(records if form == "json" else [_flat(record) for record in records], form, lang=args.lang)
    wrong = [claim.passage for claim in claims if text is not None and claim.passage not in sentences]
    if wrong:
        listed = ", ".join(dict.fromkeys(wrong))
        note(
            args.lang,
            f"{args.source}: không khớp với các câu {listed}; xem: cds-kg evidence --source {args.source}",
            f"{args.source}: does not agree with the sentences {listed}; see: cds-kg evidence --source {args.source}",
        )
    return 1 if wrong or not found else 0


def _find(source: str, phrase: str, form: str, lang: str) -> int:
    from cds_kg.knowledge.source_text import find_phrase, read_source

    places = find_phrase(read_source(source), phrase)
    records = [
        {
            "sentence": place.sentence.id,
            "line": place.sentence.line,
            "start": place.start,
            "end": place.end,
            "phrase": place.phrase,
            "sentence_start": place.sentence.start,
            "sentence_end": place.sentence.end,
            "sha256": place.sentence.sha256,
        }
        for place in places
    ]
    emit(records, form, lang=lang)
    return 0


def _check(graph: KnowledgeGraph, text: str, form: str, lang: str) -> int:
    from cds_kg.knowledge.evidence import evidence_of
    from cds_kg.knowledge.source_text import check_source

    check = check_source(evidence_of(graph.store), text)
    records = [{"id": wrong.id, "problem": pick(lang, wrong.vi, wrong.en)} for wrong in check.mismatches]
    if form == "table" and check.holds:
        write(_summary(check, lang) + "\n")
    else:
        emit(records, form, lang=lang, columns=("id", "problem"))
        note(lang, _summary(check, "vi"), _summary(check, "en"))
    return 0 if check.holds else 1


def _summary(check: SourceCheck, lang: str) -> str:
    wrong = len(check.mismatches)
    return pick(
        lang,
        f"Đã đối chiếu {check.passages} câu và {check.phrases} cụm từ: "
        + (f"{wrong} chỗ sai." if wrong else "đều khớp."),
        f"Checked {check.passages} sentences and {check.phrases} phrases: "
        + (f"{wrong} wrong." if wrong else "all agree."),
    )


def _sentences(graph: KnowledgeGraph, claims: Iterable[Claim], text: str) -> dict[str, str]:
    """Short name of a passage -> its sentence, where the text has what the graph says."""
    from cds_kg.knowledge.evidence import evidence_of
    from cds_kg.knowledge.source_text import agrees

    wanted = {claim.passage for claim in claims}
    passages = [passage for passage in evidence_of(graph.store).passages if passage.id in wanted]
    return {passage.id: text[passage.start : passage.end] for passage in passages if agrees(passage, text)}


def _tables(
    graph: KnowledgeGraph,
    claims: Sequence[Claim],
    others: Sequence[ExternalClaim],
    sentences: dict[str, str],
    lang: str,
) -> str:
    """A table of the claims, one of the external claims, and the whole sentences where the source is at hand."""
    from cds_kg.store.tables import table

    width = terminal_width()
    parts = []
    if claims or not others:
        names = pick(lang, "luận cứ|câu|vị trí|cụm từ|nêu|tình trạng", "claim|sentence|position|phrase|states|standing")
        rows = [
            (
                *(claim.id, claim.passage, f"{claim.start}-{claim.end}", claim.key_phrase),
                "\n".join(triple_text(graph.store, triple, lang) for triple in claim.triples),
                "\n".join(standing_lines(graph, _standing(graph, claim), lang)),
            )
            for claim in claims
        ]
        parts.append(table(names.split("|"), rows, width))
    if others:
        names = pick(lang, "luận cứ ngoài nguồn|nêu|theo|tin cậy|nguồn", "external claim|states|by|confidence|source")
        rows_of_others = [
            (
                *(claim.id, triple_text(graph.store, claim.triple, lang)),
                claim.citation.get(lang) or claim.citation.get("vi", ""),
                *(claim.confidence or "", graph.label(claim.source, lang)),
            )
            for claim in others
        ]
        parts.append(table(names.split("|"), rows_of_others, width))
    if sentences:
        whole = [(passage, sentences[passage]) for passage in sorted(sentences)]
        parts.append(table((pick(lang, "câu", "sentence"), pick(lang, "nguyên văn", "in full")), whole, width))
    return "\n".join(parts)


def _standing(graph: KnowledgeGraph, claim: Claim) -> Standing:
    """How the claim stands today."""
    from cds_kg.knowledge.currency import standing

    return standing(graph.store, claim, datetime.date.today())


def _record(graph: KnowledgeGraph, claim: Claim, sentences: dict[str, str], lang: str) -> dict[str, object]:
    return {
        "iri": claim.iri,
        "id": claim.id,
        "label": graph.label(claim.iri, lang),
        "sentence": claim.passage,
        "line": claim.line,
        "start": claim.start,
        "end": claim.end,
        "phrase": claim.key_phrase,
        "asserts": [triple_record(triple) for triple in claim.triples],
        "states": [triple_text(graph.store, triple, lang) for triple in claim.triples],
        "currency": claim.currency,
        "currency_label": graph.label(claim.currency, lang),
        "checked_on": claim.checked_on,
        "about": list(claim.about),
        "mentions_ended": list(claim.mentions_ended),
        "standing": standing_record(graph, _standing(graph, claim), lang),
        "text": sentences.get(claim.passage),
        "citation": None,
        "confidence": None,
        "source": None,
    }


def _external_record(graph: KnowledgeGraph, claim: ExternalClaim, lang: str) -> dict[str, object]:
    return {
        "iri": claim.iri,
        "id": claim.id,
        "label": graph.label(claim.iri, lang),
        **dict.fromkeys(("sentence", "line", "start", "end", "phrase")),
        "asserts": [triple_record(claim.triple)],
        "states": [triple_text(graph.store, claim.triple, lang)],
        "currency": None,
        "currency_label": None,
        "checked_on": claim.checked_on,
        "about": [],
        "mentions_ended": [],
        "standing": None,
        "text": None,
        "citation": claim.citation.get(lang) or claim.citation.get("vi"),
        "confidence": claim.confidence,
        "source": claim.source,
    }


def _flat(record: dict[str, object]) -> dict[str, object]:
    """A record for tables of text: without what only JSON can nest."""
    return {key: value for key, value in record.items() if key not in ("asserts", "about", "standing")}

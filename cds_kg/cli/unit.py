"""``cds-kg unit``: one administrative unit, with its parts, its past and its present."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cds_kg.cli.common import add_format, choose_format, emit, note, terminal_width, write
from cds_kg.cli.things import chosen_day, named
from cds_kg.cli.unit_shown import (
    COLUMNS,
    add_day,
    count_headers,
    count_records,
    count_rows,
    note_vintage,
    open_units,
    unit_record,
    unit_rows,
)
from cds_kg.text import pick

if TYPE_CHECKING:
    import argparse

    from cds_kg.knowledge.units import Found, Step, Unit
    from cds_kg.store.dataset import GraphStore

_SHOWN_OTHERS = 3


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg unit``."""
    parser.add_argument(
        "name",
        metavar="UNIT",
        help=pick(
            lang,
            "tên có hoặc không kèm loại, có dấu hay không dấu, địa chỉ («tan thanh, lam dong»), mã chính thức (80), "
            "mã định danh (pre2025-80) hoặc IRI; tên và địa chỉ cũ dẫn đến đơn vị hiện nay",
            'name with or without type, with or without marks, address ("tan thanh, lam dong"), official code (80), '
            "id (pre2025-80) or IRI; former names and addresses lead to the present unit",
        ),
    )
    add_day(parser, lang)
    parser.add_argument(
        "--parts",
        action="store_true",
        help=pick(
            lang,
            "liệt kê các đơn vị trực thuộc (CSV và TSV: mỗi đơn vị một dòng)",
            "list its direct parts (CSV and TSV: a row each)",
        ),
    )
    add_format(parser, lang)


def run(args: argparse.Namespace) -> int:
    """Show one unit for people, or its record; 1 where there is none, or the day is not covered."""
    from cds_kg.knowledge.units import covered, find_units, one_of, unit

    asked, form = chosen_day(args.as_of), choose_format(args.format)
    store, day = open_units(args.lang), asked or datetime.date.today()
    covered(store, day)
    found = find_units(store, args.name, asked)
    shown = unit(store, one_of(store, args.name, found), day)
    if form == "table":
        write("\n".join(_page(store, shown, args.parts, args.lang)))
    elif form == "json":
        emit([_record(store, shown, args.parts, args.lang)], form)
    elif args.parts:
        emit([unit_record(store, part, args.lang) for part in shown.parts()], form, columns=COLUMNS)
    else:
        emit([_row(store, shown, args.lang)], form)
    _note_others(store, shown, found, args.lang)
    note_vintage(store, day, args.lang)
    return 0


def _note_others(store: GraphStore, shown: Unit, found: Found, lang: str) -> None:
    """Tell what else bears the name or code, but for the same place in former days."""
    from cds_kg.knowledge.units import mention, unit

    kin = {step.unit for step in (*shown.came_from(), *shown.became())}
    others = [i for i in found.others if i not in kin or unit(store, i).proper_name != shown.proper_name]
    if others:
        vi, en = ("; ".join(mention(store, iri, of) for iri in others[:_SHOWN_OTHERS]) for of in ("vi", "en"))
        more = len(others) - _SHOWN_OTHERS
        vi_more, en_more = (f"; … và {more} đơn vị khác", f"; … and {more} more") if more > 0 else ("", "")
        note(lang, f"Tên hay mã này cũng là của: {vi}{vi_more}.", f"This name or code also belongs to: {en}{en_more}.")


def _page(store: GraphStore, unit: Unit, with_parts: bool, lang: str) -> Iterator[str]:
    """The parts for people: what it is, past and present, its parts, and the concepts of its level."""
    from cds_kg.knowledge.units import part_counts

    other = "vi" if lang == "en" else "en"
    yield " · ".join(dict.fromkeys((unit.label(lang), unit.label(other)))) + "\n"
    yield _table((pick(lang, "mã định danh", "id"), unit.id), _head(store, unit, lang))
    came_from, became = unit.came_from(), unit.became()
    if became:
        through = became[0].through_parts
        texts = ("địa bàn nay thuộc" if through else "trở thành", "its area is now in" if through else "became")
        yield _table(_step_headers(pick(lang, *texts), lang), _step_rows(store, became, lang))
    if came_from:
        yield _table(
            _step_headers(pick(lang, "hình thành từ", "formed from"), lang), _step_rows(store, came_from, lang)
        )
    counts = part_counts(store, unit.iri, unit.day)
    if counts:
        level, kind, number = count_headers(lang)
        yield _table((pick(lang, f"gồm: {level}", f"parts: {level}"), kind, number), count_rows(store, counts, lang))
    if with_parts:
        rows = unit_rows(store, unit.parts(), lang)
        if rows:
            yield _table(list(rows[0]), [[str(value) for value in row.values()] for row in rows])
    texts = ("khái niệm ở cấp này|quan hệ|cấp", "concept at this level|relation|level")
    applied = [(named(store, a.concept, lang), named(store, a.relation, lang), a.level) for a in unit.concepts()]
    if applied:
        yield _table(pick(lang, *texts).split("|"), [(c, r, named(store, level, lang)) for c, r, level in applied])


def _head(store: GraphStore, unit: Unit, lang: str) -> Iterator[tuple[str, str]]:
    from cds_kg.knowledge.units import mention, same_code

    yield "IRI", unit.iri
    also = "; ".join(mention(store, iri, lang) for iri in same_code(store, unit.iri))
    belongs = pick(lang, f"; cũng là mã của {also}", f"; also the code of {also}") if also else ""
    yield pick(lang, "mã chính thức", "official code"), unit.code + belongs
    yield pick(lang, "loại", "type"), named(store, unit.type, lang)
    for spell in unit.spells:
        yield (
            "",
            f"{named(store, spell.type, lang)} {_span(spell.valid_from, spell.valid_until, lang)}"
            + _by(store, spell.acts, lang),
        )
    yield pick(lang, "cấp", "level"), named(store, unit.level, lang)
    above = ", ".join(f"{one.label(lang)} ({one.id})" for one in unit.ancestors())
    if above:
        yield pick(lang, "thuộc", "part of"), above
    ended = unit.valid_until is not None and unit.day is not None and unit.valid_until < unit.day
    span = pick(lang, "đã kết thúc", "ended") if ended else pick(lang, "thời gian", "valid")
    yield span, _span(unit.valid_from, unit.valid_until, lang)
    if unit.acts:
        yield pick(lang, "văn bản", "act"), _acts(store, unit.acts, lang)
    if unit.latitude is not None and unit.longitude is not None:
        yield pick(lang, "tọa độ", "coordinates"), f"{unit.latitude}, {unit.longitude}"
    if unit.iso_code:
        yield "ISO 3166-2", unit.iso_code
    for address in unit.see_also:
        yield pick(lang, "xem thêm", "see also"), address


def _span(begin: datetime.date | None, end: datetime.date | None, lang: str) -> str:
    """From when until when; a beginning that is not known is said to be so."""
    from cds_kg.knowledge.endings import day_text

    first = day_text(begin, lang) if begin else ""
    last = day_text(end, lang) if end else ""
    if first and last:
        return pick(lang, f"từ ngày {first} đến hết ngày {last}", f"{first} to {last}")
    if last:
        return pick(lang, f"đến hết ngày {last}; không rõ từ khi nào", f"until {last}; since when is not known")
    return pick(lang, f"từ ngày {first}", f"since {first}")


def _acts(store: GraphStore, acts: Iterable[str], lang: str) -> str:
    from cds_kg.knowledge.endings import act_name

    return ", ".join(act_name(store, act, lang) for act in acts)


def _by(store: GraphStore, acts: Sequence[str], lang: str) -> str:
    return pick(lang, ", theo ", ", by ") + _acts(store, acts, lang) if acts else ""


def _step_headers(first: str, lang: str) -> list[str]:
    return [first, *pick(lang, "mã định danh|từ ngày|văn bản", "id|from|act").split("|")]


def _step_rows(store: GraphStore, steps: Sequence[Step], lang: str) -> Iterator[tuple[str, str, str, str]]:
    from cds_kg.knowledge.endings import day_text
    from cds_kg.knowledge.units import address, unit_id

    for step in steps:
        day = day_text(step.day, lang) if step.day else ""
        yield address(store, step.unit, lang), unit_id(step.unit), day, _acts(store, step.acts, lang)


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    from cds_kg.store.tables import table

    return table(headers, list(rows), terminal_width())


def _record(store: GraphStore, unit: Unit, with_parts: bool, lang: str) -> dict[str, object]:
    """Everything, for JSON."""
    from cds_kg.knowledge.units import part_counts, same_code

    record = unit_record(store, unit, lang) | {
        "as_of": unit.day,
        "ended": unit.valid_until is not None and unit.day is not None and unit.valid_until < unit.day,
        "ancestors": [_thing(store, above.iri, lang) for above in unit.ancestors()],
        "acts": [_act(store, act, lang) for act in unit.acts],
        "types": [
            {
                "type": spell.type,
                "type_label": named(store, spell.type, lang),
                "labels": spell.labels,
                "valid_from": spell.valid_from,
                "valid_until": spell.valid_until,
                "acts": [_act(store, act, lang) for act in spell.acts],
            }
            for spell in unit.spells
        ],
        "iso_3166_2": unit.iso_code,
        "see_also": list(unit.see_also),
        "same_code": [_thing(store, iri, lang) for iri in same_code(store, unit.iri)],
        "came_from": [_step(store, step, lang) for step in unit.came_from()],
        "became": [_step(store, step, lang) for step in unit.became()],
        "part_counts": count_records(store, part_counts(store, unit.iri, unit.day), lang),
        "concepts": [
            _thing(store, applied.concept, lang)
            | {
                "relation": applied.relation,
                "relation_label": named(store, applied.relation, lang),
                "level": applied.level,
                "level_label": named(store, applied.level, lang),
            }
            for applied in unit.concepts()
        ],
    }
    if with_parts:
        record["parts"] = [unit_record(store, part, lang) for part in unit.parts()]
    return record


def _row(store: GraphStore, unit: Unit, lang: str) -> dict[str, object]:
    """The unit in one row, for CSV and TSV."""
    record = unit_record(store, unit, lang)
    return {column: record[column] for column in COLUMNS} | {
        "valid_from": unit.valid_from,
        "valid_until": unit.valid_until,
        "acts": list(unit.acts),
        "iso_3166_2": unit.iso_code,
        "see_also": list(unit.see_also),
        "came_from": [step.unit for step in unit.came_from()],
        "became": [step.unit for step in unit.became()],
        "concepts": list(dict.fromkeys(applied.concept for applied in unit.concepts())),
    }


def _thing(store: GraphStore, iri: str, lang: str) -> dict[str, object]:
    from cds_kg.knowledge.names import short_id
    from cds_kg.knowledge.units import unit_id

    return {"iri": iri, "id": short_id(unit_id(iri)), "label": named(store, iri, lang)}


def _act(store: GraphStore, iri: str, lang: str) -> dict[str, object]:
    from cds_kg.knowledge.endings import act_name

    return _thing(store, iri, lang) | {"number": act_name(store, iri, lang)}


def _step(store: GraphStore, step: Step, lang: str) -> dict[str, object]:
    from cds_kg.knowledge.units import address

    return _thing(store, step.unit, lang) | {
        "address": address(store, step.unit, lang),
        "date": step.day,
        "acts": [_act(store, act, lang) for act in step.acts],
        "through_parts": step.through_parts,
    }

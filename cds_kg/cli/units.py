"""``cds-kg units``: lists and counts of administrative units on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_kg.cli.common import add_format, add_output, choose_format, emit, note
from cds_kg.cli.things import chosen_day
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
    import datetime

    from cds_kg.store.dataset import GraphStore


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg units``."""
    parser.add_argument(
        "--level",
        metavar="LEVEL",
        help=pick(
            lang,
            "chỉ cấp này: tinh, huyen (đến hết ngày 30/06/2025) hoặc xa",
            "only this level: province, district (until 2025-06-30) or commune",
        ),
    )
    parser.add_argument(
        "--type",
        metavar="TYPE",
        help=pick(
            lang,
            "chỉ loại này: tinh, thanh-pho, quan, huyen, thi-xa, xa, phuong, thi-tran, dac-khu",
            "only this type: province, city, ward, commune, special-zone, urban-district, township, ...",
        ),
    )
    parser.add_argument(
        "--in",
        dest="within",
        metavar="UNIT",
        help=pick(
            lang,
            "chỉ các đơn vị thuộc đơn vị này (tên hoặc mã), trực tiếp hay qua cấp giữa",
            "only units that are part of this one (name or code), directly or not",
        ),
    )
    add_day(parser, lang)
    parser.add_argument(
        "--count",
        action="store_true",
        help=pick(lang, "đếm theo cấp và loại thay vì liệt kê", "count by level and type instead of listing"),
    )
    add_format(parser, lang)
    add_output(parser, lang)


def run(args: argparse.Namespace) -> int:
    """List or count the units of a day; 1 where there is none, or the day is not covered."""
    from cds_kg.knowledge.units import chosen, counts, mention, units

    asked, form = chosen_day(args.as_of), choose_format(args.format, args.output)
    asking = chosen(open_units(args.lang), asked, args.level, args.type, args.within)
    store, day, level, _, within = asking
    if args.count:
        tally = counts(*asking)
        if form == "table":
            headers = count_headers(args.lang)
            rows = [dict(zip(headers, row, strict=True)) for row in count_rows(store, tally, args.lang)]
            emit(rows, form, args.output, lang=args.lang, columns=headers)
        else:
            columns = ("level", "level_label", "type", "type_label", "count")
            emit(count_records(store, tally, args.lang), form, args.output, lang=args.lang, columns=columns)
        empty = not tally
    else:
        found = units(*asking)
        if form == "table":
            emit(unit_rows(store, found, args.lang), form, args.output, lang=args.lang)
        else:
            records = [unit_record(store, unit, args.lang) for unit in found]
            emit(records, form, args.output, lang=args.lang, columns=COLUMNS)
        empty = not found
    note_vintage(store, day, args.lang)
    if empty and level is not None:
        _note_ended(store, level, day, args.lang)
    if empty and within is not None:
        vi, en = (mention(store, within, of) for of in ("vi", "en"))
        note(args.lang, f"Không có đơn vị nào như vậy thuộc {vi}.", f"No such unit is part of {en}.")
    return 1 if empty else 0


def _note_ended(store: GraphStore, level: str, day: datetime.date, lang: str) -> None:
    """Tell that there is nothing since the level has ended."""
    from cds_kg.knowledge.endings import ending
    from cds_kg.knowledge.names import label

    ends = ending(store, level)
    if ends is not None and ends.by(day):
        vi, en = (f"{label(store, level, of)}: {ends.text(of)}." for of in ("vi", "en"))
        note(lang, vi, en)

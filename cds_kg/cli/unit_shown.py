"""How ``unit`` and ``units`` open the graph and show administrative units."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cds_kg.cli.common import note, progress
from cds_kg.cli.things import named, note_day
from cds_kg.text import pick

if TYPE_CHECKING:
    import argparse

    from cds_kg.knowledge.units import Count, Unit
    from cds_kg.store.dataset import GraphStore

#: The columns of a list of units in CSV and TSV.
COLUMNS = (
    *("iri", "id", "code", "label", "type", "type_label", "level", "level_label"),
    *("parent", "parent_label", "latitude", "longitude"),
)


def add_day(parser: argparse.ArgumentParser, lang: str) -> None:
    """Add ``--as-of``, left ``None`` where not given."""
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        help=pick(lang, "xét vào ngày này, ví dụ 2025-06-30 (mặc định: hôm nay)", "as of this day (default: today)"),
    )


def open_units(lang: str) -> GraphStore:
    """The graph with the units."""
    from cds_kg.cli.cache import open_cached
    from cds_kg.knowledge.units import MODULE

    with progress(lang, "Đang nạp các đơn vị hành chính", "Loading the administrative units"):
        return open_cached([MODULE])


def note_vintage(store: GraphStore, day: datetime.date, lang: str) -> None:
    """Tell as of which day the answer is, and that later changes may be missing where the data are older."""
    from cds_kg.knowledge.endings import day_text
    from cds_kg.knowledge.units import covered

    note_day(lang, day)
    snapshot = covered(store, day).snapshot
    if snapshot is not None and snapshot < day:
        note(
            lang,
            f"Số liệu đơn vị chụp ngày {day_text(snapshot, 'vi')}; thay đổi sau ngày này có thể chưa có.",
            f"The units are as recorded on {day_text(snapshot, 'en')}; later changes may be missing.",
        )


def unit_record(store: GraphStore, unit: Unit, lang: str) -> dict[str, object]:
    """A unit for programs."""
    from cds_kg.knowledge.units import unit as unit_of

    parent = unit_of(store, unit.parent, unit.day) if unit.parent else None
    return {
        "iri": unit.iri,
        "id": unit.id,
        "code": unit.code,
        "label": unit.label(lang),
        "labels": unit.labels,
        "proper_name": unit.proper_name,
        "type": unit.type,
        "type_label": named(store, unit.type, lang),
        "level": unit.level,
        "level_label": named(store, unit.level, lang),
        "parent": parent.iri if parent else None,
        "parent_label": parent.label(lang) if parent else None,
        "vintage": unit.vintage,
        "valid_from": unit.valid_from,
        "valid_until": unit.valid_until,
        "latitude": unit.latitude,
        "longitude": unit.longitude,
    }


def unit_rows(store: GraphStore, units: Iterable[Unit], lang: str) -> list[dict[str, object]]:
    """Units for people, a row each; what they are part of in words."""
    texts = pick(lang, "mã định danh|tên|loại|thuộc|mã", "id|name|type|part of|code").split("|")
    return [
        dict(
            zip(
                texts,
                (
                    unit.id,
                    unit.label(lang),
                    named(store, unit.type, lang),
                    ", ".join(above.label(lang) for above in unit.ancestors()),
                    unit.code,
                ),
                strict=True,
            )
        )
        for unit in units
    ]


def count_records(store: GraphStore, counts: Sequence[Count], lang: str) -> list[dict[str, object]]:
    """Counts for programs."""
    return [
        {
            "level": count.level,
            "level_label": named(store, count.level, lang),
            "type": count.type,
            "type_label": named(store, count.type, lang),
            "count": count.count,
        }
        for count in counts
    ]


def count_rows(store: GraphStore, counts: Sequence[Count], lang: str) -> list[tuple[str, str, str]]:
    """Counts for people: level, type and number, with the sum of each level that has several types."""
    rows = []
    for level in dict.fromkeys(count.level for count in counts):
        of_level = [count for count in counts if count.level == level]
        label = named(store, level, lang)
        rows += [(label, named(store, count.type, lang), str(count.count)) for count in of_level]
        if len(of_level) > 1:
            rows.append((label, pick(lang, "(cộng)", "(total)"), str(sum(count.count for count in of_level))))
    return rows


def count_headers(lang: str) -> list[str]:
    """The headings of `count_rows`."""
    return pick(lang, "cấp|loại|số lượng", "level|type|number").split("|")

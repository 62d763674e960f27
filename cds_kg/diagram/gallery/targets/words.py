"""What the chart of targets says in words: titles, values, periods, remarks, sentences."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cds_kg.diagram.axes import number_text
from cds_kg.diagram.gallery.targets.plan import Block, Row, no_longer, places_of
from cds_kg.diagram.gallery.timeline.notes import deadline_note, grade_text, grades_note
from cds_kg.diagram.graph import names
from cds_kg.diagram.layout import Names, capitalised, inside
from cds_kg.diagram.sheet import Sheet
from cds_kg.namespaces import CDS

if TYPE_CHECKING:
    import networkx as nx

#: The sign that stands after a value of a unit.
_SIGNS = {CDS + "Percent": "%"}


def titles(graph: nx.MultiDiGraph, sheet: Sheet) -> Names:
    """The title, with the years of the targets in the graph."""
    deadlines = sorted(data["deadline"] for _, data in graph.nodes(data=True) if "deadline" in data)
    years = ", ".join(dict.fromkeys(deadline[:4] for deadline in deadlines))
    if not years:
        return sheet.words("Thước đo và số liệu mới nhất", "Measures and the latest figures")
    return sheet.words(f"Mục tiêu {years} và số liệu mới nhất", f"Targets for {years} and the latest figures")


def value_text(graph: nx.MultiDiGraph, block: Block, iri: str, lang: str) -> str:
    """A value with its sign."""
    data = graph.nodes[iri]
    return number_text(data["value"], places_of(graph, block, iri), lang) + _SIGNS.get(data["unit"], "")


def unit_names(graph: nx.MultiDiGraph, unit: str | None, sheet: Sheet) -> Names:
    """What heads the measures of a unit."""
    if unit is None:
        return sheet.words("Chưa có mục tiêu bằng số, chưa có số liệu", "No target in numbers, no figures")
    labels = next(data for _, data in graph.nodes(data=True) if data.get("unit") == unit)
    return sheet.names(
        {f"label_{lang}": labels[f"unit_{lang}"] for lang in ("vi", "en") if f"unit_{lang}" in labels}, unit
    )


def attribute(data: dict[str, Any], name: str, lang: str) -> str:
    """A text of a node in the language, else in the other one, else nothing."""
    return str(data.get(f"{name}_{lang}") or data.get(f"{name}_{'en' if lang == 'vi' else 'vi'}") or "")


def period(data: dict[str, Any], sheet: Sheet) -> str:
    """When something was observed: a year, a month, or from which to which day."""
    first, last = (datetime.date.fromisoformat(data[f"observed_{end}"]) for end in ("from", "until"))
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return sheet.pick(f"năm {first.year}", str(first.year))
    whole_month = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if whole_month and (first.year, first.month) == (last.year, last.month):
        return sheet.pick(f"tháng {first.month}/{first.year}", f"{first.month}/{first.year}")
    return sheet.pick(
        f"từ {sheet.date(first)} đến {sheet.date(last)}", f"from {sheet.date(first)} to {sheet.date(last)}"
    )


def remark(graph: nx.MultiDiGraph, block: Block, row: Row, sheet: Sheet) -> str:
    """What stands beside a row: when it was observed and how to read it, or that nothing is known; the deadlines."""
    parts = []
    if row.observation:
        data = graph.nodes[row.observation]
        parts.append(_sentence(period(data, sheet)))
        parts.append(attribute(data, "remark", sheet.lang))
    else:
        parts.append(sheet.pick("Chưa có số liệu.", "No figures."))
    measure = graph.nodes[block.measure]
    if row == block.rows[0] and not block.continued:
        parts.append(attribute(measure, "remark", sheet.lang))
        if scale := attribute(measure, "replaced", sheet.lang):
            parts.append(sheet.pick(f"{scale} đã được thay.", f"{scale}: replaced."))
    direction = attribute(measure, "direction", sheet.lang)
    if direction and not row.targets:
        what = capitalised(((attribute(graph.graph, "direction", sheet.lang), sheet.lang),))[0][0]
        parts.append(
            sheet.pick(f"{what} theo bài: {inside(direction)}.", f"{what} in the article: {inside(direction)}.")
        )
    if row.targets:
        days = ", ".join(_deadline(graph.nodes[aim], sheet) for aim in row.targets)
        parts.append(sheet.pick(f"Hạn của mục tiêu: {days}.", f"Deadline of targets: {days}."))
    return " ".join(part for part in parts if part)


def row_sentence(graph: nx.MultiDiGraph, block: Block, row: Row, sheet: Sheet) -> str:
    """A row in a sentence, for those who do not see it."""
    name = names(graph.nodes[block.measure], sheet.lang, block.measure)[0][0]
    who = f" ({names(graph.nodes[row.who], sheet.lang, row.who)[0][0]})" if row.who else ""
    values = [target_text(graph, block, aim, sheet) for aim in row.targets]
    if row.observation:
        value = value_text(graph, block, row.observation, sheet.lang)
        values.append(sheet.pick(f"số liệu mới nhất là {value}", f"latest figure is {value}"))
    said = ", ".join(values)
    return (
        f"{name}{who}: {said}. {remark(graph, block, row, sheet)}"
        if said
        else (f"{name}{who}: {remark(graph, block, row, sheet)}")
    )


def target_text(graph: nx.MultiDiGraph, block: Block, target: str, sheet: Sheet) -> str:
    """A target in words: its year and value."""
    year, value = graph.nodes[target]["deadline"][:4], value_text(graph, block, target, sheet.lang)
    return sheet.pick(f"mục tiêu năm {year} là {value}", f"target for {year} is {value}")


def standing_text(data: dict[str, Any], sheet: Sheet) -> str:
    """How a target stands that no longer stands as one, and by which act."""
    acts = data.get("changed_by")
    by = sheet.pick(f", theo {acts}", f", by {acts}") if acts else ""
    return inside(attribute(data, "standing", sheet.lang)) + by


def _deadline(data: dict[str, Any], sheet: Sheet) -> str:
    """The last day of a target, and how it stands where it no longer does."""
    day = sheet.date(datetime.date.fromisoformat(data["deadline"]))
    how = f" ({standing_text(data, sheet)})" if no_longer(data) else ""
    return day + how


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def notes(graph: nx.MultiDiGraph, page: Sequence[Block], sheet: Sheet) -> list[str]:
    """What stands at the foot of a page: for which day it is told what has lapsed, where the figures are from."""
    rows = [row for block in page for row in block.rows]
    found = []
    if any(row.targets for row in rows):
        day = sheet.date(datetime.date.fromisoformat(graph.graph["checked_on"]))
        found.append(sheet.pick(f"Tình trạng của mục tiêu: xét vào ngày {day}.", f"Status of targets as of {day}."))
    if any("year" in graph.nodes[aim] for row in rows for aim in row.targets):
        found.append(deadline_note(sheet))
    seen = [graph.nodes[row.observation] for row in rows if row.observation]
    sources = dict.fromkeys(_source(data, sheet) for data in seen if "source" in data)
    if sources:
        listed = ", ".join(sources)
        found.append(sheet.pick(f"Số liệu quan sát theo: {listed}.", f"Observations as published by: {listed}."))
    if seen and "as_of" in graph.graph:
        found.append(_known_note(seen, sheet))
    if any("confidence" in data for data in seen):
        found.append(grades_note(graph, sheet))
    return [" ".join(found)] if found else []


def _known_note(seen: Sequence[dict[str, Any]], sheet: Sheet) -> str:
    """Which figures a view as of a day has."""
    undated = any("published" not in data for data in seen)
    more = sheet.pick("; số chưa rõ ngày công bố thì theo hiểu biết hiện nay", "; those of unknown day as known today")
    return sheet.pick("Chỉ nêu số đã công bố đến ngày này", "Only figures published by this day") + (
        f"{more}." if undated else "."
    )


def _source(data: dict[str, Any], sheet: Sheet) -> str:
    """The site that published a figure, with the grade of confidence."""
    site = (urlsplit(str(data["source"])).hostname or str(data["source"])).removeprefix("www.")
    grade = data.get("confidence")
    return site + (f" ({grade_text(grade, sheet.lang)})" if grade else "")


def short_target(graph: nx.MultiDiGraph, block: Block, target: str, sheet: Sheet) -> str:
    """A target as it stands over its sign: ``2025: 50%``."""
    return f"{graph.nodes[target]['deadline'][:4]}: {value_text(graph, block, target, sheet.lang)}"


def axis_text(value: float, places: int, unit: str, lang: str) -> str:
    """A number of an axis."""
    return number_text(value, places, lang) + _SIGNS.get(unit, "")

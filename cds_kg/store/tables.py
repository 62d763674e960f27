"""Plain-text tables: columns aligned, long cells wrapped, nothing in them that a terminal would obey."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from cds_kg.store.excerpt import text_width
from cds_kg.text import pick

_GAP = "  "
_NARROWEST = 8

#: What terminals obey or readers cannot see: C0 as its picture, C1, marks of direction and line separators as escapes.
_UNSEEN = {
    **{code: chr(0x2400 + code) for code in range(0x20) if code != 0x0A},
    0x7F: "\u2421",
    **{code: f"\\x{code:02x}" for code in range(0x80, 0xA0)},
    **{
        code: f"\\u{code:04x}"
        for code in (0x061C, 0x200E, 0x200F, 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    },
}


def visible(text: str) -> str:
    """``text`` with its control characters and marks of direction as visible signs; line feeds stay."""
    return text if text.isascii() and text.isprintable() else text.translate(_UNSEEN)


def cell_text(value: object, lang: str) -> str:
    """A value as people read it in one line of a table: có/không, 30/06/2025 in Vietnamese; nothing for ``None``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return pick(lang, "có", "yes") if value else pick(lang, "không", "no")
    if isinstance(value, datetime.date):
        return _day(value, lang)
    if isinstance(value, list | tuple):
        return "; ".join(cell_text(item, lang) for item in value)
    return one_line(str(value))


def one_line(text: str) -> str:
    """``text`` with line ends and tabs as spaces."""
    return " ".join(part for part in text.replace("\t", " ").splitlines() if part) if text else text


def _day(day: datetime.date, lang: str) -> str:
    if lang == "en":
        return day.isoformat()
    text = f"{day.day:02}/{day.month:02}/{day.year:04}"
    return f"{text} {day.timetz().isoformat()}" if isinstance(day, datetime.datetime) else text


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None) -> str:
    """``rows`` under ``headers`` and a rule, every line ended by a newline.

    Columns that are empty in every row are left out. Where the columns cannot be made narrow enough without breaking
    words, each row is a block of lines ``heading: value`` instead, with an empty line between blocks.

    Args:
        headers: one text per column.
        rows: as many texts per row; line breaks within a cell are kept, control characters become visible.
        width: columns of the terminal; wider tables have their widest columns wrapped. ``None`` never wraps.
    """
    used = [i for i in range(len(headers)) if any(row[i] for row in rows)] or range(len(headers))
    cells = [[visible(row[i].replace("\t", " ")) for i in used] for row in (headers, *rows)]
    columns = list(zip(*cells, strict=True))
    widths = [max(text_width(line) for cell in column for line in cell.split("\n")) for column in columns]
    if width is not None and _total(widths) > width:
        least = [_least(column, natural) for column, natural in zip(columns, widths, strict=True)]
        if _total(least) > width and rows:
            return "\n".join("".join(_block(cells[0], row, width)) for row in cells[1:])
        widths = _shrink(widths, least if rows else [1] * len(least), width)
    lines = []
    for number, row in enumerate(cells):
        if number == 1:
            lines.append(_GAP.join("─" * w for w in widths))
        lines.extend(_row_lines(row, widths))
    if not rows:
        lines.append(_GAP.join("─" * w for w in widths))
    return "".join(line.rstrip() + "\n" for line in lines)


def _block(headers: Sequence[str], row: Sequence[str], width: int) -> Iterator[str]:
    """One row as lines ``heading: value``, what goes on indented; empty cells are left out."""
    for heading, cell in zip(headers, row, strict=True):
        if cell:
            text = f"{heading}: {cell}" if heading else cell
            first, *rest = [part for line in text.split("\n") for part in _wrap(line, max(1, width - len(_GAP)))]
            yield first + "\n"
            yield from (f"{_GAP}{line}\n" for line in rest)


def _row_lines(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    columns = [
        [part for line in cell.split("\n") for part in _wrap(line, width)]
        for cell, width in zip(row, widths, strict=True)
    ]
    height = max((len(column) for column in columns), default=0)
    return [
        _GAP.join(_pad(column[i] if i < len(column) else "", w) for column, w in zip(columns, widths, strict=True))
        for i in range(height)
    ]


def _wrap(line: str, width: int) -> list[str]:
    """The line in parts of at most ``width`` terminal columns: between words, within those that are longer alone."""
    if text_width(line) <= width:
        return [line]
    parts: list[str] = []
    now = ""
    for word in line.split():
        joined = f"{now} {word}" if now else word
        if text_width(joined) <= width:
            now = joined
            continue
        if now:
            parts.append(now)
        now = ""
        for sign in word:
            if now and text_width(now + sign) > width:
                parts.append(now)
                now = ""
            now += sign
    return [*parts, now]


def _pad(text: str, width: int) -> str:
    return text + " " * (width - text_width(text))


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _least(column: Sequence[str], natural: int) -> int:
    """The width below which a column breaks words, or is hard to read."""
    words = (text_width(word) for cell in column for word in cell.split())
    return max(max(words, default=0), min(natural, _NARROWEST))


def _shrink(widths: Sequence[int], least: Sequence[int], total: int) -> list[int]:
    """``widths`` with the widest made narrower, a column at a time, until the table fits in ``total``."""
    widths = list(widths)
    for _ in range(_total(widths) - total):
        movable = [i for i, w in enumerate(widths) if w > least[i]]
        if not movable:
            break
        widths[max(movable, key=lambda i: widths[i])] -= 1
    return widths

"""Plain-text tables: columns aligned, long cells wrapped."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from cds_kg.store.excerpt import text_width

_GAP = "  "
_NARROWEST = 12


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None) -> str:
    """``rows`` under ``headers`` and a rule, every line ended by a newline.

    Args:
        headers: one text per column.
        rows: as many texts per row; line breaks within a cell are kept.
        width: columns of the terminal; wider tables have their widest columns wrapped. ``None`` never wraps.
    """
    cells = [list(headers), *([*row] for row in rows)]
    widths = [max(text_width(line) for row in cells for line in row[i].split("\n")) for i in range(len(headers))]
    if width is not None:
        widths = _shrink(widths, width)
    lines = []
    for number, row in enumerate(cells):
        if number == 1:
            lines.append(_GAP.join("─" * w for w in widths))
        lines.extend(_row_lines(row, widths))
    if not rows:
        lines.append(_GAP.join("─" * w for w in widths))
    return "".join(line.rstrip() + "\n" for line in lines)


def _row_lines(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    columns = [_wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
    height = max((len(column) for column in columns), default=0)
    return [
        _GAP.join(_pad(column[i] if i < len(column) else "", w) for column, w in zip(columns, widths, strict=True))
        for i in range(height)
    ]


def _wrap(cell: str, width: int) -> list[str]:
    lines: list[str] = []
    for line in cell.split("\n"):
        lines.extend(textwrap.wrap(line, width) if text_width(line) > width else [line])
    return lines


def _pad(text: str, width: int) -> str:
    return text + " " * (width - text_width(text))


def _shrink(widths: list[int], total: int) -> list[int]:
    """``widths`` with the widest made narrower until the table fits in ``total``, none below a readable least."""
    widths = list(widths)
    over = sum(widths) + len(_GAP) * (len(widths) - 1) - total
    while over > 0:
        widest = max(widths)
        if widest <= _NARROWEST:
            break
        second = max([w for w in widths if w < widest], default=_NARROWEST)
        group = [i for i, w in enumerate(widths) if w == widest]
        cut = max(1, min(widest - max(second, _NARROWEST), -(-over // len(group))))
        for i in group:
            widths[i] -= cut
            over -= cut
    return widths

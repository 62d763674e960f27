"""The line of a text that an error speaks of, with a caret under the place."""

from __future__ import annotations

import unicodedata

_WIDTH = 100


def excerpt(text: str, line: int, column: int) -> str:
    """Line ``line`` of ``text`` and a caret under its character ``column`` (both from 1), each after two spaces.

    A line over 100 characters is cut around the place. Past the end of the text the last line is shown.
    """
    lines = text.splitlines() or [""]
    row = lines[min(line, len(lines)) - 1] if line >= 1 else lines[0]
    at = min(max(column, 1) - 1, len(row))
    first = max(0, at - _WIDTH * 2 // 3) if len(row) > _WIDTH else 0
    shown = row[first : first + _WIDTH].replace("\t", " ")
    caret = " " * text_width(shown[: at - first]) + "^"
    return f"  {shown}\n  {caret}"


def text_width(text: str) -> int:
    """The number of terminal columns that ``text`` takes: none for combining marks, two for wide characters."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in unicodedata.normalize("NFC", text)
    )

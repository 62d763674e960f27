"""The line of a text that an error speaks of, with a caret under the place."""

from __future__ import annotations

import re
import unicodedata

_WIDTH = 100


def excerpt(text: str, line: int, column: int) -> str:
    """Line ``line`` of ``text`` and a caret under its character ``column`` (both from 1), each after two spaces.

    A line over 100 characters is cut around the place. Past the end of the text the last line is shown.
    """
    lines = lines_of(text)
    row = lines[min(max(line, 1), len(lines)) - 1]
    at = min(max(column, 1) - 1, len(row))
    first = max(0, at - _WIDTH * 2 // 3) if len(row) > _WIDTH else 0
    shown = row[first : first + _WIDTH].replace("\t", " ")
    caret = " " * text_width(shown[: at - first]) + "^"
    return f"  {shown}\n  {caret}"


def lines_of(text: str) -> list[str]:
    """The lines of ``text`` as parsers count them: `str.splitlines` ends a line at more characters, as at U+2028."""
    lines = re.split(r"\r\n|\r|\n", text)
    return lines[:-1] if len(lines) > 1 and not lines[-1] else lines


def text_width(text: str) -> int:
    """The number of terminal columns that ``text`` takes: none for combining marks, two for wide characters."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in unicodedata.normalize("NFC", text)
    )

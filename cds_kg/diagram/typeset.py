"""Text set in the packaged font: widths from the font's own tables, line breaks between words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from cds_kg.resources import asset
from cds_kg.text import nfc

Weight = Literal["regular", "semibold"]

#: The packaged font first; the others have Vietnamese letters and stand on most machines.
FAMILIES = ("Be Vietnam Pro", "Segoe UI", "Noto Sans", "DejaVu Sans", "sans-serif")

_FILES: dict[Weight, str] = {"regular": "BeVietnamPro-Regular.ttf", "semibold": "BeVietnamPro-SemiBold.ttf"}


def font_file(weight: Weight) -> Path:
    """The packaged font file of a weight."""
    return asset("fonts") / _FILES[weight]


class Font:
    """Advance widths of one packaged font, as parts of the type size."""

    def __init__(self, path: Path) -> None:
        from fontTools.ttLib import TTFont

        with TTFont(path, lazy=True) as font:
            units = font["head"].unitsPerEm
            metrics = font["hmtx"].metrics
            self.widths: dict[str, float] = {
                chr(code): metrics[glyph][0] / units for code, glyph in font.getBestCmap().items()
            }
            self.unknown: float = metrics[".notdef"][0] / units
            self.cap_height: float = font["OS/2"].sCapHeight / units

    def width(self, text: str, size: float) -> float:
        """The width of one line at a type size in pixels, without kerning."""
        return sum(self.widths.get(letter, self.unknown) for letter in text) * size


@cache
def font(weight: Weight) -> Font:
    """The packaged font of a weight, read once."""
    return Font(font_file(weight))


def width(text: str, size: float, weight: Weight) -> float:
    """The width of one line in pixels."""
    return font(weight).width(text, size)


def baseline(top: float, line_height: float, size: float, weight: Weight) -> float:
    """The y of the baseline that centres capitals in a line which starts at ``top``."""
    return top + (line_height + font(weight).cap_height * size) / 2


class Joins:
    """How firmly neighbouring syllables hold together, learnt from texts.

    Vietnamese writes a word's syllables apart, so a line must not end after any blank: "địa / phương" tears a word.
    Syllables that mostly occur together are taken to be one word.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._alone: Counter[str] = Counter()
        self._together: Counter[tuple[str, str]] = Counter()
        for text in texts:
            for phrase in re.split(r"[^\w\s]", text.casefold()):
                syllables = phrase.split()
                self._alone.update(syllables)
                self._together.update(pairwise(syllables))

    def strength(self, before: str, after: str) -> float:
        """From 0 (never seen together) to 1 (never seen apart)."""
        a, b = before.casefold(), after.casefold()
        return 2 * self._together[a, b] / ((self._alone[a] + self._alone[b]) or 1)


#: How a torn word weighs against uneven lines.
_TEAR = 1.5


def wrap(text: str, limit: float, size: float, weight: Weight, joins: Joins) -> tuple[str, ...]:
    """``text`` in as few lines of at most ``limit`` pixels as words allow, even, and with words kept whole.

    A syllable that is wider than the limit stands on a line of its own.
    """
    words = nfc(text).split()
    return min(_breakings(words, limit, size, weight), key=lambda lines: _badness(lines, limit, size, weight, joins))


def _breakings(words: Sequence[str], limit: float, size: float, weight: Weight) -> list[tuple[str, ...]]:
    """Every way to set the words in the fewest lines."""
    best: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(words) + 1):
        ways: list[tuple[str, ...]] = []
        for start in range(end):
            line = " ".join(words[start:end])
            if start == end - 1 or width(line, size, weight) <= limit:
                ways += [(*head, line) for head in best[start]]
        fewest = min(len(way) for way in ways)
        best.append([way for way in ways if len(way) == fewest])
    return best[-1]


def _badness(
    lines: Sequence[str], limit: float, size: float, weight: Weight, joins: Joins
) -> tuple[float, tuple[str, ...]]:
    """How uneven lines are and how many words they tear; the lines themselves tell equals apart."""
    widths = [width(line, size, weight) for line in lines]
    uneven = sum(((max(widths) - w) / limit) ** 2 for w in widths)
    torn = sum(joins.strength(a.split()[-1], b.split()[0]) for a, b in pairwise(lines))
    return round(uneven + _TEAR * torn, 6), tuple(lines)

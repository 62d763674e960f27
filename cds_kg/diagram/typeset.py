"""Text set in the packaged font: widths from the font's own tables, line breaks between words."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from cds_kg.resources import asset
from cds_kg.text import nfc

Weight = Literal["regular", "semibold"]

#: The packaged font first; the others have Vietnamese letters and stand on most machines.
FAMILIES = ("Be Vietnam Pro", "Segoe UI", "Noto Sans", "DejaVu Sans", "sans-serif")

FONT_FILES: dict[Weight, str] = {"regular": "BeVietnamPro-Regular.ttf", "semibold": "BeVietnamPro-SemiBold.ttf"}

#: The weights as CSS and SVG call them.
CSS_WEIGHTS: dict[Weight, int] = {"regular": 400, "semibold": 600}


def font_file(weight: Weight) -> Path:
    """The packaged font file of a weight."""
    return asset("fonts") / FONT_FILES[weight]


def widths_file() -> Path:
    """The file of the packaged fonts' widths, written by ``tools/font_widths.py``."""
    return asset("fonts") / "widths.json"


class Font:
    """Advance widths of one packaged font, as parts of the type size."""

    def __init__(self, weight: Weight) -> None:
        table = json.loads(widths_file().read_text(encoding="ascii"))[weight]
        units = table["units"]
        self.widths: dict[str, float] = {letter: width / units for letter, width in table["widths"].items()}
        self.unknown: float = table["unknown"] / units
        self.cap_height: float = table["cap_height"] / units

    def width(self, text: str, size: float) -> float:
        """The width of one line at a type size in pixels, without kerning."""
        return sum(self.widths.get(letter, self.unknown) for letter in text) * size


@cache
def font(weight: Weight) -> Font:
    """The packaged font of a weight, read once."""
    return Font(weight)


def legible(text: str) -> str:
    """``text`` in normal form C and in letters that the packaged font has.

    What cannot be seen is left out, line ends and tabs are blanks, and any other letter becomes a question mark:
    drawn from another font, or as an empty box, it would not have the width that is reckoned with.
    """
    known = font("regular").widths
    return "".join(letter if letter in known else _instead(letter) for letter in nfc(text))


def _instead(letter: str) -> str:
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter)[0] in "CM" else "?"


def width(text: str, size: float, weight: Weight) -> float:
    """The width of one line in pixels."""
    return font(weight).width(text, size)


def baseline(top: float, line_height: float, size: float, weight: Weight) -> float:
    """The y of the baseline that centres capitals in a line which starts at ``top``."""
    return top + (line_height + font(weight).cap_height * size) / 2


@cache
def _word_pairs() -> frozenset[tuple[str, str]]:
    """Neighbouring syllables of the words in ``cds_kg/assets/words-vi.txt``, one word a line."""
    lines = asset("words-vi.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(pair for line in lines if not line.startswith("#") for pair in pairwise(line.split()))


class Joins:
    """How firmly neighbouring syllables hold together, by a list of words and as learnt from texts.

    Vietnamese writes a word's syllables apart, so a line must not end after any blank: "địa / phương" tears a word.
    Beside the words of the list, syllables that mostly occur together are taken to be one word.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._words = _word_pairs()
        self._alone: Counter[str] = Counter()
        self._together: Counter[tuple[str, str]] = Counter()
        for text in texts:
            for phrase in re.split(r"[^\w\s]", text.casefold()):
                syllables = phrase.split()
                self._alone.update(syllables)
                self._together.update(pairwise(syllables))

    def strength(self, before: str, after: str) -> float:
        """From 0 (never seen together) to 1 (never seen apart)."""
        a, b = re.sub(r"^\W+", "", before.casefold()), re.sub(r"\W+$", "", after.casefold())
        if (a, b) in self._words:
            return 1.0
        return 2 * self._together[a, b] / ((self._alone[a] + self._alone[b]) or 1)


#: How a torn word weighs against uneven lines, and from which firmness on it is rather kept whole by one line more.
_TEAR = 1.5
_FIRM = 0.5


@dataclass(frozen=True, slots=True, order=True)
class _Broken:
    """A text in lines: how bad they are (uneven, words torn), how many words they tear for sure, and the lines."""

    badness: float
    torn: int
    lines: tuple[str, ...]


def wrap(text: str, limit: float, size: float, weight: Weight, joins: Joins) -> tuple[str, ...]:
    """``text`` in as few lines of at most ``limit`` pixels as words allow, even, and with words kept whole.

    It takes one line more where that keeps a word whole. What is wider than the limit without a blank (an address) is
    broken where it must be.
    """
    line = " ".join(legible(text).split())
    if not line or width(line, size, weight) <= limit:
        return (line,) if line else ()
    ways = _breakings(line, limit, size, weight, joins)
    fewest = min(ways)
    best, more = ways[fewest], ways.get(fewest + 1)
    return more.lines if more and more.torn < best.torn else best.lines


def _breakings(text: str, limit: float, size: float, weight: Weight, joins: Joins) -> dict[int, _Broken]:
    """Number of lines -> the best way to set the text in so many."""
    tokens = list(_tokens(text, limit, size, weight))
    widths = [width(glue + word, size, weight) for glue, word in tokens]
    best: list[dict[int, _Broken]] = [{0: _Broken(0.0, 0, ())}]
    for end in range(1, len(tokens) + 1):
        found: dict[int, _Broken] = {}
        used = 0.0
        for start in range(end - 1, -1, -1):
            glue, word = tokens[start]
            line_width = used + width(word, size, weight)
            if line_width > limit and start < end - 1:
                break
            used += widths[start]
            uneven = max(1 - line_width / limit, 0.0) ** 2
            torn = joins.strength(tokens[start - 1][1], word) if start and glue else 0.0
            line = word + "".join(before + part for before, part in tokens[start + 1 : end])
            for number, head in best[start].items():
                badness = round(head.badness + uneven + _TEAR * torn, 6)
                way = _Broken(badness, head.torn + (torn >= _FIRM), (*head.lines, line))
                found[number + 1] = min(way, found.get(number + 1, way))
        fewest = min(found)
        best.append({number: way for number, way in found.items() if number <= fewest + 1})
    return best[-1]


def _tokens(text: str, limit: float, size: float, weight: Weight) -> Iterator[tuple[str, str]]:
    """The parts between which a line may end, each with the blank before it, or nothing inside an overlong word."""
    for word in text.split():
        glue, part = " ", ""
        for letter in word:
            if part and width(part + letter, size, weight) > limit:
                yield glue, part
                glue, part = "", ""
            part += letter
        yield glue, part

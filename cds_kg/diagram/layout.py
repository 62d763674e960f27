"""Parts that every drawing is put together from: captions in two languages, bands' titles, the legend, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cds_kg.diagram import style, typeset
from cds_kg.diagram.geometry import Rect
from cds_kg.diagram.scene import Anchor, Legend, LegendEntry, Swatch, TextLine, set_line
from cds_kg.diagram.style import Colours, Line, Paint, Type
from cds_kg.diagram.typeset import Joins, Weight

#: Labels with their languages, the one asked for first.
Names = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Run:
    """One line of a caption before it has a place."""

    text: str
    lang: str
    type: Type
    weight: Weight
    colour: str


@dataclass(frozen=True, slots=True)
class Caption:
    """Lines that stand one under the other."""

    runs: tuple[Run, ...]

    @property
    def width(self) -> float:
        """The width of the longest line."""
        return max((typeset.width(run.text, run.type.size, run.weight) for run in self.runs), default=0.0)

    @property
    def height(self) -> float:
        """The height of all lines."""
        return sum(run.type.line for run in self.runs)

    def at(self, x: float, middle: float, anchor: Anchor = "middle") -> tuple[TextLine, ...]:
        """The lines in their place: ``x`` is where they are anchored, ``middle`` the y of the block's centre."""
        top = middle - self.height / 2
        lines = []
        for run in self.runs:
            y = typeset.baseline(top, run.type.line, run.type.size, run.weight)
            lines.append(set_line(run.text, run.lang, x, y, run.type.size, run.weight, run.colour, anchor))
            top += run.type.line
        return tuple(lines)

    def __add__(self, other: Caption) -> Caption:
        return Caption(self.runs + other.runs)


@dataclass(frozen=True, slots=True)
class Look:
    """How a name and its gloss are set: type, weight, colour of each."""

    name: tuple[Type, Weight, str]
    gloss: tuple[Type, Weight, str]


@dataclass(frozen=True, slots=True)
class Setter:
    """Sets texts in lines.

    Attributes:
        joins: which syllables make a word.
    """

    joins: Joins

    def caption(self, text: str, lang: str, limit: float, kind: Type, weight: Weight, colour: str) -> Caption:
        """A text in lines of at most ``limit`` pixels."""
        lines = typeset.wrap(text, limit, kind.size, weight, self.joins)
        return Caption(tuple(Run(line, lang, kind, weight, colour) for line in lines))

    def bilingual(self, names: Names, limit: float, look: Look) -> Caption:
        """The first name large, the others small under it."""
        whole = Caption(())
        for index, (text, lang) in enumerate(names):
            kind, weight, colour = look.name if index == 0 else look.gloss
            whole += self.caption(text, lang, limit, kind, weight, colour)
        return whole


def paragraph(words: Caption, x: float, top: float, anchor: Anchor = "start") -> tuple[TextLine, ...]:
    """A caption set downwards from ``top``."""
    return words.at(x, top + words.height / 2, anchor)


@dataclass(frozen=True, slots=True)
class Sample:
    """An entry of the legend before it has a place."""

    sample: Paint | Line | Swatch | Literal["chip", "band"]
    names: Names
    both: bool = False
    ended: bool = False
    card: bool = False


#: In a legend: around all, a sample's width, from a sample to its words, the least space between entries and parts.
_PAD, _SIGN, _BESIDE, _SPACE, _APART = 12.0, 44.0, 12.0, 5.0, 16.0
#: Between the columns of a legend.
_GUTTER = 16.0
#: No column of a legend under a drawing is narrower.
_COLUMN = 236.0


def legend_column(
    setter: Setter,
    parts: Sequence[Sequence[Sample]],
    place: Rect,
    title: Names,
    colours: Colours,
    *,
    fill: bool = False,
) -> Legend:
    """A legend as one column at the top of ``place``: samples at the left, their names beside them, parts set apart.

    With ``fill`` it spreads over the whole height. It is higher than ``place`` where its words need that.
    """
    samples = [sample for part in parts for sample in part]
    firsts = {id(part[0]) for part in parts}
    head = setter.bilingual(title, place.w - 2 * _PAD, _legend_title(colours))
    words = _legend_words(setter, samples, place.w - 2 * _PAD, colours)
    space, apart = 2 * _SPACE, _APART
    if fill:
        used = 2 * _PAD + head.height + sum(w.height for w in words)
        space = max((place.h - used) / (len(samples) + len(parts)), _SPACE)
        apart = 2 * space
    y = place.y + _PAD + head.height
    entries = []
    for sample, text in zip(samples, words, strict=True):
        y += apart if id(sample) in firsts else space
        entries.append(_entry(sample, text, place.x + _PAD, y))
        y += text.height
    rect = Rect(place.x, place.y, place.w, y + _PAD - place.y)
    return Legend(rect, paragraph(head, place.x + _PAD, place.y + _PAD), tuple(entries))


def legend_block(
    setter: Setter, parts: Sequence[Sequence[Sample]], place: Rect, title: Names, colours: Colours
) -> Legend:
    """A legend as a block of columns at the bottom of ``place``, as wide as it."""
    samples = [sample for part in parts for sample in part]
    columns = max(1, min(len(samples), int((place.w - 2 * _PAD) // _COLUMN)))
    each = -(-len(samples) // columns)
    columns = -(-len(samples) // each)
    width = (place.w - 2 * _PAD) / columns
    words = _legend_words(setter, samples, width - _GUTTER, colours)
    line = setter.bilingual(title[:1], place.w, _legend_title(colours))
    rows = [words[row::each] for row in range(each)]
    heights = [max(text.height for text in row) for row in rows]
    height = 2 * _PAD + line.height + sum(heights) + 2 * _SPACE * each
    top = place.bottom - height
    entries = []
    for number, (sample, text) in enumerate(zip(samples, words, strict=True)):
        column, row = divmod(number, each)
        y = top + _PAD + line.height + sum(heights[:row]) + 2 * _SPACE * (row + 1) + (heights[row] - text.height) / 2
        entries.append(_entry(sample, text, place.x + _PAD + column * width, y))
    rect = Rect(place.x, top, place.w, height)
    return Legend(rect, paragraph(line, place.x + _PAD, top + _PAD), tuple(entries))


def _legend_title(colours: Colours) -> Look:
    return Look((style.BAND, "semibold", colours.band_ink), (style.SMALL, "regular", colours.muted))


def _legend_words(setter: Setter, samples: Sequence[Sample], width: float, colours: Colours) -> list[Caption]:
    """The words beside each sample, in a column of this width."""
    look = Look((style.KEY, "regular", colours.ink), (style.KEY, "regular", colours.muted))
    return [setter.bilingual(sample.names, width - _SIGN - _BESIDE, look) for sample in samples]


def _entry(sample: Sample, words: Caption, left: float, top: float) -> LegendEntry:
    middle = top + words.height / 2
    height = 2.0 if isinstance(sample.sample, Line) else 24.0
    rect = Rect.around(left + _SIGN / 2, middle, _SIGN, height)
    lines = words.at(left + _SIGN + _BESIDE, middle, "start")
    return LegendEntry(sample.sample, rect, lines, sample.both, sample.ended, sample.card)


def capitalised(names: Names) -> tuple[tuple[str, str], ...]:
    """Names with their first letter large: class names are written small in English."""
    return tuple((text[:1].upper() + text[1:], lang) for text, lang in names)


def inside(text: str) -> str:
    """A label as it stands inside a sentence: its first letter small, unless it is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]

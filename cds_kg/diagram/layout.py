"""Parts that every drawing is put together from: captions in two languages, bands' titles, the legend, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cds_kg.diagram import style, typeset
from cds_kg.diagram.geometry import Rect
from cds_kg.diagram.scene import Anchor, Legend, LegendEntry, TextLine, set_line
from cds_kg.diagram.style import Line, Paint, Type
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

    sample: Paint | Line | Literal["chip", "band"]
    names: Names
    both: bool = False
    ended: bool = False


_LEGEND_TITLE = Look((style.BAND, "semibold", style.BAND_INK), (style.SMALL, "regular", style.MUTED))
_LEGEND_NAME = Look((style.KEY, "regular", style.INK), (style.KEY, "regular", style.MUTED))


def legend_column(setter: Setter, parts: Sequence[Sequence[Sample]], rect: Rect, title: Names) -> Legend:
    """A legend as one column that fills ``rect``: samples at the left, their names beside them, parts set apart."""
    pad, sign, gap, apart = 12.0, 44.0, 12.0, 16.0
    samples = [sample for part in parts for sample in part]
    firsts = {id(part[0]) for part in parts}
    head = setter.bilingual(title, rect.w - 2 * pad, _LEGEND_TITLE)
    words = [setter.bilingual(s.names, rect.w - 2 * pad - sign - gap, _LEGEND_NAME) for s in samples]
    room = rect.h - 2 * pad - head.height - sum(w.height for w in words) - apart * len(parts)
    space = room / (len(samples) - len(parts))
    y = rect.y + pad + head.height
    entries = []
    for sample, text in zip(samples, words, strict=True):
        y += apart if id(sample) in firsts else space
        middle = y + text.height / 2
        height = 2.0 if isinstance(sample.sample, Line) else 24.0
        sign_rect = Rect.around(rect.x + pad + sign / 2, middle, sign, height)
        lines = text.at(rect.x + pad + sign + gap, middle, "start")
        entries.append(LegendEntry(sample.sample, sign_rect, lines, sample.both, sample.ended))
        y += text.height
    return Legend(rect, paragraph(head, rect.x + pad, rect.y + pad), tuple(entries))


def capitalised(names: Names) -> tuple[tuple[str, str], ...]:
    """Names with their first letter large: class names are written small in English."""
    return tuple((text[:1].upper() + text[1:], lang) for text, lang in names)


def inside(text: str) -> str:
    """A label as it stands inside a sentence: its first letter small, unless it is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]

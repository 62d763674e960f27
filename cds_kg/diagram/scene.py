"""What a drawing shows, placed and measured, before anybody draws it: plain data that tests and drawers share.

All lengths are pixels of the page, y grows downwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cds_kg.diagram import typeset
from cds_kg.diagram.geometry import Outline, Point, Rect, Sign, segments
from cds_kg.diagram.style import Colours, Line, Page, Paint
from cds_kg.diagram.typeset import Weight

Anchor = Literal["start", "middle", "end"]
Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text: where it is anchored, the y of its baseline, and its width in the packaged font."""

    text: str
    lang: str
    x: float
    y: float
    size: float
    weight: Weight
    colour: str
    anchor: Anchor
    width: float

    @property
    def rect(self) -> Rect:
        """The area of the line, from marks over capitals to descenders."""
        left = {"start": self.x, "middle": self.x - self.width / 2, "end": self.x - self.width}[self.anchor]
        return Rect(left, self.y - 0.98 * self.size, self.width, 1.22 * self.size)


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline with its paint."""

    outline: Outline
    fill: str | None = None
    stroke: str | None = None
    width: float = 0.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A concept or relation shown by something else than a box or line of its own: by standing in a band, by a sign.

    Attributes:
        about: an IRI, or a relation's three.
        title: it in words.
    """

    about: tuple[str, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Box:
    """A concept.

    Attributes:
        shape: a ``box`` has a stripe at its left; a ``card`` has none; a ``chip`` is a small rounded one that stands
            on a line and says who acts.
        ended: what it stands for has ended: its outline is broken.
        marks: what it shows beside the concept.
    """

    iri: str
    title: str
    rect: Rect
    paint: Paint
    lines: tuple[TextLine, ...]
    shape: Literal["box", "card", "chip"] = "box"
    ended: bool = False
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation drawn as a line of upright and level pieces.

    Attributes:
        triple: subject, predicate and object.
        title: the relation as a sentence.
        points: from the subject's box to the object's.
        line: how it is drawn.
        both: arrowheads at both ends (a symmetric relation).
        group: edges of one group share a stem and may lie on each other.
        via: the chips through which the line passes.
    """

    triple: Triple
    title: str
    points: tuple[Point, ...]
    line: Line
    both: bool = False
    group: str = ""
    via: tuple[str, ...] = ()

    @property
    def pieces(self) -> list[tuple[Point, Point]]:
        """Its straight pieces."""
        return segments(self.points)


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a relation, beside or on its lines, on a plate of the colour of the band behind it."""

    rect: Rect
    fill: str
    lines: tuple[TextLine, ...]
    triples: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A level of the page, as wide as the drawing. ``iri`` is the concept or class that it stands for."""

    iri: str
    title: str
    rect: Rect
    fill: str
    lines: tuple[TextLine, ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """What is neither box nor line: an axis, a bar, a point of a map, the frame of a table.

    Attributes:
        about: what it stands for: an IRI, a relation's three, or nothing.
        title: it in words; empty where it stands for nothing.
        rect: the area that it takes.
        ground: the colour behind its text.
    """

    about: tuple[str, ...]
    title: str
    rect: Rect
    shapes: tuple[Shape, ...] = ()
    lines: tuple[TextLine, ...] = ()
    marks: tuple[Mark, ...] = ()
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Swatch:
    """The sample of a sign: a point of a map, a bar of a chart."""

    sign: Sign
    fill: str | None
    stroke: str | None = None


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One sample with its words: a box's (or a ``card``'s) paint, a line, a sign, a chip, or a box in a band."""

    sample: Paint | Line | Swatch | Literal["chip", "band"]
    rect: Rect
    lines: tuple[TextLine, ...]
    both: bool = False
    ended: bool = False
    card: bool = False


@dataclass(frozen=True, slots=True)
class Legend:
    """The key to colours and lines."""

    rect: Rect
    lines: tuple[TextLine, ...] = ()
    entries: tuple[LegendEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """One page of a drawing.

    Attributes:
        name: the diagram's name, the prefix of ids.
        lang: the language that is set large.
        figures: what lies on the bands, under lines and boxes.
        title, description: for readers who do not see the picture.
        notes: title, subtitle, footnotes and source as set on the page.
    """

    name: str
    lang: str
    page: Page
    colours: Colours
    title: str
    description: str
    bands: tuple[Band, ...] = ()
    boxes: tuple[Box, ...] = ()
    edges: tuple[Edge, ...] = ()
    labels: tuple[Label, ...] = ()
    legend: Legend | None = None
    notes: tuple[TextLine, ...] = ()
    figures: tuple[Figure, ...] = ()

    def text_lines(self) -> Iterator[TextLine]:
        """Every line of text on the page."""
        yield from self.notes
        parts: list[Band | Figure | Box | Label | Legend | LegendEntry] = [*self.bands, *self.figures, *self.boxes]
        parts += self.labels
        if self.legend:
            parts += [self.legend, *self.legend.entries]
        for part in parts:
            yield from part.lines


def set_line(
    text: str, lang: str, x: float, y: float, size: float, weight: Weight, colour: str, anchor: Anchor = "start"
) -> TextLine:
    """A line of text, in letters that the font has, with its measured width."""
    text = typeset.legible(text)
    return TextLine(text, lang, x, y, size, weight, colour, anchor, typeset.width(text, size, weight))

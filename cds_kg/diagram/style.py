"""How things look: page, type sizes, colours that colour-blind readers can tell apart, one line style per relation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cds_kg.namespaces import CDS


@dataclass(frozen=True, slots=True)
class Page:
    """A page: size in pixels, and how many of them make an inch."""

    width: float
    height: float
    dpi: float

    def points(self, pixels: float) -> float:
        """A length in typographic points."""
        return pixels * 72 / self.dpi


SLIDE = Page(1920, 1080, 144)

#: No text is smaller than this on a slide, in points.
SMALLEST_POINTS = 8.0


@dataclass(frozen=True, slots=True)
class Type:
    """A type size and the height of its line, in pixels."""

    size: float
    line: float


TITLE = Type(36, 44)
SUBTITLE = Type(20, 26)
NAME = Type(21, 27)
GLOSS = Type(16, 21)
BAND = Type(17, 23)
SMALL = Type(16, 21)
KEY = Type(16, 19.5)


@dataclass(frozen=True, slots=True)
class Paint:
    """The colours of a box: outline and stripe, ground, name, gloss."""

    stroke: str
    fill: str
    name: str = "#111111"
    gloss: str = "#4A4A4A"


INK = "#111111"
MUTED = "#4A4A4A"
WHITE = "#FFFFFF"
BAND_INK = "#27384A"
BAND_STROKE = "#D5DDE5"

PAINTS: dict[str, Paint] = {
    "process": Paint("#8F3B76", "#F8EAF3"),
    "focus": Paint("#A04000", "#FBEAE0"),
    "territory": Paint("#4D4D4D", "#F2F2F2"),
    "model": Paint("#0072B2", "#E5F1F8"),
    "pillar-1": Paint("#B87400", "#FDF3DF"),
    "pillar-2": Paint("#00795A", "#E0F3ED"),
    "level": Paint("#44546A", "#FFFFFF"),
    "stakeholder": Paint("#5F6B78", "#FFFFFF"),
}
#: What has ended: grey, with a broken outline.
ENDED = Paint("#6E6E6E", "#F7F7F7", "#595959", "#595959")
ENDED_DASH = (6.0, 4.0)

#: Grounds of bands, from the widest to the most local.
BAND_FILLS = ("#FAF6F9", "#F4F7FA", "#EBF0F5", "#E1E8EF")

Head = Literal["filled", "hollow"]


@dataclass(frozen=True, slots=True)
class Line:
    """How a relation is drawn: colour, width, dash pattern (empty: solid), kind of arrowhead."""

    stroke: str
    width: float
    dash: tuple[float, ...] = ()
    head: Head = "filled"


LINES: dict[str, Line] = {
    CDS + "develops": Line("#8F3B76", 3.0),
    CDS + "focusesOn": Line("#A04000", 2.2, (12, 4, 2.5, 4)),
    CDS + "hasComponent": Line("#2B2B2B", 2.2),
    CDS + "correspondsTo": Line("#5A5A5A", 2.0, (8, 5)),
    CDS + "localFormOf": Line("#0072B2", 2.2, (), "hollow"),
    CDS + "notPrerequisiteOf": Line("#0072B2", 2.6, (2.6, 4.4)),
    CDS + "implementedAtLevel": Line("#44546A", 2.2, (18, 5)),
}
OTHER_LINE = Line("#5A5A5A", 2.0)

CORNER = 8.0
STRIPE = 8.0
ARROW = 14.0
#: The gap on either side of a line in the lines that it crosses.
HALO = 7.0

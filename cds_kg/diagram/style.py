"""How things look: pages, type sizes, colours that colour-blind readers can tell apart, one line for each relation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from cds_kg.namespaces import CDS

# --- pages ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Format:
    """A size of paper or screen.

    Attributes:
        width, height: in inches.
        smallest: no text is set smaller than this, in points.
        raster: how many pixels of a PNG make an inch.
        css: the width and height that an SVG states.
    """

    name: str
    width: float
    height: float
    smallest: float
    raster: int
    css: tuple[str, str]

    @property
    def densest(self) -> float:
        """How many pixels of a drawing may make an inch before its smallest text gets too small."""
        return SMALL.size * 72 / self.smallest

    def page(self, dpi: float) -> Page:
        """The page on which so many pixels of the drawing make an inch: the more, the smaller everything."""
        return Page(round(self.width * dpi), round(self.height * dpi), dpi, self)


@dataclass(frozen=True, slots=True)
class Page:
    """A page to draw on: its size in pixels of the drawing, and how many of them make an inch."""

    width: float
    height: float
    dpi: float
    format: Format

    def points(self, pixels: float) -> float:
        """A length in typographic points."""
        return pixels * 72 / self.dpi

    @property
    def wide(self) -> bool:
        """Whether there is more room beside the drawing than under it."""
        return self.width > 1.6 * self.height


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
#: The smallest type in use: `Format.densest` follows from it.
SMALL = Type(16, 21)
KEY = Type(16, 19.5)

#: 8 points are the least on a screen, 6.5 in print.
FORMATS: Mapping[str, Format] = {
    "slide": Format("slide", 40 / 3, 7.5, 8.0, 144, ("1920", "1080")),
    "a4": Format("a4", 297 / 25.4, 210 / 25.4, 6.5, 300, ("297mm", "210mm")),
    "a3": Format("a3", 420 / 25.4, 297 / 25.4, 6.5, 300, ("420mm", "297mm")),
    "square": Format("square", 10.0, 10.0, 8.0, 144, ("1440", "1440")),
}

# --- text in SVG ---------------------------------------------------------------------------------------------------

#: How text is written in SVG: as text, as outlines, or as text with the font in the file.
TextMode = Literal["text", "paths", "embedded"]
TEXT_MODES = ("text", "paths", "embedded")

# --- colours -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paint:
    """The colours of a box: outline and stripe, ground, name, gloss."""

    stroke: str
    fill: str
    name: str = "#111111"
    gloss: str = "#4A4A4A"


Head = Literal["filled", "hollow", "none"]


@dataclass(frozen=True, slots=True)
class Line:
    """How a relation is drawn: colour, width, dash pattern (empty: solid), kind of arrowhead."""

    stroke: str
    width: float
    dash: tuple[float, ...] = ()
    head: Head = "filled"


#: Hue -> outline and ground in colour on light, in colour on dark, and in grey on light and on dark.
HUES: Mapping[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "purple": (("#8F3B76", "#F8EAF3"), ("#E3A1CF", "#3B2536"), ("#1F1F1F", "#E4E4E4"), ("#F0F0F0", "#444444")),
    "rust": (("#A04000", "#FBEAE0"), ("#F09468", "#40291C"), ("#4A4A4A", "#FFFFFF"), ("#C4C4C4", "#161616")),
    "grey": (("#4D4D4D", "#F2F2F2"), ("#C9CED3", "#2C333A"), ("#2B2B2B", "#F4F4F4"), ("#DDDDDD", "#2A2A2A")),
    "blue": (("#0072B2", "#E5F1F8"), ("#6FC1F2", "#16323F"), ("#1F1F1F", "#D6D6D6"), ("#F0F0F0", "#505050")),
    "amber": (("#B87400", "#FDF3DF"), ("#F0C75E", "#3A2F17"), ("#5A5A5A", "#FAFAFA"), ("#B8B8B8", "#1E1E1E")),
    "green": (("#00795A", "#E0F3ED"), ("#48C48E", "#15362C"), ("#444444", "#ECECEC"), ("#CACACA", "#363636")),
    "slate": (("#44546A", "#FFFFFF"), ("#A9BBD0", "#1B232C"), ("#3A3A3A", "#FFFFFF"), ("#D0D0D0", "#161616")),
    "stone": (("#5F6B78", "#FFFFFF"), ("#B0BCC8", "#1B232C"), ("#5F5F5F", "#FFFFFF"), ("#BEBEBE", "#161616")),
}

#: What a box stands for -> hue.
_PAINTED: Mapping[str, str] = {
    "process": "purple",
    "focus": "rust",
    "territory": "grey",
    "model": "blue",
    "pillar-1": "amber",
    "pillar-2": "green",
    "level": "slate",
    "stakeholder": "stone",
}

#: Relation -> hue (or an ink), width, dashes and head of its line.
_LINES: Mapping[str, tuple[str, float, tuple[float, ...], Head]] = {
    CDS + "develops": ("purple", 3.0, (), "filled"),
    CDS + "focusesOn": ("rust", 2.2, (12, 4, 2.5, 4), "filled"),
    CDS + "hasComponent": ("ink", 2.2, (), "filled"),
    CDS + "correspondsTo": ("muted", 2.0, (8, 5), "filled"),
    CDS + "localFormOf": ("blue", 2.2, (), "hollow"),
    CDS + "notPrerequisiteOf": ("blue", 2.6, (2.6, 4.4), "filled"),
    CDS + "implementedAtLevel": ("slate", 2.2, (18, 5), "filled"),
}


@dataclass(frozen=True)
class Colours:
    """All colours of a drawing.

    Attributes:
        paper: the ground of the page.
        ink, muted: text that matters most, and text beside it.
        panel: the ground of the legend and of what else stands on paper like a card.
        band_ink, band_stroke: titles and outlines of bands; outlines of panels, grids.
        bands: grounds of bands, from the widest to the most local.
        paints: a box's colours, by hue and by what it stands for.
        ended: the paint of what has ended: grey, and drawn with a broken outline.
        lines: relation (IRI) -> its line.
        line: the line of any other relation.
    """

    paper: str
    ink: str
    muted: str
    panel: str
    band_ink: str
    band_stroke: str
    bands: tuple[str, ...]
    paints: Mapping[str, Paint]
    ended: Paint
    lines: Mapping[str, Line]
    line: Line

    def line_of(self, predicate: str) -> Line:
        """The line of a relation."""
        return self.lines.get(predicate, self.line)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a palette on a theme starts from."""

    paper: str
    ink: str
    muted: str
    gloss: str
    line: str
    band_ink: str
    band_stroke: str
    bands: tuple[str, ...]
    ended: Paint


_GROUNDS: Mapping[tuple[str, str], _Ground] = {
    ("colour", "light"): _Ground(
        *("#FFFFFF", "#111111", "#4A4A4A", "#4A4A4A", "#2B2B2B", "#27384A", "#D5DDE5"),
        ("#FAF6F9", "#F4F7FA", "#EBF0F5", "#E1E8EF"),
        Paint("#6E6E6E", "#F7F7F7", "#595959", "#595959"),
    ),
    ("colour", "dark"): _Ground(
        *("#10161C", "#F4F6F8", "#B9C4CE", "#C3CDD6", "#E3E7EA", "#DCE6EF", "#36424E"),
        ("#1C1B22", "#18202A", "#1C2733", "#212E3C"),
        Paint("#98A2AC", "#1A2028", "#B4BEC8", "#B4BEC8"),
    ),
    ("mono", "light"): _Ground(
        *("#FFFFFF", "#111111", "#4A4A4A", "#444444", "#1F1F1F", "#222222", "#CFCFCF"),
        ("#FAFAFA", "#F5F5F5", "#EEEEEE", "#E6E6E6"),
        Paint("#6E6E6E", "#FFFFFF", "#595959", "#595959"),
    ),
    ("mono", "dark"): _Ground(
        *("#0E0E0E", "#F5F5F5", "#BDBDBD", "#CCCCCC", "#E8E8E8", "#E4E4E4", "#3C3C3C"),
        ("#181818", "#1C1C1C", "#222222", "#282828"),
        Paint("#9A9A9A", "#141414", "#B8B8B8", "#B8B8B8"),
    ),
}

PALETTES = ("colour", "mono")
THEMES = ("light", "dark")


@cache
def colours(palette: str, theme: str) -> Colours:
    """The colours of a palette (`PALETTES`) on a theme (`THEMES`)."""
    ground = _GROUNDS[palette, theme]
    place = 2 * PALETTES.index(palette) + THEMES.index(theme)
    hues = {hue: Paint(*pairs[place], ground.ink, ground.gloss) for hue, pairs in HUES.items()}
    paints = hues | {name: hues[hue] for name, hue in _PAINTED.items()}
    inks = {name: paint.stroke for name, paint in hues.items()} | {"ink": ground.line, "muted": ground.muted}
    return Colours(
        ground.paper,
        ground.ink,
        ground.muted,
        ground.paper,
        ground.band_ink,
        ground.band_stroke,
        ground.bands,
        paints,
        ground.ended,
        {iri: Line(inks[ink], width, dash, head) for iri, (ink, width, dash, head) in _LINES.items()},
        Line(ground.muted, 2.0),
    )


ENDED_DASH = (6.0, 4.0)
CORNER = 8.0
STRIPE = 8.0
ARROW = 14.0
#: The gap on either side of a line in the lines that it crosses.
HALO = 7.0

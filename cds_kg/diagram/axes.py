"""Scales, grids and bars: what charts and time axes have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from cds_kg.diagram import style
from cds_kg.diagram.geometry import Outline, Rect, rounded_rect
from cds_kg.diagram.layout import Caption, Run
from cds_kg.diagram.scene import Anchor, Shape, TextLine
from cds_kg.text import pick

if TYPE_CHECKING:
    from cds_kg.diagram.sheet import Sheet
    from cds_kg.diagram.typeset import Weight


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers along a level line: ``low`` stands at x = ``left``, ``high`` at ``right``."""

    low: float
    high: float
    left: float
    right: float

    def at(self, value: float) -> float:
        """The x of a number."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def round_top(value: float) -> float:
    """The least of 1, 2, 4, 10, 20, 40, 100 ... (or 0.1, 0.2, 0.4 ...) that is not under a number over 0."""
    power = next(n for n in count(-12) if 10.0**n >= value)
    return next(step * 10.0 ** (power - 1) for step in (1, 2, 4, 10) if step * 10.0 ** (power - 1) >= value * 0.999999)


def quarters(high: float) -> tuple[float, ...]:
    """The ticks of an axis from 0 to ``high``."""
    return tuple(high * part / 4 for part in range(5))


def rules(xs: Iterable[float], top: float, bottom: float, colour: str, width: float = 1.0) -> tuple[Shape, ...]:
    """Upright lines."""
    return tuple(Shape((("M", (x, top)), ("L", (x, bottom))), None, colour, width) for x in xs)


def level_rule(left: float, right: float, y: float, colour: str, width: float = 1.0) -> Shape:
    """A level line."""
    return Shape((("M", (left, y)), ("L", (right, y))), None, colour, width)


def bar(left: float, right: float, middle: float, height: float) -> Outline:
    """A level bar about the line y = ``middle``, with hardly round corners."""
    return rounded_rect(Rect(left, middle - height / 2, max(right - left, 1.0), height), min(2.0, (right - left) / 2))


def decimals(value: float) -> int:
    """How many decimals a number needs, at most six."""
    return len(f"{value:.6f}".rstrip("0").partition(".")[2])


def number_text(value: float, places: int, lang: str) -> str:
    """A number as the language writes it, with so many decimals: 30,1 in Vietnamese, 30.1 in English."""
    text = f"{value:,.{places}f}"
    return pick(lang, text.translate(str.maketrans(",.", ".,")), text)


def tag(
    sheet: Sheet, text: str, x: float, middle: float, anchor: Anchor, weight: Weight = "regular", colour: str = ""
) -> TextLine:
    """One line in the smallest type about a height: a number of an axis, the name of a sign; by default in ink."""
    run = Run(text, sheet.lang, style.SMALL, weight, colour or sheet.colours.ink)
    return Caption((run,)).at(x, middle, anchor)[0]


def plate(line: TextLine, colour: str) -> Shape:
    """A ground under a text that stands on the lines of an axis."""
    x, w = line.rect.x, line.rect.w
    return Shape(rounded_rect(Rect(x - 4, line.y - line.size, w + 8, 1.3 * line.size), 3), colour)

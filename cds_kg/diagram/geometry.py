"""Rectangles, orthogonal lines and outlines, in pixels of the page; y grows downwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Point = tuple[float, float]

#: One drawing command and its numbers: M x y, L x y, Q cx cy x y, C c1x c1y c2x c2y x y, Z.
Command = tuple[str, tuple[float, ...]]
Outline = tuple[Command, ...]

#: Signs that are told apart by their shape alone.
Sign = Literal["circle", "square", "diamond", "triangle", "bar"]

_KAPPA = 0.5523  # control points of a quarter circle drawn as one cubic curve


@dataclass(frozen=True, slots=True)
class Rect:
    """An upright rectangle: left, top, width, height."""

    x: float
    y: float
    w: float
    h: float

    @classmethod
    def around(cls, cx: float, cy: float, w: float, h: float) -> Rect:
        """The rectangle of this size about a centre."""
        return cls(cx - w / 2, cy - h / 2, w, h)

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.h

    @property
    def cx(self) -> float:
        """The centre's x."""
        return self.x + self.w / 2

    @property
    def cy(self) -> float:
        """The centre's y."""
        return self.y + self.h / 2

    def grown(self, by: float) -> Rect:
        """The same rectangle, larger by ``by`` on every side."""
        return Rect(self.x - by, self.y - by, self.w + 2 * by, self.h + 2 * by)

    def overlaps(self, other: Rect) -> bool:
        """Whether the two share an area; touching edges do not count."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def contains(self, other: Rect) -> bool:
        """Whether the other lies wholly inside."""
        return self.x <= other.x and other.right <= self.right and self.y <= other.y and other.bottom <= self.bottom


def segments(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    """The straight pieces of a line, in order."""
    return list(pairwise(points))


def length(points: Sequence[Point]) -> float:
    """The length of a line of upright and level pieces."""
    return sum(abs(x2 - x1) + abs(y2 - y1) for (x1, y1), (x2, y2) in segments(points))


def span(a: Point, b: Point, width: float = 0.0) -> Rect:
    """The rectangle that an upright or level piece covers when drawn with this width."""
    return Rect(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]), abs(a[1] - b[1])).grown(width / 2)


def meets(points: Sequence[Point], rect: Rect) -> bool:
    """Whether a line runs through the inside of a rectangle; touching an edge does not count."""
    left, top, right, bottom = rect.x + 0.1, rect.y + 0.1, rect.right - 0.1, rect.bottom - 0.1
    return any(
        min(a[0], b[0]) < right and left < max(a[0], b[0]) and min(a[1], b[1]) < bottom and top < max(a[1], b[1])
        for a, b in pairwise(points)
    )


def crossing_points(one: Sequence[Point], other: Sequence[Point]) -> list[Point]:
    """Where an upright piece of one line crosses a level piece of the other."""
    points = []
    for a, b in segments(one):
        for c, d in segments(other):
            level, upright = ((a, b), (c, d)) if a[1] == b[1] else ((c, d), (a, b))
            if level[0][1] != level[1][1] or upright[0][0] != upright[1][0]:
                continue
            left, right = sorted((level[0][0], level[1][0]))
            top, bottom = sorted((upright[0][1], upright[1][1]))
            x, y = upright[0][0], level[0][1]
            if left < x < right and top < y < bottom:
                points.append((x, y))
    return points


def simplified(points: Sequence[Point]) -> tuple[Point, ...]:
    """The same line without repeated points and without points in the middle of a straight run."""
    line: list[Point] = []
    for point in points:
        if line and line[-1] == point:
            continue
        if len(line) > 1 and (line[-2][0] == line[-1][0] == point[0] or line[-2][1] == line[-1][1] == point[1]):
            line.pop()
        line.append(point)
    return tuple(line)


def shortened(points: Sequence[Point], start: float, end: float) -> tuple[Point, ...]:
    """The line without its first ``start`` and last ``end`` pixels (each less than the piece it is taken from)."""
    line = list(points)
    for index, neighbour, by in ((0, 1, start), (-1, -2, end)):
        (x, y), (nx, ny) = line[index], line[neighbour]
        whole = abs(nx - x) + abs(ny - y)
        line[index] = (x + (nx - x) * by / whole, y + (ny - y) * by / whole)
    return tuple(line)


def along(a: Point, b: Point, distance: float) -> Point:
    """The point at this distance from ``a`` towards ``b``."""
    whole = abs(b[0] - a[0]) + abs(b[1] - a[1])
    return a[0] + (b[0] - a[0]) * distance / whole, a[1] + (b[1] - a[1]) * distance / whole


def rounded_line(points: Sequence[Point], radius: float) -> Outline:
    """An open line whose corners are rounded."""
    outline: list[Command] = [("M", points[0])]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        r = min(radius, length((before, corner)) / 2, length((corner, after)) / 2)
        outline.append(("L", along(corner, before, r)))
        outline.append(("Q", (*corner, *along(corner, after, r))))
    outline.append(("L", points[-1]))
    return tuple(outline)


def arrowhead(tip: Point, before: Point, size: float) -> Outline:
    """A closed triangle with its tip at the end of the piece that comes from ``before``."""
    base = along(tip, before, size)
    half = size * 0.42
    dx, dy = (0.0, half) if tip[1] == before[1] else (half, 0.0)
    corners = (tip, (base[0] + dx, base[1] + dy), (base[0] - dx, base[1] - dy))
    return (("M", corners[0]), ("L", corners[1]), ("L", corners[2]), ("Z", ()))


def rounded_rect(rect: Rect, radius: float) -> Outline:
    """A closed rectangle with round corners."""
    return _corners(rect, radius, radius)


def left_stripe(rect: Rect, width: float, radius: float) -> Outline:
    """The strip along the left edge of a rounded rectangle, following its corners."""
    return _corners(Rect(rect.x, rect.y, width, rect.h), radius, 0.0)


def circle(cx: float, cy: float, radius: float) -> Outline:
    """A closed circle."""
    return rounded_rect(Rect.around(cx, cy, 2 * radius, 2 * radius), radius)


def polygon(points: Sequence[Point]) -> Outline:
    """A closed outline with straight sides."""
    first, *others = points
    return (("M", first), *(("L", point) for point in others), ("Z", ()))


def sign(kind: Sign, cx: float, cy: float, size: float) -> Outline:
    """A sign about a centre; all kinds look about as large as a circle of the diameter ``size``."""
    half = size / 2
    if kind == "circle":
        return circle(cx, cy, half)
    if kind == "diamond":
        r = 1.2 * half
        return polygon(((cx, cy - r), (cx + r, cy), (cx, cy + r), (cx - r, cy)))
    if kind == "triangle":
        return polygon(
            ((cx, cy - 1.15 * half), (cx + 1.15 * half, cy + 0.85 * half), (cx - 1.15 * half, cy + 0.85 * half))
        )
    if kind == "bar":
        return rounded_rect(Rect.around(cx, cy, 2.4 * size, 0.9 * size), 2)
    return polygon([(cx + x * 0.89 * half, cy + y * 0.89 * half) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))])


def shoulders(cx: float, bottom: float, width: float, height: float) -> Outline:
    """A closed half-round shape standing on ``bottom``: the body of a person's sign."""
    left, right, top = cx - width / 2, cx + width / 2, bottom - height
    k = 1 - _KAPPA
    return (
        ("M", (left, bottom)),
        ("C", (left, top + height * k, left + width / 2 * k, top, cx, top)),
        ("C", (right - width / 2 * k, top, right, top + height * k, right, bottom)),
        ("Z", ()),
    )


def _corners(rect: Rect, left: float, right: float) -> Outline:
    """A rectangle whose left and right corners have radii of their own."""
    x, y, r, b = rect.x, rect.y, rect.right, rect.bottom
    kl, kr = left * (1 - _KAPPA), right * (1 - _KAPPA)
    return (
        ("M", (x + left, y)),
        ("L", (r - right, y)),
        *([("C", (r - kr, y, r, y + kr, r, y + right))] if right else []),
        ("L", (r, b - right)),
        *([("C", (r, b - kr, r - kr, b, r - right, b))] if right else []),
        ("L", (x + left, b)),
        *([("C", (x + kl, b, x, b - kl, x, b - left))] if left else []),
        ("L", (x, y + left)),
        *([("C", (x, y + kl, x + kl, y, x + left, y))] if left else []),
        ("Z", ()),
    )

"""Lines of upright and level pieces that run around boxes, and places for their labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

from cds_kg.diagram.geometry import Point, Rect, along, crossing_points, length, meets, segments, simplified, span

Side = Literal["left", "right", "top", "bottom"]

_OUTWARD: dict[Side, Point] = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}

#: The last pixels before a tip stay free of everything, so that the arrowhead is seen.
TIP = 20.0
#: Lines keep this distance from boxes that are not theirs and from lines of other groups.
CLEARANCE = 8.0

_CROSSING_COST = 200.0
_BESIDE_COST = 5.0
_NEAR_COST = 25.0


@dataclass(frozen=True, slots=True)
class Port:
    """A place on a box's edge where a line starts or ends."""

    point: Point
    side: Side

    @classmethod
    def on(cls, rect: Rect, side: Side, at: float | None = None) -> Port:
        """The port on a side, at an x (top, bottom) or a y (left, right); in the middle by default."""
        if side in ("left", "right"):
            return cls((rect.x if side == "left" else rect.right, rect.cy if at is None else at), side)
        return cls((rect.cx if at is None else at, rect.y if side == "top" else rect.bottom), side)

    @property
    def upright(self) -> bool:
        """Whether lines leave it up or down."""
        return self.side in ("top", "bottom")


class NoWay(Exception):
    """No line gets from port to port without meeting a box."""


@dataclass
class Router:
    """Finds lines with few bends that meet no box and cross few earlier lines.

    Attributes:
        boxes: obstacles. The boxes at a line's own ends count too: lines touch them at the port only.
        xs, ys: where upright and level pieces may run: the middles of the gaps between columns and rows.
    """

    boxes: Sequence[Rect]
    xs: Sequence[float]
    ys: Sequence[float]
    _drawn: list[tuple[str, tuple[Point, ...]]] = field(default_factory=list)

    def route(self, start: Port, end: Port, group: str) -> tuple[Point, ...]:
        """The best line from port to port: fewest bends first, then fewest crossings, then shortest.

        Lines of one ``group`` may share pieces.

        Raises:
            NoWay: no line with up to three bends gets through.
        """
        for bends in range(4):
            free = [line for line in self._candidates(start, end, bends) if self._free(line)]
            if free:
                best = min(free, key=lambda line: (self._cost(line, group), line))
                self._drawn.append((group, best))
                return best
        raise NoWay(f"no way from {start.point} to {end.point}")

    def _candidates(self, start: Port, end: Port, bends: int) -> Iterator[tuple[Point, ...]]:
        """Every line with this number of bends over the channels that leaves and arrives in the ports' directions."""
        (x1, y1), (x2, y2) = start.point, end.point
        if (start.upright == end.upright) == (bends % 2 == 1):
            return
        if bends == 0:
            middles: list[tuple[Point, ...]] = [()]
        elif bends == 1:
            middles = [((x1, y2),)] if start.upright else [((x2, y1),)]
        elif bends == 2:
            middles = [((x1, y), (x2, y)) for y in self.ys] if start.upright else [((x, y1), (x, y2)) for x in self.xs]
        elif start.upright:
            middles = [((x1, y), (x, y), (x, y2)) for y in self.ys for x in self.xs]
        else:
            middles = [((x, y1), (x, y), (x2, y)) for x in self.xs for y in self.ys]
        for middle in middles:
            line = (start.point, *middle, end.point)
            straight = all(a != b and (a[0] == b[0] or a[1] == b[1]) for a, b in segments(line))
            if straight and _directed(line, start, end):
                yield line

    def _free(self, line: Sequence[Point]) -> bool:
        return not any(meets(line, box) for box in self.boxes)

    def _cost(self, line: tuple[Point, ...], group: str) -> float:
        cost = length(line)
        for other_group, other in self._drawn:
            if other_group == group:
                cost -= 0.5 * _shared(line, other, 0.5)
            else:
                cost += _CROSSING_COST * len(crossing_points(line, other))
                cost += _BESIDE_COST * _shared(line, other, CLEARANCE)
        for box in self.boxes:
            cost += _BESIDE_COST * sum(_inside(a, b, box.grown(CLEARANCE)) for a, b in segments(line[1:-1]))
        return cost


def _directed(line: Sequence[Point], start: Port, end: Port) -> bool:
    """Whether a line leaves its first box and enters its last one from outside."""
    ends = ((line[0], line[1], start), (line[-1], line[-2], end))
    return all(
        (near[0] - tip[0]) * _OUTWARD[port.side][0] + (near[1] - tip[1]) * _OUTWARD[port.side][1] > 0
        for tip, near, port in ends
    )


def _shared(one: Sequence[Point], other: Sequence[Point], distance: float) -> float:
    """For how many pixels two lines run in the same direction within a distance of each other."""
    total = 0.0
    for a, b in segments(one):
        for c, d in segments(other):
            if (a[0] == b[0]) == (c[0] == d[0]):
                total += _inside(a, b, span(c, d, 2 * distance))
    return total


def _inside(a: Point, b: Point, rect: Rect) -> float:
    """How many pixels of an upright or level piece lie inside a rectangle."""
    piece = span(a, b)
    if not span(a, b, 0.01).overlaps(rect):
        return 0.0
    across = min(piece.right, rect.right) - max(piece.x, rect.x)
    down = min(piece.bottom, rect.bottom) - max(piece.y, rect.y)
    return max(across, down, 0.0)


def joined(*lines: Sequence[Point]) -> tuple[Point, ...]:
    """Lines put together to one; the straight way from one's end to the next one's start is part of it."""
    return simplified([point for line in lines for point in line])


def tips(points: Sequence[Point], both: bool) -> list[Rect]:
    """The areas before a line's arrowheads that nothing may cover."""
    ends = [(points[-1], points[-2])] + ([(points[0], points[1])] if both else [])
    areas = []
    for (x, y), (nx, ny) in ends:
        dx, dy = (nx > x) - (nx < x), (ny > y) - (ny < y)
        area = span((x, y), (x + dx * TIP, y + dy * TIP))
        areas.append(Rect(area.x - 6 * abs(dy), area.y - 6 * abs(dx), area.w + 12 * abs(dy), area.h + 12 * abs(dx)))
    return areas


def after(points: Sequence[Point], point: Point) -> tuple[Point, ...]:
    """The part of a line from one of its points on."""
    at = next(i for i, (a, b) in enumerate(segments(points)) if span(a, b).contains(Rect(*point, 0, 0)) and point != b)
    return (point, *points[at + 1 :])


def stem(lines: Sequence[Sequence[Point]]) -> tuple[Point, ...]:
    """The part that all lines share from their start; a single line is its own stem."""
    first = lines[0]
    left = min((_together(first, line) for line in lines[1:]), default=length(first))
    shared = [first[0]]
    for a, b in segments(first):
        whole = length((a, b))
        if left < whole:
            return (*shared, along(a, b, left)) if left else tuple(shared)
        shared.append(b)
        left -= whole
    return tuple(shared)


def _together(one: Sequence[Point], other: Sequence[Point]) -> float:
    """For how many pixels two lines from the same start run on each other."""
    total = 0.0
    for (a, b), (c, d) in zip(segments(one), segments(other), strict=False):
        if b != d:
            nearer = min(length((a, b)), length((c, d)))
            return total + (nearer if a == c and along(a, b, nearer) == along(c, d, nearer) else 0.0)
        total += length((a, b))
    return total


_PARTS = tuple(part / 100 for part in range(10, 91, 2))


@dataclass
class Labeller:
    """Finds places for labels on lines.

    Attributes:
        areas: where labels may stand, each wholly inside one.
        blocked: rectangles that a label must not touch: boxes, band titles, arrow tips.
        lines: all lines; a label avoids those that are not its own.
    """

    areas: Sequence[Rect]
    blocked: list[Rect]
    lines: Sequence[Sequence[Point]]

    def place(
        self,
        own: Sequence[Sequence[Point]],
        family: Sequence[Sequence[Point]],
        size: tuple[float, float],
        wanted: float | None = None,
    ) -> Rect | None:
        """The best free place for a label on (or close beside) its own lines, or ``None``.

        Args:
            own: the lines, or the parts of lines, that the label may stand on.
            family: the lines that it names; all others it must not touch.
            size: its width and height.
            wanted: the y near which it should be.

        The place is blocked from then on.
        """
        strangers = [line for line in self.lines if line not in family]
        pieces = [piece for line in family for piece in segments(line)]
        options = [
            (_label_cost(rect, piece, part, beside, wanted), rect.cx, rect.cy, rect, 12 if beside else 4)
            for piece in dict.fromkeys(piece for line in own for piece in segments(line))
            for part, beside in product((*_PARTS, *_exact(piece, wanted)), _sides(piece))
            for rect in (_on(piece, part, beside, size),)
        ]
        best: tuple[float, Rect] | None = None
        for cost, _, _, rect, distance in sorted(options, key=lambda option: option[:3]):
            if best and best[0] <= cost:
                break
            if self._is_free(rect, strangers, distance) and not any(_covers_aside(rect, piece) for piece in pieces):
                cost += _NEAR_COST * sum(meets(line, rect.grown(16)) for line in strangers)
                best = min(best or (cost, rect), (cost, rect), key=lambda option: option[0])
        if best is None:
            return None
        self.blocked.append(best[1])
        return best[1]

    def _is_free(self, rect: Rect, strangers: Sequence[Sequence[Point]], distance: float) -> bool:
        return (
            any(area.contains(rect) for area in self.areas)
            and not any(rect.overlaps(other) for other in self.blocked)
            and not any(meets(line, rect.grown(distance)) for line in strangers)
        )


def _covers_aside(rect: Rect, piece: tuple[Point, Point]) -> bool:
    """Whether a label lies on a piece of line, but not with its middle: then a branch would vanish under it."""
    (x1, y1), (x2, y2) = piece
    off = abs(y1 - rect.cy) if y1 == y2 else abs(x1 - rect.cx)
    return off > 0.5 and meets(((x1, y1), (x2, y2)), rect.grown(2))


def _sides(piece: tuple[Point, Point]) -> tuple[int, ...]:
    """On which sides of a piece a label may stand: over and under a level one, but only on an upright one."""
    return (0, -1, 1) if piece[0][1] == piece[1][1] else (0,)


def _exact(piece: tuple[Point, Point], wanted: float | None) -> tuple[float, ...]:
    """The part of an upright piece at which the wanted y is reached."""
    (_, y1), (_, y2) = piece
    return () if wanted is None or not min(y1, y2) < wanted < max(y1, y2) else ((wanted - y1) / (y2 - y1),)


def _on(piece: tuple[Point, Point], part: float, beside: int, size: tuple[float, float]) -> Rect:
    """A label's rectangle on a piece of a line (``beside`` 0), or before (-1) or after it (1)."""
    (x1, y1), (x2, y2) = piece
    level = y1 == y2
    dx, dy = (0.0, beside * (size[1] / 2 + 8)) if level else (beside * (size[0] / 2 + 6), 0.0)
    return Rect.around(x1 + (x2 - x1) * part + dx, y1 + (y2 - y1) * part + dy, *size)


def _label_cost(rect: Rect, piece: tuple[Point, Point], part: float, beside: int, wanted: float | None) -> float:
    """How far a label is from the middle of a long piece of which much is still to be seen."""
    (x1, y1), (x2, y2) = piece
    missing = 60 + rect.w - abs(x2 - x1) if y1 == y2 else 36 + rect.h - abs(y2 - y1)
    covers = 0.0 if beside else 4 * max(0.0, missing)
    off = 0.0 if wanted is None else 4 * abs(rect.cy - wanted)
    long = min(length(piece), 400.0) / 10
    return 60 * abs(part - 0.5) + 60 * abs(beside) + covers + off - long

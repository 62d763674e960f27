"""Where things stand on a map: the projection, and names beside it that lines join to their points."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from cds_kg.diagram.geometry import Point, Rect

#: How often sides are changed for shorter lines, how near sites are that change together, from where lines are long.
_ROUNDS, _NEAR, _LONG = 60, 10, 250.0
_FORBIDDEN = 1e7

#: Kilometres in a degree of latitude.
DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Extent:
    """What a map covers, in degrees."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def of(cls, points: Iterable[Point]) -> Extent:
        """What holds all these points, each latitude and longitude."""
        latitudes, longitudes = zip(*points, strict=True)
        return cls(min(longitudes), min(latitudes), max(longitudes), max(latitudes))

    @property
    def middle(self) -> int:
        """The full degree of latitude in the middle."""
        return round((self.south + self.north) / 2)

    @property
    def narrowing(self) -> float:
        """The length of a degree of longitude in the middle, as a part of one of latitude."""
        return math.cos(math.radians(self.middle))


@dataclass(frozen=True, slots=True)
class Projection:
    """The equirectangular projection that is true to scale in both directions at one latitude.

    Attributes:
        scale: pixels of a degree of latitude.
        narrowing: how much shorter a degree of longitude is.
        west, north: degrees at ``left`` and ``top``.
    """

    scale: float
    narrowing: float
    west: float
    north: float
    left: float
    top: float

    def at(self, latitude: float, longitude: float) -> Point:
        """Where a point stands on the page."""
        x = self.left + (longitude - self.west) * self.scale * self.narrowing
        return x, self.top + (self.north - latitude) * self.scale

    def degrees(self, x: float, y: float) -> Point:
        """Latitude and longitude of a place on the page."""
        return self.north - (y - self.top) / self.scale, self.west + (x - self.left) / self.scale / self.narrowing


@dataclass(frozen=True, slots=True)
class Site:
    """A point with a name beside the map: where it is, how wide its name is, and where its name came to stand.

    Attributes:
        side: -1 for the names at the left, 1 for those at the right.
        row: the y of the middle of its name.
    """

    iri: str
    point: Point
    width: float
    side: int = 0
    row: float = 0.0


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of names: the x at which those at the left end and those at the right begin, and their rows.

    Attributes:
        pitch: from row to row at the least.
        top, bottom: the rows stay between.
        obstacles: where no name may stand.
    """

    left: float
    right: float
    pitch: float
    top: float
    bottom: float
    obstacles: tuple[Rect, ...] = ()

    @property
    def most(self) -> int:
        """How many names have room in one."""
        return int((self.bottom - self.top) // self.pitch)

    def end(self, site: Site) -> Point:
        """Where a site's line meets its name."""
        return (self.left if site.side < 0 else self.right), site.row

    def place(self, sites: Sequence[Site]) -> list[Site] | None:
        """Each site with side and row, so that lines are short and, on one side, do not cross; from above.

        ``None`` where there is no room for all.
        """
        if len(sites) > 2 * self.most:
            return None
        middle = (self.left + self.right) / 2
        ordered = sorted(sites, key=lambda site: (site.point[1], site.point[0], site.iri))
        chosen = self._evened([replace(site, side=-1 if site.point[0] < middle else 1) for site in ordered])
        cost = self._cost(chosen)
        for _ in range(_ROUNDS):
            found = self._best(chosen, self._single(chosen))
            if found[0] >= cost:
                found = self._best(chosen, self._pairs(chosen))
            if found[0] >= cost:
                break
            cost, chosen = found
        if cost >= _FORBIDDEN:
            return None
        return [site for side in (-1, 1) for site in self._uncrossed(self._paired(chosen, side))]

    def _best(self, sites: Sequence[Site], turns: Iterable[tuple[int, ...]]) -> tuple[float, list[Site]]:
        """The least that lines cost after one of these changes of sides, and the sites after it."""
        changed = ((self._turned(sites, turn), turn) for turn in turns)
        cost, _, best = min(
            ((self._cost(other), turn, other) for other, turn in changed),
            key=lambda one: one[:2],
            default=(math.inf, (), list(sites)),
        )
        return cost, best

    @staticmethod
    def _single(sites: Sequence[Site]) -> list[tuple[int, ...]]:
        """One site changes sides."""
        return [(number,) for number in range(len(sites))]

    @staticmethod
    def _pairs(sites: Sequence[Site]) -> list[tuple[int, ...]]:
        """Two that are near each other in height change sides, if they can at all."""
        near = ((a, b) for a, b in combinations(range(len(sites)), 2) if b - a <= _NEAR)
        return [pair for pair in near if sites[pair[0]].side != sites[pair[1]].side]

    @staticmethod
    def _turned(sites: Sequence[Site], turn: Sequence[int]) -> list[Site]:
        turned = list(sites)
        for number in turn:
            turned[number] = replace(turned[number], side=-turned[number].side)
        return turned

    def _evened(self, sites: Sequence[Site]) -> list[Site]:
        """Sides changed for those nearest the middle until both have room."""
        chosen = list(sites)
        middle = (self.left + self.right) / 2
        for number in sorted(range(len(chosen)), key=lambda n: (abs(chosen[n].point[0] - middle), n)):
            side = chosen[number].side
            if sum(site.side == side for site in chosen) > self.most:
                chosen[number] = replace(chosen[number], side=-side)
        return chosen

    def _cost(self, sites: Sequence[Site]) -> float:
        """How long the lines are, long ones weighing more; forbidden what does not fit."""
        if any(sum(site.side == side for site in sites) > self.most for side in (-1, 1)):
            return math.inf
        return sum(self._line_cost(site, row) for side in (-1, 1) for site, row in self._paired(sites, side))

    def _line_cost(self, site: Site, row: float) -> float:
        """What the line to a name in this row costs."""
        (x, y), edge = site.point, self.left if site.side < 0 else self.right
        level, upright = abs(x - edge), abs(y - row)
        cost = level + level**2 / _LONG + 2.5 * upright + upright**2 / self.pitch
        if self.obstacles:
            name = Rect(edge if site.side > 0 else edge - site.width, row - self.pitch / 2, site.width, self.pitch)
            cost += _FORBIDDEN * sum(name.overlaps(rect) for rect in self.obstacles)
        return cost

    def _paired(self, sites: Sequence[Site], side: int) -> Iterator[tuple[Site, float]]:
        """The sites of one side, each with a row: as near to their points as order and pitch allow."""
        own = [site for site in sites if site.side == side]
        rows = spread([site.point[1] for site in own], self.pitch, self.top, self.bottom)
        return zip(own, rows, strict=True)

    def _uncrossed(self, paired: Iterable[tuple[Site, float]]) -> list[Site]:
        """The sites of one side, rows changed between those whose lines cross: each change makes the lines shorter."""
        placed = [replace(site, row=row) for site, row in paired]
        pairs = list(combinations(range(len(placed)), 2))
        while True:
            crossed = next((pair for pair in pairs if self._cross(placed[pair[0]], placed[pair[1]])), None)
            if crossed is None:
                return placed
            a, b = crossed
            placed[a], placed[b] = replace(placed[b], row=placed[a].row), replace(placed[a], row=placed[b].row)

    def _cross(self, one: Site, other: Site) -> bool:
        return crossing((one.point, self.end(one)), (other.point, self.end(other)))


def spread(wanted: Sequence[float], pitch: float, top: float, bottom: float) -> list[float]:
    """Places in the order of those wanted, at least ``pitch`` apart, between the bounds, and as near as can be.

    The sum of squared distances is the least (pools of neighbours that would be too close move together).
    """
    low, high = top + pitch / 2, bottom - pitch / 2 - pitch * (len(wanted) - 1)
    pools: list[tuple[float, int]] = []
    for number, value in enumerate(wanted):
        pool = (value - number * pitch, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, size = pools.pop()
            pool = ((mean * size + pool[0] * pool[1]) / (size + pool[1]), size + pool[1])
        pools.append(pool)
    starts = [min(max(mean, low), high) for mean, size in pools for _ in range(size)]
    return [start + number * pitch for number, start in enumerate(starts)]


def crossing(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Whether two straight lines cross."""

    def turn(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    (a, b), (c, d) = one, other
    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


def hull(rects: Sequence[Rect]) -> Rect:
    """The rectangle around rectangles."""
    left, top = min(rect.x for rect in rects), min(rect.y for rect in rects)
    return Rect(left, top, max(rect.right for rect in rects) - left, max(rect.bottom for rect in rects) - top)


def around(points: Sequence[Point], radius: float) -> Rect:
    """The rectangle around points."""
    return hull([Rect.around(x, y, 2 * radius, 2 * radius) for x, y in points])

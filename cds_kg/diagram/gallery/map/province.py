"""One province: its units as signs, with their names where there is room; islands far out in frames of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from cds_kg.diagram import style
from cds_kg.diagram.axes import number_text
from cds_kg.diagram.gallery.map.place import Extent, Projection, around, hull
from cds_kg.diagram.gallery.map.sheet import AXIS_BOTTOM, AXIS_LEFT, MapSheet
from cds_kg.diagram.geometry import Point, Rect, rounded_rect
from cds_kg.diagram.graph import names, relations
from cds_kg.diagram.layout import Caption, Names, Run, Setter
from cds_kg.diagram.scene import Anchor, Figure, Mark, Scene, Shape, TextLine
from cds_kg.diagram.sheet import Frame, Options, Sheet, TooSmall, fit, frame
from cds_kg.diagram.typeset import Weight
from cds_kg.diagram.unit_graph import PARENT, count_name, counted, in_order_of_types, levels_text, units_noun

if TYPE_CHECKING:
    import networkx as nx

#: Signs, the space between a sign and its name, and inside the frame: over and under the points, and beside them.
SIGN = 9.0
ASIDE = 3.0
PAD = 26.0
SIDE = 64.0
#: The frames of islands far out.
INSET = Rect(0, 0, 218, 92)
#: An island stands in a frame of its own where the map of the others is larger by this factor.
_GAIN = 1.3
#: The parts of names that ought to be there; with less, a smaller type is tried first, and the smallest at last.
_SHARES = (0.93, 0.8)
#: The narrowest map, and the side of the squares in which taken places are looked up.
_NARROWEST = 260.0
_CELL = 48.0


def scene(graph: nx.MultiDiGraph, options: Options, setter: Setter) -> Scene:
    """The map of a province with the largest type that leaves room for almost all names.

    Raises:
        TooSmall: the page has no room for a map.
    """
    for share in _SHARES:
        try:
            return fit(options, setter, partial(_scene, graph, share))
        except TooSmall:
            continue
    return _scene(graph, 0.0, Sheet(options, setter, options.format.page(options.format.densest)))


def _scene(graph: nx.MultiDiGraph, share: float, sheet: Sheet) -> Scene:
    return _Province(graph, sheet).page(share)


class _Taken:
    """Places on which something stands, looked up by squares."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Rect]] = defaultdict(list)

    def add(self, rect: Rect) -> None:
        """Take a place."""
        for cell in self._over(rect):
            self._cells[cell].append(rect)

    def free(self, rect: Rect) -> bool:
        """Whether nothing stands there."""
        return not any(rect.overlaps(other) for cell in self._over(rect) for other in self._cells.get(cell, ()))

    @staticmethod
    def _over(rect: Rect) -> Iterator[tuple[int, int]]:
        for column in range(int(rect.x // _CELL), int(rect.right // _CELL) + 1):
            for row in range(int(rect.y // _CELL), int(rect.bottom // _CELL) + 1):
                yield column, row


class _Province(MapSheet):
    """The map of a graph's province on a sheet."""

    @property
    def province(self) -> str:
        """The province."""
        return str(self.graph.graph["province"])

    def page(self, share: float) -> Scene:
        """The scene; TooSmall where less than this share of names has room."""
        sheet = self.sheet
        titles = sheet.words(*(self._title(lang) for lang in ("vi", "en")))
        units = self._units()
        near, far = self._near_and_far(units)
        extent = Extent.of(self._degrees(iri) for iri in near)
        sides = self._frame(titles, extent, len(units))
        content = sides.content
        inner = Rect(content.x + AXIS_LEFT, content.y, content.w - AXIS_LEFT, content.h - AXIS_BOTTOM)
        room = Rect(inner.x, inner.y, inner.w - (INSET.w + PAD if far else 0), inner.h)
        if room.w < _NARROWEST or len(far) * (INSET.h + PAD) > inner.h - PAD:
            raise TooSmall
        projection = _projection(extent, room)
        insets = self._insets(far, inner)
        bar = self.scale_bar((inner.x + 14, inner.bottom - 14), projection, 160)
        named = self._named(near, projection, room, [bar.rect])
        unnamed = sum(not lines for lines in named.values())
        if unnamed > (1 - share) * len(near):
            raise TooSmall
        axes = self.axes(inner, projection)
        about = Figure((self.province,), self.title(self.province), axes.rect, axes.shapes, axes.lines)
        units_shown = (self._unit(iri, projection.at(*self._degrees(iri)), lines) for iri, lines in named.items())
        figures = [about, bar, *units_shown]
        return self.scene(self._frame(titles, extent, unnamed), titles, [*figures, *insets])

    def _frame(self, titles: Names, extent: Extent, unnamed: int) -> Frame:
        """What stands around the map; so many units have no name on it."""
        notes = self.footnotes(extent)
        if unnamed:
            number = [counted(unnamed, lang) for lang in ("vi", "en")]
            more = self.sheet.pick(
                f"{number[0]} đơn vị không đủ chỗ ghi tên; tên đầy đủ ở sơ đồ units.",
                f"For {number[1]} names there is no room; the diagram units has them all.",
            )
            notes[0] = f"{notes[0]} {more}"
        return frame(self.sheet, self.graph.graph, titles, key=self.key(self._units()), footnotes=notes)

    def _units(self) -> list[str]:
        """All but the province: islands first, then by type as legends have them, then by code."""
        nodes = self.graph.nodes
        order = in_order_of_types(str(node["type"]) for _, node in nodes(data=True))
        units = [iri for iri in self.graph if iri != self.province]
        return sorted(
            units, key=lambda iri: (not nodes[iri].get("island"), order.index(nodes[iri]["type"]), nodes[iri]["code"])
        )

    def _degrees(self, iri: str) -> Point:
        node = self.graph.nodes[iri]
        return node["latitude"], node["longitude"]

    # --- where ---

    def _near_and_far(self, units: Sequence[str]) -> tuple[list[str], list[str]]:
        """The units of the map, and the islands that lie so far out that they would make it small."""
        near, far = list(units), list[str]()
        while True:
            islands = [iri for iri in near if self.graph.nodes[iri].get("island")]
            sizes = {iri: self._size([one for one in near if one != iri]) for iri in islands}
            farthest = min(islands, key=lambda iri: (sizes[iri], iri), default=None)
            if farthest is None or len(near) == 1 or self._size(near) < _GAIN * sizes[farthest]:
                return near, far
            near.remove(farthest)
            far.append(farthest)

    def _size(self, iris: Sequence[str]) -> float:
        """The longer side of what these units cover, in degrees."""
        if not iris:
            return 0.0
        extent = Extent.of(self._degrees(iri) for iri in iris)
        return max(extent.north - extent.south, (extent.east - extent.west) * extent.narrowing)

    def _named(
        self, units: Sequence[str], projection: Projection, room: Rect, taken: Sequence[Rect]
    ) -> dict[str, tuple[TextLine, ...]]:
        """Each unit with the lines of its name at its sign, or with none where there is no room.

        Islands come first, then those that have the fewest places for their names.
        """
        places = _Taken()
        points = {iri: projection.at(*self._degrees(iri)) for iri in units}
        for rect in (*taken, *(around([point], SIGN / 2) for point in points.values())):
            places.add(rect)
        inner = room.grown(-3)
        candidates = {
            iri: [
                lines
                for lines in _candidates(self._name(iri), point)
                if inner.contains(lines[0].rect) and places.free(_ink(lines[0]))
            ]
            for iri, point in points.items()
        }
        island = {iri: bool(self.graph.nodes[iri].get("island")) for iri in units}
        named: dict[str, tuple[TextLine, ...]] = dict.fromkeys(units, ())
        for iri in sorted(units, key=lambda iri: (not island[iri], len(candidates[iri]))):
            named[iri] = next((lines for lines in candidates[iri] if places.free(_ink(lines[0]))), ())
            for line in named[iri]:
                places.add(_ink(line))
        return named

    # --- what is drawn ---

    def _unit(self, iri: str, at: Point, lines: tuple[TextLine, ...]) -> Figure:
        """A sign, its name, and that it is part of the province."""
        rect = hull([around([at], SIGN), *(line.rect for line in lines)])
        marks = tuple(Mark(t, self.sentence(t)) for t in relations(self.graph, PARENT) if t[0] == iri)
        return Figure((iri,), self.said(iri), rect, (self.sign_shape(iri, at, SIGN),), lines, marks)

    def _insets(self, far: Sequence[str], inner: Rect) -> list[Figure]:
        """A frame for each island far out: sign, name, and where it lies, at the right from above."""
        colours, figures = self.sheet.colours, list[Figure]()
        for number, iri in enumerate(sorted(far, key=lambda iri: -self._degrees(iri)[0])):
            rect = Rect(inner.right - INSET.w - PAD / 2, inner.y + PAD / 2 + number * (INSET.h + PAD), INSET.w, INSET.h)
            words = self.sheet.setter.bilingual(
                [self.names(iri)[0], *self._place_text(iri)], INSET.w - 56, self.sheet.look_of(style.BAND, style.SMALL)
            )
            lines = words.at(rect.x + 44, rect.cy, "start")
            if words.height > rect.h:
                raise TooSmall
            one = self._unit(iri, (rect.x + 22, rect.cy), lines)
            outline = Shape(rounded_rect(rect, 4), None, colours.band_stroke, 1.4, (6.0, 4.0))
            figures.append(Figure(one.about, one.title, rect, (outline, *one.shapes), lines, one.marks))
        return figures

    # --- words ---

    def _name(self, iri: str) -> Caption:
        """The name of a unit without its type, in one line."""
        node = self.graph.nodes[iri]
        weight: Weight = "semibold" if node.get("island") else "regular"
        return Caption((Run(node["proper_name"], "vi", style.SMALL, weight, self.sheet.colours.ink),))

    def _place_text(self, iri: str) -> Names:
        """Latitude and longitude in words."""
        lang, pick = self.sheet.lang, self.sheet.pick
        latitude, longitude = (number_text(value, 2, lang) for value in self._degrees(iri))
        return ((pick(f"{latitude}° B, {longitude}° Đ", f"{latitude}° N, {longitude}° E"), lang),)

    def _title(self, lang: str) -> str:
        about = self.graph.graph
        name = names(self.graph.nodes[self.province], lang, self.province)[0][0]
        tally = {level: about[count_name(level)] for level in about["levels"].split()}
        return f"{name}: {levels_text(self.graph, tally, lang, units_noun(lang))}"


def _projection(extent: Extent, room: Rect) -> Projection:
    """The largest map of an extent, in the middle of a room."""
    width, height = (extent.east - extent.west) * extent.narrowing, extent.north - extent.south
    scale = min((room.w - 2 * SIDE) / max(width, 0.02), (room.h - 2 * PAD) / max(height, 0.02))
    left, top = room.cx - width * scale / 2, room.cy - height * scale / 2
    return Projection(scale, extent.narrowing, extent.west, extent.north, left, top)


def _candidates(words: Caption, point: Point) -> Iterator[tuple[TextLine, ...]]:
    """The places of a name around a sign: right, left, over, under, then aslant."""
    (x, y), aside = point, SIGN / 2 + ASIDE
    up = style.SMALL.size * 0.5 + aside
    places: tuple[tuple[float, float, Anchor], ...] = (
        (aside, 0, "start"),
        (-aside, 0, "end"),
        (0, -up, "middle"),
        (0, up, "middle"),
        (ASIDE, -up, "start"),
        (ASIDE, up, "start"),
        (-ASIDE, -up, "end"),
        (-ASIDE, up, "end"),
    )
    for dx, dy, anchor in places:
        yield words.at(x + dx, y + dy, anchor)


def _ink(line: TextLine) -> Rect:
    """What a line covers, from marks over capitals to descenders, and a little air beside it."""
    return Rect(line.rect.x - 2, line.y - 0.86 * line.size, line.rect.w + 4, 1.06 * line.size)

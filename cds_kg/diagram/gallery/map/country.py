"""The whole country: provinces named at both sides of the map, over the points of their communes; islands by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from cds_kg.diagram import style
from cds_kg.diagram.gallery.map.place import Columns, Extent, Projection, Site, around, hull
from cds_kg.diagram.gallery.map.sheet import AFTER_SIGN, AXIS_BOTTOM, AXIS_LEFT, SIGN, MapSheet, OneLine, dot
from cds_kg.diagram.geometry import Point, Rect, sign
from cds_kg.diagram.graph import names, relations
from cds_kg.diagram.layout import Caption, Run, Sample, Setter, inside
from cds_kg.diagram.scene import Anchor, Figure, Mark, Scene, Shape, Swatch, TextLine
from cds_kg.diagram.sheet import Options, Sheet, TooSmall, fit, frame
from cds_kg.diagram.style import Type
from cds_kg.diagram.unit_graph import PARENT, count_name, counted, in_order_of_types, levels_text, term_names
from cds_kg.text import pick

if TYPE_CHECKING:
    import networkx as nx

#: Inside the frame around everything, and between the land and the names beside it.
PAD = 14.0
BESIDE = 30.0
#: From a name to the bend of its line.
ELBOW = 9.0
#: Radii of the points of communes: behind names of provinces, and where they are the subject.
FAINT, PLAIN = 1.25, 1.9
#: A degree of latitude has at least so many pixels.
SMALLEST = 26.0


def scene(graph: nx.MultiDiGraph, options: Options, setter: Setter) -> Scene:
    """The map of the country with the largest type for which there is room.

    Raises:
        TooSmall: not all names have room.
    """
    land = _land(graph)
    for kind in (style.NAME, style.SMALL):
        try:
            return fit(options, setter, partial(_scene, graph, kind, land))
        except TooSmall:
            continue
    raise TooSmall


def _scene(graph: nx.MultiDiGraph, kind: Type, land: _Land, sheet: Sheet) -> Scene:
    return _Country(graph, sheet, kind, land).page()


@dataclass(frozen=True, slots=True)
class _Land:
    """What a map of the country holds; all points are latitude and longitude.

    Attributes:
        named: what has a name on the map: provinces and islands.
        clouds: province -> the points of its units of the lowest level.
        all, mainland: the extent of everything, and of what is no island.
    """

    named: tuple[str, ...]
    clouds: Mapping[str, Sequence[Point]]
    all: Extent
    mainland: Extent


def _land(graph: nx.MultiDiGraph) -> _Land:
    top = graph.graph["levels"].split()[0]
    nodes = dict(graph.nodes(data=True))
    clouds = {iri: _points_in(node["cloud"]) for iri, node in nodes.items() if "cloud" in node}
    points = [(node["latitude"], node["longitude"]) for node in nodes.values()]
    points += [point for cloud in clouds.values() for point in cloud]
    islands = {(node["latitude"], node["longitude"]) for node in nodes.values() if node.get("island")}
    return _Land(
        tuple(iri for iri, node in nodes.items() if node["level"] == top or node.get("island")),
        clouds,
        Extent.of(points),
        Extent.of(point for point in points if point not in islands),
    )


def _points_in(text: str) -> list[Point]:
    pairs = (pair.split(",") for pair in text.split())
    return [(float(latitude), float(longitude)) for latitude, longitude in pairs]


@dataclass(frozen=True)
class _Country(MapSheet):
    """The country on a sheet, names set in a type."""

    kind: Type
    land: _Land

    def page(self) -> Scene:
        """The scene."""
        sheet = self.sheet
        titles = sheet.words(*(self._title(lang) for lang in ("vi", "en")))
        extent = self.land.all
        sides = frame(sheet, self.graph.graph, titles, key=self._key(), footnotes=self.footnotes(extent))
        content = sides.content
        inner = Rect(content.x + AXIS_LEFT, content.y, content.w - AXIS_LEFT, content.h - AXIS_BOTTOM)
        projection, columns = self._placed(inner, extent)
        named, open_sea = self._sites(projection, columns)
        placed = replace(columns, obstacles=tuple(around([site.point], SIGN) for site in open_sea)).place(named)
        if placed is None:
            raise TooSmall
        figures = [self.axes(inner, projection), *self._clouds(projection), *self._units(projection)]
        figures += [self._beside(site, columns) for site in placed]
        figures += self._at_sea(open_sea, inner, [figure.rect for figure in figures[1:]])
        figures.append(self.scale_bar((inner.x + PAD, inner.bottom - PAD), projection, 180))
        return self.scene(sides, titles, figures)

    # --- what is where ---

    def _placed(self, inner: Rect, extent: Extent) -> tuple[Projection, Columns]:
        """The projection and the columns of names: as large as the height and both columns allow."""
        land = self.land.mainland
        widest = max(self._name(iri).width for iri in self.land.named) + ELBOW
        narrowing, room = extent.narrowing, inner.w - 2 * PAD
        columns = room - 2 * (widest + BESIDE)
        beyond = room - widest - BESIDE - 90
        scale = min(
            (inner.h - 2 * PAD - 12) / (extent.north - extent.south),
            columns / narrowing / (land.east - land.west),
            beyond / narrowing / (extent.east - land.west),
        )
        if scale < SMALLEST:
            raise TooSmall
        degree = scale * narrowing
        right = max((land.east - land.west) * degree + BESIDE + widest, (extent.east - land.west) * degree + 90)
        used = widest + BESIDE + right
        left = inner.x + PAD + (room - used) / 2 + widest + BESIDE
        top = inner.y + (inner.h - (extent.north - extent.south) * scale) / 2
        projection = Projection(scale, narrowing, land.west, extent.north, left, top)
        east = projection.at(0, land.east)[0] + BESIDE
        return projection, Columns(left - BESIDE, east, self.kind.line, inner.y + PAD, inner.bottom - PAD)

    def _sites(self, projection: Projection, columns: Columns) -> tuple[list[Site], list[Site]]:
        """What is named beside the map, and what lies so far out in the sea that its name stands there."""
        sites = []
        for iri in self.land.named:
            node = self.graph.nodes[iri]
            sites.append(Site(iri, projection.at(node["latitude"], node["longitude"]), self._name(iri).width))
        far = [site for site in sites if not columns.left - 20 <= site.point[0] <= columns.right]
        return [site for site in sites if site not in far], far

    # --- what is drawn ---

    def _clouds(self, projection: Projection) -> Iterator[Figure]:
        """The points of communes, one figure for each province."""
        for iri, cloud in self.land.clouds.items():
            points = [projection.at(*point) for point in cloud]
            outline = tuple(command for point in points for command in dot(point, FAINT))
            pale = self.valued and "value" not in self.graph.nodes[iri]
            colour = self.sheet.colours.band_stroke if pale else self.paint(iri).stroke
            yield Figure((iri,), self.said(iri), around(points, FAINT), (Shape(outline, colour),))

    def _units(self, projection: Projection) -> Iterator[Figure]:
        """The units of a lower level, each by itself; the frequent types under the others."""
        named = set(self.land.named)
        units = [iri for iri in self.graph if iri not in named]
        order = in_order_of_types(str(self.graph.nodes[iri]["type"]) for iri in units)
        for iri in sorted(units, key=lambda iri: -order.index(self.graph.nodes[iri]["type"])):
            node = self.graph.nodes[iri]
            at = projection.at(node["latitude"], node["longitude"])
            kind = self.look_of_unit(iri)[1]
            stroke, paper = self.paint(iri).stroke, self.sheet.colours.paper
            if kind != "circle":
                shape = Shape(sign(kind, *at, 3 * PLAIN), stroke, paper, 0.8)
            elif self.is_hollow(iri):
                shape = Shape(dot(at, PLAIN), paper, stroke, 0.9)
            else:
                shape = Shape(dot(at, PLAIN), stroke)
            yield Figure((iri,), self.said(iri), around([at], 2 * PLAIN), (shape,))

    def _beside(self, site: Site, columns: Columns) -> Figure:
        """A sign, its name beside the map, and the line between."""
        (x, y), (edge, row) = site.point, columns.end(site)
        bend = edge - site.side * ELBOW
        line = Shape((("M", (edge, row)), ("L", (bend, row)), ("L", (x, y))), None, self.sheet.colours.muted, 0.9)
        words = self._name(site.iri)
        left = edge + 4 if site.side > 0 else edge - 4 - words.width
        return self._figure(site.iri, site.point, words.at(left, row), (line,))

    def _at_sea(self, sites: Sequence[Site], inner: Rect, taken: Sequence[Rect]) -> Iterator[Figure]:
        """What lies far out, its name and province beside the sign."""
        blocked = [rect.grown(2) for rect in taken]
        for site in sites:
            words = self._sea_name(site.iri)
            lines, rect = self._free_place(words, site.point, inner.grown(-PAD), blocked)
            blocked.append(rect)
            yield self._figure(site.iri, site.point, lines, ())

    def _free_place(
        self, words: Caption, point: Point, inner: Rect, blocked: Sequence[Rect]
    ) -> tuple[tuple[TextLine, ...], Rect]:
        """The words right of a point, under it, over it or left of it, where nothing else stands."""
        (x, y), aside = point, SIGN / 2 + AFTER_SIGN
        half = words.width / 2
        centre = min(max(x, inner.x + half), inner.right - half)
        middle_under, middle_over = y + aside + words.height / 2, y - aside - words.height / 2
        places: tuple[tuple[float, float, Anchor], ...] = (
            (x + aside, y, "start"),
            (centre, middle_under, "middle"),
            (centre, middle_over, "middle"),
            (x - aside, y, "end"),
        )
        for left, middle, anchor in places:
            lines = words.at(left, middle, anchor)
            rect = hull([line.rect for line in lines])
            if inner.contains(rect) and not any(rect.overlaps(other) for other in blocked):
                return lines, rect
        raise TooSmall

    def _figure(self, iri: str, at: Point, lines: tuple[TextLine, ...], shapes: tuple[Shape, ...]) -> Figure:
        """A sign with its name; that it is part of a province is a mark on it."""
        shape = self.sign_shape(iri, at)
        rect = hull([around([at], SIGN), *(line.rect for line in lines)])
        marks = tuple(Mark(t, self.sentence(t)) for t in relations(self.graph, PARENT) if t[0] == iri)
        return Figure((iri,), self.said(iri), rect, (*shapes, shape), lines, marks)

    # --- words ---

    def _name(self, iri: str) -> OneLine:
        """A name beside the map: of a province bold, in English beside it where both are set, with its value."""
        sheet, node = self.sheet, self.graph.nodes[iri]
        island = bool(node.get("island"))
        english = node.get("label_en")
        name, lang = (english, "en") if sheet.lang == "en" and english else (node["proper_name"], "vi")
        ink, muted = sheet.colours.ink, sheet.colours.muted
        runs = [Run(name, lang, style.SMALL if island else self.kind, "regular" if island else "semibold", ink)]
        if sheet.options.lang == "both" and english and english != name:
            runs.append(Run(english, "en", style.SMALL, "regular", muted))
        if value := self.value_text(iri):
            runs.append(Run(value, sheet.lang, self.kind, "semibold", self.paint(iri).stroke))
        return OneLine(tuple(runs))

    def _sea_name(self, iri: str) -> Caption:
        """The name of what lies far out, and under it its province."""
        sheet = self.sheet
        look = sheet.look_of(style.SMALL, style.SMALL)
        above = next((o for s, _, o in relations(self.graph, PARENT) if s == iri), None)
        return sheet.setter.bilingual([self.names(iri)[0], *(self.names(above)[:1] if above else ())], 400, look)

    def _title(self, lang: str) -> str:
        """What the map shows: how many units of each level; or the indicator and its year."""
        about = self.graph.graph
        if self.valued:
            name = names(about["labels"][about["by"]], lang, about["by"])[0][0]
            return ", ".join(filter(None, (name, about["value_years"])))
        levels = about["levels"].split()
        tally = {levels[0]: len([iri for iri in self.land.named if self.graph.nodes[iri]["level"] == levels[0]])}
        tally |= {level: about[count_name(level)] for level in levels[1:]}
        told = levels_text(self.graph, tally, lang)
        return pick(lang, f"Bản đồ đơn vị hành chính: {told}", f"Map of administrative units: {told}")

    def _key(self) -> list[list[Sample]]:
        """The legend: the signs on the map, and what the small dots are."""
        sheet, about = self.sheet, self.graph.graph
        lowest = about["levels"].split()[-1]
        if about["level"] == lowest:
            return self.key(list(self.graph))
        number = about[count_name(lowest)]
        labels = term_names(self.graph, sheet, lowest)
        dots = {"vi": "Chấm nhỏ", "en": "Small dots"}
        words = tuple((f"{dots[lang]}: {inside(text)} ({counted(number, lang)})", lang) for text, lang in labels)
        return [*self.key(list(self.graph)), [Sample(Swatch("circle", sheet.colours.paints["stone"].stroke), words)]]

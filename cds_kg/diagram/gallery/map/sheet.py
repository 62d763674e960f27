"""What maps have in common: the frame with its degrees, the scale, dots and signs, the legend, and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from cds_kg.diagram import style, typeset
from cds_kg.diagram.axes import decimals, number_text
from cds_kg.diagram.gallery.map.place import DEGREE, Extent, Projection
from cds_kg.diagram.geometry import Outline, Point, Rect, Sign, polygon, rounded_rect, sign
from cds_kg.diagram.layout import Caption, Names, Run, Sample, inside
from cds_kg.diagram.naming import Naming
from cds_kg.diagram.scene import Figure, Scene, Shape, Swatch, TextLine, set_line
from cds_kg.diagram.sheet import Frame
from cds_kg.diagram.unit_graph import (
    count_name,
    counted,
    counted_names,
    hue_of,
    in_order_of_types,
    sign_of,
    term_names,
    type_samples,
)

if TYPE_CHECKING:
    from cds_kg.diagram.style import Paint

NAME = "map"

#: The room for degrees at the left of a map and under it, and the length of a tick.
AXIS_LEFT = 78.0
AXIS_BOTTOM = 26.0
TICK = 7.0
#: Signs of units with a name, and between a sign and its name.
SIGN = 12.0
AFTER_SIGN = 7.0
#: Between texts on one line.
BETWEEN = 7.0
#: So many names of units without coordinates are told, at most.
MOST_NAMED = 12
#: Ticks of an axis are at least so far apart, with whole degrees and with parts of degrees.
_WHOLE, _PARTS = 60.0, 90.0
#: The lengths that a scale may have, in kilometres.
_LENGTHS = (5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class OneLine:
    """Texts side by side."""

    runs: tuple[Run, ...]

    @property
    def width(self) -> float:
        """The width of all."""
        return sum(self._width(run) for run in self.runs) + BETWEEN * (len(self.runs) - 1)

    def at(self, left: float, middle: float) -> tuple[TextLine, ...]:
        """The texts in their place, all on the baseline of the first."""
        lines: list[TextLine] = []
        for run in self.runs:
            first = self.runs[0]
            y = typeset.baseline(middle - first.type.line / 2, first.type.line, first.type.size, first.weight)
            lines.append(set_line(run.text, run.lang, left, y, run.type.size, run.weight, run.colour))
            left += self._width(run) + BETWEEN
        return tuple(lines)

    @staticmethod
    def _width(run: Run) -> float:
        return typeset.width(run.text, run.type.size, run.weight)


@dataclass(frozen=True)
class MapSheet(Naming):
    """A map's graph on a sheet: its words, signs, legend and frame."""

    # --- signs ---

    def look_of_unit(self, iri: str) -> tuple[str, Sign]:
        """The hue and the sign of a unit: by type, by level, or by whether it has a value; islands are diamonds."""
        node, by = self.graph.nodes[iri], self.graph.graph["by"]
        if by == "level":
            return self.look_of_level(node["level"])
        if self.valued:
            return "blue" if "value" in node else "stone", "diamond" if node.get("island") else "circle"
        return _ISLAND if node.get("island") else (hue_of(node["type"]), sign_of(node["type"]))

    def look_of_level(self, level: str) -> tuple[str, Sign]:
        """The hue and the sign of the units of a level (a prefixed name)."""
        levels = self.graph.graph["levels"].split()
        return _LEVELS[min(len(levels) - levels.index(level), len(_LEVELS)) - 1]

    def paint(self, iri: str) -> Paint:
        """The colours of a unit."""
        return self.sheet.colours.paints[self.look_of_unit(iri)[0]]

    def sign_shape(self, iri: str, at: Point, size: float = SIGN) -> Shape:
        """The sign of a unit about a point."""
        outline = sign(self.look_of_unit(iri)[1], *at, size)
        stroke, paper = self.paint(iri).stroke, self.sheet.colours.paper
        return Shape(outline, paper, stroke, 1.6) if self.is_hollow(iri) else Shape(outline, stroke, paper, 1.0)

    def is_hollow(self, iri: str) -> bool:
        """Whether the sign of a unit is empty: where values are shown and it has none; else as all of its kind are."""
        if self.valued:
            return "value" not in self.graph.nodes[iri]
        return self._hollow(self.look_of_unit(iri))

    def _hollow(self, look: tuple[str, Sign]) -> bool:
        """Whether signs of a look are empty: without colours communes would look like wards, or like provinces."""
        return look == _RURAL and self.sheet.options.palette == "mono"

    @property
    def valued(self) -> bool:
        """Whether the map shows values of an indicator."""
        return self.graph.graph["by"] not in ("type", "level")

    def key(self, iris: Sequence[str]) -> list[list[Sample]]:
        """The legend of these units: their signs, with how many there are on the day."""
        if self.valued:
            return [self._value_samples(iris)]
        about, nodes = self.graph.graph, self.graph.nodes
        if about["by"] == "level":
            levels = [level for level in about["levels"].split() if any(nodes[i]["level"] == level for i in iris)]
            return [[self.level_sample(level) for level in levels]]
        islands = Counter(str(nodes[iri]["type"]) for iri in iris if nodes[iri].get("island"))
        types = {str(nodes[iri]["type"]) for iri in iris if not nodes[iri].get("island")}
        tally = {name: about[count_name(name)] for name in types - {*islands}}
        looks = [(hue_of(name), sign_of(name)) for name in in_order_of_types(tally)]
        samples = map(self._as_drawn, type_samples(self.graph, self.sheet, tally), looks)
        return [[*samples, *self._island_samples(islands)]]

    def level_sample(self, level: str) -> Sample:
        """An entry of the legend for a level (a prefixed name)."""
        hue, kind = self.look_of_level(level)
        names = counted_names(self.graph, self.sheet, level, self.graph.graph[count_name(level)])
        return self._as_drawn(Sample(Swatch(kind, self.sheet.colours.paints[hue].stroke), names), (hue, kind))

    def _as_drawn(self, sample: Sample, look: tuple[str, Sign]) -> Sample:
        """An entry of the legend for signs of a look, empty where those on the map are."""
        if not self._hollow(look):
            return sample
        hue, kind = look
        return replace(sample, sample=Swatch(kind, self.sheet.colours.paper, self.sheet.colours.paints[hue].stroke))

    def _island_samples(self, islands: Mapping[str, int]) -> list[Sample]:
        """An entry for islands: the type of the special zones, or what they were before."""
        if not islands:
            return []
        hue, kind = _ISLAND
        swatch = Swatch(kind, self.sheet.colours.paints[hue].stroke)
        if set(islands) == {"cds:SpecialZone"}:
            return [Sample(swatch, counted_names(self.graph, self.sheet, *next(iter(islands.items()))))]
        number = sum(islands.values())
        return [Sample(swatch, self.sheet.words(f"Đơn vị là đảo, quần đảo ({number})", f"Island units ({number})"))]

    def _value_samples(self, iris: Sequence[str]) -> list[Sample]:
        """Entries for the units that have a value and those that have none."""
        colours = self.sheet.colours
        valued = [iri for iri in iris if "value" in self.graph.nodes[iri]]
        without = [iri for iri in iris if iri not in valued and not self.graph.nodes[iri].get("island")]
        samples = [
            Sample(
                Swatch("circle", colours.paints["blue"].stroke),
                self.sheet.words(f"Có số liệu ({len(valued)})", f"With a figure ({len(valued)})"),
            ),
            Sample(
                Swatch("circle", colours.paper, colours.paints["stone"].stroke),
                self.sheet.words(f"Chưa có số liệu ({len(without)})", f"No figure ({len(without)})"),
            ),
        ]
        if len(valued) + len(without) < len(iris):
            swatch = Swatch("diamond", colours.paper, colours.paints["stone"].stroke)
            samples.append(Sample(swatch, self.sheet.words("Đảo, quần đảo", "Islands")))
        return samples

    # --- the frame ---

    def axes(self, rect: Rect, projection: Projection) -> Figure:
        """A frame around the map with degrees at its left and lower sides."""
        colours, sheet = self.sheet.colours, self.sheet
        north, west = projection.degrees(rect.x, rect.y)
        south, east = projection.degrees(rect.right, rect.bottom)
        shapes = [Shape(rounded_rect(rect, 2), None, colours.band_stroke, 1.2)]
        lines: list[TextLine] = []
        step = _step(projection.scale * projection.narrowing)
        for degree in _multiples(south, north, step):
            y = projection.at(degree, west)[1]
            text = f"{_degrees(degree, sheet.lang)} {sheet.pick('B', 'N')}"
            if rect.y + 8 < y < rect.bottom - 8:
                shapes.append(Shape((("M", (rect.x, y)), ("L", (rect.x + TICK, y))), None, colours.muted, 1.0))
                lines += self._muted(text).at(rect.x - 6, y, "end")
        for degree in _multiples(west, east, step):
            x = projection.at(south, degree)[0]
            text = f"{_degrees(degree, sheet.lang)} {sheet.pick('Đ', 'E')}"
            if rect.x + 40 < x < rect.right - 40:
                shapes.append(
                    Shape((("M", (x, rect.bottom)), ("L", (x, rect.bottom - TICK))), None, colours.muted, 1.0)
                )
                lines += self._muted(text).at(x, rect.bottom + AXIS_BOTTOM / 2 + 2)
        around = Rect(rect.x - AXIS_LEFT, rect.y, rect.w + AXIS_LEFT, rect.h + AXIS_BOTTOM)
        return Figure((), "", around, tuple(shapes), tuple(lines))

    def scale_bar(self, corner: Point, projection: Projection, widest: float) -> Figure:
        """A bar that stands for a round number of kilometres, its lower left end at ``corner``."""
        pixel = DEGREE / projection.scale
        length = max((km for km in _LENGTHS if km / pixel <= widest), default=_LENGTHS[0])
        width, (x, y) = length / pixel, corner
        colour = self.sheet.colours.muted
        ends: Outline = (("M", (x, y - 6)), ("L", (x, y)), ("L", (x + width, y)), ("L", (x + width, y - 6)))
        words = self._muted(f"{length} km")
        rect = Rect(x, y - 30, max(width, words.width + 4), 32)
        return Figure((), "", rect, (Shape(ends, None, colour, 1.6),), words.at(x + 2, y - 17, "start"), (), "")

    def _muted(self, text: str) -> Caption:
        return Caption((Run(text, self.sheet.lang, style.SMALL, "regular", self.sheet.colours.muted),))

    # --- words ---

    def value_text(self, iri: str) -> str:
        """The value of a unit as the language writes it; empty where it has none."""
        value = self.graph.nodes[iri].get("value")
        return "" if value is None else number_text(value, self._decimals, self.sheet.lang)

    @cached_property
    def _decimals(self) -> int:
        """With how many decimals values are written: all with as many as the longest needs."""
        return max(decimals(node["value"]) for _, node in self.graph.nodes(data=True) if "value" in node)

    def said(self, iri: str) -> str:
        """A unit in words."""
        node = self.graph.nodes[iri]
        parts = [inside(term_names(self.graph, self.sheet, node["type"])[0][0])]
        if value := self.value_text(iri):
            parts.append(f"{self.names_of_indicator()[0][0]} {value}")
        return f"{self.title(iri)} ({', '.join(parts)})"

    def names_of_indicator(self) -> Names:
        """The labels of the indicator."""
        return self.names(self.graph.graph["by"])

    def footnotes(self, extent: Extent) -> list[str]:
        """How the map is drawn, what has no point or another's, what values are of."""
        pick, about = self.sheet.pick, self.graph.graph
        notes = [
            pick(
                f"Phép chiếu hình trụ đều, vĩ tuyến chuẩn {extent.middle}° Bắc; mỗi đơn vị là một điểm, không vẽ "
                "địa giới.",
                f"Equirectangular projection, standard parallel {extent.middle}° N; each unit is a point, there are no "
                "boundaries.",
            )
        ]
        if number := about["unplaced"]:
            told = f": {about['unplaced_names']}" if number <= MOST_NAMED else ""
            notes.append(
                pick(
                    f"{counted(number, 'vi')} đơn vị chưa có tọa độ trong dữ liệu{told}.",
                    f"{counted(number, 'en')} units have no coordinates in the data{told}.",
                )
            )
        if any("placed_by" in node for _, node in self.graph.nodes(data=True)):
            notes.append(
                pick(
                    "Đơn vị là đảo được đặt tại điểm của đặc khu đã thay thế đơn vị đó.",
                    "Islands stand at the point of the special zone that replaced the unit.",
                )
            )
        found = [" ".join(notes)]
        if self.valued:
            lang = self.sheet.lang
            found.append(f"{about[f'value_notes_{lang}']} {pick('Nguồn', 'Source')}: {about[f'value_source_{lang}']}.")
        return found

    def scene(self, around: Frame, titles: Names, figures: Iterable[Figure]) -> Scene:
        """The page."""
        figures = tuple(figures)
        told = dict.fromkeys(figure.title for figure in figures if figure.title)
        return around.scene(
            NAME,
            "; ".join(told) + ".",
            figures=figures,
        )


#: The looks of islands, of communes and rural districts, and where a map is coloured by level of levels, from below.
_ISLAND: tuple[str, Sign] = ("purple", "diamond")
_RURAL: tuple[str, Sign] = ("green", "circle")
_LEVELS: tuple[tuple[str, Sign], ...] = (_RURAL, ("rust", "triangle"), ("blue", "square"))


def dot(at: Point, radius: float) -> Outline:
    """A small round spot, drawn with six corners: thousands of them stay a small file."""
    x, y = at
    near, far = radius * 0.5, radius * 0.87
    corners = ((radius, 0.0), (near, far), (-near, far), (-radius, 0.0), (-near, -far), (near, -far))
    return polygon([(x + dx, y + dy) for dx, dy in corners])


def _step(degree: float) -> float:
    """Between ticks of an axis on which a degree has so many pixels."""
    steps = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
    return next((step for step in steps if step * degree >= (_WHOLE if step >= 1 else _PARTS)), 10.0)


def _multiples(low: float, high: float, step: float) -> Iterator[float]:
    number = int(-(-low // step))
    while number * step <= high:
        yield number * step
        number += 1


def _degrees(value: float, lang: str) -> str:
    return f"{number_text(value, decimals(round(value, 2)), lang)}°"

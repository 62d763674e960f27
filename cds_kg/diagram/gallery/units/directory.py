"""The directory of one province: what it was formed from, and all its units in the order of the alphabet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from cds_kg.diagram import style, typeset
from cds_kg.diagram.alphabet import alphabetical
from cds_kg.diagram.axes import level_rule
from cds_kg.diagram.geometry import Point, Rect, sign, simplified
from cds_kg.diagram.graph import names, relations
from cds_kg.diagram.layout import Caption, Look, Names, Run, Setter, inside
from cds_kg.diagram.naming import Naming
from cds_kg.diagram.scene import Box, Edge, Figure, Label, Mark, Scene, Shape, TextLine
from cds_kg.diagram.sheet import Frame, Options, Sheet, TooSmall, fit, frame
from cds_kg.diagram.unit_graph import (
    PARENT,
    REPLACED_BY,
    count_name,
    counted,
    counted_names,
    hue_of,
    in_order_of_types,
    levels_text,
    part_types,
    sign_of,
    term_names,
    units_noun,
)

if TYPE_CHECKING:
    import networkx as nx

NAME = "units"

#: Boxes of provinces, and the way from those that were to the one that is.
FORMER_WIDTH = 300.0
WIDTH = 320.0
WAY = 190.0
BOX_GAP = 10.0
#: Between the provinces' boxes and the directory, and between its columns.
APART = 22.0
GUTTER = 26.0
#: A sign and the space after it; after a code.
SIGN = 11.0
AFTER_SIGN = 8.0
AFTER_CODE = 8.0
MOST_PAGES = 12
#: Lines stand apart by at most this factor of what they need.
SPREAD = 1.45


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the directory: a heading (of a type or a district) or a unit.

    Attributes:
        about: the unit, or none for the heading of a type.
        heading: the words of a heading, each in a row of its own; of a unit, none.
        full: whether a unit's name is set with its type.
    """

    about: str = ""
    heading: Names = ()
    full: bool = False

    @property
    def rows(self) -> int:
        """How many rows it takes."""
        return len(self.heading) or 1


def pages(graph: nx.MultiDiGraph, options: Options, setter: Setter) -> tuple[Scene, ...]:
    """The directory on as few pages as may be."""
    for number in range(1, MOST_PAGES):
        try:
            return fit(options, setter, partial(_pages, graph, number))
        except TooSmall:
            continue
    raise TooSmall


def _pages(graph: nx.MultiDiGraph, number: int, sheet: Sheet) -> tuple[Scene, ...]:
    """The directory on so many pages at these type sizes."""
    directory = _Directory(graph, sheet)
    lines = directory.lines()
    each = -(-len(lines) // number)
    starts = [start - 1 if start and lines[start - 1].heading else start for start in range(0, len(lines), each)]
    ends = [*starts[1:], len(lines)]
    parts = [_continued(lines, a, sheet) + lines[a:b] for a, b in zip(starts, ends, strict=True)]
    return tuple(directory.page(part, (place, len(parts))) for place, part in enumerate(parts, 1))


def _continued(lines: Sequence[_Line], start: int, sheet: Sheet) -> list[_Line]:
    """The heading again where a page begins in the middle of what is under it."""
    if lines[start].heading:
        return []
    heading = next(line for line in reversed(lines[:start]) if line.heading)
    more = {"vi": "tiếp", "en": "continued"}
    return [replace(heading, heading=tuple((f"{text}, {more[lang]}", lang) for text, lang in heading.heading))]


class _Directory(Naming):
    """The directory of a graph's province on a sheet."""

    @property
    def province(self) -> str:
        """The province."""
        return str(self.graph.graph["province"])

    @cached_property
    def parents(self) -> dict[str, str]:
        """Unit -> what it is part of."""
        return {s: o for s, _, o in relations(self.graph, PARENT)}

    def lines(self) -> list[_Line]:
        """The lines of the directory: type by type, or where there are districts, district by district."""
        below: dict[str, list[str]] = {}
        for part, parent in self.parents.items():
            below.setdefault(parent, []).append(part)
        direct = self._sorted(below[self.province])
        found: list[_Line] = []
        if len(self.graph.graph["levels"].split()) > 1:
            for district in direct:
                parts = self._sorted(below.get(district, []))
                count = counted(len(parts), self.sheet.lang)
                heading = tuple((f"{text} ({count})", lang) for text, lang in self.names(district)[:1])
                found += [_Line(district, heading), *(_Line(part, full=True) for part in parts)]
            return found
        types = Counter(str(self.graph.nodes[part]["type"]) for part in direct)
        for name in in_order_of_types(types):
            found.append(_Line(heading=counted_names(self.graph, self.sheet, name, types[name])))
            found += [_Line(part) for part in direct if self.graph.nodes[part]["type"] == name]
        return found

    def _sorted(self, units: Sequence[str]) -> list[str]:
        """Units in the order of the alphabet; those of one name by code."""
        nodes = self.graph.nodes
        return sorted(units, key=lambda iri: (alphabetical(nodes[iri]["proper_name"]), nodes[iri]["code"]))

    def page(self, lines: Sequence[_Line], part: tuple[int, int]) -> Scene:
        """One page: the provinces above, under them the lines in columns."""
        sheet, about = self.sheet, self.graph.graph
        titles = sheet.words(*(self._title(lang) for lang in ("vi", "en")))
        around = frame(sheet, about, titles, footnotes=[self._footnote()], part=part)
        boxes, edges, labels, figures = self._above(around)
        bottom = max(rect.bottom for rect in (*(box.rect for box in boxes), *(figure.rect for figure in figures)))
        content = around.content
        room = Rect(content.x, bottom + APART, content.w, content.bottom - bottom - APART)
        figures += self._columns(lines, room)
        return around.scene(
            NAME,
            self._description(lines),
            boxes=tuple(boxes),
            edges=tuple(edges),
            labels=tuple(labels),
            figures=tuple(figures),
        )

    # --- the provinces ---

    def _above(self, around: Frame) -> tuple[list[Box], list[Edge], list[Label], list[Figure]]:
        """The former provinces one over the other, lines from them to the present one, beside it its parts' numbers."""
        content = around.content
        former = [s for s, _, o in relations(self.graph, REPLACED_BY) if o == self.province]
        captions = [self.caption(iri, FORMER_WIDTH - 28) for iri in former]
        words = self.sheet.setter.bilingual(self.names(self.province), WIDTH - 28, self._look)
        stack = sum(caption.height + 12 + BOX_GAP for caption in captions) - BOX_GAP
        height = max(stack, words.height + 24)
        place = Rect(content.x + (FORMER_WIDTH + WAY if former else 0), content.y, WIDTH, height)
        boxes: list[Box] = []
        y = place.cy - stack / 2
        for iri, caption in zip(former, captions, strict=True):
            rect = Rect(content.x, y, FORMER_WIDTH, caption.height + 12)
            lines = caption.at(rect.cx + style.STRIPE / 2, rect.cy)
            boxes.append(Box(iri, self.title(iri), rect, self.paint(iri), lines, ended=True))
            y = rect.bottom + BOX_GAP
        edges = [self._edge(box, place) for box in boxes]
        paint = self.sheet.colours.paints[hue_of(self.graph.nodes[self.province]["type"])]
        lines = words.at(place.cx + style.STRIPE / 2, place.cy)
        boxes.append(Box(self.province, self.title(self.province), place, paint, lines))
        left = place.right + APART
        beside, under = Rect(left, content.y, content.right - left, height), replace(content, y=place.bottom + BOX_GAP)
        return boxes, edges, self._labels(edges, place), [self._counts(beside, under)]

    @property
    def _look(self) -> Look:
        paint = self.sheet.colours.paints[hue_of(self.graph.nodes[self.province]["type"])]
        return self.sheet.look_of(style.Type(26, 33), style.GLOSS, paint)

    def _edge(self, box: Box, place: Rect) -> Edge:
        """From a former province to the present one; all join on the way."""
        triple = (box.iri, REPLACED_BY, self.province)
        turn = box.rect.right + 24
        points: tuple[Point, ...] = (
            (box.rect.right, box.rect.cy),
            (turn, box.rect.cy),
            (turn, place.cy),
            (place.x, place.cy),
        )
        line = self.sheet.colours.line_of(REPLACED_BY)
        return Edge(triple, self.sentence(triple), simplified(points), line, group=REPLACED_BY)

    def _labels(self, edges: Sequence[Edge], place: Rect) -> list[Label]:
        """The name of the relation, over the part that all lines share."""
        if not edges:
            return []
        start, end = place.x - WAY + 34, place.x - 26
        text, lang = self.relation_names(REPLACED_BY)[0]
        words = self.sheet.setter.caption(text, lang, end - start, style.SMALL, "regular", edges[0].line.stroke)
        rect = Rect.around((start + end) / 2, place.cy, words.width + 8, words.height + 2)
        triples = tuple(edge.triple for edge in edges)
        return [Label(rect, self.sheet.colours.paper, words.at(rect.cx, rect.cy), triples)]

    def _counts(self, beside: Rect, under: Rect) -> Figure:
        """How many parts there are, by level where there are several, and by type of the lowest with its sign.

        They stand beside the provinces in as many rows as there is height for, or under them in one row.
        """
        sheet, node = self.sheet, self.graph.nodes[self.province]
        levels, types = self.graph.graph["levels"].split(), part_types(self.graph, self.province)
        signed = [("", counted_names(self.graph, sheet, level, node[count_name(level)])) for level in levels[:-1]]
        signed += [(name, counted_names(self.graph, sheet, name, count)) for name, count in types.items()]
        look = sheet.look_of(style.BAND, style.SMALL)
        captions = [sheet.setter.bilingual(names, under.w, look) for _, names in signed]
        height = max(words.height for words in captions) + 6
        width = max(words.width for words in captions) + SIGN + AFTER_SIGN + GUTTER
        rows = min(max(1, int((beside.h + 6) // height)), len(signed))
        room = beside
        if -(-len(signed) // rows) * width > beside.w + GUTTER:
            rows, room = 1, Rect(under.x, under.y, under.w, height)
            if len(signed) * width > under.w + GUTTER:
                raise TooSmall
        top = room.cy - rows * height / 2
        shapes, lines = [], list[TextLine]()
        for place, ((name, _), words) in enumerate(zip(signed, captions, strict=True)):
            column, row = divmod(place, rows)
            x, y = room.x + column * width, top + (row + 0.5) * height
            if name:
                shapes.append(self._sign(name, x, y))
            lines += words.at(x + (SIGN + AFTER_SIGN if name else 0), y, "start")
        return Figure((), "", room, tuple(shapes), tuple(lines))

    # --- the directory ---

    def _columns(self, lines: Sequence[_Line], room: Rect) -> list[Figure]:
        """The lines in as few columns as the height allows, and these of even height."""
        width = max(self._width(line) for line in lines)
        highest = int(room.h // style.SMALL.line)
        if highest < 2:
            raise TooSmall
        columns = _flow(lines, highest)[-1][0] + 1
        if columns * (width + GUTTER) > room.w + GUTTER:
            raise TooSmall
        rows = next(rows for rows in range(2, highest + 1) if _flow(lines, rows)[-1][0] < columns)
        pitch = min(room.h / rows, style.SMALL.line * SPREAD)
        each = (room.w + GUTTER) / columns
        return [
            self._line(line, Rect(room.x + column * each, room.y + row * pitch, each - GUTTER, pitch))
            for line, (column, row) in zip(lines, _flow(lines, rows), strict=True)
        ]

    def _line(self, line: _Line, cell: Rect) -> Figure:
        """A heading or a unit at its place; ``cell`` is that of its first row."""
        sheet, rect = self.sheet, Rect(cell.x, cell.y, cell.w, cell.h * line.rows)
        marks: tuple[Mark, ...] = ()
        if line.about:
            triple = (line.about, PARENT, self.parents[line.about])
            marks = (Mark(triple, self.sentence(triple)),)
        about = (line.about,) if line.about else ()
        title = self._said(line.about) if line.about else ""
        if line.heading:
            look = sheet.look_of(style.BAND, style.SMALL)
            words = sheet.setter.bilingual(line.heading, cell.w, look)
            lines = words.at(rect.x, rect.cy, "start")
            rule = level_rule(rect.x, rect.right, rect.bottom - 1, sheet.colours.band_stroke)
            return Figure(about, title, rect, (rule,), lines, marks)
        node = self.graph.nodes[line.about]
        code, name = self._words(line)
        texts = (
            *code.at(rect.x + SIGN + AFTER_SIGN, rect.cy, "start"),
            *name.at(rect.x + SIGN + AFTER_SIGN + self._code_width + AFTER_CODE, rect.cy, "start"),
        )
        return Figure(about, title, rect, (self._sign(node["type"], rect.x, rect.cy),), texts, marks)

    def _words(self, line: _Line) -> tuple[Caption, Caption]:
        """The code and the name of a unit, each on one line."""
        node, sheet = self.graph.nodes[line.about], self.sheet
        text = node["label_vi"] if line.full else node["proper_name"]
        code = Caption((Run(node["code"], "vi", style.SMALL, "regular", sheet.colours.muted),))
        return code, Caption((Run(text, "vi", style.SMALL, "regular", sheet.colours.ink),))

    def _width(self, line: _Line) -> float:
        if line.heading:
            return max(typeset.width(text, style.BAND.size, "semibold") for text, _ in line.heading)
        return SIGN + AFTER_SIGN + self._code_width + AFTER_CODE + self._words(line)[1].width

    @cached_property
    def _code_width(self) -> float:
        """The width of the widest code."""
        return max(self._words(_Line(part))[0].width for part in self.parents)

    def _sign(self, type_name: str, x: float, middle: float) -> Shape:
        """The sign of a type with its left edge at ``x``."""
        colour = self.sheet.colours.paints[hue_of(type_name)].stroke
        return Shape(sign(sign_of(type_name), x + SIGN / 2, middle, SIGN), colour)

    # --- words ---

    def _title(self, lang: str) -> str:
        node = self.graph.nodes[self.province]
        tally = {level: node[count_name(level)] for level in self.graph.graph["levels"].split()}
        name = names(node, lang, self.province)[0][0]
        told = levels_text(self.graph, tally, lang, units_noun(lang))
        return f"{name}: {told}"

    def _said(self, iri: str) -> str:
        """A unit in words: its name, type and code."""
        node = self.graph.nodes[iri]
        kind = inside(term_names(self.graph, self.sheet, node["type"])[0][0])
        return f"{self.title(iri)} ({kind}, {node['code']})"

    def _footnote(self) -> str:
        return self.sheet.pick(
            "Xếp theo thứ tự chữ cái tiếng Việt; số trước tên: mã đơn vị hành chính.",
            "In the order of the Vietnamese alphabet; the number before a name is the official code.",
        )

    def _description(self, lines: Sequence[_Line]) -> str:
        """The page in sentences: what the province replaced, then the lines under their headings."""
        told = [f"{self.sentence(triple)}." for triple in relations(self.graph, REPLACED_BY)]
        for line in lines:
            if line.heading:
                told.append(f"{line.heading[0][0]}.")
            else:
                told.append(f"{self.names(line.about)[0][0]},")
        return " ".join(told).rstrip(",") + "."


def _flow(lines: Sequence[_Line], rows: int) -> list[tuple[int, int]]:
    """Column and row of each line where columns have so many rows: no heading stands last, over it is a free row."""
    places = []
    column = row = 0
    for line in lines:
        if line.heading and row:
            row += 1
        least = line.rows + (1 if line.heading else 0)
        if row and row + least > rows:
            column, row = column + 1, 0
        places.append((column, row))
        row += line.rows
    return places

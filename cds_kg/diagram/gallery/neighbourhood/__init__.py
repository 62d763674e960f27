"""A concept in the middle, at its left what points to it, at its right what it points to, further steps further out.

Where that does not fit a page, the longer side goes on at both sides of further pages.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING

from cds_kg.diagram import style
from cds_kg.diagram.columns import (
    AIR,
    SIDE,
    Columns,
    Fan,
    Node,
    airy,
    depth,
    even,
    height,
    needs_more_than,
    nodes_of,
    split,
    widest_word,
)
from cds_kg.diagram.fans import Drawn, Painter, Tree
from cds_kg.diagram.gallery.neighbourhood.content import neighbourhood_graph
from cds_kg.diagram.gallery.neighbourhood.tree import Sides, sides
from cds_kg.diagram.gallery.neighbourhood.words import remark, shortened
from cds_kg.diagram.geometry import Rect
from cds_kg.diagram.graph import names
from cds_kg.diagram.layout import Caption, Names, Sample, Setter, paragraph
from cds_kg.diagram.naming import Naming
from cds_kg.diagram.paging import MOST_PAGES, TooManyPages
from cds_kg.diagram.scene import Box, Scene, TextLine, Triple
from cds_kg.diagram.sheet import Options, Sheet, TooSmall, fit, frame

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.draw import Request
    from cds_kg.store.dataset import GraphStore

NAME = "neighbourhood"

#: The name of the concept in the middle.
_HEADING = style.Type(26, 33)

#: Between it and the definition.
_PAUSE = 8.0

_Measures = tuple[float, float, float]

#: The least, the usual and the largest widths of boxes, of the gaps between columns, and of the box in the middle.
_LEAST: _Measures = (200.0, 174.0, 230.0)
_USUAL: _Measures = (300.0, 240.0, 360.0)
_LARGEST: _Measures = (400.0, 330.0, 480.0)

#: The box in the middle may be this part of a page: a definition that needs more is cut.
_MOST_OF_PAGE = 1 / 3

#: A diagram of more pages than this keeps the smallest type: larger type would make yet more of them.
_FEW_PAGES = 4


def graph(store: GraphStore, request: Request) -> nx.MultiDiGraph:
    """What is around a concept: see `content.neighbourhood_graph`."""
    request.refuse("level", "by")
    return neighbourhood_graph(store, request)


def scenes(graph: nx.MultiDiGraph, options: Options, setter: Setter) -> tuple[Scene, ...]:
    """The neighbourhood on as many pages as it needs at a readable type size.

    Raises:
        TooManyPages: more than anybody turns.
        TooSmall: a box has no room on a page.
    """
    halves = sides(graph)
    densest = _Pages(graph, Sheet(options, setter, options.format.page(options.format.densest)), halves)
    fewest = len(densest.parts)
    if fewest > _FEW_PAGES or densest.is_cut:
        return densest.drawn()

    def lay_out(sheet: Sheet) -> tuple[Scene, ...]:
        pages = _Pages(graph, sheet, halves)
        if len(pages.parts) > fewest:
            raise TooSmall
        return pages.drawn()

    return fit(options, setter, lay_out)


# --- pages ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Grid:
    """The columns of a page: the box in the middle, and how many columns stand at either side."""

    columns: Columns
    middle: float
    right: int
    left: int

    @property
    def width(self) -> float:
        """The width of all columns."""
        return self.middle + (self.right + self.left) * self.columns.pitch


def _at_least(wanted: _Measures, least: _Measures) -> _Measures:
    box, gutter, middle = (max(pair) for pair in zip(wanted, least, strict=True))
    return box, gutter, middle


class _Pages:
    """Lays the tree out on pages of one type size."""

    def __init__(self, graph: nx.MultiDiGraph, sheet: Sheet, whole: Sides) -> None:
        self.graph = graph
        self.sheet = sheet
        self.whole = whole
        self.naming = Naming(graph, sheet)
        self.root: str = graph.graph["root"]
        self._words = cache(self._box_words)
        self._name = cache(self._relation_name)
        self._heading = cache(self._set_heading)
        again = any(node.again for half in whole for node in nodes_of(half))
        probe = frame(
            *(sheet, graph.graph, self._titles()),
            key=self._key(graph),
            footnotes=self._footnotes(again),
            part=(10, 10),  # the widest
            side=False,
        )
        self.content = probe.content

    @cached_property
    def parts(self) -> list[tuple[_Grid, Sides]]:
        """The tree in parts that fit a page, with the columns of each.

        What points to the concept stands left and what it points to right; where that makes more pages, the longer of
        the two goes on at the other side of the pages on which this is free.

        Raises:
            TooManyPages: more than anybody turns.
            TooSmall: the box in the middle, or a single box with what leads to it, is too high.
        """
        parts = self._each_on_its_side()
        if len(parts) > 1:
            parts = min(parts, self._filled() or parts, key=len)
        if len(parts) > MOST_PAGES:
            raise self._too_many()
        for grid, halves_of_page in parts:
            highest = max(height(grid.columns, half) for half in halves_of_page)
            if max(highest, self._heading_height(grid.middle)) > self.content.h:
                raise TooSmall
        return parts

    def _split(self, columns: Columns, half: Sequence[Fan]) -> list[tuple[Fan, ...]]:
        """The parts of one side; it may take both sides of each page."""
        if needs_more_than(columns, half, self.content.h, 2 * MOST_PAGES):
            raise self._too_many()
        return split(columns, half, self.content.h)

    def _too_many(self) -> TooManyPages:
        if self.graph.graph["depth"] > 1:
            return TooManyPages(self.graph, "chọn ít bước hơn (--depth)", "choose fewer steps (--depth)")
        return TooManyPages(self.graph, "chọn một khái niệm có ít quan hệ hơn", "choose a concept with fewer relations")

    def _each_on_its_side(self) -> list[tuple[_Grid, Sides]]:
        """The parts where nothing stands at the other side."""
        right, left = self.whole
        room = self.content.h
        grid = self._grid(depth(right), depth(left), self._least)
        if grid:
            most = max(len(self._split(grid.columns, half)) for half in self.whole)
            evened = [even(grid.columns, half, room, most) for half in self.whole]
            return [(grid, (a, b)) for a, b in zip_longest(*evened, fillvalue=())]
        to_right, to_left = self._one_sided(depth(right), 0), self._one_sided(0, depth(left))
        parts: list[tuple[_Grid, Sides]]
        parts = [(to_right, (part, ())) for part in self._split(to_right.columns, right)]
        parts += [(to_left, ((), part)) for part in self._split(to_left.columns, left)]
        return parts

    def _filled(self) -> list[tuple[_Grid, Sides]]:
        """The parts where both sides of all pages are used; none where the columns would be too narrow."""
        deepest, room = max(map(depth, self.whole)), self.content.h
        grid = self._grid(deepest, deepest, self._least)
        if grid is None:
            return []
        right, left = (self._split(grid.columns, half) for half in self.whole)
        pages = (len(right) + len(left) + 1) // 2
        if len(right) > len(left):
            right = even(grid.columns, self.whole[0], room, 2 * pages - len(left))
        else:
            left = even(grid.columns, self.whole[1], room, 2 * pages - len(right))
        both = min(len(right), len(left))
        rest = right[both:] or left[both:]
        sides_of_pages = [*zip(right, left, strict=False), *zip_longest(rest[1::2], rest[::2], fillvalue=())]
        return [(grid, (a, b)) for a, b in sides_of_pages]

    @property
    def is_cut(self) -> bool:
        """Whether a definition in the middle is not whole."""
        return any(self._heading(grid.middle)[1] != self._definition(grid.middle) for grid, _ in self.parts)

    def drawn(self) -> tuple[Scene, ...]:
        """The pages."""
        count = len(self.parts)
        return tuple(self._scene(grid, halves, (page, count)) for page, (grid, halves) in enumerate(self.parts, 1))

    def _one_sided(self, right: int, left: int) -> _Grid:
        """The columns of a page with one side; where there is no other way, with words broken."""
        grid = self._grid(right, left, self._least) or self._grid(right, left, _LEAST)
        if grid is None:
            raise TooSmall
        return grid

    @cached_property
    def _least(self) -> _Measures:
        """The least measures at which no word is broken."""
        boxes = [text for iri in self.graph for text, _ in self.naming.names(iri)[:1]]
        box = widest_word(boxes, style.NAME, "semibold") + SIDE
        name = widest_word(self.naming.line_words(), style.SMALL, "regular")
        return max(box, _LEAST[0]), max(name + Columns.room_beside_name(2), _LEAST[1]), _LEAST[2]

    def _grid(self, right: int, left: int, least: _Measures) -> _Grid | None:
        """The columns for trees of these depths, as wide as the page allows; none where they would be too narrow."""
        count = right + left

        def whole(measures: _Measures) -> float:
            return measures[2] + count * (measures[0] + measures[1])

        room = self.content.w
        if whole(least) > room:
            return None
        small, large = (least, _at_least(_USUAL, least))
        if whole(large) <= room:
            small, large = large, _at_least(_LARGEST, large)
        share = min((room - whole(small)) / max(whole(large) - whole(small), 1.0), 1.0)
        box, gutter, middle = (a + (b - a) * share for a, b in zip(small, large, strict=True))
        columns = Columns(box, gutter, lambda node, limit: self._words(node.iri, limit), self._fan_name)
        return _Grid(columns, middle, right, left)

    def _scene(self, grid: _Grid, halves: Sides, part: tuple[int, int]) -> Scene:
        sheet, about = self.sheet, self.graph.graph
        shown = [self.root, *(node.iri for half in halves for node in nodes_of(half))]
        again = any(node.again for half in halves for node in nodes_of(half))
        titles = self._titles()
        notes = self._footnotes(again)
        around = frame(sheet, about, titles, key=self._key(shown), footnotes=notes, part=part, side=False)
        content = around.content
        left = content.x + (content.w - grid.width) / 2 + grid.left * grid.columns.pitch
        tall = self._heading_height(grid.middle)
        rect = Rect(left, content.cy - tall / 2, grid.middle, tall)
        drawn = Drawn()
        painter = self._painter()
        air = min(airy(grid.columns, half, content.h) for half in halves if half)
        for half, outwards in zip(halves, (1, -1), strict=True):
            edge = rect.right if outwards > 0 else rect.x
            tree = Tree(grid.columns, painter, outwards, edge, air, drawn)
            tree.place(half, rect.cy)
            tree.draw(Node(self.root, fans=half), rect)
        middle = Box(
            *(self.root, self.naming.title(self.root), rect, self.naming.paint(self.root)),
            self._heading_lines(rect),
            ended=self.naming.last_day(self.root) is not None,
        )
        return around.scene(
            NAME,
            self._description([edge.triple for edge in drawn.edges], shown),
            boxes=(middle, *drawn.boxes),
            edges=tuple(drawn.edges),
            labels=tuple(drawn.labels),
        )

    def _painter(self) -> Painter:
        return Painter(self.naming, lambda node: self.naming.paint(node.iri), lambda _: self.sheet.colours.line)

    # --- words -----------------------------------------------------------------------------------------------------

    def _set_heading(self, width: float) -> tuple[Caption, Caption]:
        """The words in the box in the middle: the name with its gloss, and as much of the definition as has room.

        Only at the smallest type a definition is cut.
        """
        sheet, paint = self.sheet, self.naming.paint(self.root)
        look = sheet.look_of(_HEADING, style.GLOSS, paint)
        name = sheet.setter.bilingual(self.naming.names(self.root), width - 40, look)
        for said in (self.naming.until(self.root), self._remark(self.root)):
            if said:
                name += sheet.setter.caption(said, sheet.lang, width - 40, *look.gloss)
        room = sheet.page.height * _MOST_OF_PAGE - name.height - _PAUSE - 2 * AIR
        definition = self._definition(width)
        if sheet.page.dpi >= sheet.page.format.densest and definition.height > room:
            texts = shortened(self._defined)
            fits = bisect_left(texts, True, key=lambda text: self._definition(width, text).height > room)
            definition = self._definition(width, texts[fits - 1] if fits else "")
        return name, definition

    @property
    def _defined(self) -> str:
        """The definition of the concept in the middle."""
        return str(self.graph.nodes[self.root].get(f"definition_{self.sheet.lang}", ""))

    def _definition(self, width: float, text: str | None = None) -> Caption:
        """The definition, or a beginning of it, in a box of this width."""
        sheet, ink = self.sheet, self.naming.paint(self.root).name
        text = self._defined if text is None else text
        return sheet.setter.caption(text, sheet.lang, width - 40, style.SMALL, "regular", ink)

    def _heading_height(self, width: float) -> float:
        name, definition = self._heading(width)
        return name.height + definition.height + (_PAUSE if definition.runs else 0) + 2 * AIR

    def _heading_lines(self, rect: Rect) -> tuple[TextLine, ...]:
        name, definition = self._heading(rect.w)
        x = rect.cx + style.STRIPE / 2
        return (
            *paragraph(name, x, rect.y + AIR, "middle"),
            *paragraph(definition, x, rect.bottom - AIR - definition.height, "middle"),
        )

    def _remark(self, iri: str) -> str:
        return remark(self.sheet, self.graph.nodes[iri])

    def _box_words(self, iri: str, width: float) -> Caption:
        """The words in a box: the name, until when, and what there is to say beside it."""
        look = self.sheet.look_of(style.NAME, style.GLOSS, self.naming.paint(iri))
        if {"label_vi", "label_en"} & self.graph.nodes[iri].keys():
            words = self.naming.caption(iri, width)
        else:
            words = self.sheet.setter.bilingual(self.naming.names(iri), width, look)  # an IRI gets no capital
        if said := self._remark(iri):
            words += self.sheet.setter.caption(said, self.sheet.lang, width, *look.gloss)
        return words

    def _description(self, triples: Iterable[Triple], shown: Iterable[str]) -> str:
        """The page in sentences: the relations, then what boxes say beside names."""
        said = {iri: text for iri in shown if (text := self._remark(iri))}
        remarks = (f"{self.naming.names(iri)[0][0]}: {text}." for iri, text in said.items())
        return " ".join((self.naming.description(triples), *remarks))

    def _fan_name(self, fan: Fan, limit: float) -> Caption:
        return self._name(fan.predicate, limit)

    def _relation_name(self, predicate: str, limit: float) -> Caption:
        return self.naming.line_caption(predicate, limit, self.sheet.colours.ink)

    def _titles(self) -> Names:
        """The title: the concept, and how far around it the drawing reaches."""
        steps = self.graph.graph["depth"]

        def title(lang: str) -> str:
            name = names(self.graph.nodes[self.root], lang, self.root)[0][0]
            if lang == "vi":
                return f"{name} và các quan hệ " + ("trực tiếp" if steps == 1 else f"trong phạm vi {steps} bước")
            return f"{name} and its " + ("direct relations" if steps == 1 else f"relations within {steps} steps")

        return self.sheet.words(title("vi"), title("en"))

    def _key(self, iris: Iterable[str]) -> Sequence[Sequence[Sample]]:
        return [self.naming.family_key(list(iris))]

    def _footnotes(self, again: bool) -> list[str]:
        notes = []
        if again:
            vi = "Khung không có dải màu: đã có ở một khung khác trong sơ đồ."
            notes.append(self.sheet.pick(vi, "A box without a stripe: there is another box of it in the diagram."))
        if self.graph.graph.get("compared"):
            vi = "Từng mặt so sánh giữa các mô hình không vẽ ở đây: xem sơ đồ so sánh (comparison)."
            notes.append(self.sheet.pick(vi, "How the models compare is not drawn here: see the diagram comparison."))
        return notes

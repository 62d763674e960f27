"""The chart of targets with a place for everything: panels by unit, columns for name, whose, chart and remarks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from cds_kg.diagram import axes, style
from cds_kg.diagram import geometry as geo
from cds_kg.diagram.gallery.targets import content as kg
from cds_kg.diagram.gallery.targets import words as words
from cds_kg.diagram.gallery.targets.plan import Block, Row, no_longer, top_of
from cds_kg.diagram.gallery.targets.signs import BAR, BESIDE, DIAMOND, Signs
from cds_kg.diagram.geometry import Rect
from cds_kg.diagram.graph import relations
from cds_kg.diagram.layout import Caption, Look, capitalised, paragraph
from cds_kg.diagram.naming import Naming
from cds_kg.diagram.scene import Figure, Mark, Shape, TextLine
from cds_kg.diagram.sheet import Sheet, TooSmall

if TYPE_CHECKING:
    import networkx as nx

#: What part of the width each column has: name, whose, chart, remarks.
_PARTS = (0.25, 0.14, 0.36, 0.25)
_GUTTER = 26.0
#: Under and over the words of a row, under a panel, between the heading of a panel and its first row.
_AIR, _APART, _UNDER_HEAD = 7.0, 22.0, 6.0
#: Between the numbers of an axis.
_BETWEEN = 8.0
#: Rows grow at most to this much of the height that they need.
_LARGEST = 1.7


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns: left edge and width of each."""

    name: tuple[float, float]
    who: tuple[float, float]
    plot: tuple[float, float]
    remark: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Line:
    """A row with the least height that it needs; the first of rows with one remark carries it for all."""

    row: Row
    height: float
    remark: Caption
    together: int


@dataclass(frozen=True)
class Chart:
    """A page of the chart: its blocks, in their order, inside ``content``."""

    graph: nx.MultiDiGraph
    sheet: Sheet
    content: Rect
    blocks: Sequence[Block]

    @cached_property
    def naming(self) -> Naming:
        """What things are called."""
        return Naming(self.graph, self.sheet)

    @cached_property
    def _signs(self) -> Signs:
        return Signs(self.naming)

    def figures(self) -> tuple[Figure, ...]:
        """Everything that is drawn.

        Raises:
            TooSmall: there is no room at these type sizes.
        """
        panels = [(unit, tuple(own)) for unit, own in groupby(self.blocks, key=lambda block: block.unit)]
        lines = {block: self._lines(block) for block in self.blocks}
        heads = {unit: self._head_height(unit) for unit, _ in panels}
        fixed = sum(heads.values()) + _APART * (len(panels) - 1) + _UNDER_HEAD * len(panels)
        needed = sum(line.height for own in lines.values() for line in own)
        if fixed + needed > self.content.h:
            raise TooSmall
        growth = min((self.content.h - fixed) / needed, _LARGEST)
        y = self.content.y
        found: list[Figure] = []
        for unit, own in panels:
            height = heads[unit] + _UNDER_HEAD + growth * sum(line.height for block in own for line in lines[block])
            found += self._panel(unit, Rect(self.content.x, y, self.content.w, height), heads[unit])
            top = y + heads[unit] + _UNDER_HEAD
            for place, block in enumerate(own):
                found += self._block(block, lines[block], top, growth, last=place == len(own) - 1)
                top += growth * sum(line.height for line in lines[block])
            y += height + _APART
        return tuple(found)

    # --- measuring -------------------------------------------------------------------------------------------------

    @cached_property
    def _columns(self) -> _Columns:
        left, room = self.content.x, self.content.w - _GUTTER * (len(_PARTS) - 1)
        found = []
        for part in _PARTS:
            found.append((left, part * room))
            left += part * room + _GUTTER
        return _Columns(*found)

    def _remark_place(self, block: Block) -> tuple[float, float]:
        """Left edge and width of the remarks: without an axis they take its place."""
        columns = self._columns
        return columns.remark if block.unit else (columns.plot[0], self.content.right - columns.plot[0])

    def _scale(self, unit: str) -> axes.Scale:
        left, width = self._columns.plot
        return axes.Scale(0.0, top_of(self.graph, unit), left, left + width - self._beside(unit))

    def _beside(self, unit: str) -> float:
        """The room at the right of an axis: the longest value fits into it, and the sign of a target before that."""
        rows = ((block, row.observation) for block in self.blocks if block.unit == unit for row in block.rows)
        texts = (words.value_text(self.graph, block, iri, self.sheet.lang) for block, iri in rows if iri)
        widths = (axes.tag(self.sheet, text, 0.0, 0.0, "start", "semibold").rect.w for text in texts)
        return max(BESIDE, DIAMOND + max(widths, default=0.0) + _BETWEEN)

    def _head_height(self, unit: str | None) -> float:
        return self._head(unit).height + 10

    def _head(self, unit: str | None) -> Caption:
        look = self.sheet.look_of(style.BAND, style.SMALL)
        names = capitalised(words.unit_names(self.graph, unit, self.sheet))
        width = self._columns.name[1] + (self.content.w / 2 if unit is None else _GUTTER + self._columns.who[1] - 28)
        return self.sheet.setter.bilingual(names, width, look)

    def _name(self, block: Block) -> Caption:
        """A measure's name."""
        width = self._columns.name[1]
        caption = self.sheet.setter.bilingual(self.naming.names(block.measure), width, self.sheet.look)
        return (
            caption + self.sheet.small(self.sheet.pick("(tiếp theo)", "(continued)"), width)
            if block.continued
            else caption
        )

    def _who(self, row: Row) -> Caption:
        if row.who is None:
            return Caption(())
        colours = self.sheet.colours
        look = Look((style.BAND, "regular", colours.ink), (style.SMALL, "regular", colours.muted))
        names = self.sheet.names(self.graph.nodes[row.who], row.who)
        return self.sheet.setter.bilingual(names, self._columns.who[1], look)

    def _lines(self, block: Block) -> tuple[_Line, ...]:
        """The rows of a measure with their heights: together they are as high as its name and all remarks need."""
        found: list[_Line] = []
        remarks = [words.remark(self.graph, block, row, self.sheet) for row in block.rows]
        for text, group in groupby(zip(remarks, block.rows, strict=True), key=lambda pair: pair[0]):
            rows = [row for _, row in group]
            caption = self.sheet.small(text, self._remark_place(block)[1])
            needs = [max(self._who(row).height, self._plot_height(row)) + 2 * _AIR for row in rows]
            more = max(0.0, caption.height + 2 * _AIR - sum(needs)) / len(rows)
            for place, (row, need) in enumerate(zip(rows, needs, strict=True)):
                found.append(_Line(row, need + more, caption, len(rows) if place == 0 else 0))
        least = self._name(block).height + 2 * _AIR
        short = max(0.0, least - sum(line.height for line in found)) / len(found)
        return tuple(_Line(line.row, line.height + short, line.remark, line.together) for line in found)

    def _plot_height(self, row: Row) -> float:
        if not row.targets:
            return BAR
        below = any(no_longer(self.graph.nodes[aim]) for aim in row.targets)
        return DIAMOND + 2 + (2 if below else 1) * style.SMALL.line

    # --- drawing ---------------------------------------------------------------------------------------------------

    def _panel(self, unit: str | None, rect: Rect, head: float) -> Iterator[Figure]:
        """The heading of a panel with the numbers of its axis, and the axis' lines."""
        colours, columns = self.sheet.colours, self._columns
        strip = Rect(rect.x, rect.y, rect.w, head)
        lines = list(self._head(unit).at(rect.x + 12, strip.cy, "start"))
        if unit is not None:
            lines += self._ticks(unit, strip)
            scale = self._scale(unit)
            rules = axes.rules(
                [scale.at(tick) for tick in axes.quarters(scale.high)], strip.bottom, rect.bottom, colours.band_stroke
            )
            zero = axes.rules([scale.left], strip.bottom, rect.bottom, colours.muted, 1.6)
            yield Figure(
                (), "", Rect(columns.plot[0], strip.bottom, columns.plot[1], rect.bottom - strip.bottom), rules + zero
            )
            head_words = self.sheet.pick("Kỳ quan sát và ghi chú", "Period and remarks")
            lines.append(axes.tag(self.sheet, head_words, columns.remark[0], strip.cy, "start", "semibold"))
        ground = colours.bands[2]
        yield Figure((), "", strip, (Shape(geo.rounded_rect(strip, 4), ground),), tuple(lines), ground=ground)

    def _ticks(self, unit: str, strip: Rect) -> Sequence[TextLine]:
        """The numbers of an axis: of all its lines, or where they are too long for that, of some."""
        scale = self._scale(unit)
        ticks = axes.quarters(scale.high)
        places = max(axes.decimals(tick) for tick in ticks)
        texts = (words.axis_text(tick, places, unit, self.sheet.lang) for tick in ticks)
        lines = [
            axes.tag(self.sheet, text, scale.at(tick), strip.cy, "middle")
            for tick, text in zip(ticks, texts, strict=True)
        ]
        return next((some for some in (lines, lines[::2]) if _apart(some)), lines[::4])

    def _block(
        self, block: Block, lines: Sequence[_Line], top: float, growth: float, *, last: bool
    ) -> Iterator[Figure]:
        """A measure: its name at the left over all its rows, then row by row."""
        columns, colours = self._columns, self.sheet.colours
        height = growth * sum(line.height for line in lines)
        name = self._name(block)
        measured = tuple(t for t in relations(self.graph, kg.MEASURED_BY) if t[2] == block.measure)
        models = [s for s, _, _ in measured if s not in {line.row.who for line in lines}]
        marks = [Mark((model,), self.naming.title(model)) for model in models]
        marks += [Mark(triple, self.naming.sentence(triple)) for triple in measured]
        first = growth * lines[0].height
        name_top = top + (height - name.height) / 2 if len(lines) == 1 else top + (first - style.NAME.line) / 2
        rect = Rect(columns.name[0], top, columns.name[1], height)
        name_top = min(name_top, rect.bottom - name.height)
        yield Figure(
            (block.measure,),
            self.naming.title(block.measure),
            rect,
            (),
            paragraph(name, rect.x, name_top),
            tuple(marks),
        )
        y = top
        for place, line in enumerate(lines):
            row = Rect(self.content.x, y, self.content.w, growth * line.height)
            yield from self._row(block, line.row, row)
            if line.together:
                together = growth * sum(one.height for one in lines[place : place + line.together])
                left, width = self._remark_place(block)
                yield self._remark(line, Rect(left, y, width, together))
            y += row.h
        if not last:
            rule = axes.level_rule(self.content.x, self.content.right, y, colours.band_stroke, 1.2)
            yield Figure((), "", Rect(self.content.x, y, self.content.w, 0.0), (rule,))

    def _remark(self, line: _Line, rect: Rect) -> Figure:
        """The words beside one row, or beside several, which a line at the left then joins."""
        shapes = axes.rules([rect.x - 12], rect.y + 5, rect.bottom - 5, self.sheet.colours.muted, 1.4)
        return Figure((), "", rect, shapes if line.together > 1 else (), line.remark.at(rect.x, rect.cy, "start"))

    def _row(self, block: Block, row: Row, rect: Rect) -> Iterator[Figure]:
        if row.who:
            place = Rect(self._columns.who[0], rect.y, self._columns.who[1], rect.h)
            lines = self._who(row).at(place.x, place.cy, "start")
            yield Figure((row.who,), self.naming.title(row.who), place, (), lines)
        if block.unit is None:
            return
        scale = self._scale(block.unit)
        middle = rect.cy
        if row.targets and not any(no_longer(self.graph.nodes[aim]) for aim in row.targets):
            middle += style.SMALL.line / 2
        if row.observation:
            yield self._signs.bar(block, row, scale, middle)
        yield from self._signs.diamonds(block, row, scale, middle)


def _apart(lines: Sequence[TextLine]) -> bool:
    """Whether texts from left to right do not meet."""
    return all(one.rect.right + _BETWEEN <= other.rect.x for one, other in pairwise(lines))

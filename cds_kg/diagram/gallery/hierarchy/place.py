"""Where the concepts of the national-to-local hierarchy stand: bands over each other, pillars in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from cds_kg.diagram import style
from cds_kg.diagram.gallery.hierarchy.plan import Plan, Territory, paint_name, painted_class
from cds_kg.diagram.geometry import Rect
from cds_kg.diagram.layout import Caption
from cds_kg.diagram.naming import Naming
from cds_kg.diagram.sheet import Sheet, TooSmall
from cds_kg.diagram.style import Paint
from cds_kg.errors import LimitError

if TYPE_CHECKING:
    import networkx as nx

#: The left part of a band, for its title.
TITLE_STRIP = 170.0
BAND_GAP = 10.0
#: From the root's left edge to the line that comes down from it, and on to the first column.
TRUNK = 18.0
FIRST_GUTTER = 158.0
GUTTER = 66.0
NARROWEST = 200.0
WHOLE_WIDTH = 252.0
#: A chip is wider than its column by this, and leaves these spaces to the left (its sign) and the right of its words.
CHIP_EXTRA = 40.0
CHIP_SIGN = 42.0
CHIP_AIR = 20.0
#: Between a row of boxes and the line over it that spreads to them.
BUS = 28.0


@dataclass(frozen=True, slots=True)
class _Cell:
    """A concept in a row: the middle and the width of its box."""

    iri: str
    cx: float
    width: float


@dataclass(frozen=True, slots=True)
class _Row:
    """Boxes side by side, the least space over them, and whether all are as high as the highest."""

    cells: tuple[_Cell, ...]
    above: float
    level: bool = True


@dataclass(frozen=True, slots=True)
class _Block:
    """A band before it has a height: what it stands for, its rows, the least space under the last."""

    iri: str
    rows: tuple[_Row, ...]
    below: float


@dataclass(frozen=True)
class Placed(Naming):
    """The graph with a rectangle for every concept, and the words that go with it.

    Attributes:
        rects: concept -> rectangle; of a level that is a band, none.
        bands: what each band stands for (a level, or the class of what is in it), from above, with its rectangle.
        trunk: x of the line down from the root.
        gutters: x of the middles of the gaps between columns.
        channels: y of level lines: those that spread to a row, and the middles of the gaps between rows.
    """

    plan: Plan
    trunk: float = 0.0
    rects: dict[str, Rect] = field(default_factory=dict)
    bands: list[tuple[str, Rect]] = field(default_factory=list)
    gutters: list[float] = field(default_factory=list)
    channels: list[float] = field(default_factory=list)

    def is_chip(self, iri: str) -> bool:
        """Whether a concept is drawn as a chip."""
        return any(iri in territory.actors for territory in self.plan.territories)

    def paint(self, iri: str) -> Paint:
        """The colours of a concept's box."""
        colours = self.sheet.colours
        return colours.ended if self.last_day(iri) else colours.paints[paint_name(self.graph, self.plan, iri)]

    def caption(self, iri: str, width: float) -> Caption:
        """The words in a concept's box of this width."""
        sheet, paint = self.sheet, self.paint(iri)
        if self.is_chip(iri):
            look = sheet.look_of(style.SMALL, style.SMALL, paint)
            return sheet.setter.bilingual(self.names(iri), width - CHIP_SIGN - CHIP_AIR, look)
        look = sheet.look_of(style.NAME, style.GLOSS, paint)
        words = sheet.setter.bilingual(self.names(iri), width - 28, look)
        if until := self.until(iri):
            words += sheet.setter.caption(until, sheet.lang, width - 28, *look.gloss)
        return words


def place(graph: nx.MultiDiGraph, plan: Plan, sheet: Sheet, content: Rect) -> Placed:
    """Give every concept and every band its rectangle inside ``content``.

    Raises:
        TooSmall: there is no room at these type sizes.
        LimitError: this diagram has no place for something.
    """
    left, right = content.x, content.right
    root_left = left + TITLE_STRIP + 4
    first = root_left + 2 * TRUNK
    pillars = plan.columns
    width = (right - 16 - first - FIRST_GUTTER - GUTTER * (pillars - 1)) / (pillars + 1)
    if width < NARROWEST:
        raise TooSmall
    second = first + width + FIRST_GUTTER
    centres = [first + width / 2, *(second + width / 2 + n * (width + GUTTER) for n in range(pillars))]
    gutters = [(a + b) / 2 for a, b in pairwise(centres)]
    placed = Placed(graph, sheet, plan, root_left + TRUNK, gutters=gutters)

    blocks = _blocks(placed, centres, width)
    rows = [row for block in blocks for row in block.rows]
    heights = {row: max(_height(placed, cell) for cell in row.cells) for row in rows}
    spaces = sum(row.above for row in rows) + sum(block.below for block in blocks)
    room = content.h - BAND_GAP * (len(blocks) - 1) - sum(heights.values())
    if room < spaces:
        raise TooSmall
    _check_complete(placed, blocks)
    y = content.y
    for block in blocks:
        top = y
        for row in block.rows:
            if y > top:
                placed.channels.append(y + row.above * room / spaces / 2)
            y += row.above * room / spaces
            height = heights[row]
            for cell in row.cells:
                own = height if row.level else _height(placed, cell)
                placed.rects[cell.iri] = Rect.around(cell.cx, y + height / 2, cell.width, own)
            y += height
        y += block.below * room / spaces
        placed.bands.append((block.iri, Rect(left, top, right - left, y - top)))
        y += BAND_GAP
    placed.channels.extend(_buses(placed))
    return placed


def _blocks(placed: Placed, centres: Sequence[float], width: float) -> list[_Block]:
    """The bands: the process, each territory's level, the administrative levels."""
    parts = placed.plan
    root = _Cell(parts.root, centres[0] - TRUNK, width + 2 * TRUNK)
    focus = tuple(_Cell(iri, cx, width) for iri, cx in zip(parts.focus, centres[1:], strict=False))
    blocks = [_Block(painted_class("process"), (_Row((root, *focus), 48),), 16)]
    for territory in parts.territories:
        blocks.append(_territory(placed, territory, centres, width))
    for model, tiers in parts.tiers.items():
        column = next((t.pillars[model] for t in parts.territories if model in t.pillars), 0) + 1
        places = _below(centres, column, len(tiers), width)
        cells = tuple(_Cell(iri, cx, width) for iri, cx in zip(tiers, places, strict=False))
        blocks.append(_Block(painted_class("level"), (_Row(cells, 46),), 16))
    return blocks


def _below(centres: Sequence[float], column: int, number: int, width: float) -> list[float]:
    """The middles of a row of boxes under a column: two stand to its left and right, others in columns around it."""
    if number == 2 and 0 < column < len(centres) - 1:
        return [centres[column] + side * (width + GUTTER) / 2 for side in (-1, 1)]
    start = max(0, min(column - (number - 1) // 2, len(centres) - number))
    return list(centres[start:])


def _territory(placed: Placed, territory: Territory, centres: Sequence[float], width: float) -> _Block:
    """A territory over its pillars, half a column aside so that what it corresponds to hangs in the gap."""
    aside = (centres[1] + centres[1] + width + GUTTER) / 2
    upper = [_Cell(territory.iri, aside, min(WHOLE_WIDTH, width))]
    upper += [_Cell(actor, centres[0] + CHIP_EXTRA / 2, width + CHIP_EXTRA) for actor in territory.actors]
    lower = [_Cell(iri, centres[column + 1], width) for iri, column in territory.pillars.items()]
    lower += [_Cell(s, centres[0], width) for o, s in placed.plan.neighbours.items() if o in territory.pillars]
    below = 40 if placed.plan.tiers.keys() & territory.pillars.keys() else 26  # room for the name of a line downwards
    return _Block(territory.level, (_Row(tuple(upper), 36, level=False), _Row(tuple(lower), 52)), below)


def _height(placed: Placed, cell: _Cell) -> float:
    return placed.caption(cell.iri, cell.width).height + (14 if placed.is_chip(cell.iri) else 18)


def _check_complete(placed: Placed, blocks: Sequence[_Block]) -> None:
    """Refuse a graph of which something would be left out, or stand where something else stands."""
    cells = [(number, row, cell) for number, block in enumerate(blocks) for row in block.rows for cell in row.cells]
    shown = {cell.iri for _, _, cell in cells} | {block.iri for block in blocks}
    left = [iri for iri in placed.graph if iri not in shown]
    taken: set[tuple[object, ...]] = set()
    for number, row, cell in cells:
        if (number, row, cell.cx) in taken or (cell.iri,) in taken:
            left.append(cell.iri)
        taken |= {(number, row, cell.cx), (cell.iri,)}
    if left:
        listed = ", ".join(sorted(placed.names(iri)[0][0] for iri in left))
        raise LimitError(
            f"Sơ đồ này không có chỗ cho: {listed}; hãy nạp ít mô-đun hoặc ít tệp hơn.",
            f"This diagram has no place for: {listed}; load fewer modules or files.",
        )


def _buses(placed: Placed) -> list[float]:
    """Over the focus areas, and over each row of administrative levels."""
    rows = [placed.plan.focus, *placed.plan.tiers.values()]
    return [min(placed.rects[iri].y for iri in row) - BUS for row in rows if row]

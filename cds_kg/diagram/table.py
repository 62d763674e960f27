"""A table of cards: heads of rows in a column, cards in cells, rows spread over a page and split into pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TypeVar

from cds_kg.diagram import style
from cds_kg.diagram.geometry import Rect, rounded_rect
from cds_kg.diagram.layout import Caption, Look, Names, Setter
from cds_kg.diagram.scene import Figure, Scene, Shape
from cds_kg.diagram.sheet import Options, Sheet, TooSmall, fit

#: Sets what a card or a head says in lines of at most so many pixels.
Words = Callable[[float], Caption]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Card:
    """What stands in a cell.

    Attributes:
        words: what it says.
        left, right: the space beside its words.
        air: the space over and under its words, together.
        alone: it has a line of its cell to itself.
    """

    words: Words
    left: float = 14.0
    right: float = 14.0
    air: float = 16.0
    alone: bool = False

    def caption(self, width: float) -> Caption:
        """Its words in a card of this width.

        Raises:
            TooSmall: a word is wider than that.
        """
        return _set(self.words, width - self.left - self.right)

    def height(self, width: float) -> float:
        """The height that it needs in this width."""
        return self.caption(width).height + self.air


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what its head says, and the cards of its cells, column by column."""

    head: Words
    cells: tuple[tuple[Card, ...], ...]


@dataclass(frozen=True, slots=True)
class Spacing:
    """The measures of a table, in pixels.

    Attributes:
        head: the width of the column of heads.
        before: how many columns stand to the left of the heads.
        between: from column to column; rows: from row to row.
        pad: around the cards of a cell; gap: from card to card.
        across: at most so many cards stand side by side; narrowest: and none of them is narrower than this.
        head_pad: beside the words of a head; head_air: over and under them, together.
        fill: cards fill their cell; else they keep their height and stand in the middle of it.
    """

    head: float
    before: int = 0
    between: float = 12.0
    rows: float = 8.0
    pad: float = 8.0
    gap: float = 8.0
    across: int = 2
    narrowest: float = 220.0
    head_pad: float = 14.0
    head_air: float = 14.0
    fill: bool = True

    def columns(self, area: Rect, number: int) -> tuple[Rect, tuple[Rect, ...]]:
        """The column of heads and the others, which are equally wide, each as high as ``area``."""
        width = (area.w - self.head - self.between * number) / number
        head = Rect(area.x + self.before * (width + self.between), area.y, self.head, area.h)
        lefts = [area.x + n * (width + self.between) for n in range(number)]
        lefts = [left + (self.head + self.between if n >= self.before else 0) for n, left in enumerate(lefts)]
        return head, tuple(Rect(left, area.y, width, area.h) for left in lefts)


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row with its place: the whole of it, its head, its cells, and the cards of each cell."""

    rect: Rect
    head: Rect
    cells: tuple[Rect, ...]
    cards: tuple[tuple[Rect, ...], ...]


def place(area: Rect, rows: Sequence[Row], spacing: Spacing) -> tuple[PlacedRow, ...]:
    """Give every row its place; what height is left over is shared out in proportion.

    Raises:
        TooSmall: the rows need more height than ``area`` has, or words more width.
    """
    head, columns = spacing.columns(area, len(rows[0].cells))
    least = [needed(row, columns[0].w, spacing) for row in rows]
    room = area.h - spacing.rows * (len(rows) - 1)
    if sum(least) > room:
        raise TooSmall
    heights = [height * room / sum(least) for height in least]
    tops = accumulate((height + spacing.rows for height in heights[:-1]), initial=area.y)
    return tuple(
        _placed(row, Rect(area.x, top, area.w, height), (head, *columns), spacing)
        for row, top, height in zip(rows, tops, heights, strict=True)
    )


def needed(row: Row, width: float, spacing: Spacing) -> float:
    """The least height of a row whose cells have this width.

    Raises:
        TooSmall: a word is wider than its card or head.
    """
    head = _set(row.head, spacing.head - 2 * spacing.head_pad).height + spacing.head_air
    return max([head, *(_cell_height(cards, width, spacing) for cards in row.cells)])


def _placed(row: Row, rect: Rect, columns: Sequence[Rect], spacing: Spacing) -> PlacedRow:
    head, *cells = (Rect(column.x, rect.y, column.w, rect.h) for column in columns)
    cards = tuple(tuple(_dealt(cards, cell, spacing)) for cards, cell in zip(row.cells, cells, strict=True))
    return PlacedRow(rect, head, tuple(cells), cards)


def _dealt(cards: Sequence[Card], cell: Rect, spacing: Spacing) -> Iterator[Rect]:
    """The places of the cards of a cell: in lines from the left, downwards."""
    lines = _lines(cards, cell.w, spacing)
    free = cell.h - _cell_height(cards, cell.w, spacing)
    more = free / max(len(lines), 1) if spacing.fill else 0.0
    y = cell.y + spacing.pad + (0.0 if spacing.fill else free / 2)
    for line in lines:
        for n in range(line.number):
            yield Rect(cell.x + spacing.pad + n * (line.width + spacing.gap), y, line.width, line.height + more)
        y += line.height + more + spacing.gap


def _cell_height(cards: Sequence[Card], width: float, spacing: Spacing) -> float:
    """The least height of a cell of this width."""
    lines = _lines(cards, width, spacing)
    return 2 * spacing.pad + sum(line.height for line in lines) + spacing.gap * max(len(lines) - 1, 0)


@dataclass(frozen=True, slots=True)
class _Line:
    """Cards side by side: how many, how wide and how high each is."""

    number: int
    width: float
    height: float


def _lines(cards: Sequence[Card], width: float, spacing: Spacing) -> list[_Line]:
    """The cards of a cell in lines, as many side by side as make it lowest."""
    ways = []
    for across in range(1, spacing.across + 1):
        each = (width - 2 * spacing.pad - spacing.gap * (across - 1)) / across
        if across == 1 or each >= spacing.narrowest:
            lines = [_line(cards[start:stop], each, width, spacing) for start, stop in _runs(cards, across)]
            ways.append((sum(line.height + spacing.gap for line in lines), across, lines))
    return min(ways, key=lambda way: way[:2])[2]


def _line(cards: Sequence[Card], each: float, width: float, spacing: Spacing) -> _Line:
    if cards[0].alone:
        each = width - 2 * spacing.pad
    return _Line(len(cards), each, max(card.height(each) for card in cards))


def _runs(cards: Sequence[Card], across: int) -> Iterator[tuple[int, int]]:
    """Where lines start and stop that have at most so many cards, and cards that stand alone one."""
    start = 0
    while start < len(cards):
        stop = start + 1
        while not cards[start].alone and stop < min(len(cards), start + across) and not cards[stop].alone:
            stop += 1
        yield start, stop
        start = stop


def _set(words: Words, limit: float) -> Caption:
    caption = words(limit)
    if caption.width > limit + 0.01:
        raise TooSmall
    return caption


# --- cells of which the source says nothing ------------------------------------------------------------------------


def silent_words(sheet: Sheet) -> Names:
    """What stands where the source says nothing."""
    return sheet.words("Nguồn không nêu", "The source does not say")


def silence(sheet: Sheet, rect: Rect, ground: str) -> Figure:
    """A cell of which the source says nothing, on a ground of this colour: a broken outline with words in it."""
    paint = sheet.colours.ended
    look = Look((style.GLOSS, "regular", paint.name), (style.GLOSS, "regular", paint.gloss))
    words = sheet.setter.bilingual(silent_words(sheet), rect.w - 2 * style.CORNER, look)
    if words.height > rect.h:
        raise TooSmall
    shape = Shape(rounded_rect(rect, style.CORNER), None, paint.stroke, 1.2, style.ENDED_DASH)
    return Figure((), "", rect, (shape,), words.at(rect.cx, rect.cy), ground=ground)


# --- pages ---------------------------------------------------------------------------------------------------------


def paged(
    options: Options,
    setter: Setter,
    items: Sequence[T],
    weight: Callable[[T], float],
    lay_out: Callable[[Sheet, Sequence[T], tuple[int, int]], Scene],
) -> tuple[Scene, ...]:
    """Scenes of some items on as few pages as they need, in the largest type for which these have room.

    Args:
        options, setter: as `cds_kg.diagram.sheet.fit` takes them.
        items: what is shown, in order.
        weight: about how much height an item takes, in any unit.
        lay_out: makes a page of some of the items; it is told which page that is, and of how many.

    Raises:
        TooSmall: not even one item has room on a page.
    """
    for number in range(1, len(items) + 1):
        parts = split(items, [weight(item) for item in items], number)

        def lay_out_all(sheet: Sheet, parts: Sequence[Sequence[T]] = parts) -> tuple[Scene, ...]:
            return tuple(lay_out(sheet, part, (n, len(parts))) for n, part in enumerate(parts, 1))

        try:
            return fit(options, setter, lay_out_all)
        except TooSmall:
            continue
    raise TooSmall


def split(items: Sequence[T], weights: Sequence[float], number: int) -> list[Sequence[T]]:
    """The items in at most so many runs, the heaviest as light as possible."""
    sums = list(accumulate(weights, initial=0.0))
    limits = sorted({b - a for i, a in enumerate(sums) for b in sums[i + 1 :] if b - a >= max(weights)})
    cuts = next(cuts for cuts in (_cuts(weights, limit) for limit in limits) if len(cuts) < number)
    return [items[start:end] for start, end in pairwise([0, *cuts, len(items)])]


def _cuts(weights: Iterable[float], limit: float) -> list[int]:
    """Where a new run has to start, if none is to be heavier than ``limit``."""
    cuts, total = [], 0.0
    for index, weight in enumerate(weights):
        total += weight
        if total > limit + 1e-6:
            cuts.append(index)
            total = weight
    return cuts

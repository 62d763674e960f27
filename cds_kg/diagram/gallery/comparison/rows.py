"""The rows of the comparison: an aspect in the middle, beside it a plate for each model with its position."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cds_kg.diagram import style, table
from cds_kg.diagram.axes import bar, level_rule
from cds_kg.diagram.gallery.comparison import content as kg
from cds_kg.diagram.gallery.comparison.plan import AspectRow, PeriodRow, Side, with_periods
from cds_kg.diagram.gallery.comparison.words import Wording
from cds_kg.diagram.geometry import Outline, Rect, circle, left_stripe, polygon, rounded_rect
from cds_kg.diagram.graph import relations
from cds_kg.diagram.layout import Caption, Look, Names, paragraph
from cds_kg.diagram.scene import Band, Figure, Mark, Shape, TextLine, Triple
from cds_kg.diagram.sheet import Sheet
from cds_kg.diagram.style import Paint
from cds_kg.namespaces import CDS

SPACING = table.Spacing(head=264.0, before=1, between=10.0, rows=6.0, pad=4.0, gap=2.0, narrowest=250.0, fill=False)

#: The hues of the columns, from the left.
_HUES = ("slate", "blue", "green", "amber")

#: In an entry: from its left edge to the middle of its sign and to its words, beside its words, over and under them.
_SIGN, _WORDS, _RIGHT, _AIR = 20.0, 38.0, 8.0, 10.0
#: A bar that shows a share: its height, and the space over it.
_BAR, _OVER_BAR = 7.0, 5.0


@dataclass(frozen=True)
class _Entry:
    """Something in a cell: its card, and what it looks like in its place."""

    card: table.Card
    draw: Callable[[Rect], Figure]


def paint_of(sheet: Sheet, column: int) -> Paint:
    """The colours of a model's column."""
    return sheet.colours.paints[_HUES[column % len(_HUES)]]


def place_rows(rows: Iterable[AspectRow], said: Wording, area: Rect) -> tuple[tuple[Band, ...], tuple[Figure, ...]]:
    """The rows, and over some the periods that they are of: bands for aspects, figures for what is beside them.

    Raises:
        TooSmall: there is no room for them.
    """
    lines = list(with_periods(rows))
    entries = [tuple(tuple(cell) for cell in _cells(line, said)) for line in lines]
    asked = [
        table.Row(_head(line, said), tuple(tuple(entry.card for entry in cell) for cell in cells))
        for line, cells in zip(lines, entries, strict=True)
    ]
    bands, figures = [], []
    for line, cells, placed in zip(lines, entries, table.place(area, asked, SPACING), strict=True):
        if isinstance(line, AspectRow):
            words = _head(line, said)(placed.head.w - 2 * SPACING.head_pad).at(placed.head.cx, placed.head.cy)
            fill = said.sheet.colours.bands[1]
            bands.append(Band(line.aspect, said.title(line.aspect), placed.head, fill, words))
            figures += [_plate(side, n, said, placed.cells[n]) for n, side in enumerate(line.sides)]
        for cell, rects in zip(cells, placed.cards, strict=True):
            figures += [entry.draw(rect) for entry, rect in zip(cell, rects, strict=True)]
    return tuple(bands), tuple(figures)


def _head(line: AspectRow | PeriodRow, said: Wording) -> table.Words:
    """What stands between the models: the aspect."""
    if isinstance(line, PeriodRow):
        return lambda _: Caption(())
    colours = said.sheet.colours
    look = Look((style.BAND, "semibold", colours.band_ink), (style.SMALL, "regular", colours.muted))
    return lambda limit: said.sheet.setter.bilingual(said.names(line.aspect), limit, look)


def _plate(side: Side | None, column: int, said: Wording, rect: Rect) -> Figure:
    """The ground of a side in its colours; where the source says nothing, a cell that says so."""
    if side is None:
        return table.silence(said.sheet, rect, said.sheet.colours.paper)
    outline = rounded_rect(rect, style.CORNER)
    paint = paint_of(said.sheet, column)
    shapes = (
        Shape(outline, paint.fill, None),
        Shape(left_stripe(rect, style.STRIPE, style.CORNER), paint.stroke),
        Shape(outline, None, paint.stroke, 1.2),
    )
    own = relations(said.graph, kg.POSITION_OF, kg.ASPECT, kg.PERIOD)
    marks = tuple(Mark(triple, said.sentence(triple)) for triple in own if triple[0] == side.position)
    return Figure((side.position,), said.title(side.position), rect, shapes, marks=marks, ground=paint.fill)


def _cells(line: AspectRow | PeriodRow, said: Wording) -> Iterator[Iterator[_Entry]]:
    """What stands in the columns beside a head."""
    if isinstance(line, PeriodRow):
        yield from (_periods(periods, said) for periods in line.periods)
    else:
        yield from (_side(side, paint_of(said.sheet, n), said) for n, side in enumerate(line.sides))


def _periods(periods: Sequence[str], said: Wording) -> Iterator[_Entry]:
    """Periods on the paper, in the middle of their column."""
    colours = said.sheet.colours
    look = Look((style.GLOSS, "semibold", colours.ink), (style.GLOSS, "regular", colours.muted))
    for period in periods:
        yield _period(period, look, said)


def _period(period: str, look: Look, said: Wording) -> _Entry:
    card = table.Card(lambda limit: said.sheet.setter.bilingual(said.names(period), limit, look), air=4.0)

    def draw(rect: Rect) -> Figure:
        words = card.caption(rect.w)
        rules = [(rect.x, rect.cx - words.width / 2 - _WORDS), (rect.cx + words.width / 2 + _WORDS, rect.right)]
        shapes = tuple(level_rule(left, right, rect.cy, said.sheet.colours.muted) for left, right in rules)
        return Figure((period,), said.title(period), rect, shapes, words.at(rect.cx, rect.cy))

    return _Entry(card, draw)


def _side(side: Side | None, paint: Paint, said: Wording) -> Iterator[_Entry]:
    """The contents of a position, its figures, and what it says beside them."""
    if side is None:
        return
    for content in side.contents:
        yield _content((side.position, kg.CONTENT, content), paint, said)
    if pace := said.pace(side):
        yield _pace(side, pace, paint, said)
    if statement := said.statement(side):
        look = Look((style.GLOSS, "regular", paint.name), (style.GLOSS, "regular", paint.gloss))
        yield _entry(lambda limit: said.sheet.setter.bilingual(statement, limit, look), paint, sign=_dash, alone=True)


def _content(triple: Triple, paint: Paint, said: Wording) -> _Entry:
    """What a position consists of; the sign of a measure points where it should go."""
    content = triple[2]
    details = said.details(content)
    marks = [Mark(relation, said.sentence(relation)) for relation in (triple, *details)]
    marks += [Mark((value,), said.title(value)) for _, _, value in details]
    return _entry(
        lambda limit: said.content(content, limit, paint),
        paint,
        sign=next((_SIGNS[value] for _, _, value in details if value in _SIGNS), _dot),
        about=(content,),
        title=said.title(content),
        marks=tuple(marks),
    )


def _pace(side: Side, names: Names, paint: Paint, said: Wording) -> _Entry:
    """The figures of a position, and under them a bar for its share."""
    marks: list[Mark] = []
    for level in side.levels:
        triple = (side.position, kg.TO_LEVEL, level)
        marks += [Mark((level,), said.title(level)), Mark(triple, said.sentence(triple))]
    look = said.sheet.look_of(style.NAME, style.GLOSS, paint)
    share = said.graph.nodes[side.position].get("share")
    return _entry(
        lambda limit: said.sheet.setter.bilingual(names, limit, look),
        paint,
        sign=_dot,
        marks=tuple(marks),
        share=share,
        track=said.sheet.colours.muted,
    )


def _entry(
    words: table.Words,
    paint: Paint,
    *,
    sign: Callable[[float, float], Outline],
    about: tuple[str, ...] = (),
    title: str = "",
    marks: tuple[Mark, ...] = (),
    share: float | None = None,
    track: str = "",
    alone: bool = False,
) -> _Entry:
    """Words with a sign beside their first line, and under them a bar of ``share`` percent in a frame for 100."""
    under = 0.0 if share is None else _OVER_BAR + _BAR
    card = table.Card(words, _WORDS, _RIGHT, _AIR + under, alone)

    def draw(rect: Rect) -> Figure:
        lines = paragraph(card.caption(rect.w), rect.x + _WORDS, rect.y + _AIR / 2)
        shapes = [Shape(sign(rect.x + _SIGN, _middle(lines[0])), paint.stroke)]
        if share is not None:
            left, right, y = rect.x + _WORDS, rect.right - _WORDS, rect.bottom - _AIR / 2 - _BAR / 2
            shapes.append(Shape(bar(left, right, y, _BAR), None, track, 1.0))
            shapes.append(Shape(bar(left, left + (right - left) * min(share, 100) / 100, y, _BAR), paint.stroke))
        return Figure(about, title, rect, tuple(shapes), lines, marks, paint.fill)

    return _Entry(card, draw)


def _middle(line: TextLine) -> float:
    """The y of the middle of a line's small letters and capitals."""
    return line.y - 0.36 * line.size


def _dot(x: float, y: float) -> Outline:
    return circle(x, y, 4.0)


def _dash(x: float, y: float) -> Outline:
    return bar(x - 5, x + 5, y, 2.5)


def _upwards(x: float, y: float) -> Outline:
    return polygon(((x, y - 7), (x + 8, y + 6), (x - 8, y + 6)))


def _downwards(x: float, y: float) -> Outline:
    return polygon(((x, y + 7), (x + 8, y - 6), (x - 8, y - 6)))


_SIGNS = {CDS + "Increase": _upwards, CDS + "Decrease": _downwards}

"""Who has to change what, faces what and risks what: a matrix of parties and changes, challenges, risks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from cds_kg.diagram import style, table
from cds_kg.diagram.axes import level_rule
from cds_kg.diagram.gallery.stakeholders import content as kg
from cds_kg.diagram.gallery.stakeholders.plan import PartyRow, Plan, plan
from cds_kg.diagram.gallery.stakeholders.words import Wording
from cds_kg.diagram.geometry import Rect, rounded_rect
from cds_kg.diagram.graph import relations
from cds_kg.diagram.layout import Names, Setter, capitalised
from cds_kg.diagram.scene import Box, Figure, Mark, Scene, Shape, TextLine, set_line
from cds_kg.diagram.sheet import Options, Sheet, frame
from cds_kg.diagram.style import Paint
from cds_kg.diagram.typeset import baseline

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.draw import Request
    from cds_kg.store.dataset import GraphStore

NAME = "stakeholders"

_SPACING = table.Spacing(
    head=250.0, between=10.0, rows=6.0, pad=6.0, gap=7.0, narrowest=236.0, head_pad=8.0, head_air=30.0
)

#: The hue of what a relation of the model brings, and of a head of a row that is no party.
_HUES = {kg.REQUIRES_CHANGE: "purple", kg.HAS_CHALLENGE: "amber", kg.HAS_RISK: "rust"}
_NO_PARTY = "blue"

#: From a card's left edge to its words, and where a number stands before these.
_WORDS, _NUMBERED, _NUMBER = 22.0, 54.0, 33.0
#: From the left edge of a chip to its words, and to their right.
_CHIP_WORDS, _CHIP_RIGHT = 42.0, 12.0
#: Over and under the words of a chip, together; half the length and the width of the dash in an empty cell.
_CHIP_AIR = 18.0
_DASH = (9.0, 2.0)
#: Over and under the words of the heads of columns; under these heads.
_HEAD_AIR, _UNDER_HEADS = 16.0, 8.0


def graph(store: GraphStore, request: Request) -> nx.MultiDiGraph:
    """What the matrix shows: see `content.stakeholders_graph`."""
    request.refuse("about", "depth", "level", "by")
    return kg.stakeholders_graph(store)


def scenes(graph: nx.MultiDiGraph, options: Options, setter: Setter) -> tuple[Scene, ...]:
    """The matrix, on as few pages as hold it.

    Raises:
        LimitError: a page cannot hold even one row at a readable type size.
    """
    whole = plan(graph)

    def lay_out(sheet: Sheet, rows: Sequence[PartyRow], part: tuple[int, int]) -> Scene:
        return _scene(whole, tuple(rows), Wording(graph, sheet), part)

    return table.paged(options, setter, whole.rows, partial(_weight, graph), lay_out)


def _weight(graph: nx.MultiDiGraph, row: PartyRow) -> float:
    """About how much height a row needs: a line for each thing and for what is said of it."""
    said = [s for s, _, _ in relations(graph, *kg.DETAILS)]
    return max(sum(1.0 + 0.4 * said.count(item) for item in items) for items in row.items.values())


def _scene(whole: Plan, rows: tuple[PartyRow, ...], said: Wording, part: tuple[int, int]) -> Scene:
    sheet, about = said.sheet, said.graph.graph
    titles = said.heading(whole.root)
    around = frame(sheet, about, titles, footnotes=said.footnotes(), part=part)
    area = around.content
    heads = _heads(whole, said, area)
    top = heads[0].rect.bottom + _UNDER_HEADS
    body = Rect(area.x, top, area.w, area.bottom - top)
    placed = table.place(body, [_row(whole, row, said) for row in rows], _SPACING)
    boxes = []
    for row, place in zip(rows, placed, strict=True):
        boxes.append(_head(row, said, place.head))
        boxes += _cards(whole, row, said, place)
    return around.scene(
        NAME,
        said.matrix(whole, rows),
        boxes=tuple(boxes),
        figures=(*_stripes(placed, sheet), *heads),
    )


# --- heads ---------------------------------------------------------------------------------------------------------


def _heads(whole: Plan, said: Wording, area: Rect) -> list[Figure]:
    """The heads of the columns; with that of the stakeholders goes the model, which the title names."""
    sheet = said.sheet
    corner, columns = _SPACING.columns(area, len(whole.kinds))
    paint = sheet.colours.paints["stakeholder"]
    heads: list[tuple[str, Names, Rect, Paint]] = [(kg.PARTY, capitalised(said.names(kg.PARTY)), corner, paint)]
    for kind, column in zip(whole.kinds, columns, strict=True):
        heads.append((kg.CLASSES[kind], said.column(kind), column, _paint(sheet, kind)))
    captions = [
        sheet.setter.bilingual(names, column.w - 2 * _WORDS, sheet.look_of(style.NAME, style.GLOSS, paint))
        for _, names, column, paint in heads
    ]
    height = max(words.height for words in captions) + _HEAD_AIR
    figures = []
    for (iri, names, column, paint), words in zip(heads, captions, strict=True):
        rect = Rect(column.x, area.y, column.w, height)
        shape = Shape(rounded_rect(rect, style.CORNER), paint.fill, paint.stroke, 1.6)
        marks = (Mark((whole.root,), said.title(whole.root)),) if iri == kg.PARTY else ()
        title = " / ".join(text for text, _ in names)
        figures.append(Figure((iri,), title, rect, (shape,), words.at(rect.cx, rect.cy), marks, paint.fill))
    return figures


def _head(row: PartyRow, said: Wording, cell: Rect) -> Box:
    """The head of a row: a chip for a party, a box for what else brings things."""
    paint = _head_paint(row, said)
    title = said.title(row.head)
    words = _head_words(row, said)(cell.w - 2 * _SPACING.head_pad)
    rect = Rect.around(cell.cx, cell.cy, cell.w - 2 * _SPACING.pad, words.height + _CHIP_AIR)
    if said.is_party(row.head):
        return Box(row.head, title, rect, paint, words.at(rect.x + _CHIP_WORDS, rect.cy, "start"), "chip")
    return Box(row.head, title, rect, paint, words.at(rect.x + _WORDS, rect.cy, "start"))


def _head_paint(row: PartyRow, said: Wording) -> Paint:
    return said.sheet.colours.paints["stakeholder" if said.is_party(row.head) else _NO_PARTY]


def _head_words(row: PartyRow, said: Wording) -> table.Words:
    left, right = (_CHIP_WORDS, _CHIP_RIGHT) if said.is_party(row.head) else (_WORDS, _CHIP_RIGHT)
    inset = left + right + 2 * (_SPACING.pad - _SPACING.head_pad)
    return lambda limit: said.head(row.head, limit - inset, _head_paint(row, said))


def _stripes(placed: Sequence[table.PlacedRow], sheet: Sheet) -> Iterator[Figure]:
    """The grounds of the rows, with a dash in empty cells."""
    half, width = _DASH
    for row in placed:
        shapes = [Shape(rounded_rect(row.rect, style.CORNER), sheet.colours.bands[1])]
        empty = [cell for cell, cards in zip(row.cells, row.cards, strict=True) if not cards]
        shapes += [level_rule(cell.cx - half, cell.cx + half, cell.cy, sheet.colours.muted, width) for cell in empty]
        yield Figure((), "", row.rect, tuple(shapes))


# --- cells ---------------------------------------------------------------------------------------------------------


def _row(whole: Plan, row: PartyRow, said: Wording) -> table.Row:
    cells = (tuple(_card(item, kind, said) for item in row.items.get(kind, ())) for kind in whole.kinds)
    return table.Row(_head_words(row, said), tuple(cells))


def _card(item: str, kind: str, said: Wording) -> table.Card:
    left = _NUMBERED if _order(item, said) else _WORDS
    return table.Card(lambda limit: said.item(item, limit, _paint(said.sheet, kind)), left)


def _cards(whole: Plan, row: PartyRow, said: Wording, placed: table.PlacedRow) -> Iterator[Box]:
    """The things of a row in their cells, in their order."""
    for kind, rects in zip(whole.kinds, placed.cards, strict=True):
        paint = _paint(said.sheet, kind)
        for item, rect in zip(row.items.get(kind, ()), rects, strict=True):
            card = _card(item, kind, said)
            lines = (*_number(item, rect, paint, said), *card.caption(rect.w).at(rect.x + card.left, rect.cy, "start"))
            yield Box(item, said.title(item), rect, paint, lines, marks=tuple(_marks(item, row.head, said)))


def _number(item: str, rect: Rect, paint: Paint, said: Wording) -> Iterator[TextLine]:
    """The place in time, large before the words."""
    if order := _order(item, said):
        size, line = style.TITLE.size, style.TITLE.line
        y = baseline(rect.cy - line / 2, line, size, "semibold")
        yield set_line(str(order), said.sheet.lang, rect.x + _NUMBER, y, size, "semibold", paint.name, "middle")


def _marks(item: str, head: str, said: Wording) -> Iterator[Mark]:
    """Who brings a thing, whom it concerns in this row, and what is said of it."""
    for triple in relations(said.graph):
        s, p, o = triple
        if (p in kg.KINDS and o == item) or (p in kg.KINDS.values() and (s, o) == (item, head)):
            yield Mark(triple, said.sentence(triple))
        elif p in kg.DETAILS and s == item:
            yield Mark((o,), said.title(o))
            yield Mark(triple, said.sentence(triple))


def _order(item: str, said: Wording) -> int | None:
    order: int | None = said.graph.nodes[item].get("order")
    return order


def _paint(sheet: Sheet, kind: str) -> Paint:
    return sheet.colours.paints[_HUES[kind]]

"""Pages of classes: a band for every class that has subclasses, with these as boxes in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from cds_kg.diagram import style
from cds_kg.diagram.columns import SIDE, widest_word
from cds_kg.diagram.gallery.vocabulary.content import SUBCLASS_OF, Vocabulary
from cds_kg.diagram.geometry import Rect, rounded_rect
from cds_kg.diagram.layout import Caption, Names, capitalised
from cds_kg.diagram.scene import Band, Box, Figure, Mark, Shape, TextLine
from cds_kg.diagram.sheet import Sheet, TooSmall
from cds_kg.namespaces import CDS

#: The names of classes, smaller than elsewhere since there are so many.
_NAME = style.Type(18, 24)

#: The width that boxes should have; between boxes, between bands, around the boxes of a band.
_WIDTH = 205.0
_GAP = 8.0
_APART = 10.0
_PAD = 10.0
#: The air over and under the words in a box and the title of a band; between the parts of a title.
_AIR = 6.0
_BESIDE = 12.0
#: The most that boxes, and the spaces between bands, grow by to fill a page.
_MOST_AIR = 48.0


@dataclass(frozen=True, slots=True)
class _Row:
    """Boxes side by side: groups of subclasses, each under the class of which they are (none: of none of ours).

    Attributes:
        across: how many boxes fill the row.
    """

    groups: tuple[tuple[str | None, tuple[str, ...]], ...]
    across: int

    def continues(self, other: _Row) -> bool:
        """Whether it goes on in the band of the row over it."""
        return len(self.groups) == len(other.groups) == 1 and self.groups[0][0] == other.groups[0][0]


@dataclass
class Placed:
    """What stands on a page."""

    bands: list[Band] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


class ClassPages:
    """Lays out the classes.

    Attributes:
        pages: the rows of each page.

    Raises:
        TooSmall: a row is higher than a page, or a word wider than a box.
    """

    def __init__(self, vocabulary: Vocabulary, sheet: Sheet, room: Rect) -> None:
        self.vocabulary = vocabulary
        self.sheet = sheet
        names = [vocabulary.naming.names(iri)[0][0] for iri in vocabulary.classes]
        least = max(_WIDTH, widest_word(names, _NAME, "semibold") + SIDE)
        self.across = max(int((room.w + _APART) // (least + 2 * _GAP)), 1)
        self.width = room.w
        self._words = cache(self._set_words)
        self._head, self._row_height = cache(self._measured_head), cache(self._measured_row)
        self.pages = self._paged(list(self._rows()), room.h)

    def placed(self, page: int, content: Rect) -> Placed:
        """A page, its boxes and spaces grown to fill the height of ``content``."""
        blocks = _blocks(self.pages[page])
        rows = sum(map(len, blocks))
        air = max(min((content.h - self._height(self.pages[page])) / (rows + len(blocks)), _MOST_AIR), 0.0)
        placed = Placed()
        y = content.y
        for block in blocks:
            top = y
            y += self._head(block[0])
            for row in block:
                height = self._row_height(row) + air
                placed.boxes += self._boxes(row, content.x, y, height)
                y += height + _GAP
            y += _PAD - _GAP
            self._close(placed, block[0], content.x, top, y)
            y += _APART + air
        return placed

    # --- rows ------------------------------------------------------------------------------------------------------

    def _rows(self) -> Iterator[_Row]:
        """Large groups first, in rows of their own of even length; small ones side by side."""
        vocabulary = self.vocabulary
        groups: list[tuple[str | None, list[str]]] = [*vocabulary.groups.items()]
        groups.append((None, vocabulary.alone()))
        groups = sorted((group for group in groups if group[1]), key=lambda group: -len(group[1]))
        shared: list[list[tuple[str | None, tuple[str, ...]]]] = []
        free: list[list[tuple[str | None, tuple[str, ...]]]] = []  # those of the shared rows that are not full
        for parent, children in groups:
            if len(children) > self.across:
                across = -(-len(children) // -(-len(children) // self.across))
                for start in range(0, len(children), across):
                    yield _Row(((parent, tuple(children[start : start + across])),), across)
                continue
            row = next((row for row in free if _boxes_in(row) + len(children) <= self.across), None)
            if row is None:
                shared.append(row := [])
                free.append(row)
            row.append((parent, tuple(children)))
            if _boxes_in(row) == self.across:
                free.remove(row)
        for row in shared:
            yield _Row(tuple(row), _boxes_in(row))

    def _paged(self, rows: Sequence[_Row], room: float) -> list[list[_Row]]:
        """The rows on as few pages as may be, about evenly full."""
        fewest = sum(1 for _ in self._cut(rows, room))
        tries = (list(islice(self._cut(rows, room * part / 10), fewest + 1)) for part in range(1, 11))
        pages = next(pages for pages in tries if len(pages) <= fewest)
        if max(map(self._height, pages)) > room:
            raise TooSmall
        return pages

    def _cut(self, rows: Sequence[_Row], room: float) -> Iterator[list[_Row]]:
        """The rows of each page, as many as it has room for."""
        page: list[_Row] = []
        for row in rows:
            if page and self._height([*page, row]) > room:
                yield page
                page = []
            page.append(row)
        yield page

    def _height(self, rows: Sequence[_Row]) -> float:
        """The least height of rows on a page."""
        blocks = _blocks(rows)
        height = sum(self._head(block[0]) + _GAP * (len(block) - 1) + _PAD for block in blocks)
        return height + sum(map(self._row_height, rows)) + _APART * (len(blocks) - 1)

    def _measured_head(self, row: _Row) -> float:
        """The height of the titles over a row that begins bands."""
        titles = [self._title(parent, self._band_width(row, cells)) for parent, cells in row.groups]
        return (
            max(
                _title_height(title, self._band_width(row, cells))
                for title, (_, cells) in zip(titles, row.groups, strict=True)
            )
            + 2 * _AIR
        )

    def _measured_row(self, row: _Row) -> float:
        """The height of the boxes of a row."""
        words = [self._words(iri, self._cell(row, cells) - SIDE) for _, cells in row.groups for iri in cells]
        return max(one.height for one in words) + 2 * _AIR

    def _band_width(self, row: _Row, cells: Sequence[str]) -> float:
        """The width of a band: of the row's as its boxes are of the row's."""
        number = row.across if len(row.groups) == 1 else len(cells)
        return (self.width + _APART) * number / row.across - _APART

    def _cell(self, row: _Row, cells: Sequence[str]) -> float:
        """The width of a box."""
        number = row.across if len(row.groups) == 1 else len(cells)
        return (self._band_width(row, cells) - 2 * _PAD - (number - 1) * _GAP) / number

    # --- parts -----------------------------------------------------------------------------------------------------

    def _boxes(self, row: _Row, left: float, top: float, height: float) -> Iterator[Box]:
        naming = self.vocabulary.naming
        x = left
        for _, cells in row.groups:
            width = self._cell(row, cells)
            for number, iri in enumerate(cells):
                rect = Rect(x + _PAD + number * (width + _GAP), top, width, height)
                words = self._words(iri, width - SIDE)
                lines = words.at(rect.cx + style.STRIPE / 2, rect.cy)
                yield Box(iri, naming.title(iri), rect, self._paint(iri), lines, marks=tuple(self._marks(iri)))
            x += self._band_width(row, cells) + _APART

    def _close(self, placed: Placed, row: _Row, left: float, top: float, bottom: float) -> None:
        """Put the bands of a row, or of several, behind the boxes."""
        colours = self.sheet.colours
        x = left
        for parent, cells in row.groups:
            rect = Rect(x, top, self._band_width(row, cells), bottom - top)
            title = self._title(parent, rect.w)
            lines = self._set_title(title, rect)
            if parent is None:
                outline = Shape(rounded_rect(rect, style.CORNER), colours.bands[0], colours.band_stroke, 1.2)
                placed.figures.append(Figure((), "", rect, (outline,), lines, ground=colours.bands[0]))
            else:
                naming = self.vocabulary.naming
                marks = tuple(self._marks(parent))
                placed.bands.append(Band(parent, naming.title(parent), rect, colours.bands[1], lines, marks))
            x += self._band_width(row, cells) + _APART

    def _set_title(self, title: Sequence[Caption], rect: Rect) -> tuple[TextLine, ...]:
        """The parts of a title side by side where they fit, else one under the other."""
        x, y = rect.x + _PAD, rect.y + _AIR
        abreast = _abreast(title, rect.w)
        lines: list[TextLine] = []
        for one in title:
            tall = _title_height(title, rect.w) if abreast else one.height
            lines += one.at(x, y + tall / 2, "start")
            x, y = (x + one.width + _BESIDE, y) if abreast else (x, y + tall)
        return tuple(lines)

    def _marks(self, iri: str) -> Iterator[Mark]:
        """The classes of which it is a subclass: of ours by the band in which it stands, of others by words."""
        naming = self.vocabulary.naming
        for parent in self.vocabulary.objects(iri, SUBCLASS_OF):
            if not parent.startswith(CDS):
                yield Mark((parent,), naming.title(parent))
            yield Mark((iri, SUBCLASS_OF, parent), naming.sentence((iri, SUBCLASS_OF, parent)))

    def _paint(self, iri: str) -> style.Paint:
        return self.sheet.colours.paints[self.vocabulary.family(iri).hue]

    def _set_words(self, iri: str, limit: float) -> Caption:
        """What stands in a box."""
        look = self.sheet.look_of(_NAME, style.GLOSS, self._paint(iri))
        words = self.sheet.setter.bilingual(capitalised(self.vocabulary.naming.names(iri)), limit, look)
        return words + self._outside(iri, limit)

    def _outside(self, iri: str, limit: float) -> Caption:
        """The classes of other vocabularies of which it is a subclass."""
        naming, sheet = self.vocabulary.naming, self.sheet
        found = [p for p in self.vocabulary.objects(iri, SUBCLASS_OF) if not p.startswith(CDS)]
        text = ", ".join(naming.names(parent)[0][0] for parent in found)
        if not text:
            return Caption(())
        return sheet.small(sheet.pick(f"lớp con của {text}", f"a subclass of {text}"), limit)

    def _title(self, parent: str | None, width: float) -> list[Caption]:
        """The parts of a band's title: the class, its gloss, of which other class it is a subclass."""
        sheet, limit = self.sheet, width - 2 * _PAD
        names: Names = sheet.words("Lớp đứng riêng", "Classes that stand alone")
        if parent is not None:
            names = capitalised(self.vocabulary.naming.names(parent))
        parts = [
            sheet.setter.caption(text, lang, limit, style.SMALL, "regular", sheet.colours.muted)
            if number
            else sheet.setter.caption(text, lang, limit, style.BAND, "semibold", sheet.colours.band_ink)
            for number, (text, lang) in enumerate(names)
        ]
        if parent is not None:
            parts.append(self._outside(parent, limit))
        return [one for one in parts if one.runs]


def _abreast(title: Sequence[Caption], width: float) -> bool:
    """Whether the parts of a title fit side by side in a band of this width."""
    return sum(one.width for one in title) + _BESIDE * (len(title) - 1) <= width - 2 * _PAD


def _title_height(title: Sequence[Caption], width: float) -> float:
    heights = [one.height for one in title]
    return max(heights) if _abreast(title, width) else sum(heights)


def _boxes_in(groups: Sequence[tuple[str | None, tuple[str, ...]]]) -> int:
    return sum(len(cells) for _, cells in groups)


def _blocks(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Rows that stand in the same band, together."""
    blocks: list[list[_Row]] = []
    for row in rows:
        if blocks and row.continues(blocks[-1][-1]):
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return blocks

"""Pages of properties: a card for every class, with the properties that are used of it and what values these take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, takewhile

from cds_kg.diagram import style
from cds_kg.diagram.gallery.vocabulary.content import DOMAIN, RANGE, Vocabulary
from cds_kg.diagram.geometry import Rect, arrowhead, left_stripe, rounded_rect
from cds_kg.diagram.layout import Caption, Names, capitalised
from cds_kg.diagram.scene import Figure, Mark, Shape
from cds_kg.diagram.sheet import Sheet, TooSmall

_TITLE = style.Type(18, 24)

#: The width that cards should have; between cards, around words, over and under the words of a property.
_WIDTH = 410.0
_GAP = 14.0
_PAD = 14.0
_AIR = 10.0
#: Between a property and its values, with an arrow there; which part of the rest properties have.
_ARROW = 40.0
_SHARE = 0.52


@dataclass(frozen=True, slots=True)
class _Card:
    """A class with some of its properties; ``goes_on`` where others stand on a card before."""

    owner: str
    properties: tuple[str, ...]
    goes_on: bool = False


class CardPages:
    """Lays out the cards, downwards in columns.

    Attributes:
        pages: page by page, column by column, the cards.

    Raises:
        TooSmall: a property with the head of its card is higher than a page.
    """

    def __init__(self, vocabulary: Vocabulary, sheet: Sheet, room: Rect) -> None:
        self.vocabulary = vocabulary
        self.sheet = sheet
        self.across = max(int((room.w + _GAP) // (_WIDTH + _GAP)), 1)
        self.width = (room.w + _GAP) / self.across - _GAP
        self._property, self._values = cache(self._set_property), cache(self._set_values)
        fewest = len(self._columns(room.h))
        pages = -(-fewest // self.across)
        parts = (self._columns(room.h * part / 20) for part in range(6, 21))
        columns = next(found for found in parts if len(found) <= pages * self.across and self._fits(found, room.h))
        self.pages = [columns[start : start + self.across] for start in range(0, len(columns), self.across)]

    def placed(self, page: int, content: Rect) -> tuple[Figure, ...]:
        """The figures of a page; properties stand as far apart as the fullest column allows."""
        columns = self.pages[page]
        fullest = max(columns, key=self._column_height)
        rows = sum(len(card.properties) + 2 for card in fullest)
        air = max(min((content.h - self._column_height(fullest)) / rows, 16.0), 0.0)
        figures: list[Figure] = []
        for number, column in enumerate(columns):
            x, y = content.x + number * (self.width + _GAP), content.y
            for card in column:
                rect = Rect(x, y, self.width, self._card_height(card) + air * (len(card.properties) + 1))
                figures += self._figures(card, rect, air)
                y = rect.bottom + _GAP + air
        return tuple(figures)

    def owners(self, page: int) -> list[str]:
        """The classes whose cards stand on a page."""
        return [card.owner for column in self.pages[page] for card in column]

    # --- columns ---------------------------------------------------------------------------------------------------

    def _columns(self, room: float) -> list[list[_Card]]:
        """The cards in columns of this height; one is divided where much of a column would be left empty."""
        columns: list[list[_Card]] = [[]]
        for owner in self.vocabulary.owners():
            card = _Card(owner, tuple(self.vocabulary.properties[owner]))
            while card.properties:
                used = self._column_height(columns[-1])
                left = room - used - (_GAP if columns[-1] else 0)
                fits = self._fitting(card, left)
                if fits < len(card.properties) and columns[-1] and (fits < 2 or left < 0.3 * room):
                    columns.append([])
                    continue
                fits = max(fits, 1)
                columns[-1].append(_Card(owner, card.properties[:fits], card.goes_on))
                card = _Card(owner, card.properties[fits:], True)
                if card.properties:
                    columns.append([])
        return columns

    def _fits(self, columns: Sequence[Sequence[_Card]], room: float) -> bool:
        if max(map(self._column_height, columns)) <= room:
            return True
        raise TooSmall

    def _fitting(self, card: _Card, room: float) -> int:
        """How many properties of a card fit in this height."""
        height = self._card_height(_Card(card.owner, (), card.goes_on))
        fits = takewhile(lambda used: used <= room, accumulate(map(self._row_height, card.properties), initial=height))
        return max(sum(1 for _ in fits) - 1, 0)

    def _column_height(self, cards: Sequence[_Card]) -> float:
        return sum(map(self._card_height, cards)) + _GAP * max(len(cards) - 1, 0)

    def _card_height(self, card: _Card) -> float:
        rows = sum(self._row_height(iri) for iri in card.properties)
        return self._head(card).height + 2 * _AIR + rows + 4

    def _row_height(self, iri: str) -> float:
        return max(self._property(iri).height, self._values(iri).height) + _AIR

    # --- parts -----------------------------------------------------------------------------------------------------

    def _figures(self, card: _Card, rect: Rect, air: float) -> Iterator[Figure]:
        """The plate of a card with its head, then its properties."""
        naming, paint = self.vocabulary.naming, self._paint(card)
        head = self._head(card)
        shapes = (
            Shape(rounded_rect(rect, style.CORNER), paint.fill),
            Shape(left_stripe(rect, style.STRIPE, style.CORNER), paint.stroke),
            Shape(rounded_rect(rect, style.CORNER), None, paint.stroke, 1.6),
        )
        lines = head.at(rect.x + style.STRIPE + _PAD, rect.y + _AIR + air / 2 + head.height / 2, "start")
        yield Figure((card.owner,), naming.title(card.owner), rect, shapes, lines, ground=paint.fill)
        y = rect.y + head.height + 2 * _AIR + air
        for iri in card.properties:
            row = Rect(rect.x + style.STRIPE, y, rect.w - style.STRIPE, self._row_height(iri) + air)
            yield self._row(card, iri, row)
            y = row.bottom

    def _row(self, card: _Card, iri: str, rect: Rect) -> Figure:
        """A property, an arrow, what values it takes; over it a thin line."""
        naming, paint = self.vocabulary.naming, self._paint(card)
        left, right = rect.x + _PAD, rect.right - _PAD
        middle = left + self._room() * _SHARE + _ARROW / 2
        tip, start = (middle + _ARROW / 2 - 10, rect.cy), (middle - _ARROW / 2 + 8, rect.cy)
        shapes = (
            Shape((("M", (left, rect.y)), ("L", (right, rect.y))), None, paint.stroke, 0.8),
            Shape((("M", start), ("L", (tip[0] - 8, rect.cy))), None, paint.gloss, 1.6),
            Shape(arrowhead(tip, start, 10), paint.gloss),
        )
        lines = self._property(iri).at(left, rect.cy, "start")
        lines += self._values(iri).at(middle + _ARROW / 2, rect.cy, "start")
        return Figure((iri,), naming.title(iri), rect, shapes, lines, tuple(self._marks(iri)), paint.fill)

    def _marks(self, iri: str) -> Iterator[Mark]:
        """The classes a property is used of, and those of its values."""
        naming = self.vocabulary.naming
        for predicate in (DOMAIN, RANGE):
            for other in self.vocabulary.objects(iri, predicate):
                yield Mark((other,), naming.title(other))
                yield Mark((iri, predicate, other), naming.sentence((iri, predicate, other)))

    def _paint(self, card: _Card) -> style.Paint:
        return self.sheet.colours.paints[self.vocabulary.family(card.owner).hue]

    def _room(self) -> float:
        """The width of properties and values."""
        return self.width - style.STRIPE - 2 * _PAD - _ARROW

    def _head(self, card: _Card) -> Caption:
        sheet, paint = self.sheet, self._paint(card)
        names: Names = capitalised(self.vocabulary.naming.names(card.owner))
        if card.goes_on:
            names = tuple((f"{text} ({_AGAIN[lang]})", lang) for text, lang in names)
        look = sheet.look_of(_TITLE, style.GLOSS, paint)
        return sheet.setter.bilingual(names, self.width - style.STRIPE - 2 * _PAD, look)

    def _set_property(self, iri: str) -> Caption:
        sheet = self.sheet
        look = sheet.look_of(style.SMALL, style.SMALL, sheet.colours.paints["grey"])
        return sheet.setter.bilingual(self.vocabulary.naming.names(iri), self._room() * _SHARE, look)

    def _set_values(self, iri: str) -> Caption:
        """The classes of a property's values, or that it takes plain values."""
        sheet, naming = self.sheet, self.vocabulary.naming
        found = self.vocabulary.objects(iri, RANGE)
        ink, muted = sheet.colours.paints["grey"].name, sheet.colours.paints["grey"].gloss
        names: list[Names] = [capitalised(naming.names(other)) for other in found]
        names = names or [sheet.words("Giá trị", "Value")]
        words = Caption(())
        for one in names:
            for number, (text, lang) in enumerate(one):
                colour = muted if number else ink
                limit = self._room() * (1 - _SHARE)
                words += sheet.setter.caption(text, lang, limit, style.SMALL, "regular", colour)
        return words


_AGAIN = {"vi": "tiếp", "en": "continued"}

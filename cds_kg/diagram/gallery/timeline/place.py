"""The timeline with a place for everything: an axis across the page, cards over and under it by turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cds_kg.diagram import geometry as geo
from cds_kg.diagram import style
from cds_kg.diagram.gallery.timeline.axis import MARKER, TimeAxis
from cds_kg.diagram.gallery.timeline.plan import Change, no_longer_true
from cds_kg.diagram.gallery.timeline.words import Card, Words
from cds_kg.diagram.geometry import Point, Rect, Sign
from cds_kg.diagram.graph import relations
from cds_kg.diagram.layout import paragraph
from cds_kg.diagram.naming import Naming
from cds_kg.diagram.scene import Box, Figure, Mark, Shape, TextLine
from cds_kg.diagram.sheet import Sheet, TooSmall
from cds_kg.diagram.style import Paint

if TYPE_CHECKING:
    import networkx as nx

#: Between cards side by side, and the widest that a card gets.
_GAP = 20.0
_WIDEST = 720.0
#: So many cards stand in one row.
_FEW = 3
#: The margins in a card, at the left from its stripe.
_SIDE, _AIR = 16.0, 12.0
#: From the axis to the cards: as much as level pieces need, and at most.
_NEAR, _FAR = 34.0, 64.0
#: Level pieces of lines to cards are this far apart; a line ends at least this far from a card's corner.
_LANE, _CORNER = 9.0, 20.0


@dataclass(frozen=True)
class Timeline:
    """A page of the timeline inside ``content``."""

    graph: nx.MultiDiGraph
    sheet: Sheet
    content: Rect
    every: tuple[Change, ...]
    shown: tuple[Change, ...]

    # --- measuring -------------------------------------------------------------------------------------------------

    @cached_property
    def words(self) -> Words:
        """What is said."""
        return Words(Naming(self.graph, self.sheet))

    @cached_property
    def axis(self) -> TimeAxis:
        """The axis, as wide as the page."""
        return TimeAxis(self.words, self.every, self.content.x, self.content.right)

    @property
    def lanes(self) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
        """The changes over the axis, and those under it: by turns, but a few all under it."""
        if len(self.shown) <= _FEW:
            return (), self.shown
        return self.shown[::2], self.shown[1::2]

    @cached_property
    def width(self) -> float:
        """How wide cards are."""
        number = max(map(len, self.lanes))
        return min((self.content.w - _GAP * (number - 1)) / number, _WIDEST)

    def paint(self, change: Change) -> Paint:
        """The colours of a card: what the article states wrongly by now, or a name that it mentions."""
        return self.sheet.colours.paints["rust" if no_longer_true(self.graph, change) else "slate"]

    @cached_property
    def cards(self) -> dict[Change, Card]:
        """The words of each change."""
        width = self.width - style.STRIPE - 2 * _SIDE
        return {change: self.words.card(change, width, self.paint(change)) for change in self.shown}

    @cached_property
    def rects(self) -> tuple[Rect, dict[Change, Rect]]:
        """The axis, and the cards: as high as their words need, further from each other where there is room.

        Raises:
            TooSmall: there is no room at these type sizes.
        """
        heights = [max((self.cards[c].height + 2 * _AIR for c in lane), default=0.0) for lane in self.lanes]
        sides = sum(1 for lane in self.lanes if lane)
        room = self.content.h - self.axis.height - sum(heights) - sides * _NEAR
        if room < 0:
            raise TooSmall
        apart = min(_NEAR + room / (2 * sides), _FAR)
        more = min((self.content.h - self.axis.height - sum(heights) - sides * apart) / sides, 0.2 * max(heights))
        heights = [height + more if height else 0.0 for height in heights]
        top = self.content.y
        axis = Rect(self.content.x, top + heights[0] + (apart if heights[0] else 0.0), self.content.w, self.axis.height)
        rects = {}
        for lane, y, height in (
            (self.lanes[0], top, heights[0]),
            (self.lanes[1], axis.bottom + apart, heights[1]),
        ):
            for change, x in zip(lane, self._lefts(lane), strict=True):
                rects[change] = Rect(x, y, self.width, height)
        return axis, rects

    def _lefts(self, lane: Sequence[Change]) -> list[float]:
        """The left edges of cards: about their days, but beside each other and inside the page."""
        places: list[float] = []
        for change in lane:
            wanted = (self.axis.x(change.day) if change.day else self.content.right) - self.width / 2
            places.append(max(wanted, places[-1] + self.width + _GAP if places else self.content.x))
        limit = self.content.right - self.width
        for index in range(len(places) - 1, -1, -1):
            places[index] = min(places[index], limit)
            limit = places[index] - self.width - _GAP
        return places

    # --- drawing ---------------------------------------------------------------------------------------------------

    def boxes(self) -> Iterator[Box]:
        """The cards. What each shows beside the act are the things, claims, events and their relations."""
        for change, rect in self.rects[1].items():
            card, y = self.cards[change], rect.y + _AIR
            spare = (rect.h - 2 * _AIR - card.height) / max(len(card.parts) - 1, 1)
            lines: list[TextLine] = []
            for part in card.parts:
                lines += paragraph(part, rect.x + style.STRIPE + _SIDE, y)
                y += part.height + card.GAP + min(spare, 14.0)
            marks = self._marks(change)
            title = self.words.sentence(change)
            yield Box(
                change.key,
                title,
                rect,
                self.paint(change),
                tuple(lines),
                "box",
                no_longer_true(self.graph, change),
                tuple(marks),
            )

    def _marks(self, change: Change) -> list[Mark]:
        """Everything that hangs on a change."""
        naming = self.words.naming
        core = {*change.acts, *change.things, *change.claims, *change.events}
        triples = [t for t in relations(self.graph) if t[0] in core]
        after = {o for s, _, o in triples if s in change.things}
        triples += [t for t in relations(self.graph) if t[0] in after and t not in triples]
        nodes = dict.fromkeys((*change.acts, *change.things, *change.claims, *change.events))
        nodes |= dict.fromkeys(o for _, _, o in triples)
        marks = [Mark((iri,), naming.title(iri)) for iri in nodes if iri != change.key]
        return marks + [Mark(triple, naming.sentence(triple)) for triple in triples]

    def figures(self) -> Iterator[Figure]:
        """The axis with its years, the article, the other acts, the day of a view, and lines to the cards."""
        axis = self.rects[0]
        yield from self.axis.figures(axis)
        for lane, border, away in ((self.lanes[0], axis.y, -1), (self.lanes[1], axis.bottom, 1)):
            yield from self._lines(lane, border, away)

    def _lines(self, lane: Sequence[Change], border: float, away: int) -> Iterator[Figure]:
        """From each day on the axis, marked by a sign, to its card: level pieces lie apart and cross nothing."""
        rects = self.rects[1]
        leftwards = [c for c in lane if c.day and self.axis.x(c.day) > rects[c].right - _CORNER]
        rightwards = [c for c in reversed(lane) if c.day and self.axis.x(c.day) < rects[c].x + _CORNER]
        for change in lane:
            if change.day is None:
                continue
            rect, x = rects[change], self.axis.x(change.day)
            end = rect.bottom if away < 0 else rect.y
            at = min(max(x, rect.x + _CORNER), rect.right - _CORNER)
            rank = next((group.index(change) for group in (leftwards, rightwards) if change in group), 0)
            level = border + away * (MARKER + _LANE * rank)
            if abs(level - border) > abs(end - border) - 4:
                raise TooSmall
            points: list[Point] = [(x, border), (x, level), (at, level), (at, end)]
            paint = self.paint(change)
            sign: Sign = "diamond" if no_longer_true(self.graph, change) else "circle"
            shapes = (
                Shape(geo.rounded_line(geo.simplified(points), style.CORNER), None, paint.stroke, 2.4),
                Shape(geo.sign(sign, x, border, MARKER), paint.fill, paint.stroke, 3.0),
            )
            left, right = min(x, at) - MARKER, max(x, at) + MARKER
            upper, lower = sorted((border, end))
            yield Figure((), "", Rect(left, upper - MARKER, right - left, lower - upper + 2 * MARKER), shapes)

"""The axis of the timeline: years, the article's own time, other acts as dots, the day of a view."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from cds_kg.diagram import axes
from cds_kg.diagram import geometry as geo
from cds_kg.diagram.gallery.timeline.plan import Change, act_day, other_acts, source, sources
from cds_kg.diagram.gallery.timeline.words import Words
from cds_kg.diagram.geometry import Rect
from cds_kg.diagram.graph import relations
from cds_kg.diagram.scene import Anchor, Figure, Mark, Shape, TextLine
from cds_kg.diagram.sheet import Sheet, day_of

if TYPE_CHECKING:
    import networkx as nx

#: The signs on the axis from which lines go to cards.
MARKER = 15.0
#: On which sides of the line of a day its words may stand.
_BESIDE: tuple[tuple[Anchor, float], ...] = (("start", 8.0), ("end", -8.0))
#: The rows of the axis: years, the article, other acts as dots in stacks.
_YEARS, _ARTICLE, _DOT, _STEP, _STACK = 26.0, 28.0, 9.0, 11.0, 4


@dataclass(frozen=True)
class TimeAxis:
    """The axis from ``left`` to ``right``: one scale for all pages.

    Attributes:
        words: what is said, about which graph, on which sheet.
        every: the changes of all pages.
    """

    words: Words
    every: tuple[Change, ...]
    left: float
    right: float

    @property
    def graph(self) -> nx.MultiDiGraph:
        """The graph."""
        return self.words.naming.graph

    @property
    def sheet(self) -> Sheet:
        """The sheet."""
        return self.words.sheet

    @cached_property
    def scale(self) -> axes.Scale:
        """From the year in which the article may have been begun, to the end of the last year of all."""
        first, last = span_of(self.graph, self.every)
        return axes.Scale(first.toordinal(), last.toordinal(), self.left + MARKER, self.right - MARKER)

    def x(self, day: datetime.date) -> float:
        """Where a day stands."""
        return self.scale.at(day.toordinal())

    @cached_property
    def dots(self) -> dict[str, tuple[int, int]]:
        """The other acts that have a place on the axis, with column and row: close ones stand in stacks."""
        start, last = span_of(self.graph, self.every)
        places: dict[str, tuple[int, int]] = {}
        for act in other_acts(self.graph, self.every):
            day = act_day(self.graph, act)
            if day is None or not start <= day < last:
                continue
            column, row = int((self.x(day) - self.left) // _STEP), 0
            while (column, row) in places.values():
                column, row = (column, row + 1) if row + 1 < _STACK else (column + 1, 0)
            places[act] = column, row
        return places

    @property
    def height(self) -> float:
        """The height of the axis with its rows."""
        rows = 1 + max((row for _, row in self.dots.values()), default=-1)
        return _YEARS + (_ARTICLE if source(self.graph) else 0.0) + rows * _STEP + MARKER + 4

    def figures(self, axis: Rect) -> Iterator[Figure]:
        """Everything on the axis, which takes this area."""
        yield from self._axis(axis)
        yield from self._article(axis)
        yield from self._dots(axis)
        yield from self._today(axis)

    def _axis(self, axis: Rect) -> Iterator[Figure]:
        """The axis with its years; acts and further articles that have no place on it are shown by it as a whole."""
        colours, ground = self.sheet.colours, self.sheet.colours.bands[2]
        shapes = [Shape(geo.rounded_rect(axis, 6), ground, colours.band_stroke, 1.2)]
        years = self._years(axis)
        shapes += axes.rules([year.x - 8 for year in years[1:]], axis.y, axis.bottom, colours.band_stroke, 1.4)
        apart = [act for act in other_acts(self.graph, self.every) if act not in self.dots]
        marks = tuple(mark for act in apart for mark in (Mark((act,), self._act_title(act)), *self._act_marks(act)))
        marks += tuple(Mark((article,), self.words.written(article)) for article in sources(self.graph)[1:])
        yield Figure((), "", axis, tuple(shapes), years, marks, ground)

    def _years(self, axis: Rect) -> tuple[TextLine, ...]:
        """The years, each a little after its beginning."""
        first, last = span_of(self.graph, self.every)
        middle, ink = axis.y + _YEARS / 2 + 2, self.sheet.colours.band_ink
        return tuple(
            axes.tag(self.sheet, str(year), self.x(datetime.date(year, 1, 1)) + 8, middle, "start", "semibold", ink)
            for year in range(first.year, last.year)
        )

    def _act_title(self, act: str) -> str:
        return f"{self.words.naming.title(act)}. {self.words.act_days(act)}"

    def _act_marks(self, act: str) -> tuple[Mark, ...]:
        """Which acts an act repealed or amended."""
        triples = (triple for triple in relations(self.graph) if triple[0] == act)
        return tuple(Mark(triple, self.words.naming.sentence(triple)) for triple in triples)

    def _article(self, axis: Rect) -> Iterator[Figure]:
        """The span in which the article was written, with its words in it or, where it is short, after it."""
        article = source(self.graph)
        if article is None:
            return
        bar, words = self._article_place(axis, article)
        paint = self.sheet.colours.paints["green"]
        shape = Shape(geo.rounded_rect(bar, 5), paint.fill, paint.stroke, 1.6)
        ground = paint.fill if words.rect.right < bar.right else self.sheet.colours.bands[2]
        rect = Rect(bar.x, bar.y, max(bar.right, words.rect.right) - bar.x, bar.h)
        yield Figure((article,), words.text, rect, (shape,), (words,), ground=ground)

    def _article_place(self, axis: Rect, article: str) -> tuple[Rect, TextLine]:
        """The bar of the article, and its words."""
        data = self.graph.nodes[article]
        left, right = (self.x(datetime.date.fromisoformat(data[f"written_not_{end}"])) for end in ("before", "after"))
        bar = Rect(left, axis.y + _YEARS, max(right - left, 2.0), _ARTICLE - 2)
        text = self.words.written(article)
        inside = axes.tag(self.sheet, text, bar.x + 10, bar.cy, "start")
        fits = inside.rect.right + 10 <= bar.right
        return bar, inside if fits else axes.tag(self.sheet, text, bar.right + 8, bar.cy, "start")

    def _dots(self, axis: Rect) -> Iterator[Figure]:
        """The other acts: a dot each."""
        colour = self.sheet.colours.paints["stone"].stroke
        for act, (column, row) in self.dots.items():
            x, y = axis.x + (column + 0.5) * _STEP, axis.bottom - MARKER / 2 - 6 - (row + 0.5) * _STEP
            shape = Shape(geo.circle(x, y, _DOT / 2), colour)
            yield Figure(
                (act,), self._act_title(act), Rect.around(x, y, _DOT, _DOT), (shape,), (), self._act_marks(act)
            )

    def _today(self, axis: Rect) -> Iterator[Figure]:
        """The day of a view, as an upright line through the axis with its words where nothing else stands."""
        day = day_of(self.graph.graph)
        if day is None:
            return
        colours, x = self.sheet.colours, self.x(day)
        ground = colours.bands[2]
        date = self.sheet.date(day)
        words = self._today_words(axis, x, self.sheet.pick(f"ngày {date}", f"as of {date}"))
        plates = [axes.plate(line, ground) for line in words]
        left, right = min([x, *(line.rect.x for line in words)]) - 4, max([x, *(line.rect.right for line in words)]) + 4
        rule = axes.rules([x], axis.y, axis.bottom, colours.ink, 3.0)
        yield Figure((), "", Rect(left, axis.y, right - left, axis.h), (*plates, *rule), words, ground=ground)

    def _today_words(self, axis: Rect, x: float, text: str) -> tuple[TextLine, ...]:
        """Words in the first free place beside the line of the day: among the years or in the row under them.

        There are none where nothing is free: the day stands with the title, or at the foot, as well.
        """
        taken = [line.rect for line in self._years(axis)]
        if article := source(self.graph):
            bar, words = self._article_place(axis, article)
            taken += [bar, words.rect]
        rows = (axis.y + _YEARS / 2 + 2, axis.y + _YEARS + _ARTICLE / 2 - 1)
        for middle, (anchor, at) in product(rows, _BESIDE):
            line = axes.tag(self.sheet, text, x + at, middle, anchor, "semibold", self.sheet.colours.ink)
            if axis.contains(line.rect) and not any(line.rect.overlaps(other) for other in taken):
                return (line,)
        return ()


def span_of(graph: nx.MultiDiGraph, every: Sequence[Change]) -> tuple[datetime.date, datetime.date]:
    """The first day of the first year and that of the year after the last, between which everything is shown."""
    days = [change.day for change in every if change.day]
    article = source(graph)
    if article:
        days += [datetime.date.fromisoformat(graph.nodes[article][f"written_not_{end}"]) for end in ("before", "after")]
    acts = (act_day(graph, act) for act in other_acts(graph, ()))
    last = max([*days, datetime.date.fromisoformat(graph.graph["checked_on"]), *(day for day in acts if day)])
    return datetime.date(min(days, default=last).year, 1, 1), datetime.date(last.year + 1, 1, 1)

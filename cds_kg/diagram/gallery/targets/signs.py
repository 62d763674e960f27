"""The signs of the chart of targets: bars for what was observed, diamonds for what is aimed at, with their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from cds_kg.diagram import axes, style
from cds_kg.diagram import geometry as geo
from cds_kg.diagram.gallery.targets import content as kg
from cds_kg.diagram.gallery.targets import words as words
from cds_kg.diagram.gallery.targets.plan import Block, Row, no_longer
from cds_kg.diagram.geometry import Rect
from cds_kg.diagram.graph import relations
from cds_kg.diagram.layout import inside
from cds_kg.diagram.naming import Naming
from cds_kg.diagram.scene import Anchor, Figure, Mark, Shape
from cds_kg.diagram.sheet import Sheet, TooSmall

BAR, DIAMOND = 16.0, 19.0
#: Room at the right of an axis for the value of the longest bar, at least.
BESIDE = 72.0
#: From the middle of a sign to where its label is anchored; between labels of neighbours.
_SHIFT: dict[Anchor, float] = {"start": -DIAMOND / 2, "middle": 0.0, "end": DIAMOND / 2}
_BETWEEN = 6.0


@dataclass(frozen=True, slots=True)
class Signs:
    """Draws bars and diamonds of one graph on one sheet."""

    naming: Naming

    @property
    def sheet(self) -> Sheet:
        """The sheet."""
        return self.naming.sheet

    def bar(self, block: Block, row: Row, scale: axes.Scale, middle: float) -> Figure:
        """The latest observation as a bar with its value."""
        iri = row.observation or ""
        colours = self.sheet.colours
        end = scale.at(self.naming.graph.nodes[iri]["value"])
        text = words.value_text(self.naming.graph, block, iri, self.sheet.lang)
        width = axes.tag(self.sheet, text, 0.0, middle, "start", "semibold").rect.w
        x = end + 8
        for aim in row.targets:
            at = scale.at(self.naming.graph.nodes[aim]["value"])
            if abs(at - end) < DIAMOND or x - DIAMOND < at < x + max(BESIDE, width):
                x = max(x, at + DIAMOND)
        line = axes.tag(self.sheet, text, x, middle, "start", "semibold")
        shapes = (
            axes.plate(line, colours.paper),
            Shape(axes.bar(scale.left, end, middle, BAR), colours.paints["blue"].stroke),
        )
        rect = Rect(scale.left, middle - style.BAND.line / 2 - 2, line.rect.right - scale.left, style.BAND.line + 4)
        return Figure(
            (iri,),
            words.row_sentence(self.naming.graph, block, row, self.sheet),
            rect,
            shapes,
            (line,),
            self._said(iri),
        )

    def diamonds(self, block: Block, row: Row, scale: axes.Scale, middle: float) -> Iterator[Figure]:
        """The targets, each with its year and value over it and, where it no longer stands, that under it."""
        texts = [words.short_target(self.naming.graph, block, aim, self.sheet) for aim in row.targets]
        under = [self._under(aim) for aim in row.targets]
        places = [scale.at(self.naming.graph.nodes[aim]["value"]) for aim in row.targets]
        anchors = self._anchors(list(zip(texts, under, strict=True)), places)
        for aim, text, said, x, anchor in zip(row.targets, texts, under, places, anchors, strict=True):
            over, colours = bool(said), self.sheet.colours
            paint = colours.ended if over else colours.paints["purple"]
            shift = _SHIFT[anchor]
            step = DIAMOND / 2 + 2 + style.SMALL.line / 2
            lines = [
                axes.tag(
                    self.sheet, text, x + shift, middle - step, anchor, "semibold", paint.name if over else colours.ink
                )
            ]
            if over:
                lines.append(axes.tag(self.sheet, said, x + shift, middle + step, anchor, "regular", paint.name))
            sign = Shape(
                geo.sign("diamond", x, middle, DIAMOND), paint.fill if over else paint.stroke, paint.stroke, 2.0
            )
            rect = _around([line.rect for line in lines] + [Rect.around(x, middle, 1.3 * DIAMOND, 1.3 * DIAMOND)])
            title = words.target_text(self.naming.graph, block, aim, self.sheet)
            yield Figure(
                (aim,),
                self.naming.title(aim) + ": " + title,
                rect,
                (*(axes.plate(line, colours.paper) for line in lines), sign),
                tuple(lines),
                self._said(aim),
            )

    def _under(self, aim: str) -> str:
        """What stands under a target: how it stands, where it no longer does as one."""
        data = self.naming.graph.nodes[aim]
        return inside(words.attribute(data, "standing", self.sheet.lang)) if no_longer(data) else ""

    def _anchors(self, labels: Sequence[tuple[str, str]], places: Sequence[float]) -> list[Anchor]:
        """Labels (over and under a sign) are centred on it, but neighbours that would meet turn away from each other.

        Where it is enough the right one alone does, so that the earlier target stays centred.

        Raises:
            TooSmall: labels meet even so.
        """
        anchors: list[Anchor] = ["middle"] * len(labels)
        order = sorted(range(len(labels)), key=lambda place: (places[place], place))

        def apart(one: int, other: int, turned: tuple[Anchor, Anchor]) -> bool:
            left, right = (
                self._spans(labels[at], places[at], anchor) for at, anchor in zip((one, other), turned, strict=True)
            )
            return all(a.right + _BETWEEN <= b.x for a, b in zip(left, right, strict=True) if a.w and b.w)

        for one, other in pairwise(order):
            lefts: tuple[Anchor, ...] = ("middle", "end") if anchors[one] == "middle" else (anchors[one],)
            rights: tuple[Anchor, ...] = ("middle", "start")
            ways = (way for way in product(lefts, rights) if apart(one, other, way))
            anchors[one], anchors[other] = next(ways, ("end", "start"))
        if not all(apart(one, other, (anchors[one], anchors[other])) for one, other in pairwise(order)):
            raise TooSmall
        return anchors

    def _spans(self, texts: tuple[str, str], x: float, anchor: Anchor) -> list[Rect]:
        """From where to where the words over and under a sign at ``x`` go."""
        return [axes.tag(self.sheet, text, x + _SHIFT[anchor], 0.0, anchor, "semibold").rect for text in texts]

    def _said(self, iri: str) -> tuple[Mark, ...]:
        """The relations of a target or an observation, and what they lead to."""
        triples = [triple for triple in relations(self.naming.graph) if triple[0] == iri]
        marks = [
            Mark((o,), self.naming.title(o)) for _, p, o in triples if p not in (kg.INDICATOR, kg.TARGET_INDICATOR)
        ]
        return (*marks, *(Mark(triple, self.naming.sentence(triple)) for triple in triples))


def _around(rects: Sequence[Rect]) -> Rect:
    left, top = min(rect.x for rect in rects), min(rect.y for rect in rects)
    return Rect(left, top, max(rect.right for rect in rects) - left, max(rect.bottom for rect in rects) - top)

"""Draws what hangs on a box in columns: boxes, lines and the names on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from cds_kg.diagram import style
from cds_kg.diagram.columns import (
    FAN_GAP,
    LANE,
    PASSAGE,
    PLATE,
    SPREAD,
    STEM,
    Columns,
    Fan,
    Node,
    box_height,
    by_reach,
    fan_height,
    gap_in,
    height,
    stacked,
    stems_of,
)
from cds_kg.diagram.geometry import Point, Rect, simplified
from cds_kg.diagram.layout import Caption
from cds_kg.diagram.naming import Naming
from cds_kg.diagram.scene import Box, Edge, Label, Triple
from cds_kg.diagram.style import Line, Paint

#: Level lines from one side of a box are this far apart.
PORT = 20.0


@dataclass(frozen=True)
class Painter:
    """How the parts of a tree become parts of a scene.

    Attributes:
        naming: what nodes and relations are called, and when they ended.
        paint: a node's colours.
        line: a relation's line.
    """

    naming: Naming
    paint: Callable[[Node], Paint]
    line: Callable[[str], Line]

    @property
    def ground(self) -> str:
        """The colour behind lines and names."""
        return self.naming.sheet.colours.paper

    def sentence(self, triple: Triple) -> str:
        """A relation in words."""
        return self.naming.sentence(triple)

    def box(self, node: Node, rect: Rect, words: Caption) -> Box:
        """A node's box; one that is shown elsewhere too has no stripe."""
        shape: Literal["box", "card"] = "card" if node.again else "box"
        lines = words.at(rect.cx + (0 if node.again else style.STRIPE / 2), rect.cy)
        title, ended = self.naming.title(node.iri), self.naming.last_day(node.iri) is not None
        return Box(node.iri, title, rect, self.paint(node), lines, shape, ended)


@dataclass
class Drawn:
    """The parts of a scene that a tree, or several, became."""

    boxes: list[Box] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


@dataclass
class Tree:
    """Lays out what hangs on one side of a box.

    Attributes:
        columns: the measures.
        painter: what makes parts of the scene.
        outwards: 1 to lay out to the right, -1 to the left.
        edge: x of the root's side on which everything hangs.
        air: the factor of all spaces.
        drawn: what has been laid out.
    """

    columns: Columns
    painter: Painter
    outwards: int
    edge: float
    air: float
    drawn: Drawn
    _middles: dict[Triple, float] = field(default_factory=dict)

    def place(self, fans: Sequence[Fan], middle: float) -> None:
        """Find places for all boxes on the root's fans, about a middle."""
        self._place(fans, middle - height(self.columns, fans, self.air) / 2)

    def draw(self, root: Node, rect: Rect) -> None:
        """Draw everything that hangs on the root, whose box is drawn by the caller, after `place`."""
        self._connect(root, rect, 0)

    def _x(self, out: float) -> float:
        """The x at a distance from the root's side."""
        return self.edge + self.outwards * out

    def _rect(self, column: int, middle: float, tall: float) -> Rect:
        """The box in a column, the first being 1."""
        inner = self._x(column * self.columns.pitch - self.columns.box)
        left = inner if self.outwards > 0 else inner - self.columns.box
        return Rect(left, middle - tall / 2, self.columns.box, tall)

    def _place(self, fans: Sequence[Fan], top: float) -> None:
        """Find the middles of all boxes under ``top``."""
        columns, air = self.columns, self.air
        near, far = by_reach(fans)
        whole = height(columns, fans, air)
        for row, stems, room in (
            (near, len(stems_of(fans)), whole - (PASSAGE if far and near else 0)),
            (far, 1, whole),
        ):
            y = top + (room - stacked(columns, row, stems, air)) / 2
            for fan in row:
                tall = fan_height(columns, fan, stems, air)
                boxes = [columns.block_height(node, air) for node in fan.nodes]
                gap = gap_in(fan, air)
                at = y + (tall - sum(boxes) - gap * (len(boxes) - 1)) / 2
                for node, block in zip(fan.nodes, boxes, strict=True):
                    assert node.triple is not None
                    self._middles[node.triple] = round(at + block / 2)  # lines that share a stem lie on whole pixels
                    self._place(node.fans, at + (block - height(columns, node.fans, air)) / 2)
                    at += block + gap
                y += tall + FAN_GAP * air

    def branch(self, fan: Fan) -> float:
        """The y of a fan's line before it spreads."""
        ends = [self._middles[triple] for triple in fan.triples]
        return (ends[0] + ends[-1]) / 2

    def _connect(self, node: Node, rect: Rect, column: int) -> None:
        """Draw the lines from a box in a column, and all boxes that hang on it."""
        stems = stems_of(node.fans)
        passage = self._passage(node.fans)
        reached = [[passage] if stem[0].far else [self.branch(fan) for fan in stem] for stem in stems]
        ports = _ports(rect, reached)
        for number, (stem, port, lane) in enumerate(zip(stems, ports, _lanes(ports, reached), strict=True)):
            group = f"{node.iri} {node.triple} {self.outwards} {number}"
            side = self._x(column * self.columns.pitch)
            turn = self._x(column * self.columns.pitch + STEM + LANE * lane)
            for fan in stem:
                start: list[Point] = [(side, port), (turn, port)]
                first = turn
                if fan.far:
                    first = self._x((column + 1) * self.columns.pitch + STEM)
                    start += [(turn, passage), (first, passage)]
                to, beside = (column + 2, 1) if fan.far else (column + 1, len(stems))
                self._fan(fan, (*start, (first, self.branch(fan))), to, group)
                self._name(fan, to, beside)

    def _passage(self, fans: Sequence[Fan]) -> float:
        """The y of the lane by which far fans pass under the boxes of the next column."""
        near, far = by_reach(fans)
        if not far:
            return 0.0
        if not near:
            return self.branch(far[0])
        lowest = near[-1].nodes[-1]
        assert lowest.triple is not None
        block = self.columns.block_height(lowest, self.air)
        return self._middles[lowest.triple] + block / 2 + PASSAGE / 2 + 4

    def _fan(self, fan: Fan, start: tuple[Point, ...], column: int, group: str) -> None:
        """The lines of a fan, and its boxes with what hangs on them."""
        inner = self._x(column * self.columns.pitch - self.columns.box)
        spread = self._x(column * self.columns.pitch - self.columns.box - SPREAD)
        for node in fan.nodes:
            assert node.triple is not None
            words = self.columns.words_in(node)
            middle = self._middles[node.triple]
            rect = self._rect(column, middle, box_height(words))
            points = simplified((*start, (spread, start[-1][1]), (spread, middle), (inner, middle)))
            runs_out = node.triple[2] == node.iri
            line = self.painter.line(fan.predicate)
            sentence = self.painter.sentence(node.triple)
            both = fan.way == "both"
            self.drawn.edges.append(
                Edge(node.triple, sentence, points if runs_out else points[::-1], line, both, group)
            )
            self.drawn.boxes.append(self.painter.box(node, rect, words))
            self._connect(node, rect, column)

    def _name(self, fan: Fan, column: int, stems: int) -> None:
        """The name of a fan on its line, between the stems beside it and where it spreads."""
        words = self.columns.name_on(fan, stems)
        first = self._x((column - 1) * self.columns.pitch + STEM + LANE * (stems - 1))
        last = self._x(column * self.columns.pitch - self.columns.box - SPREAD)
        rect = Rect.around((first + last) / 2, self.branch(fan), words.width + 2 * PLATE, words.height + 2)
        self.drawn.labels.append(Label(rect, self.painter.ground, words.at(rect.cx, rect.cy), fan.triples))


def _ports(rect: Rect, reached: Sequence[Sequence[float]]) -> list[float]:
    """The y at which each stem leaves a box: level with one of its branches where that can be, else evenly spread."""
    usable = rect.h / 2 - style.CORNER
    apart = min(PORT, 2 * usable / max(len(reached) - 1, 1))
    ports = [rect.cy + (number - (len(reached) - 1) / 2) * apart for number in range(len(reached))]
    for number, ys in enumerate(reached):
        level = min(ys, key=lambda y: abs(y - ports[number]))
        moved = [*ports[:number], level, *ports[number + 1 :]]
        if abs(level - rect.cy) <= usable and abs(level - ports[number]) < PORT and _clear(moved, reached):
            ports = moved
    return ports


def _clear(ports: Sequence[float], reached: Sequence[Sequence[float]]) -> bool:
    """Whether ports are in order and apart, and none is close to a branch of another stem."""
    foreign = (
        abs(y - port)
        for number, port in enumerate(ports)
        for other, ys in enumerate(reached)
        if other != number
        for y in ys
    )
    return all(b - a >= LANE for a, b in pairwise(ports)) and all(gap >= style.CORNER + 2 for gap in foreign)


def _lanes(ports: Sequence[float], reached: Sequence[Sequence[float]]) -> list[int]:
    """Which stem turns first: those that run up from the topmost on, those that run down from the lowest on."""
    last = len(ports)

    def turn(number: int) -> tuple[int, int]:
        ys, port = reached[number], ports[number]
        up, down = min(ys) < port, max(ys) > port
        if up and down:
            return last, 0
        return (last - number if down else number), number

    order = sorted(range(last), key=turn)
    return [order.index(number) for number in range(last)]

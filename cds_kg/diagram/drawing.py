"""A scene as groups of shapes and text in painting order: what both drawers, SVG and matplotlib, go through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cds_kg.diagram import geometry as geo
from cds_kg.diagram import style
from cds_kg.diagram.geometry import Outline, Point, Rect
from cds_kg.diagram.scene import Band, Box, Edge, Label, Legend, LegendEntry, Mark, Scene, Shape, Swatch, TextLine
from cds_kg.diagram.style import Colours, Line, Paint


@dataclass(frozen=True, slots=True)
class Group:
    """What belongs together: what it stands for (an IRI, or a relation's three), its title, its shapes and text."""

    about: tuple[str, ...]
    title: str
    items: tuple[Shape | TextLine, ...]
    marks: tuple[Mark, ...] = ()


def groups(scene: Scene) -> Iterator[Group]:
    """The groups of a scene, those at the back first."""
    for band in scene.bands:
        yield Group((band.iri,), band.title, tuple(_band(band, scene.colours)), band.marks)
    for figure in scene.figures:
        yield Group(figure.about, figure.title, (*figure.shapes, *figure.lines), figure.marks)
    yield Group((), "", scene.notes)
    for index, edge in enumerate(scene.edges):
        bridges = _bridges(scene, edge, scene.edges[:index])
        line = _line(edge.points, edge.line, edge.both, scene.colours.paper)
        yield Group(edge.triple, edge.title, (*bridges, *line))
    for label in scene.labels:
        yield Group((), "", tuple(_label(label)))
    for box in scene.boxes:
        yield Group((box.iri,), box.title, tuple(_box(box)), box.marks)
    if scene.legend:
        yield Group((), "", tuple(_legend(scene.legend, scene.colours)))


def _band(band: Band, colours: Colours) -> Iterator[Shape | TextLine]:
    yield Shape(geo.rounded_rect(band.rect, style.CORNER), band.fill, colours.band_stroke, 1.2)
    yield from band.lines


def _bridges(scene: Scene, edge: Edge, earlier: Sequence[Edge]) -> Iterator[Shape]:
    """A gap in earlier lines where this one crosses them, in the colour of the band behind."""
    for other in (line for line in earlier if line.group != edge.group):
        for x, y in geo.crossing_points(edge.points, other.points):
            upright = any(a[0] == b[0] == x and geo.span(a, b, 1).contains(Rect(x, y, 0, 0)) for a, b in edge.pieces)
            dx, dy = (0.0, style.HALO) if upright else (style.HALO, 0.0)
            at = Rect(x, y, 0, 0)
            behind = next((band.fill for band in scene.bands if band.rect.contains(at)), scene.colours.paper)
            outline: Outline = (("M", (x - dx, y - dy)), ("L", (x + dx, y + dy)))
            yield Shape(outline, None, behind, edge.line.width + 2 * style.HALO)


def _line(points: tuple[Point, ...], line: Line, both: bool, paper: str) -> Iterator[Shape]:
    inset = style.ARROW - 1 if line.head != "none" else 0.0
    body = geo.shortened(points, inset if both else 0, inset)
    yield Shape(geo.rounded_line(body, style.CORNER), None, line.stroke, line.width, line.dash)
    if line.head == "none":
        return
    tips = [(points[-1], points[-2])] + ([(points[0], points[1])] if both else [])
    for tip, before in tips:
        head = geo.arrowhead(tip, before, style.ARROW)
        if line.head == "hollow":
            yield Shape(head, paper, line.stroke, line.width * 0.8)
        else:
            yield Shape(head, line.stroke)


def _label(label: Label) -> Iterator[Shape | TextLine]:
    yield Shape(geo.rounded_rect(label.rect, 5), label.fill)
    yield from label.lines


def _box(box: Box) -> Iterator[Shape | TextLine]:
    if box.shape == "chip":
        yield from _chip(box.rect, box.paint)
    elif box.shape == "card":
        yield _card(box.rect, box.paint, box.ended)
    else:
        yield from _plate(box.rect, box.paint, box.ended)
    yield from box.lines


def _card(rect: Rect, paint: Paint, ended: bool) -> Shape:
    dash = style.ENDED_DASH if ended else ()
    return Shape(geo.rounded_rect(rect, style.CORNER), paint.fill, paint.stroke, 1.6, dash)


def _plate(rect: Rect, paint: Paint, ended: bool, scale: float = 1.0) -> Iterator[Shape]:
    dash = style.ENDED_DASH if ended else ()
    radius = style.CORNER * scale
    yield Shape(geo.rounded_rect(rect, radius), paint.fill)
    yield Shape(geo.left_stripe(rect, style.STRIPE * scale, radius), paint.stroke)
    yield Shape(geo.rounded_rect(rect, radius), None, paint.stroke, 1.2 + 0.8 * scale, dash)


def _chip(rect: Rect, paint: Paint) -> Iterator[Shape]:
    """A rounded plate with the sign of a person at its left."""
    yield Shape(geo.rounded_rect(rect, min(rect.h / 2, 26)), paint.fill, paint.stroke, 1.6)
    yield from person(rect.x + 24, rect.cy, 1.0, paint.stroke)


def person(x: float, y: float, scale: float, colour: str) -> Iterator[Shape]:
    """The sign of a person about a point."""
    yield Shape(geo.circle(x, y - 6 * scale, 5.5 * scale), colour)
    yield Shape(geo.shoulders(x, y + 12 * scale, 20 * scale, 11 * scale), colour)


def _legend(legend: Legend, colours: Colours) -> Iterator[Shape | TextLine]:
    yield Shape(geo.rounded_rect(legend.rect, style.CORNER), colours.panel, colours.band_stroke, 1.2)
    yield from legend.lines
    for entry in legend.entries:
        yield from _sample(entry, colours)
        yield from entry.lines


def _sample(entry: LegendEntry, colours: Colours) -> Iterator[Shape]:
    rect, sample = entry.rect, entry.sample
    if isinstance(sample, Line):
        yield from _line(((rect.x, rect.cy), (rect.right, rect.cy)), sample, entry.both, colours.panel)
    elif isinstance(sample, Paint) and entry.card:
        yield _card(rect, sample, entry.ended)
    elif isinstance(sample, Paint):
        yield from _plate(rect, sample, entry.ended, 0.6)
    elif isinstance(sample, Swatch):
        yield Shape(geo.sign(sample.sign, rect.cx, rect.cy, 15), sample.fill, sample.stroke, 1.6)
    elif sample == "chip":
        paint = colours.paints["stakeholder"]
        yield Shape(geo.rounded_rect(rect, rect.h / 2), paint.fill, paint.stroke, 1.4)
        yield from person(rect.cx, rect.cy - 1, 0.65, paint.stroke)
    else:
        yield Shape(geo.rounded_rect(rect, 4), colours.bands[-1], colours.band_stroke, 1.2)
        box = Rect.around(rect.cx, rect.cy, rect.w * 0.5, rect.h * 0.5)
        yield from _plate(box, colours.paints["territory"], False, 0.4)

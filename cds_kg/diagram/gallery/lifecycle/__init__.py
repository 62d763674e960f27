"""Life events and public services: events from left to right, a lane for each model, what is issued between them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from cds_kg.diagram import style, table
from cds_kg.diagram.gallery.lifecycle import content as kg
from cds_kg.diagram.gallery.lifecycle.place import CHIP_WORDS, Placed, place
from cds_kg.diagram.gallery.lifecycle.plan import Plan, plan
from cds_kg.diagram.gallery.lifecycle.words import Wording
from cds_kg.diagram.geometry import Point, Rect, arrowhead
from cds_kg.diagram.graph import relations
from cds_kg.diagram.layout import Setter
from cds_kg.diagram.scene import Band, Box, Edge, Figure, Label, Mark, Scene, Shape, Triple
from cds_kg.diagram.sheet import Options, fit, frame

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.draw import Request
    from cds_kg.store.dataset import GraphStore

NAME = "lifecycle"

#: The size of the arrowheads between events; beside and around the name of a relation; the room of an arrowhead.
_HEAD, _PLATE, _TIP = 13.0, 10.0, 22.0
#: A line ends no nearer to a corner of a box.
_INSIDE = 12.0


def graph(store: GraphStore, request: Request) -> nx.MultiDiGraph:
    """What the diagram shows: see `content.lifecycle_graph`."""
    request.refuse("about", "depth", "level", "by")
    return kg.lifecycle_graph(store)


def scenes(graph: nx.MultiDiGraph, options: Options, setter: Setter) -> tuple[Scene, ...]:
    """The events and services on one page.

    Raises:
        LimitError: the page cannot hold them at a readable type size.
    """
    whole = plan(graph)
    return (fit(options, setter, lambda sheet: _scene(whole, Wording(graph, sheet))),)


def _scene(whole: Plan, said: Wording) -> Scene:
    sheet, about = said.sheet, said.graph.graph
    titles = said.heading()
    around = frame(sheet, about, titles)
    placed = place(whole, said, around.content)
    edges = tuple(_edges(placed))
    marks = _marks(placed, {edge.triple for edge in edges})
    bands = tuple(_bands(placed, marks))
    return around.scene(
        NAME,
        said.description(),
        bands=bands,
        boxes=tuple(_boxes(placed, marks)),
        edges=edges,
        labels=tuple(_label(placed, edge) for edge in edges),
        figures=(*_steps(placed), *(table.silence(sheet, rect, ground) for rect, ground in placed.empty)),
    )


# --- boxes and bands -----------------------------------------------------------------------------------------------


def _boxes(placed: Placed, marks: dict[str, list[Mark]]) -> Iterator[Box]:
    said = placed.said
    for iri, rect in placed.rects.items():
        own, title, paint = tuple(marks.get(iri, ())), said.title(iri), placed.paint(iri)
        words = placed.caption(iri, rect.w)
        if iri == placed.chip:
            yield Box(iri, title, rect, paint, words.at(rect.x + CHIP_WORDS, rect.cy, "start"), "chip", marks=own)
        elif iri in placed.cards:
            yield Box(iri, title, rect, paint, words.at(rect.cx, rect.cy), "card", marks=own)
        else:
            yield Box(iri, title, rect, paint, words.at(rect.cx + style.STRIPE / 2, rect.cy), marks=own)


def _bands(placed: Placed, marks: dict[str, list[Mark]]) -> Iterator[Band]:
    for (iri, rect), fill in zip(placed.bands.items(), placed.fills(), strict=True):
        words = placed.band_caption(iri)
        own = tuple(marks.get(iri, ()))
        yield Band(iri, placed.said.title(iri), rect, fill, words.at(rect.x + 14, rect.cy, "start"), own)


def _marks(placed: Placed, drawn: set[Triple]) -> dict[str, list[Mark]]:
    """What has neither box nor line, by the box or band that shows it: a position is shown by the band of its model."""
    said = placed.said
    shown = {*placed.rects, *placed.bands}
    model_of = {s: o for s, _, o in relations(said.graph, kg.POSITION_OF)}
    marks: dict[str, list[Mark]] = {}
    for triple in relations(said.graph):
        if triple in drawn:
            continue
        own = marks.setdefault(triple[0] if triple[0] not in model_of else model_of[triple[0]], [])
        for iri in (triple[0], triple[2]):
            if iri not in shown:
                shown.add(iri)
                own.append(Mark((iri,), said.title(iri)))
        own.append(Mark(triple, said.sentence(triple)))
    return marks


def _steps(placed: Placed) -> Iterator[Figure]:
    """The way through life: from the person to the first event, and on from event to event."""
    stops = [*([placed.chip] if placed.chip else []), *placed.plan.events]
    colour = placed.said.sheet.colours.ink
    for before, after in pairwise(placed.rects[iri] for iri in stops):
        start, tip = (before.right, after.cy), (after.x, after.cy)
        body = Shape((("M", start), ("L", (tip[0] - _HEAD + 1, tip[1]))), None, colour, 3.0)
        head = Shape(arrowhead(tip, start, _HEAD), colour)
        yield Figure((), "", Rect(start[0], tip[1] - _HEAD / 2, tip[0] - start[0], _HEAD), (body, head))


# --- lines ---------------------------------------------------------------------------------------------------------


def _edges(placed: Placed) -> Iterator[Edge]:
    """Upright lines from services to what they issue, and to what they rest on, where nothing stands between."""
    said = placed.said
    for triple in relations(said.graph, kg.YIELDS, kg.ENABLED_BY):
        s, p, o = triple
        if s not in placed.rects or o not in placed.rects or not placed.in_sight(s, o):
            continue
        a, b = placed.rects[s], placed.rects[o]
        if not b.x + _INSIDE < a.cx < b.right - _INSIDE:
            continue
        points: tuple[Point, ...] = ((a.cx, a.bottom), (a.cx, b.y)) if a.y < b.y else ((a.cx, a.y), (a.cx, b.bottom))
        yield Edge(triple, said.sentence(triple), points, said.sheet.colours.line_of(p), group=f"{p} {s}")


def _label(placed: Placed, edge: Edge) -> Label:
    """The name of a relation near the start of its line, inside the band of its subject."""
    said = placed.said
    (x, start), (_, end) = edge.points
    text, lang = said.relation_names(edge.triple[1])[0]
    words = said.sheet.setter.caption(
        text, lang, placed.rects[edge.triple[0]].w, style.SMALL, "regular", edge.line.stroke
    )
    band, fill = placed.band_at(x, start)
    room = min(abs(end - start) - _TIP, band.bottom - start if end > start else start - band.y)
    middle = start + (room / 2 if end > start else -room / 2)
    rect = Rect.around(x, middle, words.width + _PLATE, words.height + 2)
    return Label(rect, fill, words.at(rect.cx, rect.cy), (edge.triple,))

"""The national-to-local hierarchy: lines, labels, legend and notes around the placed boxes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from cds_kg.diagram import layout, style
from cds_kg.diagram.gallery.hierarchy import content as kg
from cds_kg.diagram.gallery.hierarchy.place import CHIP_SIGN, GUTTER, NARROWEST, TITLE_STRIP, Placed, place
from cds_kg.diagram.gallery.hierarchy.plan import Plan, Triple, paint_name, painted_class, plan
from cds_kg.diagram.geometry import Point, Rect, segments
from cds_kg.diagram.graph import names, relations
from cds_kg.diagram.layout import Look, Names, Sample, Setter
from cds_kg.diagram.routing import Labeller, NoWay, Port, Router, after, joined, stem, tips
from cds_kg.diagram.scene import Band, Box, Edge, Label, Mark, Scene, TextLine
from cds_kg.diagram.sheet import Frame, Options, Sheet, TooSmall, fit, frame

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.draw import Request
    from cds_kg.store.dataset import GraphStore

NAME = "hierarchy"

#: Where lines meet a box's upper or lower edge, from its middle: side by side, never one on another.
LANE = 22.0
OUTER_LANE = 92.0

#: The widest a line of a label gets: on lines with bends, on level ones (between neighbours), on upright ones (close).
LABEL_WIDTH = 190.0
LEVEL_LABEL_WIDTH = 150.0
UPRIGHT_LABEL_WIDTH = 126.0
#: The sign at the name of a relation that a footnote explains.
INFERRED = "*"
#: Labels keep this far inside their band.
BORDER_AIR = 6.0

#: The relations drawn as lines, those at the back first; others show in where a box stands or in a sign on a line.
_DRAWN = (
    kg.CORRESPONDS_TO,
    kg.LOCAL_FORM_OF,
    kg.FOCUSES_ON,
    kg.HAS_COMPONENT,
    kg.NOT_PREREQUISITE_OF,
    kg.DEVELOPS,
    kg.IMPLEMENTED_AT,
)


def graph(store: GraphStore, request: Request) -> nx.MultiDiGraph:
    """What the hierarchy shows: see `content.hierarchy_graph`."""
    request.refuse("about", "depth", "level", "by")
    return kg.hierarchy_graph(store)


def scenes(graph: nx.MultiDiGraph, options: Options, setter: Setter) -> tuple[Scene, ...]:
    """The hierarchy on one page.

    Raises:
        LimitError: the page cannot hold the graph at a readable type size.
    """
    parts = plan(graph)
    return (fit(options, setter, lambda sheet: _scene(graph, parts, sheet)),)


def _scene(graph: nx.MultiDiGraph, parts: Plan, sheet: Sheet) -> Scene:
    """The scene at the page's type sizes. What has ended is told beside the row of levels, or in the foot."""
    titles = _titles(graph, parts, sheet)
    key = _key(graph, parts, sheet)
    untold = _untold(Placed(graph, sheet, parts))
    around = frame(sheet, graph.graph, titles, key=key, fill=True, footnotes=untold)
    placed = place(graph, parts, sheet, around.content)
    endings = _endings(placed)
    beside = _beside_levels(placed, endings)
    if endings and not beside:
        around = frame(sheet, graph.graph, titles, key=key, fill=True, footnotes=[*untold, endings])
        placed = place(graph, parts, sheet, around.content)
    return _drawn_scene(placed, around, beside)


def _drawn_scene(placed: Placed, around: Frame, beside: tuple[TextLine, ...]) -> Scene:
    edges = _edges(placed)
    bands = _bands(placed)
    notes = (*around.notes, *beside)
    return around.scene(
        NAME,
        placed.description(),
        bands=bands,
        boxes=tuple(_boxes(placed)),
        edges=edges,
        labels=tuple(_labels(placed, edges, bands, notes)),
        notes=beside,
    )


def _boxes(placed: Placed) -> Iterator[Box]:
    """The concepts with their words; a chip carries the relations that say who develops what."""
    for iri, rect in placed.rects.items():
        words = placed.caption(iri, rect.w)
        title = placed.title(iri)
        if placed.is_chip(iri):
            marks = tuple(
                Mark(triple, placed.sentence(triple))
                for triple in relations(placed.graph, kg.DEVELOPED_BY)
                if triple[2] == iri
            )
            lines = words.at(rect.x + CHIP_SIGN, rect.cy, "start")
            yield Box(iri, title, rect, placed.paint(iri), lines, shape="chip", marks=marks)
        else:
            lines = words.at(rect.cx + style.STRIPE / 2, rect.cy)
            yield Box(iri, title, rect, placed.paint(iri), lines, ended=placed.last_day(iri) is not None)


def _bands(placed: Placed) -> tuple[Band, ...]:
    """The bands with their titles; the band of a level carries the relations that place things at that level."""
    bands = []
    for index, (iri, rect) in enumerate(placed.bands):
        names = layout.capitalised(placed.names(iri))
        colours = placed.sheet.colours
        look = Look((style.BAND, "semibold", colours.band_ink), (style.SMALL, "regular", colours.muted))
        words = placed.sheet.setter.bilingual(names, TITLE_STRIP - 32, look)
        marks = tuple(
            Mark(triple, placed.sentence(triple))
            for triple in relations(placed.graph, kg.SITUATED_AT)
            if triple[2] == iri
        )
        fill = colours.bands[min(index, len(colours.bands) - 1)]
        title = " / ".join(text for text, _ in names)
        bands.append(Band(iri, title, rect, fill, words.at(rect.x + 14, rect.cy, "start"), marks))
    return tuple(bands)


# --- lines ---------------------------------------------------------------------------------------------------------


def _edges(placed: Placed) -> tuple[Edge, ...]:
    """The lines, relation by relation, in the order of the source."""
    router = Router(list(placed.rects.values()), xs=placed.gutters, ys=placed.channels)
    edges = []
    for predicate in _DRAWN:
        for triple in relations(placed.graph, predicate):
            via = _chip_before(placed, triple)
            start, end = _ports(placed, triple)
            group = f"{predicate} {triple[0]}"
            try:
                points = _through(placed, router, start, end, group, via)
            except NoWay:
                raise TooSmall from None
            both = bool(placed.graph.edges[triple[0], triple[2], predicate]["symmetric"])
            line = placed.sheet.colours.line_of(predicate)
            edges.append(Edge(triple, placed.sentence(triple), points, line, both, group, via))
    return tuple(edges)


def _through(
    placed: Placed, router: Router, start: Port, end: Port, group: str, via: tuple[str, ...]
) -> tuple[Point, ...]:
    """A line from port to port, in at the left and out at the right of the chip that it passes."""
    for chip in via:
        rect = placed.rects[chip]
        to_chip = router.route(start, Port.on(rect, "left"), group)
        return joined(to_chip, router.route(Port.on(rect, "right"), end, group))
    return router.route(start, end, group)


def _chip_before(placed: Placed, triple: Triple) -> tuple[str, ...]:
    """The chip of who develops what a process develops."""
    if triple[1] != kg.DEVELOPS:
        return ()
    return tuple(actor for built, _, actor in relations(placed.graph, kg.DEVELOPED_BY) if built == triple[2])


def _ports(placed: Placed, triple: Triple) -> tuple[Port, Port]:
    """Where the line of a relation leaves its subject and meets its object."""
    s, p, o = triple
    a, b = placed.rects[s], placed.rects[o]
    if p == kg.FOCUSES_ON:
        return Port.on(a, "right"), Port.on(b, "top")
    if p == kg.HAS_COMPONENT:
        leftwards = b.cx < a.cx
        start = Port.on(a, "left" if leftwards else "right", a.cy + LANE)
        return start, Port.on(b, "top", b.cx + (LANE if leftwards else -LANE))
    if p == kg.NOT_PREREQUISITE_OF:
        return Port.on(a, "right"), Port.on(b, "left")
    if p == kg.DEVELOPS:
        start = Port.on(a, "bottom", placed.trunk)
        return start, Port.on(b, "top", b.cx - OUTER_LANE) if o in placed.plan.neighbours else Port.on(b, "left")
    x = _column_lane(placed, p, s, a)
    if a.y < b.y:
        return Port.on(a, "bottom", x), Port.on(b, "top", x if a.cx == b.cx else None)
    return Port.on(a, "top", x), Port.on(b, "bottom", x)


def _column_lane(placed: Placed, predicate: str, iri: str, rect: Rect) -> float:
    """The x of an upright line between two boxes of a column, beside those that come from the territory."""
    if predicate == kg.LOCAL_FORM_OF:
        return rect.cx - OUTER_LANE
    for territory in placed.plan.territories:
        if predicate == kg.CORRESPONDS_TO and iri in territory.pillars:
            return rect.cx + (LANE if rect.cx > placed.rects[territory.iri].cx else -LANE)
    return rect.cx


# --- words ---------------------------------------------------------------------------------------------------------


def _labels(
    placed: Placed, edges: tuple[Edge, ...], bands: tuple[Band, ...], notes: tuple[TextLine, ...]
) -> Iterator[Label]:
    """One name for every fan of lines, on the part that they share where there is room, and inside a band."""
    blocked = [rect.grown(4) for rect in placed.rects.values()]
    blocked += [line.rect.grown(4) for band in bands for line in band.lines]
    blocked += [line.rect.grown(4) for line in notes]
    blocked += [tip for edge in edges for tip in tips(edge.points, edge.both)]
    labeller = Labeller([band.rect.grown(-BORDER_AIR) for band in bands], blocked, [edge.points for edge in edges])
    for _, fan in groupby(edges, key=lambda edge: (edge.group, edge.via)):
        members = list(fan)
        text, lang = placed.relation_names(members[0].triple[1])[0]
        if all(_inferred(placed, edge) for edge in members):
            text += INFERRED
        lines = [edge.points for edge in members]
        named = [_named_part(placed, edge) for edge in members]
        limit = _label_width([piece for line in lines for piece in segments(line)])
        words = placed.sheet.setter.caption(text, lang, limit, style.SMALL, "regular", members[0].line.stroke)
        wanted = _wanted_y(placed, members[0])
        size = (words.width + 10, words.height + 2)
        places = ([stem(named)], named, [_after_chip(placed, edge) for edge in members])
        found = (labeller.place(parts, lines, size, wanted) for parts in places)
        rect = next((place for place in found if place), None)
        if rect is None:
            raise TooSmall
        fill = next(band.fill for band in bands if band.rect.contains(rect))
        yield Label(rect, fill, words.at(rect.cx, rect.cy), tuple(edge.triple for edge in members))


def _inferred(placed: Placed, edge: Edge) -> bool:
    """Whether the editors infer a relation, and the source does not say it."""
    s, p, o = edge.triple
    return "inferred" in placed.graph.edges[s, o, p]


def _label_width(pieces: Sequence[tuple[Point, Point]]) -> float:
    """The widest a label gets on a line of these pieces."""
    if all(a[0] == b[0] for a, b in pieces):
        return UPRIGHT_LABEL_WIDTH
    return LEVEL_LABEL_WIDTH if all(a[1] == b[1] for a, b in pieces) else LABEL_WIDTH


def _named_part(placed: Placed, edge: Edge) -> tuple[Point, ...]:
    """The part of a line that its name should stand on: right after the chip, or it would seem to name what that is."""
    return _after_chip(placed, edge)[:2] if edge.via else edge.points


def _after_chip(placed: Placed, edge: Edge) -> tuple[Point, ...]:
    """A line from the chip on that it passes; the whole line where it passes none."""
    return after(edge.points, Port.on(placed.rects[edge.via[-1]], "right").point) if edge.via else edge.points


def _wanted_y(placed: Placed, edge: Edge) -> float | None:
    """The y at which a label should stand: on the line that leaves a chip; and between pillars of two bands.

    Those between pillars stand all at one height, a little under the upper border of the lower band.
    """
    if edge.via:
        return placed.rects[edge.via[-1]].cy
    if not edge.both or not any(edge.triple[0] in territory.pillars for territory in placed.plan.territories):
        return None
    lowest = max(y for _, y in edge.points)
    return next(rect.y + 20 for _, rect in placed.bands if rect.y < lowest <= rect.bottom)


def _key(graph: nx.MultiDiGraph, parts: Plan, sheet: Sheet) -> list[list[Sample]]:
    """The parts of the legend: colours, then lines, then signs."""
    colours, placed = sheet.colours, Placed(graph, sheet, parts)
    painted: dict[str, Sample] = {}
    for iri in parts.boxes:
        name = paint_name(graph, parts, iri)
        if name not in painted and not placed.is_chip(iri) and not placed.last_day(iri):
            named_after = iri if name.startswith("pillar") else painted_class(name)
            painted[name] = Sample(colours.paints[name], layout.capitalised(placed.names(named_after)))
    lines = []
    for predicate in _DRAWN:
        if triples := relations(graph, predicate):
            s, p, o = triples[0]
            both = bool(graph.edges[s, o, p]["symmetric"])
            lines.append(Sample(colours.line_of(p), placed.relation_names(p), both))
    signs = []
    if relations(graph, kg.DEVELOPED_BY):
        signs.append(Sample("chip", placed.relation_names(kg.DEVELOPED_BY)))
    signs.append(Sample("band", placed.relation_names(kg.SITUATED_AT)))
    return [list(painted.values()), lines, signs]


def _titles(graph: nx.MultiDiGraph, parts: Plan, sheet: Sheet) -> Names:
    """The drawing's title: the root, and the first and the last level."""
    ends = (parts.root, parts.territories[0].level, parts.territories[-1].level)

    def title(lang: str) -> str:
        root, first, last = (names(graph.nodes[iri], lang, iri)[0][0] for iri in ends)
        first, last = layout.inside(first), layout.inside(last)
        return f"{root}: từ {first} đến {last}" if lang == "vi" else f"{root}: from the {first} to the {last}"

    return sheet.words(title("vi"), title("en"))


def _untold(placed: Placed) -> list[str]:
    """What the drawing shows and the source does not tell, as one footnote.

    Relations that the editors infer, and what stands in the band of a level beside what it goes with.
    """
    pick = placed.sheet.pick
    notes = []
    if any("inferred" in data for _, _, data in placed.graph.edges(data=True)):
        notes.append(
            pick(f"{INFERRED} Biên tập suy ra, nguồn không nói thẳng.", f"{INFERRED} Inferred by the editors.")
        )
    situated = {s for s, _, _ in relations(placed.graph, kg.SITUATED_AT)}
    names = [placed.names(iri)[0][0] for iri in placed.plan.neighbours.values() if iri not in situated]
    listed = ", ".join(dict.fromkeys(names))
    if listed:
        notes.append(pick(f"Nguồn không nêu cấp của: {listed}.", f"The source tells no level of: {listed}."))
    return [" ".join(notes)] if notes else []


def _endings(placed: Placed) -> str:
    """What has ended since the source was written: of what stands here, and of what no longer does."""
    pick = placed.sheet.pick
    return " ".join(
        pick(
            f"{name}: theo nguồn; không còn từ {after}.",
            f"{name}: as in the source; no longer in existence from {after}.",
        )
        for name, after in (*_ended(placed), *_gone(placed))
    )


def _beside_levels(placed: Placed, text: str) -> tuple[TextLine, ...]:
    """A text beside the row of levels; nothing where that row is full."""
    band = placed.bands[-1][1]
    row = [placed.rects[iri] for tiers in placed.plan.tiers.values() for iri in tiers]
    left, right = max((rect.right for rect in row), default=band.right) + GUTTER, band.right - 20
    if not text or right - left < NARROWEST:
        return ()
    return placed.sheet.small(text, right - left).at(left, row[-1].cy, "start")


def _ended(placed: Placed) -> Iterator[tuple[str, str]]:
    """The name of each concept that has ended, and the first day without it."""
    for iri in placed.rects:
        if day := placed.last_day(iri):
            yield placed.names(iri)[0][0], _day_after(placed, day)


def _gone(placed: Placed) -> Iterator[tuple[str, str]]:
    """The same of what had ended before the day of the drawing, and so has no place in it."""
    for iri, _, last in (told.partition(",") for told in placed.graph.graph.get("gone", "").split()):
        yield placed.names(iri)[0][0], _day_after(placed, datetime.date.fromisoformat(last))


def _day_after(placed: Placed, day: datetime.date) -> str:
    return placed.sheet.date(day + datetime.timedelta(days=1))

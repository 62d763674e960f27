"""The scene of the national-to-local hierarchy: lines, labels, legend and notes around the placed boxes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from cds_kg.diagram import graph as kg
from cds_kg.diagram import layout, style
from cds_kg.diagram.geometry import Point, Rect, segments
from cds_kg.diagram.hierarchy import Triple, paint_name, painted_class, relations
from cds_kg.diagram.hierarchy_place import (
    BANDS_BOTTOM,
    BANDS_TOP,
    CHIP_SIGN,
    GUTTER,
    LEGEND_WIDTH,
    MARGIN,
    NARROWEST,
    PAGE,
    TITLE_STRIP,
    Placed,
    place,
    too_small,
)
from cds_kg.diagram.layout import Look, Sample, Setter
from cds_kg.diagram.routing import Labeller, Port, Router, after, joined, stem, tips
from cds_kg.diagram.scene import Band, Box, Edge, Label, Legend, Mark, Scene, TextLine, set_line
from cds_kg.text import pick

if TYPE_CHECKING:
    import networkx as nx

NAME = "hierarchy"

#: Where lines meet a box's upper or lower edge, from its middle: side by side, never one on another.
LANE = 22.0
OUTER_LANE = 92.0

#: The baseline of the last line of the page.
FOOT = PAGE.height - 24

#: The widest a line of a label gets: on lines with bends, on level ones (between neighbours), on upright ones (close).
LABEL_WIDTH = 190.0
LEVEL_LABEL_WIDTH = 150.0
UPRIGHT_LABEL_WIDTH = 126.0
#: Labels keep this far inside their band.
BORDER_AIR = 6.0

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

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


_BAND_LOOK = Look((style.BAND, "semibold", style.BAND_INK), (style.SMALL, "regular", style.MUTED))


def hierarchy_scene(graph: nx.MultiDiGraph, lang: str, setter: Setter) -> Scene:
    """Put the graph of `cds_kg.diagram.graph.hierarchy_graph` on a slide.

    Raises:
        LimitError: the page cannot hold the graph at the type sizes in use.
    """
    placed = place(graph, lang, setter)
    edges = _edges(placed)
    bands = _bands(placed)
    notes = _notes(placed)
    return Scene(
        name=NAME,
        lang=lang,
        page=PAGE,
        title=_title(placed, lang) + (f" ({_as_of(placed.day, lang)})" if placed.day else ""),
        description=_description(placed),
        bands=bands,
        boxes=tuple(_boxes(placed)),
        edges=edges,
        labels=tuple(_labels(placed, edges, bands, notes)),
        legend=_legend(placed),
        notes=notes,
    )


def _boxes(placed: Placed) -> Iterator[Box]:
    """The concepts with their words; a chip carries the relations that say who develops what."""
    for iri, rect in placed.rects.items():
        words = placed.caption(iri, rect.w)
        title = " / ".join(text for text, _ in placed.names(iri))
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
        words = placed.setter.bilingual(names, TITLE_STRIP - 32, _BAND_LOOK)
        marks = tuple(
            Mark(triple, placed.sentence(triple))
            for triple in relations(placed.graph, kg.SITUATED_AT)
            if triple[2] == iri
        )
        fill = style.BAND_FILLS[min(index, len(style.BAND_FILLS) - 1)]
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
            except LookupError:
                raise too_small() from None
            both = bool(placed.graph.edges[triple[0], triple[2], predicate]["symmetric"])
            line = style.LINES.get(predicate, style.OTHER_LINE)
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
        lines = [edge.points for edge in members]
        named = [_named_part(placed, edge) for edge in members]
        limit = _label_width([piece for line in lines for piece in segments(line)])
        words = placed.setter.caption(text, lang, limit, style.SMALL, "regular", members[0].line.stroke)
        wanted = _under_border(placed, members[0])
        size = (words.width + 10, words.height + 2)
        rect = labeller.place([stem(named)], lines, size, wanted) or labeller.place(named, lines, size, wanted)
        if rect is None:
            raise too_small()
        fill = next(band.fill for band in bands if band.rect.contains(rect))
        yield Label(rect, fill, words.at(rect.cx, rect.cy), tuple(edge.triple for edge in members))


def _label_width(pieces: Sequence[tuple[Point, Point]]) -> float:
    """The widest a label gets on a line of these pieces."""
    if all(a[0] == b[0] for a, b in pieces):
        return UPRIGHT_LABEL_WIDTH
    return LEVEL_LABEL_WIDTH if all(a[1] == b[1] for a, b in pieces) else LABEL_WIDTH


def _named_part(placed: Placed, edge: Edge) -> tuple[Point, ...]:
    """The part of a line that its name may stand on: after the chip, or it would seem to name what the chip is."""
    if not edge.via:
        return edge.points
    out = Port.on(placed.rects[edge.via[-1]], "right").point
    return after(edge.points, out)


def _under_border(placed: Placed, edge: Edge) -> float | None:
    """The y that labels of lines between pillars of two bands share: a little under the upper border of the lower."""
    if not edge.both or not any(edge.triple[0] in territory.pillars for territory in placed.plan.territories):
        return None
    lowest = max(y for _, y in edge.points)
    return next(rect.y + 20 for _, rect in placed.bands if rect.y < lowest <= rect.bottom)


def _legend(placed: Placed) -> Legend:
    """The key: colours, then lines, then signs."""
    graph, parts = placed.graph, placed.plan
    painted: dict[str, Sample] = {}
    for iri in placed.rects:
        name = paint_name(graph, parts, iri)
        if name not in painted and not placed.is_chip(iri) and not placed.last_day(iri):
            named_after = iri if name.startswith("pillar") else painted_class(name)
            painted[name] = Sample(style.PAINTS[name], layout.capitalised(placed.names(named_after)))
    lines = []
    for predicate in _DRAWN:
        if triples := relations(graph, predicate):
            s, p, o = triples[0]
            both = bool(graph.edges[s, o, p]["symmetric"])
            lines.append(Sample(style.LINES[p], placed.relation_names(p), both))
    signs = []
    if relations(graph, kg.DEVELOPED_BY):
        signs.append(Sample("chip", placed.relation_names(kg.DEVELOPED_BY)))
    signs.append(Sample("band", placed.relation_names(kg.SITUATED_AT)))
    rect = Rect(PAGE.width - MARGIN - LEGEND_WIDTH, BANDS_TOP, LEGEND_WIDTH, BANDS_BOTTOM - BANDS_TOP)
    titles = (("Chú giải", "vi"), ("Key", "en"))
    samples = [list(painted.values()), lines, signs]
    return layout.legend_column(placed.setter, samples, rect, titles if placed.lang == "vi" else titles[::-1])


def _title(placed: Placed, lang: str) -> str:
    """The drawing's title in a language: the root, and the first and the last level."""
    levels = [territory.level for territory in placed.plan.territories]
    nodes = placed.graph.nodes
    root, first, last = (kg.names(nodes[iri], lang, iri)[0][0] for iri in (placed.plan.root, levels[0], levels[-1]))
    first, last = layout.inside(first), layout.inside(last)
    return pick(lang, f"{root}: từ {first} đến {last}", f"{root}: from the {first} to the {last}")


def _as_of(day: datetime.date, lang: str) -> str:
    """A day in words."""
    vi, en = (
        f"vào ngày {day.day} tháng {day.month} năm {day.year}",
        f"as of {day.day} {_MONTHS[day.month - 1]} {day.year}",
    )
    return pick(lang, vi, en)


def _notes(placed: Placed) -> tuple[TextLine, ...]:
    """All that stands outside bands and legend: titles, what has ended, the source."""
    lang, other = placed.lang, pick(placed.lang, "en", "vi")
    about = placed.graph.graph
    names = {key.replace("source", "label"): text for key, text in about.items() if key.startswith("source_")}
    source = kg.names(names, lang, about["source"])[0][0]
    origin = f"{pick(lang, 'Nguồn', 'Source')}: {source}. cds-kg {about['version']}."
    return (
        set_line(_title(placed, lang), lang, MARGIN, 68, style.TITLE.size, "semibold", style.INK),
        set_line(_title(placed, other), other, MARGIN, 100, style.SUBTITLE.size, "regular", style.MUTED),
        set_line(origin, lang, MARGIN, FOOT, style.SMALL.size, "regular", style.MUTED),
        *_day(placed),
        *_endings(placed),
    )


def _day(placed: Placed) -> tuple[TextLine, ...]:
    """The day of which the drawing is, at the right end of the second title."""
    if placed.day is None:
        return ()
    text = layout.capitalised(((_as_of(placed.day, placed.lang), placed.lang),))[0][0]
    x = PAGE.width - MARGIN
    return (set_line(text, placed.lang, x, 100, style.SUBTITLE.size, "semibold", style.INK, "end"),)


def _endings(placed: Placed) -> tuple[TextLine, ...]:
    """What has ended since the source was written: beside the row of levels, or in the foot where that row is full."""
    text = " ".join(
        pick(
            placed.lang,
            f"{name}: theo nguồn; không còn từ {after}.",
            f"{name}: as in the source; no longer in existence from {after}.",
        )
        for name, after in _ended(placed)
    )
    if not text:
        return ()
    band = placed.bands[-1][1]
    row = [placed.rects[iri] for tiers in placed.plan.tiers.values() for iri in tiers]
    left, right = max((rect.right for rect in row), default=band.right) + GUTTER, band.right - 20
    if right - left < NARROWEST:
        return (set_line(text, placed.lang, band.right, FOOT, style.SMALL.size, "regular", style.MUTED, "end"),)
    words = placed.setter.caption(text, placed.lang, right - left, style.SMALL, "regular", style.MUTED)
    return words.at(left, row[-1].cy, "start")


def _ended(placed: Placed) -> Iterator[tuple[str, str]]:
    """The name of each concept that has ended, and the first day without it."""
    for iri in placed.rects:
        if day := placed.last_day(iri):
            yield placed.names(iri)[0][0], placed.date(day + datetime.timedelta(days=1))


def _description(placed: Placed) -> str:
    """The drawing in sentences, for those who do not see it."""
    sentences = []
    for (s, p), triples in groupby(relations(placed.graph), key=lambda t: t[:2]):
        objects = ", ".join(placed.names(o)[0][0] for _, _, o in triples)
        sentences.append(f"{placed.names(s)[0][0]} — {placed.relation_names(p)[0][0]}: {objects}.")
    return " ".join(sentences)

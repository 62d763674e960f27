"""The government models side by side: aspects down the middle, what each model is in them to the left and right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cds_kg.diagram import style, table
from cds_kg.diagram.gallery.comparison import content as kg
from cds_kg.diagram.gallery.comparison.plan import AspectRow, Plan, plan
from cds_kg.diagram.gallery.comparison.rows import SPACING, paint_of, place_rows
from cds_kg.diagram.gallery.comparison.words import Wording
from cds_kg.diagram.geometry import Rect
from cds_kg.diagram.graph import relations
from cds_kg.diagram.layout import Setter
from cds_kg.diagram.scene import Box, Edge, Label, Mark, Scene, Triple
from cds_kg.diagram.sheet import Options, Sheet, frame

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.draw import Request
    from cds_kg.store.dataset import GraphStore

NAME = "comparison"

#: Over and under the words of a model's box, together; from the boxes of the models to the rows.
_HEAD_AIR, _UNDER_HEADS = 20.0, 10.0
#: How much of a line is to be seen on either side of its name.
_SEEN = 36.0


def graph(store: GraphStore, request: Request) -> nx.MultiDiGraph:
    """What the comparison shows: see `content.comparison_graph`."""
    request.refuse("about", "depth", "level", "by")
    return kg.comparison_graph(store)


def scenes(graph: nx.MultiDiGraph, options: Options, setter: Setter) -> tuple[Scene, ...]:
    """The comparison, on as few pages as hold it.

    Raises:
        LimitError: a page cannot hold even one aspect at a readable type size.
    """
    whole = plan(graph)

    def lay_out(sheet: Sheet, rows: Sequence[AspectRow], part: tuple[int, int]) -> Scene:
        return _scene(whole, rows, Wording(graph, sheet), part)

    return table.paged(options, setter, whole.rows, _weight, lay_out)


def _weight(row: AspectRow) -> float:
    """About how much height a row needs, in lines of two contents."""
    return 0.5 + max((1 + len(side.contents)) // 2 for side in row.sides if side)


def _scene(whole: Plan, rows: Sequence[AspectRow], said: Wording, part: tuple[int, int]) -> Scene:
    sheet, about = said.sheet, said.graph.graph
    titles = said.heading(whole.models)
    sides = [side for row in rows for side in row.sides if side]
    footnotes = [*said.periods(sides), *said.changes(sides)]
    around = frame(sheet, about, titles, footnotes=footnotes, part=part)
    area = around.content
    boxes = _models(whole, said, area)
    edges, labels = _relation(boxes, said)
    top = boxes[0].rect.bottom + _UNDER_HEADS
    bands, figures = place_rows(rows, said, Rect(area.x, top, area.w, area.bottom - top))
    return around.scene(
        NAME,
        said.comparison(whole, rows),
        bands=bands,
        boxes=boxes,
        edges=edges,
        labels=labels,
        figures=figures,
    )


def _models(whole: Plan, said: Wording, area: Rect) -> tuple[Box, ...]:
    """The boxes of the models over their columns, with what all have in common, and how they are related otherwise."""
    _, columns = SPACING.columns(area, len(whole.models))
    captions = []
    for n, model in enumerate(whole.models):
        captions.append(said.model(model, whole.shared, columns[n].w - 28, paint_of(said.sheet, n)))
    height = max(caption.height for caption in captions) + _HEAD_AIR
    drawn = _line(whole.models, said)
    boxes = []
    for n, (model, caption) in enumerate(zip(whole.models, captions, strict=True)):
        rect = Rect(columns[n].x, area.y, columns[n].w, height)
        own = [t for t in relations(said.graph, kg.CHARACTERISTIC, kg.NOT_PREREQUISITE_OF) if t[0] == model]
        marks = [Mark((iri,), said.title(iri)) for iri in whole.shared]
        marks += [Mark(triple, said.sentence(triple)) for triple in own if triple != drawn]
        lines = caption.at(rect.cx + style.STRIPE / 2, rect.cy)
        boxes.append(Box(model, said.title(model), rect, paint_of(said.sheet, n), lines, marks=tuple(marks)))
    return tuple(boxes)


def _line(models: Sequence[str], said: Wording) -> Triple | None:
    """The relation between the two models beside the heads, which has a line there."""
    ends = set(models[:2])
    return next((t for t in relations(said.graph, kg.NOT_PREREQUISITE_OF) if {t[0], t[2]} == ends), None)


def _relation(boxes: Sequence[Box], said: Wording) -> tuple[tuple[Edge, ...], tuple[Label, ...]]:
    """The line between the two models beside the heads, with its name."""
    triple = _line([box.iri for box in boxes], said)
    if triple is None:
        return (), ()
    left, right = boxes[0].rect, boxes[1].rect
    points = ((left.right, left.cy), (right.x, left.cy))
    line = said.sheet.colours.line_of(triple[1])
    forward = triple[0] == boxes[0].iri
    edge = Edge(triple, said.sentence(triple), points if forward else points[::-1], line)
    limit = right.x - left.right - 2 * _SEEN - 10
    words = said.sheet.setter.bilingual(
        said.relation_names(triple[1]), limit, said.sheet.look_of(style.SMALL, style.SMALL)
    )
    rect = Rect.around((left.right + right.x) / 2, left.cy, words.width + 10, words.height + 2)
    return (edge,), (Label(rect, said.sheet.colours.paper, words.at(rect.cx, rect.cy), (triple,)),)

"""What of the article changed, when, by which act: an axis of years with cards over and under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cds_kg.diagram.gallery.timeline.axis import span_of
from cds_kg.diagram.gallery.timeline.content import timeline_graph
from cds_kg.diagram.gallery.timeline.place import Timeline
from cds_kg.diagram.gallery.timeline.plan import Change, changes, no_longer_true, other_acts, source
from cds_kg.diagram.gallery.timeline.words import Words, titles
from cds_kg.diagram.layout import Sample, Setter
from cds_kg.diagram.naming import Naming
from cds_kg.diagram.scene import Scene, Swatch
from cds_kg.diagram.sheet import Options, Sheet, TooSmall, fit, frame

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.draw import Request
    from cds_kg.store.dataset import GraphStore

NAME = "timeline"


def graph(store: GraphStore, request: Request) -> nx.MultiDiGraph:
    """What the timeline shows: see `content.timeline_graph`."""
    request.refuse("about", "depth", "level", "by")
    return timeline_graph(store)


def scenes(graph: nx.MultiDiGraph, options: Options, setter: Setter) -> tuple[Scene, ...]:
    """The timeline on as few pages as hold it at a readable type size, each with the whole axis.

    Raises:
        LimitError: a page cannot hold even a single card.
    """
    every = changes(graph)
    for number in range(1, len(every) + 1):
        size = -(-len(every) // number)
        pages = [every[start : start + size] for start in range(0, len(every), size)]
        try:
            return tuple(
                _scene(graph, every, page, (part, len(pages)), options, setter) for part, page in enumerate(pages, 1)
            )
        except TooSmall:
            continue
    raise TooSmall


def _scene(
    graph: nx.MultiDiGraph,
    every: tuple[Change, ...],
    page: tuple[Change, ...],
    part: tuple[int, int],
    options: Options,
    setter: Setter,
) -> Scene:
    """One page."""

    def lay_out(sheet: Sheet) -> Scene:
        words = Words(Naming(graph, sheet))
        named = titles(sheet)
        apart = words.apart(other_acts(graph, every), span_of(graph, every)[0])
        foot = [" ".join(found)] if (found := [*apart, *words.notes(page)]) else []
        around = frame(
            sheet, graph.graph, named, key=[_key(graph, every, page, sheet)], footnotes=foot, part=part, side=False
        )
        timeline = Timeline(graph, sheet, around.content, every, page)
        return around.scene(
            NAME,
            " ".join([*(words.sentence(change) for change in page), *foot]),
            figures=tuple(timeline.figures()),
            boxes=tuple(timeline.boxes()),
        )

    return fit(options, setter, lay_out)


def _key(graph: nx.MultiDiGraph, every: tuple[Change, ...], page: Sequence[Change], sheet: Sheet) -> list[Sample]:
    """The legend: the kinds of cards that the page has, the article, the other acts."""
    paints = sheet.colours.paints
    found = {no_longer_true(graph, change) for change in page}
    samples = []
    if True in found:
        names = sheet.words(
            "Điều bài nêu đã thay đổi hoặc hết thời hạn", "Stated by the article, since changed or ended"
        )
        samples.append(Sample(paints["rust"], names, ended=True))
    if False in found:
        names = sheet.words("Bài chỉ nhắc đến điều đã kết thúc", "The article only mentions what has ended")
        samples.append(Sample(paints["slate"], names))
    if source(graph):
        names = sheet.words("Khoảng thời gian mà bài được viết", "The span in which the article was written")
        samples.append(Sample(paints["green"], names))
    if other_acts(graph, every):
        swatch = Swatch("circle", paints["stone"].stroke)
        samples.append(
            Sample(swatch, sheet.words("Văn bản khác, theo ngày ban hành", "Other acts, by day of adoption"))
        )
    return samples

"""Measures with their targets and latest figures: a bar for what was observed, diamonds for what is aimed at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from cds_kg.diagram.gallery.targets.content import targets_graph
from cds_kg.diagram.gallery.targets.place import Chart
from cds_kg.diagram.gallery.targets.plan import Block, blocks, no_longer
from cds_kg.diagram.gallery.targets.words import notes, row_sentence, titles
from cds_kg.diagram.layout import Sample, Setter
from cds_kg.diagram.scene import Scene, Swatch
from cds_kg.diagram.sheet import Options, Sheet, TooSmall, fit, frame

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.draw import Request
    from cds_kg.store.dataset import GraphStore

NAME = "targets"


def graph(store: GraphStore, request: Request) -> nx.MultiDiGraph:
    """What the chart shows: see `content.targets_graph`."""
    request.refuse("about", "depth", "level", "by")
    return targets_graph(store)


def scenes(graph: nx.MultiDiGraph, options: Options, setter: Setter) -> tuple[Scene, ...]:
    """The chart on as few pages as hold it at a readable type size.

    Raises:
        LimitError: a page cannot hold even a single row.
    """
    whole = blocks(graph)
    for number in range(1, sum(len(block.rows) for block in whole) + 1):
        pages = list(_pages(whole, number))
        try:
            return tuple(_scene(graph, page, (part, len(pages)), options, setter) for part, page in enumerate(pages, 1))
        except TooSmall:
            continue
    raise TooSmall


def _pages(whole: Sequence[Block], number: int) -> Iterator[tuple[Block, ...]]:
    """The measures on so many pages of about as many rows.

    Units stay together, where there are more pages than units measures do, and where there are more pages than
    measures these are divided.
    """
    parts = [tuple(own) for _, own in groupby(whole, key=lambda block: block.unit)]
    if number > len(parts):
        parts = [(block,) for block in whole]
    if number > len(parts):
        parts = [(replace(b, rows=(row,), continued=n > 0),) for b in whole for n, row in enumerate(b.rows)]
    sizes = [sum(len(block.rows) for block in part) for part in parts]
    middles = (before + size / 2 for before, size in zip(accumulate(sizes, initial=0), sizes, strict=False))
    pages = [int(middle * number / sum(sizes)) for middle in middles]
    for _, page in groupby(zip(pages, parts, strict=True), key=lambda pair: pair[0]):
        yield tuple(_rejoined(block for _, part in page for block in part))


def _rejoined(parts: Iterable[Block]) -> Iterator[Block]:
    """Parts of one measure that follow each other, as one again."""
    for _, group in groupby(parts, key=lambda block: (block.measure, block.unit)):
        first, *others = group
        yield replace(first, rows=first.rows + tuple(row for block in others for row in block.rows))


def _scene(
    graph: nx.MultiDiGraph, page: Sequence[Block], part: tuple[int, int], options: Options, setter: Setter
) -> Scene:
    """One page."""

    def lay_out(sheet: Sheet) -> Scene:
        named = titles(graph, sheet)
        foot = notes(graph, page, sheet)
        around = frame(sheet, graph.graph, named, key=[_key(graph, page, sheet)], footnotes=foot, part=part, side=False)
        sentences = [row_sentence(graph, block, row, sheet) for block in page for row in block.rows]
        return around.scene(
            NAME,
            " ".join((*sentences, *foot)),
            figures=Chart(graph, sheet, around.content, page).figures(),
        )

    return fit(options, setter, lay_out)


def _key(graph: nx.MultiDiGraph, page: Sequence[Block], sheet: Sheet) -> list[Sample]:
    """The legend: the signs that the page has."""
    rows = [row for block in page for row in block.rows]
    over = [no_longer(graph.nodes[aim]) for row in rows for aim in row.targets]
    purple, ended = sheet.colours.paints["purple"], sheet.colours.ended
    samples = []
    if any(row.observation for row in rows):
        swatch = Swatch("bar", sheet.colours.paints["blue"].stroke)
        samples.append(Sample(swatch, sheet.words("Số liệu quan sát mới nhất", "Latest observation")))
    if not all(over):
        swatch = Swatch("diamond", purple.stroke, purple.stroke)
        samples.append(Sample(swatch, sheet.words("Mục tiêu", "Target")))
    if any(over):
        swatch = Swatch("diamond", ended.fill, ended.stroke)
        samples.append(
            Sample(
                swatch,
                sheet.words("Mục tiêu đã hết thời hạn hoặc đã thay đổi", "Target whose term ended or that changed"),
            )
        )
    return samples

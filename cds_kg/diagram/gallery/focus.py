"""On what the transformation concentrates: focus areas, their qualities and channels, outcomes and those served."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from cds_kg.diagram import style
from cds_kg.diagram.columns import (
    SIDE,
    Columns,
    Fan,
    Node,
    airy,
    box_height,
    depth,
    height,
    nodes_of,
    split,
    widest_word,
)
from cds_kg.diagram.fans import Drawn, Painter, Tree
from cds_kg.diagram.gallery.hierarchy.content import FOCUSES_ON, process_with_focus
from cds_kg.diagram.geometry import Rect
from cds_kg.diagram.graph import build, in_source_order, names, relations
from cds_kg.diagram.layout import Caption, Names, Sample, Setter, capitalised, inside
from cds_kg.diagram.naming import Naming
from cds_kg.diagram.scene import Scene, Triple
from cds_kg.diagram.sheet import Frame, Options, Sheet, TooSmall, fit, frame
from cds_kg.diagram.style import Paint
from cds_kg.namespaces import CDS

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.draw import Request
    from cds_kg.store.dataset import GraphStore

NAME = "focus"

#: What is told of a focus area -> the hue of what it leads to, and the class that this stands for. The first two stand
#: in the column after the areas, the others in the last.
_TOLD = {
    CDS + "hasCharacteristic": ("green", CDS + "Characteristic"),
    CDS + "offeredThrough": ("amber", CDS + "Channel"),
    CDS + "leadsTo": ("blue", CDS + "Outcome"),
    CDS + "serves": ("stone", CDS + "Stakeholder"),
}
_FAR = (CDS + "leadsTo", CDS + "serves")
_ROOT = ("purple", CDS + "TransformationProcess")
_AREA = ("rust", CDS + "FocusArea")

#: Gaps between columns are this part of a box's width; no box is narrower than that.
_GUTTER = 0.75
_NARROWEST = 160.0


def graph(store: GraphStore, request: Request) -> nx.MultiDiGraph:
    """The focus areas of the transformation and what is told of them, in the order of the source.

    A graph as `cds_kg.diagram.graph.build` makes it, with the attribute ``root``: the process that has focus areas.

    Raises:
        NotFoundError: the data has no process with focus areas.
    """
    request.refuse("about", "depth", "level", "by")
    triples = in_source_order(store, [FOCUSES_ON, *_TOLD])
    root = process_with_focus(triples)
    areas = {o for s, p, o in triples if s == root and p == FOCUSES_ON}
    kept = [(s, p, o) for s, p, o in triples if (s == root and p == FOCUSES_ON) or (s in areas and p in _TOLD)]
    return build(store, kept, root=root)


def scenes(graph: nx.MultiDiGraph, options: Options, setter: Setter) -> tuple[Scene, ...]:
    """The focus areas on one page, or on as few as there must be at a readable type size."""
    densest = Sheet(options, setter, options.format.page(options.format.densest))
    fewest, beside = min((len(_Pages(graph, densest, beside).parts), beside) for beside in _legend_places(densest))

    def lay_out(sheet: Sheet) -> tuple[Scene, ...]:
        pages = _Pages(graph, sheet, beside)
        if len(pages.parts) > fewest:
            raise TooSmall
        return pages.drawn()

    return fit(options, setter, lay_out)


def _legend_places(sheet: Sheet) -> tuple[bool, ...]:
    """Whether the legend may stand beside the drawing: on wide pages under it or beside it."""
    return (False, True) if sheet.page.wide and sheet.options.legend else (False,)


def _tree(graph: nx.MultiDiGraph) -> tuple[Fan, ...]:
    """The areas as the only fan of the root, with what is told of each; what comes again has another box."""
    root: str = graph.graph["root"]
    seen = {root}

    def fan(predicate: str, triples: Sequence[Triple]) -> Fan:
        nodes = []
        for triple in triples:
            iri = triple[2]
            again = iri in seen
            seen.add(iri)
            fans = told(iri) if predicate == FOCUSES_ON else ()
            nodes.append(Node(iri, triple, again, fans))
        return Fan(predicate, "out", tuple(nodes), far=predicate in _FAR)

    def told(area: str) -> tuple[Fan, ...]:
        by = {p: [triple for triple in relations(graph, p) if triple[0] == area] for p in _TOLD}
        return tuple(fan(p, triples) for p, triples in by.items() if triples)

    return (fan(FOCUSES_ON, relations(graph, FOCUSES_ON)),)


class _Pages:
    """Lays the tree out on pages of one type size.

    Raises:
        TooSmall: there is no room, not even on several pages.
    """

    def __init__(self, graph: nx.MultiDiGraph, sheet: Sheet, beside: bool) -> None:
        self.graph = graph
        self.sheet = sheet
        self.beside = beside
        self.naming = Naming(graph, sheet)
        self.root: str = graph.graph["root"]
        fans = _tree(graph)
        self.titles = self._titles(fans)
        content = self._frame(fans, (10, 10)).content
        self.columns = self._columns(content.w, depth(fans), fans)
        self.parts = split(self.columns, fans, content.h)
        root_height = box_height(self._words(Node(self.root), self.columns.box))
        if max(root_height, *(height(self.columns, part) for part in self.parts)) > content.h:
            raise TooSmall

    def drawn(self) -> tuple[Scene, ...]:
        """The pages."""
        count = len(self.parts)
        return tuple(self._scene(part, (number, count)) for number, part in enumerate(self.parts, 1))

    def _frame(self, fans: Sequence[Fan], part: tuple[int, int]) -> Frame:
        key = self._key(fans)
        return frame(self.sheet, self.graph.graph, self.titles, key=key, part=part, side=self.beside)

    def _columns(self, room: float, number: int, fans: Sequence[Fan]) -> Columns:
        """The columns, as wide as the page allows."""
        texts = [self.naming.names(iri)[0][0] for iri in self.graph]
        word = widest_word(self.naming.line_words(), style.SMALL, "regular")
        gutter = max(word + Columns.room_beside_name(2), _GUTTER * room / (number + 1 + _GUTTER * number))
        box = (room - number * gutter) / (number + 1)
        dense = self.sheet.page.dpi >= self.sheet.page.format.densest
        # At the smallest type a long word may be broken; larger type is not worth that.
        if box < (_NARROWEST if dense else widest_word(texts, style.NAME, "semibold") + SIDE):
            raise TooSmall
        return Columns(box, gutter, cache(self._words), cache(self._name))

    def _scene(self, fans: tuple[Fan, ...], part: tuple[int, int]) -> Scene:
        around = self._frame(fans, part)
        content = around.content
        root = Node(self.root, fans=fans)
        words = self.columns.words_in(root)
        drawn, painter = Drawn(), self._painter()
        air = airy(self.columns, fans, content.h)
        tree = Tree(self.columns, painter, 1, content.x + self.columns.box, air, drawn)
        tree.place(fans, content.cy)
        tall = box_height(words)
        rect = Rect(content.x, tree.branch(fans[0]) - tall / 2, self.columns.box, tall)
        drawn.boxes.append(painter.box(root, rect, words))
        tree.draw(root, rect)
        return around.scene(
            NAME,
            self.naming.description(edge.triple for edge in drawn.edges),
            boxes=tuple(drawn.boxes),
            edges=tuple(drawn.edges),
            labels=tuple(drawn.labels),
        )

    def _painter(self) -> Painter:
        return Painter(self.naming, self._paint, self.sheet.colours.line_of)

    def _paint(self, node: Node) -> Paint:
        """The colours of a box: by the relation by which it hangs on its parent."""
        colours = self.sheet.colours
        return colours.ended if self.naming.last_day(node.iri) else colours.paints[_part(node)[0]]

    # --- words -----------------------------------------------------------------------------------------------------

    def _words(self, node: Node, limit: float) -> Caption:
        return self.naming.caption(node.iri, limit)

    def _name(self, fan: Fan, limit: float) -> Caption:
        return self.naming.line_caption(fan.predicate, limit, self.sheet.colours.line_of(fan.predicate).stroke)

    def _titles(self, fans: Iterable[Fan]) -> Names:
        """The title: the process and the classes of what is shown."""
        shown = {_part(node)[1] for node in nodes_of(fans)}

        def title(lang: str) -> str:
            name = names(self.graph.nodes[self.root], lang, self.root)[0][0]
            areas = inside(names(self.graph.graph["labels"].get(_AREA[1], {}), lang, _AREA[1])[0][0])
            outcome = CDS + "Outcome" in shown
            if lang == "vi":
                return f"{name}: từ {areas} đến kết quả" if outcome else f"{name}: các {areas}"
            return f"{name}: from focus areas to outcomes" if outcome else f"{name}: focus areas"

        return self.sheet.words(title("vi"), title("en"))

    def _key(self, fans: Sequence[Fan]) -> list[list[Sample]]:
        """The colours, in the order of the columns."""
        nodes = [Node(self.root), *nodes_of(fans)]
        shown = {_part(node) for node in nodes if not self.naming.last_day(node.iri)}
        paints = self.sheet.colours.paints
        key = [
            Sample(paints[hue], capitalised(self.naming.names(name)))
            for hue, name in (_ROOT, _AREA, *_TOLD.values())
            if (hue, name) in shown
        ]
        return [key]


def _part(node: Node) -> tuple[str, str]:
    """The hue and the class for which a box stands."""
    if node.triple is None:
        return _ROOT
    return _AREA if node.triple[1] == FOCUSES_ON else _TOLD[node.triple[1]]

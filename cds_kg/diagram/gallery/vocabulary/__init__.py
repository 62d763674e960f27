"""The classes of the ontology under those of which they are, then their properties with the values that these take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cds_kg.diagram.families import FAMILIES, OTHERS
from cds_kg.diagram.gallery.vocabulary.cards import CardPages
from cds_kg.diagram.gallery.vocabulary.classes import ClassPages
from cds_kg.diagram.gallery.vocabulary.content import Vocabulary, vocabulary_graph
from cds_kg.diagram.layout import Names, Sample, Setter
from cds_kg.diagram.naming import Naming
from cds_kg.diagram.paging import MOST_PAGES, TooManyPages
from cds_kg.diagram.scene import Band, Box, Figure, Scene, Triple
from cds_kg.diagram.sheet import Frame, Options, Sheet, TooSmall, fit, frame

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.draw import Request
    from cds_kg.store.dataset import GraphStore

NAME = "vocabulary"


def graph(store: GraphStore, request: Request) -> nx.MultiDiGraph:
    """The classes and properties of the ontology: see `content.vocabulary_graph`."""
    request.refuse("about", "depth", "level", "by")
    return vocabulary_graph(store)


def scenes(graph: nx.MultiDiGraph, options: Options, setter: Setter) -> tuple[Scene, ...]:
    """Pages of classes, then pages of properties, as few as there must be at a readable type size.

    Raises:
        TooManyPages: more than anybody turns.
        TooSmall: a class or a property has no room on a page.
    """
    fewest = len(_Pages(graph, Sheet(options, setter, options.format.page(options.format.densest))))
    if fewest > MOST_PAGES:
        raise TooManyPages(graph, "nạp ít tệp hơn", "load fewer files")

    def lay_out(sheet: Sheet) -> tuple[Scene, ...]:
        pages = _Pages(graph, sheet)
        if len(pages) > fewest:
            raise TooSmall
        return pages.drawn()

    return fit(options, setter, lay_out)


class _Pages:
    """Lays everything out at one type size."""

    def __init__(self, graph: nx.MultiDiGraph, sheet: Sheet) -> None:
        self.graph = graph
        self.sheet = sheet
        self.vocabulary = Vocabulary(Naming(graph, sheet))
        every = self.vocabulary.classes
        self.classes = ClassPages(self.vocabulary, sheet, self._frame(self._class_titles(), (10, 10), every).content)
        # A page of cards has few families, so that its legend is one row.
        room = self._frame(self._property_titles(), (10, 10), every[:1], self._footnotes()).content
        self.cards = CardPages(self.vocabulary, sheet, room)

    def __len__(self) -> int:
        return len(self.classes.pages) + len(self.cards.pages)

    def drawn(self) -> tuple[Scene, ...]:
        """The pages."""
        pages = []
        for number in range(len(self.classes.pages)):
            titles = self._class_titles()
            around = self._frame(titles, (number + 1, len(self)), self.vocabulary.classes)
            found = self.classes.placed(number, around.content)
            pages.append(self._scene(titles, around, found.bands, found.boxes, found.figures))
        for number in range(len(self.cards.pages)):
            titles = self._property_titles()
            around = self._frame(titles, (len(pages) + 1, len(self)), self.cards.owners(number), self._footnotes())
            pages.append(self._scene(titles, around, figures=self.cards.placed(number, around.content)))
        return tuple(pages)

    def _scene(
        self,
        titles: Names,
        around: Frame,
        bands: Sequence[Band] = (),
        boxes: Sequence[Box] = (),
        figures: Sequence[Figure] = (),
    ) -> Scene:
        return around.scene(
            NAME,
            self.vocabulary.naming.description(_relations_shown([*bands, *boxes, *figures])),
            bands=tuple(bands),
            boxes=tuple(boxes),
            figures=tuple(figures),
        )

    def _frame(
        self, titles: Names, part: tuple[int, int], classes: Iterable[str], footnotes: Sequence[str] = ()
    ) -> Frame:
        about, key = self.graph.graph, [self._key(classes)]
        return frame(self.sheet, about, titles, key=key, footnotes=footnotes, part=part, side=False)

    def _key(self, classes: Iterable[str]) -> list[Sample]:
        """The families of classes."""
        shown = {self.vocabulary.family(iri) for iri in classes}
        paints = self.sheet.colours.paints
        families = [family for family in (*FAMILIES, OTHERS) if family in shown]
        return [Sample(paints[family.hue], self.sheet.words(family.vi, family.en)) for family in families]

    def _class_titles(self) -> Names:
        return self.sheet.words(
            "Các lớp của bộ từ vựng và lớp con của chúng", "The classes of the vocabulary and their subclasses"
        )

    def _property_titles(self) -> Names:
        return self.sheet.words(
            "Các thuộc tính của từng lớp và giá trị của chúng", "The properties of each class and their values"
        )

    def _footnotes(self) -> list[str]:
        text = self.sheet.pick(
            "Giá trị: văn bản, ngày, số hoặc định danh; kiểu của nó do các quy tắc kiểm tra quy định.",
            "Value: a text, a day, a number or an identifier; its type is laid down by the validation rules.",
        )
        return [text]


def _relations_shown(parts: Iterable[Band | Box | Figure]) -> Iterator[Triple]:
    """The relations that marks stand for."""
    for mark in (mark for part in parts for mark in part.marks):
        if len(mark.about) == 3:
            yield mark.about[0], mark.about[1], mark.about[2]

"""Diagrams by name: ``draw(store, "hierarchy").save("hierarchy.svg")``."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cds_kg.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.scene import Scene
    from cds_kg.store.dataset import GraphStore

#: Name -> what the diagram shows, in both languages.
DIAGRAMS: dict[str, tuple[str, str]] = {
    "hierarchy": ("phân cấp từ quốc gia đến địa phương", "the hierarchy from the nation to the localities"),
}

FORMATS = ("svg", "png", "pdf")


class Diagram:
    """One diagram: its graph, its scene, and the scene drawn.

    Attributes:
        name: the diagram's name.
        graph: what it shows, a networkx ``MultiDiGraph`` whose nodes are IRIs and whose edge keys are properties.
        scene: where everything stands on the page.
    """

    def __init__(self, name: str, graph: nx.MultiDiGraph, scene: Scene) -> None:
        self.name = name
        self.graph = graph
        self.scene = scene

    def svg(self) -> str:
        """The drawing as SVG, text as text."""
        return self._svg

    def png(self) -> bytes:
        """The drawing as PNG, as many pixels as the page has."""
        from cds_kg.diagram.raster import render

        return render(self.scene, "png")

    def pdf(self) -> bytes:
        """The drawing as a PDF of one page with its fonts in it."""
        from cds_kg.diagram.raster import render

        return render(self.scene, "pdf")

    def data(self, kind: str) -> bytes:
        """The drawing as the content of a file: ``svg``, ``png`` or ``pdf``."""
        if kind == "svg":
            return self.svg().encode()
        return self.png() if kind == "png" else self.pdf()

    def save(self, path: Path | str) -> None:
        """Write the drawing; the file's extension (.svg, .png, .pdf) says how.

        Raises:
            UsageError: another extension.
            OutputError: the file cannot be written.
        """
        from cds_kg.store.serialise import write_file

        write_file(Path(path), self.data(format_of(path)))

    def _repr_svg_(self) -> str:
        return self._svg

    @cached_property
    def _svg(self) -> str:
        from cds_kg.diagram.svg import write_svg

        return write_svg(self.scene)


def draw(store: GraphStore, name: str = "hierarchy", *, lang: str = "vi") -> Diagram:
    """Draw one of `DIAGRAMS` from a graph.

    Args:
        store: the graph, or a view of it as of a day, which the drawing then names.
        name: which diagram.
        lang: the language set large, ``vi`` or ``en``; the other stands small beside it.

    Raises:
        NotFoundError: no diagram of this name, or nothing in the graph to draw.
        LimitError: the page cannot hold the graph at a readable type size.
    """
    if name not in DIAGRAMS:
        listed = ", ".join(DIAGRAMS)
        raise NotFoundError(
            f"Không có sơ đồ «{name}»; các sơ đồ có: {listed}.",
            f'There is no diagram "{name}"; the diagrams are: {listed}.',
        )
    from cds_kg.diagram.graph import hierarchy_graph, vietnamese_texts
    from cds_kg.diagram.hierarchy_scene import hierarchy_scene
    from cds_kg.diagram.layout import Setter
    from cds_kg.diagram.typeset import Joins

    graph = hierarchy_graph(store)
    setter = Setter(Joins(vietnamese_texts(store)))
    return Diagram(name, graph, hierarchy_scene(graph, lang, setter))


def format_of(path: Path | str) -> str:
    """The format that a file's extension names.

    Raises:
        UsageError: an extension that no drawer knows.
    """
    kind = Path(path).suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        listed = ", ".join(f".{name}" for name in FORMATS)
        raise UsageError(
            f"{path}: không rõ định dạng hình theo đuôi tệp; hãy dùng một trong {listed}.",
            f"{path}: the file's extension names no image format; use one of {listed}.",
        )
    return kind

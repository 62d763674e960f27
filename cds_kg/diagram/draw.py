"""Diagrams by name: ``draw(store, "hierarchy").save("hierarchy.svg")``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cds_kg.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.scene import Scene
    from cds_kg.diagram.style import TextMode
    from cds_kg.store.dataset import GraphStore

#: Name -> what the diagram shows, in both languages; made by the module of this name in `cds_kg.diagram.gallery`.
DIAGRAMS: dict[str, tuple[str, str]] = {
    "hierarchy": ("phân cấp từ quốc gia đến địa phương", "the hierarchy from the nation to the localities"),
    "comparison": ("chính phủ điện tử so với chính phủ số", "e-government against digital government"),
    "lifecycle": ("sự kiện trong đời và dịch vụ theo từng mô hình", "life events and services under each model"),
    "focus": ("trọng tâm, phẩm chất và kết quả", "focus areas, qualities and outcomes"),
    "stakeholders": ("thay đổi, thách thức và rủi ro của các bên", "change, challenges and risks of each party"),
    "targets": ("mục tiêu 2025, 2030 và số liệu mới nhất", "targets for 2025 and 2030, and the latest figures"),
    "timeline": (
        "điều gì trong bài đã thay đổi, khi nào, do văn bản nào",
        "what of the article changed, when, by which act",
    ),
    "vocabulary": ("lớp và thuộc tính của bộ từ vựng", "classes and properties of the ontology"),
    "units": ("34 tỉnh, thành phố hoặc các xã của một tỉnh", "the 34 provinces, or the communes of one"),
    "map": ("các đơn vị hành chính trên bản đồ điểm", "the administrative units as points on a map"),
    "neighbourhood": ("một khái niệm và những gì quanh nó", "a concept and what is around it"),
}

#: The extensions of files: pictures, and text forms of the graph (written by `cds_kg.diagram.texts`).
PICTURES = ("svg", "png", "pdf")
FORMATS = (*PICTURES, "mmd", "dot", "graphml", "json", "d2", "csv")


@dataclass(frozen=True, slots=True)
class Request:
    """What a diagram is to be about, beside its name.

    Attributes:
        about: the concept of a neighbourhood, the province of units and map; by id, IRI or label, with or without
            marks.
        depth: how many steps around a concept; by default 1.
        level: the level of units on a map, ``province`` or ``commune``.
        by: what colours the units on a map: ``type``, ``level``, or an indicator.
    """

    about: str | None = None
    depth: int | None = None
    level: str | None = None
    by: str | None = None

    def refuse(self, *names: str) -> None:
        """Raise UsageError where something is given that the diagram does not take."""
        for name in names:
            if (value := getattr(self, name)) is not None:
                raise UsageError(
                    f"Sơ đồ này không nhận {_ASKED[name]} («{value}»); hãy bỏ nó đi.",
                    f'This diagram does not take {_ASKED[name]} ("{value}"); leave it out.',
                )


_ASKED = {"about": "ABOUT", "depth": "--depth", "level": "--level", "by": "--by"}


class Diagram:
    """One diagram: its graph, its pages, and these drawn.

    Attributes:
        name: the diagram's name.
        graph: what it shows, a networkx ``MultiDiGraph`` whose nodes are IRIs and whose edge keys are properties.
        lang: ``vi``, ``en`` or ``both``.
    """

    def __init__(self, name: str, graph: nx.MultiDiGraph, lay_out: Callable[[], tuple[Scene, ...]], lang: str) -> None:
        self.name = name
        self.graph = graph
        self.lang = lang
        self._lay_out = lay_out

    @cached_property
    def scenes(self) -> tuple[Scene, ...]:
        """Where everything stands, page by page; laid out when first asked for: text forms have no pages.

        Raises:
            LimitError: the page cannot hold the graph at a readable type size.
        """
        return self._lay_out()

    def svg(self, page: int = 1, *, text: TextMode = "text", prefix: str | None = None, links: bool = True) -> str:
        """A page as SVG: see `cds_kg.diagram.svg.write_svg`.

        Raises:
            UsageError: there is no such page.
        """
        from cds_kg.diagram.svg import write_svg

        return write_svg(self._page(page), text=text, prefix=prefix, links=links)

    def png(self, page: int = 1) -> bytes:
        """A page as PNG, as many pixels as its size has.

        Raises:
            UsageError: there is no such page.
        """
        from cds_kg.diagram.raster import render_png

        return render_png(self._page(page))

    def pdf(self, page: int | None = None) -> bytes:
        """All pages, or one, as a PDF with its fonts in it.

        Raises:
            UsageError: there is no such page.
        """
        from cds_kg.diagram.raster import render_pdf

        return render_pdf(self.scenes if page is None else [self._page(page)])

    def text(self, kind: str) -> str:
        """The graph as text: ``mmd`` (Mermaid), ``dot``, ``graphml``, ``json`` (Cytoscape.js), ``d2`` or ``csv``."""
        from cds_kg.diagram.texts import write_text

        return write_text(self.graph, kind, self.lang)

    def data(self, kind: str, page: int | None = None, *, text: TextMode = "text") -> bytes:
        """The content of a file with this extension (one of `FORMATS`): of one page, or of the whole diagram.

        Args:
            kind: the format.
            page: the page, from 1; without it the first as SVG or PNG, all as PDF.
            text: how SVG has its text.

        Raises:
            UsageError: there is no such page, or the format has none.
        """
        if kind == "svg":
            return self.svg(1 if page is None else page, text=text).encode()
        if kind == "png":
            return self.png(1 if page is None else page)
        if kind == "pdf":
            return self.pdf(page)
        if page is not None:
            raise UsageError(f"Dạng {kind} không có trang.", f"The format {kind} has no pages.")
        return self.text(kind).encode()

    def save(self, path: Path | str, *, kind: str | None = None, text: TextMode = "text") -> tuple[Path, ...]:
        """Write the diagram as ``kind``, or as the file's extension says.

        A diagram of several pages becomes one PDF or text file, or one SVG or PNG for each page: ``name-1.svg``,
        ``name-2.svg`` and so on.

        Returns:
            The files that were written.

        Raises:
            UsageError: another extension; several pages for what is no file, like a device.
            OutputError: a file cannot be written.
        """
        from cds_kg.store.files import write_file

        kind, path = kind or format_of(path), Path(path)
        if not (kind in ("svg", "png") and len(self.scenes) > 1):
            write_file(path, self.data(kind, text=text))
            return (path,)
        if path.exists() and not path.is_file():
            count = len(self.scenes)
            raise UsageError(
                f"{path}: không phải là tệp, mà sơ đồ có {count} trang; hãy chọn một trang bằng --page.",
                f"{path}: is no file, and the diagram has {count} pages; choose one with --page.",
            )
        pages = {page_file(path, n): self.data(kind, n, text=text) for n in range(1, len(self.scenes) + 1)}
        for file, data in pages.items():
            write_file(file, data)
        return tuple(pages)

    def _repr_svg_(self) -> str | None:
        return self._in_notebook(1) if len(self.scenes) == 1 else None

    def _repr_html_(self) -> str | None:
        """All pages, where there are several; a notebook shows a single one as SVG."""
        if len(self.scenes) == 1:
            return None
        return "\n".join(self._in_notebook(number) for number in range(1, len(self.scenes) + 1))

    def _in_notebook(self, number: int) -> str:
        """A page without the XML declaration, its ids unlike those of other drawings in the same notebook."""
        from zlib import crc32

        told = f"{self.scenes[0].title} {self.lang} {sorted(self.graph)}"
        prefix = f"{self.name}-{crc32(told.encode()):08x}-{number}"
        return self.svg(number, prefix=prefix).partition("\n")[2]

    def _page(self, number: int) -> Scene:
        if not 1 <= number <= len(self.scenes):
            count = len(self.scenes)
            raise UsageError(
                f"Sơ đồ {self.name} có {count} trang; không có trang {number}.",
                f"The diagram {self.name} has {count} page(s); there is no page {number}.",
            )
        return self.scenes[number - 1]


def draw(
    store: GraphStore,
    name: str = "hierarchy",
    about: str | None = None,
    *,
    lang: str = "both",
    size: str = "slide",
    palette: str = "colour",
    theme: str = "light",
    title: bool = True,
    legend: bool = True,
    depth: int | None = None,
    level: str | None = None,
    by: str | None = None,
    pages: bool = True,
) -> Diagram:
    """Draw one of `DIAGRAMS` from a graph.

    Args:
        store: the graph, or a view of it as of a day, which the drawing then names.
        name: which diagram.
        about: the concept of a neighbourhood, the province of units and map.
        lang: ``vi``, ``en``, or ``both``: Vietnamese large, English small beside it.
        size: ``slide``, ``a4``, ``a3`` or ``square``.
        palette: ``colour``, or ``mono`` for black and white.
        theme: ``light`` or ``dark``.
        title, legend: whether they stand on the page.
        depth: how many steps around the concept of a neighbourhood; by default 1.
        level: the level of units on a map, ``province`` or ``commune``.
        by: what colours the units on a map.
        pages: lay the pages out now; text forms need none, so a graph too large for pages has them all the same.

    Raises:
        NotFoundError: no diagram of this name, or nothing in the graph to draw.
        UsageError: an option that does not exist, or that this diagram does not take.
        LimitError: the page cannot hold the graph at a readable type size.
    """
    from cds_kg.diagram.graph import vietnamese_texts
    from cds_kg.diagram.layout import Setter
    from cds_kg.diagram.sheet import Options
    from cds_kg.diagram.typeset import Joins

    if name not in DIAGRAMS:
        listed = ", ".join(DIAGRAMS)
        raise NotFoundError(
            f"Không có sơ đồ «{name}»; các sơ đồ có: {listed}.",
            f'There is no diagram "{name}"; the diagrams are: {listed}.',
        )
    options = Options(lang, size, palette, theme, title, legend)
    module: Any = import_module(f"cds_kg.diagram.gallery.{name}")
    graph = module.graph(store, Request(about, depth, level, by))
    setter = Setter(Joins(vietnamese_texts(store)))
    diagram = Diagram(name, graph, lambda: module.scenes(graph, options, setter), lang)
    if pages:
        _ = diagram.scenes
    return diagram


def page_file(path: Path, number: int) -> Path:
    """The file of a page of a diagram with several: ``name-2.svg`` beside ``name.svg``."""
    return path.with_name(f"{path.stem}-{number}{path.suffix}")


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

"""A scene as PNG or PDF, drawn by matplotlib from the same shapes as the SVG. Global settings stay as they are."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cds_kg.diagram import typeset
from cds_kg.diagram.drawing import groups
from cds_kg.diagram.geometry import Outline
from cds_kg.diagram.scene import Scene, Shape, TextLine

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ALIGN = {"start": "left", "middle": "center", "end": "right"}

#: Text stays text with embedded TrueType fonts; the same input gives the same bytes.
_SETTINGS: Any = {"pdf.fonttype": 42, "text.hinting": "none"}
#: Settings of the whole program, none of which a drawing needs.
_NOT_OURS = (
    "backend",
    "interactive",
    "toolbar",
    "timezone",
    "date.epoch",
    "docstring",
    "webagg",
    "tk.",
    "figure.hooks",
)


def render_png(scene: Scene) -> bytes:
    """The scene as a PNG, with as many pixels as its format has."""
    with _matplotlib():
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        figure = _figure(scene)
        FigureCanvasAgg(figure)
        target = io.BytesIO()
        figure.savefig(target, format="png", metadata={"Title": scene.title, "Software": "cds-kg"})
    return target.getvalue()


def render_pdf(scenes: Sequence[Scene]) -> bytes:
    """The scenes as the pages of one PDF."""
    target = io.BytesIO()
    metadata: Any = {
        "Title": scenes[0].title,
        "Creator": "cds-kg",
        "Producer": "matplotlib",
        "CreationDate": None,
    }
    with _matplotlib():
        from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages

        with PdfPages(target, metadata=metadata) as pages:
            for scene in scenes:
                figure = _figure(scene)
                FigureCanvasPdf(figure)
                pages.savefig(figure)
    return target.getvalue()


@contextmanager
def _matplotlib() -> Iterator[None]:
    """Its own settings for matplotlib, whatever the user's are, which come back afterwards; and no word from it.

    A backend that the environment names would be looked for on import, and one that is not there ends it.
    """
    logger = logging.getLogger("matplotlib")
    level, backend = logger.level, os.environ.pop("MPLBACKEND", None)
    logger.setLevel(logging.ERROR)
    try:
        import matplotlib

        plain = {key: value for key, value in dict.items(matplotlib.rcParamsDefault) if not key.startswith(_NOT_OURS)}
        with matplotlib.rc_context({**plain, **_SETTINGS}):
            yield
    finally:
        logger.setLevel(level)
        if backend is not None:
            os.environ["MPLBACKEND"] = backend


def _figure(scene: Scene) -> Figure:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.patches import PathPatch
    from matplotlib.text import Text
    from matplotlib.transforms import Affine2D

    page = scene.page
    size = (page.format.width, page.format.height)
    figure = Figure(figsize=size, dpi=page.format.raster, facecolor=scene.colours.paper)
    to_page = Affine2D().scale(1 / page.width, -1 / page.height).translate(0, 1) + figure.transFigure
    order = 0
    for group in groups(scene):
        for item in group.items:
            order += 1
            if isinstance(item, Shape):
                patch = PathPatch(_path(item.outline), transform=to_page, zorder=order, **_paint(item, scene))
                figure.add_artist(patch)
                continue
            font = FontProperties(fname=str(typeset.font_file(item.weight)), size=page.points(item.size))
            figure.add_artist(Text(item.x, item.y, transform=to_page, zorder=order, **_setting(item, font)))
    return figure


def _paint(shape: Shape, scene: Scene) -> dict[str, Any]:
    width = scene.page.points(shape.width)
    return {
        "facecolor": shape.fill or "none",
        "edgecolor": shape.stroke or "none",
        "linewidth": width,
        "linestyle": (0, [scene.page.points(d) / width for d in shape.dash]) if shape.dash else "solid",
        "joinstyle": "round",
        "capstyle": "butt",
    }


def _setting(line: TextLine, font: object) -> dict[str, Any]:
    return {
        "text": line.text,
        "color": line.colour,
        "ha": _ALIGN[line.anchor],
        "va": "baseline",
        "fontproperties": font,
        "parse_math": False,
    }


def _path(outline: Outline) -> Any:
    from matplotlib.path import Path

    codes = {"M": [Path.MOVETO], "L": [Path.LINETO], "Q": [Path.CURVE3] * 2, "C": [Path.CURVE4] * 3}
    vertices: list[tuple[float, float]] = []
    kinds: list[int] = []
    for command, numbers in outline:
        if command == "Z":
            vertices.append(vertices[0])
            kinds.append(int(Path.CLOSEPOLY))
            continue
        vertices += list(zip(numbers[::2], numbers[1::2], strict=True))
        kinds += [int(code) for code in codes[command]]
    return Path(vertices, kinds)

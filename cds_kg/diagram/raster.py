"""A scene as PNG or PDF, drawn by matplotlib from the same shapes as the SVG. Global settings stay as they are."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Literal

from cds_kg.diagram import typeset
from cds_kg.diagram.drawing import Shape, groups
from cds_kg.diagram.geometry import Outline
from cds_kg.diagram.scene import Scene, TextLine

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ALIGN = {"start": "left", "middle": "center", "end": "right"}

#: Text stays text with embedded TrueType fonts; the same input gives the same bytes.
_SETTINGS: Any = {"pdf.fonttype": 42, "svg.hashsalt": "cds-kg", "text.hinting": "none"}


def render(scene: Scene, kind: Literal["png", "pdf"]) -> bytes:
    """The scene as a PNG (at the page's resolution) or a one-page PDF."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with matplotlib.rc_context(_SETTINGS):
        figure = _figure(scene)
        FigureCanvasAgg(figure)
        target = io.BytesIO()
        metadata: dict[str, Any] = {"Title": scene.title}
        if kind == "pdf":
            metadata |= {"Creator": "cds-kg", "Producer": "matplotlib", "CreationDate": None}
        else:
            metadata |= {"Software": "cds-kg"}
        figure.savefig(target, format=kind, metadata=metadata)
    return target.getvalue()


def _figure(scene: Scene) -> Figure:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.patches import PathPatch
    from matplotlib.text import Text
    from matplotlib.transforms import Affine2D

    page = scene.page
    figure = Figure(figsize=(page.width / page.dpi, page.height / page.dpi), dpi=page.dpi, facecolor="white")
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

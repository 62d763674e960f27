"""A scene as SVG: text as text, a title for every concept and relation, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from cds_kg.diagram import typeset
from cds_kg.diagram.drawing import Group, Shape, groups
from cds_kg.diagram.geometry import Outline
from cds_kg.diagram.scene import Scene, TextLine
from cds_kg.namespaces import curie

_WEIGHTS = {"regular": "400", "semibold": "600"}


def write_svg(scene: Scene) -> str:
    """The scene as one SVG document.

    Every concept and relation is a group with an id (``<diagram>-<short name>``, prefixed so that a page can hold
    several drawings), a ``title``, and its IRIs in ``data-`` attributes.
    """
    page, name = scene.page, scene.name
    families = ", ".join(f"'{f}'" if " " in f else f for f in typeset.FAMILIES)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{page.width:g}" height="{page.height:g}" '
        f'viewBox="0 0 {page.width:g} {page.height:g}" role="img" lang="{scene.lang}" xml:lang="{scene.lang}" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="{escape(families, quote=False)}">',
        f'<title id="{name}-title">{escape(scene.title)}</title>',
        f'<desc id="{name}-desc">{escape(scene.description)}</desc>',
        f'<rect width="{page.width:g}" height="{page.height:g}" fill="#FFFFFF"/>',
    ]
    for group in groups(scene):
        lines.extend(_group(scene, group))
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def element_id(name: str, about: tuple[str, ...]) -> str:
    """The id of the group that stands for a concept (one IRI) or a relation (three)."""
    return "-".join([name, *(curie(iri).rpartition(":")[2] for iri in about)])


def _group(scene: Scene, group: Group) -> Iterator[str]:
    if group.about:
        yield _open(scene.name, group.about, group.title)
        for mark in group.marks:
            yield _open(scene.name, mark.triple, mark.title) + "</g>"
    else:
        yield '<g aria-hidden="true">' if all(isinstance(i, Shape) for i in group.items) else "<g>"
    for item in group.items:
        yield _shape(item) if isinstance(item, Shape) else _text(item, scene.lang)
    yield "</g>"


def _open(name: str, about: tuple[str, ...], title: str) -> str:
    keys = ("iri",) if len(about) == 1 else ("subject", "predicate", "object")
    data = " ".join(f'data-{key}="{escape(iri)}"' for key, iri in zip(keys, about, strict=True))
    return f'<g id="{escape(element_id(name, about))}" {data}><title>{escape(title)}</title>'


def _shape(shape: Shape) -> str:
    parts = [f'<path d="{_path(shape.outline)}" fill="{shape.fill or "none"}"']
    if shape.stroke:
        parts.append(f'stroke="{shape.stroke}" stroke-width="{_number(shape.width)}" stroke-linejoin="round"')
    if shape.dash:
        parts.append(f'stroke-dasharray="{" ".join(map(_number, shape.dash))}"')
    return " ".join(parts) + "/>"


def _text(line: TextLine, language: str) -> str:
    anchor = "" if line.anchor == "start" else f' text-anchor="{line.anchor}"'
    lang = "" if line.lang == language else f' lang="{line.lang}" xml:lang="{line.lang}"'
    return (
        f'<text x="{_number(line.x)}" y="{_number(line.y)}" font-size="{_number(line.size)}" '
        f'font-weight="{_WEIGHTS[line.weight]}" fill="{line.colour}"{anchor}{lang} '
        f'textLength="{_number(line.width)}" lengthAdjust="spacingAndGlyphs">{escape(line.text, quote=False)}</text>'
    )


def _path(outline: Outline) -> str:
    return "".join(command + " ".join(map(_number, numbers)) for command, numbers in outline)


def _number(value: float) -> str:
    """A number with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")

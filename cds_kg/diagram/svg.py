"""A scene as SVG: a title for every concept and relation, links to their IRIs, nothing from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape as escape_html

from cds_kg.diagram import typeset
from cds_kg.diagram.drawing import Group, groups
from cds_kg.diagram.geometry import Outline
from cds_kg.diagram.scene import Scene, Shape, TextLine
from cds_kg.diagram.style import TEXT_MODES, TextMode
from cds_kg.errors import UsageError
from cds_kg.namespaces import curie
from cds_kg.store.tables import visible
from cds_kg.text import for_xml


def write_svg(scene: Scene, *, text: TextMode = "text", prefix: str | None = None, links: bool = True) -> str:
    """The scene as one SVG document.

    Every concept and relation is a group with an id (``<prefix>-<short name>``, so that a page can hold several
    drawings), a ``title``, and its IRIs in ``data-`` attributes.

    Args:
        scene: what to write.
        text: as ``text`` (the reader's machine has the font or another one, at the measured width), as ``paths``
            (the same everywhere, but no text), or ``embedded``: text with the font's letters in the file.
        prefix: of all ids; by default the diagram's name.
        links: whether each concept is a link to its IRI.

    Raises:
        UsageError: there is no such mode of text.
    """
    if text not in TEXT_MODES:
        listed = ", ".join(TEXT_MODES)
        raise UsageError(
            f"Không có cách ghi chữ «{text}»; hãy chọn: {listed}.",
            f'There is no mode of text "{text}"; choose from: {listed}.',
        )
    return "\n".join(_Writer(scene, text, _name(prefix or scene.name), links).lines()) + "\n"


def element_id(prefix: str, about: tuple[str, ...]) -> str:
    """The id of the group that stands for a concept (one IRI) or a relation (three)."""
    return _name("-".join([prefix, *(curie(iri).rpartition(":")[2] for iri in about)]))


def _name(text: str) -> str:
    """A text as an id: letters, digits, hyphens and full stops."""
    return re.sub(r"[^\w.]+", "-", text).strip("-")


@dataclass
class _Writer:
    scene: Scene
    mode: TextMode
    prefix: str
    links: bool
    used: dict[str, int] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        scene, page, css = self.scene, self.scene.page, self.scene.page.format.css
        self.used = {f"{self.prefix}-title": 1, f"{self.prefix}-desc": 1}
        families = ", ".join(f"'{f}'" if " " in f else f for f in typeset.FAMILIES)
        # With links inside it is a document of graphics; a plain image would hide them from screen readers.
        role = "graphics-document document" if self.links else "img"
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{css[0]}" height="{css[1]}" '
            f'viewBox="0 0 {page.width:g} {page.height:g}" role="{role}" lang="{scene.lang}" xml:lang="{scene.lang}" '
            f'aria-labelledby="{self.prefix}-title {self.prefix}-desc" '
            f'font-family="{escape_html(families, quote=False)}">'
        )
        yield f'<title id="{self.prefix}-title">{_escaped(scene.title)}</title>'
        yield f'<desc id="{self.prefix}-desc">{_escaped(scene.description)}</desc>'
        if self.mode == "embedded":
            yield f"<style>{self._font_faces()}</style>"
        yield f'<rect width="{page.width:g}" height="{page.height:g}" fill="{scene.colours.paper}"/>'
        for group in groups(scene):
            yield from self._group(group)
        yield "</svg>"

    def _font_faces(self) -> str:
        from cds_kg.diagram.outlines import font_face_css

        letters = {letter for line in self.scene.text_lines() for letter in line.text}
        weights = {line.weight for line in self.scene.text_lines()}
        return font_face_css(sorted(weights), "".join(sorted(letters)))

    def _group(self, group: Group) -> Iterator[str]:
        link = self.links and len(group.about) == 1 and group.about[0].startswith(("https://", "http://"))
        if link:
            yield f'<a href="{_escaped(group.about[0])}">'
        if group.about:
            yield self._open(group.about, group.title)
        else:
            yield '<g aria-hidden="true">' if all(isinstance(i, Shape) for i in group.items) else "<g>"
        for mark in group.marks:
            yield self._open(mark.about, mark.title) + "</g>"
        for item in group.items:
            yield _shape(item) if isinstance(item, Shape) else self._text(item)
        yield "</g></a>" if link else "</g>"

    def _open(self, about: tuple[str, ...], title: str) -> str:
        keys = ("iri",) if len(about) == 1 else ("subject", "predicate", "object")
        data = " ".join(f'data-{key}="{_escaped(iri)}"' for key, iri in zip(keys, about, strict=True))
        name = element_id(self.prefix, about)
        self.used[name] = self.used.get(name, 0) + 1
        again = f"--{self.used[name]}" if self.used[name] > 1 else ""
        return f'<g id="{_escaped(name + again)}" {data}><title>{_escaped(title)}</title>'

    def _text(self, line: TextLine) -> str:
        if self.mode == "paths":
            from cds_kg.diagram.outlines import outline

            drawn = outline(line.text, line.rect.x, line.y, line.size, line.weight)
            return f'<path d="{_path(drawn)}" fill="{line.colour}"/>'
        anchor = "" if line.anchor == "start" else f' text-anchor="{line.anchor}"'
        lang = "" if line.lang == self.scene.lang else f' lang="{line.lang}" xml:lang="{line.lang}"'
        return (
            f'<text x="{_number(line.x)}" y="{_number(line.y)}" font-size="{_number(line.size)}" '
            f'font-weight="{typeset.CSS_WEIGHTS[line.weight]}" fill="{line.colour}"{anchor}{lang} '
            f'textLength="{_number(line.width)}" lengthAdjust="spacingAndGlyphs">'
            f"{_escaped(line.text)}</text>"
        )


def _escaped(text: str) -> str:
    """A text for XML; control characters, which it has no place for, become visible signs."""
    return escape_html(for_xml(visible(text)))


def _shape(shape: Shape) -> str:
    parts = [f'<path d="{_path(shape.outline)}" fill="{shape.fill or "none"}"']
    if shape.stroke:
        parts.append(f'stroke="{shape.stroke}" stroke-width="{_number(shape.width)}" stroke-linejoin="round"')
    if shape.dash:
        parts.append(f'stroke-dasharray="{" ".join(map(_number, shape.dash))}"')
    return " ".join(parts) + "/>"


def _path(outline: Outline) -> str:
    return "".join(command + " ".join(map(_number, numbers)) for command, numbers in outline)


def _number(value: float) -> str:
    """A number with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")

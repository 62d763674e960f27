"""The hierarchy for the page: one SVG for each language, the days in it as layers, its colours as classes of CSS."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from cds_kg.diagram.draw import draw

if TYPE_CHECKING:
    from cds_kg.store.dataset import GraphStore

_SVG = "{http://www.w3.org/2000/svg}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_FRACTION = re.compile(r"\d+\.\d+")

#: What a class of CSS says instead, each property with its unit there.
_STYLED = {
    "fill": "",
    "stroke": "",
    "stroke-width": "",
    "stroke-linejoin": "",
    "stroke-dasharray": "",
    "font-size": "px",
    "font-weight": "",
    "text-anchor": "",
}

#: The page embeds the font by which the lines were measured, so that they need not be told their width again; and a
#: group is found by what it stands for, since the same id on two days would be there twice.
_DROPPED = ("textLength", "lengthAdjust", "id", _XML_LANG)


@dataclass
class Drawings:
    """The drawings of a page.

    Attributes:
        views: the graph as of each day that the page can show.
        styles: declarations of CSS on light and on dark ground -> the name of their class; grows with each drawing.
    """

    views: Sequence[GraphStore]
    styles: dict[tuple[str, str], str] = field(default_factory=dict)

    def svg(self, lang: str) -> str:
        """One SVG with the hierarchy on all days, to stand in HTML.

        What is drawn alike on each day stands in it once; what is not, in groups of the class ``on-day`` that name
        the numbers of their views in ``data-days``. A group's ``data-`` attributes are those of the diagram.
        """
        roots = [self._drawn(view, lang) for view in self.views]
        titles = [root.findtext(_SVG + "title", "") for root in roots]
        merged: list[_Part] = []
        for number, root in enumerate(roots):
            merged = list(_merged(merged, _parts(root), number))
        attributes = {
            "viewBox": roots[-1].attrib["viewBox"],
            "class": "drawing",
            "role": "img",
            "lang": lang,
            "aria-label": titles[-1],
            "data-titles": "\n".join(titles),
        }
        svg = ElementTree.Element("svg", attributes)
        opening = ElementTree.tostring(svg, encoding="unicode", short_empty_elements=False).removesuffix("</svg>")
        return "\n".join([opening, *_layers(merged, len(roots)), "</svg>"])

    def css(self) -> str:
        """The rules for the classes in the drawings; on dark ground only where a screen asks for it."""
        light = "".join(f".{name}{{{declarations}}}\n" for (declarations, _), name in self.styles.items())
        dark = "".join(f".{name}{{{other}}}\n" for (one, other), name in self.styles.items() if other != one)
        return f"{light}@media screen and (prefers-color-scheme: dark) {{\n{dark}}}\n"

    def letters(self, svgs: Sequence[str]) -> set[str]:
        """The letters of all texts in the drawings."""
        return {letter for svg in svgs for text in ElementTree.fromstring(svg).itertext() for letter in text}

    def _drawn(self, view: GraphStore, lang: str) -> ElementTree.Element:
        """The drawing of one day, the dark one in the classes of the light one."""
        light, dark = (
            ElementTree.fromstring(
                draw(view, "hierarchy", lang=lang, size="a4", theme=theme, title=False).svg(links=False)
            )
            for theme in ("light", "dark")
        )
        for element, other in zip(light.iter(), dark.iter(), strict=True):
            self._slim(element, other)
        return light

    def _slim(self, element: ElementTree.Element, dark: ElementTree.Element) -> None:
        """Give an element its class, and drop what HTML or the page says anyway."""
        element.tail = None
        both = (_declarations(element), _declarations(dark))
        for name in (*_STYLED, *_DROPPED):
            element.attrib.pop(name, None)
        if "d" in element.attrib:
            element.set("d", _FRACTION.sub(lambda number: f"{float(number[0]):.1f}", element.attrib["d"]))
        if any(both):
            element.set("class", self.styles.setdefault(both, f"s{len(self.styles)}"))


def _declarations(element: ElementTree.Element) -> str:
    return ";".join(f"{name}:{element.attrib[name]}{unit}" for name, unit in _STYLED.items() if name in element.attrib)


def _parts(root: ElementTree.Element) -> list[str]:
    """What is in a drawing, as HTML writes it, without the title and description of the whole."""
    parts = [part for part in root if part.tag not in (_SVG + "title", _SVG + "desc")]
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
    return [ElementTree.tostring(part, encoding="unicode").strip() for part in parts]


#: A piece of markup, and the numbers of the views on whose days it is drawn.
_Part = tuple[frozenset[int], str]


def _merged(parts: Sequence[_Part], others: Sequence[str], number: int) -> Iterator[_Part]:
    """The parts of earlier days with those of one more day; the order of each day is kept."""
    matcher = SequenceMatcher(None, [text for _, text in parts], others, autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind == "equal":
            yield from ((days | {number}, text) for days, text in parts[start:end])
        else:
            yield from parts[start:end]
            yield from ((frozenset({number}), text) for text in others[other_start:other_end])


def _layers(parts: Sequence[_Part], count: int) -> Iterator[str]:
    """The parts of so many days; those that the last day does not have are off, until the page shows their day."""
    for days, text in parts:
        if len(days) == count:
            yield text
        else:
            off = "" if count - 1 in days else " off"
            yield f'<g class="on-day{off}" data-days="{" ".join(map(str, sorted(days)))}">{text}</g>'

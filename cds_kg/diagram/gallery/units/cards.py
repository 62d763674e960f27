"""A card for each province: its name and code, what it was formed from, how many communes and wards it has."""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from cds_kg.diagram import style, typeset
from cds_kg.diagram.geometry import Rect, left_stripe, rounded_rect, sign
from cds_kg.diagram.graph import is_a, relations
from cds_kg.diagram.layout import Caption, Run, Sample, Setter, inside, paragraph
from cds_kg.diagram.naming import Naming
from cds_kg.diagram.scene import Figure, Mark, Scene, Shape, TextLine
from cds_kg.diagram.sheet import Options, Sheet, TooSmall, fit, frame
from cds_kg.diagram.typeset import Joins
from cds_kg.diagram.unit_graph import (
    REPLACED_BY,
    count_name,
    counted,
    counted_names,
    hue_of,
    in_order_of_types,
    levels_text,
    part_types,
    sign_of,
    term_names,
    type_samples,
    units_noun,
)
from cds_kg.namespaces import CDS
from cds_kg.text import pick

if TYPE_CHECKING:
    import networkx as nx

NAME = "units"

#: Between cards, and inside a card around its words.
GAP = 10.0
PAD = 10.0
NARROWEST = 150.0
#: The signs before numbers, the space after a sign, and after a number.
SIGN = 12.0
AFTER_SIGN = 6.0
AFTER_NUMBER = 14.0
MOST_PAGES = 6


@dataclass(frozen=True, slots=True)
class _Grid:
    """Cards in rows: how many columns, and the width and height of each card."""

    columns: int
    width: float
    height: float


def pages(graph: nx.MultiDiGraph, options: Options, setter: Setter) -> tuple[Scene, ...]:
    """The provinces by code, on as few pages as may be."""
    provinces = _provinces(graph)
    for number in range(1, MOST_PAGES):
        each = -(-len(provinces) // number)
        parts = [provinces[start : start + each] for start in range(0, len(provinces), each)]
        try:
            return fit(options, setter, partial(_pages, graph, parts))
        except TooSmall:
            continue
    raise TooSmall


def _pages(graph: nx.MultiDiGraph, parts: Sequence[Sequence[str]], sheet: Sheet) -> tuple[Scene, ...]:
    return tuple(_Cards(graph, sheet).page(part, (number, len(parts))) for number, part in enumerate(parts, 1))


def _provinces(graph: nx.MultiDiGraph) -> list[str]:
    """The units of the upper level, by code; not the former ones that they replaced."""
    former = {s for s, _, _ in relations(graph, REPLACED_BY)}
    found = [iri for iri, node in graph.nodes(data=True) if is_a(node, CDS + "AdministrativeUnit")]
    return sorted((iri for iri in found if iri not in former), key=lambda iri: str(graph.nodes[iri]["code"]))


class _Cards(Naming):
    """The cards of one graph on a sheet."""

    def page(self, provinces: Sequence[str], part: tuple[int, int]) -> Scene:
        """One page of cards."""
        sheet, about = self.sheet, self.graph.graph
        titles = sheet.words(*(self._title(lang) for lang in ("vi", "en")))
        around = frame(sheet, about, titles, key=self._key(), footnotes=self._footnotes(), part=part, side=False)
        grid = self._grid(provinces, around.content)
        figures = []
        for number, iri in enumerate(provinces):
            row, column = divmod(number, grid.columns)
            x = around.content.x + column * (grid.width + GAP)
            y = around.content.y + row * (grid.height + GAP)
            figures.append(self._card(iri, Rect(x, y, grid.width, grid.height)))
        return around.scene(
            NAME,
            " ".join(f"{figure.title}." for figure in figures),
            figures=tuple(figures),
        )

    @cached_property
    def _setter(self) -> Setter:
        """Sets names of provinces: their syllables hold together."""
        types = (labels.get("label_vi", "") for labels in self.graph.graph["labels"].values())
        return Setter(Joins([*types, *(str(node["proper_name"]) for _, node in self.graph.nodes(data=True))]))

    def _grid(self, provinces: Sequence[str], content: Rect) -> _Grid:
        """The grid that fills the page with the fewest empty places and cards of good proportions."""
        found = []
        for columns in range(3, 12):
            width = (content.w - GAP * (columns - 1)) / columns
            rows = -(-len(provinces) // columns)
            height = (content.h - GAP * (rows - 1)) / rows
            if width >= NARROWEST and all(self._needed(iri, width) <= height for iri in provinces):
                empty = columns * rows - len(provinces)
                found.append((empty // 2, abs(width / height - 1.6), _Grid(columns, width, height)))
        if not found:
            raise TooSmall
        return min(found, key=lambda one: one[:2])[2]

    def _card(self, iri: str, rect: Rect) -> Figure:
        node, paint = self.graph.nodes[iri], self._paint(iri)
        shapes = [Shape(rounded_rect(rect, style.CORNER), paint.fill, paint.stroke, 1.4)]
        if sign_of(node["type"]) == "square":
            shapes.append(Shape(left_stripe(rect, style.STRIPE, style.CORNER), paint.stroke))
        left = rect.x + PAD + style.STRIPE
        head, tail = self._head(iri, rect.w), self._tail(iri, rect.w)
        lines = list(paragraph(head, left, rect.y + PAD))
        code = self._code(iri)
        lines += paragraph(code, rect.right - PAD, rect.y + PAD + (style.NAME.line - style.SMALL.line) / 2 + 1, "end")
        bottom = rect.bottom - PAD - style.SMALL.line
        if tail.runs:
            lines += paragraph(tail, left, bottom - tail.height - 2)
        counts = self._counts(iri, left, bottom + style.SMALL.line / 2)
        for shape, line in counts:
            shapes.append(shape)
            lines.append(line)
        return Figure((iri,), self._said(iri), rect, tuple(shapes), tuple(lines), self._marks(iri), paint.fill)

    def _paint(self, iri: str) -> style.Paint:
        return self.sheet.colours.paints[hue_of(self.graph.nodes[iri]["type"])]

    def _head(self, iri: str, width: float) -> Caption:
        """The name, with its gloss; where only English is set, the type, which English names do not say."""
        sheet, node = self.sheet, self.graph.nodes[iri]
        names = tuple(self.names(iri))
        if sheet.options.lang == "en":
            names += tuple(term_names(self.graph, sheet, node["type"]))
        look = sheet.look_of(style.NAME, style.GLOSS, self._paint(iri))
        limit = width - 2 * PAD - style.STRIPE
        beside_code = limit - self._code(iri).width - AFTER_SIGN
        words = self._setter.bilingual(names, limit, look)
        first = Caption(words.runs[:1]).width
        return words if first <= beside_code else self._setter.bilingual(names, beside_code, look)

    def _tail(self, iri: str, width: float) -> Caption:
        """What a province was formed from, and how many units of levels in between it has."""
        sheet, node = self.sheet, self.graph.nodes[iri]
        lines = []
        limit, kind = width - 2 * PAD - style.STRIPE, style.SMALL
        former = self._former(iri)
        if len(former) > 1:
            first, *others = [self._short(one) for one in former]
            lines += _listed(sheet.pick(f"từ {first}", f"from {first}"), others, limit)
        for level in self.graph.graph["levels"].split()[1:-1]:
            label = term_names(self.graph, sheet, level)[0][0]
            lines.append(f"{label}: {counted(node.get(count_name(level), 0), sheet.lang)}")
        gloss = self._paint(iri).gloss
        return Caption(tuple(Run(line, sheet.lang, kind, "regular", gloss) for line in lines))

    def _counts(self, iri: str, left: float, middle: float) -> list[tuple[Shape, TextLine]]:
        """For each type of parts its sign and their number, side by side."""
        found = []
        paint = self._paint(iri)
        for name, count in part_types(self.graph, iri).items():
            colour = self.sheet.colours.paints[hue_of(name)].stroke
            shape = Shape(sign(sign_of(name), left + SIGN / 2, middle, SIGN), colour)
            text = self.sheet.setter.caption(
                counted(count, self.sheet.lang), self.sheet.lang, 200, style.SMALL, "semibold", paint.name
            )
            found.append((shape, text.at(left + SIGN + AFTER_SIGN, middle, "start")[0]))
            left += SIGN + AFTER_SIGN + text.width + AFTER_NUMBER
        return found

    def _needed(self, iri: str, width: float) -> float:
        """The height that a card of this width needs; endless where something is too wide."""
        counts, head = self._counts(iri, 0, 0), self._head(iri, width)
        beside = Caption(head.runs[:1]).width + self._code(iri).width + AFTER_SIGN
        tail = self._tail(iri, width)
        widest = max([beside, head.width, tail.width, *(line.rect.right for _, line in counts)])
        if widest > width - 2 * PAD - style.STRIPE:
            return math.inf
        return head.height + tail.height + style.SMALL.line + 2 * PAD + 6

    def _short(self, iri: str) -> str:
        """The name of a province without its type: the English one where English is set and there is one."""
        node = self.graph.nodes[iri]
        english = node.get("label_en") if self.sheet.lang == "en" else None
        return str(english or node["proper_name"])

    def _former(self, iri: str) -> list[str]:
        return [s for s, _, o in relations(self.graph, REPLACED_BY) if o == iri]

    def _code(self, iri: str) -> Caption:
        code = self.graph.nodes[iri]["code"]
        return self.sheet.setter.caption(code, "vi", 100, style.SMALL, "regular", self._paint(iri).gloss)

    def _marks(self, iri: str) -> tuple[Mark, ...]:
        """The former provinces and that they were replaced."""
        marks = []
        for former in self._former(iri):
            triple = (former, REPLACED_BY, iri)
            marks += [Mark((former,), self.title(former)), Mark(triple, self.sentence(triple))]
        return tuple(marks)

    def _said(self, iri: str) -> str:
        """A card in words."""
        sheet, node = self.sheet, self.graph.nodes[iri]
        parts = {count_name(level): level for level in self.graph.graph["levels"].split()[1:]}
        parts |= {count_name(name): name for name in part_types(self.graph, iri)}
        told = [
            f"{counted(node[attribute], sheet.lang)} {inside(term_names(self.graph, sheet, name)[0][0])}"
            for attribute, name in parts.items()
            if attribute in node
        ]
        return f"{self.title(iri)} ({node['code']}): {', '.join(told)}"

    def _title(self, lang: str) -> str:
        return pick(lang, "Việt Nam: ", "Viet Nam: ") + levels_text(self.graph, self._tally(), lang, units_noun(lang))

    def _tally(self) -> dict[str, int]:
        """Level (prefixed name) -> how many units it has in the whole country."""
        provinces = _provinces(self.graph)
        upper, *lower = self.graph.graph["levels"].split()
        sums = {level: sum(self.graph.nodes[i].get(count_name(level), 0) for i in provinces) for level in lower}
        return {upper: len(provinces), **sums}

    def _key(self) -> list[list[Sample]]:
        """The legend: kinds of provinces, then of their parts, with their numbers."""
        provinces = _provinces(self.graph)
        kinds = Counter(str(self.graph.nodes[iri]["type"]) for iri in provinces)
        parts: Counter[str] = Counter()
        for iri in provinces:
            parts.update(part_types(self.graph, iri))
        return [self._card_samples(kinds), type_samples(self.graph, self.sheet, parts)]

    def _card_samples(self, kinds: Mapping[str, int]) -> list[Sample]:
        """The paints of cards; that of cities has a stripe, as on the card."""
        paints = self.sheet.colours.paints
        return [
            Sample(
                paints[hue_of(name)],
                counted_names(self.graph, self.sheet, name, kinds[name]),
                card=sign_of(name) != "square",
            )
            for name in in_order_of_types(kinds)
        ]

    def _footnotes(self) -> list[str]:
        """What the number in a card's corner is, and what "from" means, with the day."""
        pick = self.sheet.pick
        notes = [pick("Số ở góc thẻ: mã đơn vị hành chính.", "The number in the corner of a card: the official code.")]
        days = {self.graph.nodes[s].get("valid_until") for s, _, _ in relations(self.graph, REPLACED_BY)} - {None}
        if days:
            last = self.sheet.date(datetime.date.fromisoformat(max(days)))
            notes.append(
                pick(
                    f"«từ …»: hợp nhất từ những tỉnh, thành phố này, tồn tại đến hết {last}.",
                    f"“from …”: merged from these provinces and cities, which existed until {last}.",
                )
            )
        return [" ".join(notes)]


def _listed(first: str, others: Sequence[str], limit: float) -> list[str]:
    """Names in lines of at most ``limit`` pixels, none of them broken."""
    lines = [first]
    for name in others:
        joined = f"{lines[-1]}, {name}"
        if typeset.width(joined, style.SMALL.size, "regular") <= limit:
            lines[-1] = joined
        else:
            lines[-1] += ","
            lines.append(name)
    return lines

"""What the things and relations of a diagram's graph are called on a sheet, and when they ended."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cds_kg.diagram import style
from cds_kg.diagram.families import Family, family_of
from cds_kg.diagram.graph import relations
from cds_kg.diagram.layout import Caption, Look, Names, Sample, capitalised
from cds_kg.diagram.scene import Triple
from cds_kg.diagram.sheet import Sheet
from cds_kg.diagram.style import Paint

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Naming:
    """Names of what a graph holds, in the languages of a sheet."""

    graph: nx.MultiDiGraph
    sheet: Sheet

    def names(self, iri: str) -> Names:
        """The labels of a node or class, each with its language."""
        attributes = self.graph.nodes[iri] if iri in self.graph else self.graph.graph["labels"].get(iri, {})
        return self.sheet.names(attributes, iri)

    def title(self, iri: str) -> str:
        """The labels of a node in one line."""
        return " / ".join(text for text, _ in self.names(iri))

    @cached_property
    def _properties(self) -> dict[str, dict[str, Any]]:
        return {p: data for _, _, p, data in self.graph.edges(keys=True, data=True)}

    def relation_names(self, predicate: str) -> Names:
        """The labels of a relation, each with its language."""
        return self.sheet.names(self._properties[predicate], predicate)

    def line_caption(self, predicate: str, width: float, ink: str) -> Caption:
        """The name of a relation as it stands on a line, in all languages of the sheet."""
        look = Look((style.SMALL, "regular", ink), (style.SMALL, "regular", self.sheet.colours.muted))
        return self.sheet.setter.bilingual(self.relation_names(predicate), width, look)

    def line_words(self) -> list[str]:
        """All names of relations that may stand on lines."""
        return [text for predicate in self._properties for text, _ in self.relation_names(predicate)]

    def sentence(self, triple: Triple) -> str:
        """A relation in words."""
        s, p, o = triple
        return f"{self.names(s)[0][0]} — {self.relation_names(p)[0][0]} → {self.names(o)[0][0]}"

    def description(self, shown: Iterable[Triple] | None = None) -> str:
        """The graph, or the part of it that a page shows, in sentences, in the order of its relations."""
        kept = None if shown is None else set(shown)
        triples = [triple for triple in relations(self.graph) if kept is None or triple in kept]
        sentences = []
        for (s, p), group in groupby(triples, key=lambda triple: triple[:2]):
            objects = ", ".join(self.names(o)[0][0] for _, _, o in group)
            sentences.append(f"{self.names(s)[0][0]} — {self.relation_names(p)[0][0]}: {objects}.")
        return " ".join(sentences)

    def last_day(self, iri: str) -> datetime.date | None:
        """The last day of what has ended."""
        until = self.graph.nodes[iri].get("valid_until")
        return datetime.date.fromisoformat(until) if until else None

    def until(self, iri: str) -> str:
        """The last day of what has ended, in words; empty for what has not."""
        if day := self.last_day(iri):
            return self.sheet.pick(f"đến hết {self.sheet.date(day)}", f"until {self.sheet.date(day)}")
        return ""

    def family(self, iri: str) -> Family:
        """What a node is for."""
        return family_of(self.graph.nodes[iri]["classes"].split())

    def paint(self, iri: str) -> Paint:
        """The colours of a node: those of its family, or of what has ended."""
        colours = self.sheet.colours
        return colours.ended if self.last_day(iri) else colours.paints[self.family(iri).hue]

    def caption(self, iri: str, width: float) -> Caption:
        """The name and gloss of a node in lines of this width, with its last day where it has ended."""
        sheet = self.sheet
        look = sheet.look_of(style.NAME, style.GLOSS, self.paint(iri))
        words = sheet.setter.bilingual(capitalised(self.names(iri)), width, look)
        if until := self.until(iri):
            words += sheet.setter.caption(until, sheet.lang, width, *look.gloss)
        return words

    def family_key(self, iris: Sequence[str]) -> list[Sample]:
        """The part of a legend that tells the families of these nodes, in the order in which they come."""
        families = dict.fromkeys(self.family(iri) for iri in iris if not self.last_day(iri))
        paints = self.sheet.colours.paints
        key = [Sample(paints[family.hue], self.sheet.words(family.vi, family.en)) for family in families]
        if any(self.last_day(iri) for iri in iris):
            key.append(Sample(self.sheet.colours.ended, self.sheet.words("đã kết thúc", "has ended"), ended=True))
        return key

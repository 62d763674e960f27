"""The words of the comparison: titles, what models have in common, paces, what has changed since, descriptions."""

from __future__ import annotations

from collections.abc import Iterable

from cds_kg.diagram import style, table
from cds_kg.diagram.gallery.comparison import content as kg
from cds_kg.diagram.gallery.comparison.plan import AspectRow, Plan, Side
from cds_kg.diagram.graph import names, relations
from cds_kg.diagram.layout import Caption, Look, Names, capitalised, inside
from cds_kg.diagram.naming import Naming
from cds_kg.diagram.scene import Triple
from cds_kg.diagram.style import Paint
from cds_kg.diagram.typeset import Weight


class Wording(Naming):
    """What the comparison says, in the languages of its sheet."""

    def heading(self, models: tuple[str, ...]) -> Names:
        """The title of the drawing."""
        vi, en = ([self._named(model, lang) for model in models] for lang in ("vi", "en"))
        return self.sheet.words(
            f"{' và '.join([vi[0], *map(inside, vi[1:])])}: so sánh theo từng khía cạnh",
            f"{' and '.join([en[0], *map(inside, en[1:])])}: a comparison by aspect",
        )

    def _named(self, iri: str, lang: str) -> str:
        return names(self.graph.nodes[iri], lang, iri)[0][0]

    def model(self, iri: str, shared: Iterable[str], limit: float, paint: Paint) -> Caption:
        """A model's name, and under it what it has in common with the others."""
        vi, en = ([self._named(other, lang) for other in shared] for lang in ("vi", "en"))
        if self.graph.nodes[iri].get("endless"):
            vi.append("không có điểm kết thúc")
            en.append("no end point")
        words = self.sheet.setter.bilingual(self.names(iri), limit, self.sheet.look_of(style.NAME, style.GLOSS, paint))
        if not vi:
            return words
        note = self.sheet.words("; ".join([vi[0], *map(inside, vi[1:])]), "; ".join([en[0], *map(inside, en[1:])]))
        return words + self._note(note, "regular", limit, paint)

    def _note(self, note: Names, weight: Weight, limit: float, paint: Paint) -> Caption:
        look = Look((style.SMALL, weight, paint.name), (style.SMALL, "regular", paint.gloss))
        return self.sheet.setter.bilingual(capitalised(note), limit, look)

    def content(self, iri: str, limit: float, paint: Paint) -> Caption:
        """What a position consists of; of a measure also in which direction to go, of a service how it starts."""
        words = self.sheet.setter.bilingual(self.names(iri), limit, self.sheet.look_of(style.NAME, style.GLOSS, paint))
        for detail in self.details(iri):
            words += self._note(self._detail(detail), "semibold", limit, paint)
        return words

    def details(self, content: str) -> list[Triple]:
        """The relations that say in which direction a measure should go, or how a service starts."""
        return [triple for triple in relations(self.graph, *kg.DETAILS) if triple[0] == content]

    def _detail(self, triple: Triple) -> Names:
        """Such a relation in words; the names of the ways in which services start say enough by themselves."""
        _, predicate, value = triple
        if predicate == kg.MODE:
            return self.names(value)
        named = self.relation_names(predicate)
        return tuple((f"{relation}: {inside(self._named(value, lang))}", lang) for relation, lang in named)

    def pace(self, side: Side) -> Names:
        """How much was brought how far in what time; nothing where the position has no such figures."""
        node = self.graph.nodes[side.position]
        parts: dict[str, list[str]] = {"vi": [], "en": []}
        if "share" in node:
            # What is brought to a service level is online public services: the ontology grades nothing else so.
            vi, en = (" dịch vụ công trực tuyến", " of online public services") if side.levels else ("", "")
            parts["vi"].append(f"{node['share']:g}%{vi}")
            parts["en"].append(f"{node['share']:g}%{en}")
        for level in side.levels:
            parts["vi"].append(f"lên {inside(self._named(level, 'vi'))}")
            parts["en"].append(f"to {inside(self._named(level, 'en'))}")
        if "months" in node:
            vi, en = _duration(node["months"])
            parts["vi"].append(f"trong {vi}")
            parts["en"].append(f"in {en}")
        return self.sheet.words(" ".join(parts["vi"]), " ".join(parts["en"])) if any(parts.values()) else ()

    def statement(self, side: Side) -> Names:
        """What the position says beside its contents."""
        node = self.graph.nodes[side.position]
        texts = {f"label_{lang}": node[f"statement_{lang}"] for lang in ("vi", "en") if f"statement_{lang}" in node}
        return self.sheet.names(texts, side.position) if texts else ()

    def periods(self, sides: Iterable[Side]) -> list[str]:
        """What the periods of these sides mean, in one note."""
        lang = self.sheet.lang
        periods = dict.fromkeys(period for side in sides for period in side.periods)
        told = {self._named(iri, lang): self.graph.nodes[iri].get(f"definition_{lang}") for iri in periods}
        meanings = [f"“{name}”: {inside(definition)}" for name, definition in told.items() if definition]
        return [" ".join(meanings)] if meanings else []

    def changes(self, sides: Iterable[Side]) -> list[str]:
        """What has since become of the service levels in these sides."""
        nodes = [self.graph.nodes[level] for side in sides for level in side.levels]
        lang = self.sheet.lang
        return list(dict.fromkeys(node[f"change_{lang}"] for node in nodes if f"change_{lang}" in node))

    def comparison(self, plan: Plan, rows: Iterable[AspectRow]) -> str:
        """The rows in sentences, for those who do not see them, and how the models stand to each other."""
        sentences = [f"{self.sentence(triple)}." for triple in relations(self.graph, kg.NOT_PREREQUISITE_OF)]
        for row in rows:
            sides = zip(plan.models, row.sides, strict=True)
            told = "; ".join(f"{self._name(model)}: {self._told(side)}" for model, side in sides)
            sentences.append(f"{self._name(row.aspect)} — {told}.")
        return " ".join(sentences)

    def _name(self, iri: str) -> str:
        return self.names(iri)[0][0]

    def _told(self, side: Side | None) -> str:
        if side is None:
            return inside(table.silent_words(self.sheet)[0][0])
        said = [*map(self._told_content, side.contents)]
        said += [text for text, _ in (*self.pace(side)[:1], *self.statement(side)[:1])]
        when = f"({', '.join(inside(self._name(period)) for period in side.periods)}) " if side.periods else ""
        return when + ", ".join(said)

    def _told_content(self, iri: str) -> str:
        ways = [inside(self._name(value)) for _, _, value in self.details(iri)]
        return self._name(iri) + (f" ({', '.join(ways)})" if ways else "")


def _duration(months: int) -> tuple[str, str]:
    """A time in Vietnamese and in English: in years where these are whole."""
    years, rest = divmod(months, 12)
    number, vi, en = (months, "tháng", "month") if rest else (years, "năm", "year")
    return f"{number} {vi}", f"{number} {en}{'s' * (number != 1)}"

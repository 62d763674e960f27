"""The words of the matrix of stakeholders."""

from __future__ import annotations

from collections.abc import Iterator

from cds_kg.diagram import style, typeset
from cds_kg.diagram.gallery.stakeholders import content as kg
from cds_kg.diagram.gallery.stakeholders.plan import PartyRow, Plan
from cds_kg.diagram.graph import is_a, names, relations
from cds_kg.diagram.layout import Caption, Names, capitalised, inside
from cds_kg.diagram.naming import Naming
from cds_kg.diagram.style import Paint

#: A text in each language of a sheet, in parts between which a line may end.
Note = list[tuple[str, list[str]]]


class Wording(Naming):
    """What the matrix says, in the languages of its sheet."""

    def heading(self, root: str) -> Names:
        """The title of the drawing."""
        vi, en = (names(self.graph.nodes[root], lang, root)[0][0] for lang in ("vi", "en"))
        return self.sheet.words(
            f"{vi}: thay đổi, thách thức và rủi ro đối với từng bên liên quan",
            f"{en}: change, challenges and risks for each stakeholder",
        )

    def footnotes(self) -> list[str]:
        """How to read the matrix."""
        return [
            self.sheet.pick(
                "“Lớn nhất” là theo nguồn, đối với từng bên liên quan; số 1, 2 là thứ tự trước sau theo nguồn. Gạch "
                "ngang: nguồn không nêu.",
                "“Greatest” is what the source says, for each stakeholder; the numbers 1, 2 give the order in time "
                "that the source states. A dash: the source does not say.",
            )
        ]

    def column(self, kind: str) -> Names:
        """The head of a column: what a relation of the model brings."""
        name = self.names(kg.CLASSES[kind])
        if kind in kg.GREATEST:
            name = tuple((f"{text} lớn nhất" if lang == "vi" else f"greatest {text}", lang) for text, lang in name)
        return capitalised(name)

    def is_party(self, iri: str) -> bool:
        """Whether the head of a row is a party."""
        return is_a(self.graph.nodes[iri], kg.PARTY)

    def head(self, iri: str, limit: float, paint: Paint) -> Caption:
        """The head of a row; of what is no party, also that the source names none."""
        look = self.sheet.look_of(style.BAND, style.SMALL, paint)
        words = self.sheet.setter.bilingual(self.names(iri), limit, look)
        if not self.is_party(iri):
            silent = self.sheet.words("không nêu riêng bên nào", "no stakeholder is named")
            words += self._note([(lang, [text]) for text, lang in silent], limit, paint)
        return words

    def item(self, iri: str, limit: float, paint: Paint) -> Caption:
        """A change, challenge or risk, and under it what is said of it."""
        words = self.sheet.setter.bilingual(self.names(iri), limit, self.sheet.look_of(style.NAME, style.GLOSS, paint))
        for note in self._notes(iri):
            words += self._note(note, limit, paint)
        return words

    def _note(self, note: Note, limit: float, paint: Paint) -> Caption:
        """A note in lines that end between its parts where they can."""
        words = Caption(())
        for n, (lang, parts) in enumerate(note):
            lines = [""]
            for part in parts:
                longer = f"{lines[-1]} {part}".strip()
                fits = typeset.width(longer, style.SMALL.size, "regular") <= limit
                lines = [*lines[:-1], longer] if fits or not lines[-1] else [*lines, part]
            for line in lines:
                colour = paint.gloss if n else paint.name
                words += self.sheet.setter.caption(line, lang, limit, style.SMALL, "regular", colour)
        return words

    def _notes(self, iri: str) -> Iterator[Note]:
        """Another name, from whom a change starts, what it includes, what it is like."""
        node = self.graph.nodes[iri]
        if other := {f"label_{lang}": node[f"other_{lang}"] for lang in ("vi", "en") if f"other_{lang}" in node}:
            yield [(lang, [text]) for text, lang in self.sheet.names(other, iri)]
        for predicate in kg.DETAILS:
            if things := [o for s, _, o in relations(self.graph, predicate) if s == iri]:
                yield [
                    (lang, _listed(relation, [inside(self._named(thing, lang)) for thing in things]))
                    for relation, lang in self.relation_names(predicate)
                ]

    def _named(self, iri: str, lang: str) -> str:
        return names(self.graph.nodes[iri], lang, iri)[0][0]

    def matrix(self, plan: Plan, rows: tuple[PartyRow, ...]) -> str:
        """Rows in sentences, for those who do not see them."""
        sentences = []
        for row in rows:
            cells = [
                f"{inside(self.column(kind)[0][0])}: {', '.join(map(self._told, row.items[kind]))}"
                for kind in plan.kinds
                if kind in row.items
            ]
            sentences.append(f"{self.names(row.head)[0][0]} — {'; '.join(cells)}.")
        return " ".join(sentences)

    def _told(self, item: str) -> str:
        order = self.graph.nodes[item].get("order")
        notes = [inside(" ".join(note[0][1])) for note in self._notes(item)]
        more = f" ({'; '.join(notes)})" if notes else ""
        return (f"({order}) " if order else "") + self.names(item)[0][0] + more


def _listed(relation: str, things: list[str]) -> list[str]:
    """A relation and what it leads to, in parts between which a line may end."""
    head = f"{relation[:1].upper()}{relation[1:]}: "
    first, *others = [f"{thing}," for thing in things[:-1]] + things[-1:]
    return [head + first, *others]

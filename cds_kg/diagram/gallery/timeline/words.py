"""What the timeline says in words: titles, cards, acts that stand apart, sentences."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from cds_kg.diagram import style
from cds_kg.diagram.gallery.timeline import content as kg
from cds_kg.diagram.gallery.timeline.notes import deadline_note, grade_text, grades_note
from cds_kg.diagram.gallery.timeline.plan import Change, act_day
from cds_kg.diagram.graph import names, relations
from cds_kg.diagram.layout import Caption, Look, Names, inside
from cds_kg.diagram.naming import Naming
from cds_kg.diagram.sheet import Sheet
from cds_kg.diagram.style import Paint
from cds_kg.knowledge.endings import day_text
from cds_kg.text import pick


def titles(sheet: Sheet) -> Names:
    """The drawing's title."""
    return sheet.words(
        "Điều gì trong bài đã thay đổi, khi nào, theo văn bản nào",
        "What has changed since the article, when and by which act",
    )


@dataclass(frozen=True, slots=True)
class Card:
    """The words of a change: when and by which act, what became of what, what the article says of it."""

    parts: tuple[Caption, ...]

    #: The space between the parts.
    GAP = 9.0

    @property
    def height(self) -> float:
        """The height of all parts with the spaces between them."""
        return sum(part.height for part in self.parts) + self.GAP * (len(self.parts) - 1)


@dataclass(frozen=True)
class Words:
    """Words about one graph on one sheet."""

    naming: Naming

    @property
    def sheet(self) -> Sheet:
        """The sheet."""
        return self.naming.sheet

    def card(self, change: Change, width: float, paint: Paint) -> Card:
        """The words of a card of this width (without its margins)."""
        setter, colours = self.sheet.setter, self.sheet.colours
        head = setter.caption(self.when(change), self.sheet.lang, width, style.NAME, "semibold", colours.ink)
        act_look = Look((style.BAND, "semibold", paint.stroke), (style.SMALL, "regular", paint.gloss))
        for act in change.acts:
            head += setter.bilingual(self.naming.names(act), width, act_look)
            if title := self._act_title(act):
                head += self._small(title, width, paint)
            head += self._small(self.act_days(act), width, paint)
        if not change.acts:
            head += setter.bilingual(_no_act(self.sheet), width, act_look)
        look = Look((style.BAND, "regular", paint.name), (style.SMALL, "regular", paint.gloss))
        became = Caption(())
        for lines, remark in self._became(change):
            became += setter.bilingual(lines, width, look) + self._small(remark, width, paint)
        said = Caption(())
        for heading, claims in self._said(change):
            said += setter.caption(heading, self.sheet.lang, width, style.SMALL, "semibold", paint.gloss)
            for claim in claims:
                said += self._phrase(claim, width, paint)
        return Card(tuple(part for part in (head, became, said) if part.runs))

    def when(self, change: Change) -> str:
        """The day of a change; that it is only the day on which the act was issued, where no other is verified."""
        if change.day is None:
            return self.sheet.pick("Chưa rõ ngày", "Day not known")
        day, nodes = self.sheet.date(change.day), self.naming.graph.nodes
        issued = any(nodes[act].get("adopted") == change.day.isoformat() for act in change.acts)
        if issued and not any(nodes[thing]["verified"] for thing in change.things):
            return self.sheet.pick(f"Ban hành {day}", f"Adopted {day}")
        return day

    def _act_title(self, act: str) -> str:
        """What an act is about, where it is called by its number alone."""
        data, lang = self.naming.graph.nodes[act], self.sheet.lang
        title = str(data.get(f"title_{lang}", ""))
        known = self.naming.names(act)[0][0].casefold()
        return title if "number" in data and title.casefold() not in known else ""

    def act_days(self, act: str) -> str:
        """When an act was adopted, came into force and ended, as far as that is verified; whether its number is."""
        data, either = self.naming.graph.nodes[act], self.sheet.pick
        adopted, force, last = (
            _told_day(data, name, self.sheet.lang) for name in ("adopted", "in_force", "in_force_until")
        )
        if adopted and force:
            text = either(f"Ban hành {adopted}, hiệu lực từ {force}.", f"Adopted {adopted}, in force from {force}.")
        elif adopted:
            text = either(
                f"Ban hành {adopted}; ngày có hiệu lực chưa kiểm chứng.",
                f"Adopted {adopted}; day of entry into force not verified.",
            )
        elif force:
            text = either(
                f"Hiệu lực từ {force}; ngày ban hành chưa kiểm chứng.",
                f"In force from {force}; day of adoption not verified.",
            )
        else:
            text = either(
                "Ngày ban hành, ngày có hiệu lực chưa kiểm chứng.",
                "Days of adoption and entry into force not verified.",
            )
        over = either(f" Hết hiệu lực sau ngày {last}.", f" No longer in force after {last}.") if last else ""
        nameless = "" if "number" in data else either("Số hiệu chưa kiểm chứng. ", "Number not verified. ")
        return nameless + text + over

    def sentence(self, change: Change) -> str:
        """A change in sentences, for those who do not see it."""
        acts = [f"{self.naming.names(act)[0][0]} ({self.act_days(act).rstrip('.')})" for act in change.acts]
        by = ", ".join(acts) or _no_act(self.sheet)[0][0]
        parts = [f"{self.when(change)}: {by}."]
        parts += [f"{lines[0][0]}. {remark}".strip() for lines, remark in self._became(change)]
        parts += [grade for thing in change.things if (grade := self._grade(thing))]
        for heading, claims in self._said(change):
            said = "; ".join(" ".join(self._topic_and_phrase(claim)) for claim in claims)
            parts.append(f"{heading} {said}.")
        return " ".join(parts)

    def _grade(self, thing: str) -> str:
        """How sure the end of a thing is, and by which external claim."""
        data = self.naming.graph.nodes[thing]
        if "confidence" not in data:
            return ""
        basis, grade = data["basis"], data["confidence"]
        return self.sheet.pick(f"Mức tin cậy {grade} ({basis}).", f"Confidence {grade} ({basis}).")

    def apart(self, acts: Iterable[str], start: datetime.date) -> list[str]:
        """The acts that have no place on the axis: those of earlier years, and those without a day."""
        graph = self.naming.graph
        earlier, undated = [], []
        for act in acts:
            name = str(graph.nodes[act].get("number") or self.naming.names(act)[0][0])
            day = act_day(graph, act)
            if day is None:
                undated.append(name)
            elif day < start:
                earlier.append(f"{name} ({day.year})")
        found = []
        if undated:
            listed = ", ".join(undated)
            found.append(
                self.sheet.pick(
                    f"Văn bản khác chưa kiểm chứng ngày: {listed}.",
                    f"Other acts whose days are not verified: {listed}.",
                )
            )
        if earlier:
            listed = ", ".join(earlier)
            found.append(self.sheet.pick(f"Trước năm {start.year}: {listed}.", f"Before {start.year}: {listed}."))
        return found

    def written(self, article: str) -> str:
        """In which span the article was written."""
        data = self.naming.graph.nodes[article]
        first, last = (_day(data[f"written_not_{end}"], self.sheet.lang) for end in ("before", "after"))
        return self.sheet.pick(f"Bài viết: {first} - {last} (suy ra)", f"The article: {first} to {last} (inferred)")

    def notes(self, page: Iterable[Change]) -> list[str]:
        """What explains the words of a page's cards: the deadline of a year, the grades of confidence."""
        nodes = [self.naming.graph.nodes[iri] for change in page for iri in (*change.acts, *change.things)]
        found = [deadline_note(self.sheet)] if any("year" in data for data in nodes) else []
        if any("doubtful" in data for data in nodes):
            found.append(grades_note(self.naming.graph, self.sheet))
        return found

    # --- parts of a card -------------------------------------------------------------------------------------------

    def _became(self, change: Change) -> Iterator[tuple[Names, str]]:
        """What became of each thing, with a remark: events of organisations, else last day and what took its place."""
        graph, naming = self.naming.graph, self.naming
        told = {o for s, _, o in relations(graph, kg.ORIGINAL) if s in change.events}
        for event in change.events:
            yield naming.names(event), str(graph.nodes[event].get(f"remark_{self.sheet.lang}", ""))
        for thing in change.things:
            if thing in told:
                continue
            yield tuple((self._end(thing, text, lang), lang) for text, lang in naming.names(thing)), ""

    def _end(self, thing: str, name: str, lang: str) -> str:
        """How a thing ended, in one of the languages."""
        graph, data = self.naming.graph, self.naming.graph.nodes[thing]
        if "deadline" in data:
            last = _day(data["deadline"], lang)
            return pick(lang, f"{name}: thời hạn đến hết {last}", f"{name}: term until {last}")
        if "valid_until" in data:
            last = _told_day(data, "valid_until", lang)
            how = pick(lang, f"{name}: đến hết {last}", f"{name}: until {last}")
        else:
            how = pick(lang, f"{name}: ngày kết thúc chưa kiểm chứng", f"{name}: last day not verified")
        after = ", ".join(
            names(graph.nodes[o], lang, o)[0][0] for s, _, o in relations(graph, kg.REPLACED_BY) if s == thing
        )
        return how + pick(lang, f". Thay bằng: {after}", f". Replaced by: {after}") if after else how

    def _said(self, change: Change) -> Iterator[tuple[str, Sequence[str]]]:
        """The claims of the article, by how they stand."""
        for heading, claims in groupby(change.claims, key=lambda claim: self._standing(claim, change)):
            yield heading, tuple(claims)

    def _standing(self, claim: str, change: Change) -> str:
        graph = self.naming.graph
        if any(graph.has_edge(claim, thing, kg.MENTIONS_ENDED) for thing in change.things):
            return self.sheet.pick("Bài chỉ nhắc đến:", "The article only mentions it:")
        lang = self.sheet.lang
        labels = {f"label_{tag}": graph.nodes[claim].get(f"standing_{tag}", "") for tag in ("vi", "en")}
        now = inside(names(labels, lang, claim)[0][0])
        return self.sheet.pick(f"Bài nêu (nay {now}):", f"The article states (now: {now}):")

    def _phrase(self, claim: str, width: float, paint: Paint) -> Caption:
        """The words of the article, after what they are about; these words are Vietnamese in every language."""
        topic, phrase = self._topic_and_phrase(claim)
        apart = self._small(topic, width, paint) if topic else Caption(())
        apart += self.sheet.setter.caption(phrase, "vi", width, style.SMALL, "regular", paint.gloss)
        together = self._small(f"{topic} {phrase}".strip(), width, paint)
        return together if self.sheet.lang == "vi" and together.height < apart.height else apart

    def _topic_and_phrase(self, claim: str) -> tuple[str, str]:
        data = self.naming.graph.nodes[claim]
        topic = f"{self.naming.names(data['topic'])[0][0]}:" if "topic" in data else ""
        return topic, f"“{data['phrase']}”"

    def _small(self, text: str, width: float, paint: Paint) -> Caption:
        return self.sheet.setter.caption(text, self.sheet.lang, width, style.SMALL, "regular", paint.gloss)


def _no_act(sheet: Sheet) -> Names:
    return sheet.words(
        "Không do văn bản nào: mốc thời gian nêu trong bài đã qua",
        "By no act: the time named in the article has passed",
    )


def _day(day: str | None, lang: str) -> str:
    """A day in ISO form as a language writes it."""
    return day_text(datetime.date.fromisoformat(day), lang) if day else ""


def _told_day(data: dict[str, Any], name: str, lang: str) -> str:
    """The day in an attribute, with its grade where only a third party says it; empty where there is none."""
    doubt = f" ({grade_text('C', lang)})" if name in data.get("doubtful", "").split() else ""
    return _day(data.get(name), lang) + doubt

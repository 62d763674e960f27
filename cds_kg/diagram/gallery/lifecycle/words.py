"""The words on the diagram of life events and services."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from cds_kg.diagram import style
from cds_kg.diagram.gallery.lifecycle import content as kg
from cds_kg.diagram.graph import relations
from cds_kg.diagram.layout import Caption, Names, capitalised
from cds_kg.diagram.naming import Naming
from cds_kg.diagram.style import Paint


class Wording(Naming):
    """What the diagram says, in the languages of its sheet."""

    def heading(self) -> Names:
        """The title of the drawing."""
        return self.sheet.words(
            "Sự kiện trong đời và dịch vụ công theo từng mô hình chính phủ",
            "Life events and public services under each model of government",
        )

    def caption_of(self, iri: str, limit: float, paint: Paint) -> Caption:
        """The name of a thing, and under it what is said of it: how a service starts, what an item is called now."""
        look = self.sheet.look_of(style.NAME, style.GLOSS, paint)
        words = self.sheet.setter.bilingual(self.names(iri), limit, look)
        for note in self._notes(iri):
            for n, (text, lang) in enumerate(note):
                colour = paint.gloss if n else paint.name
                words += self.sheet.setter.caption(text, lang, limit, style.SMALL, "regular", colour)
        return words

    def _notes(self, iri: str) -> Iterator[Names]:
        """How a service is offered and how it starts, what data sharing is like, what an item is called by now."""
        node = self.graph.nodes[iri]
        own = [o for s, _, o in relations(self.graph, kg.CHANNEL, kg.MODE, kg.CHARACTERISTIC) if s == iri]
        if told := [capitalised(self.names(o)) for o in own]:
            yield tuple((". ".join(text for text, _ in texts), texts[0][1]) for texts in zip(*told, strict=True))
        if "new_name" in node:
            day, name = datetime.date.fromisoformat(node["name_since"]), node["new_name"]
            yield self.sheet.words(
                f"Từ {day.strftime('%d/%m/%Y')} gọi là “{name}”", f"Called “{name}” from {day.isoformat()}"
            )

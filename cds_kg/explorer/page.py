"""The explorer: one page of HTML that holds the whole graph of concepts and asks for nothing from outside."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, TypeAlias

from cds_kg import __version__
from cds_kg.errors import UsageError
from cds_kg.explorer.content import Json, content, things
from cds_kg.explorer.drawings import Drawings
from cds_kg.explorer.outline import Item, outline
from cds_kg.knowledge.endings import day_text
from cds_kg.knowledge.timeline import as_of
from cds_kg.resources import asset
from cds_kg.text import nfc, pick

if TYPE_CHECKING:
    from cds_kg.store.dataset import GraphStore

_LANGUAGES = ("vi", "en")

#: The parts of the page's program, each building on those before.
_SCRIPTS = ("fold", "search", "page", "tree", "stage", "panel", "around", "main")

#: What the page needs to be able to set beside the letters of its data: what people type, and its own signs.
_ASCII = "".join(map(chr, range(0x20, 0x7F)))
_MARKS = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_VIETNAMESE = "đĐ" + "".join(nfc(letter + mark) for letter in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for mark in _MARKS)

_LAST_LEVEL = """
SELECT (MAX(?last) AS ?day) WHERE { ?level a cds:AdministrativeLevel ; cds:validUntil ?last }
"""
_MODIFIED = "SELECT (MAX(?modified) AS ?day) WHERE { ?ontology a owl:Ontology ; dcterms:modified ?modified }"

Words: TypeAlias = Mapping[str, Sequence[str]]


def explorer_page(store: GraphStore, lang: str = "vi") -> str:
    """The page as HTML: the hierarchy, and every concept to be found and opened, before and after a change of levels.

    The days between which the page switches are the last day of the administrative level that ended last, and the day
    after; where no level has ended the page shows the graph as it is. What it tells of things from that day after on
    holds up to the day of the data: acts that came since are there.

    Args:
        store: the graph, whole or a view as of a day, whose day the page then shows alone.
        lang: the language in which the page opens, ``vi`` or ``en``.

    Raises:
        UsageError: another language.
        NotFoundError: the graph has no hierarchy to draw.
        LimitError: the page of the drawing cannot hold it.
    """
    if lang not in _LANGUAGES:
        raise UsageError(f"Không có ngôn ngữ «{lang}»; hãy dùng vi hoặc en.", f'No language "{lang}"; use vi or en.')
    views, checked_on = _views(store), _day(store, _MODIFIED) or datetime.date.min
    days = [view.day or checked_on for view in views]
    drawings = Drawings(views)
    svgs = [drawings.svg(language) for language in sorted(_LANGUAGES, key=lambda name: name != lang)]
    words: Words = json.loads(_read("words.json"))
    iris = things(store.whole)
    places = {iri: place for place, iri in enumerate(iris)}
    data = content(_told(views, checked_on), days, iris, checked_on) | {
        "lang": lang,
        "version": __version__,
        "checked": _wordings(checked_on),
        "days": [{"day": f"{day}", "text": _wordings(day)} for day in days],
        "outline": [_items(outline(view), places) for view in views],
        "words": {name: list(texts) for name, texts in words.items()},
    }
    island = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    script = "".join(_program(_read(f"{name}.js")) for name in _SCRIPTS)
    letters = {*island, *_ASCII, *_VIETNAMESE, *drawings.letters(svgs)}
    style = f"{_font_faces(letters)}{_read('page.css')}{drawings.css()}"
    return _filled(
        _read("page.html"),
        {name: escape(pick(lang, *texts)) for name, texts in words.items()}
        | {
            "about": escape(_about(words, checked_on, lang)),
            "lang": lang,
            "version": escape(__version__),
            "policy": _policy(style, script),
            "style": style,
            "drawings": "\n".join([svgs[0], *(_hidden(svg) for svg in svgs[1:])]),
            "data": island,
            "script": script,
        },
    )


def _views(store: GraphStore) -> list[GraphStore]:
    """The graph as of each day that the page shows, the latest last."""
    if store.day is not None:
        return [store]
    last = _day(store, _LAST_LEVEL)
    if last is None:
        return [store]
    return [as_of(store, day) for day in (last, last + datetime.timedelta(days=1))]


def _told(views: list[GraphStore], checked_on: datetime.date) -> list[GraphStore]:
    """The graph as it is told for each day: of several the latest day stands for the time up to that of the data."""
    *earlier, latest = views
    if not earlier or latest.day is None:
        return views
    return [*earlier, as_of(latest, max(latest.day, checked_on))]


def _day(store: GraphStore, query: str) -> datetime.date | None:
    found = store.whole.select(query)[0]["day"]
    return found if isinstance(found, datetime.date) else None


def _about(words: Words, checked_on: datetime.date, lang: str) -> str:
    return pick(lang, *words["about"]).format(version=__version__, day=day_text(checked_on, lang))


def _wordings(day: datetime.date) -> list[Json]:
    return [day_text(day, language) for language in _LANGUAGES]


def _items(items: Sequence[Item], places: Mapping[str, int]) -> list[Json]:
    """The outline with things by their numbers; what is no concept is left out with all below it."""
    return [[places[item.iri], _items(item.below, places)] for item in items if item.iri in places]


def _font_faces(letters: set[str]) -> str:
    from cds_kg.diagram.outlines import font_face_css

    return font_face_css(("regular", "semibold"), "".join(sorted(letters)))


def _policy(style: str, script: str) -> str:
    """The content security policy: this style, this script, the fonts and the empty icon in the page; nothing else."""
    sources = {
        "default-src": "'none'",
        "style-src": _hash(style),
        "script-src": _hash(script),
        "font-src": "data:",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in sources.items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _hidden(svg: str) -> str:
    return svg.replace('class="drawing', 'class="drawing off', 1)


def _filled(template: str, values: Mapping[str, str]) -> str:
    """The template with each ``{{name}}`` replaced; what is put in is not looked at again."""
    return re.sub(r"\{\{(\w+)\}\}", lambda place: values[place[1]], template)


def _program(text: str) -> str:
    """A program without its comments and the blanks before its lines; no line of ours is in the middle of a text."""
    lines = (line.strip() for line in re.sub(r"^ *(//.*|/\*\*.*\*/)$", "", text, flags=re.MULTILINE).split("\n"))
    return "".join(line + "\n" for line in lines if line)


def _read(name: str) -> str:
    return nfc((asset("explorer") / name).read_text(encoding="utf-8"))

"""A comparison as Markdown, to be pasted into a changelog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from cds_kg.export.diff.model import KINDS, STATUSES, Change, Difference, Thing
from cds_kg.export.diff.wording import about, before_and_after, named, reason, word
from cds_kg.namespaces import curie
from cds_kg.store.tables import visible
from cds_kg.text import pick

#: Of one kind so many things are listed in a section; the rest are counted.
_MOST = 50

_HEADINGS = {
    "breaking": ("Phá vỡ tương thích", "Breaking"),
    "review": ("Cần xem lại", "To review"),
    "added": ("Thêm mới", "Added"),
    "changed": ("Thay đổi", "Changed"),
    "deprecated": ("Ngừng dùng", "Deprecated"),
    "ended": ("Đã kết thúc", "Ended"),
    "removed": ("Bị bỏ", "Removed"),
}

_SPECIAL = str.maketrans({c: "\\" + c for c in "\\`*_[]<>|~"} | {"&": "&amp;"})


def to_markdown(difference: Difference, lang: str, title: str = "") -> str:
    """What breaks first, then what a person has to review, then the rest by what became of it.

    Each thing stands in one section. Of more than 50 of a kind in a section the rest are counted.
    """
    lines = [f"## {title}", ""] if title else []
    if not difference.things:
        return "\n".join([*lines, pick(lang, "Không có gì khác nhau.", "No difference."), ""])
    sections: dict[str, list[Thing]] = {name: [] for name in _HEADINGS}
    for thing in difference.things:
        sections[thing.effect if thing.effect in ("breaking", "review") else thing.status].append(thing)
    for name, things in sections.items():
        if things:
            lines += [f"### {pick(lang, *_HEADINGS[name])}", "", *_section(difference, name, things, lang), ""]
    return "\n".join(lines)


def escaped(text: str) -> str:
    """``text`` so that Markdown and HTML take every sign of it as a sign, on one line."""
    return visible(" ".join(text.split())).translate(_SPECIAL)


def _section(difference: Difference, name: str, things: list[Thing], lang: str) -> Iterator[str]:
    for kind in KINDS:
        group = sorted(
            (thing for thing in things if thing.kind == kind),
            key=lambda thing: (STATUSES.index(thing.status), thing.iri),
        )
        for thing in group[:_MOST]:
            yield from _item(difference, name, thing, lang)
        rest = len(group) - _MOST
        if rest > 0:
            yield pick(
                lang,
                f"- … và {rest} {word(kind, lang)} nữa (xem đủ bằng -f json)",
                f"- … and {rest} more of the kind {word(kind, lang)} (all of them: -f json)",
            )


def _item(difference: Difference, name: str, thing: Thing, lang: str) -> Iterator[str]:
    text = difference.label(thing.iri, lang)
    short = f"`{curie(thing.iri)}`"
    head = f"- {word(thing.kind, lang)} " + (
        short if text in (curie(thing.iri), thing.iri) else f"**{escaped(text)}** ({short})"
    )
    if name in ("breaking", "review"):
        head += f" – {word(thing.status, lang)}"
    if thing.replacements and thing.status in ("deprecated", "ended", "removed"):
        listed = ", ".join(escaped(named(difference, iri, lang)) for iri in thing.replacements)
        head += pick(lang, f"; thay bằng {listed}", f"; replaced by {listed}")
    elif thing.status == "deprecated":
        head += pick(lang, "; không nêu cái thay thế", "; no replacement is named")
    first = thing.changes[0]
    if first.aspect == "thing":
        yield head + (f": {reason(first.reason, lang)}" if first.effect != "safe" else "")
        return
    yield head
    # That something was deprecated the heading tells.
    changes = [c for c in thing.changes if c.aspect != "deprecation" or thing.status == "changed"]
    for change, following in zip_longest(changes, changes[1:]):
        last = following is None or following.reason != change.reason
        why = f" ({word(change.effect, lang)}: {reason(change.reason, lang)})"
        yield f"  - {_change(difference, change, lang)}{why if last and change.effect != 'safe' else ''}"


def _change(difference: Difference, change: Change, lang: str) -> str:
    what = about(change, lang)
    if ":" in what:
        what = f"`{what}`"
    before, after = (_listed(texts) for texts in before_and_after(difference, change, lang))
    if before and after:
        return f"{what}: {before} → {after}"
    if before:
        return f"{what}: " + pick(lang, f"bỏ {before}", f"without {before}")
    return f"{what}: " + pick(lang, f"thêm {after}", f"now {after}")


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(f"“{escaped(text)}”" for text in texts)

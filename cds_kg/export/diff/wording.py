"""The words of a comparison in both languages, and texts cut down to where they differ."""

from __future__ import annotations

from itertools import takewhile

import pyoxigraph as ox

from cds_kg.export.diff.model import Change, Difference
from cds_kg.export.diff.reasons import REASONS
from cds_kg.namespaces import curie
from cds_kg.text import pick

#: Word for programs -> word for people, Vietnamese and English.
WORDS: dict[str, tuple[str, str]] = {
    "breaking": ("phá vỡ tương thích", "breaking"),
    "review": ("cần xem lại", "to review"),
    "safe": ("an toàn", "safe"),
    "removed": ("bị bỏ", "removed"),
    "deprecated": ("ngừng dùng", "deprecated"),
    "ended": ("đã kết thúc", "ended"),
    "changed": ("thay đổi", "changed"),
    "added": ("thêm mới", "added"),
    "class": ("lớp", "class"),
    "property": ("thuộc tính", "property"),
    "concept": ("khái niệm", "concept"),
    "claim": ("luận cứ", "claim"),
    "act": ("văn bản", "act"),
    "unit": ("đơn vị hành chính", "administrative unit"),
    "shape": ("quy tắc", "shape"),
    "question": ("câu hỏi", "question"),
    "other": ("đối tượng khác", "other thing"),
    "label": ("nhãn", "label"),
    "alternative label": ("nhãn khác", "alternative label"),
    "definition": ("định nghĩa", "definition"),
    "note": ("ghi chú", "note"),
    "metadata": ("thông tin về bản này", "metadata"),
    "type": ("lớp", "class"),
    "hierarchy": ("vị trí trong hệ thống", "place in the hierarchy"),
    "domain and range": ("miền xác định, miền giá trị", "domain or range"),
    "deprecation": ("ngừng dùng", "deprecation"),
    "validity": ("hiệu lực", "validity"),
    "statement": ("phát biểu", "statement"),
    "rule": ("quy tắc", "rule"),
    "message": ("thông báo", "message"),
    "columns": ("cột", "columns"),
    "parameters": ("tham số", "parameters"),
    "query": ("truy vấn", "query"),
    "major": ("số lớn (major)", "the major part"),
    "minor": ("số giữa (minor)", "the minor part"),
    "patch": ("số cuối (patch)", "the patch part"),
    "graph": ("đồ thị", "graph"),
    "units": ("đơn vị hành chính", "administrative units"),
    "shapes": ("quy tắc", "shapes"),
    "questions": ("câu hỏi", "questions"),
    "old": ("bản cũ", "the old side"),
    "new": ("bản mới", "the new side"),
}

#: Signs that are shown around the place where two texts differ, and the length from which they are cut.
_AROUND = 30
_LONG = 90


def word(name: str, lang: str) -> str:
    """A word for people."""
    return pick(lang, *WORDS.get(name, (name, name)))


def reason(key: str, lang: str) -> str:
    """Why a change has its effect."""
    return pick(lang, *REASONS[key])


def named(difference: Difference, iri: str, lang: str) -> str:
    """A thing by its label and its prefixed name, or by the latter alone."""
    short = curie(iri)
    text = difference.label(iri, lang)
    return short if text in (short, iri) else f"{text} ({short})"


def about(change: Change, lang: str) -> str:
    """What a change is about: the property where it is one of many, and the language of its texts."""
    named_by_property = change.predicate and change.aspect in ("statement", "rule", "note", "validity")
    text = curie(change.predicate or "") if named_by_property else word(change.aspect, lang)
    return f"{text} ({change.language})" if change.language else text


def before_and_after(difference: Difference, change: Change, lang: str) -> tuple[list[str], list[str]]:
    """The values as people read them; of two long texts that differ, the place where they do."""
    before, after = (
        [named(difference, term.value, lang) if isinstance(term, ox.NamedNode) else term.value for term in terms]
        for terms in (change.before, change.after)
    )
    if len(before) == len(after) == 1:
        one, other = _cut(before[0], after[0])
        return [one], [other]
    return [_short(text) for text in before], [_short(text) for text in after]


def _cut(one: str, other: str) -> tuple[str, str]:
    """Two texts without what they have in common at their ends, but for some words of it."""
    if max(len(one), len(other)) <= _LONG:
        return one, other
    begin = _common(one, other)
    end = _common(one[begin:][::-1], other[begin:][::-1])
    start = one.rfind(" ", 0, max(begin - _AROUND, 0)) + 1 if begin > _AROUND else 0
    cuts = []
    for text in (one, other):
        stop = len(text)
        if end > _AROUND:
            space = text.find(" ", len(text) - end + _AROUND)
            stop = space if space > 0 else len(text)
        cuts.append(("… " if start else "") + _short(text[start:stop], 4 * _LONG) + (" …" if stop < len(text) else ""))
    return cuts[0], cuts[1]


def _common(one: str, other: str) -> int:
    """How many signs two texts have in common at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _short(text: str, longest: int = 2 * _LONG) -> str:
    return text if len(text) <= longest else text[:longest].rpartition(" ")[0] + " …"

"""Names of things: the one label chain, and which thing a name stands for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeAlias
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from cds_kg.errors import AmbiguousError, NotFoundError, UsageError
from cds_kg.namespaces import CDS, CDSC, CDSE, CDSI, CDSP, CDSQ, RDF, RDFS, SKOS, curie, expand
from cds_kg.store import labels as chain
from cds_kg.store.dataset import GraphStore
from cds_kg.text import fold, nfc, pick, slug

Kind: TypeAlias = Literal["concept", "individual", "term"]

#: Every kind of thing that has a name, in the order in which a match is preferred.
KINDS: tuple[Kind, ...] = ("concept", "individual", "term")

_PREF_LABEL = ox.NamedNode(SKOS + "prefLabel")
_ALT_LABEL = ox.NamedNode(SKOS + "altLabel")
_RDFS_LABEL = ox.NamedNode(RDFS + "label")
_TYPE = ox.NamedNode(RDF + "type")
_CONCEPT = ox.NamedNode(SKOS + "Concept")

_LONGEST = 200
_SHOWN_CANDIDATES = 12
_SUGGESTIONS = 3
_LEAST_SIMILARITY = 0.7

_KIND_NAMES: dict[Kind, tuple[str, str]] = {
    "concept": ("khái niệm", "a concept"),
    "individual": ("cá thể", "an individual"),
    "term": ("lớp hay thuộc tính", "a class or property"),
}


def label(store: GraphStore, iri: str, lang: str = "vi") -> str:
    """The label of ``iri`` in ``lang``, else in Vietnamese, else in English, else its prefixed name or the IRI."""
    return chain.label(store.store, iri, lang)


def labels(store: GraphStore, iri: str) -> dict[str, str]:
    """Language -> preferred label of ``iri``, Vietnamese first."""
    return chain.labels(store.store, iri)


def short_id(iri: str) -> str:
    """The name by which a thing is called on the command line: ``chinh-phu-so``, ``c051``, ``cds:Pillar``.

    >>> short_id("https://w3id.org/cds-kg/concept/chinh-phu-so")
    'chinh-phu-so'
    """
    for namespace in (CDSC, CDSI, CDSE, CDSP, CDSQ):
        if iri.startswith(namespace):
            return iri[len(namespace) :]
    return curie(iri)


def resolve(store: GraphStore, name: str, kinds: Sequence[Kind] = ("concept",)) -> str:
    """The IRI of the thing that ``name`` stands for.

    ``name`` is an id, a prefixed name, an IRI or a label, preferred or alternative, in either language, with or
    without marks and case. An exact name wins over one that differs in case, that over one that differs in marks or
    punctuation, that over the beginning of a name; at the same closeness concepts win over other individuals. Classes
    and properties are looked at only where nothing else fits.

    Args:
        kinds: what may be meant, of `KINDS`.

    Raises:
        AmbiguousError: several things fit equally well; the text and ``candidates`` list them.
        NotFoundError: nothing fits; the text makes up to three suggestions.
        UsageError: the name is empty, or a kind that there is not.
    """
    return names_of(store).resolve(name, kinds)


class Names:
    """All names in one graph. Use `names_of`, which builds it once for each graph."""

    def __init__(self, store: GraphStore) -> None:
        # The store alone: a name table that held its graph would keep it alive for ever.
        self._store = store.store
        concepts = {q.subject for q in store.store.quads_for_pattern(None, _TYPE, _CONCEPT)}
        named: dict[str, set[str]] = defaultdict(set)
        self._kinds: dict[str, Kind] = {}
        for predicate in (_RDFS_LABEL, _PREF_LABEL, _ALT_LABEL):
            for quad in store.store.quads_for_pattern(None, predicate, None):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                    iri = quad.subject.value
                    named[iri].add(quad.object.value)
                    term = predicate == _RDFS_LABEL
                    self._kinds[iri] = "concept" if quad.subject in concepts else "term" if term else "individual"
        for iri, texts in named.items():
            texts.add(short_id(iri))
            if iri.startswith(CDS):
                texts.add(iri[len(CDS) :])
        self._names = {iri: sorted(texts) for iri, texts in sorted(named.items())}

    def of_kind(self, kind: Kind) -> list[str]:
        """The IRIs of one kind, sorted."""
        return [iri for iri in self._names if self._kinds[iri] == kind]

    def resolve(self, name: str, kinds: Sequence[Kind]) -> str:
        """See `resolve`."""
        for kind in kinds:
            if kind not in KINDS:
                listed = ", ".join(KINDS)
                raise UsageError(
                    f"Không có loại «{kind}»; các loại là: {listed}.", f'There is no kind "{kind}"; they are: {listed}.'
                )
        wanted = " ".join(nfc(name).split())
        if not wanted:
            raise UsageError(
                "Tên để trống; hãy nêu mã, nhãn hoặc IRI.", "The name is empty; give an id, a label or an IRI."
            )
        direct = self._direct(wanted)
        if direct is not None and self._kinds[direct] in kinds:
            return direct
        if len(wanted) > _LONGEST:
            raise _not_found(wanted[:_LONGEST] + "…", [], [])
        if direct is not None:
            raise _other_kind(wanted, kinds)
        found = self._closest(wanted, kinds)
        if len(found) == 1:
            return found[0]
        if found:
            raise AmbiguousError(
                f"«{wanted}» có thể là nhiều thứ; hãy viết rõ hơn hoặc dùng mã:\n{self._listed(found, 'vi')}",
                f'"{wanted}" may be several things; write more of it or use the id:\n{self._listed(found, "en")}',
                tuple(found),
            )
        close = self._suggestions(wanted, kinds)
        raise _not_found(wanted, [self._called(i, "vi") for i in close], [self._called(i, "en") for i in close])

    def spelling(self, text: str) -> str:
        """``text`` as the one name that differs from it but for marks and case is spelt, else as it is."""
        wanted = " ".join(nfc(text).split())
        alike = {name for names in self._names.values() for name in names if fold(name) == fold(wanted)}
        return alike.pop() if len(alike) == 1 else wanted

    def _direct(self, name: str) -> str | None:
        """The IRI that ``name`` spells, in full or with a prefix."""
        iri = name[1:-1] if name.startswith("<") and name.endswith(">") else name
        expanded = iri if "://" in iri else expand(iri)
        return expanded if expanded in self._names else None

    def _closest(self, name: str, kinds: Sequence[Kind]) -> list[str]:
        """The things of the best rank that fits, sorted by IRI."""
        ranked: dict[tuple[bool, int, int], list[str]] = defaultdict(list)
        for iri, texts in self._of(kinds):
            closeness = min(filter(None, (_closeness(name, text) for text in texts)), default=0)
            if closeness:
                kind = self._kinds[iri]
                ranked[kind == "term", closeness, KINDS.index(kind)].append(iri)
        return ranked[min(ranked)] if ranked else []

    def _suggestions(self, name: str, kinds: Sequence[Kind]) -> list[str]:
        """Up to three things whose names hold all the words, or are spelt nearly so."""
        scored = []
        for iri, texts in self._of(kinds):
            likeness = max(_likeness(fold(name), fold(text)) for text in texts)
            if likeness >= _LEAST_SIMILARITY:
                scored.append((-likeness, self._kinds[iri] == "term", iri))
        return [iri for *_, iri in sorted(scored)[:_SUGGESTIONS]]

    def _of(self, kinds: Sequence[Kind]) -> Iterator[tuple[str, list[str]]]:
        return ((iri, texts) for iri, texts in self._names.items() if self._kinds[iri] in kinds)

    def _called(self, iri: str, lang: str) -> str:
        return f"{chain.label(self._store, iri, lang)} ({short_id(iri)})"

    def _listed(self, iris: Sequence[str], lang: str) -> str:
        shown = iris[:_SHOWN_CANDIDATES]
        width = max(len(short_id(iri)) for iri in shown)
        lines = [f"  {short_id(iri):<{width}}  {chain.label(self._store, iri, lang)}" for iri in shown]
        more = len(iris) - len(shown)
        if more:
            lines.append("  " + pick(lang, f"… và {more} thứ khác", f"… and {more} more"))
        return "\n".join(lines)


_NAMES: WeakKeyDictionary[GraphStore, Names] = WeakKeyDictionary()


def names_of(store: GraphStore) -> Names:
    """The names of one graph, built when they are first asked for; the same on every day."""
    store = store.whole
    names = _NAMES.get(store)
    if names is None:
        names = _NAMES[store] = Names(store)
    return names


def _closeness(name: str, text: str) -> int:
    """1 the same, 2 but for case, 3 but for marks and punctuation, 4 its first words, 5 its first letters; else 0."""
    if name == text:
        return 1
    if name.casefold() == text.casefold():
        return 2
    begin, whole = slug(name), slug(text)
    if not begin:
        return 0
    if begin == whole:
        return 3
    if whole.startswith(begin + "-"):
        return 4
    return 5 if len(begin) > 1 and whole.startswith(begin) else 0


def _likeness(name: str, text: str) -> float:
    """1 where every word of ``name`` begins a word of ``text``, else how little the spellings differ; 0 to 1."""
    words, others = _words(name), _words(text)
    if words and all(any(other.startswith(word) for other in others) for word in words):
        return 1.0
    longest = max(len(name), len(text))
    if longest == 0 or abs(len(name) - len(text)) > (1 - _LEAST_SIMILARITY) * longest:
        return 0.0
    return 1 - distance(name, text) / longest


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def distance(a: str, b: str) -> int:
    """How many letters must be put in, left out, changed or swapped with their neighbour to make ``a`` into ``b``.

    >>> distance("smart ctiy", "smart city")
    1
    """
    two_back: list[int] = []
    back = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(back[j] + 1, row[j - 1] + 1, back[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, two_back[j - 2] + 1)
            row.append(cost)
        two_back, back = back, row
    return back[-1]


def _not_found(name: str, close_vi: Iterable[str], close_en: Iterable[str]) -> NotFoundError:
    vi, en = ", ".join(close_vi), ", ".join(close_en)
    return NotFoundError(
        f"Không tìm thấy «{name}». "
        + (f"Có phải bạn muốn tìm: {vi}?" if vi else "Hãy kiểm tra chính tả hoặc dùng ít từ hơn."),
        f'"{name}" was not found. ' + (f"Did you mean: {en}?" if en else "Check the spelling or use fewer words."),
    )


def _other_kind(name: str, kinds: Sequence[Kind]) -> NotFoundError:
    vi = " hay ".join(_KIND_NAMES[kind][0] for kind in kinds)
    en = " or ".join(_KIND_NAMES[kind][1] for kind in kinds)
    return NotFoundError(
        f"«{name}» có trong đồ thị nhưng không phải là {vi}; hãy chọn thứ khác.",
        f'"{name}" is in the graph but is not {en}; choose another.',
    )

"""The words by which people name levels and types of administrative units."""

from __future__ import annotations

from collections.abc import Iterable

from cds_kg.errors import UsageError
from cds_kg.knowledge.units_index import index_of
from cds_kg.namespaces import CDS
from cds_kg.store import labels as chain
from cds_kg.store.dataset import GraphStore
from cds_kg.text import slug

#: English nouns for the levels, whose labels have adjectives: the level's short name by the noun.
_NOUNS = {"province": "cap-tinh", "district": "cap-huyen", "commune": "cap-xa"}

#: How addresses shorten the words for types.
SHORT = {
    "t": "tỉnh",
    "tp": "thành phố",
    "t.p": "thành phố",
    "q": "quận",
    "h": "huyện",
    "tx": "thị xã",
    "p": "phường",
    "x": "xã",
    "tt": "thị trấn",
    "đk": "đặc khu",
}


def level_named(store: GraphStore, word: str) -> str:
    """The IRI of the level that ``word`` names, in either language, with or without marks: ``tinh``, ``province``.

    Raises:
        UsageError: there is no such level; the text lists them.
    """
    levels = sorted(set(index_of(store).levels.values()))
    wanted = slug(word)
    wanted = _NOUNS.get(wanted.removesuffix("s"), wanted)
    for level in levels:
        names = {slug(text) for text in chain.labels(store.store, level).values()} | {level.rpartition("/")[2]}
        if wanted in names | {name.removeprefix("cap-").removesuffix("-level") for name in names} or word == level:
            return level
    ids = [level.rpartition("/")[2] for level in levels]
    raise _unknown(word, "cấp", "level", (name.removeprefix("cap-") for name in ids), _NOUNS)


def types_named(store: GraphStore, word: str) -> tuple[str, ...]:
    """The IRIs of the types that ``word`` names: one, or all kinds of city, ``thanh-pho``, or of district.

    Raises:
        UsageError: there is no such type; the text lists them.
    """
    types = index_of(store).unit_types
    wanted = slug(SHORT.get(word.strip().lower(), word))
    if word in types:
        return (word,)
    names = {
        iri: (slug(labels.get("vi", "")), slug(labels.get("en", "")), slug(iri.removeprefix(CDS)))
        for iri, labels in types.items()
    }
    exact = tuple(iri for iri, texts in names.items() if wanted in texts)
    if wanted and not exact:
        exact = tuple(
            iri for iri, (vi, en, _) in names.items() if vi.startswith(wanted + "-") or en.endswith("-" + wanted)
        )
    if not exact:
        raise _unknown(word, "loại", "type", (vi for vi, _, _ in names.values()), (en for _, en, _ in names.values()))
    return exact


def _unknown(word: str, vi: str, en: str, known_vi: Iterable[str], known_en: Iterable[str]) -> UsageError:
    return UsageError(
        f"Không có {vi} đơn vị «{word}»; hãy dùng một trong: {', '.join(sorted(known_vi))}.",
        f'There is no {en} of units "{word}"; use one of: {", ".join(sorted(known_en))}.',
    )

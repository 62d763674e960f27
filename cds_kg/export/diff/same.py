"""What differs in writing and not in meaning: the spelling of values, inverses, schema.org's twins."""

from __future__ import annotations

import datetime
from collections.abc import Set
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from cds_kg.export.diff.blanks import Term
from cds_kg.export.diff.graphs import TYPE, Graphs, values
from cds_kg.namespaces import OWL, SCHEMA, SKOS, XSD

_INTEGERS = frozenset(
    XSD + name
    for name in (
        *("integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger"),
        *("nonPositiveInteger", "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
_NUMBERS = _INTEGERS | {XSD + "decimal"}
_FLOATS = frozenset({XSD + "double", XSD + "float"})

#: Longer texts are no numbers or dates that anybody writes.
_LONGEST = 100

#: Property -> its inverse; the first of each pair is the direction that is told.
_PAIRS = (
    *(("broader", "narrower"), ("broaderTransitive", "narrowerTransitive"), ("broadMatch", "narrowMatch")),
    ("topConceptOf", "hasTopConcept"),
)
_INVERSES = {SKOS + a: SKOS + b for one, other in _PAIRS for a, b in ((one, other), (other, one))}
_TOLD = frozenset(SKOS + one for one, _ in _PAIRS)
_SYMMETRIC = frozenset(SKOS + name for name in ("related", "relatedMatch", "closeMatch", "exactMatch"))


def value_of(term: Term) -> object:
    """A key that is the same for literals of one datatype and one value; the term itself where that is all there is."""
    if not isinstance(term, ox.Literal) or term.language or len(term.value) > _LONGEST:
        return term
    datatype, text = term.datatype.value, term.value.strip()
    try:
        if datatype in _NUMBERS:
            return (datatype, Decimal(text)) if text.strip("+-.0123456789") == "" else term
        if datatype in _FLOATS:
            return (datatype, repr(float(text.replace("INF", "inf"))))
        if datatype == XSD + "boolean":
            return (datatype, {"1": "true", "0": "false"}.get(text, text))
        if datatype == XSD + "dateTime":
            moment = datetime.datetime.fromisoformat(text)
            return (datatype, moment.astimezone(datetime.UTC) if moment.tzinfo else moment)
    except (ValueError, OverflowError, InvalidOperation):
        pass
    return term


def without_spellings(gone: Set[ox.Triple], come: Set[ox.Triple]) -> tuple[frozenset[ox.Triple], frozenset[ox.Triple]]:
    """The triples of each that do not say the same as one of the other."""

    def keyed(triples: Set[ox.Triple]) -> dict[object, ox.Triple]:
        return {(t.subject, t.predicate, value_of(t.object)): t for t in sorted(triples, key=str)}

    before, after = keyed(gone), keyed(come)
    same = before.keys() & after.keys()
    return (
        frozenset(t for key, t in before.items() if key not in same),
        frozenset(t for key, t in after.items() if key not in same),
    )


def without_what_follows(
    gone: Set[ox.Triple], come: Set[ox.Triple], graphs: Graphs
) -> tuple[frozenset[ox.Triple], frozenset[ox.Triple]]:
    """The triples of each that no other statement says: an inverse, the same in schema.org's terms."""
    symmetric = _SYMMETRIC | {
        s.value
        for index in (graphs.old, graphs.new)
        for s in {t.predicate for t in (*gone, *come)}
        if ox.NamedNode(OWL + "SymmetricProperty") in values(index, s, TYPE)
    }
    return (
        frozenset(t for t in gone if not _follows(t, graphs, gone, symmetric, old=True)),
        frozenset(t for t in come if not _follows(t, graphs, come, symmetric, old=False)),
    )


def _follows(t: ox.Triple, graphs: Graphs, group: Set[ox.Triple], symmetric: Set[str], *, old: bool) -> bool:
    predicate = t.predicate.value
    mine, theirs = (graphs.old, graphs.new) if old else (graphs.new, graphs.old)
    if predicate.startswith(SCHEMA):
        return any(o.object == t.object and not o.predicate.value.startswith(SCHEMA) for o in mine.get(t.subject, ()))
    turned = predicate if predicate in symmetric else _INVERSES.get(predicate)
    if turned is None or not isinstance(t.object, ox.NamedNode):
        return False
    back = ox.Triple(t.object, ox.NamedNode(turned), t.subject)
    if back in theirs.get(back.subject, ()):
        return True
    first = predicate in _TOLD if turned != predicate else str(t.subject) < str(t.object)
    return back in group and not first


def is_schema(t: ox.Triple) -> bool:
    """Whether the triple is said in schema.org's terms."""
    return t.predicate.value.startswith(SCHEMA) or (
        t.predicate == TYPE and isinstance(t.object, ox.NamedNode) and t.object.value.startswith(SCHEMA)
    )

"""Triples as sorted lines of N-Triples, and what can be read off such lines without making terms of them.

The writers work on these lines: text is sorted, compared and cut many times faster than the engine's terms. A term in a
line is ``<iri>``, ``_:label``, or ``"text"`` with its language or datatype behind it, as N-Triples escapes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

import pyoxigraph as ox

from cds_kg.namespaces import XSD
from cds_kg.store.blank import canonical

Statement: TypeAlias = ox.Quad | ox.Triple

#: Subject, predicate and object as they stand in a line.
Terms: TypeAlias = tuple[str, str, str]

STRING = XSD + "string"

_ESCAPE = re.compile(r"\\(?:[tbnrf\"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})")
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def lines(statements: Iterable[Statement]) -> list[str]:
    """Each triple once as a line without its end, sorted. Blank nodes have names that depend on the graph alone.

    Args:
        statements: triples, or quads whose graph is left out.

    Raises:
        ValueError: a triple stands inside another, or a text has a direction, which RDF 1.1 does not have.
    """
    found = _lines(statement.triple if isinstance(statement, ox.Quad) else statement for statement in statements)
    if any(line.startswith("_:") or line.split(" ", 2)[2].startswith("_:") for line in found if "_:" in line):
        found = _lines(canonical(ox.parse("\n".join(found), ox.RdfFormat.N_TRIPLES)))
    return found


def _lines(triples: Iterable[ox.Triple]) -> list[str]:
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert data is not None
    found = sorted(set(data.decode().split("\n")))
    if found and not found[0]:
        del found[0]
    if any("<<(" in line and line.split(" ", 2)[2].startswith("<<(") for line in found):
        raise ValueError("RDF 1.1 has no triple terms")
    if any(line.endswith(("--ltr .", "--rtl .")) for line in found):
        raise ValueError("RDF 1.1 has no direction of text")
    return found


def terms(line: str) -> Terms:
    """The three terms of a line."""
    subject, predicate, item = line.split(" ", 2)
    return subject, predicate, item[:-2]


def literal_parts(term: str) -> tuple[str, str, str]:
    """The text of a literal, still escaped, its language or nothing, and the IRI of its datatype.

    >>> literal_parts('"Cấp xã"@vi')
    ('Cấp xã', 'vi', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#langString')
    """
    end = term.rindex('"')
    text, rest = term[1:end], term[end + 1 :]
    if not rest:
        return text, "", STRING
    if rest[0] == "@":
        return text, rest[1:], "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    return text, "", rest[3:-1]


def unescaped(text: str) -> str:
    """The text that an escaped text stands for."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    sign = found[0][1]
    return _ESCAPED[sign] if sign in _ESCAPED else chr(int(found[0][2:], 16))

"""Triples as bytes, the same on every run: N-Triples, JSON-LD, Turtle."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TypeAlias

import pyoxigraph as ox

from cds_kg.errors import UsageError
from cds_kg.namespaces import PREFIXES, RDF, XSD, curie
from cds_kg.store.blank import canonical
from cds_kg.store.files import write_file as write_file
from cds_kg.store.turtle import format_turtle, language_order

#: The formats of triples.
FORMATS = ("ttl", "nt", "jsonld")

Statement: TypeAlias = ox.Quad | ox.Triple


def serialise(statements: Iterable[Statement], form: str) -> bytes:
    """The statements, each once, in UTF-8.

    Args:
        statements: triples, or quads whose graph is left out.
        form: ``ttl``, ``nt`` or ``jsonld``.

    Raises:
        UsageError: another format.
    """
    if form == "ttl":
        return format_turtle(statements).encode()
    triples = canonical(statements)
    if form == "nt":
        return _ntriples(triples)
    if form == "jsonld":
        return _jsonld(triples)
    listed = ", ".join(FORMATS)
    raise UsageError(
        f"Không có định dạng «{form}»; hãy dùng một trong: {listed}.",
        f'There is no format "{form}"; use one of: {listed}.',
    )


def _ntriples(triples: Iterable[ox.Triple]) -> bytes:
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert data is not None
    return b"".join(sorted(data.splitlines(keepends=True)))


def _jsonld(triples: Iterable[ox.Triple]) -> bytes:
    """JSON-LD 1.1: the context holds the prefixes in use, ``@graph`` one object per subject, all of it sorted."""
    nodes: dict[str, dict[str, list[object]]] = {}
    used: set[str] = set()

    def short(iri: str) -> str:
        name = curie(iri)
        if name != iri:
            used.add(name.partition(":")[0])
        return name

    def name_of(term: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
        if isinstance(term, ox.Triple):
            raise ValueError("RDF 1.1 has no triple terms")
        return short(term.value) if isinstance(term, ox.NamedNode) else str(term)

    def value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> object:
        if not isinstance(term, ox.Literal):
            return {"@id": name_of(term)}
        if term.language:
            return {"@language": term.language, "@value": term.value}
        if term.datatype.value == XSD + "string":
            return term.value
        return {"@type": short(term.datatype.value), "@value": term.value}

    for triple in triples:
        node = nodes.setdefault(name_of(triple.subject), {})
        if triple.predicate.value == RDF + "type" and not isinstance(triple.object, ox.Literal | ox.Triple):
            node.setdefault("@type", []).append(name_of(triple.object))
        else:
            node.setdefault(short(triple.predicate.value), []).append(value(triple.object))
    graph = [
        {"@id": subject, **{key: _plain(sorted(values, key=_json_key)) for key, values in sorted(node.items())}}
        for subject, node in sorted(nodes.items())
    ]
    document = {"@context": {p: n for p, n in PREFIXES.items() if p in used}, "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _plain(values: list[object]) -> object:
    return values[0] if len(values) == 1 else values


def _json_key(value: object) -> tuple[int, str]:
    """Vietnamese, English, then all else by its text."""
    language = value.get("@language") if isinstance(value, dict) else None
    return language_order(language), json.dumps(value, ensure_ascii=False, sort_keys=True)

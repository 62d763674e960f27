"""Triples as bytes, the same on every run, in each format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cds_kg.errors import UsageError
from cds_kg.store.jsonld import Context, jsonld
from cds_kg.store.ntriples import Statement, lines
from cds_kg.store.rdfxml import rdfxml
from cds_kg.store.turtle import turtle_of

#: The formats of triples.
FORMATS = ("ttl", "jsonld", "rdf", "nt")


def serialise(statements: Iterable[Statement], form: str, context: Context | None = None) -> bytes:
    """The statements, each once, in UTF-8.

    Args:
        statements: triples, or quads whose graph is left out.
        form: ``ttl``, ``jsonld``, ``rdf`` (RDF/XML) or ``nt``.
        context: the names that JSON-LD uses beside prefixes.

    Raises:
        UsageError: another format, or something that RDF/XML cannot hold.
    """
    return serialise_lines(lines(statements), form, context)


def serialise_lines(triples: Sequence[str], form: str, context: Context | None = None) -> bytes:
    """As `serialise`, of the lines of `ntriples.lines`, for one graph in several formats."""
    if form == "ttl":
        return turtle_of(triples).encode()
    if form == "nt":
        return "".join(f"{line}\n" for line in triples).encode()
    if form == "jsonld":
        return jsonld(triples, context)
    if form == "rdf":
        return rdfxml(triples)
    listed = ", ".join(FORMATS)
    raise UsageError(
        f"Không có định dạng «{form}»; hãy dùng một trong: {listed}.",
        f'There is no format "{form}"; use one of: {listed}.',
    )

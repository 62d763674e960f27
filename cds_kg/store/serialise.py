"""Triples as bytes, the same on every run (N-Triples, JSON-LD, Turtle), and files written whole or not at all."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from typing import TypeAlias

import pyoxigraph as ox

from cds_kg.errors import OutputError, UsageError
from cds_kg.namespaces import PREFIXES, RDF, XSD, curie
from cds_kg.store.blank import canonical
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


def write_file(path: str | os.PathLike[str], data: bytes) -> None:
    """Write ``data`` beside ``path`` and put it in its place when it is complete.

    A file that is replaced keeps its permissions, a symbolic link its target; devices are written to directly.

    Raises:
        OutputError: the folder is missing, is no folder, or may not be written; the disk is full.
    """
    target = os.path.realpath(path)
    beside = f"{target}.{os.getpid()}.tmp"
    try:
        mode = os.stat(target).st_mode if os.path.exists(target) else None
        if mode is not None and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            with open(target, "wb") as device:
                device.write(data)
            return
        if mode is not None and stat.S_ISDIR(mode):
            raise IsADirectoryError
        with open(beside, "xb") as file:
            file.write(data)
        if mode is not None:
            os.chmod(beside, stat.S_IMODE(mode))
        os.replace(beside, target)
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            os.unlink(beside)
        raise _unwritable(path, error) from error
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise


def _unwritable(path: str | os.PathLike[str], error: Exception) -> OutputError:
    if isinstance(error, IsADirectoryError):
        vi, en = "đây là thư mục; hãy đặt tên một tệp.", "this is a directory; name a file."
    elif isinstance(error, FileNotFoundError | NotADirectoryError):
        vi, en = "không có thư mục chứa tệp này; hãy tạo thư mục trước.", "its folder does not exist; make it first."
    elif isinstance(error, PermissionError):
        vi, en = "không có quyền ghi; hãy kiểm tra quyền truy cập.", "it may not be written; check the permissions."
    else:
        vi, en = "không ghi được; hãy kiểm tra ổ đĩa và tên tệp.", "it cannot be written; check the disk and the name."
    return OutputError(f"{path}: {vi}", f"{path}: {en}")

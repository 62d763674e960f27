"""Triples as bytes, the same on every run, in each format; and files written whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress

from cds_kg.errors import OutputError, UsageError
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

"""Writing many files into one folder, each whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping

from cds_kg.errors import OutputError
from cds_kg.export.release import DIGESTS
from cds_kg.store.files import write_file


def make_folder(folder: str) -> None:
    """Make the folder, before the long work, and see that it can be written to.

    Raises:
        OutputError: it cannot be made or written to.
    """
    try:
        os.makedirs(folder, exist_ok=True)
        os.listdir(folder)
        writable = os.access(folder, os.W_OK | os.X_OK)
    except (OSError, ValueError) as error:
        raise OutputError(
            f"{folder}: không tạo được thư mục này; hãy chọn thư mục khác.",
            f"{folder}: this folder cannot be made; choose another.",
        ) from error
    if not writable:
        raise OutputError(
            f"{folder}: không có quyền ghi vào thư mục này; hãy chọn thư mục khác.",
            f"{folder}: this folder may not be written to; choose another.",
        )


def released_in(folder: str) -> frozenset[str]:
    """The files of the release that stands in the folder, by its list of digests; none where there is no such list."""
    try:
        with open(os.path.join(folder, DIGESTS), encoding="utf-8") as file:
            return frozenset({line.rstrip("\n").partition("  ")[2] for line in file} | {DIGESTS})
    except (OSError, ValueError):
        return frozenset()


def write_files(folder: str, files: Mapping[str, bytes], known: frozenset[str] = frozenset()) -> list[str]:
    """Write the files, making folders below as they are needed.

    Args:
        folder: where to, as `make_folder` left it.
        files: path below the folder, with ``/`` -> content.
        known: names of files that may be overwritten without a word.

    Returns:
        The files that stood there with another content and are not ``known``; they were overwritten.

    Raises:
        OutputError: a file that cannot be written.
    """
    lost = []
    for name, data in files.items():
        path = os.path.join(folder, *name.split("/"))
        if name not in known and _differs(path, data):
            lost.append(name)
        make_folder(os.path.dirname(path))
        write_file(path, data)
    return sorted(lost)


def _differs(path: str, data: bytes) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read() != data
    except OSError:
        return False

"""Where the packaged data lies: in the wheel, or in the checkout of an editable install."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cds_kg.errors import InputError

_PACKAGE = Path(__file__).resolve().parent


@cache
def data_root() -> Path:
    """The folder that holds ``ontology/``, ``shapes/`` and ``queries/``.

    Raises:
        InputError: neither the wheel's data nor a checkout is there (a broken installation).
    """
    for root in (_PACKAGE / "_data", _PACKAGE.parent):
        if (root / "ontology" / "cds.ttl").is_file():
            return root
    raise InputError(
        f"{_PACKAGE}: không thấy dữ liệu của gói (ontology/cds.ttl); hãy cài đặt lại gói cds-kg.",
        f"{_PACKAGE}: the package's data (ontology/cds.ttl) is missing; install cds-kg again.",
    )


def ontology_dir() -> Path:
    """The folder of the Turtle modules."""
    return data_root() / "ontology"


def shapes_dir() -> Path:
    """The folder of the SHACL shapes."""
    return data_root() / "shapes"


def queries_dir() -> Path:
    """The folder of the competency questions."""
    return data_root() / "queries"


def asset(name: str) -> Path:
    """A file of ``cds_kg/assets/`` (fonts)."""
    return _PACKAGE / "assets" / name

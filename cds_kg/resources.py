"""Where the packaged data lies: in the wheel, or in the checkout of an editable install."""

from __future__ import annotations

import os

from cds_kg.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

_PACKAGE = os.path.dirname(os.path.realpath(__file__))
_root: str | None = None


def data_root() -> Path:
    """The folder that holds ``ontology/``, ``shapes/`` and ``queries/``. Raises as `root` does."""
    from pathlib import Path  # a third of the time that a query takes, so only where a Path is wanted

    return Path(root())


def root() -> str:
    """`data_root` as text.

    Raises:
        InputError: neither the wheel's data nor a checkout is there (a broken installation).
    """
    global _root
    if _root is not None:
        return _root
    for folder in (os.path.join(_PACKAGE, "_data"), os.path.dirname(_PACKAGE)):
        if os.path.isfile(os.path.join(folder, "ontology", "cds.ttl")):
            _root = folder
            return folder
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
    from pathlib import Path

    return Path(_PACKAGE, "assets", name)

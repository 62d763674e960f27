"""Two releases, folders or files compared by meaning: what a user of the older one has to know about the newer."""

from __future__ import annotations

import os

from cds_kg.export.diff.model import Difference


def diff(old: str | os.PathLike[str], new: str | os.PathLike[str] | None = None) -> Difference:
    """What changed from ``old`` to ``new``, thing by thing, each change breaking, to be reviewed, or safe.

    By meaning: the order, prefixes and format of files, the names of blank nodes, the spelling of a value (``1.0`` and
    ``1.00``), its Unicode form, an inverse beside its statement and schema.org's twin of a statement are nothing.

    Args:
        old: a release folder, a checkout or its ``ontology/`` folder, any folder with RDF, an RDF file, or the word
            ``packaged``: the graph of this package.
        new: likewise; the packaged graph where it is not given.

    Raises:
        InputError: a path that is missing, or a folder without RDF; a file that cannot be read or is ill-formed.
        LimitError: a file, or all that is to be read of a folder, is too large.

    >>> diff("packaged").things
    ()
    """
    from cds_kg.export.diff.compare import compare
    from cds_kg.export.diff.sides import PACKAGED, both

    return compare(*both(old, PACKAGED if new is None else new))

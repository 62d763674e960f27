"""The graph as tables for people who live in spreadsheets, described by CSV on the Web.

Each table is a query in ``assets/tables/``; what its columns are called and mean stands beside it (`csvw`).
"""

from __future__ import annotations

import codecs
import re

import pyoxigraph as ox

from cds_kg import resources
from cds_kg.export.csvw import METADATA, metadata
from cds_kg.store.dataset import GraphStore, module_names, with_defaults

#: The folder of the tables in a release, and of their queries in the package's assets.
FOLDER = "tables"

#: Spreadsheets take a file without it for one in the machine's old code page, and Vietnamese becomes unreadable.
_MARK = codecs.BOM_UTF8

_MODULE = re.compile(r"^#\+ module: (\S+)$", re.MULTILINE)


def tables() -> dict[str, bytes]:
    """``tables/NAME.csv`` and ``tables/csv-metadata.json``: path in the release -> content.

    The tables are as RFC 4180 has them, in UTF-8 with a byte order mark, their rows sorted by IRI. A table of a module
    that is not there is left out.
    """
    folder = resources.asset(FOLDER)
    queries = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.rq"))}
    needed = {name: set(_MODULE.findall(query)) for name, query in queries.items()}
    present = module_names().keys()
    names = [name for name in queries if needed[name] <= present]
    store = GraphStore.open(with_defaults(sorted(set().union(*(needed[name] for name in names))))).store
    files = {f"{FOLDER}/{name}.csv": _MARK + _csv(store, queries[name]) for name in names}
    return {**files, f"{FOLDER}/{METADATA}": metadata(store, names)}


def _csv(store: ox.Store, query: str) -> bytes:
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    data = solutions.serialize(format=ox.QueryResultsFormat.CSV)
    assert data is not None
    return data

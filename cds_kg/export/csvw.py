"""What the tables and their columns are: CSV on the Web metadata, from two lists in ``assets/tables/``.

``tables.tsv`` names the tables, what their rows are about and their keys. ``columns.tsv`` names the columns: titles in
both languages, datatype, language of texts, property and value by which a cell is a triple, the column that it refers
to, and one flag: ``required``, ``list`` (several values in a cell) or ``virtual`` (no cell, the same triple for each
row). A column without property says again, for people, what another column or table says.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import pyoxigraph as ox

from cds_kg import __version__, resources
from cds_kg.namespaces import BASE, ONTOLOGY, PREFIXES, curie, expand

Line: TypeAlias = Mapping[str, str]

#: The file of the metadata, where programs look for it beside a table.
METADATA = "csv-metadata.json"

#: What stands between the values of a list in one cell.
SEPARATOR = "; "

#: RFC 4180, in UTF-8. A byte order mark is no part of the text for those who decode as the Web does.
_DIALECT = {
    "encoding": "utf-8",
    "lineTerminators": ["\r\n"],
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
    "headerRowCount": 1,
}

_HEADER = f"""
    SELECT ?property ?value WHERE {{
      VALUES ?property {{ dcterms:creator dcterms:publisher dcterms:license dcterms:modified }}
      <{ONTOLOGY}> ?property ?value
    }}
    ORDER BY ?property
"""


def metadata(store: ox.Store, names: Iterable[str]) -> bytes:
    """The metadata of the tables that are called ``names``, as JSON.

    Args:
        store: the graph, whose header says who made it, under which licence, and when it last changed.
    """
    listed = {line["table"]: line for line in _lines("tables.tsv")}
    columns = _lines("columns.tsv")
    group = {
        "@context": "http://www.w3.org/ns/csvw",
        "@id": f"{BASE}release/{__version__}/tables/{METADATA}",
        **_words(listed["*"]),
        **_header(store),
        "dcat:version": __version__,
        "dialect": _DIALECT,
        "tables": [_table(listed[name], [line for line in columns if line["table"] == name]) for name in names],
    }
    return (json.dumps(group, ensure_ascii=False, indent=2) + "\n").encode()


def _lines(name: str) -> list[Line]:
    with resources.asset(f"tables/{name}").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _words(line: Line) -> dict[str, object]:
    """Title and description in both languages."""
    return {
        f"dc:{word}": [{"@language": lang, "@value": line[f"{word}_{lang}"]} for lang in ("vi", "en")]
        for word in ("title", "description")
    }


def _header(store: ox.Store) -> dict[str, object]:
    solutions = store.query(_HEADER, prefixes=PREFIXES)
    assert isinstance(solutions, ox.QuerySolutions)
    return {
        curie(solution["property"].value).replace("dcterms:", "dc:"): (
            {"@type": curie(value.datatype.value), "@value": value.value}
            if isinstance(value := solution["value"], ox.Literal)
            else {"@id": value.value}
        )
        for solution in solutions
    }


def _table(table: Line, columns: Iterable[Line]) -> dict[str, object]:
    columns = list(columns)
    keys = [_foreign_key(column) for column in columns if column["reference"]]
    schema = {
        "aboutUrl": table["about"],
        "primaryKey": table["key"].split(),
        "columns": [_column(column) for column in columns],
        **({"foreignKeys": keys} if keys else {}),
    }
    return {"url": f"{table['table']}.csv", **_words(table), "tableSchema": schema}


def _foreign_key(column: Line) -> dict[str, object]:
    table, _, target = column["reference"].partition(".")
    return {
        "columnReference": column["column"],
        "reference": {"resource": f"{table}.csv", "columnReference": target},
    }


def _column(column: Line) -> dict[str, object]:
    """One column. The header in the file is its name, which is a title in no language in particular."""
    name, flag = column["column"], column["flag"]
    about: dict[str, object] = {
        "name": name,
        "titles": {"und": name, "vi": column["vi"], "en": column["en"]},
        "datatype": column["datatype"],
        "lang": column["language"],
        "propertyUrl": _iri(column["property"]),
        "valueUrl": _iri(column["value"]),
        "separator": SEPARATOR if flag == "list" else "",
        "required": flag == "required",
        "virtual": flag == "virtual",
        "suppressOutput": not column["property"],
    }
    return {key: value for key, value in about.items() if value}


def _iri(name: str) -> str:
    """A prefixed name in full; templates and full IRIs as they are."""
    return expand(name) or name

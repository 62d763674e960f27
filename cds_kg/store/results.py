"""What a query gives back: rows with Python values, or triples."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, overload

import pyoxigraph as ox

from cds_kg.errors import MissingExtraError
from cds_kg.namespaces import XSD, curie
from cds_kg.store.tables import cell_text, table
from cds_kg.text import pick

if TYPE_CHECKING:
    import pandas
    import rdflib

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Iri(str):
    """An IRI as a string; a blank node as ``_:label``."""

    __slots__ = ()

    @property
    def curie(self) -> str:
        """The prefixed name where one of the known prefixes fits, else the IRI itself."""
        return curie(self)


class Text(str):
    """A literal as a string; ``language`` is its tag (``vi``, ``en``), or ``None``."""

    __slots__ = ("language",)
    language: str | None

    def __new__(cls, value: str, language: str | None = None) -> Text:
        text = super().__new__(cls, value)
        text.language = language
        return text


Value: TypeAlias = Iri | Text | bool | int | Decimal | float | datetime.date | None

_INTEGERS = (
    *("integer", "int", "long", "short", "byte"),
    *("nonNegativeInteger", "positiveInteger", "negativeInteger", "nonPositiveInteger"),
    *("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
)
_DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_FLOAT = re.compile(rf"{_DECIMAL}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"

#: Datatype -> how XSD has it written (Python reads more than that: 1_000, Infinity, 2020-W01-1), and how to read it.
_READERS: dict[str, tuple[re.Pattern[str], Callable[[str], Value]]] = {
    **{XSD + name: (re.compile(r"[+-]?[0-9]+"), int) for name in _INTEGERS},
    XSD + "decimal": (re.compile(_DECIMAL), Decimal),
    XSD + "double": (_FLOAT, float),
    XSD + "float": (_FLOAT, float),
    XSD + "boolean": (re.compile("true|false|1|0"), ("true", "1").__contains__),
    XSD + "date": (re.compile(_DAY), datetime.date.fromisoformat),
    XSD + "dateTime": (re.compile(f"{_DAY}T{_TIME}"), datetime.datetime.fromisoformat),
}


def value_of(term: Term | None) -> Value:
    """The Python value of an RDF term: what is not a well-formed number, date or boolean stays a `Text`."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if not isinstance(term, ox.Literal):
        return Iri(str(term))
    if term.language:
        return Text(term.value, term.language)
    lexical, read = _READERS.get(term.datatype.value, (None, Text))
    try:
        if lexical is not None and lexical.fullmatch(term.value):
            return read(term.value)
    except (ValueError, InvalidOperation):  # 2025-02-30; a number longer than Python reads
        pass
    return Text(term.value)


class Row:
    """One row: ``row["name"]``, ``row.name`` or ``row[0]`` is the Python value, ``None`` where unbound.

    Columns whose names begin with ``_`` are had by ``row["_name"]`` alone.
    """

    __slots__ = ("_names", "_terms")

    def __init__(self, names: tuple[str, ...], terms: tuple[Term | None, ...]) -> None:
        self._names = names
        self._terms = terms

    def __getitem__(self, key: str | int) -> Value:
        if isinstance(key, int):
            return value_of(self._terms[key])
        if key not in self._names:
            raise KeyError(key)
        return value_of(self._terms[self._names.index(key)])

    def __getattr__(self, name: str) -> Value:
        # Names with an underscore are those of Python: copying and pickling ask for them before there are any columns.
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._names:
            return self[name]
        raise AttributeError(f"no column {name!r}; there are {', '.join(self._names)}")

    def __iter__(self) -> Iterator[Value]:
        return (value_of(term) for term in self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def as_dict(self) -> dict[str, Value]:
        """Column name -> value, the unbound ones left out."""
        return {name: value_of(t) for name, t in zip(self._names, self._terms, strict=True) if t is not None}

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={value!r}' for name, value in self.as_dict().items())})"


class Rows:
    """The answer to a SELECT query, all of it in memory. Iterates `Row`s.

    Args:
        answer: the answer as SPARQL results JSON, or the names of its columns and its rows of terms.
    """

    def __init__(self, answer: bytes | tuple[tuple[str, ...], list[tuple[Term | None, ...]]]) -> None:
        self._answer = answer

    @cached_property
    def _parsed(self) -> tuple[tuple[str, ...], list[tuple[Term | None, ...]]]:
        return _taken(self._solutions()) if isinstance(self._answer, bytes) else self._answer

    @cached_property
    def _json(self) -> bytes:
        return self._answer if isinstance(self._answer, bytes) else _results_json(*self._answer)

    def _solutions(self) -> ox.QuerySolutions:
        solutions = ox.parse_query_results(self._json, ox.QueryResultsFormat.JSON)
        assert isinstance(solutions, ox.QuerySolutions)
        return solutions

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self._parsed[0]

    @property
    def terms(self) -> list[tuple[Term | None, ...]]:
        """The rows as RDF terms of pyoxigraph."""
        return self._parsed[1]

    def __iter__(self) -> Iterator[Row]:
        return (Row(self.variables, terms) for terms in self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [Row(self.variables, terms) for terms in self.terms[index]]
        return Row(self.variables, self.terms[index])

    def __repr__(self) -> str:
        return f"<Rows: {len(self)} x {', '.join(self.variables)}>"

    def serialize(self, form: ox.QueryResultsFormat) -> bytes:
        """The answer in one of the W3C result formats."""
        data = self._solutions().serialize(format=form)
        assert data is not None
        return data

    def to_json(self) -> str:
        """SPARQL 1.1 Query Results JSON."""
        return self._json.decode()

    def to_csv(self) -> str:
        """SPARQL 1.1 Query Results CSV: values only."""
        return self.serialize(ox.QueryResultsFormat.CSV).decode()

    def to_tsv(self) -> str:
        """SPARQL 1.1 Query Results TSV: terms as in Turtle, IRIs in full."""
        return self.serialize(ox.QueryResultsFormat.TSV).decode()

    def to_xml(self) -> str:
        """SPARQL Query Results XML."""
        return self.serialize(ox.QueryResultsFormat.XML).decode()

    def to_table(self, lang: str = "vi", width: int | None = None) -> str:
        """A table for people: prefixed names, texts without their tags, wrapped to ``width`` columns where given."""
        rows = [[_cell(term, lang) for term in terms] for terms in self.terms]
        note = "" if rows else pick(lang, "(không có dòng nào)\n", "(no rows)\n")
        return table(self.variables, rows, width) + note

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas DataFrame of the Python values. Raises MissingExtraError where pandas is not installed."""
        try:
            import pandas
        except ImportError as error:
            raise MissingExtraError(
                'Cần gói pandas; hãy cài đặt bằng: pip install "cds-kg[pandas]".',
                'pandas is needed; install it with: pip install "cds-kg[pandas]".',
            ) from error
        return pandas.DataFrame([list(row) for row in self], columns=list(self.variables))

    def _repr_html_(self) -> str:
        return html_table(self.variables, self.terms)


def rows_of(solutions: ox.QuerySolutions) -> Rows:
    """The solutions of a query, taken out of the engine."""
    return Rows(_taken(solutions))


def _taken(solutions: ox.QuerySolutions) -> tuple[tuple[str, ...], list[tuple[Term | None, ...]]]:
    return tuple(variable.value for variable in solutions.variables), [tuple(solution) for solution in solutions]


def _results_json(names: tuple[str, ...], rows: list[tuple[Term | None, ...]]) -> bytes:
    """SPARQL results JSON as the engine writes it."""
    import json

    bindings = [{n: _json_term(t) for n, t in zip(names, row, strict=True) if t is not None} for row in rows]
    document = {"head": {"vars": names}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _json_term(term: Term) -> dict[str, object]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value == XSD + "string":
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


class Triples:
    """The answer to a CONSTRUCT or DESCRIBE query: a set of triples, sorted as N-Triples."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._triples = sorted(set(triples), key=str)

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self._triples)

    def __len__(self) -> int:
        return len(self._triples)

    def __repr__(self) -> str:
        return f"<Triples: {len(self)}>"

    def serialize(self, form: str = "ttl") -> str:
        """The triples as ``ttl``, ``nt`` or ``jsonld``."""
        from cds_kg.store.serialise import serialise

        return serialise(self._triples, form).decode()

    def rdflib_graph(self) -> rdflib.Graph:
        """The triples as an rdflib graph."""
        from cds_kg.store.dataset import to_rdflib

        return to_rdflib(self._triples)

    def _repr_html_(self) -> str:
        return html_table(("subject", "predicate", "object"), [(t.subject, t.predicate, t.object) for t in self])


def shown(term: Term | None) -> str:
    """A term as people read it: a prefixed name, or the text of a literal; nothing where unbound."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return curie(term.value)
    return term.value if isinstance(term, ox.Literal) else str(term)


def html_link(iri: str, content: str) -> str:
    """``content``, which is HTML, as a link to ``iri`` where that is a web address, else alone: no ``javascript:``."""
    return f'<a href="{html.escape(iri)}">{content}</a>' if iri.startswith(("http://", "https://")) else content


def _cell(term: Term | None, lang: str) -> str:
    """A term in a table: as `shown`, but truth values and days as the language writes them."""
    value = value_of(term) if isinstance(term, ox.Literal) else None
    return cell_text(value if isinstance(value, bool | datetime.date) else shown(term), lang)


def html_table(headers: Iterable[str], rows: Iterable[Iterable[Term | None]]) -> str:
    """An HTML table for notebooks: web IRIs as links, all text escaped, ``lang`` on tagged texts."""

    def cell(term: Term | None) -> str:
        text = html.escape(shown(term))
        if isinstance(term, ox.NamedNode):
            return f"<td>{html_link(term.value, text)}</td>"
        if isinstance(term, ox.Literal) and term.language:
            return f'<td lang="{html.escape(term.language)}">{text}</td>'
        return f"<td>{text}</td>"

    head = "".join(f"<th>{html.escape(name)}</th>" for name in headers)
    body = "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

"""Answers held against the expected ones, row by row, by IRI and value."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

import pyoxigraph as ox

from cds_kg import resources
from cds_kg.errors import InputError
from cds_kg.knowledge.questions import Question, answer_defaults
from cds_kg.store.dataset import GraphStore
from cds_kg.store.reading import read_text
from cds_kg.store.results import Term, shown, value_of

_Key: TypeAlias = tuple[tuple[str, str], ...]
_Row: TypeAlias = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an answer stands against the expected one.

    Attributes:
        question: the question.
        rows: how many rows the answer has.
        missing: expected rows that are not there, as people read them.
        unexpected: rows that nobody expected.
        columns: the names of the columns, expected and found, where these differ; else ``None``.
        reordered: whether the rows are the right ones in another order.
    """

    question: Question
    rows: int
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    columns: tuple[tuple[str, ...], tuple[str, ...]] | None
    reordered: bool

    @property
    def holds(self) -> bool:
        """Whether the answer is the expected one."""
        return not (self.missing or self.unexpected or self.columns or self.reordered)


def compare(store: GraphStore, question: Question) -> Comparison:
    """Answer a question with the defaults of its file and compare with ``queries/expected/<id>.tsv``.

    Rows are compared by IRI and value (50 is 50.0), never by label, and in their order.

    Raises:
        InputError: the expected answer is missing or ill-formed.
    """
    names, expected = _expected(question)
    found = answer_defaults(store, question)
    if names != found.variables:
        return Comparison(question, len(found), (), (), (names, found.variables), False)
    wanted, got = [_key(row) for row in expected], [_key(row) for row in found.terms]
    missing, unexpected = Counter(wanted) - Counter(got), Counter(got) - Counter(wanted)
    return Comparison(
        question=question,
        rows=len(found),
        missing=_listed(expected, wanted, missing),
        unexpected=_listed(found.terms, got, unexpected),
        columns=None,
        reordered=not missing and not unexpected and wanted != got,
    )


def _expected(question: Question) -> tuple[tuple[str, ...], list[_Row]]:
    path = resources.queries_dir() / "expected" / f"{question.id}.tsv"
    if not path.is_file():
        raise InputError(
            f"{path}: chưa có câu trả lời mong đợi; hãy viết tệp này sau khi tự kiểm tra với nguồn.",
            f"{path}: there is no expected answer yet; write this file after checking it against the source.",
        )
    text = read_text(path)
    try:
        solutions = ox.parse_query_results(text, ox.QueryResultsFormat.TSV)
        assert isinstance(solutions, ox.QuerySolutions)
        return tuple(variable.value for variable in solutions.variables), [tuple(row) for row in solutions]
    except SyntaxError as error:
        place = f"{path}:{error.lineno or 1}"
        raise InputError(
            f'{place}: dòng này không theo định dạng TSV của SPARQL; hãy viết IRI đầy đủ trong < > và chuỗi trong " ".',
            f'{place}: this row is not SPARQL TSV; write IRIs in full within < > and texts within " ".',
        ) from error


def _key(row: _Row) -> _Key:
    return tuple(_term_key(term) for term in row)


def _term_key(term: Term | None) -> tuple[str, str]:
    """What makes two terms the same: kind and value."""
    if not isinstance(term, ox.Literal):
        return ("", "") if term is None else ("iri", str(term))
    value = value_of(term)
    if isinstance(value, bool):
        return "boolean", str(value)
    if isinstance(value, int | float | Decimal):
        return "number", str(Decimal(str(value)).normalize())
    if isinstance(value, datetime.date):
        return "date", value.isoformat()
    return f"text@{term.language or ''}", term.value


def _listed(rows: Sequence[_Row], keys: Sequence[_Key], chosen: Counter[_Key]) -> tuple[str, ...]:
    """The rows whose keys are chosen, each as often, in their order, as people read them."""
    left = Counter(chosen)
    texts = []
    for row, key in zip(rows, keys, strict=True):
        if left[key] > 0:
            left[key] -= 1
            texts.append(" | ".join(shown(term) for term in row))
    return tuple(texts)

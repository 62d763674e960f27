"""Figures for drawings: which of them were known on a day, and whether they and their days can be drawn."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from cds_kg.errors import InputError
from cds_kg.knowledge.endings import begins, ending
from cds_kg.namespaces import curie
from cds_kg.store.results import Row, Value

if TYPE_CHECKING:
    from cds_kg.store.dataset import GraphStore

#: A part of a query: ``?published`` is the first day on which a page with the value of ``?observation`` came out.
PUBLISHED = """
  OPTIONAL {
    SELECT ?observation (MIN(?day) AS ?published) WHERE {
      ?claim a cds:ExternalClaim ; cds:assertsSubject ?observation ; cds:assertsPredicate cds:value ;
        dcterms:issued ?day .
      FILTER(DATATYPE(?day) = xsd:date)
    } GROUP BY ?observation
  }
"""

#: The least figure over 0 and the largest that can be shown: numbers of an axis have at most six decimals, and room for
#: ten digits before them.
LEAST, MOST = 1e-4, 1e9
#: So much of a value that cannot be drawn is told.
_QUOTED = 40


def known(store: GraphStore, rows: Iterable[Row], day: datetime.date | None) -> list[Row]:
    """The observations that can be said to have been known on a day; without a day all of them.

    They had come to an end by then, and either had been published or, where no day of publication is known, are of a
    place that was there. Rows have ``observation``, ``place``, ``until`` and ``published``.

    Raises:
        InputError: a last day that is no full date.
    """
    if day is None:
        return list(rows)
    over = [row for row in rows if _told_by(row, day)]
    unpublished = (str(row["place"]) for row in over if row["published"] is None)
    there = {place: _was_there(store, place, day) for place in unpublished}
    return [row for row in over if row["published"] is not None or there[str(row["place"])]]


def figure(thing: str, name: str, value: Value, *, signed: bool = False) -> float:
    """The value of a property (its local name) of a thing, as a number that can be shown.

    Args:
        signed: whether it may be under 0, as it may not be on an axis that begins there.

    Raises:
        InputError: no number, or one that is too small or too large.
    """
    if isinstance(value, (Decimal, int, float)) and not isinstance(value, bool):
        number = float(value) if -MOST <= value <= MOST else float("nan")
        if number == 0 or (abs(number) if signed else number) >= LEAST:
            return number
    told = f"{curie(thing)}: cds:{name}"
    raise InputError(
        f"{told} «{_quoted(value)}» không vẽ được; hãy ghi 0 hoặc một số từ 0,0001 đến 1.000.000.000, nếu cần thì dùng "
        "đơn vị đo khác.",
        f'{told} "{_quoted(value)}" cannot be drawn; write 0 or a number from 0.0001 to 1,000,000,000, if need be in '
        "another unit.",
    )


def full_day(thing: str, name: str, value: Value) -> datetime.date:
    """The value of a property (its local name) of a thing, as a day.

    Raises:
        InputError: no full date.
    """
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    told = f"{curie(thing)}: cds:{name}"
    raise InputError(
        f"{told} «{_quoted(value)}» không phải là ngày đầy đủ như 2025-06-30.",
        f'{told} "{_quoted(value)}" is not a full date like 2025-06-30.',
    )


def _told_by(row: Row, day: datetime.date) -> bool:
    """Whether an observation had by a day come to an end and, as far as that is known, been published."""
    published = row["published"]
    last = full_day(str(row["observation"]), "observedUntil", row["until"])
    return last <= day and not (isinstance(published, datetime.date) and published > day)


def _was_there(store: GraphStore, place: str, day: datetime.date) -> bool:
    first, end = begins(store.whole, place), ending(store.whole, place)
    return (first is None or first <= day) and not (end and end.by(day))


def _quoted(value: Value) -> str:
    text = str(value)
    return text if len(text) <= _QUOTED else text[:_QUOTED] + "…"

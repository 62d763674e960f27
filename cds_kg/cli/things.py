"""How the sub-commands show things of the graph: names, statements, dates."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from cds_kg.errors import UsageError
from cds_kg.text import pick

if TYPE_CHECKING:
    import argparse

    import pyoxigraph as ox

    from cds_kg.knowledge.evidence import ExternalClaim
    from cds_kg.store.dataset import GraphStore


def add_as_of(parser: argparse.ArgumentParser, lang: str) -> None:
    """Add ``--as-of``, left ``None`` where not given."""
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        help=pick(
            lang, "xem đồ thị như vào ngày này, ví dụ 2025-06-30", "see the graph as of this day, like 2025-06-30"
        ),
    )


def chosen_day(asked: str | None) -> datetime.date | None:
    """The day that ``--as-of`` gives. Raises UsageError where it is no full date."""
    if asked is None:
        return None
    from cds_kg.knowledge.timeline import full_date

    try:
        return full_date(asked)
    except UsageError as error:
        raise UsageError(f"--as-of: {error.message('vi')}", f"--as-of: {error.message('en')}") from error


def note_day(lang: str, day: datetime.date) -> None:
    """Tell as of which day the answer is."""
    from cds_kg.cli.common import note
    from cds_kg.knowledge.endings import day_text

    note(lang, f"Xét vào ngày {day_text(day, 'vi')}.", f"As of {day_text(day, 'en')}.")


def named(store: GraphStore, iri: str, lang: str) -> str:
    """The label of a thing; its short name where it has none."""
    from cds_kg.knowledge.names import label, short_id
    from cds_kg.namespaces import curie

    text = label(store, iri, lang)
    return short_id(iri) if text == curie(iri) else text


def basis_text(claim: ExternalClaim, lang: str) -> str:
    """An external claim by its id, with its grade: x001 (A)."""
    return f"{claim.id} ({claim.confidence or pick(lang, 'biên tập', 'editors')})"


def term_text(store: GraphStore, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, lang: str) -> str:
    """A term as people read it: the label of a thing, or the text of a literal."""
    import pyoxigraph as ox

    from cds_kg.knowledge.names import label
    from cds_kg.store.results import shown

    return label(store, term.value, lang) if isinstance(term, ox.NamedNode) else shown(term)


def triple_text(store: GraphStore, triple: ox.Triple, lang: str) -> str:
    """A triple in labels: subject, property and object with dashes between."""
    return " – ".join(term_text(store, term, lang) for term in (triple.subject, triple.predicate, triple.object))


def triple_record(triple: ox.Triple) -> dict[str, str]:
    """A triple for JSON: full IRIs, and the text of a literal."""
    import pyoxigraph as ox

    from cds_kg.store.results import shown

    terms = {"subject": triple.subject, "predicate": triple.predicate, "object": triple.object}
    return {role: term.value if isinstance(term, ox.NamedNode) else shown(term) for role, term in terms.items()}

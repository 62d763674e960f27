"""How the sub-commands show things of the graph: names, statements, dates."""

from __future__ import annotations

import argparse
import datetime
import re
from typing import TYPE_CHECKING

from cds_kg.errors import UsageError
from cds_kg.text import pick

if TYPE_CHECKING:
    import pyoxigraph as ox

    from cds_kg.store.dataset import GraphStore


def add_date(parser: argparse.ArgumentParser, lang: str) -> None:
    """Add ``--date``, left ``None`` where not given."""
    parser.add_argument(
        "--date",
        metavar="DATE",
        help=pick(lang, "xét vào ngày này, như 2025-06-30 (mặc định: hôm nay)", "as of this day (default: today)"),
    )


def chosen_date(asked: str | None) -> datetime.date:
    """The day that ``--date`` gives, else today. Raises UsageError where it is no full date."""
    if asked is None:
        return datetime.date.today()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", asked):
            return datetime.date.fromisoformat(asked)
    except ValueError:
        pass
    raise UsageError(
        f"--date {asked}: phải là một ngày đầy đủ như 2025-06-30.", f"--date {asked}: give a full date like 2025-06-30."
    )


def named(store: GraphStore, iri: str, lang: str) -> str:
    """The label of a thing; its short name where it has none."""
    from cds_kg.knowledge.names import label, short_id
    from cds_kg.namespaces import curie

    text = label(store, iri, lang)
    return short_id(iri) if text == curie(iri) else text


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

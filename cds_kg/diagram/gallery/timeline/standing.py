"""How claims stand and how sure facts are, for drawings: on the day of a view, else on the day of the last check."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from cds_kg.diagram.graph import labels_in, named
from cds_kg.knowledge.currency import Standing, currency
from cds_kg.knowledge.evidence import evidence_of
from cds_kg.namespaces import CDS
from cds_kg.store.results import Text
from cds_kg.text import nfc

if TYPE_CHECKING:
    from cds_kg.store.dataset import GraphStore

_GRADES = f"SELECT ?text WHERE {{ <{CDS}confidence> skos:definition ?text }} ORDER BY ?text"


def day_of_standing(store: GraphStore) -> datetime.date:
    """The day for which a drawing tells what no longer holds.

    It is the day of a view of the graph, else the latest on which the editors checked a claim; the clock's day only
    where they checked none, so that the same graph gives the same drawing tomorrow.
    """
    if store.day:
        return store.day
    checked = (claim.checked_on for claim in evidence_of(store).claims)
    return max((day for day in checked if day is not None), default=datetime.date.today())


def standings(store: GraphStore) -> tuple[Standing, ...]:
    """How every claim stands on that day, in the order of the article."""
    return currency(store, day_of_standing(store))


def grade_names(store: GraphStore) -> dict[str, str]:
    """What the grades of confidence mean, as attributes ``grades_vi`` and ``grades_en``."""
    texts = [row["text"] for row in store.select(_GRADES)]
    return {f"grades_{text.language}": nfc(str(text)) for text in texts if isinstance(text, Text)}


def labelled(name: str, store: GraphStore, iri: str) -> dict[str, str]:
    """The labels of ``iri`` as attributes ``<name>_vi`` and ``<name>_en``."""
    return {key.replace("label", name): text for key, text in named(labels_in(store, [iri]), iri).items()}

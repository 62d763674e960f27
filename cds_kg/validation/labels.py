"""The labels of things, for reports: the language asked for, Vietnamese, English, else the prefixed name."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from cds_kg.namespaces import DCTERMS, RDFS, SKOS, SKOSXL, curie

_PREDICATES = (SKOS + "prefLabel", RDFS + "label", SKOSXL + "literalForm", DCTERMS + "title")


def labels_of(store: ox.Store, iris: Iterable[str]) -> dict[str, tuple[str, str]]:
    """IRI -> its label in Vietnamese and in English."""
    return {iri: _label(store, iri) for iri in iris}


def _label(store: ox.Store, iri: str) -> tuple[str, str]:
    if iri.startswith("_:"):
        return iri, iri
    found: dict[str, str] = {}
    for predicate in _PREDICATES:
        for quad in store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None):
            if isinstance(quad.object, ox.Literal):
                language = quad.object.language or ""
                # The same wording on every run, whatever the order of the store.
                if predicate == _PREDICATES[0] or language not in found:
                    found[language] = min(quad.object.value, found.get(language, quad.object.value))
    vi = found.get("vi") or found.get("en") or found.get("") or curie(iri)
    return vi, found.get("en") or vi

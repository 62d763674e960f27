"""The labels of things, for reports: the language asked for, Vietnamese, English, else the prefixed name."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from cds_kg.namespaces import DCTERMS, RDFS, SKOS, SKOSXL, curie

#: What a thing is called by, the preferred first.
_PREDICATES = (SKOS + "prefLabel", RDFS + "label", SKOSXL + "literalForm", DCTERMS + "title")


def labels_of(store: ox.Store, iris: Iterable[str]) -> dict[str, tuple[str, str]]:
    """IRI (or ``_:label``) -> its label in Vietnamese and in English."""
    return {iri: _label(store, iri) for iri in iris}


def _label(store: ox.Store, iri: str) -> tuple[str, str]:
    found: dict[str, str] = {}
    for predicate in _PREDICATES if not iri.startswith("_:") else ():
        quads = store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None)
        texts = [quad.object for quad in quads if isinstance(quad.object, ox.Literal)]
        for text in sorted(texts, key=lambda text: text.value):
            found.setdefault(text.language or "", text.value)
    vi = found.get("vi") or found.get("en") or found.get("") or curie(iri)
    return vi, found.get("en") or vi

"""What things are called: the one chain of labels, the same for every feature."""

from __future__ import annotations

import pyoxigraph as ox

from cds_kg.namespaces import DCTERMS, RDFS, SKOS, SKOSXL, curie

#: What a thing is called by, the preferred first.
_PREDICATES = tuple(
    ox.NamedNode(iri) for iri in (SKOS + "prefLabel", RDFS + "label", SKOSXL + "literalForm", DCTERMS + "title")
)


def labels(store: ox.Store, iri: str) -> dict[str, str]:
    """Language -> preferred label, Vietnamese first; a label without a language stands under ``""``.

    Where a file states several for a language, the first by code points is taken. A blank node has none.
    """
    found: dict[str, str] = {}
    if not iri.startswith("_:"):
        node = ox.NamedNode(iri)
        for predicate in _PREDICATES:
            texts = [quad.object for quad in store.quads_for_pattern(node, predicate, None)]
            literals = sorted((t for t in texts if isinstance(t, ox.Literal)), key=lambda text: text.value)
            for literal in literals:
                found.setdefault(literal.language or "", literal.value)
    return dict(sorted(found.items(), key=lambda item: (item[0] != "vi", item[0])))


def label(store: ox.Store, iri: str, lang: str = "vi") -> str:
    """The label in ``lang``, else in Vietnamese, else in English, else without language, else the prefixed name."""
    found = labels(store, iri)
    for language in (lang, "vi", "en", ""):
        if language in found:
            return found[language]
    return curie(iri)

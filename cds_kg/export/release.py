"""The files of a release: the ontology, the vocabulary, the evidence, acts, observations, and all of it in one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import pyoxigraph as ox

from cds_kg import resources
from cds_kg.errors import UsageError
from cds_kg.namespaces import OWL, RDF, SKOS
from cds_kg.store.dataset import module_files, module_names
from cds_kg.store.reading import read_rdf
from cds_kg.store.serialise import FORMATS, serialise

#: Part -> the name of its file, without extension.
PARTS = {
    "ontology": "ontology",
    "vocabulary": "vocabulary",
    "evidence": "evidence",
    "acts": "acts",
    "observations": "observations",
    "units": "units",
    "all": "cds-kg",
}

#: Part -> the modules that it is made of; ``ontology`` is cds.ttl, ``all`` every module that loads by default.
_MODULES = {
    "vocabulary": ("concepts", "alignments"),
    "evidence": ("evidence",),
    "acts": ("acts",),
    "observations": ("observations",),
    "units": ("units",),
}

#: What a release consists of: the units are in it for those who ask for them.
_RELEASED = tuple(name for name in PARTS if name != "units")

_TYPE = ox.NamedNode(RDF + "type")
_SYMMETRIC = ox.NamedNode(OWL + "SymmetricProperty")

#: SKOS states these pairs as inverses of each other; tools for thesauri expect both.
_INVERSES = {
    SKOS + a: SKOS + b
    for one, other in (("broader", "narrower"), ("topConceptOf", "hasTopConcept"), ("related", "related"))
    for a, b in ((one, other), (other, one))
}

Graph: TypeAlias = frozenset[ox.Triple]


def part(name: str) -> Graph:
    """The triples of one part, as its files state them.

    ``vocabulary`` and ``all`` state symmetric properties in both directions and SKOS properties with their inverses,
    for tools that infer nothing.

    Raises:
        UsageError: there is no such part.
    """
    if name not in PARTS:
        listed = ", ".join(PARTS)
        raise UsageError(
            f"Không có phần «{name}»; các phần là: {listed}.", f'There is no part "{name}"; the parts are: {listed}.'
        )
    ontology = _read([str(resources.ontology_dir() / "cds.ttl")])
    if name == "ontology":
        return ontology
    modules = _MODULES.get(name) or [module for module, by_default in module_names().items() if by_default]
    stated = _read([file for module in modules for file in module_files(module)])
    if name not in ("vocabulary", "all"):
        return stated
    whole = stated | ontology if name == "all" else stated
    symmetric = {t.subject for t in ontology if t.predicate == _TYPE and t.object == _SYMMETRIC}
    inverses = {**_INVERSES, **{p.value: p.value for p in symmetric if isinstance(p, ox.NamedNode)}}
    return whole | _both_ways(whole, inverses)


def release(formats: Sequence[str] = FORMATS, parts: Iterable[str] = _RELEASED) -> dict[str, bytes]:
    """The files of a release: name -> content, in the order of ``parts`` and ``formats``.

    >>> list(release(formats=["ttl"]))
    ['ontology.ttl', 'vocabulary.ttl', 'evidence.ttl', 'acts.ttl', 'observations.ttl', 'cds-kg.ttl']
    """
    graphs = {name: part(name) for name in parts}
    return {f"{PARTS[name]}.{form}": serialise(graphs[name], form) for name in graphs for form in formats}


def _read(files: Iterable[str]) -> Graph:
    return frozenset(ox.Triple(q.subject, q.predicate, q.object) for file in files for q in read_rdf(file))


def _both_ways(graph: Graph, inverses: dict[str, str]) -> Graph:
    """What follows by ``inverses`` about the things that ``graph`` itself describes."""
    described = {t.subject for t in graph}
    return frozenset(
        ox.Triple(t.object, ox.NamedNode(inverses[t.predicate.value]), t.subject)
        for t in graph
        if t.predicate.value in inverses and isinstance(t.object, ox.NamedNode) and t.object in described
    )

"""The parts of the graph as they are given away: each stated so that tools which infer nothing find all they need."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TypeAlias

import pyoxigraph as ox

from cds_kg import resources
from cds_kg.errors import UsageError
from cds_kg.export.questions import questions_graph
from cds_kg.export.services import services_graph
from cds_kg.export.side_by_side import side_by_side
from cds_kg.namespaces import OWL, RDF, SKOS
from cds_kg.store.dataset import module_files, module_names
from cds_kg.store.reading import read_rdf

Graph: TypeAlias = frozenset[ox.Triple]

#: Part -> the name of its files, without extension.
PARTS = {
    "ontology": "ontology",
    "vocabulary": "vocabulary",
    "alignments": "alignments",
    "evidence": "evidence",
    "acts": "acts",
    "observations": "observations",
    "services": "services",
    "questions": "questions",
    "units": "units",
    "all": "cds-kg",
}

#: Part -> the one module that it is, as its files state it.
_MODULES = {name: name for name in ("evidence", "acts", "observations", "units")}

_TYPE = ox.NamedNode(RDF + "type")
_SYMMETRIC = ox.NamedNode(OWL + "SymmetricProperty")
_CONCEPT = ox.NamedNode(SKOS + "Concept")

#: SKOS states these pairs as inverses of each other; tools for thesauri expect both.
_INVERSES = {
    SKOS + a: SKOS + b
    for one, other in (("broader", "narrower"), ("topConceptOf", "hasTopConcept"), ("related", "related"))
    for a, b in ((one, other), (other, one))
}


def part(name: str) -> Graph:
    """The triples of one part.

    ``vocabulary`` is the concepts with what they match elsewhere; ``all`` merges the ontology and every module that is
    loaded by default. Both state symmetric properties in both directions and SKOS properties with their inverses.
    ``ontology``, ``vocabulary`` and ``all`` give their titles, labels and agents in schema.org's terms as well.

    Raises:
        UsageError: there is no such part.
    """
    if name not in PARTS:
        listed = ", ".join(PARTS)
        raise UsageError(
            f"Không có phần «{name}»; các phần là: {listed}.", f'There is no part "{name}"; the parts are: {listed}.'
        )
    if name in _MODULES:
        return _module(_MODULES[name])
    return _BUILDERS[name]()


def alignments() -> dict[str, Graph]:
    """Each outside vocabulary with which terms or concepts are aligned -> the triples of its file."""
    return {os.path.basename(file).removesuffix(".ttl"): statements([file]) for file in module_files("alignments")}


def ontology_graph() -> Graph:
    """``cds.ttl`` as it stands."""
    return statements([str(resources.ontology_dir() / "cds.ttl")])


def _ontology() -> Graph:
    stated = ontology_graph()
    return stated | side_by_side(stated)


def _vocabulary() -> Graph:
    concepts = _module("concepts")
    own = {t.subject for t in concepts if t.predicate == _TYPE and t.object == _CONCEPT}
    stated = concepts | {t for graph in alignments().values() for t in graph if t.subject in own}
    whole = stated | _both_ways(stated, ontology_graph())
    return whole | side_by_side(whole)


def _all() -> Graph:
    ontology = ontology_graph()
    stated = ontology.union(*(_module(name) for name, by_default in module_names().items() if by_default))
    whole = stated | _both_ways(stated, ontology)
    return whole | side_by_side(whole)


_BUILDERS: dict[str, Callable[[], Graph]] = {
    "ontology": _ontology,
    "vocabulary": _vocabulary,
    "alignments": lambda: frozenset[ox.Triple]().union(*alignments().values()),
    "services": services_graph,
    "questions": questions_graph,
    "all": _all,
}


def _module(name: str) -> Graph:
    return statements(module_files(name))


def statements(files: Iterable[str]) -> Graph:
    """The triples of packaged Turtle files. Raises InputError where one is broken."""
    return frozenset(ox.Triple(q.subject, q.predicate, q.object) for file in files for q in _quads(file))


def _quads(file: str) -> Iterable[ox.Quad]:
    """The quads of a packaged file, which is in NFC, so that the engine alone can read it."""
    try:
        return list(ox.parse(path=file, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    except (SyntaxError, OSError):
        return read_rdf(file)  # which tells what is wrong, and where


def _both_ways(graph: Graph, ontology: Graph) -> Graph:
    """What follows by symmetric and SKOS's inverse properties about the things that ``graph`` itself describes."""
    symmetric = {t.subject for t in ontology if t.predicate == _TYPE and t.object == _SYMMETRIC}
    inverses = {**_INVERSES, **{p.value: p.value for p in symmetric if isinstance(p, ox.NamedNode)}}
    described = {t.subject for t in graph}
    return frozenset(
        ox.Triple(t.object, ox.NamedNode(inverses[t.predicate.value]), t.subject)
        for t in graph
        if t.predicate.value in inverses and isinstance(t.object, ox.NamedNode) and t.object in described
    )

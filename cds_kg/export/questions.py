"""The competency questions as data: each a SHACL-described SPARQL query that a catalogue or an endpoint can list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import pyoxigraph as ox

from cds_kg import resources
from cds_kg.knowledge.questions import Parameter, Question, questions
from cds_kg.namespaces import CDS, CDSD, CDSQ, DCTERMS, ONTOLOGY, OWL, RDF, RDFS, SCHEMA, SHACL, SKOS, VOID, XSD, expand
from cds_kg.store.reading import read_rdf

Value: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

#: Each query declares the prefixes it uses; the same are declared here, once, for tools that put them before a query.
_PREFIXES = ox.NamedNode(CDSQ + "prefixes")
_PACK = ox.NamedNode(CDSD + "questions")
#: What a query is asked of: the merged graph, with the modules that it requires.
_TARGET = ox.NamedNode(CDSD + "cds-kg")

_HEADER = re.compile(r"^#\+.*\n?", re.MULTILINE)
_PREFIX = re.compile(r"^PREFIX +(?P<prefix>\w+): *<(?P<namespace>[^>]*)>", re.MULTILINE)

#: Kind of parameter -> what a value is: constraint of SHACL, its value.
_VALUES: dict[str, dict[str, ox.NamedNode | ox.Literal]] = {
    "concept": {"class": ox.NamedNode(SKOS + "Concept")},
    "unit": {"class": ox.NamedNode(CDS + "AdministrativeUnit")},
    "date": {"datatype": ox.NamedNode(XSD + "date")},
    "language": {"datatype": ox.NamedNode(XSD + "string"), "pattern": ox.Literal("^(vi|en)$")},
    "label": {"datatype": ox.NamedNode(XSD + "string")},
}


def questions_graph() -> frozenset[ox.Triple]:
    """One ``sh:SPARQLSelectExecutable`` for each question, with its parameters, and the prefixes of all.

    ``sh:select`` is the query as its file asks it, with the defaults of its parameters, and runs as it stands. A
    parameter is a part of the query: a ``schema:PropertyValueSpecification`` with its name, its default and, as a node
    shape, what a value may be; another value replaces the default in the query's line ``VALUES ?name { ... }``.
    Modules that are not in the merged graph are required by ``dcterms:requires``.

    Raises:
        InputError: a file that cannot be read, or whose header or parameters are not as they should be.
    """
    pack, licences = questions(), _licences()
    described = [*(triple for question in pack for triple in _question(question, licences)), *_prefixes(pack)]
    return frozenset([*described, *_datasets(described)])


def _question(question: Question, licences: Iterable[Value]) -> Iterator[ox.Triple]:
    subject = ox.NamedNode(CDSQ + question.id)
    for kind in ("SPARQLExecutable", "SPARQLSelectExecutable"):
        yield _triple(subject, RDF + "type", ox.NamedNode(SHACL + kind))
    for language, text in question.texts.items():
        yield _triple(subject, RDFS + "comment", ox.Literal(text, language=language))
    yield _triple(subject, SHACL + "select", ox.Literal(_HEADER.sub("", question.sparql).strip()))
    yield _triple(subject, SHACL + "prefixes", _PREFIXES)
    for keyword in question.keywords:
        yield _triple(subject, SCHEMA + "keywords", ox.Literal(keyword))
    yield _triple(subject, SCHEMA + "target", _TARGET)
    for module in question.modules:
        yield _triple(subject, DCTERMS + "requires", ox.NamedNode(CDSD + module))
    yield _triple(subject, DCTERMS + "identifier", ox.Literal(question.id))
    yield _triple(subject, DCTERMS + "isPartOf", _PACK)
    for licence in licences:
        yield _triple(subject, DCTERMS + "license", licence)
    for parameter in question.parameters:
        part = ox.NamedNode(f"{subject.value}-{parameter.name}")
        yield _triple(subject, DCTERMS + "hasPart", part)
        yield _triple(part, DCTERMS + "isPartOf", subject)
        yield from _parameter(part, parameter)


def _parameter(subject: ox.NamedNode, parameter: Parameter) -> Iterator[ox.Triple]:
    yield _triple(subject, RDF + "type", ox.NamedNode(SCHEMA + "PropertyValueSpecification"))
    yield _triple(subject, RDF + "type", ox.NamedNode(SHACL + "NodeShape"))
    yield _triple(subject, SCHEMA + "valueName", ox.Literal(parameter.name))
    yield _triple(subject, SCHEMA + "defaultValue", _default(parameter))
    for constraint, value in _VALUES[parameter.kind].items():
        yield _triple(subject, SHACL + constraint, value)


def _default(parameter: Parameter) -> ox.NamedNode | ox.Literal:
    """The default as the term that stands in the query."""
    if parameter.kind in ("concept", "unit"):
        return ox.NamedNode(expand(parameter.default) or parameter.default)
    if parameter.kind == "date":
        return ox.Literal(parameter.default, datatype=ox.NamedNode(XSD + "date"))
    return ox.Literal(parameter.default)


def _prefixes(pack: list[Question]) -> Iterator[ox.Triple]:
    yield _triple(_PREFIXES, RDF + "type", ox.NamedNode(OWL + "Ontology"))  # the domain of sh:declare
    yield _triple(_PREFIXES, DCTERMS + "isPartOf", _PACK)
    for prefix, namespace in {pair for question in pack for pair in _PREFIX.findall(question.sparql)}:
        declaration = ox.NamedNode(f"{CDSQ}prefix-{prefix}")
        yield _triple(_PREFIXES, SHACL + "declare", declaration)
        yield _triple(declaration, RDF + "type", ox.NamedNode(SHACL + "PrefixDeclaration"))
        yield _triple(declaration, SHACL + "prefix", ox.Literal(prefix))
        yield _triple(declaration, SHACL + "namespace", ox.Literal(namespace, datatype=ox.NamedNode(XSD + "anyURI")))


def _datasets(described: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """What the datasets are that are spoken of; the catalogue describes them."""
    for triple in described:
        if isinstance(triple.object, ox.NamedNode) and triple.object.value.startswith(CDSD):
            yield _triple(triple.object, RDF + "type", ox.NamedNode(VOID + "Dataset"))


def _licences() -> list[Value]:
    """The licence of the data, as the header of the ontology states it."""
    stated = read_rdf(str(resources.ontology_dir() / "cds.ttl"))
    licence = (ox.NamedNode(ONTOLOGY), ox.NamedNode(DCTERMS + "license"))
    return [quad.object for quad in stated if (quad.subject, quad.predicate) == licence]


def _triple(subject: ox.NamedNode, predicate: str, value: Value) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), value)

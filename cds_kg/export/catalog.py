"""The catalogue of a release: DCAT for harvesters, VoID for linked-data clients, with numbers that were counted.

What people write (titles, descriptions, keywords, codes) stands in ``ontology/catalog``; here come the version, the
dates, the files and the numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import pyoxigraph as ox

import cds_kg
from cds_kg.export import void
from cds_kg.export.distributions import describe, distribution
from cds_kg.export.listing import CATALOG, DESCRIPTION, WHOLE, Graph, Listing, iri
from cds_kg.export.parts import ontology_graph
from cds_kg.namespaces import CDSD, DCAT, DCTERMS, ONTOLOGY, PREFIXES, RDF, SCHEMA, SKOS, VOID, XSD
from cds_kg.store.dataset import module_files
from cds_kg.store.reading import read_rdf

_ADMS, _FOAF = PREFIXES["adms"], PREFIXES["foaf"]
_TYPE = RDF + "type"

#: Said of the things of a release, and not of what is written about file formats.
_NOT_OF_DATASETS = frozenset({_ADMS + "representationTechnique"})

#: What a part that does not state it itself takes from the whole.
_INHERITED = (
    _ADMS + "status",
    _ADMS + "versionNotes",
    DCAT + "contactPoint",
    DCAT + "landingPage",
    DCAT + "theme",
    *(
        DCTERMS + name
        for name in (
            "accessRights",
            "accrualPeriodicity",
            "creator",
            "language",
            "license",
            "provenance",
            "publisher",
            "spatial",
            "temporal",
        )
    ),
)

#: The same in schema.org's terms, for search engines that read no other.
_SCHEMA = {
    DCTERMS + "title": "name",
    DCTERMS + "description": "description",
    DCTERMS + "creator": "creator",
    DCTERMS + "license": "license",
    DCTERMS + "issued": "datePublished",
    DCTERMS + "modified": "dateModified",
    DCTERMS + "hasPart": "hasPart",
    DCAT + "version": "version",
    DCAT + "keyword": "keywords",
    DCAT + "dataset": "dataset",
    DCAT + "distribution": "distribution",
}

#: What VoID repeats of the catalogue.
_REPEATED = (
    DCTERMS + "title",
    DCTERMS + "description",
    DCTERMS + "creator",
    DCTERMS + "publisher",
    DCTERMS + "license",
    DCTERMS + "issued",
    DCTERMS + "modified",
    VOID + "exampleResource",
)


def catalog_graphs(
    graphs: Mapping[str, frozenset[ox.Triple]], files: Mapping[str, bytes]
) -> dict[str, frozenset[ox.Triple]]:
    """The graphs of ``catalog`` and ``void``. A dataset of which there is no file is in neither.

    Args:
        graphs: part -> its triples, to be counted; ``all`` is the whole graph.
        files: path in the release -> content, for sizes and checksums.

    Raises:
        InputError: a file of a format that ``ontology/catalog/formats.ttl`` does not know.
    """
    listing, header = _read()
    named = {WHOLE if name == "all" else name: graph for name, graph in graphs.items()}
    owners = {path: listing.dataset(path) for path in files}
    present = [name for name in listing.datasets if name in set(owners.values())]
    counts = {name: void.count(graph) for name, graph in named.items() if name in present}
    dated = list(_dated(listing, header, present))

    stated = [*_written(listing), *dated]
    for name in present:
        stated += _completed(listing, name, WHOLE in present)
    for path, data in files.items():
        stated += describe(listing, path, data)
    for name, found in counts.items():
        stated += void.numbers(listing.datasets[name], found)
    catalog = Graph(stated)
    beside = _in_schema_org(catalog, [CATALOG, *(CDSD + name for name in present)])
    catalog = Graph([*stated, *beside])

    about = [*_without_datasets(listing), *_dates(iri(DESCRIPTION), header)]
    for name, found in counts.items():
        dataset = listing.datasets[name]
        about += [ox.Triple(iri(DESCRIPTION), iri(_FOAF + "topic"), dataset)]
        about += [ox.Triple(dataset, iri(p), o) for p in _REPEATED for o in catalog.values(dataset, p)]
        about += void.numbers(dataset, found)
        about += void.partitions(dataset, found)
        about += _dumps(listing, dataset, [path for path, owner in owners.items() if owner == name])
        if name in void.LINKED:
            about += void.linksets(listing, name, named[name])
    about += _subsets(listing, {name: graph for name, graph in named.items() if name in counts})
    return {"catalog": catalog.reached([iri(CATALOG)]), "void": Graph(about).reached([iri(DESCRIPTION)])}


def _read() -> tuple[Listing, Graph]:
    """What is written of the catalogue, with the agents that the ontology's header names; and that header."""
    quads = [quad for file in module_files("catalog") for quad in read_rdf(file)]
    written = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
    ontology = Graph(ontology_graph())
    agents = ontology.nodes(iri(ONTOLOGY), DCTERMS + "publisher")
    described = Graph(
        ox.Triple(agent, iri(p), o)
        for agent in agents
        for p in (_TYPE, SKOS + "prefLabel")
        for o in ontology.values(agent, p)
    )
    return Listing([*written, *described.reached(agents)]), ontology


def _written(listing: Listing) -> Iterator[ox.Triple]:
    """All that is written, without what is meant for the distributions of a dataset."""
    return (t for t in listing.triples() if t.predicate.value not in _NOT_OF_DATASETS)


def _without_datasets(listing: Listing) -> Iterator[ox.Triple]:
    own = set(listing.datasets.values())
    return (t for t in listing.triples() if t.subject not in own)


def _dates(node: ox.NamedNode, header: Graph) -> Iterator[ox.Triple]:
    for name in ("issued", "modified"):
        for day in header.values(iri(ONTOLOGY), DCTERMS + name):
            yield ox.Triple(node, iri(DCTERMS + name), day)


def _dated(listing: Listing, header: Graph, present: Collection[str]) -> Iterator[ox.Triple]:
    """Version and dates of the catalogue and its datasets; a period without end lasts until the last change."""
    version = ox.Literal(cds_kg.__version__)
    for name in present:
        yield ox.Triple(iri(CATALOG), iri(DCAT + "dataset"), listing.datasets[name])
    for node in (iri(CATALOG), *(listing.datasets[name] for name in present)):
        yield from _dates(node, header)
        yield ox.Triple(node, iri(DCAT + "version"), version)
    for period in listing.typed(DCTERMS + "PeriodOfTime"):
        if not listing.values(period, DCAT + "endDate"):
            for day in header.values(iri(ONTOLOGY), DCTERMS + "modified"):
                yield ox.Triple(period, iri(DCAT + "endDate"), day)


def _completed(listing: Listing, name: str, placed: bool) -> Iterator[ox.Triple]:
    """A part with its identifiers, its place in the whole (where that is there) and what it takes from the whole."""
    dataset, whole = listing.datasets[name], listing.whole
    identifier = iri(f"{dataset.value}#identifier")
    # Not an IRI: CKAN gives back a literal that looks like one as a resource, which DCAT-AP does not allow.
    short = WHOLE if dataset == whole else f"{WHOLE}/{name}"
    yield ox.Triple(dataset, iri(DCTERMS + "identifier"), ox.Literal(short))
    yield ox.Triple(dataset, iri(_ADMS + "identifier"), identifier)
    yield ox.Triple(identifier, iri(_TYPE), iri(_ADMS + "Identifier"))
    notation = ox.Literal(dataset.value, datatype=iri(XSD + "anyURI"))
    yield ox.Triple(identifier, iri(SKOS + "notation"), notation)
    if dataset == whole:
        return
    if placed:
        yield ox.Triple(dataset, iri(DCTERMS + "isPartOf"), whole)
        yield ox.Triple(whole, iri(DCTERMS + "hasPart"), dataset)
    for predicate in _INHERITED:
        if not listing.values(dataset, predicate):
            for value in listing.values(whole, predicate):
                yield ox.Triple(dataset, iri(predicate), value)


def _in_schema_org(catalog: Graph, names: Iterable[str]) -> Iterator[ox.Triple]:
    for name in names:
        node = iri(name)
        kind = "DataCatalog" if name == CATALOG else "Dataset"
        yield ox.Triple(node, iri(_TYPE), iri(SCHEMA + kind))
        for predicate, term in _SCHEMA.items():
            for value in catalog.values(node, predicate):
                yield ox.Triple(node, iri(SCHEMA + term), value)


def _dumps(listing: Listing, dataset: ox.NamedNode, paths: Iterable[str]) -> Iterator[ox.Triple]:
    """The RDF files that hold a dataset, and their formats."""
    for path in paths:
        features = listing.nodes(listing.format(path), VOID + "feature")
        if features and path.partition(".")[0] == dataset.value.removeprefix(CDSD):
            yield ox.Triple(dataset, iri(VOID + "dataDump"), iri(distribution(path).value.partition("#")[0]))
            for feature in features:
                yield ox.Triple(dataset, iri(VOID + "feature"), feature)


def _subsets(listing: Listing, graphs: Mapping[str, frozenset[ox.Triple]]) -> Iterator[ox.Triple]:
    """The parts that are wholly in the whole."""
    for name, graph in graphs.items():
        if name != WHOLE and graph and graph <= graphs.get(WHOLE, frozenset()):
            yield ox.Triple(listing.whole, iri(VOID + "subset"), listing.datasets[name])

"""The files of a release as DCAT distributions: place, size, digest, format, and a name in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

import pyoxigraph as ox

import cds_kg
from cds_kg.export.listing import Listing, iri
from cds_kg.namespaces import BASE, DCAT, DCTERMS, PREFIXES, RDF, SCHEMA, SKOS, XSD

RELEASE = f"{BASE}release/{cds_kg.__version__}/"

_ADMS, _DCATAP, _SPDX = PREFIXES["adms"], PREFIXES["dcatap"], PREFIXES["spdx"]
_STABLE = "http://publications.europa.eu/resource/authority/planned-availability/STABLE"
_QUESTION = re.compile(rb"^#\+ *question_(vi|en): *(.*?) *$", re.MULTILINE)
_LANGUAGES = ("vi", "en")


def distribution(path: str) -> ox.NamedNode:
    """The IRI of the distribution that a file of this release is."""
    return iri(f"{RELEASE}{path}#distribution")


def describe(listing: Listing, path: str, data: bytes) -> Iterator[ox.Triple]:
    """One file: the distribution, its checksum, and the link from its dataset."""
    node, checksum, url = distribution(path), iri(f"{RELEASE}{path}#sha256"), iri(RELEASE + path)
    dataset = listing.datasets[listing.dataset(path)]
    form = listing.format(path)
    yield ox.Triple(dataset, iri(DCAT + "distribution"), node)

    def say(predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(node, iri(predicate), value)

    yield say(RDF + "type", iri(DCAT + "Distribution"))
    yield say(RDF + "type", iri(SCHEMA + "DataDownload"))
    for language in _LANGUAGES:
        title, description = _names(listing, path, data, language)
        yield say(DCTERMS + "title", ox.Literal(title, language=language))
        yield say(DCTERMS + "description", ox.Literal(description, language=language))
    yield say(DCAT + "accessURL", url)
    yield say(DCAT + "downloadURL", url)
    yield say(SCHEMA + "contentUrl", url)
    yield say(DCAT + "byteSize", ox.Literal(str(len(data)), datatype=iri(XSD + "nonNegativeInteger")))
    yield say(_DCATAP + "availability", iri(_STABLE))
    for predicate in (DCTERMS + "format", DCAT + "mediaType", DCTERMS + "conformsTo"):
        for value in listing.nodes(form, predicate):
            yield say(predicate, value)
    for media in listing.nodes(form, DCAT + "mediaType"):
        yield say(SCHEMA + "encodingFormat", ox.Literal(listing.text(media, DCTERMS + "identifier")))
    for licence in listing.nodes(dataset, DCTERMS + "license") or listing.nodes(listing.whole, DCTERMS + "license"):
        yield say(DCTERMS + "license", licence)
    for technique in listing.nodes(dataset, _ADMS + "representationTechnique"):
        yield say(_ADMS + "representationTechnique", technique)
    yield say(_SPDX + "checksum", checksum)
    yield ox.Triple(checksum, iri(RDF + "type"), iri(_SPDX + "Checksum"))
    yield ox.Triple(checksum, iri(_SPDX + "algorithm"), iri(_SPDX + "checksumAlgorithm_sha256"))
    digest = ox.Literal(sha256(data).hexdigest(), datatype=iri(XSD + "hexBinary"))
    yield ox.Triple(checksum, iri(_SPDX + "checksumValue"), digest)


def _names(listing: Listing, path: str, data: bytes, language: str) -> tuple[str, str]:
    """Title and description of a file in one language."""
    form, written = listing.format(path), listing.file(path)
    label = listing.texts(form, SKOS + "prefLabel")[language]
    general = listing.texts(form, DCTERMS + "description")[language]
    if written is not None:
        own = listing.texts(written, DCTERMS + "description").get(language)
        title = listing.texts(written, SKOS + "prefLabel")[language]
        return f"{title} ({label})", f"{own} {general}" if own else general
    stem = path.rpartition("/")[2].partition(".")[0]
    asked = {tag.decode(): text.decode() for tag, text in _QUESTION.findall(data)} if path.endswith(".rq") else {}
    if language in asked:
        return f"{stem}: {asked[language]}", general
    name = listing.dataset(path)
    title = listing.texts(listing.datasets[name], DCTERMS + "title")[language]
    if stem == name:
        return f"{title} ({label})", general
    other = listing.target(stem)
    about = stem if other is None else listing.texts(other, DCTERMS + "title")[language]
    return f"{title}: {about} ({label})", general

"""The catalogue of a release: every number recounted from the released files, every text in both languages."""

from __future__ import annotations

import datetime
import hashlib
import math
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, XSD, Namespace, URIRef

import cds_kg
from cds_kg.errors import InputError
from cds_kg.export.catalog import catalog_graphs
from cds_kg.export.parts import PARTS, part
from cds_kg.namespaces import BASE, CDSD, PREFIXES
from cds_kg.store.serialise import serialise

DCAT = Namespace(PREFIXES["dcat"])
VOID = Namespace(PREFIXES["void"])
ADMS = Namespace(PREFIXES["adms"])
SPDX = Namespace(PREFIXES["spdx"])
CATALOG = URIRef(BASE + "catalog")
RELEASE = f"{BASE}release/{cds_kg.__version__}/"
EU = "http://publications.europa.eu/resource/authority/"
PAGES = re.compile(r"(catalog|void)\.\w+$|SHA256SUMS$")
MEDIA = {
    "ttl": ("text/turtle", "RDF_TURTLE"),
    "jsonld": ("application/ld+json", "JSON_LD"),
    "rdf": ("application/rdf+xml", "RDF_XML"),
    "nt": ("application/n-triples", "RDF_N_TRIPLES"),
    "trig": ("application/trig", "RDF_TRIG"),
    "csv": ("text/csv", "CSV"),
    "json": ("application/json", "JSON"),
    "rq": ("application/sparql-query", "SPARQLQ"),
    "svg": ("image/svg+xml", "SVG"),
    "html": ("text/html", "HTML"),
}
#: The relations of a thing to what it corresponds to elsewhere.
LINKS = {
    *(str(SKOS[f"{kind}Match"]) for kind in ("exact", "close", "broad", "narrow", "related")),
    *map(str, (OWL.sameAs, OWL.equivalentClass, OWL.equivalentProperty, RDFS.subClassOf, RDFS.subPropertyOf)),
    str(RDFS.seeAlso),
}
#: Names of files that no release had when this was written, one of each kind.
OTHERS = {
    "vocabulary.rdf": "vocabulary",
    "cds-kg.trig": "cds-kg",
    "alignments/eurovoc.rdf": "alignments",
    "tables/concepts.csv": "tables",
    "tables/csv-metadata.json": "tables",
    "tables/other.json": "tables",
    "context.jsonld": "cds-kg",
    "logo.svg": "cds-kg",
    "queries/cq-01.rq": "questions",
    "questions.ttl": "questions",
    "shapes/style.ttl": "shapes",
    "units.nt": "units",
}


@pytest.fixture(scope="module")
def files(released) -> dict[str, bytes]:
    """The files that the catalogue tells of."""
    found = {name: data for name, data in released.items() if not PAGES.search(name)}
    assert len(found) > 60
    return found


@pytest.fixture(scope="module")
def catalog(released) -> rdflib.Graph:
    return rdflib.Graph().parse(data=released["catalog.ttl"])


@pytest.fixture(scope="module")
def void(released) -> rdflib.Graph:
    return rdflib.Graph().parse(data=released["void.ttl"])


@pytest.fixture(scope="module")
def graphs(released) -> dict[str, ox.Store]:
    """Dataset -> its triples as the released N-Triples hold them."""
    stores = {}
    for name in PARTS.values():
        store = ox.Store()
        store.bulk_load(released[f"{name}.nt"], format=ox.RdfFormat.N_TRIPLES)
        stores[name] = store
    return stores


@pytest.fixture(scope="module")
def small() -> rdflib.Graph:
    """The catalogue of one part and one file of each kind."""
    made = catalog_graphs({"vocabulary": part("vocabulary")}, {name: name.encode() for name in OTHERS})
    return rdflib.Graph().parse(data=serialise(made["catalog"], "ttl"))


def dataset(name: str) -> URIRef:
    return URIRef(CDSD + name)


def owner(path: str) -> str:
    """The dataset to which a file belongs, told again from its name."""
    folder = path.rpartition("/")[0]
    if folder:
        return {"queries": "questions"}.get(folder, folder)
    stem = path.partition(".")[0]
    return stem if stem in {*PARTS.values(), "shapes"} else "cds-kg"


def number(store: ox.Store, query: str) -> int:
    (row,) = store.query(query)
    return int(row[0].value)


def named(graph: rdflib.Graph, subject: URIRef, predicate: URIRef) -> int:
    (value,) = graph.objects(subject, predicate)
    return int(value)


# Files


def test_every_file_is_one_distribution_of_its_dataset_with_its_size_and_digest(catalog, files, release_dir):
    assert len(set(catalog.subjects(RDF.type, DCAT.Distribution))) == len(files)
    for path in files:
        url = URIRef(RELEASE + path)
        (node,) = catalog.subjects(DCAT.downloadURL, url)
        assert (node, RDF.type, DCAT.Distribution) in catalog
        assert list(catalog.subjects(DCAT.distribution, node)) == [dataset(owner(path))]
        assert list(catalog.objects(node, DCAT.accessURL)) == [url]
        file = release_dir / path
        (size,) = catalog.objects(node, DCAT.byteSize)
        assert (str(size), size.datatype) == (str(os.stat(file).st_size), XSD.nonNegativeInteger)
        (checksum,) = catalog.objects(node, SPDX.checksum)
        assert isinstance(checksum, URIRef)
        (digest,) = catalog.objects(checksum, SPDX.checksumValue)
        assert (str(digest), digest.datatype) == (hashlib.sha256(file.read_bytes()).hexdigest(), XSD.hexBinary)
        assert list(catalog.objects(checksum, SPDX.algorithm)) == [SPDX.checksumAlgorithm_sha256]
        media, kind = MEDIA[path.rpartition(".")[2]]
        if not path.endswith("csv-metadata.json"):
            assert str(catalog.value(node, DCAT.mediaType)).endswith("/media-types/" + media)
        assert list(catalog.objects(node, DCTERMS["format"])) == [URIRef(f"{EU}file-type/{kind}")]


def test_the_digests_are_those_of_the_list_beside_it(catalog, released):
    listed = dict(line.split("  ")[::-1] for line in released["SHA256SUMS"].decode().splitlines())
    for node in catalog.subjects(RDF.type, DCAT.Distribution):
        path = str(catalog.value(node, DCAT.downloadURL)).removeprefix(RELEASE)
        assert str(catalog.value(catalog.value(node, SPDX.checksum), SPDX.checksumValue)) == listed[path]


def test_every_kind_of_file_has_its_format_and_its_dataset(small):
    for path, name in OTHERS.items():
        (node,) = small.subjects(DCAT.downloadURL, URIRef(RELEASE + path))
        assert list(small.subjects(DCAT.distribution, node)) == [dataset(name)]
        media, kind = MEDIA[path.rpartition(".")[2]]
        if path == "tables/csv-metadata.json":
            media = "application/csvm+json"
        assert list(small.objects(node, DCAT.mediaType)) == [
            URIRef("https://www.iana.org/assignments/media-types/" + media)
        ]
        assert list(small.objects(node, DCTERMS["format"])) == [URIRef(f"{EU}file-type/{kind}")]
    names = {str(title) for title in small.objects(None, DCTERMS.title) if title.language == "vi"}
    assert {"Ngữ cảnh JSON-LD của cds-kg (JSON-LD)", "Quy tắc về cách viết bản thể học (Turtle)"} <= names
    assert "Đối chiếu cds-kg với các bộ từ vựng khác: Bộ từ chuẩn EuroVoc (RDF/XML)" in names


def test_a_file_of_unknown_kind_is_told_with_the_file_to_mend():
    with pytest.raises(InputError) as caught:
        catalog_graphs({}, {"notes.docx": b""})
    for lang in ("vi", "en"):
        assert "notes.docx" in caught.value.message(lang)
        assert "formats.ttl" in caught.value.message(lang)


def test_distributions_of_one_dataset_are_told_apart_by_their_names(catalog):
    for node in set(catalog.subjects(RDF.type, DCAT.Dataset)):
        for language in ("vi", "en"):
            titles = [
                str(title)
                for item in catalog.objects(node, DCAT.distribution)
                for title in catalog.objects(item, DCTERMS.title)
                if title.language == language
            ]
            assert titles
            assert len(set(titles)) == len(titles)


def test_a_question_goes_by_its_wording(catalog, files):
    (node,) = catalog.subjects(DCAT.downloadURL, URIRef(RELEASE + "queries/cq-05.rq"))
    header = files["queries/cq-05.rq"].decode()
    titles = {title.language: str(title) for title in catalog.objects(node, DCTERMS.title)}
    for language in ("vi", "en"):
        (asked,) = re.findall(rf"^#\+ question_{language}: (.*)$", header, re.MULTILINE)
        assert titles[language] == f"cq-05: {asked}"


# Datasets


def test_a_dataset_for_each_part_and_the_whole_holds_them(catalog, files):
    expected = {dataset(owner(path)) for path in files}
    assert {dataset(name) for name in (*PARTS.values(), "shapes")} <= expected
    assert set(catalog.objects(CATALOG, DCAT.dataset)) == expected
    assert set(catalog.subjects(RDF.type, DCAT.Dataset)) == expected
    whole = dataset("cds-kg")
    assert set(catalog.objects(whole, DCTERMS.hasPart)) == expected - {whole}
    assert set(catalog.subjects(DCTERMS.isPartOf, whole)) == expected - {whole}


def test_each_dataset_says_all_that_is_asked_of_one(catalog):
    once = (
        *(DCTERMS[n] for n in ("publisher", "accessRights", "accrualPeriodicity", "identifier", "license", "temporal")),
        *(DCTERMS[n] for n in ("spatial", "provenance", "issued", "modified", "creator")),
        *(DCAT.version, DCAT.contactPoint, DCAT.landingPage, ADMS.status, ADMS.identifier),
    )
    for node in set(catalog.subjects(RDF.type, DCAT.Dataset)):
        for predicate in once:
            assert len(list(catalog.objects(node, predicate))) == 1, (node, predicate)
        for predicate in (DCTERMS.title, DCTERMS.description, ADMS.versionNotes):
            assert sorted(text.language for text in catalog.objects(node, predicate)) == ["en", "vi"]
        assert (node, DCAT.theme, URIRef(EU + "data-theme/GOVE")) in catalog
        languages = {str(value).rpartition("/")[2] for value in catalog.objects(node, DCTERMS.language)}
        assert languages == {"VIE", "ENG"}


def test_one_version_one_licence_and_the_dates_of_the_ontology(catalog):
    header = rdflib.Graph().parse(data=serialise(part("ontology"), "ttl"))
    ontology = URIRef(BASE + "ontology")
    assert {str(v) for v in catalog.objects(None, DCAT.version)} == {cds_kg.__version__}
    assert str(header.value(ontology, OWL.versionInfo)) == cds_kg.__version__
    assert set(catalog.objects(None, DCTERMS.license)) == set(header.objects(ontology, DCTERMS.license))
    for predicate in (DCTERMS.issued, DCTERMS.modified):
        assert set(catalog.objects(None, predicate)) == set(header.objects(ontology, predicate))


def test_keywords_are_words_that_every_catalogue_takes(catalog):
    keywords = list(catalog.objects(None, DCAT.keyword))
    assert len(keywords) > 60
    for keyword in keywords:
        text = str(keyword)
        assert 2 <= len(text) <= 100
        assert re.fullmatch(r"[\w .-]+", text), text
        assert unicodedata.is_normalized("NFC", text)
        assert not re.search(r"\d{2,}", text), text


def test_search_engines_find_the_same_in_their_own_terms(catalog):
    schema = Namespace(PREFIXES["schema"])
    for node in set(catalog.subjects(RDF.type, DCAT.Dataset)):
        assert (node, RDF.type, schema.Dataset) in catalog
        for ours, theirs in (
            (DCTERMS.title, schema.name),
            (DCTERMS.description, schema.description),
            (DCAT.distribution, schema.distribution),
            (DCTERMS.license, schema.license),
            (DCAT.keyword, schema.keywords),
        ):
            assert set(catalog.objects(node, ours)) == set(catalog.objects(node, theirs)) != set()
        # The least and the most that search engines take as a description of a dataset.
        assert all(50 <= len(text) <= 5000 for text in catalog.objects(node, schema.description))
    for node in catalog.subjects(RDF.type, DCAT.Distribution):
        assert catalog.value(node, schema.contentUrl) == catalog.value(node, DCAT.downloadURL)
        assert "/" in str(catalog.value(node, schema.encodingFormat))


@pytest.mark.parametrize("name", ["catalog", "void"])
def test_every_text_is_in_vietnamese_and_in_english(released, name):
    graph = rdflib.Graph().parse(data=released[f"{name}.ttl"])
    texts: defaultdict[tuple[object, object], list[str | None]] = defaultdict(list)
    for subject, predicate, value in graph:
        if predicate in (DCTERMS.title, DCTERMS.description, SKOS.prefLabel, RDFS.label, DCAT.keyword, FOAF.name) or (
            isinstance(value, rdflib.Literal) and value.language
        ):
            texts[subject, predicate].append(value.language)
            assert unicodedata.is_normalized("NFC", value)
            assert str(value) == str(value).strip()
    assert len(texts) > 30
    for key, languages in texts.items():
        assert set(languages) == {"vi", "en"}, key
        if not str(key[1]).endswith(("#keyword", "/keywords")):
            assert len(languages) == 2, key


@pytest.mark.parametrize("name", ["catalog", "void"])
def test_all_forms_of_a_page_say_the_same_without_blank_nodes(released, name):
    forms = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
    said = {form: {q.triple for q in ox.parse(released[f"{name}.{form}"], kind)} for form, kind in forms.items()}
    assert said["ttl"] == said["nt"] == said["jsonld"]
    assert not any(isinstance(term, ox.BlankNode) for triple in said["nt"] for term in triple)


# Codes


def test_the_codes_in_use_are_in_the_lists_of_the_european_union(catalog, small, vendor_dir):
    used = {str(value) for graph in (catalog, small) for value in graph.objects() if str(value).startswith(EU)}
    for table, file in (
        ("language", "languages"),
        ("file-type", "filetypes"),
        ("frequency", "frequencies"),
        ("data-theme", "data-theme"),
    ):
        known = rdflib.Graph().parse(vendor_dir / "eu-authority" / f"{file}-filtered.rdf")
        codes = {value for value in used if value.startswith(f"{EU}{table}/")}
        assert codes
        for code in codes:
            assert (URIRef(code), RDF.type, SKOS.Concept) in known, code
            english = [t for t in known.objects(URIRef(code), SKOS.prefLabel) if t.language == "en"]
            ours = [t for g in (catalog, small) for t in g.objects(URIRef(code), SKOS.prefLabel) if t.language == "en"]
            assert ours
            if table != "file-type":
                assert {str(t).casefold() for t in ours} == {str(t).casefold() for t in english}


def test_every_code_that_is_used_is_typed_named_and_placed_in_its_list(catalog):
    for value in set(catalog.objects()):
        text = str(value)
        if isinstance(value, URIRef) and text.startswith((EU, "http://purl.org/adms/")):
            kinds = set(catalog.objects(value, RDF.type))
            assert kinds & {SKOS.Concept, SKOS.ConceptScheme}, text
            if SKOS.Concept in kinds:
                (scheme,) = catalog.objects(value, SKOS.inScheme)
                assert (scheme, RDF.type, SKOS.ConceptScheme) in catalog
                assert text.startswith(str(scheme).removesuffix("1.0"))


def test_terms_exist_in_the_vocabularies_that_define_them(catalog, void, vendor_dir):
    known = rdflib.Graph()
    for file in ("w3c/dcat3.ttl", "w3c/dublin_core_terms.ttl", "adms-2.00/adms.ttl"):
        known.parse(vendor_dir / file)
    known.parse(vendor_dir / "w3c" / "foaf.rdf", format="xml")
    vcard = rdflib.Dataset().parse(vendor_dir / "npm-vocab" / "vcard.nq", format="nquads")
    declared = {str(s) for s in known.subjects()} | {str(s) for s, _, _, _ in vcard.quads()}
    spaces = tuple(PREFIXES[name] for name in ("dcat", "dcterms", "adms", "foaf", "vcard"))
    for graph in (catalog, void):
        terms = {str(t) for t in (*graph.predicates(), *graph.objects(None, RDF.type)) if str(t).startswith(spaces)}
        assert terms
        assert terms <= declared


# Place and time


def test_the_box_of_viet_nam_is_the_least_of_whole_degrees_around_every_unit(catalog, graphs):
    query = (
        "PREFIX geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> "
        "SELECT (MIN(?y) AS ?a) (MAX(?y) AS ?b) (MIN(?x) AS ?c) (MAX(?x) AS ?d) { ?u geo:lat ?y ; geo:long ?x }"
    )
    (row,) = graphs["units"].query(query)
    south, north, west, east = (float(row[name].value) for name in "abcd")
    box = [math.floor(west), math.floor(south), math.ceil(east), math.ceil(north)]
    (place,) = catalog.subjects(RDF.type, DCTERMS.Location)
    corners = [float(n) for n in re.findall(r"[\d.]+", str(catalog.value(place, DCAT.bbox)))]
    longitudes, latitudes = corners[::2], corners[1::2]
    assert [min(longitudes), min(latitudes), max(longitudes), max(latitudes)] == box
    middle = [float(n) for n in re.findall(r"[\d.]+", str(catalog.value(place, DCAT.centroid)))]
    assert middle == [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]
    for zone in ("Đặc khu Hoàng Sa", "Đặc khu Trường Sa"):
        assert graphs["units"].query(f'ASK {{ ?u ?p "{zone}"@vi ; <{PREFIXES["geo"]}lat> ?y }}')


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("acts", "MIN eli:date_document", None),
        ("observations", "MIN cds:observedFrom", "MAX cds:observedUntil"),
        ("units", "MIN cds:coveredFrom", "MAX cds:snapshotDate"),
    ],
)
def test_periods_are_those_of_the_data(catalog, graphs, name, first, last):
    period = catalog.value(dataset(name), DCTERMS.temporal)
    for bound, predicate in ((first, DCAT.startDate), (last, DCAT.endDate)):
        stated = catalog.value(period, predicate)
        if bound is None:
            assert stated == catalog.value(CATALOG, DCTERMS.modified)
            continue
        least, term = bound.split()
        rows = graphs[name].query(f"SELECT ({least}(?day) AS ?found) {{ ?s {term} ?day }}", prefixes=PREFIXES)
        (row,) = rows
        assert str(stated) == row["found"].value
        assert datetime.date.fromisoformat(str(stated))


# Numbers


@pytest.mark.parametrize("name", list(PARTS.values()))
def test_the_numbers_are_those_of_a_recount(void, catalog, graphs, released, name):
    node, store = dataset(name), graphs[name]
    expected = {
        "triples": len(released[f"{name}.nt"].splitlines()),
        "distinctSubjects": number(store, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        "distinctObjects": number(store, "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"),
        "properties": number(store, "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"),
        "classes": number(store, "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }"),
        "entities": number(
            store, f'SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{BASE}")) }}'
        ),
    }
    for graph in (void, catalog):
        assert (node, RDF.type, VOID.Dataset) in graph
        assert {term: named(graph, node, VOID[term]) for term in expected} == expected
        assert [str(space) for space in graph.objects(node, VOID.uriSpace)] == [BASE]


@pytest.mark.parametrize("name", list(PARTS.values()))
def test_the_partitions_are_those_of_a_recount(void, graphs, name):
    node, store = dataset(name), graphs[name]
    classes = {
        row["c"].value: int(row["n"].value)
        for row in store.query("SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c")
    }
    stated = {
        str(void.value(share, VOID["class"])): named(void, share, VOID.entities)
        for share in void.objects(node, VOID.classPartition)
    }
    assert stated == classes
    rows = store.query(
        "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?a) (COUNT(DISTINCT ?o) AS ?b) { ?s ?p ?o } GROUP BY ?p"
    )
    properties = {row["p"].value: [int(row[column].value) for column in "nab"] for row in rows}
    terms = (VOID.triples, VOID.distinctSubjects, VOID.distinctObjects)
    found = {
        str(void.value(share, VOID.property)): [named(void, share, term) for term in terms]
        for share in void.objects(node, VOID.propertyPartition)
    }
    assert found == properties
    vocabularies = {str(value) for value in void.objects(node, VOID.vocabulary)}
    for term in (*classes, *properties):
        assert any(term.startswith(value) for value in vocabularies), term


@pytest.mark.parametrize("name", ["alignments", "units"])
def test_linksets_count_every_link_that_leads_out(void, graphs, name):
    links: Counter[str] = Counter()
    for quad in graphs[name]:
        if quad.predicate.value in LINKS and isinstance(quad.object, ox.NamedNode):
            links[quad.predicate.value] += not quad.object.value.startswith(BASE)
    assert links.total() > 20
    counted: Counter[str] = Counter()
    for node in void.objects(dataset(name), VOID.subset):
        assert (node, RDF.type, VOID.Linkset) in void
        assert (void.value(node, VOID.subjectsTarget), RDF.type, VOID.Dataset) in void
        target = void.value(node, VOID.objectsTarget)
        assert (target, RDF.type, VOID.Dataset) in void
        assert isinstance(void.value(target, VOID.uriSpace), rdflib.Literal)
        counted[str(void.value(node, VOID.linkPredicate))] += named(void, node, VOID.triples)
    # A vocabulary of which ontology/catalog/codes.ttl has no void:Dataset is missing here.
    assert {predicate: counted[predicate] for predicate in links} == dict(links)


def test_the_matches_to_eurovoc_are_linksets_from_the_concepts(void, files):
    stated = Counter(quad.predicate.value for quad in ox.parse(files["alignments/eurovoc.nt"], ox.RdfFormat.N_TRIPLES))
    assert len(stated) > 2
    for predicate, total in stated.items():
        (node,) = [
            link
            for link in void.subjects(VOID.linkPredicate, URIRef(predicate))
            if void.value(link, VOID.objectsTarget) == URIRef("http://eurovoc.europa.eu/")
        ]
        assert void.value(node, VOID.subjectsTarget) == dataset("vocabulary")
        assert named(void, node, VOID.triples) == total


def test_examples_are_things_of_their_datasets(void, graphs):
    examples = list(void.subject_objects(VOID.exampleResource))
    assert len(examples) >= 8
    for node, thing in examples:
        store = graphs[str(node).removeprefix(CDSD)]
        if len(store):
            assert store.query(f"ASK {{ <{thing}> ?p ?o }}"), thing


def test_dumps_are_files_of_the_release_and_subsets_are_in_the_whole(void, files, graphs):
    for name in PARTS.values():
        dumps = {str(value).removeprefix(RELEASE) for value in void.objects(dataset(name), VOID.dataDump)}
        assert f"{name}.ttl" in dumps
        assert dumps == {path for path in files if re.fullmatch(rf"{name}\.(ttl|jsonld|rdf|nt|trig)", path)}
    whole = dataset("cds-kg")
    subsets = {str(node).removeprefix(CDSD) for node in void.objects(whole, VOID.subset)}
    merged = {quad.triple for quad in graphs["cds-kg"]}
    held = {n for n, store in graphs.items() if len(store) and {quad.triple for quad in store} <= merged}
    assert subsets == held - {"cds-kg"}
    assert {"vocabulary", "evidence", "acts", "observations"} <= subsets


def test_the_description_names_every_counted_dataset(void):
    node = URIRef(BASE + "void")
    assert (node, RDF.type, VOID.DatasetDescription) in void
    assert set(void.objects(node, FOAF.topic)) == {dataset(name) for name in PARTS.values()}
    assert void.value(node, FOAF.primaryTopic) == dataset("cds-kg")


# Reading and making


def test_the_catalogue_holds_no_partitions_and_nothing_that_nothing_leads_to(catalog):
    assert not list(catalog.objects(None, VOID.classPartition))
    led = {CATALOG}
    todo = [CATALOG]
    while todo:
        for value in catalog.objects(todo.pop()):
            if isinstance(value, URIRef) and value not in led:
                led.add(value)
                todo.append(value)
    assert set(catalog.subjects()) <= led


def test_the_same_bytes_under_every_hash_seed():
    code = (
        "from cds_kg.export.release import release; from hashlib import sha256; files = release(['ttl'], "
        "['vocabulary', 'alignments', 'all']); print(*(sha256(files[n]).hexdigest() for n in ('catalog.ttl', "
        "'void.ttl')))"
    )
    seen = set()
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(cds_kg.__file__).resolve().parents[1])}
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True, timeout=300)
        seen.add(done.stdout)
    assert len(seen) == 1


def test_a_release_of_some_parts_lists_only_what_it_has(small):
    listed = set(small.objects(CATALOG, DCAT.dataset))
    assert listed == {dataset(name) for name in OTHERS.values()}
    assert set(small.subjects(RDF.type, DCAT.Dataset)) == listed
    assert list(small.subjects(VOID.triples, None)) == [dataset("vocabulary")]

"""The catalogue before the judges that harvesters use: DCAT-AP's shapes on two engines, and CKAN's own harvester."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, SH, Namespace, URIRef

from cds_kg.namespaces import BASE, CDSD, PREFIXES

DCAT = Namespace(PREFIXES["dcat"])
DCTERMS = Namespace(PREFIXES["dcterms"])
SPDX = Namespace(PREFIXES["spdx"])
CATALOG = URIRef(BASE + "catalog")
SCRIPT = Path(__file__).parent / "ckan_judge.py"
PAGES = re.compile(r"(catalog|void)\.\w+$|SHA256SUMS$")

#: The shapes that the catalogue obeys without a single result, warnings included.
OBEYED = ("shapes", "range", "dcat-ap-SHACL", "deprecateduris", "shapes_recommended")
CODES = "mdr-vocabularies.shape"

#: A catalogue that names no publisher and a dataset that breaks four rules.
BAD = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<https://example.org/catalog> a dcat:Catalog ;
  dcterms:title "A catalogue"@en ; dcterms:description "Names no publisher."@en ;
  dcat:dataset <https://example.org/dataset> .
<https://example.org/dataset> a dcat:Dataset ;
  dcterms:description "Has no title."@en ; dcterms:publisher "somebody" ; dcat:theme "government" ;
  dcat:distribution <https://example.org/file> .
<https://example.org/file> a dcat:Distribution ; dcat:byteSize 5 ; dcterms:license <https://example.org/licence> .
"""
#: What the shapes say of it: no publisher; no title, text for publisher and theme; no access URL, size of a wrong type.
BAD_RESULTS = {
    "shapes": {
        "https://example.org/catalog": 1,
        "https://example.org/dataset": 3,
        "https://example.org/file": 2,
    },
    "range": {"https://example.org/dataset": 2, "https://example.org/file": 1},
}


@dataclass(frozen=True)
class Verdict:
    """What an engine says of a file: whether it conforms, and its results as (severity, focus node, path)."""

    conforms: bool
    results: Counter[tuple[str, str, str]]


def verdict(report: rdflib.Graph) -> Verdict:
    """A SHACL report without what is nested in its results."""
    (top,) = report.subjects(RDF.type, SH.ValidationReport)
    (conforms,) = report.objects(top, SH.conforms)
    results: Counter[tuple[str, str, str]] = Counter()
    for result in report.objects(top, SH.result):
        severity, focus, path = (report.value(result, p) for p in (SH.resultSeverity, SH.focusNode, SH.resultPath))
        results[str(severity).rpartition("#")[2], str(focus), str(path)] += 1
    return Verdict(conforms.toPython(), results)


@pytest.fixture(scope="module")
def by_pyshacl(require_tool, vendor_dir):
    """Judge a Turtle file by the shapes of a name, with pyshacl."""
    require_tool("pyshacl")
    import pyshacl

    def judge(file: Path, shapes: str) -> Verdict:
        data = rdflib.Graph().parse(file, format="turtle")
        rules = rdflib.Graph().parse(vendor_dir / "dcat-ap-3.0.1" / f"{shapes}.ttl")
        _, report, _ = pyshacl.validate(data, shacl_graph=rules, inference="none", advanced=False)
        return verdict(report)

    return judge


@pytest.fixture(scope="module")
def by_topquadrant(require_tool, require_folder, vendor_dir, tmp_path_factory):
    """Judge a Turtle file by the shapes of a name, with TopQuadrant's engine on Jena."""
    java = require_tool("java")
    jars = {jar.parent for jar in require_folder("CDS_KG_JENA").rglob("jena-arq*.jar")}
    assert jars

    def judge(file: Path, shapes: str) -> Verdict:
        rules = vendor_dir / "dcat-ap-3.0.1" / f"{shapes}.ttl"
        path = ":".join(f"{folder}/*" for folder in sorted(jars))
        command = [java, "-cp", path, "org.topbraid.shacl.tools.Validate", "-datafile", file, "-shapesfile", rules]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=300, check=False)
        assert "ValidationReport" in done.stdout, done.stderr
        return verdict(rdflib.Graph().parse(data=done.stdout, format="turtle"))

    return judge


@pytest.fixture(scope="module")
def catalog(release_dir) -> rdflib.Graph:
    return rdflib.Graph().parse(release_dir / "catalog.ttl")


@pytest.fixture(scope="module")
def bad_catalog(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("bad") / "catalog.ttl"
    file.write_text(BAD, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def harvest(require_file, release_dir, tmp_path_factory):
    """What CKAN makes of the released catalogue, and the file to which it writes it back."""
    # Not resolved: the link of a virtual environment is what makes it one.
    require_file("CDS_KG_CKAN")
    python = Path(os.environ["CDS_KG_CKAN"]).absolute()
    folder = tmp_path_factory.mktemp("ckan")

    @cache
    def harvest(profile: str = "euro_dcat_ap_3", language: str = "vi", form: str = "turtle", name: str = "catalog.ttl"):
        back = folder / f"{profile}-{language}-{form}.ttl"
        command = [python, SCRIPT, profile, language, form, release_dir / name, back]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout), back

    return harvest


def expected_of_the_codes(catalog: rdflib.Graph) -> Counter[tuple[str, str, str]]:
    """The only results that the shapes of code lists may give, each with its reason.

    * The publisher is no body of the European Union: one warning for the catalogue and one for each dataset.
    * SPDX names its algorithms in ``http://spdx.org/``; the shape asks for ``https://`` but for a class in ``http://``:
      one violation for each checksum.
    """
    published = [CATALOG, *catalog.objects(CATALOG, DCAT.dataset)]
    sums = catalog.subjects(RDF.type, SPDX.Checksum)
    return Counter(
        [
            *(("Warning", str(node), str(DCTERMS.publisher)) for node in published),
            *(("Violation", str(node), str(SPDX.algorithm)) for node in sums),
        ]
    )


def test_the_judges_have_something_to_judge(catalog, released):
    files = [name for name in released if not PAGES.search(name)]
    assert len(list(catalog.subjects(RDF.type, DCAT.Catalog))) == 1
    assert len(list(catalog.subjects(RDF.type, DCAT.Dataset))) >= 11
    assert len(list(catalog.subjects(RDF.type, DCAT.Distribution))) == len(files) > 60
    assert len(list(catalog.subjects(RDF.type, SPDX.Checksum))) == len(files)
    for kind in ("LicenseDocument", "Location", "PeriodOfTime", "LinguisticSystem", "MediaType", "Standard"):
        assert list(catalog.subjects(RDF.type, DCTERMS[kind])), kind


@pytest.mark.parametrize("engine", ["by_pyshacl", "by_topquadrant"])
@pytest.mark.parametrize("shapes", OBEYED)
def test_the_catalogue_obeys_dcat_ap_without_a_warning(request, release_dir, engine, shapes):
    found = request.getfixturevalue(engine)(release_dir / "catalog.ttl", shapes)
    assert found == Verdict(True, Counter())


@pytest.mark.parametrize("engine", ["by_pyshacl", "by_topquadrant"])
def test_of_the_code_lists_only_what_is_expected_is_found(request, release_dir, catalog, engine):
    found = request.getfixturevalue(engine)(release_dir / "catalog.ttl", CODES)
    assert found == Verdict(False, expected_of_the_codes(catalog))


@pytest.mark.parametrize("engine", ["by_pyshacl", "by_topquadrant"])
@pytest.mark.parametrize("shapes", list(BAD_RESULTS))
def test_a_bad_catalogue_is_found_out(request, bad_catalog, engine, shapes):
    found = request.getfixturevalue(engine)(bad_catalog, shapes)
    assert not found.conforms
    counted: Counter[str] = Counter()
    for (_, focus, _), total in found.results.items():
        counted[focus] += total
    assert counted == BAD_RESULTS[shapes]


@pytest.mark.parametrize("engine", ["by_pyshacl", "by_topquadrant"])
def test_a_fault_in_our_own_catalogue_is_found(request, catalog, tmp_path, engine):
    broken = rdflib.Graph() + catalog
    units = URIRef(CDSD + "units")
    broken.remove((units, DCTERMS.title, None))
    broken.remove((units, DCAT.contactPoint, None))
    broken.serialize(tmp_path / "catalog.ttl", format="turtle")
    judge = request.getfixturevalue(engine)
    missing = {("Violation", str(units), str(DCTERMS.title)): 1}
    assert judge(tmp_path / "catalog.ttl", "shapes").results == missing
    lacking = {("Warning", str(units), str(DCAT.contactPoint)): 1}
    assert judge(tmp_path / "catalog.ttl", "shapes_recommended").results == lacking


# CKAN


def extras(dataset) -> dict[str, str]:
    return {extra["key"]: extra["value"] for extra in dataset["extras"]}


def forms(released) -> list[tuple[str, str]]:
    """The formats of the catalogue that CKAN reads, with the names it has for them."""
    names = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}
    return [(name, f"catalog.{end}") for end, name in names.items() if f"catalog.{end}" in released]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("profile", ["euro_dcat_ap_3", "euro_dcat_ap_2"])
def test_ckan_takes_every_dataset_in_the_language_of_the_portal(harvest, catalog, profile, language):
    datasets, _ = harvest(profile, language)
    listed = list(catalog.objects(CATALOG, DCAT.dataset))
    assert sorted(extras(d)["uri"] for d in datasets) == sorted(map(str, listed))
    for found in datasets:
        node = URIRef(extras(found)["uri"])
        stated = {
            key: next(str(text) for text in catalog.objects(node, predicate) if text.language == language)
            for key, predicate in (("title", DCTERMS.title), ("notes", DCTERMS.description))
        }
        assert {key: found[key] for key in stated} == stated
        assert found["refused"] == []
        assert re.fullmatch(r"[a-z0-9-]{5,}", found["name"])
        assert {tag["name"] for tag in found["tags"]} == {str(word) for word in catalog.objects(node, DCAT.keyword)}
        assert found["url"] == BASE
        more = extras(found)
        people = {"vi": "Nhóm đóng góp cds-kg", "en": "cds-kg contributors"}[language]
        assert more["publisher_name"] == more["contact_name"] == people
        assert more["temporal_start"] < more["temporal_end"]
        # Of a place CKAN takes the name in any language.
        assert more["spatial_text"] in ("Việt Nam", "Viet Nam")
        sizes = {
            str(catalog.value(item, DCAT.downloadURL)): int(str(catalog.value(item, DCAT.byteSize)))
            for item in catalog.objects(node, DCAT.distribution)
        }
        assert {resource["url"]: resource["size"] for resource in found["resources"]} == sizes
        for resource in found["resources"]:
            assert resource["url"].startswith("https://")
            assert len(resource["hash"]) == 64
            assert resource["name"]
            assert resource["description"]
            assert resource["format"]
    assert len({found["name"] for found in datasets}) == len(datasets)
    if profile == "euro_dcat_ap_3":
        assert {found["version"] for found in datasets} == {str(catalog.value(CATALOG, DCAT.version))}


def test_ckan_reads_the_same_from_every_format(harvest, released):
    def plain(datasets):
        return {
            extras(d)["uri"]: (
                d["title"],
                d["notes"],
                sorted(tag["name"] for tag in d["tags"]),
                sorted((r["url"], r["name"], r["hash"]) for r in d["resources"]),
            )
            for d in datasets
        }

    seen = [plain(harvest(form=form, name=name)[0]) for form, name in forms(released)]
    assert len(seen) > 2
    assert all(found == seen[0] for found in seen)


@pytest.mark.parametrize("engine", ["by_pyshacl", "by_topquadrant"])
def test_what_ckan_writes_back_still_obeys_dcat_ap(request, harvest, catalog, engine):
    _, back = harvest()
    graph = rdflib.Graph().parse(back)
    for kind in (DCAT.Dataset, DCAT.Distribution):
        assert set(graph.subjects(RDF.type, kind)) == set(catalog.subjects(RDF.type, kind))
    assert request.getfixturevalue(engine)(back, "shapes") == Verdict(True, Counter())

"""What outside judges of vocabularies ask of ``vocabulary.*``: SKOS itself, qSKOS, skosify, VocPub."""

from __future__ import annotations

import subprocess
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF, SKOS
from skos_checks import CHECKS

from cds_kg.export.parts import part
from cds_kg.namespaces import BASE, CDSC, PREFIXES, SCHEMA, SCHEME, SHACL
from cds_kg.store.dataset import to_rdflib
from cds_kg.store.serialise import serialise

PREFIXED = "".join(f"@prefix {p}: <{n}> .\n" for p, n in PREFIXES.items()) + "@prefix ex: <https://example.org/> .\n"

Ask = Callable[[str], int]


def pyoxigraph_rows(data: bytes) -> Ask:
    store = ox.Store()
    store.load(data, ox.RdfFormat.TURTLE)
    return lambda query: len(list(store.query(query, prefixes=PREFIXES)))  # type: ignore[arg-type]


def rdflib_rows(data: bytes) -> Ask:
    graph = rdflib.Graph().parse(data=data, format="turtle")
    return lambda query: len(list(graph.query(query, initNs=PREFIXES)))


ENGINES = {"pyoxigraph": pyoxigraph_rows, "rdflib": rdflib_rows}


@pytest.fixture(scope="module")
def data() -> bytes:
    """The vocabulary as it is released."""
    return serialise(part("vocabulary"), "ttl")


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return to_rdflib(part("vocabulary"))


@pytest.fixture(scope="module")
def engines(data) -> dict[str, Ask]:
    return {name: rows(data) for name, rows in ENGINES.items()}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_checks_have_something_to_look_at(engines, engine):
    assert engines[engine]("SELECT ?c { ?c a skos:Concept ; skos:inScheme ?s . ?s a skos:ConceptScheme }") > 130
    assert engines[engine]("SELECT ?c { ?c skos:broader ?d }") > 5
    assert engines[engine]("SELECT ?c { ?c skos:closeMatch|skos:broadMatch|skos:relatedMatch ?d }") > 20


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", CHECKS)
def test_the_vocabulary_is_free_of_what_the_check_finds(engines, name, engine):
    assert engines[engine](CHECKS[name].query) == 0


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", CHECKS)
def test_the_check_finds_its_fault(name, engine):
    assert ENGINES[engine]((PREFIXED + CHECKS[name].fault).encode())(CHECKS[name].query) > 0


def test_concepts_are_held_together_by_relations_of_our_own(engines):
    """What qSKOS counts as orphans: concepts without a SKOS relation. Ours have cds: relations, which say more."""
    alone = "SELECT ?c { ?c a skos:Concept . FILTER NOT EXISTS { ?c skos:broader|skos:narrower|skos:related ?d } }"
    assert {name: ask(alone) for name, ask in engines.items()} == dict.fromkeys(ENGINES, 123)


def test_three_indicators_stand_alone_until_observations_are_loaded(engines):
    """No statement of the article ties them in: what speaks of them are observations, a module of its own."""
    alone = (
        "SELECT ?c { ?c a skos:Concept . FILTER NOT EXISTS { ?x ?p ?c . FILTER(?p != skos:hasTopConcept) }"
        " FILTER NOT EXISTS { ?c ?q ?y . FILTER(isIRI(?y) && ?q NOT IN"
        " (rdf:type, skos:inScheme, skos:topConceptOf, prov:wasDerivedFrom)) } }"
    )
    assert {name: ask(alone) for name, ask in engines.items()} == dict.fromkeys(ENGINES, 3)


def reached(graph: rdflib.Graph, start: rdflib.URIRef) -> set[rdflib.URIRef]:
    """The concepts that can be reached from one over its relations, either way, not by way of a class or the source."""
    seen = {start}
    waiting = deque([start])
    while waiting:
        thing = waiting.popleft()
        near = [o for p, o in graph.predicate_objects(thing) if p != RDF.type]
        for other in (*near, *graph.subjects(None, thing)):
            is_thing = any(f"/{kind}/" in other for kind in ("concept", "id")) and "source-" not in other
            if isinstance(other, rdflib.URIRef) and is_thing and other not in seen:
                seen.add(other)
                waiting.append(other)
    return {thing for thing in seen if (thing, RDF.type, SKOS.Concept) in graph}


def test_the_concepts_form_the_clusters_that_the_article_gives():
    """In the merged graph. Nothing in the article ties two countries and what is said of them, or the reasoning that
    right awareness is needed for right action, to the rest; what it does not say is not made up."""
    merged = to_rdflib(part("all"))
    left = set(merged.subjects(RDF.type, SKOS.Concept))
    clusters = []
    for start in ("chinh-phu-so", "estonia", "hanh-dong-dung-dan"):
        clusters.append(reached(merged, rdflib.URIRef(CDSC + start)))
        left -= clusters[-1]
    assert left == set()
    assert [len(cluster) for cluster in clusters] == [126, 4, 3]


# skosify


def warnings(tool: str, file: Path) -> list[str]:
    """skosify ends with 0 whatever it finds; what it minds is on its standard error."""
    command = [tool, str(file), "-o", str(file.with_suffix(".out.ttl"))]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True)
    assert file.with_suffix(".out.ttl").stat().st_size > 0
    return [line for line in done.stderr.splitlines() if not line.startswith(("INFO", "DEBUG"))]


def test_skosify_has_nothing_to_mend(data, tmp_path, require_tool):
    file = tmp_path / "vocabulary.ttl"
    file.write_bytes(data)
    assert warnings(require_tool("skosify"), file) == []


def test_skosify_minds_a_vocabulary_with_faults(data, tmp_path, require_tool):
    file = tmp_path / "seeded.ttl"
    fault = '\ncdsc:cap-tinh skos:prefLabel "Cấp tỉnh khác"@vi ; skos:altLabel " Tỉnh"@vi .\n'
    file.write_bytes(data + fault.encode())
    found = warnings(require_tool("skosify"), file)
    assert any("more than one prefLabel@vi" in line for line in found)
    assert any("Stripping whitespace" in line for line in found)


# VocPub


@pytest.fixture(scope="module")
def vocpub(vendor_dir, require_tool) -> Callable[[rdflib.Graph], tuple[bool, Counter[str]]]:
    """Judge by the shapes of VocPub for vocabularies in several languages: conforms, and shape -> results."""
    require_tool("pyshacl")
    import pyshacl

    shapes = rdflib.Graph().parse(vendor_dir / "vocpub" / "validator.multilang.ttl")
    sh = rdflib.Namespace(SHACL)

    def judge(graph: rdflib.Graph) -> tuple[bool, Counter[str]]:
        conforms, report, _ = pyshacl.validate(graph, shacl_graph=shapes)
        results = report.subjects(RDF.type, sh.ValidationResult)
        return conforms, Counter(str(report.value(result, sh.resultPath)) for result in results)

    return judge


def test_vocpub_holds_without_a_warning(graph, vocpub):
    assert len(set(graph.subjects(RDF.type, SKOS.Concept))) > 130
    assert len(set(graph.subjects(RDF.type, SKOS.ConceptScheme))) == 1
    assert len(set(graph.subjects(RDF.type, rdflib.URIRef(SCHEMA + "Organization")))) == 1
    assert vocpub(graph) == (True, Counter())


def test_vocpub_finds_what_is_taken_away(graph, vocpub):
    schema = rdflib.Namespace(SCHEMA)
    seeded = rdflib.Graph()
    seeded += graph
    for pattern in (
        (rdflib.URIRef(SCHEME), SKOS.hasTopConcept, None),
        (rdflib.URIRef(CDSC + "chinh-phu-so"), SKOS.definition, None),
        (rdflib.URIRef(BASE + "id/agent-contributors"), schema.url, None),
    ):
        seeded.remove(pattern)
    conforms, found = vocpub(seeded)
    assert not conforms
    assert {str(SKOS.hasTopConcept), str(SKOS.definition), str(schema.url)} <= set(found)

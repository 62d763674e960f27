"""What is exported is in OWL 2 DL and consistent, by the OWL API and HermiT (both inside the owlready2 wheel)."""

from __future__ import annotations

import importlib.util
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib

from cds_kg import __version__, resources
from cds_kg.export.parts import part
from cds_kg.namespaces import CDS, ONTOLOGY
from cds_kg.store.dataset import to_rdflib

JUDGE = Path(__file__).parent / "java" / "OwlJudge.java"
FLAWLESS = ["violations 0", "consistent true", "unsatisfiable 0"]
BOTH_KINDS = """
@prefix cds: <https://w3id.org/cds-kg/ontology#> .
@prefix cdsc: <https://w3id.org/cds-kg/concept/> .
cdsc:chinh-phu-so a cds:Claim .
"""
UNIT_AND_ACT = """
@prefix cds: <https://w3id.org/cds-kg/ontology#> .
@prefix cdsi: <https://w3id.org/cds-kg/id/> .
cdsi:act-148-2025-qh15 a cds:AdministrativeUnit .
"""
EMPTY_CLASS = """
@prefix cds: <https://w3id.org/cds-kg/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<urn:own:Neither> a owl:Class ; rdfs:subClassOf cds:Claim , cds:Source .
"""


@pytest.fixture(scope="module")
def as_file(tmp_path_factory) -> Callable[[rdflib.Graph], Path]:
    """A graph as an RDF/XML file, the one syntax that every OWL tool reads."""

    def write(graph: rdflib.Graph) -> Path:
        file: Path = tmp_path_factory.mktemp("owl") / "graph.rdf"
        graph.serialize(file, format="xml")
        return file

    return write


@pytest.fixture(scope="module")
def judge(require_tool, as_file):
    """Judge an rdflib graph; returns the judge's lines."""
    require_tool("java")
    require_tool("owlready2")
    spec = importlib.util.find_spec("owlready2")
    assert spec is not None
    assert spec.origin is not None
    hermit = Path(spec.origin).parent / "hermit" / "HermiT.jar"

    def run(graph: rdflib.Graph) -> list[str]:
        done = subprocess.run(
            ["java", "-cp", str(hermit), str(JUDGE), str(as_file(graph))],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run


@pytest.fixture(scope="module")
def exported() -> dict[str, rdflib.Graph]:
    """What is given away as one ontology, and what a user of the vocabulary loads together."""
    ontology = part("ontology")
    return {
        "the ontology alone": to_rdflib(ontology),
        "the vocabulary with the ontology": to_rdflib(ontology | part("vocabulary")),
        "the merged graph": to_rdflib(part("all")),
    }


@pytest.fixture(scope="module")
def whole_graph(exported) -> rdflib.Graph:
    return exported["the merged graph"]


@pytest.mark.parametrize(
    ("name", "least"),
    [("the ontology alone", 1500), ("the vocabulary with the ontology", 3000), ("the merged graph", 9000)],
)
def test_what_is_exported_is_in_owl_2_dl_and_consistent(judge, exported, name, least):
    lines = judge(exported[name])
    axioms = int(lines[0].removeprefix("axioms "))
    assert axioms > least, "the judge saw too little to judge"
    assert lines[1:] == FLAWLESS


def test_the_units_of_a_province_are_in_owl_2_dl_and_consistent_with_the_graph(judge, whole_graph):
    """One province stands for all: their files are written by one script."""
    units = resources.ontology_dir() / "units"
    together = rdflib.Graph()
    together += whole_graph
    for name in ("vintages.ttl", "resolutions.ttl", "75-dong-nai.ttl"):
        together.parse(units / name)
    lines = judge(together)
    assert len(together) > len(whole_graph) + 4000
    assert lines[1:] == FLAWLESS


@pytest.mark.parametrize("seed", [UNIT_AND_ACT, BOTH_KINDS], ids=["a unit that is an act", "a concept that is a claim"])
def test_a_thing_of_two_disjoint_kinds_is_found_inconsistent(judge, whole_graph, seed):
    seeded = rdflib.Graph()
    seeded += whole_graph
    seeded.parse(data=seed, format="turtle")
    assert "consistent false" in judge(seeded)


def test_a_class_that_can_have_no_member_is_found(judge, exported):
    seeded = rdflib.Graph()
    seeded += exported["the ontology alone"]
    seeded.parse(data=EMPTY_CLASS, format="turtle")
    assert judge(seeded)[1:] == ["violations 0", "consistent true", "unsatisfiable 1"]


@pytest.mark.parametrize("name", ["the ontology alone", "the merged graph"])
def test_an_undeclared_property_is_found_outside_owl_2_dl(judge, exported, name):
    seeded = rdflib.Graph()
    seeded += exported[name]
    node = rdflib.URIRef("https://w3id.org/cds-kg/concept/chinh-phu-so")
    seeded.add((node, rdflib.URIRef(CDS + "undeclared"), node))
    assert "violations 0" not in judge(seeded)


# Other readers of OWL


def test_horned_owl_loads_the_ontology_under_its_iri_and_version(require_tool, exported, as_file):
    require_tool("pyhornedowl")
    import pyhornedowl

    file = as_file(exported["the ontology alone"])
    # horned-owl takes a version IRI only after it has seen that the node is an ontology.
    header, kind = f'<rdf:Description rdf:about="{ONTOLOGY}">', f'<rdf:type rdf:resource="{rdflib.OWL.Ontology}"/>'
    text = file.read_text("utf-8")
    assert (text.count(header), text.count(kind)) == (1, 1)
    file.write_text(text.replace(kind, "").replace(header, header + kind), "utf-8")
    loaded = pyhornedowl.open_ontology(str(file))
    assert str(loaded.get_iri()) == ONTOLOGY
    assert str(loaded.get_version_iri()) == f"{ONTOLOGY}/{__version__}"
    classes = set(map(str, exported["the ontology alone"].subjects(rdflib.RDF.type, rdflib.OWL.Class)))
    assert len(classes) > 70
    assert set(map(str, loaded.get_classes())) == classes


def test_owlready_loads_the_ontology_under_its_iri_with_all_its_terms(require_tool, exported, as_file):
    require_tool("owlready2")
    import owlready2

    world = owlready2.World()
    loaded = world.get_ontology(as_file(exported["the ontology alone"]).as_uri()).load()
    assert loaded.base_iri.rstrip("#") == ONTOLOGY
    version = world._get_obj_triple_sp_o(loaded.storid, world._abbreviate(str(rdflib.OWL.versionIRI)))
    assert world._unabbreviate(version) == f"{ONTOLOGY}/{__version__}"
    own = {
        str(term)
        for kind in (rdflib.OWL.Class, rdflib.OWL.ObjectProperty, rdflib.OWL.DatatypeProperty)
        for term in exported["the ontology alone"].subjects(rdflib.RDF.type, kind)
        if str(term).startswith(CDS)
    }
    seen = {term.iri for term in (*loaded.classes(), *loaded.object_properties(), *loaded.data_properties())}
    assert len(own) > 100
    assert own <= seen

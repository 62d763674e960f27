"""The whole graph is in OWL 2 DL and consistent, by the OWL API and HermiT (both inside the owlready2 wheel)."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path

import pytest
import rdflib

from cds_kg import resources

JUDGE = Path(__file__).parent / "java" / "OwlJudge.java"
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


@pytest.fixture(scope="module")
def judge(require_tool, tmp_path_factory):
    """Judge an rdflib graph; returns the judge's lines."""
    require_tool("java")
    require_tool("owlready2")
    spec = importlib.util.find_spec("owlready2")
    assert spec is not None
    assert spec.origin is not None
    hermit = Path(spec.origin).parent / "hermit" / "HermiT.jar"

    def run(graph: rdflib.Graph) -> list[str]:
        file = tmp_path_factory.mktemp("owl") / "graph.rdf"
        graph.serialize(file, format="xml")
        done = subprocess.run(
            ["java", "-cp", str(hermit), str(JUDGE), str(file)],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run


@pytest.fixture(scope="module")
def whole_graph(kg_store) -> rdflib.Graph:
    return kg_store.rdflib_graph()


def test_the_whole_graph_is_in_owl_2_dl_and_consistent(judge, whole_graph):
    lines = judge(whole_graph)
    axioms = int(lines[0].removeprefix("axioms "))
    assert axioms > 5000, "the judge saw too little to judge"
    assert lines[1:] == ["violations 0", "consistent true", "unsatisfiable 0"]


def test_the_units_of_a_province_are_in_owl_2_dl_and_consistent_with_the_graph(judge, whole_graph):
    """One province stands for all: their files are written by one script."""
    units = resources.ontology_dir() / "units"
    together = rdflib.Graph()
    together += whole_graph
    for name in ("vintages.ttl", "resolutions.ttl", "75-dong-nai.ttl"):
        together.parse(units / name)
    lines = judge(together)
    assert len(together) > len(whole_graph) + 4000
    assert lines[1:] == ["violations 0", "consistent true", "unsatisfiable 0"]


def test_a_unit_that_is_also_an_act_is_found_inconsistent(judge, whole_graph):
    seeded = rdflib.Graph()
    seeded += whole_graph
    seeded.parse(data=UNIT_AND_ACT, format="turtle")
    assert "consistent false" in judge(seeded)


def test_a_concept_that_is_also_a_claim_is_found_inconsistent(judge, whole_graph):
    seeded = rdflib.Graph()
    seeded += whole_graph
    seeded.parse(data=BOTH_KINDS, format="turtle")
    assert "consistent false" in judge(seeded)


def test_an_undeclared_property_is_found_outside_owl_2_dl(judge, whole_graph):
    seeded = rdflib.Graph()
    seeded += whole_graph
    node = rdflib.URIRef("https://w3id.org/cds-kg/concept/chinh-phu-so")
    seeded.add((node, rdflib.URIRef("https://w3id.org/cds-kg/ontology#undeclared"), node))
    assert "violations 0" not in judge(seeded)

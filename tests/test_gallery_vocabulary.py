"""The diagram of the vocabulary: every class and property of the ontology, where and as it is declared."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
import rdflib
from diagram_gates import shown, sides, within
from rdflib.namespace import OWL, RDF, RDFS

from cds_kg import resources
from cds_kg.diagram.draw import Diagram, draw
from cds_kg.diagram.families import FAMILIES
from cds_kg.errors import LimitError, NotFoundError, UsageError
from cds_kg.namespaces import CDS, curie
from cds_kg.store.dataset import GraphStore

PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    """What the ontology and the alignments, which are loaded with it, declare."""
    folder = Path(resources.root()) / "ontology"
    graph = rdflib.Graph().parse(folder / "cds.ttl")
    for file in (folder / "alignments").glob("*.ttl"):
        graph.parse(file)
    return graph


@pytest.fixture(scope="module")
def diagram(kg_store: GraphStore) -> Diagram:
    return draw(kg_store, "vocabulary")


def ours(ontology: rdflib.Graph, *kinds: rdflib.URIRef) -> set[str]:
    return {str(s) for kind in kinds for s in ontology.subjects(RDF.type, kind) if str(s).startswith(CDS)}


def test_every_class_and_property_is_shown(ontology: rdflib.Graph, diagram: Diagram) -> None:
    nodes, _ = shown(diagram.scenes)
    classes, properties = ours(ontology, OWL.Class), ours(ontology, *PROPERTIES)
    assert (len(classes), len(properties)) == (59, 105)
    assert classes | properties <= nodes


@pytest.mark.parametrize("predicate", [RDFS.subClassOf, RDFS.domain, RDFS.range])
def test_every_declaration_is_shown(ontology: rdflib.Graph, diagram: Diagram, predicate: rdflib.URIRef) -> None:
    _, edges = shown(diagram.scenes)
    declared = {
        (str(s), str(predicate), str(o)) for s, o in ontology.subject_objects(predicate) if str(s).startswith(CDS)
    }
    assert declared
    assert {edge for edge in edges if edge[1] == str(predicate)} == declared


def test_subclasses_stand_in_the_band_of_their_class(ontology: rdflib.Graph, diagram: Diagram) -> None:
    for scene in diagram.scenes:
        for box in scene.boxes:
            around = {band.iri for band in scene.bands if within(sides(box.rect), sides(band.rect))}
            parents = {str(o) for o in ontology.objects(rdflib.URIRef(box.iri), RDFS.subClassOf)}
            assert around == {parent for parent in parents if parent.startswith(CDS)}, box.title


def test_properties_stand_on_the_card_of_their_class(ontology: rdflib.Graph, diagram: Diagram) -> None:
    classes = ours(ontology, OWL.Class) | {str(OWL.Thing)}
    for scene in diagram.scenes:
        cards = [figure for figure in scene.figures if figure.about and figure.about[0] in classes]
        for figure in scene.figures:
            if not figure.about or figure in cards:
                continue
            domain = ontology.value(rdflib.URIRef(figure.about[0]), RDFS.domain) or OWL.Thing
            on = [card.about[0] for card in cards if within(sides(figure.rect), sides(card.rect))]
            assert on == [str(domain)], figure.title


def test_values_are_named_beside_their_property(diagram: Diagram) -> None:
    rows = {figure.about[0]: figure for scene in diagram.scenes for figure in scene.figures if figure.about}
    said = [line.text for line in rows[CDS + "leadsTo"].lines]
    assert said == ["dẫn đến", "leads to", "Kết quả hướng tới", "Outcome"]
    assert "Số thập phân" in [line.text for line in rows[CDS + "targetValue"].lines]
    assert "Giá trị" in [line.text for line in rows[CDS + "deadline"].lines]


def test_cards_do_not_lie_on_each_other(ontology: rdflib.Graph, diagram: Diagram) -> None:
    classes = ours(ontology, OWL.Class)
    for scene in diagram.scenes:
        cards = [figure for figure in scene.figures if figure.about and figure.about[0] in classes]
        for number, card in enumerate(cards):
            assert not any(card.rect.overlaps(other.rect) for other in cards[number + 1 :]), card.title


def test_families_name_only_classes_that_exist_and_each_once(ontology: rdflib.Graph) -> None:
    named = [name for family in FAMILIES for name in sorted(family.classes)]
    assert len(named) == len(set(named))
    assert set(named) <= {curie(iri) for iri in ours(ontology, OWL.Class)}


def test_pages_say_how_many_there_are(diagram: Diagram) -> None:
    count = len(diagram.scenes)
    for number, scene in enumerate(diagram.scenes, 1):
        assert f"trang {number}/{count}" in [line.text for line in scene.notes]


def test_a_class_of_ones_own_is_shown_among_the_others(tmp_path) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(
        f"@prefix cds: <{CDS}> . @prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> .\n"
        'cds:OwnThing a owl:Class ; rdfs:label "Thứ riêng"@vi , "own thing"@en ; rdfs:subClassOf cds:Target .\n',
        encoding="utf-8",
    )
    scenes = draw(GraphStore.open(extra=[file]), "vocabulary", lang="vi", size="a3").scenes
    assert CDS + "OwnThing" in shown(scenes)[0]
    assert any(band.iri == CDS + "Target" for scene in scenes for band in scene.bands)


def own_terms(path: Path, statements: Iterable[str]) -> GraphStore:
    """The ontology with these statements more."""
    head = f"@prefix cds: <{CDS}> . @prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> .\n"
    path.write_text(head + " .\n".join(statements) + " .\n", encoding="utf-8")
    return GraphStore.open(extra=[path])


def test_a_long_chain_of_classes_is_drawn_whole(tmp_path) -> None:
    chain = (f"cds:Own{i} a owl:Class ; rdfs:label 'own {i}'@en ; rdfs:subClassOf cds:Own{i + 1}" for i in range(400))
    nodes, edges = shown(draw(own_terms(tmp_path / "own.ttl", chain), "vocabulary", lang="en").scenes)
    assert {f"{CDS}Own{i}" for i in range(400)} <= nodes
    assert {(f"{CDS}Own{i}", str(RDFS.subClassOf), f"{CDS}Own{i + 1}") for i in range(399)} <= edges


def test_more_pages_than_anybody_turns_are_refused(tmp_path) -> None:
    used = (f"cds:own{i} a owl:ObjectProperty ; rdfs:label 'own {i}'@en" for i in range(3000))
    with pytest.raises(LimitError, match=r"3\d\d\d things.*more than 60 pages.*-f csv") as error:
        draw(own_terms(tmp_path / "own.ttl", used), "vocabulary")
    assert "hơn 60 trang" in error.value.vi


def test_without_the_ontology_there_is_nothing_to_draw(tmp_path) -> None:
    file = tmp_path / "own.ttl"
    file.write_text('<https://example.org/a> <https://example.org/b> "c" .\n', encoding="utf-8")
    with pytest.raises(NotFoundError, match="declares no class"):
        draw(GraphStore.open(extra=[file], only=True), "vocabulary")


def test_it_takes_no_concept(kg_store: GraphStore) -> None:
    with pytest.raises(UsageError, match="ABOUT"):
        draw(kg_store, "vocabulary", "chinh-phu-so")

"""The diagram of focus areas: what the article says of each, in its order, from left to right."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from cds_kg.diagram.draw import Diagram, draw
from cds_kg.errors import NotFoundError, UsageError
from cds_kg.knowledge.timeline import as_of
from cds_kg.namespaces import CDS, CDSC
from cds_kg.store.dataset import GraphStore

PROCESS = "chuyen-doi-so-co-quan-nha-nuoc"

#: What the article's third sentence says, claim by claim.
SAID = {
    "c006": [(PROCESS, "focusesOn", "ha-tang-so"), ("ha-tang-so", "serves", "co-quan-nha-nuoc")],
    "c007": [("ha-tang-so", "hasCharacteristic", "tap-trung-thong-suot")],
    "c008": [(PROCESS, "focusesOn", "du-lieu-mo")],
    "c009": [("du-lieu-mo", "hasCharacteristic", "de-truy-cap-su-dung")],
    "c010": [("du-lieu-mo", "leadsTo", "minh-bach")],
    "c011": [("du-lieu-mo", "leadsTo", "phong-chong-tham-nhung")],
    "c012": [("du-lieu-mo", "leadsTo", "phat-trien-dich-vu-so-trong-nen-kinh-te")],
    "c013": [(PROCESS, "focusesOn", "dich-vu-cong-truc-tuyen-muc-do-cao")],
    "c014": [
        ("dich-vu-cong-truc-tuyen-muc-do-cao", "offeredThrough", "thiet-bi-di-dong"),
    ],
    "c015": [
        ("dich-vu-cong-truc-tuyen-muc-do-cao", "serves", "nguoi-dan"),
        ("dich-vu-cong-truc-tuyen-muc-do-cao", "serves", "doanh-nghiep"),
        ("dich-vu-cong-truc-tuyen-muc-do-cao", "leadsTo", "trai-nghiem-dich-vu"),
    ],
    "c016": [
        ("dich-vu-cong-truc-tuyen-muc-do-cao", "hasCharacteristic", "nhanh-chong"),
        ("dich-vu-cong-truc-tuyen-muc-do-cao", "hasCharacteristic", "chinh-xac"),
        ("dich-vu-cong-truc-tuyen-muc-do-cao", "hasCharacteristic", "khong-giay-to"),
    ],
    "c017": [("dich-vu-cong-truc-tuyen-muc-do-cao", "leadsTo", "giam-chi-phi")],
}
AREAS = ["ha-tang-so", "du-lieu-mo", "dich-vu-cong-truc-tuyen-muc-do-cao"]


def triple(s: str, p: str, o: str) -> tuple[str, str, str]:
    return CDSC + s, CDS + p, CDSC + o


@pytest.fixture(scope="module")
def slide(kg_store: GraphStore) -> Diagram:
    return draw(kg_store, "focus")


@pytest.fixture(scope="module")
def place(slide: Diagram) -> Callable[[str], tuple[float, float]]:
    """Left edge and middle of the first box of a concept."""
    boxes = {box.iri: box.rect for box in reversed(slide.scenes[0].boxes)}
    return lambda name: (boxes[CDSC + name].x, boxes[CDSC + name].cy)


@pytest.mark.parametrize("claim", SAID)
def test_each_claim_about_the_focus_areas_is_a_line(slide: Diagram, claim: str) -> None:
    drawn = {edge.triple for scene in slide.scenes for edge in scene.edges}
    assert {triple(*said) for said in SAID[claim]} <= drawn


def test_nothing_else_is_drawn_but_that_the_services_are_online(slide: Diagram) -> None:
    """c013: the services are online ones, so the channel is in their name."""
    said = {triple(*one) for several in SAID.values() for one in several}
    online = triple("dich-vu-cong-truc-tuyen-muc-do-cao", "offeredThrough", "truc-tuyen")
    assert {(s, p, o) for s, o, p in slide.graph.edges(keys=True)} - said == {online}


def test_the_default_slide_is_one_page(slide: Diagram) -> None:
    assert len(slide.scenes) == 1


def test_areas_stand_one_under_the_other_in_the_order_of_the_article(slide: Diagram, place: Callable) -> None:
    xs, ys = zip(*map(place, AREAS), strict=True)
    assert len(set(xs)) == 1
    assert list(ys) == sorted(ys)


def test_process_areas_qualities_and_outcomes_stand_from_left_to_right(place: Callable) -> None:
    columns = [PROCESS, "du-lieu-mo", "de-truy-cap-su-dung", "minh-bach"]
    xs = [place(name)[0] for name in columns]
    assert xs == sorted(set(xs))
    assert place("nhanh-chong")[0] == place("thiet-bi-di-dong")[0] == place("de-truy-cap-su-dung")[0]
    assert place("giam-chi-phi")[0] == place("nguoi-dan")[0] == place("minh-bach")[0]


def test_qualities_and_outcomes_keep_the_order_of_the_article(place: Callable) -> None:
    for names in (
        ["nhanh-chong", "chinh-xac", "khong-giay-to"],
        ["minh-bach", "phong-chong-tham-nhung", "phat-trien-dich-vu-so-trong-nen-kinh-te"],
    ):
        ys = [place(name)[1] for name in names]
        assert ys == sorted(ys)


def test_relations_are_named_in_both_languages(slide: Diagram) -> None:
    said = {line.text for label in slide.scenes[0].labels for line in label.lines}
    assert {"dẫn đến", "leads to", "phục vụ", "serves"} <= said


def test_a_view_as_of_a_day_says_so(kg_store: GraphStore) -> None:
    diagram = draw(as_of(kg_store, datetime.date(2025, 7, 1)), "focus", lang="en")
    assert diagram.scenes[0].title.endswith("(as of 1 July 2025)")
    assert len(diagram.graph) == 1 + 3 + 5 + 2 + 5 + 3  # process, areas, qualities, channels, outcomes, served


def test_without_the_concepts_there_is_nothing_to_draw() -> None:
    with pytest.raises(NotFoundError, match="focus areas"):
        draw(GraphStore.open(modules=[]), "focus")


def test_it_takes_no_concept_and_no_depth(kg_store: GraphStore) -> None:
    with pytest.raises(UsageError, match="ABOUT"):
        draw(kg_store, "focus", "chinh-phu-so")
    with pytest.raises(UsageError, match="--depth"):
        draw(kg_store, "focus", depth=2)

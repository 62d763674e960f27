"""Life events and services: the article's example, lane by lane, with what is issued in line between the lanes."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest

from cds_kg.diagram.draw import draw
from cds_kg.errors import NotFoundError, UsageError
from cds_kg.knowledge.timeline import as_of
from cds_kg.namespaces import CDS, CDSC
from cds_kg.store.dataset import GraphStore

E_GOVERNMENT, DIGITAL = CDSC + "chinh-phu-dien-tu", CDSC + "chinh-phu-so"

#: Model -> life event -> services, with what they issue: c039 to c042, c048, c049.
LANES = {
    E_GOVERNMENT: {
        "sinh-ra": {"dang-ky-khai-sinh": None},
        "den-tuoi-truong-thanh": {"cap-the-can-cuoc-cong-dan": "the-can-cuoc-cong-dan", "cap-ho-chieu": "ho-chieu"},
    },
    DIGITAL: {
        "sinh-ra": {"cap-ma-dinh-danh-duy-nhat": "ma-dinh-danh-duy-nhat"},
        "den-tuoi-truong-thanh": {"tu-dong-cap-the-can-cuoc-cong-dan": "the-can-cuoc-cong-dan"},
    },
}


@pytest.fixture(scope="module")
def scene(kg_store):
    (page,) = draw(kg_store, "lifecycle", lang="vi").scenes
    return page


def _boxes(scene):
    return {box.iri.rpartition("/")[2]: box for box in scene.boxes}


def _text(box):
    return " ".join(line.text for line in box.lines)


def test_events_stand_in_the_order_of_life(scene, listed_claims):
    start = {row["claim"]: int(row["start"]) for row in listed_claims}
    assert start["c039"] < start["c040"]
    boxes = _boxes(scene)
    stops = [boxes[name].rect for name in ("nguoi-dan", "sinh-ra", "den-tuoi-truong-thanh", "trai-nghiem-dich-vu")]
    assert all(before.right < after.x for before, after in pairwise(stops))


def test_each_service_stands_in_the_lane_of_its_model_under_its_event(scene):
    boxes, bands = _boxes(scene), {band.iri: band.rect for band in scene.bands}
    for model, events in LANES.items():
        for event, services in events.items():
            for service in services:
                rect, over = boxes[service].rect, boxes[event].rect
                assert bands[model].contains(rect), service
                assert over.x <= rect.x < rect.right <= over.right, service
    assert bands[E_GOVERNMENT].bottom < bands[DIGITAL].y


def test_what_is_issued_stands_in_line_between_the_services_that_issue_it(scene):
    boxes = _boxes(scene)
    drawn = {edge.triple: edge.points for edge in scene.edges}
    wanted = {(s, i) for events in LANES.values() for services in events.values() for s, i in services.items() if i}
    issued = {(s, o) for s, p, o in drawn if p == CDS + "yields"}
    assert issued == {(CDSC + service, CDSC + item) for service, item in wanted}
    for (_, p, _), points in drawn.items():
        assert len({x for x, _ in points}) == 1, p
    card = boxes["the-can-cuoc-cong-dan"].rect
    assert boxes["cap-the-can-cuoc-cong-dan"].rect.bottom < card.y
    assert card.bottom < boxes["tu-dong-cap-the-can-cuoc-cong-dan"].rect.y
    assert boxes["cap-the-can-cuoc-cong-dan"].rect.cx == card.cx == boxes["tu-dong-cap-the-can-cuoc-cong-dan"].rect.cx


def test_it_says_who_has_to_start_a_service(scene):
    boxes = _boxes(scene)
    for service in ("cap-the-can-cuoc-cong-dan", "cap-ho-chieu"):
        assert "Theo yêu cầu, người dân phải tự đăng ký" in _text(boxes[service])
    assert "Tự động, không cần đăng ký" in _text(boxes["tu-dong-cap-the-can-cuoc-cong-dan"])
    for service in ("dang-ky-khai-sinh", "cap-ma-dinh-danh-duy-nhat"):  # the article does not say
        assert "Theo yêu cầu" not in _text(boxes[service])
        assert "Tự động" not in _text(boxes[service])


def test_experiences_stand_in_the_lane_of_their_model(scene):
    boxes, bands = _boxes(scene), {band.iri: band.rect for band in scene.bands}
    column = boxes["trai-nghiem-dich-vu"].rect
    said = {  # c043, c044; c047
        E_GOVERNMENT: ("nhieu-thu-tuc-hanh-chinh", "dien-lai-du-lieu-tu-dau"),
        DIGITAL: ("cung-cap-thong-tin-mot-lan",),
    }
    for model, names in said.items():
        for name in names:
            assert bands[model].contains(boxes[name].rect)
            assert boxes[name].rect.x == column.x
    assert boxes["nhieu-thu-tuc-hanh-chinh"].rect.y < boxes["dien-lai-du-lieu-tu-dau"].rect.y


def test_services_and_the_principle_of_digital_government_rest_on_shared_data(scene):
    enabler = CDSC + "chia-se-du-lieu-giua-cac-co-quan"
    resting = {s.rpartition("/")[2] for s, p, o in (e.triple for e in scene.edges) if p == CDS + "enabledBy"}
    assert resting == {"cap-ma-dinh-danh-duy-nhat", "tu-dong-cap-the-can-cuoc-cong-dan", "cung-cap-thong-tin-mot-lan"}
    box = next(box for box in scene.boxes if box.iri == enabler)
    assert "Trọn vẹn vòng đời" in _text(box)


def test_where_the_article_has_no_service_the_lane_says_so(scene):
    bands, boxes = {band.iri: band.rect for band in scene.bands}, _boxes(scene)
    silent = [figure for figure in scene.figures if "Nguồn không nêu" in [line.text for line in figure.lines]]
    assert len(silent) == 1
    assert bands[DIGITAL].contains(silent[0].rect)
    assert silent[0].rect.cx == boxes["ho-chieu"].rect.cx


@pytest.mark.parametrize(("day", "told"), [("2024-06-30", False), ("2024-07-01", True)])
def test_the_new_name_of_the_card_is_told_from_its_first_day(kg_store, day, told):
    (scene,) = draw(as_of(kg_store, datetime.date.fromisoformat(day)), "lifecycle", lang="vi").scenes
    assert ("Từ 01/07/2024 gọi là “Thẻ căn cước”" in _text(_boxes(scene)["the-can-cuoc-cong-dan"])) == told


def test_another_event_and_service_get_places_of_their_own(tmp_path):
    own = tmp_path / "own.ttl"
    own.write_text(
        "@prefix ex: <https://example.org/> .\n"
        f'ex:wedding a <{CDS}LifeEvent> ; <http://www.w3.org/2004/02/skos/core#prefLabel> "Kết hôn"@vi .\n'
        f"ex:service a <{CDS}ServiceKind> ; <{CDS}occasionedBy> ex:wedding .\n"
        f"<{DIGITAL}> <{CDS}providesService> ex:service .\n",
        encoding="utf-8",
    )
    (scene,) = draw(GraphStore.open(extra=[own]), "lifecycle", lang="vi", size="a3").scenes
    boxes = {box.iri: box.rect for box in scene.boxes}
    wedding, service = boxes["https://example.org/wedding"], boxes["https://example.org/service"]
    assert wedding.x > boxes[CDSC + "den-tuoi-truong-thanh"].right
    assert wedding.cx == service.cx


def test_without_services_the_error_says_what_is_missing():
    with pytest.raises(NotFoundError, match="cds:providesService"):
        draw(GraphStore.open([]), "lifecycle")


def test_what_the_diagram_does_not_take_is_refused(kg_store):
    for options in ({"about": "chinh-phu-so"}, {"depth": 2}, {"level": "province"}, {"by": "type"}):
        with pytest.raises(UsageError):
            draw(kg_store, "lifecycle", **options)

"""E-government against digital government: every position of the article, in its aspect and on its side."""

from __future__ import annotations

import datetime

import networkx as nx
import pytest

from cds_kg.diagram.draw import draw
from cds_kg.diagram.gallery.comparison.content import ASPECT, POSITION_OF
from cds_kg.diagram.gallery.comparison.plan import plan
from cds_kg.errors import NotFoundError, UsageError
from cds_kg.knowledge.timeline import as_of
from cds_kg.namespaces import CDS, CDSC
from cds_kg.store.dataset import GraphStore

#: What the article says, aspect by aspect: for either model the contents with the claims that say them.
ROWS = {
    "ban-chat": (
        {"tin-hoc-hoa-hoat-dong-chinh-phu": "c021"},
        {"chuyen-doi-so-chinh-phu": "c031", "doi-moi-mo-hinh-hoat-dong": "c031"},
    ),
    "quy-trinh": ({"tin-hoc-hoa-quy-trinh-da-co": "c029"}, {"thay-doi-quy-trinh-lam-viec": "c031"}),
    "cach-thuc-cung-cap-dich-vu": ({}, {"thay-doi-cach-thuc-cung-cap-dich-vu": "c032"}),
    "dich-vu": (
        {"cung-cap-truc-tuyen-dich-vu-hanh-chinh-cong": "c030"},
        {"nhanh-chong-cung-cap-dich-vu-cong-moi": "c033"},
    ),
    "thuoc-do-chinh": (
        {"so-luong-dich-vu-hanh-chinh-cong-truc-tuyen": "c034"},
        {"so-luong-dich-vu-hanh-chinh-cong": "c035", "so-luong-dich-vu-cong-moi-mang-tinh-sang-tao": "c036"},
    ),
    "trai-nghiem-dich-vu": (
        {"cap-the-can-cuoc-cong-dan": "c040", "nhieu-thu-tuc-hanh-chinh": "c043", "dien-lai-du-lieu-tu-dau": "c044"},
        {
            "cung-cap-thong-tin-mot-lan": "c047",
            "cap-ma-dinh-danh-duy-nhat": "c048",
            "tu-dong-cap-the-can-cuoc-cong-dan": "c049",
        },
    ),
    "cach-lam": (
        {
            "tin-hoc-hoa-hoat-dong-chinh-phu": "c078",
            "cung-cap-truc-tuyen-dich-vu-hanh-chinh-cong": "c078",
            "dau-tu-he-thong-thong-tin": "c080",
            "so-hoa-tung-quy-trinh": "c080",
        },
        {"dua-toan-bo-hoat-dong-len-moi-truong-so": "c079", "su-dung-nen-tang": "c082", "so-hoa-toan-bo": "c082"},
    ),
    "toc-do": ({}, {}),
    "chi-phi": ({}, {"giam-chi-phi-dua-dich-vu-cong-len-muc-do-4": "c084"}),
}

PERIODS = {CDSC + "truoc-day", CDSC + "hien-nay"}


@pytest.fixture(scope="module")
def drawn(kg_store):
    return draw(kg_store, "comparison", lang="vi")


@pytest.fixture(scope="module")
def scene(drawn):
    assert len(drawn.scenes) == 1
    return drawn.scenes[0]


def _name(iri):
    return iri.rpartition("/")[2]


def _cell(scene, band, left):
    """The figures beside an aspect, to its left or right, in reading order."""
    row, middle = band.rect, band.rect.x
    found = [f for f in scene.figures if row.y <= f.rect.cy <= row.bottom and (f.rect.x < middle) == left]
    return sorted(found, key=lambda f: (f.rect.y, f.rect.x))


def _contents(figures):
    return [_name(f.about[0]) for f in figures if f.about and f.about[0].startswith(CDSC)]


def _texts(figures):
    return [" ".join(line.text for line in f.lines) for f in figures if f.lines]


def test_each_aspect_has_both_sides_in_the_order_of_the_article(scene):
    bands = sorted(scene.bands, key=lambda band: band.rect.y)
    found = {_name(b.iri): (_contents(_cell(scene, b, True)), _contents(_cell(scene, b, False))) for b in bands}
    assert found == {aspect: tuple(map(list, sides)) for aspect, sides in ROWS.items()}
    assert list(found) == list(ROWS)


def test_contents_and_rows_stand_in_the_order_in_which_the_article_speaks_of_each_model(listed_claims):
    start = {row["claim"]: int(row["start"]) for row in listed_claims}
    for column in (0, 1):
        said = [[start[claim] for claim in sides[column].values()] for sides in ROWS.values()]
        assert all(places == sorted(places) for places in said)
        firsts = [places[0] for places in said if places]
        assert firsts == sorted(firsts)


def test_aspects_of_which_the_models_orders_contradict_stand_as_first_mentioned():
    graph = nx.MultiDiGraph()
    said = [("m", "first"), ("n", "second"), ("n", "first"), ("m", "second")]
    for model, aspect in said:
        graph.add_edge(f"{model}-{aspect}", aspect, key=ASPECT, rank=len(graph))
        graph.add_edge(f"{model}-{aspect}", model, key=POSITION_OF, rank=len(graph))
    assert [row.aspect for row in plan(graph).rows] == ["first", "second"]


def test_who_starts_the_issue_of_the_identity_card_tells_the_models_apart(scene, article):
    assert "chủ động đi đăng ký dịch vụ cấp thẻ căn cước công dân" in article  # c040, c041
    assert "tự động được nhận thẻ căn cước công dân" in article  # c049
    band = next(band for band in scene.bands if _name(band.iri) == "trai-nghiem-dich-vu")
    left, right = (_texts(_cell(scene, band, side)) for side in (True, False))
    assert "Cấp thẻ căn cước công dân Theo yêu cầu, người dân phải tự đăng ký" in left
    assert "Tự động cấp thẻ căn cước công dân Tự động, không cần đăng ký" in right
    assert "Cấp mã định danh duy nhất" in right  # of which the article says nothing of the kind


@pytest.mark.parametrize(("lang", "told"), [("vi", "“Hiện nay”: thời kỳ nguồn được viết"), ("en", "“Now”: period in")])
@pytest.mark.parametrize("day", [None, datetime.date(2026, 11, 23)])
def test_it_says_which_time_now_is(kg_store, lang, told, day):
    pages = draw(as_of(kg_store, day) if day else kg_store, "comparison", lang=lang).scenes
    for page in pages:
        shown = PERIODS & {iri for figure in page.figures for iri in figure.about}
        notes = " ".join(line.text for line in page.notes)
        assert (told in notes) == bool(shown)
        assert "2020-2022" in notes


def test_where_the_article_is_silent_the_cell_says_so(scene):
    for band in scene.bands:
        for left in (True, False):
            silent = "Nguồn không nêu" in _texts(_cell(scene, band, left))
            assert silent == ((_name(band.iri), left) in {("cach-thuc-cung-cap-dich-vu", True), ("chi-phi", True)})


def test_paces_are_told_with_the_numbers_of_the_article(scene, kg_store, article):
    assert "10 năm mới đưa được 10%" in article
    assert "trong 3 tháng đưa 100%" in article
    band = next(band for band in scene.bands if _name(band.iri) == "toc-do")
    assert _texts(_cell(scene, band, True)) == ["10% dịch vụ công trực tuyến lên mức độ 4 trong 10 năm"]
    assert _texts(_cell(scene, band, False)) == ["100% dịch vụ công trực tuyến lên mức độ 4 trong 3 tháng"]
    english = {line.text for line in draw(kg_store, "comparison", lang="en").scenes[0].text_lines()}
    assert english >= {
        "10% of online public services to level 4 in 10 years",
        "100% of online public services to level 4 in 3 months",
    }


def test_a_bar_is_as_long_as_the_share_that_it_shows(scene):
    band = next(band for band in scene.bands if _name(band.iri) == "toc-do")
    for left, share in ((True, 0.1), (False, 1.0)):
        pace = next(f for f in _cell(scene, band, left) if f.lines)
        widths = [
            max(numbers[-2] for _, numbers in shape.outline if numbers)
            - min(numbers[-2] for _, numbers in shape.outline if numbers)
            for shape in pace.shapes[1:]
        ]
        assert widths[1] / widths[0] == pytest.approx(share, abs=0.001)


def test_measures_of_digital_government_have_a_direction_and_that_of_e_government_has_none(scene):
    band = next(band for band in scene.bands if _name(band.iri) == "thuoc-do-chinh")
    left, right = _texts(_cell(scene, band, True)), _texts(_cell(scene, band, False))
    assert [text for text in left if "Chiều mong muốn" in text] == []
    assert [text.rpartition("Chiều mong muốn: ")[2] for text in right] == ["giảm", "tăng"]


def test_before_and_now_stand_over_the_rows_that_the_article_sets_against_each_other(scene):
    rows = {_name(band.iri): band.rect for band in scene.bands}
    periods = {_name(f.about[0]): f.rect for f in scene.figures if f.about and f.about[0] in PERIODS}
    assert set(periods) == {"truoc-day", "hien-nay"}
    assert periods["truoc-day"].y == periods["hien-nay"].y
    assert rows["trai-nghiem-dich-vu"].bottom < periods["truoc-day"].y < rows["cach-lam"].y
    assert periods["truoc-day"].right < rows["cach-lam"].x < periods["hien-nay"].x


def test_e_government_is_no_step_that_must_be_finished_first(scene):
    edge = scene.edges[0]
    assert edge.triple == (CDSC + "chinh-phu-dien-tu", CDS + "notPrerequisiteOf", CDSC + "chinh-phu-so")
    assert edge.points[0][0] < edge.points[-1][0]
    assert " ".join(line.text for line in scene.labels[0].lines) == "không phải điều kiện tiên quyết của"
    for box in scene.boxes:
        assert "không có điểm kết thúc" in " ".join(line.text for line in box.lines)


def test_pages_hold_all_rows_once_and_each_page_is_complete(kg_store):
    pages = draw(kg_store, "comparison", lang="both", size="slide").scenes
    assert len(pages) > 1
    assert [_name(band.iri) for page in pages for band in page.bands] == list(ROWS)
    for number, page in enumerate(pages, 1):
        texts = [line.text for line in page.text_lines()]
        assert f"trang {number}/{len(pages)}" in texts
        assert [_name(box.iri) for box in page.boxes] == ["chinh-phu-dien-tu", "chinh-phu-so"]
        assert texts[0].startswith("Chính phủ điện tử và chính phủ số")


@pytest.mark.parametrize(("day", "told"), [("2022-06-23", False), ("2022-06-24", True)])
def test_the_replacement_of_the_service_levels_is_told_from_the_day_of_the_decree(kg_store, day, told):
    view = as_of(kg_store, datetime.date.fromisoformat(day))
    texts = " ".join(line.text for line in draw(view, "comparison", lang="vi").scenes[0].text_lines())
    assert ("42/2022/NĐ-CP" in texts) == told
    assert "mức độ 4" in texts


def test_the_description_tells_every_side(scene):
    pace = "10% dịch vụ công trực tuyến lên mức độ 4 trong 10 năm"
    for words in ("Tin học hóa quy trình đã có", pace, "(giảm)", "(tăng)", "(tự động, không cần đăng ký)"):
        assert words in scene.description
    assert scene.description.count("nguồn không nêu") == 2


def test_a_position_of_ones_own_gets_a_row_of_its_own(tmp_path, kg_store):
    own = tmp_path / "own.ttl"
    own.write_text(
        f"<https://example.org/p> a <{CDS}Position> ; <{CDS}positionOf> <{CDSC}chinh-phu-so> ; "
        f"<{CDS}aspect> <{CDSC}chi-phi> ; <{CDS}content> <{CDSC}giam-chi-phi> .\n",
        encoding="utf-8",
    )
    scene = draw(GraphStore.open(extra=[own]), "comparison", lang="vi", size="a3").scenes[0]
    rows = [band for band in scene.bands if _name(band.iri) == "chi-phi"]
    assert [_contents(_cell(scene, band, False)) for band in rows] == [
        ["giam-chi-phi-dua-dich-vu-cong-len-muc-do-4"],
        ["giam-chi-phi"],
    ]


def test_without_positions_the_error_says_what_is_missing():
    with pytest.raises(NotFoundError, match="cds:Position"):
        draw(GraphStore.open([]), "comparison")


def test_what_the_diagram_does_not_take_is_refused(kg_store):
    for options in ({"about": "chinh-phu-so"}, {"depth": 2}, {"level": "province"}, {"by": "type"}):
        with pytest.raises(UsageError):
            draw(kg_store, "comparison", **options)

"""The matrix of stakeholders: who has to change what, faces what, risks what, in the order of the article."""

from __future__ import annotations

import pytest

from cds_kg.diagram.draw import draw
from cds_kg.errors import NotFoundError, UsageError
from cds_kg.namespaces import CDS, CDSC
from cds_kg.store.dataset import GraphStore

#: Party -> what concerns it, column by column (change, challenge, risk), with the claims that say so.
MATRIX = {
    "phat-trien-chinh-phu-so": ({"thay-doi-nhan-thuc": "c077", "thay-doi-cach-lam": "c077"}, {}, {}),
    "co-quan-to-chuc": ({"thay-doi-phuong-thuc-lam-viec": "c098"}, {}, {}),
    "co-quan-nha-nuoc": ({}, {"nhan-thuc-va-su-vao-cuoc-cua-nguoi-dung-dau": "c099"}, {}),
    "nguoi-dan": ({"thay-doi-ky-nang-va-thoi-quen": "c101"}, {}, {}),
    "xa-hoi": (
        {},
        {"ky-nang-so-cua-nguoi-dan": "c102", "thoi-quen-va-van-hoa-song-trong-moi-truong-so": "c103"},
        {},
    ),
    "doanh-nghiep": ({"trien-khai-giai-phap-cong-nghe-so": "c104"}, {"moi-truong-phap-ly": "c106"}, {}),
    "quoc-gia": ({}, {}, {"mat-chu-quyen-so-quoc-gia": "c107"}),
    "ca-nhan": ({}, {}, {"lo-lot-du-lieu-ca-nhan": "c109", "xam-pham-quyen-rieng-tu": "c110"}),
}
PARTY = CDS + "Stakeholder"
CLASSES = (CDS + "RequiredChange", CDS + "Challenge", CDS + "Risk")


@pytest.fixture(scope="module")
def scene(kg_store):
    (page,) = draw(kg_store, "stakeholders", lang="vi").scenes
    return page


def _name(iri):
    return iri.rpartition("/")[2]


def _heading(scene, iri):
    """The words over a column."""
    return " ".join(line.text for f in scene.figures if f.about == (iri,) for line in f.lines)


def _matrix(scene):
    """What stands in each cell, read from where the boxes stand."""
    columns = [next(f.rect for f in scene.figures if f.about == (iri,)) for iri in CLASSES]
    heads = [box for box in scene.boxes if box.rect.right < columns[0].x]
    rows = {}
    for head in sorted(heads, key=lambda box: box.rect.y):
        stripe = next(f.rect for f in scene.figures if not f.about and f.rect.contains(head.rect))
        inside = [box for box in scene.boxes if stripe.contains(box.rect) and box is not head]
        inside.sort(key=lambda box: (box.rect.y, box.rect.x))
        cells = [[_name(b.iri) for b in inside if c.x <= b.rect.x and b.rect.right <= c.right] for c in columns]
        rows[_name(head.iri)] = cells
    return rows


def test_each_party_has_its_changes_challenges_and_risks_and_nobody_elses(scene):
    assert _matrix(scene) == {party: [list(cell) for cell in cells] for party, cells in MATRIX.items()}


def test_parties_stand_in_the_order_of_the_article(scene, listed_claims):
    start = {row["claim"]: int(row["start"]) for row in listed_claims}
    assert list(_matrix(scene)) == list(MATRIX)
    firsts = [min(start[claim] for cell in cells for claim in cell.values()) for cells in MATRIX.values()]
    assert firsts == sorted(firsts)


def test_the_order_in_time_is_numbered_where_the_article_gives_one(scene, article):
    assert article.index("trước mắt là kỹ năng số") < article.index("sau đó là thói quen và văn hóa")
    assert "thay đổi nhận thức, từ đó thay đổi cách làm" in article
    numbers = {_name(box.iri): box.lines[0].text for box in scene.boxes if box.lines[0].text.isdigit()}
    assert numbers == {
        "thay-doi-nhan-thuc": "1",
        "thay-doi-cach-lam": "2",
        "ky-nang-so-cua-nguoi-dan": "1",
        "thoi-quen-va-van-hoa-song-trong-moi-truong-so": "2",
    }


def test_the_change_of_agencies_tells_its_practices_and_from_whom_it_starts(scene, article):
    box = next(box for box in scene.boxes if _name(box.iri) == "thay-doi-phuong-thuc-lam-viec")
    text = " ".join(line.text for line in box.lines)
    assert "chỉ có thể bắt đầu từ người đứng đầu" in article
    assert "Chỉ có thể bắt đầu từ: người đứng đầu" in text
    practices = (
        "xử lý văn bản không giấy",
        "họp không gặp mặt",
        "xử lý thủ tục hành chính không tiếp xúc",
        "thanh toán không dùng tiền mặt",
    )
    places = [text.index(practice) for practice in practices]
    assert places == sorted(places)


def test_what_concerns_no_party_says_so(scene):
    head = next(box for box in scene.boxes if _name(box.iri) == "phat-trien-chinh-phu-so")
    assert "không nêu riêng bên nào" in " ".join(line.text for line in head.lines)
    assert head.shape == "box"
    chips = {_name(box.iri) for box in scene.boxes if box.shape == "chip"}
    assert chips == set(MATRIX) - {"phat-trien-chinh-phu-so"}


def test_daring_to_act_is_told_with_the_challenge_of_state_agencies(scene, article):
    assert "dám làm hay không dám làm" in article
    box = next(box for box in scene.boxes if _name(box.iri) == "nhan-thuc-va-su-vao-cuoc-cua-nguoi-dung-dau")
    assert "Dám làm hay không dám làm" in [line.text for line in box.lines]


def test_pages_hold_all_rows_once_under_the_same_heads(kg_store):
    pages = draw(kg_store, "stakeholders", lang="both", size="slide").scenes
    assert len(pages) == 2
    found = {}
    for page in pages:
        assert [_heading(page, iri) for iri in (PARTY, *CLASSES)] == [
            "Bên liên quan Stakeholder",
            "Thay đổi cần có Required change",
            "Thách thức lớn nhất Greatest challenge",
            "Rủi ro lớn nhất Greatest risk",
        ]
        found |= _matrix(page)
    assert found == {party: [list(cell) for cell in cells] for party, cells in MATRIX.items()}
    assert list(found) == list(MATRIX)


def test_some_of_the_work_of_businesses_has_no_precedent_not_all_of_it(scene, article):
    assert "có những việc hoàn toàn mới, chưa có tiền lệ" in article
    box = next(box for box in scene.boxes if _name(box.iri) == "trien-khai-giai-phap-cong-nghe-so")
    assert "Có đặc điểm: một số việc chưa có tiền lệ" in [line.text for line in box.lines]


def test_challenges_and_risks_are_the_greatest_as_the_article_says(scene, article):
    for party in ("cơ quan nhà nước", "xã hội", "doanh nghiệp"):
        assert f"Thách thức lớn nhất cho {party}" in article
    assert article.count("rủi ro lớn nhất") == 2
    heads = [_heading(scene, iri) for iri in (PARTY, *CLASSES)]
    assert heads == ["Bên liên quan", "Thay đổi cần có", "Thách thức lớn nhất", "Rủi ro lớn nhất"]
    assert any("“Lớn nhất” là theo nguồn" in line.text for line in scene.notes)


def test_the_model_stands_in_the_title_and_in_no_head(scene):
    assert scene.notes[0].text.startswith("Chính phủ số:")
    assert "chinh-phu-so" not in {_name(box.iri) for box in scene.boxes}


def test_the_description_tells_the_matrix_in_sentences(scene):
    assert "Xã hội — thách thức lớn nhất: (1) Kỹ năng số của người dân, (2) Thói quen và văn hóa" in scene.description
    assert "Quốc gia — rủi ro lớn nhất: Mất chủ quyền số quốc gia." in scene.description


def test_a_thing_of_two_parties_stands_with_both_and_one_of_nobody_with_the_model(tmp_path):
    own = tmp_path / "own.ttl"
    own.write_text(
        "@prefix ex: <https://example.org/> .\n"
        f"<{CDSC}chinh-phu-so> <{CDS}hasChallenge> ex:both ; <{CDS}hasRisk> ex:alone .\n"
        f"ex:both a <{CDS}Challenge> ; <{CDS}facedBy> <{CDSC}nguoi-dan>, <{CDSC}quoc-gia> .\n"
        f"ex:alone a <{CDS}Risk> .\n",
        encoding="utf-8",
    )
    (scene,) = draw(GraphStore.open(extra=[own]), "stakeholders", lang="vi", size="a3").scenes
    matrix = _matrix(scene)
    assert [party for party, cells in matrix.items() if "both" in cells[1]] == ["nguoi-dan", "quoc-gia"]
    assert matrix["chinh-phu-so"] == [[], [], ["alone"]]


def test_without_changes_and_challenges_the_error_says_what_is_missing():
    with pytest.raises(NotFoundError, match="cds:requiresChange"):
        draw(GraphStore.open([]), "stakeholders")


def test_what_the_diagram_does_not_take_is_refused(kg_store):
    for options in ({"about": "chinh-phu-so"}, {"depth": 2}, {"level": "province"}, {"by": "type"}):
        with pytest.raises(UsageError):
            draw(kg_store, "stakeholders", **options)

"""The timeline: what of the article changed, when, by which act; the other acts beside it, none dropped."""

from __future__ import annotations

import datetime
import itertools

import pytest
from diagram_gates import overlap, problems, shown, sides

from cds_kg.diagram.draw import draw
from cds_kg.errors import NotFoundError, UsageError
from cds_kg.knowledge.timeline import as_of
from cds_kg.store.dataset import GraphStore

CDS = "https://w3id.org/cds-kg/ontology#"
CDSE = "https://w3id.org/cds-kg/claim/"
CDSI = "https://w3id.org/cds-kg/id/"

#: Card -> its day, and the claims on it.
CARDS = {
    "act-42-2022-nd-cp": ("Ban hành 24/06/2022", {"c081", "c083"}),  # the day of effect is not verified
    "act-nghi-dinh-co-cau-bo-tttt-2022": ("26/07/2022", {"c111"}),
    "act-luat-can-cuoc-2023": ("01/07/2024", {"c041", "c049"}),
    "act-55-2025-nd-cp": ("01/03/2025", {"c111"}),
    "act-72-2025-qh15": ("01/07/2025", {"c051"}),
    "target-2025": ("01/01/2026", {"c067"}),
}


@pytest.fixture(scope="module")
def store():
    return GraphStore.open()


@pytest.fixture(scope="module")
def line(store):
    return draw(store, "timeline", lang="vi", size="a3")


def seen_on(store, day, lang="vi", size="slide"):
    return draw(as_of(store, datetime.date.fromisoformat(day)), "timeline", lang=lang, size=size)


def cards(diagram):
    return {box.iri.rpartition("/")[2]: box for scene in diagram.scenes for box in scene.boxes}


def claims_of(box):
    return {mark.about[0].removeprefix(CDSE) for mark in box.marks if mark.about[0].startswith(CDSE)}


def words(box):
    return " ".join(text.text for text in box.lines)


def notes(diagram):
    return " ".join(text.text for text in diagram.scenes[0].notes)


def year_at(scene, year):
    return next(text.x for found in scene.figures for text in found.lines if text.text == str(year))


def lines_to_cards(scene):
    """The open outlines of figures that stand for nothing: lists of points."""
    for found in scene.figures:
        for shape in found.shapes:
            if not found.about and shape.fill is None and len(found.shapes) == 2 and not found.lines:
                yield [tuple(numbers[-2:]) for _, numbers in shape.outline], found.shapes[1]


def test_each_change_with_its_day_its_act_and_its_claims(line):
    found = {name: (box.lines[0].text, claims_of(box)) for name, box in cards(line).items()}
    assert found == CARDS


def test_no_act_that_changed_anything_is_missing(line, store):
    changed = {str(row["act"]) for row in store.select("SELECT DISTINCT ?act WHERE { ?x cds:changedByAct ?act }")}
    assert len(changed) == 5
    assert changed <= {CDSI + name for name in cards(line)}


def test_every_act_of_the_graph_is_shown(line, store):
    acts = {str(row["act"]) for row in store.select("SELECT ?act WHERE { ?act a cds:LegalAct }")}
    assert acts <= shown(line.scenes)[0]
    assert "203/2025/QH15, 65/2025/QH15" in notes(line)  # their days are not verified
    assert "Trước năm 2020: 67/2006/QH11 (2006)" in notes(line)


def test_everything_is_shown_and_the_gates_hold(line):
    nodes, edges = shown(line.scenes)
    assert nodes == set(line.graph.nodes)
    assert edges == {(s, p, o) for s, o, p in line.graph.edges(keys=True)}
    assert [found for scene in line.scenes for found in problems(scene)] == []


def test_what_changed_and_what_is_only_mentioned(line):
    found = cards(line)
    assert {name for name, box in found.items() if box.ended} == {"act-72-2025-qh15", "target-2025"}  # c051, c067
    district = words(found["act-72-2025-qh15"])
    assert "Cấp huyện: đến hết 30/06/2025" in district
    assert "nay đã thay đổi một phần" in district
    assert "“cấp tỉnh, cấp huyện và cấp xã”" in district
    assert "ngày có hiệu lực chưa kiểm chứng" in district
    assert "Không do văn bản nào" in words(found["target-2025"])
    card = words(found["act-luat-can-cuoc-2023"])
    assert "Bài chỉ nhắc đến" in card
    assert "Thay bằng: Tên “Thẻ căn cước”" in card
    assert "Hết hiệu lực sau ngày 30/06/2026" in words(found["act-42-2022-nd-cp"])


def test_on_whose_word(line):
    """The external claims behind the standing of c051, c041 and c049, c081 and c083, c111, with their grades."""
    told = {"cap-huyen": ("x001", "A"), "name-the-can-cuoc-cong-dan": ("x008", "B"), "scale-four-levels": ("x011", "B")}
    told |= {"organisation-bo-thong-tin-va-truyen-thong": ("x002", "B"), "organisation-cuc-tin-hoc-hoa": ("x004", "B")}
    nodes = {iri.rpartition("/")[2]: data for iri, data in line.graph.nodes(data=True)}
    assert {name: (nodes[name]["basis"], nodes[name]["confidence"]) for name in told} == told
    assert "Mức tin cậy A (x001)." in line.scenes[0].description


def test_changes_of_organisations(line):
    found = cards(line)
    merger = words(found["act-55-2025-nd-cp"])
    assert "Hợp nhất Bộ Thông tin và Truyền thông với Bộ Khoa học và Công nghệ" in merger
    assert "Ban hành 02/03/2025, hiệu lực từ 01/03/2025." in merger
    agency = words(found["act-nghi-dinh-co-cau-bo-tttt-2022"])
    assert "Cục Chuyển đổi số quốc gia được thành lập" in agency
    assert "được thành lập mới; không phải là đổi tên." in agency


def test_what_is_not_verified_is_said_on_the_card(line, store):
    found = cards(line)
    assert "Hết hiệu lực sau ngày 30/06/2026 (mức tin cậy C)." in words(found["act-42-2022-nd-cp"])  # x418
    assert "C (bên thứ ba ghi lại)" in notes(line)
    assert "Nghị quyết của Quốc hội về việc này chưa kiểm chứng." in words(found["act-55-2025-nd-cp"])
    for act in ("act-nghi-dinh-co-cau-bo-tttt-2022", "act-luat-can-cuoc-2023"):
        assert "Số hiệu chưa kiểm chứng." in words(found[act])
    for act in ("act-42-2022-nd-cp", "act-55-2025-nd-cp", "act-72-2025-qh15"):
        assert "Số hiệu chưa kiểm chứng." not in words(found[act])
    before = seen_on(store, "2025-07-01")
    assert "mức tin cậy" not in words(cards(before)["act-42-2022-nd-cp"]).casefold()  # its end came later
    assert "bên thứ ba" not in notes(before)


def test_a_term_that_ended_is_not_told_as_a_failure(line, store):
    card = words(cards(line)["target-2025"])
    assert "mốc thời gian nêu trong bài đã qua" in card
    assert "nay đã hết thời hạn" in card
    assert "quá hạn" not in line.svg()
    assert "Bài chỉ nêu năm; hạn cuối năm là quy ước của đồ thị." in notes(line)
    assert "quy ước" not in notes(seen_on(store, "2025-12-31"))
    english = draw(store, "timeline", lang="en", size="a3")
    assert english.scenes[0].title.startswith("What has changed since the article, when and by which act")
    assert "now: term ended" in words(cards(english)["target-2025"])


@pytest.mark.parametrize(
    ("day", "undated"), [("2022-08-01", set()), ("2025-06-30", {"203/2025/QH15", "65/2025/QH15", "72/2025/QH15"})]
)
def test_acts_without_a_day_are_not_of_a_year_to_come(store, day, undated):
    view = seen_on(store, day, size="a3")
    numbers = {data.get("number") for _, data in view.graph.nodes(data=True)}
    assert numbers & {"203/2025/QH15", "65/2025/QH15", "72/2025/QH15"} == undated
    assert ("chưa kiểm chứng ngày" in notes(view)) == bool(undated)


def test_days_stand_where_the_axis_says(line):
    (scene,) = line.scenes
    year = (year_at(scene, 2026) - year_at(scene, 2022)) / 4
    signs = sorted(
        (min(x) + max(x)) / 2
        for _, sign in lines_to_cards(scene)
        if (x := [number for _, numbers in sign.outline for number in numbers[::2]])
    )
    assert len(signs) == len(CARDS)
    for (day, _), x in zip(CARDS.values(), signs, strict=True):
        date = datetime.datetime.strptime(day[-10:], "%d/%m/%Y").date()
        since = (date - datetime.date(2022, 1, 1)).days / 365.25
        assert x == pytest.approx(year_at(scene, 2022) - 8 + since * year, abs=3)


def test_the_span_of_the_article(line):
    (scene,) = line.scenes
    bar = next(found for found in scene.figures if "source" in "".join(found.about)).rect
    year = year_at(scene, 2021) - year_at(scene, 2020)
    assert bar.x == pytest.approx(year_at(scene, 2020) - 8 + year * 154 / 366, abs=2)  # 3 June 2020
    assert "03/06/2020 - 26/07/2022 (suy ra)" in " ".join(text.text for text in scene.text_lines())


@pytest.mark.parametrize("size", ["slide", "square"])
@pytest.mark.parametrize("lang", ["vi", "both"])
def test_lines_to_cards_run_through_no_card_and_cross_each_other_nowhere(store, size, lang):
    for scene in draw(store, "timeline", lang=lang, size=size).scenes:
        runs = [points for points, _ in lines_to_cards(scene)]
        assert len(runs) == len(scene.boxes)
        pieces = [
            [(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in itertools.pairwise(run)]
            for run in runs
        ]
        for piece in itertools.chain(*pieces):
            assert not [box for box in scene.boxes if overlap(piece, sides(box.rect), -1)]
        for one, other in itertools.combinations(pieces, 2):
            assert not [1 for a, b in itertools.product(one, other) if overlap(a, b, 4)]


def test_a_view_has_only_what_had_happened(store):
    before, after = seen_on(store, "2025-06-30"), seen_on(store, "2025-07-01")
    assert set(cards(before)) == set(CARDS) - {"act-72-2025-qh15", "target-2025"}
    assert set(cards(after)) == set(CARDS) - {"target-2025"}
    assert "ngày 30/06/2025" in [text.text for text in before.scenes[0].text_lines()]
    assert "Hết hiệu lực" not in words(cards(before)["act-42-2022-nd-cp"])  # that was in 2026
    later = [data["adopted"] for _, data in before.graph.nodes(data=True) if data.get("adopted", "") > "2025-06-30"]
    assert later == []
    for view in (before, after):
        nodes, edges = shown(view.scenes)
        assert nodes == set(view.graph.nodes)
        assert edges == {(s, p, o) for s, o, p in view.graph.edges(keys=True)}
        assert [found for scene in view.scenes for found in problems(scene)] == []


def test_the_deadline_passes_on_the_day_after(store):
    assert "target-2025" not in cards(seen_on(store, "2025-12-31"))
    assert "target-2025" in cards(seen_on(store, "2026-01-01"))


@pytest.mark.parametrize("day", ["2022-06-24", "2022-07-26", "2022-08-01", "2024-07-01"])
def test_views_with_few_cards_hold(store, day):
    view = seen_on(store, day, lang="both", size="square")
    assert 1 <= len(cards(view)) <= 3
    assert [found for scene in view.scenes for found in problems(scene)] == []


def test_nothing_had_changed_yet(store):
    with pytest.raises(NotFoundError, match="2021-01-01") as nothing:
        seen_on(store, "2021-01-01")
    assert "Tính đến ngày 01/01/2021" in nothing.value.vi
    with pytest.raises(NotFoundError, match="nothing to draw"):
        draw(GraphStore.open(modules=["concepts"]), "timeline")
    with pytest.raises(UsageError, match="--depth"):
        draw(store, "timeline", depth=2)


def test_the_words_of_the_article_stay_vietnamese_in_english(store):
    scene = draw(store, "timeline", lang="en", size="a3").scenes[0]
    quoted = [text for box in scene.boxes for text in box.lines if text.text.startswith("“")]
    assert len(quoted) >= 7
    assert {text.lang for text in quoted} == {"vi"}
    assert "District level: until 2025-06-30" in " ".join(words(box) for box in scene.boxes)


def test_it_tells_the_state_of_the_last_check(line, store):
    checked = store.select("SELECT (MAX(?day) AS ?last) WHERE { ?c a cds:Claim ; cds:checkedOn ?day }")[0]["last"]
    assert line.graph.graph["checked_on"] == checked.isoformat()
    assert line.svg() == draw(store, "timeline", lang="vi", size="a3").svg()


def test_acts_and_articles_of_the_user_are_shown_too(tmp_path):
    """An act of a later year than all others, many of one day, and another article."""
    acts = "".join(
        f'<https://example.org/act-{n}> a cds:LegalAct ; skos:prefLabel "Văn bản {n}"@vi , "Act {n}"@en ; '
        f'eli:date_document "{2028 if n == 0 else 2023}-05-05"^^xsd:date .\n'
        for n in range(20)
    )
    article = (
        '<https://example.org/bai> a cds:Source ; skos:prefLabel "Bài khác"@vi , "Another"@en ; '
        'cds:writtenNotBefore "2023-01-01"^^xsd:date ; cds:writtenNotAfter "2023-01-31"^^xsd:date .\n'
    )
    prefixes = {
        "cds": CDS,
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "eli": "http://data.europa.eu/eli/ontology#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
    path = tmp_path / "more.ttl"
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())
    path.write_text(head + acts + article, encoding="utf-8")
    found = draw(GraphStore.open(extra=[path]), "timeline", lang="vi", size="a4")
    assert shown(found.scenes)[0] == set(found.graph.nodes)
    assert {f"https://example.org/act-{n}" for n in range(20)} <= set(found.graph.nodes)
    dots = {box.about: (box.rect.x, box.rect.y) for box in found.scenes[0].figures if "/act-" in "".join(box.about)}
    assert len(set(dots.values())) == len(dots) > 20  # each has a place of its own
    assert [found for scene in found.scenes for found in problems(scene)] == []

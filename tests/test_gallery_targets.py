"""The chart of targets: what the article aims at (c067, c068), its measures (c034-c036), and the latest figures."""

from __future__ import annotations

import datetime

import pytest
from diagram_gates import problems, shown

from cds_kg import KnowledgeGraph
from cds_kg.diagram.draw import draw
from cds_kg.errors import InputError, NotFoundError, UsageError
from cds_kg.knowledge.timeline import as_of
from cds_kg.store.dataset import GraphStore

CDS = "https://w3id.org/cds-kg/ontology#"
CDSC = "https://w3id.org/cds-kg/concept/"
CDSI = "https://w3id.org/cds-kg/id/"

REMOTE = CDSC + "ty-le-hoat-dong-kiem-tra-tu-xa"
NATIONAL = CDSI + "observation-dti-quoc-gia-2024"

#: A figure for the article's own target, and provinces more than a page can hold.
USER = """
@prefix cds: <https://w3id.org/cds-kg/ontology#> .
@prefix cdsc: <https://w3id.org/cds-kg/concept/> .
@prefix cdsi: <https://w3id.org/cds-kg/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
FIGURE = """
cdsi:{id} a cds:Observation ; skos:prefLabel "{id}"@vi , "{id}"@en ;
  cds:indicator cdsc:{indicator} ; cds:observedPlace {place} ; cds:value {value} ; cds:unitOfMeasure cds:{unit} ;
  cds:observedFrom "2025-01-01"^^xsd:date ; cds:observedUntil "2025-06-30"^^xsd:date .
"""


@pytest.fixture(scope="module")
def store():
    return GraphStore.open()


@pytest.fixture(scope="module")
def chart(store):
    return draw(store, "targets", lang="vi", size="a3")


def seen_on(store, day):
    return draw(as_of(store, datetime.date.fromisoformat(day)), "targets", lang="vi", size="a3")


def texts(diagram):
    return [line.text for scene in diagram.scenes for line in scene.text_lines()]


def figure(scene, iri):
    return next(figure for figure in scene.figures if figure.about == (iri,))


def tick(scene, text):
    """The x of a number of an axis."""
    return next(line.x for found in scene.figures for line in found.lines if line.text == text)


def extent(shape):
    xs = [number for _, numbers in shape.outline for number in numbers[::2]]
    return min(xs), max(xs)


def with_figures(path, *figures):
    path.write_text(USER + "".join(FIGURE.format(**one) for one in figures), encoding="utf-8")
    return GraphStore.open(extra=[path])


def test_targets_are_those_of_the_article(chart):
    aims = {iri: data for iri, data in chart.graph.nodes(data=True) if "cds:Target" in data["classes"]}
    found = {(data["claim"], data["deadline"], data["value"], data["unit"]) for data in aims.values()}
    assert found == {("c067", "2025-12-31", 50.0, CDS + "Percent"), ("c068", "2030-12-31", 70.0, CDS + "Percent")}
    for aim in aims:
        related = {(p, o) for _, o, p in chart.graph.out_edges(aim, keys=True)}
        assert related == {
            (CDS + "targetIndicator", REMOTE),
            (CDS + "targetActor", CDSC + "co-quan-nha-nuoc"),
            (CDS + "targetActivity", CDSC + "hoat-dong-kiem-tra"),
        }


def test_measures_of_both_models(chart):
    """c034, c035, c036."""
    measured = {(s, o) for s, o, p in chart.graph.edges(keys=True) if p == CDS + "measuredBy"}
    assert measured == {
        (CDSC + "chinh-phu-dien-tu", CDSC + "so-luong-dich-vu-hanh-chinh-cong-truc-tuyen"),
        (CDSC + "chinh-phu-so", CDSC + "so-luong-dich-vu-hanh-chinh-cong"),
        (CDSC + "chinh-phu-so", CDSC + "so-luong-dich-vu-cong-moi-mang-tinh-sang-tao"),
    }
    said = chart.scenes[0].description
    assert "Số lượng dịch vụ hành chính công (Chính phủ số): Chưa có số liệu." in said
    assert "Chiều mong muốn theo bài: giảm." in said  # the label of cds:desiredDirection
    assert "Chiều mong muốn theo bài: tăng." in said


def test_observations_are_the_latest_that_the_question_finds(chart, store):
    rows = KnowledgeGraph(store).answer("cq-29")
    asked = {(str(row["observation"]), float(row["value"])) for row in rows if row["observation"]}
    drawn = {(iri, data["value"]) for iri, data in chart.graph.nodes(data=True) if "observed_until" in data}
    assert len(asked) == 10
    assert drawn == asked


def test_everything_is_shown_and_the_gates_hold(chart):
    nodes, edges = shown(chart.scenes)
    assert nodes == set(chart.graph.nodes)
    assert edges == {(s, p, o) for s, o, p in chart.graph.edges(keys=True)}
    assert [found for scene in chart.scenes for found in problems(scene)] == []


def test_values_stand_where_their_axis_says(chart):
    (scene,) = chart.scenes
    zero, hundred = tick(scene, "0%"), tick(scene, "100%")
    for target, value in (("target-2025", 50), ("target-2030", 70)):
        left, right = extent(figure(scene, CDSI + target).shapes[-1])
        assert (left + right) / 2 == pytest.approx(zero + (hundred - zero) * value / 100, abs=0.1)
    start, end = extent(figure(scene, CDSI + "observation-dich-vu-cong-muc-do-4-2020-12").shapes[-1])
    assert (start, end) == pytest.approx((zero, zero + (hundred - zero) * 0.301), abs=0.1)
    zero, one = tick(scene, "0,00"), tick(scene, "1,00")
    assert extent(figure(scene, NATIONAL).shapes[-1]) == pytest.approx((zero, zero + (one - zero) * 0.7955), abs=0.1)


def test_numbers_as_the_language_writes_them(chart, store):
    found = texts(chart)
    assert {"2025: 50%", "2030: 70%", "30,1%", "0,7955", "0,7770"} <= set(found)
    english = texts(draw(store, "targets", lang="en", size="a3"))
    assert {"30.1%", "0.7955", "0.7770", "term ended"} <= set(english)


def test_targets_first_and_the_nation_before_its_provinces(chart):
    (scene,) = chart.scenes
    order = (REMOTE, CDSC + "so-luong-dich-vu-hanh-chinh-cong", NATIONAL, CDSI + "observation-dti-cap-tinh-2024")
    tops = [figure(scene, iri).rect.y for iri in order]
    assert tops == sorted(tops)
    cities = ["ha-noi", "hue", "hai-phong", "ho-chi-minh"]  # 0.8241, 0.7951, 0.7857, 0.7770
    tops = [figure(scene, f"{CDSI}observation-dti-cap-tinh-2024-{city}").rect.y for city in cities]
    assert tops == sorted(tops)
    assert {"Thành phố Hà Nội", "Thành phố Huế"} <= set(texts(chart))


def test_the_term_of_a_target_ends_the_day_after_its_deadline(store):
    before, after = seen_on(store, "2025-12-31"), seen_on(store, "2026-01-01")
    assert "đã hết thời hạn" not in texts(before)
    assert "đã hết thời hạn" in texts(after)
    assert "quá hạn" not in after.svg()  # no result is known, so none may be suggested
    assert "xét vào ngày 01/01/2026" in " ".join(texts(after))
    for view in (before, after):
        assert "Bài chỉ nêu năm; hạn cuối năm là quy ước của đồ thị." in " ".join(texts(view))


def test_without_a_day_it_tells_the_state_of_the_last_check(chart, store):
    checked = store.select("SELECT (MAX(?day) AS ?last) WHERE { ?c a cds:Claim ; cds:checkedOn ?day }")[0]["last"]
    assert chart.graph.graph["checked_on"] == checked.isoformat()
    assert f"xét vào ngày {checked:%d/%m/%Y}" in " ".join(texts(chart))


def values_of(diagram):
    return {data["value"] for _, data in diagram.graph.nodes(data=True) if "observed_until" in data}


def test_a_view_has_only_what_had_been_observed_and_published(store):
    """The newspaper that the figures of the index rest on is of 21 October 2025."""
    before, on = seen_on(store, "2025-10-20"), seen_on(store, "2025-10-21")
    assert values_of(before) == {30.1}
    assert values_of(on) == {30.1, 0.7955, 0.6961, 0.7723, 0.7692, 0.7582, 0.8241, 0.7951, 0.7857, 0.777}
    early = seen_on(store, "2019-06-30")
    assert values_of(early) == set()
    assert [found for scene in (*before.scenes, *early.scenes) for found in problems(scene)] == []
    note = "Chỉ nêu số đã công bố đến ngày này; số chưa rõ ngày công bố thì theo hiểu biết hiện nay."
    assert note in " ".join(texts(before))


def test_a_view_has_no_undated_figure_of_a_unit_that_was_not_there(tmp_path):
    """Hải Phòng: one unit until 30 June 2025, another since."""
    one = {"indicator": "chi-so-chuyen-doi-so-cap-tinh", "unit": "IndexScore"}
    figures = [
        {**one, "id": f"observation-{code}", "place": f"<https://w3id.org/cds-kg/unit/{code}>", "value": value}
        for code, value in (("2025-31", 0.5), ("pre2025-31", 0.4))
    ]
    store = with_figures(tmp_path / "units.ttl", *figures)
    assert values_of(seen_on(store, "2025-06-30")) == {30.1, 0.4}
    assert values_of(seen_on(store, "2025-07-01")) == {30.1, 0.5}
    assert 0.4 in values_of(draw(store, "targets", lang="vi", size="a3"))


@pytest.mark.parametrize(("day", "replaced"), [("2022-06-23", False), ("2022-06-24", True), (None, True)])
def test_remarks_stand_in_views_and_that_a_scale_was_replaced_from_the_day_of_the_act(store, day, replaced):
    """Decree 42/2022/NĐ-CP, which replaced the four levels, is of 24 June 2022."""
    said = (seen_on(store, day) if day else draw(store, "targets", lang="vi", size="a3")).scenes[0].description
    assert "Tháng 12/2020. Chỉ số này không có trong bài nguồn." in said
    assert ("Thang bốn mức độ dịch vụ công trực tuyến đã được thay." in said) == replaced


@pytest.mark.parametrize("size", ["slide", "a3"])
def test_the_words_of_the_first_target_are_centred_on_it(store, size):
    sign = figure(draw(store, "targets", lang="vi", size=size).scenes[0], CDSI + "target-2025")
    left, right = extent(sign.shapes[-1])
    assert [line.text for line in sign.lines] == ["2025: 50%", "đã hết thời hạn"]
    for line in sign.lines:
        assert line.rect.cx == pytest.approx((left + right) / 2, abs=1)


@pytest.mark.parametrize("value", [48.5, 66.7, 100])
def test_a_figure_for_a_target_stands_in_its_row(tmp_path, value):
    one = {"id": "observation-x", "indicator": "ty-le-hoat-dong-kiem-tra-tu-xa", "unit": "Percent"}
    store = with_figures(tmp_path / "more.ttl", {**one, "place": "cdsi:place-viet-nam", "value": value})
    found = draw(store, "targets", lang="both", size="slide")
    scene = found.scenes[0]
    bar, target = figure(scene, CDSI + "observation-x").rect, figure(scene, CDSI + "target-2030").rect
    assert bar.y < target.bottom
    assert target.y < bar.bottom
    assert [found for scene in found.scenes for found in problems(scene)] == []
    assert "Từ 01/01/2025 đến 30/06/2025." in scene.description


def test_more_rows_than_a_page_holds_go_on_other_pages(tmp_path):
    one = {"indicator": "chi-so-chuyen-doi-so-cap-tinh", "unit": "IndexScore"}
    many = [
        {**one, "id": f"observation-{n}", "place": f"<https://w3id.org/cds-kg/unit/pre2025-{n}>", "value": n / 100}
        for n in (10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44, 45)
    ]
    found = draw(with_figures(tmp_path / "many.ttl", *many), "targets", lang="both", size="slide")
    assert len(found.scenes) > 2
    assert shown(found.scenes)[0] == set(found.graph.nodes)
    assert [found for scene in found.scenes for found in problems(scene)] == []
    assert "(tiếp theo)" in texts(found)


AIM = """
cdsi:aim a cds:Target ; skos:prefLabel "Đích"@vi , "Aim"@en ; cds:targetIndicator cdsc:ty-le-hoat-dong-kiem-tra-tu-xa ;
  cds:targetValue {value} ; cds:unitOfMeasure {unit} ; cds:deadline {deadline} .
"""
NEW_YEAR = '"2028-01-01"^^xsd:date'


def with_target(path, value="5", unit="cdsi:unit-x", deadline=NEW_YEAR):
    path.write_text(USER + AIM.format(value=value, unit=unit, deadline=deadline), encoding="utf-8")
    return GraphStore.open(extra=[path])


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ('"INF"^^xsd:double', "inf"),
        ('"NaN"^^xsd:double', "nan"),
        ('"abc"', "abc"),
        ("-3", "-3"),
        ("1e300", "1e+300"),
        ("1e24", "1e+24"),
        ("1e-17", "1e-17"),
        ("0.00009", "0.00009"),
        ("1000000001", "1000000001"),
        ("9" * 5000, "9" * 40 + "…"),
    ],
)
def test_a_value_that_no_axis_can_show_is_named(tmp_path, value, told):
    with pytest.raises(InputError) as caught:
        draw(with_target(tmp_path / "a.ttl", value), "targets")
    assert f'cdsi:aim: cds:targetValue "{told}" cannot be drawn' in caught.value.en
    assert f"cdsi:aim: cds:targetValue «{told}» không vẽ được" in caught.value.vi


@pytest.mark.parametrize("size", ["slide", "square"])
@pytest.mark.parametrize(
    ("value", "text", "top"),
    [("0", "0", "1,00"), ("0.0001", "0,0001", "0,000100"), ("1000000000", "1.000.000.000", "1.000.000.000")],
)
def test_the_smallest_and_the_largest_value_have_their_right_digits_and_room(tmp_path, size, value, text, top):
    one = {"id": "observation-x", "indicator": "ty-le-hoat-dong-kiem-tra-tu-xa", "unit": "OwnUnit", "value": value}
    aim, seen = tmp_path / "a.ttl", tmp_path / "b.ttl"
    with_target(aim, value, "cds:OwnUnit")
    with_figures(seen, {**one, "place": "cdsi:place-viet-nam"})
    found = draw(GraphStore.open(extra=[aim, seen]), "targets", lang="vi", size=size)
    assert {f"2028: {text}", text, top} <= set(texts(found))
    assert [found for scene in found.scenes for found in problems(scene)] == []


@pytest.mark.parametrize(
    "deadline", ['"notadate"', '"2027"^^xsd:gYear', '"-0044-01-01"^^xsd:date', '"2027-01-01T00:00:00"^^xsd:dateTime']
)
def test_a_deadline_that_is_no_full_date_is_named(tmp_path, deadline):
    with pytest.raises(InputError, match=r"cdsi:aim: cds:deadline .* is not a full date") as caught:
        draw(with_target(tmp_path / "a.ttl", deadline=deadline), "targets")
    assert "không phải là ngày đầy đủ" in caught.value.vi


@pytest.mark.parametrize("day", [None, "2026-01-01"])
def test_a_period_that_has_no_full_date_is_named(tmp_path, day):
    one = {"id": "observation-x", "indicator": "ty-le-hoat-dong-kiem-tra-tu-xa", "unit": "Percent", "value": 5}
    path = tmp_path / "a.ttl"
    with_figures(path, {**one, "place": "cdsi:place-viet-nam"})
    path.write_text(path.read_text("utf-8").replace('"2025-06-30"^^xsd:date', '"2025"'), "utf-8")
    store = GraphStore.open(extra=[path])
    with pytest.raises(InputError, match='cdsi:observation-x: cds:observedUntil "2025"'):
        draw(as_of(store, datetime.date.fromisoformat(day)) if day else store, "targets")


def test_what_it_does_not_take_and_nothing_to_draw(store):
    with pytest.raises(UsageError, match="ABOUT") as refused:
        draw(store, "targets", "chinh-phu-so")
    assert "không nhận" in refused.value.vi
    with pytest.raises(NotFoundError, match="observations") as nothing:
        draw(GraphStore.open(modules=["acts"]), "targets")
    assert "không có gì để vẽ" in nothing.value.vi

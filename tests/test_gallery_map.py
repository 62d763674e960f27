"""The map: every unit with coordinates at its place, both archipelagos on it, nothing that no source gives."""

from __future__ import annotations

import datetime

import pytest

from cds_kg.diagram.draw import draw
from cds_kg.diagram.gallery.map.place import crossing, spread
from cds_kg.errors import InputError, NotCoveredError, NotFoundError, UsageError
from cds_kg.knowledge.timeline import as_of
from cds_kg.store.dataset import GraphStore

CDSU = "https://w3id.org/cds-kg/unit/"
JUNE = datetime.date(2025, 6, 30)
HOANG_SA, TRUONG_SA = CDSU + "2025-20333", CDSU + "2025-22736"


@pytest.fixture(scope="module")
def store():
    return GraphStore.open()


@pytest.fixture(scope="module")
def country(store):
    return draw(store, "map", lang="vi")


@pytest.fixture(scope="module")
def june(store):
    return draw(as_of(store, JUNE), "map", lang="vi")


@pytest.fixture(scope="module")
def communes(store):
    return draw(store, "map", level="commune", lang="vi")


def named(diagram):
    """IRI -> the figure with its name."""
    return {f.about[0]: f for f in diagram.scenes[0].figures if f.about and f.lines}


def signs(diagram):
    """IRI -> the middle of its sign, the last shape of its figure."""
    middles = {}
    for iri, figure in named(diagram).items():
        points = [n for c, n in figure.shapes[-1].outline if c in "ML"]
        xs, ys = zip(*points, strict=True)
        middles[iri] = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    return middles


def notes(diagram):
    return " ".join(line.text for line in diagram.scenes[0].notes)


def test_all_34_provinces_and_13_special_zones_are_named(country):
    figures = named(country)
    assert len([iri for iri in figures if len(iri.removeprefix(CDSU + "2025-")) == 2]) == 34
    zones = [iri for iri in figures if country.graph.nodes[iri]["type"] == "cds:SpecialZone"]
    assert len(zones) == 13
    for iri, figure in figures.items():
        assert any(country.graph.nodes[iri]["proper_name"] in line.text for line in figure.lines)


def test_both_archipelagos_stand_far_out_in_the_sea_with_name_and_province(country):
    figures, places = named(country), signs(country)
    mainland = max(x for iri, (x, _) in places.items() if iri not in (HOANG_SA, TRUONG_SA))
    for iri, name, province in (
        (HOANG_SA, "Đặc khu Hoàng Sa", "Thành phố Đà Nẵng"),
        (TRUONG_SA, "Đặc khu Trường Sa", "Tỉnh Khánh Hòa"),
    ):
        assert [line.text for line in figures[iri].lines] == [name, province]
        assert places[iri][0] > mainland
    assert places[TRUONG_SA][1] > places[HOANG_SA][1]
    assert places[TRUONG_SA][0] > places[HOANG_SA][0]


def test_points_stand_as_their_coordinates_do(country):
    """North is up, east is right, and both axes have one scale at the standard parallel."""
    nodes, places = country.graph.nodes, signs(country)
    assert sorted(places, key=lambda i: places[i][1]) == sorted(places, key=lambda i: -nodes[i]["latitude"])
    assert sorted(places, key=lambda i: places[i][0]) == sorted(places, key=lambda i: nodes[i]["longitude"])
    (x1, y1), (x2, y2) = places[HOANG_SA], places[TRUONG_SA]
    down = (y2 - y1) / (nodes[HOANG_SA]["latitude"] - nodes[TRUONG_SA]["latitude"])
    across = (x2 - x1) / (nodes[TRUONG_SA]["longitude"] - nodes[HOANG_SA]["longitude"])
    assert across / down == pytest.approx(0.9613, abs=0.001)  # the cosine of 16 degrees


def test_every_commune_with_coordinates_is_a_dot(country):
    dots = sum(
        sum(command == "M" for command, _ in figure.shapes[0].outline)
        for figure in country.scenes[0].figures
        if figure.about and not figure.lines
    )
    assert dots == 3321 - 11
    assert "11 đơn vị chưa có tọa độ" in notes(country)
    assert "Xã Vĩnh Thực" in notes(country)


def test_names_are_joined_to_their_points_by_lines_that_do_not_cross_on_a_side(country):
    middle = signs(country)[CDSU + "2025-42"][0]
    lines = {"left": [], "right": []}
    for figure in named(country).values():
        if len(figure.shapes) == 2:
            start, bend, end = (numbers for _, numbers in figure.shapes[0].outline)
            lines["left" if start[0] < middle - 50 else "right"].append((bend, end))
    assert sum(map(len, lines.values())) == 45
    for side in lines.values():
        assert not any(crossing(a, b) for n, a in enumerate(side) for b in side[n + 1 :])


def test_communes_one_by_one(communes):
    shown = {figure.about[0] for figure in communes.scenes[0].figures if figure.about}
    assert len(shown) == 34 + 3321 - 11
    assert {HOANG_SA, TRUONG_SA} <= shown
    legend = {line.text for entry in communes.scenes[0].legend.entries for line in entry.lines}
    assert {"Phường (709)", "Xã (2.599)", "Đặc khu (13)"} <= legend
    assert len(communes.svg().encode()) < 1_500_000


def test_before_1_july_2025(june):
    figures = named(june)
    assert len([i for i, n in june.graph.nodes(data=True) if n["level"] == "cdsc:cap-tinh"]) == 63
    assert [line.text for line in figures[CDSU + "pre2025-498"].lines] == ["Huyện Hoàng Sa", "Thành phố Đà Nẵng"]
    assert [line.text for line in figures[CDSU + "pre2025-576"].lines] == ["Huyện Trường Sa", "Tỉnh Khánh Hòa"]
    truong_sa = june.graph.nodes[CDSU + "pre2025-576"]
    assert (truong_sa["latitude"], truong_sa["longitude"]) == (9.71, 114.45)
    assert truong_sa["placed_by"] == "cdsu:2025-22736"
    assert "đặc khu đã thay thế" in notes(june)
    assert "268 đơn vị chưa có tọa độ" in notes(june)


def test_an_indicator_shows_its_values_and_says_which_units_have_none(store):
    diagram = draw(store, "map", by="chi-so-chuyen-doi-so-cap-tinh", lang="vi")
    values = {n["proper_name"]: n["value"] for _, n in diagram.graph.nodes(data=True) if "value" in n}
    assert values == {"Hà Nội": 0.8241, "Huế": 0.7951, "Hải Phòng": 0.7857, "Hồ Chí Minh": 0.777}
    words = [line.text for line in diagram.scenes[0].text_lines()]
    assert {"0,8241", "0,7951", "0,7857", "0,7770", "Có số liệu (4)", "Chưa có số liệu (30)"} <= set(words)
    assert "Báo Dân trí" in notes(diagram)


def test_values_are_on_a_map_from_the_day_of_their_publication(store):
    """The newspaper that the figures of the index rest on is of 21 October 2025."""
    on = as_of(store, datetime.date(2025, 10, 21))
    diagram = draw(on, "map", by="chi-so-chuyen-doi-so-cap-tinh", lang="vi")
    assert len([data for _, data in diagram.graph.nodes(data=True) if "value" in data]) == 4
    before = as_of(store, datetime.date(2025, 10, 20))
    with pytest.raises(NotFoundError, match="known on 2025-10-20") as nothing:
        draw(before, "map", by="chi-so-chuyen-doi-so-cap-tinh")
    assert "đã biết đến ngày 20/10/2025" in nothing.value.vi


FIGURE = """
@prefix cds: <https://w3id.org/cds-kg/ontology#> .
@prefix cdsi: <https://w3id.org/cds-kg/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
cdsi:observation-{name} a cds:Observation ; cds:value {value} ; cds:unitOfMeasure cds:IndexScore ;
  cds:indicator <https://w3id.org/cds-kg/concept/chi-so-chuyen-doi-so-cap-tinh> ;
  cds:observedPlace <https://w3id.org/cds-kg/unit/2025-{code}> ;
  cds:observedFrom "{year}-01-01"^^xsd:date ; cds:observedUntil "{year}-12-31"^^xsd:date .
"""


def with_figure(path, **one):
    path.write_text(FIGURE.format(**one), "utf-8")
    return GraphStore.open(extra=[path])


def test_of_two_figures_the_later_one_is_shown_with_its_year(tmp_path):
    store = with_figure(tmp_path / "a.ttl", name="x", value="-0.5", code="01", year=2025)
    diagram = draw(store, "map", by="chi-so-chuyen-doi-so-cap-tinh", lang="vi")
    assert diagram.graph.nodes[CDSU + "2025-01"]["value"] == -0.5
    assert diagram.scenes[0].title.endswith("2024, 2025")
    early = draw(as_of(store, datetime.date(2025, 12, 30)), "map", by="chi-so-chuyen-doi-so-cap-tinh", lang="vi")
    assert early.graph.nodes[CDSU + "2025-01"]["value"] == 0.8241


@pytest.mark.parametrize("value", ['"abc"', '"NaN"^^xsd:double', "1e24"])
def test_a_figure_that_cannot_be_shown_is_named(tmp_path, value):
    store = with_figure(tmp_path / "a.ttl", name="x", value=value, code="01", year=2025)
    with pytest.raises(InputError, match=r"cdsi:observation-x: cds:value .* cannot be drawn") as caught:
        draw(store, "map", by="chi-so-chuyen-doi-so-cap-tinh")
    assert "không vẽ được" in caught.value.vi


def test_without_colours_communes_are_empty_and_wards_and_provinces_are_not(store, communes):
    def fills(diagram):
        """Type of unit -> whether its signs are filled with the paper."""
        paper = diagram.scenes[0].colours.paper
        shown = [(figure.about[0], figure.shapes[-1].fill) for figure in diagram.scenes[0].figures if figure.about]
        return {(diagram.graph.nodes[iri]["type"], fill == paper) for iri, fill in shown}

    mono = draw(store, "map", level="commune", lang="vi", palette="mono")
    kinds = {"cds:Commune", "cds:Ward", "cds:SpecialZone", "cds:Province", "cds:CentrallyGovernedCity"}
    assert fills(communes) == {(kind, False) for kind in kinds}
    assert fills(mono) == {(kind, kind == "cds:Commune") for kind in kinds}
    paper = mono.scenes[0].colours.paper
    empty = [entry.lines[0].text for entry in mono.scenes[0].legend.entries if entry.sample.fill == paper]
    assert empty == ["Xã (2.599)"]


def test_a_province_has_its_communes_and_its_far_islands(store):
    diagram = draw(store, "map", "khanh hoa", lang="vi")
    shown = {figure.about[0] for figure in diagram.scenes[0].figures if figure.about}
    assert len(shown) == 66
    words = [line.text for line in diagram.scenes[0].text_lines()]
    assert {"Đặc khu Trường Sa", "9,71° B, 114,45° Đ", "Nha Trang"} <= set(words)


def test_a_province_of_before_has_its_island_district_although_that_has_no_communes(store):
    diagram = draw(as_of(store, JUNE), "map", "da nang", lang="vi")
    words = [line.text for line in diagram.scenes[0].text_lines()]
    assert "Huyện Hoàng Sa" in words


def test_levels(store):
    districts = draw(as_of(store, JUNE), "map", "thanh hoa", level="district", lang="vi")
    assert len(districts.graph) == 27  # the province and its 26 districts
    with pytest.raises(NotFoundError, match="District level"):
        draw(store, "map", level="district")


def test_errors_say_what_is_wrong(store):
    with pytest.raises(UsageError, match="depth"):
        draw(store, "map", depth=1)
    with pytest.raises(UsageError):
        draw(store, "map", by="chinh-phu-so")
    with pytest.raises(NotFoundError):
        draw(store, "map", by="chi-so-chuyen-doi-so-cap-tinh", level="commune")
    with pytest.raises(NotFoundError):
        draw(as_of(store, JUNE), "map", by="chi-so-chuyen-doi-so-cap-tinh")
    with pytest.raises(NotCoveredError):
        draw(as_of(store, datetime.date(2024, 1, 1)), "map")


def test_names_are_spread_as_near_to_their_points_as_can_be():
    assert spread([10, 50, 90], 20, 0, 100) == [10, 50, 90]
    assert spread([50, 50], 20, 0, 100) == [40, 60]
    assert spread([0, 0, 95], 20, 0, 100) == [10, 30, 90]

"""The administrative units as a diagram: all 34 or 63, one province's directory, the order of the alphabet."""

from __future__ import annotations

import datetime
import re

import pytest

from cds_kg.diagram.alphabet import alphabetical
from cds_kg.diagram.draw import draw
from cds_kg.errors import NotCoveredError, NotFoundError, UsageError
from cds_kg.knowledge.timeline import as_of
from cds_kg.store.dataset import GraphStore, module_files

CDSU = "https://w3id.org/cds-kg/unit/"
REPLACED_BY = "http://purl.org/dc/terms/isReplacedBy"
PARENT = "https://w3id.org/cds-kg/ontology#parentUnit"
JUNE, JULY = datetime.date(2025, 6, 30), datetime.date(2025, 7, 1)


@pytest.fixture(scope="module")
def store():
    return GraphStore.open()


@pytest.fixture(scope="module")
def country(store):
    return draw(store, "units", lang="vi")


@pytest.fixture(scope="module")
def june(store):
    return draw(as_of(store, JUNE), "units", lang="vi")


@pytest.fixture(scope="module")
def an_giang(store):
    return draw(store, "units", "an giang", lang="both")


def cards(diagram):
    """Every figure that stands for a unit, over all pages, in reading order."""
    return [figure for scene in diagram.scenes for figure in scene.figures if figure.about]


def texts(figure):
    return [line.text for line in figure.lines]


def legend(scene):
    return {" ".join(line.text for line in entry.lines) for entry in scene.legend.entries}


def test_34_cards_in_the_order_of_their_codes(country):
    codes = [next(text for text in texts(card) if re.fullmatch(r"\d\d", text)) for card in cards(country)]
    assert len(codes) == 34
    assert codes == sorted(codes)
    assert codes[:2] == ["01", "04"]
    assert codes[-1] == "96"


def test_a_card_tells_name_numbers_and_what_the_province_was_formed_from(country):
    card = next(card for card in cards(country) if card.about == (CDSU + "2025-91",))
    told = " ".join(texts(card))
    assert "Tỉnh An Giang" in told
    assert "An Giang, Kiên Giang" in told
    assert {"14", "85", "3"} <= set(texts(card))
    hanoi = next(card for card in cards(country) if card.about == (CDSU + "2025-01",))
    assert not any(text.startswith("từ ") for text in texts(hanoi))


def test_numbers_add_up_to_those_of_the_country(country, store):
    assert "34 đơn vị hành chính cấp tỉnh" in country.scenes[0].title
    assert "3.321 cấp xã" in country.scenes[0].title
    attributes = [node for _, node in country.graph.nodes(data=True) if "count_cap-xa" in node]
    assert len(attributes) == 34
    assert sum(node["count_cap-xa"] for node in attributes) == 3321
    assert sum(node["count_SpecialZone"] for node in attributes if "count_SpecialZone" in node) == 13
    assert {"Phường (709)", "Xã (2.599)", "Đặc khu (13)"} <= legend(country.scenes[0])


def test_the_63_of_before_became_the_34(country):
    pairs = {(s, o) for s, o, p in country.graph.edges(keys=True) if p == REPLACED_BY}
    assert len({s for s, _ in pairs}) == 63
    assert len({o for _, o in pairs}) == 34
    marked = {mark.about for card in cards(country) for mark in card.marks}
    assert {(s, REPLACED_BY, o) for s, o in pairs} <= marked


def test_english_cards_say_what_they_are_and_have_a_name_for_every_former_province(store):
    diagram = draw(store, "units", lang="en")
    told = [" ".join(texts(card)) for card in cards(diagram)]
    assert not any("None" in text for text in told)
    assert sum(" province " in text for text in told) == 25
    assert sum(" centrally governed city " in text for text in told) == 9
    assert any("from Hà Giang, Tuyên Quang" in text for text in told)


def test_before_1_july_2025_there_were_63_with_districts(june):
    assert len(cards(june)) == 63
    assert "63 đơn vị hành chính cấp tỉnh, 696 cấp huyện, 10.035 cấp xã" in june.scenes[0].title
    assert "30 tháng 6 năm 2025" in june.scenes[0].title
    assert not any("valid_until" in node for _, node in june.graph.nodes(data=True))
    long_an = next(card for card in cards(june) if card.about == (CDSU + "pre2025-80",))
    assert any("Long An" in text for text in texts(long_an))


def test_types_are_those_of_the_day(country, store):
    """Quảng Ninh became a city in 2026."""
    then = draw(as_of(store, JULY), "units", lang="vi")
    assert "Thành phố trực thuộc trung ương (6)" in legend(then.scenes[0])
    assert "Thành phố trực thuộc trung ương (9)" in legend(country.scenes[0])
    quang_ninh = then.graph.nodes[CDSU + "2025-22"]
    assert (quang_ninh["type"], quang_ninh["label_vi"]) == ("cds:Province", "Tỉnh Quảng Ninh")


def test_the_directory_has_every_unit_once_in_alphabetical_order_under_its_type(an_giang, store):
    rows = store.with_modules(["units"]).select(
        "SELECT ?u WHERE { ?u cds:parentUnit cdsu:2025-91 ; cds:vintage cdsu:vintage-2025 }"
    )
    wanted = {str(row["u"]) for row in rows}
    shown = [card.about[0] for card in cards(an_giang)]
    assert len(shown) == len(wanted) == 102
    assert set(shown) == wanted
    nodes = an_giang.graph.nodes
    for kind, number in (("cds:Ward", 14), ("cds:Commune", 85), ("cds:SpecialZone", 3)):
        names = [nodes[iri]["proper_name"] for iri in shown if nodes[iri]["type"] == kind]
        assert len(names) == number
        assert names == sorted(names, key=alphabetical)


def test_the_directory_shows_what_the_province_was_formed_from(an_giang):
    scene = an_giang.scenes[0]
    assert [edge.triple for edge in scene.edges] == [
        (CDSU + "pre2025-89", REPLACED_BY, CDSU + "2025-91"),
        (CDSU + "pre2025-91", REPLACED_BY, CDSU + "2025-91"),
    ]
    former = [box for box in scene.boxes if box.ended]
    assert len(former) == 2
    assert all("đến hết 30/06/2025" in [line.text for line in box.lines] for box in former)


def test_a_directory_of_before_goes_district_by_district(store):
    diagram = draw(as_of(store, JUNE), "units", "da nang", lang="vi", size="a3")
    headings = [figure for figure in cards(diagram) if figure.lines[0].weight == "semibold"]
    assert "Huyện Hoàng Sa (0)" in [figure.lines[0].text for figure in headings]
    assert len({figure.about for figure in headings}) == 8
    assert {p for _, _, p in diagram.graph.edges(keys=True)} == {PARENT}


def test_a_long_directory_takes_several_pages_each_with_its_title(store):
    diagram = draw(as_of(store, JUNE), "units", "thanh hoa", lang="vi")
    assert len(diagram.scenes) > 1
    shown = {card.about[0] for card in cards(diagram)}
    province = CDSU + "pre2025-38"
    assert shown | {province} == set(diagram.graph)
    assert all(scene.notes[0].text == diagram.scenes[0].notes[0].text for scene in diagram.scenes)


def test_the_source_is_that_of_the_units_not_the_article(country):
    source = " ".join(line.text for line in country.scenes[0].notes)
    assert "10/10/2026" in source
    assert "vietnamadminunits" in source


def test_errors_say_what_is_wrong(store):
    with pytest.raises(NotFoundError):
        draw(store, "units", "khong co tinh nay")
    with pytest.raises(NotFoundError, match="Phường Ba Đình"):
        draw(store, "units", "2025-00004")
    with pytest.raises(NotCoveredError):
        draw(as_of(store, datetime.date(2020, 1, 1)), "units")
    with pytest.raises(UsageError, match="depth"):
        draw(store, "units", depth=2)


def test_own_files_alone_are_drawn_with_their_units_or_not_at_all(tmp_path):
    file = tmp_path / "own.ttl"
    file.write_text('<https://example.org/a> <https://example.org/b> "c" .\n', encoding="utf-8")
    with pytest.raises(UsageError, match="no administrative units"):
        draw(GraphStore.open(extra=[file], only=True), "units")
    files = [path for path in module_files("units") if path.endswith(("vintages.ttl", "91-an-giang.ttl"))]
    drawn = draw(GraphStore.open(extra=files, only=True), "units", lang="vi")
    assert [card.about for card in cards(drawn)] == [(CDSU + "2025-91",)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ba Vì", "Bà Rịa"),
        ("Bà Rịa", "Bả"),
        ("Bá", "Bạ"),
        ("Dương", "Đông"),
        ("Bạ Xuân", "Bắc"),
        ("Hòa An", "Hóa An"),
        ("Phường 9", "Phường 10"),
        ("Số " + "1" * 5000, "Số " + "1" * 4999 + "2"),  # more digits than Python reads as a number
        ("An Phú", "An Phú Đông"),
        ("Ơ", "P"),
        ("Uy", "Ư"),
    ],
)
def test_the_vietnamese_alphabet(first, second):
    assert alphabetical(first) < alphabetical(second)

"""Administrative units through the Python API."""

from __future__ import annotations

import datetime
import threading
import time

import pytest

from cds_kg import KnowledgeGraph
from cds_kg.errors import AmbiguousError, CdsKgError, NotCoveredError, NotFoundError, UsageError
from cds_kg.knowledge.units import MODULE, concepts_at, find_units, index_of, resolve_unit
from cds_kg.namespaces import CDS, CDSC, CDSU
from cds_kg.store.dataset import GraphStore, with_defaults

JUNE, JULY = datetime.date(2025, 6, 30), datetime.date(2025, 7, 1)
PRESENT = datetime.date(2026, 10, 10)


@pytest.fixture(scope="module")
def kg():
    return KnowledgeGraph.open()


@pytest.fixture(scope="module")
def store():
    return GraphStore.open(with_defaults([MODULE]))


def test_the_graph_opens_without_units_and_loads_them_beside_when_they_are_asked_for():
    kg = KnowledgeGraph.open()
    triples = len(kg.store)
    assert kg.unit("80").id == "2025-80"
    assert MODULE not in kg.store.modules
    assert len(kg.store) == triples
    assert kg.unit("80").store is kg.unit("pre2025-80").store


def test_units_that_were_loaded_with_the_graph_are_used():
    kg = KnowledgeGraph.open(modules=["concepts", MODULE])
    assert kg.unit("80").store is kg.store
    assert kg.query("ASK { cdsu:2025-80 a cds:AdministrativeUnit }") is True


def test_threads_share_one_loading():
    kg = KnowledgeGraph.open()
    stores = []
    threads = [threading.Thread(target=lambda: stores.append(kg.unit("tay ninh").store)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stores) == 4
    assert len({id(store) for store in stores}) == 1


def test_a_unit_tells_of_itself(kg):
    unit = kg.unit("Phường Trúc Bạch, Ba Đình")
    assert (unit.iri, unit.code, unit.proper_name) == (CDSU + "pre2025-00004", "00004", "Trúc Bạch")
    assert (unit.level, unit.type, unit.valid_from, unit.valid_until) == (CDSC + "cap-xa", CDS + "Ward", None, JUNE)
    assert [above.name for above in unit.ancestors()] == ["Quận Ba Đình", "Thành phố Hà Nội"]
    assert [step.unit for step in unit.became()] == [CDSU + "2025-00004"]
    assert unit.came_from() == ()
    assert repr(unit) == "<Unit pre2025-00004: Phường Trúc Bạch>"
    heir = kg.unit(unit.became()[0].unit)
    assert unit.iri in {step.unit for step in heir.came_from()}
    assert {step.day for step in heir.came_from()} == {JULY}


def test_every_present_unit_is_one_of_its_parents_parts(kg):
    provinces = kg.units("tinh", as_of=PRESENT)
    assert len(provinces) == 34
    assert sum(len(province.parts()) for province in provinces) == 3321


def test_days_are_dates_or_texts_and_a_view_gives_its_own(kg):
    assert kg.unit("80", JUNE) == kg.unit("80", "2025-06-30") == kg.as_of(JUNE).unit("80")
    assert kg.as_of("2025-06-30").unit_counts("huyen") == kg.unit_counts("district", as_of=JUNE)
    assert sum(count.count for count in kg.unit_counts(as_of=JUNE)) == 63 + 696 + 10035
    with pytest.raises(UsageError):
        kg.units(as_of="2025")
    with pytest.raises(NotCoveredError, match="not covered"):
        kg.unit_counts(as_of="2024-01-01")


def test_not_covered_is_an_answer_of_no(kg):
    with pytest.raises(NotFoundError) as error:
        kg.as_of("2025-01-01").unit("Hà Nội")
    assert error.value.exit_code == 1
    assert "30/06/2025" in error.value.message("vi")


def test_a_store_without_units_says_which_module_to_load(kg_store):
    with pytest.raises(UsageError, match="units"):
        resolve_unit(kg_store, "80")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Tỉnh Thanh Hoá", "2025-38"),  # the other place of the tone
        ("tinh thanh hoa", "2025-38"),
        ("HANOI", "2025-01"),
        ("Ha\u0300 No\u0323\u0302i", "2025-01"),  # decomposed
        ("tp ho chi minh", "2025-79"),
        ("TP. Hồ Chí Minh", "2025-79"),
        ("Lào Cai", "2025-15"),  # the province, not the ward of its name
        ("Phường Lào Cai", None),
        ("ba dinh ward", "2025-00004"),
        ("ba dinh district", "pre2025-001"),
        ("p4, tp tan an", "pre2025-27691"),
        ("ea h'leo", "2025-24184"),
        ("Ea H’Leo", "2025-24184"),
        ("huyện Thủ Thừa, Long An", "pre2025-804"),
    ],
)
def test_a_name_is_found_however_it_is_written(store, name, wanted):
    found = resolve_unit(store, name)
    if wanted is None:
        assert index_of(store).levels[found] == CDSC + "cap-xa"
    else:
        assert found == CDSU + wanted


def test_marks_tell_names_apart_where_they_are_typed(store):
    marked = {index_of(store).proper_names[iri] for iri in find_units(store, "Tân Thạnh", PRESENT).units}
    assert marked == {"Tân Thạnh"}
    plain = {index_of(store).proper_names[iri] for iri in find_units(store, "tan thanh", PRESENT).units}
    assert {"Tân Thành", "Tân Thạnh", "Tân Thanh"} <= plain


def test_present_units_come_before_former_ones_and_the_others_are_told(store):
    found = find_units(store, "Tây Ninh")
    assert found.units == (CDSU + "2025-80",)
    assert CDSU + "pre2025-72" in found.others
    assert find_units(store, "Tây Ninh", JUNE).units == (CDSU + "pre2025-72",)


def test_candidates_of_an_ambiguous_name_are_units(store):
    with pytest.raises(AmbiguousError) as error:
        resolve_unit(store, "Tân Thành", PRESENT)
    assert CDSU + "2025-23143" in error.value.candidates
    assert all(iri.startswith(CDSU + "2025-") for iri in error.value.candidates)


def test_the_part_of_an_address_may_be_what_the_unit_was_part_of(store):
    """A present ward with the district of before, a former one with the province of now."""
    assert resolve_unit(store, "Phường Ba Đình, Quận Ba Đình", PRESENT) == CDSU + "2025-00004"
    assert resolve_unit(store, "Tỉnh Long An, Tây Ninh", JUNE) == CDSU + "pre2025-80"


def test_every_full_name_with_its_place_finds_its_unit(store):
    """No present unit is out of reach by its address."""
    index = index_of(store)
    present = [iri for iri, vintage in index.vintage_of.items() if vintage == index.present]
    for iri in present[::25]:
        where = [index.names[above][1] for above in index.ancestors(iri)]
        assert resolve_unit(store, ", ".join([index.names[iri][1], *where]), PRESENT) == iri


def test_looking_up_a_name_without_marks_takes_well_under_a_second(store):
    resolve_unit(store, "ha noi")  # the names are gathered once
    begin = time.perf_counter()
    for name in ("tan thanh, lam dong", "truc bach", "ca mau"):
        resolve_unit(store, name)
    with pytest.raises(CdsKgError):
        resolve_unit(store, "trux bachh")
    assert time.perf_counter() - begin < 1


def test_concepts_apply_by_the_level_and_what_is_broader(store):
    near, *far = concepts_at(store, CDSC + "cap-tinh")
    assert (near.concept, near.relation) == (CDSC + "chinh-quyen-so", CDS + "implementedAtLevel")
    assert {applied.level for applied in far} == {CDSC + "cap-dia-phuong"}
    assert {applied.relation for applied in far} == {CDS + "situatedAtLevel"}


@pytest.mark.parametrize("name", ["TP.HCM", "TP HCM", "tp. hcm", "tphcm", "Ho Chi Minh City"])
def test_the_city_is_found_by_what_everybody_calls_it(kg, name):
    assert kg.unit(name).iri == CDSU + "2025-79"
    assert kg.unit(f"q1, {name}").iri == CDSU + "pre2025-760"

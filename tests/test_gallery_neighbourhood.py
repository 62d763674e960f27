"""The neighbourhood of a concept: all its relations, on the right side, for every concept of the graph."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from diagram_gates import problems, shown

from cds_kg.diagram.draw import Diagram, draw
from cds_kg.errors import AmbiguousError, LimitError, NotFoundError, UsageError
from cds_kg.knowledge.concepts import describe
from cds_kg.knowledge.names import names_of
from cds_kg.knowledge.timeline import as_of
from cds_kg.namespaces import CDS, CDSC, CDSI, SKOS
from cds_kg.store.dataset import GraphStore
from cds_kg.store.results import Iri

LOCAL = CDSC + "chinh-quyen-so"
POSITIONS = ("chinh-phu-dien-tu-toc-do-truoc-day", "chinh-phu-so-toc-do-hien-nay")
DAY_BEFORE, DAY_AFTER = datetime.date(2025, 6, 30), datetime.date(2025, 7, 1)


@pytest.fixture(scope="module")
def local(kg_store: GraphStore) -> Diagram:
    return draw(kg_store, "neighbourhood", "chính quyền số")


@pytest.fixture(scope="module")
def busiest(kg_store: GraphStore) -> Diagram:
    return draw(kg_store, "neighbourhood", "chinh-phu-so")


def triples(diagram: Diagram) -> set[tuple[str, str, str]]:
    return {(s, p, o) for s, o, p in diagram.graph.edges(keys=True)}


def test_it_shows_what_the_description_of_a_concept_lists(kg_store: GraphStore, local: Diagram) -> None:
    told = {(r.predicate, str(r.value)) for r in describe(kg_store, LOCAL).relations if isinstance(r.value, Iri)}
    assert {(p, o if s == LOCAL else s) for s, p, o in triples(local)} == told


def test_the_article_on_digital_local_government_is_there(local: Diagram) -> None:
    """c050, c051 and c058."""
    assert (LOCAL, CDS + "localFormOf", CDSC + "chinh-phu-so") in triples(local)
    levels = [CDSC + name for name in ("cap-tinh", "cap-huyen", "cap-xa")]
    ys = {box.iri: box.rect.y for box in local.scenes[0].boxes}
    assert [ys[iri] for iri in levels] == sorted(ys[iri] for iri in levels)
    assert (LOCAL, CDS + "boundedBy", CDSC + "do-thi-thong-minh") in triples(local)


def test_what_points_to_the_concept_stands_left_and_what_it_points_to_right(local: Diagram) -> None:
    scene = local.scenes[0]
    middle = next(box.rect for box in scene.boxes if box.iri == LOCAL)
    for edge in (edge for edge in scene.edges if not edge.both):
        incoming = edge.triple[2] == LOCAL
        far = edge.points[0 if incoming else -1]
        assert (far[0] < middle.x) if incoming else (far[0] > middle.right)
        near = edge.points[-1 if incoming else 0]
        assert near[0] == (middle.x if incoming else middle.right)


def test_a_symmetric_relation_has_two_heads(local: Diagram) -> None:
    heads = {edge.triple[1]: edge.both for edge in local.scenes[0].edges}
    assert heads[CDS + "correspondsTo"]
    assert not heads[CDS + "localFormOf"]


def test_every_fan_has_its_name_once(local: Diagram) -> None:
    scene = local.scenes[0]
    named = [triple for label in scene.labels for triple in label.triples]
    assert sorted(named) == sorted(edge.triple for edge in scene.edges)
    levels = [label for label in scene.labels if any(p == CDS + "implementedAtLevel" for _, p, _ in label.triples)]
    assert [len(label.triples) for label in levels] == [3]


def test_the_box_in_the_middle_defines_the_concept(kg_store: GraphStore, local: Diagram) -> None:
    middle = next(box for box in local.scenes[0].boxes if box.iri == LOCAL)
    words = " ".join(line.text for line in middle.lines)
    assert describe(kg_store, LOCAL).definitions["vi"] in words


def test_what_has_ended_says_until_when(local: Diagram) -> None:
    district = next(box for box in local.scenes[0].boxes if box.iri == CDSC + "cap-huyen")
    assert district.ended
    assert "đến hết 30/06/2025" in [line.text for line in district.lines]


def test_a_view_shows_what_was_there_on_the_day(kg_store: GraphStore) -> None:
    before = draw(as_of(kg_store, DAY_BEFORE), "neighbourhood", LOCAL)
    after = draw(as_of(kg_store, DAY_AFTER), "neighbourhood", LOCAL)
    assert triples(before) - triples(after) == {(LOCAL, CDS + "implementedAtLevel", CDSC + "cap-huyen")}
    assert not any(box.ended for box in before.scenes[0].boxes)
    with pytest.raises(NotFoundError, match=r"2025-07-01.*until 2025-06-30"):
        draw(as_of(kg_store, DAY_AFTER), "neighbourhood", "cap-huyen")


def test_a_view_shows_no_later_act(kg_store: GraphStore) -> None:
    acts = {}
    for day in ("2021-06-14", "2021-06-15", "2025-12-11"):
        diagram = draw(as_of(kg_store, datetime.date.fromisoformat(day)), "neighbourhood", "chinh-phu-so")
        acts[day] = {iri.removeprefix(CDSI) for iri in diagram.graph if iri.startswith(CDSI)}
    assert acts["2021-06-14"] == {"act-52-nq-tw", "act-749-qd-ttg"}
    assert acts["2021-06-15"] == {"act-52-nq-tw", "act-749-qd-ttg", "act-942-qd-ttg"}
    later = {"act-2629-qd-ttg", "act-148-2025-qh15", "definition-148-2025-qh15-chinh-phu-so"}
    assert acts["2025-12-11"] == acts["2021-06-15"] | later
    with pytest.raises(NotFoundError, match="On 2021-06-01 there is no"):
        draw(as_of(kg_store, datetime.date(2021, 6, 1)), "neighbourhood", "act-148-2025-qh15")


def words(diagram: Diagram, iri: str) -> str:
    return next(" ".join(line.text for line in b.lines) for s in diagram.scenes for b in s.boxes if b.iri == iri)


def test_acts_come_by_their_days_and_tell_them(busiest: Diagram) -> None:
    boxes = [box.iri for scene in busiest.scenes for box in sorted(scene.boxes, key=lambda box: box.rect.y)]
    acts = ["52-nq-tw", "749-qd-ttg", "942-qd-ttg", "2629-qd-ttg", "148-2025-qh15"]
    assert [iri for iri in boxes if iri.startswith(CDSI + "act-")] == [f"{CDSI}act-{name}" for name in acts]
    assert "ban hành 11/12/2025" in words(busiest, CDSI + "act-148-2025-qh15")
    assert "Luật Chuyển đổi số 148/2025/QH15: ban hành 11/12/2025." in " ".join(s.description for s in busiest.scenes)


def test_a_day_that_is_not_verified_is_not_made_up(kg_store: GraphStore) -> None:
    district = draw(kg_store, "neighbourhood", "cap-huyen", lang="en")
    assert "day of adoption not verified" in words(district, CDSI + "act-72-2025-qh15")
    agency = draw(kg_store, "neighbourhood", CDSI + "organisation-cuc-tin-hoc-hoa", lang="en")
    assert "in force from 2022-07-26" in words(agency, CDSI + "act-nghi-dinh-co-cau-bo-tttt-2022")


def test_a_definition_in_an_act_tells_where_it_stands_and_whether_it_was_read(busiest: Diagram) -> None:
    said = words(busiest, CDSI + "definition-148-2025-qh15-chinh-phu-so")
    assert "Điều 3. Biết là có định nghĩa; nguyên văn chưa đọc" in said


def test_positions_of_models_are_left_to_the_comparison(busiest: Diagram) -> None:
    assert not [triple for triple in triples(busiest) if triple[1] == CDS + "positionOf"]
    assert all("comparison" in " ".join(line.text for line in scene.notes) for scene in busiest.scenes)


def test_elsewhere_positions_tell_what_they_hold(kg_store: GraphStore) -> None:
    """c081 and c083: 10 percent in ten years, 100 percent in three months."""
    pace = draw(kg_store, "neighbourhood", "toc-do", lang="vi")
    before, now = (words(pace, f"{CDSI}position-{name}") for name in POSITIONS)
    assert "tỷ lệ (%): 10; lên mức độ: Mức độ 4; thời gian (tháng): 120" in before
    assert "tỷ lệ (%): 100; lên mức độ: Mức độ 4; thời gian (tháng): 3" in now
    assert "comparison" not in " ".join(line.text for line in pace.scenes[0].notes)
    told = draw(kg_store, "neighbourhood", "trai-nghiem-dich-vu", lang="en")
    assert "Once-only provision of information" in words(told, CDSI + "position-chinh-phu-so-trai-nghiem-dich-vu")


def test_pages_use_both_sides(kg_store: GraphStore, busiest: Diagram) -> None:
    """38 relations away from the concept, 11 towards it: four pages, none with one side empty."""
    assert len(busiest.scenes) == 4
    for scene in busiest.scenes:
        middle = next(box.rect for box in scene.boxes if box.iri == CDSC + "chinh-phu-so")
        sides = [box.rect.x < middle.x for box in scene.boxes if box.rect != middle]
        assert min(sides.count(True), sides.count(False)) >= 4


def test_a_busy_concept_takes_pages_that_say_how_many_and_show_all(busiest: Diagram) -> None:
    count = len(busiest.scenes)
    assert count > 1
    for number, scene in enumerate(busiest.scenes, 1):
        assert f"trang {number}/{count}" in [line.text for line in scene.notes]
        assert CDSC + "chinh-phu-so" in [box.iri for box in scene.boxes]
    assert shown(busiest.scenes) == (set(busiest.graph), triples(busiest))
    drawn = [edge.triple for scene in busiest.scenes for edge in scene.edges]
    assert len(drawn) == len(set(drawn))


def test_every_concept_draws_on_a_slide_without_a_fault(kg_store: GraphStore) -> None:
    concepts = names_of(kg_store).of_kind("concept")
    assert len(concepts) == 133
    for iri in concepts:
        diagram = draw(kg_store, "neighbourhood", iri)
        assert [problem for scene in diagram.scenes for problem in problems(scene)] == [], iri
        assert shown(diagram.scenes) == (set(diagram.graph), triples(diagram)), iri


@pytest.mark.parametrize("depth", [2, 3])
def test_more_steps_reach_further_and_draw_every_relation_once(kg_store: GraphStore, depth: int) -> None:
    near = draw(kg_store, "neighbourhood", "dữ liệu mở", depth=depth - 1)
    far = draw(kg_store, "neighbourhood", "dữ liệu mở", depth=depth, size="a3")
    assert triples(near) < triples(far)
    reached = {end for s, _, o in triples(near) for end in (s, o)}
    assert all(s in reached or o in reached for s, _, o in triples(far))
    assert shown(far.scenes) == (set(far.graph), triples(far))
    assert [problem for scene in far.scenes for problem in problems(scene)] == []


def test_two_steps_around_open_data_reach_its_siblings(kg_store: GraphStore) -> None:
    """c006, c008 and c013: the three focus areas of one process."""
    diagram = draw(kg_store, "neighbourhood", "open data", depth=2)
    process = CDSC + "chuyen-doi-so-co-quan-nha-nuoc"
    assert (process, CDS + "focusesOn", CDSC + "ha-tang-so") in triples(diagram)
    assert diagram.scenes[0].title == "Dữ liệu mở và các quan hệ trong phạm vi 2 bước"


@pytest.mark.parametrize("name", ["do thi thong minh", "Smart city", "do-thi-thong-minh", CDSC + "do-thi-thong-minh"])
def test_a_concept_is_found_by_any_of_its_names(kg_store: GraphStore, name: str) -> None:
    assert draw(kg_store, "neighbourhood", name).graph.graph["root"] == CDSC + "do-thi-thong-minh"


def test_acts_have_a_neighbourhood_too(kg_store: GraphStore) -> None:
    diagram = draw(kg_store, "neighbourhood", "luat chuyen doi so 148", lang="en", size="a4")
    assert diagram.graph.graph["root"] == CDSI + "act-148-2025-qh15"
    assert CDSC + "chinh-phu-so" in diagram.graph
    assert "comparison" not in " ".join(line.text for line in diagram.scenes[0].notes)


@pytest.mark.parametrize(
    ("about", "depth", "error", "said"),
    [
        (None, None, UsageError, "Name a concept"),
        ("", None, UsageError, "empty"),
        ("smart ctiy", None, NotFoundError, "Did you mean: Smart city"),
        ("blockchain", None, NotFoundError, "not found"),
        ("chuyển đổi số", None, AmbiguousError, "several things"),
        ("chinh-phu-so", 0, UsageError, "1 to 3"),
        ("chinh-phu-so", 4, UsageError, "1 to 3"),
    ],
)
def test_errors_say_what_to_do(
    kg_store: GraphStore, about: str | None, depth: int | None, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        draw(kg_store, "neighbourhood", about, depth=depth)


def test_a_thing_without_relations_has_nothing_to_draw(tmp_path, kg_store: GraphStore) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<https://example.org/alone> a skos:Concept ; skos:prefLabel "Đơn độc"@vi , "Alone"@en .\n',
        encoding="utf-8",
    )
    with pytest.raises(NotFoundError, match='no relation of "Alone"'):
        draw(GraphStore.open(extra=[file]), "neighbourhood", "đơn độc")


# --- graphs of one's own ---

EX = "https://example.org/"


def own(path: Path, turtle: str) -> GraphStore:
    """A graph of this text alone."""
    head = f"@prefix skos: <{SKOS}> .\n@prefix dct: <http://purl.org/dc/terms/> .\n@prefix ex: <{EX}> .\n"
    path.write_text(head + turtle, encoding="utf-8")
    return GraphStore.open(extra=[path], only=True)


def test_relations_need_no_declaration_and_neighbours_no_label(tmp_path) -> None:
    store = own(
        tmp_path / "own.ttl",
        """ex:data a skos:Concept ; skos:prefLabel "Dữ liệu"@vi ; skos:inScheme ex:scheme ; dct:creator ex:office ;
             skos:broader ex:asset ; ex:keptBy ex:office ; skos:related ex:data, [] .
           ex:asset skos:prefLabel "Tài sản"@vi .""",
    )
    diagram = draw(store, "neighbourhood", "dữ liệu")
    assert triples(diagram) == {
        (EX + "data", SKOS + "broader", EX + "asset"),
        (EX + "data", EX + "keptBy", EX + "office"),
    }
    assert words(diagram, EX + "office") == EX + "office"
    assert [problem for scene in diagram.scenes for problem in problems(scene)] == []


def test_a_thing_without_a_label_is_found_by_its_iri(tmp_path) -> None:
    store = own(tmp_path / "own.ttl", 'ex:a skos:broader ex:ab . ex:ab skos:prefLabel "AB"@en .')
    for name in (EX + "a", f"<{EX}a>"):
        assert triples(draw(store, "neighbourhood", name)) == {(EX + "a", SKOS + "broader", EX + "ab")}
    for missing in (EX + "c", EX + "a b", EX + "a>b"):
        with pytest.raises(NotFoundError, match="not found"):
            draw(store, "neighbourhood", missing)


def test_a_busy_hub_is_drawn_whole(tmp_path) -> None:
    spokes = "".join(f'ex:c{i} skos:prefLabel "Concept {i}"@en ; skos:broader ex:hub .\n' for i in range(300))
    diagram = draw(own(tmp_path / "own.ttl", spokes), "neighbourhood", EX + "hub")
    assert len(triples(diagram)) == 300
    assert shown(diagram.scenes) == (set(diagram.graph), triples(diagram))
    drawn = [edge.triple for scene in diagram.scenes for edge in scene.edges]
    assert len(drawn) == 300
    assert all(problems(scene) == [] for scene in diagram.scenes[:2])


def test_more_pages_than_anybody_turns_are_refused_with_what_to_do(tmp_path) -> None:
    """500 concepts round a hub, each related to three others: 2,001 relations within two steps."""
    spokes = "".join(
        f'ex:c{i} skos:prefLabel "Concept {i}"@en ; skos:broader ex:hub ; '
        f"skos:related {', '.join(f'ex:c{(i * k + 7) % 500}' for k in (3, 9, 27))} .\n"
        for i in range(500)
    )
    store = own(tmp_path / "own.ttl", spokes)
    with pytest.raises(LimitError, match=r"501 things and .* more than 60 pages.*--depth.*-f csv") as error:
        draw(store, "neighbourhood", EX + "hub", depth=2)
    assert "501 đối tượng" in error.value.vi
    assert "hơn 60 trang" in error.value.vi


@pytest.mark.parametrize("sentence", ["Dữ liệu được nhiều cơ quan cùng khai thác. ", "một hai ba bốn năm "])
def test_a_long_definition_is_cut_at_the_end_of_a_sentence_or_word(tmp_path, sentence: str) -> None:
    text = sentence * (5000 // len(sentence))
    store = own(
        tmp_path / "own.ttl", f'ex:a skos:prefLabel "Dữ liệu"@vi ; skos:definition "{text}"@vi ; skos:broader ex:b .'
    )
    diagram = draw(store, "neighbourhood", "dữ liệu", lang="vi")
    scene = diagram.scenes[0]
    middle = next(box for box in scene.boxes if box.iri == EX + "a")
    assert 0.2 * scene.page.height < middle.rect.h <= scene.page.height / 3
    said = words(diagram, EX + "a").removeprefix("Dữ liệu ")
    assert said.endswith("…")
    kept = said.removesuffix("…").rstrip()
    assert text.startswith(kept)
    assert text[len(kept)] == " "
    assert kept.endswith(".") == sentence.endswith(". ")

"""The graph as it was on a day: what is in it, what is out, and how questions, trees and the API take the day.

Last days are those of the acts: district level 30 June 2025 (72/2025/QH15), the ministry 28 February 2025
(55/2025/NĐ-CP), Cục Tin học hóa 25 July 2022, the card's old name 30 June 2024.
"""

from __future__ import annotations

import datetime

import pytest

from cds_kg import KnowledgeGraph
from cds_kg.errors import UsageError
from cds_kg.knowledge.timeline import as_of
from cds_kg.namespaces import CDS, CDSC, CDSI, DCTERMS
from cds_kg.store.dataset import GraphStore

DISTRICT = f"<{CDSC}cap-huyen>"
MINISTRY = f"<{CDSI}organisation-bo-thong-tin-va-truyen-thong>"
SCALE = f"<{CDSI}scale-four-levels>"


@pytest.fixture(scope="module")
def kg(kg_store):
    return KnowledgeGraph(kg_store)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("thing", "last"),
    [
        (DISTRICT, "2025-06-30"),
        (MINISTRY, "2025-02-28"),
        (f"<{CDSI}organisation-cuc-tin-hoc-hoa>", "2022-07-25"),
        (f"<{CDSI}name-the-can-cuoc-cong-dan>", "2024-06-30"),
    ],
)
def test_a_thing_is_there_on_its_last_day_without_an_end_and_is_out_on_the_next(kg_store, thing, last):
    there = as_of(kg_store, day(last))
    assert there.ask(f"ASK {{ {thing} a ?class }}")
    for end in ("cds:validUntil", "dcterms:isReplacedBy", "cds:changedByAct"):
        assert not there.ask(f"ASK {{ {thing} {end} ?x }}"), end
    gone = as_of(kg_store, day(last) + datetime.timedelta(days=1))
    own = {str(row["p"]) for row in gone.select(f"SELECT ?p {{ {thing} ?p ?o }}")}
    assert own
    assert all("label" in name.lower() or "literalForm" in name for name in own)
    assert gone.ask(f"ASK {{ ?claim cds:about|cds:mentionsEnded|cds:assertsObject|cds:assertsSubject {thing} }}")
    records = "cds:Claim cds:ClaimPart cds:ExternalClaim cds:Source cds:LegalAct cds:LegalDefinition org:ChangeEvent"
    assert not gone.ask(f"ASK {{ ?s ?p {thing} FILTER NOT EXISTS {{ VALUES ?c {{ {records} }} ?s a ?c }} }}")


@pytest.mark.parametrize("thing", ["organisation-cuc-chuyen-doi-so-quoc-gia", "name-the-can-cuoc"])
def test_a_thing_that_has_not_begun_is_out(kg_store, thing):
    (row,) = kg_store.select(f"SELECT ?first {{ <{CDSI}{thing}> cds:validFrom ?first }}")
    first = row["first"]
    assert isinstance(first, datetime.date)
    assert as_of(kg_store, first).ask(f"ASK {{ <{CDSI}{thing}> a ?class }}")
    assert not as_of(kg_store, first - datetime.timedelta(days=1)).ask(f"ASK {{ <{CDSI}{thing}> a ?class }}")


def test_what_was_replaced_on_a_day_not_verified_stays_marked_but_not_before_its_act(kg_store):
    for text, marked in (("2022-06-23", False), ("2022-06-24", True), ("2026-11-23", True)):
        view = as_of(kg_store, day(text))
        assert view.ask(f"ASK {{ {SCALE} a cds:ServiceLevelScale }}")
        assert view.ask(f"ASK {{ {SCALE} dcterms:isReplacedBy ?other }}") is marked
        assert view.ask(f"ASK {{ {SCALE} skos:changeNote ?note }}") is marked


@pytest.mark.parametrize("text", ["1990-01-01", "2025-06-30", "2025-07-01", "2999-12-31"])
def test_records_are_the_same_on_every_day(kg_store, text):
    view = as_of(kg_store, day(text))
    for kind in ("Claim", "ClaimPart", "ExternalClaim", "Passage", "Source", "Observation"):
        query = f"SELECT ?s ?p ?o {{ ?s a cds:{kind} ; ?p ?o }} ORDER BY ?s ?p ?o"
        assert view.select(query).terms == kg_store.select(query).terms, kind


# Acts


def acts_about(store, concept):
    rows = store.select(f"SELECT ?act {{ ?act eli:is_about cdsc:{concept} }} ORDER BY ?act")
    return [str(row["act"]).removeprefix(CDSI + "act-") for row in rows]


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("2019-09-26", []),
        ("2021-06-01", ["52-nq-tw", "749-qd-ttg"]),
        ("2021-06-15", ["52-nq-tw", "749-qd-ttg", "942-qd-ttg"]),
        ("2025-12-10", ["2629-qd-ttg", "52-nq-tw", "749-qd-ttg", "942-qd-ttg"]),
        ("2025-12-11", ["148-2025-qh15", "2629-qd-ttg", "52-nq-tw", "749-qd-ttg", "942-qd-ttg"]),
    ],
)
def test_an_act_is_there_from_the_day_of_its_adoption(kg_store, text, acts):
    assert acts_about(as_of(kg_store, day(text)), "chinh-phu-so") == acts


def test_an_act_of_an_unknown_day_is_there_from_the_year_of_its_number(kg_store):
    assert acts_about(as_of(kg_store, day("2024-12-31")), "cap-dia-phuong") == []
    found = acts_about(as_of(kg_store, day("2025-01-01")), "cap-dia-phuong")
    assert found == ["203-2025-qh15", "65-2025-qh15", "72-2025-qh15"]


def test_with_a_later_act_its_definitions_and_all_that_it_does_are_out(kg_store):
    act, definition = f"<{CDSI}act-148-2025-qh15>", f"<{CDSI}definition-148-2025-qh15-chinh-phu-so>"
    adopted = day("2025-12-11")
    before, there = as_of(kg_store, adopted - datetime.timedelta(days=1)), as_of(kg_store, adopted)
    for thing in (act, definition):
        assert there.ask(f"ASK {{ {thing} a ?class }}")
        assert not before.ask(f"ASK {{ {thing} a ?class }}")
        assert before.ask(f"ASK {{ {thing} skos:prefLabel ?name }}")
    assert not before.ask(f"ASK {{ {act} ?p ?o FILTER(?p NOT IN (skos:prefLabel, skos:altLabel)) }}")
    assert there.ask(f"ASK {{ {act} eli:repeals ?old }}")


def test_what_an_act_came_to_later_is_not_told(kg_store):
    """67/2006/QH11 held until 30/06/2026; of 47/2020/NĐ-CP a part was repealed from 19/08/2025."""
    for name, last, standing in (
        ("67-2006-qh11", "2026-06-30", "InForce-notInForce"),
        ("47-2020-nd-cp", "2025-08-18", "InForce-partiallyInForce"),
    ):
        told = f"ASK {{ <{CDSI}act-{name}> eli:in_force eli:{standing} }}"
        over = f"ASK {{ <{CDSI}act-{name}> eli:date_no_longer_in_force ?day }}"
        then, later = as_of(kg_store, day(last)), as_of(kg_store, day(last) + datetime.timedelta(days=1))
        assert kg_store.ask(told)
        assert not then.ask(told)
        assert not then.ask(over)
        assert then.ask(f"ASK {{ <{CDSI}act-{name}> eli:date_document ?day }}")
        assert later.ask(told)
        assert later.ask(over) == kg_store.ask(over)


def test_an_act_that_is_not_in_force_yet_does_not_say_that_it_is(kg_store):
    query = f"ASK {{ <{CDSI}act-148-2025-qh15> eli:in_force ?standing }}"
    assert not as_of(kg_store, day("2026-06-30")).ask(query)
    assert as_of(kg_store, day("2026-07-01")).ask(query)


def test_a_law_tells_of_the_district_level_after_it_ended(kg_store):
    """That 72/2025/QH15 is about the level that it ended does not end with it."""
    assert "72-2025-qh15" in acts_about(as_of(kg_store, day("2025-07-01")), "cap-huyen")


def test_a_change_of_organisations_is_there_from_its_day(kg_store):
    merger = f"ASK {{ <{CDSI}change-hop-nhat-bo-thong-tin-va-truyen-thong-2025> org:originalOrganization {MINISTRY} }}"
    assert not as_of(kg_store, day("2025-02-28")).ask(merger)
    assert as_of(kg_store, day("2025-03-01")).ask(merger)


def test_show_tells_of_no_later_act(run):
    shown = run("show", "chinh-phu-so", "-f", "table", "--as-of", "2021-06-01").stdout
    assert "Quyết định 749/QĐ-TTg" in shown
    assert not [later for later in ("2025", "942/QĐ-TTg", "2629/QĐ-TTg", "Luật Chuyển đổi số") if later in shown]
    later = run("show", "act-148-2025-qh15", "-f", "table", "--as-of", "2021-06-01").stdout
    assert "chưa bắt đầu" in later
    assert "từ ngày 11/12/2025" in later


def test_units_are_the_same_on_every_day(kg_store):
    wide = kg_store.with_modules(["units"])
    counts = [
        store.select("SELECT (COUNT(*) AS ?n) { ?unit a cds:AdministrativeUnit ; ?p ?o }")[0]["n"]
        for store in (wide, as_of(kg_store, day("2025-07-01")).with_modules(["units"]))
    ]
    assert counts[0] == counts[1] > 100_000


def test_a_view_is_part_of_the_graph_and_the_graph_stays_as_it_is(kg_store):
    before = len(kg_store)
    view = as_of(kg_store, day("2025-07-01"))
    assert {str(quad) for quad in view.store} < {str(quad) for quad in kg_store.store}
    assert len(kg_store) == before
    assert len(list(view.quads())) == len(view) == len(view.rdflib_graph())
    later = as_of(view, day("2025-06-30"))
    assert later.ask(f"ASK {{ {DISTRICT} a ?class }}")
    assert later.whole is view.whole is kg_store


def test_a_file_of_the_user_is_dated_too(tmp_path):
    own = tmp_path / "own.ttl"
    own.write_text(
        f"@prefix cds: <{CDS}> .\n@prefix dcterms: <{DCTERMS}> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        '<https://example.org/old> cds:validUntil "2020-12-31"^^xsd:date ; dcterms:subject <https://example.org/x> .\n'
        "<https://example.org/y> dcterms:subject <https://example.org/old> .\n"
        '[] dcterms:title "nút trống" .\n',
        encoding="utf-8",
    )
    store = GraphStore.open(modules=(), extra=[own])
    assert as_of(store, day("2020-12-31")).ask("ASK { ?y dcterms:subject <https://example.org/old> }")
    gone = as_of(store, day("2021-01-01"))
    assert not gone.ask("ASK { ?y dcterms:subject ?x }")
    assert gone.ask("ASK { ?b dcterms:title ?t FILTER isBlank(?b) }")
    assert len(list(gone.quads())) == len(gone)


# The API


@pytest.mark.parametrize(("text", "levels"), [("2025-06-30", 3), ("2025-07-01", 2)])
def test_local_levels_on_the_two_days(kg, text, levels):
    then = kg.as_of(text)
    (local,) = then.tree("cấp địa phương")
    assert len(local.children) == levels
    (model,) = then.tree("chính quyền số")
    assert len(model.children) == levels
    assert not any(node.ending for _, node in model.walk())
    assert (
        len([r for r in then.concept("chinh quyen so").relations() if r.predicate == CDS + "implementedAtLevel"])
        == levels
    )


def test_queries_see_the_view_and_what_is_loaded_stays_the_same(kg):
    query = "ASK { cdsc:chinh-quyen-so cds:implementedAtLevel cdsc:cap-huyen }"
    for then, there in ((kg, True), (kg.as_of("2025-06-30"), True), (kg.as_of("2025-07-01"), False)):
        assert then.query(query) is there
        assert then.query(query, timeout=30) is there
        assert then.info() == kg.info()


def test_the_day_is_a_date_a_text_or_a_moment(kg):
    for given in ("2025-07-01", datetime.date(2025, 7, 1), datetime.datetime(2025, 7, 1, 9, 30)):
        assert kg.as_of(given).store.day == datetime.date(2025, 7, 1)
    assert kg.as_of("2025-07-01").as_of("2025-06-30").store.day == datetime.date(2025, 6, 30)
    assert kg.store.day is None
    for wrong in ("2025-7-1", "2025", "2025-02-30", "hôm nay", ""):
        with pytest.raises(UsageError):
            kg.as_of(wrong)


def test_a_concept_that_had_ended_is_still_found_and_tells_when(kg):
    district = kg.as_of("2026-01-01").concept("cap huyen")
    assert district.label("en") == "District level"
    assert district.ended.last_day == datetime.date(2025, 6, 30)
    assert district.definition("vi")
    assert [claim.id for claim in district.claims()] == ["c051"]
    assert kg.as_of("2025-06-30").concept("cap huyen").ended is None


def test_before_its_end_a_thing_has_no_external_claim_on_its_end(kg):
    def predicates(graph):
        return {c.triple.predicate.value for c in graph.concept("cap huyen").describe().external_claims}

    assert CDS + "validUntil" in predicates(kg)
    assert not predicates(kg.as_of("2025-06-30")) & {CDS + "validUntil", CDS + "changedByAct", DCTERMS + "isReplacedBy"}
    assert kg.as_of("2025-06-30").concept("cap huyen").describe().ending_claims == ()


# Questions


def test_a_question_with_a_date_is_asked_for_the_day_on_the_whole_graph(kg):
    for text, exists in (("2025-06-30", [True, True, True]), ("2025-07-01", [False, True, True])):
        rows = [row for row in kg.as_of(text).answer("cq-07") if row["level"]]
        assert [row["exists"] for row in rows] == exists
        assert kg.as_of(text).answer("cq-07").terms == kg.answer("cq-07", date=text).terms


def test_a_question_without_a_date_sees_the_graph_as_it_was(kg):
    def tiers(text):
        return {str(row["tier"]).rpartition("/")[2] for row in kg.as_of(text).answer("cq-01") if row["tier"]}

    assert tiers("2025-06-30") == {"cap-tinh", "cap-huyen", "cap-xa"}
    assert tiers("2025-07-01") == {"cap-tinh", "cap-xa"}


def test_a_date_given_twice_is_wrong_use(kg, run):
    with pytest.raises(UsageError, match="date"):
        kg.as_of("2025-07-01").answer("cq-07", date="2025-07-02")
    for wrong in (["cq-07", "--param", "date=2025-07-02"], []):
        done = run("ask", *wrong, "--as-of", "2025-07-01")
        assert (done.code, done.stdout) == (2, "")
        assert "--as-of" in done.stderr


def test_ask_at_the_command_line_gives_the_same_and_tells_the_day(run):
    by_option = run("ask", "cq-07", "--as-of", "2025-06-30", "--lang", "en")
    by_parameter = run("ask", "cq-07", "--param", "date=2025-06-30", "--lang", "en")
    assert by_option.stdout == by_parameter.stdout
    assert by_option.stderr == "As of 2025-06-30.\n"
    done = run("ask", "cq-01", "--as-of", "2025-07-01", "-f", "table", "--lang", "en")
    assert "District level" not in done.stdout
    assert done.stderr.endswith("As of 2025-07-01.\n")


def test_the_option_that_it_replaces_is_gone(run):
    for command in (["tree"], ["show", "cap-huyen"]):
        done = run(*command, "--date", "2025-06-30")
        assert (done.code, done.stdout) == (2, "")


# Modules on demand


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """A pack of two questions, one of which needs the units."""
    from cds_kg import resources

    head = "#+ id: {0}\n#+ question_vi: Gì?\n#+ question_en: What?\n#+ keywords: a; b\n"
    body = "SELECT (COUNT(?u) AS ?n) WHERE {{ {0} ?u a cds:AdministrativeUnit }}\n"
    (tmp_path / "cq-01.rq").write_text(head.format("cq-01") + body.format(""), encoding="utf-8")
    (tmp_path / "cq-02.rq").write_text(
        head.format("cq-02")
        + "#+ module: units\n#+ parameter: unit | unit | cdsu:2025-80\n"
        + "SELECT ?unit ?code WHERE {\n  VALUES ?unit { cdsu:2025-80 }\n  ?unit cds:officialCode ?code\n}\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(resources, "queries_dir", lambda: tmp_path)
    return tmp_path


def test_a_question_gets_the_module_that_it_needs_once_and_others_do_not_load_it(pack, monkeypatch):
    from cds_kg.store import dataset

    graph = KnowledgeGraph.open()
    opened = []
    files = dataset.module_files
    monkeypatch.setattr(dataset, "module_files", lambda name: opened.append(name) or files(name))
    assert graph.answer("cq-01")[0]["n"] == 0
    assert opened == []
    for unit, code in ((None, "80"), ("Hà Nội", "01"), ("cdsu:2025-79", "79")):
        rows = graph.answer("cq-02", **({} if unit is None else {"unit": unit}))
        assert [row["code"] for row in rows] == [code]
    assert opened == ["units"]
    assert "units" not in graph.store.modules
    assert graph.answer("cq-01")[0]["n"] == 0


def test_a_unit_that_is_not_there_or_is_many_is_told(pack):
    graph = KnowledgeGraph.open()
    from cds_kg.errors import AmbiguousError, InputError, NotFoundError

    with pytest.raises(NotFoundError):
        graph.answer("cq-02", unit="Xã Không Có Ở Đâu")
    with pytest.raises(AmbiguousError) as found:
        graph.answer("cq-02", unit="xã Tân Thành")
    assert len(found.value.candidates) > 1
    question = pack / "cq-02.rq"
    question.write_text(question.read_text(encoding="utf-8").replace("module: units", "module: unit"), encoding="utf-8")
    with pytest.raises(InputError, match=r"cq-02\.rq"):
        graph.answer("cq-02")

"""The question pack: every question is well formed, answers as worked out by hand, and alike on two engines."""

from __future__ import annotations

import csv
import datetime
import re
from collections import Counter, deque
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib

from cds_kg.namespaces import BASE, CDS, CDSC, CDSE, CDSI, CDSU, ONTOLOGY, PREFIXES, XSD
from cds_kg.store.dataset import module_names
from cds_kg.text import fold

QUERIES = Path(__file__).resolve().parent.parent / "queries"
PACK = sorted(path.stem for path in QUERIES.glob("*.rq"))
PROMISED = {*(f"cq-{n:02}" for n in range(1, 39))}

INTEGERS = {XSD + "integer", XSD + "nonNegativeInteger"}

HEADER = ["id", "question_vi", "question_en", "keywords", "module", "parameter", "function"]

#: Official names are Vietnamese in whatever language is asked.
OFFICIAL = {"name", "nameNow"}

#: The classes and properties that no question uses, by the reason.
UNUSED_BECAUSE = {
    "a superclass without members of its own": {
        *("Assertion", "CodedValue", "DomainConcept", "ReportedFact", "TransformationSubject", "TreeRelation"),
    },
    "the class of coded values which answers give through their properties": {
        *("ActType", "CurrencyStatus", "Direction", "ProvisionMode", "Region", "SuccessDegree", "UnitOfMeasure"),
        "UnitType",
    },
    "a part is reached from its claim by dcterms:isPartOf, whatever its class": {"ClaimPart"},
    "its members answer as what has ended and what came after, whatever their class": {"ServiceLevelScale"},
    "a part of the full name, for those who look a unit up": {"properName"},
    "how a term stands to one of another vocabulary, which the alignments tell": {"comparableTerm"},
}


def source(question: str) -> str:
    return (QUERIES / f"{question}.rq").read_text(encoding="utf-8")


def header(question: str) -> list[tuple[str, str]]:
    """The key and value of each header line, in order."""
    lines = [line for line in source(question).splitlines() if line.startswith("#+")]
    return [tuple(line.removeprefix("#+ ").split(": ", 1)) for line in lines]


def parameters(question: str) -> dict[str, tuple[str, str]]:
    """Name -> kind and default."""
    fields = [re.split(r" *\| *", value) for key, value in header(question) if key == "parameter"]
    return {name: (kind, default) for name, kind, default in fields}


def modules(question: str) -> list[str]:
    """The modules that are loaded for the question."""
    return dict(header(question)).get("module", "").split()


def code(question: str) -> str:
    """The query without comments, texts and IRIs written in full."""
    return re.sub(r'"[^"\n]*"|<[^>\s]*>|#[^\n]*', " ", source(question))


def asked(question: str, **terms: str) -> str:
    """The query about other things: the term of each parameter's VALUES line replaced."""
    text = source(question)
    for name, term in terms.items():
        line = rf"(?m)^( *VALUES \?{name} )\{{ .* \}}$"
        text, replaced = re.subn(line, lambda found, term=term: f"{found[1]}{{ {term} }}", text)
        assert replaced == 1, f"{question}: {name}"
    return text


def value(kind: str, text: str, datatype: str | None = None, language: str | None = None) -> tuple[str, object]:
    """A term as what it stands for, so that 50 is 50.0 whatever the engine writes."""
    if kind == "iri":
        return "iri", text
    if language:
        return f"text@{language}", text
    if datatype in INTEGERS or datatype == XSD + "decimal":
        return "number", Decimal(text)
    if datatype == XSD + "boolean":
        return "boolean", text in ("true", "1")
    if datatype == XSD + "date":
        return "date", datetime.date.fromisoformat(text)
    assert datatype in (None, XSD + "string"), datatype
    return "text", text


def ox_value(term):
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return value("iri", term.value)
    return value("literal", term.value, term.datatype.value, term.language)


def rdflib_value(term):
    if term is None:
        return None
    if isinstance(term, rdflib.URIRef):
        return value("iri", str(term))
    return value("literal", str(term), str(term.datatype) if term.datatype else None, term.language)


def on_oxigraph(store: ox.Store, query: str):
    """Columns and rows on pyoxigraph, which declares no prefix by itself."""
    solutions = store.query(query)
    return [v.value for v in solutions.variables], [tuple(map(ox_value, row)) for row in solutions]


def on_rdflib(graph: rdflib.Graph, query: str):
    """Columns and rows on rdflib, with no prefix but the query's own."""
    result = graph.query(query, initNs={})
    return [str(v) for v in result.vars], [tuple(rdflib_value(row.get(str(v))) for v in result.vars) for row in result]


def expected(question: str):
    with (QUERIES / "expected" / f"{question}.tsv").open("rb") as file:
        solutions = ox.parse_query_results(file, format=ox.QueryResultsFormat.TSV)
        return [v.value for v in solutions.variables], [tuple(map(ox_value, row)) for row in solutions]


def answered(question: str, columns: list[str], rows):
    """The answer to the question from the rows of its query: the only shortest path where it asks for one."""
    if ("function", "path") not in header(question):
        return columns, rows
    edges: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for start, relation, end in ((a[1], r[1], b[1]) for a, r, b in rows):
        edges.setdefault((start, end), set()).add((relation, "forward"))
        edges.setdefault((end, start), set()).add((relation, "backward"))
    a, b = (iri(default) for _, default in parameters(question).values())
    (path,) = nx.all_shortest_paths(nx.Graph(edges.keys()), a, b)
    steps = []
    for number, (start, end) in enumerate(pairwise(path), 1):
        ((relation, direction),) = edges[start, end]
        step = [("number", Decimal(number)), ("iri", start), ("iri", relation), ("iri", end), ("text", direction)]
        steps.append(tuple(step))
    return ["step", "from", "relation", "to", "direction"], steps


def iri(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def members(kg_store, kind: str) -> set[str]:
    pattern = (None, ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(kind))
    return {quad.subject.value for quad in kg_store.store.quads_for_pattern(*pattern)}


@pytest.fixture(scope="module")
def store_of(kg_store):
    """The store that a question is asked of: the packaged graph and the modules that the question needs."""
    return lambda question: kg_store.with_modules(modules(question)).store


@pytest.fixture(scope="module")
def graph_of(kg_store):
    """The same for rdflib; each graph is made once."""
    graphs: dict[tuple[str, ...], rdflib.Graph] = {}

    def graph(question: str) -> rdflib.Graph:
        needed = tuple(modules(question))
        if needed not in graphs:
            graphs[needed] = kg_store.with_modules(needed).rdflib_graph()
        return graphs[needed]

    return graph


@pytest.fixture(scope="module")
def ask(store_of, graph_of):
    """The rows of a question about other things, as dicts of plain values, after both engines agreed on them."""

    def rows(question: str, **terms: str) -> list[dict[str, object]]:
        query = asked(question, **terms)
        columns, found = on_oxigraph(store_of(question), query)
        other_columns, other_rows = on_rdflib(graph_of(question), query)
        assert (other_columns, Counter(other_rows)) == (columns, Counter(found))
        return [{c: cell and cell[1] for c, cell in zip(columns, row, strict=True)} for row in found]

    return rows


def test_every_promised_question_is_there_with_its_expected_answer():
    assert set(PACK) >= PROMISED
    assert sorted(path.stem for path in (QUERIES / "expected").glob("*.tsv")) == PACK


@pytest.mark.parametrize("question", PACK)
def test_the_header_says_what_is_asked(question):
    keys = [key for key, _ in header(question)]
    assert keys == sorted(keys, key=HEADER.index)
    once = Counter(keys) - Counter(parameter=len(keys)) - Counter(["module", "function"])
    assert once == Counter(HEADER[:4])
    assert source(question).startswith(f"#+ id: {question}\n")
    assert set(modules(question)) <= {name for name, by_default in module_names().items() if not by_default}
    keywords = dict(header(question))["keywords"].split("; ")
    assert len(keywords) >= 3
    assert len(set(keywords)) == len(keywords)


def test_the_questions_are_those_of_the_list(source_dir):
    with (source_dir.parent / "questions.tsv").open(encoding="utf-8", newline="") as file:
        listed = {row["id"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    for question in set(PACK) & set(listed):
        texts = dict(header(question))
        assert texts["question_vi"] == listed[question]["question_vi"]
        assert texts["question_en"] == listed[question]["question_en"]


def test_every_column_has_a_heading_of_its_own_in_both_languages():
    with (QUERIES / "columns.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert [row["name"] for row in rows] == sorted({row["name"] for row in rows}, key=str)
    columns = {question: expected(question)[0] for question in PACK}
    assert {row["name"] for row in rows} == {name for names in columns.values() for name in names}
    for lang in ("vi", "en"):
        headings = {row["name"]: row[lang] for row in rows}
        for question, names in columns.items():
            assert len({headings[name] for name in names}) == len(names), (question, lang)


@pytest.mark.parametrize("question", PACK)
def test_each_parameter_is_one_line_with_its_default(question):
    for name, (kind, default) in parameters(question).items():
        term = {"concept": default, "unit": default, "date": f'"{default}"^^xsd:date'}.get(kind, f'"{default}"')
        assert kind in ("concept", "unit", "date", "language", "label")
        assert asked(question, **{name: term}) == source(question)
    used = set(re.findall(r"\?(\w+)", code(question)))
    assert set(parameters(question)) <= used


@pytest.mark.parametrize("question", PACK)
def test_a_query_declares_the_prefixes_it_uses_and_orders_by_every_column(question, store_of):
    declared = dict(re.findall(r"(?m)^PREFIX (\w+): <(.*)>$", source(question)))
    used = set(re.findall(r"(?<![\w?$])([a-z]+):", re.sub(r"(?m)^PREFIX.*$", "", code(question))))
    assert declared == {prefix: PREFIXES[prefix] for prefix in used}
    columns, _ = on_oxigraph(store_of(question), source(question))
    ordered = re.findall(r"\?(\w+)", code(question).rpartition("ORDER BY")[2])
    assert set(columns) == set(ordered)
    assert not re.search(r"\b(REGEX|SERVICE|FROM|LATERAL)\b", code(question))


@pytest.mark.parametrize("question", PACK)
def test_the_answer_is_the_one_worked_out_by_hand(question, store_of):
    assert answered(question, *on_oxigraph(store_of(question), source(question))) == expected(question)


@pytest.mark.parametrize("question", PACK)
def test_another_engine_gives_the_same_answer(question, graph_of):
    columns, rows = answered(question, *on_rdflib(graph_of(question), source(question)))
    wanted, wanted_rows = expected(question)
    assert columns == wanted
    assert Counter(rows) == Counter(wanted_rows)


def test_the_answers_stay_the_same_where_correspondence_is_stated_both_ways(kg_store):
    store = ox.Store()
    store.extend(kg_store.store)
    for quad in kg_store.store.quads_for_pattern(None, ox.NamedNode(CDS + "correspondsTo"), None):
        store.add(ox.Quad(quad.object, quad.predicate, quad.subject))
    assert len(store) > len(kg_store.store)
    for question in (question for question in PACK if not modules(question)):
        assert answered(question, *on_oxigraph(store, source(question))) == expected(question), question


def test_the_answers_stay_the_same_where_every_module_is_loaded(kg_store):
    store = kg_store.with_modules(list(module_names())).store
    assert len(store) > len(kg_store.store)
    for question in PACK:
        assert answered(question, *on_oxigraph(store, source(question))) == expected(question), question


@pytest.mark.parametrize(
    ("concept", "claims"),
    [("minh-bach", ["c010", "c060", "c091"]), ("kinh-te-so", ["c054", "c056"]), ("quoc-gia", ["c107"])],
)
def test_claims_can_be_asked_of_any_concept(ask, concept, claims):
    assert [row["claim"] for row in ask("cq-18", concept=f"cdsc:{concept}")] == [CDSE + claim for claim in claims]


@pytest.mark.parametrize(("date", "left"), [("2025-06-30", True), ("2025-07-01", False)])
def test_the_district_exists_until_its_last_day(ask, date, left):
    rows = ask("cq-07", date=f'"{date}"^^xsd:date')
    exists = {row["level"]: row["exists"] for row in rows if row["level"]}
    assert exists == {CDSC + "cap-tinh": True, CDSC + "cap-huyen": left, CDSC + "cap-xa": True}


def test_what_has_ended_depends_on_the_date(ask):
    # Cục Tin học hóa stood until 25 July 2022; of the service levels it is only known that they were replaced.
    def ended(date: str) -> set[object]:
        return {row["thing"] for row in ask("cq-19", date=f'"{date}"^^xsd:date')}

    assert ended("2022-07-25") == {CDSI + "scale-four-levels"}
    assert ended("2022-07-26") == {CDSI + "scale-four-levels", CDSI + "organisation-cuc-tin-hoc-hoa"}
    assert CDSC + "cap-huyen" not in ended("2025-06-30")
    assert CDSC + "cap-huyen" in ended("2025-07-01")


def test_what_is_not_known_of_an_end_is_said(ask):
    rows = {row["thing"]: row for row in ask("cq-19", lang='"en"')}
    levels, district = rows[CDSI + "scale-four-levels"], rows[CDSC + "cap-huyen"]
    assert (levels["lastDay"], levels["lastDayStatus"]) == (None, "not verified")
    assert (district["successor"], district["successorStatus"]) == (None, "none")
    assert district["act"] == CDSI + "act-72-2025-qh15"
    assert "72/2025/QH15" in district["basis"]


def test_the_way_up_and_down_follows_the_relations_marked_for_it(kg_store):
    """For every concept: all that lies above and below, each step counted as a walk of the graph counts it."""
    downward, upward = (members(kg_store, f"{CDS}{kind}wardTreeRelation") for kind in ("Down", "Up"))
    steps: dict[str, dict[str, set[tuple[str, str]]]] = {"Downward": {}, "Upward": {}}
    for quad in kg_store.store:
        if quad.predicate.value in downward | upward:
            ends = (quad.subject.value, quad.object.value)
            above, below = ends if quad.predicate.value in downward else reversed(ends)
            steps["Downward"].setdefault(above, set()).add((quad.predicate.value, below))
            steps["Upward"].setdefault(below, set()).add((quad.predicate.value, above))

    def walk(concept: str):
        for direction, onward in steps.items():
            seen, waiting = {concept: 0}, deque([concept])
            while waiting:
                at = waiting.popleft()
                for relation, node in onward.get(at, ()):
                    yield CDS + direction + "TreeRelation", Decimal(seen[at] + 1), node, relation, at
                    if node not in seen:
                        seen[node] = seen[at] + 1
                        waiting.append(node)

    concepts = set(steps["Downward"]) | set(steps["Upward"])
    assert len(concepts) > 30
    for concept in sorted(concepts):
        _, rows = on_oxigraph(kg_store.store, asked("cq-20", concept=f"<{concept}>"))
        assert Counter(tuple(cell[1] for cell in row) for row in rows) == Counter(walk(concept)), concept


def test_above_and_below_can_be_asked_of_any_concept(ask):
    rows = ask("cq-20", concept="cdsc:quoc-gia-thong-minh")
    below = {(row["node"].removeprefix(CDSC), int(row["distance"])) for row in rows}
    assert below == {
        *(("chinh-phu-so", 1), ("kinh-te-so", 1), ("xa-hoi-so", 1), ("chinh-quyen-so", 2)),
        *(("cap-tinh", 3), ("cap-huyen", 3), ("cap-xa", 3)),
    }
    assert {row["direction"] for row in rows} == {CDS + "DownwardTreeRelation"}


def test_matches_can_be_asked_of_any_concept(ask):
    (row,) = ask("cq-30", concept="cdsc:the-can-cuoc-cong-dan")
    assert (row["kind"], row["match"]) == (PREFIXES["skos"] + "broadMatch", "http://eurovoc.europa.eu/488")
    assert ask("cq-30", concept="cdsc:do-thi-thong-minh") == []


@pytest.mark.parametrize(
    ("stakeholder", "expected_rows"),
    [
        ("ca-nhan", {("borneBy", None, "lo-lot-du-lieu-ca-nhan"), ("borneBy", None, "xam-pham-quyen-rieng-tu")}),
        ("quoc-gia", {("borneBy", None, "mat-chu-quyen-so-quoc-gia")}),
        ("nguoi-dung-dau", {("startsFrom", None, "thay-doi-phuong-thuc-lam-viec")}),
        (
            "xa-hoi",
            {
                ("facedBy", 1, "ky-nang-so-cua-nguoi-dan"),
                ("facedBy", 2, "thoi-quen-va-van-hoa-song-trong-moi-truong-so"),
                ("hasBenefit", None, "kien-tao-su-phat-trien-cho-xa-hoi"),
            },
        ),
    ],
)
def test_what_concerns_a_stakeholder_can_be_asked_of_each(ask, stakeholder, expected_rows):
    rows = ask("cq-33", concept=f"cdsc:{stakeholder}")
    found = {(row["kind"].removeprefix(CDS), row["order"], row["item"].removeprefix(CDSC)) for row in rows}
    assert found == expected_rows


@pytest.mark.parametrize(
    ("label", "thing", "last_day", "since", "successor", "name_now"),
    [
        ("CPĐT", "concept/chinh-phu-dien-tu", None, None, None, "Chính phủ điện tử"),
        ("Cấp huyện", "concept/cap-huyen", "2025-06-30", None, None, None),
        (
            *("Thẻ căn cước công dân", "concept/the-can-cuoc-cong-dan", "2024-06-30", "2024-07-01"),
            *("id/name-the-can-cuoc", "Thẻ căn cước"),
        ),
        (
            *("Bộ TT&TT", "id/organisation-bo-thong-tin-va-truyen-thong", "2025-02-28", None),
            *("id/organisation-bo-khoa-hoc-va-cong-nghe", "Bộ Khoa học và Công nghệ"),
        ),
        (
            *("Cục Tin học hóa", "id/organisation-cuc-tin-hoc-hoa", "2022-07-25", "2022-07-26"),
            *("id/organisation-cuc-chuyen-doi-so-quoc-gia", "Cục Chuyển đổi số quốc gia"),
        ),
    ],
)
def test_a_former_name_leads_to_what_it_is_today(ask, label, thing, last_day, since, successor, name_now):
    (row,) = ask("cq-36", label=f'"{label}"')
    assert (row["thing"], row["successor"]) == (BASE + thing, successor and BASE + successor)
    assert tuple(row[c] and row[c].isoformat() for c in ("lastDay", "since")) == (last_day, since)
    assert row["nameNow"] == name_now


def test_level_four_was_replaced_with_its_whole_scheme_and_not_by_a_level(ask):
    (row,) = ask("cq-36", label='"Mức độ 4"')
    assert (row["thing"], row["ended"]) == (CDSC + "muc-do-4", CDSI + "scale-four-levels")
    assert (row["successor"], row["lastDay"]) == (CDSI + "scale-two-levels", None)


def test_a_label_is_matched_as_it_is_written(ask):
    assert ask("cq-36", label='"cccd"') == []


@pytest.mark.parametrize("question", [question for question in PACK if "lang" in parameters(question)])
def test_texts_come_in_the_language_asked_for(question, store_of):
    for lang in ("vi", "en"):
        columns, rows = on_oxigraph(store_of(question), asked(question, lang=f'"{lang}"'))
        cells = [(name, cell[0]) for row in rows for name, cell in zip(columns, row, strict=True) if cell]
        assert {kind for name, kind in cells if kind.startswith("text@") and name in OFFICIAL} <= {"text@vi"}
        assert {kind for name, kind in cells if kind.startswith("text@") and name not in OFFICIAL} <= {f"text@{lang}"}
        assert any(kind.startswith("text@") for _, kind in cells)
        assert len(rows) == len(expected(question)[1])


# Time and place. The counts are those of section 1 of the facts on Viet Nam: 63, 696 and 10,035; then 34 (28 + 6) and
# 3,321 (2,621 + 687 + 13). The changes of 2026 are those of its list: Đồng Nai with 10 wards on 30 April, Quảng Ninh on
# 1 September, Bắc Ninh with 12 wards on 20 September.

COVERED = {"vi": "được bao quát", "en": "covered"}
LATER = {
    "vi": "được bao quát; có thể thiếu thay đổi sau ngày số liệu",
    "en": "covered; changes after the day of the data may be missing",
}
NOT_COVERED = {"vi": "ngoài phạm vi bao quát", "en": "not covered"}


def day(text: str) -> str:
    return f'"{text}"^^xsd:date'


@pytest.mark.parametrize(
    ("date", "provinces", "cities", "status"),
    [
        ("2025-06-30", 57, 6, COVERED),
        ("2025-07-01", 28, 6, COVERED),
        ("2026-04-29", 28, 6, COVERED),
        ("2026-05-01", 27, 7, COVERED),
        ("2026-09-10", 26, 8, COVERED),
        ("2026-09-20", 25, 9, COVERED),
        ("2026-10-11", 25, 9, LATER),
    ],
)
def test_the_provincial_units_are_those_of_the_day(ask, date, provinces, cities, status):
    rows = ask("cq-24", date=day(date))
    types = Counter(str(row["type"]).removeprefix(CDS) for row in rows)
    assert types == {"Province": provinces, "CentrallyGovernedCity": cities}
    assert len({row["code"] for row in rows}) == len(rows)
    assert {row["status"] for row in rows} == {status["vi"]}
    words = {"Province": "Tỉnh ", "CentrallyGovernedCity": "Thành phố "}
    assert all(str(row["name"]).startswith(words[str(row["type"]).removeprefix(CDS)]) for row in rows)


def test_the_type_of_a_unit_is_that_of_the_day(ask):
    def dong_nai(date: str) -> tuple[object, object]:
        (row,) = (row for row in ask("cq-24", date=day(date)) if row["unit"] == CDSU + "2025-75")
        return row["name"], row["type"]

    assert dong_nai("2026-04-29") == ("Tỉnh Đồng Nai", CDS + "Province")
    assert dong_nai("2026-04-30") == ("Thành phố Đồng Nai", CDS + "CentrallyGovernedCity")


@pytest.mark.parametrize("question", ["cq-24", "cq-27"])
@pytest.mark.parametrize("date", ["2025-06-29", "2024-01-01", "1975-04-30"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_day_that_no_list_covers_is_said_and_has_no_number(ask, question, date, lang):
    (row,) = ask(question, date=day(date), lang=f'"{lang}"')
    assert row["status"] == NOT_COVERED[lang]
    # The first day of which anything is known; all else is empty.
    assert row["coveredFrom"] == datetime.date(2025, 6, 30)
    assert {name for name, cell in row.items() if cell is not None} == {"status", "coveredFrom"}


@pytest.fixture(scope="module")
def listed_provinces(source_dir) -> list[list[str]]:
    """The rows of the table of provincial units in the facts on Viet Nam: code, name, English, formed from, ISO, ..."""
    text = (source_dir.parent / "reference" / "vn-facts.md").read_text(encoding="utf-8")
    section = text.split("### 1.4 ")[1].split("### 1.5 ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines()]
    return [row for row in rows if re.fullmatch(r"\d\d", row[0])]


def test_the_provinces_and_what_they_were_formed_from_are_those_of_the_table(listed_provinces, store_of):
    assert len(listed_provinces) == 34
    former_names = {}
    for number, _, _, formed_from, iso, *_ in listed_provinces:
        former = dict(re.fullmatch(r"(\d\d) (?:TP )?(.+)", one).groups() for one in formed_from.split(", "))
        former_names |= former
        columns, found = on_oxigraph(store_of("cq-25"), asked("cq-25", unit=f"cdsu:2025-{number}"))
        rows = [dict(zip(columns, (cell and cell[1] for cell in row), strict=True)) for row in found]
        assert {row["predecessor"] for row in rows} == {f"{CDSU}pre2025-{one}" for one in former}, number
        assert [row["iso3166Code"] for row in rows if row["iso3166Code"]] == [iso], number
        merged = (CDSI + "act-202-2025-qh15", datetime.date(2025, 7, 1), "sáp nhập")
        facts = merged if len(former) > 1 else (None, None, "không sáp nhập")
        assert {(row["act"], row["date"], row["kind"]) for row in rows} == {facts}, number
    columns, found = on_oxigraph(store_of("cq-24"), asked("cq-24", date=day("2025-06-30")))
    code_at, name_at = columns.index("code"), columns.index("name")
    names = {row[code_at][1]: re.sub("^(Tỉnh|Thành phố) ", "", row[name_at][1]) for row in found}
    assert {number: fold(name) for number, name in names.items()} == {n: fold(name) for n, name in former_names.items()}
    assert len(names) == 63


@pytest.mark.parametrize(
    ("unit", "formed_from", "kind"),
    [
        # Thành phố Hồ Chí Minh from Bình Dương, Bà Rịa - Vũng Tàu and itself; Đồng Nai from Bình Phước and itself.
        ("2025-79", ["pre2025-74", "pre2025-77", "pre2025-79"], "sáp nhập"),
        ("2025-75", ["pre2025-70", "pre2025-75"], "sáp nhập"),
        ("2025-01", ["pre2025-01"], "không sáp nhập"),
    ],
)
def test_what_a_province_was_formed_from_can_be_asked_of_any(ask, unit, formed_from, kind):
    rows = ask("cq-25", unit=f"cdsu:{unit}")
    assert [row["predecessor"] for row in rows] == [CDSU + former for former in formed_from]
    assert {row["kind"] for row in rows} == {kind}


def test_how_a_former_province_was_formed_is_not_covered_and_a_commune_is_none(ask):
    (row,) = ask("cq-25", unit="cdsu:pre2025-80", lang='"en"')
    assert {name: cell for name, cell in row.items() if cell} == {"kind": "not covered"}
    assert ask("cq-25", unit="cdsu:2025-26740") == []


# As the statistics office notes it for each present commune: the wards of Hà Nội by resolution 1656, those of Thành phố
# Hồ Chí Minh and Côn Đảo by 1685, Thổ Châu by 1654.
@pytest.mark.parametrize(
    ("unit", "relation", "others", "act"),
    [
        (
            *("pre2025-00028", "nay thuộc"),
            {("2025-00004", "một phần"), ("2025-00008", "một phần"), ("2025-00025", "một phần")},
            "1656-nq-ubtvqh15",
        ),
        ("pre2025-26740", "nay thuộc", {("2025-26740", "toàn bộ")}, "1685-nq-ubtvqh15"),
        (
            *("2025-26740", "hình thành từ"),
            {("pre2025-26740", "toàn bộ"), ("pre2025-26737", "một phần"), ("pre2025-26746", "một phần")},
            "1685-nq-ubtvqh15",
        ),
        ("2025-31105", "hình thành từ", {("pre2025-31105", "toàn bộ")}, "1654-nq-ubtvqh15"),
        ("2025-26732", "hình thành từ", {("pre2025-755", "toàn bộ")}, "1685-nq-ubtvqh15"),
    ],
)
def test_where_a_commune_went_and_what_one_was_formed_from_can_be_asked_of_any(ask, unit, relation, others, act):
    rows = ask("cq-26", unit=f"cdsu:{unit}")
    assert {(str(row["other"]).removeprefix(CDSU), row["extent"]) for row in rows} == others
    assert {row["relation"] for row in rows} == {relation}
    assert {(row["date"], row["act"]) for row in rows} == {(datetime.date(2025, 7, 1), f"{CDSI}act-{act}")}


def test_a_unit_is_told_with_the_one_above_it_and_its_province(ask):
    (row,) = (r for r in ask("cq-26", unit="cdsu:2025-26740") if r["code"] == "26737")
    assert (row["parent"], row["province"]) == (CDSU + "pre2025-760", CDSU + "pre2025-79")


@pytest.mark.parametrize(
    ("date", "counts"),
    [
        (
            "2025-06-30",
            {"Province": 57, "CentrallyGovernedCity": 6, "Commune": 7692, "Ward": 1726, "Township": 617}
            | {"RuralDistrict": 508, "UrbanDistrict": 49, "DistrictTown": 52, "ProvincialCity": 85, "MunicipalCity": 2},
        ),
        ("2025-07-01", {"Province": 28, "CentrallyGovernedCity": 6, "Commune": 2621, "Ward": 687, "SpecialZone": 13}),
        ("2026-05-01", {"Province": 27, "CentrallyGovernedCity": 7, "Commune": 2611, "Ward": 697, "SpecialZone": 13}),
        ("2026-09-10", {"Province": 26, "CentrallyGovernedCity": 8, "Commune": 2611, "Ward": 697, "SpecialZone": 13}),
        ("2026-10-10", {"Province": 25, "CentrallyGovernedCity": 9, "Commune": 2599, "Ward": 709, "SpecialZone": 13}),
    ],
)
def test_units_are_counted_as_of_the_day(store_of, date, counts):
    columns, found = on_oxigraph(store_of("cq-27"), asked("cq-27", date=day(date)))
    rows = [dict(zip(columns, (cell and cell[1] for cell in row), strict=True)) for row in found]
    assert {row["type"].removeprefix(CDS): row["count"] for row in rows} == counts
    totals = Counter[str]()
    for row in rows:
        totals[row["level"].removeprefix(CDSC)] += row["count"]
    former = {"cap-tinh": 63, "cap-huyen": 696, "cap-xa": 10035}
    assert totals == (former if date == "2025-06-30" else {"cap-tinh": 34, "cap-xa": 3321})


@pytest.mark.parametrize(
    ("date", "provincial", "communes"),
    [("2026-04-29", 0, 0), ("2026-04-30", 1, 10), ("2026-09-01", 2, 10), ("2026-09-19", 2, 10), ("2026-09-20", 3, 22)],
)
def test_the_changes_of_type_are_those_up_to_the_day(ask, date, provincial, communes):
    levels = Counter(str(row["level"]).removeprefix(CDSC) for row in ask("cq-39", date=day(date)))
    assert (levels["cap-tinh"], levels["cap-xa"]) == (provincial, communes)


def test_a_former_name_of_a_unit_leads_to_the_unit_of_today(kg_store):
    def now(label: str) -> set[tuple[str, str]]:
        _, rows = on_oxigraph(kg_store.with_modules(["units"]).store, asked("cq-36", label=f'"{label}"'))
        return {(row[0][1].removeprefix(CDSU), row[-1][1]) for row in rows}

    assert now("Tỉnh Long An") == {("pre2025-80", "Tỉnh Tây Ninh")}
    assert now("Tỉnh Đồng Nai") == {("pre2025-75", "Thành phố Đồng Nai"), ("2025-75", "Thành phố Đồng Nai")}


# Acts, targets and observations. The dates are those of the register in section 3 of the facts on Viet Nam.

STATUS = {
    "có hiệu lực": "in force",
    "có thể còn hiệu lực: chưa kiểm chứng đã hết hay chưa": "may be in force",
    "ngày có hiệu lực chưa kiểm chứng": "start unknown",
    "nay đã hết hiệu lực: ngày cuối chưa kiểm chứng": "over, last day unknown",
}


@pytest.mark.parametrize(
    ("concept", "date", "acts"),
    [
        # 749 and 942 hold from their signing, of 52-NQ/TW and 2629 the day is not known; law 148 holds from 01/07/2026.
        ("chinh-phu-so", "2020-06-02", {"52-nq-tw": "start unknown"}),
        (
            *("chinh-phu-so", "2025-01-01"),
            {"52-nq-tw": "start unknown", "749-qd-ttg": "may be in force", "942-qd-ttg": "may be in force"},
        ),
        (
            *("chinh-phu-so", "2026-06-30"),
            {"52-nq-tw": "start unknown", "749-qd-ttg": "may be in force", "942-qd-ttg": "may be in force"}
            | {"2629-qd-ttg": "start unknown"},
        ),
        (
            *("chinh-phu-so", "2026-07-01"),
            {"52-nq-tw": "start unknown", "749-qd-ttg": "may be in force", "942-qd-ttg": "may be in force"}
            | {"2629-qd-ttg": "start unknown", "148-2025-qh15": "in force"},
        ),
        # Decree 42/2022 of 24/06/2022, day of effect not known, was repealed from 01/07/2026.
        ("dich-vu-cong-truc-tuyen-muc-do-cao", "2022-06-23", {}),
        ("dich-vu-cong-truc-tuyen-muc-do-cao", "2026-06-30", {"42-2022-nd-cp": "start unknown"}),
        ("dich-vu-cong-truc-tuyen-muc-do-cao", "2026-07-01", {}),
        # Decree 269/2025 is of, and in force from, 14/10/2025; of 950 it is not known whether it was repealed.
        ("do-thi-thong-minh", "2025-10-13", {"950-qd-ttg": "start unknown", "52-nq-tw": "start unknown"}),
        (
            *("do-thi-thong-minh", "2025-10-14"),
            {"950-qd-ttg": "start unknown", "52-nq-tw": "start unknown", "269-2025-nd-cp": "may be in force"},
        ),
    ],
)
def test_acts_are_told_as_of_the_day_and_those_with_unknown_days_apart(ask, concept, date, acts):
    rows = ask("cq-28", concept=f"cdsc:{concept}", date=day(date))
    found = {str(row["act"]).removeprefix(CDSI + "act-"): STATUS[str(row["status"])] for row in rows}
    if concept == "dich-vu-cong-truc-tuyen-muc-do-cao":
        found.pop("43-2011-nd-cp", None)
    assert found == acts


def test_an_act_that_is_known_to_be_over_is_not_listed_as_in_force(ask):
    # Law 65/2025/QH15 lost its force with law 72/2025/QH15; the day is not known to us.
    rows = {row["number"]: row["status"] for row in ask("cq-28", concept="cdsc:cap-dia-phuong")}
    assert STATUS[str(rows["65/2025/QH15"])] == "over, last day unknown"


@pytest.mark.parametrize(
    ("concept", "provisions"),
    # Points 1 to 3 of Article 3 were read, of which the second defines digital infrastructure; of the rest it is only
    # known that they are there.
    [("kinh-te-so", [("148/2025/QH15", False)]), ("ha-tang-so", [("148/2025/QH15", True)]), ("chinh-quyen-so", [])],
)
def test_definitions_are_told_without_their_wording(ask, concept, provisions):
    rows = ask("cq-38", concept=f"cdsc:{concept}")
    assert [(row["number"], row["textSeen"]) for row in rows] == provisions
    assert all(str(row["provision"]).startswith("Điều 3") for row in rows)


@pytest.mark.parametrize(
    ("date", "lapsed"), [("2025-12-31", []), ("2026-01-01", ["2025"]), ("2031-01-01", ["2025", "2030"])]
)
def test_a_target_lapses_on_the_day_after_its_deadline(ask, date, lapsed):
    assert [row["target"] for row in ask("cq-35", date=day(date))] == [f"{CDSI}target-{year}" for year in lapsed]


def test_an_observation_is_held_against_the_target_of_its_indicator(kg_store):
    """No target has an observation, so one is made up: 15 percent, after 10 the year before."""
    store = ox.Store()
    store.extend(kg_store.store)
    observation = """
        @prefix cds: <{0}> . @prefix cdsc: <{1}> . @prefix cdsi: <{2}> . @prefix xsd: <{3}> .
        cdsi:observation-{year} a cds:Observation ; cds:indicator cdsc:ty-le-hoat-dong-kiem-tra-tu-xa ;
          cds:observedPlace cdsi:place-viet-nam ; cds:unitOfMeasure cds:Percent ; cds:value {value} ;
          cds:observedFrom "{year}-01-01"^^xsd:date ; cds:observedUntil "{year}-12-31"^^xsd:date .
    """
    for year, percent in ((2022, 10.0), (2023, 15.0)):
        text = observation.format(CDS, CDSC, CDSI, XSD, year=year, value=percent)
        store.load(text.encode(), ox.RdfFormat.TURTLE)
    columns, found = on_oxigraph(store, source("cq-29"))
    rows = [dict(zip(columns, (cell and cell[1] for cell in row), strict=True)) for row in found if row[1]]
    assert [(row["target"], row["observation"], row["gap"]) for row in rows] == [
        (f"{CDSI}target-2025", f"{CDSI}observation-2023", 35),
        (f"{CDSI}target-2030", f"{CDSI}observation-2023", 55),
    ]
    assert {row["remark"] for row in rows} == {"so được với mục tiêu"}


@pytest.mark.parametrize(
    ("date", "national"),
    [("2023-12-30", None), ("2023-12-31", "0.7326"), ("2024-12-30", "0.7326"), ("2024-12-31", "0.7955")],
)
def test_the_latest_observation_is_that_of_the_day(ask, date, national):
    rows = [row for row in ask("cq-29", date=day(date)) if row["indicator"] == CDSC + "chi-so-chuyen-doi-so-quoc-gia"]
    assert [row["value"] for row in rows] == [national and Decimal(national)]
    assert {row["remark"] for row in rows} == {"không có mục tiêu" if national else "chưa biết quan sát nào"}


@pytest.mark.parametrize(
    ("date", "successors"),
    [
        ("2022-07-25", []),
        ("2022-07-26", ["cuc-chuyen-doi-so-quoc-gia"]),
        ("2025-03-01", ["bo-khoa-hoc-va-cong-nghe", "cuc-chuyen-doi-so-quoc-gia"]),
    ],
)
def test_a_body_succeeds_from_the_day_of_the_change(ask, date, successors):
    assert [row["successor"] for row in ask("cq-37", date=day(date))] == [f"{CDSI}organisation-{s}" for s in successors]


@pytest.mark.parametrize(
    ("date", "claims"),
    [
        # Of the service levels it is only known that they were replaced; the ministry ended after its Cục.
        ("2022-07-25", {"c081", "c083"}),
        ("2022-07-26", {"c081", "c083", "c111"}),
        ("2025-07-01", {"c041", "c049", "c051", "c081", "c083", "c111"}),
        ("2026-01-01", {"c041", "c049", "c051", "c067", "c081", "c083", "c111"}),
    ],
)
def test_the_claims_that_no_longer_hold_are_those_of_the_day(ask, date, claims):
    assert {row["claim"] for row in ask("cq-40", date=day(date))} == {CDSE + claim for claim in claims}


def test_an_act_defines_a_concept_from_its_adoption(ask):
    # Law 148/2025/QH15 was passed on 11 December 2025.
    assert ask("cq-38", date=day("2025-12-10")) == []
    assert len(ask("cq-38", date=day("2025-12-11"))) == 1


def test_no_body_is_said_to_have_been_renamed(ask):
    for lang, word in (("vi", "đổi tên"), ("en", "renamed")):
        kinds = {str(row["kind"]) for row in ask("cq-37", lang=f'"{lang}"')}
        assert len(kinds) == 2
        assert not any(word in kind for kind in kinds)


def test_every_class_and_property_is_used_by_a_question_or_named_here(kg_store):
    declared = set()
    for kind in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"):
        declared |= members(kg_store, PREFIXES["owl"] + kind)
    ours = {name.removeprefix(CDS) for name in declared if name.startswith(CDS)}
    used = {name for question in PACK for name in re.findall(r"\bcds:(\w+)", code(question))}
    assert len(ours) > 100
    defined = (None, ox.NamedNode(PREFIXES["rdfs"] + "isDefinedBy"), ox.NamedNode(ONTOLOGY))
    described = {quad.subject.value.removeprefix(CDS) for quad in kg_store.store.quads_for_pattern(*defined)}
    assert used <= described, "a query names what the ontology does not declare"
    assert ours - used == set().union(*UNUSED_BECAUSE.values()), "unused and not named, or named and now used"

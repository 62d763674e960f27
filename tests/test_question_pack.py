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

from cds_kg.namespaces import BASE, CDS, CDSC, CDSE, CDSI, PREFIXES, XSD

QUERIES = Path(__file__).resolve().parent.parent / "queries"
PACK = sorted(path.stem for path in QUERIES.glob("*.rq"))
PROMISED = {*(f"cq-{n:02}" for n in (*range(1, 24), *range(30, 35), 36))}

INTEGERS = {XSD + "integer", XSD + "nonNegativeInteger"}

HEADER = ["id", "question_vi", "question_en", "keywords", "parameter", "function"]

#: The classes and properties that no question uses, by the reason.
UNUSED_BECAUSE = {
    "a superclass without members of its own": {
        *("Assertion", "CodedValue", "DomainConcept", "ReportedFact", "TransformationSubject", "TreeRelation"),
    },
    "the class of coded values which answers give through their properties": {
        *("CurrencyStatus", "Direction", "ProvisionMode", "Region", "SuccessDegree", "UnitOfMeasure"),
    },
    "a part is reached from its claim by dcterms:isPartOf, whatever its class": {"ClaimPart"},
    "its members answer as what has ended and what came after, whatever their class": {"ServiceLevelScale"},
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
def graph(kg_store) -> rdflib.Graph:
    return kg_store.rdflib_graph()


@pytest.fixture(scope="module")
def ask(kg_store, graph):
    """The rows of a question about other things, as dicts of plain values, after both engines agreed on them."""

    def rows(question: str, **terms: str) -> list[dict[str, object]]:
        query = asked(question, **terms)
        columns, found = on_oxigraph(kg_store.store, query)
        other_columns, other_rows = on_rdflib(graph, query)
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
    assert Counter(keys) - Counter(parameter=len(keys)) in (Counter(HEADER[:4]), Counter([*HEADER[:4], "function"]))
    assert source(question).startswith(f"#+ id: {question}\n")
    keywords = dict(header(question))["keywords"].split("; ")
    assert len(keywords) >= 3
    assert len(set(keywords)) == len(keywords)


def test_the_questions_are_those_of_the_list(source_dir):
    with (source_dir.parent / "questions.tsv").open(encoding="utf-8", newline="") as file:
        listed = {row["id"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    for question in PACK:
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
        term = {"concept": default, "date": f'"{default}"^^xsd:date'}.get(kind, f'"{default}"')
        assert kind in ("concept", "date", "language", "label")
        assert asked(question, **{name: term}) == source(question)
    used = set(re.findall(r"\?(\w+)", code(question)))
    assert set(parameters(question)) <= used


@pytest.mark.parametrize("question", PACK)
def test_a_query_declares_the_prefixes_it_uses_and_orders_by_every_column(question, kg_store):
    declared = dict(re.findall(r"(?m)^PREFIX (\w+): <(.*)>$", source(question)))
    used = set(re.findall(r"(?<![\w?$])([a-z]+):", re.sub(r"(?m)^PREFIX.*$", "", code(question))))
    assert declared == {prefix: PREFIXES[prefix] for prefix in used}
    columns, _ = on_oxigraph(kg_store.store, source(question))
    ordered = re.findall(r"\?(\w+)", code(question).rpartition("ORDER BY")[2])
    assert set(columns) == set(ordered)
    assert not re.search(r"\b(REGEX|SERVICE|FROM|LATERAL)\b", code(question))


@pytest.mark.parametrize("question", PACK)
def test_the_answer_is_the_one_worked_out_by_hand(question, kg_store):
    assert answered(question, *on_oxigraph(kg_store.store, source(question))) == expected(question)


@pytest.mark.parametrize("question", PACK)
def test_another_engine_gives_the_same_answer(question, graph):
    columns, rows = answered(question, *on_rdflib(graph, source(question)))
    wanted, wanted_rows = expected(question)
    assert columns == wanted
    assert Counter(rows) == Counter(wanted_rows)


def test_the_answers_stay_the_same_where_correspondence_is_stated_both_ways(kg_store):
    store = ox.Store()
    store.extend(kg_store.store)
    for quad in kg_store.store.quads_for_pattern(None, ox.NamedNode(CDS + "correspondsTo"), None):
        store.add(ox.Quad(quad.object, quad.predicate, quad.subject))
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
    assert "72/2025/QH15" in district["act"]


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
def test_texts_come_in_the_language_asked_for(question, kg_store):
    columns, vietnamese = on_oxigraph(kg_store.store, source(question))
    _, english = on_oxigraph(kg_store.store, asked(question, lang='"en"'))

    def languages(rows) -> set[str]:
        return {cell[0] for row in rows for cell in row if cell and cell[0].startswith("text@")}

    assert languages(vietnamese) == {"text@vi"}
    # A name in force is given as the law has it, in Vietnamese whatever the language.
    assert languages(english) == ({"text@vi"} if columns[-1] == "nameNow" else {"text@en"})
    assert len(english) == len(vietnamese)


def test_every_class_and_property_is_used_by_a_question_or_named_here(kg_store):
    declared = set()
    for kind in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"):
        declared |= members(kg_store, PREFIXES["owl"] + kind)
    ours = {name.removeprefix(CDS) for name in declared if name.startswith(CDS)}
    used = {name for question in PACK for name in re.findall(r"\bcds:(\w+)", code(question))}
    assert len(ours) > 100
    assert used <= ours, "a query names what the ontology does not declare"
    assert ours - used == set().union(*UNUSED_BECAUSE.values()), "unused and not named, or named and now used"

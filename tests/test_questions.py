"""The competency questions as the library and the command ask them: found, given parameters, compared row by row."""

from __future__ import annotations

import datetime
import json
import threading

import pytest

from cds_kg import KnowledgeGraph, resources
from cds_kg.cli import ask
from cds_kg.cli.main import parser_of
from cds_kg.errors import AmbiguousError, InputError, LimitError, NotFoundError, QueryError, UsageError
from cds_kg.knowledge.comparison import compare
from cds_kg.knowledge.questions import answer, answer_defaults, find_question, questions, read_question
from cds_kg.store.dataset import GraphStore
from cds_kg.store.guard import Watchdog

PACK = [f"cq-{n:02}" for n in range(1, 41)]
DAY = datetime.date(2026, 11, 23)
CONCEPT = "https://w3id.org/cds-kg/concept/"


# The pack


def test_every_question_of_the_pack_is_read():
    assert [question.id for question in questions()] == PACK
    assert all(question.path.name == f"{question.id}.rq" and question.keywords for question in questions())


@pytest.mark.parametrize("name", PACK)
def test_the_answer_is_the_expected_one_row_by_row(kg_store, name):
    comparison = compare(kg_store, find_question(name))
    assert comparison.rows > 0
    assert comparison.holds, "\n".join(
        [*(f"missing: {row}" for row in comparison.missing), *(f"unexpected: {row}" for row in comparison.unexpected)]
    )


def test_the_date_in_the_files_is_the_date_of_the_ontology(kg_store):
    modified = kg_store.select("SELECT ?day { <https://w3id.org/cds-kg/ontology> dcterms:modified ?day }")[0]["day"]
    dates = {p.default for question in questions() for p in question.parameters if p.kind == "date"}
    assert dates == {str(modified)}


@pytest.mark.parametrize("name", PACK)
def test_the_defaults_in_the_header_are_those_in_the_query(kg_store, name):
    question = find_question(name)
    values = {
        p.name: datetime.date.fromisoformat(p.default) if p.kind == "date" else p.default for p in question.parameters
    }
    assert answer(kg_store, question, values, DAY).to_tsv() == answer_defaults(kg_store, question).to_tsv()


# Row by row


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """A pack of one question, whose file and expected answer the test writes."""
    (tmp_path / "expected").mkdir()
    monkeypatch.setattr(resources, "queries_dir", lambda: tmp_path)

    def write(query: str, expected: str | None = None, header: str = "") -> None:
        head = "#+ id: cq-90\n#+ question_vi: Gì?\n#+ question_en: What?\n#+ keywords: thử; trial\n"
        (tmp_path / "cq-90.rq").write_text(head + header + query, encoding="utf-8")
        if expected is not None:
            (tmp_path / "expected" / "cq-90.tsv").write_text(expected, encoding="utf-8")

    return write


SHARES = "SELECT ?p ?share { ?p cds:share ?share } ORDER BY ?p ?share\n"
E_PACE, D_PACE = (
    f"<https://w3id.org/cds-kg/id/position-{name}>"
    for name in ("chinh-phu-dien-tu-toc-do-truoc-day", "chinh-phu-so-toc-do-hien-nay")
)


def test_numbers_are_compared_by_value(pack, kg_store):
    pack(SHARES, f'?p\t?share\n{E_PACE}\t10\n{D_PACE}\t"100.00"^^<http://www.w3.org/2001/XMLSchema#decimal>\n')
    assert compare(kg_store, find_question("cq-90")).holds


def test_a_wrong_row_is_told_as_missing_and_unexpected(pack, kg_store):
    pack(SHARES, f"?p\t?share\n{E_PACE}\t10\n{D_PACE}\t99\n")
    comparison = compare(kg_store, find_question("cq-90"))
    assert not comparison.holds
    assert comparison.missing == ("cdsi:position-chinh-phu-so-toc-do-hien-nay | 99",)
    assert comparison.unexpected == ("cdsi:position-chinh-phu-so-toc-do-hien-nay | 100",)


def test_a_row_too_many_or_too_few_is_told(pack, kg_store):
    pack(SHARES, f"?p\t?share\n{E_PACE}\t10\n")
    assert compare(kg_store, find_question("cq-90")).unexpected == ("cdsi:position-chinh-phu-so-toc-do-hien-nay | 100",)
    pack(SHARES, f"?p\t?share\n{E_PACE}\t10\n{D_PACE}\t100\n{D_PACE}\t100\n")
    assert compare(kg_store, find_question("cq-90")).missing == ("cdsi:position-chinh-phu-so-toc-do-hien-nay | 100",)


def test_the_order_of_rows_and_the_columns_count(pack, kg_store):
    pack(SHARES, f"?p\t?share\n{D_PACE}\t100\n{E_PACE}\t10\n")
    comparison = compare(kg_store, find_question("cq-90"))
    assert comparison.reordered
    assert not comparison.holds
    pack(SHARES, f"?share\t?p\n10\t{E_PACE}\n100\t{D_PACE}\n")
    comparison = compare(kg_store, find_question("cq-90"))
    assert comparison.columns == (("share", "p"), ("p", "share"))
    assert not comparison.holds


def test_texts_differ_by_language_and_things_by_iri_alone(pack, kg_store):
    query = "SELECT ?l { cdsc:estonia skos:prefLabel ?l } ORDER BY LANG(?l)\n"
    pack(query, '?l\n"Estonia"@en\n"Estonia"@vi\n')
    assert compare(kg_store, find_question("cq-90")).holds
    pack(query, '?l\n"Estonia"@en\n"Estonia"\n')
    assert not compare(kg_store, find_question("cq-90")).holds


def test_a_change_in_the_data_shows_in_the_answer(tmp_path):
    question = find_question("cq-09")
    file = tmp_path / "more.ttl"
    file.write_text(
        "@prefix cds: <https://w3id.org/cds-kg/ontology#> .\n@prefix cdsc: <https://w3id.org/cds-kg/concept/> .\n"
        "@prefix cdse: <https://w3id.org/cds-kg/claim/> .\n"
        "cdsc:chinh-phu-so cds:hasBenefit cdsc:giam-chi-phi .\n"
        "cdse:c059 cds:about cdsc:giam-chi-phi .\n"
        "cdse:c900 a cds:Claim ; cds:assertsSubject cdsc:chinh-phu-so ; cds:assertsPredicate cds:hasBenefit ;\n"
        "  cds:assertsObject cdsc:giam-chi-phi .\n",
        encoding="utf-8",
    )
    comparison = compare(GraphStore.open(extra=[file]), question)
    assert not comparison.missing
    assert any("cdsc:giam-chi-phi" in row for row in comparison.unexpected)


# Parameters


def test_a_concept_is_given_by_any_of_its_names(kg_store):
    question = find_question("cq-18")
    by_name = [answer(kg_store, question, {"concept": name}).to_tsv() for name in ("cấp huyện", "cdsc:cap-huyen")]
    assert by_name[0] == by_name[1]
    assert "claim/c051>" in by_name[0]
    with pytest.raises(AmbiguousError):
        answer(kg_store, question, {"concept": "chính phủ"})
    with pytest.raises(NotFoundError):
        answer(kg_store, question, {"concept": "không có gì"})


@pytest.mark.parametrize(("day", "exists"), [("2025-06-30", True), (datetime.date(2025, 7, 1), False)])
def test_the_district_exists_on_its_last_day_and_not_on_the_next(kg_store, day, exists):
    rows = answer(kg_store, find_question("cq-07"), {"date": day})
    assert [row.exists for row in rows if row.level == CONCEPT + "cap-huyen"] == [exists]
    assert [row.exists for row in rows if row.level == CONCEPT + "cap-xa"] == [True]


def test_a_date_that_is_not_given_is_this_day(kg_store):
    question = find_question("cq-07")
    before, after = (
        {row.level: row.exists for row in answer(kg_store, question, today=day)}
        for day in (datetime.date(2020, 1, 1), DAY)
    )
    assert before[CONCEPT + "cap-huyen"] is True
    assert after[CONCEPT + "cap-huyen"] is False


@pytest.mark.parametrize("name", ["2025-80", "cdsu:2025-80", "80", "Tỉnh Tây Ninh", "tinh tay ninh"])
def test_a_unit_is_given_by_its_name_or_its_code(kg_store, name):
    rows = answer(kg_store, find_question("cq-25"), {"unit": name})
    # Resolution 202/2025/QH15 formed Tây Ninh from Long An and Tây Ninh; code 80 was that of Long An.
    assert [row.predecessor.curie for row in rows] == ["cdsu:pre2025-72", "cdsu:pre2025-80"]


def test_a_unit_that_is_ambiguous_or_unknown_is_told(kg_store):
    with pytest.raises(AmbiguousError):
        answer(kg_store, find_question("cq-26"), {"unit": "Xã Tân Thành"})
    with pytest.raises(NotFoundError):
        answer(kg_store, find_question("cq-26"), {"unit": "Xã không có thật"})


@pytest.mark.parametrize("day", ["2025", "2025-6-30", "30/06/2025", "2025-02-30", ""])
def test_a_date_must_be_a_full_one(kg_store, day):
    with pytest.raises(UsageError):
        answer(kg_store, find_question("cq-07"), {"date": day})


def test_a_language_is_vi_or_en(kg_store):
    question = find_question("cq-07")
    rows = answer(kg_store, question, {"lang": "en"})
    assert any(row.definition and row.definition.language == "en" for row in rows)
    with pytest.raises(UsageError):
        answer(kg_store, question, {"lang": "fr"})


@pytest.mark.parametrize("typed", ["Bộ TT&TT", "bo tt&tt"])
def test_a_label_is_found_with_or_without_marks(kg_store, typed):
    (row,) = answer(kg_store, find_question("cq-36"), {"label": typed})
    assert row.thing.curie == "cdsi:organisation-bo-thong-tin-va-truyen-thong"
    assert row.nameNow == "Bộ Khoa học và Công nghệ"


@pytest.mark.parametrize("text", ['x" } ?s ?p ?o . VALUES ?y { "', "CCCD\\", 'CCCD" } #', "\n} UNION {"])
def test_a_label_is_always_a_term_and_never_a_piece_of_query(kg_store, text):
    assert len(answer(kg_store, find_question("cq-36"), {"label": text})) == 0


def test_a_parameter_that_the_question_does_not_have_is_wrong_use(kg_store):
    with pytest.raises(UsageError) as told:
        answer(kg_store, find_question("cq-18"), {"conceptt": "chinh-phu-so"})
    assert "concept" in told.value.vi
    with pytest.raises(UsageError):
        answer(kg_store, find_question("cq-09"), {"concept": "chinh-phu-so"})


def test_a_path_is_asked_between_any_two_concepts(kg_store):
    rows = answer(kg_store, find_question("cq-21"), {"a": "mã định danh duy nhất", "b": "chính phủ số"})
    assert [(row.step, row.relation.curie, row.to.curie) for row in rows] == [
        (1, "cds:yields", "cdsc:cap-ma-dinh-danh-duy-nhat"),
        (2, "cds:providesService", "cdsc:chinh-phu-so"),
    ]
    assert len(answer(kg_store, find_question("cq-21"), {"a": "cấp xã", "b": "cấp xã"})) == 0


# Ill-formed files


@pytest.mark.parametrize(
    ("header", "query", "place"),
    [
        ("#+ parameter: date\n", SHARES, ":5:"),
        ("#+ parameter: p | planet | x\n", SHARES, ":5:"),
        ("#+ no colon here\n", SHARES, ":5:"),
        ("#+ id: cq-91\n", SHARES, ":5:"),
        ("#+ parameter: p | concept | cdsc:x\n", SHARES, ":1:"),
    ],
)
def test_a_fault_in_a_header_is_told_with_file_and_line(pack, header, query, place):
    pack(query, header=header)
    with pytest.raises(InputError) as told:
        questions()
    assert f"cq-90.rq{place}" in told.value.vi


def test_a_header_without_keywords_is_a_fault(tmp_path):
    file = tmp_path / "cq-90.rq"
    file.write_text("#+ id: cq-90\n#+ question_vi: Gì?\n#+ question_en: What?\n" + SHARES, encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_question(file)
    assert "keywords" in told.value.en


def test_a_syntax_error_in_a_question_has_the_line_of_its_file(pack, kg_store):
    pack("SELECT ?p {\n  ?p cds:share ?share\n  } } ORDER BY ?p\n", "?p\n")
    with pytest.raises(QueryError) as told:
        compare(kg_store, find_question("cq-90"))
    assert "cq-90.rq:7:" in told.value.vi


def test_a_missing_or_ill_formed_expected_answer_is_told_with_its_file(pack, kg_store):
    pack(SHARES)
    with pytest.raises(InputError) as told:
        compare(kg_store, find_question("cq-90"))
    assert "cq-90.tsv" in told.value.vi
    pack(SHARES, "?p\t?share\ncdsi:position\t10\n")
    with pytest.raises(InputError) as told:
        compare(kg_store, find_question("cq-90"))
    assert "cq-90.tsv:2" in told.value.en


# At the command line


@pytest.mark.parametrize("name", ["cq-09", "CQ-09", "cq09", "9"])
def test_a_question_is_asked_by_its_number(run, name):
    done = run("ask", name, "-f", "json")
    assert done.code == 0
    # s25: effectiveness, transparency, less corruption, development of society.
    benefits = {row["benefit"].removeprefix(CONCEPT) for row in json.loads(done.stdout)}
    assert benefits == {
        "hieu-luc-hieu-qua-hoat-dong",
        "minh-bach",
        "phong-chong-tham-nhung",
        "kien-tao-su-phat-trien-cho-xa-hoi",
    }


def test_without_a_question_all_are_listed_with_their_parameters(run):
    listed = json.loads(run("ask", "-f", "json", "--lang", "en").stdout)
    assert [question["id"] for question in listed] == PACK
    first = next(question for question in listed if question["id"] == "cq-07")
    assert first["iri"] == "https://w3id.org/cds-kg/query/cq-07"
    assert first["label"].startswith("What is digital local government")
    assert {parameter["name"]: parameter["kind"] for parameter in first["parameters"]} == {
        "date": "date",
        "lang": "language",
    }
    assert len(run("ask").stdout.splitlines()) == 1 + len(PACK)


def test_answers_carry_full_iris_and_labels_for_programs_and_labels_for_people(run):
    rows = json.loads(run("ask", "cq-17", "-f", "json", "--lang", "en").stdout)
    falling = next(row for row in rows if row.get("direction", "") and row["direction"].endswith("#Decrease"))
    assert falling["measure"] == CONCEPT + "so-luong-dich-vu-hanh-chinh-cong"
    assert falling["measure_label"] == "Number of administrative public services"
    table = run("ask", "cq-17", "-f", "table").stdout
    assert "Số lượng dịch vụ hành chính công" in table
    assert "https://" not in table
    head = run("ask", "cq-17").stdout.splitlines()[0].split("\t")
    assert head[:4] == ["model", "model_label", "measure", "measure_label"]


def test_the_language_of_the_command_is_the_language_of_the_answer(run):
    assert "Law on Organisation of Local Government" in run("ask", "cq-07", "--lang", "en").stdout
    assert "Luật Tổ chức chính quyền địa phương" in run("ask", "cq-07").stdout
    assert "Luật Tổ chức" in run("ask", "cq-07", "--lang", "en", "--param", "lang=vi").stdout


def test_the_date_used_is_told_where_none_is_given(run):
    assert str(datetime.date.today()) in run("ask", "cq-07", "--lang", "en").stderr
    assert run("ask", "cq-07", "--param", "date=2025-06-30").stderr == ""


def test_an_answer_without_rows_is_exit_code_1_and_an_empty_document(run):
    done = run("ask", "cq-36", "--param", "label=XYZ", "-f", "json")
    assert (done.code, json.loads(done.stdout)) == (1, [])
    done = run("ask", "cq-36", "--param", "label=XYZ", "-f", "tsv")
    assert (done.code, len(done.stdout.splitlines())) == (1, 1)


def test_a_day_that_is_not_covered_is_an_answer_and_a_concept_without_a_definition_is_none(run):
    done = run("ask", "cq-24", "--param", "date=2024-01-01", "--lang", "en", "-f", "json")
    assert (done.code, [row["status"] for row in json.loads(done.stdout)]) == (0, ["not covered"])
    done = run("ask", "cq-38", "--param", "concept=chinh-quyen-so", "-f", "json")
    assert (done.code, json.loads(done.stdout)) == (1, [])


def test_an_unknown_question_is_exit_code_1_and_words_find_questions(run):
    done = run("ask", "so sánh")
    assert (done.code, done.stdout) == (1, "")
    assert "cq-05" in done.stderr
    assert run("ask", "cq-99").code == 1


@pytest.mark.parametrize(
    "given",
    [["concept"], ["=x"], ["concept=a", "concept=b"], ["planet=x"], ["concept=chính phủ"]],
)
def test_wrong_parameters_are_exit_code_2(run, given):
    options = [word for text in given for word in ("--param", text)]
    done = run("ask", "cq-18", *options)
    assert (done.code, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_a_parameter_without_a_question_is_exit_code_2(run):
    assert run("ask", "--param", "concept=chinh-phu-so").code == 2


def test_the_library_answers_as_the_command_does():
    rows = KnowledgeGraph.open().answer("cq-07", date="2025-06-30", lang="en")
    assert {row.level.curie: row.exists for row in rows if row.level} == {
        "cdsc:cap-tinh": True,
        "cdsc:cap-huyen": True,
        "cdsc:cap-xa": True,
    }


# The memory is that of the whole process, which holds what other tests have left behind.
@pytest.mark.parametrize("limit", [("--timeout", "0.1", "--memory", "64G"), ("--memory", "1K")])
def test_an_answer_ends_at_its_limits(limit, monkeypatch):
    end = threading.Event()
    monkeypatch.setattr("cds_kg.knowledge.questions.answer", lambda *_: end.wait(60))
    monkeypatch.setattr(Watchdog, "given_up", False)
    try:
        with pytest.raises(LimitError) as told:
            ask.run(parser_of("ask", "en").parse_args(["cq-05", *limit]))
    finally:
        end.set()
    assert (told.value.exit_code, limit[0] in told.value.en) == (4, True)


def test_limits_of_an_answer_that_are_none_are_wrong_use(run):
    for limit in (("--timeout", "0"), ("--memory", "lots")):
        done = run("ask", "cq-05", *limit)
        assert (done.code, done.stdout) == (2, "")
        assert " ".join(limit) in done.stderr


def test_the_list_tells_the_language_that_will_be_used(run):
    for lang, other in (("vi", "en"), ("en", "vi")):
        shown = run("ask", "--lang", lang, "-f", "table").stdout
        assert f"lang={lang}" in shown
        assert f"lang={other}" not in shown


def test_tables_write_truth_and_days_as_people_do_and_programs_get_them_plain(run):
    question = ("ask", "cq-07", "--param", "date=2026-11-23")
    table = run(*question, "-f", "table").stdout
    assert "không" in table.split()
    assert "30/06/2025" in table
    assert "false" not in table.split()
    assert "no" in run(*question, "-f", "table", "--lang", "en").stdout.split()
    cells = {cell for line in run(*question, "-f", "tsv").stdout.splitlines() for cell in line.split("\t")}
    assert {"false", "2025-06-30"} <= cells

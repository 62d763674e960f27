"""Tables and values: what a row gives to Python, what a person sees of it, and what a terminal never gets."""

from __future__ import annotations

import copy
import datetime
import io
import os
import pickle
import time
from decimal import Decimal

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.query import Result

from cds_kg.store.results import Row, Rows, Text, rows_of, value_of
from cds_kg.store.tables import table, visible

XSD = "http://www.w3.org/2001/XMLSchema#"
ESC, CSI = "\x1b", "\x9b"


def select(query: str) -> Rows:
    solutions = ox.Store().query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    return rows_of(solutions)


def read_from(terminal: int, until: bytes, seconds: float = 60) -> str:
    """What is written to the other side of a pseudo-terminal, up to ``until``."""
    data, end = b"", time.monotonic() + seconds
    while until not in data and time.monotonic() < end:
        try:
            data += os.read(terminal, 4096)
        except OSError:
            break
    return data.decode()


# The layout


def test_a_table_has_a_rule_under_its_headings_and_aligned_columns():
    assert table(("a", "tên"), [("1", "Đô thị"), ("100", "x")]) == ("a    tên\n───  ──────\n1    Đô thị\n100  x\n")


def test_columns_that_are_empty_throughout_are_left_out():
    assert table(("a", "b", "c"), [("1", "", "2"), ("3", "", "")]) == "a  c\n─  ─\n1  2\n3\n"
    assert table(("a", "b"), []) == "a  b\n─  ─\n"
    assert table(("a", "b"), [("", "")]).splitlines()[0] == "a  b"


def test_wide_columns_are_wrapped_between_words():
    text = table(("id", "text"), [("cq-1", "one two three four five six")], 20)
    assert text == "id    text\n────  ──────────────\ncq-1  one two three\n      four five six\n"


def test_a_table_that_would_break_words_becomes_a_block_for_each_row():
    rows = [("https://agency.example/id/one", "Một hai ba bốn năm sáu bảy"), ("https://agency.example/id/two", "")]
    assert table(("iri", "tên"), rows, 36) == (
        "iri: https://agency.example/id/one\ntên: Một hai ba bốn năm sáu bảy\n\niri: https://agency.example/id/two\n"
    )


def test_a_long_token_is_broken_only_where_nothing_else_helps():
    assert table(("iri", "x"), [("a" * 25, "b")], 12) == f"iri:\n  {'a' * 10}\n  {'a' * 10}\n  {'a' * 5}\nx: b\n"


@pytest.mark.parametrize("width", [20, 33, 80])
def test_no_line_is_wider_than_the_terminal(kg_store, width):
    rows = kg_store.select("SELECT ?c ?l ?d { ?c a skos:Concept ; skos:prefLabel ?l ; skos:definition ?d }")
    assert max(map(len, rows.to_table("vi", width).splitlines())) <= width


def test_an_answer_at_the_command_line_fits_the_terminal(start):
    pty = pytest.importorskip("pty")
    main, terminal = pty.openpty()
    with start("ask", "cq-05", env={"COLUMNS": "80", "TERM": "xterm"}, stdout=terminal) as process:
        os.close(terminal)
        text = read_from(main, b"\0never")
        process.communicate()
    os.close(main)
    assert len(text.splitlines()) > 20
    assert max(map(len, text.splitlines())) <= 80


# What a terminal never gets


def test_control_characters_and_marks_of_direction_become_visible():
    assert visible("a\x1b[31mb\x07\x7f\x9b\u202ec\u2066\nđ") == "a␛[31mb␇␡\\x9b\\u202ec\\u2066\nđ"


def test_texts_of_strangers_cannot_steer_the_terminal(run, tmp_path):
    data = tmp_path / "a.ttl"
    data.write_text('<http://a> <http://b> "one\\ttwo\\nthree\\u001B[2J\\u009B\\u202E" .\n', "utf-8")
    done = run("query", "--data", data, "--only", "-q", "SELECT ?x { ?s ?p ?x }", "-f", "table")
    assert done.stdout.splitlines()[2] == "one two three␛[2J\\x9b\\u202e"


def test_messages_show_the_controls_of_files_and_names(run, tmp_path):
    data = tmp_path / f"a{ESC}[2J.ttl"
    data.write_text(f"<http://a> <http://b> {ESC}[31m{CSI} .\n", "utf-8")
    done = run("query", "--data", data, "-q", "ASK {}")
    assert done.code == 3
    assert "a␛[2J.ttl:1:" in done.stderr
    assert ESC not in done.stderr
    assert CSI not in done.stderr
    assert len(done.stderr.splitlines()) >= 3  # the message, the line and the caret


@pytest.mark.parametrize(("term", "coloured"), [("xterm", True), ("dumb", False), ("", False)])
def test_a_terminal_without_escapes_gets_none(term, coloured, monkeypatch):
    from cds_kg.cli.streams import complain

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stderr = Terminal()
    monkeypatch.setattr("sys.stderr", stderr)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", term)
    complain("x", "en")
    assert (ESC in stderr.getvalue()) is coloured
    assert "error:" in stderr.getvalue()


def test_progress_on_a_terminal_without_escapes_is_a_plain_line(monkeypatch):
    from cds_kg.cli.common import progress

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stderr = Terminal()
    monkeypatch.setattr("sys.stderr", stderr)
    monkeypatch.setenv("TERM", "dumb")
    with progress("en", "đang làm", "working"):
        time.sleep(1.3)
    assert stderr.getvalue() == "working ...\n"


def test_a_full_disk_is_told_without_an_option_that_is_not_there(run, start):
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    with open("/dev/full", "wb") as full, start("tree", "--lang", "en", stdout=full) as process:
        _, errors = process.communicate()
    assert process.returncode == 3
    assert b"standard output" in errors
    assert b"-o" not in errors


# Values


@pytest.mark.parametrize(
    ("lexical", "datatype"),
    [
        ("1_000", "integer"),
        (" 1", "integer"),
        ("١", "integer"),
        ("Infinity", "decimal"),
        ("1e3", "decimal"),
        ("1_0.5", "double"),
        ("inf", "double"),
        ("nan", "float"),
        ("True", "boolean"),
        ("2020-W01-1", "date"),
        ("20200101", "date"),
        ("2025-02-30", "date"),
        ("2020-01-01 10:00:00", "dateTime"),
    ],
)
def test_an_ill_formed_literal_stays_text(lexical, datatype):
    value = value_of(ox.Literal(lexical, datatype=ox.NamedNode(XSD + datatype)))
    assert (type(value), value) == (Text, lexical)


@pytest.mark.parametrize(
    ("lexical", "datatype", "expected"),
    [
        ("+007", "integer", 7),
        ("-1", "long", -1),
        (".50", "decimal", Decimal("0.5")),
        ("1E3", "double", 1000.0),
        ("-INF", "float", float("-inf")),
        ("0", "boolean", False),
        ("2025-06-30", "date", datetime.date(2025, 6, 30)),
        ("2025-06-30T10:00:00Z", "dateTime", datetime.datetime(2025, 6, 30, 10, tzinfo=datetime.UTC)),
    ],
)
def test_a_well_formed_literal_is_a_python_value(lexical, datatype, expected):
    value = value_of(ox.Literal(lexical, datatype=ox.NamedNode(XSD + datatype)))
    assert (type(value), value) == (type(expected), expected)


def test_rows_can_be_copied_and_pickled():
    row = select('SELECT (1 AS ?n) ("Xã"@vi AS ?t) {}')[0]
    for twin in (copy.copy(row), copy.deepcopy(row), pickle.loads(pickle.dumps(row))):
        assert isinstance(twin, Row)
        assert (twin.n, twin.t, twin["t"].language) == (1, "Xã", "vi")
    with pytest.raises(AttributeError):
        _ = row.m


@pytest.mark.parametrize(
    ("lang", "shown"), [("vi", "có       không  30/06/2025  7"), ("en", "yes      no     2025-06-30  7")]
)
def test_tables_alone_write_truth_and_days_in_the_language(lang, shown):
    rows = select(f'SELECT (true AS ?yes_it) (false AS ?no_it) ("2025-06-30"^^<{XSD}date> AS ?day) (7 AS ?n) {{}}')
    assert rows.to_table(lang).splitlines()[2].split() == shown.split()
    assert rows.to_csv().splitlines()[1] == "true,false,2025-06-30,7"


# The W3C formats


@pytest.mark.parametrize("form", ["json", "xml", "tsv"])
def test_another_parser_reads_the_same_answer_from_every_w3c_format(form):
    first = '<http://a> "Xã <&\\" \\n"@vi 1.5'
    second = f'UNDEF "x" "2025-06-30"^^<{XSD}date>'
    rows = select(f"SELECT ?a ?b ?c {{ VALUES (?a ?b ?c) {{ ({first}) ({second}) }} }}")
    text = {"json": rows.to_json, "xml": rows.to_xml, "tsv": rows.to_tsv}[form]()
    result = Result.parse(io.BytesIO(text.encode()), format=form)
    assert [str(name) for name in result.vars or ()] == ["a", "b", "c"]
    one, two = (row.asdict() for row in result)
    assert one["a"] == rdflib.URIRef("http://a")
    assert one["b"] == rdflib.Literal('Xã <&" \n', lang="vi")
    assert (str(one["c"]), one["c"].datatype) == ("1.5", rdflib.XSD.decimal)
    assert two == {"b": rdflib.Literal("x"), "c": rdflib.Literal("2025-06-30", datatype=rdflib.XSD.date)}

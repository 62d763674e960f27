"""``cds-kg query``: sources, formats, defaults; and the rows that the library gives for the same queries."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from decimal import Decimal
from pathlib import Path

import pytest

import cds_kg
from cds_kg.errors import UsageError
from cds_kg.store.dataset import GraphStore

PACKAGE_PARENT = str(Path(cds_kg.__file__).resolve().parents[1])
SMALL = Path(__file__).parent / "data" / "input" / "small.ttl"
EX = "http://example.org/"
ALL = f"""
PREFIX ex: <{EX}>
SELECT ?s ?label ?count ?since ?open {{
  ?s rdfs:label ?label ; ex:count ?count .
  OPTIONAL {{ ?s ex:since ?since }} OPTIONAL {{ ?s ex:open ?open }}
}} ORDER BY ?s DESC(LANG(?label))
"""
TSV = (
    "?s\t?label\t?count\t?since\t?open\n"
    '<http://example.org/a>\t"Số một"@vi\t1\t"2026-11-23"^^<http://www.w3.org/2001/XMLSchema#date>\t\n'
    '<http://example.org/a>\t"One"@en\t1\t"2026-11-23"^^<http://www.w3.org/2001/XMLSchema#date>\t\n'
    '<http://example.org/b>\t"Hai, \\"ba\\""@vi\t2.5\t\ttrue\n'
)


@pytest.fixture
def small(run):
    """Run a query over the small file alone."""
    return lambda query, *args, **options: run("query", "--only", "--data", SMALL, "-q", query, *args, **options)


def test_a_pipe_gets_tsv(small):
    done = small(ALL)
    assert (done.code, done.stdout, done.stderr) == (0, TSV, "")


def test_csv_holds_values_only(small):
    assert small(ALL, "-f", "csv").stdout.splitlines() == [
        "s,label,count,since,open",
        f"{EX}a,Số một,1,2026-11-23,",
        f"{EX}a,One,1,2026-11-23,",
        f'{EX}b,"Hai, ""ba""",2.5,,true',
    ]


def test_json_is_sparql_results_json(small):
    answer = json.loads(small(ALL, "-f", "json").stdout)
    assert answer["head"]["vars"] == ["s", "label", "count", "since", "open"]
    first, _, last = answer["results"]["bindings"]
    assert first["label"] == {"type": "literal", "value": "Số một", "xml:lang": "vi"}
    assert "since" not in last


def test_xml_is_sparql_results_xml(small):
    root = ElementTree.fromstring(small(ALL, "-f", "xml").stdout)
    space = "{http://www.w3.org/2005/sparql-results#}"
    assert root.tag == f"{space}sparql"
    assert [e.text for e in root.iter(f"{space}uri")] == [f"{EX}a", f"{EX}a", f"{EX}b"]


def test_a_table_shows_prefixed_names_and_plain_texts(run):
    query = "SELECT ?c ?l { VALUES ?c { cdsc:chinh-phu-so } ?c skos:prefLabel ?l } ORDER BY DESC(LANG(?l))"
    assert run("query", "-q", query, "-f", "table").stdout == (
        "c                  l\n"
        "─────────────────  ──────────────────\n"
        "cdsc:chinh-phu-so  Chính phủ số\n"
        "cdsc:chinh-phu-so  Digital government\n"
    )


@pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals here")
def test_a_terminal_gets_a_table_that_fits_it(start):
    import pty

    main, terminal = pty.openpty()
    query = "SELECT ?c ?d { VALUES ?c { cdsc:chinh-phu-so } ?c skos:definition ?d } ORDER BY ?d"
    with start("query", "-q", query, stdout=terminal, env={"COLUMNS": "60"}) as process:
        process.wait(30)
        os.close(terminal)
        shown = b""
        while True:
            try:
                piece = os.read(main, 4096)
            except OSError:
                break
            if not piece:
                break
            shown += piece
    lines = shown.decode().splitlines()
    assert lines[0].split() == ["c", "d"]
    assert max(map(len, lines)) <= 60
    assert "cdsc:chinh-phu-so" in lines[2]


@pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals here")
def test_a_query_that_takes_long_says_so_on_the_terminal(start):
    import pty

    main, terminal = pty.openpty()
    slow = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a"
    with start("query", "--timeout", "2", "-q", slow, stderr=terminal, env={"TERM": "xterm"}) as process:
        assert process.wait(60) == 4
    os.close(terminal)
    assert "Đang chạy truy vấn" in os.read(main, 4096).decode()


def test_no_row_is_a_valid_empty_document_and_success(small):
    query = "SELECT ?x { ?x a ?x }"
    expected = {"tsv": "?x\n", "csv": "x\n", "table": "x\n─\n(không có dòng nào)\n"}
    for form, text in expected.items():
        done = small(query, "-f", form)
        assert (done.code, done.stdout.replace("\r", ""), done.stderr) == (0, text, "")
    assert json.loads(small(query, "-f", "json").stdout) == {"head": {"vars": ["x"]}, "results": {"bindings": []}}
    assert "<results></results>" in small(query, "-f", "xml").stdout


def test_no_triple_is_a_valid_empty_document(small):
    query = "CONSTRUCT { ?x a ?x } { ?x a ?x }"
    assert [small(query, "-f", form).stdout for form in ("ttl", "nt")] == ["", ""]
    assert json.loads(small(query, "-f", "jsonld").stdout)["@graph"] == []


def test_ask_answers_true_or_false(small):
    assert small("ASK { ?s ?p 'x' }").stdout == "false\n"
    assert small("ASK {}", "-f", "csv").stdout == "true\n"
    assert json.loads(small("ASK {}", "-f", "json").stdout)["boolean"] is True
    assert small("ASK { ?s ?p 'x' }").code == 0


def test_construct_and_describe_give_turtle(small):
    query = f"CONSTRUCT {{ ?s a cds:Seen }} {{ ?s <{EX}open> true }}"
    turtle = "@prefix cds: <https://w3id.org/cds-kg/ontology#> .\n\n<http://example.org/b>\n  a cds:Seen ;\n  .\n"
    assert small(query).stdout == turtle
    assert small(query, "-f", "nt").stdout == (
        f"<{EX}b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/cds-kg/ontology#Seen> .\n"
    )
    assert "2.5" in small(f"DESCRIBE <{EX}b>").stdout


@pytest.mark.parametrize(
    ("query", "form"),
    [("SELECT ?s { ?s ?p ?o }", "ttl"), ("ASK {}", "jsonld"), ("CONSTRUCT WHERE { ?s ?p ?o }", "csv")],
)
def test_a_format_that_does_not_fit_the_query_is_refused(small, query, form):
    done = small(query, "-f", form)
    assert (done.code, done.stdout) == (2, "")
    assert f"«{form}»" in done.stderr


def test_the_file_name_tells_the_format(small, tmp_path):
    assert small(ALL, "-o", tmp_path / "out.tsv").stdout == ""
    assert (tmp_path / "out.tsv").read_text(encoding="utf-8") == TSV
    small(ALL, "-o", tmp_path / "out.json")
    assert len(json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["results"]["bindings"]) == 3
    done = small(ALL, "-o", tmp_path / "other.csv", "-f", "json")
    assert (done.code, (tmp_path / "other.csv").exists()) == (2, False)


def test_an_output_file_is_replaced_whole(small, tmp_path):
    path = tmp_path / "out.tsv"
    path.write_text("old\n" * 1000, encoding="utf-8")
    assert small("SELECT * { wrong }", "-o", path).code == 2
    assert path.read_text(encoding="utf-8") == "old\n" * 1000
    small(ALL, "-o", path)
    assert path.read_text(encoding="utf-8") == TSV
    assert list(tmp_path.iterdir()) == [path]


def test_data_files_add_to_the_graph_or_replace_it(run):
    query = f"SELECT ?x {{ VALUES ?x {{ <{EX}a> cdsc:chinh-phu-so }} FILTER EXISTS {{ ?x ?p ?o }} }} ORDER BY ?x"
    both = run("query", "--data", SMALL, "-q", query, "-f", "csv").stdout.split()
    alone = run("query", "--data", SMALL, "--only", "-q", query, "-f", "csv").stdout.split()
    neither = run("query", "-q", query, "-f", "csv").stdout.split()
    assert both == ["x", f"{EX}a", "https://w3id.org/cds-kg/concept/chinh-phu-so"]
    assert alone == ["x", f"{EX}a"]
    assert neither == ["x", "https://w3id.org/cds-kg/concept/chinh-phu-so"]


def test_the_graph_stays_as_it_was_opened(tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text(f"<{EX}a> <{EX}b> 01 .", encoding="utf-8")
    store = GraphStore.open(extra=[path], only=True)
    path.unlink()
    assert [quad.object.value for quad in store.quads()] == ["01"]
    assert len(store.rdflib_graph()) == len(store) == 1


def test_named_graphs_of_a_data_file_join_the_one_graph(run, tmp_path):
    path = tmp_path / "a.trig"
    path.write_text("<http://g> { <http://a> <http://b> 1 }", encoding="utf-8")
    assert run("query", "--only", "--data", path, "-q", "ASK { <http://a> <http://b> 1 }").stdout == "true\n"


def test_the_query_may_come_from_a_file_or_the_input(run, tmp_path):
    text = "ASK { cdsc:chinh-phu-so a cds:Pillar }"
    path = tmp_path / "a.rq"
    path.write_text(f"\ufeff{text}", encoding="utf-8")
    assert run("query", path).stdout == "true\n"
    assert run("query", "-", stdin=text.encode()).stdout == "true\n"
    assert run("query", stdin=text.encode()).stdout == "true\n"


def test_a_query_may_declare_a_known_prefix_anew(run):
    query = "PREFIX cds: <http://other/> SELECT (cds:x AS ?x) (skos:y AS ?y) {}"
    assert run("query", "-q", query, "-f", "csv").stdout.split()[1] == (
        "http://other/x,http://www.w3.org/2004/02/skos/core#y"
    )


def test_blank_nodes_of_a_file_have_the_same_names_on_each_run(run, tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text("<http://a> <http://b> [ <http://c> [] ] , [] .", encoding="utf-8")
    answers = {
        run("query", "--only", "--data", path, "-q", "SELECT * { ?s ?p ?o } ORDER BY ?s ?o").stdout for _ in "123"
    }
    assert len(answers) == 1


EVERYTHING = "SELECT * { ?s ?p ?o }"


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_large_results_are_whole_documents_in_every_format(run, tmp_path, form):
    path = tmp_path / f"out.{form}"
    done, filed = run("query", "-q", EVERYTHING, "-f", form), run("query", "-q", EVERYTHING, "-o", path)
    assert (done.code, filed.code, filed.stdout) == (0, 0, "")
    assert len(done.stdout) > 2**20
    assert path.read_bytes().decode("utf-8") == done.stdout
    rows = run("query", "-q", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "-f", "csv").stdout.split()[1]
    if form == "json":
        assert len(json.loads(done.stdout)["results"]["bindings"]) == int(rows)
    elif form == "xml":
        assert len(
            list(ElementTree.fromstring(done.stdout).iter("{http://www.w3.org/2005/sparql-results#}result"))
        ) == int(rows)
    else:
        assert done.stdout.endswith("\n")


def test_triples_as_n_triples_are_sorted_each_once(run, tmp_path):
    lines = run("query", "-q", "CONSTRUCT { ?c a ?t } { ?c a ?t ; ?p ?o }", "-f", "nt").stdout.splitlines()
    assert len(lines) > 1000
    assert lines == sorted(set(lines))
    path = tmp_path / "a.ttl"
    path.write_text('<http://a> <http://b> [ <http://c> "_:x" ] .', encoding="utf-8")
    blank = run("query", "--only", "--data", path, "-q", "CONSTRUCT WHERE { ?s ?p ?o }", "-f", "nt").stdout
    assert blank.count("_:") == 3


@pytest.mark.skipif(os.name != "posix", reason="tells the peak of memory as POSIX does")
@pytest.mark.parametrize("form", ["tsv", "json"])
def test_memory_does_not_grow_with_the_result(tmp_path, form):
    # A process begins with the peak of the one that starts it: this one is large, the one between is not.
    between = (
        "import resource, subprocess, sys\n"
        "code = subprocess.run(sys.argv[2:], stdout=open(sys.argv[1], 'wb')).returncode\n"
        "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )

    def peak(query: str) -> float:
        line = [sys.executable, "-P", "-m", "cds_kg", "query", "--module", "units", "-q", query, "-f", form]
        env = {**os.environ, "CDS_KG_CACHE": str(tmp_path / "cache"), "PYTHONPATH": PACKAGE_PARENT}
        told = subprocess.run(
            [sys.executable, "-c", between, str(tmp_path / "out"), *line],
            capture_output=True,
            env=env,
            check=True,
            timeout=300,
        )
        code, most = map(int, told.stdout.split())
        assert code == 0
        return most / (2**20 if sys.platform == "darwin" else 2**10)

    peak("ASK {}")  # makes the cache
    small, large = peak("SELECT * { ?s ?p ?o } LIMIT 10"), peak(EVERYTHING)
    assert (tmp_path / "out").stat().st_size > 15 * 2**20
    assert large < 60, "megabytes"
    assert large - small < 25


@pytest.mark.skipif(os.name != "posix", reason="closed pipes as POSIX has them")
def test_a_reader_that_goes_away_ends_a_large_result_quietly(start):
    with start("query", "-q", EVERYTHING, "-f", "csv") as process:
        assert process.stdout.read(100)
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait(60) == 0
    assert errors == b""


@pytest.mark.skipif(os.name != "posix", reason="pipes as POSIX has them")
def test_a_slow_reader_does_not_use_up_the_time_limit(start):
    with start("query", "-q", EVERYTHING, "-f", "xml", "--timeout", "20") as process:
        assert process.stdout.read(10)
        process.stdin.close()
        time.sleep(1)
        rest = process.stdout.read()
        assert process.wait(60) == 0
    assert rest.endswith(b"</sparql>\n")


@pytest.mark.parametrize("what", ["time", "memory"])
def test_a_limit_in_the_middle_of_a_result_leaves_no_file(run, tmp_path, what):
    path = tmp_path / "out.csv"
    path.write_text("old", encoding="utf-8")
    endless = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"  # its rows come at once, and for ever
    if what == "memory":
        endless += " ORDER BY ?a"
    limit = ("--timeout", "2") if what == "time" else ("--memory", "150M")
    done = run("query", "-q", endless, "-o", path, *limit, timeout=100)
    assert (done.code, done.stdout) == (4, "")
    assert path.read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir() if file.name != "cache"] == ["out.csv"]


def test_an_error_of_the_output_is_not_told_as_one_of_the_query(run, tmp_path):
    done = run("query", "-q", EVERYTHING, "-f", "csv", "-o", tmp_path / "none" / "out.csv")
    assert done.code == 3
    assert "out.csv" in done.stderr
    if os.path.exists("/dev/full"):
        assert run("query", "-q", EVERYTHING, "-f", "csv", "-o", "/dev/full").code == 3


def test_rows_give_python_values():
    rows = GraphStore.open(extra=[SMALL], only=True).query(ALL)
    assert rows.variables == ("s", "label", "count", "since", "open")
    first, _, last = rows
    assert (first.label, first.label.language, first["count"]) == ("Số một", "vi", 1)
    assert first.since == datetime.date(2026, 11, 23)
    assert first.open is None
    assert (last["s"], last[2], last.open) == (f"{EX}b", Decimal("2.5"), True)
    assert rows.to_tsv() == TSV
    with pytest.raises(KeyError):
        first["none"]
    with pytest.raises(AttributeError):
        _ = first.none


def test_a_limited_query_gives_the_same_rows(kg_store):
    query = "SELECT ?c ?l { ?c a cds:Pillar ; skos:prefLabel ?l } ORDER BY ?c ?l"
    free, limited = kg_store.query(query), kg_store.query(query, timeout=60, memory=2**30)
    assert len(free) == 12
    assert free.terms == limited.terms
    assert [str(t) for t in kg_store.query("CONSTRUCT { ?c a cds:X } { ?c a cds:Pillar }", timeout=60)] == [
        str(t) for t in kg_store.query("CONSTRUCT { ?c a cds:X } { ?c a cds:Pillar }")
    ]


def test_notebooks_get_escaped_html_with_links(kg_store):
    rows = kg_store.query('SELECT (cdsc:chinh-phu-so AS ?c) ("<b>&"@en AS ?l) {}')
    html = rows._repr_html_()
    assert '<a href="https://w3id.org/cds-kg/concept/chinh-phu-so">cdsc:chinh-phu-so</a>' in html
    assert '<td lang="en">&lt;b&gt;&amp;</td>' in html


def test_rows_become_a_data_frame(kg_store):
    pandas = pytest.importorskip("pandas")
    frame = kg_store.query("SELECT (1 AS ?n) ('x' AS ?t) {}").to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert frame.to_dict("records") == [{"n": 1, "t": "x"}]


def test_an_unknown_module_is_told_with_the_known_ones():
    with pytest.raises(UsageError, match="concepts"):
        GraphStore.open(modules=["concept"])
    assert GraphStore.open(modules=["concepts"]).modules == ("concepts",)


def test_info_counts_what_is_there(run, kg_store):
    (facts,) = json.loads(run("info", "-f", "json").stdout)
    assert (facts["claims"], facts["passages"]) == (111, 48)
    assert facts["triples"] == len(kg_store)
    assert facts["ontology"] == f"https://w3id.org/cds-kg/ontology/{facts['version']}"
    assert Path(facts["data"], "ontology", "cds.ttl").is_file()
    assert {"concepts", "evidence"} <= {module["name"] for module in facts["modules"]}
    assert str(facts["concepts"]) in run("info").stdout

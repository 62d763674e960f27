"""Bad input gets a message that says where, what and what to do, in both languages, and the right exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import unicodedata
from pathlib import Path

import pytest

EX = "@prefix ex: <http://example.org/> .\n"

# name, content, exit code, what follows the file's name in the message, words of the message in vi and in en
FILES = {
    "undeclared prefix": ("a.ttl", 'ex:a ex:p "x" .', 3, ":1:1:", "chưa được khai báo", "not declared"),
    "no final dot": ("a.ttl", f"{EX}ex:a ex:p ex:b", 3, ":2:", "kết thúc giữa chừng", "ends in mid-statement"),
    "statement not ended": ("a.ttl", f'{EX}ex:a ex:p "số"@vi\nex:b ex:p 2 .', 3, ":3:1:", "dấu chấm", "add a dot"),
    "no final dot after a text": (
        "a.ttl",
        f'{EX}ex:a ex:p "x"\n# the end\n\n',
        3,
        ":2:14:",
        "kết thúc giữa chừng",
        "ends in mid-statement",
    ),
    "no final dot in N-Triples": (
        "a.nt",
        "<http://a> <http://b> <http://c>\n",
        3,
        ":1:33:",
        "kết thúc giữa chừng",
        "ends in mid-statement",
    ),
    "no datatype": ("a.ttl", f'{EX}ex:a ex:p "x"^^ .', 3, ":2:", "IRI của kiểu dữ liệu", "datatype IRI"),
    "no datatype in N-Triples": (
        "a.nt",
        '<http://a> <http://b> "x"^^ .',
        3,
        ":1:",
        "IRI của kiểu dữ liệu",
        "datatype IRI",
    ),
    "underscore in a tag": ("a.ttl", f'{EX}ex:a ex:p "x"@vi_VN .', 3, ":2:17:", "@vi-VN", "@vi-VN"),
    "no object": ("a.ttl", f"{EX}ex:a ex:p .", 3, ":2:11:", "thiếu tân ngữ", "no object"),
    "text over a line end": ("a.ttl", f'{EX}ex:a ex:p "x\ny" .', 3, ":2:", "xuống dòng", "end of its line"),
    "relative IRI": ("a.ttl", f"{EX}ex:a ex:p <b> .", 3, ":2:11:", "IRI tương đối", "relative"),
    "blank in an IRI": ("a.ttl", f"{EX}ex:a ex:p <http://a b> .", 3, ":2:11:", "khoảng trắng", "not allowed"),
    "curly quotes": ("a.ttl", f"{EX}ex:a ex:p “x” .", 3, ":2:11:", "nháy cong", "curly"),
    "RDF 1.2": ("a.ttl", f"{EX}ex:a ex:p <<( ex:a ex:p ex:b )>> .", 3, ":", "RDF 1.2", "RDF 1.2"),
    "N-Triples": (
        "a.nt",
        '<http://a> <http://b> "x" .\n<http://a> <http://b> .\n',
        3,
        ":2:23:",
        "thiếu tân ngữ",
        "no object",
    ),
    "RDF/XML": ("a.rdf", "<?xml version='1.0'?>\n<a>\n</b>", 3, ":3:", "RDF/XML", "RDF/XML"),
    "entity bomb": (
        "a.rdf",
        '<!DOCTYPE a [<!ENTITY a "aa">\n<!ENTITY b "&a;&a;">]><a/>',
        3,
        ":2:1:",
        "thực thể",
        "entities",
    ),
    "entity bomb without a blank": (
        "a.rdf",
        '<!DOCTYPE a [<!ENTITY a "aa">\n<!ENTITYb "&a;&a;">]><a/>',
        3,
        ":2:1:",
        "thực thể",
        "entities",
    ),
    "entity used without end": (
        "a.rdf",
        f'<!DOCTYPE a [<!ENTITY a "{"a" * 100_000}">]><a>{"&a;" * 100_000}</a>',
        3,
        ":",
        "thực thể",
        "entities",
    ),
    "JSON-LD": ("a.jsonld", '{"@id": "http://a",\n "x": }', 3, ":2:7:", "JSON-LD", "JSON-LD"),
    "remote context": (
        "a.jsonld",
        '{"@context": "http://localhost:9/c", "@id": "http://a"}',
        3,
        ":",
        "ngữ cảnh",
        "context",
    ),
    "empty": ("a.ttl", "", 3, ":", "tệp rỗng", "empty"),
    "only blanks": ("a.ttl", " \n\t\n", 3, ":", "tệp rỗng", "empty"),
    "only a BOM": ("a.ttl", "\ufeff", 3, ":", "tệp rỗng", "empty"),
    "no triple": ("a.ttl", EX, 3, ":", "không có bộ ba", "no RDF triple"),
    "unknown extension": ("a.docx", "x", 3, ":", ".ttl, .nt", ".ttl, .nt"),
    "UTF-16": ("a.ttl", f'{EX}ex:a ex:p "số" .'.encode("utf-16"), 3, ":1:1:", "UTF-16", "UTF-16"),
    "UTF-16 without BOM": ("a.ttl", f'{EX}ex:a ex:p "số" .'.encode("utf-16-le"), 3, ":1:1:", "UTF-16", "UTF-16"),
    "Latin-1": ("a.ttl", f'{EX}ex:a ex:p "état" .'.encode("latin-1"), 3, ":2:12:", "UTF-8", "UTF-8"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_bad_file_is_explained(run, tmp_path, case):
    name, content, code, place, vi, en = FILES[case]
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = path.read_bytes()
    for language, label, words in (("vi", "lỗi", vi), ("en", "error", en)):
        done = run("query", "--data", path, "-q", "ASK {}", "--lang", language)
        assert (done.code, done.stdout) == (code, "")
        first = done.stderr.splitlines()[0]
        assert first.startswith(f"cds-kg: {label}: {path}{place}")
        assert words in first
        assert "Traceback" not in done.stderr
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_bad_line_is_shown_with_a_caret(run, tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text(f'{EX}ex:a ex:p "Chính phủ số"@vi b:z .\n', encoding="utf-8")
    lines = run("query", "--data", path, "-q", "ASK {}").stderr.splitlines()
    assert lines[1] == '  ex:a ex:p "Chính phủ số"@vi b:z .'
    assert lines[2] == "  " + " " * 28 + "^"


def test_other_signs_that_break_lines_do_not_shift_the_line_that_is_shown(run, tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text(f'{EX}ex:a ex:p "one\u2028two\u0085three" .\r\nex:b ex:p .\r\n', encoding="utf-8", newline="")
    lines = run("query", "--data", path, "-q", "ASK {}").stderr.split("\n")
    assert lines[0].startswith(f"cds-kg: lỗi: {path}:3:11:")
    assert lines[1:3] == ["  ex:b ex:p .", "  " + " " * 10 + "^"]


def test_entities_that_abbreviate_namespaces_work(run, tmp_path):
    path = tmp_path / "a.owl"
    space = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    things = "".join(f'<rdf:Description rdf:about="&ex;{n}"><ex:p>1</ex:p></rdf:Description>' for n in range(2_000))
    path.write_text(
        f'<!DOCTYPE rdf:RDF [<!ENTITY rdf "{space}"> <!ENTITY ex "http://example.org/">]>'
        f'<rdf:RDF xmlns:rdf="&rdf;" xmlns:ex="&ex;">{things}</rdf:RDF>',
        encoding="utf-8",
    )
    query = "SELECT (COUNT(*) AS ?n) { ?s <http://example.org/p> ?o }"
    assert run("query", "--only", "--data", path, "-q", query, "-f", "csv").stdout.split() == ["n", "2000"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such pipes here")
@pytest.mark.parametrize("args", [("query", "-q", "ASK {}", "--data"), ("query",), ("format",), ("check",)])
def test_a_pipe_or_a_device_is_not_waited_for(run, tmp_path, args):
    pipe = tmp_path / "f.ttl"
    os.mkfifo(pipe)
    (tmp_path / "zero.ttl").symlink_to("/dev/zero")
    for path in (pipe, tmp_path / "zero.ttl"):
        for language, words in (("vi", "lưu nội dung thành tệp"), ("en", "save its content as a file")):
            done = run(*args, path, "--lang", language, timeout=20)
            assert (done.code, done.stdout) == (3, "")
            assert f"{path}: " in done.stderr
            assert words in done.stderr


@pytest.mark.parametrize("args", [("query", "-q", "ASK {}", "--data"), ("query",), ("format",)])
def test_missing_files_and_directories_are_told_apart(run, tmp_path, args):
    (tmp_path / "folder.ttl").mkdir()
    for name, vi, en in (("none.ttl", "không có tệp", "no such file"), ("folder.ttl", "thư mục", "directory")):
        for language, words in (("vi", vi), ("en", en)):
            done = run(*args, tmp_path / name, "--lang", language)
            assert (done.code, done.stdout) == (3, "")
            assert words in done.stderr
            assert str(tmp_path / name) in done.stderr


@pytest.mark.parametrize("size", [500_000_000, 500 * 2**20, 10**10])
def test_a_file_of_500_mb_is_not_read(run, tmp_path, size):
    path = tmp_path / "big.ttl"
    with path.open("wb") as file:
        file.truncate(size)
    done = run("query", "--data", path, "-q", "ASK {}", timeout=10)
    assert (done.code, done.stdout) == (4, "")
    assert f"{path}: tệp lớn quá giới hạn 500 MB" in done.stderr


def test_a_file_that_takes_more_memory_than_allowed(run, tmp_path):
    path = tmp_path / "large.ttl"
    path.write_text("".join(f"<urn:s{n}> <urn:p> <urn:o{n}> .\n" for n in range(300_000)), encoding="utf-8")
    done = run("query", "--only", "--data", path, "-q", "ASK {}", "--memory", "64M", "--lang", "en")
    assert (done.code, done.stdout) == (4, "")
    assert "over the memory limit of 64 MiB" in done.stderr
    assert "use smaller files or raise --memory" in done.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is readable to root")
def test_a_file_that_may_not_be_read(run, tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text("<http://a> <http://b> 1 .", encoding="utf-8")
    path.chmod(0)
    done = run("query", "--data", path, "-q", "ASK {}")
    assert done.code == 3
    assert "không có quyền" in done.stderr


def test_a_bom_is_skipped_and_text_is_composed(run, tmp_path):
    path = tmp_path / "a.ttl"
    label = unicodedata.normalize("NFD", "Chính phủ số")
    path.write_text(f'\ufeff{EX}ex:a ex:p "{label}"@vi .', encoding="utf-8")
    query = f'SELECT ?s {{ ?s ?p "{label}"@vi }}'
    done = run("query", "--only", "--data", path, "-q", query, "-f", "csv")
    assert done.stdout.split() == ["s", "http://example.org/a"]


# query, line and column of the place
REFUSED = {
    "SELECT * { SERVICE <http://localhost:9/> { ?s ?p ?o } }": (1, 12),
    "SELECT *\n{ ?s ?p ?o .\n  service silent <http://localhost:9/> {} }": (3, 3),
    "SELECT * { SERVICESILENT<http://localhost:9/>{} }": (1, 12),
    "SELECT * { ?s ?p trueSERVICE<http://localhost:9/>{} }": (1, 18),
    "PREFIX : <http://localhost:9/> SELECT * { SERVICE:x {} }": (1, 43),
    "PREFIX service: <http://localhost:9/> SELECT * { SERVICE service:x {} }": (1, 50),
    "SELECT * { \\u0053ERVICE <http://localhost:9/> {} }": (1, 12),
    "SELECT * { SERVIC\\U00000045 <http://localhost:9/> {} }": (1, 12),
    'SELECT * { ?s ?p ?o FILTER(?o<#x>"""\n 5) SERVICE <http://localhost:9/> {} #"""\n}': (2, 5),
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }": (1, 10),
    "SELECT * FROM NAMED <http://localhost:9/> { ?s ?p ?o }": (1, 10),
    "CONSTRUCT { ?s ?p ?o } FROM <http://localhost:9/> WHERE { ?s ?p ?o }": (1, 24),
    "PREFIX : <http://x/> SELECT * FROM:a { ?s ?p ?o }": (1, 31),
    "PREFIX : <http://x/> SELECT *FROMNAMED:a{ ?s ?p ?o }": (1, 30),
    "SELECT * FROMNAMED<http://x/> { ?s ?p ?o }": (1, 10),
    "PREFIX : <http://x/> ASKFROM:a { ?s ?p ?o }": (1, 22),
    "PREFIX : <http://x/> DESCRIBE :x FROM:a": (1, 34),
    "PREFIX : <http://x/> PREFIX FROM: <http://y/> SELECT (1 AS ?x)FROM:a {}": (1, 63),
    "PREFIX : <http://x/> PREFIX FROM: <http://y/> DESCRIBE * FROM:a {}": (1, 58),
    "LOAD <http://localhost:9/>": (1, 1),
    "INSERT DATA { <http://a> <http://b> 1 }": (1, 1),
    "DELETE WHERE { ?s ?p ?o }": (1, 1),
    "# a comment\nCLEAR ALL": (2, 1),
    "DROP ALL": (1, 1),
    "PREFIX ex: <http://a/>\nWITH ex:g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }": (2, 1),
    "CREATE GRAPH <http://a>": (1, 1),
    "ADD DEFAULT TO <http://a>": (1, 1),
    "MOVE DEFAULT TO <http://a>": (1, 1),
    "COPY DEFAULT TO <http://a>": (1, 1),
    "ASK {} ; LOAD <http://localhost:9/>": (1, 10),
}


@pytest.mark.parametrize("query", REFUSED)
def test_what_reaches_out_or_writes_is_refused(run, query):
    line, column = REFUSED[query]
    for language, words in (("vi", "từ chối"), ("en", "refused")):
        done = run("query", "-q", query, "--lang", language)
        assert (done.code, done.stdout) == (2, "")
        assert words in done.stderr
        assert f"-q:{line}:{column}:" in done.stderr


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service ?from ?load }",
        'SELECT * { ?s ?p \'SERVICE\' , "INSERT" , \'\'\'DROP\nFROM\'\'\' , """LOAD "quoted" CLEAR"""@en }',
        "SELECT * { <http://x/SERVICE> <http://x/FROM#LOAD> <http://x/a;DROP> }",
        "PREFIX service: <http://x/> PREFIX from: <http://y/> SELECT * { service:load from:insert service:SERVICE }",
        "PREFIX from: <http://x/> DESCRIBE from:x",
        "PREFIX from: <http://x/> SELECT * { ?s <http://x/p>* from:o ; from:p from:q }",
        "PREFIX from: <http://x/> SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (from:x != ?s) LIMIT 1",
        "# SERVICE <http://localhost:9/> {}\nSELECT * { ?s ?p ?o # LOAD\n } LIMIT 1",
        "SELECT * { ?s ?p 'it\\'s a SERVICE' }",
        "SELECT * { ?s ?p ?o FILTER(?o < 5 && ?o > 1) }",
        "SELECT (REPLACE('a', 'a', 'SERVICE') AS ?x) {}",
        "PREFIX service: <http://x/> SELECT * { GRAPH service:g { ?s ?p ?o } }",
    ],
)
def test_words_that_only_look_like_it_are_not_refused(run, query):
    done = run("query", "-q", query)
    assert (done.code, done.stderr) == (0, "")


# query, place of the fault, words in vi and in en
ILL_FORMED = {
    "SELECT * WHERE { ?s ?p }": ("1:24", "«}» không đúng chỗ", '"}" is out of place'),
    "SELECT *\nWHERE {\n  ?s ?p\n}\n": ("4:1", "«}» không đúng chỗ", '"}" is out of place'),
    "SELECT * { ?s ?p ?o\n  ?a ?b ?c }": ("2:3", "«?a» không đúng chỗ", '"?a" is out of place'),
    "SELEC * { ?s ?p ?o }": ("1:1", "SELECT", "SELECT"),
    "SELECT * { ?s ?p ?o": ("1:20", "kết thúc giữa chừng", "ends too soon"),
    "SELECT * { ?s foo:p ?o }": ("1:15", "«foo:» chưa được khai báo", '"foo:" is not declared'),
    'SELECT * { ?s ?p "số }': ("1:18", "nháy", "not closed"),
    "SELECT * { ?s ?p “số” }": ("1:18", "nháy cong", "curly"),
    "SELECT * { ?s <p> ?o }": ("1:15", "IRI đầy đủ", "full IRI"),
    "SELECT * { ?s ?p ?o } ORDER ?s": ("1:29", "BY", "BY"),
    "SELECT (?a ?b) {}": ("1:12", "AS", "AS"),
    "SELECT * { FILTER(STRR(?x)) }": ("1:19", "hàm", "function"),
    "SELECT ?a ?b { ?a ?b ?c } GROUP BY ?a": ("1:1", "GROUP BY", "GROUP BY"),
    "": ("1:1", "không có truy vấn", "no query"),
}


@pytest.mark.parametrize("query", ILL_FORMED)
def test_a_syntax_error_has_its_place_and_its_cause(run, tmp_path, query):
    place, vi, en = ILL_FORMED[query]
    for language, words in (("vi", vi), ("en", en)):
        done = run("query", "-q", query, "--lang", language)
        assert (done.code, done.stdout) == (2, "")
        assert f"-q:{place}: " in done.stderr
        assert words in done.stderr
    if query:
        path = tmp_path / "wrong.rq"
        path.write_text(query, encoding="utf-8")
        assert f"{path}:{place}: " in run("query", path).stderr


# query, column of the fault
NESTED = {
    "SELECT * { FILTER(" + "(" * 60 + " + " + ")" * 60 + ")}": 82,
    "SELECT * " + "{" * 100 + "?s" + "}" * 100: 112,
    "SELECT * { FILTER(" + "(" * 450 + " + " + ")" * 450 + ")}": 472,
}


@pytest.mark.parametrize("query", NESTED, ids=["60 brackets", "100 groups", "450 brackets"])
def test_a_syntax_error_deep_inside_has_its_place(run, query, kg_store):
    from cds_kg.errors import QueryError

    done = run("query", "-q", query)
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"cds-kg: lỗi: -q:1:{NESTED[query]}: ")
    assert "không đúng chỗ" in done.stderr
    with pytest.raises(QueryError, match="SPARQL:1:"):
        kg_store.query(query, timeout=30)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero here")
def test_an_endless_input_is_not_read_to_its_end():
    with open("/dev/zero", "rb") as endless:
        done = subprocess.run(
            [sys.executable, "-m", "cds_kg", "query"], stdin=endless, capture_output=True, timeout=20, check=False
        )
    assert (done.returncode, done.stdout) == (4, b"")
    assert "100000 ký tự" in done.stderr.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are text on Windows")
def test_a_query_argument_that_is_not_utf_8_is_told(run):
    for language, words in (("vi", "không phải UTF-8"), ("en", "not UTF-8")):
        done = run("query", "-q", 'ASK { ?s ?p "\udce9" }', "--lang", language)
        assert (done.code, done.stdout) == (2, "")
        assert "-q: " in done.stderr
        assert words in done.stderr


def test_an_error_of_the_program_itself_is_told_as_such(monkeypatch, capfd):
    from cds_kg.cli import main

    def fail(args):
        raise RuntimeError("some\nfault")

    monkeypatch.delenv("CDS_KG_DEBUG", raising=False)
    monkeypatch.setattr("cds_kg.cli.info.run", fail)
    for language, words in (("vi", "lỗi bên trong chương trình"), ("en", "internal error")):
        assert main.run(["info", "--lang", language]) == 70
        told = capfd.readouterr().err
        assert words in told
        assert f"info --lang {language}\n  RuntimeError: some fault\n" in told
        assert "Traceback" not in told
    monkeypatch.setenv("CDS_KG_DEBUG", "1")
    assert main.run(["info"]) == 70
    assert "Traceback" in capfd.readouterr().err


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 20_000 + "}" * 20_000,
        "SELECT * { ?s ?p " + "(" * 10_000 + ")" * 10_000 + " }",
        "SELECT * { VALUES ?x { " + "<http://example.org/> " * 10_000 + "} }",
    ],
)
def test_a_query_that_the_engine_could_not_swallow_is_refused(run, query):
    done = run("query", stdin=query.encode(), timeout=10)
    assert (done.code, done.stdout) == (4, "")
    assert "100000 ký tự" in done.stderr


def test_a_long_but_flat_query_runs(run):
    query = "SELECT * { VALUES ?x { " + "<http://example.org/> " * 4_000 + "} }"
    assert run("query", stdin=query.encode()).stdout.count("\n") == 4_001


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", "<http://a> <http://b> " + "[ <http://b> " * 100_000 + "1" + "]" * 100_000 + " ."),
        ("a.jsonld", '{"@id": "http://a", "http://b": ' * 10_000 + "1" + "}" * 10_000),
    ],
)
def test_data_nested_without_end_is_refused(run, tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    done = run("query", "--data", path, "-q", "ASK {}", timeout=20)
    assert (done.code, done.stdout) == (3, "")
    assert f"{path}:1: dấu ngoặc lồng nhau quá 100 bậc" in done.stderr


def test_a_chain_of_operators_ends_at_a_limit_and_not_in_a_crash(run):
    query = "ASK { FILTER(1" + "+1" * 40_000 + " > 0) }"
    done = run("query", "--timeout", "1", stdin=query.encode(), timeout=20)
    assert done.code in (0, 4)


def test_guarded_work_leaves_the_size_of_stacks_as_it_was():
    from cds_kg.store.guard import Watchdog

    before = threading.stack_size()
    threads = [threading.Thread(target=lambda: Watchdog(None, None).run(lambda: None)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert threading.stack_size() == before


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a"


def test_a_query_without_end_is_ended(run, tmp_path):
    started = time.monotonic()
    done = run("query", "-q", ENDLESS, "--timeout", "0.5", "-o", tmp_path / "answer.tsv", timeout=20)
    assert (done.code, done.stdout) == (4, "")
    assert "quá giới hạn thời gian 0.5 giây" in done.stderr
    assert time.monotonic() - started < 10
    assert list(tmp_path.iterdir()) == []


def test_a_query_that_eats_memory_is_ended(run, tmp_path):
    done = run("query", "-q", HUNGRY, "--memory", "200M", "-o", tmp_path / "answer.tsv", "--lang", "en", timeout=40)
    assert (done.code, done.stdout) == (4, "")
    assert "over the memory limit of 200 MiB" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_api_ends_a_query_and_goes_on(kg_store):
    from cds_kg.errors import LimitError, QueryError, RefusedError

    with pytest.raises(LimitError):
        kg_store.query(ENDLESS, timeout=0.3)
    with pytest.raises(LimitError):
        kg_store.query(HUNGRY, timeout=30, memory=200 * 2**20)
    with pytest.raises(QueryError, match="SPARQL:1:24"):
        kg_store.query("SELECT * WHERE { ?s ?p }", timeout=30)
    with pytest.raises(RefusedError):
        kg_store.query("SELECT * { SERVICE <http://localhost:9/> {} }")
    assert kg_store.query("ASK { cdsc:chinh-phu-so a skos:Concept }", timeout=30) is True


@pytest.mark.skipif(sys.platform == "win32", reason="no signals on Windows")
def test_interrupting_ends_with_130(start):
    # Started in the background by a shell, these tests would hand on that interrupts are to be ignored.
    with_interrupts = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = start("query", "-q", ENDLESS)
    finally:
        signal.signal(signal.SIGINT, with_interrupts)
    time.sleep(3)  # long enough on a busy machine for the query to have begun
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in errors


@pytest.mark.skipif(sys.platform == "win32", reason="no such pipes on Windows")
def test_a_closed_pipe_is_quiet(start):
    with start("query", "-q", "SELECT * { ?s ?p ?o }") as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("args", [("query", "-q", "ASK {}"), ("--help",), ("--version",), ("query", "--help")])
def test_a_full_disk_is_told(run, args):
    with open("/dev/full", "wb") as full:
        done = run(*args, stdout=full)
    assert done.code == 3
    assert "không ghi được" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("output", "vi"),
    [("none/out.tsv", "không có thư mục"), (".", "thư mục"), ("out.docx", "phần mở rộng")],
)
def test_an_output_that_cannot_be_written_is_told(run, tmp_path, output, vi):
    done = run("query", "-q", "ASK {}", "-o", tmp_path / output)
    assert done.code in (2, 3)
    assert vi in done.stderr
    assert list(tmp_path.iterdir()) == []


# arguments, words in vi and in en
MISUSED = {
    (): ("lệnh:", "commands:"),
    ("qurey",): ("Có phải bạn muốn dùng «query»?", 'Did you mean "query"?'),
    ("--colour", "query"): ("không có tùy chọn này", "no such option"),
    ("query", "--colour"): ("không có tham số này: --colour", "unrecognized arguments: --colour"),
    ("query", "-q"): ("cần một giá trị", "expected one argument"),
    ("query", "-f", "doc", "-q", "ASK {}"): ("không có lựa chọn", "invalid choice"),
    ("query", "-q", "ASK {}", "--timeout", "soon"): ("số giây", "seconds"),
    ("query", "-q", "ASK {}", "--timeout", "-1"): ("--timeout", "--timeout"),
    ("query", "-q", "ASK {}", "--memory", "much"): ("512M", "512M"),
    ("query", "-q", "ASK {}", "more.rq"): ("một truy vấn", "one query"),
    ("query", "-q", "ASK {}", "--only"): ("--data", "--data"),
    ("format",): ("thiếu tham số: FILE", "required: FILE"),
    ("format", "notes.txt"): (".ttl", ".ttl"),
    ("export", "--part", "half"): ("không có lựa chọn", "invalid choice"),
}


@pytest.mark.parametrize("args", MISUSED, ids=lambda args: " ".join(args) or "nothing")
def test_wrong_use_is_told_in_both_languages(run, args):
    for language, words in zip(("vi", "en"), MISUSED[args], strict=True):
        done = run(*args, env={"CDS_LANG": language})
        assert (done.code, done.stdout) == (2, "")
        assert words in done.stderr
        assert "Traceback" not in done.stderr


def test_the_option_beats_the_variable_and_vietnamese_is_the_default(run):
    assert run("none").stderr.startswith("cds-kg: lỗi:")
    assert run("none", env={"CDS_LANG": "en"}).stderr.startswith("cds-kg: error:")
    assert run("--lang", "vi", "none", env={"CDS_LANG": "en"}).stderr.startswith("cds-kg: lỗi:")
    assert run("info", "--no", "--lang=en").stderr.startswith("cds-kg: error:")


def test_vietnamese_is_printed_whatever_the_console(run):
    done = run("query", "-q", "SELECT ?l { cdsc:chinh-phu-so skos:prefLabel ?l } ORDER BY ?l", env={"LC_ALL": "C"})
    assert "Chính phủ số" in done.stdout
    done = run("none", env={"PYTHONIOENCODING": "cp1252"})
    assert "không có lệnh" in done.stderr

"""The same bytes on a second run and under another hash seed."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data" / "input"
EVERYTHING = "SELECT * { ?s ?p ?o }"

COMMANDS = {
    "export ttl": ("export",),
    "export nt": ("export", "-f", "nt", "--part", "vocabulary"),
    "export jsonld": ("export", "-f", "jsonld", "--part", "evidence"),
    "rows": ("query", "-q", EVERYTHING),
    "table": ("query", "-q", EVERYTHING, "-f", "table"),
    "triples": ("query", "-q", "CONSTRUCT WHERE { ?s a ?c }"),
    "blank nodes": ("query", "--only", "--data", DATA / "layout.ttl", "-q", EVERYTHING),
    "blank nodes as Turtle": ("query", "--only", "--data", DATA / "layout.ttl", "-q", "CONSTRUCT WHERE { ?s ?p ?o }"),
    "blank nodes as JSON-LD": (
        *("query", "--only", "--data", DATA / "layout.ttl"),
        *("-q", "CONSTRUCT WHERE { ?s ?p ?o }", "-f", "jsonld"),
    ),
    "info": ("info", "-f", "json"),
    "help": ("query", "--help"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_output_is_the_same_on_every_run(run, name):
    outputs = set()
    for seed in ("0", "0", "4711"):
        done = run(*COMMANDS[name], env={"PYTHONHASHSEED": seed})
        assert done.code == 0, done.stderr
        assert done.stdout
        outputs.add(done.stdout)
    assert len(outputs) == 1


def test_formatting_is_the_same_on_every_run(run, tmp_path):
    texts = set()
    for seed in ("0", "1", "4711"):
        path = tmp_path / f"{seed}.ttl"
        path.write_bytes((DATA / "layout.ttl").read_bytes())
        assert run("format", path, env={"PYTHONHASHSEED": seed}).code == 0
        texts.add(path.read_bytes())
    assert len(texts) == 1

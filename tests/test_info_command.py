"""``cds-kg info``: the same facts for people and for programs."""

from __future__ import annotations

import csv
import io
import json

import pytest

KEYS = [
    *("version", "data", "ontology", "modified", "modules", "triples", "concepts", "claims", "claim_parts"),
    *("external_claims", "passages", "acts", "observations", "questions", "shapes"),
]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_pipe_gets_tsv_with_stable_keys(run, lang):
    done = run("info", "--lang", lang)
    assert (done.code, done.stderr) == (0, "")
    assert run("info", "-f", "tsv").stdout == done.stdout
    head, *rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert head == ["key", "value"]
    assert [key for key, _ in rows] == KEYS


def test_every_format_tells_the_same_facts(run):
    facts = dict(csv.reader(io.StringIO(run("info", "-f", "csv").stdout)))
    (told,) = json.loads(run("info", "-f", "json").stdout)
    assert {key: str(told[key]) for key in KEYS if key != "modules"} == {
        key: facts[key] for key in KEYS if key != "modules"
    }
    shown = facts["modules"].split("; ")
    for module in told["modules"]:
        assert f"{module['name']} ({module['triples'] or 'loaded on demand'})" in shown
    assert {module["name"]: module["loaded"] for module in told["modules"]} == {
        **dict.fromkeys(("acts", "alignments", "concepts", "evidence", "observations"), True),
        **dict.fromkeys(("catalog", "units"), False),
    }


@pytest.mark.parametrize(("lang", "words"), [("vi", ("Khái niệm", "giá trị")), ("en", ("Concepts", "value"))])
def test_the_table_is_in_the_language_asked_for(run, lang, words):
    table = run("info", "-f", "table", "--lang", lang).stdout
    assert [word for word in words if word not in table] == []

"""Plain command lines are read without argparse, and read as argparse reads them."""

from __future__ import annotations

import shlex
from importlib import import_module

import pytest

from cds_kg.cli.main import COMMANDS, parser_of
from cds_kg.cli.quick import NotPlain, Quick
from cds_kg.errors import UsageError

#: Lines of many kinds; each is read for each command, whether it makes sense there or not.
LINES = (
    "",
    "a",
    "a b",
    "a b c",
    "-q x",
    "-q=x",
    "-qx",
    "--query x",
    "--query=x",
    "--query= -f csv",
    "--quer x",
    "-f csv",
    "-f nonsense",
    "-f",
    "a -f csv",
    "-f csv a",
    "a -f csv b",
    "-f csv a -o out.csv",
    "-f csv -f tsv",
    "--data a.ttl --data b.ttl -q x",
    "--data a --only",
    "--only=yes",
    "--only a",
    "--timeout 5 --memory 1G -q x",
    "--timeout -5 -q x",
    "-q -x",
    "-q '-x y'",
    "-",
    "-- a",
    "a -- -b",
    "--lang en a",
    "--lang=en",
    "--lang fr",
    "--lang both",
    "--param a=b cq-05",
    "cq-05 --param a=b --param c=d --as-of 2025-01-01",
    "--parts x -f json",
    "build --module units",
    "clear -f json",
    "wrong",
    "--module units build",
    "--in x --level commune",
    "--no-such-thing",
    "--module",
    "'a b' -f table",
    "'' -f csv",
    "ư -f csv",
)


def quick(command: str, line: list[str]) -> dict[str, object]:
    reader = Quick("vi")
    import_module(f"cds_kg.cli.{COMMANDS[command][0]}").add_arguments(reader, "vi")
    return vars(reader.parse(line))


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_read_is_what_argparse_reads(command):
    plain = 0
    for text in LINES:
        line = shlex.split(text)
        try:
            values = quick(command, line)
        except NotPlain:
            continue
        plain += 1
        assert values == vars(parser_of(command, "vi").parse_args(line)), text
    assert plain or command in ("build", "check", "draw", "explore", "export", "format", "evidence", "tree", "currency")


@pytest.mark.parametrize("command", ["query", "unit", "ask", "cache", "show"])
def test_the_usual_lines_are_plain(command):
    usual = {
        "query": "-q x -f csv --module units --timeout 5",
        "unit": "'tan thanh, lam dong' -f json",
        "ask": "cq-05 --param concept=chinh-phu-so",
        "cache": "build",
        "show": "'chinh quyen so'",
    }
    assert quick(command, shlex.split(usual[command]))


def test_values_of_one_line_do_not_reach_the_next():
    reader = Quick("vi")
    import_module("cds_kg.cli.query").add_arguments(reader, "vi")
    assert vars(reader.parse(["--data", "a"]))["data"] == ["a"]
    assert vars(reader.parse([]))["data"] == []


@pytest.mark.parametrize("text", ["-f nonsense", "--no-such-thing", "-q", "a b"])
def test_a_wrong_line_is_told_as_before(run, text):
    line = shlex.split(text)
    with pytest.raises(NotPlain):
        quick("query", line)
    with pytest.raises(UsageError) as error:
        parser_of("query", "vi").parse_args(line)
    done = run("query", *line)
    assert (done.code, done.stdout) == (2, "")
    assert error.value.vi in done.stderr

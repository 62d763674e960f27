"""``cds-kg cache``: where it is, what is in it, making and clearing it; and ``--verbose``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

RISKS = ("query", "-f", "csv", "-q", "SELECT ?r ?w { ?r cds:borneBy ?w } ORDER BY ?r ?w")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A cache of the test's own, not made yet."""
    monkeypatch.setenv("CDS_KG_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_path_is_one_line_whether_it_is_there_or_not(run, place):
    done = run("cache", "path")
    assert (done.code, done.stdout, done.stderr) == (0, f"{place}\n", "")
    assert json.loads(run("cache", "path", "-f", "json").stdout) == [{"folder": str(place), "exists": False}]
    assert not place.exists()


def test_the_first_query_makes_the_store_and_the_second_uses_it(run, place):
    first, second = run(*RISKS), run("--verbose", *RISKS)
    assert (first.code, first.stderr, second.stderr) == (0, "", "")
    assert first.stdout == second.stdout != ""
    (told,) = json.loads(run("cache", "-f", "json").stdout)
    assert (told["name"], told["whole"], Path(str(told["folder"])).parent) == ("graph", True, place)
    assert 500_000 < told["bytes"] < 5_000_000


def test_building_makes_a_set_for_each_module_on_demand_and_again_nothing(run, place):
    done = run("cache", "build", "-f", "json", timeout=300)
    assert done.code == 0, done.stderr
    sets = {str(told["name"]): told for told in json.loads(done.stdout)}
    assert set(sets) == {"graph", "graph+catalog", "graph+units"}
    times = {path: path.stat().st_mtime_ns for path in place.rglob("*.sst")}
    assert run("cache", "build", "-f", "json").stdout == done.stdout
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*.sst")} == times
    assert run("cache", "info").stdout.splitlines()[0] == "name\tbytes\twhole\tfolder"


def test_a_module_names_the_set_to_build(run, place):
    done = run("cache", "build", "--module", "units", "-f", "json", timeout=300)
    assert [told["name"] for told in json.loads(done.stdout)] == ["graph+units"]
    wrong = run("cache", "build", "--module", "none")
    assert (wrong.code, wrong.stdout) == (2, "")


def test_units_from_the_cache_are_the_units(run, place):
    for line in (
        ("unit", "tan thanh, lam dong", "-f", "json", "--parts"),
        ("unit", "80", "-f", "table"),
        ("units", "--in", "lam dong", "-f", "csv"),
        ("unit", "tan thanx"),
        ("unit", "tan thanh"),
    ):
        kept, plain = run(*line, timeout=300), run(*line, env={"CDS_KG_CACHE": "off"})
        assert (kept.code, kept.stdout, kept.stderr) == (plain.code, plain.stdout, plain.stderr), line
    assert list(place.glob("graph+units-*/units-1.json"))


def test_clearing_frees_it(run, place):
    run(*RISKS)
    (told,) = json.loads(run("cache", "clear", "-f", "json").stdout)
    assert told["folder"] == str(place)
    assert told["freed_bytes"] > 500_000
    assert not place.exists()
    assert json.loads(run("cache", "clear", "-f", "json").stdout) == [{"folder": str(place), "freed_bytes": 0}]
    assert json.loads(run("cache", "info", "-f", "json").stdout) == []


@pytest.mark.parametrize(("action", "code"), [("path", 1), ("info", 1), ("build", 3), ("clear", 3)])
def test_without_a_cache_the_command_says_so(run, action, code):
    done = run("cache", action, "--lang", "en", env={"CDS_KG_CACHE": "off"})
    assert (done.code, done.stdout) == (code, "")
    assert "turned off" in done.stderr


@pytest.mark.parametrize("line", [("--verbose", *RISKS), (*RISKS, "--verbose")])
def test_verbose_says_in_one_line_why_there_is_no_cache(run, line, tmp_path):
    quiet = run(*RISKS, env={"CDS_KG_CACHE": "off"})
    assert (quiet.code, quiet.stderr) == (0, "")
    loud = run(*line, env={"CDS_KG_CACHE": "off", "CDS_LANG": "en"})
    assert (loud.code, loud.stdout) == (0, quiet.stdout)
    assert loud.stderr == ("cds-kg: the cache is turned off (CDS_KG_CACHE); the graph is read from the Turtle files.\n")
    (tmp_path / "file").write_bytes(b"")
    loud = run(*line, env={"CDS_KG_CACHE": str(tmp_path / "file"), "CDS_LANG": "en"})
    assert (loud.code, loud.stdout, loud.stderr.count("\n")) == (0, quiet.stdout, 1)


def test_verbose_after_two_hyphens_is_a_word(run):
    done = run("query", "-q", "ASK {}", "--", "--verbose")
    assert done.code == 2


def test_no_process_is_left_behind(run, place):
    run("query", "--module", "units", "-q", "ASK {}", timeout=300)
    assert not [path for path in place.iterdir() if path.name.startswith(".")]
    assert len(list(place.glob("graph+units-*/"))) == 1

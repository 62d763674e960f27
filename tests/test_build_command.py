"""``build`` makes everything, says what does not hold, and touches nothing else."""

from __future__ import annotations

import json
import re
import shutil
import time
from pathlib import Path

import pytest

import cds_kg

ROOT = Path(__file__).resolve().parents[1]
DRAWN = {"hierarchy.svg", "hierarchy.png"}


@pytest.fixture(scope="module")
def built(run, tmp_path_factory):
    """The folder, the result and the seconds of one build, with something in the folder before."""
    folder = tmp_path_factory.mktemp("build") / "out"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    begin = time.monotonic()
    done = run("build", "-o", folder, "-f", "json", "--lang", "en", env={"PYTHONHASHSEED": "1"})
    return folder, done, time.monotonic() - begin


@pytest.fixture
def checkout(tmp_path):
    """A copy of package and data to change, and the environment that runs it.

    Without the units and the questions on them: with them each build takes many seconds more.
    """
    copy = tmp_path / "checkout"
    package = Path(cds_kg.__file__).parent
    shutil.copytree(package, copy / "cds_kg", ignore=shutil.ignore_patterns("__pycache__"))
    if not (copy / "cds_kg" / "_data").exists():
        for folder in ("ontology", "shapes", "queries"):
            shutil.copytree(package.parent / folder, copy / folder)
    data = copy / "cds_kg" / "_data" if (copy / "cds_kg" / "_data").exists() else copy
    shutil.rmtree(data / "ontology" / "units")
    for question in (data / "queries").glob("*.rq"):
        if "#+ module: units" in question.read_text(encoding="utf-8"):
            question.unlink()
    return data, {"PYTHONPATH": str(copy)}


def asked(data):
    """How many questions a copy has."""
    return len(list((data / "queries").glob("*.rq")))


def files_in(folder):
    """The files of a folder, at any depth: path below it -> content."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_build_validates_answers_exports_and_draws(built, released):
    folder, done, wall = built
    assert done.code == 0, done.stdout + done.stderr
    found = files_in(folder)
    assert found.keys() == released.keys() | DRAWN | {"notes.txt"}
    assert {name: data for name, data in found.items() if name in released} == released
    steps = json.loads(done.stdout)
    assert [(step["step"], step["holds"]) for step in steps] == [
        ("validate", True),
        ("validate catalog", True),
        ("validate units", True),
        ("answer", True),
        ("export", True),
        ("draw", True),
    ]
    triples = [int(step["count"].split()[0]) for step in steps[:3]]
    assert triples[0] < triples[1] < 20_000 < 100_000 < triples[2]
    asked = len(list((ROOT / "queries").glob("*.rq")))
    assert f"{asked}/{asked} questions" in steps[3]["count"]
    seconds = [step["seconds"] for step in steps]
    assert all(isinstance(taken, float) for taken in seconds)
    # Each is rounded to a tenth; starting Python and loading the graph are in none of them.
    assert 0 < sum(seconds) < wall + 0.05 * len(steps)
    assert "Warning" not in done.stderr


def test_a_second_build_under_another_hash_seed_gives_the_same_bytes_and_removes_nothing(built, run, tmp_path):
    folder, _, _ = built
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "ontology.ttl").write_text("somebody's", encoding="utf-8")
    (tmp_path / "again" / "hierarchy.svg").write_bytes((folder / "hierarchy.svg").read_bytes())
    done = run("build", "-o", tmp_path / "again", env={"PYTHONHASHSEED": "2", "CDS_LANG": "en"})
    assert done.code == 0
    # Of what stood in a folder that build had not made, it names what it overwrote with something else.
    (warning,) = [line for line in done.stderr.splitlines() if line.startswith("Warning: ")]
    assert warning.endswith(": ontology.ttl")
    assert files_in(tmp_path / "again") == {k: v for k, v in files_in(folder).items() if k != "notes.txt"}
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_no_time_no_path_and_no_name_of_this_machine_is_in_the_files(built):
    folder, _, _ = built
    for name, data in files_in(folder).items():
        if name.endswith(".png"):
            continue
        text = data.decode()
        assert str(ROOT) not in text
        # The days of changes are given by their first moment.
        assert set(re.findall(r"\d\d:\d\d:\d\d", text)) <= {"00:00:00"}, name


def test_an_answer_that_differs_is_exit_code_1_with_the_rows_and_everything_else_still_made(run, checkout, tmp_path):
    data, env = checkout
    expected = data / "queries" / "expected" / "cq-17.tsv"
    lines = expected.read_text(encoding="utf-8").splitlines(keepends=True)
    falling = next(line for line in lines if "#Decrease" in line)
    expected.write_text("".join(lines).replace(falling, falling.replace("#Decrease", "#Increase")), encoding="utf-8")
    done = run("build", "-o", tmp_path / "out", "-f", "json", "--lang", "en", env=env)
    assert done.code == 1
    answered = json.loads(done.stdout)[2]
    held = f"{asked(data) - 1}/{asked(data)} questions"
    assert (answered["holds"], answered["count"].split(",")[0]) == (False, held)
    told = [line for line in done.stderr.splitlines() if line.startswith("cq-17: ")]
    assert len(told) == 2
    assert "missing" in told[0]
    assert "cds:Increase" in told[0]
    assert "not expected" in told[1]
    assert "cds:Decrease" in told[1]
    made = {file.name for file in (tmp_path / "out").iterdir()}
    assert made >= DRAWN | {"cds-kg.ttl", "vocabulary.rdf", "catalog.ttl", "SHA256SUMS"}
    assert not any(name.startswith("units.") for name in made)


def test_a_rule_that_is_broken_is_exit_code_1_with_the_shape_and_the_remedy(run, checkout, tmp_path):
    data, env = checkout
    target = data / "ontology" / "concepts" / "thanh-tra-kiem-tra.ttl"
    text = target.read_text(encoding="utf-8")
    assert "cds:targetValue 50.0" in text
    target.write_text(text.replace("cds:targetValue 50.0", "cds:targetValue 500.0"), encoding="utf-8")
    done = run("build", "-o", tmp_path / "out", "-f", "json", env=env)
    assert done.code == 1
    assert json.loads(done.stdout)[0]["holds"] is False
    assert "thanh-tra-kiem-tra.ttl" in done.stderr
    assert "500" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_question_file_is_told_with_its_line_and_the_rest_is_answered(run, checkout, tmp_path):
    data, env = checkout
    question = data / "queries" / "cq-09.rq"
    question.write_text(question.read_text(encoding="utf-8").replace("WHERE {", "WHERE {{{", 1), encoding="utf-8")
    done = run("build", "-o", tmp_path / "out", "-f", "json", "--lang", "en", env=env)
    assert done.code == 1
    assert json.loads(done.stdout)[2]["count"].startswith(f"{asked(data) - 1}/{asked(data)} ")
    assert "cq-09.rq:" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("where", ["file", "file/below", "nul"])
def test_a_folder_that_cannot_be_written_is_exit_code_3_before_any_work(run, tmp_path, where):
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    folder = "/dev/null/x" if where == "nul" else tmp_path / where
    done = run("build", "-o", folder)
    assert (done.code, done.stdout) == (3, "")
    assert str(folder) in done.stderr
    assert "Traceback" not in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_a_target_that_is_a_folder_is_exit_code_3_and_left_alone(run, tmp_path):
    (tmp_path / "ontology.ttl").mkdir()
    done = run("build", "-o", tmp_path)
    assert done.code == 3
    assert "ontology.ttl" in done.stderr
    assert (tmp_path / "ontology.ttl").is_dir()
    assert not list(tmp_path.glob("*.tmp"))

"""Nothing heavy is imported before it is needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import cds_kg
from cds_kg.cli.main import COMMANDS

PARENT = str(Path(cds_kg.__file__).resolve().parents[1])
HEAVY = {"pyoxigraph", "rdflib", "pyshacl", "matplotlib", "networkx", "numpy", "fontTools", "pandas"}


def imported(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after ``code``."""
    report = "\nimport sys\nsys.stderr.write('\\n' + ' '.join(sorted({m.partition('.')[0] for m in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys\nsys.path.insert(0, {PARENT!r})\n{code}{report}"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return set(done.stderr.decode().splitlines()[-1].split())


def test_importing_the_package_imports_nothing_else():
    assert not imported("import cds_kg") & (HEAVY | {"argparse", "re", "typing", "pathlib"})


#: What the interpreter's own start may hold, and what each of these costs is more than what the command needs it for.
SLOW = {
    *("argparse", "re", "enum", "functools", "collections", "contextlib", "typing", "dataclasses", "inspect"),
    *("pathlib", "json", "threading", "subprocess", "tempfile", "shutil", "hashlib", "logging", "locale", "gettext"),
    *("importlib", "warnings", "socket", "ssl", "random", "datetime", "decimal", "csv", "traceback", "ctypes"),
}


def added(code: str, **environment: str) -> list[str]:
    """The modules that a fresh interpreter imports for ``code`` by ``-X importtime``, those of its start left out."""

    def told(code: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-P", "-X", "importtime", "-c", f"import sys\nsys.path.insert(0, {PARENT!r})\n{code}"],
            capture_output=True,
            check=True,
            timeout=60,
            env={**os.environ, **environment},
        )
        lines = done.stderr.decode().splitlines()
        return [line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")]

    start = set(told("pass"))
    return [name for name in told(code) if name not in start]


def test_version_needs_six_modules_and_nothing_slow():
    modules = added("from cds_kg.__main__ import main; sys.argv[1:] = ['--version']; main()")
    assert not {name.partition(".")[0] for name in modules} & (HEAVY | SLOW)
    assert [name for name in modules if name.startswith("cds_kg")] == [
        "cds_kg",
        "cds_kg.errors",
        "cds_kg.__main__",
        "cds_kg.cli",
        "cds_kg.text",
        "cds_kg.cli.streams",
        "cds_kg.cli.main",
    ]


def test_what_was_to_be_done_at_the_end_is_done_though_nothing_is_taken_apart():
    code = (
        "import atexit, sys; from cds_kg.__main__ import main; sys.argv[1:] = ['--nonsense']\n"
        "class Held:\n    def __del__(self): print('taken apart')\n"
        "held = Held(); atexit.register(print, 'done'); print('first', end=' '); main()"
    )
    path = f"import sys; sys.path.insert(0, {PARENT!r}); "
    done = subprocess.run([sys.executable, "-P", "-c", path + code], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.split()) == (2, [b"first", b"done"])


@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.parametrize("module", [[], ["--module", "units"]], ids=["graph", "units"])
def test_a_look_up_imports_the_engine_and_nothing_slow(tmp_path, cached, module):
    line = ["query", "-q", "ASK { ?risk cds:borneBy ?who }", "-f", "csv", *module]
    code = f"from cds_kg.cli.main import run; assert run({line!r}) == 0"
    cache = str(tmp_path / "cache") if cached else "off"
    if cached:
        added(code, CDS_KG_CACHE=cache)  # makes it
    modules = added(code, CDS_KG_CACHE=cache)
    roots = {name.partition(".")[0] for name in modules}
    # Where the files were changed a moment ago, their content is looked at, not the time of their last change.
    assert not roots & ((HEAVY | SLOW) - {"pyoxigraph", *(("hashlib",) if cached else ())})
    assert "pyoxigraph" in roots
    assert not any(name.startswith(("cds_kg.knowledge", "cds_kg.validation", "cds_kg.diagram")) for name in modules)


def test_the_test_of_imports_is_awake():
    assert {"argparse", "re", "enum"} <= set(added("import argparse"))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_help_page_imports_anything_heavy(lang):
    pages = [["--help"], *([command, "--help"] for command in COMMANDS)]
    code = f"from cds_kg.cli.main import run\nfor page in {pages!r}: assert run([*page, '--lang', {lang!r}]) == 0"
    assert not imported(code) & HEAVY


def test_only_the_chosen_command_is_imported():
    code = "from cds_kg.cli.main import run; run(['info', '--help'])"
    report = f"{code}\nprint([m for m in sys.modules if m.startswith('cds_kg.cli.')])"
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys\nsys.path.insert(0, {PARENT!r})\n{report}"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    loaded = done.stdout.splitlines()[-1].decode()
    assert "cds_kg.cli.info" in loaded
    assert not any(f"cds_kg.cli.{other}'" in loaded for other in COMMANDS if other != "info")


def test_a_query_imports_the_engine_alone():
    code = "from cds_kg.cli.main import run; assert run(['query', '-q', 'ASK {}']) == 0"
    assert imported(code) & HEAVY == {"pyoxigraph"}


def test_the_public_names_come_when_they_are_asked_for():
    assert cds_kg.CdsKgError.exit_code == 2
    with pytest.raises(AttributeError, match="nothing"):
        _ = cds_kg.nothing

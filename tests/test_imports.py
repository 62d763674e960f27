"""Nothing heavy is imported before it is needed."""

from __future__ import annotations

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


def test_version_needs_no_parser():
    assert not imported("from cds_kg.cli.main import run; run(['--version'])") & (HEAVY | {"argparse"})


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

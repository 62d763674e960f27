"""The wheel: built offline with the declared back end, it carries the data and works on its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def _run(command: list[str], **options) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=180, check=False, **options
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """A wheel built from a copy of the checkout, without network or build isolation."""
    work = tmp_path_factory.mktemp("wheel")
    tree = work / "tree"
    shutil.copytree(
        ROOT,
        tree,
        ignore=shutil.ignore_patterns(".git", ".venv", "build", "dist", "*.egg-info", "__pycache__", ".*_cache"),
    )
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(work / "dist")], cwd=tree)
    (built,) = (work / "dist").glob("*.whl")
    return built


def test_the_wheel_carries_all_data_and_only_that(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("ontology", "shapes", "queries"):
        files = {p.relative_to(ROOT).as_posix() for p in (ROOT / folder).rglob("*") if p.is_file()}
        assert files
        assert {f"cds_kg/_data/{file}" for file in files} <= names
    assert "cds_kg/py.typed" in names
    assert "cds_kg/assets/fonts/BeVietnamPro-Regular.ttf" in names
    assert any(name.endswith("licenses/LICENSES/Apache-2.0.txt") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]


def test_the_installed_wheel_works_offline_from_its_own_data(wheel, tmp_path):
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=False, symlinks=os.name != "nt")
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = Path(_run([str(python), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"]).strip())
    zipfile.ZipFile(wheel).extractall(site)
    # The dependencies come from the environment that runs the tests; cds_kg itself must come from the wheel.
    import pyoxigraph

    (site / "dependencies.pth").write_text(str(Path(pyoxigraph.__file__).parent.parent), encoding="utf-8")
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    where = _run([str(python), "-c", "import cds_kg; print(cds_kg.__file__)"], cwd=tmp_path, env=clean).strip()
    assert Path(where).is_relative_to(site), f"cds_kg came from {where}, not from the wheel"
    info = _run([str(python), "-m", "cds_kg", "info", "--lang", "en"], cwd=tmp_path, env=clean)
    assert str(site / "cds_kg" / "_data") in info
    label = _run(
        [str(python), "-c", "from cds_kg import KnowledgeGraph as K; print(K.open().concept('do thi thong minh').id)"],
        cwd=tmp_path,
        env=clean,
    )
    assert label.strip() == "do-thi-thong-minh"

"""What the tests share: the packaged graph, the command as a user runs it, and outside tools and files."""

from __future__ import annotations

import csv
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import cds_kg
from cds_kg.store.dataset import GraphStore

PACKAGE_PARENT = str(Path(cds_kg.__file__).resolve().parents[1])


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    stdout: str
    stderr: str


def _environment(extra: Mapping[str, str] | None) -> dict[str, str]:
    """The environment of a user: the package under test, no settings of this machine that change what is printed."""
    dropped = ("CDS_LANG", "NO_COLOR", "COLUMNS", "PYTHONHASHSEED", "PYTHONIOENCODING", "PYTHONUTF8")
    kept = {key: value for key, value in os.environ.items() if key not in dropped}
    return {**kept, "PYTHONPATH": PACKAGE_PARENT, **(extra or {})}


@pytest.fixture(scope="session")
def start() -> Callable[..., subprocess.Popen[bytes]]:
    """Start the command and go on: ``start("query", "-q", text, env={}, stdout=file, cwd=folder)``."""

    def start(
        *args: object,
        env: Mapping[str, str] | None = None,
        stdout: Any = subprocess.PIPE,
        stderr: Any = subprocess.PIPE,
        cwd: Path | None = None,
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "cds_kg", *map(str, args)],
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=stderr,
            env=_environment(env),
            cwd=cwd,
        )

    return start


@pytest.fixture(scope="session")
def run(start: Callable[..., subprocess.Popen[bytes]]) -> Callable[..., Done]:
    """Run the command to its end: ``run("query", "-q", text, stdin=b"", timeout=120, env={}, cwd=folder)``."""

    def run(*args: object, stdin: bytes = b"", timeout: float = 120, **options: Any) -> Done:
        with start(*args, **options) as process:
            try:
                output, errors = process.communicate(stdin, timeout)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        return Done(process.returncode, (output or b"").decode("utf-8"), errors.decode("utf-8"))

    return run


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The tests have a cache of their own, unless ``CDS_KG_CACHE`` names one: that of the user is left alone."""
    os.environ.setdefault("CDS_KG_CACHE", str(tmp_path_factory.mktemp("cache") / "cds-kg"))


@pytest.fixture(scope="session")
def kg_store() -> GraphStore:
    """The packaged graph."""
    return GraphStore.open()


def _absent(reason: str) -> None:
    """Skip on a user's machine; fail where everything must be there."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def require_tool() -> Callable[[str], str]:
    """The path of an outside command, or the name of an optional Python package; skips where it is missing."""

    def require(name: str) -> str:
        path = shutil.which(name)
        if path is None and importlib.util.find_spec(name) is None:
            _absent(f"{name} is not on this machine")
        return path or name

    return require


@pytest.fixture(scope="session")
def require_file() -> Callable[[str], Path]:
    """The file that an environment variable names; skips where it names none."""

    def require(variable: str) -> Path:
        path = Path(os.environ.get(variable, ""))
        if not path.is_file():
            _absent(f"{variable} names no file")
        return path.resolve()

    return require


@pytest.fixture(scope="session")
def require_folder() -> Callable[[str], Path]:
    """The folder that an environment variable names; skips where it names none."""

    def require(variable: str) -> Path:
        told = os.environ.get(variable)
        if not told or not Path(told).is_dir():
            _absent(f"{variable} names no folder")
        return Path(str(told)).resolve()

    return require


@pytest.fixture(scope="session")
def vendor_dir() -> Path:
    """The folder with the official shapes and vocabularies of others, which the package does not carry."""
    told = os.environ.get("CDS_KG_VENDOR")
    folder = Path(told) if told else Path(__file__).resolve().parents[2] / "shared" / "vendor"
    if not (folder / "dcat-ap-3.0.1" / "shapes.ttl").is_file():
        _absent(f"the shapes of others are not in {folder}; set CDS_KG_VENDOR")
    return folder


@pytest.fixture(scope="session")
def released() -> dict[str, bytes]:
    """Every file of a release: path in its folder -> content."""
    from cds_kg.export.release import release

    return release()


@pytest.fixture(scope="session")
def release_dir(released: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release as a folder."""
    folder = tmp_path_factory.mktemp("release")
    for name, data in released.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="session")
def source_dir() -> Path:
    """The folder with the source article and its claims, which the package does not carry."""
    told = os.environ.get("CDS_KG_SOURCE")
    folder = Path(told) if told else Path(__file__).resolve().parents[2] / "shared" / "source"
    if not (folder / "claims.tsv").is_file():
        _absent(f"the source article is not in {folder}; set CDS_KG_SOURCE")
    return folder


@pytest.fixture(scope="session")
def article(source_dir: Path) -> str:
    """The text of the source article."""
    return (source_dir / "source.txt").read_text(encoding="utf-8")


def _table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


@pytest.fixture(scope="session")
def listed_claims(source_dir: Path) -> list[dict[str, str]]:
    """The article's claims as they were listed by hand."""
    return _table(source_dir / "claims.tsv")


@pytest.fixture(scope="session")
def listed_sentences(source_dir: Path) -> list[dict[str, str]]:
    """The article's sentences as they were listed by hand."""
    return _table(source_dir / "sentences.tsv")

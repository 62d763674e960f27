"""No released IRI vanishes, nor becomes something else: it is deprecated, with what replaces it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from cds_kg import resources

ROOT = Path(__file__).resolve().parents[1]
LISTS = sorted((Path(__file__).parent / "data" / "released").glob("*.txt"))
TOOL = ROOT / "tools" / "released_iris.py"


@pytest.fixture(scope="module")
def tool():
    """The tool that writes the lists."""
    if not TOOL.is_file():
        pytest.skip("the tools are not in this copy of the tests")
    spec = importlib.util.spec_from_file_location("released_iris", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def now(tool):
    """What the packaged data describe."""
    return tool.present(resources.data_root())


def test_the_first_release_is_listed_with_all_its_kinds(tool):
    assert "0.1.0" in [file.stem for file in LISTS]
    kinds = Counter(tool.listed(LISTS[0].read_text(encoding="utf-8")).values())
    assert kinds["unit"] > 14_000
    assert min(kinds[kind] for kind in ("class", "property", "concept", "claim", "act", "shape", "question")) > 35


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.stem)
def test_every_released_iri_is_still_what_it_was(tool, now, file):
    released = tool.listed(file.read_text(encoding="utf-8"))
    faults = tool.faults(released, now, file.stem)
    assert not faults, "\n".join(faults)


def test_a_list_is_read_as_it_was_written(tool, now):
    assert tool.listed(tool.text_of(now)) == now


def test_an_iri_that_vanished_is_named_with_what_to_do(tool, tmp_path):
    copy = tmp_path / "copy"
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(resources.data_root() / name, copy / name)
    for path, old, new in (
        ("ontology/concepts/mo-hinh.ttl", "cdsc:cach-lam\n", "cdsc:cach-thuc\n"),
        ("ontology/units/04-cao-bang.ttl", "cdsu:2025-04\n", "cdsu:2025-04-moi\n"),
        ("shapes/mandatory.ttl", "cdssh:TargetShape-targetValue\n  a", "cdssh:TargetShape-value\n  a"),
        ("ontology/cds.ttl", "cds:serves\n  a owl:ObjectProperty ;", "cds:serves\n  a owl:Class ;"),
    ):
        file = next(f for f in sorted((copy / path).parent.glob("*.ttl")) if old in f.read_text(encoding="utf-8"))
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    (copy / "queries" / "cq-07.rq").unlink()
    done = subprocess.run(
        [sys.executable, TOOL, "--check", copy],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    remedy = "put it back and deprecate it with owl:deprecated true and dcterms:isReplacedBy"
    assert lines == [
        f"cdsc:cach-lam: this concept of 0.1.0 is gone; {remedy}",
        "cds:serves: property in 0.1.0, class now; let it be what it was, and give what is new an IRI of its own",
        f"cdsq:cq-07: this question of 0.1.0 is gone; {remedy}",
        "cdssh:TargetShape-targetValue: this shape of 0.1.0 is gone; put it back and deprecate it with "
        "sh:deactivated true",
        f"cdsu:2025-04: this unit of 0.1.0 is gone; {remedy}",
    ]

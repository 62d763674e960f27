"""The documentation tells the truth: its code runs, its links lead somewhere, its generated parts are fresh."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from cds_kg.store.dataset import GraphStore

ROOT = Path(__file__).resolve().parents[1]
READMES = ["README.md", "README.vi.md"]
PAGES = sorted(p.relative_to(ROOT).as_posix() for p in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SET_UP = ("python", "py ", "pip", "uv", ".venv", "source ", "git ", "pytest", "mkdir", "cd ")


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", READMES)
def test_python_blocks_run(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code = blocks(page, "python")
    assert code
    for block in code:
        exec(compile(block, page, "exec"), {})
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("page", READMES)
def test_sparql_blocks_return_rows(page):
    from cds_kg import KnowledgeGraph

    queries = blocks(page, "sparql")
    assert queries
    for query in queries:
        assert list(KnowledgeGraph.open().query(query))


def commands_of(page: str) -> list[str]:
    """The command lines that a page shows."""
    lines = (line for block in blocks(page, "sh") for line in block.splitlines())
    return [line.split("  #")[0].strip() for line in lines if line.strip() and not line.startswith("#")]


WITH_COMMANDS = [*READMES, "CONTRIBUTING.md"]


@pytest.mark.parametrize("page", WITH_COMMANDS)
def test_commands_run(page, tmp_path):
    """Each command once, on the first page that shows it."""
    commands = commands_of(page)
    ours = [c for c in commands if c.startswith("cds-kg ")]
    assert ours
    assert all(c in ours or c.startswith(SET_UP) for c in commands), commands
    elsewhere = {c for earlier in WITH_COMMANDS[: WITH_COMMANDS.index(page)] for c in commands_of(earlier)}
    for folder in ("examples", "ontology", "queries"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    for command in (c for c in ours if c not in elsewhere):
        if "article.txt" in command:
            continue  # needs the article, which is not in the repository; test_evidence.py runs it where the article is
        done = subprocess.run(
            [sys.executable, "-m", "cds_kg", *shlex.split(command)[1:]],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        assert done.stdout or any(word in command for word in (" -o ", " --all ", "build", "format"))


@pytest.mark.parametrize("page", PAGES)
def test_links_to_files_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if not re.match(r"[a-z]+:", target):
            assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"


def test_the_generated_pages_are_what_parsers_and_docstrings_say():
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "generated_pages.py"), "--check"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_pictures_are_the_drawings_of_today():
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "gallery.py"), "--check"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_both_readmes_tell_the_same(kg_store):
    english, vietnamese = ((ROOT / page).read_text(encoding="utf-8") for page in READMES)
    for language in ("sh", "python", "sparql"):
        assert len(blocks("README.md", language)) == len(blocks("README.vi.md", language))
    assert english.count("\n## ") == vietnamese.count("\n## ")


@pytest.fixture(scope="module")
def units_store() -> GraphStore:
    return GraphStore.open(modules=["units"])


@pytest.mark.parametrize("page", READMES)
def test_the_numbers_of_the_readme_are_those_of_the_graph(page, kg_store, units_store):
    def count(pattern: str, store: GraphStore = kg_store) -> int:
        return int(store.select(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}")[0]["n"])

    table = (ROOT / page).read_text(encoding="utf-8").partition("| | |\n|---|---|\n")[2].partition("\n\n")[0]
    table = re.sub(r"July 2025|tháng 7 năm 2025", "", table)
    numbers = [[int(n) for n in re.findall(r"\d+", line)] for line in table.splitlines()]
    assert numbers == [
        [count("?x a skos:Concept")],
        [count("VALUES ?kind { cds:Position cds:Target cds:CountryCase } ?x a ?kind")],
        [count("?x a cds:Claim"), count("?x a cds:ClaimPart"), count("?x a cds:Passage")],
        [count("?x a cds:ExternalClaim")],
        [len(list((ROOT / "queries").glob("*.rq")))],
        [count("?x a cds:LegalAct")],
        [count("?x a cds:Observation")],
        [count(f"?x cds:vintage cdsu:vintage-{name}", units_store) for name in ("2025", "pre2025")],
        [],
    ]

"""Writes docs/command-line.md from the parsers and docs/api.md from the docstrings; ``--check`` only compares.

python tools/generated_pages.py [--check]
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ["COLUMNS"] = "100"
os.environ["NO_COLOR"] = "1"

#: Headings of docstrings -> how they read on the page.
SECTIONS = {"Args:": "Arguments", "Returns:": "Returns", "Raises:": "Raises", "Attributes:": "Attributes"}
DOCS = Path(__file__).resolve().parents[1] / "docs"


def command_line_page() -> str:
    """Every sub-command with its help, as the parsers print it."""
    from cds_kg.cli.main import COMMANDS, help_text, parser_of

    parts = [
        "# The command line\n",
        "Generated from the parsers by `python tools/generated_pages.py`. "
        "In Vietnamese: `cds-kg COMMAND --help --lang vi`.\n",
        f"```text\n{help_text('en').strip()}\n```\n",
    ]
    for name in COMMANDS:
        parts.append(f"## {name}\n\n```text\n{parser_of(name, 'en').format_help().strip()}\n```\n")
    return "\n".join(parts)


def _members(owner: type) -> Iterator[tuple[str, str, str]]:
    """Name, signature and docstring of each public member, in the order of the source."""
    ours = [base for base in owner.__mro__ if base.__module__.startswith("cds_kg")]
    for name, member in ((name, member) for base in ours for name, member in vars(base).items()):
        if name.startswith("_"):
            continue
        function = member.__func__ if isinstance(member, classmethod) else member
        if isinstance(member, property):
            yield name, name, inspect.getdoc(member) or ""
        elif inspect.isfunction(function):
            signature = str(inspect.signature(function)).replace("'", "")
            for receiver in ("(self, ", "(cls, "):
                signature = signature.replace(receiver, "(")
            yield name, name + signature.replace("(self)", "()"), inspect.getdoc(function) or ""


def api_page() -> str:
    """The public classes with signatures and docstrings."""
    from cds_kg import errors
    from cds_kg.api import Concept, KnowledgeGraph
    from cds_kg.knowledge.units import Unit
    from cds_kg.store.results import Row, Rows

    parts = [
        "# The Python API\n",
        "Generated from the docstrings by `python tools/generated_pages.py`. Everything here is typed (`py.typed`).\n",
    ]
    for owner in (KnowledgeGraph, Concept, Unit, Rows, Row):
        parts.append(f"## {owner.__name__}\n\n{_text(inspect.getdoc(owner) or '')}\n")
        for _, signature, doc in _members(owner):
            parts.append(f"### `{signature}`\n\n{_text(doc)}\n")
    parts.append("## Errors\n\n| class | exit code | when |\n|---|---|---|")
    for owner in vars(errors).values():
        if inspect.isclass(owner) and issubclass(owner, errors.CdsKgError):
            first = (inspect.getdoc(owner) or "").splitlines()[0]
            parts.append(f"| `{owner.__name__}` | {owner.exit_code} | {first} |")
    return "\n".join(parts) + "\n"


def _text(doc: str) -> str:
    """A docstring as Markdown: examples fenced, argument lists as lists."""
    lines: list[str] = []
    mode = ""
    for line in doc.splitlines():
        if line.startswith((">>>", "...")) or (mode == "example" and line.strip()):
            lines += [] if mode == "example" else ["```python"]
            mode = "example"
            lines.append(line)
            continue
        if mode == "example":
            lines.append("```")
            mode = ""
        if line in SECTIONS:
            lines += [f"**{SECTIONS[line]}**", ""]
            mode = "list"
        elif mode == "list" and line.startswith("     "):
            lines[-1] += " " + line.strip()
        elif mode == "list" and line.startswith("    "):
            name, colon, rest = line.strip().partition(":")
            lines.append(f"- `{name}`{colon}{rest}" if colon else f"- {name}")
        else:
            mode = mode if line.strip() else ""
            lines.append(line)
    return "\n".join([*lines, *(["```"] if mode == "example" else [])])


def main() -> int:
    stale = []
    for name, make in (("command-line.md", command_line_page), ("api.md", api_page)):
        page, file = make(), DOCS / name
        if "--check" in sys.argv:
            if not file.is_file() or file.read_text(encoding="utf-8") != page:
                stale.append(name)
        else:
            file.write_text(page, encoding="utf-8", newline="\n")
    for name in stale:
        print(f"docs/{name} is out of date: run python tools/generated_pages.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())

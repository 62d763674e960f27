"""The line of a Turtle file that speaks of a thing, as far as the text alone makes that sure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from cds_kg.namespaces import RDF

_LINE_FORMATS = (".ttl", ".nt", ".trig", ".nq")

#: Strings and comments, whose contents are no names; IRIs come along so that a # in them begins no comment.
_OPAQUE = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|<[^<>\s]*>"
    r"|#[^\n]*",
    re.DOTALL,
)
_DIRECTIVE = re.compile(r"(?i)^\s*(?:prefix\b.*|base\b.*)>\s*$")
_STOP = re.compile(r"\.(?=\s|$)")


class FileText:
    """The text of one file.

    Args:
        path: the file; only Turtle, N-Triples, TriG and N-Quads are looked into.
        text: its text.
        prefixes: the prefixes that it declares.
    """

    def __init__(self, path: Path, text: str, prefixes: Mapping[str, str]) -> None:
        self.path = path
        self._prefixes = prefixes
        self._text = ""
        if path.suffix.lower() in _LINE_FORMATS:
            self._text = _OPAQUE.sub(lambda m: m[0] if m[0].startswith("<") else re.sub(r"[^\n]", " ", m[0]), text)
        self._block = lru_cache(maxsize=None)(self._find_block)

    def line(self, subject: str, *mentions: str | None) -> int | None:
        """The line on which the subject's first block mentions one of ``mentions`` (the first that is found), else the
        line on which that block begins; ``None`` where the subject is not found."""
        block = self._block(subject)
        if block is None:
            return None
        start, end = block
        at = start
        for mention in mentions:
            found = self._name(mention).search(self._text, start, end) if mention else None
            if found:
                at = found.start()
                break
        return self._text.count("\n", 0, at) + 1

    def _find_block(self, subject: str) -> tuple[int, int] | None:
        for found in self._name(subject).finditer(self._text):
            if self._opens(found.start()):
                stop = _STOP.search(self._text, found.end())
                return found.start(), stop.start() if stop else len(self._text)
        return None

    def _opens(self, position: int) -> bool:
        """Whether a statement begins here: after a full stop, a brace, a directive, or nothing."""
        before = self._text[:position].rstrip()
        return not before or before[-1] in ".{}" or bool(_DIRECTIVE.match(before.rsplit("\n", 1)[-1]))

    def _name(self, iri: str) -> re.Pattern[str]:
        names = [f"<{iri}>"]
        for prefix, namespace in self._prefixes.items():
            if iri.startswith(namespace):
                names.append(f"{prefix}:{iri[len(namespace) :]}")
        if iri == RDF + "type":
            names.append("a")
        return re.compile(rf"(?<![\w:.<#/-])(?:{'|'.join(map(re.escape, names))})(?![\w:-]|\.\w)")

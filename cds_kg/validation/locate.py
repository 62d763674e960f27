"""The line of a Turtle file that speaks of a thing, as far as the text alone makes that sure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
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
_TOKEN = re.compile(r"<[^<>\s]*>|[;,\[\](){}]|[^\s;,\[\](){}<>]+")

#: Words that begin a directive without a full stop, and how many tokens follow them.
_DIRECTIVES = {"prefix": 2, "base": 1}


class FileText:
    """The text of one file.

    Args:
        path: the file; only Turtle, N-Triples, TriG and N-Quads are looked into.
        text: its text.
        prefixes: the prefixes that it declares.
    """

    def __init__(self, path: Path, text: str, prefixes: Mapping[str, str]) -> None:
        self._text = text if path.suffix.lower() in _LINE_FORMATS else ""
        self._prefixes = prefixes

    def line(self, subject: str, *mentions: str | None) -> int | None:
        """The line on which the subject's first block mentions one of ``mentions`` (the first that is found), else the
        line on which that block begins; ``None`` where the subject is not found."""
        starts = [self._index.subjects[name] for name in self._names(subject) if name in self._index.subjects]
        if not starts:
            return None
        start = min(starts)
        stops = self._index.stops
        after = bisect_left(stops, start)
        end = stops[after] if after < len(stops) else len(self._text)
        for mention in mentions:
            found = [p for p in self._positions(mention) if start < p < end] if mention else []
            if found:
                return self._line_at(min(found))
        return self._line_at(start)

    def mention(self, iri: str) -> int | None:
        """The first line that mentions ``iri``, ``None`` where none does."""
        first = min(self._positions(iri), default=None)
        return None if first is None else self._line_at(first)

    def _positions(self, iri: str) -> Iterator[int]:
        for name in self._names(iri):
            yield from self._index.positions.get(name, ())

    def _names(self, iri: str) -> Iterator[str]:
        """The ways in which this file may write ``iri``."""
        yield f"<{iri}>"
        if iri == RDF + "type":
            yield "a"
        for prefix, namespace in self._prefixes.items():
            if iri.startswith(namespace):
                yield f"{prefix}:{iri[len(namespace) :]}"

    def _line_at(self, position: int) -> int:
        return bisect_left(self._breaks, position) + 1

    @cached_property
    def _breaks(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self._text)]

    @cached_property
    def _index(self) -> _Index:
        return _Index(_OPAQUE.sub(lambda m: m[0] if m[0].startswith("<") else re.sub(r"[^\n]", " ", m[0]), self._text))


class _Index:
    """Where each name stands in a text without strings and comments, and where statements begin and end."""

    def __init__(self, text: str) -> None:
        self.positions: dict[str, list[int]] = defaultdict(list)
        self.subjects: dict[str, int] = {}
        self.stops: list[int] = []
        opening, directive = True, 0
        for found in _TOKEN.finditer(text):
            token = found[0]
            name = token.rstrip(".")
            if name:
                self.positions[name].append(found.start())
                if opening:
                    self.subjects.setdefault(name, found.start())
            if directive:
                directive -= 1
                opening = directive == 0
            elif opening and token.lower() in _DIRECTIVES:
                directive, opening = _DIRECTIVES[token.lower()], False
            else:
                opening = token.endswith(".") or token in "{}"
            if token.endswith("."):
                self.stops.append(found.start())

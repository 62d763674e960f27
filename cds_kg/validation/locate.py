"""The line of a Turtle file that speaks of a thing, as far as the text alone makes that sure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from cds_kg.namespaces import RDF
from cds_kg.store.reading import FORMATS

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

    def unnamed_subjects(self) -> list[int]:
        """The lines of the statements that begin with ``[``."""
        return [self._line_at(position) for position in self._index.unnamed]

    def _positions(self, iri: str) -> Iterator[int]:
        for name in self._names(iri):
            yield from self._index.positions.get(name, ())

    def _names(self, iri: str) -> Iterator[str]:
        """The ways in which this file may write ``iri``, or the label of a blank node."""
        if iri.startswith("_:"):
            yield iri
            return
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


class BlankNodes:
    """The blank nodes of one file: how it labels them, and where it first has each.

    Args:
        path, text: the file.
        quads: its quads as read, their blank nodes numbered; they are called ``_:`` and that number here.
        where: where things stand in it.
    """

    def __init__(self, path: Path, text: str, quads: Sequence[ox.Quad], where: FileText) -> None:
        self._path = path
        self._text = text
        self._quads = quads
        self._where = where

    @cached_property
    def labels(self) -> dict[str, str]:
        """Blank node -> its label in the file, such as ``_:mine``; those without one are left out."""
        found: dict[str, str] = {}
        again = ox.parse(self._text, FORMATS[self._path.suffix.lower()])
        for ours, theirs in zip(self._quads, again, strict=True):
            for node, spelt in ((ours.subject, theirs.subject), (ours.object, theirs.object)):
                if isinstance(node, ox.BlankNode):
                    found[str(node)] = str(spelt)
        # The parser makes up a label where the file has none.
        return {n: s for n, s in found.items() if s in self._text or f'nodeID="{s[2:]}"' in self._text}

    def line(self, node: str, *mentions: str | None) -> int | None:
        """As `FileText.line`; of a node without a label, where the thing that leads to it states that, or where its own
        statement begins."""
        if node in self.labels:
            return self._where.line(self.labels[node], *mentions)
        if node not in self._led_to:
            return self._unled.get(node)
        seen, predicate = {node}, None
        while node in self._led_to and node not in self.labels:
            node, predicate = self._led_to[node]
            if node in seen:
                return None
            seen.add(node)
        return self._where.line(self.labels.get(node, node), predicate)

    @cached_property
    def _led_to(self) -> dict[str, tuple[str, str]]:
        """Blank node -> subject and predicate of the first triple that leads to it."""
        found: dict[str, tuple[str, str]] = {}
        for q in self._quads:
            if isinstance(q.object, ox.BlankNode):
                subject = q.subject.value if isinstance(q.subject, ox.NamedNode) else str(q.subject)
                found.setdefault(str(q.object), (subject, q.predicate.value))
        return found

    @cached_property
    def _unled(self) -> dict[str, int]:
        """Blank node without a label that nothing leads to -> its line, where statements and nodes match in number."""
        subjects = dict.fromkeys(str(q.subject) for q in self._quads if isinstance(q.subject, ox.BlankNode))
        nodes = [node for node in subjects if node not in self._led_to and node not in self.labels]
        lines = self._where.unnamed_subjects()
        return dict(zip(nodes, lines, strict=True)) if len(nodes) == len(lines) else {}


class _Index:
    """Where each name stands in a text without strings and comments, and where statements begin and end."""

    def __init__(self, text: str) -> None:
        self.positions: dict[str, list[int]] = defaultdict(list)
        self.subjects: dict[str, int] = {}
        self.unnamed: list[int] = []
        self.stops: list[int] = []
        opening, directive = True, 0
        for found in _TOKEN.finditer(text):
            token = found[0]
            name = token.rstrip(".")
            if name:
                self.positions[name].append(found.start())
                if opening:
                    self.subjects.setdefault(name, found.start())
                if opening and token == "[":
                    self.unnamed.append(found.start())
            if directive:
                directive -= 1
                opening = directive == 0
            elif opening and token.lower() in _DIRECTIVES:
                directive, opening = _DIRECTIVES[token.lower()], False
            else:
                opening = token.endswith(".") or token in "{}"
            if token.endswith("."):
                self.stops.append(found.start())

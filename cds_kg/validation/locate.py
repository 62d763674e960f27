"""The line of a Turtle file that speaks of a thing, as far as the text alone makes that sure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
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

_LOCAL_NAME = r""":[^\s;,\[\](){}<>"'#]*"""

#: A text of more characters is not gone through as a whole for a few names.
_LONG = 200_000

#: Lines are counted in stretches of so many characters.
_STRETCH = 16_384

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

    def expect(self, iris: Iterable[str]) -> None:
        """Look up at once where the text may speak of ``iris``: a long text is then gone through once for all."""
        if self._pieces is not None:
            self._pieces.expect(name for iri in iris for name in self._names(iri))

    def line(self, subject: str, *mentions: str | None) -> int | None:
        """The line on which the subject's first block mentions one of ``mentions`` (the first that is found), else the
        line on which that block begins; ``None`` where the subject is not found."""
        names = list(self._names(subject))
        pieces = self._index if self._pieces is None else self._pieces.of_subject(names)
        starts = [pieces.subjects[name] for name in names if name in pieces.subjects]
        if not starts:
            return None
        start = min(starts)
        after = bisect_left(pieces.stops, start)
        end = pieces.stops[after] if after < len(pieces.stops) else len(self._text)
        for mention in mentions:
            spelt = self._names(mention) if mention else ()
            found = [p for name in spelt for p in pieces.positions.get(name, ()) if start < p < end]
            if found:
                return self._line_at(min(found))
        return self._line_at(start)

    def mention(self, iri: str) -> int | None:
        """The first line that mentions ``iri``, ``None`` where none does."""
        names = list(self._names(iri))
        pieces = self._index if self._pieces is None else self._pieces.of_mention(names)
        first = min((position for name in names for position in pieces.positions.get(name, ())), default=None)
        return None if first is None else self._line_at(first)

    def unnamed_subjects(self) -> list[int]:
        """The lines of the statements that begin with ``[``."""
        return [self._line_at(position) for position in self._index.unnamed]

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
        stretch = position // _STRETCH
        return self._lines_before[stretch] + self._text.count("\n", stretch * _STRETCH, position) + 1

    @cached_property
    def _lines_before(self) -> list[int]:
        """For each stretch of the text how many lines end before it."""
        starts = range(0, len(self._text) + 1, _STRETCH)
        return list(accumulate((self._text.count("\n", at, at + _STRETCH) for at in starts), initial=0))

    @cached_property
    def _index(self) -> _Index:
        return _Index(_masked(self._text))

    @cached_property
    def _pieces(self) -> _Pieces | None:
        """A long text in which no string runs over a line is looked into piece by piece."""
        long = len(self._text) > _LONG and '"""' not in self._text and "'''" not in self._text
        return _Pieces(self._text) if long else None


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


def _masked(text: str) -> str:
    """``text`` with blanks for strings and comments."""
    return _OPAQUE.sub(lambda m: m[0] if m[0].startswith("<") else re.sub(r"[^\n]", " ", m[0]), text)


class _Index:
    """Where each name stands in a text without strings and comments, and where statements begin and end.

    The text is a part of a longer one, which begins there at ``offset``.
    """

    def __init__(self, text: str, offset: int = 0) -> None:
        self.positions: dict[str, list[int]] = defaultdict(list)
        self.subjects: dict[str, int] = {}
        self.unnamed: list[int] = []
        self.stops: list[int] = []
        opening, directive = True, 0
        for found in _TOKEN.finditer(text):
            token = found[0]
            name = token.rstrip(".")
            if name:
                self.positions[name].append(found.start() + offset)
                if opening:
                    self.subjects.setdefault(name, found.start() + offset)
                if opening and token == "[":
                    self.unnamed.append(found.start() + offset)
            if directive:
                directive -= 1
                opening = directive == 0
            elif opening and token.lower() in _DIRECTIVES:
                directive, opening = _DIRECTIVES[token.lower()], False
            else:
                opening = token.endswith(".") or token in "{}"
            if token.endswith("."):
                self.stops.append(found.start() + offset)


class _Pieces:
    """The index of a long text, made only for those of its pieces that may speak of the names that are looked for.

    No string of the text runs over a line. So a line whose last sign, comments apart, is a full stop ends a statement
    and a piece, and what a piece says does not depend on the others.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: dict[str, list[int]] = {}
        self._made: dict[int, _Index] = {}

    def expect(self, names: Iterable[str]) -> None:
        """Find all places where one of the names may stand."""
        wanted = {name for name in names if name not in self._places}
        self._places.update((name, []) for name in wanted)
        stems: dict[str, set[str]] = defaultdict(set)
        for name in wanted:
            stems[name.partition(":")[0] if name[0] != "<" else "<"].add(name)
        for stem, of_stem in stems.items():
            forms = {"<": r"<[^<>\s]*>", "a": r"a\b"}
            for found in re.finditer(forms.get(stem, re.escape(stem) + _LOCAL_NAME), self._text):
                name = found[0].rstrip(".")
                if name in of_stem:
                    self._places[name].append(found.start())

    def of_subject(self, names: list[str]) -> _Index:
        """The first piece in which one of the names begins a statement; else one in which none does."""
        return next((piece for piece in self._with(names) if any(n in piece.subjects for n in names)), _Index(""))

    def of_mention(self, names: list[str]) -> _Index:
        """The first piece that mentions one of the names; else one that does not."""
        return next((piece for piece in self._with(names) if any(n in piece.positions for n in names)), _Index(""))

    def _with(self, names: list[str]) -> Iterator[_Index]:
        self.expect(names)
        end = -1
        for place in sorted(place for name in names for place in self._places[name]):
            if place >= end:
                start, end = self._around(place)
                if start not in self._made:
                    self._made[start] = _Index(_masked(self._text[start:end]), start)
                yield self._made[start]

    def _around(self, place: int) -> tuple[int, int]:
        """Where the piece that holds a place begins and ends."""
        start = self._text.rfind("\n", 0, place) + 1
        while start > 0 and not self._ends(before := self._text.rfind("\n", 0, start - 1) + 1, start - 1):
            start = before
        end = self._line_end(place)
        while end < len(self._text) and not self._ends(self._text.rfind("\n", 0, end) + 1, end):
            end = self._line_end(end + 1)
        return start, end

    def _line_end(self, place: int) -> int:
        end = self._text.find("\n", place)
        return len(self._text) if end < 0 else end

    def _ends(self, start: int, end: int) -> bool:
        """Whether the line ends a statement."""
        line = self._text[start:end]
        return "." in line and _masked(line).rstrip().endswith(".")

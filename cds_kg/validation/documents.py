"""Users' files as the validation reads them: what they speak of, and where.

What only findings ask for (places, labels of blank nodes) is looked up when a finding asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from cds_kg.namespaces import BASE
from cds_kg.store.source_file import SourceFile
from cds_kg.validation.locate import BlankNodes, FileText
from cds_kg.validation.report import Finding

#: The IRIs that the rule on undeclared names takes for ours begin with one of these.
OURS = tuple(f"{scheme}{www}{BASE.partition('//')[2]}" for scheme in ("https://", "http://") for www in ("", "www."))

#: A line at the top of a Turtle file: empty, a comment, or the declaration of a prefix.
_TOP = re.compile(
    r"[ \t]*(?:#[^\n]*|(?:@prefix[ \t]+(?P<p>[^\s:#<]*):[ \t]*<(?P<n>[^<>\s\\]*)>[ \t]*\.|"
    r"[Pp][Rr][Ee][Ff][Ii][Xx][ \t]+(?P<q>[^\s:#<]*):[ \t]*<(?P<m>[^<>\s\\]*)>)[ \t]*(?:#[^\n]*)?)?\r?(?:\n|$)"
)
_LATER_PREFIX = re.compile(rb"prefix\s*(?:#|[^\s<]*:)")
_LATER_BASE = re.compile(rb"base\s*[<#]")

_OUR_IRI = re.compile(rf"<((?:{'|'.join(map(re.escape, OURS))})[^>]*)>")

_BATCH = 20_000


class Document(SourceFile):
    """One file of the user, and what it says where.

    Args:
        path: the file.
        blank: what the numbers of its blank nodes come after.

    Raises:
        InputError, LimitError: a file that cannot be read.
    """

    def __init__(self, path: Path, blank: str) -> None:
        self.path = path
        super().__init__(path, blank)

    def triples(self, blanks: dict[str, int]) -> Iterator[bytes]:
        """The triples as N-Triples; ``blanks`` gets the blank nodes in the order in which they occur."""
        if self.format == ox.RdfFormat.N_TRIPLES and not self.by_hand:
            yield self._data
            yield b"\n"
            return
        quads = self.merged()
        while batch := list(islice(quads, _BATCH)):
            for quad in batch:
                for term in (quad.subject, quad.object):
                    if isinstance(term, ox.BlankNode):
                        blanks.setdefault(str(term), len(blanks))
            yield n_triples(batch)

    @property
    def prefixed(self) -> dict[str, str] | None:
        """The prefixes of a file that declares them all at its top, one a line; ``None`` where that is not sure."""
        return None if self._top is None else self._top[0]

    @cached_property
    def _top(self) -> tuple[dict[str, str], int] | None:
        """The prefixes, and where what follows them begins."""
        if self.by_hand:
            return None
        declared: dict[str, str] = {}
        at = 0
        while at < len(self.text) and (line := _TOP.match(self.text, at)):
            if line["p"] is not None:
                declared[line["p"]] = line["n"]
            elif line["q"] is not None:
                declared[line["q"]] = line["m"]
            at = line.end()
        rest = self._data[len(self.text[:at].encode()) :].lower()
        return None if _LATER_PREFIX.search(rest) or _LATER_BASE.search(rest) else (declared, at)

    def ours(self) -> set[str] | None:
        """Every IRI of cds-kg that the text mentions, and perhaps some more; ``None`` where that is not sure."""
        if self._top is None:
            return None
        prefixes, begin = self._top
        found = set(_OUR_IRI.findall(self.text, begin))
        for prefix, namespace in prefixes.items():
            if any(ours.startswith(namespace) and ours != namespace for ours in OURS):
                return None
            if namespace.startswith(OURS):
                start = len(prefix) + 1
                names = set(re.compile(re.escape(prefix) + r""":[^\s;,()<>"'#]*""").findall(self.text, begin))
                found.update(namespace + re.sub(r"\\(.)", r"\1", name[start:].rstrip(".")) for name in names)
        return found

    @cached_property
    def where(self) -> FileText:
        """Where things stand in the text."""
        prefixes = self.prefixed
        if prefixes is None:
            parser = ox.parse(self.text, self.format)
            for _ in parser:
                pass
            prefixes = dict(parser.prefixes)
        return FileText(self.path, self.text, prefixes)

    @cached_property
    def blanks(self) -> BlankNodes:
        """Where its blank nodes stand, and their labels."""
        return BlankNodes(self.path, self.text, self.quads, self.where)

    def expect(self, nodes: Iterable[str]) -> None:
        """Be asked for the lines of these nodes."""
        self.where.expect(node for node in nodes if not node.startswith("_:"))

    def line(self, finding: Finding) -> int | None:
        """The line that the finding is about, as far as that can be told."""
        assert finding.focus is not None
        place = self.blanks if finding.focus.startswith("_:") else self.where
        return place.line(finding.focus, finding.value, finding.path)


def n_triples(quads: Iterable[ox.Quad]) -> bytes:
    """The triples of the quads as N-Triples."""
    triples = (ox.Triple(q.subject, q.predicate, q.object) for q in quads)
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""

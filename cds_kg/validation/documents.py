"""Users' files as the validation reads them: straight into a store where nothing in them asks for more.

Most files are Turtle in NFC without blank nodes. The engine parses such a file into the store by itself, and no term of
it is made in Python; other files are read quad by quad as everywhere (`reading`), blank nodes numbered. Both ways give
the same triples. What only findings ask for (places, labels of blank nodes) is looked up when a finding asks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from cds_kg.namespaces import BASE, RDF
from cds_kg.store.reading import FORMATS, decode, read_quads, read_source, without_triples
from cds_kg.validation.locate import BlankNodes, FileText
from cds_kg.validation.report import Finding

#: A file of this many bytes or more is not checked.
SIZE_LIMIT = 500_000_000

#: The IRIs that the rule on undeclared names takes for ours begin with one of these.
OURS = tuple(f"{scheme}{www}{BASE.partition('//')[2]}" for scheme in ("https://", "http://") for www in ("", "www."))

#: What the engine would read in another way than we do: blank nodes, whose numbers it does not tell; escapes, which may
#: hide text that is not in NFC; RDF 1.2.
_BY_HAND = {b"[": (b"[",), b"_:": (b"_:",), b"\\": (b"\\u", b"\\U"), b"<<": (b"<<",), b"--": (b"--ltr", b"--rtl")}
_BOM = b"\xef\xbb\xbf"
_DIRECT = (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES)

#: What collections and the annotations of RDF 1.2 leave in the store.
_TRACES = (ox.NamedNode(RDF + "first"), ox.NamedNode(RDF + "reifies"))

#: A line at the top of a Turtle file: empty, a comment, or the declaration of a prefix.
_TOP = re.compile(
    r"[ \t]*(?:#[^\n]*|(?:@prefix[ \t]+(?P<p>[^\s:#<]*):[ \t]*<(?P<n>[^<>\s\\]*)>[ \t]*\.|"
    r"[Pp][Rr][Ee][Ff][Ii][Xx][ \t]+(?P<q>[^\s:#<]*):[ \t]*<(?P<m>[^<>\s\\]*)>)[ \t]*(?:#[^\n]*)?)?\r?(?:\n|$)"
)
_LATER_PREFIX = re.compile(rb"prefix\s*(?:#|[^\s<]*:)")
_LATER_BASE = re.compile(rb"base\s*[<#]")

_OUR_IRI = re.compile(rf"<((?:{'|'.join(map(re.escape, OURS))})[^>]*)>")

_BATCH = 20_000


class Document:
    """One file of the user.

    Args:
        path: the file.
        blank: what the numbers of its blank nodes come after.

    Raises:
        InputError, LimitError: a file that cannot be read.
    """

    def __init__(self, path: Path, blank: str, limit: int = SIZE_LIMIT) -> None:
        self.path = path
        self.blank = blank
        self.format, data = read_source(path, limit)
        self._data = data.removeprefix(_BOM)
        self._loads_by_hand = self.format not in _DIRECT or any(
            first in data and any(sign in data for sign in signs) for first, signs in _BY_HAND.items()
        )

    @cached_property
    def text(self) -> str:
        """The text as written, without a BOM. Raises InputError where it is not in UTF-8."""
        return decode(self._data, str(self.path))

    @cached_property
    def composed(self) -> bool:
        """Whether the text is in NFC."""
        return unicodedata.is_normalized("NFC", self.text)

    @property
    def by_hand(self) -> bool:
        """Whether the file is read quad by quad."""
        return self._loads_by_hand or not self.composed

    @property
    def size(self) -> int:
        """The number of bytes of the text."""
        return len(self._data)

    def forget_text(self) -> None:
        """Let go of the decoded text, which takes twice the memory of the file, until it is asked for again."""
        _ = self.composed
        self.__dict__.pop("text", None)

    @property
    def raw(self) -> bytes:
        """The text as bytes."""
        return self._data

    def load(self, store: ox.Store) -> None:
        """Put the triples into ``store``, which has those of other files at most, named graphs merged.

        Raises:
            InputError: ill-formed, or no triple at all.
        """
        if not self._loads_by_hand:
            before = len(store)
            try:
                store.load(self._data, self.format)
            except SyntaxError as error:
                from cds_kg.store.faults import fault

                raise fault(error, self.text, self.format, str(self.path)) from error
            if len(store) == before and next(ox.parse(self._data, self.format), None) is None:
                raise without_triples(str(self.path))
            return
        quads = self._merged()
        while batch := list(islice(quads, _BATCH)):
            store.extend(batch)

    def read_wrongly(self, store: ox.Store) -> bool:
        """Whether the text or its triples in ``store`` ask to be read by hand after all; they will be from now on."""
        if self._loads_by_hand:
            return False
        self._loads_by_hand = not self.composed or any(
            next(store.quads_for_pattern(None, trace, None), None) is not None for trace in _TRACES
        )
        return self._loads_by_hand

    def triples(self, blanks: dict[str, int]) -> Iterator[bytes]:
        """The triples as N-Triples; ``blanks`` gets the blank nodes in the order in which they occur."""
        if self.format == ox.RdfFormat.N_TRIPLES and not self.by_hand:
            yield self._data
            yield b"\n"
            return
        quads = self._merged()
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
    def quads(self) -> list[ox.Quad]:
        """The quads, blank nodes numbered."""
        return list(read_quads(self.text, self.format, str(self.path), self.blank))

    def read(self) -> Iterator[ox.Quad]:
        """The quads one by one."""
        if "quads" in self.__dict__:
            return iter(self.quads)
        return read_quads(self.text, self.format, str(self.path), self.blank)

    def _merged(self) -> Iterator[ox.Quad]:
        return (ox.Quad(q.subject, q.predicate, q.object) for q in self.read())

    @cached_property
    def where(self) -> FileText:
        """Where things stand in the text."""
        prefixes = self.prefixed
        if prefixes is None:
            parser = ox.parse(self.text, FORMATS[self.path.suffix.lower()])
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


def load_all(documents: Iterable[Document]) -> ox.Store:
    """The triples of the documents in one store. Raises as `Document.load` does."""
    documents = list(documents)
    store = ox.Store()
    for document in documents:
        document.load(store)
    wrongly = [document for document in documents if document.read_wrongly(store)]
    return load_all(documents) if wrongly else store

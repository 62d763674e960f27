"""Users' RDF files, read once: straight into a store where nothing in them asks for more.

Most files are Turtle in NFC without blank nodes. The engine parses such a file into the store by itself, and no term of
it is made in Python; other files are read quad by quad as everywhere (`reading`), blank nodes numbered. Both ways give
the same triples.
"""

from __future__ import annotations

import os
import unicodedata
from functools import cached_property
from itertools import islice

import pyoxigraph as ox

from cds_kg.namespaces import RDF
from cds_kg.store.reading import decode, read_quads, read_source, without_triples

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: A file of this many bytes or more is not loaded.
SIZE_LIMIT = 500_000_000

#: What the engine would read in another way than we do: blank nodes, whose numbers it does not tell; escapes, which may
#: hide text that is not in NFC; RDF 1.2.
_BY_HAND = {b"[": (b"[",), b"_:": (b"_:",), b"\\": (b"\\u", b"\\U"), b"<<": (b"<<",), b"--": (b"--ltr", b"--rtl")}
_BOM = b"\xef\xbb\xbf"
_DIRECT = (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES)

#: What collections and the annotations of RDF 1.2 leave in the store.
_TRACES = (ox.NamedNode(RDF + "first"), ox.NamedNode(RDF + "reifies"))

_BATCH = 20_000


class SourceFile:
    """One file of the user.

    Args:
        path: the file.
        blank: what the numbers of its blank nodes come after.

    Attributes:
        name: the file as messages name it.

    Raises:
        InputError, LimitError: a file that cannot be read.
    """

    def __init__(self, path: str | os.PathLike[str], blank: str) -> None:
        self.name = os.fspath(path)
        self.blank = blank
        self.format, data = read_source(path, SIZE_LIMIT)
        self._data = data.removeprefix(_BOM)
        self._loads_by_hand = self.format not in _DIRECT or any(
            first in data and any(sign in data for sign in signs) for first, signs in _BY_HAND.items()
        )

    @cached_property
    def text(self) -> str:
        """The text as written, without a BOM. Raises InputError where it is not in UTF-8."""
        return decode(self._data, self.name)

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

                raise fault(error, self.text, self.format, self.name) from error
            if len(store) == before and next(ox.parse(self._data, self.format), None) is None:
                _ = self.text  # an empty file is told as such
                raise without_triples(self.name)
            return
        quads = self.merged()
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

    @cached_property
    def quads(self) -> list[ox.Quad]:
        """The quads, blank nodes numbered."""
        return list(read_quads(self.text, self.format, self.name, self.blank))

    def read(self) -> Iterator[ox.Quad]:
        """The quads one by one."""
        if "quads" in self.__dict__:
            return iter(self.quads)
        return read_quads(self.text, self.format, self.name, self.blank)

    def merged(self) -> Iterator[ox.Quad]:
        """The quads one by one, all in the default graph."""
        return (ox.Quad(q.subject, q.predicate, q.object) for q in self.read())


def load_all(files: Iterable[SourceFile]) -> ox.Store:
    """The triples of the files in one store. Raises as `SourceFile.load` does."""
    files = list(files)
    store = ox.Store()
    for file in files:
        file.load(store)
    wrongly = [file for file in files if file.read_wrongly(store)]
    return load_all(files) if wrongly else store

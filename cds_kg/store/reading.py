"""Reading users' files: text in UTF-8, RDF by its extension, each fault told with file, line and column."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator

import pyoxigraph as ox

from cds_kg.errors import InputError, LimitError
from cds_kg.store.excerpt import excerpt

#: A file of this many bytes or more is not read.
SIZE_LIMIT = 50_000_000

#: Brackets may be open at once in Turtle and JSON.
DEPTH_LIMIT = 100

#: Extension -> RDF format.
FORMATS: dict[str, ox.RdfFormat] = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
}

_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def read_rdf(path: str | os.PathLike[str], blank: str = "b") -> list[ox.Quad]:
    """The quads of an RDF file, its format told by the extension (see `FORMATS`).

    A BOM is skipped, literals are put in NFC, blank nodes are numbered as they first occur, after ``blank``. Nothing
    is fetched.

    Raises:
        InputError: missing, a directory, unreadable, empty, not UTF-8, of unknown extension or ill-formed; the text
            has file:line:column.
        LimitError: 50 MB or more.
    """
    return read_document(path, blank)[0]


def read_document(path: str | os.PathLike[str], blank: str = "b") -> tuple[list[ox.Quad], dict[str, str], str]:
    """As `read_rdf`: the quads, the prefixes that the file declares, and its text."""
    known, data = read_source(path)
    text = decode(data, str(path))
    prefixes: dict[str, str] = {}
    quads = list(read_quads(text, known, str(path), blank, prefixes))
    return quads, prefixes, text


def read_source(path: str | os.PathLike[str], limit: int = SIZE_LIMIT) -> tuple[ox.RdfFormat, bytes]:
    """The format of an RDF file and its bytes. Raises as `read_rdf` does; ``limit`` is in bytes."""
    known = FORMATS.get(os.path.splitext(path)[1].lower())
    data = read_bytes(path, limit)
    if known is None:
        listed = ", ".join(FORMATS)
        raise InputError(
            f"{path}: không biết định dạng của tệp qua phần mở rộng; hãy dùng một trong: {listed}.",
            f"{path}: the extension does not tell the format of this file; use one of: {listed}.",
        )
    return known, data


def read_quads(
    text: str, known: ox.RdfFormat, name: str, blank: str = "b", prefixes: dict[str, str] | None = None
) -> Iterator[ox.Quad]:
    """The quads of a text one by one, as `read_rdf` gives them; at the end ``prefixes`` has those it declares.

    Raises InputError, also where there is no quad at all.
    """
    some = False
    for quad in _parse(text, known, name, blank, prefixes):
        some = True
        yield quad
    if not some:
        raise without_triples(name)


def without_triples(name: str) -> InputError:
    """The error for a file that says nothing."""
    return InputError(
        f"{name}: tệp không có bộ ba RDF nào; hãy kiểm tra xem có đúng tệp không.",
        f"{name}: the file has no RDF triple at all; check that it is the right one.",
    )


def parse_turtle(text: str, name: str) -> list[ox.Quad]:
    """The quads of a Turtle text; ``name`` stands in the messages. Raises InputError."""
    return list(_parse(text, ox.RdfFormat.TURTLE, name, "b"))


def read_text(path: str | os.PathLike[str]) -> str:
    """The text of a UTF-8 file, without its BOM, in NFC. Raises as `read_rdf` does."""
    return unicodedata.normalize("NFC", decode(read_bytes(path), str(path)))


def read_bytes(path: str | os.PathLike[str], limit: int = SIZE_LIMIT) -> bytes:
    """The bytes of a file of less than ``limit`` bytes. Raises InputError, LimitError."""
    try:
        mode = os.stat(path).st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # it might never end, or never begin
            raise InputError(
                f"{path}: đây là ống dẫn hoặc thiết bị, không phải tệp thường; hãy lưu nội dung thành tệp trước "
                "(truy vấn thì có thể đưa qua đầu vào: cds-kg query -).",
                f"{path}: this is a pipe or a device, not a regular file; save its content as a file first "
                "(a query may come through the input: cds-kg query -).",
            )
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(limit) if size < limit else b""
    except InputError:
        raise
    except OSError as error:
        raise unreadable(path, error) from error
    except ValueError as error:  # a NUL in the name
        raise unreadable(path, OSError()) from error
    if max(size, len(data)) >= limit:
        most = f"{limit / 1e6:g} MB"
        raise LimitError(
            f"{path}: tệp lớn quá giới hạn {most}; hãy chia nhỏ tệp.",
            f"{path}: the file is over the limit of {most}; split it.",
        )
    return data


def unreadable(path: str | os.PathLike[str], error: OSError) -> InputError:
    """The error for a file that the system would not open."""
    if isinstance(error, FileNotFoundError):
        return InputError(
            f"{path}: không có tệp này; hãy kiểm tra đường dẫn.", f"{path}: there is no such file; check the path."
        )
    if isinstance(error, IsADirectoryError) or os.path.isdir(path):
        return InputError(
            f"{path}: đây là thư mục; hãy chỉ ra một tệp trong đó.",
            f"{path}: this is a directory; name a file in it.",
        )
    if isinstance(error, PermissionError):
        return InputError(
            f"{path}: không có quyền đọc tệp này; hãy kiểm tra quyền truy cập.",
            f"{path}: you may not read this file; check its permissions.",
        )
    return InputError(f"{path}: không đọc được tệp này.", f"{path}: this file cannot be read.")


def decode(data: bytes, name: str) -> str:
    """``data`` as UTF-8 text without a BOM. Raises InputError where it is empty or in another encoding."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            raise _not_utf8(f"{name}:1:1", f"tệp được lưu theo {encoding}", f"the file is saved as {encoding}")
    if b"\x00" in data:
        line = data.count(b"\n", 0, data.index(b"\x00")) + 1
        raise _not_utf8(f"{name}:{line}:1", "tệp có byte 0, như của UTF-16", "the file has zero bytes, as in UTF-16")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        raise _not_utf8(
            f"{name}:{line}:{column}",
            f"byte thứ {error.start + 1} (0x{data[error.start]:02X}) không phải UTF-8",
            f"byte {error.start + 1} (0x{data[error.start]:02X}) is not UTF-8",
        ) from error
    if not text.strip():
        raise InputError(
            f"{name}: tệp rỗng; hãy kiểm tra xem có đúng tệp không.",
            f"{name}: the file is empty; check that it is the right one.",
        )
    return text


def _not_utf8(place: str, vi: str, en: str) -> InputError:
    return InputError(f"{place}: {vi}; hãy lưu lại tệp theo UTF-8.", f"{place}: {en}; save the file as UTF-8.")


def _parse(
    text: str, known: ox.RdfFormat, name: str, blank: str, prefixes: dict[str, str] | None = None
) -> Iterator[ox.Quad]:
    if known == ox.RdfFormat.RDF_XML:
        _refuse_entities(text, name)
    else:
        _refuse_depth(text, name)
    parser = ox.parse(text, known)
    tidy = _Tidy(name, blank)
    try:
        for quad in parser:
            yield tidy.quad(quad)
    except SyntaxError as error:
        from cds_kg.store.faults import fault

        raise fault(error, text, known, name) from error
    if prefixes is not None:
        prefixes.update(parser.prefixes)


#: An entity that is read from elsewhere, or made of other entities, which can grow without bounds. The parser wants
#: no blank after ENTITY.
_ENTITY = re.compile(r"""<!ENTITY\s*(?:%\s*)?[^\s<]+\s+(?:SYSTEM|PUBLIC|"[^"]*&(?!\#)|'[^']*&(?!\#))""")
_INTERNAL = re.compile(r"""<!ENTITY\s*(?:%\s*)?([^\s<]+)\s+(?:"([^"]*)"|'([^']*)')""")
_USE = re.compile(r"&([^&;<\s]+);")


def _refuse_entities(text: str, name: str) -> None:
    if "<!ENTITY" not in text:
        return
    lengths: dict[str, int] = {}
    for found in _INTERNAL.finditer(text):
        lengths[found[1]] = max(lengths.get(found[1], 0), len(found[2] or found[3] or ""))
    if len(text) + sum(lengths.get(use[1], 0) for use in _USE.finditer(text)) >= SIZE_LIMIT:
        raise InputError(
            f"{name}: các thực thể XML làm tệp phình quá giới hạn 50 MB; hãy viết thẳng giá trị hoặc chia nhỏ tệp.",
            f"{name}: the XML entities blow the file up over the limit of 50 MB; write the values themselves, or "
            "split the file.",
        )
    outside = _ENTITY.search(text)
    if outside:
        line = text.count("\n", 0, outside.start()) + 1
        column = outside.start() - text.rfind("\n", 0, outside.start())
        where, shown = f"{name}:{line}:{column}", excerpt(text, line, column)
        raise InputError(
            f"{where}: thực thể XML lồng nhau hoặc nằm ngoài tệp bị từ chối; hãy viết thẳng giá trị.\n{shown}",
            f"{where}: XML entities that are nested or outside the file are refused; write the value itself.\n{shown}",
        )


#: Brackets of Turtle and JSON, and what may hold others: strings, IRIs, comments.
_BRACKET = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|#[^\n]*|(?P<open>[\[({])|(?P<close>[\])}])',
    re.DOTALL,
)


def _refuse_depth(text: str, name: str) -> None:
    """Stop before a parser or writer runs out of stack."""
    if sum(map(text.count, "[({")) <= DEPTH_LIMIT:
        return
    depth = 0
    for found in _BRACKET.finditer(text):
        if found.lastgroup == "open":
            depth += 1
        elif found.lastgroup == "close":
            depth = max(0, depth - 1)
        if depth > DEPTH_LIMIT:
            line = text.count("\n", 0, found.start()) + 1
            raise InputError(
                f"{name}:{line}: dấu ngoặc lồng nhau quá {DEPTH_LIMIT} bậc; hãy đặt tên (IRI) cho các nút bên trong.",
                f"{name}:{line}: brackets are nested over {DEPTH_LIMIT} deep; give the inner nodes names (IRIs).",
            )


class _Tidy:
    """Puts the literals of one file in NFC and numbers its blank nodes, so that the same file gives the same quads."""

    def __init__(self, name: str, blank: str) -> None:
        self.name = name
        self.blank = blank
        self.nodes: dict[ox.BlankNode, ox.BlankNode] = {}

    def quad(self, quad: ox.Quad) -> ox.Quad:
        subject, item, graph = quad.subject, quad.object, quad.graph_name
        same = True  # as a rule it is, and to make it anew takes longer than to read it
        if isinstance(subject, ox.BlankNode):
            subject, same = self._number(subject), False
        if isinstance(graph, ox.BlankNode):
            graph, same = self._number(graph), False
        if isinstance(item, ox.BlankNode):
            item, same = self._number(item), False
        elif isinstance(item, ox.Literal):
            if item.direction is not None:
                raise self._newer()
            text = item.value
            if not text.isascii() and not unicodedata.is_normalized("NFC", text):
                value, same = unicodedata.normalize("NFC", text), False
                item = (
                    ox.Literal(value, language=item.language)
                    if item.language
                    else ox.Literal(value, datatype=item.datatype)
                )
        elif isinstance(item, ox.Triple):
            raise self._newer()
        return quad if same else ox.Quad(subject, quad.predicate, item, graph)

    def _number(self, node: ox.BlankNode) -> ox.BlankNode:
        if node not in self.nodes:
            self.nodes[node] = ox.BlankNode(f"{self.blank}{len(self.nodes) + 1}")
        return self.nodes[node]

    def _newer(self) -> InputError:
        return InputError(
            f"{self.name}: tệp dùng RDF 1.2 (bộ ba lồng nhau hoặc hướng chữ); hãy chỉ dùng RDF 1.1.",
            f"{self.name}: the file uses RDF 1.2 (triple terms or text direction); keep to RDF 1.1.",
        )

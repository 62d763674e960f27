"""``cds-kg query``: one SPARQL query over the packaged graph and the user's files."""

from __future__ import annotations

import sys

from cds_kg.cli.common import add_format, add_limits, add_output, choose_format, limits, progress, terminal_width
from cds_kg.cli.sink import Sink
from cds_kg.errors import LimitError, UsageError
from cds_kg.text import nfc, pick

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    import pyoxigraph as ox

    from cds_kg.store.dataset import GraphStore

_ROWS = ("table", "csv", "tsv", "json", "xml")
_TRIPLES = ("ttl", "nt", "jsonld")


class DamagedError(Exception):
    """The cache proved to be damaged: the query is to be asked again."""


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg query``."""
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE.rq",
        help=pick(lang, "tệp truy vấn; «-» hay không ghi gì: đọc từ đầu vào", 'query file; "-" or nothing: the input'),
    )
    parser.add_argument(
        "-q", "--query", metavar="TEXT", help=pick(lang, "truy vấn viết ngay ở đây", "the query itself")
    )
    parser.add_argument(
        "--data",
        action="append",
        default=[],
        metavar="FILE",
        help=pick(lang, "thêm tệp RDF này vào đồ thị (dùng được nhiều lần)", "add this RDF file (may be repeated)"),
    )
    parser.add_argument(
        "--module",
        action="append",
        default=[],
        metavar="NAME",
        help=pick(
            lang,
            "nạp thêm mô-đun này, ví dụ units (dùng được nhiều lần)",
            "load this module as well, like units (may be repeated)",
        ),
    )
    parser.add_argument(
        "--only",
        action="store_true",
        help=pick(lang, "chỉ dùng các tệp --data, không dùng đồ thị có sẵn", "use the --data files alone"),
    )
    add_format(parser, lang, (*_ROWS, *_TRIPLES))
    add_output(parser, lang)
    add_limits(parser, lang)


def run(args: argparse.Namespace) -> int:
    """Check the query, then evaluate it within the limits, its answer written as it comes."""
    timeout, memory = limits(args)
    if args.only and args.module:
        raise UsageError(
            "--only không nạp mô-đun nào; hãy bỏ --only hoặc bỏ --module.",
            "--only loads no module; leave out either --only or --module.",
        )
    sparql, name = _query(args)
    width = terminal_width() if args.output is None else None

    from cds_kg.store.guard import Watchdog, check

    watchdog = Watchdog(timeout, memory)
    triples = watchdog.run(lambda: check(sparql, name)).gives_triples
    form = choose_format(args.format, args.output, _TRIPLES if triples else _ROWS, "ttl" if triples else None)
    with progress(args.lang, "Đang chạy truy vấn", "Running the query") as hide:
        sink = Sink(args.output, hide)
        graph = _packaged(args)

        def work() -> None:
            _answer(_with_files(args) if graph is None else graph, sparql, name, form, args.lang, width, sink)

        try:
            try:
                watchdog.run(work, sink.waited)
            except DamagedError:
                graph = None
                sink.restart()
                watchdog.run(work, sink.waited)
            except LimitError:
                if graph is not None:
                    _was_damaged(graph)  # the next run is not held up by it
                raise
            sink.finish()
        except BaseException:
            sink.abandon()
            raise
    return 0


def _packaged(args: argparse.Namespace) -> GraphStore | None:
    """The packaged graph from the cache, or ``None`` where there are files of the user's."""
    if args.data or args.only:
        return None
    from cds_kg.cli.cache import open_cached

    return open_cached(args.module)


def _with_files(args: argparse.Namespace) -> GraphStore:
    from cds_kg.store.dataset import GraphStore, with_defaults

    return GraphStore.open(with_defaults(args.module), args.data, args.only)


def _answer(graph: GraphStore, sparql: str, name: str, form: str, lang: str, width: int | None, sink: Sink) -> None:
    """Write the answer in the format asked for.

    Raises:
        DamagedError: the cache is damaged, and was dropped before anything was written.
    """
    from cds_kg.store.answer import ENGINE_ERRORS, engine_error

    try:
        _write(graph, sparql, form, lang, width, sink)
    except ENGINE_ERRORS as error:
        if sink.error is not None:
            raise sink.error from None
        if not isinstance(error, SyntaxError) and _was_damaged(graph) and sink.untouched:
            raise DamagedError from error
        raise engine_error(error, sparql, name) from error


def _was_damaged(graph: GraphStore) -> bool:
    """Whether the graph was asked of a damaged cache, which is dropped."""
    if graph.ready is None:
        return False
    from cds_kg.store.cache import dropped

    return dropped(graph.ready)


def _write(graph: GraphStore, sparql: str, form: str, lang: str, width: int | None, sink: Sink) -> None:
    import pyoxigraph as ox

    from cds_kg.namespaces import PREFIXES

    result = graph.store.query(sparql, prefixes=PREFIXES)
    if isinstance(result, ox.QueryTriples):
        sink.write(_triples(result, form))
    elif isinstance(result, ox.QuerySolutions) and form == "table":
        from cds_kg.store.results import rows_of

        sink.write(rows_of(result).to_table(lang, width).encode())
    elif isinstance(result, ox.QueryBoolean) and form not in ("json", "xml"):
        sink.write(b"true\n" if result else b"false\n")
    else:
        formats = {
            "csv": ox.QueryResultsFormat.CSV,
            "tsv": ox.QueryResultsFormat.TSV,
            "json": ox.QueryResultsFormat.JSON,
            "xml": ox.QueryResultsFormat.XML,
        }
        result.serialize(sink, formats[form])  # type: ignore[arg-type]  # it calls write and flush, nothing else
        sink.end_line()


def _triples(result: ox.QueryTriples, form: str) -> bytes:
    """The triples of an answer, sorted; N-Triples without blank nodes are sorted as the engine wrote them."""
    import pyoxigraph as ox

    from cds_kg.store.serialise import serialise

    if form != "nt":
        return serialise(result, form)
    data = result.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
    if b"_:" in data:  # in a literal, perhaps
        return serialise(ox.parse(data, ox.RdfFormat.N_TRIPLES), form)
    return b"".join(sorted(set(data.splitlines(keepends=True))))


def _query(args: argparse.Namespace) -> tuple[str, str]:
    """The text of the query, and how messages name it."""
    if args.query is not None:
        if args.file is not None:
            raise UsageError("Chỉ đưa một truy vấn: hoặc tệp, hoặc -q.", "Give one query: either a file, or -q.")
        try:
            args.query.encode("utf-8")
        except UnicodeEncodeError as error:
            raise UsageError(
                "-q: truy vấn không phải UTF-8; hãy gõ trong cửa sổ lệnh dùng UTF-8, hoặc lưu vào một tệp .rq "
                "theo UTF-8.",
                "-q: the query is not UTF-8; type it in a UTF-8 terminal, or save it in an .rq file as UTF-8.",
            ) from error
        return nfc(args.query), "-q"
    from cds_kg.store.guard import LENGTH_LIMIT, size_error
    from cds_kg.store.reading import decode, read_text

    if args.file not in (None, "-"):
        return read_text(args.file), args.file
    if sys.stdin is None or (args.file is None and sys.stdin.isatty()):
        raise UsageError(
            'Chưa có truy vấn: hãy đưa một tệp .rq, hoặc -q "SELECT ...". Xem: cds-kg query --help',
            'There is no query: give an .rq file, or -q "SELECT ...". See: cds-kg query --help',
        )
    name = pick(args.lang, "đầu vào", "input")
    most = 4 * LENGTH_LIMIT  # a character takes up to four bytes
    data = sys.stdin.buffer.read(most + 1)
    if len(data) > most:
        raise size_error(name)
    return (nfc(decode(data, name)) if data.strip() else ""), name

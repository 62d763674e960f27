"""``cds-kg query``: one SPARQL query over the packaged graph and the user's files."""

from __future__ import annotations

import argparse
import sys

from cds_kg.cli.common import add_format, add_limits, add_output, choose_format, limits, progress, terminal_width, write
from cds_kg.errors import UsageError
from cds_kg.text import nfc, pick

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cds_kg.store.dataset import GraphStore

_ROWS = ("table", "csv", "tsv", "json", "xml")
_TRIPLES = ("ttl", "nt", "jsonld")


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
    """Check the query, evaluate it within the limits, then write the whole answer."""
    timeout, memory = limits(args)
    if args.only and args.module:
        raise UsageError(
            "--only không nạp mô-đun nào; hãy bỏ --only hoặc bỏ --module.",
            "--only loads no module; leave out either --only or --module.",
        )
    sparql, name = _query(args)
    width = terminal_width() if args.output is None else None

    from cds_kg.store.guard import Watchdog, check

    def work() -> bytes:
        triples = check(sparql, name).gives_triples
        form = choose_format(args.format, args.output, _TRIPLES if triples else _ROWS, "ttl" if triples else None)

        from cds_kg.store.dataset import GraphStore, with_defaults

        store = GraphStore.open(with_defaults(args.module), args.data, args.only)
        return _answer(store, sparql, name, form, args.lang, width)

    with progress(args.lang, "Đang chạy truy vấn", "Running the query"):
        data = Watchdog(timeout, memory).run(work)
    write(data, args.output)
    return 0


def _answer(store: GraphStore, sparql: str, name: str, form: str, lang: str, width: int | None) -> bytes:
    """The answer in the format asked for."""
    import pyoxigraph as ox

    from cds_kg.namespaces import PREFIXES
    from cds_kg.store.answer import ENGINE_ERRORS, engine_error

    try:
        result = store.store.query(sparql, prefixes=PREFIXES)
        if isinstance(result, ox.QueryTriples):
            from cds_kg.store.serialise import serialise

            return serialise(result, form)
        if isinstance(result, ox.QuerySolutions) and form == "table":
            from cds_kg.store.results import rows_of

            return rows_of(result).to_table(lang, width).encode()
        if isinstance(result, ox.QueryBoolean) and form not in ("json", "xml"):
            return b"true\n" if result else b"false\n"
        formats = {
            "csv": ox.QueryResultsFormat.CSV,
            "tsv": ox.QueryResultsFormat.TSV,
            "json": ox.QueryResultsFormat.JSON,
            "xml": ox.QueryResultsFormat.XML,
        }
        data = result.serialize(format=formats[form]) or b""
    except ENGINE_ERRORS as error:
        raise engine_error(error, sparql, name) from error
    return data if data.endswith(b"\n") else data + b"\n"


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

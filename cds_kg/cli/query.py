"""``cds-kg query``: one SPARQL query over the packaged graph and the user's files."""

from __future__ import annotations

import argparse
import math
import re
import sys

from cds_kg.cli.common import add_format, add_output, choose_format, terminal_width, write
from cds_kg.errors import UsageError
from cds_kg.text import nfc, pick

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cds_kg.store.dataset import GraphStore

_ROWS = ("table", "csv", "tsv", "json", "xml")
_TRIPLES = ("ttl", "nt", "jsonld")
_UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}


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
        "--only",
        action="store_true",
        help=pick(lang, "chỉ dùng các tệp --data, không dùng đồ thị có sẵn", "use the --data files alone"),
    )
    add_format(parser, lang, (*_ROWS, *_TRIPLES))
    add_output(parser, lang)
    parser.add_argument(
        "--timeout",
        default="30",
        metavar="SECONDS",
        help=pick(lang, "giới hạn thời gian, tính bằng giây (mặc định: 30)", "time limit in seconds (default: 30)"),
    )
    parser.add_argument(
        "--memory",
        default="1G",
        metavar="SIZE",
        help=pick(
            lang, "giới hạn bộ nhớ của tiến trình, như 512M (mặc định: 1G)", "memory limit, like 512M (default: 1G)"
        ),
    )


def run(args: argparse.Namespace) -> int:
    """Check the query, evaluate it within the limits, then write the whole answer."""
    timeout, memory = _seconds(args.timeout), _bytes(args.memory)
    sparql, name = _query(args)
    width = terminal_width() if args.output is None else None

    from cds_kg.store.guard import Watchdog, check

    def work() -> bytes:
        triples = check(sparql, name).gives_triples
        form = choose_format(args.format, args.output, _TRIPLES if triples else _ROWS, "ttl" if triples else None)

        from cds_kg.store.dataset import GraphStore

        store = GraphStore.open(extra=args.data, only=args.only)
        return _answer(store, sparql, name, form, args.lang, width)

    write(Watchdog(timeout, memory).run(work), args.output)
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
        return nfc(args.query.encode("utf-8", "replace").decode()), "-q"
    from cds_kg.store.reading import decode, read_text

    if args.file not in (None, "-"):
        return read_text(args.file), args.file
    if sys.stdin is None or (args.file is None and sys.stdin.isatty()):
        raise UsageError(
            'Chưa có truy vấn: hãy đưa một tệp .rq, hoặc -q "SELECT ...". Xem: cds-kg query --help',
            'There is no query: give an .rq file, or -q "SELECT ...". See: cds-kg query --help',
        )
    name = pick(args.lang, "đầu vào", "input")
    data = sys.stdin.buffer.read()
    return (nfc(decode(data, name)) if data.strip() else ""), name


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise UsageError(
            f"--timeout {text}: phải là số giây lớn hơn 0, như 30.", f"--timeout {text}: give seconds above 0, like 30."
        )
    return seconds


def _bytes(text: str) -> int:
    found = re.fullmatch(r"([0-9]{1,12})([KMGT]?)(?:i?B)?", text.strip(), re.IGNORECASE)
    size = int(found.group(1)) * _UNITS[found.group(2).upper()] if found else 0
    if size == 0:
        raise UsageError(
            f"--memory {text}: phải là dung lượng như 512M hoặc 1G.", f"--memory {text}: give a size like 512M or 1G."
        )
    return size

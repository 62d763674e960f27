"""What the sub-commands share: output formats, tables, files, notes and progress."""

from __future__ import annotations

import os
import sys

from cds_kg.cli.streams import flush, has_escapes
from cds_kg.errors import UsageError
from cds_kg.text import pick

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    import threading
    from collections.abc import Callable, Mapping, Sequence

    from cds_kg.store.results import Rows

    Record = Mapping[str, object]

#: The formats of a list of things.
LIST_FORMATS = ("table", "csv", "tsv", "json")

#: Extension of ``-o`` -> format.
EXTENSIONS = {
    ".txt": "table",
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".srj": "json",
    ".xml": "xml",
    ".srx": "xml",
    ".ttl": "ttl",
    ".nt": "nt",
    ".jsonld": "jsonld",
    ".rdf": "rdf",
    ".trig": "trig",
    ".svg": "svg",
    ".png": "png",
    ".pdf": "pdf",
    ".mmd": "mmd",
    ".dot": "dot",
    ".graphml": "graphml",
    ".d2": "d2",
    ".md": "md",
}


def add_format(parser: argparse.ArgumentParser, lang: str, formats: Sequence[str] = LIST_FORMATS) -> None:
    """Add ``-f/--format``, left ``None`` where not given."""
    parser.add_argument(
        "-f",
        "--format",
        choices=formats,
        metavar="FORMAT",
        help=pick(lang, f"định dạng: {', '.join(formats)}", f"format: {', '.join(formats)}"),
    )


def add_output(parser: argparse.ArgumentParser, lang: str) -> None:
    """Add ``-o/--output``, left ``None`` where not given: standard output."""
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help=pick(lang, "ghi vào tệp này (mặc định: đầu ra chuẩn)", "write to this file (default: standard output)"),
    )


def add_limits(parser: argparse.ArgumentParser, lang: str, timeout: str = "30", memory: str = "1G") -> None:
    """Add ``--timeout`` and ``--memory`` with their defaults, to be read by `limits`."""
    parser.add_argument(
        "--timeout",
        default=timeout,
        metavar="SECONDS",
        help=pick(
            lang,
            f"giới hạn thời gian, tính bằng giây (mặc định: {timeout})",
            f"time limit in seconds (default: {timeout})",
        ),
    )
    parser.add_argument(
        "--memory",
        default=memory,
        metavar="SIZE",
        help=pick(
            lang,
            f"giới hạn bộ nhớ của tiến trình, như 512M (mặc định: {memory})",
            f"memory limit, like 512M (default: {memory})",
        ),
    )


def limits(args: argparse.Namespace) -> tuple[float, int]:
    """``--timeout`` in seconds and ``--memory`` in bytes. Raises UsageError where they are no such thing."""
    return _seconds(args.timeout), _bytes(args.memory)


def _seconds(text: str) -> float:
    import math

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
    told = text.strip().upper()
    told = told[:-2] if told.endswith("IB") else told.removesuffix("B")
    unit = told[-1:] if told[-1:] in ("K", "M", "G", "T") else ""
    digits = told.removesuffix(unit)
    plain = digits.isascii() and digits.isdecimal() and len(digits) <= 12
    size = int(digits) << 10 * " KMGT".index(unit or " ") if plain else 0
    if size == 0:
        raise UsageError(
            f"--memory {text}: phải là dung lượng như 512M hoặc 1G.", f"--memory {text}: give a size like 512M or 1G."
        )
    return size


def choose_format(
    asked: str | None,
    output: str | None = None,
    formats: Sequence[str] = LIST_FORMATS,
    default: str | None = None,
) -> str:
    """The format to write: ``-f``, else the extension of ``-o``, else ``default``, else table on a terminal and TSV.

    Raises:
        UsageError: ``-f`` and the extension of ``-o`` contradict each other, the extension tells no format, or the
            format is none of ``formats``.
    """
    extension = os.path.splitext(output)[1].lower() if output else ""
    told = EXTENSIONS.get(extension)
    if extension and not told and not asked:
        raise UsageError(
            f"{output}: phần mở rộng không cho biết định dạng; hãy thêm -f ({', '.join(formats)}).",
            f"{output}: the extension does not tell the format; add -f ({', '.join(formats)}).",
        )
    if asked and told and asked != told:
        raise UsageError(
            f"«-f {asked}» và tên tệp «{output}» mâu thuẫn nhau; hãy bỏ -f hoặc đổi phần mở rộng.",
            f'"-f {asked}" and the file name "{output}" contradict each other; drop -f or change the extension.',
        )
    chosen = asked or told
    if chosen and chosen not in formats:
        raise UsageError(
            f"Kết quả này không ghi được theo định dạng «{chosen}»; hãy dùng: {', '.join(formats)}.",
            f'This result cannot be written as "{chosen}"; use one of: {", ".join(formats)}.',
        )
    return chosen or default or ("table" if output is None and is_terminal() else "tsv")


def is_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def terminal_width() -> int | None:
    """The columns of the terminal that standard output is, else ``None``."""
    if not is_terminal():
        return None
    from cds_kg.cli.parser import columns

    return columns()


def write(data: str | bytes, output: str | None = None) -> None:
    """Write to a file, whole or not at all, or to standard output; UTF-8 with the line ends as they are.

    Raises:
        OutputError: the file or standard output cannot be written.
    """
    encoded = data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data
    if output is not None:
        from cds_kg.store.files import write_file

        write_file(output, encoded)
        return
    flush(encoded)


def note(lang: str, vi: str, en: str) -> None:
    """Tell the person at the terminal something that is not data, on standard error."""
    if sys.stderr is not None:
        from cds_kg.store.tables import visible

        sys.stderr.write(visible(pick(lang, vi, en)) + "\n")


class progress:  # not contextlib, whose import takes as long as a small query
    """Show a line on the terminal while a step takes longer than a second; nothing elsewhere.

    Entering gives what takes the line away before the step is over.
    """

    def __init__(self, lang: str, vi: str, en: str) -> None:
        self._text = pick(lang, vi, en)
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Callable[[], None]:
        if sys.stderr is not None and sys.stderr.isatty():
            import threading

            self._timer = threading.Timer(1.0, self._show)
            self._timer.daemon = True
            self._timer.start()
        return self._hide

    def __exit__(self, *_: object) -> None:
        self._hide()

    def _show(self) -> None:
        begin, end = ("\r", "\x1b[K") if has_escapes(sys.stderr) else ("", "\n")
        sys.stderr.write(f"{begin}{self._text} ...{end}")

    def _hide(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
            self._timer = None
            if has_escapes(sys.stderr):
                sys.stderr.write("\r\x1b[K")


def emit(
    rows: Rows | Sequence[Record],
    form: str,
    output: str | None = None,
    *,
    lang: str = "vi",
    columns: Sequence[str] | None = None,
) -> None:
    """Write a list of things as ``table``, ``csv``, ``tsv`` or ``json`` (one array of objects).

    Args:
        rows: query rows, or one mapping per thing; the values of a mapping are texts, numbers, dates, lists of these
            or ``None``.
        form: one of `LIST_FORMATS`.
        output: a file, or ``None`` for standard output.
        lang: the language of a table: its dates, its yes and no, and the note under an empty one.
        columns: the keys to show in table, CSV and TSV, in order; by default those of the first mapping. JSON has all.
    """
    write(_listed(rows, form, lang, columns), output)


def _listed(rows: Rows | Sequence[Record], form: str, lang: str, columns: Sequence[str] | None) -> str:
    from cds_kg.store.results import Rows

    if isinstance(rows, Rows):
        if form == "table":
            return rows.to_table(lang, terminal_width())
        if form != "json":
            return rows.to_csv() if form == "csv" else rows.to_tsv()
        rows = [row.as_dict() for row in rows]
    if form == "json":
        return json_text([dict(row) for row in rows])
    names = list(columns) if columns is not None else list(rows[0]) if rows else []
    if form == "table":
        from cds_kg.store.tables import cell_text, table

        cells = [[cell_text(row.get(name), lang) for name in names] for row in rows]
        return table(names, cells, terminal_width()) + ("" if rows else pick(lang, "(không có gì)\n", "(nothing)\n"))
    cells = [[_cell(row.get(name)) for name in names] for row in rows]
    if form == "csv":
        import csv
        import io

        text = io.StringIO()
        csv.writer(text).writerows([names, *cells])
        return text.getvalue()
    return "".join("\t".join(" ".join(cell.split()) for cell in line) + "\n" for line in (names, *cells))


def json_text(data: object) -> str:
    """``data`` as JSON for people and programs: UTF-8 as it is, dates in ISO form, decimals as numbers."""
    import json

    return json.dumps(data, ensure_ascii=False, indent=2, default=_json_value) + "\n"


def _json_value(value: object) -> object:
    import datetime
    from decimal import Decimal

    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "; ".join(_cell(item) for item in value)
    return str(value)

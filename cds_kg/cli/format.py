"""``cds-kg format``: Turtle files in the one layout."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from cds_kg.cli.common import note, write
from cds_kg.errors import InputError, LimitError, OutputError, UsageError
from cds_kg.text import pick

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

#: Telling blank nodes apart can take for ever; nobody's shapes need this long.
_SECONDS = 20.0

#: A comment of Turtle, or what may hold a # that begins none: texts, IRIs, escaped characters of names.
_COMMENT = re.compile(
    "|".join(
        (
            r'"""(?:\\.|[^\\])*?"""',
            r"'''(?:\\.|[^\\])*?'''",
            r'"(?:\\.|[^"\\\n])*"',
            r"'(?:\\.|[^'\\\n])*'",
            r'<[^<>"\s]*>',
            r"\\.",
            r"(?P<comment>#[^\n\r]*)",
        )
    ),
    re.DOTALL,
)


class _Change(NamedTuple):
    """What becomes of a file, and the lines (from 1) whose comments it loses."""

    data: bytes
    dropped: list[int]


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg format``."""
    parser.description = f"{parser.description}\n" + pick(
        lang,
        "Chú thích (#) ở đầu tệp được giữ. Chú thích ở phía dưới bị bỏ;\nlệnh cho biết chúng nằm ở những dòng nào.",
        "Comments (#) at the top of a file stay. Those further down are dropped;\nthe command tells their lines.",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help=pick(
            lang,
            "không ghi gì; liệt kê các tệp chưa đúng cách trình bày, mã thoát là 1 nếu có",
            "write nothing; list the files that are not in the layout, exit code 1 if there are any",
        ),
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help=pick(lang, "tệp Turtle (.ttl)", "Turtle file (.ttl)"))


def run(args: argparse.Namespace) -> int:
    """Rewrite the files that need it, or list them with ``--check``. All are read before any is written."""
    changed = {path: new for path in args.files if (new := _formatted(path)) is not None}
    if args.check:
        write("".join(f"{path}\n" for path in changed))
        return 1 if changed else 0
    from cds_kg.store.files import write_file

    for path in changed:
        if not os.stat(path).st_mode & 0o222 or not os.access(path, os.W_OK):
            raise OutputError(
                f"{path}: tệp chỉ đọc nên không viết lại; hãy cho phép ghi trước (chmod u+w).",
                f"{path}: the file is read-only and is not rewritten; allow writing first (chmod u+w).",
            )
    for path, change in changed.items():
        write_file(path, change.data)
        if change.dropped:
            lines = ", ".join(map(str, change.dropped))
            note(
                args.lang,
                f"{path}: đã bỏ {len(change.dropped)} dòng chú thích dưới phần đầu tệp, trước đây ở dòng: {lines}.",
                f"{path}: dropped the comments below the header, {len(change.dropped)} in all; old lines: {lines}.",
            )
    count = len(changed)
    note(args.lang, f"Đã viết lại {count}/{len(args.files)} tệp.", f"Rewrote {count} of {len(args.files)} files.")
    return 0


def _formatted(path: str) -> _Change | None:
    """The file in the one layout, or ``None`` where it is in it already."""
    from cds_kg.store.blank import canonical
    from cds_kg.store.guard import Watchdog
    from cds_kg.store.reading import parse_turtle, read_bytes, read_document
    from cds_kg.store.turtle import format_turtle, header_comment

    if os.path.splitext(path)[1].lower() != ".ttl":
        raise UsageError(
            f"{path}: chỉ viết lại được tệp Turtle (.ttl).", f"{path}: only Turtle files (.ttl) can be formatted."
        )
    quads, prefixes, text = read_document(path)

    def laid_out() -> str:
        new = format_turtle(quads, header=header_comment(text), prefixes=prefixes)
        if canonical(parse_turtle(new, path)) != canonical(quads):
            raise InputError(
                f"{path}: viết lại sẽ làm đổi các bộ ba, nên tệp được giữ nguyên; hãy báo lỗi này.",
                f"{path}: formatting would change the triples, so the file is left as it is; please report this.",
            )
        return new

    try:
        data = Watchdog(_SECONDS, None).run(laid_out).encode()
    except (LimitError, RecursionError) as error:
        raise LimitError(
            f"{path}: các nút trống nối nhau quá phức tạp; hãy đặt tên (IRI) cho chúng.",
            f"{path}: its blank nodes are joined in too complex a way; give them names (IRIs).",
        ) from error
    return None if read_bytes(path) == data else _Change(data, list(_comments_below(text)))


def _comments_below(text: str) -> Iterator[int]:
    """The lines of the comments after the first line that is neither empty nor a comment."""
    header = True
    place, line = 0, 1
    for found in _COMMENT.finditer(text):
        between = text[place : found.start()]
        header = header and not between.strip() and found["comment"] is not None
        line += between.count("\n")
        if found["comment"] is not None and not header:
            yield line
        line += found.group().count("\n")
        place = found.end()

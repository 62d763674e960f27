"""``cds-kg format``: Turtle files in the one layout."""

from __future__ import annotations

import argparse
import os

from cds_kg.cli.common import note, write
from cds_kg.errors import InputError, LimitError, UsageError
from cds_kg.text import pick

#: Telling blank nodes apart can take for ever; nobody's shapes need this long.
_SECONDS = 20.0


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg format``."""
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
    from cds_kg.store.serialise import write_file

    for path, text in changed.items():
        write_file(path, text)
    count = len(changed)
    note(args.lang, f"Đã viết lại {count}/{len(args.files)} tệp.", f"Rewrote {count} of {len(args.files)} files.")
    return 0


def _formatted(path: str) -> bytes | None:
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
    return None if read_bytes(path) == data else data

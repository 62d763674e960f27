"""``cds-kg draw``: a diagram as a picture (SVG, PNG, PDF) or as text for other tools."""

from __future__ import annotations

import os
from pathlib import Path

from cds_kg.cli.common import add_output, choose_format, note, progress, write
from cds_kg.cli.things import add_as_of, chosen_day, note_day
from cds_kg.diagram import style
from cds_kg.diagram.draw import DIAGRAMS, FORMATS, PICTURES, Diagram, draw, format_of, page_file
from cds_kg.errors import OutputError, UsageError
from cds_kg.text import pick

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    import datetime
    from collections.abc import Iterator

    from cds_kg.cli.parser import Parser
    from cds_kg.store.dataset import GraphStore


def add_arguments(parser: Parser, lang: str) -> None:
    """The arguments of ``cds-kg draw``."""
    listed = "\n".join(f"  {name:<15}{pick(lang, vi, en)}" for name, (vi, en) in DIAGRAMS.items())
    parser.add_argument(
        "name",
        nargs="?",
        metavar="NAME",
        help=pick(
            lang, "tên sơ đồ, mặc định là hierarchy; danh sách ở dưới", "the diagram, by default hierarchy; see below"
        ),
    )
    parser.epilog = f"{pick(lang, 'sơ đồ', 'diagrams')}:\n{listed}"
    parser.add_argument(
        "about",
        nargs="?",
        metavar="ABOUT",
        help=pick(
            lang,
            "khái niệm (neighbourhood) hoặc tỉnh, thành phố (units, map); không cần gõ dấu",
            "the concept (neighbourhood) or the province (units, map); marks need not be typed",
        ),
    )
    parser.offer_drawing_languages()
    parser.add_argument(
        "--size",
        choices=tuple(style.FORMATS),
        default="slide",
        help=pick(lang, "khổ trang (mặc định: slide)", "page (default: slide)"),
    )
    parser.add_argument(
        "--palette",
        choices=style.PALETTES,
        default="colour",
        help=pick(lang, "màu, hoặc mono để in đen trắng", "colours, or mono for printing in black and white"),
    )
    parser.add_argument("--theme", choices=style.THEMES, default="light", help=pick(lang, "nền", "ground"))
    parser.add_argument("--no-title", action="store_true", help=pick(lang, "không có tiêu đề", "without the title"))
    parser.add_argument("--no-legend", action="store_true", help=pick(lang, "không có chú giải", "without the key"))
    add_as_of(parser, lang)
    parser.add_argument(
        "--depth", type=int, metavar="N", help=pick(lang, "số bước quanh khái niệm, 1-3", "steps around a concept, 1-3")
    )
    parser.add_argument(
        "--level", choices=("province", "commune"), help=pick(lang, "cấp của bản đồ (map)", "the level of a map")
    )
    parser.add_argument(
        "--by",
        metavar="WHAT",
        help=pick(
            lang,
            "tô bản đồ theo: type (loại), level (cấp) hoặc một chỉ số",
            "what colours a map: type, level, or an indicator",
        ),
    )
    parser.add_argument(
        "--svg-text",
        choices=style.TEXT_MODES,
        default="text",
        help=pick(
            lang,
            "chữ trong SVG: chữ, nét vẽ, hay chữ kèm phông (mặc định: text)",
            "text in SVG: as text, as outlines, or as text with the font (default: text)",
        ),
    )
    parser.add_argument("--page", type=int, metavar="N", help=pick(lang, "chỉ trang này", "this page alone"))
    parser.add_argument(
        "-f",
        "--format",
        metavar="FORMAT",
        help=pick(
            lang,
            f"định dạng, mặc định theo đuôi tệp, rồi svg: {', '.join(FORMATS)}",
            f"format, by default that of the extension, then svg: {', '.join(FORMATS)}",
        ),
    )
    add_output(parser, lang)
    parser.add_argument(
        "--all", metavar="DIR", help=pick(lang, "vẽ mọi sơ đồ vào thư mục này", "draw every diagram into this folder")
    )


def run(args: argparse.Namespace) -> int:
    """Draw; ``-f`` or the extension of ``-o`` chooses the format, standard output gets SVG.

    A picture of several pages goes into one file for each: ``name-1.svg`` and so on; a PDF holds them all.
    """
    from cds_kg.store.dataset import GraphStore

    day = chosen_day(args.as_of)
    kind = _kind(args)
    _check_page(args.page, kind)
    if args.all is not None:
        _refuse_with_all(args)
    with progress(args.lang, "Đang vẽ", "Drawing"):
        store = GraphStore.open()
        if day is not None:
            from cds_kg.knowledge.timeline import as_of

            store = as_of(store, day)
        if args.all is not None:
            written = list(_draw_all(store, args, kind))
        else:
            name = "hierarchy" if args.name is None else args.name
            written = _write(_diagram(store, args, kind, name, args.about), args, kind)
    _tell(args, day, written)
    return 0


def _kind(args: argparse.Namespace) -> str:
    """The format asked for."""
    if args.format is None and args.output is not None:
        return format_of(args.output)
    if args.format is not None and args.format not in FORMATS:
        listed = ", ".join(FORMATS)
        raise UsageError(
            f"-f {args.format}: không có định dạng này; hãy chọn: {listed}.",
            f"-f {args.format}: there is no such format; choose from: {listed}.",
        )
    return choose_format(args.format, args.output, FORMATS, "svg")


def _check_page(page: int | None, kind: str) -> None:
    """Refuse a page that no diagram has, before anything is drawn."""
    if page is not None and page < 1:
        raise UsageError(f"--page {page}: trang đầu là 1.", f"--page {page}: the first page is 1.")
    if page is not None and kind not in PICTURES:
        raise UsageError(f"--page: dạng {kind} không có trang.", f"--page: {kind} has no pages.")


def _refuse_with_all(args: argparse.Namespace) -> None:
    """``--all`` draws all that there is, so it takes nothing that is about one diagram."""
    given = [
        option
        for option, value in (
            ("NAME", args.name),
            ("-o", args.output),
            ("--page", args.page),
            ("--depth", args.depth),
            ("--level", args.level),
            ("--by", args.by),
        )
        if value is not None
    ]
    if given:
        raise UsageError(
            f"--all vẽ mọi sơ đồ, nên không dùng cùng {given[0]} được.",
            f"--all draws every diagram, so it does not go with {given[0]}.",
        )


def _diagram(store: GraphStore, args: argparse.Namespace, kind: str, name: str, about: str | None) -> Diagram:
    return draw(
        store,
        name,
        about,
        lang=args.drawing_lang,
        size=args.size,
        palette=args.palette,
        theme=args.theme,
        title=not args.no_title,
        legend=not args.no_legend,
        depth=args.depth,
        level=args.level,
        by=args.by,
        pages=kind in PICTURES,
    )


def _write(diagram: Diagram, args: argparse.Namespace, kind: str) -> list[str]:
    """Write one diagram where ``-o`` says, and return the names of its files where they are several."""
    paged = kind in ("svg", "png") and len(diagram.scenes) > 1
    if args.output is not None and paged and args.page is None:
        written = diagram.save(args.output, kind=kind, text=args.svg_text)
        _tell_stale(args, len(written) + 1)
        return [str(path) for path in written]
    if paged and args.page is None:
        count = len(diagram.scenes)
        raise UsageError(
            f"Sơ đồ có {count} trang; hãy ghi vào tệp bằng -o, hoặc chọn một trang bằng --page.",
            f"The diagram has {count} pages; write to files with -o, or choose one with --page.",
        )
    write(diagram.data(kind, args.page, text=args.svg_text), args.output)
    return []


def _tell_stale(args: argparse.Namespace, number: int) -> None:
    """Say that pages of an earlier, longer drawing are still there."""
    stale = page_file(Path(args.output), number)
    if stale.exists():
        note(
            args.lang,
            f"{stale} trở đi là trang của lần vẽ trước, không thuộc sơ đồ này.",
            f"{stale} and what follows are pages of an earlier drawing, not of this one.",
        )


def _draw_all(store: GraphStore, args: argparse.Namespace, kind: str) -> Iterator[str]:
    """Draw every diagram into a folder, which is made where it is not there."""
    try:
        os.makedirs(args.all, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{args.all}: không tạo được thư mục ({error.strerror}).",
            f"{args.all}: the folder cannot be made ({error.strerror}).",
        ) from error
    root: str | None = None
    for name in DIAGRAMS:
        about = root if name == "neighbourhood" else None
        diagram = _diagram(store, args, kind, name, about)
        root = diagram.graph.graph["root"] if name == "hierarchy" else root
        for path in diagram.save(os.path.join(args.all, f"{name}.{kind}"), text=args.svg_text):
            yield str(path)


def _tell(args: argparse.Namespace, day: datetime.date | None, written: list[str]) -> None:
    """Say which files there are, where the name given is not that of the file, and of which day they are."""
    if written:
        listed = ", ".join(written)
        note(args.lang, f"Đã ghi {len(written)} tệp: {listed}.", f"Wrote {len(written)} files: {listed}.")
    if day is not None:
        note_day(args.lang, day)

"""``cds-kg draw``: a diagram as SVG, PNG or PDF."""

from __future__ import annotations

import argparse

from cds_kg.cli.common import add_output, progress, write
from cds_kg.diagram.draw import DIAGRAMS, draw, format_of
from cds_kg.text import pick


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg draw``."""
    listed = "; ".join(f"{name}: {pick(lang, vi, en)}" for name, (vi, en) in DIAGRAMS.items())
    parser.add_argument(
        "name",
        nargs="?",
        default="hierarchy",
        metavar="NAME",
        help=pick(
            lang, f"tên sơ đồ, mặc định là hierarchy ({listed})", f"the diagram, by default hierarchy ({listed})"
        ),
    )
    add_output(parser, lang)


def run(args: argparse.Namespace) -> int:
    """Draw; the extension of ``-o`` (.svg, .png, .pdf) chooses the format, standard output gets SVG."""
    from cds_kg.store.dataset import GraphStore

    kind = format_of(args.output) if args.output is not None else "svg"
    with progress(args.lang, "Đang vẽ", "Drawing"):
        data = draw(GraphStore.open(), args.name, lang=args.lang).data(kind)
    write(data, args.output)
    return 0

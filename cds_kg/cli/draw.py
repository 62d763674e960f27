"""``cds-kg draw``: a diagram as SVG, PNG or PDF."""

from __future__ import annotations

import argparse

from cds_kg.cli.common import add_output, progress, write
from cds_kg.cli.things import add_as_of, chosen_day, note_day
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
    add_as_of(parser, lang)
    add_output(parser, lang)


def run(args: argparse.Namespace) -> int:
    """Draw; the extension of ``-o`` (.svg, .png, .pdf) chooses the format, standard output gets SVG."""
    from cds_kg.store.dataset import GraphStore

    day = chosen_day(args.as_of)
    kind = format_of(args.output) if args.output is not None else "svg"
    with progress(args.lang, "Đang vẽ", "Drawing"):
        store = GraphStore.open()
        if day is not None:
            from cds_kg.knowledge.timeline import as_of

            store = as_of(store, day)
        data = draw(store, args.name, lang=args.lang).data(kind)
    write(data, args.output)
    if day is not None:
        note_day(args.lang, day)
    return 0

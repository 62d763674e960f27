"""``cds-kg export``: the graph, or a part of it, as a file."""

from __future__ import annotations

import argparse

from cds_kg.cli.common import add_format, add_output, choose_format, progress, write
from cds_kg.text import pick

_FORMATS = ("ttl", "nt", "jsonld")
_PARTS = ("ontology", "vocabulary", "evidence", "acts", "observations", "units", "all")


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg export``."""
    add_format(parser, lang, _FORMATS)
    add_output(parser, lang)
    parser.add_argument(
        "--part",
        choices=_PARTS,
        default="all",
        help=pick(
            lang,
            "phần cần xuất: bản thể học, từ vựng, luận cứ, văn bản, quan sát, đơn vị hành chính, hoặc tất cả trừ đơn "
            "vị hành chính (mặc định)",
            "the part to export: ontology, vocabulary, evidence, acts, observations, administrative units, or all but "
            "the units (default)",
        ),
    )


def run(args: argparse.Namespace) -> int:
    """Write the part in the format of ``-f`` or of the name after ``-o``, else as Turtle."""
    form = choose_format(args.format, args.output, _FORMATS, "ttl")
    with progress(args.lang, "Đang xuất đồ thị", "Exporting the graph"):
        from cds_kg.export.parts import part
        from cds_kg.store.serialise import serialise

        data = serialise(part(args.part), form)
    write(data, args.output)
    return 0

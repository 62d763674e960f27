"""``cds-kg explore``: the explorer, one page of HTML that works without a network."""

from __future__ import annotations

import os

from cds_kg.cli.common import add_output, progress, write
from cds_kg.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg explore``."""
    add_output(parser, lang)


def run(args: argparse.Namespace) -> int:
    """Write the page, which opens in the language of the command."""
    extension = os.path.splitext(args.output or "")[1]
    if extension.lower() not in ("", ".html", ".htm"):
        raise UsageError(
            f"{args.output}: trang khám phá là tệp HTML; hãy đặt đuôi .html.",
            f"{args.output}: the explorer is a file of HTML; give it the extension .html.",
        )
    from cds_kg.explorer.page import explorer_page
    from cds_kg.store.dataset import GraphStore

    with progress(args.lang, "Đang dựng trang khám phá", "Making the explorer"):
        page = explorer_page(GraphStore.open(), args.lang)
    write(page, args.output)
    return 0

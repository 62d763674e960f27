"""``cds-kg cache``: the stores that the graph is opened from; and how commands open the graph from them."""

from __future__ import annotations

import os
import sys

from cds_kg.cli.common import add_format, choose_format, emit
from cds_kg.errors import NotFoundError, OutputError
from cds_kg.text import pick

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from cds_kg.store.cache import Makers
    from cds_kg.store.cache_place import Unusable
    from cds_kg.store.dataset import GraphStore

#: What can be done -> what it does, in Vietnamese and in English.
_ACTIONS = {
    "info": ("cho biết thư mục và những gì có trong đó (mặc định)", "tell the folder and what is in it (default)"),
    "path": ("in đường dẫn thư mục", "print the path of the folder"),
    "build": ("tạo sẵn, để lần chạy đầu cũng nhanh", "make it now, so that the first run is fast too"),
    "clear": ("xóa những gì đã lưu", "remove what is kept"),
}
#: Seconds after which a store that is being made is given up.
_PATIENCE = 120


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg cache``."""
    parser.add_argument(
        "action",
        nargs="?",
        default="info",
        choices=list(_ACTIONS),
        metavar="|".join(_ACTIONS),
        help="; ".join(f"{name}: {pick(lang, *texts)}" for name, texts in _ACTIONS.items()),
    )
    parser.add_argument(
        "--module",
        action="append",
        default=[],
        metavar="NAME",
        help=pick(
            lang,
            "build: chỉ tạo đồ thị có mô-đun này, ví dụ units (mặc định: đồ thị thường và đồ thị có đơn vị hành chính)",
            "build: only the graph with this module, like units (default: the graph, and the graph with the units)",
        ),
    )
    add_format(parser, lang)


def run(args: argparse.Namespace) -> int:
    """Tell of the cache, make or clear it; 1 where there is none to have, 3 where it cannot be written."""
    from cds_kg.store import cache
    from cds_kg.store.cache_place import Unusable, place

    form = choose_format(args.format)
    try:
        if args.action == "build":
            emit([_made(names) for names in _sets(args.module)], form, lang=args.lang)
        elif args.action == "clear":
            folder, freed = cache.clear() if os.path.isdir(place()) else (place(), 0)
            emit([{"folder": folder, "freed_bytes": freed}], form, lang=args.lang)
        elif args.action == "path":
            _path(place(), form, args.lang)
        else:
            folder = place()
            found = cache.stores() if os.path.isdir(folder) else []
            columns = ("name", "bytes", "whole", "folder")
            if form == "table":
                found.append({"name": "", "bytes": None, "whole": None, "folder": folder})
            emit(found, form, lang=args.lang, columns=columns)
    except Unusable as why:
        raise _error(why, args.action) from why
    return 0


def open_cached(modules: Sequence[str] = ()) -> GraphStore:
    """The packaged graph with these modules from the cache, which is made where it is missing and can be."""
    from cds_kg.store.dataset import GraphStore, with_defaults

    return GraphStore.open_cached(with_defaults(modules), _make_aside)


def make(modules: Sequence[str]) -> str:
    """Make the store of the graph with these modules, and return its folder. Raises Unusable, UsageError."""
    from cds_kg.store import cache
    from cds_kg.store.cache_place import Unusable
    from cds_kg.store.dataset import files_of, module_names

    names = tuple(modules)
    label = cache.label(names, [name for name, by_default in module_names().items() if by_default])
    if label is None:
        raise Unusable("tập mô-đun này không được lưu", "this set of modules is not kept")
    return cache.build(label, files_of(names), _makers(names))


def _make_aside(modules: Sequence[str]) -> None:
    """Make a store in a process of its own: its memory, and what might fail in it, are not this command's."""
    import subprocess

    import cds_kg

    code = f"from cds_kg.cli.cache import make; make({list(modules)!r})"
    parent = os.path.dirname(os.path.dirname(os.path.abspath(cds_kg.__file__)))
    path = os.pathsep.join(filter(None, (parent, os.environ.get("PYTHONPATH"))))
    quiet = subprocess.DEVNULL
    try:
        subprocess.run(
            [sys.executable, "-P", "-c", code],
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            timeout=_PATIENCE,
            env={**os.environ, "PYTHONPATH": path},
        )
    except (OSError, subprocess.SubprocessError):
        return


def _makers(modules: Sequence[str]) -> Makers:
    """What is kept with a store besides the graph."""
    from cds_kg.knowledge.units_kept import FILE, MODULE, columns

    return {FILE: columns} if MODULE in modules else {}


def _sets(asked: Sequence[str]) -> list[tuple[str, ...]]:
    from cds_kg.store.dataset import module_names, require_modules, with_defaults

    if asked:
        return [with_defaults(require_modules(asked))]
    on_demand = [name for name, by_default in module_names().items() if not by_default]
    return [with_defaults(()), *(with_defaults([name]) for name in on_demand)]


def _made(names: Sequence[str]) -> dict[str, object]:
    from cds_kg.store import cache

    folder = make(names)
    return next(dict(told) for told in cache.stores() if told["folder"] == folder)


def _path(folder: str, form: str, lang: str) -> None:
    if form in ("table", "tsv"):
        from cds_kg.cli.common import write

        write(f"{folder}\n")
    else:
        emit([{"folder": folder, "exists": os.path.isdir(folder)}], form, lang=lang)


def _error(why: Unusable, action: str) -> OutputError | NotFoundError:
    kind = OutputError if action in ("build", "clear") else NotFoundError
    return kind(
        f"{why.vi}; hãy chọn một thư mục riêng của bạn bằng biến CDS_KG_CACHE, mọi lệnh vẫn chạy khi không có.",
        f"{why.en}; choose a folder of your own by the variable CDS_KG_CACHE, every command works without.",
    )

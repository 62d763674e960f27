"""The command: read both wheels, check, write the module or compare it with what is there."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from cds_kg.errors import CdsKgError, OutputError

from .checks import check, name_differences, resolutions
from .country import Country, build_country
from .tables import Tables
from .turtle import ON_DEMAND, make_files
from .upstream import read_upstream

#: Where the module lies in the repository.
MODULE = Path(__file__).resolve().parents[2] / "ontology" / "units"


@dataclass(frozen=True)
class Generated:
    """The module in memory.

    Attributes:
        files: name -> content.
        country: the units from which they were made.
    """

    files: Mapping[str, bytes]
    country: Country


def generate(wheels: Path, digests: Mapping[str, str] | None = None, tables: Tables | None = None) -> Generated:
    """Read, check and write the module in memory.

    Args:
        wheels: the folder with the two wheels.
        digests: package -> SHA-256 of its wheel, in place of the one that is pinned.
        tables: our own tables, those beside this file unless told.

    Raises:
        InputError: a wheel or a table is not what it should be.
    """
    tables = tables or Tables()
    sources = {
        name: replace(source, sha256=(digests or {}).get(name, source.sha256))
        for name, source in tables.sources.items()
    }
    country = build_country(read_upstream(wheels, sources), tables)
    check(country, tables)
    return Generated(make_files(country, resolutions(country, tables), tables), country)


def differences(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """The names of files in ``folder`` that are not as in ``files``, are missing, or should not be there."""
    names = set(files) | _ours(folder)
    return sorted(name for name in names if _content(folder / name) != files.get(name))


def store(files: Mapping[str, bytes], folder: Path) -> None:
    """Put the files in place: all are written beside first, then take their names, then old ones go.

    Raises:
        OutputError: a file cannot be written; what was there is still there.
    """
    beside = {name: folder / f"{name}.{os.getpid()}.tmp" for name in files}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, path in beside.items():
            path.write_bytes(files[name])
        for name, path in beside.items():
            os.replace(path, folder / name)
        for name in _ours(folder) - set(files):
            (folder / name).unlink()
    except OSError as error:
        raise OutputError(
            f"{folder}: không ghi được ({error.strerror}); hãy kiểm tra quyền ghi và ổ đĩa rồi chạy lại.",
            f"{folder}: cannot be written ({error.strerror}); check permissions and the disk, then run again.",
        ) from error
    finally:
        for path in beside.values():
            with suppress(OSError):
                path.unlink()


def regenerate(wheels: Path, folder: Path, digests: Mapping[str, str] | None = None) -> tuple[Generated, list[str]]:
    """Put the module into ``folder``, after all of it was made and checked.

    Returns:
        What was made, and the names of the files that have changed.

    Raises:
        InputError, OutputError: as `generate` and `store` do; ``folder`` is as it was.
    """
    made = generate(wheels, digests)
    changed = differences(made.files, folder)
    store(made.files, folder)
    return made, changed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Exit codes: 0 done, 1 ``--check`` found a difference, 2 wrong use, 3 trouble with a file."""
    parser = argparse.ArgumentParser(prog="python tools/units.py", description=__doc__)
    parser.add_argument("wheels", type=Path, help="folder with the two wheels; see tools/units/sources.tsv")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the files differ")
    parser.add_argument("--into", type=Path, default=MODULE, metavar="FOLDER", help="default: ontology/units")
    options = parser.parse_args(arguments)
    try:
        if options.check:
            differing = differences(generate(options.wheels).files, options.into)
            for name in differing:
                print(f"{options.into / name}: khác với dữ liệu gốc / differs from the sources", file=sys.stderr)
            return 1 if differing else 0
        made, differing = regenerate(options.wheels, options.into)
    except CdsKgError as error:
        print(error.vi, error.en, sep="\n", file=sys.stderr)
        return error.exit_code
    _report(made, differing)
    return 0


def _report(made: Generated, differing: Sequence[str]) -> None:
    country = made.country
    edges = sum(len(unit.successors) for unit in country.units.values() if len(unit.code) == 5)
    vintages = Counter(unit.vintage for unit in country.units.values())
    lines = [f"units {vintage}: {count}" for vintage, count in sorted(vintages.items())]
    lines.append(f"edges between communes: {edges}")
    lines.append(
        f"files changed: {len(differing)} of {len(made.files)}, {sum(map(len, made.files.values()))} bytes in all"
    )
    reasons = Counter(country.left_out.values())
    lines += [f"units without a point ({reason}): {count}" for reason, count in sorted(reasons.items())]
    lines += [f"spelled otherwise in the other package: {' '.join(three)}" for three in name_differences(country)]
    print("\n".join(lines), file=sys.stderr)


def _ours(folder: Path) -> set[str]:
    if not folder.is_dir():
        return set()
    return {path.name for path in folder.iterdir() if path.suffix == ".ttl" or path.name == ON_DEMAND}


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None

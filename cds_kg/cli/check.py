"""``cds-kg check``: users' RDF files against the SHACL shapes, together with our ontology."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_kg.cli.common import (
    add_format,
    add_limits,
    choose_format,
    emit,
    limits,
    note,
    progress,
    terminal_width,
    write,
)
from cds_kg.errors import LimitError
from cds_kg.text import pick

if TYPE_CHECKING:
    import argparse

    from cds_kg.validation.report import Report

_COLUMNS = ("severity", "file", "line", "focus", "path", "value", "message", "shape")


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg check``."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help=pick(
            lang,
            "tệp RDF (.ttl, .nt, .jsonld, .rdf, .trig, .nq); điều tệp này khai báo, tệp kia dùng được",
            "RDF file (.ttl, .nt, .jsonld, .rdf, .trig, .nq); what one declares, another may use",
        ),
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help=pick(lang, "cảnh báo cũng coi là không đạt", "warnings count as faults too"),
    )
    add_format(parser, lang)
    add_limits(parser, lang, "300", "4G")


def run(args: argparse.Namespace) -> int:
    """Print what is to be mended: exit code 0 if the files conform (warnings allowed unless ``--strict``), else 1."""
    form = choose_format(args.format)
    timeout, memory = limits(args)
    with progress(args.lang, "đang kiểm tra", "checking"):
        report = _report(args.files, timeout, memory)
    if form == "json":
        emit(report.as_dicts(args.lang), form)
    elif form != "table":
        emit(_rows(report, args.lang), form, columns=_COLUMNS)
    elif report.findings:
        write(report.to_table(args.lang, terminal_width()))
    holds = report.spotless if args.strict else report.conforms
    _summary(report, holds, args.lang)
    return 0 if holds else 1


def _report(files: list[str], timeout: float, memory: int) -> Report:
    from cds_kg.store.guard import Watchdog

    def work() -> Report:
        from cds_kg.validation.check import check_files

        return check_files(files)

    try:
        return Watchdog(timeout, memory).run(work)
    except LimitError as error:
        if not Watchdog.given_up:  # a limit of one file, which names it
            raise
        size = f"{memory / 2**20:g} MiB"
        raise LimitError(
            f"việc kiểm tra vượt quá {timeout:g} giây hoặc {size} bộ nhớ; hãy kiểm tra từng phần dữ liệu nhỏ hơn, "
            "hoặc tăng --timeout, --memory.",
            f"checking takes more than {timeout:g} seconds or {size} of memory; check the data in smaller parts, "
            "or raise --timeout, --memory.",
        ) from error


def _rows(report: Report, lang: str) -> list[dict[str, object]]:
    return [
        {
            "severity": f.severity,
            "file": str(f.file or ""),
            "line": f.line,
            "focus": f.focus,
            "path": f.path,
            "value": f.value,
            "message": f.message(lang),
            "shape": f.shape,
        }
        for f in report.findings
    ]


def _summary(report: Report, holds: bool, lang: str) -> None:
    violations, warnings = report.count("violation"), report.count("warning")
    note(
        lang,
        f"{'Đạt' if holds else 'Không đạt'}: {violations} vi phạm, {warnings} cảnh báo.",
        f"{'Conforms' if holds else 'Does not conform'}: {_several(violations, 'violation')}, "
        f"{_several(warnings, 'warning')}.",
    )


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"

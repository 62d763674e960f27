"""``cds-kg build``: the whole graph validated, its questions answered, exported and drawn."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cds_kg.cli.common import add_format, choose_format, emit, note, progress, terminal_width
from cds_kg.errors import CdsKgError, OutputError
from cds_kg.text import pick

if TYPE_CHECKING:
    import argparse

    from cds_kg.api import KnowledgeGraph
    from cds_kg.knowledge.comparison import Comparison
    from cds_kg.store.dataset import GraphStore
    from cds_kg.validation.report import Finding


@dataclass(frozen=True, slots=True)
class _Result:
    """What a step came to: whether it holds, how much of what, and what to tell where it does not."""

    holds: bool
    count_vi: str
    count_en: str
    trouble: str = ""


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg build``."""
    parser.add_argument(
        "-o",
        "--output",
        default="build",
        metavar="DIR",
        help=pick(lang, "thư mục để ghi (mặc định: build)", "the folder to write to (default: build)"),
    )
    add_format(parser, lang)


def run(args: argparse.Namespace) -> int:
    """Take the steps one after the other, all of them even where one fails; 1 where anything does not hold."""
    from cds_kg.api import KnowledgeGraph
    from cds_kg.export.folder import make_folder, released_in
    from cds_kg.store.dataset import module_names

    form = choose_format(args.format)
    folder, lang = args.output, args.lang
    make_folder(folder)
    known = released_in(folder)
    graph = KnowledgeGraph.open()
    on_demand = [name for name, by_default in module_names().items() if not by_default]
    told: set[Finding] = set()
    steps: tuple[tuple[str, str, Callable[[], _Result]], ...] = (
        ("kiểm tra", "validate", lambda: _validate(graph.store, told, lang)),
        *(
            (f"kiểm tra {n}", f"validate {n}", lambda n=n: _validate(graph.store.with_modules([n]), told, lang))
            for n in on_demand
        ),
        ("trả lời", "answer", lambda: _answer(graph, lang)),
        ("xuất", "export", lambda: _export(folder, known, lang)),
        ("vẽ", "draw", lambda: _draw(graph, folder, known, lang)),
    )
    records: list[dict[str, object]] = []
    every = True
    for vi, en, take in steps:
        begin = time.perf_counter()
        with progress(lang, f"Đang {vi}", f"Step: {en}"):
            result = take()
        every = every and result.holds
        if result.trouble:
            note(lang, result.trouble, result.trouble)
        seconds = round(time.perf_counter() - begin, 1)
        detail = pick(lang, result.count_vi, result.count_en)
        verdict = pick(lang, *(("đạt", "holds") if result.holds else ("SAI", "FAILS")))
        if form == "table":
            heads = pick(lang, "bước,kết quả,số lượng,giây", "step,result,count,seconds").split(",")
            records.append(dict(zip(heads, (pick(lang, vi, en), verdict, detail, seconds), strict=True)))
        else:  # names for programs do not depend on the language
            records.append({"step": en, "holds": result.holds, "count": detail, "seconds": seconds})
    emit(records, form, lang=lang)
    note(lang, f"Đã ghi vào {folder}{os.sep}", f"Written to {folder}{os.sep}")
    return 0 if every else 1


def _validate(store: GraphStore, told: set[Finding], lang: str) -> _Result:
    """Hold a graph against the shapes; findings of an earlier step (``told``) count but are not told again."""
    from cds_kg.validation.check import validate

    report = validate(store)
    violations, warnings = report.count("violation"), report.count("warning")
    fresh = replace(report, findings=tuple(finding for finding in report.findings if finding not in told))
    told.update(report.findings)
    width = terminal_width() if sys.stderr is not None and sys.stderr.isatty() else None
    return _Result(
        report.conforms,
        f"{len(store)} bộ ba, {violations} vi phạm, {warnings} cảnh báo",
        f"{len(store)} triples, {violations} violations, {warnings} warnings",
        "" if fresh.spotless else fresh.to_table(lang, width).rstrip(),
    )


def _answer(graph: KnowledgeGraph, lang: str) -> _Result:
    """Every question as its file asks it, against the answer that is expected of it."""
    from cds_kg.knowledge.comparison import compare

    questions = graph.questions()
    rows, right, trouble = 0, 0, []
    for question in questions:
        try:
            comparison = compare(graph.store, question)
        except CdsKgError as error:
            trouble.append(f"{question.id}: {error.message(lang)}")
            continue
        rows += comparison.rows
        right += comparison.holds
        trouble += [f"{question.id}: {line}" for line in _difference(comparison, lang)]
    return _Result(
        right == len(questions),
        f"{right}/{len(questions)} câu hỏi, {rows} dòng",
        f"{right}/{len(questions)} questions, {rows} rows",
        "\n".join(trouble),
    )


def _difference(comparison: Comparison, lang: str) -> list[str]:
    """The lines that tell an answer from the expected one; none where they are the same."""
    if comparison.columns:
        expected, found = (" ".join(f"?{name}" for name in names) for names in comparison.columns)
        return [
            pick(lang, f"cột mong đợi: {expected}", f"columns expected: {expected}"),
            pick(lang, f"cột có được:  {found}", f"columns found:    {found}"),
        ]
    lines = [pick(lang, f"thiếu dòng: {row}", f"row missing: {row}") for row in comparison.missing]
    lines += [pick(lang, f"thừa dòng:  {row}", f"row not expected: {row}") for row in comparison.unexpected]
    if comparison.reordered:
        lines.append(
            pick(
                lang, "các dòng đúng nhưng sai thứ tự; hãy xem ORDER BY.", "right rows in another order; see ORDER BY."
            )
        )
    return lines


def _export(folder: str, known: frozenset[str], lang: str) -> _Result:
    from cds_kg.cli.export import write_release

    try:
        count = write_release(folder, known, lang)
    except OutputError:
        raise
    except CdsKgError as error:
        return _Result(False, "0 tệp", "0 files", error.message(lang))
    return _Result(True, f"{count} tệp", f"{count} files")


def _draw(graph: KnowledgeGraph, folder: str, known: frozenset[str], lang: str) -> _Result:
    from cds_kg.cli.export import write_told

    name = "hierarchy"
    try:
        diagram = graph.diagram(name)
        files = {f"{name}.{kind}": diagram.data(kind) for kind in ("svg", "png")}
    except OutputError:
        raise
    except CdsKgError as error:
        return _Result(False, "0 tệp", "0 files", error.message(lang))
    write_told(folder, files, known | files.keys() if known else known, lang)
    return _Result(True, f"{len(files)} tệp", f"{len(files)} files")

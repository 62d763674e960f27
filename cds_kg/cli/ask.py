"""``cds-kg ask``: the competency questions and their answers."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from cds_kg.cli.common import add_format, add_limits, choose_format, emit, limits, note, progress
from cds_kg.cli.things import add_as_of, chosen_day, named, note_day
from cds_kg.errors import UsageError
from cds_kg.text import pick

if TYPE_CHECKING:
    import argparse

    from cds_kg.knowledge.questions import Parameter, Question
    from cds_kg.store.dataset import GraphStore
    from cds_kg.store.results import Row, Rows, Value


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg ask``."""
    parser.add_argument(
        "question",
        nargs="?",
        metavar="CQ",
        help=pick(
            lang, "mã câu hỏi, như cq-05; bỏ trống để liệt kê", "id of a question, like cq-05; nothing: list them"
        ),
    )
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=pick(lang, "tham số của câu hỏi (dùng được nhiều lần)", "a parameter of the question (may be repeated)"),
    )
    add_as_of(parser, lang)
    add_format(parser, lang)
    add_limits(parser, lang)


def run(args: argparse.Namespace) -> int:
    """List the questions, or answer one; 1 where the answer has no row."""
    from cds_kg.knowledge.questions import answer, find_question, questions, store_for
    from cds_kg.store.guard import Watchdog

    form, watchdog, day = choose_format(args.format), Watchdog(*limits(args)), chosen_day(args.as_of)
    if args.question is None:
        _no_question(args)
        emit(_listed(questions(), form, args.lang), form, lang=args.lang)
        return 0
    question = find_question(args.question)
    values = _values(args.param)
    undated = any(p.kind == "date" and p.name not in values for p in question.parameters)
    _once(question, values, args.as_of)
    for parameter in question.parameters:
        if parameter.kind == "language":
            values.setdefault(parameter.name, args.lang)
    today = datetime.date.today()

    def work() -> tuple[list[dict[str, object]], list[str]]:
        store = graph
        if day is not None:
            from cds_kg.knowledge.timeline import as_of

            store = as_of(graph, day)
        rows = answer(store, question, values, today)
        return _records(store_for(store.whole, question), rows, form, args.lang)

    with progress(args.lang, "Đang tìm câu trả lời", "Looking for the answer"):
        graph = _opened(question, day is not None)
        records, columns = watchdog.run(work)
    if form == "table":
        note(args.lang, question.text("vi"), question.text("en"))
    if undated or day is not None:
        note_day(args.lang, day or today)
    emit(records, form, lang=args.lang, columns=columns)
    return 0 if records else 1


def _opened(question: Question, through_all: bool) -> GraphStore:
    """The graph, with what the question needs; in memory where a view of it goes through all of it."""
    if through_all:
        from cds_kg.store.dataset import GraphStore

        return GraphStore.open()
    from cds_kg.cli.cache import open_cached
    from cds_kg.knowledge.questions import store_for

    graph = open_cached()
    store_for(graph, question)  # here, since making what is missing in the cache is not in the limits
    return graph


def _no_question(args: argparse.Namespace) -> None:
    """Refuse what makes sense only with a question."""
    for option, given in (("--param", args.param), ("--as-of", args.as_of)):
        if given:
            raise UsageError(
                f"{option}: hãy nêu câu hỏi mà tùy chọn này dành cho.", f"{option}: name the question that it is for."
            )


def _once(question: Question, values: dict[str, str], as_of: str | None) -> None:
    """Refuse a date that is given in two ways."""
    twice = [p.name for p in question.parameters if p.kind == "date" and p.name in values]
    if twice and as_of is not None:
        raise UsageError(
            f"--as-of đã cho ngày của câu hỏi {question.id}; hãy bỏ --param {twice[0]}=... hoặc bỏ --as-of.",
            f"--as-of gives the day of question {question.id}; leave out --param {twice[0]}=... or --as-of.",
        )


def _listed(pack: list[Question], form: str, lang: str) -> list[dict[str, object]]:
    if form != "json":
        return [
            {
                "id": question.id,
                pick(lang, "câu hỏi", "question") if form == "table" else "label": question.text(lang),
                pick(lang, "tham số", "parameters") if form == "table" else "parameters": "; ".join(
                    f"{parameter.name}={_default(parameter, lang)}" for parameter in question.parameters
                ),
            }
            for question in pack
        ]
    from cds_kg.namespaces import CDSQ

    return [
        {
            "iri": CDSQ + question.id,
            "id": question.id,
            "label": question.text(lang),
            "question": question.texts,
            "keywords": list(question.keywords),
            "parameters": [
                {"name": parameter.name, "kind": parameter.kind, "default": _default(parameter, lang)}
                for parameter in question.parameters
            ],
        }
        for question in pack
    ]


def _default(parameter: Parameter, lang: str) -> str:
    """What a parameter is where it is not given: the command asks in its own language."""
    return lang if parameter.kind == "language" else parameter.default


def _values(given: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UsageError(
                f"--param {text}: phải có dạng tên=giá trị, như concept=chinh-phu-so.",
                f"--param {text}: write name=value, like concept=chinh-phu-so.",
            )
        if name.strip() in values:
            raise UsageError(
                f"--param {text}: tham số này được nêu hai lần; hãy giữ một.",
                f"--param {text}: this parameter comes twice; keep one.",
            )
        values[name.strip()] = value
    return values


def _records(store: GraphStore, rows: Rows, form: str, lang: str) -> tuple[list[dict[str, object]], list[str]]:
    """The rows with labels: within the cells of a table, in columns beside the IRIs elsewhere."""
    if form == "table":
        from cds_kg.knowledge.questions import headings

        known = headings(lang)
        heads = {name: known.get(name, name) for name in rows.variables}
        return [{heads[name]: _cell(store, row[name], lang) for name in heads} for row in rows], list(heads.values())
    things = [name for name in rows.variables if _has_things(rows, name)]
    labelled = {name: f"{name}_label" for name in things if f"{name}_label" not in rows.variables}
    columns = [column for name in rows.variables for column in (name, labelled.get(name)) if column]
    return [_record(store, row, rows.variables, labelled, lang) for row in rows], columns


def _has_things(rows: Rows, name: str) -> bool:
    from cds_kg.store.results import Iri

    return any(isinstance(row[name], Iri) for row in rows)


def _record(
    store: GraphStore, row: Row, names: tuple[str, ...], labelled: dict[str, str], lang: str
) -> dict[str, object]:
    from cds_kg.knowledge.names import label
    from cds_kg.store.results import Iri

    record: dict[str, object] = {}
    for name in names:
        value = row[name]
        record[name] = value
        if name in labelled:
            record[labelled[name]] = label(store, value, lang) if isinstance(value, Iri) else None
    return record


def _cell(store: GraphStore, value: Value, lang: str) -> object:
    from cds_kg.store.results import Iri

    return named(store, value, lang) if isinstance(value, Iri) else value

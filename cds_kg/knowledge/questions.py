"""The competency questions: read from ``queries/``, given their parameters, answered."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from cds_kg import resources
from cds_kg.errors import InputError, NotFoundError, UsageError
from cds_kg.knowledge.names import names_of, resolve
from cds_kg.knowledge.paths import Step, shortest
from cds_kg.knowledge.timeline import full_date
from cds_kg.namespaces import XSD
from cds_kg.store.answer import ENGINE_ERRORS, engine_error
from cds_kg.store.dataset import GraphStore, module_names
from cds_kg.store.reading import read_text
from cds_kg.store.results import Rows
from cds_kg.text import fold, nfc

PARAMETER_KINDS = ("concept", "unit", "date", "language", "label")

_LINE = re.compile(r"^#\+ *(\w+): *(.*?) *$")
_VALUES = re.compile(
    r"^[ \t]*VALUES[ \t]+\?(?P<name>\w+)[ \t]*\{[ \t]*(?P<term>[^{}\n]*?)[ \t]*\}[ \t]*$", re.MULTILINE
)
#: As much of the name of a question as is looked at.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be asked about.

    Attributes:
        name: as in ``name=value``.
        kind: one of `PARAMETER_KINDS`.
        default: the value in the file, as it would be typed.
    """

    name: str
    kind: str
    default: str


@dataclass(frozen=True, slots=True)
class Question:
    """One competency question.

    Attributes:
        id: ``cq-05``.
        texts: language -> the question.
        keywords: in both languages.
        parameters: in the order of the file.
        modules: the on-demand modules that it needs, as ``#+ module: units`` names them.
        function: ``path`` where the answer is a shortest path over the rows of the query, else ``None``.
        sparql: the query with the parameters' defaults; the header, a comment to SPARQL, is part of it.
        path: the file.
    """

    id: str
    texts: dict[str, str]
    keywords: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    modules: tuple[str, ...]
    function: str | None
    sparql: str
    path: Path

    def text(self, lang: str = "vi") -> str:
        """The question in ``lang``, Vietnamese unless it is ``en``."""
        return self.texts["en" if lang == "en" else "vi"]


def headings(lang: str) -> dict[str, str]:
    """Column of an answer -> what stands above it in a table for people, from ``queries/columns.tsv``."""
    lines = (resources.queries_dir() / "columns.tsv").read_text(encoding="utf-8").splitlines()
    place = lines[0].split("\t").index("en" if lang == "en" else "vi")
    return {cells[0]: cells[place] for cells in (line.split("\t") for line in lines[1:])}


def questions() -> list[Question]:
    """Every question of the pack, by id.

    Raises:
        InputError: a file that cannot be read, or whose header or parameters are not as they should be.
    """
    return [read_question(path) for path in sorted(resources.queries_dir().glob("*.rq"))]


def find_question(name: str) -> Question:
    """The question of an id, which may be written ``cq-05``, ``CQ05`` or ``5``.

    Raises:
        NotFoundError: there is none; the text names questions that hold the words.
    """
    number = re.fullmatch(r"(?:cq)?-?0*(\d{1,4})", name.strip().lower())
    wanted = f"cq-{int(number[1]):02}" if number else name.strip().lower()
    pack = questions()
    for question in pack:
        if question.id == wanted:
            return question
    words = fold(nfc(name[:_LONGEST]))
    called = name if len(name) <= _LONGEST else name[:_LONGEST] + "…"
    close = [q for q in pack if words and any(words in fold(t) for t in (*q.texts.values(), *q.keywords))][:3]
    vi, en = (", ".join(f"{q.id} ({q.text(lang)})" for q in close) for lang in ("vi", "en"))
    raise NotFoundError(
        f"Không có câu hỏi «{called}». " + (f"Có phải bạn muốn hỏi: {vi}" if vi else "Xem: cds-kg ask"),
        f'There is no question "{called}". ' + (f"Did you mean: {en}" if en else "See: cds-kg ask"),
    )


def read_question(path: Path) -> Question:
    """One question from its file. Raises InputError with file and line."""
    header: dict[str, str] = {}
    parameters: list[Parameter] = []
    text = read_text(path)
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            continue
        found = _LINE.match(line)
        if found is None:
            raise _ill_formed(path, number, "phải có dạng «#+ khóa: giá trị»", 'write it as "#+ key: value"')
        key, value = found.groups()
        if key == "parameter":
            parameters.append(_parameter(value, path, number))
        elif key in header:
            raise _ill_formed(path, number, f"khóa «{key}» lặp lại", f'the key "{key}" comes twice')
        else:
            header[key] = value
    for key in ("id", "question_vi", "question_en", "keywords"):
        if not header.get(key):
            raise _ill_formed(path, 1, f"phần đầu thiếu khóa «{key}»", f'the header lacks the key "{key}"')
    lines = [name for name, _ in _VALUES.findall(text)]
    for parameter in parameters:
        if lines.count(parameter.name) != 1:
            raise _ill_formed(
                path,
                1,
                f"tham số «{parameter.name}» cần đúng một dòng «VALUES ?{parameter.name} {{ ... }}»",
                f'the parameter "{parameter.name}" needs exactly one line "VALUES ?{parameter.name} {{ ... }}"',
            )
    return Question(
        id=header["id"],
        texts={"vi": header["question_vi"], "en": header["question_en"]},
        keywords=_listed(header["keywords"]),
        parameters=tuple(parameters),
        modules=_listed(header.get("module", "")),
        function=header.get("function"),
        sparql=text,
        path=path,
    )


def _listed(value: str) -> tuple[str, ...]:
    """What stands between the semicolons."""
    return tuple(word.strip() for word in value.split(";") if word.strip())


def _parameter(value: str, path: Path, line: int) -> Parameter:
    fields = [field.strip() for field in value.split("|")]
    if len(fields) != 3 or fields[1] not in PARAMETER_KINDS:
        kinds = ", ".join(PARAMETER_KINDS)
        raise _ill_formed(
            path,
            line,
            f"tham số phải có dạng «tên | loại | mặc định», loại là một trong: {kinds}",
            f'write a parameter as "name | kind | default", the kind one of: {kinds}',
        )
    return Parameter(*fields)


def _ill_formed(path: Path, line: int, vi: str, en: str) -> InputError:
    return InputError(f"{path}:{line}: {vi}.", f"{path}:{line}: {en}.")


def bind(store: GraphStore, question: Question, values: Mapping[str, object], today: datetime.date) -> str:
    """The query with its parameters given: the term of each ``VALUES`` line is replaced by another term.

    Args:
        values: parameter -> value; a concept or an administrative unit by any of its names, a unit by its code too (in
            a question that has a date as well, or in a view of the graph as of a day: a unit of that day); a date as
            ``datetime.date`` (of a ``datetime.datetime`` its date) or in ISO form; a language ``vi`` or ``en``; a label
            as text.
        today: the date for date parameters that are not given.

    Raises:
        UsageError: a parameter that the question does not have, or a value of another kind.
        AmbiguousError, NotFoundError: the concept or the unit.
    """
    known = {parameter.name: parameter for parameter in question.parameters}
    for name in values:
        if name not in known:
            listed = ", ".join(known)
            raise UsageError(
                f"Câu hỏi {question.id} không có tham số «{name}»; "
                + (f"các tham số: {listed}." if known else "câu hỏi này không có tham số."),
                f'Question {question.id} has no parameter "{name}"; '
                + (f"its parameters: {listed}." if known else "it has none at all."),
            )
    days = {name: _day(name, values.get(name, today)) for name, p in known.items() if p.kind == "date"}
    terms = {name: str(_date(day)) for name, day in days.items()}
    for name, parameter in known.items():
        if name in values and parameter.kind == "unit":
            from cds_kg.knowledge.units import resolve_unit

            day = next(iter(days.values()), store.day)
            terms[name] = str(ox.NamedNode(resolve_unit(store_for(store, question), str(values[name]), day)))
        elif name in values and parameter.kind != "date":
            terms[name] = str(_term(store, parameter, values[name]))

    def replaced(found: re.Match[str]) -> str:
        start, end = (place - found.start() for place in found.span("term"))
        term = terms.get(found["name"], found["term"])
        return f"{found[0][:start]}{term}{found[0][end:]}"

    return _VALUES.sub(replaced, question.sparql)


def _term(store: GraphStore, parameter: Parameter, value: object) -> ox.NamedNode | ox.Literal:
    if parameter.kind == "concept":
        try:
            return ox.NamedNode(resolve(store, str(value)))
        except NotFoundError:  # an organisation, a target: only where no concept is meant
            return ox.NamedNode(resolve(store, str(value), ("concept", "individual")))
    if parameter.kind == "label":
        try:
            return ox.Literal(names_of(store).spelling(str(value)))
        except ValueError as error:  # half of a surrogate pair: a byte of a command line that is not UTF-8
            raise UsageError(
                f"Tham số «{parameter.name}» không phải là văn bản Unicode hợp lệ; hãy gõ lại theo UTF-8.",
                f'The parameter "{parameter.name}" is not valid Unicode text; type it again in UTF-8.',
            ) from error
    if value not in ("vi", "en"):
        raise UsageError(
            f"Tham số «{parameter.name}» là ngôn ngữ: vi hoặc en, không phải «{value}».",
            f'The parameter "{parameter.name}" is a language: vi or en, not "{value}".',
        )
    return ox.Literal(str(value))


def _day(name: str, value: object) -> datetime.date:
    try:
        return full_date(value)
    except UsageError as error:
        raise UsageError(
            f"Tham số «{name}» là một ngày đầy đủ như 2025-06-30, không phải «{value}».",
            f'The parameter "{name}" is a full date like 2025-06-30, not "{value}".',
        ) from error


def _date(day: datetime.date) -> ox.Literal:
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date"))


def store_for(store: GraphStore, question: Question) -> GraphStore:
    """The graph that a question is asked of: ``store``, with the modules that the question needs.

    Raises:
        InputError: the question's file names a module that does not exist.
    """
    lacking = [name for name in question.modules if name not in module_names()]
    if lacking:
        raise _ill_formed(question.path, 1, f"không có mô-đun «{lacking[0]}»", f'there is no module "{lacking[0]}"')
    return store.with_modules(question.modules)


def answer(
    store: GraphStore,
    question: Question,
    values: Mapping[str, object] | None = None,
    today: datetime.date | None = None,
) -> Rows:
    """The rows that answer a question.

    Args:
        store: the graph, or a view of it as of a day: this day is then the date of a question that asks for one, and
            such a question looks at the whole graph, which other questions see as it was.
        values: see `bind`; parameters that are not given keep the default of the file, except dates.
        today: the date for date parameters that are not given; by default this day.

    Raises:
        QueryError: the query in the file is ill-formed.
        UsageError: also, in a view as of a day, a value for a date.
    """
    given = values or {}
    if store.day is not None:
        dated = [parameter.name for parameter in question.parameters if parameter.kind == "date"]
        twice = [name for name in dated if name in given]
        if twice:
            raise UsageError(
                f"Ngày của câu hỏi {question.id} đã được chọn là {store.day}; hãy bỏ tham số «{twice[0]}» hoặc bỏ "
                "ngày đã chọn.",
                f"The day of question {question.id} is chosen already: {store.day}; leave out the parameter "
                f'"{twice[0]}" or the chosen day.',
            )
        store, today = (store.whole if dated else store), store.day
    return _rows(store, question, bind(store, question, given, today or datetime.date.today()))


def answer_defaults(store: GraphStore, question: Question) -> Rows:
    """The rows that answer a question as its file asks it, dates included: what the expected answer is for."""
    return _rows(store, question, question.sparql)


def _rows(store: GraphStore, question: Question, query: str) -> Rows:
    store = store_for(store, question)
    try:
        rows = store.select(query)
    except ENGINE_ERRORS as error:
        raise engine_error(error, query, str(question.path)) from error
    return _path_rows(store, query, rows) if question.function == "path" else rows


def _path_rows(store: GraphStore, query: str, rows: Rows) -> Rows:
    """The steps of the shortest path over edges (?from ?relation ?to), between the ?a and ?b of the query."""
    given = dict(_VALUES.findall(query))
    a, b = (resolve(store, given[name], ("concept", "individual")) for name in ("a", "b"))
    edges = ((str(row["from"]), str(row["relation"]), str(row["to"])) for row in rows)
    return _as_rows(shortest(edges, a, b))


def _as_rows(steps: tuple[Step, ...]) -> Rows:
    names = ("step", "from", "relation", "to", "direction")

    def row(number: int, step: Step) -> Iterator[tuple[str, dict[str, str]]]:
        yield "step", {"type": "literal", "value": str(number), "datatype": XSD + "integer"}
        for name, iri in (("from", step.start), ("relation", step.relation), ("to", step.end)):
            yield name, {"type": "uri", "value": iri}
        yield "direction", {"type": "literal", "value": "forward" if step.forward else "backward"}

    bindings = [dict(row(number, step)) for number, step in enumerate(steps, 1)]
    return Rows(json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}}).encode())

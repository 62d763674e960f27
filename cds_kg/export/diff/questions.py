"""The competency questions of two releases: what each asks, what it can be asked about, which columns it gives."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from cds_kg.export.diff.model import Change, Thing
from cds_kg.namespaces import CDSQ
from cds_kg.store.guard import LENGTH_LIMIT, size_error
from cds_kg.store.reading import read_text
from cds_kg.store.tokens import Token, tokens

_LINE = re.compile(r"^#\+ *(\w+): *(.*?) *$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class QuestionText:
    """What the file of a question says.

    Attributes:
        texts: language -> the question.
        parameters: name -> what it takes; the defaults are free to change.
        columns: of the answer, in order; ``*`` alone where the query does not name them.
        query: the tokens, one blank between two; comments are left out.
    """

    texts: dict[str, str]
    parameters: dict[str, str]
    columns: tuple[str, ...]
    query: str


def read_question(path: str) -> tuple[str, QuestionText]:
    """The IRI of the question in a ``.rq`` file, and what the file says. The query is not run.

    Raises:
        InputError, LimitError: the file cannot be read, or is too long for a query.
    """
    text = read_text(path)
    if len(text) > LENGTH_LIMIT:
        raise size_error(path)
    header = [(found[1], found[2]) for found in _LINE.finditer(text)]
    known = dict(header)
    parameters = {}
    for key, value in header:
        if key == "parameter":
            name, _, rest = value.partition("|")
            parameters[name.strip()] = rest.partition("|")[0].strip()
    found = list(tokens(text))
    name = known.get("id") or os.path.splitext(os.path.basename(path))[0]
    texts = {key.removeprefix("question_"): value for key, value in header if key.startswith("question_")}
    return CDSQ + re.sub(r'[\x00-\x20<>"{}|^`\\]', "-", name), QuestionText(
        texts, parameters, tuple(_columns(found)), " ".join(token.text for token in found)
    )


def _columns(found: list[Token]) -> Iterator[str]:
    words = [token.text.upper() if token.kind == "word" else "" for token in found]
    begin = words.index("SELECT") + 1 if "SELECT" in words else len(found)
    depth, renamed = 0, False
    for token, word in zip(found[begin:], words[begin:], strict=True):
        if token.text in ("(", ")"):
            depth += 1 if token.text == "(" else -1
        elif depth == 0 and (token.text == "{" or word == "WHERE"):
            return
        elif token.kind == "var" and (depth == 0 or (depth == 1 and renamed)):
            yield token.text[1:]
        elif token.text == "*" and depth == 0:
            yield "*"
        renamed = word == "AS"


def compare_questions(old: Mapping[str, QuestionText], new: Mapping[str, QuestionText]) -> list[Thing]:
    """The questions that came, went or changed."""
    things = []
    for iri in sorted({*old, *new}):
        before, after = old.get(iri), new.get(iri)
        if before is None or after is None:
            status, effect, reason = ("added", "safe", "added") if after else ("removed", "breaking", "removed")
            things.append(Thing(iri, "question", status, (Change("thing", None, (), (), effect, reason),)))
        elif before != after:
            changes = tuple(_changes(before, after))
            if changes:
                things.append(Thing(iri, "question", "changed", changes))
    return things


def _changes(before: QuestionText, after: QuestionText) -> Iterator[Change]:
    if before.columns != after.columns:
        longer = after.columns[: len(before.columns)] == before.columns
        effect, reason = ("safe", "columns-appended") if longer else ("breaking", "columns")
        yield Change("columns", None, _text(" ".join(before.columns)), _text(" ".join(after.columns)), effect, reason)
    if before.parameters != after.parameters:
        kept = all(after.parameters.get(name) == kind for name, kind in before.parameters.items())
        effect, reason = ("safe", "parameters-added") if kept else ("breaking", "parameters")
        yield Change("parameters", None, _listed(before.parameters), _listed(after.parameters), effect, reason)
    for lang in sorted({*before.texts, *after.texts}, key=lambda lang: (lang != "vi", lang)):
        one, other = before.texts.get(lang, ""), after.texts.get(lang, "")
        if one != other:
            tag = lang if re.fullmatch("[A-Za-z]{2,8}", lang) else None
            yield Change("question", None, _text(one, tag), _text(other, tag), "safe", "words")
    if before.query != after.query and before.columns == after.columns:
        yield Change("query", None, _text(before.query), _text(after.query), "safe", "query")


def _listed(parameters: Mapping[str, str]) -> tuple[ox.Literal, ...]:
    return _text("; ".join(f"{name} ({kind})" for name, kind in parameters.items()))


def _text(text: str, language: str | None = None) -> tuple[ox.Literal, ...]:
    return (ox.Literal(text, language=language),) if text else ()

"""What a query may not ask for, and its form, found among its tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from cds_kg.errors import QueryError, RefusedError
from cds_kg.store.excerpt import excerpt
from cds_kg.store.guard import FORBIDDEN, FORMS, QueryForm
from cds_kg.store.tokens import Token, position, token_at, tokens, unescaped

#: An IRI that may be "less than" and the beginning of a comment or a string: "//" is in no expression.
_OTHERWISE = re.compile(r"<(?:(?!//)[^#'])*['#]")

#: The engine takes FROM:x for the keyword and the name ":x", also right after another keyword, as in ASKFROM:x.
_RUN_TOGETHER = re.compile(r"FROM(?:NAMED)?:", re.IGNORECASE)


def form_of(sparql: str, name: str) -> QueryForm:
    """The form of a query, once nothing in it is refused. Arguments and errors as in `guard.check`."""
    _refuse(sparql, sparql, name, None)
    if "\\u" in sparql or "\\U" in sparql:
        plain, offsets = unescaped(sparql)
        _refuse(plain, sparql, name, offsets)
    return _form(sparql, name)


def query_error(kind: type[QueryError], sparql: str, offset: int, name: str, vi: str, en: str) -> QueryError:
    """An error of class ``kind`` with the place ``name:line:column`` and the line of the query."""
    line, column = position(sparql, offset)
    shown = excerpt(sparql, line, column)
    return kind(f"{name}:{line}:{column}: {vi}\n{shown}", f"{name}:{line}:{column}: {en}\n{shown}")


def _form(sparql: str, name: str) -> QueryForm:
    words = (t for t in tokens(sparql))
    for token in words:
        word = token.text.upper()
        if token.kind == "word" and word in FORMS:
            return FORMS[word]
        if token.kind == "word" and word == "PREFIX":
            next(words, None)
            next(words, None)
        elif token.kind == "word" and word in ("BASE", "VERSION"):
            next(words, None)
        else:
            raise query_error(
                QueryError,
                sparql,
                token.start,
                name,
                "truy vấn phải bắt đầu bằng SELECT, ASK, CONSTRUCT hoặc DESCRIBE (sau các dòng PREFIX).",
                "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE (after the PREFIX lines).",
            )
    raise query_error(
        QueryError,
        sparql,
        len(sparql),
        name,
        "không có truy vấn; hãy viết SELECT, ASK, CONSTRUCT hoặc DESCRIBE.",
        "there is no query; write SELECT, ASK, CONSTRUCT or DESCRIBE.",
    )


def _refuse(text: str, sparql: str, name: str, offsets: list[int] | None) -> None:
    for token, wording in _forbidden(text):
        start = token.start if offsets is None else offsets[token.start]
        raise query_error(RefusedError, sparql, start, name, *wording)


def _forbidden(text: str) -> Iterator[tuple[Token, tuple[str, str]]]:
    """The tokens that ask for what is refused.

    The engine reads ``<`` as "less than" wherever an expression may go on, and a comment or a string may begin right
    after it, where a tokeniser sees an IRI. So both readings of such a place are followed.
    """
    starts, seen = [(0, 0)], set()
    terms = _declared(text) if _RUN_TOGETHER.search(text) else set()
    form = ""
    while starts:
        start, depth = starts.pop()
        token = token_at(text, start)
        before = ""
        while token is not None and token.start not in seen:
            seen.add(token.start)
            word = token.text.upper()
            if token.kind == "iri" and _OTHERWISE.match(token.text):
                starts.append((token.start + 1, depth))
            elif token.kind == "word" and (word in FORMS or word in ("BY", "HAVING")) and not depth:
                form = word
            depth += (word in ("{", "(", "[")) - (word in ("}", ")", "]"))
            wording = _wording(token, before, text)
            if token.kind == "name" and before != "PREFIX" and _RUN_TOGETHER.search(text, token.start, token.end):
                prefix = token.text.partition(":")[0]
                # A declared prefix is one where a term may stand: inside brackets, after DESCRIBE, BY and HAVING.
                term = depth or (before != "*" and form in ("DESCRIBE", "BY", "HAVING"))
                if prefix.upper().endswith(("FROM", "FROMNAMED")) and not (prefix in terms and term):
                    wording = _FROM
            if wording:
                yield token, wording
            before = word
            token = token_at(text, token.end)


def _declared(text: str) -> set[str]:
    """The prefixes that a query declares."""
    return {name.text[:-1] for word, name in pairwise(tokens(text)) if word.text.upper() == "PREFIX"}


def _wording(token: Token, before: str, text: str) -> tuple[str, str] | None:
    if token.kind not in ("word", "name"):
        return None
    word = token.text.upper()
    if token.kind == "name":
        # The engine takes SERVICE:x { } for the keyword and the name ":x".
        following = token_at(text, token.end)
        hidden = "SERVICE" in word.partition(":")[0] and before != "GRAPH" and following and following.text == "{"
        return _SERVICE if hidden else None
    if "SERVICE" in word:  # also run together with a neighbour, as in SERVICESILENT
        return _SERVICE
    if "FROM" in word:  # no other keyword has it, and it may be run together too
        return _FROM
    if word in FORBIDDEN:
        return (
            f"{word}: câu lệnh cập nhật bị từ chối, vì đồ thị chỉ để đọc; hãy dùng SELECT, ASK, CONSTRUCT hoặc "
            "DESCRIBE, và --data FILE để thêm dữ liệu.",
            f"{word}: updates are refused, the graph is for reading; use SELECT, ASK, CONSTRUCT or DESCRIBE, and "
            "--data FILE to add data.",
        )
    return None


_SERVICE = (
    "SERVICE bị từ chối, vì không có gì được gửi ra mạng; hãy bỏ phần này, hoặc tải dữ liệu về rồi dùng --data FILE.",
    "SERVICE is refused, nothing is sent to the network; remove it, or download the data and use --data FILE.",
)
_FROM = (
    "FROM và FROM NAMED bị từ chối, vì truy vấn chỉ đọc đồ thị đang mở; hãy bỏ phần này và dùng --data FILE.",
    "FROM and FROM NAMED are refused, a query reads the open graph only; remove it and use --data FILE.",
)

"""The tokens of SPARQL, each with its place; `guard` and `grammar` read queries through them."""

from __future__ import annotations

import re
from collections.abc import Iterator

# The characters of names: every one beyond ASCII counts, since no other token of SPARQL may have it.
_BASE = r"[^\x00-@\[-`{-\x7f]"
_FIRST = r"[^\x00-/:-@\[-^`{-\x7f]"
_CHAR = r"[^\x00-,./:-@\[-^`{-\x7f]"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"

_TOKEN = re.compile(
    r"(?P<space>[\x20\t\r\n]+|#[^\r\n]*)"
    r"""|(?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)"""
    r'|(?P<string>"""(?:"{0,2}(?:[^"\\]|\\.))*"""'
    r"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"
    r'|"(?:[^"\\\r\n]|\\.)*"'
    r"|'(?:[^'\\\r\n]|\\.)*')"
    rf"|(?P<var>[?$]{_FIRST}(?:{_FIRST}|\u00b7)*)"
    r"|(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)"
    rf"|(?P<blank>_:{_FIRST}(?:(?:{_CHAR}|\.)*{_CHAR})?)"
    # The bound keeps a long text without a colon from being read again and again.
    rf"|(?P<name>(?:{_BASE}(?:(?:{_CHAR}|\.){{0,100}}{_CHAR})?)?:"
    rf"(?:(?:{_FIRST}|:|{_PLX})(?:(?:{_CHAR}|[.:]|{_PLX})*(?:{_CHAR}|:|{_PLX}))?)?)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>\^\^|&&|\|\||!=|<=|>=|.)",
    re.DOTALL,
)


class Token:
    """One token.

    Attributes:
        kind: ``iri`` (in angle brackets), ``string``, ``var``, ``tag``, ``blank``, ``name`` (with a colon),
            ``number``, ``word`` or ``sign``.
        text: as written.
        start: offset of its first character.
    """

    __slots__ = ("kind", "start", "text")

    def __init__(self, kind: str, text: str, start: int) -> None:
        self.kind = kind
        self.text = text
        self.start = start

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.start + len(self.text)


def token_at(text: str, start: int) -> Token | None:
    """The token that begins at or after ``start``, blanks and comments skipped; ``None`` at the end."""
    while found := _TOKEN.match(text, start):
        if found.lastgroup != "space":
            return Token(found.lastgroup or "sign", found.group(), found.start())
        start = found.end()
    return None


def tokens(text: str) -> Iterator[Token]:
    """All tokens of ``text``."""
    token = token_at(text, 0)
    while token is not None:
        yield token
        token = token_at(text, token.end)


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def unescaped(text: str) -> tuple[str, list[int]]:
    """``text`` with its \\u escapes replaced as SPARQL does before parsing, and each character's offset in ``text``."""
    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    for found in _ESCAPE.finditer(text):
        code = int(found.group(1) or found.group(2), 16)
        if code > 0x10FFFF:
            continue
        parts.append(text[at : found.start()] + chr(code))
        offsets.extend(range(at, found.start() + 1))
        at = found.end()
    parts.append(text[at:])
    offsets.extend(range(at, len(text) + 1))
    return "".join(parts), offsets

"""Where and why a SPARQL query is ill-formed: the engine's own positions are off by the keywords that it tried."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from functools import cache

from cds_kg.errors import QueryError
from cds_kg.namespaces import PREFIXES
from cds_kg.store.refusals import query_error
from cds_kg.store.tokens import Token, tokens

# SPARQL 1.1 queries: CamelCase is a rule, UPPERCASE a keyword, lowercase a kind of token, 'x' a sign. Where the
# standard tells apart what only the meaning of a query decides, this is a little wider.
_GRAMMAR = """
Query: ( BASE iriref | PREFIX prefix iriref )* ( Select | Construct | Describe | Ask ) ( VALUES Data )? end
Select: Head Where Modifiers
Head: SELECT ( DISTINCT | REDUCED )? ( '*' | ( var | '(' Expr AS var ')' )+ )
Construct: CONSTRUCT ( Template Where Modifiers | WHERE Template Modifiers )
Describe: DESCRIBE ( '*' | ( var | iri )+ ) Where? Modifiers
Ask: ASK Where Modifiers
Where: WHERE? Group
Modifiers: ( GROUP BY Grouping+ )? ( HAVING Constraint+ )? ( ORDER BY Ordering+ )? ( LIMIT number | OFFSET number )*
Grouping: Built | Call | '(' Expr ( AS var )? ')' | var
Ordering: ( ASC | DESC ) '(' Expr ')' | Constraint | var
Template: '{' Triples? '}'
Group: '{' ( Select ( VALUES Data )? | Triples? ( Pattern '.'? Triples? )* ) '}'
Pattern: Group ( UNION Group )* | ( OPTIONAL | MINUS ) Group | GRAPH ( var | iri ) Group | FILTER Constraint
  | BIND '(' Expr AS var ')' | VALUES Data
Data: var '{' Datum* '}' | '(' var* ')' '{' ( '(' Datum* ')' )* '}'
Datum: iri | Literal | UNDEF
Triples: Same ( '.' Same )* '.'?
Same: ( '(' Node* ')' | '[' Properties? ']' ) Properties? | ( var | iri | Literal | blank ) Properties
Properties: Verb Node ( ',' Node )* ( ';' ( Verb Node ( ',' Node )* )? )*
Verb: var | Path
Node: var | iri | Literal | blank | '(' Node* ')' | '[' Properties? ']'
Path: Steps ( '|' Steps )*
Steps: Step ( '/' Step )*
Step: '^'? ( iri | a | '!' Negated | '(' Path ')' ) ( '?' | '*' | '+' )?
Negated: '^'? ( iri | a ) | '(' ( '^'? ( iri | a ) ( '|' '^'? ( iri | a ) )* )? ')'
Constraint: '(' Expr ')' | Built | Call
Call: iri '(' ( DISTINCT? Expr ( ',' Expr )* )? ')'
Expr: And ( '||' And )*
And: Compared ( '&&' Compared )*
Compared: Sum ( ( '=' | '!=' | '<' | '>' | '<=' | '>=' ) Sum | NOT? IN List )?
Sum: Product ( ( '+' | '-' ) Product )*
Product: Unary ( ( '*' | '/' ) Unary )*
Unary: ( '!' | '+' | '-' )? Primary
Primary: '(' Expr ')' | Built | iri ( '(' ( DISTINCT? Expr ( ',' Expr )* )? ')' )? | Literal | var
List: '(' ( Expr ( ',' Expr )* )? ')'
Built: NOT? EXISTS Group | COUNT '(' DISTINCT? ( '*' | Expr ) ')'
  | GROUP_CONCAT '(' DISTINCT? Expr ( ';' SEPARATOR '=' string )? ')'
  | ( SUM | MIN | MAX | AVG | SAMPLE ) '(' DISTINCT? Expr ')' | function List
Literal: string ( tag | '^^' iri )? | ( '+' | '-' )? number | TRUE | FALSE
"""

_FUNCTIONS = frozenset(
    (
        *("STR", "LANG", "LANGMATCHES", "DATATYPE", "BOUND", "IRI", "URI", "BNODE", "RAND", "ABS", "CEIL", "FLOOR"),
        *("ROUND", "CONCAT", "STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI", "CONTAINS", "STRSTARTS", "STRENDS"),
        *("STRBEFORE", "STRAFTER", "YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "TIMEZONE", "TZ", "NOW"),
        *("UUID", "STRUUID", "MD5", "SHA1", "SHA256", "SHA384", "SHA512", "COALESCE", "IF", "STRLANG", "STRDT"),
        *("SAMETERM", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC", "REGEX", "SUBSTR", "REPLACE"),
    )
)

_KINDS: dict[str, tuple[str, str]] = {
    "var": ("một biến (?x)", "a variable (?x)"),
    "iri": ("một IRI hoặc tên có tiền tố", "an IRI or a prefixed name"),
    "iriref": ("một IRI trong < >", "an IRI in < >"),
    "prefix": ("một tiền tố có dấu hai chấm (ex:)", "a prefix with its colon (ex:)"),
    "string": ("một chuỗi trong nháy", "a quoted text"),
    "number": ("một số", "a number"),
    "function": ("một hàm", "a function"),
    "end": ("hết truy vấn", "the end of the query"),
}
_SIGNS_FIRST = (
    ".",
    ";",
    "}",
    ")",
    "]",
    "{",
    "(",
    "AS",
    "var",
    "iri",
    "iriref",
    "prefix",
    "string",
    "number",
    "function",
    "end",
)


def syntax_error(sparql: str, name: str = "SPARQL") -> QueryError:
    """The error for a query that the engine would not parse: the place, what stands there and what could.

    Args:
        sparql: the query.
        name: what the place begins with, see `guard.check`.
    """
    found = list(tokens(sparql))
    lexical = _lexical(found)
    if lexical:
        offset, vi, en = lexical
        return query_error(QueryError, sparql, offset, name, vi, en)
    reader = _Reader(found)
    if not reader.reads():
        offset = found[reader.furthest].start if reader.furthest < len(found) else len(sparql.rstrip())
        vi, en = _unexpected(found, reader)
        return query_error(QueryError, sparql, offset, name, vi, en)
    relative = next((t for t in found if t.kind == "iri" and not re.match(r"<[A-Za-z][A-Za-z0-9+.\-]*:", t.text)), None)
    if relative:
        return query_error(
            QueryError,
            sparql,
            relative.start,
            name,
            f"{relative.text} không phải IRI đầy đủ; hãy viết cả phần đầu (https://...), hoặc dùng tên có tiền tố.",
            f"{relative.text} is not a full IRI; write it from its beginning (https://...), or use a prefixed name.",
        )
    return query_error(
        QueryError,
        sparql,
        0,
        name,
        "truy vấn viết đúng cú pháp nhưng không có nghĩa; hãy xem các biến trong SELECT có ở GROUP BY hoặc trong hàm "
        "gộp không, AS có đặt trùng tên biến không, và IRI có ký tự lạ không.",
        "the query is well-formed but has no meaning; see whether each variable of SELECT is in GROUP BY or in an "
        "aggregate, whether AS gives a name that is taken, and whether an IRI has a character that is not allowed.",
    )


def _lexical(found: list[Token]) -> tuple[int, str, str] | None:
    """The first fault that the tokens show by themselves: its offset and the wording."""
    declared = set(PREFIXES)
    for i, token in enumerate(found):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if i and found[i - 1].text.upper() == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                return (
                    token.start,
                    f"tiền tố «{prefix}:» chưa được khai báo; hãy thêm «PREFIX {prefix}: <...>» ở đầu truy vấn.",
                    f'the prefix "{prefix}:" is not declared; add "PREFIX {prefix}: <...>" at the beginning.',
                )
        elif token.text in "\"'":
            return token.start, "chuỗi không được đóng nháy trên dòng này.", "this text is not closed on its line."
        elif token.text in "“”‘’":
            return (
                token.start,
                "dấu nháy cong không dùng được; hãy viết nháy thẳng \" hoặc '.",
                "curly quotation marks do not serve; write straight ones, \" or '.",
            )
    return None


def _unexpected(found: list[Token], reader: _Reader) -> tuple[str, str]:
    wanted = [e for e in _SIGNS_FIRST if e in reader.expected]
    wanted += sorted(e for e in reader.expected if e.isupper() and e not in wanted)
    listed = wanted[:6]
    vi = ", ".join(_KINDS[e][0] if e in _KINDS else f"«{e}»" for e in listed)
    en = ", ".join(_KINDS[e][1] if e in _KINDS else f'"{e}"' for e in listed)
    if reader.furthest == len(found):
        return f"truy vấn kết thúc giữa chừng; ở đây có thể là: {vi}.", f"the query ends too soon; here may come: {en}."
    text = found[reader.furthest].text
    text = text if len(text) <= 30 else text[:29] + "…"
    return f"gặp «{text}» không đúng chỗ; ở đây có thể là: {vi}.", f'"{text}" is out of place; here may come: {en}.'


# A piece of the grammar: ("seq" or "alt", parts), ("opt", "any" or "some", [part]), ("rule" or "leaf", name).
_Piece = tuple[str, "str | list[_Piece]"]


_MARKS = {"?": "opt", "*": "any", "+": "some"}


@cache
def _rules() -> Mapping[str, _Piece]:
    lines = re.sub(r"\n\s+", " ", _GRAMMAR.strip()).splitlines()
    return {name: _alternatives(body.split())[0] for name, _, body in (line.partition(":") for line in lines)}


def _alternatives(words: list[str]) -> tuple[_Piece, str]:
    """The piece up to the closing bracket, and the mark on that bracket; takes the words away that it reads."""
    options: list[list[_Piece]] = [[]]
    mark = ""
    while words:
        word = words.pop(0)
        if word[0] == ")":
            mark = word[1:]
            break
        if word == "|":
            options.append([])
        elif word == "(":
            piece, inner = _alternatives(words)
            options[-1].append((_MARKS[inner], [piece]) if inner else piece)
        else:
            leaf = word.rstrip("?*+")
            kind = "rule" if leaf[0].isupper() and not leaf.isupper() else "leaf"
            piece = (kind, leaf.strip("'"))
            options[-1].append((_MARKS[word[-1]], [piece]) if leaf != word else piece)
    parts: list[_Piece] = [("seq", option) for option in options]
    return parts[0] if len(parts) == 1 else ("alt", parts), mark


class _Reader:
    """Reads tokens by the grammar and keeps how far it came, and what could have stood there."""

    def __init__(self, found: list[Token]) -> None:
        self.found = found
        self.furthest = 0
        self.expected: set[str] = set()

    def reads(self) -> bool:
        """Whether all tokens are one query."""
        # A stack of our own: the brackets of a query may be nested deeper than Python's calls.
        stack = [self._read(_rules()["Query"], 0)]
        after: int | None = None
        while stack:
            try:
                piece, at = stack[-1].send(after)
            except StopIteration as end:
                stack.pop()
                after = end.value
            else:
                stack.append(self._read(piece, at))
                after = None
        return after is not None

    def _read(self, piece: _Piece, at: int) -> Generator[tuple[_Piece, int], int | None, int | None]:
        """Read one piece from token ``at``: the token after it, or ``None``. Yields the pieces inside it to be read."""
        kind, inside = piece
        if kind == "rule":
            return (yield _rules()[str(inside)], at)
        if kind == "leaf":
            return self._leaf(str(inside), at)
        assert isinstance(inside, list)
        if kind == "seq":
            for part in inside:
                after = yield part, at
                if after is None:
                    return None
                at = after
            return at
        if kind == "alt":
            for part in inside:
                after = yield part, at
                if after is not None:
                    return after
            return None
        count = 0
        while (after := (yield inside[0], at)) is not None and after > at:
            at, count = after, count + 1
            if kind == "opt":
                break
        return None if kind == "some" and not count else at

    def _leaf(self, leaf: str, at: int) -> int | None:
        if self._fits(leaf, at):
            return at + 1
        if at > self.furthest:
            self.furthest = at
            self.expected.clear()
        if at == self.furthest:
            self.expected.add(leaf)
        return None

    def _fits(self, leaf: str, at: int) -> bool:
        if at >= len(self.found):
            return leaf == "end"
        token = self.found[at]
        if leaf == "iri":
            return token.kind in ("iri", "name")
        if leaf == "iriref":
            return token.kind == "iri"
        if leaf == "prefix":
            return token.kind == "name" and token.text.endswith(":")
        if leaf == "function":
            return token.kind == "word" and token.text.upper() in _FUNCTIONS
        if leaf in ("var", "string", "number", "tag", "blank"):
            return token.kind == leaf
        return token.text == leaf if leaf == "a" or token.kind == "sign" else token.text.upper() == leaf

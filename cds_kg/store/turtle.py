"""The one Turtle writer: the same triples give the same text, arranged for people who read and compare it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from cds_kg.namespaces import DCAT, DCTERMS, OWL, PREFIXES, RDF, RDFS, SHACL, SKOS, SKOSXL, VOID, XSD
from cds_kg.store.excerpt import lines_of
from cds_kg.store.ntriples import STRING, Statement, lines, literal_parts, terms, unescaped

_WIDTH = 120
_STEP = "  "
_DEEPEST = 50

_TYPE, _FIRST, _REST, _NIL = (f"<{RDF}{name}>" for name in ("type", "first", "rest", "nil"))

#: Subjects come in this order of their classes; every other subject comes after these.
_SECTIONS: tuple[frozenset[str], ...] = (
    frozenset({f"<{OWL}Ontology>"}),
    frozenset({f"<{DCAT}Catalog>", f"<{VOID}DatasetDescription>"}),
    frozenset({f"<{DCAT}Dataset>"}),
    frozenset({f"<{SKOS}ConceptScheme>"}),
    frozenset({f"<{OWL}Class>", f"<{RDFS}Class>", f"<{RDFS}Datatype>"}),
    frozenset({f"<{OWL}ObjectProperty>"}),
    frozenset({f"<{OWL}DatatypeProperty>"}),
    frozenset({f"<{OWL}AnnotationProperty>", f"<{RDF}Property>"}),
    frozenset({f"<{SHACL}NodeShape>", f"<{SHACL}PropertyShape>"}),
)

#: Predicates that come first in a block, in this order; the others follow by name.
_LEADING = {
    predicate: number
    for number, predicate in enumerate(
        (
            _TYPE,
            f"<{RDFS}label>",
            f"<{SKOS}prefLabel>",
            f"<{SKOSXL}literalForm>",
            f"<{SKOS}altLabel>",
            f"<{DCTERMS}title>",
            f"<{SKOS}definition>",
        )
    )
}

_LANGUAGES = ("vi", "en")

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?", re.ASCII)
#: Datatype -> the spellings that need no quotes.
_BARE: dict[str, re.Pattern[str]] = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}

#: How an object sorts, and its text: IRIs, literals by language, blank nodes.
_Written: TypeAlias = tuple[int, int, str]


def format_turtle(
    statements: Iterable[Statement], *, header: str = "", prefixes: Mapping[str, str] | None = None
) -> str:
    """The statements as Turtle.

    Blocks are sorted (ontology and scheme, classes, properties, shapes, the rest; by name within each), ``a`` comes
    first, then labels and definitions, then one predicate a line by name; objects are sorted, Vietnamese before
    English. Literals keep their spelling. Blank nodes used once stand inside ``[ ]``, lists inside ``( )``; others get
    labels that depend on the graph alone.

    Args:
        statements: triples, or quads whose graph is left out.
        header: comment lines to put at the top, each beginning with ``#``.
        prefixes: more prefixes beside the known ones. Only those in use are declared.
    """
    return turtle_of(lines(statements), header=header, prefixes=prefixes)


def turtle_of(triples: Iterable[str], *, header: str = "", prefixes: Mapping[str, str] | None = None) -> str:
    """As `format_turtle`, of the lines of `ntriples.lines`."""
    names = _Names(_merged(prefixes or {}))
    body = "\n".join(_Writer(triples, names).blocks())
    parts = (header.rstrip("\n") + "\n" if header else "", names.declared(), body)
    return "\n".join(part for part in parts if part)


def trig_of(graphs: Mapping[str, Iterable[str]]) -> str:
    """Named graphs as TriG, each laid out as `format_turtle` does it, in the order given.

    Args:
        graphs: the IRI of a graph -> the lines of its triples, which have no blank nodes: in TriG a label would mean
            the same node in every graph.
    """
    names = _Names(PREFIXES)
    blocks = []
    for iri, triples in graphs.items():
        body = "\n".join(_Writer(triples, names).blocks())
        blocks.append(f"{names.short(iri)} {{\n\n{body}\n}}\n")
    return "\n".join((names.declared(), *blocks))


def header_comment(text: str) -> str:
    """The comment block at the top of a Turtle text, without the blank lines around it."""
    lines = []
    for line in lines_of(text):
        if line.strip() and not line.lstrip().startswith("#"):
            break
        lines.append(line.strip())
    return "\n".join(lines).strip("\n")


def language_order(language: str | None) -> int:
    """Where texts of a language stand among others: Vietnamese, English, then the rest and those without."""
    return _LANGUAGES.index(language) if language in _LANGUAGES else len(_LANGUAGES)


def quote(text: str) -> str:
    """``text`` as a Turtle or SPARQL string on one line."""
    return '"' + "".join(_escape(c) for c in text) + '"'


def _escape(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return f"\\u{ord(character):04X}" if ord(character) < 0x20 or ord(character) == 0x7F else character


def _merged(prefixes: Mapping[str, str]) -> dict[str, str]:
    """The known prefixes, then those of the file that clash with none of them, by name."""
    taken = set(PREFIXES.values())
    return PREFIXES | {p: n for p, n in sorted(prefixes.items()) if p not in PREFIXES and n not in taken}


class _Names:
    """Shortens IRIs; ``used`` collects the prefixes met on the way."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = prefixes
        self.used: set[str] = set()
        self._by_length = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        # A local part holds neither # nor /, so that most namespaces are told by where the last of these stands.
        self._plain = all(namespace.endswith(("#", "/")) for namespace in prefixes.values())
        self._of = {namespace: prefix for prefix, namespace in reversed(self._by_length)}
        self._known: dict[str, str] = {}

    def short(self, iri: str) -> str:
        """The IRI as a prefixed name where one fits, else in angle brackets."""
        if iri not in self._known:
            self._known[iri] = self._shortened(iri)
        return self._known[iri]

    def declared(self) -> str:
        """The lines that declare the prefixes in use."""
        return "".join(f"@prefix {p}: <{n}> .\n" for p, n in self.prefixes.items() if p in self.used)

    def _shortened(self, iri: str) -> str:
        place = max(iri.rfind("#"), iri.rfind("/")) + 1
        if self._plain:
            prefix = self._of.get(iri[:place])
            found = [(prefix, iri[:place])] if prefix is not None else []
        else:
            found = [(prefix, namespace) for prefix, namespace in self._by_length if iri.startswith(namespace)]
        for prefix, namespace in found:
            if _LOCAL.fullmatch(iri, len(namespace)):
                self.used.add(prefix)
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"


class _Writer:
    """Writes one set of triples, given as lines of N-Triples."""

    def __init__(self, triples: Iterable[str], names: _Names) -> None:
        self._names = names
        self._of: dict[str, dict[str, list[str]]] = {}
        self._uses: Counter[str] = Counter()
        self._written: dict[str, _Written] = {}
        for subject, predicate, item in map(terms, triples):
            of = self._of.get(subject)
            if of is None:
                of = self._of[subject] = {}
            if predicate in of:
                of[predicate].append(item)
            else:
                of[predicate] = [item]
            if item[0] == "_":
                self._uses[item] += 1
        self._keys: dict[str, tuple[int, str, str]] = {}
        self._inline = self._nested() if self._uses else set()
        self._lists = self._well_formed_lists()

    def blocks(self) -> list[str]:
        """One text per subject that stands by itself, in order."""
        tops = [(self._section(s), s[0] == "_", self._subject(s), s) for s in self._of if s not in self._inline]
        tops.sort()
        blocks = [self._block(name, subject) for _, _, name, subject in tops]
        # Blocks of unreferenced blank nodes are told apart by their text alone.
        named = [b for b in blocks if not b.startswith("[]\n")]
        return named + sorted(b for b in blocks if b.startswith("[]\n"))

    def _block(self, name: str, subject: str) -> str:
        statements = f" ;\n{_STEP}".join(self._predicates(subject, 1))
        return f"{name}\n{_STEP}{statements} ;\n{_STEP}.\n"

    def _predicates(self, subject: str, depth: int) -> list[str]:
        """The predicates of a subject with their objects, without the leading indent of the first line."""
        predicates = self._of.get(subject, {})
        return [self._statement(p, predicates[p], depth) for p in sorted(predicates, key=self._key)]

    def _statement(self, predicate: str, objects: Sequence[str], depth: int) -> str:
        verb = self._key(predicate)[2]
        if len(objects) == 1:
            return f"{verb} {self._object(objects[0], depth)[2]}"
        # An object that goes on a line of its own is one step deeper than one beside its verb.
        texts = [text for _, _, text in sorted(self._object(item, depth + 1) for item in objects)]
        line = f"{verb} {' , '.join(texts)}"
        if "\n" not in line and len(_STEP) * depth + len(line) + 2 <= _WIDTH:
            return line
        inner = "\n" + _STEP * (depth + 1)
        return verb + inner + f" ,{inner}".join(texts)

    def _object(self, term: str, depth: int) -> _Written:
        if term in self._lists:
            return 2, 0, self._list(self._lists[term], depth)
        if term in self._inline:
            return 2, 0, self._nest(term, depth)
        written = self._written.get(term)
        if written is None:
            if term[0] == "<":
                written = 0, 0, self._names.short(term[1:-1])
            elif term[0] == '"':
                written = self._literal(term)
            else:
                written = 2, 0, self._subject(term)
            self._written[term] = written
        return written

    def _nest(self, node: str, depth: int) -> str:
        parts = self._predicates(node, depth + 1)
        if not parts:
            return "[]"
        line = f"[ {' ; '.join(parts)} ]"
        if len(parts) == 1 and "\n" not in line and len(line) + len(_STEP) * depth <= _WIDTH:
            return line
        inner = "\n" + _STEP * (depth + 1)
        return "[" + "".join(f"{inner}{part} ;" for part in parts) + "\n" + _STEP * depth + "]"

    def _list(self, members: Sequence[str], depth: int) -> str:
        texts = [self._object(member, depth + 1)[2] for member in members]
        line = f"( {' '.join(texts)} )"
        if "\n" not in line and len(line) + len(_STEP) * (depth + 2) <= _WIDTH:
            return line
        inner = "\n" + _STEP * (depth + 1)
        return "(" + "".join(inner + text for text in texts) + "\n" + _STEP * depth + ")"

    def _literal(self, term: str) -> _Written:
        escaped, language, datatype = literal_parts(term)
        bare = _BARE.get(datatype)
        if bare is not None and bare.fullmatch(escaped):
            return 1, language_order(None), escaped
        text = f'"{escaped}"'
        if "\\" in escaped:
            value = unescaped(escaped)
            text = _long_quote(value) if "\n" in value else quote(value)
        if language:
            return 1, language_order(language), f"{text}@{language}"
        return 1, language_order(None), text if datatype == STRING else f"{text}^^{self._names.short(datatype)}"

    def _subject(self, node: str) -> str:
        if node[0] == "<":
            return self._names.short(node[1:-1])
        return node if self._uses[node] else "[]"

    def _section(self, subject: str) -> int:
        classes = self._of[subject].get(_TYPE, ())
        return next((n for n, section in enumerate(_SECTIONS) if not section.isdisjoint(classes)), len(_SECTIONS))

    def _key(self, predicate: str) -> tuple[int, str, str]:
        """How a predicate sorts, and its text."""
        key = self._keys.get(predicate)
        if key is None:
            name = "a" if predicate == _TYPE else self._names.short(predicate[1:-1])
            key = (_LEADING[predicate], "", name) if predicate in _LEADING else (len(_LEADING), name, name)
            self._keys[predicate] = key
        return key

    def _nested(self) -> set[str]:
        """The blank nodes to write inside others: used once, within no circle, and not too deep for one block."""
        nested: set[str] = set()
        waiting: list[tuple[str, int]] = [(s, 0) for s in self._of if s[0] != "_" or self._uses[s] != 1]
        while waiting:
            subject, depth = waiting.pop()
            for predicate, objects in self._of.get(subject, {}).items():
                deeper = depth if predicate == _REST else depth + 1
                for item in objects:
                    if item[0] == "_" and self._uses[item] == 1:
                        if deeper <= _DEEPEST:
                            nested.add(item)
                        waiting.append((item, deeper if deeper <= _DEEPEST else 0))
        return nested

    def _well_formed_lists(self) -> dict[str, list[str]]:
        """The first cell of each well-formed list that can stand inside brackets -> the list's members."""
        rest_of: dict[str, str] = {}
        for node in self._inline:
            predicates = self._of.get(node, {})
            if {p: len(o) for p, o in predicates.items()} == {_FIRST: 1, _REST: 1}:
                rest_of[node] = predicates[_REST][0]
        # Cells by what comes after them: no cell is the rest of two, since each is used once.
        before = {rest: node for node, rest in rest_of.items() if rest != _NIL}
        lists: dict[str, list[str]] = {}
        for last in (node for node, rest in rest_of.items() if rest == _NIL):
            cells = [last]
            while cells[-1] in before:
                cells.append(before[cells[-1]])
            lists[cells[-1]] = [self._of[cell][_FIRST][0] for cell in reversed(cells)]
        return lists


def _long_quote(text: str) -> str:
    """``text`` as a Turtle string that keeps its line breaks."""
    escaped = "".join(c if c in '\n"\t' else _escape(c) for c in text)
    return '"""' + re.sub(r'"(?="|\\|\Z)', r"\"", escaped) + '"""'

"""The one Turtle writer: the same triples give the same text, arranged for people who read and compare it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import pyoxigraph as ox

from cds_kg.namespaces import DCTERMS, OWL, PREFIXES, RDF, RDFS, SHACL, SKOS, SKOSXL, XSD
from cds_kg.store.blank import canonical
from cds_kg.store.excerpt import lines_of

_WIDTH = 120
_STEP = "  "
_DEEPEST = 50

_TYPE = RDF + "type"
_FIRST, _REST, _NIL = RDF + "first", RDF + "rest", RDF + "nil"

#: Subjects come in this order of their classes; every other subject comes after these.
_SECTIONS: tuple[frozenset[str], ...] = (
    frozenset({OWL + "Ontology"}),
    frozenset({SKOS + "ConceptScheme"}),
    frozenset({OWL + "Class", RDFS + "Class", RDFS + "Datatype"}),
    frozenset({OWL + "ObjectProperty"}),
    frozenset({OWL + "DatatypeProperty"}),
    frozenset({OWL + "AnnotationProperty", RDF + "Property"}),
    frozenset({SHACL + "NodeShape", SHACL + "PropertyShape"}),
)

#: Predicates that come first in a block, in this order; the others follow by name.
_LEADING = (
    _TYPE,
    RDFS + "label",
    SKOS + "prefLabel",
    SKOSXL + "literalForm",
    SKOS + "altLabel",
    DCTERMS + "title",
    SKOS + "definition",
)

_LANGUAGES = ("vi", "en")

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?", re.ASCII)
_BARE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (XSD + "integer", re.compile(r"[+-]?[0-9]+")),
    (XSD + "decimal", re.compile(r"[+-]?[0-9]*\.[0-9]+")),
    (XSD + "double", re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+")),
    (XSD + "boolean", re.compile(r"true|false")),
)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}

_NO_TERMS = "RDF 1.1 has no triple terms"

Subject: TypeAlias = ox.NamedNode | ox.BlankNode
Object: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def format_turtle(
    statements: Iterable[ox.Quad | ox.Triple], *, header: str = "", prefixes: Mapping[str, str] | None = None
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
    triples = canonical(statements)
    writer = _Writer(triples, _merged(prefixes or {}))
    body = "\n".join(writer.blocks())
    declared = "".join(
        f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in writer.prefixes.items() if prefix in writer.used
    )
    parts = (header.rstrip("\n") + "\n" if header else "", declared, body)
    return "\n".join(part for part in parts if part)


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


class _Writer:
    """Writes one set of triples; ``used`` collects the prefixes met on the way."""

    def __init__(self, triples: set[ox.Triple], prefixes: dict[str, str]) -> None:
        self.prefixes = prefixes
        self.used: set[str] = set()
        self._by_length = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._names: dict[str, str] = {}
        self._of: dict[Subject, dict[str, list[Object]]] = defaultdict(lambda: defaultdict(list))
        self._uses: dict[ox.BlankNode, int] = defaultdict(int)
        for triple in triples:
            if isinstance(triple.subject, ox.Triple):
                raise ValueError(_NO_TERMS)
            self._of[triple.subject][triple.predicate.value].append(triple.object)
            if isinstance(triple.object, ox.BlankNode):
                self._uses[triple.object] += 1
        self._inline = self._nested()
        self._lists: dict[ox.BlankNode, list[Object]] = {}
        for node in self._inline:
            members = self._members(node)
            if members is not None:
                self._lists[node] = members

    def blocks(self) -> list[str]:
        """One text per subject that stands by itself, in order."""
        tops = [(self._subject(s), s) for s in self._of if s not in self._inline]
        tops.sort(key=lambda item: (self._section(item[1]), isinstance(item[1], ox.BlankNode), item[0]))
        blocks = [self._block(name, subject) for name, subject in tops]
        # Blocks of unreferenced blank nodes are told apart by their text alone.
        named = [b for b in blocks if not b.startswith("[]\n")]
        return named + sorted(b for b in blocks if b.startswith("[]\n"))

    def _block(self, name: str, subject: Subject) -> str:
        lines = "".join(_STEP + line + " ;\n" for line in self._predicates(subject, 1))
        return f"{name}\n{lines}{_STEP}.\n"

    def _predicates(self, subject: Subject, depth: int) -> list[str]:
        """The predicates of a subject with their objects, without the leading indent of the first line."""
        predicates = self._of.get(subject, {})
        return [self._statement(p, predicates[p], depth) for p in sorted(predicates, key=self._predicate_key)]

    def _statement(self, predicate: str, objects: Sequence[Object], depth: int) -> str:
        verb = "a" if predicate == _TYPE else self._iri(predicate)
        texts = [
            text for _, text in sorted((self._object_key(o, text), text) for o, text in self._texts(objects, depth))
        ]
        line = f"{verb} {' , '.join(texts)}"
        if len(texts) == 1 or ("\n" not in line and len(_STEP) * depth + len(line) + 2 <= _WIDTH):
            return line
        inner = "\n" + _STEP * (depth + 1)
        return verb + inner + f" ,{inner}".join(texts)

    def _texts(self, objects: Sequence[Object], depth: int) -> list[tuple[Object, str]]:
        # An object that goes on a line of its own is one step deeper than one beside its verb.
        deeper = depth + 1 if len(objects) > 1 else depth
        return [(o, self._object(o, deeper)) for o in objects]

    def _object(self, term: Object, depth: int) -> str:
        if isinstance(term, ox.NamedNode):
            return self._iri(term.value)
        if isinstance(term, ox.Literal):
            return self._literal(term)
        if isinstance(term, ox.Triple):
            raise ValueError(_NO_TERMS)
        if term in self._lists:
            return self._list(self._lists[term], depth)
        if term in self._inline:
            return self._nest(term, depth)
        return self._subject(term)

    def _nest(self, node: ox.BlankNode, depth: int) -> str:
        parts = self._predicates(node, depth + 1)
        if not parts:
            return "[]"
        line = f"[ {' ; '.join(parts)} ]"
        if len(parts) == 1 and "\n" not in line and len(line) + len(_STEP) * depth <= _WIDTH:
            return line
        inner = "\n" + _STEP * (depth + 1)
        return "[" + "".join(f"{inner}{part} ;" for part in parts) + "\n" + _STEP * depth + "]"

    def _list(self, members: Sequence[Object], depth: int) -> str:
        texts = [self._object(member, depth + 1) for member in members]
        line = f"( {' '.join(texts)} )"
        if "\n" not in line and len(line) + len(_STEP) * (depth + 2) <= _WIDTH:
            return line
        inner = "\n" + _STEP * (depth + 1)
        return "(" + "".join(inner + text for text in texts) + "\n" + _STEP * depth + ")"

    def _literal(self, term: ox.Literal) -> str:
        datatype = term.datatype.value
        for bare, pattern in _BARE:
            if datatype == bare and pattern.fullmatch(term.value):
                return term.value
        text = _long_quote(term.value) if "\n" in term.value else quote(term.value)
        if term.language:
            return f"{text}@{term.language}"
        return text if datatype == XSD + "string" else f"{text}^^{self._iri(datatype)}"

    def _subject(self, node: Subject) -> str:
        if isinstance(node, ox.NamedNode):
            return self._iri(node.value)
        return f"_:{node.value}" if self._uses[node] else "[]"

    def _iri(self, iri: str) -> str:
        if iri not in self._names:
            self._names[iri] = self._shortened(iri)
        return self._names[iri]

    def _shortened(self, iri: str) -> str:
        for prefix, namespace in self._by_length:
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                self.used.add(prefix)
                return f"{prefix}:{iri[len(namespace) :]}"
        return str(ox.NamedNode(iri))

    def _section(self, subject: Subject) -> int:
        classes = {o.value for o in self._of[subject].get(_TYPE, ()) if isinstance(o, ox.NamedNode)}
        return next((n for n, section in enumerate(_SECTIONS) if classes & section), len(_SECTIONS))

    def _predicate_key(self, predicate: str) -> tuple[int, str]:
        if predicate in _LEADING:
            return _LEADING.index(predicate), ""
        return len(_LEADING), self._iri(predicate)

    @staticmethod
    def _object_key(term: Object, text: str) -> tuple[int, int, str]:
        if isinstance(term, ox.Literal):
            return 1, language_order(term.language), text
        return 0 if isinstance(term, ox.NamedNode) else 2, 0, text

    def _nested(self) -> set[ox.BlankNode]:
        """The blank nodes to write inside others: used once, within no circle, and not too deep for one block."""
        nested: set[ox.BlankNode] = set()
        waiting: list[tuple[Subject, int]] = [
            (s, 0) for s in self._of if not isinstance(s, ox.BlankNode) or self._uses[s] != 1
        ]
        while waiting:
            subject, depth = waiting.pop()
            for predicate, objects in self._of.get(subject, {}).items():
                deeper = depth if predicate == _REST else depth + 1
                for item in objects:
                    if isinstance(item, ox.BlankNode) and self._uses[item] == 1:
                        if deeper <= _DEEPEST:
                            nested.add(item)
                        waiting.append((item, deeper if deeper <= _DEEPEST else 0))
        return nested

    def _members(self, node: ox.BlankNode) -> list[Object] | None:
        """The members of the list that begins at ``node``, or ``None`` where it is no well-formed list."""
        members: list[Object] = []
        at: Object = node
        while at != ox.NamedNode(_NIL):
            if not isinstance(at, ox.BlankNode) or at not in self._inline:
                return None
            predicates = self._of.get(at, {})
            if {p: len(o) for p, o in predicates.items()} != {_FIRST: 1, _REST: 1}:
                return None
            members.append(predicates[_FIRST][0])
            at = predicates[_REST][0]
        return members


def _long_quote(text: str) -> str:
    """``text`` as a Turtle string that keeps its line breaks."""
    escaped = "".join(c if c in '\n"\t' else _escape(c) for c in text)
    return '"""' + re.sub(r'"(?="|\Z)', r"\"", escaped) + '"""'

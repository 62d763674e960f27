"""Triples as JSON-LD 1.1, the same bytes on every run: one object a subject, one property a line, sorted."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from cds_kg.namespaces import PREFIXES, RDF, XSD, curie
from cds_kg.store.ntriples import STRING, literal_parts, terms, unescaped
from cds_kg.store.turtle import language_order

#: What a context says of a term: its IRI, and as what the strings under it are read: ``@id``, ``@language``, the IRI
#: of a datatype, or nothing.
Coercion: TypeAlias = tuple[str, str]

_TYPE = f"<{RDF}type>"
#: The datatypes whose values stand as JSON numbers, where they are spelt as JSON spells them.
_INTEGERS = (XSD + "integer", XSD + "nonNegativeInteger", XSD + "positiveInteger")
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(?!//)")

_dump = json.JSONEncoder(ensure_ascii=False).encode


class Context:
    """Names for IRIs, as a JSON-LD context gives them.

    Args:
        entries: term -> its definition, a prefixed name or a mapping with ``@id`` and perhaps ``@type`` or
            ``@container``. Prefixes are those of `namespaces.PREFIXES`; none need be among the entries.
    """

    def __init__(self, entries: Mapping[str, str | Mapping[str, str]]) -> None:
        self.entries = entries
        self.terms: dict[str, Coercion] = {}
        for name, definition in entries.items():
            short = definition if isinstance(definition, str) else definition["@id"]
            if short.startswith("@") or name in PREFIXES or name.startswith("@"):
                continue
            told = {} if isinstance(definition, str) else definition
            kind = "@language" if told.get("@container") == "@language" else told.get("@type", "")
            self.terms[_full(short)] = name, kind if kind.startswith("@") else _full(kind)


def _full(short: str) -> str:
    prefix, _, local = short.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES else short


def jsonld(triples: Iterable[str], context: Context | None = None) -> bytes:
    """JSON-LD of the lines of `ntriples.lines`. The context stands in the document, as far as it is used.

    Args:
        triples: the lines.
        context: names to use beside prefixes.
    """
    found = list(triples)
    writer = _Writer(context or Context({}))
    body = writer.nodes(found)
    if writer.clashing:  # IRIs whose scheme reads like a prefix: go without that prefix
        writer = _Writer(context or Context({}), writer.clashing)
        body = writer.nodes(found)
    entries = [f"    {_dump(name)}: {_dump(definition)}" for name, definition in writer.context()]
    head = "{\n  " + '"@context": {' + ("\n" + ",\n".join(entries) + "\n  " if entries else "") + "},\n"
    return (head + '  "@graph": [' + ",".join(f"\n{node}" for node in body) + "\n  ]\n}\n").encode()


class _Writer:
    def __init__(self, context: Context, without: frozenset[str] = frozenset()) -> None:
        self._context = context
        self._id, self._type = ("id", "type") if "id" in context.entries else ("@id", "@type")
        self._without = without
        self._used: set[str] = set()
        self._prefixes: set[str] = set()
        self._short: dict[str, str] = {}
        self._literals: dict[str, tuple[str, str, str]] = {}
        self.clashing: frozenset[str] = frozenset()

    def nodes(self, triples: Iterable[str]) -> list[str]:
        """The text of each subject's object."""
        subjects: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for subject, predicate, item in map(terms, triples):
            subjects[subject].setdefault(predicate, []).append(item)
        texts = []
        for name, subject in sorted((self._node(subject), subject) for subject in subjects):
            lines = [f"{_dump(self._id)}: {_dump(name)}"]
            types = [item for item in subjects[subject].get(_TYPE, ()) if item[0] != '"']
            if types:
                lines.append(f"{_dump(self._type)}: {_dump(_one(sorted(map(self._class, types))))}")
            keyed = [entry for p, items in subjects[subject].items() for entry in self._entries(p, items)]
            lines += [f"{_dump(key)}: {_dump(value)}" for key, value in sorted(keyed, key=lambda entry: entry[0])]
            texts.append("    {\n" + ",\n".join(f"      {line}" for line in lines) + "\n    }")
        return texts

    def context(self) -> list[tuple[str, object]]:
        """The entries in use: prefixes, then terms by name."""
        aliases = [(name, self._context.entries[name]) for name in ("id", "type") if name in self._context.entries]
        used = [(name, self._context.entries[name]) for name in sorted(self._used)]
        return [*((p, n) for p, n in PREFIXES.items() if p in self._prefixes), *aliases, *used]

    def _entries(self, predicate: str, items: list[str]) -> list[tuple[str, object]]:
        if predicate != _TYPE:
            return self._property(predicate[1:-1], items)
        # A literal is no type, and stands under the property's own name.
        literals = [item for item in items if item[0] == '"']
        return [(self._iri(predicate[1:-1]), self._values(literals, ""))] if literals else []

    def _property(self, iri: str, items: list[str]) -> list[tuple[str, object]]:
        """The property and its values; values that do not fit its term stand under its prefixed name."""
        term, kind = self._context.terms.get(iri, ("", ""))
        if not term:
            return [(self._iri(iri), self._values(items, ""))]
        if kind != "@language":
            self._use(term)
            return [(term, self._values(items, kind))]
        texts: dict[str, list[str]] = defaultdict(list)
        others = []
        for item in items:
            text, language, _ = self._literal(item) if item[0] == '"' else ("", "", "")
            if language:
                texts[language].append(text)
            else:
                others.append(item)
        entries: list[tuple[str, object]] = []
        if texts:
            self._use(term)
            languages = sorted(texts, key=lambda language: (language_order(language), language))
            entries.append((term, {language: _one(sorted(texts[language])) for language in languages}))
        if others:
            entries.append((self._iri(iri), self._values(others, "")))
        return entries

    def _values(self, items: list[str], kind: str) -> object:
        keyed = []
        for item in items:
            language = self._literal(item)[1] if item[0] == '"' else ""
            value = self._value(item, kind)
            keyed.append(((language_order(language or None), _dump(value)), value))
        return _one([value for _, value in sorted(keyed, key=lambda pair: pair[0])])

    def _value(self, item: str, kind: str) -> object:
        if item[0] != '"':
            name = self._node(item)
            return name if kind == "@id" else {"@id": name}
        text, language, datatype = self._literal(item)
        if language:
            return {"@language": language, "@value": text}
        if datatype == (kind or XSD + "integer") and datatype in _INTEGERS and _INTEGER.fullmatch(text):
            return int(text)
        if datatype == XSD + "boolean" and kind in ("", datatype) and text in ("true", "false"):
            return text == "true"
        if datatype == (kind or STRING):
            return text
        if datatype == STRING:
            return {"@value": text}
        return {"@type": self._iri(datatype), "@value": text}

    def _literal(self, item: str) -> tuple[str, str, str]:
        found = self._literals.get(item)
        if found is None:
            escaped, language, datatype = literal_parts(item)
            found = self._literals[item] = unescaped(escaped), language, datatype
        return found

    def _class(self, item: str) -> str:
        term, kind = self._context.terms.get(item[1:-1], ("", "@id"))
        if not term or kind:
            return self._node(item)
        self._use(term)
        return term

    def _use(self, term: str) -> None:
        if term not in self._used:
            self._used.add(term)
            definition = self._context.entries[term]
            for short in [definition] if isinstance(definition, str) else definition.values():
                self._prefixes.add(short.partition(":")[0])

    def _node(self, term: str) -> str:
        return self._iri(term[1:-1]) if term[0] == "<" else term

    def _iri(self, iri: str) -> str:
        name = self._short.get(iri)
        if name is None:
            name = curie(iri)
            scheme = _SCHEME.match(iri)
            if scheme and scheme[1] in PREFIXES and scheme[1] not in self._without:
                self.clashing |= {scheme[1]}
            prefix = name.partition(":")[0]
            if name != iri and prefix in self._without:
                name = iri
            elif name != iri:
                self._prefixes.add(prefix)
            self._short[iri] = name
        return name


def _one(values: list[str] | list[object]) -> object:
    return values[0] if len(values) == 1 else values

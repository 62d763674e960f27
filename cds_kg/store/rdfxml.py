"""Triples as RDF/XML, the same bytes on every run: one ``rdf:Description`` a subject, one property a line, sorted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from cds_kg.errors import UsageError
from cds_kg.namespaces import PREFIXES, RDF
from cds_kg.store.ntriples import STRING, Terms, literal_parts, terms, unescaped

#: A name that XML allows without its prefix, at the end of an IRI.
_LOCAL = re.compile(r"[^\W\d][\w.\-]*\Z")

#: What XML 1.0 cannot hold, not even escaped.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_TYPE = f"<{RDF}type>"
_TEXT = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#xD;"}
_ATTRIBUTE = {**_TEXT, ord('"'): "&quot;", ord("\t"): "&#x9;", ord("\n"): "&#xA;"}


def rdfxml(triples: Iterable[str]) -> bytes:
    """RDF/XML of the lines of `ntriples.lines`.

    Raises:
        UsageError: a character that XML cannot hold, or a property whose IRI does not end in an XML name.
    """
    names = _Names()
    body: list[str] = []
    for subject, group in groupby(map(terms, triples), key=lambda found: found[0]):
        inner = "".join(f"    {_property(found, names)}\n" for found in sorted(group, key=_type_first))
        body.append(f"  <rdf:Description {_node(subject, 'about')}>\n{inner}  </rdf:Description>\n")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f"{head}<rdf:RDF{names.declared()}>\n{''.join(body)}</rdf:RDF>\n".encode()


def _type_first(found: Terms) -> bool:
    return found[1] != _TYPE


def _property(found: Terms, names: _Names) -> str:
    name, item = names.element(found[1][1:-1]), found[2]
    if item[0] != '"':
        return f"<{name} {_node(item, 'resource')}/>"
    escaped, language, datatype = literal_parts(item)
    text = unescaped(escaped)
    impossible = _IMPOSSIBLE.search(text)
    if impossible:
        code = f"U+{ord(impossible[0]):04X}"
        raise UsageError(
            f"Không ghi được theo RDF/XML: ký tự {code} trong một giá trị của {found[0]}; hãy dùng Turtle (ttl).",
            f"This cannot be written as RDF/XML: the character {code} in a value of {found[0]}; use Turtle (ttl).",
        )
    kind = f' xml:lang="{language}"' if language else ""
    if not language and datatype != STRING:
        kind = f' rdf:datatype="{datatype.translate(_ATTRIBUTE)}"'
    return f"<{name}{kind}>{text.translate(_TEXT)}</{name}>"


def _node(term: str, attribute: str) -> str:
    if term[0] == "_":
        return f'rdf:nodeID="{term[2:]}"'
    return f'rdf:{attribute}="{term[1:-1].translate(_ATTRIBUTE)}"'


class _Names:
    """Element names of properties; knows the namespaces to declare."""

    def __init__(self) -> None:
        self._prefix = {namespace: prefix for prefix, namespace in PREFIXES.items()}
        self._used = {"rdf": RDF}
        self._known: dict[str, str] = {}

    def element(self, iri: str) -> str:
        """The prefixed name of a property."""
        if iri not in self._known:
            found = _LOCAL.search(iri)
            if found is None:
                raise UsageError(
                    f"Không ghi được theo RDF/XML: thuộc tính <{iri}> không kết thúc bằng một tên XML; hãy dùng "
                    "Turtle (ttl).",
                    f"This cannot be written as RDF/XML: the property <{iri}> does not end in an XML name; use "
                    "Turtle (ttl).",
                )
            namespace = iri[: found.start()]
            prefix = self._prefix.setdefault(namespace, f"ns{len(self._prefix) - len(PREFIXES) + 1}")
            self._used[prefix] = namespace
            self._known[iri] = f"{prefix}:{found[0]}"
        return self._known[iri]

    def declared(self) -> str:
        """The attributes that declare the namespaces in use."""
        return "".join(f'\n    xmlns:{p}="{n.translate(_ATTRIBUTE)}"' for p, n in sorted(self._used.items()))

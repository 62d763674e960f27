"""What must hold of every text that is given away, whatever it says: gates that name what is wrong."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import PurePosixPath
from xml.etree import ElementTree

import pyoxigraph as ox

from cds_kg.namespaces import BASE, SHACL

LANGUAGES = {"vi", "en"}

#: What these say is code, which may begin and end with an empty line.
CODE = {ox.NamedNode(SHACL + kind) for kind in ("select", "ask", "construct")}

_DECLARED = re.compile(r"^\s*(?:@prefix|PREFIX)\s+([^\s:]*):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)


def byte_problems(name: str, data: bytes) -> list[str]:
    """What is wrong with a file as text. CSV begins and ends its lines as RFC 4180 and spreadsheets want it."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return [f"{name}: not UTF-8 at byte {error.start}"]
    found = []
    if name.endswith(".csv"):
        if not text.startswith("\ufeff") or "\n" in text.replace("\r\n", ""):
            found.append("is not laid out for spreadsheets")
        text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if text.startswith("\ufeff"):
        found.append("begins with a byte order mark")
    if "\r" in text:
        found.append("has a carriage return")
    if not text.endswith("\n"):
        found.append("does not end with a line end")
    if not unicodedata.is_normalized("NFC", text):
        found.append("is not in NFC")
    if name.endswith(".nt") and any(one >= other for one, other in pairwise(data.splitlines())):
        found.append("has lines that are not sorted or not unique")
    return [f"{name}: {problem}" for problem in found]


def term_problems(quads: Iterable[ox.Quad], *, blank_nodes: bool = False) -> list[str]:
    """What is wrong with the terms of a graph; ``blank_nodes`` says whether it may have such."""
    terms: set[object] = set()
    prose: set[object] = set()
    for quad in quads:
        terms |= {quad.subject, quad.predicate, quad.object}
        if quad.predicate not in CODE:
            prose.add(quad.object)
    found = [f"{term}: {problem}" for term in terms for problem in _term_problems(term, blank_nodes)]
    loose = [o for o in prose if isinstance(o, ox.Literal) and o.value != o.value.strip()]
    return [*found, *(f"{term}: white space at an end" for term in loose)]


def _term_problems(term: object, blank_nodes: bool) -> Iterator[str]:
    if isinstance(term, ox.BlankNode):
        if not blank_nodes:
            yield "a blank node"
        return
    if not isinstance(term, ox.NamedNode | ox.Literal):
        yield "a triple term"
        return
    if not unicodedata.is_normalized("NFC", term.value):
        yield "not in NFC"
    if isinstance(term, ox.Literal):
        if term.language is not None and term.language not in LANGUAGES:
            yield f"language {term.language}"
    elif term.value.startswith(BASE) and not re.fullmatch(r"[!-~]+", term.value):
        yield "an IRI of ours with more than ASCII"
    elif term.value.startswith("file:"):
        yield "a place on a disk"


def declared_prefixes(name: str, data: bytes) -> list[tuple[str, str]]:
    """Each prefix that a file declares, with its namespace."""
    suffix = PurePosixPath(name).suffix
    if suffix in (".ttl", ".trig", ".rq"):
        return _DECLARED.findall(data.decode("utf-8"))
    if suffix == ".rdf":
        return [pair for _, pair in ElementTree.iterparse(BytesIO(data), events=("start-ns",))]
    if suffix == ".jsonld":
        return [pair for context in contexts(json.loads(data)) for pair in _prefixes(context)]
    return []


def _prefixes(context: object) -> Iterator[tuple[str, str]]:
    if isinstance(context, list):
        for part in context:
            yield from _prefixes(part)
    elif isinstance(context, dict):
        for key, value in context.items():
            if isinstance(value, dict) and value.get("@prefix"):
                yield key, value["@id"]
            elif isinstance(value, str) and not key.startswith("@") and value.endswith(("/", "#")):
                yield key, value


def contexts(document: object) -> Iterator[object]:
    """Every context of a JSON-LD document, at any depth."""
    if isinstance(document, list):
        for item in document:
            yield from contexts(item)
    elif isinstance(document, dict):
        for key, value in document.items():
            if key == "@context":
                yield value
            else:
                yield from contexts(value)


def remote_contexts(context: object) -> list[str]:
    """The contexts that must be fetched from elsewhere."""
    if isinstance(context, str):
        return [context]
    if isinstance(context, list):
        return [url for part in context for url in remote_contexts(part)]
    if isinstance(context, dict):
        inner = [value["@context"] for value in context.values() if isinstance(value, dict) and "@context" in value]
        return [*([context["@import"]] if "@import" in context else []), *remote_contexts(inner)]
    return []

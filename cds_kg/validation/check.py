"""Applies the shapes: to the packaged graph as a whole, or to a user's files beside it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from cds_kg.namespaces import CDSU
from cds_kg.store.dataset import GraphStore, module_names
from cds_kg.store.labels import label
from cds_kg.store.source_file import load_all
from cds_kg.validation.aside import Aside
from cds_kg.validation.background import UNITS, Background
from cds_kg.validation.constraints import constraint_findings, finding, findings_on
from cds_kg.validation.documents import Document, n_triples
from cds_kg.validation.engine import CoreResults, by_fast_engine, by_pyshacl
from cds_kg.validation.hints import hinted
from cds_kg.validation.mentions import Mentions, ours_in
from cds_kg.validation.places import assigned, in_place
from cds_kg.validation.report import Finding, Report, report_of
from cds_kg.validation.rules import BLANK_NODE_SHAPE, NFC_SHAPE, core_part, load_shapes, name_of

#: A blank node as `Document` numbers it.
_BLANK = re.compile(r"_:[fm]\d+b\d+\b")

#: Files of so many bytes together are not held by the engine and the store at the same time.
_LARGE = 60_000_000


@dataclass(frozen=True)
class _Assigned:
    """Findings, each with the file that says it, and the labels of what they speak of."""

    findings: list[tuple[Finding, Document | None]]
    labels: dict[str, tuple[str, str]]


def validate(store: GraphStore) -> Report:
    """Every rule, on every node of the graph: the packaged files and whatever else ``store`` was opened with.

    Where files of the user speak of administrative units, these are loaded beside, so that a wrong code is found.

    Raises:
        InputError, LimitError: a file that was there when ``store`` was opened can no longer be read.
    """
    own = [Document(path, f"f{n}b") for n, path in enumerate(store.extra, 1)]
    if store.modules and UNITS in module_names() and _name_units(quad for document in own for quad in document.quads):
        store = store.with_modules([UNITS])
    packaged = [Document(path, f"m{n}b") for n, path in enumerate(store.files)]
    documents = [*packaged, *own]
    looked_at = list(core_part(store.store, (quad for document in documents for quad in document.quads)))
    core = by_fast_engine(lambda blanks: _n_triples(looked_at, blanks)) or by_pyshacl(looked_at)
    findings = [
        *_core_findings(core),
        *constraint_findings(store.store),
        *_blank_nodes(quad for document in packaged for quad in document.quads),
        *_not_composed(documents),
    ]
    return _report(_assigned(findings, documents, store.store, [store.store]), documents)


def check_files(paths: Sequence[Path | str], background: GraphStore | None = None) -> Report:
    """Every rule, on what the user's files speak of, read together with our ontology.

    Only findings on the files' own subjects, and on the things they refer to, are reported. The files are not changed
    and nothing is added to ``background``.

    Args:
        paths: RDF files; what one declares, another may use.
        background: the graph to read them with; the packaged one by default, with the administrative units where the
            files speak of some.

    Raises:
        InputError, LimitError: a file that cannot be read, with file:line:column.
    """
    documents = [Document(Path(path), f"f{n}b") for n, path in enumerate(paths, 1)]
    return _report(_judged(documents, background), documents)


def _judged(documents: Sequence[Document], background: GraphStore | None) -> _Assigned:
    """What is found in the files. Their triples are let go of before it is told where."""
    loading = Aside(lambda: load_all(documents))
    large = sum(document.size for document in documents) >= _LARGE
    if not large:
        loading.start()
    named = [document.ours() for document in documents]
    ours = ours_in(loading.result()) if None in named else set().union(*filter(None, named))
    around = Background(background, ours)
    judging = Aside(lambda: _by_fast_engine(documents, around, large))
    judging.start()
    if large:
        for document in documents:
            document.forget_text()
        judging.result()
    store = loading.result()
    mentions = Mentions(store, ours, around.store, any(document.by_hand for document in documents))
    around.add_to(store)
    core = judging.result() or _by_pyshacl(documents, around, mentions, store)
    findings = [
        *(f for f in _core_findings(core) if f.focus is not None and f.focus in mentions),
        *findings_on(store, mentions, core),
        *_not_composed(documents),
    ]
    return _assigned(findings, documents, store, [store, *around.declared], mentions)


def _name_units(quads: Iterable[ox.Quad]) -> bool:
    """Whether any term of the quads is the IRI of an administrative unit, or would be."""
    terms = (term for quad in quads for term in (quad.subject, quad.predicate, quad.object))
    return any(isinstance(term, ox.NamedNode) and term.value.startswith(CDSU) for term in terms)


def _by_fast_engine(documents: Sequence[Document], around: Background, large: bool) -> CoreResults | None:
    def turtle(blanks: dict[str, int]) -> Iterator[bytes]:
        # The prefixes of one file may be declared, at the top; the others are given without any.
        first = next((document for document in documents if document.prefixed is not None), None)
        if first is not None:
            yield first.raw
            yield b"\n"
        for document in documents:
            if document is not first:
                yield from document.triples(blanks)
        yield from around.triples(blanks)

    return by_fast_engine(turtle, around.domains_and_ranges(), large)


def _by_pyshacl(documents: Iterable[Document], around: Background, mentions: Mentions, store: ox.Store) -> CoreResults:
    quads = [quad for document in documents for quad in document.read()]
    return by_pyshacl(core_part(store, [*quads, *around.about(mentions.said, load_shapes().core_inverse)]))


def _n_triples(quads: Iterable[ox.Quad], blanks: dict[str, int]) -> Iterator[bytes]:
    quads = list(quads)
    for quad in quads:
        for term in (quad.subject, quad.object):
            if isinstance(term, ox.BlankNode):
                blanks.setdefault(str(term), len(blanks))
    yield n_triples(quads)


def _core_findings(core: CoreResults) -> Iterator[Finding]:
    rules = load_shapes().rules
    for result in core.results:
        rule = rules[result.shape]
        yield finding(rule, result.focus, rule.path, result.value, {})


def _blank_nodes(quads: Iterable[ox.Quad]) -> Iterator[Finding]:
    """Every blank node of the packaged graph, where the shape itself only minds those beside our own terms."""
    rule = load_shapes().rules[BLANK_NODE_SHAPE]
    for q in quads:
        if isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode):
            row = {"subject": q.subject, "path": q.predicate, "value": q.object}
            yield finding(rule, name_of(q.subject), q.predicate.value, name_of(q.object), row)


def _not_composed(documents: Iterable[Document]) -> Iterator[Finding]:
    """The first line of each file that is not in NFC. Literals are put in NFC when read, so only the text shows it."""
    rule = load_shapes().rules[NFC_SHAPE]
    for document in documents:
        if not document.composed:
            for number, line in enumerate(document.text.split("\n"), 1):
                if not unicodedata.is_normalized("NFC", line):
                    found = finding(rule, None, None, unicodedata.normalize("NFC", line.strip()), {})
                    yield replace(found, file=document.path, line=number)
                    break


def _assigned(
    findings: Iterable[Finding],
    documents: Sequence[Document],
    store: ox.Store,
    declared: Sequence[ox.Store],
    mentions: Mentions | None = None,
) -> _Assigned:
    hints = list(hinted(findings, declared))
    spoken_of = {iri for f in hints for iri in (f.focus, f.path) if iri is not None and not iri.startswith("_:")}
    labels = {iri: (label(store, iri, "vi"), label(store, iri, "en")) for iri in spoken_of}
    return _Assigned(assigned(hints, documents, store, mentions), labels)


def _report(judged: _Assigned, documents: Sequence[Document]) -> Report:
    placed = list(in_place(judged.findings, documents))
    spelt = _spellings(placed, documents)
    placed = [_spelt(finding, spelt) for finding in placed]
    nodes = {f.focus for f in placed if f.focus is not None and f.focus.startswith("_:")}
    return report_of(placed, {**judged.labels, **{node: _blank_label(node) for node in nodes}})


def _spellings(findings: Iterable[Finding], documents: Iterable[Document]) -> dict[str, str]:
    """Blank node that the findings speak of -> its label in its file, ``[]`` where that gives none."""
    texts = ((f.focus, f.value, f.message_en) for f in findings)
    nodes = {node for three in texts for text in three if text and "_:" in text for node in _BLANK.findall(text)}
    spelt = dict.fromkeys(nodes, "[]")
    for document in documents:
        if any(node.startswith(f"_:{document.blank}") for node in nodes):
            spelt.update((node, name) for node, name in document.blanks.labels.items() if node in nodes)
    return spelt


def _spelt(finding: Finding, spelt: Mapping[str, str]) -> Finding:
    """The finding with blank nodes as their file labels them; those without a label are ``[]`` in the messages."""
    if not spelt:
        return finding

    def name(node: str | None) -> str | None:
        return node if node is None or spelt.get(node, "[]") == "[]" else spelt[node]

    vi, en = (_BLANK.sub(lambda m: spelt.get(m[0], m[0]), text) for text in (finding.message_vi, finding.message_en))
    return replace(finding, message_vi=vi, message_en=en, focus=name(finding.focus), value=name(finding.value))


def _blank_label(node: str) -> tuple[str, str]:
    shown_as = "[]" if _BLANK.fullmatch(node) else node
    return f"nút trống {shown_as}", f"blank node {shown_as}"

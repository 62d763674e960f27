"""Applies the shapes: to the packaged graph as a whole, or to a user's files beside it."""

from __future__ import annotations

import logging
import re
import threading
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from cds_kg.namespaces import CDSU, RDF, RDFS, SHACL
from cds_kg.store.dataset import GraphStore, module_names, to_rdflib
from cds_kg.store.labels import label
from cds_kg.store.reading import read_document
from cds_kg.store.results import shown
from cds_kg.validation.hints import hinted
from cds_kg.validation.locate import BlankNodes, FileText
from cds_kg.validation.report import Finding, Report, report_of
from cds_kg.validation.rules import (
    BLANK_NODE_SHAPE,
    NFC_SHAPE,
    Rule,
    Target,
    core_graph,
    core_part,
    focus_nodes,
    load_shapes,
    name_of,
)

_TYPE = ox.NamedNode(RDF + "type")

#: pyshacl sets switches of rdflib that hold for all threads.
_ONE_AT_A_TIME = threading.Lock()

#: The module of the administrative units, loaded only where users' files speak of them.
_UNITS = "units"

#: A blank node as `_read` numbers it.
_BLANK = re.compile(r"_:[fm]\d+b\d+\b")

_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True)
class _Document:
    """One file as read: its quads (blank nodes numbered after ``blank``), its text as written, and where things
    stand."""

    path: Path
    blank: str
    quads: list[ox.Quad]
    text: str
    where: FileText
    blanks: BlankNodes

    @cached_property
    def says(self) -> frozenset[tuple[str, str | None]]:
        """The subjects, alone and with each of their properties."""
        said: set[tuple[str, str | None]] = {(name_of(quad.subject), quad.predicate.value) for quad in self.quads}
        return frozenset(said | {(subject, None) for subject, _ in said})

    def line(self, finding: Finding) -> int | None:
        """The line that the finding is about, as far as that can be told."""
        assert finding.focus is not None
        place = self.blanks if finding.focus.startswith("_:") else self.where
        return place.line(finding.focus, finding.value, finding.path)


def validate(store: GraphStore) -> Report:
    """Every rule, on every node of the graph: the packaged files and whatever else ``store`` was opened with.

    Where files of the user speak of administrative units, these are loaded beside, so that a wrong code is found.

    Raises:
        InputError, LimitError: a file that was there when ``store`` was opened can no longer be read.
    """
    own = [_read(path, f"f{n}b") for n, path in enumerate(store.extra, 1)]
    if store.modules and _UNITS in module_names() and _name_units(quad for document in own for quad in document.quads):
        store = store.with_modules([_UNITS])
    packaged = [_read(path, f"m{n}b") for n, path in enumerate(store.files)]
    documents = [*packaged, *own]
    findings = [
        *_core_findings(store.store, (quad for document in documents for quad in document.quads)),
        *_sparql_findings(store.store),
        *_blank_nodes(quad for document in packaged for quad in document.quads),
        *_not_composed(documents),
    ]
    return _report(findings, documents, store.store)


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
    documents = [_read(Path(path), f"f{n}b") for n, path in enumerate(paths, 1)]
    quads = [ox.Quad(q.subject, q.predicate, q.object) for document in documents for q in document.quads]
    merged = _background(quads).store if background is None else ox.Store()
    if background is not None:
        merged.bulk_extend(background.store)
    nodes = set(_nodes(quads))
    around = list(_around(merged, nodes))
    merged.extend(quads)
    names = {name_of(node) for node in nodes}
    findings = [
        *(f for f in _core_findings(merged, [*quads, *around]) if f.focus in names),
        *(f for f in _sparql_findings(merged) if f.focus in names),
        *_not_composed(documents),
    ]
    return _report(findings, documents, merged)


def _background(quads: Iterable[ox.Quad]) -> GraphStore:
    """The packaged graph as far as it is needed to judge the quads."""
    units = _name_units(quads)
    return GraphStore.open([name for name, always in module_names().items() if always or (units and name == _UNITS)])


def _name_units(quads: Iterable[ox.Quad]) -> bool:
    """Whether any term of the quads is the IRI of an administrative unit, or would be."""
    terms = (term for quad in quads for term in (quad.subject, quad.predicate, quad.object))
    return any(isinstance(term, ox.NamedNode) and term.value.startswith(CDSU) for term in terms)


def _read(path: Path, blank: str) -> _Document:
    quads, prefixes, text = read_document(path, blank)
    where = FileText(path, text, prefixes)
    return _Document(path, blank, quads, text, where, BlankNodes(path, text, quads, where))


def _nodes(quads: Iterable[ox.Quad]) -> Iterator[ox.NamedNode | ox.BlankNode]:
    """The subjects of the quads and the things they refer to, classes left out."""
    for quad in quads:
        terms = (quad.subject,) if quad.predicate == _TYPE else (quad.subject, quad.object)
        yield from (term for term in terms if isinstance(term, ox.NamedNode | ox.BlankNode))


def _around(store: ox.Store, nodes: Iterable[ox.NamedNode | ox.BlankNode]) -> Iterator[ox.Quad]:
    """What ``store`` says of the nodes, and its class tree: all that SHACL Core needs to look at them."""
    inverse = [ox.NamedNode(iri) for iri in sorted(load_shapes().core_inverse)]
    yield from store.quads_for_pattern(None, ox.NamedNode(RDFS + "subClassOf"), None)
    for node in nodes:
        yield from store.quads_for_pattern(node, None, None)
        for predicate in inverse:
            yield from store.quads_for_pattern(None, predicate, node)


def _core_findings(store: ox.Store, quads: Iterable[ox.Quad]) -> Iterator[Finding]:
    """What SHACL Core finds in those of the quads that it looks at, the targets being those of ``store``."""
    import pyshacl
    import rdflib

    shapes = load_shapes()
    with _ONE_AT_A_TIME, _quiet_rdflib():
        _, results, _ = pyshacl.validate(to_rdflib(core_part(store, quads)), shacl_graph=core_graph(), inference="none")
    assert isinstance(results, rdflib.Graph)
    sh = rdflib.Namespace(SHACL)
    for result in results.subjects(rdflib.RDF.type, sh.ValidationResult):
        rule = shapes.rules[str(results.value(result, sh.sourceShape))]
        focus, value = results.value(result, sh.focusNode), results.value(result, sh.value)
        yield _finding(rule, _plain(focus), rule.path, None if value is None else _plain(value), {})


@contextmanager
def _quiet_rdflib() -> Iterator[None]:
    """Keep rdflib from logging this thread's ill-formed literals with a traceback: a rule reports them."""
    logger, this = logging.getLogger("rdflib.term"), threading.get_ident()

    def of_others(_: logging.LogRecord) -> bool:
        return threading.get_ident() != this

    logger.addFilter(of_others)
    try:
        yield
    finally:
        logger.removeFilter(of_others)


def _plain(term: object) -> str:
    import rdflib

    return f"_:{term}" if isinstance(term, rdflib.BNode) else str(term)


def _sparql_findings(store: ox.Store) -> Iterator[Finding]:
    shapes = load_shapes()
    targeted: dict[tuple[Target, ...], set[str]] = {}
    for rule in shapes.rules.values():
        if rule.selects and rule.targets not in targeted:
            targeted[rule.targets] = set().union(*(focus_nodes(store, target) for target in rule.targets))
        for select in rule.selects:
            yield from _rows(store, rule, select, shapes.prefixes, targeted[rule.targets])


def _rows(
    store: ox.Store, rule: Rule, select: str, prefixes: dict[str, str], within: Collection[str]
) -> Iterator[Finding]:
    """The findings of one constraint. A rule on the graph as a whole names what it is about as ``?subject``."""
    solutions = store.query(select, prefixes=prefixes)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        bound = {name: term for name, term in zip(names, solution, strict=True) if term is not None}
        if "this" in bound:
            focus = name_of(bound["this"])
            if focus not in within:
                continue
        else:
            focus = name_of(bound["subject"])
        path = name_of(bound["path"]) if "path" in bound else rule.path
        value = name_of(bound["value"]) if "value" in bound else None
        yield _finding(rule, focus, path, value, {name: shown(term) for name, term in bound.items()})


def _finding(rule: Rule, focus: str | None, path: str | None, value: str | None, bound: dict[str, str]) -> Finding:
    vi, en = (_PLACEHOLDER.sub(lambda m: bound.get(m[1], m[0]), rule.messages[lang]) for lang in ("vi", "en"))
    return Finding(rule.severity, rule.shape, vi, en, focus, path, value)


def _blank_nodes(quads: Iterable[ox.Quad]) -> Iterator[Finding]:
    """Every blank node of the packaged graph, where the shape itself only minds those beside our own terms."""
    rule = load_shapes().rules[BLANK_NODE_SHAPE]
    for q in quads:
        if isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode):
            bound = {"subject": shown(q.subject), "path": shown(q.predicate), "value": shown(q.object)}
            yield _finding(rule, name_of(q.subject), q.predicate.value, name_of(q.object), bound)


def _not_composed(documents: Iterable[_Document]) -> Iterator[Finding]:
    """The first line of each file that is not in NFC. Literals are put in NFC when read, so only the text shows it."""
    rule = load_shapes().rules[NFC_SHAPE]
    for document in documents:
        if not unicodedata.is_normalized("NFC", document.text):
            for number, line in enumerate(document.text.split("\n"), 1):
                if not unicodedata.is_normalized("NFC", line):
                    found = _finding(rule, None, None, unicodedata.normalize("NFC", line.strip()), {})
                    yield replace(found, file=document.path, line=number)
                    break


def _report(findings: Iterable[Finding], documents: Sequence[_Document], store: ox.Store) -> Report:
    placed = [_placed(finding, documents) for finding in hinted(findings, store)]
    spelt = _spellings(placed, documents)
    placed = [_spelt(finding, spelt) for finding in placed]
    spoken_of = {iri for f in placed for iri in (f.focus, f.path) if iri is not None}
    return report_of(placed, {iri: _labels(store, iri) for iri in spoken_of})


def _spellings(findings: Iterable[Finding], documents: Iterable[_Document]) -> dict[str, str]:
    """Blank node that the findings speak of -> its label in its file, ``[]`` where that gives none."""
    nodes = {node for f in findings for text in (f.focus, f.value, f.message_en) for node in _BLANK.findall(text or "")}
    spelt = dict.fromkeys(nodes, "[]")
    for document in documents:
        if any(node.startswith(f"_:{document.blank}") for node in nodes):
            spelt.update((node, name) for node, name in document.blanks.labels.items() if node in nodes)
    return spelt


def _spelt(finding: Finding, spelt: Mapping[str, str]) -> Finding:
    """The finding with blank nodes as their file labels them; those without a label are ``[]`` in the messages."""

    def name(node: str | None) -> str | None:
        return node if node is None or spelt.get(node, "[]") == "[]" else spelt[node]

    vi, en = (_BLANK.sub(lambda m: spelt.get(m[0], m[0]), text) for text in (finding.message_vi, finding.message_en))
    return replace(finding, message_vi=vi, message_en=en, focus=name(finding.focus), value=name(finding.value))


def _labels(store: ox.Store, iri: str) -> tuple[str, str]:
    if iri.startswith("_:"):
        shown_as = "[]" if _BLANK.fullmatch(iri) else iri
        return f"nút trống {shown_as}", f"blank node {shown_as}"
    return label(store, iri, "vi"), label(store, iri, "en")


def _placed(finding: Finding, documents: Sequence[_Document]) -> Finding:
    """The finding with its place: where the property of its focus is stated, else the focus itself, else mentioned."""
    if finding.file is not None or finding.focus is None:
        return finding
    for said in ((finding.focus, finding.path), (finding.focus, None)):
        for document in documents:
            if said in document.says:
                return replace(finding, file=document.path, line=document.line(finding))
    for document in documents:
        line = document.where.mention(finding.focus)
        if line is not None:
            return replace(finding, file=document.path, line=line)
    return finding

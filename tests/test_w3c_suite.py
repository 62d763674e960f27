"""The W3C's SHACL test suite: the fast engine, and pyshacl beside it, find what the suite expects.

The suite is the folder ``sht_tests`` of pyshacl's own source distribution; ``CDS_KG_SHACL_SUITE`` names it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from cds_kg.namespaces import RDF, SHACL
from cds_kg.store.dataset import to_rdflib
from cds_kg.validation import engine

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"

#: Tests of SHACL Core that pyshacl 0.40.1 does not pass: it takes no value for a tag spelt in two ways.
NOT_BY_PYSHACL = {"property/uniqueLang-002"}

#: A term as kind, text, datatype, language; all blank nodes are one.
Term = tuple[str, ...]
#: Focus node, path, value, component, severity of a result; what is not there is empty.
Results = Counter[tuple[Term, ...]]


def names_of(part: str) -> list[str]:
    """The names of the suite's tests, that a single one tells that it is missing."""
    folder = Path(os.environ.get("CDS_KG_SHACL_SUITE", "")) / part
    files = sorted(folder.glob("*/*.ttl")) if folder.name and os.environ.get("CDS_KG_SHACL_SUITE") else []
    return [f"{f.parent.name}/{f.stem}" for f in files if b"sht:Validate" in f.read_bytes()] or ["(not here)"]


class Test:
    """One test: its data and shapes as Turtle with the address of each, and what is expected."""

    __test__ = False

    def __init__(self, file: Path) -> None:
        self._triples = list(triples(file))
        (entry,) = [s for s, p, o in self._triples if p == RDF + "type" and o == ox.NamedNode(SHT + "Validate")]
        action = self._one(entry, MF + "action")
        self.data = _path(self._one(action, SHT + "dataGraph"))
        self.shapes = _path(self._one(action, SHT + "shapesGraph"))
        self._report = self._one(entry, MF + "result")

    @property
    def expected(self) -> Results | None:
        """The results; ``None`` where the shapes are to be refused."""
        if self._report == ox.NamedNode(SHT + "Failure"):
            return None
        found: Results = Counter()
        for result in self._values(self._report, SHACL + "result"):
            terms = (
                self._values(result, SHACL + name)
                for name in ("focusNode", "resultPath", "value", "sourceConstraintComponent", "resultSeverity")
            )
            found[tuple(told(values[0]) if values else () for values in terms)] += 1
        return found

    def _values(self, subject: Any, predicate: str) -> list[Any]:
        return [o for s, p, o in self._triples if s == subject and p == predicate]

    def _one(self, subject: Any, predicate: str) -> Any:
        (value,) = self._values(subject, predicate)
        return value


def triples(file: Path) -> Iterator[tuple[Any, str, Any]]:
    for quad in ox.parse(file.read_bytes(), ox.RdfFormat.TURTLE, base_iri=file.as_uri()):
        yield quad.subject, quad.predicate.value, quad.object


def _path(node: ox.NamedNode) -> Path:
    return Path(node.value.removeprefix("file://"))


def told(term: Any) -> Term:
    """A term of either library."""
    if isinstance(term, ox.BlankNode | rdflib.BNode):
        return ("blank",)
    if isinstance(term, ox.Literal):
        return "literal", term.value, term.datatype.value, (term.language or "").lower()
    if isinstance(term, rdflib.Literal):
        of_text = RDF + "langString" if term.language else "http://www.w3.org/2001/XMLSchema#string"
        return "literal", str(term), str(term.datatype or of_text), (term.language or "").lower()
    return "iri", term.value if isinstance(term, ox.NamedNode) else str(term)


def of_text(text: str | None) -> Term:
    """A term in the syntax of N-Triples."""
    if text is None:
        return ()
    (quad,) = ox.parse(f"<a:> <a:> {text} .", ox.RdfFormat.N_TRIPLES)
    return told(quad.object)


def of_path(text: str | None) -> Term:
    """A path as the fast engine spells it: other than a property it is a blank node in the suite."""
    if text is None:
        return ()
    is_property = text.startswith("<") and text.endswith(">") and text.count("<") == 1
    return ("iri", text[1:-1]) if is_property else ("blank",)


def by_fast_engine(test: Test) -> Results:
    module = engine.fast_engine()
    assert module is not None
    shapes = module.Shapes.from_text(test.shapes.read_text("utf-8"), "turtle", test.shapes.as_uri())
    report = shapes.validate_text(test.data.read_text("utf-8"), "turtle", test.data.as_uri())
    return Counter(
        (
            of_text(result.focus_node),
            of_path(result.path),
            of_text(result.value),
            ("iri", result.component_iri),
            ("iri", result.severity_iri),
        )
        for result in report.results
    )


def by_pyshacl(test: Test) -> Results:
    import pyshacl

    def graph(file: Path) -> rdflib.Graph:
        quads = ox.parse(file.read_bytes(), ox.RdfFormat.TURTLE, base_iri=file.as_uri())
        return to_rdflib(quads, as_written=True)

    _, report, _ = pyshacl.validate(graph(test.data), shacl_graph=graph(test.shapes), inference="none")
    assert isinstance(report, rdflib.Graph)
    sh = rdflib.Namespace(SHACL)
    properties = (sh.focusNode, sh.resultPath, sh.value, sh.sourceConstraintComponent, sh.resultSeverity)

    def terms(result: Any) -> Iterable[Term]:
        values = (report.value(result, name) for name in properties)
        return (() if value is None else told(value) for value in values)

    # What a result rests on may be results too (`sh:detail`); those of the report itself are counted.
    return Counter(tuple(terms(result)) for result in report.objects(None, sh.result))


@pytest.fixture
def suite(require_folder, require_tool):
    """The test of a part and name: ``suite("core", "node/and-001")``."""
    require_tool("shacl")

    def test(part: str, name: str) -> Test:
        return Test(require_folder("CDS_KG_SHACL_SUITE") / part / f"{name}.ttl")

    return test


def test_the_suite_is_whole(require_folder):
    require_folder("CDS_KG_SHACL_SUITE")
    assert (len(names_of("core")), len(names_of("sparql"))) == (98, 23)


@pytest.mark.parametrize("name", names_of("core"))
def test_the_fast_engine_finds_what_is_expected(suite, name):
    test = suite("core", name)
    assert by_fast_engine(test) == test.expected


@pytest.mark.parametrize("name", names_of("core"))
def test_pyshacl_finds_what_is_expected(suite, name):
    test = suite("core", name)
    assert (by_pyshacl(test) == test.expected) == (name not in NOT_BY_PYSHACL)


def test_each_kind_of_difference_shows(suite):
    """The comparison is awake: the results of one test are not those of another, and a count is not forgotten."""
    expected = [suite("core", name).expected for name in names_of("core")]
    assert len({frozenset(found.items()) for found in expected}) > 80
    assert any(count > 1 for found in expected for count in found.values())

"""SHACL Core by an engine: the fast one of the extra ``fast`` where it is installed, else pyshacl.

Both give the same findings; what they are called and where they stand does not come from the engine. The fast engine is
used in the versions with which the tests compare it to pyshacl, and pyshacl does the work where it gives up.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from cds_kg.namespaces import BASE, CDS, OWL, RDF, RDFS, SHACL
from cds_kg.notices import notice
from cds_kg.store.dataset import to_rdflib
from cds_kg.validation.rules import focus_nodes, load_shapes, name_of

if TYPE_CHECKING:
    import rdflib

#: The versions of the package ``shacl`` that the tests have compared with pyshacl.
TESTED = frozenset({"0.3.4"})

#: What the shapes are called that look for nodes which may break the rules on domains and ranges.
_DOMAIN, _RANGE = BASE + "candidate/domain/", BASE + "candidate/range/"

#: The constraints of the shapes that compare values.
_COMPARING = frozenset({"lessThan", "lessThanOrEquals", "maxInclusive", "minInclusive"})

#: pyshacl sets switches of rdflib that hold for all threads.
_ONE_AT_A_TIME = threading.Lock()

_BLANK = re.compile(r"_:\d+_b(\d+)")


@dataclass(frozen=True, slots=True)
class Result:
    """One result of SHACL Core.

    Attributes:
        shape: the IRI of the shape.
        focus: the focus node, ``_:label`` for a blank node.
        value: the IRI, ``_:label`` or text at fault, if the constraint names one.
        component: the IRI of the constraint component.
    """

    shape: str
    focus: str
    value: str | None
    component: str


@dataclass(frozen=True)
class CoreResults:
    """What SHACL Core finds.

    Attributes:
        results: the results of the rules.
        off_domain, off_range: the nodes which a property of ours may not suit, or whose value it may not: only these
            can break the two rules. ``None`` where the engine was not asked.
    """

    results: list[Result]
    off_domain: frozenset[str] | None = None
    off_range: frozenset[str] | None = None


def fast_engine() -> Any | None:
    """The module of the fast engine; ``None`` where it is not installed or its version has not been tested."""
    try:
        import shacl
    except ImportError:
        notice(
            'gói shacl chưa được cài; pyshacl kiểm tra phần SHACL Core (nhanh hơn nhiều: pip install "cds-kg[fast]").',
            'the package shacl is not installed; pyshacl checks SHACL Core (much faster: pip install "cds-kg[fast]").',
        )
        return None
    version = getattr(shacl, "__version__", "?")
    if version not in TESTED:
        notice(
            f"gói shacl {version} chưa được đối chiếu với pyshacl; pyshacl kiểm tra phần SHACL Core.",
            f"the package shacl {version} has not been compared with pyshacl; pyshacl checks SHACL Core.",
        )
        return None
    return shacl


def by_fast_engine(
    turtle: Callable[[dict[str, int]], Iterable[bytes]], terms: Iterable[ox.Quad] = (), large: bool = False
) -> CoreResults | None:
    """What the fast engine finds, ``None`` where it is not there or gives up.

    Args:
        turtle: gives the data in parts, as UTF-8, and their blank nodes in the order in which they occur.
        terms: the domains and ranges of properties, whose candidates are to be found as well.
        large: whether to hand the data over in a temporary file, which takes less memory.
    """
    module = fast_engine()
    if module is None:
        return None
    blanks: dict[str, int] = {}
    try:
        shapes = _compiled(module, _candidate_shapes(terms))
        if large:
            with tempfile.TemporaryDirectory(prefix="cds-kg-") as folder:
                path = os.path.join(folder, "data.ttl")
                with open(path, "wb") as file:
                    file.writelines(turtle(blanks))
                report = shapes.validate_file(path)
        else:
            report = shapes.validate_text(b"".join(turtle(blanks)).decode(), "turtle")
        found = _read(report.results, list(blanks))
    except (KeyboardInterrupt, SystemExit, MemoryError, GeneratorExit):
        raise
    except BaseException as error:  # a panic of the engine is no Exception
        told = f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]
        notice(
            f"gói shacl bỏ cuộc ({told}); pyshacl kiểm tra phần SHACL Core.",
            f"the package shacl gave up ({told}); pyshacl checks SHACL Core.",
        )
        return None
    version = module.__version__
    notice(f"gói shacl {version} kiểm tra phần SHACL Core.", f"the package shacl {version} checks SHACL Core.")
    return found


@cache
def _compiled(module: Any, candidates: str) -> Any:
    """The shapes as the engine wants them."""
    triples = (ox.Triple(q.subject, q.predicate, q.object) for q in load_shapes().core)
    core = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    return module.Shapes.from_text(core + candidates, "ntriples")


def _candidate_shapes(terms: Iterable[ox.Quad]) -> str:
    """For each property of ours with a domain or range a shape: its subjects, or values, are of that class."""
    lines = []
    for number, quad in enumerate(terms):
        name, cls = name_of(quad.subject), name_of(quad.object)
        if not name.startswith(CDS) or cls == OWL + "Thing":
            continue
        domain = quad.predicate.value == RDFS + "domain"
        shape = f"{_DOMAIN if domain else _RANGE}{number}"
        said = [(RDF + "type", SHACL + "NodeShape"), (SHACL + "targetSubjectsOf", name)]
        lines += [f"<{shape}> <{predicate}> <{item}> .\n" for predicate, item in said]
        if domain:
            lines.append(f"<{shape}> <{SHACL}class> <{cls}> .\n")
        else:
            lines.append(f"<{shape}> <{SHACL}property> <{shape}/values> .\n")
            said = [(RDF + "type", SHACL + "PropertyShape"), (SHACL + "path", name), (SHACL + "class", cls)]
            lines += [f"<{shape}/values> <{predicate}> <{item}> .\n" for predicate, item in said]
    return "".join(lines)


def _read(results: Iterable[Any], blanks: Sequence[str]) -> CoreResults:
    def node(text: str) -> str:
        if text[0] == "<":
            return text[1:-1]
        found = _BLANK.fullmatch(text)
        if found is None:
            raise ValueError(f"unknown node {text}")
        return blanks[int(found[1])]

    rules = load_shapes().rules
    told: list[Result] = []
    off: dict[str, set[str]] = {_DOMAIN: set(), _RANGE: set()}
    for result in results:
        shape, focus = node(result.source_shape), node(result.focus_node)
        for kind, nodes in off.items():
            if shape.startswith(kind):
                nodes.add(focus)
                break
        else:
            if shape not in rules:
                raise ValueError(f"unknown shape {shape}")
            value = result.value
            if value is not None:
                value = result.value_plain if value[0] == '"' else node(value)
            told.append(Result(shape, focus, value, result.component_iri))
    return CoreResults(told, frozenset(off[_DOMAIN]), frozenset(off[_RANGE]))


def by_pyshacl(quads: Iterable[ox.Quad]) -> CoreResults:
    """What pyshacl finds in the quads, and what it lets pass that cannot be compared."""
    import pyshacl
    import rdflib

    quads = list(quads)
    with _ONE_AT_A_TIME, _quiet_rdflib():
        data = to_rdflib(quads, as_written=True)
        _, report, _ = pyshacl.validate(data, shacl_graph=_core_graph(), inference="none")
    assert isinstance(report, rdflib.Graph)
    sh = rdflib.Namespace(SHACL)

    def result_of(node: rdflib.term.Node) -> Result:
        shape, component = report.value(node, sh.sourceShape), report.value(node, sh.sourceConstraintComponent)
        focus, value = report.value(node, sh.focusNode), report.value(node, sh.value)
        return Result(str(shape), _plain(focus), None if value is None else _plain(value), str(component))

    found = [result_of(node) for node in report.subjects(rdflib.RDF.type, sh.ValidationResult)]
    return CoreResults([*found, *_incomparable(quads)])


def _incomparable(quads: Iterable[ox.Quad]) -> Iterator[Result]:
    """Values that are neither below nor above what their shape compares them with, as a date beside a number.

    They break the constraint, but rdflib has an order for all values.
    """
    store = ox.Store()
    store.extend(quads)
    shapes = load_shapes()
    for quad in shapes.core:
        constraint = quad.predicate.value.removeprefix(SHACL)
        if constraint not in _COMPARING:
            continue
        rule = shapes.rules[name_of(quad.subject)]
        bound = isinstance(quad.object, ox.Literal)
        also, other = ("", str(quad.object)) if bound else (f"; {quad.object} ?other ", "?other")
        solutions = store.query(
            f"SELECT DISTINCT ?this ?value {{ ?this <{rule.path}> ?value {also}"
            f"FILTER(!COALESCE(?value < {other} || ?value >= {other}, false)) }}"
        )
        assert isinstance(solutions, ox.QuerySolutions)
        rows = [(name_of(solution["this"]), name_of(solution["value"])) for solution in solutions]
        within = set().union(*(focus_nodes(store, target) for target in rule.targets)) if rows else set()
        component = f"{SHACL}{constraint[0].upper()}{constraint[1:]}ConstraintComponent"
        yield from (Result(rule.shape, this, value, component) for this, value in rows if this in within)


@cache
def _core_graph() -> rdflib.Graph:
    """The SHACL Core part of the packaged shapes, for pyshacl, which does not mind that it is used again."""
    return for_pyshacl(load_shapes().core)


def for_pyshacl(shapes: Iterable[ox.Quad | ox.Triple]) -> rdflib.Graph:
    """Shapes as pyshacl reads them rightly: Python's ``$`` lets a line feed follow, that of SHACL does not."""
    import rdflib

    graph = to_rdflib(shapes)
    for shape, predicate, pattern in list(graph.triples((None, rdflib.URIRef(SHACL + "pattern"), None))):
        if str(pattern).endswith("$") and not str(pattern).endswith("\\$"):
            graph.remove((shape, predicate, pattern))
            graph.add((shape, predicate, rdflib.Literal(str(pattern)[:-1] + r"\Z")))
    return graph


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

"""`check` finds the same with the fast engine, with pyshacl, and as SHACL says it, however the file is written."""

from __future__ import annotations

import random
import re
import types
import unicodedata
from collections import Counter
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pyoxigraph as ox
import pytest

from cds_kg import notices, resources
from cds_kg.namespaces import CDS, RDF, SHACL
from cds_kg.store import source_file
from cds_kg.store.dataset import GraphStore, module_names, to_rdflib
from cds_kg.store.reading import read_rdf
from cds_kg.validation import check, constraints, engine, locate
from cds_kg.validation.check import check_files, validate
from cds_kg.validation.report import Report
from cds_kg.validation.rules import core_part, load_shapes, name_of

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data"
AGENCY = "https://agency.example/id/"

PREFIXES = """@prefix cds: <https://w3id.org/cds-kg/ontology#> .
@prefix cdsc: <https://w3id.org/cds-kg/concept/> .
@prefix cdsu: <https://w3id.org/cds-kg/unit/> .
@prefix ex: <https://agency.example/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@pytest.fixture(scope="module")
def fast(require_tool) -> types.ModuleType:
    """The fast engine, which the extra ``fast`` installs."""
    require_tool("shacl")
    module = engine.fast_engine()
    assert module is not None, "the version of the package shacl is not among those compared with pyshacl"
    return module


@pytest.fixture(scope="module")
def agency() -> types.ModuleType:
    """The generator of agencies' data."""
    spec = spec_from_file_location("agency_data", ROOT / "benchmarks" / "agency_data.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def without_fast(monkeypatch):
    """From here on as where the extra is not installed."""

    def hide() -> None:
        monkeypatch.setattr(engine, "fast_engine", lambda: None)

    return hide


def plainly(paths: list[Path], background: GraphStore | None = None) -> set[tuple[object, ...]]:
    """What is found without any short cut: one graph of all that there is, every constraint on all of it, pyshacl."""
    quads = [q for n, path in enumerate(paths, 1) for q in read_rdf(path, f"f{n}b")]
    quads = [ox.Quad(q.subject, q.predicate, q.object) for q in quads]
    given = GraphStore.open(modules=list(module_names())) if background is None else background
    names = {name_of(q.subject) for q in quads} | {
        name_of(q.object) for q in quads if q.predicate.value != RDF + "type" and not isinstance(q.object, ox.Literal)
    }
    merged = ox.Store()
    merged.bulk_extend(given.store)
    merged.extend(quads)
    results = engine.by_pyshacl(core_part(merged, [*given.store, *quads])).results
    rules = load_shapes().rules
    core = {(r.shape, r.focus, rules[r.shape].path, r.value, rules[r.shape].severity) for r in results}
    own = {(f.shape, f.focus, f.path, f.value, f.severity) for f in constraints.constraint_findings(merged)}
    return {unlabelled(*found) for found in core | own if found[1] in names}


def unlabelled(shape: str, focus: str, path: str | None, value: str | None, severity: str) -> tuple[object, ...]:
    """A finding whatever its blank nodes are called."""
    return (
        shape,
        re.sub("^_:.*", "_:", focus),
        path,
        None if value is None else re.sub("^_:.*", "_:", value),
        severity,
    )


def told(report: Report) -> set[tuple[object, ...]]:
    """What a report says of nodes, but for the words and places."""
    return {unlabelled(f.shape, f.focus, f.path, f.value, f.severity) for f in report.findings if f.focus is not None}


@pytest.mark.parametrize("units", [False, True])
def test_agency_data_with_planted_faults(fast, without_fast, agency, tmp_path, units):
    """Each planted fault is found once, by either engine, with the same words in the same order at the same places."""
    path = tmp_path / "a.ttl"
    text, faults = agency.agency_data(11_000, units=units)
    path.write_text(text, "utf-8")
    assert len(faults) == len(agency.FAULTS)
    quickly = check_files([path])
    assert Counter(quickly.count(s) for s in ("violation", "warning")) == Counter([faults.total(), 0])
    lines = text.splitlines()
    assert all(f.line and (f.focus or "").removeprefix(AGENCY) for f in quickly.findings)
    values = [(f.value, lines[f.line - 1]) for f in quickly.findings if f.shape.endswith("#TargetShape-deadline")]
    assert values
    assert [line for value, line in values if value not in line] == []
    without_fast()
    slowly = check_files([path])
    assert slowly.findings == quickly.findings
    assert slowly.labels == quickly.labels
    assert told(quickly) == plainly([path])


def test_sound_agency_data(agency, tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text(agency.agency_data(5_000, sound=True, units=True)[0], "utf-8")
    assert check_files([path]).findings == ()


def mutated(text: str, seed: int, share: float) -> str:
    """A copy of a packaged file in which some statements are gone, doubled, or have another value."""
    chance = random.Random(seed)
    values = re.findall(r"^  [a-z]+:\w+ ([^\s,]+|\".*\"(?:@\w+|\^\^\S+)?) ;$", text, re.MULTILINE)
    lines = []
    for line in text.split("\n"):
        found = re.match(r"(  ([a-z]+:\w+) )(.+) ;$", line)
        if found and chance.random() < share:
            kind = chance.randrange(5)
            if kind == 0:
                lines.append("  <https://example.org/gone> true ;")
                continue
            other = chance.choice(values) if kind < 4 else '"2026-02-30"^^xsd:date'
            line = f"{found[1]}{found[3]} , {other} ;" if kind == 1 else f"{found[1]}{other} ;"
        lines.append(line)
    return "\n".join(lines)


MODULES = ("acts", "concepts", "evidence", "observations")


def copies(folder: Path, seed: int, modules: tuple[str, ...], share: float = 0.15) -> list[Path]:
    paths = []
    for module in modules:
        for file in sorted((resources.ontology_dir() / module).rglob("*.ttl")):
            path = folder / f"{module}-{file.parent.name}-{file.name}"
            text = mutated(file.read_text("utf-8"), seed, share)
            path.write_text(
                text.replace("\n\n", "\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n", 1), "utf-8"
            )
            paths.append(path)
    return paths


@pytest.mark.parametrize("seed", [1, 2])
def test_mutated_copies_of_the_packaged_graph_without_the_packaged_one(fast, without_fast, tmp_path, seed):
    """As data of a user who has only the vocabulary: what is deleted is missed, what is changed is found."""
    paths = copies(tmp_path, seed, MODULES)
    background = GraphStore.open(modules=[])
    quickly = check_files(paths, background)
    assert len({f.shape for f in quickly.findings}) > 50
    without_fast()
    assert check_files(paths, background).findings == quickly.findings
    assert told(quickly) == plainly(paths, background)


def test_mutated_copies_of_units_beside_the_packaged_ones(fast, tmp_path):
    """Of the packaged units only what the rules can look at is read along; nothing more and nothing else is found."""
    chosen = ("11-dien-bien", "12-lai-chau", "46-hue", "resolutions", "vintages")
    paths = []
    for name in chosen:
        text = (resources.ontology_dir() / "units" / f"{name}.ttl").read_text("utf-8")
        path = tmp_path / f"{name}.ttl"
        path.write_text(mutated(text, 7, 0.02), "utf-8")
        paths.append(path)
    report = check_files(paths)
    assert len({f.shape for f in report.findings if "AdministrativeUnit" in f.shape}) > 15
    assert told(report) == plainly(paths)


def test_the_packaged_graph_is_judged_alike(fast, without_fast, kg_store):
    """With the warnings that it has."""
    quickly = validate(kg_store)
    without_fast()
    assert validate(kg_store).findings == quickly.findings


def results_of(report: object, sh: object) -> set[tuple[str | None, ...]]:
    import rdflib

    def name(term: object) -> str | None:
        return None if term is None else "_:" if isinstance(term, rdflib.BNode) else str(term)

    parts = ("focusNode", "resultPath", "value", "sourceConstraintComponent", "resultSeverity")
    nodes = report.subjects(rdflib.RDF.type, sh.ValidationResult)
    return {tuple(name(report.value(node, sh[part])) for part in parts) for node in nodes}


def test_each_component_that_the_shapes_use_means_the_same_to_both_engines(fast):
    """Focus, path, value, component and severity, on sound and faulty values for each component and target."""
    import pyshacl
    import rdflib

    sh = rdflib.Namespace(SHACL)
    shapes, data = (DATA / "engine" / name for name in ("shapes.ttl", "data.ttl"))
    graphs = [ox.parse(file.read_bytes(), ox.RdfFormat.TURTLE) for file in (data, shapes)]
    with engine._quiet_rdflib():
        _, slow, _ = pyshacl.validate(to_rdflib(graphs[0], as_written=True), shacl_graph=engine.for_pyshacl(graphs[1]))
        plain = fast.Shapes.from_file(str(shapes)).validate_file(str(data)).turtle
        quick = rdflib.Graph()
        for triple in to_rdflib(ox.parse(plain, ox.RdfFormat.TURTLE), as_written=True):
            quick.add(triple)
    one, other = results_of(slow, sh), results_of(quick, sh)
    faulty, percent, most = "https://example.org/id/faulty", "https://example.org/id/percent", SHACL + "MaxInclusive"
    # pyshacl takes what cannot be compared with a number to be below any bound; what has both bounds is found anyway.
    other -= {(faulty, percent, v, f"{most}ConstraintComponent", f"{SHACL}Violation") for v in ("NaN", "2026-01-01")}
    assert one == other
    used = {q.predicate.value for q in load_shapes().core} - {RDF + name for name in ("type", "first", "rest")}
    components = {name[0].upper() + name[1:] for name in (iri.removeprefix(SHACL) for iri in used if SHACL in iri)}
    seen = {str(result[3]).removeprefix(SHACL).removesuffix("ConstraintComponent") for result in one}
    no_components = {"Path", "Severity", "Property", "Prefix", "Namespace", "InversePath", "QualifiedValueShape"}
    targets = {"TargetClass", "TargetNode", "TargetSubjectsOf"}
    assert components - no_components - targets <= seen | {"QualifiedMinCount"}
    comparing = {name for name in used if re.search(r"#(less|max|min)(Than|Inclusive|Exclusive)", name)}
    assert {name.removeprefix(SHACL) for name in comparing} == engine._COMPARING


RISKS = """
ex:risk a cds:Risk ; skos:prefLabel "Rủi ro"@vi , "Risk"@en ; cds:borneBy cdsc:khong-co ;
  skos:definition "Một."@vi .
ex:target a cds:Target ; cds:deadline "2027"^^xsd:gYear ; cds:targetValue 0160.50 ; cds:yearLabel "2027\\n" .
cdsc:chinh-phu-so cds:hasRisk ex:risk .
ex:model cds:hasRisk ex:target , "text" ; cds:Risk ex:risk .
ex:who a cds:hasRisk ; ex:seat cdsu:2025-1 .
"""

WAYS = {
    "plain": RISKS,
    "blank nodes": RISKS.replace("ex:target a", "_:target a").replace("ex:target", "[ a cds:Target ]"),
    "collection": RISKS + 'ex:list ex:of ( ex:risk "1" ) .\n',
    "escape": RISKS.replace('"Một."', '"Mo\\u0302\\u0323t."').replace("khong-co", "khong\\-co"),
    "iri escape": RISKS.replace("cdsc:khong-co", "<https://w3id.org/cds-kg/concept/khong-c\\u006F>"),
    "prefix later": RISKS + "@prefix cds: <https://elsewhere.example/> .\nex:a a cds:Risk .\n",
    "prefix in SPARQL's way": "PREFIX other: <https://w3id.org/cds-kg/id/>\n" + RISKS + "ex:b ex:of other:nobody .\n",
    "short prefix": "@prefix w: <https://w3id.org/> .\n" + RISKS + "ex:b ex:of w:cds-kg\\/id\\/nobody .\n",
    "base": RISKS + "@base <https://w3id.org/cds-kg/> .\nex:b ex:of <id/nobody> .\n",
    "strange spelling of base": RISKS + "BaSe # here\n<https://w3id.org/cds-kg/>\nex:b ex:of <id/nobody> .\n",
    "not composed": unicodedata.normalize("NFD", RISKS),
    "www": RISKS + "ex:b ex:of <http://www.w3id.org/cds-kg/id/nobody> .\n",
    "property of ours redefined": RISKS + "cds:hasRisk <http://www.w3.org/2000/01/rdf-schema#domain> cds:Target .\n",
    "class of one's own": RISKS
    + "ex:Risk <http://www.w3.org/2000/01/rdf-schema#subClassOf> cds:Risk .\nex:other a ex:Risk .\n",
    "text of statements": RISKS
    + 'ex:b skos:note """\nex:risk a cds:Risk .\n@prefix cds: <https://x.example/> .\n""" .\n',
}


@pytest.mark.parametrize("way", WAYS)
def test_however_a_file_is_written(fast, without_fast, monkeypatch, tmp_path, way):
    """The plain way beside the packaged graph, the others beside the vocabulary and what the examples rest on."""
    path = tmp_path / "a.ttl"
    path.write_text(PREFIXES + WAYS[way], "utf-8")
    rest = DATA / "shapes" / "background.ttl"
    given = None if way == "plain" else GraphStore.open(modules=[], extra=[rest])
    found = check_files([path], given)
    assert told(found) == plainly([path], given)
    assert {"DomainShape", "RangeShape", "TermUseShape", "NamespaceShape"} <= {
        f.shape.rpartition("#")[2] for f in found.findings
    }
    for module, name, value in ((locate, "_LONG", 0), (source_file, "_DIRECT", ()), (check, "_LARGE", 0)):
        monkeypatch.setattr(module, name, value)
        assert check_files([path], given).findings == found.findings
    without_fast()
    assert check_files([path], given).findings == found.findings


def test_several_files_in_several_formats(fast, without_fast, tmp_path):
    paths = [tmp_path / name for name in ("a.ttl", "b.ttl", "c.nt", "d.trig")]
    paths[0].write_text(PREFIXES + WAYS["blank nodes"], "utf-8")
    paths[1].write_text(PREFIXES.replace("cds:", "c:").replace("cdsc:", "cds:") + "ex:c a c:Risk , c:Riks .\n", "utf-8")
    paths[2].write_text(f"<{AGENCY}c> <{CDS}borneBy> <{AGENCY}nobody> .\n_:x <{CDS}borneBy> _:y .\n", "utf-8")
    paths[3].write_text(PREFIXES + "ex:g { _:x a cds:Target ; cds:hasRiks [] . }\n", "utf-8")
    found = check_files(paths)
    assert {f.file for f in found.findings} == set(paths)
    assert told(found) == told(check_files(paths[::-1])) == plainly(paths)
    without_fast()
    assert check_files(paths).findings == found.findings


def test_values_are_told_as_written(fast, without_fast, tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text(PREFIXES + "ex:target a cds:Target ; cds:targetValue -01.50 ; cds:deadline 0002027 .\n", "utf-8")
    for _ in range(2):
        values = {f.value for f in check_files([path]).findings if f.value}
        assert {"-01.50", "0002027"} <= values
        without_fast()


class Panic(BaseException):
    """As an engine written in another language throws it."""


def gives_up(*_: object) -> object:
    raise Panic("out of order")


@pytest.mark.parametrize(
    "broken",
    [
        types.SimpleNamespace(__version__="0.3.4", Shapes=types.SimpleNamespace(from_text=gives_up)),
        types.SimpleNamespace(__version__="0.9.0"),
    ],
    ids=["that gives up", "of an untested version"],
)
def test_an_engine(broken, monkeypatch, tmp_path):
    """One notice, and what pyshacl finds."""
    path = tmp_path / "a.ttl"
    path.write_text(PREFIXES + RISKS, "utf-8")
    expected = check_files([path]).findings
    monkeypatch.setitem(__import__("sys").modules, "shacl", broken)
    engine._compiled.cache_clear()
    told: list[str] = []
    monkeypatch.setattr(notices, "_said", set())
    monkeypatch.setattr(notices, "listener", lambda vi, en: told.append(en))
    assert check_files([path]).findings == expected
    engine._compiled.cache_clear()
    [line] = told
    assert line.endswith("pyshacl checks SHACL Core.")


def test_many_findings_at_many_places(agency, tmp_path):
    """No look at the whole file for each of them."""
    path = tmp_path / "a.ttl"
    text, _ = agency.agency_data(20_000, sound=True)
    path.write_text(re.sub(r'"(\d{4})-12-31"\^\^xsd:date', r'"\1"^^xsd:gYear', text), "utf-8")
    report = check_files([path])
    lines = path.read_text("utf-8").splitlines()
    assert len(report.findings) > 1000
    assert [f for f in report.findings if f'{f.value}"^^xsd:gYear' not in lines[f.line - 1]] == []


def test_names_that_a_long_text_hides_do_not_mislead(monkeypatch, tmp_path):
    """The index of pieces and the index of the whole tell the same lines."""
    text = PREFIXES + (
        "# ex:a ex:p 1 .\nex:b ex:p ex:a . ex:a ex:p ex:c , 1.\n"
        "ex:c ex:p 'x. ex:d ex:p 1 .' ; ex:q <https://agency.example/id/d> .\n"
        '<https://agency.example/id/d>\n  ex:p "a \\" b." ;\n  # ex:e ex:p 1 .\n  ex:q ex:e .\n'
        "ex:e ex:p 1.5 , 2.\nPREFIX f: <https://f.example/#>\nf:a. ex:p ex:f .\n"
    ).replace("f:a. ex:p", "f:a ex:p")
    names = [AGENCY + name for name in "abcdefg"] + ["https://f.example/#a", AGENCY + "p"]
    prefixes = dict(re.findall(r"(?i)prefix (\w+): <([^>]+)>", text))
    answers = []
    for long in (10**9, 0):
        monkeypatch.setattr(locate, "_LONG", long)
        where = locate.FileText(Path("a.ttl"), text, prefixes)
        where.expect(names)
        answers.append([(where.line(s, o), where.mention(s)) for s in names for o in names])
    assert answers[0] == answers[1]
    assert {line for line, _ in answers[0]} >= {8, 9, 10, 14, 16}

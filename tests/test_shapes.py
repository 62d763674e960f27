"""Every rule of shapes/ finds the defect that it is for and nothing else, in words of both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from cds_kg import __version__, resources
from cds_kg.namespaces import CDS, CDSC, CDSSH, CDSU, OWL, RDF, SHACL, curie
from cds_kg.store.dataset import GraphStore, module_names
from cds_kg.text import slug
from cds_kg.validation.check import check_files, validate
from cds_kg.validation.report import Finding
from cds_kg.validation.rules import core_part, focus_nodes, load_shapes, shape_files

EXAMPLES = Path(__file__).parent / "data" / "shapes"
FAILING = sorted(EXAMPLES.glob("*.fail.ttl"))
PASSING = sorted(EXAMPLES.glob("*.pass.ttl"))
TYPE = RDF + "type"
SEVERITIES = {"style": "violation", "mandatory": "violation", "recommended": "warning", "namespace": "violation"}


@pytest.fixture(scope="module")
def background() -> GraphStore:
    """The vocabulary and the few things on which the examples rest."""
    return GraphStore.open(modules=[], extra=[EXAMPLES / "background.ttl"])


@pytest.fixture(scope="module")
def shapes_graph() -> ox.Store:
    store = ox.Store()
    for file in shape_files():
        store.load(file.read_bytes(), ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def with_units() -> GraphStore:
    """The packaged graph with every module, those on demand too."""
    return GraphStore.open(modules=list(module_names()))


def named_in(path: Path) -> set[str]:
    """The shapes that the first line of an example names."""
    return set(path.read_text("utf-8").splitlines()[0].split()[2:])


def found_in(path: Path, background: GraphStore) -> set[str]:
    return {curie(finding.shape) for finding in check_files([path], background).findings}


def test_the_background_of_the_examples_conforms():
    assert found_in(EXAMPLES / "background.ttl", GraphStore.open(modules=[])) == set()


@pytest.mark.parametrize("path", FAILING, ids=lambda path: path.name.split(".")[0])
def test_a_defect_is_found_by_its_own_rule_alone(path, background):
    findings = check_files([path], background).findings
    assert {curie(finding.shape) for finding in findings} == named_in(path)
    assert not [f for f in findings if "{" in f.message_vi + f.message_en]  # every placeholder is filled
    assert {f.file for f in findings} == {path}


@pytest.mark.parametrize("path", PASSING, ids=lambda path: path.name.split(".")[0])
def test_sound_data_passes(path, background):
    assert found_in(path, background) == set()


@pytest.fixture
def queries_parsed_once(monkeypatch):
    """pyshacl has each constraint parsed again for each node, which takes most of its time."""
    from rdflib.plugins.sparql import processor

    parse, translate, known = processor.parseQuery, processor.translateQuery, {}

    def translated(text, base=None, names=None):
        if text not in known:
            known[text] = translate(parse(text), base, names)
        return known[text]

    monkeypatch.setattr(processor, "parseQuery", lambda text: text)
    monkeypatch.setattr(processor, "translateQuery", translated)


def test_plain_pyshacl_finds_the_same(queries_parsed_once):
    """The shapes are SHACL as it stands: our own way to run them changes how fast they are, not what they say."""
    import pyshacl
    import rdflib

    together: list[Path] = []
    taken: set[object] = set()
    for path in (p for p in FAILING if p.name != "text-in-nfd.fail.ttl"):
        subjects = {quad.subject for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE)}
        if not subjects & taken:
            together.append(path)
            taken |= subjects
    assert len(together) > 100
    shapes = rdflib.Graph()
    for file in shape_files():
        shapes.parse(file)
    store = GraphStore.open(modules=[], extra=[EXAMPLES / "background.ttl", *together])
    _, report, _ = pyshacl.validate(store.rdflib_graph(), shacl_graph=shapes)
    sh = rdflib.Namespace(SHACL)
    plain = {
        (str(report.value(result, sh.focusNode)), curie(str(report.value(result, sh.sourceShape))))
        for result in report.subjects(rdflib.RDF.type, sh.ValidationResult)
    }
    rules = load_shapes().rules

    def focus(finding: Finding) -> str:
        """Plain SHACL reports a rule on the graph as a whole on the ontology, the one node that it targets."""
        nodes = [node for kind, node in rules[finding.shape].targets if kind == SHACL + "targetNode"]
        return nodes[0] if len(nodes) == 1 else str(finding.focus)

    ours = {(focus(finding), curie(finding.shape)) for finding in validate(store).findings}
    assert plain == ours


def test_the_shapes_are_well_formed_shacl():
    import pyshacl
    import rdflib

    shapes = rdflib.Graph()
    for file in shape_files():
        shapes.parse(file)
    pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)  # raises where they are not


def test_every_rule_has_a_failing_example(shapes_graph):
    named = set().union(*map(named_in, FAILING))
    assert named == {curie(rule.shape) for rule in load_shapes().rules.values() if rule.messages}


def test_every_node_shape_has_a_passing_example_that_it_looks_at(background):
    named = {path: named_in(path) for path in PASSING}
    shapes = load_shapes().rules.values()
    assert set().union(*named.values()) == {curie(rule.shape) for rule in shapes if "-" not in curie(rule.shape)}
    for path, names in named.items():
        store = GraphStore.open(modules=[], extra=[EXAMPLES / "background.ttl", path])
        own = {quad.subject.value for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE)}
        for rule in shapes:
            if curie(rule.shape) in names and any(kind != SHACL + "targetNode" for kind, _ in rule.targets):
                assert own & set().union(*(focus_nodes(store.store, target) for target in rule.targets)), rule.shape


def test_every_message_is_in_both_languages_and_says_what_to_do():
    for rule in load_shapes().rules.values():
        if rule.path is None and not rule.selects and not rule.messages:
            continue  # a node shape that only gathers property shapes
        assert set(rule.messages) == {"vi", "en"}, rule.shape
        assert re.search(r"\b(hãy|nên)\b", rule.messages["vi"]), rule.shape
        assert re.search(r"; (better )?[a-z]", rule.messages["en"]), rule.shape
        fields = [set(re.findall(r"\{[?$](\w+)\}", text)) for text in rule.messages.values()]
        assert fields[0] == fields[1], rule.shape
        for select in rule.selects if fields[0] else ():
            head = select.split("WHERE")[0]
            assert all(re.search(rf"[?$]{name}\b", head) for name in fields[0]), rule.shape


def test_every_message_is_its_own():
    texts = [text for rule in load_shapes().rules.values() for text in rule.messages.values()]
    assert len(texts) == len(set(texts))


def test_each_file_of_shapes_has_one_severity():
    for file in shape_files():
        found = {
            quad.object.value
            for quad in ox.parse(file.read_bytes(), ox.RdfFormat.TURTLE)
            if quad.predicate.value == SHACL + "severity"
        }
        assert found == {SHACL + SEVERITIES[file.stem].capitalize()}


def test_each_file_of_shapes_carries_the_same_header_and_the_version_of_the_package():
    header = ox.NamedNode("https://w3id.org/cds-kg/shapes")
    headers = set()
    for file in shape_files():
        quads = list(ox.parse(file.read_bytes(), ox.RdfFormat.TURTLE))
        about = {q for q in quads if q.subject == header or "#prefix-" in str(q.subject)}
        headers.add(frozenset(map(str, about)))
        assert ox.Literal(__version__) in {q.object for q in about if q.predicate.value == OWL + "versionInfo"}
    assert len(headers) == 1


def test_shapes_are_named_after_their_class_and_property(shapes_graph):
    rules = load_shapes().rules
    for kind, pattern in (("NodeShape", r"[A-Z]\w+Shape"), ("PropertyShape", r"[A-Z]\w+Shape-\w+(-\w+)?")):
        for quad in shapes_graph.quads_for_pattern(None, None, ox.NamedNode(SHACL + kind)):
            assert isinstance(quad.subject, ox.NamedNode)
            assert re.fullmatch(pattern, quad.subject.value.removeprefix(CDSSH)), quad.subject
            assert kind == "NodeShape" or rules[quad.subject.value].targets, f"{quad.subject} is in no node shape"


def test_no_rule_hides_behind_a_nest_of_shapes(shapes_graph):
    """A failure of sh:or, sh:node and the like says no more than "does not conform"."""
    used = {quad.predicate.value.removeprefix(SHACL) for quad in shapes_graph}
    assert not used & {"or", "and", "xone", "not", "node"}


def test_patterns_are_plain_enough_for_every_engine(shapes_graph):
    patterns = [q.object.value for q in shapes_graph.quads_for_pattern(None, ox.NamedNode(SHACL + "pattern"), None)]
    patterns += re.findall(
        r'REGEX\([^"]*"([^"]*)"', " ".join(s for r in load_shapes().rules.values() for s in r.selects)
    )
    assert len(patterns) > 10
    assert not [pattern for pattern in patterns if re.search(r"\\[pP]\{|\(\?", pattern)]


def violations(store: GraphStore) -> list[tuple[str, str | None, str | None]]:
    return [(curie(f.shape), f.focus, f.value) for f in validate(store).findings if f.severity == "violation"]


def test_the_packaged_graph_conforms(kg_store):
    assert violations(kg_store) == []


def test_the_packaged_graph_conforms_together_with_the_units(with_units):
    assert len(focus_nodes(with_units.store, (SHACL + "targetClass", CDS + "AdministrativeUnit"))) > 14_000
    assert violations(with_units) == []


def test_a_false_descent_among_the_real_units_is_found(with_units, tmp_path):
    """A row of the official conversion table gives a ward of Long An the province code of Tiền Giang."""
    [(former, present)] = with_units.select(
        "SELECT ?former ?present { ?former cds:parentUnit/cds:parentUnit cdsu:pre2025-82 ; cds:vintage ?vintage . "
        "?present cds:parentUnit cdsu:2025-80 } ORDER BY ?former ?present LIMIT 1"
    )
    path = tmp_path / "a.ttl"
    path.write_text(
        f'<{former}> <http://purl.org/dc/terms/isReplacedBy> <{present}> .\n<{present}> <{CDS}officialCode> "1" .\n',
        "utf-8",
    )
    found = {(curie(f.shape).rpartition("-")[2], f.focus) for f in check_files([path], with_units).findings}
    assert found == {("province", former), ("officialCode", present), ("digits", present), ("name", present)}


def test_no_unit_is_looked_at_by_shacl_core(with_units):
    """pyshacl would take minutes for them."""
    looked_at = core_part(with_units.store, with_units.store)
    seen = {quad.subject.value for quad in looked_at if quad.predicate.value == TYPE}
    kinds = with_units.store.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(CDS + "AdministrativeUnit"))
    assert len(seen) > 500
    assert seen.isdisjoint({quad.subject.value for quad in kinds})
    assert not [iri for iri in seen if iri.startswith(CDSU) and "-spell-" in iri]


def test_the_packaged_graph_is_looked_at_by_every_rule(with_units):
    """A rule whose target picks nothing would hold whatever the data say."""
    for rule in load_shapes().rules.values():
        for target in rule.targets:
            assert focus_nodes(with_units.store, target), (rule.shape, target)


def test_the_short_name_of_a_concept_is_made_of_its_vietnamese_label(kg_store):
    rows = kg_store.select("SELECT ?concept ?label WHERE { ?concept a skos:Concept ; skos:prefLabel ?label }")
    names = {row["concept"].removeprefix(CDSC): slug(row["label"]) for row in rows if row["label"].language == "vi"}
    assert len(names) > 80
    reworded = {  # labels that say no more than the source does; an IRI stays when its label is put better
        "thuoc-do-chinh": "mot-trong-nhung-thuoc-do-chinh",  # c034 to c036
        "chua-co-tien-le": "mot-so-viec-chua-co-tien-le",  # c105
    }
    assert {name: made for name, made in names.items() if name != made} == reworded


def test_validation_reports_blank_nodes_and_uncomposed_text_of_the_package(tmp_path, monkeypatch):
    load_shapes()
    data = tmp_path / "ontology"
    (data / "own").mkdir(parents=True)
    (data / "cds.ttl").write_bytes((resources.ontology_dir() / "cds.ttl").read_bytes())
    (data / "own" / "a.ttl").write_text(
        "@prefix ex: <https://example.org/> .\n# cu\u0309a\nex:a ex:says [ ex:b ex:c ] .\n", "utf-8"
    )
    monkeypatch.setattr(resources, "root", lambda: str(tmp_path))
    report = validate(GraphStore.open())
    found = {(curie(f.shape), f.file and f.file.name, f.line) for f in report.findings}
    assert {("cdssh:BlankNodeShape", "a.ttl", 3), ("cdssh:NfcShape", "a.ttl", 2)} <= found

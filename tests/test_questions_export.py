"""The exported questions: each runs as it stands on two engines, and is described as such collections are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SH, SKOS, VOID, XSD
from test_question_pack import answered, expected, on_oxigraph, on_rdflib

import cds_kg
from cds_kg.export.questions import questions_graph
from cds_kg.knowledge.questions import questions
from cds_kg.namespaces import BASE, CDS, CDSD, CDSQ, PREFIXES

SCHEMA = rdflib.Namespace("https://schema.org/")
Q = rdflib.Namespace(CDSQ)
PACK = {question.id: question for question in questions()}

#: What a collection of queries has to say of each, as those who publish such collections ask of theirs.
RULES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rule: <https://example.org/rule/> .

rule:Query a sh:NodeShape ;
  sh:targetClass sh:SPARQLExecutable ;
  sh:nodeKind sh:IRI ;
  sh:property rule:body, rule:select, rule:question, rule:target, rule:keyword, rule:slip, rule:slipped ;
  sh:property rule:identifier, rule:prefixes, rule:licence .
rule:body sh:path [ sh:alternativePath ( sh:select sh:ask sh:construct ) ] ; sh:minCount 1 ; sh:maxCount 1 .
rule:select sh:path sh:select ; sh:datatype xsd:string ; sh:minLength 20 .
rule:question sh:path rdfs:comment ; sh:minCount 2 ; sh:maxCount 2 ; sh:datatype rdf:langString ; sh:uniqueLang true ;
  sh:languageIn ( "vi" "en" ) .
rule:target sh:path schema:target ; sh:minCount 1 ; sh:nodeKind sh:IRI .
rule:keyword sh:path schema:keywords ; sh:minCount 3 ; sh:datatype xsd:string ; sh:pattern "^[^ ].*[^ ]$" .
rule:slip sh:path schema:keyword ; sh:maxCount 0 .
rule:slipped sh:path schema:keyowrds ; sh:maxCount 0 .
rule:identifier sh:path dcterms:identifier ; sh:minCount 1 ; sh:maxCount 1 ; sh:pattern "^cq-[0-9][0-9]+$" .
rule:prefixes sh:path sh:prefixes ; sh:minCount 1 ; sh:nodeKind sh:IRI .
rule:licence sh:path dcterms:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI .
"""


@pytest.fixture(scope="module")
def graph(released: dict[str, bytes]) -> rdflib.Graph:
    """The questions as they are released."""
    return rdflib.Graph().parse(data=released["questions.ttl"])


@pytest.fixture(scope="module")
def merged(released: dict[str, bytes]) -> ox.Store:
    """The merged graph as it is released."""
    store = ox.Store()
    store.bulk_load(released["cds-kg.ttl"], ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def with_units(released: dict[str, bytes]) -> ox.Store:
    """The merged graph and the administrative units."""
    store = ox.Store()
    for name in ("cds-kg.ttl", "units.ttl"):
        store.bulk_load(released[name], ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def merged_rdflib(released: dict[str, bytes]) -> rdflib.Graph:
    return rdflib.Graph().parse(data=released["cds-kg.ttl"])


@pytest.fixture(scope="module")
def store_of(graph: rdflib.Graph, request: pytest.FixtureRequest) -> Callable[[str], ox.Store]:
    """The data that a question is asked of, by what its description says and nothing else."""

    def store(question: str) -> ox.Store:
        assert set(graph.objects(Q[question], SCHEMA.target)) == {rdflib.URIRef(CDSD + "cds-kg")}
        required = set(graph.objects(Q[question], DCTERMS.requires))
        assert required <= {rdflib.URIRef(CDSD + "units")}
        return request.getfixturevalue("with_units" if required else "merged")

    return store


def text_of(graph: rdflib.Graph, question: str) -> str:
    return str(graph.value(Q[question], SH.select, any=False))


def declared(graph: rdflib.Graph, question: str) -> dict[str, str]:
    """The prefixes that are declared for a question."""
    (node,) = graph.objects(Q[question], SH.prefixes)
    found = {}
    for declaration in graph.objects(node, SH.declare):
        namespace = graph.value(declaration, SH.namespace, any=False)
        assert namespace.datatype == XSD.anyURI
        found[str(graph.value(declaration, SH.prefix, any=False))] = str(namespace)
    return found


def in_file(question: str) -> dict[str, str]:
    """The header of a question's file that does not come twice."""
    lines = (Path(__file__).resolve().parent.parent / "queries" / f"{question}.rq").read_text("utf-8").splitlines()
    return dict(line.removeprefix("#+ ").split(": ", 1) for line in lines if line.startswith("#+ "))


def faults(graph: rdflib.Graph) -> set[str]:
    """The rules that the descriptions break."""
    rules = rdflib.Graph().parse(data=RULES)
    _, results, _ = pyshacl.validate(graph, shacl_graph=rules, inference="none")
    found = {str(shape).rpartition("/")[2] for shape in results.objects(None, SH.sourceShape)}
    ids = Counter(graph.objects(None, DCTERMS.identifier))
    if any(count > 1 for count in ids.values()):
        found.add("ids are unique")
    for query in graph.subjects(RDF.type, SH.SPARQLExecutable):
        text = "".join(graph.objects(query, SH.select))
        used = set(re.findall(r"(?m)^PREFIX (\w+):", text))
        named = {str(p) for node in graph.objects(query, SH.prefixes) for d in graph.objects(node, SH.declare)
                 for p in graph.objects(d, SH.prefix)}  # fmt: skip
        if not used <= named:
            found.add("prefixes are declared")
        if not re.search(r"(?m)^SELECT ", text):
            found.add("the query is of its class")
    return found


# What the texts answer


@pytest.mark.parametrize("question", PACK)
def test_the_exported_query_gives_the_expected_answer_as_it_stands(graph, store_of, question):
    assert answered(question, *on_oxigraph(store_of(question), text_of(graph, question))) == expected(question)


@pytest.mark.parametrize("question", [name for name, question in PACK.items() if not question.modules])
def test_another_engine_answers_alike(graph, merged_rdflib, question):
    columns, rows = answered(question, *on_rdflib(merged_rdflib, text_of(graph, question)))
    wanted, wanted_rows = expected(question)
    assert (columns, Counter(rows)) == (wanted, Counter(wanted_rows))


@pytest.mark.parametrize("question", PACK)
def test_the_declared_prefixes_serve_in_place_of_those_of_the_text_or_beside_them(graph, question):
    text = text_of(graph, question)
    header = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in declared(graph, question).items())
    bare = re.sub(r"(?m)^PREFIX.*\n", "", text)
    assert bare != text
    assert declared(graph, question).items() >= dict(re.findall(r"(?m)^PREFIX (\w+): <(.*)>$", text)).items()
    for query in (header + bare, header + text):
        assert on_oxigraph(ox.Store(), query) == on_oxigraph(ox.Store(), text)
        rdflib.Graph().query(query, initNs={})
    with pytest.raises(SyntaxError):
        ox.Store().query(bare)


# What is said of them


def test_there_is_one_query_for_each_question_and_it_says_what_its_file_says(graph):
    queries = set(graph.subjects(RDF.type, SH.SPARQLExecutable))
    assert queries == set(graph.subjects(RDF.type, SH.SPARQLSelectExecutable)) == {Q[name] for name in PACK}
    assert len(PACK) >= 38
    for name in PACK:
        header = in_file(name)
        texts = {(str(text), text.language) for text in graph.objects(Q[name], RDFS.comment)}
        assert texts == {(header["question_vi"], "vi"), (header["question_en"], "en")}
        keywords = list(graph.objects(Q[name], SCHEMA.keywords))
        assert {str(keyword) for keyword in keywords} == set(header["keywords"].split("; "))
        assert all(keyword.language is None for keyword in keywords)
        assert str(graph.value(Q[name], DCTERMS.identifier, any=False)) == name
        assert graph.value(Q[name], DCTERMS.isPartOf, any=False) == rdflib.URIRef(CDSD + "questions")
        required = {str(dataset).removeprefix(CDSD) for dataset in graph.objects(Q[name], DCTERMS.requires)}
        assert required == set(header.get("module", "").split())
        text = text_of(graph, name)
        assert "#+" not in text
        assert text in (Path(PACK[name].path)).read_text(encoding="utf-8")


def test_the_licence_is_that_of_the_ontology(graph, released):
    ontology = rdflib.Graph().parse(data=released["ontology.ttl"])
    licence = ontology.value(rdflib.URIRef(BASE + "ontology"), DCTERMS.license, any=False)
    assert licence is not None
    assert set(graph.objects(None, DCTERMS.license)) == {licence}


def test_each_parameter_is_a_part_of_its_query_with_name_default_and_what_a_value_may_be(graph):
    kinds: Counter[str] = Counter()
    for name, question in PACK.items():
        told = {}
        for part in graph.objects(Q[name], DCTERMS.hasPart):
            assert (part, DCTERMS.isPartOf, Q[name]) in graph
            assert (part, RDF.type, SCHEMA.PropertyValueSpecification) in graph
            told[str(graph.value(part, SCHEMA.valueName, any=False))] = part
        assert set(told) == {parameter.name for parameter in question.parameters}
        for parameter in question.parameters:
            part = told[parameter.name]
            assert str(part) == f"{CDSQ}{name}-{parameter.name}"
            default = graph.value(part, SCHEMA.defaultValue, any=False)
            # The default is the term in the one line that another value replaces.
            line = rf"(?m)^ *VALUES \?{parameter.name} \{{ (\S+) \}}$"
            (term,) = re.findall(line, text_of(graph, name))
            prefixes = "".join(f"@prefix {p}: <{n}> .\n" for p, n in declared(graph, name).items())
            (written,) = rdflib.Graph().parse(data=f"{prefixes}<x:s> <x:p> {term} .").objects()
            assert default == written
            kinds[parameter.kind] += 1
            constraint = {
                "concept": (SH["class"], SKOS.Concept),
                "unit": (SH["class"], rdflib.URIRef(CDS + "AdministrativeUnit")),
                "date": (SH.datatype, XSD.date),
            }.get(parameter.kind, (SH.datatype, XSD.string))
            assert (part, *constraint) in graph
            assert ((part, SH.pattern, None) in graph) == (parameter.kind == "language")
    assert set(kinds) == {"concept", "unit", "date", "language", "label"}


def test_the_default_of_a_parameter_is_a_value_that_it_allows(graph, merged_rdflib, with_units):
    types = (SKOS.Concept, rdflib.URIRef(CDS + "AdministrativeUnit"))
    data = rdflib.Graph()
    shapes = rdflib.Graph()
    for part, default in graph.subject_objects(SCHEMA.defaultValue):
        for triple in graph.triples((part, None, None)):
            shapes.add(triple)
        shapes.add((part, SH.targetNode, default))
        if isinstance(default, rdflib.URIRef):
            query = f"SELECT DISTINCT ?c {{ <{default}> a/<{RDFS.subClassOf}>* ?c }}"
            for row in with_units.query(query):
                if rdflib.URIRef(row["c"].value) in types:
                    data.add((default, RDF.type, rdflib.URIRef(row["c"].value)))
    assert len(data) >= 5
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert conforms, text
    for name, wrong in (("cq-07-date", rdflib.Literal("2025")), ("cq-05-lang", rdflib.Literal("fr"))):
        shapes.add((Q[name], SH.targetNode, wrong))
        conforms, _, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
        assert not conforms, name
        shapes.remove((Q[name], SH.targetNode, wrong))


def test_the_prefixes_are_those_in_use_and_each_as_everywhere(graph):
    used = {pair for name in PACK for pair in re.findall(r"(?m)^PREFIX (\w+): <(.*)>$", text_of(graph, name))}
    for name in PACK:
        assert declared(graph, name) == dict(used)
    assert dict(used).items() <= PREFIXES.items()
    (holder,) = set(graph.objects(None, SH.prefixes))
    assert (holder, RDF.type, OWL.Ontology) in graph


# Judges


def test_the_descriptions_are_as_collections_of_queries_want_them(graph):
    assert faults(graph) == set()


@pytest.mark.parametrize(
    ("remove", "add", "broken"),
    [
        ((Q["cq-05"], SH.select, None), [], {"body", "the query is of its class"}),
        (None, [(Q["cq-05"], SH.ask, rdflib.Literal("ASK {}"))], {"body"}),
        ((Q["cq-05"], RDFS.comment, None), [], {"question"}),
        (None, [(Q["cq-05"], RDFS.comment, rdflib.Literal("Again?", lang="en"))], {"question"}),
        (None, [(Q["cq-05"], RDFS.comment, rdflib.Literal("<b>?</b>", datatype=RDF.HTML))], {"question"}),
        ((Q["cq-05"], SCHEMA.target, None), [], {"target"}),
        (None, [(Q["cq-05"], SCHEMA.keywords, rdflib.Literal("comparison "))], {"keyword"}),
        (None, [(Q["cq-05"], SCHEMA.keyword, rdflib.Literal("comparison"))], {"slip"}),
        (None, [(Q["cq-05"], SCHEMA.keyowrds, rdflib.Literal("comparison"))], {"slipped"}),
        ((Q["cq-05"], DCTERMS.license, None), [], {"licence"}),
        ((Q["cq-05"], DCTERMS.identifier, None), [(Q["cq-05"], DCTERMS.identifier, rdflib.Literal("cq-06"))],
         {"ids are unique"}),
        ((None, SH.prefix, rdflib.Literal("cds")), [], {"prefixes are declared"}),
        ((Q["cq-05"], SH.select, None), [(Q["cq-05"], SH.select, rdflib.Literal("ASK { ?s ?p ?o . ?o ?p ?s }"))],
         {"the query is of its class"}),
    ],
)  # fmt: skip
def test_the_judge_finds_a_fault(graph, remove, add, broken):
    changed = rdflib.Graph()
    for triple in graph:
        changed.add(triple)
    if remove:
        assert remove in changed
        changed.remove(remove)
    for triple in add:
        changed.add(triple)
    assert faults(changed) == broken


def test_no_blank_node_and_nothing_of_ours_without_a_type(graph):
    assert not any(isinstance(term, rdflib.BNode) for triple in graph for term in triple)
    assert all((subject, RDF.type, None) in graph for subject in graph.subjects())
    others = {subject for subject in graph.subjects() if not str(subject).startswith(CDSQ)}
    assert others == {rdflib.URIRef(CDSD + name) for name in ("cds-kg", "questions", "units")}
    for dataset in others:
        assert set(graph.predicate_objects(dataset)) == {(RDF.type, VOID.Dataset)}


def test_tools_for_shapes_take_the_file_as_shapes_and_as_data(graph, released, merged_rdflib, require_tool, tmp_path):
    questions_file, data_file = tmp_path / "questions.ttl", tmp_path / "data.ttl"
    questions_file.write_bytes(released["questions.ttl"])
    data_file.write_bytes(released["observations.ttl"])
    for data, shapes in ((questions_file, questions_file), (data_file, questions_file)):
        for advanced in (False, True):
            conforms, _, text = pyshacl.validate(
                str(data), shacl_graph=str(shapes), inference="none", advanced=advanced, meta_shacl=True
            )
            assert conforms, text
    require_tool("shacl")
    import shacl

    for data in (questions_file, data_file):
        assert shacl.validate(str(data), str(questions_file)).conforms


def test_the_own_shapes_find_nothing_to_mend(run, released, tmp_path):
    file = tmp_path / "questions.ttl"
    file.write_bytes(released["questions.ttl"])
    done = run("check", file, "-f", "json")
    assert (done.code, done.stdout.strip()) == (0, "[]"), done.stdout + done.stderr


def test_the_same_questions_are_the_same_bytes(released):
    code = (
        "import sys; from cds_kg.export.questions import questions_graph; from cds_kg.store.serialise import serialise;"
        "sys.stdout.buffer.write(serialise(questions_graph(), 'ttl'))"
    )
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONPATH": str(Path(cds_kg.__file__).resolve().parents[1]), "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, check=True, timeout=60, env=env)
        assert done.stdout == released["questions.ttl"]
    assert questions_graph() == questions_graph()

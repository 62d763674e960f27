"""Services and organisations in CPSV-AP and CPOV: two engines find them sound, and every statement has a basis."""

from __future__ import annotations

import json
import subprocess
from collections import Counter

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import DCTERMS, FOAF, ORG, PROV, RDF, RDFS, SKOS, XSD

from cds_kg.export.services import services_graph
from cds_kg.namespaces import CDS, CDSC, CDSI, PREFIXES
from cds_kg.resources import asset
from cds_kg.store.dataset import to_rdflib
from cds_kg.store.serialise import serialise

CV, CPSV, ELI = (rdflib.Namespace(PREFIXES[prefix]) for prefix in ("cv", "cpsv", "eli"))
K, CONCEPT, ID = rdflib.Namespace(CDS), rdflib.Namespace(CDSC), rdflib.Namespace(CDSI)
SKOSXL = rdflib.Namespace(PREFIXES["skosxl"])
SH = rdflib.Namespace(PREFIXES["sh"])

SHAPES = {
    "cpsv": "cpsv-ap-3.2.0/cpsv-ap-SHACL.ttl",
    "cpov": "cpov-2.1.2/core-public-organisation-ap-SHACL.ttl",
}

#: How many of each class the shapes of either profile look at.
FOCUS = {
    "cpsv": {
        CPSV.PublicService: 5,
        CV.Channel: 2,
        CV.Event: 2,
        CV.LifeEvent: 2,
        CV.Output: 3,
        CV.PublicOrganisation: 6,
        FOAF.Agent: 6,
        ORG.Organization: 6,
        DCTERMS.Location: 1,
        ELI.LegalResource: 2,
    },
    "cpov": {
        CV.PublicOrganisation: 6,
        ORG.Organization: 6,
        ORG.ChangeEvent: 2,
        CV.ReferenceFramework: 2,
        DCTERMS.Location: 1,
    },
}


@pytest.fixture(scope="module")
def profile() -> rdflib.Graph:
    return to_rdflib(services_graph())


@pytest.fixture(scope="module")
def graph(kg_store) -> rdflib.Graph:
    """What the profile may say: the packaged graph, and what the editors set for the profile."""
    whole: rdflib.Graph = kg_store.rdflib_graph()
    return whole.parse(asset("services") / "profile.ttl")


def pyshacl_finds(data: rdflib.Graph, shapes: rdflib.Graph, *_: object) -> set[rdflib.term.Node]:
    """The focus nodes that pyshacl reports."""
    from pyshacl import validate

    conforms, report, _text = validate(data, shacl_graph=shapes)
    nodes = set(report.objects(None, SH.focusNode))
    assert conforms == (not nodes)
    return nodes


def topquadrant_finds(data: rdflib.Graph, shapes: rdflib.Graph, tmp_path, require_folder) -> set[rdflib.term.Node]:
    """The focus nodes that TopQuadrant's engine on Jena reports."""
    library = next(require_folder("CDS_KG_JENA").rglob("shacl-*.jar")).parent
    # The engine reads Turtle, of which N-Triples is a part.
    names = {"-datafile": "data.ttl", "-shapesfile": "shapes.ttl"}
    for name, content in zip(names.values(), (data, shapes), strict=True):
        content.serialize(tmp_path / name, format="nt", encoding="utf-8")
    files = [part for option, name in names.items() for part in (option, str(tmp_path / name))]
    command = ["java", "-cp", f"{library}/*", "org.topbraid.shacl.tools.Validate", *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    report = rdflib.Graph().parse(data=done.stdout, format="turtle")
    nodes = set(report.objects(None, SH.focusNode))
    verdict = [conforms.toPython() for conforms in report.objects(None, SH.conforms)]
    assert verdict == [not nodes], done.stderr
    return nodes


ENGINES = {"pyshacl": pyshacl_finds, "topquadrant": topquadrant_finds}


@pytest.fixture(params=ENGINES)
def finds(request, tmp_path, require_folder):
    """An engine: graph and shapes -> the nodes that it reports."""
    return lambda data, shapes: ENGINES[request.param](data, shapes, tmp_path, require_folder)


@pytest.mark.parametrize("name", SHAPES)
def test_the_official_shapes_are_met(profile, name, finds, vendor_dir):
    shapes = rdflib.Graph().parse(vendor_dir / SHAPES[name])
    assert finds(profile, shapes) == set()


@pytest.mark.parametrize("name", SHAPES)
def test_the_official_shapes_look_at_every_thing(profile, name, vendor_dir):
    shapes = rdflib.Graph().parse(vendor_dir / SHAPES[name])
    targets = set(shapes.objects(None, SH.targetClass)) & set(profile.objects(None, RDF.type))
    counted = {target: len(set(profile.subjects(RDF.type, target))) for target in targets}
    assert counted.pop(SKOS.Concept) > 10
    assert counted == FOCUS[name]


#: Profile -> what is spoilt: node, predicate, what stands there instead.
FAULTS = {
    "cpsv": (
        ("service-cap-ho-chieu", CV.hasCompetentAuthority, None),
        ("life-event-sinh-ra", DCTERMS.identifier, None),
        ("output-ho-chieu", DCTERMS.title, rdflib.Literal("Hộ chiếu")),
        ("organisation-chinh-phu", DCTERMS.spatial, None),
    ),
    "cpov": (
        ("change-cuc-tin-hoc-hoa-2022", PROV.startedAtTime, rdflib.Literal("2022-07-26", datatype=XSD.date)),
        ("organisation-cuc-tin-hoc-hoa", ORG.subOrganizationOf, CONCEPT["co-quan-nha-nuoc"]),
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_engines_find_seeded_faults(profile, name, finds, vendor_dir):
    spoilt = rdflib.Graph() + profile
    for node, predicate, instead in FAULTS[name]:
        assert (ID[node], predicate, None) in spoilt
        spoilt.remove((ID[node], predicate, None))
        if instead is not None:
            spoilt.add((ID[node], predicate, instead))
    shapes = rdflib.Graph().parse(vendor_dir / SHAPES[name])
    assert finds(spoilt, shapes) == {ID[node] for node, _, _ in FAULTS[name]}


def test_the_terms_of_the_profiles_exist(profile, vendor_dir):
    """In a vocabulary; cv:hasFormalFramework, which that of CPOV forgets, in its shapes."""
    names = ("cpsv-ap-3.2.0/cpsv-ap.ttl", "cpov-2.1.2/core-public-organisation-ap.ttl", "npm-vocab/org.nq")
    known = {quad.subject.value for name in names for quad in ox.parse(path=vendor_dir / name)}
    for name in SHAPES.values():
        known |= {quad.object.value for quad in ox.parse(path=vendor_dir / name) if quad.predicate.value == SH + "path"}
    used = {str(term) for term in (*profile.predicates(), *profile.objects(None, RDF.type))}
    named = {term for term in used if term.startswith((CV, CPSV, str(ORG)))}
    assert len(named) > 15
    assert named - known == set()


def test_the_packages_own_rules_hold_for_the_file(run, tmp_path):
    file = tmp_path / "services.ttl"
    file.write_bytes(serialise(services_graph(), "ttl"))
    done = run("check", file, "--strict", "-f", "json")
    assert (done.code, json.loads(done.stdout)) == (0, [])
    spoilt = tmp_path / "spoilt.ttl"
    spoilt.write_text(file.read_text(encoding="utf-8").replace('"Hộ chiếu"@vi', '"Hộ chiếu"'), encoding="utf-8")
    assert run("check", spoilt).code == 1


def test_what_the_editors_set_is_laid_out_as_all_data_are(run):
    assert run("format", "--check", asset("services") / "profile.ttl").code == 0


# What the statements rest on


#: Class of concept -> how the IRIs of its things begin, and their classes.
THINGS = {
    K.ServiceKind: ("service-", {CPSV.PublicService}),
    K.LifeEvent: ("life-event-", {CV.Event, CV.LifeEvent}),
    K.Channel: ("channel-", {CV.Channel}),
    K.IssuedItem: ("output-", {CV.Output}),
}

#: Predicate of a thing -> the predicates of its concept, or of what it is itself, from which the statement comes.
ORIGINS = {
    DCTERMS.title: {SKOS.prefLabel},
    DCTERMS.description: {SKOS.definition, SKOS.scopeNote, DCTERMS.description},
    DCTERMS.alternative: {SKOS.altLabel},
    DCTERMS.audience: {K.serves},
    DCTERMS.type: {K.provisionMode},
    CV.isGroupedBy: {K.occasionedBy},
    CV.hasChannel: {K.offeredThrough},
    CPSV.produces: {K["yields"]},
    CV.hasFormalFramework: {K.changedByAct},
    SKOS.prefLabel: {SKOS.prefLabel, RDFS.label},
    DCTERMS.identifier: {ELI.id_local},
}

#: Predicate -> the predicates that say the same the other way round.
REVERSED = {
    CV.hasRelatedService: {K.occasionedBy},
    CV.isClassifiedBy: {K.providesService},
    ORG.changedBy: {ORG.originalOrganization},
    ORG.resultedFrom: {ORG.resultingOrganization},
    ORG.hasSubOrganization: {ORG.subOrganizationOf},
    DCTERMS.replaces: {DCTERMS.isReplacedBy},
    PROV.wasDerivedFrom: {K.assertsSubject},
}


def concept_of(node: rdflib.term.Node, graph: rdflib.Graph) -> rdflib.term.Node:
    """The concept whose kind a thing is of; anything else stands for itself."""
    for kind, (beginning, _) in THINGS.items():
        if str(node).startswith(CDSI + beginning):
            concept = CONCEPT[str(node).removeprefix(CDSI + beginning)]
            assert (concept, RDF.type, kind) in graph
            return concept
    return node


def basis(triple: tuple, graph: rdflib.Graph) -> bool:
    """Whether the graph, or what the editors set for the profile, says what a statement of the profile says."""
    subject, predicate, item = triple
    source, target = concept_of(subject, graph), concept_of(item, graph)
    if source == target:  # a thing and the concept of its kind
        return predicate in (CV.isClassifiedBy, DCTERMS.type)
    forth = {predicate, *ORIGINS.get(predicate, ())}
    back = REVERSED.get(predicate, set())
    return any((source, p, target) in graph for p in forth) or any((target, p, source) in graph for p in back)


def test_every_statement_comes_from_the_graph(profile, graph):
    classes = {CPSV.PublicService, CV.Event, CV.LifeEvent, CV.Channel, CV.Output}
    added = Counter()
    for triple in profile:
        subject, predicate, item = triple
        if basis(triple, graph):
            continue
        if predicate == RDF.type:
            added[item] += 1
            assert item not in classes or item in next(t for b, t in THINGS.values() if str(subject).startswith(ID + b))
        elif predicate == DCTERMS.identifier:
            assert str(subject) == CDSI + str(item)
        elif predicate == PROV.startedAtTime:
            day = graph.value(subject, DCTERMS.date)
            assert str(item) == f"{day}T00:00:00+07:00"
        else:  # what the profile requires and the graph does not have
            assert subject in set(profile.subjects(RDF.type, CPSV.PublicService))
            assert predicate in (CV.hasCompetentAuthority, DCTERMS.spatial, SKOS.scopeNote)
    beside = {ORG.Organization, FOAF.Agent, CV.ReferenceFramework, ELI.LegalResource, SKOS.Concept}
    assert set(added) == classes | beside


def test_a_statement_without_basis_would_be_seen(graph):
    service = ID["service-dang-ky-khai-sinh"]
    assert basis((service, CV.hasChannel, ID["channel-truc-tuyen"]), graph)
    assert not basis((service, CV.hasChannel, ID["channel-thiet-bi-di-dong"]), graph)
    assert not basis((service, CPSV.produces, ID["output-ho-chieu"]), graph)


def test_nothing_that_fits_the_profile_is_left_out(profile, graph):
    for kind, (beginning, classes) in THINGS.items():
        expected = {ID[beginning + str(concept).removeprefix(CDSC)] for concept in graph.subjects(RDF.type, kind)}
        assert expected
        for cls in classes:
            assert set(profile.subjects(RDF.type, cls)) == expected
    services = set(graph.subjects(RDF.type, K.ServiceKind))
    for predicate, sources in ORIGINS.items():
        for source in sources & {K.serves, K.provisionMode, K.occasionedBy, K.offeredThrough, K["yields"]}:
            stated = {(s, o) for s, o in graph.subject_objects(source) if s in services}
            told = {(concept_of(s, graph), concept_of(o, graph)) for s, o in profile.subject_objects(predicate)}
            assert stated
            assert stated <= told


def test_concepts_stay_concepts(profile, graph):
    """A file of the profile merged with the graph adds nothing to a concept: services are things of their own."""
    concepts = {s for s in profile.subjects() if str(s).startswith(CDSC)}
    assert len(concepts) == 16
    for concept in concepts:
        assert set(profile.predicate_objects(concept)) <= set(graph.predicate_objects(concept))
        assert {(RDF.type, SKOS.Concept)} <= set(profile.predicate_objects(concept))


# What is said, and what is not


def test_no_authority_is_named_that_the_source_does_not_name(profile):
    collective = ID["collective-co-quan-nha-nuoc"]
    assert set(profile.objects(None, CV.hasCompetentAuthority)) == {collective}
    assert {note.language for note in profile.objects(collective, SKOS.editorialNote)} == {"vi", "en"}
    assert profile.value(collective, PROV.wasAttributedTo) == ID["agent-contributors"]
    assert set(profile.objects(collective, ORG.classification)) == {CONCEPT["co-quan-nha-nuoc"]}
    for service in profile.subjects(RDF.type, CPSV.PublicService):
        assert {note.language for note in profile.objects(service, SKOS.scopeNote)} == {"vi", "en"}


def test_only_bodies_of_the_administration_are_public_organisations(profile, graph):
    public = set(profile.subjects(RDF.type, CV.PublicOrganisation)) - {ID["collective-co-quan-nha-nuoc"]}
    others = set(graph.subjects(RDF.type, ORG.Organization)) - public
    named = {"organisation-bo-chinh-tri", "organisation-quoc-hoi", "organisation-uy-ban-thuong-vu-quoc-hoi"}
    assert others == {ID[name] for name in named}
    assert not public & set(graph.subjects(RDF.type, ORG.Post))
    sides = {o for p in (ORG.originalOrganization, ORG.resultingOrganization) for o in graph.objects(None, p)}
    assert sides <= public


def test_what_ended_shows_its_end_and_what_came_after(profile):
    ministry, agency = ID["organisation-bo-thong-tin-va-truyen-thong"], ID["organisation-cuc-tin-hoc-hoa"]
    merger = ID["change-hop-nhat-bo-thong-tin-va-truyen-thong-2025"]
    assert str(profile.value(ministry, K.validUntil)) == "2025-02-28"
    assert str(profile.value(agency, K.validUntil)) == "2022-07-25"
    assert profile.value(ministry, DCTERMS.isReplacedBy) == ID["organisation-bo-khoa-hoc-va-cong-nghe"]
    assert profile.value(ministry, ORG.changedBy) == merger
    assert str(profile.value(merger, PROV.startedAtTime)) == "2025-03-01T00:00:00+07:00"
    assert profile.value(merger, CV.hasFormalFramework) == ID["act-55-2025-nd-cp"]
    assert profile.value(ID["organisation-chinh-phu"], K.validUntil) is None
    name = profile.value(CONCEPT["the-can-cuoc-cong-dan"], SKOSXL.prefLabel)
    assert str(profile.value(name, K.validUntil)) == "2024-06-30"


def test_titles_and_descriptions_are_in_both_languages(profile):
    for cls in {*FOCUS["cpsv"], ORG.ChangeEvent} - {DCTERMS.Location}:
        for thing in profile.subjects(RDF.type, cls):
            assert {title.language for title in profile.objects(thing, DCTERMS.title)} == {"vi", "en"}
    for cls in (CPSV.PublicService, CV.Event, CV.Channel, CV.Output, ORG.ChangeEvent):
        for thing in profile.subjects(RDF.type, cls):
            assert {text.language for text in profile.objects(thing, DCTERMS.description)} == {"vi", "en"}


def test_identifiers_are_unique_and_no_node_is_blank(profile):
    identifiers = Counter(profile.objects(None, DCTERMS.identifier))
    assert len(identifiers) == 5 + 2 + 2 + 3 + 6 + 1
    assert set(identifiers.values()) == {1}
    assert not any(isinstance(term, ox.BlankNode) for triple in services_graph() for term in triple)


def test_links_lead_to_things_that_the_file_describes(profile):
    """But for claims and the scheme, which stand in files of their own."""
    links = (CV.isGroupedBy, CV.hasChannel, CPSV.produces, CV.isClassifiedBy, DCTERMS.type, DCTERMS.audience)
    for predicate in (
        *links,
        CV.hasFormalFramework,
        ELI.passed_by,
        ORG.changedBy,
        ORG.subOrganizationOf,
        DCTERMS.spatial,
    ):
        targets = set(profile.objects(None, predicate))
        assert targets
        assert all((target, RDF.type, None) in profile for target in targets)

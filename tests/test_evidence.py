"""Everything the graph says rests on evidence, and the evidence is what the article has.

Expectations come from the article's own tables of sentences and claims, and from reading the article.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from cds_kg import KnowledgeGraph

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return KnowledgeGraph.open()


def column(kg: KnowledgeGraph, query: str) -> list[str]:
    """The first column of a query, things by their prefixed names."""
    return [getattr(row[0], "curie", str(row[0])) for row in kg.query(query)]


def pairs(kg: KnowledgeGraph, query: str) -> set[tuple[str, ...]]:
    """The rows of a query, things by their prefixed names."""
    return {tuple(getattr(value, "curie", str(value)) for value in row) for row in kg.query(query)}


# The article's claims and sentences


def test_all_111_claims_are_there_with_sentence_phrase_and_position(kg, listed_claims):
    assert len(listed_claims) == 111
    found = {
        (row.claim.curie, row.passage.curie, str(row.phrase), row.start, row.end)
        for row in kg.query(
            "SELECT ?claim ?passage ?phrase ?start ?end { ?claim a cds:Claim ; cds:fromPassage ?passage ;"
            " cds:keyPhrase ?phrase ; cds:start ?start ; cds:end ?end }"
        )
    }
    assert found == {
        (f"cdse:{c['claim']}", f"cdsp:{c['sentence']}", c["phrase"], int(c["start"]), int(c["end"]))
        for c in listed_claims
    }


def test_every_phrase_stands_in_the_article_where_the_graph_says(kg, article):
    rows = list(
        kg.query("SELECT ?phrase ?start ?end { ?claim cds:keyPhrase ?phrase ; cds:start ?start ; cds:end ?end }")
    )
    assert rows
    assert all(article[row.start : row.end] == row.phrase for row in rows)


def test_each_of_the_47_statements_and_the_attribution_has_a_claim_and_no_heading_has(kg, listed_sentences):
    stating = {f"cdsp:{s['sentence']}" for s in listed_sentences if s["kind"] in ("statement", "attribution")}
    assert len(stating) == 48
    assert set(column(kg, "SELECT DISTINCT ?passage { ?claim cds:fromPassage ?passage }")) == stating


def test_the_48_passages_have_line_position_and_digest_of_the_article(kg, listed_sentences):
    found = {
        (row.passage.curie, row.line, row.start, row.end, str(row.sha256))
        for row in kg.query(
            "SELECT ?passage ?line ?start ?end ?sha256 { ?passage a cds:Passage ; cds:line ?line ; cds:sha256 ?sha256 ;"
            " oa:hasSelector [ oa:start ?start ; oa:end ?end ] }"
        )
    }
    assert found == {
        (f"cdsp:{s['sentence']}", int(s["line"]), int(s["start"]), int(s["end"]), s["sha256"])
        for s in listed_sentences
        if s["kind"] != "heading"
    }


def test_no_sentence_of_the_article_is_in_the_packaged_data(article, listed_sentences):
    data = "".join(
        file.read_text(encoding="utf-8")
        for folder in ("ontology", "shapes", "queries")
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and not file.name.startswith(".")
    )
    for sentence in listed_sentences:
        if sentence["kind"] == "statement":
            assert article[int(sentence["start"]) : int(sentence["end"])] not in data, sentence["sentence"]


# Claims and facts, both ways

ASSERTED = """
SELECT ?claim ?s ?p ?o {
  ?claim cds:assertsSubject ?s ; cds:assertsPredicate ?p ; cds:assertsObject ?o .
}"""
ASSERTED_BUT_ABSENT = """
SELECT ?claim {
  ?claim cds:assertsSubject ?s ; cds:assertsPredicate ?p ; cds:assertsObject ?o .
  FILTER NOT EXISTS { ?s ?p ?o }
} ORDER BY ?claim"""
UNSUPPORTED = """
SELECT ?s ?p {
  ?s ?p ?o .
  FILTER(STRSTARTS(STR(?s), STR(cdsc:)) || STRSTARTS(STR(?s), STR(cdsi:)))
  FILTER(STRSTARTS(STR(?p), STR(cds:)) || ?p IN (
    skos:altLabel, skos:broader, dcterms:isReplacedBy, org:subOrganizationOf,
    skos:exactMatch, skos:closeMatch, skos:broadMatch, skos:narrowMatch, skos:relatedMatch))
  FILTER NOT EXISTS { ?claim cds:assertsSubject ?s ; cds:assertsPredicate ?p ; cds:assertsObject ?o }
} ORDER BY ?s ?p"""


@pytest.fixture
def seeded(tmp_path):
    """The graph with one statement more that no claim supports, and one claim whose statement nobody makes."""
    file = tmp_path / "seeded.ttl"
    file.write_text(
        "@prefix cds: <https://w3id.org/cds-kg/ontology#> .\n"
        "@prefix cdsc: <https://w3id.org/cds-kg/concept/> .\n"
        "@prefix cdse: <https://w3id.org/cds-kg/claim/> .\n"
        "cdsc:chinh-phu-so cds:serves cdsc:ca-nhan .\n"
        "cdse:c999 a cds:Claim ; cds:assertsSubject cdsc:chinh-phu-dien-tu ; cds:assertsPredicate cds:serves ;\n"
        "  cds:assertsObject cdsc:ca-nhan .\n",
        encoding="utf-8",
    )
    return KnowledgeGraph.open(extra=[file])


def test_the_triple_of_every_claim_part_and_external_claim_is_in_the_graph(kg, seeded):
    assert len(list(kg.query(ASSERTED))) > 111
    assert column(kg, ASSERTED_BUT_ABSENT) == []
    assert column(seeded, ASSERTED_BUT_ABSENT) == ["cdse:c999"]


def test_no_domain_triple_stands_without_a_claim_or_an_external_claim(kg, seeded):
    assert pairs(kg, UNSUPPORTED) == set()
    assert pairs(seeded, UNSUPPORTED) == {("cdsc:chinh-phu-so", "cds:serves")}


def test_every_claim_part_and_external_claim_asserts_exactly_one_triple(kg):
    counted = kg.query(
        "SELECT ?claim (COUNT(*) AS ?n)"
        " { ?claim cds:assertsSubject ?s ; cds:assertsPredicate ?p ; cds:assertsObject ?o } GROUP BY ?claim"
    )
    numbers = {row.claim.curie: row.n for row in counted}
    assert set(numbers.values()) == {1}
    records = set(column(kg, "SELECT ?c { VALUES ?kind { cds:Claim cds:ClaimPart cds:ExternalClaim } ?c a ?kind }"))
    assert records == set(numbers)


def test_every_part_belongs_to_a_claim_of_its_own_name(kg):
    parts = pairs(kg, "SELECT ?part ?claim { ?part a cds:ClaimPart ; dcterms:isPartOf ?claim }")
    assert parts
    assert all(part.rpartition("-")[0] == claim for part, claim in parts)
    assert {claim for _, claim in parts} <= set(column(kg, "SELECT ?claim { ?claim a cds:Claim }"))


def test_every_definition_names_the_claims_it_was_written_from(kg):
    assert column(kg, "SELECT ?c { ?c a skos:Concept FILTER NOT EXISTS { ?c prov:wasDerivedFrom ?claim } }") == []
    assert (
        column(
            kg,
            "SELECT ?claim { ?c a skos:Concept ; prov:wasDerivedFrom ?claim"
            " FILTER NOT EXISTS { ?claim cds:assertsObject ?o } }",
        )
        == []
    )


def test_external_claims_have_a_source_and_a_grade_unless_the_editors_are_the_source(kg):
    graded = pairs(
        kg, "SELECT ?source ?grade { ?c a cds:ExternalClaim ; dcterms:source ?source ; cds:confidence ?grade }"
    )
    assert {grade for _, grade in graded} <= {"A", "B", "C"}
    assert "cdsi:source-editors" not in {source for source, _ in graded}
    ungraded = (
        "SELECT ?source { ?c a cds:ExternalClaim OPTIONAL { ?c dcterms:source ?source }"
        " FILTER NOT EXISTS { ?c cds:confidence ?grade } }"
    )
    assert set(column(kg, ungraded)) == {"cdsi:source-editors"}


def test_no_two_files_use_one_number_for_two_claims():
    declared = Counter(
        name
        for file in (ROOT / "ontology").rglob("*.ttl")
        for name in re.findall(r"^cdse:\S+$", file.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert len(declared) > 300
    assert [name for name, times in declared.items() if times > 1] == []


# Acts and how claims stand


def test_every_act_is_identified_by_a_graded_claim_with_its_source(kg):
    acts = set(column(kg, "SELECT ?act { ?act a cds:LegalAct }"))
    assert len(acts) == 35
    identified = (
        "SELECT DISTINCT ?act { ?act a cds:LegalAct ; ?p ?o ; dcterms:source ?source . ?claim a cds:ExternalClaim ;"
        " cds:assertsSubject ?act ; cds:assertsPredicate ?p ; cds:assertsObject ?o ; cds:confidence ?grade ;"
        " dcterms:source ?source ; dcterms:bibliographicCitation ?cited"
        " FILTER(?p = eli:id_local || ?p = eli:title && NOT EXISTS { ?act eli:id_local ?number }) }"
    )
    assert set(column(kg, identified)) == acts


def test_everything_that_ended_or_was_replaced_names_an_act_on_graded_evidence(kg):
    ended = set(column(kg, "SELECT DISTINCT ?x { ?x cds:validUntil|dcterms:isReplacedBy ?any }"))
    assert len(ended) == 5
    named = (
        "SELECT DISTINCT ?x { ?x cds:validUntil|dcterms:isReplacedBy ?any ; cds:changedByAct ?act ."
        " ?act a cds:LegalAct . ?claim cds:assertsSubject ?x ; cds:assertsPredicate cds:changedByAct ;"
        " cds:assertsObject ?act ; cds:confidence ?grade }"
    )
    assert set(column(kg, named)) == ended


def test_each_of_the_111_claims_says_how_it_stands_on_which_day(kg):
    standing = pairs(kg, "SELECT ?c ?how ?day { ?c a cds:Claim ; cds:currency ?how ; cds:checkedOn ?day }")
    assert len(standing) == 111
    assert len({claim for claim, _, _ in standing}) == 111


def test_claims_that_are_confirmed_or_overtaken_name_the_claims_that_say_so(kg):
    assert pairs(kg, "SELECT ?c ?basis { ?c cds:currencyBasis ?basis }") == {
        ("cdse:c041", "cdse:x008"),  # the name of the card
        ("cdse:c049", "cdse:x008"),
        ("cdse:c051", "cdse:x001"),  # the district level
        ("cdse:c081", "cdse:x011"),  # the four levels of service
        ("cdse:c083", "cdse:x011"),
        ("cdse:c085", "cdse:x012"),  # Denmark, Estonia
        ("cdse:c085", "cdse:x013"),
        ("cdse:c088", "cdse:x014"),  # Singapore, South Korea
        ("cdse:c088", "cdse:x015"),
        ("cdse:c111", "cdse:x002"),  # the ministry, its agency
        ("cdse:c111", "cdse:x004"),
    }


def test_the_basis_of_a_claims_standing_is_about_what_the_claim_speaks_of(kg):
    told = pairs(
        kg, "SELECT ?c ?thing { ?c cds:currencyBasis ?x . ?x a cds:ExternalClaim ; cds:assertsSubject ?thing }"
    )
    spoken = pairs(
        kg,
        "SELECT ?c ?thing { ?c a cds:Claim { ?c cds:mentionsEnded|cds:assertsSubject|cds:assertsObject ?thing } UNION"
        " { ?part dcterms:isPartOf ?c ; cds:assertsSubject|cds:assertsObject ?thing } }",
    )
    assert told <= spoken
    for claim, thing in pairs(kg, "SELECT ?c ?x { ?c cds:mentionsEnded ?x }"):
        assert (claim, thing) in told


# One idea, one resource

OBJECTS = """
SELECT ?o {{
  VALUES ?claim {{ cdse:{} }}
  {{ ?claim cds:assertsObject ?o }} UNION {{ ?part dcterms:isPartOf ?claim ; cds:assertsObject ?o }}
}}"""


@pytest.mark.parametrize(
    ("concept", "claims"),
    [
        ("hieu-luc-hieu-qua-hoat-dong", ["c019", "c023", "c059"]),
        ("doi-moi-mo-hinh-hoat-dong", ["c024", "c031"]),
        ("thay-doi-cach-thuc-cung-cap-dich-vu", ["c025", "c032"]),
        ("cong-nghe-so-va-du-lieu", ["c026", "c037"]),
        ("minh-bach", ["c010", "c060", "c091"]),
        ("phong-chong-tham-nhung", ["c011", "c061", "c092"]),
        ("the-can-cuoc-cong-dan", ["c041", "c049"]),
    ],
)
def test_a_shared_idea_is_one_resource_reached_from_every_claim_that_mentions_it(kg, concept, claims):
    for claim in claims:
        assert f"cdsc:{concept}" in column(kg, OBJECTS.format(claim)), claim


def test_lower_cost_of_services_and_lower_cost_to_reach_level_4_are_two_ideas(kg):
    services, level = (set(column(kg, OBJECTS.format(claim))) for claim in ("c017", "c084"))
    assert "cdsc:giam-chi-phi" in services
    assert "cdsc:giam-chi-phi-dua-dich-vu-cong-len-muc-do-4" in level
    assert not services & level

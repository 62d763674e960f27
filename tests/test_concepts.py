"""A thing is found by any of its names, described as the article has it, and placed between nation and locality."""

from __future__ import annotations

import datetime
import unicodedata

import pytest

from cds_kg.errors import AmbiguousError, NotFoundError, UsageError
from cds_kg.knowledge.concepts import describe
from cds_kg.knowledge.endings import ending
from cds_kg.knowledge.names import KINDS, label, resolve
from cds_kg.knowledge.paths import path, shortest
from cds_kg.knowledge.tree import tree
from cds_kg.namespaces import CDS, CDSC, CDSI, DCTERMS
from cds_kg.store.dataset import GraphStore

# Finding by name


@pytest.mark.parametrize(
    "name",
    [
        "chinh-phu-so",
        "cdsc:chinh-phu-so",
        "https://w3id.org/cds-kg/concept/chinh-phu-so",
        "<https://w3id.org/cds-kg/concept/chinh-phu-so>",
        "Chính phủ số",
        "CHÍNH PHỦ SỐ",
        "chinh phu so",
        "  chính   phủ số ",
        unicodedata.normalize("NFD", "Chính phủ số"),
        "Digital government",
        "digital GOVERNMENT",
        "CPS",
        "cps",
    ],
)
def test_a_concept_is_found_by_each_of_its_names(kg_store, name):
    assert resolve(kg_store, name) == CDSC + "chinh-phu-so"


def test_every_concept_is_found_by_its_label_with_and_without_marks_in_both_languages(kg_store):
    rows = list(kg_store.select("SELECT ?c ?l { ?c a skos:Concept ; skos:prefLabel ?l }"))
    assert len(rows) == 2 * 133
    for row in rows:
        assert resolve(kg_store, row["l"]) == row["c"], row["l"]
        bare = unicodedata.normalize("NFD", row["l"].replace("đ", "d").replace("Đ", "D"))
        bare = "".join(c for c in bare if not unicodedata.combining(c))
        assert resolve(kg_store, bare) == row["c"], bare


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ha tang", "ha-tang-so"),  # nothing else begins with these words
        ("e government", "chinh-phu-dien-tu"),  # the label has a hyphen
        ("phong chong tham nhung", "phong-chong-tham-nhung"),  # and a comma
        ("Thẻ căn cước", "the-can-cuoc-cong-dan"),  # the whole of an alternative label, the beginning of others
        ("dich vu", "dich-vu"),  # the whole of one label, the beginning of others
        ("xa hoi", "xa-hoi"),
    ],
)
def test_an_exact_name_wins_and_a_beginning_is_enough_where_only_one_thing_has_it(kg_store, name, found):
    assert resolve(kg_store, name) == CDSC + found


def test_several_that_fit_are_listed_with_id_and_label_in_both_languages(kg_store):
    with pytest.raises(AmbiguousError) as told:
        resolve(kg_store, "chính phủ")
    assert told.value.candidates == (CDSC + "chinh-phu-dien-tu", CDSC + "chinh-phu-so")
    assert "chinh-phu-dien-tu  Chính phủ điện tử" in told.value.vi
    assert "chinh-phu-dien-tu  E-government" in told.value.en
    assert told.value.exit_code == 2


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chinh qyen so", "chinh-quyen-so"),  # a letter left out
        ("do thi thong mnih", "do-thi-thong-minh"),  # two letters swapped
        ("smart ctiy", "do-thi-thong-minh"),
        ("digital goverment", "chinh-phu-so"),
        ("tham nhũng", "phong-chong-tham-nhung"),  # words from the middle of a label
    ],
)
def test_a_misspelt_name_is_not_found_but_suggested(kg_store, typed, meant):
    with pytest.raises(NotFoundError) as told:
        resolve(kg_store, typed)
    assert f"({meant})" in told.value.vi
    assert f"({meant})" in told.value.en
    assert told.value.exit_code == 1


@pytest.mark.parametrize("name", ["xyz", "dvctt", "x" * 100_000, "chính" * 50, "?", "cdsc:khong-co", "urn:x:y"])
def test_a_name_of_nothing_is_not_found(kg_store, name):
    with pytest.raises(NotFoundError):
        resolve(kg_store, name)


def test_an_empty_name_is_wrong_use(kg_store):
    with pytest.raises(UsageError):
        resolve(kg_store, " \n ")


def test_individuals_and_terms_are_found_when_asked_for(kg_store):
    assert resolve(kg_store, "cuc tin hoc hoa", KINDS) == CDSI + "organisation-cuc-tin-hoc-hoa"
    assert resolve(kg_store, "Bộ TT&TT", KINDS) == CDSI + "organisation-bo-thong-tin-va-truyen-thong"
    assert resolve(kg_store, "target-2025", KINDS) == CDSI + "target-2025"
    assert resolve(kg_store, "cds:Pillar", KINDS) == CDS + "Pillar"
    assert resolve(kg_store, "trụ cột", KINDS) == CDS + "Pillar"
    for name in ("cuc tin hoc hoa", "target-2025", "cds:Pillar"):
        with pytest.raises(NotFoundError):
            resolve(kg_store, name)


def test_a_concept_wins_over_a_class_or_property_of_the_same_name(kg_store):
    # "Cấp" begins concepts, and is the whole label of the property cds:yields.
    with pytest.raises(AmbiguousError) as told:
        resolve(kg_store, "cấp", KINDS)
    assert CDSC + "cap-huyen" in told.value.candidates
    assert CDS + "yields" not in told.value.candidates
    assert resolve(kg_store, "Indicator", ("term",)) == CDS + "Indicator"


def test_labels_fall_back_from_the_language_asked_to_vietnamese_english_and_the_short_name(kg_store, tmp_path):
    assert label(kg_store, CDSC + "ha-tang-so", "en") == "Digital infrastructure"
    assert label(kg_store, CDSC + "ha-tang-so", "fr") == "Hạ tầng số"
    file = tmp_path / "own.ttl"
    file.write_text(
        '@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<urn:own:a> skos:prefLabel "Only English"@en .\n',
        encoding="utf-8",
    )
    own = GraphStore.open(extra=[file])
    assert label(own, "urn:own:a", "vi") == "Only English"
    assert label(own, "https://w3id.org/cds-kg/claim/c051") == "cdse:c051"
    assert resolve(own, "only english", KINDS) == "urn:own:a"


# Description


def test_digital_local_government_is_described_as_the_article_has_it(kg_store):
    about = describe(kg_store, CDSC + "chinh-quyen-so", "en")
    assert about.labels == {"vi": "Chính quyền số", "en": "Digital local government"}
    assert set(about.definitions) == {"vi", "en"}
    assert about.classes == (CDS + "GovernmentModel", CDS + "Pillar")
    outgoing = {(r.predicate.removeprefix(CDS), r.value_label) for r in about.relations if not r.inverse}
    assert outgoing == {
        ("developedBy", "Local-government agency"),
        ("localFormOf", "Digital government"),
        ("implementedAtLevel", "Provincial level"),
        ("implementedAtLevel", "District level"),
        ("implementedAtLevel", "Commune level"),
        ("correspondsTo", "Digital government"),
        ("boundedBy", "Smart city"),
    }
    inverse = [r for r in about.relations if r.inverse and r.value.startswith(CDSC)]  # acts and observations come too
    assert {(r.predicate.removeprefix(CDS), r.value.removeprefix(CDSC)) for r in inverse} == {
        ("develops", "chuyen-doi-so-co-quan-nha-nuoc"),
        ("develops", "phat-trien-chinh-quyen-so-do-thi-thong-minh"),
        ("hasComponent", "do-thi-thong-minh"),
    }
    assert [c.id for c in about.claims] == ["c003", "c004", "c050", "c051", "c056", "c057", "c058"]


def test_levels_come_in_the_order_of_the_article_and_the_ended_one_is_marked(kg_store):
    about = describe(kg_store, CDSC + "chinh-quyen-so")
    levels = [r for r in about.relations if r.predicate == CDS + "implementedAtLevel"]
    assert [r.value_label for r in levels] == ["Cấp tỉnh", "Cấp huyện", "Cấp xã"]
    assert [r.ending is not None for r in levels] == [False, True, False]


def test_a_correspondence_is_seen_from_both_sides(kg_store):
    for one, other in (("kinh-te-so", "kinh-te-so-do-thi"), ("kinh-te-so-do-thi", "kinh-te-so")):
        relations = describe(kg_store, CDSC + one).relations
        assert [r.value for r in relations if r.predicate == CDS + "correspondsTo" and not r.inverse] == [CDSC + other]


def test_what_ended_is_told_with_last_day_successor_and_on_whose_word(kg_store):
    about = describe(kg_store, CDSI + "organisation-bo-thong-tin-va-truyen-thong")
    assert about.ending is not None
    assert about.ending.last_day == datetime.date(2025, 2, 28)
    assert about.ending.replaced_by == (CDSI + "organisation-bo-khoa-hoc-va-cong-nghe",)
    assert about.ending.acts == (CDSI + "act-55-2025-nd-cp",)
    stated = {claim.triple.predicate.value: claim.confidence for claim in about.ending_claims}
    assert stated == {CDS + "validUntil": "B", DCTERMS + "isReplacedBy": "B", CDS + "changedByAct": "B"}
    district = describe(kg_store, CDSC + "cap-huyen")
    assert district.ending is not None
    assert district.ending.replaced_by == ()
    assert district.ending_claims[0].confidence == "A"


def test_the_last_day_itself_still_counts(kg_store):
    district = ending(kg_store, CDSC + "cap-huyen")
    assert district is not None
    assert not district.by(datetime.date(2025, 6, 30))
    assert district.by(datetime.date(2025, 7, 1))
    scale = ending(kg_store, CDSI + "scale-four-levels")
    assert scale is not None
    assert scale.last_day is None
    assert scale.by(datetime.date(2026, 11, 23))
    assert ending(kg_store, CDSC + "cap-tinh") is None


# From nation to locality


def _outline(nodes):
    return [(d, n.iri.removeprefix(CDSC), n.repeated) for root in nodes for d, n in root.walk()]


def test_the_tree_goes_from_the_transformation_down_to_the_tiers_in_the_order_of_the_article(kg_store):
    # s02: central agencies develop digital government, localities digital local government and smart cities; s03: the
    # three focus areas; s20 and s23: what these are made of. The smart nation (s22) is not reached from above.
    assert _outline(tree(kg_store)) == [
        (0, "chuyen-doi-so-co-quan-nha-nuoc", False),
        (1, "chinh-phu-so", False),
        (2, "chinh-quyen-so", False),
        (3, "cap-tinh", False),
        (3, "cap-huyen", False),
        (3, "cap-xa", False),
        (1, "phat-trien-chinh-phu-so", False),
        (2, "chinh-phu-so", True),
        (1, "chinh-quyen-so", True),
        (1, "do-thi-thong-minh", False),
        (2, "chinh-quyen-so", True),
        (2, "kinh-te-so-do-thi", False),
        (2, "xa-hoi-so-do-thi", False),
        (1, "phat-trien-chinh-quyen-so-do-thi-thong-minh", False),
        (2, "chinh-quyen-so", True),
        (2, "do-thi-thong-minh", True),
        (1, "ha-tang-so", False),
        (1, "du-lieu-mo", False),
        (1, "dich-vu-cong-truc-tuyen-muc-do-cao", False),
        (0, "quoc-gia-thong-minh", False),
        (1, "chinh-phu-so", True),
        (1, "kinh-te-so", False),
        (1, "xa-hoi-so", False),
    ]


def test_each_place_in_the_tree_tells_its_relation_and_the_district_its_end(kg_store):
    (root,) = tree(kg_store, CDSC + "chinh-phu-so")
    (local,) = root.children
    assert (local.relation, local.upward) == (CDS + "localFormOf", True)
    assert {(child.relation, child.upward) for child in local.children} == {(CDS + "implementedAtLevel", False)}
    ended = [child.iri for child in local.children if child.ending]
    assert ended == [CDSC + "cap-huyen"]


def test_a_tree_of_a_leaf_is_the_leaf(kg_store):
    assert _outline(tree(kg_store, CDSC + "minh-bach")) == [(0, "minh-bach", False)]


def test_relations_in_a_circle_end_the_tree_where_they_close(tmp_path):
    file = tmp_path / "circle.ttl"
    file.write_text(
        "@prefix cds: <https://w3id.org/cds-kg/ontology#> .\n"
        "<urn:a> cds:includes <urn:b> . <urn:b> cds:includes <urn:a> .\n",
        encoding="utf-8",
    )
    (root,) = tree(GraphStore.open(modules=[], extra=[file]), "urn:a")
    assert [(node.iri, node.repeated) for _, node in root.walk()] == [
        ("urn:a", False),
        ("urn:b", False),
        ("urn:a", True),
    ]


def test_a_graph_without_roots_says_so(tmp_path):
    with pytest.raises(NotFoundError):
        tree(GraphStore.open(modules=[]))


# Connections


def test_two_concepts_are_connected_over_the_fewest_steps_with_the_relation_on_each(kg_store):
    # s18: digital government gives a unique identifier at birth.
    steps = path(kg_store, CDSC + "ma-dinh-danh-duy-nhat", CDSC + "chinh-phu-so")
    assert [(s.start, s.relation, s.end, s.forward) for s in steps] == [
        (CDSC + "ma-dinh-danh-duy-nhat", CDS + "yields", CDSC + "cap-ma-dinh-danh-duy-nhat", False),
        (CDSC + "cap-ma-dinh-danh-duy-nhat", CDS + "providesService", CDSC + "chinh-phu-so", False),
    ]
    assert path(kg_store, CDSC + "cap-xa", CDSC + "cap-xa") == ()


def test_of_paths_of_the_same_length_the_first_in_order_is_taken_whatever_the_order_of_the_edges():
    edges = [("a", "r", "c"), ("c", "r", "z"), ("a", "s", "b"), ("a", "r", "b"), ("z", "r", "b"), ("a", "q", "x")]
    for given in (edges, edges[::-1]):
        steps = shortest(given, "a", "z")
        assert [(s.start, s.relation, s.end, s.forward) for s in steps] == [
            ("a", "r", "b", True),
            ("b", "r", "z", False),
        ]


def test_what_nothing_connects_is_not_found():
    with pytest.raises(NotFoundError):
        shortest([("a", "r", "b"), ("c", "r", "d")], "a", "d")

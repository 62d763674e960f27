"""The integrity conditions of SKOS and the checks of qSKOS as queries, each with a fault that it finds.

Of qSKOS's checks these cannot be asked of a file alone: missing in-links and broken links need the web.
"""

from __future__ import annotations

from typing import NamedTuple

ABOVE = "(skos:broader|^skos:narrower)"


class Check(NamedTuple):
    """A query with a row for each fault, and Turtle with one."""

    query: str
    fault: str


CHECKS = {
    # The integrity conditions of the SKOS Reference
    "S9: a concept is no scheme": Check(
        "SELECT ?c { ?c a skos:Concept , skos:ConceptScheme }", "ex:a a skos:Concept , skos:ConceptScheme ."
    ),
    "S13: a label is preferred, alternative or hidden": Check(
        "SELECT ?c { { ?c skos:prefLabel ?l ; skos:altLabel ?l } UNION { ?c skos:prefLabel ?l ; skos:hiddenLabel ?l }"
        " UNION { ?c skos:altLabel ?l ; skos:hiddenLabel ?l } }",
        'ex:a skos:prefLabel "Một"@vi ; skos:hiddenLabel "Một"@vi .',
    ),
    "S14: one preferred label in a language": Check(
        "SELECT ?c { ?c skos:prefLabel ?l , ?m . FILTER(?l != ?m && LANG(?l) = LANG(?m)) }",
        'ex:a skos:prefLabel "Một"@vi , "Hai"@vi .',
    ),
    "S27: what is related is neither broader nor narrower": Check(
        f"SELECT ?c {{ ?c skos:related ?d . {{ ?c {ABOVE}+ ?d }} UNION {{ ?d {ABOVE}+ ?c }} }}",
        "ex:a skos:related ex:c ; skos:broader ex:b . ex:b skos:broader ex:c .",
    ),
    "S37: a collection is neither concept nor scheme": Check(
        "SELECT ?c { ?c a skos:Collection , ?k . FILTER(?k IN (skos:Concept, skos:ConceptScheme)) }",
        "ex:a a skos:Collection , skos:Concept .",
    ),
    "S46: an exact match is no other match": Check(
        "SELECT ?c { { ?c skos:exactMatch ?d } UNION { ?d skos:exactMatch ?c }"
        " ?c skos:broadMatch|skos:narrowMatch|skos:relatedMatch|^skos:broadMatch|^skos:narrowMatch ?d }",
        "ex:a skos:exactMatch ex:b . ex:b skos:broadMatch ex:a .",
    ),
    # Labels and languages, as qSKOS and skosify check them
    "every text has a language tag, Vietnamese or English": Check(
        "SELECT ?c { ?c ?p ?l . FILTER(isLiteral(?l) && ?p IN (skos:prefLabel, skos:altLabel, skos:hiddenLabel,"
        " skos:definition, skos:note, skos:scopeNote, skos:editorialNote, skos:changeNote, skos:historyNote,"
        ' skos:example)) FILTER(LANG(?l) NOT IN ("vi", "en")) }',
        'ex:a skos:altLabel "Một" .',
    ),
    "every concept is covered in both languages": Check(
        'SELECT ?c { ?c a skos:Concept . VALUES ?g { "vi" "en" } VALUES ?p { skos:prefLabel skos:definition }'
        " OPTIONAL { ?c ?p ?l . FILTER(LANG(?l) = ?g) } FILTER(!BOUND(?l)) }",
        'ex:a a skos:Concept ; skos:prefLabel "Một"@vi , "One"@en ; skos:definition "Số một"@vi .',
    ),
    "every concept is documented": Check(
        "SELECT ?c { ?c a skos:Concept . FILTER NOT EXISTS { ?c skos:definition|skos:note|skos:scopeNote ?l } }",
        "ex:a a skos:Concept .",
    ),
    "no two concepts share a label": Check(
        "SELECT ?label { ?c a skos:Concept ; skos:prefLabel|skos:altLabel ?l ."
        ' BIND(CONCAT(LCASE(STR(?l)), "@", LANG(?l)) AS ?label) } GROUP BY ?label HAVING(COUNT(DISTINCT ?c) > 1)',
        'ex:a a skos:Concept ; skos:prefLabel "One"@en . ex:b a skos:Concept ; skos:altLabel "one"@en .',
    ),
    "concepts and schemes have labels": Check(
        "SELECT ?c { ?c a ?k . FILTER(?k IN (skos:Concept, skos:ConceptScheme))"
        " FILTER NOT EXISTS { ?c skos:prefLabel ?l } }",
        "ex:a a skos:ConceptScheme .",
    ),
    "no label is empty or padded": Check(
        'SELECT ?c { ?c skos:prefLabel|skos:altLabel|skos:definition ?l . FILTER(REGEX(STR(?l), "^ | $|^$")) }',
        'ex:a skos:prefLabel " Một"@vi .',
    ),
    "no label has unprintable characters": Check(
        r'SELECT ?c { ?c skos:prefLabel|skos:altLabel|skos:definition ?l . FILTER(REGEX(STR(?l), "[\u0001-\u001F]")) }',
        r'ex:a skos:prefLabel "M\u0007t"@vi .',
    ),
    "no two concepts share a notation": Check(
        "SELECT ?c ?d { ?c skos:notation ?n . ?d skos:notation ?n . FILTER(?c != ?d) }",
        'ex:a skos:notation "1" . ex:b skos:notation "1" .',
    ),
    # The hierarchy
    "no concept is above itself": Check(
        f"SELECT ?c {{ ?c {ABOVE}+ ?c }}", "ex:a skos:broader ex:b . ex:a skos:narrower ex:b ."
    ),
    "no way up is stated twice": Check(
        f"SELECT ?c {{ ?c skos:broader ?d . ?c skos:broader ?e . ?e {ABOVE}+ ?d . FILTER(?d != ?e) }}",
        "ex:a skos:broader ex:b , ex:c . ex:b skos:broader ex:c .",
    ),
    "siblings are not merely related": Check(
        "SELECT ?c { ?c skos:related ?d ; skos:broader ?e . ?d skos:broader ?e }",
        "ex:a skos:related ex:b ; skos:broader ex:c . ex:b skos:broader ex:c .",
    ),
    "what is transitively above is above step by step": Check(
        "SELECT ?c { ?c skos:broaderTransitive|^skos:narrowerTransitive ?d ."
        f" FILTER NOT EXISTS {{ ?c {ABOVE}+ ?d }} }}",
        "ex:a skos:broaderTransitive ex:b .",
    ),
    "relations stand both ways": Check(
        "SELECT ?c { { ?c skos:broader ?d . FILTER NOT EXISTS { ?d skos:narrower ?c } } UNION"
        " { ?c skos:narrower ?d . FILTER NOT EXISTS { ?d skos:broader ?c } } UNION"
        " { ?c skos:related ?d . FILTER NOT EXISTS { ?d skos:related ?c } } UNION"
        " { ?c skos:topConceptOf ?d . FILTER NOT EXISTS { ?d skos:hasTopConcept ?c } } UNION"
        " { ?c skos:hasTopConcept ?d . FILTER NOT EXISTS { ?d skos:topConceptOf ?c } } }",
        "ex:a skos:related ex:b .",
    ),
    "every scheme has a top concept": Check(
        "SELECT ?s { ?s a skos:ConceptScheme . FILTER NOT EXISTS { ?s skos:hasTopConcept ?c } }",
        "ex:s a skos:ConceptScheme .",
    ),
    "nothing is above a top concept": Check(
        f"SELECT ?c {{ ?c skos:topConceptOf|^skos:hasTopConcept ?s . ?c {ABOVE} ?d }}",
        "ex:a skos:topConceptOf ex:s . ex:b skos:narrower ex:a .",
    ),
    "every concept reaches a top concept of its scheme": Check(
        f"SELECT ?c {{ ?c a skos:Concept . FILTER NOT EXISTS {{ ?c skos:inScheme ?s . ?c {ABOVE}* ?t ."
        " ?t skos:topConceptOf ?s } }",
        "ex:a a skos:Concept ; skos:inScheme ex:s ; skos:broader ex:b .",
    ),
    "no concept is related to itself": Check(
        "SELECT ?c { ?c ?p ?c . FILTER(STRSTARTS(STR(?p), STR(skos:))) }", "ex:a skos:closeMatch ex:a ."
    ),
    # Links
    "matches lead out of the scheme": Check(
        "SELECT ?c { ?c skos:exactMatch|skos:closeMatch|skos:broadMatch|skos:narrowMatch|skos:relatedMatch ?d ."
        " ?c skos:inScheme ?s . ?d skos:inScheme ?s }",
        "ex:a skos:inScheme ex:s ; skos:closeMatch ex:b . ex:b skos:inScheme ex:s .",
    ),
    "concepts have web addresses": Check(
        'SELECT ?c { ?c a skos:Concept . FILTER(!isIRI(?c) || !REGEX(STR(?c), "^https?://")) }',
        "<urn:own:a> a skos:Concept .",
    ),
    "no term of SKOS is made up": Check(
        "SELECT ?p { { ?s ?p ?o } UNION { ?s a ?p } FILTER(STRSTARTS(STR(?p), STR(skos:))) FILTER(?p NOT IN ("
        "skos:Concept, skos:ConceptScheme, skos:prefLabel, skos:altLabel, skos:definition, skos:scopeNote,"
        " skos:editorialNote, skos:changeNote, skos:historyNote, skos:inScheme, skos:topConceptOf, skos:hasTopConcept,"
        " skos:broader, skos:narrower, skos:closeMatch, skos:broadMatch, skos:relatedMatch)) }",
        "ex:a skos:subject ex:b .",
    ),
}

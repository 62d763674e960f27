"""What is loaded: version, data folder, modules and counts."""

from __future__ import annotations

from cds_kg import __version__, resources
from cds_kg.namespaces import RDF, SHACL
from cds_kg.store.dataset import GraphStore, module_files, module_names
from cds_kg.store.reading import read_rdf

#: What is counted -> its class.
COUNTED = {
    "concepts": "skos:Concept",
    "claims": "cds:Claim",
    "claim_parts": "cds:ClaimPart",
    "external_claims": "cds:ExternalClaim",
    "passages": "cds:Passage",
    "acts": "cds:LegalAct",
    "observations": "cds:Observation",
}


def facts(store: GraphStore) -> dict[str, object]:
    """Version, data folder, ontology's version IRI and date, modules, and counts, by name.

    Modules come with the triples of their files, those that are not loaded with ``None``.
    """
    header = store.select(
        "SELECT ?version ?modified { ?ontology a owl:Ontology ; owl:versionIRI ?version ; dcterms:modified ?modified } "
        "ORDER BY ?version LIMIT 1"
    )
    counts = {
        key: store.select(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a {cls} }}")[0]["n"] for key, cls in COUNTED.items()
    }
    return {
        "version": __version__,
        "data": str(resources.data_root()),
        "ontology": header[0]["version"] if header else None,
        "modified": header[0]["modified"] if header else None,
        "modules": _modules(store),
        "triples": len(store),
        **counts,
        "questions": len(list(resources.queries_dir().glob("*.rq"))),
        "shapes": _shapes(),
    }


def _modules(store: GraphStore) -> list[dict[str, object]]:
    """The modules that there are, each with the triples that its files state, as far as it is loaded."""
    loaded = {name: sum(len(set(read_rdf(file))) for file in module_files(name)) for name in store.modules}
    return [
        {"name": name, "loaded": name in loaded, "triples": loaded.get(name)}
        for name in dict.fromkeys((*store.modules, *module_names()))
    ]


def _shapes() -> int:
    """The number of node and property shapes."""
    kinds = (SHACL + "NodeShape", SHACL + "PropertyShape")
    return len(
        {
            quad.subject
            for file in sorted(resources.shapes_dir().glob("*.ttl"))
            for quad in read_rdf(file)
            if quad.predicate.value == RDF + "type" and getattr(quad.object, "value", "") in kinds
        }
    )

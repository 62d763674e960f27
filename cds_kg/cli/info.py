"""``cds-kg info``: version, data folder, modules and counts."""

from __future__ import annotations

import argparse

from cds_kg import __version__, resources
from cds_kg.cli.common import add_format, choose_format, emit, json_text, write
from cds_kg.text import pick

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cds_kg.store.dataset import GraphStore

#: What is counted: key, class, and its name in Vietnamese and in English.
_COUNTED = (
    ("concepts", "skos:Concept", "Khái niệm", "Concepts"),
    ("claims", "cds:Claim", "Luận cứ của nguồn", "Claims of sources"),
    ("claim_parts", "cds:ClaimPart", "Phần của luận cứ", "Parts of claims"),
    ("external_claims", "cds:ExternalClaim", "Luận cứ ngoài nguồn", "External claims"),
    ("passages", "cds:Passage", "Đoạn nguồn", "Passages"),
)


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg info``."""
    add_format(parser, lang)


def run(args: argparse.Namespace) -> int:
    """Print the facts: a row each in a table, CSV and TSV; in JSON an array of one object."""
    from cds_kg.store.dataset import GraphStore

    store = GraphStore.open()
    facts = _facts(store)
    form = choose_format(args.format)
    if form == "json":
        write(json_text([facts]))
        return 0
    shown = {**facts, "modules": [f"{m['name']} ({m['triples']})" for m in _modules(store)]}
    if form != "table":
        emit([{"key": key, "value": value} for key, value in shown.items()], form)
        return 0
    from cds_kg.store.tables import cell_text, table

    names = {
        "version": pick(args.lang, "Phiên bản", "Version"),
        "data": pick(args.lang, "Thư mục dữ liệu", "Data folder"),
        "ontology": pick(args.lang, "Bản thể học", "Ontology"),
        "modified": pick(args.lang, "Sửa đổi", "Modified"),
        "modules": pick(args.lang, "Mô-đun", "Modules"),
        "triples": pick(args.lang, "Bộ ba", "Triples"),
        **{key: pick(args.lang, vi, en) for key, _, vi, en in _COUNTED},
        "questions": pick(args.lang, "Câu hỏi", "Questions"),
        "shapes": pick(args.lang, "Quy tắc SHACL", "SHACL shapes"),
    }
    headers = (pick(args.lang, "mục", "item"), pick(args.lang, "giá trị", "value"))
    write(table(headers, [[names[key], cell_text(value, args.lang)] for key, value in shown.items()]))
    return 0


def _facts(store: GraphStore) -> dict[str, object]:
    header = store.select(
        "SELECT ?version ?modified { ?ontology a owl:Ontology ; owl:versionIRI ?version ; dcterms:modified ?modified } "
        "ORDER BY ?version LIMIT 1"
    )
    counts = {
        key: store.select(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a {cls} }}")[0]["n"] for key, cls, _, _ in _COUNTED
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
    """The modules, each with the triples that its files state."""
    from cds_kg.store.dataset import module_files
    from cds_kg.store.reading import read_rdf

    return [
        {"name": name, "triples": sum(len(set(read_rdf(file))) for file in module_files(name))}
        for name in store.modules
    ]


def _shapes() -> int:
    """The number of node and property shapes."""
    from cds_kg.namespaces import RDF, SHACL
    from cds_kg.store.reading import read_rdf

    kinds = (SHACL + "NodeShape", SHACL + "PropertyShape")
    return len(
        {
            quad.subject
            for file in sorted(resources.shapes_dir().glob("*.ttl"))
            for quad in read_rdf(file)
            if quad.predicate.value == RDF + "type" and getattr(quad.object, "value", "") in kinds
        }
    )

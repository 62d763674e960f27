"""``cds-kg info``: version, data folder, modules and counts."""

from __future__ import annotations

from typing import cast

from cds_kg.cli.common import add_format, choose_format, emit, json_text, write
from cds_kg.text import pick

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

#: What is told -> its name in Vietnamese and in English.
_NAMES = {
    "version": ("Phiên bản", "Version"),
    "data": ("Thư mục dữ liệu", "Data folder"),
    "ontology": ("Bản thể học", "Ontology"),
    "modified": ("Sửa đổi", "Modified"),
    "modules": ("Mô-đun", "Modules"),
    "triples": ("Bộ ba", "Triples"),
    "concepts": ("Khái niệm", "Concepts"),
    "claims": ("Luận cứ của nguồn", "Claims of sources"),
    "claim_parts": ("Phần của luận cứ", "Parts of claims"),
    "external_claims": ("Luận cứ ngoài nguồn", "External claims"),
    "passages": ("Đoạn nguồn", "Passages"),
    "acts": ("Văn bản", "Acts"),
    "observations": ("Quan sát", "Observations"),
    "questions": ("Câu hỏi", "Questions"),
    "shapes": ("Quy tắc SHACL", "SHACL shapes"),
}


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``cds-kg info``."""
    add_format(parser, lang)


def run(args: argparse.Namespace) -> int:
    """Print the facts: a row each in a table, CSV and TSV; in JSON an array of one object."""
    from cds_kg.api import KnowledgeGraph

    facts = KnowledgeGraph.open().info()
    form = choose_format(args.format)
    if form == "json":
        write(json_text([facts]))
        return 0
    modules = cast("list[dict[str, object]]", facts["modules"])
    language = args.lang if form == "table" else "en"  # what programs read does not depend on the language
    shown = {**facts, "modules": [_module(module, language) for module in modules]}
    if form != "table":
        emit([{"key": key, "value": value} for key, value in shown.items()], form)
        return 0
    from cds_kg.store.tables import cell_text, table

    headers = (pick(args.lang, "mục", "item"), pick(args.lang, "giá trị", "value"))
    rows = [[pick(args.lang, *_NAMES[key]), cell_text(value, args.lang)] for key, value in shown.items()]
    write(table(headers, rows))
    return 0


def _module(module: dict[str, object], lang: str) -> str:
    """A module with its triples, or that it is not loaded unless asked for."""
    told = module["triples"] if module["loaded"] else pick(lang, "chỉ nạp khi cần", "loaded on demand")
    return f"{module['name']} ({told})"

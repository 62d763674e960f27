"""Diagrams as text for other tools: ``write_text(graph, "mmd", "both")``.

Mermaid, DOT and D2 say what to draw; GraphML, JSON and CSV hand on the graph itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cds_kg.diagram.texts.d2 import write_d2
from cds_kg.diagram.texts.data import write_csv, write_cytoscape, write_graphml
from cds_kg.diagram.texts.dot import write_dot
from cds_kg.diagram.texts.mermaid import write_mermaid
from cds_kg.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

#: Extension of a file -> what writes its content from a graph and a language.
TEXT_FORMATS: Mapping[str, Callable[[nx.MultiDiGraph, str], str]] = {
    "mmd": write_mermaid,
    "dot": write_dot,
    "graphml": write_graphml,
    "json": write_cytoscape,
    "d2": write_d2,
    "csv": write_csv,
}


def write_text(graph: nx.MultiDiGraph, kind: str, lang: str = "vi") -> str:
    """A diagram's graph in a text form.

    Args:
        graph: nodes are IRIs, edge keys are properties; see `cds_kg.diagram.graph`. A node's ``group`` (an IRI, or the
            name of anything) puts it into a cluster; the graph's ``direction`` is ``TB`` (top down) or ``LR``.
        kind: one of `TEXT_FORMATS`.
        lang: the language of the names: ``vi``, ``en``, or ``both``, Vietnamese with English on the next line.

    Raises:
        UsageError: there is no such form.
    """
    if kind not in TEXT_FORMATS:
        listed = ", ".join(TEXT_FORMATS)
        raise UsageError(
            f"Không có dạng văn bản «{kind}»; hãy dùng một trong: {listed}.",
            f'There is no text form "{kind}"; use one of: {listed}.',
        )
    return TEXT_FORMATS[kind](graph, lang)

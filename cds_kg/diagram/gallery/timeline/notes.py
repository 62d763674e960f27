"""What drawings of targets and of changes say at the foot: what a deadline is, what the grades of confidence mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_kg.diagram.layout import inside
from cds_kg.diagram.sheet import Sheet
from cds_kg.text import pick

if TYPE_CHECKING:
    import networkx as nx


def deadline_note(sheet: Sheet) -> str:
    """That the source gives a year only, of which the graph takes the last day."""
    return sheet.pick(
        "Bài chỉ nêu năm; hạn cuối năm là quy ước của đồ thị.",
        "The article gives only a year; the year's last day is a convention of the graph.",
    )


def grade_text(grade: str, lang: str) -> str:
    """How sure something is."""
    return pick(lang, f"mức tin cậy {grade}", f"confidence {grade}")


def grades_note(graph: nx.MultiDiGraph, sheet: Sheet) -> str:
    """What the grades mean, in the words of the graph."""
    meaning = str(graph.graph.get(f"grades_{sheet.lang}", ""))
    return f"{sheet.pick('Độ tin cậy', 'Confidence')}: {inside(meaning)}" if meaning else ""

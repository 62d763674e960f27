"""How many pages a drawing may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_kg.errors import LimitError

if TYPE_CHECKING:
    import networkx as nx

#: Nobody turns more pages than this, and laying them out takes long.
MOST_PAGES = 60


class TooManyPages(LimitError):
    """A drawing of more than `MOST_PAGES` pages.

    Args:
        graph: what was to be drawn.
        vi, en: what can be done beside writing the graph as text, as a clause.
    """

    def __init__(self, graph: nx.MultiDiGraph, vi: str, en: str) -> None:
        things, relations = graph.number_of_nodes(), graph.number_of_edges()
        super().__init__(
            f"Sơ đồ có {things} đối tượng và {relations} quan hệ, cần hơn {MOST_PAGES} trang; hãy {vi}, hoặc ghi "
            "đồ thị ra dạng không có trang (-f csv, -f graphml).",
            f"The drawing has {things} things and {relations} relations and needs more than {MOST_PAGES} pages; {en}, "
            "or write the graph in a format without pages (-f csv, -f graphml).",
        )

"""The knowledge graph of the digital transformation of Vietnam's state agencies, and the tools to use it.

>>> from cds_kg import KnowledgeGraph
>>> kg = KnowledgeGraph.open()
>>> kg.concept("chinh quyen so").label()
'Chính quyền số'
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, whose import would double the time of --version

__version__ = "0.1.0"

__all__ = ["CdsKgError", "KnowledgeGraph", "__version__"]

if TYPE_CHECKING:
    from cds_kg.api import KnowledgeGraph
    from cds_kg.errors import CdsKgError

_LAZY = {"KnowledgeGraph": "cds_kg.api", "CdsKgError": "cds_kg.errors"}


def __getattr__(name: str) -> object:
    """Import the public names when they are first used: importing the package itself stays free."""
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'cds_kg' has no attribute {name!r}")

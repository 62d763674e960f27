"""The graph as tables for people who live in spreadsheets, described by CSV on the Web."""

from __future__ import annotations


def tables() -> dict[str, bytes]:
    """``tables/NAME.csv`` and ``tables/csv-metadata.json``: path in the release -> content."""
    return {}

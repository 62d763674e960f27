"""What is kept of the administrative units beside a store of the cache: the columns by which they are found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from cds_kg.knowledge.units_index import KEPT as FILE
from cds_kg.knowledge.units_index import MODULE, UnitIndex
from cds_kg.knowledge.units_names import letters

__all__ = ["FILE", "MODULE", "columns"]


def columns(store: ox.Store) -> bytes:
    """The columns of the units of a graph as JSON, to be read by `UnitIndex`: a unit is its place among ``units``."""
    index = UnitIndex(store)
    units = list(index.vintage_of)
    places = {unit: place for place, unit in enumerate(units)}

    def several(column: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
        return {text: [places[unit] for unit in of] for text, of in column.items()}

    data = {
        "units": units,
        **{name: _coded(getattr(index, name), units) for name in ("vintage_of", "levels", "types")},
        **{name: [getattr(index, name).get(unit) for unit in units] for name in ("codes", "proper_names")},
        "parents": [places.get(index.parents.get(unit, ""), -1) for unit in units],
        "names": [index.names.get(unit, ()) for unit in units],
        "heirs": several(index.heirs),
        "forebears": several(index.forebears),
        "by_code": several(index.by_code),
        "letters": several(letters(index)),
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _coded(column: Mapping[str, str], units: list[str]) -> dict[str, list[str] | list[int]]:
    """A column of few values: these, and the place of each unit's among them, -1 for none."""
    values = sorted(set(column.values()))
    place = {value: at for at, value in enumerate(values)}
    return {"values": values, "at": [place.get(column.get(unit, ""), -1) for unit in units]}

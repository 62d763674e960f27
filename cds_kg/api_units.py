"""The part of the Python API that tells of administrative units."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cds_kg.knowledge.units import Count, Unit
    from cds_kg.store.dataset import GraphStore


class UnitMethods:
    """What `KnowledgeGraph` can tell of administrative units.

    They are loaded when they are first asked for, beside the graph and once for each, unless `KnowledgeGraph.open` was
    told to load the module. Several threads may ask at once.
    """

    store: GraphStore

    def unit(self, name: str, as_of: datetime.date | str | None = None) -> Unit:
        """The administrative unit of a name, official code, id, IRI or address, present or former.

        >>> from cds_kg import KnowledgeGraph
        >>> kg = KnowledgeGraph.open()
        >>> kg.unit("80").name, kg.unit("80", "2025-06-30").name
        ('Tỉnh Tây Ninh', 'Tỉnh Long An')
        >>> [step.unit.rpartition("/")[2] for step in kg.unit("truc bach, ba dinh, ha noi").became()]
        ['2025-00004']

        Args:
            as_of: the day of its type and name, and a unit of that day alone; by default the day of `as_of`. Where
                there is none, this day, and former units are found where no present one fits as well.

        Raises:
            NotFoundError: nothing fits, or the day is not covered (NotCoveredError).
            AmbiguousError: several units fit; ``candidates`` has their IRIs.
            UsageError: the name is empty, or the day no full date.
        """
        from cds_kg.knowledge.units import resolve_unit, unit

        store, asked = self._units(as_of)
        return unit(store, resolve_unit(store, name, asked), asked or datetime.date.today())

    def units(
        self,
        level: str | None = None,
        type: str | None = None,
        within: str | None = None,
        as_of: datetime.date | str | None = None,
    ) -> list[Unit]:
        """The administrative units of a day, the upper levels first, then by code.

        Args:
            level, type: in words of either language: ``tinh``, ``commune``; ``phuong``, ``special zone``.
            within: a unit that they are part of, as `unit` takes it.
            as_of: the day; by default that of `as_of`, else this day.

        Raises:
            NotFoundError, AmbiguousError: as `unit`.
            UsageError: no such level or type, or the day is no full date.
        """
        from cds_kg.knowledge.units import chosen, units

        return units(*chosen(*self._units(as_of), level, type, within))

    def unit_counts(
        self,
        level: str | None = None,
        type: str | None = None,
        within: str | None = None,
        as_of: datetime.date | str | None = None,
    ) -> tuple[Count, ...]:
        """How many administrative units there are on a day, by level and type. Args, Raises: as `units`.

        >>> from cds_kg import KnowledgeGraph
        >>> kg = KnowledgeGraph.open()
        >>> [(count.type.rpartition("#")[2], count.count) for count in kg.unit_counts("tinh", as_of="2025-07-01")]
        [('Province', 28), ('CentrallyGovernedCity', 6)]
        """
        from cds_kg.knowledge.units import chosen, counts

        return counts(*chosen(*self._units(as_of), level, type, within))

    def _units(self, as_of: datetime.date | str | None) -> tuple[GraphStore, datetime.date | None]:
        """The whole graph with the units, and the day that is asked for, if any."""
        from cds_kg.knowledge.timeline import full_date
        from cds_kg.knowledge.units import MODULE

        day = self.store.day if as_of is None else full_date(as_of)
        return self.store.whole.with_modules([MODULE]), day

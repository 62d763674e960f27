"""The graph that users' files are read with: ours, with the administrative units as far as they are spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from cds_kg.namespaces import BASE, CDS, CDSU, ORG, OWL, RDF, RDFS, XSD
from cds_kg.store.dataset import GraphStore, module_names, with_defaults
from cds_kg.validation.documents import n_triples
from cds_kg.validation.mentions import node_of

#: The module of the administrative units, loaded only where users' files speak of them.
UNITS = "units"

_TYPE = ox.NamedNode(RDF + "type")
_VINTAGE = ox.NamedNode(CDS + "UnitVintage")
_ISO = ox.NamedNode(CDS + "iso3166Code")
_BETWEEN_THINGS = ox.NamedNode(OWL + "ObjectProperty")
#: Datatypes whose values a store keeps as they are spelt.
_KEPT = frozenset((XSD + "string", RDF + "langString", XSD + "boolean"))
_SHARED = frozenset(
    (_TYPE, *(ox.NamedNode(CDS + name) for name in ("changedByAct", "unitLevel", "unitType", "vintage")))
)
_RESULTING = ox.NamedNode(ORG + "resultingOrganization")


class Background:
    """What users' files are read with.

    Args:
        given: the graph; by default the packaged one, with the administrative units where ``ours`` has some.
        ours: the IRIs of cds-kg that the files mention.

    Attributes:
        store: the graph, but for the units where they were not asked for by ``given``.
        slice: what it says of the units that are mentioned, and of what their rules look at from there.
        declared: stores in which more is declared, for hints.
    """

    def __init__(self, given: GraphStore | None, ours: Iterable[str]) -> None:
        graph = GraphStore.open() if given is None else given
        self.store = graph.store
        self._written = _written(graph, ours)
        self.slice: list[ox.Quad] = []
        self.declared: list[ox.Store] = []
        if given is None and UNITS in module_names():
            seeds = sorted(ours)
            if any(iri.startswith(CDSU) for iri in seeds):
                units = GraphStore.open(with_defaults([UNITS])).store
                about_units = dict.fromkeys(_of_units(units, self.store, seeds))
                self.slice = [self._written.get(quad, quad) for quad in about_units]
                self.declared.append(units)

    def add_to(self, store: ox.Store) -> None:
        """Put it all into a store."""
        store.bulk_extend(self.store)
        store.extend(self.slice)

    def triples(self, blanks: dict[str, int]) -> Iterator[bytes]:
        """It all as N-Triples; ``blanks`` gets the blank nodes in the order in which they occur."""
        text = self.store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
        if self._written:
            respelt = {n_triples([quad])[:-1]: n_triples([written])[:-1] for quad, written in self._written.items()}
            text = b"\n".join(respelt.get(line, line) for line in text.split(b"\n"))
        for node in re.findall(rb"(?m)^(_:\S+)|(_:\S+) \.$", text) if b"_:" in text else ():
            blanks.setdefault((node[0] or node[1]).decode(), len(blanks))
        yield text
        yield n_triples(self.slice)

    def domains_and_ranges(self) -> Iterator[ox.Quad]:
        """The domains of all properties, and the ranges of those between things."""
        yield from self.store.quads_for_pattern(None, ox.NamedNode(RDFS + "domain"), None)
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(RDFS + "range"), None):
            if next(self.store.quads_for_pattern(quad.subject, _TYPE, _BETWEEN_THINGS), None) is not None:
                yield quad

    def about(self, names: Iterable[str], inverse: Iterable[str]) -> Iterator[ox.Quad]:
        """What it says of the nodes, its class tree, and the slice: all that SHACL Core needs to look at the nodes."""
        yield from self.store.quads_for_pattern(None, ox.NamedNode(RDFS + "subClassOf"), None)
        yield from self.slice
        backwards = [ox.NamedNode(iri) for iri in sorted(inverse)]
        for node in (node for node in map(node_of, names) if node is not None):
            yield from (self._written.get(quad, quad) for quad in self.store.quads_for_pattern(node, None, None))
            for predicate in backwards:
                yield from self.store.quads_for_pattern(None, predicate, node)


def _written(graph: GraphStore, ours: Iterable[str]) -> dict[ox.Quad, ox.Quad]:
    """Quads of the graph's store whose values it spells otherwise than the files do -> as the files state them.

    Of the things of ``ours`` alone: a file that states again what we say of them would else say it twice, as ``50.0``
    and as ``50``.
    """
    nodes = {ox.NamedNode(iri) for iri in ours}
    if not any(_respells(quad) for node in nodes for quad in graph.store.quads_for_pattern(node, None, None)):
        return {}
    found: dict[ox.Quad, ox.Quad] = {}
    for written in graph.quads():
        if written.subject in nodes and _respells(written):
            alone = ox.Store()
            alone.add(written)
            (quad,) = alone
            if quad != written:
                found[quad] = written
    return found


def _respells(quad: ox.Quad) -> bool:
    """Whether a store may spell the value otherwise than it was given."""
    return isinstance(quad.object, ox.Literal) and quad.object.datatype.value not in _KEPT


def _of_units(units: ox.Store, known: ox.Store, seeds: Iterable[str]) -> Iterator[ox.Quad]:
    """What is said of the seeds, of all that they lead to, and of what leads to them.

    The rules look from a unit at its parents, successors, predecessors and the event that made it, at all vintages and
    at equal codes, and from an act or event at the claims of it; ``known`` is there whole. Of what many units share
    (level, kind, vintage, act) no rule looks back to them, so it does not bring them along.
    """
    waiting = [*_subjects(units, _TYPE, _VINTAGE), *_subjects(units, _ISO, None)]
    for seed in seeds:
        node = node_of(seed)
        if not isinstance(node, ox.NamedNode):  # a string that looks like an IRI
            continue
        waiting.append(node)
        made = [q.object for q in units.quads_for_pattern(node, _RESULTING, None)]
        for term in (node, *made):
            if isinstance(term, ox.NamedNode):
                to_it = units.quads_for_pattern(None, None, term)
                waiting += [
                    q.subject for q in to_it if q.predicate not in _SHARED and isinstance(q.subject, ox.NamedNode)
                ]
    seen = set(waiting)
    while waiting:
        quads = list(units.quads_for_pattern(node := waiting.pop(), None, None))
        yield from quads
        if next(known.quads_for_pattern(node, None, None), None) is None:
            terms = {q.object for q in quads if isinstance(q.object, ox.NamedNode) and q.object.value.startswith(BASE)}
            waiting += terms - seen
            seen |= terms


def _subjects(store: ox.Store, predicate: ox.NamedNode | None, item: ox.NamedNode | None) -> list[ox.NamedNode]:
    found = [q.subject for q in store.quads_for_pattern(None, predicate, item)]
    return [subject for subject in found if isinstance(subject, ox.NamedNode)]

"""What the text forms share: a graph's things in the order of the source, with names, identifiers and colours."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cds_kg.diagram import style
from cds_kg.diagram.families import family_of
from cds_kg.diagram.graph import names, relations
from cds_kg.diagram.sheet import as_of_text, day_of, source_text
from cds_kg.namespaces import curie
from cds_kg.store.tables import visible
from cds_kg.text import nfc, slug

if TYPE_CHECKING:
    import networkx as nx

    from cds_kg.diagram.style import Paint

COLOURS = style.colours("colour", "light")

#: The key of the colours of what has ended.
ENDED = "ended"

#: What no IRI may contain, and what ends a line.
_NOT_IN_IRIS = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f-\xa0\u2028\u2029]')


@dataclass(frozen=True, slots=True)
class Node:
    """A thing to draw: its IRI, its identifier in the text, the lines of its name, the key of its colours."""

    iri: str
    id: str
    lines: tuple[str, ...]
    paint: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Things that are drawn together in one frame, with the name of the frame."""

    id: str
    lines: tuple[str, ...]
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation to draw: its IRI, the things at its ends, the lines of its name."""

    subject: Node
    predicate: str
    object: Node
    lines: tuple[str, ...]
    symmetric: bool


@dataclass(frozen=True, slots=True)
class View:
    """A graph as languages for diagrams take it.

    Attributes:
        notes: source and day, each a line of text.
        sideways: drawn from left to right, not top down.
        clusters: the frames, each with its things.
        loose: the things outside every frame.
        edges: the relations.
    """

    notes: tuple[str, ...]
    sideways: bool
    clusters: tuple[Cluster, ...]
    loose: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def paints(self) -> tuple[str, ...]:
        """The keys of the colours in use, in the order in which the nodes stand."""
        nodes = (*(node for cluster in self.clusters for node in cluster.nodes), *self.loose)
        return tuple(dict.fromkeys(node.paint for node in nodes))


def view(graph: nx.MultiDiGraph, lang: str) -> View:
    """The graph as languages for diagrams take it, named in ``vi``, ``en`` or ``both``."""
    about = graph.graph
    nodes = {iri: Node(iri, identifier("n", iri), _lines(data, iri, lang), _paint(data)) for iri, data in things(graph)}
    groups: dict[str | None, list[Node]] = {None: []}
    for iri, data in things(graph):
        groups.setdefault(data.get("group"), []).append(nodes[iri])
    loose = groups.pop(None)
    clusters = (
        Cluster(identifier("g", group), _lines(group_labels(graph, group), group, lang), tuple(members))
        for group, members in groups.items()
        if group is not None
    )
    edges = (Edge(nodes[s], p, nodes[o], _lines(data, p, lang), data["symmetric"]) for s, p, o, data in facts(graph))
    return View(tuple(_notes(about, lang)), about.get("direction") == "LR", tuple(clusters), tuple(loose), tuple(edges))


def things(graph: nx.MultiDiGraph) -> list[tuple[str, dict[str, Any]]]:
    """The nodes with their attributes: as the relations name them first, those in no relation last, by IRI."""
    named = [end for s, _, o in relations(graph) for end in (s, o)]
    return [(iri, graph.nodes[iri]) for iri in dict.fromkeys([*named, *sorted(graph)])]


def facts(graph: nx.MultiDiGraph) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Subject, predicate, object and attributes of each edge, in the order of the source."""
    return [(s, p, o, graph.edges[s, o, p]) for s, p, o in relations(graph)]


def group_labels(graph: nx.MultiDiGraph, group: str) -> dict[str, Any]:
    """The attributes with the labels of a group: of the class it is, of the node it is, or none."""
    found: dict[str, Any] = graph.graph.get("labels", {}).get(group) or graph.nodes.get(group, {})
    return found


def label(attributes: Mapping[str, Any], iri: str, lang: str) -> str:
    """The name of a thing; in ``both`` languages, each on a line, once where they agree."""
    return "\n".join(dict.fromkeys(text for text, _ in names(attributes, lang, iri)))


def paint_of(key: str) -> Paint:
    """The colours of a key."""
    return COLOURS.ended if key == ENDED else COLOURS.paints[key]


def identifier(kind: str, name: str) -> str:
    """A name of ASCII letters, digits and low lines, the same in every diagram, for no two names the same.

    Args:
        kind: what stands first: a letter.
        name: an IRI, or the name of a group.

    >>> identifier("n", "https://w3id.org/cds-kg/concept/chinh-phu-so")
    'n_cdsc_chinh_phu_so'
    """
    short = curie(name)
    if short != name and re.fullmatch(r"[a-z]+:[A-Za-z0-9-]+", short):
        return f"{kind}_{re.sub('[:-]', '_', short)}"
    digest = hashlib.sha256(name.encode()).hexdigest()[:12]
    return f"{kind}x_{digest}_{slug(short).replace('-', '_')[-40:]}"


def legal(iri: str) -> str:
    """An IRI as it may stand in a comment or between quotes; one that is ill-formed has its faults percent-encoded."""
    return _NOT_IN_IRIS.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), iri)


def indented(lines: Iterable[str]) -> Iterator[str]:
    """The lines, moved in by one step."""
    return (f"  {line}" for line in lines)


def _lines(attributes: Mapping[str, Any], iri: str, lang: str) -> tuple[str, ...]:
    """The lines of a name, without characters that cannot be seen."""
    text = nfc(label(attributes, iri, lang)).strip() or curie(iri)
    return tuple(visible(line.replace("\t", " ")) for line in text.splitlines())


def _paint(attributes: Mapping[str, Any]) -> str:
    if attributes.get("valid_until"):
        return ENDED
    return family_of(attributes.get("classes", "").split()).hue


def _notes(about: Mapping[str, Any], lang: str) -> Iterator[str]:
    language = "en" if lang == "en" else "vi"
    texts = [source_text(about, language)] if about.get("source") else []
    if day := day_of(about):
        texts.append(as_of_text(day, language))
    return (visible(" ".join(text.split())) for text in texts)

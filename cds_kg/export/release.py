"""A release: every file that a catalogue, a reasoner, an endpoint or a spreadsheet takes, as bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from cds_kg import resources
from cds_kg.errors import UsageError
from cds_kg.explorer.page import explorer_page
from cds_kg.export.catalog import catalog_graphs
from cds_kg.export.context import context, context_file
from cds_kg.export.parts import PARTS, Graph, alignments, part, statements
from cds_kg.export.tables import tables
from cds_kg.namespaces import CDSD
from cds_kg.store.dataset import GraphStore
from cds_kg.store.ntriples import lines
from cds_kg.store.serialise import FORMATS, serialise, serialise_lines
from cds_kg.store.turtle import trig_of

#: The formats of a part: those of triples, and named graphs.
PART_FORMATS = (*FORMATS, "trig")

#: The list of digests, which every file of a release but itself is in.
DIGESTS = "SHA256SUMS"

#: The parts that ``all`` is merged from.
_MERGED = ("ontology", "vocabulary", "alignments", "evidence", "acts", "observations")


def part_as(name: str, form: str) -> bytes:
    """One part as a file's bytes.

    Args:
        name: one of `parts.PARTS`.
        form: one of `PART_FORMATS`. In ``trig`` each part is a named graph with the IRI of its dataset, ``all`` being
            made of several.

    Raises:
        UsageError: there is no such part or form.
    """
    if form not in PART_FORMATS:
        listed = ", ".join(PART_FORMATS)
        raise UsageError(
            f"Không có định dạng «{form}»; hãy dùng một trong: {listed}.",
            f'There is no format "{form}"; use one of: {listed}.',
        )
    graph = part(name)
    if form != "trig":
        return serialise_lines(lines(graph), form, context())
    return _trig({merged: part(merged) for merged in _MERGED} if name == "all" else {}, name, graph)


def _trig(graphs: Mapping[str, Graph], name: str, whole: Graph) -> bytes:
    """The graphs, and what of ``whole`` is in none of them as a graph of its own."""
    left = whole.difference(*graphs.values())
    named = {**graphs, **({name: left} if left else {})}
    return trig_of({CDSD + PARTS[key]: lines(graph) for key, graph in named.items()}).encode()


def release(formats: Sequence[str] = FORMATS, parts: Iterable[str] = tuple(PARTS)) -> dict[str, bytes]:
    """The files of a release: path in its folder -> content. A part of which this installation has nothing is left out.

    >>> {"acts.nt", "catalog.nt", "shapes/style.ttl", "SHA256SUMS"} <= release(["nt"], ["acts"]).keys()
    True
    """
    graphs = {name: graph for name in parts if (graph := part(name))}
    named = {PARTS[name]: graph for name, graph in graphs.items()}
    if "alignments" in graphs:
        named |= {f"alignments/{name}": graph for name, graph in alignments().items()}
    files = _written(named, formats)
    if "all" in graphs:
        merged = {name: graphs[name] if name in graphs else part(name) for name in _MERGED}
        files[f"{PARTS['all']}.trig"] = _trig(merged, "all", graphs["all"])
    shapes, queries = sorted(resources.shapes_dir().glob("*.ttl")), sorted(resources.queries_dir().glob("*.rq"))
    files["shapes.ttl"] = serialise(statements(map(str, shapes)), "ttl")
    files |= {f"shapes/{path.name}": path.read_bytes() for path in shapes}
    files |= {f"queries/{path.name}": path.read_bytes() for path in queries}
    files |= tables()
    files["context.jsonld"] = context_file()
    files["logo.svg"] = resources.asset("logo.svg").read_bytes()
    files["explorer.html"] = explorer_page(GraphStore.open()).encode()
    files |= _written(catalog_graphs(graphs, files), formats)
    listed = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return {**files, DIGESTS: listed.encode()}


def _written(graphs: Mapping[str, Graph], formats: Sequence[str]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for name, graph in graphs.items():
        triples = lines(graph)
        files |= {f"{name}.{form}": serialise_lines(triples, form, context()) for form in formats}
    return files

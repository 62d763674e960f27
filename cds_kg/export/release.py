"""A release: every file that a catalogue, a reasoner, an endpoint or a spreadsheet takes, as bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from cds_kg import resources
from cds_kg.export.catalog import catalog_graphs
from cds_kg.export.parts import PARTS, alignments, part
from cds_kg.export.tables import tables
from cds_kg.store.serialise import FORMATS, serialise

#: The list of digests, which every file of a release but itself is in.
DIGESTS = "SHA256SUMS"


def release(formats: Sequence[str] = FORMATS, parts: Iterable[str] = tuple(PARTS)) -> dict[str, bytes]:
    """The files of a release: path in its folder -> content.

    >>> sorted(name for name in release(["nt"], ["ontology"]) if "/" not in name)
    ['SHA256SUMS', 'ontology.nt']
    """
    graphs = {name: part(name) for name in parts}
    files = {f"{PARTS[name]}.{form}": serialise(graphs[name], form) for name in graphs for form in formats}
    if "alignments" in graphs:
        for name, graph in alignments().items():
            files |= {f"alignments/{name}.{form}": serialise(graph, form) for form in formats}
    for kind, folder in (("shapes", resources.shapes_dir()), ("queries", resources.queries_dir())):
        suffix = ".ttl" if kind == "shapes" else ".rq"
        files |= {f"{kind}/{path.name}": path.read_bytes() for path in sorted(folder.glob(f"*{suffix}"))}
    files |= tables()
    for name, graph in catalog_graphs(graphs, files).items():
        files |= {f"{name}.{form}": serialise(graph, form) for form in formats}
    listed = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return {**files, DIGESTS: listed.encode()}

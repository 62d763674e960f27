"""Write the JSON-LD context of the releases, ``cds_kg/assets/context.jsonld``, from what the graph uses.

    python tools/context.py [--check]

Own terms keep their local names. An outside term does too where no other term has that name; else it is written with
its prefix. A property is read as IRIs, as texts by language, or as one datatype where the graph uses it in one way
alone. Run it after a property or class has been added; a test says when that was forgotten.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict

import pyoxigraph as ox

from cds_kg.export.parts import PARTS, part
from cds_kg.namespaces import CDS, DCTERMS, PREFIXES, PROV, RDF, RDFS, SKOS, XSD, curie
from cds_kg.resources import asset

#: Of terms with the same local name, those of the namespace that comes first have it.
_FIRST = (CDS, SKOS, DCTERMS, RDFS, PROV, PREFIXES["dcat"])


def content() -> str:
    """The file as it should be."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for triple in {triple for name in PARTS for triple in part(name)}:
        if triple.predicate.value == RDF + "type":
            assert isinstance(triple.object, ox.NamedNode)
            kinds[triple.object.value].add("")
        else:
            kinds[triple.predicate.value].add(_kind(triple.object))
    names: dict[str, str] = {}
    for iri in sorted(kinds, key=lambda iri: (_place(iri), iri)):
        short = curie(iri)
        if short != iri:
            names.setdefault(short.partition(":")[2], iri)
    entries: dict[str, object] = {**PREFIXES, "id": "@id", "type": "@type"}
    for name, iri in sorted(names.items()):
        if name not in entries:
            entries[name] = _definition(curie(iri), kinds[iri])
    lines = ",\n".join(f"    {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in entries.items())
    return '{\n  "@context": {\n' + lines + "\n  }\n}\n"


def _place(iri: str) -> int:
    return next((n for n, namespace in enumerate(_FIRST) if iri.startswith(namespace)), len(_FIRST))


def _kind(term: object) -> str:
    if not isinstance(term, ox.Literal):
        return "@id"
    return "@language" if term.language else term.datatype.value


def _definition(short: str, kinds: set[str]) -> str | dict[str, str]:
    (kind,) = kinds if len(kinds) == 1 else ("",)
    if kind == "@language":
        return {"@id": short, "@container": "@language"}
    if kind in ("", XSD + "string"):
        return short
    return {"@id": short, "@type": kind if kind == "@id" else curie(kind)}


if __name__ == "__main__":
    file = asset("context.jsonld")
    if "--check" in sys.argv[1:]:
        sys.exit(
            0 if file.is_file() and file.read_text(encoding="utf-8") == content() else f"{file}: run {sys.argv[0]}"
        )
    file.write_text(content(), encoding="utf-8")

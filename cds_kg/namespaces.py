"""Our namespaces and the prefixes known in every query, table and export."""

from __future__ import annotations

BASE = "https://w3id.org/cds-kg/"
ONTOLOGY = BASE + "ontology"
SCHEME = BASE + "scheme"

CDS = ONTOLOGY + "#"
CDSC = BASE + "concept/"
CDSI = BASE + "id/"
CDSP = BASE + "passage/"
CDSE = BASE + "claim/"
CDSU = BASE + "unit/"
CDSSH = BASE + "shapes#"
CDSQ = BASE + "query/"
CDSD = BASE + "dataset/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SKOSXL = "http://www.w3.org/2008/05/skos-xl#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
ORG = "http://www.w3.org/ns/org#"
SHACL = "http://www.w3.org/ns/shacl#"
DCAT = "http://www.w3.org/ns/dcat#"
VOID = "http://rdfs.org/ns/void#"
SCHEMA = "https://schema.org/"

#: Prefix -> namespace, in the order in which files declare them.
PREFIXES: dict[str, str] = {
    "cds": CDS,
    "cdsc": CDSC,
    "cdsd": CDSD,
    "cdse": CDSE,
    "cdsi": CDSI,
    "cdsp": CDSP,
    "cdsq": CDSQ,
    "cdssh": CDSSH,
    "cdsu": CDSU,
    "adms": "http://www.w3.org/ns/adms#",
    "bibo": "http://purl.org/ontology/bibo/",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "csvw": "http://www.w3.org/ns/csvw#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": DCAT,
    "dcatap": "http://data.europa.eu/r5r/",
    "dcterms": DCTERMS,
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "oa": OA,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sh": SHACL,
    "skos": SKOS,
    "skosxl": SKOSXL,
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "voaf": "http://purl.org/vocommons/voaf#",
    "void": VOID,
    "xsd": XSD,
}


def curie(iri: str) -> str:
    """``iri`` as a prefixed name where a known prefix fits and the local part is plain, else the IRI itself.

    >>> curie("https://w3id.org/cds-kg/concept/chinh-phu-so")
    'cdsc:chinh-phu-so'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            if local and all(c.isalnum() or c in "-_" for c in local):
                return f"{prefix}:{local}"
    return iri


def expand(name: str) -> str | None:
    """The IRI of a prefixed name whose prefix is known, else ``None``.

    >>> expand("cdsc:chinh-phu-so")
    'https://w3id.org/cds-kg/concept/chinh-phu-so'
    """
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES and local and not local.startswith("//"):
        return PREFIXES[prefix] + local
    return None

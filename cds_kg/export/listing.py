"""The written part of the catalogue (``ontology/catalog``): what is looked up in it while the rest is computed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import pyoxigraph as ox

from cds_kg.errors import InputError
from cds_kg.namespaces import BASE, CDSD, DCAT, DCTERMS, PREFIXES, RDF, SKOS, VOID

Subject: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Triple
Term: TypeAlias = Subject | ox.Literal

CATALOG = BASE + "catalog"
DESCRIPTION = BASE + "void"
#: The name of the dataset that is the whole graph.
WHOLE = "cds-kg"

#: The folder of a release -> the dataset of its files, where they are not called the same.
_FOLDERS = {"queries": "questions"}
_FOAF = PREFIXES["foaf"]


def iri(text: str) -> ox.NamedNode:
    """The IRI as a term."""
    return ox.NamedNode(text)


class Graph:
    """Triples by subject and predicate."""

    def __init__(self, triples: Iterable[ox.Triple] = ()) -> None:
        self._of: dict[Subject, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            self._of[triple.subject][triple.predicate.value].append(triple.object)

    def __contains__(self, subject: Subject) -> bool:
        return subject in self._of

    def triples(self) -> Iterator[ox.Triple]:
        """All of them."""
        for subject, said in self._of.items():
            for predicate, values in said.items():
                yield from (ox.Triple(subject, iri(predicate), value) for value in values)

    def values(self, subject: Subject, predicate: str) -> list[Term]:
        """The objects, in no order."""
        return self._of[subject][predicate] if subject in self._of and predicate in self._of[subject] else []

    def nodes(self, subject: Subject, predicate: str) -> list[ox.NamedNode]:
        """The objects that are IRIs, by name."""
        found = [o for o in self.values(subject, predicate) if isinstance(o, ox.NamedNode)]
        return sorted(found, key=lambda node: node.value)

    def texts(self, subject: Subject, predicate: str) -> dict[str, str]:
        """Language (empty for none) -> text."""
        return {o.language or "": o.value for o in self.values(subject, predicate) if isinstance(o, ox.Literal)}

    def text(self, subject: Subject, predicate: str) -> str:
        """The one text without language, or nothing."""
        return self.texts(subject, predicate).get("", "")

    def predicates(self, subject: Subject) -> list[str]:
        """The predicates of a subject."""
        return list(self._of[subject]) if subject in self._of else []

    def typed(self, kind: str) -> list[ox.NamedNode]:
        """The IRIs of a class, by name."""
        wanted = iri(kind)
        found = [s for s in self._of if isinstance(s, ox.NamedNode) and wanted in self.values(s, RDF + "type")]
        return sorted(found, key=lambda node: node.value)

    def reached(self, start: Iterable[ox.NamedNode]) -> frozenset[ox.Triple]:
        """What is said of these things, and of the things that this names, and so on."""
        todo, seen = list(start), set(start)
        triples = set()
        while todo:
            subject = todo.pop()
            for predicate in self.predicates(subject):
                for value in self.values(subject, predicate):
                    triples.add(ox.Triple(subject, iri(predicate), value))
                    if isinstance(value, ox.NamedNode) and value in self and value not in seen:
                        seen.add(value)
                        todo.append(value)
        return frozenset(triples)


class Listing(Graph):
    """The module ``catalog`` and the agents that the ontology names."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        super().__init__(triples)
        self._formats = {self.text(node, SKOS + "notation"): node for node in self.typed(DCTERMS + "FileFormat")}
        self._files = {self.text(node, DCTERMS + "identifier"): node for node in self.typed(_FOAF + "Document")}
        #: Name -> dataset.
        self.datasets = {node.value.removeprefix(CDSD): node for node in self.typed(DCAT + "Dataset")}
        self.whole = self.datasets[WHOLE]
        #: The datasets of others to which links may lead.
        self.targets = [node for node in self.typed(VOID + "Dataset") if not node.value.startswith(CDSD)]

    def format(self, path: str) -> ox.NamedNode:
        """The format of a file by the end of its name.

        Raises:
            InputError: ``ontology/catalog/formats.ttl`` knows no such ending.
        """
        ends = [n for n in self._formats if n and (path.endswith("." + n) or path.rpartition("/")[2] == n)]
        if not ends:
            raise InputError(
                f"ontology/catalog/formats.ttl: không có định dạng nào cho tệp {path}; hãy thêm một định dạng có "
                "skos:notation là phần đuôi của tên tệp.",
                f"ontology/catalog/formats.ttl: no format fits the file {path}; add one whose skos:notation is the end "
                "of the file's name.",
            )
        return self._formats[max(ends, key=len)]

    def file(self, path: str) -> ox.NamedNode | None:
        """What is written of one file, or of the same file in any format."""
        return self._files.get(path.rpartition(".")[0])

    def target(self, prefix: str) -> ox.NamedNode | None:
        """The dataset of others that goes by a prefix, such as ``eurovoc``."""
        name = PREFIXES["vann"] + "preferredNamespacePrefix"
        return next((node for node in self.targets if self.text(node, name) == prefix), None)

    def dataset(self, path: str) -> str:
        """The dataset to which a file belongs: by its folder or its name, else the whole."""
        folder, slash, _ = path.partition("/")
        part = _FOLDERS.get(folder, folder) if slash else path.partition(".")[0]
        return part if part in self.datasets else WHOLE

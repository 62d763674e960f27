"""Where findings stand: the file and the line, as far as the files tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import pyoxigraph as ox

from cds_kg.validation.documents import Document
from cds_kg.validation.mentions import Mentions, node_of
from cds_kg.validation.report import Finding
from cds_kg.validation.rules import name_of

#: Does a document say anything of a node, or this property of it?
_Says = Callable[[str, str | None], bool]


def assigned(
    findings: Sequence[Finding], documents: Sequence[Document], store: ox.Store, mentions: Mentions | None
) -> list[tuple[Finding, Document | None]]:
    """Each finding with the file that states the property of its focus, else the focus; ``None`` where none does.

    Args:
        findings: what was found.
        documents: the files.
        store: their triples and those of the background.
        mentions: what the files speak of, if that is known.
    """
    if len(documents) == 1 and mentions is not None:
        says = [_store_says(store, mentions)]
    else:
        about = {f.focus for f in findings if f.focus is not None and f.file is None}
        says = [_document_says(document, about) for document in documents] if about else []

    def document_of(finding: Finding) -> Document | None:
        if finding.file is None and finding.focus is not None:
            for path in (finding.path, None):
                for document, say in zip(documents, says, strict=True):
                    if say(finding.focus, path):
                        return document
        return None

    return [(finding, document_of(finding)) for finding in findings]


def in_place(findings: Iterable[tuple[Finding, Document | None]], documents: Sequence[Document]) -> Iterator[Finding]:
    """The findings with file and line; those that no file states, where one first mentions their focus."""
    findings = list(findings)
    about = {f.focus for f, _ in findings if f.focus is not None and f.file is None}
    for document in documents if about else ():
        document.expect(about)
    for finding, stating in findings:
        if finding.file is not None or finding.focus is None:
            yield finding
        elif stating is not None:
            yield replace(finding, file=stating.path, line=stating.line(finding))
        else:
            yield _where_mentioned(finding, finding.focus, documents)


def _where_mentioned(finding: Finding, focus: str, documents: Iterable[Document]) -> Finding:
    for document in documents:
        line = document.where.mention(focus)
        if line is not None:
            return replace(finding, file=document.path, line=line)
    return finding


def _store_says(store: ox.Store, mentions: Mentions) -> _Says:
    """What the only document says: what is not of the background in the store."""

    def says(subject: str, path: str | None) -> bool:
        if subject in mentions.said:
            stated = mentions.said[subject]
            return bool(stated) if path is None else path in stated
        node = node_of(subject)
        if node is None or subject not in mentions:
            return False
        predicate = None if path is None else ox.NamedNode(path)
        return next(store.quads_for_pattern(node, predicate, None), None) is not None

    return says


def _document_says(document: Document, about: set[str]) -> _Says:
    """What a document says of the nodes."""
    said: set[tuple[str, str | None]] = set()
    for quad in document.read():
        name = name_of(quad.subject)
        if name in about:
            said.update(((name, quad.predicate.value), (name, None)))
    return lambda subject, path: (subject, path) in said

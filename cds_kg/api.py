"""The Python API: one object for the whole graph, and one for each thing in it."""

from __future__ import annotations

import datetime
import html
import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any

from cds_kg.api_units import UnitMethods
from cds_kg.errors import UsageError
from cds_kg.knowledge.concepts import Description, Relation, describe
from cds_kg.knowledge.endings import Ending
from cds_kg.knowledge.evidence import Claim, ExternalClaim, evidence_of, looks_like_claim
from cds_kg.knowledge.facts import facts
from cds_kg.knowledge.names import KINDS, Kind, label, names_of, resolve, short_id
from cds_kg.store.dataset import GraphStore
from cds_kg.store.results import Rows, Text, Triples, html_link

if TYPE_CHECKING:
    import rdflib

    from cds_kg.diagram.draw import Diagram
    from cds_kg.knowledge.currency import Standing
    from cds_kg.knowledge.paths import Step
    from cds_kg.knowledge.questions import Question
    from cds_kg.knowledge.tree import TreeNode
    from cds_kg.validation.report import Report

__all__ = ["Concept", "KnowledgeGraph"]


class KnowledgeGraph(UnitMethods):
    """The knowledge graph, held in memory.

    >>> kg = KnowledgeGraph.open()
    >>> kg.concept("do thi thong minh").label("en")
    'Smart city'

    One object may be used from several threads at once: nothing in it changes after `open`, and what a method returns
    belongs to the caller. Two exceptions: `diagram` draws with matplotlib, which wants one thread at a time, and
    ``query(timeout=...)`` starts a process for each call.

    Attributes:
        store: the graph as the package's own code uses it.
    """

    def __init__(self, store: GraphStore) -> None:
        self.store = store

    @classmethod
    def open(
        cls, modules: Sequence[str] | str | None = None, extra: Sequence[Path | str] | Path | str = ()
    ) -> KnowledgeGraph:
        """Load the packaged graph, and your own files into it.

        Args:
            modules: names of the modules to load beside the ontology, as `info` lists them, or one name; by default
                all but those that are for use on demand.
            extra: RDF files of your own, or one of them (Turtle, N-Triples, JSON-LD, RDF/XML, TriG, N-Quads).

        Raises:
            UsageError: a module that does not exist.
            InputError, LimitError: a file that cannot be read, or is too large.
        """
        names = (modules,) if isinstance(modules, str) else modules
        return cls(GraphStore.open(names, (extra,) if isinstance(extra, str | Path) else extra))

    def as_of(self, day: datetime.date | str) -> KnowledgeGraph:
        """The graph as it was on a day, with all the methods that there are here.

        What had ended by then or had not begun is out, except that `concept` still finds it and tells when it ended;
        what had not ended shows no end. Acts that were adopted later are out, with their definitions and what they
        changed. Evidence, observations and administrative units are the same on every day. A question that asks for a
        date is answered for this day. `validate`, `export` and `info` are about the whole graph on every day.

        >>> kg = KnowledgeGraph.open()
        >>> for day in ("2025-06-30", "2025-07-01"):
        ...     (levels,) = kg.as_of(day).tree("cap dia phuong")
        ...     print(day, [kg.label(level.iri, "en") for level in levels.children])
        2025-06-30 ['Provincial level', 'District level', 'Commune level']
        2025-07-01 ['Provincial level', 'Commune level']

        Raises:
            UsageError: the text is no full date.
        """
        from cds_kg.knowledge.timeline import as_of, full_date

        return KnowledgeGraph(as_of(self.store, full_date(day)))

    def query(self, sparql: str, timeout: float | None = None, memory: int | None = None) -> Rows | Triples | bool:
        """The answer to a SPARQL query: `Rows` of SELECT, triples of CONSTRUCT and DESCRIBE, the truth of ASK.

        >>> kg = KnowledgeGraph.open()
        >>> for row in kg.query("SELECT ?who { cdsc:mat-chu-quyen-so-quoc-gia cds:borneBy ?who }"):
        ...     print(row.who.curie)
        cdsc:quoc-gia

        Args:
            sparql: the query; our prefixes and the usual ones need no declaration.
            timeout: seconds; with a limit the query runs in a process of its own, which is ended there.
            memory: bytes that this process may hold.

        Raises:
            RefusedError: SERVICE, an update, FROM.
            QueryError: the query is ill-formed; the message has line:column.
            LimitError: a limit was hit.
            UsageError: a limit that is not a number above zero.
        """
        if timeout is not None and not (_is_number(timeout, int | float) and 0 < timeout < math.inf):
            raise UsageError(
                f"timeout là số giây lớn hơn 0, không phải {timeout!r}.",
                f"timeout is a number of seconds above 0, not {timeout!r}.",
            )
        if memory is not None and not (_is_number(memory, int) and memory > 0):
            raise UsageError(
                f"memory là số byte nguyên lớn hơn 0, không phải {memory!r}.",
                f"memory is a whole number of bytes above 0, not {memory!r}.",
            )
        return self.store.query(sparql, timeout, memory)

    def questions(self) -> list[Question]:
        """The questions that the graph answers, by id."""
        from cds_kg.knowledge.questions import questions

        return questions()

    def answer(self, question: str, **parameters: object) -> Rows:
        """The answer to one of the `questions`.

        >>> kg = KnowledgeGraph.open()
        >>> len(kg.answer("cq-09"))
        4

        Args:
            question: its id, ``cq-09``.
            **parameters: as the question has them: a `Concept` or any of its names, an administrative unit by name or
                code, a date as ``datetime.date`` or ISO text, a language ``vi`` or ``en``, a label. A date that is not
                given is the day of `as_of`, else this day; anything else is what the question's file says.

        Raises:
            NotFoundError: no such question, concept or unit.
            AmbiguousError: several concepts or units fit.
            UsageError: a parameter that the question does not have, a value of another kind, or a date beside that of
                `as_of`.
        """
        from cds_kg.knowledge.questions import answer, find_question

        values = {name: value.iri if isinstance(value, Concept) else value for name, value in parameters.items()}
        return answer(self.store, find_question(question), values)

    def concept(self, name: str, kinds: Sequence[Kind] = ("concept",)) -> Concept:
        """The concept of that name: id, prefixed name, IRI or label, with or without marks, in either language.

        >>> KnowledgeGraph.open().concept("smart nation")
        <Concept quoc-gia-thong-minh: Quốc gia thông minh>

        Args:
            kinds: what may be meant: ``concept``, ``individual`` (targets, organisations, ...), ``term`` (classes,
                properties).

        Raises:
            NotFoundError: nothing fits; the message makes suggestions.
            AmbiguousError: several things fit; ``candidates`` has their IRIs.
        """
        return Concept(self, resolve(self.store, name, kinds))

    def concepts(self) -> list[Concept]:
        """Every concept, by IRI."""
        return [Concept(self, iri) for iri in names_of(self.store).of_kind("concept")]

    def evidence(self, name: str) -> tuple[Claim | ExternalClaim, ...]:
        """The claim of an id, or all claims that speak of a thing, external ones last.

        >>> for claim in KnowledgeGraph.open().evidence("c061"):
        ...     print(claim.key_phrase, claim.passage, claim.start, claim.end)
        hạn chế tham nhũng s25 3299 3317

        Raises:
            NotFoundError, AmbiguousError: as `concept`.
        """
        evidence = evidence_of(self.store)
        if looks_like_claim(name):
            return (evidence.claim(name),)
        iri = resolve(self.store, name, KINDS)
        return (*evidence.claims_about(iri), *evidence.external_about(iri))

    def path(self, a: str, b: str) -> tuple[Step, ...]:
        """A shortest path between two concepts, with the relation on each step.

        >>> kg = KnowledgeGraph.open()
        >>> [step.relation.rpartition("#")[2] for step in kg.path("cap xa", "chinh quyen so")]
        ['implementedAtLevel']

        Raises:
            NotFoundError: nothing connects them, or there is no such concept.
            AmbiguousError: as `concept`.
        """
        from cds_kg.knowledge.paths import path

        return path(self.store, resolve(self.store, a), resolve(self.store, b))

    def currency(self, as_of: datetime.date | str | None = None) -> tuple[Standing, ...]:
        """How each claim of the source stands on a day, with what has ended in it, by which act, on whose word.

        >>> kg = KnowledgeGraph.open()
        >>> for standing in kg.currency("2025-07-01"):
        ...     if standing.affected and not all(end.mentioned for end in standing.ended):
        ...         print(standing.claim.id, kg.label(standing.status, "en"), [end.iri for end in standing.ended])
        c051 partly superseded ['https://w3id.org/cds-kg/concept/cap-huyen']

        Args:
            as_of: the day; by default that of `as_of`, else this day.

        Raises:
            UsageError: the text is no full date.
        """
        from cds_kg.knowledge.currency import currency
        from cds_kg.knowledge.timeline import full_date

        return currency(self.store, None if as_of is None else full_date(as_of))

    def tree(self, root: str | None = None) -> tuple[TreeNode, ...]:
        """The tree of concepts from the nation to the localities, or the tree below one concept.

        Raises:
            NotFoundError, AmbiguousError: as `concept`.
        """
        from cds_kg.knowledge.tree import tree

        return tree(self.store, None if root is None else resolve(self.store, root))

    def label(self, iri: str, lang: str = "vi") -> str:
        """The label of an IRI: in ``lang``, else in Vietnamese, else in English, else its prefixed name.

        Raises:
            UsageError: the text is no IRI.
        """
        try:
            return label(self.store, iri, lang)
        except ValueError as error:
            raise UsageError(
                f"«{iri}» không phải là một IRI đầy đủ; muốn tìm theo tên thì dùng concept(...).",
                f'"{iri}" is not a full IRI; to look a thing up by its name use concept(...).',
            ) from error

    def validate(self) -> Report:
        """Check the graph, your own files included, against the SHACL shapes."""
        from cds_kg.validation.check import validate

        return validate(self.store.whole)

    def export(self, form: str = "ttl", part: str = "all") -> bytes:
        """The packaged graph as a file's bytes, the same on every run. Your own files are not in it.

        Args:
            form: ``ttl``, ``jsonld``, ``rdf`` (RDF/XML), ``nt``, or ``trig``, where each part is a named graph.
            part: ``ontology``, ``vocabulary``, ``alignments``, ``evidence``, ``acts``, ``observations``, ``services``
                (CPSV-AP and CPOV), ``questions``, ``units``, or ``all`` of the graph but the units merged.

        Raises:
            UsageError: there is no such form or part.
        """
        from cds_kg.export.release import part_as

        return part_as(part, form)

    def info(self) -> dict[str, object]:
        """Version, data folder, the ontology's version and date, modules with their triples, and counts, by name.

        >>> KnowledgeGraph.open().info()["concepts"]
        133
        """
        return facts(self.store.whole)

    def diagram(self, name: str = "hierarchy", about: str | None = None, **options: Any) -> Diagram:
        """Draw a diagram; it shows itself in a notebook and has ``save(path)`` for SVG, PNG, PDF and text forms.

        Args:
            name: one of `cds_kg.diagram.draw.DIAGRAMS`.
            about: the concept of a ``neighbourhood``, the province of ``units`` and ``map``.
            options: ``lang``, ``size`` and the others of `cds_kg.diagram.draw.draw`.

        >>> KnowledgeGraph.open().as_of("2025-07-01").diagram(lang="vi").scenes[0].title
        'Chuyển đổi số cơ quan nhà nước: từ cấp quốc gia đến cấp địa phương (vào ngày 1 tháng 7 năm 2025)'

        Raises:
            NotFoundError: no diagram of that name, no such concept or province, or nothing to draw.
            UsageError, LimitError: as `cds_kg.diagram.draw.draw` raises them.
        """
        from cds_kg.diagram.draw import draw

        return draw(self.store, name, about, **options)

    def rdflib_graph(self) -> rdflib.Graph:
        """The graph as a new ``rdflib.Graph``, literals as the files spell them."""
        return self.store.rdflib_graph()


class Concept:
    """One thing of the graph: a concept, or whatever else was asked for.

    >>> concept = KnowledgeGraph.open().concept("cap huyen")
    >>> concept.label("en"), concept.id
    ('District level', 'cap-huyen')
    >>> concept.ended.last_day
    datetime.date(2025, 6, 30)
    >>> [claim.id for claim in concept.claims()]
    ['c051']

    Attributes:
        iri: its IRI.
        id: its short name.
    """

    def __init__(self, graph: KnowledgeGraph, iri: str) -> None:
        self._graph = graph
        self.iri = iri
        self.id = short_id(iri)

    def label(self, lang: str = "vi") -> str:
        """The preferred label in ``lang``, else in Vietnamese, else in English, else the prefixed name."""
        return label(self._graph.store, self.iri, lang)

    def definition(self, lang: str = "vi") -> str:
        """The definition in ``lang``, else in Vietnamese, else in English; empty where there is none."""
        found = self.describe(lang).definitions
        return next((found[language] for language in (lang, "vi", "en") if language in found), "")

    @property
    def alt_labels(self) -> tuple[Text, ...]:
        """Other names and abbreviations, each with its ``language``."""
        return self.describe().alt_labels

    @property
    def classes(self) -> tuple[str, ...]:
        """IRIs of its classes in our ontology."""
        return self.describe().classes

    @property
    def ended(self) -> Ending | None:
        """Its last day and what took its place, or ``None`` where nothing says that it ends."""
        return self.describe().ending

    def relations(self, lang: str = "vi") -> tuple[Relation, ...]:
        """What the graph states of it, and what it states of others with it; labels in ``lang``."""
        return self.describe(lang).relations

    def claims(self) -> tuple[Claim, ...]:
        """The claims of the source that speak of it, each with key phrase and position."""
        return evidence_of(self._graph.store).claims_about(self.iri)

    def external_claims(self) -> tuple[ExternalClaim, ...]:
        """What other documents, or the editors, say of it."""
        return evidence_of(self._graph.store).external_about(self.iri)

    def describe(self, lang: str = "vi") -> Description:
        """All of the above at once; labels of other things in ``lang``."""
        return describe(self._graph.store, self.iri, lang)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Concept) and other.iri == self.iri

    def __hash__(self) -> int:
        return hash(self.iri)

    def __repr__(self) -> str:
        return f"<Concept {self.id}: {self.label()}>"

    def _repr_html_(self) -> str:
        return _card(self.describe(), self.label("vi"), self.label("en"))


def _is_number(value: object, kinds: type | UnionType) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool)


def _card(about: Description, vi: str, en: str) -> str:
    """A small card for notebooks, all text escaped."""
    lines = [f'<b lang="vi">{html.escape(vi)}</b> · <span lang="en">{html.escape(en)}</span>']
    lines.append(html_link(about.iri, f"<code>{html.escape(about.id)}</code>"))
    lines += [f'<span lang="{html.escape(lang)}">{html.escape(text)}</span>' for lang, text in _by_language(about)]
    if about.ending:
        lines.append(f"<em>{html.escape(about.ending.text('vi'))}</em>")
    outgoing = [relation for relation in about.relations if not relation.inverse]
    for name, group in groupby(outgoing, key=lambda relation: relation.predicate_label):
        lines.append(f"{html.escape(name)}: {html.escape(', '.join(relation.value_label for relation in group))}")
    if about.claims:
        lines.append(html.escape("; ".join(f"{c.id} «{c.key_phrase}»" for c in about.claims)))
    return "<div>" + "<br>".join(lines) + "</div>"


def _by_language(about: Description) -> list[tuple[str, str]]:
    found: Mapping[str, str] = about.definitions
    return [(lang, found[lang]) for lang in ("vi", "en") if lang in found]

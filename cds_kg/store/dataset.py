"""The graph in memory: the packaged modules and the user's files in one pyoxigraph store."""

from __future__ import annotations

import _thread  # not threading, whose import takes as long as a small query
import os

import pyoxigraph as ox

from cds_kg import resources
from cds_kg.errors import UsageError
from cds_kg.namespaces import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    import rdflib

    from cds_kg.store.cache import Ready
    from cds_kg.store.results import Rows, Triples
    from cds_kg.store.source_file import SourceFile

#: A module whose folder holds a file of this name is loaded only when it is named.
ON_DEMAND = ".on-demand"


def module_names() -> dict[str, bool]:
    """The modules found under ``ontology/``: name -> whether it is loaded without being named."""
    with os.scandir(os.path.join(resources.root(), "ontology")) as entries:
        folders = sorted((e.name, e.path) for e in entries if e.is_dir() and not e.name.startswith("."))
    return {name: not os.path.exists(os.path.join(path, ON_DEMAND)) for name, path in folders}


def with_defaults(names: Iterable[str]) -> tuple[str, ...]:
    """The modules that are loaded without being named, then these."""
    return tuple(dict.fromkeys((*(name for name, by_default in module_names().items() if by_default), *names)))


def module_files(name: str) -> list[str]:
    """The Turtle files of one module, at any depth, sorted by path; none where there is no such module."""
    folder = os.path.join(resources.root(), "ontology", name)
    return sorted(_turtle_below(folder)) if os.path.isdir(folder) else []


def _turtle_below(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _turtle_below(entry.path)
            elif entry.name.endswith(".ttl"):
                yield entry.path


class GraphStore:
    """One RDF graph (the default graph of ``store``) and how to ask it.

    Reading from several threads at once is safe, since nothing here writes to it after `open`; results belong to the
    thread that asked.

    Attributes:
        store: the pyoxigraph store. It writes numbers in their shortest form; `quads` gives them as the files do.
        modules: the packaged modules that were loaded.
        ready: where the store is one of the user's cache, that; else ``None``. It cannot be written to.
        day: in a view of the graph as of a day, that day; else ``None``.
    """

    day: datetime.date | None = None
    ready: Ready | None = None
    _cached = False
    _build: Callable[[Sequence[str]], None] | None = None

    def __init__(
        self,
        store: ox.Store,
        modules: tuple[str, ...],
        files: Sequence[str],
        extra: Sequence[str],
        added: Sequence[SourceFile],
    ) -> None:
        self.store = store
        self.modules = modules
        self._files = tuple(files)
        self._extra = tuple(extra)
        # The user's files may change or go while the store stays as it is.
        self._added = tuple(added)
        self._wider: dict[tuple[str, ...], GraphStore] = {}
        self._widening = _thread.allocate_lock()

    @property
    def whole(self) -> GraphStore:
        """The graph without regard to time: this one, or the one of which it is a view."""
        return self

    def home(self, iri: str) -> GraphStore:
        """The graph that tells of a thing: this one, or in a view that does not have the thing, the whole one."""
        return self

    @property
    def files(self) -> tuple[Path, ...]:
        """The packaged files that were loaded, ``ontology/cds.ttl`` first."""
        from pathlib import Path

        return tuple(map(Path, self._files))

    @property
    def extra(self) -> tuple[Path, ...]:
        """The user's files that were loaded."""
        from pathlib import Path

        return tuple(map(Path, self._extra))

    @classmethod
    def open(
        cls, modules: Sequence[str] | None = None, extra: Sequence[Path | str] = (), only: bool = False
    ) -> GraphStore:
        """Load ``ontology/cds.ttl``, the modules and the user's files.

        Args:
            modules: names of folders under ``ontology/``; by default all but those marked to be loaded on demand.
            extra: RDF files of the user; named graphs in them are merged into the one graph.
            only: load ``extra`` alone.

        Raises:
            UsageError: a module that does not exist, or ``only`` without a file.
            InputError, LimitError: a file of ``extra`` that cannot be read, or is too large.
        """
        if only and not extra:
            raise UsageError(
                "Chỉ dùng tệp riêng (--only) thì phải chỉ ra ít nhất một tệp (--data FILE).",
                "To use your own files alone (--only), name one at least (--data FILE).",
            )
        names: tuple[str, ...] = () if only else _chosen(modules)
        files = [] if only else files_of(names)
        paths = [os.fspath(path) for path in extra]
        if not paths:
            store, added = ox.Store(), []
        else:
            from cds_kg.store.source_file import SourceFile, load_all

            added = [SourceFile(path, f"f{number}b") for number, path in enumerate(paths, 1)]
            store = load_all(added)
            for file in added:
                file.forget_text()
        _load(store, files)
        return cls(store, names, files, paths, added)

    @classmethod
    def open_cached(
        cls, modules: Sequence[str] | None = None, build: Callable[[Sequence[str]], None] | None = None
    ) -> GraphStore:
        """The packaged graph as a store of the user's cache, or as `open` gives it where there can be none.

        Such a store opens at once and takes no memory of its own, but reading all of it is slower than from memory,
        and its rows come in another order: commands that ask for little open it, those that go through the graph and
        programs do not.

        Args:
            modules: as for `open`.
            build: called with the modules of a store that is missing, to make it.

        Raises:
            UsageError: a module that does not exist.
        """
        from cds_kg.store import cache

        names = _chosen(modules)
        files = files_of(names)
        label = cache.label(names, [name for name, by_default in module_names().items() if by_default])
        ready = None if label is None else cache.ready(label, files)
        if ready is None and label is not None and build is not None and cache.has_room():
            build(names)
            ready = cache.ready(label, files)
        graph = cls.open(names) if ready is None else cls(ready.store, names, files, (), ())
        graph.ready, graph._build, graph._cached = ready, build, True
        return graph

    def kept(self, name: str) -> bytes | None:
        """A file that is kept with a store of the cache, or ``None``."""
        return None if self.ready is None else self.ready.kept(name)

    def with_modules(self, names: Sequence[str]) -> GraphStore:
        """This graph where it has these modules; else a new one with them added to it, made once.

        Raises:
            UsageError: a module that does not exist.
        """
        lacking = tuple(name for name in _chosen(names) if name not in self.modules)
        if not lacking:
            return self
        with self._widening:
            if lacking not in self._wider and self._cached:
                self._wider[lacking] = self.open_cached((*self.modules, *lacking), self._build)
            elif lacking not in self._wider:
                files = [file for name in lacking for file in module_files(name)]
                store = ox.Store()
                store.extend(self.store)
                _load(store, files)
                modules = (*self.modules, *lacking)
                self._wider[lacking] = GraphStore(store, modules, [*self._files, *files], self._extra, self._added)
        return self._wider[lacking]

    def select(self, sparql: str) -> Rows:
        """The rows of a SELECT query of the package's own. Known prefixes need no declaration."""
        from cds_kg.store.results import rows_of

        solutions = self.store.query(sparql, prefixes=PREFIXES)
        assert isinstance(solutions, ox.QuerySolutions)
        return rows_of(solutions)

    def ask(self, sparql: str) -> bool:
        """The answer to an ASK query of the package's own."""
        return bool(self.store.query(sparql, prefixes=PREFIXES))

    def query(self, sparql: str, timeout: float | None = None, memory: int | None = None) -> Rows | Triples | bool:
        """The answer to anybody's query: rows of SELECT, triples of CONSTRUCT and DESCRIBE, the truth of ASK.

        Args:
            sparql: the query; known prefixes need no declaration.
            timeout: seconds; with a limit the query runs in a process of its own, which is ended there.
            memory: bytes that this process may hold.

        Raises:
            RefusedError: SERVICE, an update, FROM.
            QueryError: the query is ill-formed; the message has line:column.
            LimitError: a limit was hit, or the query is too long.
        """
        from cds_kg.store.answer import answer, decoded
        from cds_kg.store.guard import Watchdog, check

        form = check(sparql)
        if timeout is None and memory is None:
            data = Watchdog(None, None).run(lambda: answer(self.store, sparql))
        else:
            from cds_kg.store.worker import answer_within

            data = answer_within(self.store, sparql, timeout, memory)
        return decoded(data, form.gives_triples)

    def quads(self) -> Iterator[ox.Quad]:
        """Every quad as the files state it, literals in their own spelling, all in the default graph."""
        from cds_kg.store.reading import read_rdf

        for number, path in enumerate(self._files, 1):  # blank nodes of different files are different
            yield from (ox.Quad(q.subject, q.predicate, q.object) for q in read_rdf(path, f"m{number}b"))
        for file in self._added:
            yield from file.merged()

    def rdflib_graph(self) -> rdflib.Graph:
        """The graph as a new rdflib graph with the known prefixes bound."""
        return to_rdflib(self.quads())

    def __len__(self) -> int:
        return len(self.store)


def to_rdflib(statements: Iterable[ox.Triple | ox.Quad], as_written: bool = False) -> rdflib.Graph:
    """Triples, or the triples of quads, as an rdflib graph with the known prefixes bound.

    rdflib writes numbers and dates anew, as 1 for 01, unless they are to stay ``as_written``.
    """
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)

    def convert(term: object) -> rdflib.term.Identifier:
        if isinstance(term, ox.NamedNode):
            return rdflib.URIRef(term.value)
        if isinstance(term, ox.BlankNode):
            return rdflib.BNode(term.value)
        assert isinstance(term, ox.Literal)
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        plain = term.datatype.value == str(rdflib.XSD.string)
        datatype = None if plain else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, datatype=datatype, normalize=False if as_written else None)

    for statement in statements:
        graph.add((convert(statement.subject), convert(statement.predicate), convert(statement.object)))
    return graph


def files_of(modules: Iterable[str]) -> list[str]:
    """The packaged files of a graph with these modules, ``ontology/cds.ttl`` first."""
    first = os.path.join(resources.root(), "ontology", "cds.ttl")
    return [first, *(file for name in modules for file in module_files(name))]


def _load(store: ox.Store, files: Iterable[str]) -> None:
    for file in files:
        with open(file, "rb") as source:
            store.load(source.read(), ox.RdfFormat.TURTLE)


def _chosen(modules: Sequence[str] | None) -> tuple[str, ...]:
    if modules is None:
        return with_defaults(())
    return require_modules(modules)


def require_modules(modules: Iterable[str]) -> tuple[str, ...]:
    """These modules, each once. Raises UsageError for one that does not exist."""
    modules, found = tuple(modules), module_names()
    for name in modules:
        if name not in found:
            listed = ", ".join(found)
            raise UsageError(
                f"Không có mô-đun «{name}»; các mô-đun có: {listed}.",
                f'There is no module "{name}"; the modules are: {listed}.',
            )
    return tuple(dict.fromkeys(modules))

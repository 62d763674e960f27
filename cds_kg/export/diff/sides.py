"""What OLD and NEW name: a release, a checkout, a folder, a file, or the packaged graph; and what of each is read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import pyoxigraph as ox

from cds_kg import resources
from cds_kg.errors import InputError, LimitError
from cds_kg.export.diff.questions import QuestionText, read_question
from cds_kg.export.parts import PARTS, part
from cds_kg.export.side_by_side import side_by_side
from cds_kg.store.dataset import ON_DEMAND
from cds_kg.store.reading import SIZE_LIMIT, read_bytes, read_rdf, unreadable

Graph: TypeAlias = frozenset[ox.Triple]

#: The word for the graph of this package.
PACKAGED = "packaged"

#: What is compared where both sides have it; modules that are loaded on demand (``units``) come beside these.
GRAPH, SHAPES, QUESTIONS = "graph", "shapes", "questions"

#: The extensions that are looked for in a folder, the first found taken for each name. ``.json`` and ``.xml`` are as a
#: rule something else.
_EXTENSIONS = (".ttl", ".nt", ".jsonld", ".rdf", ".owl", ".trig", ".nq")

#: Bytes that are read of one side.
_TOTAL = 2 * SIZE_LIMIT


@dataclass(frozen=True)
class Side:
    """One side of a comparison.

    Attributes:
        name: as the user named it.
        layout: ``release``, ``source``, ``folder`` or ``file``.
        files: component -> its files.
        made: component -> how its triples are made where they are in no file.
        part: where a single part of a release is meant, its name.
        completed: whether the graph is given what a release of it adds for tools.
    """

    name: str
    layout: str
    files: dict[str, tuple[str, ...]]
    made: dict[str, Callable[[], Graph]] = field(default_factory=dict)
    part: str = ""
    completed: bool = False

    def has(self, component: str) -> bool:
        """Whether this side has the component."""
        return component in self.files or component in self.made

    @property
    def components(self) -> tuple[str, ...]:
        """What it has, the graph first."""
        return tuple(sorted({*self.files, *self.made}, key=lambda name: (name != GRAPH, name)))

    def triples(self, component: str) -> Graph:
        """The triples of a component, blank nodes of different files being different. Raises as `diff` does."""
        if component in self.made:
            return self.made[component]()
        self._check_size(component)
        stated = frozenset(
            q.triple
            for number, file in enumerate(self.files[component], 1)
            for q in read_rdf(file, f"{component}{number}b")
        )
        return stated | side_by_side(stated) if self.completed and component == GRAPH else stated

    def questions(self) -> dict[str, QuestionText]:
        """The IRIs of the questions -> what their files say."""
        self._check_size(QUESTIONS)
        return dict(read_question(file) for file in self.files[QUESTIONS])

    def same_files(self, other: Side, component: str) -> bool:
        """Whether the component is the same bytes in the same files on both sides."""
        mine, theirs = self.files.get(component, ()), other.files.get(component, ())
        if component in self.made or component in other.made or len(mine) != len(theirs):
            return False
        return all(
            os.path.basename(a) == os.path.basename(b) and (os.path.realpath(a) == os.path.realpath(b) or _equal(a, b))
            for a, b in zip(mine, theirs, strict=True)
        )

    def _check_size(self, component: str) -> None:
        size = 0
        for file in self.files[component]:
            try:
                size += os.stat(file).st_size
            except (OSError, ValueError) as error:
                raise unreadable(file, error if isinstance(error, OSError) else OSError()) from error
        if size >= _TOTAL and len(self.files[component]) > 1:
            raise LimitError(
                f"{self.name}: các tệp cần đọc ở đây lớn quá giới hạn {_TOTAL // 10**6} MB; hãy so sánh từng tệp.",
                f"{self.name}: the files to be read here are over the limit of {_TOTAL // 10**6} MB; compare file by "
                "file.",
            )


def _equal(one: str, other: str) -> bool:
    return os.path.getsize(one) == os.path.getsize(other) and read_bytes(one) == read_bytes(other)


def both(old: str | os.PathLike[str], new: str | os.PathLike[str]) -> tuple[Side, Side]:
    """The two sides, made to fit each other.

    A file that is one part of a release is held against the same part of a release or of the packaged graph; against a
    release the packaged graph stands as it would be released.

    Raises:
        InputError: a path that is missing, or a folder without RDF.
    """
    sides = []
    for name in (os.fspath(old), os.fspath(new)):
        try:
            sides.append(side_of(name))
        except InputError:
            raise
        except OSError as error:  # a folder that may not be listed
            raise unreadable(name, error) from error
    return _fit(sides[0], sides[1]), _fit(sides[1], sides[0])


def side_of(name: str) -> Side:
    """What a path names, or `PACKAGED`. Raises as `both` does."""
    if name == PACKAGED:
        return replace(_checkout(resources.root()), name=PACKAGED)
    if not os.path.isdir(name):
        try:
            os.stat(name)
        except (OSError, ValueError) as error:
            raise unreadable(name, error if isinstance(error, OSError) else OSError()) from error
        stem = os.path.splitext(os.path.basename(name))[0]
        known = next((key for key, value in PARTS.items() if value == stem), "")
        return Side(name, "file", {GRAPH: (name,)}, part=known)
    if os.path.isfile(os.path.join(name, "ontology", "cds.ttl")):
        return _checkout(name)
    if os.path.isfile(os.path.join(name, "cds.ttl")):
        return Side(name, "source", _modules(name))
    merged = _one_of(name, PARTS["all"])
    if merged:
        files = {GRAPH: (merged,)}
        units = _one_of(name, PARTS["units"])
        return Side(name, "release", {**files, **({"units": (units,)} if units else {}), **_beside(name)})
    found = _rdf_below(name)
    if not found:
        raise InputError(
            f"{name}: thư mục này không có tệp RDF nào; hãy chỉ ra thư mục bản phát hành (do cds-kg build ghi), thư "
            "mục ontology/, hoặc một tệp RDF.",
            f"{name}: this folder has no RDF file; name a release folder (as cds-kg build writes it), an ontology/ "
            "folder, or an RDF file.",
        )
    return Side(name, "folder", {GRAPH: tuple(found)})


def _fit(side: Side, other: Side) -> Side:
    """``side`` as it is held against ``other``."""
    if other.layout == "file" and other.part not in ("", "all"):
        if side.name == PACKAGED:
            return replace(side, files={}, made={GRAPH: lambda: part(other.part)}, part=other.part)
        single = _one_of(side.name, PARTS[other.part]) if side.layout == "release" else None
        if single:
            return replace(side, files={GRAPH: (single,)}, part=other.part)
    merged = other.layout == "release" or (other.layout == "file" and other.part == "all")
    if side.name == PACKAGED and merged:
        made = {GRAPH: lambda: part("all"), **({"units": lambda: part("units")} if other.has("units") else {})}
        return replace(side, files={k: v for k, v in side.files.items() if k not in made}, made=made)
    return replace(side, completed=side.layout == "source" and merged)


def _checkout(folder: str) -> Side:
    return Side(folder, "source", {**_modules(os.path.join(folder, "ontology")), **_beside(folder)})


def _modules(folder: str) -> dict[str, tuple[str, ...]]:
    """The graph, and the modules that are loaded on demand, of an ``ontology/`` folder.

    What is no part of a release, such as the description of its catalogue, is not compared.
    """
    on_demand = {"units"} | {
        name for name in os.listdir(folder) if os.path.exists(os.path.join(folder, name, ON_DEMAND))
    }
    files: dict[str, list[str]] = {GRAPH: []}
    for file in _rdf_below(folder, (".ttl",)):
        top = os.path.relpath(file, folder).split(os.sep)[0]
        files.setdefault(top if top in on_demand else GRAPH, []).append(file)
    return {name: tuple(listed) for name, listed in files.items() if name == GRAPH or name in PARTS}


def _beside(folder: str) -> dict[str, tuple[str, ...]]:
    """The shapes and the questions of a release or a checkout."""
    found = {}
    for name, sub, suffix in ((SHAPES, "shapes", ".ttl"), (QUESTIONS, "queries", ".rq")):
        path = os.path.join(folder, sub)
        files = sorted(f for f in os.listdir(path) if f.endswith(suffix)) if os.path.isdir(path) else []
        if files:
            found[name] = tuple(os.path.join(path, f) for f in files)
    return found


def _one_of(folder: str, stem: str) -> str | None:
    paths = (os.path.join(folder, stem + extension) for extension in _EXTENSIONS)
    return next((path for path in paths if os.path.isfile(path)), None)


def _rdf_below(folder: str, extensions: Iterable[str] = _EXTENSIONS) -> list[str]:
    """The RDF files at any depth, one for each name whatever formats it has; hidden ones are skipped."""
    order = {extension: place for place, extension in enumerate(extensions)}
    best: dict[str, tuple[int, str]] = {}
    for top, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            stem, extension = os.path.splitext(name)
            place = order.get(extension.lower())
            if place is not None and not name.startswith("."):
                key, path = os.path.join(top, stem), os.path.join(top, name)
                best[key] = min(best.get(key, (place, path)), (place, path))
    return sorted(path for _, path in best.values())

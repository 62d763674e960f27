"""What a comparison comes to: things, what changed in each, and how much that means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from cds_kg.store.labels import label, labels

#: How much a change means for those who use the older version, the gravest first: it breaks what they built; a person
#: has to tell whether it does; it does not.
EFFECTS = ("breaking", "review", "safe")

#: What became of a thing. What ended (``cds:validUntil``) is not deprecated: it is told rightly, and it is over.
STATUSES = ("removed", "deprecated", "ended", "changed", "added")

#: What a thing is.
KINDS = ("class", "property", "concept", "claim", "act", "unit", "shape", "question", "other")

#: A change of these is one of words or of the files' own data.
WORDING = frozenset({"label", "alternative label", "definition", "note", "metadata", "message", "question"})


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed in a thing.

    Attributes:
        aspect: what it is about: ``label``, ``definition``, ``hierarchy`` ...; ``thing`` where it came or went.
        predicate: the IRI of the property, ``None`` where there is none.
        before: the values that are gone.
        after: the values that came.
        effect: one of `EFFECTS`.
        reason: a key of `cds_kg.export.diff.reasons.REASONS`.
    """

    aspect: str
    predicate: str | None
    before: tuple[ox.NamedNode | ox.Literal, ...]
    after: tuple[ox.NamedNode | ox.Literal, ...]
    effect: str
    reason: str

    @property
    def language(self) -> str:
        """The language of its texts, or nothing."""
        terms = (*self.before, *self.after)
        return next((t.language for t in terms if isinstance(t, ox.Literal) and t.language), "")


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing in which something changed.

    Attributes:
        iri: its IRI, or ``_:`` and a name for a blank node that nothing else mentions.
        kind: one of `KINDS`.
        status: one of `STATUSES`.
        changes: never empty; one alone, of the aspect ``thing``, where it was added or removed.
        replacements: the IRIs that replace it, by ``dcterms:isReplacedBy``.
    """

    iri: str
    kind: str
    status: str
    changes: tuple[Change, ...]
    replacements: tuple[str, ...] = ()

    @property
    def effect(self) -> str:
        """The gravest effect among the changes."""
        return gravest(change.effect for change in self.changes)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one version to another.

    Attributes:
        things: by kind, then by IRI.
        left_out: what one side alone has, and which, ``old`` or ``new``: it was not compared.
        old_version: as the ontology's header of the older side says it, or nothing.
        new_version: likewise.
        part: where a single file of a release was held against the same part, its name; else nothing.
    """

    things: tuple[Thing, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    old_version: str = ""
    new_version: str = ""
    part: str = ""
    _names: tuple[ox.Store, ox.Store] = field(default_factory=lambda: (ox.Store(), ox.Store()), repr=False)

    def label(self, iri: str, lang: str = "vi") -> str:
        """What a thing is called now, or was where it is gone; its prefixed name where it has no label."""
        now, before = self._names
        return label(now if labels(now, iri) else before, iri, lang)

    def count(self, effect: str) -> int:
        """How many changes have this effect."""
        return sum(change.effect == effect for thing in self.things for change in thing.changes)

    @property
    def effect(self) -> str | None:
        """The gravest effect of all, ``None`` where nothing changed."""
        return gravest(thing.effect for thing in self.things) if self.things else None

    @property
    def part_to_raise(self) -> str | None:
        """The part of the version that Semantic Versioning raises: ``major``, ``minor``, ``patch``, or none.

        Breaking is major; anything but words is minor; words are a patch. What is to be reviewed counts as minor.
        """
        if not self.things:
            return None
        if self.effect == "breaking":
            return "major"
        worded = all(c.effect == "safe" and c.aspect in WORDING for thing in self.things for c in thing.changes)
        return "patch" if worded else "minor"

    @property
    def next_version(self) -> str:
        """The version after the older one by `part_to_raise`; nothing where the older one does not tell its own.

        While the first number is 0, what breaks raises the second and all else the third.
        """
        numbers = self.old_version.split(".")
        part = self.part_to_raise
        if len(numbers) != 3 or not all(n.isascii() and n.isdecimal() and len(n) < 9 for n in numbers) or not part:
            return ""
        major, minor, patch = map(int, numbers)
        if major == 0:
            part = {"major": "minor"}.get(part, "patch")
        if part == "major":
            return f"{major + 1}.0.0"
        return f"{major}.{minor + 1}.0" if part == "minor" else f"{major}.{minor}.{patch + 1}"


def gravest(effects: Iterable[str]) -> str:
    """The first of `EFFECTS` that is among these."""
    return min(effects, key=EFFECTS.index)

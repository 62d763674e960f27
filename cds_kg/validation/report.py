"""What a validation found: one finding per fault, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from cds_kg.errors import LANGUAGES
from cds_kg.namespaces import curie
from cds_kg.store.tables import one_line, table
from cds_kg.text import pick

Severity: TypeAlias = Literal["violation", "warning", "info"]

#: Severity -> its name in Vietnamese and in English, the gravest first.
SEVERITIES: dict[Severity, tuple[str, str]] = {
    "violation": ("vi phạm", "violation"),
    "warning": ("cảnh báo", "warning"),
    "info": ("lưu ý", "note"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or could be better.

    Attributes:
        severity: ``violation`` (must be mended), ``warning`` (better mended) or ``info``.
        shape: the IRI of the rule that says so, a node shape or property shape of ``shapes/``.
        message_vi, message_en: what is wrong, on what, and what to write.
        focus: the IRI of the thing it is about (``_:label`` for a blank node); ``None`` where it is about a file.
        path: the IRI of the property, if the rule is about one.
        value: the IRI or text at fault, if there is one.
        file: the file that says it, where known.
        line: the line of that file, from 1, where sure.
    """

    severity: Severity
    shape: str
    message_vi: str
    message_en: str
    focus: str | None = None
    path: str | None = None
    value: str | None = None
    file: Path | None = None
    line: int | None = None

    def message(self, language: str = "vi") -> str:
        """The message in the language asked for, Vietnamese unless it is ``en``."""
        return pick(language, self.message_vi, self.message_en)

    @property
    def place(self) -> str:
        """``file:line`` as far as known, else nothing."""
        return "" if self.file is None else str(self.file) if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Report:
    """The findings of one validation, the gravest first.

    Attributes:
        findings: each fault once.
        labels: IRI -> its label in Vietnamese and in English, for what the findings speak of.
    """

    findings: tuple[Finding, ...] = ()
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict, repr=False)

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings are allowed."""
        return self.count("violation") == 0

    @property
    def spotless(self) -> bool:
        """Whether there is no finding at all."""
        return not self.findings

    def count(self, severity: Severity) -> int:
        """The number of findings of one severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def label(self, iri: str | None, language: str = "vi") -> str:
        """The label of what a finding speaks of, else its prefixed name; nothing for ``None``."""
        if iri is None:
            return ""
        return self.labels[iri][LANGUAGES.index(language)] if iri in self.labels else curie(iri)

    def as_dicts(self, language: str = "vi") -> list[dict[str, object]]:
        """The findings as plain values for JSON: each thing with its full IRI, its short name and its label.

        Rules are told by their full IRIs.
        """

        def thing(iri: str | None) -> dict[str, str] | None:
            return None if iri is None else {"iri": iri, "id": curie(iri), "label": self.label(iri, language)}

        return [
            {
                "severity": f.severity,
                "focus": thing(f.focus),
                "path": thing(f.path),
                "value": f.value,
                "message": f.message(language),
                "shape": f.shape,
                "file": None if f.file is None else str(f.file),
                "line": f.line,
            }
            for f in self.findings
        ]

    def to_table(self, language: str = "vi", width: int | None = None) -> str:
        """The findings as a table for people, made for ``width`` columns where given; empty columns are left out."""
        texts = ("mức|ở đâu|về|thuộc tính|giá trị|cần sửa", "severity|where|on|property|value|what to mend")
        rows = [
            (
                pick(language, *SEVERITIES[f.severity]),
                f.place,
                self.label(f.focus, language),
                self.label(f.path, language),
                "" if f.value is None else curie(f.value),
                f.message(language),
            )
            for f in self.findings
        ]
        return table(pick(language, *texts).split("|"), [[one_line(cell) for cell in row] for row in rows], width)


def report_of(findings: Iterable[Finding], labels: Mapping[str, tuple[str, str]]) -> Report:
    """A report of the findings, each once, in a fixed order."""
    rank = list(SEVERITIES)
    ordered = sorted(
        set(findings),
        key=lambda f: (
            rank.index(f.severity),
            *(str(f.file or ""), f.line or 0, f.focus or "", f.shape, f.path or "", f.value or "", f.message_en),
        ),
    )
    return Report(tuple(ordered), labels)

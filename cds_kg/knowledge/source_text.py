"""The text of a source: its sentences, where a phrase stands in it, and whether the graph quotes it rightly.

Positions are code points from the beginning of the text in NFC, without a BOM, lines ended by a single line feed.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cds_kg.errors import NotFoundError, UsageError
from cds_kg.knowledge.evidence import Claim, Evidence, Passage
from cds_kg.store.reading import read_text
from cds_kg.text import nfc

_STOP = re.compile(r"(?<=[.?!…])[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text: ``s02`` is the second, headings counted."""

    id: str
    line: int
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a phrase stands.

    Attributes:
        phrase: the words exactly as the text has them.
        start, end: their position, end exclusive.
        sentence: the sentence in which they begin.
    """

    phrase: str
    start: int
    end: int
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that the text does not bear out: the short name of the passage or claim, and what is wrong."""

    id: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """What a check of a text against the graph found.

    Attributes:
        source: IRI of the source that the text was taken for.
        passages, phrases: how many were checked.
        mismatches: what does not agree, in the order of the text.
    """

    source: str
    passages: int
    phrases: int
    mismatches: tuple[Mismatch, ...]

    @property
    def holds(self) -> bool:
        """Whether all of it agrees."""
        return not self.mismatches


def read_source(path: str | Path) -> str:
    """The text of a file as positions count in it.

    Raises:
        InputError: missing, a directory, empty, not UTF-8.
        LimitError: 50 MB or more.
    """
    return read_text(path).replace("\r\n", "\n").replace("\r", "\n")


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text whose lines are headings and paragraphs, in order."""
    found: list[Sentence] = []
    begin = 0
    for number, line in enumerate(text.split("\n"), 1):
        for start, end in _spans(line):
            place = begin + start
            sha256 = digest(line[start:end])
            found.append(Sentence(f"s{len(found) + 1:02}", number, place, begin + end, sha256))
        begin += len(line) + 1
    return found


def _spans(line: str) -> Iterator[tuple[int, int]]:
    """The sentences of a line. One ends at a full stop or the like that no small letter follows."""
    stops = [stop for stop in _STOP.finditer(line) if not line[stop.end() : stop.end() + 1].islower()]
    starts = [0, *(stop.end() for stop in stops)]
    ends = [*(stop.start() for stop in stops), len(line)]
    for start, end in zip(starts, ends, strict=True):
        words = line[start:end]
        if words.strip():
            yield start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def find_phrase(text: str, phrase: str) -> list[Occurrence]:
    """Every place where a phrase stands, in order. Blanks may differ and the phrase may be in NFD.

    Raises:
        NotFoundError: it stands nowhere; where it does but for marks and case, the text says so.
        UsageError: the phrase is empty.
    """
    words = nfc(phrase).split()
    if not words:
        raise UsageError("Cụm từ để trống; hãy nêu vài chữ của nguồn.", "The phrase is empty; give some of its words.")
    places = _places(words, text)
    if not places:
        raise _absent(words, text)
    parts = sentences(text)
    return [Occurrence(text[start:end], start, end, _around(parts, start)) for start, end in places]


def _places(words: Sequence[str], text: str) -> list[tuple[int, int]]:
    pattern = r"[^\S\n]+".join(re.escape(word) for word in words)
    return [found.span() for found in re.finditer(pattern, text)]


def _around(parts: Sequence[Sentence], start: int) -> Sentence:
    return next(part for part in reversed(parts) if part.start <= start)


def _absent(words: Sequence[str], text: str) -> NotFoundError:
    phrase = " ".join(words)
    near = _places(_bare(phrase).split(), _bare(text))
    if near:
        start, end = near[0]
        return NotFoundError(
            f"Không có cụm từ «{phrase}» trong nguồn, nhưng có «{text[start:end]}»; hãy viết đúng từng dấu và chữ hoa.",
            f'The phrase "{phrase}" is not in the source, but "{text[start:end]}" is; write each mark and capital.',
        )
    return NotFoundError(
        f"Không có cụm từ «{phrase}» trong nguồn; hãy chép lại từ nguồn, trong cùng một dòng.",
        f'The phrase "{phrase}" is not in the source; copy it from there, out of one line.',
    )


def _bare(text: str) -> str:
    """``text`` without marks and case, letter for letter: as long as it was."""
    return "".join(_bare_letter(letter) for letter in text)


def _bare_letter(letter: str) -> str:
    plain = "d" if letter in "đĐ" else unicodedata.normalize("NFD", letter)[0].lower()
    return plain if len(plain) == 1 else letter


def check_source(evidence: Evidence, text: str) -> SourceCheck:
    """Compare a text with what the graph says of it: each passage's digest, each phrase at its position.

    The text is taken for the source most of whose passages it holds.

    Raises:
        NotFoundError: the graph has no passage at all.
    """
    source = _source_of(evidence, text)
    passages = [p for p in evidence.passages if p.source == source]
    ids = {p.id for p in passages}
    claims = sorted((c for c in evidence.claims if c.passage in ids), key=lambda c: (c.start, c.end, c.id))
    whole = {p.id: p for p in passages}
    wrong = [m for p in passages if (m := _check_passage(p, text)) is not None]
    wrong += [m for c in claims if (m := _check_phrase(c, whole[c.passage], text)) is not None]
    return SourceCheck(source, len(passages), len(claims), tuple(wrong))


def agrees(passage: Passage, text: str) -> bool:
    """Whether the text has the sentence of ``passage`` where the graph says."""
    return digest(text[passage.start : passage.end]) == passage.sha256


def _source_of(evidence: Evidence, text: str) -> str:
    agreeing = {p.source: 0 for p in evidence.passages}
    for passage in evidence.passages:
        agreeing[passage.source] += agrees(passage, text)
    if not agreeing:
        raise NotFoundError(
            "Đồ thị đang mở không có đoạn nguồn nào để đối chiếu; hãy nạp mô-đun evidence.",
            "The open graph has no passage to compare with; load the module evidence.",
        )
    return max(sorted(agreeing), key=agreeing.__getitem__)


def _check_passage(passage: Passage, text: str) -> Mismatch | None:
    if agrees(passage, text):
        return None
    place = f"{passage.start}-{passage.end}"
    return Mismatch(
        passage.id,
        f"{passage.id}: dòng {passage.line}, vị trí {place}: câu ở đó không khớp mã băm SHA-256 đã ghi.",
        f"{passage.id}: line {passage.line}, position {place}: the sentence there does not have the recorded SHA-256.",
    )


def _check_phrase(claim: Claim, passage: Passage, text: str) -> Mismatch | None:
    inside = passage.start <= claim.start and claim.end <= passage.end
    if text[claim.start : claim.end] == claim.key_phrase and inside:
        return None
    elsewhere = [start for start, _ in _places(claim.key_phrase.split(), text)]
    vi = f"cụm từ «{claim.key_phrase}» không nằm ở vị trí {claim.start}-{claim.end} của câu {passage.id}"
    en = f'the phrase "{claim.key_phrase}" is not at position {claim.start}-{claim.end} of sentence {passage.id}'
    if elsewhere:
        listed = ", ".join(map(str, elsewhere))
        return Mismatch(
            claim.id, f"{claim.id}: {vi}; nó bắt đầu ở {listed}.", f"{claim.id}: {en}; it begins at {listed}."
        )
    return Mismatch(claim.id, f"{claim.id}: {vi} và không có ở đâu khác.", f"{claim.id}: {en}, nor anywhere else.")
